//! Every colour of the theme stands out from what it stands on: 7:1 for words (docs/screens.md; WCAG 2.2, 1.4.6), 3:1
//! for graphics (WCAG 2.2, 1.4.11).

use crate::eyes;
use std::collections::BTreeMap;
use std::path::Path;

const WORDS: f64 = 7.0;

type Rgb = [u8; 3];

fn rgb(hex: &str) -> Rgb {
    let value = u32::from_str_radix(hex, 16).expect("six hexadecimal digits");
    let [_, r, g, b] = value.to_be_bytes();
    [r, g, b]
}

/// Relative luminance, as WCAG defines it.
fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = colour.map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn theme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/theme/theme.slint");
    std::fs::read_to_string(path).expect("the theme")
}

/// The colours of a function of `Theme`, by tone; the last branch is called "otherwise".
fn by_tone(theme: &str, function: &str) -> BTreeMap<String, Rgb> {
    let (_, rest) = theme
        .split_once(&format!("function {function}("))
        .expect("the function");
    let (body, _) = rest.split_once(';').expect("its end");
    body.lines()
        .filter_map(|line| {
            let (before, hex) = line.rsplit_once('#')?;
            let tone = before
                .split_once("Tone.")
                .map_or("otherwise", |(_, tone)| tone.trim_end_matches([' ', '?']));
            Some((tone.to_owned(), rgb(hex.trim())))
        })
        .collect()
}

fn named(theme: &str, name: &str) -> Rgb {
    let (_, rest) = theme
        .split_once(&format!("<color> {name}: #"))
        .expect("the colour");
    let (hex, _) = rest.split_once(';').expect("its end");
    rgb(hex)
}

#[test]
fn words_stand_out() {
    let theme = theme();
    for look in ["usual", "strong"] {
        let inks = by_tone(&theme, &format!("{look}-ink"));
        assert_eq!(inks.len(), 7, "{inks:?}");
        let card = named(&theme, "card");
        let [paper, black, muted] =
            ["paper", "black", "muted"].map(|name| named(&theme, &format!("{look}-{name}")));
        // High contrast has no coloured grounds.
        let grounds = if look == "usual" {
            by_tone(&theme, "usual-ground")
        } else {
            BTreeMap::new()
        };
        let mut pairs = vec![
            ("muted on paper".to_owned(), muted, paper),
            ("muted on card".to_owned(), muted, card),
        ];
        for (tone, ink) in &inks {
            let ground = grounds.get(tone).unwrap_or(&card);
            pairs.push((format!("{tone} on its ground"), *ink, *ground));
            pairs.push((format!("black on the ground of {tone}"), black, *ground));
            pairs.push((format!("white on {tone}"), card, *ink));
            pairs.push((format!("{tone} on paper"), *ink, paper));
        }
        // Whoever asks for more contrast gets half as much again.
        let least = if look == "usual" { WORDS } else { WORDS * 1.5 };
        for (what, ink, ground) in pairs {
            let ratio = contrast(ink, ground);
            assert!(ratio >= least, "{look}: {what}: {ratio:.2}");
        }
    }
}

/// Everything that is drawn and means something, beside what it is told apart from: edges of cards, dots, places of a
/// count, stairs, what is left of a time beside what is over, what is over for today. The same once more as an eye without
/// green cones sees it.
#[test]
fn graphics_stand_out() {
    let theme = theme();
    for look in ["usual", "strong"] {
        let inks = by_tone(&theme, &format!("{look}-ink"));
        let card = named(&theme, "card");
        let [paper, muted, edge] =
            ["paper", "muted", "card-edge"].map(|name| named(&theme, &format!("{look}-{name}")));
        let grounds = if look == "usual" {
            by_tone(&theme, "usual-ground")
        } else {
            BTreeMap::new()
        };
        let mut pairs = vec![
            ("the edge of a card beside paper".to_owned(), edge, paper),
            (
                "the edge of a card beside its inside".to_owned(),
                edge,
                card,
            ),
            (
                "what is over for today on its card".to_owned(),
                muted,
                paper,
            ),
        ];
        for (tone, ink) in &inks {
            let ground = grounds.get(tone).unwrap_or(&card);
            pairs.push((format!("full beside empty in {tone}"), *ink, card));
            pairs.push((format!("{tone} beside paper"), *ink, paper));
            // Lines through a full block, and a sign on a full ground.
            pairs.push((format!("{tone} beside its ground"), *ink, *ground));
        }
        for (what, one, other) in pairs {
            for (eye, see) in [
                ("every eye", (|colour| colour) as fn(Rgb) -> Rgb),
                ("deuteranopia", eyes::deuteranopia),
            ] {
                let ratio = contrast(see(one), see(other));
                assert!(ratio >= eyes::GRAPHICS, "{look}, {eye}: {what}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn the_measure_is_the_known_one() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.01);
    assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.48).abs() < 0.01);
}

/// There is no red: hue between 345° and 10° with strong colour.
#[test]
fn no_colour_is_red() {
    let theme = theme();
    for hex in theme.split('#').skip(1).filter_map(|part| part.get(..6)) {
        let Ok(value) = u32::from_str_radix(hex, 16) else {
            continue;
        };
        let [_, r, g, b] = value.to_be_bytes().map(f64::from);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        if max - min < 60.0 || max > r {
            continue;
        }
        let hue = (60.0 * (g - b) / (max - min)).rem_euclid(360.0);
        assert!((10.0..345.0).contains(&hue), "#{hex} is red: {hue:.0}°");
    }
}
