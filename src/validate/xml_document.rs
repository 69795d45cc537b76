//! One pass over an XML document: builds the head and one entry at a time, and hands each to the checks.

use std::collections::HashSet;
use std::io;

use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::xml_read::{Event, NsId, XmlReader};
use crate::validate::Options;
use crate::validate::context::{Across, Doc, Entry, Head, Typed, Visit};
use crate::validate::diagnostic::{Findings, Report};
use crate::validate::facts::Facts;
use crate::validate::faults;
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::plan::Plans;
use crate::validate::registry::{self, Checks};
use crate::validate::rules::{document as document_rules, namespaces};
use crate::validate::summary::{EntrySummary, Summary};
use crate::validate::tree::{Element, Tree};
use crate::validate::vocabulary::{self, Def, Value};

/// The most that the head or one entry may hold.
const TREE_BOUND: usize = 32 << 20;

/// How many different declarations of namespaces are looked at.
const DECLARED: usize = 256;

/// Is this an element that holds others and no text, in whatever format?
fn is_branch(local: &str) -> bool {
    matches!(
        local,
        "rss"
            | "channel"
            | "feed"
            | "item"
            | "entry"
            | "RDF"
            | "Channel"
            | "items"
            | "opml"
            | "body"
            | "outline"
            | "urlset"
            | "sitemapindex"
            | "url"
    )
}

/// Judges what `reader` reads from a document that is written in UTF-8 or in another encoding.
///
/// # Errors
/// Those of reading.
pub(crate) fn judge(
    mut reader: XmlReader<'_>,
    utf8: bool,
    options: &Options,
    findings: Findings,
) -> io::Result<Report> {
    let mut judge = Judge::new(options, findings);
    judge.doc.utf8 = utf8;
    loop {
        let event = reader.next_event()?;
        if reader.has_faults() {
            judge.take_faults(&mut reader);
        }
        match event {
            Event::Start => judge.start(&mut reader),
            Event::End => judge.end(&reader),
            Event::Text => judge.text(&reader),
            Event::Comment | Event::Instruction | Event::Faults => {}
            Event::Eof => break,
        }
        if judge.stopped {
            break;
        }
    }
    judge.take_faults(&mut reader);
    let mut report = judge.finish();
    report.place_in_file(|offset| reader.in_file(offset));
    Ok(report)
}

/// What the reader's numbers of namespaces stand for.
#[derive(Default)]
struct Namespaces(Vec<Option<Ns>>);

impl Namespaces {
    fn known(&self, id: NsId) -> Option<Ns> {
        match id {
            NsId::NONE => Some(Ns::None),
            NsId::UNBOUND => Some(Ns::Unknown),
            NsId(number) => self.0.get(number as usize).copied().flatten(),
        }
    }

    fn learn(&mut self, id: NsId, ns: Ns) {
        let index = id.0 as usize;
        if self.0.len() <= index {
            self.0.resize(index + 1, None);
        }
        if let Some(place) = self.0.get_mut(index) {
            *place = Some(ns);
        }
    }
}

/// The prefixes that nothing declares, so that each is told once and not at every use.
#[derive(Default)]
struct Unbound(Vec<String>);

impl Unbound {
    /// Enough to tell them apart where a person wrote them; a document of nothing else is told use by use.
    const MOST: usize = 32;

    fn is_new(&mut self, prefix: &str) -> bool {
        if self.0.iter().any(|known| known == prefix) {
            return false;
        }
        if self.0.len() < Self::MOST {
            self.0.push(prefix.to_owned());
        }
        true
    }
}

struct Judge<'o> {
    doc: Doc<'o>,
    checks: &'static Checks,
    plans: Plans,
    across: Vec<Box<dyn Across>>,
    findings: Findings,
    namespaces: Namespaces,
    unbound: Unbound,
    /// The namespace of the format's own elements; they count as without one, as RSS's are.
    own: Ns,
    /// Does the root lack the namespace of Atom, so that elements without one are taken for its own?
    bare_atom: bool,
    declared: HashSet<(String, String)>,
    head: Tree,
    entry: Tree,
    /// The document type declaration, until the root tells the format.
    doctype: Option<Fault>,
    in_entry: bool,
    /// How many outlines are open that were judged when the first one inside them began.
    judged_open: usize,
    /// Are we inside an entry that lost its structure, so that a new one may begin anywhere?
    broken: bool,
    entries: u64,
    depth: usize,
    stopped: bool,
    /// Is the document said to be in an encoding that cannot be read?
    unreadable: bool,
    summary: Option<Summary>,
}

