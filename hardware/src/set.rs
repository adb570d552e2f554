//! All devices of one kiosk, made from its configuration.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::mpsc::Sender;

use serde::{Deserialize, Serialize};

use crate::run::is_installed;
use crate::{
    Devices, Fault, Input, Output, PinConfig, SerialConfig, SerialScanner, Sim, Sound, SoundConfig,
    Speech, SpeechConfig, Trouble, Voices, Wedge, WedgeConfig,
};

/// The `[hardware]` part of a kiosk's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where badges are read: `"none"`, `"keyboard"` or `"serial:/dev/…"`.
    pub scanner: ScannerChoice,
    /// The serial line of such a scanner.
    pub serial: SerialConfig,
    /// How a scanner that types is told from a human.
    pub wedge: WedgeConfig,
    /// The speech program.
    pub speech: SpeechConfig,
    /// The sounds and their player.
    pub sound: SoundConfig,
    /// The pins of a Raspberry Pi.
    pub pi: PinConfig,
}

impl Config {
    /// The decoder for the window's keys, where the scanner types like a keyboard.
    #[must_use]
    pub fn wedge(&self) -> Option<Wedge> {
        (self.scanner == ScannerChoice::Keyboard).then(|| Wedge::new(self.wedge.clone()))
    }
}

/// Where badges are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ScannerChoice {
    /// Nowhere: what is typed into the window is no badge, and no port is opened.
    None,
    /// From a scanner that types like a keyboard, in the window: most USB scanners do, and it needs no setting up.
    #[default]
    Keyboard,
    /// From a serial port, and from there alone.
    Serial(PathBuf),
}

impl TryFrom<String> for ScannerChoice {
    type Error = String;

    fn try_from(text: String) -> Result<ScannerChoice, String> {
        match (text.as_str(), text.strip_prefix("serial:")) {
            ("none", _) => Ok(ScannerChoice::None),
            ("keyboard", _) => Ok(ScannerChoice::Keyboard),
            (_, Some(path)) if !path.is_empty() => Ok(ScannerChoice::Serial(path.into())),
            _ => Err(format!(
                "{text:?} is no scanner; use \"none\", \"keyboard\" or \"serial:/dev/…\""
            )),
        }
    }
}

impl From<ScannerChoice> for String {
    fn from(choice: ScannerChoice) -> String {
        match choice {
            ScannerChoice::None => "none".into(),
            ScannerChoice::Keyboard => "keyboard".into(),
            ScannerChoice::Serial(path) => format!("serial:{}", path.display()),
        }
    }
}

/// What `--hardware` says: `pi`, `auto` or `sim:SOCKET`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The pins of a Raspberry Pi, and a fault where they cannot be had.
    Pi,
    /// The pins where there are any, and no word about it where there are none.
    Auto,
    /// All devices simulated on this socket.
    Sim(PathBuf),
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(text: &str) -> Result<Choice, String> {
        match (text, text.strip_prefix("sim:")) {
            ("pi", _) => Ok(Choice::Pi),
            ("auto", _) => Ok(Choice::Auto),
            (_, Some(path)) if !path.is_empty() => Ok(Choice::Sim(path.into())),
            _ => Err(format!(
                "{text:?} is no hardware; use pi, auto or sim:SOCKET"
            )),
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Choice::Pi => f.write_str("pi"),
            Choice::Auto => f.write_str("auto"),
            Choice::Sim(path) => write!(f, "sim:{}", path.display()),
        }
    }
}

/// Makes the devices that `choice` and `config` name, with what is wrong so far. Each fault is logged already; the
/// kiosk shows it to staff and runs on: devices that may come back are among the devices all the same.
///
/// With `Choice::Sim` nothing else is opened, so a test never sounds or speaks in the room.
#[must_use]
pub fn open(config: &Config, choice: &Choice) -> (Box<dyn Devices>, Vec<Fault>) {
    let mut set = Set(Vec::new());
    let mut faults = Vec::new();
    if let Choice::Sim(path) = choice {
        match Sim::bind(path) {
            Ok(sim) => set.0.push(Box::new(sim)),
            Err(fault) => faults.push(fault),
        }
    } else {
        if *choice == Choice::Pi || !config.pi.is_empty() {
            match open_pi(&config.pi) {
                Ok(pi) => set.0.push(pi),
                Err(fault) if *choice == Choice::Auto && is_plain(&fault) => {
                    tracing::debug!(%fault, "no pins")
                }
                Err(fault) => faults.push(fault),
            }
        }
        if let ScannerChoice::Serial(path) = &config.scanner {
            set.0
                .push(Box::new(SerialScanner::new(path, config.serial.clone())));
        }
        set.0.push(Box::new(Sound::new(config.sound.clone())));
        set.0.push(Box::new(Speech::new(config.speech.clone())));
        faults.extend(set.check());
    }
    for fault in &faults {
        tracing::warn!(device = fault.device.name(), "{fault}");
    }
    (Box::new(set), faults)
}

/// What can be heard from the devices that [`open`] makes. A simulator stands for every program that is configured.
#[must_use]
pub fn voices(config: &Config, choice: &Choice) -> Voices {
    let simulated = matches!(choice, Choice::Sim(_));
    config
        .speech
        .voices(|program| simulated || is_installed(program))
}

/// Whether this is simply a machine or a program without pins, rather than pins that do not work.
fn is_plain(fault: &Fault) -> bool {
    matches!(fault.trouble, Trouble::NotAPi | Trouble::NotBuilt)
}

fn open_pi(config: &PinConfig) -> Result<Box<dyn Devices>, Fault> {
    config.validate()?;
    #[cfg(feature = "pi")]
    return Ok(Box::new(crate::pi::Pi::open(config)?));
    #[cfg(not(feature = "pi"))]
    return Err(Fault::new(
        crate::Device::Pins,
        Trouble::NotBuilt,
        "lamp, buzzer and buttons",
    ));
}

/// Several devices as one.
struct Set(Vec<Box<dyn Devices>>);

impl Devices for Set {
    fn listen(&mut self, inputs: Sender<Input>) {
        for device in &mut self.0 {
            device.listen(inputs.clone());
        }
    }

    fn act(&mut self, output: &Output) {
        for device in &mut self.0 {
            device.act(output);
        }
    }

    fn check(&mut self) -> Vec<Fault> {
        self.0
            .iter_mut()
            .flat_map(|device| device.check())
            .collect()
    }
}
