//! A kiosk joins by the code that an administrator makes on the page.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use rxing::helpers::detect_in_luma;
use serde_json::{Value, json};
use stupen_domain::facts::WorkshopSet;
use stupen_domain::wire::ids::WorkshopId;
use stupen_journal::DeviceKey;

use super::floor::ADMINISTRATOR;
use super::{House, Seen, encode, soap};
use crate::sync::enrol::proof_text;

const FORM: &str =
    "name=%D0%92%D1%85%D0%BE%D0%B4&mode=entrance&address=https%3A%2F%2F192.0.2.10%3A8443";

impl House {
    async fn make_code(&self, cookie: &str, form: &str) -> Seen {
        self.post("/kiosks/code", form, &[("cookie", cookie)]).await
    }

    /// What a kiosk with this key is answered for the code of an enrolment text.
    async fn joins(&self, text: &str, key: &DeviceKey) -> (StatusCode, Value) {
        let parts: Vec<&str> = text
            .trim_start_matches("STUPEN-ENROL:")
            .split('|')
            .collect();
        let [_address, pin, code] = parts[..] else {
            panic!("three parts: {text}")
        };
        let wish = json!({
            "code": code,
            "public_key": key.public().to_string(),
            "proof": key.sign(&proof_text(pin, code)).to_string(),
        });
        let request = Request::post("/sync/v1/enrol")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(wish.to_string()))
            .unwrap();
        let seen = self.send(request).await;
        (seen.status, serde_json::from_str(&seen.body).unwrap())
    }
}

/// The text that stands on the page for who types it.
fn written(page: &str) -> String {
    let (_, rest) = page.split_once("<code translate=\"no\">").unwrap();
    let (text, _) = rest.split_once("</code>").unwrap();
    text.to_owned()
}

