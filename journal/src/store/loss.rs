//! A log that ends earlier than it did. What was acknowledged was on the disk first, and only then did another file name
//! it: where that file is ahead, the log has lost something. Whoever goes on keeps the log as it lay, before anything is
//! written to it: SQLite writes over what it did not take.

use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::open::{beside, finish_setting_aside, free_name, tail_error};
use super::schema::UPGRADES;
use super::{Log, OpenError, SetAside, StoreError, set_aside, wal};
use crate::envelope::{Head, StreamId};

/// Streams that are named one by one when a loss is put into words.
const NAMED: usize = 5;

/// What a log has lost, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Ends of streams that another file knew.
    pub gone: Vec<Gone>,
    /// The first spoilt frame of the write-ahead log, where whole ones follow: what they held is gone, and may be more
    /// than was known elsewhere.
    pub cut_at: Option<u64>,
}

/// The end of a stream that is not in the log any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The stream.
    pub stream: StreamId,
    /// The first entry that is gone.
    pub from: u64,
    /// The last one that was known.
    pub to: u64,
}

/// A loss that nobody was told of yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// What.
    pub loss: Loss,
    /// The log as it lay, with its write-ahead log beside it; none where no file was left.
    pub kept: Option<PathBuf>,
    /// Nothing is gone after all: what stood behind the spoilt piece could be read, and is sound.
    pub is_mended: bool,
    /// Mending is over, whatever came of it. The next start goes on with one that broke off.
    #[serde(default)]
    pub is_tried: bool,
}

impl Loss {
    /// How many entries are known to be gone.
    pub fn entries(&self) -> u64 {
        let counts = self.gone.iter().map(|gone| gone.to - gone.from + 1);
        counts.fold(0, u64::saturating_add)
    }
}

/// As in "the log …".
impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entries() {
            0 => f.write_str("has lost its newest entries, it is not known how many")?,
            1 => f.write_str("has lost 1 entry")?,
            n => write!(f, "has lost {n} entries")?,
        }
        for (n, gone) in self.gone.iter().take(NAMED).enumerate() {
            let before = if n == 0 { ": " } else { ", " };
            write!(f, "{before}{}#{}", gone.stream, gone.from)?;
            if gone.to > gone.from {
                write!(f, "-{}", gone.to)?;
            }
        }
        if self.gone.len() > NAMED {
            write!(f, " and of {} more streams", self.gone.len() - NAMED)?;
        }
        if let Some(frame) = self.cut_at {
            write!(
                f,
                " (its write-ahead log is damaged at frame {frame} and cannot be read beyond)"
            )?;
        }
        Ok(())
    }
}

impl Log {
    /// As [`Log::open`], for whoever must not go on where something is gone: what `known` names has to be here.
    ///
    /// # Errors
    /// [`OpenError`]; [`OpenError::Lost`] where something is gone, and then nothing was written.
    pub fn open_whole(
        path: &Path,
        key: Option<[u8; 32]>,
        known: &[Head],
    ) -> Result<Self, OpenError> {
        finish_setting_aside(path)?;
        not_emptied(path)?;
        if let Some(lost) = note(path)? {
            return Err(OpenError::Lost {
                path: path.to_owned(),
                loss: lost.loss,
            });
        }
        if let Some(loss) = Self::gone(path, known) {
            return Err(OpenError::Lost {
                path: path.to_owned(),
                loss,
            });
        }
        Self::open_with(path, key, UPGRADES, Some(known))
    }

