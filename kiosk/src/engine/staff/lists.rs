//! Lists for the whole workshop: requests, what is due, reviews, proposals, stations, help, unfinished forms.

use stupen_domain::assessments::{self, Due, NotYet};
use stupen_domain::decide::Now;
use stupen_domain::facts::{BreachCause, RequestKind, RequestMade};
use stupen_domain::time::{minutes_between, workshop_day};
use stupen_domain::wire::ids::PersonId;
use stupen_domain::workshop::device;
use stupen_domain::{breaches, help, people, requests, reviews, trials};

use super::form::{Answer, Form, FormKind};
use super::page::{Act, Lines, Page, cause_of, cause_word, line, pictogram};
use super::sections::{Section, trial_word};
use super::{StaffScene, go};
use crate::about;
use crate::engine::Engine;
use crate::engine::day::clock_time;
use crate::media::in_language;
use crate::ui::{Counted, Head, Line, Named, Say, StaffTone, Word};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum List {
    /// What participants asked for.
    Requests,
    /// Whose assessment is due.
    Due,
    /// Dismissal reviews that wait.
    Reviews,
    /// Breaches that the log proposes.
    Proposals,
    /// Who works on what today.
    Stations,
    /// Who could work on what.
    Rotation,
    /// Who can do what.
    Skills,
    /// Today's calls for help.
    Help,
    /// Who is known and not enrolled: a trial task comes before the work.
    Newcomers,
    /// Forms that were begun.
    Unfinished,
    /// What the program is made of, and whose pictures and fonts these are.
    About,
}

/// How a due assessment reads.
pub(super) fn due_words(due: Due, now: &Now) -> (Say, StaffTone) {
    let days = |on: chrono::NaiveDate| {
        u32::try_from((on - workshop_day(now.at)).num_days().unsigned_abs()).unwrap_or(u32::MAX)
    };
    match due {
        Due::Due { .. } => (Word::AssessDue.into(), StaffTone::Now),
        Due::Overdue { on, .. } => (
            Say::row([
                Word::AssessOverdue.into(),
                Say::Count(Counted::DaysOver, days(on)),
            ]),
            StaffTone::Help,
        ),
        Due::Soon { on } => (
            Say::row([
                Word::AssessSoon.into(),
                Say::Count(Counted::InDays, days(on)),
            ]),
            StaffTone::Plain,
        ),
        Due::NotYet { because, until } => (
            match because {
                NotYet::NotEnrolled => Word::NobodyEnrolled.into(),
                NotYet::Orientation => Word::Orientation.into(),
                NotYet::Excused => Word::AssessExcused.into(),
                NotYet::AtExternalSite => Word::AssessAway.into(),
                NotYet::TooEarly => until.map_or(Word::AssessNotYet.into(), |on| {
                    Say::Count(Counted::InDays, days(on))
                }),
            },
            StaffTone::Past,
        ),
    }
}

/// The word and picture of what somebody asks for.
pub(super) fn request_words(what: RequestKind) -> (Word, &'static str) {
    match what {
        RequestKind::Talk => (Word::WantsTalk, "want-talk"),
        RequestKind::Join => (Word::WantsJoin, "want-join"),
        RequestKind::Leave => (Word::WantsLeave, "want-leave"),
    }
}

