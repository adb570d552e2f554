//! Work, break or home.

use slint::{ComponentHandle, Image, ModelRc};

use super::{cards, help_called, person};
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{ChoiceView, Offer, Place, Tap};
use stupen_window::{ChoiceAdapter, KioskWindow, PersonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &ChoiceView) {
    let adapter = window.global::<ChoiceAdapter>();
    let offered = |offer| view.offers.contains(&offer);
    adapter.set_person(person(gallery, &view.person));
    help_called(window, view.help_called);
    adapter.set_clock_unsure(view.clock_unsure);
    adapter.set_arrive(offered(Offer::Arrive));
    adapter.set_work(offered(Offer::Work));
    adapter.set_rest(offered(Offer::Break) || offered(Offer::Lunch));
    adapter.set_lunch(offered(Offer::Lunch));
    adapter.set_home(offered(Offer::Home));
    adapter.set_mine(offered(Offer::Mine));
    adapter.set_answered(view.answered);
    let place = view.place.as_ref();
    adapter.set_place(place.map_or("", |place| place.name.as_str()).into());
    let picture = place.map(|place| gallery.thing(&place.picture, Place::Tile));
    adapter.set_place_picture(picture.unwrap_or_default());
    adapter.set_doubt(view.doubt);
    adapter.set_cards(cards(gallery, &view.cards));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<ChoiceAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_place_picture(Image::default());
    adapter.set_cards(ModelRc::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<ChoiceAdapter>();
    adapter.on_arrive_chosen(taps.sends(Tap::Arrive));
    adapter.on_work_chosen(taps.sends(Tap::Work));
    adapter.on_rest_chosen(taps.sends(Tap::Break));
    adapter.on_home_chosen(taps.sends(Tap::Home));
    adapter.on_mine_chosen(taps.sends(Tap::Mine));
    adapter.on_not_me(taps.sends(Tap::NotMe));
}
