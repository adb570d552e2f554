//! Bad input: exit code 1, one line that names the field, no half a document; wrong usage: exit code 2.

#![allow(
    clippy::indexing_slicing,
    reason = "the linter takes helpers and closures for product code; out of range fails the test"
)]

mod support;

use serde_json::{Value, json};
use support::{PNG, enrolment, run, sheet};

/// The program's complaint about `input`.
fn refused(input: &[u8]) -> String {
    let output = run(&[], input);
    let complaint = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(
        output.stdout.is_empty(),
        "nothing is written beside a refusal"
    );
    assert_eq!(complaint.lines().count(), 1, "one line: {complaint}");
    complaint
        .trim_end()
        .strip_prefix("stupen-documents: ")
        .expect("says who speaks")
        .to_owned()
}

fn check(name: &str, request: &Value, expected: &str) {
    let complaint = refused(request.to_string().as_bytes());
    assert!(
        complaint.starts_with(expected),
        "{name}: {complaint:?} does not start with {expected:?}"
    );
}

#[test]
fn a_request_that_is_none() {
    for (input, expected) in [
        ("", "the request is empty"),
        (" \n", "the request is empty"),
        (
            "{",
            "not valid JSON: EOF while parsing an object at line 1 column 1",
        ),
        ("[]", "the request must be one JSON object"),
        ("{}", "document: missing"),
        (r#"{"document": 7}"#, "document: must be a string"),
        (
            r#"{"document": "ticket"}"#,
            "document: unknown document \"ticket\"; use \"badges\", \"cards\" or \"enrolment\"",
        ),
        (r#"{"document": "badges"}"#, "missing field `lang`"),
    ] {
        let complaint = refused(input.as_bytes());
        assert!(complaint.starts_with(expected), "{input}: {complaint}");
    }
    assert!(refused(b"{\"document\": \"\xff\"}").starts_with("not valid JSON"));
}

#[test]
fn a_wrong_field_of_a_sheet_is_named() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change, &str); 16] = [
        (
            "unknown field",
            |r| r["colour"] = json!("red"),
            "colour: unknown field `colour`",
        ),
        (
            "unknown language",
            |r| r["lang"] = json!("fr"),
            "lang: unknown variant `fr`",
        ),
        (
            "title of another type",
            |r| r["title"] = json!(1),
            "title: invalid type",
        ),
        ("no title", |r| r["title"] = json!(" "), "title: empty"),
        ("no badges", |r| r["badges"] = json!([]), "badges: empty"),
        (
            "too many badges",
            |r| r["badges"] = json!(vec![r["badges"][0].clone(); 1001]),
            "badges: more than 1000",
        ),
        (
            "unknown field below",
            |r| r["badges"][2]["shape"] = json!(1),
            "badges[2].shape: unknown field `shape`",
        ),
        (
            "unknown role",
            |r| r["badges"][1]["role"] = json!("boss"),
            "badges[1].role: unknown variant `boss`",
        ),
        (
            "no code",
            |r| r["badges"][1]["code"] = json!(""),
            "badges[1].code: empty",
        ),
        (
            "long code",
            |r| r["badges"][1]["code"] = json!("A".repeat(39)),
            "badges[1].code: 39 characters do not fit",
        ),
        (
            "nameless person",
            |r| r["badges"][4]["called"] = json!(""),
            "badges[4].called: empty",
        ),
        (
            "named spare",
            |r| r["badges"][11]["called"] = json!("Денис"),
            "badges[11].called: a spare badge has no name",
        ),
        (
            "two lines",
            |r| r["badges"][0]["line"] = json!("a\nb"),
            "badges[0].line: contains a line break",
        ),
        (
            "long name",
            |r| r["badges"][0]["called"] = json!("Я".repeat(41)),
            "badges[0].called: longer than 40 characters",
        ),
        (
            "no glyph",
            |r| r["badges"][0]["called"] = json!("Даша 🦔"),
            "badges[0].called: the installed fonts cannot show the character '🦔'",
        ),
        (
            "two pictures",
            |r| r["badges"][0]["picture_png_base64"] = json!(PNG),
            "badges[0].picture_svg: more than one picture",
        ),
    ];
    for (name, change, expected) in cases {
        let mut request = sheet();
        change(&mut request);
        check(name, &request, expected);
    }
}

