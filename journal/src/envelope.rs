//! What an entry is: who wrote it, to which stream, and the bytes that its hashes cover.
//!
//! Header and payload bytes are kept exactly as they were written and are never serialised a
//! second time, so that a hash made today verifies with any later version of this program.

mod canonical;
mod entry;
mod ids;
mod stream;

pub use entry::{
    ClockHealth, ClockState, Entry, Header, MAX_HEADER_BYTES, MAX_LINE_BYTES, MAX_NUMBER,
    MAX_PAYLOAD_BYTES, Salt, payload_hash,
};
pub(crate) use entry::{header_hash, within, word};
pub(crate) use ids::hex_array;
pub use ids::{Epoch, Hash, WriterId};
pub use stream::{Audience, Head, StreamId, Writer};

/// Why a text or a run of bytes is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// A text form (id, hash, stream, time) does not parse; the field and what was expected.
    #[error("{field}: expected {expected}")]
    Text {
        /// The field or type at fault.
        field: &'static str,
        /// What would have been right.
        expected: &'static str,
    },
    /// The JSON does not parse or lacks a field.
    #[error("{0}")]
    Json(String),
    /// The header is of a later, incompatible format.
    #[error("header version {0} is not known here: upgrade this program")]
    Version(u32),
    /// Something is larger than this format allows.
    #[error("{what} is {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// header, payload or line.
        what: &'static str,
        /// The size found, bytes.
        bytes: usize,
        /// The size allowed, bytes.
        limit: usize,
    },
}
