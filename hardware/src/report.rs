//! Telling each change of a device's state once, in the log and to the kiosk.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Device, Fault, Input};

/// The state of one device and the channel to the kiosk. Clones share both.
#[derive(Clone)]
pub(crate) struct Report(Arc<Mutex<State>>);

struct State {
    device: Device,
    inputs: Option<Sender<Input>>,
    /// What was told before anybody listened.
    waiting: Vec<Input>,
    down: bool,
}

impl Report {
    pub(crate) fn new(device: Device) -> Report {
        Report(Arc::new(Mutex::new(State {
            device,
            inputs: None,
            waiting: Vec::new(),
            down: false,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Inputs go to `inputs` from now on, those told before first.
    pub(crate) fn listen(&self, inputs: Sender<Input>) {
        let mut state = self.lock();
        for input in state.waiting.drain(..) {
            // A receiver that is gone has no use for it.
            let _ = inputs.send(input);
        }
        state.inputs = Some(inputs);
    }

    /// Lets go of the channel: the device is being dropped.
    pub(crate) fn close(&self) {
        self.lock().inputs = None;
    }

    /// Passes on something perceived.
    pub(crate) fn tell(&self, input: Input) {
        self.lock().tell(input);
    }

    /// The device cannot work: said once, until [`Report::works`].
    pub(crate) fn fault(&self, fault: Fault) {
        let mut state = self.lock();
        if !std::mem::replace(&mut state.down, true) {
            tracing::warn!(device = state.device.name(), "{fault}");
            state.tell(Input::Fault(fault));
        }
    }

    /// The device went away: said once, until [`Report::works`].
    pub(crate) fn unplugged(&self, why: &str) {
        let mut state = self.lock();
        if !std::mem::replace(&mut state.down, true) {
            let device = state.device;
            tracing::warn!(device = device.name(), why, "unplugged");
            state.tell(Input::Unplugged(device));
        }
    }

    /// The device works; told when it did not before.
    pub(crate) fn works(&self) {
        let mut state = self.lock();
        if std::mem::replace(&mut state.down, false) {
            let device = state.device;
            tracing::info!(device = device.name(), "works again");
            state.tell(Input::Plugged(device));
        }
    }

    /// A fault was told by other means, so it is not told again.
    pub(crate) fn known_down(&self) {
        self.lock().down = true;
    }
}

impl State {
    fn tell(&mut self, input: Input) {
        match &self.inputs {
            // A receiver that is gone has no use for it.
            Some(inputs) => drop(inputs.send(input)),
            None => self.waiting.push(input),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::Trouble;

    #[test]
    fn each_change_is_told_once() {
        let report = Report::new(Device::Voice);
        let fault = Fault::new(Device::Voice, Trouble::Missing, "espeak-ng");
        report.works();
        report.fault(fault.clone());
        report.fault(fault.clone());
        let (inputs, heard) = channel();
        report.listen(inputs);
        report.works();
        report.works();
        report.unplugged("gone");
        report.unplugged("gone");
        let heard: Vec<Input> = heard.try_iter().collect();
        assert_eq!(
            heard,
            [
                Input::Fault(fault),
                Input::Plugged(Device::Voice),
                Input::Unplugged(Device::Voice)
            ]
        );
    }
}
