//! The registry as people read it: one rule for the terminal, all as a table, all as Markdown.

use std::fmt::Write as _;

use serde::Serialize;

use crate::validate::fix;
use crate::validate::registry;
use crate::validate::rule::{Family, Rule};

/// What a rule means, why it holds and how to mend it, for the terminal.
pub fn explain(rule: &Rule) -> String {
    let mut out = String::new();
    let family = registry::family_of(rule).map_or("", |f| f.name);
    let _ = writeln!(out, "{} ({}, {family})\n", rule.id, rule.severity);
    let _ = writeln!(
        out,
        "  what   {}\n  why    {}\n  mend   {}",
        rule.says, rule.why, rule.remedy
    );
    if fix::is_mended(rule.id) {
        let _ = writeln!(out, "  fix    {FIXED}");
    }
    let _ = writeln!(out, "  for    {}", formats(rule));
    for section in rule.spec {
        let _ = writeln!(
            out,
            "  spec   {}\n         {}",
            section.title(),
            section.link()
        );
    }
    if let Some(class) = rule.w3c {
        let _ = writeln!(out, "  w3c    {class}");
    }
    let _ = writeln!(out, "  since  {}", rule.since);
    out
}

/// What is said of a rule whose findings can be mended.
const FIXED: &str = "mended by --fix where the right value is certain";

fn formats(rule: &Rule) -> String {
    rule.formats
        .iter()
        .map(|k| k.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a family is about and which rules it has, for the terminal.
pub fn explain_family(family: &Family) -> String {
    let rules = table(family.rules.iter().copied());
    format!("{}: {}\n\n{rules}", family.name, family.about)
}

/// Rules as a table for the terminal, a line each: id, severity, family, formats, what is wrong.
pub fn table(rules: impl Iterator<Item = &'static Rule>) -> String {
    let rows: Vec<[String; 5]> = rules.map(cells).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(String::len).max().unwrap_or(0)
    };
    let (ids, families, formats) = (width(0), width(2), width(3));
    let mut out = String::new();
    for [id, severity, family, about, says] in &rows {
        let _ = writeln!(
            out,
            "{id:ids$}  {severity:7}  {family:families$}  {about:formats$}  {says}"
        );
    }
    out
}

fn cells(rule: &'static Rule) -> [String; 5] {
    let family = registry::family_of(rule).map_or("", |f| f.name);
    [
        rule.id.to_owned(),
        rule.severity.to_string(),
        family.to_owned(),
        formats(rule),
        rule.says.to_owned(),
    ]
}

/// A rule as JSON says it.
#[derive(Serialize)]
struct Row<'r> {
    id: &'r str,
    family: &'r str,
    severity: crate::Severity,
    formats: Vec<&'r str>,
    says: &'r str,
    why: &'r str,
    remedy: &'r str,
    spec: Vec<String>,
    w3c: Option<&'r str>,
    since: &'r str,
    fix: bool,
}

/// Rules as JSON, one object a line.
///
/// # Errors
/// Those of writing.
pub fn write_json(
    out: &mut dyn std::io::Write,
    rules: impl Iterator<Item = &'static Rule>,
) -> std::io::Result<()> {
    for rule in rules {
        let row = Row {
            id: rule.id,
            family: registry::family_of(rule).map_or("", |f| f.name),
            severity: rule.severity,
            formats: rule.formats.iter().map(|k| k.as_str()).collect(),
            says: rule.says,
            why: rule.why,
            remedy: rule.remedy,
            spec: rule.spec.iter().map(|s| s.link()).collect(),
            w3c: rule.w3c,
            since: rule.since,
            fix: fix::is_mended(rule.id),
        };
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// All rules as Markdown: the file `docs/rules.md`.
pub fn markdown() -> String {
    let mut out = String::from("# Rules\n\n");
    let _ = writeln!(
        out,
        "What `feedwright validate` looks for: {} rules. This file is made from the registry; `BLESS=1 cargo test rules` writes it anew.\n\nAn error breaks a specification and makes a feed invalid; a warning means that readers will stumble; an info is worth knowing.",
        registry::rules().count()
    );
    write_index(&mut out);
    for family in registry::families() {
        let _ = writeln!(out, "\n## {}\n\n{}", family.name, family.about);
        for rule in family.rules {
            write_rule(&mut out, rule);
        }
    }
    out
}

/// Each family with a link to its section, what it is about and how many rules it has.
fn write_index(out: &mut String) {
    let _ = writeln!(out, "\n| Family | Rules | About |\n|---|---:|---|");
    for family in registry::families() {
        let (name, count, about) = (family.name, family.rules.len(), family.about);
        let _ = writeln!(out, "| [{name}](#{name}) | {count} | {about} |");
    }
}

fn write_rule(out: &mut String, rule: &Rule) {
    let _ = writeln!(
        out,
        "\n### {}\n\n{} · {} · since {}\n",
        rule.id,
        rule.severity,
        formats(rule),
        rule.since
    );
    let _ = writeln!(
        out,
        "- What: {}\n- Why: {}\n- Mend: {}",
        escape(rule.says),
        escape(rule.why),
        escape(rule.remedy)
    );
    if fix::is_mended(rule.id) {
        let _ = writeln!(out, "- Fix: {FIXED}");
    }
    let links: Vec<String> = rule
        .spec
        .iter()
        .map(|s| format!("[{}]({})", s.title(), s.link()))
        .collect();
    let _ = writeln!(out, "- Spec: {}", links.join(", "));
    if let Some(class) = rule.w3c {
        let _ = writeln!(out, "- At the W3C service: {class}");
    }
}

/// Markup in a rule's words is shown, not interpreted.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('*', "\\*")
}
