//! Who this kiosk is: made at enrolment, kept in a private file, never shared.
//!
//! Without the key in it nothing that the kiosk has written can be read again, so the file is kept twice. Where one is
//! damaged the other takes its place; where both are, they are set aside, and the kiosk asks to be enrolled anew.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use stupen_journal::{DeviceKey, Epoch, PublicKey, SealPublicKey, Writer, WriterId};

use crate::engine::Mode;
use crate::mounts;

/// The office as this kiosk knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Office {
    /// `https://HOST:PORT`.
    pub url: String,
    /// SHA-256 of the public key of its certificate, base32.
    pub pin: String,
    /// Its writer id.
    pub device: WriterId,
    /// The key that signs its heads.
    pub public_key: PublicKey,
    /// The key that facts for the case are sealed to; absent until the office has told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_key: Option<SealPublicKey>,
}

/// Who this kiosk is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Writer id that the office gave.
    pub device: WriterId,
    /// Life of the store.
    pub epoch: Epoch,
    /// What staff call it.
    pub name: String,
    /// The organisation.
    pub organisation: String,
    /// The workshop.
    pub workshop: String,
    /// What it is for.
    pub mode: Mode,
    /// The office.
    pub office: Office,
    /// Secret of the signing key, hex.
    secret: String,
    /// Raw key of the encrypted files, hex.
    storage_key: String,
    /// Of what must not change unnoticed: with one wrong digit in a key the log would look damaged, and the office
    /// would know nobody of this key. Absent in files of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sum: Option<String>,
}

/// What the data folder says about who this kiosk is.
pub enum Known {
    /// Nothing: it was never enrolled.
    Nobody,
    /// It is known. `kept` are damaged files that were set aside: the other one was sound.
    Enrolled {
        /// Who it is.
        identity: Box<Identity>,
        /// Damaged files that were set aside.
        kept: Vec<PathBuf>,
    },
    /// It was enrolled, and nobody can read any more as whom.
    Lost(Lost),
}

/// A kiosk that does not know any more who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Damaged files, now or earlier set aside and kept.
    pub kept: Vec<PathBuf>,
    /// What is wrong.
    pub reason: String,
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)?;
        for kept in &self.kept {
            write!(f, "; kept as {}", kept.display())?;
        }
        Ok(())
    }
}

/// The file, and the second one of the same content.
const FILES: [&str; 2] = ["identity.json", "identity.copy.json"];

/// One of them, as it was found.
enum Found {
    Sound(Box<Identity>),
    Missing,
    Damaged(String),
}