    /// As [`Log::open_whole`], but where something is gone, the log as it lies is kept as `<name>.damaged-<n>`, with its
    /// write-ahead log beside it, and what can be read goes on: all of it, where what stood behind a spoilt piece is
    /// sound. The caller must then begin a new writer epoch, tell what was lost, and say so by [`Log::loss_told`]: until
    /// then every opening tells it again.
    ///
    /// # Errors
    /// [`OpenError`]; [`OpenError::Damaged`] where nothing is left, or no sound log; [`OpenError::Io`] where it was kept and
    /// could not be looked at or mended, as on a full disk: then both lie as they were, and the next opening tries again.
    pub fn open_or_keep(
        path: &Path,
        key: Option<[u8; 32]>,
        known: &[Head],
    ) -> Result<(Self, Option<Lost>), OpenError> {
        finish_setting_aside(path)?;
        let _left_by_one_that_broke_off = clear(&beside(path, ".mending"));
        not_emptied(path)?;
        let mut lost = match note(path)? {
            Some(lost) => lost,
            None => match Self::gone(path, known) {
                Some(loss) => {
                    let lost = Lost {
                        loss,
                        kept: None,
                        is_mended: false,
                        is_tried: true,
                    };
                    write_note(path, &lost)?;
                    lost
                }
                None => match Self::open_with(path, key, UPGRADES, Some(known)) {
                    Err(OpenError::Lost { loss, .. }) => {
                        if loss.cut_at.is_none() {
                            Self::is_readable(path, key)?;
                        }
                        keep(path, loss)?
                    }
                    opened => return Ok((opened?, None)),
                },
            },
        };
        if !lost.is_tried {
            lost.is_mended = match lost.loss.cut_at {
                None => false,
                // What stands behind the spoilt piece is here still. Whoever goes on without it writes over it: where the
                // disk does not let it be read, nobody goes on.
                Some(_) if is_cut(path)? => mend(path, key, known)?,
                // The power went after the mended file was in place; or an earlier version went on with this log.
                Some(_) => lost.is_mended || is_in_place(path, lost.kept.as_deref())?,
            };
            lost.is_tried = true;
            write_note(path, &lost)?;
        }
        if lost.kept.is_some() {
            Self::is_readable(path, key)?;
        }
        let log = Self::open(path, key)?;
        // What is written next would stand before frames of the lost end, as if these followed it: begin that file anew.
        log.fold_in().map_err(|source| OpenError::Store {
            path: path.to_owned(),
            source,
        })?;
        Ok((log, Some(lost)))
    }

    /// As [`Log::open_or_keep`]; a file that is damaged (not a database, corrupt, or a tail that does not verify) is
    /// renamed to `<name>.damaged-<n>` and kept, and an empty log takes its place. The caller must then start a new writer
    /// epoch and tell staff.
    ///
    /// # Errors
    /// [`OpenError`] for everything that is not damage.
    pub fn open_or_set_aside(
        path: &Path,
        key: Option<[u8; 32]>,
        known: &[Head],
    ) -> Result<(Self, Option<SetAside>, Option<Lost>), OpenError> {
        match Self::open_or_keep(path, key, known) {
            Ok((log, lost)) => Ok((log, None, lost)),
            Err(OpenError::Damaged { what, .. }) => {
                let aside = set_aside(path, what)?;
                // That all of it was set aside says more.
                forget_note(path)?;
                Ok((Self::open(path, key)?, Some(aside), None))
            }
            Err(other) => Err(other),
        }
    }

    /// Whoever has to know of the loss was told: the next opening does not tell it again.
    ///
    /// # Errors
    /// When that cannot be remembered.
    pub fn loss_told(&self) -> Result<(), OpenError> {
        forget_note(&self.path)
    }

    /// What of `known` is not here, and whether the write-ahead log breaks off before its end.
    fn loss(&self, known: &[Head]) -> Result<Option<Loss>, OpenError> {
        let failed = |error| tail_error(&self.path, error);
        let wal_file = beside(&self.path, "-wal");
        let cut = wal::cut(&wal_file).map_err(|source| OpenError::Io {
            path: wal_file,
            source,
        })?;
        let held = self.heads_or_none().map_err(failed)?;
        let mut gone = Vec::new();
        for head in known {
            let last = held
                .iter()
                .find(|held| held.stream == head.stream)
                .map_or(0, |held| held.seq);
            let from = if last < head.seq {
                last + 1
            } else if self.hash_at(&head.stream, head.seq).map_err(failed)? == Some(head.hash) {
                continue;
            } else {
                // Another entry stands there.
                head.seq
            };
            gone.push(Gone {
                stream: head.stream.clone(),
                from,
                to: head.seq,
            });
        }
        if held.is_empty() && cut.is_none() && !Self::is_first_here(&self.path) {
            // Made in the place of one that was set aside, by a start that broke off: that is told in its own way.
            return Ok(None);
        }
        let loss = Loss {
            gone,
            cut_at: cut.map(|cut| cut.frame),
        };
        Ok((loss != Loss::default()).then_some(loss))
    }

    pub(super) fn nothing_lost(&self, known: &[Head]) -> Result<(), OpenError> {
        match self.loss(known)? {
            Some(loss) => Err(OpenError::Lost {
                path: self.path.clone(),
                loss,
            }),
            None => Ok(()),
        }
    }

