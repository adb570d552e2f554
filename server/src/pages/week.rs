//! `/week`: the hours of the workshop's week, or of one person's own, and setting them from a date on.

use askama::Template;
use axum::extract::FromRequestParts;
use chrono::NaiveDate;
use stupen_domain::facts::{Pause, PauseKind, ScheduleSet};
use stupen_domain::wire::ids::PersonId;

use super::acting::Refused;
use super::clerk::{Clerk, refused};
use super::room::Chooser;
use crate::i18n::msg;
use crate::state::AppState;
use crate::views::week::{PauseTimes, Week, Weekday, week_of};
use crate::web::fault::Fault;
use crate::web::form::{Sent, time_of};
use crate::web::frame::Frame;
use crate::web::{Answer, page, path_part};

#[derive(Template)]
#[template(path = "week.html")]
struct WeekPage {
    page: Frame,
    chooser: Chooser,
    week: Week,
    offered: Vec<Weekday>,
    /// Breaks and lunches that the form has room for.
    breaks: usize,
    lunches: usize,
    may_set: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

/// The workshop's week, or a person's: the end of its address.
pub struct Whose(Option<PersonId>);

impl FromRequestParts<AppState> for Whose {
    type Rejection = Fault;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _state: &AppState,
    ) -> Result<Self, Fault> {
        let person = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .find(|(name, value)| name == "person" && !value.is_empty())
            .map(|(_, value)| PersonId::new(value));
        Ok(Self(person))
    }
}

impl Whose {
    fn path(&self) -> String {
        match &self.0 {
            Some(person) => format!("/week?person={}", path_part(person.as_str())),
            None => "/week".to_owned(),
        }
    }
}

async fn render(clerk: &Clerk, whose: Whose, refusal: Option<&'static str>, sent: Sent) -> Answer {
    let page_frame = clerk.frame(&whose.path());
    let week = clerk
        .read(move |ledger, _book, room, now| Week::read(ledger, room, whose.0.as_ref(), now))
        .await?
        .ok_or_else(Fault::not_found)?;
    if let Some(json) = clerk.json(&week) {
        return Ok(json);
    }
    let offered = if sent.is_empty() {
        week.offered()
    } else {
        sent_days(&sent)
    };
    let most = |count: fn(&Weekday) -> usize| offered.iter().map(count).max().unwrap_or(0).max(1);
    page(&WeekPage {
        chooser: Chooser::new(&week.workshop, "/week", page_frame.lang),
        breaks: most(|day| day.breaks.len()),
        lunches: most(|day| day.lunches.len()),
        may_set: clerk.may("ScheduleSet"),
        page: page_frame,
        offered,
        week,
        refusal,
        sent,
    })
}

/// `GET /week`, as a page or as JSON.
///
/// # Errors
/// When there is no such workshop or person, or the book cannot be read.
pub async fn show(clerk: Clerk, whose: Whose) -> Answer {
    render(&clerk, whose, None, Sent::default()).await
}

/// `POST /week`: sets the week from a date on.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn set(clerk: Clerk, whose: Whose, sent: Sent) -> Answer {
    match act(&clerk, &whose, &sent).await {
        Ok(()) => clerk.done(&whose.path()),
        Err(Refused::Said(said)) => refused(render(&clerk, whose, Some(said), sent).await),
        Err(Refused::Fault(fault)) => Err(fault),
    }
}

async fn act(clerk: &Clerk, whose: &Whose, sent: &Sent) -> Result<(), Refused> {
    let from = sent.date("from")?;
    let mut days = Vec::new();
    for day in 1..=7u8 {
        let start = sent.optional_time(&format!("start-{day}"))?;
        let end = sent.optional_time(&format!("end-{day}"))?;
        let (start, end) = match (start, end) {
            (None, None) => continue,
            (Some(start), Some(end)) => (start, end),
            _ => return Err(msg("Enter both beginning and end of a day, or neither.").into()),
        };
        let mut pauses = pauses(sent, day, "break", PauseKind::Break)?;
        pauses.extend(self::pauses(sent, day, "lunch", PauseKind::Lunch)?);
        pauses.sort_by_key(|pause| pause.start);
        days.push((day, start, end, pauses));
    }
    let set = ScheduleSet {
        person: whose.0.clone(),
        from,
        week: week_of(days),
    };
    clerk.carry_out(vec![set.into()]).await
}

fn pauses(sent: &Sent, day: u8, name: &str, kind: PauseKind) -> Result<Vec<Pause>, &'static str> {
    let mut pauses = Vec::new();
    let (starts, ends) = (
        sent.all(&format!("{name}-start-{day}")),
        sent.all(&format!("{name}-end-{day}")),
    );
    for (start, end) in starts.into_iter().zip(ends) {
        match (time_of(start)?, time_of(end)?) {
            (None, None) => {}
            (Some(start), Some(end)) => pauses.push(Pause { kind, start, end }),
            _ => return Err(msg("Enter both beginning and end of a pause, or neither.")),
        }
    }
    Ok(pauses)
}

/// What a refused form said, to be mended.
fn sent_days(sent: &Sent) -> Vec<Weekday> {
    (1..=7u8)
        .map(|day| {
            let pauses = |name: &str| {
                let (starts, ends) = (format!("{name}-start-{day}"), format!("{name}-end-{day}"));
                sent.all(&starts)
                    .into_iter()
                    .zip(sent.all(&ends))
                    .map(|(start, end)| PauseTimes {
                        start: start.to_owned(),
                        end: end.to_owned(),
                    })
                    .collect()
            };
            Weekday {
                day,
                start: sent.get(&format!("start-{day}")).to_owned(),
                end: sent.get(&format!("end-{day}")).to_owned(),
                breaks: pauses("break"),
                lunches: pauses("lunch"),
            }
        })
        .collect()
}

impl WeekPage {
    /// The day from which the form sets the week: as sent, else tomorrow's.
    fn from(&self) -> String {
        let sent = self.sent.get("from");
        if sent.is_empty() {
            self.week
                .today
                .succ_opt()
                .map(|day: NaiveDate| day.to_string())
                .unwrap_or_default()
        } else {
            sent.to_owned()
        }
    }

    /// Pauses of a day, filled up with empty ones to what the form has room for.
    fn slots(&self, pauses: &[PauseTimes], room: &usize) -> Vec<PauseTimes> {
        let mut slots = pauses.to_vec();
        slots.resize(*room, PauseTimes::default());
        slots
    }
}
