//! A page behind the staff door: what is shown, and what each touch on it does. Both are made together and kept
//! together, so that a touch means what the hand saw, whatever came from elsewhere meanwhile.

use stupen_domain::facts::{BreachCause, OperationAssigned, PersonSettingsSet};
use stupen_domain::ladder::Proposal;
use stupen_domain::time::Moment;
use stupen_domain::wire::ids::{AssessmentId, HelpId, PersonId};

use super::StaffScene;
use super::form::{Answer, Form, FormKind};
use crate::ui::{
    Action, Head, Line, LinesView, Picture, Say, StaffScreen, StaffTone, TellView, Tile, TileStyle,
    TilesView,
};

/// What a touch does.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Act {
    /// Nothing: the touch came late.
    #[default]
    Nothing,
    /// Out of the staff room.
    Leave,
    /// To another page.
    Go(Box<StaffScene>),
    /// "I am coming."
    Help(HelpId),
    /// Begins a form, or goes on with it where one is begun: its kind, about whom, what is known already.
    Begin(FormKind, PersonId, Vec<(&'static str, Answer)>),
    /// Goes on with a form that was begun.
    Resume(Box<Form>),
    /// Answers the question that is shown.
    Answer(Answer),
    /// Answers the question that is shown, is heard, and stays there: another touch goes on.
    Hear(String),
    /// Says the question that is shown once more.
    Speak,
    /// Goes to another question of the form.
    Jump(&'static str),
    /// To the question before.
    BackInForm,
    /// Calls staff to who holds the screen.
    CallHelp,
    /// To the PIN pad, where no badge can be read.
    Pin,
    /// Records the form.
    Submit,
    /// Signs the assessment beside another of the same days.
    SignTwice(Box<Form>),
    /// Amends the assessment of this id instead of signing another.
    AmendInstead(PersonId, AssessmentId),
    /// Drops the form.
    Drop,
    /// Drops the form that lies, and begins this one instead.
    Anew(Box<Form>),
    /// Lets somebody in who came without a badge.
    LetIn(PersonId),
    /// Gives the kiosk over to somebody who is here without a badge.
    Stand(PersonId),
    /// Changes how the kiosk is set for somebody.
    Set(Box<PersonSettingsSet>),
    /// Speaks the other language with somebody from now on.
    Language(PersonId),
    /// Takes the picture that somebody would like.
    TakePicture(PersonId),
    /// Plans who works on what.
    Plan(Vec<OperationAssigned>),
    /// How loud this kiosk is from now on, in per cent.
    Volume(u16),
    /// Nothing sounds here until then, or sounds again.
    Quiet(Option<Moment>),
    /// Answers what is proposed of somebody's prompts: taken, or let be.
    Prompts(Box<Proposal>, bool),
}

/// A page with what its touches do.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) screen: StaffScreen,
    pub(super) acts: Acts,
}

/// What touches do, by place.
#[derive(Clone, Debug, Default)]
pub(super) struct Acts {
    pub(super) back: Act,
    pub(super) tiles: Vec<Act>,
    pub(super) chips: Vec<Act>,
    pub(super) lines: Vec<Act>,
    pub(super) actions: Vec<Act>,
    pub(super) levels: Vec<Act>,
}

/// Tiles under way.
pub(super) struct Tiles {
    pub(super) view: TilesView,
    pub(super) acts: Acts,
}

impl Tiles {
    pub(super) fn new(head: Head, style: TileStyle, page: usize, back: Act) -> Self {
        Tiles {
            view: TilesView {
                head,
                style,
                page,
                ..TilesView::default()
            },
            acts: Acts {
                back,
                ..Acts::default()
            },
        }
    }

    pub(super) fn tile(&mut self, tile: Tile, act: Act) {
        self.view.tiles.push(tile);
        self.acts.tiles.push(act);
    }

    pub(super) fn action(&mut self, action: Action, act: Act) {
        self.view.actions.push(action);
        self.acts.actions.push(act);
    }

    pub(super) fn page(self) -> Page {
        Page {
            screen: StaffScreen::Tiles(self.view),
            acts: self.acts,
        }
    }
}

/// Lines under way.
pub(super) struct Lines {
    pub(super) view: LinesView,
    pub(super) acts: Acts,
}

impl Lines {
    pub(super) fn new(head: Head, page: usize, nothing: impl Into<Say>, back: Act) -> Self {
        Lines {
            view: LinesView {
                head,
                page,
                nothing: nothing.into(),
                ..LinesView::default()
            },
            acts: Acts {
                back,
                ..Acts::default()
            },
        }
    }

    /// A line that may be touched where it does something.
    pub(super) fn line(&mut self, line: Line, act: Act) {
        self.view.lines.push(Line {
            opens: act != Act::Nothing,
            turns: matches!(act, Act::Set(_) | Act::Language(_)),
            ..line
        });
        self.acts.lines.push(act);
    }

    pub(super) fn action(&mut self, action: Action, act: Act) {
        self.view.actions.push(action);
        self.acts.actions.push(act);
    }

    pub(super) fn page(self) -> Page {
        Page {
            screen: StaffScreen::Lines(self.view),
            acts: self.acts,
        }
    }
}

/// Something told under way.
pub(super) fn tell(view: TellView, actions: Vec<(Action, Act)>, back: Act) -> Page {
    let (shown, acts) = actions.into_iter().unzip();
    Page {
        screen: StaffScreen::Tell(TellView {
            actions: shown,
            ..view
        }),
        acts: Acts {
            back,
            actions: acts,
            ..Acts::default()
        },
    }
}

pub(super) fn pictogram(id: &str) -> Picture {
    Picture::pictogram(id)
}

pub(super) fn action(label: impl Into<Say>, picture: &str, tone: StaffTone, main: bool) -> Action {
    Action {
        label: label.into(),
        picture: pictogram(picture),
        tone,
        main,
    }
}

pub(super) fn tile(picture: &str, label: impl Into<Say>, note: impl Into<Say>) -> Tile {
    Tile {
        picture: pictogram(picture),
        label: label.into(),
        note: note.into(),
        ..Tile::default()
    }
}

pub(super) fn line(
    picture: &str,
    label: impl Into<Say>,
    note: impl Into<Say>,
    value: impl Into<Say>,
) -> Line {
    Line {
        picture: pictogram(picture),
        label: label.into(),
        note: note.into(),
        value: value.into(),
        ..Line::default()
    }
}

/// The word of a cause in a form's answers.
pub(super) fn cause_word(cause: BreachCause) -> &'static str {
    match cause {
        BreachCause::Late => "late",
        BreachCause::Absent => "absent",
    }
}

/// The cause of its word.
pub(super) fn cause_of(word: &str) -> Option<BreachCause> {
    match word {
        "late" => Some(BreachCause::Late),
        "absent" => Some(BreachCause::Absent),
        _ => None,
    }
}
