//! The server's one ledger, behind a handle that is cheap to clone: handlers wait for their turn beside the
//! runtime, commands simply wait.
//!
//! A command may run while the server does (`kiosks revoke`, `import`): a lock file gives one process after the
//! other its turn, and whoever comes next folds what the other wrote.

pub mod aside;
pub mod damage;
pub mod media;
mod writer;

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, TryLockError};

use anyhow::{Context, Result};
use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use stupen_domain::wire::Fact;
use stupen_domain::wire::facts::{DeviceEnrolled, EpochBegun, WorkshopSet};
use stupen_domain::wire::ids::{DeviceId, OrganisationId, WorkshopId};
use stupen_domain::{Actor, Clock as EntryClock, Command, Here, Now, State, WriterKind, workshop};
use stupen_journal::blobs::BlobStore;
use stupen_journal::{Log, OpenError, PublicKey, SealPublicKey, StoreError, WriterId};
use stupen_ledger::{Author, CommitError, Files, Ledger, OpenFailed, Root, Seals, ViewsError};
use thiserror::Error;

use crate::begun::has_begun;
use crate::clock::{Clock, Moment};
use crate::data::DataDir;
use aside::InUse;
use damage::Damage;
use media::{Lost, MediaDamage};
pub use writer::Begun;
use writer::WriterFile;
pub(crate) use writer::is_id;

/// The ledger's handle.
#[derive(Clone)]
pub struct Book {
    inner: Arc<Inner>,
}

struct Inner {
    ledger: Mutex<Ledger>,
    blobs: Mutex<BlobStore>,
    /// The file of these.
    media: PathBuf,
    media_in_use: InUse,
    lost: RwLock<Lost>,
    turn: File,
    organisation: OrganisationId,
    import: Author,
    server: (WriterId, PublicKey),
    seal_to: SealPublicKey,
    seals: Seals,
    clock: Clock,
    changed: OnceLock<Box<dyn Fn() + Send + Sync>>,
    log: PathBuf,
    damage: OnceLock<Damage>,
    /// When the file was looked at last; held while it is looked at.
    looked: Mutex<Option<Moment>>,
    was_lost: Option<String>,
}

/// What to do about a log that is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnDamage {
    /// Leave it as it was found.
    Refuse,
    /// As `Refuse`, but one that lost its end goes on.
    GoOn,
    /// As `GoOn`, and one that cannot be read is set aside.
    BeginEmpty,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book")
            .field("organisation", &self.inner.organisation)
            .finish_non_exhaustive()
    }
}

/// Why the book could not do it.
#[derive(Debug, Error)]
pub enum BookError {
    /// A file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The views.
    #[error(transparent)]
    Views(#[from] ViewsError),
    /// The rules, or the disk.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The log was found damaged while it was in use: nothing is read or written any more.
    #[error(transparent)]
    Damaged(Damage),
    /// The lock between processes.
    #[error("book.lock: {0}")]
    Lock(std::io::Error),
    /// Background work was stopped, which happens only while the server goes down.
    #[error("the server is stopping")]
    Stopping,
}

impl Book {
    /// Makes the writers of a new data directory: the server itself and imports. The log follows at
    /// [`Book::open`].
    ///
    /// # Errors
    /// When there are some already, or the organisation's id is none.
    pub fn create(data: &DataDir, organisation: &OrganisationId) -> Result<()> {
        WriterFile::create(data, organisation)
    }

    /// True when the directory belongs to an organisation: it has its writers, or had them.
    pub fn exists(data: &DataDir) -> bool {
        data.writer_file().exists() || has_begun(data)
    }

    /// Opens the ledger and enrols the server where it is not enrolled yet.
    ///
    /// # Errors
    /// When the directory was never initialised, or a file cannot be used; the message says the way out. Of a damaged
    /// log, a [`Damage`]: it is left as it was found.
    pub fn open(data: &DataDir, clock: &Clock) -> Result<Self> {
        Self::open_or(data, clock, OnDamage::Refuse)
    }

    /// As [`Book::open`], but keeps a log that lost its end as it lies, goes on with what can be read of it in another
    /// epoch, and tells what is gone.
    ///
    /// # Errors
    /// As [`Book::open`].
    pub fn open_to_serve(data: &DataDir, clock: &Clock) -> Result<Self> {
        Self::open_or(data, clock, OnDamage::GoOn)
    }

