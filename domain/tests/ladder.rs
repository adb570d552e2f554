//! Learning curves and the prompts that fade (docs/domain.md sections 13.4 and 13.6).

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story that cannot be told fails its test"
)]

use crate::common::*;
use chrono::Duration;
use stupen_domain::State;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::ladder::{self, Because, Prompts};
use stupen_domain::learning::{self, History};
use stupen_domain::settings::PersonSettings;
use stupen_domain::wire::Fact;
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::*;

fn fold() -> OperationId {
    OperationId::new("soap-set/fold")
}

/// What happens on the way: a run with pieces, steps back, faults and calls; prompts set; a proposal answered.
#[derive(Clone, Copy)]
enum Told {
    /// Day of March, pieces, back, defects, help.
    Run(u32, u32, u32, u32, u32),
    /// Day, level, support.
    Set(u32, PromptLevel, PromptSupport),
    /// Day, number of the run (from 0), level, accepted.
    Answer(u32, usize, PromptLevel, bool),
}
use PromptLevel::{Checklist, Free, Full, Grouped};
use PromptSupport::{Clip, Picture, Speech};
use Told::{Answer, Run, Set};

fn run(serial: usize, day: u32, told: (u32, u32, u32, u32)) -> RunRecorded {
    let (pieces, back, defects, help) = told;
    // Several a day, one after the other.
    let began = at(&format!("2026-03-{day:02}T09:00:00+03:00"))
        + Duration::minutes(10 * i64::try_from(serial).unwrap());
    RunRecorded {
        run: RunId::new(format!("r{serial}")),
        person: anna(),
        operation: fold(),
        version: 1,
        began,
        ended: began + Duration::minutes(8),
        counted: pieces,
        defects,
        help,
        steps: vec![StepSum {
            step: "take".into(),
            times: pieces,
            total_ms: 60_000,
            replays: 2,
            back,
        }],
        part: None,
        away: None,
    }
}

fn tell(told: &[Told]) -> Story {
    tell_of(SpeechMode::OnRequest, told)
}

/// The same of somebody whose kiosk speaks so.
fn tell_of(speech: SpeechMode, told: &[Told]) -> Story {
    let mut story = Story::workshop();
    let settings = PersonSettings {
        speech,
        ..PersonSettings::default()
    };
    story.office(settings.fact(&anna()));
    for (serial, told) in told.iter().enumerate() {
        match *told {
            Run(day, pieces, back, defects, help) => {
                let run = run(serial, day, (pieces, back, defects, help));
                let ended = run.ended.to_rfc3339();
                story.write("k1.01", &ended, run.into(), Role::Participant);
            }
            Set(day, level, support) => {
                let set = PromptLadderSet {
                    person: anna(),
                    operation: fold(),
                    level,
                    support,
                };
                let time = format!("2026-03-{day:02}T16:00:00+03:00");
                story.write("k1.01", &time, set.into(), Role::Lead);
            }
            Answer(day, run, level, accepted) => {
                let answer = PromptProposalAnswered {
                    person: anna(),
                    operation: fold(),
                    level,
                    run: Some(RunId::new(format!("r{run}"))),
                    accepted,
                };
                let time = format!("2026-03-{day:02}T16:00:00+03:00");
                story.write("k1.01", &time, answer.into(), Role::Lead);
            }
        }
    }
    story
}

fn proposed(state: &State, today: u32) -> Option<String> {
    let history = History::of(state, &anna());
    let today = date(&format!("2026-03-{today:02}"));
    let found = ladder::proposal(state, &history, &fold(), &Rules::default(), today)?;
    assert_eq!(
        ladder::proposals(state, &history, &Rules::default(), today),
        std::slice::from_ref(&found)
    );
    let because = match found.because {
        Because::CleanRuns { runs } => format!("{runs} clean runs"),
        Because::Errors { errors, pieces } => format!("{errors} errors in {pieces}"),
        Because::HelpCalls { calls, pieces } => format!("{calls} calls in {pieces}"),
        Because::Away { days } => format!("{days} days away"),
    };
    assert_eq!(found.is_more(), !because.contains("clean"));
    Some(format!(
        "{:?} {:?}: {because}, up to {}",
        found.to.level,
        found.to.support,
        found.run().unwrap()
    ))
}

