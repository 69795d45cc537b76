//! The head of a request, as those who answer it see it.

use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue, Method, Request, Uri, Version, header};

use super::given::Given;

/// The head of a request that somebody else holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct RequestHead<'r> {
    pub(super) method: &'r Method,
    pub(super) uri: &'r Uri,
    pub(super) version: Version,
    pub(super) headers: &'r HeaderMap,
    /// Which headers there are, of those that matter.
    pub(super) given: Given,
    /// When it came.
    pub(super) came: Instant,
}

impl<'r> RequestHead<'r> {
    /// That of a request that has just come.
    pub(super) fn of<B>(request: &'r Request<B>) -> Self {
        RequestHead {
            method: request.method(),
            uri: request.uri(),
            version: request.version(),
            headers: request.headers(),
            given: Given::of(request.headers()),
            came: Instant::now(),
        }
    }

    pub(super) fn agent(&self) -> &'r [u8] {
        self.text(Given::USER_AGENT, &header::USER_AGENT)
    }

    pub(super) fn referrer(&self) -> &'r [u8] {
        self.text(Given::REFERER, &header::REFERER)
    }

    fn text(&self, given: Given, name: &header::HeaderName) -> &'r [u8] {
        let value = self.given.has(given).then(|| self.headers.get(name));
        value.flatten().map_or(b"", HeaderValue::as_bytes)
    }

    /// A copy that outlives the request.
    pub(super) fn keep(&self) -> KeptHead {
        KeptHead {
            method: self.method.clone(),
            uri: self.uri.clone(),
            version: self.version,
            headers: self.headers.clone(),
            given: self.given,
            came: self.came,
        }
    }
}

/// The head of a request that may be gone.
#[derive(Debug)]
pub(super) struct KeptHead {
    method: Method,
    uri: Uri,
    version: Version,
    headers: HeaderMap,
    given: Given,
    came: Instant,
}

impl KeptHead {
    pub(super) const fn head(&self) -> RequestHead<'_> {
        RequestHead {
            method: &self.method,
            uri: &self.uri,
            version: self.version,
            headers: &self.headers,
            given: self.given,
            came: self.came,
        }
    }
}
