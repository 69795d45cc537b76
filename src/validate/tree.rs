//! A small element tree with places: the head of a feed, or one entry. Its memory is used again for the next.

use std::borrow::Cow;

use crate::syntax::span::Position;
use crate::validate::namespace::Ns;

const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, Default)]
struct Range {
    start: u32,
    end: u32,
}

#[derive(Debug)]
struct Node {
    /// Text has no name.
    is_text: bool,
    ns: Ns,
    /// As written, with its prefix; for text, the text.
    content: Range,
    attrs: Range,
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
    at: Position,
    /// Did it come after the first entry?
    late: bool,
}

#[derive(Debug)]
struct AttrNode {
    name: Range,
    value: Range,
    ns: Ns,
    at: Position,
    value_at: Position,
}

/// From here on, text lies in the document without a break.
#[derive(Debug)]
struct Segment {
    start: u32,
    at: Position,
}

/// The tree.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    attrs: Vec<AttrNode>,
    names: String,
    text: String,
    segments: Vec<Segment>,
    open: Vec<u32>,
    /// The name of the element that the root of this tree lies in.
    around: Option<String>,
    in_atom: bool,
}

impl Tree {
    /// Empties it, keeping its memory unless that grew unusually large.
    pub(crate) fn clear(&mut self, around: Option<String>, in_atom: bool) {
        self.nodes.clear();
        self.attrs.clear();
        self.names.clear();
        self.text.clear();
        self.segments.clear();
        self.open.clear();
        if self.text.capacity() > 1 << 20 {
            self.text.shrink_to(1 << 16);
        }
        self.around = around;
        self.in_atom = in_atom;
    }

    /// Roughly how many bytes it holds.
    pub(crate) fn size(&self) -> usize {
        self.text.len()
            + self.names.len()
            + self.nodes.len() * size_of::<Node>()
            + self.segments.len() * size_of::<Segment>()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    fn push_name(&mut self, text: &str) -> Range {
        let start = self.names.len() as u32;
        self.names.push_str(text);
        Range {
            start,
            end: self.names.len() as u32,
        }
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

    /// An element begins.
    pub(crate) fn start(&mut self, ns: Ns, name: &str, at: Position, late: bool) {
        let content = self.push_name(name);
        let attrs = self.attrs.len() as u32;
        let id = self.push_node(Node {
            is_text: false,
            ns,
            content,
            attrs: Range {
                start: attrs,
                end: attrs,
            },
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            at,
            late,
        });
        self.open.push(id);
    }

    /// An attribute of the element that began last.
    pub(crate) fn attribute(
        &mut self,
        ns: Ns,
        name: &str,
        value: &str,
        at: Position,
        value_at: Position,
    ) {
        let name = self.push_name(name);
        let value = self.push_name(value);
        self.attrs.push(AttrNode {
            name,
            value,
            ns,
            at,
            value_at,
        });
        let end = self.attrs.len() as u32;
        if let Some(node) = self
            .open
            .last()
            .and_then(|id| self.nodes.get_mut(*id as usize))
        {
            node.attrs.end = end;
        }
    }

    /// Text in the element that is open.
    pub(crate) fn text(&mut self, text: &str, at: Position) {
        let start = self.text.len() as u32;
        self.segments.push(Segment { start, at });
        self.text.push_str(text);
        let end = self.text.len() as u32;
        let last = self
            .open
            .last()
            .and_then(|id| self.nodes.get(*id as usize))
            .map_or(NONE, |n| n.last);
        if let Some(node) = self
            .nodes
            .get_mut(last as usize)
            .filter(|n| n.is_text && n.content.end == start)
        {
            node.content.end = end;
            return;
        }
        let none = Range::default();
        self.push_node(Node {
            is_text: true,
            ns: Ns::None,
            content: Range { start, end },
            attrs: none,
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            at,
            late: false,
        });
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

    fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn name_of(&self, range: Range) -> &str {
        self.names
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    fn text_of(&self, range: Range) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// Where a byte of the gathered text lies in the document.
    fn place(&self, offset: u32) -> Option<Position> {
        let index = self
            .segments
            .partition_point(|s| s.start <= offset)
            .checked_sub(1)?;
        let segment = self.segments.get(index)?;
        let before = self
            .text
            .get(segment.start as usize..offset as usize)
            .unwrap_or_default();
        Some(segment.at.after(before.as_bytes()))
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
    pub(crate) ns: Ns,
    pub(crate) name: &'t str,
    pub(crate) value: &'t str,
    pub(crate) at: Position,
    pub(crate) value_at: Position,
}

impl Attr<'_> {
    pub(crate) fn local(&self) -> &str {
        self.name
            .split_once(':')
            .map_or(self.name, |(_, local)| local)
    }

    /// Is it the attribute that a vocabulary calls so: without namespace, or with a namespace's usual prefix?
    pub(crate) fn is_named(&self, name: &str) -> bool {
        match name.split_once(':') {
            None => self.ns == Ns::None && self.name == name,
            Some((prefix, local)) => {
                self.ns != Ns::None && self.local() == local && self.ns.prefix() == prefix
            }
        }
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
    fn node(self) -> Option<&'t Node> {
        self.tree.node(self.id)
    }

    pub(crate) fn ns(self) -> Ns {
        self.node().map_or(Ns::None, |n| n.ns)
    }

    /// The name as written, with its prefix.
    pub(crate) fn name(self) -> &'t str {
        self.node().map_or("", |n| self.tree.name_of(n.content))
    }

    pub(crate) fn local(self) -> &'t str {
        let name = self.name();
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    pub(crate) fn is(self, ns: Ns, local: &str) -> bool {
        self.ns() == ns && self.local() == local
    }

    pub(crate) fn position(self) -> Position {
        self.node().map_or(Position::START, |n| n.at)
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
        let range = self.node().map_or(Range::default(), |n| n.attrs);
        let tree = self.tree;
        let attrs = tree
            .attrs
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default();
        attrs.iter().map(move |a| Attr {
            ns: a.ns,
            name: tree.name_of(a.name),
            value: tree.name_of(a.value),
            at: a.at,
            value_at: a.value_at,
        })
    }

    /// The attribute of this name: without namespace, or with the usual prefix as in `rdf:about`.
    pub(crate) fn attr(self, name: &str) -> Option<Attr<'t>> {
        self.attributes().find(|a| a.is_named(name))
    }

    /// `xml:lang` or `xml:base`.
    pub(crate) fn xml_attr(self, local: &str) -> Option<Attr<'t>> {
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
        self.children().find(|c| c.is(ns, local))
    }

    /// Its own text, that of its children left out.
    pub(crate) fn text(self) -> Cow<'t, str> {
        let tree = self.tree;
        let mut texts = self
            .nodes()
            .filter(|(_, n)| n.is_text)
            .map(|(_, n)| tree.text_of(n.content));
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
                return self
                    .tree
                    .place(node.content.start + left as u32)
                    .unwrap_or(node.at);
            }
            left -= length;
            last = Some(node.at);
        }
        last.unwrap_or_else(|| self.position())
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
