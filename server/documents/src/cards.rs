//! Step cards on paper: the shape of the request, what is checked, and the values of the template.

use serde::Deserialize;
use typst::foundations::{Array, Dict, IntoValue, Value, dict};

use crate::picture::{self, Figure};
use crate::refusal::Refusal;
use crate::request::{Lang, Paper, required};

/// An operation of more steps is several operations.
const CARDS_MAX: usize = 200;
/// All of a product together; memory is not endless.
const CARDS_TOGETHER_MAX: usize = 1_000;
/// More than these are not seen at a glance.
const QUANTITY_MAX: u32 = 20;
const SAFETY_MAX: usize = 4;
const CHOICES_MAX: usize = 4;
const CREDITS_MAX: usize = 12;

/// `{"document": "cards", …}`: the operations of a product, step by step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardSet {
    pub(crate) lang: Lang,
    #[serde(default)]
    pub(crate) paper: Paper,
    /// The product.
    pub(crate) title: String,
    /// What stands beside the operation on every page: the product and its version.
    #[serde(default)]
    pub(crate) subtitle: String,
    /// Whom to name for pictures that are not the workshop's own.
    #[serde(default)]
    pub(crate) credits: Vec<String>,
    pub(crate) operations: Vec<Operation>,
}

/// One operation: its cards are counted by themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    /// What is done.
    pub(crate) title: String,
    pub(crate) cards: Vec<Card>,
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Card {
    pub(crate) verb: String,
    #[serde(default)]
    pub(crate) words: String,
    pub(crate) picture: Figure,
    #[serde(default)]
    pub(crate) safety: Vec<Figure>,
    #[serde(default)]
    pub(crate) quantity: u32,
    #[serde(default)]
    pub(crate) question: Option<Question>,
    #[serde(default)]
    pub(crate) choices: Vec<Choice>,
    /// What follows, where it is not simply the next card.
    #[serde(default)]
    pub(crate) next: Option<Target>,
}

/// A question with two answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) good: Target,
    pub(crate) bad: Target,
    /// How it looks when it is good.
    #[serde(default)]
    pub(crate) good_picture: Option<Figure>,
    /// How it looks when it is not.
    #[serde(default)]
    pub(crate) bad_picture: Option<Figure>,
}

/// One way to choose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) picture: Figure,
    pub(crate) to: Target,
}

/// What follows.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// A card, from 1.
    Card(u32),
    /// The piece is finished.
    Done,
    /// The piece is put aside as faulty.
    Aside,
}

impl Target {
    /// As the template reads it.
    fn number(self) -> i64 {
        match self {
            Self::Card(number) => i64::from(number),
            Self::Done => 0,
            Self::Aside => -1,
        }
    }
}

impl CardSet {
    /// Every text that will be set in type, with its path.
    pub(crate) fn texts(&self) -> Vec<(String, &str)> {
        let mut texts = vec![
            ("title".to_owned(), self.title.as_str()),
            ("subtitle".to_owned(), self.subtitle.as_str()),
        ];
        for (index, credit) in self.credits.iter().enumerate() {
            texts.push((format!("credits[{index}]"), credit));
        }
        for (index, operation) in self.operations.iter().enumerate() {
            texts.push((format!("operations[{index}].title"), &operation.title));
        }
        for (at, card) in self.cards() {
            texts.push((format!("{at}.verb"), &card.verb));
            texts.push((format!("{at}.words"), &card.words));
            if let Some(question) = &card.question {
                texts.push((format!("{at}.question.text"), &question.text));
            }
            for (number, choice) in card.choices.iter().enumerate() {
                texts.push((format!("{at}.choices[{number}].label"), &choice.label));
            }
        }
        texts
    }

    /// Every card with its path.
    fn cards(&self) -> impl Iterator<Item = (String, &Card)> {
        self.operations
            .iter()
            .enumerate()
            .flat_map(|(first, operation)| {
                let at = move |index| format!("operations[{first}].cards[{index}]");
                let cards = operation.cards.iter().enumerate();
                cards.map(move |(index, card)| (at(index), card))
            })
    }

