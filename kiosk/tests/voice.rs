//! What speaks and when: no key that says nothing, nothing said that nobody wants to hear, and everything said that
//! somebody needs.

use crate::rig::{DENIS, MARINA, Rig, quiet};
use stupen_domain::facts::*;
use stupen_hardware::{Button, Voices};
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{MineCard, Screen, Soon, SoonKind, StaffScreen, StaffTap, Tap, Word};
use stupen_media::hostile;

/// Three steps; the first has recorded speech, the third says more than stands on it.
const PACK: &str = r#"{
    "id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"},
    "picture": "pictogram:box", "licence": "CC0-1.0",
    "operation": [{
        "id": "fold", "title": {"ru": "Складываем коробку", "en": "Folding"}, "picture": "pictogram:box",
        "station": "table-1", "norm_s": 45,
        "step": [
            {"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
             "picture": "pictogram:box", "recorded": {"ru": "sounds/take.wav"}},
            {"id": "tape", "verb": {"ru": "Заклей", "en": "Tape"}, "words": {"ru": "дно", "en": "the bottom"},
             "picture": "pictogram:tape"},
            {"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "speech": {"ru": "Поставь коробку направо, на полку.", "en": "Put the box on the shelf."},
             "picture": "pictogram:place", "counts": true}
        ]
    }]
}"#;

/// The same with its first recording in another format.
fn files(ogg: bool) -> Vec<(&'static str, Vec<u8>)> {
    let sound = if ogg {
        hostile::ogg(b"\x01vorbis\0\0\0\0\x01\x22\x56\0\0", 22_050)
    } else {
        hostile::wav(400)
    };
    vec![("sounds/take.wav", sound)]
}

/// A voice program, and players of both kinds of recordings.
const ALL: Voices = Voices {
    speech: true,
    wav: true,
    ogg: true,
};

const NONE: Voices = Voices {
    speech: false,
    wav: false,
    ogg: false,
};

fn is_speech(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Speak | Effect::Say(_) | Effect::Recording(_) | Effect::Remind(_)
    )
}

fn speech(rig: &mut Rig) -> Vec<Effect> {
    rig.done().into_iter().filter(is_speech).collect()
}

/// Whether the screens that say nothing of it themselves have the key that speaks.
fn look_speaks(effects: &[Effect]) -> Option<bool> {
    let mut looks = effects.iter().filter_map(|effect| match effect {
        Effect::Look(look) => Some(look.speaks),
        _ => None,
    });
    looks.next_back()
}

