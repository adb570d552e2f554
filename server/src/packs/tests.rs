//! Packs from folders.

use std::fs;

use stupen_domain::wire::ids::OrganisationId;
use stupen_domain::wire::pack::read_manifest;

use super::*;
use crate::clock::Clock;
use crate::data::DataDir;
use crate::office::Office;
use crate::office::testing::at;
use crate::tests::soap;

const GOOD: &str = r#"
id = "soap-set"
version = 1
title = { ru = "Мыло", en = "Soap" }
picture = "pictures/a.svg"
licence = "CC0-1.0"
[[operation]]
id = "fold"
title = { ru = "Складываем", en = "Folding" }
picture = "pictogram:fold-box"
station = "table-1"
norm_s = 45
[[operation.step]]
id = "take"
verb = { ru = "Возьми", en = "Take" }
words = { ru = "картонку", en = "a flat box" }
picture = "pictures/a.svg"
counts = true
"#;

fn folder(text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("pictures")).unwrap();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4'/></svg>";
    fs::write(dir.path().join("pictures/a.svg"), svg).unwrap();
    fs::write(
        dir.path().join("pictures/bad.svg"),
        svg.replace("<circle", "<script/><circle"),
    )
    .unwrap();
    fs::write(dir.path().join(PACK_FILE), text).unwrap();
    dir
}

#[test]
fn the_sample_packs_show_how_it_is_meant() {
    let sample = |pack: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../assets/sample")
            .join(pack);
        match read_pack(&folder, &Sets::none()) {
            Ok(checked) if checked.advice.is_empty() => checked.pack,
            Ok(checked) => panic!("{:#?}", checked.advice),
            Err(findings) => panic!("{findings:#?}"),
        }
    };
    let soap = sample("pack");
    assert!(soap.operations.iter().all(|one| !one.groups.is_empty()));
    let trial = sample("orientation");
    let levels: Vec<Option<u32>> = trial.operations.iter().map(|one| one.level).collect();
    assert!(trial.orientation && levels.is_sorted() && levels.last() >= Some(&Some(3)));
}

#[test]
fn findings_name_file_line_and_field() {
    #[rustfmt::skip]
    let table = [
        (GOOD.replace("norm_s", "norm"), "pack.toml:12: operation fold, norm: unknown field"),
            (GOOD.replace("counts = true", "counts = true\ncount = 2"), "pack.toml:19: operation fold, step take, count: unknown field"),
            (GOOD.replace("ru = \"Складываем\"", "uk = \"Складаємо\", ru = \"Складываем\""), "pack.toml:9: operation fold, title.uk: unknown field"),
            (format!("colour = 1\n{GOOD}"), "pack.toml:1: colour: unknown field"),
        (GOOD.replace("norm_s = 45\n", ""), "pack.toml:7: operation fold: missing field `norm_s`"),
        (GOOD.replace("norm_s = 45", "norm_s = -1"), "pack.toml:12: operation fold, norm_s: invalid value: integer `-1`, expected a whole number"),
        (GOOD.replace("version = 1", "version ="), "pack.toml:3: "),
        (GOOD.replace("norm_s = 45", "norm_s = 0"), "pack.toml:12: operation fold, norm_s: the time norm"),
        (GOOD.replace("a flat box", "a b c d e f g h i j"), "pack.toml:16: operation fold, step take, words.en: 11 words"),
        (GOOD.replace("pictogram:fold-box", "pictogram:fold-bax"), "pack.toml:10: operation fold, picture: there is no pictogram \"fold-bax\""),
        (GOOD.replacen("pictures/a.svg", "pictures/b.svg", 1), "pack.toml:5: picture: pictures/b.svg: the file \"pictures/b.svg\" cannot be read"),
        (GOOD.replacen("pictures/a.svg", "../a.svg", 1), "pack.toml:5: picture: ../a.svg: \"../a.svg\" leads out of the folder"),
        (GOOD.replacen("pictures/a.svg", "pictures/bad.svg", 1), "pack.toml:5: picture: pictures/bad.svg: line 1: <script> is not taken"),
        (GOOD.replace("counts = true", ""), "pack.toml:7: operation fold: no step counts a piece"),
    ];
    for (text, expected) in table {
        let dir = folder(&text);
        let findings = read_pack(dir.path(), &Sets::none()).unwrap_err();
        let said = findings[0].to_string();
        let said = said
            .strip_prefix(&format!("{}/", dir.path().display()))
            .unwrap();
        assert!(said.starts_with(expected), "{expected}\n=> {said}");
    }
    let empty = tempfile::tempdir().unwrap();
    let said = read_pack(empty.path(), &Sets::none()).unwrap_err()[0].to_string();
    assert!(said.contains("pack.toml: cannot be read"), "{said}");
}

