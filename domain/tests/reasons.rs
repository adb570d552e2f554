//! Every correction by staff gives its reason: without one nothing is written.

mod common;

use common::{Story, anna, at, date, now, staff};
use stupen_domain::Role;
use stupen_domain::entry::WriterKind;
use stupen_domain::facts::*;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::{BreachId, EnrolmentId};

#[test]
fn nothing_is_corrected_without_a_reason() {
    let annulled = |reason: &str| -> Fact {
        BreachAnnulled {
            breach: BreachId::new("b-1"),
            person: anna(),
            reason: reason.into(),
        }
        .into()
    };
    let corrected = |reason: &str| -> Fact {
        AttendanceCorrected {
            person: anna(),
            day: date("2026-03-02"),
            corrects: None,
            becomes: Some(Mark {
                what: MarkKind::Arrived,
                at: at("09:00"),
            }),
            reason: reason.into(),
        }
        .into()
    };
    let answered = |reason: &str| -> Fact {
        LimitAnswered {
            person: anna(),
            day: date("2026-03-02"),
            limit: Limit::Daily,
            done: reason.into(),
        }
        .into()
    };
    type Row<'a> = (&'a dyn Fn(&str) -> Fact, &'a str);
    // The fact, by its reason; how a blank one is refused.
    let rows: [Row<'_>; 3] = [
        (&annulled, "reason must be filled"),
        (&corrected, "reason must be filled"),
        (&answered, "done must be filled"),
    ];
    for (fact, refused) in rows {
        for (reason, expected) in [("", Some(refused)), (" ", Some(refused)), ("tram", None)] {
            let mut story = Story::workshop();
            story.office(BreachRecorded {
                breach: BreachId::new("b-1"),
                person: anna(),
                enrolment: EnrolmentId::new("e-anna"),
                regulation: "phone".into(),
                version: 1,
                day: date("2026-03-02"),
                until: None,
                time: None,
                place: None,
                agreed: None,
                cause: None,
            });
            let by = staff(Role::Lead);
            let done = story.wish(
                "server.01",
                WriterKind::Server,
                &by,
                &now("10:00"),
                fact(reason),
            );
            let said = done.err().map(|refusal| refusal.to_string());
            assert_eq!(said.as_deref(), expected, "{reason:?} {:?}", fact(reason));
        }
    }
}
