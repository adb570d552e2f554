//! Who asks, in which language, and in which form they want the answer.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::fault::{self, Fault};
use crate::i18n::Lang;
use crate::office::sessions::{self, Session};
use crate::office::users::User;
use crate::state::AppState;

/// The session cookie. `__Host-` makes browsers insist on Secure, on this host and on the whole site.
pub const SESSION_COOKIE: &str = "__Host-session";

/// The language chosen before signing in.
pub const LANG_COOKIE: &str = "__Host-lang";

/// The person behind a request, known or not.
#[derive(Clone, Debug)]
pub struct Visitor {
    lang: Lang,
    session: Option<Session>,
    place: String,
    accepts: Accepts,
    request_id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Accepts {
    Page,
    Json,
    Events,
}

impl Visitor {
    /// The language for everything said to this person.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The session, when signed in.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// The account, when signed in.
    pub fn user(&self) -> Option<&User> {
        self.session.as_ref().map(|session| &session.user)
    }

    /// Path and query asked for: where to come back to.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.place.split('?').next().unwrap_or_default()
    }

    /// True when the answer should be JSON.
    pub fn wants_json(&self) -> bool {
        self.accepts == Accepts::Json
    }

    /// True for an EventSource.
    pub fn wants_events(&self) -> bool {
        self.accepts == Accepts::Events
    }

    /// The number by which the log knows this request.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The sign-in page that leads back here afterwards.
    pub fn sign_in_path(&self) -> String {
        if self.place == "/" {
            return "/login".to_owned();
        }
        let mut path = "/login?next=".to_owned();
        for byte in self.place.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                path.push(char::from(byte));
            } else {
                path.push_str(&format!("%{byte:02X}"));
            }
        }
        path
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Fault::inside(anyhow::anyhow!("the route lies outside of `visitor::meet`"))
        })
    }
}

/// The session of a route that only signed-in people reach.
#[derive(Clone, Debug)]
pub struct Signed(pub Session);

impl FromRequestParts<AppState> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fault> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        visitor.session.map(Self).ok_or_else(|| {
            Fault::inside(anyhow::anyhow!("a route open to anyone asks for a session"))
        })
    }
}

/// Finds out who asks, lets them on, and puts refusals into words they understand.
pub async fn meet(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let (visitor, token) = ask(&request);
    let visitor = match recognise(&state, visitor, token).await {
        Ok(visitor) => visitor,
        Err((visitor, fault)) => return fault::explain(&state, &visitor, fault.into_response()),
    };
    request.extensions_mut().insert(visitor.clone());
    let response = next.run(request).await;
    fault::explain(&state, &visitor, response)
}

/// The language that a request asks for.
pub(super) fn lang_of(headers: &HeaderMap) -> Lang {
    cookie(headers, LANG_COOKIE)
        .and_then(Lang::from_code)
        .or_else(|| Lang::from_accept(text(headers, header::ACCEPT_LANGUAGE.as_str())))
        .unwrap_or(Lang::Ru)
}

/// What the request itself says, and the session's token.
fn ask(request: &Request) -> (Visitor, Option<String>) {
    let headers = request.headers();
    let accept = text(headers, header::ACCEPT.as_str());
    let path = request.uri().path();
    let visitor = Visitor {
        lang: lang_of(headers),
        session: None,
        place: request
            .uri()
            .path_and_query()
            .map_or("/", |place| place.as_str())
            .to_owned(),
        accepts: if accept.contains("text/event-stream") {
            Accepts::Events
        } else if path.starts_with("/api/")
            || path.starts_with("/sync/")
            || (accept.contains("json") && !accept.contains("text/html"))
        {
            Accepts::Json
        } else {
            Accepts::Page
        },
        request_id: text(headers, "x-request-id").to_owned(),
    };
    // Styles and pictures are the same for everybody: no look into the database for them.
    let token = cookie(headers, SESSION_COOKIE)
        .filter(|_| !path.starts_with("/assets/"))
        .map(str::to_owned);
    (visitor, token)
}

async fn recognise(
    state: &AppState,
    mut visitor: Visitor,
    token: Option<String>,
) -> Result<Visitor, (Visitor, Fault)> {
    if let Some(token) = token {
        let now = state.now();
        match state
            .office()
            .run(move |db| sessions::find(db, &token, now))
            .await
        {
            Ok(session) => visitor.session = session,
            Err(error) => return Err((visitor, error.into())),
        }
        if let Some(lang) = visitor.user().and_then(|user| user.lang) {
            visitor.lang = lang;
        }
    }
    Ok(visitor)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The value of a cookie, if it came.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}
