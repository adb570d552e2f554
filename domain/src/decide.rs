//! From a wish to facts: [`decide()`] applies authority and the rules, or refuses with a reason.
//!
//! Pure and synchronous: carrying out the answer leaves no choice. What has become a fact is never rejected
//! later; all refusing happens here, before anything is written.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{Months, NaiveDate};

use crate::attendance::{self, Whereabouts};
use crate::authority::{self, Unauthorised};
use crate::catalogue::{self, Merge, ScopeKind};
use crate::entry::{Audience, Clock, EntryRef, Role, WriterKind};
use crate::people::{self, BadgeStatus};
use crate::schedule;
use crate::state::{State, register};
use crate::time::{Moment, workshop_day};
use crate::wire::facts::{EnrolmentStarted, EntryReadmitted, Service};
use crate::wire::ids::{OrganisationId, PersonId, WorkshopId};
use crate::wire::{Fact, Kind, Payload};
use crate::{help, workshop};

/// Who acts, in which part.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The person; `None` when the device itself acts.
    pub person: Option<PersonId>,
    /// The part.
    pub role: Role,
}

impl Actor {
    /// A participant behind their own badge.
    pub fn participant(person: &PersonId) -> Self {
        Actor {
            person: Some(person.clone()),
            role: Role::Participant,
        }
    }

    /// The device itself.
    pub fn device() -> Self {
        Actor {
            person: None,
            role: Role::System,
        }
    }
}

/// Where the deciding happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Here {
    /// The kind of this writer.
    pub writer: WriterKind,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The workshop that the wish is about.
    pub workshop: WorkshopId,
}

/// The moment of deciding.
#[derive(Clone, Debug, PartialEq)]
pub struct Now {
    /// By this device's clock.
    pub at: Moment,
    /// How far that clock is trusted.
    pub clock: Clock,
}

/// A wish to state a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// The fact.
    pub fact: Fact,
    /// When it happened, where that was not now.
    pub occurred_at: Option<Moment>,
}

impl<F: Into<Fact>> From<F> for Command {
    fn from(fact: F) -> Self {
        Command {
            fact: fact.into(),
            occurred_at: None,
        }
    }
}

/// An entry to be appended.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// Scope of the stream, `w:…` or `o:…`.
    pub scope: String,
    /// Audience of the stream.
    pub audience: Audience,
    /// The actor's part.
    pub role: Role,
    /// When it happened.
    pub occurred_at: Moment,
    /// What it says.
    pub payload: Payload,
}

