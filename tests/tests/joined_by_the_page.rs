//! A new kiosk joins as a workshop does it: an administrator sends the form of the office's page *Kiosks*, and the line
//! that the page shows for typing is typed at the real program, in small letters and with spaces, then scanned at another.

use std::process::Command;

use stupen_kiosk::identity::{DataDir, Identity};

use programs::page::Page;
use programs::{Window, Workshop, said, wait_for};

mod programs;

/// The line that the page shows for whoever has no scanner.
fn line_for(page: &Page, kiosk: &str) -> String {
    let address = page.address.replace(':', "%3A");
    let form = format!("name={kiosk}&mode=both&address=https%3A%2F%2F{address}");
    let shown = page.send("/kiosks/code", &form).text().unwrap();
    let line = shown
        .split_once(r#"<code translate="no">"#)
        .and_then(|(_, rest)| rest.split_once("</code>"));
    line.unwrap_or_else(|| panic!("no line to type: {shown}"))
        .0
        .to_owned()
}

fn enrolled(dir: &DataDir) -> Identity {
    wait_for("an enrolled kiosk", || Identity::load(dir).unwrap())
}

/// Makes the kiosk's folder a new kiosk's.
fn as_new(dir: &DataDir) {
    for file in dir.path().read_dir().unwrap() {
        let path = file.unwrap().path();
        if !path.ends_with("demonstration") {
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn on_screen_a_kiosk_joins_by_the_line_on_the_page() {
    let workshop = Workshop::open(None);
    let dir = DataDir::open(&workshop.dir.path().join("kiosk")).unwrap();
    let denis = workshop.badge_of("Денис");
    let page = Page::signed_in(&workshop, "admin");
    let mut devices = vec![Identity::load(&dir).unwrap().unwrap().device];
    for (name, typed) in [("Gate", true), ("Store", false)] {
        as_new(&dir);
        let line = line_for(&page, name);
        let mut window = Window::open(&workshop);
        if typed {
            let fours: Vec<String> = line
                .to_lowercase()
                .as_bytes()
                .chunks(4)
                .map(|four| String::from_utf8(four.to_vec()).unwrap())
                .collect();
            said(
                Command::new("xdotool")
                    .env("DISPLAY", &window.display)
                    .args(["search", "--sync", "--onlyvisible", "--name", "Stupen"])
                    .args(["windowfocus", "--sync", "type", "--delay", "12"])
                    .arg(format!("{}\n", fours.join(" "))),
            );
        } else {
            window.scan(&line);
        }
        let identity = enrolled(&dir);
        assert_eq!(identity.name, name);
        assert_eq!(identity.office.url, format!("https://{}", workshop.address));
        assert!(!devices.contains(&identity.device), "another kiosk");
        devices.push(identity.device);
        window.knows(&denis);
        drop(window);

        // The code is used up.
        as_new(&dir);
        let mut again = workshop.kiosk();
        let refused = again.args(["enrol", &line]).output().unwrap();
        assert!(!refused.status.success(), "{name}: a code works once");
    }
}
