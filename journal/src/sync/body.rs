//! Batches as NDJSON: a line for the signed head, then one line an entry.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::message::Want;
use crate::envelope::{Entry, EnvelopeError};
use crate::keys::SignedHead;
use crate::store::{Batch, Log, StoreError};

/// The largest body, bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
/// The largest batch, entries.
pub const MAX_BATCH_ENTRIES: usize = 10_000;
/// A body is closed once it has this many bytes, so that it stays far below the limit.
const BODY_BYTES_ENOUGH: usize = 4 * 1024 * 1024;

/// The first line of a batch.
#[derive(Serialize, Deserialize)]
struct BatchLine<'a> {
    batch: std::borrow::Cow<'a, SignedHead>,
    entries: usize,
}

/// Why a body was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BodyError {
    /// The line at fault, from 1; 0 for the body as a whole.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// A body to be sent.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The NDJSON.
    pub bytes: Vec<u8>,
    /// How many entries it carries.
    pub entries: u64,
    /// Whether signed entries were left for the next body.
    pub more: bool,
}

impl Body {
    /// The next batches of these streams, about `limit` entries in all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn from_log(log: &Log, wants: &[Want], limit: u64) -> Result<Self, StoreError> {
        let mut body = Self::default();
        for want in wants {
            let mut after = want.after;
            loop {
                let left = limit.saturating_sub(body.entries);
                if left == 0 || body.bytes.len() >= BODY_BYTES_ENOUGH {
                    body.more |= log.batch_after(&want.stream, after, 1)?.is_some();
                    break;
                }
                let Some(batch) = log.batch_after(&want.stream, after, left.min(1000))? else {
                    break;
                };
                after = batch.head.seq;
                body.entries += u64::try_from(batch.entries.len()).unwrap_or(u64::MAX);
                write_batch(&mut body.bytes, &batch)?;
            }
        }
        Ok(body)
    }
}

/// Appends a batch to a body.
///
/// # Errors
/// When an entry is not UTF-8, which no entry made or read by this crate is.
pub fn write_batch(out: &mut Vec<u8>, batch: &Batch) -> Result<(), EnvelopeError> {
    let line = BatchLine {
        batch: std::borrow::Cow::Borrowed(&batch.head),
        entries: batch.entries.len(),
    };
    serde_json::to_writer(&mut *out, &line)
        .map_err(|error| EnvelopeError::Json(error.to_string()))?;
    out.push(b'\n');
    for entry in &batch.entries {
        out.extend_from_slice(entry.to_line()?.as_bytes());
        out.push(b'\n');
    }
    Ok(())
}

/// Reads a body of batches. Whether they belong together is for ingest to find out.
///
/// # Errors
/// [`BodyError`] naming the first line that is wrong; then nothing of the body may be used.
pub fn parse(body: &[u8]) -> Result<Vec<Batch>, BodyError> {
    batches(body)?.collect()
}

/// The batches of a body, each read when it is asked for. That the body holds all that it announces is known before
/// the first one.
///
/// # Errors
/// [`BodyError`] naming the first line that is wrong in the body's outline. That of a batch names one of its entries:
/// neither this batch nor a later one may be used.
pub fn batches(body: &[u8]) -> Result<Batches<'_>, BodyError> {
    if body.len() > MAX_BODY_BYTES {
        let what = format!(
            "the body is {} bytes, the limit is {MAX_BODY_BYTES}",
            body.len()
        );
        return Err(BodyError { line: 0, what });
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let before = body.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        BodyError {
            line,
            what: "not UTF-8".into(),
        }
    })?;
    let lines: Vec<&str> = text.lines().collect();
    let plan = announced(&lines)?.into_iter();
    Ok(Batches { lines, plan })
}

/// See [`batches`].
#[derive(Debug)]
pub struct Batches<'a> {
    lines: Vec<&'a str>,
    plan: std::vec::IntoIter<(SignedHead, Range<usize>)>,
}

impl Iterator for Batches<'_> {
    type Item = Result<Batch, BodyError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (head, range) = self.plan.next()?;
        let read = read(&numbered(&self.lines, range));
        Some(read.map(|entries| Batch {
            stream: head.stream.clone(),
            entries,
            head,
        }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.plan.size_hint()
    }
}

impl ExactSizeIterator for Batches<'_> {}

/// The lines of a range (from 0) with their numbers (from 1).
fn numbered<'a>(lines: &[&'a str], range: Range<usize>) -> Vec<(usize, &'a str)> {
    range
        .filter_map(|index| Some((index + 1, *lines.get(index)?)))
        .collect()
}

