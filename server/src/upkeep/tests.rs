//! A server is backed up, lost, restored; entries go out and come back; damage is found.

use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use stupen_domain::wire::Fact;
use stupen_domain::wire::facts::{Bilingual, OrganisationSet, PersonSet, WorkshopSet};
use stupen_domain::wire::ids::{OrganisationId, PersonId, PictureRef, WorkshopId};
use stupen_domain::{Command, people};
use stupen_journal::Hash;
use stupen_journal::blobs::BlobStore;

use super::*;
use crate::book::Book;
use crate::clock::{Clock, Moment};
use crate::commands::{AT_THE_CONSOLE, Context, init};
use crate::data::DataDir;
use crate::office::pins;
use crate::office::testing::at;

mod damaged;

struct Server {
    context: Context,
    now: Arc<Mutex<Moment>>,
}

fn server(dir: &Path) -> Server {
    let now = Arc::new(Mutex::new(at("2026-03-02T05:10:00Z")));
    let reading = Arc::clone(&now);
    Server {
        context: Context {
            data: DataDir::open(dir).unwrap(),
            clock: Clock::new(move || *reading.lock().unwrap()),
        },
        now,
    }
}

fn soap() -> WorkshopId {
    WorkshopId::new("soap")
}

fn name(text: &str) -> Bilingual {
    Bilingual {
        ru: text.to_owned(),
        en: text.to_owned(),
    }
}

fn person(id: &str) -> Command {
    PersonSet {
        person: PersonId::new(id),
        called: id.to_owned(),
        picture: PictureRef::new("pictogram:soap"),
        language: "ru".to_owned(),
        staff_role: None,
        active: true,
    }
    .into()
}

/// A server with a person, a picture and a PIN.
fn filled(dir: &Path) -> Server {
    let server = server(dir);
    let organisation = OrganisationSet {
        organisation: OrganisationId::new("stupeni"),
        name: name("Ступени"),
    };
    let workshop = WorkshopSet {
        workshop: soap(),
        organisation: organisation.organisation.clone(),
        name: name("Мыло"),
        time_zone: "Europe/Moscow".to_owned(),
        late_grace_min: 10,
        double_scan_s: 20,
    };
    let book = init::set_up(&server.context, organisation, workshop).unwrap();
    book.blobs(|blobs| blobs.put(b"a portrait").unwrap());
    book.commit_now(&soap(), &AT_THE_CONSOLE, vec![person("p-1")])
        .unwrap();
    let now = server.context.clock.now();
    server
        .context
        .office()
        .unwrap()
        .with(|db| pins::set(db, "lead-1", "$one", now))
        .unwrap();
    server
}

impl Server {
    /// A portrait for somebody: its hash.
    fn portray(&self, id: &str, picture: &[u8]) -> Hash {
        let portrait = self.book().blobs(|blobs| blobs.put(picture).unwrap());
        let mut set = person(id);
        if let Fact::PersonSet(set) = &mut set.fact {
            set.picture = PictureRef::new(format!("blob:{portrait}"));
        }
        self.book()
            .commit_now(&soap(), &AT_THE_CONSOLE, vec![set])
            .unwrap();
        portrait
    }

    fn book(&self) -> Book {
        self.context.book().unwrap()
    }

    fn add(&self, id: &str) {
        self.book()
            .commit_now(&soap(), &AT_THE_CONSOLE, vec![person(id)])
            .unwrap();
    }

    fn people(&self) -> Vec<String> {
        self.book()
            .with(|ledger| {
                people::everybody(ledger.state())
                    .iter()
                    .map(|view| view.person.person.to_string())
                    .collect()
            })
            .unwrap()
    }

    fn export(&self) -> Vec<u8> {
        let mut out = Vec::new();
        events::export(&self.book(), None, false, &mut out).unwrap();
        out
    }

    fn faults(&self) -> Vec<String> {
        check::run(&self.context).unwrap().faults
    }
}

