//! Readiness for an external site as a table: growth that lasts proposes it, nothing decides it (docs/domain.md
//! section 2.8).

use crate::common::*;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::readiness::{self, Readiness, Why};
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{Refusal, State};

/// Four criteria of four levels each.
fn form() -> FormSet {
    let text = r#"{"ru":"т","en":"t"}"#;
    let levels: Vec<String> = ["alone", "reminder", "picture", "help"]
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","title":{text}}}"#))
        .collect();
    let criteria: Vec<String> = ["a", "b", "c", "d"]
        .iter()
        .map(|id| {
            let levels = levels.join(",");
            format!(
                r#"{{"id":"{id}","picture":"pictogram:x","title":{text},"asked":{text},"levels":[{levels}]}}"#
            )
        })
        .collect();
    FormSet {
        form: "assessment".into(),
        version: 1,
        body: format!(r#"{{"levels":[],"criteria":[{}]}}"#, criteria.join(",")),
    }
}

/// One letter a criterion: alone, reminder, picture, help.
fn shown(id: &str, on: &str, levels: &str) -> Fact {
    let marks = ["a", "b", "c", "d"]
        .iter()
        .zip(levels.chars())
        .map(|(criterion, level)| ShownMark {
            criterion: (*criterion).into(),
            level: match level {
                'a' => "alone",
                'r' => "reminder",
                'p' => "picture",
                'h' => "help",
                _ => "flying",
            }
            .into(),
            own: None,
        })
        .collect();
    AssessmentShown {
        assessment: AssessmentId::new(id),
        person: anna(),
        enrolment: EnrolmentId::new("e-anna"),
        placement: None,
        form: "assessment".into(),
        version: 1,
        on: date(on),
        marks,
    }
    .into()
}

fn answered(weighs: &[&str], ready: bool, again_on: Option<&str>) -> ReadinessAnswered {
    ReadinessAnswered {
        person: anna(),
        enrolment: EnrolmentId::new("e-anna"),
        weighs: weighs.iter().map(|id| AssessmentId::new(*id)).collect(),
        ready,
        again_on: again_on.map(date),
    }
}

fn stay(from: &str) -> Fact {
    PlacementStarted {
        placement: PlacementId::new("p1"),
        person: anna(),
        enrolment: None,
        what: PlacementKind::Internship,
        from: date(from),
        until: None,
    }
    .into()
}

fn back(on: &str) -> Fact {
    PlacementEnded {
        placement: PlacementId::new("p1"),
        person: anna(),
        on: date(on),
        because: PlacementEnd::Returned,
    }
    .into()
}

fn told(state: &State, today: &str) -> String {
    match readiness::readiness(state, &soap(), &anna(), date(today)) {
        Readiness::Proposed(growth) => format!(
            "proposed {} of {}, {}",
            growth.independent,
            growth.all,
            growth.independent_per_100()
        ),
        Readiness::Ready(_) => "ready".into(),
        Readiness::NotYet(why) => match why {
            Why::NotEnrolled => "not enrolled".into(),
            Why::AtExternalSite => "at a site".into(),
            Why::TooFew { have, need } => format!("{have} of {need}"),
            Why::Falling(growth) => format!("falling {}", growth.falling.join(" ")),
            Why::NotGrowing(_) => "not growing".into(),
            Why::TooLittle(growth) => format!("{} of {}", growth.independent, growth.all),
            Why::Answered(_) => "answered".into(),
            Why::Until(day, _) => format!("until {}", day.format("%m-%d")),
        },
    }
}

#[test]
fn growth_that_lasts_proposes_and_an_answer_settles() {
    let three = |a: &str, b: &str, c: &str| {
        vec![
            shown("a1", "2026-02-16", a),
            shown("a2", "2026-03-02", b),
            shown("a3", "2026-03-16", c),
        ]
    };
    let grown = || three("phhh", "rrph", "arrp");
    let and = |mut facts: Vec<Fact>, more: Vec<Fact>| {
        facts.extend(more);
        facts
    };
    let rules = |body: &str| {
        Fact::from(FormSet {
            form: "rules".into(),
            version: 1,
            body: body.into(),
        })
    };
    let ended = Fact::from(EnrolmentEnded {
        enrolment: EnrolmentId::new("e-anna"),
        person: anna(),
        on: date("2026-03-17"),
        because: EndReason::OwnWish,
        decision: None,
    });
    const DAY: &str = "2026-03-20";
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<Fact>, &str, &str)> = vec![
        ("nothing yet",                 vec![], DAY, "0 of 3"),
        ("two assessments",             three("phhh", "rrph", "arrp")[..2].to_vec(), DAY, "2 of 3"),
        ("grown",                       grown(), DAY, "proposed 3 of 4, 75"),
        ("all at the top from the start", three("aaaa", "aaaa", "aaaa"), DAY, "proposed 4 of 4, 100"),
        ("high, without growth",        three("arra", "arra", "arra"), DAY, "not growing"),
        ("one grew, others stayed",     three("arrp", "arrp", "aarp"), DAY, "proposed 3 of 4, 75"),
        ("grown, but too little",       three("hhhh", "phhh", "rrph"), DAY, "2 of 4"),
        ("fell once and recovered",     three("arra", "aprp", "aaaa"), DAY, "falling b d"),
        ("fell at last",                three("rrrr", "arrr", "arrp"), DAY, "falling d"),
        ("a level that nobody knows",   three("phhh", "rrph", "xrrp"), DAY, "falling a"),
        ("an old fall is forgotten",    and(three("aaaa", "phhh", "rrph"), vec![shown("a4", "2026-03-18", "arrp")]), DAY, "proposed 3 of 4, 75"),
        ("told late, by their days",    vec![shown("a3", "2026-03-16", "arrp"), shown("a1", "2026-02-16", "phhh"), shown("a2", "2026-03-02", "rrph")], DAY, "proposed 3 of 4, 75"),
        ("two are enough here",         and(three("phhh", "rrph", "arrp")[1..].to_vec(), vec![rules(r#"{"ready_assessments":2}"#)]), DAY, "proposed 3 of 4, 75"),
        ("half is enough here",         and(three("hhhh", "phhh", "rrph"), vec![rules(r#"{"ready_share_per_100":50}"#)]), DAY, "proposed 2 of 4, 50"),
        ("at a site",                   and(grown(), vec![stay("2026-03-18")]), DAY, "at a site"),
        ("the enrolment has ended",     and(grown(), vec![ended]), DAY, "not enrolled"),
        ("answered: not yet",           and(grown(), vec![answered(&["a1", "a2", "a3"], false, None).into()]), DAY, "answered"),
        ("answered before the newest",  and(vec![answered(&["a1", "a2"], false, None).into()], grown()), DAY, "proposed 3 of 4, 75"),
        ("put off",                     and(grown(), vec![answered(&["a3"], false, Some("2026-03-25")).into()]), DAY, "until 03-25"),
        ("put off, with a newer one",   and(and(grown(), vec![answered(&["a3"], false, Some("2026-03-25")).into()]), vec![shown("a4", "2026-03-19", "aara")]), DAY, "until 03-25"),
        ("put off until today",         and(grown(), vec![answered(&["a3"], false, Some("2026-03-20")).into()]), DAY, "proposed 3 of 4, 75"),
        ("ready",                       and(grown(), vec![answered(&["a3"], true, None).into()]), DAY, "ready"),
        ("ready, with a newer one",     and(and(grown(), vec![answered(&["a3"], true, None).into()]), vec![shown("a4", "2026-03-19", "aara")]), DAY, "ready"),
        ("ready, then not",             and(grown(), vec![answered(&["a3"], true, None).into(), answered(&["a3"], false, None).into()]), DAY, "answered"),
        ("ready, out and back",         and(grown(), vec![answered(&["a3"], true, None).into(), stay("2026-03-17"), back("2026-03-18")]), DAY, "answered"),
        ("… and assessed since",        and(grown(), vec![answered(&["a3"], true, None).into(), stay("2026-03-17"), back("2026-03-18"), shown("a4", "2026-03-19", "aara")]), DAY, "proposed 4 of 4, 100"),
    ];
    for (row, facts, today, expected) in rows {
        let mut story = Story::workshop();
        story.office(form());
        for fact in facts {
            story.write("k1.01", "12:00", fact, Role::Consultant);
        }
        assert_eq!(told(&story.state, today), expected, "{row}");
        let listed = readiness::proposals(&story.state, &soap(), date(today));
        assert_eq!(
            listed.len(),
            usize::from(expected.contains("proposed")),
            "{row}"
        );
    }
}

#[test]
fn an_answer_weighs_what_was_shown() {
    let invalid = |problem| {
        Some(Refusal::Invalid {
            field: "again_on",
            problem,
        })
    };
    #[rustfmt::skip]
    let rows = [
        ("ready",                answered(&["a1"], true, None), None),
        ("not yet",              answered(&["a1"], false, None), None),
        ("later",                answered(&["a1"], false, Some("2026-03-21")), None),
        ("nothing weighed",      answered(&[], true, None), Some(Refusal::Empty("weighs"))),
        ("what nobody signed",   answered(&["a1", "a9"], true, None), Some(Refusal::NoSuchAssessment)),
        ("ready, and later",     answered(&["a1"], true, Some("2026-03-21")), invalid("belongs to an answer that says not yet")),
        ("later, in the past",   answered(&["a1"], false, Some("2026-03-20")), invalid("has passed")),
        ("of another enrolment", ReadinessAnswered { enrolment: EnrolmentId::new("e-2"), ..answered(&["a1"], true, None) }, Some(Refusal::NoSuchEnrolment)),
    ];
    for (row, fact, expected) in rows {
        let mut story = Story::workshop();
        story.office(form());
        let first = shown("a1", "2026-02-16", "phhh");
        story.write("k1.01", "12:00", first, Role::Consultant);
        let answer = story.wish(
            "k1.01",
            WriterKind::Kiosk,
            &staff(Role::Consultant),
            &now("2026-03-20T12:00:00+03:00"),
            fact,
        );
        assert_eq!(answer.err(), expected, "{row}");
    }
}
