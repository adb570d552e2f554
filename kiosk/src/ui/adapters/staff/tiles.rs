//! Tiles to choose from.

use slint::{ComponentHandle, ModelRc};

use super::{actions_model, head, model, number, page, say, sentences, thing, tiles_model};
use crate::ui::gallery::Gallery;
use crate::ui::views::{TileStyle, TilesView};
use stupen_window::{KioskWindow, StaffChipData, StaffHeadData, StaffTileStyle, TilesAdapter};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &TilesView) {
    let adapter = window.global::<TilesAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    adapter.set_chips(model(view.chips.iter().map(|chip| StaffChipData {
        picture: thing(gallery, &chip.picture),
        label: say(window, &chip.label),
        count: number(chip.count),
        chosen: chip.chosen,
    })));
    adapter.set_style(match view.style {
        TileStyle::Wide => StaffTileStyle::Wide,
        TileStyle::Tall => StaffTileStyle::Tall,
        TileStyle::Words => StaffTileStyle::Words,
        TileStyle::Large => StaffTileStyle::Large,
    });
    adapter.set_tiles(tiles_model(window, gallery, &view.tiles));
    adapter.set_page(page(view.page));
    adapter.set_actions(actions_model(window, gallery, &view.actions));
    adapter.set_below(view.below);
    adapter.set_heard(sentences([&say(window, &view.heard)]).into());
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<TilesAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_chips(ModelRc::default());
    adapter.set_tiles(ModelRc::default());
    adapter.set_actions(ModelRc::default());
    adapter.set_heard(slint::SharedString::default());
}
