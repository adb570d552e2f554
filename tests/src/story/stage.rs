//! The stage of a story: time, the office, the kiosks, and what each line of a script makes of them.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate, NaiveTime};
use stupen_domain::attendance;
use stupen_domain::facts::{
    AttendanceCorrected, BadgeIssued, BadgeRevoked, EntryReadmitted, HelpAcknowledged, Mark,
    MarkKind, QuarantineReleased,
};
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{Actor, Command, EntryRef, Role, badge, board, help, people};
use stupen_hardware::{Button, Input};
use stupen_kiosk::commands::rescue::rescue;
use stupen_kiosk::engine::Effect;
use stupen_kiosk::identity::{DataDir, Identity};
use stupen_kiosk::ui::{MineCard, Screen, StaffScreen, StaffTap, Tap, TilesView, Wish};
use stupen_ledger::Ledger;
use stupen_server::kiosks;
use stupen_server::office::codes::Ticket;
use stupen_server::upkeep::events;

use super::kiosk::Kiosk;
use super::office::OfficeRoom;
use super::words;
use crate::views;

/// An act that tells the story so far once more; the script does it.
pub(super) const TOLD_AGAIN: &str = "told without broken nets";
/// Longest a story waits for the stores to agree, rounds of exchanges.
const ROUNDS_MAX: usize = 8;
/// Between two touches of somebody who works.
const TOUCH: i64 = 10;

/// What a line of a script led to, or why it means nothing.
pub(super) type Told = Result<Vec<String>, String>;

/// The stage.
pub struct Stage {
    /// The true time.
    pub now: Moment,
    /// The office.
    pub office: OfficeRoom,
    pub(super) kiosks: Vec<(String, Kiosk)>,
    badges: BTreeMap<String, Vec<String>>,
    pub(super) first_day: Option<NaiveDate>,
    /// The memory stick on which rescued entries travel.
    stick: Option<tempfile::TempDir>,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// The office on the evening before, and no kiosk yet.
    pub fn new() -> Self {
        let office = OfficeRoom::open();
        let badges = office
            .badges()
            .into_iter()
            .map(|(called, text)| (called, vec![text]));
        Self {
            now: "2026-11-22T18:00:00+03:00".parse().unwrap(),
            badges: badges.collect(),
            office,
            kiosks: Vec::new(),
            first_day: None,
            stick: None,
        }
    }

    /// Begins a day: `2026-11-23 Monday`.
    pub fn begin_day(&mut self, text: &str) -> Told {
        let (date, weekday) = text
            .split_once(' ')
            .ok_or("a day is a date and its weekday")?;
        let day: NaiveDate = date.parse().map_err(|_| format!("{date} is no date"))?;
        if day.format("%A").to_string() != weekday {
            return Err(format!("{date} is a {}", day.format("%A")));
        }
        // The story's days begin at midnight; the first line says when something happens.
        let midnight = day
            .and_time(NaiveTime::MIN)
            .and_local_timezone(*self.now.offset());
        let midnight = midnight.single().ok_or("no such midnight")?;
        if midnight <= self.now {
            return Err("days only go forward".to_owned());
        }
        self.first_day.get_or_insert(day);
        self.advance(midnight);
        Ok(Vec::new())
    }

    /// Plays `8:41 entrance scans Денис`.
    pub fn play(&mut self, line: &str) -> Told {
        let (time, act) = line.split_once(' ').ok_or("a line is a time and an act")?;
        let full = if time.matches(':').count() == 1 {
            format!("{time}:00")
        } else {
            time.to_owned()
        };
        let time: NaiveTime = full.parse().map_err(|_| format!("{time} is no time"))?;
        let at = self
            .now
            .date_naive()
            .and_time(time)
            .and_local_timezone(*self.now.offset());
        let at = at.single().ok_or("no such time")?;
        if at < self.now {
            return Err(format!("it is {} already", self.now.format("%H:%M:%S")));
        }
        self.advance(at);
        if act == TOLD_AGAIN {
            return Ok(Vec::new());
        }
        let mut told = self.act(act.trim())?;
        for (name, effects) in self.settle() {
            let line = words::effects(&effects);
            if !line.is_empty() {
                told.push(format!("{name}: {line}"));
            }
        }
        Ok(told)
    }

