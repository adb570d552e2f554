//! Pictures from outside, made safe to place: parsed here first, bounded, and unable to name a file.
//!
//! Filter effects are refused: they are painted in pixels, where a few bytes ask for minutes of work.

use base64::Engine;
use serde::Deserialize;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage};
use usvg::{Group, ImageHrefResolver, ImageKind, Node, Options, Tree};

use crate::refusal::Refusal;
use crate::request::Badge;

/// A portrait is some kilobytes; a photograph from a telephone is below this.
const PICTURE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// A photograph of 24 million pixels; decoded that is 100 MB.
const PIXELS_MAX: usize = 24_000_000;
/// A detailed portrait has some hundred shapes; nested `use` elements can make millions out of a few lines.
const SVG_NODES_MAX: usize = 20_000;
/// The typesetter walks groups by recursion, on threads whose small stack this program does not choose.
const SVG_DEPTH_MAX: usize = 64;

/// A picture that may be placed.
pub(crate) struct Picture {
    pub(crate) bytes: Bytes,
    /// The typesetter's name of what it is.
    pub(crate) format: &'static str,
}

/// A picture in a request: one of the three.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Figure {
    /// The text of an SVG.
    Svg(String),
    /// A PNG.
    PngBase64(String),
    /// A photograph.
    JpegBase64(String),
}

/// The picture of a figure.
///
/// # Errors
/// A [`Refusal`] naming the field when it is no picture, too large, or refers to something outside itself.
pub(crate) fn of_figure(path: &str, figure: &Figure) -> Result<Picture, Refusal> {
    match figure {
        Figure::Svg(svg) => check_svg(svg).map(|()| Picture {
            bytes: Bytes::new(svg.clone().into_bytes()),
            format: "svg",
        }),
        Figure::PngBase64(text) => raster(text, Raster::Png),
        Figure::JpegBase64(text) => raster(text, Raster::Jpeg),
    }
    .map_err(|problem| Refusal::field(path, problem))
}

#[derive(Clone, Copy)]
enum Raster {
    Png,
    Jpeg,
}

/// The picture of a badge, or `None` where there is none.
///
/// # Errors
/// A [`Refusal`] naming the field when it is no picture, too large, or refers to something outside itself.
pub(crate) fn of_badge(index: usize, badge: &Badge) -> Result<Option<Picture>, Refusal> {
    if let Some(svg) = &badge.picture_svg {
        let path = format!("badges[{index}].picture_svg");
        check_svg(svg).map_err(|problem| Refusal::field(path, problem))?;
        return Ok(Some(Picture {
            bytes: Bytes::new(svg.clone().into_bytes()),
            format: "svg",
        }));
    }
    for (field, text, kind) in [
        ("picture_png_base64", &badge.picture_png_base64, Raster::Png),
        (
            "picture_jpeg_base64",
            &badge.picture_jpeg_base64,
            Raster::Jpeg,
        ),
    ] {
        if let Some(text) = text {
            let path = format!("badges[{index}].{field}");
            return raster(text, kind)
                .map(Some)
                .map_err(|problem| Refusal::field(path, problem));
        }
    }
    Ok(None)
}

fn raster(text: &str, kind: Raster) -> Result<Picture, String> {
    let data = base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .map_err(|error| format!("not valid base64: {error}"))?;
    if data.len() > PICTURE_BYTES_MAX {
        return Err(too_large());
    }
    let (wanted, format, exchange, name) = match kind {
        Raster::Png => (
            imagesize::ImageType::Png,
            "png",
            ExchangeFormat::Png,
            "a PNG picture",
        ),
        Raster::Jpeg => (
            imagesize::ImageType::Jpeg,
            "jpg",
            ExchangeFormat::Jpg,
            "a JPEG picture",
        ),
    };
    if !matches!(imagesize::image_type(&data), Ok(found) if found == wanted) {
        return Err(format!("not {name}"));
    }
    check_pixels(&data)?;
    let bytes = Bytes::new(data);
    // Decoded here, where the field is still known; the typesetter reuses the result.
    RasterImage::plain(bytes.clone(), exchange).map_err(|problem| problem.to_string())?;
    Ok(Picture { bytes, format })
}

fn check_svg(svg: &str) -> Result<(), String> {
    if svg.len() > PICTURE_BYTES_MAX {
        return Err(too_large());
    }
    let outside = std::sync::Mutex::new(None);
    let options = Options {
        resources_dir: None,
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|href, _| {
                if let Ok(mut first) = outside.lock() {
                    first.get_or_insert_with(|| href.chars().take(60).collect::<String>());
                }
                None
            }),
        },
        ..Options::default()
    };
    let tree = Tree::from_data(svg.as_bytes(), &options)
        .map_err(|error| format!("not a usable SVG: {error}"))?;
    drop(options);
    if let Some(href) = outside.into_inner().ok().flatten() {
        return Err(format!(
            "refers to {href:?}; a picture may only contain what is inside it"
        ));
    }
    let mut nodes = 0;
    check_nodes(tree.root(), 0, &mut nodes)
}

/// Walks everything that would be drawn, masks, clips and patterns included.
fn check_nodes(group: &Group, depth: usize, nodes: &mut usize) -> Result<(), String> {
    if depth > SVG_DEPTH_MAX {
        return Err(format!(
            "groups nested more than {SVG_DEPTH_MAX} deep; simplify the drawing"
        ));
    }
    if !group.filters().is_empty() {
        return Err("uses a filter effect (blur, shadow, turbulence); remove it".to_owned());
    }
    for node in group.children() {
        *nodes += 1;
        if *nodes > SVG_NODES_MAX {
            return Err(format!(
                "more than {SVG_NODES_MAX} shapes; simplify the drawing"
            ));
        }
        let mut result = Ok(());
        node.subroots(|root| {
            if result.is_ok() {
                result = check_nodes(root, depth + 1, nodes);
            }
        });
        result?;
        match node {
            Node::Group(inner) => check_nodes(inner, depth + 1, nodes)?,
            Node::Image(image) => match image.kind() {
                // Its content is one of the subroots above.
                ImageKind::SVG(_) => {}
                ImageKind::JPEG(data)
                | ImageKind::PNG(data)
                | ImageKind::GIF(data)
                | ImageKind::WEBP(data) => {
                    check_pixels(data)?;
                }
            },
            Node::Path(_) | Node::Text(_) => {}
        }
    }
    Ok(())
}

/// Reads the size from the header, before anything is decoded: a few bytes can claim a gigapixel.
fn check_pixels(data: &[u8]) -> Result<(), String> {
    let size =
        imagesize::blob_size(data).map_err(|error| format!("not a usable picture: {error}"))?;
    if size.width.saturating_mul(size.height) > PIXELS_MAX {
        return Err(format!(
            "{} × {} pixels; at most {PIXELS_MAX} in all",
            size.width, size.height
        ));
    }
    Ok(())
}

fn too_large() -> String {
    format!("larger than {} MiB", PICTURE_BYTES_MAX / (1024 * 1024))
}
