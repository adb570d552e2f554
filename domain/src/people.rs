//! People, their enrolments and badges.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::entry::{Entry, EntryRef, Role};
use crate::state::{State, register, workshop_of};
use crate::time::{Moment, workshop_day};
use crate::wire::facts::{
    AbsenceNoted, BadgeIssued, BadgeRevoked, EndReason, EnrolmentEnded, PersonIdentified,
    PersonSet, Service,
};
use crate::wire::ids::{BadgeHash, EnrolmentId, PersonId, WorkshopId};
use crate::wire::{Fact, Kind};
use crate::{reviews, workshop};

/// A person as the floor may know them.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonView<'a> {
    /// What holds.
    pub person: &'a PersonSet,
    /// Other values written at the same time elsewhere.
    pub disputed: Vec<&'a PersonSet>,
    /// The entry that holds, for who replaces it.
    pub entry: &'a EntryRef,
    staff_role: Option<Role>,
}

impl PersonView<'_> {
    /// The staff role; `None` for a participant. A kiosk neither gives it nor takes it away.
    pub fn staff_role(&self) -> Option<Role> {
        self.staff_role
    }
}

/// One person.
pub fn person<'a>(state: &'a State, id: &PersonId) -> Option<PersonView<'a>> {
    // One walk over what is known of them: lists of everybody ask this of each.
    let said: Vec<(&'a Entry, &'a PersonSet)> = state
        .person(id)
        .filter_map(|entry| Some((entry, PersonSet::of(&entry.payload.fact)?)))
        .collect();
    let found = register(said.iter().map(|(entry, _)| *entry))?;
    Some(PersonView {
        person: PersonSet::of(&found.value.payload.fact)?,
        disputed: found
            .losers
            .iter()
            .filter_map(|entry| PersonSet::of(&entry.payload.fact))
            .collect(),
        entry: &found.value.order.entry,
        staff_role: staff_role(state, &said),
    })
}

/// The role that the last one gave who may: what a kiosk says of a person leaves their role as it was (docs/adr/0008).
/// A kiosk's word that does name a role counts here only because staff released it.
fn staff_role(state: &State, said: &[(&Entry, &PersonSet)]) -> Option<Role> {
    let role_of = |set: &PersonSet| {
        let role = set.staff_role.as_deref().and_then(Role::from_word);
        role.filter(|role| role.is_staff())
    };
    // Most people never were staff: then nobody needs to look who wrote what.
    said.iter().find_map(|(_, set)| role_of(set))?;
    let by_kiosk = |entry: &Entry| {
        workshop::device(state, &entry.device).is_some_and(|view| view.device.kind == "kiosk")
    };
    said.iter()
        .rev()
        .find(|(entry, set)| set.staff_role.is_some() || !by_kiosk(entry))
        .and_then(|(_, set)| role_of(set))
}

/// All people, by id.
pub fn everybody(state: &State) -> Vec<PersonView<'_>> {
    state
        .parts("p/")
        .filter_map(|(id, _)| person(state, &PersonId::new(id)))
        .collect()
}

/// Full name and birth date, where this holder may know them.
pub fn identity<'a>(state: &'a State, id: &PersonId) -> Option<&'a PersonIdentified> {
    let entries = state
        .person(id)
        .filter(|e| PersonIdentified::of(&e.payload.fact).is_some());
    PersonIdentified::of(&register(entries)?.value.payload.fact)
}

/// One enrolment.
#[derive(Clone, Debug, PartialEq)]
pub struct EnrolmentView {
    /// Which.
    pub enrolment: EnrolmentId,
    /// The workshop.
    pub workshop: WorkshopId,
    /// What for.
    pub service: Service,
    /// First day.
    pub from: NaiveDate,
    /// Last agreed day.
    pub until: Option<NaiveDate>,
    /// Last day and why, once staff ended it.
    pub ended: Option<(NaiveDate, EndReason)>,
    /// When staff told that end.
    pub end_told: Option<Moment>,
    /// The dismissal by which it ended does not stand any more; it stays ended because a newer enrolment has begun.
    pub dismissal_fell: bool,
}

