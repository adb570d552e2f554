//! Work at the kiosk as the engine carries it: every way of being prompted, questions and ways, interruptions, the
//! pace of a hand, and what is recorded of it. Without a window: what is drawn is looked at elsewhere.

use crate::rig::{DENIS, MARINA, Rig, quiet};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_hardware::Button;
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{Asking, MessageKind, Picture, Screen, SoonKind, Tap, Wish};
use stupen_media::hostile;

/// Six steps: two on a card, a question, two ways, one that counts, one that puts aside.
const PACK: &str = r#"{
    "id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"},
    "picture": "pictogram:box", "licence": "CC0-1.0",
    "tool": [{"id": "tape", "title": {"ru": "скотч", "en": "tape"}, "picture": "pictogram:tape"}],
    "operation": [{
        "id": "fold", "title": {"ru": "Складываем коробку", "en": "Folding"}, "picture": "pictures/whole.svg",
        "station": "table-1", "norm_s": 45, "tools": ["tape"],
        "group": [{"id": "begin", "title": {"ru": "Готовим картонку", "en": "Getting ready"}, "picture": "pictogram:box",
                   "checklist": {"ru": "Картонка готова", "en": "The box is ready"}}],
        "step": [
            {"id": "take", "group": "begin", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
             "picture": "pictures/take.svg", "recorded": {"ru": "sounds/take.wav"}, "safety": ["pictogram:gloves"]},
            {"id": "open", "group": "begin", "verb": {"ru": "Раскрой", "en": "Open"}, "words": {"ru": "её", "en": "it"},
             "picture": "pictures/open.svg", "quantity": 2,
             "clip": [{"picture": "pictures/take.svg", "ms": 800}, {"picture": "pictures/open.svg", "ms": 1000}]},
            {"id": "look", "verb": {"ru": "Проверь", "en": "Check"}, "words": {"ru": "края", "en": "the edges"},
             "picture": "pictogram:check",
             "check": {"question": {"ru": "Целая?", "en": "Whole?"}, "not_ok": "aside"}},
            {"id": "way", "verb": {"ru": "Выбери", "en": "Choose"}, "words": {"ru": "размер", "en": "a size"},
             "picture": "pictogram:box", "branch": [
                {"label": {"ru": "Большая", "en": "Large"}, "picture": "pictures/large.svg", "to": "tape"},
                {"label": {"ru": "Малая", "en": "Small"}, "picture": "pictures/small.svg", "to": "put"}]},
            {"id": "tape", "verb": {"ru": "Заклей", "en": "Tape"}, "words": {"ru": "дно", "en": "the bottom"},
             "picture": "pictogram:tape"},
            {"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "pictogram:place", "counts": true},
            {"id": "aside", "verb": {"ru": "Отложи", "en": "Put aside"}, "words": {"ru": "брак", "en": "the faulty one"},
             "picture": "pictogram:defect", "defect": true}
        ]
    }]
}"#;

fn files() -> Vec<(&'static str, Vec<u8>)> {
    ["take", "open", "whole", "large", "small"]
        .into_iter()
        .zip(1..)
        .map(|(name, n): (&str, u32)| {
            let path: &'static str = format!("pictures/{name}.svg").leak();
            (path, hostile::svg(&format!("<circle r='{n}'/>")))
        })
        .chain([("sounds/take.wav", hostile::wav(400))])
        .collect()
}

fn rig() -> Rig {
    Rig::new(PACK, &files())
}

/// What stands on the screen, in a word.
fn seen(rig: &Rig) -> String {
    match rig.screen() {
        Screen::Waiting(_) => "waiting".into(),
        Screen::Hello(_) => "hello".into(),
        Screen::Choice(_) => "choice".into(),
        Screen::Break(_) => "break".into(),
        Screen::Tools(_) => "tools".into(),
        Screen::Step(step) => format!("{} {}", step.index, step.verb),
        Screen::Question(question) => question.words.clone(),
        Screen::Checklist(list) => {
            let ticks = list.ticks.iter();
            ticks
                .map(|tick| if tick.done { 'x' } else { '-' })
                .collect()
        }
        Screen::Free(_) => "free".into(),
        Screen::Finished(finished) => format!("finished {}", finished.count),
        Screen::HelpComing(_) => "help".into(),
        Screen::Message(message) if message.kind == MessageKind::PutAside => {
            format!("aside {}", message.aside)
        }
        Screen::Message(message) => format!("{:?}", message.kind),
        Screen::Ask(ask) if matches!(ask.asking, Asking::Done(_)) => "asks Done".into(),
        Screen::Ask(ask) => format!("asks {:?}", ask.asking),
        Screen::Pick(_) => "pick".into(),
        Screen::Mine(_) => "mine".into(),
        Screen::Goodbye(_) => "goodbye".into(),
        other => format!("{other:?}"),
    }
}

/// Touches, and what stands on the screen after each.
fn walk(rig: &mut Rig, name: &str, steps: &[(Tap, &str)]) {
    for (at, (tap, expected)) in steps.iter().enumerate() {
        rig.tap(*tap);
        assert_eq!(seen(rig), *expected, "{name}: touch {at}, {tap:?}");
    }
}

fn runs(rig: &Rig) -> Vec<RunRecorded> {
    rig.facts::<RunRecorded>()
}

