//! The handle: writers, epochs, two processes at one log.

use super::aside::Through;
use super::*;
use crate::office::testing::at;
use stupen_domain::Role;
use stupen_domain::wire::facts::{Bilingual, PersonSet};
use stupen_domain::wire::ids::{PersonId, PictureRef};

fn data() -> (tempfile::TempDir, DataDir) {
    let dir = tempfile::tempdir().unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
    (dir, data)
}

fn clock() -> Clock {
    Clock::new(|| at("2026-03-02T05:10:00Z"))
}

fn soap() -> WorkshopSet {
    WorkshopSet {
        workshop: WorkshopId::new("soap"),
        organisation: OrganisationId::new("stupeni"),
        name: Bilingual {
            ru: "Мыло".to_owned(),
            en: "Soap".to_owned(),
        },
        time_zone: "Asia/Yekaterinburg".to_owned(),
        late_grace_min: 10,
        double_scan_s: 20,
    }
}

fn system() -> Actor {
    Actor::device()
}

#[test]
fn a_directory_without_an_organisation_says_what_to_do_and_gets_only_one() {
    let dir = tempfile::tempdir().unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    let refusal = Book::open(&data, &clock()).unwrap_err().to_string();
    assert!(refusal.contains("stupen-server init"), "{refusal}");
    assert!(Book::create(&data, &OrganisationId::new("Ступени")).is_err());
    Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
    assert!(Book::create(&data, &OrganisationId::new("other")).is_err());
}

#[test]
fn a_workshop_knows_the_office_and_its_own_time() {
    let (_dir, data) = data();
    let book = Book::open(&data, &clock()).unwrap();
    book.set_workshop(soap(), &system()).unwrap();
    book.set_workshop(soap(), &system()).unwrap();
    let workshop = WorkshopId::new("soap");
    book.with(|ledger| {
        assert_eq!(
            ledger.log().count().unwrap(),
            3,
            "settings and two writers, once"
        );
        let kinds: Vec<&str> = workshop::devices(ledger.state())
            .iter()
            .map(|view| view.device.kind.as_str())
            .collect();
        assert_eq!(kinds, ["server", "import"]);
        let now = book.now(book.clock().now(), zone(ledger.state(), &workshop));
        assert_eq!(now.at.to_rfc3339(), "2026-03-02T10:10:00+05:00");
    })
    .unwrap();
}

#[test]
fn two_processes_take_turns_and_see_each_other() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let (_dir, data) = data();
    let server = Book::open(&data, &clock()).unwrap();
    server.set_workshop(soap(), &system()).unwrap();
    let told = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&told);
    server.on_change(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let command = Book::open(&data, &clock()).unwrap();
    let mut other = soap();
    other.workshop = WorkshopId::new("wood");
    command.set_workshop(other, &system()).unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 0);
    assert_eq!(
        server.workshops().unwrap(),
        [WorkshopId::new("soap"), WorkshopId::new("wood")]
    );
    assert_eq!(told.load(Ordering::SeqCst), 1);
    let mut renamed = soap();
    renamed.name.ru = "Мыловарня".to_owned();
    server.set_workshop(renamed.clone(), &system()).unwrap();
    command
        .with(|ledger| {
            let soap = workshop::settings(ledger.state(), &WorkshopId::new("soap"));
            assert_eq!(soap, Some(&renamed));
            assert!(ledger.log().verify().unwrap().faults.is_empty());
        })
        .unwrap();
    // The views in the file are those of both.
    drop((server, command));
    let reopened = Book::open(&data, &clock()).unwrap();
    assert_eq!(reopened.workshops().unwrap().len(), 2);
}

