//! Lists of who left: a year of them, or everybody a page at a time.

use serde_json::Value;
use stupen_domain::facts::{EndReason, EnrolmentEnded, EnrolmentStarted, PersonSet, Service};
use stupen_domain::wire::ids::{EnrolmentId, PictureRef};
use stupen_domain::{Command, Role};

use super::House;
use super::cases::names;
use super::floor::person;

impl House {
    /// Somebody who was here until a day.
    fn former(&self, id: &str, from: &str, until: &str) {
        let enrolment = EnrolmentId::new(format!("e-{id}"));
        let commands: Vec<Command> = vec![
            PersonSet {
                person: person(id),
                called: format!("Был {id}"),
                picture: PictureRef::new("pictogram:person"),
                language: "ru".to_owned(),
                staff_role: None,
                active: false,
            }
            .into(),
            EnrolmentStarted {
                enrolment: enrolment.clone(),
                person: person(id),
                service: Service::TemporaryEmployment,
                from: from.parse().unwrap(),
                until: None,
            }
            .into(),
            EnrolmentEnded {
                enrolment,
                person: person(id),
                on: until.parse().unwrap(),
                because: EndReason::OwnWish,
                decision: None,
            }
            .into(),
        ];
        self.commit(Role::Consultant, commands);
    }
}

#[tokio::test]
async fn who_left_long_ago_is_listed_when_asked_for() {
    let (house, _kiosk) = House::with_cases();
    // The house's today is 2 March 2026.
    for (id, from, until) in [
        ("f-1", "2025-09-01", "2026-02-27"),
        ("f-2", "2024-09-02", "2025-03-02"),
        ("f-3", "2024-09-02", "2025-02-28"),
        ("f-4", "2020-01-13", "2020-09-11"),
    ] {
        house.former(id, from, until);
    }
    let ilya = house.sign_in("ilya").await;
    let year = ["Был f-1", "Был f-2"];
    let all = ["Был f-1", "Был f-2", "Был f-3", "Был f-4"];

    let list = house.list(&ilya, "/people").await;
    assert_eq!(names(&list["here"]), ["Alex", "Аня", "Вера", "Костя"]);
    assert_eq!(names(&list["others"]), year);
    assert_eq!(list["past"]["since"], "2025-03-02");
    let list = house.list(&ilya, "/people?show=all").await;
    assert_eq!(names(&list["others"]), all);
    assert_eq!(list["past"]["since"], Value::Null);
    assert_eq!(list["past"]["of"], 4);

    let list = house.list(&ilya, "/reviews").await;
    assert_eq!(names(&list["without_way"]), year);
    let list = house.list(&ilya, "/reviews?show=all").await;
    assert_eq!(names(&list["without_way"]), all, "the latest first");

    let page = house.page(&ilya, "/people").await.body;
    let (today, over) = page.split_once("Были здесь").unwrap();
    // Of who left nothing is due.
    assert!(today.contains("/assessments/of/p-1"));
    assert!(over.contains("Был f-1") && !over.contains("/assessments/of/"));

    for path in ["/people", "/reviews"] {
        let page = house.page(&ilya, path).await.body;
        assert!(
            page.contains("Показано то, что закончилось с 02.03.2025"),
            "{path}"
        );
        assert!(
            page.contains(&format!("href=\"{path}?show=all\"")),
            "{path}"
        );
        assert!(!page.contains("Был f-4"), "{path}");
        let page = house.page(&ilya, &format!("{path}?show=all")).await.body;
        assert!(page.contains("Показаны все годы"), "{path}");
        assert!(page.contains("Был f-4"), "{path}");
    }
}

#[tokio::test]
async fn everybody_who_was_ever_here_comes_a_hundred_at_a_time() {
    let (house, _kiosk) = House::with_cases();
    for n in 0..101 {
        house.former(&format!("f-{n:03}"), "2020-01-13", "2020-09-11");
    }
    let ilya = house.sign_in("ilya").await;
    assert_eq!(
        names(&house.list(&ilya, "/people").await["others"]).len(),
        0
    );
    for (asked, page, first, lines) in [
        ("", 1, "Был f-000", 100),
        ("&page=2", 2, "Был f-100", 1),
        ("&page=7", 2, "Был f-100", 1),
    ] {
        let list = house.list(&ilya, &format!("/people?show=all{asked}")).await;
        let listed = names(&list["others"]);
        assert_eq!((listed.len(), listed[0]), (lines, first), "{asked}");
        assert_eq!(list["past"]["page"], page, "{asked}");
        assert_eq!(list["past"]["pages"], 2, "{asked}");
    }
    let page = house.page(&ilya, "/people?show=all").await.body;
    assert!(page.contains("href=\"/people?show=all&#38;page=2\""));
}
