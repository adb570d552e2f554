//! The power goes between the recording of a form and the forgetting of its draft: the form lies there again, is sent
//! again, and nothing counts twice.

use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{
    assessments, attendance, breaches, goals, ladder, limits, people, placements, requests,
    reviews, stations, trials,
};

use crate::staff_rig::{Kiosk, asked};
use crate::staff_ways::*;

/// A form from the person's card to its last touch, which records it.
struct Row {
    name: &'static str,
    /// 2 is the lead, 3 the consultant.
    staff: u8,
    ground: fn(&mut Kiosk),
    way: fn(&mut Kiosk),
    last: fn(&mut Kiosk),
    /// Entries that the second time may add: facts of which the last holds, or that are sealed to the office, where one
    /// told twice under an id counts once.
    again: u64,
}

fn nothing(_: &mut Kiosk) {}

/// Turns the card until something is called so, and touches it.
fn find_and_touch(kiosk: &mut Kiosk, label: &str) {
    find(kiosk, label);
    kiosk.touch(label);
}

const ROWS: &[Row] = &[
    Row {
        name: "a breach",
        staff: 2,
        ground: nothing,
        way: to_the_sheet_of_a_breach,
        last: |kiosk| kiosk.touch("Записать и показать"),
        again: 0,
    },
    Row {
        name: "the telling of it",
        staff: 2,
        ground: |kiosk| one_breach(kiosk, "b1"),
        way: |kiosk| {
            kiosk.touch("Нарушения");
            kiosk.touch("Телефон");
            kiosk.touch("Сказать сейчас");
        },
        last: |kiosk| kiosk.touch("Мне сказали"),
        again: 0,
    },
    Row {
        name: "its annulment",
        staff: 2,
        ground: |kiosk| one_breach(kiosk, "b1"),
        way: |kiosk| {
            kiosk.touch("Нарушения");
            kiosk.touch("Телефон");
            kiosk.touch("Снять нарушение");
        },
        last: phrase_and_record,
        again: 0,
    },
    Row {
        name: "a proposed breach is let be",
        staff: 2,
        ground: arrived,
        way: |kiosk| {
            kiosk.touch("Нарушения");
            kiosk.touch("Позже начала");
            kiosk.touch("Не записывать");
        },
        last: first_phrase,
        again: 0,
    },
    Row {
        name: "praise",
        staff: 2,
        ground: nothing,
        way: |kiosk| kiosk.touch("Похвала"),
        last: |kiosk| {
            let what = kiosk.first_tile();
            kiosk.touch(&what);
        },
        again: 0,
    },
    Row {
        name: "a proposal in a review",
        staff: 2,
        ground: three_breaches,
        way: |kiosk| {
            kiosk.touch("Рассмотрение");
            kiosk.touch("Закончить работу здесь");
            first_phrase(kiosk);
        },
        last: |kiosk| kiosk.touch("Предложить"),
        again: 0,
    },
    Row {
        name: "its confirmation, and the end",
        staff: 3,
        ground: |kiosk| {
            three_breaches(kiosk);
            proposed(kiosk);
        },
        way: |kiosk| {
            kiosk.touch("Рассмотрение");
            kiosk.touch("Подтвердить");
        },
        // Once it is decided, the form says so and has no such key.
        last: |kiosk| {
            if kiosk.labels().iter().any(|label| label == "Подтвердить") {
                kiosk.touch("Подтвердить");
            }
        },
        again: 0,
    },
    Row {
        name: "the second confirms here",
        staff: 2,
        ground: |kiosk| {
            three_breaches(kiosk);
            proposed(kiosk);
        },
        way: |kiosk| {
            kiosk.touch("Рассмотрение");
            kiosk.touch("Подтверждает второй");
        },
        last: |kiosk| {
            kiosk.scan(3);
            kiosk.pin();
        },
        again: 0,
    },
    Row {
        name: "an end at own wish",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            find_and_touch(kiosk, "Срок");
            kiosk.touch("Закончить по желанию");
            kiosk.touch("Сегодня");
            first_phrase(kiosk);
        },
        last: |kiosk| kiosk.touch("Закончить работу"),
        again: 0,
    },
    Row {
        name: "the way on",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            find_and_touch(kiosk, "Срок");
            kiosk.touch("Закончить по желанию");
            kiosk.touch("Сегодня");
            first_phrase(kiosk);
            kiosk.touch("Закончить работу");
        },
        last: |kiosk| kiosk.touch("Помощь в поиске работы"),
        again: 0,
    },
    Row {
        name: "an assessment",
        staff: 3,
        ground: nothing,
        way: to_the_sheet_of_an_assessment,
        last: |kiosk| kiosk.touch("Подписать"),
        again: 0,
    },
    Row {
        name: "an amendment",
        staff: 3,
        ground: ready,
        way: |kiosk| {
            kiosk.touch("Оценки");
            kiosk.touch("Сегодня");
            kiosk.touch("Исправить отметку");
            let criterion = kiosk.first_tile();
            kiosk.touch(&criterion);
            let other = kiosk.other_level();
            kiosk.touch(&other);
            first_phrase(kiosk);
        },
        last: |kiosk| kiosk.touch("Исправить отметку"),
        again: 0,
    },
    Row {
        name: "a goal",
        staff: 3,
        ground: nothing,
        way: |kiosk| {
            kiosk.touch("Цели");
            kiosk.touch("Выбрать цель");
            let goal = kiosk.first_tile();
            kiosk.touch(&goal);
            kiosk.touch("Завтра");
        },
        last: |kiosk| kiosk.touch("Дальше"),
        again: 1,
    },
    Row {
        name: "what became of it",
        staff: 3,
        ground: goal,
        way: |kiosk| {
            kiosk.touch("Цели");
            kiosk.touch("Прихожу вовремя");
        },
        last: |kiosk| kiosk.touch("Цель достигнута"),
        again: 0,
    },
    Row {
        name: "readiness",
        staff: 3,
        ground: ready,
        way: |kiosk| {
            kiosk.touch("Оценки");
            kiosk.touch("Готовность к стажировке");
            kiosk.touch("Ответить");
            kiosk.touch("Готовность есть");
        },
        last: first_phrase,
        again: 0,
    },
    Row {
        name: "a corrected mark",
        staff: 2,
        ground: arrived,
        way: |kiosk| {
            kiosk.touch("Сегодня");
            kiosk.touch("Приход");
            kiosk.touch("Изменить время");
            kiosk.touch("9:00");
        },
        last: first_phrase,
        again: 0,
    },
    Row {
        name: "an added mark",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            kiosk.touch("Сегодня");
            kiosk.touch("Добавить отметку");
            kiosk.touch("Приход");
            kiosk.touch("Взять 9:00");
        },
        last: first_phrase,
        again: 0,
    },
    Row {
        name: "an absence",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            find_and_touch(kiosk, "Отсутствие");
            kiosk.touch("Сегодня");
            kiosk.touch("С объяснением");
        },
        last: record,
        again: 1,
    },
    Row {
        name: "another badge",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            find_and_touch(kiosk, "Бейдж");
            kiosk.touch("Дать другой бейдж");
        },
        last: |kiosk| kiosk.scan(7),
        again: 0,
    },
    Row {
        name: "a spare for the day",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            find_and_touch(kiosk, "Бейдж");
            kiosk.touch("Запасной на сегодня");
        },
        last: |kiosk| kiosk.scan(7),
        again: 0,
    },
    Row {
        name: "a lost badge",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            find_and_touch(kiosk, "Бейдж");
            kiosk.touch("Бейдж");
        },
        last: |kiosk| kiosk.touch("Потерян"),
        again: 0,
    },
    Row {
        name: "an answer to a request",
        staff: 3,
        ground: asks,
        way: |kiosk| {
            kiosk.touch("Просьбы");
            kiosk.touch("Хочет поговорить");
            kiosk.touch("Не сейчас");
        },
        last: phrase_and_record,
        again: 0,
    },
    Row {
        name: "an operation",
        staff: 2,
        ground: nothing,
        way: |kiosk| kiosk.touch("Рабочее место"),
        last: |kiosk| kiosk.touch("Никакая"),
        again: 1,
    },
    Row {
        name: "what was agreed when working time is over",
        staff: 2,
        ground: |kiosk| {
            limited(kiosk);
            arrived(kiosk);
        },
        way: |kiosk| {
            find_and_touch(kiosk, "Время работы");
            kiosk.touch("Записать, что решили");
        },
        last: first_phrase,
        again: 1,
    },
    Row {
        name: "prompts",
        staff: 3,
        ground: nothing,
        way: |kiosk| {
            // This kiosk has no pack, so no page of an operation: the form was begun where there is one.
            kiosk.keep_draft(&serde_json::json!({
                "kind": "Prompts", "of": "denis", "by": "ilya", "id": "f-1",
                "began": "2026-11-23T10:00:00+03:00", "step": "level",
                "answers": {"operation": {"Choice": "gift/fold"}},
            }));
            kiosk.touch("Назад");
            kiosk.touch("Ещё");
            kiosk.touch("Незаконченное");
            kiosk.touch("Денис");
            kiosk.touch("Список с отметками");
        },
        last: |kiosk| kiosk.touch("Картинка"),
        again: 1,
    },
    Row {
        name: "a trial task",
        staff: 3,
        ground: nothing,
        way: |kiosk| {
            // The way to the earlier ones, and the key that begins one.
            find_and_touch(kiosk, "Пробное задание");
            kiosk.touch("Пробное задание");
            kiosk.touch("Пропустить");
            while matches!(
                kiosk.shown,
                Some(stupen_kiosk::ui::Screen::Staff(
                    stupen_kiosk::ui::StaffScreen::Mark(_)
                ))
            ) {
                let level = kiosk.first_level();
                kiosk.touch(&level);
            }
            kiosk.touch("Можно начинать");
        },
        last: |kiosk| kiosk.touch("Дальше"),
        again: 0,
    },
    Row {
        name: "going out",
        staff: 3,
        ground: nothing,
        way: |kiosk| {
            find_and_touch(kiosk, "Стажировка");
            kiosk.touch("Выход");
            kiosk.touch("Стажировка");
            kiosk.touch("Сегодня");
            kiosk.touch("я");
            kiosk.touch("Дальше");
            kiosk.touch("Дальше");
        },
        last: |kiosk| kiosk.touch("Записать"),
        again: 0,
    },
    Row {
        name: "a contact",
        staff: 3,
        ground: is_out,
        way: |kiosk| {
            find_and_touch(kiosk, "Стажировка");
            kiosk.touch("Связь");
            kiosk.touch("Сегодня");
            kiosk.touch("Наставник");
            kiosk.touch("По телефону");
            kiosk.touch("Всё хорошо");
        },
        last: first_phrase,
        again: 1,
    },
    Row {
        name: "a difficulty",
        staff: 3,
        ground: is_out,
        way: |kiosk| {
            find_and_touch(kiosk, "Стажировка");
            kiosk.touch("Трудность");
            kiosk.touch("Сегодня");
            first_phrase(kiosk);
        },
        last: |kiosk| kiosk.touch("Нет"),
        again: 1,
    },
    Row {
        name: "coming back",
        staff: 3,
        ground: is_out,
        way: |kiosk| {
            find_and_touch(kiosk, "Стажировка");
            kiosk.touch("Возвращение");
            kiosk.touch("Срок закончился");
        },
        last: |kiosk| kiosk.touch("Сегодня"),
        again: 0,
    },
];