    /// All that was known, where the file is not there any more.
    fn gone(path: &Path, known: &[Head]) -> Option<Loss> {
        if path.exists() || known.is_empty() || !Self::is_first_here(path) {
            return None;
        }
        let gone = known.iter().map(|head| Gone {
            stream: head.stream.clone(),
            from: 1,
            to: head.seq,
        });
        Some(Loss {
            gone: gone.collect(),
            cut_at: None,
        })
    }

    fn is_first_here(path: &Path) -> bool {
        Self::set_aside_files(path).is_ok_and(|kept| kept.is_empty())
    }

    /// A file in which no table was made yet has no heads.
    fn heads_or_none(&self) -> Result<Vec<Head>, StoreError> {
        let version: i64 = self
            .conn
            .query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version == 0 {
            return Ok(Vec::new());
        }
        self.heads()
    }

    /// A log that lost its end must be a sound one still: pages from before it and after it may lie side by side.
    fn is_readable(path: &Path, key: Option<[u8; 32]>) -> Result<(), OpenError> {
        let log = Self::as_it_is(path, key)?;
        let found = log.what_is_left();
        drop(log);
        match found {
            Ok(None) => Ok(()),
            Ok(Some(what)) => Err(OpenError::Damaged {
                path: path.to_owned(),
                what,
            }),
            Err(error) => Err(tail_error(path, error)),
        }
    }

    /// What is wrong with it, or nothing.
    fn what_is_left(&self) -> Result<Option<String>, StoreError> {
        if self.heads_or_none()?.is_empty() {
            return Ok(Some("it has lost all that was in it".to_owned()));
        }
        if let Some(what) = self.structure()? {
            return Ok(Some(what));
        }
        let report = self.verify()?;
        let fault = report.faults.first();
        Ok(fault.map(|fault| format!("{} entry {}: {}", fault.stream, fault.seq, fault.what)))
    }
}

/// Reads the log with all of its write-ahead log, the spoilt pieces too, and puts that in its place where every entry that
/// was known is there and every hash is right: a page that was spoilt is often one that was written again later. The pair
/// as it lay is kept already.
fn mend(path: &Path, key: Option<[u8; 32]>, known: &[Head]) -> Result<bool, OpenError> {
    let folder = beside(path, ".mending");
    let copy = folder.join("log.db");
    let io = |source| OpenError::Io {
        path: folder.clone(),
        source,
    };
    clear(&folder).map_err(io)?;
    fs::DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .map_err(io)?;
    let mended = (|| -> Result<bool, OpenError> {
        let Some(bytes) = wal::mended(&beside(path, "-wal")).map_err(io)? else {
            return Ok(false);
        };
        fs::copy(path, &copy).map_err(io)?;
        let wal_copy = beside(&copy, "-wal");
        write_private(&wal_copy, &bytes).map_err(io)?;
        let is_whole = is_whole(&copy, key, known)?;
        if is_whole {
            // Made from the write-ahead log by whoever opens it.
            let _is_made_anew = fs::remove_file(beside(path, "-shm"));
            fs::rename(&wal_copy, beside(path, "-wal")).map_err(io)?;
            sync_folder(path)?;
        }
        Ok(is_whole)
    })();
    clear(&folder).map_err(io)?;
    mended
}

/// Whether a mended log is sound and has all that was known. What the disk refuses says nothing of that.
fn is_whole(path: &Path, key: Option<[u8; 32]>, known: &[Head]) -> Result<bool, OpenError> {
    let looked = Log::is_readable(path, key)
        .and_then(|()| Log::as_it_is(path, key))
        .and_then(|log| log.loss(known));
    match looked {
        Ok(loss) => Ok(loss.is_none()),
        Err(error) if is_of_the_disk(&error) => Err(error),
        Err(_not_sound) => Ok(false),
    }
}

