//! How screens look for whoever stands before them.

/// The shape in which time is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimerShape {
    /// A disc that empties.
    #[default]
    Disc,
    /// A bar that gets shorter.
    Bar,
}

/// What is left of a time, to be seen and not to be counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeLeft {
    /// From 1.0 down to 0.0.
    pub left: f32,
    /// As what.
    pub shape: TimerShape,
}

/// How one person wants to see screens; the default is how nobody's screens look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Size of letters: 100, 125 or 150.
    pub text_percent: u16,
    /// White grounds, darker inks, thicker lines.
    pub high_contrast: bool,
    /// The main action stands at the left.
    pub left_handed: bool,
    /// Nothing moves by itself.
    pub still: bool,
    /// Something speaks: every screen has the key that says it again.
    pub speaks: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look {
            text_percent: 100,
            high_contrast: false,
            left_handed: false,
            still: false,
            speaks: true,
        }
    }
}