#[test]
fn a_restored_server_begins_another_epoch_says_what_is_missing_and_takes_it_back() {
    let dir = tempfile::tempdir().unwrap();
    let lost = filled(&dir.path().join("lost"));
    let copy = dir.path().join("backup");
    let backed = backup::write(&lost.context, &copy).unwrap();
    assert_eq!(
        backed.entries,
        lost.book().with(|l| l.log().count().unwrap()).unwrap()
    );
    assert!(
        backup::write(&lost.context, &copy)
            .unwrap_err()
            .to_string()
            .contains("is there already")
    );
    for (path, mode) in [
        (copy.clone(), 0o700),
        (copy.join("log.db"), 0o600),
        (copy.join("keys/writer.json"), 0o600),
    ] {
        let found = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(found, mode, "{}", path.display());
    }
    lost.book()
        .with(|ledger| {
            for head in ledger.log().heads().unwrap() {
                assert_eq!(ledger.log().backed_up(&head.stream).unwrap(), head.seq);
            }
        })
        .unwrap();

    // Something is entered after the backup; then the server burns, but an export was kept.
    lost.add("p-2");
    let export = lost.export();
    let writer = lost.book().with(|ledger| ledger.author().writer).unwrap();

    let again = server(&dir.path().join("again"));
    *again.now.lock().unwrap() = at("2026-03-03T06:30:00Z");
    let restored = restore::read(&again.context, &copy, &[]).unwrap();
    let words = restored.lost();
    assert!(
        words.contains("2026-03-02 08:10 +03:00") && words.contains("2026-03-03 09:30 +03:00"),
        "{words}"
    );
    assert_eq!(again.people(), ["p-1"]);
    let book = again.book();
    assert_eq!(
        book.seal_to(),
        lost.book().seal_to(),
        "what kiosks sealed opens"
    );
    let (now_writes, told) = book
        .with(|ledger| {
            let told: Vec<String> = ledger
                .state()
                .part("dev")
                .filter_map(|entry| match &entry.payload.fact {
                    Fact::EpochBegun(begun) => Some(format!(
                        "{}: {}",
                        begun.because,
                        begun.lost.clone().unwrap()
                    )),
                    _ => None,
                })
                .collect();
            (ledger.author().writer, told)
        })
        .unwrap();
    assert_eq!(now_writes.id, writer.id);
    assert_ne!(now_writes.epoch, writer.epoch);
    assert_eq!(
        told,
        [format!("restored: {words}")],
        "once, however often it is opened"
    );
    assert_eq!(book.blobs(|blobs| blobs.verify().unwrap().0), 1);
    let bundle = again
        .context
        .office()
        .unwrap()
        .with(|db| pins::bundle(db))
        .unwrap();
    assert_eq!(bundle.len(), 1);

    // New work goes on in the new epoch, and the lost entry comes back beside it.
    again.add("p-3");
    let done = events::replay(&again.book(), &mut Cursor::new(&export)).unwrap();
    assert_eq!(
        (done.accepted, done.refused.len(), done.forks),
        (1, 0, 0),
        "{done:?}"
    );
    assert_eq!(again.people(), ["p-1", "p-2", "p-3"]);
    let done = events::replay(&again.book(), &mut Cursor::new(&export)).unwrap();
    assert_eq!(done.accepted, 0, "a second time changes nothing");
    assert_eq!(again.faults(), Vec::<String>::new());
}

#[test]
fn a_restore_leaves_a_directory_alone_that_is_not_empty_and_nothing_behind_when_it_fails() {
    let dir = tempfile::tempdir().unwrap();
    let here = filled(&dir.path().join("here"));
    let copy = dir.path().join("backup");
    backup::write(&here.context, &copy).unwrap();
    let refusal = restore::read(&here.context, &copy, &[])
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("not empty"), "{refusal}");
    assert_eq!(here.people(), ["p-1"]);

    let target = server(&dir.path().join("target"));
    let refusal = restore::read(&target.context, dir.path(), &[])
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("no whole backup"), "{refusal}");

    // A bit of the log rotted.
    let mut log = fs::read(copy.join("log.db")).unwrap();
    let text = log
        .windows(5)
        .position(|bytes| bytes == b"\"p-1\"")
        .unwrap();
    log[text + 1] ^= 1;
    fs::write(copy.join("log.db"), log).unwrap();
    restore::read(&target.context, &copy, &[]).unwrap_err();
    assert!(!Book::exists(&target.context.data));
    assert!(!target.context.data.root().join("log.db").exists());
}

