//! The step player.

use slint::{ComponentHandle, Image, ModelRc};

use super::{model, number, person};
use crate::ui::disc::disc;
use crate::ui::gallery::{Gallery, Placeholder};
use crate::ui::generated::{KioskWindow, PersonData, StepAdapter, Theme};
use crate::ui::taps::Taps;
use crate::ui::views::{StepView, Tap};

/// The blue of `Theme`: the disc is drawn here, not there.
const BLUE: &str = "#0A4489";

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &StepView) {
    window.global::<Theme>().set_left_handed(view.left_handed);
    let adapter = window.global::<StepAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_index(number(view.index));
    adapter.set_steps(number(view.steps));
    adapter.set_picture(gallery.image(&view.picture, Placeholder::Thing));
    adapter.set_verb(view.verb.as_str().into());
    adapter.set_words(view.words.as_str().into());
    adapter.set_speech(view.speech.as_str().into());
    adapter.set_speaks(view.speaks);
    adapter.set_back_allowed(view.back_allowed);
    adapter.set_defect_allowed(view.defect_allowed);
    adapter.set_help_called(view.help_called);
    adapter.set_count(number(view.count));
    let signs = view.safety.iter();
    adapter.set_safety(model(
        signs.map(|sign| gallery.image(sign, Placeholder::Thing)),
    ));
    adapter.set_timed(view.timer.is_some());
    adapter.set_disc(
        view.timer
            .map_or_else(Image::default, |left| disc(left, BLUE)),
    );
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<StepAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_picture(Image::default());
    adapter.set_safety(ModelRc::default());
    adapter.set_disc(Image::default());
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
