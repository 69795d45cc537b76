//! A small element tree with places: the head of a feed, or one entry. Its memory is used again for the next.

use std::borrow::Cow;
use std::cell::Cell;

use crate::syntax::chars;
use crate::syntax::json_read::JsonReader;
use crate::syntax::span::Position;
use crate::syntax::xml_read::{NsId, XmlReader};
use crate::syntax::xml_tag::Range;
use crate::validate::namespace::Ns;

const NONE: u32 = u32::MAX;
/// So far apart are the marks from which places are counted, at least.
const STEP: u32 = 4096;

#[derive(Debug)]
struct Node {
    /// Text has no name.
    is_text: bool,
    /// Is its text in [`Tree::text`], and not as it was written?
    resolved: bool,
    ns: Ns,
    /// Did it come after the first entry?
    late: bool,
    /// As written, with its prefix; for text, the text.
    content: Range,
    /// Where the name without prefix begins.
    local: u32,
    attrs: Range,
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
    /// Where its token begins in what was written.
    at: u32,
}

impl Node {
    fn new(content: Range, at: u32) -> Node {
        Node {
            is_text: false,
            resolved: false,
            ns: Ns::None,
            late: false,
            content,
            local: content.start,
            attrs: Range::default(),
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            at,
        }
    }

    /// Lengths differ mostly, and are compared soonest.
    #[inline]
    fn local_is(&self, local: &str, raw: &str) -> bool {
        (self.content.end - self.local) as usize == local.len()
            && raw.get(self.local as usize..self.content.end as usize) == Some(local)
    }
}

#[derive(Debug)]
struct AttrNode {
    name: Range,
    value: Range,
    /// Is the value in [`Tree::text`], and not as it was written?
    resolved: bool,
    ns: Ns,
    value_at: u32,
}

/// From here on, [`Tree::text`] comes from this place of what was written.
#[derive(Debug)]
struct Segment {
    start: u32,
    raw: u32,
}

/// From here on, what was written lies in the document without a break, at least up to the next mark.
#[derive(Debug)]
struct Mark {
    raw: u32,
    at: Position,
}

/// What may be in a tree, so that most texts need not be searched one by one.
#[derive(Debug, Clone, Copy)]
struct Traces {
    /// Control characters: those of the range U+0080 to U+009F, or those that JSON can write.
    controls: bool,
    /// Ã, Â and â, as which UTF-8 shows that was read as Latin.
    garbled: bool,
}

/// The tree. It holds what was written, and of most names, values and texts only where they stand in it; places are
/// counted when somebody asks for one.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    attrs: Vec<AttrNode>,
    raw: String,
    /// Texts and values that are not as they were written.
    text: String,
    segments: Vec<Segment>,
    marks: Vec<Mark>,
    /// How much is to be written before the next mark is set, unless there is a break before.
    mark_due: u32,
    /// Where in the document what was written goes on.
    next_offset: u64,
    /// The place that was asked for last, from which the next one is counted.
    asked: Cell<Option<(u32, Position)>>,
    traces: Cell<Option<Traces>>,
    /// Has any element `xml:lang`, `xml:base` or another attribute of that namespace?
    xml_attrs: bool,
    open: Vec<u32>,
    /// The name of the element that the root of this tree lies in.
    around: Option<String>,
    in_atom: bool,
}