impl EnrolmentView {
    /// Whether the person belongs to the workshop on a day: from the first day until staff end it. The agreed
    /// last day ends nothing by itself (docs/domain.md section 2.1).
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.ended.is_none_or(|(last, _)| day <= last)
    }

    /// Whether it is over for who asks on a day: once its last day has passed; and at once where staff told the end on
    /// that very day, for then the person has gone. A last day that was told ahead is worked to its end
    /// (docs/domain.md section 12).
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.ended.is_some_and(|(last, _)| {
            let told_on = self.end_told.map(workshop_day);
            last < today || (last == today && told_on.is_some_and(|told| told >= today))
        })
    }

    /// Whether the person belongs to the workshop now: it holds on the day, and is not over.
    pub fn runs_on(&self, today: NaiveDate) -> bool {
        self.holds_on(today) && !self.is_over(today)
    }
}

/// All enrolments of a person, by first day, with the ends that count: told twice, the earlier day; by a dismissal review
/// only while its decision stands. Where it fell, the enrolment goes on, save that a newer one has begun: then it stays
/// ended on the day that was told, and nobody has two that go on (docs/domain.md section 2.6).
pub fn enrolments(state: &State, id: &PersonId) -> Vec<EnrolmentView> {
    let mut views = started(state, id);
    for entry in state.standing(id) {
        let Fact::EnrolmentEnded(ended) = &entry.payload.fact else {
            continue;
        };
        let Some(view) = views
            .iter_mut()
            .find(|view| view.enrolment == ended.enrolment)
        else {
            continue;
        };
        if !reviews::end_counts(state, ended) {
            continue;
        }
        let told = state.effective_time(entry);
        match view.ended {
            Some((last, _)) if last < ended.on => {}
            // Told ahead by one and on the day by another, in whatever order: the person has gone.
            Some((last, _)) if last == ended.on => {
                view.end_told = view.end_told.max(Some(told));
                // What lead and consultant decided is why, whoever told it first.
                if ended.because == EndReason::DismissalReview {
                    view.ended = Some((last, ended.because));
                }
            }
            Some(_) | None => {
                view.ended = Some((ended.on, ended.because));
                view.end_told = Some(told);
            }
        }
    }
    if let Some((_, older)) = views.split_last_mut() {
        for view in older.iter_mut().filter(|view| view.ended.is_none()) {
            let told = state
                .standing(id)
                .filter_map(|entry| EnrolmentEnded::of(&entry.payload.fact))
                .filter(|ended| ended.enrolment == view.enrolment)
                .map(|ended| ended.on)
                .min();
            if let Some(on) = told {
                view.ended = Some((on, EndReason::DismissalReview));
                view.dismissal_fell = true;
            }
        }
    }
    views
}

/// All enrolments of a person, by first day, as if none had ended. The first in order of those that share an id.
pub(crate) fn started(state: &State, id: &PersonId) -> Vec<EnrolmentView> {
    let mut views: Vec<EnrolmentView> = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in state.standing(id) {
        if let Fact::EnrolmentStarted(started) = &entry.payload.fact
            && let Some(workshop) = workshop_of(entry)
            && seen.insert(started.enrolment.clone())
        {
            views.push(EnrolmentView {
                enrolment: started.enrolment.clone(),
                workshop,
                service: started.service,
                from: started.from,
                until: started.until,
                ended: None,
                end_told: None,
                dismissal_fell: false,
            });
        }
    }
    views.sort_by(|a, b| (a.from, &a.enrolment).cmp(&(b.from, &b.enrolment)));
    views
}

