//! One file for each view: a plain struct goes in, the setters of its Slint global are called,
//! and its callbacks, named for their meaning, become taps. Here: which file serves which screen.

mod answer;
mod ask;
mod breaks;
mod checklist;
mod choice;
mod finished;
mod free;
mod goodbye;
mod hello;
mod help_coming;
mod message;
mod mine;
mod question;
mod staff;
mod step;
mod stuck;
mod tools;
mod unenrolled;
mod waiting;

use slint::{ComponentHandle, Image, ModelRc, SharedString, VecModel};
use stupen_window::{
    AnswerAdapter, AskAdapter, BreakAdapter, ChecklistAdapter, ChoiceAdapter, DayCardData,
    DayState, FinishedAdapter, FreeAdapter, GoodbyeAdapter, HelloAdapter, HelpCall,
    HelpComingAdapter, KioskWindow, MessageAdapter, MineAdapter, MineCardAdapter, PersonData,
    PickAdapter, QuestionAdapter, Shown, SoonData, SoonWords, StaffDoorAdapter, StepAdapter,
    StuckAdapter, Theme, ThingData, TimeData, Tone, ToolsAdapter, UnenrolledAdapter, Voice,
    WaitingAdapter,
};

use super::disc::{Inside, disc};
use super::gallery::{Gallery, Placeholder};
use super::taps::Taps;
use super::views::{
    CardState, DayCard, Person, Picture, Place, Screen, Soon, SoonKind, Tap, Thing, TimeLeft,
    TimerShape,
};

/// No clip changes its picture faster: nothing flashes (docs/screens.md).
const BEAT_MS_LEAST: u32 = 400;

pub(super) fn connect(window: &KioskWindow, taps: &Taps) {
    let connects = [
        connect_voice,
        connect_help,
        waiting::connect,
        hello::connect,
        choice::connect,
        breaks::connect,
        step::connect,
        checklist::connect,
        free::connect,
        question::connect,
        tools::connect,
        finished::connect,
        mine::connect,
        mine::connect_card,
        ask::connect,
        ask::connect_pick,
        answer::connect,
        goodbye::connect,
        help_coming::connect,
        message::connect,
        staff::door::connect,
        staff::connect,
        stuck::connect,
    ];
    for connect in connects {
        connect(window, taps);
    }
}

/// The key that says a screen again is the same on all of them.
fn connect_voice(window: &KioskWindow, taps: &Taps) {
    window.global::<Voice>().on_again(taps.sends(Tap::Speak));
}

/// The key that calls somebody is the same on all screens outside the work.
fn connect_help(window: &KioskWindow, taps: &Taps) {
    window.global::<HelpCall>().on_asked(taps.sends(Tap::Help));
}

/// Whether somebody was called to whoever stands here.
fn help_called(window: &KioskWindow, called: bool) {
    window.global::<HelpCall>().set_called(called);
}

/// Fills the adapter of a screen and says which one is to be shown.
pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, screen: &Screen) -> Shown {
    match screen {
        Screen::Waiting(view) => {
            waiting::show(window, gallery, view);
            Shown::Waiting
        }
        Screen::Hello(view) => {
            hello::show(window, gallery, view);
            Shown::Hello
        }
        Screen::Choice(view) => {
            choice::show(window, gallery, view);
            Shown::Choice
        }
        Screen::Break(view) => {
            breaks::show(window, gallery, view);
            Shown::BreakView
        }
        Screen::Step(view) => {
            step::show(window, gallery, view);
            Shown::Step
        }
        Screen::Checklist(view) => {
            checklist::show(window, gallery, view);
            Shown::Checklist
        }
        Screen::Free(view) => {
            free::show(window, gallery, view);
            Shown::Free
        }
        Screen::Question(view) => {
            question::show(window, gallery, view);
            Shown::Question
        }
        Screen::Tools(view) => {
            tools::show(window, gallery, view);
            Shown::Tools
        }
        Screen::Finished(view) => {
            finished::show(window, gallery, view);
            Shown::Finished
        }
        Screen::Mine(view) => {
            mine::show(window, gallery, view);
            Shown::Mine
        }
        Screen::MineCard(view) => {
            mine::show_card(window, gallery, view);
            Shown::MineCard
        }
        Screen::Ask(view) => {
            ask::show(window, gallery, view);
            Shown::Ask
        }
        Screen::Pick(view) => {
            ask::show_pick(window, gallery, view);
            Shown::Pick
        }
        Screen::Answer(view) => {
            answer::show(window, gallery, view);
            Shown::Answer
        }
        Screen::Goodbye(view) => {
            goodbye::show(window, gallery, view);
            Shown::Goodbye
        }
        Screen::HelpComing(view) => {
            help_coming::show(window, gallery, view);
            Shown::HelpComing
        }
        Screen::Message(view) => {
            message::show(window, gallery, view);
            Shown::Message
        }
        Screen::StaffDoor(view) => {
            staff::door::show(window, gallery, view);
            Shown::StaffDoor
        }
        Screen::Staff(view) => {
            staff::show(window, gallery, view);
            Shown::Staff
        }
        Screen::Unenrolled(view) => {
            unenrolled::show(window, gallery, view);
            Shown::Unenrolled
        }
        Screen::Stuck(view) => {
            stuck::show(window, gallery, view);
            Shown::Stuck
        }
    }
}

