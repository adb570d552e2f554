//! What becomes of a damaged identity: nothing is deleted, the sound copy is used, and without one it is said.

use super::*;

fn identity() -> Identity {
    let key = DeviceKey::from_bytes(&[3; 32]);
    Identity::new(
        WriterId::from_bytes([1; 16]),
        Epoch(7),
        &key,
        [9; 32],
        ("Вход".into(), "ngo".into(), "soap".into()),
        Mode::Both,
        Office {
            url: "https://192.0.2.7:8443".into(),
            pin: "PIN".into(),
            device: WriterId::from_bytes([2; 16]),
            public_key: DeviceKey::from_bytes(&[4; 32]).public(),
            seal_key: None,
        },
    )
}

fn folder() -> (tempfile::TempDir, DataDir) {
    let dir = tempfile::tempdir().unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    (dir, data)
}

/// A worn card, by what it makes of the file.
type Harm = fn(&str) -> Vec<u8>;

const HARMS: [(&str, Harm, &str); 9] = [
    ("empty", |_| Vec::new(), "it is empty"),
    (
        "half",
        |text| text.as_bytes()[..text.len() / 2].to_vec(),
        "it breaks off",
    ),
    (
        "garbage",
        |_| vec![0xa5; 900],
        "it breaks off or is no JSON",
    ),
    (
        "zeros",
        |text| vec![0; text.len()],
        "it breaks off or is no JSON",
    ),
    ("a list", |_| b"[1, 2]".to_vec(), "invalid"),
    (
        "another field",
        |text| text.replace("\"secret\"", "\"sekret\"").into_bytes(),
        "missing field `secret`",
    ),
    (
        "a key cut short",
        |text| text.replace(&"09".repeat(32), "0909").into_bytes(),
        "storage_key: 32 bytes are expected",
    ),
    (
        "a key that is none",
        |text| {
            text.replace(&"03".repeat(32), &"xy".repeat(32))
                .into_bytes()
        },
        "secret: ",
    ),
    (
        "one digit of a key",
        |text| {
            text.replace(&"09".repeat(32), &format!("08{}", "09".repeat(31)))
                .into_bytes()
        },
        "its sum does not fit",
    ),
];

#[test]
fn a_sound_copy_takes_the_place_of_a_damaged_file_which_is_kept() {
    for (row, harm, _) in HARMS {
        for file in FILES {
            let (_dir, data) = folder();
            identity().save(&data).unwrap();
            let sound = fs::read_to_string(data.file(file)).unwrap();
            let damaged = harm(&sound);
            assert_ne!(damaged, sound.as_bytes(), "{row}");
            fs::write(data.file(file), &damaged).unwrap();

            let loaded = Identity::load(&data).unwrap().expect(row);
            assert_eq!(loaded.storage_key().unwrap(), [9; 32], "{row}, {file}");
            let same = fs::read(data.file(file)).unwrap() == damaged;
            assert!(same, "{row}, {file}: only looking changes nothing");

            let Known::Enrolled { identity, kept } = Identity::recover(&data).unwrap() else {
                panic!("{row}, {file}");
            };
            assert_eq!(identity.epoch, Epoch(7), "{row}, {file}");
            let aside = data.file(&format!("{file}.damaged-1"));
            assert_eq!(kept, [aside.as_path()], "{row}, {file}");
            assert_eq!(fs::read(aside).unwrap(), damaged, "{row}, {file}");
            assert_eq!(
                fs::read_to_string(data.file(file)).unwrap(),
                sound,
                "{row}, {file}"
            );
            // The next start finds nothing wrong.
            assert!(
                matches!(Identity::recover(&data).unwrap(), Known::Enrolled { kept, .. } if kept.is_empty())
            );
        }
    }
}

