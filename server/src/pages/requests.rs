//! `/requests`: what participants ask for, and answering it.

use askama::Template;
use chrono::{DateTime, FixedOffset};
use stupen_domain::facts::{
    CaseNoted, EndReason, EnrolmentEnded, NoteAbout, PersonSet, RequestAnswer, RequestAnswered,
};
use stupen_domain::wire::ids::{PersonId, PictureRef, RequestId};
use stupen_domain::{Command, people, settings};

use super::acting::Refused;
use super::clerk::Clerk;
use super::room::Chooser;
use crate::i18n::{Lang, msg};
use crate::views::requests::{RequestLine, RequestList, answer_label};
use crate::web::Answer;
use crate::web::form::Sent;
use crate::web::frame::Frame;

const ANSWERS: [(&str, RequestAnswer); 4] = [
    ("done", RequestAnswer::Done),
    ("agreed", RequestAnswer::Agreed),
    ("not_now", RequestAnswer::NotNow),
    ("taken_back", RequestAnswer::TakenBack),
];

#[derive(Template)]
#[template(path = "requests.html")]
struct ListPage {
    page: Frame,
    chooser: Chooser,
    list: RequestList,
    may_answer: bool,
    may_end: bool,
    may_rename: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

async fn render(clerk: &Clerk, refusal: Option<&'static str>, sent: Sent) -> Answer {
    let list = clerk
        .read(|ledger, _book, room, now| RequestList::read(ledger, room, now))
        .await?;
    clerk.answer("/requests", list, |page, list| ListPage {
        chooser: Chooser::new(&list.workshop, "/requests", page.lang),
        may_answer: clerk.may("RequestAnswered"),
        may_end: clerk.may("EnrolmentEnded"),
        may_rename: clerk.may("PersonSet"),
        page,
        list,
        refusal,
        sent,
    })
}

/// `GET /requests`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    render(&clerk, None, Sent::default()).await
}

/// `POST /requests`: answers a request, or a wish for another picture.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn act(clerk: Clerk, sent: Sent) -> Answer {
    let done = match sent.get("act") {
        "take" | "leave" => wish(&clerk, &sent).await,
        _ => answer(&clerk, &sent).await,
    };
    clerk
        .after(done, "/requests", |said| render(&clerk, Some(said), sent))
        .await
}

async fn answer(clerk: &Clerk, sent: &Sent) -> Result<(), Refused> {
    let person = PersonId::new(sent.get("person"));
    let request = RequestId::new(sent.get("request"));
    let answer = sent.choice("answer", &ANSWERS)?;
    let on = sent.optional_date("on")?;
    let ends = sent.says("end", "yes");
    if !answer.grants() && (ends || on.is_some()) {
        return Err(msg("A day or an end goes only with an answer that grants the wish.").into());
    }
    let mut commands: Vec<Command> = vec![
        RequestAnswered {
            request: request.clone(),
            person: person.clone(),
            answer,
            on,
        }
        .into(),
    ];
    let words = sent.words("words")?;
    if !words.is_empty() {
        commands.push(
            CaseNoted {
                person: person.clone(),
                about: NoteAbout::Request,
                id: request.to_string(),
                words,
                conditions: String::new(),
            }
            .into(),
        );
    }
    if ends {
        let on = on.ok_or(msg("Enter the last day, so that the end can be recorded."))?;
        let (of, today) = (person.clone(), clerk.today());
        let enrolment = clerk
            .read(move |ledger, _book, room, _now| {
                Ok(people::member(ledger.state(), &of, &room.id, today))
            })
            .await?
            .ok_or(msg("The person is not enrolled here any more."))?;
        commands.push(
            EnrolmentEnded {
                enrolment: enrolment.enrolment,
                person,
                on,
                because: EndReason::OwnWish,
                decision: None,
            }
            .into(),
        );
    }
    clerk.carry_out(commands).await
}

/// Staff take the picture that a participant would like, or keep the one they have.
async fn wish(clerk: &Clerk, sent: &Sent) -> Result<(), Refused> {
    let person = PersonId::new(sent.get("person"));
    let of = person.clone();
    let found = clerk
        .read(move |ledger, _book, _room, _now| {
            let state = ledger.state();
            let wish = settings::picture_wish(state, &of).map(|wish| wish.picture.clone());
            Ok(people::person(state, &of)
                .map(|view| view.person.clone())
                .zip(wish))
        })
        .await?;
    let (set, wanted): (PersonSet, PictureRef) =
        found.ok_or(msg("This wish was answered already."))?;
    // The same value said again answers the wish, too: the picture stays.
    let set = if sent.says("act", "take") {
        PersonSet {
            picture: wanted,
            ..set
        }
    } else {
        set
    };
    clerk.carry_out(vec![set.into()]).await
}

impl ListPage {
    fn answers(&self) -> Vec<(&'static str, &'static str)> {
        ANSWERS
            .into_iter()
            .map(|(word, answer)| (word, answer_label(answer)))
            .collect()
    }

    fn label(&self, answer: &RequestAnswer) -> &'static str {
        answer_label(*answer)
    }

    /// True when the form of this request was sent and refused.
    fn is_for(&self, line: &RequestLine) -> bool {
        self.sent.get("request") == line.request.as_str()
    }

    fn when(&self, at: &DateTime<FixedOffset>) -> String {
        let at = at.with_timezone(&self.list.workshop.zone);
        self.page.lang.date_time(&at)
    }
}

impl RequestLine {
    /// "wants to join: Gymnastics".
    pub(super) fn words(&self, lang: &Lang) -> String {
        match &self.activity {
            Some(activity) => format!("{}: {}", lang.t(self.label()), activity.name(lang)),
            None => lang.t(self.label()).to_owned(),
        }
    }
}
