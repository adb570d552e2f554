//! Yes or no, and the pictures to choose from.

use slint::{ComponentHandle, Image, ModelRc};

use super::{model, number, person, place, thing};
use crate::ui::gallery::{Gallery, Placeholder};
use crate::ui::taps::Taps;
use crate::ui::views::{AskView, Asking, PickView, Picking, Place, Tap, Thing, Wish};
use stupen_window::{AskAdapter, AskKind, KioskWindow, PersonData, PickAdapter, ThingData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &AskView) {
    let adapter = window.global::<AskAdapter>();
    adapter.set_personal(view.person.is_some());
    let who = view.person.as_ref().map(|who| person(gallery, who));
    adapter.set_person(who.unwrap_or_default());
    let chosen_name = match &view.asking {
        Asking::Join(thing) => thing.name.as_str(),
        Asking::Myself(who) => who.name.as_str(),
        Asking::Wish(_)
        | Asking::NotMe
        | Asking::StillHere
        | Asking::Picture(_)
        | Asking::Done(_) => "",
    };
    adapter.set_chosen_name(chosen_name.into());
    let (kind, chosen) = match &view.asking {
        Asking::Wish(Wish::Talk) => (AskKind::Talk, None),
        Asking::Wish(Wish::Join) => (AskKind::Join, None),
        Asking::Join(thing) => (AskKind::Join, Some(&thing.picture)),
        Asking::Wish(Wish::Leave) => (AskKind::Leave, None),
        Asking::NotMe => (AskKind::NotMe, None),
        Asking::StillHere => (AskKind::StillHere, None),
        Asking::Picture(picture) => (AskKind::Picture, Some(picture)),
        Asking::Myself(who) => (AskKind::Myself, Some(&who.picture)),
        Asking::Done(_) => (AskKind::Done, None),
    };
    adapter.set_kind(kind);
    let chosen = match &view.asking {
        Asking::Done(piece) => Some(gallery.thing(piece, Place::Lead(1))),
        _ => chosen.map(|picture| gallery.image(picture, Placeholder::Person)),
    };
    adapter.set_chosen(chosen.unwrap_or_default());
    adapter.set_speaks(view.speaks);
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<AskAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_chosen(Image::default());
    adapter.set_chosen_name(slint::SharedString::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<AskAdapter>();
    adapter.on_yes(taps.sends(Tap::Yes));
    adapter.on_no(taps.sends(Tap::No));
    adapter.on_repeat(taps.sends(Tap::Speak));
}

pub(in crate::ui) fn show_pick(window: &KioskWindow, gallery: &mut Gallery, view: &PickView) {
    let adapter = window.global::<PickAdapter>();
    adapter.set_personal(view.person.is_some());
    let who = view.person.as_ref().map(|who| person(gallery, who));
    adapter.set_person(who.unwrap_or_default());
    adapter.set_activities(view.what == Picking::Activity);
    adapter.set_myself(view.what == Picking::Myself);
    let things = view.things.iter();
    adapter.set_things(model(things.map(|one| match view.what {
        // People without a picture are outlines of people.
        Picking::Myself => ThingData {
            picture: gallery.image(&one.picture, Placeholder::Person),
            name: one.name.as_str().into(),
            pictured: true,
        },
        Picking::Picture | Picking::Activity => thing(gallery, one),
    })));
    let said: Vec<String> = match view.what {
        Picking::Activity => view.things.iter().map(said_of).collect(),
        // Pictures alone have no names, and nobody's name is called out.
        Picking::Picture | Picking::Myself => Vec::new(),
    };
    adapter.set_said(said.join(" ").into());
    adapter.set_page(number(view.page));
    adapter.set_speaks(view.speaks);
}

/// The name of a thing, as a sentence of its own.
fn said_of(thing: &Thing) -> String {
    let name = thing.name.trim_end();
    if name.ends_with(['.', '!', '?', '…']) {
        name.to_owned()
    } else {
        format!("{name}.")
    }
}

pub(in crate::ui) fn clear_pick(window: &KioskWindow) {
    let adapter = window.global::<PickAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_things(ModelRc::default());
}

pub(in crate::ui) fn connect_pick(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<PickAdapter>();
    adapter.on_picked(taps.sends_with(|at| place(at).map(Tap::Pick)));
    adapter.on_turned(taps.sends_with(|to| place(to).map(Tap::Page)));
    adapter.on_leave(taps.sends(Tap::Leave));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_repeat(taps.sends(Tap::Speak));
}
