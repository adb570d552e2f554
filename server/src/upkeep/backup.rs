//! `backup`: log, pictures, accounts and keys in a new folder, whole or not at all, while the server runs.

use std::fs::{self, DirBuilder, File, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use stupen_journal::StoreError;

use super::sums::sums_of;
use super::{FILES, MANIFEST, Manifest, files_of, sync_folder};
use crate::begun::Needed;
use crate::book::local;
use crate::commands::Context;
use crate::data::write_private;
use crate::office::settings;

/// What was backed up.
#[derive(Debug)]
pub struct Backed {
    /// Entries in it.
    pub entries: u64,
    /// Streams in it.
    pub streams: usize,
}

/// Writes a backup to `to`, which must not exist, readable by its owner only: it holds keys and people. Once it is
/// whole, kiosks learn that they may let go of what is in it.
///
/// # Errors
/// When the disk refuses; nothing is left behind then.
pub fn write(context: &Context, to: &Path) -> Result<Backed> {
    ensure!(
        !to.exists(),
        "--out: {} is there already: a backup gets a folder of its own, name another one",
        to.display()
    );
    let part = part_of(to)?;
    if part.exists() {
        // Left by a backup that was cut off: it was never one.
        fs::remove_dir_all(&part).with_context(|| format!("cannot remove {}", part.display()))?;
    }
    let done = fill(context, &part).and_then(|filled| {
        fs::rename(&part, to)
            .with_context(|| format!("cannot rename {} to {}", part.display(), to.display()))?;
        sync_folder(parent(to))?;
        Ok(filled)
    });
    if done.is_err() {
        let _left_behind = fs::remove_dir_all(&part);
    }
    let (entries, manifest) = done?;
    // Only what is surely kept may be let go of elsewhere.
    context.book()?.with(|ledger| {
        for head in &manifest.heads {
            ledger.log_mut().set_backed_up(&head.stream, head.seq)?;
        }
        Ok::<_, StoreError>(())
    })??;
    Ok(Backed {
        entries,
        streams: manifest.heads.len(),
    })
}

fn fill(context: &Context, part: &Path) -> Result<(u64, Manifest)> {
    for needed in Needed::ALL {
        needed.ensure(&context.data)?;
    }
    let keys = part.join("keys");
    for folder in [part, &keys] {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let (book, office) = (context.book()?, context.office()?);
    let zone = office.with(|db| settings::place(db))?.time_zone;
    let [log, media, accounts] = FILES.map(|name| part.join(name));
    // The log with the writer that wrote it, in one turn: nobody writes meanwhile.
    let (entries, heads) = book.with(|ledger| {
        ledger.sign()?;
        ledger.log().backup_to(&log)?;
        for file in files_of(&context.data.keys())? {
            let name = file.file_name().unwrap_or_default();
            let copy = keys.join(name);
            fs::copy(&file, &copy)
                .and_then(|_bytes| File::open(&copy)?.sync_all())
                .with_context(|| format!("cannot copy {}", file.display()))?;
        }
        Ok::<_, anyhow::Error>((ledger.log().count()?, ledger.log().heads()?))
    })??;
    // After the log: whatever an entry in it names is there.
    book.blobs(|blobs| blobs.backup_to(&media))?;
    office.with(|db| db.execute("VACUUM INTO ?1", [accounts.to_string_lossy()]))?;
    File::open(&accounts)?.sync_all()?;
    for file in [&log, &media, &accounts] {
        fs::set_permissions(file, Permissions::from_mode(0o600))?;
    }
    let manifest = Manifest {
        made_at: local(context.clock.now(), zone),
        organisation: book.organisation().clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        demonstration: context.data.is_demonstration(),
        heads,
        files: Some(sums_of(part)?),
    };
    write_private(&part.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)?;
    sync_folder(&keys)?;
    sync_folder(part)?;
    Ok((entries, manifest))
}

fn part_of(to: &Path) -> Result<PathBuf> {
    let name = to
        .file_name()
        .with_context(|| format!("--out: {} names no folder", to.display()))?;
    let mut part = name.to_owned();
    part.push(".part");
    Ok(to.with_file_name(part))
}

fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
