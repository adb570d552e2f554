//! Not connected to an office yet.

use slint::ComponentHandle;

use crate::ui::gallery::Gallery;
use crate::ui::views::{EnrolState, UnenrolledView};
use stupen_window::{self as window, KioskWindow, UnenrolledAdapter};

pub(in crate::ui) fn show(window: &KioskWindow, _: &mut Gallery, view: &UnenrolledView) {
    let adapter = window.global::<UnenrolledAdapter>();
    adapter.set_state(match view.state {
        EnrolState::Waiting => window::EnrolState::Waiting,
        EnrolState::Connecting => window::EnrolState::Connecting,
        EnrolState::CodeUnknown => window::EnrolState::CodeUnknown,
        EnrolState::CodeUsedUp => window::EnrolState::CodeUsedUp,
        EnrolState::OfficeNotReached => window::EnrolState::OfficeNotReached,
        EnrolState::KeyDoesNotFit => window::EnrolState::KeyDoesNotFit,
        EnrolState::Lost => window::EnrolState::Lost,
    });
    adapter.set_typed(view.typed.as_str().into());
    adapter.set_detail(view.detail.as_str().into());
}

/// A code is a secret until it is used up.
pub(in crate::ui) fn clear(window: &KioskWindow) {
    window.global::<UnenrolledAdapter>().set_typed("".into());
}
