//! `/people/{person}/work`: prompts, learning, barred operations and limits of one person.

use askama::Template;
use axum::extract::Path;
use stupen_domain::Command;
use stupen_domain::facts::{
    OperationsBarred, PromptLadderSet, PromptLevel, PromptSupport, WorkLimitsSet,
};
use stupen_domain::ladder;
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_ledger::ViewsError;

use super::acting::Refused;
use super::clerk::Clerk;
use super::sheet::{self, Asked, Before, Sheet};
use crate::i18n::{Lang, msg};
use crate::views::day::hours;
use crate::views::learning::{OperationLine, PersonWork, SpeedLine};
use crate::views::prompts::{PromptLine, PromptReason, answer_prompt, level_label, support_label};
use crate::web::Answer;
use crate::web::form::Sent;
use crate::web::frame::Frame;

const LEVELS: [(&str, PromptLevel); 4] = [
    ("full", PromptLevel::Full),
    ("grouped", PromptLevel::Grouped),
    ("checklist", PromptLevel::Checklist),
    ("free", PromptLevel::Free),
];

const SUPPORTS: [(&str, PromptSupport); 3] = [
    ("picture", PromptSupport::Picture),
    ("speech", PromptSupport::Speech),
    ("clip", PromptSupport::Clip),
];

#[derive(Template)]
#[template(path = "person_work.html")]
struct PersonPage {
    page: Frame,
    view: PersonWork,
    may_prompt: bool,
    may_bar: bool,
    may_limit: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

/// Answers a proposal of prompts.
///
/// # Errors
/// [`Refused`].
pub(super) async fn prompt(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let accepted = sent.choice("answer", &[("take", true), ("leave", false)])?;
    let (person, operation) = (person.clone(), OperationId::new(sent.get("operation")));
    let commands = clerk
        .read(move |ledger, _book, room, now| {
            answer_prompt(ledger, &room, &person, &operation, accepted, now)
        })
        .await?
        .ok_or(msg("Nothing is proposed any more. Look at the list again."))?;
    clerk.carry_out(commands).await
}

impl Sheet for PersonPage {
    type View = PersonWork;
    const ROUTE: &'static str = "/people/{person}/work";

    fn read(asked: Asked<'_>) -> Result<Option<PersonWork>, ViewsError> {
        PersonWork::read(
            asked.ledger,
            asked.book,
            asked.room,
            asked.person,
            asked.now,
        )
    }

    fn draw(clerk: &Clerk, page: Frame, view: PersonWork, before: Before) -> Self {
        Self {
            page,
            may_prompt: clerk.may("PromptLadderSet"),
            may_bar: clerk.may("OperationsBarred"),
            may_limit: clerk.may("WorkLimitsSet"),
            view,
            refusal: before.refusal,
            sent: before.sent,
        }
    }
}

/// `GET /people/{person}/work`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn of(clerk: Clerk, Path(person): Path<String>) -> Answer {
    sheet::show::<PersonPage>(&clerk, person).await
}

/// `POST /people/{person}/work`: prompts, an answer to a proposal, barred operations, limits.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn set(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    let done = carry_out(&clerk, &person, &sent).await;
    let back = sheet::path::<PersonPage>(&person);
    sheet::after::<PersonPage>(&clerk, &person, done, &back, sent).await
}

async fn carry_out(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let command: Command = match sent.get("act") {
        "prompt" => return prompt(clerk, person, sent).await,
        "ladder" => PromptLadderSet {
            person: person.clone(),
            operation: OperationId::new(sent.get("operation")),
            level: sent.choice("level", &LEVELS)?,
            support: sent.choice("support", &SUPPORTS)?,
        }
        .into(),
        "bar" => OperationsBarred {
            person: person.clone(),
            operations: sent
                .all("barred")
                .into_iter()
                .map(OperationId::new)
                .collect(),
        }
        .into(),
        "limits" => {
            let minutes = |name: &str| -> Result<Option<u32>, &'static str> {
                Ok(sent
                    .optional_time_span(name)?
                    .filter(|minutes| *minutes > 0))
            };
            WorkLimitsSet {
                person: person.clone(),
                from: sent.date("from")?,
                daily_min: minutes("daily")?,
                weekly_min: minutes("weekly")?,
                no_night: sent.says("no_night", "yes"),
            }
            .into()
        }
        _ => return Err(msg("Choose one of the answers.").into()),
    };
    clerk.carry_out(vec![command]).await
}

impl PromptLine {
    pub(super) fn now_words(&self, lang: &Lang) -> String {
        prompts(lang, self.from)
    }

    pub(super) fn to_words(&self, lang: &Lang) -> String {
        prompts(lang, self.to)
    }

    pub(super) fn why(&self, lang: &Lang) -> String {
        let n = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        match self.because {
            PromptReason::CleanRuns(runs) => {
                lang.tn("{n} clean run in a row", "{n} clean runs in a row", n(runs))
            }
            PromptReason::Errors(errors, pieces) => lang.tf(
                "steps back, defects and calls for help: {n}, pieces: {of}",
                &[("n", &errors), ("of", &pieces)],
            ),
            PromptReason::HelpCalls(calls, pieces) => lang.tf(
                "calls for help: {n}, pieces: {of}",
                &[("n", &calls), ("of", &pieces)],
            ),
            PromptReason::Away(days) => {
                lang.tn("{n} day away from it", "{n} days away from it", n(days))
            }
        }
    }
}

