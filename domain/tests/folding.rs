//! Holders of the same entries see the same, in whatever order these came.

use crate::common::*;
use proptest::prelude::*;
use stupen_domain::attendance::{self, Question};
use stupen_domain::board::board;
use stupen_domain::entry::{Audience, Clock, Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::wire::{Fact, Payload, decode, encode};
use stupen_domain::{NewEntry, Refusal, State, people};

fn doubtful(story: &mut Story, written: &str, mono_s: u64, what: Fact) {
    let new = NewEntry {
        scope: "w:soap".into(),
        audience: Audience::Floor,
        role: Role::Participant,
        occurred_at: at(written),
        payload: Payload {
            by: Some(anna()),
            over: vec![],
            fact: what,
        },
    };
    let clock = Clock {
        suspect: true,
        boot: "boot-9".into(),
        mono_ms: mono_s * 1000,
    };
    story.append("k1.01", new, clock);
}

fn mend() -> ClockMended {
    ClockMended {
        device: DeviceId::new("k1"),
        boot: "boot-9".into(),
        boot_began_at: at("08:50"),
        written_from: date("2026-02-27"),
        written_until: date("2026-03-01"),
        true_from: date("2026-03-02"),
        true_until: date("2026-03-02"),
        source: "server_time".into(),
    }
}

#[test]
fn a_mended_clock_moves_its_entries_to_their_true_day() {
    let mut story = Story::workshop();
    doubtful(
        &mut story,
        "2026-03-01T08:55:00+03:00",
        300,
        Arrived {
            person: anna(),
            badge: None,
        }
        .into(),
    );
    let day = |story: &Story, day: &str| {
        attendance::day(
            &story.state,
            &soap(),
            &anna(),
            date(day),
            at("2026-03-02T12:00:00+03:00"),
        )
    };
    let before = day(&story, "2026-03-01");
    assert!(matches!(
        before.questions[0],
        Question::DoubtfulClock { .. }
    ));
    assert!(day(&story, "2026-03-02").presence.is_empty());
    story.write("k1.01", "12:00", mend().into(), Role::System);
    assert!(day(&story, "2026-03-01").presence.is_empty());
    let after = day(&story, "2026-03-02");
    assert_eq!(after.presence[0].from, at("08:55"));
    assert_eq!(after.questions, []);
}

#[test]
fn rival_values_of_a_register_are_shown_and_settled_by_the_next() {
    let mut story = Story::workshop();
    let set = |called: &str| PersonSet {
        person: anna(),
        called: called.into(),
        picture: PictureRef::new("pictogram:person"),
        language: "ru".into(),
        staff_role: None,
        active: true,
    };
    let office = now("2026-02-03T12:00:00+03:00");
    // Two kiosks offline: both replace the same value.
    let mut other = story.clone();
    let lead = staff(Role::Lead);
    story
        .wish("k1.01", WriterKind::Kiosk, &lead, &office, set("Аня"))
        .unwrap();
    other
        .wish("k2.01", WriterKind::Kiosk, &lead, &office, set("Анюта"))
        .unwrap();
    let theirs = other.entries.last().unwrap().clone();
    story.state.apply(theirs.clone());
    story.entries.push(theirs);
    let disputed = |story: &Story| {
        let view = people::person(&story.state, &anna()).unwrap();
        let losers = view
            .disputed
            .iter()
            .map(|set| set.called.clone())
            .collect::<Vec<_>>();
        (view.person.called.clone(), losers)
    };
    assert_eq!(disputed(&story), ("Анюта".into(), vec!["Аня".to_string()]));
    // Staff choose: the new value has seen both, and nothing is disputed any more.
    story
        .wish("k1.01", WriterKind::Kiosk, &lead, &office, set("Аня"))
        .unwrap();
    assert_eq!(disputed(&story), ("Аня".into(), vec![]));
    let made_staff = PersonSet {
        staff_role: Some("lead".into()),
        ..set("Аня")
    };
    let refused = story.wish("k1.01", WriterKind::Kiosk, &lead, &office, made_staff);
    assert!(
        matches!(refused, Err(Refusal::NotAllowed { .. })),
        "no kiosk makes anybody staff"
    );
}

#[test]
fn a_readmitted_entry_counts_once_and_stays_with_its_audience() {
    let mut story = Story::workshop();
    let told = |reason: &str| EntryReadmitted {
        entry: stupen_domain::EntryRef {
            stream: "k1.77/w:soap/floor".into(),
            seq: 3,
        },
        hash: "ab".repeat(32),
        kind: "RunRecorded".into(),
        occurred_at: at("11:00"),
        role: "participant".into(),
        payload: r#"{"run":"r","person":"anna","operation":"soap/fold","version":1,
            "began":"2026-03-02T10:00:00+03:00","ended":"2026-03-02T11:00:00+03:00",
            "counted":7,"defects":0,"help":0,"steps":[],"by":"anna"}"#
            .into(),
        reason: reason.into(),
    };
    let office = now("2026-03-02T12:00:00+03:00");
    let server = WriterKind::Server;
    story
        .wish(
            "server.01",
            server,
            &staff(Role::Lead),
            &office,
            told("the card was cloned"),
        )
        .unwrap();
    story
        .wish(
            "server.02",
            server,
            &staff(Role::Lead),
            &office,
            told("said again"),
        )
        .unwrap();
    let day = |story: &Story| {
        attendance::day(
            &story.state,
            &soap(),
            &anna(),
            date("2026-03-02"),
            at("12:00"),
        )
    };
    assert_eq!(day(&story).counted, 7);
    let first = story
        .entries
        .iter()
        .find(|e| e.payload.fact.kind() == "EntryReadmitted")
        .unwrap()
        .clone();
    story.state.forget(&first);
    assert_eq!(
        day(&story).counted,
        0,
        "what is erased is gone from the views"
    );

    let case = EntryReadmitted {
        entry: stupen_domain::EntryRef {
            stream: "server.77/o:ngo/case".into(),
            seq: 1,
        },
        kind: "PersonIdentified".into(),
        payload: r#"{"person":"anna","surname":"Иванова","given_name":"Анна"}"#.into(),
        ..told("restored")
    };
    let place = story
        .wish("server.01", server, &staff(Role::Lead), &office, case)
        .unwrap();
    assert!(place.stream.ends_with("/o:ngo/case"), "{place}");
}

