//! Which pins of a Raspberry Pi do what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Button, Device, Fault, Trouble};

/// Pins of a Raspberry Pi by their BCM number; what is left out is not connected. A button connects its pin to ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PinConfig {
    /// The help button.
    pub help: Option<u8>,
    /// The foot pedal.
    pub pedal: Option<u8>,
    /// The "next" button.
    pub next: Option<u8>,
    /// The "back" button.
    pub back: Option<u8>,
    /// The buzzer.
    pub buzzer: Option<u8>,
    /// The lamp's colours.
    pub lamp: LampPins,
    /// Lamp and buzzer are on when their pin is low, as on many relay boards.
    pub active_low: bool,
    /// A button must be still for so long, in milliseconds.
    pub debounce_ms: u64,
}

impl Default for PinConfig {
    fn default() -> PinConfig {
        PinConfig {
            help: None,
            pedal: None,
            next: None,
            back: None,
            buzzer: None,
            lamp: LampPins::default(),
            active_low: false,
            debounce_ms: 30,
        }
    }
}

/// The pins that light for each colour: one each for a signal tower, two together for a mixed colour of an RGB lamp.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LampPins {
    /// Done, arrived.
    pub green: Vec<u8>,
    /// Break.
    pub amber: Vec<u8>,
    /// Go on, now.
    pub blue: Vec<u8>,
    /// Home.
    pub violet: Vec<u8>,
    /// Help is called.
    pub rust: Vec<u8>,
}

/// Pins 0 to 27 are on the header of every Pi.
const PIN_MAX: u8 = 27;

impl PinConfig {
    /// Whether anything is connected at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buttons().is_empty() && self.outputs().is_empty()
    }

    /// The connected buttons with their pins.
    pub(crate) fn buttons(&self) -> Vec<(Button, u8)> {
        [
            (Button::Help, self.help),
            (Button::Pedal, self.pedal),
            (Button::Next, self.next),
            (Button::Back, self.back),
        ]
        .into_iter()
        .filter_map(|(button, pin)| Some((button, pin?)))
        .collect()
    }

    /// The pins of all colours, each once.
    pub(crate) fn lamp_pins(&self) -> Vec<u8> {
        let LampPins {
            green,
            amber,
            blue,
            violet,
            rust,
        } = &self.lamp;
        let mut pins = [green, amber, blue, violet, rust]
            .map(Vec::as_slice)
            .concat();
        pins.sort_unstable();
        pins.dedup();
        pins
    }

    /// The pins that are switched, each once.
    pub(crate) fn outputs(&self) -> Vec<u8> {
        let mut pins = self.lamp_pins();
        pins.extend(self.buzzer);
        pins
    }

    /// Refuses a pin that is not on the header or has two tasks, and a configuration without pins.
    pub(crate) fn validate(&self) -> Result<(), Fault> {
        let wrong = |detail: String| Err(Fault::new(Device::Pins, Trouble::Misconfigured, detail));
        if self.is_empty() {
            return wrong("no pin is named".into());
        }
        let mut tasks: BTreeMap<u8, usize> = BTreeMap::new();
        for pin in self
            .outputs()
            .into_iter()
            .chain(self.buttons().into_iter().map(|(_, pin)| pin))
        {
            *tasks.entry(pin).or_default() += 1;
        }
        match tasks
            .into_iter()
            .find(|(pin, tasks)| *pin > PIN_MAX || *tasks > 1)
        {
            None => Ok(()),
            Some((pin, _)) if pin > PIN_MAX => {
                wrong(format!("pin {pin} is not one of 0 to {PIN_MAX}"))
            }
            Some((pin, _)) => wrong(format!("pin {pin} has two tasks")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tower() -> PinConfig {
        let lamp = LampPins {
            green: vec![17],
            amber: vec![17, 27],
            ..LampPins::default()
        };
        PinConfig {
            buzzer: Some(12),
            lamp,
            ..PinConfig::default()
        }
    }

    #[test]
    fn pins_are_checked() {
        let check = |config: PinConfig, expected: Option<&str>| {
            let detail = config.validate().err().map(|fault| fault.detail);
            assert_eq!(detail.as_deref(), expected, "{config:?}");
        };
        check(PinConfig::default(), Some("no pin is named"));
        check(tower(), None);
        check(
            PinConfig {
                help: Some(17),
                ..tower()
            },
            Some("pin 17 has two tasks"),
        );
        check(
            PinConfig {
                help: Some(5),
                pedal: Some(5),
                ..tower()
            },
            Some("pin 5 has two tasks"),
        );
        check(
            PinConfig {
                help: Some(28),
                ..tower()
            },
            Some("pin 28 is not one of 0 to 27"),
        );
        assert!(PinConfig::default().is_empty());
        assert!(!tower().is_empty());
    }
}
