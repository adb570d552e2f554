//! How long a screen waits for a hand (docs/domain.md section 3.15): nothing times out on a participant without asking.

/// What a screen wants of whoever stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Nothing: it tells, and most people walk on.
    Nothing,
    /// That somebody is called, or comes.
    Staff,
    /// An answer, or eyes on what is nobody else's business.
    Answer,
}

/// Milliseconds after which a screen that only tells asks whether somebody is still there [D].
const TELLS_MS: u64 = 20_000;

/// The same where something is asked, or staff are waited for: nobody is hurried past that [D].
const ASKS_MS: u64 = 60_000;

/// Milliseconds for which "are you still here?" waits for an answer before the screen is given free [D].
pub const LEAVES_MS: u64 = 60_000;

/// Milliseconds without a touch after which a screen asks whether somebody is still there.
#[must_use]
pub const fn asks_after_ms(wants: Wants) -> u64 {
    match wants {
        Wants::Nothing => TELLS_MS,
        Wants::Staff | Wants::Answer => ASKS_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_to_do_something_has_more_time_than_whoever_only_reads() {
        for (wants, ms) in [
            (Wants::Nothing, 20_000),
            (Wants::Staff, 60_000),
            (Wants::Answer, 60_000),
        ] {
            assert_eq!(asks_after_ms(wants), ms, "{wants:?}");
        }
    }
}
