//! What has to lie ready before an operation.

use slint::{ComponentHandle, ModelRc};

use super::{model, person, soon, thing};
use crate::ui::gallery::Gallery;
use crate::ui::taps::Taps;
use crate::ui::views::{Place, Tap, ToolsView};
use stupen_window::{KioskWindow, PersonData, SoonData, ToolsAdapter};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &ToolsView) {
    let adapter = window.global::<ToolsAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_title(view.title.as_str().into());
    let tools = view.tools.iter();
    adapter.set_tools(model(tools.map(|tool| thing(gallery, tool))));
    let mut tools = view.tools.iter();
    let unreadable = tools.any(|tool| gallery.is_unreadable(&tool.picture, Place::Card));
    adapter.set_broken(view.broken || unreadable);
    let names: Vec<&str> = view.tools.iter().map(|tool| tool.name.as_str()).collect();
    adapter.set_names(names.join(", ").into());
    adapter.set_speaks(view.speaks);
    adapter.set_help_called(view.help_called);
    adapter.set_soon(soon(window, gallery, view.soon.as_ref()));
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<ToolsAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_soon(SoonData::default());
    adapter.set_tools(ModelRc::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<ToolsAdapter>();
    adapter.on_ready(taps.sends(Tap::GoOn));
    adapter.on_help(taps.sends(Tap::Help));
    adapter.on_repeat(taps.sends(Tap::Repeat));
}
