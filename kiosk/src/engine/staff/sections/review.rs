//! The dismissal review: the evidence on one page, and what may be done about it.

use chrono::NaiveDate;
use stupen_domain::Role;
use stupen_domain::breaches::{self, BreachView};
use stupen_domain::decide::Now;
use stupen_domain::evidence;
use stupen_domain::facts::{BreachRecorded, PraiseRecorded, ReviewOutcome};
use stupen_domain::reviews::{self, Grounds, Opening, Review, Status};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::{Choice, Regulations};
use stupen_domain::wire::ids::{AssessmentId, PersonId, ReviewId};

use super::super::form::{Answer, FormKind};
use super::super::forms::assess::marks::level_title;
use super::super::page::{Act, Page, action, line};
use super::super::phrases;
use super::breaches::told_word;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Counted, Line, Named, Say, StaffTone, Word};

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
            let grounds = reviews::grounds(state, of, &enrolment, now.at);
            Found::of(
                &review,
                &breaches::breaches(state, of),
                end_missing,
                &grounds,
            )
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
        if let Some(proposed) = &found.proposed {
            for line in self.proposed_lines(proposed, &lang) {
                lines.line(line, Act::Nothing);
            }
        }
        for shown in &found.breaches {
            lines.line(self.weighed_line(shown, &form, now, &lang), Act::Nothing);
        }
        let condition = |id: Option<&String>| words_of(&form.agreed, id, &lang);
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
        if !found.breaches.is_empty() {
            // What staff and participant said of them is for the case.
            lines.line(
                line("talk", Word::Said, Word::SaidAtOffice, Say::Nothing),
                Act::Nothing,
            );
        }
        for line in self.grounds_lines(of, &found, now, &lang) {
            lines.line(line, Act::Nothing);
        }
        let open = found.opening.is_some();
        let review_of = |id: &str| vec![("review", Answer::Choice(id.to_string()))];
        if let Some(proposed) = &found.proposed {
            let (word, picture, kind) =
                if role == proposed.confirms && proposed.by.as_ref() != Some(staff) {
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

    /// What is proposed: how it shall end, on which condition, why, by whom, and whose word it waits for.
    pub(in crate::engine::staff) fn proposed_lines(
        &self,
        proposed: &Proposed,
        lang: &str,
    ) -> Vec<Line> {
        let (word, picture) = outcome_words(proposed.outcome);
        let by = proposed.by.as_ref().map_or(Say::Nothing, |by| {
            Say::Name(Named::ProposedBy, self.person_view(by).name)
        });
        let now = |line: Line| Line {
            tone: StaffTone::Now,
            ..line
        };
        let mut lines = vec![now(line(picture, Word::Proposed, word, by))];
        let condition = self.condition_of(proposed, lang);
        if !condition.is_nothing() {
            lines.push(now(line("promise", Word::StaysIf, condition, Say::Nothing)));
        }
        let why = self.why_of(&proposed.review);
        lines.push(now(line("talk", Word::Reason, why, Say::Nothing)));
        lines.push(now(line(
            "sign",
            needed_word(proposed.confirms),
            Say::Nothing,
            Say::Nothing,
        )));
        lines
    }

    /// What is asked of the person who stays: by picture on the floor; in words it is at the office.
    pub(in crate::engine::staff) fn condition_of(&self, proposed: &Proposed, lang: &str) -> Say {
        if proposed.outcome != ReviewOutcome::Keep {
            return Say::Nothing;
        }
        let rules = self.regulations().map(|found| found.form);
        match &proposed.condition {
            Some(id) => words_of(&rules.unwrap_or_default().agreed, Some(id), lang),
            None => Word::ConditionAtOffice.into(),
        }
    }

    /// The proposal of somebody's review that may be confirmed now.
    pub(in crate::engine::staff) fn proposed_now(
        &self,
        of: &PersonId,
        now: &Now,
    ) -> Option<Proposed> {
        let enrolment = self.enrolment_here(of, now)?;
        let ledger = self.ledger();
        let review = reviews::review(ledger.state(), of, &enrolment.enrolment);
        Proposed::of(&review)
    }

    /// What else is weighed: attendance, praise, the marks of the last assessment.
    fn grounds_lines(&self, of: &PersonId, found: &Found, now: &Now, lang: &str) -> Vec<Line> {
        let days = found.attendance;
        let mut lines = vec![
            line(
                "arrived",
                Word::Attendance,
                Say::row([
                    Say::Count(Counted::OnTimeDays, days.on_time),
                    Say::Count(Counted::LateDays, days.late),
                ]),
                Say::Name(Named::Since, phrases::date(found.since, lang)),
            ),
            line(
                "unexplained",
                Say::Count(Counted::AbsentDays, days.absent),
                Say::Nothing,
                Say::Count(Counted::ExcusedDays, days.excused),
            ),
        ];
        let praise = u32::try_from(found.praise.len()).unwrap_or(u32::MAX);
        // The last ones by name; a row holds no more.
        let last = found.praise.iter().take(2);
        let named = last.map(|praise| self.praise_words(praise, lang));
        lines.push(line(
            "praise",
            Say::Count(Counted::PraiseCount, praise),
            Say::row(named),
            Say::Nothing,
        ));
        let assessed = found.assessed.as_ref();
        let Some((shown, form)) = assessed.and_then(|id| self.shown_assessment(of, id)) else {
            lines.push(line(
                "assess",
                Word::Assessment,
                Word::NoAssessments,
                Say::Nothing,
            ));
            return lines;
        };
        lines.push(line(
            "assess",
            Word::LastAssessment,
            Say::Nothing,
            self.day_words(shown.on, now, lang),
        ));
        for mark in &shown.marks {
            let criteria = &mut form.criteria.iter();
            let Some(criterion) = criteria.find(|known| known.id == mark.criterion) else {
                continue;
            };
            let level = level_title(&form, &mark.criterion, &mark.level, lang);
            lines.push(Line {
                picture: self.media.picture(&criterion.picture),
                ..line(
                    "assess",
                    in_language(&criterion.title, lang),
                    level,
                    Say::Nothing,
                )
            });
        }
        lines
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
                    self.days_words(&days, now, lang),
                    words_of(&form.places, breach.place.as_ref(), lang),
                    words_of(&form.agreed, breach.agreed.as_ref(), lang),
                    // Not apart from it: all of a row's width lets its letters be large.
                    became.into(),
                ]),
                Say::Nothing,
            )
        }
    }
}

