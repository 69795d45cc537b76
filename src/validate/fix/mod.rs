//! Mends what can be mended without guessing: findings become byte edits, and every other byte stays as it was.
//!
//! Comes in: the bytes of a document. Goes out: the bytes it should have, and what was changed. Each round of edits is
//! judged again; a kind of edit whose finding does not go away is taken back, so what is mended validates.

mod additions;
mod json;
mod markup;
mod raw;

use std::collections::{BTreeMap, BTreeSet};

use crate::validate::diagnostic::{Diagnostic, Report};
use crate::validate::json::looks_like_json;
use crate::validate::{Options, check_bytes};

/// Rounds of edits: one fault may hide another.
const ROUNDS: usize = 24;
/// Findings of one rule that are mended in one round: what bounds the memory.
const KEPT: u64 = 100_000;

/// One change: the bytes from `start` to `end` become `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The first byte that goes.
    pub start: usize,
    /// The byte behind the last that goes.
    pub end: usize,
    /// What stands there instead.
    pub text: String,
    /// The rule whose finding it mends.
    pub rule: &'static str,
}

/// A document after mending.
#[derive(Debug)]
pub struct Mended {
    /// Its bytes.
    pub document: Vec<u8>,
    /// How many findings of which rule were mended.
    pub fixed: BTreeMap<&'static str, u64>,
    /// What is still to be said of it.
    pub report: Report,
}

/// What turns a finding into an edit.
type Mender = fn(&[u8], &Diagnostic, &Options) -> Option<Edit>;

/// Findings that need more than another value; all others are mended where they say what to write.
static MENDERS: &[(&str, Mender)] = &[
    ("xml-ampersand-bare", markup::ampersand),
    ("xml-character-illegal", markup::character),
    ("xml-reference-illegal", markup::reference),
    ("xml-cdata-end-in-text", markup::cdata_end),
    ("xml-less-than-bare", markup::bare_less_than),
    ("xml-entity-undefined", markup::entity),
    ("xml-version-unsupported", markup::version),
    ("encoding-declaration-wrong", markup::encoding),
    ("doctype-of-other-version", markup::doctype),
    ("whitespace-around", markup::blanks_around),
    ("xml-less-than-in-attribute", markup::less_than),
    ("xml-declaration-misplaced", markup::before_declaration),
    ("namespace-prefix-unbound", additions::declaration),
    ("guid-not-url", additions::not_permalink),
    ("self-link-missing", additions::self_link),
    ("url-character-illegal", around),
];

/// Another value in place of the one within which a finding points.
fn around(document: &[u8], d: &Diagnostic, _: &Options) -> Option<Edit> {
    raw::replace_around(document, d, d.mend.as_deref()?)
}

/// Rules whose findings say what to write instead.
static VALUES: &[&str] = &[
    "choice-unknown",
    "coordinates-with-commas",
    "date-grammar",
    "date-letter-case",
    "date-obsolete-form",
    "date-of-other-format",
    "date-weekday-wrong",
    "date-zone-unknown",
    "itunes-category-obsolete",
    "itunes-category-unknown",
    "itunes-explicit-obsolete",
    "json-version-unknown",
    "language-deprecated",
    "language-malformed",
    "mail-form-unusual",
    "media-credit-role-case",
    "media-namespace-wrong",
    "namespace-misspelled",
    "number-malformed",
    "self-link-differs",
    "self-link-relative",
    "self-link-type-wrong",
    "skip-day-unknown",
    "skip-hour-24",
    "text-type-unknown",
    "url-not-absolute",
];

/// Can a finding of this rule be mended, if it has what that takes?
pub fn is_mended(rule: &str) -> bool {
    VALUES.contains(&rule) || MENDERS.iter().any(|(id, _)| *id == rule) || json::is_mended(rule)
}

/// Are the places of a document those of its bytes, as mending needs it? Only documents in UTF-8 are mended.
pub fn is_mendable(document: &[u8]) -> bool {
    raw::is_utf8_document(document)
}

