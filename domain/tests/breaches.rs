//! Breaches as tables: what may be recorded, what counts, what the log proposes (docs/domain.md section 2.6).

use crate::common::*;
use stupen_domain::attendance::{self, DayMark};
use stupen_domain::breaches::Counts;
use stupen_domain::entry::EntryRef;
use stupen_domain::entry::{Audience, Clock, Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::wire::{Fact, Payload};
use stupen_domain::{Actor, Command, NewEntry, Refusal, State, breaches};

const FORM: &str = r#"{"regulations":[
    {"id":"phone","picture":"pictogram:phone","title":{"ru":"т","en":"t"},"told":{"ru":"т","en":"t"}}],
    "agreed":[{"id":"talk","picture":"pictogram:talk","title":{"ru":"т","en":"t"}}],
    "said":[],"places":[{"id":"table","picture":"pictogram:table","title":{"ru":"т","en":"t"}}]}"#;

fn breach(id: &str) -> BreachRecorded {
    BreachRecorded {
        breach: BreachId::new(id),
        person: anna(),
        enrolment: EnrolmentId::new("e-anna"),
        regulation: "phone".into(),
        version: 3,
        day: date("2026-03-02"),
        until: None,
        time: None,
        place: None,
        agreed: None,
        cause: None,
    }
}

fn wish(story: &mut Story, fact: impl Into<Command>) -> Option<Refusal> {
    story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &staff(Role::Lead),
            &now("2026-03-03T10:00:00+03:00"),
            fact,
        )
        .err()
}

/// Anna has not come yet.
fn at_home() -> Story {
    let mut story = Story::workshop();
    story.office(FormSet {
        form: "regulations".into(),
        version: 3,
        body: FORM.into(),
    });
    story
}

/// Anna came late on the second of March.
fn late_once() -> Story {
    let mut story = at_home();
    story.mark("09:40", "in");
    story.mark("15:00", "out");
    story
}

fn invalid(field: &'static str) -> Option<Refusal> {
    Some(Refusal::Invalid {
        field,
        problem: "is not in this version of the form",
    })
}

#[test]
fn a_breach_is_recorded_within_an_enrolment_by_a_known_regulation() {
    let with = |change: &dyn Fn(&mut BreachRecorded)| {
        let mut f = breach("b1");
        change(&mut f);
        f
    };
    #[rustfmt::skip]
    let rows = [
        ("as it is",                  with(&|_| ()), None),
        ("known already",             with(&|f| f.breach = BreachId::new("b0")), Some(Refusal::AlreadyRecorded)),
        ("nobody",                    with(&|f| f.person = PersonId::new("ivan")), Some(Refusal::UnknownPerson(PersonId::new("ivan")))),
        ("another enrolment",         with(&|f| f.enrolment = EnrolmentId::new("e-2")), Some(Refusal::NoSuchEnrolment)),
        ("before the enrolment",      with(&|f| f.day = date("2026-02-01")), Some(Refusal::NotEnrolled(anna()))),
        ("its first day",             with(&|f| f.day = date("2026-02-02")), None),
        ("tomorrow",                  with(&|f| f.day = date("2026-03-04")), Some(Refusal::InFuture("day"))),
        ("no regulation",             with(&|f| f.regulation = " ".into()), Some(Refusal::Empty("regulation"))),
        ("a regulation of no form",   with(&|f| f.regulation = "shoes".into()), invalid("regulation")),
        ("a version nobody has here", with(&|f| { f.version = 9; f.regulation = "shoes".into() }), None),
        ("a place of the form",       with(&|f| f.place = Some("table".into())), None),
        ("a place of no form",        with(&|f| f.place = Some("moon".into())), invalid("place")),
        ("agreed by the form",        with(&|f| f.agreed = Some("talk".into())), None),
        ("agreed by no form",         with(&|f| f.agreed = Some("sing".into())), invalid("agreed")),
        ("for the lateness",          with(&|f| f.cause = Some(BreachCause::Late)), None),
        ("for an absence that was none", with(&|f| f.cause = Some(BreachCause::Absent)), Some(Refusal::NothingProposed)),
    ];
    for (row, fact, expected) in rows {
        let mut story = late_once();
        assert_eq!(wish(&mut story, breach("b0")), None);
        assert_eq!(wish(&mut story, fact), expected, "{row}");
    }
}