impl<'o> Judge<'o> {
    fn new(options: &'o Options, findings: Findings) -> Self {
        let checks = registry::checks(None);
        Judge {
            doc: Doc {
                format: Format::Unknown,
                options,
                has_base: false,
                utf8: true,
            },
            checks,
            plans: Plans::new(Vec::new()),
            across: checks.across.iter().map(|make| make()).collect(),
            findings,
            namespaces: Namespaces::default(),
            unbound: Unbound::default(),
            own: Ns::None,
            bare_atom: false,
            declared: HashSet::new(),
            head: Tree::default(),
            entry: Tree::default(),
            doctype: None,
            in_entry: false,
            judged_open: 0,
            broken: false,
            entries: 0,
            depth: 0,
            stopped: false,
            unreadable: false,
            summary: options.summarize.then(Summary::default),
        }
    }

    fn take_faults(&mut self, reader: &mut XmlReader<'_>) {
        for fault in reader.take_faults() {
            self.broken |= faults::breaks_structure(fault.kind);
            if fault.kind == FaultKind::PrefixUnbound && !self.unbound.is_new(&fault.detail) {
                continue;
            }
            // Which bytes are wrong can be said only of an encoding that is known.
            self.unreadable |= fault.kind == FaultKind::EncodingUnknown;
            if self.unreadable && fault.kind == FaultKind::BytesMalformed {
                continue;
            }
            if fault.kind == FaultKind::DoctypePresent {
                self.doctype = Some(fault.clone());
            }
            self.findings
                .in_entry(self.in_entry.then_some(self.entries));
            faults::report(&fault, &mut self.findings);
        }
    }

    /// The namespace behind a number.
    fn namespace(&mut self, reader: &XmlReader<'_>, id: NsId) -> Ns {
        if let Some(ns) = self.namespaces.known(id) {
            return ns;
        }
        let ns = Ns::of(reader.uri(id));
        self.namespaces.learn(id, ns);
        ns
    }

    /// The namespace of an element, as the tables have it: the format's own counts as none.
    fn element_namespace(&mut self, reader: &XmlReader<'_>) -> Ns {
        match self.namespace(reader, reader.namespace()) {
            Ns::None if self.bare_atom => Ns::Atom,
            ns if ns == self.own => Ns::None,
            Ns::Rss20 if self.doc.format.is_rss() => Ns::None,
            Ns::None if !self.doc.format.is_rss() => Ns::Unknown,
            other => other,
        }
    }

    fn start(&mut self, reader: &mut XmlReader<'_>) {
        self.depth += 1;
        let root = self.depth == 1;
        if reader.has_qualified_attributes() {
            self.declarations(reader, root);
        }
        if root {
            let ns = self.namespace(reader, reader.namespace());
            self.root(reader, ns);
        }
        if !self.doc.format.is_judged() {
            return;
        }
        let ns = self.element_namespace(reader);
        if self.is_entry(ns, reader.local_name()) {
            self.begin_entry(reader);
        }
        self.build(reader, ns);
    }

    /// Reports what is to be said of a namespace, where it is declared first.
    fn declarations(&mut self, reader: &XmlReader<'_>, root: bool) {
        self.findings
            .in_entry(self.in_entry.then_some(self.entries));
        for attribute in reader.attributes() {
            let prefix = match attribute.name.strip_prefix("xmlns:") {
                Some(prefix) => prefix,
                None if attribute.name == "xmlns" => "",
                None => continue,
            };
            let key = (prefix.to_owned(), attribute.value.to_owned());
            if self.declared.len() < DECLARED && self.declared.insert(key) {
                namespaces::declared(
                    prefix,
                    attribute.value,
                    root,
                    reader.place(attribute.at),
                    &mut self.findings,
                );
            }
        }
    }

