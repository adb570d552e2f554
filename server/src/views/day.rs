//! The list of attendance of one day.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use stupen_domain::attendance::{self, DayMark, DayView, Stretch};
use stupen_domain::board::of_day;
use stupen_domain::facts::MarkKind;
use stupen_domain::people;
use stupen_ledger::{Ledger, ViewsError};

use super::board::is_lunch;
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// A stretch of time; open while it lasts, or when nobody recorded its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Span {
    /// Beginning.
    pub from: DateTime<FixedOffset>,
    /// End.
    pub to: Option<DateTime<FixedOffset>>,
}

impl From<&Stretch> for Span {
    fn from(stretch: &Stretch) -> Self {
        Self {
            from: stretch.from,
            to: stretch.to,
        }
    }
}

/// What the day is for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Came.
    Present,
    /// Expected, and the day is not over.
    Expected,
    /// Free by schedule or calendar.
    DayOff,
    /// Out at an external site.
    AtSite,
    /// Away, and staff accepted it.
    Excused,
    /// Away, not yet explained.
    Unexplained,
    /// Not enrolled on this day.
    NotEnrolled,
}

impl Mark {
    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::Present => msg("came"),
            Self::Expected => msg("expected"),
            Self::DayOff => msg("day off"),
            Self::AtSite => msg("on an internship"),
            Self::Excused => msg("away, excused"),
            Self::Unexplained => msg("not explained"),
            Self::NotEnrolled => msg("not enrolled"),
        }
    }

    /// The letters of the timesheet, where the day alone decides them: an excused absence gets its code from its
    /// document.
    pub fn letters(self) -> Option<&'static str> {
        match self {
            Self::Present => Some("Я"),
            Self::DayOff => Some("В"),
            Self::Unexplained => Some("НН"),
            Self::Expected | Self::AtSite | Self::Excused | Self::NotEnrolled => None,
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Self::Present => "done",
            Self::Expected => "now",
            Self::Unexplained => "help",
            Self::AtSite => "home-gone",
            Self::DayOff | Self::Excused | Self::NotEnrolled => "past",
        }
    }
}

impl From<DayMark> for Mark {
    fn from(mark: DayMark) -> Self {
        match mark {
            DayMark::NotEnrolled => Self::NotEnrolled,
            DayMark::DayOff => Self::DayOff,
            DayMark::Expected => Self::Expected,
            DayMark::Present => Self::Present,
            DayMark::AtSite => Self::AtSite,
            DayMark::Excused => Self::Excused,
            DayMark::Unexplained => Self::Unexplained,
        }
    }
}

/// What staff have to settle.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// Nobody recorded the going home.
    ForgottenCheckout {
        /// The last mark before.
        since: DateTime<FixedOffset>,
    },
    /// A mark that does not follow from what came before.
    OutOfPlace {
        /// What it says.
        what: MarkKind,
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// Written by a doubtful clock.
    DoubtfulClock,
    /// Two corrections of the same mark, made without knowing of each other.
    RivalCorrections,
    /// Somebody else showed this person's badge and said so.
    SomebodyElse {
        /// The mark that came of it, which does not count until it is corrected; absent where none did.
        what: Option<MarkKind>,
        /// When it was said.
        at: DateTime<FixedOffset>,
    },
    /// An arrival by a badge that was revoked before, at a kiosk that had not heard of it. It counts.
    RevokedBadge {
        /// When.
        at: DateTime<FixedOffset>,
    },
}

impl Question {
    /// In words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self {
            Self::ForgottenCheckout { .. } => msg("the going home is missing"),
            Self::OutOfPlace { .. } => msg("a mark out of place"),
            Self::DoubtfulClock => msg("the clock was in doubt"),
            Self::RivalCorrections => msg("two rival corrections"),
            Self::SomebodyElse { .. } => msg("somebody else showed the badge"),
            Self::RevokedBadge { .. } => msg("came by a revoked badge"),
        }
    }
}

impl From<&attendance::Question> for Question {
    fn from(question: &attendance::Question) -> Self {
        match question {
            attendance::Question::ForgottenCheckout { since } => {
                Self::ForgottenCheckout { since: *since }
            }
            attendance::Question::OutOfPlace { what, at, .. } => Self::OutOfPlace {
                what: *what,
                at: *at,
            },
            attendance::Question::DoubtfulClock { .. } => Self::DoubtfulClock,
            attendance::Question::RivalCorrections { .. } => Self::RivalCorrections,
            attendance::Question::SomebodyElse { mark, at } => Self::SomebodyElse {
                what: mark.as_ref().map(|(_, what)| *what),
                at: *at,
            },
            attendance::Question::RevokedBadge { at, .. } => Self::RevokedBadge { at: *at },
        }
    }
}

/// One person's line.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// What the day is.
    pub mark: Mark,
    /// When they came first.
    pub came: Option<DateTime<FixedOffset>>,
    /// When they went home last; absent while they are here, or when nobody recorded it.
    pub went: Option<DateTime<FixedOffset>>,
    /// Short breaks.
    pub breaks: Vec<Span>,
    /// Lunch.
    pub lunch: Vec<Span>,
    /// Minutes late, beyond the grace.
    pub late_min: Option<u32>,
    /// Minutes that count as working time.
    pub worked_min: u32,
    /// Pieces finished.
    pub counted: u32,
    /// True when a time was corrected.
    pub corrected: bool,
    /// What staff have to settle.
    pub questions: Vec<Question>,
}

impl Line {
    /// The line of a person's day.
    pub fn of(name: Name, full_name: Option<String>, day: &DayView) -> Self {
        let (lunch, breaks) = day
            .breaks
            .iter()
            .partition::<Vec<&Stretch>, _>(|stretch| is_lunch(day, stretch.from));
        let mut questions: Vec<Question> = Vec::new();
        for question in day.questions.iter().map(Question::from) {
            // Each doubtful mark asks for itself; the list says it once.
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
        Self {
            name,
            full_name,
            mark: day.mark.into(),
            came: day.presence.first().map(|stretch| stretch.from),
            went: day.presence.last().and_then(|stretch| stretch.to),
            breaks: breaks.into_iter().map(Span::from).collect(),
            lunch: lunch.into_iter().map(Span::from).collect(),
            late_min: day.late_min,
            worked_min: day.worked_min,
            counted: day.counted,
            corrected: day.marks.iter().any(|mark| mark.corrected_from.is_some()),
            questions,
        }
    }
}

/// The list of one day.
#[derive(Clone, Debug, Serialize)]
pub struct DayList {
    /// Of which workshop.
    pub workshop: Room,
    /// The day.
    pub day: NaiveDate,
    /// True on the day itself, while it lasts.
    pub is_today: bool,
    /// Everybody who belongs to the workshop on that day, by the name they are called.
    pub people: Vec<Line>,
}

impl DayList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        day: NaiveDate,
        moment: Moment,
    ) -> Result<Self, ViewsError> {
        ledger.open_day(day)?;
        let state = ledger.state();
        let people = of_day(state, &room.id, day, room.at(moment, day))
            .into_iter()
            .map(|row| {
                let full_name = people::identity(state, &row.person.person)
                    .map(|known| format!("{} {}", known.surname, known.given_name));
                Line::of(Name::from(row.person), full_name, &row.day)
            })
            .collect();
        Ok(Self {
            is_today: room.day(moment) == day,
            workshop: room,
            day,
            people,
        })
    }

    /// How many people have something to settle.
    pub fn open_questions(&self) -> usize {
        self.people
            .iter()
            .filter(|line| !line.questions.is_empty())
            .count()
    }
}

/// Minutes as hours and minutes.
pub fn hours(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
