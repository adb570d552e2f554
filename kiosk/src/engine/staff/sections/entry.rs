//! What is known of somebody beside their work: trial tasks at entry, and how the days were in their own view.

use stupen_domain::attendance;
use stupen_domain::decide::Now;
use stupen_domain::facts::TrialResult;
use stupen_domain::time::workshop_day;
use stupen_domain::trials;
use stupen_domain::wire::ids::PersonId;

use super::super::form::FormKind;
use super::super::page::{Act, Page, action, line};
use crate::engine::Engine;
use crate::ui::{Say, StaffTone, Word};

/// The word and picture of how a trial task went.
pub(in crate::engine::staff) fn trial_word(result: TrialResult) -> (Word, &'static str) {
    match result {
        TrialResult::Ready => (Word::TrialReady, "work"),
        TrialResult::Practise => (Word::TrialPractise, "again"),
        TrialResult::OtherWay => (Word::TrialOther, "branch"),
    }
}

/// The word and picture of how a day was.
pub(in crate::engine::staff) fn mood_word(mood: u8) -> (Word, &'static str) {
    match mood {
        0 | 1 => (Word::MoodOne, "mood-1"),
        2 => (Word::MoodTwo, "mood-2"),
        3 => (Word::MoodThree, "mood-3"),
        4 => (Word::MoodFour, "mood-4"),
        _ => (Word::MoodFive, "mood-5"),
    }
}

impl Engine {
    /// Every trial task with its result; what was seen in it is for the case.
    pub(super) fn trials_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let known: Vec<_> = {
            let ledger = self.ledger();
            trials::trials(ledger.state(), of)
                .into_iter()
                .rev()
                .map(|view| (view.trial.clone(), view.said.at, view.said.by.cloned()))
                .collect()
        };
        let mut lines = self.lines_of(of, Word::TrialTask, page, Word::NoTrials);
        for (trial, at, by) in known {
            let (word, picture) = trial_word(trial.result);
            let operation = trial
                .operation
                .map(|operation| self.operation_title(&operation, &lang));
            let by = by.map(|by| self.person_view(&by).name);
            lines.line(
                line(
                    picture,
                    word,
                    Say::row([
                        operation.unwrap_or_default().into(),
                        by.unwrap_or_default().into(),
                    ]),
                    self.day_words(workshop_day(at), now, &lang),
                ),
                Act::Nothing,
            );
        }
        lines.action(
            action(Word::TrialTask, "trial-task", StaffTone::Now, true),
            Act::Begin(FormKind::Trial, of.clone(), Vec::new()),
        );
        lines.page()
    }

    /// The last two weeks, each day on which something was said. Never summed, never compared.
    pub(super) fn moods_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let said: Vec<_> = {
            let ledger = self.ledger();
            self.days_back(now)
                .filter_map(|day| Some((day, attendance::mood(ledger.state(), of, day)?)))
                .collect()
        };
        let mut lines = self.lines_of(of, Word::HowDays, page, Word::NoMoods);
        for (day, mood) in said {
            let (word, picture) = mood_word(mood);
            lines.line(
                line(picture, self.day_words(day, now, &lang), Say::Nothing, word),
                Act::Nothing,
            );
        }
        lines.page()
    }
}
