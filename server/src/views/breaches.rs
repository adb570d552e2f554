//! Breaches: what the log proposes, what was recorded lately, and how many strikes each person has.

use std::ops::RangeInclusive;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime};
use serde::Serialize;
use stupen_domain::breaches::{self, BreachView, Counts, Proposal};
use stupen_domain::facts::{BreachAnnulled, BreachCause, Service};
use stupen_domain::reviews::STRIKES_TO_REVIEW;
use stupen_domain::said::Said;
use stupen_domain::wire::forms::Regulations;
use stupen_domain::wire::ids::{BreachId, EnrolmentId, PersonId};
use stupen_domain::{State, forms, people};
use stupen_ledger::{Ledger, ViewsError};

use super::items::{Forms, Item};
use super::reasons;
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::{Lang, msg};

/// Days back whose breaches are "recent".
const RECENT_DAYS: u64 = 62;

/// Fortnights that are compared, as assessments are made.
const STRETCHES: u64 = 4;

/// Days of each.
const STRETCH_DAYS: u64 = 14;

/// How many breaches count, or which of them one is: "2 of 3". A fourth is no part of three: "3 and 1 more".
pub fn strikes_words(lang: &Lang, n: usize) -> String {
    let of = STRIKES_TO_REVIEW;
    match n.checked_sub(of).filter(|more| *more > 0) {
        Some(more) => lang.tf("{of} and {more} more", &[("of", &of), ("more", &more)]),
        None => lang.tf("{n} of {of}", &[("n", &n), ("of", &of)]),
    }
}

/// Who wrote something, as pages name it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct By {
    /// The name they are called by, where somebody is named.
    pub called: Option<String>,
    /// In which part.
    pub role: &'static str,
    /// When.
    pub at: DateTime<FixedOffset>,
}

impl By {
    /// From the log.
    pub fn of(state: &State, said: &Said<'_>) -> Self {
        Self {
            called: said.by.map(|id| Name::of(state, id).called),
            role: said.role.word(),
            at: said.at,
        }
    }
}

/// What happened and what was said: for the case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words {
    /// In the staff's words.
    pub happened: String,
    /// In the participant's.
    pub said: String,
    /// By picture.
    pub said_picture: Option<Item>,
    /// What was agreed, in words.
    pub agreed: String,
}

/// One breach.
#[derive(Clone, Debug, Serialize)]
pub struct BreachLine {
    /// Its id.
    pub breach: BreachId,
    /// Which regulation.
    pub regulation: Item,
    /// The workshop day; of an absence that went on, the first.
    pub day: NaiveDate,
    /// The last day of an absence that went on.
    pub until: Option<NaiveDate>,
    /// Local time, where that is known.
    pub time: Option<NaiveTime>,
    /// Where.
    pub place: Option<Item>,
    /// What was agreed.
    pub agreed: Option<Item>,
    /// Which strike of its enrolment it is, in the order of recording: 1, 2, 3; absent when it does not count.
    pub strike: Option<usize>,
    /// The breach that says so already: two of the staff recorded one lateness.
    pub same_as: Option<BreachId>,
    /// The participant was told: true when they confirmed it.
    pub told: Option<bool>,
    /// They said that they see it otherwise: staff hear them out.
    pub otherwise: bool,
    /// Who recorded it.
    pub recorded: By,
    /// By whom and why it counts no more.
    pub annulled: Option<(By, String)>,
    /// What was said about it.
    pub words: Option<Words>,
}

