//! What a form rests on is settled while staff fill it in: nothing is recorded, staff hear and read why, and what they
//! wrote is kept where it may still be of use.

use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Role, attendance, breaches, goals, reviews};
use stupen_kiosk::ui::{Screen, StaffScreen, Word};

use crate::staff_rig::Kiosk;
use crate::staff_ways::*;

/// A form, the grounds under it, the way to its last answer, what happens meanwhile, and what becomes of it.
struct Row {
    name: &'static str,
    /// 2 is the lead, 3 the consultant.
    staff: u8,
    ground: fn(&mut Kiosk),
    way: fn(&mut Kiosk),
    meanwhile: fn(&mut Kiosk),
    last: fn(&mut Kiosk),
    says: Word,
    kept: bool,
}

fn nothing(_: &mut Kiosk) {}

/// From the card to the proposal that the work here ends.
fn to_the_proposal_of_an_end(kiosk: &mut Kiosk) {
    kiosk.touch("Рассмотрение");
    kiosk.touch("Закончить работу здесь");
    first_phrase(kiosk);
}

const ROWS: &[Row] = &[
    Row {
        name: "a proposed breach is let be, and was answered",
        staff: 2,
        ground: arrived,
        way: |kiosk| {
            kiosk.touch("Нарушения");
            kiosk.touch("Позже начала");
            kiosk.touch("Не записывать");
        },
        meanwhile: |kiosk| {
            let declined = BreachProposalDeclined {
                person: denis(),
                day: day("2026-11-23"),
                until: None,
                cause: BreachCause::Late,
                reason: "no_transport".into(),
            };
            kiosk.happened("ilya", Role::Consultant, 0, declined.into());
        },
        last: first_phrase,
        says: Word::SettledMeanwhile,
        kept: false,
    },
    Row {
        name: "an annulment of what was annulled",
        staff: 2,
        ground: |kiosk| one_breach(kiosk, "b1"),
        way: |kiosk| {
            kiosk.touch("Нарушения");
            kiosk.touch("Телефон");
            kiosk.touch("Снять нарушение");
        },
        meanwhile: |kiosk| annulled(kiosk, "b1"),
        last: phrase_and_record,
        says: Word::AnnulledMeanwhile,
        kept: false,
    },
    Row {
        name: "the telling of what was annulled",
        staff: 2,
        ground: |kiosk| one_breach(kiosk, "b1"),
        way: |kiosk| {
            kiosk.touch("Нарушения");
            kiosk.touch("Телефон");
            kiosk.touch("Сказать сейчас");
        },
        meanwhile: |kiosk| annulled(kiosk, "b1"),
        last: |kiosk| kiosk.touch("Мне сказали"),
        says: Word::AnnulledMeanwhile,
        kept: false,
    },
    Row {
        name: "a breach of who has left",
        staff: 2,
        ground: nothing,
        way: to_the_sheet_of_a_breach,
        meanwhile: left,
        last: |kiosk| kiosk.touch("Записать и показать"),
        says: Word::EndedMeanwhile,
        kept: true,
    },
    Row {
        name: "an assessment of who has left",
        staff: 3,
        ground: nothing,
        way: to_the_sheet_of_an_assessment,
        meanwhile: left,
        last: |kiosk| kiosk.touch("Подписать"),
        says: Word::EndedMeanwhile,
        kept: true,
    },
    Row {
        name: "readiness that was answered",
        staff: 3,
        ground: ready,
        way: |kiosk| {
            kiosk.touch("Оценки");
            kiosk.touch("Готовность к стажировке");
            kiosk.touch("Ответить");
            kiosk.touch("Готовность есть");
        },
        meanwhile: |kiosk| {
            let answered = ReadinessAnswered {
                person: denis(),
                enrolment: EnrolmentId::new("e-1"),
                weighs: ["a-1", "a-2", "a-3"].map(AssessmentId::new).into(),
                ready: true,
                again_on: None,
            };
            kiosk.happened("ilya", Role::Consultant, 0, answered.into());
        },
        last: first_phrase,
        says: Word::SettledMeanwhile,
        kept: false,
    },
    Row {
        name: "the ways on, and the dismissal fell",
        staff: 2,
        ground: dismissed,
        way: |kiosk| {
            kiosk.touch("Назад");
            kiosk.touch("Ещё");
            kiosk.touch("Рассмотрения");
            kiosk.touch("Денис");
            kiosk.touch("Закончить работу");
            kiosk.touch("Закончить работу");
        },
        meanwhile: |kiosk| annulled(kiosk, "b1"),
        last: |kiosk| kiosk.touch("Помощь в поиске работы"),
        says: Word::GoesOnMeanwhile,
        kept: false,
    },
    Row {
        name: "a proposal, and a fourth breach came",
        staff: 2,
        ground: three_breaches,
        way: to_the_proposal_of_an_end,
        meanwhile: |kiosk| one_breach(kiosk, "b4"),
        last: |kiosk| kiosk.touch("Предложить"),
        says: Word::ReviewChanged,
        kept: true,
    },
    Row {
        name: "a proposal, and one of three was annulled",
        staff: 2,
        ground: three_breaches,
        way: to_the_proposal_of_an_end,
        meanwhile: |kiosk| annulled(kiosk, "b1"),
        last: |kiosk| kiosk.touch("Предложить"),
        says: Word::ReviewChanged,
        kept: true,
    },
    Row {
        name: "a proposal about who has left",
        staff: 2,
        ground: three_breaches,
        way: to_the_proposal_of_an_end,
        meanwhile: left,
        last: |kiosk| kiosk.touch("Предложить"),
        says: Word::EndedMeanwhile,
        kept: false,
    },
    Row {
        name: "a confirmation, and a fourth breach came",
        staff: 3,
        ground: |kiosk| {
            three_breaches(kiosk);
            proposed(kiosk);
        },
        way: |kiosk| {
            kiosk.touch("Рассмотрение");
            kiosk.touch("Подтвердить");
        },
        meanwhile: |kiosk| one_breach(kiosk, "b4"),
        last: |kiosk| kiosk.touch("Подтвердить"),
        says: Word::ReviewChanged,
        kept: false,
    },
    Row {
        name: "the second confirms, and it was confirmed",
        staff: 2,
        ground: |kiosk| {
            three_breaches(kiosk);
            proposed(kiosk);
        },
        way: |kiosk| {
            kiosk.touch("Рассмотрение");
            kiosk.touch("Подтверждает второй");
            kiosk.scan(3);
        },
        meanwhile: confirmed,
        last: Kiosk::pin,
        says: Word::ReviewChanged,
        kept: false,
    },
    Row {
        name: "a proposal, and another was made",
        staff: 3,
        ground: three_breaches,
        way: to_the_proposal_of_an_end,
        meanwhile: |kiosk| proposes(kiosk, "r-9", ReviewOutcome::Keep, Some("alarm")),
        last: |kiosk| kiosk.touch("Предложить"),
        says: Word::ReviewChanged,
        kept: true,
    },
    Row {
        name: "an end of what has ended",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            kiosk.touch("Срок");
            kiosk.touch("Закончить по желанию");
            kiosk.touch("Сегодня");
            first_phrase(kiosk);
        },
        meanwhile: left,
        last: |kiosk| kiosk.touch("Закончить работу"),
        says: Word::EndedMeanwhile,
        kept: false,
    },
    Row {
        name: "a completed term, and a review opened",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            kiosk.touch("Срок");
            kiosk.touch("Срок завершён");
            kiosk.touch("Сегодня");
            first_phrase(kiosk);
        },
        meanwhile: three_breaches,
        last: |kiosk| kiosk.touch("Закончить работу"),
        says: Word::ReviewFirst,
        kept: true,
    },
    Row {
        name: "a correction of what was corrected",
        staff: 2,
        ground: arrived,
        way: |kiosk| {
            kiosk.touch("Сегодня");
            kiosk.touch("Приход");
            kiosk.touch("Этого не было");
        },
        meanwhile: |kiosk| {
            let corrects = {
                let ledger = kiosk.ledger.lock().expect("a ledger");
                let at = kiosk.reading().wall;
                let workshop = WorkshopId::new("soap");
                let view =
                    attendance::day(ledger.state(), &workshop, &denis(), at.date_naive(), at);
                view.marks.first().map(|mark| mark.entry.clone())
            };
            let corrected = AttendanceCorrected {
                person: denis(),
                day: day("2026-11-23"),
                corrects,
                becomes: None,
                reason: "marked_by_mistake".into(),
            };
            kiosk.happened("ilya", Role::Consultant, 0, corrected.into());
        },
        last: first_phrase,
        says: Word::CorrectedMeanwhile,
        kept: false,
    },
    Row {
        name: "a contact during a stay that is over",
        staff: 3,
        ground: is_out,
        way: |kiosk| {
            kiosk.touch("Страница ниже");
            kiosk.touch("Стажировка");
            kiosk.touch("Связь");
            kiosk.touch("Сегодня");
            kiosk.touch("Наставник");
            kiosk.touch("По телефону");
            kiosk.touch("Всё хорошо");
        },
        meanwhile: is_back,
        last: first_phrase,
        says: Word::StayOverMeanwhile,
        kept: false,
    },
    Row {
        name: "coming back from where one is back",
        staff: 3,
        ground: is_out,
        way: |kiosk| {
            kiosk.touch("Страница ниже");
            kiosk.touch("Стажировка");
            kiosk.touch("Возвращение");
            kiosk.touch("Срок закончился");
        },
        meanwhile: is_back,
        last: |kiosk| kiosk.touch("Сегодня"),
        says: Word::StayOverMeanwhile,
        kept: false,
    },
    Row {
        name: "a request that was answered",
        staff: 3,
        ground: asks,
        way: |kiosk| {
            kiosk.touch("Просьбы");
            kiosk.touch("Хочет поговорить");
            kiosk.touch("Не сейчас");
        },
        meanwhile: |kiosk| {
            let answered = RequestAnswered {
                request: RequestId::new("q-1"),
                person: denis(),
                answer: RequestAnswer::Done,
                on: None,
            };
            kiosk.happened("olga", Role::Lead, 0, answered.into());
        },
        last: phrase_and_record,
        says: Word::SettledMeanwhile,
        kept: false,
    },
    Row {
        name: "a goal that was settled",
        staff: 3,
        ground: goal,
        way: |kiosk| {
            kiosk.touch("Цели");
            kiosk.touch("Прихожу вовремя");
        },
        meanwhile: |kiosk| {
            let settled = GoalSettled {
                goal: GoalId::new("g-1"),
                person: denis(),
                outcome: GoalOutcome::Reached,
            };
            kiosk.happened("ilya", Role::Consultant, 0, settled.into());
        },
        last: |kiosk| kiosk.touch("Цель достигнута"),
        says: Word::SettledMeanwhile,
        kept: false,
    },
];

