//! Limits of working time (docs/domain.md section 3.11).

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story that cannot be told fails its test"
)]

use crate::common::*;
use stupen_domain::State;
use stupen_domain::decide::Actor;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::limits::{self, Group, Limits, Nearness};
use stupen_domain::wire::Fact;
use stupen_domain::wire::forms::Rules;

fn set(from: &str, daily: Option<u32>, weekly: Option<u32>, no_night: bool) -> WorkLimitsSet {
    WorkLimitsSet {
        person: anna(),
        from: date(from),
        daily_min: daily,
        weekly_min: weekly,
        no_night,
    }
}

/// One line a limit: minutes worked and left, how near.
fn near(state: &State, asked_at: &str) -> Vec<String> {
    limits::near(state, &soap(), &anna(), at(asked_at))
        .iter()
        .map(|view| {
            format!(
                "{:?} {} left {} {:?}",
                view.limit, view.worked_min, view.left_min, view.nearness
            )
        })
        .collect()
}

#[test]
fn limits_are_counted_from_the_marks() {
    let daily = set("2026-02-02", Some(300), None, false);
    let weekly = set("2026-02-02", None, Some(24 * 60), false);
    let night = set("2026-02-02", None, None, true);
    // Marks of Monday 2 March; the workshop works from nine to three, less lunch.
    type Marks = &'static [(&'static str, &'static str)];
    type Row<'a> = (
        &'a str,
        Option<&'a WorkLimitsSet>,
        Marks,
        &'a str,
        &'a [&'a str],
    );
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("none set",                     None, &[("09:00", "in")], "14:50", &[]),
        ("not here yet",                 Some(&daily), &[], "10:00", &["Daily 0 left 300 Fine"]),
        ("an hour, the break is work",   Some(&daily), &[("09:00", "in"), ("09:20", "break"), ("09:40", "back")], "10:00", &["Daily 60 left 240 Fine"]),
        ("lunch is none",                Some(&daily), &[("09:00", "in")], "14:00", &["Daily 255 left 45 Fine"]),
        ("a minute before the warning",  Some(&daily), &[("09:00", "in")], "14:29", &["Daily 284 left 16 Fine"]),
        ("the warning",                  Some(&daily), &[("09:00", "in")], "14:30", &["Daily 285 left 15 Near"]),
        ("a minute before",              Some(&daily), &[("09:00", "in")], "14:44", &["Daily 299 left 1 Near"]),
        ("reached",                      Some(&daily), &[("09:00", "in")], "14:45", &["Daily 300 left 0 Reached"]),
        ("beyond the hours, no more",    Some(&daily), &[("09:00", "in")], "18:00", &["Daily 315 left 0 Reached"]),
        ("gone before it",               Some(&daily), &[("09:00", "in"), ("14:40", "out")], "18:00", &["Daily 295 left 5 Near"]),
        ("the week has just begun",      Some(&weekly), &[("09:00", "in")], "14:00", &["Weekly 255 left 1185 Fine"]),
        ("by day",                       Some(&night), &[("09:00", "in")], "14:00", &["Night 0 left 480 Fine"]),
        ("late in the evening",          Some(&night), &[("18:00", "in")], "21:45", &["Night 0 left 15 Near"]),
        ("late, but gone",               Some(&night), &[("18:00", "in"), ("21:30", "out")], "21:45", &["Night 0 left 15 Fine"]),
        ("at ten",                       Some(&night), &[("18:00", "in")], "22:00", &["Night 0 left 0 Reached"]),
        ("after midnight",               Some(&night), &[("18:00", "in")], "2026-03-03T01:00:00+03:00", &["Night 180 left 0 Reached"]),
        ("gone in the night",            Some(&night), &[("18:00", "in"), ("22:30", "out")], "23:00", &["Night 30 left 0 Reached"]),
        ("before six in the morning",    Some(&night), &[("04:30", "in")], "05:00", &["Night 30 left 0 Reached"]),
        ("at seven",                     Some(&night), &[("05:30", "in")], "07:00", &["Night 30 left 900 Reached"]),
    ];
    for (what, limits, marks, asked_at, expected) in rows {
        let mut story = Story::workshop();
        if let Some(limits) = limits {
            story.office(limits.clone());
        }
        for (time, mark) in marks {
            story.mark(time, mark);
        }
        assert_eq!(near(&story.state, asked_at), *expected, "{what}");
    }
}

