//! The exchange between two stores, without a network: who lacks what, and the messages.
//!
//! Both sides compare heads per stream, never a global position. Entries travel in batches that end
//! at a head which the writer signed, so a relay needs no trust.

mod body;
mod message;
mod plan;

pub use body::{
    Batches, Body, BodyError, MAX_BATCH_ENTRIES, MAX_BODY_BYTES, batches, parse, write_batch,
};
pub use message::{HeadsMessage, PullRequest, PushReport, StreamReport, Want};
pub use plan::{HashAt, NewEpochNeeded, NewEpochReason, Plan, plan};