    fn root(&mut self, reader: &XmlReader<'_>, ns: Ns) {
        let name = reader.name();
        let local = name.rsplit(':').next().unwrap_or_default();
        let version = reader
            .attributes()
            .find(|a| a.name == "version")
            .map(|a| a.value);
        self.doc.format = Format::of_root(ns, local, version);
        let declares = |wanted: Ns| {
            let mut declared = reader.attributes().filter(|a| a.name.starts_with("xmlns"));
            declared.any(|a| Ns::of(a.value) == wanted)
        };
        if ns == Ns::Rdf && declares(Ns::Rss090) && !declares(Ns::Rss10) {
            self.doc.format = Format::Rss("0.90");
        }
        self.own = self.doc.format.own_namespace(ns);
        self.bare_atom = self.doc.format.is_atom() && ns == Ns::None;
        self.checks = registry::checks(self.doc.format.kind());
        if let Some(kind) = self.doc.format.kind() {
            self.findings.about(kind);
        }
        self.plans = Plans::new(self.checks.element.clone());
        self.across = self.checks.across.iter().map(|make| make()).collect();
        self.doc.has_base = reader
            .attributes()
            .any(|a| a.ns == NsId::XML && a.local() == "base");
        document_rules::root(
            self.doc.format,
            ns,
            reader.uri(reader.namespace()),
            name,
            reader.position(),
            &mut self.findings,
        );
        if let Some(doctype) = self.doctype.take() {
            document_rules::doctype(self.doc.format, &doctype, &mut self.findings);
        }
        self.head.clear(None, self.doc.format.is_atom());
    }

    fn is_entry(&self, ns: Ns, local: &str) -> bool {
        let (own, name, around) = self.doc.format.entry();
        if ns != own || local != name {
            return false;
        }
        if self.doc.format.is_opml() && self.in_entry {
            return self.entry.depth() == 1;
        }
        let place = match self.doc.format {
            Format::AtomEntry => self.depth == 1,
            _ => {
                matches!(self.head.depth(), 1 | 2)
                    && self
                        .head
                        .innermost()
                        .is_some_and(|e| around.contains(&e.local()))
            }
        };
        place && (!self.in_entry || self.broken || self.entry_lies_open(ns))
    }

    /// Can an entry that begins here only mean that the one before was never closed? Inside elements of
    /// other vocabularies, and inside Atom's content and source, an entry may well be something else.
    fn entry_lies_open(&self, ns: Ns) -> bool {
        let mut open = std::iter::successors(self.entry.innermost(), |e| e.parent());
        open.all(|e| e.ns() == ns && !matches!(e.local(), "content" | "source"))
    }

    fn begin_entry(&mut self, reader: &mut XmlReader<'_>) {
        let nested = self.judged_open > 0 || self.in_entry;
        if self.in_entry && self.doc.format.is_opml() {
            self.finish_entry();
            self.judged_open += 1;
        } else if self.in_entry {
            // The entry before was never closed: what was open in it ends here.
            let keep = self.head.depth();
            reader.close_unfinished(keep);
            self.depth = keep + 1;
            self.take_faults(reader);
            self.finish_entry();
        }
        let around = match self.doc.format {
            Format::Opml | Format::Opml1 if nested => Some("outline".to_owned()),
            _ => self.head.innermost().map(Element::display_name),
        };
        self.entry.clear(around, self.doc.format.is_atom());
        self.in_entry = true;
        self.broken = false;
    }

    fn build(&mut self, reader: &XmlReader<'_>, ns: Ns) {
        let late = !self.in_entry && self.entries > 0;
        if reader.has_qualified_attributes() {
            for attribute in reader.attributes() {
                self.namespace(reader, attribute.ns);
            }
        }
        let namespaces = &self.namespaces;
        let tree = if self.in_entry {
            &mut self.entry
        } else {
            &mut self.head
        };
        tree.start(ns, reader, late);
        tree.attributes(reader, |id| namespaces.known(id).unwrap_or(Ns::Unknown));
        self.bound(reader);
    }

    fn text(&mut self, reader: &XmlReader<'_>) {
        if !self.doc.format.is_judged() {
            return;
        }
        let tree = if self.in_entry {
            &mut self.entry
        } else {
            &mut self.head
        };
        // White space between elements says nothing.
        if reader.is_blank() && tree.innermost().is_some_and(|e| is_branch(e.local())) {
            if self.in_entry {
                tree.keep(reader);
            }
            return;
        }
        tree.text(reader);
        self.bound(reader);
    }

    /// Stops where the head or an entry grows beyond all measure.
    fn bound(&mut self, reader: &XmlReader<'_>) {
        // The other one did not grow.
        let growing = match self.in_entry {
            true => &self.entry,
            false => &self.head,
        };
        if growing.size() > TREE_BOUND {
            let what = if self.in_entry {
                "bytes of one entry"
            } else {
                "bytes before and between the entries"
            };
            let fault = Fault::new(FaultKind::LimitExceeded, reader.position(), what)
                .with(TREE_BOUND.to_string());
            faults::report(&fault, &mut self.findings);
            self.stopped = true;
        }
    }

