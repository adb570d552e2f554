//! One exchange with the office: heads, what they lack, what we lack, pictures, PINs.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use stupen_domain::clock::Reading;
use stupen_domain::decide::{Actor, Here, Now};
use stupen_domain::facts::{EpochBegun, PackPublished, PersonSet};
use stupen_domain::time::Moment;
use stupen_domain::wire::Kind;
use stupen_journal::blobs::BlobStore;
use stupen_journal::store::StoreError;
use stupen_journal::sync::{self, Body, HeadsMessage, NewEpochReason, PullRequest};
use stupen_journal::{Epoch, Hash, StreamId, Writer};
use stupen_ledger::{Ledger, TakeInError};

use crate::engine::{OfficeState, lock};
use crate::local::Pin;
use crate::office::{Office, OfficeError};
use crate::tidy::tidy;
use crate::ui::{Notice, NoticeKind};

/// Entries in one request: small enough that a scan never waits long for the ledger.
const ENTRIES: u64 = 500;
/// Rounds in one exchange; what is left comes with the next.
const ROUNDS: usize = 200;

/// What an exchange brought.
#[derive(Debug, Default)]
pub struct Exchanged {
    /// The office's time, and when it was told: what follows may take minutes on a slow line.
    pub servers_time: Option<(Moment, Instant)>,
    /// New facts or pictures came.
    pub changed: bool,
    /// New PINs, with the hash of their bundle.
    pub pins: Option<(Vec<Pin>, String)>,
    /// Streams that the office refused, with its words.
    pub refused: Vec<String>,
    /// This store was rolled back or cloned: it writes in this epoch from now on.
    pub new_epoch: Option<Epoch>,
}

/// Why an exchange broke off. What was exchanged before stays.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// Our own store.
    #[error("the kiosk's own store: {0}")]
    Store(#[from] StoreError),
    /// An entry about the new epoch could not be written.
    #[error("the new epoch could not be begun: {0}")]
    Epoch(String),
    /// No randomness.
    #[error("no randomness: {0}")]
    Random(#[from] getrandom::Error),
}

impl OfficeState {
    /// How the office is reached, after an exchange that ended at `reading`. Of one that failed only when it was reached
    /// before is not told: who keeps this knows.
    pub fn after(result: &Result<Exchanged, ExchangeError>, reading: &Reading) -> Self {
        let notice = |kind, detail: &str| Notice {
            kind,
            detail: detail.to_string(),
        };
        match result {
            Ok(done) => OfficeState {
                online: true,
                last: Some(reading.wall),
                trouble: done
                    .refused
                    .first()
                    // Whose words are English: which stream it is stands in the program's own log.
                    .map(|_words| notice(NoticeKind::EntriesRefused, "")),
            },
            Err(error) => OfficeState {
                online: false,
                last: None,
                trouble: match error {
                    ExchangeError::Office(OfficeError::OtherKey) => {
                        Some(notice(NoticeKind::ServerKeyChanged, ""))
                    }
                    ExchangeError::Office(OfficeError::Refused { code, .. }) => Some(refused(code)),
                    _ => None,
                },
            },
        }
    }
}

/// What staff are told of a refusal: why, in their own language, as far as it is known; else by the code that the manual
/// explains (docs/protocol.md).
fn refused(code: &str) -> Notice {
    let (kind, detail) = match code {
        "revoked" => (NoticeKind::Revoked, ""),
        "unsigned" => (NoticeKind::OfficeKnowsNot, ""),
        "disk-full" => (NoticeKind::OfficeDiskFull, ""),
        "inside" | "log-damaged" => (NoticeKind::OfficeFailed, ""),
        other => (NoticeKind::ServerRefuses, other),
    };
    Notice {
        kind,
        detail: detail.to_string(),
    }
}

/// What the exchange works on.
pub struct Sides<'a> {
    /// The kiosk's ledger.
    pub ledger: &'a Arc<Mutex<Ledger>>,
    /// Its pictures.
    pub blobs: &'a BlobStore,
    /// The office.
    pub office: &'a mut dyn Office,
    /// Hash of the PINs that are here.
    pub pins: &'a str,
    /// Where the kiosk stands.
    pub here: &'a Here,
    /// Raw key of the kiosk's files.
    pub key: Option<[u8; 32]>,
}

