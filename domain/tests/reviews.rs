//! The dismissal review as tables: who may decide what, and every order in which two kiosks that know nothing of each
//! other may act (docs/domain.md section 2.6).

use crate::common::*;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::reviews::{self, Fate, Opening, Review, Status, WayOn};
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Command, Refusal, State, breaches, people};

fn e_anna() -> EnrolmentId {
    EnrolmentId::new("e-anna")
}

fn review_of(state: &State) -> Review<'_> {
    reviews::review(state, &anna(), &e_anna())
}

fn actor(who: &str) -> Actor {
    let role = if who.starts_with("lead") {
        Role::Lead
    } else {
        Role::Consultant
    };
    Actor {
        person: Some(PersonId::new(who)),
        role,
    }
}

fn breach(id: &str) -> BreachRecorded {
    BreachRecorded {
        breach: BreachId::new(id),
        person: anna(),
        enrolment: e_anna(),
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

fn annulment(id: &str) -> BreachAnnulled {
    BreachAnnulled {
        breach: BreachId::new(id),
        person: anna(),
        reason: "recorded_by_mistake".into(),
    }
}

fn proposal(review: &str, outcome: ReviewOutcome, state: &State) -> ReviewProposed {
    let now = review_of(state);
    ReviewProposed {
        review: ReviewId::new(review),
        person: anna(),
        enrolment: e_anna(),
        weighs: now.weighs(),
        settles: now.settles(),
        outcome,
        condition: None,
    }
}

fn end(because: EndReason, on: &str, decision: Option<stupen_domain::EntryRef>) -> EnrolmentEnded {
    EnrolmentEnded {
        enrolment: e_anna(),
        person: anna(),
        on: date(on),
        because,
        decision,
    }
}

/// A kiosk at which staff act: one step a command, decided by what this kiosk knows.
///
/// `strike b3`, `annul b3`, `WHO keep`, `WHO dismiss`, `WHO confirms` (the pending proposal), `end 03-20` (for the
/// dismissal that stands), `wish 03-20`, `term 08-31` (the last day
/// that is agreed with Anna; it is September then), `again 04-01` (a new enrolment,
/// begun by the office).
struct Kiosk {
    writer: &'static str,
    story: Story,
    reviews: u32,
    /// Of each annulment after a decision, whether it opened the review again.
    foretold: Vec<bool>,
}

impl Kiosk {
    fn at(writer: &'static str, story: &Story) -> Self {
        Kiosk {
            writer,
            story: story.clone(),
            reviews: 0,
            foretold: Vec::new(),
        }
    }

    fn step(&mut self, step: &str) -> Result<(), Refusal> {
        let state = &self.story.state;
        let words: Vec<&str> = step.split_whitespace().collect();
        let (who, command): (&str, Command) = match words.as_slice() {
            ["strike", id] => ("lead", breach(id).into()),
            ["annul", id] => ("maria", annulment(id).into()),
            ["end", on] => {
                let decision = match review_of(state).status {
                    Status::Decided { entry, .. } => Some(entry.clone()),
                    Status::NotDue | Status::Due(_) | Status::Proposed { .. } => None,
                };
                let on = format!("2026-{on}");
                (
                    "lead",
                    end(EndReason::DismissalReview, &on, decision).into(),
                )
            }
            ["term", on] => {
                let on = format!("2026-{on}");
                ("lead", end(EndReason::TermCompleted, &on, None).into())
            }
            ["again", on] => {
                let again = EnrolmentStarted {
                    enrolment: EnrolmentId::new("e-2"),
                    person: anna(),
                    service: Service::TemporaryEmployment,
                    from: date(&format!("2026-{on}")),
                    until: None,
                };
                return self.at_the_office(again.into());
            }
            ["wish", on] => {
                let on = format!("2026-{on}");
                ("lead", end(EndReason::OwnWish, &on, None).into())
            }
            [who, "confirms"] => {
                let pending = review_of(state)
                    .pending()
                    .map(|view| view.proposal.review.clone());
                let confirmed = ReviewConfirmed {
                    review: pending.unwrap_or(ReviewId::new("none")),
                    person: anna(),
                };
                (who, confirmed.into())
            }
            [who, outcome] => {
                let outcome = match *outcome {
                    "keep" => ReviewOutcome::Keep,
                    "dismiss" => ReviewOutcome::Dismiss,
                    other => panic!("no step {other}"),
                };
                self.reviews += 1;
                let id = format!("{}-{}", self.writer, self.reviews);
                (who, proposal(&id, outcome, state).into())
            }
            other => panic!("no step {other:?}"),
        };
        let writer = self.writer;
        let at = match words.first() {
            Some(&"term") => "2026-09-10T12:00:00+03:00",
            _ => "2026-03-10T12:00:00+03:00",
        };
        let foretold = match words.as_slice() {
            ["annul", id] => {
                let decided = matches!(review_of(state).status, Status::Decided { .. });
                let id = BreachId::new(*id);
                let opens = reviews::annulment_opens(state, &anna(), &e_anna(), &id);
                assert!(decided || !opens, "nothing is decided: nothing opens again");
                decided.then_some(opens)
            }
            _ => None,
        };
        self.story
            .wish(writer, WriterKind::Kiosk, &actor(who), &now(at), command)?;
        // What staff are told before they annul is what comes of it.
        if let Some(opens) = foretold {
            let opened = review_of(&self.story.state).opening().is_some();
            assert_eq!(opened, opens, "{step}");
            self.foretold.push(opens);
        }
        Ok(())
    }

    /// What only the office may say; it has learnt all that this kiosk knows.
    fn at_the_office(&mut self, command: Command) -> Result<(), Refusal> {
        self.story
            .wish(
                "server.01",
                WriterKind::Server,
                &staff(Role::Manager),
                &now("2026-03-10T12:00:00+03:00"),
                command,
            )
            .map(|_| ())
    }

    fn play(&mut self, script: &str, row: &str) {
        for step in script.split(';').map(str::trim).filter(|s| !s.is_empty()) {
            if let Err(refusal) = self.step(step) {
                panic!("{row}: {} refuses {step:?}: {refusal}", self.writer);
            }
        }
    }
}

/// One line: strikes, how the review stands, whether the person may work.
fn told(state: &State) -> String {
    let review = review_of(state);
    let opening = |opening: Opening| match opening {
        Opening::ThirdStrike => "third strike",
        Opening::NewStrike => "new strike",
        Opening::Annulled => "annulled",
        Opening::Conflict => "conflict",
    };
    let outcome = |outcome: ReviewOutcome| match outcome {
        ReviewOutcome::Dismiss => "dismiss",
        ReviewOutcome::Keep => "keep",
    };
    let status = match &review.status {
        Status::NotDue => "not due".to_string(),
        Status::Due(why) => format!("due ({})", opening(*why)),
        Status::Proposed {
            opening: why,
            outcome: how,
            ..
        } => format!("{} proposed ({})", outcome(*how), opening(*why)),
        Status::Decided { outcome: how, .. } => format!("{} decided", outcome(*how)),
    };
    let works: Vec<String> = people::enrolments(state, &anna())
        .iter()
        .map(|view| match view.ended {
            None if view.enrolment == e_anna() => "works".to_string(),
            None => format!("anew {}", view.from.format("%m-%d")),
            Some((on, EndReason::DismissalReview)) => {
                let fell = if view.dismissal_fell { " (fell)" } else { "" };
                format!("dismissed {}{fell}", on.format("%m-%d"))
            }
            Some((on, _)) => format!("left {}", on.format("%m-%d")),
        })
        .collect();
    let works = works.join(" · ");
    format!("{} · {status} · {works}", review.strikes.len())
}

fn beginning() -> Story {
    let mut story = Story::workshop();
    story.person("maria", "Мария", Some("consultant"));
    story.person("lead-2", "Пётр", Some("lead"));
    story.lamport += 100;
    story
}

/// Plays what both know, then each kiosk alone, then lets them meet, whoever is ahead and whose name sorts first; then
/// what is done after the meeting.
fn meet(row: &str, before: &str, a: &str, b: &str, after: &str) -> Vec<String> {
    let mut results = Vec::new();
    for (writer_a, writer_b) in [("k1.01", "k2.01"), ("k2.01", "k1.01")] {
        for (ahead_a, ahead_b) in [(0, 0), (50, 0), (0, 50)] {
            let mut common = Kiosk::at("k3.01", &beginning());
            common.play(before, row);
            let known = common.story.entries.len();
            let mut kiosk_a = Kiosk::at(writer_a, &common.story);
            let mut kiosk_b = Kiosk::at(writer_b, &common.story);
            kiosk_a.story.lamport += ahead_a;
            kiosk_b.story.lamport += ahead_b;
            kiosk_a.play(a, row);
            kiosk_b.play(b, row);
            let alone = kiosk_a.story.clone();
            kiosk_a.story.take(&kiosk_b.story, known);
            kiosk_b.story.take(&alone, known);
            assert_eq!(
                told(&kiosk_a.story.state),
                told(&kiosk_b.story.state),
                "{row}: the kiosks differ"
            );
            let known = kiosk_a.story.entries.len();
            let mut result = told(&kiosk_a.story.state);
            if !after.is_empty() {
                kiosk_a.play(after, row);
                kiosk_b.story.take(&kiosk_a.story, known);
                assert_eq!(
                    told(&kiosk_a.story.state),
                    told(&kiosk_b.story.state),
                    "{row}: the kiosks differ afterwards"
                );
                result = format!("{result} → {}", told(&kiosk_a.story.state));
            }
            let mut stranger = State::default();
            for entry in kiosk_b.story.entries.iter().rev() {
                stranger.apply(entry.clone());
            }
            assert_eq!(told(&stranger), told(&kiosk_b.story.state), "{row}");
            results.push(result);
        }
    }
    results
}

#[test]
fn two_kiosks_that_act_without_knowing_of_each_other_come_to_one_result() {
    const THREE: &str = "strike b1; strike b2; strike b3";
    const TWO: &str = "strike b1; strike b2";
    const DISMISSED: &str = "strike b1; strike b2; strike b3; lead dismiss; maria confirms";
    const DISMISSED_AND_ENDED: &str =
        "strike b1; strike b2; strike b3; lead dismiss; maria confirms; end 03-20";
    const KEPT: &str = "strike b1; strike b2; strike b3; lead keep; maria confirms";
    const FOUR: &str = "strike b1; strike b2; strike b3; strike b4";
    #[rustfmt::skip]
    let rows = [
        // what, known to both, kiosk A, kiosk B, after they met, the one result
        ("two third strikes",                  TWO, "strike b3", "strike b4", "", "4 · due (third strike) · works"),
        ("one more each, still two",           "strike b1", "strike b2", "", "", "2 · not due · works"),
        ("second and third at once",           "strike b1", "strike b2", "strike b3", "", "3 · due (third strike) · works"),
        ("two third strikes, both dismissed",  TWO, "strike b3; lead dismiss; maria confirms", "strike b4; maria dismiss; lead-2 confirms", "", "4 · dismiss decided · works"),
        ("… and both ended",                   TWO, "strike b3; lead dismiss; maria confirms; end 03-20", "strike b4; maria dismiss; lead-2 confirms; end 03-18", "", "4 · dismiss decided · dismissed 03-18"),
        ("two third strikes, both kept",       TWO, "strike b3; lead keep; maria confirms", "strike b4; maria keep; lead-2 confirms", "", "4 · keep decided · works"),
        ("two third strikes, one decided",     TWO, "strike b3; lead dismiss; maria confirms; end 03-20", "strike b4", "", "4 · dismiss decided · dismissed 03-20"),
        ("two third strikes, one kept",        TWO, "strike b3; lead keep; maria confirms", "strike b4", "lead dismiss; maria confirms; end 03-20", "4 · due (new strike) · works → 4 · dismiss decided · dismissed 03-20"),
        ("annulment against third strike",     TWO, "strike b3", "annul b1", "", "2 · not due · works"),
        ("annulment against proposal",         THREE, "lead dismiss", "annul b2", "", "2 · not due · works"),
        ("annulment against decision",         THREE, "lead dismiss; maria confirms", "annul b2", "lead keep; maria confirms", "2 · due (annulled) · works → 2 · keep decided · works"),
        ("annulment against end",              DISMISSED, "end 03-20", "annul b2", "", "2 · due (annulled) · works"),
        ("annulment against end, of four",     "strike b1; strike b2; strike b3; strike b4; lead dismiss; maria confirms", "end 03-20", "annul b2", "lead dismiss; maria confirms; end 03-25", "3 · due (annulled) · works → 3 · dismiss decided · dismissed 03-25"),
        ("annulment of all against end",       DISMISSED, "end 03-20", "annul b1; annul b2; annul b3", "maria keep; lead confirms", "0 · due (annulled) · works → 0 · keep decided · works"),
        ("annulment against keep",             THREE, "lead keep; maria confirms", "annul b2", "", "2 · keep decided · works"),
        ("annulment against keep, of four",    FOUR, "lead keep; maria confirms", "annul b2", "", "3 · due (annulled) · works"),
        ("keep against dismissal",             THREE, "lead dismiss; maria confirms", "maria keep; lead-2 confirms", "maria keep; lead confirms", "3 · due (conflict) · works → 3 · keep decided · works"),
        ("keep against end",                   THREE, "lead dismiss; maria confirms; end 03-20", "maria keep; lead-2 confirms", "lead dismiss; maria confirms", "3 · due (conflict) · works → 3 · dismiss decided · works"),
        ("keep against end, and ended anew",   THREE, "lead dismiss; maria confirms; end 03-20", "maria keep; lead-2 confirms", "lead dismiss; maria confirms; end 03-25", "3 · due (conflict) · works → 3 · dismiss decided · dismissed 03-25"),
        ("keep against end, and kept",         THREE, "lead dismiss; maria confirms; end 03-20", "maria keep; lead-2 confirms", "lead keep; maria confirms", "3 · due (conflict) · works → 3 · keep decided · works"),
        ("proposed keep against end",          THREE, "lead dismiss; maria confirms; end 03-20", "maria keep", "", "3 · dismiss decided · dismissed 03-20"),
        ("a fourth after keep",                KEPT, "strike b4", "", "lead dismiss; maria confirms; end 03-20", "4 · due (new strike) · works → 4 · dismiss decided · dismissed 03-20"),
        ("a fourth and a fifth after keep",    KEPT, "strike b4", "strike b5", "lead keep; maria confirms", "5 · due (new strike) · works → 5 · keep decided · works"),
        ("a fourth against keep",              THREE, "lead keep; maria confirms", "strike b4", "", "4 · due (new strike) · works"),
        ("a fourth after keep, annulled",      KEPT, "strike b4; annul b4", "", "", "3 · keep decided · works"),
        ("a fourth against an annulment",      KEPT, "strike b4", "annul b1", "", "3 · due (annulled) · works"),
        ("a fourth against two annulments",    KEPT, "strike b4", "annul b1; annul b2", "", "2 · keep decided · works"),
        ("a fourth decided against a fifth",   "strike b1; strike b2; strike b3; lead keep; maria confirms; strike b4", "lead dismiss; maria confirms; end 03-20", "strike b5", "", "5 · dismiss decided · dismissed 03-20"),
        ("two annulments of one breach",       DISMISSED, "annul b1", "annul b1", "", "2 · due (annulled) · works"),
        ("two annulments of two breaches",     DISMISSED, "annul b1", "annul b2", "", "1 · due (annulled) · works"),
        ("two annulments before the review",   THREE, "annul b1", "annul b2", "", "1 · not due · works"),
        ("annulled and decided, against annulled", DISMISSED, "annul b1; maria keep; lead confirms", "annul b2", "", "1 · keep decided · works"),
        ("two equal proposals",                THREE, "lead dismiss", "maria dismiss", "", "3 · dismiss proposed (third strike) · works"),
        ("two proposals, one confirmed",       THREE, "lead dismiss; maria confirms", "maria keep", "", "3 · dismiss decided · works"),
        ("confirm against a proposal taken back", "strike b1; strike b2; strike b3; lead dismiss", "maria confirms", "lead keep", "", "3 · keep proposed (third strike) · works"),
        ("keep against end, by the same two",  THREE, "lead dismiss; maria confirms; end 03-20", "lead keep; maria confirms", "lead keep; maria confirms", "3 · due (conflict) · works → 3 · keep decided · works"),
        ("… and ended anew",                   THREE, "lead dismiss; maria confirms; end 03-20", "lead keep; maria confirms", "maria dismiss; lead confirms; end 03-25", "3 · due (conflict) · works → 3 · dismiss decided · dismissed 03-25"),
        ("keep against dismissal, the parts exchanged", THREE, "lead dismiss; maria confirms", "maria keep; lead confirms", "", "3 · due (conflict) · works"),
        ("the same two, of one mind",          THREE, "lead dismiss; maria confirms; end 03-20", "lead dismiss; maria confirms; end 03-18", "", "3 · dismiss decided · dismissed 03-18"),
        ("the same two keep",                  THREE, "lead keep; maria confirms", "lead keep; maria confirms", "", "3 · keep decided · works"),
        ("keep proposed by the same lead",     THREE, "lead dismiss; maria confirms; end 03-20", "lead keep", "", "3 · dismiss decided · dismissed 03-20"),
        ("… and taken back for dismissal",     THREE, "lead dismiss; maria confirms; end 03-20", "lead keep; lead dismiss", "", "3 · dismiss decided · dismissed 03-20"),
        ("dismissal proposed by the same lead", THREE, "lead keep; maria confirms", "lead dismiss", "", "3 · keep decided · works"),
        ("keep proposed by who confirmed",     THREE, "lead dismiss; maria confirms; end 03-20", "maria keep", "", "3 · dismiss decided · dismissed 03-20"),
        ("another proposed first",             THREE, "lead dismiss; maria confirms; end 03-20", "maria dismiss; lead keep; maria confirms", "", "3 · due (conflict) · works"),
        ("taken back, against an end",         "strike b1; strike b2; strike b3; lead dismiss", "maria confirms; end 03-20", "lead keep", "maria confirms", "3 · keep proposed (third strike) · works → 3 · keep decided · works"),
        ("taken back and kept, against an end", "strike b1; strike b2; strike b3; lead dismiss", "maria confirms; end 03-20", "lead keep; maria confirms", "", "3 · keep decided · works"),
        ("open again, decided apart by the same two", "strike b1; strike b2; strike b3; lead keep; maria confirms; strike b4", "lead dismiss; maria confirms; end 03-20", "lead keep; maria confirms", "", "4 · due (conflict) · works"),
        ("confirmed twice",                    "strike b1; strike b2; strike b3; lead dismiss", "maria confirms", "maria confirms", "", "3 · dismiss decided · works"),
        ("confirm against annul",              "strike b1; strike b2; strike b3; lead dismiss", "maria confirms", "annul b3", "", "2 · due (annulled) · works"),
        ("confirm against a fourth",           "strike b1; strike b2; strike b3; lead dismiss", "maria confirms", "strike b4", "", "4 · dismiss decided · works"),
        ("a proposal against a fourth",        THREE, "lead dismiss", "strike b4", "lead dismiss; maria confirms", "4 · due (third strike) · works → 4 · dismiss decided · works"),
        ("end recorded on both",               DISMISSED, "end 03-20", "end 03-18", "", "3 · dismiss decided · dismissed 03-18"),
        ("end against own wish, earlier",      DISMISSED, "end 03-20", "wish 03-18", "", "3 · dismiss decided · left 03-18"),
        ("end against own wish, and annulled", DISMISSED, "end 03-16", "wish 03-18; ", "annul b1", "3 · dismiss decided · dismissed 03-16 → 2 · due (annulled) · left 03-18"),
        ("end against own wish, on one day",   DISMISSED, "end 03-18", "wish 03-18", "annul b1", "3 · dismiss decided · dismissed 03-18 → 2 · due (annulled) · left 03-18"),
        ("own wish against a third strike",    TWO, "wish 03-18", "strike b3", "", "3 · due (third strike) · left 03-18"),
        ("own wish against keep",              THREE, "wish 03-18", "lead keep; maria confirms", "", "3 · keep decided · left 03-18"),
        ("completed term against a third strike", TWO, "term 08-31", "strike b3", "", "3 · due (third strike) · left 08-31"),
        ("completed term against a later end", TWO, "term 08-31", "strike b3; lead dismiss; maria confirms; end 09-05", "", "3 · dismiss decided · left 08-31"),
        ("completed term against an earlier end", TWO, "term 09-01", "strike b3; lead dismiss; maria confirms; end 08-31", "annul b1", "3 · dismiss decided · dismissed 08-31 → 2 · due (annulled) · left 09-01"),
        ("completed term against own wish",    "", "term 09-01", "wish 08-28", "", "0 · not due · left 08-28"),
        ("completed after keep",               KEPT, "term 08-31", "", "", "3 · keep decided · left 08-31"),
        ("a new enrolment against an annulment", DISMISSED_AND_ENDED, "again 04-01", "annul b1", "", "2 · due (annulled) · dismissed 03-20 (fell) · anew 04-01"),
        ("a new enrolment against all annulled", DISMISSED_AND_ENDED, "again 04-01", "annul b1; annul b2; annul b3", "", "0 · due (annulled) · dismissed 03-20 (fell) · anew 04-01"),
        ("annulled after a new enrolment",     DISMISSED_AND_ENDED, "again 04-01; annul b1", "", "", "2 · due (annulled) · dismissed 03-20 (fell) · anew 04-01"),
        ("a new enrolment against keep",       THREE, "lead dismiss; maria confirms; end 03-20; again 04-01", "maria keep; lead-2 confirms", "", "3 · due (conflict) · dismissed 03-20 (fell) · anew 04-01"),
        ("a new enrolment, two ends, annulled", DISMISSED, "end 03-20; again 04-01", "end 03-18; annul b1", "", "2 · due (annulled) · dismissed 03-18 (fell) · anew 04-01"),
        ("a new enrolment against own wish and an annulment", DISMISSED, "end 03-20; again 04-01", "wish 03-25; annul b1", "", "2 · due (annulled) · left 03-25 · anew 04-01"),
        ("a new enrolment, and nothing else",  DISMISSED_AND_ENDED, "again 04-01", "", "", "3 · dismiss decided · dismissed 03-20 · anew 04-01"),
        ("a breach recorded after the end",    DISMISSED, "end 03-20", "strike b4", "", "4 · dismiss decided · dismissed 03-20"),
        ("… and an annulment then",            DISMISSED, "end 03-20", "strike b4", "annul b1; maria dismiss; lead confirms; end 03-25", "4 · dismiss decided · dismissed 03-20 → 3 · dismiss decided · dismissed 03-25"),
    ];
    for (row, before, a, b, after, expected) in rows {
        for result in meet(row, before, a, b, after) {
            assert_eq!(result, expected, "{row}");
        }
    }
}

#[test]
fn what_an_annulment_opens_is_told_before_it_is_recorded() {
    #[rustfmt::skip]
    const DECIDED: [(&str, &str, &[bool]); 5] = [
        ("strike b1; strike b2; strike b3; lead dismiss; maria confirms", "annul b1", &[true]),
        ("strike b1; strike b2; strike b3; lead keep; maria confirms", "annul b1; annul b2", &[false, false]),
        ("strike b1; strike b2; strike b3; strike b4; lead keep; maria confirms", "annul b1", &[true]),
        // What no decision has weighed opens nothing.
        ("strike b1; strike b2; strike b3; strike b4; lead dismiss; maria confirms; strike b5", "annul b5", &[false]),
        ("strike b1; strike b2; strike b3; lead dismiss; maria confirms", "strike b4; annul b4; annul b1", &[false, true]),
    ];
    for (before, then, foretold) in DECIDED {
        let mut kiosk = Kiosk::at("kiosk.a", &beginning());
        kiosk.play(before, before);
        kiosk.play(then, before);
        assert_eq!(kiosk.foretold, foretold, "{before}; {then}");
    }
}

#[test]
fn of_rival_proposals_the_newer_may_be_confirmed() {
    for result in meet(
        "rivals",
        "strike b1; strike b2; strike b3",
        "lead dismiss",
        "maria keep",
        "",
    ) {
        assert!(result.contains("proposed (third strike)"), "{result}");
    }
    let mut kiosk = Kiosk::at("k1.01", &beginning());
    kiosk.play(
        "strike b1; strike b2; strike b3; lead dismiss; maria keep",
        "",
    );
    let fates: Vec<Fate> = review_of(&kiosk.story.state)
        .proposals
        .iter()
        .map(|view| view.fate)
        .collect();
    assert_eq!(fates, [Fate::Superseded, Fate::Pending]);
    kiosk.play("lead confirms", "");
    let review = review_of(&kiosk.story.state);
    assert_eq!(review.proposals[0].fate, Fate::Outdated);
    assert_eq!(review.proposals[1].fate, Fate::Decided);
    let confirmed = review.proposals[1].confirmed.as_ref().unwrap();
    assert_eq!(confirmed.by, Some(&PersonId::new("lead")));
}

#[test]
fn only_lead_and_consultant_together_decide() {
    #[rustfmt::skip]
    let rows = [
        ("two strikes",                     "strike b1; strike b2", "lead dismiss", Some(Refusal::NoReviewDue)),
        ("three",                           "strike b1; strike b2; strike b3", "lead dismiss", None),
        ("by the consultant",               "strike b1; strike b2; strike b3", "maria keep", None),
        ("the same once more",              "strike b1; strike b2; strike b3; lead keep", "lead keep", Some(Refusal::AlreadyRecorded)),
        ("otherwise",                       "strike b1; strike b2; strike b3; lead keep", "lead dismiss", None),
        ("nothing to confirm",              "strike b1; strike b2; strike b3", "maria confirms", Some(Refusal::NotPending)),
        ("oneself",                         "strike b1; strike b2; strike b3; lead dismiss", "lead confirms", Some(Refusal::NeedsTheOther)),
        ("another lead",                    "strike b1; strike b2; strike b3; lead dismiss", "lead-2 confirms", Some(Refusal::NeedsTheOther)),
        ("the consultant",                  "strike b1; strike b2; strike b3; lead dismiss", "maria confirms", None),
        ("confirmed already",               "strike b1; strike b2; strike b3; lead dismiss; maria confirms", "maria confirms", Some(Refusal::NotPending)),
        ("a strike came meanwhile",         "strike b1; strike b2; strike b3; lead dismiss; strike b4", "maria confirms", Some(Refusal::NotPending)),
        ("an annulment came meanwhile",     "strike b1; strike b2; strike b3; strike b4; lead dismiss; annul b4", "maria confirms", Some(Refusal::NotPending)),
        ("decided",                         "strike b1; strike b2; strike b3; lead keep; maria confirms", "lead dismiss", Some(Refusal::NoReviewDue)),
        ("two strikes left dismiss nobody", "strike b1; strike b2; strike b3; lead dismiss; maria confirms; annul b1", "lead dismiss", Some(Refusal::TooFewStrikes)),
        ("two strikes left keep",           "strike b1; strike b2; strike b3; lead dismiss; maria confirms; annul b1", "lead keep", None),
        ("an end without a review",         "strike b1; strike b2; strike b3", "end 03-20", Some(Refusal::NeedsReview)),
        ("an end on a proposal",            "strike b1; strike b2; strike b3; lead dismiss", "end 03-20", Some(Refusal::NeedsReview)),
        ("an end after keep",               "strike b1; strike b2; strike b3; lead keep; maria confirms", "end 03-20", Some(Refusal::NeedsReview)),
        ("an end after an annulment",       "strike b1; strike b2; strike b3; lead dismiss; maria confirms; annul b1", "end 03-20", Some(Refusal::NeedsReview)),
        ("an end on a dismissal",           "strike b1; strike b2; strike b3; lead dismiss; maria confirms", "end 03-20", None),
        ("a second end",                    "strike b1; strike b2; strike b3; lead dismiss; maria confirms; end 03-20", "end 03-21", Some(Refusal::EndsEarlier(date("2026-03-20")))),
        ("an earlier end",                  "strike b1; strike b2; strike b3; lead dismiss; maria confirms; end 03-20", "end 03-19", None),
        ("a completed term",                "strike b1; strike b2", "term 09-01", None),
        ("on its last day",                 "", "term 08-31", None),
        ("before its last day",             "", "term 08-30", Some(Refusal::TermNotOver(date("2026-08-31")))),
        ("foretold",                        "", "term 09-11", Some(Refusal::InFuture("on"))),
        ("while a review is due",           "strike b1; strike b2; strike b3", "term 09-01", Some(Refusal::ReviewOpen)),
        ("while one is proposed",           "strike b1; strike b2; strike b3; lead keep", "term 09-01", Some(Refusal::ReviewOpen)),
        ("once it is decided to keep",      "strike b1; strike b2; strike b3; lead keep; maria confirms", "term 09-01", None),
        ("once it is decided to dismiss",   "strike b1; strike b2; strike b3; lead dismiss; maria confirms", "term 09-01", Some(Refusal::DismissalDecided)),
        ("once that fell by an annulment",  "strike b1; strike b2; strike b3; lead dismiss; maria confirms; annul b1", "term 09-01", Some(Refusal::ReviewOpen)),
        ("own wish needs no review",        "strike b1", "wish 03-20", None),
        ("a breach before the last day",    "wish 03-20", "strike b1", None),
        ("a breach after the end",          "wish 03-09", "strike b1", Some(Refusal::NoSuchEnrolment)),
        ("what fell, once a new one began", "strike b1; strike b2; strike b3; lead dismiss; maria confirms; end 03-20; again 04-01; annul b1", "strike b4", Some(Refusal::NoSuchEnrolment)),
        ("its review, then",                "strike b1; strike b2; strike b3; lead dismiss; maria confirms; end 03-20; again 04-01; annul b1", "lead keep", Some(Refusal::NoSuchEnrolment)),
        ("a new one while the old goes on", "strike b1; strike b2; strike b3; lead dismiss; maria confirms; end 03-20; annul b1", "again 04-01", Some(Refusal::EnrolmentOverlaps(date("2026-04-01")))),
        ("the same breach twice",           "strike b1", "strike b1", Some(Refusal::AlreadyRecorded)),
        ("an annulled breach again",        "strike b1; annul b1", "annul b1", Some(Refusal::NoSuchBreach)),
        ("annulling nothing",               "", "annul b1", Some(Refusal::NoSuchBreach)),
    ];
    for (row, before, step, expected) in rows {
        let mut kiosk = Kiosk::at("k1.01", &beginning());
        kiosk.play(before, row);
        assert_eq!(kiosk.step(step).err(), expected, "{row}");
    }
}

#[test]
fn a_proposal_weighs_what_stands_and_settles_what_was_decided() {
    let mut kiosk = Kiosk::at("k1.01", &beginning());
    kiosk.play(
        "strike b1; strike b2; strike b3; lead keep; maria confirms; strike b4",
        "",
    );
    let right = proposal("r9", ReviewOutcome::Keep, &kiosk.story.state);
    assert_eq!(right.settles, [ReviewId::new("k1.01-1")]);
    let ids = |ids: &[&str]| ids.iter().map(|id| BreachId::new(*id)).collect();
    let with = |change: &dyn Fn(&mut ReviewProposed)| {
        let mut f = right.clone();
        change(&mut f);
        f
    };
    #[rustfmt::skip]
    let rows = [
        ("as it stands",        with(&|_| ()), None),
        ("in another order",    with(&|f| f.weighs.reverse()), None),
        ("one missing",         with(&|f| f.weighs = ids(&["b1", "b2", "b3"])), Some(Refusal::ReviewMoved)),
        ("one unknown",         with(&|f| f.weighs.push(BreachId::new("b5"))), Some(Refusal::ReviewMoved)),
        ("nothing settled",     with(&|f| f.settles.clear()), Some(Refusal::ReviewMoved)),
        ("a used id",           with(&|f| f.review = ReviewId::new("k1.01-1")), Some(Refusal::AlreadyRecorded)),
        ("another enrolment",   with(&|f| f.enrolment = EnrolmentId::new("e-2")), Some(Refusal::NoSuchEnrolment)),
    ];
    for (row, fact, expected) in rows {
        let mut story = kiosk.story.clone();
        let answer = story.wish(
            "k1.01",
            WriterKind::Kiosk,
            &actor("lead"),
            &now("2026-03-10T12:00:00+03:00"),
            fact,
        );
        assert_eq!(answer.err(), expected, "{row}");
    }
}

#[test]
fn confirmations_that_do_not_fit_do_not_count() {
    // Facts as a careless import may bring them: no rule was asked.
    let rows = [
        ("nobody named", None, Role::Consultant),
        ("the same person", Some("lead"), Role::Consultant),
        ("the same part", Some("lead-2"), Role::Lead),
        ("another part", Some("lead-2"), Role::Manager),
    ];
    for (row, by, role) in rows {
        let mut kiosk = Kiosk::at("k1.01", &beginning());
        kiosk.play("strike b1; strike b2; strike b3; lead dismiss", row);
        let fact = Fact::from(ReviewConfirmed {
            review: ReviewId::new("k1.01-1"),
            person: anna(),
        });
        let new = stupen_domain::NewEntry {
            scope: "w:soap".into(),
            audience: stupen_domain::Audience::Floor,
            role,
            occurred_at: at("12:00"),
            payload: stupen_domain::wire::Payload {
                by: by.map(PersonId::new),
                over: vec![],
                fact,
            },
        };
        let clock = now("12:00").clock;
        kiosk.story.append("import.01", new, clock);
        assert_eq!(
            told(&kiosk.story.state),
            "3 · dismiss proposed (third strike) · works",
            "{row}"
        );
    }
}

#[test]
fn a_dismissal_that_weighed_too_little_ends_nothing() {
    let mut story = beginning();
    let lead = |story: &mut Story, fact: Fact, by: &str| {
        let new = stupen_domain::NewEntry {
            scope: "w:soap".into(),
            audience: stupen_domain::Audience::Floor,
            role: actor(by).role,
            occurred_at: at("12:00"),
            payload: stupen_domain::wire::Payload {
                by: Some(PersonId::new(by)),
                over: vec![],
                fact,
            },
        };
        let clock = now("12:00").clock;
        story.append("import.01", new, clock)
    };
    lead(&mut story, breach("b1").into(), "lead");
    let weak = ReviewProposed {
        outcome: ReviewOutcome::Dismiss,
        ..proposal("r1", ReviewOutcome::Dismiss, &story.state)
    };
    let decision = lead(&mut story, weak.into(), "lead");
    let confirmed = ReviewConfirmed {
        review: ReviewId::new("r1"),
        person: anna(),
    };
    lead(&mut story, confirmed.into(), "maria");
    let ended = end(EndReason::DismissalReview, "2026-03-20", Some(decision));
    lead(&mut story, ended.into(), "lead");
    assert_eq!(told(&story.state), "1 · due (annulled) · works");
}

#[test]
fn one_lateness_recorded_at_two_kiosks_is_one_strike() {
    let mut story = beginning();
    story.mark("09:40", "in");
    story.mark("15:00", "out");
    let late = |id: &str| BreachRecorded {
        cause: Some(BreachCause::Late),
        ..breach(id)
    };
    let mut a = Kiosk::at("k1.01", &story);
    let mut b = Kiosk::at("k2.01", &story);
    let known = story.entries.len();
    for (kiosk, id) in [(&mut a, "b3"), (&mut b, "b4")] {
        kiosk.play("strike b1; strike b2", "");
        let writer = kiosk.writer;
        let answer = kiosk.story.wish(
            writer,
            WriterKind::Kiosk,
            &actor("lead"),
            &now("2026-03-02T16:00:00+03:00"),
            late(id),
        );
        answer.unwrap();
        kiosk.play("lead dismiss", "");
    }
    b.play("maria confirms; end 03-20", "");
    let alone = a.story.clone();
    a.story.take(&b.story, known);
    b.story.take(&alone, known);
    for kiosk in [&a, &b] {
        let state = &kiosk.story.state;
        // b1 and b2 carry one id each at both kiosks: repeated entries, one breach.
        assert_eq!(told(state), "3 · dismiss decided · dismissed 03-20");
        let all = breaches::breaches(state, &anna());
        let same: Vec<_> = all.iter().filter_map(|view| view.same_as).collect();
        assert_eq!(same.len(), 1, "{same:?}");
    }
    // One of the two annulled changes nothing; both do.
    a.play("annul b4", "");
    assert_eq!(
        told(&a.story.state),
        "3 · dismiss decided · dismissed 03-20"
    );
    a.play("annul b3", "");
    assert_eq!(told(&a.story.state), "2 · due (annulled) · works");
}

#[test]
fn after_an_end_the_ways_on_are_open_and_a_new_enrolment_begins_clean() {
    let mut kiosk = Kiosk::at("k1.01", &beginning());
    let chosen = FurtherWayChosen {
        person: anna(),
        enrolment: e_anna(),
        way: FurtherWay::JobSearch,
    };
    let choose = |story: &mut Story| {
        story.wish(
            "server.01",
            WriterKind::Server,
            &actor("maria"),
            &now("2026-03-21T12:00:00+03:00"),
            chosen.clone(),
        )
    };
    kiosk.play("strike b1; strike b2; strike b3; lead dismiss", "");
    assert_eq!(choose(&mut kiosk.story).err(), Some(Refusal::NotEnded));
    assert_eq!(
        reviews::further_way(&kiosk.story.state, &anna(), &e_anna()),
        WayOn::NotEnded
    );
    assert_eq!(
        reviews::waiting(&kiosk.story.state, &soap(), date("2026-03-02")).len(),
        1
    );
    kiosk.play("maria confirms", "");
    let waiting = reviews::waiting(&kiosk.story.state, &soap(), date("2026-03-02"));
    assert_eq!(waiting.len(), 1, "its end is not recorded");
    assert_eq!(waiting[0].person, anna());
    kiosk.play("end 03-20", "");
    assert_eq!(
        reviews::waiting(&kiosk.story.state, &soap(), date("2026-03-02")),
        []
    );
    assert_eq!(
        reviews::further_way(&kiosk.story.state, &anna(), &e_anna()),
        WayOn::Open
    );
    // Where what was chosen is not known, that they were offered is.
    let offered = FurtherWaysOffered {
        person: anna(),
        enrolment: e_anna(),
    };
    kiosk.story.write(
        "k1.01",
        "2026-03-21T12:00:00+03:00",
        offered.into(),
        Role::Lead,
    );
    assert!(matches!(
        reviews::further_way(&kiosk.story.state, &anna(), &e_anna()),
        WayOn::Offered(_)
    ));
    choose(&mut kiosk.story).unwrap();
    assert!(matches!(
        reviews::further_way(&kiosk.story.state, &anna(), &e_anna()),
        WayOn::Chosen(FurtherWay::JobSearch, said) if said.by == Some(&PersonId::new("maria"))
    ));
    let again = EnrolmentStarted {
        enrolment: EnrolmentId::new("e-2"),
        person: anna(),
        service: Service::TemporaryEmployment,
        from: date("2026-04-01"),
        until: None,
    };
    kiosk
        .story
        .wish(
            "server.01",
            WriterKind::Server,
            &actor("maria"),
            &now("2026-03-21T12:00:00+03:00"),
            again,
        )
        .unwrap();
    let state = &kiosk.story.state;
    let second = EnrolmentId::new("e-2");
    assert_eq!(breaches::strikes(state, &anna(), &second), []);
    assert_eq!(
        reviews::review(state, &anna(), &second).status,
        Status::NotDue
    );
    assert_eq!(
        breaches::strikes(state, &anna(), &e_anna()).len(),
        3,
        "the history stays readable"
    );
    assert_eq!(
        review_of(state).proposals[0].fate,
        Fate::Decided,
        "and so does the decision"
    );
}

#[test]
fn unknown_ids_have_an_answer() {
    let state = State::default();
    let review = reviews::review(&state, &anna(), &e_anna());
    assert_eq!((review.status, review.strikes.len()), (Status::NotDue, 0));
    assert_eq!(
        reviews::further_way(&state, &anna(), &e_anna()),
        WayOn::NotEnded
    );
    // An end that came before everything it rests on.
    let mut story = beginning();
    let nowhere = stupen_domain::EntryRef {
        stream: "k9.01/w:soap/floor".into(),
        seq: 7,
    };
    let ended = end(EndReason::DismissalReview, "2026-03-20", Some(nowhere));
    story.write("k1.01", "12:00", ended.into(), Role::Lead);
    assert_eq!(told(&story.state), "0 · not due · works");
}

/// What stays to be told: of a review, and after a dismissal that was decided away from the participant.
#[test]
fn what_nobody_has_told_yet_stays_to_be_told_also_after_the_end() {
    const THREE: &str = "strike b1; strike b2; strike b3";
    type Row<'a> = (
        &'a str,
        String,
        &'a [(&'a str, bool)],
        &'a [&'a str],
        &'a [&'a str],
    );
    #[rustfmt::skip]
    let rows: &[Row<'_>] = &[
        ("nothing is told",               THREE.into(), &[], &["b1", "b2", "b3"], &[]),
        ("one is told",                   THREE.into(), &[("b2", true)], &["b1", "b3"], &[]),
        ("told, and not confirmed",       THREE.into(), &[("b2", false)], &["b1", "b3"], &[]),
        ("an annulled one is not told",   format!("{THREE}; annul b1"), &[], &["b2", "b3"], &[]),
        ("decided, and nobody told",      format!("{THREE}; lead dismiss; maria confirms; end 03-10"), &[], &["b1", "b2", "b3"], &["b1", "b2", "b3"]),
        ("decided, and told but for one", format!("{THREE}; lead dismiss; maria confirms; end 03-10"), &[("b1", true), ("b3", false)], &["b2"], &["b2"]),
        ("decided, and all told",         format!("{THREE}; lead dismiss; maria confirms; end 03-10"), &[("b1", true), ("b2", true), ("b3", true)], &[], &[]),
        ("left at their own wish",        format!("{THREE}; wish 03-10"), &[], &["b1", "b2", "b3"], &[]),
    ];
    for (row, script, told, open, after) in rows {
        let mut kiosk = Kiosk::at("k1.01", &beginning());
        kiosk.play(script, row);
        for (id, confirmed) in *told {
            let told = BreachTold {
                breach: BreachId::new(*id),
                person: anna(),
                confirmed: *confirmed,
                otherwise: false,
            };
            let at = now("2026-03-10T13:00:00+03:00");
            kiosk
                .story
                .wish("k1.01", WriterKind::Kiosk, &actor("lead"), &at, told)
                .unwrap_or_else(|refusal| panic!("{row}: {refusal}"));
        }
        let state = &kiosk.story.state;
        let untold: Vec<String> = review_of(state)
            .untold()
            .map(|strike| strike.breach.breach.to_string())
            .collect();
        assert_eq!(untold, *open, "{row}");
        let to_tell = reviews::to_tell(state, &soap());
        assert!(to_tell.iter().all(|(person, _)| *person == anna()), "{row}");
        let to_tell: Vec<String> = to_tell.iter().map(|(_, id)| id.to_string()).collect();
        assert_eq!(to_tell, *after, "{row}");
    }
}