#[test]
fn enrolments_keep_the_terms_of_the_method() {
    let start =
        |person: &str, id: &str, service, from: &str, until: Option<&str>| EnrolmentStarted {
            enrolment: EnrolmentId::new(id),
            person: PersonId::new(person),
            service,
            from: date(from),
            until: until.map(date),
        };
    use Service::{Orientation, TemporaryEmployment};
    #[rustfmt::skip]
    let rows = [
        ("overlapping",            start("anna", "e2", TemporaryEmployment, "2026-05-01", Some("2026-10-01")), Some(Refusal::EnrolmentOverlaps(date("2026-05-01")))),
        ("before the other",       start("anna", "e2", Orientation, "2026-01-05", Some("2026-01-30")), None),
        ("nobody",                 start("ivan", "e2", Orientation, "2026-01-05", Some("2026-01-30")), Some(Refusal::UnknownPerson(PersonId::new("ivan")))),
        ("nine months",            start("boris", "e2", TemporaryEmployment, "2026-01-10", Some("2026-10-10")), None),
        ("more than nine months",  start("boris", "e2", TemporaryEmployment, "2026-01-10", Some("2026-10-11")), Some(Refusal::TermTooLong)),
        ("thirteen days",          start("boris", "e2", Orientation, "2026-01-05", Some("2026-01-17")), Some(Refusal::OrientationLength)),
        ("two weeks",              start("boris", "e2", Orientation, "2026-01-05", Some("2026-01-18")), None),
        ("a month",                start("boris", "e2", Orientation, "2026-01-05", Some("2026-02-04")), None),
        ("a month and a day",      start("boris", "e2", Orientation, "2026-01-05", Some("2026-02-05")), Some(Refusal::OrientationLength)),
        ("again within a year",    start("clara", "e2", Orientation, "2026-05-01", Some("2026-05-20")), Some(Refusal::OrientationTooSoon(date("2026-06-01")))),
        ("before, within a year",  start("clara", "e2", Orientation, "2024-09-01", Some("2024-09-20")), Some(Refusal::OrientationTooSoon(date("2025-09-01")))),
        ("long before",            start("clara", "e2", Orientation, "2022-09-01", Some("2022-09-20")), None),
        ("again after a year",     start("clara", "e2", Orientation, "2026-06-01", Some("2026-06-20")), None),
        ("the end before the start", start("boris", "e2", Orientation, "2026-01-05", Some("2026-01-01")), Some(Refusal::Invalid { field: "until", problem: "lies before the beginning" })),
    ];
    for (what, command, expected) in rows {
        let mut story = Story::workshop();
        story.person("boris", "Борис", None);
        story.person("clara", "Клара", None);
        story.office(start(
            "clara",
            "e-clara",
            Orientation,
            "2025-06-01",
            Some("2025-06-28"),
        ));
        story.office(EnrolmentEnded {
            enrolment: EnrolmentId::new("e-clara"),
            person: PersonId::new("clara"),
            on: date("2025-06-28"),
            because: EndReason::TermCompleted,
            decision: None,
        });
        let office = now("2026-02-03T12:00:00+03:00");
        let refused = story
            .wish(
                "server.01",
                WriterKind::Server,
                &staff(Role::Consultant),
                &office,
                command,
            )
            .err();
        assert_eq!(refused, expected, "{what}");
    }
}

