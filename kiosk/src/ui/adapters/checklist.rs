//! All steps of an operation on one screen.

use slint::{ComponentHandle, ModelRc};

use super::{model, number, person, place, signs, soon, time};
use crate::ui::disc::Inside;
use crate::ui::gallery::{Gallery, Placeholder};
use crate::ui::taps::Taps;
use crate::ui::views::{ChecklistView, Place, Tap};
use stupen_window::{
    ChecklistAdapter, KioskWindow, PersonData, SoonData, TickData, TimeData, Tone,
};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &ChecklistView) {
    let adapter = window.global::<ChecklistAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_title(view.title.as_str().into());
    adapter.set_ticks(model(view.ticks.iter().map(|tick| TickData {
        picture: gallery.image(&tick.picture, Placeholder::Thing),
        label: tick.label.as_str().into(),
        done: tick.done,
    })));
    let next = view.ticks.iter().position(|tick| !tick.done);
    adapter.set_next(number(next.unwrap_or(view.ticks.len())));
    let label = next.and_then(|next| view.ticks.get(next));
    adapter.set_next_label(label.map_or("", |tick| tick.label.as_str()).into());
    adapter.set_page(number(view.page));
    adapter.set_speaks(view.speaks);
    adapter.set_defect_allowed(view.defect_allowed);
    adapter.set_help_called(view.help_called);
    adapter.set_count(number(view.count));
    let (safety, unsigned) = signs(gallery, &view.safety);
    adapter.set_safety(safety);
    let mut ticks = view.ticks.iter();
    let unreadable = ticks.any(|tick| gallery.is_unreadable(&tick.picture, Place::Tile));
    adapter.set_broken(view.broken || unreadable || unsigned);
    adapter.set_time(time(window, view.timer, Tone::Now, Inside::Nothing));
    adapter.set_soon(soon(window, gallery, view.soon.as_ref()));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<ChecklistAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_ticks(ModelRc::default());
    adapter.set_safety(ModelRc::default());
    adapter.set_time(TimeData::default());
    adapter.set_soon(SoonData::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<ChecklistAdapter>();
    adapter.on_ticked(taps.sends_with(|at| place(at).map(Tap::Tick)));
    adapter.on_turned(taps.sends_with(|to| place(to).map(Tap::Page)));
    adapter.on_done(taps.sends(Tap::Done));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_repeat(taps.sends(Tap::Repeat));
    adapter.on_defect(taps.sends(Tap::Defect));
}
