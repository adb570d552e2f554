//! The pictograms as they are painted: each leaves its edge free, so that it touches neither a key's outline nor its
//! neighbour.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// Pixels of the side of a pictogram as it is looked at here: one a unit of the grid.
const GRID: u32 = 96;

/// Units at the edge that hold no ink.
const MARGIN: u32 = 1;

/// How far the ink of a drawing stays from the nearest edge, in pixels.
fn margin(drawing: &[u8]) -> Result<u32, String> {
    let seen = stupen_media::paint(drawing, (GRID, GRID))?;
    if (seen.width, seen.height) != (GRID, GRID) {
        return Err(format!("it is {} by {}", seen.width, seen.height));
    }
    let places = (0..GRID).flat_map(|y| (0..GRID).map(move |x| (x, y)));
    seen.bytes
        .chunks_exact(4)
        .zip(places)
        .filter(|(pixel, _)| pixel.last().is_some_and(|opacity| *opacity > 0))
        .map(|(_, (x, y))| x.min(y).min(GRID - 1 - x).min(GRID - 1 - y))
        .min()
        .ok_or_else(|| "nothing is drawn".to_owned())
}

#[test]
fn pictograms_leave_their_edge_free() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pictograms");
    let mut seen = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).expect("the pictograms") {
        let path = entry.expect("a file").path();
        if path.extension() != Some(OsStr::new("svg")) {
            continue;
        }
        seen += 1;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        match margin(&fs::read(&path).expect("a drawing")) {
            Ok(free) if free >= MARGIN => {}
            Ok(free) => wrong.push(format!("{name} leaves {free} of {MARGIN} free")),
            Err(why) => wrong.push(format!("{name}: {why}")),
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 200, "only {seen} pictograms were looked at");
}

#[test]
fn the_margin_is_measured_to_the_nearest_ink() {
    let drawn = |inside: &str| {
        margin(
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'>{inside}</svg>")
                .as_bytes(),
        )
    };
    assert_eq!(drawn("<path d='M20 40H80V70H20Z'/>"), Ok(16));
    assert_eq!(drawn("<path d='M20 40H95.5V70H20Z'/>"), Ok(0));
    assert_eq!(drawn("<path d='M20 1H80V70H20Z'/>"), Ok(1));
    assert!(drawn("").is_err());
}
