//! A kiosk with a ledger of its own, at the router of a house.

use crate::office::codes::{self, KioskMode, Ticket};
use crate::sync::enrol::proof_text;
use crate::tests::{House, Seen};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use stupen_domain::wire::facts::{Arrived, EnrolmentStarted, PersonSet, Service};
use stupen_domain::wire::ids::{EnrolmentId, OrganisationId, PersonId, PictureRef, WorkshopId};
use stupen_domain::{Actor, Command, Here, Now, Role, WriterKind};
use stupen_journal::sync::{Body as Batches, PullRequest, PushReport, Want};
use stupen_journal::{
    Audience, DeviceKey, Epoch, PublicKey, RequestSignature, StreamId, Writer, WriterId,
};
use stupen_ledger::{Author, Files, Ledger, Root, Seals};

pub(super) struct Kiosk {
    pub(super) key: DeviceKey,
    pub(super) device: WriterId,
    pub(super) ledger: Ledger,
    _dir: tempfile::TempDir,
}

pub(super) fn json_of(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap_or_else(|error| panic!("{error}: {}", seen.body))
}

pub(super) fn manager() -> Actor {
    Actor {
        person: Some(PersonId::new("boss")),
        role: Role::Manager,
    }
}

pub(super) fn workshop() -> WorkshopId {
    WorkshopId::new("soap")
}

pub(super) fn person(id: &str, staff_role: Option<&str>, picture: &str) -> Command {
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

pub(super) fn enrolment(id: &str) -> Command {
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
pub(super) fn house() -> House {
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
    pub(super) fn code(&self) -> String {
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

    pub(super) async fn enrol(&self, code: &str, key: &DeviceKey, pin: &str) -> Seen {
        let proof = key.sign(&proof_text(pin, code));
        let body = json!({"code": code, "public_key": key.public(), "proof": proof, "name": null});
        self.raw("/sync/v1/enrol", body.to_string().into_bytes())
            .await
    }

    pub(super) async fn raw(&self, path: &str, body: Vec<u8>) -> Seen {
        let request = Request::builder().method(Method::POST).uri(path);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// An enrolled kiosk with an empty ledger of its own.
    pub(super) async fn kiosk(&self) -> Kiosk {
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
        let mut kiosk = Kiosk::new(key, device, Epoch(1), vec![root]);
        let seal_key = answer["server"]["seal_key"].as_str().unwrap();
        kiosk.ledger.seal_to(seal_key.parse().unwrap());
        kiosk
    }

    pub(super) fn pin(&self) -> String {
        self.state.pin().base32()
    }
}

impl Kiosk {
    pub(super) fn new(key: DeviceKey, device: WriterId, epoch: Epoch, roots: Vec<Root>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let files = Files {
            dir: dir.path().to_path_buf(),
            key: None,
            seals: Seals::default(),
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

    pub(super) fn request(
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

    pub(super) async fn ask(&self, house: &House, method: Method, path: &str, body: &[u8]) -> Seen {
        let id: [u8; 16] = crate::secrets::random().unwrap();
        let id = data_encoding::HEXLOWER.encode(&id);
        house
            .send(self.request(house, method, path, body, &id))
            .await
    }

    pub(super) async fn post(&self, house: &House, path: &str, body: &[u8]) -> Seen {
        self.ask(house, Method::POST, path, body).await
    }

    /// Pulls everything that the office offers.
    pub(super) async fn pull_all(&mut self, house: &House) {
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
    pub(super) fn arrives(&mut self, house: &House, id: &str) {
        let who = PersonId::new(id);
        let arrived = Arrived {
            person: who.clone(),
            badge: None,
        };
        self.states(house, &Actor::participant(&who), arrived.into());
    }

    /// Somebody states something here; the entry is signed.
    pub(super) fn states(&mut self, house: &House, actor: &Actor, command: Command) {
        let here = Here {
            writer: WriterKind::Kiosk,
            organisation: OrganisationId::new("stupeni"),
            workshop: workshop(),
        };
        let now: Now = house
            .state
            .book()
            .now(house.state.now(), chrono_tz::Europe::Moscow);
        self.ledger
            .commit(vec![command], actor, &here, &now)
            .unwrap();
        self.ledger.sign().unwrap();
    }

    pub(super) fn own(&self, scope: &str) -> StreamId {
        self.own_for(scope, Audience::Floor)
    }

    pub(super) fn own_for(&self, scope: &str, audience: Audience) -> StreamId {
        StreamId::new(self.ledger.author().writer, scope, audience).unwrap()
    }

    pub(super) fn body(&self) -> Vec<u8> {
        self.body_of(self.own("w:soap"))
    }

    pub(super) fn body_of(&self, stream: StreamId) -> Vec<u8> {
        let want = Want { stream, after: 0 };
        Batches::from_log(self.ledger.log(), &[want], 1000)
            .unwrap()
            .bytes
    }

    pub(super) async fn push(&self, house: &House, body: &[u8]) -> PushReport {
        let seen = self.post(house, "/sync/v1/push", body).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        serde_json::from_str(&seen.body).unwrap()
    }
}

pub(super) fn people_in(house: &House) -> usize {
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

/// Puts the office's people into a ledger that does not sync, so that it can write about them.
pub(super) fn copy_people(house: &House, kiosk: &mut Kiosk) {
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

pub(super) fn leaves(house: &House, kiosk: &mut Kiosk, id: &str) {
    let who = PersonId::new(id);
    let left = stupen_domain::wire::facts::Left {
        person: who.clone(),
    };
    kiosk.states(house, &Actor::participant(&who), left.into());
}