    pub(crate) fn check(&self) -> Result<(), Refusal> {
        required("title", &self.title)?;
        if self.operations.is_empty() || self.cards().count() > CARDS_TOGETHER_MAX {
            return Err(Refusal::field(
                "operations",
                format!("must be 1 or more, of 1 to {CARDS_TOGETHER_MAX} steps together"),
            ));
        }
        if self.credits.len() > CREDITS_MAX {
            return Err(Refusal::field(
                "credits",
                format!("more than {CREDITS_MAX}"),
            ));
        }
        for (index, operation) in self.operations.iter().enumerate() {
            let at = |field: &str| format!("operations[{index}].{field}");
            required(&at("title"), &operation.title)?;
            if operation.cards.is_empty() || operation.cards.len() > CARDS_MAX {
                return Err(Refusal::field(
                    at("cards"),
                    format!("must be 1 to {CARDS_MAX} steps"),
                ));
            }
            for (number, card) in operation.cards.iter().enumerate() {
                card.check(&at(&format!("cards[{number}]")), operation.cards.len())?;
            }
        }
        Ok(())
    }

    /// The template's values.
    pub(crate) fn inputs(&self) -> Result<Dict, Refusal> {
        let mut operations = Array::new();
        for (first, operation) in self.operations.iter().enumerate() {
            let mut cards = Array::new();
            for (index, card) in operation.cards.iter().enumerate() {
                let at = format!("operations[{first}].cards[{index}]");
                cards.push(card.value(&at, index)?.into_value());
            }
            operations
                .push(dict! { "title" => operation.title.trim(), "cards" => cards }.into_value());
        }
        Ok(dict! {
            "lang" => self.lang.tag(),
            "paper" => self.paper.name(),
            "title" => self.title.trim(),
            "subtitle" => self.subtitle.trim(),
            "credits" => self.credits.iter().map(|credit| credit.trim().into_value()).collect::<Array>(),
            "operations" => operations,
        })
    }
}

impl Card {
    fn check(&self, here: &str, cards: usize) -> Result<(), Refusal> {
        let at = |field: &str| format!("{here}.{field}");
        required(&at("verb"), &self.verb)?;
        for (field, count, most) in [
            ("safety", self.safety.len(), SAFETY_MAX),
            ("choices", self.choices.len(), CHOICES_MAX),
        ] {
            if count > most {
                return Err(Refusal::field(at(field), format!("more than {most}")));
            }
        }
        if self.quantity > QUANTITY_MAX {
            return Err(Refusal::field(
                at("quantity"),
                format!("more than {QUANTITY_MAX} dots"),
            ));
        }
        let question = self.question.iter();
        let targets = question
            .flat_map(|question| [("question", question.good), ("question", question.bad)])
            .chain(self.choices.iter().map(|choice| ("choices", choice.to)))
            .chain(self.next.map(|next| ("next", next)));
        for (field, target) in targets {
            if let Target::Card(number) = target
                && (number == 0 || usize::try_from(number).unwrap_or(0) > cards)
            {
                return Err(Refusal::field(
                    at(field),
                    format!("leads to card {number}, which is not there"),
                ));
            }
        }
        Ok(())
    }

    fn value(&self, here: &str, index: usize) -> Result<Dict, Refusal> {
        let at = |field: &str| format!("{here}.{field}");
        let mut safety = Array::new();
        for (number, sign) in self.safety.iter().enumerate() {
            safety.push(figure(&at(&format!("safety[{number}]")), sign)?);
        }
        let mut choices = Array::new();
        for (number, choice) in self.choices.iter().enumerate() {
            let picture = figure(&at(&format!("choices[{number}].picture")), &choice.picture)?;
            choices.push(
                dict! { "label" => choice.label.trim(), "picture" => picture, "to" => choice.to.number() }
                    .into_value(),
            );
        }
        let question = match &self.question {
            None => Value::None,
            Some(question) => {
                let seen = |field: &str, shown: &Option<Figure>| match shown {
                    Some(shown) => figure(&at(&format!("question.{field}")), shown),
                    None => Ok(Value::None),
                };
                dict! {
                    "text" => question.text.trim(),
                    "good" => question.good.number(),
                    "bad" => question.bad.number(),
                    "good-picture" => seen("good_picture", &question.good_picture)?,
                    "bad-picture" => seen("bad_picture", &question.bad_picture)?,
                }
                .into_value()
            }
        };
        Ok(dict! {
            "number" => i64::try_from(index + 1).unwrap_or(i64::MAX),
            "verb" => self.verb.trim(),
            "words" => self.words.trim(),
            "picture" => figure(&at("picture"), &self.picture)?,
            "safety" => safety,
            "quantity" => i64::from(self.quantity),
            "question" => question,
            "choices" => choices,
            "next" => self.next.map_or(Value::None, |next| next.number().into_value()),
        })
    }
}

fn figure(path: &str, figure: &Figure) -> Result<Value, Refusal> {
    let picture = picture::of_figure(path, figure)?;
    Ok(dict! { "bytes" => picture.bytes, "format" => picture.format }.into_value())
}
