//! A kiosk whose disk is full refuses the check-in with picture and sound, loses nothing that it has, and works again
//! as soon as there is room.
//!
//! The disk is real: a small file system in memory, mounted where only this test sees it (`unshare`, util-linux). The
//! test starts itself there.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::Duration;
use stupen_domain::time::Moment;
use stupen_hardware::Input;
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{MessageKind, Screen, Tap};
use stupen_server::office::codes::{KioskMode, Ticket};
use stupen_tests::story::{Kiosk, OfficeRoom};

/// Where the small disk is mounted, for the inner run.
const SMALL_DISK: &str = "STUPEN_SMALL_DISK";

#[test]
fn a_full_disk_refuses_kindly_and_loses_nothing() {
    if let Some(disk) = std::env::var_os(SMALL_DISK) {
        return on_a_small_disk(&PathBuf::from(disk));
    }
    let folder = tempfile::tempdir().unwrap();
    // Nobody but root needs the second and third way: a root in a chroot may not have a namespace of users, and its root
    // is no mount whose propagation could be changed. There the disk is seen outside, so it is unmounted by hand.
    let way = [
        &["--mount", "--map-root-user"][..],
        &["--mount"],
        &["--mount", "--propagation", "unchanged"],
    ]
    .into_iter()
    .find(|way| {
        let tried = Command::new("unshare").args(*way).arg("true").output();
        tried
            .expect("unshare is missing: it comes with util-linux")
            .status
            .success()
    })
    .expect("a small disk needs the right to mount in a namespace of its own");
    let output = Command::new("unshare")
        .args(way)
        .args(["sh", "-c"])
        .arg(r#"mount -t tmpfs -o size=8m stupen "$0" && "$@"; code=$?; umount "$0"; exit $code"#)
        .arg(folder.path())
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_full_disk_refuses_kindly_and_loses_nothing",
            "--nocapture",
        ])
        .env(SMALL_DISK, folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "on the small disk:\n{}{}",
        told,
        String::from_utf8_lossy(&output.stderr)
    );
}

fn on_a_small_disk(disk: &Path) {
    let mut office = OfficeRoom::open();
    let mut now: Moment = "2026-11-23T08:41:00+03:00".parse().unwrap();
    office.set_clock(now);
    let badges: Vec<String> = office.badges().into_values().collect();
    let ticket = Ticket {
        workshop: "soap".to_owned(),
        name: "entrance".to_owned(),
        mode: KioskMode::Both,
    };
    let folder = tempfile::tempdir_in(disk).unwrap();
    let mut kiosk = Kiosk::new(office.enrol(&ticket), folder, now);
    kiosk.start(now);
    kiosk.sync(&mut office.call(&kiosk.identity), now);
    let ballast = fill(disk);

    // People come and go until there is no room for the next.
    let mut stored = 0;
    let mut refused = None;
    for number in 0..2_000 {
        now += Duration::seconds(30);
        let badge = badges[number % badges.len()].clone();
        kiosk.input(&Input::Scan(badge.clone()), now);
        let mut effects = Vec::new();
        match kiosk.screen {
            Some(Screen::Hello(_)) => stored += 1,
            Some(Screen::Choice(_)) => {
                effects = kiosk.tap(Tap::Home, now);
                stored += usize::from(matches!(kiosk.screen, Some(Screen::Goodbye(_))));
            }
            _ => {}
        }
        if is_full(&kiosk) {
            refused = Some((badge, effects));
            break;
        }
    }
    let (badge, mut effects) = refused.expect("the disk never was full");
    assert!(stored > 0, "it was full before anybody came");
    if effects.is_empty() {
        // It was the scan itself that was refused: once more, to hear it.
        now += Duration::seconds(30);
        effects = kiosk.input(&Input::Scan(badge.clone()), now);
    }
    assert!(is_full(&kiosk), "{:?}", kiosk.screen);
    assert!(effects.contains(&Effect::Sound("error")), "{effects:?}");
    assert!(effects.contains(&Effect::Speak), "{effects:?}");
    assert_eq!(
        marks(&mut kiosk),
        stored,
        "a refused mark was kept, or a greeted one lost"
    );
    assert!(kiosk.ledger().log().verify().unwrap().is_sound());

    // Power goes while it is full: what was stored is there.
    kiosk.stop(false, now);
    std::fs::remove_file(ballast).unwrap();
    kiosk.start(now);
    assert_eq!(marks(&mut kiosk), stored);

    // There is room: the same person is let in or out, and the office gets everything.
    now += Duration::seconds(30);
    kiosk.input(&Input::Scan(badge), now);
    if let Some(Screen::Choice(_)) = kiosk.screen {
        kiosk.tap(Tap::Home, now);
    }
    assert!(
        matches!(kiosk.screen, Some(Screen::Hello(_) | Screen::Goodbye(_))),
        "{:?}",
        kiosk.screen
    );
    assert_eq!(marks(&mut kiosk), stored + 1);
    office.set_clock(now);
    kiosk.sync(&mut office.call(&kiosk.identity), now);
    let writer = kiosk.identity.device;
    assert_eq!(kiosk.ledger().log().unsent(writer).unwrap(), 0);
}

fn is_full(kiosk: &Kiosk) -> bool {
    matches!(&kiosk.screen, Some(Screen::Message(view)) if view.kind == MessageKind::DiskFull)
}

/// Arrivals and goings home in the kiosk's log.
fn marks(kiosk: &mut Kiosk) -> usize {
    let ledger = kiosk.ledger();
    let entries = ledger.log().in_order(None, 100_000).unwrap();
    entries
        .iter()
        .filter(|entry| ["Arrived", "Left"].contains(&entry.header.kind.as_str()))
        .count()
}

/// Takes all room but a little.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("ballast");
    let mut file = File::create(&path).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    let full = file.metadata().unwrap().len();
    file.set_len(full.saturating_sub(64 * 1024)).unwrap();
    path
}
