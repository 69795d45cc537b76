//! Reports as workflow commands of GitHub Actions, which shows them beside the lines of a change.

use std::borrow::Cow;
use std::io::{self, Write};

use super::visible::visible;
use super::{Judged, Printer, count_of};
use crate::Severity;
use crate::validate::diagnostic::{Diagnostic, Report};

/// Shows each finding as an annotation.
pub(super) struct Github;

impl Printer for Github {
    fn input(&mut self, out: &mut dyn Write, judged: &Judged<'_>) -> io::Result<()> {
        let file = property(judged.file);
        match judged.outcome {
            Ok(report) => {
                for found in &report.diagnostics {
                    annotation(out, &file, found)?;
                }
                left_out(out, &file, report)
            }
            Err(why) => {
                let why = message(why);
                writeln!(out, "::error file={file},title=input-unreadable::{why}")
            }
        }
    }
}

fn annotation(out: &mut dyn Write, file: &str, d: &Diagnostic) -> io::Result<()> {
    let place = format!("file={file},line={},col={}", d.line, d.column);
    let (title, said, help) = (property(d.rule), message(&d.message), message(&d.help));
    let command = command(d.severity);
    writeln!(
        out,
        "::{command} {place},title={title}::{said}%0Ahelp: {help}"
    )
}

/// What is counted and not kept; without it nobody would know.
fn left_out(out: &mut dyn Write, file: &str, report: &Report) -> io::Result<()> {
    for (rule, omitted) in &report.omitted {
        let (command, n) = (
            command(omitted.severity),
            count_of(omitted.count, "more finding"),
        );
        writeln!(out, "::{command} file={file},title={rule}::{n} of {rule}")?;
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// Text after the `::`; a line end would begin another command.
fn message(text: &str) -> String {
    // Controls are shown before `%` is escaped, so that the log stays tame.
    let text: Cow<'_, str> = visible(text);
    text.replace('%', "%25")
}

/// A value before the `::`, where `,` and `:` part things too.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
