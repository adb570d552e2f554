//! Speech and sounds through programs that stand in for the real ones.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use crate::common::{PATIENCE, next, pipe, rest, script, wait_for_end};
use stupen_hardware::{
    Device, Devices, Fault, Input, Output, Sound, SoundConfig, Speech, SpeechConfig, Trouble,
};

fn say(text: &str) -> Output {
    Output::Say {
        text: text.into(),
        lang: "ru".into(),
        voice: None,
    }
}

fn listening(mut device: impl Devices) -> (impl Devices, Receiver<Input>) {
    let (inputs, heard) = channel();
    device.listen(inputs);
    (device, heard)
}

/// Speech by a script that gets language and text as its arguments.
fn speech(dir: &Path, text: &str) -> (impl Devices + use<>, Receiver<Input>) {
    let mut command = script(dir, text);
    command.extend(["{lang}".into(), "{text}".into()]);
    listening(Speech::new(SpeechConfig {
        command,
        ..SpeechConfig::default()
    }))
}

#[test]
fn a_text_reaches_the_program_untouched_by_a_shell() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("pipe");
    let said = pipe(&fifo);
    let text = "Возьми; \"$(touch никогда)\" 'одну' `картонку` > {lang}";
    let (mut speech, heard) = speech(
        dir.path(),
        &format!("printf '%s|%s\\n' \"$1\" \"$2\" > {}", fifo.display()),
    );
    speech.act(&say(text));
    assert_eq!(said.recv_timeout(PATIENCE).unwrap(), format!("ru|{text}"));
    drop(speech);
    assert_eq!(rest(&heard), []);
}

/// The program that speaks where nothing else is configured, with its own words, into a file in place of a loudspeaker.
#[test]
fn the_usual_program_speaks_both_languages_as_loud_as_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let loudest = |lang: &str, text: &str, percent: u8| -> i32 {
        let wav = dir.path().join(format!("{lang}-{percent}.wav"));
        let mut command = SpeechConfig::default().command;
        let program = command.first().cloned().unwrap();
        let is_here = std::process::Command::new(&program)
            .arg("--version")
            .output();
        assert!(
            is_here.is_ok(),
            "{program} is missing: apt-get install {program}"
        );
        let options = command.iter().position(|word| word == "--").unwrap();
        command.splice(options..options, ["-w".into(), wav.display().to_string()]);
        let (mut speech, heard) = listening(Speech::new(SpeechConfig {
            command,
            ..SpeechConfig::default()
        }));
        assert_eq!(speech.check(), []);
        speech.act(&Output::Volume(percent));
        speech.act(&Output::Say {
            text: text.into(),
            lang: lang.into(),
            voice: None,
        });
        // It is written piece by piece: it is whole once it has not grown for a while.
        let size = || std::fs::metadata(&wav).map_or(0, |file| file.len());
        let began = std::time::Instant::now();
        let mut before = 0;
        loop {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let now = size();
            if now > 44 && now == before {
                break;
            }
            before = now;
            assert!(
                began.elapsed() < PATIENCE,
                "no speech came: {:?}",
                rest(&heard)
            );
        }
        drop(speech);
        assert_eq!(rest(&heard), []);
        let bytes = std::fs::read(&wav).unwrap();
        assert!(bytes.starts_with(b"RIFF"));
        let samples = bytes[44..].chunks_exact(2);
        // 22 050 a second: no sentence takes less than half of one.
        assert!(samples.len() > 11_000, "{lang}: {} samples", samples.len());
        samples
            .map(|two| i32::from(i16::from_le_bytes([two[0], two[1]])).abs())
            .max()
            .unwrap()
    };
    for (lang, text) in [
        ("ru", "Возьми одну картонку."),
        ("en", "Take one flat box."),
    ] {
        let (loud, soft) = (loudest(lang, text, 100), loudest(lang, text, 20));
        assert!(
            soft > 100 && soft * 2 < loud,
            "{lang}: {soft} beside {loud}"
        );
    }
}

