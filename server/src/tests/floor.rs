//! A workshop with people, and a kiosk that writes by itself, for the tests of the pages.

use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveTime};
use stupen_domain::facts::{
    Arrived, BreakStarted, DeviceEnrolled, EnrolmentStarted, HelpAsked, Left, PersonIdentified,
    PersonSet, ScheduleSet, Service, WorkHours,
};
use stupen_domain::wire::ids::{EnrolmentId, HelpId, PersonId, PictureRef, WorkshopId};
use stupen_domain::wire::{Fact, Payload, encode};
use stupen_domain::{Actor, Command, Role};
use stupen_journal::{
    Audience, ClockHealth, ClockState, DeviceKey, Draft, Epoch, Log, Stamp, Writer, WriterId,
};

use super::House;

pub(crate) const ADMINISTRATOR: Actor = Actor {
    person: None,
    role: Role::Administrator,
};

/// A kiosk's own log, whose entries reach the house when told to.
pub(crate) struct Kiosk {
    log: Log,
    key: DeviceKey,
    writer: Writer,
    _dir: tempfile::TempDir,
}

pub(crate) fn soap_id() -> WorkshopId {
    WorkshopId::new("soap")
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id)
}

/// A time of the house's Monday, in Moscow.
pub(crate) fn monday(time: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(&format!("2026-03-02T{time}:00+03:00")).unwrap()
}

impl House {
    /// Four people, a week of nine to three, and a kiosk at the entrance.
    pub(crate) fn with_people() -> (Self, Kiosk) {
        let house = Self::new();
        let hours = WorkHours {
            days: vec![1, 2, 3, 4, 5],
            start: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            end: NaiveTime::from_hms_opt(15, 0, 0).unwrap(),
            pauses: Vec::new(),
        };
        let mut commands: Vec<Command> = vec![
            ScheduleSet {
                person: None,
                from: "2026-01-01".parse().unwrap(),
                week: vec![hours],
            }
            .into(),
        ];
        for (id, called) in [
            ("p-1", "Аня"),
            ("p-2", "Костя"),
            ("p-3", "Вера"),
            ("p-4", "Alex"),
        ] {
            commands.push(
                PersonSet {
                    person: person(id),
                    called: called.to_owned(),
                    picture: PictureRef::new("pictogram:person"),
                    language: "ru".to_owned(),
                    staff_role: None,
                    active: true,
                }
                .into(),
            );
            commands.push(
                EnrolmentStarted {
                    enrolment: EnrolmentId::new(format!("e-{id}")),
                    person: person(id),
                    service: Service::TemporaryEmployment,
                    from: "2026-02-01".parse().unwrap(),
                    until: None,
                }
                .into(),
            );
        }
        commands.push(
            PersonIdentified {
                person: person("p-1"),
                surname: "Снежкова".to_owned(),
                given_name: "Анна".to_owned(),
                patronymic: None,
                born: None,
                roster_key: Some("p-1".to_owned()),
            }
            .into(),
        );
        let book = house.state.book();
        book.commit_now(&soap_id(), &ADMINISTRATOR, commands)
            .unwrap();
        let kiosk = Kiosk::new(7);
        let enrolled = DeviceEnrolled {
            device: stupen_ledger::device_id(kiosk.writer.id),
            kind: "kiosk".to_owned(),
            name: "Вход".to_owned(),
            public_key: kiosk.key.public().to_string(),
            workshop: Some(soap_id()),
        };
        book.commit_now(&soap_id(), &ADMINISTRATOR, vec![enrolled.into()])
            .unwrap();
        (house, kiosk)
    }
}

impl Kiosk {
    /// The same number is the same device: two of them are a cloned card.
    pub(crate) fn new(n: u8) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            log: Log::open(&dir.path().join("log.db"), None).unwrap(),
            key: DeviceKey::from_bytes(&[n; 32]),
            writer: Writer {
                id: WriterId::from_bytes([n; 16]),
                epoch: Epoch(1),
            },
            _dir: dir,
        }
    }

    pub(crate) fn says(
        &mut self,
        role: Role,
        by: Option<&str>,
        at: DateTime<FixedOffset>,
        fact: Fact,
    ) {
        let draft = Draft {
            scope: "w:soap".to_owned(),
            audience: Audience::Floor,
            kind: fact.kind().to_owned(),
            role: role.word().to_owned(),
            occurred_at: at,
            payload: encode(&Payload {
                by: by.map(person),
                over: Vec::new(),
                fact,
            })
            .unwrap(),
        };
        let stamp = Stamp {
            recorded_at: at,
            clock: ClockState {
                state: ClockHealth::Ok,
                boot: "boot".to_owned(),
                mono_ms: 1,
            },
        };
        self.log.append(&self.writer, &[draft], &stamp).unwrap();
    }

    pub(crate) fn arrives(&mut self, who: &str, time: &str) {
        let fact = Arrived {
            person: person(who),
            badge: None,
        };
        self.says(Role::Participant, Some(who), monday(time), fact.into());
    }

    pub(crate) fn breaks(&mut self, who: &str, time: &str) {
        let fact = BreakStarted {
            person: person(who),
        };
        self.says(Role::Participant, Some(who), monday(time), fact.into());
    }

    pub(crate) fn leaves(&mut self, who: &str, time: &str) {
        let fact = Left {
            person: person(who),
        };
        self.says(Role::Participant, Some(who), monday(time), fact.into());
    }

    pub(crate) fn asks_for_help(&mut self, who: &str, time: &str) {
        let fact = HelpAsked {
            help: HelpId::new(format!("help-{who}")),
            person: Some(person(who)),
            operation: None,
            step: None,
        };
        self.says(Role::Participant, Some(who), monday(time), fact.into());
    }

    /// Hands everything over, as the sync does.
    pub(crate) fn sends_to(&mut self, house: &House) {
        self.log.sign_heads(&self.key, self.writer.id).unwrap();
        for head in self.log.heads().unwrap() {
            let batch = self
                .log
                .batch_after(&head.stream, 0, 1000)
                .unwrap()
                .unwrap();
            house
                .state
                .book()
                .with(|ledger| ledger.take_in(batch))
                .unwrap()
                .unwrap();
        }
    }
}

/// The folder of the sample workshop.
pub(crate) fn sample() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample")
}
