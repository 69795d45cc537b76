//! All rules: the families in order, each rule by its id, and the ids that are no longer used.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::Error;
use crate::validate::context::{Across, Answer, Entry, Head};
use crate::validate::diagnostic::Findings;
use crate::validate::plan::Planned;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::FAMILIES;

/// Ids that once named a rule and will never name another.
pub const RETIRED: &[&str] = &["format-not-judged"];

/// The families, in reading order.
pub fn families() -> &'static [&'static Family] {
    FAMILIES
}

/// Every rule, family by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES
        .iter()
        .flat_map(|family| family.rules.iter().copied())
}

/// The rule of this id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

/// The family of this name.
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().copied().find(|family| family.name == name)
}

/// The rule or family whose name is most like `written`, where one is near.
pub fn nearest(written: &str) -> Option<&'static str> {
    let written = written.to_ascii_lowercase();
    let names = FAMILIES.iter().map(|f| f.name).chain(rules().map(|r| r.id));
    names
        .map(|name| (strsim::jaro_winkler(&written, name), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Why a name means nothing here, with the nearest one that does.
pub fn unknown(written: &str) -> Error {
    let shown: String = written.chars().take(100).collect();
    let error = Error::usage(format!("there is no rule or family {shown:?}"));
    match nearest(&shown) {
        Some(name) => error.help(format!(
            "did you mean {name}? `feedwright rules` lists them all"
        )),
        None => error.help("`feedwright rules` lists them all"),
    }
}

/// The family of a rule.
pub fn family_of(rule: &Rule) -> Option<&'static Family> {
    FAMILIES
        .iter()
        .copied()
        .find(|family| family.rules.iter().any(|r| r.id == rule.id))
}

/// The checks of the rules, by what they look at.
pub(crate) struct Checks {
    pub(crate) element: Vec<Planned>,
    pub(crate) entry: Vec<fn(&Entry<'_, '_>, &mut Findings)>,
    pub(crate) head: Vec<fn(&Head<'_, '_>, &mut Findings)>,
    pub(crate) across: Vec<fn() -> Box<dyn Across>>,
    pub(crate) response: Vec<fn(&Answer<'_>, &mut Findings)>,
}

/// The checks of the rules that speak of this kind of document, and of those that speak of any.
pub(crate) fn checks(kind: Option<Kind>) -> &'static Checks {
    static GATHERED: [OnceLock<Checks>; 8] = [const { OnceLock::new() }; 8];
    let number = kind.map_or(0, |kind| kind as usize + 1);
    match GATHERED.get(number) {
        Some(gathered) => gathered.get_or_init(|| gather(kind)),
        None => GATHERED[0].get_or_init(|| gather(None)),
    }
}

fn gather(kind: Option<Kind>) -> Checks {
    let mut checks = Checks {
        element: Vec::new(),
        entry: Vec::new(),
        head: Vec::new(),
        across: Vec::new(),
        response: Vec::new(),
    };
    let speaks = |rule: &&'static Rule| {
        let mut formats = rule.formats.iter();
        formats.any(|f| *f == Kind::Any || Some(*f) == kind)
    };
    // A check works for its own rule and for those that lean on it.
    let wanted: HashSet<&str> = rules()
        .filter(speaks)
        .map(|rule| rule.found_with().unwrap_or(rule.id))
        .collect();
    for rule in rules().filter(|rule| wanted.contains(rule.id)) {
        match rule.check {
            Check::Reader | Check::With(_) => {}
            Check::Element(check) => checks.element.push(Planned {
                concerns: |_| true,
                check,
            }),
            Check::Where(concerns, check) => checks.element.push(Planned { concerns, check }),
            Check::Entry(check) => checks.entry.push(check),
            Check::Head(check) => checks.head.push(check),
            Check::Response(check) => checks.response.push(check),
            Check::Across(make) => checks.across.push(make),
        }
    }
    checks
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{RETIRED, by_id, rules};
    use crate::validate::rule::Check;

    #[test]
    fn ids_are_unique_and_flat() {
        let mut seen = HashSet::new();
        for rule in rules() {
            assert!(seen.insert(rule.id), "{} twice", rule.id);
            assert!(!RETIRED.contains(&rule.id), "{} is retired", rule.id);
            assert!(
                rule.id
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                rule.id
            );
        }
    }

    #[test]
    fn every_rule_says_all_and_has_a_check() {
        for rule in rules() {
            for text in [rule.says, rule.why, rule.remedy] {
                assert!(
                    !text.is_empty() && !text.ends_with('.'),
                    "{}: {text}",
                    rule.id
                );
            }
            assert!(
                !rule.spec.is_empty() && !rule.formats.is_empty(),
                "{}",
                rule.id
            );
            if let Check::With(other) = rule.check {
                let other = by_id(other).unwrap_or_else(|| panic!("{}: no rule {other}", rule.id));
                assert!(
                    !matches!(other.check, Check::With(_) | Check::Reader),
                    "{} leans on {}",
                    rule.id,
                    other.id
                );
            }
        }
    }
}
