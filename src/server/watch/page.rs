//! Pages for people, from templates of our own: one style sheet inside, no script, nothing from anywhere else.

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::files::plain;
use crate::pages::write_value;

const STYLE: &str = include_str!("templates/style.css");

const TEMPLATES: &[(&str, &str)] = &[
    ("listing.html", include_str!("templates/listing.html")),
    ("status.html", include_str!("templates/status.html")),
];

/// Ready to be filled; what ends in `.html` is escaped.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    // The delimiters stay as they are, and only they can be wrong.
    environment.set_syntax(syntax.unwrap_or_default());
    environment.set_formatter(write_value);
    environment.add_global(
        "style",
        minijinja::Value::from_safe_string(STYLE.to_owned()),
    );
    for (name, text) in TEMPLATES {
        if let Err(e) = environment.add_template(name, text) {
            tracing::error!(target: "feedwright", "the template {name} is wrong: {e}");
        }
    }
    environment
});

/// Nothing may be loaded or run; the style sheet is known by its digest.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let digest = base64(&Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The page of this template; none, and a word in the log, where it cannot be made.
pub(super) fn filled(name: &str, view: &impl Serialize) -> Option<Bytes> {
    let template = ENVIRONMENT.get_template(name);
    match template.and_then(|template| template.render(Serde(view))) {
        Ok(page) => Some(page.into()),
        Err(e) => {
            tracing::error!(target: "feedwright", "cannot make the page {name}: {e}");
            None
        }
    }
}

/// An answer with a page.
pub(super) fn answer(page: Option<Bytes>, cache: &'static str) -> Response {
    let Some(page) = page else {
        let says = "this page cannot be made";
        return plain(StatusCode::INTERNAL_SERVER_ERROR, says);
    };
    let mut response = page.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    response
}

/// As RFC 4648 section 4 has it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let mut bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        bits <<= 8 * (3 - three.len());
        for digit in 0..4 {
            let place = (bits >> (18 - 6 * digit)) & 63;
            let digit_of = usize::try_from(place).ok().and_then(|p| DIGITS.get(p));
            let shown = digit_of.filter(|_| digit <= three.len());
            out.push(shown.map_or('=', |d| char::from(*d)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn templates_can_be_followed() {
        for (name, _) in TEMPLATES {
            assert!(ENVIRONMENT.get_template(name).is_ok(), "{name}");
        }
    }
}
