//! Requests, goals and trial tasks as tables (docs/domain.md sections 2.2 and 2.13).

use crate::common::*;
use stupen_domain::entry::{EntryRef, Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Command, Refusal, State, goals, requests, trials};

fn wish(story: &mut Story, actor: &Actor, fact: impl Into<Command>) -> Option<Refusal> {
    let now = now("2026-03-03T10:00:00+03:00");
    story
        .wish("k1.01", WriterKind::Kiosk, actor, &now, fact)
        .err()
}

fn oneself() -> Actor {
    Actor::participant(&anna())
}

fn asked(id: &str, what: RequestKind, activity: Option<&str>) -> RequestMade {
    RequestMade {
        request: RequestId::new(id),
        person: anna(),
        what,
        activity: activity.map(Into::into),
    }
}

fn answered(id: &str, answer: RequestAnswer) -> RequestAnswered {
    RequestAnswered {
        request: RequestId::new(id),
        person: anna(),
        answer,
        on: None,
    }
}

#[test]
fn a_request_is_made_once_and_waits() {
    use RequestKind::{Join, Leave, Talk};
    let boris = PersonId::new("boris");
    let invalid = |problem| {
        Some(Refusal::Invalid {
            field: "activity",
            problem,
        })
    };
    #[rustfmt::skip]
    let rows = [
        ("to leave",                 oneself(), asked("r2", Leave, None), None),
        ("to talk, once more",       oneself(), asked("r2", Talk, None), Some(Refusal::AlreadyAsked)),
        ("the same id",              oneself(), asked("r1", Leave, None), Some(Refusal::AlreadyRecorded)),
        ("to join something",        oneself(), asked("r2", Join, Some("choir")), None),
        ("to join anything",         oneself(), asked("r2", Join, None), None),
        ("to join what is not there", oneself(), asked("r2", Join, Some("circus")), invalid("is not in this version of the form")),
        ("to talk in the choir",     oneself(), asked("r2", Leave, Some("choir")), invalid("belongs to joining an activity")),
        ("for somebody else",        Actor::participant(&boris), asked("r2", Leave, None), Some(Refusal::NotTheirs)),
    ];
    for (row, actor, fact, expected) in rows {
        let mut story = Story::workshop();
        story.person("boris", "Борис", None);
        story.office(FormSet {
            form: "activities".into(),
            version: 1,
            body: r#"{"items":[{"id":"choir","picture":"pictogram:choir","title":{"ru":"т","en":"t"}}]}"#
                .into(),
        });
        assert_eq!(wish(&mut story, &oneself(), asked("r1", Talk, None)), None);
        assert_eq!(wish(&mut story, &actor, fact), expected, "{row}");
    }
}

#[test]
fn an_answer_closes_a_request_and_ends_nothing() {
    let lead = staff(Role::Lead);
    let mut story = Story::workshop();
    let leave = asked("r1", RequestKind::Leave, None);
    assert_eq!(
        wish(&mut story, &lead, answered("r1", RequestAnswer::Done)),
        Some(Refusal::NoSuchRequest)
    );
    assert_eq!(wish(&mut story, &oneself(), leave.clone()), None);
    assert_eq!(requests::open(&story.state, &soap()).len(), 1);
    assert_eq!(
        requests::open(&story.state, &WorkshopId::new("wood")),
        [],
        "of another workshop"
    );
    let mut other = story.clone();
    let known = story.entries.len();
    assert_eq!(
        wish(&mut story, &lead, answered("r1", RequestAnswer::Agreed)),
        None
    );
    assert_eq!(
        wish(&mut story, &lead, answered("r1", RequestAnswer::Done)),
        Some(Refusal::NoSuchRequest)
    );
    // Elsewhere somebody answered too: both stay, the last in order holds.
    other
        .wish(
            "k2.01",
            WriterKind::Kiosk,
            &lead,
            &now("2026-03-03T10:00:00+03:00"),
            answered("r1", RequestAnswer::NotNow),
        )
        .unwrap();
    let alone = story.clone();
    story.take(&other, known);
    other.take(&alone, known);
    for story in [&story, &other] {
        let view = requests::request(&story.state, &anna(), &RequestId::new("r1")).unwrap();
        assert_eq!(view.answers.len(), 2);
        assert_eq!(view.answer().unwrap().0.answer, RequestAnswer::NotNow);
        assert_eq!(requests::open(&story.state, &soap()), []);
        let enrolments = stupen_domain::people::enrolments(&story.state, &anna());
        assert_eq!(enrolments[0].ended, None);
    }
    // Asked again, it waits again.
    let again = RequestMade {
        request: RequestId::new("r2"),
        ..leave
    };
    assert_eq!(wish(&mut story, &oneself(), again), None);
}