/// A pack that uses every field there is.
const WHOLE: &str = r#"
id = "soap-set"
version = 1
title = { ru = "Мыло", en = "Soap" }
picture = "pictures/a.svg"
licence = "CC-BY-4.0"
attribution = "Anna Inkina"
orientation = true

[[tool]]
id = "tape"
title = { ru = "Скотч", en = "Tape" }
picture = "pictures/a.svg"

[[skill]]
id = "folding"
title = { ru = "Складывать", en = "Folding" }

[[station]]
id = "table-1"
title = { ru = "Стол", en = "Table" }

[[operation]]
id = "fold"
title = { ru = "Складываем", en = "Folding" }
picture = "pictogram:fold-box"
station = "table-1"
norm_s = 45
level = 1
skills = ["folding"]
tools = ["tape"]

[[operation.group]]
id = "box"
title = { ru = "Коробка", en = "The box" }
picture = "pictures/a.svg"
checklist = { ru = "Коробка готова", en = "The box is ready" }

[[operation.step]]
id = "take"
verb = { ru = "Возьми", en = "Take" }
words = { ru = "картонку", en = "a flat box" }
picture = "pictures/a.svg"
clip = [{ picture = "pictures/a.svg", ms = 400 }, { picture = "pictogram:fold-box", ms = 500 }]
speech = { ru = "Возьми картонку.", en = "Take a flat box." }
recorded = { ru = "pictures/take.wav" }
safety = ["pictogram:gloves"]
quantity = 3
group = "box"
then = "look"

[[operation.step]]
id = "look"
verb = { ru = "Посмотри", en = "Look" }
words = { ru = "на коробку", en = "at the box" }
picture = "pictures/a.svg"
check = { question = { ru = "Коробка ровная?", en = "Is the box even?" }, picture = "pictures/a.svg", picture_not_ok = "pictures/a.svg", recorded = { en = "pictures/take.wav" }, ok = "choose", not_ok = "aside" }

[[operation.step]]
id = "choose"
verb = { ru = "Выбери", en = "Choose" }
words = { ru = "место", en = "a place" }
picture = "pictures/a.svg"
branch = [{ label = { ru = "Налево", en = "Left" }, picture = "pictures/a.svg", to = "put" }, { label = { ru = "Направо", en = "Right" }, picture = "pictures/a.svg", to = "put" }]

[[operation.step]]
id = "aside"
verb = { ru = "Отложи", en = "Put aside" }
words = { ru = "коробку", en = "the box" }
picture = "pictures/a.svg"
defect = true

[[operation.step]]
id = "put"
verb = { ru = "Положи", en = "Put" }
words = { ru = "коробку", en = "the box" }
picture = "pictures/a.svg"
counts = true
"#;

