//! The real programs together: server, typesetter, kiosk window under a virtual display, and Chromium.
//!
//! The badges' PDF is rendered and read back by an independent QR decoder, one of the texts checks that person in,
//! the office page shows it without reloading, and a finger on the window goes to work. The programs are those that
//! `./test` builds first; run by hand: `cargo build --workspace --bins`, the same in `server/documents`, then this.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use rxing::helpers::detect_multiple_in_luma_with_hints;
use rxing::{BarcodeFormat, DecodeHints};
use serde_json::json;
use tempfile::TempDir;

/// A Monday morning, so that the sample's people are expected.
const MORNING: &str = "2026-11-23T08:41:00+03:00";
/// Longest wait for anything; a pass never waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The kiosk takes a second touch within half a second for the same finger.
const BETWEEN_TOUCHES: Duration = Duration::from_millis(700);

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Beside this test's own binary, or in the typesetter's own workspace.
fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let target = here.ancestors().nth(2).unwrap().to_owned();
    let documents = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../server/documents/target/debug")
        .join(name);
    let found = [target.join(name), documents]
        .into_iter()
        .find(|path| path.exists());
    found.unwrap_or_else(|| {
        panic!("{name} is not built: ./test builds it, or `cargo build --workspace --bins`")
    })
}

fn needs(tool: &str, package: &str) {
    let found = std::env::var_os("PATH")
        .is_some_and(|paths| std::env::split_paths(&paths).any(|dir| dir.join(tool).exists()));
    assert!(
        found,
        "{tool} is missing: install the package {package} (./test does)"
    );
}

fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {words}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    words
}

/// The sample workshop with a running server and a connected kiosk's data.
struct Workshop {
    dir: TempDir,
    address: String,
    _server: Running,
}

