//! What the kiosk's memory comes to over a morning in the real window: everybody of the sample comes, works through an
//! operation picture by picture, asks for help, takes a break; staff open their pages. What is measured, and what was,
//! stands in docs/performance.md. Of a release build, each program by itself as it is installed (together they share what
//! only one of them asks of a library):
//!
//! ```text
//! cargo build --release --locked -p stupen-server && cargo build --release --locked -p stupen-kiosk
//! STUPEN_PROGRAMS=$PWD/target/release cargo test --locked --workspace --test memory -- --ignored --nocapture
//! ```

use std::time::Duration;

use programs::{Window, Workshop, wait_for};

mod programs;

/// More than a morning has ever taken on top of a fresh start: pictures and pages that stay at hand.
const GROWTH_MAX_MB: f64 = 8.0;

/// Tells what the kiosk's process holds, and returns what is resident, in megabytes.
fn resident(window: &Window, when: &str) -> f64 {
    // What other threads still make ready counts, too.
    std::thread::sleep(Duration::from_millis(500));
    let path = format!("/proc/{}/status", window.kiosk.0.id());
    let status = std::fs::read_to_string(path).unwrap();
    let field = |name: &str| -> f64 {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024.0
    };
    let now = field("VmRSS:");
    println!(
        "{when:24} {now:5.1} MB, of that its own {:5.1} MB; the most so far {:5.1} MB",
        field("RssAnon:"),
        field("VmHWM:"),
    );
    now
}

fn answers(window: &mut Window, badge: &str, sound: &str) {
    wait_for("an answer to a badge", || {
        window.scan(badge);
        let heard = window.hears_within(Duration::from_secs(2), r#""sound":"#)?;
        heard.contains(sound).then_some(())
    });
}

/// The key at the bottom: to what is next.
const ON: (u32, u32) = (640, 700);
/// From the greeting to work.
const WORK: (u32, u32) = (900, 480);
const HELP: (u32, u32) = (1060, 60);
/// Among the answers to "what now?": a break, when one comes again.
const BREAK: (u32, u32) = (480, 400);
/// The first person on the board, and the first tile of the card.
const FIRST: (u32, u32) = (300, 300);

#[test]
#[ignore = "says something of a release build alone, on a machine that does nothing else"]
fn on_screen_a_morning_does_not_fill_the_memory() {
    let workshop = Workshop::with_a_past();
    let roster = include_str!("../../assets/sample/roster.csv");
    let takes_part = |name: &str| {
        roster
            .lines()
            .any(|row| row.split(';').nth(1) == Some(name))
    };
    let mut people = workshop.badges();
    people.retain(|(name, _)| takes_part(name));
    let (_, first) = &people[0];
    let mut window = Window::open(&workshop);
    answers(&mut window, first, "welcome");
    // Packs are looked at, pictures come.
    std::thread::sleep(Duration::from_secs(5));
    resident(&window, "the day it was enrolled");
    drop(window);

    let mut window = Window::open(&workshop);
    answers(&mut window, first, "done");
    std::thread::sleep(Duration::from_secs(5));
    let before = resident(&window, "started again");
    for (name, badge) in &people {
        window.scan(badge);
        window.touch(WORK.0, WORK.1);
        for _ in 0..12 {
            window.touch(ON.0, ON.1);
        }
        window.touch(HELP.0, HELP.1);
        window.touch(ON.0, ON.1);
        resident(&window, name);
    }
    for (name, badge) in &people {
        window.scan(badge);
        window.touch(BREAK.0, BREAK.1);
        resident(&window, name);
    }
    window.scan(&workshop.badge_of("Ольга Петровна"));
    window.types_pin(&workshop.pin_of("lead"));
    resident(&window, "the board");
    for page in ["a card", "a page of it"] {
        window.touch(FIRST.0, FIRST.1);
        resident(&window, page);
    }
    window.scan(first);
    let after = resident(&window, "after all of it");
    let grown = after - before;
    assert!(
        grown < GROWTH_MAX_MB,
        "{grown:.1} MB more than at the beginning"
    );
}