    /// As [`Book::open`], but sets a damaged log aside, keeps it, and goes on with an empty one in another epoch: what
    /// only an administrator without any backup may ask for.
    ///
    /// # Errors
    /// When a file cannot be used; the message says the way out.
    pub fn open_anew(data: &DataDir, clock: &Clock) -> Result<Self> {
        Self::open_or(data, clock, OnDamage::BeginEmpty)
    }

    fn open_or(data: &DataDir, clock: &Clock, on_damage: OnDamage) -> Result<Self> {
        // A directory without writers is refused before anything is made in it.
        WriterFile::read(data)?;
        let turn = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(data.book_lock())
            .with_context(|| format!("cannot open {}", data.book_lock().display()))?;
        let mut was_lost = None;
        let (mut file, mut ledger) = {
            let _turn = Turn::take(&turn)
                .with_context(|| format!("cannot lock {}", data.book_lock().display()))?;
            let mut file = WriterFile::read(data)?;
            file.ensure_seal(data)?;
            let gone = Damage::gone(data);
            if let Some(damage) = &gone
                && on_damage != OnDamage::BeginEmpty
            {
                return Err(damage.clone().into());
            }
            let opened = open_ledger(data, &file, on_damage)?;
            let begun = match (&opened.set_aside, &gone) {
                (Some(aside), _) => Some(Begun::set_aside(&aside.path, &aside.reason)),
                (None, Some(damage)) => Some(Begun::gone(damage)),
                (None, None) => None,
            };
            if let Some(lost) = &opened.lost {
                let begun = Begun::lost(lost);
                let said = Begun::said(lost);
                tracing::error!("{said}");
                was_lost = Some(said);
                file.begin_epoch(data, begun)?;
                opened.ledger.log().loss_told()?;
            } else if let Some(begun) = begun {
                tracing::warn!(
                    lost = begun.lost,
                    "beginning with an empty log: this server knows nobody now"
                );
                // The chains went with the file: this writer must not claim their places again.
                file.begin_epoch(data, begun)?;
            }
            (file, opened.ledger)
        };
        let author = file.server(WriterKind::Server)?;
        let media_in_use = InUse::share(data)?;
        ledger.begin_epoch(author.writer);
        let book = Self {
            inner: Arc::new(Inner {
                blobs: Mutex::new(open_blobs(&data.media_db())?),
                media: data.media_db(),
                media_in_use,
                lost: RwLock::default(),
                turn,
                organisation: file.organisation.clone(),
                import: file.import()?,
                server: (author.writer.id, author.key.public()),
                seal_to: file.seal_to()?,
                seals: file.seals()?,
                clock: clock.clone(),
                changed: OnceLock::new(),
                log: data.log_db(),
                damage: OnceLock::new(),
                looked: Mutex::new(None),
                was_lost,
                ledger: Mutex::new(ledger),
            }),
        };
        book.enrol_own_writers()?;
        if let Some(begun) = file.begun.clone()
            && !book.workshops()?.is_empty()
        {
            book.tell_epoch(&begun)?;
            file.epoch_told(data)?;
        }
        Ok(book)
    }

    /// Runs `work` on the ledger, waiting for its turn. For commands and tests; handlers use [`Book::run`].
    /// Whoever watches is told when something was folded, whatever `work` answers.
    ///
    /// # Errors
    /// [`BookError`] when the ledger could not be used at all; then `work` did not run.
    pub fn with<R>(&self, work: impl FnOnce(&mut Ledger) -> R) -> Result<R, BookError> {
        if let Some(damage) = self.damage() {
            return Err(BookError::Damaged(damage.clone()));
        }
        let (answer, is_changed) = {
            // A panic inside `work` left the log whole (it is one transaction) and at worst the views old.
            let mut ledger = self
                .inner
                .ledger
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let before = ledger.revision();
            let _turn = Turn::take(&self.inner.turn).map_err(BookError::Lock)?;
            ledger.refresh()?;
            (work(&mut ledger), ledger.revision() != before)
        };
        if is_changed && let Some(tell) = self.inner.changed.get() {
            tell();
        }
        Ok(answer)
    }