#[test]
fn prompts_are_proposed_from_runs() {
    const CLEAN: Told = Run(2, 4, 0, 0, 0);
    #[rustfmt::skip]
    let rows: &[(&str, &[Told], u32, Option<&str>)] = &[
        ("no run",                            &[], 2, None),
        ("two clean runs are too few",        &[CLEAN, CLEAN], 2, None),
        ("three clean runs",                  &[CLEAN, CLEAN, CLEAN], 2, Some("Grouped Picture: 3 clean runs, up to r2")),
        ("a run in which nothing happened",   &[CLEAN, CLEAN, Run(2, 0, 0, 0, 0)], 2, None),
        ("one step back among them",          &[CLEAN, Run(2, 4, 1, 0, 0), CLEAN], 2, None),
        ("clean after an error",              &[Run(2, 4, 1, 0, 0), CLEAN, CLEAN, CLEAN], 2, Some("Grouped Picture: 3 clean runs, up to r3")),
        ("from grouped",                      &[Set(1, Grouped, Picture), CLEAN, CLEAN, CLEAN], 2, Some("Checklist Picture: 3 clean runs, up to r3")),
        ("from the checklist",                &[Set(1, Checklist, Picture), CLEAN, CLEAN, CLEAN], 2, Some("Free Picture: 3 clean runs, up to r3")),
        ("nothing is less than free",         &[Set(1, Free, Picture), CLEAN, CLEAN, CLEAN], 2, None),
        ("the clip goes first",               &[Set(1, Full, Clip), CLEAN, CLEAN, CLEAN], 2, Some("Full Speech: 3 clean runs, up to r3")),
        ("then speech",                       &[Set(1, Grouped, Speech), CLEAN, CLEAN, CLEAN], 2, Some("Grouped Picture: 3 clean runs, up to r3")),
        ("runs before staff set it are past", &[CLEAN, CLEAN, CLEAN, Set(2, Full, Picture)], 2, None),
        ("some before, some after",           &[CLEAN, CLEAN, Set(2, Full, Picture), Run(3, 4, 0, 0, 0), Run(3, 4, 0, 0, 0)], 3, None),
        ("let be",                            &[CLEAN, CLEAN, CLEAN, Answer(2, 2, Grouped, false)], 2, None),
        ("let be by a clock that was behind", &[CLEAN, CLEAN, CLEAN, Answer(1, 2, Grouped, false)], 2, None),
        ("let be, then two more",             &[CLEAN, CLEAN, CLEAN, Answer(2, 2, Grouped, false), Run(3, 4, 0, 0, 0), Run(3, 4, 0, 0, 0)], 3, None),
        ("let be, then three more",           &[CLEAN, CLEAN, CLEAN, Answer(2, 2, Grouped, false), Run(3, 4, 0, 0, 0), Run(3, 4, 0, 0, 0), Run(3, 4, 0, 0, 0)], 3, Some("Grouped Picture: 3 clean runs, up to r6")),
        ("taken",                             &[CLEAN, CLEAN, CLEAN, Answer(2, 2, Grouped, true), Set(2, Grouped, Picture)], 2, None),
        ("errors: at the top, more beside it", &[Run(2, 4, 1, 1, 0)], 2, Some("Full Speech: 2 errors in 4, up to r0")),
        ("then a clip",                       &[Set(1, Full, Speech), Run(2, 4, 1, 1, 0)], 2, Some("Full Clip: 2 errors in 4, up to r1")),
        ("nothing is more than that",         &[Set(1, Full, Clip), Run(2, 4, 1, 1, 0)], 2, None),
        ("errors: every step again first",    &[Set(1, Grouped, Speech), Run(2, 4, 1, 1, 0)], 2, Some("Full Speech: 2 errors in 4, up to r1")),
        ("from free",                         &[Set(1, Free, Picture), Run(2, 2, 0, 1, 0)], 2, Some("Checklist Picture: 1 errors in 2, up to r1")),
        ("fewer than half an error a piece",  &[Set(1, Free, Picture), Run(2, 3, 0, 1, 0)], 2, None),
        ("over the last three runs",          &[Set(1, Free, Picture), Run(2, 9, 9, 0, 0), CLEAN, CLEAN, Run(2, 3, 1, 0, 0)], 2, None),
        ("errors without a piece",            &[Set(1, Free, Picture), Run(2, 0, 1, 0, 0)], 2, Some("Checklist Picture: 1 errors in 0, up to r1")),
        ("calls for help",                    &[Set(1, Grouped, Picture), Run(2, 4, 1, 0, 2)], 2, Some("Full Picture: 2 calls in 4, up to r1")),
        ("calls and other errors together",   &[Set(1, Grouped, Picture), Run(2, 4, 1, 0, 1)], 2, Some("Full Picture: 2 errors in 4, up to r1")),
        ("hearing a step again is no error",  &[CLEAN, CLEAN, CLEAN], 2, Some("Grouped Picture: 3 clean runs, up to r2")),
        ("thirteen days away",                &[Set(1, Free, Picture), CLEAN], 15, None),
        ("fourteen days away",                &[Set(1, Free, Picture), CLEAN], 16, Some("Full Picture: 14 days away, up to r1")),
        ("what supports the picture stays",   &[Set(1, Checklist, Speech), CLEAN], 20, Some("Full Speech: 18 days away, up to r1")),
        ("nothing less after a break",        &[CLEAN, CLEAN, CLEAN], 20, None),
        ("all steps are shown already",       &[CLEAN], 20, None),
        ("set on the day of the last run",    &[CLEAN, Set(2, Free, Picture)], 16, Some("Full Picture: 14 days away, up to r0")),
        ("set knowing of the break",          &[CLEAN, Set(16, Free, Picture)], 20, None),
        ("let be after the break",            &[Set(1, Free, Picture), CLEAN, Answer(17, 1, Full, false)], 20, None),
        ("let be, then back at work",         &[Set(1, Free, Picture), CLEAN, Answer(17, 1, Full, false), Run(17, 4, 0, 0, 0)], 20, None),
        ("back: the first run keeps it open", &[Set(1, Free, Picture), CLEAN, Run(16, 4, 0, 0, 0)], 16, Some("Full Picture: 14 days away, up to r2")),
        ("back: days count up to the return", &[Set(1, Free, Picture), CLEAN, Run(18, 4, 0, 0, 0), Run(20, 4, 0, 0, 0)], 25, Some("Full Picture: 16 days away, up to r3")),
        ("back: no long break",               &[Set(1, Free, Picture), CLEAN, Run(15, 4, 0, 0, 0)], 15, None),
        ("back: clean runs propose no less",  &[Set(1, Grouped, Picture), CLEAN, Run(16, 4, 0, 0, 0), Run(16, 4, 0, 0, 0), Run(16, 4, 0, 0, 0)], 16, Some("Full Picture: 14 days away, up to r4")),
        ("back: errors are not another reason", &[Set(1, Free, Picture), CLEAN, Run(16, 2, 2, 0, 0)], 16, Some("Full Picture: 14 days away, up to r2")),
        ("back: set after the return",        &[Set(1, Free, Picture), CLEAN, Run(16, 4, 0, 0, 0), Set(16, Checklist, Picture), Run(17, 4, 0, 0, 0)], 17, None),
        ("back: let be",                      &[Set(1, Free, Picture), CLEAN, Run(16, 4, 0, 0, 0), Answer(16, 2, Full, false), Run(17, 4, 0, 0, 0)], 17, None),
        ("back: let be by a clock behind",    &[Set(1, Free, Picture), CLEAN, Run(16, 4, 0, 0, 0), Answer(3, 2, Full, false), Run(17, 4, 0, 0, 0)], 17, None),
        ("back: then clean runs again",       &[Set(1, Grouped, Picture), CLEAN, Answer(16, 1, Full, false), Run(17, 4, 0, 0, 0), Run(17, 4, 0, 0, 0), Run(17, 4, 0, 0, 0)], 17, Some("Checklist Picture: 3 clean runs, up to r5")),
        ("back: before the break is past",    &[Set(1, Full, Clip), CLEAN, CLEAN, Run(16, 4, 0, 0, 0)], 16, None),
        ("back: errors of before are past",   &[Set(1, Full, Clip), Run(2, 4, 2, 0, 0), Run(16, 4, 0, 0, 0)], 16, None),
        ("back: every step is shown, so more beside it", &[CLEAN, Run(16, 4, 0, 0, 0)], 16, Some("Full Speech: 14 days away, up to r1")),
        ("back: after speech a clip",         &[Set(1, Full, Speech), CLEAN, Run(17, 4, 0, 0, 0)], 17, Some("Full Clip: 15 days away, up to r2")),
        ("back: everything is shown already", &[Set(1, Full, Clip), CLEAN, Run(16, 4, 0, 0, 0)], 16, None),
        ("back: a few errors change nothing of it", &[CLEAN, Run(16, 4, 1, 0, 0)], 16, Some("Full Speech: 14 days away, up to r1")),
        ("back: many errors speak for themselves", &[CLEAN, Run(16, 4, 1, 1, 0)], 16, Some("Full Speech: 2 errors in 4, up to r1")),
        ("back: and so do clean runs",        &[CLEAN, Run(16, 4, 0, 0, 0), Run(16, 4, 0, 0, 0), Run(16, 4, 0, 0, 0)], 16, Some("Grouped Picture: 3 clean runs, up to r3")),
        ("back: more beside it, let be",      &[CLEAN, Run(16, 4, 0, 0, 0), Answer(16, 1, Full, false), Run(17, 4, 0, 0, 0)], 17, None),
        ("back: more beside it, taken",       &[CLEAN, Run(16, 4, 0, 0, 0), Answer(16, 1, Full, true), Set(16, Full, Speech), Run(17, 4, 0, 0, 0)], 17, None),
        ("back: a run without anything",      &[Set(1, Free, Picture), CLEAN, Run(16, 0, 0, 0, 0)], 16, Some("Full Picture: 14 days away, up to r2")),
        ("back: away a second time",          &[Set(1, Free, Picture), CLEAN, Run(16, 4, 0, 0, 0)], 31, Some("Full Picture: 15 days away, up to r2")),
        ("an answer to clean runs is another", &[CLEAN, CLEAN, CLEAN, Answer(2, 2, Grouped, true), Set(2, Grouped, Picture)], 16, Some("Full Picture: 14 days away, up to r2")),
    ];
    for (what, told, today, expected) in rows {
        let story = tell(told);
        assert_eq!(
            proposed(&story.state, *today).as_deref(),
            *expected,
            "{what}"
        );
        let mut backwards = State::default();
        for entry in story.entries.iter().rev() {
            backwards.apply(entry.clone());
        }
        assert_eq!(
            proposed(&backwards, *today).as_deref(),
            *expected,
            "{what}, backwards"
        );
    }
}