/// Exchanges once, in both directions. `save_epoch` makes a new epoch durable before anything is written in it.
///
/// # Errors
/// [`ExchangeError`]; the next exchange goes on where this one broke off.
pub fn exchange(
    sides: &mut Sides<'_>,
    now: &Now,
    save_epoch: &mut dyn FnMut(Epoch) -> Result<(), String>,
) -> Result<Exchanged, ExchangeError> {
    let mut done = Exchanged::default();
    for _ in 0..ROUNDS {
        let mine = {
            let mut ledger = lock(sides.ledger);
            ledger.sign()?;
            HeadsMessage::of(ledger.log(), &may_travel)?
        };
        let answer = match sides.office.heads(&mine) {
            Err(refusal @ OfficeError::Refused { status: 403, .. }) => {
                hand_over(sides, &mine, &mut done)?;
                return Err(refusal.into());
            }
            answer => answer?,
        };
        done.servers_time = Some((answer.time, Instant::now()));
        if answer.pins != sides.pins && done.pins.is_none() {
            done.pins = Some((sides.office.pins()?, answer.pins.clone()));
        }
        let plan = {
            let mut ledger = lock(sides.ledger);
            for (stream, seq) in &answer.backed_up {
                if let Ok(stream) = stream.parse::<StreamId>()
                    && ledger.log().head(&stream)?.is_some()
                {
                    ledger.log_mut().set_backed_up(&stream, *seq)?;
                }
            }
            if let Some(key) = answer.seal_key
                && ledger.seals().to() != Some(key)
            {
                if let Some(before) = ledger.seals().to() {
                    tracing::warn!(
                        before = before.id(),
                        now = key.id(),
                        "the office seals with another key"
                    );
                }
                ledger.seal_to(key);
            }
            let own = ledger.author().writer;
            // What the office holds of this device is sent, also where it came back from there.
            for head in &answer.heads.heads {
                if head.stream.writer == own.id
                    && ledger.log().hash_at(&head.stream, head.seq)? == Some(head.hash)
                {
                    ledger.log_mut().set_sent(&head.stream, head.seq)?;
                }
            }
            let log = ledger.log();
            sync::plan(
                Some(own),
                &mine,
                &answer.heads,
                &|stream, seq| log.hash_at(stream, seq),
                &may_travel,
            )?
        };
        if done.new_epoch.is_none()
            && let Some(needed) = plan.new_epoch.first()
        {
            done.new_epoch = Some(begin_epoch(sides, needed.reason, now, save_epoch)?);
            done.changed = true;
        }
        let has_all = plan.push.is_empty() && plan.new_epoch.is_empty();
        let pushed = push(sides, &plan.push, &mut done)?;
        let pulled = pull(sides, plan.want, &mut done)?;
        if pushed || pulled {
            continue;
        }
        let own = lock(sides.ledger).author().writer.id;
        let is_cloned = plan.forks.iter().any(|stream| stream.writer == own);
        // The office keeps this kiosk's branch apart, whole: now the kiosk may take what everybody else holds.
        if !(is_cloned && has_all && start_over(sides, &mine, now, save_epoch)?) {
            lock(sides.ledger).filled()?;
            break;
        }
        done.changed = true;
    }
    fetch_blobs(sides, &mut done)?;
    if done.changed {
        drop_erased(sides)?;
    }
    Ok(done)
}

/// Drops what the log says is erased, and what only this kiosk still held of it.
///
/// # Errors
/// When the kiosk's own files cannot be used.
pub fn drop_erased(sides: &Sides<'_>) -> Result<(), ExchangeError> {
    let done = tidy(&lock(sides.ledger), sides.blobs, sides.key)?;
    if done.forgotten > 0 {
        tracing::info!(
            forgotten = done.forgotten,
            "pictures that nothing names any more were dropped"
        );
    }
    for unread in done.unread {
        tracing::warn!(file = %unread.display(), "a damaged log that was set aside cannot be read, so nothing could be erased in it: delete it when nothing has to be recovered from it any more");
    }
    Ok(())
}

/// Everything that a kiosk holds may go to its office.
fn may_travel(_stream: &StreamId) -> bool {
    true
}

fn push(
    sides: &mut Sides<'_>,
    wants: &[sync::Want],
    done: &mut Exchanged,
) -> Result<bool, ExchangeError> {
    if wants.is_empty() {
        return Ok(false);
    }
    let body = Body::from_log(lock(sides.ledger).log(), wants, ENTRIES)?;
    if body.entries == 0 {
        return Ok(false);
    }
    let report = sides.office.push(body.bytes)?;
    let mut moved = false;
    let mut ledger = lock(sides.ledger);
    for stream in &report.streams {
        match &stream.refused {
            Some(words) => done.refused.push(format!("{}: {words}", stream.stream)),
            None => {
                ledger.log_mut().set_sent(&stream.stream, stream.have)?;
                ledger
                    .log_mut()
                    .set_backed_up(&stream.stream, stream.backed_up)?;
                moved |= stream.accepted > 0 || stream.quarantined > 0;
            }
        }
    }
    Ok(moved)
}

