//! From a wish to facts: [`decide()`] applies authority and the rules, or refuses with a reason.
//!
//! Pure and synchronous: carrying out the answer leaves no choice. What has become a fact is never rejected
//! later; all refusing happens here, before anything is written.

mod assessments;
mod attendance;
mod breaches;
mod floor;
mod people;
mod placements;
pub(crate) mod registers;
mod requests;
mod settings;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::authority::{self, Unauthorised};
use crate::catalogue::{self, Merge, ScopeKind};
use crate::entry::{Audience, Clock, Role, WriterKind};
use crate::reasons;
use crate::reviews;
use crate::state::State;
use crate::time::{Moment, workshop_day};
use crate::wire::facts::EntryReadmitted;
use crate::wire::ids::{OperationId, OrganisationId, PersonId, WorkshopId};
use crate::wire::{Fact, Kind, Payload};

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
    /// A participant acts for nobody else.
    #[error("a participant acts for nobody else")]
    NotTheirs,
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
    /// A form's body has not the form of its name.
    #[error("form {form}: {problem}")]
    Form {
        /// The form.
        form: String,
        /// What is wrong, by field.
        problem: String,
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
    /// No such enrolment, or it has ended, or it belongs to another workshop.
    #[error("no such enrolment is open here")]
    NoSuchEnrolment,
    /// This was said before: the same thing is not recorded twice.
    #[error("this is recorded already")]
    AlreadyRecorded,
    /// No such breach, or it was annulled.
    #[error("no such breach stands")]
    NoSuchBreach,
    /// The log does not propose this, or it was answered.
    #[error("nothing of the kind is proposed for this day, or it was answered already")]
    NothingProposed,
    /// An absence is answered whole, and it has other days by now: it went on, or began earlier than was known.
    #[error("the absence has other first or last days by now; look at its days again")]
    ProposalMoved,
    /// There is nothing to decide.
    #[error("no dismissal review is open")]
    NoReviewDue,
    /// What was weighed, or settled, is not what stands now.
    #[error("breaches or decisions have changed meanwhile; look at the review again")]
    ReviewMoved,
    /// Fewer than three strikes never dismiss.
    #[error("fewer than three breaches stand; nobody is dismissed for them")]
    TooFewStrikes,
    /// The proposal is not the one that may be confirmed.
    #[error("this proposal cannot be confirmed any more; look at the review again")]
    NotPending,
    /// Lead and consultant decide together.
    #[error("another person must confirm, as the other of lead and consultant")]
    NeedsTheOther,
    /// The enrolment goes on.
    #[error("this enrolment has not ended")]
    NotEnded,
    /// The same request waits for an answer.
    #[error("the same was asked for already and waits for an answer")]
    AlreadyAsked,
    /// No such request, or it was answered.
    #[error("no such request waits for an answer")]
    NoSuchRequest,
    /// No such goal, or it is settled.
    #[error("no such goal is aimed at")]
    NoSuchGoal,
    /// No such trial task.
    #[error("no such trial task is known")]
    NoSuchTrial,
    /// Signed assessments are only amended.
    #[error("this assessment is signed already; amend it")]
    AlreadySigned,
    /// Nothing was signed that could be shown, amended or weighed.
    #[error("no such assessment is signed")]
    NoSuchAssessment,
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
    /// Another stay at an external site covers these days, or this one is known already.
    #[error("another stay at an external site already holds on {0}")]
    PlacementOverlaps(NaiveDate),
    /// No such stay of this person, or it has ended.
    #[error("no such stay at an external site is open")]
    NoSuchPlacement,
    /// The person may not do this operation; never why (docs/domain.md section 2.14).
    #[error("this person may not do {0}")]
    Barred(OperationId),
    /// The agreed term, or the shortest there is, lasts longer.
    #[error("the term is not over before {0}")]
    TermNotOver(NaiveDate),
    /// An earlier last day is recorded.
    #[error("the end is recorded already, for {0}")]
    EndsEarlier(NaiveDate),
    /// Lead and consultant decide first.
    #[error("a dismissal review is open; it is decided first")]
    ReviewOpen,
    /// The end names the decision.
    #[error("it is decided that the review ends this enrolment; record that end")]
    DismissalDecided,
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
    Asking {
        state,
        actor,
        here,
        now,
        at: occurred_at,
    }
    .allow(&fact)?;
    if here.writer == WriterKind::Kiosk {
        reasons::keeps_words_off_the_floor(&fact)?;
    }
    let over = if let Fact::ReviewProposed(proposed) = &fact {
        reviews::taken_back(state, proposed, actor.person.as_ref())
    } else if row.merge == Merge::Register {
        registers::replaced(state, &fact, &scope)
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

/// Who asks for what, where and when: what the rules of a kind look at.
struct Asking<'a> {
    state: &'a State,
    actor: &'a Actor,
    here: &'a Here,
    now: &'a Now,
    /// When it happened.
    at: Moment,
}

impl Asking<'_> {
    /// The rules of each kind, beyond authority.
    fn allow(&self, fact: &Fact) -> Result<(), Refusal> {
        match fact {
            Fact::Arrived(f) => self.arrived(f),
            Fact::BreakStarted(f) => self.break_started(f),
            Fact::BreakEnded(f) => self.break_ended(f),
            Fact::Left(f) => self.left(f),
            Fact::MoodSaid(f) => self.mood_said(f),
            Fact::AttendanceCorrected(f) => self.attendance_corrected(f),
            Fact::AbsenceNoted(f) => self.absence_noted(f),
            Fact::ClockMended(f) => self.clock_mended(f),
            Fact::NotMeSaid(f) => self.own(&f.person),
            Fact::RunRecorded(f) => self.run_recorded(f),
            Fact::HelpAsked(f) => f.person.as_ref().map_or(Ok(()), |person| self.own(person)),
            Fact::HelpAcknowledged(f) => self.help_acknowledged(f),
            Fact::PersonSet(f) => self.person_set(f),
            Fact::PersonIdentified(f) => self.person_identified(f),
            Fact::EnrolmentStarted(f) => self.enrolment_started(f),
            Fact::ContractRecorded(f) => self.contract_recorded(f),
            Fact::EnrolmentEnded(f) => self.enrolment_ended(f),
            Fact::ScheduleSet(f) => self.schedule_set(f),
            Fact::BadgeIssued(f) => self.badge_issued(f),
            Fact::BadgeRevoked(f) => self.badge_revoked(f),
            Fact::OperationAssigned(f) => self.operation_assigned(f),
            Fact::StationSet(f) => self.station_set(f),
            Fact::PromptLadderSet(f) => self.known(&f.person),
            Fact::PromptProposalAnswered(f) => self.prompt_proposal_answered(f),
            Fact::PersonSettingsSet(f) => self.person_settings_set(f),
            Fact::OperationsBarred(f) => self.known(&f.person),
            Fact::WorkLimitsSet(f) => self.work_limits_set(f),
            Fact::LimitNoticed(f) => self.limit_noticed(f),
            Fact::LimitAnswered(f) => self.limit_answered(f),
            Fact::BreachRecorded(f) => self.breach_recorded(f),
            Fact::BreachDescribed(f) => self.breach_described(f),
            Fact::BreachTold(f) => self.breach_told(f),
            Fact::BreachProposalDeclined(f) => self.breach_proposal_declined(f),
            Fact::BreachAnnulled(f) => self.breach_annulled(f),
            Fact::PraiseRecorded(f) => self.praise_recorded(f),
            Fact::ReviewProposed(f) => self.review_proposed(f),
            Fact::ReviewConfirmed(f) => self.review_confirmed(f),
            Fact::FurtherWayChosen(f) => self.further_way_chosen(f),
            Fact::FurtherWaysOffered(f) => self.further_ways_offered(f),
            Fact::RequestMade(f) => self.request_made(f),
            Fact::RequestAnswered(f) => self.request_answered(f),
            Fact::RequestAnswerSeen(f) => self.request_answer_seen(f),
            Fact::GoalAgreed(f) => self.goal_agreed(f),
            Fact::GoalSettled(f) => self.goal_settled(f),
            Fact::TrialTaskDone(f) => self.trial_task_done(f),
            Fact::TrialTaskDescribed(f) => self.trial_task_described(f),
            Fact::CaseNoted(f) => self.case_noted(f),
            Fact::PictureProposed(f) => self.own(&f.person),
            Fact::SelfRatingGiven(f) => self.self_rating_given(f),
            Fact::AssessmentSigned(f) => self.assessment_signed(f),
            Fact::AssessmentShown(f) => self.assessment_shown(f),
            Fact::AssessmentAmended(f) => self.assessment_amended(f),
            Fact::ReadinessAnswered(f) => self.readiness_answered(f),
            Fact::PlacementStarted(f) => self.placement_started(f),
            Fact::PlacementDescribed(f) => self.placement_described(f),
            Fact::PlacementEnded(f) => self.placement_ended(f),
            Fact::ContactMade(f) => self.contact_made(f),
            Fact::DifficultyRaised(f) => self.difficulty_raised(f),
            Fact::DeviceEnrolled(f) => filled("name", &f.name),
            Fact::DeviceRevoked(f) => self.device_revoked(f),
            Fact::EpochBegun(f) => filled("because", &f.because),
            Fact::OrganisationSet(f) => filled("name.ru", &f.name.ru),
            Fact::WorkshopSet(f) => filled("name.ru", &f.name.ru),
            Fact::CalendarSet(f) => settings::calendar_set(f),
            Fact::FormSet(f) => settings::form_set(f),
            Fact::PackPublished(f) => self.pack_published(f),
            Fact::Redacted(f) => {
                if f.exact.is_empty() {
                    not_empty("entries", &f.entries)?;
                }
                match f.because.as_deref() {
                    Some(word) if !crate::wire::facts::Redacted::REASONS.contains(&word) => {
                        Err(Refusal::Invalid {
                            field: "because",
                            problem: "request, retention, mistake or order",
                        })
                    }
                    _ => Ok(()),
                }
            }
            Fact::QuarantineReleased(f) => {
                not_empty("entries", &f.entries)?;
                filled("reason", &f.reason)
            }
            Fact::EntryReadmitted(f) => filled("reason", &f.reason),
        }
    }

    /// A participant acts for nobody else, and everybody who is named is known.
    fn own(&self, person: &PersonId) -> Result<(), Refusal> {
        if self.actor.role == Role::Participant && self.actor.person.as_ref() != Some(person) {
            return Err(Refusal::NotTheirs);
        }
        self.known(person)
    }

    fn known(&self, person: &PersonId) -> Result<(), Refusal> {
        crate::people::person(self.state, person)
            .map(|_| ())
            .ok_or_else(|| Refusal::UnknownPerson(person.clone()))
    }

    fn today(&self) -> NaiveDate {
        workshop_day(self.now.at)
    }

    /// With a doubtful clock the day itself is uncertain: what was chosen is recorded, staff settle it.
    fn unless_doubtful(&self, refusal: Refusal) -> Result<(), Refusal> {
        if self.now.clock.suspect {
            Ok(())
        } else {
            Err(refusal)
        }
    }
}

fn filled(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        Err(Refusal::Empty(field))
    } else {
        Ok(())
    }
}

fn not_empty<T>(field: &'static str, list: &[T]) -> Result<(), Refusal> {
    if list.is_empty() {
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
