//! The pages: each handler extracts, calls, renders. No SQL and no rules here.

pub mod health;
pub mod home;
pub mod language;
pub mod login;
pub mod users;
