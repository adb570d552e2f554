//! The first format, frozen: a small file made once with fixed keys must verify for ever. Never
//! edit `frozen/v1.ndjson`; when this test fails, the program is wrong.
#![allow(clippy::unwrap_used, reason = "in a test an impossible state panics")]
#![allow(
    clippy::indexing_slicing,
    reason = "in a test an impossible state panics"
)]

use stupen_journal::sync::{parse, write_batch};
use stupen_journal::{ClockHealth, DeviceKey, IngestLimits, Log, SealKey, Verdict};

const V1: &[u8] = include_bytes!("frozen/v1.ndjson");

#[test]
fn version_1_verifies_for_ever() {
    let key = DeviceKey::from_bytes(&[5; 32]).public();
    let dir = tempfile::tempdir().unwrap();
    let mut log = Log::open(&dir.path().join("log.db"), None).unwrap();
    let mut accepted = Vec::new();
    for batch in parse(V1).unwrap() {
        assert!(batch.head.verifies(&key));
        let mut accept = |_: &_| Verdict::Accept;
        accepted.extend(
            log.ingest(batch, &key, &IngestLimits::default(), &mut accept)
                .unwrap()
                .accepted,
        );
    }
    let heads: Vec<String> = log
        .heads()
        .unwrap()
        .iter()
        .map(|h| h.hash.to_string())
        .collect();
    assert_eq!(
        heads,
        [
            "48bf2ed23d1649df959072d884c0c7836a9f444dc1f175c236b2defcf118b2d1",
            "0ed18b93804a7b1b5db0a79cf77d73a7d43f2b379d87ca47687a5200803d125d",
        ]
    );
    let report = log.verify().unwrap();
    assert!(report.is_sound());
    assert_eq!(
        (
            report.streams,
            report.entries,
            report.payloads,
            report.absent
        ),
        (2, 5, 4, 1)
    );

    let floor = &accepted[..4];
    assert_eq!(
        floor[0].payload.as_deref(),
        Some(br#"{"person":"p-01"}"#.as_slice())
    );
    assert_eq!(floor[1].header.clock.state, ClockHealth::Suspect);
    assert_eq!(
        floor[1].header.recorded_at.to_rfc3339(),
        "2026-03-02T08:41:02.468+03:00"
    );
    assert_eq!(floor[2].payload, None, "redacted");
    assert_eq!(floor[3].header.kind, "never-heard-of/2");
    let unknown = String::from_utf8(floor[3].header_bytes.clone()).unwrap();
    assert!(
        unknown.contains(r#""later":{"a":[1,null]}"#),
        "unknown fields stay"
    );
    let opened = SealKey::from_bytes([6; 32]).open(accepted[4].payload.as_deref().unwrap());
    assert_eq!(opened.unwrap(), br#"{"note":"x"}"#);
}

#[test]
fn what_comes_out_is_what_went_in_byte_by_byte() {
    let mut bytes = Vec::new();
    for batch in parse(V1).unwrap() {
        write_batch(&mut bytes, &batch).unwrap();
    }
    assert!(bytes == V1);
}
