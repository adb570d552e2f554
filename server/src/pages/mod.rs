//! The pages: each handler extracts, calls, renders. No SQL and no rules here.

pub mod acting;
pub mod board;
pub mod clerk;
pub mod day;
pub mod health;
pub mod kiosks;
pub mod language;
pub mod login;
pub mod person_day;
pub mod picture;
pub mod review;
pub mod room;
pub mod users;
pub mod week;