#[test]
fn being_told_needs_a_breach_that_stands() {
    let told = |id: &str, confirmed| BreachTold {
        breach: BreachId::new(id),
        person: anna(),
        confirmed,
        otherwise: false,
    };
    let mut story = late_once();
    let view = |story: &Story| {
        let told = breaches::breach(&story.state, &anna(), &BreachId::new("b1"))
            .unwrap()
            .told;
        told.map(|told| told.confirmed)
    };
    assert_eq!(
        wish(&mut story, told("b1", true)),
        Some(Refusal::NoSuchBreach)
    );
    assert_eq!(wish(&mut story, breach("b1")), None);
    assert_eq!(view(&story), None);
    assert_eq!(wish(&mut story, told("b1", false)), None);
    assert_eq!(view(&story), Some(false));
    assert_eq!(wish(&mut story, told("b1", true)), None);
    assert_eq!(view(&story), Some(true));
    assert_eq!(
        wish(&mut story, told("b1", true)),
        Some(Refusal::AlreadyRecorded)
    );
    let boris = story.wish(
        "k1.01",
        WriterKind::Kiosk,
        &Actor::participant(&PersonId::new("boris")),
        &now("2026-03-03T10:00:00+03:00"),
        told("b1", true),
    );
    assert_eq!(boris.err(), Some(Refusal::NotTheirs));
    let described = BreachDescribed {
        breach: BreachId::new("b9"),
        person: anna(),
        happened: "…".into(),
        said: String::new(),
        said_picture: None,
        agreed: String::new(),
    };
    assert_eq!(wish(&mut story, described), Some(Refusal::NoSuchBreach));
}

#[test]
fn a_breach_counts_by_when_it_was_recorded_and_how_many_stand() {
    // Recorded in this order: id, day. The first two are of one lateness.
    let recorded = [
        ("late", "2026-03-02"),
        ("again", "2026-03-02"),
        ("third", "2026-03-03"),
        ("before", "2026-02-20"),
    ];
    #[rustfmt::skip]
    let rows: [(&str, &[&str], [&str; 4]); 5] = [
        // what, annulled, what each counts as
        ("none annulled",                  &[],                ["1 of 3", "same as late", "2 of 3", "3 of 3"]),
        ("one of two of the same",         &["late"],          ["annulled", "1 of 3", "2 of 3", "3 of 3"]),
        ("both of the same",               &["late", "again"], ["annulled", "annulled", "1 of 2", "2 of 2"]),
        ("one between",                    &["third"],         ["1 of 2", "same as late", "annulled", "2 of 2"]),
        ("the one of the earliest day",    &["before"],        ["1 of 2", "same as late", "2 of 2", "annulled"]),
    ];
    for (row, annulled, expected) in rows {
        let mut story = late_once();
        for (id, day) in recorded {
            let cause = (day == "2026-03-02").then_some(BreachCause::Late);
            let fact = BreachRecorded {
                day: date(day),
                cause,
                ..breach(id)
            };
            // As two kiosks that knew nothing of each other recorded them.
            story.write("k1.01", "16:00", fact.into(), Role::Lead);
        }
        for id in annulled {
            let fact = BreachAnnulled {
                breach: BreachId::new(*id),
                person: anna(),
                reason: "no_transport".into(),
            };
            assert_eq!(wish(&mut story, fact), None, "{row}");
        }
        let strikes = breaches::strikes(&story.state, &anna(), &EnrolmentId::new("e-anna"));
        let found: Vec<String> = breaches::breaches(&story.state, &anna())
            .iter()
            .map(|view| match breaches::counts(&strikes, view) {
                Counts::Strike { nth, standing } => format!("{nth} of {standing}"),
                Counts::Same(other) => format!("same as {other}"),
                Counts::Annulled => "annulled".into(),
                Counts::Uncounted => "does not count".into(),
            })
            .collect();
        assert_eq!(found, expected, "{row}");
    }
}