impl Tree {
    fn attribute_of(&self, node: &AttrNode) -> Attr<'_> {
        Attr {
            tree: self,
            at: node.name.start,
            value_at: node.value_at,
            ns: node.ns,
            name: node.name.of(&self.raw),
            value: node
                .value
                .of(if node.resolved { &self.text } else { &self.raw }),
        }
    }

    /// Empties it, keeping its memory unless that grew unusually large.
    pub(crate) fn clear(&mut self, around: Option<String>, in_atom: bool) {
        self.nodes.clear();
        self.attrs.clear();
        self.raw.clear();
        self.text.clear();
        self.segments.clear();
        self.marks.clear();
        self.mark_due = 0;
        self.asked.set(None);
        self.traces.set(None);
        self.xml_attrs = false;
        self.next_offset = 0;
        self.open.clear();
        for text in [&mut self.raw, &mut self.text] {
            if text.capacity() > 1 << 20 {
                text.shrink_to(1 << 16);
            }
        }
        self.around = around;
        self.in_atom = in_atom;
    }

    /// Roughly how many bytes it holds.
    #[inline]
    pub(crate) fn size(&self) -> usize {
        self.raw.len()
            + self.text.len()
            + self.nodes.len() * size_of::<Node>()
            + self.segments.len() * size_of::<Segment>()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many elements are open.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    fn push_node(&mut self, mut node: Node) -> u32 {
        let id = self.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(NONE);
        node.parent = parent;
        if let Some(parent) = self.nodes.get_mut(parent as usize) {
            let last = std::mem::replace(&mut parent.last, id);
            if last == NONE {
                parent.first = id;
            } else if let Some(last) = self.nodes.get_mut(last as usize) {
                last.next = id;
            }
        }
        self.nodes.push(node);
        id
    }

    /// Keeps the reader's token, unless it is kept already, and says where.
    pub(crate) fn keep(&mut self, reader: &XmlReader<'_>) -> u32 {
        let (offset, end) = reader.bounds();
        let raw = reader.raw();
        if offset < self.next_offset {
            return (self.raw.len() - raw.len().min(self.raw.len())) as u32;
        }
        let start = self.raw.len() as u32;
        if offset > self.next_offset || start >= self.mark_due {
            let at = reader.position();
            self.marks.push(Mark { raw: start, at });
            self.mark_due = start + STEP;
        }
        self.raw.push_str(raw);
        self.next_offset = end;
        start
    }

    /// An element begins.
    pub(crate) fn start(&mut self, ns: Ns, reader: &XmlReader<'_>, late: bool) {
        let at = self.keep(reader);
        let (name, local) = reader.name_range();
        let (start, end) = (at + name.start, at + name.end);
        let mut node = Node::new(Range { start, end }, at);
        node.local = at + local;
        (node.ns, node.late) = (ns, late);
        let attrs = self.attrs.len() as u32;
        node.attrs = Range {
            start: attrs,
            end: attrs,
        };
        let id = self.push_node(node);
        self.open.push(id);
    }

    /// The attributes of the element that began last; `space` knows their namespaces.
    pub(crate) fn attributes(&mut self, reader: &XmlReader<'_>, space: impl Fn(NsId) -> Ns) {
        let Some(node) = self
            .open
            .last()
            .and_then(|id| self.nodes.get_mut(*id as usize))
        else {
            return;
        };
        for attribute in reader.attributes() {
            let start = node.at + attribute.at as u32;
            let value_at = node.at + attribute.value_at as u32;
            let end = value_at + attribute.value.len() as u32;
            let mut value = Range {
                start: value_at,
                end,
            };
            if attribute.resolved {
                value.start = self.text.len() as u32;
                self.text.push_str(attribute.value);
                value.end = self.text.len() as u32;
            }
            let ns = space(attribute.ns);
            self.xml_attrs |= ns == Ns::Xml;
            self.attrs.push(AttrNode {
                name: Range {
                    start,
                    end: start + attribute.name.len() as u32,
                },
                value,
                resolved: attribute.resolved,
                ns,
                value_at,
            });
        }
        node.attrs.end = self.attrs.len() as u32;
    }

    /// Text in the element that is open.
    pub(crate) fn text(&mut self, reader: &XmlReader<'_>) {
        let at = self.keep(reader);
        let last = self
            .open
            .last()
            .and_then(|id| self.nodes.get(*id as usize))
            .map_or(NONE, |n| n.last);
        if self.nodes.get(last as usize).is_some_and(|n| n.is_text) {
            self.make_resolved(last);
            self.append(reader, at);
            if let Some(node) = self.nodes.get_mut(last as usize) {
                node.content.end = self.text.len() as u32;
            }
            return;
        }
        let (content, resolved) = match reader.plain_text_range() {
            Some(range) => (
                Range {
                    start: at + range.start,
                    end: at + range.end,
                },
                false,
            ),
            None => {
                let start = self.text.len() as u32;
                self.append(reader, at);
                let end = self.text.len() as u32;
                (Range { start, end }, true)
            }
        };
        let mut node = Node::new(content, at);
        (node.is_text, node.resolved) = (true, resolved);
        self.push_node(node);
    }

    /// Appends the reader's text, and notes where it comes from.
    fn append(&mut self, reader: &XmlReader<'_>, at: u32) {
        let start = self.text.len() as u32;
        match reader.plain_text_range() {
            Some(range) => self.segments.push(Segment {
                start,
                raw: at + range.start,
            }),
            None => self
                .segments
                .extend(reader.pieces().iter().map(|piece| Segment {
                    start: start + piece.start,
                    raw: at + piece.raw,
                })),
        }
        self.text.push_str(reader.text());
    }

    /// Makes a text that stands as it was written one to which more can be appended.
    fn make_resolved(&mut self, id: u32) {
        let Some(node) = self.nodes.get_mut(id as usize).filter(|n| !n.resolved) else {
            return;
        };
        let start = self.text.len() as u32;
        self.segments.push(Segment {
            start,
            raw: node.content.start,
        });
        self.text.push_str(node.content.of(&self.raw));
        node.content = Range {
            start,
            end: self.text.len() as u32,
        };
        node.resolved = true;
    }

    /// Keeps what was written at this place.
    fn keep_written(&mut self, written: &str, at: Position) -> Range {
        let start = self.raw.len() as u32;
        self.marks.push(Mark { raw: start, at });
        self.raw.push_str(written);
        Range {
            start,
            end: self.raw.len() as u32,
        }
    }

    /// An object or member of JSON begins.
    pub(crate) fn start_member(&mut self, name: &str, at: Position) {
        let content = self.keep_written(name, at);
        let mut node = Node::new(content, content.start);
        node.ns = Ns::Json;
        let id = self.push_node(node);
        self.open.push(id);
    }

    /// The value of the member that is open: what it says, and how it was written.
    pub(crate) fn value(&mut self, reader: &JsonReader<'_>) {
        let mut content = self.keep_written(&reader.written(), reader.text_position());
        let (raw, resolved) = (content.start, reader.pieces().len() > 1);
        if resolved {
            let start = self.text.len() as u32;
            let pieces = reader.pieces().iter();
            self.segments.extend(pieces.map(|piece| Segment {
                start: start + piece.start,
                raw: raw + piece.raw,
            }));
            self.text.push_str(reader.text());
            let end = self.text.len() as u32;
            content = Range { start, end };
        }
        let mut node = Node::new(content, raw);
        (node.is_text, node.resolved) = (true, resolved);
        self.push_node(node);
    }

    /// The element that is open ends.
    pub(crate) fn end(&mut self) {
        self.open.pop();
    }

    /// The root, once there is one.
    pub(crate) fn root(&self) -> Option<Element<'_>> {
        self.nodes.first().map(|_| Element { tree: self, id: 0 })
    }

    /// The innermost open element.
    pub(crate) fn innermost(&self) -> Option<Element<'_>> {
        self.open.last().map(|id| Element {
            tree: self,
            id: *id,
        })
    }

    #[inline]
    fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn text_of(&self, node: &Node) -> &str {
        let source = if node.resolved { &self.text } else { &self.raw };
        node.content.of(source)
    }

    /// What may be in it; looked for once.
    fn traces(&self) -> Traces {
        self.traces.get().unwrap_or_else(|| {
            let json = self.nodes.first().is_some_and(|n| n.ns == Ns::Json);
            let (raw, text) = (self.raw.as_bytes(), self.text.as_bytes());
            let follows = |lead: u8, wanted: fn(u8) -> bool| {
                [raw, text].into_iter().any(|bytes| {
                    memchr::memchr_iter(lead, bytes)
                        .any(|at| bytes.get(at + 1).is_some_and(|b| wanted(*b)))
                })
            };
            let traces = Traces {
                // The range is written C2 80 to C2 9F in UTF-8.
                controls: follows(0xC2, |b| b < 0xA0)
                    || json && [raw, text].into_iter().any(chars::may_hold_illegal),
                garbled: follows(0xC3, |b| matches!(b, 0x82 | 0x83 | 0xA2)),
            };
            self.traces.set(Some(traces));
            traces
        })
    }

    /// Where a byte of the resolved text was written.
    fn written(&self, offset: u32) -> u32 {
        let after = self.segments.partition_point(|s| s.start <= offset);
        let segment = after.checked_sub(1).and_then(|i| self.segments.get(i));
        segment.map_or(0, |s| s.raw + (offset - s.start))
    }

    /// Where a byte of what was written lies in the document.
    fn place(&self, raw: u32) -> Position {
        let after = self.marks.partition_point(|m| m.raw <= raw);
        let Some(mark) = after.checked_sub(1).and_then(|i| self.marks.get(i)) else {
            return Position::START;
        };
        let asked = self
            .asked
            .get()
            .filter(|(at, _)| (mark.raw..=raw).contains(at));
        let (from, mut place) = asked.unwrap_or((mark.raw, mark.at));
        let between = self.raw.as_bytes().get(from as usize..raw as usize);
        place.advance(between.unwrap_or_default());
        self.asked.set(Some((raw, place)));
        place
    }
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct Element<'t> {
    tree: &'t Tree,
    id: u32,
}

