//! Product packs from folders: `pack.toml` with pictures beside it, checked whole, then published to a workshop.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub(crate) mod place;

use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use stupen_domain::facts::{PackPublished, StationSet};
use stupen_domain::pack::{self, Credit, Manifest, MediaKind, Pack, Picture, Reference, Severity};
use stupen_domain::wire::ids::{BlobHash, PictureRef, WorkshopId};
use stupen_domain::wire::pack::{read_manifest, write_manifest};
use stupen_domain::{Actor, Command, Refusal, stations, workshop};
use stupen_journal::blobs::blob_hash;
use stupen_ledger::CommitError;
use toml::de::DeTable;

use crate::book::{Book, zone};
use crate::pictograms::{self, Sets};
use crate::pictures;
use crate::roster::no_workshop;

/// The file in a pack's folder.
pub const PACK_FILE: &str = "pack.toml";

/// A pack of hundreds of steps is below this.
const PACK_FILE_BYTES_MAX: u64 = 1024 * 1024;

/// All pictures of a pack together; a kiosk fetches them over the workshop's network.
const MEDIA_BYTES_MAX: usize = 128 * 1024 * 1024;

/// What a place looks like whose pack shows none.
const PLACE_PICTURE: &str = "pictogram:station";

/// Something wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it weighs; only errors keep a pack from being published.
    #[serde(serialize_with = "severity_word")]
    pub severity: Severity,
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
        match self.severity {
            Severity::Error => write!(f, ": {}", self.advice),
            Severity::Advice => write!(f, ": advice: {}", self.advice),
        }
    }
}

fn severity_word<S: serde::Serializer>(severity: &Severity, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(severity.as_str())
}

/// A pack that may be published.
#[derive(Clone, Debug)]
pub struct CheckedPack {
    /// What `pack.toml` says.
    pub pack: Pack,
    /// The bytes of each picture and sound, by its path; those of imported sets by `pictogram:<set>/<id>`.
    pub media: BTreeMap<String, Vec<u8>>,
    /// Whom to name for pictures of imported sets.
    pub credits: Vec<Credit>,
    /// What somebody should look at; none of it is an error.
    pub advice: Vec<Finding>,
}

impl CheckedPack {
    /// How many files of its own it has.
    pub fn files(&self) -> usize {
        let imported = |path: &&String| matches!(pack::picture(path), Picture::Pictogram(_));
        self.media.len() - self.media.keys().filter(imported).count()
    }

    /// The bytes of a picture that the pack names.
    pub fn picture(&self, source: &str) -> Option<&[u8]> {
        match (self.media.get(source), pack::picture(source)) {
            (Some(bytes), _) => Some(bytes),
            (None, Picture::Pictogram(id)) => pictograms::get(id).map(|found| found.svg),
            (None, Picture::File(_)) => None,
        }
    }
}

