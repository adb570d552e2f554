//! Staff's forms at the kiosk through the window: who states what, what is corrected, answered and amended, and that
//! nothing is recorded twice.

use stupen_domain::attendance::{self, Question};
use stupen_domain::facts::*;
use stupen_domain::readiness::{self, Readiness};
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::*;
use stupen_domain::{Role, assessments, breaches, people, requests, reviews};
use stupen_journal::blobs::{BlobStore, blob_hash};
use stupen_kiosk::engine::{Effect, OfficeState};
use stupen_kiosk::local::Local;
use stupen_kiosk::media::Media;
use stupen_kiosk::ui::{Look, Say, Screen, StaffScreen, StaffTap, Tap, Word};

use crate::staff_rig::Kiosk;
use crate::staff_ways::*;

/// To the page on which the participant is told of a breach.
fn to_the_telling(kiosk: &mut Kiosk) {
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    let phrase = kiosk.first_phrase();
    kiosk.touch(&phrase);
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
    kiosk.touch("Записать и показать");
}

#[test]
fn the_participant_says_how_they_were_told() {
    // The key, who states it, whether they confirm, whether they see it otherwise.
    for (key, by, confirmed, otherwise) in [
        ("Мне сказали", "denis", true, false),
        ("Я вижу это иначе", "denis", true, true),
        ("Без ответа", "olga", false, false),
    ] {
        let mut kiosk = Kiosk::new();
        kiosk.enter(2);
        to_the_telling(&mut kiosk);
        kiosk.touch(key);
        {
            let ledger = kiosk.ledger.lock().expect("a ledger");
            let found = breaches::breaches(ledger.state(), &denis());
            let breach = found.first().expect("a breach");
            assert_eq!(breach.said.by, Some(&PersonId::new("olga")), "{key}");
            let told = breach.told.as_ref().expect("it was told");
            assert_eq!(told.said.by, Some(&PersonId::new(by)), "{key}");
            assert_eq!(
                told.said.role,
                if by == "denis" {
                    Role::Participant
                } else {
                    Role::Lead
                },
                "{key}"
            );
            assert_eq!((told.confirmed, told.otherwise), (confirmed, otherwise));
        }
        kiosk.given_back();
        if otherwise {
            // Staff stand where it can be heard out, and annulled.
            let says = Say::Word(Word::SeesOtherwise);
            assert!(
                kiosk
                    .lines_view()
                    .lines
                    .iter()
                    .any(|line| line.note == says),
                "{:?}",
                kiosk.shown
            );
            kiosk.touch("Снять нарушение");
            first_phrase(&mut kiosk);
            assert_eq!(kiosk.strikes(), 1, "it is looked at once more");
            record(&mut kiosk);
            assert_eq!(kiosk.strikes(), 0, "annulled");
        }
    }
}

/// While the participant looks at a page behind the staff door it is as they want it: their letters, their contrast,
/// their hand, their language. Before and after it is staff's.
#[test]
fn what_a_participant_looks_at_behind_the_door_is_theirs() {
    let theirs = Look {
        text_percent: 150,
        high_contrast: true,
        left_handed: true,
        still: true,
        speaks: true,
    };
    let mut kiosk = Kiosk::new();
    let set = stupen_domain::settings::PersonSettings {
        text_percent: 150,
        high_contrast: true,
        left_handed: true,
        calm: true,
        ..Default::default()
    };
    kiosk.happened("olga", Role::Lead, 5, set.fact(&denis()).into());
    let person = {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        people::person(ledger.state(), &denis())
            .expect("he is known")
            .person
            .clone()
    };
    let english = PersonSet {
        language: "en".into(),
        ..person
    };
    kiosk.happened("olga", Role::Lead, 5, english.into());
    let staffs = |kiosk: &Kiosk, at: &str| {
        assert_eq!(kiosk.look, Look::default(), "{at}");
        assert_eq!(kiosk.lang, "ru", "{at}");
    };
    let participants = |kiosk: &Kiosk, at: &str| {
        assert_eq!(kiosk.look, theirs, "{at}");
        assert_eq!(kiosk.lang, "en", "{at}");
    };
    kiosk.enter(3);
    staffs(&kiosk, "the board");
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    let phrase = kiosk.first_phrase();
    staffs(&kiosk, "what happened");
    kiosk.touch(&phrase);
    participants(&kiosk, "the own words");
    let said = kiosk.first_tile();
    kiosk.touch(&said);
    participants(&kiosk, "giving the screen back");
    kiosk.given_back();
    staffs(&kiosk, "what was agreed");
    kiosk.touch("Пропустить");
    kiosk.touch("Записать и показать");
    participants(&kiosk, "the telling");
    kiosk.touch("I was told");
    kiosk.given_back();
    staffs(&kiosk, "the card");
    kiosk.touch("Оценка");
    kiosk.touch("Передать экран");
    for at in 0..6 {
        participants(&kiosk, &format!("own mark {at}"));
        let level = kiosk.first_tile();
        kiosk.touch(&level);
        kiosk.touch("Next");
    }
    participants(&kiosk, "the marks are made");
    kiosk.given_back();
    staffs(&kiosk, "staff's marks");
    for _ in 0..6 {
        let level = kiosk.first_level();
        kiosk.touch(&level);
    }
    kiosk.touch("Прихожу вовремя");
    kiosk.touch("Завтра");
    for _ in 0..3 {
        kiosk.touch("Дальше");
    }
    staffs(&kiosk, "side by side");
    kiosk.touch("Подписать");
    participants(&kiosk, "the result");
    kiosk.touch("All right");
    kiosk.given_back();
    staffs(&kiosk, "the card again");
}

/// Who wants no voice hears none behind the door either.
#[test]
fn what_is_told_is_said_aloud_to_who_wants_a_voice() {
    for (speech, said) in [
        (SpeechMode::Always, true),
        (SpeechMode::OnRequest, true),
        (SpeechMode::Off, false),
    ] {
        let mut kiosk = Kiosk::new();
        let set = stupen_domain::settings::PersonSettings {
            speech,
            ..Default::default()
        };
        kiosk.happened("olga", Role::Lead, 5, set.fact(&denis()).into());
        kiosk.enter(2);
        to_the_telling(&mut kiosk);
        assert_eq!(kiosk.spoken > 0, said, "{speech:?}");
    }
}

#[test]
fn the_participants_own_words_are_typed_and_sealed() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    kiosk.touch("Дальше");
    kiosk.touch("Своими словами");
    kiosk.given_back();
    for key in ["з", "в", "о", "н"] {
        kiosk.touch(key);
    }
    kiosk.touch("Дальше");
    kiosk.touch("Пропустить");
    let said = Say::Plain("Звон".into());
    assert!(
        kiosk
            .lines_view()
            .lines
            .iter()
            .any(|line| line.note == said),
        "{:?}",
        kiosk.shown
    );
    let before = kiosk.written();
    kiosk.touch("Записать и показать");
    assert_eq!(
        kiosk.written() - before,
        2,
        "the breach, and the words that only the case may read"
    );
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let found = breaches::breaches(ledger.state(), &denis());
    let id = &found.first().expect("a breach").breach.breach;
    assert!(breaches::described(ledger.state(), &denis(), id).is_none());
}