/// The process that was started to say this.
fn who_says(text: &str) -> String {
    let began = std::time::Instant::now();
    loop {
        let ids = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            name.parse::<u32>().ok().map(|_| name)
        });
        for id in ids {
            // Processes come and go while they are looked at.
            let words = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            if words
                .split(|byte| *byte == 0)
                .any(|word| word == text.as_bytes())
            {
                return id;
            }
        }
        assert!(began.elapsed() < PATIENCE, "nobody says {text:?}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// The program that speaks where nothing else is configured, before a loudspeaker that takes its time: it speaks, it is
/// interrupted by the next sentence, and that one by silence.
#[test]
fn the_usual_program_is_interrupted_in_the_middle_of_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("loudspeaker");
    let kind = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, &fifo, kind, 0o600.into(), 0).unwrap();
    // Open for writing too: the program need not wait for somebody to listen.
    let mut loudspeaker = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&fifo)
        .unwrap();
    let mut command = SpeechConfig::default().command;
    let options = command.iter().position(|word| word == "--").unwrap();
    command.splice(options..options, ["-w".into(), fifo.display().to_string()]);
    let (mut speech, heard) = listening(Speech::new(SpeechConfig {
        command,
        ..SpeechConfig::default()
    }));
    assert_eq!(speech.check(), []);
    // Sounds for a minute: many times what a pipe holds.
    let long = format!(
        "{} {}",
        dir.path().display(),
        "Возьми картонку. ".repeat(40)
    );
    let next = format!("{} Раскрой картонку.", dir.path().display());
    let next = format!("{next} {}", "Загни края внутрь. ".repeat(40));
    speech.act(&say(long.trim()));
    let mut sound = vec![0; 32_000];
    std::io::Read::read_exact(&mut loudspeaker, &mut sound).unwrap();
    assert!(sound.starts_with(b"RIFF"));
    let loudest = sound[44..]
        .chunks_exact(2)
        .map(|two| i32::from(i16::from_le_bytes([two[0], two[1]])).abs())
        .max();
    assert!(loudest > Some(1_000), "{loudest:?}");
    let first = who_says(long.trim());
    speech.act(&say(next.trim()));
    let second = who_says(next.trim());
    wait_for_end(&first);
    assert!(
        Path::new("/proc").join(&second).exists(),
        "what interrupts goes on"
    );
    speech.act(&Output::StopSaying);
    wait_for_end(&second);
    drop(speech);
    assert_eq!(rest(&heard), [], "being interrupted is no fault");
}

#[test]
fn without_a_place_for_it_the_text_is_the_input() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("pipe");
    let said = pipe(&fifo);
    let command = script(dir.path(), &format!("cat > {}", fifo.display()));
    let (mut speech, _heard) = listening(Speech::new(SpeechConfig {
        command,
        ..SpeechConfig::default()
    }));
    speech.act(&say("Привет"));
    assert_eq!(said.recv_timeout(PATIENCE).unwrap(), "Привет");
}

#[test]
fn the_next_sentence_interrupts_with_all_that_was_started() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("pipe");
    let said = pipe(&fifo);
    let text = format!("sleep 1000 & echo $$ $! > {}; wait", fifo.display());
    let (mut speech, heard) = speech(dir.path(), &text);
    let ids = || -> Vec<String> {
        let line = said.recv_timeout(PATIENCE).unwrap();
        line.split(' ').map(String::from).collect()
    };
    speech.act(&say("Раз"));
    let first = ids();
    speech.act(&say("Два"));
    let second = ids();
    assert_ne!(first, second);
    first.iter().for_each(|id| wait_for_end(id));
    speech.act(&Output::StopSaying);
    second.iter().for_each(|id| wait_for_end(id));
    speech.act(&say("Три"));
    let third = ids();
    drop(speech);
    third.iter().for_each(|id| wait_for_end(id));
    // Being interrupted is no fault.
    assert_eq!(rest(&heard), []);
}

#[test]
fn a_missing_program_is_told_once() {
    let config = SpeechConfig {
        command: vec!["no-such-program".into(), "{text}".into()],
        ..SpeechConfig::default()
    };
    let (mut speech, heard) = listening(Speech::new(config.clone()));
    speech.act(&say("Раз"));
    let told = next(&heard);
    assert!(
        matches!(
            &told,
            Input::Fault(Fault {
                device: Device::Voice,
                trouble: Trouble::Missing,
                ..
            })
        ),
        "{told:?}"
    );
    for _ in 0..10 {
        speech.act(&say("Два"));
    }
    drop(speech);
    assert_eq!(rest(&heard), []);

    // Told by the check, it is not told again either.
    let mut speech = Speech::new(config);
    let faults = speech.check();
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].to_string(),
        "voice: not found (no-such-program). Install the speech program or name another one in the configuration."
    );
    let (mut speech, heard) = listening(speech);
    speech.act(&say("Раз"));
    drop(speech);
    assert_eq!(rest(&heard), []);
}

#[test]
fn a_fault_is_told_again_only_after_it_has_worked() {
    let dir = tempfile::tempdir().unwrap();
    let (mut speech, heard) = speech(dir.path(), "echo no card >&2; exit \"$2\"");
    let failed = |code: i32| {
        Input::Fault(Fault {
            device: Device::Voice,
            trouble: Trouble::Failed,
            detail: format!("sh: exit status: {code}: no card"),
        })
    };
    speech.act(&say("3"));
    assert_eq!(next(&heard), failed(3));
    speech.act(&say("0"));
    assert_eq!(next(&heard), Input::Plugged(Device::Voice));
    speech.act(&say("4"));
    assert_eq!(next(&heard), failed(4));
}

