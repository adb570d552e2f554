//! Staff's hands in a story: what stands on a page behind the staff door is found by what it is called, and touched.
//!
//! Words of the face are called as in the code, large and small letters and spaces aside (`record and tell` is
//! `Word::RecordAndTell`); text of data as it stands there. The beginning is enough where only one thing begins so.

use stupen_kiosk::ui::{Action, Say, Screen, StaffScreen, StaffTap};

use super::words::said;

/// One touch on the page that is shown.
///
/// # Errors
/// When nothing, or more than one thing, is called so; it says what there is.
pub(super) fn touch(screen: &Screen, called: &str) -> Result<StaffTap, String> {
    let Screen::Staff(page) = screen else {
        return Err(format!(
            "nobody is behind the staff door, so `{called}` cannot be touched"
        ));
    };
    let all = touchable(page);
    if called == "the first" {
        return all
            .first()
            .map(|(_, tap)| *tap)
            .ok_or("there is nothing to touch".to_owned());
    }
    let wanted = folded(called);
    if wanted == "back" {
        return Ok(StaffTap::Back);
    }
    if let Some((_, tap)) = all.iter().find(|(name, _)| folded(name) == wanted) {
        return Ok(*tap);
    }
    let begins: Vec<_> = all
        .iter()
        .filter(|(name, _)| folded(name).starts_with(&wanted))
        .collect();
    match begins.as_slice() {
        [(_, tap)] => Ok(*tap),
        found => {
            let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
            Err(format!(
                "{} things are called `{called}` among: {}",
                found.len(),
                names.join("; ")
            ))
        }
    }
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace(' ', "")
}

/// What is called how, in the order in which a hand would look for it.
fn touchable(page: &StaffScreen) -> Vec<(String, StaffTap)> {
    let mut all = Vec::new();
    let mut add = |says: &Say, tap: StaffTap| all.push((said(says), tap));
    let keys = |actions: &[Action]| -> Vec<(Say, StaffTap)> {
        actions
            .iter()
            .enumerate()
            .map(|(at, action)| (action.label.clone(), StaffTap::Action(at)))
            .collect()
    };
    let below = match page {
        StaffScreen::Tiles(view) => {
            for (at, tile) in view.tiles.iter().enumerate() {
                add(&tile.label, StaffTap::Tile(at));
            }
            for (at, chip) in view.chips.iter().enumerate() {
                add(&chip.label, StaffTap::Chip(at));
            }
            keys(&view.actions)
        }
        StaffScreen::Lines(view) => {
            for (at, line) in view.lines.iter().enumerate().filter(|(_, line)| line.opens) {
                add(&line.label, StaffTap::Line(at));
            }
            keys(&view.actions)
        }
        StaffScreen::Mark(view) => {
            for (at, level) in view.levels.iter().enumerate() {
                add(&level.label, StaffTap::Level(at));
            }
            Vec::new()
        }
        StaffScreen::Write(view) => {
            if !view.keyboard {
                for (at, phrase) in view.phrases.iter().enumerate() {
                    add(&phrase.as_str().into(), StaffTap::Phrase(at));
                }
            }
            if view.ready {
                add(&"ready".into(), StaffTap::Ready);
            }
            Vec::new()
        }
        StaffScreen::Time(view) => {
            for (at, tile) in view.likely.iter().enumerate() {
                add(&tile.note, StaffTap::Tile(at));
            }
            add(&"ready".into(), StaffTap::Ready);
            Vec::new()
        }
        StaffScreen::Pairs(view) => keys(&view.actions),
        StaffScreen::Tell(view) => keys(&view.actions),
        StaffScreen::Matrix(view) => keys(&view.actions),
        StaffScreen::Device(_) => Vec::new(),
    };
    for (says, tap) in &below {
        add(says, *tap);
    }
    all
}

/// The touches that write a text where words are asked for, and take it as it is.
///
/// # Errors
/// When no words are asked for.
pub(super) fn write(screen: &Screen, text: &str) -> Result<Vec<StaffTap>, String> {
    let Screen::Staff(StaffScreen::Write(view)) = screen else {
        return Err("no words are asked for".to_owned());
    };
    let mut taps = Vec::new();
    if !view.keyboard {
        taps.push(StaffTap::Keyboard);
    }
    taps.extend(text.chars().map(StaffTap::Type));
    taps.push(StaffTap::Ready);
    Ok(taps)
}
