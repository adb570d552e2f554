//! The stories of `tests/scenarios`, each played with the outcome written beside every line.

use stupen_tests::root;
use stupen_tests::story::check;

macro_rules! stories {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            check(&root().join(concat!("tests/scenarios/", stringify!($name), ".txt")));
        })+

        #[test]
        fn every_script_is_played() {
            let mut found: Vec<String> = std::fs::read_dir(root().join("tests/scenarios"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            found.sort();
            let mut played = vec![$(concat!(stringify!($name), ".txt")),+];
            played.sort_unstable();
            assert_eq!(found, played);
        }
    };
}

stories! {
    card_cloned
    clock_a_day_back
    clock_an_hour_ahead
    clock_jumps
    damaged_file
    damaged_office
    forgotten_badge
    forgotten_checkout
    friends_badge
    kiosk_empty
    kiosk_replaced
    kiosk_rescued
    late_kiosk_rescued
    midnight
    normal_morning
    offline_morning
    revoked_badge
    server_restored
    staff_absence
    staff_assessment
    staff_door
    staff_help
    staff_internship
    staff_requests
    staff_requests_at_office
    staff_review_at_office
    staff_third_breach
}