/// The pictures and names of a person do not stay behind when the screen changes.
pub(super) fn clear(window: &KioskWindow, shown: Shown) {
    match shown {
        Shown::Nothing => {}
        Shown::Waiting => waiting::clear(window),
        Shown::Hello => hello::clear(window),
        Shown::Choice => choice::clear(window),
        Shown::BreakView => breaks::clear(window),
        Shown::Step => step::clear(window),
        Shown::Checklist => checklist::clear(window),
        Shown::Free => free::clear(window),
        Shown::Question => question::clear(window),
        Shown::Tools => tools::clear(window),
        Shown::Finished => finished::clear(window),
        Shown::Mine => mine::clear(window),
        Shown::MineCard => mine::clear_card(window),
        Shown::Ask => ask::clear(window),
        Shown::Pick => ask::clear_pick(window),
        Shown::Answer => answer::clear(window),
        Shown::Goodbye => goodbye::clear(window),
        Shown::HelpComing => help_coming::clear(window),
        Shown::Message => message::clear(window),
        Shown::StaffDoor => staff::door::clear(window),
        Shown::Staff => staff::clear(window),
        Shown::Unenrolled => unenrolled::clear(window),
        Shown::Stuck => stuck::clear(window),
    }
}

/// What a voice says for a screen.
pub(super) fn spoken(window: &KioskWindow, shown: Shown) -> SharedString {
    match shown {
        Shown::Nothing => SharedString::new(),
        Shown::Waiting => window.global::<WaitingAdapter>().get_spoken(),
        Shown::Hello => window.global::<HelloAdapter>().get_spoken(),
        Shown::Choice => window.global::<ChoiceAdapter>().get_spoken(),
        Shown::BreakView => window.global::<BreakAdapter>().get_spoken(),
        Shown::Step => window.global::<StepAdapter>().get_spoken(),
        Shown::Checklist => window.global::<ChecklistAdapter>().get_spoken(),
        Shown::Free => window.global::<FreeAdapter>().get_spoken(),
        Shown::Question => window.global::<QuestionAdapter>().get_spoken(),
        Shown::Tools => window.global::<ToolsAdapter>().get_spoken(),
        Shown::Finished => window.global::<FinishedAdapter>().get_spoken(),
        Shown::Mine => window.global::<MineAdapter>().get_spoken(),
        Shown::MineCard => window.global::<MineCardAdapter>().get_spoken(),
        Shown::Ask => window.global::<AskAdapter>().get_spoken(),
        Shown::Pick => window.global::<PickAdapter>().get_spoken(),
        Shown::Answer => window.global::<AnswerAdapter>().get_spoken(),
        Shown::Goodbye => window.global::<GoodbyeAdapter>().get_spoken(),
        Shown::HelpComing => window.global::<HelpComingAdapter>().get_spoken(),
        Shown::Message => window.global::<MessageAdapter>().get_spoken(),
        Shown::StaffDoor => window.global::<StaffDoorAdapter>().get_spoken(),
        Shown::Staff => staff::spoken(window),
        Shown::Unenrolled => window.global::<UnenrolledAdapter>().get_spoken(),
        Shown::Stuck => window.global::<StuckAdapter>().get_spoken(),
    }
}

