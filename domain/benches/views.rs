//! What views of a workshop of sixty people with a year of history cost, folded in memory:
//! `cargo bench -p stupen-domain --profile dev`, the profile of `./run`.
//!
//! Target (docs/performance.md): 100 ms each. Without `--bench` (as `cargo test --all-targets` starts it) a small
//! workshop only shows that it works.
#![allow(clippy::unwrap_used, reason = "a bench has nobody to report to")]
#![allow(clippy::print_stdout, reason = "printing is what a bench is for")]

use std::time::Instant;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime};
use stupen_domain::board::board;
use stupen_domain::entry::{Audience, Clock, Entry, EntryRef, Order, Role};
use stupen_domain::facts::*;
use stupen_domain::learning::History;
use stupen_domain::practice::{self, Totals};
use stupen_domain::time::Moment;
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::*;
use stupen_domain::wire::{Fact, Payload};
use stupen_domain::{State, ladder, limits, rotation};

const OPERATIONS: u32 = 12;
const RUNS_A_DAY: i64 = 16;

struct Workshop {
    state: State,
    seq: u64,
}

impl Workshop {
    fn tell(&mut self, at: Moment, fact: impl Into<Fact>) {
        self.seq += 1;
        self.state.apply(Entry {
            order: Order {
                lamport: self.seq,
                entry: EntryRef {
                    stream: "k1.01/w:soap/floor".into(),
                    seq: self.seq,
                },
            },
            occurred_at: at,
            recorded_at: at,
            clock: Clock {
                suspect: false,
                boot: "boot".into(),
                mono_ms: self.seq,
            },
            device: DeviceId::new("k1"),
            role: Role::Lead,
            audience: Audience::Floor,
            payload: Payload {
                by: None,
                over: vec![],
                fact: fact.into(),
            },
        });
    }
}

fn operation(number: u32) -> OperationId {
    OperationId::new(format!("soap-set/operation-{}", number % OPERATIONS))
}

fn at(day: NaiveDate, hour: u32, minute: u32) -> Moment {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    DateTime::from_naive_utc_and_offset(
        day.and_time(time),
        chrono::FixedOffset::east_opt(0).unwrap(),
    )
}

/// People of one workshop with everything that a day brings, Monday to Friday.
fn history(people: u32, first: NaiveDate, days: i64) -> (Workshop, NaiveDate) {
    let mut workshop = Workshop {
        state: State::default(),
        seq: 0,
    };
    let begun = at(first, 6, 0);
    let name = |text: &str| Bilingual {
        ru: text.into(),
        en: text.into(),
    };
    workshop.tell(
        begun,
        WorkshopSet {
            workshop: WorkshopId::new("soap"),
            organisation: OrganisationId::new("ngo"),
            name: name("Мыло"),
            time_zone: "Europe/Moscow".into(),
            late_grace_min: 10,
            double_scan_s: 20,
        },
    );
    let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let week = vec![WorkHours {
        days: vec![1, 2, 3, 4, 5],
        start: clock(9),
        end: clock(15),
        pauses: vec![Pause {
            kind: PauseKind::Lunch,
            start: clock(12),
            end: clock(13),
        }],
    }];
    workshop.tell(
        begun,
        ScheduleSet {
            person: None,
            from: first,
            week,
        },
    );
    for number in 0..OPERATIONS {
        workshop.tell(
            begun,
            StationSet {
                station: StationId::new(format!("s{number}")),
                name: name(&format!("Стол {number}")),
                picture: PictureRef::new("pictogram:table"),
                operations: vec![operation(number)],
                active: true,
            },
        );
    }
    for number in 0..people {
        enrol(&mut workshop, number, first);
    }
    let mut last = first;
    for day in first.iter_days().take(usize::try_from(days).unwrap()) {
        if day.weekday().number_from_monday() <= 5 {
            last = day;
            for number in 0..people {
                live(&mut workshop, number, day);
            }
        }
    }
    (workshop, last)
}

fn person(number: u32) -> PersonId {
    PersonId::new(format!("p-{number:02}"))
}

fn enrol(workshop: &mut Workshop, number: u32, first: NaiveDate) {
    let begun = at(first, 6, 0);
    let person = person(number);
    workshop.tell(
        begun,
        PersonSet {
            person: person.clone(),
            called: format!("Участник {number}"),
            picture: PictureRef::new("pictogram:person"),
            language: "ru".into(),
            staff_role: None,
            active: true,
        },
    );
    workshop.tell(
        begun,
        EnrolmentStarted {
            enrolment: EnrolmentId::new(format!("e-{number}")),
            person: person.clone(),
            service: Service::TemporaryEmployment,
            from: first,
            until: None,
        },
    );
    workshop.tell(
        begun,
        WorkLimitsSet {
            person,
            from: first,
            daily_min: Some(240),
            weekly_min: Some(24 * 60),
            no_night: true,
        },
    );
}