    fn advance(&mut self, to: Moment) {
        let gap = to - self.now;
        let step = if gap > Duration::hours(3) {
            Duration::minutes(10)
        } else {
            Duration::minutes(1)
        };
        let mut at = self.now + Duration::seconds(21);
        while at < to {
            for (_, kiosk) in self.kiosks.iter_mut().filter(|(_, kiosk)| kiosk.is_on()) {
                kiosk.tick(at);
            }
            at += step;
        }
        self.now = to;
        self.office.set_clock(to);
    }

    /// Lets everybody exchange until nothing moves; what then shows on screens is told.
    fn settle(&mut self) -> Vec<(String, Vec<Effect>)> {
        let mut told: BTreeMap<String, Vec<Effect>> = BTreeMap::new();
        for round in 0..ROUNDS_MAX {
            let mut moved = false;
            for (name, kiosk) in self.kiosks.iter_mut().filter(|(_, kiosk)| kiosk.is_on()) {
                let mut call = self.office.call(&kiosk.identity);
                let (more, effects) = kiosk.sync(&mut call, self.now);
                moved |= more;
                let effects = effects.into_iter().filter(|effect| match effect {
                    Effect::Show(screen) => !matches!(**screen, Screen::Waiting(_)),
                    Effect::Sync | Effect::TellUnusable(_) => false,
                    _ => true,
                });
                told.entry(name.clone()).or_default().extend(effects);
            }
            if !moved && round > 0 {
                break;
            }
        }
        told.into_iter().collect()
    }

    fn act(&mut self, act: &str) -> Told {
        let (subject, rest) = act.split_once(' ').unwrap_or((act, ""));
        match subject {
            "new" => self.new_kiosk(rest),
            "board" => self.with_board(|rows| vec![words::board(rows)]),
            "list" => self.with_board(words::list),
            "everywhere" => self.everywhere(),
            "how" => self.how_stands(rest),
            "server" => self.server(rest),
            "office" => self.office_acts(rest),
            name => self.kiosk_acts(name, rest),
        }
    }

    pub(super) fn workshop() -> WorkshopId {
        WorkshopId::new("soap")
    }

    /// `kiosk entrance for both`
    fn new_kiosk(&mut self, rest: &str) -> Told {
        let rest = rest
            .strip_prefix("kiosk ")
            .ok_or("new kiosk NAME for MODE")?;
        let (name, mode) = rest.split_once(" for ").ok_or("new kiosk NAME for MODE")?;
        let ticket = Ticket {
            workshop: "soap".to_owned(),
            name: name.to_owned(),
            mode: mode.parse()?,
        };
        let identity = self.office.enrol(&ticket);
        let mut kiosk = Kiosk::new(identity, tempfile::tempdir().unwrap(), self.now);
        let effects = kiosk.start(self.now);
        self.kiosks.push((name.to_owned(), kiosk));
        Ok(vec![words::effects(&effects)])
    }