/// Why a wish cannot become a fact. The words for people are with the screens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The authority table says no.
    #[error("{kind}: {why}")]
    NotAllowed {
        /// The kind.
        kind: &'static str,
        /// Why.
        why: Unauthorised,
    },
    /// Nobody of this id.
    #[error("person {0} is not known")]
    UnknownPerson(PersonId),
    /// The person does not belong to the workshop on this day.
    #[error("person {0} is not enrolled in this workshop on this day")]
    NotEnrolled(PersonId),
    /// Already there.
    #[error("already in")]
    AlreadyIn,
    /// Not there.
    #[error("not in at present")]
    NotIn,
    /// No break to come back from.
    #[error("not on a break")]
    NotOnBreak,
    /// A date or time lies ahead of now.
    #[error("{0} lies in the future")]
    InFuture(&'static str),
    /// A field must be filled.
    #[error("{0} must be filled")]
    Empty(&'static str),
    /// A field holds something impossible.
    #[error("{field}: {problem}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// Another enrolment covers these days.
    #[error("another enrolment already holds on {0}")]
    EnrolmentOverlaps(NaiveDate),
    /// Nine months at most.
    #[error("temporary employment lasts at most 9 months")]
    TermTooLong,
    /// Two weeks to a month.
    #[error("orientation lasts from two weeks to one month")]
    OrientationLength,
    /// At most once a year.
    #[error("orientation is offered at most once a year; the next from {0}")]
    OrientationTooSoon(NaiveDate),
    /// No such enrolment, or it has ended.
    #[error("no such enrolment is open")]
    NoSuchEnrolment,
    /// The badge is or was somebody's.
    #[error("this badge has been used before; take a new one")]
    BadgeUsed,
    /// The badge does not open anything for this person.
    #[error("this badge is not this person's")]
    NotTheirBadge,
    /// What is to be corrected is not there, or does not count any more.
    #[error("the entry to correct is not a mark that counts on this day")]
    NothingToCorrect,
    /// No such call, or somebody came already.
    #[error("no such call for help is open")]
    NoSuchCall,
    /// A decision of the dismissal review is needed.
    #[error("only a dismissal review ends an enrolment for this reason")]
    NeedsReview,
}

/// Decides a wish.
///
/// # Errors
/// [`Refusal`] with the reason; nothing is to be written then.
pub fn decide(
    state: &State,
    command: Command,
    actor: &Actor,
    here: &Here,
    now: &Now,
) -> Result<Vec<NewEntry>, Refusal> {
    let Command { fact, occurred_at } = command;
    let kind = fact.kind();
    let not_allowed = |why| Refusal::NotAllowed { kind, why };
    let row = catalogue::row(kind).ok_or(not_allowed(Unauthorised::Writer))?;
    let scope = match row.scope {
        ScopeKind::Workshop => alloc::format!("w:{}", here.workshop),
        ScopeKind::Organisation => alloc::format!("o:{}", here.organisation),
    };
    // What is told again stays with those who might hold it the first time.
    let (scope, audience) = match EntryReadmitted::of(&fact) {
        Some(told) => told.entry.place().ok_or(Refusal::Invalid {
            field: "entry",
            problem: "is not <stream>#<seq>",
        })?,
        None => (scope, row.audience),
    };
    authority::check(kind, here.writer, actor.role, audience, &scope).map_err(not_allowed)?;
    authority::check_fact(&fact, here.writer, None).map_err(not_allowed)?;
    let occurred_at = occurred_at.unwrap_or(now.at);
    if occurred_at > now.at && !now.clock.suspect {
        return Err(Refusal::InFuture("the time"));
    }
    allow(state, &fact, actor, here, now, occurred_at)?;
    let over = if row.merge == Merge::Register {
        replaced(state, &fact, &scope)
    } else {
        Vec::new()
    };
    Ok(vec![NewEntry {
        scope,
        audience,
        role: actor.role,
        occurred_at,
        payload: Payload {
            by: actor.person.clone(),
            over,
            fact,
        },
    }])
}

/// The rules of each kind, beyond authority.
fn allow(
    state: &State,
    fact: &Fact,
    actor: &Actor,
    here: &Here,
    now: &Now,
    at: Moment,
) -> Result<(), Refusal> {
    let own = |person: &PersonId| -> Result<(), Refusal> {
        // A participant acts for nobody else.
        if actor.role == Role::Participant && actor.person.as_ref() != Some(person) {
            return Err(Refusal::NotAllowed {
                kind: fact.kind(),
                why: Unauthorised::Role,
            });
        }
        known(state, person)
    };
    // With a doubtful clock the day itself is uncertain: what the person chose is recorded, staff settle it.
    let unless_doubtful = |refusal| {
        if now.clock.suspect {
            Ok(())
        } else {
            Err(refusal)
        }
    };
    match fact {
        Fact::Arrived(f) => {
            own(&f.person)?;
            enrolled(state, &f.person, here, at)?;
            match whereabouts(state, &f.person, here, now, at) {
                Whereabouts::In(_) | Whereabouts::OnBreak(_) if !now.clock.suspect => {
                    Err(Refusal::AlreadyIn)
                }
                Whereabouts::Out
                | Whereabouts::In(_)
                | Whereabouts::OnBreak(_)
                | Whereabouts::Gone(_) => Ok(()),
            }
        }
        Fact::BreakStarted(f) => {
            own(&f.person)?;
            match whereabouts(state, &f.person, here, now, at) {
                Whereabouts::In(_) => Ok(()),
                Whereabouts::Out | Whereabouts::OnBreak(_) | Whereabouts::Gone(_) => {
                    unless_doubtful(Refusal::NotIn)
                }
            }
        }
        Fact::BreakEnded(f) => {
            own(&f.person)?;
            match whereabouts(state, &f.person, here, now, at) {
                Whereabouts::OnBreak(_) => Ok(()),
                Whereabouts::Out | Whereabouts::In(_) | Whereabouts::Gone(_) => {
                    unless_doubtful(Refusal::NotOnBreak)
                }
            }
        }
        Fact::Left(f) => {
            own(&f.person)?;
            match whereabouts(state, &f.person, here, now, at) {
                Whereabouts::In(_) | Whereabouts::OnBreak(_) => Ok(()),
                Whereabouts::Out | Whereabouts::Gone(_) => unless_doubtful(Refusal::NotIn),
            }
        }
        Fact::MoodSaid(f) => {
            own(&f.person)?;
            if (1..=5).contains(&f.mood) {
                Ok(())
            } else {
                Err(Refusal::Invalid {
                    field: "mood",
                    problem: "one of five",
                })
            }
        }
        Fact::AttendanceCorrected(f) => {
            known(state, &f.person)?;
            filled("reason", &f.reason)?;
            correction(state, f, here, now)
        }
        Fact::RunRecorded(f) => {
            own(&f.person)?;
            if f.ended < f.began {
                return Err(Refusal::Invalid {
                    field: "ended",
                    problem: "lies before the beginning",
                });
            }
            Ok(())
        }
        Fact::HelpAsked(f) => f.person.as_ref().map_or(Ok(()), own),
        Fact::HelpAcknowledged(f) => {
            let open = help::calls(state, &here.workshop, f.day)
                .iter()
                .any(|call| call.asked.help == f.help && call.answered.is_none());
            if open {
                Ok(())
            } else {
                Err(Refusal::NoSuchCall)
            }
        }
        Fact::AbsenceNoted(f) => {
            known(state, &f.person)?;
            ordered("until", f.from, f.until)
        }
        Fact::PersonSet(f) => {
            filled("called", &f.called)?;
            if !matches!(f.language.as_str(), "ru" | "en") {
                return Err(Refusal::Invalid {
                    field: "language",
                    problem: "ru or en",
                });
            }
            match f.staff_role.as_deref().map(Role::from_word) {
                None => Ok(()),
                Some(Some(role)) if role.is_staff() => Ok(()),
                Some(_) => Err(Refusal::Invalid {
                    field: "staff_role",
                    problem: "is not a staff role",
                }),
            }
        }
        Fact::PersonIdentified(f) => {
            filled("surname", &f.surname)?;
            filled("given_name", &f.given_name)?;
            if f.born.is_some_and(|born| born > workshop_day(now.at)) {
                return Err(Refusal::InFuture("born"));
            }
            Ok(())
        }
        Fact::EnrolmentStarted(f) => enrolment(state, f),
        Fact::ContractRecorded(f) => {
            open_enrolment(state, &f.person, &f.enrolment)?;
            filled("number", &f.number)?;
            f.until
                .map_or(Ok(()), |until| ordered("until", f.from, until))
        }
        Fact::EnrolmentEnded(f) => {
            let open = open_enrolment(state, &f.person, &f.enrolment)?;
            if f.because == crate::wire::facts::EndReason::DismissalReview && f.decision.is_none() {
                return Err(Refusal::NeedsReview);
            }
            ordered("on", open.from, f.on)
        }
        Fact::ScheduleSet(f) => {
            f.person
                .as_ref()
                .map_or(Ok(()), |person| known(state, person))?;
            schedule::fault(f).map_or(Ok(()), |problem| {
                Err(Refusal::Invalid {
                    field: "week",
                    problem,
                })
            })
        }
        Fact::BadgeIssued(f) => {
            known(state, &f.person)?;
            match people::badge_status(state, &f.badge) {
                BadgeStatus::Unknown => Ok(()),
                BadgeStatus::Revoked(_) | BadgeStatus::Held(_) => Err(Refusal::BadgeUsed),
            }
        }
        Fact::BadgeRevoked(f) => {
            filled("reason", &f.reason)?;
            match people::badge_status(state, &f.badge) {
                BadgeStatus::Held(holder) if holder == f.person => Ok(()),
                BadgeStatus::Unknown | BadgeStatus::Revoked(_) | BadgeStatus::Held(_) => {
                    Err(Refusal::NotTheirBadge)
                }
            }
        }
        Fact::OperationAssigned(f) => known(state, &f.person),
        Fact::ClockMended(f) => {
            ordered("written_until", f.written_from, f.written_until)?;
            ordered("true_until", f.true_from, f.true_until)
        }
        Fact::DeviceRevoked(f) => {
            filled("reason", &f.reason)?;
            workshop::device(state, &f.device)
                .map(|_| ())
                .ok_or(Refusal::Invalid {
                    field: "device",
                    problem: "is not known",
                })
        }
        Fact::DeviceEnrolled(f) => filled("name", &f.name),
        Fact::EpochBegun(f) => filled("because", &f.because),
        Fact::OrganisationSet(f) => filled("name.ru", &f.name.ru),
        Fact::WorkshopSet(f) => filled("name.ru", &f.name.ru),
        Fact::CalendarSet(f) => {
            use chrono::Datelike;
            let foreign = f.days.iter().any(|day| day.date.year() != f.year);
            if foreign {
                Err(Refusal::Invalid {
                    field: "days",
                    problem: "a day of another year",
                })
            } else {
                Ok(())
            }
        }
        Fact::FormSet(f) => filled("form", &f.form),
        Fact::PackPublished(f) => {
            let newest = workshop::packs(state, &here.workshop)
                .iter()
                .any(|known| known.pack == f.pack && known.version >= f.version);
            if newest {
                return Err(Refusal::Invalid {
                    field: "version",
                    problem: "this or a newer version is published already; raise it",
                });
            }
            filled("pack", &f.pack)
        }
        Fact::Redacted(f) => {
            if f.entries.is_empty() {
                Err(Refusal::Empty("entries"))
            } else {
                Ok(())
            }
        }
        Fact::QuarantineReleased(f) => {
            if f.entries.is_empty() {
                Err(Refusal::Empty("entries"))
            } else {
                filled("reason", &f.reason)
            }
        }
        Fact::EntryReadmitted(f) => filled("reason", &f.reason),
    }
}

fn filled(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        Err(Refusal::Empty(field))
    } else {
        Ok(())
    }
}

