//! `rescue`: what this kiosk holds and the office may not have, read out of its logs as far as they are sound, and
//! sealed to the office's key: for a kiosk that is broken, retired, or whose office is gone.
//!
//! What others wrote goes with it, the office first: an office that came back from a backup may have forgotten that it
//! ever let this kiosk in, and then believes nothing of it before it has read its own words again.
//!
//! Nothing here is changed, so that it can be tried again, and by others. What cannot be read is said.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use stupen_journal::sync::write_batch;
use stupen_journal::{Batch, DeviceKey, Log, OpenError, SealPublicKey, StoreError, StreamId};

use super::{Refused, say};
use crate::identity::{DataDir, Identity};

/// Entries in one batch.
const BATCH: usize = 500;

/// What was taken out of one log.
#[derive(Default)]
struct Taken {
    /// What this kiosk wrote.
    entries: u64,
    streams: u64,
    /// What it was told.
    others: u64,
    wrong: Vec<String>,
}

/// Writes what the office may not have into a file in `to`, and says how it gets there.
///
/// # Errors
/// [`Refused`] where the office's key is not known, the file is there already, or nothing can be read; others when the
/// disk refuses.
pub fn rescue(dir: &DataDir, identity: &Identity, to: &Path, out: &mut dyn Write) -> Result<()> {
    let Some(seal) = identity.office.seal_key else {
        return Err(Refused(
            "the office never told this kiosk the key to seal to: let the kiosk reach the office once".into(),
        )
        .into());
    };
    let file = to.join(format!("rescued-{}.ndjson", identity.device));
    if file.exists() {
        return Err(Refused(format!(
            "{} is there already: choose another folder",
            file.display()
        ))
        .into());
    }
    let logs = logs_of(dir)?;
    if logs.is_empty() {
        return Err(Refused(format!("{} holds no log", dir.path().display())).into());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(to)
        .with_context(|| format!("the folder {} cannot be made", to.display()))?;
    let part = to.join(format!(".rescued-{}.part", identity.device));
    let unwritten = || format!("{} cannot be written", part.display());
    let mut sealed = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)
        .with_context(unwritten)?;
    let key = identity.key()?;
    let mut entries = 0;
    for path in logs {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let copy = Copy(to.join(format!(".rescued-{}.older", identity.device)));
        let taken = match open(&path, &copy, identity.storage_key()?) {
            Ok(log) => take(&log, identity, &key, &mut |batch| {
                write_sealed(&mut sealed, &seal, batch).with_context(unwritten)
            })?,
            Err(error) => Taken {
                wrong: vec![format!("{error:#}")],
                ..Taken::default()
            },
        };
        let others = match taken.others {
            0 => String::new(),
            n => format!(", and {n} that others wrote"),
        };
        say(
            out,
            &format!(
                "{name}: {} entries of {} streams{others}",
                taken.entries, taken.streams
            ),
        )?;
        for wrong in &taken.wrong {
            say(out, &format!("{name}: not read: {wrong}"))?;
        }
        entries += taken.entries + taken.others;
    }
    if entries == 0 {
        drop(sealed);
        fs::remove_file(&part).with_context(unwritten)?;
        return say(
            out,
            "The office has backed up everything that could be read here.",
        );
    }
    sealed
        .sync_all()
        .and_then(|()| fs::rename(&part, &file))
        .and_then(|()| fs::File::open(to)?.sync_all())
        .with_context(unwritten)?;
    say(
        out,
        &format!(
            "{}: {entries} entries, sealed to the office's key. At the office: stupen-server events replay {}. What is there already changes nothing.",
            file.display(),
            file.file_name().unwrap_or_default().to_string_lossy()
        ),
    )
}

/// A folder of a copy, which goes with it.
struct Copy(PathBuf);

impl Copy {
    /// Empty, whatever a rescue that was cut off left there.
    fn begin(&self) -> Result<()> {
        self.delete();
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&self.0)
            .with_context(|| format!("the folder {} cannot be made", self.0.display()))
    }

    fn delete(&self) {
        // Most logs need none.
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::error!(folder = %self.0.display(), %error, "a copy could not be deleted: delete it");
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.delete();
    }
}

