//! What the tests share: the real program as a process, poppler's renderer, and an independent QR reader.
#![allow(
    dead_code,
    clippy::indexing_slicing,
    reason = "every test file is a program of its own and uses only a part of this; out of range fails the test"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rxing::helpers::detect_multiple_in_luma_with_hints;
use rxing::{BarcodeFormat, DecodeHints};
use serde_json::{Value, json};

/// Dots per inch of the rendered pages: what an office scanner or printer resolves at the least.
pub(crate) const DPI: f64 = 200.0;

/// Runs the program with `input` on standard input.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stupen-documents"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // The program may refuse its arguments before it reads; a closed pipe is then no fault.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the program ends")
}

/// The PDF that `request` gives; anything else fails the test with the program's own words.
pub(crate) fn pdf(request: &Value) -> Vec<u8> {
    let output = run(&[], request.to_string().as_bytes());
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{complaint}");
    assert!(complaint.is_empty(), "a success says nothing: {complaint}");
    assert!(output.stdout.starts_with(b"%PDF-"), "the output is a PDF");
    output.stdout
}

/// Runs one of poppler's tools and returns what it prints.
pub(crate) fn poppler(tool: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(tool)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| {
            panic!("cannot run {tool} ({error}): install the package poppler-utils")
        });
    assert!(
        output.status.success(),
        "{tool}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// The text of a document or, with poppler's options, of a part of it.
pub(crate) fn text(file: &Path, options: &[&str]) -> String {
    let mut arguments = options.to_vec();
    let file = file.to_str().expect("a readable path");
    arguments.extend([file, "-"]);
    String::from_utf8(poppler("pdftotext", &arguments)).expect("UTF-8")
}

/// A rendered page in grey, one byte a pixel.
pub(crate) struct Page {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) luma: Vec<u8>,
}

impl Page {
    /// Renders page `number` (from 1) of a PDF file.
    pub(crate) fn render(file: &Path, number: usize) -> Self {
        let (number, dpi) = (number.to_string(), DPI.to_string());
        let file = file.to_str().expect("a readable path");
        Self::from_pgm(&poppler(
            "pdftoppm",
            &["-r", &dpi, "-f", &number, "-l", &number, "-gray", file],
        ))
    }

    /// Reads a binary PGM of 8 bits: three numbers after `P5`, one white space, the pixels.
    fn from_pgm(data: &[u8]) -> Self {
        let mut at = 0;
        let mut word = || {
            let start = at;
            while !data[at].is_ascii_whitespace() {
                at += 1;
            }
            at += 1;
            (
                std::str::from_utf8(&data[start..at - 1])
                    .expect("ASCII")
                    .to_owned(),
                at,
            )
        };
        assert_eq!(word().0, "P5");
        let width = word().0.parse().expect("a width");
        let height = word().0.parse().expect("a height");
        let (depth, pixels) = word();
        assert_eq!(depth, "255");
        let luma = data[pixels..].to_vec();
        assert_eq!(luma.len(), width * height);
        Self {
            width,
            height,
            luma,
        }
    }

    /// A part of the page; the edges are in millimetres from its upper left corner.
    pub(crate) fn cut(&self, left: f64, top: f64, width: f64, height: f64) -> Self {
        let pixels = |mm: f64| (mm / 25.4 * DPI).round() as usize;
        let (left, top, width, height) = (pixels(left), pixels(top), pixels(width), pixels(height));
        let luma = (top..top + height)
            .flat_map(|row| self.luma[row * self.width + left..][..width].to_vec())
            .collect();
        Self {
            width,
            height,
            luma,
        }
    }

    /// The share of pixels that are darker than mid-grey, 0 to 1.
    pub(crate) fn darkness(&self) -> f64 {
        self.luma.iter().filter(|luma| **luma < 128).count() as f64 / self.luma.len() as f64
    }

    /// Every QR code that an independent reader finds.
    pub(crate) fn codes(&self) -> Vec<String> {
        let mut hints = DecodeHints {
            PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
            TryHarder: Some(true),
            ..DecodeHints::default()
        };
        let (width, height) = (self.width as u32, self.height as u32);
        detect_multiple_in_luma_with_hints(self.luma.clone(), width, height, &mut hints)
            .map(|found| found.iter().map(|code| code.getText().to_owned()).collect())
            .unwrap_or_default()
    }
}

/// A portrait drawn for the tests.
pub(crate) const FACE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">
<rect width="96" height="96" fill="#DCE9F9"/><path d="M12 96c0-24 16-34 36-34s36 10 36 34z" fill="#14532D"/>
<circle cx="48" cy="40" r="22" fill="#F2CFA8"/><path d="M40 51q8 6 16 0" stroke="#1B1B1F" stroke-width="3" fill="none"/></svg>"##;

/// A 2 × 2 pixel PNG.
pub(crate) const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGM4EaAhErCAQWRBwIcTGgAhpgUpx5EWaAAAAABJRU5ErkJggg==";

/// The `number`th badge code: 26 characters, the longest that badges have.
pub(crate) fn code(number: usize) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut state = number as u64 + 1;
    let secret = std::iter::repeat_with(|| {
        // Any spread will do: only that the codes differ in every place matters.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        char::from(alphabet[(state >> 59) as usize])
    });
    ["S", "T"]
        .into_iter()
        .map(str::to_owned)
        .chain(secret.take(24).map(String::from))
        .collect()
}

/// A sheet of twelve: plain names, one that must shrink, one that must break, a missing picture, a
/// photograph, two staff, one spare.
pub(crate) fn sheet() -> Value {
    let names = [
        "Денис",
        "Маша",
        "Александра-Виктория Константиновна",
        "Ия",
        "Достопримечательнослав",
        "Ёжи Щукин",
        "Саша К.",
        "Святослав",
        "Юля",
        "Йорген",
        "Ольга Петровна",
    ];
    let mut badges: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            json!({ "code": code(number), "called": name, "line": "Мастерская «Мыло»", "picture_svg": FACE, "role": "participant" })
        })
        .collect();
    badges[3]
        .as_object_mut()
        .expect("an object")
        .remove("picture_svg");
    badges[6]["picture_svg"] = Value::Null;
    badges[6]["picture_png_base64"] = json!(PNG);
    badges[7]["role"] = json!("staff");
    badges[10]["role"] = json!("staff");
    badges.push(json!({ "code": code(11), "line": "№ 1", "role": "spare" }));
    json!({
        "document": "badges",
        "lang": "ru",
        "title": "Бейджи · Мастерская «Мыло»",
        "footer": "Организация «Ступени»",
        "badges": badges,
    })
}

/// A page that enrols a kiosk.
pub(crate) fn enrolment() -> Value {
    json!({
        "document": "enrolment",
        "lang": "ru",
        "title": "Подключение киоска",
        "subtitle": "Киоск «Вход» · Мастерская «Мыло»",
        "code": "STUPEN1:https://192.0.2.10:8443/#K7QF2M9XPA3DL5TW.sha256:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
        "typed": "K7QF2M9XPA3DL5TW",
        "typed_label": "Или введите код руками:",
        "steps": [
            "Включите киоск и подождите, пока появится экран «Подключение».",
            "Поднесите этот лист к сканеру киоска.",
            "Сравните имя мастерской на экране с именем на этом листе.",
        ],
        "facts": [{ "name": "Сервер", "value": "https://192.0.2.10:8443" }],
        "note": "Код действует один час и только один раз.",
        "footer": "Организация «Ступени»",
    })
}