/// The rows change one field of the whole pack: what stood there, what stands there now, and the place that is named.
/// A row for every field, and for every number what lies below, beyond, between and beside it.
#[test]
fn every_field_that_does_not_fit_is_named_with_its_line() {
    #[rustfmt::skip]
    let table = [
        // The pack.
        ("id = \"soap-set\"", "id = 5", "id: invalid type: integer `5`, expected a text"),
        ("id = \"soap-set\"", "id = \"Soap set\"", "id: \"Soap set\": use lower-case"),
        ("version = 1", "version = 0", "version: versions begin with 1"),
        ("version = 1", "version = -5", "version: invalid value: integer `-5`, expected a whole number"),
        ("version = 1", "version = 4294967296", "version: invalid value: integer `4294967296`, expected a whole number"),
        ("version = 1", "version = 1.5", "version: invalid type: floating point `1.5`, expected a whole number"),
        ("version = 1", "version = \"1\"", "version: invalid type: string \"1\", expected a whole number"),
        ("title = { ru = \"Мыло\", en = \"Soap\" }", "title = \"Мыло\"", "title: invalid type: string"),
        ("title = { ru = \"Мыло\", en = \"Soap\" }", "title = { ru = \"Мыло\" }", "title: missing field `en`"),
        ("title = { ru = \"Мыло\", en = \"Soap\" }", "title = { ru = \"\", en = \"Soap\" }", "title.ru: must be filled"),
        ("picture = \"pictures/a.svg\"", "picture = 7", "picture: invalid type: integer `7`, expected a text"),
        ("picture = \"pictures/a.svg\"", "picture = \"pictogram:none\"", "picture: there is no pictogram \"none\""),
        ("licence = \"CC-BY-4.0\"", "licence = []", "licence: invalid type: sequence, expected a text"),
        ("licence = \"CC-BY-4.0\"", "licence = \"\"", "licence: must be filled"),
        ("attribution = \"Anna Inkina\"", "attribution = 1", "attribution: invalid type: integer `1`, expected a text"),
        ("attribution = \"Anna Inkina\"", "", "licence: CC-BY-4.0 asks for naming the author"),
        ("orientation = true", "orientation = \"yes\"", "orientation: invalid type: string \"yes\", expected true or false"),
        // What ids stand for.
        ("id = \"tape\"", "id = 1", "tool.id: invalid type: integer `1`, expected a text"),
        ("id = \"tape\"", "id = \"Tape\"", "tool Tape: ids are unique"),
        ("title = { ru = \"Скотч\", en = \"Tape\" }", "", "tool tape: missing field `title`"),
        ("title = { ru = \"Складывать\", en = \"Folding\" }", "title = 3", "skill folding, title: invalid type: integer `3`"),
        ("title = { ru = \"Стол\", en = \"Table\" }", "title = { ru = \"Стол\", en = 4 }", "station table-1, title.en: invalid type: integer `4`, expected a text"),
        // An operation.
        ("id = \"fold\"", "id = true", "operation.id: invalid type: boolean `true`, expected a text"),
        ("station = \"table-1\"", "station = 1", "operation fold, station: invalid type: integer `1`, expected a text"),
        ("station = \"table-1\"", "station = \"nowhere\"", "operation fold, station: "),
        ("norm_s = 45", "norm_s = -5", "operation fold, norm_s: invalid value: integer `-5`, expected a whole number"),
        ("norm_s = 45", "norm_s = 0", "operation fold, norm_s: the time norm is at least one second"),
        ("norm_s = 45", "norm_s = 4294967296", "operation fold, norm_s: invalid value: integer `4294967296`, expected a whole number"),
        ("norm_s = 45", "norm_s = 0.5", "operation fold, norm_s: invalid type: floating point `0.5`, expected a whole number"),
        ("norm_s = 45", "norm_s = \"45\"", "operation fold, norm_s: invalid type: string \"45\", expected a whole number"),
        ("level = 1", "level = 0", "operation fold, level: "),
        ("level = 1", "level = 6", "operation fold, level: "),
        ("level = 1", "level = -1", "operation fold, level: invalid value: integer `-1`, expected a whole number"),
        ("skills = [\"folding\"]", "skills = \"folding\"", "operation fold, skills: invalid type: string \"folding\", expected a list"),
        ("skills = [\"folding\"]", "skills = [\"flying\"]", "operation fold, skills: "),
        ("tools = [\"tape\"]", "tools = [1]", "operation fold, tools: invalid type: integer `1`, expected a text"),
        ("checklist = {", "checklist = 1 # {", "operation fold, group box, checklist: invalid type: integer `1`"),
        ("title = { ru = \"Коробка\", en = \"The box\" }", "title = { ru = \"Коробка\", en = \"\" }", "operation fold, group box, title.en: must be filled"),
        // A step.
        ("verb = { ru = \"Возьми\", en = \"Take\" }", "", "operation fold, step take: missing field `verb`"),
        ("words = { ru = \"картонку\", en = \"a flat box\" }", "words = [\"картонку\"]", "operation fold, step take, words: "),
        ("ms = 400", "ms = -400", "operation fold, step take, clip.ms: invalid value: integer `-400`, expected a whole number"),
        ("ms = 400", "ms = 100", "operation fold, step take, clip: a frame of 100 ms"),
        ("ms = 400", "ms = 20000", "operation fold, step take, clip: a frame of 20000 ms"),
        ("ms = 400", "ms = \"400\"", "operation fold, step take, clip.ms: invalid type: string \"400\", expected a whole number"),
        ("speech = { ru = \"Возьми картонку.\", en = \"Take a flat box.\" }", "speech = true", "operation fold, step take, speech: invalid type: boolean `true`"),
        ("recorded = { ru = \"pictures/take.wav\" }", "recorded = \"pictures/take.wav\"", "operation fold, step take, recorded: invalid type: string"),
        ("recorded = { ru = \"pictures/take.wav\" }", "recorded = { ru = \"pictures/a.svg\" }", "operation fold, step take, recorded.ru: pictures/a.svg: neither WAV nor Ogg"),
        ("safety = [\"pictogram:gloves\"]", "safety = \"pictogram:gloves\"", "operation fold, step take, safety: invalid type: string \"pictogram:gloves\", expected a list"),
        ("safety = [\"pictogram:gloves\"]", "safety = [\"pictogram:none\"]", "operation fold, step take, safety: there is no pictogram"),
        ("quantity = 3", "quantity = 0", "operation fold, step take, quantity: 1 to 20"),
        ("quantity = 3", "quantity = 21", "operation fold, step take, quantity: 1 to 20"),
        ("quantity = 3", "quantity = -3", "operation fold, step take, quantity: invalid value: integer `-3`, expected a whole number"),
        ("quantity = 3", "quantity = 3.0", "operation fold, step take, quantity: invalid type: floating point `3.0`, expected a whole number"),
        ("group = \"box\"", "group = \"crate\"", "operation fold, step take, group: the operation has no group \"crate\""),
        ("group = \"box\"", "group = 1", "operation fold, step take, group: invalid type: integer `1`, expected a text"),
        ("then = \"look\"", "then = \"nowhere\"", "operation fold, step take, then: leads to the step \"nowhere\""),
        ("then = \"look\"", "then = 2", "operation fold, step take, then: invalid type: integer `2`, expected a text"),
        (", not_ok = \"aside\"", "", "operation fold, step look, check: missing field `not_ok`"),
        ("not_ok = \"aside\"", "not_ok = \"nowhere\"", "operation fold, step look, check.not_ok: leads to the step \"nowhere\""),
        ("ok = \"choose\"", "ok = 1", "operation fold, step look, check.ok: invalid type: integer `1`, expected a text"),
        ("picture_not_ok = \"pictures/a.svg\"", "picture_not_ok = 1", "operation fold, step look, check.picture_not_ok: invalid type: integer `1`, expected a text"),
        ("recorded = { en = \"pictures/take.wav\" }", "recorded = { en = 1 }", "operation fold, step look, check.recorded.en: invalid type: integer `1`, expected a text"),
        ("question = { ru = \"Коробка ровная?\", en = \"Is the box even?\" }", "question = { ru = \"\", en = \"Is the box even?\" }", "operation fold, step look, check.question.ru: must be filled"),
        ("label = { ru = \"Налево\", en = \"Left\" }", "label = \"Left\"", "operation fold, step choose, branch.label: invalid type: string"),
        ("to = \"put\" }]", "to = \"nowhere\" }]", "operation fold, step choose, branch: leads to the step \"nowhere\""),
        ("branch = [", "branch = 1 # [", "operation fold, step choose, branch: invalid type: integer `1`, expected a list"),
        ("defect = true", "defect = 1", "operation fold, step aside, defect: invalid type: integer `1`, expected true or false"),
        ("counts = true", "counts = \"yes\"", "operation fold, step put, counts: invalid type: string \"yes\", expected true or false"),
        ("counts = true", "counts = true\ncolour = 1", "operation fold, step put, colour: unknown field"),
    ];
    let read = |text: &str| {
        let dir = folder(text);
        let sound = stupen_media::hostile::wav(900);
        fs::write(dir.path().join("pictures/take.wav"), sound).unwrap();
        read_pack(dir.path(), &Sets::none())
            .map(drop)
            .map_err(|findings| {
                let said = findings[0].to_string();
                let inside = format!("{}/", dir.path().display());
                said.strip_prefix(&inside).unwrap().to_owned()
            })
    };
    read(WHOLE).unwrap();
    let mut touched = std::collections::BTreeSet::new();
    for (from, to, expected) in table {
        let at = WHOLE.find(from).unwrap_or_else(|| panic!("no {from:?}"));
        let said = read(&WHOLE.replacen(from, to, 1)).unwrap_err();
        let (file, rest) = said.split_once(": ").unwrap();
        assert!(
            rest.starts_with(expected),
            "{to:?}\n   {expected}\n=> {said}"
        );
        let line: usize = file.strip_prefix("pack.toml:").unwrap().parse().unwrap();
        assert!(line > 0);
        touched.insert(field_at(at));
    }
    // No field is forgotten: a new one needs its row.
    let all: std::collections::BTreeSet<String> = WHOLE
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.to_owned())
        .collect();
    let forgotten: Vec<&String> = all.difference(&touched).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

