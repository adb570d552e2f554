//! Puts every pictogram into the program: a kiosk must never be without its pictures.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if env::var("TARGET")?.starts_with("x86_64-unknown-linux") {
        // A table of two megabytes, read whole at every start, becomes a few kilobytes.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }

    let pictograms = "../pictograms";
    println!("cargo::rerun-if-changed={pictograms}");
    let out = PathBuf::from(env::var("OUT_DIR")?).join("pictograms.rs");
    fs::write(out, pictogram_table(Path::new(pictograms))?)?;
    Ok(())
}

/// A Rust slice of (id, file), sorted by id (not by file name: `badge` comes before `badge-new`,
/// `badge-new.svg` before `badge.svg`).
fn pictogram_table(dir: &Path) -> io::Result<String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let svg = path.extension().is_some_and(|ext| ext == "svg");
        if let Some(id) = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .filter(|_| svg)
        {
            files.insert(id.to_owned(), fs::canonicalize(&path)?);
        }
    }
    let mut table = String::from("&[\n");
    for (id, path) in files {
        // Writing to a String cannot fail.
        let _ = writeln!(table, "    ({id:?}, include_bytes!({path:?}).as_slice()),");
    }
    table.push_str("]\n");
    Ok(table)
}