/// What is known of Denis: whatever would be doubled shows here.
fn told(kiosk: &Kiosk) -> String {
    let of = denis();
    let workshop = WorkshopId::new("soap");
    let at = kiosk.reading().wall;
    let today = at.date_naive();
    let mut ledger = kiosk.ledger.lock().expect("a ledger");
    ledger.open_day(today).expect("today");
    let state = ledger.state();
    let e_1 = EnrolmentId::new("e-1");
    let known = breaches::breaches(state, &of);
    let review = reviews::review(state, &of, &e_1);
    let shown = assessments::shown(state, &of);
    let day = attendance::day(state, &workshop, &of, today, at);
    let marks: Vec<String> = day
        .marks
        .iter()
        .map(|mark| format!("{:?} {}", mark.what, mark.at.format("%H:%M")))
        .collect();
    let declined = state
        .person(&of)
        .filter(|entry| matches!(entry.payload.fact, Fact::BreachProposalDeclined(_)))
        .count();
    format!(
        "breaches {:?}, praise {}, declined {declined}, proposals {:?}, review {:?}, assessments {:?}, goals {:?}, \
         trials {}, marks {marks:?}, questions {:?}, absence {:?}, badges {} {}, stays {:?}, requests {:?}, ended {:?}, \
         operation {:?}, prompts {:?}, limits {:?}",
        known
            .iter()
            .map(|view| (view.told.is_some(), view.stands()))
            .collect::<Vec<_>>(),
        breaches::praise(state, &of).len(),
        review
            .proposals
            .iter()
            .map(|view| view.fate)
            .collect::<Vec<_>>(),
        review.strikes.len(),
        shown
            .iter()
            .map(|view| assessments::versions(state, &of, &view.shown.assessment).len())
            .collect::<Vec<_>>(),
        goals::goals(state, &of)
            .iter()
            .map(|view| view.settled.is_some())
            .collect::<Vec<_>>(),
        trials::trials(state, &of).len(),
        day.questions,
        people::absence_on(state, &of, today),
        people::badges(state, &of).len(),
        people::day_badges(state, &of, today).len(),
        placements::of(state, &of)
            .iter()
            .map(|stay| stay.ended.is_some())
            .collect::<Vec<_>>(),
        requests::requests(state, &of)
            .iter()
            .map(|view| view.answers.len())
            .collect::<Vec<_>>(),
        people::enrolments(state, &of)
            .first()
            .and_then(|view| view.ended),
        stations::assigned(state, &of, today),
        ladder::all(state, &of),
        limits::near(state, &workshop, &of, at)
            .iter()
            .map(|view| view.answered.as_ref().map(|(answer, _)| &answer.done))
            .collect::<Vec<_>>(),
    )
}

