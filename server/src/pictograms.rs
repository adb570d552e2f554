//! The pictogram set, built into the program: an office without its pictures would show empty frames. Sets that an
//! operator imports ([`read`]) lie in `office.db`.

pub mod read;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use stupen_domain::pack::Credit;

use crate::office::{Office, OfficeError, sets};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../pictograms");

/// One pictogram.
#[derive(Clone, Copy, Debug)]
pub struct Pictogram {
    /// Its meaning in Russian.
    pub ru: &'static str,
    /// In English.
    pub en: &'static str,
    /// The drawing.
    pub svg: &'static [u8],
}

/// The sets that an operator imported here.
#[derive(Clone, Debug, Default)]
pub struct Sets(Option<Office>);

impl Sets {
    /// Where nothing was ever imported.
    pub fn none() -> Self {
        Self(None)
    }

    /// Those that lie in the office's own database.
    pub fn of(office: Office) -> Self {
        Self(Some(office))
    }

    /// A picture and whom to name for it, by `<set>/<id>`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn picture(&self, name: &str) -> Result<Option<(Vec<u8>, Credit)>, OfficeError> {
        match (&self.0, name.split_once('/')) {
            (Some(office), Some((set, id))) => office.with(|db| sets::picture(db, set, id)),
            _ => Ok(None),
        }
    }
}

#[derive(Deserialize)]
struct Index<'a> {
    #[serde(borrow)]
    pictogram: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    id: &'a str,
    ru: &'a str,
    en: &'a str,
}

static SET: LazyLock<BTreeMap<&'static str, Pictogram>> = LazyLock::new(|| {
    let text = FILES
        .get_file("index.toml")
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default();
    let index: Index<'static> = match toml::from_str(text) {
        Ok(index) => index,
        Err(error) => {
            // The index is part of the program and a test reads it.
            tracing::error!(%error, "the index of pictograms cannot be read");
            return BTreeMap::new();
        }
    };
    index
        .pictogram
        .into_iter()
        .filter_map(|Entry { id, ru, en }| {
            let svg = FILES.get_file(format!("{id}.svg"))?.contents();
            Some((id, Pictogram { ru, en, svg }))
        })
        .collect()
});

/// How many there are.
pub fn count() -> usize {
    SET.len()
}

/// The pictogram of an id.
pub fn get(id: &str) -> Option<Pictogram> {
    SET.get(id).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures;

    #[test]
    fn the_index_and_the_files_are_the_same_set_of_usable_pictures() {
        let files: Vec<&str> = FILES
            .files()
            .filter_map(|file| file.path().to_str()?.strip_suffix(".svg"))
            .collect();
        assert!(files.len() > 50);
        for id in &files {
            let pictogram = get(id).unwrap_or_else(|| panic!("{id} is not in the index"));
            assert!(!pictogram.ru.is_empty() && !pictogram.en.is_empty(), "{id}");
            assert_eq!(
                pictures::check(pictogram.svg),
                Ok(pictures::PictureKind::Svg),
                "{id}"
            );
        }
        assert_eq!(
            files.len(),
            SET.len(),
            "the index names a file that is not there"
        );
    }
}
