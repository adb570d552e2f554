//! What is stated at a kiosk for the case: unreadable there a moment later, whole at the office.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a ledger that cannot be made fails its test"
)]

mod common;

use common::*;
use stupen_domain::entry::{EntryRef, Role};
use stupen_domain::facts::*;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Command, Here, WriterKind};
use stupen_journal::seal::is_sealed;
use stupen_journal::{Audience, Draft, Entry, SealKey};
use stupen_ledger::{CommitError, Files, Ledger, NotSealed, Seals};

const WORDS: &str = "Ушёл раньше: врач, справка у куратора";

fn noted() -> CaseNoted {
    CaseNoted {
        person: anna(),
        about: NoteAbout::Request,
        id: "r-1".into(),
        words: WORDS.into(),
        conditions: String::new(),
    }
}

/// What the state of a device knows of the case.
fn notes(device: &Device) -> Vec<String> {
    device
        .ledger
        .state()
        .person(&anna())
        .filter_map(|entry| match &entry.payload.fact {
            Fact::CaseNoted(noted) => Some(noted.words.clone()),
            _ => None,
        })
        .collect()
}

fn stored(device: &Device, place: &EntryRef) -> Entry {
    let stream = place.stream.parse().unwrap();
    device
        .ledger
        .log()
        .entry(&stream, place.seq)
        .unwrap()
        .unwrap()
}

/// Opens a device's files with other keys than it had.
fn with_keys(device: &mut Device, seals: Seals) {
    device.ledger.settle().unwrap();
    let files = Files {
        dir: device.dir.path().to_owned(),
        key: (device.author.kind == WriterKind::Kiosk).then_some([9; 32]),
        seals,
    };
    let organisation = OrganisationId::new("ngo");
    let roots = device.roots.clone();
    device.ledger = Ledger::open(&files, device.author.clone(), organisation, roots)
        .unwrap()
        .ledger;
}

/// An entry of a kiosk, as another program might have written it.
fn append_raw(kiosk: &mut Device, audience: Audience, kind: &str, payload: Vec<u8>) {
    let draft = Draft {
        scope: "w:soap".into(),
        audience,
        kind: kind.into(),
        role: "lead".into(),
        occurred_at: now().at,
        payload,
    };
    let stamp = stupen_journal::Stamp {
        recorded_at: now().at,
        clock: stupen_journal::ClockState {
            state: stupen_journal::ClockHealth::Ok,
            boot: "boot-1".into(),
            mono_ms: 5,
        },
    };
    let writer = kiosk.author.writer;
    kiosk
        .ledger
        .log_mut()
        .append(&writer, &[draft], &stamp)
        .unwrap();
}

/// What a device's taking in quarantined, with the reasons.
fn quarantined(from: &mut Device, to: &mut Device) -> Vec<String> {
    from.send_all(to)
        .into_iter()
        .flat_map(|taken| taken.unwrap().report.quarantined)
        .map(|waiting| waiting.reason)
        .collect()
}

#[test]
fn words_for_the_case_lie_sealed_on_the_kiosk_and_count_at_the_office() {
    let (mut server, mut kiosk) = workshop();
    let place = kiosk.commit(Role::Lead, noted()).unwrap();
    let entry = stored(&kiosk, &place);
    let payload = entry.payload.unwrap();
    assert!(is_sealed(&payload));
    assert_eq!(entry.header.stream.audience, Audience::Case);
    assert!(!String::from_utf8(payload.clone()).unwrap().contains("врач"));
    assert!(notes(&kiosk).is_empty(), "nor is it in memory");
    kiosk.ledger.rebuild().unwrap();
    assert!(notes(&kiosk).is_empty());
    assert_eq!(kiosk.ledger.unopened().unwrap().len(), 1);

    assert!(quarantined(&mut kiosk, &mut server).is_empty());
    assert_eq!(notes(&server), [WORDS]);
    assert_eq!(
        stored(&server, &place).payload.unwrap(),
        payload,
        "as it was written"
    );
    assert!(server.ledger.unopened().unwrap().is_empty());
    server.ledger.rebuild().unwrap();
    assert_eq!(notes(&server), [WORDS]);
    server.reopen();
    assert_eq!(notes(&server), [WORDS]);
    // A crash before the views were written: caught up from the log.
    kiosk.commit(Role::Lead, noted()).unwrap();
    kiosk.send_all(&mut server);
    server.crash();
    assert_eq!(notes(&server), [WORDS, WORDS]);

    // Nobody on the floor gets it, sealed or not: only its writer holds that stream.
    let here = server.ledger.log().heads().unwrap();
    assert!(
        here.iter()
            .filter(|head| head.stream.audience == Audience::Case)
            .all(|head| head.stream.writer == kiosk.author.writer.id)
    );
}

