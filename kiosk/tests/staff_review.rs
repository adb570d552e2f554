//! The page of a dismissal review: why it is open, which breaches, what was decided and on which condition; and the
//! condition on the person's card, as long as it is asked.

use stupen_domain::facts::ReviewOutcome;
use stupen_kiosk::ui::{Say, StaffTone, Word};

use staff_rig::Kiosk;
use staff_ways::*;

mod face;
mod staff_rig;
mod staff_ways;

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
    lines(kiosk)
}

const BREACH: &str = "Телефон во время работы: – · Today NotToldYet";

#[test]
fn a_review_says_why_it_is_open_and_what_was_decided() {
    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    let third = ["now WhyOpen: ThirdStrike · –", BREACH, BREACH, BREACH];
    assert_eq!(review(&mut kiosk), third);

    let mut kiosk = Kiosk::new();
    three_breaches(&mut kiosk);
    proposes(&mut kiosk, "r-1", ReviewOutcome::Keep, Some("alarm"));
    let mut proposed: Vec<String> = third.map(Into::into).into();
    proposed.push("now Proposed: Keep Ставлю будильник · Ольга".into());
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
        "past Телефон во время работы: – · Today Annulled",
        "past EarlierDecision: Dismiss · Today Ольга, Илья",
    ];
    assert_eq!(review(&mut kiosk), fell);
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