impl Workshop {
    fn open() -> Workshop {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("server");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
        for folder in ["server", "kiosk"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
            std::fs::write(dir.path().join(folder).join("demonstration"), "").unwrap();
        }
        let server = |arguments: &[&str]| {
            let mut command = Command::new(program("stupen-server"));
            command
                .arg("--data")
                .arg(&data)
                .args(["--clock", MORNING])
                .args(arguments);
            command
        };
        said(
            server(&["demo", "--bare", "--sample"])
                .arg(sample)
                .arg("--documents")
                .arg(program("stupen-documents")),
        );
        let serving = server(&["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let serving = Running(serving);
        let address = wait_for("the server's address", || {
            let text = std::fs::read_to_string(data.join("server.addr")).ok()?;
            (!text.trim().is_empty()).then(|| text.trim().to_owned())
        });
        let told = said(&mut server(&[
            "kiosks", "add", "--name", "Вход", "--mode", "both",
        ]));
        let code = told
            .lines()
            .find_map(|line| line.strip_prefix("QR text: "))
            .expect("an enrolment code");
        let workshop = Workshop {
            dir,
            address,
            _server: serving,
        };
        said(workshop.kiosk().arg("enrol").arg(code));
        workshop
    }

    fn kiosk(&self) -> Command {
        let mut command = Command::new(program("stupen-kiosk"));
        command
            .arg("--data")
            .arg(self.dir.path().join("kiosk"))
            .args(["--clock", MORNING]);
        command
    }

    /// Texts of the badges as a camera sees them on the printed sheet.
    fn printed_badges(&self) -> Vec<String> {
        let pages = self.dir.path().join("page");
        said(
            Command::new("pdftoppm")
                .args(["-png", "-gray", "-r", "200"])
                .arg(self.dir.path().join("server/badges.pdf"))
                .arg(&pages),
        );
        let mut texts = Vec::new();
        for file in std::fs::read_dir(self.dir.path()).unwrap().flatten() {
            if file
                .path()
                .extension()
                .is_some_and(|ending| ending == "png")
            {
                texts.extend(codes(&file.path()));
            }
        }
        texts
    }

    /// `(name, badge text)` of everybody, as the demonstration wrote it down.
    fn badges(&self) -> Vec<(String, String)> {
        let text = std::fs::read_to_string(self.dir.path().join("server/badges.txt")).unwrap();
        text.lines()
            .map(|line| {
                let (rest, code) = line.rsplit_once(' ').unwrap();
                (rest.split_once(' ').unwrap().1.to_owned(), code.to_owned())
            })
            .collect()
    }

    fn password_of(&self, login: &str) -> String {
        let text = std::fs::read_to_string(self.dir.path().join("server/logins.txt")).unwrap();
        let line = text.lines().find(|line| line.starts_with(login)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    }
}

fn codes(png: &Path) -> Vec<String> {
    let file = BufReader::new(std::fs::File::open(png).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    pixels.truncate(info.buffer_size());
    // Rendered in grey, but stored in colour: one channel is enough.
    let luma = pixels
        .into_iter()
        .step_by(info.color_type.samples())
        .collect();
    let mut hints = DecodeHints {
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    detect_multiple_in_luma_with_hints(luma, info.width, info.height, &mut hints)
        .map(|found| found.iter().map(|code| code.getText().to_owned()).collect())
        .unwrap_or_default()
}

/// The kiosk in a real window under a display of its own.
struct Window {
    display: String,
    socket: UnixStream,
    told: Receiver<String>,
    _kiosk: Running,
    _screen: Running,
}

impl Window {
    fn open(workshop: &Workshop) -> Window {
        needs("Xvfb", "xvfb");
        needs("xdotool", "xdotool");
        let mut screen = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(screen.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let screen = Running(screen);
        let display = format!(":{}", number.trim());
        let path = workshop.dir.path().join("kiosk.sock");
        let kiosk = workshop
            .kiosk()
            .args([
                "--size",
                "1280x800",
                "--hardware",
                &format!("sim:{}", path.display()),
            ])
            .env("DISPLAY", &display)
            .env("SLINT_SCALE_FACTOR", "1")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let kiosk = Running(kiosk);
        let socket = wait_for("the kiosk's devices", || UnixStream::connect(&path).ok());
        let (tell, told) = channel();
        let lines = BufReader::new(socket.try_clone().unwrap());
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Window {
            display,
            socket,
            told,
            _kiosk: kiosk,
            _screen: screen,
        }
    }

    fn scan(&mut self, badge: &str) {
        writeln!(self.socket, "{}", json!({ "scan": badge })).unwrap();
    }

    /// Waits until the devices are asked for something that contains `words`.
    fn hears(&self, words: &str) -> String {
        let mut heard = Vec::new();
        loop {
            match self.told.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => heard.push(line),
                Err(_) => panic!("waited in vain for {words:?}; heard {heard:?}"),
            }
        }
    }

    /// Touches; a moment after the last touch, because the kiosk takes two quick ones for one.
    fn touch(&self, x: u32, y: u32) {
        std::thread::sleep(BETWEEN_TOUCHES);
        let place = [x.to_string(), y.to_string()];
        said(Command::new("xdotool").env("DISPLAY", &self.display).args([
            "mousemove",
            &place[0],
            &place[1],
            "click",
            "1",
        ]));
    }
}

/// Chromium behind its driver.
struct Browser {
    page: Client,
    _driver: Running,
}

impl Browser {
    async fn open(profile: &Path) -> Browser {
        needs("chromium", "chromium");
        needs("chromedriver", "chromium-driver");
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let port = lines
            .find_map(|line| {
                line.split_once("successfully on port ")
                    .map(|(_, port)| port.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver tells its port");
        std::thread::spawn(move || lines.for_each(drop));
        let driver = Running(driver);
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--window-size=1280,900".to_owned(),
            format!("--user-data-dir={}", profile.display()),
        ];
        let wishes =
            json!({ "acceptInsecureCerts": true, "goog:chromeOptions": { "args": arguments } });
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(wishes.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Browser {
            page,
            _driver: driver,
        }
    }

    async fn sign_in(&self, address: &str, login: &str, password: &str) {
        self.page
            .goto(&format!("https://{address}/login"))
            .await
            .unwrap();
        self.page
            .find(Locator::Id("login"))
            .await
            .unwrap()
            .send_keys(login)
            .await
            .unwrap();
        self.page
            .find(Locator::Id("password"))
            .await
            .unwrap()
            .send_keys(password)
            .await
            .unwrap();
        self.page
            .find(Locator::Css("button.main"))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
        self.page
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css("li.seat"))
            .await
            .unwrap();
    }

    /// The standing of a person on the board, as it is on the page now.
    async fn standing(&self, name: &str) -> String {
        let script = "const seat = [...document.querySelectorAll('li.seat')]
                .find(seat => seat.querySelector('.called').textContent.trim() === arguments[0]);
            return seat ? seat.querySelector('.tag').textContent.trim() : '';";
        let found = self.page.execute(script, vec![json!(name)]).await.unwrap();
        found.as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_printed_badge_checks_in_and_the_office_page_shows_it() {
    needs("pdftoppm", "poppler-utils");
    let workshop = Workshop::open();
    let badges = workshop.badges();
    let printed = workshop.printed_badges();
    let missing: Vec<&str> = badges
        .iter()
        .filter(|(_, text)| !printed.contains(text))
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(
        missing.is_empty(),
        "not read back from the printed sheet: {missing:?}"
    );
    let denis = printed
        .iter()
        .find(|text| badges.contains(&("Денис".to_owned(), (*text).clone())))
        .unwrap();

    let mut window = Window::open(&workshop);
    let browser = Browser::open(&workshop.dir.path().join("profile")).await;
    browser
        .sign_in(&workshop.address, "lead", &workshop.password_of("lead"))
        .await;
    // A page that is reloaded loses this mark.
    browser
        .page
        .execute("window.stayed = true", vec![])
        .await
        .unwrap();
    let before = browser.standing("Денис").await;
    assert!(!before.is_empty(), "Денис is on the board");

    let scanned = Instant::now();
    window.scan(denis);
    window.hears(r#""sound":"welcome""#);
    let greeted = scanned.elapsed();
    let shown = loop {
        if browser.standing("Денис").await != before {
            break scanned.elapsed();
        }
        assert!(
            scanned.elapsed() < PATIENCE,
            "the board never showed the scan; it says {before:?}"
        );
    };
    println!("greeted after {greeted:?}, on the office page after {shown:?}");
    let stayed = browser
        .page
        .execute("return window.stayed === true", vec![])
        .await
        .unwrap();
    assert_eq!(stayed, json!(true), "the page was not reloaded");

    // The next thing is the first step of the planned operation: one touch.
    window.touch(900, 480);
    let spoken = window.hears("Возьми");
    assert!(spoken.contains(r#""lang":"ru""#), "{spoken}");
    // Next, with the finger at the bottom; then help, top right: the office page asks for somebody.
    window.touch(640, 700);
    window.hears(r#""say""#);
    window.touch(1060, 60);
    window.hears(r#""lamp":"rust""#);
    let asked = Instant::now();
    while browser
        .page
        .find(Locator::Css("section.calls"))
        .await
        .is_err()
    {
        assert!(
            asked.elapsed() < PATIENCE,
            "the call for help never reached the office page"
        );
    }
    browser.page.clone().close().await.unwrap();
}
