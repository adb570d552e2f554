//! How long a screen waits for a hand (docs/domain.md section 3.15): nothing times out on a participant without asking.
//! And how much of the time before a step is work at it (section 13.4).

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

/// Milliseconds for which something small is told above what somebody waits for [D].
pub const TELLS_BRIEFLY_MS: u64 = 8_000;

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

/// Milliseconds before a step without a touch that are work at it in any case [D].
const AT_STEP_MS: u64 = 300_000;

/// So many norms of a whole piece are work as well: slow hands at long work are not away [D].
const AT_STEP_NORMS: u64 = 3;

/// Milliseconds without a touch that are work at a step.
const fn most_at_step_ms(norm_s: u32) -> u64 {
    // A cast, for want of a conversion that is const: nothing is lost.
    let by_norm = (norm_s as u64) * 1_000 * AT_STEP_NORMS;
    if by_norm > AT_STEP_MS {
        by_norm
    } else {
        AT_STEP_MS
    }
}

/// Of the norm of a piece, the part before which "done" is more likely a second press than a piece [D].
const EARLY_PART: u64 = 4;

/// Whether a piece that took so many milliseconds is done sooner than anybody makes one.
#[must_use]
pub const fn is_too_early(piece_ms: u64, norm_s: u32) -> bool {
    // A cast, for want of a conversion that is const: nothing is lost.
    piece_ms < (norm_s as u64) * 1_000 / EARLY_PART
}

/// Whether whoever stood before a step for so many milliseconds without a touch has walked away from it: how long this
/// piece took says nothing then.
#[must_use]
pub const fn is_away(shown_ms: u64, norm_s: u32) -> bool {
    shown_ms > most_at_step_ms(norm_s)
}

/// Of the milliseconds for which a step was shown without a touch, those that count as time at it: whoever has touched
/// nothing for longer is away, and being away is no slow work.
#[must_use]
pub const fn at_step_ms(shown_ms: u64, norm_s: u32) -> u64 {
    let most = most_at_step_ms(norm_s);
    if shown_ms < most { shown_ms } else { most }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_away_is_not_slow() {
        for (shown_s, norm_s, counted_s) in [
            (0, 45, 0),
            (44, 45, 44),
            (299, 45, 299),
            (300, 45, 300),
            (899, 45, 300),
            (899, 0, 300),
            // Fifteen hours, overnight.
            (54_000, 45, 300),
            (54_000, 100, 300),
            (899, 600, 899),
            (54_000, 600, 1_800),
        ] {
            let counted_ms = at_step_ms(shown_s * 1_000, norm_s);
            assert_eq!(
                counted_ms,
                counted_s * 1_000,
                "{shown_s} s, norm {norm_s} s"
            );
            let away = is_away(shown_s * 1_000, norm_s);
            assert_eq!(away, counted_s < shown_s, "{shown_s} s, norm {norm_s} s");
        }
        assert!(at_step_ms(u64::MAX, u32::MAX) > 0);
    }

    #[test]
    fn a_second_press_is_no_piece() {
        for (ms, norm_s, early) in [
            (0, 45, true),
            (11_000, 45, true),
            (11_250, 45, false),
            (44_000, 45, false),
            (0, 0, false),
        ] {
            assert_eq!(is_too_early(ms, norm_s), early, "{ms} ms, norm {norm_s} s");
        }
    }

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
