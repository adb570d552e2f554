//! Changes of the day as tables (docs/domain.md section 3.14): a day from nine to three, a break at half past ten, lunch
//! from half past twelve.

use crate::common::*;
use stupen_domain::changes::{self, ChangesTo, PartKind, Standing};
use stupen_domain::facts::*;
use stupen_domain::schedule::{self, DayPlan};
use stupen_domain::wire::ids::*;
use stupen_domain::{people, settings};

fn plan(story: &Story) -> DayPlan {
    let offset = *at("09:00").offset();
    schedule::plan(
        &story.state,
        &soap(),
        Some(&anna()),
        date("2026-03-02"),
        offset,
    )
    .expect("a day with work")
}

#[test]
fn the_parts_of_a_day_are_those_of_where_it_is_spent() {
    use PartKind::{Home, Pause, Stay, Work};
    use PauseKind::{Break, Lunch};
    let usual = [
        (Work, "09:00"),
        (Pause(Break), "10:30"),
        (Work, "10:45"),
        (Pause(Lunch), "12:30"),
        (Work, "13:15"),
        (Home, "15:00"),
    ];
    let away = |what| [(Stay(what), "09:00"), (Home, "15:00")];
    let internship = away(PlacementKind::Internship);
    let job = away(PlacementKind::Job);
    /// What somebody is out for, from when until when; whose day is asked, which; its parts.
    type Row<'a> = (
        Option<(PlacementKind, &'a str, Option<&'a str>)>,
        Option<&'a str>,
        &'a str,
        &'a [(PartKind, &'a str)],
    );
    #[rustfmt::skip]
    let rows: [Row<'_>; 9] = [
        (None, Some("anna"), "2026-03-02", &usual),
        (None, None, "2026-03-02", &usual),
        (None, Some("anna"), "2026-03-08", &[]),
        (Some((PlacementKind::Internship, "2026-03-02", None)), Some("anna"), "2026-03-02", &internship),
        (Some((PlacementKind::Job, "2026-02-20", None)), Some("anna"), "2026-03-02", &job),
        // The workshop's own day, a day before the stay, and one after it.
        (Some((PlacementKind::Job, "2026-02-20", None)), None, "2026-03-02", &usual),
        (Some((PlacementKind::Internship, "2026-03-03", None)), Some("anna"), "2026-03-02", &usual),
        (Some((PlacementKind::Internship, "2026-02-20", Some("2026-02-27"))), Some("anna"), "2026-03-02", &usual),
        (Some((PlacementKind::Internship, "2026-02-20", None)), Some("anna"), "2026-03-08", &[]),
    ];
    let offset = *at("09:00").offset();
    for (out, whose, day, expected) in rows {
        let mut story = Story::workshop();
        if let Some((what, from, until)) = out {
            let placement = PlacementId::new("pl-1");
            story.office(PlacementStarted {
                placement: placement.clone(),
                person: anna(),
                enrolment: None,
                what,
                from: date(from),
                until: None,
            });
            if let Some(until) = until {
                story.office(PlacementEnded {
                    placement,
                    person: anna(),
                    on: date(until),
                    because: PlacementEnd::Completed,
                });
            }
        }
        let whose = whose.map(PersonId::new);
        let parts = changes::parts(&story.state, &soap(), whose.as_ref(), date(day), offset);
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.kind, part.from.format("%H:%M").to_string()))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, from)| (*kind, (*from).to_owned()))
            .collect();
        assert_eq!(told, expected, "{out:?}, the day of {whose:?} on {day}");
    }
}