#[test]
fn an_answer_waits_to_be_seen_by_who_asked() {
    let lead = staff(Role::Lead);
    let answer = |story: &mut Story, writer: &str, at: &str, id: &str, answer| {
        story
            .wish(
                writer,
                WriterKind::Kiosk,
                &lead,
                &now(at),
                answered(id, answer),
            )
            .unwrap()
    };
    let seen = |id: &str, answer: &EntryRef| RequestAnswerSeen {
        request: RequestId::new(id),
        person: anna(),
        answer: answer.clone(),
    };
    let unseen = |story: &Story| -> Vec<(String, RequestAnswer)> {
        requests::unseen(&story.state, &anna())
            .iter()
            .map(|view| {
                (
                    view.request.request.to_string(),
                    view.answer().unwrap().0.answer,
                )
            })
            .collect()
    };
    let mut story = Story::workshop();
    story.person("boris", "Борис", None);
    for (id, what) in [("r1", RequestKind::Talk), ("r2", RequestKind::Join)] {
        assert_eq!(wish(&mut story, &oneself(), asked(id, what, None)), None);
    }
    assert_eq!(unseen(&story), [], "open requests have no answer to see");
    let mut other = story.clone();
    let known = story.entries.len();
    // Answered in the other order than asked: what was answered first is shown first.
    let later = answer(
        &mut story,
        "k1.01",
        "2026-03-03T12:00:00+03:00",
        "r1",
        RequestAnswer::Agreed,
    );
    let first = answer(
        &mut story,
        "k1.01",
        "2026-03-03T11:00:00+03:00",
        "r2",
        RequestAnswer::NotNow,
    );
    let waiting = |id: &str, answer| (id.to_owned(), answer);
    assert_eq!(
        unseen(&story),
        [
            waiting("r2", RequestAnswer::NotNow),
            waiting("r1", RequestAnswer::Agreed)
        ]
    );
    let boris = Actor::participant(&PersonId::new("boris"));
    #[rustfmt::skip]
    let rows = [
        ("somebody else",         &boris,     seen("r2", &first), Some(Refusal::NotTheirs)),
        ("another one's answer",  &oneself(), seen("r1", &first), Some(Refusal::NoSuchRequest)),
        ("no such request",       &oneself(), seen("r9", &first), Some(Refusal::NoSuchRequest)),
        ("as it is",              &oneself(), seen("r2", &first), None),
        ("twice",                 &oneself(), seen("r2", &first), Some(Refusal::AlreadyRecorded)),
    ];
    for (row, actor, fact, expected) in rows {
        assert_eq!(wish(&mut story, actor, fact), expected, "{row}");
    }
    assert_eq!(unseen(&story), [waiting("r1", RequestAnswer::Agreed)]);
    assert_eq!(wish(&mut story, &oneself(), seen("r1", &later)), None);
    assert_eq!(unseen(&story), []);
    // Elsewhere somebody answered otherwise, and theirs holds: it is to be seen, too.
    let otherwise = answer(
        &mut other,
        "k2.01",
        "2026-03-03T12:30:00+03:00",
        "r1",
        RequestAnswer::Done,
    );
    story.take(&other, known);
    assert_eq!(unseen(&story), [waiting("r1", RequestAnswer::Done)]);
    assert_eq!(wish(&mut story, &oneself(), seen("r1", &otherwise)), None);
    assert_eq!(unseen(&story), []);
}

#[test]
fn goals_are_agreed_changed_and_settled() {
    let goal = |id: &str, words: &str| GoalAgreed {
        goal: GoalId::new(id),
        person: anna(),
        picture: PictureRef::new("pictogram:clock"),
        words: words.into(),
        measure: String::new(),
        until: None,
    };
    let settled = |id: &str, outcome| GoalSettled {
        goal: GoalId::new(id),
        person: anna(),
        outcome,
    };
    let mut story = Story::workshop();
    let consultant = staff(Role::Consultant);
    let words = |state: &State| -> Vec<String> {
        goals::current(state, &anna())
            .iter()
            .map(|view| view.goal.words.clone())
            .collect()
    };
    assert_eq!(
        wish(&mut story, &consultant, goal("g1", " ")),
        Some(Refusal::Empty("words"))
    );
    assert_eq!(
        wish(&mut story, &consultant, goal("g1", "Прийти вовремя")),
        None
    );
    assert_eq!(
        wish(&mut story, &oneself(), goal("g2", "Свернуть сто")),
        None
    );
    assert_eq!(
        wish(&mut story, &consultant, goal("g1", "Прийти в девять")),
        None
    );
    assert_eq!(words(&story.state), ["Прийти в девять", "Свернуть сто"]);
    assert_eq!(
        wish(&mut story, &consultant, settled("g9", GoalOutcome::Reached)),
        Some(Refusal::NoSuchGoal)
    );
    assert_eq!(
        wish(&mut story, &oneself(), settled("g1", GoalOutcome::Reached)),
        None
    );
    for refused in [
        wish(&mut story, &consultant, settled("g1", GoalOutcome::Dropped)),
        wish(&mut story, &consultant, goal("g1", "Снова")),
    ] {
        assert_eq!(refused, Some(Refusal::NoSuchGoal));
    }
    assert_eq!(words(&story.state), ["Свернуть сто"]);
    let all = goals::goals(&story.state, &anna());
    assert_eq!(all.len(), 2, "what was reached stays readable");
    assert_eq!(
        all[0].settled.as_ref().map(|(outcome, _)| *outcome),
        Some(GoalOutcome::Reached)
    );
}

