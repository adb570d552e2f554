//! The rules of attendance as tables (docs/domain.md section 3).

use crate::common::*;
use stupen_domain::attendance::{self, DayMark, Question, Whereabouts};
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::people::{self, BadgeStatus};
use stupen_domain::scan::{self, Meaning};
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, EntryRef, Refusal, breaches};

/// Times and marks of a day.
type Marks = &'static [(&'static str, &'static str)];

/// One line a day: the mark, minutes late, minutes worked, questions.
fn day(marks: &[(&str, &str)], asked_at: &str) -> String {
    let mut story = Story::workshop();
    for (time, what) in marks {
        story.mark(time, what);
    }
    folded(&story, asked_at)
}

fn folded(story: &Story, asked_at: &str) -> String {
    let view = attendance::day(
        &story.state,
        &soap(),
        &anna(),
        date("2026-03-02"),
        at(asked_at),
    );
    let questions: Vec<&str> = view
        .questions
        .iter()
        .map(|question| match question {
            Question::ForgottenCheckout { .. } => "forgotten",
            Question::OutOfPlace { .. } => "out of place",
            Question::DoubtfulClock { .. } => "doubtful",
            Question::RivalCorrections { .. } => "rivals",
            Question::SomebodyElse { .. } => "somebody else",
            Question::RevokedBadge { .. } => "revoked badge",
        })
        .collect();
    format!(
        "{:?} late {} worked {} {}",
        view.mark,
        view.late_min.unwrap_or(0),
        view.worked_min,
        questions.join(", ")
    )
}

#[test]
fn a_day_is_folded_from_its_marks() {
    let evening = "2026-03-02T20:00:00+03:00";
    let next = "2026-03-03T08:00:00+03:00";
    #[rustfmt::skip]
    let rows: &[(&str, Marks, &str, &str)] = &[
        ("a whole day, lunch recorded",     &[("08:52", "in"), ("12:30", "break"), ("13:15", "back"), ("15:02", "out")], evening, "Present late 0 worked 315 "),
        ("lunch not recorded is no work",   &[("08:52", "in"), ("15:02", "out")], evening, "Present late 0 worked 315 "),
        ("a longer lunch is all lunch",     &[("09:00", "in"), ("12:25", "break"), ("13:35", "back"), ("15:00", "out")], evening, "Present late 0 worked 290 "),
        ("a short break is work",           &[("09:00", "in"), ("10:30", "break"), ("10:45", "back"), ("15:00", "out")], evening, "Present late 0 worked 315 "),
        ("on time within the grace",        &[("09:10", "in"), ("15:00", "out")], evening, "Present late 0 worked 305 "),
        ("late after the grace",            &[("09:11", "in"), ("15:00", "out")], evening, "Present late 11 worked 304 "),
        ("not yet here, within the grace",  &[], "09:08", "Expected late 0 worked 0 "),
        ("not yet here, late",              &[], "09:17", "Expected late 17 worked 0 "),
        ("never came",                      &[], evening, "Unexplained late 0 worked 0 "),
        ("open while it lasts",             &[("09:00", "in")], "11:00", "Present late 0 worked 120 "),
        ("forgotten, never guessed",        &[("09:00", "in")], next, "Present late 0 worked 0 forgotten"),
        ("forgotten on a break",            &[("09:00", "in"), ("14:00", "break")], next, "Present late 0 worked 0 forgotten"),
        ("gone and come again",             &[("09:00", "in"), ("10:00", "out"), ("11:00", "in"), ("12:00", "out")], evening, "Present late 0 worked 120 "),
        ("two kiosks, both offline",        &[("08:58", "in"), ("08:59", "in"), ("12:00", "out"), ("12:01", "out")], evening, "Present late 0 worked 180 "),
        ("home without having come",        &[("15:00", "out")], evening, "Unexplained late 0 worked 0 out of place"),
        ("home after midnight",             &[("09:00", "in"), ("2026-03-03T00:10:00+03:00", "out")], next, "Present late 0 worked 315 "),
        ("home straight from lunch",        &[("09:00", "in"), ("12:30", "break"), ("12:50", "out")], evening, "Present late 0 worked 210 "),
    ];
    for (what, marks, asked_at, expected) in rows {
        assert_eq!(day(marks, asked_at).trim(), expected.trim(), "{what}");
    }
}

