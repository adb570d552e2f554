//! Opening: the log first, then views that fit it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use stupen_domain::wire::ids::OrganisationId;
use stupen_domain::{State, WriterKind};
use stupen_journal::store::{Lost, SetAside};
use stupen_journal::{Epoch, Head, Log, OpenError, ViewStore};

use crate::shelf::Shelf;
use crate::{Author, Ledger, Root, Seals, ViewsError};

/// Where the ledger lies, and the keys to what lies there.
#[derive(Clone, Debug)]
pub struct Files {
    /// Folder of `log.db` and `views.db`.
    pub dir: PathBuf,
    /// Raw key of the encrypted files; `None` keeps them plain (the server's disk is the office's matter).
    pub key: Option<[u8; 32]>,
    /// What becomes of facts for the case.
    pub seals: Seals,
}

impl Files {
    fn log(&self) -> PathBuf {
        self.dir.join("log.db")
    }

    /// How far the log reached when views were written last; nothing where they are gone. Whoever opens the log after
    /// this finds in it at least as much: it is on the disk before views are written.
    pub fn known_heads(&self) -> Vec<Head> {
        ViewStore::known_heads(&self.dir.join("views.db"), self.key)
    }
}

/// An open ledger, and what opening had to mend.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// A damaged log that was set aside and kept.
    pub set_aside: Option<SetAside>,
    /// What the log has lost of its end. It is told until [`Log::loss_told`] is called.
    pub lost: Option<Lost>,
    /// Entries that had to be folded anew.
    pub folded: u64,
}

/// Why there is no ledger.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailed {
    /// The log.
    #[error("the log: {0}")]
    Log(#[from] OpenError),
    /// The views, even after they were made anew.
    #[error(transparent)]
    Views(#[from] ViewsError),
}

impl Ledger {
    /// Opens or makes a ledger. A damaged log is set aside and kept; one that lost its end is kept, and goes on with what
    /// can be read. Views that do not fit are made anew.
    ///
    /// # Errors
    /// [`OpenFailed`].
    pub fn open(
        files: &Files,
        author: Author,
        organisation: OrganisationId,
        roots: Vec<Root>,
    ) -> Result<Opened, OpenFailed> {
        let known = files.known_heads();
        let (log, set_aside, lost) = Log::open_or_set_aside(&files.log(), files.key, &known)?;
        Self::around(files, log, (set_aside, lost), author, organisation, roots)
    }

    /// As [`Ledger::open`], but a damaged log is left as it was found: for whoever must not go on without it. One that lost
    /// its end goes on.
    ///
    /// # Errors
    /// [`OpenFailed`]; of a damaged log, [`OpenError::Damaged`].
    pub fn open_readable(
        files: &Files,
        author: Author,
        organisation: OrganisationId,
        roots: Vec<Root>,
    ) -> Result<Opened, OpenFailed> {
        let known = files.known_heads();
        let (log, lost) = Log::open_or_keep(&files.log(), files.key, &known)?;
        Self::around(files, log, (None, lost), author, organisation, roots)
    }

    /// As [`Ledger::open_readable`], but one that lost its end is left as it was found, too.
    ///
    /// # Errors
    /// [`OpenFailed`]; of a damaged log, [`OpenError::Damaged`] or [`OpenError::Lost`].
    pub fn open_whole(
        files: &Files,
        author: Author,
        organisation: OrganisationId,
        roots: Vec<Root>,
    ) -> Result<Opened, OpenFailed> {
        let log = Log::open_whole(&files.log(), files.key, &files.known_heads())?;
        Self::around(files, log, (None, None), author, organisation, roots)
    }

    fn around(
        files: &Files,
        log: Log,
        (set_aside, lost): (Option<SetAside>, Option<Lost>),
        author: Author,
        organisation: OrganisationId,
        roots: Vec<Root>,
    ) -> Result<Opened, OpenFailed> {
        let (views, stale) = Shelf::open(files)?;
        let mut ledger = Ledger {
            log,
            views,
            state: State::default(),
            author,
            seals: files.seals.clone(),
            organisation,
            roots,
            open_days: BTreeSet::new(),
            scanned_days: BTreeSet::new(),
            practice_open: false,
            practice_until: String::new(),
            folded: BTreeMap::new(),
            foreign: 0,
            revision: 0,
            filling: false,
        };
        ledger.foreign = ledger.log.foreign_changes().map_err(ViewsError::Store)?;
        ledger.filling = ledger.log.is_filling().map_err(ViewsError::Store)?
            || ledger.has_nothing_of_the_office()?
            || (lost.is_some() && ledger.author.kind == WriterKind::Kiosk);
        ledger.remember_filling();
        let folded = ledger.fit_views(stale || set_aside.is_some())?;
        if set_aside.is_some() || lost.is_some() {
            // Heads of the log that was would come back with a power cut, and what was told be missed once more.
            ledger.views.make_durable().map_err(ViewsError::Store)?;
        }
        Ok(Opened {
            ledger,
            set_aside,
            lost,
            folded,
        })
    }

    /// Goes on with an empty log in another epoch; the one that was here is kept beside it, at the path that is
    /// returned. For a store that was cloned, once somebody else keeps all that it wrote: what it takes in again is
    /// what everybody holds.
    ///
    /// # Errors
    /// [`OpenFailed`]; the ledger must then be opened anew.
    pub fn start_over(
        &mut self,
        epoch: Epoch,
        key: Option<[u8; 32]>,
    ) -> Result<PathBuf, OpenFailed> {
        let kept = self.log.start_over(key)?;
        self.author.writer.epoch = epoch;
        self.foreign = self.log.foreign_changes().map_err(ViewsError::Store)?;
        self.open_days.clear();
        self.filling = true;
        self.remember_filling();
        self.revision += 1;
        self.rebuild()?;
        self.views.make_durable().map_err(ViewsError::Store)?;
        Ok(kept)
    }

    /// A kiosk that is started anew in the middle of its filling must not take a part for the whole. Where this cannot
    /// be written (a full disk), the kiosk goes on: it may then call somebody unknown for a moment.
    fn remember_filling(&mut self) {
        if self.filling && self.author.kind == WriterKind::Kiosk {
            let _not_written = self.log.set_filling(true);
        }
    }

    fn has_nothing_of_the_office(&self) -> Result<bool, ViewsError> {
        let office = self.server();
        let heads = self.log.heads().map_err(ViewsError::Store)?;
        Ok(!heads.iter().any(|head| Some(head.stream.writer) == office))
    }

    fn fit_views(&mut self, stale: bool) -> Result<u64, ViewsError> {
        let mine = self.log.heads().map_err(ViewsError::Store)?;
        let seen = self.views.heads().map_err(ViewsError::Store)?;
        if stale || !is_prefix(&seen, &mine, self)? {
            return self.rebuild();
        }
        self.load_resident()?;
        self.folded = seen
            .iter()
            .map(|head| (head.stream.clone(), head.seq))
            .collect();
        if seen == mine {
            return Ok(0);
        }
        let known = self.folded.clone();
        self.catch_up(&known)
    }
}

/// Whether the views stand for a part of this very log.
fn is_prefix(seen: &[Head], mine: &[Head], ledger: &Ledger) -> Result<bool, ViewsError> {
    for view in seen {
        let held = mine
            .iter()
            .any(|head| head.stream == view.stream && head.seq >= view.seq)
            && ledger.log().hash_at(&view.stream, view.seq)? == Some(view.hash);
        if !held {
            return Ok(false);
        }
    }
    Ok(true)
}