#[test]
fn breaches_in_orientation_are_recorded_and_do_not_count() {
    let mut story = Story::workshop();
    story.person("boris", "Борис", None);
    let boris = PersonId::new("boris");
    story.office(EnrolmentStarted {
        enrolment: EnrolmentId::new("e-boris"),
        person: boris.clone(),
        service: Service::Orientation,
        from: date("2026-02-16"),
        until: Some(date("2026-03-15")),
    });
    for id in ["b1", "b2", "b3"] {
        let fact = BreachRecorded {
            person: boris.clone(),
            enrolment: EnrolmentId::new("e-boris"),
            ..breach(id)
        };
        assert_eq!(wish(&mut story, fact), None);
    }
    let enrolment = EnrolmentId::new("e-boris");
    assert_eq!(breaches::breaches(&story.state, &boris).len(), 3);
    assert_eq!(breaches::strikes(&story.state, &boris, &enrolment), []);
    for view in breaches::breaches(&story.state, &boris) {
        assert_eq!(breaches::counts(&[], &view), Counts::Uncounted);
    }
    assert_eq!(
        breaches::with_strikes(&story.state, &soap(), date("2026-03-02")),
        []
    );
}

/// What the log proposes from 27 February to 4 March, asked on a day: day and cause, minutes.
fn proposed(state: &State, asked_at: &str) -> String {
    let days = date("2026-02-27")..=date("2026-03-04");
    breaches::proposals(state, &soap(), None, days, at(asked_at))
        .iter()
        .map(|proposal| {
            let minutes = proposal.late_min.map_or(String::new(), |m| format!(" {m}"));
            format!(
                "{} {:?}{minutes}",
                proposal.day.format("%m-%d"),
                proposal.cause
            )
        })
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn lateness_and_unexplained_absence_only_propose() {
    let absence = |day: &str, excused| -> Fact {
        AbsenceNoted {
            person: anna(),
            from: date(day),
            until: date(day),
            excused,
        }
        .into()
    };
    let recorded = |cause, day: &str| -> Fact {
        BreachRecorded {
            cause: Some(cause),
            day: date(day),
            ..breach("b1")
        }
        .into()
    };
    let stay = |from: &str| -> Fact {
        PlacementStarted {
            placement: PlacementId::new("p1"),
            person: anna(),
            enrolment: None,
            what: PlacementKind::Internship,
            from: date(from),
            until: None,
        }
        .into()
    };
    let annulled = Fact::from(BreachAnnulled {
        breach: BreachId::new("b1"),
        person: anna(),
        reason: "no_transport".into(),
    });
    let declined = |cause, day: &str| -> Fact {
        BreachProposalDeclined {
            person: anna(),
            day: date(day),
            until: None,
            cause,
            reason: "no_transport".into(),
        }
        .into()
    };
    let ended = |on: &str| -> Fact {
        EnrolmentEnded {
            enrolment: EnrolmentId::new("e-anna"),
            person: anna(),
            on: date(on),
            because: EndReason::OwnWish,
            decision: None,
        }
        .into()
    };
    const EVENING: &str = "2026-03-03T20:00:00+03:00";
    #[rustfmt::skip]
    let rows: Vec<(&str, &str, Vec<Fact>, &str)> = vec![
        ("all of it",                     EVENING, vec![], "02-27 Absent, 03-02 Late 40, 03-03 Absent"),
        ("while the day lasts",           "2026-03-03T11:00:00+03:00", vec![], "02-27 Absent, 03-02 Late 40"),
        ("before the day",                "2026-02-26T11:00:00+03:00", vec![], ""),
        ("late, today",                   "2026-03-02T10:00:00+03:00", vec![], "02-27 Absent, 03-02 Late 40"),
        ("excused afterwards",            EVENING, vec![absence("2026-03-03", true), absence("2026-03-02", true)], "02-27 Absent"),
        ("noted, not excused",            EVENING, vec![absence("2026-03-03", false)], "02-27 Absent, 03-02 Late 40, 03-03 Absent"),
        ("recorded",                      EVENING, vec![recorded(BreachCause::Late, "2026-03-02")], "02-27 Absent, 03-03 Absent"),
        ("recorded and annulled",         EVENING, vec![recorded(BreachCause::Late, "2026-03-02"), annulled], "02-27 Absent, 03-03 Absent"),
        ("recorded for another cause",    EVENING, vec![breach("b1").into()], "02-27 Absent, 03-02 Late 40, 03-03 Absent"),
        ("let be",                        EVENING, vec![declined(BreachCause::Absent, "2026-02-27")], "03-02 Late 40, 03-03 Absent"),
        ("the other cause let be",        EVENING, vec![declined(BreachCause::Late, "2026-02-27")], "02-27 Absent, 03-02 Late 40, 03-03 Absent"),
        ("at an external site since",     EVENING, vec![stay("2026-03-02")], "02-27 Absent"),
        ("the enrolment has ended",       EVENING, vec![ended("2026-03-02")], ""),
        ("its last day, told before",     EVENING, vec![ended("2026-03-03")], "02-27 Absent, 03-02 Late 40, 03-03 Absent"),
        ("its last day lies ahead",       EVENING, vec![ended("2026-03-06")], "02-27 Absent, 03-02 Late 40, 03-03 Absent"),
    ];
    for (row, asked_at, facts, expected) in rows {
        let mut story = late_once();
        boris(&mut story, "soap");
        for day in ["2026-02-27", "2026-03-02", "2026-03-03"] {
            came(&mut story, "boris", day, false);
        }
        for fact in facts {
            story.write("k1.01", "16:00", fact, Role::Lead);
        }
        assert_eq!(proposed(&story.state, asked_at), expected, "{row}");
    }
}

/// An absence that goes on is one proposal. Boris came every day; Anna from the table only.
#[test]
fn an_absence_that_goes_on_is_one_proposal() {
    const WEEK: [&str; 6] = ["02-25", "02-26", "02-27", "03-02", "03-03", "03-04"];
    let away = |on: &str, excused| -> Fact {
        AbsenceNoted {
            person: anna(),
            from: date(on),
            until: date(on),
            excused,
        }
        .into()
    };
    let recorded = |id: &str, from: &str, until: Option<&str>| -> Fact {
        BreachRecorded {
            cause: Some(BreachCause::Absent),
            day: date(from),
            until: until.map(date),
            ..breach(id)
        }
        .into()
    };
    let declined = |from: &str, until: Option<&str>| -> Fact {
        BreachProposalDeclined {
            person: anna(),
            day: date(from),
            until: until.map(date),
            cause: BreachCause::Absent,
            reason: "no_transport".into(),
        }
        .into()
    };
    let site = |from: &str, until: &str| -> Vec<Fact> {
        let placement = PlacementId::new("p1");
        let started = PlacementStarted {
            placement: placement.clone(),
            person: anna(),
            enrolment: None,
            what: PlacementKind::Internship,
            from: date(from),
            until: None,
        };
        let ended = PlacementEnded {
            placement,
            person: anna(),
            on: date(until),
            because: PlacementEnd::Completed,
        };
        vec![started.into(), ended.into()]
    };
    // What it is about, on which days Anna came and on which nobody, what was recorded, what is proposed.
    type Row = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
        Vec<Fact>,
        &'static str,
    );
    #[rustfmt::skip]
    let rows: Vec<Row> = vec![
        ("over a weekend",             &[], &[], vec![], "02-25..03-04"),
        ("a day on which she came",    &["02-27"], &[], vec![], "02-25..02-26, 03-02..03-04"),
        ("one day stays one",          &["02-25", "02-27", "03-03", "03-04"], &[], vec![], "02-26, 03-02"),
        ("a day excused",              &[], &[], vec![away("2026-02-27", true)], "02-25..02-26, 03-02..03-04"),
        ("a day noted, not excused",   &[], &[], vec![away("2026-02-27", false)], "02-25..03-04"),
        ("days at a site",             &[], &[], site("2026-02-26", "2026-03-02"), "02-25, 03-03..03-04"),
        ("nobody came on a day",       &[], &["02-27"], vec![], "02-25..03-04"),
        ("nobody came at its end",     &[], &["03-03", "03-04"], vec![], "02-25..03-02"),
        ("recorded whole",             &[], &[], vec![recorded("b1", "2026-02-25", Some("2026-03-04"))], ""),
        ("it went on after that",      &[], &[], vec![recorded("b1", "2026-02-25", Some("2026-02-27"))], "03-02..03-04"),
        ("one of its days recorded",   &[], &[], vec![recorded("b1", "2026-02-27", None)], "02-25..02-26, 03-02..03-04"),
        ("let be whole",               &[], &[], vec![declined("2026-02-25", Some("2026-03-04"))], ""),
        ("its beginning let be",       &[], &[], vec![declined("2026-02-25", Some("2026-02-26"))], "02-27..03-04"),
        ("an end before its first day is none", &[], &[], vec![declined("2026-02-26", Some("2026-02-20"))], "02-25, 02-27..03-04"),
    ];
    for (row, anna_came, nobody_came, facts, expected) in rows {
        let mut story = at_home();
        boris(&mut story, "soap");
        for day in WEEK {
            if !nobody_came.contains(&day) {
                came(&mut story, "boris", &format!("2026-{day}"), false);
            }
            if anna_came.contains(&day) {
                came(&mut story, "anna", &format!("2026-{day}"), false);
            }
        }
        for fact in facts {
            story.write("k1.01", "16:00", fact, Role::Lead);
        }
        let days = date("2026-02-25")..=date("2026-03-04");
        let now = at("2026-03-04T20:00:00+03:00");
        let found = breaches::proposals(&story.state, &soap(), Some(&anna()), days, now);
        let said: Vec<String> = found
            .iter()
            .map(|run| {
                assert_eq!(run.cause, BreachCause::Absent, "{row}");
                let first = run.day.format("%m-%d");
                run.last().map_or(format!("{first}"), |last| {
                    format!("{first}..{}", last.format("%m-%d"))
                })
            })
            .collect();
        assert_eq!(said.join(", "), expected, "{row}");
    }
}

