//! What is held but does not count: quarantined entries, and branches of cloned or restored devices. Staff let
//! it count or leave it; nothing is ever dropped.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use serde_json::Value;
use stupen_domain::entry::{Clock, Entry, Order};
use stupen_domain::facts::{AssessmentShown, EntryReadmitted, QuarantineReleased, ShownMark};
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::wire::{Fact, Kind, Payload, decode, encode};
use stupen_domain::{Audience, Command, EntryRef, Role, State, assessments, disputes, workshop};
use stupen_journal::store::{REASON_LAMPORT_AHEAD, REASON_LAMPORT_BACK, REASON_OVERSIZE};
use stupen_journal::{Entry as Held, Header};
use stupen_ledger::{Ledger, ViewsError, device_id};

use super::items::{Forms, MarkWords};
use super::{Name, Room};
use crate::i18n::{Lang, msg};
use crate::web::path_part;

/// Entries shown on one page; the rest is counted, and comes up as these are settled.
const SHOWN_MAX: usize = 200;

/// Entries that one fact releases: its payload stays far below the largest.
const RELEASED_AT_ONCE: usize = 200;

/// One entry that does not count.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    /// Where it stands, `<stream>#<seq>`.
    pub entry: String,
    /// Hash of its header.
    pub hash: String,
    /// The device that wrote it.
    pub device: String,
    /// Its kind.
    pub kind: String,
    /// Whom it is about, where that can be read and is known.
    pub who: Option<Name>,
    /// When it happened, by its own clock.
    pub occurred_at: DateTime<FixedOffset>,
    /// Why it waits; empty for a branch.
    pub reason: String,
    /// Held for review (its device was revoked), rather than found wrong.
    pub held: bool,
    /// Staff let it count already; always false in the quarantine, which it leaves then.
    pub readmitted: bool,
    /// Its words are here, so that it can be told again.
    pub readable: bool,
}

/// Everything that waits.
#[derive(Clone, Debug, Serialize)]
pub struct Review {
    /// Entries in quarantine, all of them.
    pub quarantined_count: usize,
    /// The first of them.
    pub quarantined: Vec<Waiting>,
    /// Entries of other branches that nobody told again yet, all of them.
    pub divergent_count: usize,
    /// The first of all entries of other branches.
    pub divergent: Vec<Waiting>,
    /// Values that were written at the same time elsewhere.
    pub disputed: Vec<Disputed>,
}

/// One value of a register.
#[derive(Clone, Debug, Serialize)]
pub struct DisputedValue {
    /// Its entry, `<stream>#<seq>`.
    pub entry: String,
    /// The device that wrote it.
    pub device: String,
    /// By whom, where somebody is named.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Fields in which the values differ.
    pub fields: Vec<(String, String)>,
    /// Marks in which the values differ, of an assessment.
    pub marks: Vec<MarkWords>,
}

/// A register whose values nobody has settled.
#[derive(Clone, Debug, Serialize)]
pub struct Disputed {
    /// Its kind.
    pub kind: String,
    /// Whom it is about.
    pub who: Option<Name>,
    /// The page on which another value is told, where it is not enough to choose one.
    #[serde(skip)]
    pub elsewhere: Option<String>,
    /// The value that holds.
    pub holds: DisputedValue,
    /// The others.
    pub others: Vec<DisputedValue>,
}

