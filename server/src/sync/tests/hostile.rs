//! Everything wrong that a network can bring.

use super::rig::*;
use crate::sync::enrol::device_of;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use stupen_domain::Actor;
use stupen_domain::wire::facts::BreakStarted;
use stupen_domain::wire::ids::PersonId;
use stupen_journal::sync::{Body as Batches, PushReport, Want};
use stupen_journal::{DeviceKey, Epoch};

#[tokio::test]
async fn requests_that_are_not_signed_as_sent_are_refused_and_counted() {
    let house = house();
    let kiosk = house.kiosk().await;
    let path = "/sync/v1/heads";
    let body = br#"{"heads":[]}"#;
    let stranger = {
        let key = DeviceKey::generate().unwrap();
        let device = device_of(&key.public());
        Kiosk::new(key, device, Epoch(1), Vec::new())
    };
    let server = house.state.book().server().0;
    let with = |change: &dyn Fn(&mut Request<Body>)| {
        let id: [u8; 8] = crate::secrets::random().unwrap();
        let id = data_encoding::HEXLOWER.encode(&id);
        let mut request = kiosk.request(&house, Method::POST, path, body, &id);
        change(&mut request);
        request
    };
    let set = |name: &'static str, value: String| {
        move |request: &mut Request<Body>| {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
    };
    let table = [
        (
            "no headers",
            Request::post(path).body(Body::empty()).unwrap(),
        ),
        (
            "a stranger",
            stranger.request(&house, Method::POST, path, body, "1"),
        ),
        ("another body", with(&|r| *r.body_mut() = Body::from("{}"))),
        ("another id", with(&set("stupen-request", "2".to_owned()))),
        (
            "another device",
            with(&set("stupen-device", server.to_string())),
        ),
        (
            "a cut signature",
            with(&set("stupen-signature", "ab".repeat(63))),
        ),
        ("another path", {
            let mut request = kiosk.request(&house, Method::POST, "/sync/v1/pull", body, "3");
            *request.uri_mut() = path.parse().unwrap();
            request
        }),
        ("a long id", with(&set("stupen-request", "a".repeat(500)))),
    ];
    let count = table.len();
    for (what, request) in table {
        let seen = house.send(request).await;
        assert_eq!(
            seen.status,
            StatusCode::UNAUTHORIZED,
            "{what}: {}",
            seen.body
        );
        assert_eq!(json_of(&seen)["status"], 401, "{what}");
    }
    let tally = &house.state.sync().tally;
    assert_eq!(tally.requests_unsigned.get(), u64::try_from(count).unwrap());

    let again = || kiosk.request(&house, Method::POST, path, body, "once");
    assert_eq!(house.send(again()).await.status, StatusCode::OK);
    assert_eq!(house.send(again()).await.status, StatusCode::CONFLICT);
    let mut asked = again();
    *asked.uri_mut() = "/sync/v1/heads?x=1".parse().unwrap();
    assert_eq!(house.send(asked).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn bodies_of_garbage_are_refused_whole() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    kiosk.arrives(&house, "p-01");
    let whole = kiosk.body();
    let cut = &whole[..whole.len() - 20];
    let headless: Vec<u8> = whole.splitn(2, |b| *b == b'\n').nth(1).unwrap().to_vec();
    let bomb = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, &vec![b'\n'; 65 * 1024 * 1024]).unwrap();
        packed.finish().unwrap()
    };
    for (what, path, body, gzip, status) in [
        (
            "binary",
            "/sync/v1/push",
            b"\x00\xff\xfe".to_vec(),
            false,
            400,
        ),
        ("truncated", "/sync/v1/push", cut.to_vec(), false, 400),
        ("without its head", "/sync/v1/push", headless, false, 400),
        ("a bomb", "/sync/v1/push", bomb, true, 413),
        ("not gzip", "/sync/v1/push", whole.clone(), true, 413),
        ("deep", "/sync/v1/heads", b"[".repeat(100_000), false, 400),
        (
            "enormous heads",
            "/sync/v1/heads",
            vec![b' '; 3_000_000],
            false,
            413,
        ),
        ("no pull", "/sync/v1/pull", b"null".to_vec(), false, 400),
        (
            "negative",
            "/sync/v1/pull",
            br#"{"wants":[],"limit":-1}"#.to_vec(),
            false,
            400,
        ),
    ] {
        let id = format!("garbage-{}", what.replace(' ', "-"));
        let mut request = kiosk.request(&house, Method::POST, path, &body, &id);
        if gzip {
            request
                .headers_mut()
                .insert("content-encoding", "gzip".parse().unwrap());
        }
        let seen = house.send(request).await;
        assert_eq!(seen.status.as_u16(), status, "{what}: {}", seen.body);
    }
    assert_eq!(people_in(&house), 0);
    assert_eq!(house.state.sync().tally.bodies_refused.get(), 9);
    // An empty one is no harm.
    assert!(kiosk.push(&house, b"").await.streams.is_empty());
}

