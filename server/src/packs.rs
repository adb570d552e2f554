//! Product packs from folders: `pack.toml` with pictures beside it, checked whole, then published to a workshop.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use stupen_domain::facts::PackPublished;
use stupen_domain::pack::{self, Manifest, Pack, Picture};
use stupen_domain::wire::ids::{BlobHash, WorkshopId};
use stupen_domain::wire::pack::write_manifest;
use stupen_domain::{Actor, Refusal, workshop};
use stupen_journal::blobs::blob_hash;
use stupen_ledger::CommitError;
use toml::de::{DeTable, DeValue};

use crate::book::{Book, zone};
use crate::pictograms;
use crate::pictures;
use crate::roster::no_workshop;

/// The file in a pack's folder.
pub const PACK_FILE: &str = "pack.toml";

/// A pack of hundreds of steps is below this.
const PACK_FILE_BYTES_MAX: u64 = 1024 * 1024;

/// All pictures of a pack together; a kiosk fetches them over the workshop's network.
const MEDIA_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Something wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file to look at.
    pub file: PathBuf,
    /// Its line, where one can be named.
    pub line: Option<usize>,
    /// The field, such as `operation fold, step take, words.ru`; empty when the file itself is meant.
    pub place: String,
    /// What is wrong and what to do.
    pub advice: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.place.is_empty() {
            write!(f, ": {}", self.place)?;
        }
        write!(f, ": {}", self.advice)
    }
}

/// A pack that may be published.
#[derive(Clone, Debug)]
pub struct CheckedPack {
    /// What `pack.toml` says.
    pub pack: Pack,
    /// The bytes of each picture, by its path.
    pub media: BTreeMap<String, Vec<u8>>,
}

/// Reads and checks the pack in a folder.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_pack(folder: &Path) -> Result<CheckedPack, Vec<Finding>> {
    let file = folder.join(PACK_FILE);
    let of_file = |line, advice: String| {
        vec![Finding {
            file: file.clone(),
            line,
            place: String::new(),
            advice,
        }]
    };
    let mut text = String::new();
    let read = File::open(&file)
        .and_then(|open| open.take(PACK_FILE_BYTES_MAX + 1).read_to_string(&mut text));
    match read {
        Err(error) => {
            return Err(of_file(
                None,
                format!("cannot be read ({error}): a pack is a folder with {PACK_FILE} in UTF-8"),
            ));
        }
        Ok(size) if u64::try_from(size).unwrap_or(u64::MAX) > PACK_FILE_BYTES_MAX => {
            return Err(of_file(None, "is larger than 1 MiB".to_owned()));
        }
        Ok(_) => {}
    }
    let pack: Pack = toml::from_str(&text).map_err(|error| {
        let line = error.span().map(|span| line_at(&text, span.start));
        of_file(line, error.message().to_owned())
    })?;

    let mut media: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for (_, named) in pack::pictures(&pack) {
        let Picture::File(path) = pack::picture(named) else {
            continue;
        };
        if media.contains_key(path) || wrong.contains_key(path) {
            continue;
        }
        let checked = pictures::read_inside(folder, path)
            .and_then(|bytes| pictures::check(&bytes).map(|_kind| bytes));
        match checked {
            Ok(bytes) => media.insert(path.to_owned(), bytes).map(drop),
            Err(problem) => wrong.insert(path.to_owned(), problem).map(drop),
        };
    }
    let lines = DeTable::parse(&text).ok();
    let finding = |place: String, advice: String| Finding {
        line: lines
            .as_ref()
            .and_then(|table| offset_of(table.get_ref(), &place))
            .map(|offset| line_at(&text, offset)),
        file: file.clone(),
        place,
        advice,
    };
    // Files have been looked at already, and what is wrong with them is said more exactly.
    let mut findings: Vec<Finding> = pack::check(&pack, |picture| match picture {
        Picture::Pictogram(id) => pictograms::get(id).is_some(),
        Picture::File(_) => true,
    })
    .into_iter()
    .map(|found| finding(found.place, found.advice))
    .collect();
    for (place, named) in pack::pictures(&pack) {
        if let Some(problem) = wrong.get(named) {
            findings.push(finding(place, format!("{named}: {problem}")));
        }
    }
    let total: usize = media.values().map(Vec::len).sum();
    if total > MEDIA_BYTES_MAX {
        findings.push(finding(
            String::new(),
            format!(
                "its pictures are {} MiB together, at most {}: make them smaller",
                total / (1024 * 1024),
                MEDIA_BYTES_MAX / (1024 * 1024)
            ),
        ));
    }
    if findings.is_empty() {
        Ok(CheckedPack { pack, media })
    } else {
        findings.sort_by_key(|found| found.line);
        Err(findings)
    }
}

