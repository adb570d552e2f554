//! Who can do what.

use slint::{ComponentHandle, ModelRc};

use super::{actions_model, head, model, page, thing};
use crate::ui::adapters::person;
use crate::ui::gallery::Gallery;
use crate::ui::views::{MatrixView, Skill};
use stupen_window::{KioskWindow, MatrixAdapter, MatrixColumnData, MatrixRowData, StaffHeadData};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &MatrixView) {
    let adapter = window.global::<MatrixAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    adapter.set_operations(model(view.operations.iter().map(|(picture, title)| {
        MatrixColumnData {
            picture: thing(gallery, picture),
            title: title.as_str().into(),
        }
    })));
    adapter.set_people(model(view.people.iter().map(|(who, skills)| {
        MatrixRowData {
            person: person(gallery, who),
            skills: model(skills.iter().map(|skill| match skill {
                Skill::Barred => 0,
                Skill::New => 1,
                Skill::Learning => 2,
                Skill::Experienced => 3,
            })),
        }
    })));
    adapter.set_page(page(view.page));
    adapter.set_actions(actions_model(window, gallery, &view.actions));
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<MatrixAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_operations(ModelRc::default());
    adapter.set_people(ModelRc::default());
    adapter.set_actions(ModelRc::default());
}
