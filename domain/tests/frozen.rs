//! Frozen payloads: one of every kind in use, as it was first written. The file is only ever added to.

use stupen_domain::wire::{Fact, Payload, decode, encode};

const EXAMPLES: &str = include_str!("frozen/v1.txt");

/// `Kind payload` a line.
fn examples() -> impl Iterator<Item = (&'static str, &'static str)> {
    EXAMPLES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .filter_map(|line| line.split_once(' '))
}

#[test]
fn every_kind_in_use_has_an_example_that_reads_for_ever() {
    let mut seen = Vec::new();
    for (kind, text) in examples() {
        let payload = decode(kind, text.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(payload.fact.kind(), kind);
        seen.push(kind);
    }
    for kind in Fact::KINDS {
        assert!(seen.contains(kind), "{kind} has no frozen example");
    }
}

#[test]
fn what_is_written_today_is_what_was_written_then() {
    for (kind, text) in examples() {
        let payload: Payload = decode(kind, text.as_bytes()).unwrap();
        assert_eq!(
            String::from_utf8(encode(&payload).unwrap()).unwrap(),
            text,
            "{kind}"
        );
    }
}
