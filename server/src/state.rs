//! What every handler may reach: the parts that `main.rs` and the commands put together.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Semaphore;

use crate::book::Book;
use crate::clock::{Clock, Moment};
use crate::office::settings::{self, Place};
use crate::office::{Office, OfficeError};
use crate::secrets;
use crate::sync::Desk;
use crate::tls::Pin;
use crate::web::live::{Live, Topic};
use crate::web::meter::Meter;

/// Passwords checked at the same time. One check takes 19 MiB and a core on purpose; more of them at
/// once would let a guesser starve the pages.
const HASHES_AT_ONCE: usize = 2;

/// The running server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    office: Office,
    book: Book,
    clock: Clock,
    pin: Pin,
    listens: SocketAddr,
    demonstration: bool,
    place: RwLock<Place>,
    live: Arc<Live>,
    sync: Desk,
    meter: Meter,
    hashing: Semaphore,
}

/// What the state is made of.
#[derive(Debug)]
pub struct Parts {
    /// Accounts, sessions, codes, PINs.
    pub office: Office,
    /// The log and its views.
    pub book: Book,
    /// The only source of time.
    pub clock: Clock,
    /// The server's own key, as kiosks trust it.
    pub pin: Pin,
    /// Where the server listens; its port is a free one in tests.
    pub listens: SocketAddr,
    /// True when the data directory holds invented people.
    pub demonstration: bool,
}

impl AppState {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When the office's settings cannot be read.
    pub fn new(parts: Parts) -> Result<Self, OfficeError> {
        let place = parts.office.with(|db| settings::place(db))?;
        let live = Arc::new(Live::new());
        let bell = Arc::clone(&live);
        parts.book.on_change(move || bell.tell(Topic::Board));
        Ok(Self {
            inner: Arc::new(Inner {
                office: parts.office,
                book: parts.book,
                clock: parts.clock,
                pin: parts.pin,
                listens: parts.listens,
                demonstration: parts.demonstration,
                place: RwLock::new(place),
                live,
                sync: Desk::default(),
                meter: Meter::default(),
                hashing: Semaphore::new(HASHES_AT_ONCE),
            }),
        })
    }

    /// The office's own database.
    pub fn office(&self) -> &Office {
        &self.inner.office
    }

    /// The log and its views.
    pub fn book(&self) -> &Book {
        &self.inner.book
    }

    /// The time now.
    pub fn now(&self) -> Moment {
        self.inner.clock.now()
    }

    /// The clock itself.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// What kiosks trust.
    pub fn pin(&self) -> Pin {
        self.inner.pin
    }

    /// Where the server listens.
    pub fn listens(&self) -> SocketAddr {
        self.inner.listens
    }

    /// True when the data directory holds invented people.
    pub fn is_demonstration(&self) -> bool {
        self.inner.demonstration
    }

    /// The organisation and its zone.
    pub fn place(&self) -> Place {
        self.inner
            .place
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Replaces the organisation and its zone, here and in the database.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_place(&self, place: Place) -> Result<(), OfficeError> {
        let stored = place.clone();
        self.office()
            .run(move |db| settings::set_place(db, &stored))
            .await?;
        *self
            .inner
            .place
            .write()
            .unwrap_or_else(PoisonError::into_inner) = place;
        Ok(())
    }

    /// What the sync keeps between requests.
    pub fn sync(&self) -> &Desk {
        &self.inner.sync
    }

    /// How requests were answered.
    pub fn meter(&self) -> &Meter {
        &self.inner.meter
    }

    /// Tells open pages that something changed.
    pub fn live(&self) -> &Live {
        &self.inner.live
    }

    /// Compares a password with its hash, a few at a time and beside the web server's threads.
    ///
    /// # Errors
    /// When the server stops meanwhile.
    pub async fn password_fits(&self, password: String, phc: String) -> Result<bool, OfficeError> {
        let _turn = self
            .inner
            .hashing
            .acquire()
            .await
            .map_err(|_closed| OfficeError::Stopping)?;
        tokio::task::spawn_blocking(move || secrets::password_fits(&password, &phc))
            .await
            .map_err(|_stopped| OfficeError::Stopping)
    }
}
