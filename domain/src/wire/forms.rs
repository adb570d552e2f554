//! Forms as data: the bodies of [`FormSet`](super::facts::FormSet), and the files a workshop writes them in.
//!
//! A form is known by its name; what was filled in names the version it was filled in on, and old versions stay
//! readable. Unknown fields are refused in a file and passed over in the log.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::facts::{Bilingual, PromptLevel};

/// A form that this version of the rules reads.
pub trait Form: Serialize + DeserializeOwned {
    /// Its name in `FormSet::form`.
    const NAME: &'static str;
}

/// Something to choose by its picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its id within the list.
    pub id: String,
    /// `pictogram:<id>`.
    pub picture: String,
    /// Its name.
    pub title: Bilingual,
}

/// A regulation that can be broken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regulation {
    /// Its id.
    pub id: String,
    /// `pictogram:<id>`.
    pub picture: String,
    /// Its name, for staff.
    pub title: Bilingual,
    /// What the participant is told, in adapted language.
    pub told: Bilingual,
    /// It is what coming late breaks.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub late: bool,
    /// It is what an unexplained absence breaks.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub absent: bool,
}

/// The internal regulations, as the kiosk shows them (docs/domain.md section 2.6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regulations {
    /// What can be broken.
    pub regulations: Vec<Regulation>,
    /// What can be agreed, also as a condition of staying.
    pub agreed: Vec<Choice>,
    /// What the participant may say of it by picture.
    pub said: Vec<Choice>,
    /// Where it may have happened.
    #[serde(default)]
    pub places: Vec<Choice>,
    /// Ready phrases of what happened.
    #[serde(default)]
    pub phrases: Vec<Bilingual>,
}

/// What praise can be for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Praise {
    /// The items.
    pub items: Vec<Choice>,
}

/// What participants may join.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activities {
    /// The items.
    pub items: Vec<Choice>,
}

/// Employers whose names a kiosk offers when somebody goes out: names alone (docs/domain.md section 13.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employers {
    /// The names, in the order in which they are offered.
    pub employers: Vec<String>,
}

/// What stands beside a criterion as evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Nothing that the log knows.
    #[default]
    None,
    /// Days on time, late, absent.
    Attendance,
    /// Breaches and praise.
    Conduct,
    /// Steps gone back from, defects.
    Process,
    /// Time a piece beside the norm.
    Pace,
    /// Operations worked on.
    Variety,
    /// How the time a piece changed.
    Learning,
    /// Calls for help a piece.
    Help,
}

/// A level of a criterion, described.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Its id, the same in every criterion: `alone`, `reminder`, `picture`, `help`.
    pub id: String,
    /// What it looks like when somebody is there.
    pub title: Bilingual,
}

/// One criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Its id.
    pub id: String,
    /// `pictogram:<id>`.
    pub picture: String,
    /// Its name, for staff.
    pub title: Bilingual,
    /// What the participant is asked, in adapted language.
    pub asked: Bilingual,
    /// What the log can tell about it.
    #[serde(default)]
    pub evidence: EvidenceKind,
    /// Its levels, from the most independent to the least.
    pub levels: Vec<Level>,
}

/// The form of the biweekly assessment (docs/domain.md section 2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Pictures of the levels: id and `pictogram:<id>`, from the most independent to the least.
    pub levels: Vec<Choice>,
    /// The criteria.
    pub criteria: Vec<Criterion>,
    /// Goals to choose from.
    #[serde(default)]
    pub goals: Vec<Choice>,
    /// Ready phrases of notes: what was seen.
    #[serde(default)]
    pub phrases: Vec<Bilingual>,
    /// Ready phrases of recommendations: what to do next. Empty in a form of an earlier version, whose `phrases` serve
    /// both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<Bilingual>,
}

/// Ready phrases of questions that no other form asks: a touch instead of typing. A list that is empty has the product's
/// own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Phrases {
    /// What is said of a contact when all is well.
    pub contact_well: Vec<Bilingual>,
    /// What is said of a contact when something needs attention.
    pub contact_care: Vec<Bilingual>,
    /// What is difficult at an external site.
    pub difficulty: Vec<Bilingual>,
    /// What was seen in a trial task.
    pub trial: Vec<Bilingual>,
    /// By what one sees that a goal is reached.
    pub measure: Vec<Bilingual>,
    /// Why a signed mark is amended.
    pub amendment: Vec<Bilingual>,
    /// Why somebody is ready for an external site.
    pub ready: Vec<Bilingual>,
    /// Why somebody is not ready yet.
    pub not_yet: Vec<Bilingual>,
}

