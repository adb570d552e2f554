//! Pictures from outside, made safe to place: parsed here first, bounded, and unable to name a file.
//!
//! Filter effects are refused: they are painted in pixels, where a few bytes ask for minutes of work.

use base64::Engine;
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

/// What a badge shows at its left.
pub(crate) struct Picture {
    pub(crate) bytes: Bytes,
    /// A photograph fills its frame; a drawing is shown whole.
    pub(crate) is_photo: bool,
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
            is_photo: false,
        }));
    }
    if let Some(text) = &badge.picture_png_base64 {
        let path = format!("badges[{index}].picture_png_base64");
        let bytes = png(text).map_err(|problem| Refusal::field(path, problem))?;
        return Ok(Some(Picture {
            bytes,
            is_photo: true,
        }));
    }
    Ok(None)
}

fn png(text: &str) -> Result<Bytes, String> {
    let data = base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .map_err(|error| format!("not valid base64: {error}"))?;
    if data.len() > PICTURE_BYTES_MAX {
        return Err(too_large());
    }
    if !matches!(imagesize::image_type(&data), Ok(imagesize::ImageType::Png)) {
        return Err("not a PNG picture".to_owned());
    }
    check_pixels(&data)?;
    let bytes = Bytes::new(data);
    // Decoded here, where the field is still known; the typesetter reuses the result.
    RasterImage::plain(bytes.clone(), ExchangeFormat::Png)
        .map_err(|problem| problem.to_string())?;
    Ok(bytes)
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
