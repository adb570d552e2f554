//! Whose work ended today is gone at once, whoever has a last day ahead works it to its end (docs/domain.md section 12).

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story that cannot be told fails its test"
)]

use crate::common::*;
use stupen_domain::board::{board, expected, of_day};
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::help;
use stupen_domain::scan::{self, Meaning};
use stupen_domain::wire::ids::*;
use stupen_domain::{Refusal, assessments, attendance, breaches, people, reviews};

fn e_anna() -> EnrolmentId {
    EnrolmentId::new("e-anna")
}

fn ended(on: &str) -> EnrolmentEnded {
    EnrolmentEnded {
        enrolment: e_anna(),
        person: anna(),
        on: date(on),
        because: EndReason::OwnWish,
        decision: None,
    }
}

/// Told at a moment, as of a day.
fn leaves(story: &mut Story, told: &str, on: &str) {
    story.write("k1.01", told, ended(on).into(), Role::Lead);
}

fn calls(story: &mut Story, time: &str) {
    let call = HelpAsked {
        help: HelpId::new("h1"),
        person: Some(anna()),
        operation: None,
        step: None,
    };
    story.write("k1.01", time, call.into(), Role::Participant);
}

/// Where Anna is named at ten past ten on 2 March.
fn named(story: &Story) -> String {
    let (state, today, now) = (&story.state, date("2026-03-02"), at("10:10"));
    let is_anna = |person: &PersonId| *person == anna();
    let due = assessments::due_list(state, &soap(), today);
    #[rustfmt::skip]
    let found = [
        ("board", board(state, &soap(), today, now).iter().any(|row| is_anna(&row.person.person))),
        ("day", of_day(state, &soap(), today, now).iter().any(|row| is_anna(&row.person.person))),
        ("forgot", expected(state, &soap(), today, now).iter().any(|who| is_anna(&who.person))),
        ("due", due.iter().any(|view| is_anna(&view.person))),
        ("help", !help::open(state, &soap(), now).is_empty()),
        ("former", people::former(state, today).iter().any(|who| is_anna(&who.person.person))),
    ];
    let named: Vec<&str> = found
        .iter()
        .filter_map(|(what, is)| is.then_some(*what))
        .collect();
    named.join(" ")
}

#[test]
fn who_left_today_is_gone_at_once() {
    type Before<'a> = &'a [(&'a str, &'a str)];
    type Row<'a> = (&'a str, Before<'a>, Option<(&'a str, &'a str)>, &'a str);
    #[rustfmt::skip]
    let rows: [Row<'_>; 10] = [
        ("nobody left, not here yet", &[],                                    None, "board day forgot due"),
        ("nobody left, here",         &[("08:50", "in"), ("09:30", "help")],  None, "board day due help"),
        ("told today, not here yet",  &[],                                    Some(("10:00", "2026-03-02")), "day former"),
        ("told today, here",          &[("08:50", "in")],                     Some(("10:00", "2026-03-02")), "day former"),
        ("told today, had called",    &[("08:50", "in"), ("09:30", "help")],  Some(("10:00", "2026-03-02")), "day former"),
        ("calls after it was told",   &[("08:50", "in"), ("10:05", "help")],  Some(("10:00", "2026-03-02")), "day help former"),
        ("told ahead, it is today",   &[("08:50", "in"), ("09:30", "help")],  Some(("2026-02-27T15:00:00+03:00", "2026-03-02")), "board day due help"),
        ("told today, of Friday",     &[("08:50", "in")],                     Some(("10:00", "2026-03-06")), "board day due"),
        ("told today, of yesterday",  &[],                                    Some(("10:00", "2026-03-01")), "former"),
        ("told in time, of yesterday", &[],                                   Some(("2026-02-27T15:00:00+03:00", "2026-03-01")), "former"),
    ];
    for (row, before, told, expected) in rows {
        let mut story = Story::workshop();
        for (time, what) in before {
            match *what {
                "help" => calls(&mut story, time),
                mark => drop(story.mark(time, mark)),
            }
        }
        if let Some((told, on)) = told {
            leaves(&mut story, told, on);
        }
        assert_eq!(named(&story), expected, "{row}");
    }
}

#[test]
fn a_day_that_is_over_keeps_its_people() {
    let mut story = Story::workshop();
    story.mark("08:50", "in");
    story.mark("09:40", "out");
    leaves(&mut story, "10:00", "2026-03-02");
    let later = at("2026-03-05T10:00:00+03:00");
    let list = of_day(&story.state, &soap(), date("2026-03-02"), later);
    assert_eq!(list.len(), 1, "the day was Anna's");
    assert_eq!(list[0].day.mark, attendance::DayMark::Present);
}

#[test]
fn who_left_before_coming_is_late_no_more() {
    let mut story = Story::workshop();
    let late = |story: &Story| {
        attendance::day(
            &story.state,
            &soap(),
            &anna(),
            date("2026-03-02"),
            at("10:10"),
        )
        .late_min
    };
    assert_eq!(late(&story), Some(70));
    leaves(&mut story, "10:00", "2026-03-02");
    assert_eq!(late(&story), None);
}

