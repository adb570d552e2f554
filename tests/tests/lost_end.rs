//! What was acknowledged and stands in the write-ahead log alone. The real kiosk and the real server are killed, a byte of
//! that file goes bad, and nobody is told that all is well: whoever looks says so, and the next start keeps the file, goes
//! on with what can be read, in another epoch, and tells what is gone.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use stupen_domain::clock::Reading;
use stupen_domain::facts::EpochBegun;
use stupen_domain::wire::Kind;
use stupen_journal::Log;
use stupen_kiosk::commands::begin_ledger;
use stupen_kiosk::identity::{DataDir, Identity};
use stupen_kiosk::ui::NoticeKind;

use programs::{MORNING, Window, Workshop, wait_for};

mod programs;

/// A worn disk.
fn flip(wal: &Path, hundredths: usize) {
    let mut bytes = std::fs::read(wal).unwrap();
    assert!(bytes.len() > 30_000, "{} bytes", bytes.len());
    let at = bytes.len() * hundredths / 100;
    bytes[at] ^= 1;
    std::fs::write(wal, bytes).unwrap();
}

/// A disk that dropped what it was given last.
fn cut_short(wal: &Path) {
    let mut bytes = std::fs::read(wal).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(wal, bytes).unwrap();
}

/// Of the log; the index beside a write-ahead log is made anew by whoever reads.
fn log_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = folder.read_dir().unwrap().map(|file| file.unwrap());
    files
        .map(|file| (file.file_name().into_string().unwrap(), file.path()))
        .filter(|(name, _)| name.starts_with("log.db") && !name.ends_with("-shm"))
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect()
}

/// What a command says, and whether it finds all well.
fn says(command: &mut Command) -> (String, bool) {
    let done = command.output().unwrap();
    let mut words = String::from_utf8(done.stdout).unwrap();
    words.push_str(&String::from_utf8(done.stderr).unwrap());
    (words, done.status.success())
}

fn entries(folder: &Path, key: Option<[u8; 32]>) -> u64 {
    let log = Log::open_set_aside(&folder.join("log.db"), key).unwrap();
    log.count().unwrap()
}

