//! The office server: sync point of the kiosks, pages for the staff, keeper of the accounts.
//!
//! Composition lives in `main.rs`; every route stands in [`router`]; handlers in [`pages`] extract, call
//! and render. What belongs to the programme's log is in `stupen-ledger`; [`office`] holds only what must
//! never be in a log that is replicated: passwords, sessions, one-time codes, kiosk PINs.

pub mod badges;
pub mod begun;
pub mod book;
pub mod cards;
pub mod clock;
pub mod commands;
pub mod data;
pub mod demo;
pub mod documents;
pub mod forms;
pub mod i18n;
pub mod kiosks;
pub mod office;
pub mod openapi;
pub mod packs;
pub mod pages;
pub mod pictograms;
pub mod pictures;
pub mod roster;
pub mod router;
pub mod secrets;
pub mod state;
pub mod sync;
pub mod tls;
pub mod upkeep;
pub mod views;
pub mod web;
pub mod week;

#[cfg(test)]
mod tests;
