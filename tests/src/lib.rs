//! What the tests of several rooms share. Each test file under `tests/` says what it proves.

pub mod history;
pub mod load;
pub mod story;
pub mod views;

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
