//! Header, entry, their hashes, and the line that carries an entry between machines.

use std::borrow::Cow;
use std::sync::LazyLock;

use blake3::hazmat::{ContextKey, HasherExt, hash_derive_key_context};
use chrono::{DateTime, FixedOffset, SecondsFormat};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::ids::hex_array;
use super::{EnvelopeError, Hash, StreamId, canonical};

/// The header format written today.
const HEADER_VERSION: u32 = 1;
/// BLAKE3 derive-key context of an entry's hash. Never changes: hashes of old entries depend on it.
const HEADER_CONTEXT: &str = "stupen header v1";
/// BLAKE3 derive-key context of a payload's hash. Never changes.
const PAYLOAD_CONTEXT: &str = "stupen payload v1";

/// The largest header, bytes.
pub const MAX_HEADER_BYTES: usize = 4 * 1024;
/// The largest payload that a chain carries, bytes; a larger one is set apart at ingest.
pub const MAX_PAYLOAD_BYTES: usize = 64 * 1024;
/// The longest line, bytes. Well above header and payload with every character escaped, so that an
/// oversize payload still arrives, is set apart, and does not stop its chain.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;
/// The largest `seq`, `lamport` and `mono_ms`: the widest whole number that every JSON reader and
/// SQLite hold exactly.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;
/// The longest `kind`, `role` and boot id, bytes.
const MAX_WORD_BYTES: usize = 64;

/// Random bytes that keep a payload's hash from being guessed once the payload is gone.
pub type Salt = [u8; 16];

/// Whether the device trusted its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockHealth {
    /// Nothing spoke against the wall clock.
    Ok,
    /// The wall clock is probably wrong; a later entry may mend it.
    Suspect,
}

/// What is needed to mend a wrong wall clock afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockState {
    /// Whether the device trusted its clock.
    pub state: ClockHealth,
    /// Which boot of the device this was.
    pub boot: String,
    /// Milliseconds since that boot.
    pub mono_ms: u64,
}

/// The part of an entry that never changes and names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The stream that the entry belongs to.
    pub stream: StreamId,
    /// Its place there, from 1 without a gap.
    pub seq: u64,
    /// Its place in the order over all streams.
    pub lamport: u64,
    /// When the device wrote it, by its own clock.
    pub recorded_at: DateTime<FixedOffset>,
    /// When the fact happened, as far as known at writing.
    pub occurred_at: DateTime<FixedOffset>,
    /// What the device knew of its clock.
    pub clock: ClockState,
    /// What kind of fact; may be unknown to this version.
    pub kind: String,
    /// The role in which the actor acted.
    pub role: String,
    /// The hash of the entry before; [`Hash::ZERO`] for the first.
    pub prev: Hash,
    /// The hash of salt and payload.
    pub payload: Hash,
}

/// The header's JSON. Unknown fields are tolerated on reading: the bytes are kept, so a later
/// version still finds them.
#[derive(Serialize, Deserialize)]
pub(super) struct HeaderWire<'a> {
    pub(super) v: u32,
    pub(super) stream: Cow<'a, StreamId>,
    pub(super) seq: u64,
    pub(super) lamport: u64,
    #[serde(borrow)]
    pub(super) recorded_at: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) occurred_at: Cow<'a, str>,
    pub(super) clock: Cow<'a, ClockState>,
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) role: Cow<'a, str>,
    pub(super) prev: Hash,
    pub(super) payload: Hash,
}

