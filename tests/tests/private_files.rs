//! Nothing that a kiosk keeps is open to other users of its machine, whatever the machine's habit (umask) is.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use stupen_domain::time::Moment;
use stupen_hardware::Input;
use stupen_kiosk::commands::rescue::rescue;
use stupen_kiosk::identity::{DataDir, Identity};
use stupen_server::office::codes::{KioskMode, Ticket};
use stupen_tests::story::{Kiosk, OfficeRoom};

/// Everything under a folder, itself first, that somebody else may look into.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mode = folder.metadata().unwrap().permissions().mode() & 0o777;
    let tell = |path: &Path, mode: u32| format!("{} {mode:o}", path.display());
    if mode & 0o077 != 0 {
        found.push(tell(folder, mode));
    }
    for file in folder.read_dir().unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_dir() {
            found.extend(open_to_others(&file.path()));
            continue;
        }
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            found.push(tell(&file.path(), mode));
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn all_that_a_kiosk_keeps_is_its_owners_alone() {
    let now: Moment = "2026-11-23T08:41:00+03:00".parse().unwrap();
    let mut office = OfficeRoom::open();
    office.set_clock(now);
    let badge = office.badges().into_values().next().unwrap();
    let ticket = Ticket {
        workshop: "soap".to_owned(),
        name: "entrance".to_owned(),
        mode: KioskMode::Both,
    };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    // Made by hand, as folders usually are.
    std::fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    let mut kiosk = Kiosk::new(office.enrol(&ticket), folder, now);
    for round in ["new", "damaged"] {
        kiosk.start(now);
        let mut call = office.call(&kiosk.identity);
        kiosk.sync(&mut call, now);
        kiosk.input(&Input::Scan(badge.clone()), now);
        assert_eq!(open_to_others(&data), [""; 0], "{round}, running");
        kiosk.stop(true, now);
        assert_eq!(open_to_others(&data), [""; 0], "{round}, stopped");
        if round == "new" {
            kiosk.damage_log();
        }
    }
    let kept = names(&data);
    for file in [
        "identity.json",
        "local.db",
        "log.db",
        "log.db.damaged-1",
        "media.db",
        "views.db",
    ] {
        assert!(kept.iter().any(|name| name == file), "{file} of {kept:?}");
    }

    let dir = DataDir::open(&data).unwrap();
    let identity = Identity::load(&dir).unwrap().unwrap();
    let stick = data.join("rescued/here");
    rescue(&dir, &identity, &stick, &mut std::io::sink()).unwrap();
    assert_eq!(names(&stick).len(), 1, "something was rescued");
    assert_eq!(open_to_others(&data), [""; 0], "rescued");
}