#[test]
fn nobody_is_late_on_an_excused_day() {
    for (excused, late) in [(true, None), (false, Some(40))] {
        let mut story = Story::workshop();
        story.office(AbsenceNoted {
            person: anna(),
            from: date("2026-03-02"),
            until: date("2026-03-02"),
            excused,
        });
        story.mark("09:40", "in");
        let view = attendance::day(
            &story.state,
            &soap(),
            &anna(),
            date("2026-03-02"),
            at("12:00"),
        );
        assert_eq!((view.mark, view.late_min), (DayMark::Present, late));
    }
}

#[test]
fn free_days_and_absences_have_their_marks() {
    let mut story = Story::workshop();
    story.office(CalendarSet {
        year: 2026,
        days: vec![
            CalendarDay {
                date: date("2026-03-09"),
                kind: CalendarDayKind::MovedOff,
            },
            CalendarDay {
                date: date("2026-03-07"),
                kind: CalendarDayKind::MovedWork,
            },
            CalendarDay {
                date: date("2026-03-06"),
                kind: CalendarDayKind::Short,
            },
        ],
    });
    story.office(AbsenceNoted {
        person: anna(),
        from: date("2026-03-04"),
        until: date("2026-03-04"),
        excused: true,
    });
    story.office(AbsenceNoted {
        person: anna(),
        from: date("2026-03-05"),
        until: date("2026-03-05"),
        excused: false,
    });
    #[rustfmt::skip]
    let rows = [
        ("2026-01-30", DayMark::NotEnrolled, Some(6)),
        ("2026-03-01", DayMark::DayOff, None),
        ("2026-03-03", DayMark::Unexplained, Some(6)),
        ("2026-03-04", DayMark::Excused, Some(6)),
        ("2026-03-05", DayMark::Unexplained, Some(6)),
        ("2026-03-06", DayMark::Unexplained, Some(5)),
        ("2026-03-07", DayMark::Unexplained, Some(6)),
        ("2026-03-09", DayMark::DayOff, None),
        ("2026-08-31", DayMark::Expected, Some(6)),
        ("2026-09-01", DayMark::Expected, Some(6)),
    ];
    for (day, mark, hours) in rows {
        let view = attendance::day(
            &story.state,
            &soap(),
            &anna(),
            date(day),
            at("2026-03-12T20:00:00+03:00"),
        );
        assert_eq!(view.mark, mark, "{day}");
        assert_eq!(
            view.plan.map(|plan| (plan.end - plan.start).num_hours()),
            hours,
            "{day}"
        );
    }
}

#[test]
fn an_excuse_goes_on_from_note_to_note() {
    let note = |from: &str, until: &str, excused| AbsenceNoted {
        person: anna(),
        from: date(from),
        until: date(until),
        excused,
    };
    let long = || note("2026-03-02", "2026-03-10", true);
    #[rustfmt::skip]
    let rows = [
        ("nothing noted",            vec![], None),
        ("until another day",        vec![long()], Some("2026-03-10")),
        ("today alone",              vec![note("2026-03-02", "2026-03-02", true)], Some("2026-03-02")),
        ("not accepted",             vec![note("2026-03-02", "2026-03-10", false)], None),
        ("went on longer",           vec![long(), note("2026-03-11", "2026-03-13", true)], Some("2026-03-13")),
        ("again later, with a gap",  vec![long(), note("2026-03-12", "2026-03-13", true)], Some("2026-03-10")),
        ("came back earlier",        vec![long(), note("2026-03-05", "2026-03-10", false)], Some("2026-03-04")),
        ("is over",                  vec![note("2026-02-23", "2026-03-01", true)], None),
    ];
    for (row, notes, expected) in rows {
        let mut story = Story::workshop();
        for note in notes {
            story.office(note);
        }
        assert_eq!(
            people::excused_until(&story.state, &anna(), date("2026-03-02")),
            expected.map(date),
            "{row}"
        );
    }
}

