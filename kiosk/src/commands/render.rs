//! `render`: a step card exactly as a kiosk shows it, as a picture and without a window: for whoever writes packs.
//!
//! The same lines make the card here and in the player (`engine::card_of`), and the same window draws it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Component, Path};

use anyhow::{Context, Result};
use serde::Deserialize;
use stupen_domain::pack::{self, Step};

use super::{Refused, say};
use crate::config::ScreenConfig;
use crate::engine::card_of;
use crate::ui::{Face, FaceOptions, Picture, Screen, StepView};

/// A description of one step is some kilobytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// What is to be drawn.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    /// As a pack has it.
    step: Step,
    /// Which card, from 0.
    #[serde(default)]
    index: usize,
    /// How many cards there are; by default this is the last.
    steps: Option<usize>,
    /// Where pictures lie, by the name that the step has for them; by default under that name.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

/// Draws the card that `file` describes into `to`.
///
/// # Errors
/// [`Refused`], naming file and field; others when the picture cannot be drawn or written.
pub fn render(screen: &ScreenConfig, file: &Path, to: &Path, out: &mut dyn Write) -> Result<()> {
    let refused = |what: String| Refused(format!("{}: {what}", file.display()));
    let size = fs::metadata(file)
        .map_err(|error| refused(format!("cannot be read ({error})")))?
        .len();
    if size > FILE_BYTES_MAX {
        return Err(refused("is larger than 1 MiB".to_owned()).into());
    }
    let text = fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
    let described: StepFile =
        serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
    let steps = described.steps.unwrap_or(described.index + 1);
    if described.index >= steps {
        return Err(refused(format!("index: {} of {steps} cards", described.index)).into());
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    let pictures = std::iter::once(&described.step.picture).chain(&described.step.safety);
    let mut found = BTreeMap::new();
    for name in pictures {
        let picture = picture(folder, name, &described.files)
            .map_err(|problem| refused(format!("{name}: {problem}")))?;
        found.insert(name.clone(), picture);
    }
    let card = card_of(
        &described.step,
        (described.index, steps),
        &screen.lang,
        false,
        &|name| found.get(name).cloned().unwrap_or_default(),
    );
    let view = StepView {
        speaks: true,
        back_allowed: described.index > 0,
        ..card
    };
    let face = Face::in_memory(&FaceOptions {
        size: screen.size,
        px_per_mm: screen.px_per_mm,
        lang: screen.lang.clone(),
        fullscreen: false,
    })?;
    face.show(&Screen::Step(view));
    let drawn = face.drawn()?;
    let unwritten = || format!("{} cannot be written", to.display());
    let picture = fs::File::create(to).with_context(unwritten)?;
    let mut encoder = png::Encoder::new(BufWriter::new(picture), drawn.width, drawn.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| {
            writer.write_image_data(&drawn.rgba)?;
            writer.finish()
        })
        .with_context(unwritten)?;
    say(
        out,
        &format!("{}: {} × {}", to.display(), drawn.width, drawn.height),
    )
}

/// A picture of the step: of the program's own set, or a file in the folder of the description.
fn picture(folder: &Path, name: &str, files: &BTreeMap<String, String>) -> Result<Picture, String> {
    let path = match (files.get(name), pack::picture(name)) {
        (Some(path), _) => path.as_str(),
        (None, pack::Picture::File(path)) => path,
        (None, pack::Picture::Pictogram(id)) if crate::ui::has_pictogram(id) => {
            return Ok(Picture::pictogram(id));
        }
        (None, pack::Picture::Pictogram(_)) => {
            return Err("this program has no such pictogram: name its file in `files`".to_owned());
        }
    };
    let path = Path::new(path);
    if !path
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return Err("leads out of the folder".to_owned());
    }
    let bytes = fs::read(folder.join(path)).map_err(|error| error.to_string())?;
    stupen_media::check_picture_within(&bytes, stupen_media::KIOSK_PIXELS_MAX)?;
    Ok(Picture::of_file(bytes.into()))
}
