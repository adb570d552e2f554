//! Signing in and out.

use std::sync::LazyLock;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::office::{OfficeError, attempts, sessions, users};
use crate::secrets::hash_password;
use crate::state::AppState;
use crate::web::frame::Frame;
use crate::web::live::Topic;
use crate::web::visitor::{SESSION_COOKIE, Visitor};
use crate::web::{Answer, own_path, page};

/// Longest login taken, in bytes; nobody's is longer, and made-up ones fill no table.
const LOGIN_BYTES_MAX: usize = 128;

/// Compared with when the login is nobody's, so that the answer takes as long as for somebody's.
static NOBODYS_PHC: LazyLock<String> =
    LazyLock::new(|| hash_password("nobody").unwrap_or_default());

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The form.
#[derive(Deserialize)]
pub struct Credentials {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    page: Frame,
    login: String,
    next: String,
    refusal: Option<String>,
}

/// `GET /login`.
///
/// # Errors
/// When the template fails.
pub async fn form(visitor: Visitor, frame: Frame, Query(next): Query<Next>) -> Answer {
    let next = own_path(&next.next).to_owned();
    if visitor.user().is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    page(&LoginPage {
        page: frame,
        login: String::new(),
        next,
        refusal: None,
    })
}

/// `POST /login`: the attempt counts as failed before the password is compared, so that many at once gain nothing.
///
/// # Errors
/// When the database refuses.
pub async fn sign_in(
    State(state): State<AppState>,
    mut frame: Frame,
    Form(credentials): Form<Credentials>,
) -> Answer {
    let Credentials {
        login,
        password,
        next,
    } = credentials;
    let next = own_path(&next).to_owned();
    frame.back = "/login".to_owned();
    let refuse = |frame: Frame, status: StatusCode, login: String, refusal: String| -> Answer {
        let answer = page(&LoginPage {
            page: frame,
            login,
            next: next.clone(),
            refusal: Some(refusal),
        })?;
        Ok((status, answer).into_response())
    };
    if login.len() > LOGIN_BYTES_MAX {
        let refusal = frame.t(WRONG).to_owned();
        return refuse(frame, StatusCode::UNAUTHORIZED, String::new(), refusal);
    }

    let now = state.now();
    let asked = login.clone();
    let (locked, account) = state
        .office()
        .run(move |db| {
            let locked = attempts::locked_until(db, &asked, now)?;
            if locked.is_none() {
                attempts::failed(db, &asked, now)?;
            }
            Ok::<_, OfficeError>((locked, users::password_phc(db, &asked)?))
        })
        .await?;
    if let Some(until) = locked {
        tracing::warn!("a locked login was tried");
        let time = frame.time(&until);
        let refusal = frame.tf(
            "Too many wrong passwords. Wait until {time} and try again, or ask an administrator for a new password.",
            &[("time", &time)],
        );
        return refuse(frame, StatusCode::TOO_MANY_REQUESTS, login, refusal);
    }

    let (id, phc) = match account {
        Some((id, phc)) => (Some(id), phc),
        None => (None, NOBODYS_PHC.clone()),
    };
    let fits = state.password_fits(password, phc).await?;
    let (Some(id), true) = (id, fits) else {
        tracing::warn!("a sign-in was refused");
        state.live().tell(Topic::Accounts);
        let refusal = frame.t(WRONG).to_owned();
        return refuse(frame, StatusCode::UNAUTHORIZED, login, refusal);
    };
    let token = state
        .office()
        .run(move |db| {
            attempts::succeeded(db, &login)?;
            sessions::sweep(db, now)?;
            sessions::start(db, id, now)
        })
        .await?;
    tracing::info!(user = id.0, "signed in");
    state.live().tell(Topic::Accounts);
    Ok((
        [(header::SET_COOKIE, session_cookie(&token, ""))],
        Redirect::to(&next),
    )
        .into_response())
}

const WRONG: &str = crate::i18n::msg(
    "The login or the password is not right. Check the keyboard language and Caps Lock, then try again.",
);

/// `POST /logout`: ends this browser's session.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(State(state): State<AppState>, visitor: Visitor) -> Answer {
    if let Some(session) = visitor.session() {
        let key = session.key;
        state.office().run(move |db| sessions::end(db, key)).await?;
        state.live().tell(Topic::Accounts);
    }
    let gone: Response = Redirect::to("/login").into_response();
    Ok((
        [(header::SET_COOKIE, session_cookie("", "; Max-Age=0"))],
        gone,
    )
        .into_response())
}

/// Only over TLS, never readable by scripts, never sent along from other sites.
fn session_cookie(token: &str, more: &str) -> String {
    format!("{SESSION_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict{more}")
}
