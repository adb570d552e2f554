//! The real kiosk where its work cannot begin: it says so on its screen and to whoever comes, changes nothing, and goes on
//! as soon as the reason is gone, by itself or by the key on the screen.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use stupen_kiosk::identity::{DataDir, Identity};

use programs::{Window, Workshop, wait_for};

mod programs;

/// "Try again", the key at the bottom, on 1280×800.
const TRY_AGAIN: (u32, u32) = (640, 730);
/// A schema of the distant future.
const LATER: u32 = 99;

/// Sets the schema's number of the kiosk's log, and tells which it was.
fn set_schema(log: &Path, identity: &Identity, number: u32) -> u32 {
    let key = Some(identity.storage_key().unwrap());
    let conn = stupen_journal::open_private(log, key).unwrap();
    let before = conn
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    conn.execute_batch(&format!(
        "PRAGMA user_version = {number}; PRAGMA wal_checkpoint(TRUNCATE);"
    ))
    .unwrap();
    before
}

/// Touches "try again" after a mistake in the settings: the program begins anew, in its own place.
fn try_again(window: &mut Window, workshop: &Workshop) {
    let process = window.kiosk.0.id();
    let socket = || Some(std::fs::metadata(workshop.devices()).ok()?.ino());
    let before = socket();
    window.touch(TRY_AGAIN.0, TRY_AGAIN.1);
    wait_for("a new start", || {
        socket().filter(|now| Some(*now) != before)
    });
    window.connect_again(workshop);
    assert_eq!(window.kiosk.0.id(), process);
}

/// Whoever shows a badge hears whom to call, and is not let in.
fn calls_staff(window: &mut Window, badge: &str) {
    let heard = wait_for("words instead of a black panel", || {
        window.scan(badge);
        window.hears_within(Duration::from_secs(2), r#""say":"#)
    });
    for words in ["Киоск сейчас не работает", "Позови мастера"] {
        assert!(heard.contains(words), "{heard}");
    }
}

#[test]
fn on_screen_a_kiosk_that_cannot_begin_says_so_changes_nothing_and_goes_on_once_it_can() {
    let workshop = Workshop::open(None);
    let data = workshop.dir.path().join("kiosk");
    let dir = DataDir::open(&data).unwrap();
    let denis = workshop.badge_of("Денис");
    let mut window = Window::open(&workshop);
    window.knows(&denis);
    drop(window);
    let identity = Identity::load(&dir).unwrap().unwrap();
    let log = dir.file("log.db");
    let read = |name: &str| std::fs::read(dir.file(name)).unwrap();
    let names = || {
        let mut names: Vec<_> = data
            .read_dir()
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.ends_with("-shm") && !name.ends_with("-wal"))
            .collect();
        names.sort();
        names
    };
    let known = names();

    // A newer program wrote the log. Mended, the kiosk finds out by itself.
    let schema = set_schema(&log, &identity, LATER);
    let before = ["log.db", "local.db", "media.db", "identity.json"].map(read);
    let mut window = Window::open(&workshop);
    calls_staff(&mut window, &denis);
    assert!(window.kiosk.0.try_wait().unwrap().is_none());
    assert_eq!(names(), known, "nothing was set aside or made");
    assert!(["log.db", "local.db", "media.db", "identity.json"].map(read) == before);
    set_schema(&log, &identity, schema);
    window.knows(&denis);
    drop(window);

    // What lies there is no file: as where a disk is missing, or the program may not read it.
    let elsewhere = workshop.dir.path().join("log.elsewhere");
    std::fs::rename(&log, &elsewhere).unwrap();
    std::fs::create_dir(&log).unwrap();
    let mut window = Window::open(&workshop);
    calls_staff(&mut window, &denis);
    std::fs::remove_dir(&log).unwrap();
    std::fs::rename(&elsewhere, &log).unwrap();
    // The key on the screen looks again within the same program.
    window.touch(TRY_AGAIN.0, TRY_AGAIN.1);
    window.knows(&denis);
    drop(window);

    // A mistake in the settings; the rest of them holds meanwhile.
    let wrong = "[work]\noperation = \"fold\"\n[screen]\nlang = \"ru\"\n";
    let mut window = Window::configured(&workshop, wrong);
    calls_staff(&mut window, &denis);
    std::fs::write(workshop.dir.path().join("kiosk.toml"), "").unwrap();
    try_again(&mut window, &workshop);
    window.knows(&denis);
    drop(window);

    // Whoever the kiosk is cannot be read, and it is not said to be nobody.
    let moved = workshop.dir.path().join("kiosk.moved");
    std::fs::rename(&data, &moved).unwrap();
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("demonstration"), "").unwrap();
    std::fs::create_dir(data.join("identity.json")).unwrap();
    let mut window = Window::open(&workshop);
    calls_staff(&mut window, &denis);
    assert!(!data.join("log.db").exists());
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::rename(&moved, &data).unwrap();
    window.knows(&denis);
}
