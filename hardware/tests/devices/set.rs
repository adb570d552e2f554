//! The set of devices that a configuration names.

use std::path::Path;
use std::sync::mpsc::channel;

use crate::common::{Cable, Client, next};
use stupen_hardware::{
    Choice, Config, Device, Fault, Input, LampPins, Output, PinConfig, ScannerChoice, SoundConfig,
    SpeechConfig, Trouble, open,
};

/// Nothing that sounds, nothing that is missing.
fn quiet() -> Config {
    Config {
        scanner: ScannerChoice::None,
        speech: SpeechConfig {
            command: Vec::new(),
            ..SpeechConfig::default()
        },
        sound: SoundConfig {
            command: Vec::new(),
            ..SoundConfig::default()
        },
        ..Config::default()
    }
}

#[test]
fn a_configuration_is_read() {
    let config: Config = toml::from_str(
        r#"
        scanner = "serial:/dev/serial/by-id/usb-scanner"
        serial.baud = 115200
        speech.command = ["rhvoice.test", "-p", "{voice}"]
        sound.dir = "/srv/sounds"
        [pi]
        help = 5
        pedal = 6
        lamp.green = [17]
        lamp.amber = [17, 27]
        "#,
    )
    .unwrap();
    assert_eq!(
        config.scanner,
        ScannerChoice::Serial("/dev/serial/by-id/usb-scanner".into())
    );
    assert_eq!(
        (config.serial.baud, config.serial.idle_gap_ms),
        (115_200, 100)
    );
    assert_eq!(config.sound.command, ["aplay", "-q", "{file}"]);
    assert_eq!(
        config.pi.lamp,
        LampPins {
            green: vec![17],
            amber: vec![17, 27],
            ..LampPins::default()
        }
    );
    assert!(config.wedge().is_none());

    let usual: Config = toml::from_str("").unwrap();
    assert_eq!(usual, Config::default());
    assert!(usual.wedge().is_some());
    let written = toml::to_string(&config).unwrap();
    assert_eq!(toml::from_str::<Config>(&written).unwrap(), config);
}

#[test]
fn badges_are_read_where_the_setting_says_and_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    let port = dir.path().join("port");
    let serial = format!("serial:{}", port.display());
    for (scanner, in_the_window, at_a_port) in [
        (None, true, false),
        (Some("keyboard"), true, false),
        (Some("none"), false, false),
        (Some(serial.as_str()), false, true),
    ] {
        let text = scanner.map(|scanner| format!("scanner = {scanner:?}"));
        let config: Config = toml::from_str(&text.unwrap_or_default()).unwrap();
        let typed = config.wedge().map(|mut wedge| {
            let keys = ["B", "A", "D", "G", "E", "\n"];
            keys.iter()
                .zip(0..)
                .find_map(|(key, at)| wedge.key(key, at))
        });
        let expected = in_the_window.then(|| Some(Input::Scan("BADGE".into())));
        assert_eq!(typed, expected, "{scanner:?}");
        // The port does not exist: whoever opens it says so.
        let (_devices, faults) = open(&config, &Choice::Auto);
        let opened = faults.iter().any(|fault| fault.device == Device::Scanner);
        assert_eq!(opened, at_a_port, "{scanner:?}: {faults:?}");
    }
}

