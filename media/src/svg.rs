//! Drawings: nothing that runs, nothing that fetches, nothing that grows beyond measure; and lines that can be seen.

use std::collections::{BTreeMap, HashMap, HashSet};

use usvg::roxmltree::{Document, Node as Element, NodeId, ParsingOptions};
use usvg::{Group, ImageHrefResolver, ImageKind, Node, Options, Paint, Tree};

use crate::look::{self, CONTRAST_MIN, luminance};
use crate::{KIOSK_PIXELS_MAX, PIXELS_MAX, PictureKind};

/// A detailed drawing has some hundred shapes; a few lines can make millions.
const SHAPES_MAX: usize = 20_000;
/// Renderers walk groups by recursion.
const DEPTH_MAX: usize = 64;
/// Layers that are painted by themselves (opacity, masks, clips): each may be as large as the screen.
const LAYERS_MAX: usize = 300;
/// Elements of the file itself; reading goes on only below this.
const ELEMENTS_MAX: u32 = 50_000;
/// Every rule of a style sheet is compared with every element.
const STYLE_BYTES_MAX: usize = 64 * 1024;
/// Letters of the photographs written into a drawing, each as often as it is drawn: some photographs of a telephone.
const LETTERS_MAX: u64 = 32 * 1024 * 1024;
/// What can be drawn anew at every repaint: a pictogram has a dozen shapes, a detailed one some hundred.
const LIGHT_SHAPES_MAX: usize = 400;
/// Every layer is as large as the picture.
const LIGHT_LAYERS_MAX: usize = 4;
/// Units of a drawing; more is a mistake, and painters count in pixels.
const SIDE_MAX: f32 = 16_384.0;

/// Checks a drawing; where asked, also that something is to be seen in it. The answer is what somebody should look at,
/// and whether it is light.
pub(crate) fn check(bytes: &[u8], looks: bool) -> Result<(Vec<String>, bool), String> {
    let document = document(bytes)?;
    let (tree, count) = tree(&document)?;
    if looks {
        look::at_drawing(&tree)?;
    }
    let mut advice = Vec::new();
    if document
        .descendants()
        .any(|element| element.tag_name().name() == "text")
    {
        advice.push(
            "holds letters: people who do not read need a picture that does without".to_owned(),
        );
    }
    advice.extend(faint(&tree));
    Ok((advice, count.is_light()))
}

/// The shapes of a drawing that passes every check.
pub(crate) fn checked(bytes: &[u8]) -> Result<Tree, String> {
    tree(&document(bytes)?).map(|(tree, _)| tree)
}

/// Reads a drawing in which nothing runs or fetches.
fn document(bytes: &[u8]) -> Result<Document<'_>, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_foreign| "neither a PNG or JPEG picture nor an SVG in UTF-8".to_owned())?;
    let options = ParsingOptions {
        // Entities can make gigabytes out of a few lines.
        allow_dtd: false,
        nodes_limit: ELEMENTS_MAX,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| format!("not a usable SVG: {error}"))?;
    for element in document.descendants().filter(Element::is_element) {
        harmless(&element).map_err(|problem| at_its_line(&element, &problem))?;
    }
    Ok(document)
}

/// A foreign drawing, written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanitised {
    /// The shapes.
    pub svg: String,
    /// What ran, led away or moved and is left out, each once, with how often it was there: `<script>`, `onclick × 2`.
    pub left_out: Vec<String>,
}