/// A reason that staff type at the kiosk is for the case: beside the act it is sealed, and the floor says where it is. A
/// ready one stays on the floor as what it is, in whatever language it was chosen.
#[test]
fn a_reason_in_words_of_ones_own_goes_sealed_to_the_office_beside_the_act() {
    // What is done, the way to the question why, the word of the case's note, and the ready reason that is offered first.
    type Row = (
        &'static str,
        fn(&mut Kiosk),
        fn(&mut Kiosk),
        &'static str,
        &'static str,
    );
    let rows: [Row; 5] = [
        (
            "BreachAnnulled",
            |kiosk| one_breach(kiosk, "b1"),
            |kiosk| {
                kiosk.touch("Нарушения");
                kiosk.touch("Телефон");
                kiosk.touch("Снять нарушение");
            },
            "annulment",
            "good_reason",
        ),
        (
            "BreachProposalDeclined",
            arrived,
            |kiosk| {
                kiosk.touch("Нарушения");
                kiosk.touch("Позже начала");
                kiosk.touch("Не записывать");
            },
            "let_be",
            "good_reason",
        ),
        (
            "AttendanceCorrected",
            arrived,
            |kiosk| {
                kiosk.touch("Сегодня");
                kiosk.touch("Приход");
                kiosk.touch("Этого не было");
            },
            "correction",
            "badge_at_home",
        ),
        (
            "AttendanceCorrected",
            |_| {},
            |kiosk| {
                kiosk.touch("Сегодня");
                kiosk.touch("Добавить отметку");
                kiosk.touch("Приход");
                kiosk.touch("Взять 9:00");
            },
            "correction",
            "badge_at_home",
        ),
        (
            "LimitAnswered",
            |kiosk| {
                limited(kiosk);
                arrived(kiosk);
            },
            |kiosk| {
                find(kiosk, "Время работы");
                kiosk.touch("Время работы");
                kiosk.touch("Записать, что решили");
            },
            "limit",
            "goes_home",
        ),
    ];
    for (kind, ground, way, about, ready) in rows {
        for typed in [true, false] {
            let name = format!("{kind} {about}, typed: {typed}");
            let mut kiosk = Kiosk::new();
            ground(&mut kiosk);
            kiosk.enter(2);
            kiosk.touch("Денис");
            way(&mut kiosk);
            if typed {
                kiosk.touch("Клавиатура");
                for key in ["з", "в", "о", "н"] {
                    kiosk.touch(key);
                }
                kiosk.touch("Дальше");
            } else {
                first_phrase(&mut kiosk);
            }
            if kind == "BreachAnnulled" {
                record(&mut kiosk);
            }
            let lies = kiosk.as_it_lies();
            let acts: Vec<&str> = lies.lines().filter(|line| line.starts_with(kind)).collect();
            let [act] = acts.as_slice() else {
                panic!("{name}: {lies}");
            };
            let says = format!("\"{}\"", if typed { "at_office" } else { ready });
            assert!(act.contains(&says), "{name}: {act}");
            assert!(!lies.contains("Звон"), "{name}: {lies}");
            let noted = kiosk.as_the_office_reads("CaseNoted");
            let read: Vec<(&str, &str)> = noted
                .iter()
                .map(|note| {
                    let text = |field: &str| note[field].as_str().unwrap_or_default();
                    (text("about"), text("words"))
                })
                .collect();
            assert_eq!(
                read,
                Vec::from_iter(typed.then_some((about, "Звон"))),
                "{name}"
            );
            assert!(
                kiosk.drafts().is_empty(),
                "{name}: it lies in no draft either"
            );
        }
    }
}

/// Where the floor keeps no words it says where they are, or which reason was chosen, to whoever looks.
#[test]
fn the_floor_says_which_reason_was_chosen_or_that_it_is_at_the_office() {
    for (reason, expected) in [
        ("at_office", Say::Word(Word::ReasonAtOffice)),
        ("no_transport", Say::from("Транспорт не ходил")),
    ] {
        let mut kiosk = Kiosk::new();
        one_breach(&mut kiosk, "b1");
        let annulled = BreachAnnulled {
            breach: BreachId::new("b1"),
            person: denis(),
            reason: reason.into(),
        };
        kiosk.happened("ilya", Role::Consultant, 0, annulled.into());
        kiosk.enter(2);
        kiosk.touch("Денис");
        kiosk.touch("Нарушения");
        kiosk.touch("Телефон");
        let lines = &kiosk.lines_view().lines;
        let shown = lines
            .iter()
            .find(|line| line.label == Say::Word(Word::Annulled));
        assert_eq!(shown.map(|line| line.note.clone()), Some(expected));
    }
}

/// With the third the participant sees and hears what comes: nothing is decided, two talk with them, work goes on.
#[test]
fn the_third_is_told_with_what_follows() {
    // How many stand before; whether it says what follows.
    for (before, follows) in [(0, false), (1, false), (2, true), (3, true)] {
        let mut kiosk = Kiosk::new();
        for at in 0..before {
            one_breach(&mut kiosk, &format!("b{at}"));
        }
        kiosk.enter(2);
        to_the_telling(&mut kiosk);
        let Some(Screen::Staff(StaffScreen::Tell(view))) = &kiosk.shown else {
            panic!("{:?}", kiosk.shown);
        };
        let says = view.follows.as_ref().map(|(_, words)| words.clone());
        assert_eq!(says, follows.then_some(Say::Word(Word::WhatFollows)));
        assert_eq!(view.count, Some((before + 1, 3)));
        let spoken = kiosk.face.spoken();
        assert_eq!(
            spoken.contains("поговорят с тобой"),
            follows,
            "it is heard, too: {spoken}"
        );
    }
}

/// What lay for a while is taken up by who wants it, never silently: it says when it was begun and by whom.
#[test]
fn a_form_that_lay_for_a_while_is_taken_up_or_begun_anew_as_staff_say() {
    // Minutes that it lay; whether staff are asked.
    for (minutes, asked) in [(5, false), (45, true), (26 * 60, true)] {
        for key in ["Продолжить", "Начать заново"] {
            let mut kiosk = Kiosk::new();
            kiosk.enter(2);
            kiosk.touch("Денис");
            kiosk.touch("Нарушение");
            kiosk.touch("Телефон во время работы");
            let before = kiosk.drafts();
            kiosk.ms += minutes * 60_000;
            let effects = kiosk.engine.tick(&kiosk.reading());
            kiosk.carry_out(effects);
            kiosk.enter(2);
            kiosk.touch("Денис");
            kiosk.touch("Нарушение");
            let name = format!("after {minutes} minutes, {key}");
            if asked {
                let Some(Screen::Staff(StaffScreen::Tell(view))) = &kiosk.shown else {
                    panic!("{name}: {:?}", kiosk.shown);
                };
                let words = format!("{:?}", view.words);
                assert!(
                    words.contains("BegunBy") && words.contains("Ольга"),
                    "{name}: {words}"
                );
                assert_eq!(kiosk.drafts(), before, "{name}: nothing is dropped unasked");
                kiosk.touch(key);
            }
            let goes_on = !asked || key == "Продолжить";
            let title = if goes_on {
                kiosk.write_view().head.title.clone()
            } else {
                kiosk.tiles_view().head.title.clone()
            };
            let expected = if goes_on {
                Word::WhatHappened
            } else {
                Word::WhichRule
            };
            assert_eq!(title, Say::Word(expected), "{name}");
            // What is begun anew has no answer yet: there is nothing to keep of it.
            assert_eq!(kiosk.drafts().len(), usize::from(goes_on), "{name}");
            let id = |drafts: &[String]| {
                let body: serde_json::Value = serde_json::from_str(&drafts[0]).expect("a form");
                body["id"].clone()
            };
            if goes_on {
                assert_eq!(id(&kiosk.drafts()), id(&before), "{name}");
            }
        }
    }
}

/// What staff have recorded is what the participant sees and hears: when, where, and what they say of it themselves.
#[test]
fn the_participant_is_told_when_and_where_and_what_they_said() {
    // How they say it: chosen by picture, typed in few words, in many.
    let many = "звон".repeat(15);
    for typed in [None, Some("звон"), Some(many.as_str())] {
        let mut kiosk = Kiosk::new();
        kiosk.enter(2);
        kiosk.touch("Денис");
        kiosk.touch("Нарушение");
        kiosk.touch("Телефон во время работы");
        first_phrase(&mut kiosk);
        let said = match typed {
            None => {
                let said = kiosk.first_tile();
                kiosk.touch(&said);
                kiosk.given_back();
                said
            }
            Some(typed) => {
                kiosk.touch("Своими словами");
                kiosk.given_back();
                for letter in typed.chars() {
                    kiosk.touch(&letter.to_string());
                }
                kiosk.touch("Дальше");
                typed.replacen('з', "З", 1)
            }
        };
        kiosk.touch("Пропустить");
        kiosk.touch("Где");
        let place = kiosk.first_tile();
        kiosk.touch(&place);
        kiosk.touch("Записать и показать");
        let Some(Screen::Staff(StaffScreen::Tell(view))) = &kiosk.shown else {
            panic!("{:?}", kiosk.shown);
        };
        let words: Vec<&Say> = view.facts.iter().map(|(_, words)| words).collect();
        let [when, at, theirs] = words.as_slice() else {
            panic!("{words:?}");
        };
        let today = Say::row([Word::Today.into(), "10:00".into()]);
        assert_eq!(**when, today, "{typed:?}");
        assert_eq!(**at, Say::Plain(place.clone()), "{typed:?}");
        let Say::Plain(theirs) = theirs else {
            panic!("{theirs:?}");
        };
        assert!(said.starts_with(theirs.trim_end_matches('…')), "{theirs}");
        assert!(theirs.chars().count() <= 41, "{theirs}");
        let spoken = kiosk.face.spoken();
        for part in ["Сегодня · 10:0", &place, &said, "Ты говоришь"] {
            assert!(spoken.contains(part), "{part:?} in {spoken}");
        }
        assert!(kiosk.spoken > 0);
        // It is sealed: no draft of this kiosk has it.
        assert!(!kiosk.drafts().concat().contains(&said), "{typed:?}");
    }
}