#[test]
fn every_level_of_prompting_leads_to_a_counted_piece() {
    use PromptLevel::{Checklist, Free, Full, Grouped};
    type Row<'a> = (
        &'a str,
        PromptLevel,
        &'a str,
        &'a [(Tap, &'a str)],
        u32,
        u32,
    );
    #[rustfmt::skip]
    let table: &[Row] = &[
        ("the long way", Full, "0 Возьми", &[
            (Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь"), (Tap::Next, "Целая?"), (Tap::Answer(0), "3 Выбери"),
            (Tap::Next, "Выбери размер"), (Tap::Answer(0), "4 Заклей"), (Tap::Next, "5 Поставь"), (Tap::Done, "finished 1"),
            (Tap::GoOn, "0 Возьми"),
        ], 1, 0),
        ("the short way", Full, "0 Возьми", &[
            (Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь"), (Tap::Next, "Целая?"), (Tap::Answer(0), "3 Выбери"),
            (Tap::Next, "Выбери размер"), (Tap::Answer(7), "Выбери размер"), (Tap::Answer(1), "5 Поставь"), (Tap::Done, "finished 1"),
        ], 1, 0),
        ("faulty by its question", Full, "0 Возьми", &[
            (Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь"), (Tap::Next, "Целая?"), (Tap::Next, "Целая?"),
            (Tap::Back, "2 Проверь"), (Tap::Next, "Целая?"), (Tap::Answer(1), "6 Отложи"), (Tap::Done, "aside 1"), (Tap::GoOn, "0 Возьми"),
        ], 0, 1),
        ("faulty by the key", Full, "0 Возьми", &[
            (Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь"), (Tap::Next, "Целая?"), (Tap::Answer(0), "3 Выбери"),
            (Tap::Next, "Выбери размер"), (Tap::Answer(1), "5 Поставь"), (Tap::Defect, "aside 1"), (Tap::GoOn, "0 Возьми"),
        ], 0, 1),
        ("back and on again", Full, "0 Возьми", &[
            (Tap::Back, "0 Возьми"), (Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь"), (Tap::Back, "1 Раскрой"),
            (Tap::Back, "0 Возьми"), (Tap::Back, "0 Возьми"), (Tap::Next, "1 Раскрой"),
        ], 0, 0),
        ("cards of several steps", Grouped, "0 Готовим", &[
            (Tap::Next, "1 Проверь"), (Tap::Back, "0 Готовим"), (Tap::Next, "1 Проверь"), (Tap::Next, "Целая?"),
            (Tap::Answer(0), "2 Выбери"), (Tap::Next, "Выбери размер"), (Tap::Answer(1), "4 Поставь"), (Tap::Done, "finished 1"),
            (Tap::GoOn, "0 Готовим"),
        ], 1, 0),
        ("faulty at once", Full, "0 Возьми", &[
            (Tap::Next, "1 Раскрой"), (Tap::Defect, "aside 1"), (Tap::GoOn, "0 Возьми"), (Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь"),
            (Tap::Next, "Целая?"), (Tap::Answer(0), "3 Выбери"), (Tap::Next, "Выбери размер"), (Tap::Defect, "aside 2"), (Tap::GoOn, "0 Возьми"),
        ], 0, 2),
        ("faulty on a card of several steps", Grouped, "0 Готовим", &[
            (Tap::Defect, "aside 1"), (Tap::GoOn, "0 Готовим"), (Tap::Next, "1 Проверь"), (Tap::Defect, "aside 2"), (Tap::GoOn, "0 Готовим"),
        ], 0, 2),
        // Two steps on a line, question, choice, the first way; neither "aside" nor what only a faulty piece needs.
        ("a checklist, in any order", Checklist, "-----", &[
            (Tap::Tick(1), "-x---"), (Tap::Tick(0), "xx---"), (Tap::Tick(1), "x----"), (Tap::Tick(9), "x----"),
            (Tap::Done, "finished 1"), (Tap::GoOn, "-----"), (Tap::Defect, "aside 1"), (Tap::GoOn, "-----"),
        ], 1, 1),
        // A finger that touches twice counts nothing; who never ticks is asked once, and again only where it comes too early.
        ("a checklist without a tick", Checklist, "-----", &[
            (Tap::Done, "asks Done"), (Tap::No, "-----"), (Tap::Tick(0), "x----"), (Tap::Done, "finished 1"), (Tap::GoOn, "-----"),
            (Tap::Done, "asks Done"), (Tap::Done, "asks Done"), (Tap::Yes, "finished 2"), (Tap::GoOn, "-----"),
            (Tap::Done, "asks Done"), (Tap::No, "-----"), (Tap::Repeat, "-----"), (Tap::Repeat, "-----"), (Tap::Repeat, "-----"),
            (Tap::Repeat, "-----"), (Tap::Done, "finished 3"),
        ], 3, 0),
        ("freely", Free, "free", &[
            (Tap::Done, "free"), (Tap::Done, "free"), (Tap::Defect, "aside 1"), (Tap::GoOn, "free"), (Tap::Done, "free"), (Tap::Back, "free"),
        ], 2, 1),
    ];
    for (name, level, first, steps, counted, defects) in table {
        let mut rig = rig();
        rig.prompts(*level, PromptSupport::Picture);
        rig.begin_work(DENIS);
        assert_eq!(seen(&rig), *first, "{name}");
        walk(&mut rig, name, steps);
        // Going home records it.
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let runs = runs(&rig);
        let sum = |what: fn(&RunRecorded) -> u32| runs.iter().map(what).sum::<u32>();
        assert_eq!(sum(|run| run.counted), *counted, "{name}: {runs:?}");
        assert_eq!(sum(|run| run.defects), *defects, "{name}: {runs:?}");
        assert!(runs.iter().all(|run| run.version == 1));
    }
}

/// What is summed of the steps says how often each was done: a tick that was taken back and set again is one step, and
/// a faulty piece adds no step that nobody ticked.
#[test]
fn a_tick_counts_once_a_piece() {
    #[rustfmt::skip]
    let table: &[(&str, &[Tap], [u32; 7])] = &[
        ("all ticked", &[Tap::Tick(0), Tap::Tick(1), Tap::Tick(2), Tap::Tick(3), Tap::Tick(4), Tap::Done], [1, 1, 1, 1, 1, 1, 0]),
        ("nothing ticked", &[Tap::Done, Tap::Yes], [1, 1, 1, 1, 1, 1, 0]),
        ("taken back and set again", &[Tap::Tick(1), Tap::Tick(1), Tap::Tick(1), Tap::Done], [1, 1, 1, 1, 1, 1, 0]),
        ("taken back and left so", &[Tap::Tick(0), Tap::Tick(0), Tap::Done, Tap::Yes], [1, 1, 1, 1, 1, 1, 0]),
        ("set again on the next piece", &[Tap::Tick(1), Tap::Done, Tap::GoOn, Tap::Tick(1), Tap::Done], [2, 2, 2, 2, 2, 2, 0]),
        ("faulty, nothing ticked", &[Tap::Defect], [0, 0, 0, 0, 0, 0, 0]),
        ("faulty, ticked, taken back and set again", &[Tap::Tick(0), Tap::Tick(0), Tap::Tick(0), Tap::Defect], [1, 1, 0, 0, 0, 0, 0]),
    ];
    for (name, taps, expected) in table {
        let mut rig = rig();
        rig.prompts(PromptLevel::Checklist, PromptSupport::Picture);
        rig.begin_work(DENIS);
        for tap in *taps {
            rig.wait_s(2);
            rig.tap(*tap);
        }
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let done = |step: &str| -> u32 {
            let runs = runs(&rig);
            let sums = runs.iter().flat_map(|run| &run.steps);
            sums.filter(|sum| sum.step == step)
                .map(|sum| sum.times)
                .sum()
        };
        let steps = ["take", "open", "look", "way", "tape", "put", "aside"];
        assert_eq!(steps.map(done), *expected, "{name}");
    }
}

#[test]
fn what_supports_a_step_is_shown_and_said() {
    use PromptSupport::{Clip, Picture as Alone, Speech};
    use SpeechMode::{Always, Off, OnRequest};
    #[rustfmt::skip]
    let table = [
        // Speech of the person, support of the work: said by itself, key to hear it, pictures of the second step.
        (OnRequest, Alone, false, true, 1),
        (OnRequest, Speech, true, true, 1),
        (OnRequest, Clip, true, true, 2),
        (Always, Alone, true, true, 1),
        (Off, Clip, false, false, 2),
    ];
    for (speech, support, said, key, pictures) in table {
        let name = format!("{speech:?}, {support:?}");
        let mut rig = rig();
        rig.settings(|set| set.speech = speech);
        rig.prompts(PromptLevel::Full, support);
        rig.begin_work(DENIS);
        let spoken = |effects: &[Effect]| {
            effects
                .iter()
                .filter(|effect| matches!(effect, Effect::Speak | Effect::Recording(_)))
                .cloned()
                .collect::<Vec<_>>()
        };
        // The first step has a recording, the second has none.
        let last = spoken(&rig.done()).pop();
        match (said, last) {
            (true, Some(Effect::Recording(sound))) => {
                assert_eq!(*sound, *hostile::wav(400), "{name}")
            }
            (false, None) => {}
            (_, other) => panic!("{name}: {other:?}"),
        }
        rig.tap(Tap::Next);
        let Screen::Step(step) = rig.screen() else {
            panic!("{name}: {}", seen(&rig))
        };
        assert_eq!(step.pictures.len(), pictures, "{name}");
        assert_eq!(
            step.clip_ms,
            (pictures == 2).then(|| vec![800, 1000]),
            "{name}"
        );
        assert_eq!(step.speaks, key, "{name}");
        assert_eq!(step.quantity, 2, "{name}");
        assert_eq!(spoken(&rig.done()).len(), usize::from(said), "{name}");
        // A hand that asks is answered, where a voice is wanted at all.
        rig.tap(Tap::Repeat);
        assert_eq!(spoken(&rig.done()).len(), usize::from(key), "{name}");
    }
}

#[test]
fn every_frame_of_a_clip_is_shown_for_its_own_time() {
    let frames: Vec<String> = (0..9)
        .map(|n| {
            let file = if n % 2 == 0 { "take" } else { "open" };
            format!(
                r#"{{"picture": "pictures/{file}.svg", "ms": {}}}"#,
                400 + 100 * n
            )
        })
        .collect();
    let short = r#"{"picture": "pictures/take.svg", "ms": 800}, {"picture": "pictures/open.svg", "ms": 1000}"#;
    let pack = PACK.replace(short, &frames.join(", "));
    assert_ne!(pack, PACK);
    for (calm, pictures) in [(false, 9), (true, 1)] {
        let mut rig = Rig::new(&pack, &files());
        rig.settings(|set| set.calm = calm);
        rig.prompts(PromptLevel::Full, PromptSupport::Clip);
        rig.begin_work(DENIS);
        rig.tap(Tap::Next);
        let Screen::Step(step) = rig.screen() else {
            panic!("{}", seen(&rig))
        };
        assert_eq!(step.pictures.len(), pictures, "still: {calm}");
        let times: Vec<u32> = (0..9).map(|n| 400 + 100 * n).collect();
        // Where nothing moves, the step's own picture stands for what is too long to stand side by side.
        assert_eq!(step.clip_ms, (!calm).then_some(times), "still: {calm}");
    }
}

#[test]
fn all_signs_are_shown_wherever_somebody_works_and_the_key_for_a_faulty_piece_too() {
    use PromptLevel::{Checklist, Free, Full, Grouped};
    let pack = PACK.replace(
        r#""safety": ["pictogram:gloves"]"#,
        r#""safety": ["pictogram:gloves", "pictogram:hair"]"#,
    );
    let pack = pack.replace(
        r#""quantity": 2,"#,
        r#""quantity": 2, "safety": ["pictogram:hair", "pictogram:sharp", "pictogram:hot"],"#,
    );
    let pack = pack.replace(
        r#""not_ok": "aside"}},"#,
        r#""not_ok": "aside"}, "safety": ["pictogram:gloves"]},"#,
    );
    let all = ["gloves", "hair", "sharp", "hot"];
    for (level, expected) in [
        (Full, &all[..2]),
        (Grouped, &all),
        (Checklist, &all),
        (Free, &all),
    ] {
        let mut rig = Rig::new(&pack, &files());
        rig.prompts(level, PromptSupport::Picture);
        rig.begin_work(DENIS);
        let (signs, defect) = match rig.screen() {
            Screen::Step(view) => (view.safety.clone(), view.defect_allowed),
            Screen::Checklist(view) => (view.safety.clone(), view.defect_allowed),
            Screen::Free(view) => (view.safety.clone(), view.defect_allowed),
            other => panic!("{other:?}"),
        };
        let expected: Vec<Picture> = expected.iter().copied().map(Picture::pictogram).collect();
        assert_eq!(signs, expected, "{level:?}");
        assert!(defect, "{level:?}");
    }
    let mut rig = Rig::new(&pack, &files());
    rig.begin_work(DENIS);
    for expected in [
        "1 Раскрой",
        "2 Проверь",
        "Целая?",
        "3 Выбери",
        "Выбери размер",
        "5 Поставь",
    ] {
        let tap = match rig.screen() {
            Screen::Question(question) if question.yes_no => Tap::Answer(0),
            Screen::Question(_) => Tap::Answer(1),
            _ => Tap::Next,
        };
        rig.tap(tap);
        assert_eq!(seen(&rig), expected);
        match rig.screen() {
            Screen::Step(step) => assert!(step.defect_allowed, "{expected}"),
            Screen::Question(question) => {
                // "No" puts this piece aside: one key for it is enough.
                assert_eq!(question.defect_allowed, !question.yes_no, "{expected}");
                let signs = usize::from(question.yes_no);
                assert_eq!(question.safety.len(), signs, "{expected}");
            }
            other => panic!("{other:?}"),
        }
    }
    // On the card of putting aside, "done" says it.
    let mut rig = Rig::new(&pack, &files());
    rig.begin_work(DENIS);
    for tap in [Tap::Next, Tap::Next, Tap::Next, Tap::Answer(1)] {
        rig.tap(tap);
    }
    assert_eq!(seen(&rig), "6 Отложи");
    let Screen::Step(step) = rig.screen() else {
        panic!("{}", seen(&rig))
    };
    assert!(!step.defect_allowed && step.last);
}

#[test]
fn tools_come_first_and_not_for_who_works_freely() {
    let mut rig = rig();
    rig.scan(DENIS);
    rig.tap(Tap::GoOn);
    let Screen::Tools(tools) = rig.screen() else {
        panic!("{}", seen(&rig))
    };
    assert_eq!(tools.tools.len(), 1);
    assert_eq!(tools.tools[0].name, "скотч");
    rig.press_after(2_000, Button::Pedal);
    assert_eq!(seen(&rig), "0 Возьми");
    let Screen::Step(step) = rig.screen() else {
        panic!("a step")
    };
    assert_eq!(step.safety, [Picture::pictogram("gloves")]);
    // Back at the open run they lie ready already.
    rig.scan(DENIS);
    rig.tap(Tap::Work);
    assert_eq!(seen(&rig), "0 Возьми");

    let mut rig = self::rig();
    rig.prompts(PromptLevel::Free, PromptSupport::Picture);
    rig.scan(DENIS);
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "free");
}

/// Turning a page of the checklist is a touch like ticking a line, and whoever comes back finds the same page.
#[test]
fn a_checklist_keeps_its_page_until_the_piece_is_done() {
    let page = |rig: &Rig| match rig.screen() {
        Screen::Checklist(list) => Some(list.page),
        _ => None,
    };
    let mut rig = rig();
    rig.settings(|set| set.debounce_ds = 20);
    rig.prompts(PromptLevel::Checklist, PromptSupport::Picture);
    rig.begin_work(DENIS);
    assert_eq!(page(&rig), Some(0));
    rig.tap_after(5_000, Tap::Page(1));
    assert_eq!(page(&rig), Some(1));
    rig.tap_after(1_900, Tap::Page(2));
    assert_eq!(page(&rig), Some(1), "the same finger");
    rig.tap_after(2_100, Tap::Tick(3));
    rig.tap_after(1_900, Tap::Page(0));
    assert_eq!(page(&rig), Some(1), "the finger that ticked turns no page");
    rig.power_cut(90);
    rig.scan(DENIS);
    rig.tap_after(5_000, Tap::Work);
    assert_eq!((page(&rig), seen(&rig).as_str()), (Some(1), "---x-"));
    // The button at the table leads back as the key on the screen does.
    rig.press_after(5_000, Button::Back);
    rig.press_after(5_000, Button::Back);
    assert_eq!(page(&rig), Some(0));
    rig.tap_after(5_000, Tap::Page(99));
    assert_eq!(page(&rig), Some(4), "no more pages than lines");
    rig.tap_after(5_000, Tap::Done);
    rig.tap_after(5_000, Tap::GoOn);
    assert_eq!(page(&rig), Some(0), "the next piece begins in front");
}

#[test]
fn a_question_keeps_nobody_when_staff_change_the_prompts_under_it() {
    for (level, expected) in [
        (PromptLevel::Checklist, "finished 1"),
        (PromptLevel::Free, "free"),
        (PromptLevel::Grouped, "Целая?"),
    ] {
        let mut rig = rig();
        rig.begin_work(DENIS);
        walk(
            &mut rig,
            "to the question",
            &[
                (Tap::Next, "1 Раскрой"),
                (Tap::Next, "2 Проверь"),
                (Tap::Next, "Целая?"),
            ],
        );
        rig.prompts(level, PromptSupport::Picture);
        rig.tap(Tap::Done);
        if level == PromptLevel::Checklist {
            // Nothing is ticked on the list that is new to them.
            assert_eq!(seen(&rig), "asks Done");
            rig.tap(Tap::Yes);
        }
        assert_eq!(seen(&rig), expected, "{level:?}");
        let counted = u32::from(level != PromptLevel::Grouped);
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let sum: u32 = runs(&rig).iter().map(|run| run.counted).sum();
        assert_eq!(sum, counted, "{level:?}");
    }
}

#[test]
fn work_goes_on_where_it_was_left() {
    type Interrupt = fn(&mut Rig);
    #[rustfmt::skip]
    let table: &[(&str, Interrupt)] = &[
        ("a break", |rig| { rig.scan(DENIS); rig.tap(Tap::Break); rig.wait_s(300); rig.scan(DENIS); assert_eq!(seen(rig), "hello"); rig.tap(Tap::GoOn); }),
        ("a power cut", |rig| { rig.power_cut(90); rig.scan(DENIS); rig.tap(Tap::Work); }),
        ("another person's turn", |rig| { rig.begin_work(MARINA); assert_eq!(seen(rig), "0 Возьми"); rig.tap(Tap::Next); rig.scan(DENIS); rig.tap(Tap::Work); }),
        ("staff at the kiosk", |rig| { rig.staff(); rig.tap(Tap::Leave); rig.scan(DENIS); rig.tap(Tap::Work); }),
        ("help", |rig| { rig.tap(Tap::Help); assert_eq!(seen(rig), "help"); rig.tap(Tap::GoOn); }),
        ("help over a piece put aside", |rig| {
            rig.tap(Tap::Defect);
            rig.tap(Tap::Help);
            assert_eq!(seen(rig), "help");
            rig.wait_s(20 * 60);
            rig.tap(Tap::GoOn);
            assert_eq!(seen(rig), "aside 1");
            rig.tap(Tap::Back);
        }),
        ("help from the choice", |rig| {
            rig.scan(DENIS);
            rig.tap(Tap::Help);
            assert_eq!(seen(rig), "help");
            rig.tap(Tap::GoOn);
            assert_eq!(seen(rig), "choice");
            rig.tap(Tap::Work);
        }),
        ("at a question and back", |rig| { rig.tap(Tap::Next); assert_eq!(seen(rig), "Целая?"); rig.tap(Tap::Back); }),
        ("the own page", |rig| { rig.scan(DENIS); rig.tap(Tap::Mine); rig.tap(Tap::Leave); rig.tap(Tap::Work); }),
        ("a new version of the pack", |rig| {
            let changed = PACK.replace("Заклей", "Перевяжи").replace("Проверь", "Осмотри");
            let published = rig.publish_files(&changed, 2, &files());
            rig.state(vec![published]);
            rig.wait_s(3);
        }),
        ("a new version and a power cut", |rig| {
            let changed = PACK.replace("Заклей", "Перевяжи").replace("Проверь", "Осмотри");
            let published = rig.publish_files(&changed, 2, &files());
            rig.state(vec![published]);
            rig.power_cut(10);
            rig.scan(DENIS);
            rig.tap(Tap::Work);
        }),
    ];
    for (name, interrupt) in table {
        let mut rig = rig();
        rig.begin_work(DENIS);
        walk(
            &mut rig,
            name,
            &[(Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь")],
        );
        interrupt(&mut rig);
        assert_eq!(seen(&rig), "2 Проверь", "{name}");
        walk(
            &mut rig,
            name,
            &[
                (Tap::Back, "1 Раскрой"),
                (Tap::Next, "2 Проверь"),
                (Tap::Next, "Целая?"),
                (Tap::Answer(0), "3 Выбери"),
                (Tap::Next, "Выбери размер"),
                (Tap::Answer(0), "4 Заклей"),
                (Tap::Next, "5 Поставь"),
                (Tap::Done, "finished 1"),
            ],
        );
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let runs = runs(&rig);
        assert_eq!(runs.iter().map(|run| run.counted).sum::<u32>(), 1, "{name}");
        let whole: std::collections::BTreeSet<&str> =
            runs.iter().map(|run| run.run.as_str()).collect();
        assert_eq!(whole.len(), 1, "{name}: one run, however often it was left");
        assert!(runs.iter().all(|run| run.version == 1), "{name}");
    }
}

#[test]
fn the_next_run_takes_the_new_version() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    let changed = PACK.replace("Возьми", "Достань");
    let published = rig.publish_files(&changed, 2, &files());
    rig.state(vec![published]);
    assert_eq!(seen(&rig), "0 Возьми");
    rig.scan(DENIS);
    rig.tap(Tap::Home);
    rig.next_day("9:00");
    rig.begin_work(DENIS);
    assert_eq!(seen(&rig), "0 Достань");
}

#[test]
fn a_station_is_ready_only_with_every_file_of_its_pack() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    rig.tap(Tap::Next);
    rig.scan(DENIS);
    rig.tap(Tap::Home);
    // A second version whose picture has not come: the first is worked by. One whose bytes are others': not either.
    let whole = hostile::svg("<circle r='7'/>");
    let mut second = files();
    second[0].1.clone_from(&whole);
    let published = rig.publish_files(&PACK.replace("Возьми", "Достань"), 2, &second);
    let hash = stupen_journal::blobs::blob_hash(&whole);
    rig.blobs().forget(&hash).expect("forgotten");
    rig.state(vec![published]);
    rig.next_day("9:00");
    rig.begin_work(DENIS);
    assert_eq!(seen(&rig), "0 Возьми", "its picture is not here");
    rig.scan(DENIS);
    rig.tap(Tap::Home);
    rig.blobs().put(&whole).expect("stored");
    rig.state(vec![]);
    rig.next_day("9:00");
    rig.begin_work(DENIS);
    assert_eq!(seen(&rig), "0 Достань", "now everything is");
}

#[test]
fn what_is_learnt_of_is_recorded_step_by_step() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    // Step: seconds, replays, back; and the piece it belongs to.
    rig.tap_after(3_000, Tap::Repeat);
    rig.tap_after(2_000, Tap::Repeat);
    rig.tap_after(5_000, Tap::Next); // take: 10 s, 2 replays
    rig.tap_after(4_000, Tap::Back); // open: 4 s, 1 back
    rig.tap_after(1_000, Tap::Next); // take: 1 s
    rig.tap_after(6_000, Tap::Next); // open: 6 s
    rig.tap_after(2_000, Tap::Help); // help at `look`
    rig.tap_after(8_000, Tap::GoOn);
    rig.tap_after(2_000, Tap::Next); // the question of `look`
    rig.tap_after(3_000, Tap::Answer(0)); // look: 15 s
    rig.tap_after(1_000, Tap::Next);
    rig.tap_after(1_000, Tap::Answer(1)); // way: 2 s
    rig.tap_after(7_000, Tap::Done); // put: 7 s, counted
    rig.tap_after(20_000, Tap::GoOn); // nobody works at "finished"
    rig.tap_after(2_000, Tap::Next); // take: 2 s
    rig.tap_after(2_000, Tap::Defect); // open: 2 s, put aside
    rig.tap_after(50_000, Tap::GoOn); // nobody works at "put aside"
    rig.scan(DENIS); // take: 30 s until the badge; shown, not done
    rig.wait_s(600);
    rig.tap(Tap::Home);

    let runs = runs(&rig);
    let [run] = runs.as_slice() else {
        panic!("{runs:?}")
    };
    assert_eq!(
        (run.operation.as_str(), run.version, run.counted),
        ("gift/fold", 1, 1)
    );
    assert_eq!((run.defects, run.help), (1, 1));
    let steps: Vec<(&str, u32, u64, u32, u32)> = run
        .steps
        .iter()
        .map(|sum| {
            let seconds = sum.total_ms / 1_000;
            (sum.step.as_str(), sum.times, seconds, sum.replays, sum.back)
        })
        .collect();
    #[rustfmt::skip]
    let expected = [
        // Step, how often, seconds, replays, times back.
        ("take", 3, 10 + 1 + 2 + 30, 2, 0),
        ("open", 3, 4 + 6 + 2, 0, 1),
        ("look", 1, 15, 0, 0),
        ("way", 1, 2, 0, 0),
        ("put", 1, 7, 0, 0),
    ];
    assert_eq!(steps, expected);
    let asked = rig.facts::<HelpAsked>();
    assert_eq!(asked[0].step.as_deref(), Some("look"));
}

#[test]
fn a_long_run_is_recorded_every_quarter_of_an_hour() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    rig.tap(Tap::Next);
    rig.wait_s(16 * 60);
    assert_eq!(runs(&rig).len(), 1, "summed up while it is under way");
    assert_eq!(seen(&rig), "1 Раскрой");
    rig.wait_s(16 * 60);
    assert_eq!(runs(&rig).len(), 1, "standing there is nothing to record");
    rig.tap(Tap::Next);
    rig.scan(DENIS);
    rig.tap(Tap::Home);
    let runs = runs(&rig);
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0].run, runs[1].run);
    assert!(runs[0].ended <= runs[1].began);
}

