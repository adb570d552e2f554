//! Telling threads to end, so that none naps or polls for it.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A switch that is thrown once. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Halt(Arc<(Mutex<bool>, Condvar)>);

impl Halt {
    /// Ends every wait, now and later.
    pub(crate) fn throw(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }

    pub(crate) fn thrown(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the switch, at most `time`; true when it has been thrown.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let thrown = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (thrown, _) = self
            .0
            .1
            .wait_timeout_while(thrown, time, |thrown| !*thrown)
            .unwrap_or_else(PoisonError::into_inner);
        *thrown
    }
}

/// Pauses between attempts to reach a device: 100 ms, doubling to 2 s. A cable pushed in is noticed within two
/// seconds, and a device that never comes costs one attempt in two seconds.
#[derive(Clone, Copy)]
pub(crate) struct Backoff(Duration);

impl Backoff {
    const FIRST: Duration = Duration::from_millis(100);
    const LAST: Duration = Duration::from_secs(2);

    pub(crate) fn new() -> Backoff {
        Backoff(Backoff::FIRST)
    }

    /// The pause to make now; the next one is longer.
    pub(crate) fn next(&mut self) -> Duration {
        let pause = self.0;
        self.0 = (pause * 2).min(Backoff::LAST);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_grows_to_its_limit() {
        let mut backoff = Backoff::new();
        let pauses: Vec<u128> = (0..7).map(|_| backoff.next().as_millis()).collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1600, 2000, 2000]);
    }

    #[test]
    fn a_thrown_switch_ends_a_long_wait() {
        let halt = Halt::default();
        let other = halt.clone();
        let waiter = std::thread::spawn(move || other.wait(Duration::from_secs(3600)));
        halt.throw();
        assert!(waiter.join().unwrap());
        assert!(halt.thrown());
    }
}
