//! The tags that a news body needs, as one table: what may stand in a feed and how it nests.

/// One allowed tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: &'static str,
    /// Its own attributes, beside [`ON_EVERY_TAG`].
    pub(super) attributes: &'static [&'static str],
    pub(super) role: Role,
}

/// How a tag nests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Holds blocks and text.
    Flow,
    /// A block that holds text and phrases only: a paragraph, a heading.
    Paragraph,
    /// Holds items only.
    List,
    /// Stands in a list only.
    Item,
    /// Stands within text.
    Phrase,
    /// Stands within text; a parser opens it again after a block that ended too early.
    Formatting,
    /// Stands within text and holds nothing.
    VoidPhrase,
    /// A block that holds nothing.
    VoidBlock,
    /// Ends by itself where the next of its kind begins, so that it cannot nest without something around it.
    SelfEnding,
    /// A block with rules of its own.
    Special,
}

/// Attributes that every tag may have.
pub(super) const ON_EVERY_TAG: [&str; 3] = ["dir", "lang", "title"];

/// Schemes that a link in a body may have.
pub(super) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Tags whose content is no text and goes with them.
pub(super) const DROPPED_WHOLE: [&str; 7] = [
    "iframe", "noembed", "noframes", "script", "style", "template", "title",
];

/// Attributes that hold an address.
pub(super) const ADDRESSES: [&str; 4] = ["cite", "href", "poster", "src"];

/// All allowed tags, by name. No `svg` or `math`: they change how a parser reads what follows.
pub(super) const TAGS: &[Tag] = &[
    tag("a", &["href", "hreflang"], Role::Formatting),
    tag("abbr", &[], Role::Phrase),
    tag("article", &[], Role::Special),
    tag("aside", &[], Role::Special),
    tag("audio", &["controls", "src"], Role::Special),
    tag("b", &[], Role::Formatting),
    tag("bdi", &[], Role::Phrase),
    tag("bdo", &[], Role::Phrase),
    tag("blockquote", &["cite"], Role::Flow),
    tag("br", &[], Role::VoidPhrase),
    tag("caption", &[], Role::Special),
    tag("cite", &[], Role::Phrase),
    tag("code", &[], Role::Formatting),
    tag("col", &["span"], Role::VoidBlock),
    tag("colgroup", &["span"], Role::Special),
    tag("dd", &[], Role::SelfEnding),
    tag("del", &["cite", "datetime"], Role::Phrase),
    tag("details", &[], Role::Special),
    tag("dfn", &[], Role::Phrase),
    tag("div", &[], Role::Flow),
    tag("dl", &[], Role::Special),
    tag("dt", &[], Role::SelfEnding),
    tag("em", &[], Role::Formatting),
    tag("figcaption", &[], Role::Flow),
    tag("figure", &[], Role::Flow),
    tag("footer", &[], Role::Special),
    tag("h1", &[], Role::Paragraph),
    tag("h2", &[], Role::Paragraph),
    tag("h3", &[], Role::Paragraph),
    tag("h4", &[], Role::Paragraph),
    tag("h5", &[], Role::Paragraph),
    tag("h6", &[], Role::Paragraph),
    tag("header", &[], Role::Special),
    tag("hr", &[], Role::VoidBlock),
    tag("i", &[], Role::Formatting),
    tag("img", &["alt", "height", "src", "width"], Role::VoidPhrase),
    tag("ins", &["cite", "datetime"], Role::Phrase),
    tag("kbd", &[], Role::Phrase),
    tag("li", &["value"], Role::Item),
    tag("mark", &[], Role::Phrase),
    tag("ol", &["reversed", "start", "type"], Role::List),
    tag("p", &[], Role::Paragraph),
    tag("pre", &[], Role::Special),
    tag("q", &["cite"], Role::Phrase),
    tag("rp", &[], Role::Special),
    tag("rt", &[], Role::Special),
    tag("ruby", &[], Role::Special),
    tag("s", &[], Role::Formatting),
    tag("samp", &[], Role::Phrase),
    tag("section", &[], Role::Special),
    tag("small", &[], Role::Formatting),
    tag("source", &["src", "type"], Role::VoidBlock),
    tag("span", &[], Role::Phrase),
    tag("strong", &[], Role::Formatting),
    tag("sub", &[], Role::Phrase),
    tag("summary", &[], Role::Special),
    tag("sup", &[], Role::Phrase),
    tag("table", &[], Role::Special),
    tag("tbody", &[], Role::SelfEnding),
    tag("td", &["colspan", "rowspan"], Role::SelfEnding),
    tag("tfoot", &[], Role::SelfEnding),
    tag("th", &["colspan", "rowspan", "scope"], Role::SelfEnding),
    tag("thead", &[], Role::SelfEnding),
    tag("time", &["datetime"], Role::Phrase),
    tag("tr", &[], Role::SelfEnding),
    tag("u", &[], Role::Formatting),
    tag("ul", &[], Role::List),
    tag("var", &[], Role::Phrase),
    tag(
        "video",
        &["controls", "height", "poster", "src", "width"],
        Role::Special,
    ),
    tag("wbr", &[], Role::VoidPhrase),
];

const fn tag(name: &'static str, attributes: &'static [&'static str], role: Role) -> Tag {
    Tag {
        name,
        attributes,
        role,
    }
}

/// The allowed tag of this name, in lower case.
pub(super) fn find(name: &str) -> Option<&'static Tag> {
    let at = TAGS.binary_search_by(|tag| tag.name.cmp(name)).ok()?;
    TAGS.get(at)
}

/// Tags that are not allowed and stand within text all the same.
const OTHER_PHRASES: &[&str] = &[
    "acronym", "big", "blink", "button", "data", "font", "input", "label", "link", "map", "meta",
    "meter", "nobr", "object", "output", "picture", "progress", "rb", "rtc", "slot", "strike",
    "svg", "tt",
];

/// Does a tag of this name, in lower case, part words: does text before it and after it not belong together? One that nobody
/// knows does.
pub(in crate::import) fn parts_words(name: &str) -> bool {
    find(name).map_or_else(|| !OTHER_PHRASES.contains(&name), Tag::is_block)
}

impl Tag {
    /// May it have this attribute?
    pub(super) fn allows(&self, attribute: &str) -> bool {
        self.attributes.contains(&attribute) || ON_EVERY_TAG.contains(&attribute)
    }

    /// Does it hold nothing, not even an end tag?
    pub(super) const fn is_void(&self) -> bool {
        matches!(self.role, Role::VoidPhrase | Role::VoidBlock)
    }

    /// Does it part words: does text before it and after it not belong together?
    pub(super) fn is_block(&self) -> bool {
        !matches!(
            self.role,
            Role::Phrase | Role::Formatting | Role::VoidPhrase
        ) || self.name == "br"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(TAGS.is_sorted_by(|a, b| a.name < b.name));
        assert!(TAGS.iter().all(|t| find(t.name).is_some()));
    }

    #[test]
    fn which_tags_part_words() {
        for (name, want) in [
            ("p", true),
            ("br", true),
            ("b", false),
            ("font", false),
            ("x-card", true),
        ] {
            assert_eq!(parts_words(name), want, "{name}");
        }
        assert!(OTHER_PHRASES.iter().all(|name| find(name).is_none()));
    }
}
