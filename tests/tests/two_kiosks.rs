//! Staff act on one person at two kiosks that know nothing of each other, by touching their screens; then both meet the
//! office, in either order. The rules' own table (`domain/tests/reviews.rs`) says what must come of it; here the real
//! kiosks, their files, the exchange and the office come to it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{BreachId, WorkshopId};
use stupen_domain::{assessments, badge, breaches, people};
use stupen_kiosk::ui::{Screen, StaffScreen, StaffTap, Tap};
use stupen_tests::story::Stage;

/// What both know, what staff do at kiosk A, at kiosk B, after they met, and the one result.
struct Row {
    name: &'static str,
    before: &'static str,
    a: &'static str,
    b: &'static str,
    after: &'static str,
    expected: &'static str,
}

const fn row(
    name: &'static str,
    before: &'static str,
    a: &'static str,
    b: &'static str,
    after: &'static str,
    expected: &'static str,
) -> Row {
    Row {
        name,
        before,
        a,
        b,
        after,
        expected,
    }
}

const TWO: &str = "strike b1; strike b2";
const THREE: &str = "strike b1; strike b2; strike b3";
const KEPT: &str = "strike b1; strike b2; strike b3; Ольга keep; Илья confirms";
const DISMISSED: &str = "strike b1; strike b2; strike b3; Ольга dismiss; Илья confirms";

/// A dismissal that is confirmed at a kiosk ends the enrolment there and then.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("two third strikes",                TWO, "strike b3", "strike b4", "", "4 · due (third strike) · works"),
    row("second and third at once",         "strike b1", "strike b2", "strike b3", "", "3 · due (third strike) · works"),
    row("two third strikes, one ended",     TWO, "strike b3; Ольга dismiss; Илья confirms", "strike b4", "", "4 · dismiss decided · dismissed 11-23"),
    row("two third strikes, one kept",      TWO, "strike b3; Ольга keep; Илья confirms", "strike b4", "Ольга dismiss; Илья confirms", "4 · due (new strike) · works → 4 · dismiss decided · dismissed 11-23"),
    row("two third strikes, both ended",    TWO, "strike b3; Ольга dismiss; Илья confirms", "strike b4; Наталья dismiss; Ольга confirms", "", "4 · dismiss decided · dismissed 11-23"),
    row("annulment against third strike",   TWO, "strike b3", "annul b1", "", "2 · not due · works"),
    row("annulment against proposal",       THREE, "Ольга dismiss", "annul b2", "", "2 · not due · works"),
    row("annulment against end",            THREE, "Ольга dismiss; Илья confirms", "annul b2", "Ольга keep; Илья confirms", "2 · due (annulled) · works → 2 · keep decided · works"),
    row("annulment against keep",           THREE, "Ольга keep; Илья confirms", "annul b2", "", "2 · keep decided · works"),
    row("keep against end",                 THREE, "Ольга dismiss; Илья confirms", "Наталья keep; Ольга confirms", "Ольга keep; Наталья confirms", "3 · due (conflict) · works → 3 · keep decided · works"),
    row("keep against end, and ended anew", THREE, "Ольга dismiss; Илья confirms", "Наталья keep; Ольга confirms", "Илья dismiss; Ольга confirms", "3 · due (conflict) · works → 3 · dismiss decided · dismissed 11-23"),
    row("proposed keep against end",        THREE, "Ольга dismiss; Илья confirms", "Наталья keep", "", "3 · dismiss decided · dismissed 11-23"),
    row("keep against end, by the same two", THREE, "Ольга dismiss; Илья confirms", "Ольга keep; Илья confirms", "Ольга keep; Илья confirms", "3 · due (conflict) · works → 3 · keep decided · works"),
    row("keep proposed by the same",        THREE, "Ольга dismiss; Илья confirms", "Ольга keep", "", "3 · dismiss decided · dismissed 11-23"),
    row("a fourth after keep",              KEPT, "strike b4", "", "Ольга dismiss; Илья confirms", "4 · due (new strike) · works → 4 · dismiss decided · dismissed 11-23"),
    row("a fourth and a fifth after keep",  KEPT, "strike b4", "strike b5", "Ольга keep; Илья confirms", "5 · due (new strike) · works → 5 · keep decided · works"),
    row("a fourth against keep",            THREE, "Ольга keep; Илья confirms", "strike b4", "", "4 · due (new strike) · works"),
    row("a fourth after keep, annulled",    KEPT, "strike b4; annul b4", "", "", "3 · keep decided · works"),
    row("a fourth against annulments",      KEPT, "strike b4", "annul b1; annul b2", "", "2 · keep decided · works"),
    row("two annulments of one breach",     KEPT, "annul b1", "annul b1", "", "2 · keep decided · works"),
    row("two annulments of two breaches",   THREE, "annul b1", "annul b2", "", "1 · not due · works"),
    row("two equal proposals",              THREE, "Ольга dismiss", "Илья dismiss", "", "3 · dismiss proposed (third strike) · works"),
    row("two proposals, one confirmed",     THREE, "Ольга dismiss; Илья confirms", "Илья keep", "", "3 · dismiss decided · dismissed 11-23"),
    row("confirmed twice",                  "strike b1; strike b2; strike b3; Ольга keep", "Илья confirms", "Наталья confirms", "", "3 · keep decided · works"),
    row("confirm against annul",            "strike b1; strike b2; strike b3; Ольга dismiss", "Илья confirms", "annul b3", "", "2 · due (annulled) · works"),
    row("own wish against a third strike",  TWO, "wish", "strike b3", "", "3 · due (third strike) · left 11-23"),
    row("own wish against keep",            THREE, "wish", "Ольга keep; Илья confirms", "", "3 · keep decided · left 11-23"),
    row("a fourth against the end",         THREE, "Ольга dismiss; Илья confirms", "strike b4", "", "4 · dismiss decided · dismissed 11-23"),
    row("one lateness at two kiosks",       TWO, "late b3", "late b4", "", "3 · due (third strike) · works"),
    row("let be against recorded",          TWO, "let be", "late b3", "", "3 · due (third strike) · works"),
    row("after an end nothing counts on",   DISMISSED, "", "", "anew", "3 · dismiss decided · dismissed 11-23 → 0 · not due · works"),
];

