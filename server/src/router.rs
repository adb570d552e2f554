//! Every route on one screen, with who may open it.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

use crate::office::users::Role;
use crate::pages::{
    about, api, assessment, assessments, board, breaches, calls, day, ending, health, kiosks,
    language, learning, limits, login, metrics, people, person_day, picture, placements, requests,
    review, reviews, users, week, work,
};
use crate::state::AppState;
use crate::sync::{blob, enrol, heads, pins, pull, push, unusable};
use crate::web::access::{Who, guard};
use crate::web::fault::Fault;
use crate::web::visitor::{Visitor, meet};
use crate::web::{assets, damage, headers, meter};

/// Largest body that a route takes unless it sets another limit itself.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// Longest time that an answer may take to begin.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// One address of the server.
pub struct Route {
    /// As axum writes it.
    pub path: &'static str,
    /// Who may open it.
    pub who: Who,
    handler: MethodRouter<AppState>,
}

/// Every route.
pub fn routes() -> Vec<Route> {
    const ADMINISTRATOR: Who = Who::Only(&[Role::Administrator]);
    vec![
        route("/", Who::Staff, get(board::show)),
        route("/board/live", Who::Staff, get(board::live)),
        // What a role may write is the rules' to say: they refuse whom the table does not name.
        route("/help", Who::Staff, get(calls::list)),
        route("/help/{help}", Who::Staff, post(board::answer)),
        route("/day", Who::Staff, get(day::today)),
        route("/day/{day}", Who::Staff, get(day::show)),
        route("/day/{day}/live", Who::Staff, get(day::live)),
        route(
            "/day/{day}/of/{person}",
            Who::Staff,
            get(person_day::show).post(person_day::correct),
        ),
        route("/people", Who::Staff, get(people::list)),
        route("/people/{person}", Who::Staff, get(people::one)),
        route(
            "/people/{person}/settings",
            Who::Staff,
            get(people::settings).post(people::set),
        ),
        route(
            "/people/{person}/end",
            Who::Staff,
            get(ending::show).post(ending::act),
        ),
        route("/breaches", Who::Staff, get(breaches::list)),
        route(
            "/breaches/of/{person}",
            Who::Staff,
            get(breaches::of).post(breaches::act),
        ),
        route("/reviews", Who::Staff, get(reviews::list)),
        route(
            "/reviews/of/{person}",
            Who::Staff,
            get(reviews::of).post(reviews::act),
        ),
        route("/assessments", Who::Staff, get(assessments::list)),
        route(
            "/assessments/of/{person}",
            Who::Staff,
            get(assessments::of).post(assessments::answer),
        ),
        route(
            "/assessments/of/{person}/{assessment}",
            Who::Staff,
            get(assessment::one).post(assessment::amend),
        ),
        route(
            "/requests",
            Who::Staff,
            get(requests::list).post(requests::act),
        ),
        route(
            "/placements",
            Who::Staff,
            get(placements::list).post(placements::offer),
        ),
        route(
            "/placements/of/{person}",
            Who::Staff,
            get(placements::of).post(placements::act),
        ),
        route(
            "/people/{person}/work",
            Who::Staff,
            get(learning::of).post(learning::set),
        ),
        route("/work", Who::Staff, get(work::show).post(work::act)),
        route(
            "/limits",
            Who::Staff,
            get(limits::list).post(limits::answer),
        ),
        route("/week", Who::Staff, get(week::show).post(week::set)),
        route("/kiosks", Who::Staff, get(kiosks::list)),
        route("/kiosks/live", Who::Staff, get(kiosks::live)),
        route("/kiosks/code", ADMINISTRATOR, post(kiosks::code)),
        route("/quarantine", Who::Staff, get(review::show)),
        route(
            "/quarantine/release",
            Who::Staff,
            post(review::release_chosen),
        ),
        route("/quarantine/settle", Who::Staff, post(review::settle)),
        route(
            "/quarantine/readmit",
            Who::Staff,
            post(review::readmit_chosen),
        ),
        route("/picture/{reference}", Who::Staff, get(picture::show)),
        route("/login", Who::Anyone, get(login::form).post(login::sign_in)),
        route("/logout", Who::Anyone, post(login::sign_out)),
        route("/language", Who::Anyone, post(language::choose)),
        route("/users", ADMINISTRATOR, get(users::list)),
        route("/users/live", ADMINISTRATOR, get(users::live)),
        route("/assets/{file}", Who::Anyone, get(assets::serve)),
        route("/healthz", Who::Anyone, get(health::check)),
        route("/api/openapi.json", Who::Anyone, get(api::document)),
        route("/about", Who::Anyone, get(about::show)),
        // Its handler admits programs on this machine, and administrators.
        route("/metrics", Who::Anyone, get(metrics::show)),
        // Kiosks: each request but enrolment is signed, which its handler's `Signed` verifies.
        route("/sync/v1/enrol", Who::Anyone, post(enrol::enrol)),
        route("/sync/v1/heads", Who::Anyone, post(heads::heads)),
        route("/sync/v1/push", Who::Anyone, post(push::push)),
        route("/sync/v1/pull", Who::Anyone, post(pull::pull)),
        route("/sync/v1/blob/{hash}", Who::Anyone, get(blob::send)),
        route("/sync/v1/pins", Who::Anyone, get(pins::send)),
        route("/sync/v1/unusable", Who::Anyone, post(unusable::tell)),
    ]
}

fn route(path: &'static str, who: Who, handler: MethodRouter<AppState>) -> Route {
    Route { path, who, handler }
}

/// The whole server without a port.
pub fn router(state: AppState) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    let mut router = Router::new();
    for Route { path, who, handler } in routes() {
        let state = state.clone();
        let guarded = handler.layer(from_fn_with_state(
            state,
            move |visitor: Visitor, request, next| guard(who, visitor, request, next),
        ));
        router = router.route(path, guarded);
    }
    router
        .fallback(|| async { Fault::not_found() })
        // The innermost first.
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER_MAX,
        ))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(state.clone(), meet))
        .layer(from_fn_with_state(state.clone(), damage::guard))
        .layer(CompressionLayer::new())
        .layer(from_fn(headers::add))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(DefaultOnResponse::new().level(Level::INFO))
                .on_failure(()),
        )
        .layer(from_fn_with_state(state.clone(), meter::measure))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .layer(from_fn(headers::distrust))
        .with_state(state)
}

/// What the log says of a request: the route, never the address itself, which may carry a one-time secret.
fn span(request: &Request) -> Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), route, id)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature is the layer's"
)]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Fault::inside(anyhow::anyhow!("a handler panicked: {what}")).into_response()
}
