//! What stands before the end of an enrolment: which one it is, and why its term cannot be completed yet.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::facts::{EndReason, RequestKind, Service};
use stupen_domain::people::{self, EnrolmentView};
use stupen_domain::terms::{self, NotCompleted};
use stupen_domain::wire::ids::{EnrolmentId, PersonId, RequestId};
use stupen_domain::{State, requests};
use stupen_ledger::{Ledger, ViewsError};

use super::{Name, Room};
use crate::clock::Moment;

/// Why a term cannot be completed today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotYet {
    /// It lasts until this day.
    Until(NaiveDate),
    /// A review is open.
    ReviewOpen,
    /// A review ends it.
    Dismissed,
}

/// The enrolment that may end.
#[derive(Clone, Debug, Serialize)]
pub struct EndLine {
    /// Which.
    pub enrolment: EnrolmentId,
    /// What for.
    pub service: Service,
    /// First day.
    pub from: NaiveDate,
    /// Agreed last day.
    pub until: Option<NaiveDate>,
    /// An end that is told already, and lies ahead: its last day, and why.
    pub ended: Option<(NaiveDate, EndReason)>,
    /// Why its term cannot be completed today; absent where it can.
    pub not_completed: Option<NotYet>,
}

/// One person before the end of their enrolment.
#[derive(Clone, Debug, Serialize)]
pub struct Ending {
    /// In which workshop.
    pub workshop: Room,
    /// Who.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// The enrolment that is not over; absent where there is none.
    pub enrolment: Option<EndLine>,
    /// "I want to leave", asked at a kiosk and not answered: the end answers it.
    pub asked: Option<RequestId>,
    /// Today.
    pub today: NaiveDate,
}

impl Ending {
    /// Reads it, of the enrolment asked for, else of the first that is not over; `None` when nobody of this id is known.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        person: &PersonId,
        asked: Option<&EnrolmentId>,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let today = room.day(moment);
        let state = ledger.state();
        if people::person(state, person).is_none() {
            return Ok(None);
        }
        let enrolment = people::enrolments(state, person)
            .into_iter()
            .filter(|view| asked.is_none_or(|asked| view.enrolment == *asked))
            .find(|view| view.workshop == room.id && !view.is_over(today))
            .map(|view| EndLine {
                not_completed: not_completed(state, person, &view, today),
                enrolment: view.enrolment,
                service: view.service,
                from: view.from,
                until: view.until,
                ended: view.ended,
            });
        let asked = requests::requests(state, person)
            .into_iter()
            .find(|view| view.is_open() && view.request.what == RequestKind::Leave)
            .map(|view| view.request.request.clone());
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            enrolment,
            asked,
            today,
            workshop: room,
        }))
    }
}

fn not_completed(
    state: &State,
    person: &PersonId,
    enrolment: &EnrolmentView,
    today: NaiveDate,
) -> Option<NotYet> {
    terms::completed(state, person, enrolment, today)
        .err()
        .map(|not| match not {
            NotCompleted::Until(day) => NotYet::Until(day),
            NotCompleted::ReviewOpen => NotYet::ReviewOpen,
            NotCompleted::Dismissed => NotYet::Dismissed,
        })
}
