//! From the bytes of a CSV file to rows. Office programs write it in many ways: with or without a mark of the
//! encoding, with semicolons or commas, with empty rows at the end. What cannot be read is said by row.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use csv::{ByteRecord, ReaderBuilder};
use stupen_domain::facts::Service;

use super::Problem;

/// The columns, as the header row names them; their order is free.
pub const COLUMNS: [&str; 12] = [
    "key",
    "called",
    "surname",
    "given_name",
    "patronymic",
    "born",
    "language",
    "portrait",
    "service",
    "from",
    "until",
    "contract",
];

/// A roster of thousands of people is below this; more is some other file.
pub const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Problems reported at most; beyond, the file is wrong as a whole.
const PROBLEMS_MAX: usize = 200;

/// Fits on a badge and a kiosk's button.
const CALLED_CHARS_MAX: usize = 40;
const TEXT_CHARS_MAX: usize = 120;

/// Years in which somebody alive may be born; whether the day has come yet, the rules ask.
const BORN_IN: RangeInclusive<i32> = 1900..=2100;

/// Years of enrolments: nobody keeps older ones in a roster, and other years are slips of the pen. The office's own forms
/// take the same.
const ENROLLED_IN: RangeInclusive<i32> = 2000..=2099;

/// Labour Code, article 63: under this age no contract of work is made. Younger people in a roster are slips in the year
/// of birth.
const AGE_MIN: u32 = 14;

/// One participant as the roster tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file, from 1.
    pub line: u64,
    /// The organisation's own key of the person.
    pub key: String,
    /// The name to be called by.
    pub called: String,
    /// Фамилия.
    pub surname: String,
    /// Имя.
    pub given_name: String,
    /// Отчество, where there is one.
    pub patronymic: Option<String>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// `ru` or `en`.
    pub language: String,
    /// `pictogram:<id>`, or the path of a picture beside the roster.
    pub portrait: Option<String>,
    /// What they are enrolled for.
    pub service: Service,
    /// First day.
    pub from: NaiveDate,
    /// Last agreed day.
    pub until: Option<NaiveDate>,
    /// Number of the contract.
    pub contract: Option<String>,
}

/// Reads a roster.
///
/// # Errors
/// Everything that is wrong, by line; then no row is to be used.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Vec<Problem>> {
    let text = decode(bytes)?;
    let delimiter = delimiter(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut problems = Vec::new();
    for record in reader.byte_records() {
        match record {
            Ok(record) => records.push(record),
            Err(error) => return Err(vec![Problem::of_file(format!("not a table: {error}"))]),
        }
    }
    let mut records = records.into_iter();
    let Some(header) = records.next() else {
        return Err(vec![Problem::of_file(format!(
            "the file is empty: the first row names the columns {}",
            COLUMNS.join(";")
        ))]);
    };
    let columns = header_columns(&header)?;
    let mut rows = Vec::new();
    for record in records {
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let cells = Cells {
            columns: &columns,
            line: line_of(&record, text),
            record: &record,
        };
        match cells.row() {
            Ok(row) => rows.push(row),
            Err(mut wrong) => problems.append(&mut wrong),
        }
    }
    if rows.is_empty() && problems.is_empty() {
        problems.push(Problem::of_file("there is no row below the header"));
    }
    problems.extend(doubles(&rows));
    if problems.is_empty() {
        Ok(rows)
    } else {
        problems.sort_by_key(|problem| problem.line);
        problems.truncate(PROBLEMS_MAX);
        Err(problems)
    }
}

