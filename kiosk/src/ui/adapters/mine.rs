//! One's own page and its cards.

use slint::{ComponentHandle, Image, ModelRc};

use super::{day_card, help_called, model, number, person, place};
use crate::ui::gallery::{Gallery, Placeholder};
use crate::ui::taps::Taps;
use crate::ui::views::{MineCard, MineCardView, MineThing, MineView, Picture, Tap, Wish};
use stupen_window::{
    DayCardData, KioskWindow, MarkData, MineAdapter, MineCardAdapter, MineKind, MineThingData,
    PersonData,
};

pub(in crate::ui) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &MineView) {
    let adapter = window.global::<MineAdapter>();
    adapter.set_person(person(gallery, &view.person));
    help_called(window, view.help_called);
    adapter.set_now_known(view.now.is_some());
    let card = |gallery: &mut Gallery, card: &Option<_>| {
        card.as_ref()
            .map_or_else(DayCardData::default, |card| day_card(gallery, card))
    };
    adapter.set_now(card(gallery, &view.now));
    adapter.set_next_known(view.next.is_some());
    adapter.set_next(card(gallery, &view.next));
    adapter.set_count(number(view.count));
    adapter.set_praise_known(view.praise.is_some());
    adapter.set_praise(view.praise.as_ref().map_or_else(Image::default, |praise| {
        gallery.image(&praise.picture, Placeholder::Thing)
    }));
    let said = view.praise.as_ref().map(MineThing::said);
    adapter.set_praise_said(said.unwrap_or_default().into());
    adapter.set_breaches(model(
        view.breaches
            .iter()
            .map(|picture| gallery.image(picture, Placeholder::Thing)),
    ));
    adapter.set_marks(model(view.marks.iter().map(|mark| MarkData {
        picture: gallery.image(&mark.picture, Placeholder::Thing),
        name: mark.name.as_str().into(),
        level: number(mark.level),
        levels: number(mark.levels),
    })));
    let image = |gallery: &mut Gallery, picture: &Option<_>| {
        picture.as_ref().map_or_else(Image::default, |picture| {
            gallery.image(picture, Placeholder::Thing)
        })
    };
    adapter.set_goal_known(view.goal.is_some());
    adapter.set_goal(image(gallery, &view.goal));
    adapter.set_internship_known(view.internship.is_some());
    adapter.set_internship(image(gallery, &view.internship));
    adapter.set_talk_open(view.open.contains(&Wish::Talk));
    adapter.set_join_open(view.open.contains(&Wish::Join));
    adapter.set_leave_open(view.open.contains(&Wish::Leave));
    adapter.set_speaks(view.speaks);
}

pub(in crate::ui) fn clear(window: &KioskWindow) {
    let adapter = window.global::<MineAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_now(DayCardData::default());
    adapter.set_next(DayCardData::default());
    adapter.set_count(0);
    adapter.set_praise(Image::default());
    adapter.set_praise_said("".into());
    adapter.set_breaches(ModelRc::default());
    adapter.set_marks(ModelRc::default());
    adapter.set_goal(Image::default());
    adapter.set_internship(Image::default());
}

pub(in crate::ui) fn connect(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<MineAdapter>();
    let opens = taps.clone();
    adapter.on_opened(move |kind| opens.send(Tap::MineCard(card_of(kind))));
    adapter.on_picture_opened(taps.sends(Tap::ChoosePicture));
    adapter.on_talk(taps.sends(Tap::Wish(Wish::Talk)));
    adapter.on_join(taps.sends(Tap::Wish(Wish::Join)));
    adapter.on_quit(taps.sends(Tap::Wish(Wish::Leave)));
    adapter.on_leave(taps.sends(Tap::Leave));
    adapter.on_repeat(taps.sends(Tap::Speak));
}

pub(in crate::ui) fn show_card(window: &KioskWindow, gallery: &mut Gallery, view: &MineCardView) {
    let adapter = window.global::<MineCardAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_kind(kind_of(view.card));
    adapter.set_things(model(view.things.iter().map(|thing| MineThingData {
        picture: gallery.image(&thing.picture, Placeholder::Thing),
        title: thing.title.as_str().into(),
        note: thing.note.as_str().into(),
        level: number(thing.level.0),
        levels: number(thing.level.1),
        signed: thing.sign != Picture::None,
        sign: gallery.image(&thing.sign, Placeholder::Thing),
        now: thing.now,
    })));
    let said: Vec<String> = view.things.iter().map(|thing| thing.said()).collect();
    adapter.set_said(said.join(" ").into());
    adapter.set_page(number(view.page));
    adapter.set_speaks(view.speaks);
}

pub(in crate::ui) fn clear_card(window: &KioskWindow) {
    let adapter = window.global::<MineCardAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_things(ModelRc::default());
    adapter.set_said("".into());
}

pub(in crate::ui) fn connect_card(window: &KioskWindow, taps: &Taps) {
    let adapter = window.global::<MineCardAdapter>();
    adapter.on_heard(taps.sends_with(|at| place(at).map(Tap::Hear)));
    adapter.on_turned(taps.sends_with(|to| place(to).map(Tap::Page)));
    adapter.on_leave(taps.sends(Tap::Leave));
    adapter.on_repeat(taps.sends(Tap::Speak));
}

fn kind_of(card: MineCard) -> MineKind {
    match card {
        MineCard::Day => MineKind::Day,
        MineCard::Count => MineKind::Count,
        MineCard::Praise => MineKind::Praise,
        MineCard::Breaches => MineKind::Breaches,
        MineCard::Assessment => MineKind::Assessment,
        MineCard::Goal => MineKind::Goal,
        MineCard::Internship => MineKind::Internship,
    }
}

fn card_of(kind: MineKind) -> MineCard {
    match kind {
        MineKind::Day => MineCard::Day,
        MineKind::Count => MineCard::Count,
        MineKind::Praise => MineCard::Praise,
        MineKind::Breaches => MineCard::Breaches,
        MineKind::Assessment => MineCard::Assessment,
        MineKind::Goal => MineCard::Goal,
        MineKind::Internship => MineCard::Internship,
    }
}
