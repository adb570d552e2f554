//! Words to write.

use slint::{ComponentHandle, ModelRc, SharedString};

use super::{head, model, page};
use crate::ui::gallery::Gallery;
use crate::ui::views::WriteView;
use stupen_window::{KioskWindow, StaffHeadData, WriteAdapter};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &WriteView) {
    let adapter = window.global::<WriteAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    adapter.set_text(view.text.as_str().into());
    adapter.set_phrases(model(
        view.phrases
            .iter()
            .map(|phrase| SharedString::from(phrase.as_str())),
    ));
    adapter.set_page(page(view.page));
    adapter.set_keyboard(view.keyboard);
    adapter.set_latin(view.latin);
    adapter.set_signs(view.signs);
    adapter.set_capital(view.capital);
    adapter.set_ready(view.ready);
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<WriteAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_text(SharedString::new());
    adapter.set_phrases(ModelRc::default());
}