#[test]
fn on_screen_a_kiosk_that_lost_what_it_acknowledged_says_so() {
    let mut workshop = Workshop::open(None);
    let data = workshop.dir.path().join("kiosk");
    let dir = DataDir::open(&data).unwrap();
    let mut window = Window::open(&workshop);
    window.knows(&workshop.badge_of("Денис"));
    drop(window);
    let identity = Identity::load(&dir).unwrap().unwrap();
    let key = Some(identity.storage_key().unwrap());
    // What came until now is in the file.
    stupen_journal::open_private(&dir.file("log.db"), key)
        .unwrap()
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")
        .unwrap();

    // The office is away; people come, and their kiosk is killed.
    workshop.stop_serving();
    let mut window = Window::open(&workshop);
    let before = entries(&data, key);
    for name in ["Аня", "Марат", "Соня", "Костя"] {
        window.knows(&workshop.badge_of(name));
    }
    let files = stupen_ledger::Files {
        dir: data.clone(),
        key,
        seals: stupen_ledger::Seals::sealed_to(None),
    };
    let known = || files.known_heads().iter().map(|head| head.seq).sum::<u64>();
    wait_for("views", || {
        let now = entries(&data, key);
        (now > before + 2 && known() == now).then_some(())
    });
    drop(window);
    let (said, is_well) = says(workshop.kiosk().arg("check"));
    assert!(is_well && said.contains("Everything is whole"), "{said}");

    cut_short(&dir.file("log.db-wal"));
    let lay = log_files(&data);
    for look in ["check", "check", "doctor"] {
        let (said, is_well) = says(workshop.kiosk().arg(look));
        assert!(!is_well, "{look}: {said}");
        for words in ["has lost", "Nothing was changed", "At its next start"] {
            assert!(said.contains(words), "{look}: {words}: {said}");
        }
        assert!(!said.contains("Everything is whole"), "{said}");
        assert!(log_files(&data) == lay, "{look}: something was changed");
    }

    // What staff is shown by the next start; on a copy, for the program does not hand it out.
    let copy = tempfile::tempdir().unwrap();
    for file in data.read_dir().unwrap().map(|file| file.unwrap()) {
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let reading = Reading {
        wall: MORNING.parse().unwrap(),
        boot: "boot".to_owned(),
        mono_ms: 1,
    };
    let copied = DataDir::open(copy.path()).unwrap();
    let (_, notices) = begin_ledger(&copied, &mut identity.clone(), &reading).unwrap();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(notices[0].kind, NoticeKind::EntriesLost);
    assert!(
        notices[0].detail.contains("log.db.damaged-1"),
        "{notices:?}"
    );

    let window = Window::open(&workshop);
    let epoch = wait_for("another epoch", || {
        let now = Identity::load(&dir).ok().flatten()?.epoch;
        (now != identity.epoch).then_some(now)
    });
    wait_for("the end of the start", || {
        (!dir.file("log.db.lost").exists()).then_some(())
    });
    drop(window);
    let after = log_files(&data);
    for end in ["", "-wal"] {
        let kept = &after[&format!("log.db.damaged-1{end}")];
        assert!(
            *kept == lay[&format!("log.db{end}")],
            "log.db{end} is not kept as it lay"
        );
    }
    let log = Log::open_set_aside(&dir.file("log.db"), key).unwrap();
    let told = log
        .heads()
        .unwrap()
        .into_iter()
        .filter(|head| head.stream.writer == identity.device && head.stream.epoch == epoch)
        .find_map(|head| {
            let first = log.entry(&head.stream, 1).unwrap().unwrap();
            let payload = first.payload.unwrap();
            let read = stupen_domain::wire::decode(&first.header.kind, &payload).ok()?;
            EpochBegun::of(&read.fact).cloned()
        });
    let told = told.expect("an entry that tells of it");
    assert_eq!(told.because, "restored");
    let lost = told.lost.unwrap();
    assert!(
        lost.contains("has lost") && lost.contains("log.db.damaged-1"),
        "{lost}"
    );
    drop(log);
    let (said, is_well) = says(workshop.kiosk().arg("check"));
    assert!(is_well && said.contains("log.db.damaged-1"), "{said}");

    // A folder that is not there is not made by whoever looks.
    let nowhere = workshop.dir.path().join("nowhere");
    for look in ["check", "doctor"] {
        let mut command = Command::new(programs::program("stupen-kiosk"));
        let (said, is_well) = says(command.arg("--data").arg(&nowhere).arg(look));
        assert!(!is_well && !nowhere.exists(), "{look}: {said}");
    }
}

#[test]
fn on_screen_a_server_that_lost_what_it_acknowledged_says_so_and_goes_on() {
    let mut workshop = Workshop::open(None);
    let data = workshop.dir.path().join("server");
    let before = entries(&data, None);
    let mut window = Window::open(&workshop);
    for name in ["Денис", "Аня", "Марат"] {
        window.knows(&workshop.badge_of(name));
    }
    wait_for("three arrivals at the office", || {
        (entries(&data, None) >= before + 3).then_some(())
    });
    drop(window);
    workshop.stop_serving();
    let whole = entries(&data, None);
    flip(&data.join("log.db-wal"), 20);
    let lay = log_files(&data);
    for _twice in 0..2 {
        let (said, is_well) = says(workshop.server().arg("check"));
        assert!(!is_well && said.contains("has lost"), "{said}");
        assert!(log_files(&data) == lay, "something was changed");
    }
    let (said, is_well) = says(workshop.server().args(["kiosks", "list"]));
    assert!(!is_well && said.contains("start the server"), "{said}");
    assert!(log_files(&data) == lay, "something was changed");

    let said = workshop.serve(&[]);
    assert!(said.contains("log.db.damaged-1"), "{said}");
    // What the spoilt page held stands on a later one as well, or it does not.
    let is_mended = said.contains("could be mended");
    assert!(is_mended || said.contains("has lost"), "{said}");
    let now = entries(&data, None);
    assert_eq!(now >= whole, is_mended, "{now} of {whole}: {said}");
    let after = log_files(&data);
    for end in ["", "-wal"] {
        assert!(after[&format!("log.db.damaged-1{end}")] == lay[&format!("log.db{end}")]);
    }
    let said = workshop
        .server()
        .args(["events", "export"])
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(
        is_mended || said.contains("has lost"),
        "no entry tells of it"
    );
    assert!(said.contains("EpochBegun"), "no entry tells of it");
    let (said, is_well) = says(workshop.server().arg("check"));
    assert!(!is_well && said.contains("log.db.damaged-1"), "{said}");
    workshop.stop_serving();
    let again = workshop.serve(&[]);
    assert!(!again.contains("damaged-1"), "{again}");
}
