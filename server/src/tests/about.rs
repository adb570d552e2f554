//! `/about` and `/metrics`: who may read them, and what stands there.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use stupen_media::PictureKind;

use super::House;
use crate::office::sets::{self, Pictogram, Set};

fn set() -> Set {
    Set {
        id: "lines".to_owned(),
        title: "Lines & more".to_owned(),
        licence: "CC-BY-SA-4.0".to_owned(),
        attribution: "Anna Inkina".to_owned(),
        source: Some("https://example.org/lines".to_owned()),
        pictograms: vec![Pictogram {
            id: "cut".to_owned(),
            ru: "Резать".to_owned(),
            en: "Cut".to_owned(),
            category: "work".to_owned(),
            licence: None,
            author: None,
            source: None,
            kind: PictureKind::Svg,
            bytes:
                b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4'/></svg>"
                    .to_vec(),
        }],
    }
}

#[tokio::test]
async fn whoever_sees_a_picture_may_ask_whose_it_is() {
    let house = House::new();
    let now = house.state.now();
    let put = house.state.office().with(|db| sets::put(db, &set(), now));
    put.unwrap();
    let seen = house.get("/about", &[]).await;
    assert_eq!(seen.status, StatusCode::OK);
    for expected in [
        "Свободная программа",
        "Lines &#38; more",
        "Anna Inkina",
        "CC-BY-SA-4.0",
        "Andika",
        "Slint",
        "экраны киоска",
    ] {
        assert!(seen.body.contains(expected), "{expected}: {}", seen.body);
    }
    let english = [("accept-language", "en")];
    let seen = house.get("/about", &english).await;
    assert!(
        seen.body
            .contains("Free software under the GNU General Public License")
    );
    assert!(
        seen.body.contains("the kiosk&#39;s screens"),
        "{}",
        seen.body
    );
    // Every page leads there.
    let seen = house.get("/login", &[]).await;
    assert!(seen.body.contains("href=\"/about\""));
    // And the picture itself can be looked at by staff.
    let cookie = house.sign_in("lead").await;
    let picture = house
        .get(
            "/picture/pictogram%3Alines%2Fcut",
            &[("cookie", &cookie), ("sec-fetch-dest", "image")],
        )
        .await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(picture.body.contains("<circle"));
}

#[tokio::test]
async fn measurements_are_for_this_machine_and_administrators() {
    let house = House::new();
    let from = async |peer: Option<&str>, headers: &[(&str, &str)]| {
        let mut request = Request::get("/metrics");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        if let Some(peer) = peer {
            let peer: SocketAddr = peer.parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        house.send(request).await
    };
    let admin = house.sign_in("admin").await;
    let lead = house.sign_in("lead").await;
    #[rustfmt::skip]
    let table = [
        (None, vec![], StatusCode::FORBIDDEN),
        (Some("192.0.2.7:9"), vec![], StatusCode::FORBIDDEN),
        (Some("192.0.2.7:9"), vec![("cookie", lead.as_str())], StatusCode::FORBIDDEN),
        (Some("192.0.2.7:9"), vec![("cookie", admin.as_str())], StatusCode::OK),
        (Some("127.0.0.1:9"), vec![("x-forwarded-for", "192.0.2.7")], StatusCode::FORBIDDEN),
        (Some("127.0.0.1:9"), vec![], StatusCode::OK),
    ];
    for (peer, headers, expected) in table {
        let seen = from(peer, &headers).await;
        assert_eq!(seen.status, expected, "{peer:?} {headers:?}: {}", seen.body);
    }
    let seen = from(Some("127.0.0.1:9"), &[]).await;
    assert_eq!(
        seen.header(header::CONTENT_TYPE),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    for line in [
        "# TYPE stupen_entries gauge",
        "stupen_entries_not_backed_up ",
        "stupen_entries_quarantined 0",
        "stupen_media_missing 0",
        "stupen_kiosks 0",
        "stupen_kiosks_connected 0",
        "stupen_sync_entries_accepted_total 0",
        "stupen_request_duration_seconds_count{route=\"/login\",method=\"POST\",status=\"3xx\"} 2",
        "stupen_request_duration_seconds_bucket{route=\"/metrics\",method=\"GET\",status=\"4xx\",le=\"+Inf\"} 4",
    ] {
        assert!(seen.body.contains(line), "{line} in {}", seen.body);
    }
    // Every line is a comment or a name with a number.
    for line in seen.body.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("stupen_"), "{line}");
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    for person in ["Вера", "Олег", "lead", "admin"] {
        assert!(!seen.body.contains(person), "{person}");
    }
}
