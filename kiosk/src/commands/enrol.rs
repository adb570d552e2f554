//! `enrol`: a one-time code from the office makes this kiosk one of its own.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use stupen_journal::{DeviceKey, Epoch, PublicKey, SealPublicKey, WriterId};

use crate::engine::Mode;
use crate::identity::{DataDir, Identity, Office};
use crate::office::{OfficeError, post_unsigned};

/// What the office's code begins with.
pub const PREFIX: &str = "STUPEN-ENROL:";

/// An enrolment code, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// `https://HOST:PORT`.
    pub url: String,
    /// Pin of the office's key.
    pub pin: String,
    /// The one-time code.
    pub code: String,
}

/// Why a text is no enrolment code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an enrolment code: it begins with {PREFIX} and holds address, key and code")]
pub struct NoTicket;

impl std::str::FromStr for Ticket {
    type Err = NoTicket;

    fn from_str(text: &str) -> Result<Self, NoTicket> {
        // A hand types it in groups, and in small letters.
        let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let (name, rest) = text.split_once(':').ok_or(NoTicket)?;
        if !name.eq_ignore_ascii_case(PREFIX.trim_end_matches(':')) {
            return Err(NoTicket);
        }
        let mut parts = rest.split('|').map(str::to_string);
        let (Some(url), Some(pin), Some(code), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NoTicket);
        };
        let (url, pin) = (url.to_ascii_lowercase(), pin.to_ascii_uppercase());
        if !url.starts_with("https://") || pin.is_empty() || code.is_empty() {
            return Err(NoTicket);
        }
        Ok(Ticket { url, pin, code })
    }
}

#[derive(Serialize)]
struct Request<'a> {
    code: &'a str,
    public_key: String,
    proof: String,
    name: Option<&'a str>,
}

#[derive(Deserialize)]
struct Answer {
    device: WriterId,
    organisation: String,
    workshop: String,
    name: String,
    mode: Mode,
    server: Server,
}

#[derive(Deserialize)]
struct Server {
    device: WriterId,
    public_key: PublicKey,
    #[serde(default)]
    seal_key: Option<SealPublicKey>,
}

/// Why enrolling failed.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// This machine.
    #[error("{0:#}")]
    Here(#[from] anyhow::Error),
}

/// Makes a key of our own, tells the office, and keeps what it answers. The new key is on the disk before the office
/// hears of it, so that an answer that is lost can be asked for again with the same code.
///
/// # Errors
/// [`EnrolError`].
pub fn enrol(dir: &DataDir, ticket: &Ticket) -> Result<Identity, EnrolError> {
    let key = pending_key(dir)?;
    let proof = key.sign(format!("stupen-enrol-v1\n{}\n{}", ticket.pin, ticket.code).as_bytes());
    let request = Request {
        code: &ticket.code,
        public_key: key.public().to_string(),
        proof: proof.to_string(),
        name: None,
    };
    let body = serde_json::to_vec(&request).map_err(anyhow::Error::from)?;
    let bytes = post_unsigned(&ticket.url, &ticket.pin, "/sync/v1/enrol", body)?;
    let answer: Answer = serde_json::from_slice(&bytes)
        .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
    let mut storage_key = [0; 32];
    getrandom::fill(&mut storage_key).map_err(anyhow::Error::from)?;
    let identity = Identity::new(
        answer.device,
        Epoch::random().map_err(anyhow::Error::from)?,
        &key,
        storage_key,
        (answer.name, answer.organisation, answer.workshop),
        answer.mode,
        Office {
            url: ticket.url.clone(),
            pin: ticket.pin.clone(),
            device: answer.server.device,
            public_key: answer.server.public_key,
            seal_key: answer.server.seal_key,
        },
    );
    identity.save(dir)?;
    let _ = std::fs::remove_file(dir.file("enrolling.key"));
    Ok(identity)
}

/// The key of an enrolment that was begun before, or a new one.
fn pending_key(dir: &DataDir) -> Result<DeviceKey> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let path = dir.file("enrolling.key");
    if let Ok(bytes) = std::fs::read(&path)
        && let Ok(bytes) = <[u8; 32]>::try_from(bytes)
    {
        return Ok(DeviceKey::from_bytes(&bytes));
    }
    let key = DeviceKey::generate()?;
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(&key.to_bytes())?;
        file.sync_all()
    };
    write().with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_codes_are_codes() {
        for (text, code) in [
            (
                " STUPEN-ENROL:https://10.0.0.5:8443|ABC|K7QF-2M \n",
                "K7QF-2M",
            ),
            (
                "STUP EN-E NROL :HTT PS:/ /10. 0.0. 5:84 43|A BC|K 7QF- 2M",
                "K7QF-2M",
            ),
            ("stupen-enrol:https://10.0.0.5:8443|abc|k7qf-2m", "k7qf-2m"),
        ] {
            let good: Ticket = text.parse().unwrap();
            assert_eq!(
                (good.url.as_str(), good.pin.as_str(), good.code.as_str()),
                ("https://10.0.0.5:8443", "ABC", code)
            );
        }
        for bad in [
            "",
            "K7QF-2M",
            "STUPEN-ENROL:",
            "STUPEN-ENROL:https://a|b",
            "STUPEN-ENROL:https://a||c",
            "STUPEN-ENROL:http://a|b|c",
            "STUPEN-ENROL:https://a|b|c|d",
            "https://a|b|c",
        ] {
            assert!(bad.parse::<Ticket>().is_err(), "{bad}");
        }
    }
}
