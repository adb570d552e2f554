//! The key behind the staff door that starts the kiosk's program again, pressed in the real window.
//!
//! Whoever watches over the program (`./run`, a service) sees one process all along: the program takes its own place.
//! It comes back with what it knew.

use std::os::unix::fs::MetadataExt;

use programs::{Window, Workshop, wait_for};

mod programs;

/// The digits of the PIN pad, 0 to 9, on 1280×800.
const DIGITS: [(u32, u32); 10] = [
    (910, 683),
    (678, 116),
    (910, 116),
    (1142, 116),
    (678, 305),
    (910, 305),
    (1142, 305),
    (678, 494),
    (910, 494),
    (1142, 494),
];
/// Among the keys above the board: what is not about one person.
const MORE: (u32, u32) = (1164, 74);
/// There, the last tile.
const THIS_KIOSK: (u32, u32) = (797, 669);
/// On the page of the kiosk.
const RESTART: (u32, u32) = (769, 74);

#[test]
fn on_screen_the_key_behind_the_staff_door_starts_the_program_again_and_it_knows_what_it_knew() {
    let workshop = Workshop::open(None);
    let mut window = Window::open(&workshop);
    let denis = workshop.badge_of("Денис");
    // Until the office's list has come, the kiosk asks for patience.
    wait_for("a welcome", || {
        window.scan(&denis);
        let heard = window.hears(r#""sound":"#);
        heard.contains("welcome").then_some(())
    });

    window.scan(&workshop.badge_of("Ольга Петровна"));
    // The door makes no sound; the greeting's lamp goes out before it.
    window.hears(r#""lamp":"off""#);
    for digit in workshop.pin_of("lead") {
        let (x, y) = DIGITS[digit];
        window.touch(x, y);
    }
    for (x, y) in [MORE, THIS_KIOSK] {
        window.touch(x, y);
    }
    let socket = || Some(std::fs::metadata(workshop.devices()).ok()?.ino());
    let before = socket();
    let process = window.kiosk.0.id();
    window.touch(RESTART.0, RESTART.1);
    wait_for("a new start", || {
        socket().filter(|now| Some(*now) != before)
    });
    window.connect_again(&workshop);
    assert!(
        window.kiosk.0.try_wait().unwrap().is_none(),
        "whoever started it sees no end of it"
    );
    assert_eq!(window.kiosk.0.id(), process);

    // He is in already: no welcome, as for who comes, and no refusal, as for who is not known.
    window.scan(&denis);
    let heard = window.hears(r#""sound":"#);
    assert!(heard.contains(r#""done""#), "{heard}");
}
