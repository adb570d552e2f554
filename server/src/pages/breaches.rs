//! `/breaches`: what is proposed, what was recorded, who has strikes; and one person's, with recording, letting be and
//! annulling.

use askama::Template;
use axum::extract::Path;
use chrono::NaiveDate;
use stupen_domain::Command;
use stupen_domain::facts::{
    BreachAnnulled, BreachCause, BreachDescribed, BreachProposalDeclined, BreachRecorded,
    PraiseRecorded,
};
use stupen_domain::forms;
use stupen_domain::reasons::AT_OFFICE;
use stupen_domain::wire::forms::Praise;
use stupen_domain::wire::ids::{BreachId, PersonId};

use super::acting::{Refused, new_id, with_words};
use super::clerk::Clerk;
use super::room::Chooser;
use crate::i18n::{Lang, msg};
use crate::views::breaches::{
    BreachLine, BreachList, EnrolmentBreaches, Offered, PersonBreaches, ProposalLine,
    RegulationTrend, cause_label, strikes_words,
};
use crate::views::items::Item;
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, path_part};

/// S0: dismissal on the third breach (docs/domain.md section 2.6): pages show "2 of 3".
const OF: usize = stupen_domain::reviews::STRIKES_TO_REVIEW;

/// Proposals of one page: each carries two forms, and after days on which few came there are hundreds.
const PROPOSALS_A_PAGE: usize = 50;

/// How many pages there are, and which of them an address asks for.
fn page_asked(proposals: usize, asked: &str) -> (usize, usize) {
    let pages = proposals.div_ceil(PROPOSALS_A_PAGE).max(1);
    (pages, asked.parse().unwrap_or(1).clamp(1, pages))
}

#[derive(Template)]
#[template(path = "breaches.html")]
struct ListPage {
    page: Frame,
    chooser: Chooser,
    list: BreachList,
    offered: Offered,
    /// `proposed`, `recent` or `people`.
    show: String,
    /// Which page of what is proposed, from 1.
    at: usize,
    may_record: bool,
}

#[derive(Template)]
#[template(path = "breaches_of.html")]
struct PersonPage {
    page: Frame,
    view: PersonBreaches,
    offered: Offered,
    praise: Vec<Item>,
    may_record: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

/// `GET /breaches`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    let (list, offered) = clerk
        .read(|ledger, _book, room, now| {
            let offered = Offered::of(ledger.state(), &room);
            Ok((BreachList::read(ledger, room, now)?, offered))
        })
        .await?;
    let asked = clerk.query("show");
    let show = ["proposed", "recent", "people"]
        .into_iter()
        .find(|known| *known == asked)
        .unwrap_or("proposed");
    clerk.answer(&format!("/breaches?show={show}"), list, |page, list| {
        ListPage {
            chooser: Chooser::new(&list.workshop, "/breaches", page.lang),
            show: show.to_owned(),
            at: page_asked(list.proposals.len(), &clerk.query("page")).1,
            may_record: clerk.may("BreachRecorded"),
            page,
            list,
            offered,
        }
    })
}

async fn render(
    clerk: &Clerk,
    person: &PersonId,
    refusal: Option<&'static str>,
    sent: Sent,
) -> Answer {
    let of = person.clone();
    let (view, offered, praise) = clerk
        .read(move |ledger, _book, room, now| {
            let offered = Offered::of(ledger.state(), &room);
            let praise = forms::current::<Praise>(ledger.state(), &room.id)
                .map(|found| found.form.items.iter().map(Item::from).collect())
                .unwrap_or_default();
            let view = PersonBreaches::read(ledger, room, &of, now)?;
            Ok((view, offered, praise))
        })
        .await?;
    let view = view.ok_or_else(Fault::not_found)?;
    clerk.look("/breaches/of/{person}", person).await?;
    clerk.answer(&path(person), view, |page, view| PersonPage {
        page,
        may_record: clerk.may("BreachRecorded"),
        view,
        offered,
        praise,
        refusal,
        sent,
    })
}

fn path(person: &PersonId) -> String {
    format!("/breaches/of/{}", path_part(person.as_str()))
}

/// `GET /breaches/of/{person}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn of(clerk: Clerk, Path(person): Path<String>) -> Answer {
    render(&clerk, &PersonId::new(person), None, Sent::default()).await
}

/// `POST /breaches/of/{person}`: records a breach, lets a proposal be, annuls, praises.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn act(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    let done = carry_out(&clerk, &person, &sent).await;
    let back = if sent.says("back", "list") {
        // A word that is no number would be read as the first page.
        format!(
            "/breaches?show=proposed&page={}",
            path_part(sent.get("page"))
        )
    } else {
        path(&person)
    };
    clerk
        .after(done, &back, |said| {
            render(&clerk, &person, Some(said), sent)
        })
        .await
}