    fn end(&mut self, reader: &XmlReader<'_>) {
        self.depth = self.depth.saturating_sub(1);
        if !self.in_entry && self.judged_open > 0 && self.head.depth() <= 2 {
            self.judged_open -= 1;
            return;
        }
        if !self.in_entry {
            self.head.end();
            return;
        }
        self.entry.keep(reader);
        self.entry.end();
        if self.entry.depth() == 0 {
            self.finish_entry();
        }
    }

    fn finish_entry(&mut self) {
        self.in_entry = false;
        let index = self.entries;
        self.findings.in_entry(Some(index));
        if let Some(root) = self.entry.root() {
            let def = vocabulary::entry(self.doc.format);
            visit(&self.doc, &mut self.plans, root, def, &mut self.findings);
            let entry = Entry {
                doc: &self.doc,
                element: root,
                index,
            };
            self.checks
                .entry
                .iter()
                .for_each(|check| check(&entry, &mut self.findings));
            self.across
                .iter_mut()
                .for_each(|check| check.entry(&entry, &mut self.findings));
            if let Some(summary) = &mut self.summary {
                summary.entries.push(EntrySummary::of(&Facts::of(&entry)));
            }
        }
        self.entries += 1;
        self.findings.in_entry(None);
    }

    fn finish(mut self) -> Report {
        if self.in_entry && !self.entry.is_empty() {
            self.finish_entry();
        }
        self.findings.in_entry(None);
        let def =
            vocabulary::root(self.doc.format).filter(|_| self.doc.format != Format::AtomEntry);
        if let (Some(root), Some(def)) = (self.head.root(), def) {
            visit(&self.doc, &mut self.plans, root, def, &mut self.findings);
        }
        let feed = self.head.root().and_then(|root| {
            if root.is(Ns::None, "rss") || root.is(Ns::Rdf, "RDF") {
                root.child(Ns::None, "channel")
            } else {
                Some(root)
            }
        });
        let head = feed.map(|feed| Head {
            doc: &self.doc,
            feed,
            entries: self.entries,
        });
        if let Some(head) = &head {
            live_items(head, self.checks, &mut self.findings);
            self.checks
                .head
                .iter()
                .for_each(|check| check(head, &mut self.findings));
        }
        self.across
            .iter_mut()
            .for_each(|check| check.end(head.as_ref(), &mut self.findings));
        if let (Some(summary), Some(head)) = (&mut self.summary, &head) {
            summary.set_feed(head);
        }
        let mut report = self.findings.into_report(self.doc.format, self.entries);
        report.summary = self.summary;
        report
    }
}

/// Live items of podcasts stand in the head, and what holds for an item holds for them.
fn live_items(head: &Head<'_, '_>, checks: &Checks, out: &mut Findings) {
    let mut children = head.feed.children();
    while let Some(live) = children.find(|c| c.is(Ns::Podcast, "liveItem")) {
        let entry = Entry {
            doc: head.doc,
            element: live,
            index: head.entries,
        };
        checks.entry.iter().for_each(|check| check(&entry, out));
    }
}

/// Room for the elements of most entries.
const ROOM: usize = 16;

/// Shows an element, and those inside it that the vocabulary knows, to the checks that concern them.
fn visit(
    doc: &Doc<'_>,
    plans: &mut Plans,
    root: Element<'_>,
    def: &'static Def,
    out: &mut Findings,
) {
    let mut waiting = Vec::with_capacity(ROOM);
    waiting.push((root, def, plans.of_def(doc.format, def)));
    let (mut children, mut values) = (Vec::with_capacity(ROOM), Vec::with_capacity(ROOM));
    while let Some((element, def, checks)) = waiting.pop() {
        children.clear();
        if def.value != Value::Foreign {
            let known = |c: Element<'_>| vocabulary::find(def, c.ns(), c.local());
            children.extend(element.children().map(|c| (c, known(c))));
        }
        values.clear();
        values.push(Typed::of_text(def.value, element));
        for attribute in element.attributes().filter(|a| !a.is_declaration()) {
            let known = vocabulary::find_attribute(def, element, &attribute);
            values.extend(known.map(|d| Typed::of_attribute(d.value, element, attribute)));
        }
        let visit = Visit {
            doc,
            element,
            def,
            children: &children,
            values: &values,
        };
        checks.iter().for_each(|check| check(&visit, out));
        for (child, known) in children.iter().rev() {
            if let Some(known) = known {
                waiting.push((*child, known.def, plans.of_child(doc.format, known)));
            }
        }
    }
}
