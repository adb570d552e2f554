//! A log that lost its end, in every way that a disk can lose it.

use std::path::{Path, PathBuf};

use super::*;
use crate::testing::{drafts, floor, stamp, writer};

const KEY: Option<[u8; 32]> = Some([42; 32]);
const FRAME: usize = 24 + 4096;

/// A log whose program was killed, with what was known of it then: an old part in the file, `ENTRIES` in all.
struct Killed {
    dir: tempfile::TempDir,
    key: Option<[u8; 32]>,
    known: Vec<Head>,
}

const OLD: usize = 20;
const ENTRIES: u64 = 60;

impl Killed {
    fn new(key: Option<[u8; 32]>) -> Self {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("log.db");
        let mut log = Log::open(&path, key).unwrap();
        log.append(&writer(1), &drafts(OLD), &stamp()).unwrap();
        drop(log);
        let mut log = Log::open(&path, key).unwrap();
        while log.count().unwrap() < ENTRIES {
            log.append(&writer(1), &drafts(1), &stamp()).unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        for end in ["", "-wal"] {
            let name = format!("log.db{end}");
            std::fs::copy(here.path().join(&name), dir.path().join(&name)).unwrap();
        }
        let known = log.heads().unwrap();
        Self { dir, key, known }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("log.db")
    }

    fn wal(&self) -> PathBuf {
        self.dir.path().join("log.db-wal")
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        files(self.dir.path())
    }
}

/// Without the index beside a write-ahead log, which whoever reads makes anew.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|file| !file.to_string_lossy().ends_with("-shm"))
        .map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(file).unwrap())
        })
        .collect();
    found.sort();
    found
}

fn dir_has(killed: &Killed, end: &str) -> bool {
    killed.dir.path().join(format!("log.db{end}")).exists()
}

fn flip(bytes: &mut [u8], at: usize) {
    bytes[at] ^= 1;
}

/// What is done to the write-ahead log; whether its views are known; what is found.
type Harm = fn(&mut Vec<u8>);

enum Found {
    /// Nothing.
    Whole,
    /// Entries are gone; as many as are known, where any are.
    Lost { is_counted: bool, is_cut: bool },
}

#[test]
fn what_was_acknowledged_and_is_gone_is_noticed_and_kept() {
    use Found::{Lost, Whole};
    let lost = |is_counted, is_cut| Lost { is_counted, is_cut };
    let cases: [(&str, Harm, bool, Found); 14] = [
        ("as it was", |_| {}, true, Whole),
        (
            "a page early",
            |w| flip(w, 32 + FRAME + 900),
            true,
            lost(true, true),
        ),
        (
            "a page early, nothing known",
            |w| flip(w, 32 + FRAME + 900),
            false,
            lost(false, true),
        ),
        (
            "at 30 %",
            |w| {
                let at = w.len() * 3 / 10;
                flip(w, at);
            },
            true,
            lost(true, true),
        ),
        (
            "the sum of a frame",
            |w| flip(w, 32 + FRAME * 9 + 17),
            true,
            lost(true, true),
        ),
        (
            "the salt of a frame",
            |w| flip(w, 32 + FRAME * 9 + 9),
            true,
            lost(true, true),
        ),
        (
            "a sector",
            |w| w[40_000..40_512].fill(0x55),
            false,
            lost(false, true),
        ),
        ("its header", |w| flip(w, 17), true, lost(true, false)),
        (
            "the last commit",
            |w| {
                let at = w.len() - 100;
                flip(w, at);
            },
            true,
            lost(true, false),
        ),
        // Nobody was told of it.
        (
            "a torn end",
            |w| {
                let at = w.len() - 100;
                flip(w, at);
            },
            false,
            Whole,
        ),
        ("a short end", |w| w.truncate(w.len() - 700), false, Whole),
        (
            "half of it",
            |w| w.truncate(w.len() / 2),
            true,
            lost(true, false),
        ),
        ("all of it", Vec::clear, true, lost(true, false)),
        // Then nothing says so.
        ("all of it, nothing known", Vec::clear, false, Whole),
    ];
    for key in [KEY, None] {
        for (name, harm, is_known, found) in &cases {
            let killed = Killed::new(key);
            let mut wal = std::fs::read(killed.wal()).unwrap();
            assert!(wal.len() > 60_000, "{}", wal.len());
            harm(&mut wal);
            std::fs::write(killed.wal(), &wal).unwrap();
            let known: &[Head] = if *is_known { &killed.known } else { &[] };
            judged(&killed, known, found, name);
        }
    }
}