#[test]
fn a_rung_that_changes_nothing_for_somebody_is_left_out() {
    use SpeechMode::{Always, Off, OnRequest};
    const LESS: [Told; 3] = [Run(2, 4, 0, 0, 0); 3];
    const MORE: [Told; 3] = [Run(2, 4, 1, 1, 0), Run(2, 4, 1, 1, 0), Run(2, 4, 1, 1, 0)];
    #[rustfmt::skip]
    let table = [
        // Voice, what holds: proposed after clean runs, after errors.
        (OnRequest, Full, Picture,    Some("Grouped Picture"),   Some("Full Speech")),
        (OnRequest, Full, Speech,     Some("Full Picture"),      Some("Full Clip")),
        (OnRequest, Full, Clip,       Some("Full Speech"),       None),
        (OnRequest, Grouped, Speech,  Some("Grouped Picture"),   Some("Full Speech")),
        // Who always hears every step hears it beside the picture alone as well.
        (Always, Full, Picture,       Some("Grouped Picture"),   Some("Full Clip")),
        (Always, Full, Speech,        Some("Grouped Speech"),    Some("Full Clip")),
        (Always, Full, Clip,          Some("Full Picture"),      None),
        (Always, Grouped, Speech,     Some("Checklist Speech"),  Some("Full Speech")),
        (Always, Checklist, Picture,  Some("Free Picture"),      Some("Grouped Picture")),
        (Always, Free, Speech,        None,                      Some("Checklist Speech")),
        // Who wants no voice hears it nowhere.
        (Off, Full, Picture,          Some("Grouped Picture"),   Some("Full Clip")),
        (Off, Full, Speech,           Some("Grouped Speech"),    Some("Full Clip")),
        (Off, Full, Clip,             Some("Full Picture"),      None),
    ];
    for (speech, level, support, less, more) in table {
        for (runs, expected) in [(LESS, less), (MORE, more)] {
            let told = [&[Set(1, level, support)][..], &runs].concat();
            let found = proposed(&tell_of(speech, &told).state, 2);
            assert_eq!(
                found.as_deref().and_then(|found| found.split(':').next()),
                expected,
                "{speech:?}, {level:?} {support:?}"
            );
        }
    }
    #[rustfmt::skip]
    let offered = [
        (OnRequest, vec![(Picture, Picture), (Speech, Speech), (Clip, Clip)]),
        (Always,    vec![(Picture, Speech), (Clip, Clip)]),
        (Off,       vec![(Picture, Picture), (Clip, Clip)]),
    ];
    for (speech, expected) in offered {
        assert_eq!(ladder::supports(speech), expected, "{speech:?}");
    }
}

