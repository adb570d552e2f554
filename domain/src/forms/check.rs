//! What keeps a form from being published: words that are missing, ids that repeat, pictures that are not there,
//! numbers that make no sense (docs/operations.md, "Forms").

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::wire::facts::Bilingual;
use crate::wire::forms::{
    Activities, Assessment, Choice, Criterion, Employers, Form, Phrases, Praise, Regulations,
    Rules, Trial, read,
};

/// Something that is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, such as `regulations late, title.ru`; an item is named by its list and its id.
    pub place: String,
    /// What is wrong and what to do.
    pub advice: String,
}

/// Everything that is wrong with a body; `has` tells whether a picture (`pictogram:<id>`) exists. Nothing means that
/// it may be published. A form that is not known here is taken as it is.
pub fn faults(name: &str, body: &str, has: impl Fn(&str) -> bool) -> Vec<Fault> {
    let mut found = Found {
        faults: Vec::new(),
        has: &has,
    };
    match name.split('@').next().unwrap_or_default() {
        Regulations::NAME => found.of(body, Found::regulations),
        Praise::NAME => found.of(body, |found, form: &Praise| {
            found.choices("items", &form.items)
        }),
        Activities::NAME => found.of(body, |found, form: &Activities| {
            found.choices("items", &form.items);
        }),
        Assessment::NAME => found.of(body, Found::assessment),
        Trial::NAME => found.of(body, |found, form: &Trial| {
            found.criteria(&form.levels, &form.criteria);
        }),
        Employers::NAME => found.of(body, Found::employers),
        Phrases::NAME => found.of(body, |found, form: &Phrases| {
            for (list, phrases) in form.lists() {
                found.phrases(list, phrases);
            }
        }),
        Rules::NAME => found.of(body, Found::rules),
        _ => {}
    }
    found.faults
}

/// So many names are turned through by hand at most.
const EMPLOYERS_MAX: usize = 60;
/// What fits on a key.
const EMPLOYER_CHARS_MAX: usize = 60;

/// Whether a text may be an id in a form.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

struct Found<'a> {
    faults: Vec<Fault>,
    has: &'a dyn Fn(&str) -> bool,
}

