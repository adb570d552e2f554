//! `restore`: a backup in an empty data directory. The writer begins another epoch, so that nothing written since
//! the backup is ever contradicted, and the log says what may be missing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{DateTime, FixedOffset};
use clap::ValueEnum;
use stupen_journal::Log;
use stupen_journal::blobs::BlobStore;

use super::sums::{self, Sum, names_in};
use super::{FILES, MANIFEST, Manifest, sync_folder};
use crate::begun::Needed;
use crate::book::{Begun, Book, begin_epoch, local};
use crate::commands::Context;
use crate::data::DataDir;
use crate::office;
use crate::tls::Identity;

/// The certificate is made anew from the key: nothing waits for it.
const CERTIFICATE: &str = "keys/tls.crt";

/// What a server can be brought back without, where it is damaged in the backup and no other backup is to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Without {
    /// Portraits and packs: the server begins with none, and misses them piece by piece
    Media,
    /// Accounts, PINs and codes: the server does not start before they are there again
    Accounts,
    /// The key by which kiosks know the server: it does not start before there is one again
    Key,
}

impl Without {
    const ALL: [Self; 3] = [Self::Media, Self::Accounts, Self::Key];

    /// The file's name in a backup.
    fn file(self) -> &'static str {
        match self {
            Self::Media => "media.db",
            Self::Accounts => "office.db",
            Self::Key => "keys/tls.key",
        }
    }

    /// As it is written on the command line.
    fn word(self) -> &'static str {
        match self {
            Self::Media => "media",
            Self::Accounts => "accounts",
            Self::Key => "key",
        }
    }
}

/// The span of time that the backup does not cover, and what is missing beyond it.
#[derive(Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub made_at: DateTime<FixedOffset>,
    /// When it was restored.
    pub restored_at: DateTime<FixedOffset>,
    /// Entries that are back.
    pub entries: u64,
    /// Pictures and files of packs that the log names and that are not here.
    pub missing: usize,
}

impl Restored {
    /// What staff must know, in words.
    pub fn lost(&self) -> String {
        let time = |at: DateTime<FixedOffset>| at.format("%Y-%m-%d %H:%M %:z").to_string();
        format!(
            "Restored from the backup of {}. What was entered only at the office between then and {} may be missing; what kiosks wrote comes back with their next exchange.",
            time(self.made_at),
            time(self.restored_at)
        )
    }
}

/// Restores `from` into the context's directory, which must be empty; what is named in `without` is left out. Everything
/// is verified before anything is made.
///
/// # Errors
/// When the directory is not empty, the backup is incomplete, or a file of it is not what it was; nothing stays behind
/// then.
pub fn read(context: &Context, from: &Path, without: &[Without]) -> Result<Restored> {
    let manifest_path = from.join(MANIFEST);
    let manifest = fs::read(&manifest_path).with_context(|| {
        format!(
            "{} cannot be read: {} is no whole backup",
            manifest_path.display(),
            from.display()
        )
    })?;
    let manifest: Manifest = serde_json::from_slice(&manifest)
        .with_context(|| format!("{} is damaged: use another backup", manifest_path.display()))?;
    let data = &context.data;
    ensure!(
        !data.unfinished_restore().exists(),
        "--data: a restore into {} was cut off: remove that directory and restore again",
        data.root().display()
    );
    ensure!(
        is_empty(data)?,
        "--data: {} is not empty: restore into a new directory, then move it where the old one was",
        data.root().display()
    );
    let backup = Backup {
        from,
        manifest: &manifest,
        without,
    };
    let names = backup.verify()?;
    let before = Before::of(data);
    let restored = bring(context, &backup, &names);
    if restored.is_err() {
        before.again(data);
    }
    restored
}

/// A backup that is brought back.
struct Backup<'a> {
    from: &'a Path,
    manifest: &'a Manifest,
    without: &'a [Without],
}