/// A breach of an earlier day that is recorded third is told as the third.
#[test]
fn what_is_told_is_how_many_stand() {
    let mut kiosk = Kiosk::new();
    for id in ["b1", "b2"] {
        one_breach(&mut kiosk, id);
    }
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    let phrase = kiosk.first_phrase();
    kiosk.touch(&phrase);
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
    kiosk.touch("В какой день?");
    kiosk.touch("пт, 20 ноября");
    kiosk.touch("Записать и показать");
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tell(view))) => assert_eq!(view.count, Some((3, 3))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_quick_touches_record_once_and_answer_nothing_else() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    let phrase = kiosk.first_phrase();
    kiosk.touch(&phrase);
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
    kiosk.touch_twice("Записать и показать");
    assert_eq!(kiosk.strikes(), 1);
    {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let found = breaches::breaches(ledger.state(), &denis());
        assert!(
            found.iter().all(|view| view.told.is_none()),
            "nobody was told yet"
        );
    }
    kiosk.touch_twice("Мне сказали");
    kiosk.given_back();
    let before = kiosk.written();
    kiosk.touch("Похвала");
    let what = kiosk.first_tile();
    kiosk.touch_twice(&what);
    assert_eq!(kiosk.written() - before, 1, "one praise");
    let touches = kiosk.touches;
    kiosk.touch("Понятно");
    kiosk.touch("Похвала");
    let what = kiosk.first_tile();
    kiosk.touch(&what);
    assert!(kiosk.touches - touches <= 3, "praise is as quick");
}

#[test]
fn a_day_that_was_left_open_is_closed_with_a_reason_and_the_old_value_stays_visible() {
    let mut kiosk = Kiosk::new();
    // Friday, 8:50; nobody went home.
    kiosk.happened(
        "denis",
        Role::Participant,
        3 * 24 * 60 + 70,
        Arrived {
            person: denis(),
            badge: None,
        }
        .into(),
    );
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Сегодня");
    kiosk.touch("пт, 20 ноября");
    kiosk.touch("Добавить отметку");
    kiosk.touch("Уход домой");
    // The end of the schedule is the likely time.
    kiosk.touch("Взять 15:00");
    assert!(!kiosk.write_view().ready, "a correction needs a reason");
    let why = kiosk.first_phrase();
    kiosk.touch(&why);
    let friday = day("2026-11-20");
    let left = |kiosk: &Kiosk| {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let view = attendance::day(
            ledger.state(),
            &WorkshopId::new("soap"),
            &denis(),
            friday,
            kiosk.reading().wall,
        );
        assert!(
            !view
                .questions
                .iter()
                .any(|q| matches!(q, Question::ForgottenCheckout { .. })),
            "{:?}",
            view.questions
        );
        let end = view.presence.last().and_then(|stretch| stretch.to);
        end.expect("an end").format("%-H:%M").to_string()
    };
    assert_eq!(left(&kiosk), "15:00");
    // It was earlier in truth: what stood there before is still to be read.
    kiosk.touch("Уход домой");
    kiosk.touch("Изменить время");
    kiosk.touch("9:00");
    let why = kiosk.first_phrase();
    kiosk.touch(&why);
    assert_eq!(left(&kiosk), "9:00");
    let was = Say::Name(stupen_kiosk::ui::Named::WasAt, "15:00".into());
    assert!(
        kiosk
            .lines_view()
            .lines
            .iter()
            .any(|line| line.note == Say::row([was.clone(), why.as_str().into()])),
        "{:?}",
        kiosk.shown
    );
    // The other days of two weeks are reached by touch.
    kiosk.touch("Назад");
    kiosk.touch("чт, 19 ноября");
    kiosk.touch("Отсутствие");
    kiosk.touch("чт, 19 ноября");
    kiosk.touch("С объяснением");
    record(&mut kiosk);
    let ledger = kiosk.ledger.lock().expect("a ledger");
    assert_eq!(
        people::absence_on(ledger.state(), &denis(), day("2026-11-19")),
        Some(true)
    );
}

#[test]
fn a_request_is_answered_with_a_reason() {
    // The answer; whether a reason must be given.
    for (key, answer, needs_reason) in [
        ("Не сейчас", RequestAnswer::NotNow, true),
        ("Сделано сразу", RequestAnswer::Done, false),
    ] {
        let mut kiosk = Kiosk::new();
        kiosk.happened(
            "denis",
            Role::Participant,
            30,
            RequestMade {
                request: RequestId::new("r-1"),
                person: denis(),
                what: RequestKind::Talk,
                activity: None,
            }
            .into(),
        );
        kiosk.enter(3);
        kiosk.touch("Денис");
        kiosk.touch("Просьбы");
        let line = kiosk
            .labels()
            .into_iter()
            .find(|label| label.contains("сегодня") || label.contains("Сегодня"))
            .expect("the request");
        kiosk.touch(&line);
        kiosk.touch(key);
        assert_eq!(kiosk.write_view().ready, !needs_reason, "{key}");
        let before = kiosk.written();
        first_phrase(&mut kiosk);
        assert_eq!(kiosk.written(), before, "it is looked at once more");
        record(&mut kiosk);
        assert_eq!(
            kiosk.written() - before,
            2,
            "the answer, and the sealed words"
        );
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let known = requests::requests(ledger.state(), &denis());
        let given = known.first().and_then(|view| view.answer()).expect("one");
        assert_eq!(given.0.answer, answer);
        assert_eq!(given.1.by, Some(&PersonId::new("ilya")));
    }
}

/// Denis is assessed: the first level everywhere, by both.
fn assessed(kiosk: &mut Kiosk) {
    kiosk.touch("Денис");
    kiosk.touch("Оценка");
    kiosk.touch("Передать экран");
    for _ in 0..6 {
        let head = &kiosk.tiles_view().head;
        assert!(head.owner.is_some(), "whose page it is");
        assert!(format!("{:?}", head.note).contains("Денис"));
        kiosk.marks_own();
    }
    let before = kiosk.written();
    kiosk.given_back();
    assert_eq!(
        kiosk.written() - before,
        1,
        "their own marks are theirs, before staff have marked"
    );
    for _ in 0..6 {
        match &kiosk.shown {
            Some(Screen::Staff(StaffScreen::Mark(view))) => {
                assert!(view.head.owner.is_some(), "whose marks they are");
            }
            other => panic!("{other:?}"),
        }
        let level = kiosk.first_level();
        kiosk.touch(&level);
    }
    kiosk.touch("Пропустить");
    kiosk.touch("Дальше");
    kiosk.touch("Дальше");
    kiosk.touch("Подписать");
    // Here several are signed of the same days.
    let twice = "Всё равно подписать";
    if kiosk.labels().iter().any(|label| label == twice) {
        kiosk.touch(twice);
    }
    kiosk.touch("Понятно");
    kiosk.given_back();
}

#[test]
fn a_signed_assessment_is_locked_and_amended_with_a_reason() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    assessed(&mut kiosk);
    // Behind the result staff stand at the list of assessments.
    kiosk.touch("Сегодня");
    kiosk.touch("Исправить отметку");
    let criterion = kiosk.first_tile();
    kiosk.touch(&criterion);
    let (same, other) = match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Mark(view))) => {
            assert_eq!(view.levels.iter().filter(|level| level.chosen).count(), 1);
            let label = |chosen: bool| {
                let level = view.levels.iter().find(|level| level.chosen == chosen);
                match &level.expect("a level").label {
                    Say::Plain(text) => text.clone(),
                    other => panic!("{other:?}"),
                }
            };
            (label(true), label(false))
        }
        other => panic!("{other:?}"),
    };
    kiosk.touch(&same);
    kiosk.touch(&other);
    assert!(!kiosk.write_view().ready, "an amendment needs a reason");
    let why = kiosk.first_phrase();
    kiosk.touch(&why);
    let before = kiosk.written();
    kiosk.touch("Исправить отметку");
    assert_eq!(kiosk.written() - before, 2);
    {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let shown = assessments::shown(ledger.state(), &denis());
        let [one] = shown.as_slice() else {
            panic!("it is still one assessment: {shown:?}");
        };
        let id = &one.shown.assessment;
        let versions = assessments::versions(ledger.state(), &denis(), id);
        let levels: Vec<&str> = versions
            .iter()
            .filter_map(|(shown, _)| shown.marks.first())
            .map(|mark| mark.level.as_str())
            .collect();
        assert_eq!(levels.len(), 2);
        assert_ne!(levels.first(), levels.last());
    }
    // Shown as what it is: amended, with the old mark beside the new one.
    let page = kiosk.lines_view();
    assert!(format!("{:?}", page.head.note).contains("Amended"));
    let first = page.lines.first().expect("a criterion");
    assert!(
        format!("{:?}", first.value).contains("WasWord"),
        "{first:?}"
    );
}

