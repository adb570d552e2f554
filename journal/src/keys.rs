//! Device keys (Ed25519), signed stream heads and signed requests.
//!
//! Every signed text starts with its own context line, so that a signature made for one purpose
//! can never serve another.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::envelope::hex_array;
use crate::envelope::{EnvelopeError, Hash, Head, StreamId};
use crate::wire::text_serde;

/// The secret key of a device. Never printed.
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// The key made of these 32 secret bytes (random ones at enrolment, stored ones later).
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// A new random key.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Self::from_bytes(&secret))
    }

    /// The 32 secret bytes, for storing.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key that others verify with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `message`, which must begin with its own context.
    pub fn sign(&self, message: &[u8]) -> SignatureBytes {
        SignatureBytes(self.0.sign(message).to_bytes())
    }

    /// Signs a stream's head.
    pub fn sign_head(&self, head: Head) -> SignedHead {
        let sig = self.sign(&head_message(&head.stream, head.seq, head.hash));
        SignedHead {
            stream: head.stream,
            seq: head.seq,
            hash: head.hash,
            sig,
        }
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey(of {})", self.public())
    }
}

/// The public key of a device; text is 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key with these bytes.
    ///
    /// # Errors
    /// When they are no point of the curve or a weak one, with which anything would verify.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, EnvelopeError> {
        let bad = EnvelopeError::Text {
            field: "public key",
            expected: "an Ed25519 public key",
        };
        match VerifyingKey::from_bytes(bytes) {
            Ok(key) if !key.is_weak() => Ok(Self(key)),
            Ok(_) | Err(_) => Err(bad),
        }
    }

    /// The 32 bytes of the key.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Whether `signature` over `message` was made with this key.
    pub fn verifies(&self, message: &[u8], signature: &SignatureBytes) -> bool {
        self.0
            .verify_strict(message, &Signature::from_bytes(&signature.0))
            .is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Hash(self.to_bytes()), f)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        let bytes = hex_array(text).ok_or(EnvelopeError::Text {
            field: "public key",
            expected: "64 lower-case hex digits",
        })?;
        Self::from_bytes(&bytes)
    }
}

/// An Ed25519 signature; text is 128 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SignatureBytes(pub [u8; 64]);

impl fmt::Display for SignatureBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for SignatureBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignatureBytes({self})")
    }
}

impl FromStr for SignatureBytes {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        hex_array(text).map(Self).ok_or(EnvelopeError::Text {
            field: "signature",
            expected: "128 lower-case hex digits",
        })
    }
}

text_serde!(PublicKey, SignatureBytes);

/// A stream's head with its writer's signature: whoever holds the chain up to here can prove that
/// the writer wrote all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The stream.
    pub stream: StreamId,
    /// The last sequence number covered.
    pub seq: u64,
    /// The hash of that entry.
    pub hash: Hash,
    /// The writer's signature.
    pub sig: SignatureBytes,
}

impl SignedHead {
    /// The head without its signature.
    pub fn head(&self) -> Head {
        Head {
            stream: self.stream.clone(),
            seq: self.seq,
            hash: self.hash,
        }
    }

    /// Whether `key` signed exactly this head.
    pub fn verifies(&self, key: &PublicKey) -> bool {
        key.verifies(&head_message(&self.stream, self.seq, self.hash), &self.sig)
    }
}

/// The signed text of a head; a second implementation must build the same bytes.
fn head_message(stream: &StreamId, seq: u64, hash: Hash) -> Vec<u8> {
    format!("stupen-head-v1\n{stream}\n{seq}\n{hash}").into_bytes()
}

/// A request from a device to a server, as it is signed. The server's pinned key is inside, so
/// that nobody can replay it to another server.
#[derive(Clone, Copy, Debug)]
pub struct RequestSignature<'a> {
    /// The hash of the server's public key that the device pinned.
    pub server_pin: &'a str,
    /// The HTTP method, upper case.
    pub method: &'a str,
    /// Path and query as sent.
    pub path: &'a str,
    /// The body's exact bytes.
    pub body: &'a [u8],
    /// Unique for each request; the server refuses a repeated one.
    pub request_id: &'a str,
}

