//! Somebody asks to be forgotten, after a kiosk's card was copied: nothing of them stays on the kiosks, neither in the
//! log that was set aside nor among the pictures; the others stay as they were.

use std::path::Path;

use stupen_domain::Actor;
use stupen_domain::facts::PersonSet;
use stupen_domain::people;
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::PersonId;
use stupen_journal::blobs::BlobStore;
use stupen_journal::{Hash, Log};
use stupen_kiosk::identity::{DataDir, Identity};
use stupen_kiosk::local::Local;
use stupen_server::upkeep::redact;
use stupen_tests::story::Stage;

/// Every payload of a log, those kept apart too, that has this text in it.
fn mentions(path: &Path, key: [u8; 32], text: &str) -> usize {
    let log = Log::open_set_aside(path, Some(key)).unwrap();
    let mut found = 0;
    for head in log.heads().unwrap() {
        let entries = log.since(&head.stream, 0, 10_000).unwrap();
        let payloads = entries.iter().filter_map(|entry| entry.payload.as_deref());
        found += payloads
            .filter(|payload| String::from_utf8_lossy(payload).contains(text))
            .count();
    }
    let apart = log.divergent().unwrap();
    let payloads = apart
        .iter()
        .filter_map(|kept| kept.entry.payload.as_deref());
    found
        + payloads
            .filter(|payload| String::from_utf8_lossy(payload).contains(text))
            .count()
}

/// What lies begun on a kiosk, forms and runs, that has this text in it.
fn begun(path: &Path, key: [u8; 32], text: &str) -> Vec<String> {
    let local = Local::open(path, Some(key)).unwrap();
    let runs = local.people_at_work().unwrap();
    let runs = runs.into_iter().map(|person| format!("a run of {person}"));
    let all = local.drafts().unwrap().into_iter().chain(runs);
    all.filter(|body| body.contains(text)).collect()
}

fn play(stage: &mut Stage, lines: &[&str]) {
    for line in lines {
        stage
            .play(line)
            .unwrap_or_else(|why| panic!("{line}: {why}"));
    }
}

#[test]
fn whoever_is_erased_leaves_nothing_on_kiosks() {
    let mut stage = Stage::new();
    stage.begin_day("2026-11-23 Monday").unwrap();
    // One card becomes two, both are used, and the copy starts over with a log of its own.
    #[rustfmt::skip]
    play(&mut stage, &[
        "8:30 new kiosk entrance for both",
        "8:41 entrance scans Денис",
        "8:45 entrance goes off",
        "8:46 entrance card is copied to copy",
        "8:50 entrance goes on",
        "8:51 copy loses the net",
        "8:51 copy goes on",
        "8:55 entrance scans Аня",
        "8:57 copy scans Денис",
        "8:58 copy scans Марат",
        "9:00 copy finds the net",
        "9:01 copy shows",
        // He works, somebody begins to write of him, and of somebody else.
        "9:02 copy scans Денис",
        "9:02:10 copy tap work",
        "9:02:20 copy tap go on",
        "9:03 copy scans Ольга",
        "9:03:10 copy opens the door",
        "9:03:20 copy touches Денис > breach > Телефон > «Опять смотрит в телефон»",
        "9:04 copy scans Ольга",
        "9:04:10 copy scans Ольга",
        "9:04:20 copy opens the door",
        "9:04:30 copy touches Аня > breach > Телефон > «Смотрит, как он»",
    ]);
    let (denis, portrait, others) = stage
        .office
        .book()
        .with(|ledger| {
            let state = ledger.state();
            let picture = |person: &PersonId| {
                let set = people::person(state, person)?.person;
                set.picture.as_str().strip_prefix("blob:")?.parse().ok()
            };
            let denis = people::everybody(state)
                .into_iter()
                .find(|view| view.person.called == "Денис")
                .unwrap()
                .person
                .person
                .clone();
            let own: Hash = picture(&denis).expect("the sample has portraits");
            let others: Vec<Hash> = people::everybody(state)
                .into_iter()
                .filter_map(|view| picture(&view.person.person))
                .filter(|hash| *hash != own)
                .collect();
            (denis, own, others)
        })
        .unwrap();
    assert!(!others.is_empty());
    let copy = stage.kiosk("copy").unwrap().folder.path().to_owned();
    let dir = DataDir::open(&copy).unwrap();
    let identity = Identity::load(&dir).unwrap().unwrap();
    let key = identity.storage_key().unwrap();
    let aside = copy.join("log.db.diverged-1");
    let blobs = BlobStore::open(&copy.join("media.db"), Some(key)).unwrap();
    std::fs::write(copy.join("media.db.damaged-1"), "an old copy").unwrap();
    assert!(mentions(&aside, key, denis.as_str()) > 1, "it is kept");
    assert!(blobs.has(&portrait).unwrap());
    let local = copy.join("local.db");
    assert_eq!(begun(&local, key, denis.as_str()).len(), 2, "form and run");
    assert_eq!(begun(&local, key, "Смотрит, как он").len(), 1);

    let book = stage.office.book();
    let erasure = redact::of_person(book, denis.as_str()).unwrap();
    let admin = Actor {
        person: None,
        role: stupen_domain::Role::Administrator,
    };
    redact::carry_out(book, &admin, &erasure, "request").unwrap();
    play(&mut stage, &["9:10 copy shows", "9:11 entrance shows"]);

    assert_eq!(mentions(&aside, key, denis.as_str()), 0, "set aside");
    assert_eq!(mentions(&copy.join("log.db"), key, denis.as_str()), 0);
    let left = begun(&local, key, denis.as_str());
    assert!(left.is_empty(), "what was begun: {left:?}");
    assert_eq!(begun(&local, key, "Смотрит, как он").len(), 1);
    assert!(!blobs.has(&portrait).unwrap(), "the portrait");
    assert!(!copy.join("media.db.damaged-1").exists());
    for other in others {
        assert!(blobs.has(&other).unwrap(), "somebody else's");
    }
    // Another person's scan stays in what was set aside.
    let marat = stage.kiosk("copy").unwrap();
    let marat: String = {
        let ledger = marat.ledger();
        let found = ledger
            .state()
            .parts("p/")
            .flat_map(|(_, part)| part.values())
            .filter_map(|entry| PersonSet::of(&entry.payload.fact))
            .find(|set| set.called == "Марат")
            .map(|set| set.person.as_str().to_owned());
        found.unwrap()
    };
    assert!(mentions(&aside, key, &marat) > 1);
}