/// A revoked kiosk is told nothing any more, but what it wrote must not be lost with it: the office keeps it for
/// review.
fn hand_over(
    sides: &mut Sides<'_>,
    mine: &HeadsMessage,
    done: &mut Exchanged,
) -> Result<(), ExchangeError> {
    for _ in 0..ROUNDS {
        let mut wants = Vec::new();
        {
            let ledger = lock(sides.ledger);
            let own = ledger.author().writer.id;
            for head in mine.heads.iter().filter(|head| head.stream.writer == own) {
                let after = ledger.log().sent(&head.stream)?;
                if after < head.seq {
                    let stream = head.stream.clone();
                    wants.push(sync::Want { stream, after });
                }
            }
        }
        if !push(sides, &wants, done)? {
            break;
        }
    }
    Ok(())
}

fn pull(
    sides: &mut Sides<'_>,
    wants: Vec<sync::Want>,
    done: &mut Exchanged,
) -> Result<bool, ExchangeError> {
    if wants.is_empty() {
        return Ok(false);
    }
    let office = {
        let ledger = lock(sides.ledger);
        ledger.server()
    };
    // The office's own streams first: they say whose signatures count in the others.
    let (first, rest): (Vec<_>, Vec<_>) = wants
        .into_iter()
        .partition(|want| Some(want.stream.writer) == office);
    let mut moved = false;
    for wants in [first, rest] {
        if wants.is_empty() {
            continue;
        }
        let bytes = sides.office.pull(&PullRequest {
            wants,
            limit: ENTRIES,
        })?;
        let batches =
            sync::parse(&bytes).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        for batch in batches {
            let stream = batch.stream.clone();
            match lock(sides.ledger).take_in(batch) {
                Ok(taken) => {
                    moved |= !taken.report.accepted.is_empty()
                        || !taken.report.quarantined.is_empty()
                        || !taken.report.completed.is_empty();
                }
                Err(TakeInError::Stranger(writer)) => {
                    tracing::info!(%writer, "entries of a device that the office has not enrolled yet");
                }
                Err(error) => {
                    tracing::warn!(%stream, %error, "a batch from the office was refused");
                    done.refused.push(format!("{stream}: {error}"));
                }
            }
        }
    }
    done.changed |= moved;
    Ok(moved)
}

/// This store was rolled back or cloned: what it writes from now on stands in an epoch of its own, and staff is
/// told by an entry.
fn begin_epoch(
    sides: &mut Sides<'_>,
    reason: NewEpochReason,
    now: &Now,
    save_epoch: &mut dyn FnMut(Epoch) -> Result<(), String>,
) -> Result<Epoch, ExchangeError> {
    let epoch = Epoch::random()?;
    save_epoch(epoch).map_err(ExchangeError::Epoch)?;
    let mut ledger = lock(sides.ledger);
    let id = ledger.author().writer.id;
    ledger.begin_epoch(Writer { id, epoch });
    let because = match reason {
        NewEpochReason::RolledBack => "restored",
        NewEpochReason::Forked => "cloned",
    };
    let fact = EpochBegun {
        device: stupen_ledger::device_id(id),
        because: because.into(),
        lost: None,
    };
    ledger
        .commit(vec![fact.into()], &Actor::device(), sides.here, now)
        .map_err(|error| ExchangeError::Epoch(error.to_string()))?;
    ledger.sign()?;
    tracing::warn!(%epoch, because, "a new epoch began");
    Ok(epoch)
}

/// This kiosk's store was cloned: its own branch would count here for ever, and nowhere else. The log is set aside,
/// and an empty one filled by the office. False when something was written meanwhile.
fn start_over(
    sides: &mut Sides<'_>,
    mine: &HeadsMessage,
    now: &Now,
    save_epoch: &mut dyn FnMut(Epoch) -> Result<(), String>,
) -> Result<bool, ExchangeError> {
    let mut ledger = lock(sides.ledger);
    let own = ledger.author().writer.id;
    let written = ledger
        .log()
        .heads()?
        .into_iter()
        .filter(|head| head.stream.writer == own);
    for head in written {
        if !mine.heads.contains(&head) {
            return Ok(false);
        }
    }
    let epoch = Epoch::random()?;
    save_epoch(epoch).map_err(ExchangeError::Epoch)?;
    let failed = |error: &dyn std::fmt::Display| ExchangeError::Epoch(error.to_string());
    let kept = ledger
        .start_over(epoch, sides.key)
        .map_err(|error| failed(&error))?;
    tracing::warn!(kept = %kept.display(), "a cloned log was set aside and is filled anew by the office");
    let fact = EpochBegun {
        device: stupen_ledger::device_id(own),
        because: "set_aside".into(),
        lost: None,
    };
    ledger
        .commit(vec![fact.into()], &Actor::device(), sides.here, now)
        .map_err(|error| failed(&error))?;
    Ok(true)
}