#[test]
fn a_part_of_the_day_is_on_until_the_next_begins() {
    use Standing::{Next, Now, Past};
    let story = Story::workshop();
    let offset = *at("09:00").offset();
    let parts = changes::parts(&story.state, &soap(), None, date("2026-03-02"), offset);
    #[rustfmt::skip]
    let rows = [
        ("08:59", [Next, Next, Next, Next, Next, Next]),
        ("09:00", [Now, Next, Next, Next, Next, Next]),
        ("10:30", [Past, Now, Next, Next, Next, Next]),
        ("14:59", [Past, Past, Past, Past, Now, Next]),
        ("15:00", [Past, Past, Past, Past, Past, Now]),
        ("20:00", [Past, Past, Past, Past, Past, Now]),
    ];
    for (now, expected) in rows {
        let stand: Vec<_> = parts.iter().map(|part| part.standing(at(now))).collect();
        assert_eq!(stand, expected, "{now}");
    }
}

#[test]
fn a_pause_is_the_planned_one_that_it_meets_or_comes_before() {
    use PauseKind::{Break, Lunch};
    let plan = plan(&Story::workshop());
    #[rustfmt::skip]
    let rows = [
        ("09:30", None),
        ("10:14", None),
        ("10:15", Some(Break)),
        ("10:44", Some(Break)),
        ("10:45", None),
        ("12:14", None),
        ("12:15", Some(Lunch)),
        ("13:14", Some(Lunch)),
        ("13:15", None),
    ];
    for (time, expected) in rows {
        let meant = changes::pause_meant(&plan, at(time)).map(|pause| pause.kind);
        assert_eq!(meant, expected, "{time}");
        assert_eq!(
            changes::is_lunch(&plan, at(time)),
            expected == Some(Lunch),
            "{time}"
        );
    }
}

#[test]
fn a_change_is_told_a_little_before_and_a_little_after() {
    use ChangesTo::{Home, Pause};
    use PauseKind::{Break, Lunch};
    let plan = plan(&Story::workshop());
    /// The time, the pauses begun before, and what is told: to what the day changes, in how many minutes.
    type Row = (
        &'static str,
        &'static [&'static str],
        Option<(ChangesTo, u32)>,
    );
    #[rustfmt::skip]
    let rows: [Row; 12] = [
        ("10:24", &[], None),
        ("10:25", &[], Some((Pause(Break), 5))),
        ("10:29", &[], Some((Pause(Break), 1))),
        ("10:30", &[], Some((Pause(Break), 0))),
        ("10:39", &[], Some((Pause(Break), 0))),
        ("10:40", &[], None),
        ("10:28", &["10:15"], None),
        ("10:28", &["10:14"], Some((Pause(Break), 2))),
        ("12:26", &["10:30"], Some((Pause(Lunch), 4))),
        ("14:55", &[], Some((Home, 5))),
        ("15:09", &["14:50"], Some((Home, 0))),
        ("15:10", &[], None),
    ];
    for (now, begun, expected) in rows {
        let begun: Vec<_> = begun.iter().map(|time| at(time)).collect();
        let told = changes::ahead(&plan, &begun, at(now))
            .map(|change| (change.to, change.minutes_left(at(now))));
        assert_eq!(told, expected, "{now} after {begun:?}");
    }
}

#[test]
fn the_end_of_a_pause_is_told_to_who_is_in_it() {
    let plan = plan(&Story::workshop());
    // When the pause began, the time, and in how many minutes work goes on.
    #[rustfmt::skip]
    let rows = [
        // The break is from 10:30 to 10:45.
        ("10:30", "10:39", None),
        ("10:30", "10:40", Some(5)),
        ("10:30", "10:44", Some(1)),
        ("10:30", "10:45", Some(0)),
        ("10:30", "10:54", Some(0)),
        ("10:30", "10:55", None),
        // A little early is the same break; who comes when it is nearly over is told nothing until it is.
        ("10:16", "10:41", Some(4)),
        ("10:39", "10:41", Some(4)),
        ("10:40", "10:41", None),
        ("10:41", "10:44", None),
        ("10:41", "10:46", Some(0)),
        // Nobody planned it.
        ("10:50", "10:56", None),
        ("09:40", "10:44", None),
        ("12:25", "13:11", Some(4)),
    ];
    for (began, now, expected) in rows {
        let told = changes::work_ahead(&plan, at(began), at(now)).map(|change| {
            assert_eq!(change.to, ChangesTo::Work);
            change.minutes_left(at(now))
        });
        assert_eq!(told, expected, "{now}, begun at {began}");
    }
}

