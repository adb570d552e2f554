//! Stays at external sites (docs/domain.md sections 2.8 and 13.2).

use crate::common::*;
use stupen_domain::attendance::{self, DayMark};
use stupen_domain::board::board;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::placements;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Refusal, people};

fn out(id: &str, from: &str, until: Option<&str>) -> PlacementStarted {
    PlacementStarted {
        placement: PlacementId::new(id),
        person: anna(),
        enrolment: Some(EnrolmentId::new("e-anna")),
        what: PlacementKind::Internship,
        from: date(from),
        until: until.map(date),
    }
}

fn back(id: &str, on: &str, because: PlacementEnd) -> PlacementEnded {
    PlacementEnded {
        placement: PlacementId::new(id),
        person: anna(),
        on: date(on),
        because,
    }
}

fn consultant() -> Actor {
    staff(Role::Consultant)
}

/// Stated at a kiosk on 2 March, unless refused.
fn wish(story: &mut Story, fact: impl Into<Fact>) -> Result<EntryRefText, String> {
    story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &consultant(),
            &now("10:00"),
            fact.into(),
        )
        .map(|entry| EntryRefText(entry.to_string()))
        .map_err(|refusal| refusal.to_string())
}

#[derive(Debug)]
struct EntryRefText(#[allow(dead_code, reason = "shown when a test fails")] String);

#[test]
fn the_way_out_and_back_is_refused_where_it_cannot_be() {
    let stay = |id: &str, from: &str, until| Fact::from(out(id, from, until));
    let none: &[Fact] = &[];
    let open = [stay("a", "2026-02-16", None)];
    let agreed = [stay("a", "2026-03-09", Some("2026-03-20"))];
    let over = [
        stay("a", "2026-02-16", None),
        back("a", "2026-02-27", PlacementEnd::Completed).into(),
    ];
    let called_off = [
        stay("a", "2026-03-09", None),
        back("a", "2026-03-08", PlacementEnd::OwnWish).into(),
    ];
    let with_id = |id: &str, contact: ContactMade| -> Fact {
        ContactMade {
            contact: Some(ContactId::new(id)),
            ..contact
        }
        .into()
    };
    let told = [
        stay("a", "2026-02-16", None),
        with_id("c-1", contact("a", "2026-02-20")),
    ];
    #[rustfmt::skip]
    let rows: Vec<(&str, &[Fact], Fact, Option<&str>)> = vec![
        ("out today",                        none, stay("b", "2026-03-02", None), None),
        ("out, told afterwards",             none, stay("b", "2026-02-20", None), None),
        ("back before it began",             none, stay("b", "2026-03-02", Some("2026-03-01")), Some("until: lies before the beginning")),
        ("next century",                     none, stay("b", "2126-03-02", None), Some("from: lies more than a year away")),
        ("before the enrolment",             none, stay("b", "2026-02-01", None), Some("from: lies outside the enrolment")),
        ("out of nobody's enrolment",        none, PlacementStarted { enrolment: Some(EnrolmentId::new("e-other")), ..out("b", "2026-03-02", None) }.into(), Some("no such enrolment is open here")),
        ("a job, out of no enrolment",       none, PlacementStarted { enrolment: None, what: PlacementKind::Job, ..out("b", "2026-03-02", None) }.into(), None),
        ("nobody of this id",                none, PlacementStarted { person: PersonId::new("zoya"), ..out("b", "2026-03-02", None) }.into(), Some("person zoya is not known")),
        ("out already",                      &open, stay("b", "2026-03-02", None), Some("another stay at an external site already holds on 2026-03-02")),
        ("the same stay again",              &open, stay("a", "2026-03-02", None), Some("another stay at an external site already holds on 2026-03-02")),
        ("the same stay, sent twice",        &open, stay("a", "2026-02-16", None), Some("this is recorded already")),
        ("before an agreed one, without end", &agreed, stay("b", "2026-03-02", None), Some("another stay at an external site already holds on 2026-03-09")),
        ("before an agreed one, and back",   &agreed, stay("b", "2026-03-02", Some("2026-03-08")), None),
        ("an agreed day ends nothing",       &agreed, stay("b", "2026-04-01", None), Some("another stay at an external site already holds on 2026-04-01")),
        ("on the last day",                  &over, stay("b", "2026-02-27", None), Some("another stay at an external site already holds on 2026-02-27")),
        ("the day after",                    &over, stay("b", "2026-02-28", None), None),
        ("back",                             &open, back("a", "2026-03-02", PlacementEnd::Returned).into(), None),
        ("back on the first day",            &open, back("a", "2026-02-16", PlacementEnd::Returned).into(), None),
        ("back before the first day",        &open, back("a", "2026-02-14", PlacementEnd::Returned).into(), Some("on: lies before the beginning")),
        ("it did not take place",            &open, back("a", "2026-02-15", PlacementEnd::OwnWish).into(), None),
        ("out after one was called off",     &called_off, stay("b", "2026-03-09", None), None),
        ("a contact of one called off",      &called_off, contact("a", "2026-03-02").into(), Some("on: lies before the beginning")),
        ("back from nowhere",                none, back("a", "2026-03-02", PlacementEnd::Returned).into(), Some("no such stay at an external site is open")),
        ("back twice",                       &over, back("a", "2026-02-26", PlacementEnd::Lost).into(), Some("no such stay at an external site is open")),
        ("a contact",                        &open, contact("a", "2026-03-02").into(), None),
        ("a contact, told afterwards",       &over, contact("a", "2026-02-27").into(), None),
        ("a contact before the stay",        &open, contact("a", "2026-02-15").into(), Some("on: lies before the beginning")),
        ("a contact after the stay",         &over, contact("a", "2026-02-28").into(), Some("on: lies after the end of the stay")),
        ("a contact tomorrow",               &open, contact("a", "2026-03-03").into(), Some("on lies in the future")),
        ("a contact in no stay",             none, contact("a", "2026-03-02").into(), Some("no such stay at an external site is open")),
        ("a contact, sent twice",            &told, with_id("c-1", contact("a", "2026-02-20")), Some("this is recorded already")),
        ("another contact",                  &told, with_id("c-2", contact("a", "2026-02-20")), None),
        ("a difficulty",                     &open, difficulty(Some("a"), "Слишком шумно").into(), None),
        ("a difficulty here",                none, difficulty(None, "Слишком шумно").into(), None),
        ("a difficulty in no stay",          none, difficulty(Some("a"), "Слишком шумно").into(), Some("no such stay at an external site is open")),
        ("a difficulty of yesterday",        none, DifficultyRaised { on: Some(date("2026-03-01")), ..difficulty(None, "Шум") }.into(), None),
        ("a difficulty of tomorrow",         none, DifficultyRaised { on: Some(date("2026-03-03")), ..difficulty(None, "Шум") }.into(), Some("on lies in the future")),
        ("a difficulty without words",       none, difficulty(None, "  ").into(), Some("words must be filled")),
        ("where to",                         &open, described("a", "Пекарня «Колос»").into(), None),
        ("where to, without an employer",    &open, described("a", "").into(), Some("employer must be filled")),
        ("where to, in no stay",             none, described("a", "Пекарня «Колос»").into(), Some("no such stay at an external site is open")),
    ];
    for (what, before, fact, expected) in rows {
        let mut story = Story::workshop();
        for fact in before {
            story.office(fact.clone());
        }
        let refused = wish(&mut story, fact).err();
        assert_eq!(refused.as_deref(), expected, "{what}");
    }
}

fn contact(id: &str, on: &str) -> ContactMade {
    ContactMade {
        contact: None,
        placement: PlacementId::new(id),
        person: anna(),
        on: date(on),
        with: ContactWith::Mentor,
        how: ContactHow::Call,
        well: true,
        words: String::new(),
    }
}

fn difficulty(id: Option<&str>, words: &str) -> DifficultyRaised {
    DifficultyRaised {
        difficulty: DifficultyId::new("d-1"),
        person: anna(),
        placement: id.map(PlacementId::new),
        on: None,
        words: words.into(),
        return_needed: false,
    }
}

fn described(id: &str, employer: &str) -> PlacementDescribed {
    PlacementDescribed {
        placement: PlacementId::new(id),
        person: anna(),
        employer: employer.into(),
        mentor: String::new(),
        functions: String::new(),
        remarks: String::new(),
    }
}

/// A kiosk seals contacts and learns nothing of them: a form that it sends twice is two entries, and one contact.
#[test]
fn a_contact_told_twice_under_one_id_counts_once() {
    let mut story = Story::workshop();
    story.office(out("a", "2026-02-16", None));
    let with = |id: Option<&str>, on: &str| ContactMade {
        contact: id.map(ContactId::new),
        ..contact("a", on)
    };
    for (id, on) in [
        (Some("c-1"), "2026-02-20"),
        (Some("c-1"), "2026-02-20"),
        (Some("c-2"), "2026-02-20"),
        // As earlier versions wrote them: each is one.
        (None, "2026-02-19"),
        (None, "2026-02-19"),
    ] {
        story.write("k1.01", "16:00", with(id, on).into(), Role::Consultant);
    }
    let found = placements::contacts(&story.state, &anna());
    let days: Vec<String> = found.iter().map(|(made, _)| made.on.to_string()).collect();
    assert_eq!(
        days,
        ["2026-02-19", "2026-02-19", "2026-02-20", "2026-02-20"]
    );
}

#[test]
fn who_is_at_a_site_is_neither_late_nor_missed() {
    let evening = "2026-03-02T20:00:00+03:00";
    /// Since when out, last day, marks here, absence noted, when it is asked.
    type Told = (
        &'static str,
        Option<&'static str>,
        &'static [(&'static str, &'static str)],
        Option<bool>,
        &'static str,
    );
    #[rustfmt::skip]
    let rows: &[(&str, Told, DayMark, Option<u32>)] = &[
        ("not out",                      ("2026-03-03", None, &[], None, "09:17"), DayMark::Expected, Some(17)),
        ("out since today",              ("2026-03-02", None, &[], None, "09:17"), DayMark::AtSite, None),
        ("out, in the evening",          ("2026-03-02", None, &[], None, evening), DayMark::AtSite, None),
        ("last day of the stay",         ("2026-02-16", Some("2026-03-02"), &[], None, evening), DayMark::AtSite, None),
        ("back since today",             ("2026-02-16", Some("2026-03-01"), &[], None, evening), DayMark::Unexplained, None),
        ("out, and sick",                ("2026-03-02", None, &[], Some(true), evening), DayMark::Excused, None),
        ("out, and missed there",        ("2026-03-02", None, &[], Some(false), evening), DayMark::AtSite, None),
        ("out, but came here at eleven", ("2026-03-02", None, &[("11:00", "in"), ("15:00", "out")], None, evening), DayMark::Present, None),
    ];
    for (what, (from, ended, marks, absence, asked_at), mark, late) in rows {
        let mut story = Story::workshop();
        story.office(out("a", from, None));
        if let Some(on) = ended {
            story.office(back("a", on, PlacementEnd::Returned));
        }
        if let Some(excused) = absence {
            story.office(AbsenceNoted {
                person: anna(),
                from: date("2026-03-02"),
                until: date("2026-03-02"),
                excused: *excused,
            });
        }
        for (time, mark) in *marks {
            story.mark(time, mark);
        }
        let day = date("2026-03-02");
        let view = attendance::day(&story.state, &soap(), &anna(), day, at(asked_at));
        assert_eq!((view.mark, view.late_min), (*mark, *late), "{what}");
        // The hours and the enrolment go on.
        assert!(view.plan.is_some(), "{what}");
        assert!(
            people::enrolment_on(&story.state, &anna(), &soap(), day).is_some(),
            "{what}"
        );
        assert_eq!(board(&story.state, &soap(), day, at(asked_at)).len(), 1);
    }
    let mut free = Story::workshop();
    free.office(out("a", "2026-02-16", None));
    let sunday = attendance::day(
        &free.state,
        &soap(),
        &anna(),
        date("2026-03-01"),
        at(evening),
    );
    assert_eq!(sunday.mark, DayMark::DayOff);
    assert_eq!(sunday.at_site, Some(PlacementId::new("a")));
}

#[test]
fn two_devices_acting_apart_give_one_answer_in_any_order() {
    // What each wrote, on 2 March; what holds then, who is rival.
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<Fact>, Option<&str>, usize)> = vec![
        ("the same stay begun twice",  vec![out("a", "2026-03-02", None).into(), out("a", "2026-02-27", None).into()], Some("a"), 0),
        ("two stays begun",            vec![out("a", "2026-03-02", None).into(), out("b", "2026-02-27", None).into()], Some("a"), 1),
        ("two stays, one day",         vec![out("a", "2026-03-02", None).into(), out("b", "2026-03-02", None).into()], Some("b"), 1),
        ("one of them is ended",       vec![out("a", "2026-03-02", None).into(), out("b", "2026-03-02", None).into(), back("b", "2026-03-02", PlacementEnd::Returned).into()], Some("b"), 1),
        ("ended twice, the earlier day", vec![out("a", "2026-02-16", None).into(), back("a", "2026-03-02", PlacementEnd::Hired).into(), back("a", "2026-02-27", PlacementEnd::Lost).into()], None, 0),
        ("ended before it was begun",  vec![back("a", "2026-02-27", PlacementEnd::Lost).into(), out("a", "2026-02-16", None).into()], None, 0),
        ("ended before its first day", vec![out("a", "2026-03-02", None).into(), back("a", "2026-02-27", PlacementEnd::Lost).into()], None, 0),
        ("the end of an unknown stay", vec![back("z", "2026-03-02", PlacementEnd::Lost).into()], None, 0),
    ];
    for (what, facts, holds, rivals) in rows {
        let mut story = Story::workshop();
        for (n, fact) in facts.into_iter().enumerate() {
            let kiosk = ["k1.01", "k2.01"][n % 2];
            story.write(kiosk, "10:00", fact, Role::Consultant);
        }
        let mut backwards = stupen_domain::State::default();
        for entry in story.entries.iter().rev() {
            backwards.apply(entry.clone());
        }
        for state in [&story.state, &backwards] {
            let on = placements::at(state, &anna(), date("2026-03-02"));
            assert_eq!(
                on.as_ref().map(|stay| stay.placement.as_str()),
                holds,
                "{what}"
            );
            assert_eq!(placements::rivals(state, &anna()).len(), rivals, "{what}");
        }
        assert_eq!(
            placements::of(&story.state, &anna()),
            placements::of(&backwards, &anna()),
            "{what}"
        );
    }
}

