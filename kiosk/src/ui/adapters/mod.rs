//! One file for each view: a plain struct goes in, the setters of its Slint global are called,
//! and its callbacks, named for their meaning, become taps.

pub(super) mod breaks;
pub(super) mod choice;
pub(super) mod finished;
pub(super) mod goodbye;
pub(super) mod hello;
pub(super) mod help_coming;
pub(super) mod message;
pub(super) mod staff;
pub(super) mod step;
pub(super) mod unenrolled;
pub(super) mod waiting;

use slint::{ModelRc, VecModel};

use super::gallery::{Gallery, Placeholder};
use super::generated::{DayCardData, DayState, PersonData};
use super::views::{CardState, DayCard, Person};

/// Counts beyond what a screen can hold are shown as the most it can.
fn number(value: impl TryInto<i32>) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

fn person(gallery: &mut Gallery, person: &Person) -> PersonData {
    PersonData {
        name: person.name.as_str().into(),
        picture: gallery.image(&person.picture, Placeholder::Person),
    }
}

fn cards(gallery: &mut Gallery, cards: &[DayCard]) -> ModelRc<DayCardData> {
    model(cards.iter().map(|card| DayCardData {
        picture: gallery.image(&card.picture, Placeholder::Thing),
        time: card.time.as_str().into(),
        state: match card.state {
            CardState::Past => DayState::Past,
            CardState::Now => DayState::Now,
            CardState::Next => DayState::Next,
        },
        label: card.label.as_str().into(),
    }))
}

fn model<T: Clone + 'static>(rows: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from(rows.collect::<Vec<T>>()))
}
