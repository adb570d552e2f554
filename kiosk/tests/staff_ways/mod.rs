//! What staff's forms rest on, in tests: breaches, a review, a stay, a request, a goal, assessments; as if recorded on
//! this kiosk before. All people are invented.

use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Role, reviews};

use crate::staff_rig::Kiosk;

pub(crate) fn denis() -> PersonId {
    PersonId::new("denis")
}

pub(crate) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

/// One breach, recorded a minute ago.
pub(crate) fn one_breach(kiosk: &mut Kiosk, id: &str) {
    let recorded = BreachRecorded {
        breach: BreachId::new(id),
        person: denis(),
        enrolment: EnrolmentId::new("e-1"),
        regulation: "phone".into(),
        version: 1,
        day: day("2026-11-23"),
        until: None,
        time: None,
        place: None,
        agreed: None,
        cause: None,
    };
    kiosk.happened("olga", Role::Lead, 1, recorded.into());
}

pub(crate) fn three_breaches(kiosk: &mut Kiosk) {
    for id in ["b1", "b2", "b3"] {
        one_breach(kiosk, id);
    }
}

pub(crate) fn annulled(kiosk: &mut Kiosk, id: &str) {
    let annulled = BreachAnnulled {
        breach: BreachId::new(id),
        person: denis(),
        reason: "recorded_by_mistake".into(),
    };
    kiosk.happened("ilya", Role::Consultant, 0, annulled.into());
}

pub(crate) fn left(kiosk: &mut Kiosk) {
    let ended = EnrolmentEnded {
        enrolment: EnrolmentId::new("e-1"),
        person: denis(),
        on: day("2026-11-22"),
        because: EndReason::OwnWish,
        decision: None,
    };
    kiosk.happened("ilya", Role::Consultant, 0, ended.into());
}

/// Turns the pages until something is called so.
pub(crate) fn find(kiosk: &mut Kiosk, label: &str) {
    for _ in 0..5 {
        if kiosk.labels().iter().any(|known| known.starts_with(label)) {
            return;
        }
        kiosk.touch("Страница ниже");
    }
    panic!("{label:?} is on no page: {:?}", kiosk.labels());
}

/// The lead's way from the card to the sheet of a breach, on which it is recorded.
pub(crate) fn to_the_sheet_of_a_breach(kiosk: &mut Kiosk) {
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    first_phrase(kiosk);
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
}

/// The consultant's way from the card to the sheet of an assessment, on which it is signed.
pub(crate) fn to_the_sheet_of_an_assessment(kiosk: &mut Kiosk) {
    kiosk.touch("Оценка");
    kiosk.touch("Без своих отметок");
    for _ in 0..6 {
        let level = kiosk.first_level();
        kiosk.touch(&level);
    }
    kiosk.touch("Пропустить");
    kiosk.touch("Дальше");
    kiosk.touch("Дальше");
}

/// Takes the first ready phrase, which is the last answer of many forms.
pub(crate) fn first_phrase(kiosk: &mut Kiosk) {
    let phrase = kiosk.first_phrase();
    kiosk.touch(&phrase);
}

/// Proposed by the lead at this kiosk: dismiss.
pub(crate) fn proposed(kiosk: &mut Kiosk) {
    proposes(kiosk, "r-1", ReviewOutcome::Dismiss, None);
}

pub(crate) fn proposes(
    kiosk: &mut Kiosk,
    id: &str,
    outcome: ReviewOutcome,
    condition: Option<&str>,
) {
    let (weighs, settles) = {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let review = reviews::review(ledger.state(), &denis(), &EnrolmentId::new("e-1"));
        (review.weighs(), review.settles())
    };
    let proposed = ReviewProposed {
        review: ReviewId::new(id),
        person: denis(),
        enrolment: EnrolmentId::new("e-1"),
        weighs,
        settles,
        outcome,
        condition: condition.map(Into::into),
    };
    kiosk.happened("olga", Role::Lead, 0, proposed.into());
}

pub(crate) fn confirmed(kiosk: &mut Kiosk) {
    confirms(kiosk, "r-1");
}

pub(crate) fn confirms(kiosk: &mut Kiosk, id: &str) {
    let confirmed = ReviewConfirmed {
        review: ReviewId::new(id),
        person: denis(),
    };
    kiosk.happened("ilya", Role::Consultant, 0, confirmed.into());
}

pub(crate) fn dismissed(kiosk: &mut Kiosk) {
    three_breaches(kiosk);
    proposed(kiosk);
    confirmed(kiosk);
}

