//! Small identifiers with one fixed text form each: writer, epoch, hash.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::EnvelopeError;
use crate::wire::text_serde;

/// The device (kiosk, server, import) that writes; text is 32 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WriterId(Uuid);

impl WriterId {
    /// The identifier with these 16 bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The 16 bytes of the identifier.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl From<Uuid> for WriterId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for WriterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.as_simple(), f)
    }
}

impl fmt::Debug for WriterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WriterId({self})")
    }
}

impl FromStr for WriterId {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        hex_array(text)
            .map(Self::from_bytes)
            .ok_or(EnvelopeError::Text {
                field: "writer",
                expected: "32 lower-case hex digits",
            })
    }
}

/// The life of a writer's store: drawn anew whenever a store was restored or cloned, so that two
/// lives can never claim the same place in a chain. Text is 8 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Epoch(pub u32);

impl Epoch {
    /// A new random epoch.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes)?;
        Ok(Self(u32::from_be_bytes(bytes)))
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for Epoch {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        hex_array(text)
            .map(|bytes| Self(u32::from_be_bytes(bytes)))
            .ok_or(EnvelopeError::Text {
                field: "epoch",
                expected: "8 lower-case hex digits",
            })
    }
}

/// A BLAKE3 hash; text is 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands in `prev` of the first entry of a stream.
    pub const ZERO: Self = Self([0; 32]);
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 64];
        HEXLOWER.encode_mut(&self.0, &mut text);
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        hex_array(text).map(Self).ok_or(EnvelopeError::Text {
            field: "hash",
            expected: "64 lower-case hex digits",
        })
    }
}

text_serde!(WriterId, Epoch, Hash);

/// Exactly `N` bytes from exactly `2 N` lower-case hex digits.
pub(crate) fn hex_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    HEXLOWER.decode_mut(text.as_bytes(), &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_parse_back_and_nothing_else_parses() {
        let writer = WriterId::from_bytes([0xab; 16]);
        assert_eq!(writer.to_string(), "ab".repeat(16));
        assert_eq!(writer.to_string().parse(), Ok(writer));
        assert_eq!(Epoch(0x1f).to_string(), "0000001f");
        assert_eq!("0000001f".parse(), Ok(Epoch(0x1f)));
        let hash = Hash([7; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for bad in [
            "",
            "AB",
            "0000001F",
            "1f",
            "0000001g",
            "+000001f",
            "0000001f0",
            "яяяя",
        ] {
            assert!(bad.parse::<Epoch>().is_err(), "{bad}");
            assert!(bad.parse::<WriterId>().is_err(), "{bad}");
            assert!(bad.parse::<Hash>().is_err(), "{bad}");
        }
        assert!("AB".repeat(16).parse::<WriterId>().is_err());
    }

    #[test]
    fn epochs_differ() {
        assert_ne!(Epoch::random().unwrap(), Epoch::random().unwrap());
    }
}
