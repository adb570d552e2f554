//! The state: all known entries, sorted into partitions; every view is a pure fold over a few of them.
//!
//! A partition is a set of entries, keyed by their place in the order. Adding is the only operation, and a set
//! does not care in which order it was filled, so holders of the same entries always see the same views
//! (docs/entries.md, "Order"). Partitions of days are loaded when asked for, all others stay resident. Beside the days
//! stand their sums ([`crate::practice`]), so that a table over all time need not open them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{Duration, NaiveDate};

use crate::breaches;
use crate::entry::{Entry, EntryRef, Order, Role};
use crate::practice::{self, Done, Kept};
use crate::time::{Moment, workshop_day};
use crate::wire::facts::{
    AttendanceCorrected, BreachProposalDeclined, BreachRecorded, ClockMended, EntryReadmitted,
    LimitAnswered, LimitNoticed, RunRecorded,
};
use crate::wire::ids::{BadgeHash, DeviceId, PersonId, WorkshopId};
use crate::wire::{
    Fact, Kind, WireError, decode, decode_partition, decode_practice, encode_partition,
    encode_practice,
};

/// Longest stretch of days that one mended clock may concern; a longer one is not believed.
const MENDED_DAYS_MAX: i64 = 400;

/// Stands for the day on which a fact happens while that is not known.
const NO_DAY: NaiveDate = NaiveDate::MIN;

/// A partition's entries in folding order.
pub type Part = BTreeMap<Order, Arc<Entry>>;

/// All known entries in partitions.
#[derive(Clone, Debug, Default)]
pub struct State {
    parts: BTreeMap<String, Part>,
    /// Of what is known of people, that by which a day of theirs is judged: every page asks it of everybody, many times,
    /// and it is a few entries among hundreds.
    standing: BTreeMap<String, Part>,
    dirty: BTreeSet<String>,
    practice: Kept,
    /// Some clock was mended, ever. Few are, and every time of every entry asks.
    mended: bool,
}

/// What [`State::standing`] finds: who asks it for another kind names that here.
fn tells_standing(key: &str, entry: &Entry) -> bool {
    key.starts_with("p/")
        && matches!(
            entry.payload.fact,
            Fact::EnrolmentStarted(_)
                | Fact::EnrolmentEnded(_)
                | Fact::PlacementStarted(_)
                | Fact::PlacementEnded(_)
                | Fact::AbsenceNoted(_)
                | Fact::ScheduleSet(_)
                | Fact::BreachRecorded(_)
                | Fact::BreachProposalDeclined(_)
        )
}

/// A partition as it was when it was taken to be written.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Its key.
    pub key: String,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Entries(Vec<Arc<Entry>>),
    /// Of a person's day.
    Sums(Vec<Done>),
}

impl Changed {
    /// The body to be stored under the key.
    ///
    /// # Errors
    /// [`WireError`] should a fact not be expressible.
    pub fn body(&self) -> Result<Vec<u8>, WireError> {
        match &self.what {
            What::Entries(entries) => encode_partition(entries.iter().map(Arc::as_ref)),
            What::Sums(done) => encode_practice(done),
        }
    }
}

