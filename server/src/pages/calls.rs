//! `/help`: calls for help, who came and after how long.

use askama::Template;
use chrono::{DateTime, FixedOffset};

use super::clerk::Clerk;
use super::room::Chooser;
use crate::views::calls::CallList;
use crate::web::Answer;
use crate::web::frame::Frame;

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
    clerk.answer("/help", list, |page, list| CallsPage {
        chooser: Chooser::new(&list.workshop, "/help", page.lang),
        may_answer: clerk.may("HelpAcknowledged"),
        page,
        list,
    })
}

impl CallsPage {
    fn when(&self, at: &DateTime<FixedOffset>) -> String {
        let at = at.with_timezone(&self.list.workshop.zone);
        self.page.lang.date_time(&at)
    }
}