/// What became of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// Kiosks get this version from now on.
    New,
    /// This very version is published already.
    Already,
    /// It is not fit to work by; nothing was written.
    Refused(Vec<Finding>),
}

/// Publishes the pack in a folder to a workshop: pictures and manifest as blobs, then the entry that names them.
///
/// # Errors
/// When the book cannot be used or the workshop is not set up; what is wrong with the pack is in the answer.
pub fn publish_pack(
    book: &Book,
    workshop: &WorkshopId,
    actor: &Actor,
    folder: &Path,
) -> Result<Published> {
    let CheckedPack { pack, media } = match read_pack(folder) {
        Ok(checked) => checked,
        Err(findings) => return Ok(Published::Refused(findings)),
    };
    let manifest = Manifest {
        media: media
            .iter()
            .map(|(path, bytes)| (path.clone(), BlobHash::new(blob_hash(bytes).to_string())))
            .collect(),
        pack,
    };
    let body = write_manifest(&manifest).map_err(|problem| anyhow!(problem))?;
    let published = PackPublished {
        pack: manifest.pack.id.clone(),
        version: manifest.pack.version,
        title: manifest.pack.title.clone(),
        manifest: BlobHash::new(blob_hash(&body).to_string()),
    };
    let moment = book.clock().now();
    book.with(|ledger| -> Result<Published> {
        let state = ledger.state();
        workshop::settings(state, workshop).with_context(|| no_workshop(state, workshop))?;
        if workshop::packs(state, workshop).contains(&&published) {
            return Ok(Published::Already);
        }
        let now = book.now(moment, zone(state, workshop));
        // Bytes first: an entry never names what is not there.
        book.blobs(|blobs| {
            media
                .values()
                .chain([&body])
                .try_for_each(|bytes| blobs.put(bytes).map(drop))
        })?;
        match ledger.commit(vec![published.into()], actor, &book.here(workshop), &now) {
            Ok(_) => Ok(Published::New),
            Err(CommitError::Refused(Refusal::Invalid { field, problem })) => {
                Ok(Published::Refused(vec![Finding {
                    file: folder.join(PACK_FILE),
                    line: None,
                    place: field.to_owned(),
                    advice: problem.to_owned(),
                }]))
            }
            Err(error) => Err(error.into()),
        }
    })?
}

/// The line of a byte, from 1.
fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count()
}

/// Where the field of a place such as `operation fold, step take, words.ru` begins; of what has no field of its
/// own, the table that holds it.
fn offset_of(table: &DeTable<'_>, place: &str) -> Option<usize> {
    let mut here = table;
    let mut offset = None;
    for part in place.split(", ") {
        match part.split_once(' ') {
            // An array of tables, and the id of one of them.
            Some((array, id)) => {
                let item = here
                    .get(array)
                    .and_then(|items| items.get_ref().as_array())?
                    .iter()
                    .find(|item| has_id(item.get_ref(), id))?;
                offset = Some(item.span().start);
                here = item.get_ref().as_table()?;
            }
            None => {
                let field = part.split('.').next().unwrap_or(part);
                let found = here.iter().find(|(name, _)| name.get_ref() == field);
                offset = found.map(|(name, _)| name.span().start).or(offset);
            }
        }
    }
    offset
}