#[test]
fn an_unanswered_return_ends_with_runs_enough() {
    let rules = Rules::default();
    let clean = |day| Run(day, 4, 0, 0, 0);
    for (since, expected) in [
        (1, "Full Picture: 14 days away, up to r2"),
        (10, "Full Picture: 14 days away, up to r11"),
        (11, "Checklist Picture: 3 clean runs, up to r12"),
    ] {
        let mut told = vec![Set(1, Grouped, Picture), clean(2)];
        told.extend(std::iter::repeat_n(clean(16), since));
        let story = tell(&told);
        assert_eq!(
            proposed(&story.state, 16).as_deref(),
            Some(expected),
            "{since}"
        );
        // As many runs as are read are enough to see it.
        assert!(since < ladder::runs_read(&rules));
    }
}

/// Who sees every step already is proposed more beside it before the first piece, where the plan says that they come back.
#[test]
fn who_is_planned_for_it_again_is_proposed_more_before_the_first_piece() {
    for (planned, day, expected) in [
        (None, 20, None),
        (Some(fold()), 15, None),
        (
            Some(fold()),
            20,
            Some("Full Speech: 18 days away, up to r0"),
        ),
        (Some(OperationId::new("soap/other")), 20, None),
    ] {
        let mut story = tell(&[Run(2, 4, 0, 0, 0)]);
        story.office(OperationAssigned {
            person: anna(),
            from: date("2026-03-02"),
            operation: planned.clone(),
        });
        assert_eq!(
            proposed(&story.state, day).as_deref(),
            expected,
            "{planned:?} on {day}"
        );
    }
}