fn disputed(state: &State, devices: &HashMap<String, String>) -> Vec<Disputed> {
    disputes::all(state)
        .into_iter()
        .take(SHOWN_MAX)
        .filter_map(|dispute| {
            let room = workshop_for(state, &dispute.holds.order.entry)
                .and_then(|workshop| Room::find(state, Some(workshop.as_str())));
            let no_workshop = WorkshopId::new("");
            let id = room.as_ref().map_or(&no_workshop, |room| &room.id);
            let mut forms = Forms::of(state, id);
            // Of what holds, what is recorded when staff say that it is right.
            let facts: Vec<Fact> = std::iter::once(said_again(state, dispute.holds))
                .chain((dispute.others.iter()).map(|entry| entry.payload.fact.clone()))
                .collect();
            let all: Vec<serde_json::Map<String, Value>> = facts.iter().map(fields).collect();
            let differ = |name: &str| {
                all.iter().any(|one| {
                    all.first()
                        .is_some_and(|first| first.get(name) != one.get(name))
                })
            };
            let mut value = |entry: &Entry, fact: &Fact| DisputedValue {
                entry: entry.order.entry.to_string(),
                device: devices
                    .get(entry.device.as_str())
                    .cloned()
                    .unwrap_or_else(|| entry.device.to_string()),
                by: entry
                    .payload
                    .by
                    .as_ref()
                    .map(|by| Name::of(state, by).called),
                at: entry.occurred_at,
                marks: AssessmentShown::of(fact)
                    .map(|shown| marks(&mut forms, shown, &facts))
                    .unwrap_or_default(),
                fields: fields(fact)
                    .into_iter()
                    .filter(|(name, _)| differ(name))
                    .filter(|(name, _)| name != "marks" || AssessmentShown::of(fact).is_none())
                    .map(|(name, value)| {
                        let text = match value {
                            Value::String(text) => text,
                            other => other.to_string(),
                        };
                        (name, text)
                    })
                    .collect(),
            };
            let mut values = std::iter::once(dispute.holds)
                .chain(dispute.others.iter().copied())
                .zip(&facts)
                .map(|(entry, fact)| value(entry, fact));
            let holds = values.next()?;
            let others = values.collect();
            Some(Disputed {
                kind: dispute.holds.payload.fact.kind().to_owned(),
                who: person_of(&dispute.holds.payload.fact).map(|id| Name::of(state, id)),
                elsewhere: AssessmentShown::of(&dispute.holds.payload.fact).map(|shown| {
                    let parts = [shown.person.as_str(), shown.assessment.as_str()];
                    let [person, id] = parts.map(path_part);
                    // Another workshop has other forms, and its own rules.
                    let query = room.as_ref().map(Room::query).unwrap_or_default();
                    format!("/assessments/of/{person}/{id}{query}")
                }),
                holds,
                others,
            })
        })
        .collect()
}

/// What is recorded when staff say that this value is right: of an assessment as it was signed, with all amendments.
fn said_again(state: &State, entry: &Entry) -> Fact {
    let fact = &entry.payload.fact;
    AssessmentShown::of(fact)
        .and_then(|shown| assessments::to_show(state, &shown.person, &shown.assessment))
        .map_or_else(|| fact.clone(), Fact::from)
}

/// The marks of one value that are others in another one.
fn marks(forms: &mut Forms<'_>, shown: &AssessmentShown, values: &[Fact]) -> Vec<MarkWords> {
    let differs = |mark: &&ShownMark| {
        values.iter().filter_map(AssessmentShown::of).any(|other| {
            let same = |known: &ShownMark| known.criterion == mark.criterion;
            let known = other.marks.iter().find(|known| same(known));
            known.is_none_or(|known| known.level != mark.level)
        })
    };
    let differing = shown.marks.iter().filter(differs);
    differing
        .map(|mark| forms.mark(shown.version, &mark.criterion, &mark.level))
        .collect()
}