#[test]
fn a_week_is_counted_from_its_monday() {
    let mut story = Story::workshop();
    story.office(set("2026-02-02", None, Some(24 * 60), false));
    // A Sunday, which is another week; then Monday to Friday.
    for day in ["01", "02", "03", "04", "05", "06"] {
        story.mark(&format!("2026-03-{day}T08:55:00+03:00"), "in");
        story.mark(&format!("2026-03-{day}T15:00:00+03:00"), "out");
    }
    #[rustfmt::skip]
    let rows = [
        ("Monday",    "2026-03-02T20:00:00+03:00", "Weekly 315 left 1125 Fine"),
        ("Thursday",  "2026-03-05T20:00:00+03:00", "Weekly 1260 left 180 Fine"),
        ("Friday",    "2026-03-06T11:45:00+03:00", "Weekly 1425 left 15 Near"),
        ("Friday",    "2026-03-06T12:00:00+03:00", "Weekly 1440 left 0 Reached"),
        ("Saturday",  "2026-03-07T12:00:00+03:00", "Weekly 1575 left 0 Reached"),
        ("next week", "2026-03-09T12:00:00+03:00", "Weekly 0 left 1440 Fine"),
    ];
    for (what, asked_at, expected) in rows {
        // What is yet to come does not count.
        let mut then = Story::workshop();
        then.office(set("2026-02-02", None, Some(24 * 60), false));
        for entry in &story.entries {
            if entry.occurred_at <= at(asked_at) {
                then.state.apply(entry.clone());
            }
        }
        assert_eq!(near(&then.state, asked_at), [expected], "{what}");
    }
    let days: Vec<_> = limits::days(date("2026-03-04")).collect();
    assert_eq!(
        days,
        [date("2026-03-02"), date("2026-03-03"), date("2026-03-04")]
    );
    assert_eq!(limits::days(date("2026-03-02")).count(), 1);
    assert_eq!(limits::days(date("2026-03-08")).count(), 7);
}

#[test]
fn the_newest_limits_that_have_begun_hold_and_of_rivals_the_stricter() {
    let limits = |daily, weekly, no_night| Limits {
        daily_min: daily,
        weekly_min: weekly,
        no_night,
    };
    #[rustfmt::skip]
    let rows = [
        ("none",                      vec![], limits(None, None, false)),
        ("from tomorrow",             vec![set("2026-03-03", Some(60), None, true)], limits(None, None, false)),
        ("the newer takes all",       vec![set("2026-02-02", Some(60), Some(60), true), set("2026-03-01", Some(240), None, false)], limits(Some(240), None, false)),
        ("told in another order",     vec![set("2026-03-01", Some(240), None, false), set("2026-02-02", Some(60), Some(60), true)], limits(Some(240), None, false)),
        ("lifted",                    vec![set("2026-02-02", Some(60), None, true), set("2026-03-01", None, None, false)], limits(None, None, false)),
        ("two from one day",          vec![set("2026-03-01", Some(240), Some(900), false), set("2026-03-01", Some(300), None, true)], limits(Some(240), Some(900), true)),
    ];
    for (what, facts, expected) in rows {
        let mut story = Story::workshop();
        for fact in facts {
            story.office(fact);
        }
        let found = limits::of(&story.state, &anna(), date("2026-03-02"));
        assert_eq!(found, expected, "{what}");
    }
    let mut story = Story::workshop();
    story.office(set("2026-03-01", Some(240), None, true));
    let office = staff(Role::Consultant);
    let newer = set("2026-03-01", Some(300), None, false);
    story
        .wish(
            "server.01",
            WriterKind::Server,
            &office,
            &now("10:00"),
            newer,
        )
        .unwrap();
    assert_eq!(
        limits::of(&story.state, &anna(), date("2026-03-02")),
        limits_of(Some(300)),
        "whoever knows of the other replaces it"
    );
}

fn limits_of(daily_min: Option<u32>) -> Limits {
    Limits {
        daily_min,
        ..Limits::default()
    }
}

fn noticed(limit: Limit, day: &str) -> LimitNoticed {
    LimitNoticed {
        person: anna(),
        day: date(day),
        limit,
        worked_min: 300,
    }
}

fn answered(done: &str) -> LimitAnswered {
    LimitAnswered {
        person: anna(),
        day: date("2026-03-02"),
        limit: Limit::Daily,
        done: done.into(),
    }
}

