//! This machine and the calls for help.

use slint::{ComponentHandle, ModelRc};

use super::super::{model, number, person};
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{DeviceView, NoticeKind, StaffTap, Tap};
use stupen_window::{
    self as window, HelpCallData, KioskWindow, NoticeData, PersonData, StaffAdapter,
};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &DeviceView) {
    let adapter = window.global::<StaffAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_unsent(number(view.unsent));
    adapter.set_online(view.online);
    adapter.set_last_sync(view.last_sync.as_deref().unwrap_or_default().into());
    adapter.set_calls(model(view.calls.iter().map(|call| HelpCallData {
        person: person(gallery, &call.person),
        since: call.since.as_str().into(),
        place: call.place.as_str().into(),
    })));
    adapter.set_volume(number(view.volume_percent));
    adapter.set_quiet_until(view.quiet_until.as_deref().unwrap_or_default().into());
    adapter.set_notices(model(view.notices.iter().map(|notice| NoticeData {
        kind: notice_kind(notice.kind),
        detail: notice.detail.as_str().into(),
        files: match notice.kind {
            NoticeKind::PackComing { files } => number(files),
            NoticeKind::BadMedia { step } => number(step),
            _ => 0,
        },
    })));
}

fn notice_kind(kind: NoticeKind) -> window::NoticeKind {
    match kind {
        NoticeKind::ScannerMissing => window::NoticeKind::ScannerMissing,
        NoticeKind::SoundMissing => window::NoticeKind::SoundMissing,
        NoticeKind::LampMissing => window::NoticeKind::LampMissing,
        NoticeKind::DiskFull => window::NoticeKind::DiskFull,
        NoticeKind::ClockSuspect => window::NoticeKind::ClockSuspect,
        NoticeKind::SetAside => window::NoticeKind::SetAside,
        NoticeKind::EntriesLost => window::NoticeKind::EntriesLost,
        NoticeKind::BadMedia { .. } => window::NoticeKind::BadMedia,
        NoticeKind::WornPortrait => window::NoticeKind::WornPortrait,
        NoticeKind::NoPack => window::NoticeKind::NoPack,
        NoticeKind::ServerRefuses => window::NoticeKind::ServerRefuses,
        NoticeKind::Revoked => window::NoticeKind::Revoked,
        NoticeKind::OfficeKnowsNot => window::NoticeKind::OfficeKnowsNot,
        NoticeKind::OfficeDiskFull => window::NoticeKind::OfficeDiskFull,
        NoticeKind::OfficeFailed => window::NoticeKind::OfficeFailed,
        NoticeKind::EntriesRefused => window::NoticeKind::EntriesRefused,
        NoticeKind::ServerKeyChanged => window::NoticeKind::ServerKeyChanged,
        NoticeKind::NeverSynced => window::NoticeKind::NeverSynced,
        NoticeKind::PackComing { .. } => window::NoticeKind::PackComing,
        NoticeKind::PackReady => window::NoticeKind::PackReady,
    }
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<StaffAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_calls(ModelRc::default());
    adapter.set_notices(ModelRc::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<StaffAdapter>();
    adapter.on_acknowledge(taps.sends_with(|call| {
        let call = usize::try_from(call).ok()?;
        Some(Tap::Staff(StaffTap::AcknowledgeHelp(call)))
    }));
    adapter.on_louder(taps.sends(Tap::Staff(StaffTap::Action(0))));
    adapter.on_quieter(taps.sends(Tap::Staff(StaffTap::Action(1))));
    adapter.on_close_program(taps.sends(Tap::CloseProgram));
    adapter.on_restart_program(taps.sends(Tap::RestartProgram));
    adapter.on_leave(taps.sends(Tap::Staff(StaffTap::Back)));
}