fn judged(killed: &Killed, known: &[Head], found: &Found, name: &str) {
    let lay = killed.files();
    let path = killed.path();
    for _twice in 0..2 {
        let looked = Log::open_to_look(&path, killed.key, known);
        let whole = Log::open_whole;
        match found {
            Found::Whole => drop(looked.unwrap_or_else(|error| panic!("{name}: {error}"))),
            Found::Lost { is_counted, is_cut } => {
                for refused in [looked, whole(&path, killed.key, known)] {
                    let Err(OpenError::Lost { loss, .. }) = refused else {
                        panic!("{name}: {refused:?}");
                    };
                    assert_eq!(loss.entries() > 0, *is_counted, "{name}: {loss}");
                    assert_eq!(loss.cut_at.is_some(), *is_cut, "{name}: {loss}");
                }
            }
        }
        assert!(killed.files() == lay, "{name}: looking changed something");
    }
    let (mut log, lost) = Log::open_or_keep(&path, killed.key, known).unwrap();
    let left = log.count().unwrap();
    let Found::Lost { is_counted, is_cut } = found else {
        assert_eq!(lost, None, "{name}");
        return;
    };
    let told = lost.expect(name);
    assert!(!dir_has(killed, ".mending"), "{name}");
    let can_be_mended = ["the sum of a frame", "the salt of a frame"].contains(&name);
    assert!(told.is_mended || !can_be_mended, "{name}");
    if told.is_mended {
        assert!(*is_cut, "{name}");
        assert_eq!(left, ENTRIES, "{name}");
        assert_eq!(log.heads().unwrap(), killed.known, "{name}");
    } else {
        assert!(left >= OLD as u64 && left < ENTRIES, "{name}: {left}");
    }
    if *is_counted && !told.is_mended {
        let gone = Gone {
            stream: floor(1),
            from: left + 1,
            to: ENTRIES,
        };
        assert_eq!(told.loss.gone, [gone], "{name}");
    }
    let kept = told.kept.clone().unwrap();
    assert!(kept.ends_with("log.db.damaged-1"), "{name}");
    // Killed once more, it is not taken for spoilt again.
    log.append(&writer(2), &drafts(1), &stamp()).unwrap();
    assert_eq!(log.loss(&[]).unwrap(), None, "{name}");
    // Written to and closed, it lies there as it lay.
    log.append(&writer(2), &drafts(40), &stamp()).unwrap();
    assert!(log.verify().unwrap().is_sound(), "{name}");
    drop(log);
    for (file, bytes) in &lay {
        let kept = killed
            .dir
            .path()
            .join(file.replace("log.db", "log.db.damaged-1"));
        assert!(std::fs::read(kept).unwrap() == *bytes, "{name}: {file}");
    }
    assert_eq!(Log::set_aside_files(&path).unwrap(), [kept], "{name}");
    // A start that broke off told nobody; the next one tells, and keeps nothing twice.
    let (log, again) = Log::open_or_keep(&path, killed.key, known).unwrap();
    assert_eq!(again, Some(told), "{name}");
    log.loss_told().unwrap();
    let known = log.heads().unwrap();
    drop(log);
    let (_log, again) = Log::open_or_keep(&path, killed.key, &known).unwrap();
    assert_eq!(again, None, "{name}");
}

#[test]
fn the_write_ahead_log_of_a_log_without_views_is_no_more_than_it_is() {
    let killed = Killed::new(None);
    std::fs::remove_file(killed.wal()).unwrap();
    assert!(Log::open_to_look(&killed.path(), None, &[]).is_ok());
    let (log, lost) = Log::open_or_keep(&killed.path(), None, &killed.known).unwrap();
    assert_eq!(log.count().unwrap(), OLD as u64);
    assert_eq!(lost.unwrap().loss.entries(), ENTRIES - OLD as u64);
}

#[test]
fn a_log_that_is_gone_is_told_as_gone() {
    let killed = Killed::new(None);
    for end in ["", "-wal"] {
        std::fs::remove_file(killed.dir.path().join(format!("log.db{end}"))).unwrap();
    }
    assert!(matches!(
        Log::open_whole(&killed.path(), None, &killed.known),
        Err(OpenError::Lost { .. })
    ));
    assert!(!killed.path().exists(), "nothing is made");
    let (log, lost) = Log::open_or_keep(&killed.path(), None, &killed.known).unwrap();
    let lost = lost.unwrap();
    assert_eq!((lost.loss.entries(), lost.kept), (ENTRIES, None));
    assert_eq!(log.count().unwrap(), 0);
}

