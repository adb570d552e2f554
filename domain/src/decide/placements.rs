//! Stays at external sites (docs/domain.md sections 2.8 and 13.2).

use chrono::NaiveDate;

use super::{Asking, Refusal, filled, ordered};
use crate::people;
use crate::placements::{self, PlacementView};
use crate::wire::Kind;
use crate::wire::facts::{
    ContactMade, DifficultyRaised, PlacementDescribed, PlacementEnded, PlacementStarted,
};
use crate::wire::ids::{PersonId, PlacementId};

/// Days between today and the first day of a stay at most: more is a slip of the finger, not a plan [D].
const FROM_DAYS_MAX: i64 = 366;

impl Asking<'_> {
    pub(super) fn placement_started(&self, f: &PlacementStarted) -> Result<(), Refusal> {
        self.known(&f.person)?;
        f.until
            .map_or(Ok(()), |until| ordered("until", f.from, until))?;
        if (f.from - self.today()).num_days().abs() > FROM_DAYS_MAX {
            self.unless_doubtful(Refusal::Invalid {
                field: "from",
                problem: "lies more than a year away",
            })?;
        }
        if let Some(id) = &f.enrolment {
            let enrolment = people::enrolments(self.state, &f.person)
                .into_iter()
                .find(|enrolment| enrolment.enrolment == *id)
                .ok_or(Refusal::NoSuchEnrolment)?;
            if !enrolment.holds_on(f.from) {
                return Err(Refusal::Invalid {
                    field: "from",
                    problem: "lies outside the enrolment",
                });
            }
        }
        let stays = placements::of(self.state, &f.person);
        // The form that was sent twice is one stay; another one under its id is none.
        let same = self
            .state
            .person(&f.person)
            .filter_map(|entry| PlacementStarted::of(&entry.payload.fact))
            .find(|known| known.placement == f.placement);
        if let Some(known) = same {
            return Err(if known == f {
                Refusal::AlreadyRecorded
            } else {
                Refusal::PlacementOverlaps(f.from)
            });
        }
        match placements::overlap(&stays, f) {
            Some(day) => Err(Refusal::PlacementOverlaps(day)),
            None => Ok(()),
        }
    }

    pub(super) fn placement_described(&self, f: &PlacementDescribed) -> Result<(), Refusal> {
        self.stay(&f.person, &f.placement)?;
        filled("employer", &f.employer)
    }

    pub(super) fn placement_ended(&self, f: &PlacementEnded) -> Result<(), Refusal> {
        let stay = self.stay(&f.person, &f.placement)?;
        if stay.ended.is_some() {
            return Err(Refusal::NoSuchPlacement);
        }
        // The eve of the first day says that the stay did not take place.
        if Some(f.on) == stay.from.pred_opt() {
            return Ok(());
        }
        ordered("on", stay.from, f.on)
    }

    pub(super) fn contact_made(&self, f: &ContactMade) -> Result<(), Refusal> {
        let stay = self.stay(&f.person, &f.placement)?;
        let known = placements::contacts(self.state, &f.person);
        if f.contact.is_some() && known.iter().any(|(known, _)| known.contact == f.contact) {
            return Err(Refusal::AlreadyRecorded);
        }
        if f.on > self.today() {
            return self.unless_doubtful(Refusal::InFuture("on"));
        }
        within("on", &stay, f.on)
    }

    pub(super) fn difficulty_raised(&self, f: &DifficultyRaised) -> Result<(), Refusal> {
        self.own(&f.person)?;
        if let Some(placement) = &f.placement {
            self.stay(&f.person, placement)?;
        }
        if f.on.is_some_and(|on| on > self.today()) {
            self.unless_doubtful(Refusal::InFuture("on"))?;
        }
        filled("words", &f.words)
    }

    /// A known stay of a known person.
    fn stay(&self, person: &PersonId, placement: &PlacementId) -> Result<PlacementView, Refusal> {
        self.known(person)?;
        placements::one(self.state, person, placement).ok_or(Refusal::NoSuchPlacement)
    }
}

/// A day of the stay: backdating is allowed, telling of days before or after it is not.
fn within(field: &'static str, stay: &PlacementView, day: NaiveDate) -> Result<(), Refusal> {
    ordered(field, stay.from, day)?;
    if stay.holds_on(day) {
        Ok(())
    } else {
        Err(Refusal::Invalid {
            field,
            problem: "lies after the end of the stay",
        })
    }
}