fn has_id(value: &DeValue<'_>, id: &str) -> bool {
    value
        .as_table()
        .and_then(|table| table.get("id"))
        .and_then(|found| found.get_ref().as_str())
        .is_some_and(|found| found == id)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use stupen_domain::wire::ids::OrganisationId;
    use stupen_domain::wire::pack::read_manifest;

    use super::*;
    use crate::clock::Clock;
    use crate::data::DataDir;
    use crate::office::testing::at;
    use crate::tests::soap;

    const GOOD: &str = r#"
id = "soap-set"
version = 1
title = { ru = "Мыло", en = "Soap" }
picture = "pictures/a.svg"
licence = "CC0-1.0"
[[operation]]
id = "fold"
title = { ru = "Складываем", en = "Folding" }
picture = "pictogram:fold-box"
station = "table-1"
norm_s = 45
[[operation.step]]
id = "take"
verb = { ru = "Возьми", en = "Take" }
words = { ru = "картонку", en = "a flat box" }
picture = "pictures/a.svg"
counts = true
"#;

    fn folder(text: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("pictures")).unwrap();
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4'/></svg>";
        fs::write(dir.path().join("pictures/a.svg"), svg).unwrap();
        fs::write(
            dir.path().join("pictures/bad.svg"),
            svg.replace("<circle", "<script/><circle"),
        )
        .unwrap();
        fs::write(dir.path().join(PACK_FILE), text).unwrap();
        dir
    }

    #[test]
    fn the_sample_packs_may_be_published() {
        for pack in ["pack", "orientation"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../assets/sample")
                .join(pack);
            if let Err(findings) = read_pack(&folder) {
                panic!("{findings:#?}");
            }
        }
    }

    #[test]
    fn findings_name_file_line_and_field() {
        #[rustfmt::skip]
        let table = [
            (GOOD.replace("norm_s", "norm"), "pack.toml:12: unknown field `norm`"),
            (GOOD.replace("norm_s = 45\n", ""), "pack.toml:7: missing field `norm_s`"),
            (GOOD.replace("norm_s = 45", "norm_s = -1"), "pack.toml:12: invalid value: integer `-1`"),
            (GOOD.replace("version = 1", "version ="), "pack.toml:3: "),
            (GOOD.replace("norm_s = 45", "norm_s = 0"), "pack.toml:12: operation fold, norm_s: the time norm"),
            (GOOD.replace("a flat box", "a b c d e f g h i j"), "pack.toml:16: operation fold, step take, words.en: 11 words"),
            (GOOD.replace("pictogram:fold-box", "pictogram:fold-bax"), "pack.toml:10: operation fold, picture: there is no pictogram \"fold-bax\""),
            (GOOD.replacen("pictures/a.svg", "pictures/b.svg", 1), "pack.toml:5: picture: pictures/b.svg: the file \"pictures/b.svg\" cannot be read"),
            (GOOD.replacen("pictures/a.svg", "../a.svg", 1), "pack.toml:5: picture: ../a.svg: \"../a.svg\" leads out of the folder"),
            (GOOD.replacen("pictures/a.svg", "pictures/bad.svg", 1), "pack.toml:5: picture: pictures/bad.svg: line 1: <script> is not taken"),
            (GOOD.replace("counts = true", ""), "pack.toml:7: operation fold: exactly the last step counts"),
        ];
        for (text, expected) in table {
            let dir = folder(&text);
            let findings = read_pack(dir.path()).unwrap_err();
            let said = findings[0].to_string();
            let said = said
                .strip_prefix(&format!("{}/", dir.path().display()))
                .unwrap();
            assert!(said.starts_with(expected), "{expected}\n=> {said}");
        }
        let empty = tempfile::tempdir().unwrap();
        let said = read_pack(empty.path()).unwrap_err()[0].to_string();
        assert!(said.contains("pack.toml: cannot be read"), "{said}");
    }

    #[test]
    fn a_pack_is_published_once_and_changes_only_with_its_version() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
        let book = Book::open(&data, &Clock::new(|| at("2026-11-22T06:00:00Z"))).unwrap();
        book.set_workshop(soap(), &Actor::device()).unwrap();
        let workshop = WorkshopId::new("soap");
        let administrator = Actor {
            person: None,
            role: stupen_domain::Role::Administrator,
        };
        let publish = |text: &str| {
            publish_pack(&book, &workshop, &administrator, folder(text).path()).unwrap()
        };
        assert!(matches!(
            publish(&GOOD.replace("1", "0")),
            Published::Refused(_)
        ));
        assert_eq!(publish(GOOD), Published::New);
        assert_eq!(publish(GOOD), Published::Already);
        let silently = publish(&GOOD.replace("Soap", "Soaps"));
        let Published::Refused(findings) = silently else {
            panic!("{silently:?}");
        };
        assert!(
            findings[0]
                .to_string()
                .contains("version: this or a newer version")
        );
        assert_eq!(
            publish(&GOOD.replace("version = 1", "version = 2")),
            Published::New
        );

        let hash = book
            .with(|ledger| {
                let packs = workshop::packs(ledger.state(), &workshop);
                assert_eq!((packs.len(), packs[0].version), (1, 2));
                packs[0].manifest.as_str().parse().unwrap()
            })
            .unwrap();
        let body = book.blobs(|blobs| blobs.get(&hash)).unwrap().unwrap();
        let manifest = read_manifest(&body).unwrap();
        let picture = manifest.media["pictures/a.svg"].as_str().parse().unwrap();
        assert!(book.blobs(|blobs| blobs.has(&picture)).unwrap());
    }
}
