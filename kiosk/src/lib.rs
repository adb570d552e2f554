//! The kiosk of a workshop: its face, and the engine behind it.

pub mod about;
pub mod commands;
pub mod config;
pub mod density;
pub mod engine;
pub mod exchange;
pub mod hand;
pub mod identity;
pub mod local;
pub mod media;
mod mounts;
pub mod office;
pub mod tidy;
pub mod ui;