#[test]
fn a_program_that_complains_but_ends_well_has_failed() {
    // Without a sound card espeak-ng ends with 0.
    let dir = tempfile::tempdir().unwrap();
    let (mut speech, heard) = speech(
        dir.path(),
        "echo 'ALSA lib: cannot find card' >&2; echo 'error: No such file' >&2; echo x >&2",
    );
    speech.act(&say("Раз"));
    let told = next(&heard);
    assert!(
        matches!(&told, Input::Fault(fault) if fault.detail.ends_with("error: No such file")),
        "{told:?}"
    );
}

/// One second of a WAV file with this sample, over and over.
fn wav(sample: i16) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut out = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut out, spec).unwrap();
    (0..8_000).for_each(|_| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
    out.into_inner()
}

/// A player that tells the size of what it is given and the last two bytes of it.
fn recording(dir: &Path, fifo: &Path) -> Vec<String> {
    let tell =
        "printf '%s %s\\n' \"$(wc -c < \"$1\")\" \"$(tail -c 2 \"$1\" | od -An -td2 | tr -d ' ')\"";
    let mut player = script(dir, &format!("{tell} > {}", fifo.display()));
    player.push("{file}".into());
    player
}

#[test]
fn recorded_speech_is_played_from_memory_as_loud_as_it_is_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("pipe");
    let played = pipe(&fifo);
    let config = SpeechConfig {
        player: recording(dir.path(), &fifo),
        ..SpeechConfig::default()
    };
    let (mut speech, heard) = listening(Speech::new(config));
    let sound: std::sync::Arc<[u8]> = wav(1000).into();
    let play = Output::Recording {
        sound: sound.clone(),
        text: "Возьми".into(),
        lang: "ru".into(),
    };
    speech.act(&play);
    assert_eq!(
        played.recv_timeout(PATIENCE).unwrap(),
        format!("{} 1000", sound.len())
    );
    speech.act(&Output::Volume(40));
    speech.act(&play);
    assert_eq!(
        played.recv_timeout(PATIENCE).unwrap(),
        format!("{} 400", sound.len())
    );
    // Silence is silence, and what comes after it is heard again.
    speech.act(&Output::Volume(0));
    speech.act(&play);
    speech.act(&Output::Volume(100));
    speech.act(&play);
    assert_eq!(
        played.recv_timeout(PATIENCE).unwrap(),
        format!("{} 1000", sound.len())
    );
    drop(speech);
    assert_eq!(rest(&heard), []);
}

#[test]
fn a_recording_without_its_player_is_spoken() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("pipe");
    let said = pipe(&fifo);
    let mut command = script(
        dir.path(),
        &format!("printf '%s\\n' \"$1\" > {}", fifo.display()),
    );
    command.push("{text}".into());
    let config = SpeechConfig {
        command,
        ogg_player: vec!["no-such-program".into()],
        ..SpeechConfig::default()
    };
    let (mut speech, _heard) = listening(Speech::new(config));
    speech.act(&Output::Recording {
        sound: b"OggS and more".as_slice().into(),
        text: "Возьми".into(),
        lang: "ru".into(),
    });
    assert_eq!(said.recv_timeout(PATIENCE).unwrap(), "Возьми");
}

#[test]
fn a_sound_is_played_from_its_folder() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("pipe");
    let played = pipe(&fifo);
    let mut command = script(dir.path(), &format!("echo \"$1\" > {}", fifo.display()));
    command.push("{file}".into());
    std::fs::write(dir.path().join("welcome.wav"), "").unwrap();
    let config = SoundConfig {
        command,
        dir: dir.path().into(),
    };
    let mut sound = Sound::new(config);
    assert_eq!(sound.check(), []);
    let (mut sound, heard) = listening(sound);
    sound.act(&Output::Sound("welcome".into()));
    assert_eq!(
        played.recv_timeout(PATIENCE).unwrap(),
        dir.path().join("welcome.wav").display().to_string()
    );
    // Each missing sound is told once.
    for name in ["none", "none", "other", "none", "other"] {
        sound.act(&Output::Sound(name.into()));
    }
    drop(sound);
    let told: Vec<String> = rest(&heard)
        .into_iter()
        .map(|input| match input {
            Input::Fault(fault) => fault.detail,
            other => panic!("{other:?}"),
        })
        .collect();
    let dir = dir.path().display();
    assert_eq!(
        told,
        [
            format!("sound \"none\" in {dir}"),
            format!("sound \"other\" in {dir}")
        ]
    );
}
