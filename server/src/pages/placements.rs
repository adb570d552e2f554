//! `/placements`: who is at an external site, and one person's stays: going out, contacts, difficulties, coming back.

use askama::Template;
use axum::extract::Path;
use stupen_domain::Command;
use stupen_domain::facts::{
    ContactHow, ContactMade, ContactWith, DifficultyRaised, FormSet, PlacementDescribed,
    PlacementEnd, PlacementEnded, PlacementKind, PlacementStarted,
};
use stupen_domain::forms;
use stupen_domain::wire::forms::{Employers, Form as _};
use stupen_domain::wire::ids::{DifficultyId, PersonId, PlacementId};
use stupen_ledger::ViewsError;

use super::acting::{Refused, new_id};
use super::clerk::Clerk;
use super::room::Chooser;
use super::sheet::{self, Asked, Before, Sheet};
use crate::i18n::msg;
use crate::views::placements::{PersonStays, StayLine, StayList, end_label};
use crate::web::Answer;
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;

const ENDS: [(&str, PlacementEnd); 5] = [
    ("completed", PlacementEnd::Completed),
    ("returned", PlacementEnd::Returned),
    ("hired", PlacementEnd::Hired),
    ("lost", PlacementEnd::Lost),
    ("own_wish", PlacementEnd::OwnWish),
];

const WITH: [(&str, ContactWith, &str); 3] = [
    (
        "participant",
        ContactWith::Participant,
        msg("with the participant"),
    ),
    ("mentor", ContactWith::Mentor, msg("with the mentor")),
    ("employer", ContactWith::Employer, msg("with the employer")),
];

const HOW: [(&str, ContactHow, &str); 3] = [
    ("call", ContactHow::Call, msg("call")),
    ("visit", ContactHow::Visit, msg("visit")),
    ("message", ContactHow::Message, msg("message")),
];

#[derive(Template)]
#[template(path = "placements.html")]
struct ListPage {
    page: Frame,
    chooser: Chooser,
    list: StayList,
    may_offer: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

#[derive(Template)]
#[template(path = "placements_of.html")]
struct PersonPage {
    page: Frame,
    view: PersonStays,
    may_place: bool,
    may_contact: bool,
    may_raise: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

/// `GET /placements`, as a page or as JSON; `?show=all&page=2` tells of all years, a page at a time.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    draw(&clerk, None, Sent::default()).await
}

async fn draw(clerk: &Clerk, refusal: Option<&'static str>, sent: Sent) -> Answer {
    let past = clerk.past();
    let list = clerk
        .read(move |ledger, _book, room, now| StayList::read(ledger, room, past, now))
        .await?;
    clerk.answer("/placements", list, |page, list| ListPage {
        chooser: Chooser::new(&list.workshop, "/placements", page.lang),
        may_offer: clerk.may("FormSet"),
        page,
        list,
        refusal,
        sent,
    })
}

/// `POST /placements`: the employers that kiosks of this workshop offer from now on, by name.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn offer(clerk: Clerk, sent: Sent) -> Answer {
    let done = offered(&clerk, &sent).await;
    clerk
        .after(done, "/placements", |said| draw(&clerk, Some(said), sent))
        .await
}

async fn offered(clerk: &Clerk, sent: &Sent) -> Result<(), Refused> {
    let names = sent.get("employers").lines().map(str::trim);
    let employers: Vec<String> = names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let body = serde_json::to_string(&Employers { employers })
        .map_err(|error| Fault::from(anyhow::Error::from(error)))?;
    if !forms::check::faults(Employers::NAME, &body, |_| true).is_empty() {
        return Err(msg(
            "One name a line, each once, at most 60 letters long and 60 names in all.",
        )
        .into());
    }
    let form = format!("{}@{}", Employers::NAME, clerk.room.id);
    let name = form.clone();
    let (version, holds) = clerk
        .read(move |ledger, _book, _room, _now| {
            let state = ledger.state();
            let holds = forms::set(state, &name).map(|set| set.body.clone());
            Ok((forms::next_version(state, &name), holds))
        })
        .await?;
    // What holds already is not said twice.
    if holds.as_ref() == Some(&body) {
        return Ok(());
    }
    let set = FormSet {
        form,
        version,
        body,
    };
    clerk.carry_out(vec![set.into()]).await
}

impl ListPage {
    /// What the form that was sent and refused said, else what holds.
    fn employers(&self) -> String {
        match self.sent.get("employers") {
            "" => self.list.employers.join("\n"),
            said => said.to_owned(),
        }
    }
}

impl Sheet for PersonPage {
    type View = PersonStays;
    const ROUTE: &'static str = "/placements/of/{person}";