#[test]
fn an_act_for_floor_and_case_is_whole_and_seals_only_the_case() {
    let (mut server, mut kiosk) = workshop();
    let here = Here {
        writer: WriterKind::Kiosk,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    let lead = Actor {
        person: Some(PersonId::new("lead")),
        role: Role::Lead,
    };
    let absence = AbsenceNoted {
        person: anna(),
        from: "2026-03-03".parse().unwrap(),
        until: "2026-03-04".parse().unwrap(),
        excused: true,
    };
    let act: Vec<Command> = vec![absence.into(), noted().into()];
    let written = kiosk.ledger.commit(act, &lead, &here, &now()).unwrap();
    assert_eq!(written.len(), 2, "what was said is told to the caller");
    let sealed: Vec<bool> = written
        .iter()
        .map(|entry| is_sealed(&stored(&kiosk, &entry.order.entry).payload.unwrap()))
        .collect();
    assert_eq!(sealed, [false, true]);
    kiosk.send_all(&mut server);
    for entry in &written {
        let theirs = server
            .ledger
            .state()
            .person(&anna())
            .find(|theirs| theirs.order == entry.order);
        assert_eq!(theirs, Some(entry), "the office reads what was said here");
    }
}

#[test]
fn without_the_offices_key_nothing_of_the_act_is_stored() {
    let (mut server, mut kiosk) = workshop();
    with_keys(&mut kiosk, Seals::sealed_to(None));
    let count = kiosk.ledger.log().count().unwrap();
    let refused = kiosk.commit(Role::Lead, noted()).unwrap_err();
    assert!(
        matches!(refused, CommitError::NotSealed(NotSealed::NoKey)),
        "{refused}"
    );
    assert!(refused.to_string().contains("reach the office"));
    assert_eq!(kiosk.ledger.log().count().unwrap(), count);
    assert!(notes(&kiosk).is_empty());
    kiosk.commit(Role::Participant, arrived()).unwrap();
    // A key that is none is not used either.
    kiosk.ledger.seal_to("00".repeat(32).parse().unwrap());
    let refused = kiosk.commit(Role::Lead, noted()).unwrap_err();
    assert!(
        matches!(refused, CommitError::NotSealed(NotSealed::Seal(_))),
        "{refused}"
    );
    // The office tells its key.
    kiosk.ledger.seal_to(seal_key().public());
    kiosk.commit(Role::Lead, noted()).unwrap();
    kiosk.send_all(&mut server);
    assert_eq!(notes(&server), [WORDS]);
}

#[test]
fn what_the_office_writes_for_the_case_stays_readable_there() {
    let (mut server, _kiosk) = workshop();
    let place = server.commit(Role::Lead, noted()).unwrap();
    assert!(!is_sealed(&stored(&server, &place).payload.unwrap()));
    assert_eq!(notes(&server), [WORDS]);
}

#[test]
fn what_cannot_be_opened_waits_with_its_reason_and_opens_once_the_key_is_back() {
    let (mut server, mut kiosk) = workshop();
    let former = SealKey::from_bytes([6; 32]);
    kiosk.ledger.seal_to(former.public());
    let place = kiosk.commit(Role::Lead, noted()).unwrap();
    append_raw(
        &mut kiosk,
        Audience::Case,
        "CaseNoted",
        b"{\"sealed\":\"garbage".to_vec(),
    );
    let mut spoiled = seal_key().public().seal(b"{}").unwrap();
    spoiled[20] = if spoiled[20] == b'A' { b'B' } else { b'A' };
    append_raw(&mut kiosk, Audience::Case, "CaseNoted", spoiled);
    let no_note = seal_key().public().seal(b"[1]").unwrap();
    append_raw(&mut kiosk, Audience::Case, "CaseNoted", no_note);
    kiosk.commit(Role::Participant, arrived()).unwrap();
    let reasons = quarantined(&mut kiosk, &mut server);
    let named = [
        former.public().id(),
        "not a sealed payload".into(),
        "the seal is broken".into(),
        "payload of CaseNoted".into(),
    ];
    assert_eq!(reasons.len(), named.len(), "{reasons:#?}");
    for (reason, name) in reasons.iter().zip(&named) {
        assert!(reason.contains(name), "{reason} does not say {name}");
    }
    assert!(server.is_in(), "no chain stopped");
    assert!(notes(&server).is_empty());
    server.ledger.rebuild().unwrap();
    assert!(notes(&server).is_empty());

    // The former key is found in a backup; staff let the entry count.
    with_keys(&mut server, Seals::opened_by(vec![former, seal_key()]));
    let released = QuarantineReleased {
        entries: vec![place],
        reason: "the key is back".into(),
    };
    server.commit(Role::Lead, released).unwrap();
    assert_eq!(notes(&server), [WORDS]);
    server.ledger.rebuild().unwrap();
    assert_eq!(notes(&server), [WORDS]);
}

#[test]
fn a_lost_key_is_told_and_hurts_nothing_else() {
    let (mut server, mut kiosk) = workshop();
    let place = kiosk.commit(Role::Lead, noted()).unwrap();
    kiosk.commit(Role::Participant, arrived()).unwrap();
    kiosk.send_all(&mut server);
    with_keys(
        &mut server,
        Seals::opened_by(vec![SealKey::from_bytes([6; 32])]),
    );
    server.ledger.rebuild().unwrap();
    assert!(notes(&server).is_empty() && server.is_in());
    let unopened = server.ledger.unopened().unwrap();
    assert_eq!(unopened[0].0, place);
    assert!(
        unopened[0].1.contains(&seal_key().public().id()),
        "{}",
        unopened[0].1
    );
    with_keys(&mut server, Seals::opened_by(vec![seal_key()]));
    server.ledger.rebuild().unwrap();
    assert_eq!(notes(&server), [WORDS]);
}

#[test]
fn what_everybody_reads_is_never_sealed() {
    let (mut server, mut kiosk) = workshop();
    let mut other = Device::new(4, WriterKind::Kiosk);
    let arrived = format!("{{\"person\":\"{}\"}}", anna());
    let sealed = seal_key().public().seal(arrived.as_bytes()).unwrap();
    append_raw(&mut kiosk, Audience::Floor, "Arrived", sealed);
    let reasons = quarantined(&mut kiosk, &mut server);
    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].contains("sealed"), "{reasons:?}");
    assert!(!server.is_in());
    // A holder that cannot open it judges alike.
    assert_eq!(quarantined(&mut server, &mut other), reasons);
}

