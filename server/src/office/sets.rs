//! Imported sets of pictograms, with their pictures: what packs name as `pictogram:<set>/<id>`.
//!
//! They are no facts of the programme, so they do not stand in the log. A published pack holds the bytes of those that
//! it shows; a set may go without taking them along.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use stupen_domain::pack::Credit;
use stupen_media::PictureKind;

use super::{OfficeError, moment, ms};
use crate::clock::Moment;

/// A set, as it is read from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its licence.
    pub licence: String,
    /// Who made it, as the licence wants them named; may be empty.
    pub attribution: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Its pictures, by id.
    pub pictograms: Vec<Pictogram>,
}

/// One picture of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictogram {
    /// Unique in the set.
    pub id: String,
    /// Its meaning in Russian.
    pub ru: String,
    /// In English.
    pub en: String,
    /// What it belongs to.
    pub category: String,
    /// Where it is another than the set's.
    pub licence: Option<String>,
    /// Who made it, where that is another than the set's.
    pub author: Option<String>,
    /// Where it comes from, where that is elsewhere.
    pub source: Option<String>,
    /// What it is.
    pub kind: PictureKind,
    /// Sanitised.
    pub bytes: Vec<u8>,
}

/// A set as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its licences: the set's own first, then those of single pictures.
    pub licences: Vec<String>,
    /// Who made it: the set's first, then those of single pictures.
    pub authors: Vec<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// How many pictures it has.
    pub pictograms: usize,
    /// When it was imported.
    pub imported_at: Moment,
}

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The set is new here.
    New,
    /// It was here, and was otherwise.
    Renewed,
    /// This very set is here already.
    Already,
}

/// Stores a set, whole or not at all; one of the same id is replaced.
///
/// # Errors
/// When the database refuses.
pub fn put(db: &mut Connection, set: &Set, now: Moment) -> Result<Imported, OfficeError> {
    let before = get(db, &set.id)?;
    if before.as_ref() == Some(set) {
        return Ok(Imported::Already);
    }
    let change = db.transaction()?;
    change.execute("DELETE FROM pictogram_sets WHERE id = ?1", [&set.id])?;
    change.execute(
        "INSERT INTO pictogram_sets (id, title, licence, attribution, source, imported_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            set.id,
            set.title,
            set.licence,
            set.attribution,
            set.source,
            ms(now)
        ],
    )?;
    {
        let mut insert = change.prepare(
            "INSERT INTO pictograms (set_id, id, ru, en, category, licence, author, source, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for one in &set.pictograms {
            insert.execute(params![
                set.id,
                one.id,
                one.ru,
                one.en,
                one.category,
                one.licence,
                one.author,
                one.source,
                one.bytes
            ])?;
        }
    }
    change.commit()?;
    Ok(match before {
        Some(_) => Imported::Renewed,
        None => Imported::New,
    })
}

/// Drops a set; true when it was here.
///
/// # Errors
/// When the database refuses.
pub fn remove(db: &Connection, id: &str) -> Result<bool, OfficeError> {
    Ok(db.execute("DELETE FROM pictogram_sets WHERE id = ?1", [id])? > 0)
}

/// Every set, by name.
///
/// # Errors
/// When the database refuses.
pub fn list(db: &Connection) -> Result<Vec<Listed>, OfficeError> {
    let mut found = db.prepare(
        "SELECT s.id, s.title, s.licence, s.attribution, s.source, s.imported_at,
                (SELECT count(*) FROM pictograms p WHERE p.set_id = s.id)
         FROM pictogram_sets s ORDER BY s.title, s.id",
    )?;
    let rows = found.query_map([], |row| {
        Ok(Listed {
            id: row.get(0)?,
            title: row.get(1)?,
            licences: vec![row.get(2)?],
            authors: vec![row.get(3)?],
            source: row.get(4)?,
            imported_at: moment(row.get(5)?),
            pictograms: usize::try_from(row.get::<_, i64>(6)?).unwrap_or(0),
        })
    })?;
    let mut all = rows.collect::<Result<Vec<Listed>, _>>()?;
    for set in &mut all {
        set.authors.retain(|author| !author.is_empty());
        for (column, known) in [("licence", &mut set.licences), ("author", &mut set.authors)] {
            let sql = format!(
                "SELECT DISTINCT {column} FROM pictograms
                 WHERE set_id = ?1 AND {column} IS NOT NULL ORDER BY {column}"
            );
            let mut others = db.prepare_cached(&sql)?;
            let others = others.query_map([&set.id], |row| row.get::<_, String>(0))?;
            for other in others {
                let other = other?;
                if !known.contains(&other) {
                    known.push(other);
                }
            }
        }
    }
    Ok(all)
}

