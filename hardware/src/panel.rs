//! Lamp, buzzer and buttons: what each output and press means for pins, whoever switches them.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::{Device, Fault, Lamp, LampPins, Output, PinConfig};

/// Pins that can be switched.
pub(crate) trait Pins: Send + 'static {
    /// Switches what hangs on `pin` on or off, whatever level that takes.
    fn switch(&mut self, pin: u8, on: bool);
}

/// How long one buzz lasts.
const BUZZ: Duration = Duration::from_millis(150);

/// Switches the pins from a thread of its own, because a buzz takes time.
pub(crate) struct Panel {
    jobs: Option<Sender<Job>>,
    worker: Option<JoinHandle<()>>,
}

enum Job {
    Lamp(Lamp),
    Buzz,
}

impl Panel {
    pub(crate) fn new(config: &PinConfig, pins: impl Pins) -> Result<Panel, Fault> {
        let (jobs, todo) = channel();
        let worker = Worker {
            lamp: config.lamp.clone(),
            lamp_pins: config.lamp_pins(),
            buzzer: config.buzzer,
            pins,
        };
        let worker = std::thread::Builder::new()
            .name("panel".into())
            .spawn(move || worker.run(&todo))
            .map_err(|error| Fault::from_io(Device::Pins, "starting a thread", &error))?;
        Ok(Panel {
            jobs: Some(jobs),
            worker: Some(worker),
        })
    }

    pub(crate) fn act(&self, output: &Output) {
        let job = match output {
            Output::Lamp(lamp) => Job::Lamp(*lamp),
            Output::Buzz => Job::Buzz,
            Output::Sound(_)
            | Output::Say { .. }
            | Output::Recording { .. }
            | Output::Volume(_)
            | Output::StopSaying => return,
        };
        if let Some(jobs) = &self.jobs {
            // The worker ends only after this sender is dropped.
            let _ = jobs.send(job);
        }
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has nothing left to end.
            let _ = worker.join();
        }
    }
}

struct Worker<P> {
    lamp: LampPins,
    lamp_pins: Vec<u8>,
    buzzer: Option<u8>,
    pins: P,
}

impl<P: Pins> Worker<P> {
    fn run(mut self, todo: &Receiver<Job>) {
        let mut buzz_until: Option<Instant> = None;
        loop {
            let job = match buzz_until {
                None => todo.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(until) => todo.recv_timeout(until.saturating_duration_since(Instant::now())),
            };
            match job {
                Ok(Job::Lamp(lamp)) => self.show(lamp),
                Ok(Job::Buzz) => {
                    self.buzz(true);
                    buzz_until = Some(Instant::now() + BUZZ);
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.buzz(false);
                    buzz_until = None;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.buzz(false);
        self.show(Lamp::Off);
    }

    fn show(&mut self, lamp: Lamp) {
        let LampPins {
            green,
            amber,
            blue,
            violet,
            rust,
        } = &self.lamp;
        let lit: &[u8] = match lamp {
            Lamp::Off => &[],
            Lamp::Green => green,
            Lamp::Amber => amber,
            Lamp::Blue => blue,
            Lamp::Violet => violet,
            Lamp::Rust => rust,
        };
        for pin in &self.lamp_pins {
            self.pins.switch(*pin, lit.contains(pin));
        }
    }

    fn buzz(&mut self, on: bool) {
        if let Some(pin) = self.buzzer {
            self.pins.switch(pin, on);
        }
    }
}

/// Takes out what remains of bouncing after the pins' own filter: two presses of a button are at least this apart.
/// Nobody presses a pedal five times a second on purpose, but tremor does.
#[derive(Debug, Default)]
pub(crate) struct Debounce(Option<Duration>);

impl Debounce {
    const APART: Duration = Duration::from_millis(200);

    /// Whether a press at `at`, since any fixed moment, counts.
    pub(crate) fn counts(&mut self, at: Duration) -> bool {
        let counts = self
            .0
            .is_none_or(|last| at.saturating_sub(last) >= Debounce::APART);
        if counts {
            self.0 = Some(at);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Wires(Sender<(u8, bool)>);

    impl Pins for Wires {
        fn switch(&mut self, pin: u8, on: bool) {
            self.0.send((pin, on)).unwrap();
        }
    }

    fn panel(config: &PinConfig) -> (Panel, Receiver<(u8, bool)>) {
        let (wires, switched) = channel();
        (Panel::new(config, Wires(wires)).unwrap(), switched)
    }

    fn rgb() -> PinConfig {
        PinConfig {
            buzzer: Some(12),
            lamp: LampPins {
                green: vec![17],
                amber: vec![17, 27],
                blue: vec![22],
                ..LampPins::default()
            },
            ..PinConfig::default()
        }
    }

    #[test]
    fn colours_light_their_pins_and_no_others() {
        let (panel, switched) = panel(&rgb());
        for (lamp, expected) in [
            (Lamp::Green, [(17, true), (22, false), (27, false)]),
            (Lamp::Amber, [(17, true), (22, false), (27, true)]),
            (Lamp::Blue, [(17, false), (22, true), (27, false)]),
            (Lamp::Rust, [(17, false), (22, false), (27, false)]),
            (Lamp::Off, [(17, false), (22, false), (27, false)]),
        ] {
            panel.act(&Output::Lamp(lamp));
            let seen: Vec<(u8, bool)> = switched.iter().take(3).collect();
            assert_eq!(seen, expected, "{lamp:?}");
        }
    }

    #[test]
    fn a_buzz_ends_by_itself() {
        let (panel, switched) = panel(&rgb());
        panel.act(&Output::Buzz);
        assert_eq!(
            switched.iter().take(2).collect::<Vec<_>>(),
            [(12, true), (12, false)]
        );
    }

    #[test]
    fn all_is_dark_and_silent_at_the_end() {
        let (panel, switched) = panel(&rgb());
        panel.act(&Output::Lamp(Lamp::Amber));
        panel.act(&Output::Buzz);
        drop(panel);
        let last: BTreeMap<u8, bool> = switched.iter().collect();
        assert_eq!(
            last,
            BTreeMap::from([(12, false), (17, false), (22, false), (27, false)])
        );
    }

    #[test]
    fn presses_close_together_are_one() {
        let mut debounce = Debounce::default();
        let counts = [0, 3, 150, 199, 200, 350, 400, 5000]
            .map(|ms| debounce.counts(Duration::from_millis(ms)));
        assert_eq!(counts, [true, false, false, false, true, false, true, true]);
    }
}
