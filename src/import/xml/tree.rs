//! One element of a document with all that is in it: flat, in the order of the document, its memory used again for the
//! next one.

use std::borrow::Cow;

use url::Url;

use super::names::Ns;
use crate::syntax::xml_tag::Range;

/// More text or nodes than this are no entry.
pub(super) const LARGEST: usize = 8 << 20;
/// Elements deeper than this are left out; their text stays.
const DEEPEST: usize = 200;
/// What is kept for the next element.
const KEPT: usize = 1 << 20;

#[derive(Debug, Clone, Copy)]
struct Node {
    /// The name as written, or the text.
    text: Range,
    /// Where the name without prefix begins.
    local: u32,
    /// The node after this one and all that is in it.
    end: u32,
    parent: u32,
    attributes: (u32, u32),
    ns: Ns,
    is_text: bool,
}

#[derive(Debug, Clone, Copy)]
struct Attribute {
    name: Range,
    value: Range,
    ns: Ns,
}

/// The element and all that is in it.
#[derive(Debug, Default)]
pub(in crate::import) struct Tree {
    text: String,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    open: Vec<u32>,
    /// Open elements that were left out for their depth.
    deeper: usize,
    /// The 1-based line of its start tag.
    line: u64,
    /// `xml:lang` around it.
    lang: Option<String>,
    /// `xml:base` around it.
    base: Option<Url>,
    /// Has it, an element in it or one around it `xml:base`?
    bases: bool,
    /// Has it or an element in it `xml:lang`?
    langs: bool,
    /// Did it grow beyond [`LARGEST`]? Then it is empty.
    too_large: bool,
    /// Was something left out for its depth?
    too_deep: bool,
}

/// An attribute as it comes in.
pub(super) struct Given<'r> {
    pub(super) name: &'r str,
    pub(super) value: Cow<'r, str>,
    pub(super) ns: Ns,
}

impl Tree {
    /// An empty one with room for most elements, for documents of one story.
    pub(super) fn with_room() -> Self {
        Tree {
            text: String::with_capacity(4096),
            nodes: Vec::with_capacity(128),
            attributes: Vec::with_capacity(16),
            open: Vec::with_capacity(16),
            ..Tree::default()
        }
    }

    pub(super) fn clear(&mut self, line: u64, lang: Option<&str>, base: Option<&Url>, bases: bool) {
        self.text.clear();
        self.text.shrink_to(KEPT);
        self.nodes.clear();
        self.attributes.clear();
        self.open.clear();
        (self.deeper, self.line) = (0, line);
        // Mostly those of the element before this one.
        if self.lang.as_deref() != lang {
            self.lang = lang.map(str::to_owned);
        }
        if self.base.as_ref() != base {
            self.base = base.cloned();
        }
        (self.bases, self.langs) = (bases, false);
        (self.too_large, self.too_deep) = (false, false);
    }

