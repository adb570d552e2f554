//! A set of pictograms from outside: a folder or a zip with `index.toml` and its pictures, read within limits, each
//! picture sanitised. Whole or not at all: everything that is wrong is told at once, by file.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use stupen_domain::pack::{asks_for_naming, is_id};
use stupen_media::PictureKind;
use zip::ZipArchive;

use crate::office::sets::{Pictogram, Set};
use crate::packs::place::{self, line_at};
use crate::pictures;

/// The file that describes a set.
pub const INDEX_FILE: &str = "index.toml";

/// Sets of thousands of pictures are below this.
const INDEX_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// A pictogram is some kilobytes; a raster one is below this.
const PICTURE_BYTES_MAX: u64 = 2 * 1024 * 1024;
/// The largest sets there are have some ten thousand.
const PICTURES_MAX: usize = 20_000;
/// All that is taken out of one set.
const SET_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// A zip with more names than this is not looked through.
const ZIP_NAMES_MAX: usize = 100_000;
/// Where everything is wrong, the first of it is enough to begin with.
const PROBLEMS_MAX: usize = 50;

/// Something wrong with a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it is named in the set, or the set itself.
    pub file: String,
    /// The line of the index, where one can be named.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// What was in a file and is not in the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The file, as it is named in the set.
    pub file: String,
    /// What ran, led away or moved: `<script>`, `onclick × 2`.
    pub what: Vec<String>,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: left out: {}", self.file, self.what.join(", "))
    }
}

/// A set that may be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadSet {
    /// The set, its pictures sanitised.
    pub set: Set,
    /// What the sanitising took away, by file; notes of drawing programs aside.
    pub left_out: Vec<LeftOut>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    set: Head,
    #[serde(default)]
    pictogram: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    title: String,
    licence: String,
    #[serde(default)]
    attribution: String,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: toml::Spanned<String>,
    ru: String,
    en: String,
    category: String,
    file: Option<String>,
    licence: Option<String>,
    author: Option<String>,
    source: Option<String>,
}

/// Reads, checks and sanitises the set in a folder or a zip.
///
/// # Errors
/// All that is wrong with it; at least one thing.
pub fn read(path: &Path) -> Result<ReadSet, Vec<Problem>> {
    let alone = |file: String, what: String| {
        vec![Problem {
            file,
            line: None,
            what,
        }]
    };
    let mut source = Source::open(path).map_err(|what| alone(path.display().to_string(), what))?;
    let text = source
        .file(INDEX_FILE, INDEX_BYTES_MAX)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "is not in UTF-8".to_owned()))
        .map_err(|what| alone(INDEX_FILE.to_owned(), what))?;
    let index: Index = toml::from_str(&text).map_err(|error| {
        let (line, place, what) = place::misfit(&text, &error);
        let what = if place.is_empty() {
            what
        } else {
            format!("{place}: {what}")
        };
        vec![Problem {
            file: INDEX_FILE.to_owned(),
            line,
            what,
        }]
    })?;
    let mut problems = Problems(Vec::new());
    check_head(&index, &mut problems);
    let mut seen = BTreeSet::new();
    let mut pictograms = Vec::with_capacity(index.pictogram.len());
    let mut left_out = Vec::new();
    let mut bytes_left = SET_BYTES_MAX;
    for entry in &index.pictogram {
        if problems.0.len() >= PROBLEMS_MAX {
            break;
        }
        let line = Some(line_at(&text, entry.id.span().start));
        if let Err(what) = check_entry(entry, &index.set, &mut seen) {
            problems.index(line, what);
            continue;
        }
        let (file, bytes) = match picture_of(entry, &mut source) {
            Ok(found) => found,
            Err((file, what)) => {
                problems.file(file, what);
                continue;
            }
        };
        match bytes_left.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
            Some(left) => bytes_left = left,
            None => {
                let mib = SET_BYTES_MAX / (1024 * 1024);
                problems.file(file, format!("with it the set is larger than {mib} MiB"));
                break;
            }
        }
        match sanitised(&bytes) {
            Ok((kind, bytes, gone)) => {
                if !gone.is_empty() {
                    left_out.push(LeftOut { file, what: gone });
                }
                pictograms.push(Pictogram {
                    id: entry.id.get_ref().clone(),
                    ru: entry.ru.trim().to_owned(),
                    en: entry.en.trim().to_owned(),
                    category: entry.category.trim().to_owned(),
                    licence: entry.licence.clone(),
                    author: entry.author.clone(),
                    source: entry.source.clone(),
                    kind,
                    bytes,
                });
            }
            Err(what) => problems.file(file, what),
        }
    }
    if !problems.0.is_empty() {
        return Err(problems.0);
    }
    // By id, so that the same set is the same set however its index is sorted.
    pictograms.sort_by(|a, b| a.id.cmp(&b.id));
    let set = Set {
        id: index.set.id,
        title: index.set.title.trim().to_owned(),
        licence: index.set.licence.trim().to_owned(),
        attribution: index.set.attribution.trim().to_owned(),
        source: index.set.source,
        pictograms,
    };
    Ok(ReadSet { set, left_out })
}

