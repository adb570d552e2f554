//! The files that a server which has begun must have. One that is gone is never made anew unasked: an empty one in its
//! place would forget who everybody is, and every kiosk with it. What can be made again from the log or is missed piece by
//! piece (`views.db`, `media.db`) is no such file; for the log itself there is [`Damage::gone`].

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use stupen_domain::wire::ids::OrganisationId;
use stupen_journal::Log;
use thiserror::Error;

use crate::book::Book;
use crate::book::damage::Damage;
use crate::data::DataDir;
use crate::office::Office;
use crate::tls::Identity;

/// A file without which a server that has begun does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// Who it is as a writer of the log, and what opens sealed facts.
    Writer,
    /// The key by which kiosks know it.
    Key,
    /// Accounts, PINs and codes.
    Accounts,
}

impl Needed {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Writer, Self::Key, Self::Accounts];

    /// Where it lies.
    pub fn file(self, data: &DataDir) -> PathBuf {
        match self {
            Self::Writer => data.writer_file(),
            Self::Key => data.tls_key(),
            Self::Accounts => data.office_db(),
        }
    }

    fn way_out(self) -> &'static str {
        match self {
            Self::Writer => {
                "put the one of the last backup (`keys/writer.json` in its folder) there. Do not run `init`: with another key, what kiosks sealed could never be opened. Without a backup of that file nothing brings this log back to work: keep the whole directory, and begin in an empty one"
            }
            Self::Key => {
                "put the one of the last backup (`keys/tls.key` in its folder) there. Without one, start the server once with `serve --new-key`: it makes another key and prints its pin, which every kiosk has to be told (`stupen-kiosk office --pin PIN`)"
            }
            Self::Accounts => {
                "stop the server, move `office.db-wal` and `office.db-shm` away where they lie there, and put the one of the last backup (`office.db` in its folder) there. Without one, `stupen-server user add LOGIN --role administrator --name NAME --new-accounts` begins with new accounts: all passwords, PINs and codes and the imported pictograms have to be given anew"
            }
        }
    }

    /// What is wrong with it, where it is not there, or empty, though the server has begun.
    pub fn lost(self, data: &DataDir) -> Option<Lost> {
        let file = self.file(data);
        let what = match fs::metadata(&file) {
            Ok(about) if about.len() > 0 => return None,
            Ok(_empty) => "is empty",
            Err(_missing) => "is not there",
        };
        has_begun(data).then(|| Lost {
            file,
            what,
            way_out: self.way_out(),
        })
    }

    /// Refuses where it is lost.
    ///
    /// # Errors
    /// [`Lost`].
    pub fn ensure(self, data: &DataDir) -> Result<(), Lost> {
        self.lost(data).map_or(Ok(()), Err)
    }
}

/// A file that is not there any more, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} {what}, though this server has begun its work. Nothing was made in its place: {way_out}", file.display())]
pub struct Lost {
    /// The file.
    pub file: PathBuf,
    what: &'static str,
    way_out: &'static str,
}

/// Refuses a directory into which a backup was brought back only in part.
///
/// # Errors
/// When it is one; the message says the way out.
pub fn ensure_restored(data: &DataDir) -> Result<()> {
    ensure!(
        !data.unfinished_restore().exists(),
        "a restore into {} is at work, or was cut off: then remove that directory and restore again",
        data.root().display()
    );
    Ok(())
}

/// Every file that is lost.
pub fn lost(data: &DataDir) -> Vec<Lost> {
    Needed::ALL
        .into_iter()
        .filter_map(|needed| needed.lost(data))
        .collect()
}

/// True when the log holds something, or is not there or not to be read where there was one. Only looks.
pub fn has_begun(data: &DataDir) -> bool {
    let file = data.log_db();
    if Damage::gone(data).is_some()
        || Log::set_aside_files(&file).is_ok_and(|kept| !kept.is_empty())
    {
        return true;
    }
    if fs::metadata(&file).map_or(0, |about| about.len()) == 0 {
        return false;
    }
    Log::open_reader(&file, None).map_or(true, |log| log.count().map_or(true, |count| count > 0))
}

/// Makes what a server needs before it begins, where that is not there yet. The writers last: with them the directory
/// belongs to the organisation.
///
/// # Errors
/// When the server has begun and lost one of them, or a file cannot be made.
pub fn begin(data: &DataDir, organisation: &OrganisationId) -> Result<()> {
    ensure_restored(data)?;
    for needed in Needed::ALL {
        needed.ensure(data)?;
    }
    Identity::pin_of(data)?;
    Office::open(&data.office_db())?;
    if data.writer_file().exists() {
        return Ok(());
    }
    Book::create(data, organisation)
}

#[cfg(test)]
mod tests;
