//! One finding, and the report that gathers them: sorted, countable, bounded.

use std::collections::BTreeMap;

use crate::Severity;
use crate::syntax::fault::excerpt;
use crate::syntax::span::Position;
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::rule::{Kind, Rule};
use crate::validate::spec::{self, Section};
use crate::validate::summary::Summary;
use crate::validate::tree::{Attr, Element};
use crate::validate::vocabulary;

/// One finding of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's id.
    pub rule: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// Bytes before the place.
    pub offset: u64,
    /// The element at fault, with the usual prefix of its namespace.
    pub element: Option<String>,
    /// The element around it.
    pub parent: Option<String>,
    /// The attribute at fault.
    pub attribute: Option<String>,
    /// The offending value, cut to a readable length.
    pub value: Option<String>,
    /// What is wrong here.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The specification that says so.
    pub spec: Option<String>,
    /// The name of the same finding at the W3C Feed Validation Service.
    pub w3c: Option<&'static str>,
    /// What else the message names.
    pub params: BTreeMap<&'static str, String>,
    /// What to write in place of the value, where nothing has to be guessed; plain text, not yet escaped.
    pub mend: Option<String>,
    /// Which entry of the document, from 0; none in the head.
    pub entry: Option<u64>,
}

/// What was found in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the document is.
    pub format: Format,
    /// All findings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// How many entries were read.
    pub entries: u64,
    /// Findings beyond a bound, by rule: counted and not kept.
    pub omitted: BTreeMap<&'static str, Omitted>,
    /// Findings that a baseline holds already, counted and not kept.
    pub known: Counts,
    /// What to compare the next version with, where that was asked for.
    pub summary: Option<Summary>,
}

/// Findings of one rule that are counted and not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Omitted {
    /// How grave they are.
    pub severity: Severity,
    /// How many they are.
    pub count: u64,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    errors: u64,
    warnings: u64,
    infos: u64,
}

impl Counts {
    /// How many of this severity.
    pub fn of(&self, severity: Severity) -> u64 {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.infos,
        }
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.errors + self.warnings + self.infos
    }

    /// Counts `n` more of this severity.
    pub(crate) fn add(&mut self, severity: Severity, n: u64) {
        match severity {
            Severity::Error => self.errors += n,
            Severity::Warning => self.warnings += n,
            Severity::Info => self.infos += n,
        }
    }
}

impl Report {
    /// Adds findings of the same document.
    pub(crate) fn take_in(&mut self, findings: Findings) {
        let more = findings.into_report(self.format, self.entries);
        self.diagnostics.extend(more.diagnostics);
        self.sort();
        for (rule, omitted) in more.omitted {
            self.omit(rule, omitted.severity, omitted.count);
        }
    }

    /// Counts the offsets in the file instead of in the text decoded from it.
    pub(crate) fn place_in_file(&mut self, in_file: impl Fn(u64) -> u64) {
        for found in &mut self.diagnostics {
            found.offset = in_file(found.offset);
        }
        self.sort();
    }

    /// Is it a feed that breaks no specification? What is counted and not kept speaks here too.
    pub fn is_valid(&self) -> bool {
        self.count(Severity::Error) == 0 && self.known.of(Severity::Error) == 0
    }

    /// The findings that make a document invalid.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
    }

    /// How many findings of one severity there are: those kept and those beyond a bound, not those of a baseline.
    pub fn count(&self, severity: Severity) -> u64 {
        let kept = self.diagnostics.iter().filter(|d| d.severity == severity);
        let left_out = self.omitted.values().filter(|o| o.severity == severity);
        kept.count() as u64 + left_out.map(|o| o.count).sum::<u64>()
    }

    /// Keeps the gravest `most` findings, in the order of their places; the others are counted.
    pub fn keep_gravest(&mut self, most: usize) {
        if self.diagnostics.len() <= most {
            return;
        }
        let all = std::mem::take(&mut self.diagnostics);
        let mut ranked: Vec<(usize, Diagnostic)> = all.into_iter().enumerate().collect();
        ranked.sort_by_key(|(place, d)| (std::cmp::Reverse(d.severity), *place));
        for (_, cut) in ranked.split_off(most) {
            self.omit(cut.rule, cut.severity, 1);
        }
        ranked.sort_by_key(|(place, _)| *place);
        self.diagnostics = ranked.into_iter().map(|(_, d)| d).collect();
    }

    /// Counts findings that are not kept.
    fn omit(&mut self, rule: &'static str, severity: Severity, count: u64) {
        let none = Omitted { severity, count: 0 };
        self.omitted.entry(rule).or_insert(none).count += count;
    }

    /// Puts the findings in the order of their places, the gravest first where several lie at one.
    pub(crate) fn sort(&mut self) {
        self.diagnostics
            .sort_by_key(|d| (d.offset, std::cmp::Reverse(d.severity), d.rule));
    }
}