#[test]
fn replay_refuses_line_by_line_and_takes_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let here = filled(&dir.path().join("here"));
    let copy = dir.path().join("backup");
    backup::write(&here.context, &copy).unwrap();
    here.add("p-2");
    let whole = String::from_utf8(here.export()).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let heads: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].starts_with("{\"batch\""))
        .collect();
    assert!(heads.len() >= 2, "{whole}");
    let floor = *heads
        .iter()
        .find(|at| lines[**at].contains("w:soap/floor"))
        .unwrap();
    let forged = whole.replace("p-2", "p-9");
    let cut = lines[..lines.len() - 1].join("\n");
    let noise = format!("nonsense\n{}\n{whole}", "x".repeat(2 * 1024 * 1024));
    #[rustfmt::skip]
    let table: Vec<(&str, String, u64, Vec<u64>)> = vec![
        ("whole",             whole.clone(), 1, vec![]),
        ("forged",            forged,        0, vec![u64::try_from(floor).unwrap() + 1]),
        ("noise before",      noise,         1, vec![1, 2]),
        ("nothing",           String::new(), 0, vec![]),
        ("binary",            "\u{0}\u{1}\n".to_owned(), 0, vec![1]),
    ];
    for (at, (what, text, accepted, refused)) in table.into_iter().enumerate() {
        let target = server(&dir.path().join(format!("target-{at}")));
        restore::read(&target.context, &copy, &[]).unwrap();
        let done = events::replay(&target.book(), &mut Cursor::new(text)).unwrap();
        let lines: Vec<u64> = done.refused.iter().map(|refused| refused.line).collect();
        assert_eq!(
            (done.accepted, lines),
            (accepted, refused),
            "{what}: {done:?}"
        );
    }
    // A file that was cut off: what is whole of it is taken.
    let target = server(&dir.path().join("cut"));
    restore::read(&target.context, &copy, &[]).unwrap();
    let done = events::replay(&target.book(), &mut Cursor::new(cut)).unwrap();
    assert_eq!(done.refused.len(), 1, "{done:?}");

    // A stranger's entries are nobody's.
    let other = filled(&dir.path().join("other"));
    let done = events::replay(&here.book(), &mut Cursor::new(other.export())).unwrap();
    assert_eq!(done.accepted, 0);
    assert!(
        done.refused
            .iter()
            .all(|refused| refused.why.contains("not enrolled")),
        "{done:?}"
    );
}

#[test]
fn check_finds_what_is_wrong_and_rebuild_mends_the_views() {
    let dir = tempfile::tempdir().unwrap();
    let here = filled(dir.path());
    assert_eq!(here.faults(), Vec::<String>::new());
    let views = rusqlite::Connection::open(dir.path().join("views.db")).unwrap();
    views
        .execute(
            "UPDATE part SET body = (SELECT body FROM part WHERE key = 'w') WHERE key = 'p/p-1'",
            [],
        )
        .unwrap();
    let faults = here.faults();
    assert!(
        faults.len() == 1 && faults[0].contains("p/p-1") && faults[0].contains("rebuild"),
        "{faults:?}"
    );
    assert!(check::rebuild(&here.context).unwrap() >= 4);
    assert_eq!(here.faults(), Vec::<String>::new());

    let log = dir.path().join("log.db");
    let whole = fs::read(&log).unwrap();
    drop(here.book());
    fs::write(&log, [0x55; 9000]).unwrap();
    for _ in 0..2 {
        let faults = here.faults();
        assert!(
            faults.len() == 1 && faults[0].contains("restore the last backup"),
            "{faults:?}"
        );
        assert_eq!(
            fs::read(&log).unwrap(),
            [0x55; 9000],
            "checking changes nothing"
        );
    }
    fs::write(&log, whole).unwrap();
    let kept = dir.path().join("log.db.damaged-1");
    fs::write(&kept, [0x55; 9000]).unwrap();
    let faults = here.faults();
    assert!(
        faults.len() == 1 && faults[0].contains("damaged-1"),
        "{faults:?}"
    );
    fs::remove_file(&kept).unwrap();
    assert_eq!(here.faults(), Vec::<String>::new());

    let media = rusqlite::Connection::open(dir.path().join("media.db")).unwrap();
    media.execute("UPDATE blob SET body = x'00'", []).unwrap();
    let faults = here.faults();
    assert!(
        faults.len() == 1
            && faults[0].starts_with("media: blob")
            && faults[0].contains("media take FILE"),
        "{faults:?}"
    );
    // A file without it helps nothing, nor does a copy that is rotten itself; a sound one takes the place.
    let backup = dir.path().join("backup-media.db");
    let from = BlobStore::open(&backup, None).unwrap();
    let beside = rusqlite::Connection::open(&backup).unwrap();
    let rows: [(Option<&[u8]>, usize, usize); 3] = [
        (None, 0, 1),
        (Some(b"\x01"), 0, 1),
        (Some(b"a portrait"), 1, 0),
    ];
    for (held, taken, rotten) in rows {
        if let Some(held) = held {
            from.put(b"a portrait").unwrap();
            beside.execute("UPDATE blob SET body = ?1", [held]).unwrap();
        }
        let took = here.book().take_media(&from).unwrap();
        assert_eq!((took.taken, took.rotten.len()), (taken, rotten), "{held:?}");
    }
    assert_eq!(here.faults(), Vec::<String>::new());
    assert!(!dir.path().join("check.tmp").exists());
}

