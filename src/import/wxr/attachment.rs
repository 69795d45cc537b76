//! Attachments as WordPress writes them, told from their bytes: half of a large export is attachments, of which five facts
//! are wanted.
//!
//! An item is walked over tag by tag, in the little of XML that WordPress uses for it. Whatever is written in another way
//! (a comment, a tag without an end tag, a prefix that is not known) is no such attachment and is read as XML.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::walk::{Value, Walk};
use crate::import::xml::Ns;

/// The prefixes that names in an item are taken by, and what they have to stand for.
const PREFIXES: &[(&str, Ns)] = &[
    ("xmlns:wp=", Ns::Wp),
    ("xmlns:excerpt=", Ns::Excerpt),
    ("xmlns:content=", Ns::Content),
];

/// What stands in an item beside the elements of WordPress itself. Another name might be one of them in disguise.
const NAMES: &[&[u8]] = &[
    b"title",
    b"link",
    b"pubDate",
    b"dc:creator",
    b"guid",
    b"description",
    b"content:encoded",
    b"excerpt:encoded",
    b"category",
];

/// The custom field that says what a picture shows.
pub(super) const ALT: &str = "_wp_attachment_image_alt";

/// What is to be known of an attachment.
#[derive(Debug, PartialEq)]
pub(super) struct Facts<'t> {
    pub(super) id: u64,
    pub(super) url: Cow<'t, str>,
    pub(super) excerpt: Cow<'t, str>,
    pub(super) content: Cow<'t, str>,
    pub(super) alt: Cow<'t, str>,
    pub(super) parent: Option<u64>,
}

/// An item that is an attachment for sure.
#[derive(Debug, PartialEq)]
pub(super) struct Attachment<'t> {
    /// How many bytes the item takes.
    pub(super) length: usize,
    /// Nothing where it has no number or no address.
    pub(super) facts: Option<Facts<'t>>,
}

/// Does the beginning of an export declare the prefixes as all exports do, and nothing that changes them in its items?
pub(super) fn is_usual(head: &[u8]) -> bool {
    let Some(channel) = memmem::find(head, b"<channel>") else {
        return false;
    };
    let head = head.get(..channel).unwrap_or_default();
    let declared = |name: &str| {
        let mut found = memmem::find_iter(head, name);
        let value = head
            .get(found.next()? + name.len()..)?
            .strip_prefix(b"\"")?;
        let value = value.get(..memchr(b'"', value)?)?;
        found.next().is_none().then_some(value)
    };
    let is = |value: &[u8], ns| std::str::from_utf8(value).is_ok_and(|uri| Ns::of_uri(uri) == ns);
    memmem::find(head, b"xmlns=").is_none()
        && PREFIXES
            .iter()
            .all(|(name, ns)| declared(name).is_some_and(|value| is(value, *ns)))
}

/// The attachment that the text begins with; `None` where it begins with anything else, or with one that has to be read as XML.
pub(super) fn begins(text: &[u8]) -> Option<Attachment<'_>> {
    let mut walk = Walk(text);
    walk.eat(b"<item>")?;
    let mut said = Said::default();
    while walk.next_tag()? != b'/' {
        let name = walk.open()?;
        match name {
            b"wp:postmeta" => {
                let field = walk.field()?;
                // The first field of a name counts.
                if field
                    .key
                    .is_some_and(|key| key.0.trim_ascii() == ALT.as_bytes())
                {
                    said.alt.get_or_insert(field.value.unwrap_or_default());
                }
            }
            _ => {
                let value = walk.value(name)?;
                if let Some(slot) = said.slot(name)? {
                    slot.get_or_insert(value);
                }
            }
        }
    }
    walk.eat(b"</item>")?;
    let length = text.len() - walk.0.len();
    let item = text.get(..length)?;
    // Only line ends as they are counted can be handed on in its stead.
    let is_attachment = said.kind?.0.trim_ascii() == b"attachment" && memchr(b'\r', item).is_none();
    is_attachment.then_some(Attachment {
        length,
        facts: said.facts()?,
    })
}

#[derive(Default)]
struct Said<'t> {
    kind: Option<Value<'t>>,
    id: Option<Value<'t>>,
    url: Option<Value<'t>>,
    guid: Option<Value<'t>>,
    excerpt: Option<Value<'t>>,
    content: Option<Value<'t>>,
    alt: Option<Value<'t>>,
    parent: Option<Value<'t>>,
}