#[test]
fn a_run_under_way_when_staff_set_the_prompts_is_settled() {
    let clean = Run(2, 4, 0, 0, 0);
    let mut story = tell(&[clean, clean, clean]);
    let set = PromptLadderSet {
        person: anna(),
        operation: fold(),
        level: Grouped,
        support: Picture,
    };
    // The third run lasts from 9:20 to 9:28.
    story.write("k1.01", "09:24", set.into(), Role::Lead);
    for serial in 3..6 {
        assert_eq!(proposed(&story.state, 2), None, "{serial}");
        let run = run(serial, 2, (4, 0, 0, 0));
        let ended = run.ended.to_rfc3339();
        story.write("k1.01", &ended, run.into(), Role::Participant);
    }
    assert_eq!(
        proposed(&story.state, 2).as_deref(),
        Some("Checklist Picture: 3 clean runs, up to r5")
    );
}

#[test]
fn the_last_days_are_enough_for_a_proposal() {
    let mut told = vec![Run(2, 4, 3, 0, 0); 5];
    told.extend([Run(3, 4, 0, 0, 0), Run(4, 4, 0, 0, 0), Run(5, 4, 0, 0, 0)]);
    let mut story = tell(&told);
    let whole = proposed(&story.state, 5);
    assert!(whole.is_some());
    story.state.take_changed();
    story.state.unload_days(|day| day >= date("2026-03-03"));
    assert_eq!(proposed(&story.state, 5), whole);
}

#[test]
fn two_of_the_staff_answer_apart_and_one_result_holds() {
    let clean = [Run(2, 4, 0, 0, 0); 3];
    let mut story = tell(&clean);
    let history = History::of(&story.state, &anna());
    let today = date("2026-03-02");
    let found =
        ladder::proposal(&story.state, &history, &fold(), &Rules::default(), today).unwrap();
    assert_eq!(found.from, Prompts::default());
    // One takes it, the other lets it be, each at a kiosk of their own, offline.
    let later = "15:00";
    story.write("k1.01", later, found.answer(true).into(), Role::Lead);
    story.write("k1.01", later, found.set().into(), Role::Lead);
    story.write("k2.01", later, found.answer(false).into(), Role::Consultant);
    let mut backwards = State::default();
    for entry in story.entries.iter().rev() {
        backwards.apply(entry.clone());
    }
    for state in [&story.state, &backwards] {
        assert_eq!(ladder::current(state, &anna(), &fold()), found.to);
        assert_eq!(proposed(state, 2), None);
    }
    // Who answers the same once more is told that it is done.
    let lead = staff(Role::Lead);
    let mut wish = |fact: Fact| {
        story
            .wish("k1.01", WriterKind::Kiosk, &lead, &now("15:10"), fact)
            .err()
            .map(|refusal| refusal.to_string())
    };
    assert_eq!(
        wish(found.answer(true).into()).as_deref(),
        Some("this is recorded already")
    );
    let other = PromptProposalAnswered {
        run: Some(RunId::new("r9")),
        ..found.answer(true)
    };
    assert_eq!(wish(other.into()), None);
}

