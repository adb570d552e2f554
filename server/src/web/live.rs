//! Open pages hear of changes: a topic is told, the pages that show it get their fragment anew.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep_until};

use super::fault::Fault;

/// A stream ends after this time and the browser asks again: so a session that is over, or an account
/// that was closed, does not go on watching.
const STREAM_MAX: Duration = Duration::from_secs(5 * 60);

/// Quiet connections are touched this often, so that nothing between here and the browser drops them.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Some pages change by time alone (people become late): they are drawn anew this often, and sent when they differ.
const TICK: Duration = Duration::from_secs(20);

/// Changes that a page may have missed before it is simply drawn anew.
const BACKLOG: usize = 256;

/// What pages watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Accounts, sessions and locks.
    Accounts,
    /// Everything that is folded from the log: who is in, late, on break, asks for help.
    Board,
}

/// The bell.
#[derive(Debug)]
pub struct Live {
    told: broadcast::Sender<Topic>,
    stop: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Live {
    /// A bell that nobody hears yet.
    pub fn new() -> Self {
        Self {
            told: broadcast::channel(BACKLOG).0,
            stop: watch::channel(false).0,
        }
    }

    /// Says that something of this topic changed. Cheap when nobody listens.
    pub fn tell(&self, topic: Topic) {
        // An error only means that no page is open.
        let _nobody = self.told.send(topic);
    }

    /// A listener without a page.
    #[cfg(test)]
    pub(crate) fn listen(&self) -> broadcast::Receiver<Topic> {
        self.told.subscribe()
    }

    /// Ends all streams, so that the server can go down without waiting for browsers.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// A stream of fragments: one at once, so that a page that was away catches up, then one after each
    /// change of the topics. Changes that come while a fragment is drawn are drawn together.
    pub fn fragments<F, R>(&self, topics: &'static [Topic], render: F) -> Response
    where
        F: Fn() -> R + Send + 'static,
        R: Future<Output = Result<String, Fault>> + Send,
    {
        self.stream(topics, None, render)
    }

    /// As [`Live::fragments`], for pages that also change by time alone.
    pub fn fragments_and_ticks<F, R>(&self, topics: &'static [Topic], render: F) -> Response
    where
        F: Fn() -> R + Send + 'static,
        R: Future<Output = Result<String, Fault>> + Send,
    {
        self.stream(topics, Some(TICK), render)
    }

    fn stream<F, R>(&self, topics: &'static [Topic], tick: Option<Duration>, render: F) -> Response
    where
        F: Fn() -> R + Send + 'static,
        R: Future<Output = Result<String, Fault>> + Send,
    {
        let listener = Listener {
            told: self.told.subscribe(),
            stop: self.stop.subscribe(),
            until: Instant::now() + STREAM_MAX,
            topics,
            tick,
            first: true,
            sent: None,
        };
        let events = stream::unfold((listener, render), |(mut listener, render)| async move {
            loop {
                if !listener.changed().await {
                    return None;
                }
                match render().await {
                    // What the page shows already need not disturb whoever is reading or filling in.
                    Ok(html) if listener.sent.as_ref() == Some(&html) => {}
                    Ok(html) => {
                        // A carriage return would break the event apart.
                        let event = Event::default()
                            .event("fragment")
                            .data(html.replace('\r', ""));
                        listener.sent = Some(html);
                        return Some((Ok::<_, Infallible>(event), (listener, render)));
                    }
                    Err(fault) => {
                        tracing::error!(?fault, "a live fragment could not be drawn");
                        return None;
                    }
                }
            }
        });
        Sse::new(events)
            .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
            .into_response()
    }
}

struct Listener {
    told: broadcast::Receiver<Topic>,
    stop: watch::Receiver<bool>,
    until: Instant,
    topics: &'static [Topic],
    tick: Option<Duration>,
    first: bool,
    /// What the page shows.
    sent: Option<String>,
}

impl Listener {
    /// Waits until there is something to draw; false when the stream is over.
    async fn changed(&mut self) -> bool {
        if self.first {
            self.first = false;
            return true;
        }
        let tick = Instant::now() + self.tick.unwrap_or(STREAM_MAX);
        loop {
            tokio::select! {
                _stopped = self.stop.wait_for(|stop| *stop) => return false,
                () = sleep_until(self.until) => return false,
                () = sleep_until(tick) => break,
                told = self.told.recv() => match told {
                    Ok(topic) if self.topics.contains(&topic) => break,
                    Ok(_other) => {}
                    Err(RecvError::Lagged(_missed)) => break,
                    Err(RecvError::Closed) => return false,
                },
            }
        }
        while self.told.try_recv().is_ok() {}
        true
    }
}
