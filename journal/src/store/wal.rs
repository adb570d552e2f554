//! The write-ahead log as it lies on the disk.
//!
//! SQLite takes of it what comes before the first frame whose sum is wrong and says nothing of the rest: it takes that
//! for the torn end of a commit that nobody was told of. A worn disk may spoil a frame in the middle as well. Then whole
//! commits follow, each of which was begun only after the one before it was on the disk, and so was acknowledged.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Result};
use std::path::Path;

/// Of the file, and of each frame before its page.
const HEADER: usize = 32;
const FRAME: usize = 24;
/// The only format there is.
const FORMAT: u32 = 3_007_000;
/// Whole commits in a row behind a spoilt frame that prove it to be damage: the first may belong to the commit that was
/// torn, or to one that failed and was partly written over; the second was begun after the first was acknowledged.
const PROOF: u64 = 2;

/// Where a write-ahead log breaks off though it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// The first frame that is spoilt, from 1.
    pub frame: u64,
    generation: [u8; 8],
}

/// Looks for a spoilt frame that acknowledged commits follow; nothing where there is no file, or no sound header: frames
/// of a file that begins anew count for nothing.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn cut(wal: &Path) -> Result<Option<Cut>> {
    let Some(found) = scan(wal)? else {
        return Ok(None);
    };
    // A program that writes meanwhile shows the same: what it had not written yet, and then what it had.
    Ok(scan(wal)?.filter(|again| *again == found))
}

/// Whether anything of it is spoilt: its header, or a frame that says that it belongs to this header.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn is_spoilt(wal: &Path) -> Result<bool> {
    let file = match File::open(wal) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut header = [0; HEADER];
    if !fill(&mut file, &mut header)? {
        return Ok(true);
    }
    let Some(about) = About::of(&header) else {
        return Ok(true);
    };
    let mut frame = vec![0; FRAME + about.page];
    let mut before = about.sum;
    while fill(&mut file, &mut frame)? {
        let Some((is_sound, _, sum)) = about.judge(&frame, before) else {
            break;
        };
        if !is_sound && frame.get(8..16) == Some(&about.salts[..]) {
            return Ok(true);
        }
        before = sum;
    }
    Ok(false)
}

fn scan(wal: &Path) -> Result<Option<Cut>> {
    let file = match File::open(wal) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut header = [0; HEADER];
    if !fill(&mut file, &mut header)? {
        return Ok(None);
    }
    let Some(about) = About::of(&header) else {
        return Ok(None);
    };
    let mut frame = vec![0; FRAME + about.page];
    let mut before = about.sum;
    let mut number = 0;
    let mut broken = None;
    let (mut in_a_row, mut most) = (0, 0);
    while fill(&mut file, &mut frame)? {
        number += 1;
        let Some((is_sound, is_commit, sum)) = about.judge(&frame, before) else {
            break;
        };
        match (broken, is_sound) {
            (None, true) => {}
            (None, false) => broken = Some(number),
            (Some(_), true) => {
                in_a_row += u64::from(is_commit);
                most = most.max(in_a_row);
            }
            (Some(_), false) => in_a_row = 0,
        }
        // Each frame's sum goes on from the one before, as that is written: a spoilt page makes one frame unsound, not
        // all that follow.
        before = sum;
    }
    Ok(broken.filter(|_| most >= PROOF).map(|frame| Cut {
        frame,
        generation: about.salts,
    }))
}

/// A write-ahead log with every sum set right, so that SQLite takes its spoilt frames like all others: up to the last
/// whole commit behind them. Whether what it then reads is sound, only the log's own hashes can say. Nothing where there is
/// nothing to set right.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn mended(wal: &Path) -> Result<Option<Vec<u8>>> {
    let mut bytes = std::fs::read(wal)?;
    let Some((header, frames)) = bytes.split_first_chunk_mut::<HEADER>() else {
        return Ok(None);
    };
    let Some(about) = About::of(header) else {
        return Ok(None);
    };
    let size = FRAME + about.page;
    let mut before = about.sum;
    let (mut last, mut in_a_row, mut is_broken) = (0, 0, false);
    for (number, frame) in frames.chunks_exact(size).enumerate() {
        let Some((is_sound, is_commit, sum)) = about.judge(frame, before) else {
            break;
        };
        is_broken |= !is_sound;
        in_a_row = if is_sound {
            in_a_row + u64::from(is_commit)
        } else {
            0
        };
        if is_sound && is_commit && (!is_broken || in_a_row >= PROOF) {
            last = number + 1;
        }
        before = sum;
    }
    let mut before = about.sum;
    for frame in frames.chunks_exact_mut(size).take(last) {
        let Some(sum) = about.set_right(frame, before) else {
            return Ok(None);
        };
        before = sum;
    }
    bytes.truncate(HEADER + last * size);
    Ok(is_broken.then_some(bytes))
}

/// What the header says.
struct About {
    big_endian: bool,
    page: usize,
    salts: [u8; 8],
    sum: Sum,
}

type Sum = (u32, u32);

impl About {
    fn of(header: &[u8; HEADER]) -> Option<Self> {
        let big_endian = match word(header, 0)? {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return None,
        };
        let page = usize::try_from(word(header, 8)?).ok()?;
        let about = Self {
            big_endian,
            page,
            salts: header.get(16..24)?.try_into().ok()?,
            sum: (word(header, 24)?, word(header, 28)?),
        };
        let is_sound = word(header, 4)? == FORMAT
            && (512..=65_536).contains(&page)
            && page.is_power_of_two()
            && about.add((0, 0), header.get(..24)?) == about.sum;
        is_sound.then_some(about)
    }

    /// Whether a frame is what its sum says, after one with the sum `before`; whether it ends a commit; and its own sum.
    fn judge(&self, frame: &[u8], before: Sum) -> Option<(bool, bool, Sum)> {
        let (head, page) = frame.split_at_checked(FRAME)?;
        let sum = (word(head, 16)?, word(head, 20)?);
        let computed = self.add(self.add(before, head.get(..8)?), page);
        let is_sound = computed == sum && head.get(8..16)? == self.salts && word(head, 0)? != 0;
        Some((is_sound, word(head, 4)? != 0, sum))
    }

    /// Gives a frame the sum that it has after one with the sum `before`.
    fn set_right(&self, frame: &mut [u8], before: Sum) -> Option<Sum> {
        let (head, page) = frame.split_at_mut_checked(FRAME)?;
        head.get_mut(8..16)?.copy_from_slice(&self.salts);
        let sum = self.add(self.add(before, head.get(..8)?), page);
        head.get_mut(16..20)?.copy_from_slice(&sum.0.to_be_bytes());
        head.get_mut(20..24)?.copy_from_slice(&sum.1.to_be_bytes());
        Some(sum)
    }

    fn add(&self, (mut a, mut b): Sum, bytes: &[u8]) -> Sum {
        let read = if self.big_endian {
            u32::from_be_bytes
        } else {
            u32::from_le_bytes
        };
        let (pairs, _rest) = bytes.as_chunks::<8>();
        for [p, q, r, s, t, u, v, w] in pairs {
            a = a.wrapping_add(read([*p, *q, *r, *s])).wrapping_add(b);
            b = b.wrapping_add(read([*t, *u, *v, *w])).wrapping_add(a);
        }
        (a, b)
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

/// False at the end, also where less than asked for is left.
fn fill(from: &mut impl Read, into: &mut [u8]) -> Result<bool> {
    match from.read_exact(into) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