/// The field of the whole pack whose line this is.
fn field_at(offset: usize) -> String {
    let (before, after) = WHOLE.split_at(offset);
    let begun = before.rsplit('\n').next().unwrap_or_default();
    let line = format!("{begun}{}", after.lines().next().unwrap_or_default());
    line.split(" = ").next().unwrap_or_default().to_owned()
}

#[test]
fn a_pack_is_published_once_and_changes_only_with_its_version() {
    let dir = tempfile::tempdir().unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
    let book = Book::open(&data, &Clock::new(|| at("2026-11-22T06:00:00Z"))).unwrap();
    book.set_workshop(soap(), &Actor::device()).unwrap();
    let workshop = WorkshopId::new("soap");
    let administrator = Actor {
        person: None,
        role: stupen_domain::Role::Administrator,
    };
    let publish = |text: &str| {
        publish_pack(
            &book,
            &workshop,
            &administrator,
            folder(text).path(),
            &Sets::none(),
        )
        .unwrap()
    };
    assert!(matches!(
        publish(&GOOD.replace("1", "0")),
        Published::Refused(_)
    ));
    assert_eq!(publish(GOOD), Published::New(Vec::new()));
    assert_eq!(publish(GOOD), Published::Already(Vec::new()));
    let silently = publish(&GOOD.replace("Soap", "Soaps"));
    let Published::Refused(findings) = silently else {
        panic!("{silently:?}");
    };
    assert!(
        findings[0]
            .to_string()
            .contains("version: this or a newer version")
    );
    assert_eq!(
        publish(&GOOD.replace("version = 1", "version = 2")),
        Published::New(Vec::new())
    );

    let hash = book
        .with(|ledger| {
            let packs = workshop::packs(ledger.state(), &workshop);
            assert_eq!((packs.len(), packs[0].version), (1, 2));
            packs[0].manifest.as_str().parse().unwrap()
        })
        .unwrap();
    let body = book.blobs(|blobs| blobs.get(&hash)).unwrap().unwrap();
    let manifest = read_manifest(&body).unwrap();
    let picture = manifest.media["pictures/a.svg"].as_str().parse().unwrap();
    assert!(book.blobs(|blobs| blobs.has(&picture)).unwrap());
}

