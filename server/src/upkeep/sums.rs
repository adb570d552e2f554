//! What a backup says of each of its files, so that one that was cut off or rotted since is found before it is brought back.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context as _, Result};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{FILES, files_of};

/// How many bytes are read at once.
const CHUNK: usize = 256 * 1024;

/// Length and hash of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    bytes: u64,
    /// SHA-256, 64 lower-case hex digits.
    sha256: String,
}

impl Sum {
    /// Of a file as it lies there.
    pub(super) fn of(file: &Path) -> io::Result<Self> {
        pour(File::open(file)?, io::sink())
    }

    /// What is wrong with a file of which this was said.
    pub(super) fn fault(&self, file: &Path) -> Option<String> {
        let found = match fs::metadata(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Some("is not there".to_owned());
            }
            Ok(about) if about.len() != self.bytes => {
                return Some(format!(
                    "has {} bytes instead of {}",
                    about.len(),
                    self.bytes
                ));
            }
            Ok(_) => Self::of(file),
            Err(error) => Err(error),
        };
        match found {
            Ok(found) if found == *self => None,
            Ok(_) => Some("is not what it was when it was written (SHA-256)".to_owned()),
            Err(error) => Some(format!("cannot be read ({error})")),
        }
    }
}

/// Every file of a backup's folder, by its name there (`log.db`, `keys/tls.key`), apart from the description itself.
pub(super) fn sums_of(folder: &Path) -> Result<BTreeMap<String, Sum>> {
    names_in(folder)?
        .into_iter()
        .map(|name| {
            let file = folder.join(&name);
            let sum = Sum::of(&file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok((name, sum))
        })
        .collect()
}

/// The names of what a backup is made of, whether the databases are there or not.
pub(super) fn names_in(folder: &Path) -> Result<Vec<String>> {
    let keys = folder.join("keys");
    let keys = if keys.exists() {
        files_of(&keys)?
    } else {
        Vec::new()
    };
    let keys = keys
        .iter()
        .filter_map(|file| Some(format!("keys/{}", file.file_name()?.to_str()?)));
    Ok(FILES.map(str::to_owned).into_iter().chain(keys).collect())
}

/// Copies a file to where there is none, readable by its owner only, and says what was copied.
pub(super) fn copy(from: &Path, to: &Path) -> Result<Sum> {
    let copied = File::open(from).and_then(|from| {
        let mut copy = OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(to)?;
        let sum = pour(from, &mut copy)?;
        copy.sync_all()?;
        Ok(sum)
    });
    copied.with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}

fn pour(mut from: impl Read, mut to: impl Write) -> io::Result<Sum> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = from.read(&mut chunk)?;
        let Some(read) = chunk.get(..read).filter(|read| !read.is_empty()) else {
            break;
        };
        hash.update(read);
        to.write_all(read)?;
        bytes += u64::try_from(read.len()).map_err(io::Error::other)?;
    }
    Ok(Sum {
        bytes,
        sha256: HEXLOWER.encode(&hash.finalize()),
    })
}
