//! The office moves: an enrolled kiosk is told the new address by its own command, which asks there first.

use std::process::Command;

use stupen_kiosk::identity::{DataDir, Identity};

use programs::{Workshop, said};

mod programs;

/// What a command says where it refuses.
fn refused(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success(), "{command:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_kiosk_takes_a_new_address_where_its_office_answers() {
    let workshop = Workshop::open(None);
    let dir = DataDir::open(&workshop.dir.path().join("kiosk")).unwrap();
    let knows = || {
        let both = ["identity.json", "identity.copy.json"]
            .map(|file| std::fs::read(dir.file(file)).unwrap());
        assert_eq!(both[0], both[1]);
        Identity::load(&dir).unwrap().unwrap().office
    };
    let before = knows();
    let (_, port) = workshop.address.rsplit_once(':').unwrap();
    let office = |words: &[&str]| {
        let mut command = workshop.kiosk();
        command.arg("office").args(words);
        command
    };
    let told = said(&mut office(&[]));
    assert!(
        told.contains(&before.url) && told.contains(&before.pin),
        "{told}"
    );

    // Another office, with another key.
    let other = Workshop::open(None);
    let table: [(&[&str], &str); 4] = [
        (&["--address", "http://127.0.0.1:8443"], "is no address"),
        (&["--pin", "ABC"], "is no pin"),
        (&["--address", "127.0.0.1:1"], "nobody answers"),
        (&["--address", &other.address], "another machine"),
    ];
    for (words, expected) in table {
        let told = refused(&mut office(words));
        assert!(told.contains(expected), "{words:?}: {told}");
        assert_eq!(knows(), before, "{words:?}");
    }
    let new = format!("localhost:{port}");
    let held = dir.take().unwrap().expect("nobody runs here");
    let told = refused(&mut office(&["--address", &new]));
    assert!(told.contains("close it first"), "{told}");
    drop(held);
    let told = said(&mut office(&["--address", &new]));
    assert!(told.contains("it answers, its time is"), "{told}");
    let after = knows();
    assert_eq!(after.url, format!("https://{new}"));
    assert_eq!(
        (after.pin, after.device),
        (before.pin.clone(), before.device)
    );

    // The machine comes later.
    let told = said(&mut office(&["--address", "127.0.0.1:1", "--unasked"]));
    assert!(told.contains("nobody answers there yet"), "{told}");
    assert_eq!(knows().url, "https://127.0.0.1:1");
}