/// Where and about what a finding is, before it becomes a [`Diagnostic`].
#[derive(Debug)]
pub(crate) struct Finding {
    at: Position,
    element: Option<String>,
    parent: Option<String>,
    attribute: Option<String>,
    value: Option<String>,
    message: Option<String>,
    help: Option<String>,
    w3c: Option<&'static str>,
    spec: Option<Section>,
    params: BTreeMap<&'static str, String>,
    mend: Option<String>,
}

impl Finding {
    /// About a place.
    pub(crate) fn at(at: Position) -> Finding {
        Finding {
            at,
            element: None,
            parent: None,
            attribute: None,
            value: None,
            message: None,
            help: None,
            w3c: None,
            spec: None,
            params: BTreeMap::new(),
            mend: None,
        }
    }

    /// About an element; it points at its start tag.
    pub(crate) fn element(element: Element<'_>) -> Finding {
        Finding::at(element.position()).named(element)
    }

    /// About the text of an element: points at the text and shows it.
    pub(crate) fn text(element: Element<'_>) -> Finding {
        let text = element.text();
        let blank = text.len() - text.trim_start().len();
        Finding::at(element.text_position(blank))
            .named(element)
            .value(text.trim())
    }

    /// About an attribute: points at its value and shows it.
    pub(crate) fn attribute(element: Element<'_>, attribute: Attr<'_>) -> Finding {
        let mut finding = Finding::at(attribute.value_position())
            .named(element)
            .value(attribute.value);
        finding.attribute = Some(attribute.display_name());
        finding
    }

    /// Names the element, and with it the one around it.
    pub(crate) fn named(mut self, element: Element<'_>) -> Finding {
        self.element = Some(element.display_name());
        self.parent = element.parent_name();
        self
    }

    /// Names an element that is not there, inside `parent`.
    pub(crate) fn missing(parent: Element<'_>, name: &str) -> Finding {
        let mut finding = Finding::at(parent.position());
        finding.element = Some(name.to_owned());
        finding.parent = Some(parent.display_name());
        finding
    }

    /// Names an attribute that is not there.
    pub(crate) fn on_attribute(mut self, name: &str) -> Finding {
        self.attribute = Some(name.to_owned());
        self
    }

    /// Names the element by its name alone.
    pub(crate) fn about(mut self, element: &str, parent: Option<&str>) -> Finding {
        self.element = Some(element.to_owned());
        self.parent = parent.map(str::to_owned);
        self
    }

    /// Moves to another place.
    pub(crate) fn moved(mut self, at: Position) -> Finding {
        self.at = at;
        self
    }

    /// Shows the offending value.
    pub(crate) fn value(mut self, value: &str) -> Finding {
        self.value = Some(excerpt(value));
        self
    }

    /// Says it in words of its own instead of the rule's.
    pub(crate) fn says(mut self, message: impl Into<String>) -> Finding {
        self.message = Some(message.into());
        self
    }

    /// Tells a way out of its own instead of the rule's.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Tells what to write instead of the whole text or attribute value that this finding points at: for `--fix`,
    /// so only where nothing has to be guessed.
    pub(crate) fn mend(mut self, value: impl Into<String>) -> Finding {
        self.mend = Some(value.into());
        self
    }

    /// The same, where it is known at all.
    pub(crate) fn mend_if(self, value: Option<impl Into<String>>) -> Finding {
        match value {
            Some(value) => self.mend(value),
            None => self,
        }
    }

    /// Has another name at the W3C service than the rule in general.
    pub(crate) fn w3c(mut self, class: &'static str) -> Finding {
        self.w3c = Some(class);
        self
    }

    /// Points at the module of this namespace instead of the rule's specification, where it is one.
    pub(crate) fn spec_of(mut self, ns: Ns) -> Finding {
        self.spec = vocabulary::spec(ns).or(self.spec);
        self
    }

    /// Adds a parameter.
    pub(crate) fn param(mut self, name: &'static str, value: impl Into<String>) -> Finding {
        self.params.insert(name, value.into());
        self
    }
}

