//! The shapes of the requests and what is checked before anything is drawn.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cards::CardSet;
use crate::refusal::Refusal;

/// A sheet for five hundred people is fifty pages; more is a mistake, and memory is not endless.
const BADGES_MAX: usize = 1_000;
/// Longer names do not fit a badge at a size that anybody can read; these are names to be called by.
const NAME_CHARS_MAX: usize = 40;
/// The small line below the name.
const LINE_CHARS_MAX: usize = 60;
/// Titles, footers, facts and steps: a paragraph, not a book.
const TEXT_CHARS_MAX: usize = 400;
/// As many steps as fit the page beside the QR code.
const STEPS_MAX: usize = 8;
const FACTS_MAX: usize = 6;
/// One page has one code; a version 20 QR code at level M holds 666 bytes, still printed coarsely.
const ENROLMENT_CODE_BYTES_MAX: usize = 600;
/// What is longer than this is typed from a line over the whole page instead of from big groups beside the QR code.
pub(crate) const GROUPED_CHARS_MAX: usize = 64;

/// What is asked for; the field `document` chooses.
#[derive(Debug)]
pub(crate) enum Request {
    Badges(BadgeSheet),
    Enrolment(EnrolmentPage),
    Cards(CardSet),
}

/// The language of the document: of its own words and of what a screen reader speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Lang {
    Ru,
    En,
}

impl Lang {
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

/// `{"document": "badges", …}`: A4 sheets of ten ID-1 cards.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BadgeSheet {
    pub(crate) lang: Lang,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) footer: String,
    pub(crate) badges: Vec<Badge>,
}

/// One card.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Badge {
    /// The text of the QR code, exactly.
    pub(crate) code: String,
    /// The name to be called by; empty on a spare badge.
    #[serde(default)]
    pub(crate) called: String,
    /// A small line below the name: the workshop, or the number of a spare.
    #[serde(default)]
    pub(crate) line: String,
    pub(crate) picture_svg: Option<String>,
    pub(crate) picture_png_base64: Option<String>,
    pub(crate) picture_jpeg_base64: Option<String>,
    pub(crate) role: Role,
}

/// What kind of badge is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Participant,
    Staff,
    Spare,
}

impl Role {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Participant => "participant",
            Self::Staff => "staff",
            Self::Spare => "spare",
        }
    }
}

/// `{"document": "enrolment", …}`: one page that joins a kiosk to its server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolmentPage {
    pub(crate) lang: Lang,
    #[serde(default)]
    pub(crate) paper: Paper,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) subtitle: String,
    /// The text of the QR code, exactly.
    pub(crate) code: String,
    /// What is typed by hand where there is no scanner; shown in groups. Without it, `code`. What is long is shown
    /// whole, with all its signs, and the groups mean nothing to whoever reads what was typed.
    pub(crate) typed: Option<String>,
    /// The words above the typed code.
    #[serde(default)]
    pub(crate) typed_label: String,
    pub(crate) steps: Vec<String>,
    #[serde(default)]
    pub(crate) facts: Vec<Fact>,
    /// A boxed remark, for instance until when the code works.
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) footer: String,
}

/// A name and a value, for instance the server's address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The size of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Paper {
    A4,
    #[default]
    A5,
}

impl Paper {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A5 => "a5",
        }
    }
}

impl Request {
    /// Reads and checks one request.
    ///
    /// # Errors
    /// [`Refusal`] naming the field that is unknown, missing, of the wrong type or out of bounds.
    pub(crate) fn read(input: &[u8]) -> Result<Self, Refusal> {
        if input.iter().all(u8::is_ascii_whitespace) {
            return Err(Refusal::request(
                "the request is empty; send one JSON object on standard input",
            ));
        }
        let value: Value = serde_json::from_slice(input)
            .map_err(|error| Refusal::request(format!("not valid JSON: {error}")))?;
        let Value::Object(mut fields) = value else {
            return Err(Refusal::request("the request must be one JSON object"));
        };
        let document = match fields.remove("document") {
            Some(Value::String(name)) => name,
            Some(_) => return Err(Refusal::field("document", "must be a string")),
            None => {
                return Err(Refusal::field(
                    "document",
                    "missing; use \"badges\", \"cards\" or \"enrolment\"",
                ));
            }
        };
        let fields = Value::Object(fields);
        let request = match document.as_str() {
            "badges" => Self::Badges(shape(fields)?),
            "cards" => Self::Cards(shape(fields)?),
            "enrolment" => Self::Enrolment(shape(fields)?),
            other => {
                return Err(Refusal::field(
                    "document",
                    format!(
                        "unknown document {other:?}; use \"badges\", \"cards\" or \"enrolment\""
                    ),
                ));
            }
        };
        request.check()?;
        Ok(request)
    }

