//! Assessments as tables: when one is due, what may be signed, where criteria go, what the log can tell
//! (docs/domain.md section 2.5).

use crate::common::*;
use stupen_domain::assessments::{self, Due};
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::evidence::{self, Days, Evidence};
use stupen_domain::facts::*;
use stupen_domain::wire::Fact;
use stupen_domain::wire::forms::EvidenceKind;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Command, Refusal, State};

/// Two criteria; `care` lost its level `picture` in version 2.
fn form(version: u32) -> FormSet {
    let text = r#"{"ru":"т","en":"t"}"#;
    let levels = |ids: &[&str]| {
        let levels: Vec<String> = ids
            .iter()
            .map(|id| format!(r#"{{"id":"{id}","title":{text}}}"#))
            .collect();
        levels.join(",")
    };
    let all = levels(&["alone", "reminder", "picture", "help"]);
    let care = if version == 1 {
        all.clone()
    } else {
        levels(&["alone", "reminder", "help"])
    };
    let criterion = |id: &str, levels: &str| {
        format!(
            r#"{{"id":"{id}","picture":"pictogram:x","title":{text},"asked":{text},"levels":[{levels}]}}"#
        )
    };
    FormSet {
        form: "assessment".into(),
        version,
        body: format!(
            r#"{{"levels":[],"criteria":[{},{}]}}"#,
            criterion("time", &all),
            criterion("care", &care)
        ),
    }
}

fn workshop_with_form() -> Story {
    let mut story = Story::workshop();
    story.office(form(1));
    story.office(form(2));
    story
}

fn marks(text: &str) -> Vec<CriterionMark> {
    text.split_whitespace()
        .map(|mark| {
            let (criterion, level) = mark.split_once('=').expect("criterion=level");
            CriterionMark {
                criterion: criterion.into(),
                level: level.into(),
                note: String::new(),
            }
        })
        .collect()
}

fn signed(id: &str, on: &str, text: &str) -> AssessmentSigned {
    AssessmentSigned {
        assessment: AssessmentId::new(id),
        person: anna(),
        enrolment: EnrolmentId::new("e-anna"),
        placement: None,
        form: "assessment".into(),
        version: 1,
        from: date("2026-02-02"),
        until: date(on),
        marks: marks(text),
        own: Vec::new(),
        notes: String::new(),
        recommendations: String::new(),
    }
}

fn shown(id: &str, on: &str, text: &str) -> AssessmentShown {
    let marks = marks(text)
        .into_iter()
        .map(|mark| ShownMark {
            criterion: mark.criterion,
            level: mark.level,
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
}

fn wish(story: &mut Story, actor: &Actor, fact: impl Into<Command>) -> Option<Refusal> {
    let now = now("2026-03-10T10:00:00+03:00");
    story
        .wish("k1.01", WriterKind::Kiosk, actor, &now, fact)
        .err()
}

#[test]
fn an_assessment_is_due_every_two_weeks_that_the_person_is_here() {
    let absent = |from: &str, until: &str, excused| -> Fact {
        AbsenceNoted {
            person: anna(),
            from: date(from),
            until: date(until),
            excused,
        }
        .into()
    };
    let stay = |from: &str, until: Option<&str>| -> Fact {
        PlacementStarted {
            placement: PlacementId::new("p1"),
            person: anna(),
            enrolment: None,
            what: PlacementKind::Internship,
            from: date(from),
            until: until.map(date),
        }
        .into()
    };
    let back = |on: &str| -> Fact {
        PlacementEnded {
            placement: PlacementId::new("p1"),
            person: anna(),
            on: date(on),
            because: PlacementEnd::Returned,
        }
        .into()
    };
    let assessed = |on: &str| Fact::from(shown(on, on, "time=alone care=help"));
    let outside = |on: &str| {
        Fact::from(AssessmentShown {
            placement: Some(PlacementId::new("p1")),
            ..shown(on, on, "time=alone care=help")
        })
    };
    let rules = |body: &str| {
        Fact::from(FormSet {
            form: "rules".into(),
            version: 1,
            body: body.into(),
        })
    };
    let ended = |on: &str| {
        Fact::from(EnrolmentEnded {
            enrolment: EnrolmentId::new("e-anna"),
            person: anna(),
            on: date(on),
            because: EndReason::TermCompleted,
            decision: None,
        })
    };
    let holiday = |day: &str| {
        Fact::from(CalendarSet {
            year: 2026,
            days: vec![CalendarDay {
                date: date(day),
                kind: CalendarDayKind::Holiday,
            }],
        })
    };
    // The enrolment begins on Monday, 2 February.
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<Fact>, &str, &str)> = vec![
        ("before the enrolment",            vec![], "2026-02-01", "NotEnrolled until 02-02"),
        ("its first day",                   vec![], "2026-02-02", "TooEarly until 02-16"),
        ("four days before",                vec![], "2026-02-12", "TooEarly until 02-16"),
        ("three days before",               vec![], "2026-02-13", "soon 02-16"),
        ("the day",                         vec![], "2026-02-16", "due 02-16"),
        ("a day after",                     vec![], "2026-02-17", "due 02-16"),
        ("two days after",                  vec![], "2026-02-18", "overdue 02-16 by 2"),
        ("over the weekend",                vec![], "2026-02-22", "overdue 02-16 by 4"),
        ("assessed",                        vec![assessed("2026-02-17")], "2026-02-18", "TooEarly until 03-03"),
        ("assessed, due again",             vec![assessed("2026-02-17")], "2026-03-03", "due 03-03"),
        ("assessed early",                  vec![assessed("2026-02-12")], "2026-02-24", "soon 02-26"),
        ("two assessments, told late",      vec![assessed("2026-02-26"), assessed("2026-02-17")], "2026-03-10", "soon 03-12"),
        ("assessed at the site",            vec![outside("2026-02-10")], "2026-02-16", "due 02-16"),
        ("assessed on a Saturday",          vec![assessed("2026-02-14")], "2026-02-27", "soon 03-02"),
        ("the day is a holiday",            vec![holiday("2026-02-16")], "2026-02-16", "soon 02-17"),
        ("excused for a week",              vec![absent("2026-02-04", "2026-02-10", true)], "2026-02-16", "TooEarly until 02-23"),
        ("excused today",                   vec![absent("2026-02-04", "2026-02-10", true)], "2026-02-06", "Excused until 02-10"),
        ("two notes meet",                  vec![absent("2026-02-04", "2026-02-06", true), absent("2026-02-07", "2026-02-10", true)], "2026-02-06", "Excused until 02-10"),
        ("away, not excused",               vec![absent("2026-02-04", "2026-02-10", false)], "2026-02-16", "due 02-16"),
        ("excused, taken back",             vec![absent("2026-02-04", "2026-02-10", true), absent("2026-02-04", "2026-02-10", false)], "2026-02-16", "due 02-16"),
        ("excused on the day it is due",    vec![absent("2026-02-16", "2026-02-17", true)], "2026-02-18", "due 02-18"),
        ("ill while it is due",             vec![absent("2026-02-17", "2026-02-27", true)], "2026-02-20", "Excused until 02-27"),
        ("ill while it was due",            vec![absent("2026-02-17", "2026-02-27", true)], "2026-03-02", "due 02-16"),
        ("ill while it was due, later",     vec![absent("2026-02-17", "2026-02-27", true)], "2026-03-03", "overdue 02-16 by 2"),
        ("at a site",                       vec![stay("2026-02-09", None)], "2026-02-16", "AtExternalSite"),
        ("at a site, agreed until",         vec![stay("2026-02-09", Some("2026-03-31"))], "2026-02-16", "AtExternalSite until 03-31"),
        ("back from a site",                vec![stay("2026-02-09", None), back("2026-02-20")], "2026-02-24", "TooEarly until 03-02"),
        ("going to a site soon",            vec![stay("2026-02-09", None)], "2026-02-05", "TooEarly"),
        ("every week, by the workshop",     vec![rules(r#"{"assess_every_days":7,"assess_soon_days":1,"assess_overdue_days":1}"#)], "2026-02-10", "overdue 02-09 by 1"),
        ("every day at least",              vec![rules(r#"{"assess_every_days":0}"#)], "2026-02-03", "due 02-03"),
        ("the enrolment has ended",         vec![ended("2026-02-13")], "2026-02-16", "NotEnrolled"),
        ("its last day, told before",       vec![ended("2026-03-03")], "2026-03-03", "overdue 02-16 by 11"),
        ("its last day, told on it",        vec![ended("2026-03-02")], "2026-03-02", "NotEnrolled"),
    ];
    for (row, facts, today, expected) in rows {
        let mut story = workshop_with_form();
        for fact in facts {
            story.write("k1.01", "12:00", fact, Role::Consultant);
        }
        let due = assessments::due(&story.state, &soap(), &anna(), date(today));
        assert_eq!(told(due), expected, "{row}");
    }
}

#[test]
fn who_comes_on_an_excused_day_may_be_assessed_on_it() {
    #[rustfmt::skip]
    let rows: [(&str, &str, &[&str], &str); 3] = [
        ("excused, came all the same",  "2026-02-06", &["2026-02-06T09:00:00+03:00"], "TooEarly until 02-23"),
        ("excused, and away",           "2026-02-06", &[], "Excused until 02-10"),
        ("came on another day",         "2026-02-06", &["2026-02-05T09:00:00+03:00"], "Excused until 02-10"),
    ];
    for (row, today, came, expected) in rows {
        let mut story = workshop_with_form();
        let note = AbsenceNoted {
            person: anna(),
            from: date("2026-02-04"),
            until: date("2026-02-10"),
            excused: true,
        };
        story.write("k1.01", "12:00", note.into(), Role::Consultant);
        for at in came {
            story.mark(at, "in");
        }
        let due = assessments::due(&story.state, &soap(), &anna(), date(today));
        assert_eq!(told(due), expected, "{row}");
    }
}

#[test]
fn assessments_of_one_day_stand_in_the_order_of_their_signing() {
    let told = |id: &str, on: &str, text: &str| Fact::from(shown(id, on, text));
    let day = "2026-02-17";
    let (with_help, alone) = ("time=help care=help", "time=alone care=alone");
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<Fact>, &[&str], &str)> = vec![
        ("begun first, signed first",    vec![told("a", day, alone), told("b", day, with_help)], &["a", "b"], "help"),
        ("begun first, signed last",     vec![told("b", day, alone), told("a", day, with_help)], &["b", "a"], "help"),
        ("an amendment moves none",      vec![told("b", day, with_help), told("a", day, with_help), told("b", day, alone)], &["b", "a"], "help"),
        ("signed last, of a day before", vec![told("b", day, alone), told("a", "2026-02-16", with_help)], &["a", "b"], "alone"),
    ];
    for (row, facts, ids, last) in rows {
        let mut story = workshop_with_form();
        for fact in facts {
            story.write("k1.01", "12:00", fact, Role::Consultant);
        }
        let inside = assessments::inside(&story.state, &anna(), &EnrolmentId::new("e-anna"));
        let found: Vec<&str> = inside
            .iter()
            .map(|view| view.shown.assessment.as_str())
            .collect();
        assert_eq!(found, ids, "{row}");
        let marks = &inside.last().expect("one").shown.marks;
        assert!(marks.iter().all(|mark| mark.level == last), "{row}");
    }
}

#[test]
fn an_assessment_looks_back_to_the_last_one_and_no_further_than_between_two() {
    let rules = |days: u32| -> Fact {
        FormSet {
            form: "rules".into(),
            version: 1,
            body: format!(r#"{{"assess_every_days":{days}}}"#),
        }
        .into()
    };
    let of = |fact: AssessmentShown| -> Fact { fact.into() };
    let elsewhere = AssessmentShown {
        enrolment: EnrolmentId::new("e-before"),
        ..shown("a0", "2026-02-12", "time=alone care=alone")
    };
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<Fact>, &str, &str)> = vec![
        ("the first, on its day",       vec![], "2026-02-15", "2026-02-02"),
        ("the first, overdue",          vec![], "2026-02-20", "2026-02-07"),
        ("the first day",               vec![], "2026-02-02", "2026-02-02"),
        ("after the last one",          vec![of(shown("a1", "2026-02-12", "time=alone care=alone"))], "2026-02-20", "2026-02-13"),
        ("a long time after it",        vec![of(shown("a1", "2026-02-03", "time=alone care=alone"))], "2026-02-20", "2026-02-07"),
        ("again on the same day",       vec![of(shown("a1", "2026-02-20", "time=alone care=alone"))], "2026-02-20", "2026-02-20"),
        ("one of another enrolment",    vec![of(elsewhere)], "2026-02-14", "2026-02-02"),
        ("every week, by the workshop", vec![rules(7)], "2026-02-20", "2026-02-14"),
        ("not enrolled any more",       vec![], "2026-09-20", "2026-09-07"),
    ];
    for (row, facts, today, from) in rows {
        let mut story = workshop_with_form();
        for fact in facts {
            story.write("k1.01", "12:00", fact, Role::Consultant);
        }
        let days = assessments::looked_back(&story.state, &soap(), &anna(), date(today));
        assert_eq!(days, date(from)..=date(today), "{row}");
    }
}

fn told(due: Due) -> String {
    match due {
        Due::Due { on } => format!("due {}", on.format("%m-%d")),
        Due::Soon { on } => format!("soon {}", on.format("%m-%d")),
        Due::Overdue { on, days } => format!("overdue {} by {days}", on.format("%m-%d")),
        Due::NotYet { because, until } => {
            let until = until.map_or(String::new(), |day| {
                format!(" until {}", day.format("%m-%d"))
            });
            format!("{because:?}{until}")
        }
    }
}

#[test]
fn orientation_knows_no_two_weeks_and_a_new_enrolment_counts_anew() {
    let mut story = workshop_with_form();
    story.person("boris", "Борис", None);
    let boris = PersonId::new("boris");
    story.office(EnrolmentStarted {
        enrolment: EnrolmentId::new("e-boris"),
        person: boris.clone(),
        service: Service::Orientation,
        from: date("2026-02-02"),
        until: Some(date("2026-02-27")),
    });
    let due = |story: &Story, person: &PersonId, day: &str| {
        told(assessments::due(&story.state, &soap(), person, date(day)))
    };
    assert_eq!(due(&story, &boris, "2026-02-20"), "Orientation until 02-27");
    story.office(EnrolmentEnded {
        enrolment: EnrolmentId::new("e-boris"),
        person: boris.clone(),
        on: date("2026-02-27"),
        because: EndReason::TermCompleted,
        decision: None,
    });
    story.office(EnrolmentStarted {
        enrolment: EnrolmentId::new("e-boris-2"),
        person: boris.clone(),
        service: Service::TemporaryEmployment,
        from: date("2026-03-02"),
        until: None,
    });
    assert_eq!(due(&story, &boris, "2026-03-16"), "due 03-16");
    let list: Vec<String> = assessments::due_list(&story.state, &soap(), date("2026-03-16"))
        .iter()
        .map(|view| format!("{} {}", view.person, told(view.due)))
        .collect();
    assert_eq!(list, ["anna overdue 02-16 by 20", "boris due 03-16"]);
}

#[test]
fn what_is_not_due_yet_stands_by_its_day_and_not_by_its_id() {
    let mut story = workshop_with_form();
    // Anna is due on the sixteenth; the others in the order of neither name nor id.
    #[rustfmt::skip]
    let others = [
        ("a-late",   "2026-02-09", Service::TemporaryEmployment, None),
        ("b-open",   "2026-02-02", Service::Orientation,         None),
        ("c-soon",   "2026-02-03", Service::TemporaryEmployment, None),
        ("d-exam",   "2026-02-02", Service::Orientation,         Some("2026-02-20")),
    ];
    for (id, from, service, until) in others {
        story.person(id, id, None);
        story.office(EnrolmentStarted {
            enrolment: EnrolmentId::new(format!("e-{id}")),
            person: PersonId::new(id),
            service,
            from: date(from),
            until: until.map(date),
        });
    }
    let list: Vec<String> = assessments::due_list(&story.state, &soap(), date("2026-02-10"))
        .iter()
        .map(|view| format!("{} {}", view.person, told(view.due)))
        .collect();
    assert_eq!(
        list,
        [
            "anna TooEarly until 02-16",
            "c-soon TooEarly until 02-17",
            "d-exam Orientation until 02-20",
            "a-late TooEarly until 02-23",
            "b-open Orientation",
        ]
    );
}

#[test]
fn an_assessment_is_signed_once_whole_and_by_the_form() {
    let consultant = staff(Role::Consultant);
    let with = |change: &dyn Fn(&mut AssessmentSigned)| {
        let mut f = signed("a1", "2026-03-10", "time=alone care=picture");
        change(&mut f);
        f
    };
    let invalid = |field, problem| Some(Refusal::Invalid { field, problem });
    let level = "a level is not in this version of the form";
    #[rustfmt::skip]
    let rows = [
        ("whole",                  with(&|_| ()), None),
        ("in any order",           with(&|f| f.marks.reverse()), None),
        ("with own marks",         with(&|f| f.own = marks("care=help")), None),
        ("signed already",         with(&|f| f.assessment = AssessmentId::new("a0")), Some(Refusal::AlreadySigned)),
        ("one criterion missing",  with(&|f| f.marks = marks("time=alone")), invalid("marks", "every criterion of the form must be marked")),
        ("one twice",              with(&|f| f.marks = marks("time=alone care=help time=help")), invalid("marks", "a criterion is marked twice")),
        ("one of no form",         with(&|f| f.marks = marks("time=alone care=help song=help")), invalid("marks", "a criterion is not in this version of the form")),
        ("a level of no form",     with(&|f| f.marks = marks("time=flying care=help")), invalid("marks", level)),
        ("a level of version one", with(&|f| f.version = 2), invalid("marks", level)),
        ("own, of no form",        with(&|f| f.own = marks("care=flying")), invalid("own", level)),
        ("an unknown version",     with(&|f| f.version = 3), invalid("version", "of this form is not known")),
        ("another form",           with(&|f| f.form = "trial".into()), invalid("form", "is another form")),
        ("backwards",              with(&|f| f.until = date("2026-02-01")), invalid("until", "lies before the beginning")),
        ("ahead",                  with(&|f| f.until = date("2026-03-11")), Some(Refusal::InFuture("until"))),
        ("another enrolment",      with(&|f| f.enrolment = EnrolmentId::new("e-2")), Some(Refusal::NoSuchEnrolment)),
        ("an unknown stay",        with(&|f| f.placement = Some(PlacementId::new("p9"))), invalid("placement", "is not known")),
    ];
    for (row, fact, expected) in rows {
        let mut story = workshop_with_form();
        let first = signed("a0", "2026-03-01", "time=help care=help");
        assert_eq!(wish(&mut story, &consultant, first), None);
        assert_eq!(wish(&mut story, &consultant, fact), expected, "{row}");
    }
    let mut story = workshop_with_form();
    let by_lead = wish(&mut story, &staff(Role::Lead), with(&|_| ()));
    assert!(
        matches!(by_lead, Some(Refusal::NotAllowed { .. })),
        "{by_lead:?}"
    );
}

#[test]
fn the_floor_is_shown_what_was_signed() {
    let consultant = staff(Role::Consultant);
    let text = "time=alone care=picture";
    let differ = Some(Refusal::Invalid {
        field: "marks",
        problem: "differ from what was signed",
    });
    let mut story = workshop_with_form();
    assert_eq!(
        wish(&mut story, &consultant, shown("a1", "2026-03-10", text)),
        Some(Refusal::NoSuchAssessment)
    );
    assert_eq!(
        wish(&mut story, &consultant, signed("a1", "2026-03-10", text)),
        None
    );
    let other = "time=alone care=alone";
    assert_eq!(
        wish(&mut story, &consultant, shown("a1", "2026-03-10", other)),
        differ
    );
    assert_eq!(
        wish(&mut story, &consultant, shown("a1", "2026-03-10", text)),
        None
    );
    assert_eq!(
        wish(&mut story, &consultant, shown("a1", "2026-03-10", text)),
        Some(Refusal::AlreadyRecorded)
    );
    let late = SelfRatingGiven {
        assessment: AssessmentId::new("a1"),
        person: anna(),
        form: "assessment".into(),
        version: 1,
        marks: marks(text),
    };
    assert_eq!(
        wish(&mut story, &Actor::participant(&anna()), late),
        Some(Refusal::AlreadySigned),
        "the participant marks first"
    );
    // A kiosk cannot open what it sealed: it goes by what was shown.
    let sealed = |story: &Story| {
        let mut kiosk = Story::default();
        for entry in &story.entries {
            if entry.audience == stupen_domain::Audience::Floor {
                kiosk.state.apply(entry.clone());
                kiosk.entries.push(entry.clone());
            }
        }
        kiosk.lamport = story.lamport;
        kiosk
    };
    let amended = |id: &str, text: &str| AssessmentAmended {
        assessment: AssessmentId::new(id),
        person: anna(),
        marks: marks(text),
        notes: String::new(),
        reason: "a slip of the finger".into(),
    };
    for mut story in [story.clone(), sealed(&story)] {
        assert_eq!(
            wish(&mut story, &consultant, amended("a9", "care=alone")),
            Some(Refusal::NoSuchAssessment)
        );
        assert_eq!(
            wish(&mut story, &consultant, amended("a1", "")),
            Some(Refusal::Empty("marks"))
        );
        assert_eq!(
            wish(&mut story, &consultant, amended("a1", "care=alone")),
            None
        );
        assert_eq!(
            wish(&mut story, &consultant, shown("a1", "2026-03-09", other)),
            Some(Refusal::AlreadySigned),
            "the day stays"
        );
        assert_eq!(
            wish(&mut story, &consultant, shown("a1", "2026-03-10", other)),
            None
        );
        let all = assessments::shown(&story.state, &anna());
        assert_eq!((all.len(), all[0].disputed.len()), (1, 0));
        assert_eq!(all[0].shown.marks[1].level, "alone");
    }
    assert_eq!(
        wish(&mut story, &consultant, amended("a1", "care=alone")),
        None
    );
    let view = assessments::signed(&story.state, &anna(), &AssessmentId::new("a1")).unwrap();
    assert_eq!(view.signed.marks, marks(text), "the earlier marks stay");
    assert_eq!(view.marks, marks(other));
    assert_eq!(view.amendments.len(), 1);
}

/// A kiosk, which holds what the floor may and forgets what it sealed, or the office, which holds all.
#[derive(Clone)]
struct Holder {
    writer: &'static str,
    kind: WriterKind,
    story: Story,
}

impl Holder {
    fn of(writer: &'static str, all: &Story) -> Self {
        let kind = if writer.starts_with('k') {
            WriterKind::Kiosk
        } else {
            WriterKind::Server
        };
        let mut holder = Holder {
            writer,
            kind,
            story: Story::default(),
        };
        holder.takes(all);
        holder
    }

    fn takes(&mut self, other: &Story) {
        for entry in &other.entries {
            let is_known = self
                .story
                .entries
                .iter()
                .any(|one| one.order == entry.order);
            let may =
                self.kind == WriterKind::Server || entry.audience == stupen_domain::Audience::Floor;
            if may && !is_known {
                self.story.state.apply(entry.clone());
                self.story.entries.push(entry.clone());
                self.story.lamport = self.story.lamport.max(entry.order.lamport);
            }
        }
    }

    fn says(&mut self, fact: impl Into<Command>) -> Result<(), Refusal> {
        let (actor, now) = (staff(Role::Consultant), now("2026-03-10T10:00:00+03:00"));
        self.story
            .wish(self.writer, self.kind, &actor, &now, fact)
            .map(|_| ())
    }

    /// As the form at a kiosk and the page at the office do it: for the case, and what is shown, in one act.
    fn amends(&mut self, text: &str) -> Result<(), Refusal> {
        let changed = marks(text);
        let id = AssessmentId::new("a1");
        let mut shown = assessments::to_show(&self.story.state, &anna(), &id).expect("shown");
        for mark in &mut shown.marks {
            if let Some(new) = changed.iter().find(|new| new.criterion == mark.criterion) {
                mark.level.clone_from(&new.level);
            }
        }
        self.says(AssessmentAmended {
            assessment: id,
            person: anna(),
            marks: changed,
            notes: String::new(),
            reason: "a slip of the finger".into(),
        })?;
        self.says(shown)?;
        if self.kind == WriterKind::Kiosk {
            let sealed: Vec<_> = self
                .story
                .entries
                .iter()
                .filter(|entry| entry.audience != stupen_domain::Audience::Floor)
                .cloned()
                .collect();
            for entry in &sealed {
                self.story.state.forget(entry);
            }
        }
        Ok(())
    }

    /// The marks that hold, and how many values dispute them.
    fn told(&self) -> String {
        let view =
            assessments::one(&self.story.state, &anna(), &AssessmentId::new("a1")).expect("known");
        let of = |criterion: &str| {
            let mark = view.marks.iter().find(|mark| mark.criterion == criterion);
            mark.map_or("", |mark| mark.level.as_str())
        };
        let disputes = stupen_domain::disputes::all(&self.story.state);
        let of_marks = disputes
            .iter()
            .filter(|one| one.holds.payload.fact.kind() == "AssessmentShown")
            .map(|one| one.others.len());
        assert_eq!(of_marks.sum::<usize>(), view.disputed.len());
        let disputed = view.disputed.len();
        format!("{} {} {disputed}", of("time"), of("care"))
    }
}

#[test]
fn amendments_made_apart_all_count_and_stay_amendable() {
    #[rustfmt::skip]
    let rows = [
        // what, at one, at the other, the result where the other is ahead, and where the one is: time, care, disputes
        ("of different criteria",       "time=help", "care=alone", ("help alone 0", "help alone 0")),
        ("of one, otherwise",           "care=help", "care=alone", ("reminder alone 1", "reminder help 1")),
        ("of one, alike",               "care=help", "care=help", ("reminder help 0", "reminder help 0")),
        ("of both and of one",          "time=help care=help", "care=alone", ("help alone 1", "help help 1")),
        ("of both, one alike",          "time=help care=help", "time=help care=alone", ("help alone 1", "help help 1")),
        ("one after the other, and one", "time=help; time=alone", "care=alone", ("alone alone 0", "alone alone 0")),
        ("there and back, and one",     "time=help; time=reminder", "care=alone", ("reminder alone 0", "reminder alone 0")),
        ("there and back, against one", "care=help; care=picture", "care=alone", ("reminder alone 1", "reminder picture 1")),
        ("otherwise, then something else", "care=help; time=help", "care=alone", ("help alone 1", "help help 1")),
        ("only here",                   "time=help", "", ("help picture 0", "help picture 0")),
    ];
    let text = "time=reminder care=picture";
    for (one, other) in [
        ("k1.01", "k2.01"),
        ("k2.01", "k1.01"),
        ("k1.01", "server.01"),
    ] {
        for (row, first, second, (expected, expected_first)) in rows {
            for (ahead, expected) in [((0, 50), expected), ((50, 0), expected_first)] {
                let row = format!("{row}, {one} and {other}");
                let mut office = Holder::of("server.01", &workshop_with_form());
                office.says(signed("a1", "2026-03-10", text)).unwrap();
                office.says(shown("a1", "2026-03-10", text)).unwrap();
                let mut holders = [one, other].map(|writer| Holder::of(writer, &office.story));
                holders[0].story.lamport += ahead.0;
                holders[1].story.lamport += ahead.1;
                for (holder, acts) in holders.iter_mut().zip([first, second]) {
                    for act in acts.split("; ").filter(|act| !act.is_empty()) {
                        holder
                            .amends(act)
                            .unwrap_or_else(|no| panic!("{row}: {act}: {no}"));
                    }
                }
                let [mut a, mut b] = holders;
                let meet = |a: &mut Holder, b: &mut Holder, office: &mut Holder| {
                    for holder in [&*a, &*b] {
                        office.takes(&holder.story);
                    }
                    a.takes(&office.story);
                    b.takes(&office.story);
                    let told = office.told();
                    assert_eq!((a.told(), b.told()), (told.clone(), told.clone()), "{row}");
                    // The office reads the same off what was signed and amended.
                    let id = AssessmentId::new("a1");
                    let view = assessments::signed(&office.story.state, &anna(), &id).unwrap();
                    let levels: Vec<&str> = view.marks.iter().map(|mark| &*mark.level).collect();
                    assert!(
                        told.starts_with(&levels.join(" ")),
                        "{row}: {told}, {levels:?}"
                    );
                    told
                };
                assert_eq!(meet(&mut a, &mut b, &mut office), expected, "{row}");

                // Saying again what holds settles what is disputed, and is nothing new where nothing is.
                let mut settled = office.clone();
                let id = AssessmentId::new("a1");
                let holds = assessments::to_show(&settled.story.state, &anna(), &id).unwrap();
                let answer = settled.says(holds);
                let is_disputed = expected.ends_with('1');
                assert_eq!(answer.is_ok(), is_disputed, "{row}: {answer:?}");
                let (left, _) = expected.rsplit_once(' ').unwrap();
                assert_eq!(settled.told(), format!("{left} 0"), "{row}");

                // Whoever amends afterwards settles it too, and keeps what they do not name.
                let (_, care) = left.split_once(' ').unwrap();
                for what in ["care=alone", "care=help"] {
                    let mut by_office = (office.clone(), a.clone(), b.clone());
                    if by_office.0.amends(what).is_ok() {
                        let told = meet(&mut by_office.1, &mut by_office.2, &mut by_office.0);
                        assert!(told.ends_with(" 0"), "{row}, then {what}: {told}");
                    }
                }
                let mut by_office = (office.clone(), a.clone(), b.clone());
                by_office.0.amends("time=picture").unwrap();
                let told = meet(&mut by_office.1, &mut by_office.2, &mut by_office.0);
                assert_eq!(told, format!("picture {care} 0"), "{row}");
                a.amends("time=picture").unwrap();
                let told = meet(&mut a, &mut b, &mut office);
                assert_eq!(told, format!("picture {care} 0"), "{row}");
            }
        }
    }
}

#[test]
fn own_marks_come_first_and_may_be_few() {
    let given = |text: &str| SelfRatingGiven {
        assessment: AssessmentId::new("a1"),
        person: anna(),
        form: "assessment".into(),
        version: 1,
        marks: marks(text),
    };
    let mut story = workshop_with_form();
    let oneself = Actor::participant(&anna());
    assert_eq!(
        wish(&mut story, &oneself, given("")),
        Some(Refusal::Empty("marks"))
    );
    assert_eq!(wish(&mut story, &oneself, given("care=reminder")), None);
    assert_eq!(wish(&mut story, &oneself, given("care=help")), None);
    let (own, _) = assessments::own_marks(&story.state, &anna(), &AssessmentId::new("a1")).unwrap();
    assert_eq!(own.marks, marks("care=help"), "the last holds");
}

#[test]
fn criteria_grow_fall_or_stay() {
    let story = workshop_with_form();
    let trend = |earlier: Option<&AssessmentShown>, later: &AssessmentShown| {
        let mut story = story.clone();
        for (id, fact) in [("1", earlier), ("2", Some(later))] {
            if let Some(fact) = fact {
                let fact = AssessmentShown {
                    assessment: AssessmentId::new(id),
                    ..fact.clone()
                };
                story.write("k1.01", "12:00", fact.into(), Role::Consultant);
            }
        }
        let views = assessments::shown(&story.state, &anna());
        let (later, earlier) = views.split_last().unwrap();
        let trends = assessments::trends(&story.state, &soap(), earlier.first(), later);
        trends
            .iter()
            .map(|t| format!("{} {:?}", t.criterion, t.trend))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let of = |text: &str| shown("a", "2026-03-10", text);
    let second = |text: &str| AssessmentShown {
        version: 2,
        ..of(text)
    };
    #[rustfmt::skip]
    let rows = [
        ("growing and falling", of("time=help care=alone"), of("time=reminder care=picture"), "time Growing, care Falling"),
        ("as before",           of("time=help care=alone"), of("time=help care=alone"), "time Same, care Same"),
        ("not marked before",   of("time=help"), of("time=alone care=alone"), "time Growing, care First"),
        ("a level that is gone", of("time=help care=picture"), second("time=help care=alone"), "time Same, care Unknown"),
        ("by the newer form",   of("time=help care=help"), second("time=help care=reminder"), "time Same, care Growing"),
        ("an unknown level",    of("time=flying care=help"), of("time=flying care=flying"), "time Same, care Unknown"),
    ];
    for (row, earlier, later, expected) in rows {
        assert_eq!(trend(Some(&earlier), &later), expected, "{row}");
    }
    let later = of("time=help care=alone");
    assert_eq!(trend(None, &later), "time First, care First");
}

#[test]
fn evidence_is_what_the_log_knows_of_those_days() {
    let mut story = workshop_with_form();
    let run = |id: &str, began: &str, operation: &str, counted: u32, ms: u64| RunRecorded {
        run: RunId::new(id),
        person: anna(),
        operation: OperationId::new(operation),
        version: 1,
        began: at(began),
        ended: at(began) + chrono::Duration::minutes(10),
        counted,
        defects: 1,
        help: 0,
        steps: vec![StepSum {
            step: "s".into(),
            times: 4,
            total_ms: ms,
            replays: 0,
            back: 1,
        }],
        part: None,
        away: None,
    };
    story.mark("08:55", "in");
    story.mark("15:00", "out");
    story.mark_on("k1.01", "2026-03-03T09:40:00+03:00", "in");
    story.mark_on("k1.01", "2026-03-03T15:00:00+03:00", "out");
    let excused = AbsenceNoted {
        person: anna(),
        from: date("2026-03-05"),
        until: date("2026-03-05"),
        excused: true,
    };
    let breach = |id: &str, day: &str| BreachRecorded {
        breach: BreachId::new(id),
        person: anna(),
        enrolment: EnrolmentId::new("e-anna"),
        regulation: "phone".into(),
        version: 1,
        day: date(day),
        until: None,
        time: None,
        place: None,
        agreed: None,
        cause: None,
    };
    let annulled = BreachAnnulled {
        breach: BreachId::new("b2"),
        person: anna(),
        reason: "no".into(),
    };
    let praise = PraiseRecorded {
        praise: None,
        person: anna(),
        item: "helped".into(),
        version: 1,
    };
    let help = HelpAsked {
        help: HelpId::new("h1"),
        person: Some(anna()),
        operation: Some(OperationId::new("soap/fold")),
        step: None,
    };
    #[rustfmt::skip]
    let facts: Vec<(&str, Fact)> = vec![
        ("2026-03-02T10:00:00+03:00", run("r1", "2026-03-02T10:00:00+03:00", "soap/fold", 2, 60_000).into()),
        ("2026-03-03T10:00:00+03:00", run("r2", "2026-03-03T10:00:00+03:00", "soap/cut", 0, 5_000).into()),
        ("2026-03-06T10:00:00+03:00", run("r3", "2026-03-06T10:00:00+03:00", "soap/fold", 3, 60_000).into()),
        ("2026-02-27T10:00:00+03:00", run("r0", "2026-02-27T10:00:00+03:00", "soap/fold", 9, 90_000).into()),
        ("2026-03-03T11:00:00+03:00", excused.into()),
        ("2026-03-03T11:00:00+03:00", breach("b1", "2026-03-03").into()),
        ("2026-03-03T11:00:00+03:00", breach("b2", "2026-03-03").into()),
        ("2026-03-03T11:00:00+03:00", breach("b3", "2026-02-27").into()),
        ("2026-03-03T11:00:00+03:00", annulled.into()),
        ("2026-03-04T11:00:00+03:00", praise.into()),
        ("2026-03-06T11:00:00+03:00", help.into()),
    ];
    for (time, fact) in facts {
        story.write("k1.01", time, fact, Role::Lead);
    }
    let look = |state: &State, asked: &str| {
        evidence::evidence(
            state,
            &soap(),
            &anna(),
            date("2026-03-02")..=date("2026-03-06"),
            at(asked),
            |operation| (operation.as_str() == "soap/fold").then_some(25_000),
        )
    };
    let found = look(&story.state, "2026-03-07T12:00:00+03:00");
    let expected = Days {
        on_time: 1,
        late: 1,
        absent: 2,
        excused: 1,
    };
    assert_eq!(found.days, expected);
    assert_eq!((found.breaches, found.praise, found.help), (1, 1, 1));
    let counted = (found.pieces, found.defects, found.steps, found.back);
    assert_eq!(counted, (5, 3, 12, 3));
    let paces: Vec<_> = found
        .paces
        .iter()
        .map(|pace| {
            (
                pace.operation.as_str(),
                pace.norm_ms,
                pace.all().piece_ms(),
                pace.earlier.piece_ms(),
                pace.later.piece_ms(),
            )
        })
        .collect();
    assert_eq!(
        paces,
        [
            ("soap/cut", None, None, None, None),
            (
                "soap/fold",
                Some(25_000),
                Some(24_000),
                Some(30_000),
                Some(20_000)
            ),
        ]
    );
    // What did not go by itself is of its operation.
    let slips: Vec<_> = found
        .paces
        .iter()
        .map(|pace| (pace.operation.as_str(), pace.defects, pace.back, pace.help))
        .collect();
    assert_eq!(slips, [("soap/cut", 1, 1, 0), ("soap/fold", 2, 2, 1)]);
    for kind in [
        EvidenceKind::Attendance,
        EvidenceKind::Conduct,
        EvidenceKind::Process,
        EvidenceKind::Pace,
        EvidenceKind::Variety,
        EvidenceKind::Learning,
        EvidenceKind::Help,
    ] {
        assert!(found.has(kind), "{kind:?}");
        assert!(!Evidence::default().has(kind), "{kind:?}");
    }
    // While the days last, those to come count nothing.
    let half = look(&story.state, "2026-03-03T12:00:00+03:00");
    let days = Days {
        on_time: 1,
        late: 1,
        ..Days::default()
    };
    assert_eq!((half.days, half.pieces), (days, 2));
}

#[test]
fn who_signs_what_was_begun_before_another_was_signed_is_told_of_that_one() {
    // What was signed, on which days and outside or not; the day on which this one was begun; its id; which is told of.
    type Signed<'a> = &'a [(&'a str, &'a str, bool)];
    #[rustfmt::skip]
    let rows: [(&str, Signed<'_>, &str, &str, Option<&str>); 8] = [
        ("nothing was signed",          &[],                                                       "2026-03-10", "b", None),
        ("signed before it was begun",  &[("a", "2026-03-09", false)],                             "2026-03-10", "b", None),
        ("signed on the same day",      &[("a", "2026-03-10", false)],                             "2026-03-10", "b", Some("a")),
        ("signed while it lay there",   &[("a", "2026-03-10", false)],                             "2026-03-06", "b", Some("a")),
        ("two, the newest",             &[("a", "2026-03-09", false), ("c", "2026-03-10", false)], "2026-03-06", "b", Some("c")),
        ("itself, sent again",          &[("b", "2026-03-10", false)],                             "2026-03-10", "b", None),
        ("itself, and another",         &[("a", "2026-03-10", false), ("b", "2026-03-10", false)], "2026-03-10", "b", Some("a")),
        ("at an external site",         &[("a", "2026-03-10", true)],                              "2026-03-10", "b", None),
    ];
    for (what, all, begun, id, expected) in rows {
        let mut story = workshop_with_form();
        for (id, on, outside) in all {
            let mut fact = shown(id, on, "discipline=alone");
            fact.placement = outside.then(|| PlacementId::new("p-1"));
            story.write("k1.01", "10:00", fact.into(), Role::Consultant);
        }
        let enrolment = EnrolmentId::new("e-anna");
        let told = assessments::signed_since(
            &story.state,
            &anna(),
            &enrolment,
            date(begun),
            &AssessmentId::new(id),
        );
        let told = told.as_ref().map(|view| view.shown.assessment.as_str());
        assert_eq!(told, expected, "{what}");
    }
}
