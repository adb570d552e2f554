//! From a form to facts: who acts, and how a refusal of the rules is told.

use axum::http::StatusCode;
use stupen_domain::catalogue::{self, ScopeKind};
use stupen_domain::reasons;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{Actor, Command, Refusal, Role, WriterKind, authority};
use stupen_ledger::CommitError;

use crate::book::BookError;
use crate::i18n::msg;
use crate::office::looked;
use crate::office::users::User;
use crate::secrets;
use crate::state::AppState;
use crate::web::fault::Fault;

/// The person behind an account, in the part that the account gives.
pub fn actor(user: &User) -> Actor {
    Actor {
        person: user.staff_id.as_deref().map(PersonId::new),
        // Every office role is one of the rules' roles; a test holds them together.
        role: Role::from_word(user.role.code()).unwrap_or(Role::Auditor),
    }
}

/// Whether the authority table lets this account write a kind in a workshop: decides which buttons a page shows.
/// The rules decide again when one is pressed.
pub fn may(user: Option<&User>, kind: &str, workshop: &WorkshopId) -> bool {
    let Some((user, row)) = user.zip(catalogue::row(kind)) else {
        return false;
    };
    let scope = match row.scope {
        ScopeKind::Workshop => format!("w:{workshop}"),
        // Which organisation it is decides nothing.
        ScopeKind::Organisation => "o:any".to_owned(),
    };
    let role = actor(user).role;
    authority::check(kind, WriterKind::Server, role, row.audience, &scope).is_ok()
}