#[test]
fn a_proposed_readiness_is_answered_with_a_reason() {
    // The key; whether a day to look again is asked for; what is recorded.
    for (key, again, ready) in [("Готовность есть", false, true), ("Пока нет", true, false)]
    {
        let mut kiosk = Kiosk::new();
        kiosk.enter(3);
        // Nothing is proposed before three assessments show that it lasts.
        for signed in 1..=3 {
            assessed(&mut kiosk);
            let proposed = kiosk
                .lines_view()
                .lines
                .iter()
                .any(|line| line.label == Say::Word(Word::Readiness));
            assert_eq!(proposed, signed == 3, "after {signed}");
            if signed < 3 {
                kiosk.touch("Назад");
                kiosk.touch("Назад");
            }
        }
        kiosk.touch("Готовность к стажировке");
        // Which criteria it rests on, and over which assessments.
        let view = kiosk.lines_view();
        assert_eq!(view.lines.len(), 6);
        for line in &view.lines {
            assert_eq!(line.value, Say::Word(Word::Independent), "{line:?}");
            assert_eq!(
                line.note,
                Say::Plain("Делаю без помощи → Делаю без помощи → Делаю без помощи".into())
            );
        }
        assert!(format!("{:?}", view.head.note).contains("6 / 6"));
        kiosk.touch("Ответить");
        kiosk.touch(key);
        if again {
            let day = kiosk.tiles_view().tiles.len();
            assert!(day > 10, "days to choose from");
            kiosk.touch("Завтра");
        }
        assert!(!kiosk.write_view().ready, "{key}: it needs a reason");
        let before = kiosk.written();
        let why = kiosk.first_phrase();
        kiosk.touch(&why);
        assert_eq!(
            kiosk.written() - before,
            2,
            "{key}: the answer, and the sealed reason"
        );
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let answers: Vec<&ReadinessAnswered> = ledger
            .state()
            .person(&denis())
            .filter_map(|entry| ReadinessAnswered::of(&entry.payload.fact))
            .collect();
        let [answer] = answers.as_slice() else {
            panic!("{answers:?}");
        };
        assert_eq!((answer.ready, answer.again_on.is_some()), (ready, again));
        assert_eq!(answer.weighs.len(), 3, "what it rests on");
        let today = kiosk.reading().wall.date_naive();
        let now = readiness::readiness(ledger.state(), &WorkshopId::new("soap"), &denis(), today);
        assert_eq!(matches!(now, Readiness::Ready(_)), ready, "{now:?}");
        drop(ledger);
        // It is answered: nothing waits any more, and what was answered is to be read with who said it, also on the card.
        let word = if ready {
            Word::ReadyYes
        } else {
            Word::ReadyNotYet
        };
        let line = kiosk
            .lines_view()
            .lines
            .iter()
            .find(|line| line.label == Say::Word(Word::Readiness))
            .expect("what was answered")
            .clone();
        assert!(!line.opens && line.value == Say::Word(word), "{line:?}");
        let said = format!("{:?}", line.note);
        assert!(said.contains("Илья") && said.contains("Today"), "{said}");
        assert_eq!(said.contains("LookAgain"), again, "{said}");
        kiosk.touch("Назад");
        let tile = kiosk
            .tiles_view()
            .tiles
            .iter()
            .find(|tile| tile.label == Say::Word(word))
            .expect("a tile of the card")
            .clone();
        assert_eq!(tile.note, line.note);
    }
}

#[test]
fn the_program_is_closed_and_started_again_from_the_page_of_the_kiosk_and_nowhere_else() {
    for (tap, effect) in [
        (Tap::RestartProgram, Effect::Restart),
        (Tap::CloseProgram, Effect::Close),
    ] {
        let ends = |kiosk: &mut Kiosk| {
            kiosk.ms += 1_000;
            let effects = kiosk.engine.tap(tap, &kiosk.reading());
            effects.contains(&effect)
        };
        let mut kiosk = Kiosk::new();
        assert!(!ends(&mut kiosk), "{effect:?}: nobody is in");
        kiosk.enter(2);
        assert!(!ends(&mut kiosk), "{effect:?}: at the board");
        kiosk.touch("Ещё");
        assert!(!ends(&mut kiosk), "{effect:?}: at the menu");
        kiosk.touch("Этот киоск");
        assert!(ends(&mut kiosk), "{effect:?}: at the page of the kiosk");
    }
}

#[test]
fn when_the_office_was_last_reached_is_told_while_it_is_away() {
    for (hours, told) in [(1, "10:00"), (30, "пн, 23 ноября, 10:00")] {
        let mut kiosk = Kiosk::new();
        let reached = kiosk.reading();
        let answered = OfficeState {
            online: true,
            last: Some(reached.wall),
            trouble: None,
        };
        kiosk.engine.office(answered, None, &reached);
        kiosk.ms += hours * 3_600_000;
        let away = OfficeState::default();
        kiosk.engine.office(away, None, &kiosk.reading());
        kiosk.enter(2);
        kiosk.touch("Ещё");
        kiosk.touch("Этот киоск");
        let Some(Screen::Staff(StaffScreen::Device(view))) = &kiosk.shown else {
            panic!("{:?}", kiosk.shown);
        };
        assert!(!view.online);
        assert_eq!(view.last_sync.as_deref(), Some(told), "after {hours} h");
    }
}

#[test]
fn a_decision_is_reopened_by_an_annulment() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    for _ in 0..3 {
        to_the_telling(&mut kiosk);
        kiosk.touch("Мне сказали");
        kiosk.given_back();
        if kiosk.strikes() < 3 {
            kiosk.touch("Назад");
        }
    }
    // Staff stand before the review already.
    kiosk.touch("Закончить работу здесь");
    let why = kiosk.first_phrase();
    kiosk.touch(&why);
    kiosk.touch("Предложить");
    kiosk.scan(3);
    kiosk.pin();
    kiosk.touch("Помощь в поиске работы");
    let now = |kiosk: &Kiosk| {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let review = reviews::review(ledger.state(), &denis(), &EnrolmentId::new("e-1"));
        let status = format!("{:?}", review.status);
        let all = people::enrolments(ledger.state(), &denis());
        let ended = all.first().is_some_and(|view| view.ended.is_some());
        (status, ended)
    };
    let (status, ended) = now(&kiosk);
    assert!(status.contains("Dismiss"), "{status}");
    assert!(ended);
    kiosk.given_back();
    kiosk.touch("Нарушения");
    let breach = kiosk
        .labels()
        .into_iter()
        .find(|label| label.starts_with("Телефон"))
        .expect("a breach");
    kiosk.touch(&breach);
    kiosk.touch("Снять нарушение");
    assert!(!kiosk.write_view().ready, "an annulment needs a reason");
    first_phrase(&mut kiosk);
    let says = |line: &stupen_kiosk::ui::Line| line.note == Say::Word(Word::OpensAgain);
    assert!(
        kiosk.lines_view().lines.iter().any(says),
        "the decision rests on it"
    );
    record(&mut kiosk);
    assert_eq!(kiosk.strikes(), 2);
    let (status, ended) = now(&kiosk);
    assert!(!status.contains("Dismiss"), "{status}");
    assert!(!ended, "the end rested on the decision");
}

/// Whoever could not be ended as completed has no key for it, and the page says why.
#[test]
fn a_completed_term_is_ended_only_when_it_is_over_and_no_review_is_open() {
    let rows = [
        ("it is over", false, None),
        ("a review is open", true, Some(Word::ReviewFirst)),
    ];
    for (row, reviewed, why) in rows {
        let mut kiosk = Kiosk::new();
        if reviewed {
            three_breaches(&mut kiosk);
        }
        kiosk.enter(2);
        kiosk.touch("Денис");
        find(&mut kiosk, "Срок");
        kiosk.touch("Срок");
        let says = kiosk
            .lines_view()
            .lines
            .iter()
            .find(|line| line.label == Say::Word(Word::EndTerm))
            .map(|line| line.note.clone());
        assert_eq!(says, why.map(Say::Word), "{row}");
        let key = kiosk
            .lines_view()
            .actions
            .iter()
            .any(|action| action.label == Say::Word(Word::EndTerm));
        assert_eq!(key, why.is_none(), "{row}");
    }
}

#[test]
fn what_is_only_tried_out_comes_after_the_conveyor() {
    let dir = tempfile::tempdir().expect("a folder");
    let local = Local::open(&dir.path().join("local.db"), None).expect("tables");
    let blobs = BlobStore::open(&dir.path().join("media.db"), None).expect("pictures");
    // By name alone the trial would come first.
    let published: Vec<PackPublished> = [("apple", true), ("wood", false), ("soap", false)]
        .map(|(id, orientation)| {
            let title = serde_json::json!({"ru": "т", "en": "t"});
            let step = serde_json::json!({"id": "take", "verb": title, "words": title,
                "picture": "pictogram:box", "counts": true});
            let operation = serde_json::json!({"id": "fold", "title": title, "picture": "pictogram:box",
                "station": "t", "norm_s": 9, "step": [step]});
            let manifest = serde_json::json!({"pack": {"id": id, "version": 1, "title": title,
                "picture": "pictogram:box", "licence": "CC0-1.0", "orientation": orientation,
                "operation": [operation]}, "media": {}})
            .to_string();
            blobs.put(manifest.as_bytes()).expect("stored");
            PackPublished {
                pack: id.into(),
                version: 1,
                title: Bilingual::default(),
                manifest: BlobHash::new(blob_hash(manifest.as_bytes()).to_string()),
            }
        })
        .into();
    stupen_kiosk::media::verify(&blobs, &local, &published, false).expect("looked at");
    let mut media = Media::new(blobs);
    media.refresh(published, &local);
    let ids: Vec<String> = media
        .operations()
        .iter()
        .map(|(id, _)| id.to_string())
        .collect();
    assert_eq!(ids, ["soap/fold", "wood/fold", "apple/fold"]);
}

