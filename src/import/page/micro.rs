//! Microformats: h-entry and h-feed (microformats2), and classic hAtom.
//!
//! An entry's properties are those of its own elements: what stands in another root within it (a card, a quoted entry)
//! is that one's.

use dom_query::{Document, NodeRef};

use super::figure;
use super::meta;
use super::parts::Page;
use super::says::{Author, Picture, Says, Subject, Value};
use super::tree::{attribute, classes, inner, name, short_text, text};

/// How many entries of a list are read.
const MOST: usize = 1000;

/// The names of the properties: microformats2, and classic.
struct Names {
    is_newer: bool,
    title: &'static [&'static str],
    summary: &'static [&'static str],
    content: &'static [&'static str],
    url: &'static [&'static str],
    id: &'static [&'static str],
    published: &'static [&'static str],
    updated: &'static [&'static str],
    author: &'static [&'static str],
    subject: &'static [&'static str],
    picture: &'static [&'static str],
}

static MICROFORMATS2: Names = Names {
    is_newer: true,
    title: &["p-name"],
    summary: &["p-summary"],
    content: &["e-content"],
    // Medium's exports call the address so.
    url: &["u-url", "p-canonical"],
    id: &["u-uid"],
    published: &["dt-published"],
    updated: &["dt-updated"],
    author: &["p-author", "u-author"],
    subject: &["p-category", "p-tag", "u-category"],
    picture: &["u-featured", "u-photo"],
};

static CLASSIC: Names = Names {
    is_newer: false,
    title: &["entry-title"],
    summary: &["entry-summary"],
    content: &["entry-content"],
    url: &[],
    id: &[],
    published: &["published"],
    updated: &["updated"],
    author: &["author"],
    subject: &[],
    picture: &["photo"],
};

/// The entries of a page.
pub(super) struct Entries<'t> {
    /// Those that stand in no other.
    pub(super) all: Vec<Entry<'t>>,
    in_feed: bool,
}

/// One entry.
#[derive(Clone)]
pub(super) struct Entry<'t> {
    node: NodeRef<'t>,
    names: &'static Names,
    /// Who the feed is by: entries without an author have its.
    by: Vec<Author>,
}

/// Finds the entries.
pub(super) fn entries(tree: &Document) -> Entries<'_> {
    let mut found = Entries {
        all: Vec::new(),
        in_feed: false,
    };
    look(&tree.root(), &[], &mut found);
    if found.all.iter().any(|entry| entry.names.is_newer) {
        found.all.retain(|entry| entry.names.is_newer);
    }
    found
}

fn look<'t>(node: &NodeRef<'t>, by: &[Author], found: &mut Entries<'t>) {
    for child in node.element_children() {
        let classes = classes(&child);
        let has = |class: &str| classes.iter().any(|c| c == class);
        let names = match (has("h-entry"), has("hentry")) {
            (true, _) => Some(&MICROFORMATS2),
            (_, true) => Some(&CLASSIC),
            _ => None,
        };
        if let Some(names) = names {
            if found.all.len() < MOST {
                found.all.push(Entry {
                    node: child,
                    names,
                    by: by.to_vec(),
                });
            }
        } else if has("h-feed") {
            found.in_feed = true;
            look(&child, &authors(&child, &MICROFORMATS2), found);
        } else {
            look(&child, by, found);
        }
    }
}

impl<'t> Entries<'t> {
    /// The entry that the page is about: the only one, else the one with the page's heading.
    pub(super) fn lead(&self) -> Option<Entry<'t>> {
        match &self.all[..] {
            [only] => Some(only.clone()),
            many => many.iter().find(|entry| has_heading(&entry.node)).cloned(),
        }
    }

    /// Is the page a list of entries?
    pub(super) fn is_list(&self, page: &Page) -> bool {
        let is_single = page
            .body_class
            .split_ascii_whitespace()
            .any(|c| c.starts_with("single"));
        let is_article = is_single || meta::is_article(page);
        match self.all.len() {
            0 => false,
            1 => self.in_feed,
            _ => self.in_feed || !is_article,
        }
    }
}

