//! Work on the floor: stations, runs, help, prompts, settings of a person, limits of working time
//! (docs/domain.md sections 3.11 and 13).

use super::{Asking, Refusal, filled};
use crate::help;
use crate::ladder;
use crate::limits::{self, Limits};
use crate::settings;
use crate::stations;
use crate::wire::Kind;
use crate::wire::facts::{
    HelpAcknowledged, Limit, LimitAnswered, LimitNoticed, OperationAssigned, PersonSettingsSet,
    PromptProposalAnswered, RunRecorded, StationSet, WorkLimitsSet,
};

/// Minutes of a day: no limit of a day is larger.
const DAY_MIN: u32 = 24 * 60;

impl Asking<'_> {
    pub(super) fn run_recorded(&self, f: &RunRecorded) -> Result<(), Refusal> {
        self.own(&f.person)?;
        if f.ended < f.began {
            return Err(Refusal::Invalid {
                field: "ended",
                problem: "lies before the beginning",
            });
        }
        Ok(())
    }

    pub(super) fn help_acknowledged(&self, f: &HelpAcknowledged) -> Result<(), Refusal> {
        let open = help::calls(self.state, &self.here.workshop, f.day)
            .iter()
            .any(|call| call.asked.help == f.help && call.is_open());
        if open {
            Ok(())
        } else {
            Err(Refusal::NoSuchCall)
        }
    }

    pub(super) fn operation_assigned(&self, f: &OperationAssigned) -> Result<(), Refusal> {
        self.known(&f.person)?;
        match &f.operation {
            Some(operation) if stations::barred(self.state, &f.person).contains(operation) => {
                Err(Refusal::Barred(operation.clone()))
            }
            Some(operation) => filled("operation", operation.as_str()),
            None => Ok(()),
        }
    }

    pub(super) fn station_set(&self, f: &StationSet) -> Result<(), Refusal> {
        filled("station", f.station.as_str())?;
        filled("name.ru", &f.name.ru)
    }

    /// An answer that names a run is given once: two of the staff may have the same proposal before them.
    pub(super) fn prompt_proposal_answered(
        &self,
        f: &PromptProposalAnswered,
    ) -> Result<(), Refusal> {
        self.known(&f.person)?;
        if ladder::is_answered(self.state, f) {
            return Err(Refusal::AlreadyRecorded);
        }
        Ok(())
    }

    pub(super) fn person_settings_set(&self, f: &PersonSettingsSet) -> Result<(), Refusal> {
        self.known(&f.person)?;
        let invalid = |field, problem| Err(Refusal::Invalid { field, problem });
        if !settings::TEXT_SIZES.contains(&f.text_percent) {
            return invalid("text_percent", "100, 125 or 150");
        }
        if f.volume_percent > 100 {
            return invalid("volume_percent", "0 to 100");
        }
        if !settings::DEBOUNCE_DS.contains(&f.debounce_ds) {
            return invalid("debounce_ds", "5 to 100 tenths of a second");
        }
        Ok(())
    }

    pub(super) fn work_limits_set(&self, f: &WorkLimitsSet) -> Result<(), Refusal> {
        self.known(&f.person)?;
        let over = |minutes: Option<u32>, most| minutes.is_some_and(|minutes| minutes > most);
        for (field, minutes, most) in [
            ("daily_min", f.daily_min, DAY_MIN),
            ("weekly_min", f.weekly_min, 7 * DAY_MIN),
        ] {
            if over(minutes, most) {
                return Err(Refusal::Invalid {
                    field,
                    problem: "is more than the day or week has",
                });
            }
        }
        Ok(())
    }

    /// Once a day and limit, and only of a limit that is set.
    pub(super) fn limit_noticed(&self, f: &LimitNoticed) -> Result<(), Refusal> {
        self.known(&f.person)?;
        let Limits {
            daily_min,
            weekly_min,
            no_night,
        } = limits::of(self.state, &f.person, f.day);
        let set = match f.limit {
            Limit::Daily => daily_min.is_some(),
            Limit::Weekly => weekly_min.is_some(),
            Limit::Night => no_night,
        };
        if !set {
            return Err(Refusal::Invalid {
                field: "limit",
                problem: "is not set for this person",
            });
        }
        if f.day > self.today() {
            self.unless_doubtful(Refusal::InFuture("day"))?;
        }
        let told = self
            .state
            .day(&f.person, f.day)
            .iter()
            .filter_map(|(_, entry)| LimitNoticed::of(&entry.payload.fact))
            .any(|known| known.limit == f.limit);
        if told {
            return Err(Refusal::AlreadyRecorded);
        }
        Ok(())
    }

    pub(super) fn limit_answered(&self, f: &LimitAnswered) -> Result<(), Refusal> {
        self.known(&f.person)?;
        if f.day > self.today() {
            self.unless_doubtful(Refusal::InFuture("day"))?;
        }
        filled("done", &f.done)
    }
}