async fn carry_out(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let commands = match sent.get("act") {
        "record" => record(clerk, person, sent).await?,
        "decline" => with_words(
            BreachProposalDeclined {
                person: person.clone(),
                day: sent.date("day")?,
                until: sent.optional_date("until")?,
                cause: cause(sent)?.ok_or(msg("Choose one of the answers."))?,
                reason: AT_OFFICE.to_owned(),
            },
            &sent.reason("reason")?,
        ),
        "annul" => with_words(
            BreachAnnulled {
                breach: BreachId::new(sent.get("breach")),
                person: person.clone(),
                reason: AT_OFFICE.to_owned(),
            },
            &sent.reason("reason")?,
        ),
        "praise" => vec![praise(clerk, person, sent).await?],
        _ => return Err(msg("Choose one of the answers.").into()),
    };
    clerk.carry_out(commands).await
}

fn cause(sent: &Sent) -> Result<Option<BreachCause>, &'static str> {
    if sent.get("cause").is_empty() {
        return Ok(None);
    }
    let causes = [("late", BreachCause::Late), ("absent", BreachCause::Absent)];
    sent.choice("cause", &causes).map(Some)
}

/// What the plain form says that the breach answers: the proposal as it stands now, an absence with all its days.
async fn answers(
    clerk: &Clerk,
    person: &PersonId,
    sent: &Sent,
) -> Result<Option<ProposalLine>, Refused> {
    let asked = sent.get("answers").to_owned();
    if asked.is_empty() {
        return Ok(None);
    }
    let of = person.clone();
    let view = clerk
        .read(move |ledger, _book, room, now| PersonBreaches::read(ledger, room, &of, now))
        .await?;
    let open = view.map(|view| view.proposals).unwrap_or_default();
    let found = open.into_iter().find(|line| line.key() == asked);
    found.map(Some).ok_or_else(|| {
        msg("This was answered already, or attendance does not show it any more.").into()
    })
}

async fn record(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<Vec<Command>, Refused> {
    let answers = answers(clerk, person, sent).await?;
    let day = match &answers {
        Some(line) => line.day,
        None => sent.date("day")?,
    };
    let of = person.clone();
    let (version, enrolment) = clerk
        .read(move |ledger, _book, room, _now| {
            let state = ledger.state();
            let version = Offered::of(state, &room).version;
            let enrolment = stupen_domain::people::enrolment_on(state, &of, &room.id, day);
            Ok((version, enrolment))
        })
        .await?;
    let enrolment = enrolment.ok_or(msg(
        "The person was not enrolled here on this day. Check the day.",
    ))?;
    let optional = |name: &str| Some(sent.get(name).to_owned()).filter(|said| !said.is_empty());
    if sent.get("regulation").is_empty() {
        return Err(msg("Choose what was broken.").into());
    }
    let breach = BreachId::new(new_id()?);
    let recorded = BreachRecorded {
        breach: breach.clone(),
        person: person.clone(),
        enrolment: enrolment.enrolment,
        regulation: sent.get("regulation").to_owned(),
        version,
        day,
        until: match &answers {
            Some(line) => line.until,
            None => sent.optional_date("until")?,
        },
        time: sent.optional_time("time")?,
        place: optional("place"),
        agreed: optional("agreed"),
        cause: match &answers {
            Some(line) => Some(line.cause),
            None => cause(sent)?,
        },
    };
    let described = BreachDescribed {
        breach,
        person: person.clone(),
        happened: sent.words("happened")?,
        said: sent.words("said")?,
        said_picture: optional("said_picture"),
        agreed: sent.words("agreed_words")?,
    };
    let has_words = !(described.happened.is_empty()
        && described.said.is_empty()
        && described.agreed.is_empty()
        && described.said_picture.is_none());
    let mut commands = vec![recorded.into()];
    if has_words {
        commands.push(described.into());
    }
    Ok(commands)
}

async fn praise(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<Command, Refused> {
    let version = clerk
        .read(|ledger, _book, room, _now| {
            Ok(forms::current::<Praise>(ledger.state(), &room.id).map(|found| found.version))
        })
        .await?
        .ok_or(msg("No form of praise is published here yet."))?;
    if sent.get("item").is_empty() {
        return Err(msg("Choose one of the answers.").into());
    }
    Ok(PraiseRecorded {
        praise: None,
        person: person.clone(),
        item: sent.get("item").to_owned(),
        version,
    }
    .into())
}

impl ProposalLine {
    /// "came late, 23 min", "did not come, not explained".
    fn words(&self, lang: &Lang) -> String {
        match self.late_min {
            Some(minutes) => lang.tf("came late by {time}", &[("time", &lang.minutes(minutes))]),
            None => lang.t(cause_label(self.cause)).to_owned(),
        }
    }

    fn cause_word(&self) -> &'static str {
        match self.cause {
            BreachCause::Late => "late",
            BreachCause::Absent => "absent",
        }
    }

    /// Names it among the proposals of one person, for as long as it is the same one.
    fn key(&self) -> String {
        format!("{} {}", self.cause_word(), self.day)
    }

    fn is_for(&self, id: &str) -> bool {
        self.regulation.as_ref().is_some_and(|item| item.id == id)
    }
}

impl Item {
    /// Its name; of an unknown one the id.
    pub(super) fn name<'a>(&'a self, lang: &Lang) -> &'a str {
        self.title
            .as_ref()
            .map_or(self.id.as_str(), |title| lang.of(title))
    }
}

