//! The rules of transitional employment, without clock, disk, network, randomness or prose.
//!
//! Facts come in ([`facts`]), are sorted into partitions ([`State`]) and folded into views
//! ([`attendance`], [`people`], [`board`], ...). [`decide()`] turns a wish of a person into new facts or a
//! [`Refusal`]; [`authority`] says who may write what. Every rule names its source, a section of
//! `docs/domain.md`.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;

pub mod assessments;
pub mod attendance;
pub mod authority;
pub mod badge;
pub mod board;
pub mod breaches;
pub mod catalogue;
pub mod changes;
pub mod clock;
pub mod contacts;
pub mod decide;
pub mod disputes;
pub mod entry;
pub mod evidence;
pub mod forms;
pub mod goals;
pub mod help;
pub mod ladder;
pub mod learning;
pub mod limits;
pub mod orientation;
pub mod pace;
pub mod pack;
pub mod people;
pub mod placements;
pub mod practice;
pub mod readiness;
pub mod reasons;
pub mod requests;
pub mod reviews;
pub mod rotation;
pub mod said;
pub mod scan;
pub mod schedule;
pub mod settings;
pub mod state;
pub mod stations;
pub mod terms;
pub mod time;
pub mod trials;
pub mod wire;
pub mod workshop;

pub use decide::{Actor, Command, Here, NewEntry, Now, Refusal, decide};
pub use entry::{Audience, Clock, Entry, EntryRef, Order, Role, WriterKind};
pub use said::Said;
pub use state::State;
pub use wire::facts;

/// The version of the folding rules: views that were folded by another version are rebuilt.
pub const DOMAIN_VERSION: &str = "8";