impl Found<'_> {
    fn of<F: Form>(&mut self, body: &str, check: impl FnOnce(&mut Self, &F)) {
        match read::<F>(body) {
            Ok(form) => check(self, &form),
            Err(problem) => self.say("", &problem),
        }
    }

    fn say(&mut self, place: &str, advice: &str) {
        self.faults.push(Fault {
            place: place.to_string(),
            advice: advice.to_string(),
        });
    }

    fn words(&mut self, place: &str, text: &Bilingual) {
        for (language, text) in [("ru", &text.ru), ("en", &text.en)] {
            if text.trim().is_empty() {
                self.say(&format!("{place}.{language}"), "must be filled");
            }
        }
    }

    fn picture(&mut self, place: &str, picture: &str) {
        if !picture.starts_with("pictogram:") {
            self.say(place, "a form shows pictograms: write pictogram:<id>");
        } else if !(self.has)(picture) {
            self.say(
                place,
                &format!("there is no pictogram {picture:?} in the set"),
            );
        }
    }

    /// Begins an item of a list: its id is one, and no other item has it.
    fn item<'a>(&mut self, list: &str, id: &'a str, seen: &mut BTreeSet<&'a str>) -> String {
        let here = format!("{list} {id}");
        if !is_id(id) || !seen.insert(id) {
            self.say(
                &here,
                "ids are unique within their list, of lower-case letters, digits, hyphens and underscores",
            );
        }
        here
    }

    fn choices(&mut self, list: &str, choices: &[Choice]) {
        if choices.is_empty() {
            self.say(list, "at least one is needed");
        }
        self.some_choices(list, choices);
    }

    fn some_choices(&mut self, list: &str, choices: &[Choice]) {
        let mut seen = BTreeSet::new();
        for choice in choices {
            let here = self.item(list, &choice.id, &mut seen);
            self.picture(&format!("{here}, picture"), &choice.picture);
            self.words(&format!("{here}, title"), &choice.title);
        }
    }

    fn phrases(&mut self, list: &str, phrases: &[Bilingual]) {
        for phrase in phrases {
            self.words(list, phrase);
        }
    }

    fn regulations(&mut self, form: &Regulations) {
        if form.regulations.is_empty() {
            self.say("regulations", "at least one is needed");
        }
        let mut seen = BTreeSet::new();
        for regulation in &form.regulations {
            let here = self.item("regulations", &regulation.id, &mut seen);
            self.picture(&format!("{here}, picture"), &regulation.picture);
            self.words(&format!("{here}, title"), &regulation.title);
            self.words(&format!("{here}, told"), &regulation.told);
        }
        for (field, count) in [
            ("late", form.regulations.iter().filter(|r| r.late).count()),
            (
                "absent",
                form.regulations.iter().filter(|r| r.absent).count(),
            ),
        ] {
            if count > 1 {
                self.say(
                    "regulations",
                    &format!("{field} = true stands at one regulation at most"),
                );
            }
        }
        self.choices("agreed", &form.agreed);
        self.choices("said", &form.said);
        self.some_choices("places", &form.places);
        self.phrases("phrases", &form.phrases);
    }

    fn assessment(&mut self, form: &Assessment) {
        self.criteria(&form.levels, &form.criteria);
        self.some_choices("goals", &form.goals);
        self.phrases("phrases", &form.phrases);
        self.phrases("advice", &form.advice);
    }

    fn criteria(&mut self, levels: &[Choice], criteria: &[Criterion]) {
        self.some_choices("levels", levels);
        if levels.len() < 2 {
            self.say("levels", "at least two are needed");
        }
        if criteria.is_empty() {
            self.say("criteria", "at least one is needed");
        }
        let mut seen = BTreeSet::new();
        for criterion in criteria {
            let here = self.item("criteria", &criterion.id, &mut seen);
            self.picture(&format!("{here}, picture"), &criterion.picture);
            self.words(&format!("{here}, title"), &criterion.title);
            self.words(&format!("{here}, asked"), &criterion.asked);
            let same = criterion.levels.len() == levels.len()
                && criterion
                    .levels
                    .iter()
                    .zip(levels)
                    .all(|(own, of_all)| own.id == of_all.id);
            if !same {
                self.say(
                    &format!("{here}, levels"),
                    "each criterion describes the levels of the form, all of them and in their order",
                );
            }
            for level in &criterion.levels {
                self.words(&format!("{here}, levels {}, title", level.id), &level.title);
            }
        }
    }

    /// An empty list takes back what was offered.
    fn employers(&mut self, form: &Employers) {
        let mut seen = BTreeSet::new();
        if form.employers.len() > EMPLOYERS_MAX {
            self.say("employers", &format!("at most {EMPLOYERS_MAX}"));
        }
        for name in &form.employers {
            let place = format!("employers {name:?}");
            if name.trim().is_empty() {
                self.say(&place, "must be filled");
            } else if name.chars().count() > EMPLOYER_CHARS_MAX || name.contains('\n') {
                self.say(
                    &place,
                    &format!("a name in one line of at most {EMPLOYER_CHARS_MAX} letters"),
                );
            } else if !seen.insert(name.trim().to_lowercase()) {
                self.say(&place, "stands there twice");
            }
        }
    }

    fn rules(&mut self, form: &Rules) {
        for (field, number) in [
            ("assess_every_days", form.assess_every_days),
            ("help_escalates_min", form.help_escalates_min),
            ("fade_after_runs", form.fade_after_runs),
            ("return_errors_per_100", form.return_errors_per_100),
            ("return_after_days", form.return_after_days),
            ("ready_assessments", form.ready_assessments),
            ("experienced_pieces", form.experienced_pieces),
            ("contact_every_days", form.contact_every_days),
        ] {
            if number == 0 {
                self.say(field, "at least 1");
            }
        }
        if form.assess_soon_days >= form.assess_every_days.max(1) {
            self.say("assess_soon_days", "less than assess_every_days");
        }
        if form.ready_share_per_100 > 100 {
            self.say("ready_share_per_100", "at most 100");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, body: &str, expected: &[(&str, &str)]) {
        let found = faults(name, body, |picture| picture == "pictogram:clock");
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|fault| (fault.place.as_str(), fault.advice.as_str()))
            .collect();
        assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
        for ((place, advice), (expected_place, part)) in found.iter().zip(expected) {
            assert_eq!(place, expected_place, "{name}");
            assert!(advice.contains(part), "{advice}");
        }
    }

    const LATE: &str = r#"{"id":"late","picture":"pictogram:clock","title":{"ru":"Опоздание","en":"Late"},"told":{"ru":"Ты пришёл поздно","en":"You came late"},"late":true}"#;
    const CHOICE: &str = r#"{"id":"a","picture":"pictogram:clock","title":{"ru":"А","en":"A"}}"#;

    #[test]
    fn what_keeps_a_form_from_being_published() {
        let regulations = |regulations: &str, agreed: &str| {
            format!(r#"{{"regulations":[{regulations}],"agreed":[{agreed}],"said":[{CHOICE}]}}"#)
        };
        check("regulations", &regulations(LATE, CHOICE), &[]);
        check("regulations@soap", &regulations(LATE, CHOICE), &[]);
        check(
            "regulations",
            &regulations("", ""),
            &[("regulations", "at least one"), ("agreed", "at least one")],
        );
        check(
            "regulations",
            &regulations(&format!("{LATE},{LATE}"), CHOICE),
            &[
                ("regulations late", "unique"),
                ("regulations", "late = true"),
            ],
        );
        check(
            "regulations",
            &regulations(
                &LATE.replace("clock", "klock").replace("You came late", " "),
                CHOICE,
            ),
            &[
                ("regulations late, picture", "no pictogram"),
                ("regulations late, told.en", "filled"),
            ],
        );
        check(
            "praise",
            &format!(
                r#"{{"items":[{}]}}"#,
                CHOICE.replace("pictogram:clock", "a.svg")
            ),
            &[("items a, picture", "write pictogram:")],
        );
        check(
            "activities",
            r#"{"items":[]}"#,
            &[("items", "at least one")],
        );
        check("praise", r#"{"items":1}"#, &[("", "invalid type")]);
        check("phrases", "{}", &[]);
        check(
            "phrases",
            r#"{"difficulty":[{"ru":"Шум мешает","en":"Noise disturbs"},{"ru":"Дорога","en":" "}],"ready":[{"ru":"","en":"Wants to"}]}"#,
            &[("difficulty.en", "filled"), ("ready.ru", "filled")],
        );
        check("of-the-future", "{}", &[]);
    }

    #[test]
    fn criteria_describe_the_levels_of_their_form() {
        let body = |levels: &str| {
            format!(
                r#"{{"levels":[{CHOICE},{}],"criteria":[{{"id":"c","picture":"pictogram:clock","title":{{"ru":"Ц","en":"C"}},"asked":{{"ru":"?","en":"?"}},"levels":[{levels}]}}]}}"#,
                CHOICE.replace("\"a\"", "\"b\"")
            )
        };
        let level = |id: &str| format!(r#"{{"id":"{id}","title":{{"ru":"У","en":"L"}}}}"#);
        for name in ["assessment", "trial"] {
            check(name, &body(&[level("a"), level("b")].join(",")), &[]);
            check(
                name,
                &body(&[level("b"), level("a")].join(",")),
                &[("criteria c, levels", "in their order")],
            );
            check(
                name,
                &body(&level("a")),
                &[("criteria c, levels", "all of them")],
            );
        }
    }

    #[test]
    fn employers_are_names_each_once() {
        check("employers", r#"{"employers":[]}"#, &[]);
        check("employers", r#"{"employers":["Зерно","Лист"]}"#, &[]);
        check(
            "employers@soap",
            &format!(
                r#"{{"employers":["Зерно"," зерно"," ","{}"]}}"#,
                "я".repeat(61)
            ),
            &[
                ("employers \" зерно\"", "twice"),
                ("employers \" \"", "filled"),
                (&format!("employers \"{}\"", "я".repeat(61)), "60 letters"),
            ],
        );
        let many: Vec<String> = (0..61).map(|n| format!("\"{n}\"")).collect();
        check(
            "employers",
            &format!(r#"{{"employers":[{}]}}"#, many.join(",")),
            &[("employers", "at most 60")],
        );
    }

    #[test]
    fn numbers_make_sense() {
        check("rules", "{}", &[]);
        check(
            "rules",
            r#"{"assess_every_days":0,"assess_soon_days":3,"ready_share_per_100":101}"#,
            &[
                ("assess_every_days", "at least 1"),
                ("assess_soon_days", "less"),
                ("ready_share_per_100", "at most"),
            ],
        );
    }
}
