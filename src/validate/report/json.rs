//! A report as one JSON object on one line: the form that other people's scripts read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::Severity;
use crate::validate::diagnostic::{Diagnostic, Report};

#[derive(Serialize)]
struct Document<'r> {
    file: &'r str,
    format: Option<&'static str>,
    valid: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'r str>,
    diagnostics: Vec<Row<'r>>,
    /// Findings beyond the bound for one rule.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    omitted: BTreeMap<&'static str, u64>,
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
            omitted: report.omitted.clone(),
        },
        Err(error) => Document {
            file,
            format: None,
            valid: None,
            error: Some(error),
            diagnostics: Vec::new(),
            omitted: BTreeMap::new(),
        },
    };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}
