//! A report as one JSON object on one line: the form that other people's scripts read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::visible::write_json;
use super::{Judged, Printer};
use crate::Severity;
use crate::validate::diagnostic::{Diagnostic, Report};

/// Shows each input as one object on one line.
pub struct Json;

impl Printer for Json {
    fn input(&mut self, out: &mut dyn Write, judged: &Judged<'_>) -> io::Result<()> {
        write(out, judged.file, judged.outcome)
    }
}

#[derive(Serialize)]
struct Document<'r> {
    file: &'r str,
    format: Option<&'static str>,
    valid: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'r str>,
    diagnostics: Vec<Row<'r>>,
    /// Findings beyond a bound, by rule.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    omitted: BTreeMap<&'static str, u64>,
    /// How many findings the baseline holds already.
    #[serde(skip_serializing_if = "is_none")]
    known: u64,
}

/// The keys in the order that is promised.
#[derive(Serialize)]
struct Row<'r> {
    rule: &'static str,
    severity: Severity,
    line: u64,
    column: u64,
    offset: u64,
    element: Option<&'r str>,
    parent: Option<&'r str>,
    attribute: Option<&'r str>,
    value: Option<&'r str>,
    message: &'r str,
    help: &'r str,
    spec: Option<&'r str>,
    w3c: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    params: &'r BTreeMap<&'static str, String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_none(n: &u64) -> bool {
    *n == 0
}

impl<'r> Row<'r> {
    fn of(d: &'r Diagnostic) -> Self {
        Row {
            rule: d.rule,
            severity: d.severity,
            line: d.line,
            column: d.column,
            offset: d.offset,
            element: d.element.as_deref(),
            parent: d.parent.as_deref(),
            attribute: d.attribute.as_deref(),
            value: d.value.as_deref(),
            message: &d.message,
            help: &d.help,
            spec: d.spec.as_deref(),
            w3c: d.w3c,
            params: &d.params,
        }
    }
}

/// Writes the object for one input: its report, or why it could not be read.
///
/// # Errors
/// Those of writing.
pub fn write(out: &mut dyn Write, file: &str, outcome: Result<&Report, &str>) -> io::Result<()> {
    let document = match outcome {
        Ok(report) => Document {
            file,
            format: Some(report.format.as_str()),
            valid: Some(report.is_valid()),
            error: None,
            diagnostics: report.diagnostics.iter().map(Row::of).collect(),
            omitted: report
                .omitted
                .iter()
                .map(|(rule, o)| (*rule, o.count))
                .collect(),
            known: report.known.total(),
        },
        Err(error) => Document {
            file,
            format: None,
            valid: None,
            error: Some(error),
            diagnostics: Vec::new(),
            omitted: BTreeMap::new(),
            known: 0,
        },
    };
    write_json(out, &document)?;
    out.write_all(b"\n")
}
