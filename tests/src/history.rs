//! Random histories: several writers decide, each knowing only what reached it, over a link that loses, repeats and
//! reorders. Everything comes from one seed.

mod cases;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use fastrand::Rng;
use stupen_domain::decide::{Actor, Command, Here, Now};
use stupen_domain::entry::{Clock, Entry, EntryRef, Order, Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::reasons::ReasonFor;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::*;
use stupen_domain::{
    Audience, NewEntry, State, attendance, badge, decide, help, limits, people, placements,
    settings,
};

const PEOPLE: [&str; 5] = ["anna", "boris", "vera", "gleb", "dina"];
const BEGINS: &str = "2026-03-02T08:00:00+03:00";

/// The workshop of all histories.
pub fn workshop() -> WorkshopId {
    WorkshopId::new("soap")
}

/// The days that a history may touch.
pub fn days() -> Vec<NaiveDate> {
    let first = workshop_day(BEGINS.parse().unwrap()) - Duration::days(3);
    first.iter_days().take(10).collect()
}

/// One device with what reached it.
pub struct Holder {
    name: String,
    kind: WriterKind,
    /// Its state.
    pub state: State,
    /// How much of each stream it holds: chains have no gaps.
    held: BTreeMap<String, usize>,
    lamport: u64,
    boot: u32,
    booted: Moment,
    ahead: Duration,
}

/// A history under way.
pub struct History {
    rng: Rng,
    now: Moment,
    streams: BTreeMap<String, Vec<Arc<Entry>>>,
    /// The office first, then kiosks.
    pub holders: Vec<Holder>,
    serial: u32,
}

impl History {
    /// A workshop whose people only the office knows yet.
    pub fn begin(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let now: Moment = BEGINS.parse().unwrap();
        // Now and then two of the devices are offices: before and after a move to another machine.
        let (offices, all) = (if rng.u32(0..3) == 0 { 2 } else { 1 }, rng.usize(2..=5));
        let holders = (0..all).map(|n| Holder {
            name: format!("d{n}"),
            kind: if n < offices {
                WriterKind::Server
            } else {
                WriterKind::Kiosk
            },
            state: State::default(),
            held: BTreeMap::new(),
            lamport: 0,
            boot: 0,
            booted: now,
            ahead: Duration::zero(),
        });
        let mut history = Self {
            holders: holders.collect(),
            streams: BTreeMap::new(),
            serial: 0,
            now,
            rng,
        };
        history.found();
        history
    }

    fn found(&mut self) {
        let time = |text: &str| text.parse().unwrap();
        let name = Bilingual {
            ru: "Мыло".into(),
            en: "Soap".into(),
        };
        let week = vec![WorkHours {
            days: vec![1, 2, 3, 4, 5],
            start: time("09:00:00"),
            end: time("15:00:00"),
            pauses: vec![Pause {
                kind: PauseKind::Lunch,
                start: time("12:30:00"),
                end: time("13:15:00"),
            }],
        }];
        let first = days()[0] - Duration::days(60);
        let mut facts: Vec<Command> = vec![
            WorkshopSet {
                workshop: workshop(),
                organisation: OrganisationId::new("ngo"),
                name,
                time_zone: "Europe/Moscow".into(),
                late_grace_min: 10,
                double_scan_s: 20,
            }
            .into(),
            ScheduleSet {
                person: None,
                from: first,
                week,
            }
            .into(),
            person("lead", "Ольга", Some("lead")).into(),
            person("maria", "Мария", Some("consultant")).into(),
            cases::form().into(),
        ];
        for (n, id) in PEOPLE.iter().enumerate() {
            let person_id = PersonId::new(*id);
            facts.push(person(id, id, None).into());
            facts.push(
                EnrolmentStarted {
                    enrolment: EnrolmentId::new(format!("e-{id}")),
                    person: person_id.clone(),
                    service: Service::TemporaryEmployment,
                    from: first,
                    until: None,
                }
                .into(),
            );
            let badge = badge_of(u8::try_from(n).unwrap());
            facts.push(
                BadgeIssued {
                    badge,
                    person: person_id,
                    until: None,
                }
                .into(),
            );
        }
        for fact in facts {
            assert!(
                self.wish(0, fact, &staff(Role::Administrator)),
                "the workshop must stand"
            );
        }
    }

    /// Something happens somewhere, or something passes over the link.
    pub fn step(&mut self) {
        self.now += Duration::seconds(self.rng.i64(0..1200));
        let at = self.rng.usize(0..self.holders.len());
        match self.rng.u32(0..10) {
            0..=3 => {
                let (a, b) = (self.rng.usize(0..self.holders.len()), at);
                self.deliver(a, b, false);
            }
            4 => self.restart(at),
            _ => {
                let (commands, actor) = self.some_act(at);
                for command in commands {
                    self.wish(at, command, &actor);
                }
            }
        }
    }

    /// Another boot, perhaps with a wrong clock.
    fn restart(&mut self, at: usize) {
        let wrong = self.rng.u32(0..4) == 0;
        let minutes = if wrong { self.rng.i64(-2000..2000) } else { 0 };
        let holder = &mut self.holders[at];
        holder.boot += 1;
        holder.booted = self.now;
        holder.ahead = Duration::minutes(minutes);
    }

    /// Everybody exchanges everything with the office.
    pub fn good_sync(&mut self) {
        for kiosk in 1..self.holders.len() {
            self.deliver(kiosk, 0, true);
        }
        for kiosk in 1..self.holders.len() {
            self.deliver(0, kiosk, true);
        }
    }

    /// A fresh holder that is given every entry in a random order.
    pub fn stranger(&mut self) -> State {
        let mut entries: Vec<_> = self.streams.values().flatten().cloned().collect();
        self.rng.shuffle(&mut entries);
        let mut state = State::default();
        for entry in entries {
            state.apply(entry);
        }
        state
    }

    /// Entries written so far, by kind.
    pub fn kinds(&self) -> BTreeMap<&'static str, u64> {
        let mut kinds = BTreeMap::new();
        for entry in self.streams.values().flatten() {
            *kinds.entry(entry.payload.fact.kind()).or_default() += 1;
        }
        kinds
    }

    /// When the history stands.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Some of what `a` holds reaches `b`: of each stream a part, some of it twice, streams in any order.
    fn deliver(&mut self, a: usize, b: usize, whole: bool) {
        let mut held: Vec<(String, usize)> = self.holders[a].held.clone().into_iter().collect();
        self.rng.shuffle(&mut held);
        for (stream, theirs) in held {
            let ours = self.holders[b].held.get(&stream).copied().unwrap_or(0);
            let until = if whole {
                theirs
            } else {
                self.rng.usize(0..=theirs)
            };
            let from = if self.rng.bool() {
                ours
            } else {
                self.rng.usize(0..=ours)
            };
            let receiver = &mut self.holders[b];
            for entry in self.streams[&stream]
                .iter()
                .take(until)
                .skip(from.min(until))
            {
                receiver.lamport = receiver.lamport.max(entry.order.lamport);
                receiver.state.apply(Arc::clone(entry));
            }
            let held = receiver.held.entry(stream).or_default();
            *held = (*held).max(until);
        }
    }

    fn wish(&mut self, at: usize, command: Command, actor: &Actor) -> bool {
        let holder = &mut self.holders[at];
        let here = Here {
            writer: holder.kind,
            organisation: OrganisationId::new("ngo"),
            workshop: workshop(),
        };
        let wall = self.now + holder.ahead;
        let clock = Clock {
            suspect: !holder.ahead.is_zero() && self.rng.bool(),
            boot: format!("{}-{}", holder.name, holder.boot),
            mono_ms: u64::try_from((self.now - holder.booted).num_milliseconds()).unwrap(),
        };
        let now = Now { at: wall, clock };
        let Ok(new) = decide(&holder.state, command, actor, &here, &now) else {
            return false;
        };
        for new in new {
            holder.lamport += 1;
            let entry = Arc::new(entry(holder, new, &now));
            let stream = entry.order.entry.stream.clone();
            self.streams
                .entry(stream.clone())
                .or_default()
                .push(Arc::clone(&entry));
            *holder.held.entry(stream).or_default() += 1;
            holder.state.apply(entry);
        }
        true
    }

    /// One wish of the floor, or one act about somebody's case; about one of them more often, so that strikes meet.
    fn some_act(&mut self, at: usize) -> (Vec<Command>, Actor) {
        if self.rng.u32(0..5) < 2 {
            self.serial += 1;
            let who = if self.rng.u32(0..3) > 0 {
                0
            } else {
                self.rng.usize(0..PEOPLE.len())
            };
            let holder = &self.holders[at];
            let now = self.now + holder.ahead;
            let case = cases::Case {
                rng: &mut self.rng,
                state: &holder.state,
                person: &PersonId::new(PEOPLE[who]),
                now,
                today: workshop_day(now),
                serial: self.serial,
            };
            return case.wish().unwrap_or((Vec::new(), Actor::device()));
        }
        let (command, actor) = self.some_wish(at);
        (vec![command], actor)
    }

    fn some_wish(&mut self, at: usize) -> (Command, Actor) {
        self.serial += 1;
        let serial = self.serial;
        let rng = &mut self.rng;
        let id = PersonId::new(PEOPLE[rng.usize(0..PEOPLE.len())]);
        let holder = &self.holders[at];
        let wall = self.now + holder.ahead;
        let today = workshop_day(wall);
        let day = today + Duration::days(rng.i64(-2..2));
        let oneself = Actor::participant(&id);
        let lead = staff(Role::Lead);
        // The office writes what staff write; who is at the floor uses a kiosk.
        let marks = if holder.kind == WriterKind::Kiosk {
            oneself
        } else {
            lead.clone()
        };
        let person = id.clone();
        match rng.u32(0..36) {
            0..=3 => (
                Arrived {
                    person,
                    badge: None,
                }
                .into(),
                marks,
            ),
            4..=5 => (BreakStarted { person }.into(), marks),
            6..=7 => (BreakEnded { person }.into(), marks),
            8..=9 => (Left { person }.into(), marks),
            10 => (
                MoodSaid {
                    person,
                    mood: rng.u8(1..6),
                }
                .into(),
                marks,
            ),
            11 => (
                HelpAsked {
                    help: HelpId::new(format!("h{serial}")),
                    person: Some(person),
                    operation: None,
                    step: None,
                }
                .into(),
                marks,
            ),
            12 | 25 => {
                let calls = help::calls(&holder.state, &workshop(), today);
                let open = calls.iter().find(|call| call.answered.is_none());
                let help = open.map_or(HelpId::new("none"), |call| call.asked.help.clone());
                (HelpAcknowledged { help, day: today }.into(), lead)
            }
            13..=14 => (
                RunRecorded {
                    run: RunId::new(format!("r{}", rng.u32(0..5))),
                    person,
                    operation: OperationId::new("soap-set/fold"),
                    version: 1,
                    began: wall - Duration::minutes(5),
                    ended: wall,
                    counted: rng.u32(0..4),
                    defects: 0,
                    help: 0,
                    steps: Vec::new(),
                    part: None,
                    away: None,
                }
                .into(),
                marks,
            ),
            15..=16 => {
                let view = attendance::day(&holder.state, &workshop(), &id, day, wall);
                let mark = view.marks.get(rng.usize(0..view.marks.len().max(1)));
                let at = stupen_domain::time::at_time(
                    day,
                    chrono::NaiveTime::from_hms_opt(rng.u32(7..18), rng.u32(0..60), 0).unwrap(),
                    *wall.offset(),
                );
                let what = [
                    MarkKind::Arrived,
                    MarkKind::BreakStarted,
                    MarkKind::BreakEnded,
                    MarkKind::Left,
                ];
                let becomes = rng.bool().then(|| Mark {
                    what: what[rng.usize(0..4)],
                    at,
                });
                let corrects = mark.filter(|_| rng.bool()).map(|mark| mark.entry.clone());
                let reason = "nobody_marked".to_owned();
                (
                    AttendanceCorrected {
                        person,
                        day,
                        corrects,
                        becomes,
                        reason,
                    }
                    .into(),
                    lead,
                )
            }
            17 => {
                let actor = staff(Role::Consultant);
                let called = format!("{id}-{}", rng.u32(0..3));
                (self::person(id.as_str(), &called, None).into(), actor)
            }
            18 => (
                OperationAssigned {
                    person,
                    from: day,
                    operation: rng
                        .bool()
                        .then(|| OperationId::new(format!("soap-set/{serial}"))),
                }
                .into(),
                lead,
            ),
            19 => {
                let until = day + Duration::days(rng.i64(0..3));
                (
                    AbsenceNoted {
                        person,
                        from: day,
                        until,
                        excused: rng.bool(),
                    }
                    .into(),
                    lead,
                )
            }
            20 => match people::badges(&holder.state, &id).pop() {
                Some(badge) if rng.bool() => {
                    let reason = "lost".to_owned();
                    (
                        BadgeRevoked {
                            badge,
                            person,
                            reason,
                        }
                        .into(),
                        lead,
                    )
                }
                _ => {
                    let badge = badge_of(rng.u8(0..12));
                    (
                        BadgeIssued {
                            badge,
                            person,
                            until: None,
                        }
                        .into(),
                        lead,
                    )
                }
            },
            21 => {
                let start = chrono::NaiveTime::from_hms_opt(rng.u32(7..11), 0, 0).unwrap();
                let end = chrono::NaiveTime::from_hms_opt(14, 0, 0).unwrap();
                let week = vec![WorkHours {
                    days: vec![1, 2, 3],
                    start,
                    end,
                    pauses: Vec::new(),
                }];
                (
                    ScheduleSet {
                        person: rng.bool().then_some(person),
                        from: day,
                        week,
                    }
                    .into(),
                    lead,
                )
            }
            26..=35 => floor_wish(rng, holder, person, serial, day, wall),
            22 => {
                let open = people::enrolments(&holder.state, &id);
                let open = open
                    .into_iter()
                    .rfind(|enrolment| enrolment.ended.is_none());
                match open {
                    Some(open) if rng.u32(0..3) == 0 => (
                        EnrolmentEnded {
                            enrolment: open.enrolment,
                            person,
                            on: day,
                            because: EndReason::OwnWish,
                            decision: None,
                        }
                        .into(),
                        lead,
                    ),
                    _ => (
                        EnrolmentStarted {
                            enrolment: EnrolmentId::new(format!("e{serial}")),
                            person,
                            service: Service::TemporaryEmployment,
                            from: day,
                            until: None,
                        }
                        .into(),
                        staff(Role::Consultant),
                    ),
                }
            }
            23 => {
                // One of a few entries of a copied card, which several offices may tell again.
                let which = rng.u32(1..5);
                let occurred_at = self.now - Duration::hours(i64::from(which));
                let told = EntryReadmitted {
                    entry: EntryRef {
                        stream: "d9.01/w:soap/floor".into(),
                        seq: which.into(),
                    },
                    hash: format!("{which:064}"),
                    kind: if which.is_multiple_of(2) {
                        "Left".into()
                    } else {
                        "Arrived".into()
                    },
                    occurred_at,
                    role: "participant".into(),
                    payload: format!("{{\"person\":\"{}\"}}", PEOPLE[which as usize]),
                    reason: "a copied card".into(),
                };
                (told.into(), lead)
            }
            _ => {
                // The office told the true time: this boot began when it really began.
                let written = today;
                (
                    ClockMended {
                        device: DeviceId::new(holder.name.clone()),
                        boot: format!("{}-{}", holder.name, holder.boot),
                        boot_began_at: holder.booted,
                        written_from: written - Duration::days(1),
                        written_until: written,
                        true_from: workshop_day(holder.booted),
                        true_until: workshop_day(self.now),
                        source: "server_time".into(),
                    }
                    .into(),
                    if holder.kind == WriterKind::Kiosk {
                        Actor::device()
                    } else {
                        lead
                    },
                )
            }
        }
    }
}

