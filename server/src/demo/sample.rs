//! The sample workshop's files: `workshop.toml`, the roster, the production calendars.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;
use stupen_domain::wire::facts::{Bilingual, CalendarSet, OrganisationSet, WorkHours, WorkshopSet};
use stupen_domain::wire::ids::{OperationId, OrganisationId, WorkshopId};

use crate::office::users::Role;
use crate::week::read_calendar;

/// The day for which the sample's dates were written: a Monday.
const WRITTEN_FOR: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 23) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// `workshop.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organisation: Organisation,
    workshop: Workshop,
    schedule: Vec<WorkHours>,
    staff: Vec<Staff>,
    #[serde(default)]
    plan: Vec<Planned>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisation {
    id: OrganisationId,
    name: Bilingual,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Workshop {
    id: WorkshopId,
    name: Bilingual,
    time_zone: String,
    late_grace_min: u16,
    double_scan_s: u16,
}

/// One of the staff.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Staff {
    pub(super) id: String,
    pub(super) called: String,
    pub(super) full_name: String,
    #[serde(deserialize_with = "role")]
    pub(super) role: Role,
    pub(super) login: String,
    pub(super) portrait: String,
}

/// Who works on what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Planned {
    pub(super) person: String,
    pub(super) operation: OperationId,
}

fn role<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    String::deserialize(from)?
        .parse()
        .map_err(serde::de::Error::custom)
}

/// The sample, its dates moved.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) folder: PathBuf,
    pub(super) organisation: OrganisationSet,
    pub(super) workshop: WorkshopSet,
    pub(super) week: Vec<WorkHours>,
    pub(super) staff: Vec<Staff>,
    pub(super) plan: Vec<Planned>,
    pub(super) calendars: Vec<CalendarSet>,
    /// CSV with dates moved by whole weeks.
    pub(super) roster: String,
    /// The first day of the first enrolment.
    pub(super) since: NaiveDate,
}

impl Sample {
    /// Reads the sample and moves its dates, so that its enrolments cover `today`.
    pub(super) fn read(folder: &Path, calendars: &Path, today: NaiveDate) -> Result<Self> {
        let path = folder.join("workshop.toml");
        let file: File = toml::from_str(&text(&path)?)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let (roster, since) = moved(&text(&folder.join("roster.csv"))?, today)
            .with_context(|| format!("{}", folder.join("roster.csv").display()))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            organisation: OrganisationSet {
                organisation: file.organisation.id.clone(),
                name: file.organisation.name,
            },
            workshop: WorkshopSet {
                workshop: file.workshop.id,
                organisation: file.organisation.id,
                name: file.workshop.name,
                time_zone: file.workshop.time_zone,
                late_grace_min: file.workshop.late_grace_min,
                double_scan_s: file.workshop.double_scan_s,
            },
            week: file.schedule,
            staff: file.staff,
            plan: file.plan,
            calendars: read_calendars(calendars)?,
            roster,
            since,
        })
    }
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| {
        format!(
            "cannot read {}: --sample names the folder of workshop.toml",
            path.display()
        )
    })
}

fn read_calendars(folder: &Path) -> Result<Vec<CalendarSet>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("cannot read the calendars in {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    paths.iter().map(|path| read_calendar(path)).collect()
}

/// Moves `from` and `until` by whole weeks, so that days of the week stay; returns the first `from` too.
fn moved(csv: &str, today: NaiveDate) -> Result<(String, NaiveDate)> {
    let weeks = (today - WRITTEN_FOR).num_days().div_euclid(7);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(csv.as_bytes());
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|found| found == name)
            .with_context(|| format!("there is no column `{name}`"))
    };
    let (service, from, until) = (column("service")?, column("from")?, column("until")?);
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(Vec::new());
    writer.write_record(&header)?;
    let mut since: Option<NaiveDate> = None;
    for record in reader.records() {
        let record = record?;
        let date = |at: usize| -> Result<Option<NaiveDate>> {
            let text = record.get(at).unwrap_or_default();
            if text.is_empty() {
                return Ok(None);
            }
            let written: NaiveDate = text.parse().with_context(|| format!("`{text}`: no date"))?;
            Ok(Some(shift(written, weeks)))
        };
        let first = date(from)?;
        let mut last = date(until)?;
        if record.get(service) == Some("orientation")
            && let (Some(first), Some(until)) = (first, last)
        {
            // A month that spans February is shorter: orientation lasts one month at most.
            let most = first.checked_add_months(Months::new(1)).unwrap_or(first);
            last = Some(until.min(most.checked_sub_days(Days::new(1)).unwrap_or(most)));
        }
        since = match (since, first) {
            (Some(since), Some(first)) => Some(since.min(first)),
            (since, first) => since.or(first),
        };
        let cells = record.iter().enumerate().map(|(at, cell)| {
            let date = if at == from {
                first
            } else if at == until {
                last
            } else {
                None
            };
            date.map_or_else(|| cell.to_owned(), |date| date.to_string())
        });
        writer.write_record(cells)?;
    }
    let since = since.context("there is nobody in it")?;
    ensure!(since <= today, "nobody is enrolled on {today}");
    Ok((String::from_utf8(writer.into_inner()?)?, since))
}

fn shift(date: NaiveDate, weeks: i64) -> NaiveDate {
    chrono::Duration::try_weeks(weeks)
        .and_then(|by| date.checked_add_signed(by))
        .unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_by_whole_weeks_and_orientation_never_outgrows_a_month() {
        let csv = "key;service;from;until\n\
                   a;temporary;2026-06-01;2027-02-26\n\
                   b;orientation;2026-11-16;2026-12-15\n\
                   c;temporary;2026-09-01;\n";
        #[rustfmt::skip]
        let table = [
            ("2026-11-23", "a;temporary;2026-06-01;2027-02-26", "b;orientation;2026-11-16;2026-12-15"),
            ("2026-11-29", "a;temporary;2026-06-01;2027-02-26", "b;orientation;2026-11-16;2026-12-15"),
            ("2026-11-22", "a;temporary;2026-05-25;2027-02-19", "b;orientation;2026-11-09;2026-12-08"),
            ("2027-02-10", "a;temporary;2026-08-17;2027-05-14", "b;orientation;2027-02-01;2027-02-28"),
        ];
        for (today, temporary, orientation) in table {
            let (moved, since) = moved(csv, today.parse().unwrap()).unwrap();
            let lines: Vec<&str> = moved.lines().collect();
            assert_eq!((lines[1], lines[2]), (temporary, orientation), "{today}");
            assert!(lines[3].ends_with(';'), "{today}: an open end stays open");
            assert!(temporary.contains(&since.to_string()));
        }
    }
}
