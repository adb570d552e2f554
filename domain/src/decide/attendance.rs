//! Coming, breaks, going, and what staff mend of it (docs/domain.md section 3).

use super::{Asking, Refusal, filled, ordered};
use crate::attendance::{self, Whereabouts};
use crate::people;
use crate::time::workshop_day;
use crate::wire::facts::{
    AbsenceNoted, Arrived, AttendanceCorrected, BreakEnded, BreakStarted, ClockMended, Left,
    MoodSaid,
};
use crate::wire::ids::PersonId;

impl Asking<'_> {
    pub(super) fn arrived(&self, f: &Arrived) -> Result<(), Refusal> {
        self.own(&f.person)?;
        people::enrolment_on(
            self.state,
            &f.person,
            &self.here.workshop,
            workshop_day(self.at),
        )
        .ok_or_else(|| Refusal::NotEnrolled(f.person.clone()))?;
        match self.whereabouts(&f.person) {
            Whereabouts::In(_) | Whereabouts::OnBreak(_) => {
                self.unless_doubtful(Refusal::AlreadyIn)
            }
            Whereabouts::Out | Whereabouts::Gone(_) => Ok(()),
        }
    }

    pub(super) fn break_started(&self, f: &BreakStarted) -> Result<(), Refusal> {
        self.own(&f.person)?;
        match self.whereabouts(&f.person) {
            Whereabouts::In(_) => Ok(()),
            Whereabouts::Out | Whereabouts::OnBreak(_) | Whereabouts::Gone(_) => {
                self.unless_doubtful(Refusal::NotIn)
            }
        }
    }

    pub(super) fn break_ended(&self, f: &BreakEnded) -> Result<(), Refusal> {
        self.own(&f.person)?;
        match self.whereabouts(&f.person) {
            Whereabouts::OnBreak(_) => Ok(()),
            Whereabouts::Out | Whereabouts::In(_) | Whereabouts::Gone(_) => {
                self.unless_doubtful(Refusal::NotOnBreak)
            }
        }
    }

    pub(super) fn left(&self, f: &Left) -> Result<(), Refusal> {
        self.own(&f.person)?;
        match self.whereabouts(&f.person) {
            Whereabouts::In(_) | Whereabouts::OnBreak(_) => Ok(()),
            Whereabouts::Out | Whereabouts::Gone(_) => self.unless_doubtful(Refusal::NotIn),
        }
    }

    pub(super) fn mood_said(&self, f: &MoodSaid) -> Result<(), Refusal> {
        self.own(&f.person)?;
        if (1..=5).contains(&f.mood) {
            Ok(())
        } else {
            Err(Refusal::Invalid {
                field: "mood",
                problem: "one of five",
            })
        }
    }

    pub(super) fn absence_noted(&self, f: &AbsenceNoted) -> Result<(), Refusal> {
        self.known(&f.person)?;
        ordered("until", f.from, f.until)
    }

    pub(super) fn clock_mended(&self, f: &ClockMended) -> Result<(), Refusal> {
        ordered("written_until", f.written_from, f.written_until)?;
        ordered("true_until", f.true_from, f.true_until)
    }

    pub(super) fn attendance_corrected(&self, f: &AttendanceCorrected) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("reason", &f.reason)?;
        if f.corrects.is_none() && f.becomes.is_none() {
            return Err(Refusal::Empty("becomes"));
        }
        if let Some(mark) = &f.becomes {
            if workshop_day(mark.at) != f.day {
                return Err(Refusal::Invalid {
                    field: "becomes.at",
                    problem: "lies on another day",
                });
            }
            if mark.at > self.now.at {
                return Err(Refusal::InFuture("becomes.at"));
            }
        }
        // A missing mark that is there meanwhile is not missing: the form was sent twice, or at two kiosks.
        if let (None, Some(mark)) = (&f.corrects, &f.becomes) {
            let view = attendance::day(
                self.state,
                &self.here.workshop,
                &f.person,
                f.day,
                self.now.at,
            );
            if view
                .marks
                .iter()
                .any(|known| known.what == mark.what && known.at == mark.at)
            {
                return Err(Refusal::AlreadyRecorded);
            }
        }
        if let Some(corrects) = &f.corrects {
            let view = attendance::day(
                self.state,
                &self.here.workshop,
                &f.person,
                f.day,
                self.now.at,
            );
            let counts = view.marks.iter().any(|mark| mark.entry == *corrects);
            // What staff took away comes back by correcting that.
            let comes_back =
                f.becomes.is_some() && view.removed.iter().any(|mark| mark.entry == *corrects);
            if !counts && !comes_back {
                return Err(Refusal::NothingToCorrect);
            }
        }
        Ok(())
    }

    fn whereabouts(&self, person: &PersonId) -> Whereabouts {
        attendance::day(
            self.state,
            &self.here.workshop,
            person,
            workshop_day(self.at),
            self.now.at,
        )
        .whereabouts
    }
}
