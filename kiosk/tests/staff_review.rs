//! The page of a dismissal review: why it is open, which breaches, what was decided and on which condition; and the
//! condition on the person's card, as long as it is asked.

use stupen_domain::facts::{EndReason, EnrolmentEnded, ReviewOutcome};
use stupen_domain::reviews::{self, Status};
use stupen_domain::wire::ids::{EnrolmentId, WorkshopId};
use stupen_domain::{Role, attendance, help, people};
use stupen_kiosk::ui::{MessageKind, Say, Screen, StaffScreen, StaffTone, Word};

use crate::staff_rig::Kiosk;
use crate::staff_ways::*;

/// The lines of the page: what each is called, and whether it is of now or past.
fn lines(kiosk: &Kiosk) -> Vec<String> {
    let lines = &kiosk.lines_view().lines;
    let told = lines.iter().map(|line| {
        let tone = match line.tone {
            StaffTone::Now => "now ",
            StaffTone::Rest => "new ",
            StaffTone::Past => "past ",
            _ => "",
        };
        format!(
            "{tone}{}: {} · {}",
            say(&line.label),
            say(&line.note),
            say(&line.value)
        )
    });
    told.collect()
}

fn say(what: &Say) -> String {
    match what {
        Say::Nothing => "–".into(),
        Say::Plain(text) => text.clone(),
        Say::Word(word) => format!("{word:?}"),
        Say::Row(parts) => parts.iter().map(say).collect::<Vec<_>>().join(" "),
        other => format!("{other:?}"),
    }
}

fn review(kiosk: &mut Kiosk) -> Vec<String> {
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Рассмотрение");
    let mut all = lines(kiosk);
    let grounds = all.iter().position(|line| line.starts_with("Said:"));
    all.truncate(grounds.expect("what is weighed beside breaches"));
    all
}

/// Something came from elsewhere, and the page is drawn anew.
fn redrawn(kiosk: &mut Kiosk) {
    let state = stupen_kiosk::engine::OfficeState::default();
    let effects = kiosk.engine.office(state, None, &kiosk.reading());
    kiosk.carry_out(effects);
}

/// What stands on the page beside breaches and decisions.
fn grounds(kiosk: &Kiosk) -> Vec<String> {
    let all = lines(kiosk);
    let grounds = all
        .into_iter()
        .skip_while(|line| !line.starts_with("Said:"));
    let grounds: Vec<String> = grounds.collect();
    assert!(!grounds.is_empty(), "nothing stands there");
    grounds
}

const BREACH: &str = "Телефон во время работы: Today NotToldYet · –";

#[test]
fn a_review_says_why_it_is_open_and_what_was_decided() {
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    let third = ["now WhyOpen: ThirdStrike · –", BREACH, BREACH, BREACH];
    assert_eq!(review(&mut kiosk), third);

    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    proposes(&mut kiosk, "r-1", ReviewOutcome::Keep, Some("alarm"));
    // Why is sealed: this kiosk did not hear it.
    let proposed = [
        "now WhyOpen: ThirdStrike · –",
        "now Proposed: Keep · Name(ProposedBy, \"Ольга\")",
        "now StaysIf: Ставлю будильник · –",
        "now Reason: ReasonAtOffice · –",
        "now NeedsConsultant: – · –",
        BREACH,
        BREACH,
        BREACH,
    ];
    assert_eq!(review(&mut kiosk), proposed);

    // Kept on a condition, then a fourth; the condition is asked no more until it is decided anew.
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    proposes(&mut kiosk, "r-1", ReviewOutcome::Keep, Some("alarm"));
    confirms(&mut kiosk, "r-1");
    one_breach(&mut kiosk, "b4");
    let fourth = [
        "now WhyOpen: NewStrike · –".to_string(),
        BREACH.to_string(),
        BREACH.to_string(),
        BREACH.to_string(),
        format!("new {BREACH}"),
        "past EarlierDecision: Keep Ставлю будильник · Today Ольга, Илья".to_string(),
    ];
    assert_eq!(review(&mut kiosk), fourth);

    // Dismissed, and one of the three annulled.
    let mut kiosk = Kiosk::new();
    dismissed(&mut kiosk);
    annulled(&mut kiosk, "b1");
    let fell = [
        "now WhyOpen: WeighedAnnulled · –",
        BREACH,
        BREACH,
        "past Телефон во время работы: Today Annulled · –",
        "past EarlierDecision: Dismiss · Today Ольга, Илья",
    ];
    assert_eq!(review(&mut kiosk), fell);
}