    /// An element begins.
    pub(super) fn start<'r>(
        &mut self,
        (name, local): (&str, &str),
        ns: Ns,
        attributes: impl Iterator<Item = Given<'r>>,
    ) {
        if self.open.len() >= DEEPEST || self.too_large {
            self.too_deep |= !self.too_large;
            self.deeper += 1;
            return;
        }
        let text = self.push(name);
        let first = self.attributes.len();
        for given in attributes {
            let (name, value) = (self.push(given.name), self.push(&given.value));
            self.bases |= given.ns == Ns::Xml && given.name == "xml:base";
            self.langs |= given.ns == Ns::Xml;
            self.attributes.push(Attribute {
                name,
                value,
                ns: given.ns,
            });
        }
        let index = self.nodes.len() as u32;
        self.nodes.push(Node {
            text,
            local: text.end - local.len() as u32,
            end: index + 1,
            parent: self.open.last().copied().unwrap_or(0),
            attributes: (first as u32, self.attributes.len() as u32),
            ns,
            is_text: false,
        });
        self.open.push(index);
        self.bound();
    }

    /// The innermost element ends.
    pub(super) fn end(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let end = self.nodes.len() as u32;
        if let Some(index) = self.open.pop()
            && let Some(node) = self.nodes.get_mut(index as usize)
        {
            node.end = end;
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len() + self.deeper
    }

    /// Text in the innermost element. What a comment or a CDATA section parts is one text all the same.
    pub(super) fn add_text(&mut self, text: &str) {
        if text.is_empty() || self.too_large {
            return;
        }
        let before = self.text.len();
        let added = self.push(text);
        let whole = self.nodes.last_mut();
        let goes_on =
            |node: &&mut Node| node.is_text && node.text.end as usize == before && before > 0;
        let parent = self.open.last().copied().unwrap_or(0);
        match whole.filter(goes_on).filter(|node| node.parent == parent) {
            Some(node) => node.text.end = added.end,
            None => self.nodes.push(Node {
                text: added,
                local: 0,
                end: self.nodes.len() as u32 + 1,
                parent,
                attributes: (0, 0),
                ns: Ns::None,
                is_text: true,
            }),
        }
        self.bound();
    }

    fn push(&mut self, text: &str) -> Range {
        let start = self.text.len();
        self.text.push_str(text);
        Range::new(start, self.text.len())
    }

    fn bound(&mut self) {
        let nodes = self.nodes.len() * size_of::<Node>();
        let attributes = self.attributes.len() * size_of::<Attribute>();
        if self.text.len() + nodes + attributes > LARGEST {
            self.refuse_large();
        }
    }

    /// The element is too large: nothing of it is kept.
    pub(super) fn refuse_large(&mut self) {
        self.deeper = self.depth();
        self.too_large = true;
        self.open = Vec::new();
        self.nodes = Vec::new();
        self.attributes = Vec::new();
        self.text = String::new();
    }

    /// Ends whatever is open.
    pub(super) fn end_all(&mut self) {
        while self.depth() > 0 {
            self.end();
        }
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.too_large
    }

    pub(super) fn is_too_deep(&self) -> bool {
        self.too_deep
    }

    /// Are all open elements of the namespace of the outermost, and none of them one that may hold another document?
    pub(super) fn lies_open(&self) -> bool {
        let root = self.nodes.first().map(|n| n.ns);
        self.deeper == 0
            && self.open.iter().all(|index| {
                self.nodes.get(*index as usize).is_some_and(|node| {
                    Some(node.ns) == root && !matches!(self.local(node), "content" | "source")
                })
            })
    }

    fn local(&self, node: &Node) -> &str {
        Range {
            start: node.local,
            end: node.text.end,
        }
        .of(&self.text)
    }

    /// The 1-based line of its start tag.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The outermost element; `None` where there is nothing.
    pub(in crate::import) fn root(&self) -> Option<Element<'_>> {
        Element::at(self, 0)
    }
}

/// An element of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct Element<'t> {
    tree: &'t Tree,
    node: &'t Node,
    index: u32,
}

