//! The plan of work, prompts, limits, and calls that nobody answers.

use axum::http::StatusCode;
use chrono::Duration;
use stupen_domain::Role;
use stupen_domain::facts::{RunRecorded, StepSum};
use stupen_domain::wire::ids::{OperationId, RunId};

use super::House;
use super::cases::names;
use super::floor::{monday, person, sample, soap_id};
use crate::commands::AT_THE_CONSOLE;
use crate::packs::{Published, publish_pack};
use crate::pictograms::Sets;

#[tokio::test]
async fn work_is_planned_and_limits_are_kept() {
    let (house, mut kiosk) = House::with_cases();
    let published = publish_pack(
        house.state.book(),
        &soap_id(),
        &AT_THE_CONSOLE,
        &sample().join("pack"),
        &Sets::none(),
    );
    assert!(matches!(published.unwrap(), Published::New(_)));
    let ilya = house.sign_in("ilya").await;
    let view = house.list(&ilya, "/work").await;
    assert_eq!(view["operations"].as_array().unwrap().len(), 8);
    assert_eq!(names(&view["people"]), ["Alex", "Аня", "Вера", "Костя"]);
    let turns: std::collections::BTreeSet<&str> = view["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["turn"]["operation"].as_str().unwrap())
        .collect();
    assert_eq!(turns.len(), 4, "each on an operation of their own");
    let proposed = house.page(&ilya, "/work?show=proposed").await.body;
    assert!(proposed.contains("В полях показано предложение"));

    let plan = "act=plan&from=2026-03-02&op-p-1=soap-set%2Ffold&op-p-2=none&op-p-3=";
    house.act(&ilya, "/work", plan).await;
    let view = house.list(&ilya, "/work").await;
    assert_eq!(view["people"][1]["planned"], "soap-set/fold");
    house
        .refused(&ilya, "/work", plan, "ничего не отличается")
        .await;
    house
        .refused(
            &ilya,
            "/work",
            "act=plan&from=2026-03-02&op-p-1=soap-set%2Ffly",
            "Выберите",
        )
        .await;

    let path = "/people/p-1/work";
    house
        .act(
            &ilya,
            path,
            "act=ladder&operation=soap-set%2Ffold&level=checklist&support=picture",
        )
        .await;
    house
        .act(&ilya, path, "act=bar&barred=soap-set%2Ffill")
        .await;
    house
        .refused(
            &ilya,
            path,
            "act=limits&from=2026-03-02&daily=four",
            "например 4:00",
        )
        .await;
    house
        .act(
            &ilya,
            path,
            "act=limits&from=2026-03-02&daily=0%3A30&weekly=24&no_night=yes",
        )
        .await;
    let work = house.list(&ilya, path).await;
    assert_eq!(
        (&work["daily_min"], &work["weekly_min"]),
        (&30.into(), &1440.into())
    );
    assert_eq!(work["operations"][0]["level"], "checklist");
    assert_eq!(work["operations"][1]["skill"], "barred");
    let barred = "act=plan&from=2026-03-02&op-p-1=soap-set%2Ffill";
    let refused = house.post("/work", barred, &[("cookie", &ilya)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    kiosk.arrives("p-1", "08:41");
    house.wait(Duration::minutes(90)); // 9:40
    kiosk.sends_to(&house);
    let board = house.list(&ilya, "/").await;
    assert_eq!(board["people"][1]["limit"]["nearness"], "reached");
    assert!(
        house
            .page(&ilya, "/")
            .await
            .body
            .contains("достигнуто: пора домой")
    );
    let list = house.list(&ilya, "/limits").await;
    assert_eq!(list["people"][0]["limits"][0]["nearness"], "reached");
    house
        .act(
            &ilya,
            "/limits",
            "person=p-1&day=2026-03-02&limit=daily&done=%D0%B4%D0%BE%D0%BC%D0%BE%D0%B9",
        )
        .await;
    let list = house.list(&ilya, "/limits").await;
    assert_eq!(list["people"][0]["limits"][0]["answered"][0], "домой");
    let auditor = house.auditor().await;
    let seen = house.page(&auditor, path).await.body;
    assert!(!seen.contains("value=\"bar\"") && !seen.contains("value=\"limits\""));
}

#[tokio::test]
async fn a_call_that_nobody_answers_stands_out() {
    let (house, mut kiosk) = House::with_cases();
    kiosk.arrives("p-1", "08:01");
    kiosk.asks_for_help("p-1", "08:05");
    kiosk.sends_to(&house);
    let olga = house.sign_in("olga").await;
    house.wait(Duration::minutes(3)); // 8:13, three minutes after the call reached its sixth
    let board = house.list(&olga, "/").await;
    assert_eq!(board["help"][0]["escalated"], true);
    assert!(
        house
            .page(&olga, "/")
            .await
            .body
            .contains("никто не подходит 8 мин")
    );
    let list = house.list(&olga, "/help").await;
    assert_eq!(
        (
            &list["open"][0]["waited_min"],
            &list["open"][0]["escalated"]
        ),
        (&8.into(), &true.into())
    );
    house
        .act(&olga, "/help/help-p-1", "workshop=soap&day=2026-03-02")
        .await;
    let list = house.list(&olga, "/help").await;
    assert_eq!(list["answered"][0]["waited_min"], 8);
    assert_eq!(list["median_min"], 8);
}

/// A run of a piece: seconds a piece, replays of its only step that counts here, and the version of the pack.
fn run(n: u32, piece_s: u64, replays: u32, version: u32) -> RunRecorded {
    let began = monday("09:00") + Duration::minutes(i64::from(n) * 10);
    RunRecorded {
        run: RunId::new(format!("run-{n}")),
        person: person("p-1"),
        operation: OperationId::new("soap-set/fold"),
        version,
        began,
        ended: began + Duration::minutes(5),
        counted: 1,
        defects: 0,
        help: 0,
        steps: vec![StepSum {
            step: "take".into(),
            times: 2,
            total_ms: piece_s * 1000,
            replays,
            back: 1,
        }],
        part: None,
        away: None,
    }
}

#[tokio::test]
async fn what_is_learnt_is_told_run_by_run_step_by_step_and_version_by_version() {
    let (house, mut kiosk) = House::with_cases();
    let published = publish_pack(
        house.state.book(),
        &soap_id(),
        &AT_THE_CONSOLE,
        &sample().join("pack"),
        &Sets::none(),
    );
    assert!(matches!(published.unwrap(), Published::New(_)));
    kiosk.arrives("p-1", "08:41");
    // An older version, slow; then the published one, where each piece is quicker than the one before.
    let runs = [
        (100, 3, 2),
        (90, 1, 3),
        (90, 0, 3),
        (80, 0, 3),
        (40, 0, 3),
        (40, 0, 3),
        (38, 0, 3),
    ];
    for (n, (piece_s, replays, version)) in (0..).zip(runs) {
        let fact = run(n, piece_s, replays, version);
        let at = fact.ended;
        kiosk.says(Role::Participant, Some("p-1"), at, fact.into());
    }
    kiosk.sends_to(&house);
    let ilya = house.sign_in("ilya").await;
    let path = "/people/p-1/work";
    let work = house.list(&ilya, path).await;
    let fold = work["operations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["operation"]["id"] == "soap-set/fold")
        .unwrap();
    assert_eq!(fold["trend"], "quicker");
    assert_eq!(
        (&fold["replays"], &fold["back"]),
        (&4.into(), &7.into()),
        "all versions together"
    );
    assert_eq!(
        (
            &fold["speed"]["first_s"],
            &fold["speed"]["later_s"],
            &fold["speed"]["runs"]
        ),
        (&100.into(), &38.into(), &7.into())
    );
    assert_eq!(
        (&fold["runs"][0]["replays"], &fold["runs"][0]["version"]),
        (&3.into(), &2.into())
    );
    let versions = fold["versions"].as_array().unwrap();
    let shown: Vec<_> = versions
        .iter()
        .map(|version| {
            let step = &version["steps"][0];
            (
                version["version"].as_u64(),
                version["runs"].as_u64(),
                step["times"].as_u64(),
                step["mean_s"].as_f64(),
                step["replays"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (Some(3), Some(6), Some(12), Some(31.5), Some(1)),
            (Some(2), Some(1), Some(2), Some(50.0), Some(3))
        ],
        "the newest first"
    );
    assert!(
        versions[0]["steps"][0]["words"]["ru"].is_string(),
        "the published version has words"
    );
    assert!(versions[1]["steps"][0]["words"].is_null());
    let page = house.page(&ilya, path).await.body;
    for words in [
        "быстрее",
        "Скорость обучения",
        "в подходе 7",
        "Шаги версии 3",
        "31,5",
        "Прослушано ещё раз",
    ] {
        assert!(page.contains(words), "{words}");
    }
}