/// What answers an absence names the days that it has when it is answered: all of them, nothing more and nothing less.
#[test]
fn an_absence_is_answered_by_its_days() {
    #[rustfmt::skip]
    let rows: [(&str, &str, Option<&str>, Option<Refusal>); 13] = [
        ("all of it",              "2026-02-25", Some("2026-03-02"), None),
        ("its first days",         "2026-02-25", Some("2026-02-26"), Some(Refusal::ProposalMoved)),
        ("its first day alone",    "2026-02-25", None, Some(Refusal::ProposalMoved)),
        ("days in its middle",     "2026-02-26", Some("2026-02-27"), Some(Refusal::ProposalMoved)),
        ("a day in its middle",    "2026-02-26", None, Some(Refusal::ProposalMoved)),
        ("its last days",          "2026-02-26", Some("2026-03-02"), Some(Refusal::ProposalMoved)),
        ("its last day alone",     "2026-03-02", None, Some(Refusal::ProposalMoved)),
        ("more than it has",       "2026-02-25", Some("2026-03-04"), Some(Refusal::ProposalMoved)),
        ("from a day off",         "2026-02-28", Some("2026-03-02"), Some(Refusal::ProposalMoved)),
        ("to a day off",           "2026-02-25", Some("2026-02-28"), Some(Refusal::ProposalMoved)),
        ("from a day at work",     "2026-02-24", Some("2026-03-02"), Some(Refusal::NothingProposed)),
        ("a day at work",          "2026-03-03", None, Some(Refusal::NothingProposed)),
        ("backwards",              "2026-02-27", Some("2026-02-25"), Some(Refusal::Invalid { field: "until", problem: "lies before the beginning" })),
    ];
    let away = || {
        let mut story = at_home();
        boris(&mut story, "soap");
        for day in ["02-24", "02-25", "02-26", "02-27", "03-02", "03-03"] {
            came(&mut story, "boris", &format!("2026-{day}"), false);
        }
        for day in ["02-24", "03-03"] {
            came(&mut story, "anna", &format!("2026-{day}"), false);
        }
        story
    };
    for (row, from, until, expected) in rows {
        let recorded = BreachRecorded {
            cause: Some(BreachCause::Absent),
            day: date(from),
            until: until.map(date),
            ..breach("b1")
        };
        let declined = BreachProposalDeclined {
            person: anna(),
            day: date(from),
            until: until.map(date),
            cause: BreachCause::Absent,
            reason: "no_transport".into(),
        };
        let (mut one, mut other) = (away(), away());
        assert_eq!(wish(&mut one, recorded.clone()), expected, "{row}");
        assert_eq!(
            wish(&mut other, declined.clone()),
            expected,
            "{row}, let be"
        );
        // Either has answered it; and what was refused has answered nothing.
        let settled = expected.or(Some(Refusal::NothingProposed));
        assert_eq!(
            wish(&mut one, declined),
            settled,
            "{row}, let be after that"
        );
        assert_eq!(
            wish(&mut other, recorded),
            settled,
            "{row}, recorded after that"
        );
    }
    let mut story = late_once();
    let late = BreachRecorded {
        cause: Some(BreachCause::Late),
        until: Some(date("2026-03-03")),
        ..breach("b1")
    };
    let phone = BreachRecorded {
        until: Some(date("2026-03-03")),
        ..breach("b1")
    };
    let refused = Refusal::Invalid {
        field: "until",
        problem: "is of an absence only",
    };
    assert_eq!(wish(&mut story, late), Some(refused.clone()));
    assert_eq!(wish(&mut story, phone), Some(refused));
    // All its days have to be open when it is decided; what claims too many is believed for a month.
    let days_of = |until: &str| {
        State::days_of(&Fact::from(BreachProposalDeclined {
            person: anna(),
            day: date("2026-02-25"),
            until: Some(date(until)),
            cause: BreachCause::Absent,
            reason: "no_transport".into(),
        }))
    };
    assert_eq!(
        days_of("2026-02-27"),
        ["2026-02-25", "2026-02-26", "2026-02-27"].map(date)
    );
    assert_eq!(days_of("9999-12-31").len(), 31);
}