#[test]
fn media_are_looked_at_before_anybody_else_opens_them() {
    use stupen_media::hostile;
    let speaking = GOOD.replace(
        "counts = true",
        "counts = true\nrecorded = { ru = \"pictures/x\" }",
    );
    let showing = GOOD.replacen("pictogram:fold-box", "pictures/x", 1);
    #[rustfmt::skip]
    let table: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("photograph", &showing, hostile::jpeg(300, 200, None), ""),
        ("recording", &speaking, hostile::wav(900), ""),
        ("torn photograph", &showing, hostile::jpeg(64, 64, None)[..200].to_vec(), "pack.toml:10: operation fold, picture: pictures/x: not a usable JPEG"),
        ("100 megapixels", &showing, hostile::png_of_nothing(10_000, 10_000), "pack.toml:10: operation fold, picture: pictures/x: 10000 × 10000 pixels"),
        ("bomb", &showing, hostile::svg_of_uses(), "pack.toml:10: operation fold, picture: pictures/x: more than 20000 shapes"),
        ("entities", &showing, hostile::svg_of_entities(), "pack.toml:10: operation fold, picture: pictures/x: not a usable SVG"),
        ("long recording", &speaking, hostile::wav(61_000), "pack.toml:19: operation fold, step take, recorded.ru: pictures/x: 61 s long"),
        ("picture as sound", &speaking, hostile::png(8, 8), "pack.toml:19: operation fold, step take, recorded.ru: pictures/x: neither WAV nor Ogg"),
        ("blank", &showing, hostile::svg("<g/>"), "pack.toml:10: operation fold, picture: pictures/x: nothing can be seen in it"),
        ("one colour", &showing, hostile::png_of_nothing(90, 90), "pack.toml:10: operation fold, picture: pictures/x: it is of one colour"),
        ("pale photograph", &showing, hostile::png_of_two(180, 200), "advice: pictures/x: its light and its dark parts have a contrast of 1.2"),
        ("faint", &showing, hostile::svg("<path d='M0 0h9' stroke='#EEE'/>"), "advice: pictures/x: lines of #EEEEEE have a contrast of 1.2"),
    ];
    for (name, text, bytes, expected) in table {
        let dir = folder(text);
        fs::write(dir.path().join("pictures/x"), bytes).unwrap();
        let findings = match read_pack(dir.path(), &Sets::none()) {
            Ok(checked) => checked.advice,
            Err(findings) => findings,
        };
        let said: Vec<String> = findings
            .iter()
            .map(|finding| finding.to_string())
            // The small pack describes no stations.
            .filter(|line| !line.contains("[[station]]"))
            .collect();
        if expected.is_empty() {
            assert!(said.is_empty(), "{name}: {said:?}");
        } else {
            assert!(
                said.len() == 1 && said[0].contains(expected),
                "{name}: {said:?}"
            );
        }
    }
    let missing = folder(&speaking);
    let said = read_pack(missing.path(), &Sets::none()).unwrap_err()[0].to_string();
    assert!(
        said.contains("recorded.ru: pictures/x: the file \"pictures/x\" cannot be read"),
        "{said}"
    );
}