/// The key that says a step again.
fn step_speaks(rig: &Rig) -> bool {
    match rig.screen() {
        Screen::Step(step) => step.speaks,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_that_speaks_stands_exactly_where_something_speaks() {
    use SpeechMode::{Always, Off, OnRequest};
    let wav = Voices { wav: true, ..NONE };
    let mute_players = Voices {
        speech: true,
        ..NONE
    };
    type Row = (
        &'static str,
        SpeechMode,
        (u16, u16),
        bool,
        Voices,
        (bool, bool, bool),
    );
    #[rustfmt::skip]
    let table: &[Row] = &[
        // Name; speech of the person; loudness of kiosk and person; quiet hours; what can be heard:
        // a key on the greeting, on the step with a recording, on that without.
        ("as usual", OnRequest, (100, 100), false, ALL, (true, true, true)),
        ("nobody wants it", Off, (100, 100), false, ALL, (false, false, false)),
        ("quiet hours", Always, (100, 100), true, ALL, (false, false, false)),
        ("the kiosk is switched off", Always, (0, 100), false, ALL, (false, false, false)),
        ("the person's is switched off", Always, (100, 0), false, ALL, (false, false, false)),
        ("too little is nothing", Always, (1, 50), false, ALL, (false, false, false)),
        ("neither voice nor player", Always, (100, 100), false, NONE, (false, false, false)),
        ("no voice, but a recording", Always, (100, 100), false, wav, (false, true, false)),
        ("no voice, a recording in quiet hours", Always, (100, 100), true, wav, (false, false, false)),
        ("a voice without a player", Always, (100, 100), false, mute_players, (true, true, true)),
    ];
    for (name, wanted, (kiosk, person), in_quiet, voices, (hello, first, second)) in table {
        let mut rig = Rig::with(PACK, &files(false), |setup| {
            setup.volume_percent = *kiosk;
            setup.voices = *voices;
            if *in_quiet {
                setup.quiet = vec![quiet("8:00", "12:00")];
            }
        });
        rig.settings(|set| {
            set.speech = *wanted;
            set.volume_percent = *person;
        });
        rig.scan(DENIS);
        assert_eq!(
            look_speaks(&rig.effects).unwrap_or(true),
            *hello,
            "{name}: hello"
        );
        let said = |rig: &mut Rig, always: bool| {
            let said = !speech(rig).is_empty();
            assert_eq!(said, always && *wanted == Always, "{name}: by itself");
        };
        said(&mut rig, *hello);
        rig.tap(Tap::Speak);
        assert_eq!(!speech(&mut rig).is_empty(), *hello, "{name}: asked");
        rig.tap(Tap::GoOn);
        assert_eq!(step_speaks(&rig), *first, "{name}: recorded");
        said(&mut rig, *first);
        rig.tap(Tap::Repeat);
        let again = speech(&mut rig);
        assert_eq!(!again.is_empty(), *first, "{name}: recorded, asked");
        let recorded = matches!(again.as_slice(), [Effect::Recording(_)]);
        assert_eq!(recorded, *first && voices.wav, "{name}: {again:?}");
        rig.tap(Tap::Next);
        assert_eq!(step_speaks(&rig), *second, "{name}: spoken");
        said(&mut rig, *second);
        rig.tap(Tap::Repeat);
        assert_eq!(
            !speech(&mut rig).is_empty(),
            *second,
            "{name}: spoken, asked"
        );
    }
}

/// A recording is no speech where its own player is missing.
#[test]
fn each_kind_of_recording_needs_its_own_player() {
    for (ogg, voices, key) in [
        (false, Voices { wav: true, ..NONE }, true),
        (false, Voices { ogg: true, ..NONE }, false),
        (true, Voices { ogg: true, ..NONE }, true),
        (true, Voices { wav: true, ..NONE }, false),
    ] {
        let mut rig = Rig::with(PACK, &files(ogg), |setup| setup.voices = voices);
        rig.begin_work(DENIS);
        assert_eq!(step_speaks(&rig), key, "ogg: {ogg}, {voices:?}");
    }
}

#[test]
fn keys_that_speak_go_with_the_quiet_hours_and_come_back() {
    let mut rig = Rig::with(PACK, &files(false), |setup| {
        setup.quiet = vec![quiet("10:00", "10:05")];
    });
    rig.begin_work(DENIS);
    for (clock, key) in [("9:59", true), ("10:00", false), ("10:05", true)] {
        rig.at(clock);
        assert_eq!(step_speaks(&rig), key, "{clock}");
        assert_eq!(look_speaks(&rig.effects).unwrap_or(true), key, "{clock}");
    }
}

/// What stands on one's own page is nobody else's: who wants no voice is not read aloud what is private.
#[test]
fn nothing_private_is_read_aloud_to_who_wants_no_voice() {
    use SpeechMode::{Always, Off, OnRequest};
    for (wanted, in_quiet, heard) in [
        (Always, false, true),
        (OnRequest, false, true),
        (Off, false, false),
        (Always, true, false),
    ] {
        let mut rig = Rig::with(PACK, &files(false), |setup| {
            if in_quiet {
                setup.quiet = vec![quiet("8:00", "12:00")];
            }
        });
        rig.settings(|set| set.speech = wanted);
        rig.scan(DENIS);
        rig.scan(DENIS);
        rig.tap(Tap::Mine);
        rig.tap(Tap::MineCard(MineCard::Day));
        let Screen::MineCard(view) = rig.screen().clone() else {
            panic!("{:?}", rig.screen())
        };
        assert_eq!(view.speaks, heard, "{wanted:?}");
        rig.done();
        rig.tap(Tap::Hear(0));
        let expected = view.things.first().map(|thing| Effect::Say(thing.said()));
        assert_eq!(
            speech(&mut rig),
            expected.filter(|_| heard).into_iter().collect::<Vec<_>>(),
            "{wanted:?}, quiet: {in_quiet}"
        );
    }
}

/// Whoever hears every screen hears on a checklist what is to do next, as on a card.
#[test]
fn the_next_line_of_a_checklist_is_said() {
    use PromptSupport::{Picture, Speech};
    use SpeechMode::{Always, Off, OnRequest};
    let say = |text: &str| Effect::Say(text.into());
    let take = || Effect::Recording(hostile::wav(400).into());
    type Row = (
        &'static str,
        SpeechMode,
        PromptSupport,
        Vec<(usize, Vec<Effect>)>,
    );
    #[rustfmt::skip]
    let table: &[Row] = &[
        ("in order", Always, Picture, vec![
            (0, vec![say("Заклей дно.")]), (1, vec![say("Поставь коробку направо, на полку.")]), (2, vec![Effect::Speak]),
        ]),
        ("what was left out comes first", Always, Picture, vec![(1, vec![take()]), (0, vec![say("Поставь коробку направо, на полку.")])]),
        ("taken back", Always, Picture, vec![(0, vec![say("Заклей дно.")]), (0, vec![take()])]),
        ("the work asks for speech", OnRequest, Speech, vec![(0, vec![say("Заклей дно.")])]),
        ("only on request", OnRequest, Picture, vec![(0, vec![])]),
        ("not at all", Off, Speech, vec![(0, vec![])]),
    ];
    for (name, wanted, support, ticks) in table {
        let mut rig = Rig::new(PACK, &files(false));
        rig.settings(|set| set.speech = *wanted);
        rig.prompts(PromptLevel::Checklist, *support);
        rig.begin_work(DENIS);
        for (line, expected) in ticks {
            rig.done();
            rig.tap(Tap::Tick(*line));
            assert_eq!(speech(&mut rig), *expected, "{name}: {line}");
        }
    }
}

fn reminders(rig: &mut Rig) -> (usize, Vec<u32>) {
    let done = rig.done();
    let sounds = done
        .iter()
        .filter(|effect| **effect == Effect::Sound("change"));
    let said = done.iter().filter_map(|effect| match effect {
        Effect::Remind(Soon {
            what: SoonKind::Work,
            minutes,
        }) => Some(*minutes),
        _ => None,
    });
    (sounds.count(), said.collect())
}

/// A break's end is told as gently as its beginning: five minutes before, and when it is time.
#[test]
fn the_end_of_a_break_is_told_where_it_began() {
    use SpeechMode::{Always, Off, OnRequest};
    type Then = fn(&mut Rig);
    let nothing: Then = |_| {};
    type Row<'a> = (&'a str, SpeechMode, Then, [(usize, usize); 2]);
    #[rustfmt::skip]
    let table: &[Row<'_>] = &[
        // Sounds and words before, and when it is time.
        ("every screen is said", Always, nothing, [(1, 1), (1, 1)]),
        ("on request", OnRequest, nothing, [(1, 0), (1, 0)]),
        ("no voice", Off, nothing, [(1, 0), (1, 0)]),
        ("back early", Always, |rig| rig.scan(DENIS), [(0, 0), (0, 0)]),
        ("somebody works here meanwhile", Always, |rig| rig.begin_work(MARINA), [(0, 0), (0, 0)]),
    ];
    for (name, wanted, then, expected) in table {
        let mut rig = Rig::new(PACK, &files(false));
        rig.settings(|set| set.speech = *wanted);
        rig.begin_work(DENIS);
        rig.at("10:31");
        rig.scan(DENIS);
        rig.tap(Tap::Break);
        // Nobody stands here any more.
        rig.wait_s(120);
        assert!(matches!(rig.screen(), Screen::Waiting(_)), "{name}");
        then(&mut rig);
        rig.done();
        for (clock, (sounds, said)) in ["10:40", "10:45"].into_iter().zip(expected) {
            rig.at(clock);
            rig.wait_s(70);
            let (sounded, told) = reminders(&mut rig);
            assert_eq!((sounded, told.len()), (*sounds, *said), "{name} {clock}");
        }
    }
}

#[test]
fn the_buzzer_calls_staff_once_a_call() {
    let buzzes = |rig: &mut Rig| {
        let done = rig.done();
        done.iter()
            .filter(|effect| **effect == Effect::Buzz)
            .count()
    };
    for (volume, in_quiet, person_volume, expected) in [
        (100, false, 100, 1),
        (100, false, 0, 1),
        (0, false, 100, 0),
        (100, true, 100, 0),
    ] {
        let mut rig = Rig::with(PACK, &files(false), |setup| {
            setup.volume_percent = volume;
            if in_quiet {
                setup.quiet = vec![quiet("8:00", "12:00")];
            }
        });
        rig.settings(|set| set.volume_percent = person_volume);
        // The button beside the waiting kiosk.
        rig.press_after(2_000, Button::Help);
        assert_eq!(buzzes(&mut rig), expected, "{volume} {in_quiet}: nobody");
        rig.begin_work(DENIS);
        rig.done();
        rig.tap(Tap::Help);
        assert_eq!(buzzes(&mut rig), expected, "{volume} {in_quiet}: somebody");
        rig.tap(Tap::GoOn);
        rig.tap(Tap::Help);
        assert_eq!(buzzes(&mut rig), 0, "the same call");
    }
}

fn device(rig: &Rig) -> (u16, Option<String>) {
    match rig.screen() {
        Screen::Staff(StaffScreen::Device(view)) => (view.volume_percent, view.quiet_until.clone()),
        other => panic!("{other:?}"),
    }
}

fn volume(rig: &Rig) -> Option<u8> {
    let mut volumes = rig.effects.iter().filter_map(|effect| match effect {
        Effect::Volume(percent) => Some(*percent),
        _ => None,
    });
    volumes.next_back()
}

/// Staff turn a kiosk down without a file and a restart, and it stays so.
#[test]
fn loudness_and_quiet_are_set_at_the_kiosk_and_kept() {
    let mut rig = Rig::with(PACK, &files(false), |setup| setup.volume_percent = 80);
    rig.at("9:10");
    let to_device = |rig: &mut Rig| {
        rig.staff();
        rig.touch_word(Word::Menu);
        rig.touch_word(Word::Device);
    };
    to_device(&mut rig);
    assert_eq!(device(&rig), (80, None));
    rig.tap(Tap::Staff(StaffTap::Action(0)));
    rig.tap(Tap::Staff(StaffTap::Action(0)));
    assert_eq!(device(&rig), (50, None));
    assert_eq!(volume(&rig), Some(50));
    rig.tap(Tap::Staff(StaffTap::Action(1)));
    let (_, until) = device(&rig);
    assert_eq!(until.as_deref(), Some("9:40"));
    assert_eq!(volume(&rig), Some(0));
    rig.power_cut(60);
    to_device(&mut rig);
    assert_eq!(device(&rig), (50, until));
    rig.done();
    rig.at("9:41");
    assert_eq!(volume(&rig), Some(50), "the quiet is over by itself");
    to_device(&mut rig);
    assert_eq!(device(&rig), (50, None));
    rig.tap(Tap::Leave);
    // A person's own loudness is a part of it.
    rig.settings(|set| set.volume_percent = 50);
    rig.scan(DENIS);
    assert_eq!(volume(&rig), Some(25));
}

/// Whoever has called is told that somebody comes, wherever that was said.
#[test]
fn an_answered_call_is_said_and_the_lamp_goes_out() {
    use stupen_hardware::Lamp;
    for (wanted, said) in [(SpeechMode::Always, 1), (SpeechMode::OnRequest, 0)] {
        let mut rig = Rig::new(PACK, &files(false));
        rig.settings(|set| set.speech = wanted);
        rig.begin_work(DENIS);
        rig.tap(Tap::Help);
        let lamps = |rig: &Rig| {
            let mut lamps = rig.effects.iter().filter_map(|effect| match effect {
                Effect::Lamp(lamp) => Some(*lamp),
                _ => None,
            });
            lamps.next_back()
        };
        assert_eq!(lamps(&rig), Some(Lamp::Rust));
        rig.done();
        let help = rig.facts::<HelpAsked>().pop().expect("a call").help;
        rig.answered_elsewhere(help);
        assert!(matches!(rig.screen(), Screen::HelpComing(view) if view.seen));
        assert_eq!(lamps(&rig), Some(Lamp::Blue), "{wanted:?}");
        assert_eq!(speech(&mut rig).len(), said, "{wanted:?}");
    }
}