/// Attendance, praise and the marks of the last assessment stand on the page of the review.
#[test]
fn the_page_of_a_review_has_what_else_is_weighed() {
    let mut kiosk = Kiosk::new();
    ready(&mut kiosk);
    arrived(&mut kiosk);
    let praised = stupen_domain::facts::PraiseRecorded {
        praise: None,
        person: denis(),
        item: "helped".into(),
        version: 1,
    };
    kiosk.happened("olga", Role::Lead, 5, praised.into());
    three_breaches(&mut kiosk);
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Рассмотрение");
    let all = grounds(&kiosk);
    let begin = |with: &str| all.iter().filter(|line| line.starts_with(with)).count();
    assert_eq!(begin("Said: SaidAtOffice"), 1, "{all:?}");
    assert_eq!(begin("Attendance: "), 1, "{all:?}");
    assert_eq!(begin("Count(PraiseCount, 1)"), 1, "{all:?}");
    assert_eq!(begin("LastAssessment: –"), 1, "{all:?}");
    let marked = {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let all = stupen_domain::assessments::shown(ledger.state(), &denis());
        all.last().expect("one").shown.marks.len()
    };
    let at = all
        .iter()
        .position(|line| line.starts_with("LastAssessment"));
    assert_eq!(
        all.len() - at.expect("it") - 1,
        marked,
        "a line a mark: {all:?}"
    );
    // Four strikes are as readable as three: the page is turned, nothing is cut.
    one_breach(&mut kiosk, "b4");
    redrawn(&mut kiosk);
    assert_eq!(kiosk.lines_view().lines.len(), 1 + 4 + all.len());
}

/// Whoever confirms sees what they confirm: on the page of the badge and on that of the PIN; and whose word is missing.
#[test]
fn who_confirms_sees_what_is_proposed_by_whom_and_why() {
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Рассмотрение");
    kiosk.touch("Оставить");
    kiosk.touch("Ставлю будильник");
    let reason = kiosk.first_phrase();
    kiosk.touch(&reason);
    kiosk.touch("Предложить");
    let all = [
        "Keep",
        "ProposedBy",
        "Ольга",
        "Ставлю будильник",
        reason.as_str(),
    ];
    let says = |words: &[Say], page: &str| {
        let words: Vec<String> = words.iter().map(say).collect();
        let words = words.join(" | ");
        for part in all {
            assert!(words.contains(part), "{page}: {part} in {words}");
        }
    };
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tell(view))) => {
            says(&view.words, "the badge");
            assert_eq!(view.words.first(), Some(&Say::Word(Word::NeedsConsultant)));
        }
        other => panic!("{other:?}"),
    }
    // Another lead is not whose word is missing.
    kiosk.scan(2);
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tell(view))) => {
            assert_eq!(view.title, Say::Word(Word::SecondWrong));
            assert!(view.words.contains(&Say::Word(Word::NeedsConsultant)));
        }
        other => panic!("{other:?}"),
    }
    kiosk.touch("Понятно");
    kiosk.scan(3);
    match &kiosk.shown {
        Some(Screen::StaffDoor(view)) => says(&view.about, "the PIN"),
        other => panic!("{other:?}"),
    }
}

