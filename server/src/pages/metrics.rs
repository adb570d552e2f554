//! `/metrics` for Prometheus: sizes, ages and counts. No name, no person, no address: a kiosk is its device id.
//!
//! Who may read it: programs on this very machine, and administrators who are signed in. A proxy on this machine would
//! make everybody look like a neighbour, so a request that was handed on by one needs a session as well.

use std::fmt::Write as _;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use stupen_domain::workshop;
use stupen_journal::{StoreError, WriterId};
use stupen_ledger::{Ledger, writer_id};

use crate::i18n::msg;
use crate::office::users::Role;
use crate::state::AppState;
use crate::web::Answer;
use crate::web::fault::Fault;
use crate::web::meter::BUCKETS_MS;
use crate::web::visitor::Visitor;

/// A kiosk asks every two seconds, every five where the last answer was none: this much silence is a broken line.
const CONNECTED_S: i64 = 30;

/// What proxies add.
const HANDED_ON: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// `GET /metrics`.
///
/// # Errors
/// When the visitor may not read it, or the log cannot be read.
pub async fn show(State(state): State<AppState>, visitor: Visitor, request: Request) -> Answer {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_administrator = visitor
        .user()
        .is_some_and(|user| user.role == Role::Administrator);
    if !is_administrator && !is_neighbour(peer.map(|peer| peer.0), request.headers()) {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "not-allowed",
            msg("This page is not for your role"),
            msg("Read it on the server itself, or sign in as an administrator."),
        ));
    }
    let sizes = state.book().run(|ledger| Sizes::of(ledger)).await??;
    let mut text = Text::default();
    sizes.write(&state, &mut text);
    counts(&state, &mut text);
    Ok((
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text.0,
    )
        .into_response())
}

fn is_neighbour(peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
    peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback())
        && HANDED_ON.iter().all(|name| !headers.contains_key(*name))
}

/// What the log tells.
struct Sizes {
    entries: u64,
    streams: usize,
    quarantined: u64,
    unbacked: u64,
    kiosks: Vec<WriterId>,
}

impl Sizes {
    /// From the heads: counting entries would take the longer the more there are.
    fn of(ledger: &Ledger) -> Result<Self, StoreError> {
        let log = ledger.log();
        let heads = log.heads()?;
        let mut unbacked = 0;
        for head in &heads {
            unbacked += head.seq.saturating_sub(log.backed_up(&head.stream)?);
        }
        Ok(Self {
            entries: heads.iter().map(|head| head.seq).sum(),
            streams: heads.len(),
            quarantined: log.quarantine_count()?,
            unbacked,
            kiosks: workshop::devices(ledger.state())
                .into_iter()
                .filter(|view| view.device.kind == "kiosk" && view.revoked.is_none())
                .filter_map(|view| writer_id(&view.device.device))
                .collect(),
        })
    }

    fn write(&self, state: &AppState, text: &mut Text) {
        text.kind("stupen_entries", "gauge", "Entries in the log.");
        text.value("stupen_entries", &[], self.entries);
        text.kind("stupen_streams", "gauge", "Streams in the log.");
        text.value("stupen_streams", &[], self.streams);
        let name = "stupen_entries_quarantined";
        text.kind(name, "gauge", "Entries that wait for staff.");
        text.value(name, &[], self.quarantined);
        let name = "stupen_entries_not_backed_up";
        text.kind(name, "gauge", "Entries newer than the last backup.");
        text.value(name, &[], self.unbacked);

        let name = "stupen_media_missing";
        text.kind(
            name,
            "gauge",
            "Pictures and files of packs that the log names and that are not here, or cannot be read.",
        );
        text.value(name, &[], state.book().lost_media().missing.len());

        let now = state.now();
        let ages: Vec<(WriterId, i64)> = self
            .kiosks
            .iter()
            .filter_map(|kiosk| {
                let seen = state.sync().seen(*kiosk)?;
                Some((*kiosk, (now - seen).num_seconds().max(0)))
            })
            .collect();
        let name = "stupen_kiosks";
        text.kind(name, "gauge", "Kiosks that are enrolled and not revoked.");
        text.value(name, &[], self.kiosks.len());
        let name = "stupen_kiosks_connected";
        text.kind(name, "gauge", "Kiosks heard of in the last 30 seconds.");
        let connected = ages.iter().filter(|(_, age)| *age <= CONNECTED_S);
        text.value(name, &[], connected.count());
        let name = "stupen_kiosk_last_sync_age_seconds";
        text.kind(
            name,
            "gauge",
            "Since the last request of each kiosk; none since the server started: no line.",
        );
        for (kiosk, age) in ages {
            text.value(name, &[("kiosk", &kiosk.to_string())], age);
        }
    }
}