#[test]
fn the_pause_between_touches_and_the_language_are_set_at_the_kiosk() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    find(&mut kiosk, "Настройки");
    kiosk.touch("Настройки");
    let pause = |kiosk: &Kiosk| {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        stupen_domain::settings::of(ledger.state(), &denis()).debounce_ds
    };
    for expected in [10, 20, 30, 50, 100, 5] {
        find(&mut kiosk, "Второе касание");
        kiosk.touch("Второе касание");
        assert_eq!(pause(&kiosk), expected);
    }
    for expected in ["en", "ru"] {
        find(&mut kiosk, "Язык");
        kiosk.touch("Язык");
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let known = people::person(ledger.state(), &denis()).expect("a person");
        assert_eq!(known.person.language, expected);
    }
}

/// What somebody was praised for is to be read on their card, the last first.
#[test]
fn praise_stands_on_the_card() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    assert!(
        !kiosk
            .labels()
            .iter()
            .any(|label| label.starts_with("За что"))
    );
    kiosk.touch("Похвала");
    let what = kiosk.first_tile();
    kiosk.touch(&what);
    kiosk.touch("Понятно");
    kiosk.touch("За что хвалили");
    let lines = &kiosk.lines_view().lines;
    let [line] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    assert_eq!(line.label, Say::Plain(what));
    assert_eq!(line.note, Say::Word(Word::Today));
    assert_eq!(line.value, Say::Plain("Ольга".into()));
}

/// And it is the person's to see: on their own page, by picture, in words, with its day, and said.
#[test]
fn praise_stands_on_the_own_page_too() {
    let mut kiosk = Kiosk::new();
    arrived(&mut kiosk);
    kiosk.scan(1);
    kiosk.touch("Обо мне");
    assert!(!kiosk.face.spoken().contains("Похвала"));
    kiosk.touch("Похвала");
    assert!(kiosk.face.spoken().ends_with("Похвалы пока нет."));
    kiosk.touch("Назад");
    kiosk.touch("Назад");
    let mut praised = Vec::new();
    for at in 0..2 {
        kiosk.enter(2);
        kiosk.touch("Денис");
        kiosk.touch("Похвала");
        let what = match &kiosk.tiles_view().tiles[at].label {
            Say::Plain(what) => what.clone(),
            other => panic!("{other:?}"),
        };
        kiosk.touch(&what);
        kiosk.touch("Понятно");
        praised.insert(0, format!("{what}, 23 ноября"));
    }
    kiosk.scan(1);
    kiosk.touch("Обо мне");
    let last = format!("Похвала: {}.", praised[0]);
    assert!(
        kiosk.face.spoken().contains(&last),
        "{}",
        kiosk.face.spoken()
    );
    kiosk.touch("Похвала");
    let labels = kiosk.labels();
    assert_eq!(labels[..2], praised, "the last first");
    let said = kiosk.face.spoken();
    assert_eq!(said, format!("Похвала. {}.", praised.join(". ")));
    let Some(Screen::MineCard(card)) = &kiosk.shown else {
        panic!("{:?}", kiosk.shown)
    };
    let pictures: Vec<_> = card.things.iter().map(|thing| &thing.picture).collect();
    assert_ne!(pictures[0], pictures[1], "each by its own picture");
}

/// How each form is begun on Monday, the way to its last question, and what is recorded when it is finished on Tuesday:
/// nothing is ever told of another day than the one that its questions name.
#[test]
fn a_form_left_over_night_is_of_the_day_on_which_it_was_begun() {
    type Row = (
        &'static str,
        u8,
        fn(&mut Kiosk),
        fn(&mut Kiosk),
        fn(&mut Kiosk),
        fn(&Kiosk) -> Vec<(chrono::NaiveDate, String)>,
        &'static str,
    );
    #[rustfmt::skip]
    let rows: [Row; 3] = [
        (
            "a contact", 3, is_out,
            |kiosk| {
                find(kiosk, "Стажировка");
                kiosk.touch("Стажировка");
                kiosk.touch("Связь");
                kiosk.touch("Сегодня");
                kiosk.touch("Наставник");
                kiosk.touch("По телефону");
                kiosk.touch("Всё хорошо");
            },
            first_phrase,
            |kiosk| {
                // Its words are for the case, so it is sealed whole.
                let all = kiosk.as_the_office_reads("ContactMade");
                let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
                all.iter().map(|made| (day(&text(&made["on"])), text(&made["with"]))).collect()
            },
            "mentor",
        ),
        (
            "an absence", 2, |_| {},
            |kiosk| {
                find(kiosk, "Отсутствие");
                kiosk.touch("Отсутствие");
                kiosk.touch("Сегодня");
                kiosk.touch("С объяснением");
            },
            record,
            |kiosk| {
                let ledger = kiosk.ledger.lock().expect("a ledger");
                let on = |day| people::absence_on(ledger.state(), &denis(), day);
                [day("2026-11-23"), day("2026-11-24")].into_iter()
                    .filter_map(|day| on(day).map(|excused| (day, format!("{excused}")))).collect()
            },
            "true",
        ),
        (
            "a breach", 2, |_| {},
            to_the_sheet_of_a_breach,
            |kiosk| kiosk.touch("Записать и показать"),
            |kiosk| {
                let ledger = kiosk.ledger.lock().expect("a ledger");
                let all = breaches::breaches(ledger.state(), &denis());
                all.iter().map(|view| (view.breach.day, view.breach.regulation.clone())).collect()
            },
            "phone",
        ),
    ];
    for (name, staff, ground, way, last, found, expected) in rows {
        let mut kiosk = Kiosk::new();
        ground(&mut kiosk);
        kiosk.enter(staff);
        kiosk.touch("Денис");
        way(&mut kiosk);
        let mut kiosk = kiosk.restart();
        kiosk.ms += 24 * 3_600_000;
        kiosk.enter(staff);
        kiosk.touch("Ещё");
        kiosk.touch("Незаконченное");
        kiosk.touch("Денис");
        let shown = format!("{:?}", kiosk.shown);
        assert!(
            shown.contains("Word(Yesterday)"),
            "{name} names its day: {shown}"
        );
        last(&mut kiosk);
        let monday = day("2026-11-23");
        assert_eq!(found(&kiosk), [(monday, expected.to_string())], "{name}");
    }
}

/// The workshop was open on these days: Vera came.
fn vera_came(kiosk: &mut Kiosk, days_ago: &[u64]) {
    for days in days_ago {
        let arrived = Arrived {
            person: PersonId::new("vera"),
            badge: None,
        };
        kiosk.happened("vera", Role::Participant, days * 24 * 60, arrived.into());
    }
}

/// Touches the one absence of Denis that is proposed, of these days.
fn touch_the_absence(kiosk: &mut Kiosk, days: &str) {
    kiosk.enter(2);
    kiosk.touch("Денис");
    find(kiosk, "Нарушения");
    kiosk.touch("Нарушения");
    let proposed: Vec<Say> = kiosk
        .lines_view()
        .lines
        .iter()
        .filter(|line| line.label == Say::Word(Word::ProposalAbsent))
        .map(|line| line.note.clone())
        .collect();
    assert_eq!(proposed, [Say::from(days)]);
    kiosk.touch_line(0);
}

/// Three days away, one proposal; whatever answers it answers all of it, and names its days.
#[test]
fn an_absence_that_goes_on_is_answered_once() {
    let (first, last) = (day("2026-11-18"), day("2026-11-20"));
    for records in [true, false] {
        let mut kiosk = Kiosk::new();
        vera_came(&mut kiosk, &[5, 4, 3]);
        touch_the_absence(&mut kiosk, "18–20 ноября");
        if records {
            kiosk.touch("Записать нарушение");
            first_phrase(&mut kiosk);
            kiosk.touch("Пропустить");
            kiosk.given_back();
            kiosk.touch("Пропустить");
            let sheet = format!("{:?}", kiosk.lines_view().lines);
            assert!(sheet.contains("18–20 ноября"), "{sheet}");
            kiosk.touch("Записать и показать");
        } else {
            kiosk.touch("Не записывать");
            first_phrase(&mut kiosk);
        }
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let state = ledger.state();
        let days = day("2026-11-10")..=day("2026-11-23");
        let now = kiosk.reading().wall;
        let left = breaches::proposals(state, &WorkshopId::new("soap"), Some(&denis()), days, now);
        assert_eq!(left, [], "{records}");
        let recorded: Vec<_> = breaches::breaches(state, &denis())
            .iter()
            .map(|view| view.days())
            .collect();
        let expected = records.then_some(first..=last);
        assert_eq!(recorded, Vec::from_iter(expected), "{records}");
    }
}