#[test]
fn what_was_sealed_is_erased_like_the_rest() {
    let (mut server, mut kiosk) = workshop();
    let place = kiosk.commit(Role::Lead, noted()).unwrap();
    kiosk.send_all(&mut server);
    assert_eq!(notes(&server), [WORDS]);
    server
        .commit(Role::Administrator, erased(vec![place.clone()]))
        .unwrap();
    for taken in server.send_all(&mut kiosk) {
        taken.unwrap();
    }
    for device in [&mut server, &mut kiosk] {
        assert_eq!(stored(device, &place).payload, None);
        assert!(device.ledger.log().verify().unwrap().is_sound());
        device.crash();
        device.ledger.rebuild().unwrap();
        assert!(notes(device).is_empty());
    }
}

#[test]
fn what_was_sealed_can_be_told_again() {
    let (mut server, mut kiosk) = workshop();
    let place = kiosk.commit(Role::Lead, noted()).unwrap();
    let entry = stored(&kiosk, &place);
    let told = EntryReadmitted {
        entry: place,
        hash: entry.hash().to_string(),
        kind: entry.header.kind.clone(),
        occurred_at: entry.header.occurred_at,
        role: entry.header.role.clone(),
        payload: String::from_utf8(entry.payload.unwrap()).unwrap(),
        reason: "the card was cloned".into(),
    };
    server.commit(Role::Lead, told).unwrap();
    assert_eq!(notes(&server), [WORDS]);
    server.ledger.rebuild().unwrap();
    assert_eq!(notes(&server), [WORDS]);
}
