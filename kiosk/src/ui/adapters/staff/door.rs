//! The PIN pad.

use slint::{ComponentHandle, SharedString};

use super::super::{number, person};
use super::say;
use super::tell::lines;
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{StaffDoorView, StaffTap, Tap};
use stupen_window::{KioskWindow, PersonData, StaffDoorAdapter};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &StaffDoorView) {
    let adapter = window.global::<StaffDoorAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_entered(i32::from(view.entered));
    adapter.set_digits(i32::from(view.digits));
    adapter.set_wrong(view.wrong);
    adapter.set_locked_minutes(number(view.locked_minutes));
    let about: Vec<SharedString> = view.about.iter().map(|words| say(window, words)).collect();
    adapter.set_about(lines(&about).into());
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<StaffDoorAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_entered(0);
    adapter.set_about(SharedString::new());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<StaffDoorAdapter>();
    adapter.on_digit(taps.sends_with(|digit| {
        let digit = u8::try_from(digit).ok()?;
        Some(Tap::Staff(StaffTap::PinDigit(digit)))
    }));
    adapter.on_erase(taps.sends(Tap::Staff(StaffTap::PinErase)));
    adapter.on_leave(taps.sends(Tap::Leave));
}
