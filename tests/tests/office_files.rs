//! The real server whose files are damaged: pictures go aside and are said to be missing until they are back, a log waits
//! for somebody who decides.

use std::path::Path;
use std::process::Command;

use programs::{Workshop, said, wait_for};

mod programs;

/// What a command says where it finds something wrong.
fn wrong(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success(), "{command:?}");
    let mut said = String::from_utf8(output.stdout).unwrap();
    said.push_str(&String::from_utf8(output.stderr).unwrap());
    said
}

/// A worn disk: the middle of the file reads as something else.
fn damage(file: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(file).unwrap();
    let third = bytes.len() / 3;
    bytes[third..2 * third].fill(0x5a);
    std::fs::write(file, &bytes).unwrap();
    bytes
}

#[test]
fn damaged_pictures_are_kept_and_missed_until_they_are_back() {
    let mut workshop = Workshop::open(None);
    let data = workshop.dir.path().join("server");
    let backup = workshop.dir.path().join("backup");
    said(workshop.server().args(["backup", "--out"]).arg(&backup));
    said(workshop.server().arg("check"));
    workshop.stop_serving();
    let media = data.join("media.db");
    // Folds the write-ahead log into the file.
    said(workshop.server().arg("check"));
    let torn = damage(&media);

    // Looking changes nothing and says it.
    let told = wrong(workshop.server().arg("check"));
    assert!(
        told.contains("media: ") && told.contains("media.db"),
        "{told}"
    );
    assert_eq!(std::fs::read(&media).unwrap(), torn);
    assert!(!data.join("media.db.damaged-1").exists());

    // The server keeps it, goes on, and misses what was in it.
    workshop.serve(&[]);
    let kept = data.join("media.db.damaged-1");
    wait_for("the damaged file to be kept", || {
        (kept.exists() && media.exists()).then_some(())
    });
    assert_eq!(std::fs::read(&kept).unwrap(), torn);
    let told = wrong(workshop.server().arg("check"));
    for words in [
        "was set aside as",
        "is missing, which pack soap-set",
        "media take FILE",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }

    // What is whole in the damaged file comes back from it, the rest from the backup.
    let from = |file: &Path| {
        let mut command = workshop.server();
        command.args(["media", "take"]).arg(file);
        command
    };
    let first = from(&kept).output().unwrap();
    assert_eq!(std::fs::read(&kept).unwrap(), torn, "only read");
    if !first.status.success() {
        let told = String::from_utf8(first.stderr).unwrap();
        assert!(told.contains("missing still"), "{told}");
    }
    let told = said(&mut from(&backup.join("media.db")));
    assert!(!told.contains("missing"), "{told}");
    let told = wrong(workshop.server().arg("check"));
    assert!(told.contains("nothing is missing: delete it"), "{told}");
    std::fs::remove_file(&kept).unwrap();
    said(workshop.server().arg("check"));
}

#[test]
fn a_damaged_log_waits_until_somebody_says_begin_empty() {
    let mut workshop = Workshop::open(None);
    let data = workshop.dir.path().join("server");
    let log = data.join("log.db");
    workshop.stop_serving();
    said(workshop.server().arg("check"));
    let torn = damage(&log);
    let told = workshop.serve(&[]);
    assert!(
        told.contains("Nothing is served: the log is damaged"),
        "{told}"
    );
    workshop.stop_serving();
    assert_eq!(std::fs::read(&log).unwrap(), torn);

    let told = workshop.serve(&["--begin-empty"]);
    assert!(!told.contains("Nothing is served"), "{told}");
    assert_eq!(std::fs::read(data.join("log.db.damaged-1")).unwrap(), torn);
    let told = wrong(workshop.server().arg("check"));
    assert!(told.contains("log.db.damaged-1"), "{told}");
    // It knows nobody, the kiosk neither, which keeps what it has.
    let doctor = wrong(workshop.kiosk().arg("doctor"));
    assert!(doctor.contains("not enrolled here"), "{doctor}");
    assert!(!said(workshop.server().args(["kiosks", "list"])).contains("Вход"));
}
