//! Assessments: both sides, trends, amendments, evidence, and readiness that is proposed and answered.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::Value;
use stupen_domain::Role;
use stupen_domain::facts::{AssessmentShown, AssessmentSigned, CriterionMark, ShownMark};
use stupen_domain::wire::forms::Assessment;
use stupen_domain::wire::ids::{AssessmentId, EnrolmentId};

use super::House;
use super::cases::names;
use super::floor::{person, soap_id};

fn marks(house: &House, level: usize) -> Vec<CriterionMark> {
    house
        .state
        .book()
        .with(|ledger| {
            let form =
                stupen_domain::forms::current::<Assessment>(ledger.state(), &soap_id()).unwrap();
            form.form
                .criteria
                .iter()
                .map(|criterion| CriterionMark {
                    criterion: criterion.id.clone(),
                    level: criterion.levels[level].id.clone(),
                    note: String::new(),
                })
                .collect()
        })
        .unwrap()
}

pub(super) fn assess(house: &House, id: &str, on: &str, level: usize) {
    let marks = marks(house, level);
    let shown = AssessmentShown {
        assessment: AssessmentId::new(id),
        person: person("p-1"),
        enrolment: EnrolmentId::new("e-p-1"),
        placement: None,
        form: "assessment".to_owned(),
        version: 1,
        on: on.parse().unwrap(),
        marks: marks
            .iter()
            .map(|mark| ShownMark {
                criterion: mark.criterion.clone(),
                level: mark.level.clone(),
                own: Some(mark.level.clone()),
            })
            .collect(),
    };
    let signed = AssessmentSigned {
        assessment: AssessmentId::new(id),
        person: person("p-1"),
        enrolment: EnrolmentId::new("e-p-1"),
        placement: None,
        form: "assessment".to_owned(),
        version: 1,
        from: "2026-02-01".parse().unwrap(),
        until: on.parse().unwrap(),
        own: marks.clone(),
        marks,
        notes: "noted".to_owned(),
        recommendations: String::new(),
    };
    house.commit(Role::Consultant, vec![signed.into(), shown.into()]);
}

#[tokio::test]
async fn assessments_stand_beside_each_other_and_readiness_is_answered() {
    let (house, _kiosk) = House::with_cases();
    let ilya = house.sign_in("ilya").await;
    let before = house.list(&ilya, "/assessments").await;
    let early = house.list(&ilya, "/assessments/of/p-1").await;
    assert_eq!(early["ready"]["standing"], "too_few");
    let early = house.page(&ilya, "/assessments/of/p-1").await.body;
    assert!(early.contains("Пока не предложено: сравниваются 3 оценки, есть 0."));
    let anna = before["due"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["called"] == "Аня")
        .unwrap();
    assert_eq!(anna["due"], "overdue", "from the first of February on");
    for (id, on, level) in [
        ("a-1", "2026-02-10", 2),
        ("a-2", "2026-02-20", 1),
        ("a-3", "2026-03-01", 0),
    ] {
        assess(&house, id, on, level);
    }
    let of = house.list(&ilya, "/assessments/of/p-1").await;
    assert_eq!(of["due"]["due"], "not_yet");
    assert_eq!(of["rows"][0]["direction"], "growing");
    assert_eq!(of["rows"][0]["marks"].as_array().unwrap().len(), 3);
    let page = house.page(&ilya, "/assessments/of/p-1").await.body;
    assert!(page.contains("<polyline") && page.contains("самостоятельнее"));

    let one = house.list(&ilya, "/assessments/of/p-1/a-2").await;
    assert_eq!(
        one["criteria"][0]["own"]["id"],
        one["criteria"][0]["mark"]["level"]["id"]
    );
    let criterion = one["criteria"][0]["mark"]["criterion"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let lower = marks(&house, 2)[0].level.clone();
    let path = "/assessments/of/p-1/a-2";
    house
        .refused(&ilya, path, "reason=x", "Измените отметку")
        .await;
    house
        .act(
            &ilya,
            path,
            &format!("level-{criterion}={lower}&reason=slip"),
        )
        .await;
    let one = house.list(&ilya, path).await;
    assert_eq!(one["criteria"][0]["mark"]["level"]["id"], lower.as_str());
    assert_eq!(one["amendments"][0]["reason"], "slip");
    assert!(
        house
            .page(&ilya, path)
            .await
            .body
            .contains("Изменено после подписи")
    );
    let missing = house.page(&ilya, "/assessments/of/p-1/a-9").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    // Only who assesses amends.
    let olga = house.sign_in("olga").await;
    assert!(!house.page(&olga, path).await.body.contains("name=\"level-"));

    let list = house.list(&ilya, "/assessments").await;
    assert_eq!(names(&list["readiness"]), ["Аня"]);
    let course = |list: &Value| {
        let due = list["due"].as_array().unwrap();
        let anna = due.iter().find(|line| line["called"] == "Аня").unwrap();
        anna["course"].clone()
    };
    assert_eq!(course(&before), Value::Null, "nothing to compare yet");
    assert_eq!(
        course(&list)["growing"].as_u64().unwrap() as usize,
        one["criteria"].as_array().unwrap().len()
    );
    let weighs: String = list["readiness"][0]["weighs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| format!("&weighs={}", id.as_str().unwrap()))
        .collect();
    let form = format!("enrolment=e-p-1{weighs}&answer=not_yet&again_on=2026-04-01&reason=talk");
    house.act(&ilya, "/assessments/of/p-1", &form).await;
    let list = house.list(&ilya, "/assessments").await;
    assert_eq!(list["readiness"], Value::Array(Vec::new()));
    // The answer stays readable, with its reason.
    let of = house.list(&ilya, "/assessments/of/p-1").await;
    assert_eq!(of["ready"]["standing"], "until");
    assert_eq!(
        of["ready"]["answers"][0]["reasons"],
        serde_json::json!(["talk"])
    );
    let page = house.page(&ilya, "/assessments/of/p-1").await.body;
    assert!(page.contains("К вопросу вернутся 01.04.2026") && page.contains("talk"));
}

#[tokio::test]
async fn what_the_log_shows_stands_beside_the_marks() {
    let (house, mut kiosk) = House::with_cases();
    kiosk.arrives("p-1", "08:05");
    kiosk.leaves("p-1", "15:01");
    house.breach("b-1", "p-1", "2026-02-12");
    house.wait(Duration::hours(10));
    kiosk.sends_to(&house);
    assess(&house, "a-1", "2026-03-02", 1);
    let ilya = house.sign_in("ilya").await;
    let path = "/assessments/of/p-1/a-1";
    let one = house.list(&ilya, path).await;
    let evidence = |id: &str| {
        let criteria = one["criteria"].as_array().unwrap();
        let found = criteria
            .iter()
            .find(|line| line["mark"]["criterion"]["id"] == id)
            .unwrap();
        found["evidence"].clone()
    };
    let shown: Vec<&Value> = one["criteria"].as_array().unwrap().iter().collect();
    let all: String = shown
        .iter()
        .map(|line| line["evidence"].to_string())
        .collect();
    assert!(
        all.contains("{\"on_time\":1}") && all.contains("{\"breaches\":1}"),
        "{all}"
    );
    assert!(
        !all.contains("pieces"),
        "nothing was made on those days: {all}"
    );
    assert_eq!(evidence("discipline")[0]["on_time"], 1);
    let page = house.page(&ilya, path).await.body;
    assert!(page.contains("Что видно из журнала") && page.contains("1 день вовремя"));
}