#[test]
fn a_wrong_configuration_names_the_field() {
    for (text, expected) in [
        ("scanner = \"laser\"", "\"laser\" is no scanner; use"),
        ("scanner = \"serial:\"", "\"serial:\" is no scanner; use"),
        ("scaner = \"none\"", "unknown field `scaner`"),
        ("pi.help = 300", "300"),
        ("speech.comand = []", "unknown field `comand`"),
    ] {
        let error = toml::from_str::<Config>(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn a_choice_is_read() {
    for (text, expected) in [
        ("pi", Some(Choice::Pi)),
        ("auto", Some(Choice::Auto)),
        ("sim:/tmp/s", Some(Choice::Sim("/tmp/s".into()))),
        ("sim:", None),
        ("sim", None),
        ("", None),
        ("PI", None),
    ] {
        let choice: Result<Choice, String> = text.parse();
        if let Ok(choice) = &choice {
            assert_eq!(choice.to_string(), text);
        }
        assert_eq!(choice.ok(), expected, "{text}");
    }
}

#[test]
fn what_is_missing_is_told_and_the_rest_works() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("scanner");
    let config = Config {
        scanner: ScannerChoice::Serial(path.clone()),
        speech: SpeechConfig {
            command: vec!["no-such-speech".into()],
            ..SpeechConfig::default()
        },
        sound: SoundConfig {
            command: vec!["no-such-player".into()],
            dir: dir.path().join("sounds"),
        },
        ..Config::default()
    };
    let (mut devices, faults) = open(&config, &Choice::Auto);
    let told: Vec<(Device, Trouble)> = faults
        .iter()
        .map(|fault| (fault.device, fault.trouble))
        .collect();
    let missing = Trouble::Missing;
    assert_eq!(
        told,
        [
            (Device::Scanner, missing),
            (Device::Speaker, missing),
            (Device::Speaker, missing),
            (Device::Voice, missing)
        ]
    );
    let (inputs, heard) = channel();
    devices.listen(inputs);
    devices.act(&Output::Buzz);
    let mut cable = Cable::new(path);
    assert_eq!(next(&heard), Input::Plugged(Device::Scanner));
    cable.send(b"BADGE234\r");
    assert_eq!(next(&heard), Input::Scan("BADGE234".into()));
}

#[test]
fn a_simulated_set_opens_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sim");
    let config = Config {
        scanner: ScannerChoice::Serial(dir.path().join("none")),
        ..Config::default()
    };
    let (mut devices, faults) = open(&config, &Choice::Sim(path.clone()));
    assert_eq!(faults, []);
    let (inputs, heard) = channel();
    devices.listen(inputs);
    let mut client = Client::connect(&path);
    client.write("{\"scan\":\"BADGE234\"}\n");
    assert_eq!(next(&heard), Input::Scan("BADGE234".into()));
    devices.act(&Output::Sound("welcome".into()));
    assert_eq!(client.read().unwrap()["sound"], "welcome");

    let (_plain, faults) = open(&config, &Choice::Sim(dir.path().join("none/sim")));
    assert_eq!(faults.len(), 1);
    assert_eq!(
        (faults[0].device, faults[0].trouble),
        (Device::Simulator, Trouble::Missing)
    );
}

#[test]
fn pins_that_cannot_be_had_are_told_and_the_kiosk_runs() {
    let model = std::fs::read_to_string("/sys/firmware/devicetree/base/model").unwrap_or_default();
    assert!(
        !Path::new("/dev/gpiomem").exists() && !model.contains("Raspberry Pi"),
        "this test switches pins on a Pi: run it on another machine"
    );
    let check = |pi: PinConfig, choice: Choice, expected: &[Trouble]| {
        let (mut devices, faults) = open(
            &Config {
                pi: pi.clone(),
                ..quiet()
            },
            &choice,
        );
        let told: Vec<Trouble> = faults.iter().map(|fault| fault.trouble).collect();
        assert_eq!(told, expected, "{pi:?} {choice}");
        devices.act(&Output::Buzz);
        faults
    };
    let wired = PinConfig {
        help: Some(5),
        buzzer: Some(12),
        ..PinConfig::default()
    };
    let doubled = PinConfig {
        help: Some(5),
        buzzer: Some(5),
        ..PinConfig::default()
    };
    let none = if cfg!(feature = "pi") {
        Trouble::NotAPi
    } else {
        Trouble::NotBuilt
    };
    let faults = check(wired.clone(), Choice::Pi, &[none]);
    let words: Vec<String> = faults.iter().map(Fault::to_string).collect();
    assert!(
        words.iter().all(|words| words.contains("--hardware auto")),
        "{words:?}"
    );
    check(wired, Choice::Auto, &[]);
    check(doubled.clone(), Choice::Pi, &[Trouble::Misconfigured]);
    check(doubled, Choice::Auto, &[Trouble::Misconfigured]);
    check(PinConfig::default(), Choice::Pi, &[Trouble::Misconfigured]);
    check(PinConfig::default(), Choice::Auto, &[]);
}