/// The fact's own fields.
fn fields(fact: &Fact) -> serde_json::Map<String, Value> {
    let alone = Payload {
        by: None,
        over: Vec::new(),
        fact: fact.clone(),
    };
    encode(&alone)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// The workshop and the command that let one of the values in dispute hold, said again; `None` when it is none any
/// more.
pub fn settle(ledger: &Ledger, chosen: &str) -> Option<(WorkshopId, Command)> {
    let state = ledger.state();
    disputes::all(state)
        .into_iter()
        .flat_map(|dispute| {
            // Another mark of an assessment is an amendment, with a reason.
            let is_shown = AssessmentShown::of(&dispute.holds.payload.fact).is_some();
            let others = (!is_shown).then_some(dispute.others);
            std::iter::once(dispute.holds).chain(others.into_iter().flatten())
        })
        .find(|entry| entry.order.entry.to_string() == chosen)
        .and_then(|entry| {
            let workshop = workshop_for(state, &entry.order.entry)?;
            let command = Command {
                fact: said_again(state, entry),
                occurred_at: None,
            };
            Some((workshop, command))
        })
}

impl Review {
    /// Reads what waits.
    ///
    /// # Errors
    /// When log or views cannot be read.
    pub fn read(ledger: &mut Ledger) -> Result<Self, ViewsError> {
        let quarantine = ledger.log().quarantine()?;
        let divergent = ledger.log().divergent()?;
        let days: BTreeSet<_> = divergent
            .iter()
            .take(SHOWN_MAX)
            .map(|branch| stupen_domain::time::workshop_day(branch.entry.header.occurred_at))
            .collect();
        for day in days {
            ledger.open_day(day)?;
        }
        let state = ledger.state();
        let devices = device_names(state);
        let branches: Vec<Waiting> = divergent
            .iter()
            .map(|branch| waiting(state, &devices, &branch.entry, String::new(), false))
            .collect();
        Ok(Self {
            quarantined_count: quarantine.len(),
            quarantined: quarantine
                .iter()
                .take(SHOWN_MAX)
                .map(|held| waiting(state, &devices, &held.entry, held.reason.clone(), held.held))
                .collect(),
            divergent_count: branches.iter().filter(|branch| !branch.readmitted).count(),
            divergent: branches.into_iter().take(SHOWN_MAX).collect(),
            disputed: disputed(state, &devices),
        })
    }
}

fn device_names(state: &State) -> HashMap<String, String> {
    workshop::devices(state)
        .into_iter()
        .map(|view| {
            (
                view.device.device.as_str().to_owned(),
                view.device.name.clone(),
            )
        })
        .collect()
}

fn waiting(
    state: &State,
    devices: &HashMap<String, String>,
    entry: &Held,
    reason: String,
    held: bool,
) -> Waiting {
    let header = &entry.header;
    let payload = entry
        .payload
        .as_deref()
        .and_then(|bytes| decode(&header.kind, bytes).ok());
    let hash = entry.hash().to_string();
    let device = device_id(header.stream.writer);
    Waiting {
        entry: place(header).to_string(),
        device: devices
            .get(device.as_str())
            .cloned()
            .unwrap_or_else(|| device.as_str().to_owned()),
        kind: header.kind.clone(),
        who: payload
            .as_ref()
            .and_then(|payload| person_of(&payload.fact))
            .map(|id| Name::of(state, id)),
        occurred_at: header.occurred_at,
        reason,
        held,
        readmitted: payload
            .as_ref()
            .is_some_and(|payload| is_readmitted(state, header, payload, &hash)),
        readable: entry
            .payload
            .as_deref()
            .is_some_and(|bytes| std::str::from_utf8(bytes).is_ok()),
        hash,
    }
}

fn place(header: &Header) -> EntryRef {
    EntryRef {
        stream: header.stream.to_string(),
        seq: header.seq,
    }
}

/// Whether the readmission of this very entry stands where the entry itself would.
fn is_readmitted(state: &State, header: &Header, payload: &Payload, hash: &str) -> bool {
    let probe = Entry {
        order: Order {
            lamport: header.lamport,
            entry: place(header),
        },
        occurred_at: header.occurred_at,
        recorded_at: header.recorded_at,
        clock: Clock {
            suspect: false,
            boot: String::new(),
            mono_ms: 0,
        },
        device: device_id(header.stream.writer),
        role: Role::System,
        audience: Audience::Floor,
        payload: payload.clone(),
    };
    let told = format!("readmitted-{hash}/");
    State::keys_of(&probe).iter().any(|key| {
        state
            .part(key)
            .any(|entry| entry.order.entry.stream.starts_with(&told))
    })
}

/// The person whom a fact is about, for the kinds that kiosks write.
fn person_of(fact: &Fact) -> Option<&PersonId> {
    match fact {
        Fact::PersonSet(f) => Some(&f.person),
        Fact::PersonIdentified(f) => Some(&f.person),
        Fact::EnrolmentStarted(f) => Some(&f.person),
        Fact::EnrolmentEnded(f) => Some(&f.person),
        Fact::BadgeIssued(f) => Some(&f.person),
        Fact::BadgeRevoked(f) => Some(&f.person),
        Fact::Arrived(f) => Some(&f.person),
        Fact::BreakStarted(f) => Some(&f.person),
        Fact::BreakEnded(f) => Some(&f.person),
        Fact::Left(f) => Some(&f.person),
        Fact::MoodSaid(f) => Some(&f.person),
        Fact::AttendanceCorrected(f) => Some(&f.person),
        Fact::AbsenceNoted(f) => Some(&f.person),
        Fact::OperationAssigned(f) => Some(&f.person),
        Fact::RunRecorded(f) => Some(&f.person),
        Fact::HelpAsked(f) => f.person.as_ref(),
        Fact::ScheduleSet(f) => f.person.as_ref(),
        Fact::ContractRecorded(f) => Some(&f.person),
        Fact::BreachRecorded(f) => Some(&f.person),
        Fact::BreachTold(f) => Some(&f.person),
        Fact::BreachAnnulled(f) => Some(&f.person),
        Fact::PraiseRecorded(f) => Some(&f.person),
        Fact::ReviewProposed(f) => Some(&f.person),
        Fact::ReviewConfirmed(f) => Some(&f.person),
        Fact::RequestMade(f) => Some(&f.person),
        Fact::RequestAnswered(f) => Some(&f.person),
        Fact::RequestAnswerSeen(f) => Some(&f.person),
        Fact::GoalAgreed(f) => Some(&f.person),
        Fact::AssessmentShown(f) => Some(&f.person),
        Fact::PromptLadderSet(f) => Some(&f.person),
        Fact::PersonSettingsSet(f) => Some(&f.person),
        Fact::OperationsBarred(f) => Some(&f.person),
        Fact::WorkLimitsSet(f) => Some(&f.person),
        Fact::PlacementStarted(f) => Some(&f.person),
        Fact::PlacementEnded(f) => Some(&f.person),
        Fact::PictureProposed(f) => Some(&f.person),
        _ => None,
    }
}

/// The commands that let quarantined entries count, by the workshop in which each is to be decided. Entries that
/// wait no more are left out.
///
/// # Errors
/// When log or views cannot be read.
pub fn release(
    ledger: &Ledger,
    chosen: &[String],
    reason: &str,
) -> Result<Vec<(WorkshopId, Vec<Command>)>, ViewsError> {
    let mut by_workshop: HashMap<WorkshopId, Vec<EntryRef>> = HashMap::new();
    for held in ledger.log().quarantine()? {
        let place = place(&held.entry.header);
        if chosen.contains(&place.to_string())
            && let Some(workshop) = workshop_for(ledger.state(), &place)
        {
            by_workshop.entry(workshop).or_default().push(place);
        }
    }
    Ok(by_workshop
        .into_iter()
        .map(|(workshop, entries)| {
            let commands = entries
                .chunks(RELEASED_AT_ONCE)
                .map(|entries| {
                    QuarantineReleased {
                        entries: entries.to_vec(),
                        reason: reason.to_owned(),
                    }
                    .into()
                })
                .collect();
            (workshop, commands)
        })
        .collect())
}

/// The commands that tell entries of another branch again.
///
/// # Errors
/// When the log cannot be read.
pub fn readmit(
    ledger: &Ledger,
    chosen: &[String],
    reason: &str,
) -> Result<Vec<(WorkshopId, Vec<Command>)>, ViewsError> {
    let mut by_workshop: HashMap<WorkshopId, Vec<Command>> = HashMap::new();
    for branch in ledger.log().divergent()? {
        let header = &branch.entry.header;
        let hash = branch.entry.hash().to_string();
        let words = branch
            .entry
            .payload
            .as_deref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        let place = place(header);
        if chosen.contains(&hash)
            && let Some(words) = words
            && let Some(workshop) = workshop_for(ledger.state(), &place)
        {
            let told = EntryReadmitted {
                entry: place,
                hash,
                kind: header.kind.clone(),
                occurred_at: header.occurred_at,
                role: header.role.clone(),
                payload: words.to_owned(),
                reason: reason.to_owned(),
            };
            by_workshop.entry(workshop).or_default().push(told.into());
        }
    }
    Ok(by_workshop.into_iter().collect())
}

/// The workshop in whose floor stream the decision stands: the entry's own; for the organisation's, the first.
fn workshop_for(state: &State, place: &EntryRef) -> Option<WorkshopId> {
    match place.scope()?.strip_prefix("w:") {
        Some(workshop) => Some(WorkshopId::new(workshop)),
        None => workshop::workshops(state)
            .first()
            .map(|set| set.workshop.clone()),
    }
}

/// A reason as the ledger writes it, in the reader's language as far as it is known. What a program says about bytes that
/// it could not read is for whoever has the log.
pub fn reason_words(lang: &Lang, reason: &str) -> String {
    const KNOWN: [&str; 7] = [
        msg("the device was revoked"),
        msg("the device belongs to another workshop"),
        msg("this kind of writer may not write this kind"),
        msg("this role may not write this kind here"),
        msg("this kind belongs to another audience"),
        msg("this kind belongs to another scope"),
        msg("sealed, where everybody reads"),
    ];
    let named =
        |kind: &str| kind_label(kind).map_or(kind.to_owned(), |label| lang.t(label).to_owned());
    let mut words = Vec::new();
    for part in reason.split(": ") {
        if let Some(kind) = part.strip_prefix("payload of ") {
            words.extend([named(kind), lang.t("it cannot be read").to_owned()]);
            break;
        }
        if part == "its payload cannot be opened" {
            words.push(lang.t("sealed to a key that is not here").to_owned());
            break;
        }
        words.push(match part {
            known if KNOWN.contains(&known) => lang.t(known).to_owned(),
            REASON_OVERSIZE => lang.t("it is too large").to_owned(),
            REASON_LAMPORT_AHEAD | REASON_LAMPORT_BACK => {
                lang.t("its place in the order cannot be right").to_owned()
            }
            other => match other.strip_prefix("unknown role ") {
                Some(role) => lang.tf("unknown role {role}", &[("role", &role)]),
                None => named(other),
            },
        });
    }
    words.join(": ")
}

/// A kind in words, as a msgid; `None` for kinds that people meet by their name only.
pub fn kind_label(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "Arrived" => msg("arrival"),
        "BreakStarted" => msg("break begins"),
        "BreakEnded" => msg("break ends"),
        "Left" => msg("going home"),
        "MoodSaid" => msg("mood"),
        "AttendanceCorrected" => msg("correction"),
        "AbsenceNoted" => msg("absence"),
        "RunRecorded" => msg("work done"),
        "HelpAsked" => msg("call for help"),
        "HelpAcknowledged" => msg("answer to a call"),
        "OperationAssigned" => msg("planned work"),
        "PersonSet" => msg("name and picture"),
        "BadgeIssued" => msg("badge given"),
        "BadgeRevoked" => msg("badge revoked"),
        "EnrolmentEnded" => msg("end of enrolment"),
        "ScheduleSet" => msg("schedule"),
        "ContractRecorded" => msg("contract"),
        "PersonIdentified" => msg("full name and date of birth"),
        "BreachRecorded" => msg("breach"),
        "BreachAnnulled" => msg("annulment of a breach"),
        "PraiseRecorded" => msg("praise"),
        "ReviewProposed" => msg("proposal of a review"),
        "ReviewConfirmed" => msg("confirmation of a review"),
        "RequestMade" => msg("request"),
        "RequestAnswered" => msg("answer to a request"),
        "GoalAgreed" => msg("goal"),
        "AssessmentShown" => msg("assessment"),
        "PromptLadderSet" => msg("prompts"),
        "PersonSettingsSet" => msg("settings at the kiosk"),
        "OperationsBarred" => msg("operations that are not allowed"),
        "WorkLimitsSet" => msg("limits of working time"),
        "StationSet" => msg("station"),
        "FormSet" => msg("form"),
        "PlacementStarted" => msg("going out to an external site"),
        "PlacementEnded" => msg("end of a stay"),
        "PictureProposed" => msg("wish for another picture"),
        "ClockMended" => msg("clock mended"),
        "EpochBegun" => msg("a new beginning of the device"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_ledger_is_told_in_russian() {
        for (reason, expected) in [
            (
                "the device was revoked: украден",
                "устройство отозвано: украден",
            ),
            (
                "the device belongs to another workshop",
                "устройство относится к другой мастерской",
            ),
            ("unknown role wizard", "неизвестная роль wizard"),
            (
                "Arrived: this role may not write this kind here",
                "приход: эта роль не может делать здесь такую запись",
            ),
            (
                "Arrived: sealed, where everybody reads",
                "приход: запечатано там, где читают все",
            ),
            (
                "payload of Left: missing field `person` at line 1",
                "уход домой: содержание не читается",
            ),
            (
                "its payload cannot be opened: no key fits",
                "запечатано ключом, которого здесь нет",
            ),
            (REASON_OVERSIZE, "запись слишком большая"),
            (
                REASON_LAMPORT_BACK,
                "место записи в порядке не может быть верным",
            ),
        ] {
            let told = reason_words(&Lang::Ru, reason);
            assert_eq!(told, expected, "{reason}");
        }
    }
}
