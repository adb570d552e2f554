//! `events export` and `events replay`: signed entries as text, out and back in.
//!
//! The form is that of the exchange (docs/protocol.md, "Body"): a line with the signed head of a batch, then one
//! entry a line. So whatever was exported can be verified by anybody who has the writers' keys, and taken back. What a
//! kiosk rescued (`stupen-kiosk rescue`) has the same lines, each sealed to this server's key.

use std::io::{BufRead, Seek, SeekFrom, Write};

use anyhow::{Context as _, Result};
use serde::Serialize;
use stupen_journal::seal::is_sealed;
use stupen_journal::sync::{MAX_BATCH_ENTRIES, parse, write_batch};
use stupen_journal::{MAX_LINE_BYTES, StreamId};
use stupen_ledger::{Prepared, Seals, prepare_ahead};

use crate::book::Book;
use crate::sync::push::report;

/// Entries in one batch of an export.
const BATCH: u64 = 1_000;

/// Times that a file is read: enrolments of writers may stand behind what these wrote.
const ROUNDS_MAX: usize = 8;

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Entries that were written.
    pub entries: u64,
    /// Entries of branches that are kept apart; among those written only when they were asked for.
    pub apart: u64,
}

/// Writes all signed entries, or those of one stream, to `out`. Those of branches that are kept apart are counted, and
/// written, too, when `with_apart` asks for them: after all that count, so that a replay keeps them apart again.
///
/// # Errors
/// When the log cannot be read, no such stream is held, or `out` refuses.
pub fn export(
    book: &Book,
    only: Option<&StreamId>,
    with_apart: bool,
    out: &mut dyn Write,
) -> Result<Exported> {
    let streams = book.with(|ledger| {
        ledger.sign()?;
        let import = book.import_author();
        ledger.log_mut().sign_heads(&import.key, import.writer.id)?;
        let mut heads = ledger.log().signed_heads()?;
        // Our own first: they enrol the others.
        let own = ledger.author().writer.id;
        heads.sort_by_key(|head| head.stream.writer != own);
        let streams = heads.into_iter().map(|head| head.stream);
        Ok::<_, anyhow::Error>(
            streams
                .filter(|stream| only.is_none_or(|only| only == stream))
                .collect::<Vec<_>>(),
        )
    })??;
    if let (Some(only), true) = (only, streams.is_empty()) {
        anyhow::bail!("--stream: {only}: no such stream is held here");
    }
    let mut entries = 0;
    for stream in streams {
        let mut after = 0;
        // Each batch is a turn of its own: a running server goes on meanwhile.
        while let Some(batch) =
            book.with(|ledger| ledger.log().batch_after(&stream, after, BATCH))??
        {
            let mut lines = Vec::new();
            after = batch.head.seq;
            entries += u64::try_from(batch.entries.len()).unwrap_or(0);
            write_batch(&mut lines, &batch)?;
            out.write_all(&lines).context("cannot write the entries")?;
        }
    }
    let mut apart = 0;
    for batch in book.with(|ledger| ledger.log().divergent_batches())?? {
        if only.is_some_and(|only| *only != batch.stream) {
            continue;
        }
        apart += u64::try_from(batch.entries.len()).unwrap_or(0);
        if with_apart {
            let mut lines = Vec::new();
            write_batch(&mut lines, &batch)?;
            out.write_all(&lines).context("cannot write the entries")?;
        }
    }
    out.flush().context("cannot write the entries")?;
    Ok(Exported {
        entries: if with_apart { entries + apart } else { entries },
        apart,
    })
}

/// What became of a replayed file.
#[derive(Debug, Default, Serialize)]
pub struct Replayed {
    /// Entries that are new and count.
    pub accepted: u64,
    /// Entries that are new and wait for staff.
    pub quarantined: u64,
    /// Batches of which everything was here.
    pub known: u64,
    /// Batches of another branch, kept apart.
    pub forks: u64,
    /// Lines that were refused.
    pub refused: Vec<Refused>,
}

/// A refused batch.
#[derive(Debug, Serialize)]
pub struct Refused {
    /// The line at fault, from 1.
    pub line: u64,
    /// Why.
    pub why: String,
}

/// Takes signed entries back. What is here already changes nothing; what is wrong is refused, and the rest goes on.
///
/// # Errors
/// When the file or the store cannot be read.
pub fn replay(book: &Book, file: &mut (impl BufRead + Seek)) -> Result<Replayed> {
    let mut all = Replayed::default();
    for _ in 0..ROUNDS_MAX {
        file.seek(SeekFrom::Start(0))
            .context("the file cannot be read again from its start")?;
        let round = once(book, file)?;
        all.accepted += round.accepted;
        all.quarantined += round.quarantined;
        all.known = round.known;
        all.forks = all.forks.max(round.forks);
        all.refused = round.refused;
        if all.refused.is_empty() || round.accepted + round.quarantined == 0 {
            break;
        }
    }
    Ok(all)
}

