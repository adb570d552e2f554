//! The pages: each handler extracts, calls, renders. No SQL and no rules here.

pub mod acting;
pub mod api;
pub mod assessment;
pub mod assessments;
pub mod board;
pub mod breaches;
pub mod calls;
pub mod clerk;
pub mod day;
mod fields;
pub mod health;
pub mod kiosks;
pub mod language;
pub mod learning;
pub mod limits;
pub mod login;
pub mod people;
pub mod person_day;
pub mod picture;
pub mod placements;
pub mod requests;
pub mod review;
pub mod reviews;
pub mod room;
pub mod users;
pub mod week;
pub mod work;
