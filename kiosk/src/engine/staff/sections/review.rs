//! The dismissal review: the evidence on one page, and what may be done about it.

use stupen_domain::decide::Now;
use stupen_domain::facts::ReviewOutcome;
use stupen_domain::reviews::{self, Status};
use stupen_domain::wire::forms::Choice;
use stupen_domain::wire::ids::PersonId;

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
        let ledger = self.ledger();
        let review = reviews::review(ledger.state(), of, &enrolment.enrolment);
        let strikes: Vec<_> = review
            .strikes
            .iter()
            .map(|strike| {
                let told = strike.told.as_ref().map(|told| told.otherwise);
                (strike.breach.clone(), told)
            })
            .collect();
        let may_dismiss = review.may_dismiss();
        let proposed = review.pending().map(|view| {
            (
                view.proposal.review.clone(),
                view.proposal.outcome,
                view.said.by.cloned(),
                view.proposal.condition.clone(),
            )
        });
        let (open, decided, confirms) = match &review.status {
            Status::Due(_) => (true, None, None),
            Status::Proposed { confirms, .. } => (true, None, Some(*confirms)),
            Status::Decided { outcome, .. } => (false, Some(*outcome), None),
            Status::NotDue => (false, None, None),
        };
        drop(review);
        drop(ledger);
        let words = |choices: &[Choice], id: Option<&String>| {
            choices
                .iter()
                .find(|choice| Some(&choice.id) == id)
                .map_or(Say::Nothing, |choice| {
                    in_language(&choice.title, &lang).into()
                })
        };
        for (breach, told) in strikes {
            let rule = form
                .regulations
                .iter()
                .find(|rule| rule.id == breach.regulation);
            let title = rule.map_or(breach.regulation.clone(), |rule| {
                in_language(&rule.title, &lang).to_string()
            });
            lines.line(
                Line {
                    picture: rule
                        .map(|rule| self.media.picture(&rule.picture))
                        .unwrap_or_default(),
                    ..line(
                        "rules",
                        title,
                        Say::row([
                            words(&form.places, breach.place.as_ref()),
                            words(&form.agreed, breach.agreed.as_ref()),
                        ]),
                        Say::row([
                            self.day_words(breach.day, now, &lang),
                            told_word(told).into(),
                        ]),
                    )
                },
                Act::Nothing,
            );
        }
        let outcome_words = |outcome| match outcome {
            ReviewOutcome::Dismiss => (Word::Dismiss, "work-ended"),
            ReviewOutcome::Keep => (Word::Keep, "promise"),
        };
        if let Some((_, outcome, by, condition)) = &proposed {
            let (word, picture) = outcome_words(*outcome);
            let by = by
                .as_ref()
                .map(|by| self.person_view(by).name)
                .unwrap_or_default();
            let condition = condition
                .as_ref()
                .and_then(|id| form.agreed.iter().find(|choice| choice.id == *id))
                .map_or(Say::Nothing, |choice| {
                    in_language(&choice.title, &lang).into()
                });
            lines.line(
                Line {
                    tone: StaffTone::Now,
                    ..line(
                        picture,
                        Word::Proposed,
                        Say::row([word.into(), condition]),
                        by,
                    )
                },
                Act::Nothing,
            );
        }
        if let Some(outcome) = decided {
            let (word, picture) = outcome_words(outcome);
            lines.line(
                Line {
                    tone: StaffTone::Now,
                    ..line(picture, Word::Decided, word, Say::Nothing)
                },
                Act::Nothing,
            );
        }
        let review_of = |id: &str| vec![("review", Answer::Choice(id.to_string()))];
        if let (Some((id, _, by, _)), Some(confirms)) = (&proposed, confirms) {
            if role == confirms && by.as_ref() != Some(staff) {
                lines.action(
                    action(Word::Confirm, "sign", StaffTone::Now, true),
                    Act::Begin(FormKind::Confirm, of.clone(), review_of(id.as_str())),
                );
            } else {
                lines.action(
                    action(Word::ConfirmOther, "key", StaffTone::Now, true),
                    Act::Begin(FormKind::Second, of.clone(), review_of(id.as_str())),
                );
            }
        }
        if open {
            let outcome = |word: &str| vec![("outcome", Answer::Choice(word.to_string()))];
            if may_dismiss {
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
        if decided == Some(ReviewOutcome::Dismiss) {
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
}
