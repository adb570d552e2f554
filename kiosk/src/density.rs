//! How many pixels a millimetre has: as staff set it, as the panel tells it, or as that of the usual panel of this width.
//! Keys are measured in millimetres of a hand, so a wrong number makes them too small to hit.

use stupen_hardware::Display;

use crate::config::ScreenConfig;
use crate::ui::usual_density;

/// What a participant touches is at least so large (docs/screens.md).
const TARGET_MM: f32 = 20.0;
/// The screens are drawn for a panel of at least this size in millimetres: that of seven inches with 800×480. On a smaller
/// one larger keys would leave no room for the rest.
const LEAST_MM: (f32, f32) = (152.0, 90.0);
/// Nobody feels a difference of three in a hundred; an EDID's whole centimetres are no better.
const NEARLY: f32 = 0.97;

/// Where a density comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// `px_per_mm` in the configuration.
    Set,
    /// The panel tells its size.
    Told(Display),
    /// Nobody knows: that of the usual panel of this width.
    Guessed,
}

/// Pixels of a millimetre of the panel, and how that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    /// Pixels of the screen.
    pub size: (u32, u32),
    /// What the screens are measured by.
    pub px_per_mm: f32,
    /// How it is known.
    pub known: Known,
    /// What the one panel that tells its size says, whatever is set.
    told: Option<Display>,
}

/// The density for a screen. A panel is believed where it is the only one, and fills the screen: in a window somebody
/// sits at a desk.
pub fn density(screen: &ScreenConfig, displays: &[Display]) -> Density {
    let told = match displays {
        [one] if screen.fullscreen => Some(one.clone()),
        _ => None,
    };
    let size = told.as_ref().map_or(screen.size, |told| told.size_px);
    let (px_per_mm, known) = match (screen.px_per_mm, &told) {
        (Some(set), _) => (set, Known::Set),
        (None, Some(told)) => (
            told.px_per_mm().min(most(told.size_px)),
            Known::Told(told.clone()),
        ),
        (None, None) => (usual_density(size.0 as f32), Known::Guessed),
    };
    Density {
        size,
        px_per_mm,
        known,
        told,
    }
}

/// The largest density by which all that the screens show has room.
fn most(size: (u32, u32)) -> f32 {
    (size.0 as f32 / LEAST_MM.0).min(size.1 as f32 / LEAST_MM.1)
}

impl Density {
    /// What the window is told: nothing where it has to look at its own width.
    pub fn for_the_window(&self) -> Option<f32> {
        (self.known != Known::Guessed).then_some(self.px_per_mm)
    }

    /// How large a key of 20 mm truly is; `None` where the panel does not tell its size.
    pub fn key_mm(&self) -> Option<f32> {
        let told = self.told.as_ref()?;
        Some(TARGET_MM * self.px_per_mm / told.px_per_mm())
    }

    /// What `doctor` says, and whether that is well.
    pub fn said(&self) -> (String, bool) {
        let (width, height) = self.size;
        let how = match &self.known {
            Known::Set => "as px_per_mm says".to_string(),
            Known::Told(told) => format!(
                "as the panel at {} tells: {} × {} mm",
                told.name, told.size_mm.0, told.size_mm.1
            ),
            Known::Guessed => format!(
                "guessed, as of the usual panel {width} pixels wide, {:.0} mm: measure yours, and where it is another, \
                 set px_per_mm = {width} / its width in mm below [screen] in kiosk.toml",
                width as f32 / self.px_per_mm
            ),
        };
        let said = format!(
            "{width}×{height}, {:.2} pixels a millimetre, {how}",
            self.px_per_mm
        );
        let Some(key) = self.key_mm() else {
            return (said, true);
        };
        let said = format!("{said}; a key of {TARGET_MM:.0} mm is {key:.1} mm");
        if key >= TARGET_MM * NEARLY {
            return (said, true);
        }
        let right = self.told.as_ref().map_or(0.0, Display::px_per_mm);
        let way = if right <= most(self.size) + 0.01 {
            format!("set px_per_mm = {right:.2} below [screen] in kiosk.toml, or take it out")
        } else {
            format!(
                "the panel is too small for it: one of at least {:.0} × {:.0} mm is needed",
                LEAST_MM.0, LEAST_MM.1
            )
        };
        (format!("{said}, too small for many hands: {way}"), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(px: (u32, u32), mm: (u32, u32)) -> Display {
        Display {
            name: "HDMI-A-1".into(),
            size_px: px,
            size_mm: mm,
        }
    }

    /// Size that is configured, `px_per_mm`, full screen, the panels that tell their size; then the pixels of a millimetre,
    /// what the window is told, the true key, whether `doctor` is content, and something that it says.
    #[test]
    fn keys_are_of_twenty_millimetres_or_doctor_says_so() {
        type Row<'a> = (
            &'a str,
            Option<f32>,
            bool,
            &'a [Display],
            f32,
            Option<f32>,
            Option<f32>,
            bool,
            &'a str,
        );
        let seven = || panel((1024, 600), (154, 86));
        let wide = || panel((1920, 1080), (531, 299));
        let tiny = || panel((800, 480), (108, 65));
        #[rustfmt::skip]
        let rows: [Row<'_>; 9] = [
            ("nobody knows",              None,       true,  &[],                5.88, None,       None,       true,  "guessed, as of the usual panel 1280 pixels wide, 218 mm"),
            ("set, nobody knows",         Some(6.65), true,  &[],                6.65, Some(6.65), None,       true,  "as px_per_mm says"),
            ("7\" of 1024×600 tells",     None,       true,  &[seven()],         6.65, Some(6.65), Some(20.0), true,  "HDMI-A-1 tells: 154 × 86 mm"),
            ("and somebody set too few",  Some(5.88), true,  &[seven()],         5.88, Some(5.88), Some(17.7), false, "17.7 mm, too small for many hands: set px_per_mm = 6.65 below"),
            ("a monitor tells",           None,       true,  &[wide()],          3.62, Some(3.62), Some(20.0), true,  "a key of 20 mm is 20.0 mm"),
            ("set too small for it",      Some(3.0),  true,  &[wide()],          3.0,  Some(3.0),  Some(16.6), false, "set px_per_mm = 3.62 below [screen]"),
            ("too small for its keys",    None,       true,  &[tiny()],          5.26, Some(5.26), Some(14.2), false, "at least 152 × 90 mm"),
            ("two panels",                None,       true,  &[seven(), wide()], 5.88, None,       None,       true,  "guessed"),
            ("in a window",               None,       false, &[seven()],         5.88, None,       None,       true,  "guessed"),
        ];
        let near = |one: f32, other: f32| (one - other).abs() < 0.06;
        for (row, set, fullscreen, displays, px, window, key, content, part) in rows {
            let screen = ScreenConfig {
                px_per_mm: set,
                fullscreen,
                ..ScreenConfig::default()
            };
            let found = density(&screen, displays);
            assert!(near(found.px_per_mm, px), "{row}: {}", found.px_per_mm);
            let same = |found: Option<f32>, expected: Option<f32>| match (found, expected) {
                (Some(found), Some(expected)) => near(found, expected),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            assert!(same(found.for_the_window(), window), "{row}");
            assert!(same(found.key_mm(), key), "{row}: {:?}", found.key_mm());
            let (said, is_well) = found.said();
            assert_eq!(is_well, content, "{row}: {said}");
            assert!(said.contains(part), "{row}: {said}");
        }
    }
}
