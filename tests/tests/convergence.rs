//! Random histories converge: whatever a link loses, repeats and reorders, after two good exchanges everybody who
//! holds the same entries sees the same, and so does who folds them anew.
//!
//! `STUPEN_HISTORIES=N` plays N histories in memory instead of 1,000, `STUPEN_HISTORIES_ON_FILES=N` N on files instead of
//! 20; a failure names its seed.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{Duration, NaiveDate};
use fastrand::Rng;
use stupen_domain::facts::{AbsenceNoted, AttendanceCorrected, BadgeIssued, OperationAssigned};
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{OperationId, PersonId, WorkshopId};
use stupen_domain::wire::unusable::Unusable;
use stupen_domain::{Actor, Command, Role, State, badge, board};
use stupen_hardware::Input;
use stupen_journal::sync::{HeadsMessage, PullRequest, PushReport};
use stupen_kiosk::local::Pin;
use stupen_kiosk::office::{HeadsAnswer, Office, OfficeError};
use stupen_kiosk::ui::{Screen, Tap};
use stupen_ledger::Ledger;
use stupen_server::office::codes::{KioskMode, Ticket};
use stupen_tests::history::{History, days, workshop};
use stupen_tests::story::{Call, Kiosk, OfficeRoom};
use stupen_tests::views::{case, difference, floor};

/// Histories in memory where nobody asked for another number.
const HISTORIES: u64 = 1_000;
/// What each round of histories must have written often enough to say something.
const KINDS: &[&str] = &[
    "Arrived",
    "BreakStarted",
    "BreakEnded",
    "Left",
    "MoodSaid",
    "HelpAsked",
    "HelpAcknowledged",
    "RunRecorded",
    "AttendanceCorrected",
    "PersonSet",
    "OperationAssigned",
    "AbsenceNoted",
    "BadgeIssued",
    "BadgeRevoked",
    "ScheduleSet",
    "EnrolmentStarted",
    "EnrolmentEnded",
    "EntryReadmitted",
    "ClockMended",
    "BreachRecorded",
    "BreachDescribed",
    "BreachTold",
    "BreachAnnulled",
    "BreachProposalDeclined",
    "PraiseRecorded",
    "ReviewProposed",
    "ReviewConfirmed",
    "FurtherWayChosen",
    "RequestMade",
    "RequestAnswered",
    "RequestAnswerSeen",
    "GoalAgreed",
    "GoalSettled",
    "TrialTaskDone",
    "TrialTaskDescribed",
    "CaseNoted",
    "SelfRatingGiven",
    "AssessmentSigned",
    "AssessmentShown",
    "AssessmentAmended",
    "ReadinessAnswered",
    "PersonSettingsSet",
    "OperationsBarred",
    "StationSet",
    "WorkLimitsSet",
    "LimitNoticed",
    "LimitAnswered",
    "PromptLadderSet",
    "PromptProposalAnswered",
    "PictureProposed",
    "PlacementStarted",
    "PlacementEnded",
];
/// What happens in one of them.
const STEPS: usize = 200;

/// How many to play: as the environment says, else as usual.
fn wanted(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| {
        let number: Option<u64> = text.parse().ok().filter(|number| *number > 0);
        number.unwrap_or_else(|| panic!("{name}={text}: write a number, 1 or more"))
    })
}

#[test]
fn histories_in_memory_converge() {
    let histories = wanted("STUPEN_HISTORIES", HISTORIES);
    let (next, kinds) = (AtomicU64::new(0), Mutex::new(BTreeMap::<&str, u64>::new()));
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= histories {
                        break;
                    }
                    for (kind, count) in converges(seed) {
                        *kinds.lock().unwrap().entry(kind).or_default() += count;
                    }
                }
            });
        }
    });
    // A generator whose wishes are all refused would prove nothing.
    let kinds = kinds.into_inner().unwrap();
    let rare: Vec<&&str> = KINDS
        .iter()
        .filter(|kind| kinds.get(*kind) < Some(&(histories / 10)))
        .collect();
    assert!(
        rare.is_empty(),
        "hardly ever written: {rare:?} of {kinds:?}"
    );
}

