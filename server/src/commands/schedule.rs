//! `schedule`: the week of a workshop or of one person, and production calendars. `plan`: who works on what.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;
use stupen_domain::Command;
use stupen_domain::facts::{OperationAssigned, ScheduleSet};
use stupen_domain::wire::ids::{OperationId, PersonId, WorkshopId};
use stupen_domain::{State, people, stations, workshop};

use super::{AT_THE_CONSOLE, Context};
use crate::badges::find;
use crate::book::Book;
use crate::views::Room;
use crate::views::operations::Operations;
use crate::views::week::Week;
use crate::week::{read_calendar, read_week};

/// Hours of the week, and production calendars.
#[derive(Debug, Args)]
pub struct Schedule {
    #[command(subcommand)]
    command: ScheduleCommand,
}

#[derive(Debug, Subcommand)]
enum ScheduleCommand {
    /// The week that holds, and what will hold later
    Show {
        /// Of which workshop
        #[arg(long, value_name = "ID")]
        workshop: String,
        /// Of one person: the key of the roster, or the id
        #[arg(long, value_name = "KEY")]
        person: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Let the week in a file hold from a day on
    Set {
        /// TOML with a [[schedule]] for each group of days: days, start, end, pauses
        file: PathBuf,
        /// Of which workshop
        #[arg(long, value_name = "ID")]
        workshop: String,
        /// Only for this person: the key of the roster, or the id
        #[arg(long, value_name = "KEY")]
        person: Option<String>,
        /// From this day on; today without it
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
    },
    /// Let the production calendars in files hold
    Calendar {
        /// TOML with the year and a [[day]] for each day that differs from the week
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Who works on what.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(subcommand)]
    command: PlanCommand,
}

#[derive(Debug, Subcommand)]
enum PlanCommand {
    /// The plan of a day
    Show {
        /// Of which workshop
        #[arg(long, value_name = "ID")]
        workshop: String,
        /// On which day; today without it
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Let somebody work on an operation, until changed
    Set {
        /// In which workshop
        #[arg(long, value_name = "ID")]
        workshop: String,
        /// Who: the key of the roster, or the id
        #[arg(long, value_name = "KEY")]
        person: String,
        /// On what, PACK/OPERATION; nothing is planned any more without it
        #[arg(long, value_name = "ID")]
        operation: Option<String>,
        /// From this day on; today without it
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
    },
}

/// Runs `schedule`.
///
/// # Errors
/// When a file is wrong, or workshop or person is not known.
pub fn run(schedule: Schedule, context: &Context, out: &mut dyn Write) -> Result<()> {
    let book = context.book()?;
    match schedule.command {
        ScheduleCommand::Show {
            workshop,
            person,
            json,
        } => {
            let room = room(&book, &workshop)?;
            let person = person.map(|key| person_of(&book, &key)).transpose()?;
            let moment = context.clock.now();
            let week = book
                .with(|ledger| Week::read(ledger, room, person.as_ref(), moment))??
                .context("nobody of this id is known")?;
            if json {
                writeln!(out, "{}", serde_json::to_string_pretty(&week)?)?;
                return Ok(());
            }
            for pattern in week.holds.iter().chain(&week.coming) {
                writeln!(out, "From {}:", pattern.from)?;
                for day in pattern.days.iter().filter(|day| !day.start.is_empty()) {
                    write!(out, "  {:<10} {}-{}", day.label(), day.start, day.end)?;
                    for (word, pauses) in [("break", &day.breaks), ("lunch", &day.lunches)] {
                        for pause in pauses {
                            write!(out, "  {word} {}-{}", pause.start, pause.end)?;
                        }
                    }
                    writeln!(out)?;
                }
            }
            for year in &week.calendars_missing {
                writeln!(
                    out,
                    "The calendar of {year} is missing: schedule calendar FILE"
                )?;
            }
            Ok(())
        }
        ScheduleCommand::Set {
            file,
            workshop,
            person,
            from,
        } => {
            let week = read_week(&file)?;
            let room = room(&book, &workshop)?;
            let person = person.map(|key| person_of(&book, &key)).transpose()?;
            let set = ScheduleSet {
                person,
                from: from.unwrap_or_else(|| room.day(context.clock.now())),
                week,
            };
            let from = set.from;
            book.commit_now(&room.id, &AT_THE_CONSOLE, vec![set.into()])
                .with_context(|| format!("{}", file.display()))?;
            writeln!(out, "These hours hold from {from} on.")?;
            Ok(())
        }
        ScheduleCommand::Calendar { files } => {
            let calendars = files
                .iter()
                .map(|path| read_calendar(path))
                .collect::<Result<Vec<_>>>()?;
            let first = book
                .workshops()?
                .first()
                .cloned()
                .context("no workshop is set up yet: run `stupen-server init`")?;
            let years: Vec<String> = calendars.iter().map(|set| set.year.to_string()).collect();
            let commands: Vec<Command> = calendars.into_iter().map(Command::from).collect();
            book.commit_now(&first, &AT_THE_CONSOLE, commands)?;
            writeln!(out, "Calendars that hold now: {}", years.join(", "))?;
            Ok(())
        }
    }
}

/// Runs `plan`.
///
/// # Errors
/// When workshop, person or operation is not known.
pub fn run_plan(plan: Plan, context: &Context, out: &mut dyn Write) -> Result<()> {
    let book = context.book()?;
    match plan.command {
        PlanCommand::Show { workshop, on, json } => {
            let room = room(&book, &workshop)?;
            let day = on.unwrap_or_else(|| room.day(context.clock.now()));
            let rows: Vec<(PersonId, String, Option<OperationId>)> = book.with(|ledger| {
                let state = ledger.state();
                enrolled(state, &room.id, day)
                    .into_iter()
                    .map(|(id, called)| {
                        let operation = stations::assigned(state, &id, day).cloned();
                        (id, called, operation)
                    })
                    .collect()
            })?;
            if json {
                let rows: Vec<_> = rows
                    .iter()
                    .map(|(person, called, operation)| {
                        json!({ "person": person, "called": called, "operation": operation })
                    })
                    .collect();
                writeln!(out, "{:#}", json!({ "day": day, "plan": rows }))?;
            } else {
                for (_, called, operation) in rows {
                    let operation = operation.map_or("—".to_owned(), |id| id.to_string());
                    writeln!(out, "{called}  {operation}")?;
                }
            }
            Ok(())
        }
        PlanCommand::Set {
            workshop,
            person,
            operation,
            from,
        } => {
            let room = room(&book, &workshop)?;
            let person = person_of(&book, &person)?;
            if let Some(operation) = &operation {
                let known: Vec<String> = book.with(|ledger| {
                    Operations::of(&book, ledger.state(), &room.id)
                        .all()
                        .into_iter()
                        .map(|known| known.id.to_string())
                        .collect()
                })?;
                if !known.contains(operation) {
                    bail!(
                        "--operation: there is no `{operation}` in this workshop's packs; there are: {}",
                        known.join(", ")
                    );
                }
            }
            let set = OperationAssigned {
                person,
                from: from.unwrap_or_else(|| room.day(context.clock.now())),
                operation: operation.map(OperationId::new),
            };
            let from = set.from;
            let is_something = set.operation.is_some();
            book.commit_now(&room.id, &AT_THE_CONSOLE, vec![set.into()])?;
            if is_something {
                writeln!(out, "Planned from {from} on.")?;
            } else {
                writeln!(out, "Nothing is planned from {from} on.")?;
            }
            Ok(())
        }
    }
}

fn room(book: &Book, workshop: &str) -> Result<Room> {
    book.with(|ledger| {
        Room::find(ledger.state(), Some(workshop)).with_context(|| {
            let known: Vec<&str> = workshop::workshops(ledger.state())
                .iter()
                .map(|set| set.workshop.as_str())
                .collect();
            format!(
                "there is no workshop `{workshop}`; there are: {}",
                known.join(", ")
            )
        })
    })?
}

/// A person by roster key or id.
fn person_of(book: &Book, key: &str) -> Result<PersonId> {
    book.with(|ledger| find(ledger.state(), key).map(|set| set.person.clone()))?
}

/// Who belongs to a workshop on a day, by the name they are called.
fn enrolled(state: &State, workshop: &WorkshopId, day: NaiveDate) -> Vec<(PersonId, String)> {
    let mut enrolled: Vec<(PersonId, String)> = people::everybody(state)
        .into_iter()
        .filter(|view| people::enrolment_on(state, &view.person.person, workshop, day).is_some())
        .map(|view| (view.person.person.clone(), view.person.called.clone()))
        .collect();
    enrolled.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    enrolled
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use crate::clock::Clock;
    use crate::commands::{Cli, run};
    use crate::office::testing::at;

    fn say(data: &Path, line: &[&str]) -> Result<String, String> {
        let data = data.to_str().unwrap();
        let words = ["stupen-server", "--data", data];
        let cli = Cli::parse_from(words.iter().chain(line));
        let clock = Clock::new(|| at("2026-03-02T05:10:00Z"));
        let mut out = Vec::new();
        run(cli, clock, &mut out).map_err(|error| format!("{error:#}"))?;
        Ok(String::from_utf8(out).unwrap())
    }

    const WEEK: &str = r#"
[[schedule]]
days = [1, 2]
start = "09:00"
end = "15:00"
pauses = [{ kind = "lunch", start = "12:30", end = "13:15" }]
"#;

    #[test]
    fn a_real_workshop_gets_its_hours_its_calendar_and_its_plan() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let say = |line: &[&str]| say(&data, line);
        say(&[
            "init",
            "--organisation",
            "ngo",
            "--name",
            "НКО",
            "--workshop",
            "soap",
            "--workshop-name",
            "Мыло",
        ])
        .unwrap();
        let file = dir.path().join("week.toml");
        std::fs::write(&file, WEEK).unwrap();
        let file = file.to_str().unwrap();
        let set = ["schedule", "set", file, "--workshop", "soap"];
        assert!(say(&set).unwrap().contains("from 2026-03-02"));
        let shown = say(&["schedule", "show", "--workshop", "soap"]).unwrap();
        assert!(
            shown.contains("Monday     09:00-15:00  lunch 12:30-13:15"),
            "{shown}"
        );
        assert!(shown.contains("calendar of 2026 is missing"), "{shown}");
        let calendars = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/calendars");
        let calendar = calendars.join("ru-2026.toml");
        say(&["schedule", "calendar", calendar.to_str().unwrap()]).unwrap();
        let json = say(&["schedule", "show", "--workshop", "soap", "--json"]).unwrap();
        let week: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(week["calendars_missing"], serde_json::json!([]));
        // The eighth of March is a Sunday in 2026: the ninth is free instead.
        assert!(week["exceptions"].to_string().contains("2026-03-09"));

        let roster = calendars.join("../sample/roster.csv");
        let roster = std::fs::read_to_string(roster)
            .unwrap()
            .replace("2026-06-01", "2026-02-02");
        let rows: Vec<&str> = roster.lines().take(2).collect();
        let people = dir.path().join("roster.csv");
        std::fs::write(&people, rows.join("\n").replace("2027-02-26", "2026-09-26")).unwrap();
        std::fs::create_dir(dir.path().join("portraits")).unwrap();
        let portrait = calendars.join("../sample/portraits/p-01.svg");
        std::fs::copy(portrait, dir.path().join("portraits/p-01.svg")).unwrap();
        say(&["import", people.to_str().unwrap(), "--workshop", "soap"]).unwrap();
        let pack = calendars.join("../sample/pack");
        let pack = pack.to_str().unwrap();
        say(&["pack", "publish", pack, "--workshop", "soap"]).unwrap();
        let plan = [
            "plan",
            "set",
            "--workshop",
            "soap",
            "--person",
            "p-01",
            "--operation",
        ];
        let planned = [&plan[..], &["soap-set/fold"]].concat();
        say(&planned).unwrap();
        let shown = say(&["plan", "show", "--workshop", "soap"]).unwrap();
        assert_eq!(shown, "Денис  soap-set/fold\n");
        for (line, expected) in [
            (&plan[..6], "Nothing is planned from 2026-03-02 on.\n"),
            (&planned[..], "Planned from 2026-03-02 on.\n"),
        ] {
            assert_eq!(say(line).unwrap(), expected);
        }

        let own = [&set[..], &["--person", "p-01", "--from", "2026-03-16"]].concat();
        say(&own).unwrap();
        let shown = say(&["schedule", "show", "--workshop", "soap", "--person", "p-01"]).unwrap();
        assert!(
            shown.contains("From 2026-03-02") && shown.contains("From 2026-03-16"),
            "{shown}"
        );

        let broken = dir.path().join("broken.toml");
        let table = [
            (
                WEEK.replace("15:00", "08:00"),
                "week.end: work must end after it starts",
            ),
            (
                WEEK.replace("pauses", "pause"),
                "broken.toml: there is no such field: schedule.0.pause",
            ),
            (WEEK.replace("09:00", "nine"), "broken.toml cannot be read"),
            (String::new(), "broken.toml cannot be read"),
        ];
        for (text, expected) in table {
            std::fs::write(&broken, text).unwrap();
            let line = [
                "schedule",
                "set",
                broken.to_str().unwrap(),
                "--workshop",
                "soap",
            ];
            let refusal = say(&line).unwrap_err();
            assert!(refusal.contains(expected), "{refusal}");
        }
        for (line, expected) in [
            (
                [&plan[..], &["soap-set/fly"]].concat(),
                "there is no `soap-set/fly`",
            ),
            (
                vec!["plan", "show", "--workshop", "wood"],
                "there are: soap",
            ),
            (
                vec!["schedule", "show", "--workshop", "soap", "--person", "p-99"],
                "nobody is known",
            ),
        ] {
            let refusal = say(&line).unwrap_err();
            assert!(refusal.contains(expected), "{refusal}");
        }
    }
}