#[test]
fn recordings_are_published_so_that_their_loudness_can_be_changed() {
    use stupen_media::hostile;
    let speaking = GOOD.replace(
        "counts = true",
        "counts = true\nrecorded = { ru = \"pictures/x\" }",
    );
    for (name, bytes) in [
        ("Ogg Vorbis", hostile::TONE_OGG.to_vec()),
        (
            "WAV of fractions",
            hostile::wav_of_fractions(8_000, &[0.5; 4_000]),
        ),
        ("WAV of whole numbers", hostile::wav(500)),
    ] {
        let dir = folder(&speaking);
        fs::write(dir.path().join("pictures/x"), bytes).unwrap();
        let checked = read_pack(dir.path(), &Sets::none()).unwrap();
        let published = &checked.media["pictures/x"];
        // Format 1 is that of whole numbers.
        assert!(published.starts_with(b"RIFF"), "{name}");
        assert_eq!(published[20..22], [1, 0], "{name}");
    }
}

#[test]
fn photographs_are_published_upright_and_without_a_cameras_notes() {
    let dir = folder(&GOOD.replacen("pictogram:fold-box", "pictures/x.jpg", 1));
    let photo = stupen_media::hostile::jpeg(2000, 1000, Some(6));
    fs::write(dir.path().join("pictures/x.jpg"), &photo).unwrap();
    let checked = read_pack(dir.path(), &Sets::none()).unwrap();
    let published = &checked.media["pictures/x.jpg"];
    assert!(published.len() < photo.len());
    assert!(!published.windows(4).any(|four| four == b"Exif"));
    let seen = stupen_media::decode(published, 5_000_000, (5_000, 5_000)).unwrap();
    assert_eq!((seen.width, seen.height), (800, 1600));
}

