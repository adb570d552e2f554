//! The office of a story: the real server without a port, on a copy of the sample workshop.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use stupen_domain::time::Moment;
use stupen_domain::wire::unusable::Unusable;
use stupen_journal::sync::{HeadsMessage, PullRequest, PushReport};
use stupen_journal::{DeviceKey, Epoch, RequestSignature, WriterId};
use stupen_kiosk::identity::{Identity, Office as OfficeSeen};
use stupen_kiosk::local::Pin;
use stupen_kiosk::office::{HeadsAnswer, Office, OfficeError};
use stupen_server::book::Book;
use stupen_server::book::damage::Damage;
use stupen_server::clock::Clock;
use stupen_server::commands::Context;
use stupen_server::data::DataDir;
use stupen_server::demo;
use stupen_server::office::codes::{self, Ticket};
use stupen_server::router::router;
use stupen_server::state::{AppState, Parts};
use stupen_server::tls;
use stupen_server::upkeep;
use stupen_server::web::damage;
use tower::ServiceExt;

use crate::root;
use crate::story::damage_middle;

/// The Sunday before the sample's first Monday.
const MADE_AT: &str = "2026-11-22T18:00:00+03:00";

/// The line between kiosks and office: absent while the server is down.
type Line = Arc<Mutex<Option<Router>>>;

/// The office.
pub struct OfficeRoom {
    dir: tempfile::TempDir,
    now: Arc<Mutex<Moment>>,
    state: Option<AppState>,
    line: Line,
    runtime: Arc<tokio::runtime::Runtime>,
    pin: String,
    request: u64,
    backup: Option<tempfile::TempDir>,
    /// Of the browsers that are signed in, by login, with the day: nobody stays signed in over night.
    cookies: BTreeMap<String, (chrono::NaiveDate, String)>,
}

/// The sample workshop, made once: every story gets a copy.
static SAMPLE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let made_at: Moment = MADE_AT.parse().unwrap();
    let context = Context {
        data: DataDir::open(dir.path()).unwrap(),
        clock: Clock::new(move || made_at.to_utc()),
    };
    // Badges are wanted, not their sheet: no typesetter.
    let nowhere = Path::new("/nowhere/stupen-documents");
    let (sample, calendars) = (
        root().join("assets/sample"),
        root().join("assets/calendars"),
    );
    assert!(demo::make(&context, &sample, &calendars, Some(nowhere)).unwrap());
    tls::Identity::load_or_make(&context.data, &["localhost".to_owned()]).unwrap();
    dir
});

