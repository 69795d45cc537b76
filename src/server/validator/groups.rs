//! The findings of a report as a page shows them: by rule, the gravest first, and not more of them than somebody reads.

use std::collections::HashMap;

use serde::Serialize;

use super::code::{Row, shown};
use super::excerpts::{self, Change, Excerpt};
use super::judged::Judged;
use super::text::Text;
use crate::Severity;
use crate::validate::{Diagnostic, registry};

/// So many findings of one rule are seen at once, …
const OPEN: usize = 5;

/// … so many at most, …
const OF_RULE: usize = 40;

/// … and so many of all.
const OF_ALL: usize = 300;

/// The family whose rules speak of the answer and not of a place.
const RESPONSE: &str = "response";

/// The findings of one rule.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    rule: &'static str,
    severity: Severity,
    /// What is wrong in all of them.
    says: String,
    why: &'static str,
    remedy: String,
    spec: Option<String>,
    count: u64,
    found: Vec<Found>,
    rest: Vec<Found>,
    /// Are they about the answer, and have no place?
    of_answer: bool,
    /// How many are only counted.
    pub(super) hidden: u64,
}

/// One finding.
#[derive(Debug, Serialize)]
struct Found {
    /// Where it says more than the group.
    message: Option<String>,
    help: Option<String>,
    line: u64,
    column: u64,
    within: Option<String>,
    value: Option<String>,
    rows: Vec<Row>,
    change: Option<Change>,
}

/// The findings by rule.
pub(super) fn of(judged: &Judged, text: &Text) -> Vec<Group> {
    let gathered = gathered(judged);
    let shown: Vec<&Diagnostic> = gathered
        .iter()
        .flat_map(|(_, found)| found.iter().copied())
        .collect();
    let excerpts = match text.is_text {
        true => excerpts::of(text, &shown),
        false => shown.iter().map(|_| Excerpt::default()).collect(),
    };
    let mut excerpts = excerpts.into_iter();
    gathered
        .iter()
        .map(|(count, found)| group(judged, *count, found, &mut excerpts))
        .collect()
}

/// How many findings of each rule there are, and those that are shown.
fn gathered(judged: &Judged) -> Vec<(u64, Vec<&Diagnostic>)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<(u64, Vec<&Diagnostic>)> = Vec::new();
    for found in &judged.report.diagnostics {
        let place = *places.entry(found.rule).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((count, kept)) => {
                *count += 1;
                if kept.len() < OF_RULE {
                    kept.push(found);
                }
            }
            None => groups.push((1, vec![found])),
        }
    }
    for (rule, omitted) in &judged.report.omitted {
        let group = places.get(rule).and_then(|place| groups.get_mut(*place));
        if let Some((count, _)) = group {
            *count += omitted.count;
        }
    }
    groups.sort_by_key(|(_, kept)| std::cmp::Reverse(kept.first().map(|d| d.severity)));
    let mut left = OF_ALL;
    for (_, kept) in &mut groups {
        // Of each rule one is shown, whatever the others take.
        kept.truncate(left.max(1));
        left = left.saturating_sub(kept.len());
    }
    groups
}

fn group(
    judged: &Judged,
    count: u64,
    found: &[&Diagnostic],
    excerpts: &mut impl Iterator<Item = Excerpt>,
) -> Group {
    let first = found.first();
    let rule = first.and_then(|d| registry::by_id(d.rule));
    let same = |what: fn(&Diagnostic) -> &str| {
        let said = what(first?);
        found.iter().all(|d| what(d) == said).then_some(said)
    };
    let says = same(|d| &d.message);
    let remedy = same(|d| &d.help);
    let of_answer = first.is_some_and(|d| is_of_answer(d));
    let mut all: Vec<Found> = found
        .iter()
        .zip(excerpts)
        .map(|(d, excerpt)| Found {
            message: says.is_none().then(|| shown(&d.message)),
            help: remedy.is_none().then(|| shown(&d.help)),
            line: d.line,
            column: d.column,
            within: within(d),
            value: d
                .value
                .as_deref()
                .filter(|v| !v.is_empty() && (of_answer || !excerpt.shows_value))
                .map(shown),
            rows: if of_answer { Vec::new() } else { excerpt.rows },
            change: excerpts::change(judged, d),
        })
        .collect();
    let rest = all.split_off(all.len().min(OPEN));
    Group {
        rule: first.map_or("", |d| d.rule),
        severity: first.map_or(Severity::Info, |d| d.severity),
        says: shown(says.unwrap_or_else(|| rule.map_or("", |rule| rule.says))),
        why: rule.map_or("", |rule| rule.why),
        remedy: shown(remedy.unwrap_or_else(|| rule.map_or("", |rule| rule.remedy))),
        spec: first.and_then(|d| d.spec.clone()),
        count,
        of_answer,
        hidden: count.saturating_sub((all.len() + rest.len()) as u64),
        found: all,
        rest,
    }
}

/// Is it about the answer that the document came in, and has no place in it?
pub(super) fn is_of_answer(d: &Diagnostic) -> bool {
    let family = registry::by_id(d.rule).and_then(registry::family_of);
    family.is_some_and(|family| family.name == RESPONSE)
}

/// Where in the document's tree: the element, and the one around it.
fn within(d: &Diagnostic) -> Option<String> {
    let element = d.element.as_deref()?;
    let mut place = match d.parent.as_deref() {
        Some(parent) => format!("{parent} › {element}"),
        None => element.to_owned(),
    };
    if let Some(attribute) = &d.attribute {
        place.push_str(" › @");
        place.push_str(attribute);
    }
    Some(shown(&place))
}