#[test]
fn prompts_are_as_staff_set_them_last() {
    let story = tell(&[Set(2, Grouped, Speech), Set(3, Checklist, Picture)]);
    let set = ladder::current(&story.state, &anna(), &fold());
    assert_eq!((set.level, set.support), (Checklist, Picture));
    let other = OperationId::new("soap-set/glue");
    assert_eq!(
        ladder::current(&story.state, &anna(), &other),
        Prompts::default()
    );
    assert_eq!(
        ladder::current(&story.state, &PersonId::new("zoya"), &fold()),
        Prompts::default()
    );
    assert_eq!(ladder::all(&story.state, &anna()).len(), 1);
}

#[test]
fn records_of_one_run_add_up_wherever_they_were_written() {
    let mut story = tell(&[Run(2, 4, 1, 0, 1)]);
    let more = RunRecorded {
        began: at("09:08"),
        ended: at("09:20"),
        ..run(0, 2, (3, 0, 2, 0))
    };
    story.write("k2.01", "09:20", more.into(), Role::Participant);
    let history = History::of(&story.state, &anna());
    let runs = history.runs(&fold());
    assert_eq!(runs.len(), 1);
    let sum = runs[0];
    assert_eq!((sum.work.pieces, sum.work.ms), (7, 120_000));
    assert_eq!(
        (sum.back, sum.defects, sum.help, sum.errors()),
        (1, 2, 1, 4)
    );
    assert_eq!((sum.began, sum.ended), (at("09:00"), at("09:20")));
    assert_eq!(history.operations(), [(&fold(), vec![1])].into());
}

#[test]
fn a_mended_clock_moves_runs_to_their_true_time() {
    let mut story = Story::workshop();
    let written = at("2000-01-01T00:10:00+03:00");
    let told = RunRecorded {
        began: written - Duration::minutes(8),
        ended: written,
        ..run(0, 2, (3, 0, 0, 0))
    };
    let entry = stupen_domain::NewEntry {
        scope: "w:soap".into(),
        audience: stupen_domain::Audience::Floor,
        role: Role::Participant,
        occurred_at: written,
        payload: stupen_domain::wire::Payload {
            by: None,
            over: vec![],
            fact: told.into(),
        },
    };
    let clock = stupen_domain::Clock {
        suspect: true,
        boot: "boot-9".into(),
        mono_ms: 600_000,
    };
    story.append("k1.01", entry, clock);
    assert_eq!(proposed(&story.state, 2), None);
    story.office(ClockMended {
        device: DeviceId::new("k1"),
        boot: "boot-9".into(),
        boot_began_at: at("09:00"),
        written_from: date("1999-12-31"),
        written_until: date("1999-12-31"),
        true_from: date("2026-03-02"),
        true_until: date("2026-03-02"),
        source: "server_time".into(),
    });
    let history = History::of(&story.state, &anna());
    let run = history.runs(&fold())[0];
    assert_eq!((run.began, run.ended), (at("09:02"), at("09:10")));
    assert_eq!(run.day(), date("2026-03-02"));
}

