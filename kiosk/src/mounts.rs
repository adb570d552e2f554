//! The disk that a folder should lie on. Where that is not mounted, an empty folder stands in its place, and a kiosk that
//! has worked for a year looks like one that was never enrolled.

use std::fs;
use std::path::{Path, PathBuf};

/// Where a disk should be mounted above a folder, or at it, and is not: `/etc/fstab` against what the kernel tells.
pub(crate) fn missing_above(folder: &Path) -> Option<PathBuf> {
    let folder = followed(folder)?;
    let wanted = fs::read_to_string("/etc/fstab").ok()?;
    let mounted = fs::read_to_string("/proc/self/mountinfo").ok()?;
    missing(&folder, &wanted, &mounted)
}

/// A folder that need not be there yet, with the links followed on the way as far as it is.
fn followed(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    let (real, rest) = folder.ancestors().find_map(|above| {
        Some((
            fs::canonicalize(above).ok()?,
            folder.strip_prefix(above).ok()?,
        ))
    })?;
    Some(real.join(rest))
}

/// Both files write a space in a path in the same way, see fstab(5) and proc(5).
fn missing(folder: &Path, wanted: &str, mounted: &str) -> Option<PathBuf> {
    let ways_up: Vec<String> = folder
        .ancestors()
        .filter(|above| above.parent().is_some())
        .map(written)
        .collect();
    let is_mounted = |place: &str| {
        mounted
            .lines()
            .any(|line| line.split_whitespace().nth(4) == Some(place))
    };
    wanted
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let (place, options) = (fields.next()?, fields.nth(1).unwrap_or_default());
            // Whoever mounts by hand knows when.
            (!options.split(',').any(|option| option == "noauto")).then_some(place)
        })
        .map(|place| place.trim_end_matches('/'))
        .find(|place| ways_up.iter().any(|way| way == place) && !is_mounted(place))
        .map(PathBuf::from)
}

fn written(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.replace('\\', r"\134")
        .replace(' ', r"\040")
        .replace('\t', r"\011")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_to_a_folder_that_is_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let real = fs::canonicalize(dir.path()).unwrap();
        fs::create_dir(real.join("disk")).unwrap();
        std::os::unix::fs::symlink(real.join("disk"), real.join("link")).unwrap();
        for (asked, found) in [
            ("link", "disk"),
            ("link/kiosk", "disk/kiosk"),
            ("link/kiosk/data", "disk/kiosk/data"),
            ("away/kiosk", "away/kiosk"),
        ] {
            assert_eq!(
                followed(&real.join(asked)),
                Some(real.join(found)),
                "{asked}"
            );
        }
    }

    #[test]
    fn a_disk_that_should_be_there_is_missed() {
        let wanted = "# <device> <place> <type> <options>\n\
            UUID=1 / ext4 errors=remount-ro 0 1\n\
            UUID=2 none swap sw 0 0\n\
            UUID=3 /var/lib/stupen-kiosk ext4 nofail 0 2\n\
            UUID=4 /srv/big\\040disk/ ext4 defaults 0 2\n\
            UUID=5 /mnt/stick vfat noauto,user 0 0\n\
            broken\n";
        let root = "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
        let data = "36 25 8:3 / /var/lib/stupen-kiosk rw,relatime - ext4 /dev/sda3 rw\n";
        let big = "37 25 8:4 / /srv/big\\040disk rw - ext4 /dev/sda4 rw\n";
        let rows: [(&str, String, Option<&str>); 8] = [
            (
                "/var/lib/stupen-kiosk",
                root.to_owned(),
                Some("/var/lib/stupen-kiosk"),
            ),
            (
                "/var/lib/stupen-kiosk/data",
                root.to_owned(),
                Some("/var/lib/stupen-kiosk"),
            ),
            ("/var/lib/stupen-kiosk", format!("{root}{data}"), None),
            ("/var/lib/stupen-kiosk-2", root.to_owned(), None),
            (
                "/srv/big disk/kiosk",
                root.to_owned(),
                Some("/srv/big\\040disk"),
            ),
            ("/srv/big disk/kiosk", format!("{root}{big}"), None),
            ("/mnt/stick/kiosk", root.to_owned(), None),
            ("/home/kiosk", String::new(), None),
        ];
        for (folder, mounted, expected) in rows {
            assert_eq!(
                missing(Path::new(folder), wanted, &mounted),
                expected.map(PathBuf::from),
                "{folder}"
            );
        }
    }
}