/// A drawing from a foreign set with nothing in it but shapes: scripts, links, animations, notes of the drawing
/// program and everything foreign are left out; styles are resolved.
///
/// # Errors
/// Where what is left cannot be drawn, cannot be seen, is too much, refers to something outside, or would look
/// different: letters (turned to paths they may stay) and filters.
pub fn sanitise(text: &str) -> Result<Sanitised, String> {
    let options = ParsingOptions {
        // Drawing programs write one; the parser bounds what entities may become.
        allow_dtd: true,
        nodes_limit: ELEMENTS_MAX,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| format!("not a usable SVG: {error}"))?;
    let mut left_out = BTreeMap::new();
    for element in document.descendants().filter(Element::is_element) {
        if let tag @ ("text" | "filter") = element.tag_name().name() {
            let problem =
                format!("<{tag}> looks different from program to program: turn it into paths");
            return Err(at_its_line(&element, &problem));
        }
        refers_outside(&element).map_err(|problem| at_its_line(&element, &problem))?;
        for gone in leaves_behind(&element) {
            *left_out.entry(gone).or_insert(0_u32) += 1;
        }
    }
    let (tree, _) = tree(&document)?;
    let writing = usvg::WriteOptions {
        indent: usvg::Indent::None,
        ..usvg::WriteOptions::default()
    };
    let clean = tree.to_string(&writing);
    // What comes out is held to the same measure as everything else.
    check(clean.as_bytes(), true)?;
    let left_out = left_out
        .into_iter()
        .map(|(gone, count)| match count {
            1 => gone,
            _ => format!("{gone} × {count}"),
        })
        .collect();
    Ok(Sanitised {
        svg: clean,
        left_out,
    })
}

/// What of an element is not written anew although it did something; notes of a drawing program did not.
fn leaves_behind(element: &Element<'_, '_>) -> Vec<String> {
    let tag = element.tag_name().name();
    let runs = is_foreign(tag) || tag == "set" || tag.starts_with("animate");
    let handlers = element
        .attributes()
        .filter(|attribute| is_handler(attribute.name()))
        .map(|attribute| attribute.name().to_owned());
    runs.then(|| format!("<{tag}>"))
        .into_iter()
        .chain(handlers)
        .collect()
}

/// Elements that run, fetch, lead away, or hold what is no drawing.
fn is_foreign(tag: &str) -> bool {
    matches!(
        tag,
        "script" | "foreignObject" | "iframe" | "embed" | "object" | "handler" | "a"
    )
}

/// `onclick` and its like.
fn is_handler(attribute: &str) -> bool {
    attribute
        .get(..2)
        .is_some_and(|on| on.eq_ignore_ascii_case("on"))
}

/// Lines are counted from the file's beginning: only where somebody wants to know.
fn at_its_line(element: &Element<'_, '_>, problem: &str) -> String {
    let place = element.document().text_pos_at(element.range().start);
    format!("line {}: {problem}", place.row)
}