impl Header {
    /// The bytes of a new header. Made once: afterwards the stored bytes count, not these.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, EnvelopeError> {
        let time = |at: DateTime<FixedOffset>| at.to_rfc3339_opts(SecondsFormat::Millis, false);
        let wire = HeaderWire {
            v: HEADER_VERSION,
            stream: Cow::Borrowed(&self.stream),
            seq: self.seq,
            lamport: self.lamport,
            recorded_at: time(self.recorded_at).into(),
            occurred_at: time(self.occurred_at).into(),
            clock: Cow::Borrowed(&self.clock),
            kind: self.kind.as_str().into(),
            role: self.role.as_str().into(),
            prev: self.prev,
            payload: self.payload,
        };
        serde_json::to_vec(&wire).map_err(json)
    }

    /// Reads a header from its exact bytes.
    ///
    /// # Errors
    /// When the bytes are too many, not JSON, of a later version, or a field is out of its range.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        within("header", bytes.len(), MAX_HEADER_BYTES)?;
        let wire: HeaderWire<'_> = match canonical::header(bytes) {
            Some(wire) => wire,
            None => serde_json::from_slice(bytes).map_err(json)?,
        };
        if wire.v != HEADER_VERSION {
            return Err(EnvelopeError::Version(wire.v));
        }
        number("seq", wire.seq, 1)?;
        number("lamport", wire.lamport, 1)?;
        number("mono_ms", wire.clock.mono_ms, 0)?;
        word("kind", &wire.kind)?;
        word("role", &wire.role)?;
        word("boot", &wire.clock.boot)?;
        Ok(Self {
            stream: wire.stream.into_owned(),
            seq: wire.seq,
            lamport: wire.lamport,
            recorded_at: time("recorded_at", &wire.recorded_at)?,
            occurred_at: time("occurred_at", &wire.occurred_at)?,
            clock: wire.clock.into_owned(),
            kind: wire.kind.into_owned(),
            role: wire.role.into_owned(),
            prev: wire.prev,
            payload: wire.payload,
        })
    }
}

/// One entry: the header, and the payload as long as it may be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The header, read.
    pub header: Header,
    /// The header's exact bytes; the entry's hash covers these.
    pub header_bytes: Vec<u8>,
    /// Random bytes under the payload's hash. Zeros when the payload is absent: whoever kept the
    /// salt could still guess a short payload by its hash.
    pub salt: Salt,
    /// The payload's exact bytes; `None` when it was redacted or pruned.
    pub payload: Option<Vec<u8>>,
}

/// An entry's line. The header travels as a JSON string, so that its bytes survive.
#[derive(Serialize, Deserialize)]
pub(super) struct LineWire<'a> {
    #[serde(borrow)]
    pub(super) h: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) s: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) p: Option<Cow<'a, str>>,
}

impl Entry {
    /// The entry's hash: what the next entry's `prev` and a signed head name.
    pub fn hash(&self) -> Hash {
        header_hash(&self.header_bytes)
    }

    /// Whether the payload, if it is here, is the one that the header promises.
    pub fn payload_matches(&self) -> bool {
        self.payload
            .as_ref()
            .is_none_or(|bytes| payload_hash(&self.salt, bytes) == self.header.payload)
    }

    /// The entry from stored or received bytes.
    ///
    /// # Errors
    /// When the header does not parse.
    pub fn from_parts(
        header_bytes: Vec<u8>,
        body: Option<(Salt, Vec<u8>)>,
    ) -> Result<Self, EnvelopeError> {
        let header = Header::parse(&header_bytes)?;
        let (salt, payload) = match body {
            Some((salt, bytes)) => (salt, Some(bytes)),
            None => (Salt::default(), None),
        };
        Ok(Self {
            header,
            header_bytes,
            salt,
            payload,
        })
    }