struct Problems(Vec<Problem>);

impl Problems {
    fn index(&mut self, line: Option<usize>, what: String) {
        self.0.push(Problem {
            file: INDEX_FILE.to_owned(),
            line,
            what,
        });
    }

    fn file(&mut self, file: String, what: String) {
        self.0.push(Problem {
            file,
            line: None,
            what,
        });
    }
}

fn check_head(index: &Index, problems: &mut Problems) {
    let set = &index.set;
    if !is_id(&set.id) {
        problems.index(
            None,
            format!(
                "set.id: {:?}: use lower-case letters, digits and hyphens",
                set.id
            ),
        );
    }
    for (field, text) in [("title", &set.title), ("licence", &set.licence)] {
        if text.trim().is_empty() {
            problems.index(None, format!("set.{field}: must be filled"));
        }
    }
    if asks_for_naming(&set.licence) && set.attribution.trim().is_empty() {
        problems.index(
            None,
            format!(
                "set.attribution: {} asks for naming the author",
                set.licence.trim()
            ),
        );
    }
    match index.pictogram.len() {
        0 => problems.index(None, "pictogram: the set has none".to_owned()),
        n if n > PICTURES_MAX => {
            problems.index(None, format!("pictogram: {n}, at most {PICTURES_MAX}"));
        }
        _ => {}
    }
}

fn check_entry<'a>(
    entry: &'a Entry,
    set: &Head,
    seen: &mut BTreeSet<&'a str>,
) -> Result<(), String> {
    let id = entry.id.get_ref();
    let here = format!("pictogram {id}");
    if !is_id(id) {
        return Err(format!(
            "{here}: use lower-case letters, digits and hyphens"
        ));
    }
    if !seen.insert(id) {
        return Err(format!("{here}: the id stands there twice"));
    }
    for (field, text) in [
        ("ru", &entry.ru),
        ("en", &entry.en),
        ("category", &entry.category),
    ] {
        if text.trim().is_empty() {
            return Err(format!("{here}, {field}: must be filled"));
        }
    }
    if let Some(licence) = &entry.licence {
        if licence.trim().is_empty() {
            return Err(format!("{here}, licence: fill it, or leave it out"));
        }
        let named = entry.author.as_deref().unwrap_or(&set.attribution);
        if asks_for_naming(licence) && named.trim().is_empty() {
            return Err(format!(
                "{here}, author: {licence} asks for naming the author"
            ));
        }
    }
    Ok(())
}

/// The file of an entry: the one it names, or `<id>.svg`, or `<id>.png`.
fn picture_of(entry: &Entry, source: &mut Source) -> Result<(String, Vec<u8>), (String, String)> {
    let id = entry.id.get_ref();
    let file = match &entry.file {
        Some(file) => file.clone(),
        None => {
            let png = format!("{id}.png");
            if source.has(&png) {
                png
            } else {
                format!("{id}.svg")
            }
        }
    };
    match source.file(&file, PICTURE_BYTES_MAX) {
        Ok(bytes) => Ok((file, bytes)),
        Err(what) => Err((file, what)),
    }
}

