//! What the log shows of the days that an assessment looks back on, criterion by criterion. It judges nothing.

use chrono::{Days, NaiveDate};
use serde::Serialize;
use stupen_domain::evidence::{Evidence, evidence};
use stupen_domain::wire::forms::EvidenceKind;
use stupen_domain::wire::ids::PersonId;
use stupen_ledger::{Ledger, ViewsError};

use super::Room;
use super::operations::{OperationName, Operations};
use crate::book::Book;
use crate::clock::Moment;

/// Days that are looked at most: as many as the ledger keeps open at once.
const DAYS_MAX: u64 = 62;

/// One thing that the log shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// Days on which they came in time.
    OnTime(u32),
    /// Days on which they came late.
    Late(u32),
    /// Days without an explanation.
    Absent(u32),
    /// Praise.
    Praise(u32),
    /// Breaches that stand.
    Breaches(u32),
    /// Pieces finished.
    Pieces(u32),
    /// Faulty pieces.
    Faulty(u32),
    /// Steps gone back from.
    Back(u32),
    /// Calls for help.
    Help(u32),
    /// Operations worked on.
    Operations(usize),
    /// Seconds a piece of an operation, and its norm.
    Pace(OperationName, u64, Option<u64>),
    /// Seconds a piece in the first half of the days and in the second.
    Learning(OperationName, u64, u64),
}

/// What is known of a person's days, both ends included.
///
/// # Errors
/// When the views cannot be read.
pub(super) fn of(
    ledger: &mut Ledger,
    book: &Book,
    room: &Room,
    person: &PersonId,
    from: NaiveDate,
    until: NaiveDate,
    moment: Moment,
) -> Result<Evidence, ViewsError> {
    let today = room.day(moment);
    let until = until.min(today);
    let from = from.max(
        until
            .checked_sub_days(Days::new(DAYS_MAX - 1))
            .unwrap_or(until),
    );
    for day in from.iter_days().take_while(|day| *day <= until) {
        ledger.open_day(day)?;
    }
    let state = ledger.state();
    let operations = Operations::of(book, state, &room.id);
    let now = room.at(moment, today);
    Ok(evidence(state, &room.id, person, from..=until, now, |id| {
        operations.norm_s(id).map(|norm| u64::from(norm) * 1000)
    }))
}

/// What stands beside a criterion whose evidence is of this kind.
pub(super) fn shows(found: &Evidence, kind: EvidenceKind, operations: &Operations) -> Vec<Shows> {
    if !found.has(kind) {
        return Vec::new();
    }
    let days = &found.days;
    match kind {
        EvidenceKind::None => Vec::new(),
        EvidenceKind::Attendance => vec![
            Shows::OnTime(days.on_time),
            Shows::Late(days.late),
            Shows::Absent(days.absent),
        ],
        EvidenceKind::Conduct => vec![Shows::Praise(found.praise), Shows::Breaches(found.breaches)],
        EvidenceKind::Process => vec![
            Shows::Pieces(found.pieces),
            Shows::Faulty(found.defects),
            Shows::Back(found.back),
        ],
        EvidenceKind::Help => vec![Shows::Pieces(found.pieces), Shows::Help(found.help)],
        EvidenceKind::Variety => vec![Shows::Operations(found.paces.len())],
        EvidenceKind::Pace => found
            .paces
            .iter()
            .filter_map(|pace| {
                Some(Shows::Pace(
                    operations.name(&pace.operation),
                    pace.all().piece_ms()? / 1000,
                    pace.norm_ms.map(|ms| ms / 1000),
                ))
            })
            .collect(),
        EvidenceKind::Learning => found
            .paces
            .iter()
            .filter_map(|pace| {
                Some(Shows::Learning(
                    operations.name(&pace.operation),
                    pace.earlier.piece_ms()? / 1000,
                    pace.later.piece_ms()? / 1000,
                ))
            })
            .collect(),
    }
}
