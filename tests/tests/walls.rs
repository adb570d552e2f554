//! The walls between the rooms: which crate may know which (ARCHITECTURE.md), what the rules may stand on, and that
//! the catalogue printed for strangers is the one in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use stupen_domain::catalogue::{KINDS, Merge, ScopeKind};
use stupen_domain::entry::{Audience, Role};
use stupen_tests::root;

/// Who may know whom of our own rooms. Nothing else: an arrow that is missing here fails.
const ARROWS: &[(&str, &[&str])] = &[
    ("stupen-domain", &[]),
    ("stupen-journal", &[]),
    ("stupen-hardware", &[]),
    ("stupen-media", &[]),
    ("stupen-window", &[]),
    ("stupen-ledger", &["stupen-domain", "stupen-journal"]),
    (
        "stupen-kiosk",
        &[
            "stupen-domain",
            "stupen-journal",
            "stupen-ledger",
            "stupen-hardware",
            "stupen-media",
            "stupen-window",
        ],
    ),
    (
        "stupen-server",
        &[
            "stupen-domain",
            "stupen-journal",
            "stupen-ledger",
            "stupen-media",
        ],
    ),
    (
        "stupen-tests",
        &[
            "stupen-domain",
            "stupen-journal",
            "stupen-ledger",
            "stupen-hardware",
            "stupen-media",
            "stupen-kiosk",
            "stupen-server",
        ],
    ),
];

/// All that the rules stand on, whole: none of it opens a file, a socket or a clock. Processor-dependent helpers of
/// BLAKE3 included. A crate that is not here has to be argued for.
const UNDER_THE_RULES: &[&str] = &[
    "arrayref",
    "arrayvec",
    "blake3",
    "cfg-if",
    "chrono",
    "constant_time_eq",
    "cpufeatures",
    "data-encoding",
    "itoa",
    "memchr",
    "num-traits",
    "ryu",
    "serde",
    "serde_core",
    "serde_json",
    "stupen-domain",
    "thiserror",
    "zmij",
];

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Every crate of the workspace with all that it declares: also what is only for tests, builds or a feature.
fn declared() -> BTreeMap<String, BTreeSet<String>> {
    let text = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let names = package["dependencies"].as_array().unwrap().iter();
            (
                package["name"].as_str().unwrap().to_owned(),
                names
                    .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                    .collect(),
            )
        })
        .collect()
}

fn sources(room: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(room), &mut found);
    assert!(!found.is_empty(), "{room} has no sources");
    found
}

#[test]
fn arrows_between_the_rooms_point_one_way() {
    let declared = declared();
    let rooms: BTreeSet<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    let found: BTreeSet<&str> = declared.keys().map(String::as_str).collect();
    assert_eq!(
        found, rooms,
        "a room without walls, or walls without a room"
    );
    for (room, allowed) in ARROWS {
        let ours = declared[*room]
            .iter()
            .filter(|name| rooms.contains(name.as_str()));
        for name in ours {
            assert!(
                allowed.contains(&name.as_str()),
                "{room} must not know {name}: see ARCHITECTURE.md"
            );
        }
    }
}

#[test]
fn the_pins_of_a_pi_are_known_in_one_file() {
    for (room, dependencies) in declared() {
        assert_eq!(
            dependencies.contains("rppal"),
            room == "stupen-hardware",
            "{room}"
        );
    }
    for room in ["domain", "journal", "hardware", "kiosk", "server"] {
        for file in sources(room) {
            let names_it = std::fs::read_to_string(&file)
                .unwrap()
                .lines()
                .any(|line| line.contains("rppal::") && !line.trim_start().starts_with("//"));
            assert!(
                !names_it || file.ends_with("hardware/src/pi.rs"),
                "{} uses rppal",
                file.display()
            );
        }
    }
}

#[test]
fn sqlite_is_there_once() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let times = |name: &str| lock.matches(&format!("name = \"{name}\"\n")).count();
    assert_eq!(times("rusqlite"), 1);
    assert_eq!(times("libsqlite3-sys"), 1);
    for other in ["sqlite3-sys", "sqlx-sqlite", "libsql-ffi"] {
        assert_eq!(times(other), 0, "{other}");
    }
}

#[test]
fn the_rules_stand_on_nothing_that_reads_a_clock_a_disk_or_a_network() {
    // Resolved for this crate alone: in the workspace, others turn the clock on.
    let tree = cargo(&[
        "tree",
        "-p",
        "stupen-domain",
        "-e",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "-f",
        "{p} [{f}]",
    ]);
    for line in tree.lines().filter(|line| !line.trim().is_empty()) {
        let name = line.split(' ').next().unwrap();
        assert!(
            UNDER_THE_RULES.contains(&name),
            "the rules now stand on {name}: {line}"
        );
        let features = line.split_once('[').unwrap().1.split(']').next().unwrap();
        for feature in features.split(',') {
            let banned = ["std", "clock", "now", "getrandom", "wasmbind"].contains(&feature);
            assert!(!banned, "{name} comes with {feature}");
        }
    }
    // And it compiles alone, with nothing but these.
    let target = root().join("target").join("walls");
    cargo(&[
        "check",
        "--quiet",
        "-p",
        "stupen-domain",
        "--target-dir",
        target.to_str().unwrap(),
    ]);
}

