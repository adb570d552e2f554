//! The clock as a value: `main.rs` makes it, everybody else is handed it.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Duration, FixedOffset, Utc};

/// A moment in time; the office stores it as milliseconds since 1970, UTC.
pub type Moment = DateTime<Utc>;

/// This boot of the machine: wrong wall clocks are mended by it afterwards.
#[derive(Clone)]
pub struct Boot {
    /// Which boot, as the system names it.
    pub id: String,
    since_ms: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl Boot {
    /// A boot with a counter of the milliseconds since it began.
    pub fn new(id: String, since_ms: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self {
            id,
            since_ms: Arc::new(since_ms),
        }
    }

    /// Milliseconds since the boot.
    pub fn mono_ms(&self) -> u64 {
        (self.since_ms)()
    }
}

impl fmt::Debug for Boot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Boot({})", self.id)
    }
}

/// Tells the time. A shifted clock (`--clock`) keeps ticking from the moment it was set to.
#[derive(Clone)]
pub struct Clock {
    read: Arc<dyn Fn() -> Moment + Send + Sync>,
    boot: Boot,
    shift: Duration,
    shown: bool,
}

impl Clock {
    /// A clock that reads `read` each time it is asked.
    pub fn new(read: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        Self {
            read: Arc::new(read),
            boot: Boot::new("unknown".to_owned(), || 0),
            shift: Duration::zero(),
            shown: false,
        }
    }

    /// The same clock on a machine whose boot is known.
    #[must_use]
    pub fn on(self, boot: Boot) -> Self {
        Self { boot, ..self }
    }

    /// This boot of the machine.
    pub fn boot(&self) -> &Boot {
        &self.boot
    }

    /// The same clock moved so that it shows `moment` at this instant; pages say that it is not the real time.
    #[must_use]
    pub fn set_to(&self, moment: DateTime<FixedOffset>) -> Self {
        let shift = moment.with_timezone(&Utc) - (self.read)();
        Self {
            read: Arc::clone(&self.read),
            boot: self.boot.clone(),
            shift,
            shown: true,
        }
    }

    /// The time now.
    pub fn now(&self) -> Moment {
        (self.read)() + self.shift
    }

    /// True when the clock was set by hand and every page has to say so.
    pub fn is_set_by_hand(&self) -> bool {
        self.shown
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("shift", &self.shift)
            .field("set_by_hand", &self.shown)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_by_hand_shows_that_moment_and_says_so() {
        let real = DateTime::parse_from_rfc3339("2026-11-22T10:00:00Z")
            .unwrap()
            .with_timezone(&Utc);
        let clock = Clock::new(move || real);
        let shifted =
            clock.set_to(DateTime::parse_from_rfc3339("2026-03-02T09:00:00+03:00").unwrap());
        assert_eq!(shifted.now().to_rfc3339(), "2026-03-02T06:00:00+00:00");
        assert!(shifted.is_set_by_hand());
        assert!(!clock.is_set_by_hand());
    }
}
