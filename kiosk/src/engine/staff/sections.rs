//! The sections of a person's card: what is known, and what may be done about it.

use chrono::NaiveDate;
use stupen_domain::attendance::{self, Question, Whereabouts};
use stupen_domain::decide::Now;
use stupen_domain::facts::{GoalOutcome, MarkKind, ReviewOutcome, SpeechMode, TimerShape};
use stupen_domain::readiness::{self, Readiness};
use stupen_domain::reviews::{self, Status};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::{Assessment, Regulations};
use stupen_domain::wire::ids::{BreachId, PersonId};
use stupen_domain::{
    Role, assessments, breaches, evidence, forms, goals, people, placements, requests, settings,
};

use super::form::{Answer, FormKind};
use super::lists::{due_words, proposal_words, request_words, week};
use super::page::{Act, Lines, Page, action, cause_of, cause_word, line};
use super::{StaffScene, go};
use crate::engine::Engine;
use crate::engine::day::clock_time;
use crate::media::in_language;
use crate::ui::{Counted, Line, Named, Say, StaffTone, Word};

/// Which section.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) enum Section {
    /// Today's attendance, with corrections.
    Today,
    /// All breaches, praise, and what is proposed.
    Breaches,
    /// One breach.
    Breach(BreachId),
    /// A breach that the log proposes.
    Proposal(NaiveDate, &'static str),
    /// The dismissal review.
    Review,
    /// Assessments, what is due, readiness.
    Assessments,
    /// Goals.
    Goals,
    /// Operations tried.
    Learning,
    /// What the person asked for.
    Requests,
    /// The badge.
    Badge,
    /// The enrolment.
    Term,
    /// Stays at external sites.
    Internship,
    /// How the kiosk is set for the person.
    Settings,
}

/// The word and picture of a mark.
pub(super) fn mark_words(what: MarkKind) -> (Word, &'static str) {
    match what {
        MarkKind::Arrived => (Word::Came, "arrived"),
        MarkKind::BreakStarted => (Word::WentBreak, "break"),
        MarkKind::BreakEnded => (Word::CameBack, "work"),
        MarkKind::Left => (Word::WentHome, "home"),
    }
}

impl Engine {
    pub(super) fn regulations(&self) -> Option<forms::Versioned<Regulations>> {
        forms::current(self.ledger().state(), &self.setup.workshop)
    }

    pub(super) fn section_page(
        &self,
        staff: &PersonId,
        of: &PersonId,
        section: &Section,
        page: usize,
        now: &Now,
    ) -> Page {
        match section {
            Section::Today => self.today_section(of, page, now),
            Section::Breaches => self.breaches_section(of, page, now),
            Section::Breach(id) => self.breach_section(of, id, page, now),
            Section::Proposal(day, cause) => self.proposal_section(of, *day, cause, page, now),
            Section::Review => self.review_section(staff, of, page, now),
            Section::Assessments => self.assessments_section(staff, of, page, now),
            Section::Goals => self.goals_section(of, page, now),
            Section::Learning => self.learning_section(of, page, now),
            Section::Requests => self.requests_section(of, page, now),
            Section::Badge => self.badge_section(of, page, now),
            Section::Term => self.term_section(of, page, now),
            Section::Internship => self.internship_section(staff, of, page, now),
            Section::Settings => self.settings_section(of, page),
        }
    }

    fn lines_of(&self, of: &PersonId, title: Word, page: usize, nothing: impl Into<Say>) -> Lines {
        Lines::new(self.ask_of(of, title), page, nothing, card(of))
    }

    fn today_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
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

