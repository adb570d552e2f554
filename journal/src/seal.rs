//! Sealing payloads to the server's key: what staff write on a kiosk for the case must not be
//! readable there a moment later, not even with the kiosk's own disk key.
//!
//! X25519 with a fresh key for every payload, BLAKE3 to derive the cipher's key, ChaCha20-Poly1305.

use std::fmt;
use std::str::FromStr;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use data_encoding::{BASE64, HEXLOWER};
use serde::{Deserialize, Serialize};
use x25519_dalek::{PublicKey as Point, StaticSecret};

use crate::envelope::{EnvelopeError, Hash, hex_array};
use crate::wire::text_serde;

/// BLAKE3 derive-key context of the cipher's key. Never changes.
const SEAL_CONTEXT: &str = "stupen seal v1";
/// BLAKE3 derive-key context of a key's short name. Never changes.
const KEY_ID_CONTEXT: &str = "stupen seal key id v1";

/// The first bytes of a sealed payload. Never changes.
const SEALED_BEGINS: &[u8] = b"{\"sealed\":\"";

/// Why a payload could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Not a sealed payload.
    #[error("not a sealed payload: {0}")]
    Malformed(String),
    /// Sealed to another key than the one at hand.
    #[error("sealed to key {to}, not to this one")]
    OtherKey {
        /// The name of the key it was sealed to.
        to: String,
    },
    /// The bytes were changed, or the key is wrong.
    #[error("the seal is broken")]
    Broken,
    /// The operating system has no randomness to give.
    #[error("no randomness: {0}")]
    Random(getrandom::Error),
}

/// A sealed payload, as it stands in an entry.
#[derive(Serialize, Deserialize)]
struct Sealed {
    sealed: String,
    to: String,
}

/// The server's secret key for sealed payloads. Belongs into the backup.
#[derive(Clone)]
pub struct SealKey(StaticSecret);

/// The key that kiosks seal to; text is 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealPublicKey(Point);

impl SealKey {
    /// The key made of these 32 secret bytes.
    pub fn from_bytes(secret: [u8; 32]) -> Self {
        Self(StaticSecret::from(secret))
    }

    /// A new random key.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        Ok(Self::from_bytes(random()?))
    }

    /// The 32 secret bytes, for storing.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key that others seal to.
    pub fn public(&self) -> SealPublicKey {
        SealPublicKey(Point::from(&self.0))
    }

    /// Opens a sealed payload.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open(&self, payload: &[u8]) -> Result<Vec<u8>, SealError> {
        let malformed = |what: &str| SealError::Malformed(what.to_owned());
        let sealed: Sealed = serde_json::from_slice(payload)
            .map_err(|error| SealError::Malformed(error.to_string()))?;
        let public = self.public();
        if sealed.to != public.id() {
            return Err(SealError::OtherKey { to: sealed.to });
        }
        let bytes = BASE64
            .decode(sealed.sealed.as_bytes())
            .map_err(|_| malformed("not base64"))?;
        let (once, text) = bytes
            .split_first_chunk::<32>()
            .ok_or_else(|| malformed("too short"))?;
        let once = Point::from(*once);
        let shared = self.0.diffie_hellman(&once);
        if !shared.was_contributory() {
            return Err(SealError::Broken);
        }
        cipher(&once, &public, shared.as_bytes())
            .decrypt(
                &Nonce::default(),
                Payload {
                    msg: text,
                    aad: sealed.to.as_bytes(),
                },
            )
            .map_err(|_| SealError::Broken)
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({})", self.public().id())
    }
}

impl SealPublicKey {
    /// The key's short name, which stands beside what was sealed to it.
    pub fn id(&self) -> String {
        let [a, b, c, d, e, f, g, h, ..] = blake3::derive_key(KEY_ID_CONTEXT, self.0.as_bytes());
        HEXLOWER.encode(&[a, b, c, d, e, f, g, h])
    }

