//! A kiosk whose card lost the file that says who it is: the real program comes up and says so, takes a new code, and
//! keeps what it had written.

use std::path::Path;

use stupen_journal::Log;
use stupen_kiosk::identity::{DataDir, Identity};

use programs::{Window, Workshop, wait_for};

mod programs;

/// Entries that a device wrote, with whose key the file opens.
fn written(log: &Path, of: &Identity) -> u64 {
    let log = Log::open_set_aside(log, Some(of.storage_key().unwrap())).unwrap();
    let heads = log.heads().unwrap();
    let own = heads.iter().filter(|head| head.stream.writer == of.device);
    own.map(|head| head.seq).sum()
}

#[test]
fn on_screen_a_kiosk_that_lost_its_identity_says_so_takes_a_new_code_and_keeps_its_log() {
    let workshop = Workshop::open(None);
    let data = workshop.dir.path().join("kiosk");
    let dir = DataDir::open(&data).unwrap();
    let denis = workshop.badge_of("Денис");
    let mut window = Window::open(&workshop);
    window.knows(&denis);
    drop(window);
    let before = Identity::load(&dir).unwrap().unwrap();
    let entries = written(&dir.file("log.db"), &before);
    assert!(entries > 0);

    // One file half: the other is used, and nobody notices but staff.
    let whole = std::fs::read(dir.file("identity.json")).unwrap();
    let half = &whole[..whole.len() / 2];
    std::fs::write(dir.file("identity.json"), half).unwrap();
    let mut window = Window::open(&workshop);
    window.scan(&denis);
    let heard = window.hears(r#""sound":"#);
    assert!(
        heard.contains(r#""done""#),
        "known, and in already: {heard}"
    );
    drop(window);
    let kept = std::fs::read(dir.file("identity.json.damaged-1")).unwrap();
    assert_eq!(kept, half);

    // Both: a screen that says so, and whatever it was, it was kept.
    for file in ["identity.json", "identity.copy.json"] {
        std::fs::write(dir.file(file), half).unwrap();
    }
    let mut window = Window::open(&workshop);
    let last = dir.file("identity.copy.json.damaged-1");
    wait_for("the files set aside", || last.exists().then_some(()));
    assert!(!dir.file("identity.json").exists());
    for file in ["identity.json.damaged-2", "identity.copy.json.damaged-1"] {
        assert_eq!(std::fs::read(dir.file(file)).unwrap(), half, "{file}");
    }
    // A badge is no code; a code is.
    window.scan(&denis);
    window.scan(&workshop.code("Вход 2"));
    window.knows(&denis);
    let after = Identity::load(&dir).unwrap().unwrap();
    assert_ne!(after.device, before.device);

    // The log of before is whole, under the key that only the kept identity has.
    let aside = written(&dir.file("log.db.damaged-1"), &before);
    assert!(aside >= entries, "{aside} of {entries}");
    // It is not the new kiosk's; whoever brings the old identity back can take out what is in it.
    let old = tempfile::tempdir().unwrap();
    let place = DataDir::open(old.path()).unwrap();
    before.save(&place).unwrap();
    // With its write-ahead log beside it: this kiosk never ended in peace.
    for file in data.read_dir().unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        if name.starts_with("log.db.damaged-1") {
            std::fs::copy(dir.file(&name), place.file(&name)).unwrap();
        }
    }
    let mut said = Vec::new();
    let identity = Identity::load(&place).unwrap().unwrap();
    let stick = old.path().join("stick");
    stupen_kiosk::commands::rescue::rescue(&place, &identity, &stick, &mut said).unwrap();
    let said = String::from_utf8(said).unwrap();
    assert!(!said.contains("not read"), "{said}");
}