#[test]
fn who_was_here_stands_apart_from_who_has_never_begun() {
    let ended = |on: &str| EnrolmentEnded {
        enrolment: EnrolmentId::new("e-anna"),
        person: anna(),
        on: date(on),
        because: EndReason::OwnWish,
        decision: None,
    };
    let again = || EnrolmentStarted {
        enrolment: EnrolmentId::new("e-anna-2"),
        person: anna(),
        service: Service::TemporaryEmployment,
        from: date("2026-04-01"),
        until: None,
    };
    #[rustfmt::skip]
    let rows: [(&str, Vec<Fact>, &str, &[&str]); 6] = [
        ("works",                      vec![], "2026-03-02", &[]),
        ("works until a day told",     vec![ended("2026-03-05").into()], "2026-03-02", &[]),
        ("on the last day",            vec![ended("2026-03-05").into()], "2026-03-05", &[]),
        ("the day after",              vec![ended("2026-03-05").into()], "2026-03-06", &["Анна"]),
        ("is to begin anew",           vec![ended("2026-03-05").into(), again().into()], "2026-03-06", &["Анна"]),
        ("begins anew",                vec![ended("2026-03-05").into(), again().into()], "2026-04-01", &[]),
    ];
    for (row, facts, today, expected) in rows {
        let mut story = Story::workshop();
        story.person("boris", "Борис", None);
        for fact in facts {
            story.office(fact);
        }
        let called = |views: Vec<people::PersonView<'_>>| -> Vec<String> {
            let names = views.iter().map(|view| view.person.called.clone());
            names.collect()
        };
        assert_eq!(
            called(people::former(&story.state, date(today))),
            expected,
            "{row}"
        );
        assert_eq!(called(people::newcomers(&story.state)), ["Борис"], "{row}");
    }
}

/// Of the enrolment, what its end says; the marks of the day; the scan.
#[test]
fn who_comes_after_the_end_is_told_so_and_marks_nothing() {
    use EndReason::{DismissalReview, OwnWish};
    const AHEAD: &str = "2026-02-01T12:00:00+03:00";
    // Long after the marks of the same boot.
    let later = |text: &str| {
        let mut now = now(text);
        now.clock.mono_ms = 4_000_000;
        now
    };
    let dismissed = |story: &mut Story| {
        let now = now("2026-03-02T08:00:00+03:00");
        let mut weighs = Vec::new();
        for id in ["b1", "b2", "b3"] {
            story.office(BreachRecorded {
                breach: BreachId::new(id),
                person: anna(),
                enrolment: EnrolmentId::new("e-anna"),
                regulation: "phone".into(),
                version: 1,
                day: date("2026-02-20"),
                until: None,
                time: None,
                place: None,
                agreed: None,
                cause: None,
            });
            weighs.push(BreachId::new(id));
        }
        let by = |who: &str, role| Actor {
            person: Some(PersonId::new(who)),
            role,
        };
        story.person("ilya", "Илья", Some("consultant"));
        let review = ReviewId::new("r");
        let proposed = ReviewProposed {
            review: review.clone(),
            person: anna(),
            enrolment: EnrolmentId::new("e-anna"),
            weighs,
            settles: Vec::new(),
            outcome: ReviewOutcome::Dismiss,
            condition: None,
        };
        let (ilya, lead) = (by("ilya", Role::Consultant), by("lead", Role::Lead));
        let decision = story
            .wish("k1.01", WriterKind::Kiosk, &ilya, &now, proposed)
            .expect("proposed");
        let person = anna();
        let confirmed = ReviewConfirmed { review, person };
        story
            .wish("k1.01", WriterKind::Kiosk, &lead, &now, confirmed)
            .expect("confirmed");
        decision
    };
    type Row<'a> = (
        &'a str,
        Option<(&'a str, &'a str, EndReason)>,
        Marks,
        Meaning,
    );
    #[rustfmt::skip]
    let rows: [Row<'_>; 10] = [
        ("works",                          None, &[], Meaning::Arrival(anna())),
        ("leaves on a day to come",        Some((AHEAD, "2026-03-05", OwnWish)), &[], Meaning::Arrival(anna())),
        ("the last day, told ahead",       Some((AHEAD, "2026-03-02", OwnWish)), &[], Meaning::Arrival(anna())),
        ("the day after",                  Some((AHEAD, "2026-03-01", OwnWish)), &[], Meaning::Ended(anna())),
        ("left today, at their own wish",  Some(("08:30", "2026-03-02", OwnWish)), &[], Meaning::Ended(anna())),
        ("dismissed today, not here",      Some(("08:30", "2026-03-02", DismissalReview)), &[], Meaning::Ended(anna())),
        ("dismissed today, still in",      Some(("08:30", "2026-03-02", DismissalReview)), &[("08:10", "in")], Meaning::Choice(anna())),
        ("dismissed today, on a break",    Some(("08:30", "2026-03-02", DismissalReview)), &[("08:10", "in"), ("08:20", "break")], Meaning::BackFromBreak(anna())),
        ("dismissed today, went home",     Some(("08:30", "2026-03-02", DismissalReview)), &[("08:10", "in"), ("08:20", "out")], Meaning::Ended(anna())),
        ("dismissed the day before",       Some(("08:30", "2026-03-01", DismissalReview)), &[], Meaning::Ended(anna())),
    ];
    for (row, end, marks, expected) in rows {
        let mut story = Story::workshop();
        if let Some((told, on, because)) = end {
            let decision = (because == DismissalReview).then(|| dismissed(&mut story));
            let ended = EnrolmentEnded {
                enrolment: EnrolmentId::new("e-anna"),
                person: anna(),
                on: date(on),
                because,
                decision,
            };
            story.write("k1.01", told, ended.into(), Role::Lead);
        }
        for (time, what) in marks {
            story.mark(time, what);
        }
        let meaning = |now: &stupen_domain::Now| {
            let kiosk = DeviceId::new("k1");
            scan::meaning(&story.state, &soap(), &kiosk, &badge(1), now)
        };
        assert_eq!(meaning(&later("08:41")), expected, "{row}");
        // A doubtful clock tells nobody that their work is over.
        let mut doubtful = later("08:41");
        doubtful.clock.suspect = true;
        assert_ne!(meaning(&doubtful), Meaning::Ended(anna()), "{row}");
    }
}

