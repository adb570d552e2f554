//! For designers: the screens in a window, one after the other, without an engine.
//! `cargo run -p stupen-kiosk --example face -- [WxH] [ru|en] [--hide-text]`; Right and Left change the screen,
//! taps and other keys are printed.

#[expect(
    dead_code,
    reason = "the tests' own; of them the screens alone are shown"
)]
#[path = "../tests/face/mod.rs"]
mod face;

use std::cell::Cell;
use std::rc::Rc;

use stupen_kiosk::ui::{Face, FaceOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut size = (1280, 800);
    let mut lang = "ru".to_owned();
    let mut hide_text = false;
    for word in std::env::args().skip(1) {
        if word == "--hide-text" {
            hide_text = true;
            continue;
        }
        match word.split_once('x') {
            Some((width, height)) => size = (width.parse()?, height.parse()?),
            None => lang = word,
        }
    }
    let px_per_mm = if size.1 < 600 { 5.25 } else { 5.88 };
    let face = Rc::new(Face::new(&FaceOptions {
        size,
        px_per_mm: Some(px_per_mm),
        lang: lang.clone(),
        fullscreen: false,
    })?);
    face.hide_text(hide_text);

    let samples = face::samples(&lang);
    let at = Cell::new(0);
    let show = {
        let face = Rc::clone(&face);
        move |step: isize| {
            let count = samples.len().cast_signed();
            at.set((at.get() + step).rem_euclid(count));
            if let Some((name, screen)) = samples.get(at.get().unsigned_abs()) {
                face.show(screen);
                eprintln!("{name}: {}", face.spoken());
            }
        }
    };
    show(0);
    face.on_tap(|tap| eprintln!("{tap:?}"));
    let right = slint::SharedString::from(slint::platform::Key::RightArrow);
    let left = slint::SharedString::from(slint::platform::Key::LeftArrow);
    face.on_key(move |text, shift| {
        if text == right.as_str() {
            show(1);
        } else if text == left.as_str() {
            show(-1);
        } else {
            eprintln!("key {text:?}, shift {shift}");
        }
    });
    face.run()?;
    Ok(())
}
