//! The kiosk cannot work at all.

use slint::ComponentHandle;

use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{StuckCause, StuckView, Tap};
use stupen_window::{self as window, KioskWindow, StuckAdapter};

pub(in crate::ui) fn show(window: &KioskWindow, _: &mut Gallery, view: &StuckView) {
    let adapter = window.global::<StuckAdapter>();
    adapter.set_cause(match view.cause {
        StuckCause::Files => window::StuckCause::Files,
        StuckCause::Newer => window::StuckCause::Newer,
        StuckCause::Full => window::StuckCause::Full,
        StuckCause::Settings => window::StuckCause::Settings,
    });
    adapter.set_detail(view.detail.as_str().into());
}

/// The words of the machine name folders and files: they are for whoever stands before this screen.
pub(in crate::ui) fn clear(window: &KioskWindow) {
    window.global::<StuckAdapter>().set_detail("".into());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<StuckAdapter>();
    adapter.on_try_again(taps.sends(Tap::RestartProgram));
}
