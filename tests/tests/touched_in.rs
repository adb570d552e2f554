//! Who left the badge at home comes in by touch, in the real window: their picture, "yes", the lead's badge and PIN, and the
//! key that records the arrival.

use programs::{Window, Workshop};

mod programs;

/// On the way out of staff's door, unopened.
const BACK: (u32, u32) = (140, 708);
/// "My badge is at home", on the waiting screen.
const FORGOT: (u32, u32) = (1050, 90);
/// The second of the faces that are expected, by name.
const ANYA: (u32, u32) = (380, 250);
/// "Yes, that is me."
const YES: (u32, u32) = (1000, 708);
/// What staff record once they have seen who it is.
const ARRIVAL: (u32, u32) = (860, 732);

#[test]
fn on_screen_a_forgotten_badge_is_a_check_in_by_touch() {
    let workshop = Workshop::open(None);
    let mut window = Window::open(&workshop);
    let lead = workshop.badge_of("Ольга Петровна");
    // The office's list is here; then back to the waiting screen.
    window.knows(&workshop.badge_of("Денис"));
    window.shows("staff's door", |window| window.scan(&lead));
    window.shows("the waiting screen", |window| window.touch(BACK.0, BACK.1));
    window.shows("faces", |window| window.touch(FORGOT.0, FORGOT.1));
    window.shows("a face by itself", |window| window.touch(ANYA.0, ANYA.1));
    window.touch(YES.0, YES.1);
    window.hears(r#""sound":"help""#);
    window.scan(&lead);
    window.types_pin(&workshop.pin_of("lead"));
    window.hears(r#""sound":"done""#);
    window.touch(ARRIVAL.0, ARRIVAL.1);
    window.hears(r#""sound":"done""#);
    drop(window);

    // She is in now; who has not come yet is welcomed.
    let mut window = Window::open(&workshop);
    for (name, sound) in [("Вера", "welcome"), ("Аня", "done")] {
        window.scan(&workshop.badge_of(name));
        let heard = window.hears(r#""sound":"#);
        assert!(heard.contains(sound), "{name}: {heard}");
    }
}