/// Help that is called over a screen leads back to it, and a piece that is taken back takes no call with it.
#[test]
fn help_leads_back_to_where_it_was_called() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    rig.tap(Tap::Defect);
    rig.tap(Tap::Help);
    rig.tap(Tap::GoOn);
    rig.tap(Tap::Back);
    assert_eq!(seen(&rig), "0 Возьми");
    let good = [
        Tap::Next,
        Tap::Next,
        Tap::Next,
        Tap::Answer(0),
        Tap::Next,
        Tap::Answer(1),
        Tap::Done,
    ];
    for tap in good {
        rig.tap(tap);
    }
    assert_eq!(seen(&rig), "finished 1");
    rig.tap(Tap::Help);
    assert_eq!(seen(&rig), "help");
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "finished 1");
    rig.scan(DENIS);
    rig.tap(Tap::Break);
    rig.press_after(2_000, Button::Help);
    assert_eq!(seen(&rig), "help");
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "break");
    let told = runs(&rig);
    let sum = |what: fn(&RunRecorded) -> u32| told.iter().map(what).sum::<u32>();
    assert_eq!((sum(|run| run.help), sum(|run| run.defects)), (1, 0));
}

/// The pedal answers "is it done?" too, but not with the step that asked.
#[test]
fn a_foot_may_say_that_it_is_done() {
    let mut rig = rig();
    rig.prompts(PromptLevel::Checklist, PromptSupport::Picture);
    rig.begin_work(DENIS);
    for (ms, expected) in [
        (2_000, "asks Done"),
        (1_500, "asks Done"),
        (4_000, "finished 1"),
    ] {
        rig.press_after(ms, Button::Pedal);
        assert_eq!(seen(&rig), expected);
    }
    // Nobody is asked whether they are still there: their work waits under it.
    rig.tap(Tap::GoOn);
    rig.tap(Tap::Done);
    rig.wait_s(600);
    assert_eq!(seen(&rig), "asks Done");
    // Somebody else's turn, and back to the list.
    rig.scan(MARINA);
    rig.scan(DENIS);
    rig.tap(Tap::Work);
    assert_eq!(seen(&rig), "-----");
}

