//! Staff record at the office that an enrolment ends.

use axum::http::StatusCode;
use serde_json::Value;
use stupen_domain::Role;
use stupen_domain::facts::{EnrolmentStarted, RequestKind, RequestMade, Service};
use stupen_domain::wire::ids::{EnrolmentId, RequestId};

use super::House;
use super::floor::{monday, person};

/// The way of the page, the roles, and the rule: a term ends as completed only when it is over.
#[tokio::test]
async fn an_own_wish_and_a_completed_term_are_recorded_at_the_office() {
    let (house, mut kiosk) = House::with_cases();
    let made = RequestMade {
        request: RequestId::new("r-1"),
        person: person("p-1"),
        what: RequestKind::Leave,
        activity: None,
    };
    kiosk.says(Role::Participant, Some("p-1"), monday("08:05"), made.into());
    kiosk.sends_to(&house);
    let olga = house.sign_in("olga").await;
    let path = "/people/p-1/end";
    let way = house.page(&olga, "/people/p-1").await.body;
    assert!(way.contains(path), "the person's page leads there");

    // The rule refuses an earlier day than the shortest term, whoever asks.
    let before = house.list(&olga, path).await;
    assert_eq!(before["asked"], "r-1");
    assert_eq!(before["enrolment"]["not_completed"], Value::Null);
    house
        .refused(&olga, path, "because=completed&on=2026-02-20", "Срок")
        .await;
    house
        .refused(&olga, path, "on=2026-03-02", "Выберите")
        .await;

    // Their own wish ends it whenever they want, and answers what they asked for at the kiosk.
    house
        .act(
            &olga,
            path,
            "because=own_wish&on=2026-03-02&words=%D0%BF%D0%B5%D1%80%D0%B5%D0%B5%D0%B7%D0%B4",
        )
        .await;
    let person_now = house.list(&olga, "/people/p-1").await;
    assert_eq!(person_now["enrolments"][0]["ended"][1], "own_wish");
    assert_eq!(person_now["enrolments"][0]["noted"][0], "переезд");
    let page = house.page(&olga, "/people/p-1").await.body;
    assert!(page.contains("переезд"), "what was noted for the case");
    let requests = house.list(&olga, "/requests").await;
    assert_eq!(requests["open"], Value::Array(vec![]));
    assert_eq!(requests["answered"][0]["answer"][0], "agreed");
    assert_eq!(
        requests["answered"][0]["seen"],
        Value::Null,
        "nobody has shown it yet"
    );
    let after = house.list(&olga, path).await;
    assert_eq!(after["enrolment"], Value::Null);
    house
        .refused(
            &olga,
            path,
            "because=own_wish&on=2026-03-02",
            "больше не зачислен",
        )
        .await;

    // Who has been here for the shortest term may have completed it.
    house
        .act(&olga, "/people/p-3/end", "because=completed&on=2026-03-02")
        .await;
    let person_now = house.list(&olga, "/people/p-3").await;
    assert_eq!(person_now["enrolments"][0]["ended"][1], "term_completed");

    // Who only looks records nothing.
    let auditor = house.auditor().await;
    let seen = house.page(&auditor, "/people/p-2/end").await.body;
    assert!(!seen.contains("<form method=\"post\" class=\"correction\""));
    let form = "because=own_wish&on=2026-03-02";
    let seen = house
        .post("/people/p-2/end", form, &[("cookie", &auditor)])
        .await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
}

/// Who leaves on a day that lies ahead and begins anew after it has two enrolments that are not over.
#[tokio::test]
async fn each_enrolment_is_ended_by_its_own_line() {
    let (house, _kiosk) = House::with_cases();
    let olga = house.sign_in("olga").await;
    let form = "because=own_wish&on=2026-03-06";
    house.act(&olga, "/people/p-4/end", form).await;
    let anew = EnrolmentStarted {
        enrolment: EnrolmentId::new("e-anew"),
        person: person("p-4"),
        service: Service::TemporaryEmployment,
        from: "2026-03-09".parse().unwrap(),
        until: None,
    };
    house.commit(Role::Consultant, vec![anew.into()]);
    let page = house.page(&olga, "/people/p-4").await.body;
    let ways = ["e-p-4", "e-anew"].map(|id| format!("/people/p-4/end?enrolment={id}"));
    for way in &ways {
        assert!(page.contains(&format!("href=\"{way}\"")), "{way}: {page}");
    }
    let [first, second] = &ways;

    // What was told already stands before whoever would tell it again.
    let page = house.page(&olga, first).await.body;
    assert!(
        page.contains("Окончание уже записано: 06.03.2026"),
        "{page}"
    );
    house.refused(&olga, first, form, "Это уже записано").await;
    let fresh = house.list(&olga, second).await;
    assert_eq!(fresh["enrolment"]["enrolment"], "e-anew");
    assert_eq!(fresh["enrolment"]["ended"], Value::Null);
    let page = house.page(&olga, second).await.body;
    assert!(!page.contains("Окончание уже записано"), "{page}");
    house
        .act(&olga, second, "because=own_wish&on=2026-03-10")
        .await;
    let ends = |seen: &Value| {
        let lines = seen["enrolments"].as_array().unwrap().iter();
        let mut ends: Vec<_> = lines
            .map(|line| format!("{} {}", line["enrolment"], line["ended"][0]))
            .collect();
        ends.sort();
        ends
    };
    let seen = house.list(&olga, "/people/p-4").await;
    assert_eq!(
        ends(&seen),
        [r#""e-anew" "2026-03-10""#, r#""e-p-4" "2026-03-06""#]
    );
}
