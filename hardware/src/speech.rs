//! Speech by a program that the operator may choose.

use std::sync::mpsc::Sender;

use serde::{Deserialize, Serialize};

use crate::loudness;
use crate::run::{Job, Runner, fill, is_installed};
use crate::{Device, Devices, Fault, Input, Output, Trouble};

/// The speech program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpeechConfig {
    /// Program and arguments, started without a shell. `{lang}` is the language (`ru`), `{voice}` the voice asked
    /// for or else the language, `{volume}` 0 to 100, `{text}` what is said; without `{text}` it goes to the standard
    /// input. An empty list switches speech off.
    pub command: Vec<String>,
    /// What plays recorded speech in WAV files. `{file}` is the recording; without `{volume}` its loudness is changed
    /// before it is played.
    pub player: Vec<String>,
    /// What plays recorded speech in Ogg Vorbis files.
    pub ogg_player: Vec<String>,
}

impl Default for SpeechConfig {
    fn default() -> SpeechConfig {
        // `--` ends the options, so that a text that begins with a dash stays a text.
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        SpeechConfig {
            command: words(&[
                "espeak-ng",
                "-v",
                "{voice}",
                "-s",
                "150",
                "-a",
                "{volume}",
                "--",
                "{text}",
            ]),
            player: words(&["aplay", "-q", "{file}"]),
            ogg_player: words(&["ogg123", "-q", "{file}"]),
        }
    }
}

/// What can be heard of what is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voices {
    /// Any text.
    pub speech: bool,
    /// Recorded speech in WAV files.
    pub wav: bool,
    /// Recorded speech in Ogg Vorbis files.
    pub ogg: bool,
}

impl Voices {
    /// Whether this recording can be played.
    #[must_use]
    pub fn plays(self, sound: &[u8]) -> bool {
        if is_ogg(sound) { self.ogg } else { self.wav }
    }
}

impl SpeechConfig {
    /// What of it can be heard, where `there` says which programs there are.
    pub(crate) fn voices(&self, there: impl Fn(&str) -> bool) -> Voices {
        let can = |words: &[String]| words.first().is_some_and(|program| there(program));
        Voices {
            speech: can(&self.command),
            wav: can(&self.player),
            ogg: can(&self.ogg_player),
        }
    }
}

fn is_ogg(sound: &[u8]) -> bool {
    sound.starts_with(b"OggS")
}

/// Longest text that is spoken, in characters: about a minute and a half of speech.
const TEXT_CHARS_MAX: usize = 1000;

/// Speaks one sentence at a time; the next one interrupts.
pub struct Speech {
    config: SpeechConfig,
    runner: Runner,
    volume: u8,
}

impl Speech {
    /// Speech by the program of `config`.
    #[must_use]
    pub fn new(config: SpeechConfig) -> Speech {
        Speech {
            config,
            runner: Runner::new(Device::Voice),
            volume: 100,
        }
    }

    fn say(&self, text: &str, lang: &str, voice: Option<&str>) {
        if self.volume == 0 || self.config.command.is_empty() {
            return;
        }
        let job = job(&self.config.command, text, lang, voice, self.volume);
        self.runner.start(Some(job));
    }

    /// The player of a recording, where this machine has it.
    fn player_of(&self, sound: &[u8]) -> Option<&[String]> {
        let words = if is_ogg(sound) {
            &self.config.ogg_player
        } else {
            &self.config.player
        };
        words
            .first()
            .is_some_and(|program| is_installed(program))
            .then_some(words.as_slice())
    }
}

impl Devices for Speech {
    fn listen(&mut self, inputs: Sender<Input>) {
        self.runner.listen(inputs);
    }

    fn act(&mut self, output: &Output) {
        match output {
            Output::Say { text, lang, voice } => self.say(text, lang, voice.as_deref()),
            Output::Recording { sound, text, lang } => match self.player_of(sound) {
                Some(_) if self.volume == 0 => {}
                Some(player) => self.runner.start(Some(playing(player, sound, self.volume))),
                None => self.say(text, lang, None),
            },
            Output::Volume(percent) => {
                self.volume = (*percent).min(100);
                if self.volume == 0 {
                    self.runner.start(None);
                }
            }
            Output::StopSaying => self.runner.start(None),
            Output::Lamp(_) | Output::Sound(_) | Output::Buzz => {}
        }
    }

    fn check(&mut self) -> Vec<Fault> {
        match self.config.command.first() {
            Some(program) if !is_installed(program) => {
                self.runner.report.known_down();
                vec![Fault::new(Device::Voice, Trouble::Missing, program.clone())]
            }
            _ => Vec::new(),
        }
    }
}

