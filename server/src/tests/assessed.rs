//! Assessments: both sides, trends, amendments, evidence, and readiness that is proposed and answered.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::Value;
use stupen_domain::facts::{
    AssessmentAmended, AssessmentShown, AssessmentSigned, CriterionMark, MoodSaid, ShownMark,
};
use stupen_domain::wire::facts::WorkshopSet;
use stupen_domain::wire::forms::Assessment;
use stupen_domain::wire::ids::{AssessmentId, EnrolmentId, WorkshopId};
use stupen_domain::{Actor, Role, assessments};

use super::cases::names;
use super::floor::{monday, person, soap_id};
use super::{House, soap};

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

fn shown(id: &str, on: &str, marks: &[CriterionMark]) -> AssessmentShown {
    AssessmentShown {
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
    }
}

pub(super) fn assess(house: &House, id: &str, on: &str, level: usize) {
    let marks = marks(house, level);
    let shown = shown(id, on, &marks);
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

/// Two amended an assessment apart. What stands there as what holds is what is recorded when staff say that it is right;
/// and the way to amend it keeps the workshop, whose form it is.
#[tokio::test]
async fn marks_in_dispute_are_shown_as_they_are_recorded() {
    let (house, mut kiosk) = House::with_cases();
    let art = WorkshopSet {
        workshop: WorkshopId::new("art"),
        ..soap()
    };
    let book = house.state.book();
    book.set_workshop(art, &Actor::device()).unwrap();
    assess(&house, "a-1", "2026-02-10", 2);
    let (high, low) = (marks(&house, 0), marks(&house, 1));
    let mut now = marks(&house, 2);
    let amended = |at: usize| AssessmentAmended {
        assessment: AssessmentId::new("a-1"),
        person: person("p-1"),
        marks: vec![low[at].clone()],
        notes: String::new(),
        reason: "slip".to_owned(),
    };
    now[0].level.clone_from(&low[0].level);
    let again = shown("a-1", "2026-02-10", &now);
    let commands = vec![amended(0).into(), again.into(), amended(1).into()];
    house.commit(Role::Consultant, commands);
    // The kiosk had seen more by then: what it shows comes after.
    for _ in 0..200 {
        let mood = MoodSaid {
            person: person("p-4"),
            mood: 4,
        };
        kiosk.says(Role::Participant, Some("p-4"), monday("08:05"), mood.into());
    }
    let there = shown("a-1", "2026-02-10", &high);
    let (by, at) = (Some("staff-ilya"), monday("08:06"));
    kiosk.says(Role::Consultant, by, at, there.into());
    kiosk.sends_to(&house);

    let ilya = house.sign_in("ilya").await;
    let review = house.list(&ilya, "/quarantine").await;
    let dispute = &review["disputed"][0];
    let shows = |value: &Value| -> Vec<(String, String)> {
        let text = |item: &Value| item["id"].as_str().unwrap().to_owned();
        let all = value["marks"].as_array().unwrap().iter();
        all.map(|mark| (text(&mark["criterion"]), text(&mark["level"])))
            .collect()
    };
    // The office's second amendment was shown to nobody.
    let second = |level: &str| vec![(low[1].criterion.clone(), level.to_owned())];
    assert_eq!(shows(&dispute["holds"]), second(&low[1].level));
    assert_eq!(shows(&dispute["others"][0]), second(&now[1].level));
    let page = house.page(&ilya, "/quarantine").await.body;
    let way = "/assessments/of/p-1/a-1?workshop=soap";
    assert!(page.contains(&format!("href=\"{way}\"")), "{page}");
    assert!(!page.contains("отличается по частям"), "{page}");
    let amend = house.page(&ilya, way).await.body;
    assert!(amend.contains(&format!("name=\"level-{}\"", low[1].criterion)));

    let entry = dispute["holds"]["entry"].as_str().unwrap();
    let form = format!("entry={}", super::encode(entry));
    house.act(&ilya, "/quarantine/settle", &form).await;
    let recorded = book.with(|ledger| {
        let id = AssessmentId::new("a-1");
        let all = assessments::versions(ledger.state(), &person("p-1"), &id);
        let (shown, _) = all.last().unwrap();
        let levels = shown.marks.iter().take(2).map(|mark| mark.level.clone());
        levels.collect::<Vec<_>>()
    });
    assert_eq!(
        recorded.unwrap(),
        [low[0].level.clone(), low[1].level.clone()]
    );
    let review = house.list(&ilya, "/quarantine").await;
    assert_eq!(review["disputed"], Value::Array(Vec::new()));
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
