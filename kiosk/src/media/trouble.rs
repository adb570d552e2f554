//! Why a file cannot be used, in the words of whoever can mend it. What the decoder says stands in the program's log.

use stupen_domain::wire::unusable::Trouble;

/// A picture or a sound that the office did not send.
pub(super) const NOT_SENT: &str = "the office did not send it: publish the pack again";
/// A pictogram that this program does not have.
pub(super) const NOT_HERE: &str = "this program does not have it: update the kiosk";

/// A file whose bytes are no longer those of its hash.
pub(super) const DAMAGED: &str = "its bytes were damaged here: start the kiosk again";

/// Of a file of a pack, by what its check said.
pub(super) fn of(is_sound: bool, problem: &str) -> Trouble {
    let is_large = problem.starts_with("larger than");
    match problem {
        NOT_SENT => Trouble::NotSent,
        NOT_HERE => Trouble::NotHere,
        DAMAGED => Trouble::Damaged,
        _ if is_sound && (is_large || problem.ends_with("shorten it")) => Trouble::LongSound,
        _ if is_sound => Trouble::Sound,
        _ if is_large || problem.ends_with("make the picture smaller") => Trouble::LargePicture,
        _ => Trouble::Picture,
    }
}

/// What is wrong and what to do about it.
pub(crate) fn words(trouble: Trouble, lang: &str) -> &'static str {
    let (ru, en) = match trouble {
        Trouble::Picture => (
            "картинка не открывается, сохраните её заново как PNG или JPEG",
            "the picture cannot be opened, save it anew as PNG or JPEG",
        ),
        Trouble::LargePicture => (
            "картинка слишком большая, уменьшите её",
            "the picture is too large, make it smaller",
        ),
        Trouble::Sound => (
            "запись не звучит, запишите заново (WAV или Ogg Vorbis)",
            "the recording cannot be played, record it anew (WAV or Ogg Vorbis)",
        ),
        Trouble::LongSound => (
            "запись слишком длинная, сократите её",
            "the recording is too long, shorten it",
        ),
        Trouble::NotSent => (
            "файл не пришёл из офиса, опубликуйте набор ещё раз",
            "the office did not send it, publish the pack again",
        ),
        Trouble::NotHere => (
            "этой картинки нет в программе киоска, обновите киоск",
            "the kiosk's program does not have this picture, update the kiosk",
        ),
        Trouble::Pack => (
            "набор не читается, опубликуйте его ещё раз",
            "the pack cannot be read, publish it again",
        ),
        Trouble::Damaged => (
            "файл повреждён на киоске, перезапустите киоск",
            "the file was damaged at the kiosk, start the kiosk again",
        ),
        Trouble::Portrait => (
            "портрет не открывается, выберите другой",
            "the portrait cannot be opened, choose another",
        ),
        Trouble::Worn => (
            "портрет повреждён на киоске и придёт заново",
            "the portrait was damaged at the kiosk and comes again",
        ),
        Trouble::Other => ("файл не работает", "the file cannot be used"),
    };
    if lang == "en" { en } else { ru }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_check_says_is_told_by_what_to_do() {
        let large = stupen_media::check_picture(&vec![0; 40 * 1024 * 1024]).expect_err("large");
        let torn = stupen_media::check_picture(b"\x89PNG\r\n\x1a\n").expect_err("torn");
        let noise = stupen_media::check_sound(b"RIFF").expect_err("noise");
        let long = stupen_media::check_sound(&vec![0; 40 * 1024 * 1024]).expect_err("long");
        #[rustfmt::skip]
        let rows = [
            (false, torn.as_str(), Trouble::Picture),
            (false, large.as_str(), Trouble::LargePicture),
            (false, "10000 × 10000 pixels, at most 9 in all: make the picture smaller", Trouble::LargePicture),
            (true, noise.as_str(), Trouble::Sound),
            (true, long.as_str(), Trouble::LongSound),
            (true, "90 s long, at most 60: shorten it", Trouble::LongSound),
            (false, NOT_SENT, Trouble::NotSent),
            (true, NOT_SENT, Trouble::NotSent),
            (false, NOT_HERE, Trouble::NotHere),
            (false, DAMAGED, Trouble::Damaged),
        ];
        for (is_sound, problem, expected) in rows {
            assert_eq!(of(is_sound, problem), expected, "{is_sound}: {problem}");
        }
    }
}
