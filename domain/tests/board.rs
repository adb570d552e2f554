//! Calls for help and the live board (docs/domain.md section 13.7).

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story that cannot be told fails its test"
)]

use crate::common::*;
use stupen_domain::State;
use stupen_domain::attendance::DayMark;
use stupen_domain::board::{BoardRow, board, days_told, expected};
use stupen_domain::entry::Role;
use stupen_domain::facts::*;
use stupen_domain::help::{self, CallState};
use stupen_domain::limits::Nearness;
use stupen_domain::wire::Fact;
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::*;

fn asked(id: &str) -> Fact {
    HelpAsked {
        help: HelpId::new(id),
        person: Some(anna()),
        operation: None,
        step: None,
    }
    .into()
}

fn came(id: &str) -> Fact {
    HelpAcknowledged {
        help: HelpId::new(id),
        day: date("2026-03-02"),
    }
    .into()
}

/// Hours, today, and the first day that must be open; March 2026 begins with a Sunday.
#[test]
fn staff_are_told_of_the_days_of_proposals_and_of_the_week() {
    let friday: &[u8] = &[5];
    let never: &[u8] = &[];
    #[rustfmt::skip]
    let rows: [(&str, &[u8], &str, &str); 6] = [
        ("ten working days, on a Monday",    &[1, 2, 3, 4, 5], "2026-03-16", "2026-03-03"),
        ("ten working days, on a Friday",    &[1, 2, 3, 4, 5], "2026-03-20", "2026-03-09"),
        ("ten working days, on a Sunday",    &[1, 2, 3, 4, 5], "2026-03-22", "2026-03-10"),
        ("work on one day a week, a month",  friday,           "2026-03-31", "2026-03-06"),
        ("no hours at all: the week alone",  never,            "2026-03-19", "2026-03-16"),
        ("no hours at all, on a Monday",     never,            "2026-03-16", "2026-03-16"),
    ];
    for (row, days, today, first) in rows {
        let mut story = Story::default();
        if !days.is_empty() {
            story.office(ScheduleSet {
                person: None,
                from: date("2026-01-01"),
                week: vec![WorkHours {
                    days: days.to_vec(),
                    ..hours("09:00", "15:00", &[])
                }],
            });
        }
        let today = date(today);
        let told = days_told(&story.state, &soap(), today);
        assert_eq!(told, date(first)..=today, "{row}");
    }
}

#[test]
fn a_call_is_open_answered_escalated_or_lapsed() {
    // Asked at nine; when somebody came; when it is looked at.
    #[rustfmt::skip]
    let rows = [
        ("just now",               vec![], "09:00", "open 0"),
        ("four minutes",           vec![], "09:04", "open 4"),
        ("five minutes",           vec![], "09:05", "open 5, stands out"),
        ("by a clock behind",      vec![], "08:50", "open 0"),
        ("over midnight",          vec![], "2026-03-03T01:00:00+03:00", "open 960, stands out"),
        ("the day is over",        vec![], "2026-03-03T04:00:00+03:00", "lapsed"),
        ("answered",               vec!["09:03"], "09:30", "lead came after 3"),
        ("answered twice",         vec!["09:07", "09:03"], "09:30", "lead came after 7"),
        ("answered, the next day", vec!["09:03"], "2026-03-03T04:00:00+03:00", "lead came after 3"),
    ];
    for (what, answers, asked_at, expected) in rows {
        let mut story = Story::workshop();
        story.write("k1.01", "09:00", asked("h1"), Role::Participant);
        for (n, time) in answers.iter().enumerate() {
            let kiosk = ["k1.01", "k2.01"][n % 2];
            let new = stupen_domain::NewEntry {
                scope: "w:soap".into(),
                audience: stupen_domain::Audience::Floor,
                role: Role::Lead,
                occurred_at: at(time),
                payload: stupen_domain::wire::Payload {
                    by: Some(PersonId::new("lead")),
                    over: vec![],
                    fact: came("h1"),
                },
            };
            story.append(kiosk, new, now("09:00").clock);
        }
        let calls = help::calls(&story.state, &soap(), date("2026-03-02"));
        let rules = Rules::default();
        let standing = calls[0].standing(at(asked_at), &rules);
        let told = match &standing {
            CallState::Open {
                waited_min,
                escalated,
            } => {
                let stands_out = if *escalated { ", stands out" } else { "" };
                format!("open {waited_min}{stands_out}")
            }
            CallState::Answered { by, after_min } => {
                format!("{} came after {after_min}", by.as_ref().unwrap())
            }
            CallState::Lapsed => "lapsed".into(),
        };
        assert_eq!(told, expected, "{what}");
        assert_eq!(
            help::escalated(&calls[0], at(asked_at), &rules),
            expected.ends_with("stands out"),
            "{what}"
        );
        let open = help::open(&story.state, &soap(), at(asked_at));
        assert_eq!(
            open.len(),
            usize::from(expected.starts_with("open")),
            "{what}"
        );
    }
}

