//! Pictures from outside (portraits, step pictures): read only from where they may lie, and checked before
//! anybody is shown them (`stupen-media`).

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path};

pub use stupen_media::PictureKind;
use stupen_media::{
    PICTURE_BYTES_MAX, PIXELS_MAX, check_picture, check_picture_within, fit_for_kiosks,
};

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

/// Checks of a picture that is here already that it can be drawn, carries nothing that runs, and names nothing outside
/// itself.
///
/// # Errors
/// What is wrong and what to do, in words.
pub fn check(bytes: &[u8]) -> Result<PictureKind, String> {
    check_picture_within(bytes, PIXELS_MAX).map(|picture| picture.kind)
}

/// A picture as kiosks get it: checked, with something to be seen in it, upright, no larger than a screen, without a camera's notes about place and
/// time.
///
/// # Errors
/// What is wrong and what to do, in words.
pub fn take_in(bytes: &[u8]) -> Result<Vec<u8>, String> {
    check_picture(bytes)?;
    fit_for_kiosks(bytes).map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

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