#[test]
fn a_damaged_log_is_left_alone_until_an_administrator_says_otherwise() {
    let (_dir, data) = data();
    let before = WriterFile::read(&data)
        .unwrap()
        .server(WriterKind::Server)
        .unwrap();
    Book::open(&data, &clock())
        .unwrap()
        .set_workshop(soap(), &system())
        .unwrap();
    let log = data.log_db();
    let whole = std::fs::read(&log).unwrap();
    let torn = whole[..whole.len() / 2].to_vec();
    let mut garbled = whole.clone();
    for byte in garbled.iter_mut().skip(100).step_by(50) {
        *byte ^= 0x55;
    }
    let others = |name: &str| {
        std::fs::read_dir(data.root())
            .unwrap()
            .any(|file| file.unwrap().file_name().to_string_lossy().contains(name))
    };
    for (bytes, what) in [
        (vec![0x55; 9000], "cannot be read"),
        (torn, "cannot be read"),
        (garbled, "cannot be read"),
        (Vec::new(), "is empty"),
    ] {
        std::fs::write(&log, &bytes).unwrap();
        for _ in 0..2 {
            let error = Book::open(&data, &clock()).unwrap_err();
            let damage = error.downcast::<damage::Damage>().unwrap();
            assert!(damage.what.starts_with(what), "{damage}");
            assert_eq!(std::fs::read(&log).unwrap(), bytes, "left as it was");
        }
        assert!(!others("damaged-"), "nothing was set aside");
    }
    std::fs::remove_file(&log).unwrap();
    let error = Book::open(&data, &clock()).unwrap_err().to_string();
    assert!(error.contains("is not there any more"), "{error}");
    assert!(!log.exists());
    std::fs::write(&log, [0x55; 9000]).unwrap();

    let book = Book::open_anew(&data, &clock()).unwrap();
    assert!(data.root().join("log.db.damaged-1").exists());
    assert!(book.workshops().unwrap().is_empty());
    let after = book.with(|ledger| ledger.author().writer).unwrap();
    assert_eq!(after.id, before.writer.id);
    assert_ne!(after.epoch, before.writer.epoch);
}

#[test]
fn the_sealing_key_is_made_once_also_in_an_older_directory() {
    let (_dir, data) = data();
    let key = Book::open(&data, &clock()).unwrap().seal_to();
    assert_eq!(Book::open(&data, &clock()).unwrap().seal_to(), key);
    // As it was before there were sealing keys.
    let text = std::fs::read_to_string(data.writer_file()).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
    file.as_object_mut().unwrap().remove("seals").unwrap();
    std::fs::write(data.writer_file(), file.to_string()).unwrap();
    let new = Book::open(&data, &clock()).unwrap().seal_to();
    assert_ne!(new, key);
    assert_eq!(Book::open(&data, &clock()).unwrap().seal_to(), new);
}

#[test]
fn damage_that_shows_later_ends_reading_and_writing() {
    let (_dir, data) = data();
    let now = Arc::new(Mutex::new(at("2026-03-02T05:10:00Z")));
    let reading = Arc::clone(&now);
    let clock = Clock::new(move || *reading.lock().unwrap());
    let book = Book::open(&data, &clock).unwrap();
    book.set_workshop(soap(), &system()).unwrap();
    // Closing brings everything into the file itself.
    drop(book);
    let book = Book::open(&data, &clock).unwrap();
    book.look_for_damage();
    assert_eq!(book.damage(), None);

    // A page in the middle that opening has no need of.
    let mut bytes = std::fs::read(data.log_db()).unwrap();
    let conn = rusqlite::Connection::open(data.log_db()).unwrap();
    let page: u32 = conn
        .query_row(
            "SELECT rootpage FROM sqlite_master WHERE name = 'quarantine'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(conn);
    let page = usize::try_from(page).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0x55);
    std::fs::write(data.log_db(), &bytes).unwrap();
    book.look_for_damage();
    assert_eq!(book.damage(), None, "it was looked at a moment ago");
    *now.lock().unwrap() += chrono::Duration::seconds(damage::LOOKS_APART_S);
    book.look_for_damage();
    assert!(book.damage().is_some());
    assert!(matches!(book.workshops(), Err(BookError::Damaged(_))));
    assert_eq!(std::fs::read(data.log_db()).unwrap(), bytes);
}