/// A day of somebody: marks, runs, a plan, now and then an absence, a breach, praise, a request.
fn live(workshop: &mut Workshop, number: u32, day: NaiveDate) {
    let person = person(number);
    let id = format!("{number}-{day}");
    let turn = number + day.ordinal();
    workshop.tell(
        at(day, 8, 30),
        OperationAssigned {
            person: person.clone(),
            from: day,
            operation: Some(operation(turn)),
        },
    );
    let who = || person.clone();
    workshop.tell(
        at(day, 8, 55),
        Arrived {
            person: who(),
            badge: None,
        },
    );
    workshop.tell(at(day, 10, 30), BreakStarted { person: who() });
    workshop.tell(at(day, 10, 45), BreakEnded { person: who() });
    for run in 0..RUNS_A_DAY {
        let began = at(day, 9, 0) + Duration::minutes(15 * run);
        workshop.tell(
            began + Duration::minutes(14),
            RunRecorded {
                run: RunId::new(format!("{id}-{}", run / 4)),
                person: who(),
                operation: operation(turn + u32::try_from(run / 8).unwrap()),
                version: 1,
                began,
                ended: began + Duration::minutes(14),
                counted: 12,
                defects: u32::from(run % 9 == 0),
                help: u32::from(run % 13 == 0),
                steps: (0..6)
                    .map(|step| StepSum {
                        step: format!("step-{step}"),
                        times: 12,
                        total_ms: 140_000,
                        replays: 1,
                        back: 0,
                    })
                    .collect(),
                part: None,
                away: None,
            },
        );
    }
    if turn.is_multiple_of(20) {
        workshop.tell(
            at(day, 9, 30),
            AbsenceNoted {
                person: who(),
                from: day + Duration::days(3),
                until: day + Duration::days(3),
                excused: true,
            },
        );
        workshop.tell(
            at(day, 9, 40),
            PraiseRecorded {
                praise: None,
                person: who(),
                item: "helped".into(),
                version: 1,
            },
        );
        workshop.tell(
            at(day, 9, 50),
            RequestMade {
                request: RequestId::new(&*id),
                person: who(),
                what: RequestKind::Talk,
                activity: None,
            },
        );
    }
    if turn.is_multiple_of(120) {
        workshop.tell(
            at(day, 9, 35),
            BreachRecorded {
                breach: BreachId::new(&*id),
                person: who(),
                enrolment: EnrolmentId::new(format!("e-{number}")),
                regulation: "late".into(),
                version: 1,
                day,
                until: None,
                time: None,
                place: None,
                agreed: None,
                cause: Some(BreachCause::Late),
            },
        );
    }
}

/// The best of some repetitions, in milliseconds.
fn measure(times: u32, mut work: impl FnMut() -> usize) -> (f64, usize) {
    let mut best = f64::MAX;
    let mut told = 0;
    for _ in 0..times {
        let begun = Instant::now();
        told = std::hint::black_box(work());
        best = best.min(begun.elapsed().as_secs_f64() * 1000.0);
    }
    (best, told)
}

/// What is measured, and how.
type View<'a> = (&'static str, Box<dyn FnMut() -> usize + 'a>);

fn main() {
    let full = std::env::args().any(|arg| arg == "--bench");
    let (people, days, times) = if full { (60, 365, 5) } else { (4, 10, 1) };
    let first = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    let (mut workshop, last) = history(people, first, days);
    let state = &mut workshop.state;
    let entries = workshop.seq;
    let whole = History::of(state, &person(1));
    // As a ledger holds it: sums are put down, only the days of the week are open.
    let open: Vec<NaiveDate> = limits::days(last).collect();
    state.take_changed();
    state.unload_days(|day| open.contains(&day));
    let state = &workshop.state;

    let soap = WorkshopId::new("soap");
    let now = at(last, 12, 55);
    let rules = Rules::default();
    let chain: Vec<OperationId> = (0..OPERATIONS).map(operation).collect();
    let everybody: Vec<PersonId> = (0..people).map(person).collect();
    println!("{people} people, {days} days, {entries} entries; milliseconds, the best of {times}");
    let views: [View<'_>; 5] = [
        (
            "board with limits, requests, strikes, stations",
            Box::new(|| board(state, &soap, last, now).len()),
        ),
        (
            "table of skills of everybody",
            Box::new(|| {
                let totals = Totals::of(state);
                let rows = everybody
                    .iter()
                    .map(|person| practice::skills(&totals, person, &chain, &rules));
                rows.map(|row| row.len()).sum()
            }),
        ),
        (
            "rotation of everybody",
            Box::new(|| {
                let totals = Totals::of(state);
                rotation::propose(&totals, state, &everybody, &chain, &rules, last).len()
            }),
        ),
        (
            "proposals of one person's prompts",
            Box::new(|| {
                let proposals = ladder::proposals(state, &whole, &rules, last);
                whole.operations().len() + proposals.len()
            }),
        ),
        (
            "limits of everybody",
            Box::new(|| {
                let views = everybody
                    .iter()
                    .map(|person| limits::near(state, &soap, person, now).len());
                views.sum()
            }),
        ),
    ];
    for (what, view) in views {
        let (ms, told) = measure(times, view);
        println!("{ms:>9.2}  {what} ({told})");
        assert!(told > 0, "{what}: nothing was shown");
    }
}