/// A picture and whom to name for it.
///
/// # Errors
/// When the database refuses.
pub fn picture(
    db: &Connection,
    set: &str,
    id: &str,
) -> Result<Option<(Vec<u8>, Credit)>, OfficeError> {
    let mut found = db.prepare_cached(
        "SELECT p.bytes, s.id, s.title, coalesce(p.author, s.attribution),
                coalesce(p.licence, s.licence), coalesce(p.source, s.source)
         FROM pictograms p JOIN pictogram_sets s ON s.id = p.set_id
         WHERE p.set_id = ?1 AND p.id = ?2",
    )?;
    let found = found.query_row([set, id], |row| {
        let credit = Credit {
            set: row.get(1)?,
            title: row.get(2)?,
            attribution: row.get(3)?,
            licence: row.get(4)?,
            source: row.get(5)?,
        };
        Ok((row.get(0)?, credit))
    });
    Ok(found.optional()?)
}

/// A set, whole.
///
/// # Errors
/// When the database refuses.
pub fn get(db: &Connection, id: &str) -> Result<Option<Set>, OfficeError> {
    let head = db
        .prepare_cached(
            "SELECT id, title, licence, attribution, source FROM pictogram_sets WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Set {
                id: row.get(0)?,
                title: row.get(1)?,
                licence: row.get(2)?,
                attribution: row.get(3)?,
                source: row.get(4)?,
                pictograms: Vec::new(),
            })
        })
        .optional()?;
    let Some(mut set) = head else {
        return Ok(None);
    };
    let mut found = db.prepare_cached(
        "SELECT id, ru, en, category, licence, author, source, bytes FROM pictograms
         WHERE set_id = ?1 ORDER BY id",
    )?;
    set.pictograms = found.query_map([id], one)?.collect::<Result<_, _>>()?;
    Ok(Some(set))
}

fn one(row: &Row<'_>) -> rusqlite::Result<Pictogram> {
    let bytes: Vec<u8> = row.get(7)?;
    if bytes.is_empty() {
        return Err(rusqlite::Error::FromSqlConversionFailure(
            7,
            Type::Blob,
            "a pictogram without a picture".into(),
        ));
    }
    Ok(Pictogram {
        id: row.get(0)?,
        ru: row.get(1)?,
        en: row.get(2)?,
        category: row.get(3)?,
        licence: row.get(4)?,
        author: row.get(5)?,
        source: row.get(6)?,
        kind: PictureKind::of(&bytes),
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::{at, office};

    fn set() -> Set {
        let one = |id: &str, author: Option<&str>| Pictogram {
            id: id.to_owned(),
            ru: "Резать".to_owned(),
            en: "Cut".to_owned(),
            category: "work".to_owned(),
            licence: author.map(|_| "CC-BY-4.0".to_owned()),
            author: author.map(str::to_owned),
            source: None,
            kind: PictureKind::Svg,
            bytes: format!("<svg id='{id}'/>").into_bytes(),
        };
        Set {
            id: "lines".to_owned(),
            title: "Lines".to_owned(),
            licence: "CC0-1.0".to_owned(),
            attribution: String::new(),
            source: Some("https://example.org/lines".to_owned()),
            pictograms: vec![one("cut", None), one("glue", Some("Anna Inkina"))],
        }
    }

    #[test]
    fn a_set_comes_once_changes_whole_and_goes_whole() {
        let mut db = office();
        let now = at("2026-11-22T06:00:00Z");
        assert_eq!(put(&mut db, &set(), now).unwrap(), Imported::New);
        assert_eq!(put(&mut db, &set(), now).unwrap(), Imported::Already);
        let listed = &list(&db).unwrap()[0];
        assert_eq!(listed.pictograms, 2);
        assert_eq!(listed.licences, ["CC0-1.0", "CC-BY-4.0"]);
        assert_eq!(listed.authors, ["Anna Inkina"]);
        let (bytes, credit) = picture(&db, "lines", "glue").unwrap().unwrap();
        assert_eq!(bytes, b"<svg id='glue'/>");
        assert_eq!(
            (credit.attribution.as_str(), credit.licence.as_str()),
            ("Anna Inkina", "CC-BY-4.0")
        );
        let (_, credit) = picture(&db, "lines", "cut").unwrap().unwrap();
        assert_eq!(
            (credit.attribution.as_str(), credit.licence.as_str()),
            ("", "CC0-1.0")
        );
        let mut smaller = set();
        smaller.pictograms.truncate(1);
        assert_eq!(put(&mut db, &smaller, now).unwrap(), Imported::Renewed);
        assert_eq!(get(&db, "lines").unwrap(), Some(smaller));
        assert_eq!(picture(&db, "lines", "glue").unwrap(), None);
        assert!(remove(&db, "lines").unwrap());
        assert!(!remove(&db, "lines").unwrap());
        let left: i64 = db
            .query_row("SELECT count(*) FROM pictograms", [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 0);
    }
}
