//! A face that is drawn into memory, where there is no window and no screen.

use std::rc::Rc;
use std::time::Duration;

use slint::ComponentHandle;
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, WindowAdapter};

use super::{Face, FaceError, FaceOptions};

/// A place to draw, and a clock that stands still.
struct Memory(Rc<MinimalSoftwareWindow>);

impl Platform for Memory {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, slint::PlatformError> {
        Ok(Rc::<MinimalSoftwareWindow>::clone(&self.0))
    }

    fn duration_since_start(&self) -> Duration {
        Duration::ZERO
    }
}

/// What was drawn: red, green, blue, opacity; row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The pixels.
    pub rgba: Vec<u8>,
}

impl Face {
    /// A face without a window; only one in a process, and none with a window beside it.
    ///
    /// # Errors
    /// [`FaceError`], also where there is a face already.
    pub fn in_memory(options: &FaceOptions) -> Result<Self, FaceError> {
        let place = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        slint::platform::set_platform(Box::new(Memory(place)))
            .map_err(|error| FaceError::Screen(slint::PlatformError::Other(error.to_string())))?;
        let face = Self::new(options)?;
        face.open()?;
        Ok(face)
    }

    /// The screen that is shown, as it looks now.
    ///
    /// # Errors
    /// [`FaceError::Screen`], where it cannot be drawn.
    pub fn drawn(&self) -> Result<Drawn, FaceError> {
        let picture = self.component().window().take_snapshot()?;
        Ok(Drawn {
            width: picture.width(),
            height: picture.height(),
            rgba: picture.as_bytes().to_vec(),
        })
    }
}
