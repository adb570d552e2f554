//! How the kiosk is set for one person, and the picture they would like (docs/domain.md section 13.1).

use alloc::vec::Vec;

use crate::people;
use crate::state::{State, register};
use crate::time::Moment;
use crate::wire::Kind;
use crate::wire::facts::{PersonSet, PersonSettingsSet, PictureProposed, SpeechMode, TimerShape};
use crate::wire::ids::{PersonId, PictureRef};

/// Language of somebody of whom nothing is known.
const LANGUAGE: &str = "ru";
/// Sizes of text that screens are drawn for, in per cent.
pub const TEXT_SIZES: [u16; 3] = [100, 125, 150];
/// Tenths of a second within which a second touch may mean nothing.
pub const DEBOUNCE_DS: core::ops::RangeInclusive<u16> = 5..=100;

/// How the kiosk is set for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSettings {
    /// `ru` or `en`: of the person, not of the settings.
    pub language: &'static str,
    /// Size of the text in per cent: one of [`TEXT_SIZES`].
    pub text_percent: u16,
    /// When it speaks.
    pub speech: SpeechMode,
    /// Loudness in per cent of the kiosk's own, 0 to 100.
    pub volume_percent: u16,
    /// Darker ink, thicker outlines.
    pub high_contrast: bool,
    /// The main action stands at the left.
    pub left_handed: bool,
    /// Nothing moves.
    pub calm: bool,
    /// Tenths of a second within which a second touch means nothing.
    pub debounce_ds: u16,
    /// The timer of a break.
    pub break_timer: TimerShape,
    /// The timer of a piece beside its norm.
    pub work_timer: TimerShape,
}

impl Default for PersonSettings {
    /// What holds until staff choose: it speaks, since nobody has to read, and time presses nobody [D].
    fn default() -> Self {
        PersonSettings {
            language: LANGUAGE,
            text_percent: 100,
            speech: SpeechMode::Always,
            volume_percent: 100,
            high_contrast: false,
            left_handed: false,
            calm: false,
            debounce_ds: *DEBOUNCE_DS.start(),
            break_timer: TimerShape::Disc,
            work_timer: TimerShape::Off,
        }
    }
}

impl PersonSettings {
    /// Milliseconds within which a second touch means nothing.
    pub fn debounce_ms(&self) -> u32 {
        u32::from(self.debounce_ds) * 100
    }

    /// The fact that sets a person's kiosk so.
    pub fn fact(&self, person: &PersonId) -> PersonSettingsSet {
        PersonSettingsSet {
            person: person.clone(),
            text_percent: self.text_percent,
            speech: self.speech,
            volume_percent: self.volume_percent,
            high_contrast: self.high_contrast,
            left_handed: self.left_handed,
            calm: self.calm,
            debounce_ds: self.debounce_ds,
            break_timer: self.break_timer,
            work_timer: self.work_timer,
        }
    }

    /// What a fact says, each number brought into its range: what was brought from elsewhere must fit the screens
    /// all the same.
    fn read(set: &PersonSettingsSet) -> Self {
        let text = TEXT_SIZES
            .into_iter()
            .rfind(|size| *size <= set.text_percent)
            .unwrap_or(100);
        PersonSettings {
            language: LANGUAGE,
            text_percent: text,
            speech: set.speech,
            volume_percent: set.volume_percent.min(100),
            high_contrast: set.high_contrast,
            left_handed: set.left_handed,
            calm: set.calm,
            debounce_ds: set
                .debounce_ds
                .clamp(*DEBOUNCE_DS.start(), *DEBOUNCE_DS.end()),
            break_timer: set.break_timer,
            work_timer: set.work_timer,
        }
    }
}

/// How the kiosk is set for a person; the defaults where staff have chosen nothing, or nobody of this id is known.
pub fn of(state: &State, person: &PersonId) -> PersonSettings {
    let language = match people::person(state, person) {
        Some(view) if view.person.language == "en" => "en",
        Some(_) | None => LANGUAGE,
    };
    let entries = state
        .person(person)
        .filter(|e| PersonSettingsSet::of(&e.payload.fact).is_some());
    let set = register(entries).and_then(|found| PersonSettingsSet::of(&found.value.payload.fact));
    PersonSettings {
        language,
        ..set.map(PersonSettings::read).unwrap_or_default()
    }
}

/// Settings that were chosen elsewhere at the same time and lost: for staff to look at.
pub fn disputed<'a>(state: &'a State, person: &PersonId) -> Vec<&'a PersonSettingsSet> {
    let entries = state
        .person(person)
        .filter(|e| PersonSettingsSet::of(&e.payload.fact).is_some());
    register(entries).map_or_else(Vec::new, |found| {
        found
            .losers
            .into_iter()
            .filter_map(|e| PersonSettingsSet::of(&e.payload.fact))
            .collect()
    })
}

/// A picture that a participant would like, and staff have not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureWish<'a> {
    /// The picture.
    pub picture: &'a PictureRef,
    /// Since when.
    pub since: Moment,
}

/// The picture that a person would like, while it waits for staff.
///
/// The newest wish in the log's order counts. A later `PersonSet` answers it when it brings that picture (taken) or
/// another one (let be), and also when it repeats the value before it unchanged (let be). One that changes something
/// else and leaves the picture says nothing about the wish. Who asks for the picture they have asks for nothing.
pub fn picture_wish<'a>(state: &'a State, person: &PersonId) -> Option<PictureWish<'a>> {
    let mut wish: Option<PictureWish<'a>> = None;
    let mut holds: Option<&PersonSet> = None;
    for entry in state.person(person) {
        if let Some(proposed) = PictureProposed::of(&entry.payload.fact) {
            wish = Some(PictureWish {
                picture: &proposed.picture,
                since: state.effective_time(entry),
            });
        }
        if let Some(set) = PersonSet::of(&entry.payload.fact) {
            let answers = holds.is_none_or(|before| before.picture != set.picture || before == set);
            if answers
                || wish
                    .as_ref()
                    .is_some_and(|wish| *wish.picture == set.picture)
            {
                wish = None;
            }
            holds = Some(set);
        }
    }
    wish.filter(|wish| holds.is_none_or(|set| set.picture != *wish.picture))
}

/// Which of the pictures that are offered nobody has, and nobody else waits for: a picture stands for one person.
pub fn free_pictures(
    state: &State,
    person: &PersonId,
    offered: impl Iterator<Item = PictureRef>,
) -> Vec<PictureRef> {
    let mut taken: Vec<&PictureRef> = Vec::new();
    for view in people::everybody(state) {
        if view.person.active {
            taken.push(&view.person.picture);
        }
        if view.person.person != *person
            && let Some(wish) = picture_wish(state, &view.person.person)
        {
            taken.push(wish.picture);
        }
    }
    offered
        .filter(|picture| !taken.contains(&picture))
        .collect()
}