#[test]
fn who_has_not_begun_is_a_newcomer() {
    let mut story = Story::workshop();
    story.person("boris", "Борис", None);
    story.person("vera", "Вера", Some("lead"));
    let names = |story: &Story| -> Vec<String> {
        people::newcomers(&story.state)
            .iter()
            .map(|view| view.person.called.clone())
            .collect()
    };
    assert_eq!(
        names(&story),
        ["Борис"],
        "neither staff nor who is enrolled"
    );
    story.office(PersonSet {
        person: PersonId::new("boris"),
        called: "Борис".into(),
        picture: PictureRef::new("pictogram:person"),
        language: "ru".into(),
        staff_role: None,
        active: false,
    });
    assert_eq!(
        names(&story),
        Vec::<String>::new(),
        "nor who is here no more"
    );
}

#[test]
fn a_correction_names_what_it_corrects_and_adds() {
    let mut story = Story::workshop();
    let wrong = story.mark("09:40", "in");
    let lead = staff(Role::Lead);
    let evening = now("2026-03-02T20:00:00+03:00");
    let correct = |corrects, becomes| AttendanceCorrected {
        person: anna(),
        day: date("2026-03-02"),
        corrects,
        becomes,
        reason: "kiosk_off".into(),
    };
    let mark = |time, what| Some(Mark { what, at: at(time) });
    let first = story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &lead,
            &evening,
            correct(Some(wrong.clone()), mark("09:00", MarkKind::Arrived)),
        )
        .unwrap();
    story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &lead,
            &evening,
            correct(None, mark("15:00", MarkKind::Left)),
        )
        .unwrap();
    let again = story.wish(
        "k1.01",
        WriterKind::Kiosk,
        &lead,
        &evening,
        correct(None, mark("15:00", MarkKind::Left)),
    );
    assert_eq!(again.err(), Some(Refusal::AlreadyRecorded), "sent twice");
    let view = attendance::day(
        &story.state,
        &soap(),
        &anna(),
        date("2026-03-02"),
        evening.at,
    );
    assert_eq!((view.late_min, view.worked_min), (None, 315));
    assert_eq!(
        view.marks[0].corrected_from,
        Some((MarkKind::Arrived, at("09:40"))),
        "the old value stays visible"
    );

    let again = story.wish(
        "k1.01",
        WriterKind::Kiosk,
        &lead,
        &evening,
        correct(Some(wrong.clone()), None),
    );
    assert_eq!(
        again,
        Err(Refusal::NothingToCorrect),
        "what is corrected already does not count any more"
    );
    story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &lead,
            &evening,
            correct(Some(first), mark("09:20", MarkKind::Arrived)),
        )
        .unwrap();
    let view = attendance::day(
        &story.state,
        &soap(),
        &anna(),
        date("2026-03-02"),
        evening.at,
    );
    assert_eq!(view.late_min, Some(20), "a correction can be corrected");

    // What did not happen stays readable with its old time and the reason, and may have happened after all.
    let second = view.marks[0].entry.clone();
    let gone = story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &lead,
            &evening,
            correct(Some(second), None),
        )
        .unwrap();
    let view = attendance::day(
        &story.state,
        &soap(),
        &anna(),
        date("2026-03-02"),
        evening.at,
    );
    let removed: Vec<_> = view
        .removed
        .iter()
        .map(|mark| (mark.what, mark.at))
        .collect();
    assert_eq!(
        removed,
        [(MarkKind::Arrived, at("09:40"))],
        "as it was first written"
    );
    assert_eq!(view.removed[0].reason, "kiosk_off");
    assert_eq!(
        story.wish(
            "k1.01",
            WriterKind::Kiosk,
            &lead,
            &evening,
            correct(Some(gone.clone()), None)
        ),
        Err(Refusal::NothingToCorrect),
        "it is gone already"
    );
    story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &lead,
            &evening,
            correct(Some(gone), mark("09:20", MarkKind::Arrived)),
        )
        .unwrap();
    let view = attendance::day(
        &story.state,
        &soap(),
        &anna(),
        date("2026-03-02"),
        evening.at,
    );
    assert_eq!(
        (view.removed.len(), view.late_min),
        (0, Some(20)),
        "it did happen"
    );
    assert_eq!(
        view.marks[0].corrected_from,
        Some((MarkKind::Arrived, at("09:40")))
    );

    let rival = story.write(
        "k2.01",
        "20:00",
        correct(Some(wrong), mark("09:05", MarkKind::Arrived)).into(),
        Role::Lead,
    );
    let view = attendance::day(
        &story.state,
        &soap(),
        &anna(),
        date("2026-03-02"),
        evening.at,
    );
    assert!(
        view.questions
            .iter()
            .any(|q| matches!(q, Question::RivalCorrections { .. })),
        "{rival}"
    );
    let empty = AttendanceCorrected {
        reason: "  ".into(),
        ..correct(None, mark("15:00", MarkKind::Left))
    };
    assert_eq!(
        story.wish("k1.01", WriterKind::Kiosk, &lead, &evening, empty),
        Err(Refusal::Empty("reason"))
    );
}