/// One attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attr<'t> {
    tree: &'t Tree,
    at: u32,
    value_at: u32,
    pub(crate) ns: Ns,
    pub(crate) name: &'t str,
    pub(crate) value: &'t str,
}

impl Attr<'_> {
    /// Where its name begins.
    pub(crate) fn position(&self) -> Position {
        self.tree.place(self.at)
    }

    /// Where its value begins, inside the quotes.
    pub(crate) fn value_position(&self) -> Position {
        self.tree.place(self.value_at)
    }

    pub(crate) fn local(&self) -> &str {
        self.name
            .split_once(':')
            .map_or(self.name, |(_, local)| local)
    }

    /// Is it the attribute that a vocabulary calls so: without namespace, or with a namespace's usual prefix?
    #[inline]
    pub(crate) fn is_named(&self, name: &str) -> bool {
        if self.ns == Ns::None {
            return self.name == name;
        }
        let parts = name.split_once(':');
        parts.is_some_and(|(prefix, local)| self.local() == local && self.ns.prefix() == prefix)
    }

    pub(crate) fn is_declaration(&self) -> bool {
        self.name == "xmlns" || self.name.starts_with("xmlns:")
    }

    pub(crate) fn display_name(&self) -> String {
        match self.ns.prefix() {
            "" => self.name.to_owned(),
            prefix => format!("{prefix}:{}", self.local()),
        }
    }
}

