//! How the kiosk is set for somebody.

use stupen_domain::facts::{SpeechMode, TimerShape};
use stupen_domain::settings;
use stupen_domain::wire::ids::PersonId;

use super::super::page::{Act, Page, line};
use crate::engine::Engine;
use crate::ui::{Counted, Say, Word};

impl Engine {
    /// Each line shows how it is; a touch goes to the next way.
    pub(super) fn settings_section(&self, of: &PersonId, page: usize) -> Page {
        let now = {
            let ledger = self.ledger();
            settings::of(ledger.state(), of)
        };
        let own = self.language_of(of);
        let staffs = self.scene_language();
        let set = now.fact(of);
        let mut lines = self.lines_of(of, Word::Settings, page, Say::Nothing);
        let yes = |on: bool| if on { Word::Yes } else { Word::No };
        let timer = |shape| match shape {
            TimerShape::Off => Word::TimerOff,
            TimerShape::Disc => Word::TimerDisc,
            TimerShape::Bar => Word::TimerBar,
        };
        let next_timer = |shape| match shape {
            TimerShape::Off => TimerShape::Disc,
            TimerShape::Disc => TimerShape::Bar,
            TimerShape::Bar => TimerShape::Off,
        };
        let change = |change: &dyn Fn(&mut stupen_domain::facts::PersonSettingsSet)| {
            let mut new = set.clone();
            change(&mut new);
            Act::Set(Box::new(new))
        };
        lines.line(
            line(
                "text-size",
                Word::TextSize,
                Say::Nothing,
                Say::Count(Counted::Percent, u32::from(set.text_percent)),
            ),
            change(&|new| {
                new.text_percent = match new.text_percent {
                    100 => 125,
                    125 => 150,
                    _ => 100,
                }
            }),
        );
        let (speech, next) = match set.speech {
            SpeechMode::Always => (Word::SpeechAlways, SpeechMode::OnRequest),
            SpeechMode::OnRequest => (Word::SpeechRequest, SpeechMode::Off),
            SpeechMode::Off => (Word::SpeechOff, SpeechMode::Always),
        };
        lines.line(
            line("speech-always", Word::Speech, Say::Nothing, speech),
            change(&|new| new.speech = next),
        );
        lines.line(
            line(
                "volume",
                Word::Volume,
                Say::Nothing,
                Say::Count(Counted::Percent, u32::from(set.volume_percent)),
            ),
            change(&|new| {
                new.volume_percent = if new.volume_percent >= 100 {
                    // Not at all: everything is there without sound, too.
                    0
                } else {
                    new.volume_percent + 25
                }
            }),
        );
        lines.line(
            line(
                "contrast",
                Word::Contrast,
                Say::Nothing,
                yes(set.high_contrast),
            ),
            change(&|new| new.high_contrast = !new.high_contrast),
        );
        lines.line(
            line(
                "left-hand",
                Word::LeftHand,
                Say::Nothing,
                yes(set.left_handed),
            ),
            change(&|new| new.left_handed = !new.left_handed),
        );
        lines.line(
            line("calm", Word::Calm, Say::Nothing, yes(set.calm)),
            change(&|new| new.calm = !new.calm),
        );
        lines.line(
            line(
                "debounce",
                Word::TouchPause,
                Say::Nothing,
                seconds(set.debounce_ds, &staffs),
            ),
            change(&|new| {
                new.debounce_ds = match new.debounce_ds {
                    ..=9 => 10,
                    10..=19 => 20,
                    20..=29 => 30,
                    30..=49 => 50,
                    50..=99 => 100,
                    _ => 5,
                }
            }),
        );
        // Each language in its own name, whoever reads.
        let language = if own.as_deref() == Some("en") {
            "English"
        } else {
            "Русский"
        };
        lines.line(
            line(
                "talk",
                Word::Language,
                Say::Nothing,
                Say::Plain(language.to_string()),
            ),
            Act::Language(of.clone()),
        );
        lines.line(
            line(
                "timer-disc",
                Word::BreakTimerWord,
                Say::Nothing,
                timer(set.break_timer),
            ),
            change(&|new| new.break_timer = next_timer(new.break_timer)),
        );
        lines.line(
            line(
                "timer-bar",
                Word::WorkTimerWord,
                Say::Nothing,
                timer(set.work_timer),
            ),
            change(&|new| new.work_timer = next_timer(new.work_timer)),
        );
        lines.page()
    }
}

/// Tenths of a second as seconds: `0,5 с`.
fn seconds(tenths: u16, lang: &str) -> Say {
    let (whole, rest) = (tenths / 10, tenths % 10);
    let (point, unit) = if lang == "en" {
        ('.', "s")
    } else {
        (',', "с")
    };
    Say::Plain(if rest == 0 {
        format!("{whole} {unit}")
    } else {
        format!("{whole}{point}{rest} {unit}")
    })
}