    fn with_board(&self, tell: impl Fn(&[board::BoardRow<'_>]) -> Vec<String>) -> Told {
        let (now, day) = (self.now, workshop_day(self.now));
        self.with_office(|ledger| {
            ledger.open_day(day).unwrap();
            tell(&board::board(ledger.state(), &Self::workshop(), day, now))
        })
    }

    pub(super) fn with_office<R>(&self, look: impl FnOnce(&mut Ledger) -> R) -> Result<R, String> {
        self.office
            .book()
            .with(look)
            .map_err(|error| error.to_string())
    }

    /// Everything that both may know is the same at the office and at every kiosk that is on the net: every view of
    /// every day.
    fn everywhere(&mut self) -> Told {
        let now = self.now;
        let days: Vec<NaiveDate> = self
            .first_day
            .ok_or("no day yet")?
            .iter_days()
            .take_while(|day| *day <= workshop_day(now))
            .collect();
        let views = |ledger: &mut Ledger| {
            for day in &days {
                ledger.open_day(*day).unwrap();
            }
            ledger.open_practice().unwrap();
            views::floor(ledger.state(), &Self::workshop(), &days, now)
        };
        let offices = self.with_office(views)?;
        for (name, kiosk) in &mut self.kiosks {
            if !kiosk.is_on() || !kiosk.on_the_net {
                continue;
            }
            let theirs = views(&mut kiosk.ledger());
            if let Some(what) = views::difference(&offices, &theirs) {
                return Ok(vec![format!("{name} differs from the office: {what}")]);
            }
        }
        let sound =
            self.with_office(|ledger| ledger.log().verify().map(|report| report.is_sound()));
        if !sound?.map_err(|error| error.to_string())? {
            return Ok(vec!["the office's log does not verify".to_owned()]);
        }
        Ok(vec!["the same".to_owned()])
    }

    /// Every day's list, with seconds: what two tellings of one story are compared by.
    pub fn outcome(&self) -> Vec<String> {
        let last = workshop_day(self.now);
        let days = self
            .first_day
            .unwrap_or(last)
            .iter_days()
            .take_while(|day| *day <= last);
        let mut lines = Vec::new();
        for day in days {
            let told = self.with_office(|ledger| {
                ledger.open_day(day).unwrap();
                let rows = board::board(ledger.state(), &Self::workshop(), day, self.now);
                let mut lines = vec![format!("{day}: {}", words::board(&rows))];
                lines.extend(words::list(&rows));
                for row in &rows {
                    let marks = row.day.marks.iter();
                    let marks: Vec<String> = marks
                        .map(|mark| format!("{} {}", words::mark_word(mark.what), mark.at))
                        .collect();
                    lines.push(format!("{}: {}", row.person.called, marks.join(", ")));
                }
                let calls = help::calls(ledger.state(), &Self::workshop(), day);
                lines.extend(calls.iter().map(|call| {
                    format!("help {:?} {} {:?}", call.asked.step, call.at, call.answered)
                }));
                lines
            });
            lines.extend(told.unwrap());
        }
        lines
    }

    fn server(&mut self, rest: &str) -> Told {
        match rest {
            "stops" => self.office.stop(),
            "starts" => self.office.start(),
            "backs up" => {
                self.office.back_up();
            }
            "log is damaged" if self.office.is_off() => self.office.damage_log(),
            "is asked how it is" => return Ok(vec![self.office.health()]),
            "is restored from the backup" => return Ok(vec![self.office.restore()]),
            other => return Err(format!("the server cannot `{other}`")),
        }
        Ok(Vec::new())
    }

    // People ----------------------------------------------------------------------------------------------------

    /// Who is meant: the name they are called, or its beginning.
    pub(super) fn called(&self, name: &str) -> Result<String, String> {
        self.badges
            .keys()
            .find(|called| called.starts_with(name))
            .cloned()
            .ok_or(format!("nobody is called {name}"))
    }

    /// The person of a name, or of its beginning.
    ///
    /// # Errors
    /// When the office knows nobody of that name.
    pub fn person(&self, name: &str) -> Result<PersonId, String> {
        let called = self.called(name)?;
        self.with_office(|ledger| {
            people::everybody(ledger.state())
                .into_iter()
                .find(|view| view.person.called == called)
                .map(|view| view.person.person.clone())
        })?
        .ok_or(format!("the office does not know {name}"))
    }

    /// `Соня`, `the old badge of Соня`, `a stranger's badge`, `a torn badge`, or a text in quotes.
    pub(super) fn code(&self, what: &str) -> Result<String, String> {
        if let Some(text) = what.strip_prefix('"') {
            return Ok(text.trim_end_matches('"').to_owned());
        }
        match what {
            "a stranger's badge" => return Ok(badge::text([200; 13])),
            "a spare badge" => return Ok(badge::text([201; 13])),
            "a torn badge" => return Ok(badge::text([200; 13]).chars().take(15).collect()),
            _ => {}
        }
        let (name, old) = match what.strip_prefix("the old badge of ") {
            Some(name) => (name, true),
            None => (what, false),
        };
        let texts = &self.badges[&self.called(name)?];
        let text = if old { texts.first() } else { texts.last() };
        Ok(text.ok_or("there is no badge")?.clone())
    }

    // The office ------------------------------------------------------------------------------------------------

    pub(super) fn states(&self, role: Role, commands: Vec<Command>) -> Told {
        let lead = Actor {
            person: Some(PersonId::new("lead-1")),
            role,
        };
        self.office
            .book()
            .commit_now(&Self::workshop(), &lead, commands)
            .map_err(|error| error.to_string())?;
        Ok(Vec::new())
    }

    fn office_acts(&mut self, rest: &str) -> Told {
        let (act, reason) = match rest.split_once(": ") {
            Some((act, reason)) => (act, reason.to_owned()),
            None => (rest, String::new()),
        };
        let words: Vec<&str> = act.split(' ').collect();
        match words.as_slice() {
            ["acknowledges", "help", "of", name] => self.acknowledge(name),
            ["revokes", "the", "badge", "of", name] => {
                let (person, text) = (self.person(name)?, self.code(name)?);
                let badge = badge::hash(&text).unwrap();
                self.states(
                    Role::Lead,
                    vec![
                        BadgeRevoked {
                            badge,
                            person,
                            reason,
                        }
                        .into(),
                    ],
                )
            }
            ["gives", name, "a", "new", "badge"] => {
                let (called, person) = (self.called(name)?, self.person(name)?);
                let texts = self.badges.get_mut(&called).unwrap();
                let seed = u8::try_from(texts.len()).unwrap() + called.as_bytes()[1];
                texts.push(badge::text([seed; 13]));
                let badge = badge::hash(texts.last().unwrap()).unwrap();
                self.states(
                    Role::Lead,
                    vec![
                        BadgeIssued {
                            badge,
                            person,
                            until: None,
                        }
                        .into(),
                    ],
                )
            }
            ["revokes", "kiosk", name] => {
                let (book, office) = (self.office.book(), self.office.state().office());
                let admin = Actor {
                    person: Some(PersonId::new("admin-1")),
                    role: Role::Administrator,
                };
                let revoked =
                    kiosks::revoke(book, office, name, &reason, &admin, self.now.to_utc());
                let (_, pins) = revoked.map_err(|error| error.to_string())?;
                Ok(vec![format!("revoked, {pins} PINs out of force")])
            }
            ["writes", name, what, "at", time, "on", day] => {
                self.correct(name, what, time, day, reason)
            }
            ["releases", "what", "waits"] => self.release(reason),
            ["readmits", "what", "stands", "apart"] => self.readmit(reason),
            ["sees", "kiosks"] => self.sees_kiosks(),
            ["sees", what] => self.sees(what),
            ["proposes", outcome, "for", name] => self.proposes(outcome, name, &reason),
            ["confirms", "for", name] => self.confirms(name),
            ["answers", name, what, answer @ ..] => self.answers(name, what, answer, &reason),
            ["enrols", name, "anew", "from", day] => self.enrols(name, day),
            ["takes", "in", "what", "was", "rescued"] => self.take_rescued(),
            ["sees", "the", "list", "of", day] => {
                let day: NaiveDate = day.parse().map_err(|_| "no date")?;
                self.with_office(|ledger| {
                    ledger.open_day(day).unwrap();
                    words::list(&board::board(
                        ledger.state(),
                        &Self::workshop(),
                        day,
                        self.now,
                    ))
                })
            }
            _ => Err(format!("the office cannot `{act}`")),
        }
    }

    fn acknowledge(&self, name: &str) -> Told {
        let (person, day) = (self.person(name)?, workshop_day(self.now));
        let call = self.with_office(|ledger| {
            ledger.open_day(day).unwrap();
            help::calls(ledger.state(), &Self::workshop(), day)
                .into_iter()
                .find(|call| call.asked.person.as_ref() == Some(&person) && call.answered.is_none())
                .map(|call| call.asked.help.clone())
        })?;
        let help = call.ok_or(format!("{name} did not call"))?;
        self.states(Role::Lead, vec![HelpAcknowledged { help, day }.into()])
    }

    /// Adds a mark, or corrects the one mark of that kind that is there.
    fn correct(&self, name: &str, what: &str, time: &str, day: &str, reason: String) -> Told {
        let person = self.person(name)?;
        let day: NaiveDate = day.parse().map_err(|_| "no date")?;
        let what = match what {
            "arrived" => MarkKind::Arrived,
            "break" => MarkKind::BreakStarted,
            "back" => MarkKind::BreakEnded,
            "left" => MarkKind::Left,
            other => return Err(format!("{other} is no mark")),
        };
        let time: NaiveTime = format!("{time}:00").parse().map_err(|_| "no time")?;
        let at = stupen_domain::time::at_time(day, time, *self.now.offset());
        let corrects = self.with_office(|ledger| {
            ledger.open_day(day).unwrap();
            let view = attendance::day(ledger.state(), &Self::workshop(), &person, day, self.now);
            let mark = view.marks.into_iter().find(|mark| mark.what == what);
            mark.map(|mark| mark.entry)
        })?;
        let becomes = Some(Mark { what, at });
        let correction = AttendanceCorrected {
            person,
            day,
            corrects,
            becomes,
            reason,
        };
        self.states(Role::Lead, vec![correction.into()])
    }

    fn release(&self, reason: String) -> Told {
        let waiting = self.with_office(|ledger| ledger.log().quarantine())?;
        let entries: Vec<EntryRef> = waiting
            .map_err(|error| error.to_string())?
            .iter()
            .map(|waiting| EntryRef {
                stream: waiting.entry.header.stream.to_string(),
                seq: waiting.entry.header.seq,
            })
            .collect();
        let count = entries.len();
        self.states(
            Role::Lead,
            vec![QuarantineReleased { entries, reason }.into()],
        )?;
        Ok(vec![format!("{count} released")])
    }

    fn readmit(&self, reason: String) -> Told {
        let apart = self.with_office(|ledger| ledger.log().divergent())?;
        let told: Vec<Command> = apart
            .map_err(|error| error.to_string())?
            .into_iter()
            .filter_map(|apart| {
                let (entry, payload) = (&apart.entry.header, apart.entry.payload.clone()?);
                Some(
                    EntryReadmitted {
                        entry: EntryRef {
                            stream: entry.stream.to_string(),
                            seq: entry.seq,
                        },
                        hash: apart.entry.hash().to_string(),
                        kind: entry.kind.clone(),
                        occurred_at: entry.occurred_at,
                        role: entry.role.clone(),
                        payload: String::from_utf8(payload).ok()?,
                        reason: reason.clone(),
                    }
                    .into(),
                )
            })
            .collect();
        let count = told.len();
        self.states(Role::Lead, told)?;
        Ok(vec![format!("{count} readmitted")])
    }

    /// Each kiosk as the office's list has it, and what stands apart.
    fn sees_kiosks(&self) -> Told {
        let (rows, apart) = self.with_office(|ledger| {
            (
                kiosks::list(ledger),
                ledger.log().divergent().map(|apart| apart.len()),
            )
        })?;
        let mut lines: Vec<String> = rows
            .map_err(|error| error.to_string())?
            .iter()
            .map(|row| {
                let mut line = row.name.clone();
                if let Some(reason) = &row.revoked {
                    line += &format!(", revoked: {reason}");
                }
                if row.waiting > 0 {
                    line += &format!(", {} entries wait", row.waiting);
                }
                line
            })
            .collect();
        let apart = apart.map_err(|error| error.to_string())?;
        if apart > 0 {
            lines.push(format!("{apart} entries stand apart"));
        }
        Ok(lines)
    }

    // Kiosks ----------------------------------------------------------------------------------------------------

    /// A kiosk by its name.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn kiosk(&mut self, name: &str) -> Result<&mut Kiosk, String> {
        self.kiosks
            .iter_mut()
            .find(|(known, _)| known == name)
            .map(|(_, kiosk)| kiosk)
            .ok_or(format!("there is no kiosk {name}"))
    }

    /// What `stupen-kiosk rescue` says of the logs that it read.
    fn rescue(&mut self, name: &str) -> Told {
        let stick = tempfile::tempdir().unwrap();
        let kiosk = self.kiosk(name)?;
        if kiosk.is_on() {
            return Err("rescue what is off".to_owned());
        }
        let dir = DataDir::open(kiosk.folder.path()).unwrap();
        let identity = Identity::load(&dir).unwrap().unwrap();
        let mut said = Vec::new();
        rescue(&dir, &identity, stick.path(), &mut said).map_err(|error| error.to_string())?;
        self.stick = Some(stick);
        let said = String::from_utf8(said).unwrap();
        let of_logs = said.lines().filter(|line| line.starts_with("log.db"));
        Ok(of_logs.map(str::to_owned).collect())
    }

    /// `stupen-server events replay` of every file on the stick; twice, since that must not matter.
    fn take_rescued(&mut self) -> Told {
        let stick = self.stick.as_ref().ok_or("nothing was rescued")?;
        let mut told = Vec::new();
        for file in std::fs::read_dir(stick.path()).unwrap() {
            let file = std::fs::File::open(file.unwrap().path()).unwrap();
            let mut file = std::io::BufReader::new(file);
            let done = events::replay(self.office.book(), &mut file).unwrap();
            let again = events::replay(self.office.book(), &mut file).unwrap();
            told.push(format!(
                "{} taken in, {} wait, {} refused; again {}",
                done.accepted,
                done.quarantined,
                done.refused.len(),
                again.accepted + again.quarantined
            ));
        }
        Ok(told)
    }

    fn kiosk_acts(&mut self, name: &str, rest: &str) -> Told {
        let now = self.now;
        let (verb, what) = rest.split_once(' ').unwrap_or((rest, ""));
        let effects = match (verb, what) {
            ("scans", what) => {
                let input = Input::Scan(self.code(what)?);
                self.kiosk(name)?.input(&input, now)
            }
            ("cannot", "read") => self.kiosk(name)?.input(&Input::Unreadable, now),
            ("tap", what) => {
                let tap = tap(what)?;
                self.kiosk(name)?.tap(tap, now)
            }
            ("picks", called) => {
                let Some(Screen::Pick(view)) = &self.kiosk(name)?.screen else {
                    return Err("there is nothing to pick".to_owned());
                };
                let at = view.things.iter().position(|thing| thing.name == called);
                let at = at.ok_or_else(|| format!("{called} is not among them"))?;
                self.kiosk(name)?.tap(Tap::Pick(at), now)
            }
            ("button", what) => {
                let button = match what {
                    "help" => Button::Help,
                    "pedal" => Button::Pedal,
                    other => return Err(format!("there is no button {other}")),
                };
                self.kiosk(name)?.input(&Input::Press(button), now)
            }
            ("makes", what) => return self.makes(name, what),
            ("opens", "the door") => return self.opens_the_door(name),
            ("touches", path) => return self.touches(name, path),
            ("enters", what) => return self.enters(name, what),
            ("shows", "") => {
                let screen = self.kiosk(name)?.screen.as_ref().map(words::screen);
                return Ok(vec![format!("screen {}", screen.ok_or("it is off")?)]);
            }
            ("loses", "the net") => {
                self.kiosk(name)?.on_the_net = false;
                return Ok(Vec::new());
            }
            ("finds", "the net") => {
                self.kiosk(name)?.on_the_net = true;
                return Ok(Vec::new());
            }
            ("clock", what) => {
                let kiosk = self.kiosk(name)?;
                kiosk.ahead = if what == "is right" {
                    Duration::zero()
                } else {
                    kiosk.ahead + span(what)?
                };
                return Ok(Vec::new());
            }
            ("goes", "off") => {
                self.kiosk(name)?.stop(true, now);
                return Ok(Vec::new());
            }
            ("loses", "power") => {
                self.kiosk(name)?.stop(false, now);
                return Ok(Vec::new());
            }
            ("goes", "on") => self.kiosk(name)?.start(now),
            ("log", "is damaged") => {
                let kiosk = self.kiosk(name)?;
                if kiosk.is_on() {
                    return Err("the card breaks while the kiosk is off".to_owned());
                }
                kiosk.damage_log();
                return Ok(Vec::new());
            }
            ("keeps", "the damaged file") => {
                let kept = self.kiosk(name)?.folder.path().join("log.db.damaged-1");
                return Ok(vec![if kept.exists() { "yes" } else { "no" }.to_owned()]);
            }
            ("is", "rescued") => return self.rescue(name),
            ("card", what) => {
                let copy = what
                    .strip_prefix("is copied to ")
                    .ok_or("card is copied to NAME")?;
                return self.copy_card(name, copy);
            }
            _ => return Err(format!("a kiosk cannot `{rest}`")),
        };
        Ok(vec![words::effects(&effects)])
    }

    /// `2 pieces`: touches through all steps; told is only the last screen of each piece.
    fn makes(&mut self, name: &str, what: &str) -> Told {
        let pieces: usize = what
            .split(' ')
            .next()
            .and_then(|n| n.parse().ok())
            .ok_or("makes N pieces")?;
        let mut told = Vec::new();
        for piece in 0..pieces {
            if piece > 0 {
                self.advance(self.now + Duration::seconds(TOUCH));
                let now = self.now;
                self.kiosk(name)?.tap(Tap::GoOn, now);
            }
            loop {
                self.advance(self.now + Duration::seconds(TOUCH));
                let now = self.now;
                let kiosk = self.kiosk(name)?;
                let (tap, last) = match kiosk.screen.clone() {
                    Some(Screen::Step(step)) if step.last => (Tap::Done, true),
                    Some(Screen::Step(_)) => (Tap::Next, false),
                    Some(Screen::Question(_)) => (Tap::Answer(0), false),
                    Some(Screen::Tools(_)) => (Tap::GoOn, false),
                    _ => return Err("nobody works there".to_owned()),
                };
                let effects = kiosk.tap(tap, now);
                if last {
                    told.push(words::effects(&effects));
                    break;
                }
            }
        }
        Ok(told)
    }

    /// `the PIN`, `a wrong PIN`: of whoever stands at the staff door.
    fn enters(&mut self, name: &str, what: &str) -> Told {
        let now = self.now;
        let Some(Screen::StaffDoor(door)) = self.kiosk(name)?.screen.clone() else {
            return Err("the staff door is not shown".to_owned());
        };
        let digits = match what {
            "the PIN" => self.office.pin_of(&door.person.name),
            "a wrong PIN" => "000000".to_owned(),
            other => return Err(format!("nobody enters {other}")),
        };
        let mut effects = self.kiosk(name)?.enter_pin(&digits, now);
        // The stories look at the page of this kiosk: from the board by "more", there the last tile.
        let on_board = matches!(
            &self.kiosk(name)?.screen,
            Some(Screen::Staff(StaffScreen::Tiles(_)))
        );
        if on_board {
            self.touch_last(name, |view| view.chips.len(), StaffTap::Chip)?;
            let mut there = self.touch_last(name, |view| view.tiles.len(), StaffTap::Tile)?;
            effects.retain(|effect| !matches!(effect, Effect::Show(_)));
            there.append(&mut effects);
            effects = there;
        }
        Ok(vec![words::effects(&effects)])
    }

    /// Touches the last of what stands on a page of tiles.
    fn touch_last(
        &mut self,
        name: &str,
        count: impl Fn(&TilesView) -> usize,
        touch: impl Fn(usize) -> StaffTap,
    ) -> Result<Vec<Effect>, String> {
        let now = self.now;
        let Some(Screen::Staff(StaffScreen::Tiles(view))) = self.kiosk(name)?.screen.clone() else {
            return Err("no tiles are shown".to_owned());
        };
        let last = count(&view).checked_sub(1).ok_or("there are none")?;
        Ok(self.kiosk(name)?.tap(Tap::Staff(touch(last)), now))
    }

    fn copy_card(&mut self, name: &str, copy: &str) -> Told {
        let now = self.now;
        let kiosk = self.kiosk(name)?;
        if kiosk.is_on() {
            return Err("a card is copied while its kiosk is off".to_owned());
        }
        let folder = tempfile::tempdir().unwrap();
        super::office::copy_folder(kiosk.folder.path(), folder.path());
        let twin = Kiosk::new(kiosk.identity.clone(), folder, now);
        self.kiosks.push((copy.to_owned(), twin));
        Ok(Vec::new())
    }
}

fn tap(what: &str) -> Result<Tap, String> {
    Ok(match what {
        "work" => Tap::Work,
        "arrive" => Tap::Arrive,
        "break" | "lunch" => Tap::Break,
        "home" => Tap::Home,
        "next" => Tap::Next,
        "back" => Tap::Back,
        "done" => Tap::Done,
        "help" => Tap::Help,
        "say again" => Tap::Repeat,
        "broken piece" => Tap::Defect,
        "go on" => Tap::GoOn,
        "own page" => Tap::Mine,
        "my praise" => Tap::MineCard(MineCard::Praise),
        "my breaches" => Tap::MineCard(MineCard::Breaches),
        "my day" => Tap::MineCard(MineCard::Day),
        "my work" => Tap::MineCard(MineCard::Count),
        "my goal" => Tap::MineCard(MineCard::Goal),
        "how it goes" => Tap::MineCard(MineCard::Assessment),
        "internship" => Tap::MineCard(MineCard::Internship),
        "I want to talk" => Tap::Wish(Wish::Talk),
        "I want to join" => Tap::Wish(Wish::Join),
        "I want to leave" => Tap::Wish(Wish::Leave),
        "forgot" => Tap::Forgot,
        "not me" => Tap::NotMe,
        "own picture" => Tap::ChoosePicture,
        "yes" => Tap::Yes,
        "no" => Tap::No,
        "good" => Tap::Answer(0),
        "not good" => Tap::Answer(1),
        "leave" => Tap::Leave,
        "I am coming" => Tap::Staff(StaffTap::AcknowledgeHelp(0)),
        "close" => Tap::CloseProgram,
        "restart" => Tap::RestartProgram,
        other => {
            let number = |before: &str| other.strip_prefix(before)?.parse().ok();
            match (number("mood "), number("picture ")) {
                (Some(mood), _) => Tap::Mood(mood),
                (None, Some(picture)) => Tap::Pick(usize::from(picture)),
                (None, None) => return Err(format!("there is no key `{other}`")),
            }
        }
    })
}

/// `-1 day`, `+1 hour`, `+20 minutes`.
fn span(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_once(' ').ok_or("-1 day, +1 hour, +20 minutes")?;
    let number: i64 = number
        .parse()
        .map_err(|_| format!("{number} is no number"))?;
    match unit.trim_end_matches('s') {
        "day" => Ok(Duration::days(number)),
        "hour" => Ok(Duration::hours(number)),
        "minute" => Ok(Duration::minutes(number)),
        other => Err(format!("{other} is no span")),
    }
}
