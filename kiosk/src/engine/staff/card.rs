//! A person's card: how the day stands, and one tile for each section with what matters of it.

use stupen_domain::attendance::{self, DayMark, Whereabouts};
use stupen_domain::decide::Now;
use stupen_domain::facts::{ReviewOutcome, Service};
use stupen_domain::readiness::{self, Readiness};
use stupen_domain::reviews::{self, Status};
use stupen_domain::terms::Term;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{
    Role, assessments, breaches, goals, help, limits, people, placements, requests, settings,
    stations, terms, trials,
};

use super::board::{Only, excused_words};
use super::form::FormKind;
use super::limits::near_words;
use super::lists::{due_words, request_words, since};
use super::page::{Act, Page, Tiles, action, tile};
use super::sections::{Section, mood_word, proposal_word, trial_word, words_of};
use super::{StaffScene, go, phrases};
use crate::engine::Engine;
use crate::engine::day::{clock_time, day_and_month};
use crate::ui::{Counted, Named, Say, StaffTone, Tile, TileStyle, Word};

impl Engine {
    pub(super) fn card_page(
        &self,
        staff: &PersonId,
        of: &PersonId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let workshop = &self.setup.workshop;
        let today = workshop_day(now.at);
        let consultant = self.staff_actor(staff).role == Role::Consultant;
        let enrolment = self.enrolment_here(of, now);
        let prompts = self.prompt_proposals(of, now).first().map(proposal_word);
        let answered = self.readiness_answered(of, now);
        let ways = self.ways_answered(of, now);
        let ledger = self.ledger();
        let state = ledger.state();
        let day = attendance::day(state, workshop, of, today, now.at);
        let (place, note): (Say, Say) = match day.whereabouts {
            Whereabouts::In(at) => (since(at), since(at)),
            Whereabouts::OnBreak(at) => (Say::row([Word::OnBreak.into(), since(at)]), since(at)),
            Whereabouts::Gone(at) => (
                Say::row([Word::Gone.into(), clock_time(at).into()]),
                clock_time(at).into(),
            ),
            // As the board says it.
            Whereabouts::Out if day.mark == DayMark::Excused => {
                let until = people::excused_until(state, of, today).filter(|until| *until > today);
                let words = excused_words(until, &lang);
                (words.clone(), words)
            }
            Whereabouts::Out => {
                let word = match day.mark {
                    DayMark::AtSite => Word::AtSite,
                    DayMark::Excused => Word::Excused,
                    DayMark::DayOff => Word::DayOff,
                    DayMark::NotEnrolled => Word::NobodyEnrolled,
                    DayMark::Expected | DayMark::Unexplained | DayMark::Present => Word::NotHere,
                };
                (word.into(), word.into())
            }
        };
        let away = day.mark == DayMark::AtSite;
        let operation = stations::assigned(state, of, today)
            .map(|operation| self.operation_title(operation, &lang));
        let name = people::person(state, of)
            .map(|view| view.person.called.clone())
            .unwrap_or_default();
        let strikes = enrolment.as_ref().map_or(0, |view| {
            breaches::strikes(state, of, &view.enrolment).len()
        });
        let review = enrolment
            .as_ref()
            .map(|view| reviews::review(state, of, &view.enrolment));
        let condition = review.as_ref().and_then(reviews::Review::condition);
        let condition = condition.map(str::to_string);
        // The last day of the newest enrolment is known, and no other has begun or is to begin.
        let has_ended = people::enrolments(state, of)
            .last()
            .is_some_and(|view| view.ended.is_some_and(|(on, _)| on <= today));
        let end_missing = (enrolment.as_ref())
            .zip(review.as_ref())
            .is_some_and(|(view, review)| reviews::end_missing(review, view, today));
        let review_waits = match review.map(|review| review.status) {
            Some(Status::Due(_) | Status::Proposed { .. }) => Some(Word::ReviewOpen),
            // Both have decided; the end is still to be recorded.
            Some(Status::Decided {
                outcome: ReviewOutcome::Dismiss,
                ..
            }) if end_missing => Some(Word::Decided),
            Some(Status::Decided { .. } | Status::NotDue) | None => None,
        };
        let untold = reviews::untold_after_end(state, workshop, of)
            .into_iter()
            .next();
        let proposed = breaches::proposals(
            state,
            workshop,
            Some(of),
            breaches::proposed_days(state, workshop, today),
            now.at,
        )
        .len();
        let praised = u32::try_from(breaches::praise(state, of).len()).unwrap_or(u32::MAX);
        let due = assessments::due(state, workshop, of, today);
        let grown = match readiness::readiness(state, workshop, of, today) {
            Readiness::Proposed(growth) => Some((growth.independent, growth.all)),
            Readiness::Ready(_) | Readiness::NotYet(_) => None,
        };
        let goal = goals::current(state, of)
            .last()
            .map(|view| view.goal.words.clone());
        let asked = requests::requests(state, of)
            .into_iter()
            .find(requests::RequestView::is_open);
        let asked = asked.map(|view| request_words(view.request.what));
        let picture_wish = settings::picture_wish(state, of).is_some();
        let last = people::enrolments(state, of).pop();
        let badge = !people::badges(state, of).is_empty();
        let stay_since = placements::at(state, of, today).map(|stay| stay.from);
        let excused = people::absence(state, of, today).map(|note| note.excused);
        let until = people::excused_until(state, of, today)
            .or_else(|| people::absence(state, of, today).map(|note| note.until));
        let trial = trials::trials(state, of)
            .last()
            .map(|view| trial_word(view.trial.result));
        let mood = self
            .days_back(now)
            .take(8)
            .find_map(|day| Some((day, attendance::mood(state, of, day)?)));
        let near = limits::near(state, workshop, of, now.at);
        let here = matches!(
            day.whereabouts,
            Whereabouts::In(_) | Whereabouts::OnBreak(_)
        );
        let limit = limits::pressing(&near)
            .filter(|_| here)
            .map(|view| near_words(&view));
        let limited = !near.is_empty();
        drop(near);
        let call = help::calls(state, workshop, today)
            .into_iter()
            .find(|call| call.is_open() && call.asked.person.as_ref() == Some(of))
            .map(|call| (call.asked.help.clone(), call.at));
        drop(ledger);

        let section = |section| {
            go(StaffScene::Section {
                of: of.clone(),
                section,
                page: 0,
            })
        };
        let mut tiles = Tiles::new(
            self.head(
                of,
                name,
                // The plan of the workshop says nothing of whoever works elsewhere today.
                Say::row([
                    place,
                    operation
                        .clone()
                        .filter(|_| !away)
                        .unwrap_or_default()
                        .into(),
                ]),
            ),
            TileStyle::Wide,
            page,
            go(StaffScene::Board {
                only: Only::Everybody,
                page: 0,
            }),
        );
        // Whoever came to this card because of the call answers it here.
        if let Some((call, at)) = call {
            let waits_since = Say::Name(Named::WaitsSince, clock_time(at));
            tiles.tile(
                Tile {
                    tone: StaffTone::Help,
                    ..tile("staff-coming", Word::ComingToHelp, waits_since)
                },
                Act::Help(call),
            );
        }
        tiles.tile(
            Tile {
                tone: if day.questions.is_empty() {
                    StaffTone::Plain
                } else {
                    StaffTone::Rest
                },
                ..tile("today", Word::Today, note)
            },
            section(Section::Today),
        );
        // Who nears a limit finds it first; who has limits finds them among the rest.
        let limit_tile = |(note, tone): (Say, StaffTone)| Tile {
            tone,
            ..tile("near-limit", Word::WorkTime, note)
        };
        let presses = limit.is_some();
        if let Some(limit) = limit {
            tiles.tile(limit_tile(limit), section(Section::Limits));
        }
        if let Some(stands) = review_waits {
            tiles.tile(
                Tile {
                    tone: StaffTone::Help,
                    ..tile("review", Word::Review, stands)
                },
                section(Section::Review),
            );
        }
        // Decided away from them: whoever meets them tells it.
        if let Some(breach) = untold {
            tiles.tile(
                Tile {
                    tone: StaffTone::Help,
                    ..tile("told", Word::Breach, Word::NotToldYet)
                },
                section(Section::Breach(breach)),
            );
        }
        // What was asked of who stays is in view as long as it is asked.
        if let Some(condition) = condition {
            let agreed = self.regulations().map(|found| found.form.agreed);
            let title = words_of(&agreed.unwrap_or_default(), Some(&condition), &lang);
            tiles.tile(
                tile("promise", Word::StaysIf, title),
                section(Section::Review),
            );
        }
        let counts = enrolment
            .as_ref()
            .is_none_or(|view| view.service == Service::TemporaryEmployment);
        let counted = u32::try_from(strikes).unwrap_or(u32::MAX);
        tiles.tile(
            Tile {
                tone: if proposed > 0 {
                    StaffTone::Rest
                } else {
                    StaffTone::Plain
                },
                ..tile(
                    "rules",
                    Word::Breaches,
                    // In orientation none of them counts.
                    if counts {
                        Say::Count(Counted::OfThree, counted)
                    } else {
                        Say::Nothing
                    },
                )
            },
            section(Section::Breaches),
        );
        if praised > 0 {
            tiles.tile(
                tile(
                    "praise",
                    Word::PraisedFor,
                    Say::Count(Counted::PraiseCount, praised),
                ),
                section(Section::Praise),
            );
        }
        let (due_note, due_tone) = due_words(due, now);
        tiles.tile(
            Tile {
                tone: if due_tone == StaffTone::Past {
                    StaffTone::Plain
                } else {
                    due_tone
                },
                ..tile("assess", Word::Assessments, due_note)
            },
            section(Section::Assessments),
        );
        // Proposed it waits for an answer; answered it stays to be read, with who said so.
        if let Some((independent, all)) = grown {
            tiles.tile(
                Tile {
                    tone: StaffTone::Now,
                    ..tile(
                        "going-out",
                        Word::Readiness,
                        Say::Plain(format!("{independent} / {all}")),
                    )
                },
                section(Section::Readiness),
            );
        } else if let Some((word, by_and_day)) = answered {
            tiles.tile(
                tile("going-out", word, by_and_day),
                section(Section::Assessments),
            );
        }
        tiles.tile(
            tile(
                "goal",
                Word::Goals,
                goal.map_or(Word::NoGoal.into(), Say::Plain),
            ),
            section(Section::Goals),
        );
        if let Some((word, picture)) = asked {
            tiles.tile(
                Tile {
                    tone: StaffTone::Help,
                    ..tile(picture, Word::Requests, word)
                },
                section(Section::Requests),
            );
        } else if picture_wish {
            tiles.tile(
                Tile {
                    tone: StaffTone::Help,
                    ..tile("choose-picture", Word::Requests, Word::WantsPicture)
                },
                section(Section::Requests),
            );
        } else {
            tiles.tile(
                tile("talk", Word::Requests, Word::NoRequests),
                section(Section::Requests),
            );
        }
        tiles.tile(
            tile(
                "station",
                Word::Station,
                operation.map_or(Word::NoStation.into(), Say::Plain),
            ),
            Act::Begin(FormKind::Operation, of.clone(), Vec::new()),
        );
        tiles.tile(
            Tile {
                tone: if prompts.is_some() {
                    StaffTone::Now
                } else {
                    StaffTone::Plain
                },
                ..tile(
                    "learning-speed",
                    Word::Learning,
                    prompts.map_or(Say::Nothing, Say::from),
                )
            },
            section(Section::Learning),
        );
        tiles.tile(
            tile(
                "badge",
                Word::Badge,
                if badge { Word::HasBadge } else { Word::NoBadge },
            ),
            section(Section::Badge),
        );
        // Of who is here no more it says how the last enrolment ended.
        let term = enrolment
            .as_ref()
            .or(last.as_ref())
            .map_or(Say::from(Word::NobodyEnrolled), |view| {
                self.term_words(view, now)
            });
        tiles.tile(tile("calendar", Word::Term, term), section(Section::Term));
        // After an end the three ways are offered once; that they were stays to be read.
        if has_ended {
            match ways {
                Some(answered) => tiles.tile(
                    tile(
                        "branch",
                        Word::ThreeWays,
                        Say::row([Word::WaysAnswered.into(), answered]),
                    ),
                    section(Section::Term),
                ),
                None => tiles.tile(
                    Tile {
                        tone: StaffTone::Help,
                        ..tile("branch", Word::ThreeWays, Word::WaysOpen)
                    },
                    section(Section::Term),
                ),
            }
        }
        tiles.tile(
            tile(
                if excused == Some(false) {
                    "absent"
                } else {
                    "excused"
                },
                Word::Absence,
                Say::row([
                    match excused {
                        Some(true) => Word::Explained.into(),
                        Some(false) => Word::NotExcused.into(),
                        None => Say::Nothing,
                    },
                    until.map_or(Say::Nothing, |until| {
                        Say::Name(Named::Until, day_and_month(until, &lang))
                    }),
                ]),
            ),
            Act::Begin(FormKind::Absence, of.clone(), Vec::new()),
        );
        tiles.tile(
            tile(
                "internship",
                Word::Internship,
                stay_since.map_or(Say::Nothing, |from| {
                    Say::Name(Named::Since, day_and_month(from, &lang))
                }),
            ),
            section(Section::Internship),
        );
        tiles.tile(
            tile("settings", Word::Settings, Say::Nothing),
            section(Section::Settings),
        );
        if limited && !presses {
            tiles.tile(
                limit_tile((Say::Nothing, StaffTone::Plain)),
                section(Section::Limits),
            );
        }
        tiles.tile(
            tile(
                "trial-task",
                Word::TrialTask,
                trial.map_or(Say::Nothing, |(word, _)| word.into()),
            ),
            section(Section::Trials),
        );
        let (picture, said) = mood.map_or(("mood-3", Say::Nothing), |(day, mood)| {
            let (word, picture) = mood_word(mood);
            (
                picture,
                Say::row([word.into(), self.day_words(day, now, &lang)]),
            )
        });
        tiles.tile(tile(picture, Word::HowDays, said), section(Section::Moods));
        if enrolment.is_some() {
            tiles.action(
                action(Word::Breach, "stop-hand", StaffTone::Plain, false),
                Act::Begin(FormKind::Breach, of.clone(), Vec::new()),
            );
            tiles.action(
                action(Word::Praise, "praise", StaffTone::Done, false),
                Act::Begin(FormKind::Praise, of.clone(), Vec::new()),
            );
            if consultant && counts {
                tiles.action(
                    action(Word::Assessment, "assess", StaffTone::Now, false),
                    Act::Begin(FormKind::Assessment, of.clone(), Vec::new()),
                );
            }
        }
        tiles.page()
    }

    /// What is left of the term: months, then days.
    pub(super) fn term_words(&self, view: &people::EnrolmentView, now: &Now) -> Say {
        // It holds until the end of its last day; how much of the term was left says nothing any more.
        if let Some((on, _)) = view.ended {
            let lang = self.scene_language();
            let word = if view.is_over(workshop_day(now.at)) {
                Word::WorkEnded
            } else {
                Word::LastDay
            };
            return Say::row([word.into(), self.day_words(on, now, &lang)]);
        }
        match terms::term(view, workshop_day(now.at)) {
            Term::Runs(left) if left.months > 1 => Say::Count(Counted::MonthsLeft, left.months),
            Term::Runs(left) | Term::EndsSoon(left) => Say::Count(Counted::DaysLeft, left.days),
            Term::Open => Word::NoEnd.into(),
            Term::Past => Word::TermPast.into(),
            Term::Overdue => Word::Overdue.into(),
            Term::ToCome => {
                let from = phrases::date(view.from, &self.scene_language());
                Say::Name(Named::Since, from)
            }
            Term::Ended => Word::WorkEnded.into(),
        }
    }
}
