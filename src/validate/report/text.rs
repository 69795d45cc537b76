//! A report for people: a line for each finding, what was there, what to do; repeats are counted.

use std::collections::HashMap;
use std::io::{self, Write};

use crate::Severity;
use crate::validate::diagnostic::{Diagnostic, Report};

/// How many findings of one rule are shown before the rest is counted.
const SHOWN: u64 = 3;

/// Writes the findings of one input, and a line that sums them up.
///
/// # Errors
/// Those of writing.
pub fn write(out: &mut dyn Write, file: &str, report: &Report) -> io::Result<()> {
    let file = visible(file);
    let mut totals: HashMap<&str, u64> =
        report.omitted.iter().map(|(rule, n)| (*rule, *n)).collect();
    for diagnostic in &report.diagnostics {
        *totals.entry(diagnostic.rule).or_insert(0) += 1;
    }
    let mut shown: HashMap<&str, u64> = HashMap::new();
    for diagnostic in &report.diagnostics {
        let count = shown.entry(diagnostic.rule).or_insert(0);
        *count += 1;
        if *count > SHOWN {
            continue;
        }
        write_one(out, &file, diagnostic)?;
        let left = totals
            .get(diagnostic.rule)
            .copied()
            .unwrap_or(0)
            .saturating_sub(SHOWN);
        if *count == SHOWN && left > 0 {
            writeln!(out, "  … and {left} more like this")?;
        }
    }
    writeln!(out, "{file}: {}", summary(report))
}

fn write_one(out: &mut dyn Write, file: &str, d: &Diagnostic) -> io::Result<()> {
    writeln!(
        out,
        "{file}:{}:{}: {}[{}]: {}",
        d.line,
        d.column,
        d.severity,
        d.rule,
        visible(&d.message)
    )?;
    if let Some(value) = &d.value {
        writeln!(out, "  found: {}", visible(value))?;
    }
    writeln!(out, "  help: {}", visible(&d.help))
}

fn summary(report: &Report) -> String {
    let count = |severity| report.count(severity);
    let plural = |n: u64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let verdict = if report.is_valid() {
        "valid"
    } else {
        "not valid"
    };
    let (errors, warnings, infos) = (
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info),
    );
    format!(
        "{verdict} {}: {}, {}, {}",
        report.format,
        plural(errors, "error"),
        plural(warnings, "warning"),
        plural(infos, "note")
    )
}

/// Shows control characters instead of sending them to the terminal.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{visible, write};
    use crate::validate::{Options, check_bytes};

    #[test]
    fn escapes_what_a_terminal_would_obey() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{202E}c\nd"),
            "a\\u{1b}[31mb\\u{202e}c d"
        );
    }

    #[test]
    fn counts_repeats() {
        let items = "<item><title>x</title><guid>no</guid></item>".repeat(9);
        let feed = format!("<rss version='2.0'><channel>{items}</channel></rss>");
        let mut out = Vec::new();
        write(
            &mut out,
            "x.rss",
            &check_bytes(feed.as_bytes(), &Options::default()),
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("… and 6 more like this"), "{text}");
        assert!(text.contains("x.rss:1:"), "{text}");
    }
}
