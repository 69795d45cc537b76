//! What the store has to say about an arrival that leaves a doubt.

use std::path::Path;

use super::row::Row;
use crate::Severity;
use crate::model::{Kind, Notice, NoticeKind};
use crate::store::Arrival;
use crate::store::decide::{Match, Seen, Verdict};

/// A record is withdrawn that nobody has ever seen.
pub(super) fn unknown(arrival: &Arrival<'_>) -> Notice {
    let message = "the record is withdrawn, but nothing is known of it";
    placed(Notice::doubt("status", message), arrival)
        .help("give its id or URL as it was when it was published")
}

/// A line of a file of a source.
type Line<'a> = (&'a str, &'a Path, i64);

/// The line in words. What differs from line to line stands in quotes, so that like is shown beside like.
fn there((source, file, line): Line<'_>) -> String {
    format!(
        "source {source:?}, {:?} line {line}",
        file.display().to_string()
    )
}

/// Two sources have one story.
pub(super) fn two_sources(
    held: Line<'_>,
    rule: &str,
    outranks: bool,
    arrival: &Arrival<'_>,
) -> Notice {
    let kept = if outranks { "this" } else { "that" };
    let message = format!(
        "the story of {} has the same {rule} as that of source {:?} here; {kept} one is published",
        there(held),
        arrival.source,
    );
    told(rule, message, arrival)
}

/// Two articles that may be one.
pub(super) fn near(other: Line<'_>, arrival: &Arrival<'_>) -> Notice {
    let message = format!(
        "the article of {} has the same title and day as that of source {:?} here; both are published",
        there(other),
        arrival.source,
    );
    told("title", message, arrival).help("where they are one story, give both the same id or URL")
}

/// Another source has the id for another story.
pub(super) fn shares_id(other: Line<'_>, arrival: &Arrival<'_>) -> Notice {
    let message = format!(
        "{} has this id for another story; the id is taken as this source's own",
        there(other)
    );
    placed(Notice::doubt("id", message), arrival)
        .help("make ids IRIs, such as tag: URIs, which are never another's")
}

/// Worth knowing, and nothing has to change.
fn told(rule: &str, message: String, arrival: &Arrival<'_>) -> Notice {
    let field = if rule == "alias" { "url" } else { rule };
    let notice = Notice::new(NoticeKind::Record, Severity::Info, message).field(field);
    placed(notice, arrival)
}

/// Two records, both of which still stand, have one address.
pub(super) fn shares_url(other: &Row, arrival: &Arrival<'_>) -> Notice {
    let message = format!(
        "another record with another id has the same URL: line {}, entry {}",
        other.line, other.entry_id
    );
    placed(Notice::doubt("url", message), arrival).help("give each record a URL of its own")
}

fn placed(notice: Notice, arrival: &Arrival<'_>) -> Notice {
    let notice = notice.in_file(arrival.file).on_line(arrival.line);
    match arrival.record.name() {
        Some(name) => notice.of_record(name),
        None => notice,
    }
}

/// The record's id is another than before, though its address is the same.
pub(super) fn renamed(row: &Row, arrival: &Arrival<'_>) -> Notice {
    let message = format!(
        "the record's id is another than before; its entry keeps the id {}",
        row.entry_id
    );
    placed(Notice::doubt("id", message), arrival)
}

/// Two lines say different things of one record. Two headlines that link to one page do so by nature.
pub(super) fn two_lines(
    row: &Row,
    seen: &Seen,
    verdict: Verdict,
    file: &Path,
    arrival: &Arrival<'_>,
) -> Option<Notice> {
    let kept = match verdict {
        Verdict::Wins => "this one, being newer, is kept",
        Verdict::Loses => "that one, being newer, is kept",
        _ => return None,
    };
    if seen.matched != Match::Id && (row.kind, seen.kind) == (Kind::Headline, Kind::Headline) {
        return None;
    }
    let rule = seen.matched.as_str();
    let message = if seen.same_place {
        format!(
            "lines {} and {} have the same {rule} and other content; {kept}",
            row.line, seen.line
        )
    } else {
        let (file, line) = (file.display(), row.line);
        format!(
            "line {} and {file}:{line} have the same {rule} and other content; {kept}",
            seen.line
        )
    };
    Some(placed(Notice::doubt(rule, message), arrival).help("keep one line for each record"))
}
