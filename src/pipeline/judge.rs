//! A document before the validator, and what it finds in the words of a run.

use std::fmt::Write as _;

use super::entries::Filled;
use crate::Severity;
use crate::model::{Feed, Notice, NoticeKind};
use crate::validate::{self, Diagnostic, Report};

/// Judges a document under the address that it will have.
pub(super) fn judge(feed: &Feed, name: &str, bytes: &[u8]) -> Report {
    let base = Some(format!("{}{name}", feed.base_url));
    validate::check_bytes(
        bytes,
        &validate::Options {
            base,
            ..validate::Options::default()
        },
    )
}

/// At most this many faults of one document are told; one cause tends to repeat.
const TOLD_FAULTS: usize = 20;

/// What the validator finds wrong, with the record that each fault comes from.
pub(super) fn complaints<'a>(
    name: &'a str,
    slug: &'a str,
    report: &'a Report,
    filled: &'a Filled,
) -> impl Iterator<Item = Notice> + 'a {
    report
        .errors()
        .take(TOLD_FAULTS)
        .map(move |fault| complaint(name, slug, fault, filled))
}

fn complaint(name: &str, slug: &str, fault: &Diagnostic, filled: &Filled) -> Notice {
    let mut message = format!(
        "{name} is withheld: {} ({}, line {})",
        fault.message, fault.rule, fault.line
    );
    let origin = fault
        .entry
        .and_then(|n| filled.origins.get(usize::try_from(n).ok()?));
    if let Some(origin) = origin {
        let _ = write!(message, ", caused by {}", origin.id);
    }
    let notice = Notice::new(NoticeKind::Document, Severity::Error, message)
        .of_feed(slug)
        .help("the old document stays; mend the record, or report this as a fault of feedwright");
    match origin {
        Some(origin) => notice
            .of_record(&origin.id)
            .in_file(&origin.file)
            .on_line(origin.line),
        None => notice,
    }
}
