//! A time to set.

use slint::{ComponentHandle, ModelRc};

use super::{head, tiles_model};
use crate::ui::gallery::Gallery;
use crate::ui::views::TimeView;
use stupen_window::{KioskWindow, StaffHeadData, TimeAdapter};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &TimeView) {
    let adapter = window.global::<TimeAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    adapter.set_hour(i32::from(view.hour));
    adapter.set_minute(i32::from(view.minute));
    adapter.set_likely(tiles_model(window, gallery, &view.likely));
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<TimeAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_likely(ModelRc::default());
}
