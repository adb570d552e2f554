//! How many requests were answered and how long that took, by route: for `/metrics`.
//!
//! The route as the router knows it, never the address, which may carry a one-time secret or a person's id.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::state::AppState;

/// Upper ends of the buckets, milliseconds. The page's goal of 30 ms is one of them.
pub const BUCKETS_MS: [u64; 9] = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];

/// Counts since the server started.
#[derive(Debug, Default)]
pub struct Meter {
    routes: Mutex<BTreeMap<Answered, Times>>,
}

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answered {
    /// As the router writes it; `none` for addresses that nobody has.
    pub route: String,
    /// GET or POST; `other` for what no page uses.
    pub method: &'static str,
    /// The status' first digit.
    pub status: u16,
}

/// How long answers took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Answers no slower than each of [`BUCKETS_MS`].
    pub within: [u64; BUCKETS_MS.len()],
    /// All answers.
    pub count: u64,
    /// All their time together.
    pub sum: Duration,
}

impl Meter {
    /// Counts one answer.
    pub fn add(&self, answered: Answered, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let times = routes.entry(answered).or_default();
        for (within, ms) in times.within.iter_mut().zip(BUCKETS_MS) {
            *within += u64::from(took <= Duration::from_millis(ms));
        }
        times.count += 1;
        times.sum += took;
    }

    /// Everything counted, by route.
    pub fn all(&self) -> Vec<(Answered, Times)> {
        self.routes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|(answered, times)| (answered.clone(), *times))
            .collect()
    }
}

/// Measures until the answer begins: a live stream is answered at once and then goes on for hours.
pub async fn measure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        _ => "other",
    };
    let response = next.run(request).await;
    let answered = Answered {
        route,
        method,
        status: response.status().as_u16() / 100,
    };
    state.meter().add(answered, began.elapsed());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_what_is_no_slower() {
        let meter = Meter::default();
        let page = |status| Answered {
            route: "/day".to_owned(),
            method: "GET",
            status,
        };
        for ms in [0, 3, 4, 29, 31, 20_000] {
            meter.add(page(2), Duration::from_millis(ms));
        }
        meter.add(page(5), Duration::from_millis(2));
        let all = meter.all();
        assert_eq!(all.len(), 2);
        let (_, times) = &all[0];
        assert_eq!(times.within, [1, 2, 3, 4, 5, 5, 5, 5, 5]);
        assert_eq!((times.count, times.sum), (6, Duration::from_millis(20_067)));
        assert_eq!(all[1].1.within[0], 0);
    }
}
