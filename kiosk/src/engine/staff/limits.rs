//! Limits of somebody's working time on their card: how near, when they were told, what was agreed.

use stupen_domain::decide::Now;
use stupen_domain::facts::Limit;
use stupen_domain::limits::{self, LimitView, Nearness};
use stupen_domain::reasons::ReasonFor;
use stupen_domain::wire::ids::PersonId;

use super::form::{Answer, FormKind};
use super::page::{Act, Lines, Page, action, line};
use super::phrases;
use super::sections::card;
use crate::engine::Engine;
use crate::engine::day::clock_time;
use crate::ui::{Counted, Line, Named, Say, StaffTone, Word};

/// The word of a limit in a form's answers.
pub(super) fn limit_word(limit: Limit) -> &'static str {
    match limit {
        Limit::Daily => "daily",
        Limit::Weekly => "weekly",
        Limit::Night => "night",
    }
}

/// The limit of its word.
pub(super) fn limit_of(word: &str) -> Option<Limit> {
    [Limit::Daily, Limit::Weekly, Limit::Night]
        .into_iter()
        .find(|limit| limit_word(*limit) == word)
}

/// How near a limit is, in words: minutes left until it is time.
pub(super) fn near_words(view: &LimitView<'_>) -> (Say, StaffTone) {
    match view.nearness {
        Nearness::Fine => (
            Say::Count(Counted::MinutesLeft, view.left_min),
            StaffTone::Plain,
        ),
        Nearness::Near => (
            Say::row([
                Word::NearLimit.into(),
                Say::Count(Counted::Minutes, view.left_min),
            ]),
            StaffTone::Rest,
        ),
        Nearness::Reached => (Word::PastLimit.into(), StaffTone::Rest),
    }
}

impl Engine {
    /// Each limit with how near it is, when the person was told and what staff agreed; a touch writes that down.
    pub(super) fn limits_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let mut lines = Lines::new(
            self.ask_of(of, Word::WorkTime),
            page,
            Word::NoLimits,
            card(of),
        );
        let lang = self.scene_language();
        let (shown, pressing): (Vec<(Limit, Line)>, _) = {
            let ledger = self.ledger();
            let views = limits::near(ledger.state(), &self.setup.workshop, of, now.at);
            let pressing = limits::pressing(&views).map(|view| view.limit);
            let shown = views
                .iter()
                .map(|view| (view.limit, limit_line(view, &lang)));
            (shown.collect(), pressing)
        };
        let agree = |limit| {
            let known = vec![("limit", Answer::Choice(limit_word(limit).to_string()))];
            Act::Begin(FormKind::Limit, of.clone(), known)
        };
        for (limit, line) in shown {
            lines.line(line, agree(limit));
        }
        if let Some(limit) = pressing {
            lines.action(
                action(Word::RecordAgreed, "promise", StaffTone::Now, true),
                agree(limit),
            );
        }
        lines.page()
    }
}

fn limit_line(view: &LimitView<'_>, lang: &str) -> Line {
    let (word, picture) = match view.limit {
        Limit::Daily => (Word::Today, "near-limit"),
        Limit::Weekly => (Word::ThisWeek, "calendar"),
        // Before it begins, what is left is the time until then.
        Limit::Night if view.nearness != Nearness::Reached => (Word::BeforeNight, "night"),
        Limit::Night => (Word::AtNight, "night"),
    };
    let (near, tone) = near_words(view);
    let told = view
        .noticed
        .map_or(Say::Nothing, |at| Say::Name(Named::ToldAt, clock_time(at)));
    let agreed = view.answered.as_ref().map_or(Say::Nothing, |(answer, _)| {
        phrases::reason(ReasonFor::Homeward, &answer.done, lang)
    });
    let worked = match view.limit {
        Limit::Night if view.worked_min == 0 => Say::Nothing,
        _ => Say::Count(Counted::MinutesWorked, view.worked_min),
    };
    Line {
        tone,
        ..line(picture, word, Say::row([agreed, told, worked]), near)
    }
}
