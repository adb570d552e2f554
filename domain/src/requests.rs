//! What participants ask for behind their own badge, and what staff answer (docs/domain.md section 2.13).

use alloc::vec::Vec;

use crate::people;
use crate::said::Said;
use crate::state::{State, workshop_of};
use crate::wire::Fact;
use crate::wire::Kind;
use crate::wire::facts::{CaseNoted, NoteAbout, RequestAnswerSeen, RequestAnswered, RequestMade};
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
    /// Which answers the participant has seen, in order.
    pub seen: Vec<(&'a RequestAnswerSeen, Said<'a>)>,
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

    /// When the participant saw the answer that holds: an earlier one that was seen does not tell the later.
    pub fn seen(&self) -> Option<&Said<'a>> {
        let (_, holds) = self.answer()?;
        self.seen
            .iter()
            .find(|(seen, _)| seen.answer == *holds.entry)
            .map(|(_, said)| said)
    }
}

/// All requests of a person, in the order in which they were made. Of those that share an id the first counts.
pub fn requests<'a>(state: &'a State, person: &PersonId) -> Vec<RequestView<'a>> {
    in_workshop(state, person, None)
}

/// The requests of a person whose answer they have not seen yet, those that were answered first before the others.
pub fn unseen<'a>(state: &'a State, person: &PersonId) -> Vec<RequestView<'a>> {
    let mut unseen = requests(state, person);
    unseen.retain(|view| !view.is_open() && view.seen().is_none());
    unseen.sort_by_key(|view| view.answer().map(|(_, said)| (said.at, said.entry)));
    unseen
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
                seen: Vec::new(),
            });
        }
    }
    for entry in state.person(person) {
        if let Fact::RequestAnswered(answer) = &entry.payload.fact
            && let Some(view) = view_of(&mut views, &answer.request)
        {
            view.answers.push((answer, Said::of(state, entry)));
        }
        if let Fact::RequestAnswerSeen(seen) = &entry.payload.fact
            && let Some(view) = view_of(&mut views, &seen.request)
        {
            view.seen.push((seen, Said::of(state, entry)));
        }
    }
    views
}

fn view_of<'v, 'a>(
    views: &'v mut [RequestView<'a>],
    id: &RequestId,
) -> Option<&'v mut RequestView<'a>> {
    views.iter_mut().find(|view| view.request.request == *id)
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