    /// Every text that will be set in type, with its path, so that each can be checked against the fonts.
    pub(crate) fn texts(&self) -> Vec<(String, &str)> {
        match self {
            Self::Badges(sheet) => {
                let mut texts = vec![
                    ("title".to_owned(), sheet.title.as_str()),
                    ("footer".to_owned(), &sheet.footer),
                ];
                for (index, badge) in sheet.badges.iter().enumerate() {
                    texts.push((format!("badges[{index}].called"), &badge.called));
                    texts.push((format!("badges[{index}].line"), &badge.line));
                }
                texts
            }
            Self::Cards(set) => set.texts(),
            Self::Enrolment(page) => {
                let mut texts = vec![
                    ("title".to_owned(), page.title.as_str()),
                    ("subtitle".to_owned(), &page.subtitle),
                    ("typed_label".to_owned(), &page.typed_label),
                    ("note".to_owned(), &page.note),
                    ("footer".to_owned(), &page.footer),
                ];
                texts.push(match &page.typed {
                    Some(typed) => ("typed".to_owned(), typed),
                    None => ("code".to_owned(), &page.code),
                });
                for (index, step) in page.steps.iter().enumerate() {
                    texts.push((format!("steps[{index}]"), step));
                }
                for (index, fact) in page.facts.iter().enumerate() {
                    texts.push((format!("facts[{index}].name"), &fact.name));
                    texts.push((format!("facts[{index}].value"), &fact.value));
                }
                texts
            }
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        for (path, text) in self.texts() {
            let chars_max = match path.rsplit('.').next() {
                Some("called") => NAME_CHARS_MAX,
                Some("line") => LINE_CHARS_MAX,
                _ => TEXT_CHARS_MAX,
            };
            let bounded = path != "code" && path != "typed";
            if bounded && text.chars().count() > chars_max {
                return Err(Refusal::field(
                    path,
                    format!("longer than {chars_max} characters"),
                ));
            }
            if text.chars().any(char::is_control) {
                return Err(Refusal::field(
                    path,
                    "contains a line break or another control character",
                ));
            }
        }
        match self {
            Self::Badges(sheet) => sheet.check(),
            Self::Enrolment(page) => page.check(),
            Self::Cards(set) => set.check(),
        }
    }
}

impl BadgeSheet {
    fn check(&self) -> Result<(), Refusal> {
        required("title", &self.title)?;
        if self.badges.is_empty() {
            return Err(Refusal::field(
                "badges",
                "empty; a sheet needs at least one badge",
            ));
        }
        if self.badges.len() > BADGES_MAX {
            return Err(Refusal::field(
                "badges",
                format!("more than {BADGES_MAX}; print them in parts"),
            ));
        }
        for (index, badge) in self.badges.iter().enumerate() {
            let at = |field: &str| format!("badges[{index}].{field}");
            required(&at("code"), &badge.code)?;
            match badge.role {
                Role::Participant | Role::Staff => required(&at("called"), &badge.called)?,
                Role::Spare if badge.called.trim().is_empty() => {}
                Role::Spare => {
                    return Err(Refusal::field(
                        at("called"),
                        "a spare badge has no name: it is written by hand",
                    ));
                }
            }
            let given = [
                &badge.picture_svg,
                &badge.picture_png_base64,
                &badge.picture_jpeg_base64,
            ];
            if given.iter().filter(|picture| picture.is_some()).count() > 1 {
                return Err(Refusal::field(
                    at("picture_svg"),
                    "more than one picture is given; send one of them",
                ));
            }
        }
        Ok(())
    }
}

impl EnrolmentPage {
    /// The text that is shown in groups.
    pub(crate) fn typed(&self) -> &str {
        self.typed.as_deref().unwrap_or(&self.code)
    }

    fn check(&self) -> Result<(), Refusal> {
        required("title", &self.title)?;
        required("code", &self.code)?;
        if self.code.len() > ENROLMENT_CODE_BYTES_MAX {
            return Err(Refusal::field(
                "code",
                format!("longer than {ENROLMENT_CODE_BYTES_MAX} bytes"),
            ));
        }
        let typed_path = if self.typed.is_some() {
            "typed"
        } else {
            "code"
        };
        if self.typed().len() > ENROLMENT_CODE_BYTES_MAX {
            return Err(Refusal::field(
                typed_path,
                format!("longer than {ENROLMENT_CODE_BYTES_MAX} bytes"),
            ));
        }
        required(typed_path, self.typed())?;
        if self.steps.is_empty() || self.steps.len() > STEPS_MAX {
            return Err(Refusal::field(
                "steps",
                format!("must be 1 to {STEPS_MAX} texts"),
            ));
        }
        if self.facts.len() > FACTS_MAX {
            return Err(Refusal::field("facts", format!("more than {FACTS_MAX}")));
        }
        for (index, step) in self.steps.iter().enumerate() {
            required(&format!("steps[{index}]"), step)?;
        }
        Ok(())
    }
}

pub(crate) fn required(path: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::field(path, "empty"));
    }
    Ok(())
}

/// Converts to `T`, naming the path of what does not fit.
fn shape<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let problem = error.into_inner();
        if path == "." {
            Refusal::request(problem)
        } else {
            Refusal::field(path, problem)
        }
    })
}
