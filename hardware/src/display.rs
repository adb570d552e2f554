//! How large the panel is, as it tells itself: millimetres from its EDID, pixels from the mode that it prefers. Read from
//! the files of the kernel's display drivers; a panel that tells nothing (the official 7" one) is simply not known.

use std::fs;
use std::path::Path;

/// Where the kernel's display drivers tell of their panels.
pub const DRM: &str = "/sys/class/drm";

/// The first eight bytes of every EDID.
const HEADER: [u8; 8] = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
/// Pixels of a millimetre of any panel that there is: from a television to a telephone. What lies outside was filled in
/// by nobody.
const DENSITIES: std::ops::RangeInclusive<f32> = 1.0..=25.0;

/// A panel that is connected and tells its size.
#[derive(Clone, Debug, PartialEq)]
pub struct Display {
    /// What it is connected to, such as `HDMI-A-1`.
    pub name: String,
    /// Pixels of the mode that it prefers, as it stands.
    pub size_px: (u32, u32),
    /// Millimetres.
    pub size_mm: (u32, u32),
}

impl Display {
    /// Pixels of one millimetre, across.
    pub fn px_per_mm(&self) -> f32 {
        self.size_px.0 as f32 / self.size_mm.0.max(1) as f32
    }
}

/// The panels below a folder such as [`DRM`] that are connected and tell their size, by name.
pub fn displays(drm: &Path) -> Vec<Display> {
    let Ok(connectors) = fs::read_dir(drm) else {
        return Vec::new();
    };
    let mut found: Vec<Display> = connectors
        .filter_map(Result::ok)
        .filter_map(|connector| display(&connector.path()))
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn display(connector: &Path) -> Option<Display> {
    let text = |file: &str| fs::read_to_string(connector.join(file)).ok();
    if text("status")?.trim() != "connected" {
        return None;
    }
    let modes = text("modes")?;
    let (width, height) = modes.lines().next()?.split_once('x')?;
    // An interlaced mode is written with an "i" behind it.
    let height = height.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    let size_px = (width.parse().ok()?, height.parse().ok()?);
    let size_mm = size_of(&fs::read(connector.join("edid")).ok()?)?;
    // `card0-HDMI-A-1`.
    let name = connector.file_name()?.to_string_lossy();
    let name = name
        .split_once('-')
        .map_or(&*name, |(_, name)| name)
        .to_string();
    let display = Display {
        name,
        size_px,
        size_mm,
    };
    DENSITIES.contains(&display.px_per_mm()).then_some(display)
}

/// Width and height in millimetres, as the EDID has them: to the millimetre in the timing that it describes first (VESA
/// E-EDID 1.4, section 3.10.2: bytes 12 to 14 of the 18 from byte 54 on), else the whole centimetres of bytes 21 and 22
/// (section 3.6.2). A projector has none.
fn size_of(edid: &[u8]) -> Option<(u32, u32)> {
    if !edid.starts_with(&HEADER) {
        return None;
    }
    let byte = |at: usize| edid.get(at).copied().map(u32::from);
    let (wide_cm, high_cm) = (byte(21)?, byte(22)?);
    let by_cm = (wide_cm * 10, high_cm * 10);
    let is_timing = byte(54)? > 0 || byte(55)? > 0;
    let upper = byte(68)?;
    let by_mm = (
        byte(66)? + ((upper >> 4) << 8),
        byte(67)? + ((upper & 15) << 8),
    );
    // Some makers write a ratio, such as 16 to 9, where millimetres belong: then the centimetres are something else.
    let agree = |mm: u32, cm: u32| mm.abs_diff(cm) <= 10;
    if is_timing && agree(by_mm.0, by_cm.0) && agree(by_mm.1, by_cm.1) && by_mm.0 > 0 && by_mm.1 > 0
    {
        return Some(by_mm);
    }
    // Either alone is a ratio.
    (wide_cm > 0 && high_cm > 0).then_some(by_cm)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An EDID of these centimetres, and of these millimetres in its first timing.
    fn edid(cm: (u8, u8), mm: Option<(u16, u16)>) -> Vec<u8> {
        let mut edid = vec![0; 128];
        edid[..8].copy_from_slice(&HEADER);
        (edid[21], edid[22]) = cm;
        if let Some((wide, high)) = mm {
            edid[54] = 1;
            let bytes = (wide.to_be_bytes(), high.to_be_bytes());
            (edid[66], edid[67]) = (bytes.0[1], bytes.1[1]);
            edid[68] = (bytes.0[0] << 4) | bytes.1[0];
        }
        edid
    }

    #[test]
    fn a_panel_tells_its_size() {
        let mut cut = edid((15, 9), None);
        cut.truncate(60);
        let mut foreign = edid((15, 9), None);
        foreign[0] = 1;
        type Row<'a> = (&'a str, Vec<u8>, Option<(u32, u32)>);
        let rows: [Row<'_>; 9] = [
            ("whole centimetres", edid((15, 9), None), Some((150, 90))),
            (
                "and millimetres",
                edid((15, 9), Some((154, 86))),
                Some((154, 86)),
            ),
            (
                "more than a byte of them",
                edid((34, 19), Some((344, 194))),
                Some((344, 194)),
            ),
            (
                "millimetres of another size",
                edid((15, 9), Some((16, 9))),
                Some((150, 90)),
            ),
            ("a projector", edid((0, 0), None), None),
            ("a ratio, no size", edid((79, 0), None), None),
            ("cut off", cut, None),
            ("something else", foreign, None),
            ("nothing", Vec::new(), None),
        ];
        for (row, edid, expected) in rows {
            assert_eq!(size_of(&edid), expected, "{row}");
        }
    }

    #[test]
    fn only_what_is_connected_and_tells_its_size_is_known() {
        type Row<'a> = (&'a str, &'a str, &'a str, Vec<u8>, Option<(u32, u32)>);
        let rows: [Row<'_>; 6] = [
            (
                "a small panel",
                "connected\n",
                "1024x600\n800x600\n",
                edid((15, 9), Some((154, 86))),
                Some((1024, 600)),
            ),
            (
                "interlaced",
                "connected\n",
                "1920x1080i\n",
                edid((34, 19), None),
                Some((1920, 1080)),
            ),
            (
                "unplugged",
                "disconnected\n",
                "1024x600\n",
                edid((15, 9), None),
                None,
            ),
            (
                "without a mode",
                "connected\n",
                "",
                edid((15, 9), None),
                None,
            ),
            ("silent", "connected\n", "800x480\n", Vec::new(), None),
            (
                "a wrong size",
                "connected\n",
                "1920x1080\n",
                edid((1, 1), None),
                None,
            ),
        ];
        for (row, status, modes, edid, expected) in rows {
            let drm = tempfile::tempdir().unwrap();
            let panel = drm.path().join("card1-HDMI-A-1");
            fs::create_dir(&panel).unwrap();
            fs::create_dir(drm.path().join("card1")).unwrap();
            fs::write(panel.join("status"), status).unwrap();
            fs::write(panel.join("modes"), modes).unwrap();
            fs::write(panel.join("edid"), edid).unwrap();
            let found = displays(drm.path());
            let sizes: Vec<_> = found
                .iter()
                .map(|found| (found.name.as_str(), found.size_px))
                .collect();
            assert_eq!(
                sizes,
                Vec::from_iter(expected.map(|size| ("HDMI-A-1", size))),
                "{row}"
            );
        }
        assert_eq!(displays(Path::new("/nowhere/at/all")), []);
    }
}
