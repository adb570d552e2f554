//! What participants ask for, and what staff answered.

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::Serialize;
use stupen_domain::facts::{NoteAbout, RequestAnswer, RequestKind};
use stupen_domain::requests::{self, RequestView};
use stupen_domain::wire::ids::{PersonId, RequestId};
use stupen_domain::{State, people, settings};
use stupen_ledger::{Ledger, ViewsError};

use super::breaches::By;
use super::items::{Forms, Item};
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// Days back whose answers are shown.
const ANSWERED_DAYS: u64 = 31;

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct RequestLine {
    /// Who asks.
    #[serde(flatten)]
    pub name: Name,
    /// The request.
    pub request: RequestId,
    /// What for.
    pub what: RequestKind,
    /// Which activity.
    pub activity: Option<Item>,
    /// Since when.
    pub at: DateTime<FixedOffset>,
    /// The answer that holds, and by whom.
    pub answer: Option<(RequestAnswer, By)>,
    /// The day that was arranged.
    pub on: Option<NaiveDate>,
    /// When the participant saw that answer at a kiosk.
    pub seen: Option<DateTime<FixedOffset>>,
    /// Answers made without knowing of each other.
    pub answers: usize,
    /// What was noted for the case.
    pub words: Vec<String>,
}

impl RequestLine {
    /// From the log.
    pub fn of(state: &State, forms: &mut Forms<'_>, view: &RequestView<'_>) -> Self {
        let request = view.request;
        let answer = view.answer();
        Self {
            name: Name::of(state, &request.person),
            request: request.request.clone(),
            what: request.what,
            activity: request.activity.as_ref().map(|id| forms.activity(id)),
            at: view.said.at,
            answer: answer.map(|(answered, said)| (answered.answer, By::of(state, said))),
            on: answer.and_then(|(answered, _)| answered.on),
            seen: view.seen().map(|said| said.at),
            answers: view.answers.len(),
            words: requests::notes(
                state,
                &request.person,
                NoteAbout::Request,
                request.request.as_str(),
            )
            .into_iter()
            .map(|(note, _)| note.words.clone())
            .collect(),
        }
    }

    /// What for, in words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.what {
            RequestKind::Talk => msg("wants to talk"),
            RequestKind::Join => msg("wants to join"),
            RequestKind::Leave => msg("wants to leave"),
        }
    }

    /// The pictogram of what is asked for.
    pub fn picture(&self) -> &'static str {
        match self.what {
            RequestKind::Talk => "pictogram:want-talk",
            RequestKind::Join => "pictogram:want-join",
            RequestKind::Leave => "pictogram:want-leave",
        }
    }

    /// True for "I want to leave".
    pub fn is_leave(&self) -> bool {
        self.what == RequestKind::Leave
    }
}

/// An answer in words, as a msgid.
pub fn answer_label(answer: RequestAnswer) -> &'static str {
    match answer {
        RequestAnswer::Agreed => msg("arranged"),
        RequestAnswer::Done => msg("done"),
        RequestAnswer::NotNow => msg("not now"),
        RequestAnswer::TakenBack => msg("taken back"),
    }
}

/// A picture that somebody would like to be greeted by.
#[derive(Clone, Debug, Serialize)]
pub struct WishLine {
    /// Who, with the picture they have.
    #[serde(flatten)]
    pub name: Name,
    /// The picture they would like.
    pub wanted: String,
    /// Since when.
    pub at: DateTime<FixedOffset>,
}

/// The requests of a workshop.
#[derive(Clone, Debug, Serialize)]
pub struct RequestList {
    /// Which workshop.
    pub workshop: Room,
    /// Those that wait, the longest first.
    pub open: Vec<RequestLine>,
    /// Wishes for another picture, the longest first.
    pub wishes: Vec<WishLine>,
    /// Those that were answered lately, the latest first.
    pub answered: Vec<RequestLine>,
    /// Today.
    pub today: NaiveDate,
}

impl RequestList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(ledger: &mut Ledger, room: Room, moment: Moment) -> Result<Self, ViewsError> {
        let today = room.day(moment);
        let since = today - Days::new(ANSWERED_DAYS);
        let state = ledger.state();
        let id = room.id.clone();
        let mut forms = Forms::of(state, &id);
        let open = requests::open(state, &room.id)
            .iter()
            .map(|view| RequestLine::of(state, &mut forms, view))
            .collect();
        let (mut answered, mut wishes) = (Vec::new(), Vec::new());
        for view in people::everybody(state) {
            let person = &view.person.person;
            let here = people::enrolments(state, person)
                .iter()
                .any(|enrolment| enrolment.workshop == room.id);
            if !here {
                continue;
            }
            answered.extend(
                requests::requests(state, person)
                    .iter()
                    .filter(|view| !view.is_open() && room.day(view.said.at.to_utc()) >= since)
                    .map(|view| RequestLine::of(state, &mut forms, view)),
            );
            if let Some(wish) = settings::picture_wish(state, person) {
                wishes.push(WishLine {
                    name: Name::from(view.person),
                    wanted: wish.picture.as_str().to_owned(),
                    at: wish.since,
                });
            }
        }
        answered.sort_by_key(|line| std::cmp::Reverse(line.at));
        wishes.sort_by_key(|line| line.at);
        Ok(Self {
            workshop: room,
            open,
            wishes,
            answered,
            today,
        })
    }
}

/// Everything that one person asked for, the latest first.
pub fn of_person(state: &State, room: &Room, person: &PersonId) -> Vec<RequestLine> {
    let mut forms = Forms::of(state, &room.id);
    let mut lines: Vec<RequestLine> = requests::requests(state, person)
        .iter()
        .map(|view| RequestLine::of(state, &mut forms, view))
        .collect();
    lines.reverse();
    lines
}
