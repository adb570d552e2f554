//! A printed badge sheet, seen as a scanner and a reader see it: rendered to pixels and read back.

#![allow(
    clippy::indexing_slicing,
    reason = "the linter takes helpers and closures for product code; out of range fails the test"
)]

mod support;

use std::path::PathBuf;

use serde_json::{Value, json};
use support::{Page, code, enrolment, pdf, poppler, sheet, text};

const CARD: (f64, f64) = (85.6, 54.0);
const EDGE: (f64, f64) = ((210.0 - 2.0 * CARD.0) / 2.0, (297.0 - 5.0 * CARD.1) / 2.0);

struct Printed {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

fn printed(request: &Value) -> Printed {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("document.pdf");
    std::fs::write(&file, pdf(request)).expect("written");
    Printed {
        _folder: folder,
        file,
    }
}

/// The corner of the card at `place` (from 0) on its page, in mm.
fn corner(place: usize) -> (f64, f64) {
    (
        EDGE.0 + (place % 2) as f64 * CARD.0,
        EDGE.1 + (place / 2) as f64 * CARD.1,
    )
}

#[test]
fn every_code_is_read_back_from_the_page() {
    let sheet = printed(&sheet());
    for (number, expected) in [(1, 0..10), (2, 10..12)] {
        let mut found = Page::render(&sheet.file, number).codes();
        found.sort();
        let mut codes: Vec<String> = expected.map(code).collect();
        codes.sort();
        assert_eq!(found, codes, "page {number}");
    }
}

/// A card with the neighbour's code would check in the wrong person.
#[test]
fn name_and_code_stand_on_the_same_card() {
    let request = sheet();
    let sheet = printed(&request);
    let pages = [Page::render(&sheet.file, 1), Page::render(&sheet.file, 2)];
    for (index, badge) in request["badges"]
        .as_array()
        .expect("badges")
        .iter()
        .enumerate()
    {
        let (page, place) = (index / 10, index % 10);
        let (left, top) = corner(place);
        assert_eq!(
            pages[page].cut(left, top, CARD.0, CARD.1).codes(),
            [code(index)],
            "badge {index}"
        );

        let points = |mm: f64| (mm / 25.4 * 72.0).round().to_string();
        let (x, y, width, height) = (points(left), points(top), points(CARD.0), points(CARD.1));
        let number = (page + 1).to_string();
        let part = [
            "-f", &number, "-l", &number, "-x", &x, "-y", &y, "-W", &width, "-H", &height,
        ];
        let words = text(&sheet.file, &part)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let called = badge["called"].as_str().unwrap_or_default();
        let line = badge["line"].as_str().expect("a line");
        let expected = match badge["role"].as_str().expect("a role") {
            "staff" => format!("{called} Сотрудник · {line}"),
            "spare" => format!("Запасной · {line}"),
            // A missing picture is a large initial.
            _ if badge["picture_svg"].is_null() && badge["picture_png_base64"].is_null() => {
                format!("{} {called} {line}", called.chars().next().expect("a name"))
            }
            _ => format!("{called} {line}"),
        };
        // A name broken at its hyphen comes back as two words.
        assert_eq!(words.replace("- ", "-"), expected, "badge {index}");
    }
}

/// ISO/IEC 18004 asks for four modules of white around the squares; scanners fail without it.
#[test]
fn codes_are_large_and_stand_free() {
    let sheet = printed(&sheet());
    let page = Page::render(&sheet.file, 1);
    for place in 0..10 {
        let (left, top) = corner(place);
        // The part of the card that only the code may use, short of the crosses at the corners.
        let (from_x, from_y) = (50.6, 1.0);
        let area = page.cut(left + from_x, top + from_y, CARD.0 - from_x - 1.0, 34.0);
        let dark: Vec<(usize, usize)> = area
            .luma
            .iter()
            .enumerate()
            .filter(|(_, luma)| **luma < 200)
            .map(|(at, _)| (at % area.width, at / area.width))
            .collect();
        let mm = |pixels: usize| pixels as f64 / support::DPI * 25.4;
        let min_x = dark.iter().map(|(x, _)| *x).min().expect("a code");
        let max_x = dark.iter().map(|(x, _)| *x).max().expect("a code");
        let min_y = dark.iter().map(|(_, y)| *y).min().expect("a code");
        let max_y = dark.iter().map(|(_, y)| *y).max().expect("a code");
        let (width, height) = (mm(max_x - min_x + 1), mm(max_y - min_y + 1));
        assert!(
            (22.0..28.0).contains(&width),
            "card {place}: {width:.1} mm wide"
        );
        assert!(
            (width - height).abs() < 0.3,
            "card {place}: square, not {width:.1} × {height:.1} mm"
        );
        let quiet = 4.0 * width / 25.0 - 0.15;
        let white = [
            from_x + mm(min_x) - 50.4,
            from_y + mm(min_y),
            CARD.0 - from_x - mm(max_x + 1),
            35.0 + 0.2 - from_y - mm(max_y + 1),
        ];
        assert!(
            white.iter().all(|side| *side >= quiet),
            "card {place}: {white:?} mm of white, {quiet:.2} wanted"
        );
    }
}

/// No name leaves its card, however long: the strips around the cutting lines stay white.
#[test]
fn nothing_is_cut_off() {
    let mut request = sheet();
    let names = [
        "Ш".repeat(40),
        "Ж".repeat(20) + " " + &"Щ".repeat(19),
        "Широкоштановский-Ждановский Мстислав".to_owned(),
    ];
    for (badge, name) in request["badges"]
        .as_array_mut()
        .expect("badges")
        .iter_mut()
        .zip(&names)
    {
        badge["called"] = json!(name);
        badge["line"] = json!("Щ".repeat(60));
    }
    let sheet = printed(&request);
    let page = Page::render(&sheet.file, 1);
    for place in 0..10 {
        let (left, top) = corner(place);
        for (edge, x) in [("left", left + 0.3), ("right", left + CARD.0 - 2.3)] {
            let strip = page.cut(x, top + 2.0, 2.0, CARD.1 - 4.0);
            assert_eq!(strip.darkness(), 0.0, "card {place}, {edge} edge");
        }
        let strip = page.cut(left + 2.0, top + CARD.1 - 2.1, CARD.0 - 4.0, 1.8);
        assert_eq!(strip.darkness(), 0.0, "card {place}, lower edge");
    }
}

#[test]
fn staff_badges_differ_in_black_and_white_too() {
    let sheet = printed(&sheet());
    let page = Page::render(&sheet.file, 1);
    let darkness = |place: usize| {
        let (left, top) = corner(place);
        page.cut(left + 3.0, top + 36.0, CARD.0 - 6.0, 15.0)
            .darkness()
    };
    assert!(darkness(7) > 0.6, "staff: a dark band");
    assert!(darkness(0) < 0.3, "participant: dark letters on white");
}

#[test]
fn a_sheet_is_a_tagged_document_with_title_and_headings() {
    let sheet = printed(&sheet());
    let file = sheet.file.to_str().expect("a readable path");
    let facts = String::from_utf8(poppler("pdfinfo", &[file])).expect("UTF-8");
    for (field, value) in [
        ("Title:", "Бейджи · Мастерская «Мыло»"),
        ("Tagged:", "yes"),
        ("Pages:", "2"),
        ("Page size:", "595.276 x 841.89 pts (A4)"),
    ] {
        let found = facts
            .lines()
            .find_map(|line| line.strip_prefix(field))
            .map(str::trim);
        assert_eq!(found, Some(value), "{field}");
    }
    // Poppler prints headings' titles as UTF-16.
    let structure = poppler("pdfinfo", &["-struct-text", file]);
    let structure = String::from_utf8_lossy(&structure);
    assert_eq!(
        structure.matches("\n  H2").count(),
        11,
        "a heading for every name: {structure}"
    );
    assert_eq!(
        structure.matches("\n  Figure").count(),
        12 + 10,
        "twelve codes, ten pictures: {structure}"
    );
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    assert!(pdf(&sheet()) == pdf(&sheet()), "two runs differ");
}

#[test]
fn markup_in_a_name_is_only_text() {
    let mut request = sheet();
    request["badges"][0]["called"] = json!("#read(\"/etc/hostname\") *Я* $x$");
    request["badges"][1]["called"] = json!("<b>Маша</b> \\ @a");
    let sheet = printed(&request);
    let words = text(&sheet.file, &["-l", "1"]);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("#read(\"/etc/hostname\") *Я* $x$"),
        "{words}"
    );
    assert!(words.contains("<b>Маша</b> \\ @a"), "{words}");
}