    /// Seals a payload: the result is JSON and takes its place in an entry.
    ///
    /// # Errors
    /// [`SealError::Random`]; [`SealError::Broken`] when this is not a usable key.
    pub fn seal(&self, payload: &[u8]) -> Result<Vec<u8>, SealError> {
        let once = StaticSecret::from(random().map_err(SealError::Random)?);
        let once_public = Point::from(&once);
        let shared = once.diffie_hellman(&self.0);
        if !shared.was_contributory() {
            return Err(SealError::Broken);
        }
        let to = self.id();
        // The key serves for this payload only, so its nonce may be zero.
        let text = cipher(&once_public, self, shared.as_bytes())
            .encrypt(
                &Nonce::default(),
                Payload {
                    msg: payload,
                    aad: to.as_bytes(),
                },
            )
            .map_err(|_| SealError::Broken)?;
        let sealed = BASE64.encode(&[once_public.as_bytes().as_slice(), &text].concat());
        serde_json::to_vec(&Sealed { sealed, to })
            .map_err(|error| SealError::Malformed(error.to_string()))
    }
}

/// Whether a payload is sealed, to any key. Its first bytes say so: every payload of every log is asked.
pub fn is_sealed(payload: &[u8]) -> bool {
    payload.starts_with(SEALED_BEGINS)
}

fn cipher(once: &Point, to: &SealPublicKey, shared: &[u8; 32]) -> ChaCha20Poly1305 {
    let mut hasher = blake3::Hasher::new_derive_key(SEAL_CONTEXT);
    hasher
        .update(once.as_bytes())
        .update(to.0.as_bytes())
        .update(shared);
    ChaCha20Poly1305::new(&Key::from(*hasher.finalize().as_bytes()))
}

fn random() -> Result<[u8; 32], getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

impl fmt::Display for SealPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Hash(*self.0.as_bytes()), f)
    }
}

impl fmt::Debug for SealPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealPublicKey({self})")
    }
}

impl FromStr for SealPublicKey {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        let bytes: [u8; 32] = hex_array(text).ok_or(EnvelopeError::Text {
            field: "seal key",
            expected: "64 lower-case hex digits",
        })?;
        Ok(Self(Point::from(bytes)))
    }
}

text_serde!(SealPublicKey);

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = "{\"note\":\"разговор с тьютором\"}".as_bytes();

    #[test]
    fn only_the_named_key_opens() {
        let key = SealKey::from_bytes([7; 32]);
        let sealed = key.public().seal(SECRET).unwrap();
        assert!(is_sealed(&sealed) && !is_sealed(SECRET));
        assert_eq!(key.open(&sealed).unwrap(), SECRET);
        let other = SealKey::from_bytes([8; 32]);
        assert!(matches!(
            other.open(&sealed),
            Err(SealError::OtherKey { .. })
        ));
        assert_ne!(
            key.public().seal(SECRET).unwrap(),
            sealed,
            "a fresh key each time"
        );
        assert_eq!(key.public().to_string().parse(), Ok(key.public()));
    }

    #[test]
    fn any_change_breaks_the_seal() {
        let key = SealKey::from_bytes([7; 32]);
        let sealed: Sealed = serde_json::from_slice(&key.public().seal(SECRET).unwrap()).unwrap();
        let bytes = BASE64.decode(sealed.sealed.as_bytes()).unwrap();
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            let changed = Sealed {
                sealed: BASE64.encode(&bytes),
                to: sealed.to.clone(),
            };
            let json = serde_json::to_vec(&changed).unwrap();
            assert!(
                matches!(key.open(&json), Err(SealError::Broken)),
                "byte {at}"
            );
        }
        for bad in ["", "{}", "{\"sealed\":\"!\",\"to\":\"x\"}"] {
            assert!(key.open(bad.as_bytes()).is_err());
        }
        let short = Sealed {
            sealed: BASE64.encode(&bytes[..20]),
            to: sealed.to,
        };
        assert!(key.open(&serde_json::to_vec(&short).unwrap()).is_err());
    }

    #[test]
    fn a_useless_key_is_refused() {
        let zero: SealPublicKey = "00".repeat(32).parse().unwrap();
        assert!(matches!(zero.seal(SECRET), Err(SealError::Broken)));
    }
}