/// Fetches pictures and manifests that entries name and that are not here; a manifest's own pictures with it.
fn fetch_blobs(sides: &mut Sides<'_>, done: &mut Exchanged) -> Result<(), ExchangeError> {
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    let mut manifests: BTreeSet<String> = BTreeSet::new();
    {
        let ledger = lock(sides.ledger);
        for (_, part) in ledger.state().parts("p/") {
            for entry in part.values() {
                if let Some(set) = PersonSet::of(&entry.payload.fact)
                    && let Some(hash) = set.picture.as_str().strip_prefix("blob:")
                {
                    wanted.insert(hash.to_string());
                }
            }
        }
        for entry in ledger.state().part("w") {
            if let Some(pack) = PackPublished::of(&entry.payload.fact) {
                manifests.insert(pack.manifest.as_str().to_string());
            }
        }
    }
    for hash in &manifests {
        fetch(sides, hash, done)?;
        let manifest = hash
            .parse::<Hash>()
            .ok()
            .and_then(|hash| sides.blobs.get(&hash).ok().flatten())
            .and_then(|bytes| stupen_domain::wire::pack::read_manifest(&bytes).ok());
        wanted.extend(
            manifest
                .into_iter()
                .flat_map(|m| m.media.into_values().map(|hash| hash.as_str().to_string())),
        );
    }
    for hash in &wanted {
        fetch(sides, hash, done)?;
    }
    Ok(())
}

fn fetch(sides: &mut Sides<'_>, hash: &str, done: &mut Exchanged) -> Result<(), ExchangeError> {
    let Ok(wanted) = hash.parse::<Hash>() else {
        return Ok(());
    };
    if sides.blobs.has(&wanted)? {
        return Ok(());
    }
    let Some(bytes) = sides.office.blob(hash)? else {
        return Ok(());
    };
    if stupen_journal::blobs::blob_hash(&bytes) != wanted {
        tracing::warn!(%hash, "a picture came that is not the one its hash names");
        return Ok(());
    }
    sides.blobs.put(&bytes)?;
    done.changed = true;
    Ok(())
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a moment that cannot be read fails its test"
)]
mod tests {
    use super::*;

    /// What the office answers, and what staff read of it on the kiosk's page: in their own language, and never its English.
    #[test]
    fn a_known_cause_is_told_in_words_of_the_kiosk() {
        let reading = Reading {
            wall: "2026-03-02T09:00:00+03:00".parse().unwrap(),
            boot: "boot".into(),
            mono_ms: 0,
        };
        let refusal = |status, code: &str| {
            Err(ExchangeError::Office(OfficeError::Refused {
                status,
                code: code.into(),
                what: "in English, for the log".into(),
            }))
        };
        let not_taken = Exchanged {
            refused: vec!["a stream: not a stream of this kiosk's workshop".into()],
            ..Exchanged::default()
        };
        let away = Err(ExchangeError::Office(OfficeError::Away("gone".into())));
        let other_key = Err(ExchangeError::Office(OfficeError::OtherKey));
        type Row<'a> = (
            &'a str,
            Result<Exchanged, ExchangeError>,
            Option<(NoticeKind, &'a str)>,
        );
        #[rustfmt::skip]
        let rows: [Row<'_>; 11] = [
            ("all is well",     Ok(Exchanged::default()),        None),
            ("not taken",       Ok(not_taken),                   Some((NoticeKind::EntriesRefused, ""))),
            ("nobody answers",  away,                            None),
            ("another key",     other_key,                       Some((NoticeKind::ServerKeyChanged, ""))),
            ("revoked",         refusal(403, "revoked"),         Some((NoticeKind::Revoked, ""))),
            ("not enrolled",    refusal(401, "unsigned"),        Some((NoticeKind::OfficeKnowsNot, ""))),
            ("its disk is full", refusal(507, "disk-full"),      Some((NoticeKind::OfficeDiskFull, ""))),
            ("it failed",       refusal(500, "inside"),          Some((NoticeKind::OfficeFailed, ""))),
            ("a damaged log",   refusal(503, "log-damaged"),     Some((NoticeKind::OfficeFailed, ""))),
            ("something else",  refusal(413, "too-large"),       Some((NoticeKind::ServerRefuses, "too-large"))),
            ("without a code",  refusal(503, ""),                Some((NoticeKind::ServerRefuses, ""))),
        ];
        for (row, result, expected) in rows {
            let told = OfficeState::after(&result, &reading).trouble;
            let told = told
                .as_ref()
                .map(|notice| (notice.kind, notice.detail.as_str()));
            assert_eq!(told, expected, "{row}");
        }
    }
}
