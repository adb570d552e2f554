//! Stays at external sites (docs/domain.md section 2.8).

use super::{Asking, Refusal, filled, ordered};
use crate::wire::facts::{ContactMade, DifficultyRaised, PlacementEnded, PlacementStarted};

impl Asking<'_> {
    pub(super) fn placement_started(&self, f: &PlacementStarted) -> Result<(), Refusal> {
        self.known(&f.person)?;
        f.until
            .map_or(Ok(()), |until| ordered("until", f.from, until))
    }

    pub(super) fn placement_ended(&self, f: &PlacementEnded) -> Result<(), Refusal> {
        self.known(&f.person)
    }

    pub(super) fn contact_made(&self, f: &ContactMade) -> Result<(), Refusal> {
        self.known(&f.person)?;
        if f.on > self.today() {
            return self.unless_doubtful(Refusal::InFuture("on"));
        }
        Ok(())
    }

    pub(super) fn difficulty_raised(&self, f: &DifficultyRaised) -> Result<(), Refusal> {
        self.own(&f.person)?;
        filled("words", &f.words)
    }
}