#[test]
fn the_count_on_the_screen_is_that_of_the_day() {
    let mut rig = rig();
    rig.prompts(PromptLevel::Free, PromptSupport::Picture);
    rig.begin_work(DENIS);
    rig.tap(Tap::Done);
    rig.tap(Tap::Done);
    let count = |rig: &Rig| match rig.screen() {
        Screen::Free(view) => view.count,
        other => panic!("{other:?}"),
    };
    assert_eq!(count(&rig), 2);
    // Forgot to say goodbye; the run is still open in the morning.
    rig.next_day("9:00");
    rig.begin_work(DENIS);
    assert_eq!(count(&rig), 0);
    rig.tap(Tap::Done);
    assert_eq!(count(&rig), 1);
}

/// The prompts, the way to a step, and what is seen there.
type Row = (PromptLevel, &'static [(Tap, &'static str)], &'static str);

/// A hand that slipped takes it back, and nothing is written of it.
#[test]
fn a_piece_that_was_put_aside_is_seen_and_can_be_taken_back() {
    use PromptLevel::{Checklist, Free, Full};
    #[rustfmt::skip]
    let table: &[Row] = &[
        (Full, &[(Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь")], "2 Проверь"),
        (Full, &[(Tap::Next, "1 Раскрой"), (Tap::Next, "2 Проверь"), (Tap::Next, "Целая?"), (Tap::Answer(0), "3 Выбери"),
                 (Tap::Next, "Выбери размер")], "Выбери размер"),
        (Checklist, &[(Tap::Tick(1), "-x---")], "-x---"),
        (Free, &[(Tap::Done, "free")], "free"),
    ];
    for (level, steps, stood) in table {
        let mut rig = rig();
        rig.prompts(*level, PromptSupport::Picture);
        rig.begin_work(DENIS);
        walk(&mut rig, stood, steps);
        rig.done();
        rig.tap(Tap::Defect);
        assert_eq!(seen(&rig), "aside 1", "{level:?}");
        let sounds: Vec<_> = rig
            .done()
            .into_iter()
            .filter(|effect| matches!(effect, Effect::Sound(_)))
            .collect();
        assert_eq!(
            sounds,
            [Effect::Sound("change")],
            "another sound than that of a good piece"
        );
        // A trembling hand takes nothing back, and nothing goes away by itself.
        rig.tap_after(900, Tap::Back);
        assert_eq!(seen(&rig), "aside 1");
        rig.wait_s(120);
        assert_eq!(seen(&rig), "aside 1");
        rig.tap(Tap::Back);
        assert_eq!(seen(&rig), *stood, "{level:?}");
        // And the next time it is meant, the pedal leads on.
        rig.tap(Tap::Defect);
        assert_eq!(seen(&rig), "aside 1", "{level:?}");
        rig.press_after(5_000, Button::Pedal);
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let defects: u32 = runs(&rig).iter().map(|run| run.defects).sum();
        assert_eq!(defects, 1, "{level:?}: {:?}", runs(&rig));
    }
}

/// Whoever is away is not slow: of a long stay without a touch only a part is time at the step.
#[test]
fn time_away_is_no_time_at_the_step() {
    type Away = fn(&mut Rig);
    #[rustfmt::skip]
    let table: &[(&str, Away, u64, u64)] = &[
        // What happens before the step is done; seconds at it, from and to.
        ("at once", |rig| rig.wait_s(40), 40, 45),
        ("a quarter of an hour", |rig| rig.wait_s(900), 300, 300),
        ("an hour", |rig| rig.wait_s(3_600), 300, 300),
        ("heard again meanwhile", |rig| { rig.wait_s(200); rig.tap(Tap::Repeat); rig.wait_s(200); }, 400, 410),
        ("somebody else's turn", |rig| { rig.wait_s(900); rig.scan(MARINA); rig.wait_s(900); rig.scan(DENIS); rig.tap(Tap::Work); }, 300, 305),
    ];
    for (name, away, from, to) in table {
        let mut rig = rig();
        rig.begin_work(DENIS);
        rig.tap(Tap::Next);
        away(&mut rig);
        rig.tap(Tap::Next);
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let runs = runs(&rig);
        let sums = runs.iter().flat_map(|run| &run.steps);
        let ms: u64 = sums
            .filter(|sum| sum.step == "open")
            .map(|sum| sum.total_ms)
            .sum();
        assert!((from * 1_000..=to * 1_000).contains(&ms), "{name}: {ms} ms");
    }
}

/// Who forgot to scan out has worked on the day on which they did, and begins the next one anew.
#[test]
fn a_run_is_of_one_day() {
    type Left = fn(&mut Rig);
    #[rustfmt::skip]
    let table: &[(&str, Left)] = &[
        ("at the screen, all night", |rig| rig.next_day("8:50")),
        ("dark all night", |rig| { rig.power_cut(60); rig.next_day("8:50"); }),
        ("dark until they come", |rig| rig.power_cut(24 * 3_600)),
        ("another person's turn", |rig| { rig.scan(MARINA); rig.wait_s(100); rig.next_day("8:50"); }),
        ("on a break", |rig| { rig.scan(DENIS); rig.tap(Tap::Break); rig.next_day("8:50"); }),
        ("summed up every quarter of an hour", |rig| { rig.wait_s(20 * 60); rig.next_day("8:50"); }),
        ("over a day nobody came", |rig| { rig.next_day("8:50"); rig.next_day("8:50"); }),
    ];
    for (name, left) in table {
        let mut rig = rig();
        rig.prompts(PromptLevel::Free, PromptSupport::Picture);
        rig.begin_work(DENIS);
        rig.tap(Tap::Done);
        rig.tap(Tap::Done);
        let changed = PACK.replace("Возьми", "Достань");
        let published = rig.publish_files(&changed, 2, &files());
        rig.state(vec![published]);
        left(&mut rig);
        rig.begin_work(DENIS);
        rig.tap(Tap::Done);
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let monday = "2026-03-02".parse().expect("a day");
        let then: Vec<RunRecorded> = rig.facts_on(monday);
        let now = runs(&rig);
        let counted = |runs: &[RunRecorded]| runs.iter().map(|run| run.counted).sum::<u32>();
        assert_eq!(
            (counted(&then), counted(&now)),
            (2, 1),
            "{name}: {then:?} {now:?}"
        );
        let nine: stupen_domain::time::Moment = "2026-03-02T09:00:00+03:00".parse().expect("nine");
        for run in &then {
            assert_eq!(run.version, 1, "{name}");
            let ended_min = (run.ended - nine).num_minutes();
            assert!((0..=20).contains(&ended_min), "{name}: {run:?}");
        }
        assert!(now.iter().all(|run| run.version == 2), "{name}: the newest");
        assert!(
            now.iter().all(|run| run.run != then[0].run),
            "{name}: another run"
        );
        assert!(
            now.iter()
                .all(|run| (run.ended - run.began).num_minutes() < 5),
            "{name}: {now:?}"
        );
    }
}

/// The log and the row of an open run are two files: what is in the log counts once, whatever became of the row, and
/// what was made since counts too.
#[test]
fn a_piece_counts_once_whatever_becomes_of_the_row() {
    type Then = fn(&mut Rig);
    #[rustfmt::skip]
    let table: &[(&str, Then, u32, u32)] = &[
        // What is done before the power goes without the row's last writing; good pieces and calls for help.
        ("going home", |rig| { rig.scan(DENIS); rig.tap(Tap::Home); }, 3, 0),
        ("a quarter of an hour", |rig| rig.wait_s(16 * 60), 3, 0),
        ("another person's turn", |rig| rig.scan(MARINA), 3, 0),
        ("a call for help", |rig| { rig.tap(Tap::Help); rig.tap(Tap::GoOn); rig.scan(DENIS); rig.tap(Tap::Home); }, 3, 1),
        ("the next morning", |rig| rig.next_day("8:50"), 3, 0),
        ("a new version", |rig| {
            rig.scan(MARINA);
            let published = rig.publish_files(&PACK.replace("Возьми", "Достань"), 2, &files());
            rig.state(vec![published]);
            rig.scan(DENIS);
        }, 3, 0),
    ];
    for (name, then, counted, help) in table {
        let mut rig = rig();
        rig.prompts(PromptLevel::Free, PromptSupport::Picture);
        rig.begin_work(DENIS);
        rig.tap(Tap::Done);
        rig.tap(Tap::Done);
        let row = rig.local_files();
        then(&mut rig);
        rig.power_cut_before(row);
        rig.begin_work(DENIS);
        rig.tap(Tap::Done);
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let monday = "2026-03-02".parse().expect("a day");
        let mut told: Vec<RunRecorded> = rig.facts_on(monday);
        if *name == "the next morning" {
            told.extend(runs(&rig));
        }
        let sum = |what: fn(&RunRecorded) -> u32| told.iter().map(what).sum::<u32>();
        assert_eq!(
            (sum(|run| run.counted), sum(|run| run.help)),
            (*counted, *help),
            "{name}: {told:?}"
        );
        let steps = told.iter().flat_map(|run| &run.steps);
        let times: u32 = steps
            .filter(|sum| sum.step == "put")
            .map(|sum| sum.times)
            .sum();
        assert_eq!(times, *counted, "{name}: {told:?}");
        for run in &told {
            assert!(run.began <= run.ended, "{name}: {run:?}");
        }
    }
}

/// What the disk does not take is not told as done, and staff read it.
#[test]
fn what_is_not_kept_is_told() {
    use stupen_kiosk::ui::NoticeKind::DiskFull;
    let mut rig = rig();
    rig.prompts(PromptLevel::Free, PromptSupport::Picture);
    rig.begin_work(DENIS);
    rig.tap(Tap::Done);
    for tap in [Tap::Done, Tap::Defect] {
        rig.runs_refuse("INSERT", true);
        rig.done();
        rig.tap(tap);
        assert_eq!(seen(&rig), "DiskFull");
        assert!(!rig.done().contains(&Effect::Sound("done")));
        assert!(rig.notices().contains(&DiskFull));
        rig.runs_refuse("INSERT", false);
        rig.scan(DENIS);
        rig.tap(Tap::Work);
    }
    rig.runs_refuse("DELETE", true);
    rig.scan(DENIS);
    rig.tap(Tap::Home);
    assert!(rig.notices().contains(&DiskFull));
    rig.next_day("8:50");
    rig.runs_refuse("DELETE", false);
    rig.begin_work(DENIS);
    let monday: Vec<RunRecorded> = rig.facts_on("2026-03-02".parse().expect("a day"));
    let sum = |what: fn(&RunRecorded) -> u32| monday.iter().map(what).sum::<u32>();
    assert_eq!((sum(|run| run.counted), sum(|run| run.defects)), (1, 0));
}

/// Who worked by a wrong clock has worked on the day that it truly was, and works on when the clock is mended.
#[test]
fn a_mended_clock_moves_open_work_with_it() {
    for hours in [0, -7 * 24, -24, -3, 3, 24, 30 * 24] {
        let mut rig = rig();
        rig.prompts(PromptLevel::Free, PromptSupport::Picture);
        rig.power_cut_with_clock(hours);
        rig.scan(DENIS);
        if seen(&rig) == "choice" {
            // A doubtful clock asks.
            rig.tap(Tap::Arrive);
        }
        rig.tap(Tap::GoOn);
        if seen(&rig) == "tools" {
            rig.tap(Tap::GoOn);
        }
        for _ in 0..3 {
            rig.tap(Tap::Done);
        }
        rig.wait_s(30);
        rig.told_the_time();
        assert_eq!(seen(&rig), "free", "{hours} h");
        rig.wait_s(2);
        rig.tap(Tap::Done);
        match rig.screen() {
            Screen::Free(free) => assert_eq!(free.count, 4, "{hours} h"),
            other => panic!("{hours} h: {other:?}"),
        }
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let told = runs(&rig);
        let counted: u32 = told.iter().map(|run| run.counted).sum();
        assert_eq!(counted, 4, "{hours} h: {told:?}");
        assert_eq!(told.len(), 1, "{hours} h: {told:?}");
        let nine: stupen_domain::time::Moment = "2026-03-02T09:00:00+03:00".parse().expect("nine");
        for at in [told[0].began, told[0].ended] {
            assert!(
                (0..=10).contains(&(at - nine).num_minutes()),
                "{hours} h: {told:?}"
            );
        }
    }
}

/// Work of before this boot keeps its time: another clock noted it.
#[test]
fn a_mended_clock_moves_nothing_of_before_its_boot() {
    let mut rig = rig();
    rig.prompts(PromptLevel::Free, PromptSupport::Picture);
    rig.begin_work(DENIS);
    rig.tap(Tap::Done);
    rig.power_cut_with_clock(5 * 24);
    rig.told_the_time();
    rig.next_day("8:50");
    let monday: Vec<RunRecorded> = rig.facts_on("2026-03-02".parse().expect("a day"));
    assert_eq!(monday.len(), 1, "{monday:?}");
    let nine: stupen_domain::time::Moment = "2026-03-02T09:00:00+03:00".parse().expect("nine");
    assert!((monday[0].ended - nine).num_minutes() < 5, "{monday:?}");
}

/// How long a piece takes is told by those from which nobody walked away.
#[test]
fn pieces_that_somebody_walked_away_from_are_told_apart() {
    use PromptLevel::{Free, Full};
    type Piece = fn(&mut Rig);
    let good: &[Tap] = &[
        Tap::Next,
        Tap::Next,
        Tap::Next,
        Tap::Answer(0),
        Tap::Next,
        Tap::Answer(1),
        Tap::Done,
        Tap::GoOn,
    ];
    #[rustfmt::skip]
    let table: &[(&str, PromptLevel, Piece, Option<u32>)] = &[
        ("at once", Full, |_| {}, None),
        ("slowly", Full, |rig| rig.wait_s(290), None),
        ("after lunch", Full, |rig| rig.wait_s(1_800), Some(1)),
        ("somebody else's turn after long", Full, |rig| { rig.wait_s(400); rig.scan(MARINA); rig.scan(DENIS); rig.tap(Tap::Work); }, Some(1)),
        ("somebody else's turn", Full, |rig| { rig.scan(MARINA); rig.wait_s(1_800); rig.scan(DENIS); rig.tap(Tap::Work); }, None),
        ("put aside after long", Full, |rig| { rig.wait_s(400); rig.tap(Tap::Defect); rig.tap(Tap::GoOn); rig.tap(Tap::Next); }, Some(0)),
        ("counted freely", Free, |rig| rig.wait_s(1_800), None),
    ];
    for (name, level, meanwhile, expected) in table {
        let mut rig = rig();
        rig.prompts(*level, PromptSupport::Picture);
        rig.begin_work(DENIS);
        for piece in 0..3 {
            for (at, tap) in good.iter().enumerate() {
                if piece == 1 && at == 1 {
                    meanwhile(&mut rig);
                }
                rig.tap(*tap);
            }
        }
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let told = runs(&rig);
        let away: Vec<AwaySum> = told.iter().filter_map(|run| run.away).collect();
        let pieces = (!away.is_empty()).then(|| away.iter().map(|sum| sum.pieces).sum::<u32>());
        assert_eq!(pieces, *expected, "{name}: {told:?}");
        if expected.is_some() {
            // Five minutes of being away, and the piece's few seconds.
            let ms: u64 = away.iter().map(|sum| sum.ms).sum();
            assert!((300_000..330_000).contains(&ms), "{name}: {ms}");
        }
    }
}

#[test]
fn whoever_works_while_the_day_changes_works_on() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    rig.next_day("3:50");
    rig.tap(Tap::Next);
    rig.at("4:05");
    assert_eq!(seen(&rig), "1 Раскрой");
    // Nobody has touched it for long: the kiosk is free, and the work is written.
    rig.at("4:40");
    assert_eq!(seen(&rig), "waiting");
    let monday = "2026-03-02".parse().expect("a day");
    let then: Vec<RunRecorded> = rig.facts_on(monday);
    assert_eq!(then.len(), 1);
    assert_eq!(then[0].steps[0].times, 1);
}

/// A trembling hand, or somebody who is not sure that it worked, reads the badge again: nothing of it is lost.
#[test]
fn a_badge_that_is_read_twice_leads_back_to_the_screen_before() {
    type Before = fn(&mut Rig);
    #[rustfmt::skip]
    let table: &[(&str, Before)] = &[
        ("hello", |_| {}),
        ("1 Раскрой", |rig| { for tap in [Tap::GoOn, Tap::GoOn, Tap::Next] { rig.tap_after(1_000, tap); } }),
        ("help", |rig| { for tap in [Tap::GoOn, Tap::GoOn, Tap::Help] { rig.tap_after(1_000, tap); } }),
        ("break", |rig| { rig.scan(DENIS); rig.tap(Tap::Break); }),
        ("goodbye", |rig| { rig.scan(DENIS); rig.tap(Tap::Home); }),
    ];
    let told = format!("{:?}", MessageKind::DoubleScan);
    for (before, reach) in table {
        let mut rig = rig();
        rig.scan(DENIS);
        reach(&mut rig);
        assert_eq!(seen(&rig), *before);
        let marks = |rig: &Rig| {
            let came = rig.facts::<Arrived>().len() + rig.facts::<BreakEnded>().len();
            came + rig.facts::<BreakStarted>().len() + rig.facts::<Left>().len()
        };
        let written = marks(&rig);
        rig.scan_after(2_000, DENIS);
        assert_eq!(seen(&rig), told, "{before}");
        rig.tap(Tap::GoOn);
        assert_eq!(seen(&rig), *before, "by the key");
        // However often, and by the pedal.
        rig.scan_after(2_000, DENIS);
        rig.scan_after(2_000, DENIS);
        assert_eq!(seen(&rig), told, "{before}");
        rig.press_after(2_000, Button::Pedal);
        assert_eq!(seen(&rig), *before, "by the pedal");
        // And by itself.
        rig.scan_after(2_000, DENIS);
        assert_eq!(seen(&rig), told, "{before}");
        rig.wait_s(20);
        assert_eq!(seen(&rig), *before, "by itself");
        assert_eq!(marks(&rig), written, "{before}: nothing is written of it");
    }
}

/// Where somebody else has had the kiosk meanwhile it is no second reading by the same hand.
#[test]
fn whose_badge_was_read_a_moment_ago_has_their_turn_again() {
    let mut rig = rig();
    rig.scan(DENIS);
    rig.tap(Tap::GoOn);
    rig.scan_after(4_000, MARINA);
    assert_eq!(seen(&rig), "hello");
    rig.scan_after(4_000, DENIS);
    assert_eq!(
        seen(&rig),
        "choice",
        "who is in chooses, and nothing is marked by that"
    );
    assert_eq!(rig.facts::<Arrived>().len(), 1);
    // Who has just gone is not marked as back by a second reading, and sees nothing of somebody else.
    rig.wait_s(30);
    rig.tap(Tap::Home);
    rig.scan_after(4_000, MARINA);
    rig.scan_after(4_000, DENIS);
    assert_eq!(seen(&rig), format!("{:?}", MessageKind::DoubleScan));
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "waiting");
    assert_eq!(rig.facts::<Arrived>().len(), 1);
}

#[test]
fn a_hand_that_touches_twice_is_taken_once() {
    enum By {
        Touch,
        Pedal,
        Next,
    }
    #[rustfmt::skip]
    let table = [
        // Pause of the person in tenths of a second, milliseconds between two, steps taken.
        (5, 499, By::Touch, 1), (5, 500, By::Touch, 2), (30, 2_999, By::Touch, 1), (30, 3_000, By::Touch, 2),
        (100, 9_999, By::Touch, 1), (100, 10_000, By::Touch, 2),
        (5, 499, By::Pedal, 1), (5, 500, By::Pedal, 2), (30, 2_999, By::Next, 1), (30, 3_000, By::Next, 2),
        (100, 9_999, By::Pedal, 1),
    ];
    for (pause_ds, ms, by, taken) in table {
        let mut rig = rig();
        rig.settings(|set| set.debounce_ds = pause_ds);
        rig.scan(DENIS);
        rig.tap_after(15_000, Tap::GoOn);
        rig.tap_after(15_000, Tap::GoOn);
        assert_eq!(seen(&rig), "0 Возьми", "{pause_ds}");
        for wait in [15_000, ms] {
            match by {
                By::Touch => rig.tap_after(wait, Tap::Next),
                By::Pedal => rig.press_after(wait, Button::Pedal),
                By::Next => rig.press_after(wait, Button::Next),
            }
        }
        let expected = ["1 Раскрой", "2 Проверь"][taken - 1];
        assert_eq!(seen(&rig), expected, "{pause_ds} tenths, {ms} ms");
        // Help is never kept waiting.
        rig.tap_after(1, Tap::Help);
        assert_eq!(seen(&rig), "help");
    }
}

#[test]
fn sound_keeps_quiet_hours_and_volumes() {
    #[rustfmt::skip]
    let table = [
        // Kiosk, person, hour, quiet hours: loudness.
        (100, 100, "9:30", None, 100),
        (80, 50, "9:30", None, 40),
        (100, 0, "9:30", None, 0),
        (300, 100, "9:30", None, 100),
        (100, 100, "9:30", Some(("9:00", "9:20")), 100),
        (100, 100, "9:30", Some(("9:20", "9:40")), 0),
        (100, 100, "9:30", Some(("20:00", "10:00")), 0),
    ];
    for (kiosk, person, hour, hours, expected) in table {
        let mut rig = Rig::with(PACK, &files(), |setup| {
            setup.volume_percent = kiosk;
            setup.quiet = hours
                .iter()
                .map(|(from, until)| quiet(from, until))
                .collect();
        });
        rig.settings(|set| set.volume_percent = person);
        rig.at(hour);
        rig.scan(DENIS);
        let volumes = rig.done().into_iter().filter_map(|effect| match effect {
            Effect::Volume(percent) => Some(percent),
            _ => None,
        });
        // Nothing is said of a loudness that has not changed since the start: that is everything.
        assert_eq!(
            volumes.last().unwrap_or(100),
            expected,
            "{kiosk} {person} {hours:?}"
        );
        // Everything is also there without sound.
        assert_eq!(seen(&rig), "hello");
    }
}

#[test]
fn what_is_said_is_said_to_its_end_while_only_time_goes_on() {
    let mut rig = rig();
    rig.settings(|set| set.work_timer = TimerShape::Bar);
    rig.begin_work(DENIS);
    rig.done();
    rig.wait_s(20);
    let effects = rig.done();
    let shows = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Show(_)))
        .count();
    assert!(shows > 5, "the shape gets smaller: {shows}");
    assert!(!effects.contains(&Effect::Hush), "nobody is interrupted");
    rig.tap(Tap::Next);
    let effects = rig.done();
    let hush = effects.iter().position(|effect| *effect == Effect::Hush);
    let speak = effects.iter().position(|effect| *effect == Effect::Speak);
    assert!(
        hush.is_some() && hush < speak,
        "the former step is silenced, then the next is said: {effects:?}"
    );
}