/// Two of the staff, at two kiosks, recorded an absence that went on: from the same day on it is one strike, and no third
/// one joins two that are apart.
#[test]
fn absences_from_the_same_day_on_are_one_strike() {
    const NONE: Option<&str> = None;
    // What it is about, the breaches with their days, those that were annulled, the strikes.
    type Recorded = (&'static str, &'static str, Option<&'static str>);
    type Row = (
        &'static str,
        &'static [Recorded],
        &'static [&'static str],
        usize,
    );
    #[rustfmt::skip]
    let rows: [Row; 11] = [
        ("the same days",         &[("a", "2026-02-25", Some("2026-02-27")), ("b", "2026-02-25", Some("2026-02-27"))], &[], 1),
        ("a day later, longer",   &[("a", "2026-02-25", Some("2026-02-26")), ("b", "2026-02-25", Some("2026-02-27"))], &[], 1),
        ("longer first",          &[("a", "2026-02-25", Some("2026-02-27")), ("b", "2026-02-25", NONE)], &[], 1),
        ("begun on other days",   &[("a", "2026-02-25", Some("2026-02-26")), ("b", "2026-02-26", Some("2026-02-27"))], &[], 2),
        ("one after the other",   &[("a", "2026-02-25", Some("2026-02-26")), ("b", "2026-02-27", NONE)], &[], 2),
        ("one of them annulled",  &[("a", "2026-02-25", Some("2026-02-26")), ("b", "2026-02-25", Some("2026-02-27"))], &["a"], 1),
        ("both annulled",         &[("a", "2026-02-25", Some("2026-02-26")), ("b", "2026-02-25", Some("2026-02-27"))], &["a", "b"], 0),
        ("one over two, last",    &[("a", "2026-02-25", NONE), ("b", "2026-02-27", NONE), ("c", "2026-02-25", Some("2026-02-27"))], &[], 2),
        ("one over two, first",   &[("c", "2026-02-25", Some("2026-02-27")), ("a", "2026-02-25", NONE), ("b", "2026-02-27", NONE)], &[], 2),
        ("one over two, between", &[("a", "2026-02-25", NONE), ("c", "2026-02-25", Some("2026-02-27")), ("b", "2026-02-27", NONE)], &[], 2),
        ("and that one annulled", &[("c", "2026-02-25", Some("2026-02-27")), ("a", "2026-02-25", NONE), ("b", "2026-02-27", NONE)], &["c"], 2),
    ];
    for (row, all, annulled, expected) in rows {
        let mut story = late_once();
        for (id, day, until) in all {
            let fact = BreachRecorded {
                cause: Some(BreachCause::Absent),
                day: date(day),
                until: until.map(date),
                ..breach(id)
            };
            story.write("k1.01", "16:00", fact.into(), Role::Lead);
        }
        for id in annulled {
            let fact = BreachAnnulled {
                breach: BreachId::new(*id),
                person: anna(),
                reason: "no_transport".into(),
            };
            story.write("k1.01", "16:30", fact.into(), Role::Lead);
        }
        let strikes = breaches::strikes(&story.state, &anna(), &EnrolmentId::new("e-anna"));
        assert_eq!(strikes.len(), expected, "{row}");
    }
}

