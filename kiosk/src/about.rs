//! What the program is made of and whom to name for it: for the page behind the staff door.

use std::sync::LazyLock;

use serde::Deserialize;
use stupen_domain::facts::Bilingual;

/// A part of the program, as `assets/about.toml` describes it.
#[derive(Debug, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// What it does here.
    #[serde(rename = "use")]
    pub what_for: Bilingual,
    /// Its licence.
    pub licence: String,
    /// Who made it.
    pub copyright: String,
}

/// A font, as `assets/fonts.toml` describes it.
#[derive(Debug, Deserialize)]
pub struct Font {
    /// Its name.
    pub family: String,
    /// Its licence.
    pub licence: String,
    /// Who made it.
    pub copyright: String,
}

#[derive(Deserialize)]
struct Parts {
    part: Vec<Part>,
}

#[derive(Deserialize)]
struct Fonts {
    font: Vec<Font>,
}

/// The parts; a test reads the file that travels inside the program.
pub static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| {
    toml::from_str::<Parts>(include_str!("../../assets/about.toml"))
        .map(|parts| parts.part)
        .unwrap_or_default()
});

/// The fonts.
pub static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    toml::from_str::<Fonts>(include_str!("../../assets/fonts.toml"))
        .map(|fonts| fonts.font)
        .unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_named_can_be_read() {
        assert!(FONTS.iter().any(|font| font.family == "Andika"));
        let slint = PARTS.iter().find(|part| part.name == "Slint").unwrap();
        assert_eq!(slint.licence, "GPL-3.0-only");
    }
}