impl BreachLine {
    /// A breach; `strikes` are those of its enrolment.
    pub fn of(
        state: &State,
        forms: &mut Forms<'_>,
        view: &BreachView<'_>,
        strikes: &[BreachView<'_>],
    ) -> Self {
        let breach = view.breach;
        let version = breach.version;
        let counts = breaches::counts(strikes, view);
        let described = breaches::described(state, &breach.person, &breach.breach);
        Self {
            breach: breach.breach.clone(),
            regulation: forms.regulation(version, &breach.regulation),
            day: breach.day,
            until: Some(*view.days().end()).filter(|last| *last > breach.day),
            time: breach.time,
            place: breach.place.as_ref().map(|id| forms.place(version, id)),
            agreed: breach.agreed.as_ref().map(|id| forms.agreed(version, id)),
            strike: match counts {
                Counts::Strike { nth, .. } => Some(nth),
                Counts::Same(_) | Counts::Annulled | Counts::Uncounted => None,
            },
            same_as: match counts {
                Counts::Same(other) => Some(other.clone()),
                Counts::Strike { .. } | Counts::Annulled | Counts::Uncounted => {
                    view.same_as.cloned()
                }
            },
            told: view.told.as_ref().map(|told| told.confirmed),
            otherwise: view.told.as_ref().is_some_and(|told| told.otherwise),
            recorded: By::of(state, &view.said),
            annulled: view.annulled.as_ref().map(|annulled| {
                let fact = BreachAnnulled {
                    breach: breach.breach.clone(),
                    person: breach.person.clone(),
                    reason: annulled.reason.to_owned(),
                };
                let why = reasons::told(state, fact, &annulled.said);
                (By::of(state, &annulled.said), why)
            }),
            words: described.map(|words| Words {
                happened: words.happened.clone(),
                said: words.said.clone(),
                said_picture: words
                    .said_picture
                    .as_ref()
                    .map(|id| forms.said(version, id)),
                agreed: words.agreed.clone(),
            }),
        }
    }
}

/// Something the log proposes.
#[derive(Clone, Debug, Serialize)]
pub struct ProposalLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// The workshop day; of an absence that went on, the first.
    pub day: NaiveDate,
    /// The last day of an absence that went on.
    pub until: Option<NaiveDate>,
    /// What for.
    pub cause: BreachCause,
    /// Minutes late.
    pub late_min: Option<u32>,
    /// The regulation that the form names for it.
    pub regulation: Option<Item>,
}

/// A breach in the list of recent ones.
#[derive(Clone, Debug, Serialize)]
pub struct RecentLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// What.
    #[serde(flatten)]
    pub line: BreachLine,
}

/// One person's strikes.
#[derive(Clone, Debug, Serialize)]
pub struct StrikesLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// How many stand in the enrolment that holds now.
    pub strikes: usize,
    /// Day of the last.
    pub last: Option<NaiveDate>,
}

/// How often one regulation was broken, fortnight by fortnight.
#[derive(Clone, Debug, Serialize)]
pub struct RegulationTrend {
    /// Which.
    pub regulation: Item,
    /// Breaches that stand, in each stretch, the oldest first.
    pub counts: Vec<usize>,
}

/// The stretches of `RegulationTrend`, the oldest first.
fn stretches(today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    (0..STRETCHES)
        .rev()
        .map(|at| {
            (
                back(at * STRETCH_DAYS + STRETCH_DAYS - 1),
                back(at * STRETCH_DAYS),
            )
        })
        .collect()
}

/// Of a workshop, never of a person: a rule that is broken often is explained again.
fn trend(recent: &[RecentLine], stretches: &[(NaiveDate, NaiveDate)]) -> Vec<RegulationTrend> {
    let mut rows: Vec<RegulationTrend> = Vec::new();
    for line in recent.iter().map(|recent| &recent.line) {
        let at = stretches
            .iter()
            .position(|(from, until)| (*from..=*until).contains(&line.day));
        let (Some(at), None, None) = (at, &line.annulled, &line.same_as) else {
            continue;
        };
        let known = rows
            .iter()
            .position(|row| row.regulation.id == line.regulation.id);
        let row = match known {
            Some(row) => rows.get_mut(row),
            None => {
                rows.push(RegulationTrend {
                    regulation: line.regulation.clone(),
                    counts: vec![0; stretches.len()],
                });
                rows.last_mut()
            }
        };
        if let Some(count) = row.and_then(|row| row.counts.get_mut(at)) {
            *count += 1;
        }
    }
    rows.sort_by(|a, b| a.regulation.id.cmp(&b.regulation.id));
    rows
}

/// The days for which breaches are proposed, opened.
fn open_proposed(
    ledger: &mut Ledger,
    room: &Room,
    today: NaiveDate,
) -> Result<RangeInclusive<NaiveDate>, ViewsError> {
    let proposed = breaches::proposed_days(ledger.state(), &room.id, today);
    for day in proposed.start().iter_days().take_while(|day| *day <= today) {
        ledger.open_day(day)?;
    }
    Ok(proposed)
}

/// The lists of breaches.
#[derive(Clone, Debug, Serialize)]
pub struct BreachList {
    /// Of which workshop.
    pub workshop: Room,
    /// What the log proposes, the newest first.
    pub proposals: Vec<ProposalLine>,
    /// What was recorded since `since`, the newest first.
    pub recent: Vec<RecentLine>,
    /// First day of `recent`.
    pub since: NaiveDate,
    /// First and last day of each fortnight of `trend`, the oldest first.
    pub stretches: Vec<(NaiveDate, NaiveDate)>,
    /// How often each regulation was broken.
    pub trend: Vec<RegulationTrend>,
    /// Who has strikes, by name.
    pub people: Vec<StrikesLine>,
}