/// The shapes of a drawing, after its size was counted.
fn tree(document: &Document<'_>) -> Result<(Tree, Count), String> {
    if document.root_element().tag_name().name() != "svg" {
        return Err("neither a PNG or JPEG picture nor an SVG".to_owned());
    }
    let style: usize = document
        .descendants()
        .filter(|element| element.tag_name().name() == "style")
        .filter_map(|element| element.text())
        .map(str::len)
        .sum();
    if style > STYLE_BYTES_MAX {
        return Err("a style sheet of more than 64 KiB: simplify the drawing".to_owned());
    }
    // Before anything is unfolded.
    let weight = Unfolded::of(document);
    if weight.shapes > SHAPES_MAX as u64 {
        return Err(too_many());
    }
    if weight.letters > LETTERS_MAX {
        return Err(too_large_inside());
    }
    let options = Options {
        resources_dir: None,
        image_href_resolver: ImageHrefResolver {
            // Never a drawing: the parser would unfold it, and all inside of it, before anything is counted.
            resolve_data: Box::new(|_type, bytes, _options| match PictureKind::of(&bytes) {
                PictureKind::Png => Some(ImageKind::PNG(bytes)),
                PictureKind::Jpeg => Some(ImageKind::JPEG(bytes)),
                PictureKind::Svg => None,
            }),
            resolve_string: Box::new(|_href, _options| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_xmltree(document, &options)
        .map_err(|error| format!("not a usable SVG: {error}"))?;
    let size = tree.size();
    if size.width() > SIDE_MAX || size.height() > SIDE_MAX {
        return Err(format!(
            "{} × {} units, at most {SIDE_MAX} a side: make the drawing smaller",
            size.width(),
            size.height()
        ));
    }
    let mut count = Count::default();
    count.group(tree.root(), 0)?;
    Ok((tree, count))
}

fn too_many() -> String {
    format!("more than {SHAPES_MAX} shapes: simplify the drawing")
}

fn too_large_inside() -> String {
    format!(
        "contains pictures of more than {} million pixels together: make them smaller or fewer",
        KIOSK_PIXELS_MAX / 1_000_000
    )
}

/// Refuses what runs, moves by script, or fetches.
fn harmless(element: &Element<'_, '_>) -> Result<(), String> {
    let tag = element.tag_name().name();
    if is_foreign(tag) || tag == "filter" {
        return Err(format!("<{tag}> is not taken in pictures: remove it"));
    }
    for attribute in element.attributes() {
        let name = attribute.name();
        if is_handler(name) {
            return Err(format!("{name} would run a script: remove it"));
        }
    }
    refers_outside(element)
}

fn refers_outside(element: &Element<'_, '_>) -> Result<(), String> {
    let tag = element.tag_name().name();
    for attribute in element.attributes() {
        let value = attribute.value().trim();
        if attribute.name() == "href" && value.starts_with("data:") && !is_photo(value) {
            return Err("contains a picture that is neither PNG nor JPEG: convert it, or draw its shapes themselves".to_owned());
        }
        let inside = value.starts_with('#') || is_photo(value);
        // Where a link leads does not matter to a picture: it is left out, or refused as a whole.
        if attribute.name() == "href" && !inside && tag != "a" {
            let shown: String = value.chars().take(60).collect();
            return Err(format!(
                "refers to {shown:?}: a picture may only contain what is inside it"
            ));
        }
    }
    let sheet = element.text().filter(|_| tag == "style");
    let attributes = element
        .attributes()
        .filter(|attribute| attribute.value().contains("url(") || attribute.name() == "style")
        .map(|attribute| attribute.value());
    if sheet.into_iter().chain(attributes).any(fetches) {
        return Err(
            "a style fetches something: a picture may only contain what is inside it".to_owned(),
        );
    }
    Ok(())
}

/// Whether a photograph is written into the drawing here, by what it says of itself.
fn is_photo(href: &str) -> bool {
    ["data:image/png", "data:image/jpeg", "data:image/jpg"]
        .into_iter()
        .filter_map(|kind| href.strip_prefix(kind))
        .any(|rest| rest.starts_with([';', ',']))
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

/// How much something becomes once every `use`, every pattern and every mark at a corner stands for itself.
#[derive(Clone, Copy, Default)]
struct Weight {
    shapes: u64,
    /// Of photographs written into it; each is unpacked as often as it is drawn.
    letters: u64,
}

impl Weight {
    fn plus(self, other: Self) -> Self {
        Self {
            shapes: self.shapes.saturating_add(other.shapes),
            letters: self.letters.saturating_add(other.letters),
        }
    }

    fn times(self, times: u64) -> Self {
        Self {
            shapes: self.shapes.saturating_mul(times),
            letters: self.letters.saturating_mul(times),
        }
    }

    /// Of an element without what is in it.
    fn of(element: &Element<'_, '_>) -> Self {
        let photo = element
            .attributes()
            .find(|attribute| attribute.name() == "href" && is_photo(attribute.value().trim()));
        Self {
            shapes: 1,
            letters: photo.map_or(0, |photo| {
                u64::try_from(photo.value().len()).unwrap_or(u64::MAX)
            }),
        }
    }
}

/// The weight of a file: at least that of what will be drawn, counted without unfolding anything.
struct Unfolded<'a, 'input> {
    by_id: HashMap<&'a str, Element<'a, 'input>>,
    /// What style sheets paint with: any shape may be meant.
    from_sheets: Vec<Element<'a, 'input>>,
    /// The largest mark; which one a line has may hang on style sheets.
    mark: Weight,
    known: HashMap<NodeId, Weight>,
    /// Elements under way: a circle of references adds nothing, drawing it is refused or skipped.
    open: HashSet<NodeId>,
}

impl<'a, 'input> Unfolded<'a, 'input> {
    fn of(document: &'a Document<'input>) -> Weight {
        let by_id: HashMap<&str, Element<'_, '_>> = document
            .descendants()
            .filter_map(|element| Some((element.attribute("id")?, element)))
            .collect();
        let from_sheets = document
            .descendants()
            .filter(|element| element.tag_name().name() == "style")
            .filter_map(|element| element.text())
            .flat_map(named_by_url)
            .filter_map(|id| by_id.get(id).copied())
            .filter(unfolds)
            .collect();
        let mut unfolded = Unfolded {
            by_id,
            from_sheets,
            mark: Weight::default(),
            known: HashMap::new(),
            open: HashSet::new(),
        };
        for element in document.descendants() {
            if element.tag_name().name() == "marker" {
                let mark = unfolded.weight(element, 0);
                unfolded.mark = Weight {
                    shapes: unfolded.mark.shapes.max(mark.shapes),
                    letters: unfolded.mark.letters.max(mark.letters),
                };
            }
        }
        // What was counted without marks is counted again with them.
        unfolded.known.clear();
        unfolded.weight(document.root_element(), 0)
    }

    fn weight(&mut self, element: Element<'a, 'input>, depth: usize) -> Weight {
        if depth > 4 * DEPTH_MAX {
            return Weight {
                shapes: SHAPES_MAX as u64 + 1,
                letters: 0,
            };
        }
        if let Some(known) = self.known.get(&element.id()) {
            return *known;
        }
        if !self.open.insert(element.id()) {
            return Weight::default();
        }
        let mut weight = Weight::of(&element);
        let mut inside = element.children().filter(Element::is_element).peekable();
        let is_leaf = inside.peek().is_none();
        for child in inside {
            weight = weight.plus(self.weight(child, depth + 1));
        }
        // `use` shows another element, a pattern may have the content of another.
        let shown = element
            .attributes()
            .find(|attribute| attribute.name() == "href")
            .and_then(|attribute| attribute.value().trim().strip_prefix('#'))
            .and_then(|id| self.by_id.get(id).copied());
        if let Some(shown) = shown {
            weight = weight.plus(self.weight(shown, depth + 1));
        }
        if self.mark.shapes > 0 {
            weight = weight.plus(self.mark.times(corners(&element)));
        }
        // Paint is inherited: everything below may be painted with it.
        let painted: Vec<Element<'a, 'input>> = element
            .attributes()
            .flat_map(|attribute| named_by_url(attribute.value()))
            .filter_map(|id| self.by_id.get(id).copied())
            .filter(unfolds)
            .collect();
        let sheets = if is_leaf {
            self.from_sheets.clone()
        } else {
            Vec::new()
        };
        let mut paint = Weight::default();
        for pattern in painted.into_iter().chain(sheets) {
            paint = paint.plus(self.weight(pattern, depth + 1));
        }
        weight = weight.plus(paint.times(weight.shapes));
        self.open.remove(&element.id());
        self.known.insert(element.id(), weight);
        weight
    }
}

/// Whether painting with it draws shapes; gradients are colours.
fn unfolds(element: &Element<'_, '_>) -> bool {
    matches!(element.tag_name().name(), "pattern" | "mask" | "clipPath")
}

/// The ids that `url(#id)` names.
fn named_by_url(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let id = rest
            .trim_start_matches([' ', '"', '\''])
            .strip_prefix('#')?
            .split([')', '"', '\'', ' '])
            .next()?;
        Some(id)
    })
}

/// No more corners than this has a line: letters of a path's data that are commands, numbers of a list of points.
fn corners(element: &Element<'_, '_>) -> u64 {
    let count = match element.tag_name().name() {
        "path" => element
            .attribute("d")
            // Without letters numbers go on with the last command: a pair a corner at the most.
            .map_or(0, |d| d.split([' ', ',', '-']).count()),
        "polyline" | "polygon" | "line" => element
            .attribute("points")
            .map_or(2, |points| points.split([' ', ',']).count()),
        _ => 0,
    };
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Everything that would be drawn, masks, clips and patterns included.
#[derive(Default)]
struct Count {
    shapes: usize,
    layers: usize,
    /// Of the photographs, each as often as it is drawn: it is decoded as often.
    pixels: u64,
}

impl Count {
    /// Whether it can be drawn anew at every repaint, with somebody waiting.
    fn is_light(&self) -> bool {
        self.shapes <= LIGHT_SHAPES_MAX && self.layers <= LIGHT_LAYERS_MAX && self.pixels == 0
    }

    fn group(&mut self, group: &Group, depth: usize) -> Result<(), String> {
        if depth > DEPTH_MAX {
            return Err(format!(
                "groups nested more than {DEPTH_MAX} deep: simplify the drawing"
            ));
        }
        if group.should_isolate() {
            self.layers += 1;
            if self.layers > LAYERS_MAX {
                return Err(format!(
                    "more than {LAYERS_MAX} transparent or clipped groups: simplify the drawing"
                ));
            }
        }
        if !group.filters().is_empty() {
            return Err("a filter (blur, shadow) is not taken in pictures: remove it".to_owned());
        }
        for node in group.children() {
            self.shapes += 1;
            if self.shapes > SHAPES_MAX {
                return Err(too_many());
            }
            let mut result = Ok(());
            node.subroots(|root| {
                if result.is_ok() {
                    result = self.group(root, depth + 1);
                }
            });
            result?;
            match node {
                Node::Group(inner) => self.group(inner, depth + 1)?,
                Node::Image(image) => {
                    self.pixels = self.pixels.saturating_add(photo_inside(image.kind())?);
                    if self.pixels > KIOSK_PIXELS_MAX {
                        return Err(too_large_inside());
                    }
                }
                Node::Path(_) | Node::Text(_) => {}
            }
        }
        Ok(())
    }
}

/// The pixels of a photograph inside a drawing, which is held to less than one by itself.
fn photo_inside(kind: &ImageKind) -> Result<u64, String> {
    let (ImageKind::PNG(bytes) | ImageKind::JPEG(bytes)) = kind else {
        return Err("contains a picture that is neither PNG nor JPEG: convert it".to_owned());
    };
    let pixels = image::ImageReader::new(std::io::Cursor::new(bytes.as_slice()))
        .with_guessed_format()
        .map_err(|error| error.to_string())
        .and_then(|reader| reader.into_dimensions().map_err(|error| error.to_string()))
        .map(|(width, height)| u64::from(width) * u64::from(height))
        .map_err(|error| format!("contains an unusable picture: {error}"))?;
    if pixels > PIXELS_MAX / 10 {
        return Err("contains a picture of too many pixels: make it smaller".to_owned());
    }
    Ok(pixels)
}

/// Lines too faint to be seen on white. A white line on something dark is how pictograms leave things out, so pure
/// white says nothing; and a faint line on something dark may be fine, so this is advice.
fn faint(tree: &Tree) -> Vec<String> {
    let mut colours = Colours::default();
    colours.group(tree.root());
    if colours.strongest > 1.0 && colours.strongest < CONTRAST_MIN {
        return vec![format!(
            "the strongest colour has a contrast of {:.1} : 1 against white: at least {CONTRAST_MIN} : 1, or it is not seen",
            colours.strongest
        )];
    }
    colours
        .lines
        .into_iter()
        .filter(|(_, contrast)| (1.05..CONTRAST_MIN).contains(contrast))
        .map(|(colour, contrast)| {
            format!(
                "lines of {colour} have a contrast of {contrast:.1} : 1 against white: at least {CONTRAST_MIN} : 1, unless they lie on something dark"
            )
        })
        .collect()
}

#[derive(Default)]
struct Colours {
    /// Colours of lines, with their contrast.
    lines: BTreeMap<String, f32>,
    /// The best contrast of all.
    strongest: f32,
}

impl Colours {
    fn group(&mut self, group: &Group) {
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(inner),
                Node::Path(path) => {
                    if let Some(fill) = path.fill() {
                        self.seen(fill.paint(), fill.opacity().get());
                    }
                    if let Some(stroke) = path.stroke() {
                        let seen = self.seen(stroke.paint(), stroke.opacity().get());
                        if let (Some(contrast), Paint::Color(colour)) = (seen, stroke.paint()) {
                            let name = format!(
                                "#{:02X}{:02X}{:02X}",
                                colour.red, colour.green, colour.blue
                            );
                            self.lines.insert(name, contrast);
                        }
                    }
                }
                // What a photograph shows is not counted in colours.
                Node::Image(_) | Node::Text(_) => self.strongest = f32::MAX,
            }
        }
    }

    fn seen(&mut self, paint: &Paint, opacity: f32) -> Option<f32> {
        let contrast = match paint {
            Paint::Color(colour) => {
                let over_white = |channel: u8| {
                    let channel = f32::from(channel) / 255.0;
                    channel * opacity + (1.0 - opacity)
                };
                contrast_to_white([colour.red, colour.green, colour.blue].map(over_white))
            }
            Paint::LinearGradient(_) | Paint::RadialGradient(_) | Paint::Pattern(_) => {
                self.strongest = f32::MAX;
                return None;
            }
        };
        self.strongest = self.strongest.max(contrast);
        Some(contrast)
    }
}

/// WCAG 2.2, "contrast ratio", against white; channels 0 to 1.
fn contrast_to_white(rgb: [f32; 3]) -> f32 {
    1.05 / (luminance(rgb) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PictureKind, check_picture, hostile};
    use hostile::svg;

    fn said(bytes: &[u8]) -> String {
        match check_picture(bytes) {
            Ok(picture) if picture.advice.is_empty() => "ok".to_owned(),
            Ok(picture) => picture.advice.join(" | "),
            Err(problem) => format!("refused: {problem}"),
        }
    }

    #[test]
    fn drawings_that_run_fetch_or_explode_are_refused() {
        let photo = |bytes: &[u8], kind: &str| {
            use std::fmt::Write;
            let escaped = bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "%{byte:02X}");
                text
            });
            svg(&format!(
                "<image width='9' height='9' xlink:href='data:image/{kind},{escaped}'/>"
            ))
        };
        #[rustfmt::skip]
        let table: &[(Vec<u8>, &str)] = &[
            (svg("<circle r='3'/>"), "ok"),
            (svg("<linearGradient id='a'><stop stop-color='#fff'/><stop offset='1'/></linearGradient><rect style='fill:url(#a)' width='9' height='9'/>"), "ok"),
            (svg("<g id='a'><circle r='1'/></g><use xlink:href='#a'/><use href='#a' x='2'/>"), "ok"),
            (svg("<marker id='m'><circle r='1'/></marker><path d='M0 0L9 9' style='marker-end:url(#m)' stroke='#000'/>"), "ok"),
            (svg("<script>alert(1)</script>"), "<script>"),
            (svg("<circle r='3' onload='x()'/>"), "run a script"),
            (svg("<image href='https://evil.example/a.png'/>"), "refers to"),
            (svg("<image xlink:href='/etc/passwd'/>"), "refers to"),
            (svg("<style>@import 'https://evil.example/a.css';</style>"), "fetches"),
            (svg("<rect style='fill:url(https://evil.example/)' width='9' height='9'/>"), "fetches"),
            (svg("<rect fill='url(https://evil.example/)' width='9' height='9'/>"), "fetches"),
            (svg("<foreignObject/>"), "<foreignObject>"),
            (svg("<filter id='f'/>"), "<filter>"),
            (hostile::svg_of_groups(70), "nested"),
            (hostile::svg_of_groups(40_000), "more than 20000 shapes"),
            (hostile::svg_of_uses(), "more than 20000 shapes"),
            (hostile::svg_of_marks(), "more than 20000 shapes"),
            (hostile::svg_of_patterns(false), "more than 20000 shapes"),
            (hostile::svg_of_patterns(true), "more than 20000 shapes"),
            (svg("<style>.a{fill:url(#p)}</style><pattern id='p' width='1' height='1'><circle r='1'/></pattern><rect class='a' width='9' height='9'/>"), "ok"),
            (hostile::svg_of_layers(), "transparent or clipped"),
            (hostile::svg_of_entities(), "not a usable SVG"),
            (svg("<g id='a'><use xlink:href='#a'/></g>"), ""),
            (b"<svg xmlns='http://www.w3.org/2000/svg' width='90000' height='9'><circle r='3'/></svg>".to_vec(), "units"),
            (svg(&format!("<style>{}</style>", "a{fill:#000}".repeat(6000))), "style sheet"),
            (photo(&hostile::png(8, 8), "png"), "ok"),
            (photo(&hostile::png_that_claims(4000, 4000), "png"), "too many pixels"),
            (photo(&hostile::jpeg(64, 48, None), "jpeg"), "ok"),
            (photo(&hostile::jpeg(64, 48, None), "jpg"), "ok"),
            (hostile::svg_of_drawings(), "neither PNG nor JPEG"),
            (photo(&hostile::svg("<circle r='3'/>"), "svg+xml"), "neither PNG nor JPEG"),
            (photo(&hostile::svg_of_uses(), "png"), "nothing can be seen"),
            (photo(b"GIF89a", "gif"), "neither PNG nor JPEG"),
            (photo(&hostile::png(8, 8), "pngx"), "neither PNG nor JPEG"),
            (svg("<image href='data:text/plain,%3Csvg/%3E'/>"), "neither PNG nor JPEG"),
            (hostile::svg_of_photographs(500, 2), "ok"),
            (hostile::svg_of_photographs(1000, 7), "ok"),
            (hostile::svg_of_photographs(1000, 8), "more than 8 million pixels"),
            (hostile::svg_of_photographs(2000, 100), "more than 8 million pixels"),
            (hostile::svg_of_heavy_photographs(), "more than 8 million pixels"),
            (b"GIF89a".to_vec(), "not a usable SVG"),
            (b"<html/>".to_vec(), "neither"),
            (vec![0xFF; 40], "neither"),
            (Vec::new(), "not a usable SVG"),
        ];
        for (number, (picture, expected)) in table.iter().enumerate() {
            let said = said(picture);
            let shown =
                String::from_utf8_lossy(picture.get(..picture.len().min(300)).unwrap_or_default())
                    .into_owned();
            if *expected == "ok" {
                assert_eq!(said, "ok", "{number}: {shown}");
            } else {
                assert!(
                    said.contains(expected),
                    "{number}: {expected} => {said}: {shown}"
                );
            }
        }
    }

    #[test]
    fn a_drawing_is_light_where_a_screen_can_draw_it_again_and_again() {
        let circles = |count: usize| svg(&"<circle r='3'/>".repeat(count));
        let uses = "<g id='a'>".to_owned()
            + &"<circle r='1'/>".repeat(25)
            + "</g>"
            + &"<use href='#a'/>".repeat(25);
        let layers = "<g opacity='.5'><circle r='1'/><circle r='2'/></g>".repeat(5);
        #[rustfmt::skip]
        let table = [
            ("a dozen shapes", circles(12), true),
            ("some hundred", circles(400), true),
            ("more", circles(401), false),
            ("few lines, many shapes", svg(&uses), false),
            ("layers", svg(&layers), false),
            ("a photograph", hostile::svg_of_photographs(10, 1), false),
            ("no drawing", hostile::png(8, 8), false),
        ];
        for (name, bytes, light) in table {
            assert_eq!(
                check_picture(&bytes).map(|picture| picture.light),
                Ok(light),
                "{name}"
            );
        }
    }

    #[test]
    fn faint_lines_and_letters_are_told() {
        #[rustfmt::skip]
        let table = [
            ("<path d='M0 0h9' stroke='#1B1B1F'/>", "ok"),
            ("<path d='M0 0h9' stroke='#949494'/>", "ok"),
            ("<path d='M0 0h9' stroke='#1B1B1F'/><path d='M0 4h9' stroke='#CCCCCC'/>", "lines of #CCCCCC have a contrast of 1.6"),
            ("<path d='M0 0h9' stroke='#1B1B1F'/><path d='M0 4h9' stroke='#1B1B1F' stroke-opacity='.3'/>", "lines of #1B1B1F"),
            ("<rect width='9' height='9'/><path d='M0 4h9' stroke='#FFF'/>", "ok"),
            ("<rect width='8' height='9' fill='#FFE9A8'/>", "the strongest colour has a contrast of 1.2"),
            ("<rect width='8' height='9'/><text>Стоп</text>", "holds letters"),
        ];
        for (inside, expected) in table {
            let said = said(&svg(inside));
            if expected == "ok" {
                assert_eq!(said, "ok", "{inside}");
            } else {
                assert!(said.starts_with(expected), "{inside}: {said}");
            }
        }
    }

    #[test]
    fn foreign_drawings_become_shapes_alone() {
        let with = |inside: &str| String::from_utf8(svg(inside)).unwrap();
        let foreign = with(
            "<title>t</title><metadata>secret</metadata><script>alert(1)</script><foreignObject><b>x</b></foreignObject>\
             <a xlink:href='https://evil.example/'><circle r='3' onclick='x()' class='k'/></a><style>.k{fill:#ff0000}</style>\
             <animate attributeName='x'/><set attributeName='href' to='https://evil.example'/>",
        );
        let Sanitised {
            svg: clean,
            left_out,
        } = sanitise(&foreign).unwrap();
        let expected = [
            "<a>",
            "<animate>",
            "<foreignObject>",
            "<script>",
            "<set>",
            "onclick",
        ];
        assert_eq!(left_out, expected, "notes and styles go without a word");
        for gone in [
            "script", "foreign", "evil", "onclick", "secret", "animate", "<set", "style", "<a ",
        ] {
            assert!(!clean.contains(gone), "{gone} in {clean}");
        }
        assert!(
            clean.contains("#ff0000"),
            "the colour of a class stays: {clean}"
        );
        assert_eq!(
            check_picture(clean.as_bytes()).unwrap().kind,
            PictureKind::Svg
        );

        let dtd = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd' \
                   [<!ENTITY ns 'http://www.w3.org/2000/svg'>]><svg xmlns='&ns;' viewBox='0 0 9 9'><circle r='3'/></svg>";
        assert!(sanitise(dtd).is_ok(), "{:?}", sanitise(dtd));

        let laughs = String::from_utf8(hostile::svg_of_entities()).unwrap();
        #[rustfmt::skip]
        let table = [
            (laughs, "not a usable SVG"),
            (with("<text>a</text>"), "<text>"),
            (with("<circle r='3' fill='none' onclick='x()'/>"), "nothing can be seen"),
            (with("<filter id='f'/>"), "<filter>"),
            (with("<image xlink:href='https://evil.example/a.png'/>"), "refers to"),
            (with("<use xlink:href='other.svg#a'/>"), "refers to"),
            (with("<rect style='fill:url(https://evil.example/)'/>"), "fetches"),
            ("<svg".to_owned(), "not a usable SVG"),
        ];
        for (text, expected) in table {
            let said = sanitise(&text).unwrap_err();
            assert!(said.contains(expected), "{text}: {said}");
        }
    }
}
