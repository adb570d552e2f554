//! A break or lunch with its disc.

use slint::ComponentHandle;

use super::{help_called, number, person, time};
use crate::ui::disc::Inside;
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{BreakView, Tap};
use stupen_window::{BreakAdapter, KioskWindow, PersonData, TimeData, Tone};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &BreakView) {
    let adapter = window.global::<BreakAdapter>();
    adapter.set_person(person(gallery, &view.person));
    help_called(window, view.help_called);
    adapter.set_lunch(view.lunch);
    adapter.set_timed(view.timer.is_some());
    let left = view.timer.as_ref().and_then(|timer| timer.time);
    let inside = if view.lunch {
        Inside::Bowl
    } else {
        Inside::Cup
    };
    adapter.set_time(time(window, left, Tone::Rest, inside));
    if let Some(timer) = &view.timer {
        adapter.set_until(timer.until.as_str().into());
        adapter.set_minutes_left(number(timer.minutes_left));
    } else {
        adapter.set_until("".into());
        adapter.set_minutes_left(0);
    }
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<BreakAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_time(TimeData::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    window
        .global::<BreakAdapter>()
        .on_work(taps.sends(Tap::Work));
}
