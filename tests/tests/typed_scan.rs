//! A scanner that types like a keyboard, in the real window: keys as such a scanner presses them, by their place on the
//! keyboard, while the layout is the Russian one. And the setting that says where badges are read.

use std::process::Command;
use std::time::Duration;

use programs::{Window, Workshop, needs, said, wait_for};

mod programs;

/// Long enough for a scan to be answered, also while other programs are building.
const NOTHING_COMES: Duration = Duration::from_secs(3);

/// The keys of a keyboard for the United States, row by row, with the X11 code of the first of each: what scanners press.
const ROWS: [(&str, u8); 4] = [
    ("1234567890", 10),
    ("QWERTYUIOP", 24),
    ("ASDFGHJKL", 38),
    ("ZXCVBNM", 52),
];
const ENTER: &str = "36";

/// The key of a sign of a badge, with the Shift that a scanner holds for capitals.
fn key(sign: char) -> String {
    let (row, at) = ROWS
        .iter()
        .find_map(|(row, first)| Some((first, row.find(sign)?)))
        .unwrap_or_else(|| panic!("a badge has no {sign:?}"));
    let code = usize::from(*row) + at;
    if sign.is_ascii_digit() {
        code.to_string()
    } else {
        format!("shift+{code}")
    }
}

impl Window {
    fn sets_layout(&self, layout: &str) {
        let display = ["-display", self.display.as_str(), layout];
        said(Command::new("setxkbmap").args(display));
    }

    /// Types a badge as a scanner does.
    fn types(&self, badge: &str) {
        let keys = badge.chars().map(key).chain([ENTER.to_owned()]);
        said(
            Command::new("xdotool")
                .env("DISPLAY", &self.display)
                .args(["search", "--sync", "--onlyvisible", "--name", "Stupen"])
                .args(["windowfocus", "--sync", "key", "--delay", "4"])
                .args(keys),
        );
    }
}

#[test]
fn on_screen_a_scanner_types_into_the_window_where_the_settings_say_so() {
    needs("setxkbmap", "x11-xkb-utils");
    let workshop = Workshop::open(None);
    for (number, (scanner, layout, who, reads)) in [
        ("keyboard", "ru", "Марат", true),
        ("keyboard", "us", "Соня", true),
        ("none", "ru", "Вера", false),
        // Whether or not that port is there, the window is not a scanner then.
        ("serial:/dev/ttyNOBODY", "us", "Костя", false),
    ]
    .into_iter()
    .enumerate()
    {
        let row = format!("{scanner}, {layout}");
        let config = format!("[hardware]\nscanner = \"{scanner}\"\n");
        let mut window = Window::configured(&workshop, &config);
        window.sets_layout(layout);
        // Until the office's list has come, the kiosk asks for patience.
        let denis = workshop.badge_of("Денис");
        wait_for("an answer to a badge that is known", || {
            window.scan(&denis);
            let heard = window.hears(r#""sound":"#);
            let known = if number == 0 { "welcome" } else { "done" };
            heard.contains(known).then_some(())
        });
        let badge = workshop.badge_of(who);
        window.types(&badge);
        if reads {
            let heard = window.hears(r#""sound":"#);
            assert!(heard.contains("welcome"), "{row}: {heard}");
        } else {
            let heard = window.hears_within(NOTHING_COMES, r#""sound":"#);
            assert_eq!(heard, None, "{row}");
            // It was no scan: who comes now is welcomed as on arriving, and not as somebody who is here already.
            window.scan(&badge);
            let heard = window.hears(r#""sound":"#);
            assert!(heard.contains("welcome"), "{row}: {heard}");
        }
    }
}
