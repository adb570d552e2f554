//! The adapters behind the staff door: one file for each view, and which of them is shown.

mod device;
pub(in crate::ui) mod door;
mod lines;
mod mark;
mod matrix;
mod pairs;
mod tell;
mod tiles;
mod time;
mod words;
mod write;

use slint::{ComponentHandle, Image, ModelRc, SharedString};

use super::{model, number};
use crate::ui::gallery::{Gallery, Placeholder};
use crate::ui::taps::Taps;
use crate::ui::views::{Action, Head, Line, Picture, StaffScreen, StaffTap, StaffTone, Tap, Tile};
use stupen_window::{
    KioskWindow, LinesAdapter, MarkAdapter, MatrixAdapter, PairsAdapter, StaffActionData,
    StaffAdapter, StaffHeadData, StaffLineData, StaffRoomAdapter, StaffShown, StaffTaps,
    StaffTileData, TellAdapter, TilesAdapter, TimeAdapter, Tone, WriteAdapter,
};
use words::say;

/// Shows a screen. What another of staff's views showed before does not stay behind it.
pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, screen: &StaffScreen) {
    let shown = match screen {
        StaffScreen::Device(view) => {
            device::show(window, gallery, view);
            StaffShown::Device
        }
        StaffScreen::Tiles(view) => {
            tiles::show(window, gallery, view);
            StaffShown::Tiles
        }
        StaffScreen::Lines(view) => {
            lines::show(window, gallery, view);
            StaffShown::Lines
        }
        StaffScreen::Write(view) => {
            write::show(window, gallery, view);
            StaffShown::Write
        }
        StaffScreen::Time(view) => {
            time::show(window, gallery, view);
            StaffShown::Time
        }
        StaffScreen::Mark(view) => {
            mark::show(window, gallery, view);
            StaffShown::Mark
        }
        StaffScreen::Pairs(view) => {
            pairs::show(window, gallery, view);
            StaffShown::Pairs
        }
        StaffScreen::Tell(view) => {
            tell::show(window, gallery, view);
            StaffShown::Tell
        }
        StaffScreen::Matrix(view) => {
            matrix::show(window, gallery, view);
            StaffShown::Matrix
        }
    };
    let room = window.global::<StaffRoomAdapter>();
    let before = room.get_shown();
    room.set_shown(shown);
    if before != shown {
        clear_one(window, before);
    }
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    clear_one(window, window.global::<StaffRoomAdapter>().get_shown());
}

fn clear_one(window: &KioskWindow, shown: StaffShown) {
    match shown {
        StaffShown::Device => device::clear(window),
        StaffShown::Tiles => tiles::clear(window),
        StaffShown::Lines => lines::clear(window),
        StaffShown::Write => write::clear(window),
        StaffShown::Time => time::clear(window),
        StaffShown::Mark => mark::clear(window),
        StaffShown::Pairs => pairs::clear(window),
        StaffShown::Tell => tell::clear(window),
        StaffShown::Matrix => matrix::clear(window),
    }
}

pub(in crate::ui) fn spoken(window: &KioskWindow) -> SharedString {
    match window.global::<StaffRoomAdapter>().get_shown() {
        StaffShown::Device => window.global::<StaffAdapter>().get_spoken(),
        StaffShown::Tiles => window.global::<TilesAdapter>().get_spoken(),
        StaffShown::Lines => window.global::<LinesAdapter>().get_spoken(),
        StaffShown::Write => window.global::<WriteAdapter>().get_spoken(),
        StaffShown::Time => window.global::<TimeAdapter>().get_spoken(),
        StaffShown::Mark => window.global::<MarkAdapter>().get_spoken(),
        StaffShown::Pairs => window.global::<PairsAdapter>().get_spoken(),
        StaffShown::Tell => window.global::<TellAdapter>().get_spoken(),
        StaffShown::Matrix => window.global::<MatrixAdapter>().get_spoken(),
    }
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    device::connect(window, taps);
    let hands = window.global::<StaffTaps>();
    let always = |tap| taps.sends(Tap::Staff(tap));
    let at = |meaning: fn(usize) -> StaffTap| {
        taps.sends_with(move |place| Some(Tap::Staff(meaning(usize::try_from(place).ok()?))))
    };
    hands.on_back(always(StaffTap::Back));
    hands.on_tile(at(StaffTap::Tile));
    hands.on_chip(at(StaffTap::Chip));
    hands.on_line(at(StaffTap::Line));
    hands.on_action(at(StaffTap::Action));
    hands.on_page(at(StaffTap::Page));
    hands.on_level(at(StaffTap::Level));
    hands.on_phrase(at(StaffTap::Phrase));
    hands.on_minutes(taps.sends_with(|minutes| Some(Tap::Staff(StaffTap::Minutes(minutes)))));
    let typed = taps.clone();
    hands.on_typed(move |text| {
        for sign in text.chars() {
            typed.send(Tap::Staff(StaffTap::Type(sign)));
        }
    });
    hands.on_erase(always(StaffTap::Erase));
    hands.on_keyboard(always(StaffTap::Keyboard));
    hands.on_letters(always(StaffTap::Letters));
    hands.on_signs(always(StaffTap::Signs));
    hands.on_capital(always(StaffTap::Capital));
    hands.on_ready(always(StaffTap::Ready));
}

