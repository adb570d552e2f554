//! A kiosk at the router: enrolment, signed requests, and everything hostile that a network can bring.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use stupen_domain::wire::facts::{Arrived, EnrolmentStarted, PersonSet, Service};
use stupen_domain::wire::ids::{EnrolmentId, OrganisationId, PersonId, PictureRef, WorkshopId};
use stupen_domain::{Actor, Command, Here, Now, Role, WriterKind, people};
use stupen_journal::sync::{Body as Batches, PullRequest, PushReport, Want};
use stupen_journal::{DeviceKey, Epoch, PublicKey, RequestSignature, StreamId, Writer, WriterId};
use stupen_ledger::{Author, Files, Ledger, Root};

use super::enrol::{device_of, proof_text};
use crate::office::codes::{self, KioskMode, Ticket};
use crate::office::pins;
use crate::tests::{House, Seen, soap};

struct Kiosk {
    key: DeviceKey,
    device: WriterId,
    ledger: Ledger,
    _dir: tempfile::TempDir,
}

fn json_of(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap_or_else(|error| panic!("{error}: {}", seen.body))
}

fn manager() -> Actor {
    Actor {
        person: Some(PersonId::new("boss")),
        role: Role::Manager,
    }
}

fn workshop() -> WorkshopId {
    WorkshopId::new("soap")
}

fn person(id: &str, staff_role: Option<&str>, picture: &str) -> Command {
    PersonSet {
        person: PersonId::new(id),
        called: id.to_owned(),
        picture: PictureRef::new(picture),
        language: "ru".to_owned(),
        staff_role: staff_role.map(str::to_owned),
        active: true,
    }
    .into()
}

fn enrolment(id: &str) -> Command {
    EnrolmentStarted {
        enrolment: EnrolmentId::new(format!("e-{id}")),
        person: PersonId::new(id),
        service: Service::TemporaryEmployment,
        from: "2026-02-02".parse().unwrap(),
        until: None,
    }
    .into()
}

/// The house with a participant and a lead of the workshop.
fn house() -> House {
    let house = House::new();
    let commands = vec![
        person("p-01", None, "pictogram:soap"),
        enrolment("p-01"),
        person("lead-1", Some("lead"), "pictogram:soap"),
    ];
    house
        .state
        .book()
        .commit_now(&workshop(), &manager(), commands)
        .unwrap();
    house
}

impl House {
    fn code(&self) -> String {
        let ticket = Ticket {
            workshop: "soap".to_owned(),
            name: "Вход".to_owned(),
            mode: KioskMode::Entrance,
        };
        let now = self.state.now();
        self.state
            .office()
            .with(|db| codes::issue(db, &ticket, "lead", now))
            .unwrap()
    }

    async fn enrol(&self, code: &str, key: &DeviceKey, pin: &str) -> Seen {
        let proof = key.sign(&proof_text(pin, code));
        let body = json!({"code": code, "public_key": key.public(), "proof": proof, "name": null});
        self.raw("/sync/v1/enrol", body.to_string().into_bytes())
            .await
    }