impl Backup<'_> {
    /// Looks at every file as it lies there; returns the names of those that are to be copied, the writer's last: with it,
    /// the directory belongs to the organisation.
    fn verify(&self) -> Result<Vec<String>> {
        let here = names_in(self.from)?;
        let mut names: Vec<String> = match &self.manifest.files {
            Some(files) => files.keys().cloned().collect(),
            None => here.clone(),
        };
        let needed = Needed::ALL.map(|needed| needed.file(&DataDir::at(Path::new(""))));
        for name in FILES
            .into_iter()
            .chain(needed.iter().filter_map(|file| file.to_str()))
        {
            if !names.iter().any(|known| known == name) && self.must_have(name, &here) {
                names.push(name.to_owned());
            }
        }
        names.retain(|name| !self.is_left_out(name));
        names.sort_by_key(|name| name == "keys/writer.json");
        let mut faults = Vec::new();
        let mut sound = Vec::new();
        for name in names {
            match self.fault(&name) {
                None => sound.push(name),
                Some(_) if name == CERTIFICATE => {}
                Some(what) => faults.push(self.refusal(&name, &what)),
            }
        }
        ensure!(
            faults.is_empty(),
            "this backup is damaged, and nothing was restored:\n{}",
            faults.join("\n")
        );
        Ok(sound)
    }

    /// Whether a file that the description does not name has to be there: a server that never ran had no key yet.
    fn must_have(&self, name: &str, here: &[String]) -> bool {
        name != Without::Key.file() || here.iter().any(|name| name == CERTIFICATE)
    }

    fn is_left_out(&self, name: &str) -> bool {
        self.without.iter().any(|part| part.file() == name)
            || (name == CERTIFICATE && self.without.contains(&Without::Key))
    }

    fn sum(&self, name: &str) -> Option<&Sum> {
        self.manifest.files.as_ref()?.get(name)
    }

    fn fault(&self, name: &str) -> Option<String> {
        let file = self.from.join(name);
        if !is_name(name) {
            return Some("is no name of a file of a backup".to_owned());
        }
        match self.sum(name) {
            Some(sum) => sum.fault(&file),
            None if self.manifest.files.is_some() => Some(format!("does not stand in {MANIFEST}")),
            // Written before backups told of their files: what is inside is looked at once it is copied.
            None => match fs::metadata(&file) {
                Err(_missing) => Some("is not there".to_owned()),
                Ok(about) if about.len() == 0 => Some("is empty".to_owned()),
                Ok(_) => None,
            },
        }
    }

    /// What is wrong with a file of it, and the way out.
    fn refusal(&self, name: &str, what: &str) -> String {
        let file = self.from.join(name);
        let mut said = format!("{} {what}: use another backup", file.display());
        if let Some(part) = Without::ALL.into_iter().find(|part| part.file() == name) {
            let _never_fails = write!(
                said,
                ", or bring back the rest with `--without {}` (`restore --help` says what that means)",
                part.word()
            );
        }
        said
    }

    /// Copies one file; what was read must be what was verified.
    fn copy(&self, name: &str, data: &DataDir) -> Result<()> {
        let copied = sums::copy(&self.from.join(name), &data.root().join(name))?;
        ensure!(
            self.sum(name).is_none_or(|sum| *sum == copied),
            "{}",
            self.refusal(name, "reads differently each time")
        );
        Ok(())
    }

    /// Looks into the copies: what was damaged already when the backup was made, or since, where it does not tell sums.
    fn look_inside(&self, data: &DataDir) -> Result<u64> {
        let log = Log::open(&data.log_db(), None)
            .with_context(|| self.refusal("log.db", "cannot be used"))?;
        let report = log.verify()?;
        if let Some(fault) = report.faults.first() {
            bail!(
                "the backup's log does not verify ({} #{}: {}): use another backup",
                fault.stream,
                fault.seq,
                fault.what
            );
        }
        ensure!(
            log.heads()? == self.manifest.heads,
            "the backup's log is not the one that {MANIFEST} describes: use another backup"
        );
        if !self.without.contains(&Without::Accounts)
            && let Some(what) = office::examine(&data.office_db())?
        {
            bail!("{}", self.refusal("office.db", &what));
        }
        if self.manifest.files.is_none()
            && !self.without.contains(&Without::Media)
            && let Some(what) = media_fault(&data.media_db())
        {
            bail!("{}", self.refusal("media.db", &what));
        }
        if !self.without.contains(&Without::Key) {
            if !data.tls_key().exists() {
                // As `must_have` says: no kiosk knows another.
                Identity::make_anew(data)?;
            }
            Identity::pin_of(data)
                .with_context(|| self.refusal(Without::Key.file(), "cannot be used"))?;
        }
        Ok(report.entries)
    }
}

