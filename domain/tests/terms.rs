//! Terms of enrolments as tables: how far one has come, and from which day it is completed (docs/domain.md sections 2.1
//! and 2.6).

use crate::common::*;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::people::EnrolmentView;
use stupen_domain::terms::{self, Term};
use stupen_domain::wire::ids::*;
use stupen_domain::{Refusal, people};

fn enrolment(service: Service, from: &str, until: Option<&str>) -> EnrolmentView {
    EnrolmentView {
        enrolment: EnrolmentId::new("e"),
        workshop: soap(),
        service,
        from: date(from),
        until: until.map(date),
        ended: None,
        end_told: None,
        dismissal_fell: false,
    }
}

fn told(term: Term) -> String {
    let left = |word: &str, left: terms::Left| {
        let last = left.last.format("%m-%d");
        format!(
            "{word} until {last}: {} days, {} months",
            left.days, left.months
        )
    };
    match term {
        Term::ToCome => "to come".into(),
        Term::Open => "open".into(),
        Term::Runs(what) => left("runs", what),
        Term::EndsSoon(what) => left("ends soon", what),
        Term::Past => "past".into(),
        Term::Overdue => "overdue".into(),
        Term::Ended => "ended".into(),
    }
}

#[test]
fn how_a_term_stands() {
    use Service::{Orientation, TemporaryEmployment};
    #[rustfmt::skip]
    let rows = [
        // service, first day, agreed last day, today, how it stands
        (TemporaryEmployment, "2026-02-02", None, "2026-02-01", "to come"),
        (TemporaryEmployment, "2026-02-02", None, "2026-02-02", "runs until 11-02: 273 days, 9 months"),
        (TemporaryEmployment, "2026-02-02", None, "2026-10-02", "runs until 11-02: 31 days, 1 months"),
        (TemporaryEmployment, "2026-02-02", None, "2026-10-03", "ends soon until 11-02: 30 days, 0 months"),
        (TemporaryEmployment, "2026-02-02", None, "2026-11-02", "ends soon until 11-02: 0 days, 0 months"),
        (TemporaryEmployment, "2026-02-02", None, "2026-11-03", "overdue"),
        (TemporaryEmployment, "2026-02-02", Some("2026-08-31"), "2026-06-30", "runs until 08-31: 62 days, 2 months"),
        (TemporaryEmployment, "2026-02-02", Some("2026-08-31"), "2026-08-31", "runs until 08-31: 0 days, 0 months"),
        (TemporaryEmployment, "2026-02-02", Some("2026-08-31"), "2026-09-01", "past"),
        (TemporaryEmployment, "2026-02-02", Some("2026-08-31"), "2026-11-03", "overdue"),
        (Orientation,         "2026-02-02", Some("2026-02-27"), "2026-02-20", "runs until 02-27: 7 days, 0 months"),
        (Orientation,         "2026-02-02", Some("2026-02-27"), "2026-02-28", "past"),
        (Orientation,         "2026-02-02", None, "2027-02-28", "open"),
        // The ninth month of 31 May ends with February.
        (TemporaryEmployment, "2026-05-31", None, "2027-02-28", "ends soon until 02-28: 0 days, 0 months"),
        (TemporaryEmployment, "2026-05-31", None, "2027-03-01", "overdue"),
    ];
    for (service, from, until, today, expected) in rows {
        let view = enrolment(service, from, until);
        let found = told(terms::term(&view, date(today)));
        assert_eq!(found, expected, "{from} – {until:?} on {today}");
        let ended = EnrolmentView {
            ended: Some((date(today), EndReason::OwnWish)),
            ..view
        };
        // The last day belongs to it.
        assert_eq!(told(terms::term(&ended, date(today))), expected);
        let after = date(today).succ_opt().unwrap();
        assert_eq!(told(terms::term(&ended, after)), "ended");
    }
}

#[test]
fn a_term_is_completed_from_its_agreed_last_day_or_the_shortest_there_is() {
    use Service::{Orientation, TemporaryEmployment};
    #[rustfmt::skip]
    let rows = [
        (TemporaryEmployment, "2026-02-02", Some("2026-03-06"), "2026-03-06"),
        (TemporaryEmployment, "2026-02-02", None, "2026-03-02"),
        (TemporaryEmployment, "2026-01-31", None, "2026-02-28"),
        (Orientation,         "2026-02-02", Some("2026-02-20"), "2026-02-20"),
        (Orientation,         "2026-02-02", None, "2026-02-15"),
    ];
    for (service, from, until, first) in rows {
        let mut story = Story::workshop();
        story.person("boris", "Борис", None);
        let boris = PersonId::new("boris");
        story.office(EnrolmentStarted {
            enrolment: EnrolmentId::new("e"),
            person: boris.clone(),
            service,
            from: date(from),
            until: until.map(date),
        });
        let first = date(first);
        let before = first.pred_opt().unwrap();
        let view = people::enrolments(&story.state, &boris).remove(0);
        assert_eq!(terms::completed_from(&view), first, "{from} – {until:?}");
        for (on, expected) in [(before, Some(Refusal::TermNotOver(first))), (first, None)] {
            let answer = story.clone().wish(
                "server.01",
                WriterKind::Server,
                &staff(Role::Consultant),
                &now("2026-05-04T12:00:00+03:00"),
                EnrolmentEnded {
                    enrolment: EnrolmentId::new("e"),
                    person: boris.clone(),
                    on,
                    because: EndReason::TermCompleted,
                    decision: None,
                },
            );
            assert_eq!(answer.err(), expected, "{from} – {until:?} on {on}");
        }
    }
}
