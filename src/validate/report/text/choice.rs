//! Which findings are shown: of each kind the first few, the others are counted.

use std::collections::HashMap;

use super::super::Manner;
use crate::validate::diagnostic::{Diagnostic, Report};

/// How many findings of one kind are shown before the rest is counted.
const SHOWN: u64 = 3;

/// A finding that is shown.
pub(super) struct Choice<'r> {
    pub(super) found: &'r Diagnostic,
    /// Is it the first of its kind, which is explained?
    pub(super) first: bool,
    /// How many more of its kind are only counted, where it is the last that is shown.
    pub(super) more: u64,
    /// The rule whose findings beyond a bound are counted with these.
    pub(super) told: Option<&'r str>,
}

/// What makes findings the same kind.
type Likeness<'r> = (&'r str, Option<&'r str>, Option<&'r str>, Option<&'r str>);

fn likeness(d: &Diagnostic) -> Likeness<'_> {
    (
        d.rule,
        d.element.as_deref(),
        d.parent.as_deref(),
        d.attribute.as_deref(),
    )
}

/// The findings to show: of each kind the first few.
pub(super) fn chosen(report: &Report, manner: Manner) -> Vec<Choice<'_>> {
    let wanted = |d: &&Diagnostic| !manner.brief || manner.fails(d.severity);
    let (totals, kinds) = counted(report.diagnostics.iter().filter(wanted));
    let mut seen: HashMap<Likeness<'_>, u64> = HashMap::new();
    let mut shown = Vec::new();
    for found in report.diagnostics.iter().filter(wanted) {
        let kind = likeness(found);
        let count = seen.entry(kind).or_default();
        *count += 1;
        if *count > SHOWN && !manner.all {
            continue;
        }
        let last = *count == SHOWN && !manner.all;
        // Findings beyond a bound are of a known kind where their rule has only one.
        let omitted = report.omitted.get(found.rule);
        let omitted = omitted.filter(|_| last && kinds.get(found.rule) == Some(&1));
        let beyond = totals
            .get(&kind)
            .copied()
            .unwrap_or_default()
            .saturating_sub(SHOWN);
        shown.push(Choice {
            found,
            first: *count == 1,
            more: if last {
                beyond + omitted.map_or(0, |o| o.count)
            } else {
                0
            },
            told: omitted.map(|_| found.rule),
        });
    }
    shown
}

/// How many findings there are of each kind, and how many kinds of each rule.
fn counted<'r>(
    findings: impl Iterator<Item = &'r Diagnostic>,
) -> (HashMap<Likeness<'r>, u64>, HashMap<&'r str, u64>) {
    let mut totals: HashMap<Likeness<'_>, u64> = HashMap::new();
    let mut kinds: HashMap<&str, u64> = HashMap::new();
    for found in findings {
        let total = totals.entry(likeness(found)).or_default();
        *total += 1;
        if *total == 1 {
            *kinds.entry(found.rule).or_default() += 1;
        }
    }
    (totals, kinds)
}
