//! What an earlier run found: findings that are known and do not count again.
//!
//! A baseline is the JSON report of that run. Findings are the same where file, rule, element, the element around
//! it, attribute and value are: lines may have moved. Each known finding covers one of a new run.

use std::collections::HashMap;
use std::io::BufRead;

use serde::Deserialize;

use crate::validate::diagnostic::{Diagnostic, Report};
use crate::{Error, Result};

/// What is known, and how often.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    findings: HashMap<Likeness, u64>,
    omitted: HashMap<(String, String), u64>,
}

/// What makes two findings the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
struct Likeness {
    #[serde(default)]
    file: String,
    rule: String,
    element: Option<String>,
    parent: Option<String>,
    attribute: Option<String>,
    value: Option<String>,
}

/// One line of a JSON report, as much of it as counts.
#[derive(Deserialize)]
struct Line {
    file: String,
    diagnostics: Vec<Likeness>,
    #[serde(default)]
    omitted: HashMap<String, u64>,
}

impl Baseline {
    /// Reads a JSON report: one object a line.
    ///
    /// # Errors
    /// Where it cannot be read, or a line is not of such a report; the line is named.
    pub fn read(report: impl BufRead) -> Result<Baseline> {
        let mut baseline = Baseline::default();
        for (n, line) in report.lines().enumerate() {
            let line = line.map_err(|e| Error::io("cannot read the baseline", e))?;
            if line.trim().is_empty() {
                continue;
            }
            let read: Line = serde_json::from_str(&line).map_err(|e| {
                Error::config("this is no line of a JSON report")
                    .caused_by(e)
                    .on_line(n as u64 + 1)
                    .help("make it with `feedwright validate --format json`")
            })?;
            baseline.add(read);
        }
        Ok(baseline)
    }

    fn add(&mut self, line: Line) {
        let file = plain(&line.file);
        for mut known in line.diagnostics {
            known.file = file.to_owned();
            *self.findings.entry(known).or_default() += 1;
        }
        for (rule, count) in line.omitted {
            *self.omitted.entry((file.to_owned(), rule)).or_default() += count;
        }
    }

    /// Takes the known findings out of the report on `file`, and counts them there.
    pub fn apply(&self, file: &str, report: &mut Report) {
        let file = plain(file);
        let mut left = HashMap::new();
        let known = &mut report.known;
        report.diagnostics.retain(|d| {
            let key = Likeness::of(file, d);
            let Some(times) = self.findings.get(&key) else {
                return true;
            };
            let left = left.entry(key).or_insert(*times);
            if *left == 0 {
                return true;
            }
            *left -= 1;
            known.add(d.severity, 1);
            false
        });
        report.omitted.retain(|rule, omitted| {
            let key = (file.to_owned(), (*rule).to_owned());
            let covered = self
                .omitted
                .get(&key)
                .copied()
                .unwrap_or(0)
                .min(omitted.count);
            known.add(omitted.severity, covered);
            omitted.count -= covered;
            omitted.count > 0
        });
    }
}

/// `./news.rss` is `news.rss`.
fn plain(file: &str) -> &str {
    file.strip_prefix("./").unwrap_or(file)
}

impl Likeness {
    fn of(file: &str, d: &Diagnostic) -> Self {
        Likeness {
            file: file.to_owned(),
            rule: d.rule.to_owned(),
            element: d.element.clone(),
            parent: d.parent.clone(),
            attribute: d.attribute.clone(),
            value: d.value.clone(),
        }
    }
}