/// Folder of a kiosk's data.
#[derive(Clone, Debug)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Opens or makes the folder, for its owner alone; one that is open to others is closed to them.
    ///
    /// # Errors
    /// When it cannot be made, naming it; or when the disk that it should lie on is not mounted.
    pub fn open(path: &Path) -> Result<Self> {
        Self::look(path)?;
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        let open_to_others =
            fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
        if open_to_others
            && let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(0o700))
        {
            tracing::warn!(folder = %path.display(), %error, "the data folder is open to others and cannot be closed to them");
        }
        Ok(DataDir(path.to_owned()))
    }

    /// The folder, for whoever only looks: it is not made where there is none.
    ///
    /// # Errors
    /// When the disk that it should lie on is not mounted.
    pub fn look(path: &Path) -> Result<Self> {
        if let Some(place) = mounts::missing_above(path) {
            anyhow::bail!(
                "the disk at {} is not mounted, though /etc/fstab names it: what this kiosk has written lies there",
                place.display()
            );
        }
        Ok(DataDir(path.to_owned()))
    }

    /// Takes the folder for the program that runs on it, until the file is dropped; none where it is taken.
    ///
    /// # Errors
    /// When the file of the lock cannot be made or locked, naming it.
    pub fn take(&self) -> Result<Option<fs::File>> {
        let path = self.file("kiosk.lock");
        let file = fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("{} cannot be made", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Identity {
    /// A new identity after the office's answer.
    pub fn new(
        device: WriterId,
        epoch: Epoch,
        key: &DeviceKey,
        storage_key: [u8; 32],
        names: (String, String, String),
        mode: Mode,
        office: Office,
    ) -> Self {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        let (name, organisation, workshop) = names;
        Identity {
            device,
            epoch,
            name,
            organisation,
            workshop,
            mode,
            office,
            secret: hex(&key.to_bytes()),
            storage_key: hex(&storage_key),
            sum: None,
        }
    }

    /// Reads the identity and changes nothing; `None` before enrolment.
    ///
    /// # Errors
    /// When neither file can be used, naming it.
    pub fn load(dir: &DataDir) -> Result<Option<Self>> {
        let mut damaged = None;
        for file in FILES {
            match find(dir, file)? {
                Found::Sound(identity) => return Ok(Some(*identity)),
                Found::Missing => {}
                Found::Damaged(reason) => damaged = damaged.or(Some((file, reason))),
            }
        }
        match damaged {
            None => Ok(None),
            Some((file, reason)) => Err(anyhow::anyhow!(
                "{} is damaged ({reason}); start the kiosk: it keeps the file and asks to be enrolled anew",
                dir.file(file).display()
            )),
        }
    }

    /// Finds out who this kiosk is. A damaged file is set aside and kept; the other one takes its place where it is
    /// sound.
    ///
    /// # Errors
    /// When a file cannot be read for another reason than damage, renamed or written, naming it.
    pub fn recover(dir: &DataDir) -> Result<Known> {
        let mut kept = Vec::new();
        // By a start that could not go on: nobody was told.
        let mut earlier = Vec::new();
        let mut reasons = Vec::new();
        let mut sound: Option<Box<Identity>> = None;
        let mut differ = false;
        for file in FILES {
            match find(dir, file)? {
                Found::Sound(identity) => match &sound {
                    None => sound = Some(identity),
                    Some(first) => differ = **first != *identity,
                },
                Found::Missing => {
                    reasons.push(format!("{file} is missing"));
                    earlier.extend(set_aside_before(&dir.file(file)).pop());
                }
                Found::Damaged(reason) => {
                    let path = dir.file(file);
                    let aside = set_aside(&path)
                        .with_context(|| format!("{} cannot be renamed", path.display()))?;
                    tracing::error!(kept = %aside.display(), reason, "a damaged identity was set aside");
                    reasons.push(format!("{file}: {reason}"));
                    kept.push(aside);
                }
            }
        }
        if let Some(identity) = sound {
            if differ {
                // Mended by hand, or the power failed between the two: the first is what has been worked with, and a
                // copy that says otherwise would bring back what was mended, once the first is damaged.
                tracing::warn!("the copy of the identity was another one: it is now the same");
            }
            if differ || !reasons.is_empty() {
                identity.save(dir)?;
            }
            kept.extend(earlier);
            return Ok(Known::Enrolled { identity, kept });
        }
        if kept.is_empty() {
            // Set aside at an earlier start, or taken away by somebody: what was written here is of somebody.
            kept.extend(
                FILES
                    .iter()
                    .flat_map(|file| set_aside_before(&dir.file(file))),
            );
            if kept.is_empty() && !dir.file("log.db").exists() {
                return Ok(Known::Nobody);
            }
        }
        Ok(Known::Lost(Lost {
            kept,
            reason: reasons.join("; "),
        }))
    }

    /// Writes the identity, twice: each new file takes the old one's place in one step. The copy goes first, so that it
    /// is never older than what has been worked with.
    ///
    /// # Errors
    /// When it cannot be written, naming it.
    pub fn save(&self, dir: &DataDir) -> Result<()> {
        let mut whole = self.clone();
        whole.sum = Some(self.sum_of());
        let bytes = serde_json::to_vec_pretty(&whole)?;
        for file in FILES.iter().rev() {
            let path = dir.file(file);
            write_private(dir, &path, &bytes)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(())
    }

    /// SHA-256 of what must not change unnoticed. The rest may be mended by hand.
    fn sum_of(&self) -> String {
        use sha2::Digest;
        let device = self.device.to_string();
        let lines = [
            &device,
            &self.organisation,
            &self.workshop,
            &self.secret,
            &self.storage_key,
        ];
        let mut sum = sha2::Sha256::new();
        for line in lines {
            sum.update(line.as_bytes());
            sum.update(b"\n");
        }
        data_encoding::HEXLOWER.encode(&sum.finalize())
    }

    /// Why it cannot be used, where it cannot.
    fn wrong(&self) -> Option<String> {
        if let Err(error) = self.storage_key().and(self.key().map(drop)) {
            return Some(format!("{error:#}"));
        }
        let fits = self.sum.as_ref().is_none_or(|sum| *sum == self.sum_of());
        (!fits).then(|| "its sum does not fit: something in it has changed".to_owned())
    }

    /// Keeps the office's sealing key, where it told another one than is known.
    ///
    /// # Errors
    /// When the file cannot be written, naming it.
    pub fn keep_seal_key(&mut self, dir: &DataDir, told: Option<SealPublicKey>) -> Result<()> {
        if told.is_none() || told == self.office.seal_key {
            return Ok(());
        }
        self.office.seal_key = told;
        self.save(dir)
    }

    /// The signing key.
    ///
    /// # Errors
    /// When the file holds none.
    pub fn key(&self) -> Result<DeviceKey> {
        Ok(DeviceKey::from_bytes(
            &bytes32(&self.secret).context("secret")?,
        ))
    }

    /// The raw key of the encrypted files.
    ///
    /// # Errors
    /// When the file holds none.
    pub fn storage_key(&self) -> Result<[u8; 32]> {
        bytes32(&self.storage_key).context("storage_key")
    }

    /// Device and epoch.
    pub fn writer(&self) -> Writer {
        Writer {
            id: self.device,
            epoch: self.epoch,
        }
    }
}

fn bytes32(hex: &str) -> Result<[u8; 32]> {
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes())?;
    bytes
        .try_into()
        .map_err(|_| anyhow::anyhow!("32 bytes are expected"))
}

fn find(dir: &DataDir, file: &str) -> Result<Found> {
    use std::io::ErrorKind;
    let path = dir.file(file);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Missing),
        // What a worn card answers.
        Err(error) if error.raw_os_error() == Some(EIO) => {
            return Ok(Found::Damaged(error.to_string()));
        }
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    };
    if bytes.is_empty() {
        return Ok(Found::Damaged("it is empty".to_owned()));
    }
    // What stands in it is secret: of the reader's words only the place and the name of a field are told.
    let identity: Box<Identity> = match serde_json::from_slice(&bytes) {
        Ok(identity) => identity,
        Err(error) if error.is_data() => return Ok(Found::Damaged(error.to_string())),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            return Ok(Found::Damaged(format!(
                "it breaks off or is no JSON at line {line}, column {column}"
            )));
        }
    };
    Ok(match identity.wrong() {
        None => Found::Sound(identity),
        Some(reason) => Found::Damaged(reason),
    })
}

/// Input or output error: the medium failed.
const EIO: i32 = 5;

fn aside(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".damaged-{number}"));
    PathBuf::from(name)
}

/// Renames to `<name>.damaged-<n>`, where nothing lies yet.
fn set_aside(path: &Path) -> std::io::Result<PathBuf> {
    let aside = (1..)
        .map(|number| aside(path, number))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| aside(path, 0));
    fs::rename(path, &aside)?;
    Ok(aside)
}

fn set_aside_before(path: &Path) -> Vec<PathBuf> {
    (1..)
        .map(|number| aside(path, number))
        .take_while(|aside| aside.exists())
        .collect()
}

fn write_private(dir: &DataDir, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    fs::File::open(dir.path())?.sync_all()
}

#[cfg(test)]
mod tests;
