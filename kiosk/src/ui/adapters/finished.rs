//! Done and counted.

use slint::{ComponentHandle, Image};

use super::{number, person, soon};
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{FinishedView, Place, Tap};
use stupen_window::{FinishedAdapter, KioskWindow, PersonData, SoonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &FinishedView) {
    let adapter = window.global::<FinishedAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_picture(gallery.thing(&view.picture, Place::Lead(1)));
    adapter.set_title(view.title.as_str().into());
    adapter.set_count(number(view.count));
    adapter.set_break_offered(view.break_offered);
    adapter.set_help_called(view.help_called);
    adapter.set_back_allowed(view.back_allowed);
    adapter.set_soon(soon(window, gallery, view.soon.as_ref()));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<FinishedAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_soon(SoonData::default());
    adapter.set_picture(Image::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<FinishedAdapter>();
    adapter.on_go_on(taps.sends(Tap::GoOn));
    adapter.on_rest(taps.sends(Tap::Break));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_back(taps.sends(Tap::Back));
}
