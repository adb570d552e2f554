//! Work on the floor: stations, runs, help, settings of a person, limits of working time.

use super::{Asking, Refusal, filled};
use crate::help;
use crate::settings;
use crate::wire::facts::{
    HelpAcknowledged, LimitAnswered, OperationAssigned, PersonSettingsSet, RunRecorded, StationSet,
};

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
            .any(|call| call.asked.help == f.help && call.answered.is_none());
        if open {
            Ok(())
        } else {
            Err(Refusal::NoSuchCall)
        }
    }

    pub(super) fn operation_assigned(&self, f: &OperationAssigned) -> Result<(), Refusal> {
        self.known(&f.person)
    }

    pub(super) fn station_set(&self, f: &StationSet) -> Result<(), Refusal> {
        filled("name.ru", &f.name.ru)
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

    pub(super) fn limit_answered(&self, f: &LimitAnswered) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("done", &f.done)
    }
}
