//! The whole router without a port: what a browser would see.

mod about;
mod apart;
mod assessed;
mod cases;
mod damaged;
mod ending;
pub(crate) mod floor;
mod frame;
mod joining;
mod openapi;
mod pages;
mod past;
mod planned;
mod port;
mod proposals;
mod sample_forms;
mod signing_in;
mod week;

use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::Duration;
use http_body_util::BodyExt;
use stupen_domain::Actor;
use stupen_domain::wire::facts::{Bilingual, WorkshopSet};
use stupen_domain::wire::ids::{OrganisationId, WorkshopId};
use tower::ServiceExt;

use crate::book::Book;
use crate::clock::{Clock, Moment};
use crate::data::DataDir;
use crate::i18n::Lang;
use crate::office::testing::at;
use crate::office::users::{self, NewUser, Role};
use crate::office::{Office, OfficeError};
use crate::router::router;
use crate::secrets::hash_password;
use crate::state::{AppState, Parts};
use crate::tls::Identity;

pub(crate) const PASSWORD: &str = "серый зонт 4";

/// Hashing is slow on purpose: once is enough for all tests.
static PHC: LazyLock<String> = LazyLock::new(|| hash_password(PASSWORD).unwrap());

/// A server with a lead and an administrator, at ten past eight in Moscow.
pub(crate) struct House {
    pub(crate) state: AppState,
    pub(crate) router: Router,
    pub(crate) identity: Identity,
    now: Arc<Mutex<Moment>>,
    dir: tempfile::TempDir,
}

/// An answer, read to its end.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    /// `name=value` of a cookie that was set.
    pub(crate) fn cookie(&self, name: &str) -> String {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| {
                value
                    .to_str()
                    .unwrap()
                    .split(';')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .find(|pair| pair.starts_with(&format!("{name}=")))
            .unwrap_or_default()
    }
}

impl House {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        let identity = Identity::load_or_make(&data, &["localhost".to_owned()]).unwrap();
        let office = Office::open(&data.office_db()).unwrap();
        let now = Arc::new(Mutex::new(at("2026-03-02T05:10:00Z")));
        for (login, name, role) in [
            ("lead", "Вера", Role::Lead),
            ("admin", "Олег", Role::Administrator),
        ] {
            let user = NewUser {
                login: login.to_owned(),
                name: name.to_owned(),
                role,
                staff_id: None,
                lang: None,
                password_phc: PHC.clone(),
            };
            let added = office.with(|db| users::add(db, &user, *now.lock().unwrap()));
            assert!(added.unwrap());
        }
        let reading = Arc::clone(&now);
        let clock = Clock::new(move || *reading.lock().unwrap());
        Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
        let book = Book::open(&data, &clock).unwrap();
        book.set_workshop(soap(), &Actor::device()).unwrap();
        let state = AppState::new(Parts {
            office,
            book,
            clock,
            pin: identity.pin(),
            listens: ([127, 0, 0, 1], 8443).into(),
            demonstration: false,
        })
        .unwrap();
        Self {
            router: router(state.clone()),
            state,
            identity,
            now,
            dir,
        }
    }

    pub(crate) fn data_dir(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Seen {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// A page as a Russian browser asks for it; `more` are further headers.
    pub(crate) async fn get(&self, path: &str, more: &[(&str, &str)]) -> Seen {
        let mut request = Request::builder()
            .uri(path)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, "ru-RU,ru;q=0.9");
        for (name, value) in more {
            request.headers_mut().unwrap().remove(*name);
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A form sent from a page of this server.
    pub(crate) async fn post(&self, path: &str, form: &str, more: &[(&str, &str)]) -> Seen {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, "ru")
            .header("sec-fetch-site", "same-origin");
        for (name, value) in more {
            request.headers_mut().unwrap().remove(*name);
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn try_password(&self, login: &str, password: &str) -> Seen {
        self.post(
            "/login",
            &format!("login={login}&password={}&next=", encode(password)),
            &[],
        )
        .await
    }

    /// Signs in and returns the cookie.
    pub(crate) async fn sign_in(&self, login: &str) -> String {
        let seen = self.try_password(login, PASSWORD).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
        seen.cookie(crate::web::visitor::SESSION_COOKIE)
    }

    /// The language that the account remembers.
    pub(crate) fn lang_of(&self, login: &str) -> Option<Lang> {
        self.state
            .office()
            .with(|db| Ok::<_, OfficeError>(users::by_login(db, login)?.unwrap().lang))
            .unwrap()
    }
}

/// The house's Monday morning, standing still.
pub(crate) fn standing_clock() -> Clock {
    Clock::new(|| at("2026-03-02T05:10:00Z"))
}

/// The one workshop of the house.
pub(crate) fn soap() -> WorkshopSet {
    WorkshopSet {
        workshop: WorkshopId::new("soap"),
        organisation: OrganisationId::new("stupeni"),
        name: Bilingual {
            ru: "Мыло".to_owned(),
            en: "Soap".to_owned(),
        },
        time_zone: "Europe/Moscow".to_owned(),
        late_grace_min: 10,
        double_scan_s: 20,
    }
}

pub(crate) fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
