//! A server that lost a file says which one and what to do, and makes nothing in its place.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use clap::Parser;

use super::*;
use crate::clock::Clock;
use crate::commands::{self, Cli};
use crate::office::testing::at;
use crate::office::users;

const INIT: &str = "init --organisation stupeni --name Ступени --workshop soap --workshop-name Мыло --time-zone Europe/Samara";

/// What a command says, or why it refuses, with what it said until then.
fn run(dir: &Path, line: &str) -> Result<String, String> {
    let words = ["stupen-server", "--data", dir.to_str().unwrap()]
        .into_iter()
        .chain(line.split(' '));
    let cli = Cli::try_parse_from(words).unwrap();
    let mut out = Vec::new();
    let done = commands::run(cli, Clock::new(|| at("2026-03-02T05:10:00Z")), &mut out);
    let said = String::from_utf8(out).unwrap();
    match done {
        Ok(()) => Ok(said),
        Err(error) => Err(format!("{said}{error:#}")),
    }
}

/// `serve` where nothing can be served: the port is taken. A server that goes on gets so far and no farther.
fn serve(dir: &Path, flags: &str) -> String {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap();
    run(dir, &format!("serve --listen {listen}{flags}")).unwrap_err()
}

/// A server that was set up and has an administrator.
fn begun(dir: &Path) -> DataDir {
    run(dir, INIT).unwrap();
    run(dir, "user add anna --role administrator --name Анна").unwrap();
    assert!(serve(dir, "").contains("cannot take"));
    run(dir, "check").unwrap();
    DataDir::at(dir)
}

#[test]
fn a_lost_file_is_named_by_whoever_needs_it_and_not_made_anew() {
    const ADD: &str = "kiosks add --name A --mode both --address https://192.0.2.10:8443";
    #[rustfmt::skip]
    let table: &[(Needed, &[&str], &str)] = &[
        (Needed::Writer,   &["check", "rebuild", "kiosks list", INIT, ADD, "demo"], "Do not run `init`"),
        (Needed::Key,      &["check", ADD, "backup --out OUT"], "serve --new-key"),
        (Needed::Accounts, &["check", "user list", "user add eve --role lead --name E", INIT, ADD, "backup --out OUT"], "--new-accounts"),
    ];
    for (needed, lines, way_out) in table {
        for is_empty in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let data = begun(dir.path());
            let file = needed.file(&data);
            fs::remove_file(&file).unwrap();
            if is_empty {
                fs::write(&file, "").unwrap();
            }
            let out = dir.path().join("out");
            let told = lines
                .iter()
                .map(|line| {
                    let line = line.replace("OUT", out.to_str().unwrap());
                    run(dir.path(), &line).expect_err(&line)
                })
                .chain([serve(dir.path(), ""), serve(dir.path(), " --begin-empty")]);
            for told in told {
                // The demonstration is refused before it looks: no invented people beside real ones.
                let is_named = told.contains(file.to_str().unwrap()) && told.contains(way_out);
                assert!(
                    is_named || told.contains("holds a real organisation"),
                    "{needed:?}: {told}"
                );
                let left = fs::metadata(&file).map_or(0, |about| about.len());
                assert_eq!(left, 0, "{needed:?}: {told}");
            }
            assert!(!out.exists(), "no backup that is not whole");
            assert!(!data.is_demonstration());
        }
    }
}

#[test]
fn a_log_that_went_with_its_views_is_missed_too() {
    let dir = tempfile::tempdir().unwrap();
    let data = begun(dir.path());
    for file in [data.log_db(), data.views_db()] {
        fs::remove_file(file).unwrap();
    }
    for line in ["check", "rebuild", INIT] {
        let told = run(dir.path(), line).unwrap_err();
        assert!(told.contains("log.db is not there any more"), "{told}");
        assert!(!data.log_db().exists(), "{line}");
    }
}

#[test]
fn all_that_is_lost_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let data = begun(dir.path());
    fs::remove_dir_all(data.keys()).unwrap();
    fs::remove_file(data.office_db()).unwrap();
    for told in [run(dir.path(), "check").unwrap_err(), serve(dir.path(), "")] {
        for needed in Needed::ALL {
            let file = needed.file(&data);
            assert!(told.contains(file.to_str().unwrap()), "{told}");
        }
    }
}

#[test]
fn all_that_is_torn_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let data = begun(dir.path());
    let torn = "this is no database and no key, ".repeat(300);
    for file in [data.tls_key(), data.office_db()] {
        fs::write(file, &torn).unwrap();
    }
    let told = run(dir.path(), "check").unwrap_err();
    for words in [
        "tls.key holds no usable key",
        "office.db is damaged",
        "2 things are wrong",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    for file in [data.tls_key(), data.office_db()] {
        assert_eq!(fs::read_to_string(file).unwrap(), torn);
    }
}

#[test]
fn whoever_has_no_backup_begins_anew_by_saying_so() {
    let dir = tempfile::tempdir().unwrap();
    let data = begun(dir.path());
    let first = Identity::pin_of(&data).unwrap();
    let told = serve(dir.path(), " --new-key");
    assert!(told.contains("cannot take"), "{told}");
    assert!(
        Identity::pin_of(&data).unwrap() == first,
        "a key that is there stays"
    );
    fs::remove_file(data.tls_key()).unwrap();
    let told = serve(dir.path(), " --new-key");
    assert!(told.contains("cannot take"), "{told}");
    assert!(Identity::pin_of(&data).unwrap() != first);

    let add = "user add boris --role administrator --name Борис --new-accounts";
    let told = run(dir.path(), add).unwrap_err();
    assert!(told.contains("is not lost"), "{told}");
    fs::remove_file(data.office_db()).unwrap();
    let held = data.take().unwrap();
    let told = run(dir.path(), add).unwrap_err();
    assert!(told.contains("stop it first"), "{told}");
    drop(held);
    assert!(!data.office_db().exists());
    run(dir.path(), add).unwrap();
    let office = Office::open(&data.office_db()).unwrap();
    let (list, place) = office
        .with(|db| Ok::<_, anyhow::Error>((users::list(db)?, crate::office::settings::place(db)?)))
        .unwrap();
    let logins: Vec<&str> = list.iter().map(|user| user.login.as_str()).collect();
    assert_eq!(logins, ["boris"]);
    assert_eq!(
        (place.name_ru.as_str(), place.time_zone),
        ("Ступени", chrono_tz::Europe::Samara),
        "as the log has it"
    );
    run(dir.path(), "check").unwrap();
}

#[test]
fn what_was_cut_off_before_it_began_is_begun_again() {
    for needed in Needed::ALL {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        begin(&data, &OrganisationId::new("stupeni")).unwrap();
        assert!(!has_begun(&data));
        fs::remove_file(needed.file(&data)).unwrap();
        assert_eq!(lost(&data), []);
        begun(dir.path());
        assert!(has_begun(&data));
    }
}
