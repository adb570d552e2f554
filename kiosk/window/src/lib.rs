//! What the Slint compiler makes of `kiosk/ui`: the longest compilation of the workspace, which nobody who changes the
//! kiosk's Rust code has to wait for. Only `kiosk/src/ui` uses it.
#![allow(
    clippy::all,
    unreachable_pub,
    unused,
    reason = "written by the Slint compiler, not by us"
)]

slint::include_modules!();