/// Calls of nobody in particular at one kiosk, when each was made and answered; and which of them a press repeats.
#[test]
fn a_press_repeats_the_latest_call_while_that_is_open_and_young() {
    type Calls<'a> = &'a [(&'a str, Option<&'a str>)];
    #[rustfmt::skip]
    let rows: [(&str, Calls<'_>, u32, &str, Option<&str>); 10] = [
        ("nobody called",                &[],                                          5,  "09:00", None),
        ("just now",                     &[("09:00", None)],                           5,  "09:00", Some("h0")),
        ("four minutes",                 &[("09:00", None)],                           5,  "09:04", Some("h0")),
        ("five minutes",                 &[("09:00", None)],                           5,  "09:05", None),
        ("at noon",                      &[("09:00", None)],                           5,  "13:00", None),
        ("a patient workshop",           &[("09:00", None)],                           15, "09:14", Some("h0")),
        ("an old one and a young one",   &[("09:00", None), ("09:06", None)],          5,  "09:08", Some("h1")),
        ("answered",                     &[("09:00", Some("09:01"))],                  5,  "09:02", None),
        ("answered, and asked anew",     &[("09:00", Some("09:01")), ("09:02", None)], 5,  "09:03", Some("h1")),
        ("the latest answered",          &[("09:00", None), ("09:01", Some("09:02"))], 5,  "09:03", None),
    ];
    for (what, made, help_escalates_min, pressed, expected) in rows {
        let mut story = Story::workshop();
        for (n, (asked_at, answered_at)) in made.iter().enumerate() {
            let id = format!("h{n}");
            let call = HelpAsked {
                help: HelpId::new(&id),
                person: None,
                operation: None,
                step: None,
            };
            story.write("k1.01", asked_at, call.into(), Role::Participant);
            if let Some(answered_at) = answered_at {
                story.write("k1.01", answered_at, came(&id), Role::Lead);
            }
        }
        let calls = help::calls(&story.state, &soap(), date("2026-03-02"));
        assert_eq!(calls.len(), made.len(), "{what}");
        let rules = Rules {
            help_escalates_min,
            ..Rules::default()
        };
        let repeated = help::repeated(&calls, at(pressed), &rules);
        assert_eq!(
            repeated.map(|call| call.asked.help.as_str()),
            expected,
            "{what}"
        );
    }
}

#[test]
fn calls_wait_in_their_order_and_one_told_twice_counts_once() {
    let mut story = Story::workshop();
    story.write("k2.01", "09:10", asked("h2"), Role::Participant);
    story.write("k1.01", "09:00", asked("h1"), Role::Participant);
    story.write("k1.01", "09:20", asked("h2"), Role::Participant);
    let open = help::open(&story.state, &soap(), at("09:30"));
    let ids: Vec<&str> = open.iter().map(|call| call.asked.help.as_str()).collect();
    assert_eq!(ids, ["h1", "h2"]);
    assert!(help::open(&story.state, &WorkshopId::new("wood"), at("09:30")).is_empty());
}

/// One line: mark, station, limit, open requests, strikes.
fn line(row: &BoardRow<'_>) -> String {
    format!(
        "{} {:?} at {} {:?} requests {} strikes {}{}",
        row.person.called,
        row.day.mark,
        row.station.map_or("-", |station| station.station.as_str()),
        row.limit.as_ref().map(|limit| limit.nearness),
        row.requests.len(),
        row.for_staff.strikes,
        if row.for_staff.review_waits {
            " review"
        } else {
            ""
        },
    )
}

#[test]
fn the_board_shows_what_staff_need_to_see() {
    let mut story = Story::workshop();
    let fold = || OperationId::new("soap-set/fold");
    let name = Bilingual {
        ru: "Стол".into(),
        en: "Table".into(),
    };
    story.office(StationSet {
        station: StationId::new("s-1"),
        name,
        picture: PictureRef::new("pictogram:table"),
        operations: vec![fold()],
        active: true,
    });
    story.office(OperationAssigned {
        person: anna(),
        from: date("2026-03-01"),
        operation: Some(fold()),
    });
    story.office(WorkLimitsSet {
        person: anna(),
        from: date("2026-02-02"),
        daily_min: Some(240),
        weekly_min: None,
        no_night: false,
    });
    let breach = |id: &str| BreachRecorded {
        breach: BreachId::new(id),
        person: anna(),
        enrolment: EnrolmentId::new("e-anna"),
        regulation: "late".into(),
        version: 1,
        day: date("2026-02-20"),
        until: None,
        time: None,
        place: None,
        agreed: None,
        cause: None,
    };
    story.office(breach("b-1"));
    story.office(RequestMade {
        request: RequestId::new("q-1"),
        person: anna(),
        what: RequestKind::Talk,
        activity: None,
    });
    story.mark("09:00", "in");
    let row = |state: &State, asked_at: &str| {
        let day = date("2026-03-02");
        let rows = board(state, &soap(), day, at(asked_at));
        assert_eq!(rows.len(), 1);
        line(&rows[0])
    };
    let early = "Анна Present at s-1 None requests 1 strikes 1";
    assert_eq!(row(&story.state, "10:00"), early);
    let near = format!("{:?}", Some(Nearness::Near));
    assert_eq!(row(&story.state, "13:40"), early.replace("None", &near));
    let mut gone = story.clone();
    gone.mark("13:41", "out");
    assert_eq!(
        row(&gone.state, "13:50"),
        early,
        "who went home is told nothing"
    );
    story.office(RequestAnswered {
        request: RequestId::new("q-1"),
        person: anna(),
        answer: RequestAnswer::Done,
        on: None,
    });
    story.office(OperationsBarred {
        person: anna(),
        operations: vec![fold()],
    });
    assert_eq!(
        row(&story.state, "10:00"),
        "Анна Present at - None requests 0 strikes 1"
    );
    story.office(breach("b-2"));
    story.office(breach("b-3"));
    assert_eq!(
        row(&story.state, "10:00"),
        "Анна Present at - None requests 0 strikes 3 review"
    );
    story.office(BreachAnnulled {
        breach: BreachId::new("b-3"),
        person: anna(),
        reason: "a mistake".into(),
    });
    assert_eq!(
        row(&story.state, "10:00"),
        "Анна Present at - None requests 0 strikes 2"
    );
}

#[test]
fn who_is_away_stands_on_the_board_with_the_reason() {
    let mut story = Story::workshop();
    story.office(PlacementStarted {
        placement: PlacementId::new("pl-1"),
        person: anna(),
        enrolment: None,
        what: PlacementKind::Internship,
        from: date("2026-03-02"),
        until: None,
    });
    let rows = board(&story.state, &soap(), date("2026-03-02"), at("11:00"));
    assert_eq!(rows[0].day.mark, DayMark::AtSite);
    assert_eq!(rows[0].day.late_min, None);
    assert_eq!(rows[0].limit, None);
}

/// What it tells, what was recorded when and by whom, the time of looking, and whether they may still come.
type Row = (
    &'static str,
    Vec<(&'static str, Fact, Role)>,
    &'static str,
    bool,
);

/// Among whom somebody who left their badge at home finds their own picture.
#[test]
fn who_is_expected_and_has_not_come_may_still_come() {
    let names = |story: &Story, time: &str| -> Vec<String> {
        expected(&story.state, &soap(), date("2026-03-02"), at(time))
            .into_iter()
            .map(|set| set.called.clone())
            .collect()
    };
    let came: Fact = Arrived {
        person: anna(),
        badge: None,
    }
    .into();
    let home: Fact = Left { person: anna() }.into();
    let excused: Fact = AbsenceNoted {
        person: anna(),
        from: date("2026-03-02"),
        until: date("2026-03-02"),
        excused: true,
    }
    .into();
    let rows: [Row; 6] = [
        ("before work", vec![], "08:00", true),
        ("late", vec![], "11:00", true),
        (
            "came",
            vec![("09:00", came.clone(), Role::Participant)],
            "09:30",
            false,
        ),
        (
            "gone home",
            vec![
                ("09:00", came, Role::Participant),
                ("12:00", home, Role::Participant),
            ],
            "12:30",
            false,
        ),
        (
            "excused",
            vec![("08:00", excused, Role::Lead)],
            "09:00",
            false,
        ),
        ("after work", vec![], "20:00", true),
    ];
    for (what, facts, time, there) in rows {
        let mut story = Story::workshop();
        for (when, fact, role) in facts {
            story.write("k1.01", when, fact, role);
        }
        assert_eq!(
            names(&story, time).contains(&"Анна".to_string()),
            there,
            "{what}"
        );
    }
}
