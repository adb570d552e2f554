//! Identities as they stand in payloads: short texts, opaque to the rules.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text form as it is.
            pub fn new(text: impl Into<String>) -> Self {
                $name(text.into())
            }

            /// The text form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A participant or a member of staff.
    PersonId
    /// One term of one service for one person.
    EnrolmentId
    /// A kiosk, a server or an import: the `writer` of its streams.
    DeviceId
    /// One-way hash of a badge's text ([`crate::badge::hash`]).
    BadgeHash
    /// A workshop: its scope is `w:<id>`.
    WorkshopId
    /// An organisation: its scope is `o:<id>`.
    OrganisationId
    /// `<pack>/<operation>`.
    OperationId
    /// One stretch of work on one operation.
    RunId
    /// One call for help.
    HelpId
    /// BLAKE3 of a picture's, a sound's or a pack's bytes, lower-case hex.
    BlobHash
    /// One breach of a regulation.
    BreachId
    /// One praise.
    PraiseId
    /// One proposal of a dismissal review.
    ReviewId
    /// One wish that a participant stated at the kiosk.
    RequestId
    /// One goal that was agreed.
    GoalId
    /// One trial task.
    TrialId
    /// One assessment.
    AssessmentId
    /// One place to work at.
    StationId
    /// One stay at an external site.
    PlacementId
    /// One contact during a stay.
    ContactId
    /// One difficulty that was raised.
    DifficultyId
    /// `pictogram:<id>` or `blob:<hash>`.
    PictureRef
}
