//! What did not go as usual.

use slint::ComponentHandle;

use super::{number, person};
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{MessageKind, MessageView, Tap};
use stupen_window::{self as window, KioskWindow, MessageAdapter, PersonData};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &MessageView) {
    let adapter = window.global::<MessageAdapter>();
    adapter.set_kind(match view.kind {
        MessageKind::UnknownBadge => window::MessageKind::UnknownBadge,
        MessageKind::RevokedBadge => window::MessageKind::RevokedBadge,
        MessageKind::Unreadable => window::MessageKind::Unreadable,
        MessageKind::OtherCode => window::MessageKind::OtherCode,
        MessageKind::DoubleScan => window::MessageKind::DoubleScan,
        MessageKind::DiskFull => window::MessageKind::DiskFull,
        MessageKind::DeviceBroken => window::MessageKind::DeviceBroken,
        MessageKind::ScannerAway => window::MessageKind::ScannerAway,
        MessageKind::NotEnrolled => window::MessageKind::NotEnrolled,
        MessageKind::WorkEnded => window::MessageKind::WorkEnded,
        MessageKind::NoTask => window::MessageKind::NoTask,
        MessageKind::ClockAsks => window::MessageKind::ClockAsks,
        MessageKind::TalkTold => window::MessageKind::TalkTold,
        MessageKind::JoinTold => window::MessageKind::JoinTold,
        MessageKind::LeaveTold => window::MessageKind::LeaveTold,
        MessageKind::NotMeTold => window::MessageKind::NotMeTold,
        MessageKind::PictureTold => window::MessageKind::PictureTold,
        MessageKind::OneMoment => window::MessageKind::OneMoment,
        MessageKind::BadgeForgotten => window::MessageKind::BadgeForgotten,
        MessageKind::TimeHome => window::MessageKind::TimeHome,
        MessageKind::PutAside => window::MessageKind::PutAside,
    });
    adapter.set_personal(view.person.is_some());
    let who = view.person.as_ref().map(|who| person(gallery, who));
    adapter.set_person(who.unwrap_or_default());
    adapter.set_help_offered(view.help_offered);
    adapter.set_help_called(view.help_called);
    adapter.set_aside(number(view.aside));
    adapter.set_calls_first(view.help_offered && view.kind.needs_staff());
    adapter.set_to_known(view.to.is_some());
    let to = view.to.as_ref().map(|to| person(gallery, to));
    adapter.set_to(to.unwrap_or_default());
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<MessageAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_to(PersonData::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<MessageAdapter>();
    adapter.on_go_on(taps.sends(Tap::GoOn));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_forgot(taps.sends(Tap::Forgot));
    adapter.on_home(taps.sends(Tap::Home));
    adapter.on_back(taps.sends(Tap::Back));
}
