//! Enrolment and the exchange as they should be.

use super::rig::*;
use crate::office::pins;
use crate::sync::enrol::device_of;
use crate::tests::soap;
use axum::http::{Method, StatusCode};
use serde_json::json;
use stupen_domain::wire::Kind;
use stupen_domain::wire::facts::{CaseNoted, NoteAbout};
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{Actor, Role, people};
use stupen_journal::sync::{PullRequest, Want};
use stupen_journal::{Audience, DeviceKey, StreamId};

#[tokio::test]
async fn a_code_lets_one_key_in_and_a_lost_answer_may_be_asked_again() {
    let house = house();
    let code = house.code();
    let key = DeviceKey::generate().unwrap();
    let first = house.enrol(&code, &key, &house.pin()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let answer = json_of(&first);
    assert_eq!(answer["device"], device_of(&key.public()).to_string());
    assert_eq!(
        (
            &answer["organisation"],
            &answer["workshop"],
            &answer["mode"],
            &answer["name"]
        ),
        (
            &json!("stupeni"),
            &json!("soap"),
            &json!("entrance"),
            &json!("Вход")
        )
    );
    let seal_key = answer["server"]["seal_key"].as_str().unwrap();
    assert_eq!(seal_key, house.state.book().seal_to().to_string());
    assert_eq!(answer["time"], "2026-03-02T08:10:00+03:00");
    assert_eq!(
        house.enrol(&code, &key, &house.pin()).await.body,
        first.body
    );
    let devices = house
        .state
        .book()
        .with(|ledger| stupen_domain::workshop::devices(ledger.state()).len())
        .unwrap();
    assert_eq!(devices, 3, "office, import and the kiosk, once");

    let other = DeviceKey::generate().unwrap();
    let fresh = house.code();
    let table = [
        (
            "used by another",
            house.enrol(&code, &other, &house.pin()).await,
            410,
            "code",
        ),
        (
            "unknown",
            house
                .enrol("AAAA-AAAA-AAAA-AAAA", &other, &house.pin())
                .await,
            403,
            "code",
        ),
        (
            "for another server",
            house.enrol(&fresh, &other, "OTHERPIN").await,
            400,
            "proof",
        ),
        (
            "garbage",
            house.raw("/sync/v1/enrol", b"\xff{".to_vec()).await,
            400,
            "malformed",
        ),
        (
            "enormous",
            house.raw("/sync/v1/enrol", vec![b' '; 9000]).await,
            413,
            "too-large",
        ),
    ];
    for (what, seen, status, code) in table {
        assert_eq!(seen.status.as_u16(), status, "{what}: {}", seen.body);
        assert_eq!(
            seen.header("content-type"),
            "application/problem+json",
            "{what}"
        );
        assert_eq!(
            json_of(&seen)["type"],
            format!("urn:stupen:problem:{code}"),
            "{what}"
        );
    }
    // The code that a wrong proof was tried with still works.
    let seen = house.enrol(&fresh, &other, &house.pin()).await;
    assert_eq!(seen.status, StatusCode::OK);
    let old = house.code();
    house.wait(chrono::Duration::hours(25));
    let seen = house.enrol(&old, &other, &house.pin()).await;
    assert_eq!(seen.status, StatusCode::GONE, "{}", seen.body);
    assert_eq!(house.state.sync().tally.enrolments_refused.get(), 4);
}

#[tokio::test]
async fn a_morning_travels_both_ways() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    let called: Vec<&str> = people::everybody(kiosk.ledger.state())
        .iter()
        .map(|view| view.person.called.as_str())
        .collect();
    assert_eq!(called, ["lead-1", "p-01"]);

    kiosk.arrives(&house, "p-01");
    let mut bell = house.state.live().listen();
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!(report.streams.len(), 1);
    assert_eq!((report.streams[0].accepted, report.streams[0].have), (1, 1));
    assert_eq!(people_in(&house), 1);
    assert_eq!(bell.try_recv(), Ok(crate::web::live::Topic::Board));
    // Once more: nothing counts twice.
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!((report.streams[0].accepted, report.streams[0].have), (0, 1));

    // Packed on the way.
    kiosk.ledger.sign().unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &kiosk.body()).unwrap();
    let packed = packed.finish().unwrap();
    let mut request = kiosk.request(&house, Method::POST, "/sync/v1/push", &packed, "packed");
    request
        .headers_mut()
        .insert("content-encoding", "gzip".parse().unwrap());
    assert_eq!(house.send(request).await.status, StatusCode::OK);

    // A second kiosk sees the arrival through the office.
    let mut second = house.kiosk().await;
    second.pull_all(&house).await;
    assert!(
        second
            .ledger
            .log()
            .head(&kiosk.own("w:soap"))
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn what_a_kiosk_may_not_write_waits_and_a_revoked_one_only_hands_over() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    kiosk.arrives(&house, "p-01");
    kiosk.push(&house, &kiosk.body()).await;

    let now = house.state.now();
    house
        .state
        .office()
        .with(|db| pins::set(db, "lead-1", "$one", now))
        .unwrap();
    let (device, reset) = crate::kiosks::revoke(
        house.state.book(),
        house.state.office(),
        "Вход",
        "lost",
        &manager(),
        now,
    )
    .unwrap();
    assert_eq!((device.as_str(), reset), (&*kiosk.device.to_string(), 1));
    // What had arrived before still counts when it comes again.
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!(report.streams[0].quarantined, 0);
    leaves(&house, &mut kiosk, "p-01");
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!(
        (
            report.streams[0].accepted,
            report.streams[0].quarantined,
            report.streams[0].have
        ),
        (0, 1, 2),
        "{report:?}"
    );
    let pull = serde_json::to_vec(&PullRequest {
        wants: Vec::new(),
        limit: 1,
    })
    .unwrap();
    for (method, path, body) in [
        (Method::POST, "/sync/v1/heads", br#"{"heads":[]}"#.to_vec()),
        (Method::POST, "/sync/v1/pull", pull),
        (Method::GET, "/sync/v1/pins", Vec::new()),
        (
            Method::GET,
            &*format!("/sync/v1/blob/{}", "0".repeat(64)),
            Vec::new(),
        ),
    ] {
        let seen = kiosk.ask(&house, method, path, &body).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path}: {}", seen.body);
    }
    assert_eq!(house.state.sync().tally.requests_revoked.get(), 4);
}