/// One regulation is for an absence: nobody is asked which, its picture stands on the sheet, and Back leads to all others.
#[test]
fn where_one_regulation_fits_nobody_is_asked_which() {
    use stupen_kiosk::ui::Picture;

    let mut kiosk = Kiosk::new();
    vera_came(&mut kiosk, &[5, 4, 3]);
    touch_the_absence(&mut kiosk, "18–20 ноября");
    kiosk.touch("Записать нарушение");
    assert_eq!(
        kiosk.write_view().head.title,
        Say::Word(Word::WhatHappened),
        "the first question"
    );
    first_phrase(&mut kiosk);
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
    let line = kiosk.lines_view().lines.first().expect("a line").clone();
    assert_eq!(line.note, Say::from("Отсутствие без звонка"));
    assert_ne!(line.picture, Picture::None);
    assert_ne!(
        line.picture,
        Picture::Pictogram("rules".into()),
        "its own picture"
    );
    for _ in 0..4 {
        kiosk.touch("Назад");
        if format!("{:?}", kiosk.shown).contains("GiveBack") {
            kiosk.given_back();
        }
    }
    let offered: Vec<(Say, bool)> = kiosk
        .tiles_view()
        .tiles
        .iter()
        .map(|tile| (tile.label.clone(), tile.chosen))
        .collect();
    assert_eq!(
        offered.first(),
        Some(&(Say::from("Отсутствие без звонка"), true))
    );
    assert!(offered.len() > 5, "all others too: {offered:?}");
    kiosk.touch("Опоздание");
    kiosk.touch("Дальше");
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
    kiosk.touch("Записать и показать");
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let found = breaches::breaches(ledger.state(), &denis());
    let recorded: Vec<_> = found
        .iter()
        .map(|view| (view.breach.regulation.as_str(), view.breach.cause))
        .collect();
    assert_eq!(recorded, [("late", Some(BreachCause::Absent))]);
}

/// Begun, and left before anything was answered: there is nothing to keep.
#[test]
fn a_proposed_breach_that_nobody_answered_leaves_no_form() {
    let mut kiosk = Kiosk::new();
    vera_came(&mut kiosk, &[5, 4, 3]);
    touch_the_absence(&mut kiosk, "18–20 ноября");
    kiosk.touch("Записать нарушение");
    kiosk.touch("Назад");
    kiosk.touch("Назад");
    assert_eq!(kiosk.drafts(), Vec::<String>::new());
}

/// Begun on Monday about three days, gone on with on Tuesday, when there are four: what is shown then is recorded.
#[test]
fn a_form_that_was_left_takes_over_how_long_an_absence_has_gone_on() {
    for records in [true, false] {
        let mut kiosk = Kiosk::new();
        vera_came(&mut kiosk, &[5, 4, 3]);
        let answer = |kiosk: &mut Kiosk, days: &str| {
            touch_the_absence(kiosk, days);
            kiosk.touch(if records {
                "Записать нарушение"
            } else {
                "Не записывать"
            });
        };
        answer(&mut kiosk, "18–20 ноября");
        if records {
            // One question is answered, so that the form is one that was begun.
            first_phrase(&mut kiosk);
        }
        let drafts = kiosk.drafts();
        assert_eq!(drafts.len(), usize::from(records), "{records}");
        let mut kiosk = kiosk.power_cut(&drafts);
        kiosk.ms += 24 * 3_600_000;
        vera_came(&mut kiosk, &[1]);
        answer(&mut kiosk, "18–23 ноября");
        if records {
            kiosk.touch("Продолжить");
            kiosk.touch("Пропустить");
            kiosk.given_back();
            kiosk.touch("Пропустить");
            kiosk.touch("Записать и показать");
        } else {
            first_phrase(&mut kiosk);
        }
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let days = day("2026-11-10")..=day("2026-11-24");
        let now = kiosk.reading().wall;
        let workshop = WorkshopId::new("soap");
        let left = breaches::proposals(ledger.state(), &workshop, Some(&denis()), days, now);
        assert_eq!(left, [], "{records}");
    }
}

/// A breach that was begun and a proposal that is answered do not take each other's place, whichever comes first.
#[test]
fn a_proposal_takes_no_place_from_a_breach_that_was_begun() {
    let begin_own = |kiosk: &mut Kiosk| {
        kiosk.touch("Нарушение");
        kiosk.touch("Телефон во время работы");
    };
    let begin_proposed = |kiosk: &mut Kiosk| {
        find(kiosk, "Нарушения");
        kiosk.touch("Нарушения");
        kiosk.touch_line(0);
        kiosk.touch("Записать нарушение");
        // What was only opened lies nowhere: something is written.
        kiosk.touch("Клавиатура");
        kiosk.touch("я");
    };
    let finish = |kiosk: &mut Kiosk| {
        if kiosk.write_view().text.is_empty() {
            first_phrase(kiosk);
        } else {
            kiosk.touch("Дальше");
        }
        kiosk.touch("Пропустить");
        kiosk.given_back();
        kiosk.touch("Пропустить");
        kiosk.touch("Записать и показать");
        kiosk.touch("Мне сказали");
        kiosk.given_back();
    };
    for own_first in [true, false] {
        let mut kiosk = Kiosk::new();
        vera_came(&mut kiosk, &[3]);
        let leave = |kiosk: &mut Kiosk| {
            kiosk.ms += 130_000;
            let effects = kiosk.engine.tick(&kiosk.reading());
            kiosk.carry_out(effects);
            kiosk.enter(2);
            kiosk.touch("Денис");
        };
        kiosk.enter(2);
        kiosk.touch("Денис");
        if own_first {
            begin_own(&mut kiosk);
            leave(&mut kiosk);
            begin_proposed(&mut kiosk);
        } else {
            begin_proposed(&mut kiosk);
            leave(&mut kiosk);
            begin_own(&mut kiosk);
        }
        assert_eq!(kiosk.drafts().len(), 2, "own first: {own_first}");
        leave(&mut kiosk);
        // Among the unfinished ones they are told apart.
        kiosk.touch("Назад");
        kiosk.touch("Ещё");
        kiosk.touch("Незаконченное");
        let notes: Vec<Say> = kiosk
            .lines_view()
            .lines
            .iter()
            .map(|line| line.note.clone())
            .collect();
        let absent = Say::row([Word::Breach.into(), Word::ProposalAbsent.into()]);
        assert_eq!(notes.len(), 2);
        for note in [Say::from(Word::Breach), absent] {
            assert!(notes.contains(&note), "{notes:?}");
        }
        leave(&mut kiosk);
        // The own one goes on at the question at which it was left, then the proposed one.
        kiosk.touch("Нарушение");
        finish(&mut kiosk);
        assert_eq!(kiosk.drafts().len(), 1, "own first: {own_first}");
        find(&mut kiosk, "Нарушения");
        kiosk.touch("Нарушения");
        kiosk.touch_line(0);
        kiosk.touch("Записать нарушение");
        finish(&mut kiosk);
        assert_eq!(kiosk.drafts().len(), 0, "own first: {own_first}");
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let found = breaches::breaches(ledger.state(), &denis());
        let recorded: Vec<_> = found.iter().map(|view| view.breach.cause).collect();
        let expected = [None, Some(BreachCause::Absent)];
        assert_eq!(recorded, expected, "own first: {own_first}");
    }
}

/// "Is it lost?", asked on Monday and answered on Tuesday: the badge dies on Tuesday, so no other day is named.
#[test]
fn a_badge_is_reported_lost_on_the_day_of_the_answer() {
    let mut kiosk = Kiosk::new();
    let to_the_badges = |kiosk: &mut Kiosk| {
        kiosk.enter(2);
        kiosk.touch("Денис");
        find(kiosk, "Бейдж");
        kiosk.touch("Бейдж");
    };
    to_the_badges(&mut kiosk);
    kiosk.touch_line(0);
    assert_eq!(kiosk.tiles_view().head.title, Say::Word(Word::IsLost));
    let asked = kiosk.tiles_view().head.note.clone();
    let drafts = kiosk.drafts();
    let mut kiosk = kiosk.power_cut(&drafts);
    kiosk.ms += 24 * 3_600_000;
    to_the_badges(&mut kiosk);
    kiosk.touch_line(0);
    assert_eq!(kiosk.tiles_view().head.note, asked, "no day is named");
    kiosk.touch("Потерян");
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let left = people::badges(ledger.state(), &denis());
    assert!(left.is_empty(), "{left:?}");
}

