//! What the kiosk costs while nobody touches it, and how soon it is there: processor time over a minute on the waiting
//! screen, with a running clip, and with the shape of a break; start to the first pixels of the window. What is measured,
//! and what was, stands in docs/performance.md. Of a release build, as `memory` is:
//!
//! ```text
//! cargo build --release --locked -p stupen-server && cargo build --release --locked -p stupen-kiosk
//! STUPEN_PROGRAMS=$PWD/target/release cargo test --locked --workspace --test idling -- --ignored --nocapture
//! ```

use std::process::Command;
use std::time::Duration;

use programs::page::Page;
use programs::{Window, Workshop, said, wait_for};

mod programs;

/// Per cent of one core on a screen on which nothing moves.
const STILL_MAX: f64 = 1.0;
/// The same while a clip changes its picture every second.
const CLIP_MAX: f64 = 5.0;
/// Start to the first pixels.
const START_MAX: Duration = Duration::from_millis(250);
/// In the middle of the morning's break.
const BREAK: &str = "2026-11-23T10:31:00+03:00";

/// The first key from the greeting, and the key at the bottom: to what is next.
const WORK: (u32, u32) = (900, 480);
const ON: (u32, u32) = (640, 700);
/// Among the answers to "what now?".
const REST: (u32, u32) = (480, 400);

/// Processor time that the kiosk's process has taken, in clock ticks.
fn ticks(window: &Window) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", window.kiosk.0.id())).unwrap();
    // The name in brackets may hold anything; user and system time are the 12th and 13th after it.
    let (_, rest) = stat.rsplit_once(')').unwrap();
    let fields: Vec<&str> = rest.split_whitespace().collect();
    fields[11..13]
        .iter()
        .map(|n| n.parse::<f64>().unwrap())
        .sum()
}

/// Per cent of one core over some seconds in which nobody does anything.
fn processor(window: &Window, seconds: u64, when: &str) -> f64 {
    let a_second: f64 = said(Command::new("getconf").arg("CLK_TCK"))
        .trim()
        .parse()
        .unwrap();
    // What the touch before has set going.
    std::thread::sleep(Duration::from_secs(2));
    let before = ticks(window);
    std::thread::sleep(Duration::from_secs(seconds));
    let percent = (ticks(window) - before) / a_second / seconds as f64 * 100.0;
    println!("{when:24} {percent:5.2} % of one core over {seconds} s");
    percent
}

/// Whether the window changes within some seconds, though nobody touches it.
fn moves(window: &Window) -> bool {
    std::thread::sleep(Duration::from_millis(500));
    let before = window.pixels();
    (0..5).any(|_| {
        std::thread::sleep(Duration::from_millis(500));
        window.pixels() != before
    })
}

fn open(workshop: &Workshop) -> Window {
    let window = Window::open(workshop);
    wait_for("a pixel", || {
        window.pixels().iter().any(|byte| *byte != 0).then_some(())
    });
    println!(
        "start to first pixels    {:5} ms",
        window.started.elapsed().as_millis()
    );
    window
}

#[test]
#[ignore = "says something of a release build alone, on a machine that does nothing else"]
fn on_screen_waiting_costs_next_to_nothing() {
    let mut workshop = Workshop::with_a_past();
    let denis = workshop.badge_of("Денис");
    // The first step of his work with a clip, and nothing said aloud.
    let page = Page::signed_in(&workshop, "lead");
    let form = "act=ladder&operation=soap-set%2Ffold&level=full&support=clip";
    let people = page.read("/people");
    let here = people["here"].as_array().unwrap();
    let him = here
        .iter()
        .find(|person| person["called"] == "Денис")
        .expect("Денис");
    let path = format!("/people/{}/work", him["person"].as_str().unwrap());
    let answer = page.send(&path, form);
    let status = answer.status();
    assert!(
        status.is_redirection(),
        "{status}: {}",
        answer.text().unwrap()
    );

    let mut window = Window::open(&workshop);
    window.knows(&denis);
    drop(window);

    // By now the office has told it everything.
    let mut window = open(&workshop);
    let start = window.started.elapsed();
    std::thread::sleep(Duration::from_secs(10));
    let waiting = processor(&window, 60, "waiting");

    window.scan(&denis);
    window.touch(WORK.0, WORK.1);
    wait_for("a clip", || {
        if moves(&window) {
            return Some(());
        }
        window.touch(ON.0, ON.1);
        None
    });
    let clip = processor(&window, 60, "a running clip");
    drop(window);

    workshop.clock = BREAK;
    let mut window = open(&workshop);
    window.scan(&denis);
    window.touch(REST.0, REST.1);
    // Before it asks whether somebody is still there.
    let rest = processor(&window, 15, "a break's shape");

    assert!(start < START_MAX, "{start:?}");
    assert!(waiting <= STILL_MAX, "waiting: {waiting}");
    assert!(clip <= CLIP_MAX, "a clip: {clip}");
    assert!(rest <= STILL_MAX, "a break: {rest}");
}
