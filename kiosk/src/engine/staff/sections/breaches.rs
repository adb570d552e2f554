//! Breaches: all of them, one of them, and one that the log proposes.

use chrono::NaiveDate;
use stupen_domain::decide::Now;
use stupen_domain::facts::PraiseRecorded;
use stupen_domain::reasons::ReasonFor;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::Praise;
use stupen_domain::wire::ids::{BreachId, PersonId};
use stupen_domain::{attendance, breaches, forms};

use super::super::form::{Answer, FormKind};
use super::super::lists::proposal_words;
use super::super::page::{Act, Lines, Page, action, cause_of, cause_word, line};
use super::super::{StaffScene, go, phrases};
use super::Section;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Counted, Line, Say, StaffTone, Word};

impl Engine {
    pub(super) fn breaches_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let form = self.regulations().map(|form| form.form).unwrap_or_default();
        let today = workshop_day(now.at);
        let holds = self.enrolment_here(of, now).map(|view| view.enrolment);
        let (known, proposed) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let known: Vec<_> = breaches::breaches(state, of)
                .into_iter()
                .rev()
                .map(|view| {
                    let told = view.told.as_ref().map(|told| told.otherwise);
                    (view.breach.clone(), told, view.stands())
                })
                .collect();
            let days = breaches::proposed_days(state, &self.setup.workshop, today);
            let proposed = breaches::proposals(state, &self.setup.workshop, Some(of), days, now.at);
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
                        self.days_words(&(proposal.day..=proposal.until), now, &lang),
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
            } else {
                told_word(told)
            };
            // What counts no more since a new enrolment began stays readable, as what it is.
            let earlier = holds
                .as_ref()
                .is_some_and(|holds| *holds != breach.enrolment);
            let days = self.days_words(&breaches::days(breach.day, breach.until), now, &lang);
            let days = if earlier {
                Say::row([days, Word::EarlierTerm.into()])
            } else {
                days
            };
            lines.line(
                Line {
                    picture: rule
                        .map(|rule| self.media.picture(&rule.picture))
                        .unwrap_or_default(),
                    tone: if stands && !earlier {
                        StaffTone::Plain
                    } else {
                        StaffTone::Past
                    },
                    ..line("rules", title, days, state)
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

    pub(super) fn breach_section(
        &self,
        of: &PersonId,
        id: &BreachId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let form = self.regulations().map(|form| form.form).unwrap_or_default();
        let found = {
            let ledger = self.ledger();
            breaches::breach(ledger.state(), of, id).map(|view| {
                (
                    view.breach.clone(),
                    view.said.by.cloned(),
                    view.told
                        .as_ref()
                        .map(|told| (told.confirmed, told.otherwise)),
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
                Say::row([
                    self.days_words(&breaches::days(breach.day, breach.until), now, &lang),
                    time,
                    place,
                ]),
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
            Some((_, true)) => Word::SeesOtherwise,
            Some((true, false)) => Word::WasTold,
            Some((false, false)) => Word::NotConfirmed,
            None => Word::NotToldYet,
        };
        lines.line(
            Line {
                tone: if told.is_some_and(|(_, otherwise)| otherwise) {
                    StaffTone::Rest
                } else {
                    StaffTone::Plain
                },
                ..line("told", Word::Told, told_words, Say::Nothing)
            },
            Act::Nothing,
        );
        match annulled {
            Some(reason) => {
                let reason = phrases::reason(ReasonFor::Mercy, &reason, &lang);
                lines.line(
                    line("annul", Word::Annulled, reason, Say::Nothing),
                    Act::Nothing,
                );
            }
            None => {
                let of_breach = vec![("breach", Answer::Choice(id.to_string()))];
                if told.is_none_or(|(confirmed, _)| !confirmed) {
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

    /// What a praise is for, by the form on which it was given.
    pub(super) fn praise_words(&self, praise: &PraiseRecorded, lang: &str) -> Say {
        let ledger = self.ledger();
        let form: Option<Praise> =
            forms::version(ledger.state(), &self.setup.workshop, praise.version);
        let items = form.map_or_else(Vec::new, |form| form.items);
        let item = items.iter().find(|item| item.id == praise.item);
        item.map_or(praise.item.as_str(), |item| in_language(&item.title, lang))
            .into()
    }

    /// What somebody was praised for, the last first.
    pub(super) fn praise_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let found: Vec<_> = {
            let ledger = self.ledger();
            let state = ledger.state();
            breaches::praise(state, of)
                .into_iter()
                .rev()
                .map(|(praise, said)| {
                    let form: Option<Praise> =
                        forms::version(state, &self.setup.workshop, praise.version);
                    let mut items = form.map_or_else(Vec::new, |form| form.items).into_iter();
                    let item = items.find(|item| item.id == praise.item);
                    (praise.item.clone(), item, said.at, said.by.cloned())
                })
                .collect()
        };
        let mut lines = self.lines_of(of, Word::PraisedFor, page, Word::NoPraise);
        for (id, item, at, by) in found {
            let title = item
                .as_ref()
                .map_or(id, |item| in_language(&item.title, &lang).to_string());
            let by = by.map(|by| self.person_view(&by).name).unwrap_or_default();
            lines.line(
                Line {
                    picture: item
                        .map(|item| self.media.picture(&item.picture))
                        .unwrap_or_default(),
                    ..line(
                        "praise",
                        title,
                        self.day_words(workshop_day(at), now, &lang),
                        by,
                    )
                },
                Act::Nothing,
            );
        }
        lines.action(
            action(Word::Praise, "praise", StaffTone::Done, true),
            Act::Begin(FormKind::Praise, of.clone(), Vec::new()),
        );
        lines.page()
    }

    pub(super) fn proposal_section(
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
        // An absence that goes on is of as many days as it has now.
        let until = {
            let ledger = self.ledger();
            let state = ledger.state();
            let days = breaches::proposed_days(state, &self.setup.workshop, workshop_day(now.at));
            breaches::proposals(state, &self.setup.workshop, Some(of), days, now.at)
                .iter()
                .find(|proposal| proposal.day == day && Some(proposal.cause) == known)
                .and_then(breaches::Proposal::last)
        };
        let mut lines = Lines::new(self.ask_of(of, word), page, Say::Nothing, back);
        lines.line(
            line(
                picture,
                Word::When,
                self.days_words(&breaches::days(day, until), now, &lang),
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
            let mut known = vec![
                ("day", Answer::Day(day)),
                ("cause", Answer::Choice(cause.to_string())),
            ];
            known.extend(until.map(|until| ("until", Answer::Day(until))));
            known
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
}

/// How the telling went, given whether the participant sees it otherwise.
pub(super) fn told_word(told: Option<bool>) -> Word {
    match told {
        Some(true) => Word::SeesOtherwise,
        Some(false) => Word::Told,
        None => Word::NotToldYet,
    }
}