#[test]
fn what_a_scan_means() {
    let anna_at = |marks: &[(&str, &str)], time: &str| {
        let mut story = Story::workshop();
        for (time, what) in marks {
            // Written by another kiosk, so that only the wall clock tells a double scan.
            story.mark_on("k2.01", time, what);
        }
        scan::meaning(
            &story.state,
            &soap(),
            &DeviceId::new("k1"),
            &badge(1),
            &now(time),
        )
    };
    #[rustfmt::skip]
    let rows: &[(&str, Marks, &str, Meaning)] = &[
        ("first of the day",       &[], "08:41", Meaning::Arrival(anna())),
        ("again within seconds",   &[("08:41", "in")], "2026-03-02T08:41:19+03:00", Meaning::Double(anna())),
        ("a little later",         &[("08:41", "in")], "2026-03-02T08:41:20+03:00", Meaning::Choice(anna())),
        ("back from a break",      &[("08:41", "in"), ("10:30", "break")], "10:44", Meaning::BackFromBreak(anna())),
        ("after having gone",      &[("08:41", "in"), ("10:30", "out")], "11:00", Meaning::Arrival(anna())),
        ("forgotten the day before", &[("2026-03-01T09:00:00+03:00", "in")], "08:50", Meaning::Arrival(anna())),
        ("after midnight",         &[("2026-03-01T20:00:00+03:00", "in")], "00:10", Meaning::Choice(anna())),
    ];
    for (what, marks, time, expected) in rows {
        assert_eq!(&anna_at(marks, time), expected, "{what}");
    }

    let mut story = Story::workshop();
    let meaning = |story: &Story, n| {
        scan::meaning(
            &story.state,
            &soap(),
            &DeviceId::new("k1"),
            &badge(n),
            &now("08:41"),
        )
    };
    assert_eq!(meaning(&story, 5), Meaning::Unknown);
    assert_eq!(meaning(&story, 9), Meaning::Staff(PersonId::new("lead")));
    story.office(BadgeRevoked {
        badge: badge(1),
        person: anna(),
        reason: "lost".into(),
    });
    assert_eq!(meaning(&story, 1), Meaning::Revoked(anna()));
    story.office(BadgeIssued {
        badge: badge(1),
        person: anna(),
        until: None,
    });
    assert_eq!(
        meaning(&story, 1),
        Meaning::Revoked(anna()),
        "a dead badge stays dead"
    );
    story.office(BadgeIssued {
        badge: badge(2),
        person: anna(),
        until: None,
    });
    assert_eq!(meaning(&story, 2), Meaning::Arrival(anna()));
    story.office(EnrolmentEnded {
        enrolment: EnrolmentId::new("e-anna"),
        person: anna(),
        on: date("2026-02-27"),
        because: EndReason::OwnWish,
        decision: None,
    });
    assert_eq!(meaning(&story, 2), Meaning::Ended(anna()));
    story.office(EnrolmentStarted {
        enrolment: EnrolmentId::new("e-anna-2"),
        person: anna(),
        service: Service::TemporaryEmployment,
        from: date("2026-04-01"),
        until: None,
    });
    assert_eq!(
        meaning(&story, 2),
        Meaning::NotEnrolled(anna()),
        "another term is to come"
    );

    let mut doubtful = now("08:41");
    doubtful.clock.suspect = true;
    let story = Story::workshop();
    let asked = scan::meaning(
        &story.state,
        &soap(),
        &DeviceId::new("k1"),
        &badge(1),
        &doubtful,
    );
    assert_eq!(asked, Meaning::Ask(anna()), "a doubtful clock asks");
}

