//! Two ledgers, a server's and a kiosk's: what is committed on one counts on the other, or waits with a reason.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a ledger that cannot be made fails its test"
)]

mod common;

use common::*;
use stupen_domain::entry::{EntryRef, Role};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Here, Refusal, WriterKind, attendance, people};
use stupen_journal::Epoch;
use stupen_ledger::{CommitError, TakeInError, device_id, prepare_ahead};

#[test]
fn what_a_kiosk_states_counts_at_the_office_and_survives_reopening() {
    let (mut server, mut kiosk) = workshop();
    kiosk.commit(Role::Participant, arrived()).unwrap();
    assert!(kiosk.is_in() && !server.is_in());
    for taken in kiosk.send_all(&mut server) {
        taken.unwrap();
    }
    assert!(server.is_in());
    assert_eq!(server.worked(), kiosk.worked());
    for device in [&mut server, &mut kiosk] {
        assert_eq!(device.reopen(), 0, "nothing needs folding anew");
        assert!(device.is_in());
        let before = device.worked();
        std::fs::remove_file(device.dir.path().join("views.db")).unwrap();
        assert!(device.reopen() > 0);
        assert_eq!(device.worked(), before, "views are disposable");
        assert!(device.ledger.log().verify().unwrap().is_sound());
    }
}

#[test]
fn a_look_back_at_one_person_opens_nobody_elses_day() {
    let (mut server, _) = workshop();
    let boris = PersonId::new("boris");
    let known = PersonSet {
        person: boris.clone(),
        ..anna_set("Борис")
    };
    server.commit(Role::Administrator, known).unwrap();
    let enrolment = EnrolmentStarted {
        enrolment: EnrolmentId::new("e-2"),
        person: boris.clone(),
        service: Service::TemporaryEmployment,
        from: "2026-02-02".parse().unwrap(),
        until: None,
    };
    server.commit(Role::Administrator, enrolment).unwrap();
    let day = stupen_domain::time::workshop_day(now().at);
    for person in [anna(), boris.clone()] {
        let arrived = Arrived {
            person,
            badge: None,
        };
        server.commit(Role::Lead, arrived).unwrap();
    }
    server.reopen();
    let loaded = |server: &Device| {
        let keys = [anna(), boris.clone()].map(|who| stupen_domain::state::day_key(day, &who));
        let state = server.ledger.state();
        (
            keys.map(|key| state.is_loaded(&key)),
            server.ledger.is_open(day),
        )
    };
    assert_eq!(loaded(&server), ([false, false], false));
    server.ledger.open_day_of(&anna(), day).unwrap();
    assert_eq!(loaded(&server), ([true, false], false));
    let state = server.ledger.state();
    let view = attendance::day(state, &WorkshopId::new("soap"), &anna(), day, now().at);
    assert_eq!(view.marks.len(), 1);
    server.ledger.open_day(day).unwrap();
    assert_eq!(loaded(&server), ([true, true], true));
}