/// Boris, enrolled at a workshop.
fn boris(story: &mut Story, workshop: &str) {
    story.person("boris", "Борис", None);
    let new = NewEntry {
        scope: format!("w:{workshop}"),
        audience: Audience::Floor,
        role: Role::Manager,
        occurred_at: at("2026-02-01T12:00:00+03:00"),
        payload: Payload {
            by: None,
            over: vec![],
            fact: EnrolmentStarted {
                enrolment: EnrolmentId::new("e-boris"),
                person: PersonId::new("boris"),
                service: Service::TemporaryEmployment,
                from: date("2026-02-02"),
                until: None,
            }
            .into(),
        },
    };
    story.append("server.01", new, now("2026-02-01T12:00:00+03:00").clock);
}

/// Somebody comes at nine, by a clock that may be in doubt.
fn came(story: &mut Story, who: &str, day: &str, suspect: bool) -> EntryRef {
    let new = NewEntry {
        scope: "w:soap".into(),
        audience: Audience::Floor,
        role: Role::Participant,
        occurred_at: at(&format!("{day}T09:00:00+03:00")),
        payload: Payload {
            by: Some(PersonId::new(who)),
            over: vec![],
            fact: Arrived {
                person: PersonId::new(who),
                badge: None,
            }
            .into(),
        },
    };
    let clock = Clock {
        suspect,
        boot: "boot-9".into(),
        mono_ms: 0,
    };
    story.append("k1.01", new, clock)
}