#[tokio::test]
async fn only_streams_pictures_and_pins_of_the_own_workshop_are_handed_out() {
    let house = house();
    let mut wood = soap();
    wood.workshop = WorkshopId::new("wood");
    let book = house.state.book();
    book.set_workshop(wood, &manager()).unwrap();
    let (mine, theirs, nobodys) = book.blobs(|blobs| {
        (
            blobs.put(b"<svg>a portrait</svg>").unwrap(),
            blobs.put(b"<svg>of the other workshop</svg>").unwrap(),
            blobs.put(b"uploaded, named by nothing").unwrap(),
        )
    });
    let portrait = |id: &str, role, hash| person(id, role, &format!("blob:{hash}"));
    book.commit_now(&workshop(), &manager(), vec![portrait("p-02", None, mine)])
        .unwrap();
    book.commit_now(
        &WorkshopId::new("wood"),
        &manager(),
        vec![portrait("lead-2", Some("lead"), theirs)],
    )
    .unwrap();
    let now = house.state.now();
    house
        .state
        .office()
        .with(|db| {
            pins::set(db, "lead-1", "$one", now)?;
            pins::set(db, "lead-2", "$two", now)?;
            pins::set(db, "p-02", "$no-staff", now)
        })
        .unwrap();

    let kiosk = house.kiosk().await;
    for (hash, status) in [(mine, 200), (theirs, 404), (nobodys, 404)] {
        let seen = kiosk
            .ask(&house, Method::GET, &format!("/sync/v1/blob/{hash}"), b"")
            .await;
        assert_eq!(seen.status.as_u16(), status, "{}", seen.body);
    }
    let seen = kiosk
        .ask(&house, Method::GET, "/sync/v1/blob/..%2fkeys", b"")
        .await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);

    let bundle = kiosk.ask(&house, Method::GET, "/sync/v1/pins", b"").await;
    assert_eq!(
        json_of(&bundle),
        json!({"pins": [{"person": "lead-1", "hash": "$one"}]})
    );
    let seen = kiosk
        .post(&house, "/sync/v1/heads", br#"{"heads":[]}"#)
        .await;
    let heads = json_of(&seen);
    assert_eq!(heads["seal_key"], book.seal_to().to_string());
    assert_eq!(
        heads["pins"],
        blake3::hash(bundle.body.as_bytes()).to_hex().to_string()
    );
    let streams: Vec<String> = heads["heads"]["heads"]
        .as_array()
        .unwrap()
        .iter()
        .map(|head| head["stream"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        streams
            .iter()
            .all(|stream| stream.ends_with("/w:soap/floor")),
        "{streams:?}"
    );
    assert_eq!(streams.len(), 1);

    let writer = house
        .state
        .book()
        .with(|ledger| ledger.author().writer)
        .unwrap();
    for (scope, audience) in [
        ("w:wood", stupen_journal::Audience::Floor),
        ("o:stupeni", stupen_journal::Audience::Case),
    ] {
        let stream = StreamId::new(writer, scope, audience).unwrap();
        let request = PullRequest {
            wants: vec![Want { stream, after: 0 }],
            limit: 10,
        };
        let seen = kiosk
            .post(
                &house,
                "/sync/v1/pull",
                &serde_json::to_vec(&request).unwrap(),
            )
            .await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{}", seen.body);
    }
}

#[tokio::test]
async fn words_for_the_case_are_read_at_the_office_alone() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    let words = "Пришёл с повязкой, говорили о враче";
    let noted = CaseNoted {
        person: PersonId::new("p-01"),
        about: NoteAbout::Request,
        id: "r-1".to_owned(),
        words: words.to_owned(),
        conditions: String::new(),
    };
    let lead = Actor {
        person: Some(PersonId::new("lead-1")),
        role: Role::Lead,
    };
    kiosk.states(&house, &lead, noted.into());
    let case = kiosk.own_for("w:soap", Audience::Case);
    let body = kiosk.body_of(case.clone());
    assert!(!String::from_utf8_lossy(&body).contains("враче"));
    let report = kiosk.push(&house, &body).await;
    assert_eq!((report.streams[0].accepted, report.streams[0].have), (1, 1));
    let told = house.state.book().with(|ledger| {
        let person = PersonId::new("p-01");
        let known = ledger.state().person(&person);
        known
            .filter_map(|entry| CaseNoted::of(&entry.payload.fact))
            .map(|noted| noted.words.clone())
            .collect::<Vec<_>>()
    });
    assert_eq!(told.unwrap(), [words]);

    // Its writer gets it back, sealed; nobody else on the floor hears of it.
    let second = house.kiosk().await;
    let wants = vec![Want {
        stream: case.clone(),
        after: 0,
    }];
    let request = serde_json::to_vec(&PullRequest { wants, limit: 10 }).unwrap();
    for (asks, status) in [(&kiosk, 200), (&second, 403)] {
        let seen = asks.post(&house, "/sync/v1/pull", &request).await;
        assert_eq!(seen.status.as_u16(), status);
        assert!(!seen.body.contains("враче"));
        let heads = asks
            .post(&house, "/sync/v1/heads", br#"{"heads":[]}"#)
            .await;
        assert_eq!(heads.body.contains(&case.to_string()), status == 200);
    }
}

#[tokio::test]
async fn staff_read_at_the_office_which_files_a_kiosk_cannot_use() {
    let house = house();
    let kiosk = house.kiosk().await;
    let photo = "5".repeat(64);
    house
        .state
        .book()
        .commit_now(
            &workshop(),
            &manager(),
            vec![person("p-02", None, &format!("blob:{photo}"))],
        )
        .unwrap();
    let picture = json!({
        "what": "large_picture", "pack": "gift", "version": 2, "file": "pictures/take.png",
        "operation": {"ru": "Складываем", "en": "Folding"}, "step": 3,
    });
    let portrait = json!({
        "what": "worn", "pack": "", "version": 0, "file": photo, "operation": null, "step": 0,
    });
    // What a newer kiosk tells is kept, in plain words.
    let newer = json!({
        "what": "melted", "pack": "gift", "version": 2, "file": "sounds/take.ogg",
        "operation": null, "step": 0, "since": "tomorrow",
    });
    let tell = async |files: serde_json::Value| {
        let body = serde_json::to_vec(&json!({ "files": files })).unwrap();
        let seen = kiosk.post(&house, "/sync/v1/unusable", &body).await;
        assert_eq!(seen.status, StatusCode::NO_CONTENT, "{}", seen.body);
    };
    let cookie = house.sign_in("lead").await;
    let read = async |accept: &str, lang: &str| {
        let more = [
            ("cookie", cookie.as_str()),
            ("accept", accept),
            ("accept-language", lang),
        ];
        house.get("/kiosks", &more).await.body
    };
    tell(json!([picture, portrait])).await;
    let first: serde_json::Value =
        serde_json::from_str(&read("application/json", "ru").await).unwrap();
    let since = first[0]["unusable"][1]["since"].clone();
    assert!(since.is_string(), "{first}");
    house.wait(chrono::TimeDelta::hours(1));
    tell(json!([picture, portrait, newer])).await;
    let page = read("text/html", "ru").await;
    for words in [
        "Файлы, которые не работают на киоске «Вход»",
        "gift 2: pictures/take.png",
        "Складываем, шаг 3",
        "Картинка слишком большая. Уменьшите её и опубликуйте набор ещё раз.",
        "p-02",
        "Портрет повреждён на киоске. Он будет отправлен заново сам.",
        "gift 2: sounds/take.ogg",
        "Файл не работает на киоске.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let told: serde_json::Value =
        serde_json::from_str(&read("application/json", "ru").await).unwrap();
    let files = told[0]["unusable"].as_array().unwrap();
    assert_eq!(files.len(), 3, "{told}");
    // What was told before keeps its time.
    let times: Vec<bool> = files.iter().map(|file| file["since"] == since).collect();
    assert_eq!(times, [true, true, false], "{told}");
    // All mended.
    tell(json!([])).await;
    let page = read("text/html", "ru").await;
    assert!(!page.contains("не работают на киоске"), "{page}");

    let nonsense = kiosk.post(&house, "/sync/v1/unusable", b"[]").await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}