/// Lines of a file, counted, none longer than an entry may be; sealed ones as they are to be read.
struct Lines<'a, R> {
    file: &'a mut R,
    seals: &'a Seals,
    number: u64,
    /// Why the line that was read last could not be opened.
    closed: Option<String>,
    /// A line that was read ahead.
    waiting: Option<Vec<u8>>,
}

impl<R: BufRead> Lines<'_, R> {
    /// The next line with its end; `None` at the end of the file. Of a longer line only a part, which will not parse.
    fn next(&mut self) -> Result<Option<Vec<u8>>> {
        if let Some(line) = self.waiting.take() {
            self.number += 1;
            return Ok(Some(line));
        }
        // Sealing makes of three bytes four, and adds some.
        let most = u64::try_from(2 * MAX_LINE_BYTES).unwrap_or(u64::MAX) + 1;
        let mut line = Vec::new();
        std::io::Read::take(&mut *self.file, most)
            .read_until(b'\n', &mut line)
            .context("the file cannot be read")?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            self.skip_rest()?;
            line.push(b'\n');
        }
        self.number += 1;
        if is_sealed(&line) {
            match self.seals.unseal(line.trim_ascii_end()) {
                Ok(opened) => {
                    line = opened.into_owned();
                    line.push(b'\n');
                }
                Err(error) => self.closed = Some(error.to_string()),
            }
        }
        Ok(Some(line))
    }

    fn skip_rest(&mut self) -> Result<()> {
        loop {
            let held = self.file.fill_buf().context("the file cannot be read")?;
            if held.is_empty() {
                return Ok(());
            }
            let end = held.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(held.len(), |at| at + 1);
            self.file.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// Puts a line back.
    fn back(&mut self, line: Vec<u8>) {
        self.number -= 1;
        self.waiting = Some(line);
    }
}

/// The first line of a batch, as far as it says how many lines follow.
#[derive(serde::Deserialize)]
struct First {
    #[serde(rename = "batch")]
    _batch: serde::de::IgnoredAny,
    entries: usize,
}

fn once(book: &Book, file: &mut impl BufRead) -> Result<Replayed> {
    let mut lines = Lines {
        file,
        seals: book.seals(),
        number: 0,
        closed: None,
        waiting: None,
    };
    let mut done = Replayed::default();
    while let Some(line) = lines.next()? {
        let at = lines.number;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut refuse = |line, why: String| done.refused.push(Refused { line, why });
        if let Some(why) = lines.closed.take() {
            refuse(at, why);
            continue;
        }
        let count = match serde_json::from_slice::<First>(&line) {
            Ok(first) if first.entries <= MAX_BATCH_ENTRIES => first.entries,
            Ok(first) => {
                refuse(at, format!("{} entries in one batch", first.entries));
                continue;
            }
            Err(error) => {
                refuse(at, format!("not the first line of a batch: {error}"));
                continue;
            }
        };
        let mut body = line;
        for _ in 0..count {
            let Some(line) = lines.next()? else { break };
            if let Some(why) = lines.closed.take() {
                refuse(lines.number, why);
                break;
            }
            if serde_json::from_slice::<First>(&line).is_ok() {
                // The batch was cut off: the next one is not lost with it.
                lines.back(line);
                break;
            }
            body.extend_from_slice(&line);
        }
        match parse(&body) {
            Err(error) => {
                let within = u64::try_from(error.line.saturating_sub(1)).unwrap_or(0);
                refuse(at + within, error.what);
            }
            Ok(batches) => {
                let batches = batches.into_iter().map(Ok::<_, anyhow::Error>);
                prepare_ahead(batches, book.seals(), |batch| {
                    take_in(book, at, batch, &mut done)
                })?;
            }
        }
    }
    Ok(done)
}

fn take_in(book: &Book, line: u64, batch: Prepared, done: &mut Replayed) -> Result<()> {
    let stream = batch.batch().stream.clone();
    let found = book.with(|ledger| report(ledger, &stream, batch))??;
    done.accepted += found.accepted;
    done.quarantined += found.quarantined;
    match found.refused {
        Some(why) => done.refused.push(Refused { line, why }),
        None if found.fork.is_some() => done.forks += 1,
        None if found.accepted + found.quarantined == 0 => done.known += 1,
        None => {}
    }
    Ok(())
}