/// The text of the file, or the lines that are not UTF-8.
fn decode(bytes: &[u8]) -> Result<&str, Vec<Problem>> {
    const WAY_OUT: &str = "save the table as “CSV UTF-8”";
    if bytes.len() > FILE_BYTES_MAX {
        return Err(vec![Problem::of_file(format!(
            "larger than {} MiB: this is no roster",
            FILE_BYTES_MAX / (1024 * 1024)
        ))]);
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(vec![Problem::of_file(format!(
            "the encoding is UTF-16: {WAY_OUT}"
        ))]);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(vec![Problem::of_file(format!(
            "this is a workbook, not a CSV file: {WAY_OUT}"
        ))]);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Some(line) = text.lines().position(|line| line.contains('\0')) {
            return Err(vec![Problem::of_line(
                number(line + 1),
                format!("holds a zero byte: {WAY_OUT}"),
            )]);
        }
        return Ok(text);
    }
    Err(bytes
        .split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| std::str::from_utf8(line).is_err())
        .map(|(at, _)| {
            Problem::of_line(
                number(at + 1),
                format!("the letters are not UTF-8 (perhaps Windows-1251): {WAY_OUT}"),
            )
        })
        .take(PROBLEMS_MAX)
        .collect())
}

/// Whichever stands more often in the header row.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: char| header.matches(mark).count();
    if count(',') > count(';') { b',' } else { b';' }
}

/// Where each column stands.
fn header_columns(header: &ByteRecord) -> Result<HashMap<&'static str, usize>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut columns = HashMap::new();
    for (at, cell) in header.iter().enumerate() {
        let name = String::from_utf8_lossy(cell).trim().to_lowercase();
        match COLUMNS.iter().find(|known| **known == name) {
            Some(known) if columns.insert(*known, at).is_none() => {}
            Some(known) => problems.push(Problem::of_cell(1, known, "this column stands twice")),
            None if name.is_empty() => {}
            None => {
                let shown: String = name.chars().take(40).collect();
                problems.push(Problem::of_line(
                    1,
                    format!("there is no column {shown:?}: take it out or mend its name"),
                ));
            }
        }
    }
    let missing: Vec<&str> = COLUMNS
        .into_iter()
        .filter(|name| !columns.contains_key(name))
        .collect();
    if !missing.is_empty() {
        problems.push(Problem::of_line(
            1,
            format!(
                "the header lacks {}; it reads {}",
                missing.join(", "),
                COLUMNS.join(";")
            ),
        ));
    }
    if problems.is_empty() {
        Ok(columns)
    } else {
        Err(problems)
    }
}

/// The line of the file on which a record begins. The reader tells where it went on reading, which may be at the end of
/// the line before, or on blank lines.
fn line_of(record: &ByteRecord, text: &str) -> u64 {
    let byte = record.position().map_or(0, csv::Position::byte);
    let (before, from) = text
        .as_bytes()
        .split_at(usize::try_from(byte).unwrap_or(0).min(text.len()));
    let blank = from.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let ends = |bytes: &mut dyn Iterator<Item = &u8>| bytes.filter(|byte| **byte == b'\n').count();
    number(1 + ends(&mut before.iter()) + ends(&mut blank.into_iter()))
}

fn number(line: usize) -> u64 {
    u64::try_from(line).unwrap_or(u64::MAX)
}

/// One row while it is read.
struct Cells<'a> {
    columns: &'a HashMap<&'static str, usize>,
    line: u64,
    record: &'a ByteRecord,
}

