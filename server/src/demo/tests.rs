//! The demonstration from the real sample.

use chrono::Duration;
use stupen_domain::{board, stations, workshop};

use super::*;
use crate::clock::Clock;
use crate::office::testing::at;
use crate::secrets::password_fits;

fn context(dir: &Path, when: &str) -> Context {
    let now = at(when);
    Context {
        data: DataDir::open(dir).unwrap(),
        clock: Clock::new(move || now),
    }
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample")
}

fn run(context: &Context) -> Result<bool> {
    // No typesetter in unit tests: it is a workspace of its own.
    make(
        context,
        &sample(),
        &sample().join("../calendars"),
        Some(Path::new("/nowhere/stupen-documents")),
    )
}

#[test]
fn a_demonstration_is_whole_is_kept_and_begins_anew_on_request() {
    let dir = tempfile::tempdir().unwrap();
    let context = context(dir.path(), "2027-03-10T05:10:00Z");
    assert!(run(&context).unwrap());
    let told = Told::of(&context.data);
    let logins = fs::read_to_string(&told.logins).unwrap();
    assert!(!run(&context).unwrap());
    assert_eq!(fs::read_to_string(&told.logins).unwrap(), logins);

    // Ten people on the board today, each with work.
    let book = context.book().unwrap();
    let soap = WorkshopId::new("soap");
    let lines = fs::read_to_string(&told.badges).unwrap();
    book.with(|ledger| {
        let now = book.now(context.clock.now(), chrono_tz::Europe::Moscow).at;
        let today = workshop_day(now);
        ledger.open_day(today).unwrap();
        let state = ledger.state();
        let rows = board::board(state, &soap, today, now);
        assert_eq!(rows.len(), 10);
        for row in &rows {
            let person = &row.person.person;
            assert!(row.person.picture.as_str().starts_with("blob:"), "{person}");
            assert!(
                stations::assigned(state, person, today).is_some(),
                "{person}"
            );
        }
        assert_eq!(workshop::packs(state, &soap).len(), 2);
        let mut days = 0;
        for offset in 0..7 {
            let day = today + Duration::days(offset);
            let plan = stupen_domain::schedule::plan(state, &soap, None, day, *now.offset());
            days += usize::from(plan.is_some());
        }
        assert_eq!(days, 5, "a week from Monday to Friday");
        // Each badge opens for its person.
        assert_eq!(lines.lines().count(), 14);
        for line in lines.lines() {
            let text = line.rsplit(' ').next().unwrap();
            let hash = badge::hash(text).unwrap();
            assert!(matches!(
                people::badge_status(state, &hash, chrono::NaiveDate::MAX),
                people::BadgeStatus::Held(_)
            ));
        }
        assert!(ledger.log().verify().unwrap().faults.is_empty());
    })
    .unwrap();
    assert!(lines.lines().any(|line| line.starts_with("p-01 Денис ST")));
    assert!(
        lines
            .lines()
            .any(|line| line.starts_with("lead-1 Ольга Петровна ST"))
    );

    // The passwords and PINs are those that are written down.
    let lead: Vec<&str> = logins
        .lines()
        .find(|line| line.starts_with("lead "))
        .unwrap()
        .split_whitespace()
        .collect();
    let office = context.office().unwrap();
    office
        .with(|db| -> Result<(), OfficeError> {
            let (_, phc) = users::password_phc(db, "lead")?.unwrap();
            assert!(password_fits(lead[1], &phc));
            let pins = pins::bundle(db)?;
            let pin = pins.iter().find(|pin| pin.staff_id == "lead-1").unwrap();
            assert!(password_fits(lead[3], &pin.hash));
            Ok(())
        })
        .unwrap();

    drop((book, office));
    clear(&context.data).unwrap();
    assert!(run(&context).unwrap());
    assert_ne!(fs::read_to_string(&told.logins).unwrap(), logins);
}

#[test]
fn a_history_shows_something_everywhere() {
    use stupen_domain::attendance::Whereabouts;
    use stupen_domain::{assessments, breaches, placements, readiness, requests, reviews};
    for (when, expected) in [
        ("2027-03-10T05:10:00Z", (0, 0)),
        ("2026-11-25T08:00:00Z", (5, 0)),
        ("2026-11-25T12:10:00Z", (0, 9)),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path(), when);
        let nowhere = Some(Path::new("/nowhere/stupen-documents"));
        assert!(
            make_with_history(&context, &sample(), &sample().join("../calendars"), nowhere)
                .unwrap()
        );
        let book = context.book().unwrap();
        let soap = WorkshopId::new("soap");
        book.with(|ledger| {
            let now = book.now(context.clock.now(), chrono_tz::Europe::Moscow).at;
            let today = workshop_day(now);
            let first = today - Duration::days(13);
            for day in first.iter_days().take(14) {
                ledger.open_day(day).unwrap();
            }
            let state = ledger.state();
            let proposed = breaches::proposals(state, &soap, None, first..=today, now);
            assert!((2..=8).contains(&proposed.len()), "{when}: {proposed:?}");
            let strikes: Vec<usize> = breaches::with_strikes(state, &soap, today)
                .iter()
                .map(|(_, _, strikes)| strikes.len())
                .collect();
            assert_eq!(strikes.iter().max(), Some(&3), "{strikes:?}");
            assert!(strikes.contains(&2), "{strikes:?}");
            assert_eq!(reviews::waiting(state, &soap, today).len(), 1);
            assert!(!readiness::proposals(state, &soap, today).is_empty());
            assert_eq!(requests::open(state, &soap).len(), 2);
            let due = assessments::due_list(state, &soap, today);
            let is = |kind: fn(&assessments::Due) -> bool| due.iter().any(|view| kind(&view.due));
            assert!(is(|due| matches!(due, assessments::Due::Overdue { .. })));
            assert!(is(|due| matches!(due, assessments::Due::NotYet { .. })));
            let out = people::everybody(state)
                .iter()
                .filter(|view| placements::at(state, &view.person.person, today).is_some())
                .count();
            assert_eq!(out, 1);
            // Nobody who was in and went home counts as absent.
            let rows = board::board(state, &soap, today, now);
            let (here, gone) = expected;
            let is = |what: fn(Whereabouts) -> bool| {
                rows.iter().filter(|row| what(row.day.whereabouts)).count()
            };
            assert_eq!(is(|at| matches!(at, Whereabouts::In(_))), here, "{when}");
            assert_eq!(is(|at| matches!(at, Whereabouts::Gone(_))), gone, "{when}");
            assert!(stupen_domain::disputes::all(state).is_empty());
        })
        .unwrap();
        drop(book);
        let found = crate::upkeep::check::run(&context).unwrap();
        assert_eq!(found.faults, Vec::<String>::new());
        assert!(found.entries > 1_000);
    }
}

#[test]
fn real_people_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let context = context(dir.path(), "2027-03-10T05:10:00Z");
    Book::create(
        &context.data,
        &stupen_domain::wire::ids::OrganisationId::new("real"),
    )
    .unwrap();
    assert!(run(&context).unwrap_err().to_string().contains("real"));
    assert!(
        clear(&context.data)
            .unwrap_err()
            .to_string()
            .contains("left alone")
    );
    assert!(Book::exists(&context.data));
}