#[test]
fn a_trial_task_is_done_once_and_described_by_the_form() {
    let done = TrialTaskDone {
        trial: TrialId::new("t1"),
        person: anna(),
        operation: None,
        result: TrialResult::Ready,
    };
    let described = |trial: &str, form: &str, level: &str| TrialTaskDescribed {
        trial: TrialId::new(trial),
        person: anna(),
        form: form.into(),
        version: 1,
        marks: vec![CriterionMark {
            criterion: "hands".into(),
            level: level.into(),
            note: String::new(),
        }],
        remarks: String::new(),
    };
    let lead = staff(Role::Lead);
    let mut story = Story::workshop();
    story.office(FormSet {
        form: "trial".into(),
        version: 1,
        body: r#"{"levels":[],"criteria":[{"id":"hands","picture":"pictogram:hands","title":{"ru":"т","en":"t"},
            "asked":{"ru":"т","en":"t"},"levels":[{"id":"alone","title":{"ru":"т","en":"t"}}]}]}"#
            .into(),
    });
    assert_eq!(
        wish(&mut story, &lead, described("t1", "trial", "alone")),
        Some(Refusal::NoSuchTrial)
    );
    assert_eq!(wish(&mut story, &lead, done.clone()), None);
    assert_eq!(
        wish(&mut story, &lead, done),
        Some(Refusal::AlreadyRecorded)
    );
    let invalid = |field, problem| Some(Refusal::Invalid { field, problem });
    assert_eq!(
        wish(&mut story, &lead, described("t1", "exam", "alone")),
        invalid("form", "is another form")
    );
    assert_eq!(
        wish(&mut story, &lead, described("t1", "trial", "flying")),
        invalid("marks", "a level is not in this version of the form")
    );
    assert_eq!(trials::trials(&story.state, &anna())[0].described, None);
    assert_eq!(
        wish(&mut story, &lead, described("t1", "trial", "alone")),
        None
    );
    let view = trials::trial(&story.state, &anna(), &TrialId::new("t1")).unwrap();
    assert_eq!(view.trial.result, TrialResult::Ready);
    assert!(view.described.is_some());
}

#[test]
fn notes_for_the_case_are_found_by_what_they_are_about() {
    let note = |id: &str| CaseNoted {
        person: anna(),
        about: NoteAbout::Request,
        id: id.into(),
        words: "Хочет на курсы".into(),
        conditions: String::new(),
    };
    let mut story = Story::workshop();
    let lead = staff(Role::Lead);
    assert_eq!(
        wish(&mut story, &lead, note("")),
        Some(Refusal::Empty("id"))
    );
    assert_eq!(wish(&mut story, &lead, note("r1")), None);
    let found = |about, id| requests::notes(&story.state, &anna(), about, id).len();
    assert_eq!(found(NoteAbout::Request, "r1"), 1);
    assert_eq!(found(NoteAbout::Request, "r2"), 0);
    assert_eq!(found(NoteAbout::Ending, "r1"), 0);
}

#[test]
fn a_day_is_arranged_only_with_what_is_granted() {
    let rows = [
        (RequestAnswer::Agreed, true),
        (RequestAnswer::Done, true),
        (RequestAnswer::NotNow, false),
        (RequestAnswer::TakenBack, false),
    ];
    for (answer, granted) in rows {
        assert_eq!(answer.grants(), granted, "{answer:?}");
        for on in [None, Some(date("2026-03-06"))] {
            let mut story = Story::workshop();
            let leave = asked("r1", RequestKind::Leave, None);
            assert_eq!(wish(&mut story, &oneself(), leave), None);
            let said = RequestAnswered {
                on,
                ..answered("r1", answer)
            };
            let refused = wish(&mut story, &staff(Role::Lead), said);
            assert_eq!(
                refused.is_none(),
                granted || on.is_none(),
                "{answer:?} {on:?}"
            );
        }
    }
}