pub(crate) fn is_out(kiosk: &mut Kiosk) {
    let started = PlacementStarted {
        placement: PlacementId::new("p-1"),
        person: denis(),
        enrolment: Some(EnrolmentId::new("e-1")),
        what: PlacementKind::Internship,
        from: day("2026-11-16"),
        until: None,
    };
    kiosk.happened("ilya", Role::Consultant, 9, started.into());
}

pub(crate) fn is_back(kiosk: &mut Kiosk) {
    let ended = PlacementEnded {
        placement: PlacementId::new("p-1"),
        person: denis(),
        on: day("2026-11-20"),
        because: PlacementEnd::Completed,
    };
    kiosk.happened("ilya", Role::Consultant, 0, ended.into());
}

pub(crate) fn asks(kiosk: &mut Kiosk) {
    let made = RequestMade {
        request: RequestId::new("q-1"),
        person: denis(),
        what: RequestKind::Talk,
        activity: None,
    };
    kiosk.happened("denis", Role::Participant, 30, made.into());
}

pub(crate) fn arrived(kiosk: &mut Kiosk) {
    let arrived = Arrived {
        person: denis(),
        badge: None,
    };
    kiosk.happened("denis", Role::Participant, 30, arrived.into());
}

/// Half an hour a day, as the office has it: who came half an hour ago has reached it.
pub(crate) fn limited(kiosk: &mut Kiosk) {
    let limits = WorkLimitsSet {
        person: denis(),
        from: day("2026-10-01"),
        daily_min: Some(30),
        weekly_min: None,
        no_night: false,
    };
    kiosk.office_states(vec![limits.into()]);
}

pub(crate) fn goal(kiosk: &mut Kiosk) {
    let agreed = GoalAgreed {
        goal: GoalId::new("g-1"),
        person: denis(),
        picture: PictureRef::new("pictogram:goal"),
        words: "Прихожу вовремя".into(),
        measure: String::new(),
        until: None,
    };
    kiosk.happened("ilya", Role::Consultant, 30, agreed.into());
}

/// Three assessments, the second and the third the more independent: readiness is proposed.
pub(crate) fn ready(kiosk: &mut Kiosk) {
    for id in ["a-1", "a-2", "a-3"] {
        let marks: Vec<(String, String)> = {
            let ledger = kiosk.ledger.lock().expect("a ledger");
            let form = stupen_domain::forms::version::<stupen_domain::wire::forms::Assessment>(
                ledger.state(),
                &WorkshopId::new("soap"),
                1,
            );
            let criteria = form.expect("a form").criteria;
            criteria
                .iter()
                .filter_map(|c| Some((c.id.clone(), c.levels.first()?.id.clone())))
                .collect()
        };
        let signed = AssessmentSigned {
            assessment: AssessmentId::new(id),
            person: denis(),
            enrolment: EnrolmentId::new("e-1"),
            placement: None,
            form: "assessment".into(),
            version: 1,
            from: day("2026-11-16"),
            until: day("2026-11-23"),
            marks: marks
                .iter()
                .map(|(criterion, level)| CriterionMark {
                    criterion: criterion.clone(),
                    level: level.clone(),
                    note: String::new(),
                })
                .collect(),
            own: Vec::new(),
            notes: String::new(),
            recommendations: String::new(),
        };
        let shown = AssessmentShown {
            assessment: AssessmentId::new(id),
            person: denis(),
            enrolment: EnrolmentId::new("e-1"),
            placement: None,
            form: "assessment".into(),
            version: 1,
            on: day("2026-11-23"),
            marks: marks
                .iter()
                .map(|(criterion, level)| ShownMark {
                    criterion: criterion.clone(),
                    level: level.clone(),
                    own: None,
                })
                .collect(),
        };
        let act = vec![signed.into(), shown.into()];
        kiosk.happened_together("ilya", Role::Consultant, 5, act);
    }
}

/// Records what the sheet shows, by its main key.
pub(crate) fn record(kiosk: &mut Kiosk) {
    let keys = ["Снять нарушение", "Записать"];
    let labels = kiosk.labels();
    let key = keys
        .into_iter()
        .find(|key| labels.iter().any(|label| label == key));
    kiosk.touch(key.unwrap_or_else(|| panic!("no sheet: {labels:?}")));
}

/// Takes the first ready phrase, and records what the sheet then shows.
pub(crate) fn phrase_and_record(kiosk: &mut Kiosk) {
    first_phrase(kiosk);
    record(kiosk);
}
