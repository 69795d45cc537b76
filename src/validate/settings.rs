//! Which rules speak and how gravely: what somebody selects, ignores and grades, applied to a finished report.
//!
//! A [`Selection`] is what was written; several laid over each other (a configuration, then a command line) are
//! [`Settings`]. A rule's own name counts for more than its family's.
//!
//! ```
//! use feedwright::validate::{Options, Settings, check_bytes, settings::{Level, Selection}};
//!
//! let selection = Selection {
//!     ignore: vec!["structure".into()],
//!     severity: vec![("date-grammar".into(), Level::Warning)],
//!     ..Selection::default()
//! };
//! let settings = Settings::default().with(&selection).unwrap();
//! let feed = b"<rss version='2.0'><channel><pubDate>soon</pubDate></channel></rss>";
//! let report = check_bytes(feed, &Options { settings, ..Options::default() });
//! assert!(report.is_valid());
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Severity;
use crate::validate::diagnostic::Report;
use crate::validate::registry;
use crate::validate::rule::{Family, Rule};

/// What somebody wants of the rules, by their names or their families'.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these; empty: all.
    pub select: Vec<String>,
    /// None of these.
    pub ignore: Vec<String>,
    /// How grave these are; of several for one name the last holds.
    pub severity: Vec<(String, Level)>,
}

/// How grave a rule is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It makes a feed invalid.
    Error,
    /// Readers will stumble.
    Warning,
    /// Worth knowing.
    Info,
    /// It does not speak.
    Off,
}

impl Level {
    /// All levels with their names.
    pub const ALL: &[(&str, Level)] = &[
        ("error", Level::Error),
        ("warning", Level::Warning),
        ("info", Level::Info),
        ("off", Level::Off),
    ];

    /// The level of this name.
    pub fn by_name(name: &str) -> Option<Level> {
        Level::ALL
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, level)| *level)
    }

    fn severity(self) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
            Level::Off => None,
        }
    }
}

/// How grave each rule is in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The rules that differ from what they say of themselves; `None`: off.
    changed: BTreeMap<&'static str, Option<Severity>>,
}

/// How closely a name means a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Family,
    Rule,
}

impl Settings {
    /// These settings with a selection laid over them, which holds where both speak.
    ///
    /// # Errors
    /// A usage error where a name is neither a rule's nor a family's; it offers the nearest one.
    pub fn with(mut self, selection: &Selection) -> crate::Result<Settings> {
        let graded = selection.severity.iter().map(|(name, _)| name);
        for name in selection
            .select
            .iter()
            .chain(&selection.ignore)
            .chain(graded)
        {
            if registry::by_id(name).is_none() && registry::family(name).is_none() {
                return Err(registry::unknown(name));
            }
        }
        for family in registry::families() {
            for rule in family.rules {
                self.lay_over(selection, rule, family);
            }
        }
        Ok(self)
    }

    fn lay_over(&mut self, selection: &Selection, rule: &'static Rule, family: &Family) {
        let reach = |name: &String| reach(name, rule, family);
        let selected = selection.select.iter().filter_map(reach).max();
        let ignored = selection.ignore.iter().filter_map(reach).max();
        // Both empty and a tie mean: what is ignored is off.
        if ignored.is_some() && ignored >= selected
            || selected.is_none() && !selection.select.is_empty()
        {
            self.changed.insert(rule.id, None);
            return;
        }
        let was_off = self.changed.get(rule.id) == Some(&None);
        if was_off && selected.is_some() {
            self.changed.remove(rule.id);
        }
        let grades = selection.severity.iter().enumerate();
        let grade = grades
            .filter_map(|(n, (name, level))| Some((reach(name)?, n, level)))
            .max_by_key(|(reach, n, _)| (*reach, *n));
        if let Some((reach, _, level)) = grade
            && (self.severity(rule).is_some() || reach == Reach::Rule)
        {
            self.changed.insert(rule.id, level.severity());
        }
    }