#[test]
fn a_day_on_which_nobody_came_says_nothing_of_anybody() {
    const DAY: &str = "2026-03-03";
    const EVENING: &str = "2026-03-03T20:00:00+03:00";
    type Before = fn(&mut Story);
    let corrected = |story: &mut Story, corrects, becomes| {
        let fact = AttendanceCorrected {
            person: PersonId::new("boris"),
            day: date(DAY),
            corrects,
            becomes,
            reason: "nobody_marked".into(),
        };
        story.write("k1.01", EVENING, fact.into(), Role::Lead);
    };
    #[rustfmt::skip]
    let rows: [(&str, &str, Before, bool); 8] = [
        ("nobody came",                          EVENING, |story| boris(story, "soap"), false),
        ("asked weeks later",                    "2026-03-20T10:00:00+03:00", |story| boris(story, "soap"), false),
        ("somebody came",                        EVENING, |story| { boris(story, "soap"); came(story, "boris", DAY, false); }, true),
        ("somebody came, on another day",        EVENING, |story| { boris(story, "soap"); came(story, "boris", "2026-03-02", false); }, false),
        ("one of another workshop",              EVENING, |story| { boris(story, "wood"); came(story, "boris", DAY, false); }, false),
        ("by a clock in doubt",                  EVENING, |story| { boris(story, "soap"); came(story, "boris", DAY, true); }, false),
        ("only a member of staff was at a kiosk", EVENING, |story| { boris(story, "soap"); came(story, "lead", DAY, false); }, false),
        ("a call for help alone",                EVENING, |story| {
            boris(story, "soap");
            let asked = HelpAsked { help: HelpId::new("h1"), person: Some(PersonId::new("boris")), operation: None, step: None };
            story.write("k1.01", "2026-03-03T10:00:00+03:00", asked.into(), Role::Participant);
        }, false),
    ];
    let absent = |story: &Story, asked_at: &str| {
        let days = date(DAY)..=date(DAY);
        let found = breaches::proposals(&story.state, &soap(), Some(&anna()), days, at(asked_at));
        // However the day is judged, it is shown as it is.
        let day = attendance::day(&story.state, &soap(), &anna(), date(DAY), at(asked_at));
        assert_eq!(day.mark, DayMark::Unexplained);
        found
            .iter()
            .any(|proposal| proposal.cause == BreachCause::Absent)
    };
    for (row, asked_at, before, expected) in rows {
        let mut story = late_once();
        before(&mut story);
        assert_eq!(absent(&story, asked_at), expected, "{row}");
    }
    // An arrival that is taken back is none, and one that staff add is one.
    let mut story = late_once();
    boris(&mut story, "soap");
    let arrival = came(&mut story, "boris", DAY, false);
    corrected(&mut story, Some(arrival), None);
    assert!(!absent(&story, EVENING));
    let mark = Mark {
        what: MarkKind::Arrived,
        at: at("2026-03-03T09:05:00+03:00"),
    };
    corrected(&mut story, None, Some(mark));
    assert!(absent(&story, EVENING));
    // What is not proposed can be neither recorded as such nor let be.
    let mut story = late_once();
    let declined = BreachProposalDeclined {
        person: anna(),
        day: date("2026-02-27"),
        until: None,
        cause: BreachCause::Absent,
        reason: "no_transport".into(),
    };
    assert_eq!(wish(&mut story, declined), Some(Refusal::NothingProposed));
}