#[test]
fn whoever_meets_the_office_first_the_result_is_one() {
    let next = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(row) = ROWS.get(at) else { break };
                    for first in ["a", "b"] {
                        let told = Pair::meets(row, first);
                        assert_eq!(told, row.expected, "{}, {first} first", row.name);
                    }
                }
            });
        }
    });
}

/// Two kiosks and their office, on a Monday on which Денис came late.
struct Pair {
    stage: Stage,
    breaches: BTreeMap<String, BreachId>,
    /// Lines that were played: each is ten seconds after the one before.
    lines: u32,
    row: String,
}

impl Pair {
    fn new(row: &str) -> Self {
        let mut pair = Self {
            stage: Stage::new(),
            breaches: BTreeMap::new(),
            lines: 0,
            row: row.to_owned(),
        };
        pair.stage.begin_day("2026-11-23 Monday").unwrap();
        for act in [
            "8:30 new kiosk a for both",
            "8:30 new kiosk b for both",
            "9:40 a scans Денис",
        ] {
            pair.stage.play(act).unwrap();
        }
        pair
    }

    /// Plays a row; told is how he stands, the same everywhere.
    fn meets(row: &Row, first: &str) -> String {
        let mut pair = Self::new(&format!("{}, {first} first", row.name));
        pair.all("a", row.before);
        for kiosk in ["a", "b"] {
            pair.play(kiosk, "loses the net");
        }
        pair.all("a", row.a);
        pair.all("b", row.b);
        let second = if first == "a" { "b" } else { "a" };
        for kiosk in [first, second] {
            pair.play(kiosk, "finds the net");
        }
        let met = pair.agreed();
        if row.after.is_empty() {
            return met;
        }
        pair.all(second, row.after);
        format!("{met} → {}", pair.agreed())
    }

    fn all(&mut self, kiosk: &str, acts: &str) {
        for act in acts.split("; ").filter(|act| !act.is_empty()) {
            self.act(kiosk, act);
        }
    }

    /// A line of a story: what somebody does at a kiosk.
    fn play(&mut self, kiosk: &str, act: &str) {
        self.line(&format!("{kiosk} {act}"));
    }

