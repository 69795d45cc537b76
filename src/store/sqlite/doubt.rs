//! What the store has to say about an arrival that leaves a doubt.

use std::path::Path;

use super::row::Row;
use crate::model::{Kind, Notice};
use crate::store::Arrival;
use crate::store::decide::{Match, Seen, Verdict};

/// A record is withdrawn that nobody has ever seen.
pub(super) fn unknown(arrival: &Arrival<'_>) -> Notice {
    let message = "the record is withdrawn, but nothing is known of it";
    placed(Notice::doubt("status", message), arrival)
        .help("give its id or URL as it was when it was published")
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