/// Where it is written: a rule for all elements points at one part of its format's specification, but an element
/// may have a part of its own there, and a module has its own specification.
fn link_for(rule: &Rule, kind: Option<Kind>, finding: &Finding) -> Option<String> {
    let section = rule.section(kind)?;
    let is_general = rule.spec.first().is_some_and(|first| {
        [&spec::RSS, &spec::MEDIA]
            .iter()
            .any(|s| std::ptr::eq(*s, first.spec) && rule.spec.len() > 1)
    });
    let element = finding.element.as_deref().filter(|_| is_general);
    if let Some(link) = element.and_then(spec::of_module) {
        return Some(link);
    }
    let own = element
        .filter(|_| finding.attribute.is_some())
        .and_then(|name| spec::of_element(section.spec, name));
    Some(own.unwrap_or(section).link())
}

/// Gathers findings while a document is read.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Diagnostic>,
    /// How many there are of each rule; of few rules, so that a list is soon gone through.
    counts: Vec<(&'static Rule, u64)>,
    entry: Option<u64>,
    most: u64,
    /// What is judged, where only one kind of document comes into question.
    kind: Option<Kind>,
}

impl Findings {
    /// At most `most` findings of one rule are kept.
    pub(crate) fn new(most: u64) -> Self {
        Findings {
            most: most.max(1),
            ..Findings::default()
        }
    }

    /// All findings are about a document of this kind.
    pub(crate) fn about(&mut self, kind: Kind) {
        self.kind = Some(kind);
    }

    /// Without the findings of other rules than these.
    pub(crate) fn only(mut self, keep: fn(&str) -> bool) -> Findings {
        self.kept.retain(|d| keep(d.rule));
        self.counts.retain(|(rule, _)| keep(rule.id));
        self
    }

    /// Are further findings of this rule only counted, so that their words do not matter?
    pub(crate) fn is_full(&self, rule: &Rule) -> bool {
        let known = self.counts.iter().find(|(r, _)| std::ptr::eq(*r, rule));
        known.is_some_and(|(_, n)| *n >= self.most)
    }

    /// Findings from now on belong to this entry.
    pub(crate) fn in_entry(&mut self, entry: Option<u64>) {
        self.entry = entry;
    }

    /// Counts one finding of `rule`; is it to be kept?
    fn count(&mut self, rule: &'static Rule) -> bool {
        let known = self.counts.iter_mut();
        match known.into_iter().find(|(r, _)| std::ptr::eq(*r, rule)) {
            Some((_, count)) => {
                *count += 1;
                *count <= self.most
            }
            None => {
                self.counts.push((rule, 1));
                true
            }
        }
    }

    /// Adds a finding of a rule that a large feed may break with every entry: its words are put together only as long
    /// as they are kept.
    pub(crate) fn add_with(&mut self, rule: &'static Rule, finding: impl FnOnce() -> Finding) {
        if self.is_full(rule) {
            self.count(rule);
        } else {
            self.add(rule, finding());
        }
    }

    /// Adds a finding of `rule`.
    pub(crate) fn add(&mut self, rule: &'static Rule, finding: Finding) {
        self.add_in(rule, finding, self.entry);
    }

    /// Adds a finding about an entry that was read before.
    pub(crate) fn add_in(&mut self, rule: &'static Rule, finding: Finding, entry: Option<u64>) {
        if !self.count(rule) {
            return;
        }
        // The W3C service does not judge JSON Feed.
        let judged_elsewhere = self.kind != Some(Kind::JsonFeed);
        let spec = link_for(rule, self.kind, &finding);
        self.kept.push(Diagnostic {
            rule: rule.id,
            severity: rule.severity,
            line: finding.at.line,
            column: finding.at.column,
            offset: finding.at.offset,
            element: finding.element,
            parent: finding.parent,
            attribute: finding.attribute,
            value: finding.value,
            message: finding.message.unwrap_or_else(|| rule.says.to_owned()),
            help: finding.help.unwrap_or_else(|| rule.remedy.to_owned()),
            spec: finding.spec.as_ref().map(Section::link).or(spec),
            w3c: finding.w3c.or(rule.w3c).filter(|_| judged_elsewhere),
            params: finding.params,
            mend: finding.mend,
            entry,
        });
    }

    /// The report, sorted by place.
    pub(crate) fn into_report(self, format: Format, entries: u64) -> Report {
        let mut report = Report {
            format,
            diagnostics: self.kept,
            entries,
            omitted: BTreeMap::new(),
            known: Counts::default(),
            summary: None,
        };
        for (rule, n) in self.counts.into_iter().filter(|(_, n)| *n > self.most) {
            report.omit(rule.id, rule.severity, n - self.most);
        }
        report.sort();
        report
    }
}