/// The program to start for one sentence.
fn job(command: &[String], text: &str, lang: &str, voice: Option<&str>, volume: u8) -> Job {
    let text: String = text
        .chars()
        .take(TEXT_CHARS_MAX)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let lang = plain_name(lang);
    let voice = voice.map_or_else(|| lang.clone(), plain_name);
    let values = [
        ("lang", lang.as_str()),
        ("voice", voice.as_str()),
        ("volume", &volume.to_string()),
        ("text", text.as_str()),
    ];
    let words = command.iter().map(|word| fill(word, &values)).collect();
    let stdin = (!command.iter().any(|word| word.contains("{text}")))
        .then(|| format!("{text}\n").into_bytes());
    Job { words, stdin }
}

/// The program to start for one recording. It reads from memory: what people are told lies in no other file.
fn playing(player: &[String], sound: &[u8], volume: u8) -> Job {
    let scales = player.iter().any(|word| word.contains("{volume}"));
    let bytes = if scales || volume >= 100 {
        sound.to_vec()
    } else {
        loudness::scaled(sound, volume)
    };
    let volume = volume.to_string();
    let values = [("file", "/dev/stdin"), ("volume", volume.as_str())];
    Job {
        words: player.iter().map(|word| fill(word, &values)).collect(),
        stdin: Some(bytes),
    }
}

/// A language or voice as a plain name: speech programs take paths there, and packs come from elsewhere.
fn plain_name(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+'))
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        command: &[&str],
        say: (&str, &str, Option<&str>),
        words: &[&str],
        stdin: Option<&str>,
    ) {
        let command: Vec<String> = command.iter().map(ToString::to_string).collect();
        let expected = Job {
            words: words.iter().map(ToString::to_string).collect(),
            stdin: stdin.map(|text| text.as_bytes().to_vec()),
        };
        assert_eq!(job(&command, say.0, say.1, say.2, 70), expected);
    }

    #[test]
    fn a_sentence_becomes_arguments_or_input() {
        let usual = SpeechConfig::default().command;
        let usual: Vec<&str> = usual.iter().map(String::as_str).collect();
        check(
            &usual,
            ("Возьми одну картонку.", "ru", None),
            &[
                "espeak-ng",
                "-v",
                "ru",
                "-s",
                "150",
                "-a",
                "70",
                "--",
                "Возьми одну картонку.",
            ],
            None,
        );
        check(
            &usual,
            ("-f /etc/passwd\n\0{lang}", "ru", Some("../ru+f2")),
            &[
                "espeak-ng",
                "-v",
                "ru+f2",
                "-s",
                "150",
                "-a",
                "70",
                "--",
                "-f /etc/passwd  {lang}",
            ],
            None,
        );
        check(
            &["rhvoice", "{lang}"],
            ("Привет", "ru", None),
            &["rhvoice", "ru"],
            Some("Привет\n"),
        );
    }

    #[test]
    fn what_can_be_heard_is_what_there_are_programs_for() {
        let voices = |speech, wav, ogg| Voices { speech, wav, ogg };
        let usual = SpeechConfig::default();
        let silent = SpeechConfig {
            command: vec![],
            ..usual.clone()
        };
        let nothing = SpeechConfig {
            player: vec![],
            ogg_player: vec![],
            ..silent.clone()
        };
        for (config, there, expected) in [
            (
                &usual,
                &["espeak-ng", "aplay", "ogg123"][..],
                voices(true, true, true),
            ),
            (&usual, &["aplay"], voices(false, true, false)),
            (&usual, &["espeak-ng", "ogg123"], voices(true, false, true)),
            (&usual, &[], voices(false, false, false)),
            (
                &silent,
                &["espeak-ng", "aplay", "ogg123"],
                voices(false, true, true),
            ),
            (
                &nothing,
                &["espeak-ng", "aplay", "ogg123"],
                voices(false, false, false),
            ),
        ] {
            assert_eq!(
                config.voices(|program| there.contains(&program)),
                expected,
                "{there:?}"
            );
        }
        assert!(voices(false, true, false).plays(b"RIFF"));
        assert!(!voices(false, true, false).plays(b"OggS"));
        assert!(voices(false, false, true).plays(b"OggS"));
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let Job { stdin, .. } = job(&["cat".into()], &"ы".repeat(1_000_000), "ru", None, 100);
        let text = String::from_utf8(stdin.unwrap()).unwrap();
        assert_eq!(text.chars().count(), TEXT_CHARS_MAX + 1);
    }
}
