//! A small workshop to tell stories in: facts in, views out.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part of the workshop"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a story that cannot be told fails its test"
)]

use chrono::{DateTime, NaiveDate};
use stupen_domain::decide::{Actor, Command, Here, Now, Refusal, decide};
use stupen_domain::entry::{Audience, Clock, Entry, EntryRef, Order, Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::time::Moment;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{NewEntry, State};

pub fn at(text: &str) -> Moment {
    let text = if text.len() == 5 {
        format!("2026-03-02T{text}:00+03:00")
    } else {
        text.to_string()
    };
    DateTime::parse_from_rfc3339(&text).unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn anna() -> PersonId {
    PersonId::new("anna")
}

pub fn soap() -> WorkshopId {
    WorkshopId::new("soap")
}

pub fn here(writer: WriterKind) -> Here {
    Here {
        writer,
        organisation: OrganisationId::new("ngo"),
        workshop: soap(),
    }
}

pub fn now(text: &str) -> Now {
    Now {
        at: at(text),
        clock: Clock {
            suspect: false,
            boot: "boot-1".into(),
            mono_ms: 0,
        },
    }
}

pub fn staff(role: Role) -> Actor {
    Actor {
        person: Some(PersonId::new("lead")),
        role,
    }
}

pub fn badge(n: u8) -> BadgeHash {
    stupen_domain::badge::hash(&stupen_domain::badge::text([n; 13])).unwrap()
}

pub fn hours(start: &str, end: &str, pauses: &[(PauseKind, &str, &str)]) -> WorkHours {
    let time = |text: &str| text.parse().unwrap();
    WorkHours {
        days: vec![1, 2, 3, 4, 5],
        start: time(&format!("{start}:00")),
        end: time(&format!("{end}:00")),
        pauses: pauses
            .iter()
            .map(|(kind, start, end)| Pause {
                kind: *kind,
                start: time(&format!("{start}:00")),
                end: time(&format!("{end}:00")),
            })
            .collect(),
    }
}

/// A log of several writers and the state that folds it.
#[derive(Default, Clone)]
pub struct Story {
    pub state: State,
    pub entries: Vec<Entry>,
    pub lamport: u64,
}

impl Story {
    /// Anna works at the soap table, Monday to Friday, nine to three, lunch 12:30–13:15.
    pub fn workshop() -> Story {
        let mut story = Story::default();
        let week = vec![hours(
            "09:00",
            "15:00",
            &[
                (PauseKind::Break, "10:30", "10:45"),
                (PauseKind::Lunch, "12:30", "13:15"),
            ],
        )];
        let name = Bilingual {
            ru: "Мыло".into(),
            en: "Soap".into(),
        };
        story.office(WorkshopSet {
            workshop: soap(),
            organisation: OrganisationId::new("ngo"),
            name,
            time_zone: "Europe/Moscow".into(),
            late_grace_min: 10,
            double_scan_s: 20,
        });
        story.office(ScheduleSet {
            person: None,
            from: date("2026-01-01"),
            week,
        });
        story.person("anna", "Анна", None);
        story.person("lead", "Ольга", Some("lead"));
        story.office(EnrolmentStarted {
            enrolment: EnrolmentId::new("e-anna"),
            person: anna(),
            service: Service::TemporaryEmployment,
            from: date("2026-02-02"),
            until: Some(date("2026-08-31")),
        });
        story.office(BadgeIssued {
            badge: badge(1),
            person: anna(),
            until: None,
        });
        story.office(BadgeIssued {
            badge: badge(9),
            person: PersonId::new("lead"),
            until: None,
        });
        story
    }

    pub fn person(&mut self, id: &str, called: &str, role: Option<&str>) {
        self.office(PersonSet {
            person: PersonId::new(id),
            called: called.into(),
            picture: PictureRef::new("pictogram:person"),
            language: "ru".into(),
            staff_role: role.map(Into::into),
            active: true,
        });
    }

    /// Stated by the office on 1 February.
    pub fn office(&mut self, fact: impl Into<Fact>) {
        self.write(
            "server.01",
            "2026-02-01T12:00:00+03:00",
            fact.into(),
            Role::Administrator,
        );
    }

    /// Marked by Anna at kiosk one, at a time of 2 March.
    pub fn mark(&mut self, time: &str, what: &str) -> EntryRef {
        self.mark_on("k1.01", time, what)
    }

    pub fn mark_on(&mut self, writer: &str, time: &str, what: &str) -> EntryRef {
        let person = anna();
        let fact: Fact = match what {
            "in" => Arrived {
                person,
                badge: Some(badge(1)),
            }
            .into(),
            "break" => BreakStarted { person }.into(),
            "back" => BreakEnded { person }.into(),
            "out" => Left { person }.into(),
            other => panic!("no mark {other}"),
        };
        self.write(writer, time, fact, Role::Participant)
    }

    pub fn write(&mut self, writer: &str, time: &str, fact: Fact, role: Role) -> EntryRef {
        let row = stupen_domain::catalogue::row(fact.kind()).unwrap();
        let scope = match row.scope {
            stupen_domain::catalogue::ScopeKind::Workshop => "w:soap",
            stupen_domain::catalogue::ScopeKind::Organisation => "o:ngo",
        };
        let new = NewEntry {
            scope: scope.into(),
            audience: row.audience,
            role,
            occurred_at: at(time),
            payload: stupen_domain::wire::Payload {
                by: None,
                over: vec![],
                fact,
            },
        };
        let clock = Clock {
            suspect: false,
            boot: "boot-1".into(),
            mono_ms: 0,
        };
        self.append(writer, new, clock)
    }

    pub fn append(&mut self, writer: &str, new: NewEntry, clock: Clock) -> EntryRef {
        let audience = match new.audience {
            Audience::Floor => "floor",
            Audience::Case => "case",
            Audience::Confidential => "confidential",
        };
        let stream = format!("{writer}/{}/{audience}", new.scope);
        let seq = self
            .entries
            .iter()
            .filter(|e| e.order.entry.stream == stream)
            .count() as u64
            + 1;
        self.lamport += 1;
        let entry = Entry {
            order: Order {
                lamport: self.lamport,
                entry: EntryRef { stream, seq },
            },
            occurred_at: new.occurred_at,
            recorded_at: new.occurred_at,
            clock,
            device: DeviceId::new(writer.split('.').next().unwrap()),
            role: new.role,
            audience: new.audience,
            payload: new.payload,
        };
        let place = entry.order.entry.clone();
        self.entries.push(entry.clone());
        self.state.apply(entry);
        place
    }

    /// Takes in what another holder has beyond the first `known` entries, which both share.
    pub fn take(&mut self, other: &Story, known: usize) {
        for entry in other.entries.iter().skip(known) {
            self.state.apply(entry.clone());
            self.entries.push(entry.clone());
            self.lamport = self.lamport.max(entry.order.lamport);
        }
    }

    /// Decides and, where allowed, writes.
    pub fn wish(
        &mut self,
        writer: &str,
        kind: WriterKind,
        actor: &Actor,
        now: &Now,
        command: impl Into<Command>,
    ) -> Result<EntryRef, Refusal> {
        let mut last = None;
        for new in decide(&self.state, command.into(), actor, &here(kind), now)? {
            last = Some(self.append(writer, new, now.clock.clone()));
        }
        Ok(last.unwrap())
    }
}