    fn line(&mut self, act: &str) -> Vec<String> {
        self.lines += 1;
        let seconds = 10 * self.lines;
        let line = format!(
            "{}:{:02}:{:02} {act}",
            10 + seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
        self.stage
            .play(&line)
            .unwrap_or_else(|what| panic!("{}: `{line}`: {what}", self.row))
    }

    /// Somebody of the staff goes through the door, to Денис, on by these touches, and out again.
    fn visit(&mut self, kiosk: &str, who: &str, path: &str) {
        self.play(kiosk, &format!("scans {who}"));
        self.play(kiosk, "opens the door");
        let card = self.card(kiosk);
        self.play(kiosk, &format!("touches {card} > {path}"));
        self.leave(kiosk);
    }

    /// The way to the card of Денис from the first page: who was dismissed is on the board no more.
    fn card(&mut self, kiosk: &str) -> &'static str {
        let person = self.stage.person("Денис").unwrap();
        let today = workshop_day(self.stage.now);
        let ledger = self.stage.kiosk(kiosk).unwrap().ledger();
        let former = people::former(ledger.state(), today);
        if former.iter().any(|view| view.person.person == person) {
            "menu > newcomers > Денис"
        } else {
            "Денис"
        }
    }

    fn leave(&mut self, kiosk: &str) {
        self.play(kiosk, "tap leave");
    }

    /// `strike b3`, `annul b3`, `late b3`, `let be`, `wish`, `anew`, `WHO keep`, `WHO dismiss`, `WHO confirms`.
    fn act(&mut self, kiosk: &str, act: &str) {
        let words: Vec<&str> = act.split(' ').collect();
        match words.as_slice() {
            ["strike", id] => {
                let path = "breach > Телефон > the first > the first > badge of Ольга > skip > record and tell > was told";
                self.visit(kiosk, "Ольга", path);
                self.learn(kiosk, id);
            }
            ["late", id] => {
                let path = "breaches > proposal late > accept > the first > the first > \
                            badge of Ольга > skip > record and tell > was told";
                self.visit(kiosk, "Ольга", path);
                self.learn(kiosk, id);
            }
            ["let", "be"] => {
                let path = "breaches > proposal late > decline > the first";
                self.visit(kiosk, "Илья", path);
            }
            ["annul", id] => self.annul(kiosk, id),
            ["wish"] => {
                let path = "term > end by wish > today > the first > end work";
                self.visit(kiosk, "Илья", path);
            }
            ["anew"] => {
                self.line("office enrols Денис anew from 2026-11-24");
            }
            [who, "keep"] => self.visit(
                kiosk,
                who,
                "review > keep > the first > the first > propose",
            ),
            [who, "dismiss"] => self.visit(kiosk, who, "review > dismiss > the first > propose"),
            [who, "confirms"] => self.visit(kiosk, who, "review > confirm > confirm"),
            other => panic!("no act {other:?}"),
        }
    }

    /// Remembers the breach that was recorded last by the row's name for it.
    fn learn(&mut self, kiosk: &str, name: &str) {
        let person = self.stage.person("Денис").unwrap();
        let known: Vec<BreachId> = self.breaches.values().cloned().collect();
        let found = {
            let ledger = self.stage.kiosk(kiosk).unwrap().ledger();
            breaches::breaches(ledger.state(), &person)
                .into_iter()
                .map(|view| view.breach.breach.clone())
                .find(|id| !known.contains(id))
        };
        let found = found.unwrap_or_else(|| panic!("{}: {name} was not recorded", self.row));
        self.breaches.insert(name.to_owned(), found);
    }

    /// The breach is found on its page by its place: several are called alike.
    fn annul(&mut self, kiosk: &str, name: &str) {
        self.play(kiosk, "scans Илья");
        self.play(kiosk, "opens the door");
        let card = self.card(kiosk);
        self.play(kiosk, &format!("touches {card} > breaches"));
        let person = self.stage.person("Денис").unwrap();
        let now = self.stage.now;
        let id = self.breaches[name].clone();
        let screen = self.stage.kiosk(kiosk).unwrap().screen.clone();
        let Some(Screen::Staff(StaffScreen::Lines(page))) = screen else {
            panic!("{}: {screen:?}", self.row);
        };
        let kiosk_now = self.stage.kiosk(kiosk).unwrap();
        let from_below = breaches::breaches(kiosk_now.ledger().state(), &person)
            .iter()
            .position(|view| view.breach.breach == id)
            .unwrap();
        // The newest stands first, below what is only proposed.
        let line = page.lines.len() - 1 - from_below;
        kiosk_now.tap(Tap::Staff(StaffTap::Line(line)), now);
        self.play(kiosk, "touches annul > the first > annul");
        self.leave(kiosk);
    }

