//! A criterion to mark.

use slint::{ComponentHandle, ModelRc};

use super::{head, lines_model, model, say, thing};
use crate::ui::gallery::Gallery;
use crate::ui::views::MarkView;
use stupen_window::{KioskWindow, LevelData, MarkAdapter, StaffHeadData};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &MarkView) {
    let adapter = window.global::<MarkAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    adapter.set_levels(model(view.levels.iter().map(|level| LevelData {
        picture: thing(gallery, &level.picture),
        label: say(window, &level.label),
        chosen: level.chosen,
    })));
    adapter.set_evidence(lines_model(window, gallery, &view.evidence));
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<MarkAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_levels(ModelRc::default());
    adapter.set_evidence(ModelRc::default());
}
