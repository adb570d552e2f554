//! The list of accounts, for administrators. It changes by the command line only.

use std::collections::HashMap;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Serialize;

use crate::clock::Moment;
use crate::i18n::Lang;
use crate::office::users::{Role, User, UserId};
use crate::office::{OfficeError, attempts, sessions, users};
use crate::state::AppState;
use crate::web::fault::Fault;
use crate::web::frame::Frame;
use crate::web::live::Topic;
use crate::web::visitor::Visitor;
use crate::web::{Answer, fragment, page};

/// One account with what is known of it now.
#[derive(Debug, Serialize)]
struct Account {
    login: String,
    name: String,
    role: Role,
    /// The same person among the log's people, where known there.
    staff_id: Option<String>,
    disabled_at: Option<Moment>,
    seen_at: Option<Moment>,
    locked_until: Option<Moment>,
}

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    page: Frame,
    accounts: Vec<Account>,
}

#[derive(Template)]
#[template(path = "users_list.html")]
struct UsersList {
    page: Frame,
    accounts: Vec<Account>,
}

async fn accounts(state: &AppState) -> Result<Vec<Account>, Fault> {
    let now = state.now();
    let (list, seen, locked) = state
        .office()
        .run(move |db| {
            Ok::<_, OfficeError>((
                users::list(db)?,
                sessions::last_seen(db)?,
                attempts::locked(db, now)?,
            ))
        })
        .await?;
    let seen: HashMap<UserId, Moment> = seen.into_iter().collect();
    let locked: HashMap<String, Moment> = locked.into_iter().collect();
    Ok(list
        .into_iter()
        .map(
            |User {
                 id,
                 login,
                 name,
                 role,
                 staff_id,
                 disabled_at,
                 ..
             }| Account {
                seen_at: seen.get(&id).copied(),
                locked_until: locked.get(&login).copied(),
                login,
                name,
                role,
                staff_id,
                disabled_at,
            },
        )
        .collect())
}

/// `GET /users`, as a page or as JSON.
///
/// # Errors
/// When the database refuses.
pub async fn list(State(state): State<AppState>, visitor: Visitor, frame: Frame) -> Answer {
    let accounts = accounts(&state).await?;
    if visitor.wants_json() {
        return Ok(Json(accounts).into_response());
    }
    page(&UsersPage {
        page: frame,
        accounts,
    })
}

/// `GET /users/live`: the list anew after each change.
///
/// # Errors
/// Never before the stream begins.
pub async fn live(State(state): State<AppState>, visitor: Visitor) -> Answer {
    let watched = state.clone();
    Ok(state.live().fragments(&[Topic::Accounts], move || {
        let (state, visitor) = (watched.clone(), visitor.clone());
        async move {
            let accounts = accounts(&state).await?;
            fragment(&UsersList {
                page: Frame::new(&state, &visitor),
                accounts,
            })
        }
    }))
}

impl Account {
    fn role_name(&self, lang: &Lang) -> &'static str {
        lang.t(self.role.label())
    }
}
