//! Sounds by name, played by a program that the operator may choose.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use serde::{Deserialize, Serialize};

use crate::loudness;
use crate::run::{Job, Runner, fill, is_installed};
use crate::{Device, Devices, Fault, Input, Output, Trouble};

/// The player and the sounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SoundConfig {
    /// Program and arguments, started without a shell; `{file}` is the sound's file, `{volume}` 0 to 100; without
    /// `{volume}` the loudness is changed before the sound is played. An empty list switches sounds off.
    pub command: Vec<String>,
    /// Folder of the sounds: `welcome` is `welcome.wav` in it.
    pub dir: PathBuf,
}

impl Default for SoundConfig {
    fn default() -> SoundConfig {
        SoundConfig {
            command: ["aplay", "-q", "{file}"].map(String::from).to_vec(),
            dir: PathBuf::from("/usr/share/stupen/sounds"),
        }
    }
}

/// Plays one sound at a time; the next one cuts it off.
pub struct Sound {
    config: SoundConfig,
    runner: Runner,
    /// Names whose files were missing: each is told once.
    missing: HashSet<String>,
    volume: u8,
}

impl Sound {
    /// Sounds of the folder and by the player of `config`.
    #[must_use]
    pub fn new(config: SoundConfig) -> Sound {
        Sound {
            config,
            runner: Runner::new(Device::Speaker),
            missing: HashSet::new(),
            volume: 100,
        }
    }

    fn play(&mut self, name: &str) {
        let Some(file) = file_of(&self.config.dir, name).filter(|file| file.is_file()) else {
            // The kiosk's own few names; the bound only guards the memory against a caller's mistake.
            if self.missing.len() < 1000 && self.missing.insert(name.to_owned()) {
                let detail = format!("sound {name:?} in {}", self.config.dir.display());
                let fault = Fault::new(Device::Speaker, Trouble::Missing, detail);
                tracing::warn!(device = Device::Speaker.name(), "{fault}");
                self.runner.report.tell(Input::Fault(fault));
            }
            return;
        };
        if self.volume == 0 {
            return;
        }
        let scales = self
            .config
            .command
            .iter()
            .any(|word| word.contains("{volume}"));
        // As loud as it is, it is played from its file.
        let stdin = if scales || self.volume >= 100 {
            None
        } else {
            std::fs::read(&file)
                .ok()
                .map(|bytes| loudness::scaled(&bytes, self.volume))
        };
        let file = match &stdin {
            Some(_) => "/dev/stdin".to_owned(),
            None => file.display().to_string(),
        };
        let volume = self.volume.to_string();
        let values = [("file", file.as_str()), ("volume", volume.as_str())];
        let words = self
            .config
            .command
            .iter()
            .map(|word| fill(word, &values))
            .collect();
        self.runner.start(Some(Job { words, stdin }));
    }
}

impl Devices for Sound {
    fn listen(&mut self, inputs: Sender<Input>) {
        self.runner.listen(inputs);
    }

    fn act(&mut self, output: &Output) {
        match output {
            Output::Sound(name) if !self.config.command.is_empty() => self.play(name),
            Output::Volume(percent) => {
                self.volume = (*percent).min(100);
                if self.volume == 0 {
                    self.runner.start(None);
                }
            }
            Output::Sound(_)
            | Output::Say { .. }
            | Output::Recording { .. }
            | Output::StopSaying
            | Output::Lamp(_)
            | Output::Buzz => {}
        }
    }

    fn check(&mut self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let Some(program) = self.config.command.first() else {
            return faults;
        };
        if !is_installed(program) {
            self.runner.report.known_down();
            faults.push(Fault::new(
                Device::Speaker,
                Trouble::Missing,
                program.clone(),
            ));
        }
        if !self.config.dir.is_dir() {
            faults.push(Fault::new(
                Device::Speaker,
                Trouble::Missing,
                self.config.dir.display().to_string(),
            ));
        }
        faults
    }
}

/// The file of a sound; `None` where the name is not a plain one: names come from packs too.
fn file_of(dir: &Path, name: &str) -> Option<PathBuf> {
    let plain = !name.is_empty()
        && name.len() <= 64
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    plain.then(|| dir.join(format!("{name}.wav")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_files() {
        for (name, expected) in [
            ("welcome", Some("/s/welcome.wav")),
            ("double_scan-2", Some("/s/double_scan-2.wav")),
            ("", None),
            ("../etc/passwd", None),
            ("Welcome", None),
            ("a b", None),
            ("a.wav", None),
        ] {
            assert_eq!(
                file_of(Path::new("/s"), name),
                expected.map(PathBuf::from),
                "{name}"
            );
        }
    }
}