    /// The entry as one line of JSON, without the line end.
    ///
    /// # Errors
    /// When header or payload are not UTF-8, which no entry made or read by this crate is.
    pub fn to_line(&self) -> Result<String, EnvelopeError> {
        let text = |field, bytes| {
            std::str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|_| EnvelopeError::Text {
                    field,
                    expected: "UTF-8",
                })
        };
        let line = LineWire {
            h: text("header", self.header_bytes.as_slice())?,
            s: self
                .payload
                .as_ref()
                .map(|_| HEXLOWER.encode(&self.salt).into()),
            p: self
                .payload
                .as_deref()
                .map(|bytes| text("payload", bytes))
                .transpose()?,
        };
        serde_json::to_string(&line).map_err(json)
    }

    /// Reads an entry from its line. A payload over [`MAX_PAYLOAD_BYTES`] is read as well: ingest
    /// sets it apart.
    ///
    /// # Errors
    /// When the line is too long, not JSON, or header or salt do not parse.
    pub fn from_line(line: &str) -> Result<Self, EnvelopeError> {
        within("line", line.len(), MAX_LINE_BYTES)?;
        let wire = match canonical::line(line) {
            Some(wire) => wire,
            None => serde_json::from_str(line).map_err(json)?,
        };
        let body = match (wire.s, wire.p) {
            (Some(salt), Some(payload)) => {
                let salt = hex_array(&salt).ok_or(EnvelopeError::Text {
                    field: "s",
                    expected: "32 lower-case hex digits",
                })?;
                Some((salt, payload.into_owned().into_bytes()))
            }
            (None, Some(_)) => {
                return Err(EnvelopeError::Text {
                    field: "s",
                    expected: "a salt beside p",
                });
            }
            (_, None) => None,
        };
        Self::from_parts(wire.h.into_owned().into_bytes(), body)
    }
}

/// The hash of a header's exact bytes.
pub(crate) fn header_hash(bytes: &[u8]) -> Hash {
    static CONTEXT: LazyLock<ContextKey> =
        LazyLock::new(|| hash_derive_key_context(HEADER_CONTEXT));
    let mut hasher = blake3::Hasher::new_from_context_key(&CONTEXT);
    Hash(*hasher.update(bytes).finalize().as_bytes())
}

/// The hash that a header promises for a payload: over the salt, then the exact bytes.
pub fn payload_hash(salt: &Salt, bytes: &[u8]) -> Hash {
    static CONTEXT: LazyLock<ContextKey> =
        LazyLock::new(|| hash_derive_key_context(PAYLOAD_CONTEXT));
    let mut hasher = blake3::Hasher::new_from_context_key(&CONTEXT);
    hasher.update(salt).update(bytes);
    Hash(*hasher.finalize().as_bytes())
}

pub(crate) fn within(what: &'static str, bytes: usize, limit: usize) -> Result<(), EnvelopeError> {
    if bytes > limit {
        return Err(EnvelopeError::TooLarge { what, bytes, limit });
    }
    Ok(())
}