#[test]
fn a_participant_marks_only_what_can_follow_and_only_for_themselves() {
    let kiosk = |story: &mut Story, person: &PersonId, time: &str, what: &str| {
        let fact: stupen_domain::wire::Fact = match what {
            "in" => Arrived {
                person: anna(),
                badge: None,
            }
            .into(),
            "break" => BreakStarted { person: anna() }.into(),
            "back" => BreakEnded { person: anna() }.into(),
            _ => Left { person: anna() }.into(),
        };
        story
            .wish(
                "k1.01",
                WriterKind::Kiosk,
                &Actor::participant(person),
                &now(time),
                fact,
            )
            .err()
    };
    let mut story = Story::workshop();
    assert_eq!(
        kiosk(&mut story, &anna(), "08:50", "break"),
        Some(Refusal::NotIn)
    );
    assert_eq!(
        kiosk(&mut story, &anna(), "08:50", "out"),
        Some(Refusal::NotIn)
    );
    assert_eq!(
        kiosk(&mut story, &anna(), "08:50", "back"),
        Some(Refusal::NotOnBreak)
    );
    assert!(matches!(
        kiosk(&mut story, &PersonId::new("lead"), "08:50", "in"),
        Some(Refusal::NotTheirs)
    ));
    assert_eq!(kiosk(&mut story, &anna(), "08:50", "in"), None);
    assert_eq!(
        kiosk(&mut story, &anna(), "08:51", "in"),
        Some(Refusal::AlreadyIn)
    );
    assert_eq!(kiosk(&mut story, &anna(), "10:30", "break"), None);
    assert_eq!(kiosk(&mut story, &anna(), "15:00", "out"), None);
    let view = attendance::day(
        &story.state,
        &soap(),
        &anna(),
        date("2026-03-02"),
        at("15:01"),
    );
    assert_eq!(view.whereabouts, Whereabouts::Gone(at("15:00")));
}