#[test]
fn a_form_whose_ground_has_gone_records_nothing_and_says_what_happened() {
    for row in ROWS {
        let name = row.name;
        let mut kiosk = Kiosk::new();
        (row.ground)(&mut kiosk);
        kiosk.enter(row.staff);
        kiosk.touch("Денис");
        (row.way)(&mut kiosk);
        (row.meanwhile)(&mut kiosk);
        let before = kiosk.written();
        kiosk.sound = None;
        (row.last)(&mut kiosk);
        assert_eq!(kiosk.written(), before, "{name}: something was recorded");
        assert_eq!(kiosk.sound, Some("error"), "{name}");
        if kiosk.is_for_a_hand() {
            kiosk.given_back();
        }
        let Some(Screen::Staff(StaffScreen::Tell(view))) = &kiosk.shown else {
            panic!("{name}: {:?}", kiosk.shown);
        };
        assert_eq!(view.title, Word::NotRecorded.into(), "{name}");
        let mut says = vec![row.says.into()];
        if row.kept {
            says.push(Word::DraftKept.into());
        }
        assert_eq!(view.words, says, "{name}");
        // The way goes on to where it can be seen, and the draft lies where forms lie, or nowhere.
        kiosk.touch("Понятно");
        assert!(
            matches!(
                &kiosk.shown,
                Some(Screen::Staff(StaffScreen::Lines(_) | StaffScreen::Tiles(_)))
            ),
            "{name}: {:?}",
            kiosk.shown
        );
        kiosk.scan(row.staff);
        kiosk.ms += 130_000;
        let effects = kiosk.engine.tick(&kiosk.reading());
        kiosk.carry_out(effects);
        kiosk.enter(row.staff);
        kiosk.touch("Ещё");
        let lies = kiosk
            .labels()
            .iter()
            .any(|label| label.starts_with("Незаконченное") && label.contains('1'));
        assert_eq!(lies, row.kept, "{name}: {:?}", kiosk.labels());
    }
}