#[test]
fn where_nothing_is_left_the_log_is_damaged() {
    let here = tempfile::tempdir().unwrap();
    let mut log = Log::open(&here.path().join("log.db"), None).unwrap();
    log.append(&writer(1), &drafts(3), &stamp()).unwrap();
    let known = log.heads().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    std::fs::copy(here.path().join("log.db"), &path).unwrap();
    assert!(matches!(
        Log::open_or_keep(&path, None, &known),
        Err(OpenError::Damaged { .. })
    ));
    let (log, aside, lost) = Log::open_or_set_aside(&path, None, &known).unwrap();
    assert!(aside.is_some() && lost.is_none());
    assert_eq!(log.count().unwrap(), 0);
    drop(log);
    // The start that broke off after setting aside is told in its own way, by whoever calls.
    let (_log, aside, lost) = Log::open_or_set_aside(&path, None, &known).unwrap();
    assert!(aside.is_none() && lost.is_none());
}

#[test]
fn a_loss_is_put_into_words() {
    let gone = |n, from, to| Gone {
        stream: floor(n),
        from,
        to,
    };
    let words = |gone: Vec<Gone>, cut_at| Loss { gone, cut_at }.to_string();
    let one = floor(1).to_string();
    assert_eq!(
        words(vec![gone(1, 7, 7)], None),
        format!("has lost 1 entry: {one}#7")
    );
    let many = words((1..=7).map(|n| gone(n, 2, 4)).collect(), Some(3));
    assert!(
        many.starts_with(&format!("has lost 21 entries: {one}#2-4, ")),
        "{many}"
    );
    assert!(
        many.contains("and of 2 more streams (its write-ahead log is damaged at frame 3"),
        "{many}"
    );
    assert!(words(vec![], Some(3)).starts_with("has lost its newest entries"));
}

/// Whichever page is spoilt, the start goes on: with the log, with what is left of it, or with an empty one beside it.
#[test]
fn no_spoilt_page_keeps_a_log_from_going_on() {
    const PAGE: usize = 4096;
    for key in [KEY, None] {
        let whole = Killed::new(key);
        drop(Log::open(&whole.path(), key).unwrap());
        let bytes = std::fs::read(whole.path()).unwrap();
        let (mut aside, pages) = (0, bytes.len() / PAGE);
        assert!(pages > 8, "{pages}");
        for page in 0..pages {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("log.db");
            let mut spoilt = bytes.clone();
            spoilt[page * PAGE..][..PAGE].fill(0x55);
            std::fs::write(&path, &spoilt).unwrap();
            let opened = Log::open_or_set_aside(&path, key, &whole.known);
            let (_log, was_set_aside, _) = opened.unwrap_or_else(|why| panic!("{page}: {why}"));
            aside += usize::from(was_set_aside.is_some());
        }
        assert!(aside > 0);
    }
}

#[test]
fn an_emptied_log_is_set_aside_with_its_write_ahead_log() {
    let killed = Killed::new(KEY);
    let wal = std::fs::read(killed.wal()).unwrap();
    std::fs::write(killed.path(), "").unwrap();
    for _twice in 0..2 {
        let looked = Log::open_to_look(&killed.path(), KEY, &killed.known);
        assert!(matches!(looked, Err(OpenError::Damaged { .. })));
    }
    let (_log, aside, _) = Log::open_or_set_aside(&killed.path(), KEY, &killed.known).unwrap();
    let aside = aside.unwrap().path;
    assert!(std::fs::read(beside(&aside, "-wal")).unwrap() == wal);
}

#[test]
fn mending_that_broke_off_goes_on() {
    let killed = Killed::new(KEY);
    let mut wal = std::fs::read(killed.wal()).unwrap();
    flip(&mut wal, 32 + FRAME * 9 + 17);
    std::fs::write(killed.wal(), &wal).unwrap();
    // The power goes when the pair is kept, and half a copy is made.
    let Err(OpenError::Lost { loss, .. }) = Log::open_whole(&killed.path(), KEY, &killed.known)
    else {
        panic!("it is spoilt");
    };
    keep(&killed.path(), loss).unwrap();
    let half = beside(&killed.path(), ".mending");
    std::fs::create_dir(&half).unwrap();
    std::fs::write(half.join("log.db"), "half").unwrap();
    let (log, lost) = Log::open_or_keep(&killed.path(), KEY, &killed.known).unwrap();
    assert!(lost.unwrap().is_mended);
    assert_eq!(log.count().unwrap(), ENTRIES);
    assert!(!half.exists());
}

/// Spoilt so that it can be mended.
fn mendable(key: Option<[u8; 32]>) -> Killed {
    let killed = Killed::new(key);
    let mut wal = std::fs::read(killed.wal()).unwrap();
    flip(&mut wal, 32 + FRAME * 9 + 17);
    std::fs::write(killed.wal(), &wal).unwrap();
    killed
}