/// Reads and checks the pack in a folder.
///
/// # Errors
/// Everything that is wrong with it, advice included; at least one finding is an error.
pub fn read_pack(folder: &Path, sets: &Sets) -> Result<CheckedPack, Vec<Finding>> {
    let file = folder.join(PACK_FILE);
    let of_file = |line, advice: String| {
        vec![Finding {
            severity: Severity::Error,
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
    let lines = DeTable::parse(&text).ok();
    let finding = |severity: Severity, place: String, advice: String| Finding {
        severity,
        line: lines
            .as_ref()
            .and_then(|table| place::offset_of(table.get_ref(), &place))
            .map(|offset| place::line_at(&text, offset)),
        file: file.clone(),
        place,
        advice,
    };
    let mut unknown = Vec::new();
    let read = toml::Deserializer::parse(&text).and_then(|from| {
        serde_ignored::deserialize(from, |path| unknown.push(place::steps_of(&path)))
    });
    // Kiosks pass over what they do not know; here it is a slip of the pen.
    let mut findings: Vec<Finding> = unknown
        .iter()
        .map(|path| {
            let (place, offset) = match &lines {
                Some(table) => place::named(table.get_ref(), path),
                None => Default::default(),
            };
            Finding {
                severity: Severity::Error,
                line: offset.map(|offset| place::line_at(&text, offset)),
                file: file.clone(),
                place,
                advice: "unknown field: mend its name, or remove it".to_owned(),
            }
        })
        .collect();
    let pack: Pack = match read {
        Ok(pack) => pack,
        Err(error) => {
            let (line, place, advice) = place::misfit(&text, &error);
            findings.push(Finding {
                severity: Severity::Error,
                file: file.clone(),
                line,
                place,
                advice,
            });
            return Err(findings);
        }
    };

    let mut media: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    let mut advice: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut credits: Vec<Credit> = Vec::new();
    // What each file was looked at as; a picture is no sound only because it is a good picture.
    let mut kinds: BTreeMap<String, MediaKind> = BTreeMap::new();
    let mut misused: Vec<(String, String)> = Vec::new();
    for reference in pack::media(&pack) {
        let Some(path) = reference.file() else {
            if let Picture::Pictogram(id) = pack::picture(reference.text)
                && !media.contains_key(reference.text)
            {
                match sets.picture(id) {
                    Ok(Some((bytes, credit))) => {
                        media.insert(reference.text.to_owned(), bytes);
                        if !credits.contains(&credit) {
                            credits.push(credit);
                        }
                    }
                    // The rules say that it is not there.
                    Ok(None) => {}
                    Err(error) => {
                        drop(wrong.insert(reference.text.to_owned(), error.to_string()));
                    }
                }
            }
            continue;
        };
        if let Some(kind) = kinds.get(path) {
            if *kind != reference.kind
                && !wrong.contains_key(path)
                && let Err(problem) = read_file(folder, &reference)
            {
                misused.push((reference.place.clone(), format!("{path}: {problem}")));
            }
            continue;
        }
        kinds.insert(path.to_owned(), reference.kind);
        match read_file(folder, &reference) {
            Ok((bytes, looked)) => {
                media.insert(path.to_owned(), bytes);
                advice.insert(path.to_owned(), looked);
            }
            Err(problem) => drop(wrong.insert(path.to_owned(), problem)),
        }
    }
    // Files have been looked at already, and what is wrong with them is said more exactly.
    let checked = pack::check(&pack, |reference| {
        match (reference.file(), pack::picture(reference.text)) {
            (None, Picture::Pictogram(id)) => {
                pictograms::get(id).is_some()
                    || media.contains_key(reference.text)
                    || wrong.contains_key(reference.text)
            }
            _ => true,
        }
    });
    findings.extend(
        checked
            .into_iter()
            .map(|found| finding(found.severity, found.place, found.advice)),
    );
    findings.extend(
        misused
            .into_iter()
            .map(|(place, problem)| finding(Severity::Error, place, problem)),
    );
    for reference in pack::media(&pack) {
        if let Some(problem) = wrong.get(reference.text) {
            findings.push(finding(
                Severity::Error,
                reference.place,
                format!("{}: {problem}", reference.text),
            ));
        } else if let Some(looked) = advice.remove(reference.text) {
            // Once a file, where it is named first.
            findings.extend(looked.into_iter().map(|words| {
                finding(
                    Severity::Advice,
                    reference.place.clone(),
                    format!("{}: {words}", reference.text),
                )
            }));
        }
    }
    let total: usize = media.values().map(Vec::len).sum();
    if total > MEDIA_BYTES_MAX {
        findings.push(finding(
            Severity::Error,
            String::new(),
            format!(
                "its pictures and sounds are {} MiB together, at most {}: make them smaller",
                total / (1024 * 1024),
                MEDIA_BYTES_MAX / (1024 * 1024)
            ),
        ));
    }
    findings.sort_by_key(|found| (found.severity, found.line));
    if findings
        .iter()
        .any(|found| found.severity == Severity::Error)
    {
        return Err(findings);
    }
    credits.sort_by(|a, b| (&a.set, &a.attribution).cmp(&(&b.set, &b.attribution)));
    Ok(CheckedPack {
        pack,
        media,
        credits,
        advice: findings,
    })
}

/// Reads and checks one file of a pack; the bytes are those that kiosks get.
fn read_file(folder: &Path, reference: &Reference<'_>) -> Result<(Vec<u8>, Vec<String>), String> {
    let bytes = pictures::read_inside(folder, reference.text)?;
    match reference.kind {
        MediaKind::Picture => {
            let checked = stupen_media::check_picture(&bytes)?;
            let fitted = stupen_media::fit_for_kiosks(&bytes)?.into_owned();
            Ok((fitted, checked.advice))
        }
        MediaKind::Sound => {
            let fitted = stupen_media::fit_sound_for_kiosks(&bytes)?.into_owned();
            Ok((fitted, Vec::new()))
        }
    }
}

/// What became of a pack.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// Kiosks get this version from now on; with the places that are set up anew by it.
    New(Vec<StationSet>),
    /// This very version is published already; the places may have been missing.
    Already(Vec<StationSet>),
    /// It is not fit to work by; nothing was written.
    Refused(Vec<Finding>),
}

/// Publishes the pack in a folder to a workshop: pictures and manifest as blobs, then the entry that names them, then
/// the places where its operations are done.
///
/// # Errors
/// When the book cannot be used or the workshop is not set up; what is wrong with the pack is in the answer.
pub fn publish_pack(
    book: &Book,
    workshop: &WorkshopId,
    actor: &Actor,
    folder: &Path,
    sets: &Sets,
) -> Result<Published> {
    let CheckedPack {
        pack,
        media,
        credits,
        ..
    } = match read_pack(folder, sets) {
        Ok(checked) => checked,
        Err(findings) => return Ok(Published::Refused(findings)),
    };
    let manifest = Manifest {
        media: media
            .iter()
            .map(|(path, bytes)| (path.clone(), BlobHash::new(blob_hash(bytes).to_string())))
            .collect(),
        pack,
        credits,
    };
    let id = manifest.pack.id.clone();
    let body = write_manifest(&manifest).map_err(|problem| anyhow!(problem))?;
    let published = PackPublished {
        pack: manifest.pack.id.clone(),
        version: manifest.pack.version,
        title: manifest.pack.title.clone(),
        manifest: BlobHash::new(blob_hash(&body).to_string()),
    };
    let moment = book.clock().now();
    let published = book.with(|ledger| -> Result<Published> {
        let state = ledger.state();
        workshop::settings(state, workshop).with_context(|| no_workshop(state, workshop))?;
        let is_known = workshop::packs(state, workshop).contains(&&published);
        let now = book.now(moment, zone(state, workshop));
        // Bytes first: an entry never names what is not there. A known one's may have been lost.
        book.blobs(|blobs| {
            media
                .values()
                .chain([&body])
                .try_for_each(|bytes| blobs.put(bytes).map(drop))
        })?;
        if is_known {
            return Ok(Published::Already(Vec::new()));
        }
        match ledger.commit(vec![published.into()], actor, &book.here(workshop), &now) {
            Ok(_) => Ok(Published::New(Vec::new())),
            Err(CommitError::Refused(Refusal::Invalid { field, problem })) => {
                Ok(Published::Refused(vec![Finding {
                    severity: Severity::Error,
                    file: folder.join(PACK_FILE),
                    line: None,
                    place: field.to_owned(),
                    advice: problem.to_owned(),
                }]))
            }
            Err(error) => Err(error.into()),
        }
    })??;
    let places = || set_up_places(book, workshop, actor, &id);
    Ok(match published {
        Published::New(_) => Published::New(places()?),
        Published::Already(_) => Published::Already(places()?),
        Published::Refused(findings) => Published::Refused(findings),
    })
}

/// Sets up the places that a published pack describes, so that kiosks name them to whoever works there; answers with
/// those that are new or changed. What is set up already stays as it is.
///
/// # Errors
/// When the book cannot be used, or the pack is not there.
fn set_up_places(
    book: &Book,
    workshop: &WorkshopId,
    actor: &Actor,
    pack: &str,
) -> Result<Vec<StationSet>> {
    let places = book.with(|ledger| -> Result<Vec<StationSet>> {
        let state = ledger.state();
        let published = workshop::packs(state, workshop)
            .into_iter()
            .find(|published| published.pack == pack)
            .with_context(|| format!("the pack {pack:?} is not published"))?;
        let hash = published.manifest.as_str().parse()?;
        let bytes = book
            .blobs(|blobs| blobs.get(&hash))?
            .with_context(|| format!("what the pack {pack:?} holds is lost: publish it again"))?;
        let manifest = read_manifest(&bytes).map_err(|problem| anyhow!(problem))?;
        let picture = |named: Option<&str>| match named {
            // Files of the pack and of imported sets are known by what they hold.
            Some(named) => PictureRef::new(match manifest.media.get(named) {
                Some(hash) => format!("blob:{}", hash.as_str()),
                None => named.to_owned(),
            }),
            None => PictureRef::new(PLACE_PICTURE),
        };
        Ok(stations::of_pack(state, workshop, &manifest.pack, picture))
    })??;
    if !places.is_empty() {
        // From a file, like a roster: that is what the writer of imports is for.
        let commands = places.iter().cloned().map(Command::from).collect();
        book.import_now(workshop, actor, commands)?;
    }
    Ok(places)
}

#[cfg(test)]
mod tests;
