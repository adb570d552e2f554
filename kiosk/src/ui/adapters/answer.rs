//! What staff answered.

use slint::{ComponentHandle, Image};

use super::person;
use crate::ui::gallery::{Gallery, Placeholder};
use crate::ui::taps::Taps;
use crate::ui::views::{AnswerView, Answered, Tap, Wish};
use stupen_window::{AnswerAdapter, AnswerGiven, AnsweredWish, KioskWindow, PersonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &AnswerView) {
    let adapter = window.global::<AnswerAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_wish(match view.wish {
        Wish::Talk => AnsweredWish::Talk,
        Wish::Join => AnsweredWish::Join,
        Wish::Leave => AnsweredWish::Leave,
    });
    let thing = view.thing.as_ref();
    adapter.set_joins(thing.map_or("", |thing| thing.name.as_str()).into());
    let joined = thing.map(|thing| gallery.image(&thing.picture, Placeholder::Thing));
    adapter.set_joined(joined.unwrap_or_default());
    adapter.set_answer(match view.answer {
        Answered::Agreed => AnswerGiven::Agreed,
        Answered::Done => AnswerGiven::Done,
        Answered::NotNow => AnswerGiven::NotNow,
        Answered::TakenBack => AnswerGiven::TakenBack,
    });
    // A number stays beside its month.
    adapter.set_day(view.day.replace(' ', "\u{a0}").into());
    adapter.set_by_known(view.by.is_some());
    let by = view.by.as_ref().map(|by| person(gallery, by));
    adapter.set_by(by.unwrap_or_default());
    adapter.set_speaks(view.speaks);
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<AnswerAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_by(PersonData::default());
    adapter.set_joins(slint::SharedString::default());
    adapter.set_joined(Image::default());
    adapter.set_day(slint::SharedString::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<AnswerAdapter>();
    adapter.on_understood(taps.sends(Tap::GoOn));
    adapter.on_repeat(taps.sends(Tap::Speak));
}