#[test]
fn payloads_keep_their_actor_and_pass_over_what_they_do_not_know() {
    let bytes = br#"{"person":"anna","badge":"ab","by":"anna","colour":"green"}"#;
    let payload = decode("Arrived", bytes).unwrap();
    assert_eq!(payload.by, Some(anna()));
    assert_eq!(
        decode("Arrived", &encode(&payload).unwrap()).unwrap(),
        payload
    );
    for (kind, bytes, said) in [
        ("Arrived", r#"{"by":"anna"}"#, "missing field `person`"),
        ("Arrived", "[", "EOF"),
        ("Levitated", "{}", "unknown kind Levitated"),
        (
            "HelpAcknowledged",
            r#"{"help":"h","day":"the other day"}"#,
            "invalid characters",
        ),
    ] {
        let error = decode(kind, bytes.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(said), "{kind}: {error}");
    }
}

/// Everything a board shows, as text.
fn seen(state: &State) -> String {
    ["2026-02-27", "2026-03-01", "2026-03-02"]
        .map(|day| {
            format!(
                "{:#?}",
                board(state, &soap(), date(day), at("2026-03-02T18:00:00+03:00"))
            )
        })
        .concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_order_any_repetition_and_any_unloading_gives_the_same(
        marks in proptest::collection::vec((0usize..3, 0u32..600, 0usize..4), 0..30),
        seed in any::<u64>(),
    ) {
        let mut story = Story::workshop();
        for (kiosk, minute, what) in marks {
            let time = format!("2026-03-02T{:02}:{:02}:00+03:00", 8 + minute / 60, minute % 60);
            let writer = ["k1.01", "k2.01", "k3.01"][kiosk];
            story.mark_on(writer, &time, ["in", "break", "back", "out"][what]);
        }
        doubtful(&mut story, "2026-03-01T08:55:00+03:00", 300, Left { person: anna() }.into());
        story.write("k1.01", "12:00", mend().into(), Role::System);

        let mut shuffled = story.entries.clone();
        let mut random = seed;
        for i in (1..shuffled.len()).rev() {
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(i, (random >> 33) as usize % (i + 1));
        }
        let mut other = State::default();
        let mut stored = std::collections::BTreeMap::new();
        let written = |part: stupen_domain::state::Changed| (part.key.clone(), part.body().unwrap());
        for (i, entry) in shuffled.iter().enumerate() {
            for key in other.missing(entry) {
                let body: Option<&Vec<u8>> = stored.get(&key);
                other.load(&key, body.map(Vec::as_slice)).unwrap();
            }
            other.apply(entry.clone());
            if i % 3 == 0 {
                other.apply(entry.clone());
                stored.extend(other.take_changed().into_iter().map(written));
                other.unload_days(|_| false);
            }
        }
        stored.extend(other.take_changed().into_iter().map(written));
        let mut whole = State::default();
        for (key, body) in &stored {
            whole.load(key, Some(body)).unwrap();
        }
        prop_assert_eq!(seen(&story.state), seen(&whole));
    }
}

#[test]
fn a_payload_concerns_whom_it_is_about() {
    use stupen_domain::wire::{Concern, concern};
    #[rustfmt::skip]
    let rows = [
        (r#"{"person":"anna"}"#,                                        true,  Concern::About),
        (r#"{"person":"anna","by":"lead"}"#,                            false, Concern::About),
        (r#"{"help":"h","by":"anna"}"#,                                 true,  Concern::About),
        (r#"{"help":"h","by":"anna"}"#,                                 false, Concern::Names),
        (r#"{"person":"boris","by":"anna"}"#,                           false, Concern::Names),
        (r#"{"places":[{"person":"boris"},{"person":"anna"}]}"#,        false, Concern::Names),
        (r#"{"hash":"f","role":"lead","payload":"{\"person\":\"anna\"}"}"#, false, Concern::About),
        (r#"{"hash":"f","role":"participant","payload":"{\"by\":\"anna\"}"}"#, false, Concern::About),
        (r#"{"hash":"f","role":"lead","payload":"{\"by\":\"anna\"}"}"#, false, Concern::Names),
        (r#"{"person":"boris","note":"anna went home"}"#,               false, Concern::Nothing),
        (r#"{"person":"anna"#,                                          false, Concern::Nothing),
    ];
    for (payload, own_act, expected) in rows {
        let found = concern(payload.as_bytes(), &anna(), own_act);
        assert_eq!(found, expected, "{payload}");
    }
}

#[test]
fn a_kiosk_neither_gives_nor_takes_a_staff_role() {
    let lead = Some(Role::Lead);
    type Written<'a> = &'a [(&'a str, Option<&'a str>)];
    #[rustfmt::skip]
    let rows: &[(Written<'_>, Option<Role>)] = &[
        (&[("server", None)],                                                          None),
        (&[("server", Some("lead"))],                                                  lead),
        (&[("server", Some("lead")), ("k1", None)],                                    lead),
        (&[("server", Some("lead")), ("k1", None), ("k2", None)],                      lead),
        (&[("server", Some("lead")), ("server", None)],                                None),
        (&[("server", Some("lead")), ("server", None), ("k1", None)],                  None),
        (&[("server", Some("lead")), ("k1", None), ("server", Some("tutor"))],         Some(Role::Tutor)),
        (&[("server", Some("lead")), ("import", None)],                                None),
        (&[("k1", None)],                                                              None),
        (&[("k1", None), ("server", Some("lead"))],                                    lead),
    ];
    for (written, expected) in rows {
        let mut story = Story::workshop();
        for device in ["server", "k1", "k2", "import"] {
            let kind = if device.starts_with('k') {
                "kiosk"
            } else {
                device
            };
            story.office(DeviceEnrolled {
                device: DeviceId::new(device),
                kind: kind.into(),
                name: device.into(),
                public_key: String::new(),
                workshop: None,
            });
        }
        let vera = PersonId::new("vera");
        for (device, role) in *written {
            let set = PersonSet {
                person: vera.clone(),
                called: format!("Вера, сказал {device}"),
                picture: PictureRef::new("pictogram:person"),
                language: "ru".into(),
                staff_role: role.map(Into::into),
                active: true,
            };
            story.write(&format!("{device}.01"), "09:00", set.into(), Role::Lead);
        }
        let view = people::person(&story.state, &vera).unwrap();
        assert_eq!(view.staff_role(), *expected, "{written:?}");
        let (last, _) = written.last().unwrap();
        assert!(
            view.person.called.ends_with(last),
            "the rest is a register as any other"
        );
    }
}

#[test]
fn what_is_erased_judges_no_day_any_more() {
    let mut story = Story::workshop();
    let office = now("2026-03-02T12:00:00+03:00");
    let day = date("2026-03-02");
    let away = AbsenceNoted {
        person: anna(),
        from: day,
        until: day,
        excused: true,
    };
    story
        .wish(
            "server.01",
            WriterKind::Server,
            &staff(Role::Lead),
            &office,
            away,
        )
        .unwrap();
    let judged = |state: &State| {
        let enrolled = people::enrolment_on(state, &anna(), &soap(), day).is_some();
        (enrolled, people::absence_on(state, &anna(), day))
    };
    assert_eq!(judged(&story.state), (true, Some(true)));
    for (kind, left) in [
        ("AbsenceNoted", (true, None)),
        ("EnrolmentStarted", (false, None)),
    ] {
        let erased = story
            .entries
            .iter()
            .filter(|entry| entry.payload.fact.kind() == kind);
        for entry in erased {
            story.state.forget(entry);
        }
        assert_eq!(judged(&story.state), left, "{kind}");
    }
}
