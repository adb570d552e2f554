//! What kiosks ask of the office: enrolment, and then signed requests to exchange entries, pictures and PINs.
//! docs/protocol.md describes the exchange; each address has its file here.
//!
//! Nothing that arrives is trusted: a request is verified before its body is looked at, a batch is verified by
//! its writer's key, and whatever cannot be used is refused with a reason and counted.

pub mod blob;
pub mod enrol;
pub mod heads;
pub mod kiosk;
pub mod pins;
pub mod problem;
pub mod pull;
pub mod push;
mod recent;
pub mod tally;
pub mod unusable;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use stupen_domain::wire::ids::{OrganisationId, WorkshopId};
use stupen_journal::{Audience, StreamId, WriterId};

use crate::clock::Moment;
use recent::Recent;
use tally::Tally;

/// What the sync keeps between requests.
#[derive(Debug, Default)]
pub struct Desk {
    /// Counts for `/metrics`.
    pub tally: Tally,
    recent: Recent,
    seen: Mutex<HashMap<WriterId, Moment>>,
}

impl Desk {
    /// When a kiosk was last heard of since the server started.
    pub fn seen(&self, device: WriterId) -> Option<Moment> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&device).copied()
    }

    /// A kiosk whose signature verified was heard of.
    fn heard(&self, device: WriterId, now: Moment) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(device, now);
    }
}

/// Which streams a kiosk may hold.
#[derive(Clone, Debug)]
pub struct Reach {
    device: WriterId,
    workshop: String,
    organisation: String,
}

impl Reach {
    /// The reach of a device in a workshop.
    pub fn new(device: WriterId, workshop: &WorkshopId, organisation: &OrganisationId) -> Self {
        Self {
            device,
            workshop: format!("w:{workshop}"),
            organisation: format!("o:{organisation}"),
        }
    }

    /// Floor streams of its workshop and its organisation, and its own of any audience.
    pub fn covers(&self, stream: &StreamId) -> bool {
        let is_here = stream.scope() == self.workshop || stream.scope() == self.organisation;
        is_here && (stream.audience == Audience::Floor || stream.writer == self.device)
    }
}

#[cfg(test)]
mod tests;
