//! Step cards on paper: the shape of the request, what is checked, and the values of the template.

use serde::Deserialize;
use typst::foundations::{Array, Dict, IntoValue, Value, dict};

use crate::picture::{self, Figure};
use crate::refusal::Refusal;
use crate::request::{Lang, Paper, required};

/// An operation of more steps is several operations.
const CARDS_MAX: usize = 200;
/// More than these are not seen at a glance.
const QUANTITY_MAX: u32 = 20;
const SAFETY_MAX: usize = 4;
const CHOICES_MAX: usize = 4;
const CREDITS_MAX: usize = 12;

/// `{"document": "cards", …}`: one operation, step by step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardSet {
    pub(crate) lang: Lang,
    #[serde(default)]
    pub(crate) paper: Paper,
    /// What is done.
    pub(crate) title: String,
    /// The product and its version.
    #[serde(default)]
    pub(crate) subtitle: String,
    /// Whom to name for pictures that are not the workshop's own.
    #[serde(default)]
    pub(crate) credits: Vec<String>,
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
}

/// A question with two answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) good: Target,
    pub(crate) bad: Target,
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
        for (index, card) in self.cards.iter().enumerate() {
            texts.push((format!("cards[{index}].verb"), &card.verb));
            texts.push((format!("cards[{index}].words"), &card.words));
            if let Some(question) = &card.question {
                texts.push((format!("cards[{index}].question.text"), &question.text));
            }
            for (number, choice) in card.choices.iter().enumerate() {
                let path = format!("cards[{index}].choices[{number}].label");
                texts.push((path, &choice.label));
            }
        }
        texts
    }

    pub(crate) fn check(&self) -> Result<(), Refusal> {
        required("title", &self.title)?;
        if self.cards.is_empty() || self.cards.len() > CARDS_MAX {
            return Err(Refusal::field(
                "cards",
                format!("must be 1 to {CARDS_MAX} steps"),
            ));
        }
        if self.credits.len() > CREDITS_MAX {
            return Err(Refusal::field(
                "credits",
                format!("more than {CREDITS_MAX}"),
            ));
        }
        for (index, card) in self.cards.iter().enumerate() {
            let at = |field: &str| format!("cards[{index}].{field}");
            required(&at("verb"), &card.verb)?;
            for (field, count, most) in [
                ("safety", card.safety.len(), SAFETY_MAX),
                ("choices", card.choices.len(), CHOICES_MAX),
            ] {
                if count > most {
                    return Err(Refusal::field(at(field), format!("more than {most}")));
                }
            }
            if card.quantity > QUANTITY_MAX {
                return Err(Refusal::field(
                    at("quantity"),
                    format!("more than {QUANTITY_MAX} dots"),
                ));
            }
            let question = card.question.iter();
            let targets = question
                .flat_map(|question| [question.good, question.bad])
                .chain(card.choices.iter().map(|choice| choice.to));
            for target in targets {
                if let Target::Card(number) = target
                    && (number == 0 || usize::try_from(number).unwrap_or(0) > self.cards.len())
                {
                    return Err(Refusal::field(
                        at("question"),
                        format!("leads to card {number}, which is not there"),
                    ));
                }
            }
        }
        Ok(())
    }

    /// The template's values.
    pub(crate) fn inputs(&self) -> Result<Dict, Refusal> {
        let mut cards = Array::new();
        for (index, card) in self.cards.iter().enumerate() {
            cards.push(card.value(index)?.into_value());
        }
        Ok(dict! {
            "lang" => self.lang.tag(),
            "paper" => self.paper.name(),
            "title" => self.title.trim(),
            "subtitle" => self.subtitle.trim(),
            "credits" => self.credits.iter().map(|credit| credit.trim().into_value()).collect::<Array>(),
            "cards" => cards,
        })
    }
}

impl Card {
    fn value(&self, index: usize) -> Result<Dict, Refusal> {
        let at = |field: &str| format!("cards[{index}].{field}");
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
        let question = self.question.as_ref().map_or(Value::None, |question| {
            dict! {
                "text" => question.text.trim(),
                "good" => question.good.number(),
                "bad" => question.bad.number(),
            }
            .into_value()
        });
        Ok(dict! {
            "number" => i64::try_from(index + 1).unwrap_or(i64::MAX),
            "verb" => self.verb.trim(),
            "words" => self.words.trim(),
            "picture" => figure(&at("picture"), &self.picture)?,
            "safety" => safety,
            "quantity" => i64::from(self.quantity),
            "question" => question,
            "choices" => choices,
        })
    }
}

fn figure(path: &str, figure: &Figure) -> Result<Value, Refusal> {
    let picture = picture::of_figure(path, figure)?;
    Ok(dict! { "bytes" => picture.bytes, "format" => picture.format }.into_value())
}