/// The file cannot be done away with, or none can take its place: what can be read is read, at once or when that is over.
#[test]
fn an_exchange_of_the_pictures_that_fails_leaves_them_readable() {
    let (_dir, data) = data();
    let book = Book::open(&data, &clock()).unwrap();
    book.set_workshop(soap(), &system()).unwrap();
    let hash = book.blobs(|blobs| blobs.put(b"a portrait")).unwrap();
    let administrator = Actor {
        person: None,
        role: Role::Administrator,
    };
    let anna = PersonSet {
        person: PersonId::new("p-1"),
        called: "Анна".to_owned(),
        picture: PictureRef::new(format!("blob:{hash}")),
        language: "ru".to_owned(),
        staff_role: None,
        active: true,
    };
    book.commit_now(&WorkshopId::new("soap"), &administrator, vec![anna.into()])
        .unwrap();
    let has = || book.blobs(|blobs| blobs.has(&hash));
    let failed = book.exchange_media::<()>(|| anyhow::bail!("it cannot be renamed"));
    assert_eq!(failed.unwrap_err().to_string(), "it cannot be renamed");
    assert!(has().unwrap());

    let away = data.media_db().with_extension("away");
    book.exchange_media(|| {
        std::fs::rename(data.media_db(), &away)?;
        std::fs::create_dir(data.media_db())?;
        Ok(())
    })
    .unwrap_err();
    book.look_for_lost_media().unwrap();
    assert!(book.lost_media().unreadable.is_some());
    std::fs::remove_dir(data.media_db()).unwrap();
    std::fs::rename(&away, data.media_db()).unwrap();
    assert_eq!(book.look_media_through().unwrap(), Through::Sound);
    assert!(has().unwrap());
}

#[test]
fn a_damaged_file_of_pictures_is_kept_once_nobody_has_it_open() {
    let (dir, data) = data();
    let book = Book::open(&data, &clock()).unwrap();
    let portrait = [0x33; 200_000];
    let hash = book.blobs(|blobs| blobs.put(&portrait)).unwrap();
    assert_eq!(book.look_media_through().unwrap(), Through::Sound);
    rusqlite::Connection::open(data.media_db())
        .unwrap()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let mut torn = std::fs::read(data.media_db()).unwrap();
    let middle = torn.len() / 2;
    torn[middle..middle + 8192].fill(0x5A);
    std::fs::write(data.media_db(), &torn).unwrap();

    // A command at work: what it writes must not go into a file that was put away.
    let command = Book::open(&data, &clock()).unwrap();
    assert_eq!(book.look_media_through().unwrap(), Through::InUse);
    let refused = aside::keep_damaged(&data, "torn").unwrap_err().to_string();
    assert!(refused.contains("a command has it open"), "{refused}");
    assert_eq!(std::fs::read(data.media_db()).unwrap(), torn);
    drop(command);

    let kept = dir.path().join("media.db.damaged-1");
    assert_eq!(
        book.look_media_through().unwrap(),
        Through::Kept(kept.clone())
    );
    assert_eq!(std::fs::read(&kept).unwrap(), torn);
    assert!(!book.blobs(|blobs| blobs.has(&hash)).unwrap());
    // Others see what this one writes now, and the other way round.
    let command = Book::open(&data, &clock()).unwrap();
    command.blobs(|blobs| blobs.put(&portrait)).unwrap();
    assert!(book.blobs(|blobs| blobs.has(&hash)).unwrap());
    assert_eq!(book.look_media_through().unwrap(), Through::Sound);

    drop(command);
    std::fs::remove_file(data.media_db()).unwrap();
    assert_eq!(book.look_media_through().unwrap(), Through::Sound);
    assert!(data.media_db().exists(), "gone, and begun anew");
    assert!(!book.blobs(|blobs| blobs.has(&hash)).unwrap());
}
