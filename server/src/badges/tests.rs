//! Sheets and facts: all of it or nothing.

use stupen_domain::people::BadgeStatus;
use stupen_domain::wire::ids::OrganisationId;

use super::*;
use crate::clock::Clock;
use crate::data::DataDir;
use crate::documents::testing::{obedient, stubborn};
use crate::office::testing::at;
use crate::roster::import_roster;
use crate::tests::soap;

const ADMINISTRATOR: Actor = Actor {
    person: None,
    role: stupen_domain::Role::Administrator,
};

struct Desk {
    dir: tempfile::TempDir,
    book: Book,
    workshop: WorkshopId,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(&dir.path().join("data")).unwrap();
        Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
        let book = Book::open(&data, &Clock::new(|| at("2026-11-22T06:00:00Z"))).unwrap();
        book.set_workshop(soap(), &Actor::device()).unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
        let roster = fs::read(sample.join("roster.csv")).unwrap();
        let workshop = WorkshopId::new("soap");
        let done = import_roster(&book, &workshop, &ADMINISTRATOR, &roster, &sample, false);
        assert!(done.unwrap().accepted);
        let lead = PersonSet {
            person: PersonId::new("lead-1"),
            called: "Ольга Петровна".to_owned(),
            picture: stupen_domain::wire::ids::PictureRef::new("pictogram:person"),
            language: "ru".to_owned(),
            staff_role: Some("lead".to_owned()),
            active: true,
        };
        book.commit_now(&workshop, &ADMINISTRATOR, vec![lead.into()])
            .unwrap();
        Self {
            dir,
            book,
            workshop,
        }
    }

    fn issue(&self, documents: &Documents, whom: Whom, replace: bool) -> Result<Vec<MadeBadge>> {
        let order = Order {
            workshop: &self.workshop,
            whom,
            replace,
            lang: Lang::Ru,
        };
        issue_badges(&self.book, documents, &ADMINISTRATOR, &order, &self.sheet())
    }

    fn sheet(&self) -> PathBuf {
        self.dir.path().join("badges.pdf")
    }

    fn status(&self, made: &MadeBadge) -> BadgeStatus {
        let hash = badge::hash(&made.text).unwrap();
        self.book
            .with(|ledger| people::badge_status(ledger.state(), &hash, chrono::NaiveDate::MAX))
            .unwrap()
    }

    fn request(&self) -> Value {
        let text = fs::read(self.dir.path().join("request.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

#[test]
fn everybody_gets_a_card_that_opens_for_them() {
    let desk = Desk::new();
    let documents = obedient(desk.dir.path());
    let made = desk.issue(&documents, Whom::WithoutBadge, false).unwrap();
    assert_eq!(made.len(), 11);
    for badge in &made {
        assert_eq!(
            desk.status(badge),
            BadgeStatus::Held(badge.person.clone().unwrap())
        );
    }
    assert_eq!(fs::read(desk.sheet()).unwrap(), b"%PDF-1.7 sheet");
    let request = desk.request();
    assert_eq!(request["title"], "Бейджи · Мыло");
    let cards = request["badges"].as_array().unwrap();
    let lead = cards.iter().find(|card| card["role"] == "staff").unwrap();
    assert_eq!(lead["line"], "Мастер цеха");
    let anna = cards.iter().find(|card| card["called"] == "Аня").unwrap();
    assert!(anna["picture_svg"].as_str().unwrap().contains("<svg"));

    let again = desk
        .issue(&documents, Whom::WithoutBadge, false)
        .unwrap_err();
    assert_eq!(again.to_string(), "everybody has a badge already");
    let everybody = desk.issue(&documents, Whom::Everybody, false).unwrap();
    assert_eq!(everybody.len(), 11);
    assert!(matches!(desk.status(&made[0]), BadgeStatus::Held(_)));
}

#[test]
fn a_replaced_badge_dies() {
    let desk = Desk::new();
    let documents = obedient(desk.dir.path());
    let lost = desk
        .issue(&documents, Whom::Person("p-02".to_owned()), false)
        .unwrap();
    assert_eq!(lost[0].called, "Аня");
    assert_eq!(lost[0].key.as_deref(), Some("p-02"));
    let new = desk
        .issue(&documents, Whom::Person("p-02".to_owned()), true)
        .unwrap();
    assert!(matches!(desk.status(&lost[0]), BadgeStatus::Revoked(_)));
    assert!(matches!(desk.status(&new[0]), BadgeStatus::Held(_)));
    let nobody = desk.issue(&documents, Whom::Person("p-77".to_owned()), false);
    assert!(nobody.unwrap_err().to_string().contains("p-77"));
}

#[test]
fn a_spare_card_is_nobodys_yet() {
    let desk = Desk::new();
    let made = desk
        .issue(&obedient(desk.dir.path()), Whom::Spare(3), false)
        .unwrap();
    assert_eq!(made.len(), 3);
    assert_eq!(desk.status(&made[2]), BadgeStatus::Unknown);
    assert_eq!(desk.request()["badges"][2]["line"], "№ 3");
}

#[test]
fn without_a_sheet_no_badge_is_a_fact() {
    let desk = Desk::new();
    fs::write(desk.sheet(), "yesterday's sheet").unwrap();
    let entries = || {
        desk.book
            .with(|ledger| ledger.log().count().unwrap())
            .unwrap()
    };
    let before = entries();
    let refused = desk.issue(&stubborn(desk.dir.path()), Whom::Everybody, true);
    assert!(refused.unwrap_err().to_string().contains("no such letter"));
    let order = Order {
        workshop: &desk.workshop,
        whom: Whom::Everybody,
        replace: false,
        lang: Lang::En,
    };
    let documents = obedient(desk.dir.path());
    let nowhere = desk.dir.path().join("no/such/folder/badges.pdf");
    issue_badges(&desk.book, &documents, &ADMINISTRATOR, &order, &nowhere).unwrap_err();
    let auditor = Actor {
        person: None,
        role: stupen_domain::Role::Auditor,
    };
    issue_badges(&desk.book, &documents, &auditor, &order, &desk.sheet()).unwrap_err();
    assert_eq!(entries(), before);
    assert_eq!(fs::read(desk.sheet()).unwrap(), b"yesterday's sheet");
    let left: Vec<_> = fs::read_dir(desk.dir.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".part") || name.contains(".new"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_text_of_a_badge_stands_in_no_debug_output() {
    let made = MadeBadge {
        person: None,
        key: None,
        called: "№ 1".to_owned(),
        text: badge::text([7; 13]),
    };
    assert!(!format!("{made:?}").contains(&made.text));
}
