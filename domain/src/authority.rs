//! Who may write what: kind × writer kind × role × scope (docs/entries.md, "Authority").
//!
//! [`crate::decide()`] asks here before anything is written, and the ledger asks here again for everything that
//! another device sends. The second answer never stops a chain: it quarantines the entry.

use crate::catalogue::{self, ScopeKind};
use crate::entry::{Audience, Role, WriterKind};
use crate::wire::facts::{ClockMended, PersonSet};
use crate::wire::ids::DeviceId;
use crate::wire::{Fact, Kind};

/// The answer of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unauthorised {
    /// This kind of writer may never write this kind.
    #[error("this kind of writer may not write this kind")]
    Writer,
    /// The role may not.
    #[error("this role may not write this kind here")]
    Role,
    /// The entry stands in a stream of another audience.
    #[error("this kind belongs to another audience")]
    Audience,
    /// The entry stands in a stream of another kind of scope.
    #[error("this kind belongs to another scope")]
    Scope,
}

/// Whether an entry of this kind may stand where it stands.
///
/// # Errors
/// [`Unauthorised`] with the first reason; an unknown kind is never refused, since it is only relayed.
pub fn check(
    kind: &str,
    writer: WriterKind,
    role: Role,
    audience: Audience,
    scope: &str,
) -> Result<(), Unauthorised> {
    let Some(row) = catalogue::row(kind) else {
        return Ok(());
    };
    // An entry that is told again stands wherever the original stood.
    let anywhere = kind == "EntryReadmitted";
    if row.audience != audience && !anywhere {
        return Err(Unauthorised::Audience);
    }
    let fits = match row.scope {
        ScopeKind::Workshop => scope.starts_with("w:"),
        ScopeKind::Organisation => scope.starts_with("o:"),
    };
    if !fits && !anywhere {
        return Err(Unauthorised::Scope);
    }
    let roles = match writer {
        WriterKind::Kiosk => row.kiosk,
        WriterKind::Server => row.server,
        WriterKind::Import if row.import => return Ok(()),
        WriterKind::Import => return Err(Unauthorised::Writer),
    };
    if roles.is_empty() {
        Err(Unauthorised::Writer)
    } else if roles.contains(&role) {
        Ok(())
    } else {
        Err(Unauthorised::Role)
    }
}

/// Whether somebody in this role may write this kind at this kind of writer at all: what is not to be offered to them
/// need not be tried first.
pub fn may(kind: &str, writer: WriterKind, role: Role) -> bool {
    let Some(row) = catalogue::row(kind) else {
        return false;
    };
    let scope = match row.scope {
        ScopeKind::Workshop => "w:",
        ScopeKind::Organisation => "o:",
    };
    check(kind, writer, role, row.audience, scope).is_ok()
}

/// What a kind's row cannot say: fields that only some writers may fill. `device` is the writer, where the fact
/// came from another machine.
///
/// # Errors
/// [`Unauthorised::Writer`] when a kiosk makes somebody staff, or mends another device's clock.
pub fn check_fact(
    fact: &Fact,
    writer: WriterKind,
    device: Option<&DeviceId>,
) -> Result<(), Unauthorised> {
    let makes_staff = PersonSet::of(fact).is_some_and(|set| set.staff_role.is_some());
    let mends_another = device
        .is_some_and(|device| ClockMended::of(fact).is_some_and(|mend| mend.device != *device));
    if writer == WriterKind::Kiosk && (makes_staff || mends_another) {
        return Err(Unauthorised::Writer);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Audience::{Case, Floor};
    use Role::*;
    use WriterKind::{Import, Kiosk, Server};

    #[test]
    fn the_table() {
        #[rustfmt::skip]
        let rows = [
            ("Arrived",          Kiosk,  Participant,   Floor, "w:soap", Ok(())),
            ("Arrived",          Kiosk,  System,        Floor, "w:soap", Err(Unauthorised::Role)),
            ("Arrived",          Import, System,        Floor, "w:soap", Ok(())),
            ("Arrived",          Kiosk,  Participant,   Case,  "w:soap", Err(Unauthorised::Audience)),
            ("Arrived",          Kiosk,  Participant,   Floor, "o:ngo",  Err(Unauthorised::Scope)),
            ("DeviceEnrolled",   Kiosk,  Lead,          Floor, "w:soap", Err(Unauthorised::Writer)),
            ("DeviceEnrolled",   Server, Administrator, Floor, "w:soap", Ok(())),
            ("DeviceEnrolled",   Import, Administrator, Floor, "w:soap", Err(Unauthorised::Writer)),
            ("EnrolmentEnded",   Kiosk,  Participant,   Floor, "w:soap", Err(Unauthorised::Role)),
            ("EnrolmentEnded",   Kiosk,  Consultant,    Floor, "w:soap", Ok(())),
            ("PersonIdentified", Server, Auditor,       Case,  "o:ngo",  Err(Unauthorised::Role)),
            ("PersonIdentified", Server, Recruiter,     Case,  "o:ngo",  Ok(())),
            ("HelpAcknowledged", Kiosk,  Participant,   Floor, "w:soap", Err(Unauthorised::Role)),
            ("SomethingNewer",   Kiosk,  Participant,   Floor, "w:soap", Ok(())),
        ];
        for (kind, writer, role, audience, scope, expected) in rows {
            assert_eq!(
                check(kind, writer, role, audience, scope),
                expected,
                "{kind} {writer:?} {role:?}"
            );
        }
    }

    #[test]
    fn what_may_be_offered_is_what_may_be_written() {
        let rows = [
            ("BreachRecorded", Kiosk, Lead, true),
            ("BreachRecorded", Kiosk, Tutor, false),
            ("AssessmentSigned", Kiosk, Consultant, true),
            ("AssessmentSigned", Kiosk, Lead, false),
            ("CalendarSet", Server, Manager, true),
            ("CalendarSet", Kiosk, Manager, false),
            ("SomethingNewer", Kiosk, Lead, false),
        ];
        for (kind, writer, role, expected) in rows {
            assert_eq!(
                may(kind, writer, role),
                expected,
                "{kind} {writer:?} {role:?}"
            );
        }
    }

    #[test]
    fn an_auditor_writes_nothing() {
        for row in crate::catalogue::KINDS {
            assert!(
                !row.kiosk.contains(&Auditor) && !row.server.contains(&Auditor),
                "{}",
                row.kind
            );
        }
    }
}
