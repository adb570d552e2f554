//! The dismissal review: the evidence on one page, and what may be done about it.

use chrono::NaiveDate;
use stupen_domain::Role;
use stupen_domain::breaches::{self, BreachView};
use stupen_domain::decide::Now;
use stupen_domain::facts::{BreachRecorded, ReviewOutcome};
use stupen_domain::reviews::{self, Opening, Review, Status};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::{Choice, Regulations};
use stupen_domain::wire::ids::{PersonId, ReviewId};

use super::super::form::{Answer, FormKind};
use super::super::page::{Act, Page, action, line};
use super::breaches::told_word;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Line, Say, StaffTone, Word};

impl Engine {
    pub(super) fn review_section(
        &self,
        staff: &PersonId,
        of: &PersonId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let role = self.staff_actor(staff).role;
        let form = self.regulations().map(|form| form.form).unwrap_or_default();
        let enrolment = self.enrolment_here(of, now);
        let mut lines = self.lines_of(of, Word::Review, page, Word::NoReviews);
        let Some(enrolment) = enrolment else {
            return lines.page();
        };
        let found = {
            let ledger = self.ledger();
            let state = ledger.state();
            let review = reviews::review(state, of, &enrolment.enrolment);
            let end_missing = reviews::end_missing(&review, &enrolment, workshop_day(now.at));
            Found::of(&review, &breaches::breaches(state, of), end_missing)
        };
        if let Some(opening) = found.opening {
            lines.line(
                Line {
                    tone: StaffTone::Now,
                    ..line("review", Word::WhyOpen, opening_word(opening), Say::Nothing)
                },
                Act::Nothing,
            );
        }
        for shown in &found.breaches {
            lines.line(self.weighed_line(shown, &form, now, &lang), Act::Nothing);
        }
        let condition = |id: Option<&String>| words_of(&form.agreed, id, &lang);
        if let Some(proposed) = &found.proposed {
            let (word, picture) = outcome_words(proposed.outcome);
            let by = proposed.by.as_ref();
            let by = by.map(|by| self.person_view(by).name).unwrap_or_default();
            lines.line(
                Line {
                    tone: StaffTone::Now,
                    ..line(
                        picture,
                        Word::Proposed,
                        Say::row([word.into(), condition(proposed.condition.as_ref())]),
                        by,
                    )
                },
                Act::Nothing,
            );
        }
        for decision in &found.decisions {
            let (word, picture) = outcome_words(decision.outcome);
            let who = decision.by.iter().map(|by| self.person_view(by).name);
            let who = who.collect::<Vec<_>>().join(", ");
            lines.line(
                Line {
                    tone: if decision.stands {
                        StaffTone::Now
                    } else {
                        StaffTone::Past
                    },
                    ..line(
                        picture,
                        if decision.stands {
                            Word::Decided
                        } else {
                            Word::EarlierDecision
                        },
                        Say::row([word.into(), condition(decision.condition.as_ref())]),
                        Say::row([self.day_words(decision.day, now, &lang), who.into()]),
                    )
                },
                Act::Nothing,
            );
        }
        let open = found.opening.is_some();
        let review_of = |id: &str| vec![("review", Answer::Choice(id.to_string()))];
        if let (Some(proposed), Some(confirms)) = (&found.proposed, found.confirms) {
            let (word, picture, kind) = if role == confirms && proposed.by.as_ref() != Some(staff) {
                (Word::Confirm, "sign", FormKind::Confirm)
            } else {
                (Word::ConfirmOther, "key", FormKind::Second)
            };
            lines.action(
                action(word, picture, StaffTone::Now, true),
                Act::Begin(kind, of.clone(), review_of(proposed.review.as_str())),
            );
        }
        if open {
            let outcome = |word: &str| vec![("outcome", Answer::Choice(word.to_string()))];
            if found.may_dismiss {
                lines.action(
                    action(Word::Dismiss, "work-ended", StaffTone::Plain, false),
                    Act::Begin(FormKind::Review, of.clone(), outcome("dismiss")),
                );
            }
            lines.action(
                action(Word::Keep, "promise", StaffTone::Plain, false),
                Act::Begin(FormKind::Review, of.clone(), outcome("keep")),
            );
        }
        if found.end_missing {
            lines.action(
                action(Word::EndWork, "work-ended", StaffTone::Now, true),
                Act::Begin(
                    FormKind::End,
                    of.clone(),
                    vec![("because", Answer::Choice("review".to_string()))],
                ),
            );
        }
        lines.page()
    }

