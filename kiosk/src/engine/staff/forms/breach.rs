//! Breaches: recorded, told, annulled, let be; and praise, which is as quick.

use stupen_domain::breaches::{self, Counts};
use stupen_domain::decide::{Command, Now};
use stupen_domain::facts::{
    BreachAnnulled, BreachCause, BreachDescribed, BreachProposalDeclined, BreachRecorded,
    BreachTold, PraiseRecorded,
};
use stupen_domain::forms;
use stupen_domain::reviews::{self, STRIKES_TO_REVIEW, Status};
use stupen_domain::wire::forms::{Choice, Praise, Regulation, Regulations};
use stupen_domain::wire::ids::{BreachId, PersonId, PraiseId};

use super::super::StaffScene;
use super::super::form::{Answer, Finished, Form, FormKind, Ground};
use super::super::page::{Act, Lines, Page, action, cause_of, line, pictogram, tell, tile};
use super::super::sections::Section;
use super::{not_stated, reason_said, with_reason};
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Line, Picture, Say, StaffTone, TellView, TileStyle, Word};

/// Whether a regulation is one of those that a proposal is for.
fn fits(rule: &Regulation, cause: Option<BreachCause>) -> bool {
    match cause {
        Some(BreachCause::Late) => rule.late,
        Some(BreachCause::Absent) => rule.absent,
        None => true,
    }
}

/// The answer that says: the participant's own words are written down.
pub(super) const OWN_WORDS: &str = "own-words";

/// What the participant said of a breach.
#[derive(Debug)]
pub(in crate::engine) struct SaidOfBreach {
    breach: BreachId,
    /// Typed, in their words.
    words: String,
    /// Chosen by picture.
    picture: Option<String>,
}

/// So many signs of typed words stand on the page on which it is told; all of them are said.
const SAID_SHOWN_MAX: usize = 40;

/// The answer that says: the participant says nothing of it.
const SAYS_NOTHING: &str = "says-nothing";