fn has_heading(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|n| name(&n) == "h1")
}

impl<'t> Entry<'t> {
    pub(super) fn node(&self) -> &NodeRef<'t> {
        &self.node
    }

    /// The body, as the entry marks it.
    pub(super) fn body(&self) -> Option<String> {
        let content = first(&self.node, self.names.content)?;
        let html = inner(&content, &|_| false);
        if html.is_empty() {
            return None;
        }
        let is_paragraph = name(&content) == "p";
        Some(if is_paragraph {
            format!("<p>{html}</p>")
        } else {
            html
        })
    }

    /// All that the entry says of itself.
    pub(super) fn said(&self) -> Says {
        let names = self.names;
        let find = |names: &'static [&'static str]| property(&self.node, names);
        let content = find(names.content).map(|(_, node)| text(&node));
        let title = find(names.title).map(|(rule, node)| (rule, text(&node)));
        let mut authors = authors(&self.node, names);
        if authors.is_empty() {
            authors.clone_from(&self.by);
        }
        let mut said = Says {
            // A note is its own name.
            title: title
                .filter(|(_, title)| content.as_ref() != Some(title))
                .and_then(|(rule, title)| Value::new(rule, title)),
            summary: find(names.summary).and_then(|(rule, node)| Value::new(rule, text(&node))),
            url: find(names.url)
                .and_then(|(rule, node)| Value::new(rule, address(&node)?))
                .or_else(|| self.bookmark()),
            id: find(names.id).and_then(|(rule, node)| {
                Value::new(rule, address(&node).unwrap_or_else(|| text(&node)))
            }),
            published: find(names.published)
                .and_then(|(rule, node)| Value::new(rule, time(&node)?)),
            updated: find(names.updated).and_then(|(rule, node)| Value::new(rule, time(&node)?)),
            authors,
            subjects: self.subjects(),
            picture: self.picture(),
            ..Says::default()
        };
        said.draft = self.is_medium_draft(&said);
        said
    }

    /// Classic entries mark their address by its relation, or by the link of their title.
    fn bookmark(&self) -> Option<Value> {
        let mut marked = None;
        each(&self.node, &mut |node, _| {
            let is_it = attribute(node, "rel").is_some_and(|rel| has_word(&rel, "bookmark"));
            if marked.is_none() && is_it {
                marked = attribute(node, "href");
            }
        });
        let of_title = || {
            let title = first(&self.node, self.names.title)?;
            let own = attribute(&title, "href");
            own.or_else(|| title.descendants_it().find_map(|n| attribute(&n, "href")))
        };
        match marked {
            Some(href) => Value::new("rel bookmark", href),
            None => Value::new("link of the title", of_title()?),
        }
    }

    fn subjects(&self) -> Vec<Subject> {
        let mut subjects = Vec::new();
        each(&self.node, &mut |node, classes| {
            let named = self
                .names
                .subject
                .iter()
                .find(|n| classes.iter().any(|c| c == *n));
            let related = attribute(node, "rel").is_some_and(|rel| has_word(&rel, "tag"));
            let rule = named.copied().or(related.then_some("rel tag"));
            if let Some(rule) = rule
                && subjects.len() < 1000
            {
                subjects.extend(short_text(node).map(|term| Subject::named(rule, &term)));
            }
        });
        subjects.retain(|subject| !subject.term.is_empty());
        subjects
    }

    fn picture(&self) -> Option<Picture> {
        let (rule, node) = property(&self.node, self.names.picture)?;
        let picture = figure::of_image(&node);
        Some(Picture { rule, ..picture })
    }

    /// Medium exports drafts beside stories: they have its footer and no time of publication.
    fn is_medium_draft(&self, said: &Says) -> bool {
        let is_medium = |node: NodeRef<'_>| {
            let href = attribute(&node, "href").unwrap_or_default();
            matches!(
                href.trim_end_matches('/'),
                "https://medium.com" | "http://medium.com"
            )
        };
        let footer = self
            .node
            .element_children()
            .into_iter()
            .find(|n| name(n) == "footer");
        said.published.is_none()
            && footer.is_some_and(|f| {
                text(&f).contains("Exported from") && f.descendants_it().any(is_medium)
            })
    }
}

