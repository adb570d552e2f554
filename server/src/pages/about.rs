//! `/about`: whose pictures, fonts and programs these are. For everybody: whoever sees a picture may ask whose it is.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use stupen_domain::facts::Bilingual;

use crate::office::sets::{self, Listed};
use crate::pictograms;
use crate::state::AppState;
use crate::web::frame::Frame;
use crate::web::{Answer, page};

/// A font, as `assets/fonts.toml` describes it.
#[derive(Debug, Deserialize)]
struct Font {
    family: String,
    licence: String,
    copyright: String,
    /// What the licence reserves.
    #[serde(default)]
    reserved: String,
    url: String,
}

/// A part of the program, as `assets/about.toml` describes it.
#[derive(Debug, Deserialize)]
struct Part {
    name: String,
    #[serde(rename = "use")]
    what_for: Bilingual,
    licence: String,
    copyright: String,
    url: String,
}

#[derive(Deserialize)]
struct Fonts {
    font: Vec<Font>,
}

#[derive(Deserialize)]
struct Parts {
    part: Vec<Part>,
}

/// What is built into the program; a test reads both files.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    toml::from_str::<Fonts>(include_str!("../../../assets/fonts.toml"))
        .map(|fonts| fonts.font)
        .unwrap_or_default()
});
static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| {
    toml::from_str::<Parts>(include_str!("../../../assets/about.toml"))
        .map(|parts| parts.part)
        .unwrap_or_default()
});

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    page: Frame,
    version: &'static str,
    built_in: usize,
    sets: Vec<Listed>,
    fonts: &'static [Font],
    parts: &'static [Part],
}

/// `GET /about`.
///
/// # Errors
/// When the office's database cannot be read.
pub async fn show(State(state): State<AppState>, frame: Frame) -> Answer {
    let sets = state.office().run(|db| sets::list(db)).await?;
    page(&AboutPage {
        page: frame,
        version: env!("CARGO_PKG_VERSION"),
        built_in: pictograms::count(),
        sets,
        fonts: &FONTS,
        parts: &PARTS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_named_can_be_read() {
        assert!(FONTS.len() >= 2);
        assert!(PARTS.iter().any(|part| part.name == "Slint"));
        for part in PARTS.iter() {
            assert!(!part.what_for.ru.is_empty() && !part.what_for.en.is_empty());
        }
        let urls = FONTS.iter().map(|font| &font.url);
        for url in urls.chain(PARTS.iter().map(|part| &part.url)) {
            assert!(url.starts_with("https://"), "{url}");
        }
    }
}