/// Three circles, filled for each breach that counts; said in words beside them.
pub(super) fn circles(strikes: &usize) -> Vec<bool> {
    (0..OF.max(*strikes)).map(|at| at < *strikes).collect()
}

impl ListPage {
    /// What is proposed, of this page.
    fn proposals(&self) -> &[ProposalLine] {
        let mut pages = self.list.proposals.chunks(PROPOSALS_A_PAGE);
        pages.nth(self.at - 1).unwrap_or_default()
    }

    fn pages(&self) -> usize {
        page_asked(self.list.proposals.len(), "").0
    }

    fn way_to_page(&self, n: &usize) -> String {
        self.page.way(&format!("/breaches?show=proposed&page={n}"))
    }

    /// Each fortnight of a row with its days.
    fn counted(&self, row: &RegulationTrend) -> Vec<(usize, (NaiveDate, NaiveDate))> {
        row.counts
            .iter()
            .copied()
            .zip(self.list.stretches.iter().copied())
            .collect()
    }

    fn circles(&self, strikes: &usize) -> Vec<bool> {
        circles(strikes)
    }
}

impl PersonPage {
    fn circles(&self, strikes: &usize) -> Vec<bool> {
        circles(strikes)
    }

    /// True when this form was sent and refused.
    fn is_for(&self, act: &str, breach: &str) -> bool {
        self.sent.says("act", act) && self.sent.get("breach") == breach
    }

    /// Whether the form that was sent and refused was about this proposal: from here, or from the list of them.
    fn is_answered(&self, line: &ProposalLine) -> bool {
        let until = line.until.unwrap_or(line.day);
        self.sent.says("answers", &line.key())
            || self.sent.says("cause", line.cause_word())
                && (self.sent.date("day")).is_ok_and(|day| (line.day..=until).contains(&day))
    }

    fn day(&self) -> String {
        match self.sent.get("day") {
            "" => self.view.today.to_string(),
            said => said.to_owned(),
        }
    }
}

impl EnrolmentBreaches {
    fn service_label(&self) -> &'static str {
        super::people::service_label(self.service)
    }

    fn counts(&self) -> bool {
        self.service == stupen_domain::facts::Service::TemporaryEmployment
    }
}

impl BreachLine {
    pub(super) fn clock(&self) -> String {
        self.time
            .map_or_else(String::new, |time| time.format("%H:%M").to_string())
    }

    pub(super) fn told_label(&self) -> &'static str {
        match self.told {
            Some(_) if self.otherwise => msg("told, sees it otherwise"),
            Some(true) => msg("told, confirmed"),
            Some(false) => msg("told, not confirmed"),
            None => msg("not told yet"),
        }
    }

    /// "1 of 3"; empty for one that does not count.
    pub(super) fn strike_words(&self, lang: &Lang) -> String {
        self.strike
            .map_or_else(String::new, |n| strikes_words(lang, n))
    }
}

impl crate::views::breaches::By {
    /// "Илья, консультант, 02.03.2026".
    pub(super) fn words(&self, lang: &Lang) -> String {
        let role = crate::office::users::Role::ALL
            .into_iter()
            .find(|role| role.code() == self.role)
            .map_or_else(
                || match self.role {
                    "participant" => lang.t("participant"),
                    _ => lang.t("the device"),
                },
                |role| lang.t(role.label()),
            );
        let day = lang.date(self.at.date_naive());
        match &self.called {
            Some(called) => format!("{called}, {role}, {day}"),
            None => format!("{role}, {day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proposed_is_read_a_page_at_a_time() {
        for (proposals, asked, expected) in [
            (0, "", (1, 1)),
            (50, "2", (1, 1)),
            (51, "", (2, 1)),
            (51, "2", (2, 2)),
            (120, "9", (3, 3)),
            (120, "0", (3, 1)),
            (120, "x", (3, 1)),
        ] {
            assert_eq!(
                page_asked(proposals, asked),
                expected,
                "{proposals} {asked}"
            );
        }
    }
}
