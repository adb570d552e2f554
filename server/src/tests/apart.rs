//! What is exported, and what is said of it, where a device was cloned; and who else on the machine may read all that.

use std::fs::{self, Permissions};
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::floor::{Kiosk, sample};
use super::{House, standing_clock};
use crate::commands::Context;
use crate::data::DataDir;
use crate::demo;
use crate::tls::Identity;
use crate::upkeep::events::{self, Exported};

/// A house to which a kiosk and its clone have both written.
fn with_a_clone() -> House {
    let (house, mut kiosk) = House::with_people();
    let mut clone = Kiosk::new(7);
    kiosk.arrives("p-1", "08:41");
    kiosk.sends_to(&house);
    clone.arrives("p-2", "08:42");
    clone.leaves("p-2", "08:45");
    clone.sends_to(&house);
    house
}

#[tokio::test]
async fn an_export_counts_what_is_kept_apart_and_holds_it_when_asked_to() {
    let house = with_a_clone();
    let book = house.state.book();
    let export = |with_apart| {
        let mut text = Vec::new();
        let done = events::export(book, None, with_apart, &mut text).unwrap();
        (done, String::from_utf8(text).unwrap())
    };
    let (without, short) = export(false);
    let (with, long) = export(true);
    assert_eq!(without.apart, 2);
    assert_eq!(
        with,
        Exported {
            entries: without.entries + 2,
            apart: 2
        }
    );
    assert!(long.starts_with(&short), "what counts comes first");
    assert_eq!(
        short.lines().filter(|line| line.contains("Left")).count(),
        0
    );
    assert_eq!(long.lines().filter(|line| line.contains("Left")).count(), 1);

    // Taken in elsewhere, it is kept apart again: by an office that knows the kiosk and lacks both branches.
    let (other, _kiosk) = House::with_people();
    let kiosks: Vec<&str> = long
        .split_inclusive('\n')
        .filter(|line| line.contains(&"07".repeat(16)))
        .collect();
    let done = events::replay(other.state.book(), &mut Cursor::new(kiosks.concat())).unwrap();
    assert_eq!((done.accepted, done.forks), (1, 1), "{done:?}");
    let apart = other
        .state
        .book()
        .with(|ledger| ledger.log().divergent().unwrap().len());
    assert_eq!(apart.unwrap(), 2);
}

/// Everything under a folder, itself first, that somebody else may look into.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        let about = fs::symlink_metadata(&path).unwrap();
        let mode = about.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            found.push(format!("{} {mode:o}", path.display()));
        }
        if about.is_dir() {
            waiting.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|file| file.unwrap().path()),
            );
        }
    }
    found
}

#[test]
fn all_that_the_server_keeps_is_its_owners_alone() {
    let dir = tempfile::tempdir().unwrap();
    // Made by hand, as folders usually are.
    let open = Permissions::from_mode(0o755);
    fs::set_permissions(dir.path(), open.clone()).unwrap();
    let context = Context {
        data: DataDir::open(dir.path()).unwrap(),
        clock: standing_clock(),
    };
    let nowhere = Path::new("/nowhere/stupen-documents");
    let calendars = sample().join("../calendars");
    assert!(demo::make(&context, &sample(), &calendars, Some(nowhere)).unwrap());
    let _identity = Identity::load_or_make(&context.data, &[]).unwrap();
    let running = (context.book().unwrap(), context.office().unwrap());
    assert_eq!(open_to_others(dir.path()), [""; 0], "while it runs");
    drop(running);
    assert_eq!(open_to_others(dir.path()), [""; 0]);
    for name in ["log.db", "office.db", "media.db", "views.db", "badges.txt"] {
        let file = dir.path().join(name);
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    }
    for folder in [dir.path().to_owned(), context.data.keys()] {
        fs::set_permissions(folder, open.clone()).unwrap();
    }
    DataDir::open(dir.path()).unwrap();
    assert_eq!(
        open_to_others(dir.path()),
        [""; 0],
        "copied here by somebody"
    );

    // A folder that is not ours is not ours to close.
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("letter"), "").unwrap();
    fs::set_permissions(other.path(), open).unwrap();
    DataDir::open(other.path()).unwrap();
    assert_eq!(open_to_others(other.path()).len(), 2);
}
