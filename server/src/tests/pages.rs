//! The pages of a morning: board, attendance, corrections, review, pictures.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use futures_util::StreamExt;
use serde_json::Value;
use stupen_domain::facts::{DeviceEnrolled, DeviceRevoked, WorkshopSet};
use stupen_domain::wire::ids::{DeviceId, WorkshopId};
use stupen_domain::{Actor, Role};
use tower::ServiceExt;

use super::floor::{ADMINISTRATOR, Kiosk, monday, sample, soap_id};
use super::{House, Seen, soap};
use crate::office::OfficeError;
use crate::office::users::{self, NewUser};
use crate::packs::{Published, publish_pack};
use crate::pictograms::Sets;

fn json(seen: &Seen) -> Value {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    serde_json::from_str(&seen.body).unwrap()
}

impl House {
    pub(crate) async fn page(&self, cookie: &str, path: &str) -> Seen {
        self.get(path, &[("cookie", cookie)]).await
    }

    pub(crate) async fn list(&self, cookie: &str, path: &str) -> Value {
        let more = [("cookie", cookie), ("accept", "application/json")];
        json(&self.get(path, &more).await)
    }

    /// A form that is carried out; the answer leads back to a page.
    pub(crate) async fn act(&self, cookie: &str, path: &str, form: &str) {
        let form = self.with_what_is_seen(cookie, path, form).await;
        let seen = self.post(path, &form, &[("cookie", cookie)]).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{path}: {}", seen.body);
    }

    /// A form as a browser sends it: a decision carries what its page showed.
    pub(crate) async fn with_what_is_seen(&self, cookie: &str, path: &str, form: &str) -> String {
        if !form.starts_with("act=propose") && !form.starts_with("act=confirm") {
            return form.to_owned();
        }
        let page = self.list(cookie, path).await;
        let seen = page["seen"].as_str().unwrap();
        let seen: String = form_urlencoded::byte_serialize(seen.as_bytes()).collect();
        format!("{form}&seen={seen}")
    }

    pub(crate) async fn auditor(&self) -> String {
        let user = NewUser {
            login: "auditor".to_owned(),
            name: "Нина".to_owned(),
            role: users::Role::Auditor,
            staff_id: None,
            lang: None,
            password_phc: super::PHC.clone(),
        };
        let now = self.state.now();
        self.state
            .office()
            .with(|db| {
                assert!(users::add(db, &user, now)?);
                Ok::<_, OfficeError>(())
            })
            .unwrap();
        self.sign_in("auditor").await
    }
}

