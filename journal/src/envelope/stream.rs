//! Streams: one writer, one scope, one audience, one hash chain.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{EnvelopeError, Epoch, Hash, WriterId};
use crate::wire::text_serde;

/// The longest id inside a scope, characters.
const SCOPE_ID_MAX: usize = 64;

/// A writer in one of its lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Writer {
    /// The device.
    pub id: WriterId,
    /// The life of its store.
    pub epoch: Epoch,
}

/// Who may hold a stream. Ordered from the widest to the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Kiosks of the scope and the office.
    Floor,
    /// Office staff with access to the case.
    Case,
    /// The author, tutors and the curator.
    Confidential,
}

impl Audience {
    /// The word used in texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Case => "case",
            Self::Confidential => "confidential",
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Audience {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        match text {
            "floor" => Ok(Self::Floor),
            "case" => Ok(Self::Case),
            "confidential" => Ok(Self::Confidential),
            _ => Err(EnvelopeError::Text {
                field: "audience",
                expected: "floor, case or confidential",
            }),
        }
    }
}

/// One hash chain. Text: `<writer>.<epoch>/<scope>/<audience>`.
///
/// Streams are ordered by writer bytes, epoch, scope bytes, then audience as declared: every
/// replica folds entries of equal lamport in this order, so it must never change.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The device.
    pub writer: WriterId,
    /// The life of its store.
    pub epoch: Epoch,
    /// `o:<id>` for an organisation, `w:<id>` for a workshop; id is `[a-z0-9-]{1,64}`.
    scope: String,
    /// Who may hold it.
    pub audience: Audience,
}

impl StreamId {
    /// A stream of `writer`.
    ///
    /// # Errors
    /// When `scope` is not `o:<id>` or `w:<id>` with an id of `[a-z0-9-]{1,64}`.
    pub fn new(writer: Writer, scope: &str, audience: Audience) -> Result<Self, EnvelopeError> {
        check_scope(scope)?;
        Ok(Self {
            writer: writer.id,
            epoch: writer.epoch,
            scope: scope.to_owned(),
            audience,
        })
    }

    /// The scope's text, `o:<id>` or `w:<id>`.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The writer in the life that wrote this stream.
    pub fn writer(&self) -> Writer {
        Writer {
            id: self.writer,
            epoch: self.epoch,
        }
    }
}

fn check_scope(scope: &str) -> Result<(), EnvelopeError> {
    let id = scope
        .strip_prefix("o:")
        .or_else(|| scope.strip_prefix("w:"));
    let known = id.is_some_and(|id| {
        (1..=SCOPE_ID_MAX).contains(&id.len())
            && id
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    });
    if known {
        Ok(())
    } else {
        Err(EnvelopeError::Text {
            field: "scope",
            expected: "o:<id> or w:<id> with an id of a-z, 0-9 and -",
        })
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}/{}/{}",
            self.writer, self.epoch, self.scope, self.audience
        )
    }
}

impl fmt::Debug for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StreamId({self})")
    }
}

impl FromStr for StreamId {
    type Err = EnvelopeError;

    fn from_str(text: &str) -> Result<Self, EnvelopeError> {
        let malformed = EnvelopeError::Text {
            field: "stream",
            expected: "<writer>.<epoch>/<scope>/<audience>",
        };
        let mut parts = text.split('/');
        let (Some(writer), Some(scope), Some(audience), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed);
        };
        let (writer, epoch) = writer.split_once('.').ok_or(malformed)?;
        Self::new(
            Writer {
                id: writer.parse()?,
                epoch: epoch.parse()?,
            },
            scope,
            audience.parse()?,
        )
    }
}

text_serde!(StreamId);

/// How far a stream reaches: its last entry and that entry's hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The stream.
    pub stream: StreamId,
    /// The last sequence number, from 1.
    pub seq: u64,
    /// The hash of that entry's header.
    pub hash: Hash,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(scope: &str, audience: Audience) -> StreamId {
        let writer = Writer {
            id: WriterId::from_bytes([1; 16]),
            epoch: Epoch(0xa0),
        };
        StreamId::new(writer, scope, audience).unwrap()
    }

    #[test]
    fn text_parses_back() {
        let id = stream("w:soap-2", Audience::Confidential);
        let text = "01010101010101010101010101010101.000000a0/w:soap-2/confidential";
        assert_eq!(id.to_string(), text);
        assert_eq!(text.parse(), Ok(id));
    }

    #[test]
    fn only_the_one_text_form_parses() {
        let writer = "01010101010101010101010101010101";
        for bad in [
            format!("{writer}.000000a0/w:soap"),
            format!("{writer}.000000a0/w:soap/floor/x"),
            format!("{writer}/w:soap/floor"),
            format!("{writer}.000000a0/x:soap/floor"),
            format!("{writer}.000000a0/w:/floor"),
            format!("{writer}.000000a0/w:Soap/floor"),
            format!("{writer}.000000a0/w:мыло/floor"),
            format!("{writer}.000000a0/w:soap/Floor"),
            format!("{writer}.000000a0/w:{}/floor", "a".repeat(65)),
        ] {
            assert!(bad.parse::<StreamId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn order_is_by_part_not_by_text() {
        // As text `w:a-b/` would come before `w:a/`.
        assert!(stream("w:a", Audience::Floor) < stream("w:a-b", Audience::Floor));
        assert!(stream("w:a", Audience::Floor) < stream("w:a", Audience::Case));
        assert!(stream("w:a", Audience::Case) < stream("w:a", Audience::Confidential));
    }
}
