//! Devices behind one trait: scanners, lamp, buzzer, buttons, sound and speech; and how large the panel is.
//!
//! A device tells what it perceives as an [`Input`] and does what an [`Output`] asks. [`open`] makes all the
//! devices of one kiosk from its [`Config`]; the kiosk then calls [`Devices::listen`] once and [`Devices::act`] as
//! often as it likes. `act` never waits for a device: a missing loudspeaker must not keep people at the door.
//!
//! What this crate must not contain: a rule of the workshop, the meaning of a badge, a clock, a word shown to
//! people, or an arrow to another room of this workspace. The text of a badge is a secret and is never logged.
//!
//! A scanner that types like a keyboard is read in the window: feed its keys to a [`Wedge`].

mod code;
mod display;
mod event;
mod fault;
mod halt;
mod loudness;
// Tested everywhere; without pins to switch nobody else needs it.
#[cfg(any(test, feature = "pi"))]
mod panel;
#[cfg(feature = "pi")]
mod pi;
mod pins;
mod report;
mod run;
mod serial;
mod set;
mod sim;
mod sound;
mod speech;
mod wedge;

use std::sync::mpsc::Sender;

pub use code::CODE_BYTES_MAX;
pub use display::{DRM, Display, displays};
pub use event::{Button, Device, Input, Lamp, Output};
pub use fault::{Fault, Trouble};
pub use pins::{LampPins, PinConfig};
pub use serial::{SerialConfig, SerialScanner};
pub use set::{Choice, Config, ScannerChoice, open, voices};
pub use sim::Sim;
pub use sound::{Sound, SoundConfig};
pub use speech::{Speech, SpeechConfig, Voices};
pub use wedge::{Wedge, WedgeConfig};

/// One device, or a set of them.
///
/// Dropping it stops its threads, silences it, and closes its end of the channel given to [`Devices::listen`].
pub trait Devices: Send {
    /// From now on everything the device perceives goes to `inputs`. Called once; a second call moves the inputs
    /// to the new channel. A receiver that is gone is no error: its inputs are dropped.
    fn listen(&mut self, inputs: Sender<Input>);

    /// Does what `output` asks where the device can, and nothing where it cannot. Returns at once; trouble is told
    /// later as [`Input::Fault`].
    fn act(&mut self, output: &Output);

    /// What can be known to be wrong without doing anything: a missing program, port or folder. A fault told here
    /// is not told again as [`Input::Fault`] until the device has worked in between.
    fn check(&mut self) -> Vec<Fault>;
}