/// A mark of the badge's owner that somebody else made, and what follows: the day, its proposal of a breach, and what
/// the next scan means.
#[test]
fn somebody_elses_mark_counts_nothing_until_staff_settle_it() {
    let said = |mark: Option<EntryRef>| NotMeSaid {
        person: anna(),
        badge: Some(badge(1)),
        mark,
    };
    let next = "2026-03-03T08:00:00+03:00";
    // When the badge was shown, the device that says so, what staff made of it, when it is asked.
    type Settled = Option<Option<&'static str>>;
    #[rustfmt::skip]
    let rows: &[(&str, &str, &str, Settled, &str, &str)] = &[
        ("it waits; nobody is here",          "in",   "k1.01", None,                "09:05", "Expected late 0 worked 0 somebody else"),
        ("late like anybody who has not come", "in",  "k1.01", None,                "09:20", "Expected late 20 worked 0 somebody else"),
        ("it waits the next day too",         "in",   "k1.01", None,                next,    "Unexplained late 0 worked 0 somebody else"),
        ("it did not happen",                 "in",   "k1.01", Some(None),          next,    "Unexplained late 0 worked 0"),
        ("the owner was here after all",      "in",   "k1.01", Some(Some("09:00")), "11:00", "Present late 0 worked 120"),
        ("another kiosk takes nothing back",  "in",   "k2.01", None,                "11:00", "Present late 0 worked 120"),
        ("shown without a mark",              "none", "k1.01", None,                "09:05", "Expected late 0 worked 0 somebody else"),
        ("without a mark, the day over",      "none", "k1.01", None,                next,    "Unexplained late 0 worked 0"),
    ];
    for (what, shown, device, settled, asked_at, expected) in rows {
        let mut story = Story::workshop();
        let mark = (*shown == "in").then(|| story.mark("09:00", "in"));
        story.write(
            device,
            "09:01",
            said(mark.clone()).into(),
            Role::Participant,
        );
        if let Some(becomes) = settled {
            let becomes = becomes.map(|time| Mark {
                what: MarkKind::Arrived,
                at: at(time),
            });
            let corrected = AttendanceCorrected {
                person: anna(),
                day: date("2026-03-02"),
                corrects: mark,
                becomes,
                reason: "marked_by_mistake".into(),
            };
            story
                .wish(
                    "k1.01",
                    WriterKind::Kiosk,
                    &staff(Role::Lead),
                    &now("10:00"),
                    corrected,
                )
                .unwrap();
        }
        assert_eq!(folded(&story, asked_at).trim(), *expected, "{what}");
    }

    let mut story = Story::workshop();
    let mark = story.mark("09:00", "in");
    story.write("k1.01", "09:01", said(Some(mark)).into(), Role::Participant);
    let device = DeviceId::new("k1");
    let owner = scan::meaning(&story.state, &soap(), &device, &badge(1), &now("09:01"));
    assert_eq!(
        owner,
        Meaning::Arrival(anna()),
        "the owner comes right after"
    );
    let span = date("2026-03-02")..=date("2026-03-02");
    let proposed = breaches::proposals(&story.state, &soap(), None, span, at(next));
    assert_eq!(proposed.len(), 0, "nobody knows who came: {proposed:?}");
}

/// What a badge opens on the day after 2 March, by what was written of it.
#[test]
fn a_lent_badge_opens_up_to_its_last_day() {
    enum Step {
        Lend(&'static str, &'static str),
        Lose,
    }
    use Step::{Lend, Lose};
    #[rustfmt::skip]
    let rows: &[(&str, &[Step], &str, BadgeStatus)] = &[
        ("on its day",             &[Lend("anna", "2026-03-02")], "2026-03-02", BadgeStatus::Held(anna())),
        ("the day after",          &[Lend("anna", "2026-03-02")], "2026-03-03", BadgeStatus::Unknown),
        ("lent anew to another",   &[Lend("anna", "2026-03-02"), Lend("boris", "2026-03-03")], "2026-03-03", BadgeStatus::Held(PersonId::new("boris"))),
        ("lost on its day",        &[Lend("anna", "2026-03-02"), Lose], "2026-03-02", BadgeStatus::Revoked(anna())),
        ("lost, never lent again", &[Lend("anna", "2026-03-02"), Lose, Lend("anna", "2026-03-03")], "2026-03-03", BadgeStatus::Revoked(anna())),
    ];
    for (what, steps, day, expected) in rows {
        let mut story = Story::workshop();
        for step in *steps {
            let lent = badge(5);
            let fact: Fact = match step {
                Lend(who, until) => BadgeIssued {
                    badge: lent,
                    person: PersonId::new(*who),
                    until: Some(date(until)),
                }
                .into(),
                Lose => BadgeRevoked {
                    badge: lent,
                    person: anna(),
                    reason: "lost".into(),
                }
                .into(),
            };
            story.office(fact);
        }
        let status = people::badge_status(&story.state, &badge(5), date(day));
        assert_eq!(status, *expected, "{what}");
        assert!(
            people::badges(&story.state, &anna()).contains(&badge(1)),
            "{what}: the own one opens"
        );
    }
    // Nothing is lent for a day that is over.
    let late = BadgeIssued {
        badge: badge(5),
        person: anna(),
        until: Some(date("2026-03-01")),
    };
    let refused = Story::workshop().wish(
        "k1.01",
        WriterKind::Kiosk,
        &staff(Role::Lead),
        &now("10:00"),
        late,
    );
    assert!(
        matches!(refused, Err(Refusal::Invalid { field: "until", .. })),
        "{refused:?}"
    );
}