/// Plays a history and compares; returns what was written.
fn converges(seed: u64) -> BTreeMap<&'static str, u64> {
    let mut history = History::begin(seed);
    for _ in 0..STEPS {
        history.step();
    }
    history.good_sync();
    history.good_sync();
    let now = history.now();
    let views = |state: &State| {
        let mut lines = floor(state, &workshop(), &days(), now);
        lines.extend(case(state));
        lines
    };
    let office = views(&history.holders[0].state);
    for (number, holder) in history.holders.iter().enumerate().skip(1) {
        if let Some(difference) = difference(&office, &views(&holder.state)) {
            panic!("seed {seed}: office and kiosk {number} differ: {difference}");
        }
    }
    if let Some(difference) = difference(&office, &views(&history.stranger())) {
        panic!("seed {seed}: folded in another order it differs: {difference}");
    }
    // And what a file would hold is what memory holds.
    let mut kept = State::default();
    for part in history.holders[0].state.take_changed() {
        let (key, body) = (part.key.clone(), part.body().unwrap());
        kept.load(&key, Some(&body)).unwrap();
    }
    if let Some(difference) = difference(&office, &views(&kept)) {
        panic!("seed {seed}: read back from its stored form it differs: {difference}");
    }
    history.kinds()
}

/// Histories on encrypted files, through the real server.
const HISTORIES_ON_FILES: u64 = 20;
/// What happens in one of them.
const STEPS_ON_FILES: usize = 60;

#[test]
fn histories_on_files_converge_through_a_link_that_loses_repeats_and_reorders() {
    let histories = wanted("STUPEN_HISTORIES_ON_FILES", HISTORIES_ON_FILES);
    let (next, lost) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= histories {
                        break;
                    }
                    lost.fetch_add(converges_on_files(seed), Ordering::Relaxed);
                }
            });
        }
    });
    let lost = lost.into_inner();
    assert!(lost > 5 * histories, "the link was too good: {lost} lost");
}

/// A line that loses requests before or after the office saw them, and lets old ones come again.
struct Lossy<'a> {
    call: Call,
    rng: &'a mut Rng,
    old: &'a mut Vec<Vec<u8>>,
    lost: u64,
}

impl Lossy<'_> {
    fn lose(&mut self) -> Result<(), OfficeError> {
        if self.rng.u32(0..4) > 0 {
            return Ok(());
        }
        self.lost += 1;
        Err(OfficeError::Away("lost".to_owned()))
    }
}

impl Office for Lossy<'_> {
    fn heads(&mut self, mine: &HeadsMessage) -> Result<HeadsAnswer, OfficeError> {
        self.lose()?;
        let answer = self.call.heads(mine)?;
        self.lose()?;
        Ok(answer)
    }

    fn push(&mut self, body: Vec<u8>) -> Result<PushReport, OfficeError> {
        self.old.push(body.clone());
        self.lose()?;
        // Something sent long ago, perhaps before what was lost since, arrives once more.
        let old = self.old[self.rng.usize(0..self.old.len())].clone();
        self.call.push(old)?;
        let report = self.call.push(body)?;
        self.lose()?;
        Ok(report)
    }

    fn pull(&mut self, request: &PullRequest) -> Result<Vec<u8>, OfficeError> {
        self.lose()?;
        // The office may send little at a time, so that an exchange breaks off in the middle of a stream.
        let few = PullRequest {
            limit: self.rng.u64(1..40),
            ..request.clone()
        };
        let bytes = self.call.pull(&few)?;
        self.lose()?;
        Ok(bytes)
    }

    fn blob(&mut self, hash: &str) -> Result<Option<Vec<u8>>, OfficeError> {
        self.call.blob(hash)
    }

    fn pins(&mut self) -> Result<Vec<Pin>, OfficeError> {
        self.call.pins()
    }

    fn tell_unusable(&mut self, files: &[Unusable]) -> Result<(), OfficeError> {
        self.call.tell_unusable(files)
    }
}