/// While a proposal is written another is made elsewhere, or it is decided: the form says so, and records nothing.
#[test]
fn a_review_form_says_that_it_was_overtaken_while_it_lies_open() {
    for (decided, title) in [
        (false, Word::ProposedElsewhere),
        (true, Word::DecidedElsewhere),
    ] {
        let mut kiosk = Kiosk::new();
        three_breaches(&mut kiosk);
        kiosk.enter(3);
        kiosk.touch("Денис");
        kiosk.touch("Рассмотрение");
        kiosk.touch("Закончить работу здесь");
        first_phrase(&mut kiosk);
        proposes(&mut kiosk, "r-1", ReviewOutcome::Keep, Some("alarm"));
        if decided {
            confirms(&mut kiosk, "r-1");
        }
        let before = kiosk.written();
        kiosk.ms += 1_000;
        redrawn(&mut kiosk);
        match &kiosk.shown {
            Some(Screen::Staff(StaffScreen::Tell(view))) => {
                assert_eq!(view.title, Say::Word(title), "{decided}");
                let keys: Vec<String> = view.actions.iter().map(|key| say(&key.label)).collect();
                assert_eq!(
                    keys,
                    ["Review", "DropForm"],
                    "it leads to the review, and records nothing"
                );
            }
            other => panic!("{decided}: {other:?}"),
        }
        assert_eq!(kiosk.written(), before);
    }
}

#[test]
fn the_condition_stands_on_the_card_as_long_as_it_is_asked() {
    let on_card = |kiosk: &mut Kiosk| {
        kiosk.enter(2);
        kiosk.touch("Денис");
        let tiles = &kiosk.tiles_view().tiles;
        let tile = tiles
            .iter()
            .find(|tile| tile.label == Say::Word(Word::StaysIf));
        let note = tile.map(|tile| say(&tile.note));
        kiosk.ms += 130_000;
        let effects = kiosk.engine.tick(&kiosk.reading());
        kiosk.carry_out(effects);
        note
    };
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    assert_eq!(on_card(&mut kiosk), None, "nothing is decided");
    proposes(&mut kiosk, "r-1", ReviewOutcome::Keep, Some("alarm"));
    assert_eq!(on_card(&mut kiosk), None, "one alone decides nothing");
    confirms(&mut kiosk, "r-1");
    assert_eq!(on_card(&mut kiosk).as_deref(), Some("Ставлю будильник"));
    one_breach(&mut kiosk, "b4");
    assert_eq!(on_card(&mut kiosk), None, "it is open again");
    proposes(&mut kiosk, "r-2", ReviewOutcome::Keep, None);
    confirms(&mut kiosk, "r-2");
    assert_eq!(on_card(&mut kiosk), None, "kept without any");
}

/// Nobody writes a reason twice: the breaches changed before the second came.
#[test]
fn who_proposes_anew_finds_the_reason_that_was_written() {
    for second_comes in [false, true] {
        let mut kiosk = Kiosk::new();
        three_breaches(&mut kiosk);
        kiosk.enter(2);
        kiosk.touch("Денис");
        kiosk.touch("Рассмотрение");
        kiosk.touch("Закончить работу здесь");
        let reason = kiosk.first_phrase();
        kiosk.touch(&reason);
        kiosk.touch("Предложить");
        one_breach(&mut kiosk, "b4");
        if second_comes {
            kiosk.scan(3);
            kiosk.pin();
            kiosk.touch("Понятно");
        } else {
            kiosk.touch("Назад");
        }
        kiosk.ms += 130_000;
        let effects = kiosk.engine.tick(&kiosk.reading());
        kiosk.carry_out(effects);
        assert_eq!(review(&mut kiosk).len(), 5, "four breaches, and why");
        kiosk.touch("Закончить работу здесь");
        if second_comes {
            // It lies there as it was, at its last question.
            assert!(lines(&kiosk).iter().any(|line| line.contains(&reason)));
        } else {
            assert_eq!(kiosk.write_view().text, reason);
            kiosk.touch("Дальше");
        }
        kiosk.touch("Предложить");
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let enrolment = stupen_domain::wire::ids::EnrolmentId::new("e-1");
        let review = stupen_domain::reviews::review(ledger.state(), &denis(), &enrolment);
        let pending = review.pending().expect("it is proposed");
        assert_eq!(pending.proposal.weighs.len(), 4, "{second_comes}");
    }
}

/// What the sheet says is still to be told.
fn untold(kiosk: &Kiosk) -> Option<String> {
    let all = lines(kiosk);
    all.into_iter().find(|line| line.starts_with("TellFirst"))
}