    fn breaches_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let form = self.regulations().map(|form| form.form).unwrap_or_default();
        let today = workshop_day(now.at);
        let (known, proposed) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let known: Vec<_> = breaches::breaches(state, of)
                .into_iter()
                .rev()
                .map(|view| (view.breach.clone(), view.told.is_some(), view.stands()))
                .collect();
            let proposed =
                breaches::proposals(state, &self.setup.workshop, Some(of), week(today), now.at);
            (known, proposed)
        };
        let mut lines = self.lines_of(of, Word::Breaches, page, Word::NoBreaches);
        for proposal in proposed {
            let (word, picture) = proposal_words(proposal.cause);
            lines.line(
                Line {
                    tone: StaffTone::Rest,
                    ..line(
                        picture,
                        word,
                        self.day_words(proposal.day, now, &lang),
                        Say::Nothing,
                    )
                },
                go(StaffScene::Section {
                    of: of.clone(),
                    section: Section::Proposal(proposal.day, cause_word(proposal.cause)),
                    page: 0,
                }),
            );
        }
        for (breach, told, stands) in known {
            let rule = form
                .regulations
                .iter()
                .find(|rule| rule.id == breach.regulation);
            let title = rule.map_or(breach.regulation.clone(), |rule| {
                in_language(&rule.title, &lang).to_string()
            });
            let state = if !stands {
                Word::Annulled
            } else if told {
                Word::Told
            } else {
                Word::NotToldYet
            };
            lines.line(
                Line {
                    picture: rule
                        .map(|rule| self.media.picture(&rule.picture))
                        .unwrap_or_default(),
                    tone: if stands {
                        StaffTone::Plain
                    } else {
                        StaffTone::Past
                    },
                    ..line(
                        "rules",
                        title,
                        self.day_words(breach.day, now, &lang),
                        state,
                    )
                },
                go(StaffScene::Section {
                    of: of.clone(),
                    section: Section::Breach(breach.breach.clone()),
                    page: 0,
                }),
            );
        }
        lines.page()
    }

    fn breach_section(&self, of: &PersonId, id: &BreachId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let form = self.regulations().map(|form| form.form).unwrap_or_default();
        let found = {
            let ledger = self.ledger();
            breaches::breach(ledger.state(), of, id).map(|view| {
                (
                    view.breach.clone(),
                    view.said.by.cloned(),
                    view.told.as_ref().map(|told| told.confirmed),
                    view.annulled
                        .as_ref()
                        .map(|annulled| annulled.reason.to_string()),
                )
            })
        };
        let back = go(StaffScene::Section {
            of: of.clone(),
            section: Section::Breaches,
            page: 0,
        });
        let mut lines = Lines::new(self.ask_of(of, Word::Breach), page, Word::NoBreaches, back);
        let Some((breach, by, told, annulled)) = found else {
            return lines.page();
        };
        let text = |found: Option<&stupen_domain::wire::forms::Choice>| {
            found.map_or(Say::Nothing, |choice| {
                in_language(&choice.title, &lang).into()
            })
        };
        let rule = form
            .regulations
            .iter()
            .find(|rule| rule.id == breach.regulation);
        let rule = rule.map_or(Say::Plain(breach.regulation.clone()), |rule| {
            in_language(&rule.title, &lang).into()
        });
        lines.line(line("rules", Word::Rule, rule, Say::Nothing), Act::Nothing);
        let time: Say = breach.time.map_or(Say::Nothing, |time| {
            time.format("%-H:%M").to_string().into()
        });
        let place = text(
            form.places
                .iter()
                .find(|choice| Some(&choice.id) == breach.place.as_ref()),
        );
        lines.line(
            line(
                "today",
                Word::When,
                Say::row([self.day_words(breach.day, now, &lang), time, place]),
                Say::Nothing,
            ),
            Act::Nothing,
        );
        let agreed = text(
            form.agreed
                .iter()
                .find(|choice| Some(&choice.id) == breach.agreed.as_ref()),
        );
        if !agreed.is_nothing() {
            lines.line(
                line("promise", Word::Agreed, agreed, Say::Nothing),
                Act::Nothing,
            );
        }
        if let Some(by) = by {
            lines.line(
                line(
                    "staff",
                    Word::Recorded,
                    self.person_view(&by).name,
                    Say::Nothing,
                ),
                Act::Nothing,
            );
        }
        let told_words = match told {
            Some(true) => Word::WasTold,
            Some(false) => Word::NotConfirmed,
            None => Word::NotToldYet,
        };
        lines.line(
            line("told", Word::Told, told_words, Say::Nothing),
            Act::Nothing,
        );
        match annulled {
            Some(reason) => {
                lines.line(
                    line("annul", Word::Annulled, reason, Say::Nothing),
                    Act::Nothing,
                );
            }
            None => {
                let of_breach = vec![("breach", Answer::Choice(id.to_string()))];
                if told != Some(true) {
                    lines.action(
                        action(Word::TellNow, "told", StaffTone::Now, true),
                        Act::Begin(FormKind::Tell, of.clone(), of_breach.clone()),
                    );
                }
                lines.action(
                    action(Word::Annul, "annul", StaffTone::Plain, false),
                    Act::Begin(FormKind::Annul, of.clone(), of_breach),
                );
            }
        }
        lines.page()
    }

    fn proposal_section(
        &self,
        of: &PersonId,
        day: NaiveDate,
        cause: &str,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let back = go(StaffScene::Section {
            of: of.clone(),
            section: Section::Breaches,
            page: 0,
        });
        let known = cause_of(cause);
        let (word, picture) = known.map_or((Word::Breach, "rules"), proposal_words);
        let mut lines = Lines::new(self.ask_of(of, word), page, Say::Nothing, back);
        lines.line(
            line(
                picture,
                Word::When,
                self.day_words(day, now, &lang),
                Say::Nothing,
            ),
            Act::Nothing,
        );
        let late = {
            let ledger = self.ledger();
            attendance::day(ledger.state(), &self.setup.workshop, of, day, now.at).late_min
        };
        if let Some(late) = late {
            lines.line(
                line(
                    "late-arrival",
                    Word::Late,
                    Say::Count(Counted::Minutes, late),
                    Say::Nothing,
                ),
                Act::Nothing,
            );
        }
        let answers = || {
            vec![
                ("day", Answer::Day(day)),
                ("cause", Answer::Choice(cause.to_string())),
            ]
        };
        lines.action(
            action(Word::Accept, "stop-hand", StaffTone::Now, true),
            Act::Begin(FormKind::Breach, of.clone(), answers()),
        );
        lines.action(
            action(Word::Decline, "close", StaffTone::Plain, false),
            Act::Begin(FormKind::Decline, of.clone(), answers()),
        );
        lines.page()
    }

    fn review_section(&self, staff: &PersonId, of: &PersonId, page: usize, now: &Now) -> Page {
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
            .map(|strike| (strike.breach.clone(), strike.told.is_some()))
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
                        Say::Nothing,
                        Say::row([
                            self.day_words(breach.day, now, &lang),
                            if told {
                                Word::Told.into()
                            } else {
                                Word::NotToldYet.into()
                            },
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

    fn assessments_section(&self, staff: &PersonId, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let consultant = self.staff_actor(staff).role == Role::Consultant;
        let today = workshop_day(now.at);
        let workshop = &self.setup.workshop;
        let (due, shown, ready) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let shown: Vec<_> = assessments::shown(state, of)
                .into_iter()
                .rev()
                .map(|view| (view.shown.clone(), view.said.by.cloned()))
                .collect();
            let ready = match readiness::readiness(state, workshop, of, today) {
                Readiness::Proposed(growth) => Some((growth.independent, growth.all)),
                Readiness::Ready(_) | Readiness::NotYet(_) => None,
            };
            (assessments::due(state, workshop, of, today), shown, ready)
        };
        let (words, tone) = due_words(due, now);
        let mut lines = self.lines_of(of, Word::Assessments, page, Word::NoAssessments);
        lines.line(
            Line {
                tone,
                ..line("assess", Word::Assessment, words, Say::Nothing)
            },
            Act::Nothing,
        );
        if let Some((independent, all)) = ready {
            lines.line(
                Line {
                    tone: StaffTone::Now,
                    ..line(
                        "going-out",
                        Word::Readiness,
                        Say::Plain(format!("{independent} / {all}")),
                        Say::Nothing,
                    )
                },
                if consultant {
                    Act::Begin(FormKind::Readiness, of.clone(), Vec::new())
                } else {
                    Act::Nothing
                },
            );
        }
        for (shown, by) in shown {
            let by = by.map(|by| self.person_view(&by).name).unwrap_or_default();
            lines.line(
                line(
                    "assess",
                    self.day_words(shown.on, now, &lang),
                    by,
                    Say::Nothing,
                ),
                Act::Begin(
                    FormKind::Result,
                    of.clone(),
                    vec![("assessment", Answer::Choice(shown.assessment.to_string()))],
                ),
            );
        }
        if consultant {
            lines.action(
                action(Word::BeginAssess, "assess", StaffTone::Now, true),
                Act::Begin(FormKind::Assessment, of.clone(), Vec::new()),
            );
        }
        lines.page()
    }

    fn goals_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let goals: Vec<_> = {
            let ledger = self.ledger();
            goals::goals(ledger.state(), of)
                .into_iter()
                .rev()
                .map(|view| (view.goal.clone(), view.settled.map(|(outcome, _)| outcome)))
                .collect()
        };
        let mut lines = self.lines_of(of, Word::Goals, page, Word::NoGoal);
        for (goal, settled) in goals {
            let until = goal
                .until
                .map_or(Say::Nothing, |until| self.day_words(until, now, &lang));
            let value: Say = match settled {
                Some(GoalOutcome::Reached) => Word::GoalReached.into(),
                Some(GoalOutcome::Changed) => Word::GoalChanged.into(),
                Some(GoalOutcome::Dropped) => Word::GoalDropped.into(),
                None => until,
            };
            lines.line(
                Line {
                    picture: self.media.picture(goal.picture.as_str()),
                    tone: if settled.is_some() {
                        StaffTone::Past
                    } else {
                        StaffTone::Plain
                    },
                    ..line("goal", goal.words.clone(), goal.measure.clone(), value)
                },
                if settled.is_none() {
                    Act::Begin(
                        FormKind::GoalEnd,
                        of.clone(),
                        vec![("goal-id", Answer::Choice(goal.goal.to_string()))],
                    )
                } else {
                    Act::Nothing
                },
            );
        }
        lines.action(
            action(Word::NewGoal, "goal", StaffTone::Now, true),
            Act::Begin(FormKind::Goal, of.clone(), Vec::new()),
        );
        lines.page()
    }

    fn learning_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let first = today
            .checked_sub_days(chrono::Days::new(30))
            .unwrap_or(today);
        let norm = |operation: &stupen_domain::wire::ids::OperationId| {
            self.media
                .operation(operation)
                .map(|found| u64::from(found.norm_s) * 1000)
        };
        let found = {
            let ledger = self.ledger();
            evidence::evidence(
                ledger.state(),
                &self.setup.workshop,
                of,
                first..=today,
                now.at,
                norm,
            )
        };
        let mut lines = self.lines_of(of, Word::Learning, page, Word::NoRuns);
        for pace in found.paces {
            let seconds = |work: evidence::Work| {
                work.piece_ms()
                    .map_or(Say::Nothing, |ms| Say::Plain(format!("{}", ms / 1000)))
            };
            let way = [seconds(pace.earlier), seconds(pace.later)];
            let way: Vec<String> = way
                .into_iter()
                .filter_map(|say| {
                    if let Say::Plain(text) = say {
                        Some(text)
                    } else {
                        None
                    }
                })
                .collect();
            let norm = pace.norm_ms.map_or(Say::Nothing, |ms| {
                Say::Name(Named::Norm, format!("{}", ms / 1000))
            });
            let picture = self.operation_picture(&pace.operation);
            lines.line(
                Line {
                    picture,
                    ..line(
                        "work",
                        self.operation_title(&pace.operation, &lang),
                        Say::row([Say::Name(Named::SecondsWay, way.join(" → ")), norm]),
                        Say::Count(Counted::Pieces, pace.all().pieces),
                    )
                },
                Act::Nothing,
            );
        }
        lines.page()
    }

    fn requests_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let (known, wish) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let known: Vec<_> = requests::requests(state, of)
                .into_iter()
                .rev()
                .map(|view| (view.request.clone(), view.said.at, view.is_open()))
                .collect();
            (
                known,
                settings::picture_wish(state, of).map(|wish| wish.picture.clone()),
            )
        };
        let mut lines = self.lines_of(of, Word::Requests, page, Word::NoRequests);
        if let Some(picture) = wish {
            lines.line(
                Line {
                    picture: self.media.picture(picture.as_str()),
                    tone: StaffTone::Help,
                    ..line(
                        "choose-picture",
                        Word::WantsPicture,
                        Word::TakePicture,
                        Say::Nothing,
                    )
                },
                Act::TakePicture(of.clone()),
            );
        }
        for (request, at, open) in known {
            let (word, picture) = request_words(request.what);
            lines.line(
                Line {
                    tone: if open {
                        StaffTone::Help
                    } else {
                        StaffTone::Past
                    },
                    ..line(
                        picture,
                        word,
                        self.day_words(workshop_day(at), now, &lang),
                        if open { Word::Open } else { Word::Done },
                    )
                },
                if open {
                    Act::Begin(
                        FormKind::Request,
                        of.clone(),
                        vec![("request", Answer::Choice(request.request.to_string()))],
                    )
                } else {
                    Act::Nothing
                },
            );
        }
        lines.page()
    }

    fn badge_section(&self, of: &PersonId, page: usize, _now: &Now) -> Page {
        let badges = {
            let ledger = self.ledger();
            people::badges(ledger.state(), of)
        };
        let mut lines = self.lines_of(of, Word::Badge, page, Word::NoBadge);
        for _ in &badges {
            lines.line(
                line("badge", Word::Badge, Word::HasBadge, Say::Nothing),
                Act::Nothing,
            );
        }
        lines.action(
            action(Word::NewBadge, "badge-new", StaffTone::Now, true),
            Act::Begin(FormKind::Badge, of.clone(), Vec::new()),
        );
        lines.page()
    }

    fn term_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
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
                Some((on, _)) => Say::row([Word::WorkEnded.into(), self.day_words(on, now, &lang)]),
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
                        Say::Name(Named::Since, super::phrases::date(view.from, &lang)),
                        left,
                    )
                },
                Act::Nothing,
            );
        }
        if here.is_some() {
            for (word, because, picture) in [
                (Word::EndByWish, "wish", "want-leave"),
                (Word::EndTerm, "term", "work-ended"),
            ] {
                lines.action(
                    action(word, picture, StaffTone::Plain, false),
                    Act::Begin(
                        FormKind::End,
                        of.clone(),
                        vec![("because", Answer::Choice(because.to_string()))],
                    ),
                );
            }
        } else if all.iter().any(|view| view.ended.is_some()) {
            lines.action(
                action(Word::ThreeWays, "next", StaffTone::Now, true),
                Act::Begin(FormKind::Ways, of.clone(), Vec::new()),
            );
        }
        lines.page()
    }

    fn internship_section(&self, staff: &PersonId, of: &PersonId, page: usize, now: &Now) -> Page {
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
        let mut lines = self.lines_of(of, Word::Internship, page, Word::NoPlacement);
        for stay in stays.iter().rev() {
            let until = match stay.ended {
                Some((on, _)) => Say::Name(Named::Until, super::phrases::date(on, &lang)),
                None => Word::AtSite.into(),
            };
            lines.line(
                line(
                    "internship",
                    match stay.what {
                        stupen_domain::facts::PlacementKind::Internship => Word::KindInternship,
                        stupen_domain::facts::PlacementKind::Job => Word::KindJob,
                    },
                    Say::Name(Named::Since, super::phrases::date(stay.from, &lang)),
                    until,
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
            } else {
                lines.action(
                    action(Word::GoOut, "going-out", StaffTone::Now, false),
                    begin(FormKind::GoOut),
                );
            }
        }
        lines.action(
            action(Word::Difficulty, "difficulty", StaffTone::Plain, false),
            begin(FormKind::Difficulty),
        );
        lines.page()
    }

    /// Each line shows how it is; a touch goes to the next way.
    fn settings_section(&self, of: &PersonId, page: usize) -> Page {
        let now = {
            let ledger = self.ledger();
            settings::of(ledger.state(), of)
        };
        let set = now.fact(of);
        let mut lines = self.lines_of(of, Word::Settings, page, Say::Nothing);
        let yes = |on: bool| if on { Word::Yes } else { Word::No };
        let timer = |shape| match shape {
            TimerShape::Off => Word::TimerOff,
            TimerShape::Disc => Word::TimerDisc,
            TimerShape::Bar => Word::TimerBar,
        };
        let next_timer = |shape| match shape {
            TimerShape::Off => TimerShape::Disc,
            TimerShape::Disc => TimerShape::Bar,
            TimerShape::Bar => TimerShape::Off,
        };
        let change = |change: &dyn Fn(&mut stupen_domain::facts::PersonSettingsSet)| {
            let mut new = set.clone();
            change(&mut new);
            Act::Set(Box::new(new))
        };
        lines.line(
            line(
                "text-size",
                Word::TextSize,
                Say::Nothing,
                Say::Count(Counted::Percent, u32::from(set.text_percent)),
            ),
            change(&|new| {
                new.text_percent = match new.text_percent {
                    100 => 125,
                    125 => 150,
                    _ => 100,
                }
            }),
        );
        let (speech, next) = match set.speech {
            SpeechMode::Always => (Word::SpeechAlways, SpeechMode::OnRequest),
            SpeechMode::OnRequest => (Word::SpeechRequest, SpeechMode::Off),
            SpeechMode::Off => (Word::SpeechOff, SpeechMode::Always),
        };
        lines.line(
            line("speech-always", Word::Speech, Say::Nothing, speech),
            change(&|new| new.speech = next),
        );
        lines.line(
            line(
                "volume",
                Word::Volume,
                Say::Nothing,
                Say::Count(Counted::Percent, u32::from(set.volume_percent)),
            ),
            change(&|new| {
                new.volume_percent = if new.volume_percent >= 100 {
                    25
                } else {
                    new.volume_percent + 25
                }
            }),
        );
        lines.line(
            line(
                "contrast",
                Word::Contrast,
                Say::Nothing,
                yes(set.high_contrast),
            ),
            change(&|new| new.high_contrast = !new.high_contrast),
        );
        lines.line(
            line(
                "left-hand",
                Word::LeftHand,
                Say::Nothing,
                yes(set.left_handed),
            ),
            change(&|new| new.left_handed = !new.left_handed),
        );
        lines.line(
            line("calm", Word::Calm, Say::Nothing, yes(set.calm)),
            change(&|new| new.calm = !new.calm),
        );
        lines.line(
            line(
                "timer-disc",
                Word::BreakTimerWord,
                Say::Nothing,
                timer(set.break_timer),
            ),
            change(&|new| new.break_timer = next_timer(new.break_timer)),
        );
        lines.line(
            line(
                "timer-bar",
                Word::WorkTimerWord,
                Say::Nothing,
                timer(set.work_timer),
            ),
            change(&|new| new.work_timer = next_timer(new.work_timer)),
        );
        lines.page()
    }

    /// The form of assessments that holds now.
    pub(super) fn assessment_form(&self) -> Option<forms::Versioned<Assessment>> {
        forms::current(self.ledger().state(), &self.setup.workshop)
    }
}

pub(super) fn card(of: &PersonId) -> Act {
    go(StaffScene::Card {
        of: of.clone(),
        page: 0,
    })
}