/// What a scanner reads on the page: its drawing, one grey byte a unit.
fn scanned(page: &str) -> String {
    let (_, svg) = page.split_once("<svg").unwrap();
    let (svg, _) = svg.split_once("</svg>").unwrap();
    let side: usize = attribute(svg, "width").parse().unwrap();
    let mut luma = vec![255; side * side];
    // Squares are written M{left} {top}h{width}v{height}H{left}V{top}; the white ground has the other colour.
    let dark = svg
        .split("<path")
        .find(|path| attribute(path, "fill") == "#000")
        .unwrap();
    for square in attribute(dark, "d").split('M').skip(1) {
        let numbers: Vec<usize> = square
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        let [left, top, width, height, ..] = numbers[..] else {
            panic!("not a square: {square}")
        };
        for row in top..top + height {
            luma[row * side + left..row * side + left + width].fill(0);
        }
    }
    let side = u32::try_from(side).unwrap();
    detect_in_luma(luma, side, side, Some(rxing::BarcodeFormat::QR_CODE))
        .unwrap()
        .getText()
        .to_owned()
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    tag.split_once(&format!(" {name}=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("", |(value, _)| value)
}

#[tokio::test]
async fn a_kiosk_joins_by_the_code_on_the_page_once() {
    let (house, _kiosk) = House::with_people();
    let cookie = house.sign_in("admin").await;
    let seen = house.make_code(&cookie, FORM).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    assert_eq!(seen.header(header::CACHE_CONTROL), "no-store");
    let text = written(&seen.body);
    assert!(
        text.starts_with("STUPEN-ENROL:https://192.0.2.10:8443|"),
        "{text}"
    );
    assert_eq!(scanned(&seen.body), text);
    assert!(seen.body.contains("действует 24 часа"), "{}", seen.body);
    assert!(
        !seen.body.contains("data-live=\""),
        "a part that is drawn anew would lose the code or send it again"
    );

    let (status, answer) = house.joins(&text, &DeviceKey::from_bytes(&[1; 32])).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        (&answer["name"], &answer["mode"], &answer["workshop"]),
        (&json!("Вход"), &json!("entrance"), &json!("soap"))
    );
    let (status, _) = house.joins(&text, &DeviceKey::from_bytes(&[2; 32])).await;
    assert_eq!(status, StatusCode::GONE);
    let page = house.page(&cookie, "/kiosks").await;
    assert!(page.body.contains("2 киоска"), "{}", page.body);
    assert!(!page.body.contains(&text));

    // The other answer, for programs.
    let more = [("cookie", cookie.as_str()), ("accept", "application/json")];
    let seen = house.post("/kiosks/code", FORM, &more).await;
    let answer: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(answer["hours"], 24);
    let document = crate::openapi::document();
    let issued =
        "/paths/~1kiosks~1code/post/responses/200/content/application~1json/schema/properties";
    let described = document.pointer(issued).unwrap().as_object().unwrap();
    assert!(described.keys().eq(answer.as_object().unwrap().keys()));
    let other = answer["text"].as_str().unwrap();
    assert_ne!(other, text);
    let (status, _) = house.joins(other, &DeviceKey::from_bytes(&[2; 32])).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_the_administrators_to_make_and_the_others_read_whom_to_ask() {
    let house = House::new();
    let cookie = house.sign_in("lead").await;
    let page = house.page(&cookie, "/kiosks").await;
    assert!(page.body.contains("Олег"), "{}", page.body);
    assert!(!page.body.contains("action=\"/kiosks/code\""));
    let seen = house.make_code(&cookie, FORM).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(!seen.body.contains("STUPEN-ENROL"));
    let seen = house.post("/kiosks/code", FORM, &[]).await;
    assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_that_cannot_be_used_comes_back_filled_in() {
    let house = House::new();
    let cookie = house.sign_in("admin").await;
    let address = "https%3A%2F%2Foffice.local%3A8443";
    let long = encode(&"я".repeat(65));
    for (form, words) in [
        (format!("name=+&address={address}"), "Дайте киоску название"),
        (format!("name={long}&address={address}"), "слишком длинное"),
        ("name=x&address=".to_owned(), "Это не адрес"),
        (
            "name=x&address=https%3A%2F%2Fa%2Fb".to_owned(),
            "Это не адрес",
        ),
        (
            "name=x&address=https%3A%2F%2F0.0.0.0%3A8443".to_owned(),
            "киоск не найдёт сервер",
        ),
        (
            format!("name=x&workshop=none&address={address}"),
            "Выберите мастерскую",
        ),
    ] {
        let seen = house.make_code(&cookie, &form).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(seen.body.contains(words), "{form}: {}", seen.body);
        assert!(!seen.body.contains("STUPEN-ENROL"));
    }
    let seen = house
        .make_code(&cookie, &format!("name=&mode=station&address={address}"))
        .await;
    assert!(seen.body.contains("value=\"https://office.local:8443\""));
    assert!(seen.body.contains("value=\"station\" selected"));
}

#[tokio::test]
async fn among_several_workshops_one_is_chosen() {
    let house = House::new();
    let second = WorkshopSet {
        workshop: WorkshopId::new("sewing"),
        ..soap()
    };
    house
        .state
        .book()
        .set_workshop(second, &ADMINISTRATOR)
        .unwrap();
    let cookie = house.sign_in("admin").await;
    let page = house.page(&cookie, "/kiosks").await;
    assert!(
        page.body.contains("<option value=\"sewing\">"),
        "{}",
        page.body
    );
    let seen = house.make_code(&cookie, FORM).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Выберите мастерскую"));
    let seen = house
        .make_code(&cookie, &format!("{FORM}&workshop=sewing"))
        .await;
    let (status, answer) = house
        .joins(&written(&seen.body), &DeviceKey::from_bytes(&[1; 32]))
        .await;
    assert_eq!(
        (status, &answer["workshop"]),
        (StatusCode::OK, &json!("sewing"))
    );
}

#[tokio::test]
async fn the_address_is_the_one_by_which_the_administrator_came() {
    let house = House::new();
    let cookie = house.sign_in("admin").await;
    for (host, expected) in [
        ("office.local:8443", "https://office.local:8443"),
        ("192.0.2.10", "https://192.0.2.10"),
        // Where the server of the tests listens.
        ("localhost:8443", "https://127.0.0.1:8443"),
        ("[::1]:8443", "https://127.0.0.1:8443"),
    ] {
        let seen = house
            .get("/kiosks", &[("cookie", cookie.as_str()), ("host", host)])
            .await;
        assert!(
            seen.body.contains(&format!("value=\"{expected}\"")),
            "{host}: {}",
            seen.body
        );
    }
}
