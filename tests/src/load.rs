//! A door at rush hour: a real ledger that takes scans as fast as it can and says each one only after it is stored.
//! The program `scanner_load` runs it, so that tests may kill and watch it.

use std::io::Write;
use std::path::Path;

use chrono::Duration;
use stupen_domain::attendance::{self, Whereabouts};
use stupen_domain::decide::{Actor, Command, Here, Now};
use stupen_domain::entry::{Clock, Role, WriterKind};
use stupen_domain::facts::{
    Arrived, Bilingual, EnrolmentStarted, Left, PersonSet, Service, WorkshopSet,
};
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{EnrolmentId, OrganisationId, PersonId, PictureRef, WorkshopId};
use stupen_journal::{DeviceKey, Epoch, Writer, WriterId};
use stupen_ledger::{Author, Files, Ledger, Seals};

/// Raw key of the door's files: they are encrypted as on a kiosk.
pub const KEY: [u8; 32] = [42; 32];
const PEOPLE: usize = 40;
const BEGINS: &str = "2026-03-02T08:00:00+03:00";

fn author(kind: WriterKind) -> Author {
    let number = if kind == WriterKind::Server { 1 } else { 2 };
    Author {
        writer: Writer {
            id: WriterId::from_bytes([number; 16]),
            epoch: Epoch(1),
        },
        key: DeviceKey::from_bytes(&[number; 32]),
        kind,
    }
}

fn here(writer: WriterKind) -> Here {
    Here {
        writer,
        organisation: OrganisationId::new("ngo"),
        workshop: workshop(),
    }
}

/// The door's workshop.
pub fn workshop() -> WorkshopId {
    WorkshopId::new("soap")
}

fn now(at: Moment) -> Now {
    let since = at - BEGINS.parse::<Moment>().unwrap();
    Now {
        at,
        clock: Clock {
            suspect: false,
            boot: "boot".to_owned(),
            mono_ms: u64::try_from(since.num_milliseconds()).unwrap(),
        },
    }
}

fn open_as(dir: &Path, kind: WriterKind) -> Ledger {
    let files = Files {
        dir: dir.to_owned(),
        key: Some(KEY),
        seals: Seals::default(),
    };
    let opened =
        Ledger::open(&files, author(kind), OrganisationId::new("ngo"), Vec::new()).unwrap();
    assert!(opened.set_aside.is_none(), "the log was damaged");
    // A kill leaves a torn end, which nobody was told of.
    assert_eq!(
        opened.lost, None,
        "the log is taken for one that lost its end"
    );
    opened.ledger
}

/// Opens the door's ledger.
pub fn open(dir: &Path) -> Ledger {
    open_as(dir, WriterKind::Kiosk)
}

/// Gives the door people to let in.
pub fn prepare(dir: &Path) {
    let mut ledger = open_as(dir, WriterKind::Server);
    let mut commands: Vec<Command> = vec![
        WorkshopSet {
            workshop: workshop(),
            organisation: OrganisationId::new("ngo"),
            name: Bilingual {
                ru: "Мыло".into(),
                en: "Soap".into(),
            },
            time_zone: "Europe/Moscow".into(),
            late_grace_min: 10,
            double_scan_s: 20,
        }
        .into(),
    ];
    for number in 0..PEOPLE {
        let person = PersonId::new(format!("p-{number:02}"));
        commands.push(
            PersonSet {
                person: person.clone(),
                called: format!("Человек {number}"),
                picture: PictureRef::new("pictogram:soap"),
                language: "ru".into(),
                staff_role: None,
                active: true,
            }
            .into(),
        );
        commands.push(
            EnrolmentStarted {
                enrolment: EnrolmentId::new(format!("e-{number}")),
                person,
                service: Service::TemporaryEmployment,
                from: "2026-02-01".parse().unwrap(),
                until: None,
            }
            .into(),
        );
    }
    let office = Actor {
        person: None,
        role: Role::Administrator,
    };
    let begins = now(BEGINS.parse().unwrap());
    ledger
        .commit(commands, &office, &here(WriterKind::Server), &begins)
        .unwrap();
}

/// Lets people in and out, a mark a second by its own clock, and writes one line for each mark after it is stored:
/// its place in the log. Ends after `count` marks.
pub fn run(dir: &Path, count: u64, out: &mut impl Write) {
    let mut ledger = open(dir);
    let newest = ledger.log().newest_recorded_at(None).unwrap();
    let mut at = newest.unwrap_or_else(|| BEGINS.parse().unwrap());
    for number in 0..count {
        at += Duration::seconds(1);
        let person = PersonId::new(format!("p-{:02}", number as usize % PEOPLE));
        let day = workshop_day(at);
        ledger.open_day(day).unwrap();
        let view = attendance::day(ledger.state(), &workshop(), &person, day, at);
        let mark: Command = match view.whereabouts {
            Whereabouts::Out | Whereabouts::Gone(_) => Arrived {
                person: person.clone(),
                badge: None,
            }
            .into(),
            Whereabouts::In(_) | Whereabouts::OnBreak(_) => Left {
                person: person.clone(),
            }
            .into(),
        };
        let actor = Actor::participant(&person);
        let here = here(WriterKind::Kiosk);
        let stored = ledger.commit(vec![mark], &actor, &here, &now(at)).unwrap();
        for entry in &stored {
            // One call of `write`: the acknowledgement.
            let line = format!("{} {}\n", entry.order.entry, entry.payload.fact.kind());
            out.write_all(line.as_bytes()).unwrap();
        }
        // What a kiosk does beside it: heads are signed, views are written when there is time.
        if number % 16 == 15 {
            ledger.sign().unwrap();
        }
        if number % 40 == 39 {
            ledger.settle().unwrap();
        }
    }
}
