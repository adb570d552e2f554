//! Lines to read or to touch.

use slint::{ComponentHandle, ModelRc, SharedString};

use super::super::model;
use super::{actions_model, head, lines_model, page, say};
use crate::ui::gallery::Gallery;
use crate::ui::views::{Curve, LinesView};
use stupen_window::{CurveBarData, KioskWindow, LinesAdapter, StaffHeadData};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &LinesView) {
    let adapter = window.global::<LinesAdapter>();
    adapter.set_head(head(window, gallery, &view.head));
    adapter.set_lines(lines_model(window, gallery, &view.lines));
    adapter.set_dense(!view.roomy && !view.lines.iter().any(|line| line.opens));
    adapter.set_named(view.roomy);
    adapter.set_page(page(view.page));
    adapter.set_nothing(say(window, &view.nothing));
    adapter.set_actions(actions_model(window, gallery, &view.actions));
    show_curve(window, view.curve.as_ref());
}

fn show_curve(window: &KioskWindow, curve: Option<&Curve>) {
    let adapter = window.global::<LinesAdapter>();
    let Some(curve) = curve else {
        adapter.set_curve(ModelRc::default());
        return;
    };
    let norm = curve.norm.as_ref();
    // The highest of all has the whole height; what is drawn begins at nought.
    let most = curve.bars.iter().map(|bar| bar.value);
    let most = most.chain(norm.map(|(value, _)| *value)).max().unwrap_or(0);
    let share = |value: u32| part(value, most);
    adapter.set_curve_title(say(window, &curve.title));
    adapter.set_curve_told(say(window, &curve.told));
    adapter.set_norm(norm.map_or(-1.0, |(value, _)| share(*value)));
    adapter.set_norm_words(norm.map_or_else(SharedString::new, |(_, words)| say(window, words)));
    adapter.set_curve(model(curve.bars.iter().map(|bar| CurveBarData {
        high: share(bar.value),
        value: bar.value.to_string().into(),
        day: bar.day.as_str().into(),
    })));
}

/// Of the whole; nothing of nothing.
#[allow(
    clippy::cast_possible_truncation,
    reason = "a thousand steps of a height are enough for any screen"
)]
fn part(value: u32, whole: u32) -> f32 {
    if whole == 0 {
        return 0.0;
    }
    (f64::from(value) / f64::from(whole)) as f32
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<LinesAdapter>();
    adapter.set_head(StaffHeadData::default());
    adapter.set_lines(ModelRc::default());
    adapter.set_actions(ModelRc::default());
    adapter.set_curve(ModelRc::default());
}
