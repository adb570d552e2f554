//! The serial scanner over a pty.

use std::sync::mpsc::{Receiver, channel};

use crate::common::{Cable, next, rest};
use stupen_hardware::{
    CODE_BYTES_MAX, Device, Devices, Fault, Input, SerialConfig, SerialScanner, Trouble,
};

fn scanner(cable: &std::path::Path) -> (SerialScanner, Receiver<Input>) {
    let mut scanner = SerialScanner::new(cable, SerialConfig::default());
    let (inputs, heard) = channel();
    scanner.listen(inputs);
    (scanner, heard)
}

fn scan(text: &str) -> Input {
    Input::Scan(text.into())
}

#[test]
fn codes_arrive_whatever_ends_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut cable = Cable::new(dir.path().join("scanner"));
    let (_scanner, heard) = scanner(&dir.path().join("scanner"));
    let enormous = vec![b'A'; 3 * CODE_BYTES_MAX];
    let rows: [(&[u8], Input); 8] = [
        (b"CR234\r", scan("CR234")),
        (b"LF234\n", scan("LF234")),
        (b"CRLF234\r\n", scan("CRLF234")),
        (b"SILENCE234", scan("SILENCE234")),
        ("Ящик\r".as_bytes(), scan("Ящик")),
        (b"\xff\x00\xfe\r", Input::Unreadable),
        (&enormous, Input::ScanTooLong),
        (b"AFTER234\r", scan("AFTER234")),
    ];
    for (bytes, expected) in rows {
        cable.send(bytes);
        assert_eq!(next(&heard), expected);
    }
}

#[test]
fn a_pulled_cable_is_told_and_mended() {
    let dir = tempfile::tempdir().unwrap();
    let mut cable = Cable::new(dir.path().join("scanner"));
    let (scanner, heard) = scanner(&dir.path().join("scanner"));
    for round in 0..3 {
        cable.send(format!("BADGE{round}\r").as_bytes());
        assert_eq!(next(&heard), scan(&format!("BADGE{round}")));
        // What was half read is not joined to the next code.
        cable.send(b"HALF");
        cable.unplug();
        let mut said = next(&heard);
        if said == scan("HALF") {
            // The silence was noticed before the pull.
            said = next(&heard);
        }
        assert_eq!(said, Input::Unplugged(Device::Scanner));
        cable.plug();
        assert_eq!(next(&heard), Input::Plugged(Device::Scanner));
    }
    drop(scanner);
    assert_eq!(rest(&heard), []);
}

#[test]
fn a_scanner_that_comes_late_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("scanner");
    let mut scanner = SerialScanner::new(&path, SerialConfig::default());
    let missing = Fault {
        device: Device::Scanner,
        trouble: Trouble::Missing,
        detail: path.display().to_string(),
    };
    assert_eq!(scanner.check(), [missing]);
    let (inputs, heard) = channel();
    scanner.listen(inputs);
    let mut cable = Cable::new(path);
    // Not told as unplugged: the fault was told by the check.
    assert_eq!(next(&heard), Input::Plugged(Device::Scanner));
    cable.send(b"BADGE234\r");
    assert_eq!(next(&heard), scan("BADGE234"));
}

#[test]
fn a_port_in_use_is_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("scanner");
    let mut cable = Cable::new(path.clone());
    let (first, heard_first) = scanner(&path);
    cable.send(b"FIRST\r");
    assert_eq!(next(&heard_first), scan("FIRST"));
    let (second, heard) = scanner(&path);
    let told = next(&heard);
    assert!(
        matches!(&told, Input::Fault(fault) if fault.trouble == Trouble::Busy),
        "{told:?}"
    );
    drop(first);
    assert_eq!(next(&heard), Input::Plugged(Device::Scanner));
    drop(second);
    assert_eq!(rest(&heard), []);
}
