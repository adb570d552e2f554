//! Type from the system's font folders: nothing is embedded in the program, nothing is downloaded.

use std::path::Path;

use typst_kit::fonts::{FontStore, scan, system};

use crate::refusal::Refusal;

/// In order of preference. PT Sans has the whole Cyrillic; Andika is made for beginning readers; DejaVu
/// is on nearly every Debian machine.
pub(crate) const FAMILIES: [&str; 3] = ["PT Sans", "Andika", "DejaVu Sans"];

/// Where Debian's packages put those families. Looking here first keeps a document from reading
/// every font of the machine.
const FOLDERS: [&str; 3] = [
    "/usr/share/fonts/truetype/paratype",
    "/usr/share/fonts/truetype/andika",
    "/usr/share/fonts/truetype/dejavu",
];

/// The fonts that a document may use.
pub(crate) struct Fonts {
    pub(crate) store: FontStore,
    /// The members of [`FAMILIES`] that are installed, in that order.
    pub(crate) families: Vec<&'static str>,
}

impl Fonts {
    /// Looks into the usual folders and, when no family is there, into whatever fontconfig names.
    ///
    /// # Errors
    /// [`Refusal::Typesetting`] naming the package to install.
    pub(crate) fn installed() -> Result<Self, Refusal> {
        let mut store = FontStore::new();
        for folder in FOLDERS {
            store.extend(scan(Path::new(folder)).filter(|(_, info)| wanted(&info.family)));
        }
        if families(&store).is_empty() {
            store.extend(system().filter(|(_, info)| wanted(&info.family)));
        }
        let families = families(&store);
        if families.is_empty() {
            return Err(Refusal::typesetting(
                "no usable font is installed; install the package fonts-paratype (or fonts-sil-andika)",
            ));
        }
        Ok(Self { store, families })
    }

    /// Refuses a text with a character that no installed family can show: an empty box instead of a
    /// letter in somebody's name is worse than an error.
    pub(crate) fn check(&self, path: &str, text: &str) -> Result<(), Refusal> {
        let missing = text
            .chars()
            .find(|character| !character.is_whitespace() && !self.covers(*character));
        match missing {
            Some(character) => Err(Refusal::field(
                path,
                format!(
                    "the installed fonts cannot show the character {character:?} (U+{:04X})",
                    u32::from(character)
                ),
            )),
            None => Ok(()),
        }
    }

    fn covers(&self, character: char) -> bool {
        (0..)
            .map_while(|index| self.store.book().info(index))
            .any(|info| info.coverage.contains(u32::from(character)))
    }
}

fn wanted(family: &str) -> bool {
    FAMILIES
        .iter()
        .any(|name| name.eq_ignore_ascii_case(family))
}

fn families(store: &FontStore) -> Vec<&'static str> {
    FAMILIES
        .into_iter()
        .filter(|family| store.book().contains_family(&family.to_lowercase()))
        .collect()
}