fn ordered(field: &'static str, from: NaiveDate, until: NaiveDate) -> Result<(), Refusal> {
    if until < from {
        Err(Refusal::Invalid {
            field,
            problem: "lies before the beginning",
        })
    } else {
        Ok(())
    }
}

fn known(state: &State, person: &PersonId) -> Result<(), Refusal> {
    people::person(state, person)
        .map(|_| ())
        .ok_or_else(|| Refusal::UnknownPerson(person.clone()))
}

fn enrolled(state: &State, person: &PersonId, here: &Here, at: Moment) -> Result<(), Refusal> {
    people::enrolment_on(state, person, &here.workshop, workshop_day(at))
        .map(|_| ())
        .ok_or_else(|| Refusal::NotEnrolled(person.clone()))
}

fn whereabouts(
    state: &State,
    person: &PersonId,
    here: &Here,
    now: &Now,
    at: Moment,
) -> Whereabouts {
    attendance::day(state, &here.workshop, person, workshop_day(at), now.at).whereabouts
}

fn open_enrolment(
    state: &State,
    person: &PersonId,
    enrolment: &crate::wire::ids::EnrolmentId,
) -> Result<people::EnrolmentView, Refusal> {
    people::enrolments(state, person)
        .into_iter()
        .find(|view| view.enrolment == *enrolment && view.ended.is_none())
        .ok_or(Refusal::NoSuchEnrolment)
}

