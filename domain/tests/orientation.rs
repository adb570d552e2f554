//! Which trial of the orientation comes next (docs/domain.md section 2b).

use crate::common::*;
use chrono::Duration;
use stupen_domain::entry::Role;
use stupen_domain::facts::*;
use stupen_domain::learning::History;
use stupen_domain::orientation::{self, Trial};
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::*;

/// Trial, pieces, steps back, faulty pieces, calls for help.
type Told = (&'static str, u32, u32, u32, u32);

fn tell(told: &[Told]) -> Story {
    let mut story = Story::workshop();
    for (serial, (trial, pieces, back, defects, help)) in told.iter().enumerate() {
        let minutes = 10 * i64::try_from(serial).expect("few");
        let began = at("2026-03-02T09:00:00+03:00") + Duration::minutes(minutes);
        let run = RunRecorded {
            run: RunId::new(format!("r{serial}")),
            person: anna(),
            operation: OperationId::new(format!("shop/{trial}")),
            version: 1,
            began,
            ended: began + Duration::minutes(8),
            counted: *pieces,
            defects: *defects,
            help: *help,
            steps: vec![StepSum {
                step: "take".into(),
                times: *pieces,
                total_ms: 60_000,
                replays: 1,
                back: *back,
            }],
            part: None,
            away: None,
        };
        let ended = run.ended.to_rfc3339();
        story.write("k1.01", &ended, run.into(), Role::Participant);
    }
    story
}

#[test]
fn the_next_trial_is_proposed_after_clean_runs_of_the_one_before() {
    const EASY: Told = ("shelve", 4, 0, 0, 0);
    const MIDDLE: Told = ("sort", 4, 0, 0, 0);
    const OTHER: Told = ("face", 4, 0, 0, 0);
    const HARD: Told = ("order", 4, 0, 0, 0);
    // As a pack may have them: not in their order, two of one level.
    let trials: Vec<Trial> = [("order", 4), ("sort", 2), ("face", 2), ("shelve", 1)]
        .into_iter()
        .map(|(id, level)| Trial {
            operation: OperationId::new(format!("shop/{id}")),
            level,
        })
        .collect();
    #[rustfmt::skip]
    let rows: &[(&str, &[Told], Option<&str>)] = &[
        ("nothing was tried",                &[], None),
        ("two clean runs are too few",       &[EASY, EASY], None),
        ("three clean runs",                 &[EASY, EASY, EASY], Some("shop/sort (2) after shop/shelve: r0 r1 r2")),
        ("a run in which nothing happened",  &[EASY, EASY, ("shelve", 0, 0, 0, 0)], None),
        ("a step back",                      &[EASY, EASY, ("shelve", 4, 1, 0, 0)], None),
        ("a faulty piece",                   &[EASY, EASY, ("shelve", 4, 0, 1, 0)], None),
        ("a call for help",                  &[EASY, EASY, ("shelve", 4, 0, 0, 1)], None),
        ("clean after an error",             &[("shelve", 4, 1, 0, 0), EASY, EASY, EASY], Some("shop/sort (2) after shop/shelve: r1 r2 r3")),
        ("an error after clean ones",        &[EASY, EASY, EASY, ("shelve", 4, 1, 0, 0)], None),
        ("the next is begun",                &[EASY, EASY, EASY, MIDDLE], None),
        ("another of its level is begun",    &[EASY, EASY, EASY, OTHER], None),
        ("the next went well",               &[EASY, EASY, EASY, MIDDLE, MIDDLE, MIDDLE], Some("shop/order (4) after shop/sort: r3 r4 r5")),
        ("the other of its level went well", &[OTHER, OTHER, OTHER], Some("shop/order (4) after shop/face: r0 r1 r2")),
        ("all went well",                    &[HARD, HARD, HARD], None),
        ("other work is no trial",           &[("fold", 4, 0, 0, 0), ("fold", 4, 0, 0, 0), ("fold", 4, 0, 0, 0)], None),
    ];
    for (name, told, expected) in rows {
        let story = tell(told);
        let history = History::of(&story.state, &anna());
        let found = orientation::next(&history, &trials, &Rules::default()).map(|found| {
            let runs: Vec<&str> = found.evidence.iter().map(|run| run.run.as_str()).collect();
            format!(
                "{} ({}) after {}: {}",
                found.next.operation,
                found.next.level,
                found.done,
                runs.join(" ")
            )
        });
        assert_eq!(found.as_deref(), *expected, "{name}");
    }
    // How many are enough is the workshop's.
    let story = tell(&[EASY, EASY]);
    let history = History::of(&story.state, &anna());
    let two = Rules {
        fade_after_runs: 2,
        ..Rules::default()
    };
    assert!(orientation::next(&history, &trials, &two).is_some());
}
