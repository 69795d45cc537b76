//! A report for people: each finding with the line at fault, why it matters and what to do; repeats are counted.

mod choice;

use std::io::{self, Write};

use self::choice::{Choice, chosen};
use super::source_line::{self, Excerpt};
use super::visible::visible;
use super::{Judged, Manner, Printer, count_of};
use crate::Severity;
use crate::validate::diagnostic::{Diagnostic, Report};
use crate::validate::format::Format;
use crate::validate::registry;

/// Shows reports as text.
pub struct Text {
    manner: Manner,
    total: Total,
}

/// What was found in all inputs together.
#[derive(Default)]
struct Total {
    inputs: u64,
    invalid: u64,
    unread: u64,
    errors: u64,
    warnings: u64,
    notes: u64,
}

impl Text {
    /// Shows them in this manner.
    pub fn new(manner: Manner) -> Self {
        Text {
            manner,
            total: Total::default(),
        }
    }
}

impl Printer for Text {
    fn input(&mut self, out: &mut dyn Write, judged: &Judged<'_>) -> io::Result<()> {
        self.total.inputs += 1;
        let Ok(report) = judged.outcome else {
            // Why it could not be read is said on standard error.
            self.total.unread += 1;
            return Ok(());
        };
        self.total.add(report);
        findings(out, judged, report, self.manner)?;
        let failing = |severity| self.manner.fails(severity) && report.count(severity) > 0;
        if self.manner.brief
            && ![Severity::Error, Severity::Warning]
                .into_iter()
                .any(failing)
        {
            return Ok(());
        }
        writeln!(out, "{}: {}", visible(judged.file), summary(report))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.total.inputs < 2 || self.manner.brief {
            return Ok(());
        }
        writeln!(out, "{}", self.total.line())
    }
}

impl Total {
    fn add(&mut self, report: &Report) {
        self.invalid += u64::from(!report.is_valid());
        self.errors += report.count(Severity::Error);
        self.warnings += report.count(Severity::Warning);
        self.notes += report.count(Severity::Info);
    }

    fn line(&self) -> String {
        let valid = self.inputs - self.invalid - self.unread;
        let mut line = format!("{}: {valid} valid", count_of(self.inputs, "input"));
        for (n, what) in [(self.invalid, "not valid"), (self.unread, "not read")] {
            if n > 0 {
                line = format!("{line}, {n} {what}");
            }
        }
        let (errors, warnings) = (
            count_of(self.errors, "error"),
            count_of(self.warnings, "warning"),
        );
        format!(
            "{line}; {errors}, {warnings}, {}",
            count_of(self.notes, "note")
        )
    }
}

/// Writes the findings of one input.
fn findings(
    out: &mut dyn Write,
    judged: &Judged<'_>,
    report: &Report,
    manner: Manner,
) -> io::Result<()> {
    let shown = chosen(report, manner);
    let lines = source_lines(judged, &shown);
    let file = visible(judged.file);
    for (n, choice) in shown.iter().enumerate() {
        let line = lines.get(n).and_then(Option::as_ref);
        one(out, &file, choice, line, manner)?;
    }
    let told: Vec<&str> = shown.iter().filter_map(|c| c.told).collect();
    let left = || {
        report
            .omitted
            .iter()
            .filter(|(rule, _)| !told.contains(rule))
    };
    let all: u64 = left().map(|(_, omitted)| omitted.count).sum();
    if all > 0 {
        let kinds: Vec<String> = left()
            .map(|(rule, o)| format!("{rule} {}", o.count))
            .collect();
        writeln!(
            out,
            "… and {all} more that are not shown: {}",
            kinds.join(", ")
        )?;
    }
    Ok(())
}

/// The lines at fault. A document that cannot be read once more is shown without them.
fn source_lines(judged: &Judged<'_>, shown: &[Choice<'_>]) -> Vec<Option<Excerpt>> {
    let mut places: Vec<(u64, u64, usize)> = shown
        .iter()
        .enumerate()
        .map(|(n, c)| (c.found.line, c.found.column, n))
        .collect();
    places.sort_unstable();
    let sorted: Vec<(u64, u64)> = places
        .iter()
        .map(|(line, column, _)| (*line, *column))
        .collect();
    let mut lines = vec![None; shown.len()];
    if sorted.is_empty() {
        return lines;
    }
    let Some(document) = (judged.reopen)() else {
        return lines;
    };
    let found = source_line::read(document, &sorted).unwrap_or_default();
    for ((_, _, n), excerpt) in places.into_iter().zip(found) {
        if let Some(slot) = lines.get_mut(n) {
            *slot = excerpt;
        }
    }
    lines
}

fn one(
    out: &mut dyn Write,
    file: &str,
    choice: &Choice<'_>,
    line: Option<&Excerpt>,
    manner: Manner,
) -> io::Result<()> {
    let d = choice.found;
    let severity = painted(
        &format!("{}[{}]", d.severity, d.rule),
        colour_of(d.severity),
        manner,
    );
    let message = painted(&visible(&d.message), BOLD, manner);
    writeln!(out, "{file}:{}:{}: {severity}: {message}", d.line, d.column)?;
    if let Some(excerpt) = line {
        quoted(out, d, excerpt, manner)?;
    }
    let value = d.value.as_deref().filter(|v| !v.is_empty());
    if let Some(value) = value.filter(|v| !line.is_some_and(|l| l.shows(v))) {
        writeln!(out, " found: {}", visible(value))?;
    }
    if choice.first {
        explained(out, d, manner)?;
    }
    if choice.more > 0 {
        writeln!(out, "  … and {} more like this", choice.more)?;
    }
    Ok(())
}

/// The line at fault with its number, and the caret below.
fn quoted(out: &mut dyn Write, d: &Diagnostic, line: &Excerpt, manner: Manner) -> io::Result<()> {
    let number = format!("{:>6} | ", d.line);
    let shown = line.shown(
        d.value.as_deref(),
        manner.width.saturating_sub(number.len()).max(30),
    );
    let caret = painted(&"^".repeat(shown.length), colour_of(d.severity), manner);
    let (number, below) = (
        painted(&number, GUTTER, manner),
        painted("       | ", GUTTER, manner),
    );
    writeln!(out, "{number}{}", shown.text)?;
    writeln!(out, "{below}{}{caret}", " ".repeat(shown.indent))
}

/// Why it matters, what to do, and where it is written.
fn explained(out: &mut dyn Write, d: &Diagnostic, manner: Manner) -> io::Result<()> {
    let why = registry::by_id(d.rule).map(|rule| rule.why);
    let parts = [
        ("why", why),
        ("help", Some(d.help.as_str())),
        ("spec", d.spec.as_deref()),
    ];
    for (name, text) in parts {
        if let Some(text) = text {
            let name = painted(&format!("{name:>6}:"), GUTTER, manner);
            writeln!(out, "{name} {}", visible(text))?;
        }
    }
    Ok(())
}

const BOLD: &str = "1";
const GUTTER: &str = "1;34";

fn colour_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    }
}

fn painted(text: &str, code: &str, manner: Manner) -> String {
    if manner.colour {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

fn summary(report: &Report) -> String {
    let verdict = if report.is_valid() {
        "valid"
    } else {
        "not valid"
    };
    let count = |severity, word| count_of(report.count(severity), word);
    // What is no feed has no format to name.
    let format = match report.format {
        Format::Unknown => String::new(),
        known => format!(" {known}"),
    };
    let mut line = format!(
        "{verdict}{format}: {}, {}, {}",
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Info, "note")
    );
    if report.known.total() > 0 {
        line = format!("{line}; {} known from the baseline", report.known.total());
    }
    line
}
