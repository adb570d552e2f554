//! What participants ask for behind their own badge, and what staff answer (docs/domain.md section 2.13).

use alloc::vec::Vec;

use crate::people;
use crate::said::Said;
use crate::state::{State, workshop_of};
use crate::wire::Fact;
use crate::wire::Kind;
use crate::wire::facts::{CaseNoted, NoteAbout, RequestAnswered, RequestMade};
use crate::wire::ids::{PersonId, RequestId, WorkshopId};

/// One request with its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestView<'a> {
    /// What was asked for.
    pub request: &'a RequestMade,
    /// When, and by whom it was written.
    pub said: Said<'a>,
    /// The answers in order: two of the staff may answer without knowing of each other. None while it is open.
    pub answers: Vec<(&'a RequestAnswered, Said<'a>)>,
}

impl<'a> RequestView<'a> {
    /// Whether nobody has answered yet.
    pub fn is_open(&self) -> bool {
        self.answers.is_empty()
    }

    /// The answer that holds: the last in order.
    pub fn answer(&self) -> Option<&(&'a RequestAnswered, Said<'a>)> {
        self.answers.last()
    }
}

/// All requests of a person, in the order in which they were made. Of those that share an id the first counts.
pub fn requests<'a>(state: &'a State, person: &PersonId) -> Vec<RequestView<'a>> {
    in_workshop(state, person, None)
}

/// The requests of a workshop that wait for an answer, oldest first.
pub fn open<'a>(state: &'a State, workshop: &WorkshopId) -> Vec<RequestView<'a>> {
    let mut open: Vec<RequestView<'a>> = people::everybody(state)
        .iter()
        .flat_map(|view| in_workshop(state, &view.person.person, Some(workshop)))
        .filter(RequestView::is_open)
        .collect();
    open.sort_by(|a, b| (a.said.at, a.said.entry).cmp(&(b.said.at, b.said.entry)));
    open
}

fn in_workshop<'a>(
    state: &'a State,
    person: &PersonId,
    workshop: Option<&WorkshopId>,
) -> Vec<RequestView<'a>> {
    let mut views: Vec<RequestView<'a>> = Vec::new();
    for entry in state.person(person) {
        if let Fact::RequestMade(request) = &entry.payload.fact
            && workshop.is_none_or(|workshop| workshop_of(entry).as_ref() == Some(workshop))
            && views
                .iter()
                .all(|known| known.request.request != request.request)
        {
            views.push(RequestView {
                request,
                said: Said::of(state, entry),
                answers: Vec::new(),
            });
        }
    }
    for entry in state.person(person) {
        if let Fact::RequestAnswered(answer) = &entry.payload.fact
            && let Some(view) = views
                .iter_mut()
                .find(|view| view.request.request == answer.request)
        {
            view.answers.push((answer, Said::of(state, entry)));
        }
    }
    views
}

/// One request.
pub fn request<'a>(state: &'a State, person: &PersonId, id: &RequestId) -> Option<RequestView<'a>> {
    requests(state, person)
        .into_iter()
        .find(|view| view.request.request == *id)
}

/// Words that were written for the case about something of a person, where this holder may know them: a kiosk does
/// not. In order.
pub fn notes<'a>(
    state: &'a State,
    person: &PersonId,
    about: NoteAbout,
    id: &str,
) -> Vec<(&'a CaseNoted, Said<'a>)> {
    state
        .person(person)
        .filter_map(|entry| Some((CaseNoted::of(&entry.payload.fact)?, entry)))
        .filter(|(note, _)| note.about == about && note.id == id)
        .map(|(note, entry)| (note, Said::of(state, entry)))
        .collect()
}
