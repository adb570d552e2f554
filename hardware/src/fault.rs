//! What is wrong with a device, and the way out.

use std::fmt;

use crate::Device;

/// A device that cannot do its work. The kiosk runs on without it.
///
/// `device` and `trouble` choose the words that staff see in their language; `Display` gives the English ones for
/// logs and command lines, with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which device.
    pub device: Device,
    /// What kind of trouble.
    pub trouble: Trouble,
    /// What exactly: a path, a program, the system's own words. Never holds the text of a badge.
    pub detail: String,
}

/// Kinds of trouble, each with its own way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The device, program or file is not there.
    Missing,
    /// It is there, but this user may not use it.
    NotPermitted,
    /// Something else is using it.
    Busy,
    /// This machine is not a Raspberry Pi.
    NotAPi,
    /// This program was built without support for it.
    NotBuilt,
    /// The configuration does not make sense.
    Misconfigured,
    /// It is there and failed.
    Failed,
}

impl Fault {
    pub(crate) fn new(device: Device, trouble: Trouble, detail: impl Into<String>) -> Fault {
        Fault {
            device,
            trouble,
            detail: detail.into(),
        }
    }

    pub(crate) fn from_io(device: Device, what: &str, error: &std::io::Error) -> Fault {
        let trouble = match error.kind() {
            std::io::ErrorKind::NotFound => Trouble::Missing,
            std::io::ErrorKind::PermissionDenied => Trouble::NotPermitted,
            std::io::ErrorKind::AddrInUse | std::io::ErrorKind::ResourceBusy => Trouble::Busy,
            _ => Trouble::Failed,
        };
        Fault::new(device, trouble, format!("{what}: {error}"))
    }

    /// What to do about it, in English.
    #[must_use]
    pub fn way_out(&self) -> &'static str {
        match (self.device, self.trouble) {
            (Device::Scanner, Trouble::Missing) => "Push the cable in, then scan again.",
            (Device::Voice, Trouble::Missing) => {
                "Install the speech program or name another one in the configuration."
            }
            (Device::Speaker, Trouble::Missing) => {
                "Check the loudspeaker, the player program and the sounds folder of the configuration."
            }
            (_, Trouble::Missing) => {
                "Check that it is connected and named rightly in the configuration."
            }
            (Device::Scanner, Trouble::NotPermitted) => {
                "Add the kiosk's user to the group that owns the port (dialout)."
            }
            (Device::Pins, Trouble::NotPermitted) => "Add the kiosk's user to the group gpio.",
            (_, Trouble::NotPermitted) => "Give the kiosk's user the right to use it.",
            (_, Trouble::Busy) => "Close the other program that uses it.",
            (_, Trouble::NotAPi) => {
                "The kiosk runs without lamp, buzzer, help button and pedal. Use --hardware auto here."
            }
            (_, Trouble::NotBuilt) => "Build with the feature `pi`, or use --hardware auto.",
            (_, Trouble::Misconfigured) => "Correct the configuration, then start the kiosk again.",
            (_, Trouble::Failed) => "Check the cable and the power; the kiosk keeps trying.",
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Trouble::Missing => "not found",
            Trouble::NotPermitted => "not permitted",
            Trouble::Busy => "in use by something else",
            Trouble::NotAPi => "this machine is not a Raspberry Pi",
            Trouble::NotBuilt => "support was not built in",
            Trouble::Misconfigured => "wrong configuration",
            Trouble::Failed => "failed",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.device.name(), self.trouble)?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        write!(f, ". {}", self.way_out())
    }
}

impl std::error::Error for Fault {}