impl Engine {
    /// How many things of a list wait for staff.
    pub(super) fn list_waits(&self, staff: &PersonId, list: List, now: &Now) -> u32 {
        let ledger = self.ledger();
        let state = ledger.state();
        let workshop = &self.setup.workshop;
        let today = workshop_day(now.at);
        let count = match list {
            List::Requests => requests::open(state, workshop).len(),
            List::Due => assessments::due_list(state, workshop, today)
                .iter()
                .filter(|view| matches!(view.due, Due::Due { .. } | Due::Overdue { .. }))
                .count(),
            List::Reviews => {
                reviews::waiting(state, workshop, today).len()
                    + reviews::to_tell(state, workshop).len()
            }
            List::Proposals => {
                let days = breaches::proposed_days(state, workshop, today);
                breaches::proposals(state, workshop, None, days, now.at).len()
            }
            List::Help => help::calls(state, workshop, today)
                .iter()
                .filter(|call| call.is_open())
                .count(),
            List::Unfinished => self.unfinished_of(staff),
            List::Stations | List::Rotation | List::Skills | List::Newcomers | List::About => 0,
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// How many forms somebody of staff has begun and not finished.
    pub(super) fn unfinished_of(&self, staff: &PersonId) -> usize {
        let mine = |form: &Form| form.by.as_ref().is_none_or(|by| by == staff);
        self.drafts().iter().filter(|form| mine(form)).count()
    }

    /// What somebody asks to join, where it is known.
    pub(super) fn joins(&self, request: &RequestMade) -> Say {
        let thing = request.activity.as_deref();
        thing
            .and_then(|activity| self.thing_to_join(activity))
            .map_or(Say::Nothing, |thing| Say::Plain(thing.name))
    }

    pub(super) fn person_line(
        &self,
        of: &PersonId,
        note: impl Into<Say>,
        value: impl Into<Say>,
    ) -> Line {
        let person = self.person_view(of);
        Line {
            picture: person.picture,
            label: person.name.into(),
            note: note.into(),
            value: value.into(),
            ..Line::default()
        }
    }

    pub(super) fn list_page(&self, staff: &PersonId, list: List, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let workshop = &self.setup.workshop;
        let today = workshop_day(now.at);
        let head = |picture: &str, title: Word| Head {
            picture: pictogram(picture),
            title: title.into(),
            ..Head::default()
        };
        let back = go(StaffScene::Menu { page: 0 });
        match list {
            List::Requests => {
                let mut lines =
                    Lines::new(head("talk", Word::Requests), page, Word::NoRequests, back);
                let open: Vec<_> = {
                    let ledger = self.ledger();
                    requests::open(ledger.state(), workshop)
                        .iter()
                        .map(|view| (view.request.clone(), view.said.at))
                        .collect()
                };
                for (request, at) in open {
                    let (word, _) = request_words(request.what);
                    // Some wait for days: then the hour says nothing.
                    let asked = workshop_day(at);
                    let since: Say = if asked == today {
                        clock_time(at).into()
                    } else {
                        self.day_words(asked, now, &lang)
                    };
                    lines.line(
                        Line {
                            tone: StaffTone::Help,
                            ..self.person_line(
                                &request.person,
                                Say::row([word.into(), self.joins(&request)]),
                                since,
                            )
                        },
                        Act::Begin(
                            FormKind::Request,
                            request.person.clone(),
                            vec![("request", Answer::Choice(request.request.to_string()))],
                        ),
                    );
                }
                lines.page()
            }
            List::Due => {
                let mut lines = Lines::new(
                    head("assess", Word::Assessments),
                    page,
                    Word::NobodyDue,
                    back,
                );
                let due: Vec<_> = {
                    let ledger = self.ledger();
                    assessments::due_list(ledger.state(), workshop, today)
                };
                for view in due {
                    let (words, tone) = due_words(view.due, now);
                    lines.line(
                        Line {
                            tone,
                            ..self.person_line(&view.person, words, Say::Nothing)
                        },
                        go(StaffScene::Section {
                            of: view.person.clone(),
                            section: Section::Assessments,
                            page: 0,
                        }),
                    );
                }
                lines.page()
            }
            List::Reviews => {
                let mut lines =
                    Lines::new(head("review", Word::Reviews), page, Word::NoReviews, back);
                let waiting: Vec<PersonId> = {
                    let ledger = self.ledger();
                    reviews::waiting(ledger.state(), workshop, today)
                        .into_iter()
                        .map(|open| open.person)
                        .collect()
                };
                for of in waiting {
                    lines.line(
                        Line {
                            tone: StaffTone::Help,
                            ..self.person_line(&of, Word::ReviewOpen, Say::Nothing)
                        },
                        go(StaffScene::Section {
                            of: of.clone(),
                            section: Section::Review,
                            page: 0,
                        }),
                    );
                }
                // Decided away from the person: they are told when somebody meets them.
                let to_tell = {
                    let ledger = self.ledger();
                    reviews::to_tell(ledger.state(), workshop)
                };
                for (of, breach) in to_tell {
                    lines.line(
                        Line {
                            tone: StaffTone::Help,
                            ..self.person_line(&of, Word::NotToldYet, Word::WorkEnded)
                        },
                        go(StaffScene::Section {
                            of: of.clone(),
                            section: Section::Breach(breach),
                            page: 0,
                        }),
                    );
                }
                lines.page()
            }
            List::Proposals => {
                let mut lines = Lines::new(
                    head("rules", Word::Proposals),
                    page,
                    Word::NoProposals,
                    back,
                );
                let proposed = {
                    let ledger = self.ledger();
                    {
                        let days = breaches::proposed_days(ledger.state(), workshop, today);
                        breaches::proposals(ledger.state(), workshop, None, days, now.at)
                    }
                };
                for proposal in proposed {
                    let (word, _) = proposal_words(proposal.cause);
                    lines.line(
                        self.person_line(
                            &proposal.person,
                            word,
                            self.days_words(&(proposal.day..=proposal.until), now, &lang),
                        ),
                        go(StaffScene::Section {
                            of: proposal.person.clone(),
                            section: Section::Proposal(proposal.day, cause_word(proposal.cause)),
                            page: 0,
                        }),
                    );
                }
                lines.page()
            }
            List::Stations => self.stations_page(page, now, back),
            List::Rotation => self.rotation_page(page, now),
            List::Skills => self.skills_page(page, now, back),
            List::Help => {
                let mut lines = Lines::new(head("help", Word::Help), page, Word::NoHelp, back);
                let calls: Vec<_> = {
                    let ledger = self.ledger();
                    help::calls(ledger.state(), workshop, today)
                        .into_iter()
                        // Whoever left is looked for by nobody any more.
                        .filter(|call| call.is_open() || call.answered.is_some())
                        .rev()
                        .map(|call| {
                            let at = device(ledger.state(), call.device);
                            let kiosk = at.map(|view| view.device.name.clone());
                            (call.asked.clone(), call.at, call.answered, kiosk)
                        })
                        .collect()
                };
                for (asked, at, answered, kiosk) in calls {
                    let value: Say = match &answered {
                        None => Say::Count(Counted::WaitsMinutes, minutes_between(at, now.at)),
                        Some((by, answered)) => Say::row([
                            by.as_ref()
                                .map_or(Say::Nothing, |by| self.person_view(by).name.into()),
                            Say::Count(Counted::AfterMinutes, minutes_between(at, *answered)),
                        ]),
                    };
                    let place = asked
                        .operation
                        .as_ref()
                        .map(|operation| self.operation_title(operation, &lang))
                        .unwrap_or_default();
                    let base = match &asked.person {
                        Some(of) => self.person_line(
                            of,
                            Say::row([clock_time(at).into(), place.into()]),
                            value,
                        ),
                        // Nobody is named, so that nobody is accused: staff go where it was asked.
                        None => line(
                            "person",
                            Say::Plain(kiosk.unwrap_or_default()),
                            Say::row([clock_time(at).into(), place.into()]),
                            value,
                        ),
                    };
                    let open = answered.is_none();
                    lines.line(
                        Line {
                            tone: if open {
                                StaffTone::Help
                            } else {
                                StaffTone::Plain
                            },
                            ..base
                        },
                        if open {
                            Act::Help(asked.help.clone())
                        } else {
                            Act::Nothing
                        },
                    );
                }
                lines.page()
            }
            List::About => self.about_page(page, back),
            List::Newcomers => {
                let mut lines = Lines::new(
                    head("person", Word::Newcomers),
                    page,
                    Word::NoNewcomers,
                    back,
                );
                let known: Vec<_> = {
                    let ledger = self.ledger();
                    let state = ledger.state();
                    let never = people::newcomers(state).into_iter();
                    never
                        .map(|view| {
                            let of = view.person.person.clone();
                            let trial = trials::trials(state, &of)
                                .last()
                                .map(|view| (view.trial.result, view.said.at));
                            (of, trial)
                        })
                        .collect()
                };
                for (of, trial) in known {
                    let (note, value) =
                        trial.map_or((Say::Nothing, Say::Nothing), |(result, at)| {
                            let (word, _) = trial_word(result);
                            (
                                Say::row([Word::TrialTask.into(), word.into()]),
                                self.day_words(workshop_day(at), now, &lang),
                            )
                        });
                    lines.line(
                        self.person_line(&of, note, value),
                        go(StaffScene::Card { of, page: 0 }),
                    );
                }
                // Who was here stands apart: another term is possible, and they are no newcomers.
                let former: Vec<_> = {
                    let ledger = self.ledger();
                    let state = ledger.state();
                    people::former(state, today)
                        .into_iter()
                        .map(|view| {
                            let of = view.person.person.clone();
                            let ended = people::enrolments(state, &of).into_iter();
                            let last = ended.filter_map(|view| view.ended).map(|(on, _)| on).max();
                            (of, last)
                        })
                        .collect()
                };
                for (of, last) in former {
                    let last = last.map_or(Say::Nothing, |on| self.day_words(on, now, &lang));
                    lines.line(
                        Line {
                            tone: StaffTone::Past,
                            ..self.person_line(&of, Word::WasHere, last)
                        },
                        go(StaffScene::Card { of, page: 0 }),
                    );
                }
                lines.page()
            }
            List::Unfinished => {
                let mut lines = Lines::new(
                    head("draft", Word::Unfinished),
                    page,
                    Word::NoUnfinished,
                    back,
                );
                let (mine, of_others): (Vec<Form>, Vec<Form>) = self
                    .drafts()
                    .into_iter()
                    .partition(|form| form.by.as_ref().is_none_or(|by| by == staff));
                for form in mine {
                    // One of a lateness or absence may lie beside another breach of the same person.
                    let cause = form.choice("cause").and_then(cause_of);
                    let word = Say::row([
                        form.kind.word().into(),
                        cause.map_or(Say::Nothing, |cause| proposal_words(cause).0.into()),
                    ]);
                    let began = self.begun_words(form.began, now);
                    // Nothing is dropped unasked, and nothing lies for ever without a word.
                    if self.has_left(&form.of, now) {
                        let note = Say::row([word, Word::WorksHereNoMore.into()]);
                        lines.line(
                            Line {
                                tone: StaffTone::Rest,
                                ..self.person_line(&form.of, note, began)
                            },
                            go(StaffScene::Left { form, anew: None }),
                        );
                        continue;
                    }
                    lines.line(
                        self.person_line(&form.of, word, began),
                        Act::Resume(Box::new(form)),
                    );
                }
                // Theirs to go on with; what is in them is not shown.
                for form in of_others {
                    let by = form.by.as_ref().map_or(Say::Nothing, |by| {
                        Say::Name(Named::BegunBy, self.person_view(by).name)
                    });
                    let note = Say::row([form.kind.word().into(), by]);
                    let began = self.begun_words(form.began, now);
                    lines.line(
                        Line {
                            tone: StaffTone::Past,
                            ..self.person_line(&form.of, note, began)
                        },
                        go(StaffScene::Card {
                            of: form.of.clone(),
                            page: 0,
                        }),
                    );
                }
                lines.page()
            }
        }
    }

    /// What the program is made of, and whom to name for pictures and fonts.
    fn about_page(&self, page: usize, back: Act) -> Page {
        let lang = self.scene_language();
        let mut lines = Lines::new(
            Head {
                picture: pictogram("about"),
                title: Word::About.into(),
                ..Head::default()
            },
            page,
            Say::Nothing,
            back,
        );
        let of = |picture: &str, name: &str, note: String, licence: &str| {
            line(picture, name.to_string(), note, licence.to_string())
        };
        let program = format!("Stupen {}", env!("CARGO_PKG_VERSION"));
        lines.line(
            of("about", &program, String::new(), "GPL-3.0"),
            Act::Nothing,
        );
        lines.line(
            of("photo", "Stupen Pictograms", String::new(), "CC0-1.0"),
            Act::Nothing,
        );
        for pack in self.media.packs() {
            let title = in_language(&pack.title, &lang);
            let who = pack.attribution.clone().unwrap_or_default();
            lines.line(of("photo", title, who, &pack.licence), Act::Nothing);
        }
        for credit in self.media.credits() {
            let who = match credit.source {
                Some(source) => format!("{} · {source}", credit.attribution),
                None => credit.attribution,
            };
            lines.line(
                of("photo", &credit.title, who, &credit.licence),
                Act::Nothing,
            );
        }
        for font in about::FONTS.iter() {
            lines.line(
                of(
                    "text-size",
                    &font.family,
                    font.copyright.clone(),
                    &font.licence,
                ),
                Act::Nothing,
            );
        }
        for part in about::PARTS.iter() {
            let what_for = in_language(&part.what_for, &lang);
            let name = format!("{} · {what_for}", part.name);
            lines.line(
                of("tools", &name, part.copyright.clone(), &part.licence),
                Act::Nothing,
            );
        }
        lines.view.roomy = true;
        lines.page()
    }

    /// Whether somebody was enrolled and is no more, from the day after the last one.
    pub(super) fn has_left(&self, of: &PersonId, now: &Now) -> bool {
        people::has_left(self.ledger().state(), of, workshop_day(now.at))
    }

    /// The enrolment by which somebody belongs here now, where there is one.
    pub(super) fn enrolment_here(&self, of: &PersonId, now: &Now) -> Option<people::EnrolmentView> {
        let ledger = self.ledger();
        people::member(
            ledger.state(),
            of,
            &self.setup.workshop,
            workshop_day(now.at),
        )
    }
}

/// The words and the picture of a proposed breach.
pub(super) fn proposal_words(cause: BreachCause) -> (Word, &'static str) {
    match cause {
        BreachCause::Late => (Word::ProposalLate, "late-arrival"),
        BreachCause::Absent => (Word::ProposalAbsent, "absent"),
    }
}

/// Since when something is so.
pub(super) fn since(at: stupen_domain::time::Moment) -> Say {
    Say::Name(Named::Since, clock_time(at))
}