/// Whoever looks at the review again proposes with the reason that they had written.
#[test]
fn a_proposal_that_was_overtaken_is_made_anew_on_what_stands() {
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Рассмотрение");
    kiosk.touch("Закончить работу здесь");
    first_phrase(&mut kiosk);
    one_breach(&mut kiosk, "b4");
    kiosk.touch("Предложить");
    kiosk.touch("Понятно");
    kiosk.touch("Закончить работу здесь");
    kiosk.touch("Предложить");
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let review = reviews::review(ledger.state(), &denis(), &EnrolmentId::new("e-1"));
    let pending = review.pending().expect("it is proposed");
    assert_eq!(pending.proposal.weighs.len(), 4);
}

/// What somebody did twice was done: that is no trouble.
#[test]
fn what_is_recorded_already_counts_as_done() {
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушения");
    kiosk.touch("Телефон");
    kiosk.touch("Сказать сейчас");
    let told: Vec<BreachId> = {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let all = breaches::breaches(ledger.state(), &denis());
        all.iter().map(|view| view.breach.breach.clone()).collect()
    };
    for breach in told {
        let told = BreachTold {
            breach,
            person: denis(),
            confirmed: true,
            otherwise: false,
        };
        kiosk.happened("denis", Role::Participant, 0, told.into());
    }
    let before = kiosk.written();
    kiosk.touch("Мне сказали");
    kiosk.given_back();
    assert_eq!((kiosk.written(), kiosk.sound), (before, Some("done")));
}

