//! A roster against a real book: all or nothing, and the second time nothing.

use std::fs;

use stupen_domain::wire::ids::{OrganisationId, PersonId, WorkshopId};
use stupen_domain::{Actor, Role, people};

use super::{Imported, Outcome, import_roster};
use crate::book::Book;
use crate::clock::Clock;
use crate::data::DataDir;
use crate::office::testing::at;
use crate::tests::soap;
use crate::upkeep::redact;

const HEADER: &str =
    "key;called;surname;given_name;patronymic;born;language;portrait;service;from;until;contract\n";

struct Desk {
    dir: tempfile::TempDir,
    book: Book,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(&dir.path().join("data")).unwrap();
        Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
        let book = Book::open(&data, &Clock::new(|| at("2026-11-22T06:00:00Z"))).unwrap();
        book.set_workshop(soap(), &Actor::device()).unwrap();
        fs::write(
            dir.path().join("face.svg"),
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4'/></svg>",
        )
        .unwrap();
        Self { dir, book }
    }

    fn import(&self, rows: &str) -> Imported {
        self.import_as(Role::Administrator, rows, false)
    }

    fn import_as(&self, role: Role, rows: &str, dry_run: bool) -> Imported {
        let actor = Actor { person: None, role };
        let file = format!("{HEADER}{rows}");
        let workshop = WorkshopId::new("soap");
        import_roster(
            &self.book,
            &workshop,
            &actor,
            file.as_bytes(),
            self.dir.path(),
            dry_run,
        )
        .unwrap()
    }

    fn entries(&self) -> u64 {
        self.book
            .with(|ledger| ledger.log().count())
            .unwrap()
            .unwrap()
    }

    fn called(&self, person: &PersonId) -> Option<String> {
        let called = |ledger: &mut stupen_ledger::Ledger| {
            people::person(ledger.state(), person).map(|view| view.person.called.clone())
        };
        self.book.with(called).unwrap()
    }
}

const ANNA: &str =
    "p-1;Аня;Снежкова;Анна;Игоревна;2006-07-02;ru;face.svg;temporary;2026-09-01;2027-05-28;ВТ-1\n";
const TIMUR: &str =
    "p-2;Тимур;Осинин;Тимур;Ильич;2000-08-16;ru;;orientation;2026-11-16;2026-12-15;\n";

fn outcomes(done: &Imported) -> Vec<(Outcome, Vec<&'static str>)> {
    done.rows
        .iter()
        .map(|row| (row.outcome, row.writes.clone()))
        .collect()
}

#[test]
fn the_same_roster_again_changes_nothing_and_a_changed_row_changes_what_it_says() {
    let desk = Desk::new();
    let both = format!("{ANNA}{TIMUR}");
    let rehearsed = desk.import_as(Role::Administrator, &both, true);
    assert!(rehearsed.accepted && rehearsed.people.is_empty());
    let before = desk.entries();
    let first = desk.import(&both);
    assert_eq!(
        outcomes(&first),
        [
            (
                Outcome::Added,
                vec!["person", "identity", "enrolment", "contract"]
            ),
            (Outcome::Added, vec!["person", "identity", "enrolment"]),
        ]
    );
    assert_eq!(desk.entries(), before + 7, "the rehearsal wrote nothing");
    let again = desk.import(&both);
    assert!(
        again
            .rows
            .iter()
            .all(|row| row.outcome == Outcome::Unchanged)
    );
    assert_eq!(again.people, first.people);
    assert_eq!(desk.entries(), before + 7);

    let changed = ANNA
        .replace("Аня", "Анюта")
        .replace("ВТ-1", "ВТ-2")
        .replace("face.svg", "");
    let third = desk.import(&changed);
    assert_eq!(
        outcomes(&third),
        [(Outcome::Changed, vec!["person", "contract"])]
    );
    assert_eq!(desk.called(&first.people["p-1"]).as_deref(), Some("Анюта"));
    let (kept, hash) = desk
        .book
        .with(|ledger| {
            let view = people::person(ledger.state(), &first.people["p-1"]).unwrap();
            let hash = view
                .person
                .picture
                .as_str()
                .strip_prefix("blob:")
                .map(str::to_owned);
            (view.person.picture.as_str().starts_with("blob:"), hash)
        })
        .unwrap();
    assert!(kept, "an empty cell takes no portrait away");
    let hash = hash.unwrap().parse().unwrap();
    assert!(desk.book.blobs(|blobs| blobs.has(&hash)).unwrap());

    // A portrait that was lost comes back with the roster that changes nothing else.
    assert!(desk.book.blobs(|blobs| blobs.forget(&hash)).unwrap());
    let with_portrait = changed.replace("ru;;", "ru;face.svg;");
    let fourth = desk.import(&with_portrait);
    assert_eq!(fourth.rows[0].outcome, Outcome::Unchanged);
    assert!(desk.book.blobs(|blobs| blobs.has(&hash)).unwrap());
}

