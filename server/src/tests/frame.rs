//! What every page has: a guard, headers, a language, a way out.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt;
use tower::ServiceExt;

use super::House;
use crate::i18n::Lang;
use crate::router::routes;
use crate::web::access::Who;
use crate::web::live::Topic;

/// A path that fits a route's pattern.
fn example(pattern: &str) -> String {
    pattern
        .split('/')
        .map(|part| if part.starts_with('{') { "x" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn every_page_requires_signing_in_unless_the_table_opens_it() {
    let house = House::new();
    let mut open = BTreeSet::new();
    for route in routes() {
        if route.who == Who::Anyone {
            open.insert(route.path);
            continue;
        }
        let path = example(route.path);
        let page = house.get(&path, &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(
            page.header(header::LOCATION).starts_with("/login"),
            "{path}"
        );
        let json = house.get(&path, &[("accept", "application/json")]).await;
        assert_eq!(json.status, StatusCode::UNAUTHORIZED, "{path}");
        let sent = house.post(&path, "", &[]).await;
        assert_eq!(sent.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // Opening another one is a decision: it has to be written here too.
    assert_eq!(
        open.into_iter().collect::<Vec<_>>(),
        [
            "/about",
            "/api/openapi.json",
            "/assets/{file}",
            "/healthz",
            "/language",
            "/login",
            "/logout",
            // Its handler asks who it is.
            "/metrics",
            "/sync/v1/blob/{hash}",
            "/sync/v1/enrol",
            "/sync/v1/heads",
            "/sync/v1/pins",
            "/sync/v1/pull",
            "/sync/v1/push",
            "/sync/v1/unusable"
        ]
    );
}

#[tokio::test]
async fn a_role_opens_its_own_pages_only() {
    let house = House::new();
    let cookie = house.sign_in("lead").await;
    let refused = house.get("/users", &[("cookie", &cookie)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("не для вашей роли"));
    assert!(
        !refused.body.contains(r#"href="/users""#),
        "no way is shown that leads nowhere"
    );
}

#[tokio::test]
async fn an_unknown_page_says_so_and_has_a_way_out() {
    let house = House::new();
    let seen = house.get("/no/such/page", &[]).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert!(
        seen.body.contains("Такой страницы нет")
            && seen.body.contains(r#"<a class="main" href="/">"#)
    );

    let json = house
        .get(
            "/no/such/page",
            &[("accept", "application/json"), ("accept-language", "en")],
        )
        .await;
    assert_eq!(
        json.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
    let problem: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(problem["type"], "urn:stupen:problem:not-found");
    assert_eq!(problem["title"], "There is no such page");
    assert_eq!(problem["status"], 404);
    assert_eq!(
        problem["instance"].as_str().unwrap(),
        format!("urn:uuid:{}", json.header("x-request-id"))
    );
    assert!(
        house.get("/api/nothing", &[]).await.body.starts_with('{'),
        "/api always answers JSON"
    );
}

#[tokio::test]
async fn a_wrong_method_and_a_torn_form_are_explained() {
    let house = House::new();
    let cookie = house.sign_in("lead").await;
    let method = house.post("/", "", &[("cookie", &cookie)]).await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(method.body.contains("По этому адресу так нельзя"));
    assert_eq!(method.header(header::ALLOW), "GET,HEAD");
    let torn = house.post("/language", "lang", &[]).await;
    assert!(torn.status.is_client_error());
    assert!(torn.body.contains("Сервер не понял этот запрос"));
    let large = house.post("/language", &"x".repeat(300 * 1024), &[]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.body.contains("слишком большой"));
}

#[tokio::test]
async fn every_answer_carries_the_strict_headers() {
    let house = House::new();
    let cookie = house.sign_in("admin").await;
    for path in ["/login", "/", "/users", "/none", "/healthz"] {
        let seen = house.get(path, &[("cookie", &cookie)]).await;
        let policy = seen.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            seen.header(header::X_CONTENT_TYPE_OPTIONS),
            "nosniff",
            "{path}"
        );
        assert_eq!(seen.header(header::CACHE_CONTROL), "no-store", "{path}");
        for inline in ["style=", "<style", "onclick=", "<script>"] {
            assert!(
                !seen.body.contains(inline),
                "{path} has {inline}, which the policy forbids"
            );
        }
    }
}

#[tokio::test]
async fn built_in_files_are_kept_for_ever_under_the_hash_of_their_content() {
    let house = House::new();
    let login = house.get("/login", &[]).await.body;
    let mut found = 0;
    for part in login.split('"').filter(|part| part.starts_with("/assets/")) {
        found += 1;
        let asset = house.get(part, &[]).await;
        assert_eq!(asset.status, StatusCode::OK, "{part}");
        assert!(asset.header(header::CACHE_CONTROL).contains("immutable"));
    }
    assert_eq!(found, 4, "mark twice, style, script");
    assert_eq!(
        house
            .get("/assets/style.0000000000000000.css", &[])
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_language_is_the_persons_else_the_cookies_else_the_browsers() {
    let house = House::new();
    let english = ("accept-language", "en-GB,en;q=0.9");
    assert!(
        house
            .get("/login", &[])
            .await
            .body
            .contains(r#"<html lang="ru">"#)
    );
    assert!(
        house
            .get("/login", &[english])
            .await
            .body
            .contains(r#"<html lang="en">"#)
    );
    assert!(
        house
            .get("/login", &[("accept-language", "de")])
            .await
            .body
            .contains(r#"<html lang="ru">"#)
    );

    let chosen = house.post("/language", "lang=en&back=/login", &[]).await;
    assert_eq!(chosen.header(header::LOCATION), "/login");
    let lang = chosen.cookie("__Host-lang");
    assert!(
        house
            .get("/login", &[("cookie", &lang)])
            .await
            .body
            .contains("Sign in")
    );

    let session = house.sign_in("lead").await;
    assert_eq!(house.lang_of("lead"), None);
    house
        .post("/language", "lang=en&back=/", &[("cookie", &session)])
        .await;
    assert_eq!(house.lang_of("lead"), Some(Lang::En));
    let page = house
        .get("/", &[("cookie", &format!("__Host-lang=ru; {session}"))])
        .await;
    assert!(
        page.body
            .contains("Nobody is enrolled in this workshop today."),
        "the person's language beats the browser's"
    );
    assert!(page.body.contains("Monday, 2 March 2026"));
    assert!(
        house
            .post("/language", "lang=fr", &[])
            .await
            .status
            .is_client_error()
    );
}

#[tokio::test]
async fn a_list_is_json_for_programs() {
    let house = House::new();
    let cookie = house.sign_in("admin").await;
    let seen = house
        .get(
            "/users",
            &[("cookie", &cookie), ("accept", "application/json")],
        )
        .await;
    let accounts: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(accounts[0]["login"], "admin");
    assert_eq!(accounts[0]["seen_at"], "2026-03-02T05:10:00Z");
    assert_eq!(accounts[1]["role"], "lead");
    let fields = accounts[1].as_object().unwrap();
    assert!(fields.contains_key("staff_id"), "{fields:?}");
    assert!(!seen.body.contains("argon2"), "no hash leaves the database");
}

#[tokio::test]
async fn an_open_page_hears_of_a_change_and_of_the_end() {
    let house = House::new();
    let cookie = house.sign_in("admin").await;
    let request = Request::builder()
        .uri("/users/live")
        .header(header::ACCEPT, "text/event-stream")
        .header(header::COOKIE, &cookie)
        .body(Body::empty())
        .unwrap();
    let response = house.router.clone().oneshot(request).await.unwrap();
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/event-stream"
    );
    let mut stream = response.into_body().into_data_stream();
    let first = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(
        first.starts_with("event: fragment\ndata: <p>2 учётные записи</p>\n"),
        "{first}"
    );
    assert!(!first.contains("вход закрыт до"));

    for _ in 0..5 {
        house.try_password("lead", "wrong one").await;
    }
    let mut after = String::new();
    while !after.contains("вход закрыт до 08:11") {
        after = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    }
    house.state.live().stop();
    house.state.live().tell(Topic::Accounts);
    while let Some(Ok(_late)) = stream.next().await {}
}

#[tokio::test]
async fn a_listener_without_a_session_is_told_so_in_an_event() {
    let house = House::new();
    let seen = house
        .get("/users/live", &[("accept", "text/event-stream")])
        .await;
    assert_eq!(seen.body, "event: signed-out\ndata: now\n\n");
}

#[tokio::test]
async fn health_needs_no_session_and_says_nothing_of_people() {
    let house = House::new();
    let seen = house.get("/healthz", &[("accept", "*/*")]).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(
        seen.body,
        format!(
            r#"{{"status":"ok","version":"{}"}}"#,
            env!("CARGO_PKG_VERSION")
        )
    );
}