    /// What staff see of him at a kiosk: his line on the board, his card, his review.
    fn pages(&mut self, kiosk: &str) -> Vec<StaffScreen> {
        self.play(kiosk, "scans Ольга");
        self.play(kiosk, "opens the door");
        let mut pages = Vec::new();
        let card = self.card(kiosk);
        for path in ["", card, "term", "Back > breaches", "Back > badge"] {
            if !path.is_empty() {
                self.play(kiosk, &format!("touches {path}"));
            }
            match self.stage.kiosk(kiosk).unwrap().screen.clone() {
                Some(Screen::Staff(StaffScreen::Tiles(mut page))) => {
                    // What was begun and left lies on the kiosk where that was done, and "more" counts it there.
                    if let Some(menu) = page.chips.last_mut() {
                        menu.count = 0;
                    }
                    pages.push(StaffScreen::Tiles(page));
                }
                Some(Screen::Staff(page)) => pages.push(page),
                other => panic!("{}: {other:?}", self.row),
            }
        }
        self.leave(kiosk);
        pages
    }

    /// How he stands: the same at both kiosks and at the office, in every view and on every page; and so after both
    /// kiosks lost their power.
    fn agreed(&mut self) -> String {
        let told = self.same();
        for kiosk in ["a", "b"] {
            self.play(kiosk, "loses power");
            self.play(kiosk, "goes on");
        }
        assert_eq!(self.same(), told, "{}: after a power cut", self.row);
        told
    }

    fn same(&mut self) -> String {
        assert_eq!(self.line("everywhere"), ["the same"], "{}", self.row);
        assert_eq!(self.pages("a"), self.pages("b"), "{}", self.row);
        let stands = self.stage.stands("Денис").unwrap();
        let told = stands[0].1.clone();
        for (holder, line) in &stands {
            assert_eq!(*line, told, "{}: {holder}", self.row);
        }
        assert_eq!(stands.len(), 3);
        let (strikes, standing) = self.office_page(&told);
        assert!(
            told.starts_with(&format!("{strikes} ·")),
            "{}: {strikes}",
            self.row
        );
        let at_the_office = match standing.as_str() {
            "not_due" => "not due",
            "due" | "reopened" => "due (",
            "proposed" => "proposed (",
            "kept" => "keep decided",
            "dismissed" => "dismiss decided",
            other => panic!("{other}"),
        };
        assert!(
            told.contains(at_the_office),
            "{}: {told}, but {standing}",
            self.row
        );
        told
    }

    /// Strikes and standing as the office's own page has them.
    fn office_page(&mut self, told: &str) -> (u64, String) {
        let person = self.stage.person("Денис").unwrap();
        // The page of a new enrolment begins clean; it has nothing to review.
        let page = self
            .stage
            .office
            .list("lead", &format!("/reviews/of/{person}"))
            .unwrap_or_else(|what| panic!("{}: {told}: {what}", self.row));
        (
            page["strikes"].as_array().unwrap().len() as u64,
            page["standing"].as_str().unwrap().to_owned(),
        )
    }
}

#[test]
fn two_signings_of_one_assessment_both_stand_and_none_is_due_any_more() {
    for first in ["a", "b"] {
        let mut pair = Pair::new("two signings");
        for kiosk in ["a", "b"] {
            pair.play(kiosk, "loses the net");
        }
        let criteria = {
            let form = pair.stage.office.book().with(|ledger| {
                let soap = WorkshopId::new("soap");
                stupen_domain::forms::current::<stupen_domain::wire::forms::Assessment>(
                    ledger.state(),
                    &soap,
                )
            });
            form.unwrap().unwrap().form.criteria.len()
        };
        let marks = vec!["the first"; criteria].join(" > ");
        for (kiosk, who) in [("a", "Илья"), ("b", "Наталья")] {
            pair.visit(
                kiosk,
                who,
                &format!(
                    "assessment > no own marks > {marks} > skip > ready > ready > sign > understood"
                ),
            );
        }
        let second = if first == "a" { "b" } else { "a" };
        for kiosk in [first, second] {
            pair.play(kiosk, "finds the net");
        }
        pair.agreed();
        let person = pair.stage.person("Денис").unwrap();
        let (soap, today) = (WorkshopId::new("soap"), workshop_day(pair.stage.now));
        let mut views = Vec::new();
        for kiosk in ["a", "b"] {
            let ledger = pair.stage.kiosk(kiosk).unwrap().ledger();
            let state = ledger.state();
            let shown = assessments::shown(state, &person);
            let by: Vec<String> = shown
                .iter()
                .map(|view| format!("{:?}", view.said.by))
                .collect();
            assert_eq!(by.len(), 2, "{by:?}");
            assert_ne!(by[0], by[1], "each says who signed it");
            let due = assessments::due(state, &soap, &person, today);
            assert!(
                matches!(
                    due,
                    assessments::Due::NotYet {
                        because: assessments::NotYet::TooEarly,
                        ..
                    }
                ),
                "{due:?}"
            );
            views.push(format!("{shown:?} {due:?}"));
        }
        assert_eq!(views[0], views[1]);
        // What only the case may read came sealed from both, and is open there.
        let signed = pair.stage.office.book().with(|ledger| {
            let state = ledger.state();
            assessments::shown(state, &person)
                .iter()
                .filter(|view| {
                    assessments::signed(state, &person, &view.shown.assessment).is_some()
                })
                .count()
        });
        assert_eq!(signed.unwrap(), 2);
    }
}