/// Plays one; returns how many requests or answers were lost.
fn converges_on_files(seed: u64) -> u64 {
    let mut rng = Rng::with_seed(seed);
    let mut office = OfficeRoom::open();
    let badges: Vec<String> = office.badges().into_values().collect();
    let mut now: Moment = "2026-11-23T08:00:00+03:00".parse().unwrap();
    office.set_clock(now);
    let mut kiosks: Vec<Kiosk> = (0..rng.usize(2..=3))
        .map(|number| {
            let ticket = Ticket {
                workshop: "soap".to_owned(),
                name: format!("kiosk {number}"),
                mode: KioskMode::Both,
            };
            let mut kiosk = Kiosk::new(office.enrol(&ticket), tempfile::tempdir().unwrap(), now);
            kiosk.start(now);
            let mut call = office.call(&kiosk.identity);
            kiosk.sync(&mut call, now);
            kiosk
        })
        .collect();
    let mut old: Vec<Vec<Vec<u8>>> = vec![Vec::new(); kiosks.len()];
    let mut lost = 0;
    for _ in 0..STEPS_ON_FILES {
        now += Duration::seconds(rng.i64(1..900));
        office.set_clock(now);
        let at = rng.usize(0..kiosks.len());
        let kiosk = &mut kiosks[at];
        match rng.u32(0..20) {
            0..=5 => drop(kiosk.input(
                &Input::Scan(badges[rng.usize(0..badges.len())].clone()),
                now,
            )),
            6..=10 => {
                let taps = taps(kiosk.screen.as_ref());
                if !taps.is_empty() {
                    kiosk.tap(taps[rng.usize(0..taps.len())], now);
                }
            }
            11..=15 => {
                let call = office.call(&kiosk.identity);
                let mut lossy = Lossy {
                    call,
                    rng: &mut rng,
                    old: &mut old[at],
                    lost: 0,
                };
                kiosk.sync(&mut lossy, now);
                lost += lossy.lost;
            }
            16 => {
                kiosk.stop(rng.bool(), now);
                kiosk.ahead = if rng.u32(0..3) == 0 {
                    Duration::minutes(rng.i64(-3000..3000))
                } else {
                    Duration::zero()
                };
                kiosk.start(now);
            }
            17 => {
                office.stop();
                office.start();
            }
            _ => office_writes(&office, &mut rng, now),
        }
    }
    // With the first one, kiosks learn the time and mend their clocks, which are new entries; then two good ones.
    for _ in 0..3 {
        for kiosk in &mut kiosks {
            let mut call = office.call(&kiosk.identity);
            kiosk.sync(&mut call, now);
        }
    }
    let first = workshop_day(now) - Duration::days(4);
    let days: Vec<NaiveDate> = first.iter_days().take(8).collect();
    let soap = WorkshopId::new("soap");
    let views = |ledger: &mut Ledger| {
        assert!(ledger.log().verify().unwrap().is_sound());
        days.iter().for_each(|day| ledger.open_day(*day).unwrap());
        ledger.open_practice().unwrap();
        floor(ledger.state(), &soap, &days, now)
    };
    let offices = office.book().with(views).unwrap();
    for (number, kiosk) in kiosks.iter_mut().enumerate() {
        if let Some(difference) = difference(&offices, &views(&mut kiosk.ledger())) {
            panic!("seed {seed}: office and kiosk {number} differ: {difference}");
        }
        // What lies in the files says the same as what is in memory.
        kiosk.stop(false, now);
        kiosk.start(now);
        if let Some(difference) = difference(&offices, &views(&mut kiosk.ledger())) {
            panic!("seed {seed}: kiosk {number} opens with other views: {difference}");
        }
    }
    lost
}

/// What a hand may touch on a screen.
fn taps(screen: Option<&Screen>) -> &'static [Tap] {
    match screen {
        Some(Screen::Hello(_)) => &[Tap::GoOn],
        Some(Screen::Choice(_)) => &[Tap::Work, Tap::Break, Tap::Home, Tap::Arrive],
        Some(Screen::Break(_)) => &[Tap::Work],
        Some(Screen::Step(step)) if step.index + 1 == step.steps => {
            &[Tap::Done, Tap::Help, Tap::Defect]
        }
        Some(Screen::Step(_)) => &[Tap::Next, Tap::Next, Tap::Back, Tap::Help],
        Some(Screen::Tools(_)) => &[Tap::GoOn, Tap::Help],
        Some(Screen::Finished(_)) => &[Tap::GoOn, Tap::Break],
        Some(Screen::Goodbye(_)) => &[Tap::Mood(3), Tap::Leave],
        Some(Screen::HelpComing(_)) => &[Tap::GoOn],
        _ => &[],
    }
}

/// Something that only staff write; what the rules refuse is left.
fn office_writes(office: &OfficeRoom, rng: &mut Rng, now: Moment) {
    let soap = WorkshopId::new("soap");
    let lead = Actor {
        person: Some(PersonId::new("lead-1")),
        role: Role::Lead,
    };
    let today = workshop_day(now);
    let wish = office.book().with(|ledger| {
        ledger.open_day(today).unwrap();
        let rows = board::board(ledger.state(), &soap, today, now);
        let row = &rows[rng.usize(0..rows.len())];
        let person = row.person.person.clone();
        let wish: Command = match (rng.u32(0..4), row.day.marks.first()) {
            (0, Some(mark)) => AttendanceCorrected {
                person,
                day: today,
                corrects: Some(mark.entry.clone()),
                becomes: None,
                reason: "did not happen".to_owned(),
            }
            .into(),
            (1, _) => AbsenceNoted {
                person,
                from: today,
                until: today + Duration::days(1),
                excused: rng.bool(),
            }
            .into(),
            (2, _) => BadgeIssued {
                badge: badge::hash(&badge::text([rng.u8(..); 13])).unwrap(),
                person,
                until: None,
            }
            .into(),
            _ => OperationAssigned {
                person,
                from: today,
                operation: Some(OperationId::new("soap-set/fold")),
            }
            .into(),
        };
        wish
    });
    drop(office.book().commit_now(&soap, &lead, vec![wish.unwrap()]));
}