/// The batches that a body announces: the head, and which lines (from 0) hold its entries.
fn announced(lines: &[&str]) -> Result<Vec<(SignedHead, Range<usize>)>, BodyError> {
    let mut plan = Vec::new();
    let mut at = 0;
    while let Some(text) = lines.get(at) {
        let wrong = |what: String| BodyError { line: at + 1, what };
        let first: BatchLine<'_> = serde_json::from_str(text)
            .map_err(|error| wrong(format!("not the first line of a batch: {error}")))?;
        if first.entries > MAX_BATCH_ENTRIES {
            return Err(wrong(format!(
                "{} entries in one batch, the limit is {MAX_BATCH_ENTRIES}",
                first.entries
            )));
        }
        let range = at + 1..at + 1 + first.entries;
        if range.end > lines.len() {
            // What is there may be spoiled as well: the earlier fault is the better hint.
            let there = numbered(lines, range.start..lines.len());
            read(&there)?;
            return Err(wrong(format!(
                "the body ends after {} of the {} entries announced here",
                there.len(),
                first.entries
            )));
        }
        at = range.end;
        plan.push((first.batch.into_owned(), range));
    }
    Ok(plan)
}

fn read(lines: &[(usize, &str)]) -> Result<Vec<Entry>, BodyError> {
    lines
        .iter()
        .map(|(line, text)| {
            Entry::from_line(text).map_err(|error| BodyError {
                line: *line,
                what: error.to_string(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{batch, filled, floor};
    use proptest::prelude::*;

    fn body(count: usize) -> Vec<u8> {
        let (_dir, log) = filled(1, count);
        let mut bytes = Vec::new();
        let whole = batch(&log, &floor(1), 0);
        write_batch(&mut bytes, &whole).unwrap();
        write_batch(&mut bytes, &whole).unwrap();
        bytes
    }

    #[test]
    fn several_batches_come_back_as_they_were() {
        let (_dir, log) = filled(1, 5);
        let whole = batch(&log, &floor(1), 0);
        let mut bytes = Vec::new();
        write_batch(&mut bytes, &whole).unwrap();
        write_batch(&mut bytes, &batch(&log, &floor(1), 2)).unwrap();
        let read = parse(&bytes).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(
            (&read[0].entries, &read[0].head),
            (&whole.entries, &whole.head)
        );
        assert_eq!(read[1].entries, whole.entries[2..]);
        assert!(parse(b"").unwrap().is_empty());
    }

    #[test]
    fn wrong_bodies_name_the_line() {
        let good = String::from_utf8(body(3)).unwrap();
        let cut_at = good
            .lines()
            .take(3)
            .map(|line| line.len() + 1)
            .sum::<usize>();
        let lines: Vec<&str> = good.lines().collect();
        let spoiled = |n: usize, with: &str| {
            let mut lines = lines.clone();
            lines[n - 1] = with;
            lines.join("\n").into_bytes()
        };
        let long = "x".repeat(2_000_000);
        for (bytes, line, says) in [
            (
                good.as_bytes()[..cut_at].to_vec(),
                1,
                "ends after 2 of the 3",
            ),
            (good.as_bytes()[..cut_at - 9].to_vec(), 3, "EOF"),
            (spoiled(2, "{}"), 2, "missing field"),
            (spoiled(6, ""), 6, "EOF"),
            (spoiled(5, lines[1]), 5, "first line of a batch"),
            (spoiled(7, &long), 7, "limit"),
            (spoiled(1, &lines[0].replace(":3}", ":99999}")), 1, "limit"),
            (
                [good.as_bytes()[..cut_at].to_vec(), vec![0xff, b'\n']].concat(),
                4,
                "UTF-8",
            ),
            (vec![b' '; MAX_BODY_BYTES + 1], 0, "limit"),
        ] {
            let error = parse(&bytes).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.what.contains(says), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn mutated_bodies_never_panic_and_never_smuggle(
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(),
            cuts in any::<bool>(),
        ) {
            static GOOD: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| body(3));
            let mut bytes = GOOD.clone();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if cuts {
                bytes.truncate(cut.index(bytes.len()));
            }
            if let Ok(batches) = parse(&bytes) {
                ingest_and_check(batches)?;
            }
        }
    }

    /// Whatever gets in is what the writer wrote: nothing, or exactly the three entries (a payload
    /// may have been cut off, which is reported as absent).
    fn ingest_and_check(batches: Vec<Batch>) -> Result<(), TestCaseError> {
        use crate::store::{IngestLimits, Verdict};
        let (_dir, mut log) = filled(2, 0);
        for batch in batches {
            let key = crate::testing::key(1).public();
            let mut accept = |_: &Entry| Verdict::Accept;
            let _ = log.ingest(batch, &key, &IngestLimits::default(), &mut accept);
        }
        let report = log.verify().unwrap();
        prop_assert!(report.is_sound());
        prop_assert!(report.entries == 0 || report.entries == 3);
        Ok(())
    }

    #[test]
    fn changed_payloads_and_heads_do_not_get_in() {
        let good = String::from_utf8(body(3)).unwrap();
        for (from, to) in [
            ("p-01", "p-07"),
            ("\"seq\":3,", "\"seq\":2,"),
            ("08:41", "08:40"),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(good, bad);
            if let Ok(batches) = parse(bad.as_bytes()) {
                ingest_and_check(batches).unwrap();
            }
        }
    }
}
