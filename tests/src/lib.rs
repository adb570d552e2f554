//! What the tests of several rooms share. Each test file under `tests/` says what it proves.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "this crate is only tests: what cannot be set up fails the test"
)]

pub mod story;

/// The root of the workspace.
pub fn root() -> &'static std::path::Path {
    static ROOT: std::sync::LazyLock<std::path::PathBuf> = std::sync::LazyLock::new(|| {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .unwrap()
            .to_owned()
    });
    &ROOT
}
