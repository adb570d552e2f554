//! The enrolment, its badge, and stays at external sites.

use chrono::NaiveDate;
use stupen_domain::decide::Now;
use stupen_domain::facts::{EndReason, PlacementEnd};
use stupen_domain::reviews::{self, WayOn};
use stupen_domain::terms::NotCompleted;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{PersonId, PlacementId};
use stupen_domain::{Role, people, placements, terms};

use super::super::form::{Answer, FormKind};
use super::super::page::{Act, Page, action, line};
use super::super::phrases::with_year;
use crate::engine::Engine;
use crate::ui::{Line, Named, Say, StaffTone, Word};

impl Engine {
    pub(super) fn badge_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let (own, lent, elsewhere) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let today = workshop_day(now.at);
            (
                people::badges(state, of),
                people::day_badges(state, of, today),
                people::badge_went_to(state, of, today),
            )
        };
        let mut lines = self.lines_of(of, Word::Badge, page, Word::NoBadge);
        if let Some(other) = elsewhere {
            let who = Say::Plain(self.person_view(&other).name);
            lines.line(
                Line {
                    tone: StaffTone::Help,
                    ..line("badge-unknown", Word::BadgeElsewhere, Say::Nothing, who)
                },
                Act::Nothing,
            );
        }
        let own = own.into_iter().map(|badge| (badge, Word::HasBadge));
        let lent = lent.into_iter().map(|badge| (badge, Word::TodayOnly));
        for (badge, note) in own.chain(lent) {
            lines.line(
                line("badge", Word::Badge, note, Word::IsLost),
                Act::Begin(
                    FormKind::BadgeLost,
                    of.clone(),
                    vec![("badge", Answer::Choice(badge.to_string()))],
                ),
            );
        }
        lines.action(
            action(Word::DayBadge, "badge-forgot", StaffTone::Plain, false),
            Act::Begin(FormKind::DayBadge, of.clone(), Vec::new()),
        );
        lines.action(
            action(Word::NewBadge, "badge-new", StaffTone::Now, true),
            Act::Begin(FormKind::Badge, of.clone(), Vec::new()),
        );
        lines.page()
    }

    pub(super) fn term_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let all = {
            let ledger = self.ledger();
            people::enrolments(ledger.state(), of)
        };
        let here = self.enrolment_here(of, now);
        let mut lines = self.lines_of(of, Word::Term, page, Word::NobodyEnrolled);
        for view in all.iter().rev() {
            let what = match view.service {
                stupen_domain::facts::Service::Orientation => Word::Orientation,
                stupen_domain::facts::Service::TemporaryEmployment => Word::Temporary,
            };
            let left = match view.ended {
                Some((_, because)) => end_word(because).into(),
                None => self.term_words(view, now),
            };
            lines.line(
                Line {
                    tone: if view.ended.is_some() {
                        StaffTone::Past
                    } else {
                        StaffTone::Plain
                    },
                    ..line(
                        "calendar",
                        what,
                        Say::row([
                            Say::Name(Named::Since, with_year(view.from, &lang)),
                            // What was agreed may end earlier: how much of the nine months is left is seen beside it.
                            match (view.ended, terms::overdue_after(view)) {
                                (Some((on, _)), _) => {
                                    let on = with_year(on, &lang);
                                    Say::Name(Named::Until, on)
                                }
                                (None, Some(last)) => {
                                    let last = with_year(last, &lang);
                                    Say::Name(Named::NineMonths, last)
                                }
                                (None, None) => Say::Nothing,
                            },
                        ]),
                        left,
                    )
                },
                Act::Nothing,
            );
        }
        // Until a last day that lies ahead an earlier one may still be told.
        if let Some(here) = here {
            // Why it cannot be ended as completed stands where one would look for the key.
            let completed = {
                let ledger = self.ledger();
                terms::completed(ledger.state(), of, &here, workshop_day(now.at))
            };
            let not = match completed {
                Ok(()) => None,
                Err(NotCompleted::Until(day)) => {
                    let until = Say::Name(Named::Until, super::super::phrases::date(day, &lang));
                    Some((Word::TermNotOver, until))
                }
                Err(NotCompleted::ReviewOpen) => Some((Word::ReviewFirst, Say::Nothing)),
                Err(NotCompleted::Dismissed) => Some((Word::DecidedToEnd, Say::Nothing)),
            };
            if let Some((why, until)) = &not {
                lines.line(
                    line("work-ended", Word::EndTerm, *why, until.clone()),
                    Act::Nothing,
                );
            }
            for (word, because, picture) in [
                (Word::EndByWish, "wish", "want-leave"),
                (Word::EndTerm, "term", "work-ended"),
            ] {
                if because == "term" && not.is_some() {
                    continue;
                }
                lines.action(
                    action(word, picture, StaffTone::Plain, false),
                    Act::Begin(
                        FormKind::End,
                        of.clone(),
                        vec![("because", Answer::Choice(because.to_string()))],
                    ),
                );
            }
        }
        if let Some(answered) = self.ways_answered(of, now) {
            lines.line(
                Line {
                    tone: StaffTone::Past,
                    ..line("branch", Word::ThreeWays, answered, Word::WaysAnswered)
                },
                Act::Nothing,
            );
        } else if all.iter().any(|view| view.ended.is_some()) {
            lines.action(
                action(Word::ThreeWays, "next", StaffTone::Now, true),
                Act::Begin(FormKind::Ways, of.clone(), Vec::new()),
            );
        }
        lines.page()
    }

    /// By whom and when the three ways were answered after the last end, where they were.
    pub(in crate::engine::staff) fn ways_offered(
        &self,
        of: &PersonId,
    ) -> Option<(Option<PersonId>, Moment)> {
        let ledger = self.ledger();
        let state = ledger.state();
        let last = people::enrolments(state, of)
            .into_iter()
            .rfind(|view| view.ended.is_some())?;
        match reviews::further_way(state, of, &last.enrolment) {
            WayOn::Offered(said) | WayOn::Chosen(_, said) => Some((said.by.cloned(), said.at)),
            WayOn::NotEnded | WayOn::Open => None,
        }
    }

    /// The same in words. What was chosen is for the case.
    pub(in crate::engine::staff) fn ways_answered(&self, of: &PersonId, now: &Now) -> Option<Say> {
        let (by, at) = self.ways_offered(of)?;
        let by = by.map_or(Say::Nothing, |by| self.person_view(&by).name.into());
        let day = self.day_words(workshop_day(at), now, &self.scene_language());
        Some(Say::row([by, day]))
    }

    pub(super) fn internship_section(
        &self,
        staff: &PersonId,
        of: &PersonId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let consultant = self.staff_actor(staff).role == Role::Consultant;
        let today = workshop_day(now.at);
        let (stays, out) = {
            let ledger = self.ledger();
            (
                placements::of(ledger.state(), of),
                placements::at(ledger.state(), of, today),
            )
        };
        let ahead: Option<&PlacementId> = stays
            .iter()
            .find(|stay| stay.ended.is_none() && stay.from > today)
            .map(|stay| &stay.placement);
        let mut lines = self.lines_of(of, Word::Internship, page, Word::NoPlacement);
        for stay in stays.iter().rev() {
            let since = Say::Name(Named::Since, with_year(stay.from, &lang));
            // Why it ended stands apart: beside the day it would be cut.
            let (days, ended) = match stay.ended {
                Some((_, because)) if stay.is_called_off() => (
                    Say::row([Word::CalledOff.into(), since]),
                    stay_end_word(because).into(),
                ),
                Some((on, because)) => {
                    let until = Say::Name(Named::Until, with_year(on, &lang));
                    (Say::row([since, until]), stay_end_word(because).into())
                }
                None => (since, Say::Nothing),
            };
            lines.line(
                line(
                    "internship",
                    match stay.what {
                        stupen_domain::facts::PlacementKind::Internship => Word::KindInternship,
                        stupen_domain::facts::PlacementKind::Job => Word::KindJob,
                    },
                    days,
                    ended,
                ),
                Act::Nothing,
            );
        }
        let begin = |kind| Act::Begin(kind, of.clone(), Vec::new());
        if consultant {
            if out.is_some() {
                lines.action(
                    action(Word::Contact, "contact-made", StaffTone::Now, false),
                    begin(FormKind::Contact),
                );
                lines.action(
                    action(Word::ComeBack, "coming-back", StaffTone::Plain, false),
                    begin(FormKind::ComeBack),
                );
            } else if let Some(ahead) = ahead {
                // It is still to begin: nobody goes out twice, but it may be taken back.
                let which = Answer::Choice(ahead.to_string());
                lines.action(
                    action(Word::CallOff, "close", StaffTone::Plain, false),
                    Act::Begin(FormKind::CallOff, of.clone(), vec![("placement", which)]),
                );
            } else {
                lines.action(
                    action(Word::GoOut, "going-out", StaffTone::Now, false),
                    begin(FormKind::GoOut),
                );
            }
        }
        // It may be told of a stay that is over, as far back as a day may be told.
        let told_of = |day: NaiveDate| stays.iter().any(|stay| stay.holds_on(day));
        if self.days_back(now).any(told_of) {
            lines.action(
                action(Word::Difficulty, "difficulty", StaffTone::Plain, false),
                begin(FormKind::Difficulty),
            );
        }
        lines.page()
    }
}

/// Why an enrolment ended.
fn end_word(because: EndReason) -> Word {
    match because {
        EndReason::OwnWish => Word::EndOwn,
        EndReason::TermCompleted => Word::EndCompleted,
        EndReason::DismissalReview => Word::Review,
    }
}

/// Why a stay ended.
fn stay_end_word(because: PlacementEnd) -> Word {
    match because {
        PlacementEnd::Returned => Word::EndReturned,
        PlacementEnd::Completed => Word::EndCompleted,
        PlacementEnd::Hired => Word::EndHired,
        PlacementEnd::Lost => Word::EndLost,
        PlacementEnd::OwnWish => Word::EndOwn,
    }
}
