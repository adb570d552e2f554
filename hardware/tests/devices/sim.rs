//! The simulator's socket, as a client sees it.

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};

use crate::common::{Client, next, rest};
use serde_json::json;
use stupen_hardware::{Button, CODE_BYTES_MAX, Device, Devices, Input, Lamp, Output, Sim, Trouble};
use tempfile::TempDir;

struct Stand {
    dir: TempDir,
    sim: Sim,
    heard: Receiver<Input>,
}

fn stand() -> Stand {
    let dir = tempfile::tempdir().unwrap();
    let mut sim = Sim::bind(dir.path().join("sim")).unwrap();
    let (inputs, heard) = channel();
    sim.listen(inputs);
    Stand { dir, sim, heard }
}

impl Stand {
    fn path(&self) -> PathBuf {
        self.dir.path().join("sim")
    }
}

enum Answer {
    Heard(Input),
    Error(&'static str),
}
use Answer::{Error, Heard};

#[test]
fn each_line_does_one_thing_or_is_answered() {
    let stand = stand();
    let mut client = Client::connect(&stand.path());
    let longest = "A".repeat(CODE_BYTES_MAX);
    let scan_longest = format!(r#"{{"scan":"{longest}"}}"#);
    let scan_too_long = format!(r#"{{"scan":"{longest}A"}}"#);
    let enormous = "A".repeat(1_000_000);
    let rows = [
        (
            r#"{"scan":"STUPEN234"}"#,
            Heard(Input::Scan("STUPEN234".into())),
        ),
        (r#" {"scan" : "\u042f"} "#, Heard(Input::Scan("Я".into()))),
        (&scan_longest, Heard(Input::Scan(longest.clone()))),
        (&scan_too_long, Heard(Input::ScanTooLong)),
        (r#"{"unreadable":"scanner"}"#, Heard(Input::Unreadable)),
        (r#"{"press":"help"}"#, Heard(Input::Press(Button::Help))),
        (r#"{"press":"pedal"}"#, Heard(Input::Press(Button::Pedal))),
        (r#"{"press":"next"}"#, Heard(Input::Press(Button::Next))),
        (r#"{"press":"back"}"#, Heard(Input::Press(Button::Back))),
        (
            r#"{"plug":"scanner"}"#,
            Error("\"scanner\" is plugged in already"),
        ),
        (
            r#"{"unplug":"scanner"}"#,
            Heard(Input::Unplugged(Device::Scanner)),
        ),
        (
            r#"{"unplug":"scanner"}"#,
            Error("\"scanner\" is unplugged already"),
        ),
        (r#"{"scan":"STUPEN234"}"#, Error("\"scanner\" is unplugged")),
        (
            r#"{"unreadable":"scanner"}"#,
            Error("\"scanner\" is unplugged"),
        ),
        (
            r#"{"plug":"scanner"}"#,
            Heard(Input::Plugged(Device::Scanner)),
        ),
        (
            r#"{"scan":"STUPEN234"}"#,
            Heard(Input::Scan("STUPEN234".into())),
        ),
        (
            r#"{"unplug":"buttons"}"#,
            Heard(Input::Unplugged(Device::Buttons)),
        ),
        (r#"{"press":"help"}"#, Error("\"buttons\" is unplugged")),
        ("nonsense", Error("not JSON")),
        (r#"{"scan":"half"#, Error("not JSON")),
        ("[]", Error("a line is one JSON object")),
        ("{}", Error("an object has exactly one field")),
        (
            r#"{"scan":"a","press":"help"}"#,
            Error("an object has exactly one field"),
        ),
        (r#"{"scan":7}"#, Error("\"scan\" takes a text")),
        (
            r#"{"scan":""}"#,
            Error("\"scan\" takes a text that is not empty"),
        ),
        (
            r#"{"press":"nose"}"#,
            Error("\"press\" takes one of \"help\", \"pedal\""),
        ),
        (
            r#"{"unplug":"nose"}"#,
            Error("\"unplug\" takes one of \"scanner\""),
        ),
        (
            r#"{"unreadable":"nose"}"#,
            Error("\"unreadable\" takes \"scanner\""),
        ),
        (
            r#"{"scam":"a"}"#,
            Error("unknown field \"scam\"; known are \"scan\""),
        ),
        (&enormous, Error("the line is longer than")),
        (
            r#"{"scan":"STILL234"}"#,
            Heard(Input::Scan("STILL234".into())),
        ),
    ];
    for (line, expected) in rows {
        client.write(&format!("{line}\n"));
        match expected {
            Heard(input) => assert_eq!(next(&stand.heard), input, "{line:.80}"),
            Error(error) => {
                let answer = client.read().unwrap();
                let text = answer["error"].as_str().unwrap();
                assert!(text.starts_with(error), "{line:.80}: {text}");
            }
        }
    }
    drop(stand.sim);
    assert_eq!(rest(&stand.heard), []);
}

#[test]
fn an_error_never_repeats_a_badge() {
    let stand = stand();
    let mut client = Client::connect(&stand.path());
    for line in [
        r#"{"scan":"SECRET","scan2":"SECRET"}"#,
        r#"{"scan":"SECRET"#,
        "SECRET",
        r#"{"press":"SECRET"}"#,
    ] {
        client.write(&format!("{line}\n"));
        assert!(
            !client.read().unwrap().to_string().contains("SECRET"),
            "{line}"
        );
    }
}

#[test]
fn lines_may_come_in_pieces_and_together() {
    let stand = stand();
    let mut client = Client::connect(&stand.path());
    for piece in [
        "{\"scan\":",
        "\"A1\"}",
        "\n\n  \n{\"scan\":\"A2\"}\r\n{\"scan\":\"A3\"}\n{\"sc",
        "an\":\"A4\"}\n",
    ] {
        client.write(piece);
    }
    for expected in ["A1", "A2", "A3", "A4"] {
        assert_eq!(next(&stand.heard), Input::Scan(expected.into()));
    }
}

#[test]
fn every_client_sees_what_the_devices_do() {
    let mut stand = stand();
    let mut clients = [0, 1, 2].map(|_| Client::connect(&stand.path()).greet());
    let say = |voice: Option<&str>| Output::Say {
        text: "Привет, \"Аня\"!\n".into(),
        lang: "ru".into(),
        voice: voice.map(String::from),
    };
    for (output, expected) in [
        (Output::Lamp(Lamp::Green), json!({"lamp": "green"})),
        (Output::Sound("welcome".into()), json!({"sound": "welcome"})),
        (
            say(None),
            json!({"say": "Привет, \"Аня\"!\n", "lang": "ru"}),
        ),
        (
            say(Some("anna")),
            json!({"say": "Привет, \"Аня\"!\n", "lang": "ru", "voice": "anna"}),
        ),
        (
            Output::Recording {
                sound: b"RIFF".as_slice().into(),
                text: "Возьми".into(),
                lang: "ru".into(),
            },
            json!({"play": "Возьми", "lang": "ru"}),
        ),
        (Output::Volume(40), json!({"volume": 40})),
        (Output::StopSaying, json!({"stop": "say"})),
        (Output::Buzz, json!({"buzz": true})),
        (Output::Lamp(Lamp::Off), json!({"lamp": "off"})),
    ] {
        stand.sim.act(&output);
        for client in &mut clients {
            assert_eq!(client.read().unwrap(), expected);
        }
    }
}

#[test]
fn an_unplugged_device_does_nothing() {
    let mut stand = stand();
    let mut client = Client::connect(&stand.path());
    client.write("{\"unplug\":\"voice\"}\n");
    assert_eq!(next(&stand.heard), Input::Unplugged(Device::Voice));
    stand.sim.act(&Output::Say {
        text: "Привет".into(),
        lang: "ru".into(),
        voice: None,
    });
    stand.sim.act(&Output::Buzz);
    assert_eq!(client.read().unwrap(), json!({"buzz": true}));
}

#[test]
fn clients_come_and_go() {
    let mut stand = stand();
    for round in 0..50 {
        let mut client = Client::connect(&stand.path());
        client.write(&format!("{{\"scan\":\"R{round}\"}}\n"));
        assert_eq!(next(&stand.heard), Input::Scan(format!("R{round}")));
        if round % 2 == 0 {
            stand.sim.act(&Output::Buzz);
            assert_eq!(client.read().unwrap(), json!({"buzz": true}));
        }
        client.leave();
    }
    let mut last = Client::connect(&stand.path()).greet();
    let path = stand.path();
    drop(stand.sim);
    assert_eq!(last.read(), None, "the end of the simulator is seen");
    assert!(!path.exists());
}

#[test]
fn too_many_clients_are_turned_away_with_a_word() {
    let stand = stand();
    let _clients: Vec<Client> = (0..16)
        .map(|_| Client::connect(&stand.path()).greet())
        .collect();
    let mut extra = Client::connect(&stand.path());
    assert_eq!(
        extra.read().unwrap()["error"],
        "16 clients are connected already"
    );
    assert_eq!(extra.read(), None);
}

#[test]
fn a_client_that_never_reads_holds_up_nobody() {
    let mut stand = stand();
    let lazy = Client::connect(&stand.path()).greet();
    let long = Output::Say {
        text: "ы".repeat(4000),
        lang: "ru".into(),
        voice: None,
    };
    for _ in 0..1000 {
        stand.sim.act(&long);
    }
    let mut eager = Client::connect(&stand.path()).greet();
    stand.sim.act(&Output::Buzz);
    assert_eq!(eager.read().unwrap(), json!({"buzz": true}));
    drop(lazy);
}

#[test]
fn the_socket_is_private_and_replaces_only_a_stale_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sim");
    // Left behind by a program that was killed.
    drop(UnixListener::bind(&path).unwrap());
    assert!(std::fs::metadata(&path).unwrap().file_type().is_socket());

    let sim = Sim::bind(&path).unwrap();
    let made = std::fs::metadata(&path).unwrap();
    assert!(made.file_type().is_socket());
    assert_eq!(made.permissions().mode() & 0o777, 0o600);
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        1,
        "nothing else is left"
    );

    let refused = |path: PathBuf| Sim::bind(path).err().map(|fault| fault.trouble);
    assert_eq!(refused(path.clone()), Some(Trouble::Busy));
    let file = dir.path().join("file");
    std::fs::write(&file, "precious").unwrap();
    assert_eq!(refused(file.clone()), Some(Trouble::Misconfigured));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
    assert_eq!(refused(dir.path().join("none/sim")), Some(Trouble::Missing));
    assert_eq!(
        refused(dir.path().join("x".repeat(200))),
        Some(Trouble::Misconfigured)
    );

    // Another program has taken the place: it is left alone.
    std::fs::remove_file(&path).unwrap();
    let _other = UnixListener::bind(&path).unwrap();
    drop(sim);
    assert!(path.exists());
}
