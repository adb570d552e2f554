//! Which workshop a page is about, and the way to another one.

use serde::Deserialize;

use crate::i18n::Lang;
use crate::views::Room;

/// `?workshop=ID`; without it the first workshop.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Its id.
    #[serde(default)]
    pub workshop: Option<String>,
}

/// The workshops to choose from; shown when there are several.
#[derive(Debug)]
pub struct Chooser {
    /// Address, name, and whether it is the one shown.
    pub rooms: Vec<(String, String, bool)>,
}

impl Chooser {
    /// Ways to the same page of each workshop.
    pub fn new(room: &Room, path: &str, lang: Lang) -> Self {
        let rooms = if room.is_one_of_many() {
            room.all
                .iter()
                .map(|(id, name)| {
                    (
                        format!("{path}?workshop={id}"),
                        lang.of(name).to_owned(),
                        *id == room.id,
                    )
                })
                .collect()
        } else {
            Vec::new()
        };
        Self { rooms }
    }
}

/// The end of an address that keeps the workshop; empty where there is only one.
pub fn room_query(room: &Room) -> String {
    if room.is_one_of_many() {
        format!("?workshop={}", room.id)
    } else {
        String::new()
    }
}

impl Room {
    /// As [`room_query`], for templates.
    pub fn query(&self) -> String {
        room_query(self)
    }
}