/// A picture with nothing in it but what is seen, and what is gone from it.
fn sanitised(bytes: &[u8]) -> Result<(PictureKind, Vec<u8>, Vec<String>), String> {
    match PictureKind::of(bytes) {
        PictureKind::Jpeg => {
            Err("is a photograph (JPEG): a pictogram is an SVG or a PNG".to_owned())
        }
        PictureKind::Png => Ok((PictureKind::Png, pictures::take_in(bytes)?, Vec::new())),
        PictureKind::Svg => {
            let text = std::str::from_utf8(bytes)
                .map_err(|_| "neither a PNG nor an SVG in UTF-8".to_owned())?;
            let clean = stupen_media::sanitise(text)?;
            Ok((PictureKind::Svg, clean.svg.into_bytes(), clean.left_out))
        }
    }
}

/// Where files come from.
enum Source {
    Folder(PathBuf),
    /// With the folder inside of it in which the index lies: archives of whole projects have one.
    Zip(Box<ZipArchive<Cursor<Vec<u8>>>>, String),
}

impl Source {
    fn open(path: &Path) -> Result<Self, String> {
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let unreadable = |error: &dyn fmt::Display| {
            format!("cannot be read ({error}): give a folder or a zip with {INDEX_FILE}")
        };
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let mut bytes = Vec::new();
        file.take(SET_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&error))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > SET_BYTES_MAX {
            return Err(format!(
                "is larger than {} MiB",
                SET_BYTES_MAX / (1024 * 1024)
            ));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
        if archive.len() > ZIP_NAMES_MAX {
            return Err(format!(
                "holds {} files, at most {ZIP_NAMES_MAX}",
                archive.len()
            ));
        }
        // Nothing is ever written by these names; one that leads outside is not what it seems.
        let mut names = Vec::with_capacity(archive.len());
        for name in archive.file_names() {
            let name =
                name.map_err(|error| format!("holds a name that cannot be read ({error})"))?;
            if !stays_inside(&name) {
                return Err(format!("holds {name:?}, which leads out of the set"));
            }
            names.push(name.into_owned());
        }
        let within = names
            .iter()
            .filter_map(|name| name.strip_suffix(INDEX_FILE))
            .filter(|folder| folder.is_empty() || folder.ends_with('/'))
            .min_by_key(|folder| folder.len())
            .map(str::to_owned)
            .ok_or_else(|| format!("holds no {INDEX_FILE}"))?;
        Ok(Self::Zip(Box::new(archive), within))
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Folder(folder) => stays_inside(name) && folder.join(name).is_file(),
            Self::Zip(archive, within) => {
                archive.index_for_name(&format!("{within}{name}")).is_some()
            }
        }
    }

    fn file(&mut self, name: &str, bytes_max: u64) -> Result<Vec<u8>, String> {
        let bytes = match self {
            Self::Folder(folder) => pictures::read_inside(folder, name)?,
            Self::Zip(archive, within) => {
                if !stays_inside(name) {
                    return Err("leads out of the set".to_owned());
                }
                let file = archive
                    .by_name(&format!("{within}{name}"))
                    .map_err(|error| format!("cannot be read in the zip ({error})"))?;
                if file.is_symlink() {
                    return Err("is a link: put the file itself there".to_owned());
                }
                // The size that a zip states is its word: what counts is what comes out.
                let mut bytes = Vec::new();
                file.take(bytes_max + 1)
                    .read_to_end(&mut bytes)
                    .map_err(|error| format!("cannot be read in the zip ({error})"))?;
                bytes
            }
        };
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > bytes_max {
            return Err(format!("is larger than {} KiB", bytes_max / 1024));
        }
        Ok(bytes)
    }
}

/// Relative, and never upwards.
fn stays_inside(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('/')
        && !name.contains(['\\', '\0'])
        && !name.split('/').any(|part| part == "..")
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