fn counts(state: &AppState, text: &mut Text) {
    for (name, help, count) in state.sync().tally.all() {
        let name = format!("stupen_sync_{name}_total");
        text.kind(&name, "counter", help.trim());
        text.value(&name, &[], count);
    }
    let measured = state.meter().all();
    let name = "stupen_request_duration_seconds";
    text.kind(
        name,
        "histogram",
        "From a request's head to the head of its answer.",
    );
    for (answered, times) in measured {
        let status = format!("{}xx", answered.status);
        let labels = [
            ("route", answered.route.as_str()),
            ("method", answered.method),
            ("status", &status),
        ];
        let bucket = format!("{name}_bucket");
        for (within, ms) in times.within.iter().zip(BUCKETS_MS) {
            let [route, method, status] = labels;
            let le = seconds(ms);
            text.value(&bucket, &[route, method, status, ("le", &le)], within);
        }
        let [route, method, status] = labels;
        text.value(
            &bucket,
            &[route, method, status, ("le", "+Inf")],
            times.count,
        );
        text.value(&format!("{name}_sum"), &labels, times.sum.as_secs_f64());
        text.value(&format!("{name}_count"), &labels, times.count);
    }
}

fn seconds(ms: u64) -> String {
    let text = format!("{}.{:03}", ms / 1000, ms % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The text format of Prometheus, version 0.0.4.
#[derive(Default)]
struct Text(String);

impl Text {
    fn kind(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail.
        let _written = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.0.push_str(name);
        for (index, (label, text)) in labels.iter().enumerate() {
            let text = text
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            let before = if index == 0 { '{' } else { ',' };
            let _written = write!(self.0, "{before}{label}=\"{text}\"");
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _written = writeln!(self.0, " {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_on_this_machine_and_speak_for_themselves() {
        let table = [
            (Some("127.0.0.1:9"), "", true),
            (Some("[::1]:9"), "", true),
            (Some("[::ffff:127.0.0.1]:9"), "", true),
            (Some("192.0.2.7:9"), "", false),
            (None, "", false),
            (Some("127.0.0.1:9"), "x-forwarded-for", false),
            (Some("127.0.0.1:9"), "forwarded", false),
            (Some("127.0.0.1:9"), "via", false),
        ];
        for (peer, header, expected) in table {
            let mut headers = HeaderMap::new();
            if !header.is_empty() {
                headers.insert(header, "192.0.2.7".parse().unwrap());
            }
            let peer = peer.map(|peer| peer.parse().unwrap());
            assert_eq!(is_neighbour(peer, &headers), expected, "{peer:?} {header}");
        }
    }

    #[test]
    fn the_format_is_the_one_of_prometheus() {
        let mut text = Text::default();
        text.kind("a_total", "counter", "Things.");
        text.value("a_total", &[("one", "x\"y\\z\n"), ("two", "")], 3);
        text.value("b", &[], 1.5);
        assert_eq!(
            text.0,
            "# HELP a_total Things.\n# TYPE a_total counter\na_total{one=\"x\\\"y\\\\z\\n\",two=\"\"} 3\nb 1.5\n"
        );
        for (ms, expected) in [
            (1, "0.001"),
            (30, "0.03"),
            (100, "0.1"),
            (1_000, "1"),
            (10_000, "10"),
        ] {
            assert_eq!(seconds(ms), expected);
        }
    }
}
