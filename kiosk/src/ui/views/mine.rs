//! One's own page, and what is asked and told there. Nobody else's figures ever stand beside one's own.

use super::{DayCard, Person, Picture, Thing};

/// What a card of one's own page is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MineCard {
    /// The day: now and next.
    #[default]
    Day,
    /// Pieces counted today.
    Count,
    /// What one was praised for.
    Praise,
    /// Breaches of the rules, none to three.
    Breaches,
    /// The last assessment.
    Assessment,
    /// The goal that was agreed.
    Goal,
    /// The internship.
    Internship,
}

/// What a person may ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wish {
    /// To talk with staff.
    #[default]
    Talk,
    /// To join an activity.
    Join,
    /// To leave.
    Leave,
}

/// A mark of an assessment as it may be seen: what for, and how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The skill's picture.
    pub picture: Picture,
    /// Its name.
    pub name: String,
    /// How far, from 1.
    pub level: u8,
    /// Of how many.
    pub levels: u8,
    /// The level's picture.
    pub sign: Picture,
    /// The level in words.
    pub said: String,
}

/// One's own page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MineView {
    /// Whose.
    pub person: Person,
    /// What is now.
    pub now: Option<DayCard>,
    /// What is next.
    pub next: Option<DayCard>,
    /// Pieces counted today, all operations.
    pub count: u32,
    /// The last praise.
    pub praise: Option<MineThing>,
    /// Breaches that count, none to three and seldom more: a picture each.
    pub breaches: Vec<Picture>,
    /// The last assessment; empty when there is none.
    pub marks: Vec<Mark>,
    /// The goal's picture.
    pub goal: Option<Picture>,
    /// The internship's picture.
    pub internship: Option<Picture>,
    /// Wishes that wait for an answer.
    pub open: Vec<Wish>,
    /// Help was called already.
    pub help_called: bool,
    /// A voice is there and wanted.
    pub speaks: bool,
}

/// One thing on a page of cards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MineThing {
    /// Its picture.
    pub picture: Picture,
    /// What it is.
    pub title: String,
    /// A date, a time, a number; may be empty.
    pub note: String,
    /// How far: level of levels; 0 levels shows none.
    pub level: (u8, u8),
    /// The picture of that level.
    pub sign: Picture,
    /// Whether it is what is on now.
    pub now: bool,
}

impl MineThing {
    /// What is said of it.
    #[must_use]
    pub fn said(&self) -> String {
        let title = self.title.trim_end();
        // A title may be a sentence already.
        let title = title.strip_suffix('.').unwrap_or(title);
        let ends = title.ends_with(['!', '?', '…']);
        match (self.note.as_str(), ends) {
            ("", true) => title.to_owned(),
            ("", false) => format!("{title}."),
            (note, true) => format!("{title} {note}."),
            (note, false) => format!("{title}, {note}."),
        }
    }
}

/// One card of the own page, opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MineCardView {
    /// Whose.
    pub person: Person,
    /// Which card.
    pub card: MineCard,
    /// What stands on it.
    pub things: Vec<MineThing>,
    /// The page that is open, from 0; the last where there are fewer.
    pub page: usize,
    /// A voice is there and wanted.
    pub speaks: bool,
}

/// What is asked once more before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Really this wish?
    Wish(Wish),
    /// Really join this?
    Join(Thing),
    /// Really somebody else's badge?
    NotMe,
    /// Nothing was touched for long: is somebody still here?
    StillHere,
    /// Really this picture?
    Picture(Picture),
    /// Really this one, who left the badge at home?
    Myself(Person),
    /// Nothing on the list is ticked: is the piece done?
    Done(Picture),
}

/// A question with yes and no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskView {
    /// Whose screen it is, where that is known.
    pub person: Option<Person>,
    /// What is asked.
    pub asking: Asking,
    /// A voice is there and wanted.
    pub speaks: bool,
}

/// What is chosen among pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Picking {
    /// One's own picture.
    #[default]
    Picture,
    /// What to join.
    Activity,
    /// Who one is: the badge is at home.
    Myself,
}

/// Pictures to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PickView {
    /// Whose; nobody's where it is still to be found out.
    pub person: Option<Person>,
    /// What is offered; one's own pictures have no names.
    pub things: Vec<Thing>,
    /// What they are.
    pub what: Picking,
    /// The page that is open, from 0; the last where there are fewer.
    pub page: usize,
    /// A voice is there and wanted.
    pub speaks: bool,
}

/// How staff answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answered {
    /// Yes, perhaps on a day.
    #[default]
    Agreed,
    /// It is done.
    Done,
    /// Not now.
    NotNow,
    /// One took it back.
    TakenBack,
}

/// An answer to what one asked for, until it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerView {
    /// Who asked.
    pub person: Person,
    /// For what.
    pub wish: Wish,
    /// What was to be joined, where something was chosen.
    pub thing: Option<Thing>,
    /// The answer.
    pub answer: Answered,
    /// The day that was arranged; empty where there is none.
    pub day: String,
    /// Who answered, where the kiosk knows them.
    pub by: Option<Person>,
    /// A voice is there and wanted.
    pub speaks: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_ends_its_sentences_once() {
        for (title, note, said) in [
            ("Обед", "", "Обед."),
            ("Обед", "12:00", "Обед, 12:00."),
            (
                "Не бери телефон в руки.",
                "3 ноября",
                "Не бери телефон в руки, 3 ноября.",
            ),
            (
                "Keep your hands on the work. ",
                "3 November",
                "Keep your hands on the work, 3 November.",
            ),
            ("Спасибо!", "3 ноября", "Спасибо! 3 ноября."),
            ("Спасибо!", "", "Спасибо!"),
        ] {
            let thing = MineThing {
                title: title.into(),
                note: note.into(),
                ..MineThing::default()
            };
            assert_eq!(thing.said(), said);
        }
    }
}
