//! The typesetter, a process of its own: JSON in, PDF out (`server/documents/README.md`).

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use wait_timeout::ChildExt;

/// A sheet of a thousand badges takes some seconds; whatever takes a minute will not end.
const PRINT_MAX: Duration = Duration::from_secs(60);

/// Largest document taken from the typesetter.
const PDF_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The program's file name.
const PROGRAM: &str = "stupen-documents";

/// The typesetter's program.
#[derive(Clone, Debug)]
pub struct Documents {
    program: PathBuf,
}

impl Documents {
    /// Finds the program: where `given` (or the environment's `STUPEN_DOCUMENTS`) says, else beside this
    /// program, else where `cargo build` puts it.
    ///
    /// # Errors
    /// When there is none; the message says how to get it.
    pub fn find(given: Option<&Path>) -> Result<Self> {
        let from_environment = std::env::var_os("STUPEN_DOCUMENTS").map(PathBuf::from);
        if let Some(program) = given.map(Path::to_path_buf).or(from_environment) {
            if program.is_file() {
                return Ok(Self { program });
            }
            bail!(
                "--documents: {} is not there: build it with `cargo build --manifest-path server/documents/Cargo.toml`",
                program.display()
            );
        }
        let exe = std::env::current_exe().context("cannot find out where this program lies")?;
        let beside = exe.parent().map(|folder| folder.join(PROGRAM));
        let built = exe.ancestors().flat_map(|folder| {
            ["release", "debug"].map(|profile| {
                folder
                    .join("server/documents/target")
                    .join(profile)
                    .join(PROGRAM)
            })
        });
        let program = beside
            .into_iter()
            .chain(built)
            .find(|program| program.is_file());
        program.map(|program| Self { program }).with_context(|| {
            format!(
                "the typesetter {PROGRAM} is not there: build it with `cargo build --manifest-path server/documents/Cargo.toml`, or say where it is with --documents"
            )
        })
    }

    /// Prints a document.
    ///
    /// # Errors
    /// When the typesetter refuses (its one line is passed on), takes too long, or cannot be started.
    pub fn print(&self, request: &Value) -> Result<Vec<u8>> {
        let request = serde_json::to_vec(request)?;
        let mut child = Command::new(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program.display()))?;
        let answer = talk(&mut child, request);
        if answer.is_err() {
            // Whatever went wrong, no process stays behind; one that is gone already cannot be killed.
            let _gone = child.kill();
            let _reaped = child.wait();
        }
        answer
    }
}

/// Feeds the process and reads it, all at once, so that no full pipe stops the two.
fn talk(child: &mut Child, request: Vec<u8>) -> Result<Vec<u8>> {
    let mut stdin = child.stdin.take().context("no pipe to the typesetter")?;
    let stdout = child.stdout.take().context("no pipe from the typesetter")?;
    let stderr = child.stderr.take().context("no pipe from the typesetter")?;
    let feeding = thread::spawn(move || {
        // A typesetter that refused early does not read on; its own words say why.
        let _refused = stdin.write_all(&request);
    });
    let reading = thread::spawn(move || all(stdout, PDF_BYTES_MAX));
    let complaining = thread::spawn(move || all(stderr, 4096));
    let Some(status) = child.wait_timeout(PRINT_MAX)? else {
        bail!(
            "the typesetter did not finish within {} s",
            PRINT_MAX.as_secs()
        );
    };
    let joined = |_panicked| anyhow!("reading from the typesetter failed");
    feeding.join().map_err(joined)?;
    let pdf = reading.join().map_err(joined)??;
    let complaint = complaining.join().map_err(joined)??;
    if !status.success() {
        let said = String::from_utf8_lossy(&complaint);
        bail!("the typesetter refused: {}", said.trim());
    }
    if !pdf.starts_with(b"%PDF-") {
        bail!("the typesetter gave something that is no PDF");
    }
    Ok(pdf)
}

fn all(from: impl Read, bytes_max: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(bytes_max).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
pub(crate) mod testing {
    //! Stand-ins for the typesetter.

    use super::*;

    /// A shell script in a folder that plays the typesetter. Another process writes it: a file that is open for writing
    /// here might be inherited by whatever another test starts meanwhile, and nobody can run it as long as it is.
    pub(crate) fn script(folder: &Path, name: &str, body: &str) -> Documents {
        let program = folder.join(name);
        let written = Command::new("/bin/sh")
            .args([
                "-c",
                "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod 700 \"$0\"",
            ])
            .arg(&program)
            .arg(body)
            .status()
            .unwrap();
        assert!(written.success());
        Documents { program }
    }

    /// Keeps the request beside itself and answers with the shortest thing that begins like a PDF.
    pub(crate) fn obedient(folder: &Path) -> Documents {
        let request = folder.join("request.json");
        script(
            folder,
            "obedient",
            &format!("cat > '{}'; printf '%%PDF-1.7 sheet'", request.display()),
        )
    }

    /// Refuses everything.
    pub(crate) fn stubborn(folder: &Path) -> Documents {
        script(
            folder,
            "stubborn",
            "echo 'badges[0].called: no such letter' >&2; exit 1",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::testing::{obedient, script, stubborn};
    use super::*;

    #[test]
    fn the_process_is_fed_and_heard() {
        let dir = tempfile::tempdir().unwrap();
        let request = json!({ "document": "badges", "long": "я".repeat(400_000) });
        assert_eq!(
            obedient(dir.path()).print(&request).unwrap(),
            b"%PDF-1.7 sheet"
        );
        let said = stubborn(dir.path())
            .print(&request)
            .unwrap_err()
            .to_string();
        assert_eq!(
            said,
            "the typesetter refused: badges[0].called: no such letter"
        );
        let other = script(dir.path(), "other", "cat > /dev/null; echo hello");
        assert!(
            other
                .print(&request)
                .unwrap_err()
                .to_string()
                .contains("no PDF")
        );
    }

    #[test]
    fn a_missing_program_says_how_to_get_it() {
        let error = Documents::find(Some(Path::new("/nowhere/typesetter"))).unwrap_err();
        assert!(error.to_string().contains("cargo build --manifest-path"));
    }
}
