//! A kiosk that cannot begin its work: a black panel would tell nobody anything, so the screen says why, and what to do.

use std::io::ErrorKind;

use stupen_journal::{OpenError, StoreError};

use crate::ui::{StuckCause, StuckView};

/// The settings file has a mistake, or cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
pub(super) struct WrongSettings(pub(super) anyhow::Error);

/// What the screen says of it.
pub(super) fn view(error: &anyhow::Error) -> StuckView {
    StuckView {
        cause: error
            .chain()
            .find_map(cause_of)
            .unwrap_or(StuckCause::Files),
        detail: format!("{error:#}"),
    }
}

fn cause_of(error: &(dyn std::error::Error + 'static)) -> Option<StuckCause> {
    if error.is::<WrongSettings>() {
        return Some(StuckCause::Settings);
    }
    if let Some(OpenError::Newer { .. }) = error.downcast_ref() {
        return Some(StuckCause::Newer);
    }
    if let Some(StoreError::DiskFull) = error.downcast_ref() {
        return Some(StuckCause::Full);
    }
    let full_for_sql = error
        .downcast_ref::<rusqlite::Error>()
        .and_then(rusqlite::Error::sqlite_error_code)
        .is_some_and(|code| code == rusqlite::ErrorCode::DiskFull);
    let full_for_files = error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::StorageFull);
    (full_for_sql || full_for_files).then_some(StuckCause::Full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::LocalError;
    use anyhow::Context as _;
    use stupen_ledger::{OpenFailed, ViewsError};

    #[test]
    fn every_failure_has_its_words() {
        let path = || std::path::PathBuf::from("/data/log.db");
        let newer = || OpenError::Newer {
            path: path(),
            found: 9,
            known: 2,
        };
        let full = || OpenError::Store {
            path: path(),
            source: StoreError::DiskFull,
        };
        let io = |kind: ErrorKind| std::io::Error::from(kind);
        let sql = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        let table: [(anyhow::Error, StuckCause); 9] = [
            (OpenFailed::Log(newer()).into(), StuckCause::Newer),
            (OpenFailed::Log(full()).into(), StuckCause::Full),
            (
                OpenFailed::Views(ViewsError::Store(StoreError::DiskFull)).into(),
                StuckCause::Full,
            ),
            (
                LocalError::Sql(sql(rusqlite::ffi::SQLITE_FULL)).into(),
                StuckCause::Full,
            ),
            (
                LocalError::Sql(sql(rusqlite::ffi::SQLITE_CANTOPEN)).into(),
                StuckCause::Files,
            ),
            (
                anyhow::Error::new(io(ErrorKind::StorageFull)).context("identity.json"),
                StuckCause::Full,
            ),
            (
                anyhow::Error::new(io(ErrorKind::PermissionDenied)).context("identity.json"),
                StuckCause::Files,
            ),
            (anyhow::anyhow!("anything"), StuckCause::Files),
            (
                WrongSettings(anyhow::anyhow!("line 3").context("kiosk.toml")).into(),
                StuckCause::Settings,
            ),
        ];
        for (error, cause) in table {
            let said = view(&error);
            assert_eq!(said.cause, cause, "{error:#}");
            assert!(!said.detail.is_empty());
        }
        let said = view(&WrongSettings(anyhow::anyhow!("line 3").context("kiosk.toml")).into());
        assert_eq!(said.detail, "kiosk.toml: line 3");
        let told = Err::<(), _>(newer()).context("the log");
        assert!(view(&told.unwrap_err()).detail.contains("/data/log.db"));
    }
}