impl Cells<'_> {
    fn row(&self) -> Result<Row, Vec<Problem>> {
        let mut wrong = Vec::new();
        let widest = self.columns.values().copied().max().unwrap_or_default();
        let beyond = self.record.iter().skip(widest + 1);
        if beyond.into_iter().any(|cell| !cell.trim_ascii().is_empty()) {
            wrong.push(Problem::of_line(
                self.line,
                "has more cells than the header: is a separator missing its quotes?",
            ));
        } else if self.record.len() <= widest {
            wrong.push(Problem::of_line(
                self.line,
                format!(
                    "has {} cells, the header has {}: fill up with separators",
                    self.record.len(),
                    widest + 1
                ),
            ));
            return Err(wrong);
        }
        let service = match self.cell("service") {
            "orientation" => Some(Service::Orientation),
            "temporary" => Some(Service::TemporaryEmployment),
            other => {
                wrong.push(self.problem(
                    "service",
                    format!("{other:?} is neither orientation nor temporary"),
                ));
                None
            }
        };
        let language = self.cell("language");
        if !matches!(language, "ru" | "en") {
            wrong.push(self.problem("language", format!("{language:?} is neither ru nor en")));
        }
        let key = self.text("key", TEXT_CHARS_MAX, &mut wrong);
        let called = self.text("called", CALLED_CHARS_MAX, &mut wrong);
        let surname = self.text("surname", TEXT_CHARS_MAX, &mut wrong);
        let given_name = self.text("given_name", TEXT_CHARS_MAX, &mut wrong);
        let patronymic = self.optional("patronymic", &mut wrong);
        let portrait = self.optional("portrait", &mut wrong);
        let contract = self.optional("contract", &mut wrong);
        let born = self.date("born", &mut wrong);
        let from = self.date("from", &mut wrong);
        let until = self.date("until", &mut wrong);
        if let (Some(born), Some(from)) = (born, from)
            && let Some(age) = from.years_since(born)
            && age < AGE_MIN
        {
            wrong.push(self.problem(
                "born",
                format!("{age} years old on the first day: mend the year; nobody under {AGE_MIN} works (Labour Code, article 63)"),
            ));
        }
        if from.is_none() && self.cell("from").is_empty() {
            wrong.push(self.problem("from", "must be filled: the first day"));
        }
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            wrong.push(self.problem("until", "lies before the first day"));
        }
        if service == Some(Service::Orientation) && contract.is_some() {
            wrong.push(self.problem(
                "contract",
                "orientation has no contract: leave it empty, or write temporary as the service",
            ));
        }
        match (service, from) {
            (Some(service), Some(from)) if wrong.is_empty() => Ok(Row {
                line: self.line,
                key,
                called,
                surname,
                given_name,
                patronymic,
                born,
                language: language.to_owned(),
                portrait,
                service,
                from,
                until,
                contract,
            }),
            _ => Err(wrong),
        }
    }

    fn problem(&self, column: &'static str, problem: impl Into<String>) -> Problem {
        Problem::of_cell(self.line, column, problem)
    }

    /// Without the spaces around it; the whole file is known to be UTF-8.
    fn cell(&self, column: &'static str) -> &str {
        self.columns
            .get(column)
            .and_then(|at| self.record.get(*at))
            .and_then(|cell| std::str::from_utf8(cell).ok())
            .unwrap_or_default()
            .trim()
    }

    fn text(&self, column: &'static str, chars_max: usize, wrong: &mut Vec<Problem>) -> String {
        let text = self.cell(column);
        if text.is_empty() {
            wrong.push(self.problem(column, "must be filled"));
        } else if text.chars().count() > chars_max {
            wrong.push(self.problem(column, format!("longer than {chars_max} characters")));
        } else if text.chars().any(char::is_control) {
            wrong.push(self.problem(column, "holds a line break or another control character"));
        }
        text.to_owned()
    }

    fn optional(&self, column: &'static str, wrong: &mut Vec<Problem>) -> Option<String> {
        if self.cell(column).is_empty() {
            return None;
        }
        Some(self.text(column, TEXT_CHARS_MAX, wrong))
    }

    fn date(&self, column: &'static str, wrong: &mut Vec<Problem>) -> Option<NaiveDate> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let date = (text.len() == "2026-03-02".len())
            .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .flatten();
        if date.is_none() {
            let shown: String = text.chars().take(40).collect();
            let advice = match NaiveDate::parse_from_str(text, "%d.%m.%Y") {
                Ok(date) => format!("write {}", date.format("%Y-%m-%d")),
                Err(_other) => "write dates like 2026-03-02".to_owned(),
            };
            wrong.push(self.problem(column, format!("{shown:?} is not a date: {advice}")));
        }
        let years = if column == "born" {
            BORN_IN
        } else {
            ENROLLED_IN
        };
        let date = date?;
        if years.contains(&date.year()) {
            return Some(date);
        }
        wrong.push(self.problem(
            column,
            format!(
                "{text} is not between {} and {}: mend the year",
                years.start(),
                years.end()
            ),
        ));
        None
    }
}