impl OfficeRoom {
    /// The office on the evening before the story's first day.
    pub fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        copy_folder(SAMPLE.path(), dir.path());
        let mut room = Self {
            now: Arc::new(Mutex::new(MADE_AT.parse().unwrap())),
            dir,
            state: None,
            line: Line::default(),
            runtime: Arc::new(
                tokio::runtime::Builder::new_current_thread()
                    .enable_time()
                    .build()
                    .unwrap(),
            ),
            pin: String::new(),
            request: 0,
            backup: None,
            cookies: BTreeMap::new(),
        };
        room.start();
        room
    }

    /// Moves the office's clock.
    pub fn set_clock(&self, now: Moment) {
        *self.now.lock().unwrap() = now;
    }

    /// Starts the server.
    pub fn start(&mut self) {
        let context = self.context();
        let identity = tls::Identity::load_or_make(&context.data, &[]).unwrap();
        self.pin = identity.pin().base32();
        let book = match context.book() {
            Ok(book) => book,
            Err(error) => {
                // As `serve` does.
                error.downcast::<Damage>().unwrap();
                *self.line.lock().unwrap() = Some(damage::router());
                return;
            }
        };
        let state = AppState::new(Parts {
            office: context.office().unwrap(),
            book,
            clock: context.clock,
            pin: identity.pin(),
            listens: ([127, 0, 0, 1], 8443).into(),
            demonstration: true,
        })
        .unwrap();
        *self.line.lock().unwrap() = Some(router(state.clone()));
        self.state = Some(state);
    }

    /// Stops the server; its files stay.
    pub fn stop(&mut self) {
        self.line.lock().unwrap().take();
        self.state.take();
    }

    /// The disk breaks in the middle of the log.
    pub fn damage_log(&self) {
        damage_middle(&self.context().data.log_db());
    }

    /// What whoever watches over the server is answered.
    pub fn health(&self) -> String {
        let request = Request::get("/healthz").body(Body::empty()).unwrap();
        let (status, body) = match send(&self.runtime, &self.line, request) {
            Ok(answered) => answered,
            Err(error) => return error.to_string(),
        };
        let health: Value = serde_json::from_slice(&body).unwrap();
        match health["reason"].as_str() {
            Some(reason) => format!("{status} {reason}"),
            None => format!("{status} {}", health["status"].as_str().unwrap()),
        }
    }

    /// Whether nothing runs.
    pub fn is_off(&self) -> bool {
        self.line.lock().unwrap().is_none()
    }

    /// Backs everything up; the newest backup is the one that [`OfficeRoom::restore`] takes.
    pub fn back_up(&mut self) -> u64 {
        let backup = tempfile::tempdir().unwrap();
        let to = backup.path().join("backup");
        let done = upkeep::backup::write(&self.context(), &to).unwrap();
        self.backup = Some(backup);
        done.entries
    }

    /// The machine is gone: the backup on another one. Says what `restore` says.
    pub fn restore(&mut self) -> String {
        self.stop();
        self.dir = tempfile::tempdir().unwrap();
        let from = self
            .backup
            .as_ref()
            .expect("no backup")
            .path()
            .join("backup");
        let done = upkeep::restore::read(&self.context(), &from, &[]).unwrap();
        self.start();
        done.lost()
    }

    /// What commands beside the server work with.
    pub fn context(&self) -> Context {
        let now = Arc::clone(&self.now);
        Context {
            data: DataDir::open(self.dir.path()).unwrap(),
            clock: Clock::new(move || now.lock().unwrap().to_utc()),
        }
    }

    /// The running server's parts.
    pub fn state(&self) -> &AppState {
        self.state.as_ref().expect("the server is stopped")
    }

    /// The running server's book.
    pub fn book(&self) -> &Book {
        self.state().book()
    }

    /// The data directory.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// Badge texts by the name that people are called.
    pub fn badges(&self) -> BTreeMap<String, String> {
        let text = std::fs::read_to_string(SAMPLE.path().join("badges.txt")).unwrap();
        text.lines()
            .map(|line| {
                let (rest, badge) = line.rsplit_once(' ').unwrap();
                let (_key, called) = rest.split_once(' ').unwrap();
                (called.to_owned(), badge.to_owned())
            })
            .collect()
    }

    /// A staff member's PIN, by the name they are called.
    pub fn pin_of(&self, called: &str) -> String {
        let text = std::fs::read_to_string(SAMPLE.path().join("logins.txt")).unwrap();
        let line = text.lines().find(|line| line.contains(called)).unwrap();
        let (_, rest) = line.split_once("PIN ").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// One of the office's lists as JSON, as somebody with that login sees it.
    ///
    /// # Errors
    /// When the office refuses.
    pub fn list(&mut self, login: &str, path: &str) -> Result<Value, String> {
        let request = Request::get(path).header("accept", "application/json");
        let (status, body) = self.browse(login, request, String::new())?;
        if status != 200 {
            return Err(format!("{path} answers {status}"));
        }
        serde_json::from_slice(&body).map_err(|error| error.to_string())
    }

    /// One of the office's pages, as somebody with that login sees it.
    ///
    /// # Errors
    /// When the office refuses.
    pub fn page(&mut self, login: &str, path: &str) -> Result<String, String> {
        let request = Request::get(path)
            .header("accept", "text/html")
            .header("accept-language", "ru");
        let (status, body) = self.browse(login, request, String::new())?;
        if status != 200 {
            return Err(format!("{path} answers {status}"));
        }
        String::from_utf8(body).map_err(|error| error.to_string())
    }

    /// A form of one of the office's pages, filled in and sent by somebody with that login.
    ///
    /// # Errors
    /// When the office does not take it.
    pub fn send_form(&mut self, login: &str, path: &str, form: &str) -> Result<(), String> {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        let (status, body) = self.browse(login, request, form.to_owned())?;
        if status == 303 {
            return Ok(());
        }
        let page = String::from_utf8_lossy(&body).into_owned();
        Err(format!("{path} answers {status}: {page}"))
    }

    /// A browser of somebody who is signed in.
    fn browse(
        &mut self,
        login: &str,
        request: axum::http::request::Builder,
        body: String,
    ) -> Result<(u16, Vec<u8>), String> {
        let cookie = self.sign_in(login);
        let request = request.header("cookie", cookie).body(Body::from(body));
        send(&self.runtime, &self.line, request.unwrap()).map_err(|error| error.to_string())
    }

    /// Signs in, once a day.
    fn sign_in(&mut self, login: &str) -> String {
        let today = self.now.lock().unwrap().date_naive();
        if let Some((day, cookie)) = self.cookies.get(login)
            && *day == today
        {
            return cookie.clone();
        }
        let text = std::fs::read_to_string(SAMPLE.path().join("logins.txt")).unwrap();
        let line = text.lines().find(|line| line.starts_with(login)).unwrap();
        let password = line.split_whitespace().nth(1).unwrap();
        let request = Request::post("/login")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!(
                "login={login}&password={password}&next="
            )))
            .unwrap();
        let router = self
            .line
            .lock()
            .unwrap()
            .clone()
            .expect("the server is stopped");
        let response = self.runtime.block_on(router.oneshot(request)).unwrap();
        assert_eq!(response.status().as_u16(), 303, "{login} cannot sign in");
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        self.cookies
            .insert(login.to_owned(), (today, cookie.clone()));
        cookie
    }

    /// Enrols a kiosk by a one-time code, as the kiosk itself would.
    pub fn enrol(&mut self, ticket: &Ticket) -> Identity {
        let now = *self.now.lock().unwrap();
        let code = self
            .state()
            .office()
            .with(|db| codes::issue(db, ticket, "lead", now.to_utc()))
            .unwrap();
        let key = DeviceKey::generate().unwrap();
        let proof = key.sign(format!("stupen-enrol-v1\n{}\n{code}", self.pin).as_bytes());
        let wish = json!({"code": code, "public_key": key.public(), "proof": proof, "name": null});
        let request = Request::post("/sync/v1/enrol").body(Body::from(wish.to_string()));
        let (status, body) = send(&self.runtime, &self.line, request.unwrap()).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        let answer: Value = serde_json::from_slice(&body).unwrap();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        self.request += 1;
        Identity::new(
            text("device").parse().unwrap(),
            Epoch::random().unwrap(),
            &key,
            [u8::try_from(self.request).unwrap(); 32],
            (text("name"), text("organisation"), text("workshop")),
            serde_json::from_value(answer["mode"].clone()).unwrap(),
            OfficeSeen {
                url: "https://office.invalid".to_owned(),
                pin: self.pin.clone(),
                device: answer["server"]["device"]
                    .as_str()
                    .unwrap()
                    .parse()
                    .unwrap(),
                public_key: serde_json::from_value(answer["server"]["public_key"].clone()).unwrap(),
                seal_key: serde_json::from_value(answer["server"]["seal_key"].clone()).unwrap(),
            },
        )
    }

    /// A kiosk's way to the office.
    pub fn call(&self, identity: &Identity) -> Call {
        Call {
            line: Arc::clone(&self.line),
            runtime: Arc::clone(&self.runtime),
            pin: identity.office.pin.clone(),
            device: identity.device,
            key: identity.key().unwrap(),
        }
    }
}

