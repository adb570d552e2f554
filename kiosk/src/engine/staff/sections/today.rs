//! Attendance of today and of the last two weeks, with corrections.

use chrono::NaiveDate;
use stupen_domain::attendance::{self, DayMark, DayView, Question, Whereabouts};
use stupen_domain::decide::Now;
use stupen_domain::facts::MarkKind;
use stupen_domain::reasons::ReasonFor;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::PersonId;

use super::super::form::{Answer, FormKind};
use super::super::page::{Act, Lines, Page, action, line, pictogram};
use super::super::{StaffScene, go, phrases};
use super::Section;
use super::entry::mood_word;
use crate::engine::Engine;
use crate::engine::day::clock_time;
use crate::ui::{Line, Named, Say, StaffTone, Word};

/// The word and picture of a mark.
fn mark_words(what: MarkKind) -> (Word, &'static str) {
    match what {
        MarkKind::Arrived => (Word::Came, "arrived"),
        MarkKind::BreakStarted => (Word::WentBreak, "break"),
        MarkKind::BreakEnded => (Word::CameBack, "work"),
        MarkKind::Left => (Word::WentHome, "home"),
    }
}

/// What staff have to settle about a day that is over, and since when.
fn left_open(day: &DayView) -> Option<(Word, Moment)> {
    day.questions.iter().find_map(|question| match question {
        Question::ForgottenCheckout { since } => Some((Word::OpenDay, *since)),
        Question::SomebodyElse { at, .. } => Some((Word::NotTheirs, *at)),
        Question::RevokedBadge { at, .. } => Some((Word::DeadBadge, *at)),
        Question::OutOfPlace { .. }
        | Question::DoubtfulClock { .. }
        | Question::RivalCorrections { .. } => None,
    })
}

fn section(of: &PersonId, section: Section) -> Act {
    go(StaffScene::Section {
        of: of.clone(),
        section,
        page: 0,
    })
}

impl Engine {
    fn day_of(&self, of: &PersonId, day: NaiveDate, now: &Now) -> DayView {
        let ledger = self.ledger();
        attendance::day(ledger.state(), &self.setup.workshop, of, day, now.at)
    }

    /// What somebody said of their day: picture and word, never a number (docs/domain.md section 3.3).
    fn mood_line(&self, lines: &mut Lines, of: &PersonId, day: NaiveDate) {
        let said = attendance::mood(self.ledger().state(), of, day);
        if let Some((word, picture)) = said.map(mood_word) {
            lines.line(
                line(picture, Word::DayWas, word, Say::Nothing),
                Act::Nothing,
            );
        }
    }

    pub(super) fn today_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let day = self.day_of(of, today, now);
        let mut lines = self.lines_of(of, Word::Today, page, Word::NoMarks);
        // What an earlier day left open comes first: nobody else reminds of it here.
        for before in self.days_back(now).skip(1) {
            if let Some((word, since)) = left_open(&self.day_of(of, before, now)) {
                lines.line(
                    Line {
                        tone: StaffTone::Rest,
                        ..line(
                            "question",
                            self.day_words(before, now, &lang),
                            word,
                            Say::Name(Named::Since, clock_time(since)),
                        )
                    },
                    section(of, Section::Day(before)),
                );
            }
        }
        marks_of(&mut lines, of, &day, &self.scene_language());
        self.mood_line(&mut lines, of, today);
        if day.whereabouts == Whereabouts::Out {
            lines.action(
                action(Word::LetIn, "arrived", StaffTone::Done, false),
                Act::LetIn(of.clone()),
            );
        } else {
            lines.action(
                action(Word::StandWithout, "badge-forgot", StaffTone::Plain, false),
                Act::Stand(of.clone()),
            );
        }
        lines.action(
            action(Word::AddMark, "plus", StaffTone::Now, false),
            Act::Begin(FormKind::AddMark, of.clone(), on(today)),
        );
        lines.action(
            action(Word::OtherDay, "calendar", StaffTone::Plain, false),
            section(of, Section::Days),
        );
        lines.page()
    }

    /// An earlier day: what is missing is added, what is wrong is corrected, who was away is excused.
    pub(super) fn day_section(
        &self,
        of: &PersonId,
        day: NaiveDate,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let view = self.day_of(of, day, now);
        let name = self.person_view(of).name;
        let mut head = self.ask_of(of, self.day_words(day, now, &lang));
        if let Some((word, _)) = left_open(&view) {
            head.note = Say::row([name.into(), word.into()]);
        }
        let nothing = day_said(&view).1;
        let mut lines = Lines::new(head, page, nothing, section(of, Section::Days));
        marks_of(&mut lines, of, &view, &self.scene_language());
        self.mood_line(&mut lines, of, day);
        lines.action(
            action(Word::AddMark, "plus", StaffTone::Now, true),
            Act::Begin(FormKind::AddMark, of.clone(), on(day)),
        );
        if view.mark == DayMark::Unexplained {
            lines.action(
                action(Word::Absence, "excused", StaffTone::Plain, false),
                Act::Begin(
                    FormKind::Absence,
                    of.clone(),
                    vec![("from", Answer::Day(day))],
                ),
            );
        }
        lines.page()
    }

    /// The last two weeks, each day with what is known of it.
    pub(super) fn days_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let mut lines = Lines::new(
            self.ask_of(of, Word::TwoWeeks),
            page,
            Word::NoMarks,
            section(of, Section::Today),
        );
        for day in self.days_back(now).skip(1) {
            let view = self.day_of(of, day, now);
            if view.mark == DayMark::NotEnrolled {
                continue;
            }
            let open = left_open(&view);
            let (picture, value) = day_said(&view);
            lines.line(
                Line {
                    tone: if open.is_some() {
                        StaffTone::Rest
                    } else if view.mark == DayMark::DayOff {
                        StaffTone::Past
                    } else {
                        StaffTone::Plain
                    },
                    ..line(
                        picture,
                        self.day_words(day, now, &lang),
                        open.map_or(Say::Nothing, |(word, _)| Say::from(word)),
                        value,
                    )
                },
                section(of, Section::Day(day)),
            );
        }
        lines.page()
    }
}

