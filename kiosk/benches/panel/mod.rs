//! A panel in memory, drawn as the kiosk's window is: by the software renderer, into pixels that stay from one screen to
//! the next, so that only what changed is drawn anew. What then brings the pixels to glass is not part of it.

use std::cell::RefCell;
use std::rc::Rc;

use slint::PlatformError;
use slint::platform::software_renderer::{
    MinimalSoftwareWindow, PremultipliedRgbaColor, RepaintBufferType,
};
use slint::platform::{Platform, WindowAdapter, set_platform, update_timers_and_animations};
use stupen_kiosk::ui::{Face, FaceOptions};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;

struct Glass(Rc<MinimalSoftwareWindow>);

impl Platform for Glass {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(Rc::<MinimalSoftwareWindow>::clone(&self.0))
    }
}

/// A face in Russian on a panel of 1280×800.
pub(crate) struct Panel {
    pub(crate) face: Face,
    window: Rc<MinimalSoftwareWindow>,
    pixels: RefCell<Vec<PremultipliedRgbaColor>>,
}

impl Panel {
    /// The one of this process.
    pub(crate) fn open() -> Self {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        set_platform(Box::new(Glass(Rc::clone(&window)))).unwrap();
        let face = Face::new(&FaceOptions {
            size: (WIDTH, HEIGHT),
            px_per_mm: Some(5.88),
            lang: "ru".into(),
            fullscreen: false,
        })
        .unwrap();
        face.open().unwrap();
        let pixels = vec![PremultipliedRgbaColor::default(); (WIDTH * HEIGHT) as usize];
        Self {
            face,
            window,
            pixels: RefCell::new(pixels),
        }
    }

    /// Draws what changed; whether anything did.
    pub(crate) fn draw(&self) -> bool {
        update_timers_and_animations();
        self.window.draw_if_needed(|renderer| {
            renderer.render(&mut self.pixels.borrow_mut(), WIDTH as usize);
        })
    }
}