#[test]
fn a_hostile_picture_is_refused() {
    let svg = |body: &str| {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{body}</svg>"#
        )
    };
    let doubled = |levels: usize| {
        (1..levels).fold(
            r#"<g id="a0"><rect width="1" height="1"/></g>"#.to_owned(),
            |all, level| {
                let below = level - 1;
                all + &format!(
                    r##"<g id="a{level}"><use href="#a{below}"/><use href="#a{below}"/></g>"##
                )
            },
        )
    };
    let laughs = (1..10).fold(r#"<!ENTITY l0 "lol">"#.to_owned(), |all, level| {
        let below = format!("&l{};", level - 1).repeat(10);
        all + &format!(r#"<!ENTITY l{level} "{below}">"#)
    });
    let blur = "<filter id='f'><feTurbulence baseFrequency='.1' numOctaves='100000000'/></filter><rect width='9' height='9' filter='url(#f)'/>";
    for (name, picture, expected) in [
        ("no picture", "hello".to_owned(), "not a usable SVG"),
        (
            "a file",
            svg(r#"<image href="/etc/hostname" width="9" height="9"/>"#),
            "refers to \"/etc/hostname\"",
        ),
        (
            "a relative file",
            svg(r#"<image xlink:href="a.png" width="9" height="9"/>"#),
            "refers to \"a.png\"",
        ),
        (
            "an address",
            svg(r#"<image href="http://192.0.2.1/a.png" width="9" height="9"/>"#),
            "refers to \"http://192.0.2.1/a.png\"",
        ),
        (
            "nesting",
            svg(&("<g opacity='.9'>".repeat(900)
                + "<rect width='1' height='1'/>"
                + &"</g>".repeat(900))),
            "groups nested more than 64 deep",
        ),
        ("a filter", svg(blur), "uses a filter effect"),
        (
            "a filter in a mask",
            svg(&format!(
                "<mask id='m'>{blur}</mask><rect width='9' height='9' mask='url(#m)'/>"
            )),
            "uses a filter effect",
        ),
        ("doubling", svg(&doubled(15)), "more than 20000 shapes"),
        ("more doubling", svg(&doubled(30)), "not a usable SVG"),
        (
            "entities",
            format!("<!DOCTYPE svg [{laughs}]>{}", svg("<title>&l9;</title>")),
            "not a usable SVG",
        ),
        (
            "no size",
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>"#.to_owned(),
            "not a usable SVG",
        ),
    ] {
        let mut request = sheet();
        request["badges"][5]["picture_svg"] = json!(picture);
        check(
            name,
            &request,
            &format!("badges[5].picture_svg: {expected}"),
        );
    }
    for (name, picture, expected) in [
        ("no base64", "§", "not valid base64"),
        ("no PNG", "aGVsbG8=", "not a PNG picture"),
        // A header that claims 65535 × 65535 pixels.
        (
            "too many pixels",
            "iVBORw0KGgoAAAANSUhEUgAA//8AAP//CAIAAAAAAAAA",
            "65535 × 65535 pixels",
        ),
        (
            "cut short",
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91Jpz",
            "",
        ),
    ] {
        let mut request = sheet();
        request["badges"][6]["picture_png_base64"] = json!(picture);
        check(
            name,
            &request,
            &format!("badges[6].picture_png_base64: {expected}"),
        );
    }
}

#[test]
fn a_wrong_field_of_an_enrolment_page_is_named() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change, &str); 9] = [
        (
            "unknown field",
            |r| r["qr"] = json!("x"),
            "qr: unknown field `qr`",
        ),
        (
            "unknown paper",
            |r| r["paper"] = json!("letter"),
            "paper: unknown variant `letter`",
        ),
        ("no code", |r| r["code"] = json!(""), "code: empty"),
        (
            "nothing to type",
            |r| r["typed"] = json!(" "),
            "typed: empty",
        ),
        (
            "too much to type",
            |r| r["typed"] = json!("K".repeat(601)),
            "typed: longer than 600 bytes",
        ),
        (
            "no steps",
            |r| r["steps"] = json!([]),
            "steps: must be 1 to 8 texts",
        ),
        (
            "empty step",
            |r| r["steps"][1] = json!(""),
            "steps[1]: empty",
        ),
        (
            "fact without value",
            |r| r["facts"][0] = json!({"name": "x"}),
            "facts[0]: missing field `value`",
        ),
        (
            "more than a page",
            |r| r["steps"] = json!(vec!["Ш".repeat(200) + " " + &"Щ".repeat(190); 8]),
            "steps: with the other texts too long for one page",
        ),
    ];
    for (name, change, expected) in cases {
        let mut request = enrolment();
        change(&mut request);
        check(name, &request, expected);
    }
}

#[test]
fn wrong_usage_is_told_apart() {
    for arguments in [&["sheet.json"][..], &["--out", "a.pdf"][..]] {
        let output = run(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(complaint.contains("usage: stupen-documents"), "{complaint}");
        assert!(output.stdout.is_empty());
    }
    for (argument, expected) in [
        ("--help", "usage:"),
        ("--version", "stupen-documents 0.1.0"),
    ] {
        let output = run(&[argument], b"");
        assert_eq!(output.status.code(), Some(0), "{argument}");
        assert!(
            String::from_utf8_lossy(&output.stdout).starts_with(expected),
            "{argument}"
        );
    }
}
