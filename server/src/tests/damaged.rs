//! A server whose log cannot be read.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use stupen_domain::facts::PersonSet;
use stupen_domain::wire::ids::PictureRef;

use super::House;
use super::floor::{ADMINISTRATOR, person, soap_id};
use crate::web::damage;

/// Status, kind and text of an answer.
async fn ask(
    router: &Router,
    method: &str,
    path: &str,
    accept: &str,
) -> (StatusCode, String, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::ACCEPT, accept)
        .header(header::ACCEPT_LANGUAGE, "en");
    let response = router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (head, body) = response.into_parts();
    let kind = head.headers[header::CONTENT_TYPE]
        .to_str()
        .unwrap()
        .to_owned();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, kind, String::from_utf8(body.to_vec()).unwrap())
}

/// The same in every case: who watches over the server, kiosks, programs and people each hear it in their own way.
async fn says_that_it_is_damaged(router: &Router) {
    let (status, _, body) = ask(router, "GET", "/healthz", "*/*").await;
    let health: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(health["reason"], damage::REASON);
    for (method, path, accept) in [
        ("POST", "/sync/v1/heads", "*/*"),
        ("POST", "/sync/v1/push", "text/html"),
        ("POST", "/sync/v1/enrol", "*/*"),
        ("GET", "/", "application/json"),
        ("GET", "/metrics", "*/*"),
    ] {
        let (status, kind, body) = ask(router, method, path, accept).await;
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(kind, "application/problem+json", "{path}");
        assert_eq!(problem["type"], "urn:stupen:problem:log-damaged", "{path}");
    }
    for path in ["/", "/people/p-1", "/login"] {
        let (status, _, body) = ask(router, "GET", path, "text/html").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        let english = body.find("The office&#39;s log is damaged").expect(&body);
        assert!(english < body.find("Журнал офиса повреждён").expect(&body));
    }
    let style = crate::web::assets::url("style.css");
    let (status, ..) = ask(router, "GET", &style, "text/css").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_server_that_started_on_a_damaged_log_only_says_so() {
    says_that_it_is_damaged(&damage::router()).await;
}

#[tokio::test]
async fn a_server_whose_log_breaks_while_it_runs_stops_reading_and_writing() {
    let (house, mut kiosk) = House::with_people();
    let log = house.data_dir().join("log.db");
    // So that everything lies in the file itself.
    rusqlite::Connection::open(&log)
        .unwrap()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let mut bytes = std::fs::read(&log).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0x55);
    std::fs::write(&log, &bytes).unwrap();
    house.state.book().look_for_damage();
    says_that_it_is_damaged(&house.router).await;
    kiosk.arrives("p-1", "08:41");
    assert!(house.state.book().with(|_| ()).is_err());
    assert_eq!(std::fs::read(&log).unwrap(), bytes);
}

#[tokio::test]
async fn missing_pictures_are_said_on_pages_and_to_programs_until_they_are_back() {
    let (house, _kiosk) = House::with_people();
    let book = house.state.book();
    let portrait = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><title>a portrait</title></svg>";
    let hash = book.blobs(|blobs| blobs.put(portrait)).unwrap();
    let anya = PersonSet {
        person: person("p-1"),
        called: "Аня".to_owned(),
        picture: PictureRef::new(format!("blob:{hash}")),
        language: "ru".to_owned(),
        staff_role: None,
        active: true,
    };
    book.commit_now(&soap_id(), &ADMINISTRATOR, vec![anya.into()])
        .unwrap();
    let cookie = house.sign_in("lead").await;
    let image = format!("/picture/blob:{hash}");
    for (is_here, missing) in [(true, 0), (false, 1), (true, 0)] {
        book.blobs(|blobs| {
            if is_here {
                blobs.put(portrait).map(drop)
            } else {
                blobs.forget(&hash).map(drop)
            }
        })
        .unwrap();
        let lost = book.look_for_lost_media().unwrap();
        assert_eq!(lost.missing.len(), missing);
        let words = "Здесь не хватает картинок или карточек шагов (1)";
        let seen = house.get("/people", &[("cookie", &cookie)]).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.body.contains(words), !is_here, "{}", seen.body);
        let seen = house.get(&image, &[("cookie", &cookie)]).await;
        let status = if is_here { 200 } else { 404 };
        assert_eq!(seen.status, status, "{}", seen.body);
        assert_eq!(seen.header(header::CONTENT_TYPE), "image/svg+xml");
        assert_eq!(seen.body.contains("a portrait"), is_here, "or a figure");
        let seen = house.get("/login", &[]).await;
        assert!(!seen.body.contains(words), "not to everybody");
        let (status, _, body) = ask(&house.router, "GET", "/healthz", "*/*").await;
        let health: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, StatusCode::OK, "people come and go");
        let expected = if is_here { "ok" } else { "degraded" };
        assert_eq!(health["status"], expected);
        if !is_here {
            assert_eq!(health["reason"], "media-missing");
            assert_eq!(health["missing"], 1);
        }
    }

    // Of a file that cannot be read nothing is here, which is not the same as that nothing is missing.
    rusqlite::Connection::open(book.media_file())
        .unwrap()
        .execute("DROP TABLE blob", [])
        .unwrap();
    let lost = book.look_for_lost_media().unwrap();
    assert!(lost.unreadable.is_some());
    assert!(lost.missing.iter().any(|missing| missing.hash == hash));
    let seen = house.get("/people", &[("cookie", &cookie)]).await;
    let shown = house.get(&image, &[("cookie", &cookie)]).await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND, "no broken sign");
    assert_eq!(shown.header(header::CONTENT_TYPE), "image/svg+xml");
    let words = "Картинки и карточки шагов здесь не читаются";
    assert!(seen.body.contains(words), "{}", seen.body);
    assert!(!seen.body.contains("Здесь не хватает"), "{}", seen.body);
    let (status, _, body) = ask(&house.router, "GET", "/healthz", "*/*").await;
    let health: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert_eq!(health["reason"], "media-unreadable");
    assert_eq!(health["missing"], lost.missing.len());
    let admin = house.sign_in("admin").await;
    let seen = house.get("/metrics", &[("cookie", &admin)]).await;
    for line in [
        "# HELP stupen_media_missing Pictures",
        "# TYPE stupen_media_missing gauge",
        &format!("\nstupen_media_missing {}\n", lost.missing.len()),
    ] {
        assert!(seen.body.contains(line), "{line} in {}", seen.body);
    }
}