impl BreachList {
    /// Reads the lists.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(ledger: &mut Ledger, room: Room, moment: Moment) -> Result<Self, ViewsError> {
        let today = room.day(moment);
        let proposed = open_proposed(ledger, &room, today)?;
        let now = room.at(moment, today);
        let since = today - Days::new(RECENT_DAYS);
        let state = ledger.state();
        let form = forms::current::<Regulations>(state, &room.id).map(|found| found.form);
        let mut proposals: Vec<ProposalLine> =
            breaches::proposals(state, &room.id, None, proposed, now)
                .into_iter()
                .map(|proposal| proposal_line(state, form.as_ref(), proposal))
                .collect();
        proposals.reverse();
        let id = room.id.clone();
        let mut names = Forms::of(state, &id);
        let mut recent = Vec::new();
        let mut with_strikes = Vec::new();
        for view in people::everybody(state) {
            let person = &view.person.person;
            let mine = breaches::breaches(state, person);
            if mine.is_empty() {
                continue;
            }
            let enrolments = people::enrolments(state, person);
            let here: Vec<_> = enrolments
                .iter()
                .filter(|enrolment| enrolment.workshop == room.id)
                .collect();
            for enrolment in &here {
                let strikes = breaches::strikes(state, person, &enrolment.enrolment);
                for breach in mine.iter().filter(|view| {
                    view.breach.enrolment == enrolment.enrolment && *view.days().end() >= since
                }) {
                    recent.push(RecentLine {
                        name: Name::from(view.person),
                        line: BreachLine::of(state, &mut names, breach, &strikes),
                    });
                }
                if enrolment.runs_on(today) && !strikes.is_empty() {
                    with_strikes.push(StrikesLine {
                        name: Name::from(view.person),
                        strikes: strikes.len(),
                        last: strikes.last().map(|strike| *strike.days().end()),
                    });
                }
            }
        }
        let last = |line: &BreachLine| line.until.unwrap_or(line.day);
        recent.sort_by(|a, b| {
            (last(&b.line), b.line.recorded.at).cmp(&(last(&a.line), a.line.recorded.at))
        });
        // By name, never by number: the list is for looking somebody up, whom a third one waits for stands among the
        // reviews.
        with_strikes.sort_by(|a, b| {
            (&a.name.called, &a.name.person).cmp(&(&b.name.called, &b.name.person))
        });
        let stretches = stretches(today);
        Ok(Self {
            workshop: room,
            proposals,
            trend: trend(&recent, &stretches),
            stretches,
            recent,
            since,
            people: with_strikes,
        })
    }
}

fn proposal_line(state: &State, form: Option<&Regulations>, proposal: Proposal) -> ProposalLine {
    let regulation = form.and_then(|form| {
        form.regulations
            .iter()
            .find(|regulation| match proposal.cause {
                BreachCause::Late => regulation.late,
                BreachCause::Absent => regulation.absent,
            })
            .map(Item::from)
    });
    let until = proposal.last();
    ProposalLine {
        name: Name::of(state, &proposal.person),
        enrolment: proposal.enrolment,
        day: proposal.day,
        until,
        cause: proposal.cause,
        late_min: proposal.late_min,
        regulation,
    }
}

/// A cause in words, as a msgid.
pub fn cause_label(cause: BreachCause) -> &'static str {
    match cause {
        BreachCause::Late => msg("came late"),
        BreachCause::Absent => msg("did not come, not explained"),
    }
}

/// One enrolment with its breaches.
#[derive(Clone, Debug, Serialize)]
pub struct EnrolmentBreaches {
    /// Which.
    pub enrolment: EnrolmentId,
    /// What for.
    pub service: Service,
    /// First day.
    pub from: NaiveDate,
    /// Last day, once it ended.
    pub ended: Option<NaiveDate>,
    /// It holds today.
    pub is_open: bool,
    /// Breaches that count.
    pub strikes: usize,
    /// All breaches, the newest first.
    pub breaches: Vec<BreachLine>,
}

/// Praise.
#[derive(Clone, Debug, Serialize)]
pub struct PraiseLine {
    /// What for.
    pub item: Item,
    /// By whom, when.
    pub said: By,
}

