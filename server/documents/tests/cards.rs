//! Step cards on paper: how many pages, what stands on them, and that nothing leaves its card.
#![allow(
    clippy::indexing_slicing,
    reason = "out of range fails the test, as it should"
)]

mod support;

use serde_json::{Value, json};
use support::{FACE, PNG, Page, pdf, poppler, run, text};

fn cards(paper: &str) -> Value {
    let steps = [
        ("Возьми", "одну картонку"),
        ("Раскрой", "картонку"),
        ("Посмотри", "на крышку"),
        (
            "Поставь",
            "большую коробку на самую нижнюю полку у двери склада",
        ),
        (
            "Переворачивай-переставляй",
            "достопримечательности неторопливо",
        ),
        ("Выбери", "полку"),
        ("Поставь", "плохую коробку налево"),
        ("Передай", "коробку направо"),
    ];
    let mut all: Vec<Value> = steps
        .iter()
        .map(|(verb, words)| json!({ "verb": verb, "words": words, "picture": { "svg": FACE } }))
        .collect();
    all[0]["safety"] = json!([{ "svg": FACE }, { "png_base64": PNG }]);
    all[1]["quantity"] = json!(5);
    all[1]["picture"] = json!({ "png_base64": PNG });
    all[2]["question"] =
        json!({ "text": "Крышка закрыта?", "good": { "card": 4 }, "bad": "aside" });
    all[5]["choices"] = json!([
        { "label": "Большая коробка", "picture": { "svg": FACE }, "to": { "card": 4 } },
        { "label": "Маленькая коробка", "picture": { "svg": FACE }, "to": "done" },
    ]);
    json!({
        "document": "cards", "lang": "ru", "paper": paper,
        "title": "Складываем коробки", "subtitle": "Набор мыла · 2",
        "credits": ["Mulberry Symbols, CC BY-SA 2.0 UK, Steve Lee"],
        "cards": all,
    })
}

struct Printed {
    _folder: tempfile::TempDir,
    file: std::path::PathBuf,
}

fn printed(request: &Value) -> Printed {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cards.pdf");
    std::fs::write(&file, pdf(request)).expect("written");
    Printed {
        _folder: folder,
        file,
    }
}

#[test]
fn every_step_is_on_paper() {
    for (paper, pages, size) in [
        ("a5", 8, "419.528 x 595.276 pts"),
        ("a4", 2, "595.276 x 841.89 pts (A4)"),
    ] {
        let request = cards(paper);
        let printed = printed(&request);
        let file = printed.file.to_str().expect("a path");
        let facts = String::from_utf8(poppler("pdfinfo", &[file])).expect("UTF-8");
        for line in [
            format!("Pages:           {pages}\n"),
            format!("Page size:       {size}\n"),
            "Tagged:          yes\n".to_owned(),
            "Title:           Складываем коробки\n".to_owned(),
        ] {
            assert!(facts.contains(&line), "{paper}: {line} in {facts}");
        }
        let words = text(&printed.file, &[]);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        for expected in [
            "Возьми",
            "одну картонку",
            "Крышка закрыта?",
            "карточка 4",
            "в сторону: брак",
            "Маленькая коробка",
            "готово",
            "Mulberry Symbols",
        ] {
            assert!(words.contains(expected), "{paper}: {expected} in {words}");
        }
        assert!(pdf(&request) == pdf(&request), "two runs differ");
    }
}

/// The margins stay white, however long the words are; the picture takes its half of an A5 card.
#[test]
fn nothing_is_cut_off_and_the_picture_leads() {
    for (paper, width, height) in [("a5", 148.0, 210.0), ("a4", 210.0, 297.0)] {
        let printed = printed(&cards(paper));
        let pages = if paper == "a5" { 8 } else { 2 };
        for number in 1..=pages {
            let page = Page::render(&printed.file, number);
            for (left, top, wide, high) in [
                (0.5, 0.5, 9.0, height - 1.0),
                (width - 9.5, 0.5, 9.0, height - 1.0),
                (0.5, 0.5, width - 1.0, 7.5),
                (0.5, height - 4.0, width - 1.0, 3.5),
            ] {
                let strip = page.cut(left, top, wide, high);
                assert_eq!(
                    strip.darkness(),
                    0.0,
                    "{paper}, page {number}: margin at {left}, {top}"
                );
            }
        }
        if paper == "a5" {
            let page = Page::render(&printed.file, 1);
            let picture = page.cut(14.0, 20.0, 120.0, 88.0);
            assert!(picture.darkness() > 0.1, "{:.2}", picture.darkness());
        }
    }
}

#[test]
fn wrong_requests_name_the_field() {
    type Edit = fn(&mut Value);
    let table: &[(Edit, &str)] = &[
        (|r| r["cards"] = json!([]), "cards: must be 1 to 200 steps"),
        (
            |r| r["cards"][0]["verb"] = json!(" "),
            "cards[0].verb: empty",
        ),
        (
            |r| r["cards"][0]["colour"] = json!(1),
            "cards[0].colour: unknown field",
        ),
        (
            |r| r["cards"][1]["quantity"] = json!(21),
            "cards[1].quantity: more than 20",
        ),
        (
            |r| r["cards"][2]["question"]["bad"] = json!({ "card": 9 }),
            "cards[2].question: leads to card 9",
        ),
        (
            |r| r["cards"][3]["picture"] = json!({ "svg": "hello" }),
            "cards[3].picture: not a usable SVG",
        ),
        (
            |r| r["cards"][3]["picture"] = json!({ "jpeg_base64": PNG }),
            "cards[3].picture: not a JPEG",
        ),
        (
            |r| r["cards"][0]["safety"][1] = json!({ "svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd' width='9' height='9'/></svg>" }),
            "cards[0].safety[1]: refers to",
        ),
    ];
    for (edit, expected) in table {
        let mut request = cards("a5");
        edit(&mut request);
        let output = run(&[], request.to_string().as_bytes());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{expected}: {said}");
        assert!(
            said.contains(&format!(": {expected}")),
            "{expected}: {said}"
        );
    }
}