/// Mends a document in UTF-8; one in another encoding stays as it is, because its places are those of its text.
pub fn mend(document: &[u8], options: &Options) -> Mended {
    let all = Options {
        most: KEPT,
        ..options.clone()
    };
    let mut now = Mended {
        document: document.to_vec(),
        fixed: BTreeMap::new(),
        report: check_bytes(document, &all),
    };
    let mut given_up = BTreeSet::new();
    let mut rounds = 0;
    // A round that is taken back gives at least one rule up, so this ends.
    while rounds < ROUNDS {
        let edits = edits(&now.document, &now.report, options, &given_up);
        if edits.is_empty() {
            break;
        }
        let next = apply(&now.document, &edits);
        let report = check_bytes(&next, &all);
        let useless = useless(&edits, &now.report, &report);
        if useless.is_empty() {
            for edit in &edits {
                *now.fixed.entry(edit.rule).or_insert(0) += 1;
            }
            (now.document, now.report) = (next, report);
            // What did not help before may help now.
            given_up.clear();
            rounds += 1;
        } else {
            given_up.extend(useless);
        }
    }
    if options.most < KEPT && now.report.diagnostics.len() as u64 > options.most {
        now.report = check_bytes(&now.document, options);
    }
    now
}

/// The edits that a report asks for, in the order of the document; none of them overlap.
fn edits(
    document: &[u8],
    report: &Report,
    options: &Options,
    given_up: &BTreeSet<&'static str>,
) -> Vec<Edit> {
    if !raw::is_utf8_document(document) {
        return Vec::new();
    }
    let edit = editor(document);
    let mut edits: Vec<Edit> = report
        .diagnostics
        .iter()
        .filter(|d| !given_up.contains(d.rule))
        .filter_map(|d| edit(document, d, options))
        .collect();
    edits.sort_by_key(|e| (e.start, e.end));
    let mut free = 0;
    edits.retain(|e| {
        let fits = e.start >= free && e.end <= document.len();
        if fits {
            // Two insertions at one place wait for each other.
            free = e.end.max(e.start + 1);
        }
        fits
    });
    edits
}

/// The edit that one finding asks for, where it can be mended. Whether it helps is not tried.
pub fn edit_for(document: &[u8], diagnostic: &Diagnostic, options: &Options) -> Option<Edit> {
    if !raw::is_utf8_document(document) {
        return None;
    }
    let edit = editor(document)(document, diagnostic, options)?;
    (edit.start <= edit.end && edit.end <= document.len()).then_some(edit)
}

/// What mends documents of this syntax.
fn editor(document: &[u8]) -> Mender {
    match looks_like_json(document.get(..1024).unwrap_or(document)) {
        true => json::edit,
        false => edit,
    }
}

fn edit(document: &[u8], diagnostic: &Diagnostic, options: &Options) -> Option<Edit> {
    let special = MENDERS.iter().find(|(id, _)| *id == diagnostic.rule);
    match special {
        Some((_, mender)) => mender(document, diagnostic, options),
        None => raw::replace_value(document, diagnostic, diagnostic.mend.as_deref()?),
    }
}

/// Rules of edits after which there is not less to find than before; and where a valid document would become
/// invalid, those that let more be judged than before, or else all.
fn useless(edits: &[Edit], before: &Report, after: &Report) -> BTreeSet<&'static str> {
    let rules: BTreeSet<&'static str> = edits.iter().map(|e| e.rule).collect();
    if before.is_valid() && !after.is_valid() {
        let opening = rules.iter().copied().filter(|r| r.contains("namespace"));
        let opening: BTreeSet<&'static str> = opening.collect();
        return if opening.is_empty() { rules } else { opening };
    }
    let (before, after) = (counts(before), counts(after));
    let stays = |rule: &&'static str| after.get(rule) >= before.get(rule);
    rules.into_iter().filter(stays).collect()
}

/// How many findings of which rule there are.
fn counts(report: &Report) -> BTreeMap<&'static str, u64> {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for found in &report.diagnostics {
        *counts.entry(found.rule).or_insert(0) += 1;
    }
    for (rule, omitted) in &report.omitted {
        *counts.entry(rule).or_insert(0) += omitted.count;
    }
    counts
}

/// The document with the edits made, which are in order and do not overlap.
pub fn apply(document: &[u8], edits: &[Edit]) -> Vec<u8> {
    let added: usize = edits.iter().map(|e| e.text.len()).sum();
    let mut out = Vec::with_capacity(document.len() + added);
    let mut done = 0;
    for edit in edits {
        out.extend_from_slice(document.get(done..edit.start).unwrap_or_default());
        out.extend_from_slice(edit.text.as_bytes());
        done = edit.end.max(done);
    }
    out.extend_from_slice(document.get(done..).unwrap_or_default());
    out
}
