//! Help was called.

use slint::ComponentHandle;

use super::person;
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{HelpView, Tap};
use stupen_window::{HelpComingAdapter, KioskWindow, PersonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &HelpView) {
    let adapter = window.global::<HelpComingAdapter>();
    let mut data = |who: &Option<_>| who.as_ref().map(|who| person(gallery, who));
    adapter.set_personal(view.person.is_some());
    adapter.set_person(data(&view.person).unwrap_or_default());
    adapter.set_seen(view.seen);
    adapter.set_helper_known(view.helper.is_some());
    adapter.set_helper(data(&view.helper).unwrap_or_default());
    adapter.set_working(view.working);
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<HelpComingAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_helper(PersonData::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    window
        .global::<HelpComingAdapter>()
        .on_go_on(taps.sends(Tap::GoOn));
}
