//! Today's attendance, with corrections.

use stupen_domain::attendance::{self, Question, Whereabouts};
use stupen_domain::decide::Now;
use stupen_domain::facts::MarkKind;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;

use super::super::form::{Answer, FormKind};
use super::super::page::{Act, Page, action, line};
use crate::engine::Engine;
use crate::engine::day::clock_time;
use crate::ui::{Named, Say, StaffTone, Word};

/// The word and picture of a mark.
fn mark_words(what: MarkKind) -> (Word, &'static str) {
    match what {
        MarkKind::Arrived => (Word::Came, "arrived"),
        MarkKind::BreakStarted => (Word::WentBreak, "break"),
        MarkKind::BreakEnded => (Word::CameBack, "work"),
        MarkKind::Left => (Word::WentHome, "home"),
    }
}

impl Engine {
    pub(super) fn today_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let day = {
            let ledger = self.ledger();
            attendance::day(
                ledger.state(),
                &self.setup.workshop,
                of,
                workshop_day(now.at),
                now.at,
            )
        };
        let mut lines = self.lines_of(of, Word::Today, page, Word::NoMarks);
        let open = day
            .questions
            .iter()
            .any(|q| matches!(q, Question::ForgottenCheckout { .. }));
        if open {
            lines.view.head.note = Word::OpenDay.into();
        }
        for mark in &day.marks {
            let (word, picture) = mark_words(mark.what);
            let was = mark.corrected_from.map_or(Say::Nothing, |(_, at)| {
                Say::Name(Named::WasAt, clock_time(at))
            });
            lines.line(
                line(picture, word, was, clock_time(mark.at)),
                Act::Begin(
                    FormKind::Correct,
                    of.clone(),
                    vec![
                        ("mark", Answer::Choice(mark.entry.to_string())),
                        ("was", Answer::At(mark.at)),
                    ],
                ),
            );
        }
        if day.whereabouts == Whereabouts::Out {
            lines.action(
                action(Word::LetIn, "arrived", StaffTone::Done, true),
                Act::LetIn(of.clone()),
            );
        }
        lines.action(
            action(Word::AddMark, "plus", StaffTone::Now, false),
            Act::Begin(FormKind::AddMark, of.clone(), Vec::new()),
        );
        lines.page()
    }
}