    /// What is wrong with the log's file, once that was found.
    pub fn damage(&self) -> Option<&Damage> {
        self.inner.damage.get()
    }

    /// What the log was found to have lost when it was opened, in words for staff.
    pub fn was_lost(&self) -> Option<&str> {
        self.inner.was_lost.as_deref()
    }

    /// A log that was damaged and is kept beside the one in use; the newest.
    pub fn kept_log(&self) -> Option<String> {
        let kept = Log::set_aside_files(&self.inner.log).ok()?.pop()?;
        Some(kept.file_name()?.to_string_lossy().into_owned())
    }

    /// Reads the log's file through, beside everything else, and remembers when it is damaged; not more often than
    /// once in [`damage::LOOKS_APART_S`] seconds. Waits for the disk.
    pub fn look_for_damage(&self) {
        let mut looked = match self.inner.looked.try_lock() {
            Ok(looked) => looked,
            Err(TryLockError::WouldBlock) => return,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        };
        let now = self.inner.clock.now();
        let is_soon =
            looked.is_some_and(|last| (now - last).num_seconds().abs() < damage::LOOKS_APART_S);
        if is_soon || self.damage().is_some() {
            return;
        }
        *looked = Some(now);
        let found = Log::open_reader(&self.inner.log, None)
            .map_err(|error| Damage::of(&error))
            .and_then(|log| {
                log.structure()
                    .map_err(|error| Damage::in_store(&self.inner.log, &error))
            });
        let damage = match found {
            Ok(found) => found.map(|what| Damage::new(&self.inner.log, what)),
            Err(damage) => damage,
        };
        if let Some(damage) = damage {
            tracing::error!("{damage}");
            let _known_already = self.inner.damage.set(damage);
        }
    }

    /// Runs `work` on the ledger beside the web server's threads.
    ///
    /// # Errors
    /// As [`Book::with`], or [`BookError::Stopping`].
    pub async fn run<R, W>(&self, work: W) -> Result<R, BookError>
    where
        R: Send + 'static,
        W: FnOnce(&mut Ledger) -> R + Send + 'static,
    {
        let book = self.clone();
        match tokio::task::spawn_blocking(move || book.with(work)).await {
            Ok(answer) => answer,
            Err(_stopped) => Err(BookError::Stopping),
        }
    }

    /// Decides and stores commands about a workshop, now: all of them or none.
    ///
    /// # Errors
    /// [`BookError::Commit`] with the rules' refusal, and as [`Book::with`].
    pub fn commit_now(
        &self,
        workshop: &WorkshopId,
        actor: &Actor,
        commands: Vec<Command>,
    ) -> Result<Vec<stupen_domain::Entry>, BookError> {
        self.with(|ledger| {
            let now = self.now(self.inner.clock.now(), zone(ledger.state(), workshop));
            ledger.commit(commands, actor, &self.here(workshop), &now)
        })?
        .map_err(BookError::Commit)
    }

    /// As [`Book::commit_now`], beside the web server's threads.
    ///
    /// # Errors
    /// As [`Book::commit_now`], or [`BookError::Stopping`].
    pub async fn commit(
        &self,
        workshop: WorkshopId,
        actor: Actor,
        commands: Vec<Command>,
    ) -> Result<Vec<stupen_domain::Entry>, BookError> {
        let book = self.clone();
        match tokio::task::spawn_blocking(move || book.commit_now(&workshop, &actor, commands))
            .await
        {
            Ok(answer) => answer,
            Err(_stopped) => Err(BookError::Stopping),
        }
    }

    /// Decides and stores facts from elsewhere about a workshop, under the import writer: all of them or none.
    ///
    /// # Errors
    /// As [`Book::commit_now`].
    pub fn import_now(
        &self,
        workshop: &WorkshopId,
        actor: &Actor,
        commands: Vec<Command>,
    ) -> Result<Vec<stupen_domain::Entry>, BookError> {
        self.with(|ledger| {
            let now = self.now(self.inner.clock.now(), zone(ledger.state(), workshop));
            let here = Here {
                writer: WriterKind::Import,
                ..self.here(workshop)
            };
            ledger.commit_as(&self.inner.import, commands, actor, &here, &now)
        })?
        .map_err(BookError::Commit)
    }