/// The enrolment that holds on a day in a workshop; the one that began last, where an import told of several.
pub fn enrolment_on(
    state: &State,
    id: &PersonId,
    workshop: &WorkshopId,
    day: NaiveDate,
) -> Option<EnrolmentView> {
    enrolments(state, id)
        .into_iter()
        .rfind(|view| view.workshop == *workshop && view.holds_on(day))
}

/// The enrolment by which somebody belongs to a workshop now: whom boards, plans and lists of what is due name. Who left
/// today is not among them any more, though the day is still theirs ([`enrolment_on`]).
pub fn member(
    state: &State,
    id: &PersonId,
    workshop: &WorkshopId,
    today: NaiveDate,
) -> Option<EnrolmentView> {
    enrolments(state, id)
        .into_iter()
        .rfind(|view| view.workshop == *workshop && view.runs_on(today))
}

/// Whether an absence is noted for a day: `Some(excused)`; the last note in order counts.
pub fn absence_on(state: &State, id: &PersonId, day: NaiveDate) -> Option<bool> {
    absence(state, id, day).map(|note| note.excused)
}

/// The note of absence that holds on a day: the last in order of those that cover it.
pub fn absence<'a>(state: &'a State, id: &PersonId, day: NaiveDate) -> Option<&'a AbsenceNoted> {
    state
        .standing(id)
        .filter_map(|entry| AbsenceNoted::of(&entry.payload.fact))
        .rfind(|note| note.from <= day && day <= note.until)
}

/// The last day until which an accepted absence that holds on a day goes on, note after note (docs/domain.md section
/// 3.9); `None` where the day is not excused.
pub fn excused_until(state: &State, id: &PersonId, day: NaiveDate) -> Option<NaiveDate> {
    let mut last = None;
    let mut next = Some(day);
    while let Some(day) = next {
        let Some(note) = absence(state, id, day).filter(|note| note.excused) else {
            break;
        };
        // A later note may have taken some of its days back: those end it before its own last day.
        let end = day
            .iter_days()
            .take_while(|day| *day <= note.until && absence_on(state, id, *day) == Some(true))
            .last()
            .unwrap_or(day);
        last = Some(end);
        next = end.succ_opt();
    }
    last
}

/// Who is told what participants ask for: the first lead, by id, who is here.
pub fn who_is_told(state: &State) -> Option<PersonView<'_>> {
    everybody(state)
        .into_iter()
        .find(|view| view.person.active && view.staff_role() == Some(Role::Lead))
}

/// Whether somebody was enrolled, here or elsewhere, and is no more: on the last day itself what was begun may still be
/// finished (docs/domain.md section 12).
pub fn has_left(state: &State, id: &PersonId, today: NaiveDate) -> bool {
    let all = enrolments(state, id);
    let over = |view: &EnrolmentView| view.ended.is_some_and(|(last, _)| last < today);
    !all.is_empty() && all.iter().all(over)
}

/// Who may still begin: known, here, no staff, and never enrolled, by the name they are called.
pub fn newcomers(state: &State) -> Vec<PersonView<'_>> {
    by_name(state, |id| enrolments(state, id).is_empty())
}

/// Who was here, and is not now: known, here, no staff, one of their enrolments over and none that runs, by the name they
/// are called. They may begin anew, or do so on a day ahead. Whose end is told for a day ahead works until then.
pub fn former(state: &State, today: NaiveDate) -> Vec<PersonView<'_>> {
    by_name(state, |id| {
        let all = enrolments(state, id);
        all.iter().any(|enrolment| enrolment.is_over(today))
            && !all.iter().any(|enrolment| enrolment.runs_on(today))
    })
}

/// Participants who are here, by the name they are called.
fn by_name(state: &State, of: impl Fn(&PersonId) -> bool) -> Vec<PersonView<'_>> {
    let mut found: Vec<PersonView<'_>> = everybody(state)
        .into_iter()
        .filter(|view| view.person.active && view.staff_role().is_none())
        .filter(|view| of(&view.person.person))
        .collect();
    found.sort_by(|a, b| {
        (&a.person.called, &a.person.person).cmp(&(&b.person.called, &b.person.person))
    });
    found
}

