//! A pack on paper: the same steps that kiosks show, as cards for the wall and the table.
//!
//! Which card follows which is asked of the rules (`domain::pack::next`), so that paper and kiosk lead the same way.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use stupen_domain::facts::Bilingual;
use stupen_domain::pack::{Answer, Next, Operation, Step, next};

use crate::documents::Documents;
use crate::i18n::Lang;
use crate::packs::{CheckedPack, PACK_FILE};
use crate::pictures::PictureKind;

/// The size of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Paper {
    /// One step a page.
    A5,
    /// Six steps a page.
    A4,
}

impl Paper {
    fn name(self) -> &'static str {
        match self {
            Self::A5 => "a5",
            Self::A4 => "a4",
        }
    }
}

/// What to print and how.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The pack.
    pub checked: &'a CheckedPack,
    /// Its folder: where a refusal says that something is to be mended.
    pub folder: &'a Path,
    /// Only this operation.
    pub operation: Option<&'a str>,
    /// The size of a page.
    pub paper: Paper,
    /// The language of the cards.
    pub lang: Lang,
}

/// The cards as PDF.
///
/// # Errors
/// When there is no such operation, or the typesetter refuses; what it refuses is named by file and field of the pack.
pub fn print(documents: &Documents, order: &Order<'_>) -> Result<Vec<u8>> {
    let pack = &order.checked.pack;
    let operations: Vec<&Operation> = pack
        .operations
        .iter()
        .filter(|operation| order.operation.is_none_or(|asked| asked == operation.id))
        .collect();
    if operations.is_empty() {
        let known: Vec<&str> = pack.operations.iter().map(|one| one.id.as_str()).collect();
        bail!(
            "--operation: {} has no operation {:?}: {}",
            pack.id,
            order.operation.unwrap_or_default(),
            known.join(", ")
        );
    }
    let request = request(order, &operations)?;
    documents.print(&request).map_err(|error| {
        let said = error.to_string();
        match at_home(&operations, &said) {
            Some(said) => anyhow!("{}: {said}", order.folder.join(PACK_FILE).display()),
            None => error,
        }
    })
}

/// How many cards there are.
pub fn count(order: &Order<'_>) -> usize {
    let operations = order.checked.pack.operations.iter();
    operations
        .filter(|operation| order.operation.is_none_or(|asked| asked == operation.id))
        .map(|operation| operation.steps.len())
        .sum()
}

/// The typesetter's request (`server/documents/README.md`).
fn request(order: &Order<'_>, operations: &[&Operation]) -> Result<Value> {
    let (pack, lang) = (&order.checked.pack, order.lang);
    let operations = operations
        .iter()
        .map(|operation| {
            let steps = operation.steps.iter().enumerate();
            let cards = steps
                .map(|(index, step)| card(order, operation, index, step))
                .collect::<Result<Vec<Value>>>()?;
            Ok(json!({ "title": lang.of(&operation.title), "cards": cards }))
        })
        .collect::<Result<Vec<Value>>>()?;
    let title = lang.of(&pack.title);
    Ok(json!({
        "document": "cards",
        "lang": lang.code(),
        "paper": order.paper.name(),
        "title": title,
        "subtitle": format!("{title} · {}", pack.version),
        "credits": credits(order.checked),
        "operations": operations,
    }))
}

/// Whom to name: for the pack's own pictures, then for those of imported sets.
fn credits(checked: &CheckedPack) -> Vec<String> {
    let pack = &checked.pack;
    let own = [
        pack.attribution.as_deref().unwrap_or_default(),
        &pack.licence,
    ];
    let sets = checked
        .credits
        .iter()
        .map(|credit| joined(&[&credit.title, &credit.attribution, &credit.licence]));
    std::iter::once(joined(&own)).chain(sets).collect()
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).collect();
    let filled: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    filled.join(", ")
}

