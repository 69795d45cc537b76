//! The parts of a result's page that are dear to make: they are made once, however often the page is asked for.

use std::collections::BTreeSet;

use serde::Serialize;

use super::code::{self, Row};
use super::excerpts::{self, Mended};
use super::groups::{self, Group};
use super::judged::Judged;
use super::press::Press;
use super::refusal::Refusal;
use super::text::Text;
use crate::Severity;

/// So many lines of the document are shown …
const LINES: usize = 2000;

/// … with so many bytes …
const BYTES: usize = 256 << 10;

/// … and of each line so many characters.
const OF_LINE: usize = 2000;

/// What says the same to everybody who asks for a result, as HTML.
#[derive(Debug, Serialize)]
pub(super) struct Parts {
    /// The findings by rule; empty where there are none.
    groups: String,
    /// How many findings are only counted.
    hidden: u64,
    /// The document, and what it would be once mended.
    source: String,
}

#[derive(Debug, Serialize)]
struct Findings {
    groups: Vec<Group>,
    /// So many lines of the document can be led to.
    lines: usize,
}

#[derive(Debug, Serialize)]
struct Source {
    mended: Option<Mended>,
    lines: Vec<Row>,
    cut: bool,
    is_text: bool,
}

impl Parts {
    /// Makes them.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) fn of(judged: &Judged, press: &Press) -> Result<Self, Refusal> {
        let text = Text::of(judged);
        let (lines, cut) = lines(judged, &text);
        let findings = Findings {
            groups: groups::of(judged, &text),
            lines: lines.len(),
        };
        let source = Source {
            mended: excerpts::mended(judged),
            lines,
            cut,
            is_text: text.is_text,
        };
        Ok(Parts {
            groups: match findings.groups.is_empty() {
                true => String::new(),
                false => press.fill("groups.html", &findings)?,
            },
            hidden: findings.groups.iter().map(|group| group.hidden).sum(),
            source: press.fill("source.html", &source)?,
        })
    }

    /// How much memory they hold.
    pub(super) fn weight(&self) -> usize {
        self.groups.capacity() + self.source.capacity()
    }
}

/// The first lines of the document, those with findings marked, and whether there are more.
fn lines(judged: &Judged, text: &Text) -> (Vec<Row>, bool) {
    if !text.is_text {
        return (Vec::new(), false);
    }
    let grave = judged.report.diagnostics.iter();
    let grave = grave.filter(|d| d.severity > Severity::Info && !groups::is_of_answer(d));
    let hits: BTreeSet<u64> = grave.map(|d| d.line).collect();
    let (mut rows, mut bytes) = (Vec::new(), 0);
    for (n, line) in (1..).zip(text.lines()) {
        if rows.len() >= LINES || bytes >= BYTES {
            return (rows, true);
        }
        rows.push(code::whole(n, line, OF_LINE, hits.contains(&n)));
        bytes += line.len().min(OF_LINE);
    }
    // Behind the last line end there is no line.
    if rows.last().is_some_and(|row| row.parts.is_empty()) {
        rows.pop();
    }
    (rows, false)
}

#[cfg(test)]
mod tests {
    use super::super::judged::Judged;
    use super::super::press::Press;

    #[test]
    fn they_are_made_once_and_count_as_memory() {
        let press = Press::new();
        let document = b"<rss version='2.0'><channel/></rss>".to_vec();
        let judged = Judged::sent(document, chrono::DateTime::UNIX_EPOCH);
        let before = judged.weight();
        let first = judged.parts(&press).unwrap();
        assert!(first.groups.contains("Line 1") && first.source.contains("id=\"L1\""));
        assert!(std::ptr::eq(first, judged.parts(&press).unwrap()));
        assert!(judged.weight() >= before + first.groups.len() + first.source.len());
    }
}
