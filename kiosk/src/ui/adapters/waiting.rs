//! The waiting screen.

use slint::{ComponentHandle, ModelRc};

use super::cards;
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{Tap, WaitingView};
use stupen_window::{KioskWindow, WaitingAdapter};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &WaitingView) {
    let adapter = window.global::<WaitingAdapter>();
    adapter.set_clock(view.clock.as_str().into());
    adapter.set_weekday(i32::from(view.weekday));
    adapter.set_cards(cards(gallery, &view.cards));
    adapter.set_offline(view.offline);
    adapter.set_clock_is_set(view.clock_is_set);
    adapter.set_unread(view.unread);
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<WaitingAdapter>();
    adapter.on_forgot(taps.sends(Tap::Forgot));
    adapter.on_help(taps.sends(Tap::Help));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    window
        .global::<WaitingAdapter>()
        .set_cards(ModelRc::default());
}
