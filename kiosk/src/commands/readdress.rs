//! `office`: a kiosk that is enrolled already is told another address of its office, or another key that was checked by
//! hand.

use std::io::Write;

use anyhow::Result;
use stupen_journal::sync::HeadsMessage;

use super::{Refused, say};
use crate::identity::{DataDir, Identity};
use crate::office::{HttpOffice, Office, OfficeError};

/// Bytes of a key's SHA-256.
const PIN_BYTES: usize = 32;

/// What is told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The new address, as typed.
    pub address: Option<String>,
    /// The new pin, as typed.
    pub pin: Option<String>,
    /// Keep it though nobody answers there yet.
    pub unasked: bool,
}

/// Asks at the new address, and keeps it where the office answers by its key. Without a change it says what holds.
///
/// # Errors
/// [`Refused`] where it is no address, the kiosk is running, nobody answers, or somebody else does: nothing changes
/// then. Others when the disk refuses.
pub fn readdress(
    dir: &DataDir,
    identity: &mut Identity,
    told: &Told,
    out: &mut dyn Write,
) -> Result<()> {
    let refused = |words: String| Err(Refused(words).into());
    if told.address.is_none() && told.pin.is_none() {
        let office = &identity.office;
        return say(out, &format!("{}, pin {}", office.url, office.pin));
    }
    let mut office = identity.office.clone();
    if let Some(text) = &told.address {
        let Some(url) = address(text) else {
            return refused(format!(
                "--address: {text:?} is no address: write it like https://192.0.2.10:8443"
            ));
        };
        office.url = url;
    }
    if let Some(text) = &told.pin {
        let Some(pin) = pin(text) else {
            return refused(format!(
                "--pin: {text:?} is no pin: the server prints it when it starts, 52 signs"
            ));
        };
        office.pin = pin;
    }
    let Some(_held) = dir.take()? else {
        return refused(
            "the kiosk is running here, and would write the old address again: close it first"
                .into(),
        );
    };
    // A kiosk that was just closing may have written something else of itself meanwhile.
    if let Some(last) = Identity::load(dir)? {
        identity.epoch = last.epoch;
    }
    let answer = HttpOffice::new(&office.url, &office.pin, identity.device, identity.key()?)
        .and_then(|mut asked| asked.heads(&HeadsMessage::default()));
    let words = match answer {
        Ok(answer) => format!("it answers, its time is {}", answer.time),
        // It showed the key, so it is the office; what it says is its own matter.
        Err(error @ (OfficeError::Refused { .. } | OfficeError::Unreadable(_))) => {
            format!("it answers, but {error}")
        }
        Err(OfficeError::OtherKey) => {
            return refused(format!(
                "at {} another machine answers than the office that this kiosk knows: its key is another one. Nothing was changed. Only if you know that the office has a new key, give its pin with --pin",
                office.url
            ));
        }
        Err(OfficeError::Away(why)) if told.unasked => format!("nobody answers there yet ({why})"),
        Err(OfficeError::Away(why)) => {
            return refused(format!(
                "nobody answers at {} ({why}). Nothing was changed. With --unasked it is kept all the same",
                office.url
            ));
        }
    };
    identity.office = office;
    identity.save(dir)?;
    say(
        out,
        &format!(
            "The office is {} from now on: {words}. Start the kiosk again.",
            identity.office.url
        ),
    )
}

/// `https://HOST:PORT`, without a path; `https://` may be left out.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let text = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url: reqwest::Url = text.parse().ok()?;
    let is_bare = url.scheme() == "https"
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let listens_only = matches!(url.host_str(), Some("0.0.0.0" | "[::]"));
    (is_bare && url.has_host() && !listens_only)
        .then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// SHA-256 in base32, as servers print it.
fn pin(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_uppercase();
    let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
    (bytes.len() == PIN_BYTES).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_that_a_kiosk_can_call() {
        for (text, expected) in [
            ("192.0.2.10:8443", Some("https://192.0.2.10:8443")),
            (
                " https://office.local:8443/ ",
                Some("https://office.local:8443"),
            ),
            ("https://office.local", Some("https://office.local")),
            ("[2001:db8::1]:8443", Some("https://[2001:db8::1]:8443")),
            ("http://192.0.2.10:8443", None),
            ("https://192.0.2.10:8443/kiosks", None),
            ("https://user@192.0.2.10", None),
            ("192.0.2.10:84430", None),
            ("0.0.0.0:8443", None),
            ("[::]:8443", None),
            ("two words", None),
            ("", None),
        ] {
            assert_eq!(address(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn pins_are_whole() {
        let whole = "A".repeat(52);
        assert_eq!(
            pin(&format!(" {} ", whole.to_lowercase())),
            Some(whole.clone())
        );
        for wrong in ["", "AAAA", whole.get(1..).unwrap(), "not a pin"] {
            assert_eq!(pin(wrong), None, "{wrong}");
        }
    }
}
