//! What devices perceive and what they are asked to do.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Fault;

/// Something a device perceived. All inputs of a kiosk arrive in one channel, in the order of perception.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// The text of one code, as read, without the line end; never empty, at most
    /// [`CODE_BYTES_MAX`](crate::CODE_BYTES_MAX) bytes. It may be a badge and is a secret: never log it.
    Scan(String),
    /// A code longer than [`CODE_BYTES_MAX`](crate::CODE_BYTES_MAX) bytes; its text is not kept.
    ScanTooLong,
    /// A scanner read something that is not text.
    Unreadable,
    /// A button or pedal was pressed; bounces are already taken out.
    Press(Button),
    /// A device went away. Devices count as present at start; only changes are told.
    Unplugged(Device),
    /// A device that was unplugged, or had told a fault, works again.
    Plugged(Device),
    /// A device cannot do its work. Told once, until it has worked in between, and already logged.
    Fault(Fault),
}

/// Shows the length of a scanned text instead of the text: `Debug` output ends up in logs.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Scan(text) => write!(f, "Scan(<{} bytes>)", text.len()),
            Input::ScanTooLong => f.write_str("ScanTooLong"),
            Input::Unreadable => f.write_str("Unreadable"),
            Input::Press(button) => write!(f, "Press({button:?})"),
            Input::Unplugged(device) => write!(f, "Unplugged({device:?})"),
            Input::Plugged(device) => write!(f, "Plugged({device:?})"),
            Input::Fault(fault) => write!(f, "Fault({fault:?})"),
        }
    }
}

/// A button that a participant can press, hands-free ones too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// Calls staff.
    Help,
    /// Goes on to the next step by foot.
    Pedal,
    /// Goes on to the next step.
    Next,
    /// Goes back to the step before.
    Back,
}

impl Button {
    pub(crate) const ALL: [(&'static str, Button); 4] = [
        ("help", Button::Help),
        ("pedal", Button::Pedal),
        ("next", Button::Next),
        ("back", Button::Back),
    ];
}

/// A device, in the words that staff see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// Reads badges.
    Scanner,
    /// Help button, pedal and the other buttons.
    Buttons,
    /// The signal lamp.
    Lamp,
    /// The buzzer.
    Buzzer,
    /// Plays sounds.
    Speaker,
    /// Speaks.
    Voice,
    /// The pins of a Raspberry Pi: lamp, buzzer and buttons together.
    Pins,
    /// The socket that stands for all devices in tests and demonstrations.
    Simulator,
}

impl Device {
    pub(crate) const ALL: [(&'static str, Device); 8] = [
        ("scanner", Device::Scanner),
        ("buttons", Device::Buttons),
        ("lamp", Device::Lamp),
        ("buzzer", Device::Buzzer),
        ("speaker", Device::Speaker),
        ("voice", Device::Voice),
        ("pins", Device::Pins),
        ("simulator", Device::Simulator),
    ];

    /// The name used on the simulator's socket and in logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Device::Scanner => "scanner",
            Device::Buttons => "buttons",
            Device::Lamp => "lamp",
            Device::Buzzer => "buzzer",
            Device::Speaker => "speaker",
            Device::Voice => "voice",
            Device::Pins => "pins",
            Device::Simulator => "simulator",
        }
    }
}

/// Something the kiosk wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Shows a colour until the next one.
    Lamp(Lamp),
    /// Plays the sound of this name, `[a-z0-9_-]+`; a sound still playing is cut off.
    Sound(String),
    /// Speaks; a sentence still being spoken is cut off.
    Say {
        /// What is said.
        text: String,
        /// Language code such as `ru`.
        lang: String,
        /// A voice of the speech program; without it, the language's usual one.
        voice: Option<String>,
    },
    /// Plays recorded speech in place of a voice; where it cannot be played, the text is spoken. Cut off like [`Say`].
    ///
    /// [`Say`]: Output::Say
    Recording {
        /// WAV or Ogg Vorbis.
        sound: Arc<[u8]>,
        /// What is said in it.
        text: String,
        /// Its language.
        lang: String,
    },
    /// How loud everything is from now on, 0 to 100 per cent of what the devices can; 0 is silent.
    Volume(u8),
    /// Falls silent.
    StopSaying,
    /// One short buzz.
    Buzz,
}

/// Colours of the signal lamp; they mean what they mean on the screen, and none flashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// Dark.
    Off,
    /// Done, arrived.
    Green,
    /// Break.
    Amber,
    /// Go on, now.
    Blue,
    /// Home.
    Violet,
    /// Help is called.
    Rust,
}

impl Lamp {
    /// The name used on the simulator's socket.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Lamp::Off => "off",
            Lamp::Green => "green",
            Lamp::Amber => "amber",
            Lamp::Blue => "blue",
            Lamp::Violet => "violet",
            Lamp::Rust => "rust",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_badge() {
        let shown = format!("{:?}", Input::Scan("STUPENSECRET234".into()));
        assert_eq!(shown, "Scan(<15 bytes>)");
    }

    #[test]
    fn names_on_the_socket_agree() {
        for (name, device) in Device::ALL {
            assert_eq!(device.name(), name);
            assert_eq!(
                serde_json::to_string(&device).unwrap(),
                format!("\"{name}\"")
            );
        }
        for (name, button) in Button::ALL {
            assert_eq!(
                serde_json::to_string(&button).unwrap(),
                format!("\"{name}\"")
            );
        }
    }
}