/// Everybody's standing, by name.
fn standings(board: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    board["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seat| (text(&seat["called"]), text(&seat["standing"])))
        .collect()
}

#[tokio::test]
async fn the_board_says_where_everybody_is() {
    let (house, mut kiosk) = House::with_people();
    let cookie = house.sign_in("lead").await;
    let early = house.list(&cookie, "/").await;
    assert!(standings(&early).iter().all(|(_, at)| at == "expected"));
    assert_eq!(early["day"], "2026-03-02");

    house.wait(Duration::minutes(80)); // 9:30
    kiosk.arrives("p-1", "08:41");
    kiosk.arrives("p-2", "09:17");
    kiosk.arrives("p-3", "08:55");
    kiosk.breaks("p-3", "09:20");
    kiosk.sends_to(&house);
    let board = house.list(&cookie, "/").await;
    let expected = [
        ("Alex", "late"),
        ("Аня", "in"),
        ("Вера", "on_break"),
        ("Костя", "in"),
    ];
    let standings = standings(&board);
    let standings: Vec<(&str, &str)> = standings
        .iter()
        .map(|(who, at)| (who.as_str(), at.as_str()))
        .collect();
    assert_eq!(standings, expected);
    assert_eq!(board["people"][3]["late_min"], 17);
    assert_eq!(board["people"][1]["since"], "2026-03-02T08:41:00+03:00");
    let counts = &board["counts"];
    assert_eq!(
        (&counts["at_work"], &counts["late"], &counts["on_break"]),
        (&2.into(), &1.into(), &1.into())
    );

    let page = house.page(&cookie, "/").await.body;
    assert!(page.contains("опоздание 17 мин") && page.contains("с 08:41"));
    assert!(page.contains("src=\"/picture/pictogram:person\""));
    let english = house
        .get("/", &[("cookie", &cookie), ("accept-language", "en")])
        .await;
    assert!(english.body.contains("late by 17 min"));
}

#[tokio::test]
async fn a_scan_is_on_the_open_board_at_once() {
    let (house, mut kiosk) = House::with_people();
    let cookie = house.sign_in("lead").await;
    let request = Request::builder()
        .uri("/board/live?workshop=soap")
        .header(header::ACCEPT, "text/event-stream")
        .header(header::ACCEPT_LANGUAGE, "ru")
        .header(header::COOKIE, &cookie)
        .body(Body::empty())
        .unwrap();
    let response = house.router.clone().oneshot(request).await.unwrap();
    let mut stream = response.into_body().into_data_stream();
    let mut next =
        async || String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(!next().await.contains("с 08:09"));
    kiosk.arrives("p-1", "08:09");
    kiosk.sends_to(&house);
    let began = std::time::Instant::now();
    assert!(next().await.contains("с 08:09"));
    assert!(
        began.elapsed() < std::time::Duration::from_millis(100),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn a_call_for_help_is_answered_once() {
    let (house, mut kiosk) = House::with_people();
    kiosk.arrives("p-1", "08:01");
    kiosk.asks_for_help("p-1", "08:05");
    kiosk.sends_to(&house);
    let cookie = house.sign_in("lead").await;
    let page = house.page(&cookie, "/").await.body;
    assert!(page.contains("1 просьба о помощи") && page.contains("Иду"));
    assert_eq!(
        house.list(&cookie, "/").await["help"][0]["who"]["called"],
        "Аня"
    );

    let form = "workshop=soap&day=2026-03-02";
    let auditor = house.auditor().await;
    let looks = house.page(&auditor, "/").await.body;
    assert!(looks.contains("1 просьба о помощи") && !looks.contains("Иду"));
    let refused = house
        .post("/help/help-p-1", form, &[("cookie", &auditor)])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Ваша роль этого не позволяет"));

    let done = house
        .post("/help/help-p-1", form, &[("cookie", &cookie)])
        .await;
    assert_eq!(
        (done.status, done.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/")
    );
    assert!(
        !house
            .page(&cookie, "/")
            .await
            .body
            .contains("просьба о помощи")
    );
    let again = house
        .post("/help/help-p-1", form, &[("cookie", &cookie)])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.body.contains("уже откликнулись"));
}

#[tokio::test]
async fn staff_close_a_forgotten_check_out_and_nothing_is_overwritten() {
    let (house, mut kiosk) = House::with_people();
    kiosk.arrives("p-1", "08:09");
    kiosk.arrives("p-2", "08:09");
    kiosk.leaves("p-2", "15:01");
    house.wait(Duration::hours(24));
    kiosk.sends_to(&house);
    let cookie = house.sign_in("lead").await;
    let today = house.page(&cookie, "/day").await;
    assert_eq!(today.header(header::LOCATION), "/day/2026-03-03");

    let list = house.list(&cookie, "/day/2026-03-02").await;
    let anna = &list["people"][1];
    assert_eq!(anna["called"], "Аня");
    assert_eq!(anna["full_name"], "Снежкова Анна");
    assert_eq!(anna["questions"][0]["kind"], "forgotten_checkout");
    assert_eq!(anna["worked_min"], 0, "never guessed");
    assert_eq!(list["people"][0]["mark"], "unexplained");
    assert_eq!(list["people"][3]["worked_min"], 360);
    let page = house.page(&cookie, "/day/2026-03-02").await.body;
    assert!(page.contains("нет отметки об уходе") && page.contains("/day/2026-03-01"));

    let path = "/day/2026-03-02/of/p-1";
    let person = house.page(&cookie, path).await;
    assert!(person.body.contains("Когда человек ушёл домой?"));
    let send = async |form: &str| house.post(path, form, &[("cookie", &cookie)]).await;
    let reasonless = send("act=add&what=left&time=15%3A05&reason=+").await;
    assert_eq!(reasonless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reasonless.body.contains("Напишите причину") && reasonless.body.contains("15:05"));
    for (form, expected) in [
        ("act=add&what=left&time=quarter&reason=x", "Введите время"),
        (
            "act=add&what=flew&time=15%3A05&reason=x",
            "Выберите, что исправить",
        ),
        (
            "act=change&corrects=nothing%231&what=left&time=15%3A05&reason=x",
            "уже не считается",
        ),
        ("act=eat&reason=x", "Выберите, что исправить"),
    ] {
        let refused = send(form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(refused.body.contains(expected), "{form}");
    }
    let auditor = house.auditor().await;
    let form = "act=add&what=left&time=15%3A05&reason=saw";
    let looked = house.page(&auditor, path).await;
    assert!(!looked.body.contains("name=\"reason\""));
    let refused = house.post(path, form, &[("cookie", &auditor)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    assert_eq!(send(form).await.status, StatusCode::SEE_OTHER);
    let list = house.list(&cookie, "/day/2026-03-02").await;
    assert_eq!(list["people"][1]["questions"], Value::Array(Vec::new()));
    assert_eq!(list["people"][1]["worked_min"], 360);

    let view = house.list(&cookie, path).await;
    let arrival = view["marks"][0]["entry"].as_str().unwrap();
    let form = format!(
        "act=change&corrects={}&what=arrived&time=09%3A30&reason=at+the+door",
        super::encode(arrival)
    );
    assert_eq!(send(&form).await.status, StatusCode::SEE_OTHER);
    let view = house.list(&cookie, path).await;
    assert_eq!(view["marks"][0]["was"][1], "2026-03-02T08:09:00+03:00");
    assert_eq!(view["line"]["late_min"], 30);
    assert_eq!(view["corrections"][1]["reason"], "at the door");
    let page = house.page(&cookie, path).await.body;
    assert!(
        page.contains("<s>08:09 приход</s>"),
        "the first value stays visible"
    );
    let stale = send(&form).await;
    assert!(
        stale.body.contains("уже не считается"),
        "the entry is corrected already"
    );

    let looks = house
        .state
        .office()
        .with(|db| crate::office::looked::at_subject(db, "p-1", 20))
        .unwrap();
    assert_eq!(looks.len(), 5, "every look at a person's day is recorded");
}

#[tokio::test]
async fn a_time_to_come_cannot_be_recorded() {
    let (house, mut kiosk) = House::with_people();
    kiosk.arrives("p-1", "08:09");
    kiosk.sends_to(&house);
    let cookie = house.sign_in("lead").await;
    let form = "act=add&what=left&time=15%3A00&reason=x";
    let refused = house
        .post("/day/2026-03-02/of/p-1", form, &[("cookie", &cookie)])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("ещё не наступило"));
    for path in [
        "/day/yesterday",
        "/day/9999-01-01",
        "/day/2026-03-02/of/nobody",
        "/day/2026-03-02?workshop=x",
    ] {
        assert_eq!(
            house.page(&cookie, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn set_apart_entries_count_once_somebody_lets_them() {
    let (house, mut kiosk) = House::with_people();
    let forged = DeviceEnrolled {
        device: DeviceId::new("friend"),
        kind: "kiosk".to_owned(),
        name: "friend".to_owned(),
        public_key: "00".to_owned(),
        workshop: Some(soap_id()),
    };
    kiosk.says(Role::Administrator, None, monday("08:00"), forged.into());
    kiosk.sends_to(&house);
    let revoked = DeviceRevoked {
        device: stupen_ledger::device_id(stupen_journal::WriterId::from_bytes([7; 16])),
        reason: "lost".to_owned(),
        counted: Vec::new(),
    };
    house
        .state
        .book()
        .commit_now(&soap_id(), &ADMINISTRATOR, vec![revoked.into()])
        .unwrap();
    kiosk.arrives("p-1", "08:05");
    kiosk.sends_to(&house);

    let cookie = house.sign_in("lead").await;
    assert!(
        house
            .page(&cookie, "/")
            .await
            .body
            .contains("2 записи ждут проверки")
    );
    let review = house.list(&cookie, "/quarantine").await;
    assert_eq!(review["quarantined_count"], 2);
    assert_eq!(review["quarantined"][0]["kind"], "DeviceEnrolled");
    assert_eq!(review["quarantined"][1]["who"]["called"], "Аня");
    let page = house.page(&cookie, "/quarantine").await.body;
    assert!(page.contains("Аня: приход") && page.contains("устройство отозвано: lost"));
    assert!(page.contains("такое устройство не может делать такую запись"));

    let arrival = super::encode(review["quarantined"][1]["entry"].as_str().unwrap());
    let send = async |form: String| {
        house
            .post("/quarantine/release", &form, &[("cookie", &cookie)])
            .await
    };
    let nothing = send("reason=seen".to_owned()).await;
    assert!(nothing.body.contains("Выберите хотя бы одну запись"));
    let reasonless = send(format!("entry={arrival}&reason=")).await;
    assert!(reasonless.body.contains("Напишите причину"));
    let auditor = house.auditor().await;
    let form = format!("entry={arrival}&reason=seen");
    let refused = house
        .post("/quarantine/release", &form, &[("cookie", &auditor)])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(send(form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        house.list(&cookie, "/quarantine").await["quarantined_count"],
        1
    );
    assert_eq!(house.list(&cookie, "/").await["counts"]["at_work"], 1);

    let kiosks = house.list(&cookie, "/kiosks").await;
    assert_eq!(
        (&kiosks[0]["name"], &kiosks[0]["revoked"]),
        (&"Вход".into(), &"lost".into())
    );
    assert_eq!(kiosks[0]["newest_entry_at"], "2026-03-02T05:05:00Z");
    assert!(
        house
            .page(&cookie, "/kiosks")
            .await
            .body
            .contains("отозван")
    );
}

#[tokio::test]
async fn entries_of_a_cloned_card_are_told_again() {
    let (house, mut kiosk) = House::with_people();
    let mut clone = Kiosk::new(7);
    kiosk.arrives("p-1", "08:01");
    clone.arrives("p-2", "08:02");
    kiosk.sends_to(&house);
    clone.sends_to(&house);
    let cookie = house.sign_in("lead").await;
    let review = house.list(&cookie, "/quarantine").await;
    assert_eq!(
        (&review["quarantined_count"], &review["divergent_count"]),
        (&0.into(), &1.into())
    );
    assert_eq!(house.list(&cookie, "/").await["counts"]["at_work"], 1);
    let hash = review["divergent"][0]["hash"].as_str().unwrap();
    let form = format!("entry={hash}&reason=two+cards");
    let told = house
        .post("/quarantine/readmit", &form, &[("cookie", &cookie)])
        .await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
    assert_eq!(house.list(&cookie, "/").await["counts"]["at_work"], 2);
    let review = house.list(&cookie, "/quarantine").await;
    assert_eq!(review["divergent_count"], 0);
    assert_eq!(review["divergent"][0]["readmitted"], true);
}

#[tokio::test]
async fn pictures_are_images_and_nothing_else() {
    let (house, _kiosk) = House::with_people();
    let published = publish_pack(
        house.state.book(),
        &soap_id(),
        &ADMINISTRATOR,
        &sample().join("pack"),
        &Sets::none(),
    );
    assert!(matches!(published.unwrap(), Published::New(_)));
    let book = house.state.book();
    let manifest = book
        .with(|ledger| {
            stupen_domain::workshop::packs(ledger.state(), &soap_id())[0]
                .manifest
                .clone()
        })
        .unwrap();
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>";
    let (drawing, script) = book.blobs(|blobs| {
        let file = std::fs::read(sample().join("pack/pictures/product.svg")).unwrap();
        (blobs.put(&file).unwrap(), blobs.put(script).unwrap())
    });
    let cookie = house.sign_in("lead").await;
    for path in [
        format!("/picture/blob:{drawing}"),
        "/picture/pictogram:help".to_owned(),
    ] {
        let seen = house.page(&cookie, &path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        assert_eq!(seen.header(header::CONTENT_TYPE), "image/svg+xml");
        let policy = seen.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'") && policy.contains("sandbox"));
        assert!(seen.header(header::CACHE_CONTROL).starts_with("private"));
        let opened = [("cookie", cookie.as_str()), ("sec-fetch-dest", "document")];
        assert_eq!(
            house.get(&path, &opened).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house.get(&path, &[]).await.status,
            StatusCode::SEE_OTHER,
            "only for staff"
        );
    }
    let zeros = "0".repeat(64);
    for reference in [
        format!("blob:{}", manifest.as_str()),
        format!("blob:{script}"),
        format!("blob:{zeros}"),
        "blob:x".to_owned(),
        "pictogram:..%2Findex".to_owned(),
        "nothing".to_owned(),
    ] {
        let seen = house.page(&cookie, &format!("/picture/{reference}")).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{reference}");
    }
}

#[tokio::test]
async fn several_workshops_are_chosen_from() {
    let (house, _kiosk) = House::with_people();
    let cookie = house.sign_in("lead").await;
    assert!(
        !house
            .page(&cookie, "/")
            .await
            .body
            .contains("class=\"rooms\"")
    );
    let wood = WorkshopSet {
        workshop: WorkshopId::new("wood"),
        time_zone: "Asia/Vladivostok".to_owned(),
        ..soap()
    };
    house
        .state
        .book()
        .set_workshop(wood, &Actor::device())
        .unwrap();
    let page = house.page(&cookie, "/?workshop=wood").await.body;
    assert!(page.contains("href=\"/?workshop=soap\"") && page.contains("никто не зачислен"));
    // Ten past ten in the evening by Moscow: in Vladivostok the next day has begun.
    house.wait(Duration::hours(14));
    let cookie = house.sign_in("lead").await;
    assert_eq!(
        house.list(&cookie, "/?workshop=soap").await["day"],
        "2026-03-02"
    );
    assert_eq!(
        house.list(&cookie, "/?workshop=wood").await["day"],
        "2026-03-03"
    );
    let nowhere = house.page(&cookie, "/?workshop=none").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}