    fn read(asked: Asked<'_>) -> Result<Option<PersonStays>, ViewsError> {
        PersonStays::read(asked.ledger, asked.room, asked.person, asked.now)
    }

    fn draw(clerk: &Clerk, page: Frame, view: PersonStays, before: Before) -> Self {
        Self {
            page,
            may_place: clerk.may("PlacementStarted"),
            may_contact: clerk.may("ContactMade"),
            may_raise: clerk.may("DifficultyRaised"),
            view,
            refusal: before.refusal,
            sent: before.sent,
        }
    }
}

/// `GET /placements/of/{person}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn of(clerk: Clerk, Path(person): Path<String>) -> Answer {
    sheet::show::<PersonPage>(&clerk, person).await
}

/// `POST /placements/of/{person}`: going out, contact, difficulty, coming back.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn act(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    let done = carry_out(&clerk, &person, &sent).await;
    let back = sheet::path::<PersonPage>(&person);
    sheet::after::<PersonPage>(&clerk, &person, done, &back, sent).await
}

async fn carry_out(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let placement = || Some(sent.get("placement")).filter(|id| !id.is_empty());
    let of_stay = || {
        placement()
            .map(PlacementId::new)
            .ok_or(msg("Choose one of the answers."))
    };
    let commands: Vec<Command> = match sent.get("act") {
        "start" => start(clerk, person, sent).await?,
        "describe" => vec![described(person, of_stay()?, sent)?.into()],
        "contact" => vec![
            ContactMade {
                contact: None,
                placement: of_stay()?,
                person: person.clone(),
                on: sent.date("on")?,
                with: sent.choice("with", &WITH.map(|(word, with, _)| (word, with)))?,
                how: sent.choice("how", &HOW.map(|(word, how, _)| (word, how)))?,
                well: sent.choice("well", &[("yes", true), ("no", false)])?,
                words: sent.words("words")?,
            }
            .into(),
        ],
        "difficulty" => {
            let words = sent.words("words")?;
            if words.is_empty() {
                return Err(msg("Say what is difficult.").into());
            }
            vec![
                DifficultyRaised {
                    difficulty: DifficultyId::new(new_id()?),
                    person: person.clone(),
                    placement: placement().map(PlacementId::new),
                    on: None,
                    words,
                    return_needed: sent.says("return_needed", "yes"),
                }
                .into(),
            ]
        }
        "end" => vec![
            PlacementEnded {
                placement: of_stay()?,
                person: person.clone(),
                on: sent.date("on")?,
                because: sent.choice("because", &ENDS)?,
            }
            .into(),
        ],
        _ => return Err(msg("Choose one of the answers.").into()),
    };
    clerk.carry_out(commands).await
}

async fn start(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<Vec<Command>, Refused> {
    let placement = PlacementId::new(new_id()?);
    let described = described(person, placement.clone(), sent)?;
    let kinds = [
        ("internship", PlacementKind::Internship),
        ("job", PlacementKind::Job),
    ];
    let started = PlacementStarted {
        placement,
        person: person.clone(),
        enrolment: sheet::read::<PersonPage>(clerk, person).await?.enrolment,
        what: sent.choice("what", &kinds)?,
        from: sent.date("from")?,
        until: sent.optional_date("until")?,
    };
    Ok(vec![started.into(), described.into()])
}

fn described(
    person: &PersonId,
    placement: PlacementId,
    sent: &Sent,
) -> Result<PlacementDescribed, &'static str> {
    let employer = sent.words("employer")?;
    if employer.is_empty() {
        return Err(msg("Say where: the employer is kept for the case."));
    }
    Ok(PlacementDescribed {
        placement,
        person: person.clone(),
        employer,
        mentor: sent.words("mentor")?,
        functions: sent.words("functions")?,
        remarks: sent.words("remarks")?,
    })
}

impl PersonPage {
    fn ends(&self) -> Vec<(&'static str, &'static str)> {
        ENDS.into_iter()
            .map(|(word, end)| (word, end_label(end)))
            .collect()
    }

    fn with(&self) -> Vec<(&'static str, &'static str)> {
        WITH.into_iter()
            .map(|(word, _, label)| (word, label))
            .collect()
    }

    fn how(&self) -> Vec<(&'static str, &'static str)> {
        HOW.into_iter()
            .map(|(word, _, label)| (word, label))
            .collect()
    }

    /// True when this form of this stay was sent and refused.
    fn is_for(&self, act: &str, stay: &StayLine) -> bool {
        self.sent.says("act", act) && self.sent.get("placement") == stay.placement.as_str()
    }

    fn today(&self) -> String {
        self.view.today.to_string()
    }
}
