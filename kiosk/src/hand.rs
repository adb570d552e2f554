//! One finger, one touch: what a glove rubs twice is not asked for twice.

use crate::ui::Tap;

/// Two touches within so many milliseconds are one.
const SAME_TOUCH_MS: u64 = 500;

/// The hand before the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hand {
    /// When the last touch that counted was made.
    counted_ms: Option<u64>,
}

impl Hand {
    /// Whether a touch counts, milliseconds since boot. Right after another it does not: the page has changed under the
    /// finger, and it would answer what nobody has read. The time runs from the last touch that counted, so that a
    /// drumming hand gets on. Keys that are made to be struck always count, and so does a call for help: nobody in need
    /// of it is kept waiting.
    pub fn counts(&mut self, tap: Tap, at_ms: u64) -> bool {
        let at_once = match tap {
            Tap::Help => true,
            Tap::Staff(tap) => tap.is_struck(),
            _ => false,
        };
        let counts = at_once
            || self
                .counted_ms
                .is_none_or(|before| at_ms.saturating_sub(before) >= SAME_TOUCH_MS);
        if counts {
            self.counted_ms = Some(at_ms);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::StaffTap;

    #[test]
    fn a_touch_right_after_one_that_counted_is_the_same() {
        use Tap::{Defect, Help, Next};
        /// A key, when it was touched, and whether that counts.
        type Touch = (Tap, u64, bool);
        const ERASE: Tap = Tap::Staff(StaffTap::Erase);
        const BACK: Tap = Tap::Staff(StaffTap::Back);
        #[rustfmt::skip]
        let rows: &[(&str, &[Touch])] = &[
            ("the first",                 &[(Next, 0, true)]),
            ("rubbed twice",              &[(Next, 1000, true), (Next, 1499, false)]),
            ("after a pause",             &[(Next, 1000, true), (Next, 1500, true)]),
            ("on the changed page",       &[(Next, 1000, true), (Defect, 1200, false)]),
            ("a drumming hand gets on",   &[(Next, 1000, true), (Next, 1300, false), (Next, 1600, true), (Next, 1900, false), (Next, 2200, true)]),
            ("help at once",              &[(Next, 1000, true), (Help, 1001, true)]),
            ("help while drumming",       &[(Next, 1000, true), (Next, 1100, false), (Help, 1200, true)]),
            ("the page behind help",      &[(Help, 1000, true), (Next, 1400, false), (Next, 1500, true)]),
            ("keys made to be struck",    &[(ERASE, 1000, true), (ERASE, 1050, true), (ERASE, 1100, true)]),
            ("a key after struck ones",   &[(ERASE, 1000, true), (BACK, 1400, false), (BACK, 1500, true)]),
            ("a clock that went back",    &[(Next, 1000, true), (Next, 900, false)]),
        ];
        for (what, touches) in rows {
            let mut hand = Hand::default();
            for (tap, at_ms, expected) in *touches {
                assert_eq!(
                    hand.counts(*tap, *at_ms),
                    *expected,
                    "{what}: {tap:?} at {at_ms}"
                );
            }
        }
    }
}
