//! Packs on paper: the command, the real typesetter, and a reader of PDF that is not ours.
//!
//! The typesetter is the one that `./test` builds first; by hand: `cargo build --manifest-path
//! server/documents/Cargo.toml`. The text is read by `pdftotext` (Debian: poppler-utils).

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser as _;
use stupen_domain::facts::Bilingual;
use stupen_domain::pack::Step;
use stupen_server::clock::Clock;
use stupen_server::commands::{Cli, run};
use stupen_server::packs::read_pack;
use stupen_server::pictograms::Sets;
use stupen_tests::root;

fn typesetter() -> PathBuf {
    let program = root().join("server/documents/target/debug/stupen-documents");
    assert!(
        program.exists(),
        "{} is not built: ./test builds it",
        program.display()
    );
    program
}

/// `stupen-server pack print …`; the error's text where it is refused.
fn print(folder: &Path, dir: &Path, more: &[&str]) -> Result<(PathBuf, String), String> {
    let file = dir.join("cards.pdf");
    let mut arguments: Vec<std::ffi::OsString> = vec!["stupen-server".into(), "--data".into()];
    arguments.push(dir.join("data").into());
    arguments.extend(["pack".into(), "print".into(), folder.into()]);
    arguments.extend(more.iter().map(Into::into));
    arguments.extend(["--out".into(), file.clone().into()]);
    arguments.extend(["--documents".into(), typesetter().into()]);
    let cli = Cli::try_parse_from(arguments).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    let clock = Clock::new(|| "2026-11-23T05:00:00Z".parse().unwrap());
    let done = run(cli, clock, &mut out);
    let said = String::from_utf8(out).unwrap();
    match done {
        Ok(()) => Ok((file, said)),
        Err(error) => Err(format!("{said}{error:#}")),
    }
}

/// The words of each page.
fn pages(pdf: &Path) -> Vec<String> {
    let output = Command::new("pdftotext")
        .arg("-raw")
        .arg(pdf)
        .arg("-")
        .output()
        .expect("pdftotext is missing: install the package poppler-utils (./test does)");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut pages: Vec<String> = text.split('\u{c}').map(words).collect();
    assert_eq!(pages.pop().as_deref(), Some(""), "after the last page");
    pages
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What must stand on the card of a step.
fn expected(step: &Step, of: impl Fn(&Bilingual) -> String) -> Vec<String> {
    let mut all = vec![of(&step.verb), of(&step.words)];
    all.extend(step.check.iter().map(|check| of(&check.question)));
    all.extend(step.branch.iter().map(|branch| of(&branch.label)));
    all.retain(|text| !text.is_empty());
    all
}

#[test]
fn every_step_stands_on_its_page_in_both_sizes_and_languages() {
    for pack in ["pack", "orientation"] {
        let folder = root().join("assets/sample").join(pack);
        let operations = read_pack(&folder, &Sets::none()).unwrap().pack.operations;
        for (size, on_a_page) in [("a5", 1), ("a4", 6)] {
            for lang in ["ru", "en"] {
                let here = format!("{pack} {size} {lang}");
                let dir = tempfile::tempdir().unwrap();
                let (file, said) =
                    print(&folder, dir.path(), &["--size", size, "--lang", lang]).unwrap();
                let of = |text: &Bilingual| words(if lang == "ru" { &text.ru } else { &text.en });
                let sheets: Vec<(&Bilingual, &[Step])> = operations
                    .iter()
                    .flat_map(|one| one.steps.chunks(on_a_page).map(|steps| (&one.title, steps)))
                    .collect();
                let steps: usize = operations.iter().map(|one| one.steps.len()).sum();
                assert!(said.contains(&format!("{steps} steps")), "{here}: {said}");
                let pages = pages(&file);
                assert_eq!(pages.len(), sheets.len(), "{here}");
                for (number, (page, (title, steps))) in pages.iter().zip(&sheets).enumerate() {
                    let from_to = if lang == "ru" { "из" } else { "of" };
                    let number = format!("{} {from_to} {}", number + 1, sheets.len());
                    let all = steps.iter().flat_map(|step| expected(step, of));
                    for text in all.chain([of(title), number]) {
                        assert!(page.contains(&text), "{here}: {text:?} in {page:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_pack_that_cannot_be_printed_is_refused_by_file_and_field() {
    let sample = std::fs::read_to_string(root().join("assets/sample/pack/pack.toml")).unwrap();
    #[rustfmt::skip]
    let table = [
        ("norm_s = ", "norm = ", "norm: unknown field"),
        ("pictogram:gloves", "pictogram:glovs", "tool gloves, picture: there is no pictogram \"glovs\""),
        // The rules know no fonts: only the typesetter sees that a letter cannot be printed.
        ("Возьми", "Возьми\u{4e2d}", "pack.toml: operation fold, step take, verb: "),
    ];
    for (from, to, expected) in table {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("pack");
        std::fs::create_dir_all(folder.join("pictures")).unwrap();
        assert!(sample.contains(from), "{from}");
        std::fs::write(folder.join("pack.toml"), sample.replace(from, to)).unwrap();
        for picture in std::fs::read_dir(root().join("assets/sample/pack/pictures")).unwrap() {
            let picture = picture.unwrap();
            let copy = folder.join("pictures").join(picture.file_name());
            std::fs::copy(picture.path(), copy).unwrap();
        }
        let said = print(&folder, dir.path(), &["--size", "a5"]).unwrap_err();
        assert!(said.contains("pack.toml"), "{to}: {said}");
        assert!(said.contains(expected), "{to}: {said}");
        assert!(!dir.path().join("cards.pdf").exists(), "{to}");
    }
}
