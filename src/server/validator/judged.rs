//! A document with what was found in it, and how it came here.

use std::sync::OnceLock;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::parts::Parts;
use super::press::Press;
use super::refusal::Refusal;
use crate::source::Fetched;
use crate::validate::{self, Options, Report};
use crate::{Error, pipeline};

/// A document with what was found in it.
pub(super) struct Judged {
    pub(super) report: Report,
    pub(super) document: Vec<u8>,
    /// What it was judged by: the answer that it came in too.
    pub(super) options: Options,
    /// How long judging took.
    pub(super) took: Duration,
    /// How it was fetched, where it was.
    pub(super) way: Option<Way>,
    /// What its page shows, once somebody has asked for it.
    parts: OnceLock<Result<Parts, Refusal>>,
}

/// How a document was fetched.
pub(super) struct Way {
    /// The address that gave it, after redirects.
    pub(super) from: String,
    /// How long that took.
    pub(super) took: Duration,
}

impl Judged {
    /// Judges a document that somebody sent.
    pub(super) fn sent(document: Vec<u8>, now: DateTime<Utc>) -> Self {
        Self::of(document, options(now), None)
    }

    /// Judges what was fetched from `url`.
    pub(super) fn fetched(url: &str, fetched: Fetched, took: Duration, now: DateTime<Utc>) -> Self {
        let way = Way {
            from: fetched.url.clone(),
            took,
        };
        let (document, options) = pipeline::with_answer(url, fetched, &options(now));
        Self::of(document, options, Some(way))
    }

    fn of(document: Vec<u8>, options: Options, way: Option<Way>) -> Self {
        let begun = std::time::Instant::now();
        let report = validate::check_bytes(&document, &options);
        Judged {
            report,
            took: begun.elapsed(),
            document,
            options,
            way,
            parts: OnceLock::new(),
        }
    }

    /// What its page shows, made when it is first asked for.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) fn parts(&self, press: &Press) -> Result<&Parts, Refusal> {
        let parts = self.parts.get_or_init(|| Parts::of(self, press));
        parts.as_ref().map_err(Clone::clone)
    }

    /// About how much memory it holds.
    pub(super) fn weight(&self) -> usize {
        let parts = self.parts.get().and_then(|parts| parts.as_ref().ok());
        let parts = parts.map_or(0, Parts::weight);
        self.document.len() + self.report.diagnostics.len() * 1024 + 1024 + parts
    }

    /// The charset that the answer named.
    pub(super) fn charset(&self) -> Option<String> {
        self.options.response.as_ref().and_then(|r| r.charset())
    }
}

/// What the command line judges by when nothing is configured.
fn options(now: DateTime<Utc>) -> Options {
    Options {
        now: Some(now),
        ..Options::default()
    }
}

/// Nothing was sent.
pub(super) fn nothing() -> Refusal {
    Error::input("there is nothing to judge")
        .help("give the address of a feed, paste a document, or choose a file")
        .into()
}
