//! Not connected to an office yet.

use slint::ComponentHandle;

use crate::ui::gallery::Gallery;
use crate::ui::generated::{self, KioskWindow, UnenrolledAdapter};
use crate::ui::taps::Taps;
use crate::ui::views::{EnrolState, Tap, UnenrolledView};

pub(in crate::ui) fn show(window: &KioskWindow, _: &mut Gallery, view: &UnenrolledView) {
    let adapter = window.global::<UnenrolledAdapter>();
    adapter.set_state(match view.state {
        EnrolState::Waiting => generated::EnrolState::Waiting,
        EnrolState::Connecting => generated::EnrolState::Connecting,
        EnrolState::CodeUnknown => generated::EnrolState::CodeUnknown,
        EnrolState::CodeUsedUp => generated::EnrolState::CodeUsedUp,
        EnrolState::OfficeNotReached => generated::EnrolState::OfficeNotReached,
        EnrolState::KeyDoesNotFit => generated::EnrolState::KeyDoesNotFit,
    });
    adapter.set_typed(view.typed.as_str().into());
    adapter.set_detail(view.detail.as_str().into());
}

/// A code is a secret until it is used up.
pub(in crate::ui) fn clear(window: &KioskWindow) {
    window.global::<UnenrolledAdapter>().set_typed("".into());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    window
        .global::<UnenrolledAdapter>()
        .on_close_program(taps.sends(Tap::CloseProgram));
}
