//! The process around the typesetter: JSON on standard input, PDF on standard output.
//!
//! Exit codes: 0 done, 1 refused or failed (one line on standard error says what), 2 wrong usage.

use std::io::{Read, Write};
use std::process::ExitCode;

use stupen_documents::{INPUT_BYTES_MAX, Refusal, render};

/// Deeply nested pictures are walked by recursion, and an unoptimised build uses large frames.
const STACK_BYTES: usize = 256 * 1024 * 1024;

const USAGE: &str = "\
usage: stupen-documents < request.json > document.pdf

Reads one JSON request on standard input and writes one PDF to standard output.
Documents: badges, cards, enrolment. README.md beside the source shows their shapes.

  --help      this text
  --version   the version";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match arguments.as_slice() {
        [] => match work() {
            Ok(()) => ExitCode::SUCCESS,
            Err(refusal) => {
                eprintln!("stupen-documents: {refusal}");
                ExitCode::from(1)
            }
        },
        [only] if only == "--help" => say(USAGE),
        [only] if only == "--version" => {
            say(concat!("stupen-documents ", env!("CARGO_PKG_VERSION")))
        }
        [first, ..] => {
            eprintln!(
                "stupen-documents: unexpected argument {first:?}; the request comes on standard input\n\n{USAGE}"
            );
            ExitCode::from(2)
        }
    }
}

fn say(text: &str) -> ExitCode {
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(1),
    }
}

/// Reads, typesets, writes. Nothing is written before the whole document is ready, so that a failure
/// never leaves half a PDF behind.
fn work() -> Result<(), Refusal> {
    let mut input = Vec::new();
    std::io::stdin()
        .take(INPUT_BYTES_MAX + 1)
        .read_to_end(&mut input)
        .map_err(|error| Refusal::request(format!("cannot read standard input: {error}")))?;
    // A refusal is one line; the panic's message reaches the caller through `join` below.
    std::panic::set_hook(Box::new(|_| {}));
    let pdf = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || render(&input))
        .map_err(|error| {
            Refusal::typesetting(format!("cannot start the typesetting thread: {error}"))
        })?
        .join()
        .map_err(|panic| {
            let message = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            Refusal::typesetting(format!("the typesetter stopped unexpectedly: {message}"))
        })??;
    let mut output = std::io::stdout().lock();
    output
        .write_all(&pdf)
        .and_then(|()| output.flush())
        .map_err(|error| Refusal::typesetting(format!("cannot write the PDF: {error}")))
}