#[test]
fn a_notice_is_given_once_a_day_and_limit() {
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<Fact>, LimitNoticed, Option<&str>)> = vec![
        ("the first",              vec![], noticed(Limit::Daily, "2026-03-02"), None),
        ("the second",             vec![noticed(Limit::Daily, "2026-03-02").into()], noticed(Limit::Daily, "2026-03-02"), Some("this is recorded already")),
        ("another limit",          vec![noticed(Limit::Daily, "2026-03-02").into()], noticed(Limit::Weekly, "2026-03-02"), None),
        ("another day",            vec![noticed(Limit::Daily, "2026-02-27").into()], noticed(Limit::Daily, "2026-03-02"), None),
        ("a limit that is not set", vec![], noticed(Limit::Night, "2026-03-02"), Some("limit: is not set for this person")),
        ("not set yet on that day", vec![], noticed(Limit::Daily, "2026-02-01"), Some("limit: is not set for this person")),
        ("tomorrow",               vec![], noticed(Limit::Daily, "2026-03-03"), Some("day lies in the future")),
    ];
    for (what, before, fact, expected) in rows {
        let mut story = Story::workshop();
        story.office(set("2026-02-02", Some(300), Some(1200), false));
        for fact in before {
            story.write("k2.01", "14:45", fact, Role::System);
        }
        let refused = story
            .wish(
                "k1.01",
                WriterKind::Kiosk,
                &Actor::device(),
                &now("14:50"),
                fact,
            )
            .err()
            .map(|refusal| refusal.to_string());
        assert_eq!(refused.as_deref(), expected, "{what}");
    }
}

#[test]
fn two_kiosks_that_told_apart_count_as_told_once_and_the_last_answer_holds() {
    let mut story = Story::workshop();
    story.office(set("2026-02-02", Some(300), None, false));
    story.mark("09:00", "in");
    let views = limits::near(&story.state, &soap(), &anna(), at("14:50"));
    assert!(views[0].is_to_be_told());
    let notice = views[0].notice(&anna(), date("2026-03-02"));
    assert_eq!(notice.worked_min, 305);
    story.write("k2.01", "14:52", notice.clone().into(), Role::System);
    story.write("k1.01", "14:50", notice.into(), Role::System);
    story.write("k1.01", "14:55", answered("goes_home").into(), Role::Lead);
    story.write(
        "k2.01",
        "14:54",
        answered("finishes_piece").into(),
        Role::Lead,
    );
    let mut backwards = State::default();
    for entry in story.entries.iter().rev() {
        backwards.apply(entry.clone());
    }
    for state in [&story.state, &backwards] {
        let views = limits::near(state, &soap(), &anna(), at("15:00"));
        let view = limits::pressing(&views).unwrap();
        assert!(!view.is_to_be_told());
        assert_eq!(view.noticed, Some(at("14:50")));
        assert_eq!(view.answered.unwrap().0.done, "finishes_piece");
    }
    let lead = staff(Role::Lead);
    let empty = story.wish(
        "k1.01",
        WriterKind::Kiosk,
        &lead,
        &now("15:00"),
        answered(" "),
    );
    assert_eq!(empty.unwrap_err().to_string(), "done must be filled");
}

