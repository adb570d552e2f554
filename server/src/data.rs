//! Where everything lies in the data directory.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use data_encoding::HEXLOWER;

use crate::secrets::random;

/// A server's data directory. Only its owner may read it: it holds keys, password hashes and the log.
#[derive(Clone, Debug)]
pub struct DataDir {
    root: PathBuf,
}

impl DataDir {
    /// Opens the directory and creates what is missing of it.
    ///
    /// # Errors
    /// When it cannot be created; the message names the path.
    pub fn open(root: &Path) -> Result<Self> {
        let data = Self::at(root);
        // An empty folder, or one of ours: what is in another is not ours to close.
        let is_ours = data.keys().exists()
            || fs::read_dir(root).map_or(true, |mut found| found.next().is_none());
        for dir in [data.root.clone(), data.keys()] {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&dir)
                .with_context(|| {
                    format!(
                        "cannot create {}: choose another place with --data",
                        dir.display()
                    )
                })?;
        }
        if is_ours {
            close(&data.root);
            close(&data.keys());
        }
        Ok(data)
    }

    /// The directory, whether it is there or not; nothing is made. For those who only look.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Keys; a backup includes them.
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// Accounts, sessions, codes, PINs.
    pub fn office_db(&self) -> PathBuf {
        self.root.join("office.db")
    }

    /// The log: every fact.
    pub fn log_db(&self) -> PathBuf {
        self.root.join("log.db")
    }

    /// What is folded from the log.
    pub fn views_db(&self) -> PathBuf {
        self.root.join("views.db")
    }

    /// Who this server is as a writer of the log.
    pub fn writer_file(&self) -> PathBuf {
        self.keys().join("writer.json")
    }

    /// The key by which kiosks know this server.
    pub fn tls_key(&self) -> PathBuf {
        self.keys().join("tls.key")
    }

    /// Held by the process whose turn at the log it is.
    pub fn book_lock(&self) -> PathBuf {
        self.root.join("book.lock")
    }

    /// Pictures and packs by their content.
    pub fn media_db(&self) -> PathBuf {
        self.root.join("media.db")
    }

    /// Shared by every process that has these open; whoever exchanges their file holds it alone.
    pub fn media_lock(&self) -> PathBuf {
        self.root.join("media.lock")
    }

    /// There while a backup is brought back, and after one that was cut off.
    pub fn unfinished_restore(&self) -> PathBuf {
        self.root.join("restore.unfinished")
    }

    /// Written while the server runs: the address it really listens on.
    pub fn address_file(&self) -> PathBuf {
        self.root.join("server.addr")
    }

    /// True for a directory made for a demonstration or a test, which alone may set its clock.
    pub fn is_demonstration(&self) -> bool {
        self.root.join("demonstration").exists()
    }

    /// Marks the directory as made for a demonstration or a test.
    ///
    /// # Errors
    /// When the mark cannot be written.
    pub fn mark_demonstration(&self) -> Result<()> {
        write_private(
            &self.root.join("demonstration"),
            b"This directory holds invented people; its clock may be set with --clock.\n",
        )
    }

    /// Takes the directory for one running server; held until the returned file is dropped.
    ///
    /// # Errors
    /// When another server holds it: two would write the same chains.
    pub fn take(&self) -> Result<File> {
        let path = self.root.join("server.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => bail!(
                "another stupen-server already uses {}: stop it first, or choose another place with --data",
                self.root.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}

/// Takes a folder and the files in it away from everybody but their owner: it may have been made by hand, copied, or
/// written by a program that trusted the machine's habit (umask). What belongs to somebody else stays as it is.
fn close(folder: &Path) {
    let files = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path());
    for path in std::iter::once(folder.to_owned()).chain(files) {
        let Ok(found) = fs::symlink_metadata(&path) else {
            continue;
        };
        let mode = found.permissions().mode();
        if (found.is_file() || path == folder) && mode & 0o077 != 0 {
            let _not_ours = fs::set_permissions(&path, Permissions::from_mode(mode & 0o700));
        }
    }
}

/// Refuses to write over what the user may still need; `option` named the file, `way_out` says what to do instead.
///
/// # Errors
/// When something is there already.
pub fn ensure_vacant(option: &str, path: &Path, way_out: &str) -> Result<()> {
    ensure!(!path.is_dir(), "{option}: {} is a folder", path.display());
    ensure!(
        fs::symlink_metadata(path).is_err(),
        "{option}: {} is there already: {way_out}",
        path.display()
    );
    Ok(())
}

/// Writes a file that only its owner may read, whole or not at all: beside it first, then in its place.
///
/// # Errors
/// When the disk refuses; the message names the path.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole(path, bytes, 0o600)
}

/// Writes a file that holds nobody's secret, whole or not at all.
///
/// # Errors
/// When the disk refuses; the message names the path.
pub fn write_open(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole(path, bytes, 0o644)
}

fn write_whole(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    // A name that nobody else has, and never through a link: what lies beside may be the user's own.
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", HEXLOWER.encode(&random::<8>()?)));
    let beside = PathBuf::from(beside);
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(mode)
        .open(&beside)
        .with_context(|| format!("cannot write {}", beside.display()))?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The next try takes another name: what is left of this one would stay for ever.
        let _gone_already = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_on_the_same_directory_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        let first = data.take().unwrap();
        assert!(
            data.take()
                .unwrap_err()
                .to_string()
                .contains("stop it first")
        );
        drop(first);
        data.take().unwrap();
    }

    #[test]
    fn only_what_is_not_there_is_vacant() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("cards.pdf");
        let asked = |path: &Path| ensure_vacant("--out", path, "name another file");
        asked(&file).unwrap();
        fs::write(&file, "theirs").unwrap();
        // What leads somewhere else is not ours to write through either.
        let link = dir.path().join("link.pdf");
        std::os::unix::fs::symlink(dir.path().join("gone"), &link).unwrap();
        for (path, words) in [
            (
                file.as_path(),
                "cards.pdf is there already: name another file",
            ),
            (&link, "link.pdf is there already: name another file"),
            (dir.path(), "is a folder"),
        ] {
            let refused = asked(path).unwrap_err().to_string();
            assert!(
                refused.starts_with("--out: ") && refused.contains(words),
                "{refused}"
            );
        }
        // Nor is what lies beside, or what a link there leads to.
        let beside = ["cards.new", "cards.pdf.new"].map(|name| dir.path().join(name));
        for beside in &beside {
            fs::write(beside, "theirs, too").unwrap();
        }
        let led = dir.path().join("codes.csv.new");
        std::os::unix::fs::symlink(dir.path().join("cards.new"), led).unwrap();
        let before = fs::read_dir(dir.path()).unwrap().count();
        write_open(&file, b"new").unwrap();
        let codes = dir.path().join("codes.csv");
        write_private(&codes, b"codes").unwrap();
        for beside in &beside {
            assert_eq!(fs::read_to_string(beside).unwrap(), "theirs, too");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        let mode = fs::metadata(&codes).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // A folder in the way: nothing is written, and nothing is left of the try.
        let folder = dir.path().join("folder");
        fs::create_dir_all(folder.join("full")).unwrap();
        write_open(&folder, b"new").unwrap_err();
        let after = fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(after, before + 2, "the codes and the folder");
    }
}
