//! The step player.

use slint::{ComponentHandle, ModelRc};

use super::{beat, is_lost, model, number, person, signs, soon, time};
use crate::ui::disc::Inside;
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{Place, StepView, Tap};
use stupen_window::{KioskWindow, PersonData, SoonData, StepAdapter, TimeData, Tone};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &StepView) {
    let adapter = window.global::<StepAdapter>();
    adapter.set_person(person(gallery, &view.person));
    if adapter.get_index() != number(view.index) {
        // Another card's clip begins at its beginning.
        adapter.set_frame(0);
    }
    adapter.set_index(number(view.index));
    adapter.set_steps(number(view.steps));
    adapter.set_last(view.last);
    adapter.set_quantity(number(view.quantity));
    let pictures = view.pictures.iter();
    // Those of a clip take turns, each as large as one alone.
    let place = match &view.clip_ms {
        Some(_) => Place::of_clip(view.pictures.len()),
        None => Place::Lead(view.pictures.len()),
    };
    adapter.set_pictures(model(pictures.map(|picture| gallery.thing(picture, place))));
    let mut pictures = view.pictures.iter();
    let unreadable = pictures.any(|picture| gallery.is_unreadable(picture, place));
    adapter.set_clip(view.clip_ms.is_some());
    let beats = view.clip_ms.iter().flatten();
    adapter.set_beats(model(beats.map(|ms| beat(*ms))));
    adapter.set_verb(view.verb.as_str().into());
    adapter.set_words(view.words.as_str().into());
    adapter.set_speech(view.speech.as_str().into());
    adapter.set_speaks(view.speaks);
    adapter.set_back_allowed(view.back_allowed);
    adapter.set_defect_allowed(view.defect_allowed);
    adapter.set_help_called(view.help_called);
    adapter.set_count(number(view.count));
    let (safety, unsigned) = signs(gallery, &view.safety);
    adapter.set_safety(safety);
    adapter.set_lost(
        view.pictures
            .iter()
            .any(|picture| is_lost(gallery, picture, place)),
    );
    adapter.set_broken(view.broken || unreadable || unsigned);
    adapter.set_time(time(window, view.timer, Tone::Now, Inside::Nothing));
    adapter.set_soon(soon(window, gallery, view.soon.as_ref()));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<StepAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_pictures(ModelRc::default());
    adapter.set_safety(ModelRc::default());
    adapter.set_time(TimeData::default());
    adapter.set_soon(SoonData::default());
    adapter.set_frame(0);
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<StepAdapter>();
    adapter.on_next(taps.sends(Tap::Next));
    adapter.on_back(taps.sends(Tap::Back));
    adapter.on_done(taps.sends(Tap::Done));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_repeat(taps.sends(Tap::Repeat));
    adapter.on_defect(taps.sends(Tap::Defect));
}
