//! The style sheet, the script and the mark: named by their content, so that a browser asks for each once.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::answer::{Kind, SVG, answer};
use crate::server::files::plain;

/// The pages of feeds and those of the validator are of one house.
const STYLE: &str = concat!(
    include_str!("../../pages/templates/pages.css"),
    include_str!("templates/validator.css")
);
/// Copying with a button is the same in both.
const SCRIPT: &str = concat!(
    include_str!("../../pages/templates/pages.js"),
    include_str!("templates/validator.js")
);
const MARK: &str = include_str!("templates/mark.svg");

/// A file that pages ask for.
pub(super) struct Asset {
    pub(super) name: String,
    media_type: &'static str,
    text: &'static str,
}

/// The style sheet, the script, the mark.
pub(super) fn all() -> &'static [Asset; 3] {
    static ALL: OnceLock<[Asset; 3]> = OnceLock::new();
    ALL.get_or_init(|| {
        [
            asset("style", "css", "text/css; charset=utf-8", STYLE),
            asset("script", "js", "text/javascript; charset=utf-8", SCRIPT),
            asset("mark", "svg", SVG, MARK),
        ]
    })
}

fn asset(name: &str, extension: &str, media_type: &'static str, text: &'static str) -> Asset {
    let digest = blake3::hash(text.as_bytes()).to_hex();
    let digest: String = digest.chars().take(12).collect();
    Asset {
        name: format!("{name}-{digest}.{extension}"),
        media_type,
        text,
    }
}

pub(super) async fn show(Path(name): Path<String>) -> Response {
    let Some(asset) = all().iter().find(|asset| asset.name == name) else {
        return plain(StatusCode::NOT_FOUND, "there is nothing here");
    };
    let kind = Kind {
        media_type: asset.media_type,
        cache: "public, max-age=31536000, immutable",
        listed: false,
        shared: false,
    };
    answer(StatusCode::OK, kind, asset.text)
}
