//! Scripts: one line an act, the expected outcome beside it.
//!
//! ```text
//! # A comment.
//! day 2026-11-23 Monday
//! 8:41 entrance scans Денис      | screen hello Денис 8:41; sound welcome; speaks; lamp green
//!                                | entrance: another line of the same outcome
//! 12:00 told without broken nets | the same
//! ```
//!
//! `UPDATE_SCENARIOS=1` writes what happened into the file instead of comparing.

use std::fmt::Write as _;
use std::path::Path;

use super::stage::{Stage, TOLD_AGAIN};

/// Widest an act may stand beside its outcome, characters.
const ACT_WIDTH_MAX: usize = 58;

/// A script.
pub struct Script {
    lines: Vec<Line>,
}

struct Line {
    /// As written, without the outcome.
    text: String,
    expected: Vec<String>,
}

impl Line {
    fn act(&self) -> Option<&str> {
        let text = self.text.trim();
        (!text.is_empty() && !text.starts_with('#')).then_some(text)
    }

    fn breaks_the_net(&self) -> bool {
        self.text.ends_with(" loses the net")
            || self.text.ends_with(" finds the net")
            || self.text.ends_with("server stops")
            || self.text.ends_with("server starts")
    }
}

impl Script {
    /// Reads a script.
    pub fn parse(text: &str) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for line in text.lines() {
            let (left, outcome) = match line.split_once('|') {
                Some((left, right)) if !line.starts_with('#') => (left, Some(right.trim())),
                _ => (line, None),
            };
            let outcome = outcome.filter(|text| !text.is_empty()).map(str::to_owned);
            match (left.trim_end(), lines.last_mut()) {
                ("", Some(last)) if outcome.is_some() => last.expected.extend(outcome),
                (text, _) => lines.push(Line {
                    text: text.to_owned(),
                    expected: outcome.into_iter().collect(),
                }),
            }
        }
        Self { lines }
    }

    /// Plays it; an outcome for every line.
    ///
    /// # Errors
    /// The first line that means nothing, with its number.
    pub fn play(&self) -> Result<Vec<Vec<String>>, String> {
        let mut stage = Stage::new();
        let mut outcomes = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            let outcome = match line.act() {
                None => Ok(Vec::new()),
                // As if no net had broken and no server stopped; both stories end at the same moment.
                Some(act) if act.ends_with(TOLD_AGAIN) => play(&mut stage, act)
                    .and_then(|_| self.told_again(number + 1))
                    .map(|told| compare(&stage.outcome(), &told)),
                Some(act) => play(&mut stage, act),
            };
            let outcome = outcome.map_err(|what| format!("line {}: {what}", number + 1))?;
            outcomes.push(
                outcome
                    .into_iter()
                    .filter(|line| !line.is_empty())
                    .collect(),
            );
        }
        Ok(outcomes)
    }

    /// The outcome of the lines before `end` where nothing ever broke.
    fn told_again(&self, end: usize) -> Result<Vec<String>, String> {
        let mut stage = Stage::new();
        let lines = self.lines.iter().take(end);
        for line in lines.filter(|line| !line.breaks_the_net()) {
            if let Some(act) = line.act() {
                play(&mut stage, act)?;
            }
        }
        Ok(stage.outcome())
    }

    /// The script with other outcomes.
    fn with(&self, outcomes: &[Vec<String>]) -> String {
        let width = |line: &Line| line.text.chars().count();
        let acts = self
            .lines
            .iter()
            .zip(outcomes)
            .filter(|(_, outcome)| !outcome.is_empty());
        let widest = acts
            .map(|(line, _)| width(line))
            .max()
            .unwrap_or(0)
            .min(ACT_WIDTH_MAX);
        let mut text = String::new();
        for (line, outcome) in self.lines.iter().zip(outcomes) {
            if outcome.is_empty() {
                writeln!(text, "{}", line.text).unwrap();
            }
            for (number, told) in outcome.iter().enumerate() {
                let left = if number == 0 { line.text.as_str() } else { "" };
                writeln!(text, "{left:<widest$} | {told}").unwrap();
            }
        }
        text
    }
}

fn play(stage: &mut Stage, act: &str) -> Result<Vec<String>, String> {
    match act.strip_prefix("day ") {
        Some(day) => stage.begin_day(day),
        None => stage.play(act),
    }
}

fn compare(here: &[String], there: &[String]) -> Vec<String> {
    if here == there {
        return vec!["the same".to_owned()];
    }
    let mut told = vec!["it differs".to_owned()];
    for line in here.iter().filter(|line| !there.contains(line)) {
        told.push(format!("here {line}"));
    }
    for line in there.iter().filter(|line| !here.contains(line)) {
        told.push(format!("there {line}"));
    }
    told
}

/// Plays a script and compares each outcome with the one beside it; with `UPDATE_SCENARIOS` set, writes it there.
///
/// # Panics
/// With a readable difference when an outcome is another.
pub fn check(path: &Path) {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let script = Script::parse(&text);
    let outcomes = script
        .play()
        .unwrap_or_else(|what| panic!("{}: {what}", path.display()));
    let told = script.with(&outcomes);
    if std::env::var_os("UPDATE_SCENARIOS").is_some() {
        std::fs::write(path, told).unwrap();
        return;
    }
    let expected: Vec<Vec<String>> = script
        .lines
        .iter()
        .map(|line| line.expected.clone())
        .collect();
    if outcomes == expected {
        return;
    }
    let mut difference = format!("{} ends otherwise:\n", path.display());
    for ((number, line), outcome) in script.lines.iter().enumerate().zip(&outcomes) {
        if line.expected != *outcome {
            writeln!(difference, "  line {}: {}", number + 1, line.text.trim()).unwrap();
            for (sign, told) in [("-", &line.expected), ("+", outcome)] {
                for line in told {
                    writeln!(difference, "    {sign} {line}").unwrap();
                }
            }
        }
    }
    panic!("{difference}(- as written, + as it happened; UPDATE_SCENARIOS=1 rewrites the file)");
}