/// One line: time a piece of late against the norm, trend; pieces up to the norm, first and later time a piece.
fn curve(seconds_a_piece: &[u32], norm_ms: Option<u64>) -> String {
    let mut story = Story::workshop();
    for (serial, seconds) in seconds_a_piece.iter().enumerate() {
        let pieces = if *seconds == 0 { 0 } else { 10 };
        let mut run = run(serial, 2, (pieces, 0, 0, 0));
        run.steps[0].total_ms = u64::from(seconds * 10) * 1000;
        let ended = run.ended.to_rfc3339();
        story.write("k1.01", &ended, run.into(), Role::Participant);
    }
    let history = History::of(&story.state, &anna());
    let told = learning::learning(&history, &fold(), None, norm_ms);
    assert_eq!(told.runs.len(), seconds_a_piece.len());
    let seconds = |ms: Option<u64>| ms.map_or("-".into(), |ms| format!("{} s", ms / 1000));
    format!(
        "{} {} {:?}; norm after {:?}, {} to {} in {}",
        seconds(told.lately.piece_ms()),
        told.norm_per_100()
            .map_or("-".into(), |per| per.to_string()),
        told.trend,
        told.speed.pieces_to_norm,
        seconds(told.speed.first_ms),
        seconds(told.speed.later_ms),
        told.speed.runs,
    )
}

/// Ten pieces at thirty seconds a run; of some runs pieces and seconds of those that somebody walked away from.
#[test]
fn who_walks_away_is_not_slow() {
    type Row<'a> = (&'a str, &'a [(u32, u64)], &'a str);
    #[rustfmt::skip]
    let rows: &[Row<'_>] = &[
        // By run; time a piece of late, trend, pieces up to the norm.
        ("nobody walked away", &[(0, 0); 6], "30 Steady Some(10) of 60"),
        ("late pieces after lunch", &[(0, 0), (0, 0), (0, 0), (1, 330), (2, 700), (1, 330)], "30 Steady Some(10) of 60"),
        ("early pieces after lunch", &[(1, 330), (1, 330), (1, 330), (0, 0), (0, 0), (0, 0)], "30 Steady Some(10) of 60"),
        ("put aside or left after lunch", &[(0, 0), (0, 0), (0, 0), (0, 330), (0, 330), (0, 330)], "30 Steady Some(10) of 60"),
        ("a run that tells nothing at first", &[(10, 3_300), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)], "30 Steady Some(20) of 70"),
        ("nothing tells anything", &[(10, 3_300)], "- - None of 10"),
    ];
    for (name, away, expected) in rows {
        let mut story = Story::workshop();
        for (serial, (pieces, seconds)) in away.iter().enumerate() {
            let mut run = run(serial, 2, (10, 0, 0, 0));
            run.steps[0].total_ms = u64::from(10 - pieces) * 30_000 + seconds * 1_000;
            run.away = (*seconds > 0).then_some(AwaySum {
                pieces: *pieces,
                ms: seconds * 1_000,
            });
            let ended = run.ended.to_rfc3339();
            story.write("k1.01", &ended, run.into(), Role::Participant);
        }
        let history = History::of(&story.state, &anna());
        let told = learning::learning(&history, &fold(), None, Some(30_000));
        let known = |told: Option<String>| told.unwrap_or_else(|| "-".into());
        let seen = format!(
            "{} {} {:?} of {}",
            known(told.lately.piece_ms().map(|ms| (ms / 1000).to_string())),
            known(told.trend.map(|trend| format!("{trend:?}"))),
            told.speed.pieces_to_norm,
            told.all.pieces,
        );
        assert_eq!(seen, *expected, "{name}");
    }
}

#[test]
fn a_learning_curve_is_told_against_the_norm() {
    let norm = Some(30_000);
    #[rustfmt::skip]
    let rows: &[(&str, &[u32], Option<u64>, &str)] = &[
        ("nothing yet",              &[], norm, "- - None; norm after None, - to - in 0"),
        ("nothing finished",         &[0], norm, "- - None; norm after None, - to - in 0"),
        ("a first run",              &[60], norm, "60 s 200 None; norm after None, 60 s to 60 s in 1"),
        ("no norm",                  &[60, 50], None, "55 s - None; norm after None, 60 s to 50 s in 2"),
        ("five runs have no trend",  &[60, 50, 40, 40, 40], norm, "40 s 133 None; norm after None, 60 s to 40 s in 5"),
        ("quicker",                  &[60, 60, 60, 50, 40, 30], norm, "40 s 133 Some(Quicker); norm after Some(60), 60 s to 30 s in 6"),
        ("hardly quicker",           &[60, 60, 60, 56, 56, 56], norm, "56 s 186 Some(Steady); norm after None, 60 s to 56 s in 6"),
        ("slower",                   &[30, 30, 30, 33, 33, 33], norm, "33 s 110 Some(Slower); norm after Some(10), 30 s to 33 s in 6"),
        ("runs without a piece",     &[60, 60, 0, 60, 0, 50, 40, 30], norm, "40 s 133 Some(Quicker); norm after Some(60), 60 s to 30 s in 6"),
        ("learning is the first ten", &[60, 60, 60, 60, 60, 60, 60, 60, 60, 40, 20], norm, "40 s 133 Some(Quicker); norm after Some(110), 60 s to 40 s in 10"),
    ];
    for (what, seconds, norm, expected) in rows {
        assert_eq!(curve(seconds, *norm), *expected, "{what}");
    }
}

