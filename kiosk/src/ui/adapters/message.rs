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
        MessageKind::TalkTold => generated::MessageKind::TalkTold,
        MessageKind::JoinTold => generated::MessageKind::JoinTold,
        MessageKind::LeaveTold => generated::MessageKind::LeaveTold,
        MessageKind::NotMeTold => generated::MessageKind::NotMeTold,
        MessageKind::PictureTold => generated::MessageKind::PictureTold,
        MessageKind::OneMoment => generated::MessageKind::OneMoment,
    });
    adapter.set_personal(view.person.is_some());
    let who = view.person.as_ref().map(|who| person(gallery, who));
    adapter.set_person(who.unwrap_or_default());
    adapter.set_help_offered(view.help_offered);
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
}