impl State {
    /// Prefixes of the partitions that must be loaded before the state is used; all others are days.
    pub const RESIDENT: &'static [&'static str] = &["b/", "dev", "m/", "p/", "w", "x"];

    /// The partitions an entry belongs to.
    pub fn keys_of(entry: &Entry) -> Vec<String> {
        Self::keys_on(&entry.payload.fact, workshop_day(entry.occurred_at))
    }

    /// The partitions a fact belongs to that has no day of its own.
    pub(crate) fn keys_of_fact(fact: &Fact) -> Vec<String> {
        Self::keys_on(fact, NO_DAY)
    }

    fn keys_on(fact: &Fact, day: NaiveDate) -> Vec<String> {
        let person = |id: &PersonId| vec![format!("p/{id}")];
        let person_day = |id: &PersonId, day: NaiveDate| vec![day_key(day, id)];
        match fact {
            Fact::OrganisationSet(_)
            | Fact::WorkshopSet(_)
            | Fact::CalendarSet(_)
            | Fact::FormSet(_)
            | Fact::PackPublished(_) => vec!["w".to_string()],
            Fact::DeviceEnrolled(_) | Fact::DeviceRevoked(_) | Fact::EpochBegun(_) => {
                vec!["dev".to_string()]
            }
            Fact::PersonSet(f) => person(&f.person),
            Fact::PersonIdentified(f) => person(&f.person),
            Fact::EnrolmentStarted(f) => person(&f.person),
            Fact::ContractRecorded(f) => person(&f.person),
            Fact::EnrolmentEnded(f) => person(&f.person),
            Fact::ScheduleSet(f) => f
                .person
                .as_ref()
                .map_or_else(|| vec!["w".to_string()], person),
            Fact::BadgeIssued(f) => vec![format!("b/{}", f.badge), format!("p/{}", f.person)],
            Fact::BadgeRevoked(f) => vec![format!("b/{}", f.badge), format!("p/{}", f.person)],
            Fact::Arrived(f) => person_day(&f.person, day),
            Fact::BreakStarted(f) => person_day(&f.person, day),
            Fact::BreakEnded(f) => person_day(&f.person, day),
            Fact::Left(f) => person_day(&f.person, day),
            Fact::MoodSaid(f) => person_day(&f.person, day),
            Fact::AttendanceCorrected(f) => person_day(&f.person, f.day),
            Fact::RunRecorded(f) => person_day(&f.person, day),
            Fact::AbsenceNoted(f) => person(&f.person),
            Fact::OperationAssigned(f) => person(&f.person),
            Fact::ClockMended(f) => vec![format!("m/{}/{}", f.device, f.boot)],
            Fact::HelpAsked(_) => vec![format!("h/{day}")],
            Fact::HelpAcknowledged(f) => vec![format!("h/{}", f.day)],
            Fact::BreachRecorded(f) => person(&f.person),
            Fact::BreachDescribed(f) => person(&f.person),
            Fact::BreachTold(f) => person(&f.person),
            Fact::BreachProposalDeclined(f) => person(&f.person),
            Fact::BreachAnnulled(f) => person(&f.person),
            Fact::PraiseRecorded(f) => person(&f.person),
            Fact::ReviewProposed(f) => person(&f.person),
            Fact::ReviewConfirmed(f) => person(&f.person),
            Fact::FurtherWayChosen(f) => person(&f.person),
            Fact::FurtherWaysOffered(f) => person(&f.person),
            Fact::RequestMade(f) => person(&f.person),
            Fact::RequestAnswered(f) => person(&f.person),
            Fact::RequestAnswerSeen(f) => person(&f.person),
            Fact::GoalAgreed(f) => person(&f.person),
            Fact::GoalSettled(f) => person(&f.person),
            Fact::TrialTaskDone(f) => person(&f.person),
            Fact::TrialTaskDescribed(f) => person(&f.person),
            Fact::CaseNoted(f) => person(&f.person),
            Fact::PictureProposed(f) => person(&f.person),
            Fact::NotMeSaid(f) => person_day(&f.person, day),
            Fact::SelfRatingGiven(f) => person(&f.person),
            Fact::AssessmentSigned(f) => person(&f.person),
            Fact::AssessmentShown(f) => person(&f.person),
            Fact::AssessmentAmended(f) => person(&f.person),
            Fact::ReadinessAnswered(f) => person(&f.person),
            Fact::StationSet(_) => vec!["w".to_string()],
            Fact::PromptLadderSet(f) => person(&f.person),
            Fact::PromptProposalAnswered(f) => person(&f.person),
            Fact::PersonSettingsSet(f) => person(&f.person),
            Fact::OperationsBarred(f) => person(&f.person),
            Fact::WorkLimitsSet(f) => person(&f.person),
            Fact::LimitNoticed(f) => person_day(&f.person, f.day),
            Fact::LimitAnswered(f) => person_day(&f.person, f.day),
            Fact::PlacementStarted(f) => person(&f.person),
            Fact::PlacementDescribed(f) => person(&f.person),
            Fact::PlacementEnded(f) => person(&f.person),
            Fact::ContactMade(f) => person(&f.person),
            Fact::DifficultyRaised(f) => person(&f.person),
            Fact::Redacted(_) | Fact::QuarantineReleased(_) => vec!["x".to_string()],
            Fact::EntryReadmitted(_) => Vec::new(),
        }
    }

    /// Days that must be open before a wish to state this fact is decided, beside the day on which it happens:
    /// those that the fact names.
    pub fn days_of(fact: &Fact) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = Self::keys_of_fact(fact)
            .iter()
            .filter_map(|key| key_day(key))
            .filter(|day| *day != NO_DAY)
            .collect();
        days.extend(answered_days(fact).into_iter().flatten());
        days.dedup();
        days
    }

    /// The day of the proposal that this fact answers: deciding it looks at other days as well
    /// ([`breaches::looked_at`]).
    pub fn answers_a_proposal(fact: &Fact) -> Option<NaiveDate> {
        answered_days(fact)?.next()
    }

    /// Partitions that must be [loaded](State::load) before this entry can be applied.
    pub fn missing(&self, entry: &Entry) -> Vec<String> {
        let told = readmitted(entry);
        let mut keys = Self::keys_of(told.as_ref().unwrap_or(entry));
        keys.retain(|key| !self.parts.contains_key(key));
        keys
    }

    /// Fills a partition from its stored body; without one it is known to be empty. Entries that are already
    /// there stay.
    ///
    /// # Errors
    /// [`WireError`] where the body is damaged: the views are then rebuilt from the log.
    pub fn load(&mut self, key: &str, body: Option<&[u8]>) -> Result<(), WireError> {
        if practice::is_key(key) {
            return self.practice.load(key, body);
        }
        let entries = body.map(decode_partition).transpose()?.unwrap_or_default();
        self.mended |= key.starts_with("m/") && !entries.is_empty();
        self.parts.entry(key.to_string()).or_default();
        for entry in entries {
            self.put(key, Arc::new(entry));
        }
        Ok(())
    }

    /// Puts an entry into a partition, and tells whether it was not there.
    fn put(&mut self, key: &str, entry: Arc<Entry>) -> bool {
        if tells_standing(key, &entry) {
            let part = self.standing.entry(key.to_string()).or_default();
            part.insert(entry.order.clone(), Arc::clone(&entry));
        }
        let part = self.parts.entry(key.to_string()).or_default();
        part.insert(entry.order.clone(), entry).is_none()
    }

    /// Takes an entry out of a partition, and tells whether it was there.
    fn take(&mut self, key: &str, order: &Order) -> bool {
        if let Some(part) = self.standing.get_mut(key) {
            part.remove(order);
        }
        let part = self.parts.get_mut(key);
        part.is_some_and(|part| part.remove(order).is_some())
    }

    /// Whether a partition is loaded.
    pub fn is_loaded(&self, key: &str) -> bool {
        self.parts.contains_key(key)
    }

    /// Adds an entry where all partitions that it belongs to are loaded. Adding one twice changes nothing.
    ///
    /// # Errors
    /// The partitions that must be [loaded](State::load) first; nothing was added then.
    pub fn enter(&mut self, entry: &Arc<Entry>) -> Result<(), Vec<String>> {
        if EntryReadmitted::of(&entry.payload.fact).is_some() {
            let missing = self.missing(entry);
            if !missing.is_empty() {
                return Err(missing);
            }
            self.apply(Arc::clone(entry));
            return Ok(());
        }
        let mut keys = Self::keys_of(entry);
        if keys.len() > 1 && !keys.iter().all(|key| self.parts.contains_key(key)) {
            keys.retain(|key| !self.parts.contains_key(key));
            return Err(keys);
        }
        for key in keys {
            if !self.parts.contains_key(&key) {
                return Err(vec![key]);
            }
            self.mended |= key.starts_with("m/");
            if self.put(&key, Arc::clone(entry)) {
                self.dirty.insert(key);
            }
        }
        Ok(())
    }

    /// Adds an entry. Adding one twice changes nothing.
    pub fn apply(&mut self, entry: impl Into<Arc<Entry>>) {
        let entry = entry.into();
        if let Some(told) = readmitted(&entry) {
            self.apply_readmitted(told.into());
            return;
        }
        for key in Self::keys_of(&entry) {
            self.mended |= key.starts_with("m/");
            if self.put(&key, Arc::clone(&entry)) {
                self.dirty.insert(key);
            }
        }
    }

    /// The same entry may be readmitted on two devices: the first in order counts.
    fn apply_readmitted(&mut self, entry: Arc<Entry>) {
        for key in Self::keys_of(&entry) {
            self.mended |= key.starts_with("m/");
            let part = self.parts.entry(key.clone()).or_default();
            let known = part
                .iter()
                .find(|(order, _)| order.entry == entry.order.entry)
                .map(|(order, known)| (order.clone(), Arc::clone(known)));
            // Two devices may readmit at the same lamport: then whose it is decides, the same everywhere.
            let place = |entry: &Entry| {
                let clock = entry.clock.clone();
                (entry.order.clone(), entry.device.clone(), clock)
            };
            if known
                .as_ref()
                .is_some_and(|(_, known)| place(known) <= place(&entry))
            {
                continue;
            }
            if let Some((known, _)) = known {
                self.take(&key, &known);
            }
            self.put(&key, Arc::clone(&entry));
            self.dirty.insert(key);
        }
    }

    /// Takes an entry out whose payload was erased.
    pub fn forget(&mut self, entry: &Entry) {
        let told = readmitted(entry);
        let entry = told.as_ref().unwrap_or(entry);
        for key in Self::keys_of(entry) {
            if self.take(&key, &entry.order) {
                // Whoever only came and went has no sums that could be too much.
                if RunRecorded::of(&entry.payload.fact).is_some() {
                    self.practice.forget(&key);
                }
                self.dirty.insert(key);
            }
        }
    }

    /// The partitions that changed since the last call, as they are now.
    pub fn take_changed(&mut self) -> Vec<Changed> {
        let dirty = core::mem::take(&mut self.dirty);
        let mut changed = Vec::with_capacity(dirty.len());
        for key in dirty {
            if let Some((person, day)) = person_day(&key) {
                let done = practice::done(self.part(&key));
                let sums = self.practice.keep(&key, person, day, done);
                changed.extend(sums.map(|(key, done)| Changed {
                    key,
                    what: What::Sums(done),
                }));
            }
            let part = self.parts.get(&key);
            let entries = part.into_iter().flat_map(Part::values).map(Arc::clone);
            changed.push(Changed {
                what: What::Entries(entries.collect()),
                key,
            });
        }
        changed
    }

    /// Sums of people's days, as they were last put down.
    pub(crate) fn kept_practice(&self) -> &Kept {
        &self.practice
    }

    /// Sums of the days that have changed since.
    pub(crate) fn fresh_practice(&self) -> impl Iterator<Item = (PersonId, NaiveDate, Vec<Done>)> {
        self.dirty.iter().filter_map(|key| {
            let (person, day) = person_day(key)?;
            let done = practice::done(self.part(key));
            Some((person, day, done))
        })
    }

    /// Partitions that were taken and could not be written: they are taken again the next time.
    pub fn keep_changed(&mut self, keys: impl IntoIterator<Item = String>) {
        for key in keys {
            match practice::day_of(&key) {
                // Sums are made anew from their day.
                Some(day) => {
                    self.practice.forget(&day);
                    self.dirty.insert(day);
                }
                None => drop(self.dirty.insert(key)),
            }
        }
    }

    /// How many partitions changed since they were last taken.
    pub fn changed(&self) -> usize {
        self.dirty.len()
    }

    /// Number of loaded partitions.
    pub fn loaded(&self) -> usize {
        self.parts.len()
    }

    /// Drops loaded days that `keep` does not want; they can be loaded again.
    pub fn unload_days(&mut self, keep: impl Fn(NaiveDate) -> bool) {
        let dirty = &self.dirty;
        self.parts
            .retain(|key, _| dirty.contains(key) || key_day(key).is_none_or(&keep));
    }

    /// The entries of one partition in order.
    pub fn part(&self, key: &str) -> impl DoubleEndedIterator<Item = &Entry> {
        self.parts
            .get(key)
            .into_iter()
            .flat_map(Part::values)
            .map(Arc::as_ref)
    }

    /// Partitions whose key begins with `prefix`: the rest of the key, and the entries.
    pub fn parts<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Part)> {
        self.parts
            .range(prefix.to_string()..)
            .map_while(move |(key, part)| Some((key.strip_prefix(prefix)?, part)))
    }

    /// Everything known of a person.
    pub fn person(&self, person: &PersonId) -> impl DoubleEndedIterator<Item = &Entry> {
        self.parts
            .get(&format!("p/{person}"))
            .into_iter()
            .flat_map(Part::values)
            .map(Arc::as_ref)
    }

    /// Of that, by what a day of theirs is judged: enrolments, placements, absences, their own hours, breaches and what was
    /// answered to proposals.
    pub(crate) fn standing(&self, person: &PersonId) -> impl DoubleEndedIterator<Item = &Entry> {
        self.standing
            .get(&format!("p/{person}"))
            .into_iter()
            .flat_map(Part::values)
            .map(Arc::as_ref)
    }

    /// Everything known of a badge.
    pub fn badge(&self, badge: &BadgeHash) -> impl DoubleEndedIterator<Item = &Entry> {
        self.parts
            .get(&format!("b/{badge}"))
            .into_iter()
            .flat_map(Part::values)
            .map(Arc::as_ref)
    }

    /// Days, as written by clocks, whose partitions hold what truly happened on `day`.
    pub fn written_days(&self, day: NaiveDate) -> BTreeSet<NaiveDate> {
        let mut days = BTreeSet::from([day]);
        if !self.mended {
            return days;
        }
        for (_, mends) in self.parts("m/") {
            for entry in mends.values() {
                let Fact::ClockMended(mend) = &entry.payload.fact else {
                    continue;
                };
                if believable(mend) && mend.true_from <= day && day <= mend.true_until {
                    let mut written = mend.written_from;
                    while written <= mend.written_until {
                        days.insert(written);
                        written += Duration::days(1);
                    }
                }
            }
        }
        days
    }

    /// What truly happened to a person on a day, by effective time.
    pub fn day(&self, person: &PersonId, day: NaiveDate) -> Vec<(Moment, &Entry)> {
        let mut found: Vec<(Moment, &Entry)> = self
            .written_days(day)
            .into_iter()
            .filter_map(|written| self.parts.get(&day_key(written, person)))
            .flat_map(Part::values)
            .map(Arc::as_ref)
            .map(|entry| (self.effective_time(entry), entry))
            .filter(|(at, entry)| match named_day(&entry.payload.fact) {
                Some(named) => named == day,
                None => workshop_day(*at) == day,
            })
            .collect();
        found.sort_by(|(a, x), (b, y)| (a, &x.order).cmp(&(b, &y.order)));
        found
    }

    /// People of whom something is written on a day.
    pub fn people_on(&self, day: NaiveDate) -> BTreeSet<PersonId> {
        self.written_days(day)
            .into_iter()
            .flat_map(|written| {
                let prefix = format!("d/{written}/");
                self.parts(&prefix)
                    .map(|(person, _)| PersonId::new(person))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// When something truly happened: by the mended clock of its device and boot, else as it was written.
    pub fn effective_time(&self, entry: &Entry) -> Moment {
        match self.mend(
            &entry.device,
            &entry.clock.boot,
            workshop_day(entry.occurred_at),
        ) {
            None => entry.occurred_at,
            Some(mend) => {
                let recorded = i64::try_from(entry.clock.mono_ms)
                    .ok()
                    .and_then(Duration::try_milliseconds)
                    .and_then(|since_boot| mend.boot_began_at.checked_add_signed(since_boot));
                let before = entry.recorded_at - entry.occurred_at;
                recorded
                    .and_then(|at| at.checked_sub_signed(before))
                    .unwrap_or(entry.occurred_at)
            }
        }
    }

    /// Whether an entry's time is still in doubt.
    pub fn is_doubtful(&self, entry: &Entry) -> bool {
        entry.clock.suspect
            && self
                .mend(
                    &entry.device,
                    &entry.clock.boot,
                    workshop_day(entry.occurred_at),
                )
                .is_none()
    }

    fn mend(&self, device: &DeviceId, boot: &str, written: NaiveDate) -> Option<&ClockMended> {
        if !self.mended {
            return None;
        }
        self.part(&format!("m/{device}/{boot}"))
            .rev()
            .filter_map(|entry| ClockMended::of(&entry.payload.fact))
            .find(|mend| {
                believable(mend) && mend.written_from <= written && written <= mend.written_until
            })
    }
}

/// Whether the stored body of a partition tells nothing, so that it is as good as none.
///
/// # Errors
/// [`WireError`] where it is damaged.
pub fn tells_nothing(key: &str, body: &[u8]) -> Result<bool, WireError> {
    if practice::is_key(key) {
        return Ok(decode_practice(body)?.is_empty());
    }
    Ok(decode_partition(body)?.is_empty())
}

/// The workshop day that a fact itself names, whenever it was written.
fn named_day(fact: &Fact) -> Option<NaiveDate> {
    AttendanceCorrected::of(fact)
        .map(|f| f.day)
        .or_else(|| LimitNoticed::of(fact).map(|f| f.day))
        .or_else(|| LimitAnswered::of(fact).map(|f| f.day))
}

/// The workshop days whose proposal a fact answers: it stands with the person, and its rule looks at those days.
fn answered_days(fact: &Fact) -> Option<impl Iterator<Item = NaiveDate> + use<>> {
    let (day, until) = match (BreachProposalDeclined::of(fact), BreachRecorded::of(fact)) {
        (Some(f), _) => (f.day, f.until),
        (None, Some(f)) if f.cause.is_some() => (f.day, f.until),
        (None, _) => return None,
    };
    let last = *breaches::days(day, until).end();
    Some(day.iter_days().take_while(move |day| *day <= last))
}

fn believable(mend: &ClockMended) -> bool {
    let days = |from: NaiveDate, until: NaiveDate| (until - from).num_days();
    (0..=MENDED_DAYS_MAX).contains(&days(mend.written_from, mend.written_until))
        && (0..=MENDED_DAYS_MAX).contains(&days(mend.true_from, mend.true_until))
}

/// Key of a person's day.
pub fn day_key(day: NaiveDate, person: &PersonId) -> String {
    use chrono::Datelike;
    use core::fmt::Write;
    let digit = |number: u32| char::from_digit(number % 10, 10).unwrap_or('0');
    let mut key = String::with_capacity(14 + person.as_str().len());
    key.push_str("d/");
    // Every entry of a day asks for its key, and formatting a date costs more than finding the partition.
    match u32::try_from(day.year()) {
        Ok(year @ 0..=9999) => {
            key.extend([1000, 100, 10, 1].map(|unit| digit(year / unit)));
            for part in [day.month(), day.day()] {
                key.extend(['-', digit(part / 10), digit(part)]);
            }
        }
        _ => _ = write!(key, "{day}"),
    }
    key.push('/');
    key.push_str(person.as_str());
    key
}

/// The day of a partition, where it is one of a day.
pub fn key_day(key: &str) -> Option<NaiveDate> {
    let rest = key.strip_prefix("d/").or_else(|| key.strip_prefix("h/"))?;
    rest.split('/').next()?.parse().ok()
}

/// Person and day of a partition, where it is one of a person's day.
pub(crate) fn person_day(key: &str) -> Option<(PersonId, NaiveDate)> {
    let (day, person) = key.strip_prefix("d/")?.split_once('/')?;
    Some((PersonId::new(person), day.parse().ok()?))
}

/// The workshop of an entry's scope; `None` for an organisation's.
pub fn workshop_of(entry: &Entry) -> Option<WorkshopId> {
    let scope = entry.order.entry.stream.split('/').nth(1)?;
    scope.strip_prefix("w:").map(WorkshopId::new)
}

/// The entry that a readmission tells again, at the readmission's place in the order.
fn readmitted(entry: &Entry) -> Option<Entry> {
    let Fact::EntryReadmitted(told) = &entry.payload.fact else {
        return None;
    };
    let payload = decode(&told.kind, told.payload.as_bytes()).ok()?;
    if EntryReadmitted::of(&payload.fact).is_some() {
        return None;
    }
    let scope_and_audience = entry
        .order
        .entry
        .stream
        .split_once('/')
        .map_or("", |(_, rest)| rest);
    Some(Entry {
        order: Order {
            lamport: entry.order.lamport,
            entry: EntryRef {
                stream: format!("readmitted-{}/{scope_and_audience}", told.hash),
                seq: 1,
            },
        },
        occurred_at: told.occurred_at,
        recorded_at: told.occurred_at,
        role: Role::from_word(&told.role)?,
        payload,
        ..entry.clone()
    })
}

/// The value of a register and what it won against.
#[derive(Clone, Debug)]
pub struct Register<'a> {
    /// The last in order.
    pub value: &'a Entry,
    /// Values that nobody who wrote later had seen: shown to staff.
    pub losers: Vec<&'a Entry>,
}

/// Folds a register: the last in order wins, concurrent losers are kept for showing.
pub fn register<'a>(entries: impl Iterator<Item = &'a Entry>) -> Option<Register<'a>> {
    let mut entries: Vec<&Entry> = entries.collect();
    entries.sort_by(|a, b| a.order.cmp(&b.order));
    let value = entries.pop()?;
    let replaced: BTreeSet<&EntryRef> = entries
        .iter()
        .chain([&value])
        .flat_map(|entry| entry.payload.over.iter())
        .collect();
    entries.retain(|entry| {
        !replaced.contains(&entry.order.entry) && entry.payload.fact != value.payload.fact
    });
    Some(Register {
        value,
        losers: entries,
    })
}
