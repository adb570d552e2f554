//! The language switch: for the person when signed in, else for the browser.

use axum::Form;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::i18n::Lang;
use crate::office::users;
use crate::state::AppState;
use crate::web::fault::Fault;
use crate::web::visitor::{LANG_COOKIE, Visitor};
use crate::web::{Answer, own_path};

/// The form in every header.
#[derive(Deserialize)]
pub struct Choice {
    lang: String,
    #[serde(default)]
    back: String,
}

/// `POST /language`.
///
/// # Errors
/// When the language is unknown or the database refuses.
pub async fn choose(
    State(state): State<AppState>,
    visitor: Visitor,
    Form(choice): Form<Choice>,
) -> Answer {
    let lang =
        Lang::from_code(&choice.lang).ok_or_else(|| Fault::of(StatusCode::UNPROCESSABLE_ENTITY))?;
    if let Some(user) = visitor.user() {
        let id = user.id;
        state
            .office()
            .run(move |db| users::set_lang(db, id, lang))
            .await?;
    }
    let cookie = format!(
        "{LANG_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
        lang.code()
    );
    Ok((
        [(header::SET_COOKIE, cookie)],
        Redirect::to(own_path(&choice.back)),
    )
        .into_response())
}