/// Keys and people that stand in the file twice.
fn doubles(rows: &[Row]) -> Vec<Problem> {
    let mut keys: HashMap<&str, u64> = HashMap::new();
    let mut people: HashMap<_, u64> = HashMap::new();
    let mut problems = Vec::new();
    for row in rows {
        if let Some(first) = keys.get(row.key.as_str()) {
            problems.push(Problem::of_cell(
                row.line,
                "key",
                format!("{:?} stands in line {first} too", row.key),
            ));
            continue;
        }
        keys.insert(&row.key, row.line);
        let person = (
            row.surname.to_lowercase(),
            row.given_name.to_lowercase(),
            row.patronymic.as_deref().map(str::to_lowercase),
            row.born,
        );
        // Namesakes without a date of birth may be two people.
        if row.born.is_none() {
            continue;
        }
        if let Some(first) = people.insert(person, row.line) {
            problems.push(Problem::of_line(
                row.line,
                format!("the same person as in line {first}, under another key"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "key;called;surname;given_name;patronymic;born;language;portrait;service;from;until;contract";
    const GOOD: &str =
        "p-1;Аня;Снежкова;Анна;Игоревна;2006-07-02;ru;;temporary;2026-09-01;2027-05-28;ВТ-1";

    fn said(file: &[u8]) -> String {
        match read(file) {
            Ok(rows) => format!("{} rows", rows.len()),
            Err(problems) => problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    #[test]
    fn the_sample_roster_is_read() {
        let file = include_bytes!("../../../assets/sample/roster.csv");
        let rows = read(file).unwrap();
        assert_eq!(rows.len(), 10);
        assert_eq!(rows[0].key, "p-01");
        assert_eq!(rows[0].line, 2);
        assert_eq!(rows[8].contract, None);
    }

    #[test]
    fn files_as_office_programs_write_them() {
        let commas = format!("{HEADER}\r\n{GOOD}\r\n").replace(';', ",");
        let marked = format!("\u{feff}{HEADER}\r\n{GOOD}\r\n;;;;;;;;;;;\r\n\r\n");
        let quoted = format!("{HEADER}\n{}\n", GOOD.replace("Снежкова", "\"Снежкова \""));
        let shuffled = "contract;key;called;surname;given_name;patronymic;born;language;portrait;service;from;until\n\
                        ;p-1;Аня;Снежкова;Анна;;;ru;;temporary;2026-09-01;\n";
        for file in [commas, marked, quoted, shuffled.to_owned()] {
            assert_eq!(said(file.as_bytes()), "1 rows", "{file}");
        }
        let quoted = format!("{HEADER}\n{}\n", GOOD.replace("Аня", "\"А;\"\"ня\"\"\""));
        assert_eq!(read(quoted.as_bytes()).unwrap()[0].called, "А;\"ня\"");
    }

    #[test]
    fn what_is_wrong_is_said_by_row() {
        let with = |from: &str, to: &str| format!("{HEADER}\n{GOOD}\n{}", GOOD.replace(from, to));
        #[rustfmt::skip]
        let table = [
            (String::new(), "the file is empty"),
            (HEADER.to_owned(), "there is no row below the header"),
            (HEADER.replace("born", "birthday"), "line 1: there is no column \"birthday\""),
            (HEADER.replace(";born", ""), "line 1: the header lacks born;"),
            (format!("{HEADER};key"), "line 1: key: this column stands twice"),
            (format!("{HEADER}\n{GOOD};more"), "line 2: has more cells than the header"),
            (format!("{HEADER}\np-1;Аня"), "line 2: has 2 cells, the header has 12"),
            (with("2006-07-02", "02.07.2006"), "line 3: born: \"02.07.2006\" is not a date: write 2006-07-02"),
            (with("2006-07-02", "1066-07-02"), "line 3: born: 1066-07-02 is not between 1900 and 2100: mend the year"),
            (with("2006-07-02", "2206-07-02"), "line 3: born: 2206-07-02 is not between 1900 and 2100: mend the year"),
            (with("2006-07-02", "2023-07-02"), "line 3: born: 3 years old on the first day: mend the year"),
            (with("2026-09-01", "1026-09-01"), "line 3: from: 1026-09-01 is not between 2000 and 2099: mend the year"),
            (with("2006-07-02", "2006-02-30"), "line 3: born: \"2006-02-30\" is not a date: write dates like"),
            (with("2026-09-01", "2026-9-1"), "line 3: from: \"2026-9-1\" is not a date"),
            (with("2026-09-01", ""), "line 3: from: must be filled"),
            (with("2027-05-28", "2025-05-28"), "line 3: until: lies before the first day"),
            (with("temporary", "work"), "line 3: service: \"work\" is neither orientation nor temporary"),
            (with("temporary", "orientation"), "line 3: contract: orientation has no contract"),
            (with(";ru;", ";de;"), "line 3: language: \"de\" is neither ru nor en"),
            (with("Снежкова", " "), "line 3: surname: must be filled"),
            (with("Аня", &"я".repeat(41)), "line 3: called: longer than 40 characters"),
            (with("Аня", "\"А\nня\""), "line 3: called: holds a line break"),
            (with("p-1;", "p-1;"), "line 3: key: \"p-1\" stands in line 2 too"),
            (with("p-1;", "p-2;"), "line 3: the same person as in line 2, under another key"),
            (format!("\0{HEADER}"), "line 1: holds a zero byte"),
            (format!("{HEADER}\n{GOOD}\n\"p-2;unclosed"), "line 3: has 1 cells"),
        ];
        for (file, expected) in table {
            let said = said(file.as_bytes());
            assert!(said.starts_with(expected), "{file}\n=> {said}");
        }
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        let wrong = GOOD
            .replace("2006-07-02", "02.07.2006")
            .replace("p-1;", "p-3;");
        let other = GOOD.replace("p-1;", "p-2;").replace("Снежкова", "Белова");
        for end in ["\n", "\r\n"] {
            for blank in [0, 1, 3] {
                let between = end.repeat(1 + blank);
                let file = format!("{HEADER}{between}{GOOD}{end}{other}{between}{wrong}{end}");
                let line = 4 + 2 * blank;
                let said = said(file.as_bytes());
                assert!(
                    said.starts_with(&format!("line {line}: born:")),
                    "{file:?}: {said}"
                );
                let marked = format!("\u{feff}{file}");
                assert_eq!(said, self::said(marked.as_bytes()));
            }
        }
    }

    #[test]
    fn broken_encodings_name_the_lines() {
        let mut file = format!("{HEADER}\n{GOOD}\np-2;").into_bytes();
        file.extend(b"\xc0\xed\xff;\xd1\n");
        assert!(said(&file).starts_with("line 3: the letters are not UTF-8"));
        assert!(said(b"\xff\xfek\0e\0y\0").contains("UTF-16"));
        assert!(said(b"PK\x03\x04and so on").contains("workbook"));
        assert!(said(&vec![b'x'; FILE_BYTES_MAX + 1]).contains("larger"));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let file = format!(
            "{HEADER}\n{}\n{}\n",
            GOOD.replace("2006", "206"),
            GOOD.replace("ru", "rr").replace("temporary", "")
        );
        assert_eq!(said(file.as_bytes()).lines().count(), 3);
    }
}