#[test]
fn a_doubtful_clock_proposes_nothing_against_anybody() {
    let mut story = Story::workshop();
    let new = NewEntry {
        scope: "w:soap".into(),
        audience: Audience::Floor,
        role: Role::Participant,
        occurred_at: at("09:40"),
        payload: Payload {
            by: Some(anna()),
            over: vec![],
            fact: Arrived {
                person: anna(),
                badge: None,
            }
            .into(),
        },
    };
    let clock = Clock {
        suspect: true,
        boot: "boot-9".into(),
        mono_ms: 0,
    };
    story.append("k1.01", new, clock);
    let days = date("2026-03-02")..=date("2026-03-02");
    let found = breaches::proposals(&story.state, &soap(), Some(&anna()), days, at("10:00"));
    assert_eq!(found, []);
}

#[test]
fn a_proposal_is_answered_once() {
    let declined = |cause| BreachProposalDeclined {
        person: anna(),
        day: date("2026-03-02"),
        until: None,
        cause,
        reason: "no_transport".into(),
    };
    let mut story = late_once();
    let no_reason = BreachProposalDeclined {
        reason: " ".into(),
        ..declined(BreachCause::Late)
    };
    assert_eq!(wish(&mut story, no_reason), Some(Refusal::Empty("reason")));
    assert_eq!(
        wish(&mut story, declined(BreachCause::Absent)),
        Some(Refusal::NothingProposed)
    );
    assert_eq!(wish(&mut story, declined(BreachCause::Late)), None);
    assert_eq!(
        wish(&mut story, declined(BreachCause::Late)),
        Some(Refusal::NothingProposed)
    );
    let recorded = BreachRecorded {
        cause: Some(BreachCause::Late),
        ..breach("b1")
    };
    assert_eq!(wish(&mut story, recorded), Some(Refusal::NothingProposed));
    // The day that a wish rests on has to be open when it is decided.
    let declined = Fact::from(declined(BreachCause::Late));
    assert_eq!(State::days_of(&declined), [date("2026-03-02")]);
    assert_eq!(State::days_of(&breach("b1").into()), []);
}

#[test]
fn what_belongs_to_another_workshop_is_left_there() {
    let mut story = late_once();
    assert_eq!(wish(&mut story, breach("b1")), None);
    let mut elsewhere = here(WriterKind::Kiosk);
    elsewhere.workshop = WorkshopId::new("wood");
    let at_wood = |story: &Story, fact: Fact| {
        let command = Command {
            fact,
            occurred_at: None,
        };
        let now = now("2026-03-03T10:00:00+03:00");
        stupen_domain::decide(&story.state, command, &staff(Role::Lead), &elsewhere, &now).err()
    };
    let annulled = BreachAnnulled {
        breach: BreachId::new("b1"),
        person: anna(),
        reason: "no_transport".into(),
    };
    assert_eq!(
        at_wood(&story, annulled.into()),
        Some(Refusal::NoSuchBreach)
    );
    assert_eq!(
        at_wood(&story, breach("b2").into()),
        Some(Refusal::NoSuchEnrolment)
    );
}

#[test]
fn praise_is_of_the_form() {
    let mut story = late_once();
    story.office(FormSet {
        form: "praise".into(),
        version: 1,
        body:
            r#"{"items":[{"id":"helped","picture":"pictogram:help","title":{"ru":"т","en":"t"}}]}"#
                .into(),
    });
    let praise = |item: &str| PraiseRecorded {
        praise: None,
        person: anna(),
        item: item.into(),
        version: 1,
    };
    assert_eq!(wish(&mut story, praise("helped")), None);
    assert_eq!(wish(&mut story, praise("sang")), invalid("item"));
    assert_eq!(breaches::praise(&story.state, &anna()).len(), 1);
    // Praise of earlier versions has no id: each is one. With an id it counts once, however often it is told.
    assert_eq!(wish(&mut story, praise("helped")), None);
    let with_id = |id: &str| PraiseRecorded {
        praise: Some(PraiseId::new(id)),
        ..praise("helped")
    };
    assert_eq!(wish(&mut story, with_id("p-1")), None);
    assert_eq!(
        wish(&mut story, with_id("p-1")),
        Some(Refusal::AlreadyRecorded)
    );
    assert_eq!(wish(&mut story, with_id("p-2")), None);
    story.write("k2.01", "16:00", with_id("p-1").into(), Role::Lead);
    assert_eq!(breaches::praise(&story.state, &anna()).len(), 4);
}