/// Forms of one question: its answer records them. Before it nothing is filled in, and nothing of them lies there.
const AT_ONCE: [&str; 9] = [
    "its annulment",
    "a proposed breach is let be",
    "praise",
    "what became of it",
    "another badge",
    "a spare for the day",
    "a lost badge",
    "an operation",
    "what was agreed when working time is over",
];

/// Each form is cut off after every touch on its way; gone on with, it asks what it asked.
#[test]
fn every_form_asks_after_a_power_cut_what_it_asked_before() {
    let failed: Vec<&str> = ROWS
        .iter()
        .filter(|row| std::panic::catch_unwind(|| cut_at_every_touch(row)).is_err())
        .map(|row| row.name)
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}

fn cut_at_every_touch(row: &Row) {
    let name = row.name;
    let mut kiosk = Kiosk::new();
    (row.ground)(&mut kiosk);
    kiosk.enter(row.staff);
    kiosk.touch("Денис");
    kiosk.trail = Some(Vec::new());
    (row.way)(&mut kiosk);
    let trail = kiosk.trail.take().expect("a trail");
    // On the page that gives the screen back nothing is asked: what is asked next waits for staff. Nor is it on the way to
    // a form that lies there from the beginning.
    let no_question = ["GiveBack", "chips: [Chip", "Word(Menu)", "Word(Unfinished)"];
    let stops: Vec<_> = trail
        .into_iter()
        .filter(|(drafts, asked)| {
            !drafts.is_empty() && !no_question.iter().any(|page| asked.contains(page))
        })
        .collect();
    assert_eq!(stops.is_empty(), AT_ONCE.contains(&name), "{name}");
    for (at, (drafts, asked_then)) in stops.into_iter().enumerate() {
        kiosk = kiosk.power_cut(&drafts);
        kiosk.enter(row.staff);
        kiosk.touch("Ещё");
        kiosk.touch("Незаконченное");
        kiosk.touch("Денис");
        assert_eq!(asked(&kiosk), asked_then, "{name}, stop {at}");
    }
}