fn is_of_the_disk(error: &OpenError) -> bool {
    use rusqlite::ErrorCode;
    match error {
        OpenError::Io { .. } => true,
        OpenError::Store { source, .. } => match source {
            StoreError::DiskFull | StoreError::Busy => true,
            StoreError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly)
            ),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the write-ahead log is, byte for byte, what mending makes of the kept one.
fn is_in_place(path: &Path, kept: Option<&Path>) -> Result<bool, OpenError> {
    let Some(kept) = kept else {
        return Ok(false);
    };
    let read = |file: PathBuf, how: fn(&Path) -> std::io::Result<Option<Vec<u8>>>| {
        how(&file).or_else(|source| match source.kind() {
            std::io::ErrorKind::NotFound => Ok(None),
            _ => Err(OpenError::Io { path: file, source }),
        })
    };
    let mended = read(beside(kept, "-wal"), wal::mended)?;
    let here = read(beside(path, "-wal"), |file| fs::read(file).map(Some))?;
    Ok(mended.is_some() && mended == here)
}

fn clear(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// SQLite deletes the write-ahead log of an empty file as soon as that is read: a log that was cut to nothing is damaged,
/// and both are set aside together.
pub(super) fn not_emptied(path: &Path) -> Result<(), OpenError> {
    let len = |file: &Path| fs::metadata(file).map(|about| about.len()).ok();
    let is_emptied =
        len(path) == Some(0) && len(&beside(path, "-wal")).is_some_and(|bytes| bytes > 0);
    match is_emptied {
        true => Err(OpenError::Damaged {
            path: path.to_owned(),
            what: "it is empty, though its write-ahead log is not".to_owned(),
        }),
        false => Ok(()),
    }
}

/// Whether anything in this write-ahead log is spoilt, be it its end: whoever writes beside it writes over what may be the
/// only copy.
pub(super) fn is_spoilt(log: &Path) -> bool {
    wal::is_spoilt(&beside(log, "-wal")).unwrap_or(true)
}

/// Whether this write-ahead log breaks off before its end.
fn is_cut(log: &Path) -> Result<bool, OpenError> {
    let file = beside(log, "-wal");
    match wal::cut(&file) {
        Ok(cut) => Ok(cut.is_some()),
        Err(source) => Err(OpenError::Io { path: file, source }),
    }
}

/// Copies the log as it lies, and notes down what is to be told. Where that fails, nothing of it stays.
fn keep(path: &Path, loss: Loss) -> Result<Lost, OpenError> {
    let aside = free_name(path, "damaged");
    let mut made = Vec::new();
    let kept = copy_pair(path, &aside, &mut made).and_then(|is_there| {
        let lost = Lost {
            loss,
            kept: is_there.then_some(aside),
            is_mended: false,
            is_tried: false,
        };
        write_note(path, &lost)?;
        Ok(lost)
    });
    if kept.is_err() {
        for file in made {
            let _left_behind = fs::remove_file(file);
        }
    }
    kept
}

/// The file itself comes last: where the power goes before that, the next opening keeps the pair anew.
fn copy_pair(path: &Path, aside: &Path, made: &mut Vec<PathBuf>) -> Result<bool, OpenError> {
    for suffix in ["-wal", ""] {
        let (from, to) = (beside(path, suffix), beside(aside, suffix));
        let part = beside(&to, ".part");
        made.extend([part.clone(), to.clone()]);
        let copied = fs::copy(&from, &part)
            .and_then(|_bytes| fs::File::open(&part)?.sync_all())
            .and_then(|()| fs::rename(&part, &to));
        match copied {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(OpenError::Io { path: to, source }),
        }
    }
    sync_folder(path)?;
    Ok(aside.exists())
}

fn note_file(path: &Path) -> PathBuf {
    beside(path, ".lost")
}

fn note(path: &Path) -> Result<Option<Lost>, OpenError> {
    let file = note_file(path);
    match fs::read(&file) {
        // One that cannot be read tells less, but that something was lost it does tell.
        Ok(text) => Ok(Some(serde_json::from_slice(&text).unwrap_or_else(
            |_torn| {
                Lost {
                    loss: Loss::default(),
                    kept: Log::set_aside_files(path)
                        .ok()
                        .and_then(|mut kept| kept.pop()),
                    is_mended: false,
                    is_tried: true,
                }
            },
        ))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(OpenError::Io { path: file, source }),
    }
}

fn write_note(path: &Path, lost: &Lost) -> Result<(), OpenError> {
    let file = note_file(path);
    let part = beside(&file, ".part");
    let written = serde_json::to_vec(lost)
        .map_err(std::io::Error::from)
        .and_then(|text| write_private(&part, &text))
        .and_then(|()| fs::rename(&part, &file));
    written.map_err(|source| OpenError::Io { path: file, source })?;
    sync_folder(path)
}

/// For its owner alone, and on the disk when this returns.
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut to = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)?;
    to.write_all(bytes)?;
    to.sync_all()
}

fn forget_note(path: &Path) -> Result<(), OpenError> {
    let file = note_file(path);
    match fs::remove_file(&file) {
        Ok(()) => sync_folder(path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(OpenError::Io { path: file, source }),
    }
}

fn sync_folder(path: &Path) -> Result<(), OpenError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| OpenError::Io {
            path: folder.to_owned(),
            source,
        })
}

#[cfg(test)]
#[path = "loss_tests.rs"]
mod tests;