#[test]
fn an_erased_person_does_not_come_back_from_a_backup() {
    let dir = tempfile::tempdir().unwrap();
    let here = filled(&dir.path().join("here"));
    here.add("p-2");
    let portrait = here.portray("p-1", b"of p-1");
    let copy = dir.path().join("backup");
    backup::write(&here.context, &copy).unwrap();

    let run = |args: &[&str]| {
        let data = here.context.data.root().to_str().unwrap();
        let args = [&["stupen-server", "--data", data, "redact"], args].concat();
        let mut out = Vec::new();
        let cli = <crate::commands::Cli as clap::Parser>::try_parse_from(args)
            .map_err(|error| error.to_string())?;
        crate::commands::run(cli, here.context.clock.clone(), &mut out)
            .map_err(|error| format!("{error:#}"))?;
        Ok::<_, String>(String::from_utf8(out).unwrap())
    };
    #[rustfmt::skip]
    let refused: &[(&[&str], &str)] = &[
        (&["--person", "p-1"], "--reason"),
        (&["--person", "p-1", "--reason", "because"], "possible values"),
        (&["--reason", "request"], "--person"),
        (&["--person", "p-9", "--reason", "request", "--yes"], "nobody is known as \"p-9\""),
        (&["--entries", "somewhere", "--reason", "request", "--yes"], "is not an entry"),
        (&["--person", "p-1", "--reason", "request"], "--yes"),
    ];
    for (args, says) in refused {
        let refusal = run(args).unwrap_err();
        assert!(refusal.contains(says), "{args:?}: {refusal}");
    }
    let told = run(&["--person", "p-1", "--reason", "request", "--dry-run"]).unwrap();
    assert!(
        told.contains("2 × PersonSet") && told.contains("1 pictures"),
        "{told}"
    );
    assert_eq!(here.people(), ["p-1", "p-2"]);
    assert!(here.book().blobs(|blobs| blobs.has(&portrait).unwrap()));

    // As while the server runs: what is left in a write-ahead log does not go when the command ends.
    let beside = |file: &str| {
        let path = here.context.data.root().join(file);
        stupen_journal::open_private(&path, None).unwrap()
    };
    let _running = ["log.db", "views.db", "media.db"].map(beside);
    run(&["--person", "p-1", "--reason", "request", "--yes"]).unwrap();
    assert_eq!(here.people(), ["p-2"]);
    assert!(!here.book().blobs(|blobs| blobs.has(&portrait).unwrap()));
    for file in fs::read_dir(here.context.data.root()).unwrap().flatten() {
        if file.path().is_file() {
            let bytes = fs::read(file.path()).unwrap();
            let tells = bytes.windows(5).any(|bytes| bytes == b"\"p-1\"");
            assert!(!tells, "{}", file.path().display());
        }
    }
    // By its place once more: it is said, and nothing is written.
    let (place, entries) = here
        .book()
        .with(|ledger| {
            let places = ledger.log().redactions().unwrap().places;
            let (stream, seq, _hash) = places.first().unwrap();
            (format!("{stream}#{seq}"), ledger.log().count().unwrap())
        })
        .unwrap();
    let again = ["--entries", &place, &place, "--reason", "mistake", "--yes"];
    let refusal = run(&again).unwrap_err();
    assert!(refusal.contains("nothing to erase"), "{refusal}");
    let counted = here.book().with(|ledger| ledger.log().count().unwrap());
    assert_eq!(counted.unwrap(), entries);
    let export = here.export();
    assert!(!String::from_utf8_lossy(&export).contains("p-1"));
    assert_eq!(here.faults(), Vec::<String>::new());

    // The disk burns; a backup from before the erasure is restored, and a kiosk gives back what the office wrote since.
    let again = server(&dir.path().join("again"));
    *again.now.lock().unwrap() = at("2026-03-03T06:30:00Z");
    restore::read(&again.context, &copy, &[]).unwrap();
    assert_eq!(again.people(), ["p-1", "p-2"]);
    events::replay(&again.book(), &mut Cursor::new(&export)).unwrap();
    assert_eq!(again.people(), ["p-2"]);
    check::rebuild(&again.context).unwrap();
    assert_eq!(again.people(), ["p-2"]);
    let bytes = fs::read(again.context.data.root().join("log.db")).unwrap();
    assert!(!bytes.windows(5).any(|bytes| bytes == b"\"p-1\""));
}

#[test]
fn a_portrait_goes_with_the_last_entry_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let here = filled(dir.path());
    let [portrait, _same] = ["p-1", "p-2"].map(|id| here.portray(id, b"a face"));
    for (id, stays) in [("p-1", true), ("p-2", false)] {
        let book = here.book();
        let last = |ledger: &mut stupen_ledger::Ledger| {
            let id = PersonId::new(id);
            let told = ledger.state().person(&id).next_back();
            told.map(|entry| entry.order.entry.clone())
        };
        let entry = book.with(last).unwrap().unwrap();
        let erasure = redact::of_entries(&book, vec![entry]).unwrap();
        assert_eq!(erasure.pictures.is_empty(), stays, "{id}");
        redact::carry_out(&book, &AT_THE_CONSOLE, &erasure, "mistake").unwrap();
        assert_eq!(book.blobs(|blobs| blobs.has(&portrait).unwrap()), stays);
    }
}