fn prompts(lang: &Lang, (level, support): (PromptLevel, PromptSupport)) -> String {
    format!(
        "{}, {}",
        lang.t(level_label(level)),
        lang.t(support_label(support))
    )
}

/// Minutes as `4:00`; empty for none.
fn span(minutes: Option<u32>) -> String {
    minutes.map_or_else(String::new, |minutes| {
        format!("{}:{:02}", minutes / 60, minutes % 60)
    })
}

impl PersonPage {
    /// Operations that were tried, with their place in the list; prompts that staff set count as trying, so that they
    /// are seen.
    fn tried(&self) -> Vec<(usize, &OperationLine)> {
        self.operations(true)
    }

    /// The others.
    fn untried(&self) -> Vec<(usize, &OperationLine)> {
        self.operations(false)
    }

    fn operations(&self, tried: bool) -> Vec<(usize, &OperationLine)> {
        let usual = (PromptLevel::Full, PromptSupport::Picture);
        self.view
            .operations
            .iter()
            .enumerate()
            .filter(|(_, line)| {
                let is_set = (line.level, line.support) != usual;
                (line.pieces > 0 || !line.runs.is_empty() || is_set) == tried
            })
            .collect()
    }

    fn span(&self, minutes: &Option<u32>) -> String {
        span(*minutes)
    }

    fn levels(&self, line: &OperationLine) -> Vec<(&'static str, &'static str, bool)> {
        LEVELS
            .into_iter()
            .map(|(word, level)| (word, level_label(level), level == line.level))
            .collect()
    }

    /// Only what differs for the person, named as it comes to them.
    fn supports(&self, line: &OperationLine) -> Vec<(&'static str, &'static str, bool)> {
        let now = ladder::perceived(line.support, self.view.speech);
        ladder::supports(self.view.speech)
            .into_iter()
            .filter_map(|(support, comes_to)| {
                let (word, _) = SUPPORTS.iter().find(|(_, known)| *known == support)?;
                Some((*word, support_label(comes_to), comes_to == now))
            })
            .collect()
    }

    /// "the norm after 12 pieces · 70 s a piece at first, 42 s in run 10"; nothing where nothing was finished.
    fn speed_words(&self, speed: &SpeedLine) -> Option<String> {
        let lang = self.page.lang;
        let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let norm = speed.pieces_to_norm.map(|pieces| {
            lang.tn(
                "the norm after {n} piece",
                "the norm after {n} pieces",
                count(pieces),
            )
        });
        let first = speed.first_s.zip(speed.later_s).map(|(first, later)| {
            if speed.runs < 2 {
                lang.tf("{n} s a piece at first", &[("n", &first)])
            } else {
                lang.tf(
                    "{n} s a piece at first, {later} s in run {run}",
                    &[("n", &first), ("later", &later), ("run", &speed.runs)],
                )
            }
        });
        let parts: Vec<String> = norm.into_iter().chain(first).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    fn tenths(&self, seconds: &Option<f64>) -> String {
        match (seconds, self.page.lang) {
            (None, _) => "—".to_owned(),
            (Some(seconds), Lang::Ru) => format!("{seconds:.1}").replace('.', ","),
            (Some(seconds), Lang::En) => format!("{seconds:.1}"),
        }
    }

    fn hours(&self, minutes: &u32) -> String {
        hours(*minutes)
    }

    fn tomorrow(&self) -> String {
        match self.sent.get("from") {
            "" => self.view.today.to_string(),
            said => said.to_owned(),
        }
    }

    fn daily(&self) -> String {
        self.filled("daily", self.view.daily_min)
    }

    fn weekly(&self) -> String {
        self.filled("weekly", self.view.weekly_min)
    }

    fn filled(&self, name: &str, now: Option<u32>) -> String {
        if self.sent.says("act", "limits") {
            self.sent.get(name).to_owned()
        } else {
            span(now)
        }
    }
}

/// A small drawing of runs.
struct Drawing {
    /// The line, as SVG wants it.
    line: String,
    /// Its points.
    points: Vec<(u64, u64)>,
    /// The height of the norm.
    norm_y: u64,
}

impl OperationLine {
    /// The drawing of time a piece: a line of the runs in a box of 200 by 60, and the height of the norm. The taller,
    /// the longer; the scale ends at twice the norm.
    fn drawing(&self) -> Option<Drawing> {
        let norm = self.norm_s.filter(|norm| *norm > 0)?;
        let times: Vec<u64> = self.runs.iter().filter_map(|run| run.piece_s).collect();
        if times.len() < 2 {
            return None;
        }
        let most = norm * 2;
        let y = |time: u64| 54 - (time.min(most) * 48 / most);
        let steps = u64::try_from(times.len() - 1).unwrap_or(1);
        let points: Vec<(u64, u64)> = (0u64..)
            .zip(&times)
            .map(|(at, time)| (8 + at * 184 / steps, y(*time)))
            .collect();
        let line = points
            .iter()
            .map(|(x, y)| format!("{x},{y}"))
            .collect::<Vec<_>>()
            .join(" ");
        Some(Drawing {
            line,
            points,
            norm_y: y(norm),
        })
    }
}
