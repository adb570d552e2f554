//! What did not go as usual.

use slint::ComponentHandle;

use super::person;
use crate::ui::gallery::Gallery;
use crate::ui::generated::{self, KioskWindow, MessageAdapter, PersonData};
use crate::ui::taps::Taps;
use crate::ui::views::{MessageKind, MessageView, Tap};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &MessageView) {
    let adapter = window.global::<MessageAdapter>();
    adapter.set_kind(match view.kind {
        MessageKind::UnknownBadge => generated::MessageKind::UnknownBadge,
        MessageKind::RevokedBadge => generated::MessageKind::RevokedBadge,
        MessageKind::Unreadable => generated::MessageKind::Unreadable,
        MessageKind::DoubleScan => generated::MessageKind::DoubleScan,
        MessageKind::DiskFull => generated::MessageKind::DiskFull,
        MessageKind::DeviceBroken => generated::MessageKind::DeviceBroken,
        MessageKind::NotEnrolled => generated::MessageKind::NotEnrolled,
        MessageKind::NoTask => generated::MessageKind::NoTask,
        MessageKind::ClockAsks => generated::MessageKind::ClockAsks,
    });
    adapter.set_personal(view.person.is_some());
    let who = view.person.as_ref().map(|who| person(gallery, who));
    adapter.set_person(who.unwrap_or_default());
    adapter.set_help_offered(view.help_offered);
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    window
        .global::<MessageAdapter>()
        .set_person(PersonData::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<MessageAdapter>();
    adapter.on_go_on(taps.sends(Tap::GoOn));
    adapter.on_help(taps.sends(Tap::Help));
}