/// The result and the second's question are pages of something recorded: leaving them is a success.
#[test]
fn to_have_shown_the_result_is_a_success() {
    let mut kiosk = Kiosk::new();
    goal(&mut kiosk);
    ready(&mut kiosk);
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Оценки");
    kiosk.touch("Сегодня");
    kiosk.touch("Показать участнику");
    kiosk.sound = None;
    kiosk.touch("Понятно");
    assert_eq!(kiosk.sound, Some("done"));
    let ledger = kiosk.ledger.lock().expect("a ledger");
    assert_eq!(goals::current(ledger.state(), &denis()).len(), 1);
}

/// A form about somebody who has left is neither dropped unasked nor left lying for ever.
#[test]
fn a_form_about_who_has_left_says_so_and_may_be_dropped() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    left(&mut kiosk);
    kiosk.ms += 130_000;
    let effects = kiosk.engine.tick(&kiosk.reading());
    kiosk.carry_out(effects);
    kiosk.enter(2);
    kiosk.touch("Ещё");
    kiosk.touch("Незаконченное");
    kiosk.touch("Денис");
    let Some(Screen::Staff(StaffScreen::Tell(view))) = &kiosk.shown else {
        panic!("{:?}", kiosk.shown);
    };
    assert_eq!(view.title, Word::WorksHereNoMore.into());
    assert_eq!(kiosk.drafts().len(), 1, "nothing is dropped unasked");
    kiosk.touch("Не записывать");
    assert_eq!(kiosk.drafts().len(), 0);
}

/// Records the amendment, where the page has a key for it.
fn amends(kiosk: &mut Kiosk) {
    if kiosk
        .labels()
        .iter()
        .any(|label| label.starts_with("Исправить"))
    {
        kiosk.touch("Исправить");
    }
}