fn card(order: &Order<'_>, operation: &Operation, index: usize, step: &Step) -> Result<Value> {
    let text = |words: &Bilingual| order.lang.of(words).trim().to_owned();
    let figure = |source: &str| figure(order.checked, source);
    let target = |answer| target(next(operation, index, answer));
    let mut card = Map::new();
    card.insert("verb".to_owned(), json!(text(&step.verb)));
    card.insert("words".to_owned(), json!(text(&step.words)));
    card.insert("picture".to_owned(), figure(&step.picture)?);
    let signs = step
        .safety
        .iter()
        .map(|sign| figure(sign))
        .collect::<Result<Vec<Value>>>()?;
    card.insert("safety".to_owned(), json!(signs));
    card.insert("quantity".to_owned(), json!(step.quantity.unwrap_or(0)));
    if let Some(check) = &step.check {
        let mut question = json!({
            "text": text(&check.question),
            "good": target(Answer::Good),
            "bad": target(Answer::NotGood),
        });
        // What a good piece looks like is the card's own picture, unless the pack has another.
        for (field, source) in [
            ("good_picture", &check.picture),
            ("bad_picture", &check.picture_not_ok),
        ] {
            if let (Some(source), Some(fields)) = (source, question.as_object_mut()) {
                fields.insert(field.to_owned(), figure(source)?);
            }
        }
        card.insert("question".to_owned(), question);
    } else if step.branch.is_empty() {
        let after = next(operation, index, Answer::Done);
        if after != Next::Step(index + 1) {
            card.insert("next".to_owned(), target(Answer::Done));
        }
    }
    let choices = step
        .branch
        .iter()
        .enumerate()
        .map(|(way, branch)| {
            Ok(json!({
                "label": text(&branch.label),
                "picture": figure(&branch.picture)?,
                "to": target(Answer::Chose(way)),
            }))
        })
        .collect::<Result<Vec<Value>>>()?;
    card.insert("choices".to_owned(), json!(choices));
    Ok(Value::Object(card))
}

fn target(next: Next) -> Value {
    match next {
        Next::Step(index) => json!({ "card": index + 1 }),
        // A step that asks has its answers asked for; should it lead here, the piece ends.
        Next::Counted | Next::Asks => json!("done"),
        Next::PutAside => json!("aside"),
    }
}

/// A picture of the pack; that it is there was checked.
fn figure(checked: &CheckedPack, source: &str) -> Result<Value> {
    let bytes = checked
        .picture(source)
        .with_context(|| format!("the picture {source:?} is missing"))?;
    Ok(match PictureKind::of(bytes) {
        PictureKind::Png => json!({ "png_base64": BASE64.encode(bytes) }),
        PictureKind::Jpeg => json!({ "jpeg_base64": BASE64.encode(bytes) }),
        PictureKind::Svg => {
            let text = std::str::from_utf8(bytes)
                .with_context(|| format!("the drawing {source:?} is not in UTF-8"))?;
            json!({ "svg": text })
        }
    })
}

/// The typesetter counts operations and cards; whoever mends the pack knows their names.
fn at_home(operations: &[&Operation], said: &str) -> Option<String> {
    let (_, rest) = said.split_once("operations[")?;
    let (first, rest) = rest.split_once(']')?;
    let operation = operations.get(first.parse::<usize>().ok()?)?;
    let here = format!("operation {}", operation.id);
    let Some(rest) = rest.strip_prefix(".cards[") else {
        return Some(format!("{here}, {}", rest.trim_start_matches('.')));
    };
    let (index, rest) = rest.split_once(']')?;
    let step = operation.steps.get(index.parse::<usize>().ok()?)?;
    let field = rest
        .trim_start_matches('.')
        .replacen("question.text", "check.question", 1)
        .replacen("question.good_picture", "check.picture", 1)
        .replacen("question.bad_picture", "check.picture_not_ok", 1)
        .replacen("choices[", "branch[", 1);
    Some(format!("{here}, step {}, {field}", step.id))
}

#[cfg(test)]
mod tests;