#[test]
fn a_form_that_is_sent_again_after_a_power_cut_counts_once() {
    // Every row is tried, so that one run names all that fail.
    let failed: Vec<&str> = ROWS
        .iter()
        .filter(|row| std::panic::catch_unwind(|| sent_again(row)).is_err())
        .map(|row| row.name)
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}

fn sent_again(row: &Row) {
    let name = row.name;
    let mut kiosk = Kiosk::new();
    (row.ground)(&mut kiosk);
    kiosk.enter(row.staff);
    kiosk.touch("Денис");
    (row.way)(&mut kiosk);
    let drafts = kiosk.drafts();
    let at_once = AT_ONCE.contains(&name);
    assert_eq!(drafts.len(), usize::from(!at_once), "{name}: {drafts:?}");
    let (nothing, before) = (told(&kiosk), kiosk.written());
    (row.last)(&mut kiosk);
    let (once, written) = (told(&kiosk), kiosk.written());
    assert!(written > before, "{name}: nothing was recorded");
    let mut kiosk = kiosk.power_cut(&drafts);
    assert_eq!(told(&kiosk), once, "{name}: after the power cut");
    if at_once {
        assert_eq!(kiosk.written(), written, "{name}");
        return;
    }
    kiosk.enter(row.staff);
    kiosk.touch("Ещё");
    kiosk.touch("Незаконченное");
    kiosk.touch("Денис");
    (row.last)(&mut kiosk);
    assert_eq!(
        told(&kiosk),
        once,
        "{name}: sent again, before it was {nothing}"
    );
    let again = kiosk.written() - written;
    assert!(again <= row.again, "{name}: {again} entries more");
    assert!(kiosk.drafts().len() <= 1, "{name}: the draft is gone");
}
