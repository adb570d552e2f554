//! A server's and a kiosk's ledger in folders of their own, and Anna, whom both know.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    unreachable_pub,
    dead_code,
    reason = "a ledger that cannot be made fails its test; not every file of tests uses all of it"
)]

use chrono::DateTime;
use stupen_domain::entry::{Clock, EntryRef, Role};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Here, Now, WriterKind, attendance};
use stupen_journal::{DeviceKey, Epoch, SealKey, Writer, WriterId};
use stupen_ledger::{
    Author, CommitError, Files, Ledger, Opened, Root, Seals, TakeInError, TakenIn, device_id,
};
use tempfile::TempDir;

pub struct Device {
    pub dir: TempDir,
    pub author: Author,
    pub roots: Vec<Root>,
    pub ledger: Ledger,
}

pub fn author(n: u8, kind: WriterKind) -> Author {
    let writer = Writer {
        id: WriterId::from_bytes([n; 16]),
        epoch: Epoch(1),
    };
    Author {
        writer,
        key: DeviceKey::from_bytes(&[n; 32]),
        kind,
    }
}

pub fn open(dir: &TempDir, author: &Author, roots: &[Root]) -> Opened {
    let key = (author.kind == WriterKind::Kiosk).then_some([9; 32]);
    let files = Files {
        dir: dir.path().to_owned(),
        key,
        seals: match author.kind {
            WriterKind::Kiosk => Seals::sealed_to(Some(seal_key().public())),
            _ => Seals::opened_by(vec![seal_key()]),
        },
    };
    Ledger::open(
        &files,
        author.clone(),
        OrganisationId::new("ngo"),
        roots.to_vec(),
    )
    .unwrap()
}

impl Device {
    pub fn new(n: u8, kind: WriterKind) -> Device {
        let dir = tempfile::tempdir().unwrap();
        let author = author(n, kind);
        let server = DeviceKey::from_bytes(&[1; 32]).public();
        let roots = vec![Root {
            writer: WriterId::from_bytes([1; 16]),
            key: server,
            kind: WriterKind::Server,
        }];
        let ledger = open(&dir, &author, &roots).ledger;
        Device {
            dir,
            author,
            roots,
            ledger,
        }
    }

    /// As after a power cut: what was not written is not there.
    pub fn crash(&mut self) {
        let copy = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.dir.path()).unwrap().flatten() {
            std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        self.ledger = open(&copy, &self.author, &self.roots).ledger;
        self.dir = copy;
    }

    pub fn reopen(&mut self) -> u64 {
        self.ledger.settle().unwrap();
        let other = tempfile::tempdir().unwrap();
        self.ledger = open(&other, &self.author, &self.roots).ledger;
        let opened = open(&self.dir, &self.author, &self.roots);
        self.ledger = opened.ledger;
        opened.folded
    }

    pub fn commit(
        &mut self,
        role: Role,
        fact: impl Into<stupen_domain::wire::Fact>,
    ) -> Result<EntryRef, CommitError> {
        let person = match role {
            Role::System => None,
            Role::Participant => Some(anna()),
            _ => Some(PersonId::new("lead")),
        };
        let here = Here {
            writer: self.author.kind,
            organisation: OrganisationId::new("ngo"),
            workshop: WorkshopId::new("soap"),
        };
        let command = stupen_domain::Command::from(fact.into());
        let entries = self
            .ledger
            .commit(vec![command], &Actor { person, role }, &here, &now())?;
        Ok(entries.first().unwrap().order.entry.clone())
    }

    /// Everything of every stream goes to `other`, batch by batch.
    pub fn send_all(&mut self, other: &mut Device) -> Vec<Result<TakenIn, TakeInError>> {
        self.ledger.sign().unwrap();
        let mut heads = self.ledger.log().heads().unwrap();
        heads.sort_by_key(|head| head.stream.writer != WriterId::from_bytes([1; 16]));
        heads
            .into_iter()
            .filter_map(|head| {
                self.ledger
                    .log()
                    .batch_after(&head.stream, 0, 10_000)
                    .unwrap()
            })
            .map(|batch| other.ledger.take_in(batch))
            .collect()
    }

    pub fn worked(&mut self) -> attendance::DayView {
        let day = stupen_domain::time::workshop_day(now().at);
        self.ledger.open_day(day).unwrap();
        attendance::day(
            self.ledger.state(),
            &WorkshopId::new("soap"),
            &anna(),
            day,
            now().at,
        )
    }

    pub fn is_in(&mut self) -> bool {
        !self.worked().presence.is_empty()
    }
}

/// The office's.
pub fn seal_key() -> SealKey {
    SealKey::from_bytes([5; 32])
}

pub fn anna() -> PersonId {
    PersonId::new("anna")
}

pub fn now() -> Now {
    Now {
        at: DateTime::parse_from_rfc3339("2026-03-02T09:00:00+03:00").unwrap(),
        clock: Clock {
            suspect: false,
            boot: "boot-1".into(),
            mono_ms: 1_000,
        },
    }
}

pub fn anna_set(called: &str) -> PersonSet {
    PersonSet {
        person: anna(),
        called: called.into(),
        picture: PictureRef::new("pictogram:person"),
        language: "ru".into(),
        staff_role: None,
        active: true,
    }
}

/// A server that knows Anna, her enrolment, and a kiosk; the kiosk has all of it.
pub fn workshop() -> (Device, Device) {
    let mut server = Device::new(1, WriterKind::Server);
    let mut kiosk = Device::new(2, WriterKind::Kiosk);
    server
        .commit(Role::Administrator, anna_set("Анна"))
        .unwrap();
    let enrolment = EnrolmentStarted {
        enrolment: EnrolmentId::new("e-1"),
        person: anna(),
        service: Service::TemporaryEmployment,
        from: "2026-02-02".parse().unwrap(),
        until: None,
    };
    server.commit(Role::Administrator, enrolment).unwrap();
    enrol(&mut server, &kiosk, "soap");
    for taken in server.send_all(&mut kiosk) {
        taken.unwrap();
    }
    (server, kiosk)
}

pub fn enrol(server: &mut Device, kiosk: &Device, workshop: &str) {
    let fact = DeviceEnrolled {
        device: device_id(kiosk.author.writer.id),
        kind: "kiosk".into(),
        name: "Вход".into(),
        public_key: kiosk.author.key.public().to_string(),
        workshop: Some(WorkshopId::new(workshop)),
    };
    server.commit(Role::Administrator, fact).unwrap();
}

pub fn arrived() -> Arrived {
    Arrived {
        person: anna(),
        badge: None,
    }
}

pub fn erased(entries: Vec<EntryRef>) -> Redacted {
    Redacted {
        entries,
        exact: vec![],
        because: None,
    }
}