/// Opened and left on Monday: whoever begins a contact on Tuesday means Tuesday's, and is asked where something was
/// answered.
#[test]
fn a_contact_begun_on_another_day_is_not_taken_for_an_older_one() {
    // (what was answered on Monday, what is touched on the page that asks, the day that is recorded)
    let rows: [(&[&str], Option<&str>, &str); 3] = [
        (&[], None, "2026-11-24"),
        (&["Сегодня", "Наставник"], Some("Продолжить"), "2026-11-23"),
        (
            &["Сегодня", "Наставник"],
            Some("Начать заново"),
            "2026-11-24",
        ),
    ];
    let begin = |kiosk: &mut Kiosk| {
        kiosk.enter(3);
        kiosk.touch("Денис");
        find(kiosk, "Стажировка");
        kiosk.touch("Стажировка");
        kiosk.touch("Связь");
    };
    for (answered, key, on) in rows {
        let mut kiosk = Kiosk::new();
        is_out(&mut kiosk);
        begin(&mut kiosk);
        for label in answered {
            kiosk.touch(label);
        }
        let mut kiosk = kiosk.restart();
        kiosk.ms += 24 * 3_600_000;
        begin(&mut kiosk);
        if let Some(key) = key {
            kiosk.touch(key);
        }
        if key != Some("Продолжить") {
            kiosk.touch("Сегодня");
            kiosk.touch("Наставник");
        }
        kiosk.touch("По телефону");
        kiosk.touch("Всё хорошо");
        first_phrase(&mut kiosk);
        let all = kiosk.as_the_office_reads("ContactMade");
        let days: Vec<_> = all.iter().map(|made| made["on"].as_str()).collect();
        assert_eq!(days, [Some(on)], "{answered:?} {key:?}");
    }
}

/// An employer that the office lets kiosks offer is named by a touch, a new one is written; both are for the case.
#[test]
fn an_employer_is_named_by_a_touch() {
    for (offered, tap, expected) in [
        (true, Some("Кофейня «Зерно»"), "Кофейня «Зерно»"),
        (true, None, "Ус"),
        (false, None, "Ус"),
    ] {
        let mut kiosk = Kiosk::new();
        if offered {
            kiosk.office_states(vec![
                FormSet {
                    form: "employers@soap".into(),
                    version: 1,
                    body: r#"{"employers":["Прачечная «Чистый лист»","Кофейня «Зерно»"]}"#.into(),
                }
                .into(),
            ]);
        }
        kiosk.enter(3);
        kiosk.touch("Денис");
        find(&mut kiosk, "Стажировка");
        kiosk.touch("Стажировка");
        kiosk.touch("Выход");
        let before = kiosk.touches;
        kiosk.touch_tile(Word::KindInternship);
        kiosk.touch("Сегодня");
        assert_eq!(kiosk.write_view().head.title, Say::Word(Word::Employer));
        assert_eq!(
            kiosk.write_view().phrases.len(),
            if offered { 2 } else { 0 }
        );
        if let Some(name) = tap {
            kiosk.touch(name);
            assert_eq!(kiosk.touches - before, 3, "without a letter");
        } else {
            if offered {
                kiosk.touch("Клавиатура");
            }
            kiosk.touch("у");
            kiosk.touch("с");
            kiosk.touch("Дальше");
        }
        kiosk.touch("Дальше");
        assert!(kiosk.as_the_office_reads("PlacementDescribed").is_empty());
        kiosk.touch("Записать");
        let described = kiosk.as_the_office_reads("PlacementDescribed");
        let names: Vec<_> = described
            .iter()
            .map(|site| site["employer"].as_str())
            .collect();
        assert_eq!(names, [Some(expected)], "offered {offered}");
    }
}

/// A stay that is still to begin is not begun twice, and may be taken back: then somebody may go out anew.
#[test]
fn a_stay_that_is_still_to_begin_is_called_off() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    kiosk.touch("Денис");
    find(&mut kiosk, "Стажировка");
    kiosk.touch("Стажировка");
    let go_out = |kiosk: &mut Kiosk, day: &str| {
        kiosk.touch("Выход");
        kiosk.touch("Стажировка");
        kiosk.touch(day);
        kiosk.touch("я");
        kiosk.touch("Дальше");
        kiosk.touch("Дальше");
        // Is this right? Nothing is recorded before.
        assert_eq!(
            kiosk.lines_view().head.title,
            Say::Word(Word::CheckAndRecord)
        );
        kiosk.touch("Записать");
    };
    let offers = |kiosk: &Kiosk, label: &str| kiosk.labels().iter().any(|l| l.starts_with(label));
    go_out(&mut kiosk, "Завтра");
    assert!(!offers(&kiosk, "Выход"), "{:?}", kiosk.labels());
    kiosk.touch("Не состоится");
    kiosk.touch("Своё желание");
    let stays = {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let state = ledger.state();
        for on in ["2026-11-23", "2026-11-24", "2026-12-24"] {
            assert_eq!(
                stupen_domain::placements::at(state, &denis(), day(on)),
                None,
                "{on}"
            );
        }
        stupen_domain::placements::of(state, &denis())
    };
    let [stay] = stays.as_slice() else {
        panic!("{stays:?}");
    };
    assert!(stay.is_called_off(), "{stay:?}");
    let line = kiosk.lines_view().lines.first().expect("the stay").clone();
    assert!(format!("{:?}", line.note).contains("CalledOff"), "{line:?}");
    // It began yesterday in truth.
    go_out(&mut kiosk, "Вчера");
    assert!(!offers(&kiosk, "Выход") && !offers(&kiosk, "Отменить"));
    // What was said yesterday is told today.
    kiosk.touch("Связь");
    kiosk.touch("Вчера");
    kiosk.touch("Наставник");
    kiosk.touch("По телефону");
    kiosk.touch("Всё хорошо");
    first_phrase(&mut kiosk);
    kiosk.touch("Понятно");
    kiosk.touch("Трудность");
    kiosk.touch("Вчера");
    first_phrase(&mut kiosk);
    kiosk.touch("Нет");
    kiosk.touch("Понятно");
    for kind in ["ContactMade", "DifficultyRaised"] {
        let told = kiosk.as_the_office_reads(kind);
        let days: Vec<_> = told.iter().map(|told| told["on"].as_str()).collect();
        assert_eq!(days, [Some("2026-11-22")], "{kind}");
    }
}

/// What was before is to be read with the reason why it ended: an enrolment, and a stay at an external site.
#[test]
fn what_has_ended_says_why() {
    let mut kiosk = Kiosk::new();
    let anew = EnrolmentStarted {
        enrolment: EnrolmentId::new("e-9"),
        person: denis(),
        service: Service::TemporaryEmployment,
        from: day("2026-11-23"),
        until: None,
    };
    let ended = EnrolmentEnded {
        enrolment: EnrolmentId::new("e-1"),
        person: denis(),
        on: day("2026-11-20"),
        because: EndReason::OwnWish,
        decision: None,
    };
    is_out(&mut kiosk);
    is_back(&mut kiosk);
    kiosk.office_states(vec![ended.into(), anew.into()]);
    kiosk.enter(2);
    for (tile, word) in [("Срок", Word::EndOwn), ("Стажировка", Word::EndCompleted)] {
        kiosk.touch("Денис");
        find(&mut kiosk, tile);
        kiosk.touch(tile);
        let values: Vec<String> = kiosk
            .lines_view()
            .lines
            .iter()
            .map(|line| format!("{:?}", line.value))
            .collect();
        let wanted = format!("Word({word:?})");
        assert!(
            values.iter().any(|value| value.contains(&wanted)),
            "{tile}: {values:?}"
        );
        kiosk.touch("Назад");
        kiosk.touch("Назад");
    }
}

/// Two wishes to join wait: each is answered by the name of its activity.
#[test]
fn a_wish_to_join_is_answered_by_the_name_of_its_activity() {
    let mut kiosk = Kiosk::new();
    let body = r#"{"items": [
        {"id": "sport", "picture": "pictogram:sport", "title": {"ru": "Спорт", "en": "Sport"}},
        {"id": "art", "picture": "pictogram:art", "title": {"ru": "Рисуем", "en": "Drawing"}}]}"#;
    let form = FormSet {
        form: "activities".into(),
        version: 1,
        body: body.into(),
    };
    kiosk.office_states(vec![form.into()]);
    for id in ["sport", "art"] {
        let made = RequestMade {
            request: RequestId::new(format!("q-{id}")),
            person: denis(),
            what: RequestKind::Join,
            activity: Some(id.into()),
        };
        kiosk.happened("denis", Role::Participant, 30, made.into());
    }
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Просьбы");
    for (line, name) in [(0, "Рисуем"), (1, "Спорт")] {
        kiosk.touch_line(line);
        let title = &kiosk.tiles_view().head.title;
        assert_eq!(*title, Say::row([Word::WantsJoin.into(), name.into()]));
        kiosk.touch("Назад");
        kiosk.touch("Просьбы");
    }
}