#[test]
fn changes_of_the_day_are_told_before_and_when_it_is_time() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    rig.at("10:24");
    rig.done();
    let reminders = |effects: Vec<Effect>| {
        let sounds = effects.contains(&Effect::Sound("change"));
        let said = effects.into_iter().find_map(|effect| match effect {
            Effect::Remind(soon) => Some((soon.what, soon.minutes)),
            _ => None,
        });
        (sounds, said)
    };
    #[rustfmt::skip]
    let table = [
        ("10:24", None), ("10:25", Some((SoonKind::Break, 5))), ("10:28", None), ("10:30", Some((SoonKind::Break, 0))),
        ("10:31", None), ("11:55", Some((SoonKind::Lunch, 5))), ("12:00", Some((SoonKind::Lunch, 0))),
        ("14:55", Some((SoonKind::Home, 5))), ("15:00", Some((SoonKind::Home, 0))), ("15:05", None),
    ];
    for (clock, expected) in table {
        rig.at(clock);
        assert_eq!(
            reminders(rig.done()),
            (expected.is_some(), expected),
            "{clock}"
        );
    }
    // Who wants no voice is told by the sound and on the screen.
    let mut rig = self::rig();
    rig.settings(|set| set.speech = SpeechMode::OnRequest);
    rig.begin_work(DENIS);
    rig.at("10:24");
    rig.done();
    rig.at("10:25");
    assert_eq!(reminders(rig.done()), (true, None));
    let Screen::Step(step) = rig.screen() else {
        panic!("a step")
    };
    assert_eq!(
        step.soon.as_ref().map(|soon| soon.what),
        Some(SoonKind::Break)
    );
    // Wherever somebody is at their work: also at a question, and with a piece done.
    let soon = |rig: &Rig| match rig.screen() {
        Screen::Step(view) => view.soon.clone(),
        Screen::Question(view) => view.soon.clone(),
        Screen::Finished(view) => view.soon.clone(),
        Screen::Tools(view) => view.soon.clone(),
        other => panic!("{other:?}"),
    };
    for tap in [
        Tap::Next,
        Tap::Next,
        Tap::Next,
        Tap::Answer(0),
        Tap::Next,
        Tap::Answer(1),
        Tap::Done,
    ] {
        rig.tap(tap);
        assert_eq!(
            soon(&rig).map(|soon| soon.what),
            Some(SoonKind::Break),
            "{}",
            seen(&rig)
        );
    }
    // Who has taken it is not told again.
    rig.scan(DENIS);
    rig.tap(Tap::Break);
    rig.wait_s(60);
    rig.scan(DENIS);
    rig.tap(Tap::GoOn);
    rig.done();
    rig.at("10:30");
    assert_eq!(reminders(rig.done()), (false, None));
}