/// Terms of enrolments (docs/domain.md sections 2.1 and 2b).
fn enrolment(state: &State, f: &EnrolmentStarted) -> Result<(), Refusal> {
    known(state, &f.person)?;
    if let Some(until) = f.until {
        ordered("until", f.from, until)?;
        let days = (until - f.from).num_days() + 1;
        let month_at_most = f
            .from
            .checked_add_months(Months::new(1))
            .is_none_or(|month| until < month);
        match f.service {
            Service::TemporaryEmployment => {
                let months = Months::new(people::TEMPORARY_EMPLOYMENT_MONTHS_MAX);
                if f.from
                    .checked_add_months(months)
                    .is_some_and(|limit| until > limit)
                {
                    return Err(Refusal::TermTooLong);
                }
            }
            Service::Orientation if days < 14 || !month_at_most => {
                return Err(Refusal::OrientationLength);
            }
            Service::Orientation => {}
        }
    }
    for other in people::enrolments(state, &f.person) {
        if other.enrolment == f.enrolment {
            return Err(Refusal::EnrolmentOverlaps(other.from));
        }
        let other_last = other.ended.map(|(on, _)| on);
        let apart = other_last.is_some_and(|last| last < f.from)
            || f.until.is_some_and(|until| until < other.from);
        if !apart {
            return Err(Refusal::EnrolmentOverlaps(f.from.max(other.from)));
        }
        if f.service == Service::Orientation && other.service == Service::Orientation {
            let (earlier, later) = (f.from.min(other.from), f.from.max(other.from));
            let year = Months::new(people::ORIENTATION_EVERY_MONTHS);
            if let Some(next) = earlier
                .checked_add_months(year)
                .filter(|next| later < *next)
            {
                return Err(Refusal::OrientationTooSoon(next));
            }
        }
    }
    Ok(())
}