/// A form as it lies there, of a version that knew less or from a damaged table: without what it is about, it records
/// nothing and says so, or asks for it.
#[test]
fn a_form_that_does_not_say_what_it_is_about_records_nothing() {
    type Row = (
        &'static str,
        u8,
        fn(&mut Kiosk),
        &'static str,
        serde_json::Value,
        fn(&mut Kiosk),
        &'static str,
    );
    let text = |words: &str| serde_json::json!({ "Text": words });
    let choice = |id: &str| serde_json::json!({ "Choice": id });
    let moved = "NotRecorded";
    let no_form = "NoForms";
    #[rustfmt::skip]
    let rows: [Row; 9] = [
        ("an amendment of no assessment", 3, ready, "Amend",
            serde_json::json!({"criterion": choice("a"), "level": choice("b"), "why": text("so")}), amends, no_form),
        ("an amendment of one that is not known", 3, ready, "Amend",
            serde_json::json!({"assessment": choice("a-9"), "criterion": choice("a"), "level": choice("b")}), amends,
            no_form),
        ("an amendment of no criterion", 3, ready, "Amend",
            serde_json::json!({"assessment": choice("a-3"), "level": choice("b"), "why": text("so")}), amends, no_form),
        ("let be: no day", 2, arrived, "Decline", serde_json::json!({"cause": choice("late")}), first_phrase, moved),
        ("let be: no cause", 2, arrived, "Decline",
            serde_json::json!({"day": {"Day": "2026-11-23"}}), first_phrase, moved),
        ("let be: a cause that is none", 2, arrived, "Decline",
            serde_json::json!({"day": {"Day": "2026-11-23"}, "cause": choice("weather")}), first_phrase, moved),
        ("agreed about no limit", 2, limited, "Limit", serde_json::json!({}), first_phrase, moved),
        ("agreed about a limit that is none", 2, limited, "Limit",
            serde_json::json!({"limit": choice("monthly")}), first_phrase, moved),
        ("a request that is not named", 2, asks, "Request",
            serde_json::json!({"answer": choice("not_now")}),
            |kiosk| { kiosk.touch("Не сейчас"); phrase_and_record(kiosk); }, moved),
    ];
    for (name, staff, ground, kind, answers, last, says) in rows {
        let mut kiosk = Kiosk::new();
        ground(&mut kiosk);
        kiosk.keep_draft(&serde_json::json!({
            "kind": kind, "of": "denis", "by": if staff == 2 { "olga" } else { "ilya" }, "id": "f-1",
            "began": "2026-11-23T09:00:00+03:00", "step": if kind == "Amend" { "sheet" } else { "why" },
            "answers": answers,
        }));
        let before = kiosk.written();
        kiosk.enter(staff);
        kiosk.touch("Ещё");
        kiosk.touch("Незаконченное");
        kiosk.touch("Денис");
        last(&mut kiosk);
        assert_eq!(kiosk.written(), before, "{name}: something was recorded");
        let shown = format!("{:?}", kiosk.shown);
        assert!(shown.contains(&format!("Word({says})")), "{name}: {shown}");
        // A way on is left.
        kiosk.touch(if says == "NotRecorded" {
            "Понятно"
        } else {
            "Назад"
        });
    }
}

/// Another assessment of the same days was signed while one was filled in: whoever signs is told by whom, and amends that
/// one instead, or signs all the same, or goes back.
#[test]
fn an_assessment_that_another_has_signed_is_amended_rather_than_signed_again() {
    // Touched on the page that says so; how many assessments there are then; what lies begun; what is shown.
    let rows = [
        ("Исправить ту", 3, 1, "WhichCriterion"),
        ("Всё равно подписать", 4, 1, "Pairs"),
        ("Назад", 3, 1, "SideBySide"),
    ];
    for (key, all, left, shown) in rows {
        let mut kiosk = Kiosk::new();
        kiosk.enter(3);
        kiosk.touch("Денис");
        to_the_sheet_of_an_assessment(&mut kiosk);
        ready(&mut kiosk);
        let before = kiosk.written();
        kiosk.touch("Подписать");
        let said = format!("{:?}", kiosk.shown);
        assert!(
            said.contains("AssessedMeanwhile") && said.contains("Илья"),
            "{said}"
        );
        kiosk.touch(key);
        let signs = key == "Всё равно подписать";
        assert_eq!(kiosk.written() > before, signs, "{key}");
        let count = |kiosk: &Kiosk| {
            let ledger = kiosk.ledger.lock().expect("a ledger");
            stupen_domain::assessments::shown(ledger.state(), &denis()).len()
        };
        assert_eq!(count(&kiosk), all, "{key}");
        assert_eq!(kiosk.drafts().len(), left, "{key}");
        let seen = format!("{:?}", kiosk.shown);
        assert!(seen.contains(shown), "{key}: {seen}");
        if key == "Назад" {
            kiosk.touch("Подписать");
            let said = format!("{:?}", kiosk.shown);
            assert!(
                said.contains("AssessedMeanwhile"),
                "who went back is told again"
            );
        }
    }
}