/// Whether somebody's work in a workshop has ended, as they are told who come all the same: each of their enrolments there
/// is over, and none is to come (docs/domain.md section 2.6).
pub fn work_has_ended(
    state: &State,
    id: &PersonId,
    workshop: &WorkshopId,
    today: NaiveDate,
) -> bool {
    let here = enrolments(state, id);
    let mut here = here.iter().filter(|view| view.workshop == *workshop);
    here.next().is_some_and(|view| view.is_over(today)) && here.all(|view| view.is_over(today))
}

/// What a badge opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadgeStatus {
    /// Nobody's.
    Unknown,
    /// Was this person's; opens nothing any more, whatever came later.
    Revoked(PersonId),
    /// This person's.
    Held(PersonId),
}

/// What a badge opens on a workshop day. A revocation always wins: the old badge dies at once, everywhere. A spare that
/// was lent is nobody's again when its last day is over (docs/domain.md section 3.13).
pub fn badge_status(state: &State, badge: &BadgeHash, day: NaiveDate) -> BadgeStatus {
    let mut status = BadgeStatus::Unknown;
    for entry in state.badge(badge) {
        if let Some(revoked) = BadgeRevoked::of(&entry.payload.fact) {
            return BadgeStatus::Revoked(revoked.person.clone());
        }
        if let Some(issued) = BadgeIssued::of(&entry.payload.fact)
            && issued.until.is_none_or(|until| day <= until)
        {
            status = BadgeStatus::Held(issued.person.clone());
        }
    }
    status
}

/// When a badge was revoked; of several times the first.
pub fn revoked_at(state: &State, badge: &BadgeHash) -> Option<Moment> {
    state
        .badge(badge)
        .filter(|entry| BadgeRevoked::of(&entry.payload.fact).is_some())
        .map(|entry| state.effective_time(entry))
        .min()
}

/// A person's own badges that still open.
pub fn badges(state: &State, id: &PersonId) -> Vec<BadgeHash> {
    // What is theirs for good opens on every day to come.
    held(state, id, NaiveDate::MAX)
}

/// The spares that are lent to a person on a day.
pub fn day_badges(state: &State, id: &PersonId, day: NaiveDate) -> Vec<BadgeHash> {
    let own = badges(state, id);
    let mut lent = held(state, id, day);
    lent.retain(|badge| !own.contains(badge));
    lent
}

/// Who holds the badge that was given to this person too: two kiosks that knew nothing of each other gave one spare to
/// two people, and the later one has it (docs/domain.md section 3.13). `None` for whoever has a badge that opens.
pub fn badge_went_to(state: &State, id: &PersonId, day: NaiveDate) -> Option<PersonId> {
    if !held(state, id, day).is_empty() {
        return None;
    }
    given(state, id)
        .filter(|issued| issued.until.is_none_or(|until| day <= until))
        .find_map(|issued| match badge_status(state, &issued.badge, day) {
            BadgeStatus::Held(other) => Some(other),
            BadgeStatus::Unknown | BadgeStatus::Revoked(_) => None,
        })
}

fn given<'a>(state: &'a State, id: &PersonId) -> impl Iterator<Item = &'a BadgeIssued> {
    state
        .person(id)
        .filter_map(|entry| BadgeIssued::of(&entry.payload.fact))
}

fn held(state: &State, id: &PersonId, day: NaiveDate) -> Vec<BadgeHash> {
    let mut badges: Vec<BadgeHash> = given(state, id)
        .map(|issued| issued.badge.clone())
        .filter(|badge| badge_status(state, badge, day) == BadgeStatus::Held(id.clone()))
        .collect();
    badges.sort();
    badges.dedup();
    badges
}
