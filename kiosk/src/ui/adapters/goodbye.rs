//! Going home.

use slint::ComponentHandle;

use super::person;
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{GoodbyeView, Tap};
use stupen_window::{GoodbyeAdapter, KioskWindow, PersonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &GoodbyeView) {
    let adapter = window.global::<GoodbyeAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_time(view.time.as_str().into());
    adapter.set_again(view.again.as_deref().unwrap_or_default().into());
    adapter.set_asks_mood(view.asks_mood);
    adapter.set_mood(view.mood.map_or(0, i32::from));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    window
        .global::<GoodbyeAdapter>()
        .set_person(PersonData::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<GoodbyeAdapter>();
    adapter.on_mood_chosen(taps.sends_with(|mood| u8::try_from(mood).ok().map(Tap::Mood)));
    adapter.on_leave(taps.sends(Tap::Leave));
}