#[test]
fn a_roster_brings_no_portrait_of_an_erased_person_back() {
    let desk = Desk::new();
    let face = |colour: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4' fill='{colour}'/></svg>"
        )
    };
    for (file, colour) in [("anna.svg", "#123456"), ("timur.svg", "#654321")] {
        fs::write(desk.dir.path().join(file), face(colour)).unwrap();
    }
    let anna = ANNA.replace("face.svg", "anna.svg");
    let timur = TIMUR.replace("ru;;", "ru;timur.svg;");
    let first = desk.import(&format!("{anna}{timur}"));
    let portrait = |who: &PersonId| {
        let view = |ledger: &mut stupen_ledger::Ledger| {
            let view = people::person(ledger.state(), who)?;
            view.person
                .picture
                .as_str()
                .strip_prefix("blob:")?
                .parse()
                .ok()
        };
        desk.book.with(view).unwrap()
    };
    let [hers, his]: [stupen_journal::Hash; 2] =
        ["p-1", "p-2"].map(|key| portrait(&first.people[key]).unwrap());
    assert_ne!(hers, his);
    let here = |hash| desk.book.blobs(|blobs| blobs.has(&hash)).unwrap();
    assert!(here(hers) && here(his));

    let administrator = Actor {
        person: None,
        role: Role::Administrator,
    };
    let erasure = redact::of_person(&desk.book, "p-1").unwrap();
    redact::carry_out(&desk.book, &administrator, &erasure, "request").unwrap();
    assert!(!here(hers) && here(his));

    // Her picture still lies in the roster's folder, and the rows of others have not changed.
    let others = desk.import(&timur);
    assert_eq!(others.rows[0].outcome, Outcome::Unchanged);
    assert!(!here(hers) && here(his));
    // Whoever leaves her row in is told that somebody is added: a person whom nothing links to the one erased.
    let rehearsed = desk.import_as(Role::Administrator, &format!("{anna}{timur}"), true);
    let outcomes: Vec<Outcome> = rehearsed.rows.iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::Added, Outcome::Unchanged]);
    assert!(!here(hers), "a rehearsal stores nothing");
    // A roster that is refused brings no picture either.
    let refused = desk.import(&format!(
        "{anna}{}",
        timur.replace("2000-08-16", "2030-08-16")
    ));
    assert!(!refused.accepted && !here(hers));
}

#[test]
fn one_wrong_row_keeps_the_whole_roster_out() {
    let desk = Desk::new();
    let before = desk.entries();
    #[rustfmt::skip]
    let table = [
        (TIMUR.replace("2026-12-15", "2027-02-15"), "line 3: until: orientation lasts"),
        (TIMUR.replace("orientation", "temporary").replace("2026-12-15", "2027-09-15"), "line 3: until: temporary employment lasts"),
        (TIMUR.replace("2000-08-16", "2030-08-16"), "line 3: born: born lies in the future"),
        (TIMUR.replace("ru;;", "ru;gone.svg;"), "line 3: portrait: the file \"gone.svg\" cannot be read"),
        (TIMUR.replace("ru;;", "ru;../face.svg;"), "line 3: portrait: \"../face.svg\" leads out of the folder"),
        (TIMUR.replace("ru;;", "ru;pictogram:nothing;"), "line 3: portrait: there is no pictogram \"nothing\""),
    ];
    for (row, expected) in table {
        let done = desk.import(&format!("{ANNA}{row}"));
        assert!(!done.accepted && done.people.is_empty());
        let said: Vec<String> = done.problems.iter().map(ToString::to_string).collect();
        assert!(said[0].starts_with(expected), "{said:?}");
        assert_eq!(desk.entries(), before, "{row}");
    }
    let refused = desk.import_as(Role::Auditor, ANNA, false);
    assert!(!refused.accepted, "an auditor writes nothing");
}

#[test]
fn nobody_becomes_two_people_and_no_term_overlaps() {
    let desk = Desk::new();
    assert!(desk.import(ANNA).accepted);
    let other_key = desk.import(&ANNA.replace("p-1", "p-9"));
    assert!(
        other_key.problems[0]
            .problem
            .contains("known under the key \"p-1\"")
    );
    let overlaps = desk.import(&ANNA.replace("2026-09-01", "2026-10-01"));
    assert!(
        overlaps.problems[0]
            .to_string()
            .starts_with("line 2: from: another enrolment"),
        "{:?}",
        overlaps.problems
    );
    let longer = desk.import(&ANNA.replace("2027-05-28", "2027-05-31"));
    assert_eq!(outcomes(&longer), [(Outcome::Changed, vec!["contract"])]);
    assert!(
        longer.rows[0]
            .note
            .as_ref()
            .unwrap()
            .contains("stays as it was")
    );
}