/// An element or a text.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) enum Child<'t> {
    /// An element.
    Element(Element<'t>),
    /// A text, references resolved.
    Text(&'t str),
}

impl<'t> Element<'t> {
    fn at(tree: &'t Tree, index: u32) -> Option<Self> {
        let node = tree.nodes.get(index as usize).filter(|n| !n.is_text)?;
        Some(Element { tree, node, index })
    }

    /// Its namespace.
    pub(in crate::import) fn ns(self) -> Ns {
        self.node.ns
    }

    /// Its name without prefix.
    pub(in crate::import) fn local(self) -> &'t str {
        self.tree.local(self.node)
    }

    /// Its name as written.
    pub(in crate::import) fn name(self) -> &'t str {
        self.node.text.of(&self.tree.text)
    }

    /// Is it the element of this name?
    pub(in crate::import) fn is(self, ns: Ns, local: &str) -> bool {
        self.ns() == ns && self.local() == local
    }

    /// The 1-based line of the outermost element's start tag.
    pub(in crate::import) fn line(self) -> u64 {
        self.tree.line
    }

    /// The elements and texts in it.
    pub(in crate::import) fn nodes(self) -> impl Iterator<Item = Child<'t>> {
        let (tree, end) = (self.tree, self.node.end);
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(index as usize).filter(|_| index < end)?;
            let at = std::mem::replace(&mut index, node.end);
            Some(match node.is_text {
                true => Child::Text(node.text.of(&tree.text)),
                false => Child::Element(Element {
                    tree,
                    node,
                    index: at,
                }),
            })
        })
    }

    /// The elements in it.
    pub(in crate::import) fn children(self) -> impl Iterator<Item = Element<'t>> {
        self.nodes().filter_map(|node| match node {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first element of this name in it.
    pub(in crate::import) fn child(self, ns: Ns, local: &str) -> Option<Element<'t>> {
        self.children().find(|c| c.is(ns, local))
    }

    /// All elements of this name in it.
    pub(in crate::import) fn all<'n>(
        self,
        ns: Ns,
        local: &'n str,
    ) -> impl Iterator<Item = Element<'t>> + use<'t, 'n> {
        self.children().filter(move |c| c.is(ns, local))
    }

    /// The text of the first element of this name in it.
    pub(in crate::import) fn text_of(self, ns: Ns, local: &str) -> Option<Cow<'t, str>> {
        self.child(ns, local).map(Element::text)
    }

    /// All text in it, at any depth.
    pub(in crate::import) fn text(self) -> Cow<'t, str> {
        let first = self.index as usize + 1;
        let inside = self.tree.nodes.get(first..self.node.end as usize);
        let mut texts = inside.unwrap_or_default().iter().filter(|n| n.is_text);
        let text = |node: &Node| node.text.of(&self.tree.text);
        let Some(one) = texts.next() else {
            return Cow::Borrowed("");
        };
        let Some(two) = texts.next() else {
            return Cow::Borrowed(text(one));
        };
        let mut all = [text(one), text(two)].concat();
        texts.for_each(|node| all.push_str(text(node)));
        Cow::Owned(all)
    }

    /// How long its names and texts are, more or less.
    pub(in crate::import) fn size(self) -> usize {
        let last = self
            .tree
            .nodes
            .get((self.node.end as usize).saturating_sub(1));
        let end = last.map_or(0, |node| node.text.end);
        end.saturating_sub(self.node.text.start) as usize
    }

    /// Has it elements in it?
    pub(in crate::import) fn has_children(self) -> bool {
        self.children().next().is_some()
    }

    /// Its attributes: name as written, namespace, value. Declarations of namespaces are among them.
    pub(in crate::import) fn attributes(self) -> impl Iterator<Item = (&'t str, Ns, &'t str)> {
        let (from, to) = self.node.attributes;
        let all = self.tree.attributes.get(from as usize..to as usize);
        let text = &self.tree.text;
        all.unwrap_or_default()
            .iter()
            .map(move |a| (a.name.of(text), a.ns, a.value.of(text)))
    }

    /// The value of its attribute of this name without namespace.
    pub(in crate::import) fn attr(self, name: &str) -> Option<&'t str> {
        self.attributes()
            .find(|(n, _, _)| *n == name)
            .map(|(_, _, value)| value)
    }

    /// The value of its attribute of this namespace.
    pub(in crate::import) fn attr_ns(self, ns: Ns, local: &str) -> Option<&'t str> {
        let is_it = |name: &str| name.rsplit(':').next() == Some(local);
        self.attributes()
            .find(|(name, n, _)| *n == ns && is_it(name))
            .map(|(_, _, value)| value)
    }

    /// Does its start tag declare this namespace?
    pub(in crate::import) fn declares(self, ns: Ns) -> bool {
        let mut all = self.attributes();
        all.any(|(_, n, value)| n == Ns::Xmlns && Ns::of_uri(value) == ns)
    }

    fn parent(self) -> Option<Self> {
        (self.index > 0).then(|| Element::at(self.tree, self.node.parent))?
    }

    /// The language of its text: the nearest `xml:lang`.
    pub(in crate::import) fn lang(self) -> Option<&'t str> {
        let mut around = std::iter::successors(Some(self), |e| e.parent());
        // Most documents say it once, outside.
        let own = self
            .tree
            .langs
            .then(|| around.find_map(|e| e.attr_ns(Ns::Xml, "lang")));
        own.flatten()
            .or(self.tree.lang.as_deref())
            .filter(|l| !l.is_empty())
    }

    /// Is there an `xml:base` around it or in it, beside the address of the document?
    pub(in crate::import) fn has_base(self) -> bool {
        self.tree.bases
    }

    /// What relative addresses in it are relative to: `xml:base`, and the address of the document.
    pub(in crate::import) fn base(self) -> Option<Url> {
        let outer = self.tree.base.clone();
        if !self.tree.bases {
            return outer;
        }
        let around: Vec<Self> = std::iter::successors(Some(self), |e| e.parent()).collect();
        around.into_iter().rev().fold(outer, |base, element| {
            let own = element.attr_ns(Ns::Xml, "base");
            own.and_then(|own| joined(base.as_ref(), own)).or(base)
        })
    }
}

/// `address` against `base`, or alone.
pub(in crate::import) fn joined(base: Option<&Url>, address: &str) -> Option<Url> {
    let address = address.trim();
    match base {
        Some(base) => base.join(address).ok(),
        None => Url::parse(address).ok(),
    }
}
