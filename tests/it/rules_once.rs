//! One fault, one rule: over all fixtures, no two rules speak of the same value at the same place, but for the
//! pairs below, which are two faults each.

use std::collections::{BTreeMap, BTreeSet};

use feedwright::validate::registry;

use crate::rules::{documents, fixtures, judge, options};

/// Pairs of rules in alphabetical order, and why both have something to say.
const BOTH: &[(&str, &str, &str)] = &[
    (
        "archive-chain-ends",
        "archive-without-current",
        "an archive lacks two links, and both are told where it says that it is one",
    ),
    (
        "element-misplaced",
        "media-group-single",
        "a group in a wrong place can be wrong itself",
    ),
    (
        "element-repeated",
        "link-of-atom-unqualified",
        "RSS allows one link, whatever the second was meant to be",
    ),
    (
        "entry-updated-went-back",
        "updated-before-published",
        "a time can be wrong beside its neighbour and beside the earlier version",
    ),
    (
        "feed-icon-missing",
        "feed-without-entries",
        "what a feed lacks is told where the feed begins",
    ),
    (
        "feed-language-missing",
        "feed-without-entries",
        "what a feed lacks is told where the feed begins",
    ),
    (
        "feed-language-missing",
        "self-link-missing",
        "what a feed lacks is told where the feed begins",
    ),
    (
        "namespace-prefix-taken",
        "namespace-unknown",
        "another name for the prefix leaves the namespace unknown",
    ),
    (
        "redirect-insecure",
        "redirect-permanent",
        "a redirect that leads astray can be meant for good",
    ),
    (
        "xml-attribute-malformed",
        "xml-name-malformed",
        "text that was taken for a tag has no name and no attributes",
    ),
];

#[test]
fn no_fault_is_told_by_two_rules() {
    let mut found = BTreeMap::new();
    for rule in registry::rules() {
        let folder = fixtures().join(rule.id);
        let files = ["bad-", "good-"].map(|kind| documents(&folder, kind));
        for path in files.into_iter().flatten() {
            let mut places: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
            for found in judge(&path, &options(&path)).diagnostics {
                let place = (found.offset, found.element, found.value);
                places.entry(place).or_default().insert(found.rule);
            }
            for rules in places.into_values() {
                for (at, first) in rules.iter().enumerate() {
                    for second in rules.iter().skip(at + 1) {
                        found.entry((*first, *second)).or_insert(path.clone());
                    }
                }
            }
        }
    }
    let allowed: BTreeSet<_> = BOTH.iter().map(|(a, b, _)| (*a, *b)).collect();
    let twice: Vec<_> = found
        .iter()
        .filter(|(p, _)| !allowed.contains(*p))
        .collect();
    assert!(twice.is_empty(), "told twice: {twice:#?}");
    let stale: Vec<_> = allowed.iter().filter(|p| !found.contains_key(*p)).collect();
    assert!(stale.is_empty(), "allowed and never seen: {stale:?}");
}
