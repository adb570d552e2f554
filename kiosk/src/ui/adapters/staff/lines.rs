//! Lines to read or to touch.

use slint::{ComponentHandle, ModelRc};

use super::{actions_model, head, lines_model, page, say};
use crate::ui::gallery::Gallery;
use crate::ui::views::LinesView;
use stupen_window::{KioskWindow, LinesAdapter, StaffHeadData};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &LinesView) {
    let adapter = window.global::<LinesAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    adapter.set_lines(lines_model(window, gallery, &view.lines));
    adapter.set_dense(!view.lines.iter().any(|line| line.opens));
    adapter.set_page(page(view.page));
    adapter.set_nothing(say(window, &view.nothing));
    adapter.set_actions(actions_model(window, gallery, &view.actions));
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<LinesAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_lines(ModelRc::default());
    adapter.set_actions(ModelRc::default());
}