#[test]
fn an_enrolment_page_is_read_back() {
    for (lang, paper, size) in [
        ("ru", "a5", "419.528 x 595.276 pts"),
        ("en", "a4", "595.276 x 841.89 pts (A4)"),
    ] {
        let mut request = enrolment();
        request["lang"] = json!(lang);
        request["paper"] = json!(paper);
        let page = printed(&request);
        assert_eq!(
            Page::render(&page.file, 1).codes(),
            [request["code"].as_str().expect("a code")]
        );
        let words = text(&page.file, &[]);
        for group in [
            "K7QF",
            "2M9X",
            "PA3D",
            "L5TW",
            "Подключение киоска",
            "https://192.0.2.10:8443",
        ] {
            assert!(words.contains(group), "{group} in {words}");
        }
        let facts = String::from_utf8(poppler("pdfinfo", &[page.file.to_str().expect("a path")]))
            .expect("UTF-8");
        assert!(
            facts.contains(&format!("Page size:       {size}\n"))
                && facts.contains("Pages:           1\n"),
            "{facts}"
        );
    }
}

#[test]
fn a_long_text_to_type_stands_whole_on_one_page() {
    // As long as an address by name makes it.
    let whole = format!(
        "STUPEN-ENROL:https://stupen-office.workshop.example-organisation.org:8443|{}|QRDT-7K2M-PA3D-XW5E",
        "ABCD2345".repeat(7).chars().take(52).collect::<String>()
    );
    for paper in ["a5", "a4"] {
        let mut request = enrolment();
        request["paper"] = json!(paper);
        request["code"] = json!(whole);
        request["typed"] = json!(whole);
        let page = printed(&request);
        assert_eq!(Page::render(&page.file, 1).codes(), [whole.as_str()]);
        // As it lies on the page: a hyphen at the end of a line is a sign of the text, too.
        let words = text(&page.file, &["-layout"]);
        let signs: String = words.chars().filter(|sign| !sign.is_whitespace()).collect();
        assert!(signs.contains(&whole), "{words}");
    }
}
