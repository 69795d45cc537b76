//! Reports as JUnit XML, which CI servers show as test results: a suite for each input, a case for each finding.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_xml::escape::escape;

use super::visible::is_hidden;
use super::{Judged, Manner, Printer};
use crate::Severity;
use crate::validate::diagnostic::{Diagnostic, Omitted, Report};

/// Shows reports as one document.
pub(super) struct Junit {
    manner: Manner,
    begun: bool,
}

impl Junit {
    /// Warnings fail where the manner is strict.
    pub(super) fn new(manner: Manner) -> Self {
        Junit {
            manner,
            begun: false,
        }
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            writeln!(
                out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"feedwright validate\">"
            )?;
        }
        Ok(())
    }

    fn report(&self, out: &mut dyn Write, file: &str, report: &Report) -> io::Result<()> {
        let failing = |n: &&Omitted| self.manner.fails(n.severity);
        let kept = report
            .diagnostics
            .iter()
            .filter(|d| self.manner.fails(d.severity))
            .count();
        let failures = kept + report.omitted.values().filter(failing).count();
        // An input without findings is one case that passes.
        let cases = (report.diagnostics.len() + report.omitted.len()).max(1);
        suite(out, file, [cases, failures, 0])?;
        let mut names = HashMap::new();
        for d in &report.diagnostics {
            let name = unique(name(d), &mut names);
            self.finding(out, file, &name, d)?;
        }
        for (rule, omitted) in &report.omitted {
            let said = format!("{} more of {rule}", omitted.count);
            let case = format!("{rule} (not shown)");
            self.case(out, file, &case, rule, omitted.severity, [&said, &said])?;
        }
        if report.diagnostics.is_empty() && report.omitted.is_empty() {
            let name = format!("valid {}", report.format);
            writeln!(
                out,
                "    <testcase classname=\"{}\" name=\"{}\"/>",
                text(file),
                text(&name)
            )?;
        }
        writeln!(out, "  </testsuite>")
    }

    fn finding(
        &self,
        out: &mut dyn Write,
        file: &str,
        name: &str,
        d: &Diagnostic,
    ) -> io::Result<()> {
        let mut body = format!(
            "{file}:{}:{}: {}[{}]: {}\n",
            d.line, d.column, d.severity, d.rule, d.message
        );
        let parts = [
            ("found", d.value.as_deref()),
            ("help", Some(d.help.as_str())),
            ("spec", d.spec.as_deref()),
        ];
        for (part, said) in parts {
            if let Some(said) = said {
                body = format!("{body}{part}: {said}\n");
            }
        }
        self.case(out, file, name, d.rule, d.severity, [&d.message, &body])
    }

    /// One case: a failure, or what was said where it does not fail.
    fn case(
        &self,
        out: &mut dyn Write,
        file: &str,
        name: &str,
        rule: &str,
        severity: Severity,
        [message, body]: [&str; 2],
    ) -> io::Result<()> {
        write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{0}\">",
            text(file),
            text(name)
        )?;
        let (message, body) = (text(message), text(body));
        if self.manner.fails(severity) {
            write!(
                out,
                "<failure type=\"{}\" message=\"{message}\">{body}</failure>",
                text(rule)
            )?;
        } else {
            write!(out, "<system-out>{body}</system-out>")?;
        }
        writeln!(out, "</testcase>")
    }
}

impl Printer for Junit {
    fn input(&mut self, out: &mut dyn Write, judged: &Judged<'_>) -> io::Result<()> {
        self.begin(out)?;
        match judged.outcome {
            Ok(report) => self.report(out, judged.file, report),
            Err(why) => {
                let (file, why) = (text(judged.file), text(why));
                suite(out, judged.file, [1, 0, 1])?;
                write!(
                    out,
                    "    <testcase classname=\"{file}\" name=\"readable\" file=\"{file}\">"
                )?;
                writeln!(
                    out,
                    "<error type=\"input-unreadable\" message=\"{why}\"/></testcase>\n  </testsuite>"
                )
            }
        }
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out)?;
        writeln!(out, "</testsuites>")
    }
}

/// What a case is called: the same in the next run, although lines may have moved, because servers tell new
/// failures from old ones by it.
fn name(d: &Diagnostic) -> String {
    let mut name = d.rule.to_owned();
    if let Some(element) = &d.element {
        name = format!("{name} {element}");
    }
    if let Some(attribute) = &d.attribute {
        name = format!("{name}/@{attribute}");
    }
    match &d.value {
        Some(value) => format!("{name}: {value}"),
        None => name,
    }
}

/// The name, with a number where others had it before.
fn unique(name: String, names: &mut HashMap<String, u64>) -> String {
    let nth = names.entry(name.clone()).or_default();
    *nth += 1;
    match *nth {
        1 => name,
        n => format!("{name} ({n})"),
    }
}

fn suite(out: &mut dyn Write, file: &str, [tests, failures, errors]: [usize; 3]) -> io::Result<()> {
    let file = text(file);
    writeln!(
        out,
        "  <testsuite name=\"{file}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\">"
    )
}

/// Text that XML allows, escaped for elements and attributes alike.
fn text(raw: &str) -> String {
    let allowed = |c: char| {
        matches!(c, '\t' | '\n') || !is_hidden(c) && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    let mut shown = String::with_capacity(raw.len());
    for c in raw.chars() {
        if allowed(c) {
            shown.push(c);
        } else {
            shown.extend(c.escape_unicode());
        }
    }
    escape(shown.as_str()).into_owned()
}