/// Signed requests straight into the router.
pub struct Call {
    line: Line,
    runtime: Arc<tokio::runtime::Runtime>,
    pin: String,
    device: WriterId,
    key: DeviceKey,
}

fn send(
    runtime: &tokio::runtime::Runtime,
    line: &Line,
    request: Request<Body>,
) -> Result<(u16, Vec<u8>), OfficeError> {
    let Some(router) = line.lock().unwrap().clone() else {
        return Err(OfficeError::Away("connection refused".to_owned()));
    };
    runtime.block_on(async {
        let response = router.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Ok((status, body.to_vec()))
    })
}

impl Call {
    fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Vec<u8>, OfficeError> {
        let mut id = [0; 16];
        (0..16).for_each(|at| id[at] = fastrand::u8(..));
        let request_id = data_encoding::HEXLOWER.encode(&id);
        let signature = RequestSignature {
            server_pin: &self.pin,
            method: method.as_str(),
            path,
            body: &body,
            request_id: &request_id,
        }
        .sign(&self.key);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("stupen-device", self.device.to_string())
            .header("stupen-request", request_id)
            .header("stupen-signature", signature.to_string())
            .body(Body::from(body))
            .unwrap();
        let (status, body) = send(&self.runtime, &self.line, request)?;
        if status == 200 || status == 204 {
            return Ok(body);
        }
        let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
        let what = problem["detail"].as_str().unwrap_or_default().to_owned();
        let code = problem["type"].as_str().unwrap_or_default();
        let code = code.rsplit(':').next().unwrap_or_default().to_owned();
        Err(OfficeError::Refused { status, code, what })
    }
}

fn read<T: for<'a> serde::Deserialize<'a>>(bytes: &[u8]) -> Result<T, OfficeError> {
    serde_json::from_slice(bytes).map_err(|error| OfficeError::Unreadable(error.to_string()))
}

impl Office for Call {
    fn heads(&mut self, mine: &HeadsMessage) -> Result<HeadsAnswer, OfficeError> {
        let body = serde_json::to_vec(mine).unwrap();
        read(&self.ask(Method::POST, "/sync/v1/heads", body)?)
    }

    fn push(&mut self, body: Vec<u8>) -> Result<PushReport, OfficeError> {
        read(&self.ask(Method::POST, "/sync/v1/push", body)?)
    }

    fn pull(&mut self, request: &PullRequest) -> Result<Vec<u8>, OfficeError> {
        let body = serde_json::to_vec(request).unwrap();
        self.ask(Method::POST, "/sync/v1/pull", body)
    }

    fn blob(&mut self, hash: &str) -> Result<Option<Vec<u8>>, OfficeError> {
        match self.ask(Method::GET, &format!("/sync/v1/blob/{hash}"), Vec::new()) {
            Err(OfficeError::Refused { status: 404, .. }) => Ok(None),
            answer => answer.map(Some),
        }
    }

    fn pins(&mut self) -> Result<Vec<Pin>, OfficeError> {
        let bytes = self.ask(Method::GET, "/sync/v1/pins", Vec::new())?;
        let bundle: Value = read(&bytes)?;
        serde_json::from_value(bundle["pins"].clone())
            .map_err(|error| OfficeError::Unreadable(error.to_string()))
    }

    fn tell_unusable(&mut self, files: &[Unusable]) -> Result<(), OfficeError> {
        let body = json!({ "files": files }).to_string();
        self.ask(Method::POST, "/sync/v1/unusable", body.into_bytes())
            .map(drop)
    }
}

/// Copies a folder with all that is in it.
pub(super) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