#[tokio::test]
async fn a_wrong_line_keeps_back_its_batch_and_the_later_ones_and_a_wrong_outline_all() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    kiosk.arrives(&house, "p-01");
    let first = String::from_utf8(kiosk.body()).unwrap();
    kiosk.states(
        &house,
        &Actor::participant(&PersonId::new("p-01")),
        BreakStarted {
            person: PersonId::new("p-01"),
        }
        .into(),
    );
    // The second batch begins with what the first one holds, as a sender's that heard no answer.
    let second = String::from_utf8(kiosk.body()).unwrap();
    let entry = second.lines().last().unwrap();
    for (spoilt, line, held) in [
        (second.replace(&format!("{entry}\n"), ""), 3, None),
        (second.replace(entry, "{}"), 5, Some(1)),
        (second.clone(), 0, Some(2)),
    ] {
        let seen = kiosk
            .post(
                &house,
                "/sync/v1/push",
                (first.clone() + &spoilt).as_bytes(),
            )
            .await;
        if line > 0 {
            assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{}", seen.body);
            let named = format!("line {line}:");
            assert!(seen.body.contains(&named), "{named} {}", seen.body);
        } else {
            assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        }
        let stream = kiosk.own("w:soap");
        let head = house
            .state
            .book()
            .with(|ledger| ledger.log().head(&stream).unwrap())
            .unwrap();
        assert_eq!(head.map(|head| head.seq), held, "line {line}");
    }
    assert_eq!(house.state.sync().tally.bodies_refused.get(), 2);
}

#[tokio::test]
async fn forged_foreign_torn_and_forked_batches_are_refused_or_kept_apart() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    kiosk.arrives(&house, "p-01");
    let whole = String::from_utf8(kiosk.body()).unwrap();
    let refused = |report: PushReport| -> String {
        assert_eq!(report.streams.len(), 1);
        report.streams[0].refused.clone().expect("refused")
    };

    let forged = whole.replace("p-01", "p-02");
    assert_ne!(forged, whole);
    let why = refused(kiosk.push(&house, forged.as_bytes()).await);
    assert!(why.contains("payload"), "{why}");

    // A stranger's stream, relayed.
    let key = DeviceKey::generate().unwrap();
    let device = device_of(&key.public());
    let mut stranger = Kiosk::new(key, device, Epoch(1), Vec::new());
    copy_people(&house, &mut stranger);
    stranger.arrives(&house, "p-01");
    let why = refused(kiosk.push(&house, &stranger.body()).await);
    assert!(why.contains("not enrolled"), "{why}");

    // Signed by another key than the stream's writer.
    let mut thief = Kiosk::new(stranger.key.clone(), kiosk.device, Epoch(9), Vec::new());
    copy_people(&house, &mut thief);
    thief.arrives(&house, "p-01");
    let why = refused(kiosk.push(&house, &thief.body()).await);
    assert!(why.contains("signature"), "{why}");

    // Of another workshop.
    let foreign = whole.replace("w:soap", "w:wood");
    let why = refused(kiosk.push(&house, foreign.as_bytes()).await);
    assert!(why.contains("workshop"), "{why}");

    assert_eq!(people_in(&house), 0);
    let report = kiosk.push(&house, whole.as_bytes()).await;
    assert_eq!(report.streams[0].refused, None);

    // A cloned card writes the same place again: kept apart, the chain goes on.
    let mut clone = Kiosk::new(kiosk.key.clone(), kiosk.device, Epoch(1), Vec::new());
    copy_people(&house, &mut clone);
    clone.arrives(&house, "p-01");
    let report = kiosk.push(&house, &clone.body()).await;
    assert_eq!(report.streams[0].fork, Some(1));
    assert_eq!(house.state.sync().tally.forks.get(), 1);

    // Entries are missing before the batch.
    let mut late = Kiosk::new(kiosk.key.clone(), kiosk.device, Epoch(2), Vec::new());
    copy_people(&house, &mut late);
    late.arrives(&house, "p-01");
    let first = Batches::from_log(
        late.ledger.log(),
        &[Want {
            stream: late.own("w:soap"),
            after: 0,
        }],
        10,
    )
    .unwrap();
    assert_eq!(first.entries, 1);
    leaves(&house, &mut late, "p-01");
    let tail = Batches::from_log(
        late.ledger.log(),
        &[Want {
            stream: late.own("w:soap"),
            after: 1,
        }],
        10,
    )
    .unwrap();
    let why = refused(kiosk.push(&house, &tail.bytes).await);
    assert!(why.contains("missing"), "{why}");
    let report = kiosk
        .push(&house, &[first.bytes, tail.bytes].concat())
        .await;
    assert_eq!(report.streams[1].have, 2);
    house
        .state
        .book()
        .with(|ledger| assert!(ledger.log().verify().unwrap().faults.is_empty()))
        .unwrap();
}
