//! The kiosk's configuration file. Everything has a default; an unknown field is an error that names it.

use std::path::Path;

use anyhow::Context;
use chrono::NaiveTime;
use serde::Deserialize;
use stupen_domain::wire::ids::OperationId;

use crate::engine::Quiet;

/// `kiosk.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The screen.
    pub screen: ScreenConfig,
    /// How loud, and when not at all.
    pub sound: SoundHours,
    /// Devices.
    pub hardware: stupen_hardware::Config,
    /// Staff's pages.
    pub staff: StaffConfig,
    /// What is worked on here.
    pub work: WorkConfig,
}

/// `[work]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkConfig {
    /// The one operation of this place, `<pack>/<operation>`; without it everybody works on what is planned for them.
    pub operation: Option<OneOperation>,
}

/// An operation, `soap-set/fold`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOperation(pub OperationId);

impl<'de> Deserialize<'de> for OneOperation {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.split_once('/') {
            Some((pack, operation))
                if !pack.is_empty() && !operation.is_empty() && !operation.contains('/') =>
            {
                Ok(OneOperation(OperationId::new(text)))
            }
            _ => Err(serde::de::Error::custom(format!(
                "{text:?} is no operation; write \"pack/operation\", as in soap-set/fold"
            ))),
        }
    }
}

/// `[staff]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StaffConfig {
    /// Seconds without a touch after which staff's pages close by themselves; a form that was begun is kept.
    pub idle_s: u64,
}

impl Default for StaffConfig {
    fn default() -> Self {
        StaffConfig { idle_s: 120 }
    }
}

/// `[sound]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SoundHours {
    /// How loud sounds and speech are, in per cent of what the devices can; people may want less.
    pub volume_percent: u16,
    /// Hours in which nothing sounds: `[["12:30", "13:15"], ["20:00", "7:30"]]`.
    pub quiet: Vec<(TimeOfDay, TimeOfDay)>,
}

impl Default for SoundHours {
    fn default() -> Self {
        SoundHours {
            volume_percent: 100,
            quiet: Vec::new(),
        }
    }
}

impl SoundHours {
    /// The quiet hours as the engine knows them.
    pub fn quiet(&self) -> Vec<Quiet> {
        self.quiet
            .iter()
            .map(|(from, until)| Quiet {
                from: from.0,
                until: until.0,
            })
            .collect()
    }
}

/// A time of day, `7:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay(pub NaiveTime);

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        NaiveTime::parse_from_str(&text, "%H:%M")
            .map(TimeOfDay)
            .map_err(|_| serde::de::Error::custom(format!("{text:?} is no time; write \"7:30\"")))
    }
}

/// `[screen]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScreenConfig {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Pixels of one millimetre of the panel; by default that of the usual panel that is as wide as the window turns out
    /// to be.
    pub px_per_mm: Option<f32>,
    /// Language of the screens that belong to nobody: `ru` or `en`.
    pub lang: String,
    /// The whole screen, without a frame.
    pub fullscreen: bool,
}

impl Default for ScreenConfig {
    fn default() -> Self {
        ScreenConfig {
            size: (1280, 800),
            px_per_mm: None,
            lang: "ru".to_string(),
            fullscreen: false,
        }
    }
}

impl Config {
    /// Reads a file; without one everything has its default.
    ///
    /// # Errors
    /// When the file cannot be read or a field is wrong, naming file, line and field.
    pub fn load(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Config::default());
        };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        toml::from_str(&text)
            .with_context(|| format!("{} is not a kiosk configuration", path.display()))
    }

    /// Of a file with a mistake those parts that are right: so that screen and devices can still say what is wrong.
    pub fn what_is_right(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let parts: toml::Table = toml::from_str(&text).unwrap_or_default();
        fn part<T: Default + serde::de::DeserializeOwned>(parts: &toml::Table, name: &str) -> T {
            let found = parts.get(name).cloned();
            found
                .and_then(|part| part.try_into().ok())
                .unwrap_or_default()
        }
        Config {
            screen: part(&parts, "screen"),
            sound: part(&parts, "sound"),
            hardware: part(&parts, "hardware"),
            staff: part(&parts, "staff"),
            work: part(&parts, "work"),
        }
    }
}