#[test]
fn where_both_are_damaged_it_is_said_what_is_wrong_and_again_at_the_next_start() {
    for (row, harm, said) in HARMS {
        let (_dir, data) = folder();
        identity().save(&data).unwrap();
        let damaged = harm(&fs::read_to_string(data.file(FILES[0])).unwrap());
        for file in FILES {
            fs::write(data.file(file), &damaged).unwrap();
        }
        let error = format!("{:#}", Identity::load(&data).err().expect(row));
        assert!(error.contains("identity.json is damaged"), "{row}: {error}");
        let Known::Lost(lost) = Identity::recover(&data).unwrap() else {
            panic!("{row}");
        };
        assert!(lost.reason.contains(said), "{row}: {lost}");
        for secret in ["0909", "0303", "xyxy"] {
            assert!(!lost.to_string().contains(secret), "{row}: {lost}");
        }
        assert_eq!(lost.kept.len(), 2, "{row}");
        for kept in &lost.kept {
            assert_eq!(fs::read(kept).unwrap(), damaged, "{row}");
        }
        let Known::Lost(again) = Identity::recover(&data).unwrap() else {
            panic!("{row}, at the next start");
        };
        assert_eq!(again.kept, lost.kept, "{row}");

        // Enrolled anew: known, and what was kept stays.
        identity().save(&data).unwrap();
        let known = Identity::recover(&data).unwrap();
        assert!(
            matches!(known, Known::Enrolled { kept, .. } if kept.is_empty()),
            "{row}"
        );
        assert!(again.kept.iter().all(|kept| kept.exists()), "{row}");
    }
}

#[test]
fn what_is_missing_is_not_what_is_damaged() {
    let (_dir, data) = folder();
    assert!(matches!(Identity::recover(&data).unwrap(), Known::Nobody));
    assert!(Identity::load(&data).unwrap().is_none());

    // Files of versions that kept one, without a sum.
    identity().save(&data).unwrap();
    let old = serde_json::to_vec(&identity()).unwrap();
    fs::write(data.file(FILES[0]), old).unwrap();
    fs::remove_file(data.file(FILES[1])).unwrap();
    let known = Identity::recover(&data).unwrap();
    assert!(matches!(known, Known::Enrolled { kept, .. } if kept.is_empty()));
    assert_eq!(
        fs::read(data.file(FILES[0])).unwrap(),
        fs::read(data.file(FILES[1])).unwrap(),
        "now it is kept twice"
    );
    fs::remove_file(data.file(FILES[0])).unwrap();
    assert!(matches!(
        Identity::recover(&data).unwrap(),
        Known::Enrolled { .. }
    ));

    // An address mended by hand, and a field of a later version.
    let text = fs::read_to_string(data.file(FILES[0])).unwrap();
    let mended = text
        .replace("192.0.2.7", "192.0.2.8")
        .replacen('{', "{\"later\": 1,", 1);
    fs::write(data.file(FILES[0]), mended).unwrap();
    let read = Identity::load(&data).unwrap().unwrap();
    assert_eq!(read.office.url, "https://192.0.2.8:8443");

    assert!(
        !fs::read_to_string(data.file(FILES[1]))
            .unwrap()
            .contains("192.0.2.8")
    );
    // The next start takes it for both: else the old one came back with the copy.
    let known = Identity::recover(&data).unwrap();
    assert!(matches!(known, Known::Enrolled { kept, .. } if kept.is_empty()));
    fs::write(data.file(FILES[0]), "torn").unwrap();
    let Known::Enrolled { identity, .. } = Identity::recover(&data).unwrap() else {
        panic!("the copy is sound");
    };
    assert_eq!(identity.office.url, "https://192.0.2.8:8443");

    // A start that set a file aside and could not go on told nobody: the next one does, once.
    let aside = data.file("identity.json.damaged-2");
    fs::rename(data.file(FILES[0]), &aside).unwrap();
    for told in [vec![aside], Vec::new()] {
        let known = Identity::recover(&data).unwrap();
        assert!(matches!(known, Known::Enrolled { kept, .. } if kept == told));
    }

    // A log of somebody is no new kiosk.
    for file in data.path().read_dir().unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    fs::write(data.file("log.db"), "entries").unwrap();
    assert!(matches!(Identity::recover(&data).unwrap(), Known::Lost(lost) if lost.kept.is_empty()));
}
