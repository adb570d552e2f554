//! A backup that was cut off or rotted is not brought back as if it were whole.

use super::*;

/// A backup that does not tell of its files, as earlier versions wrote it.
fn make_older(backup: &Path) {
    let file = backup.join(MANIFEST);
    let mut told: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert!(told.as_object_mut().unwrap().remove("files").is_some());
    fs::write(&file, serde_json::to_vec(&told).unwrap()).unwrap();
}

fn copy_of(backup: &Path, to: &Path) {
    fs::create_dir_all(to.join("keys")).unwrap();
    for folder in [backup.to_owned(), backup.join("keys")] {
        for file in files_of(&folder).unwrap() {
            let name = file.strip_prefix(backup).unwrap();
            fs::copy(&file, to.join(name)).unwrap();
        }
    }
}

fn flip(file: &Path, sought: &[u8]) {
    let mut bytes = fs::read(file).unwrap();
    let at = bytes
        .windows(sought.len())
        .position(|found| found == sought)
        .unwrap();
    bytes[at] ^= 1;
    fs::write(file, bytes).unwrap();
}

/// Writes `lines` into a database as nobody of ours would.
fn meddle(file: &Path, lines: &str) {
    rusqlite::Connection::open(file)
        .unwrap()
        .execute_batch(lines)
        .unwrap();
}

/// The file, what the refusal offers, and what is done to it.
type Row = (&'static str, &'static str, fn(&Path));

#[test]
fn a_damaged_backup_is_refused_with_its_file_and_leaves_nothing_behind() {
    #[rustfmt::skip]
    let table: &[Row] = &[
        ("office.db",        "--without accounts", |file| fs::write(file, "").unwrap()),
        ("office.db",        "--without accounts", |file| fs::remove_file(file).unwrap()),
        ("office.db",        "--without accounts", |file| fs::write(file, &fs::read(file).unwrap()[..20_000]).unwrap()),
        ("office.db",        "--without accounts", |file| meddle(file, "DROP TABLE kiosk_pins")),
        ("office.db",        "--without accounts", |file| meddle(file, "DELETE FROM users; DELETE FROM settings")),
        ("media.db",         "--without media",    |file| fs::write(file, "").unwrap()),
        ("media.db",         "--without media",    |file| fs::remove_file(file).unwrap()),
        ("media.db",         "--without media",    |file| flip(file, b"a portrait")),
        ("log.db",           "use another backup", |file| fs::write(file, "").unwrap()),
        ("log.db",           "use another backup", |file| flip(file, b"\"p-1\"")),
        ("keys/writer.json", "use another backup", |file| fs::remove_file(file).unwrap()),
        ("keys/writer.json", "use another backup", |file| fs::write(file, "{}").unwrap()),
        ("keys/tls.key",     "--without key",      |file| fs::write(file, "torn").unwrap()),
        ("keys/tls.key",     "--without key",      |file| fs::write(file, "").unwrap()),
    ];
    let dir = tempfile::tempdir().unwrap();
    let here = filled(&dir.path().join("here"));
    let whole = dir.path().join("backup");
    backup::write(&here.context, &whole).unwrap();
    for (at, (name, way_out, damage)) in table.iter().enumerate() {
        for is_older in [false, true] {
            let torn = dir.path().join(format!("torn-{at}-{is_older}"));
            copy_of(&whole, &torn);
            if is_older {
                make_older(&torn);
            }
            damage(&torn.join(name));
            let refused = |target: &Path| {
                let context = Context {
                    data: DataDir::at(target),
                    ..here.context.clone()
                };
                let error = restore::read(&context, &torn, &[]).unwrap_err();
                let said = format!("{error:#}");
                // Of an older backup it is the inside that does not fit; the log's own words name no file.
                let is_named = said.contains(torn.join(name).to_str().unwrap())
                    || (is_older && said.contains("backup's log") && *name == "log.db")
                    || (is_older && said.contains("writer.json") && *name == "keys/writer.json");
                assert!(is_named, "{name}, older {is_older}: {said}");
                assert!(
                    said.contains(way_out) || said.contains("from a backup"),
                    "{name}, older {is_older}: {said}"
                );
            };
            let parent = dir.path().join(format!("no-{at}-{is_older}"));
            refused(&parent.join("target"));
            assert!(!parent.exists(), "{name}, older {is_older}");
            // Nor where the folder was there already.
            fs::create_dir_all(parent.join("keys")).unwrap();
            refused(&parent);
            assert_eq!(fs::read_dir(&parent).unwrap().count(), 1);
            assert_eq!(fs::read_dir(parent.join("keys")).unwrap().count(), 0);
        }
    }
}

