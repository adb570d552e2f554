//! The adapters behind the staff door: one file for each view, and which of them is shown.

mod device;
pub(in crate::ui) mod door;

use slint::{ComponentHandle, SharedString};

use crate::ui::gallery::Gallery;
use crate::ui::generated::{KioskWindow, StaffAdapter};
use crate::ui::taps::Taps;
use crate::ui::views::StaffScreen;

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, screen: &StaffScreen) {
    match screen {
        StaffScreen::Device(view) => device::show(window, gallery, view),
    }
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    device::clear(window);
}

pub(in crate::ui) fn spoken(window: &KioskWindow) -> SharedString {
    window.global::<StaffAdapter>().get_spoken()
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    device::connect(window, taps);
}
