//! The first page after signing in.

use askama::Template;

use crate::web::frame::Frame;
use crate::web::visitor::Signed;
use crate::web::{Answer, page};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Frame,
    greeting: String,
}

/// `GET /`.
///
/// # Errors
/// When the template fails.
pub async fn show(Signed(session): Signed, frame: Frame) -> Answer {
    let greeting = frame.tf("Hello, {name}", &[("name", &session.user.name)]);
    page(&HomePage {
        page: frame,
        greeting,
    })
}
