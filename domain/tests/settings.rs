//! Settings of a person and the picture they would like (docs/domain.md section 13.1).

use crate::common::*;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::settings::{self, PersonSettings};
use stupen_domain::wire::ids::*;

fn chosen(change: impl Fn(&mut PersonSettingsSet)) -> PersonSettingsSet {
    let mut set = PersonSettings::default().fact(&anna());
    change(&mut set);
    set
}

#[test]
fn nobody_has_to_choose() {
    let story = Story::workshop();
    let holds = settings::of(&story.state, &anna());
    assert_eq!(holds, PersonSettings::default());
    assert_eq!(holds.speech, SpeechMode::Always);
    assert_eq!(holds.debounce_ms(), 500);
    assert_eq!(holds.break_timer, TimerShape::Disc);
    assert_eq!(holds.work_timer, TimerShape::Off);
    assert_eq!(
        settings::of(&story.state, &PersonId::new("nobody")),
        PersonSettings::default()
    );
}

#[test]
fn what_staff_choose_holds_and_fits_the_screens() {
    // What is set, and what of it holds: size of text, loudness, debounce.
    #[rustfmt::skip]
    let rows = [
        ("as chosen",                   (150, 40, 30), (150, 40, 30)),
        ("between sizes, the smaller",  (140, 40, 30), (125, 40, 30)),
        ("too small",                   (0, 0, 0),     (100, 0, 5)),
        ("too much of everything",      (900, 900, 900), (150, 100, 100)),
    ];
    for (what, (text, volume, debounce), expected) in rows {
        let mut story = Story::workshop();
        // By import: what was brought from elsewhere passed no check of this kiosk.
        story.office(chosen(|set| {
            set.text_percent = text;
            set.volume_percent = volume;
            set.debounce_ds = debounce;
            set.left_handed = true;
        }));
        let holds = settings::of(&story.state, &anna());
        let held = (holds.text_percent, holds.volume_percent, holds.debounce_ds);
        assert_eq!(held, expected, "{what}");
        assert!(holds.left_handed, "{what}");
    }
}

#[test]
fn settings_out_of_range_are_refused_before_they_are_written() {
    let mut story = Story::workshop();
    let lead = staff(Role::Lead);
    let now = now("10:00");
    #[rustfmt::skip]
    let rows = [
        ("in range",     chosen(|set| set.text_percent = 125), None),
        ("size of text", chosen(|set| set.text_percent = 110), Some("text_percent: 100, 125 or 150")),
        ("loudness",     chosen(|set| set.volume_percent = 101), Some("volume_percent: 0 to 100")),
        ("debounce",     chosen(|set| set.debounce_ds = 4), Some("debounce_ds: 5 to 100 tenths of a second")),
        ("debounce",     chosen(|set| set.debounce_ds = 101), Some("debounce_ds: 5 to 100 tenths of a second")),
    ];
    for (what, set, expected) in rows {
        let refused = story
            .wish("k1.01", WriterKind::Kiosk, &lead, &now, set)
            .err();
        let refused = refused.map(|refusal| refusal.to_string());
        assert_eq!(refused.as_deref(), expected, "{what}");
    }
}

#[test]
fn of_two_choices_made_apart_one_holds_and_the_other_is_shown() {
    let mut one = Story::workshop();
    one.office(chosen(|set| set.text_percent = 125));
    one.office(chosen(|set| set.text_percent = 150));
    // Nobody named the other: two kiosks that did not know of each other.
    assert_eq!(settings::of(&one.state, &anna()).text_percent, 150);
    let lost: Vec<u16> = settings::disputed(&one.state, &anna())
        .iter()
        .map(|set| set.text_percent)
        .collect();
    assert_eq!(lost, [125]);
    // Whoever chooses next settles it.
    let lead = staff(Role::Lead);
    one.wish(
        "k1.01",
        WriterKind::Kiosk,
        &lead,
        &now("10:00"),
        chosen(|set| set.text_percent = 100),
    )
    .unwrap();
    assert!(settings::disputed(&one.state, &anna()).is_empty());
}

#[test]
fn a_wish_for_a_picture_waits_until_staff_answer_it() {
    enum Act {
        Wish(&'static str),
        Set(&'static str, &'static str),
    }
    use Act::*;
    #[rustfmt::skip]
    let rows: &[(&str, &[Act], Option<&str>)] = &[
        ("no wish",                          &[], None),
        ("a wish waits",                     &[Wish("cat")], Some("cat")),
        ("the newest counts",                &[Wish("cat"), Wish("sun")], Some("sun")),
        ("taken",                            &[Wish("cat"), Set("Анна", "cat")], None),
        ("let be, another came instead",     &[Wish("cat"), Set("Анна", "sun")], None),
        ("let be, all as it was",            &[Wish("cat"), Set("Анна", "person")], None),
        ("a new name says nothing of it",    &[Wish("cat"), Set("Аня", "person")], Some("cat")),
        ("a new name with the picture",      &[Wish("cat"), Set("Аня", "cat")], None),
        ("asked for what they have",         &[Wish("person")], None),
        ("taken, then wished anew",          &[Wish("cat"), Set("Анна", "cat"), Wish("sun")], Some("sun")),
        ("taken, later changed back",        &[Wish("cat"), Set("Анна", "cat"), Set("Анна", "person")], None),
    ];
    for (what, acts, expected) in rows {
        let mut story = Story::workshop();
        let picture = |id: &str| PictureRef::new(format!("pictogram:{id}"));
        for act in *acts {
            match act {
                Wish(id) => {
                    let wish = PictureProposed {
                        person: anna(),
                        picture: picture(id),
                    };
                    story.write("k1.01", "10:00", wish.into(), Role::Participant);
                }
                Set(called, id) => story.office(PersonSet {
                    person: anna(),
                    called: (*called).into(),
                    picture: picture(id),
                    language: "ru".into(),
                    staff_role: None,
                    active: true,
                }),
            }
        }
        let wish = settings::picture_wish(&story.state, &anna());
        assert_eq!(
            wish.map(|wish| wish.picture.clone()),
            expected.map(picture),
            "{what}"
        );
    }
}