    /// How grave a rule is in force; `None` where it is off.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        self.changed
            .get(rule.id)
            .copied()
            .unwrap_or(Some(rule.severity))
    }

    /// Takes out of a report what is off, and grades the rest.
    pub fn apply(&self, report: &mut Report) {
        if self.changed.is_empty() {
            return;
        }
        report
            .diagnostics
            .retain_mut(|d| self.grade(d.rule, &mut d.severity));
        report
            .omitted
            .retain(|rule, o| self.grade(rule, &mut o.severity));
        report.sort();
    }

    /// Sets the severity in force; `false` where the rule is off.
    fn grade(&self, rule: &str, severity: &mut Severity) -> bool {
        match self.changed.get(rule) {
            None => true,
            Some(None) => false,
            Some(Some(graded)) => {
                *severity = *graded;
                true
            }
        }
    }
}

fn reach(name: &str, rule: &Rule, family: &Family) -> Option<Reach> {
    if name == rule.id {
        return Some(Reach::Rule);
    }
    (name == family.name).then_some(Reach::Family)
}

#[cfg(test)]
mod tests {
    use super::{Level, Selection, Settings};
    use crate::Severity;
    use crate::validate::registry::by_id;

    fn selection(select: &[&str], ignore: &[&str], severity: &[(&str, Level)]) -> Selection {
        let owned = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        Selection {
            select: owned(select),
            ignore: owned(ignore),
            severity: severity
                .iter()
                .map(|(n, l)| ((*n).to_owned(), *l))
                .collect(),
        }
    }

    #[test]
    fn the_nearer_name_and_the_later_layer_hold() {
        use Level::{Off, Warning};
        let (on, off) = (Some(Severity::Error), None);
        let graded = Some(Severity::Warning);
        type Layers<'t> = &'t [(&'t [&'t str], &'t [&'t str], &'t [(&'t str, Level)])];
        // What each makes of date-grammar, which is an error of the family `dates`.
        let cases: &[(Layers<'_>, Option<Severity>)] = &[
            (&[], on),
            (&[(&["dates"], &[], &[])], on),
            (&[(&["links"], &[], &[])], off),
            (&[(&["dates"], &["date-grammar"], &[])], off),
            (&[(&["date-grammar"], &["dates"], &[])], on),
            (&[(&[], &["dates"], &[])], off),
            (&[(&["dates"], &["dates"], &[])], off),
            (&[(&[], &[], &[("dates", Warning)])], graded),
            (
                &[(&[], &[], &[("date-grammar", Warning), ("dates", Off)])],
                graded,
            ),
            (
                &[(
                    &[],
                    &[],
                    &[("date-grammar", Off), ("date-grammar", Warning)],
                )],
                graded,
            ),
            (
                &[(&[], &["date-grammar"], &[("date-grammar", Warning)])],
                off,
            ),
            (&[(&[], &["dates"], &[]), (&["date-grammar"], &[], &[])], on),
            (
                &[
                    (&[], &["dates"], &[]),
                    (&[], &[], &[("date-grammar", Warning)]),
                ],
                graded,
            ),
            (
                &[(&[], &["dates"], &[]), (&[], &[], &[("dates", Warning)])],
                off,
            ),
            (
                &[(&[], &[], &[("dates", Warning)]), (&["dates"], &[], &[])],
                graded,
            ),
            (
                &[(&[], &[], &[("dates", Warning)]), (&[], &["dates"], &[])],
                off,
            ),
        ];
        let rule = by_id("date-grammar").unwrap();
        for (layers, wanted) in cases {
            let mut settings = Settings::default();
            for (select, ignore, severity) in *layers {
                settings = settings.with(&selection(select, ignore, severity)).unwrap();
            }
            assert_eq!(settings.severity(rule), *wanted, "{layers:?}");
        }
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        for (name, near) in [("date-gramar", "date-grammar"), ("linkz", "links")] {
            let wrong = [
                selection(&[name], &[], &[]),
                selection(&[], &[name], &[]),
                selection(&[], &[], &[(name, Level::Off)]),
            ];
            for selection in wrong {
                let error = Settings::default().with(&selection).unwrap_err();
                assert!(error.help_text().unwrap().contains(near), "{error}");
            }
        }
    }
}