#[test]
fn a_private_page_asks_before_it_leaves() {
    let mut rig = rig();
    rig.scan(DENIS);
    rig.tap(Tap::GoOn);
    rig.scan(DENIS);
    rig.tap(Tap::Mine);
    rig.wait_s(59);
    assert_eq!(seen(&rig), "mine");
    rig.wait_s(2);
    assert_eq!(seen(&rig), "asks StillHere");
    rig.tap(Tap::Yes);
    assert_eq!(seen(&rig), "mine");
    rig.wait_s(61);
    rig.wait_s(61);
    assert_eq!(seen(&rig), "waiting", "nobody answered");
    // A step does not ask: work takes its time.
    rig.begin_work(DENIS);
    rig.wait_s(1_800);
    assert_eq!(seen(&rig), "0 Возьми");
}

#[test]
fn what_one_asks_to_join_is_shown_once_more_and_leaves_room_for_another() {
    let mut rig = rig();
    let body = r#"{"items": [
        {"id": "sport", "picture": "pictogram:sport", "title": {"ru": "Спорт", "en": "Sport"}},
        {"id": "art", "picture": "pictogram:art", "title": {"ru": "Рисуем", "en": "Drawing"}}]}"#;
    let form = FormSet {
        form: "activities".into(),
        version: 1,
        body: body.into(),
    };
    rig.state(vec![form.into()]);
    // Which one is touched, and what is shown: the second time "sport" is told already, "drawing" is not.
    for (at, name) in [(0, Some("Спорт")), (0, None), (1, Some("Рисуем"))] {
        rig.scan(DENIS);
        rig.scan(DENIS);
        rig.tap(Tap::Mine);
        rig.tap(Tap::Wish(Wish::Join));
        assert_eq!(seen(&rig), "pick");
        rig.tap(Tap::Pick(at));
        if let Some(name) = name {
            let Screen::Ask(ask) = rig.screen() else {
                panic!("{}", seen(&rig))
            };
            assert!(
                matches!(&ask.asking, Asking::Join(thing) if thing.name == name),
                "{:?}",
                ask.asking
            );
            rig.tap(Tap::Yes);
        }
        assert_eq!(seen(&rig), format!("{:?}", MessageKind::JoinTold));
        rig.wait_s(600);
    }
    let asked: Vec<_> = rig.facts::<RequestMade>();
    let asked: Vec<_> = asked
        .iter()
        .filter_map(|made| made.activity.as_deref())
        .collect();
    assert_eq!(asked, ["sport", "art"]);
}