/// Kinds, roles and boot ids: short and printable, so that they can stand in any log or page.
pub(crate) fn word(field: &'static str, text: &str) -> Result<(), EnvelopeError> {
    let fine = (1..=MAX_WORD_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    if fine {
        Ok(())
    } else {
        Err(EnvelopeError::Text {
            field,
            expected: "1 to 64 printable ASCII characters without quotes",
        })
    }
}

fn number(field: &'static str, value: u64, least: u64) -> Result<(), EnvelopeError> {
    if (least..=MAX_NUMBER).contains(&value) {
        Ok(())
    } else {
        Err(EnvelopeError::Text {
            field,
            expected: "a whole number below 2^53 (from 1 for seq and lamport)",
        })
    }
}

fn time(field: &'static str, text: &str) -> Result<DateTime<FixedOffset>, EnvelopeError> {
    DateTime::parse_from_rfc3339(text).map_err(|_| EnvelopeError::Text {
        field,
        expected: "an RFC 3339 time with offset",
    })
}

fn json(error: serde_json::Error) -> EnvelopeError {
    EnvelopeError::Json(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::{Audience, Epoch, Writer, WriterId};

    fn entry(payload: &str) -> Entry {
        let writer = Writer {
            id: WriterId::from_bytes([1; 16]),
            epoch: Epoch(2),
        };
        let salt = [3; 16];
        let at = DateTime::parse_from_rfc3339("2026-03-02T08:41:07.123+03:00").unwrap();
        let bytes = Header {
            stream: StreamId::new(writer, "w:soap", Audience::Floor).unwrap(),
            seq: 1,
            lamport: 9,
            recorded_at: at,
            occurred_at: at,
            clock: ClockState {
                state: ClockHealth::Ok,
                boot: "b1".into(),
                mono_ms: 5,
            },
            kind: "arrived".into(),
            role: "participant".into(),
            prev: Hash::ZERO,
            payload: payload_hash(&salt, payload.as_bytes()),
        }
        .to_bytes()
        .unwrap();
        Entry::from_parts(bytes, Some((salt, payload.as_bytes().to_vec()))).unwrap()
    }

    #[test]
    fn header_bytes_are_these_for_ever() {
        let entry = entry("{}");
        assert_eq!(
            std::str::from_utf8(&entry.header_bytes).unwrap(),
            concat!(
                r#"{"v":1,"stream":"01010101010101010101010101010101.00000002/w:soap/floor","#,
                r#""seq":1,"lamport":9,"recorded_at":"2026-03-02T08:41:07.123+03:00","#,
                r#""occurred_at":"2026-03-02T08:41:07.123+03:00","#,
                r#""clock":{"state":"ok","boot":"b1","mono_ms":5},"kind":"arrived","#,
                r#""role":"participant","#,
                r#""prev":"0000000000000000000000000000000000000000000000000000000000000000","#,
                r#""payload":"c8e1f2b3"}"#
            )
            .replace("c8e1f2b3", &entry.header.payload.to_string())
        );
    }

    #[test]
    fn line_carries_the_exact_bytes() {
        for payload in ["{}", "{\"имя\":\"Ля\\u0301\", \"x\" : 1}", "[\"\\\"\\\\\"]"] {
            let entry = entry(payload);
            let line = entry.to_line().unwrap();
            assert!(!line.contains('\n'));
            assert_eq!(Entry::from_line(&line).unwrap(), entry);
            assert!(entry.payload_matches());
        }
    }

    #[test]
    fn redacted_entry_keeps_neither_payload_nor_salt() {
        let mut entry = entry("{}");
        entry.payload = None;
        let line = entry.to_line().unwrap();
        assert!(!line.contains("\"s\"") && !line.contains("\"p\""));
        let read = Entry::from_line(&line).unwrap();
        assert_eq!(
            (read.hash(), read.salt, read.payload),
            (entry.hash(), [0; 16], None)
        );
    }

    #[test]
    fn unknown_header_fields_are_kept() {
        let text = String::from_utf8(entry("{}").header_bytes).unwrap();
        let later = text.replace("{\"v\":1,", "{\"v\":1,\"colour\":[1,{}],");
        let read = Entry::from_parts(later.clone().into_bytes(), None).unwrap();
        assert_eq!(read.header_bytes, later.into_bytes());
        assert_eq!(read.header, entry("{}").header);
    }

    #[test]
    fn wrong_headers_are_refused_with_the_field() {
        let text = String::from_utf8(entry("{}").header_bytes).unwrap();
        for (from, to, says) in [
            ("\"v\":1", "\"v\":2", "version 2"),
            ("\"seq\":1", "\"seq\":0", "seq"),
            ("\"seq\":1", "\"seq\":9007199254740992", "seq"),
            ("\"lamport\":9", "\"lamport\":-1", "invalid value"),
            ("2026-03-02T08:41:07.123+03:00", "yesterday", "recorded_at"),
            ("\"ok\"", "\"fine\"", "fine"),
            ("arrived", "", "kind"),
            ("participant", "a b", "role"),
            ("w:soap", "w:SOAP", "scope"),
            ("\"prev\"", "\"before\"", "prev"),
        ] {
            let broken = text.replacen(from, to, 1);
            assert_ne!(broken, text, "{from}");
            let error = Header::parse(broken.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(says), "{from} -> {to}: {error}");
        }
        let huge = text.replace(
            "{\"v\":1,",
            &format!("{{\"v\":1,\"x\":\"{}\",", "x".repeat(5000)),
        );
        assert!(matches!(
            Header::parse(huge.as_bytes()),
            Err(EnvelopeError::TooLarge { what: "header", .. })
        ));
    }
}
