//! Stays at external sites: who is out, and one person's with contacts, difficulties and how they ended.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use stupen_domain::facts::{ContactHow, ContactWith, PlacementEnd, PlacementKind};
use stupen_domain::placements::{self, PlacementView};
use stupen_domain::wire::forms::Employers;
use stupen_domain::wire::ids::{EnrolmentId, PersonId, PlacementId, WorkshopId};
use stupen_domain::{State, contacts, forms, people};
use stupen_ledger::{Ledger, ViewsError};

use super::past::{Past, Shown};
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// Where somebody went, for the case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Site {
    /// The employer.
    pub employer: String,
    /// The mentor and how to reach them.
    pub mentor: String,
    /// What is done there.
    pub functions: String,
    /// Remarks.
    pub remarks: String,
}

/// A contact during a stay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContactLine {
    /// The day of the contact.
    pub on: NaiveDate,
    /// With whom.
    pub with: ContactWith,
    /// How.
    pub how: ContactHow,
    /// All is well.
    pub well: bool,
    /// What was said.
    pub words: String,
    /// By whom, where somebody is named.
    pub by: Option<String>,
}

impl ContactLine {
    /// With whom, in words, as a msgid.
    pub fn with_label(&self) -> &'static str {
        match self.with {
            ContactWith::Participant => msg("with the participant"),
            ContactWith::Employer => msg("with the employer"),
            ContactWith::Mentor => msg("with the mentor"),
        }
    }

    /// How, in words, as a msgid.
    pub fn how_label(&self) -> &'static str {
        match self.how {
            ContactHow::Visit => msg("visit"),
            ContactHow::Call => msg("call"),
            ContactHow::Message => msg("message"),
        }
    }
}

/// Something that is difficult.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DifficultyLine {
    /// What it is.
    pub words: String,
    /// A return to the internal site is needed.
    pub return_needed: bool,
    /// When it was raised.
    pub at: DateTime<FixedOffset>,
    /// By whom, where somebody is named.
    pub by: Option<String>,
    /// It belongs to no stay.
    pub here: bool,
}

/// One stay.
#[derive(Clone, Debug, Serialize)]
pub struct StayLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Which.
    pub placement: PlacementId,
    /// What it is.
    pub what: PlacementKind,
    /// First day.
    pub from: NaiveDate,
    /// Agreed last day.
    pub until: Option<NaiveDate>,
    /// Last day and how it ended.
    pub ended: Option<(NaiveDate, PlacementEnd)>,
    /// The agreed last day has passed and no end is recorded.
    pub overdue: bool,
    /// It holds today, or will.
    pub is_open: bool,
    /// It begins after today.
    pub to_come: bool,
    /// Another stay of the same person holds on the same days.
    pub rival: bool,
    /// The day on which the next contact falls due, while the stay goes on.
    pub next_contact: Option<NaiveDate>,
    /// Where.
    pub site: Option<Site>,
    /// Contacts, the newest first.
    pub contacts: Vec<ContactLine>,
    /// Difficulties, the newest first.
    pub difficulties: Vec<DifficultyLine>,
}

impl StayLine {
    /// What it is, in words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.what {
            PlacementKind::Internship => msg("internship"),
            PlacementKind::Job => msg("job"),
        }
    }

    /// How it stands: word, as a msgid, and colour.
    pub fn standing(&self) -> (&'static str, &'static str) {
        if self.overdue {
            (msg("the agreed time is over"), "help")
        } else if let Some((_, because)) = self.ended {
            (end_label(because), "past")
        } else if self.to_come {
            (msg("begins later"), "now")
        } else {
            (msg("at the site"), "done")
        }
    }
}

/// How a stay ended, in words, as a msgid.
pub fn end_label(because: PlacementEnd) -> &'static str {
    match because {
        PlacementEnd::Returned => msg("came back because of difficulties"),
        PlacementEnd::Completed => msg("the agreed time was over"),
        PlacementEnd::Hired => msg("taken on staff"),
        PlacementEnd::Lost => msg("ended by the employer"),
        PlacementEnd::OwnWish => msg("ended by own wish"),
    }
}

