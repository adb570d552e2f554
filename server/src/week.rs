//! Hours and calendars as files: the week of a workshop or of one person, and the production calendar of a year.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use stupen_domain::facts::{CalendarDay, CalendarSet, WorkHours};

#[derive(Deserialize)]
struct WeekFile {
    schedule: Vec<WorkHours>,
}

#[derive(Deserialize)]
struct CalendarFile {
    year: i32,
    #[serde(default)]
    day: Vec<CalendarDay>,
}

/// Reads a week: `[[schedule]]` with `days`, `start`, `end` and `pauses`, as in the sample's `workshop.toml`.
///
/// # Errors
/// When the file cannot be read, or says something else too; the message names file and field.
pub fn read_week(path: &Path) -> Result<Vec<WorkHours>> {
    let file: WeekFile = read(path)?;
    ensure!(
        !file.schedule.is_empty(),
        "{}: a week needs at least one [[schedule]]",
        path.display()
    );
    Ok(file.schedule)
}

/// Reads the production calendar of a year: `year`, and a `[[day]]` for each day that differs from the week.
///
/// # Errors
/// As [`read_week`].
pub fn read_calendar(path: &Path) -> Result<CalendarSet> {
    let file: CalendarFile = read(path)?;
    Ok(CalendarSet {
        year: file.year,
        days: file.day,
    })
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let parsed = toml::de::Deserializer::parse(&text)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut unknown = Vec::new();
    let read = serde_ignored::deserialize(parsed, |field| unknown.push(field.to_string()))
        .with_context(|| format!("{} cannot be read", path.display()))?;
    if !unknown.is_empty() {
        bail!(
            "{}: there is no such field: {}",
            path.display(),
            unknown.join(", ")
        );
    }
    Ok(read)
}