#[test]
fn the_rules_are_no_std_and_leave_serde_to_the_wire() {
    let lib = std::fs::read_to_string(root().join("domain/src/lib.rs")).unwrap();
    assert!(lib.lines().any(|line| line == "#![no_std]"));
    for file in sources("domain/src") {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let in_wire = file.components().any(|part| part.as_os_str() == "wire");
        for line in code {
            let name = file.display();
            for banned in ["extern crate std", "std::", "rand::"] {
                let used = line.match_indices(banned).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                });
                assert!(!used, "{name}: {line}");
            }
            assert!(in_wire || !line.contains("serde"), "{name}: {line}");
        }
    }
}

#[test]
fn the_catalogue_for_strangers_is_the_one_in_the_code() {
    let page = std::fs::read_to_string(root().join("docs/entries.md")).unwrap();
    let (_, rest) = page.split_once("<!-- catalogue -->\n").unwrap();
    let (table, _) = rest.split_once("<!-- /catalogue -->").unwrap();
    let printed: Vec<&str> = table.lines().skip(2).collect();
    let roles = |roles: &[Role]| match roles {
        [] => "—".to_owned(),
        some => some
            .iter()
            .map(|role| role.word())
            .collect::<Vec<_>>()
            .join(", "),
    };
    let coded: Vec<String> = KINDS
        .iter()
        .map(|row| {
            let merge = match row.merge {
                Merge::Fact => "fact",
                Merge::Register => "register",
                Merge::Decision => "decision",
            };
            let audience = match row.audience {
                Audience::Floor => "floor",
                Audience::Case => "case",
                Audience::Confidential => "confidential",
            };
            let scope = match row.scope {
                ScopeKind::Workshop => "workshop",
                ScopeKind::Organisation => "organisation",
            };
            format!(
                "| {} | {merge} | {audience} | {scope} | {} | {} | {} |",
                row.kind,
                roles(row.kiosk),
                roles(row.server),
                if row.import { "yes" } else { "no" }
            )
        })
        .collect();
    let wrong: Vec<String> = (0..printed.len().max(coded.len()))
        .map(|n| (printed.get(n).copied(), coded.get(n).map(String::as_str)))
        .filter(|(printed, coded)| printed != coded)
        .map(|(printed, coded)| {
            let row = |row: Option<&str>| row.unwrap_or("(no row)").to_owned();
            format!(
                "docs/entries.md: {}\nthe code:        {}",
                row(printed),
                row(coded)
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "the catalogues differ:\n{}",
        wrong.join("\n")
    );
}

/// `./test --quick` leaves out by name what needs a window or a browser: all of that has the name, and nothing else.
#[test]
fn what_opens_a_window_says_so_in_its_name() {
    let folder = root().join("tests/tests");
    let mut named = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|end| end != "rs") || path.ends_with("walls.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let opens = text.contains("Window::open") || text.contains("Window::configured");
        let is_test =
            |line: &&str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        let mut lines = text.lines();
        while lines.by_ref().any(|line| is_test(&line)) {
            let head = lines.by_ref().find_map(|line| line.split_once("fn "));
            let name = head.unwrap().1.split('(').next().unwrap();
            let says_so = name.starts_with("on_screen_");
            assert_eq!(says_so, opens, "{}: {name}", path.display());
            named += usize::from(says_so);
        }
    }
    assert!(named > 5, "{named}");
    let script = std::fs::read_to_string(root().join("test")).unwrap();
    assert!(script.contains("--skip on_screen_"));
}

/// The kiosk's and the rules' tests are one program each, and a file that it does not name would never run.
#[test]
fn every_file_of_tests_is_in_its_program() {
    for (folder, program) in [("kiosk/tests", "kiosk.rs"), ("domain/tests", "rules.rs")] {
        let folder = root().join(folder);
        let named = std::fs::read_to_string(folder.join(program)).unwrap();
        let mut files = 0;
        for file in std::fs::read_dir(&folder).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if let Some(module) = name.strip_suffix(".rs").filter(|_| name != program) {
                let line = format!("mod {module};");
                assert!(
                    named.lines().any(|one| one == line),
                    "{program} lacks {line}"
                );
                files += 1;
            }
        }
        assert!(files > 15, "{files}");
    }
}
