//! Counts of what the sync took in and refused.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counts {
    ($($(#[doc = $doc:literal])* $name:ident)+) => {
        /// Counts since the server started.
        #[derive(Debug, Default)]
        pub struct Tally {
            $($(#[doc = $doc])* pub $name: Count,)+
        }

        impl Tally {
            /// Every count with its name and what it means.
            pub fn all(&self) -> Vec<(&'static str, &'static str, u64)> {
                vec![$((stringify!($name), concat!($($doc),*), self.$name.get())),+]
            }
        }
    };
}

counts! {
    /// Requests of nobody known, or with a signature that does not verify.
    requests_unsigned
    /// Requests of revoked devices.
    requests_revoked
    /// Requests that came a second time.
    requests_repeated
    /// Bodies that could not be read, or were too large.
    bodies_refused
    /// Enrolments refused: code or proof was wrong.
    enrolments_refused
    /// Devices enrolled.
    enrolments
    /// Batches refused whole.
    batches_refused
    /// Entries taken in that count.
    entries_accepted
    /// Entries taken in that wait for staff.
    entries_quarantined
    /// Batches of another branch of a stream, kept apart.
    forks
}

/// One count.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// One more.
    pub fn one(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