/// Two kiosks that knew nothing of each other gave one spare, the later to Boris: what Vera has lost by it on 2 March.
#[test]
fn whoever_lost_a_spare_to_another_is_told_of() {
    enum Step {
        Give(&'static str, u8, Option<&'static str>),
        Lose(&'static str, u8),
    }
    use Step::{Give, Lose};
    let both = || vec![Give("vera", 5, None), Give("boris", 5, None)];
    let and = |more: Step| {
        let mut steps = both();
        steps.push(more);
        steps
    };
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<Step>, &str, Option<&str>)> = vec![
        ("only she has it",          vec![Give("vera", 5, None)], "vera",  None),
        ("both were given it",       both(),                      "vera",  Some("boris")),
        ("who has it misses none",   both(),                      "boris", None),
        ("she was given another",    and(Give("vera", 6, None)),  "vera",  None),
        ("the other's was revoked",  and(Lose("boris", 5)),       "vera",  None),
        ("both were lent it today",  vec![Give("vera", 5, Some("2026-03-02")), Give("boris", 5, Some("2026-03-02"))], "vera", Some("boris")),
        ("hers was only lent, before", vec![Give("vera", 5, Some("2026-03-01")), Give("boris", 5, None)], "vera", None),
    ];
    for (what, steps, of, expected) in rows {
        let mut story = Story::workshop();
        for step in steps {
            let fact: Fact = match step {
                Give(who, which, until) => BadgeIssued {
                    badge: badge(which),
                    person: PersonId::new(who),
                    until: until.map(date),
                }
                .into(),
                Lose(who, which) => BadgeRevoked {
                    badge: badge(which),
                    person: PersonId::new(who),
                    reason: "lost".into(),
                }
                .into(),
            };
            story.office(fact);
        }
        let other = people::badge_went_to(&story.state, &PersonId::new(of), date("2026-03-02"));
        assert_eq!(other, expected.map(PersonId::new), "{what}");
    }
}

/// When the badge of Anna's arrival was revoked, and what staff did about it: a kiosk that had not heard of it let her in.
#[test]
fn an_arrival_by_a_revoked_badge_counts_and_asks_staff() {
    let late = "Present late 31 worked 29 ";
    type Row<'a> = (&'a str, Option<&'a str>, Option<&'a str>, String, bool);
    #[rustfmt::skip]
    let rows: [Row<'_>; 6] = [
        ("never revoked",              None,          None,         late.to_string(),                        true),
        ("revoked after it",           Some("09:40"), None,         late.to_string(),                        true),
        ("revoked before it",          Some("08:00"), None,         format!("{late}revoked badge"),          false),
        ("revoked at that moment",     Some("09:31"), None,         format!("{late}revoked badge"),          false),
        ("it was Anna, as staff say",  Some("08:00"), Some("09:31"), late.to_string(),                       true),
        ("it was not she",             Some("08:00"), Some("never"), "Expected late 60 worked 0 ".to_string(), false),
    ];
    for (row, revoked, settled, expected, proposes) in rows {
        let mut story = Story::workshop();
        let mark = story.mark("09:31", "in");
        if let Some(revoked) = revoked {
            let revoked_badge = BadgeRevoked {
                badge: badge(1),
                person: anna(),
                reason: "lost".into(),
            };
            story.write("server.01", revoked, revoked_badge.into(), Role::Manager);
        }
        if let Some(time) = settled {
            let correction = AttendanceCorrected {
                person: anna(),
                day: date("2026-03-02"),
                corrects: Some(mark),
                becomes: (time != "never").then(|| Mark {
                    what: MarkKind::Arrived,
                    at: at(time),
                }),
                reason: "nobody_marked".into(),
            };
            story.write("k2.01", "09:50", correction.into(), Role::Lead);
        }
        assert_eq!(folded(&story, "10:00"), expected, "{row}");
        let day = date("2026-03-02");
        let open =
            breaches::proposals(&story.state, &soap(), Some(&anna()), day..=day, at("10:00"));
        let late = open.iter().any(|one| one.cause == BreachCause::Late);
        assert_eq!(late, proposes, "{row}");
    }
}