fn correction(
    state: &State,
    f: &crate::wire::facts::AttendanceCorrected,
    here: &Here,
    now: &Now,
) -> Result<(), Refusal> {
    if f.corrects.is_none() && f.becomes.is_none() {
        return Err(Refusal::Empty("becomes"));
    }
    if let Some(mark) = &f.becomes {
        if workshop_day(mark.at) != f.day {
            return Err(Refusal::Invalid {
                field: "becomes.at",
                problem: "lies on another day",
            });
        }
        if mark.at > now.at {
            return Err(Refusal::InFuture("becomes.at"));
        }
    }
    if let Some(corrects) = &f.corrects {
        let view = attendance::day(state, &here.workshop, &f.person, f.day, now.at);
        if !view.marks.iter().any(|mark| mark.entry == *corrects) {
            return Err(Refusal::NothingToCorrect);
        }
    }
    Ok(())
}

/// The values that a register's new entry replaces: the one that holds now, and those that dispute it.
fn replaced(state: &State, fact: &Fact, scope: &str) -> Vec<EntryRef> {
    let same = |other: &Fact| -> bool {
        #[allow(
            clippy::wildcard_enum_match_arm,
            reason = "two kinds that differ are never the same register"
        )]
        match (fact, other) {
            (Fact::OrganisationSet(a), Fact::OrganisationSet(b)) => {
                a.organisation == b.organisation
            }
            (Fact::WorkshopSet(a), Fact::WorkshopSet(b)) => a.workshop == b.workshop,
            (Fact::CalendarSet(a), Fact::CalendarSet(b)) => a.year == b.year,
            (Fact::FormSet(a), Fact::FormSet(b)) => a.form == b.form,
            (Fact::PersonSet(a), Fact::PersonSet(b)) => a.person == b.person,
            (Fact::PersonIdentified(a), Fact::PersonIdentified(b)) => a.person == b.person,
            (Fact::ContractRecorded(a), Fact::ContractRecorded(b)) => a.enrolment == b.enrolment,
            (Fact::ScheduleSet(a), Fact::ScheduleSet(b)) => {
                a.person == b.person && a.from == b.from
            }
            (Fact::ClockMended(a), Fact::ClockMended(b)) => {
                a.device == b.device && a.boot == b.boot
            }
            (Fact::PackPublished(a), Fact::PackPublished(b)) => a.pack == b.pack,
            (Fact::AbsenceNoted(a), Fact::AbsenceNoted(b)) => {
                a.person == b.person && a.from <= b.until && b.from <= a.until
            }
            (Fact::OperationAssigned(a), Fact::OperationAssigned(b)) => {
                a.person == b.person && a.from == b.from
            }
            _ => false,
        }
    };
    let keys = State::keys_of_fact(fact);
    let entries = keys
        .iter()
        .flat_map(|key| state.part(key))
        .filter(|entry| entry.order.entry.scope() == Some(scope) && same(&entry.payload.fact));
    register(entries).map_or_else(Vec::new, |found| {
        core::iter::once(found.value)
            .chain(found.losers)
            .map(|entry| entry.order.entry.clone())
            .collect()
    })
}
