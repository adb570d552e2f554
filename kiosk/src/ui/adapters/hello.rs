//! The greeting after an arrival.

use slint::{ComponentHandle, Image, ModelRc};

use super::{cards, help_called, person};
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{HelloView, Place, Tap};
use stupen_window::{HelloAdapter, KioskWindow, PersonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &HelloView) {
    let adapter = window.global::<HelloAdapter>();
    adapter.set_person(person(gallery, &view.person));
    help_called(window, view.help_called);
    adapter.set_time(view.time.as_str().into());
    adapter.set_late(view.late);
    let (picture, title) = view.next.as_ref().map_or_else(Default::default, |next| {
        let picture = gallery.thing(&next.picture, Place::Card);
        (picture, next.title.as_str())
    });
    let place = view.next.as_ref().and_then(|next| next.place.as_ref());
    adapter.set_next_place(place.map_or("", |place| place.name.as_str()).into());
    let place_picture = place.map(|place| gallery.thing(&place.picture, Place::Tile));
    adapter.set_next_place_picture(place_picture.unwrap_or_default());
    adapter.set_next_picture(picture);
    adapter.set_next_title(title.into());
    adapter.set_cards(cards(gallery, &view.cards));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<HelloAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_next_picture(Image::default());
    adapter.set_next_place_picture(Image::default());
    adapter.set_cards(ModelRc::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<HelloAdapter>();
    adapter.on_go_on(taps.sends(Tap::GoOn));
    adapter.on_not_me(taps.sends(Tap::NotMe));
}
