//! The real programs together: server, typesetter, kiosk window under a virtual display, and Chromium.
//!
//! The badges' PDF is rendered and read back by an independent QR decoder, one of the texts checks that person in,
//! the office page shows it without reloading, and a finger on the window goes to work. The programs are those that
//! `./test` builds first; run by hand: `cargo build --workspace --bins`, the same in `server/documents`, then this.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use rxing::helpers::detect_multiple_in_luma_with_hints;
use rxing::{BarcodeFormat, DecodeHints};
use serde_json::json;

use programs::{PATIENCE, Running, Window, Workshop, needs, program, said};

mod programs;

/// Open pages are told of a change at once; besides, they are drawn anew every 20 seconds. What takes this long came by
/// that way, or not at all. (How long it really takes is printed, and stands in docs/performance.md.)
const LIVE: Duration = Duration::from_secs(15);

/// Texts of the badges as a camera sees them on the printed sheet.
fn printed_badges(workshop: &Workshop) -> Vec<String> {
    let pages = workshop.dir.path().join("page");
    said(
        Command::new("pdftoppm")
            .args(["-png", "-gray", "-r", "200"])
            .arg(workshop.dir.path().join("server/badges.pdf"))
            .arg(&pages),
    );
    let mut texts = Vec::new();
    for file in std::fs::read_dir(workshop.dir.path()).unwrap().flatten() {
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

    /// A page of the office; one that is reloaded loses its mark.
    async fn open_page(&self, address: &str, path: &str) {
        let page = format!("https://{address}{path}");
        self.page.goto(&page).await.unwrap();
        self.page
            .execute("window.stayed = true", vec![])
            .await
            .unwrap();
    }

    async fn stayed(&self) -> bool {
        let script = "return window.stayed === true";
        self.page.execute(script, vec![]).await.unwrap() == json!(true)
    }

    /// A person's line in the day's list, as it is on the page now.
    async fn line(&self, name: &str) -> String {
        let script = "const line = [...document.querySelectorAll('table.attendance tbody tr')]
                .find(line => line.querySelector('th').textContent.includes(arguments[0]));
            return line ? line.textContent : '';";
        let found = self.page.execute(script, vec![json!(name)]).await.unwrap();
        found.as_str().unwrap_or_default().to_owned()
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
async fn on_screen_a_printed_badge_checks_in_and_the_office_page_shows_it() {
    needs("pdftoppm", "poppler-utils");
    let workshop = Workshop::open(Some(&program("stupen-documents")));
    let badges = workshop.badges();
    let printed = printed_badges(&workshop);
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
    browser.open_page(&workshop.address, "/").await;
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
            scanned.elapsed() < LIVE,
            "the board did not show the scan; it says {before:?}"
        );
    };
    println!("greeted after {greeted:?}, on the board after {shown:?}");
    assert!(browser.stayed().await, "the page was not reloaded");

    // The next thing is the planned operation: one touch to what is to be got ready, one more to the first step.
    window.touch(900, 480);
    window.hears("Скотч");
    window.touch(640, 700);
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
    assert!(browser.stayed().await, "the page was not reloaded");

    // Somebody else comes while the list of the day is open.
    browser.open_page(&workshop.address, "/day").await;
    let before = browser.line("Марат").await;
    assert!(!before.is_empty(), "Марат is in the list");
    assert!(!before.contains("8:4"), "{before}");
    let marat = badges.iter().find(|(name, _)| name == "Марат").unwrap();
    let scanned = Instant::now();
    window.scan(&marat.1);
    let shown = loop {
        let now = browser.line("Марат").await;
        if now != before {
            assert!(now.contains("8:4"), "the time of coming: {now}");
            break scanned.elapsed();
        }
        assert!(
            scanned.elapsed() < LIVE,
            "the list did not show the scan; it says {before:?}"
        );
    };
    println!("in the list of the day after {shown:?}");
    assert!(browser.stayed().await, "the page was not reloaded");
    browser.page.clone().close().await.unwrap();
}