/// Staff decide; that the participant has not heard of it yet stands before every key that decides.
#[test]
fn who_decides_a_dismissal_reads_what_was_not_told_and_may_tell_it_first() {
    const PHONE: &str = "Телефон во время работы";
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    review(&mut kiosk);
    kiosk.touch("Закончить работу здесь");
    let reason = kiosk.first_phrase();
    kiosk.touch(&reason);
    let three = format!("TellFirst: NotToldYet {PHONE} {PHONE} {PHONE} · –");
    assert_eq!(untold(&kiosk), Some(three), "on the sheet of the proposal");
    kiosk.touch("Предложить");
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tell(view))) => {
            let words: Vec<String> = view.words.iter().map(say).collect();
            let said = words.iter().any(|words| words.starts_with("NotToldYet"));
            assert!(said, "before the second confirms: {words:?}");
        }
        other => panic!("{other:?}"),
    }
    // Two are told from here and from the review, to which the telling leads back.
    kiosk.touch("Сказать сейчас");
    kiosk.touch("Мне сказали");
    kiosk.given_back();
    kiosk.touch("Подтверждает второй");
    kiosk.touch("Сказать сейчас");
    kiosk.touch("Мне сказали");
    kiosk.given_back();
    kiosk.ms += 130_000;
    let effects = kiosk.engine.tick(&kiosk.reading());
    kiosk.carry_out(effects);
    // The consultant confirms: one is left, and then none.
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Рассмотрение");
    kiosk.touch("Подтвердить");
    let one = format!("TellFirst: NotToldYet {PHONE} · –");
    assert_eq!(
        untold(&kiosk),
        Some(one),
        "on the sheet of the confirmation"
    );
    kiosk.touch("Сказать сейчас");
    kiosk.touch("Мне сказали");
    kiosk.given_back();
    kiosk.touch("Подтвердить");
    assert_eq!(untold(&kiosk), None, "all was told");
    // Who is to stay hears of it from whoever tells the condition.
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    proposes(&mut kiosk, "r-1", ReviewOutcome::Keep, Some("alarm"));
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Рассмотрение");
    kiosk.touch("Подтвердить");
    assert_eq!(untold(&kiosk), None);
}

/// Ended by a dismissal, today, away from the participant.
fn ended_today(kiosk: &mut Kiosk) {
    dismissed(kiosk);
    let decision = {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        match reviews::review(ledger.state(), &denis(), &EnrolmentId::new("e-1")).status {
            Status::Decided { entry, .. } => Some(entry.clone()),
            other => panic!("{other:?}"),
        }
    };
    let ended = EnrolmentEnded {
        enrolment: EnrolmentId::new("e-1"),
        person: denis(),
        on: day("2026-11-23"),
        because: EndReason::DismissalReview,
        decision,
    };
    kiosk.happened("ilya", Role::Consultant, 0, ended.into());
}

fn to_the_reviews(kiosk: &mut Kiosk) {
    kiosk.touch("Ещё");
    find(kiosk, "Рассмотрения");
    kiosk.touch("Рассмотрения");
}

fn came_after_the_end(kiosk: &Kiosk) -> bool {
    match &kiosk.shown {
        Some(Screen::Message(view)) => {
            view.kind == MessageKind::WorkEnded
                && view.person.is_some()
                && view.to.as_ref().is_some_and(|lead| lead.name == "Ольга")
                && !view.help_offered
        }
        _ => false,
    }
}