impl<'t> Element<'t> {
    #[inline]
    fn node(self) -> Option<&'t Node> {
        self.tree.node(self.id)
    }

    #[inline]
    pub(crate) fn ns(self) -> Ns {
        self.node().map_or(Ns::None, |n| n.ns)
    }

    /// The name as written, with its prefix.
    #[inline]
    pub(crate) fn name(self) -> &'t str {
        self.node().map_or("", |n| n.content.of(&self.tree.raw))
    }

    #[inline]
    pub(crate) fn local(self) -> &'t str {
        self.node().map_or("", |n| {
            let local = Range {
                start: n.local,
                end: n.content.end,
            };
            local.of(&self.tree.raw)
        })
    }

    #[inline]
    pub(crate) fn is(self, ns: Ns, local: &str) -> bool {
        self.node()
            .is_some_and(|node| node.ns == ns && node.local_is(local, &self.tree.raw))
    }

    pub(crate) fn position(self) -> Position {
        self.node()
            .map_or(Position::START, |n| self.tree.place(n.at))
    }

    /// May there be control characters in it, or around it?
    pub(crate) fn may_hold_controls(self) -> bool {
        self.tree.traces().controls
    }

    /// May there be letters in it, or around it, that were encoded twice?
    pub(crate) fn may_hold_garbled(self) -> bool {
        self.tree.traces().garbled
    }

    /// Did it come after the first entry?
    pub(crate) fn is_late(self) -> bool {
        self.node().is_some_and(|n| n.late)
    }

    /// The name in reports: with the usual prefix of its namespace, none for a feed's own elements.
    pub(crate) fn display_name(self) -> String {
        let ns = self.ns();
        match ns.prefix() {
            "" if ns == Ns::Unknown => self.name().to_owned(),
            "atom" if self.tree.in_atom => self.local().to_owned(),
            "" => self.local().to_owned(),
            prefix => format!("{prefix}:{}", self.local()),
        }
    }

    pub(crate) fn parent(self) -> Option<Element<'t>> {
        let parent = self.node()?.parent;
        self.tree.node(parent).map(|_| Element {
            tree: self.tree,
            id: parent,
        })
    }

    /// Does the whole tree lie in the element of this name?
    pub(crate) fn is_inside(self, name: &str) -> bool {
        self.tree.around.as_deref() == Some(name)
    }

    pub(crate) fn parent_name(self) -> Option<String> {
        self.parent()
            .map(Element::display_name)
            .or_else(|| self.tree.around.clone())
    }

    pub(crate) fn attributes(self) -> impl Iterator<Item = Attr<'t>> {
        let tree = self.tree;
        self.attribute_nodes().iter().map(|a| tree.attribute_of(a))
    }

    pub(crate) fn attribute_count(self) -> usize {
        self.attribute_nodes().len()
    }

    fn attribute_nodes(self) -> &'t [AttrNode] {
        let range = self.node().map_or(Range::default(), |n| n.attrs);
        let attrs = &self.tree.attrs;
        attrs
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The attribute of this name: without namespace, or with the usual prefix as in `rdf:about`.
    pub(crate) fn attr(self, name: &str) -> Option<Attr<'t>> {
        let tree = self.tree;
        // Most have no namespace and another length, which is seen before anything of them is made.
        let is_named = |a: &&AttrNode| match a.ns {
            Ns::None => a.name.length() == name.len() && a.name.of(&tree.raw) == name,
            _ => tree.attribute_of(a).is_named(name),
        };
        let node = self.attribute_nodes().iter().find(is_named)?;
        Some(tree.attribute_of(node))
    }

    /// `xml:lang` or `xml:base`.
    pub(crate) fn xml_attr(self, local: &str) -> Option<Attr<'t>> {
        if !self.tree.xml_attrs {
            return None;
        }
        self.attributes()
            .find(|a| a.ns == Ns::Xml && a.local() == local)
    }

    fn nodes(self) -> impl Iterator<Item = (u32, &'t Node)> {
        let mut next = self.node().map_or(NONE, |n| n.first);
        let tree = self.tree;
        std::iter::from_fn(move || {
            let id = next;
            let node = tree.node(id)?;
            next = node.next;
            Some((id, node))
        })
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Element<'t>> {
        let tree = self.tree;
        self.nodes()
            .filter(|(_, n)| !n.is_text)
            .map(move |(id, _)| Element { tree, id })
    }

    /// The first child of this name.
    pub(crate) fn child(self, ns: Ns, local: &str) -> Option<Element<'t>> {
        let tree = self.tree;
        let is = |node: &Node| !node.is_text && node.ns == ns && node.local_is(local, &tree.raw);
        let (id, _) = self.nodes().find(|(_, node)| is(node))?;
        Some(Element { tree, id })
    }

    /// Its own text, that of its children left out.
    pub(crate) fn text(self) -> Cow<'t, str> {
        let tree = self.tree;
        let first = self.node().and_then(|n| tree.node(n.first));
        match first {
            None => Cow::Borrowed(""),
            // Most elements hold one text and nothing else.
            Some(only) if only.next == NONE && only.is_text => Cow::Borrowed(tree.text_of(only)),
            Some(_) => self.joined_text(),
        }
    }

    /// Its texts, with children between them.
    fn joined_text(self) -> Cow<'t, str> {
        let tree = self.tree;
        let mut texts = self
            .nodes()
            .filter(|(_, n)| n.is_text)
            .map(|(_, n)| tree.text_of(n));
        let Some(first) = texts.next() else {
            return Cow::Borrowed("");
        };
        let Some(second) = texts.next() else {
            return Cow::Borrowed(first);
        };
        let mut all = String::from(first);
        all.push_str(second);
        texts.for_each(|t| all.push_str(t));
        Cow::Owned(all)
    }

    /// Where the byte at `offset` of [`Element::text`] lies; the start tag where there is no text.
    pub(crate) fn text_position(self, offset: usize) -> Position {
        let mut left = offset;
        let mut last = None;
        for (_, node) in self.nodes().filter(|(_, n)| n.is_text) {
            let length = (node.content.end - node.content.start) as usize;
            if left < length {
                let byte = node.content.start + left as u32;
                return self.tree.place(match node.resolved {
                    true => self.tree.written(byte),
                    false => byte,
                });
            }
            left -= length;
            last = Some(node.at);
        }
        last.map_or_else(|| self.position(), |at| self.tree.place(at))
    }

    /// Its children and theirs, in document order.
    pub(crate) fn descendants(self) -> Vec<Element<'t>> {
        let mut found = Vec::new();
        let mut waiting: Vec<Element<'t>> = self.children().collect();
        waiting.reverse();
        while let Some(element) = waiting.pop() {
            found.push(element);
            let mut children: Vec<Element<'t>> = element.children().collect();
            children.reverse();
            waiting.append(&mut children);
        }
        found
    }
}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}>", self.name())
    }
}
