//! Many proposed breaches: fifty a page, and an answer leads back to the page where it was given.

use axum::http::{StatusCode, header};
use chrono::Duration;
use serde_json::Value;
use stupen_domain::facts::{EnrolmentStarted, PersonSet, Service};
use stupen_domain::wire::ids::{EnrolmentId, PictureRef};
use stupen_domain::{Command, Role};

use super::House;
use super::floor::person;

/// Who came late, and when, in the order of the list.
fn proposed(list: &Value) -> Vec<(String, String)> {
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    let lines = list["proposals"].as_array().unwrap().iter();
    lines
        .map(|line| (text(line, "person"), text(line, "day")))
        .collect()
}

#[tokio::test]
async fn the_fifty_first_proposal_has_a_page_of_its_own() {
    let (house, mut kiosk) = House::with_cases();
    for who in ["p-1", "p-2", "p-3", "p-4"] {
        kiosk.arrives(who, "08:55");
    }
    for n in 0..51 {
        let who = format!("q-{n:02}");
        let commands: Vec<Command> = vec![
            PersonSet {
                person: person(&who),
                called: format!("Гость {n:02}"),
                picture: PictureRef::new("pictogram:person"),
                language: "ru".to_owned(),
                staff_role: None,
                active: true,
            }
            .into(),
            EnrolmentStarted {
                enrolment: EnrolmentId::new(format!("e-{who}")),
                person: person(&who),
                service: Service::TemporaryEmployment,
                from: "2026-03-02".parse().unwrap(),
                until: None,
            }
            .into(),
        ];
        house.commit(Role::Consultant, commands);
        kiosk.arrives(&who, "09:31");
    }
    house.wait(Duration::hours(2));
    kiosk.sends_to(&house);
    let ilya = house.sign_in("ilya").await;
    let all = proposed(&house.list(&ilya, "/breaches").await);
    assert_eq!(all.len(), 51);
    let listed = proposed(&house.list(&ilya, "/breaches?show=proposed&page=2").await);
    assert_eq!(listed, all, "programs get them all");

    let cards = |body: &str| body.matches(r#"value="decline""#).count();
    let second = "/breaches?show=proposed&#38;page=2";
    for (asked, count, here) in [
        ("", 50, 1),
        ("?show=proposed", 50, 1),
        ("?show=proposed&page=2", 1, 2),
        ("?show=proposed&page=3", 1, 2),
        ("?show=proposed&page=none", 50, 1),
    ] {
        let page = house.page(&ilya, &format!("/breaches{asked}")).await.body;
        assert_eq!(cards(&page), count, "{asked}");
        let current = format!(r#"page={here}" aria-current="page">{here}</a>"#);
        assert!(page.contains(&current), "{asked}: {page}");
        assert!(page.contains(&format!("href=\"{second}\"")), "{asked}");
        assert!(
            page.contains(r#"<span class="count">51</span>"#),
            "{asked}: all of them are counted"
        );
    }

    // The answer to the last one leads back to the second page, which is no more.
    let (who, day) = &all[50];
    let form = format!("act=decline&day={day}&cause=late&reason=tram&back=list&page=2");
    let path = format!("/breaches/of/{who}");
    let seen = house.post(&path, &form, &[("cookie", &ilya)]).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    assert_eq!(
        seen.header(header::LOCATION),
        "/breaches?show=proposed&page=2"
    );
    let page = house.page(&ilya, seen.header(header::LOCATION)).await.body;
    assert_eq!(cards(&page), 50);
    assert!(!page.contains("page=2"), "one page is left");
}
