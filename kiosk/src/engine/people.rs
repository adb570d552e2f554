//! People as screens show them.

use stupen_domain::people;
use stupen_domain::wire::ids::PersonId;

use super::Engine;
use crate::ui::Person;

impl Engine {
    /// Picture and name; an empty outline for somebody who is not known any more.
    pub(super) fn person_view(&self, id: &PersonId) -> Person {
        let set = people::person(self.ledger().state(), id).map(|view| view.person.clone());
        match set {
            Some(set) => Person {
                name: set.called,
                picture: self.media.picture(set.picture.as_str()),
            },
            None => Person::default(),
        }
    }

    pub(super) fn language_of(&self, id: &PersonId) -> Option<String> {
        let ledger = self.ledger();
        people::person(ledger.state(), id).map(|view| view.person.language.clone())
    }
}
