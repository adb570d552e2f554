//! Words of staff's pages, in the language of the moment.

use slint::{ComponentHandle, SharedString};

use crate::ui::views::{Counted, Named, Say, Word, each_word};
use stupen_window::{KioskWindow, StaffWords};

macro_rules! read_words {
    (
        words { $($word:ident $get:ident)+ }
        counted { $($counted:ident $count:ident)+ }
        named { $($named:ident $name:ident)+ }
    ) => {
        fn word(words: &StaffWords<'_>, word: Word) -> SharedString {
            match word { $(Word::$word => words.$get(),)+ }
        }

        fn count(words: &StaffWords<'_>, which: Counted, n: i32) -> SharedString {
            match which { $(Counted::$counted => words.$count(n),)+ }
        }

        fn name(words: &StaffWords<'_>, which: Named, text: SharedString) -> SharedString {
            match which { $(Named::$named => words.$name(text),)+ }
        }
    };
}
each_word!(read_words);

/// What it says, ready to be read.
pub(super) fn say(window: &KioskWindow, what: &Say) -> SharedString {
    let words = window.global::<StaffWords>();
    match what {
        Say::Nothing => SharedString::new(),
        Say::Plain(text) => text.as_str().into(),
        Say::Word(which) => word(&words, *which),
        Say::Count(which, n) => count(&words, *which, i32::try_from(*n).unwrap_or(i32::MAX)),
        Say::Name(which, text) => name(&words, *which, text.as_str().into()),
        Say::Row(parts) => {
            let mut row = SharedString::new();
            for part in parts {
                if !row.is_empty() {
                    row.push_str(" · ");
                }
                row.push_str(&say(window, part));
            }
            row
        }
    }
}