/// A name from a description is not followed out of the backup's folder.
fn is_name(name: &str) -> bool {
    FILES.contains(&name)
        || name
            .strip_prefix("keys/")
            .is_some_and(|key| !key.is_empty() && !key.contains('/') && key != "..")
}

fn media_fault(file: &Path) -> Option<String> {
    let blobs = match BlobStore::open_to_take(file, None) {
        Ok(blobs) => blobs,
        Err(error) => return Some(format!("cannot be read ({error})")),
    };
    match blobs
        .structure()
        .and_then(|what| Ok((what, blobs.verify()?)))
    {
        Err(error) => Some(format!("cannot be read ({error})")),
        Ok((Some(what), _)) => Some(format!("cannot be read ({what})")),
        Ok((None, (_, damaged))) if !damaged.is_empty() => Some(format!(
            "holds {} pieces that are not what their hashes say",
            damaged.len()
        )),
        Ok(_) => None,
    }
}

fn bring(context: &Context, backup: &Backup<'_>, names: &[String]) -> Result<Restored> {
    // The directory is made here, and not before: what is refused leaves none.
    let data = &DataDir::open(context.data.root())?;
    let unfinished = data.unfinished_restore();
    fs::write(
        &unfinished,
        "A restore is at work here, or was cut off: then remove this directory and restore again.\n",
    )
    .with_context(|| format!("cannot write {}", unfinished.display()))?;
    sync_folder(data.root())?;
    for name in names {
        backup.copy(name, data)?;
    }
    let entries = backup.look_inside(data)?;
    let manifest = backup.manifest;
    if manifest.demonstration {
        data.mark_demonstration()?;
    }
    let mut restored = Restored {
        made_at: manifest.made_at,
        restored_at: local(context.clock.now(), chrono_tz::UTC)
            .with_timezone(manifest.made_at.offset()),
        entries,
        missing: 0,
    };
    begin_epoch(
        data,
        Begun {
            because: "restored".to_owned(),
            lost: Some(restored.lost()),
        },
    )
    .with_context(|| backup.refusal("keys/writer.json", "cannot be used"))?;
    // Opening folds the views and tells of the epoch in every workshop.
    let book = Book::open(data, &context.clock)?;
    restored.missing = book.look_for_lost_media()?.missing.len();
    sync_folder(&data.keys())?;
    sync_folder(data.root())?;
    fs::remove_file(&unfinished)
        .with_context(|| format!("cannot remove {}", unfinished.display()))?;
    sync_folder(data.root())?;
    Ok(restored)
}

/// True when nothing lies there but the folder for keys.
fn is_empty(data: &DataDir) -> Result<bool> {
    let is_vacant = |folder: &Path, but: Option<&Path>| -> Result<bool> {
        if !folder.exists() {
            return Ok(true);
        }
        let found = fs::read_dir(folder)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        Ok(found
            .iter()
            .all(|entry| Some(entry.path().as_path()) == but))
    };
    let keys = data.keys();
    Ok(is_vacant(data.root(), Some(&keys))? && is_vacant(&keys, None)?)
}

/// Which folders are not there before a restore: they go again when it fails.
struct Before {
    absent: Vec<PathBuf>,
}

impl Before {
    fn of(data: &DataDir) -> Self {
        let keys = data.keys();
        Self {
            absent: keys
                .ancestors()
                .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
                .map(Path::to_path_buf)
                .collect(),
        }
    }

    /// The directory was empty: all that lies in it now, the restore wrote.
    fn again(&self, data: &DataDir) {
        for folder in [data.keys(), data.root().to_path_buf()] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path == data.keys() {
                    continue;
                }
                let _left_behind = if path.is_dir() {
                    fs::remove_dir_all(&path)
                } else {
                    fs::remove_file(&path)
                };
            }
        }
        for folder in &self.absent {
            let _left_behind = fs::remove_dir(folder);
        }
    }
}
