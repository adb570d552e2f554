//! QR codes as one vector path: crisp at every size, no seams between the squares.

use qrcode::types::Color;
use qrcode::{EcLevel, QrCode, Version};

use crate::refusal::Refusal;

/// ISO/IEC 18004, section 6.3.8: four modules of white on every side.
pub(crate) const QUIET_MODULES: usize = 4;
/// 25 × 25 modules: badge codes are at most 26 characters so that their squares stay large.
const BADGE_VERSION: Version = Version::Normal(2);
/// 97 × 97 modules; on the enrolment page still 0.6 mm each.
const ENROLMENT_MODULES_MAX: usize = 97;

/// Draws a badge's code as an SVG file, quiet zone included, one unit a module: version 2, error correction Q (a quarter may be scratched) or, when the text is
/// too long for that, M.
///
/// # Errors
/// A [`Refusal`] naming `path` when the text does not fit version 2.
pub(crate) fn badge(path: &str, text: &str) -> Result<String, Refusal> {
    [EcLevel::Q, EcLevel::M]
        .into_iter()
        .find_map(|level| QrCode::with_version(text, BADGE_VERSION, level).ok())
        .map(|code| draw(&code))
        .ok_or_else(|| {
            Refusal::field(
                path,
                format!(
                    "{} characters do not fit a version 2 QR code (38 of 0-9 A-Z $%*+-./: and space, or 26 bytes of anything)",
                    text.chars().count()
                ),
            )
        })
}

/// Draws the code of an enrolment page like [`badge`]'s, error correction M, as large a version as the text needs.
///
/// # Errors
/// A [`Refusal`] naming `path` when the squares would become too small to scan from paper.
pub(crate) fn enrolment(path: &str, text: &str) -> Result<String, Refusal> {
    QrCode::with_error_correction_level(text, EcLevel::M)
        .ok()
        .filter(|code| code.width() <= ENROLMENT_MODULES_MAX)
        .map(|code| draw(&code))
        .ok_or_else(|| {
            Refusal::field(
                path,
                "too long for a QR code that can be scanned from paper",
            )
        })
}

/// One path of one fill: neighbouring rows share edges inside the same path, where no renderer leaves
/// the hair-thin gaps that separate rectangles show.
fn draw(code: &QrCode) -> String {
    let modules = code.width();
    let side = modules + 2 * QUIET_MODULES;
    let mut path = String::new();
    for (row, colours) in code.to_colors().chunks(modules).enumerate() {
        let mut column = 0;
        for run in colours.chunk_by(|left, right| left == right) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                let (x, y) = (column + QUIET_MODULES, row + QUIET_MODULES);
                path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
            }
            column += length;
        }
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" viewBox=\"0 0 {side} {side}\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_code_is_version_2_whatever_its_length() {
        for (text, fits) in [
            ("A", true),
            ("STABCDEFGHIJKLMNOPQRSTUVWX", true),
            (&"A".repeat(29), true),
            (&"A".repeat(38), true),
            (&"A".repeat(39), false),
            (&"a".repeat(26), true),
            (&"a".repeat(27), false),
        ] {
            let drawn = badge("code", text);
            assert_eq!(drawn.is_ok(), fits, "{} characters", text.len());
            if let Ok(svg) = drawn {
                assert!(
                    svg.contains("viewBox=\"0 0 33 33\""),
                    "25 modules and the quiet zone: {svg}"
                );
            }
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_the_code() {
        let secret = "SECRET".repeat(10);
        let refusal = badge("badges[0].code", &secret)
            .err()
            .map(|refusal| refusal.to_string())
            .unwrap_or_default();
        assert!(
            refusal.starts_with("badges[0].code: 60 characters"),
            "{refusal}"
        );
        assert!(!refusal.contains("SECRET"), "{refusal}");
    }
}
