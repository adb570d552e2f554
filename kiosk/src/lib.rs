//! The kiosk of a workshop: its face, and the engine behind it.

pub mod ui;
