//! Answers with the headers that keep a browser from doing anything that a page of ours does not need.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// What is answered: its kind and how long it holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) media_type: &'static str,
    pub(super) cache: &'static str,
    /// May search engines list it?
    pub(super) listed: bool,
    /// May pages of other sites show it?
    pub(super) shared: bool,
}

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const SVG: &str = "image/svg+xml; charset=utf-8";

/// Holds nowhere.
pub(super) const NO_STORE: &str = "no-store";

/// Holds as long as a result is remembered.
pub(super) const A_MINUTE: &str = "private, max-age=60";

/// Holds for an hour, for everybody.
pub(super) const AN_HOUR: &str = "public, max-age=3600";

/// Everything comes from here, and nothing else is needed.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const SAID: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("vary", "Accept"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// An answer of this kind.
pub(super) fn answer(status: StatusCode, kind: Kind, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, says) in SAID {
        set(headers, name, says);
    }
    set(headers, "content-type", kind.media_type);
    set(headers, "cache-control", kind.cache);
    let shared = if kind.shared {
        "cross-origin"
    } else {
        "same-origin"
    };
    set(headers, "cross-origin-resource-policy", shared);
    if !kind.listed {
        set(headers, "x-robots-tag", "noindex");
    }
    response
}

fn set(headers: &mut HeaderMap, name: &'static str, says: &'static str) {
    headers.insert(
        HeaderName::from_static(name),
        HeaderValue::from_static(says),
    );
}

/// Tells when to come again.
pub(super) fn again(response: &mut Response, seconds: Option<u32>) {
    if let Some(seconds) = seconds {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
}