fn thing(gallery: &mut Gallery, picture: &Picture) -> Image {
    gallery.image(picture, Placeholder::Thing)
}

/// No picture at all rather than a placeholder: a line may do without.
fn thing_or_none(gallery: &mut Gallery, picture: &Picture) -> Image {
    match picture {
        Picture::None => Image::default(),
        picture => thing(gallery, picture),
    }
}

fn head(window: &KioskWindow, gallery: &mut Gallery, head: &Head) -> StaffHeadData {
    let title = say(window, &head.title);
    StaffHeadData {
        spoken: sentences([&title]).into(),
        picture: if head.person {
            gallery.image(&head.picture, Placeholder::Person)
        } else {
            thing_or_none(gallery, &head.picture)
        },
        title,
        note: say(window, &head.note),
        owned: head.owner.is_some(),
        owner: head
            .owner
            .as_ref()
            .map(|owner| gallery.image(owner, Placeholder::Person))
            .unwrap_or_default(),
    }
}

fn tone(tone: StaffTone) -> Tone {
    match tone {
        StaffTone::Plain => Tone::Plain,
        StaffTone::Now => Tone::Now,
        StaffTone::Done => Tone::Done,
        StaffTone::Rest => Tone::Rest,
        StaffTone::Home => Tone::Home,
        StaffTone::Help => Tone::Help,
        StaffTone::Past => Tone::Past,
    }
}

fn tile(window: &KioskWindow, gallery: &mut Gallery, tile: &Tile) -> StaffTileData {
    StaffTileData {
        picture: thing_or_none(gallery, &tile.picture),
        signed: tile.sign.is_some(),
        sign: tile
            .sign
            .as_ref()
            .map(|sign| thing(gallery, sign))
            .unwrap_or_default(),
        label: say(window, &tile.label),
        note: say(window, &tile.note),
        tone: tone(tile.tone),
        chosen: tile.chosen,
    }
}

fn tiles_model(
    window: &KioskWindow,
    gallery: &mut Gallery,
    tiles: &[Tile],
) -> ModelRc<StaffTileData> {
    model(tiles.iter().map(|one| tile(window, gallery, one)))
}

fn lines_model(
    window: &KioskWindow,
    gallery: &mut Gallery,
    lines: &[Line],
) -> ModelRc<StaffLineData> {
    model(lines.iter().map(|line| StaffLineData {
        picture: thing_or_none(gallery, &line.picture),
        label: say(window, &line.label),
        note: say(window, &line.note),
        value: say(window, &line.value),
        tone: tone(line.tone),
        opens: line.opens,
        turns: line.turns,
    }))
}

fn actions_model(
    window: &KioskWindow,
    gallery: &mut Gallery,
    actions: &[Action],
) -> ModelRc<StaffActionData> {
    model(actions.iter().map(|action| StaffActionData {
        label: say(window, &action.label),
        picture: thing(gallery, &action.picture),
        tone: tone(action.tone),
        main: action.main,
    }))
}

fn page(page: usize) -> i32 {
    number(page)
}

/// Each part a sentence of its own, so that a voice pauses between them.
fn sentences<'a>(parts: impl IntoIterator<Item = &'a SharedString>) -> String {
    let mut all = String::new();
    for part in parts
        .into_iter()
        .map(SharedString::as_str)
        .filter(|part| !part.is_empty())
    {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(part);
        if !part.ends_with(['.', '!', '?', '…']) {
            all.push('.');
        }
    }
    all
}