#[test]
fn who_is_here_is_told_of_every_limit_that_is_reached_once() {
    // Marks of Monday 2 March; five hours a day, four a week; what was told before.
    type Row<'a> = (
        &'a str,
        &'a [(&'a str, &'a str)],
        &'a [Limit],
        &'a str,
        &'a [Limit],
    );
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("not come",                 &[], &[], "14:50", &[]),
        ("not reached",              &[("09:00", "in")], &[], "12:00", &[]),
        ("one of both",              &[("09:00", "in")], &[], "14:00", &[Limit::Weekly]),
        ("both",                     &[("09:00", "in")], &[], "14:50", &[Limit::Daily, Limit::Weekly]),
        ("one was told",             &[("09:00", "in")], &[Limit::Weekly], "14:50", &[Limit::Daily]),
        ("both were told",           &[("09:00", "in")], &[Limit::Daily, Limit::Weekly], "14:50", &[]),
        ("on a break",               &[("09:00", "in"), ("14:46", "break")], &[], "14:50", &[Limit::Daily, Limit::Weekly]),
        ("gone home in time or not", &[("09:00", "in"), ("14:49", "out")], &[], "14:50", &[]),
    ];
    for (what, marks, told, asked_at, expected) in rows {
        let mut story = Story::workshop();
        story.office(set("2026-02-02", Some(300), Some(240), false));
        for (time, mark) in marks {
            story.mark(time, mark);
        }
        for limit in told {
            story.write(
                "k2.01",
                "14:40",
                noticed(*limit, "2026-03-02").into(),
                Role::System,
            );
        }
        let found: Vec<Limit> = limits::to_tell(&story.state, &soap(), &anna(), at(asked_at))
            .iter()
            .map(|view| view.limit)
            .collect();
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn the_workshop_says_when_staff_are_warned_and_the_most_pressing_comes_first() {
    let mut story = Story::workshop();
    story.office(set("2026-02-02", Some(300), Some(280), true));
    story.mark("09:00", "in");
    assert!(limits::pressing(&limits::near(&story.state, &soap(), &anna(), at("12:00"))).is_none());
    let earlier = Rules {
        limit_warning_min: 200,
        ..Rules::default()
    };
    let views = limits::near_by(&story.state, &soap(), &anna(), at("12:00"), &earlier);
    let first = limits::pressing(&views).unwrap();
    assert_eq!(
        (first.limit, first.nearness),
        (Limit::Weekly, Nearness::Near)
    );
    let views = limits::near(&story.state, &soap(), &anna(), at("14:30"));
    let first = limits::pressing(&views).unwrap();
    assert_eq!(
        (first.limit, first.nearness),
        (Limit::Weekly, Nearness::Reached)
    );
}

#[test]
fn limits_that_no_day_has_are_refused() {
    let office = staff(Role::Consultant);
    #[rustfmt::skip]
    let rows = [
        ("a day",          set("2026-03-02", Some(1440), Some(10080), true), None),
        ("more",           set("2026-03-02", Some(1441), None, true), Some("daily_min: is more than the day or week has")),
        ("more in a week", set("2026-03-02", None, Some(10081), true), Some("weekly_min: is more than the day or week has")),
    ];
    for (what, fact, expected) in rows {
        let mut story = Story::workshop();
        let refused = story
            .wish(
                "server.01",
                WriterKind::Server,
                &office,
                &now("10:00"),
                fact,
            )
            .err()
            .map(|refusal| refusal.to_string());
        assert_eq!(refused.as_deref(), expected, "{what}");
    }
}

#[test]
fn the_law_by_date_of_birth() {
    let day = "2026-03-02";
    #[rustfmt::skip]
    let rows = [
        ("13 years",                       "2012-03-03", false, None, None),
        ("14 today",                       "2012-03-02", false, None, Some("240 1440 night, until 2027-03-02")),
        ("14, at school",                  "2012-03-02", true,  None, Some("150 720 night, until 2027-03-02")),
        ("15 tomorrow",                    "2011-03-03", false, None, Some("240 1440 night, until 2026-03-03")),
        ("15",                             "2011-03-02", false, None, Some("300 1440 night, until 2027-03-02")),
        ("15, at school",                  "2011-03-02", true,  None, Some("150 720 night, until 2027-03-02")),
        ("16",                             "2010-03-02", false, None, Some("420 2100 night, until 2028-03-02")),
        ("16, at school",                  "2010-03-02", true,  None, Some("240 1050 night, until 2028-03-02")),
        ("17, second group",               "2009-01-15", false, Some(Group::II), Some("420 2100 night, until 2027-01-15")),
        ("15, first group: the stricter",  "2011-03-02", false, Some(Group::I), Some("300 1440 night, until 2027-03-02")),
        ("18 today",                       "2008-03-02", false, None, Some("- - day")),
        ("18, at college",                 "2008-03-02", true,  None, Some("- - day")),
        ("25, second group",               "2001-01-01", false, Some(Group::II), Some("- 2100 night")),
        ("25, third group",                "2001-01-01", false, Some(Group::III), Some("- - night")),
        ("born on 29 February",            "2012-02-29", false, None, Some("240 1440 night, until 2027-03-01")),
        ("not born yet",                   "2030-01-01", false, None, None),
    ];
    for (what, born, studies, group, expected) in rows {
        let found = limits::from_birth(date(born), date(day), studies, group).map(|law| {
            let minutes =
                |minutes: Option<u32>| minutes.map_or("-".into(), |minutes| minutes.to_string());
            format!(
                "{} {} {}{}",
                minutes(law.limits.daily_min),
                minutes(law.limits.weekly_min),
                if law.limits.no_night { "night" } else { "day" },
                law.until
                    .map_or(String::new(), |on| format!(", until {on}"))
            )
        });
        assert_eq!(found.as_deref(), expected, "{what}");
    }
}
