//! A refusal: one message for the person (what happened, what to do, a way out), one for the log.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use stupen_journal::StoreError;
use stupen_ledger::ViewsError;

use super::frame::Frame;
use super::visitor::Visitor;
use crate::book::BookError;
use crate::i18n::msg;
use crate::office::OfficeError;
use crate::state::AppState;

/// Why a request got no answer of its own.
#[derive(Debug)]
pub struct Fault {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    advice: &'static str,
    way: (&'static str, &'static str),
    inside: Option<anyhow::Error>,
}

impl Fault {
    /// A refusal; `code` is for programs, `title` and `advice` are msgids for people.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        advice: &'static str,
    ) -> Self {
        Self {
            status,
            code,
            title,
            advice,
            way: ("/", msg("To the first page")),
            inside: None,
        }
    }

    /// Another way out than the first page: address and msgid.
    #[must_use]
    pub fn with_way(mut self, href: &'static str, label: &'static str) -> Self {
        self.way = (href, label);
        self
    }

    /// With what only the log may know.
    #[must_use]
    pub fn because(mut self, inside: anyhow::Error) -> Self {
        self.inside = Some(inside);
        self
    }

    /// Something went wrong in the server itself.
    pub fn inside(error: anyhow::Error) -> Self {
        Self::of(StatusCode::INTERNAL_SERVER_ERROR).because(error)
    }

    /// True when the server is to blame, so that the request's number helps to find out why.
    pub fn is_ours(&self) -> bool {
        self.status.is_server_error()
    }

    /// There is nothing under this address.
    pub fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND)
    }

    /// The usual words for a status.
    pub fn of(status: StatusCode) -> Self {
        let (code, title, advice) = match status {
            StatusCode::NOT_FOUND => (
                "not-found",
                msg("There is no such page"),
                msg("Check the address, or start from the first page."),
            ),
            StatusCode::FORBIDDEN => (
                "other-site",
                msg("This request came from another site"),
                msg("Open the page here and send it again. Nothing was changed."),
            ),
            StatusCode::METHOD_NOT_ALLOWED => (
                "wrong-method",
                msg("This address does not work that way"),
                msg("Go back and use the buttons of the page."),
            ),
            StatusCode::PAYLOAD_TOO_LARGE => (
                "too-large",
                msg("This is too large to take"),
                msg("Send a smaller file, or split it. Nothing was changed."),
            ),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => (
                "too-slow",
                msg("This took too long"),
                msg("Wait a minute and try again. If it stays so, tell an administrator."),
            ),
            status if status.is_client_error() => (
                "not-understood",
                msg("The server did not understand this request"),
                msg("Go back, check what you entered, and send it again. Nothing was changed."),
            ),
            _ => (
                "inside",
                msg("Something went wrong in the server"),
                msg(
                    "Nothing that was already saved is lost. Try again; if it stays so, tell an administrator the number below.",
                ),
            ),
        };
        Self::new(status, code, title, advice)
    }
}

impl From<OfficeError> for Fault {
    fn from(error: OfficeError) -> Self {
        Self::inside(anyhow::Error::new(error))
    }
}

impl From<BookError> for Fault {
    fn from(error: BookError) -> Self {
        Self::inside(anyhow::Error::new(error))
    }
}

impl From<ViewsError> for Fault {
    fn from(error: ViewsError) -> Self {
        Self::inside(anyhow::Error::new(error))
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::inside(anyhow::Error::new(error))
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Self::inside(error)
    }
}

impl IntoResponse for Fault {
    /// Only the status and the fault itself; [`explain`] knows the person and finds the words.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Problem details, RFC 9457.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: String,
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    page: Frame,
    fault: &'a Fault,
    request_id: &'a str,
}

/// Gives a refusal its words; leaves every other answer as it is.
pub fn explain(state: &AppState, visitor: &Visitor, response: Response) -> Response {
    let status = response.status();
    let fault = match response.extensions().get::<Arc<Fault>>() {
        Some(fault) => Arc::clone(fault),
        None if (status.is_client_error() || status.is_server_error())
            && !speaks(response.headers()) =>
        {
            Arc::new(Fault::of(status))
        }
        None => return response,
    };
    if let Some(error) = &fault.inside {
        tracing::error!(
            request = visitor.request_id(),
            code = fault.code,
            "{error:#}"
        );
    }
    let said = if visitor.wants_json() {
        let lang = visitor.lang();
        let problem = Problem {
            r#type: format!("urn:stupen:problem:{}", fault.code),
            title: lang.t(fault.title),
            status: fault.status.as_u16(),
            detail: lang.t(fault.advice),
            instance: format!("urn:uuid:{}", visitor.request_id()),
        };
        let mut said = (fault.status, Json(problem)).into_response();
        said.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        said
    } else {
        let page = Frame::new(state, visitor);
        let rendered = FaultPage {
            page,
            fault: &fault,
            request_id: visitor.request_id(),
        }
        .render();
        match rendered {
            Ok(html) => (fault.status, axum::response::Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "the error page itself failed");
                (fault.status, visitor.lang().t(fault.title).to_owned()).into_response()
            }
        }
    };
    // Headers of the refusal stay (Allow, Retry-After), those of its body do not.
    let (mut parts, body) = said.into_parts();
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            parts.headers.append(name, value.clone());
        }
    }
    Response::from_parts(parts, body)
}

/// True when an answer already has words of its own, as the sign-in page after a wrong password.
fn speaks(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| {
            // A figure in the place of a portrait says more to a page than words that it cannot show.
            kind.starts_with("text/html") || kind.starts_with("image/") || kind.contains("json")
        })
}
