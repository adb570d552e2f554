//! From a form to facts: who acts, and how a refusal of the rules is told.

use axum::http::StatusCode;
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{Actor, Audience, Refusal, Role, WriterKind, authority};
use stupen_ledger::CommitError;

use crate::book::BookError;
use crate::i18n::msg;
use crate::office::users::User;
use crate::web::fault::Fault;

/// The person behind an account, in the part that the account gives.
pub fn actor(user: &User) -> Actor {
    Actor {
        person: user.staff_id.as_deref().map(PersonId::new),
        // Every office role is one of the rules' roles; a test holds them together.
        role: Role::from_word(user.role.code()).unwrap_or(Role::Auditor),
    }
}

/// Whether the authority table lets this account write a kind for the floor of a workshop: decides which buttons
/// a page shows. The rules decide again when one is pressed.
pub fn may(user: Option<&User>, kind: &str, workshop: &WorkshopId) -> bool {
    user.is_some_and(|user| {
        let scope = format!("w:{workshop}");
        authority::check(
            kind,
            WriterKind::Server,
            actor(user).role,
            Audience::Floor,
            &scope,
        )
        .is_ok()
    })
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
