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
    all[1]["quantity"] = json!(17);
    all[3]["safety"] = json!([{ "svg": FACE }, { "svg": FACE }, { "svg": FACE }, { "svg": FACE }]);
    all[6]["next"] = json!("aside");
    all[7]["next"] = json!("done");
    all[1]["picture"] = json!({ "png_base64": PNG });
    all[2]["question"] = json!({ "text": "Крышка закрыта?", "good": { "card": 4 }, "bad": "aside",
            "good_picture": { "svg": FACE }, "bad_picture": { "png_base64": PNG } });
    all[5]["choices"] = json!([
        { "label": "Большая коробка", "picture": { "svg": FACE }, "to": { "card": 4 } },
        { "label": "Маленькая коробка", "picture": { "svg": FACE }, "to": "done" },
        { "label": "Круглая жестяная банка с крышкой и с этикеткой впереди", "picture": { "svg": FACE }, "to": { "card": 8 } },
        { "label": "Ничего из этого", "picture": { "svg": FACE }, "to": "aside" },
    ]);
    json!({
        "document": "cards", "lang": "ru", "paper": paper,
        "title": "Набор мыла", "subtitle": "Набор мыла · 2",
        "credits": ["Mulberry Symbols, CC BY-SA 2.0 UK, Steve Lee"],
        "operations": [
            { "title": "Складываем коробки", "cards": all },
            { "title": "Наклеиваем ярлык", "cards": [
                { "verb": "Наклей", "words": "ярлык", "picture": { "svg": FACE }, "next": "done" },
            ] },
        ],
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
        ("a5", 9, "419.528 x 595.276 pts"),
        ("a4", 3, "595.276 x 841.89 pts (A4)"),
    ] {
        let request = cards(paper);
        let printed = printed(&request);
        let file = printed.file.to_str().expect("a path");
        let facts = String::from_utf8(poppler("pdfinfo", &[file])).expect("UTF-8");
        for line in [
            format!("Pages:           {pages}\n"),
            format!("Page size:       {size}\n"),
            "Tagged:          yes\n".to_owned(),
            "Title:           Набор мыла\n".to_owned(),
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
            "карточка 8",
            "Складываем коробки",
            "Наклеиваем ярлык",
            &format!("{pages} из {pages}"),
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
        let pages = if paper == "a5" { 9 } else { 3 };
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

/// Beside the frame of a card nothing is drawn, and what follows a choice of four stands inside it.
#[test]
fn a_card_of_six_keeps_what_belongs_to_it() {
    let printed = printed(&cards("a4"));
    let page = Page::render(&printed.file, 1);
    let gaps = [
        ("between the columns", 103.5, 24.0, 3.0, 250.0),
        ("below the first row", 10.0, 105.8, 190.0, 1.6),
        ("below the second row", 10.0, 194.8, 190.0, 1.6),
    ];
    for (name, left, top, wide, high) in gaps {
        assert_eq!(page.cut(left, top, wide, high).darkness(), 0.0, "{name}");
    }
    let words = text(&printed.file, &["-f", "1", "-l", "1", "-layout"]);
    for expected in ["Ничего из этого", "впереди"] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
}

#[test]
fn many_names_go_to_a_page_of_their_own() {
    let mut request = cards("a5");
    let names: Vec<String> = (1..=12)
        .map(|n| {
            format!("Набор картинок номер {n}, Анна Инкина и другие, CC BY-SA 4.0, example.org")
        })
        .collect();
    request["credits"] = json!(names);
    let printed = printed(&request);
    let first = text(&printed.file, &["-f", "1", "-l", "1"]);
    assert!(
        first.contains("на последней странице") && first.contains("1 из 10"),
        "{first}"
    );
    let last = text(&printed.file, &["-f", "10", "-l", "10"]);
    for name in names {
        let last = last.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(last.contains(&name), "{name} in {last}");
    }
}

#[test]
fn wrong_requests_name_the_field() {
    type Edit = fn(&mut Value);
    let table: &[(Edit, &str)] = &[
        (
            |r| r["operations"] = json!([]),
            "operations: must be 1 or more",
        ),
        (
            |r| r["operations"][0]["cards"] = json!([]),
            "operations[0].cards: must be 1 to 200 steps",
        ),
        (
            |r| r["operations"][1]["cards"][0]["next"] = json!({ "card": 2 }),
            "operations[1].cards[0].next: leads to card 2",
        ),
        (
            |r| r["operations"][0]["cards"][0]["verb"] = json!(" "),
            "operations[0].cards[0].verb: empty",
        ),
        (
            |r| r["operations"][0]["cards"][0]["colour"] = json!(1),
            "operations[0].cards[0].colour: unknown field",
        ),
        (
            |r| r["operations"][0]["cards"][1]["quantity"] = json!(21),
            "operations[0].cards[1].quantity: more than 20",
        ),
        (
            |r| r["operations"][0]["cards"][2]["question"]["bad"] = json!({ "card": 9 }),
            "operations[0].cards[2].question: leads to card 9",
        ),
        (
            |r| r["operations"][0]["cards"][3]["picture"] = json!({ "svg": "hello" }),
            "operations[0].cards[3].picture: not a usable SVG",
        ),
        (
            |r| r["operations"][0]["cards"][3]["picture"] = json!({ "jpeg_base64": PNG }),
            "operations[0].cards[3].picture: not a JPEG",
        ),
        (
            |r| r["operations"][0]["cards"][0]["safety"][1] = json!({ "svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd' width='9' height='9'/></svg>" }),
            "operations[0].cards[0].safety[1]: refers to",
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