#[test]
fn an_own_picture_is_chosen_and_waits_for_staff() {
    let mut rig = rig();
    rig.scan(DENIS);
    rig.scan(DENIS);
    rig.tap(Tap::Mine);
    rig.tap(Tap::ChoosePicture);
    let Screen::Pick(pick) = rig.screen() else {
        panic!("{}", seen(&rig))
    };
    let chosen = pick.things[1].picture.clone();
    assert!(
        pick.things
            .iter()
            .all(|thing| thing.picture != Picture::pictogram("soap")),
        "somebody has that one"
    );
    rig.tap(Tap::Pick(1));
    rig.tap(Tap::No);
    assert_eq!(seen(&rig), "pick");
    rig.tap(Tap::Pick(1));
    rig.tap(Tap::Yes);
    assert_eq!(seen(&rig), format!("{:?}", MessageKind::PictureTold));
    let proposed = rig.facts::<PictureProposed>();
    let [proposed] = proposed.as_slice() else {
        panic!("{proposed:?}")
    };
    let Picture::Pictogram(id) = chosen else {
        panic!("{chosen:?}")
    };
    assert_eq!(proposed.picture.as_str(), format!("pictogram:{id}"));
    // Nothing changes until staff say so.
    let own = |rig: &mut Rig| {
        rig.scan(DENIS);
        match rig.screen() {
            Screen::Choice(view) => view.person.picture.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(own(&mut rig), Picture::pictogram("soap"));
    rig.state(vec![
        PersonSet {
            person: PersonId::new(DENIS),
            called: "Денис".into(),
            picture: proposed.picture.clone(),
            language: "ru".into(),
            staff_role: None,
            active: true,
        }
        .into(),
    ]);
    assert_eq!(own(&mut rig), Picture::Pictogram(id));
}

#[test]
fn the_next_pictures_are_made_ready_and_only_those_of_the_store() {
    let mut rig = rig();
    let expected = |rig: &mut Rig| -> Vec<String> {
        let pictures = rig
            .done()
            .into_iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Expect(pictures) => Some(pictures),
                _ => None,
            });
        let names = files();
        pictures
            .into_iter()
            .flatten()
            .map(|expected| {
                let Picture::Stored(hash) = expected.picture else {
                    panic!("{expected:?}")
                };
                let (name, _) = names
                    .iter()
                    .find(|(_, bytes)| stupen_journal::blobs::blob_hash(bytes).to_string() == *hash)
                    .expect("a file of the pack");
                (*name).to_owned()
            })
            .collect()
    };
    rig.scan(DENIS);
    assert_eq!(
        expected(&mut rig),
        ["pictures/take.svg"],
        "as soon as somebody has come"
    );
    rig.tap(Tap::GoOn);
    rig.tap(Tap::GoOn);
    assert_eq!(
        expected(&mut rig),
        ["pictures/open.svg", "pictures/whole.svg"]
    );
    rig.tap(Tap::Next);
    assert_eq!(
        expected(&mut rig),
        ["pictures/whole.svg", "pictures/take.svg"]
    );
    rig.tap(Tap::Next);
    rig.tap(Tap::Next);
    rig.tap(Tap::Answer(0));
    assert_eq!(
        expected(&mut rig),
        [
            "pictures/large.svg",
            "pictures/small.svg",
            "pictures/whole.svg"
        ]
    );
}

