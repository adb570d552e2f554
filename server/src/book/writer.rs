//! `keys/writer.json`: who this server is as a writer, in which epoch, and whose imports it keeps.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::{Deserialize, Serialize};
use stupen_domain::WriterKind;
use stupen_domain::wire::ids::OrganisationId;
use stupen_journal::store::Lost;
use stupen_journal::{DeviceKey, Epoch, SealKey, SealPublicKey, Writer, WriterId};
use stupen_ledger::{Author, Seals};

use super::damage::Damage;
use crate::begun::Needed;
use crate::data::{DataDir, write_private};
use crate::secrets::random;

/// The file. Its secrets are as precious as the log: a backup includes them.
#[derive(Serialize, Deserialize)]
pub(crate) struct WriterFile {
    /// The organisation's id.
    pub(crate) organisation: OrganisationId,
    server: Secret,
    import: Secret,
    /// X25519, 64 lower-case hex digits each: open what kiosks sealed for the case. The last one serves, those
    /// before open what came before.
    #[serde(default)]
    seals: Vec<String>,
    /// A new epoch of which the log does not tell yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) begun: Option<Begun>,
}

#[derive(Serialize, Deserialize)]
struct Secret {
    device: WriterId,
    epoch: Epoch,
    /// Ed25519, 64 lower-case hex digits.
    secret: String,
}

/// Why an epoch began, as the log will tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// `restored` or `set_aside`.
    pub because: String,
    /// What may be missing, in words for staff.
    pub lost: Option<String>,
}

impl Begun {
    /// The log was not there any more and an empty one took its place.
    pub(crate) fn gone(damage: &Damage) -> Self {
        Self {
            because: "set_aside".to_owned(),
            lost: Some(format!(
                "The office's log {}. What only the office had written is missing until a backup is restored.",
                damage.what
            )),
        }
    }

    /// The log lost its end, and what can be read goes on.
    pub(crate) fn lost(lost: &Lost) -> Self {
        Self {
            because: "restored".to_owned(),
            lost: (!lost.is_mended).then(|| Self::said(lost)),
        }
    }

    /// What became of the log's end, for whoever starts the server.
    pub(crate) fn said(lost: &Lost) -> String {
        let kept = lost.kept.as_deref().and_then(Path::file_name);
        let kept = kept.map_or_else(String::new, |kept| {
            format!("; the log as it lay is kept as {}", kept.to_string_lossy())
        });
        if lost.is_mended {
            return format!(
                "The office's log was damaged at its end and could be mended, nothing is known to be missing{kept}."
            );
        }
        format!(
            "The office's log {}{kept}. What kiosks wrote comes back with their next exchange; what was entered only at the office is missing.",
            lost.loss
        )
    }

    /// The log was damaged and an empty one took its place.
    pub(crate) fn set_aside(kept: &Path, reason: &str) -> Self {
        let name = kept
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Self {
            because: "set_aside".to_owned(),
            lost: Some(format!(
                "The office's log was damaged ({reason}) and is kept as {name}. What only the office had written is missing until a backup is restored."
            )),
        }
    }
}

impl Secret {
    fn make() -> Result<Self> {
        let key = DeviceKey::generate()
            .map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
        Ok(Self {
            device: WriterId::from_bytes(random()?),
            epoch: epoch()?,
            secret: data_encoding::HEXLOWER.encode(&key.to_bytes()),
        })
    }

    fn author(&self, kind: WriterKind) -> Result<Author> {
        let secret = secret_bytes(&self.secret)?;
        Ok(Author {
            writer: Writer {
                id: self.device,
                epoch: self.epoch,
            },
            key: DeviceKey::from_bytes(&secret),
            kind,
        })
    }
}

fn secret_bytes(hex: &str) -> Result<[u8; 32]> {
    data_encoding::HEXLOWER
        .decode(hex.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .context("keys/writer.json: a secret is not 64 lower-case hex digits: restore the file from a backup")
}

fn new_seal() -> Result<String> {
    let key = SealKey::generate()
        .map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
    Ok(data_encoding::HEXLOWER.encode(&key.to_bytes()))
}

fn epoch() -> Result<Epoch> {
    Epoch::random().map_err(|error| anyhow!("the system gives no random numbers: {error}"))
}

impl WriterFile {
    pub(crate) fn create(data: &DataDir, organisation: &OrganisationId) -> Result<()> {
        let path = data.writer_file();
        Needed::Writer.ensure(data)?;
        if path.exists() {
            bail!(
                "{} exists already: this directory has its organisation",
                path.display()
            );
        }
        let id = organisation.as_str();
        ensure!(
            is_id(id),
            "organisation id `{id}`: use 1 to 64 of a-z, 0-9 and -"
        );
        Self {
            organisation: organisation.clone(),
            server: Secret::make()?,
            import: Secret::make()?,
            seals: vec![new_seal()?],
            begun: None,
        }
        .write(data)
    }

    pub(crate) fn read(data: &DataDir) -> Result<Self> {
        let path = data.writer_file();
        Needed::Writer.ensure(data)?;
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(
                "{} belongs to no organisation yet: run `stupen-server init --organisation ID --workshop ID`, or `stupen-server demo` to try it out",
                data.root().display()
            ),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        serde_json::from_str(&text).with_context(|| {
            format!(
                "{} is damaged: restore it from a backup; without it every kiosk must be enrolled again",
                path.display()
            )
        })
    }

    /// Makes a sealing key where there is none: in a directory from before there were any. Whoever calls holds the
    /// turn, so that no two processes make one each.
    pub(crate) fn ensure_seal(&mut self, data: &DataDir) -> Result<()> {
        if self.seals.is_empty() {
            self.seals.push(new_seal()?);
            self.write(data)?;
        }
        Ok(())
    }

    /// The sealing keys, the one that serves last.
    fn seal_keys(&self) -> Result<Vec<SealKey>> {
        self.seals
            .iter()
            .map(|hex| Ok(SealKey::from_bytes(secret_bytes(hex)?)))
            .collect()
    }

    /// Opens what was sealed to any of the keys.
    pub(crate) fn seals(&self) -> Result<Seals> {
        Ok(Seals::opened_by(self.seal_keys()?))
    }

    /// What kiosks seal to.
    pub(crate) fn seal_to(&self) -> Result<SealPublicKey> {
        let last = self
            .seals
            .last()
            .context("keys/writer.json: no sealing key")?;
        Ok(SealKey::from_bytes(secret_bytes(last)?).public())
    }

    pub(crate) fn server(&self, kind: WriterKind) -> Result<Author> {
        self.server.author(kind)
    }

    pub(crate) fn import(&self) -> Result<Author> {
        self.import.author(WriterKind::Import)
    }

    /// Another epoch from now on, for both writers: what was lost with the old log must never be claimed again.
    pub(crate) fn begin_epoch(&mut self, data: &DataDir, begun: Begun) -> Result<()> {
        self.server.epoch = epoch()?;
        self.import.epoch = epoch()?;
        self.begun = Some(begun);
        self.write(data)
    }

    /// The log tells of the epoch now.
    pub(crate) fn epoch_told(&mut self, data: &DataDir) -> Result<()> {
        self.begun = None;
        self.write(data)
    }

    fn write(&self, data: &DataDir) -> Result<()> {
        write_private(&data.writer_file(), &serde_json::to_vec_pretty(self)?)
    }
}

/// An id as a scope carries it.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