/// Whoever goes back out of a form in which something was answered is asked; so one without a sheet can be dropped too.
#[test]
fn going_back_out_of_a_form_asks_what_becomes_of_it() {
    // The key that is touched then, how many forms lie there, whether the form is shown again.
    for (key, left) in [("Не записывать", 0), ("Назад", 1), ("Продолжить", 1)]
    {
        let mut kiosk = Kiosk::new();
        kiosk.enter(2);
        kiosk.touch("Денис");
        find(&mut kiosk, "Отсутствие");
        kiosk.touch("Отсутствие");
        kiosk.touch("Завтра");
        kiosk.touch("Назад");
        kiosk.touch("Назад");
        kiosk.touch(key);
        assert_eq!(kiosk.drafts().len(), left, "{key}");
        let shown = format!("{:?}", kiosk.shown);
        assert_eq!(
            shown.contains("Word(UntilDay)"),
            key == "Продолжить",
            "{key}: {shown}"
        );
    }
    // Where nothing was answered, there is nothing to ask.
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Назад");
    assert_eq!(kiosk.drafts().len(), 0);
    kiosk.touch("Похвала");
}

/// What was recorded of a contact or a difficulty is said once, with the day of the next contact: it is sealed, and the
/// kiosk cannot read it again.
#[test]
fn what_was_recorded_of_a_stay_is_said_with_the_next_contact() {
    let told = |kiosk: &Kiosk| match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tell(view))) => format!("{view:?}"),
        other => panic!("{other:?}"),
    };
    let mut kiosk = Kiosk::new();
    // Since Monday a week ago: the first days are over, the next contact comes on the thirteenth day, a Sunday, so on
    // Monday.
    is_out(&mut kiosk);
    kiosk.enter(3);
    kiosk.touch("Денис");
    find(&mut kiosk, "Стажировка");
    kiosk.touch("Стажировка");
    kiosk.touch("Связь");
    kiosk.touch("Сегодня");
    kiosk.touch("Наставник");
    kiosk.touch("По телефону");
    kiosk.touch("Нужно внимание");
    let care = kiosk.write_view().phrases.clone();
    first_phrase(&mut kiosk);
    let said = told(&kiosk);
    for part in [
        "Contact",
        "Recorded",
        "WithMentor",
        "HowCall",
        "NeedsCare",
        "NextContact",
        "пн, 30 ноября",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    kiosk.touch("Понятно");
    kiosk.touch("Трудность");
    kiosk.touch("Сегодня");
    // What is difficult is another thing than what is said of a contact.
    assert_ne!(kiosk.write_view().phrases, care);
    let phrase = kiosk.first_phrase();
    first_phrase(&mut kiosk);
    kiosk.touch("Да");
    let said = told(&kiosk);
    for part in ["Difficulty", "Recorded", "ReturnWanted", phrase.as_str()] {
        assert!(said.contains(part), "{part}: {said}");
    }
    kiosk.touch("Понятно");
    assert_eq!(kiosk.lines_view().head.title, Say::Word(Word::Internship));
}

/// Nobody comes back before they went, and nothing is difficult at a site where nobody is.
#[test]
fn only_what_can_be_is_offered_of_a_stay() {
    let offers = |kiosk: &Kiosk, label: &str| kiosk.labels().iter().any(|l| l.starts_with(label));
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    kiosk.touch("Денис");
    find(&mut kiosk, "Стажировка");
    kiosk.touch("Стажировка");
    assert!(!offers(&kiosk, "Трудность"), "{:?}", kiosk.labels());
    let started = PlacementStarted {
        placement: PlacementId::new("p-2"),
        person: denis(),
        enrolment: Some(EnrolmentId::new("e-1")),
        what: PlacementKind::Internship,
        from: day("2026-11-20"),
        until: None,
    };
    kiosk.happened("ilya", Role::Consultant, 1, started.into());
    kiosk.touch("Назад");
    find(&mut kiosk, "Стажировка");
    kiosk.touch("Стажировка");
    assert!(offers(&kiosk, "Трудность"), "{:?}", kiosk.labels());
    kiosk.touch("Возвращение");
    kiosk.touch("Срок закончился");
    // From Friday, the first day there, to Monday.
    assert_eq!(kiosk.tiles_view().tiles.len(), 4);
}

/// One touch takes a phrase and goes on: the same finger, falling again, takes none of the next question.
#[test]
fn a_finger_that_falls_again_takes_no_phrase_of_the_next_question() {
    // Milliseconds between both touches; whether the second counts.
    for (later, counts) in [(600, false), (999, false), (1_000, true)] {
        let mut kiosk = Kiosk::new();
        kiosk.enter(3);
        kiosk.touch("Денис");
        kiosk.touch("Оценка");
        kiosk.touch("Без своих отметок");
        for _ in 0..6 {
            let level = kiosk.first_level();
            kiosk.touch(&level);
        }
        kiosk.touch("Пропустить");
        let notes = kiosk.write_view().phrases.clone();
        first_phrase(&mut kiosk);
        assert_eq!(
            kiosk.write_view().head.title,
            Say::Word(Word::Recommendations)
        );
        let advice = kiosk.write_view().phrases.clone();
        assert!(
            notes.iter().all(|note| !advice.contains(note)),
            "{advice:?}"
        );
        kiosk.ms += later;
        let effects = kiosk
            .engine
            .tap(Tap::Staff(StaffTap::Phrase(0)), &kiosk.reading());
        kiosk.carry_out(effects);
        let asks = matches!(&kiosk.shown, Some(Screen::Staff(StaffScreen::Write(_))));
        assert_eq!(asks, !counts, "after {later} ms");
        if asks {
            assert_eq!(kiosk.write_view().text, "", "after {later} ms");
        }
    }
}

/// What was only opened is not begun: it lies nowhere, however it was left. What was filled in does, and is counted.
#[test]
fn only_a_form_that_was_filled_in_lies_there_unfinished() {
    let waits = |kiosk: &Kiosk| {
        let view = kiosk.tiles_view();
        let more = view
            .chips
            .iter()
            .find(|chip| chip.label == Word::Menu.into());
        more.expect("more").count
    };
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    for tile in ["Оценка", "Похвала", "Нарушение", "Отсутствие"] {
        kiosk.touch("Денис");
        find(&mut kiosk, tile);
        kiosk.touch(tile);
        kiosk.ms += 130_000;
        let effects = kiosk.engine.tick(&kiosk.reading());
        kiosk.carry_out(effects);
        assert_eq!(kiosk.drafts(), Vec::<String>::new(), "{tile}");
        kiosk.enter(3);
        assert_eq!(waits(&kiosk), 0, "{tile}");
    }
    kiosk.touch("Денис");
    find(&mut kiosk, "Отсутствие");
    kiosk.touch("Отсутствие");
    kiosk.touch("Завтра");
    let mut kiosk = kiosk.restart();
    assert_eq!(kiosk.drafts().len(), 1);
    // Somebody else's waits for whoever began it.
    for (staff, expected) in [(2, 0), (3, 1)] {
        kiosk.enter(staff);
        assert_eq!(waits(&kiosk), expected, "{staff}");
    }
}

/// Whoever goes back and touches another reason means that one, and not both.
#[test]
fn another_reason_takes_the_place_of_the_first() {
    let mut kiosk = Kiosk::new();
    one_breach(&mut kiosk, "b1");
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушения");
    kiosk.touch("Телефон");
    kiosk.touch("Снять нарушение");
    let phrases = kiosk.write_view().phrases.clone();
    let [first, second, ..] = phrases.as_slice() else {
        panic!("{phrases:?}");
    };
    for phrase in [first, second, first] {
        kiosk.touch(phrase);
        let reason = kiosk.lines_view().lines.iter();
        let reason = reason.filter(|line| line.label == Say::Word(Word::Reason));
        let notes: Vec<_> = reason.map(|line| line.note.clone()).collect();
        assert_eq!(notes, [Say::Plain(phrase.clone())]);
        kiosk.touch("Назад");
        assert_eq!(kiosk.write_view().text, *phrase);
    }
}

/// Another mark happened at another time: whoever chose the wrong one first is not left with its time.
#[test]
fn another_mark_has_another_likely_time() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Сегодня");
    kiosk.touch("Другой день");
    kiosk.touch("пт, 20 ноября");
    kiosk.touch("Добавить отметку");
    let hour = |kiosk: &Kiosk| match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Time(view))) => view.hour,
        other => panic!("{other:?}"),
    };
    kiosk.touch("Приход");
    assert_eq!(hour(&kiosk), 9);
    kiosk.touch("Назад");
    kiosk.touch("Уход домой");
    assert_eq!(hour(&kiosk), 15);
}