impl Engine {
    pub(super) fn breach_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        let lang = self.form_language(form);
        match (form.kind, form.step.as_str()) {
            (FormKind::Annul, "sheet") => self.annul_sheet(form, page, now, &lang),
            (FormKind::Annul, _) => {
                self.write(form, page, Word::WhyAnnul, self.form_phrases(form), false)
            }
            (FormKind::Decline, _) => {
                self.write(form, page, Word::WhyDecline, self.form_phrases(form), false)
            }
            (FormKind::Praise, _) => {
                let items = {
                    let ledger = self.ledger();
                    forms::current::<Praise>(ledger.state(), &self.setup.workshop)
                };
                let Some(items) = items else {
                    return self.no_form(form);
                };
                let options = items
                    .form
                    .items
                    .iter()
                    .map(|item| (self.choice_tile(item, &lang), item.id.clone()))
                    .collect();
                self.choose(form, page, Word::WhatFor, TileStyle::Tall, options)
                    .page()
            }
            (FormKind::Tell, _) => self.told_page(form, now, &lang),
            (_, "happened") => self.write(
                form,
                page,
                Word::WhatHappened,
                self.form_phrases(form),
                true,
            ),
            (_, "words") => self.write(form, page, Word::Said, Vec::new(), true),
            (_, "time") => {
                let day = form.day("day").unwrap_or_else(|| form.begun_on());
                self.set_time(
                    form,
                    Word::WhenTime,
                    day,
                    vec![(now.at, "clock", Word::NowTime)],
                    now,
                )
            }
            (_, "day") => self
                .set_day(form, page, Word::WhenDay, self.days_back(now), now)
                .page(),
            (_, step) => {
                let Some(rules) = self.regulations() else {
                    return self.no_form(form);
                };
                let rules = rules.form;
                let choices = |all: &[stupen_domain::wire::forms::Choice]| {
                    all.iter()
                        .map(|choice| (self.choice_tile(choice, &lang), choice.id.clone()))
                        .collect::<Vec<_>>()
                };
                match step {
                    "rule" => {
                        let cause = form.choice("cause").and_then(cause_of);
                        let (mut shown, others): (Vec<&Regulation>, Vec<&Regulation>) =
                            (rules.regulations.iter()).partition(|rule| fits(rule, cause));
                        // Where there is nothing to choose nobody was asked: whoever comes back here wants another.
                        if shown.len() < 2 {
                            shown.extend(others);
                        }
                        let options = shown
                            .into_iter()
                            .map(|rule| {
                                let tile = crate::ui::Tile {
                                    picture: self.media.picture(&rule.picture),
                                    label: in_language(&rule.title, &lang).into(),
                                    ..crate::ui::Tile::default()
                                };
                                (tile, rule.id.clone())
                            })
                            .collect();
                        self.choose(form, page, Word::WhichRule, TileStyle::Tall, options)
                            .page()
                    }
                    "said" => {
                        let mut tiles = self.choose(
                            form,
                            page,
                            Word::WhatSay,
                            TileStyle::Large,
                            choices(&rules.said),
                        );
                        // Among the pictures of the first page: keys below would leave no room to turn it.
                        let beside = [
                            (Word::OwnWords, "keyboard", OWN_WORDS),
                            (Word::Skip, "next", SAYS_NOTHING),
                        ];
                        for (word, picture, id) in beside.into_iter().rev() {
                            let at = tiles.view.tiles.len().min(4);
                            let answer = Answer::Choice(id.to_string());
                            tiles
                                .view
                                .tiles
                                .insert(at, tile(picture, word, Say::Nothing));
                            tiles.acts.tiles.insert(at, Act::Answer(answer));
                        }
                        tiles.page()
                    }
                    "place" => self
                        .choose(
                            form,
                            page,
                            Word::WhereWas,
                            TileStyle::Tall,
                            choices(&rules.places),
                        )
                        .page(),
                    "agreed" => {
                        let mut tiles = self.choose(
                            form,
                            page,
                            Word::WhatAgreed,
                            TileStyle::Tall,
                            choices(&rules.agreed),
                        );
                        tiles.action(
                            action(Word::Skip, "next", StaffTone::Plain, false),
                            Act::Answer(Answer::Skipped),
                        );
                        tiles.page()
                    }
                    _ => self.breach_sheet(form, page, now, &rules, &lang),
                }
            }
        }
    }

    /// The one regulation that fits what is proposed: then nobody is asked which.
    pub(in crate::engine::staff) fn only_rule(&self, form: &Form) -> Option<String> {
        let cause = form.choice("cause").and_then(cause_of);
        if form.kind != FormKind::Breach || cause.is_none() {
            return None;
        }
        let rules = self.regulations()?.form.regulations;
        let mut fitting = rules.into_iter().filter(|rule| fits(rule, cause));
        let only = fitting.next()?;
        fitting.next().is_none().then_some(only.id)
    }

    fn breach_sheet(
        &self,
        form: &Form,
        page: usize,
        now: &Now,
        rules: &stupen_domain::wire::forms::Regulations,
        lang: &str,
    ) -> Page {
        let mut lines = Lines::new(
            self.ask_of(&form.of, Word::CheckAndRecord),
            page,
            Say::Nothing,
            Act::Nothing,
        );
        let title = |all: &[stupen_domain::wire::forms::Choice], id: Option<&str>| {
            all.iter()
                .find(|choice| Some(choice.id.as_str()) == id)
                .map_or(Say::Nothing, |choice| {
                    in_language(&choice.title, lang).into()
                })
        };
        let rule = rules
            .regulations
            .iter()
            .find(|rule| Some(rule.id.as_str()) == form.choice("rule"));
        let (picture, rule): (Picture, Say) =
            rule.map_or((pictogram("rules"), Say::Nothing), |rule| {
                let title = in_language(&rule.title, lang);
                (self.media.picture(&rule.picture), title.into())
            });
        let day = form.day("day").unwrap_or_else(|| form.begun_on());
        let time = form
            .moment("time")
            .map_or(Say::Nothing, |at| crate::engine::day::clock_time(at).into());
        // It may not have been asked: its picture says which it is.
        lines.line(
            Line {
                picture,
                ..line("rules", Word::Rule, rule, Say::Nothing)
            },
            Act::Nothing,
        );
        lines.line(
            line(
                "today",
                Word::When,
                Say::row([
                    self.days_words(&breaches::days(day, form.day("until")), now, lang),
                    time,
                    title(&rules.places, form.choice("place")),
                ]),
                Say::Nothing,
            ),
            Act::Nothing,
        );
        lines.line(
            line("talk", Word::Happened, form.text("happened"), Say::Nothing),
            Act::Nothing,
        );
        let said = if form.choice("said") == Some(OWN_WORDS) {
            form.text("words").into()
        } else {
            title(&rules.said, form.choice("said"))
        };
        lines.line(line("person", Word::Said, said, Say::Nothing), Act::Nothing);
        lines.line(
            line(
                "promise",
                Word::Agreed,
                title(&rules.agreed, form.choice("agreed")),
                Say::Nothing,
            ),
            Act::Nothing,
        );
        lines.action(
            action(Word::RecordAndTell, "done", StaffTone::Now, true),
            Act::Submit,
        );
        if form.choice("cause").is_none() {
            lines.action(
                action(Word::WhenDay, "calendar", StaffTone::Plain, false),
                Act::Jump("day"),
            );
        }
        if !rules.places.is_empty() {
            lines.action(
                action(Word::WhereWas, "place", StaffTone::Plain, false),
                Act::Jump("place"),
            );
        }
        let (key, act) = Self::drop_key();
        lines.action(key, act);
        lines.page()
    }

    /// What is annulled and why: looked at once more before it counts no more.
    fn annul_sheet(&self, form: &Form, page: usize, now: &Now, lang: &str) -> Page {
        let mut lines = Lines::new(
            self.ask_of(&form.of, Word::CheckAndRecord),
            page,
            Say::Nothing,
            Act::Nothing,
        );
        let (breach, opens) = self.annulled_by(form);
        if let Some(breach) = breach {
            let rules = self.regulations().map(|found| found.form.regulations);
            let rules = rules.unwrap_or_default();
            let rule = rules.iter().find(|rule| rule.id == breach.regulation);
            let title = rule.map_or(breach.regulation.as_str(), |rule| {
                in_language(&rule.title, lang)
            });
            let days = breaches::days(breach.day, breach.until);
            let picture = rule.map_or(pictogram("rules"), |rule| self.media.picture(&rule.picture));
            lines.line(
                Line {
                    picture,
                    ..line(
                        "rules",
                        title,
                        self.days_words(&days, now, lang),
                        Say::Nothing,
                    )
                },
                Act::Nothing,
            );
        }
        if opens {
            lines.line(
                Line {
                    tone: StaffTone::Rest,
                    ..line("review", Word::Review, Word::OpensAgain, Say::Nothing)
                },
                Act::Nothing,
            );
        }
        lines.line(
            line("talk", Word::Reason, form.text("why"), Say::Nothing),
            Act::Nothing,
        );
        lines.action(
            action(Word::Annul, "annul", StaffTone::Now, true),
            Act::Submit,
        );
        let (key, act) = Self::drop_key();
        lines.action(key, act);
        lines.page()
    }

    /// The breach that a form is to annul, and whether what is decided is open again without it.
    fn annulled_by(&self, form: &Form) -> (Option<BreachRecorded>, bool) {
        let id = BreachId::new(form.choice("breach").unwrap_or_default());
        let ledger = self.ledger();
        let state = ledger.state();
        let found = breaches::breach(state, &form.of, &id).map(|view| view.breach.clone());
        let opens = found
            .as_ref()
            .is_some_and(|it| reviews::annulment_opens(state, &form.of, &it.enrolment, &id));
        (found, opens)
    }

    /// What the participant sees and hears: the rule and what happened in adapted words, when and where it was, what they
    /// say of it, what was agreed, which one of three.
    fn told_page(&self, form: &Form, now: &Now, lang: &str) -> Page {
        let (breach, counts) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let id = BreachId::new(form.choice("breach").unwrap_or_default());
            let found = breaches::breach(state, &form.of, &id);
            // How many stand now: the same is said of each, told late or at once.
            let counts = found.as_ref().and_then(|view| {
                let strikes = breaches::strikes(state, &form.of, &view.breach.enrolment);
                match breaches::counts(&strikes, view) {
                    Counts::Strike { standing, .. } => Some(standing),
                    Counts::Same(_) => Some(strikes.len()),
                    Counts::Annulled | Counts::Uncounted => None,
                }
            });
            (found.map(|view| view.breach.clone()), counts)
        };
        let Some(breach) = breach else {
            return self.no_form(form);
        };
        // As the rules were when it was recorded.
        let then = forms::version::<Regulations>(
            self.ledger().state(),
            &self.setup.workshop,
            breach.version,
        );
        let rules = then
            .or_else(|| self.regulations().map(|found| found.form))
            .unwrap_or_default();
        let (facts, heard) = self.facts_of(&breach, &rules, now, lang);
        let rule = rules
            .regulations
            .iter()
            .find(|rule| rule.id == breach.regulation);
        let agreed = rules
            .agreed
            .iter()
            .find(|choice| Some(&choice.id) == breach.agreed.as_ref());
        let most = u8::try_from(STRIKES_TO_REVIEW).unwrap_or(u8::MAX);
        let count = counts.map(|standing| (u8::try_from(standing).unwrap_or(u8::MAX), most));
        // The participant hears what comes, too: that nothing is decided, and by whom it will be.
        let waits = counts.is_some() && self.review_is_open(&form.of, now);
        let follows = waits.then(|| (pictogram("review"), Say::from(Word::WhatFollows)));
        let mut words =
            vec![rule.map_or(Say::Nothing, |rule| in_language(&rule.told, lang).into())];
        if count.is_none() {
            words.push(Word::NotCounted.into());
        }
        tell(
            TellView {
                person: self.person_view(&form.of),
                tone: StaffTone::Now,
                picture: rule.map_or(Picture::None, |rule| self.media.picture(&rule.picture)),
                title: rule.map_or(Say::Plain(breach.regulation.clone()), |rule| {
                    in_language(&rule.title, lang).into()
                }),
                words,
                facts,
                heard,
                agreed: agreed.map(|choice| {
                    (
                        self.media.picture(&choice.picture),
                        Say::from(in_language(&choice.title, lang)),
                    )
                }),
                count,
                follows,
                follows_heard: if waits {
                    Word::WhatFollowsSaid.into()
                } else {
                    Say::Nothing
                },
                participant: true,
                ..TellView::default()
            },
            vec![
                (
                    action(Word::WasTold, "tick", StaffTone::Now, true),
                    Act::Answer(Answer::Choice("yes".to_string())),
                ),
                (
                    action(Word::SeesOtherwise, "talk", StaffTone::Plain, false),
                    Act::Answer(Answer::Choice("otherwise".to_string())),
                ),
                (
                    action(Word::NotConfirmed, "close", StaffTone::Plain, false),
                    Act::Answer(Answer::Choice("no".to_string())),
                ),
            ],
            Act::Nothing,
        )
    }

    /// When and where it was, and what the participant says of it while that is remembered: by picture and in short words,
    /// and as a voice says it.
    fn facts_of(
        &self,
        breach: &BreachRecorded,
        rules: &Regulations,
        now: &Now,
        lang: &str,
    ) -> (Vec<(Picture, Say)>, Vec<Say>) {
        let time = breach.time.map_or(Say::Nothing, |time| {
            time.format("%-H:%M").to_string().into()
        });
        let days = breaches::days(breach.day, breach.until);
        let when = Say::row([self.days_words(&days, now, lang), time]);
        let mut facts = vec![(pictogram("calendar"), when)];
        let of = |all: &[Choice], id: Option<&String>| {
            all.iter().find(|choice| Some(&choice.id) == id).cloned()
        };
        if let Some(place) = of(&rules.places, breach.place.as_ref()) {
            let words = in_language(&place.title, lang).into();
            facts.push((self.media.picture(&place.picture), words));
        }
        let mut heard: Vec<Say> = facts.iter().map(|(_, words)| words.clone()).collect();
        let said = self.desk.said.as_ref();
        if let Some(said) = said.filter(|said| said.breach == breach.breach) {
            let chosen = of(&rules.said, said.picture.as_ref());
            let (picture, all) = match chosen {
                Some(choice) => (
                    self.media.picture(&choice.picture),
                    in_language(&choice.title, lang).to_string(),
                ),
                None => (pictogram("talk"), said.words.clone()),
            };
            if !all.is_empty() {
                let mut shown: String = all.chars().take(SAID_SHOWN_MAX).collect();
                if shown.len() < all.len() {
                    shown.push('…');
                }
                facts.push((picture, shown.into()));
                heard.push(Say::row([Word::YouSay.into(), all.into()]));
            }
        }
        (facts, heard)
    }

    pub(super) fn finish_breach(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let card = StaffScene::Card {
            of: of.clone(),
            page: 0,
        };
        let breach = BreachId::new(form.choice("breach").unwrap_or(form.id.as_str()));
        match form.kind {
            FormKind::Tell => {
                let otherwise = form.choice("told") == Some("otherwise");
                let confirmed = otherwise || form.choice("told") == Some("yes");
                let told = BreachTold {
                    breach: breach.clone(),
                    person: of.clone(),
                    confirmed,
                    otherwise,
                };
                // Who confirms is the participant, at this kiosk; that they would not is the staff's word.
                let by = if confirmed { &of } else { staff };
                if let Err(not) = self.state_by(staff, by, vec![told.into()], now) {
                    return not_stated(not, card);
                }
                let waits = self.enrolment_here(&of, now).is_some_and(|enrolment| {
                    let ledger = self.ledger();
                    let review = reviews::review(ledger.state(), &of, &enrolment.enrolment);
                    matches!(review.status, Status::Due(_) | Status::Proposed { .. })
                });
                if waits {
                    // The third opens the review: that is where staff go on.
                    return Finished::To(StaffScene::Section {
                        of,
                        section: Section::Review,
                        page: 0,
                    });
                }
                if otherwise {
                    // Where it can be heard out, and annulled.
                    return Finished::To(StaffScene::Section {
                        of,
                        section: Section::Breach(breach),
                        page: 0,
                    });
                }
                Finished::To(card)
            }
            FormKind::Annul => {
                let annulled = BreachAnnulled {
                    breach,
                    person: of,
                    reason: reason_said(form, "why"),
                };
                self.recorded(staff, with_reason(annulled, form, "why"), card, now)
            }
            FormKind::Decline => {
                let (Some(day), Some(cause)) =
                    (form.day("day"), form.choice("cause").and_then(cause_of))
                else {
                    return Finished::Moved(Ground::Settled, card);
                };
                let declined = BreachProposalDeclined {
                    person: of,
                    day,
                    until: form.day("until"),
                    cause,
                    reason: reason_said(form, "why"),
                };
                self.recorded(staff, with_reason(declined, form, "why"), card, now)
            }
            FormKind::Praise => {
                let version = {
                    let ledger = self.ledger();
                    forms::current::<Praise>(ledger.state(), &self.setup.workshop)
                        .map_or(0, |found| found.version)
                };
                let praise = PraiseRecorded {
                    praise: Some(PraiseId::new(form.id.clone())),
                    person: of.clone(),
                    item: form.choice("item").unwrap_or_default().to_string(),
                    version,
                };
                let said = StaffScene::Said {
                    of,
                    title: Word::WellDone,
                    words: vec![Word::Recorded],
                    picture: "praise",
                    then: Box::new(card),
                };
                self.recorded(staff, vec![praise.into()], said, now)
            }
            _ => self.record_breach(staff, form, now),
        }
    }

    fn record_breach(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let card = StaffScene::Card {
            of: of.clone(),
            page: 0,
        };
        let Some(enrolment) = self.enrolment_here(&of, now) else {
            return Finished::Moved(Ground::Ended, card);
        };
        let Some(rules) = self.regulations() else {
            return Finished::Moved(Ground::NoForms, card);
        };
        let breach = BreachId::new(form.id.clone());
        let optional = |field: &str| form.choice(field).map(str::to_string);
        let begun = form.begun_on();
        let day = form.day("day").unwrap_or(begun);
        let time = form
            .moment("time")
            .or((day == begun).then_some(form.began))
            .map(|at| at.time());
        let recorded = BreachRecorded {
            breach: breach.clone(),
            person: of.clone(),
            enrolment: enrolment.enrolment,
            regulation: form.choice("rule").unwrap_or_default().to_string(),
            version: rules.version,
            day,
            until: form.day("until"),
            time,
            place: optional("place"),
            agreed: optional("agreed"),
            cause: form.choice("cause").and_then(cause_of),
        };
        let mut commands: Vec<Command> = vec![recorded.into()];
        let described = BreachDescribed {
            breach: breach.clone(),
            person: of.clone(),
            happened: form.text("happened"),
            said: if form.choice("said") == Some(OWN_WORDS) {
                form.text("words")
            } else {
                String::new()
            },
            said_picture: optional("said").filter(|said| said != OWN_WORDS && said != SAYS_NOTHING),
            agreed: String::new(),
        };
        let says = !described.said.is_empty() || described.said_picture.is_some();
        let said = SaidOfBreach {
            breach: breach.clone(),
            words: described.said.clone(),
            picture: described.said_picture.clone(),
        };
        if says || !described.happened.is_empty() {
            commands.push(described.into());
        }
        match self.state_by(staff, staff, commands, now) {
            Ok(()) => {
                self.desk.said = Some(said);
                Finished::Begin(
                    FormKind::Tell,
                    vec![("breach", Answer::Choice(breach.to_string()))],
                )
            }
            Err(not) => not_stated(not, card),
        }
    }

    pub(super) fn person_picture(&self, of: &PersonId) -> Picture {
        match self.person_view(of).picture {
            Picture::None => pictogram("person"),
            picture => picture,
        }
    }
}
