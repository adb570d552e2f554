//! Why staff annulled, corrected, or sent somebody home, as the office reads it: a ready reason in the reader's language,
//! or the words that were noted for the case.

use stupen_domain::reasons::{self, AT_OFFICE, Reason};
use stupen_domain::wire::Fact;
use stupen_domain::{Said, State};

use crate::i18n::msg;

/// The reason of a fact: what was noted for the case with it, else what the floor has.
pub fn told(state: &State, fact: impl Into<Fact>, said: &Said<'_>) -> String {
    let fact = fact.into();
    let Some((what_for, _, floor)) = reasons::given(&fact) else {
        return String::new();
    };
    match what_for.read(floor) {
        Reason::AtOffice => {
            let words = reasons::written(state, &fact, said);
            if words.is_empty() {
                floor.to_owned()
            } else {
                words.join(". ")
            }
        }
        Reason::Ready(_) | Reason::Words(_) => floor.to_owned(),
    }
}

/// A ready reason in words, as a msgid; nothing for what was written in words.
pub fn label(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "good_reason" => msg("A good reason, confirmed"),
        "no_transport" => msg("There was no transport"),
        "recorded_by_mistake" => msg("Recorded by mistake"),
        "agreed_before" => msg("It was agreed beforehand"),
        "rule_not_explained" => msg("The rule had not been explained"),
        "badge_at_home" => msg("The badge was left at home"),
        "nobody_marked" => msg("Nobody marked it"),
        "marked_by_mistake" => msg("Marked by mistake"),
        "kiosk_off" => msg("The kiosk did not work"),
        "kiosk_clock_wrong" => msg("The kiosk’s clock was wrong"),
        "goes_home" => msg("Is going home"),
        "finishes_piece" => msg("Finishes this piece and goes home"),
        "waits_to_be_fetched" => msg("Waits to be fetched"),
        "rests_until_bus" => msg("Works no more, rests here until the bus"),
        AT_OFFICE => msg("The words have not arrived yet"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use stupen_domain::reasons::ReasonFor;

    #[test]
    fn every_ready_reason_has_words_here() {
        let ready = ReasonFor::ALL.iter().flat_map(|what_for| what_for.ready());
        for reason in ready.chain([&AT_OFFICE]) {
            assert!(label(reason).is_some(), "{reason}");
        }
        assert_eq!(label("Автобус сломался"), None);
    }
}