fn lines(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    today: NaiveDate,
) -> Vec<StayLine> {
    let stays = placements::of(state, person);
    let rivals = placements::rivals(state, person);
    let made_contacts = placements::contacts(state, person);
    let difficulties = placements::difficulties(state, person);
    let called = |by: Option<&PersonId>| by.map(|id| Name::of(state, id).called);
    let mut lines: Vec<StayLine> = stays
        .iter()
        .map(|stay: &PlacementView| {
            let id = &stay.placement;
            let site = placements::described(state, person, id).map(|described| Site {
                employer: described.employer.clone(),
                mentor: described.mentor.clone(),
                functions: described.functions.clone(),
                remarks: described.remarks.clone(),
            });
            let made = made_contacts
                .iter()
                .filter(|(fact, _)| fact.placement == *id)
                .map(|(fact, _)| fact.on)
                .max();
            // One that was missed stands until it is made.
            let since = made.map_or(stay.from, |made| made.min(today));
            let next_contact = contacts::next(state, workshop, person, stay.from, made, since)
                .filter(|on| stay.ended.is_none_or(|(last, _)| *on <= last));
            StayLine {
                name: Name::of(state, person),
                next_contact,
                placement: id.clone(),
                what: stay.what,
                from: stay.from,
                until: stay.until,
                ended: stay.ended,
                overdue: stay.is_overdue(today),
                is_open: stay.ended.is_none_or(|(on, _)| on >= today),
                to_come: stay.from > today,
                rival: rivals.iter().any(|(a, b)| a == id || b == id),
                site,
                contacts: made_contacts
                    .iter()
                    .rev()
                    .filter(|(fact, _)| fact.placement == *id)
                    .map(|(fact, said)| ContactLine {
                        on: fact.on,
                        with: fact.with,
                        how: fact.how,
                        well: fact.well,
                        words: fact.words.clone(),
                        by: called(said.by),
                    })
                    .collect(),
                difficulties: difficulties
                    .iter()
                    .rev()
                    .filter(|(fact, _)| fact.placement.as_ref() == Some(id))
                    .map(|(fact, said)| DifficultyLine {
                        words: fact.words.clone(),
                        return_needed: fact.return_needed,
                        at: said.at,
                        by: called(said.by),
                        here: false,
                    })
                    .collect(),
            }
        })
        .collect();
    lines.reverse();
    lines
}

/// The stays of a workshop's people.
#[derive(Clone, Debug, Serialize)]
pub struct StayList {
    /// Which workshop.
    pub workshop: Room,
    /// Those that hold or will hold.
    pub open: Vec<StayLine>,
    /// Those that have ended, as far back as was asked for, the latest first.
    pub ended: Vec<StayLine>,
    /// How far back they go, and which page it is.
    pub past: Shown,
    /// The employers that kiosks offer, by name.
    pub employers: Vec<String>,
}

/// The employers that kiosks offer, by name.
fn employers(state: &State, room: &Room) -> Vec<String> {
    forms::current::<Employers>(state, &room.id).map_or_else(Vec::new, |found| found.form.employers)
}

impl StayList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        past: Past,
        moment: Moment,
    ) -> Result<Self, ViewsError> {
        let today = room.day(moment);
        let state = ledger.state();
        let (mut open, mut ended) = (Vec::new(), Vec::new());
        for view in people::everybody(state) {
            let person = &view.person.person;
            let here = people::enrolments(state, person)
                .iter()
                .any(|enrolment| enrolment.workshop == room.id);
            if !here {
                continue;
            }
            for line in lines(state, &room.id, person, today) {
                if line.is_open {
                    open.push(line);
                } else if past.shows(line.ended.map(|(on, _)| on), today) {
                    ended.push(line);
                }
            }
        }
        open.sort_by_key(|line| (!line.overdue, line.from));
        ended.sort_by_key(|line| std::cmp::Reverse(line.ended.map(|(on, _)| on)));
        let (ended, past) = past.cut(ended, today);
        Ok(Self {
            employers: employers(state, &room),
            workshop: room,
            open,
            ended,
            past,
        })
    }
}

/// One person's stays.
#[derive(Clone, Debug, Serialize)]
pub struct PersonStays {
    /// In which workshop.
    pub workshop: Room,
    /// Who.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// The enrolment that holds today, out of which a new stay begins.
    pub enrolment: Option<EnrolmentId>,
    /// Stays, the newest first.
    pub stays: Vec<StayLine>,
    /// Difficulties that belong to no stay, the newest first.
    pub here: Vec<DifficultyLine>,
    /// The employers that are offered, by name.
    #[serde(skip)]
    pub employers: Vec<String>,
    /// Today.
    pub today: NaiveDate,
}

impl PersonStays {
    /// Reads a person's stays; `None` when nobody of this id is known.
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
        let state = ledger.state();
        if people::person(state, person).is_none() {
            return Ok(None);
        }
        let mut here: Vec<DifficultyLine> = placements::difficulties(state, person)
            .into_iter()
            .filter(|(fact, _)| fact.placement.is_none())
            .map(|(fact, said)| DifficultyLine {
                words: fact.words.clone(),
                return_needed: fact.return_needed,
                at: said.at,
                by: said.by.map(|id| Name::of(state, id).called),
                here: true,
            })
            .collect();
        here.reverse();
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            enrolment: people::member(state, person, &room.id, today).map(|view| view.enrolment),
            employers: employers(state, &room),
            stays: lines(state, &room.id, person, today),
            here,
            today,
            workshop: room,
        }))
    }

    /// True when the person is out, or will be: then no other stay begins.
    pub fn is_out(&self) -> bool {
        self.stays.iter().any(|stay| stay.ended.is_none())
    }
}
