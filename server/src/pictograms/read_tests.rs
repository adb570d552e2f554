//! Sets from folders and zips, good ones and hostile ones.

use std::fs;
use std::io::Write as _;

use stupen_media::hostile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const INDEX: &str = r#"
[set]
id = "lines"
title = "Lines"
licence = "CC-BY-SA-4.0"
attribution = "Anna Inkina"
source = "https://example.org/lines"

[[pictogram]]
id = "cut"
ru = "Резать"
en = "Cut"
category = "work"

[[pictogram]]
id = "glue"
file = "more/glue.png"
ru = "Клеить"
en = "Glue"
category = "work"
licence = "CC0-1.0"
author = "Vera Linden"
"#;

const CUT: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'><title>x</title><script>alert(1)</script><a href='https://example.org'><path onclick='go()' d='M9 9h50' stroke='#000' stroke-width='5'/></a></svg>";

/// Names and bytes.
type Files = Vec<(String, Vec<u8>)>;

fn files() -> Files {
    vec![
        (INDEX_FILE.to_owned(), INDEX.into()),
        ("cut.svg".to_owned(), CUT.into()),
        ("more/glue.png".to_owned(), hostile::png(96, 96)),
    ]
}

fn folder(files: &[(String, Vec<u8>)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

fn zip(within: &str, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(format!("{within}{name}"), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_zip(bytes: &[u8]) -> Result<ReadSet, Vec<Problem>> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("set.zip");
    fs::write(&path, bytes).unwrap();
    read(&path)
}

#[test]
fn a_folder_and_a_zip_give_the_same_set_with_nothing_in_it_but_what_is_seen() {
    let files = files();
    let read = read(folder(&files).path()).unwrap();
    assert_eq!(read_zip(&zip("", &files)).unwrap(), read);
    assert_eq!(read_zip(&zip("lines-1.2/", &files)).unwrap(), read);
    let gone: Vec<String> = read.left_out.iter().map(ToString::to_string).collect();
    assert_eq!(gone, ["cut.svg: left out: <a>, <script>, onclick"]);
    let set = read.set;
    assert_eq!(
        (
            set.id.as_str(),
            set.pictograms.len(),
            set.attribution.as_str()
        ),
        ("lines", 2, "Anna Inkina")
    );
    let [cut, glue] = set.pictograms.as_slice() else {
        panic!("{set:?}");
    };
    let svg = std::str::from_utf8(&cut.bytes).unwrap();
    for hidden in ["script", "alert", "onclick", "href", "title"] {
        assert!(!svg.contains(hidden), "{hidden}: {svg}");
    }
    assert!(svg.contains("path"), "{svg}");
    assert_eq!(
        (glue.kind, glue.author.as_deref(), glue.licence.as_deref()),
        (PictureKind::Png, Some("Vera Linden"), Some("CC0-1.0"))
    );
}

#[test]
fn what_is_wrong_is_said_by_file_and_line() {
    let change = |name: &str, bytes: Vec<u8>| {
        let mut files = files();
        files.iter_mut().find(|file| file.0 == name).unwrap().1 = bytes;
        files
    };
    let index = |from: &str, to: &str| {
        assert!(INDEX.contains(from), "{from}");
        change(INDEX_FILE, INDEX.replacen(from, to, 1).into())
    };
    #[rustfmt::skip]
    let table: Vec<(&str, Files, &str)> = vec![
        ("no index", files().split_off(1), "index.toml: "),
        ("not TOML", index("[set]", "[set"), "index.toml:2: "),
        ("unknown field", index("category", "colour = 1\ncategory"), "index.toml:13: unknown field `colour`"),
        ("missing field", index("category = \"work\"\n", ""), "index.toml:9: pictogram cut: missing field `category`"),
        ("not a text", index("ru = \"Резать\"", "ru = 5"), "index.toml:11: pictogram cut, ru: invalid type: integer `5`, expected a text"),
        ("no texts", index("category = \"work\"\n", "category = [\"work\"]\n"), "index.toml:13: pictogram cut, category: invalid type: sequence, expected a text"),
        ("set field", index("title = \"Lines\"", "title = true"), "index.toml:4: set.title: invalid type: boolean `true`, expected a text"),
        ("no set title", index("title = \"Lines\"\n", ""), "index.toml:2: set: missing field `title`"),
        ("bad set id", index("\"lines\"", "\"Lines!\""), "index.toml: set.id: \"Lines!\": use lower-case"),
        ("no licence", index("\"CC-BY-SA-4.0\"", "\" \""), "index.toml: set.licence: must be filled"),
        ("nobody named", index("\"Anna Inkina\"", "\"\""), "index.toml: set.attribution: CC-BY-SA-4.0 asks for naming"),
        ("bad id", index("id = \"cut\"", "id = \"../cut\""), "index.toml:10: pictogram ../cut: use lower-case"),
        ("twice", index("id = \"glue\"", "id = \"cut\""), "index.toml:16: pictogram cut: the id stands there twice"),
        ("no meaning", index("\"Резать\"", "\"\""), "index.toml:10: pictogram cut, ru: must be filled"),
        ("none", change(INDEX_FILE, INDEX.split("\n[[").next().unwrap().into()), "index.toml: pictogram: the set has none"),
        ("missing file", index("more/glue.png", "more/glu.png"), "more/glu.png: "),
        ("leads outside", index("more/glue.png", "../glue.png"), "../glue.png: "),
        ("letters", change("cut.svg", CUT.replace("<path", "<text>A</text><path").into()), "cut.svg: line 1: <text> looks different"),
        ("fetches", change("cut.svg", CUT.replace("<path", "<image href='http://example.org/a.png'/><path").into()), "cut.svg: line 1: refers to"),
        ("blank", change("cut.svg", hostile::svg("<path d='M1 1h7' stroke='#fff'/>")), "cut.svg: nothing can be seen in it"),
        ("empty", change("cut.svg", hostile::svg("<script>draw()</script>")), "cut.svg: nothing can be seen in it"),
        ("one colour", change("more/glue.png", hostile::png_of_nothing(90, 90)), "more/glue.png: it is of one colour"),
        ("bomb", change("cut.svg", hostile::svg_of_uses()), "cut.svg: more than 20000 shapes"),
        ("entities", change("cut.svg", hostile::svg_of_entities()), "cut.svg: not a usable SVG"),
        ("photograph", change("more/glue.png", hostile::jpeg(64, 64, None)), "more/glue.png: is a photograph"),
        ("100 megapixels", change("more/glue.png", hostile::png_of_nothing(10_000, 10_000)), "more/glue.png: 10000 × 10000 pixels"),
        ("too large", change("cut.svg", vec![b' '; 3 * 1024 * 1024]), "cut.svg: is larger than 2048 KiB"),
    ];
    for (name, files, expected) in table {
        let from_folder = read(folder(&files).path()).unwrap_err();
        let from_zip = read_zip(&zip("", &files)).unwrap_err();
        for found in [from_folder, from_zip] {
            // A zip without an index is no set at all: that is said of the zip.
            let said = found[0].to_string();
            let fits = said.starts_with(expected)
                || (name == "no index" && said.contains("holds no index.toml"));
            assert!(fits, "{name}: {said}");
        }
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let mut files = files();
    files[1].1 = b"no drawing".to_vec();
    files[2].1 = b"no picture".to_vec();
    let said: Vec<String> = read(folder(&files).path())
        .unwrap_err()
        .iter()
        .map(|problem| problem.file.clone())
        .collect();
    assert_eq!(said, ["cut.svg", "more/glue.png"]);
}

#[test]
fn a_zip_is_not_believed() {
    let mut outside = files();
    outside.push(("../../evil.svg".to_owned(), CUT.into()));
    let said = read_zip(&zip("", &outside)).unwrap_err()[0].to_string();
    assert!(said.contains("leads out of the set"), "{said}");

    // A few kilobytes that become 200 MiB.
    let mut bomb = files();
    bomb[1].1 = vec![b' '; 200 * 1024 * 1024];
    let packed = zip("", &bomb);
    assert!(packed.len() < 1024 * 1024, "{}", packed.len());
    let said = read_zip(&packed).unwrap_err()[0].to_string();
    assert_eq!(said, "cut.svg: is larger than 2048 KiB");

    // The size that it states is a lie.
    let mut liar = zip("", &bomb);
    let stated = (200_u32 * 1024 * 1024).to_le_bytes();
    let lie = 100_u32.to_le_bytes();
    let places: Vec<usize> = (0..liar.len().saturating_sub(4))
        .filter(|at| liar[*at..*at + 4] == stated)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        liar[at..at + 4].copy_from_slice(&lie);
    }
    assert!(read_zip(&liar).is_err());

    let mut linked = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files() {
        if name == "cut.svg" {
            linked
                .add_symlink(name, "/etc/passwd", SimpleFileOptions::default())
                .unwrap();
        } else {
            linked
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            linked.write_all(&bytes).unwrap();
        }
    }
    let linked = linked.finish().unwrap().into_inner();
    let said = read_zip(&linked).unwrap_err()[0].to_string();
    assert!(said.starts_with("cut.svg: is a link"), "{said}");

    for bytes in [&b""[..], b"PK\x03\x04", b"no zip at all"] {
        let said = read_zip(bytes).unwrap_err()[0].to_string();
        assert!(said.contains("cannot be read"), "{said}");
    }
    let torn = zip("", &files());
    assert!(read_zip(&torn[..torn.len() / 2]).is_err());
    let said = read(Path::new("/nowhere/set.zip")).unwrap_err()[0].to_string();
    assert!(said.contains("/nowhere/set.zip: cannot be read"), "{said}");
}