    /// A breach with its rule, when it was, what was agreed, and what became of it.
    fn weighed_line(&self, shown: &Shown, form: &Regulations, now: &Now, lang: &str) -> Line {
        let breach = &shown.breach;
        let days = breaches::days(breach.day, breach.until);
        let rule = form
            .regulations
            .iter()
            .find(|rule| rule.id == breach.regulation);
        let title = rule.map_or(breach.regulation.clone(), |rule| {
            in_language(&rule.title, lang).to_string()
        });
        let (tone, became) = match shown.became {
            Became::Weighed => (StaffTone::Plain, told_word(shown.otherwise)),
            Became::New => (StaffTone::Rest, told_word(shown.otherwise)),
            Became::Annulled => (StaffTone::Past, Word::Annulled),
        };
        Line {
            picture: rule
                .map(|rule| self.media.picture(&rule.picture))
                .unwrap_or_default(),
            tone,
            ..line(
                "rules",
                title,
                Say::row([
                    words_of(&form.places, breach.place.as_ref(), lang),
                    words_of(&form.agreed, breach.agreed.as_ref(), lang),
                ]),
                Say::row([self.days_words(&days, now, lang), became.into()]),
            )
        }
    }
}

/// What the page shows of a review.
struct Found {
    opening: Option<Opening>,
    breaches: Vec<Shown>,
    proposed: Option<Proposed>,
    /// The part that may confirm it.
    confirms: Option<Role>,
    decisions: Vec<Decided>,
    /// It is decided that the enrolment ends, and nobody has recorded it.
    end_missing: bool,
    may_dismiss: bool,
}

/// A breach that counts, or that was weighed and counts no more.
struct Shown {
    breach: BreachRecorded,
    /// How the telling went.
    otherwise: Option<bool>,
    became: Became,
}

enum Became {
    /// Every decision there is knew of it.
    Weighed,
    /// It came after a decision.
    New,
    /// It was weighed, and was annulled afterwards.
    Annulled,
}

struct Proposed {
    review: ReviewId,
    outcome: ReviewOutcome,
    by: Option<PersonId>,
    condition: Option<String>,
}

struct Decided {
    outcome: ReviewOutcome,
    condition: Option<String>,
    /// The day of the confirmation.
    day: NaiveDate,
    /// Both.
    by: Vec<PersonId>,
    /// It holds now.
    stands: bool,
}

impl Found {
    fn of(review: &Review<'_>, all: &[BreachView<'_>], end_missing: bool) -> Self {
        let decided: Vec<_> = review.decisions().collect();
        let shown = |view: &BreachView<'_>, became| Shown {
            breach: view.breach.clone(),
            otherwise: view.told.as_ref().map(|told| told.otherwise),
            became,
        };
        let mut breaches: Vec<Shown> = review
            .strikes
            .iter()
            .map(|view| {
                let new = !decided.is_empty() && review.unweighed.contains(&&view.breach.breach);
                shown(view, if new { Became::New } else { Became::Weighed })
            })
            .collect();
        breaches.extend(
            all.iter()
                .filter(|view| !view.stands())
                .filter(|view| {
                    decided
                        .iter()
                        .any(|one| one.proposal.weighs.contains(&view.breach.breach))
                })
                .map(|view| shown(view, Became::Annulled)),
        );
        let (standing, confirms) = match &review.status {
            Status::Decided { review, .. } => (Some((*review).clone()), None),
            Status::Proposed { confirms, .. } => (None, Some(*confirms)),
            Status::Due(_) | Status::NotDue => (None, None),
        };
        Found {
            opening: review.opening(),
            breaches,
            proposed: review
                .pending()
                .filter(|_| confirms.is_some())
                .map(|view| Proposed {
                    review: view.proposal.review.clone(),
                    outcome: view.proposal.outcome,
                    by: view.said.by.cloned(),
                    condition: view.proposal.condition.clone(),
                }),
            confirms,
            decisions: decided
                .iter()
                .map(|view| {
                    let confirmed = view.confirmed.as_ref();
                    let at = confirmed.map_or(view.said.at, |said| said.at);
                    let by = [view.said.by, confirmed.and_then(|said| said.by)];
                    Decided {
                        outcome: view.proposal.outcome,
                        condition: view.proposal.condition.clone(),
                        day: workshop_day(at),
                        by: by.into_iter().flatten().cloned().collect(),
                        stands: standing
                            .as_ref()
                            .is_some_and(|id| *id == view.proposal.review),
                    }
                })
                .collect(),
            end_missing,
            may_dismiss: review.may_dismiss(),
        }
    }
}

fn opening_word(opening: Opening) -> Word {
    match opening {
        Opening::ThirdStrike => Word::ThirdStrike,
        Opening::NewStrike => Word::NewStrike,
        Opening::Annulled => Word::WeighedAnnulled,
        Opening::Conflict => Word::TwoDecisions,
    }
}

fn outcome_words(outcome: ReviewOutcome) -> (Word, &'static str) {
    match outcome {
        ReviewOutcome::Dismiss => (Word::Dismiss, "work-ended"),
        ReviewOutcome::Keep => (Word::Keep, "promise"),
    }
}

/// The title of one of several choices.
pub(in crate::engine::staff) fn words_of(
    choices: &[Choice],
    id: Option<&String>,
    lang: &str,
) -> Say {
    choices
        .iter()
        .find(|choice| Some(&choice.id) == id)
        .map_or(Say::Nothing, |choice| {
            in_language(&choice.title, lang).into()
        })
}
