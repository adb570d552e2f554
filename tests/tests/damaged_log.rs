//! A kiosk's log is damaged. Who only looks at it changes nothing, so that the kiosk itself finds the damage at its next
//! start: it alone goes on in another epoch and tells staff.

use std::collections::BTreeMap;
use std::path::Path;

use stupen_domain::time::Moment;
use stupen_hardware::{Choice, Input};
use stupen_kiosk::commands::{begin_ledger, check::check, doctor::doctor, rescue::rescue};
use stupen_kiosk::config::Config;
use stupen_kiosk::identity::{DataDir, Identity};
use stupen_kiosk::ui::NoticeKind;
use stupen_server::office::codes::{KioskMode, Ticket};
use stupen_tests::story::{Kiosk, OfficeRoom};

const MORNING: &str = "2026-11-23T08:41:00+03:00";

/// A kiosk that is off and has written something that the office does not have.
fn used() -> (Kiosk, Moment) {
    let now: Moment = MORNING.parse().unwrap();
    let mut office = OfficeRoom::open();
    office.set_clock(now);
    let badge = office.badges().into_values().next().unwrap();
    let ticket = Ticket {
        workshop: "soap".to_owned(),
        name: "entrance".to_owned(),
        mode: KioskMode::Both,
    };
    let mut kiosk = Kiosk::new(office.enrol(&ticket), tempfile::tempdir().unwrap(), now);
    kiosk.start(now);
    let mut call = office.call(&kiosk.identity);
    kiosk.sync(&mut call, now);
    kiosk.input(&Input::Scan(badge), now);
    kiosk.stop(true, now);
    (kiosk, now)
}

/// What lies in a folder; the index beside a write-ahead log is made anew by whoever reads.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = folder.read_dir().unwrap().map(|file| file.unwrap());
    files
        .map(|file| (file.file_name().into_string().unwrap(), file.path()))
        .filter(|(name, _)| !name.ends_with("-shm"))
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .filter(|(name, bytes)| !(name.ends_with("-wal") && bytes.is_empty()))
        .collect()
}

/// What `doctor` and `check` say, and whether they find something wrong with the log.
fn looks(dir: &DataDir, identity: &Identity) -> [(String, bool); 2] {
    let mut said = Vec::new();
    // The office is away, and devices are as they are here.
    let _needs_a_hand = doctor(dir, &Config::default(), &Choice::Auto, &mut said);
    let said = String::from_utf8(said).unwrap();
    let line = said.lines().find(|line| line.starts_with("files"));
    let line = line.expect("a line on the files").to_owned();
    let in_order = line.contains("in order");
    let mut said = Vec::new();
    let checked = check(dir, identity, &mut said);
    let mut said = String::from_utf8(said).unwrap();
    let is_sound = checked.is_ok();
    if let Err(error) = checked {
        said.push_str(&error.to_string());
    }
    [(line, in_order), (said, is_sound)]
}

#[test]
fn looking_at_a_damaged_log_leaves_it_to_the_next_start() {
    let (mut kiosk, now) = used();
    let data = kiosk.folder.path().to_owned();
    let dir = DataDir::open(&data).unwrap();
    let before = kiosk.identity.clone();
    for (said, is_well) in looks(&dir, &before) {
        assert!(is_well, "{said}");
    }
    kiosk.damage_log();
    let lay = files(&data);
    for round in 1..=2 {
        for (said, is_well) in looks(&dir, &before) {
            assert!(!is_well, "{round}: {said}");
            for words in ["is damaged", "Nothing was changed", "rescue FOLDER"] {
                assert!(said.contains(words), "{words}: {said}");
            }
        }
        assert!(files(&data) == lay, "{round}: something was changed");
    }
    kiosk.start(now);
    assert!(dir.file("log.db.damaged-1").exists());
    assert_ne!(kiosk.identity.epoch, before.epoch);
    kiosk.stop(true, now);
    let after = Identity::load(&dir).unwrap().unwrap();
    assert_eq!(after.epoch, kiosk.identity.epoch, "for good");
    for (said, is_well) in looks(&dir, &after) {
        assert!(is_well, "{said}");
    }
}

/// As the first version of the store's schema was.
fn as_of_an_earlier_version(log: &Path, identity: &Identity) {
    let conn = stupen_journal::open_private(log, Some(identity.storage_key().unwrap())).unwrap();
    conn.execute_batch("DROP TABLE redacted_exact; PRAGMA user_version = 1;")
        .unwrap();
}

#[test]
fn what_an_earlier_version_of_the_program_wrote_is_rescued_from_a_copy() {
    let (kiosk, _) = used();
    let data = kiosk.folder.path().to_owned();
    let dir = DataDir::open(&data).unwrap();
    let identity = Identity::load(&dir).unwrap().unwrap();
    let rescued = |to: &Path| {
        let mut said = Vec::new();
        rescue(&dir, &identity, to, &mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        said.lines()
            .filter(|line| line.starts_with("log.db"))
            .collect::<String>()
    };
    let sticks = tempfile::tempdir().unwrap();
    let now = rescued(&sticks.path().join("now"));
    assert!(!now.contains(" 0 entries"), "{now}");
    as_of_an_earlier_version(&dir.file("log.db"), &identity);
    let lay = files(&data);
    let stick = sticks.path().join("older");
    // One that was cut off left its copy.
    std::fs::create_dir_all(stick.join(format!(".rescued-{}.older", identity.device))).unwrap();
    assert_eq!(rescued(&stick), now);
    assert!(files(&data) == lay, "something was changed");
    let left: Vec<_> = files(&stick).into_keys().collect();
    assert_eq!(left, [format!("rescued-{}.ndjson", identity.device)]);
}

#[test]
fn a_start_that_broke_off_after_setting_aside_is_made_good_by_the_next() {
    let (mut kiosk, now) = used();
    let dir = DataDir::open(kiosk.folder.path()).unwrap();
    let before = kiosk.identity.epoch;
    // The power went between the renaming and the new epoch.
    for end in ["", "-wal", "-shm"] {
        let log = dir.file(&format!("log.db{end}"));
        if log.exists() {
            std::fs::rename(log, dir.file(&format!("log.db.damaged-1{end}"))).unwrap();
        }
    }
    let reading = kiosk.reading(now);
    for round in ["first", "second"] {
        let was = kiosk.identity.epoch;
        let (ledger, notices) = begin_ledger(&dir, &mut kiosk.identity, &reading).unwrap();
        let is_first = round == "first";
        assert_eq!(kiosk.identity.epoch != was, is_first, "{round}");
        assert_eq!(
            notices
                .iter()
                .any(|notice| notice.kind == NoticeKind::SetAside),
            is_first,
            "{round}"
        );
        assert_eq!(ledger.author().writer.epoch, kiosk.identity.epoch);
    }
    assert_ne!(kiosk.identity.epoch, before);
}

#[test]
fn each_fault_of_a_device_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let dir = DataDir::open(folder.path()).unwrap();
    let file = dir.file("kiosk.toml");
    let config = "[hardware]\nscanner = \"serial:/dev/no-such-scanner\"\n[hardware.sound]\ndir = \"/no/such/sounds\"\n";
    std::fs::write(&file, config).unwrap();
    let config = Config::load(Some(&file)).unwrap();
    let mut said = Vec::new();
    doctor(&dir, &config, &Choice::Auto, &mut said).unwrap_err();
    let said = String::from_utf8(said).unwrap();
    let mut lines: Vec<&str> = said.lines().collect();
    let all = lines.len();
    assert!(all > 2, "{said}");
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), all, "{said}");
}