/// What their badge means after that: they may mark that they went home, and are not welcomed anew.
#[test]
fn a_badge_of_who_left_today_only_goes_home() {
    #[rustfmt::skip]
    let rows: [(&[&str], Meaning); 4] = [
        (&[],              Meaning::Ended(anna())),
        (&["in"],          Meaning::Choice(anna())),
        (&["in", "break"], Meaning::BackFromBreak(anna())),
        (&["in", "out"],   Meaning::Ended(anna())),
    ];
    for (marks, expected) in rows {
        let mut story = Story::workshop();
        for (what, time) in marks.iter().zip(["08:50", "09:40"]) {
            story.mark(time, what);
        }
        leaves(&mut story, "10:00", "2026-03-02");
        let here = DeviceId::new("k1");
        let mut later = now("10:10");
        later.clock.mono_ms = 4_000_000;
        let found = scan::meaning(&story.state, &soap(), &here, &badge(1), &later);
        assert_eq!(found, expected, "{marks:?}");
    }
}

fn breach(id: &str, day: &str) -> BreachRecorded {
    BreachRecorded {
        breach: BreachId::new(id),
        person: anna(),
        enrolment: e_anna(),
        regulation: "rude".into(),
        version: 1,
        day: date(day),
        until: None,
        time: None,
        place: None,
        agreed: None,
        cause: None,
    }
}

/// The last day, when it was told, when a breach of which day is recorded, and whether it counts.
#[test]
fn until_a_last_day_that_lies_ahead_breaches_count() {
    #[rustfmt::skip]
    let rows = [
        ("ahead",                  "2026-03-06", "2026-03-02T09:00:00+03:00", "2026-03-04T12:00:00+03:00", "2026-03-04", None),
        ("on the last day",        "2026-03-06", "2026-03-02T09:00:00+03:00", "2026-03-06T12:00:00+03:00", "2026-03-06", None),
        ("after the last day",     "2026-03-06", "2026-03-02T09:00:00+03:00", "2026-03-09T12:00:00+03:00", "2026-03-06", Some(Refusal::NoSuchEnrolment)),
        ("told on the day",        "2026-03-04", "2026-03-04T09:00:00+03:00", "2026-03-04T12:00:00+03:00", "2026-03-04", Some(Refusal::NoSuchEnrolment)),
        ("told afterwards",        "2026-03-03", "2026-03-04T09:00:00+03:00", "2026-03-04T12:00:00+03:00", "2026-03-03", Some(Refusal::NoSuchEnrolment)),
    ];
    for (row, last, told, at_time, day, refused) in rows {
        let mut story = Story::workshop();
        leaves(&mut story, told, last);
        let lead = staff(Role::Lead);
        let answer = story.wish(
            "k1.01",
            WriterKind::Kiosk,
            &lead,
            &now(at_time),
            breach("b1", day),
        );
        assert_eq!(answer.err(), refused, "{row}");
        let strikes = breaches::strikes(&story.state, &anna(), &e_anna()).len();
        assert_eq!(strikes, usize::from(refused.is_none()), "{row}");
    }
}

/// The third strike opens a review until the last day, and an earlier end may still be told.
#[test]
fn a_review_waits_until_a_last_day_that_lies_ahead() {
    let mut story = Story::workshop();
    leaves(&mut story, "2026-03-02T09:00:00+03:00", "2026-03-06");
    for id in ["b1", "b2", "b3"] {
        story.write(
            "k1.01",
            "2026-03-04T12:00:00+03:00",
            breach(id, "2026-03-04").into(),
            Role::Lead,
        );
    }
    for (today, waits) in [("2026-03-04", 1), ("2026-03-06", 1), ("2026-03-07", 0)] {
        let found = reviews::waiting(&story.state, &soap(), date(today)).len();
        assert_eq!(found, waits, "{today}");
    }
    #[rustfmt::skip]
    let rows = [
        ("earlier", "2026-03-05", None),
        ("the same", "2026-03-06", Some(Refusal::AlreadyRecorded)),
        ("later",   "2026-03-09", Some(Refusal::EndsEarlier(date("2026-03-06")))),
    ];
    for (row, on, refused) in rows {
        let answer = story.clone().wish(
            "k1.01",
            WriterKind::Kiosk,
            &staff(Role::Lead),
            &now("2026-03-04T13:00:00+03:00"),
            ended(on),
        );
        assert_eq!(answer.err(), refused, "{row}");
    }
}

/// Of two ends on one day the person has gone by the one that was told on it, whichever comes first in the log.
#[test]
fn a_last_day_told_ahead_is_over_once_it_is_told_on_the_day() {
    let (ahead, on_it) = ("2026-02-27T15:00:00+03:00", "10:00");
    for (row, told, over) in [
        ("ahead only", vec![ahead], false),
        ("ahead, then on it", vec![ahead, on_it], true),
        ("on it, then ahead", vec![on_it, ahead], true),
    ] {
        let mut story = Story::workshop();
        for (moment, writer) in told.iter().zip(["k1.01", "server.01"]) {
            story.write(writer, moment, ended("2026-03-02").into(), Role::Lead);
        }
        let view = &people::enrolments(&story.state, &anna())[0];
        assert_eq!(view.is_over(date("2026-03-02")), over, "{row}");
        let again = story.wish(
            "k1.01",
            WriterKind::Kiosk,
            &staff(Role::Lead),
            &now("10:10"),
            ended("2026-03-02"),
        );
        let expected = over.then_some(Refusal::NoSuchEnrolment);
        assert_eq!(again.err(), expected, "{row}");
    }
}