/// Why a form was not carried out.
#[derive(Debug)]
pub enum Refused {
    /// The person can mend it: what to do, as a msgid.
    Said(&'static str),
    /// They cannot.
    Fault(Fault),
}

impl From<&'static str> for Refused {
    fn from(said: &'static str) -> Self {
        Self::Said(said)
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<BookError> for Refused {
    fn from(error: BookError) -> Self {
        match &error {
            BookError::Commit(CommitError::Refused(refusal)) => match words(refusal) {
                Some(said) => Self::Said(said),
                None => Self::Fault(fault(error)),
            },
            _ => Self::Fault(fault(error)),
        }
    }
}

/// An act whose reason was written in words: the floor learns that it is at the office, the words are noted for the case.
pub(super) fn with_words(fact: impl Into<Fact>, words: &str) -> Vec<Command> {
    let fact = fact.into();
    let noted = reasons::note(&fact, words).map(Command::from);
    std::iter::once(Command::from(fact)).chain(noted).collect()
}

/// Lets facts of one act be decided and stored, all or none.
///
/// # Errors
/// [`Refused`] with what the person can do, or the fault.
pub async fn carry_out(
    state: &AppState,
    workshop: &WorkshopId,
    user: &User,
    commands: Vec<Command>,
) -> Result<(), Refused> {
    state
        .book()
        .commit(workshop.clone(), actor(user), commands)
        .await?;
    Ok(())
}

/// A new id.
///
/// # Errors
/// When the system gives no random numbers.
pub fn new_id() -> Result<String, Fault> {
    secrets::new_id().map_err(Fault::inside)
}

/// Records a look at a person's record, before it is shown.
///
/// # Errors
/// When the office's database refuses: an unrecorded look must not happen.
pub async fn look(
    state: &AppState,
    user: &User,
    route: &'static str,
    person: &PersonId,
) -> Result<(), Fault> {
    let (user, person, now) = (user.id, person.to_string(), state.now());
    state
        .office()
        .run(move |db| looked::record(db, user, route, &person, now))
        .await?;
    Ok(())
}

/// A refusal in words for the person, as a msgid; `None` when the form could not have been filled in differently.
pub fn words(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::Empty("reason") => Some(msg("Say why: the reason stays with the correction.")),
        Refusal::InFuture(_) => Some(msg("This time has not come yet. Check the time.")),
        Refusal::NothingToCorrect => Some(msg(
            "This mark does not count any more: somebody corrected it meanwhile. Look at the marks below.",
        )),
        Refusal::Invalid {
            field: "becomes.at",
            ..
        } => Some(msg("This time belongs to another day. Check the time.")),
        Refusal::Invalid { field: "week", .. } => Some(msg(
            "Check the hours: work ends after it begins; pauses lie within the hours, one after the other.",
        )),
        Refusal::Empty(_) => Some(msg("Something is missing. Fill it in and send it again.")),
        Refusal::Invalid { .. } => Some(msg(
            "Something entered does not fit. Check it and send it again.",
        )),
        Refusal::AlreadyRecorded => Some(msg("This is recorded already.")),
        Refusal::NoSuchBreach => Some(msg(
            "This breach does not count any more: somebody annulled it meanwhile.",
        )),
        Refusal::NothingProposed => Some(msg(
            "This was answered already, or attendance does not show it any more.",
        )),
        Refusal::ProposalMoved => Some(msg(
            "The absence has other days by now. Look at its days again.",
        )),
        Refusal::NoReviewDue => Some(msg("There is nothing to decide.")),
        Refusal::ReviewMoved => Some(msg(
            "Breaches or decisions have changed meanwhile. Look at the review again, then decide.",
        )),
        Refusal::TooFewStrikes => Some(msg(
            "Fewer than three breaches count: nobody is dismissed for them.",
        )),
        Refusal::NotPending => Some(msg(
            "There is nothing to confirm any more. Look at the review again.",
        )),
        Refusal::NeedsTheOther => Some(msg(
            "Workshop lead and consultant decide together: another person, in the other role, has to confirm.",
        )),
        Refusal::TermNotOver(_) => Some(msg(
            "The term is not over on this day. It ends earlier only at the person's own wish, or by a review.",
        )),
        Refusal::EndsEarlier(_) => Some(msg(
            "An earlier last day is recorded. Look at the term again.",
        )),
        Refusal::ReviewOpen => Some(msg(
            "A dismissal review is open. Decide it first, then record the end.",
        )),
        Refusal::DismissalDecided => Some(msg(
            "It is decided that the review ends the enrolment. Record that end.",
        )),
        Refusal::NeedsReview => Some(msg("It is not decided yet that the enrolment ends.")),
        Refusal::NotEnded => Some(msg("This enrolment has not ended.")),
        Refusal::NotEnrolled(_) | Refusal::NoSuchEnrolment => Some(msg(
            "The person was not enrolled here on this day. Check the day.",
        )),
        Refusal::NoSuchRequest => Some(msg("This request was answered already.")),
        Refusal::AlreadySigned => Some(msg("This assessment is signed already: amend it.")),
        Refusal::NoSuchAssessment => Some(msg(
            "There is no such assessment any more. Look at the list again.",
        )),
        Refusal::PlacementOverlaps(_) => Some(msg(
            "On these days the person is at another site. End that stay first.",
        )),
        Refusal::Barred(_) => Some(msg(
            "Somebody is planned for an operation that is not allowed to them.",
        )),
        Refusal::NoSuchPlacement => Some(msg("This stay has ended, or there is none.")),
        Refusal::NoSuchCall => Some(msg("Somebody has answered this call already.")),
        _ => None,
    }
}

/// A commit that did not happen, as an answer.
pub fn fault(error: BookError) -> Fault {
    match &error {
        BookError::Commit(CommitError::Refused(Refusal::NotAllowed { .. })) => Fault::new(
            StatusCode::FORBIDDEN,
            "not-allowed",
            msg("Your role may not do this"),
            msg("Nothing was changed. Ask a colleague who may, or an administrator."),
        ),
        BookError::Commit(CommitError::Refused(Refusal::NoSuchCall)) => Fault::new(
            StatusCode::CONFLICT,
            "answered",
            msg("Somebody has answered this call already."),
            msg("There is nothing more to do. Go back to the board."),
        ),
        BookError::Commit(CommitError::Refused(_)) => Fault::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "refused",
            msg("This cannot be recorded"),
            msg("Go back, check what you entered, and send it again. Nothing was changed."),
        )
        .because(anyhow::Error::new(error)),
        _ => Fault::from(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::users;

    #[test]
    fn every_office_role_is_a_role_of_the_rules() {
        for role in users::Role::ALL {
            assert!(
                Role::from_word(role.code()).is_some_and(Role::is_staff),
                "{role}"
            );
        }
    }
}