#[test]
fn an_act_of_several_facts_is_whole_or_not_at_all() {
    let mut server = Device::new(1, WriterKind::Server);
    let here = Here {
        writer: WriterKind::Server,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    let actor = Actor {
        person: Some(PersonId::new("lead")),
        role: Role::Manager,
    };
    let issue = |person: &str| BadgeIssued {
        badge: BadgeHash::new("b"),
        person: PersonId::new(person),
        until: None,
    };
    let wish = |last: &str| {
        vec![
            anna_set("Анна").into(),
            issue("anna").into(),
            issue(last).into(),
        ]
    };
    let refused = server.ledger.commit(wish("anna"), &actor, &here, &now());
    assert!(matches!(
        refused,
        Err(CommitError::Refused(Refusal::BadgeUsed))
    ));
    assert_eq!(server.ledger.log().count().unwrap(), 0);
    assert!(
        people::person(server.ledger.state(), &anna()).is_none(),
        "nothing of it is remembered either"
    );
    let whole = vec![anna_set("Анна").into(), issue("anna").into()];
    assert_eq!(
        server
            .ledger
            .commit(whole, &actor, &here, &now())
            .unwrap()
            .len(),
        2
    );
    let held = people::badge_status(
        server.ledger.state(),
        &BadgeHash::new("b"),
        chrono::NaiveDate::MAX,
    );
    assert_eq!(held, people::BadgeStatus::Held(anna()));
}

#[test]
fn an_answer_to_a_day_long_ago_opens_no_years() {
    let (mut server, _kiosk) = workshop();
    let first: chrono::NaiveDate = "2000-01-01".parse().unwrap();
    let declined = BreachProposalDeclined {
        person: anna(),
        day: first,
        until: None,
        cause: BreachCause::Absent,
        reason: "ill".to_owned(),
    };
    let refused = server.commit(Role::Consultant, declined);
    assert!(
        matches!(refused, Err(CommitError::Refused(Refusal::NothingProposed))),
        "{refused:?}"
    );
    let today = stupen_domain::time::workshop_day(now().at);
    let is_open = |day: &chrono::NaiveDate| server.ledger.state().is_loaded(&format!("h/{day}"));
    let days = first.iter_days().take_while(|day| *day <= today);
    let open = days.filter(is_open).count();
    assert!((1..=35).contains(&open), "{open} days");
}

#[test]
fn what_a_device_may_not_state_waits_and_stops_no_chain() {
    let (mut server, mut kiosk) = workshop();
    let mut stranger = Device::new(3, WriterKind::Kiosk);
    stranger
        .commit(
            Role::System,
            EpochBegun {
                device: DeviceId::new("x"),
                because: "new".into(),
                lost: None,
            },
        )
        .unwrap();
    assert!(matches!(
        stranger.send_all(&mut server)[0],
        Err(TakeInError::Stranger(_))
    ));

    // A kiosk that pretends to be a server writes what only the office may.
    let here = Here {
        writer: WriterKind::Server,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    let lead = Actor {
        person: Some(PersonId::new("lead")),
        role: Role::Lead,
    };
    let made_staff = PersonSet {
        staff_role: Some("administrator".into()),
        ..anna_set("Анна")
    };
    let manager = Actor {
        role: Role::Manager,
        ..lead.clone()
    };
    kiosk
        .ledger
        .commit(vec![made_staff.into()], &manager, &here, &now())
        .unwrap();
    let place = kiosk.commit(Role::Participant, arrived()).unwrap();
    let taken = kiosk.send_all(&mut server).into_iter().map(Result::unwrap);
    let waiting: Vec<_> = taken.flat_map(|taken| taken.report.quarantined).collect();
    assert_eq!(waiting.len(), 1);
    assert!(
        waiting[0].reason.contains("PersonSet"),
        "{}",
        waiting[0].reason
    );
    assert!(server.is_in(), "the chain goes on behind it: {place}");
    assert!(
        people::person(server.ledger.state(), &anna())
            .unwrap()
            .staff_role()
            .is_none()
    );

    let stream = waiting[0].entry.header.stream.to_string();
    let released = QuarantineReleased {
        entries: vec![EntryRef {
            stream,
            seq: waiting[0].entry.header.seq,
        }],
        reason: "checked".into(),
    };
    server.commit(Role::Lead, released).unwrap();
    assert!(
        people::person(server.ledger.state(), &anna())
            .unwrap()
            .staff_role()
            .is_some()
    );
    let before = people::person(server.ledger.state(), &anna())
        .unwrap()
        .person
        .clone();
    server.ledger.rebuild().unwrap();
    assert_eq!(
        people::person(server.ledger.state(), &anna())
            .unwrap()
            .person,
        &before
    );
}

#[test]
fn a_revoked_device_counts_up_to_the_named_heads_and_no_further() {
    let (mut server, mut kiosk) = workshop();
    kiosk.commit(Role::Participant, arrived()).unwrap();
    kiosk.send_all(&mut server);
    let device = device_id(kiosk.author.writer.id);
    let counted: Vec<EntryRef> = server
        .ledger
        .log()
        .heads()
        .unwrap()
        .into_iter()
        .filter(|head| head.stream.writer == kiosk.author.writer.id)
        .map(|head| EntryRef {
            stream: head.stream.to_string(),
            seq: head.seq,
        })
        .collect();
    server
        .commit(
            Role::Administrator,
            DeviceRevoked {
                device,
                reason: "stolen".into(),
                counted,
            },
        )
        .unwrap();
    kiosk
        .commit(Role::Participant, BreakStarted { person: anna() })
        .unwrap();
    let held: usize = kiosk
        .send_all(&mut server)
        .into_iter()
        .map(|taken| {
            taken
                .unwrap()
                .report
                .quarantined
                .iter()
                .filter(|waiting| waiting.held)
                .count()
        })
        .sum();
    assert_eq!(held, 1);
    assert!(server.worked().breaks.is_empty() && server.is_in());

    // A third holder that hears of the revocation first judges alike.
    let mut other = Device::new(4, WriterKind::Kiosk);
    for taken in server.send_all(&mut other) {
        taken.unwrap();
    }
    assert_eq!(other.worked(), server.worked());
}

#[test]
fn what_is_erased_is_gone_from_log_and_views_everywhere() {
    let (mut server, mut kiosk) = workshop();
    let place = kiosk.commit(Role::Participant, arrived()).unwrap();
    kiosk.send_all(&mut server);
    server
        .commit(Role::Administrator, erased(vec![place.clone()]))
        .unwrap();
    assert!(!server.is_in());
    for taken in server.send_all(&mut kiosk) {
        taken.unwrap();
    }
    assert!(!kiosk.is_in());
    for device in [&mut server, &mut kiosk] {
        let stream = place.stream.parse().unwrap();
        assert_eq!(
            device
                .ledger
                .log()
                .entry(&stream, place.seq)
                .unwrap()
                .unwrap()
                .payload,
            None
        );
        assert!(device.ledger.log().verify().unwrap().is_sound());
        device.crash();
        assert!(!device.is_in(), "nor does a restart bring it back");
        device.ledger.rebuild().unwrap();
        assert!(!device.is_in());
    }
}

#[test]
fn kinds_of_the_future_are_kept_and_relayed() {
    let (mut server, mut kiosk) = workshop();
    let draft = stupen_journal::Draft {
        scope: "w:soap".into(),
        audience: stupen_journal::Audience::Floor,
        kind: "SomethingNewer".into(),
        role: "participant".into(),
        occurred_at: now().at,
        payload: br#"{"person":"anna"}"#.to_vec(),
    };
    let stamp = stupen_journal::Stamp {
        recorded_at: now().at,
        clock: stupen_journal::ClockState {
            state: stupen_journal::ClockHealth::Ok,
            boot: "boot-1".into(),
            mono_ms: 5,
        },
    };
    kiosk
        .ledger
        .log_mut()
        .append(&kiosk.author.writer, &[draft], &stamp)
        .unwrap();
    kiosk.commit(Role::Participant, arrived()).unwrap();
    for taken in kiosk.send_all(&mut server) {
        assert!(taken.unwrap().report.quarantined.is_empty());
    }
    assert!(server.is_in());
    let mut other = Device::new(4, WriterKind::Kiosk);
    for taken in server.send_all(&mut other) {
        taken.unwrap();
    }
    assert_eq!(
        other.ledger.log().count().unwrap(),
        server.ledger.log().count().unwrap()
    );
    assert!(other.is_in());
}

#[test]
fn a_payload_that_comes_later_is_judged_then() {
    let (mut server, mut kiosk) = workshop();
    let here = Here {
        writer: WriterKind::Server,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    let manager = Actor {
        person: Some(PersonId::new("lead")),
        role: Role::Consultant,
    };
    let made_staff = PersonSet {
        staff_role: Some("administrator".into()),
        ..anna_set("Анна")
    };
    kiosk
        .ledger
        .commit(vec![made_staff.into()], &manager, &here, &now())
        .unwrap();
    kiosk.ledger.sign().unwrap();
    let head = kiosk.ledger.log().heads().unwrap();
    let own = head
        .into_iter()
        .find(|head| head.stream.writer == kiosk.author.writer.id)
        .unwrap();
    let whole = kiosk
        .ledger
        .log()
        .batch_after(&own.stream, 0, 1_000)
        .unwrap()
        .unwrap();
    let mut bare = whole.clone();
    for entry in &mut bare.entries {
        entry.payload = None;
        entry.salt = Default::default();
    }
    server.ledger.take_in(bare).unwrap();
    let waiting = server.ledger.take_in(whole).unwrap().report.quarantined;
    assert_eq!(waiting.len(), 1);
    server.ledger.rebuild().unwrap();
    assert!(
        people::person(server.ledger.state(), &anna())
            .unwrap()
            .staff_role()
            .is_none()
    );
}

fn run(id: &str) -> RunRecorded {
    RunRecorded {
        run: RunId::new(id),
        person: anna(),
        operation: OperationId::new("soap/fold"),
        version: 1,
        began: now().at,
        ended: now().at,
        counted: 5,
        defects: 0,
        help: 0,
        steps: vec![],
        part: None,
        away: None,
    }
}

#[test]
fn a_run_that_is_told_again_counts_once_where_it_was_written() {
    let (mut server, mut kiosk) = workshop();
    let place = kiosk.commit(Role::Participant, run("r")).unwrap();
    let stream = place.stream.parse().unwrap();
    let entry = kiosk
        .ledger
        .log()
        .entry(&stream, place.seq)
        .unwrap()
        .unwrap();
    let told = EntryReadmitted {
        entry: place,
        hash: entry.hash().to_string(),
        kind: entry.header.kind.clone(),
        occurred_at: entry.header.occurred_at,
        role: entry.header.role.clone(),
        payload: String::from_utf8(entry.payload.clone().unwrap()).unwrap(),
        reason: "the card was cloned".into(),
    };
    server.commit(Role::Lead, told).unwrap();
    for taken in server.send_all(&mut kiosk) {
        taken.unwrap();
    }
    assert_eq!((server.worked().counted, kiosk.worked().counted), (5, 5));
}

#[test]
fn an_erased_payload_that_comes_again_is_not_read() {
    let (mut server, mut kiosk) = workshop();
    let place = kiosk.commit(Role::Participant, arrived()).unwrap();
    server
        .commit(Role::Administrator, erased(vec![place]))
        .unwrap();
    // The kiosk has not heard of it: it sends the payload for the first time.
    for taken in kiosk.send_all(&mut server) {
        taken.unwrap();
    }
    assert!(!server.is_in());
    server.ledger.rebuild().unwrap();
    assert!(!server.is_in());
}

#[test]
fn batches_that_are_prepared_ahead_are_taken_in_in_order_until_one_fails() {
    let (mut server, mut kiosk) = workshop();
    let stream = kiosk.commit(Role::Participant, arrived()).unwrap().stream;
    let stream = stream.parse().unwrap();
    let mut batches = Vec::new();
    let mut after = 0;
    for _ in 0..5 {
        kiosk
            .commit(Role::Participant, Left { person: anna() })
            .unwrap();
        kiosk.commit(Role::Participant, arrived()).unwrap();
        kiosk.ledger.sign().unwrap();
        let log = kiosk.ledger.log();
        let batch = log.batch_after(&stream, after, 100).unwrap().unwrap();
        after = batch.head.seq;
        batches.push(batch);
    }
    let seals = server.ledger.seals().clone();
    let mut taken = Vec::new();
    let failed = prepare_ahead(batches.clone().into_iter().map(Ok), &seals, |batch| {
        taken.push(batch.batch().head.seq);
        if taken.len() == 2 {
            Err("full")
        } else {
            Ok(())
        }
    });
    assert_eq!((failed, taken.len()), (Err("full"), 2));
    prepare_ahead(batches.into_iter().map(Ok), &seals, |batch| {
        server.ledger.take_in_prepared(batch).map(drop)
    })
    .unwrap();
    assert_eq!(
        server.ledger.log().head(&stream).unwrap().unwrap().seq,
        after
    );
    assert_eq!(server.worked(), kiosk.worked());
}

#[test]
fn views_written_in_passing_are_those_that_are_folded_anew() {
    let (mut server, mut kiosk) = workshop();
    // Many people, so that views are written while more is taken in.
    let people: Vec<PersonId> = (0..2_500)
        .map(|n| PersonId::new(format!("p-{n:04}")))
        .collect();
    for part in people.chunks(500) {
        let set = |person: &PersonId| {
            let set = PersonSet {
                person: person.clone(),
                ..anna_set("Анна")
            };
            set.into()
        };
        let here = Here {
            writer: WriterKind::Server,
            organisation: OrganisationId::new("ngo"),
            workshop: WorkshopId::new("soap"),
        };
        let actor = Actor {
            person: Some(PersonId::new("boss")),
            role: Role::Administrator,
        };
        let commands = part.iter().map(set).collect();
        server
            .ledger
            .commit(commands, &actor, &here, &now())
            .unwrap();
        for taken in server.send_all(&mut kiosk) {
            taken.unwrap();
        }
    }
    server.ledger.settle().unwrap();
    kiosk.ledger.settle().unwrap();
    for device in [&mut server, &mut kiosk] {
        assert!(unlike_anew(device).is_empty());
        assert_eq!(device.reopen(), 0, "nothing needs folding anew");
    }
}

/// Views that the same log, folded anew, would not have.
fn unlike_anew(device: &Device) -> Vec<String> {
    let other = tempfile::tempdir().unwrap();
    for file in ["log.db", "log.db-wal"] {
        std::fs::copy(device.dir.path().join(file), other.path().join(file)).unwrap();
    }
    let anew = open(&other, &device.author, &device.roots);
    assert!(anew.folded > 0);
    device.ledger.views_unlike(&anew.ledger).unwrap()
}

#[test]
fn what_was_only_tried_leaves_no_view_that_the_log_does_not_tell() {
    let (_server, mut kiosk) = workshop();
    let actor = Actor {
        person: Some(anna()),
        role: Role::Participant,
    };
    let here = Here {
        writer: WriterKind::Kiosk,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    // Anna only comes; a run of hers is refused together with what she may not state.
    kiosk.commit(Role::Participant, arrived()).unwrap();
    kiosk.ledger.settle().unwrap();
    assert_eq!(unlike_anew(&kiosk), Vec::<String>::new());
    let act = vec![run("r").into(), anna_set("Аня").into()];
    assert!(kiosk.ledger.commit(act, &actor, &here, &now()).is_err());
    kiosk.ledger.settle().unwrap();
    assert_eq!(unlike_anew(&kiosk), Vec::<String>::new());
    // What did happen is no less there.
    kiosk.commit(Role::Participant, run("r")).unwrap();
    kiosk.ledger.settle().unwrap();
    assert_eq!(unlike_anew(&kiosk), Vec::<String>::new());
    assert_eq!(kiosk.worked().counted, 5);
}

#[test]
fn everything_about_a_person_is_found_and_erased_also_in_the_other_branch() {
    let (mut server, mut kiosk) = workshop();
    // A card is copied: two kiosks go on as the same one.
    let mut copy = Device::new(2, WriterKind::Kiosk);
    for taken in server.send_all(&mut copy) {
        taken.unwrap();
    }
    let boris = PersonId::new("boris");
    let of_boris = PersonSet {
        person: boris.clone(),
        ..anna_set("Борис")
    };
    server
        .commit(Role::Administrator, of_boris.clone())
        .unwrap();
    kiosk.commit(Role::Participant, arrived()).unwrap();
    copy.commit(
        Role::Lead,
        PersonSet {
            called: "Боря".into(),
            ..of_boris
        },
    )
    .unwrap();
    copy.commit(Role::Participant, arrived()).unwrap();
    kiosk.send_all(&mut server);
    copy.send_all(&mut server);
    let apart = server.ledger.log().divergent().unwrap();
    assert_eq!(apart.len(), 2);
    let told = EntryReadmitted {
        entry: EntryRef {
            stream: apart[1].entry.header.stream.to_string(),
            seq: 2,
        },
        hash: apart[1].entry.hash().to_string(),
        kind: apart[1].entry.header.kind.clone(),
        occurred_at: apart[1].entry.header.occurred_at,
        role: apart[1].entry.header.role.clone(),
        payload: String::from_utf8(apart[1].entry.payload.clone().unwrap()).unwrap(),
        reason: "the card was copied".into(),
    };
    let told = server.commit(Role::Lead, told).unwrap();

    let about = server.ledger.about(&anna()).unwrap();
    assert!(about.entries.contains(&told));
    let kinds: Vec<String> = about
        .entries
        .iter()
        .map(|place| {
            let stream = place.stream.parse().unwrap();
            let entry = server.ledger.log().entry(&stream, place.seq).unwrap();
            entry.unwrap().header.kind
        })
        .collect();
    let mut sorted = kinds.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        [
            "Arrived",
            "EnrolmentStarted",
            "EntryReadmitted",
            "PersonSet"
        ]
    );
    // The kiosk's first place is Anna's in one branch and of Boris in the other.
    assert_eq!(about.exact.len(), 2, "{about:?}");
    let erased = Redacted {
        entries: about.entries.clone(),
        exact: about.exact.clone(),
        because: Some("request".into()),
    };
    server.commit(Role::Administrator, erased).unwrap();
    assert!(people::person(server.ledger.state(), &anna()).is_none());
    assert!(!server.is_in());
    let kept: Vec<bool> = server
        .ledger
        .log()
        .divergent()
        .unwrap()
        .iter()
        .map(|kept| kept.entry.payload.is_some())
        .collect();
    assert_eq!(kept, [true, false], "of Boris nothing goes");
    assert_eq!(server.ledger.about(&anna()).unwrap(), Default::default());

    // The other branch is what its own writer holds as the chain.
    for taken in server.send_all(&mut copy) {
        taken.unwrap();
    }
    assert!(!copy.is_in());
    assert!(people::person(copy.ledger.state(), &boris).is_some());
    // Sent again, nothing comes back.
    copy.send_all(&mut server);
    kiosk.send_all(&mut server);
    assert_eq!(server.ledger.about(&anna()).unwrap(), Default::default());
    server.ledger.rebuild().unwrap();
    assert!(people::person(server.ledger.state(), &anna()).is_none());
    assert!(server.ledger.log().verify().unwrap().is_sound());
}

#[test]
fn a_log_that_began_empty_fills_until_the_office_has_given_all() {
    let (mut server, mut kiosk) = workshop();
    assert!(kiosk.ledger.is_filling(), "what came so far may be a part");
    kiosk.ledger.filled().unwrap();
    assert!(!kiosk.ledger.is_filling());
    kiosk.reopen();
    assert!(!kiosk.ledger.is_filling(), "it goes on without the office");
    kiosk.ledger.start_over(Epoch(7), Some([9; 32])).unwrap();
    assert!(kiosk.ledger.is_filling());
    // Only a part came when it was started anew.
    let mut some = server.send_all(&mut kiosk);
    some.remove(0).unwrap();
    kiosk.reopen();
    assert!(kiosk.ledger.is_filling(), "a part is not the whole");
    for taken in server.send_all(&mut kiosk) {
        taken.unwrap();
    }
    kiosk.ledger.filled().unwrap();
    assert!(!kiosk.ledger.is_filling());
    kiosk.reopen();
    assert!(!kiosk.ledger.is_filling());
}

#[test]
fn a_kiosk_that_lost_its_end_tells_it_fills_again_and_leaves_the_kept_file_alone() {
    let (mut server, mut kiosk) = workshop();
    kiosk.commit(Role::Participant, arrived()).unwrap();
    kiosk.ledger.settle().unwrap();
    let before = kiosk.ledger.log().count().unwrap();
    // Killed, with all that came since the first entries in the write-ahead log; one of the first pages goes bad.
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(kiosk.dir.path()).unwrap().flatten() {
        if !file.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
    }
    let wal = copy.path().join("log.db-wal");
    let mut bytes = std::fs::read(&wal).unwrap();
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    std::fs::write(&wal, bytes).unwrap();
    for round in ["first", "told again until it is heard"] {
        let opened = open(&copy, &kiosk.author, &kiosk.roots);
        let lost = opened.lost.expect(round);
        assert!(lost.loss.entries() > 0, "{round}: {}", lost.loss);
        assert!(opened.set_aside.is_none());
        assert_eq!(
            opened.ledger.log().count().unwrap() + lost.loss.entries(),
            before
        );
        assert!(opened.ledger.is_filling(), "{round}");
        if round != "first" {
            opened.ledger.log().loss_told().unwrap();
        }
    }
    let opened = open(&copy, &kiosk.author, &kiosk.roots);
    assert!(opened.lost.is_none(), "told once");
    kiosk.ledger = opened.ledger;
    kiosk.dir = copy;
    for taken in server.send_all(&mut kiosk) {
        taken.unwrap();
    }
    assert!(unlike_anew(&kiosk).is_empty());
}