#[test]
fn where_the_disk_does_not_let_it_mend_nobody_goes_on_and_the_next_start_mends() {
    for key in [KEY, None] {
        let killed = mendable(key);
        let lay = killed.files();
        // Where the copies are to lie is something else, which does not go away by itself.
        let in_the_way = beside(&killed.path(), ".mending");
        std::fs::write(&in_the_way, "").unwrap();
        for _twice in 0..2 {
            let failed = Log::open_or_set_aside(&killed.path(), key, &killed.known);
            let Err(OpenError::Io { path, .. }) = failed else {
                panic!("{failed:?}");
            };
            assert_eq!(path, in_the_way, "it names what stands in the way");
            let now = killed.files();
            for file in &lay {
                assert!(now.contains(file), "{}: it lies as it lay", file.0);
            }
        }
        assert!(!dir_has(&killed, ".damaged-2"), "it is kept once");
        std::fs::remove_file(&in_the_way).unwrap();
        let (log, lost) = Log::open_or_keep(&killed.path(), key, &killed.known).unwrap();
        assert!(lost.unwrap().is_mended);
        assert_eq!(log.count().unwrap(), ENTRIES);
        assert_eq!(log.heads().unwrap(), killed.known);
    }
}

/// As earlier versions wrote it: they did not say whether mending was tried.
fn write_old_note(killed: &Killed, is_mended: bool) {
    let note = std::fs::read(note_file(&killed.path())).unwrap();
    let mut note: serde_json::Value = serde_json::from_slice(&note).unwrap();
    let fields = note.as_object_mut().unwrap();
    assert!(fields.remove("is_tried").is_some());
    fields.insert("is_mended".to_owned(), is_mended.into());
    std::fs::write(note_file(&killed.path()), note.to_string()).unwrap();
}

#[test]
fn an_old_note_is_mended_only_where_that_is_seen() {
    let killed = Killed::new(KEY);
    let mut wal = std::fs::read(killed.wal()).unwrap();
    // More than later pages make good.
    for frame in 0..(wal.len() / FRAME * 2 / 3) {
        flip(&mut wal, 32 + FRAME * frame + 900);
    }
    std::fs::write(killed.wal(), &wal).unwrap();
    // An earlier version had gone on with what was left, and its loss was told to nobody yet.
    let (log, lost) = Log::open_or_keep(&killed.path(), KEY, &killed.known).unwrap();
    assert!(!lost.unwrap().is_mended);
    let left = log.count().unwrap();
    assert!(left < ENTRIES);
    drop(log);
    write_old_note(&killed, false);
    let (log, lost) = Log::open_or_keep(&killed.path(), KEY, &killed.known).unwrap();
    let lost = lost.unwrap();
    assert!(!lost.is_mended, "{left} of {ENTRIES} are left");
    assert_eq!(lost.loss.entries(), ENTRIES - left);
    drop(log);
    // One that had mended it said so.
    let killed = mendable(KEY);
    let (log, lost) = Log::open_or_keep(&killed.path(), KEY, &killed.known).unwrap();
    assert!(lost.unwrap().is_mended);
    drop(log);
    write_old_note(&killed, true);
    let (log, lost) = Log::open_or_keep(&killed.path(), KEY, &killed.known).unwrap();
    assert!(lost.unwrap().is_mended);
    assert_eq!(log.count().unwrap(), ENTRIES);
}

#[test]
fn a_mended_file_that_is_in_place_already_is_seen_to_be_one() {
    let killed = mendable(KEY);
    let Err(OpenError::Lost { loss, .. }) = Log::open_whole(&killed.path(), KEY, &killed.known)
    else {
        panic!("it is spoilt");
    };
    keep(&killed.path(), loss).unwrap();
    // The power goes before the note says so.
    assert!(mend(&killed.path(), KEY, &killed.known).unwrap());
    let (log, lost) = Log::open_or_keep(&killed.path(), KEY, &killed.known).unwrap();
    assert!(lost.unwrap().is_mended);
    assert_eq!(log.count().unwrap(), ENTRIES);
}

#[test]
fn nothing_is_written_beside_a_spoilt_write_ahead_log() {
    let cases: [(&str, Harm, bool); 6] = [
        ("as it was", |_| {}, false),
        ("emptied", Vec::clear, false),
        ("its header", |w| flip(w, 17), true),
        ("half a header", |w| w.truncate(20), true),
        (
            "the last frame",
            |w| {
                let at = w.len() - 100;
                flip(w, at);
            },
            true,
        ),
        ("a page early", |w| flip(w, 32 + FRAME + 900), true),
    ];
    for (name, harm, is_spoilt) in cases {
        let killed = Killed::new(KEY);
        let mut wal = std::fs::read(killed.wal()).unwrap();
        harm(&mut wal);
        std::fs::write(killed.wal(), &wal).unwrap();
        assert_eq!(Log::is_spoilt(&killed.path()), is_spoilt, "{name}");
    }
}
