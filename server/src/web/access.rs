//! Who may open a route. Stands beside every route in `router.rs`; nothing is open by omission.

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::fault::Fault;
use super::visitor::Visitor;
use crate::i18n::msg;
use crate::office::users::{Role, User};

/// Who may open a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody: sign-in, pictures and styles, health; and what checks its caller by other means (kiosks'
    /// signatures, one-time links).
    Anyone,
    /// Everybody signed in.
    Staff,
    /// Those signed in with one of these roles.
    Only(&'static [Role]),
}

impl Who {
    /// True when this person may enter.
    pub fn admits(self, user: Option<&User>) -> bool {
        match (self, user) {
            (Self::Anyone, _) | (Self::Staff, Some(_)) => true,
            (Self::Only(roles), Some(user)) => roles.contains(&user.role),
            (Self::Staff | Self::Only(_), None) => false,
        }
    }
}

/// Lets through whom `who` admits; sends the others to the sign-in page or tells them why not.
pub async fn guard(who: Who, visitor: Visitor, request: Request, next: Next) -> Response {
    if who.admits(visitor.user()) {
        return next.run(request).await;
    }
    if visitor.user().is_some() {
        return Fault::new(
            StatusCode::FORBIDDEN,
            "not-allowed",
            msg("This page is not for your role"),
            msg("If you need it for your work, ask an administrator."),
        )
        .into_response();
    }
    if visitor.wants_events() {
        // An EventSource cannot see a status, so the page is told in its own way.
        return (
            [(header::CONTENT_TYPE, "text/event-stream")],
            "event: signed-out\ndata: now\n\n",
        )
            .into_response();
    }
    if visitor.wants_json() || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Fault::new(
            StatusCode::UNAUTHORIZED,
            "sign-in-needed",
            msg("You are not signed in"),
            msg("Sign in, then try again. Nothing was changed."),
        )
        .with_way("/login", msg("Sign in"))
        .into_response();
    }
    Redirect::to(&visitor.sign_in_path()).into_response()
}