/// What a voice says of a change that comes soon.
pub(super) fn reminder(window: &KioskWindow, soon: &Soon) -> SharedString {
    let words = window.global::<SoonWords>();
    match soon.what {
        SoonKind::Break => words.invoke_rest(number(soon.minutes)),
        SoonKind::Lunch => words.invoke_lunch(number(soon.minutes)),
        SoonKind::Work => words.invoke_work(number(soon.minutes)),
        SoonKind::Home => words.invoke_home(number(soon.minutes)),
    }
}

/// Counts beyond what a screen can hold are shown as the most it can.
fn number(value: impl TryInto<i32>) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

/// A row that a callback names.
fn place(at: i32) -> Option<usize> {
    usize::try_from(at).ok()
}

/// Milliseconds of a clip's picture.
fn beat(ms: u32) -> i64 {
    i64::from(ms.max(BEAT_MS_LEAST))
}

fn person(gallery: &mut Gallery, person: &Person) -> PersonData {
    PersonData {
        name: person.name.as_str().into(),
        picture: gallery.image(&person.picture, Placeholder::Person),
    }
}

/// The safety slot, and whether a sign of it cannot be shown.
fn signs(gallery: &mut Gallery, signs: &[Picture]) -> (ModelRc<Image>, bool) {
    let images = model(
        signs
            .iter()
            .map(|sign| gallery.image(sign, Placeholder::Thing)),
    );
    let unreadable = signs
        .iter()
        .any(|sign| gallery.is_unreadable(sign, Place::Tile));
    (images, unreadable)
}

/// Whether a picture is not there or cannot be shown, in its place.
fn is_lost(gallery: &Gallery, picture: &Picture, place: Place) -> bool {
    *picture == Picture::None || gallery.is_unreadable(picture, place)
}

fn thing(gallery: &mut Gallery, thing: &Thing) -> ThingData {
    ThingData {
        picture: gallery.thing(&thing.picture, Place::Card),
        name: thing.name.as_str().into(),
        pictured: thing.picture != Picture::None,
    }
}

/// The disc is drawn in Rust, in the ink that the theme has for it at the moment.
fn time(window: &KioskWindow, time: Option<TimeLeft>, tone: Tone, inside: Inside) -> TimeData {
    let Some(time) = time else {
        return TimeData::default();
    };
    let bar = time.shape == TimerShape::Bar;
    TimeData {
        shown: true,
        bar,
        left: time.left,
        disc: if bar {
            slint::Image::default()
        } else {
            disc(
                time.left,
                &hex(window.global::<Theme>().invoke_ink(tone)),
                inside,
            )
        },
    }
}

fn hex(colour: slint::Color) -> String {
    format!(
        "#{:02X}{:02X}{:02X}",
        colour.red(),
        colour.green(),
        colour.blue()
    )
}

fn soon(window: &KioskWindow, gallery: &mut Gallery, soon: Option<&Soon>) -> SoonData {
    let Some(soon) = soon else {
        return SoonData::default();
    };
    let picture = Picture::pictogram(match soon.what {
        SoonKind::Break => "break",
        SoonKind::Lunch => "lunch",
        SoonKind::Work => "work",
        SoonKind::Home => "home",
    });
    SoonData {
        shown: true,
        picture: gallery.image(&picture, Placeholder::Thing),
        minutes: number(soon.minutes),
        label: reminder(window, soon),
    }
}

fn day_card(gallery: &mut Gallery, card: &DayCard) -> DayCardData {
    DayCardData {
        picture: gallery.image(&card.picture, Placeholder::Thing),
        time: card.time.as_str().into(),
        state: match card.state {
            CardState::Past => DayState::Past,
            CardState::Now => DayState::Now,
            CardState::Next => DayState::Next,
        },
        label: card.label.as_str().into(),
        photo: !matches!(card.picture, Picture::None | Picture::Pictogram(_)),
    }
}

fn cards(gallery: &mut Gallery, cards: &[DayCard]) -> ModelRc<DayCardData> {
    model(cards.iter().map(|card| day_card(gallery, card)))
}

fn model<T: Clone + 'static>(rows: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from(rows.collect::<Vec<T>>()))
}
