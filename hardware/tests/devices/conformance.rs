//! One suite over every device: what the trait promises holds whether the device is there or not.

use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use crate::common::{Cable, rest, script};
use stupen_hardware::{
    Choice, Config, Devices, Lamp, Output, ScannerChoice, SerialConfig, SerialScanner, Sim, Sound,
    SoundConfig, Speech, SpeechConfig, open,
};

/// Far more than a call that waits for nothing takes, far less than the programs below run.
const AT_ONCE: Duration = Duration::from_secs(20);

fn outputs() -> Vec<Output> {
    let say = |voice: Option<&str>| Output::Say {
        text: "Возьми одну картонку.".into(),
        lang: "ru".into(),
        voice: voice.map(String::from),
    };
    vec![
        Output::Lamp(Lamp::Green),
        Output::Sound("welcome".into()),
        Output::Sound("no-such-sound".into()),
        Output::Sound("../../etc/passwd".into()),
        say(None),
        say(Some("ru+f2")),
        Output::StopSaying,
        Output::Buzz,
        Output::Say {
            text: String::new(),
            lang: String::new(),
            voice: None,
        },
        Output::Lamp(Lamp::Off),
    ]
}

fn check(make: impl Fn(&Path) -> Box<dyn Devices>) {
    let dir = tempfile::tempdir().unwrap();
    let begun = Instant::now();

    // Never listened to.
    let mut device = make(dir.path());
    outputs().iter().for_each(|output| device.act(output));
    drop(device);

    // Used before and after somebody listens; what is wrong without doing anything does not change.
    let mut device = make(dir.path());
    let faults = device.check();
    assert_eq!(device.check(), faults);
    outputs().iter().for_each(|output| device.act(output));
    let (inputs, heard) = channel();
    device.listen(inputs);
    for _ in 0..20 {
        outputs().iter().for_each(|output| device.act(output));
    }
    // Listening again moves the inputs: the first channel is closed.
    let (inputs, heard_later) = channel();
    device.listen(inputs);
    rest(&heard);
    // The kiosk went away first.
    drop(heard_later);
    outputs().iter().for_each(|output| device.act(output));
    drop(device);

    // Dropping closes the channel: no thread is left.
    let mut device = make(dir.path());
    let (inputs, heard) = channel();
    device.listen(inputs);
    outputs().iter().for_each(|output| device.act(output));
    drop(device);
    rest(&heard);

    assert!(
        begun.elapsed() < AT_ONCE,
        "something waited: {:?}",
        begun.elapsed()
    );
}

fn speech(command: Vec<String>) -> Box<dyn Devices> {
    Box::new(Speech::new(SpeechConfig {
        command,
        ..SpeechConfig::default()
    }))
}

fn sound(dir: &Path, command: Vec<String>) -> Box<dyn Devices> {
    std::fs::write(dir.join("welcome.wav"), "").unwrap();
    Box::new(Sound::new(SoundConfig {
        command,
        dir: dir.into(),
    }))
}

#[test]
fn simulator() {
    check(|dir| Box::new(Sim::bind(dir.join("sim")).unwrap()));
}

#[test]
fn serial_scanner() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("scanner");
    let _cable = Cable::new(name.clone());
    check(|_| Box::new(SerialScanner::new(&name, SerialConfig::default())));
}

#[test]
fn serial_scanner_not_there() {
    check(|dir| {
        Box::new(SerialScanner::new(
            dir.join("none"),
            SerialConfig::default(),
        ))
    });
}

#[test]
fn serial_scanner_that_is_a_file() {
    check(|dir| {
        std::fs::write(dir.join("file"), "").unwrap();
        Box::new(SerialScanner::new(
            dir.join("file"),
            SerialConfig::default(),
        ))
    });
}

#[test]
fn speech_that_works() {
    check(|_| speech(vec!["true".into()]));
}

#[test]
fn speech_that_fails() {
    check(|_| speech(vec!["false".into()]));
}

#[test]
fn speech_that_never_ends() {
    check(|dir| speech(script(dir, "sleep 1000 & sleep 1000; wait")));
}

#[test]
fn speech_not_installed() {
    check(|_| speech(vec!["no-such-program".into(), "{text}".into()]));
}

#[test]
fn speech_switched_off() {
    check(|_| speech(Vec::new()));
}

#[test]
fn sound_that_works() {
    check(|dir| sound(dir, vec!["true".into(), "{file}".into()]));
}

#[test]
fn sound_that_never_ends() {
    check(|dir| {
        let command = script(dir, "sleep 1000");
        sound(dir, command)
    });
}

#[test]
fn sound_not_installed() {
    check(|dir| sound(dir, vec!["no-such-program".into(), "{file}".into()]));
}

#[test]
fn set_on_a_machine_with_nothing() {
    check(|dir| {
        let config = Config {
            scanner: ScannerChoice::Serial(dir.join("none")),
            speech: SpeechConfig {
                command: vec!["no-such-program".into()],
                ..SpeechConfig::default()
            },
            sound: SoundConfig {
                command: vec!["no-such-program".into()],
                dir: dir.join("none"),
            },
            ..Config::default()
        };
        open(&config, &Choice::Auto).0
    });
}

#[test]
fn simulated_set() {
    check(|dir| open(&Config::default(), &Choice::Sim(dir.join("sim"))).0);
}