#[test]
fn who_comes_after_a_dismissal_is_told_and_staff_come_and_tell_the_rest() {
    let mut kiosk = Kiosk::new();
    let filled = kiosk.ledger.lock().expect("a ledger").filled();
    filled.expect("remembered");
    ended_today(&mut kiosk);
    for later_h in [0, 24] {
        kiosk.ms += later_h * 3_600_000;
        for _ in 0..2 {
            kiosk.scan(1);
            assert!(came_after_the_end(&kiosk), "{:?}", kiosk.shown);
        }
        assert_eq!(
            kiosk.face.spoken(),
            "Работа здесь закончена. Об этом знает: Ольга. Поговори с мастером о том, что дальше."
        );
        let at = kiosk.reading().wall;
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let (state, workshop) = (ledger.state(), WorkshopId::new("soap"));
        let calls = help::open(state, &workshop, at);
        assert_eq!(calls.len(), 1, "staff know, and are called once");
        assert_eq!(calls[0].asked.person, Some(denis()));
        let day = attendance::day(state, &workshop, &denis(), at.date_naive(), at);
        assert_eq!(day.whereabouts, attendance::Whereabouts::Out);
    }
    // Whoever comes finds what is still to be told, on the card and among the reviews.
    kiosk.enter(2);
    to_the_reviews(&mut kiosk);
    let told = "Денис: NotToldYet · WorkEnded";
    assert_eq!(lines(&kiosk), [told; 3]);
    for left in [2, 1, 0] {
        kiosk.touch_line(0);
        kiosk.touch("Сказать сейчас");
        kiosk.touch("Мне сказали");
        kiosk.given_back();
        kiosk.touch("Назад");
        to_the_reviews(&mut kiosk);
        assert_eq!(lines(&kiosk).len(), left);
    }
    // They are no newcomer, and may begin anew.
    kiosk.touch("Назад");
    kiosk.touch_tile(Word::Newcomers);
    assert_eq!(lines(&kiosk), ["past Денис: WasHere · Yesterday"]);
    let ledger = kiosk.ledger.lock().expect("a ledger");
    assert!(people::newcomers(ledger.state()).is_empty());
}

/// Whoever has a last day is not told to come tomorrow.
#[test]
fn the_goodbye_of_the_last_day_names_no_next_one() {
    let leaves = |on: &str| EnrolmentEnded {
        enrolment: EnrolmentId::new("e-1"),
        person: denis(),
        on: day(on),
        because: EndReason::OwnWish,
        decision: None,
    };
    let goodbye = |end: &dyn Fn(&mut Kiosk)| {
        let mut kiosk = Kiosk::new();
        arrived(&mut kiosk);
        end(&mut kiosk);
        kiosk.scan(1);
        kiosk.touch("Домой");
        match &kiosk.shown {
            Some(Screen::Goodbye(view)) => view.again.clone(),
            other => panic!("{other:?}"),
        }
    };
    let tomorrow = Some("завтра, 9:00".to_string());
    assert_eq!(goodbye(&|_| {}), tomorrow);
    let on = |on: &'static str| {
        move |kiosk: &mut Kiosk| kiosk.happened("ilya", Role::Consultant, 0, leaves(on).into())
    };
    assert_eq!(
        goodbye(&on("2026-11-27")),
        tomorrow,
        "the last day is Friday"
    );
    assert_eq!(goodbye(&on("2026-11-23")), None, "the last day is today");
    assert_eq!(goodbye(&ended_today), None, "dismissed today");
}

/// Before a breach is annulled that a decision weighed, it is said whether the review opens again: a dismissal falls, and
/// of who was kept it depends on how many are left.
#[test]
fn an_annulment_says_before_whether_the_review_opens() {
    // How many breaches, how it was decided.
    let rows = [
        (3, ReviewOutcome::Keep, false),
        (4, ReviewOutcome::Keep, true),
        (3, ReviewOutcome::Dismiss, true),
    ];
    for (breaches, outcome, opens) in rows {
        let row = format!("{breaches}, {outcome:?}");
        let mut kiosk = Kiosk::new();
        for id in ["b1", "b2", "b3", "b4"].iter().take(breaches) {
            one_breach(&mut kiosk, id);
        }
        proposes(&mut kiosk, "r-1", outcome, Some("alarm"));
        confirms(&mut kiosk, "r-1");
        kiosk.enter(2);
        kiosk.touch("Денис");
        kiosk.touch("Нарушения");
        kiosk.touch("Телефон");
        kiosk.touch("Снять нарушение");
        first_phrase(&mut kiosk);
        let says = |line: &stupen_kiosk::ui::Line| line.note == Say::Word(Word::OpensAgain);
        assert_eq!(kiosk.lines_view().lines.iter().any(says), opens, "{row}");
        record(&mut kiosk);
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let review = reviews::review(ledger.state(), &denis(), &EnrolmentId::new("e-1"));
        assert_eq!(
            review.opening().is_some(),
            opens,
            "{row}: {:?}",
            review.status
        );
    }
}
