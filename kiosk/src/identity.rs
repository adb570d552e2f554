//! Who this kiosk is: made at enrolment, kept in one private file, never shared.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use stupen_journal::{DeviceKey, Epoch, PublicKey, SealPublicKey, Writer, WriterId};

use crate::engine::Mode;

/// The office as this kiosk knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
}

/// Folder of a kiosk's data.
#[derive(Clone, Debug)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Opens or makes the folder, for its owner alone; one that is open to others is closed to them.
    ///
    /// # Errors
    /// When it cannot be made, naming it.
    pub fn open(path: &Path) -> Result<Self> {
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
        }
    }

    /// Reads the identity; `None` before enrolment.
    ///
    /// # Errors
    /// When the file is there but cannot be used, naming it.
    pub fn load(dir: &DataDir) -> Result<Option<Self>> {
        let path = dir.file("identity.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read", path.display()));
            }
        };
        let identity: Self = serde_json::from_str(&text).with_context(|| {
            format!(
                "{} is damaged; move it away and enrol the kiosk again",
                path.display()
            )
        })?;
        identity.storage_key()?;
        identity.key()?;
        Ok(Some(identity))
    }

    /// Writes the identity: a new file takes the old one's place in one step.
    ///
    /// # Errors
    /// When it cannot be written, naming it.
    pub fn save(&self, dir: &DataDir) -> Result<()> {
        let path = dir.file("identity.json");
        let new = dir.file("identity.json.new");
        let write = || -> std::io::Result<()> {
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&new)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            fs::File::open(dir.path())?.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", path.display()))
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
            &bytes32(&self.secret).context("identity.json: secret")?,
        ))
    }

    /// The raw key of the encrypted files.
    ///
    /// # Errors
    /// When the file holds none.
    pub fn storage_key(&self) -> Result<[u8; 32]> {
        bytes32(&self.storage_key).context("identity.json: storage_key")
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
