//! A question of the pack.

use slint::{ComponentHandle, Image, ModelRc};

use super::{is_lost, model, person, place, signs, soon, thing};
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{Place, QuestionView, Tap};
use stupen_window::{KioskWindow, PersonData, QuestionAdapter, SoonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &QuestionView) {
    let adapter = window.global::<QuestionAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_picture(gallery.thing(&view.picture, Place::Lead(1)));
    adapter.set_words(view.words.as_str().into());
    adapter.set_speech(view.speech.as_str().into());
    adapter.set_answers(model(
        view.answers.iter().map(|answer| thing(gallery, answer)),
    ));
    adapter.set_yes_no(view.yes_no);
    adapter.set_speaks(view.speaks);
    adapter.set_back_allowed(view.back_allowed);
    adapter.set_defect_allowed(view.defect_allowed);
    adapter.set_help_called(view.help_called);
    let (safety, unsigned) = signs(gallery, &view.safety);
    adapter.set_safety(safety);
    let lost = is_lost(gallery, &view.picture, Place::Lead(1));
    let mut answers = view.answers.iter();
    let unreadable = answers.any(|answer| gallery.is_unreadable(&answer.picture, Place::Card));
    adapter.set_lost(lost);
    adapter.set_broken(view.broken || lost || unreadable || unsigned);
    adapter.set_soon(soon(window, gallery, view.soon.as_ref()));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<QuestionAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_soon(SoonData::default());
    adapter.set_picture(Image::default());
    adapter.set_answers(ModelRc::default());
    adapter.set_safety(ModelRc::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<QuestionAdapter>();
    adapter.on_answered(taps.sends_with(|at| place(at).map(Tap::Answer)));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_repeat(taps.sends(Tap::Repeat));
    adapter.on_back(taps.sends(Tap::Back));
    adapter.on_defect(taps.sends(Tap::Defect));
}