#[test]
fn a_whole_backup_of_before_is_brought_back() {
    let dir = tempfile::tempdir().unwrap();
    let here = filled(&dir.path().join("here"));
    for has_run in [true, false] {
        let copy = dir.path().join(format!("backup-{has_run}"));
        backup::write(&here.context, &copy).unwrap();
        make_older(&copy);
        if !has_run {
            // A server that was never started had no key.
            fs::remove_file(copy.join("keys/tls.key")).unwrap();
        }
        let again = Server {
            context: Context {
                data: DataDir::at(&dir.path().join(format!("again-{has_run}"))),
                ..here.context.clone()
            },
            now: Arc::clone(&here.now),
        };
        restore::read(&again.context, &copy, &[]).unwrap();
        assert_eq!(again.people(), ["p-1"]);
        assert_eq!(again.faults(), Vec::<String>::new());
    }
}

#[test]
fn what_is_left_out_is_left_out_and_said() {
    use crate::begun::{Needed, lost};
    use restore::Without;

    let dir = tempfile::tempdir().unwrap();
    let here = filled(&dir.path().join("here"));
    let portrait = here.portray("p-1", b"of p-1");
    let copy = dir.path().join("backup");
    backup::write(&here.context, &copy).unwrap();
    for name in ["media.db", "office.db", "keys/tls.key"] {
        fs::write(copy.join(name), "torn").unwrap();
    }
    let restored = |at: usize, without: &[Without]| {
        let context = Context {
            data: DataDir::at(&dir.path().join(format!("target-{at}"))),
            ..here.context.clone()
        };
        let done = restore::read(&context, &copy, without);
        (context, done)
    };
    let said = restored(0, &[]).1.unwrap_err().to_string();
    for name in ["media.db", "office.db", "tls.key"] {
        assert!(said.contains(name), "all of them at once: {said}");
    }
    restored(1, &[Without::Media, Without::Accounts])
        .1
        .unwrap_err();
    let (context, done) = restored(2, &[Without::Media, Without::Accounts, Without::Key]);
    assert_eq!(done.unwrap().missing, 1);
    let lost = lost(&context.data);
    let files: Vec<_> = lost.iter().map(|lost| lost.file.clone()).collect();
    assert_eq!(
        files,
        [Needed::Key, Needed::Accounts].map(|needed| needed.file(&context.data))
    );
    let faults = check::run(&context).unwrap().faults;
    assert_eq!(faults.len(), 3, "two files and a portrait: {faults:?}");
    // The server's own file is the way back.
    for needed in [Needed::Key, Needed::Accounts] {
        fs::copy(needed.file(&here.context.data), needed.file(&context.data)).unwrap();
    }
    let faults = check::run(&context).unwrap().faults;
    assert!(
        faults.len() == 1 && faults[0].contains(&portrait.to_string()),
        "{faults:?}"
    );
}

#[test]
fn a_restore_that_was_cut_off_is_no_server() {
    let dir = tempfile::tempdir().unwrap();
    let here = filled(&dir.path().join("here"));
    let copy = dir.path().join("backup");
    backup::write(&here.context, &copy).unwrap();
    let again = server(&dir.path().join("again"));
    restore::read(&again.context, &copy, &[]).unwrap();
    assert_eq!(again.faults(), Vec::<String>::new());
    fs::write(again.context.data.unfinished_restore(), "").unwrap();
    let refusals = [
        again.context.book().map(|_| ()).unwrap_err(),
        again.context.office().map(|_| ()).unwrap_err(),
        check::run(&again.context).map(|_| ()).unwrap_err(),
        restore::read(&again.context, &copy, &[])
            .map(|_| ())
            .unwrap_err(),
    ];
    for refusal in refusals {
        let refusal = refusal.to_string();
        assert!(refusal.contains("restore again"), "{refusal}");
    }
}
