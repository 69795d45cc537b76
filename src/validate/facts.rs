//! What identifies and dates one entry, whatever its format: the elements that say it, and their values.

use std::borrow::Cow;

use crate::syntax::span::Position;
use crate::validate::context::{Entry, Head};
use crate::validate::namespace::Ns;
use crate::validate::rules::grammar_date::{self, Date, Fault};
use crate::validate::tree::Element;

/// A text of an entry and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Said<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) at: Position,
    /// The element that says it, as reports name it.
    pub(crate) element: String,
}

/// The facts of one entry.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts<'t> {
    pub(crate) id: Option<Said<'t>>,
    pub(crate) link: Option<Said<'t>>,
    pub(crate) title: Option<Said<'t>>,
    pub(crate) published: Option<(i64, Said<'t>)>,
    pub(crate) updated: Option<(i64, Said<'t>)>,
    /// A fingerprint of title and text.
    pub(crate) digest: u64,
}

impl<'t> Facts<'t> {
    /// The facts of an entry.
    pub(crate) fn of(entry: &Entry<'_, 't>) -> Facts<'t> {
        let element = entry.element;
        if entry.doc.format.is_atom() {
            atom(element)
        } else if entry.doc.format.is_json() {
            json(element)
        } else {
            rss(element)
        }
    }
}

fn atom(entry: Element<'_>) -> Facts<'_> {
    Facts {
        id: text(entry.child(Ns::Atom, "id")),
        link: alternate(entry),
        title: text(entry.child(Ns::Atom, "title")),
        published: time(entry.child(Ns::Atom, "published"), grammar_date::timestamp),
        updated: time(entry.child(Ns::Atom, "updated"), grammar_date::timestamp),
        digest: digest(&[
            entry.child(Ns::Atom, "title"),
            entry.child(Ns::Atom, "summary"),
            entry.child(Ns::Atom, "content"),
        ]),
    }
}

fn json(item: Element<'_>) -> Facts<'_> {
    let member = |name: &str| item.child(Ns::Json, name);
    Facts {
        id: text(member("id")),
        link: text(member("url")),
        title: text(member("title")),
        published: time(member("date_published"), grammar_date::timestamp),
        updated: time(member("date_modified"), grammar_date::timestamp),
        digest: digest(&[
            member("title"),
            member("summary"),
            member("content_html"),
            member("content_text"),
        ]),
    }
}

fn rss(item: Element<'_>) -> Facts<'_> {
    let own = |name: &str| {
        let mut children = item.children();
        children.find(|c| c.local() == name && matches!(c.ns(), Ns::None | Ns::Rss10 | Ns::Rss090))
    };
    Facts {
        id: text(own("guid")).or_else(|| about(item)),
        link: text(own("link")),
        title: text(own("title")),
        published: time(own("pubDate"), grammar_date::mail)
            .or_else(|| time(item.child(Ns::Dc, "date"), grammar_date::w3c)),
        updated: time(item.child(Ns::Atom, "updated"), grammar_date::timestamp)
            .or_else(|| time(item.child(Ns::DcTerms, "modified"), grammar_date::w3c)),
        digest: digest(&[
            own("title"),
            own("description"),
            item.child(Ns::Content, "encoded"),
        ]),
    }
}

fn text(element: Option<Element<'_>>) -> Option<Said<'_>> {
    let element = element?;
    let text = element.text();
    let blank = text.len() - text.trim_start().len();
    let trimmed = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    (!trimmed.is_empty()).then(|| Said {
        text: trimmed,
        at: element.text_position(blank),
        element: element.display_name(),
    })
}

fn attribute<'t>(element: Element<'t>, name: &str) -> Option<Said<'t>> {
    let attribute = element.attributes().find(|a| a.local() == name)?;
    let value = attribute.value.trim();
    (!value.is_empty()).then(|| Said {
        text: Cow::Borrowed(value),
        at: attribute.value_position(),
        element: element.display_name(),
    })
}

/// RSS 1.0's identity of an item.
fn about(item: Element<'_>) -> Option<Said<'_>> {
    attribute(item, "about")
}

/// Where an Atom entry can be read.
fn alternate(entry: Element<'_>) -> Option<Said<'_>> {
    let mut links = entry.children().filter(|c| c.is(Ns::Atom, "link"));
    let link = links.find(|l| l.attr("rel").is_none_or(|r| r.value == "alternate"))?;
    attribute(link, "href")
}

fn time(
    element: Option<Element<'_>>,
    read: fn(&str) -> Result<Date, Fault>,
) -> Option<(i64, Said<'_>)> {
    let said = text(element)?;
    let seconds = read(&said.text).ok()?.seconds;
    Some((seconds, said))
}

/// The feed's own time and the element that says it.
pub(crate) fn own_time<'t>(head: &Head<'_, 't>) -> Option<(Element<'t>, i64)> {
    let (element, read): (_, fn(&str) -> _) = if head.doc.format.is_atom() {
        (
            head.feed.child(Ns::Atom, "updated")?,
            grammar_date::timestamp,
        )
    } else {
        (
            head.feed.child(Ns::None, "lastBuildDate")?,
            grammar_date::mail,
        )
    };
    let seconds = read(element.text().trim()).ok()?.seconds;
    Some((element, seconds))
}

/// A fingerprint of the texts inside the elements: their own and that of their children.
fn digest(elements: &[Option<Element<'_>>]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for element in elements {
        element.map(|e| e.text()).hash(&mut hasher);
        for inner in element.iter().flat_map(|e| e.descendants()) {
            inner.name().hash(&mut hasher);
            inner.text().hash(&mut hasher);
        }
    }
    hasher.finish()
}