impl Phrases {
    /// Every list with its field, in order.
    pub fn lists(&self) -> [(&'static str, &[Bilingual]); 8] {
        [
            ("contact_well", &self.contact_well),
            ("contact_care", &self.contact_care),
            ("difficulty", &self.difficulty),
            ("trial", &self.trial),
            ("measure", &self.measure),
            ("amendment", &self.amendment),
            ("ready", &self.ready),
            ("not_yet", &self.not_yet),
        ]
    }
}

/// The form of the trial task: criteria like those of an assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Pictures of the levels.
    pub levels: Vec<Choice>,
    /// The criteria.
    pub criteria: Vec<Criterion>,
}

/// Numbers that a workshop may want to change; each with the product's own value where a file says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Days from one assessment at the internal site to the next.
    pub assess_every_days: u32,
    /// Days before it is due on which it is "soon".
    pub assess_soon_days: u32,
    /// Days after it is due from which it is overdue.
    pub assess_overdue_days: u32,
    /// Minutes after which an unanswered call for help stands out at the office.
    pub help_escalates_min: u32,
    /// Minutes before a limit of working time at which staff are warned.
    pub limit_warning_min: u32,
    /// Runs in a row without error or help after which less support is proposed.
    pub fade_after_runs: u32,
    /// Errors (steps back, defects, calls) a piece, in hundredths, from which more support is proposed.
    pub return_errors_per_100: u32,
    /// Days away from an operation after which more support is proposed.
    pub return_after_days: u32,
    /// The level proposed after such a time away.
    pub return_level: PromptLevel,
    /// Runs since such a return for which that proposal stays open without an answer.
    pub return_open_runs: u32,
    /// Assessments in a row that are looked at for readiness.
    pub ready_assessments: u32,
    /// Criteria, in hundredths of all, that must stand at the two most independent levels in the last of them.
    pub ready_share_per_100: u32,
    /// Pieces after which somebody counts as experienced on an operation.
    pub experienced_pieces: u32,
    /// First days of a stay at an external site; each of them that is a working day wants a contact.
    pub contact_daily_days: u32,
    /// Days from the first day of a stay to the contact after those.
    pub contact_second_days: u32,
    /// Days from that contact to the next, and so on.
    pub contact_every_days: u32,
    /// Calendar months from the first day of a stay within which contacts fall due.
    pub contact_months: u32,
    /// Working days by which a contact may be early and still counts.
    pub contact_early_days: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            // S0: the consultant assesses every two weeks (docs/domain.md section 2.5).
            assess_every_days: 14,
            assess_soon_days: 3,
            assess_overdue_days: 2,
            help_escalates_min: 5,
            limit_warning_min: 15,
            fade_after_runs: 3,
            return_errors_per_100: 50,
            return_after_days: 14,
            return_level: PromptLevel::Full,
            return_open_runs: 10,
            ready_assessments: 3,
            ready_share_per_100: 75,
            experienced_pieces: 100,
            // S0: after every working day of the first week, a week later, then every two weeks until three months at
            // the site (docs/domain.md section 2.8).
            contact_daily_days: 7,
            contact_second_days: 13,
            contact_every_days: 14,
            contact_months: 3,
            contact_early_days: 2,
        }
    }
}

macro_rules! forms {
    ($($name:ident $text:literal)+) => {
        $(impl Form for $name { const NAME: &'static str = $text; })+

        /// Names of all forms that are read.
        pub const NAMES: &[&str] = &[$($text),+];

        /// Whether a body has the form of its name; a name of the future is taken as it is.
        ///
        /// # Errors
        /// What is wrong, by field.
        pub fn check(name: &str, body: &str) -> Result<(), String> {
            match name.split('@').next().unwrap_or_default() {
                $($text => read::<$name>(body).map(|_| ()),)+
                _ => Ok(()),
            }
        }
    };
}

forms! {
    Regulations "regulations"
    Praise "praise"
    Activities "activities"
    Assessment "assessment"
    Trial "trial"
    Employers "employers"
    Phrases "phrases"
    Rules "rules"
}

/// Reads a body.
///
/// # Errors
/// What is wrong, by field.
pub fn read<F: Form>(body: &str) -> Result<F, String> {
    serde_json::from_str(body).map_err(|error| error.to_string())
}
