//! What the pages show of the log, as plain values: read in one go under the ledger's lock, then rendered as a
//! page or as JSON without it. The folding itself is the rules' (`stupen-domain`).

pub mod assessment;
pub mod assessments;
pub mod board;
pub mod breaches;
pub mod calls;
pub mod day;
pub mod ending;
pub mod evidence;
pub mod goals;
pub mod items;
pub mod kiosks;
pub mod learning;
pub mod limits;
pub mod operations;
pub mod past;
pub mod people;
pub mod person_day;
pub mod placements;
pub mod prompts;
pub mod readiness;
pub mod reasons;
pub mod requests;
pub mod review;
pub mod reviews;
pub mod week;
pub mod work;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;
use stupen_domain::facts::Bilingual;
use stupen_domain::people as known;
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{State, time, workshop};

use crate::book::{local, zone};
use crate::clock::Moment;

/// The workshop that a page is about.
#[derive(Clone, Debug, Serialize)]
pub struct Room {
    /// Its id.
    pub id: WorkshopId,
    /// Its name.
    pub name: Bilingual,
    /// Its zone rules which day it is and which times are shown.
    #[serde(skip)]
    pub zone: Tz,
    /// Every workshop, for choosing another one.
    #[serde(skip)]
    pub all: Vec<(WorkshopId, Bilingual)>,
}

impl Room {
    /// The workshop asked for, or the first; `None` when there is no such one.
    pub fn find(state: &State, asked: Option<&str>) -> Option<Self> {
        let all: Vec<(WorkshopId, Bilingual)> = workshop::workshops(state)
            .into_iter()
            .map(|set| (set.workshop.clone(), set.name.clone()))
            .collect();
        let (id, name) = all
            .iter()
            .find(|(id, _)| asked.is_none_or(|asked| id.as_str() == asked))
            .cloned()?;
        Some(Self {
            zone: zone(state, &id),
            id,
            name,
            all,
        })
    }

    /// The workshop's day that a moment belongs to.
    pub fn day(&self, moment: Moment) -> NaiveDate {
        time::workshop_day(local(moment, self.zone))
    }

    /// A moment as it is told on a day of the workshop: with the offset of that day's noon.
    pub fn at(&self, moment: Moment, day: NaiveDate) -> DateTime<FixedOffset> {
        let noon = day.and_time(NaiveTime::MIN) + chrono::Duration::hours(12);
        let offset = self
            .zone
            .offset_from_local_datetime(&noon)
            .earliest()
            .map_or_else(|| local(moment, self.zone).offset().fix(), |o| o.fix());
        moment.with_timezone(&offset)
    }

    /// Hours and minutes in the workshop's zone.
    pub fn clock(&self, moment: &DateTime<FixedOffset>) -> String {
        moment.with_timezone(&self.zone).format("%H:%M").to_string()
    }

    /// True when there is something to choose.
    pub fn is_one_of_many(&self) -> bool {
        self.all.len() > 1
    }
}

/// Surname and given name, where the office knows them.
pub fn full_name(state: &State, id: &PersonId) -> Option<String> {
    known::identity(state, id).map(|name| format!("{} {}", name.surname, name.given_name))
}

/// A person as every list names them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Name {
    /// Id.
    pub person: PersonId,
    /// The name to be called by.
    pub called: String,
    /// `pictogram:<id>` or `blob:<hash>`; the picture is at `/picture/<this>`.
    pub picture: String,
}

impl Name {
    /// The name of a person; of somebody unknown the id.
    pub fn of(state: &State, id: &PersonId) -> Self {
        known::person(state, id).map_or_else(
            || Self {
                person: id.clone(),
                called: id.as_str().to_owned(),
                picture: "pictogram:person".to_owned(),
            },
            |view| Self::from(view.person),
        )
    }
}

impl From<&stupen_domain::facts::PersonSet> for Name {
    fn from(set: &stupen_domain::facts::PersonSet) -> Self {
        Self {
            person: set.person.clone(),
            called: set.called.clone(),
            picture: set.picture.as_str().to_owned(),
        }
    }
}
