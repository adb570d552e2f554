//! `/reviews`: dismissal reviews that wait, and one with its evidence, proposed and confirmed by the two.

use askama::Template;
use axum::extract::Path;
use chrono::NaiveDate;
use stupen_domain::facts::{
    CaseNoted, EndReason, EnrolmentEnded, FurtherWay, FurtherWayChosen, FurtherWaysOffered,
    NoteAbout, ReviewConfirmed, ReviewOutcome, ReviewProposed,
};
use stupen_domain::wire::ids::{PersonId, ReviewId};
use stupen_domain::{Command, Role};

use super::acting::{Refused, actor, new_id};
use super::clerk::Clerk;
use super::room::Chooser;
use crate::i18n::msg;
use crate::views::breaches::{BreachLine, Offered};
use crate::views::items::{Item, MarkWords};
use crate::views::reviews::{ReviewList, ReviewPage as View, end_label, outcome_label, way_label};
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, path_part};

const WAYS: [(&str, FurtherWay); 4] = [
    ("job_search", FurtherWay::JobSearch),
    ("socio_psychological", FurtherWay::SocioPsychological),
    ("elsewhere", FurtherWay::Elsewhere),
    ("none", FurtherWay::None),
];

#[derive(Template)]
#[template(path = "reviews.html")]
struct ListPage {
    page: Frame,
    chooser: Chooser,
    list: ReviewList,
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    page: Frame,
    view: View,
    agreed: Vec<Item>,
    may_propose: bool,
    may_confirm: bool,
    may_end: bool,
    may_way: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

/// One criterion in the evidence: its level at each assessment shown, the oldest first.
struct MarkedRow<'a> {
    criterion: &'a Item,
    levels: Vec<(NaiveDate, Option<&'a Item>)>,
}

/// `GET /reviews`, as a page or as JSON: of enrolments that hold or ended within a year, with `?show=all` of all.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    let past = clerk.past();
    let list = clerk
        .read(move |ledger, _book, room, now| ReviewList::read(ledger, room, past, now))
        .await?;
    clerk.answer("/reviews", list, |page, list| ListPage {
        chooser: Chooser::new(&list.workshop, "/reviews", page.lang),
        page,
        list,
    })
}

async fn read(clerk: &Clerk, person: &PersonId) -> Result<(View, Vec<Item>), Fault> {
    let of = person.clone();
    let asked = clerk.enrolment();
    clerk
        .read(move |ledger, _book, room, now| {
            let agreed = Offered::of(ledger.state(), &room).agreed;
            let view = View::read(ledger, room, &of, asked.as_ref(), now)?;
            Ok(view.map(|view| (view, agreed)))
        })
        .await?
        .ok_or_else(Fault::not_found)
}

fn path(view: &View) -> String {
    format!(
        "/reviews/of/{}?enrolment={}",
        path_part(view.name.person.as_str()),
        path_part(view.enrolment.as_str())
    )
}

async fn render(
    clerk: &Clerk,
    person: &PersonId,
    refusal: Option<&'static str>,
    sent: Sent,
) -> Answer {
    let (view, agreed) = read(clerk, person).await?;
    clerk.look("/reviews/of/{person}", person).await?;
    let me = actor(&clerk.user);
    // Of an enrolment that is over nothing is decided any more.
    let is_open = view.opening.is_some() && view.runs;
    // As the rules decide: another person, in the other of the two parts.
    let may_confirm = view.pending.as_ref().is_some_and(|(_, by, confirms, _)| {
        is_open && me.person.is_some() && me.person != *by && me.role == *confirms
    });
    clerk.answer(&path(&view), view, |page, view| ReviewPage {
        page,
        may_propose: is_open && me.person.is_some() && clerk.may("ReviewProposed"),
        may_confirm,
        may_end: clerk.may("EnrolmentEnded"),
        may_way: clerk.may("FurtherWayChosen"),
        view,
        agreed,
        refusal,
        sent,
    })
}

/// `GET /reviews/of/{person}`, as a page or as JSON; `?enrolment=` for an earlier one. The look is recorded.
///
/// # Errors
/// When the person was never enrolled here, or the book cannot be read.
pub async fn of(clerk: Clerk, Path(person): Path<String>) -> Answer {
    render(&clerk, &PersonId::new(person), None, Sent::default()).await
}

/// `POST /reviews/of/{person}`: proposes, confirms, records the end or the further way.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn act(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    let (view, _agreed) = read(&clerk, &person).await?;
    let back = path(&view);
    let done = carry_out(&clerk, view, &sent).await;
    clerk
        .after(done, &back, |said| {
            render(&clerk, &person, Some(said), sent)
        })
        .await
}

async fn carry_out(clerk: &Clerk, view: View, sent: &Sent) -> Result<(), Refused> {
    let person = view.name.person.clone();
    // Something came between the page and the key: it is looked at first.
    if matches!(sent.get("act"), "propose" | "confirm") && sent.get("seen") != view.seen {
        return Err(msg(
            "Breaches or decisions have changed meanwhile. Look at the review again, then decide.",
        )
        .into());
    }
    let commands: Vec<Command> = match sent.get("act") {
        "propose" => propose(view, sent)?,
        "confirm" => {
            let (review, _, _, outcome) = view.pending.clone().ok_or(msg(
                "There is nothing to confirm any more. Look at the review again.",
            ))?;
            let mut commands: Vec<Command> = vec![
                ReviewConfirmed {
                    review: review.clone(),
                    person: person.clone(),
                }
                .into(),
            ];
            if outcome == ReviewOutcome::Dismiss
                && let Some(on) = sent.optional_date("on")?
            {
                let decision = decision(clerk, &view, &review).await?;
                commands.push(end(&view, on, decision).into());
            }
            commands
        }
        "end" => {
            let decision = view
                .decision
                .clone()
                .ok_or(msg("It is not decided yet that the enrolment ends."))?;
            vec![end(&view, sent.date("on")?, decision).into()]
        }
        "way" => vec![
            FurtherWayChosen {
                person: person.clone(),
                enrolment: view.enrolment.clone(),
                way: sent.choice("way", &WAYS)?,
            }
            .into(),
            // So that no kiosk asks again.
            FurtherWaysOffered {
                person,
                enrolment: view.enrolment.clone(),
            }
            .into(),
        ],
        _ => return Err(msg("Choose one of the answers.").into()),
    };
    clerk.carry_out(commands).await
}