/// The log as it is; of one that an earlier version wrote, a copy brought up to date.
fn open(path: &Path, copy: &Copy, key: [u8; 32]) -> Result<Log> {
    match Log::open_set_aside(path, Some(key)) {
        Err(OpenError::Older { .. }) => {}
        opened => return Ok(opened?),
    }
    copy.begin()?;
    Ok(Log::open_older(path, &copy.0, Some(key))?)
}

/// The log in use and those that were set aside.
fn logs_of(dir: &DataDir) -> Result<Vec<PathBuf>> {
    let log = dir.file("log.db");
    let mut all = Log::set_aside_files(&log)
        .with_context(|| format!("{} cannot be read", dir.path().display()))?;
    if log.exists() {
        all.insert(0, log);
    }
    Ok(all)
}

/// Hands on what lies beyond what the office has backed up: what it has only taken in may be gone with it.
fn take(
    log: &Log,
    identity: &Identity,
    key: &DeviceKey,
    give: &mut dyn FnMut(&Batch) -> Result<()>,
) -> Result<Taken> {
    let mut taken = Taken::default();
    let mut heads = match log.heads() {
        Ok(heads) => heads,
        Err(error) => {
            taken.wrong.push(error.to_string());
            return Ok(taken);
        }
    };
    // The office's own words say whose signatures count in the rest.
    heads.sort_by_key(|head| head.stream.writer != identity.office.device);
    for head in &heads {
        let is_own = head.stream.writer == identity.device;
        // Where the mark cannot be read, all of the stream: what is known already changes nothing.
        let from = log.backed_up(&head.stream).unwrap_or(0);
        let next = |after, limit| {
            if is_own {
                log.sound_batch(key, &head.stream, after, limit)
            } else {
                log.sound_batch_of_others(&head.stream, after, limit)
            }
        };
        let after = stream(&head.stream, &next, from, give, &mut taken)?;
        if is_own {
            taken.streams += u64::from(after > from);
            taken.entries += after - from;
        } else {
            taken.others += after - from;
        }
    }
    Ok(taken)
}

/// The next entries of a stream after one, about so many, as far as they are sound; and what was wrong then.
type Next<'a> = dyn Fn(u64, usize) -> Result<(Option<Batch>, Option<String>), StoreError> + 'a;

/// Hands on one stream as far as it is sound; says up to where.
fn stream(
    stream: &StreamId,
    next: &Next<'_>,
    mut after: u64,
    give: &mut dyn FnMut(&Batch) -> Result<()>,
    taken: &mut Taken,
) -> Result<u64> {
    let mut limit = BATCH;
    loop {
        match next(after, limit) {
            // Fewer may end before the one at fault.
            Ok((None, Some(_wrong))) if limit > 1 => limit /= 2,
            Ok((batch, wrong)) => {
                if let Some(batch) = &batch {
                    give(batch)?;
                    after = batch.head.seq;
                }
                if let Some(wrong) = wrong {
                    taken.wrong.push(format!("{stream}: {wrong}"));
                    return Ok(after);
                }
                if batch.is_none() {
                    return Ok(after);
                }
            }
            // A torn page somewhere among these: the ones before it are still good.
            Err(_torn) if limit > 1 => limit /= 2,
            Err(error) => {
                taken.wrong.push(format!("{stream} after {after}: {error}"));
                return Ok(after);
            }
        }
    }
}

/// The lines of the exchange (docs/protocol.md, "Body"), each sealed by itself.
fn write_sealed(to: &mut impl Write, seal: &SealPublicKey, batch: &Batch) -> Result<()> {
    let mut lines = Vec::new();
    write_batch(&mut lines, batch)?;
    for line in lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let mut sealed = seal.seal(line)?;
        sealed.push(b'\n');
        to.write_all(&sealed)?;
    }
    Ok(())
}
