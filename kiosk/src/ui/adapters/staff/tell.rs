//! Something told, or waited for.

use slint::{ComponentHandle, ModelRc, SharedString};

use super::{actions_model, say, sentences, thing, tone};
use crate::ui::adapters::model;
use crate::ui::adapters::person;
use crate::ui::gallery::Gallery;
use crate::ui::views::TellView;
use stupen_window::{FactData, KioskWindow, PersonData, TellAdapter};

pub(super) fn show(window: &KioskWindow, gallery: &mut Gallery, view: &TellView) {
    let adapter = window.global::<TellAdapter>();
    adapter.set_person(person(gallery, &view.person));
    adapter.set_tone(tone(view.tone));
    adapter.set_picture(thing(gallery, &view.picture));
    let title = say(window, &view.title);
    let words: Vec<SharedString> = view.words.iter().map(|line| say(window, line)).collect();
    let facts: Vec<FactData> = view
        .facts
        .iter()
        .map(|(picture, words)| FactData {
            picture: thing(gallery, picture),
            words: say(window, words),
        })
        .collect();
    let (picture, agreed) = match &view.agreed {
        Some((picture, words)) => (thing(gallery, picture), say(window, words)),
        None => Default::default(),
    };
    let (nth, of) = view.count.unwrap_or_default();
    adapter.set_agreed(view.agreed.is_some());
    adapter.set_agreed_picture(picture);
    adapter.set_agreed_words(agreed.clone());
    let (follows_picture, follows) = match &view.follows {
        Some((picture, words)) => (thing(gallery, picture), say(window, words)),
        None => Default::default(),
    };
    adapter.set_follows(view.follows.is_some());
    adapter.set_follows_picture(follows_picture);
    adapter.set_follows_words(follows);
    adapter.set_nth(i32::from(nth));
    adapter.set_of(i32::from(of));
    let mut spoken = vec![SharedString::from(view.person.name.as_str()), title.clone()];
    spoken.extend(words.iter().cloned());
    spoken.extend(view.heard.iter().map(|words| say(window, words)));
    if view.heard.is_empty() {
        spoken.extend(facts.iter().map(|fact| fact.words.clone()));
    }
    spoken.push(agreed);
    spoken.push(adapter.get_count_words());
    spoken.push(say(window, &view.follows_heard));
    adapter.set_spoken(sentences(&spoken).into());
    adapter.set_title(title);
    adapter.set_words(lines(&words).into());
    adapter.set_facts(model(facts.into_iter()));
    adapter.set_actions(actions_model(window, gallery, &view.actions));
    adapter.set_participant(view.participant);
}

/// One below the other, so that all have one size.
pub(super) fn lines(words: &[SharedString]) -> String {
    let words: Vec<&str> = words
        .iter()
        .map(SharedString::as_str)
        .filter(|line| !line.is_empty())
        .collect();
    words.join("\n")
}

pub(super) fn clear(window: &KioskWindow) {
    let adapter = window.global::<TellAdapter>();
    adapter.set_person(PersonData::default());
    adapter.set_title(SharedString::new());
    adapter.set_words(SharedString::new());
    adapter.set_facts(ModelRc::default());
    adapter.set_agreed_words(SharedString::new());
    adapter.set_follows_words(SharedString::new());
    adapter.set_spoken(SharedString::new());
    adapter.set_actions(ModelRc::default());
}
