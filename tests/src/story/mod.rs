//! A workshop to tell stories in: the office and its kiosks, run by a script that people can read.
//!
//! Everything is real but the glass and the cables: kiosks are engines on encrypted files, the office is the server's
//! router on a data directory of its own, and what passes between them is signed and verified. Only the clock is the
//! script's.

mod hands;
mod kiosk;
mod office;
mod script;
mod staff;
mod stage;
mod words;

pub use kiosk::Kiosk;
pub use office::{Call, OfficeRoom};
pub use script::{Script, check};
pub use stage::Stage;

/// Half of a file is other bytes now, as after a worn card or a broken disk.
fn damage_middle(path: &std::path::Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 4..bytes.len() * 3 / 4;
    bytes[middle].fill(0x55);
    std::fs::write(path, bytes).unwrap();
}
