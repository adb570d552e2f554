//! The few built-in files: style, script, mark. Their addresses carry a hash of the content, so browsers
//! may keep them for ever and still see every new version at once.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

use super::Answer;
use super::fault::Fault;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    address: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        asset(
            "style.css",
            "text/css; charset=utf-8",
            include_bytes!("../../../assets/web/style.css"),
        ),
        asset(
            "live.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../../assets/web/live.js"),
        ),
        asset(
            "mark.svg",
            "image/svg+xml",
            include_bytes!("../../../assets/web/mark.svg"),
        ),
    ]
});

fn asset(name: &'static str, kind: &'static str, bytes: &'static [u8]) -> Asset {
    let hash: String = blake3::hash(bytes).to_hex().chars().take(16).collect();
    let address = match name.rsplit_once('.') {
        Some((stem, kind)) => format!("{stem}.{hash}.{kind}"),
        None => format!("{name}.{hash}"),
    };
    Asset {
        name,
        kind,
        bytes,
        address,
    }
}

/// The address of a built-in file; of an unknown one, an address that answers "no such page".
pub fn url(name: &str) -> String {
    let address = ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or(name, |asset| asset.address.as_str());
    format!("/assets/{address}")
}

/// Serves a built-in file.
///
/// # Errors
/// When there is none of this name and content.
pub async fn serve(Path(address): Path<String>) -> Answer {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.address == address)
        .ok_or_else(Fault::not_found)?;
    Ok((
        [
            (header::CONTENT_TYPE, asset.kind),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        asset.bytes,
    )
        .into_response())
}