#[test]
fn a_badge_reported_lost_at_one_kiosk_opens_nothing_at_the_other_once_both_met() {
    let mut pair = Pair::new("losing a badge");
    for kiosk in ["a", "b"] {
        pair.play(kiosk, "loses the net");
    }
    pair.play("a", "scans Ольга");
    pair.play("a", "opens the door");
    pair.play("a", "touches Денис > badge > badge > badge lost");
    pair.leave("a");
    pair.play("a", "scans Денис");
    assert_eq!(pair.message("a"), "revoked badge");
    // Kiosk B cannot know yet: whoever found the badge is met by picture and name.
    pair.play("b", "scans Денис");
    assert_eq!(
        pair.message("b"),
        "choice Денис: work, break, home, own page"
    );
    for kiosk in ["a", "b"] {
        pair.play(kiosk, "finds the net");
    }
    pair.agreed();
    for kiosk in ["a", "b"] {
        pair.play(kiosk, "scans Денис");
        assert_eq!(pair.message(kiosk), "revoked badge", "{kiosk}");
    }
    let person = pair.stage.person("Денис").unwrap();
    let held = pair
        .stage
        .office
        .book()
        .with(|ledger| people::badges(ledger.state(), &person));
    assert!(held.unwrap().is_empty());
}

#[test]
fn a_badge_that_was_rebound_elsewhere_dies_everywhere_once_both_met() {
    for first in ["a", "b"] {
        let mut pair = Pair::new("rebinding");
        for kiosk in ["a", "b"] {
            pair.play(kiosk, "loses the net");
        }
        pair.play("a", "scans Ольга");
        pair.play("a", "opens the door");
        pair.play("a", "touches Денис > badge > new badge");
        pair.play("a", "scans a spare badge");
        pair.leave("a");
        // At once where it was rebound; kiosk B cannot know yet.
        pair.play("a", "scans Денис");
        assert_eq!(pair.message("a"), "revoked badge");
        pair.play("a", "scans a spare badge");
        assert_eq!(
            pair.message("a"),
            "choice Денис: work, break, home, own page"
        );
        pair.play("b", "scans a spare badge");
        assert_eq!(pair.message("b"), "unknown badge");
        pair.play("b", "scans Денис");
        assert_eq!(
            pair.message("b"),
            "choice Денис: work, break, home, own page"
        );
        pair.play("b", "tap break");
        let second = if first == "a" { "b" } else { "a" };
        for kiosk in [first, second] {
            pair.play(kiosk, "finds the net");
        }
        pair.agreed();
        for kiosk in ["a", "b"] {
            pair.play(kiosk, "scans Денис");
            assert_eq!(pair.message(kiosk), "revoked badge", "{kiosk}");
        }
        // What was done with the old badge before anybody could know still counts.
        pair.play("b", "scans a spare badge");
        assert!(
            pair.message("b").starts_with("hello Денис"),
            "back from the break"
        );
        let person = pair.stage.person("Денис").unwrap();
        let held = pair
            .stage
            .office
            .book()
            .with(|ledger| people::badges(ledger.state(), &person));
        assert_eq!(
            held.unwrap(),
            [badge::hash(&badge::text([201; 13])).unwrap()]
        );
    }
}

impl Pair {
    fn message(&mut self, kiosk: &str) -> String {
        let told = self.line(&format!("{kiosk} shows"));
        told[0].strip_prefix("screen ").unwrap().to_owned()
    }
}