    /// Runs `work` on the pictures and packs.
    pub fn blobs<R>(&self, work: impl FnOnce(&BlobStore) -> R) -> R {
        work(
            &self
                .inner
                .blobs
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// A blob's bytes, read beside the web server's threads.
    ///
    /// # Errors
    /// When the store cannot be read, or [`BookError::Stopping`].
    pub async fn blob(&self, hash: stupen_journal::Hash) -> Result<Option<Vec<u8>>, BookError> {
        let book = self.clone();
        match tokio::task::spawn_blocking(move || book.blobs(|blobs| blobs.get(&hash))).await {
            Ok(answer) => Ok(answer?),
            Err(_stopped) => Err(BookError::Stopping),
        }
    }

    /// The organisation.
    pub fn organisation(&self) -> &OrganisationId {
        &self.inner.organisation
    }

    /// The import writer, for commands that need more than [`Book::import_now`].
    pub fn import_author(&self) -> &Author {
        &self.inner.import
    }

    /// The server as a writer, and its key: what kiosks are told at their enrolment.
    pub fn server(&self) -> (WriterId, PublicKey) {
        self.inner.server
    }

    /// What kiosks seal facts for the case to.
    pub fn seal_to(&self) -> SealPublicKey {
        self.inner.seal_to
    }

    /// Opens what was sealed to the office, beside the ledger.
    pub fn seals(&self) -> &Seals {
        &self.inner.seals
    }

    /// The place of a decision about a workshop, at the office.
    pub fn here(&self, workshop: &WorkshopId) -> Here {
        Here {
            writer: WriterKind::Server,
            organisation: self.inner.organisation.clone(),
            workshop: workshop.clone(),
        }
    }

    /// A moment as the rules want it: in the workshop's zone ([`zone`]), with this machine's boot.
    pub fn now(&self, moment: Moment, zone: Tz) -> Now {
        let boot = self.inner.clock.boot();
        Now {
            at: local(moment, zone),
            clock: EntryClock {
                suspect: false,
                boot: boot.id.clone(),
                mono_ms: boot.mono_ms(),
            },
        }
    }

    /// The clock that commits use.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// What is to be done whenever something was folded; the first caller is heard.
    pub fn on_change(&self, tell: impl Fn() + Send + Sync + 'static) {
        if self.inner.changed.set(Box::new(tell)).is_err() {
            tracing::warn!("a second listener to the book is not heard");
        }
    }

    /// Sets a workshop up: its settings, and the office's own writers in its scope, so that its kiosks trust them.
    ///
    /// # Errors
    /// As [`Book::commit_now`].
    pub fn set_workshop(&self, set: WorkshopSet, actor: &Actor) -> Result<(), BookError> {
        let workshop = set.workshop.clone();
        let known = self.with(|ledger| {
            workshop::settings(ledger.state(), &workshop).is_some_and(|known| *known == set)
        })?;
        if !known {
            self.commit_now(&workshop, actor, vec![set.into()])?;
        }
        self.enrol_own_writers()
    }

    /// The server and the import writer stand in every workshop's floor stream.
    fn enrol_own_writers(&self) -> Result<(), BookError> {
        let import = self.inner.import.clone();
        let (server, key) = self.inner.server;
        for workshop in self.workshops()? {
            let scope = format!("w:{workshop}");
            for (id, key, kind, name) in [
                (server, key, "server", "Office"),
                (import.writer.id, import.key.public(), "import", "Import"),
            ] {
                let device = stupen_ledger::device_id(id);
                let is_known = self.with(|ledger| {
                    ledger.state().part("dev").any(|entry| {
                        matches!(&entry.payload.fact, Fact::DeviceEnrolled(known) if known.device == device)
                            && entry.order.entry.stream.contains(&scope)
                    })
                })?;
                if is_known {
                    continue;
                }
                let enrolled = DeviceEnrolled {
                    device,
                    kind: kind.to_owned(),
                    name: name.to_owned(),
                    public_key: key.to_string(),
                    workshop: None,
                };
                self.commit_now(&workshop, &Actor::device(), vec![enrolled.into()])?;
            }
        }
        Ok(())
    }

    fn tell_epoch(&self, begun: &Begun) -> Result<(), BookError> {
        let device: DeviceId = stupen_ledger::device_id(self.inner.server.0);
        for workshop in self.workshops()? {
            let fact = EpochBegun {
                device: device.clone(),
                because: begun.because.clone(),
                lost: begun.lost.clone(),
            };
            self.commit_now(&workshop, &Actor::device(), vec![fact.into()])?;
        }
        Ok(())
    }

    /// Every workshop's id.
    ///
    /// # Errors
    /// As [`Book::with`].
    pub fn workshops(&self) -> Result<Vec<WorkshopId>, BookError> {
        self.with(|ledger| {
            workshop::workshops(ledger.state())
                .into_iter()
                .map(|set| set.workshop.clone())
                .collect()
        })
    }
}

/// One process's turn at the log; over when dropped, also by a panic.
struct Turn<'a>(&'a File);

impl<'a> Turn<'a> {
    fn take(file: &'a File) -> std::io::Result<Self> {
        file.lock()?;
        Ok(Self(file))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::error!(%error, "book.lock could not be given back");
        }
    }
}

/// The zone in which a workshop's days begin; Moscow's until the workshop is set up.
pub fn zone(state: &State, workshop: &WorkshopId) -> Tz {
    workshop::settings(state, workshop)
        .and_then(|set| set.time_zone.parse().ok())
        .unwrap_or(Tz::Europe__Moscow)
}

/// A moment with the offset that holds in a zone.
pub fn local(moment: Moment, zone: Tz) -> DateTime<FixedOffset> {
    moment.with_timezone(&zone).fixed_offset()
}

/// Lets the directory's writers begin another epoch, of which the log tells when it is opened next.
///
/// # Errors
/// When the writers' file cannot be read or written.
pub fn begin_epoch(data: &DataDir, begun: Begun) -> Result<()> {
    WriterFile::read(data)?.begin_epoch(data, begun)
}

fn open_ledger(
    data: &DataDir,
    file: &WriterFile,
    on_damage: OnDamage,
) -> Result<stupen_ledger::Opened> {
    let server = file.server(WriterKind::Server)?;
    let roots = vec![Root {
        writer: server.writer.id,
        key: server.key.public(),
        kind: WriterKind::Server,
    }];
    let files = Files {
        dir: data.root().to_path_buf(),
        key: None,
        seals: file.seals()?,
    };
    let open = match on_damage {
        OnDamage::Refuse => Ledger::open_whole,
        OnDamage::GoOn => Ledger::open_readable,
        OnDamage::BeginEmpty => Ledger::open,
    };
    open(&files, server, file.organisation.clone(), roots)
        .map_err(|error| match &error {
            OpenFailed::Log(OpenError::Newer { .. }) => anyhow::Error::new(error)
                .context("start the newer stupen-server that wrote this directory"),
            OpenFailed::Log(OpenError::Lost { .. }) => anyhow::Error::new(error).context(
                "nothing was written: stop the server, copy the directory away and start the server, which keeps the log as it lies and goes on with what can be read",
            ),
            OpenFailed::Log(log) => match Damage::of(log) {
                Some(damage) => damage.into(),
                None => anyhow::Error::new(error),
            },
            OpenFailed::Views(ViewsError::Store(store)) => {
                match Damage::in_store(&data.log_db(), store) {
                    Some(damage) => damage.into(),
                    None => anyhow::Error::new(error),
                }
            }
            OpenFailed::Views(_) => anyhow::Error::new(error),
        })
        .or_else(|error| {
            if error.is::<Damage>() {
                return Err(error);
            }
            Err(error).with_context(|| format!("cannot open the log in {}", data.root().display()))
        })
}

fn open_blobs(file: &Path) -> Result<BlobStore> {
    BlobStore::open_whole(file, None).map_err(|error| match error {
        OpenError::Damaged { path, what } => MediaDamage { file: path, what }.into(),
        other => anyhow::Error::new(other).context(format!("cannot open {}", file.display())),
    })
}

#[cfg(test)]
mod tests;
