//! The head of a request, as those who answer it see it, and what is logged and counted of it, which is less and may be kept.

use std::time::Instant;

use axum::http::header::{self, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Uri, Version};

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
    /// Since when it is being answered.
    pub(super) begun: Instant,
}

impl<'r> RequestHead<'r> {
    /// That of a request, and of its body nothing.
    pub(super) fn of<B>(request: &'r Request<B>) -> Self {
        let (method, uri) = (request.method(), request.uri());
        RequestHead::new(method, uri, request.version(), request.headers())
    }

    /// That of a request whose body is not wanted.
    pub(super) fn of_parts(head: &'r Parts) -> Self {
        RequestHead::new(&head.method, &head.uri, head.version, &head.headers)
    }

    fn new(method: &'r Method, uri: &'r Uri, version: Version, headers: &'r HeaderMap) -> Self {
        RequestHead {
            method,
            uri,
            version,
            headers,
            given: Given::of(headers),
            begun: Instant::now(),
        }
    }

    /// What is logged and counted of it.
    pub(super) fn summary(&self) -> Summary<'r> {
        Summary {
            method: self.method,
            uri: self.uri,
            version: self.version,
            agent: self.value(Given::USER_AGENT, &header::USER_AGENT),
            referrer: self.value(Given::REFERER, &header::REFERER),
            is_conditional: self.given.has(Given::CONDITION),
            begun: self.begun,
        }
    }

    fn value(&self, given: Given, name: &HeaderName) -> Option<&'r HeaderValue> {
        match self.given.has(given) {
            true => self.headers.get(name),
            false => None,
        }
    }
}

/// What is logged and counted of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Summary<'r> {
    pub(super) method: &'r Method,
    pub(super) uri: &'r Uri,
    pub(super) version: Version,
    agent: Option<&'r HeaderValue>,
    referrer: Option<&'r HeaderValue>,
    /// Does it ask for less than everything (RFC 9110 sections 13.1 and 14.2)?
    pub(super) is_conditional: bool,
    /// Since when it is being answered.
    pub(super) begun: Instant,
}

impl<'r> Summary<'r> {
    pub(super) fn agent(&self) -> &'r [u8] {
        self.agent.map_or(b"", HeaderValue::as_bytes)
    }

    pub(super) fn referrer(&self) -> &'r [u8] {
        self.referrer.map_or(b"", HeaderValue::as_bytes)
    }

    /// A copy that outlives the request.
    pub(super) fn keep(&self) -> KeptSummary {
        KeptSummary {
            method: self.method.clone(),
            uri: self.uri.clone(),
            version: self.version,
            agent: self.agent.cloned(),
            referrer: self.referrer.cloned(),
            is_conditional: self.is_conditional,
            begun: self.begun,
        }
    }
}

/// What is logged and counted of a request that may be gone.
#[derive(Debug)]
pub(super) struct KeptSummary {
    method: Method,
    uri: Uri,
    version: Version,
    agent: Option<HeaderValue>,
    referrer: Option<HeaderValue>,
    is_conditional: bool,
    begun: Instant,
}

impl KeptSummary {
    pub(super) const fn summary(&self) -> Summary<'_> {
        Summary {
            method: &self.method,
            uri: &self.uri,
            version: self.version,
            agent: self.agent.as_ref(),
            referrer: self.referrer.as_ref(),
            is_conditional: self.is_conditional,
            begun: self.begun,
        }
    }
}