#[test]
fn work_begins_again_on_the_next_day_with_hours() {
    #[rustfmt::skip]
    let rows = [
        ("2026-03-02", Some("2026-03-03T09:00:00+03:00")),
        ("2026-03-05", Some("2026-03-06T09:00:00+03:00")),
        ("2026-03-08", Some("2026-03-10T09:00:00+03:00")),
    ];
    let mut story = Story::workshop();
    story.office(CalendarSet {
        year: 2026,
        days: vec![CalendarDay {
            date: date("2026-03-09"),
            kind: CalendarDayKind::Holiday,
        }],
    });
    let next = |story: &Story, day: &str| {
        let offset = *at("09:00").offset();
        changes::next_start(&story.state, &soap(), &anna(), date(day), offset)
    };
    for (day, expected) in rows {
        let start = next(&story, day).map(|(_, start)| start);
        assert_eq!(start, expected.map(at), "{day}");
    }
    assert_eq!(
        next(&Story::default(), "2026-03-02"),
        None,
        "nobody has hours"
    );
    story.office(EnrolmentEnded {
        enrolment: EnrolmentId::new("e-anna"),
        person: anna(),
        on: date("2026-03-05"),
        because: EndReason::OwnWish,
        decision: None,
    });
    #[rustfmt::skip]
    let until_the_end = [
        ("2026-03-03", Some("2026-03-04T09:00:00+03:00")),
        ("2026-03-04", Some("2026-03-05T09:00:00+03:00")),
        ("2026-03-05", None),
        ("2026-03-06", None),
    ];
    for (day, expected) in until_the_end {
        let start = next(&story, day).map(|(_, start)| start);
        assert_eq!(start, expected.map(at), "{day}, the last day told");
    }
}

#[test]
fn a_picture_stands_for_one_person() {
    let mut story = Story::workshop();
    let set = |id: &str, picture: &str, active| PersonSet {
        person: PersonId::new(id),
        called: id.into(),
        picture: PictureRef::new(picture),
        language: "ru".into(),
        staff_role: None,
        active,
    };
    story.office(set("boris", "pictogram:key", true));
    story.office(set("gone", "pictogram:bell", false));
    story.office(PictureProposed {
        person: PersonId::new("boris"),
        picture: PictureRef::new("pictogram:tape"),
    });
    let offered = || {
        ["key", "bell", "tape", "soap"]
            .map(|id| PictureRef::new(format!("pictogram:{id}")))
            .into_iter()
    };
    let free = |person: &str| -> Vec<String> {
        settings::free_pictures(&story.state, &PersonId::new(person), offered())
            .iter()
            .map(|picture| picture.to_string())
            .collect()
    };
    assert_eq!(
        free("anna"),
        ["pictogram:bell", "pictogram:soap"],
        "one is taken, one is waited for"
    );
    assert_eq!(
        free("boris"),
        ["pictogram:bell", "pictogram:tape", "pictogram:soap"],
        "one's own wish may be said again"
    );
}

#[test]
fn a_lead_who_is_here_is_told() {
    let mut story = Story::workshop();
    let told =
        |story: &Story| people::who_is_told(&story.state).map(|view| view.person.called.clone());
    assert_eq!(told(&story).as_deref(), Some("Ольга"));
    story.person("arina", "Арина", Some("consultant"));
    assert_eq!(
        told(&story).as_deref(),
        Some("Ольга"),
        "a consultant is somebody else"
    );
    story.person("boris", "Борис", Some("lead"));
    assert_eq!(
        told(&story).as_deref(),
        Some("Борис"),
        "of several the first by id"
    );
    assert_eq!(told(&Story::default()), None);
}
