//! Signing in, out, and being kept out.

use axum::http::{StatusCode, header};
use chrono::Duration;

use super::{House, PASSWORD, encode};
use crate::web::visitor::SESSION_COOKIE;

#[tokio::test]
async fn a_right_password_opens_the_page_that_was_asked_for() {
    let house = House::new();
    let asked = house.get("/users?sort=name", &[]).await;
    assert_eq!(
        asked.header(header::LOCATION),
        "/login?next=/users%3Fsort%3Dname"
    );
    let form = house.get(asked.header(header::LOCATION), &[]).await;
    assert!(
        form.body
            .contains(r#"name="next" value="/users?sort=name""#),
        "{}",
        form.body
    );

    let form = format!(
        "login=ADMIN&password={}&next=/users%3Fsort%3Dname",
        encode(PASSWORD)
    );
    let seen = house.post("/login", &form, &[]).await;
    assert_eq!(
        (seen.status, seen.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/users?sort=name")
    );
    let cookie = seen.cookie(SESSION_COOKIE);
    let page = house.get("/users?sort=name", &[("cookie", &cookie)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Олег") && page.body.contains("Вера"));
}

#[tokio::test]
async fn the_cookie_is_for_this_host_over_tls_and_not_for_scripts() {
    let house = House::new();
    let seen = house.try_password("lead", PASSWORD).await;
    let set = seen.header(header::SET_COOKIE);
    let (pair, flags) = set.split_once("; ").unwrap();
    assert_eq!(flags, "Path=/; Secure; HttpOnly; SameSite=Strict");
    let token = pair.strip_prefix("__Host-session=").unwrap();
    assert_eq!(token.len(), 43, "256 bits in base64");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_read_the_same() {
    let house = House::new();
    let wrong = house.try_password("lead", "nothing like it").await;
    let unknown = house.try_password("nobody", "nothing like it").await;
    for seen in [&wrong, &unknown] {
        assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
        assert!(seen.body.contains("Логин или пароль не подошли"));
        assert!(seen.headers.get(header::SET_COOKIE).is_none());
        assert!(
            !seen.body.contains("nothing like it"),
            "the password must not come back"
        );
    }
    assert_eq!(
        wrong.body.replace(r#"value="lead""#, r#"value="nobody""#),
        unknown.body
    );
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_account_for_a_minute_even_for_the_right_one() {
    let house = House::new();
    for _ in 0..5 {
        assert_eq!(
            house.try_password("lead", "wrong one").await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    let locked = house.try_password("lead", PASSWORD).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        locked.body.contains("Подождите до 08:11"),
        "{}",
        locked.body
    );
    assert_eq!(
        house.try_password("admin", PASSWORD).await.status,
        StatusCode::SEE_OTHER,
        "only that account"
    );
    house.wait(Duration::seconds(61));
    assert_eq!(
        house.try_password("lead", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn passwords_tried_at_the_same_moment_gain_nothing() {
    let house = House::new();
    let tries = (0..12).map(|_| house.try_password("lead", "wrong one"));
    let seen = futures_util::future::join_all(tries).await;
    let compared = seen
        .iter()
        .filter(|seen| seen.status == StatusCode::UNAUTHORIZED)
        .count();
    assert_eq!(compared, 5);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_not_only_the_cookie() {
    let house = House::new();
    let cookie = house.sign_in("lead").await;
    assert_eq!(
        house.get("/", &[("cookie", &cookie)]).await.status,
        StatusCode::OK
    );
    let out = house.post("/logout", "", &[("cookie", &cookie)]).await;
    assert_eq!(out.header(header::LOCATION), "/login");
    assert!(out.header(header::SET_COOKIE).contains("Max-Age=0"));
    assert_eq!(
        house.get("/", &[("cookie", &cookie)]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn after_two_hours_alone_the_session_is_over() {
    let house = House::new();
    let cookie = house.sign_in("lead").await;
    house.wait(Duration::minutes(119));
    assert_eq!(
        house.get("/", &[("cookie", &cookie)]).await.status,
        StatusCode::OK
    );
    house.wait(Duration::minutes(120));
    assert_eq!(
        house
            .get("/", &[("cookie", &cookie)])
            .await
            .header(header::LOCATION),
        "/login"
    );
}

#[tokio::test]
async fn forms_sent_from_other_sites_are_refused() {
    let house = House::new();
    let form = format!("login=lead&password={}", encode(PASSWORD));
    // (headers that a browser sends along, is it let through?)
    let table: &[(&[(&str, &str)], bool)] = &[
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "cross-site")], false),
        (
            &[
                ("sec-fetch-site", "same-site"),
                ("origin", "https://other.office.example"),
                ("host", "office.example"),
            ],
            false,
        ),
        (
            &[("sec-fetch-site", "cross-site"), ("origin", "null")],
            false,
        ),
    ];
    for (headers, is_let_through) in table {
        let seen = house.post("/login", &form, headers).await;
        let expected = if *is_let_through {
            StatusCode::SEE_OTHER
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(seen.status, expected, "{headers:?}");
        assert!(*is_let_through || seen.body.contains("пришёл с другого сайта"));
    }
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let house = House::new();
    let form = format!(
        "login=lead&password={}&next=//evil.example",
        encode(PASSWORD)
    );
    assert_eq!(
        house
            .post("/login", &form, &[])
            .await
            .header(header::LOCATION),
        "/"
    );
}