fn entry(holder: &Holder, new: NewEntry, now: &Now) -> Entry {
    let audience = match new.audience {
        Audience::Floor => "floor",
        Audience::Case => "case",
        Audience::Confidential => "confidential",
    };
    let stream = format!("{}.01/{}/{audience}", holder.name, new.scope);
    let seq = holder.held.get(&stream).map_or(1, |held| held + 1);
    Entry {
        order: Order {
            lamport: holder.lamport,
            entry: EntryRef {
                stream,
                seq: u64::try_from(seq).unwrap(),
            },
        },
        occurred_at: new.occurred_at,
        recorded_at: now.at,
        clock: now.clock.clone(),
        device: DeviceId::new(holder.name.clone()),
        role: new.role,
        audience: new.audience,
        payload: new.payload,
    }
}

fn everybody() -> impl Iterator<Item = PersonId> {
    PEOPLE.iter().map(|id| PersonId::new(*id))
}

/// Something of stations, settings, prompts, limits and stays.
fn floor_wish(
    rng: &mut Rng,
    holder: &Holder,
    person: PersonId,
    serial: u32,
    day: NaiveDate,
    wall: Moment,
) -> (Command, Actor) {
    let operation = |n: u32| OperationId::new(format!("soap-set/{n}"));
    let lead = staff(Role::Lead);
    let consultant = staff(Role::Consultant);
    let level = [
        PromptLevel::Full,
        PromptLevel::Grouped,
        PromptLevel::Checklist,
        PromptLevel::Free,
    ][rng.usize(0..4)];
    match rng.u32(0..16) {
        0 => (
            PersonSettingsSet {
                text_percent: [100, 125, 150][rng.usize(0..3)],
                ..settings::of(&holder.state, &person).fact(&person)
            }
            .into(),
            lead,
        ),
        1 => (
            OperationsBarred {
                person,
                operations: (0..rng.u32(0..3)).map(operation).collect(),
            }
            .into(),
            consultant,
        ),
        2 => {
            let name = format!("Стол {}", rng.u32(0..3));
            let station = StationSet {
                station: StationId::new(format!("s{}", rng.u32(0..3))),
                name: Bilingual {
                    ru: name.clone(),
                    en: name,
                },
                picture: PictureRef::new("pictogram:table"),
                operations: vec![operation(rng.u32(0..4))],
                active: rng.u32(0..4) > 0,
            };
            (station.into(), lead)
        }
        3 => {
            let limits = WorkLimitsSet {
                person,
                from: day,
                daily_min: Some(rng.u32(0..300)),
                weekly_min: rng.bool().then(|| rng.u32(0..1500)),
                no_night: rng.bool(),
            };
            (limits.into(), consultant)
        }
        4 | 12..=15 => {
            // Of whom a limit is set for, if of anybody.
            let set = |id: &PersonId| limits::of(&holder.state, id, day).daily_min.is_some();
            let noticed = LimitNoticed {
                person: everybody().find(set).unwrap_or(person),
                day,
                limit: Limit::Daily,
                worked_min: rng.u32(0..300),
            };
            (noticed.into(), Actor::device())
        }
        5 => {
            let answered = LimitAnswered {
                person,
                day,
                limit: Limit::Daily,
                done: ReasonFor::Homeward.ready()[rng.usize(0..4)].to_owned(),
            };
            (answered.into(), lead)
        }
        6 => {
            let set = PromptLadderSet {
                person,
                operation: operation(rng.u32(0..3)),
                level,
                support: PromptSupport::Speech,
            };
            (set.into(), lead)
        }
        7 => {
            let answered = PromptProposalAnswered {
                person,
                operation: operation(rng.u32(0..3)),
                level,
                run: Some(RunId::new(format!("w{}", rng.u32(0..serial + 1)))),
                accepted: rng.bool(),
            };
            (answered.into(), lead)
        }
        8 => {
            // Only the participant, at a kiosk.
            let actor = Actor::participant(&person);
            let picture = PictureRef::new(format!("pictogram:{}", rng.u32(0..3)));
            (PictureProposed { person, picture }.into(), actor)
        }
        9 => {
            let stay = PlacementStarted {
                placement: PlacementId::new(format!("pl{serial}")),
                person,
                enrolment: None,
                what: PlacementKind::Internship,
                from: day,
                until: rng.bool().then(|| day + Duration::days(rng.i64(0..3))),
            };
            (stay.into(), consultant)
        }
        10 => {
            let stays = everybody().flat_map(|id| placements::of(&holder.state, &id));
            let open: Vec<_> = stays.filter(|stay| stay.ended.is_none()).collect();
            let stay = open.get(rng.usize(0..open.len().max(1)));
            let ended = PlacementEnded {
                placement: stay.map_or(PlacementId::new("none"), |stay| stay.placement.clone()),
                person: stay.map_or(person, |stay| stay.person.clone()),
                on: stay.map_or(day, |stay| stay.from.max(day)),
                because: PlacementEnd::Returned,
            };
            (ended.into(), consultant)
        }
        _ => {
            let actor = if holder.kind == WriterKind::Kiosk {
                Actor::participant(&person)
            } else {
                lead
            };
            let run = RunRecorded {
                run: RunId::new(format!("w{serial}")),
                person,
                operation: operation(rng.u32(0..3)),
                version: rng.u32(1..3),
                began: wall - Duration::minutes(9),
                ended: wall,
                counted: rng.u32(0..5),
                defects: rng.u32(0..2),
                help: rng.u32(0..2),
                steps: Vec::new(),
                part: None,
                away: None,
            };
            (run.into(), actor)
        }
    }
}

fn staff(role: Role) -> Actor {
    Actor {
        person: Some(PersonId::new("lead")),
        role,
    }
}

fn badge_of(n: u8) -> BadgeHash {
    badge::hash(&badge::text([n; 13])).unwrap()
}

fn person(id: &str, called: &str, role: Option<&str>) -> PersonSet {
    PersonSet {
        person: PersonId::new(id),
        called: called.to_owned(),
        picture: PictureRef::new("pictogram:soap"),
        language: "ru".to_owned(),
        staff_role: role.map(str::to_owned),
        active: true,
    }
}