impl<'t> Said<'t> {
    /// Where the value of an element of this name goes, if anywhere; `None` where the name is not known.
    fn slot(&mut self, name: &[u8]) -> Option<Option<&mut Option<Value<'t>>>> {
        Some(Some(match name {
            b"wp:post_type" => &mut self.kind,
            b"wp:post_id" => &mut self.id,
            b"wp:attachment_url" => &mut self.url,
            b"wp:post_parent" => &mut self.parent,
            b"guid" => &mut self.guid,
            b"excerpt:encoded" => &mut self.excerpt,
            b"content:encoded" => &mut self.content,
            _ => return (name.starts_with(b"wp:") || NAMES.contains(&name)).then_some(None),
        }))
    }

    /// The outer `None` is for values that have to be read as XML.
    fn facts(self) -> Option<Option<Facts<'t>>> {
        let text = |value: Option<Value<'t>>| value.unwrap_or_default().plain();
        let number = |value| Some(text(value)?.trim().parse().ok());
        let id: Option<u64> = number(self.id)?;
        let parent = number(self.parent)?;
        let (Some(id), Some(url)) = (id, self.url.or(self.guid)) else {
            return Some(None);
        };
        Some(Some(Facts {
            id,
            url: url.plain()?.into(),
            excerpt: text(self.excerpt)?.into(),
            content: text(self.content)?.into(),
            alt: text(self.alt)?.into(),
            parent,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(inside: &str) -> String {
        format!(
            "<item>\n{inside}\t<wp:post_id>7</wp:post_id><wp:post_type><![CDATA[attachment]]></wp:post_type>\n</item>"
        )
    }

    #[test]
    fn facts_are_those_that_the_xml_says() {
        let text = item(concat!(
            "<title>A &amp; B</title><guid isPermaLink=\"false\">https://a.example/?p=7</guid>\n",
            "<excerpt:encoded><![CDATA[Ünder <b>]]></excerpt:encoded><wp:post_parent> 3 </wp:post_parent>",
            "<wp:attachment_url>https://a.example/7.jpg</wp:attachment_url><wp:attachment_url>x</wp:attachment_url>",
            "<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>7.jpg</wp:meta_value></wp:postmeta>",
            "<wp:postmeta>\n<wp:meta_key><![CDATA[_wp_attachment_image_alt]]></wp:meta_key>\n",
            "<wp:meta_value><![CDATA[A tree]]></wp:meta_value>\n</wp:postmeta>",
        ));
        let whole = format!("{text} and more");
        let found = begins(whole.as_bytes()).unwrap();
        assert_eq!(found.length, text.len());
        let facts = Facts {
            id: 7,
            url: "https://a.example/7.jpg".into(),
            excerpt: "Ünder <b>".into(),
            content: "".into(),
            alt: "A tree".into(),
            parent: Some(3),
        };
        assert_eq!(found.facts, Some(facts));
        let no_address = item("");
        assert_eq!(begins(no_address.as_bytes()).unwrap().facts, None);
    }

    #[test]
    fn what_is_unusual_is_read_as_xml() {
        for inside in [
            "<!-- c -->",
            "text",
            "<guid/>",
            "<w:post_type>post</w:post_type>",
            "<post_type>post</post_type>",
            "<wp:post_type>post</wp:post_type>",
            "<guid xmlns:wp=\"urn:x\">g</guid>",
            "<guid a='>'>g</guid>",
            "<guid a=\">\">g</guid>",
            "<guid>a&amp;b</guid>",
            "<guid>a\u{0}<b>c</b></guid>",
            "<guid>g</guid >",
            "<title>\r</title>",
            "<title><![CDATA[a]]]]><![CDATA[>]]></title>",
            "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>",
            "<item><wp:post_type>attachment</wp:post_type></item>",
            "<wp:post_type>attachment</wp:post_type><item>",
            "<title>never ended",
        ] {
            assert_eq!(begins(item(inside).as_bytes()), None, "{inside}");
        }
        let post = item("").replace("attachment", "post");
        assert_eq!(begins(post.as_bytes()), None);
    }

    #[test]
    fn prefixes_mean_what_they_mean_everywhere() {
        let usual = concat!(
            "<rss xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"\n",
            "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ",
            "xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>",
        );
        assert!(is_usual(usual.as_bytes()));
        for (from, to) in [
            ("<channel>", "<channel xmlns:wp=\"urn:x\">"),
            ("<channel>", ""),
            ("<rss", "<rss xmlns=\"urn:x\""),
            ("xmlns:wp", "xmlns:w"),
            ("1.2/\">", "1.2/excerpt/\">"),
            ("><channel>", "><b xmlns:wp=\"urn:x\"><channel>"),
        ] {
            let changed = usual.replace(from, to);
            assert!(!is_usual(changed.as_bytes()), "{changed}");
        }
    }
}
