//! Corrections of attendance, absences, and another badge.

use chrono::NaiveTime;
use stupen_domain::attendance;
use stupen_domain::decide::{Command, Now};
use stupen_domain::facts::{
    AbsenceNoted, AttendanceCorrected, BadgeIssued, BadgeRevoked, Mark, MarkKind,
};
use stupen_domain::people::{self, BadgeStatus};
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{BadgeHash, PersonId};

use super::super::StaffScene;
use super::super::form::{Finished, Form, FormKind};
use super::super::page::{Page, pictogram, tell};
use super::super::sections::Section;
use crate::engine::{Effect, Engine};
use crate::ui::{StaffTone, TellView, Word};

impl Engine {
    pub(super) fn attendance_page(&self, form: &Form, page: usize, now: &Now) -> Page {
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
            (FormKind::Absence, "explained") => self.yes_or_no(
                form,
                Word::IsExplained,
                (Word::Explained, "excused"),
                (Word::NotExcused, "unexplained"),
            ),
            (FormKind::Absence, _) => self
                .set_day(form, page, Word::UntilDay, self.days_ahead(now), now)
                .page(),
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
                workshop_day(now.at),
                self.likely_times(form, now),
                now,
            ),
            _ => self.write(form, page, Word::WhyCorrect, self.form_phrases(form), false),
        }
    }

    /// Times that a mark may well have: as it was, by schedule, now.
    pub(in crate::engine::staff) fn likely_times(
        &self,
        form: &Form,
        now: &Now,
    ) -> Vec<(Moment, &'static str, Word)> {
        let plan = {
            let ledger = self.ledger();
            let today = workshop_day(now.at);
            attendance::day(
                ledger.state(),
                &self.setup.workshop,
                &form.of,
                today,
                now.at,
            )
            .plan
        };
        let mut likely = Vec::new();
        if let Some(was) = form.moment("was") {
            likely.push((was, "history", Word::WasWord));
        }
        if let Some(plan) = plan {
            if plan.start <= now.at {
                likely.push((plan.start, "morning", Word::PlannedStart));
            }
            if plan.end <= now.at {
                likely.push((plan.end, "calendar", Word::PlannedEnd));
            }
        }
        likely.push((now.at, "clock", Word::NowTime));
        likely
    }

    pub(super) fn finish_attendance(
        &mut self,
        staff: &PersonId,
        form: &Form,
        now: &Now,
    ) -> Finished {
        let of = form.of.clone();
        let today = workshop_day(now.at);
        let then = StaffScene::Section {
            of: of.clone(),
            section: Section::Today,
            page: 0,
        };
        let command: Command = match form.kind {
            FormKind::Absence => {
                let noted = AbsenceNoted {
                    person: of.clone(),
                    from: today,
                    until: form.day("until").unwrap_or(today),
                    excused: form.choice("explained") == Some("yes"),
                };
                let card = StaffScene::Card { of, page: 0 };
                return self.recorded(staff, vec![noted.into()], card, now);
            }
            FormKind::Correct => {
                let found = {
                    let ledger = self.ledger();
                    attendance::day(ledger.state(), &self.setup.workshop, &of, today, now.at)
                        .marks
                        .into_iter()
                        .find(|mark| Some(mark.entry.to_string().as_str()) == form.choice("mark"))
                };
                // It was corrected meanwhile, here or elsewhere.
                let Some(mark) = found else {
                    return Finished::To(then);
                };
                let becomes = (form.choice("what") == Some("time")).then(|| Mark {
                    what: mark.what,
                    at: seconds_gone(form.moment("time").unwrap_or(mark.at)),
                });
                AttendanceCorrected {
                    person: of,
                    day: today,
                    corrects: Some(mark.entry),
                    becomes,
                    reason: form.text("why"),
                }
                .into()
            }
            _ => AttendanceCorrected {
                person: of,
                day: today,
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
                reason: form.text("why"),
            }
            .into(),
        };
        self.recorded(staff, vec![command], then, now)
    }

    /// A spare badge was shown: it is the person's from now on, and the old ones die at once.
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
                people::badge_status(state, &badge),
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
        let mut commands: Vec<Command> = old
            .into_iter()
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
            }
            .into(),
        );
        let said = StaffScene::Said {
            of,
            title: Word::BadgeGiven,
            words: vec![Word::OldDies],
            picture: "badge-new",
            then: Box::new(card),
        };
        let finished = self.recorded(staff, commands, said, now);
        self.finished(staff, &form, finished, now);
    }
}

/// Staff set minutes; seconds would only pretend to know.
fn seconds_gone(at: Moment) -> Moment {
    use chrono::Timelike;
    let time = NaiveTime::from_hms_opt(at.hour(), at.minute(), 0).unwrap_or(at.time());
    at.with_time(time).single().unwrap_or(at)
}