#[test]
fn what_was_said_of_a_stay_is_read_by_who_may_know() {
    let mut story = Story::workshop();
    story.office(out("a", "2026-02-16", Some("2026-02-27")));
    story.office(described("a", "Пекарня"));
    story.office(described("a", "Пекарня «Колос»"));
    story.office(contact("a", "2026-02-18"));
    story.office(contact("a", "2026-02-16"));
    story.office(difficulty(Some("a"), "Слишком шумно"));
    story.office(difficulty(Some("a"), "Слишком шумно, ещё раз"));
    let stay = placements::one(&story.state, &anna(), &PlacementId::new("a")).unwrap();
    assert!(!stay.is_overdue(date("2026-02-27")));
    assert!(stay.is_overdue(date("2026-02-28")));
    let employer = placements::described(&story.state, &anna(), &stay.placement);
    assert_eq!(employer.unwrap().employer, "Пекарня «Колос»");
    let days: Vec<String> = placements::contacts(&story.state, &anna())
        .iter()
        .map(|(contact, _)| contact.on.to_string())
        .collect();
    assert_eq!(days, ["2026-02-16", "2026-02-18"]);
    assert_eq!(placements::difficulties(&story.state, &anna()).len(), 1);
    let nobody = PersonId::new("zoya");
    assert_eq!(placements::of(&story.state, &nobody), []);
    assert!(placements::contacts(&story.state, &nobody).is_empty());
}

#[test]
fn with_a_doubtful_clock_the_day_is_not_held_against_anybody() {
    let mut story = Story::workshop();
    let mut wrong = now("2024-01-01T00:10:00+03:00");
    wrong.clock.suspect = true;
    let by = consultant();
    let away = out("a", "2026-03-02", None);
    story
        .wish("k1.01", WriterKind::Kiosk, &by, &wrong, away.clone())
        .unwrap();
    story
        .wish(
            "k1.01",
            WriterKind::Kiosk,
            &by,
            &wrong,
            contact("a", "2026-03-02"),
        )
        .unwrap();
    wrong.clock.suspect = false;
    let mut sure = Story::workshop();
    let refused = sure.wish("k1.01", WriterKind::Kiosk, &by, &wrong, away);
    assert!(matches!(
        refused,
        Err(Refusal::Invalid { field: "from", .. })
    ));
}