fn propose(view: View, sent: &Sent) -> Result<Vec<Command>, Refused> {
    let outcomes = [
        ("keep", ReviewOutcome::Keep),
        ("dismiss", ReviewOutcome::Dismiss),
    ];
    let outcome = sent.choice("outcome", &outcomes)?;
    let words = sent.words("reason")?;
    if words.is_empty() {
        return Err(msg("Say why: the reason stays with the decision.").into());
    }
    let condition = Some(sent.get("condition").to_owned())
        .filter(|said| !said.is_empty() && outcome == ReviewOutcome::Keep);
    let conditions = sent.words("conditions")?;
    if outcome == ReviewOutcome::Keep && condition.is_none() && conditions.is_empty() {
        return Err(
            msg("Say what is asked of the person who stays: choose it or write it.").into(),
        );
    }
    let review = ReviewId::new(new_id()?);
    let (weighs, settles) = view.weighs;
    let person = view.name.person;
    Ok(vec![
        ReviewProposed {
            review: review.clone(),
            person: person.clone(),
            enrolment: view.enrolment,
            weighs,
            settles,
            outcome,
            condition,
        }
        .into(),
        CaseNoted {
            person,
            about: NoteAbout::Review,
            id: review.to_string(),
            words,
            conditions,
        }
        .into(),
    ])
}

/// The entry of a proposal that is about to be confirmed: the end names it.
async fn decision(
    clerk: &Clerk,
    view: &View,
    review: &ReviewId,
) -> Result<stupen_domain::EntryRef, Refused> {
    let (person, review) = (view.name.person.clone(), review.clone());
    let entry = clerk
        .read(move |ledger, _book, _room, _now| {
            use stupen_domain::wire::Kind;
            Ok(ledger
                .state()
                .person(&person)
                .find(|entry| {
                    ReviewProposed::of(&entry.payload.fact)
                        .is_some_and(|known| known.review == review)
                })
                .map(|entry| entry.order.entry.clone()))
        })
        .await?;
    Ok(entry.ok_or(msg(
        "There is nothing to confirm any more. Look at the review again.",
    ))?)
}

fn end(view: &View, on: chrono::NaiveDate, decision: stupen_domain::EntryRef) -> EnrolmentEnded {
    EnrolmentEnded {
        enrolment: view.enrolment.clone(),
        person: view.name.person.clone(),
        on,
        because: EndReason::DismissalReview,
        decision: Some(decision),
    }
}

impl ListPage {
    fn circles(&self, strikes: &usize) -> Vec<bool> {
        super::breaches::circles(strikes)
    }

    fn end_label(&self, because: &EndReason) -> &'static str {
        end_label(*because)
    }
}

impl ReviewPage {
    /// The breaches of which the participant was not told, before each form that decides a dismissal, and after it.
    fn untold(&self) -> Vec<&BreachLine> {
        let view = &self.view;
        let proposed = view
            .pending
            .as_ref()
            .is_some_and(|(_, _, _, outcome)| self.is_dismissal(outcome));
        let ended = matches!(view.ended, Some((_, EndReason::DismissalReview)));
        let stands = proposed
            || (self.may_propose && view.may_dismiss)
            || view.end_missing
            || (ended && !view.dismissal_fell);
        let all = view.strikes.iter().filter(|line| line.told.is_none());
        all.filter(|_| stands).collect()
    }

    /// Each criterion that was marked.
    fn marks(&self) -> Vec<MarkedRow<'_>> {
        let shorts = &self.view.assessments;
        let mut rows: Vec<MarkedRow<'_>> = Vec::new();
        for mark in shorts.iter().flat_map(|short| &short.marks) {
            if rows.iter().any(|row| row.criterion.id == mark.criterion.id) {
                continue;
            }
            let levels = shorts.iter().rev().map(|short| {
                let of = |known: &&MarkWords| known.criterion.id == mark.criterion.id;
                let level = short.marks.iter().find(of).map(|known| &known.level);
                (short.on, level)
            });
            rows.push(MarkedRow {
                criterion: &mark.criterion,
                levels: levels.collect(),
            });
        }
        rows
    }

    fn end_label(&self, because: &EndReason) -> &'static str {
        end_label(*because)
    }

    fn outcome_label(&self, outcome: &ReviewOutcome) -> &'static str {
        outcome_label(*outcome)
    }

    fn is_dismissal(&self, outcome: &ReviewOutcome) -> bool {
        *outcome == ReviewOutcome::Dismiss
    }

    fn way_label(&self, way: &FurtherWay) -> &'static str {
        way_label(*way)
    }

    fn ways(&self) -> Vec<(&'static str, &'static str)> {
        WAYS.into_iter()
            .map(|(word, way)| (word, way_label(way)))
            .collect()
    }

    fn waits_for(&self, confirms: &Role) -> &'static str {
        match confirms {
            Role::Lead => msg("A workshop lead has to confirm it, or propose otherwise."),
            _ => msg("A consultant has to confirm it, or propose otherwise."),
        }
    }
}
