//! The rules, case by case, and that nothing written once is read otherwise later.

mod assessments;
mod attendance;
mod board;
mod breaches;
mod changes;
mod common;
mod contacts;
mod folding;
mod frozen;
mod ladder;
mod leaving;
mod limits;
mod orientation;
mod placements;
mod readiness;
mod reasons;
mod requests;
mod reviews;
mod rotation;
mod settings;
mod stations;
mod terms;
