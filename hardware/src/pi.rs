//! The pins of a Raspberry Pi: the only file that uses rppal.

use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::Duration;

use rppal::gpio::{Error, Gpio, InputPin, OutputPin, Trigger};

use crate::panel::{Debounce, Panel, Pins};
use crate::report::Report;
use crate::{Button, Device, Devices, Fault, Input, Output, PinConfig, Trouble};

/// What the firmware calls the machine.
const MODEL: &str = "/sys/firmware/devicetree/base/model";

/// Lamp, buzzer, help button and pedal of a Raspberry Pi.
pub(crate) struct Pi {
    buttons: Vec<(Button, InputPin)>,
    debounce: Duration,
    panel: Panel,
    report: Report,
}

impl Pi {
    /// Takes the pins of a valid `config`.
    ///
    /// # Errors
    /// A fault where this is not a Pi, or the pins cannot be had.
    pub(crate) fn open(config: &PinConfig) -> Result<Pi, Fault> {
        // Asked first, because on other machines with pins the registers may be elsewhere.
        is_pi(Path::new(MODEL))?;
        let gpio = Gpio::new().map_err(fault)?;
        let mut outputs = Outputs {
            pins: Vec::new(),
            active_low: config.active_low,
        };
        for pin in config.outputs() {
            let taken = gpio.get(pin).map_err(fault)?;
            let taken = if config.active_low {
                taken.into_output_high()
            } else {
                taken.into_output_low()
            };
            outputs.pins.push((pin, taken));
        }
        let mut buttons = Vec::new();
        for (button, pin) in config.buttons() {
            buttons.push((button, gpio.get(pin).map_err(fault)?.into_input_pullup()));
        }
        Ok(Pi {
            buttons,
            debounce: Duration::from_millis(config.debounce_ms),
            panel: Panel::new(config, outputs)?,
            report: Report::new(Device::Pins),
        })
    }
}

impl Devices for Pi {
    fn listen(&mut self, inputs: Sender<Input>) {
        self.report.listen(inputs);
        for (button, pin) in &mut self.buttons {
            let (button, report) = (*button, self.report.clone());
            let mut debounce = Debounce::default();
            let pressed =
                pin.set_async_interrupt(Trigger::FallingEdge, Some(self.debounce), move |event| {
                    if debounce.counts(event.timestamp) {
                        report.tell(Input::Press(button));
                    }
                });
            if let Err(error) = pressed {
                self.report.fault(fault(error));
            }
        }
    }

    fn act(&mut self, output: &Output) {
        self.panel.act(output);
    }

    fn check(&mut self) -> Vec<Fault> {
        Vec::new()
    }
}

impl Drop for Pi {
    fn drop(&mut self) {
        self.report.close();
    }
}

struct Outputs {
    pins: Vec<(u8, OutputPin)>,
    active_low: bool,
}

impl Pins for Outputs {
    fn switch(&mut self, pin: u8, on: bool) {
        for (_, output) in self.pins.iter_mut().filter(|(number, _)| *number == pin) {
            if on == self.active_low {
                output.set_low();
            } else {
                output.set_high();
            }
        }
    }
}

fn is_pi(model: &Path) -> Result<(), Fault> {
    let model = std::fs::read(model).unwrap_or_default();
    let model = String::from_utf8_lossy(&model)
        .trim_end_matches('\0')
        .to_owned();
    if model.contains("Raspberry Pi") {
        return Ok(());
    }
    let detail = if model.is_empty() {
        "the machine does not say what it is".to_owned()
    } else {
        model
    };
    Err(Fault::new(Device::Pins, Trouble::NotAPi, detail))
}

fn fault(error: Error) -> Fault {
    let trouble = match &error {
        Error::UnknownModel => Trouble::NotAPi,
        Error::PermissionDenied(_) => Trouble::NotPermitted,
        Error::PinUsed(_) => Trouble::Busy,
        Error::PinNotAvailable(_) => Trouble::Misconfigured,
        Error::Io(_) | Error::ThreadPanic => Trouble::Failed,
    };
    Fault::new(Device::Pins, trouble, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pi_is_a_pi() {
        let dir = tempfile::tempdir().unwrap();
        let model = dir.path().join("model");
        let check = |text: Option<&str>, expected: Option<Trouble>| {
            match text {
                Some(text) => std::fs::write(&model, text).unwrap(),
                None => drop(std::fs::remove_file(&model)),
            }
            assert_eq!(
                is_pi(&model).err().map(|fault| fault.trouble),
                expected,
                "{text:?}"
            );
        };
        check(None, Some(Trouble::NotAPi));
        check(Some(""), Some(Trouble::NotAPi));
        check(Some("linux,dummy-virt\0"), Some(Trouble::NotAPi));
        check(Some("Raspberry Pi 4 Model B Rev 1.4\0"), None);
    }
}
