//! A pack of 200 steps with a photograph each: from a touch to the drawn screen, and what stays in memory:
//! `cargo bench -p stupen-kiosk --bench photos`.
//!
//! Targets (docs/performance.md): p99 ≤ 25 ms, drawn by the software renderer at 1280×800; ≤ 120 MB resident. Once at
//! the pace of a hand, so that what is made ready ahead is ready; once as fast as it goes, so that nothing is. Without
//! `--bench` a few steps only show that it works.
#![allow(clippy::unwrap_used, reason = "a bench has nobody to report to")]
#![allow(clippy::indexing_slicing, reason = "a bench has nobody to report to")]
#![allow(clippy::print_stdout, reason = "printing is what a bench is for")]

#[path = "../tests/ground/mod.rs"]
mod ground;
mod panel;
#[expect(dead_code, reason = "the tests' own; a bench needs little of it")]
#[path = "../tests/rig/mod.rs"]
mod rig;

use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use panel::Panel;
use rig::{DENIS, Rig};
use stupen_domain::wire::ids::BlobHash;
use stupen_kiosk::commands::run::PATIENCE;
use stupen_kiosk::engine::Effect;
use stupen_kiosk::media::StoredPictures;
use stupen_kiosk::ui::{Screen, Tap};
use stupen_media::hostile;

/// Between two touches of a quick hand: the kiosk takes no two within half a second.
const PACE: Duration = Duration::from_millis(500);

fn pack(steps: usize) -> String {
    let step = |n: usize| {
        let counts = n + 1 == steps;
        format!(
            r#"{{"id": "s{n}", "verb": {{"ru": "Возьми", "en": "Take"}}, "words": {{"ru": "деталь {n}", "en": "part {n}"}},
            "picture": "photo-{n}.jpg", "counts": {counts}}}"#
        )
    };
    let steps: Vec<String> = (0..steps).map(step).collect();
    format!(
        r#"{{"id": "gift", "version": 1, "title": {{"ru": "Подарок", "en": "A gift"}}, "picture": "pictogram:box",
        "licence": "CC0-1.0", "operation": [{{"id": "fold", "title": {{"ru": "Складываем", "en": "Folding"}},
        "picture": "pictogram:fold-box", "station": "t", "norm_s": 45, "step": [{}]}}]}}"#,
        steps.join(",")
    )
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |per_cent: usize| times[(times.len() - 1) * per_cent / 100].as_secs_f64() * 1000.0;
    println!(
        "{what}: median {:.1} ms, p99 {:.1} ms, longest {:.1} ms, of {}",
        at(50),
        at(99),
        at(100),
        times.len()
    );
}

/// A line of what the kernel knows about this process, megabytes.
fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<f64>()
        .unwrap()
        / 1024.0
}

fn main() {
    let measured = std::env::args().any(|arg| arg == "--bench");
    let (steps, pace) = if measured {
        (200, PACE)
    } else {
        (6, Duration::ZERO)
    };
    let panel = Panel::open();
    let face = &panel.face;
    let mut bytes = 0;
    let store = |blobs: &stupen_journal::blobs::BlobStore| -> BTreeMap<String, BlobHash> {
        (0..steps)
            .map(|n| {
                let photo = hostile::photograph(1600, 1200, u32::try_from(n).unwrap());
                bytes += photo.len();
                let hash = blobs.put(&photo).unwrap().to_string();
                (format!("photo-{n}.jpg"), BlobHash::new(hash))
            })
            .collect()
    };
    let mut rig = Rig::prepared(&pack(steps), store, |_| {});
    println!(
        "{steps} photographs of 1600 × 1200 pixels, {} KB each",
        bytes / steps / 1024
    );
    let (told_came, came) = channel();
    let files = Box::new(StoredPictures(rig.blobs()));
    face.pictures_from(files, PATIENCE, move || {
        // It may be told after the last touch.
        let _ = told_came.send(());
    })
    .unwrap();
    let fill = |effects: Vec<Effect>| {
        for effect in effects {
            match effect {
                Effect::Show(screen) => face.show(&screen),
                Effect::Expect(pictures) => face.expect(&pictures),
                _ => {}
            }
        }
    };
    rig.begin_work(DENIS);
    fill(rig.done());
    panel.draw();
    for (name, pace) in [
        ("at the pace of a hand", pace),
        ("as fast as it goes", Duration::ZERO),
    ] {
        let (mut late, mut last) = (0, 0);
        let mut parts: [Vec<Duration>; 3] = Default::default();
        let times: Vec<Duration> = (1..steps)
            .map(|n| {
                std::thread::sleep(pace);
                if came.try_iter().count() > 0 {
                    late += 1;
                    face.pictures_came();
                }
                let started = Instant::now();
                rig.tap(Tap::Next);
                let decided = started.elapsed();
                fill(rig.done());
                let filled = started.elapsed();
                assert!(panel.draw(), "every touch changes the screen");
                let took = started.elapsed();
                for (part, took) in parts
                    .iter_mut()
                    .zip([decided, filled - decided, took - filled])
                {
                    part.push(took);
                }
                if let Screen::Step(step) = rig.screen() {
                    assert_eq!(step.index, n, "every touch is a step");
                    last = step.index;
                }
                took
            })
            .collect();
        assert_eq!(last + 1, steps);
        told(&format!("touch → screen drawn, {name}"), times);
        let names = ["  decided, kept on the disk", "  screen filled", "  drawn"];
        for (name, part) in names.into_iter().zip(parts) {
            told(name, part);
        }
        println!("  photographs that came after their screen: {late}");
        rig.tap(Tap::Done);
        rig.tap(Tap::GoOn);
        fill(rig.done());
        panel.draw();
    }
    assert!(face.unreadable_pictures().is_empty());
    println!(
        "resident: {:.0} MB, at the most {:.0} MB (this process holds the office's log too)",
        memory("VmRSS"),
        memory("VmHWM")
    );
}