/// Each element of the root that is its own, other roots themselves among them.
fn each<'t>(root: &NodeRef<'t>, visit: &mut dyn FnMut(&NodeRef<'t>, &[String])) {
    for child in root.element_children() {
        let classes = classes(&child);
        visit(&child, &classes);
        let is_root = classes.iter().any(|class| {
            let newer = class
                .strip_prefix("h-")
                .and_then(|rest| rest.bytes().next());
            newer.is_some_and(|b| b.is_ascii_lowercase()) || class == "hentry" || class == "vcard"
        });
        if !is_root {
            each(&child, visit);
        }
    }
}

/// The first element with the first of these names that there is.
fn property<'t>(
    root: &NodeRef<'t>,
    names: &'static [&'static str],
) -> Option<(&'static str, NodeRef<'t>)> {
    let mut found: Vec<(usize, NodeRef<'t>)> = Vec::new();
    each(root, &mut |node, classes| {
        let at = names
            .iter()
            .position(|name| classes.iter().any(|c| c == name));
        if let Some(at) = at
            && found.iter().all(|(known, _)| *known != at)
        {
            found.push((at, *node));
        }
    });
    let (at, node) = found.into_iter().min_by_key(|(at, _)| *at)?;
    Some((names.get(at)?, node))
}

fn first<'t>(root: &NodeRef<'t>, names: &'static [&'static str]) -> Option<NodeRef<'t>> {
    property(root, names).map(|(_, node)| node)
}

fn authors(root: &NodeRef<'_>, names: &'static Names) -> Vec<Author> {
    let mut authors = Vec::new();
    each(root, &mut |node, classes| {
        let rule = names
            .author
            .iter()
            .find(|n| classes.iter().any(|c| c == *n));
        if let Some(rule) = rule
            && authors.len() < 100
        {
            authors.push(author(rule, node));
        }
    });
    authors.retain(|author: &Author| !author.name.is_empty());
    authors
}

fn author(rule: &'static str, node: &NodeRef<'_>) -> Author {
    let within = |names: &[&str]| {
        let is_it = |n: &NodeRef<'_>| names.iter().any(|name| n.has_class(name));
        node.descendants_it().find(|n| n.is_element() && is_it(n))
    };
    let named = within(&["p-name", "fn"]);
    let linked = within(&["u-url", "url"]);
    let mail = within(&["u-email", "email"]).and_then(|n| address(&n));
    let link = linked.as_ref().and_then(address);
    let link = link.or_else(|| attribute(node, "href"));
    Author {
        rule,
        name: short_text(named.as_ref().unwrap_or(node)).unwrap_or_default(),
        email: mail.map(|m| m.trim_start_matches("mailto:").to_owned()),
        url: link.filter(|url| !url.starts_with("mailto:")),
    }
}

/// What an element points to.
fn address(node: &NodeRef<'_>) -> Option<String> {
    ["href", "src", "value", "title"]
        .iter()
        .find_map(|name| attribute(node, name))
}

/// The time that an element's markup gives, else its text.
fn time(node: &NodeRef<'_>) -> Option<String> {
    let marked = |node: &NodeRef<'_>| {
        let own = attribute(node, "datetime");
        own.or_else(|| attribute(node, "value"))
            .or_else(|| attribute(node, "title").filter(|_| name(node) == "abbr"))
    };
    marked(node)
        .or_else(|| {
            node.descendants_it()
                .filter(NodeRef::is_element)
                .find_map(|n| marked(&n))
        })
        .or_else(|| Some(text(node)).filter(|t| !t.is_empty()))
}

pub(super) fn has_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace()
        .any(|w| w.eq_ignore_ascii_case(word))
}
