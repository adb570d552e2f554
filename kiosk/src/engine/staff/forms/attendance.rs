//! Corrections of attendance, absences, and another badge.

use chrono::{NaiveDate, NaiveTime};
use stupen_domain::attendance;
use stupen_domain::decide::{Command, Now};
use stupen_domain::facts::{
    AbsenceNoted, AttendanceCorrected, BadgeIssued, BadgeRevoked, Mark, MarkKind,
};
use stupen_domain::people::{self, BadgeStatus};
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{BadgeHash, PersonId};

use super::super::StaffScene;
use super::super::form::{Finished, Form, FormKind, Ground};
use super::super::page::{Act, Lines, Page, action, line, pictogram, tell};
use super::super::sections::Section;
use super::{reason_said, with_reason};
use crate::engine::{Effect, Engine};
use crate::ui::{Say, StaffScreen, StaffTone, TellView, Word};

impl Engine {
    pub(super) fn attendance_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        let shown = self.attendance_question(form, page, now);
        match form.kind {
            FormKind::Correct | FormKind::AddMark | FormKind::Absence => {
                self.naming_day(shown, form, day_of(form), now)
            }
            // A badge is given or dies when that is recorded, whenever the form was begun.
            _ => shown,
        }
    }

    /// A question about a day that is not today: which one is meant stands beside the name.
    pub(super) fn naming_day(
        &self,
        mut shown: Page,
        form: &Form,
        day: NaiveDate,
        now: &Now,
    ) -> Page {
        if day != workshop_day(now.at) {
            let lang = self.form_language(form);
            let note = Say::row([
                self.person_view(&form.of).name.into(),
                self.day_words(day, now, &lang),
            ]);
            match &mut shown.screen {
                StaffScreen::Tiles(view) => view.head.note = note,
                StaffScreen::Write(view) => view.head.note = note,
                StaffScreen::Time(view) => view.head.note = note,
                StaffScreen::Device(_)
                | StaffScreen::Lines(_)
                | StaffScreen::Mark(_)
                | StaffScreen::Pairs(_)
                | StaffScreen::Tell(_)
                | StaffScreen::Matrix(_) => {}
            }
        }
        shown
    }

    fn attendance_question(&self, form: &Form, page: usize, now: &Now) -> Page {
        match (form.kind, form.step.as_str()) {
            (FormKind::Badge, _) => tell(
                TellView {
                    person: self.person_view(&form.of),
                    tone: StaffTone::Now,
                    picture: pictogram("show-badge"),
                    title: Word::ScanSpare.into(),
                    words: vec![Word::OldDies.into()],
                    ..TellView::default()
                },
                Vec::new(),
                Self::card_of(form),
            ),
            (FormKind::DayBadge, _) => tell(
                TellView {
                    person: self.person_view(&form.of),
                    tone: StaffTone::Now,
                    picture: pictogram("show-badge"),
                    title: Word::ScanSpare.into(),
                    words: vec![Word::OldStays.into()],
                    ..TellView::default()
                },
                Vec::new(),
                Self::card_of(form),
            ),
            (FormKind::BadgeLost, _) => self.yes_or_no(
                form,
                Word::IsLost,
                (Word::BadgeLost, "badge-revoked"),
                (Word::No, "close"),
            ),
            (FormKind::Absence, "explained") => self.yes_or_no(
                form,
                Word::IsExplained,
                (Word::Explained, "excused"),
                (Word::NotExcused, "unexplained"),
            ),
            (FormKind::Absence, "sheet") => self.absence_sheet(form, page, now),
            (FormKind::Absence, _) => {
                // The day itself is there, whatever it is.
                let first = day_of(form);
                let mut days = self.working_days(form, first);
                if days.first() != Some(&first) {
                    days.insert(0, first);
                }
                let days = days.into_iter();
                self.set_day(form, page, Word::UntilDay, days, now).page()
            }
            (FormKind::Correct, "what") => self.one_of(
                form,
                page,
                Word::WhatCorrect,
                &[
                    (Word::ChangeTime, "clock", "time"),
                    (Word::NotHappened, "close", "never"),
                ],
            ),
            (_, "what") => self.one_of(
                form,
                page,
                Word::WhichMark,
                &[
                    (Word::Came, "arrived", "arrived"),
                    (Word::WentBreak, "break", "break"),
                    (Word::CameBack, "work", "back"),
                    (Word::WentHome, "home", "left"),
                ],
            ),
            (_, "time") => self.set_time(
                form,
                Word::WhenTime,
                day_of(form),
                self.likely_times(form, now),
                now,
            ),
            _ => self.write(form, page, Word::WhyCorrect, self.form_phrases(form), false),
        }
    }

    /// Which days, and whether they are explained: looked at once more before it counts.
    fn absence_sheet(&self, form: &Form, page: usize, now: &Now) -> Page {
        let lang = self.form_language(form);
        let mut lines = Lines::new(
            self.ask_of(&form.of, Word::CheckAndRecord),
            page,
            Say::Nothing,
            Act::Nothing,
        );
        let first = day_of(form);
        let days = first..=form.day("until").unwrap_or(first);
        lines.line(
            line(
                "calendar",
                Word::Absence,
                self.days_words(&days, now, &lang),
                Say::Nothing,
            ),
            Act::Nothing,
        );
        let (word, picture) = if form.choice("explained") == Some("yes") {
            (Word::Explained, "excused")
        } else {
            (Word::NotExcused, "unexplained")
        };
        lines.line(
            line(picture, Word::IsExplained, word, Say::Nothing),
            Act::Nothing,
        );
        lines.action(
            action(Word::RecordIt, "done", StaffTone::Now, true),
            Act::Submit,
        );
        let (key, act) = Self::drop_key();
        lines.action(key, act);
        lines.page()
    }

    /// Times that a mark may well have: as it was, by schedule, now.
    pub(in crate::engine::staff) fn likely_times(
        &self,
        form: &Form,
        now: &Now,
    ) -> Vec<(Moment, &'static str, Word)> {
        let day = day_of(form);
        let plan = {
            let ledger = self.ledger();
            attendance::day(ledger.state(), &self.setup.workshop, &form.of, day, now.at).plan
        };
        let mut likely = Vec::new();
        if let Some(was) = form.moment("was") {
            likely.push((was, "history", Word::WasWord));
        }
        if let Some(plan) = plan {
            let start = (plan.start, "morning", Word::PlannedStart);
            let end = (plan.end, "calendar", Word::PlannedEnd);
            // Nobody went home at the start.
            let ends = match form.choice("what") {
                Some("left") => vec![end],
                _ => vec![start, end],
            };
            likely.extend(ends.into_iter().filter(|(at, ..)| *at <= now.at));
        }
        if day == workshop_day(now.at) {
            let right_now = (now.at, "clock", Word::NowTime);
            // A break begins and ends within the day.
            match form.choice("what") {
                Some("break" | "back") => likely.insert(0, right_now),
                _ => likely.push(right_now),
            }
        }
        likely
    }

    pub(super) fn finish_attendance(
        &mut self,
        staff: &PersonId,
        form: &Form,
        now: &Now,
    ) -> Finished {
        let of = form.of.clone();
        let day = day_of(form);
        let then = StaffScene::Section {
            of: of.clone(),
            section: if day == workshop_day(now.at) {
                Section::Today
            } else {
                Section::Day(day)
            },
            page: 0,
        };
        let correction = match form.kind {
            FormKind::BadgeLost => {
                let lost = form
                    .choice("badge")
                    .filter(|_| form.choice("lost") == Some("yes"));
                let commands = lost
                    .map(|badge| BadgeRevoked {
                        badge: BadgeHash::new(badge),
                        person: of.clone(),
                        reason: "lost".to_string(),
                    })
                    .map(Command::from);
                let then = StaffScene::Section {
                    of,
                    section: Section::Badge,
                    page: 0,
                };
                return match commands {
                    Some(command) => self.recorded(staff, vec![command], then, now),
                    None => Finished::To(then),
                };
            }
            FormKind::Absence => {
                let noted = AbsenceNoted {
                    person: of.clone(),
                    from: day,
                    until: form.day("until").unwrap_or(day),
                    excused: form.choice("explained") == Some("yes"),
                };
                let card = StaffScene::Card { of, page: 0 };
                return self.recorded(staff, vec![noted.into()], card, now);
            }
            FormKind::Correct => {
                let found = {
                    let ledger = self.ledger();
                    let view =
                        attendance::day(ledger.state(), &self.setup.workshop, &of, day, now.at);
                    let marks = view.marks.into_iter();
                    let removed = view.removed.into_iter();
                    marks
                        .map(|mark| (mark.entry, mark.what, mark.at))
                        .chain(removed.map(|mark| (mark.entry, mark.what, mark.at)))
                        .find(|(entry, ..)| Some(entry.to_string().as_str()) == form.choice("mark"))
                };
                // It was corrected meanwhile, here or elsewhere.
                let Some((entry, what, at)) = found else {
                    return Finished::Moved(Ground::Corrected, then);
                };
                // What did not happen can only be said to have happened after all.
                let happened =
                    form.choice("what") == Some("time") || form.choice("removed").is_some();
                let becomes = happened.then(|| Mark {
                    what,
                    at: seconds_gone(form.moment("time").unwrap_or(at)),
                });
                AttendanceCorrected {
                    person: of,
                    day,
                    corrects: Some(entry),
                    becomes,
                    reason: reason_said(form, "why"),
                }
            }
            _ => AttendanceCorrected {
                person: of,
                day,
                corrects: None,
                becomes: Some(Mark {
                    what: match form.choice("what") {
                        Some("break") => MarkKind::BreakStarted,
                        Some("back") => MarkKind::BreakEnded,
                        Some("left") => MarkKind::Left,
                        _ => MarkKind::Arrived,
                    },
                    at: seconds_gone(form.moment("time").unwrap_or(now.at)),
                }),
                reason: reason_said(form, "why"),
            },
        };
        self.recorded(staff, with_reason(correction, form, "why"), then, now)
    }

    /// A spare badge was shown: it is the person's from now on, and the old ones die at once; lent for the day, it
    /// stands beside the one that was forgotten.
    pub(in crate::engine::staff) fn rebind(
        &mut self,
        staff: &PersonId,
        form: Form,
        badge: BadgeHash,
        now: &Now,
    ) {
        let (status, old) = {
            let ledger = self.ledger();
            let state = ledger.state();
            (
                people::badge_status(state, &badge, workshop_day(now.at)),
                people::badges(state, &form.of),
            )
        };
        let of = form.of.clone();
        let card = StaffScene::Card {
            of: of.clone(),
            page: 0,
        };
        if status != BadgeStatus::Unknown {
            let said = StaffScene::Said {
                of,
                title: Word::BadgeTaken,
                words: vec![Word::ScanSpare],
                picture: "badge-unknown",
                then: Box::new(StaffScene::Form { form, page: 0 }),
            };
            self.go(staff, said, now);
            self.effects.push(Effect::Sound("error"));
            return;
        }
        let lent = form.kind == FormKind::DayBadge;
        let mut commands: Vec<Command> = old
            .into_iter()
            .filter(|_| !lent)
            .map(|badge| {
                BadgeRevoked {
                    badge,
                    person: of.clone(),
                    reason: "replaced".to_string(),
                }
                .into()
            })
            .collect();
        commands.push(
            BadgeIssued {
                badge,
                person: of.clone(),
                until: lent.then(|| workshop_day(now.at)),
            }
            .into(),
        );
        let said = StaffScene::Said {
            of,
            title: Word::BadgeGiven,
            words: vec![if lent { Word::OldStays } else { Word::OldDies }],
            picture: "badge-new",
            then: Box::new(card),
        };
        let finished = self.recorded(staff, commands, said, now);
        self.finished(staff, &form, finished, now);
    }
}

/// The day that the form is about: the one it was begun for, whenever it is finished.
fn day_of(form: &Form) -> NaiveDate {
    form.day("on")
        .or(form.day("from"))
        .unwrap_or_else(|| form.begun_on())
}

/// Staff set minutes; seconds would only pretend to know.
fn seconds_gone(at: Moment) -> Moment {
    use chrono::Timelike;
    let time = NaiveTime::from_hms_opt(at.hour(), at.minute(), 0).unwrap_or(at.time());
    at.with_time(time).single().unwrap_or(at)
}
