//! Judges bytes: is this a feed, and is it a valid one?
//!
//! Comes in: any document. Goes out: a [`Report`]. It judges our own feeds and strangers' alike, so it knows
//! neither records nor renderers, opens nothing but what it is given, and reads no clock. The document
//! is read once; only the feed's head and one entry are held at a time.
//!
//! ```
//! use feedwright::validate::{Options, check_bytes};
//!
//! let report = check_bytes(b"<rss version='2.0'><channel><title>News</title></channel></rss>", &Options::default());
//! assert!(!report.is_valid());
//! assert!(report.errors().any(|d| d.rule == "element-missing" && d.element.as_deref() == Some("link")));
//! ```

pub mod baseline;
mod by_hash;
mod context;
pub mod diagnostic;
pub mod docs;
mod document;
mod facts;
mod faults;
pub mod fix;
pub mod format;
mod json;
mod namespace;
mod page;
mod plan;
pub mod registry;
pub mod report;
pub mod response;
pub mod rule;
mod rules;
pub mod settings;
mod sniff;
mod sorted;
pub mod spec;
pub mod summary;
mod tree;
mod vocabulary;
mod xml_document;

use std::io::BufRead;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::validate::diagnostic::Findings;
pub use crate::validate::diagnostic::{Diagnostic, Report};
pub use crate::validate::format::Format;
pub use crate::validate::response::Response;
pub use crate::validate::rule::Rule;
pub use crate::validate::settings::Settings;
pub use crate::validate::sniff::looks_like_feed;
pub use crate::validate::summary::Summary;

/// What a judgement may use besides the document.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address at which the document lies; without it no rule compares with it.
    pub base: Option<String>,
    /// The time; without it no rule compares with it.
    pub now: Option<DateTime<Utc>>,
    /// The answer that the document came in; without it no rule judges a response.
    pub response: Option<Response>,
    /// What an earlier version of the document said; without it no rule compares with one.
    pub previous: Option<Arc<Summary>>,
    /// Should the report carry a summary, to compare the next version with?
    pub summarize: bool,
    /// How many findings of one rule are kept; the others are counted.
    pub most: u64,
    /// Which rules speak, and how gravely.
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            base: None,
            now: None,
            response: None,
            previous: None,
            summarize: false,
            most: 500,
            settings: Settings::default(),
        }
    }
}

/// Judges a document of any size in bounded memory.
///
/// # Errors
/// Only when `input` cannot be read. Whatever is wrong with the document is in the report.
pub fn check(input: impl BufRead, options: &Options) -> crate::Result<Report> {
    let mut report = document::judge(input, options)
        .map_err(|cause| crate::Error::io("cannot read the document", cause))?;
    options.settings.apply(&mut report);
    Ok(report)
}

/// Judges a document that is in memory, which cannot fail.
pub fn check_bytes(document: &[u8], options: &Options) -> Report {
    let nothing = |_| Findings::default().into_report(Format::Unknown, 0);
    check(document, options).unwrap_or_else(nothing)
}