#[test]
fn at_a_place_for_one_operation_everybody_who_may_works_on_that() {
    // What is planned, what the office bars, and whether work begins.
    for (planned, barred, begins) in [
        (Some("gift/unknown"), vec![], true),
        (None, vec![], true),
        (Some("gift/fold"), vec!["gift/fold"], false),
    ] {
        let mut rig = rig();
        rig.only("gift/fold");
        rig.state(vec![
            OperationAssigned {
                person: PersonId::new(DENIS),
                from: "2026-03-02".parse().expect("a day"),
                operation: planned.map(OperationId::new),
            }
            .into(),
            OperationsBarred {
                person: PersonId::new(DENIS),
                operations: barred.iter().map(|id| OperationId::new(*id)).collect(),
            }
            .into(),
        ]);
        rig.scan(DENIS);
        rig.tap(Tap::GoOn);
        let told = seen(&rig) == format!("{:?}", MessageKind::NoTask);
        assert_eq!(told, !begins, "{planned:?} {barred:?}: {}", seen(&rig));
    }
}

#[test]
fn a_lost_assignment_and_an_unknown_pack_are_told() {
    let mut rig = rig();
    rig.state(vec![
        OperationAssigned {
            person: PersonId::new(DENIS),
            from: "2026-03-02".parse().expect("a day"),
            operation: Some(OperationId::new("gift/unknown")),
        }
        .into(),
    ]);
    rig.scan(DENIS);
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), format!("{:?}", MessageKind::NoTask));
}