impl RequestSignature<'_> {
    fn message(&self) -> Vec<u8> {
        let Self {
            server_pin,
            method,
            path,
            body,
            request_id,
        } = self;
        let body = blake3::hash(body).to_hex();
        format!("stupen-request-v1\n{server_pin}\n{method}\n{path}\n{body}\n{request_id}")
            .into_bytes()
    }

    /// Signs the request.
    pub fn sign(&self, key: &DeviceKey) -> SignatureBytes {
        key.sign(&self.message())
    }

    /// Whether the holder of `key` signed this request. A line break inside a part never verifies:
    /// it could move the border between two parts.
    pub fn verifies(&self, key: &PublicKey, signature: &SignatureBytes) -> bool {
        let parts = [self.server_pin, self.method, self.path, self.request_id];
        !parts.iter().any(|part| part.contains('\n')) && key.verifies(&self.message(), signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::{Audience, Epoch, Writer, WriterId};

    fn head() -> Head {
        let writer = Writer {
            id: WriterId::from_bytes([1; 16]),
            epoch: Epoch(2),
        };
        let stream = StreamId::new(writer, "w:soap", Audience::Floor).unwrap();
        Head {
            stream,
            seq: 7,
            hash: Hash([9; 32]),
        }
    }

    #[test]
    fn a_signed_head_verifies_only_unchanged_and_with_its_key() {
        let key = DeviceKey::from_bytes(&[5; 32]);
        let signed = key.sign_head(head());
        assert!(signed.verifies(&key.public()));
        assert!(!signed.verifies(&DeviceKey::from_bytes(&[6; 32]).public()));
        assert!(
            !SignedHead {
                seq: 8,
                ..signed.clone()
            }
            .verifies(&key.public())
        );
        assert!(
            !SignedHead {
                hash: Hash([8; 32]),
                ..signed.clone()
            }
            .verifies(&key.public())
        );
        let json = serde_json::to_string(&signed).unwrap();
        assert_eq!(serde_json::from_str::<SignedHead>(&json).unwrap(), signed);
    }

    #[test]
    fn a_request_verifies_only_as_sent() {
        let key = DeviceKey::from_bytes(&[5; 32]);
        let sent = RequestSignature {
            server_pin: "aa",
            method: "POST",
            path: "/api/sync/push",
            body: b"x",
            request_id: "1",
        };
        let sig = sent.sign(&key);
        let public = key.public();
        assert!(sent.verifies(&public, &sig));
        for other in [
            RequestSignature {
                server_pin: "ab",
                ..sent
            },
            RequestSignature {
                method: "GET",
                ..sent
            },
            RequestSignature {
                path: "/api/sync/pull",
                ..sent
            },
            RequestSignature { body: b"y", ..sent },
            RequestSignature {
                request_id: "2",
                ..sent
            },
        ] {
            assert!(!other.verifies(&public, &sig), "{other:?}");
        }
        let smuggled = RequestSignature {
            path: "/a\nb",
            ..sent
        };
        assert!(!smuggled.verifies(&public, &smuggled.sign(&key)));
    }

    #[test]
    fn secret_bytes_stay_out_of_debug_and_keys_come_back() {
        let key = DeviceKey::from_bytes(&[5; 32]);
        assert_eq!(
            format!("{key:?}"),
            format!("DeviceKey(of {})", key.public())
        );
        assert_eq!(
            DeviceKey::from_bytes(&key.to_bytes()).public(),
            key.public()
        );
        assert_eq!(key.public().to_string().parse(), Ok(key.public()));
        assert!(
            "00".repeat(32).parse::<PublicKey>().is_err(),
            "a weak key verifies anything"
        );
    }
}
