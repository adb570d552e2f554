//! From bytes of a scanner to the text of one code, with bounded memory.

use crate::Input;

/// Longest text of a code that is kept, in bytes. A QR code holds at most 2,953 bytes; a badge has 26 characters.
pub const CODE_BYTES_MAX: usize = 4096;

/// The input that the text of one code makes; `None` when nothing is left of it.
///
/// Scanners can be set to put control characters (STX, ETX, tab) around a code: those and blanks are taken off.
pub(crate) fn input_of_text(text: &str) -> Option<Input> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    match text.len() {
        0 => None,
        1..=CODE_BYTES_MAX => Some(Input::Scan(text.to_owned())),
        _ => Some(Input::ScanTooLong),
    }
}

/// Assembles codes that end with CR, LF, CRLF or a silence.
#[derive(Default)]
pub(crate) struct Assembler {
    bytes: Vec<u8>,
    overflow: bool,
}

impl Assembler {
    /// Room for control characters around the longest code.
    const KEPT_MAX: usize = CODE_BYTES_MAX + 16;

    /// Takes what the scanner sent; `emit` gets each code that is complete.
    pub(crate) fn take(&mut self, bytes: &[u8], mut emit: impl FnMut(Input)) {
        for byte in bytes {
            if matches!(byte, b'\r' | b'\n') {
                if let Some(input) = self.end() {
                    emit(input);
                }
            } else if self.bytes.len() < Assembler::KEPT_MAX {
                self.bytes.push(*byte);
            } else {
                self.overflow = true;
            }
        }
    }

    /// Whether part of a code has arrived: then a silence ends it.
    pub(crate) fn is_pending(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// Ends the code, by line end or silence.
    pub(crate) fn end(&mut self) -> Option<Input> {
        let overflow = std::mem::take(&mut self.overflow);
        let bytes = std::mem::take(&mut self.bytes);
        if overflow {
            return Some(Input::ScanTooLong);
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => input_of_text(text),
            Err(_) => Some(Input::Unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds chunks; a silence follows where the chunk is empty.
    fn check(chunks: &[&[u8]], expected: &[Input]) {
        let mut assembler = Assembler::default();
        let mut heard = Vec::new();
        for chunk in chunks {
            if chunk.is_empty() {
                heard.extend(assembler.end());
            } else {
                assembler.take(chunk, |input| heard.push(input));
            }
        }
        assert_eq!(heard, expected, "{chunks:?}");
    }

    fn scan(text: &str) -> Input {
        Input::Scan(text.into())
    }

    #[test]
    fn codes_end_with_any_line_end_or_silence() {
        let longest = "A".repeat(CODE_BYTES_MAX);
        let too_long = "A".repeat(CODE_BYTES_MAX + 1);
        let enormous = vec![b'A'; 1_000_000];
        check(&[b"AB\r"], &[scan("AB")]);
        check(&[b"AB\n"], &[scan("AB")]);
        check(&[b"AB\r\nCD\r\n"], &[scan("AB"), scan("CD")]);
        check(&[b"A", b"B\r", b"\nCD"], &[scan("AB")]);
        check(&[b"AB", b""], &[scan("AB")]);
        check(&[b"AB", b"", b"CD", b""], &[scan("AB"), scan("CD")]);
        check(&[b"\r\n\r\n", b""], &[]);
        check(&[b"\x02AB\x03\t \0\r"], &[scan("AB")]);
        check(&["Ящик\n".as_bytes()], &[scan("Ящик")]);
        check(&[b"\xff\xfe\x00\n"], &[Input::Unreadable]);
        check(&[b"\xff\xfe", b""], &[Input::Unreadable]);
        check(&[longest.as_bytes(), b"\n"], &[scan(&longest)]);
        check(
            &[too_long.as_bytes(), b"\nAB\n"],
            &[Input::ScanTooLong, scan("AB")],
        );
        check(&[&enormous, b"\nAB\n"], &[Input::ScanTooLong, scan("AB")]);
    }

    #[test]
    fn memory_is_bounded() {
        let mut assembler = Assembler::default();
        for _ in 0..1000 {
            assembler.take(&[b'A'; 1000], |_| {});
        }
        assert!(assembler.bytes.len() <= Assembler::KEPT_MAX);
    }
}
