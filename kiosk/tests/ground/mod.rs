//! What every kiosk of these tests stands on: an office that states facts, a kiosk that takes them in, its set-up, and
//! the PIN of its staff.
use std::path::Path;

use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Clock, Command, Here, Now, Role, WriterKind};
use stupen_journal::{DeviceKey, Epoch, Writer, WriterId};
use stupen_kiosk::engine::{Mode, Setup};
use stupen_kiosk::local::Pin;
use stupen_ledger::{Author, Files, Ledger, Root, Seals};

fn author(n: u8, kind: WriterKind) -> Author {
    Author {
        writer: Writer {
            id: WriterId::from_bytes([n; 16]),
            epoch: Epoch(1),
        },
        key: DeviceKey::from_bytes(&[n; 32]),
        kind,
    }
}

fn open(dir: &Path, author: Author, key: Option<[u8; 32]>, seals: Seals) -> Ledger {
    let office = self::author(1, WriterKind::Server);
    let root = Root {
        writer: office.writer.id,
        key: office.key.public(),
        kind: WriterKind::Server,
    };
    std::fs::create_dir_all(dir).expect("a folder");
    let files = Files {
        dir: dir.to_owned(),
        key,
        seals,
    };
    Ledger::open(&files, author, OrganisationId::new("ngo"), vec![root])
        .expect("a ledger")
        .ledger
}

/// The office's ledger in a folder.
pub(crate) fn office(dir: &Path, key: Option<[u8; 32]>) -> Ledger {
    open(dir, author(1, WriterKind::Server), key, Seals::default())
}

/// The kiosk's ledger in a folder.
pub(crate) fn kiosk(dir: &Path, key: Option<[u8; 32]>, seals: Seals) -> Ledger {
    open(dir, author(2, WriterKind::Kiosk), key, seals)
}

/// Where facts are stated.
pub(crate) fn here(writer: WriterKind) -> Here {
    Here {
        writer,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    }
}

/// Somebody at the office states facts at a moment.
pub(crate) fn state(
    office: &mut Ledger,
    (who, role): (&str, Role),
    commands: Vec<Command>,
    at: &str,
) {
    let actor = Actor {
        person: Some(PersonId::new(who)),
        role,
    };
    let now = Now {
        at: at.parse().expect("a moment"),
        clock: Clock {
            suspect: false,
            boot: "office".into(),
            mono_ms: 1,
        },
    };
    office
        .commit(commands, &actor, &here(WriterKind::Server), &now)
        .expect("said");
    office.sign().expect("signed");
}

/// The kiosk takes in what it does not hold yet of the office's.
pub(crate) fn take_in(office: &Ledger, kiosk: &mut Ledger) {
    let known = kiosk.log().heads().expect("heads");
    for head in office.log().heads().expect("heads") {
        let mut after = known
            .iter()
            .find(|known| known.stream == head.stream)
            .map_or(0, |known| known.seq);
        while let Some(batch) = office
            .log()
            .batch_after(&head.stream, after, 1_000)
            .expect("a batch")
        {
            after = batch.head.seq;
            kiosk.take_in(batch).expect("taken in");
        }
    }
}

/// A kiosk with a voice, in Russian.
pub(crate) fn setup(mode: Mode) -> Setup {
    Setup {
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
        mode,
        lang: "ru".into(),
        clock_is_set: false,
        voices: stupen_hardware::Voices {
            speech: true,
            wav: true,
            ogg: true,
        },
        volume_percent: 100,
        quiet: Vec::new(),
    }
}

/// Somebody's PIN: 123456, hashed as cheaply as a test may.
pub(crate) fn pin(person: &str) -> Pin {
    use argon2::PasswordHasher;
    let cheap = argon2::Params::new(8, 1, 1, None).expect("cheap for a test");
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, cheap);
    Pin {
        person: PersonId::new(person),
        hash: hasher.hash_password(b"123456").expect("a hash").to_string(),
    }
}
