//! Both marks side by side.

use slint::{ComponentHandle, Image, ModelRc};

use super::{actions_model, head, model, page, say, thing};
use crate::ui::gallery::{Gallery, Placeholder};
use crate::ui::views::{PairsView, Picture};
use stupen_window::{KioskWindow, PairData, PairsAdapter, StaffHeadData};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &PairsView) {
    let adapter = window.global::<PairsAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    let (own, staff) = &view.people;
    adapter.set_own_picture(gallery.image(own, Placeholder::Person));
    adapter.set_staff_picture(gallery.image(staff, Placeholder::Person));
    let mark = |gallery: &mut Gallery, picture: &Option<Picture>| {
        picture
            .as_ref()
            .map(|picture| thing(gallery, picture))
            .unwrap_or_default()
    };
    adapter.set_pairs(model(view.pairs.iter().map(|pair| PairData {
        picture: thing(gallery, &pair.picture),
        label: say(window, &pair.label),
        marked: pair.own.is_some(),
        own: mark(gallery, &pair.own),
        judged: pair.staff.is_some(),
        staff: mark(gallery, &pair.staff),
    })));
    adapter.set_page(page(view.page));
    adapter.set_actions(actions_model(window, gallery, &view.actions));
    adapter.set_participant(view.participant);
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<PairsAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_own_picture(Image::default());
    adapter.set_staff_picture(Image::default());
    adapter.set_pairs(ModelRc::default());
    adapter.set_actions(ModelRc::default());
}