#[test]
fn pictures_of_imported_sets_travel_with_the_pack_and_are_credited() {
    use crate::office::sets::{self, Pictogram, Set};
    let dir = tempfile::tempdir().unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    let office = Office::open(&data.office_db()).unwrap();
    let picture = |id: &str, author: Option<&str>| Pictogram {
        id: id.to_owned(),
        ru: "Резать".to_owned(),
        en: "Cut".to_owned(),
        category: "work".to_owned(),
        licence: None,
        author: author.map(str::to_owned),
        source: None,
        kind: stupen_media::PictureKind::Svg,
        bytes: format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='{}'/></svg>",
            id.len()
        )
        .into_bytes(),
    };
    let set = Set {
        id: "lines".to_owned(),
        title: "Lines".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
        attribution: "Anna Inkina".to_owned(),
        source: None,
        pictograms: vec![picture("cut", None), picture("glue", Some("Vera Linden"))],
    };
    let now = at("2026-11-22T06:00:00Z");
    office.with(|db| sets::put(db, &set, now)).unwrap();
    let sets = Sets::of(office.clone());
    let text = GOOD
        .replace("pictogram:fold-box", "pictogram:lines/cut")
        .replace("licence = \"CC0-1.0\"", "licence = \"CC0-1.0\"\n[[tool]]\nid = \"glue\"\ntitle = { ru = \"Клей\", en = \"Glue\" }\npicture = \"pictogram:lines/glue\"");
    let pack = folder(&text);
    let refused = read_pack(pack.path(), &Sets::none()).unwrap_err();
    assert!(
        refused.iter().any(|finding| finding
            .to_string()
            .contains("there is no pictogram \"cut\" in a set \"lines\": import the set")),
        "{refused:?}"
    );
    let checked = read_pack(pack.path(), &sets).unwrap();
    let names: Vec<&str> = checked
        .credits
        .iter()
        .map(|credit| credit.attribution.as_str())
        .collect();
    assert_eq!(names, ["Anna Inkina", "Vera Linden"]);
    assert_eq!(checked.files(), 1, "its own");
    assert_eq!(
        checked.picture("pictogram:lines/cut"),
        Some(set.pictograms[0].bytes.as_slice())
    );

    Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
    let book = Book::open(&data, &Clock::new(|| at("2026-11-22T06:00:00Z"))).unwrap();
    book.set_workshop(soap(), &Actor::device()).unwrap();
    let workshop = WorkshopId::new("soap");
    let administrator = Actor {
        person: None,
        role: stupen_domain::Role::Administrator,
    };
    let published = publish_pack(&book, &workshop, &administrator, pack.path(), &sets);
    assert_eq!(published.unwrap(), Published::New(Vec::new()));
    // The set may go: what kiosks get lies among the pictures.
    office.with(|db| sets::remove(db, "lines")).unwrap();
    let hash = book
        .with(|ledger| {
            let packs = workshop::packs(ledger.state(), &workshop);
            packs[0].manifest.as_str().parse().unwrap()
        })
        .unwrap();
    let body = book.blobs(|blobs| blobs.get(&hash)).unwrap().unwrap();
    let manifest = read_manifest(&body).unwrap();
    assert_eq!(manifest.credits, checked.credits);
    for name in ["pictogram:lines/cut", "pictogram:lines/glue"] {
        let hash = manifest.media[name].as_str().parse().unwrap();
        assert!(book.blobs(|blobs| blobs.has(&hash)).unwrap(), "{name}");
    }
}
