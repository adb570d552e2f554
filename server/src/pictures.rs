//! Pictures from outside (portraits, step pictures): read only from where they may lie, and checked before
//! anybody is shown them. SVG and PNG; whatever the kiosk, the browser and the typesetter can all draw.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path};

use usvg::roxmltree::{Document, ParsingOptions};
use usvg::{Group, ImageHrefResolver, Node, Options, Tree};

/// A portrait is some kilobytes; a photograph from a telephone is below this.
pub const PICTURE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// A photograph of 24 million pixels; decoded that is 100 MB.
const PIXELS_MAX: u64 = 24_000_000;
/// A detailed drawing has some hundred shapes; nested `use` elements can make millions out of a few lines.
const SVG_SHAPES_MAX: usize = 20_000;
/// Renderers walk groups by recursion.
const SVG_DEPTH_MAX: usize = 64;
/// Elements of the file itself; reading goes on only below this.
const SVG_ELEMENTS_MAX: u32 = 100_000;

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// A drawing.
    Svg,
    /// A photograph or a raster drawing.
    Png,
}

impl PictureKind {
    /// The media type under which it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }

    /// By its first bytes; says nothing about the rest.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else {
            Self::Svg
        }
    }
}

/// Reads a file by its path relative to a folder, and never anything outside that folder.
///
/// # Errors
/// What is wrong with the path or the file, in words; the caller names the place that asks for it.
pub fn read_inside(folder: &Path, relative: &str) -> Result<Vec<u8>, String> {
    let path = Path::new(relative);
    let stays = !relative.is_empty()
        && !relative.contains('\\')
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
    if !stays {
        return Err(format!(
            "{relative:?} leads out of the folder: write a path below {}, with / and without ..",
            folder.display()
        ));
    }
    let missing = |error: &dyn std::fmt::Display| {
        format!(
            "the file {relative:?} cannot be read in {} ({error})",
            folder.display()
        )
    };
    let root = fs::canonicalize(folder).map_err(|error| missing(&error))?;
    let real = fs::canonicalize(root.join(path)).map_err(|error| missing(&error))?;
    if !real.starts_with(&root) {
        return Err(format!(
            "{relative:?} is a link that leads out of the folder: copy the file itself there"
        ));
    }
    let file = File::open(&real).map_err(|error| missing(&error))?;
    let about = file.metadata().map_err(|error| missing(&error))?;
    if !about.is_file() {
        return Err(format!("{relative:?} is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(PICTURE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| missing(&error))?;
    Ok(bytes)
}

/// Checks that a picture can be drawn, carries nothing that runs, and names nothing outside itself.
///
/// # Errors
/// What is wrong and what to do, in words.
pub fn check(bytes: &[u8]) -> Result<PictureKind, String> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > PICTURE_BYTES_MAX {
        return Err(format!(
            "larger than {} MiB: make the picture smaller",
            PICTURE_BYTES_MAX / (1024 * 1024)
        ));
    }
    match PictureKind::of(bytes) {
        PictureKind::Png => check_png(bytes).map(|()| PictureKind::Png),
        PictureKind::Svg => check_svg(bytes).map(|()| PictureKind::Svg),
    }
}

fn check_png(bytes: &[u8]) -> Result<(), String> {
    let unusable = |error: png::DecodingError| format!("not a usable PNG picture: {error}");
    let decoder = png::Decoder::new_with_limits(
        std::io::Cursor::new(bytes),
        png::Limits {
            bytes: 4 * usize::try_from(PIXELS_MAX).unwrap_or(usize::MAX),
        },
    );
    let mut reader = decoder.read_info().map_err(unusable)?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(format!(
            "{width} × {height} pixels, at most {PIXELS_MAX} in all: make the picture smaller"
        ));
    }
    // Row by row: a broken file shows itself without a hundred megabytes at once.
    while reader.next_row().map_err(unusable)?.is_some() {}
    Ok(())
}

fn check_svg(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_foreign| "neither a PNG picture nor an SVG in UTF-8".to_owned())?;
    let options = ParsingOptions {
        // Entities can make gigabytes out of a few lines.
        allow_dtd: false,
        nodes_limit: SVG_ELEMENTS_MAX,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| format!("not a usable SVG: {error}"))?;
    for node in document.descendants().filter(|node| node.is_element()) {
        let line = document.text_pos_at(node.range().start).row;
        harmless(&node).map_err(|problem| format!("line {line}: {problem}"))?;
    }
    if document.root_element().tag_name().name() != "svg" {
        return Err("neither a PNG picture nor an SVG".to_owned());
    }
    let drawing = Options {
        resources_dir: None,
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_href, _options| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_xmltree(&document, &drawing)
        .map_err(|error| format!("not a usable SVG: {error}"))?;
    let mut shapes = 0;
    count_shapes(tree.root(), 0, &mut shapes)
}

/// Refuses what runs, moves by script, or fetches.
fn harmless(node: &usvg::roxmltree::Node<'_, '_>) -> Result<(), String> {
    let tag = node.tag_name().name();
    if matches!(
        tag,
        "script" | "foreignObject" | "iframe" | "embed" | "object" | "handler" | "a" | "filter"
    ) {
        return Err(format!("<{tag}> is not taken in pictures: remove it"));
    }
    for attribute in node.attributes() {
        let name = attribute.name();
        if name
            .get(..2)
            .is_some_and(|on| on.eq_ignore_ascii_case("on"))
        {
            return Err(format!("{name} would run a script: remove it"));
        }
        let value = attribute.value().trim();
        let inside = value.starts_with('#') || value.starts_with("data:image/");
        if name == "href" && !inside {
            let shown: String = value.chars().take(60).collect();
            return Err(format!(
                "refers to {shown:?}: a picture may only contain what is inside it"
            ));
        }
    }
    let style = [
        node.attribute("style"),
        node.text().filter(|_| tag == "style"),
    ];
    if style.into_iter().flatten().any(fetches) {
        return Err(
            "a style fetches something: a picture may only contain what is inside it".to_owned(),
        );
    }
    Ok(())
}

/// `url(#inside)` is fine, `url(https://…)` and `@import` are not.
fn fetches(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    style.contains("@import")
        || style
            .split("url(")
            .skip(1)
            .any(|rest| !rest.trim_start_matches([' ', '"', '\'']).starts_with('#'))
}

/// Walks everything that would be drawn, masks, clips and patterns included.
fn count_shapes(group: &Group, depth: usize, shapes: &mut usize) -> Result<(), String> {
    if depth > SVG_DEPTH_MAX {
        return Err(format!(
            "groups nested more than {SVG_DEPTH_MAX} deep: simplify the drawing"
        ));
    }
    for node in group.children() {
        *shapes += 1;
        if *shapes > SVG_SHAPES_MAX {
            return Err(format!(
                "more than {SVG_SHAPES_MAX} shapes: simplify the drawing"
            ));
        }
        let mut result = Ok(());
        node.subroots(|root| {
            if result.is_ok() {
                result = count_shapes(root, depth + 1, shapes);
            }
        });
        result?;
        if let Node::Group(inner) = node {
            count_shapes(inner, depth + 1, shapes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{inside}</svg>"#
        )
    }

    #[test]
    fn pictures_that_run_fetch_or_explode_are_refused() {
        let deep = format!(
            "{}<path d='M0 0h9'/>{}",
            "<g opacity='.9'>".repeat(70),
            "</g>".repeat(70)
        );
        #[rustfmt::skip]
        let table = [
            (svg("<circle r='3'/>"), "ok"),
            (svg("<linearGradient id='a'/><rect style='fill:url(#a)' width='9' height='9'/>"), "ok"),
            (svg("<script>alert(1)</script>"), "<script>"),
            (svg("<circle r='3' onload='x()'/>"), "run a script"),
            (svg("<image href='https://evil.example/a.png'/>"), "refers to"),
            (svg("<image xlink:href='/etc/passwd'/>"), "refers to"),
            (svg("<style>@import 'https://evil.example/a.css';</style>"), "fetches"),
            (svg("<rect style='fill:url(https://evil.example/)' width='9' height='9'/>"), "fetches"),
            (svg("<foreignObject/>"), "<foreignObject>"),
            (svg("<filter id='f'/>"), "<filter>"),
            (svg(&deep), "nested"),
            ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>".to_owned(), "not a usable SVG"),
            ("GIF89a".to_owned(), "not a usable SVG"),
            ("<html/>".to_owned(), "neither"),
            ("\u{89}PNG".to_owned(), "not a usable SVG"),
        ];
        for (picture, expected) in table {
            match check(picture.as_bytes()) {
                Ok(kind) => assert_eq!((kind, expected), (PictureKind::Svg, "ok"), "{picture}"),
                Err(problem) => assert!(problem.contains(expected), "{picture}: {problem}"),
            }
        }
    }

    #[test]
    fn a_png_is_decoded_to_its_end() {
        let mut whole = Vec::new();
        let mut encoder = png::Encoder::new(&mut whole, 40, 40);
        encoder.set_color(png::ColorType::Grayscale);
        let noise: Vec<u8> = (0..1600_u32).map(|i| (i * i % 251) as u8).collect();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&noise).unwrap();
        writer.finish().unwrap();
        assert_eq!(check(&whole), Ok(PictureKind::Png));
        let torn = &whole[..whole.len() / 2];
        assert!(check(torn).unwrap_err().contains("not a usable PNG"));
        let mut claims = whole.clone();
        claims[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(check(&claims).is_err(), "four gigapixels");
    }

    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("pack");
        fs::create_dir_all(folder.join("pictures")).unwrap();
        fs::write(dir.path().join("secret"), "secret").unwrap();
        fs::write(folder.join("pictures/a.svg"), "a").unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret"), folder.join("link.svg")).unwrap();
        assert_eq!(read_inside(&folder, "pictures/a.svg"), Ok(b"a".to_vec()));
        for path in [
            "../secret",
            "/etc/passwd",
            "pictures/../../secret",
            "link.svg",
            "pictures",
            "none.svg",
            "",
            "a\\b",
        ] {
            assert!(read_inside(&folder, path).is_err(), "{path}");
        }
    }
}