#[test]
fn versions_of_a_pack_stand_apart_with_their_steps() {
    let mut story = tell(&[Run(2, 4, 1, 1, 1), Run(2, 6, 0, 0, 0)]);
    let newer = RunRecorded {
        version: 2,
        ..run(7, 3, (2, 0, 0, 0))
    };
    story.write(
        "k1.01",
        "2026-03-03T11:00:00+03:00",
        newer.into(),
        Role::Participant,
    );
    let history = History::of(&story.state, &anna());
    assert_eq!(history.operations(), [(&fold(), vec![1, 2])].into());
    let first = learning::learning(&history, &fold(), Some(1), None);
    assert_eq!(
        (first.all.pieces, first.back, first.defects, first.help),
        (10, 1, 1, 1)
    );
    assert_eq!(first.replays, 4);
    let take = first.steps["take"];
    assert_eq!(
        (take.times, take.back, take.mean_ms()),
        (10, 1, Some(12_000))
    );
    let second = learning::learning(&history, &fold(), Some(2), None);
    assert_eq!(second.all.pieces, 2);
    let both = learning::learning(&history, &fold(), None, None);
    assert_eq!(both.all.pieces, 12);
    assert!(both.steps.is_empty(), "versions need not share their steps");
}

#[test]
fn the_step_where_somebody_needs_most_stands_out() {
    // Steps back from "take", "fold" and "put"; calls for help at a step, each by its id; what stands out.
    type Row = (
        &'static str,
        [u32; 3],
        &'static [(&'static str, &'static str)],
        &'static [&'static str],
    );
    #[rustfmt::skip]
    let rows: [Row; 7] = [
        ("no trouble", [0, 0, 0], &[], &[]),
        ("once happens anywhere", [1, 0, 1], &[("c1", "fold")], &[]),
        ("gone back from", [1, 2, 0], &[], &["fold"]),
        ("called for help at", [1, 0, 0], &[("c1", "put"), ("c2", "put")], &["put"]),
        ("both together", [1, 2, 0], &[("c1", "take"), ("c2", "take")], &["take"]),
        ("alike", [2, 0, 2], &[], &["put", "take"]),
        // The same call, told by two kiosks.
        ("a call counts once", [0, 0, 0], &[("c1", "put"), ("c1", "put")], &[]),
    ];
    for (what, back, calls, expected) in rows {
        let mut story = tell(&[Run(2, 4, 0, 0, 0)]);
        let steps = ["take", "fold", "put"].iter().zip(back);
        let told = RunRecorded {
            steps: steps
                .map(|(step, back)| StepSum {
                    step: (*step).into(),
                    times: 4,
                    total_ms: 60_000,
                    replays: 9,
                    back,
                })
                .collect(),
            ..run(7, 3, (4, 0, 0, 0))
        };
        let write = |story: &mut Story, fact: Fact| {
            story.write(
                "k1.01",
                "2026-03-03T11:00:00+03:00",
                fact,
                Role::Participant,
            );
        };
        write(&mut story, told.into());
        for (help, step) in calls {
            let asked = |person: PersonId, operation: &str| HelpAsked {
                help: HelpId::new(format!("{help}-{person}-{operation}")),
                person: Some(person),
                operation: Some(OperationId::new(operation)),
                step: Some((*step).into()),
            };
            write(&mut story, asked(anna(), "soap-set/fold").into());
            // What others ask, and what is asked at other work, is nothing to it.
            write(
                &mut story,
                asked(PersonId::new("p-other"), "soap-set/fold").into(),
            );
            write(&mut story, asked(anna(), "soap-set/sort").into());
        }
        let history = History::of(&story.state, &anna());
        let learned = learning::learning(&history, &fold(), Some(1), None);
        assert_eq!(learned.hardest(), expected, "{what}");
    }
}