fn on(day: NaiveDate) -> Vec<(&'static str, Answer)> {
    vec![("on", Answer::Day(day))]
}

/// What a day is in a few words, and as a picture.
fn day_said(day: &DayView) -> (&'static str, Say) {
    match day.mark {
        DayMark::Present => ("arrived", hours(day).into()),
        DayMark::Excused => ("excused", Word::Excused.into()),
        DayMark::AtSite => ("internship", Word::AtSite.into()),
        DayMark::DayOff => ("day-off", Word::DayOff.into()),
        DayMark::Unexplained => ("unexplained", Word::Absent.into()),
        DayMark::NotEnrolled | DayMark::Expected => ("calendar", Say::Nothing),
    }
}

/// From when until when somebody was there: `8:56–15:02`; open where nobody recorded the end.
fn hours(day: &DayView) -> String {
    let from = day.presence.first().map(|stretch| clock_time(stretch.from));
    let to = day
        .presence
        .last()
        .and_then(|stretch| stretch.to)
        .map(clock_time);
    format!("{}–{}", from.unwrap_or_default(), to.unwrap_or_default())
}

/// A line for each mark, the old value beside a corrected one; a touch corrects it.
fn marks_of(lines: &mut Lines, of: &PersonId, day: &DayView, lang: &str) {
    let reason = |said: &str| phrases::reason(ReasonFor::Correction, said, lang);
    for mark in &day.marks {
        let (word, picture) = mark_words(mark.what);
        let was = mark.corrected_from.map_or(Say::Nothing, |(what, at)| {
            let named = Say::Name(Named::WasAt, clock_time(at));
            if what == mark.what {
                named
            } else {
                Say::row([mark_words(what).0.into(), named])
            }
        });
        let why = mark.reason.as_deref().map_or(Say::Nothing, reason);
        let was = Say::row([was, why]);
        let shown = line(picture, word, was, clock_time(mark.at));
        // Somebody else's mark counts nothing until staff say what is right: a touch does.
        let shown = if mark.by_somebody_else {
            Line {
                picture: pictogram("not-me"),
                note: Word::NotTheirs.into(),
                tone: StaffTone::Help,
                ..shown
            }
        } else if mark.by_revoked_badge {
            // Staff say who it was: whoever it is, the mark or its correction counts.
            Line {
                picture: pictogram("badge-revoked"),
                note: Word::DeadBadge.into(),
                tone: StaffTone::Help,
                ..shown
            }
        } else {
            shown
        };
        lines.line(
            shown,
            Act::Begin(
                FormKind::Correct,
                of.clone(),
                vec![
                    ("on", Answer::Day(day.day)),
                    ("mark", Answer::Choice(mark.entry.to_string())),
                    ("was", Answer::At(mark.at)),
                ],
            ),
        );
    }
    // What did not happen stays readable, with its old time; a touch says that it did after all.
    for mark in &day.removed {
        let (word, picture) = mark_words(mark.what);
        lines.line(
            Line {
                tone: StaffTone::Past,
                ..line(
                    picture,
                    word,
                    Say::row([Word::NotCountedMark.into(), reason(&mark.reason)]),
                    Say::Name(Named::WasAt, clock_time(mark.at)),
                )
            },
            Act::Begin(
                FormKind::Correct,
                of.clone(),
                vec![
                    ("on", Answer::Day(day.day)),
                    ("mark", Answer::Choice(mark.entry.to_string())),
                    ("removed", Answer::Choice("yes".to_string())),
                    ("was", Answer::At(mark.at)),
                ],
            ),
        );
    }
}
