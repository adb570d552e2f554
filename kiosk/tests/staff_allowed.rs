//! What a role may not record is not offered to it: its keys are away, and a tile that also tells something says whose it
//! is. And the board hides nothing behind something else.

use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Command, Role};
use stupen_kiosk::ui::{Picture, Say, Screen, StaffScreen, Word};

use crate::staff_rig::Kiosk;
use crate::staff_ways::*;

/// Olga, who has this role from now on.
fn olga_is(kiosk: &mut Kiosk, role: &str) {
    let set = PersonSet {
        person: PersonId::new("olga"),
        called: "Ольга".into(),
        picture: PictureRef::new("pictogram:person"),
        language: "ru".into(),
        staff_role: Some(role.into()),
        active: true,
    };
    kiosk.office_states(vec![Command::from(set)]);
}

fn is_offered(kiosk: &Kiosk, label: &str) -> bool {
    kiosk.labels().iter().any(|known| known.starts_with(label))
}

#[test]
fn keys_are_those_of_the_role() {
    // Who; whether breaches, assessments and stays are theirs to record.
    for (role, floor, assesses) in [
        ("lead", true, false),
        ("consultant", true, true),
        ("tutor", false, false),
        ("recruiter", false, false),
        ("manager", false, false),
        ("administrator", false, false),
        ("auditor", false, false),
    ] {
        let mut kiosk = Kiosk::new();
        one_breach(&mut kiosk, "b1");
        asks(&mut kiosk);
        arrived(&mut kiosk);
        olga_is(&mut kiosk, role);
        kiosk.enter(2);
        kiosk.touch("Денис");
        for label in ["Нарушение", "Похвала"] {
            let offered = kiosk.labels().iter().any(|known| known == label);
            assert_eq!(offered, floor, "{role}: {label}");
        }
        assert_eq!(is_offered(&kiosk, "Оценка"), assesses, "{role}");
        kiosk.touch("Нарушения");
        let line = kiosk.lines_view().lines.last().expect("the breach").clone();
        assert!(line.opens, "{role}: it may be read");
        kiosk.touch("Телефон");
        for label in ["Сказать сейчас", "Снять нарушение"] {
            assert_eq!(is_offered(&kiosk, label), floor, "{role}: {label}");
        }
        kiosk.touch("Назад");
        kiosk.touch("Назад");
        kiosk.touch("Просьбы");
        let opens = kiosk.lines_view().lines.iter().any(|line| line.opens);
        assert_eq!(opens, floor, "{role}: a request");
        kiosk.touch("Назад");
        kiosk.touch("Сегодня");
        assert_eq!(is_offered(&kiosk, "Добавить отметку"), floor, "{role}");
        kiosk.touch("Назад");
        // What also tells something stays there to be read, and says at once whose it is.
        kiosk.touch_tile(Word::Absence);
        let says = matches!(
            &kiosk.shown,
            Some(Screen::Staff(StaffScreen::Tell(view))) if view.words == [Say::Word(Word::OthersRecord)]
        );
        assert_eq!(says, !floor, "{role}: {:?}", kiosk.shown);
        if floor {
            kiosk.touch("Завтра");
        }
        assert_eq!(kiosk.drafts().len(), usize::from(floor), "{role}");
    }
}

/// The role was taken away while the form lay there: it says so in its own words, and nothing is recorded.
#[test]
fn who_may_no_more_hears_that_and_not_that_something_has_changed() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    to_the_sheet_of_a_breach(&mut kiosk);
    olga_is(&mut kiosk, "tutor");
    let before = kiosk.written();
    kiosk.touch("Записать и показать");
    assert_eq!(kiosk.written(), before);
    let Some(Screen::Staff(StaffScreen::Tell(view))) = &kiosk.shown else {
        panic!("{:?}", kiosk.shown);
    };
    assert_eq!(view.title, Word::NotRecorded.into());
    assert_eq!(
        view.words,
        [Word::OthersRecord.into(), Word::DraftKept.into()]
    );
}

fn calls(kiosk: &mut Kiosk) {
    let asked = HelpAsked {
        help: HelpId::new("h-1"),
        person: Some(denis()),
        operation: None,
        step: None,
    };
    kiosk.happened("denis", Role::Participant, 3, asked.into());
}

fn past_the_limit(kiosk: &mut Kiosk) {
    limited(kiosk);
    arrived(kiosk);
}

/// Somebody about whom staff have to know several things is not known by the last of them alone.
#[test]
fn nothing_on_the_board_hides_something_else() {
    type Row = (fn(&mut Kiosk), &'static str, &'static str);
    // The most urgent first: how it comes about, how it reads, its sign.
    let all: [Row; 4] = [
        (calls, "Word(Help)", "help"),
        (past_the_limit, "Word(PastLimit)", "near-limit"),
        (asks, "Word(WantsTalk)", "want-talk"),
        (three_breaches, "Word(ToDecide)", "review"),
    ];
    for (at, (first, first_word, sign)) in all.iter().enumerate() {
        for (second, second_word, _) in all.iter().skip(at + 1) {
            let mut kiosk = Kiosk::new();
            second(&mut kiosk);
            first(&mut kiosk);
            kiosk.enter(3);
            let tile = kiosk.tiles_view().tiles.first().expect("somebody").clone();
            assert_eq!(tile.label, Say::Plain("Денис".into()));
            let note = format!("{:?}", tile.note);
            let places = [first_word, second_word].map(|word| note.find(word));
            let [Some(before), Some(after)] = places else {
                panic!("{first_word} and {second_word}: {note}");
            };
            assert!(before < after, "{first_word} before {second_word}: {note}");
            assert_eq!(tile.sign, Some(Picture::pictogram(sign)), "{note}");
        }
    }
}
