//! One finger, one touch: what a glove rubs twice is not asked for twice.

use crate::ui::Tap;

/// Two touches within so many milliseconds are one.
const SAME_TOUCH_MS: u64 = 500;

/// The hand before the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hand {
    touched_ms: Option<u64>,
}

impl Hand {
    /// Whether a touch counts, milliseconds since boot. Right after another it does not: the page has changed under the
    /// finger, and it would answer what nobody has read. Keys that are made to be struck always count.
    pub fn counts(&mut self, tap: Tap, at_ms: u64) -> bool {
        let before = self.touched_ms.replace(at_ms);
        let struck = matches!(tap, Tap::Staff(tap) if tap.is_struck());
        struck || before.is_none_or(|before| at_ms.saturating_sub(before) >= SAME_TOUCH_MS)
    }
}