/// What the page shows of a review.
struct Found {
    opening: Option<Opening>,
    breaches: Vec<Shown>,
    proposed: Option<Proposed>,
    decisions: Vec<Decided>,
    /// It is decided that the enrolment ends, and nobody has recorded it.
    end_missing: bool,
    may_dismiss: bool,
    /// From which day on attendance is counted.
    since: NaiveDate,
    attendance: evidence::Days,
    /// The last assessment.
    assessed: Option<AssessmentId>,
    /// What for, the newest first.
    praise: Vec<PraiseRecorded>,
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

/// What may be confirmed.
#[derive(Clone, Debug)]
pub(in crate::engine::staff) struct Proposed {
    pub(in crate::engine::staff) review: ReviewId,
    pub(in crate::engine::staff) outcome: ReviewOutcome,
    pub(in crate::engine::staff) by: Option<PersonId>,
    condition: Option<String>,
    /// The part that may confirm it.
    pub(in crate::engine::staff) confirms: Role,
}

impl Proposed {
    fn of(review: &Review<'_>) -> Option<Self> {
        let Status::Proposed { confirms, .. } = review.status else {
            return None;
        };
        review.pending().map(|view| Proposed {
            review: view.proposal.review.clone(),
            outcome: view.proposal.outcome,
            by: view.said.by.cloned(),
            condition: view.proposal.condition.clone(),
            confirms,
        })
    }
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
    fn of(
        review: &Review<'_>,
        all: &[BreachView<'_>],
        end_missing: bool,
        grounds: &Grounds<'_>,
    ) -> Self {
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
        let standing = match &review.status {
            Status::Decided { review, .. } => Some((*review).clone()),
            Status::Proposed { .. } | Status::Due(_) | Status::NotDue => None,
        };
        Found {
            opening: review.opening(),
            breaches,
            proposed: Proposed::of(review),
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
            since: *grounds.days.start(),
            attendance: grounds.attendance,
            assessed: grounds
                .assessments
                .first()
                .map(|view| view.shown.assessment.clone()),
            praise: grounds
                .praise
                .iter()
                .map(|(praise, _)| (*praise).clone())
                .collect(),
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

/// Whose word a proposal waits for.
pub(in crate::engine::staff) fn needed_word(confirms: Role) -> Word {
    match confirms {
        Role::Lead => Word::NeedsLead,
        Role::Consultant
        | Role::Participant
        | Role::Recruiter
        | Role::Tutor
        | Role::Manager
        | Role::Auditor
        | Role::Administrator
        | Role::System => Word::NeedsConsultant,
    }
}

pub(in crate::engine::staff) fn outcome_words(outcome: ReviewOutcome) -> (Word, &'static str) {
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
