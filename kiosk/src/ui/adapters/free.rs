//! Work without steps.

use slint::{ComponentHandle, Image, ModelRc};

use super::{is_lost, number, person, signs, soon, time};
use crate::ui::disc::Inside;
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{FreeView, Place, Tap};
use stupen_window::{FreeAdapter, KioskWindow, PersonData, SoonData, TimeData, Tone};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &FreeView) {
    let adapter = window.global::<FreeAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_picture(gallery.thing(&view.picture, Place::Lead(1)));
    adapter.set_title(view.title.as_str().into());
    adapter.set_speaks(view.speaks);
    adapter.set_defect_allowed(view.defect_allowed);
    adapter.set_back_allowed(view.back_allowed);
    adapter.set_help_called(view.help_called);
    adapter.set_count(number(view.count));
    let (safety, unsigned) = signs(gallery, &view.safety);
    adapter.set_safety(safety);
    let lost = is_lost(gallery, &view.picture, Place::Lead(1));
    adapter.set_lost(lost);
    adapter.set_broken(view.broken || lost || unsigned);
    adapter.set_time(time(window, view.timer, Tone::Now, Inside::Nothing));
    adapter.set_soon(soon(window, gallery, view.soon.as_ref()));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<FreeAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_picture(Image::default());
    adapter.set_safety(ModelRc::default());
    adapter.set_time(TimeData::default());
    adapter.set_soon(SoonData::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<FreeAdapter>();
    adapter.on_done(taps.sends(Tap::Done));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_repeat(taps.sends(Tap::Repeat));
    adapter.on_defect(taps.sends(Tap::Defect));
    adapter.on_back(taps.sends(Tap::Back));
}
