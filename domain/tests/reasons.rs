//! Every correction by staff gives its reason: without one nothing is written; and what is written in words at a kiosk is
//! for the case, never for the floor.

use crate::common::{Story, anna, at, date, now, staff};
use stupen_domain::catalogue;
use stupen_domain::entry::{Audience, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::reasons::{self, AT_OFFICE, Reason, ReasonFor};
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::{BreachId, EnrolmentId};
use stupen_domain::{Role, Said};

/// A breach of Anna's that may be annulled or let be, and the four facts that give a reason on the floor, by it.
fn breach() -> BreachRecorded {
    BreachRecorded {
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
    }
}

fn annulled(reason: &str) -> Fact {
    BreachAnnulled {
        breach: BreachId::new("b-1"),
        person: anna(),
        reason: reason.into(),
    }
    .into()
}

fn let_be(reason: &str) -> Fact {
    BreachProposalDeclined {
        person: anna(),
        day: date("2026-03-02"),
        until: None,
        cause: BreachCause::Late,
        reason: reason.into(),
    }
    .into()
}

fn corrected(reason: &str) -> Fact {
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
}

fn agreed(reason: &str) -> Fact {
    LimitAnswered {
        person: anna(),
        day: date("2026-03-02"),
        limit: Limit::Daily,
        done: reason.into(),
    }
    .into()
}

/// A fact that gives a reason on the floor, by that reason, and what the reason is for.
type Giving = (fn(&str) -> Fact, ReasonFor);

const GIVING: [Giving; 4] = [
    (annulled, ReasonFor::Mercy),
    (let_be, ReasonFor::Mercy),
    (corrected, ReasonFor::Correction),
    (agreed, ReasonFor::Homeward),
];

/// Anna came at 9:40 and has a breach.
fn story() -> Story {
    let mut story = Story::workshop();
    story.office(breach());
    story.mark("09:40", "in");
    story
}

#[test]
fn words_of_ones_own_never_lie_on_a_floor_where_a_kiosk_writes() {
    let by = staff(Role::Lead);
    for (fact, what_for) in GIVING {
        let mut reasons: Vec<(&str, bool)> = what_for.ready().iter().map(|r| (*r, true)).collect();
        reasons.push((AT_OFFICE, true));
        // In words; nearly a ready one; ready for something else.
        reasons.push(("ill, says her mother", false));
        reasons.push(("At_office", false));
        let other = ReasonFor::ALL.into_iter().find(|other| *other != what_for);
        reasons.push((other.unwrap().ready()[0], false));
        for (reason, may) in reasons {
            let fact = fact(reason);
            assert_eq!(
                catalogue::row(fact.kind()).unwrap().audience,
                Audience::Floor
            );
            let said = story()
                .wish("k1.01", WriterKind::Kiosk, &by, &now("10:00"), fact.clone())
                .err()
                .map(|refusal| refusal.to_string());
            let field = if what_for == ReasonFor::Homeward {
                "done"
            } else {
                "reason"
            };
            let refused = format!("{field}: is in words of one's own: they are noted for the case");
            assert_eq!(said, (!may).then_some(refused), "{fact:?}");
        }
    }
}

#[test]
fn every_text_that_staff_give_on_the_floor_as_a_reason_is_known_to_the_rule() {
    for (fact, what_for) in GIVING {
        let fact = fact("said");
        let (known, _, said) = reasons::given(&fact).unwrap();
        assert_eq!((known, said), (what_for, "said"), "{fact:?}");
    }
    let mut all: Vec<&str> = ReasonFor::ALL
        .iter()
        .flat_map(|of| of.ready())
        .copied()
        .collect();
    all.push(AT_OFFICE);
    let many = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), many, "a word says one thing, whatever it is for");
}

#[test]
fn what_an_entry_says_is_a_ready_reason_that_it_is_at_the_office_or_words() {
    for (what_for, said, expected) in [
        (
            ReasonFor::Mercy,
            "no_transport",
            Reason::Ready("no_transport"),
        ),
        (ReasonFor::Homeward, "goes_home", Reason::Ready("goes_home")),
        (ReasonFor::Correction, AT_OFFICE, Reason::AtOffice),
        // As an earlier version wrote it, and as one reads that is no reason for this.
        (
            ReasonFor::Mercy,
            "Автобус сломался",
            Reason::Words("Автобус сломался"),
        ),
        (ReasonFor::Mercy, "goes_home", Reason::Words("goes_home")),
    ] {
        assert_eq!(what_for.read(said), expected, "{said}");
    }
}

#[test]
fn the_words_of_a_reason_are_found_with_the_act_that_they_belong_to() {
    for (fact, _) in GIVING {
        let mut story = story();
        let fact = fact(AT_OFFICE);
        // Two write of the same, each at their kiosk, without knowing of each other.
        for (writer, who, words, time) in [
            ("k1.01", "lead", "the bus broke down", "10:00"),
            ("k2.01", "other", "her mother rang", "10:05"),
        ] {
            let note = reasons::note(&fact, words).unwrap();
            for said in [fact.clone(), note.into()] {
                let row = catalogue::row(said.kind()).unwrap();
                let entry = stupen_domain::NewEntry {
                    scope: "w:soap".into(),
                    audience: row.audience,
                    role: Role::Lead,
                    occurred_at: at(time),
                    payload: stupen_domain::wire::Payload {
                        by: Some(stupen_domain::wire::ids::PersonId::new(who)),
                        over: vec![],
                        fact: said,
                    },
                };
                story.append(writer, entry, now(time).clock);
            }
        }
        let mut acts = story
            .entries
            .iter()
            .filter(|entry| entry.payload.fact == fact);
        for expected in ["the bus broke down", "her mother rang"] {
            let said = Said::of(&story.state, acts.next().unwrap());
            let words = reasons::written(&story.state, &fact, &said);
            assert_eq!(words, [expected], "{fact:?}");
        }
    }
}

#[test]
fn nothing_is_corrected_without_a_reason() {
    type Row<'a> = (&'a dyn Fn(&str) -> Fact, &'a str);
    // The fact, by its reason; how a blank one is refused.
    let rows: [Row<'_>; 3] = [
        (&annulled, "reason must be filled"),
        (&corrected, "reason must be filled"),
        (&agreed, "done must be filled"),
    ];
    for (fact, refused) in rows {
        for (reason, expected) in [
            ("", Some(refused)),
            (" ", Some(refused)),
            ("no_transport", None),
        ] {
            let mut story = story();
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
