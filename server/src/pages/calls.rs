//! `/help`: calls for help, who came and after how long.

use askama::Template;
use chrono::{DateTime, FixedOffset};

use super::clerk::Clerk;
use super::room::Chooser;
use crate::views::calls::CallList;
use crate::web::frame::Frame;
use crate::web::{Answer, page};

#[derive(Template)]
#[template(path = "help.html")]
struct CallsPage {
    page: Frame,
    chooser: Chooser,
    list: CallList,
    may_answer: bool,
}

/// `GET /help`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    let list = clerk.read(CallList::read).await?;
    if let Some(json) = clerk.json(&list) {
        return Ok(json);
    }
    let frame = clerk.frame("/help");
    page(&CallsPage {
        chooser: Chooser::new(&list.workshop, "/help", frame.lang),
        may_answer: clerk.may("HelpAcknowledged"),
        page: frame,
        list,
    })
}

impl CallsPage {
    fn when(&self, at: &DateTime<FixedOffset>) -> String {
        at.with_timezone(&self.list.workshop.zone)
            .format("%d.%m.%Y %H:%M")
            .to_string()
    }
}
