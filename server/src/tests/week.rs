//! Hours of the week, of the workshop and of one person.

use axum::http::StatusCode;

use super::House;

#[tokio::test]
async fn the_week_is_set_from_a_day_on() {
    let (house, _kiosk) = House::with_people();
    let cookie = house.sign_in("lead").await;
    let week = house.list(&cookie, "/week").await;
    assert_eq!(week["holds"]["days"][0]["start"], "09:00");
    assert_eq!(week["holds"]["days"][5]["start"], "");
    assert_eq!(week["calendars_missing"][0], 2026);
    let page = house.page(&cookie, "/week").await.body;
    assert!(page.contains("Часы работы") && page.contains("Календаря на 2026 год"));

    let form = "from=2026-03-09&start-1=08%3A30&end-1=14%3A00&break-start-1=10%3A00&break-end-1=10%3A15&lunch-start-1=12%3A00&lunch-end-1=12%3A45&start-2=08%3A30&end-2=14%3A00&break-start-2=10%3A00&break-end-2=10%3A15&lunch-start-2=12%3A00&lunch-end-2=12%3A45&break-start-3=&break-end-3=";
    house.act(&cookie, "/week", form).await;
    let week = house.list(&cookie, "/week").await;
    assert_eq!(week["coming"][0]["from"], "2026-03-09");
    assert_eq!(week["coming"][0]["days"][1]["lunches"][0]["end"], "12:45");
    assert_eq!(
        week["holds"]["from"], "2026-01-01",
        "earlier days keep theirs"
    );

    house.act(&cookie, "/week?person=p-2", form).await;
    let own = house.list(&cookie, "/week?person=p-2").await;
    assert_eq!(
        (&own["own"], &own["person"]["called"]),
        (&true.into(), &"Костя".into())
    );
    assert_eq!(
        own["holds"]["from"], "2026-01-01",
        "until then the workshop's"
    );
    let theirs = house.list(&cookie, "/week?person=p-1").await;
    assert_eq!(theirs["own"], false);
    let page = house.page(&cookie, "/week").await.body;
    assert!(page.contains("/week?person=p-2"));
}

#[tokio::test]
async fn a_week_that_cannot_be_is_shown_again() {
    let (house, _kiosk) = House::with_people();
    let cookie = house.sign_in("lead").await;
    for (form, expected) in [
        ("start-1=08%3A30&end-1=14%3A00", "Укажите дату"),
        ("from=2026-03-09&start-1=08%3A30", "И начало, и конец дня"),
        (
            "from=2026-03-09&start-1=08%3A30&end-1=14%3A00&lunch-start-1=12%3A00&lunch-end-1=",
            "и конец перерыва",
        ),
        (
            "from=2026-03-09&start-1=15%3A30&end-1=14%3A00",
            "Проверьте часы",
        ),
        (
            "from=2026-03-09&start-1=noon&end-1=14%3A00",
            "Введите время",
        ),
    ] {
        let seen = house.post("/week", form, &[("cookie", &cookie)]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(
            seen.body.to_lowercase().contains(&expected.to_lowercase()),
            "{form}"
        );
        if form.contains("15%3A30") {
            assert!(
                seen.body.contains("value=\"15:30\""),
                "what was entered stays"
            );
        }
    }
    let nobody = house.page(&cookie, "/week?person=p-9").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let auditor = house.auditor().await;
    let looks = house.page(&auditor, "/week").await.body;
    assert!(!looks.contains("name=\"start-1\"") && looks.contains("09:00"));
    let refused = house
        .post("/week", "from=2026-03-09", &[("cookie", &auditor)])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