/// Everything about one person's breaches.
#[derive(Clone, Debug, Serialize)]
pub struct PersonBreaches {
    /// In which workshop.
    pub workshop: Room,
    /// Who.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// Enrolments, the newest first.
    pub enrolments: Vec<EnrolmentBreaches>,
    /// Praise, the newest first.
    pub praise: Vec<PraiseLine>,
    /// What attendance proposed and staff let be, the newest first.
    pub let_be: Vec<LetBeLine>,
    /// What the log proposes for this person.
    pub proposals: Vec<ProposalLine>,
    /// Today.
    pub today: NaiveDate,
}

/// What attendance proposed and staff let be.
#[derive(Clone, Debug, Serialize)]
pub struct LetBeLine {
    /// The workshop day; of an absence that went on, the first.
    pub day: NaiveDate,
    /// The last day of an absence that went on.
    pub until: Option<NaiveDate>,
    /// What for.
    pub cause: BreachCause,
    /// Why, as [`reasons::told`] gives it.
    pub reason: String,
    /// By whom, when.
    pub said: By,
}

impl LetBeLine {
    /// What it was, as a msgid.
    pub fn label(&self) -> &'static str {
        cause_label(self.cause)
    }
}

impl PersonBreaches {
    /// Reads a person's breaches; `None` when nobody of this id is known.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        person: &PersonId,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let today = room.day(moment);
        let proposed = open_proposed(ledger, &room, today)?;
        let state = ledger.state();
        if people::person(state, person).is_none() {
            return Ok(None);
        }
        let now = room.at(moment, today);
        let form = forms::current::<Regulations>(state, &room.id).map(|found| found.form);
        let id = room.id.clone();
        let mut names = Forms::of(state, &id);
        let mine = breaches::breaches(state, person);
        let mut enrolments: Vec<EnrolmentBreaches> = people::enrolments(state, person)
            .into_iter()
            .filter(|enrolment| enrolment.workshop == room.id)
            .map(|enrolment| {
                let strikes = breaches::strikes(state, person, &enrolment.enrolment);
                let mut lines: Vec<BreachLine> = mine
                    .iter()
                    .filter(|view| view.breach.enrolment == enrolment.enrolment)
                    .map(|view| BreachLine::of(state, &mut names, view, &strikes))
                    .collect();
                lines.sort_by_key(|line| std::cmp::Reverse((line.day, line.recorded.at)));
                EnrolmentBreaches {
                    is_open: enrolment.runs_on(today),
                    strikes: strikes.len(),
                    breaches: lines,
                    service: enrolment.service,
                    from: enrolment.from,
                    ended: enrolment.ended.map(|(on, _)| on),
                    enrolment: enrolment.enrolment,
                }
            })
            .collect();
        enrolments.reverse();
        let mut praise: Vec<PraiseLine> = breaches::praise(state, person)
            .into_iter()
            .map(|(praise, said)| PraiseLine {
                item: names.praise(praise.version, &praise.item),
                said: By::of(state, &said),
            })
            .collect();
        praise.reverse();
        let mut let_be: Vec<LetBeLine> = breaches::let_be(state, person)
            .into_iter()
            .map(|(declined, said)| LetBeLine {
                day: declined.day,
                until: declined.until,
                cause: declined.cause,
                reason: reasons::told(state, declined.clone(), &said),
                said: By::of(state, &said),
            })
            .collect();
        let_be.reverse();
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            enrolments,
            praise,
            let_be,
            proposals: breaches::proposals(state, &room.id, Some(person), proposed, now)
                .into_iter()
                .map(|proposal| proposal_line(state, form.as_ref(), proposal))
                .collect(),
            today,
            workshop: room,
        }))
    }

    /// The enrolment that holds today.
    pub fn open(&self) -> Option<&EnrolmentBreaches> {
        self.enrolments.iter().find(|enrolment| enrolment.is_open)
    }
}

/// What the forms offer to choose from when a breach is recorded.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    /// Version of the form.
    pub version: u32,
    /// Regulations.
    pub regulations: Vec<Item>,
    /// Agreed steps.
    pub agreed: Vec<Item>,
    /// Places.
    pub places: Vec<Item>,
    /// What the participant may have said.
    pub said: Vec<Item>,
}

impl Offered {
    /// What the form that holds now offers; nothing where none is published.
    pub fn of(state: &State, room: &Room) -> Self {
        forms::current::<Regulations>(state, &room.id).map_or_else(Self::default, |found| Self {
            version: found.version,
            regulations: found.form.regulations.iter().map(Item::from).collect(),
            agreed: found.form.agreed.iter().map(Item::from).collect(),
            places: found.form.places.iter().map(Item::from).collect(),
            said: found.form.said.iter().map(Item::from).collect(),
        })
    }
}