    async fn raw(&self, path: &str, body: Vec<u8>) -> Seen {
        let request = Request::builder().method(Method::POST).uri(path);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// An enrolled kiosk with an empty ledger of its own.
    async fn kiosk(&self) -> Kiosk {
        let key = DeviceKey::generate().unwrap();
        let seen = self.enrol(&self.code(), &key, &self.pin()).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        let answer = json_of(&seen);
        let root = Root {
            writer: answer["server"]["device"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap(),
            key: answer["server"]["public_key"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap(),
            kind: WriterKind::Server,
        };
        let device: WriterId = answer["device"].as_str().unwrap().parse().unwrap();
        Kiosk::new(key, device, Epoch(1), vec![root])
    }

    fn pin(&self) -> String {
        self.state.pin().base32()
    }
}

impl Kiosk {
    fn new(key: DeviceKey, device: WriterId, epoch: Epoch, roots: Vec<Root>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let files = Files {
            dir: dir.path().to_path_buf(),
            key: None,
        };
        let author = Author {
            writer: Writer { id: device, epoch },
            key: key.clone(),
            kind: WriterKind::Kiosk,
        };
        let opened = Ledger::open(&files, author, OrganisationId::new("stupeni"), roots).unwrap();
        Self {
            key,
            device,
            ledger: opened.ledger,
            _dir: dir,
        }
    }

    fn request(
        &self,
        house: &House,
        method: Method,
        path: &str,
        body: &[u8],
        id: &str,
    ) -> Request<Body> {
        let pin = house.pin();
        let signature = RequestSignature {
            server_pin: &pin,
            method: method.as_str(),
            path,
            body,
            request_id: id,
        }
        .sign(&self.key);
        Request::builder()
            .method(method)
            .uri(path)
            .header("stupen-device", self.device.to_string())
            .header("stupen-request", id)
            .header("stupen-signature", signature.to_string())
            .body(Body::from(body.to_vec()))
            .unwrap()
    }

    async fn ask(&self, house: &House, method: Method, path: &str, body: &[u8]) -> Seen {
        let id: [u8; 16] = crate::secrets::random().unwrap();
        let id = data_encoding::HEXLOWER.encode(&id);
        house
            .send(self.request(house, method, path, body, &id))
            .await
    }

    async fn post(&self, house: &House, path: &str, body: &[u8]) -> Seen {
        self.ask(house, Method::POST, path, body).await
    }

    /// Pulls everything that the office offers.
    async fn pull_all(&mut self, house: &House) {
        let seen = self.post(house, "/sync/v1/heads", br#"{"heads":[]}"#).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        let heads = json_of(&seen)["heads"]["heads"].clone();
        let wants = heads
            .as_array()
            .unwrap()
            .iter()
            .map(|head| Want {
                stream: head["stream"].as_str().unwrap().parse().unwrap(),
                after: 0,
            })
            .collect();
        let request = serde_json::to_vec(&PullRequest { wants, limit: 1000 }).unwrap();
        let seen = self.post(house, "/sync/v1/pull", &request).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        let mut batches = stupen_journal::sync::parse(seen.body.as_bytes()).unwrap();
        // The server's own streams first: they say whom else to trust.
        batches.sort_by_key(|batch| self.ledger.trusted(batch.stream.writer).is_none());
        for batch in batches {
            self.ledger.take_in(batch).unwrap();
        }
    }

    /// Somebody arrives here; the entry is signed.
    fn arrives(&mut self, house: &House, id: &str) {
        let here = Here {
            writer: WriterKind::Kiosk,
            organisation: OrganisationId::new("stupeni"),
            workshop: workshop(),
        };
        let now: Now = house
            .state
            .book()
            .now(house.state.now(), chrono_tz::Europe::Moscow);
        let who = PersonId::new(id);
        let arrived = Arrived {
            person: who.clone(),
            badge: None,
        };
        self.ledger
            .commit(vec![arrived.into()], &Actor::participant(&who), &here, &now)
            .unwrap();
        self.ledger.sign().unwrap();
    }

    fn own(&self, scope: &str) -> StreamId {
        StreamId::new(
            self.ledger.author().writer,
            scope,
            stupen_journal::Audience::Floor,
        )
        .unwrap()
    }

    fn body(&self) -> Vec<u8> {
        let want = Want {
            stream: self.own("w:soap"),
            after: 0,
        };
        Batches::from_log(self.ledger.log(), &[want], 1000)
            .unwrap()
            .bytes
    }

    async fn push(&self, house: &House, body: &[u8]) -> PushReport {
        let seen = self.post(house, "/sync/v1/push", body).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        serde_json::from_str(&seen.body).unwrap()
    }
}

fn people_in(house: &House) -> usize {
    house
        .state
        .book()
        .with(|ledger| {
            let day = "2026-03-02".parse().unwrap();
            ledger.open_day(day).unwrap();
            ledger.state().people_on(day).len()
        })
        .unwrap()
}

#[tokio::test]
async fn a_code_lets_one_key_in_and_a_lost_answer_may_be_asked_again() {
    let house = house();
    let code = house.code();
    let key = DeviceKey::generate().unwrap();
    let first = house.enrol(&code, &key, &house.pin()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let answer = json_of(&first);
    assert_eq!(answer["device"], device_of(&key.public()).to_string());
    assert_eq!(
        (
            &answer["organisation"],
            &answer["workshop"],
            &answer["mode"],
            &answer["name"]
        ),
        (
            &json!("stupeni"),
            &json!("soap"),
            &json!("entrance"),
            &json!("Вход")
        )
    );
    assert_eq!(answer["time"], "2026-03-02T08:10:00+03:00");
    assert_eq!(
        house.enrol(&code, &key, &house.pin()).await.body,
        first.body
    );
    let devices = house
        .state
        .book()
        .with(|ledger| stupen_domain::workshop::devices(ledger.state()).len())
        .unwrap();
    assert_eq!(devices, 3, "office, import and the kiosk, once");

    let other = DeviceKey::generate().unwrap();
    let fresh = house.code();
    let table = [
        (
            "used by another",
            house.enrol(&code, &other, &house.pin()).await,
            403,
            "code",
        ),
        (
            "unknown",
            house
                .enrol("AAAA-AAAA-AAAA-AAAA", &other, &house.pin())
                .await,
            403,
            "code",
        ),
        (
            "for another server",
            house.enrol(&fresh, &other, "OTHERPIN").await,
            400,
            "proof",
        ),
        (
            "garbage",
            house.raw("/sync/v1/enrol", b"\xff{".to_vec()).await,
            400,
            "malformed",
        ),
        (
            "enormous",
            house.raw("/sync/v1/enrol", vec![b' '; 9000]).await,
            413,
            "too-large",
        ),
    ];
    for (what, seen, status, code) in table {
        assert_eq!(seen.status.as_u16(), status, "{what}: {}", seen.body);
        assert_eq!(
            seen.header("content-type"),
            "application/problem+json",
            "{what}"
        );
        assert_eq!(
            json_of(&seen)["type"],
            format!("urn:stupen:problem:{code}"),
            "{what}"
        );
    }
    // The code that a wrong proof was tried with still works.
    let seen = house.enrol(&fresh, &other, &house.pin()).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(house.state.sync().tally.enrolments_refused.get(), 3);
}

#[tokio::test]
async fn a_morning_travels_both_ways() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    let called: Vec<&str> = people::everybody(kiosk.ledger.state())
        .iter()
        .map(|view| view.person.called.as_str())
        .collect();
    assert_eq!(called, ["lead-1", "p-01"]);

    kiosk.arrives(&house, "p-01");
    let mut bell = house.state.live().listen();
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!(report.streams.len(), 1);
    assert_eq!((report.streams[0].accepted, report.streams[0].have), (1, 1));
    assert_eq!(people_in(&house), 1);
    assert_eq!(bell.try_recv(), Ok(crate::web::live::Topic::Board));
    // Once more: nothing counts twice.
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!((report.streams[0].accepted, report.streams[0].have), (0, 1));

    // Packed on the way.
    kiosk.ledger.sign().unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &kiosk.body()).unwrap();
    let packed = packed.finish().unwrap();
    let mut request = kiosk.request(&house, Method::POST, "/sync/v1/push", &packed, "packed");
    request
        .headers_mut()
        .insert("content-encoding", "gzip".parse().unwrap());
    assert_eq!(house.send(request).await.status, StatusCode::OK);

    // A second kiosk sees the arrival through the office.
    let mut second = house.kiosk().await;
    second.pull_all(&house).await;
    assert!(
        second
            .ledger
            .log()
            .head(&kiosk.own("w:soap"))
            .unwrap()
            .is_some()
    );
}

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

/// Puts the office's people into a ledger that does not sync, so that it can write about them.
fn copy_people(house: &House, kiosk: &mut Kiosk) {
    let (server, key): (WriterId, PublicKey) = house.state.book().server();
    let root = Root {
        writer: server,
        key,
        kind: WriterKind::Server,
    };
    let fresh = Kiosk::new(
        kiosk.key.clone(),
        kiosk.device,
        kiosk.ledger.author().writer.epoch,
        vec![root],
    );
    *kiosk = fresh;
    let batches = house
        .state
        .book()
        .with(|ledger| {
            ledger.sign().unwrap();
            let mut wants = Vec::new();
            for head in ledger.log().signed_heads().unwrap() {
                if head.stream.writer == server && head.stream.scope() == "w:soap" {
                    wants.push(Want {
                        stream: head.stream,
                        after: 0,
                    });
                }
            }
            Batches::from_log(ledger.log(), &wants, 1000).unwrap().bytes
        })
        .unwrap();
    for batch in stupen_journal::sync::parse(&batches).unwrap() {
        kiosk.ledger.take_in(batch).unwrap();
    }
}

fn leaves(house: &House, kiosk: &mut Kiosk, id: &str) {
    let here = Here {
        writer: WriterKind::Kiosk,
        organisation: OrganisationId::new("stupeni"),
        workshop: workshop(),
    };
    let now = house
        .state
        .book()
        .now(house.state.now(), chrono_tz::Europe::Moscow);
    let who = PersonId::new(id);
    let left = stupen_domain::wire::facts::Left {
        person: who.clone(),
    };
    kiosk
        .ledger
        .commit(vec![left.into()], &Actor::participant(&who), &here, &now)
        .unwrap();
    kiosk.ledger.sign().unwrap();
}

#[tokio::test]
async fn what_a_kiosk_may_not_write_waits_and_a_revoked_one_only_hands_over() {
    let house = house();
    let mut kiosk = house.kiosk().await;
    kiosk.pull_all(&house).await;
    kiosk.arrives(&house, "p-01");
    kiosk.push(&house, &kiosk.body()).await;

    let now = house.state.now();
    house
        .state
        .office()
        .with(|db| pins::set(db, "lead-1", "$one", now))
        .unwrap();
    let (device, reset) = crate::kiosks::revoke(
        house.state.book(),
        house.state.office(),
        "Вход",
        "lost",
        &manager(),
        now,
    )
    .unwrap();
    assert_eq!((device.as_str(), reset), (&*kiosk.device.to_string(), 1));
    // What had arrived before still counts when it comes again.
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!(report.streams[0].quarantined, 0);
    leaves(&house, &mut kiosk, "p-01");
    let report = kiosk.push(&house, &kiosk.body()).await;
    assert_eq!(
        (
            report.streams[0].accepted,
            report.streams[0].quarantined,
            report.streams[0].have
        ),
        (0, 1, 2),
        "{report:?}"
    );
    let pull = serde_json::to_vec(&PullRequest {
        wants: Vec::new(),
        limit: 1,
    })
    .unwrap();
    for (method, path, body) in [
        (Method::POST, "/sync/v1/heads", br#"{"heads":[]}"#.to_vec()),
        (Method::POST, "/sync/v1/pull", pull),
        (Method::GET, "/sync/v1/pins", Vec::new()),
        (
            Method::GET,
            &*format!("/sync/v1/blob/{}", "0".repeat(64)),
            Vec::new(),
        ),
    ] {
        let seen = kiosk.ask(&house, method, path, &body).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path}: {}", seen.body);
    }
    assert_eq!(house.state.sync().tally.requests_revoked.get(), 4);
}

#[tokio::test]
async fn only_streams_pictures_and_pins_of_the_own_workshop_are_handed_out() {
    let house = house();
    let mut wood = soap();
    wood.workshop = WorkshopId::new("wood");
    let book = house.state.book();
    book.set_workshop(wood, &manager()).unwrap();
    let (mine, theirs, nobodys) = book.blobs(|blobs| {
        (
            blobs.put(b"<svg>a portrait</svg>").unwrap(),
            blobs.put(b"<svg>of the other workshop</svg>").unwrap(),
            blobs.put(b"uploaded, named by nothing").unwrap(),
        )
    });
    let portrait = |id: &str, role, hash| person(id, role, &format!("blob:{hash}"));
    book.commit_now(&workshop(), &manager(), vec![portrait("p-02", None, mine)])
        .unwrap();
    book.commit_now(
        &WorkshopId::new("wood"),
        &manager(),
        vec![portrait("lead-2", Some("lead"), theirs)],
    )
    .unwrap();
    let now = house.state.now();
    house
        .state
        .office()
        .with(|db| {
            pins::set(db, "lead-1", "$one", now)?;
            pins::set(db, "lead-2", "$two", now)?;
            pins::set(db, "p-02", "$no-staff", now)
        })
        .unwrap();

    let kiosk = house.kiosk().await;
    for (hash, status) in [(mine, 200), (theirs, 404), (nobodys, 404)] {
        let seen = kiosk
            .ask(&house, Method::GET, &format!("/sync/v1/blob/{hash}"), b"")
            .await;
        assert_eq!(seen.status.as_u16(), status, "{}", seen.body);
    }
    let seen = kiosk
        .ask(&house, Method::GET, "/sync/v1/blob/..%2fkeys", b"")
        .await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);

    let bundle = kiosk.ask(&house, Method::GET, "/sync/v1/pins", b"").await;
    assert_eq!(
        json_of(&bundle),
        json!({"pins": [{"person": "lead-1", "hash": "$one"}]})
    );
    let seen = kiosk
        .post(&house, "/sync/v1/heads", br#"{"heads":[]}"#)
        .await;
    let heads = json_of(&seen);
    assert_eq!(
        heads["pins"],
        blake3::hash(bundle.body.as_bytes()).to_hex().to_string()
    );
    let streams: Vec<String> = heads["heads"]["heads"]
        .as_array()
        .unwrap()
        .iter()
        .map(|head| head["stream"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        streams
            .iter()
            .all(|stream| stream.ends_with("/w:soap/floor")),
        "{streams:?}"
    );
    assert_eq!(streams.len(), 1);

    let writer = house
        .state
        .book()
        .with(|ledger| ledger.author().writer)
        .unwrap();
    for (scope, audience) in [
        ("w:wood", stupen_journal::Audience::Floor),
        ("o:stupeni", stupen_journal::Audience::Case),
    ] {
        let stream = StreamId::new(writer, scope, audience).unwrap();
        let request = PullRequest {
            wants: vec![Want { stream, after: 0 }],
            limit: 10,
        };
        let seen = kiosk
            .post(
                &house,
                "/sync/v1/pull",
                &serde_json::to_vec(&request).unwrap(),
            )
            .await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{}", seen.body);
    }
}
