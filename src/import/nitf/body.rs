//! The text of an NITF document as HTML.

use super::{MANY, media};
use crate::import::draft::Draft;
use crate::import::xml::{Child, Element, escape};
use crate::model::Text;

/// NITF element and the HTML element that says the same.
const SAME: &[(&str, &str)] = &[
    ("a", "a"),
    ("b", "b"),
    ("bq", "blockquote"),
    ("caption", "caption"),
    ("col", "col"),
    ("colgroup", "colgroup"),
    ("copyrite", "p"),
    ("credit", "p"),
    ("datasource", "p"),
    ("dd", "dd"),
    ("dl", "dl"),
    ("dt", "dt"),
    ("em", "em"),
    ("h2", "h2"),
    ("h3", "h3"),
    ("hl1", "h2"),
    ("hl2", "h2"),
    ("i", "i"),
    ("li", "li"),
    ("ol", "ol"),
    ("p", "p"),
    ("pre", "pre"),
    ("q", "q"),
    ("strong", "strong"),
    ("sub", "sub"),
    ("sup", "sup"),
    ("table", "table"),
    ("tbody", "tbody"),
    ("td", "td"),
    ("tfoot", "tfoot"),
    ("th", "th"),
    ("thead", "thead"),
    ("tr", "tr"),
    ("ul", "ul"),
];

/// HTML elements that stand inside a paragraph.
const INLINE: &[&str] = &["a", "b", "em", "i", "q", "strong", "sub", "sup"];

/// Elements that hold blocks and have no counterpart.
const FRAMES: &[&str] = &[
    "abstract",
    "block",
    "body.content",
    "body.head",
    "content",
    "hedline",
    "nitf-table",
    "note",
];

/// What describes other things and is no text.
const SILENT: &[&str] = &[
    "ad",
    "custom-table",
    "hl2.alt",
    "media-metadata",
    "media-object",
    "nitf-table-metadata",
    "style",
];

/// Attributes that mean in HTML what they mean here.
const ATTRIBUTES: &[&str] = &["href", "colspan", "rowspan", "span", "scope", "start"];

/// HTML in the making.
pub(super) struct Body<'d, 'o> {
    draft: &'d mut Draft<'o>,
    out: String,
    /// How many pictures and files there were.
    media: usize,
}

// A tree is of bounded depth, and so is all recursion here.
impl<'d, 'o> Body<'d, 'o> {
    /// Room is made for HTML of so many bytes.
    pub(super) fn new(draft: &'d mut Draft<'o>, room: usize) -> Self {
        Body {
            draft,
            out: String::with_capacity(room),
            media: 0,
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// What is in an element that holds blocks; text between them becomes a paragraph.
    pub(super) fn blocks(&mut self, element: Element<'_>) {
        let mut open = false;
        for node in element.nodes() {
            let inline = match node {
                Child::Text(text) => open || !text.trim().is_empty(),
                Child::Element(child) => is_inline(child),
            };
            if inline && !open {
                self.out.push_str("<p>");
            } else if !inline && open {
                self.out.push_str("</p>\n");
            }
            open = inline;
            match node {
                Child::Text(text) if inline => escape(text, &mut self.out),
                Child::Text(_) => {}
                Child::Element(child) => self.element(child),
            }
        }
        if open {
            self.out.push_str("</p>\n");
        }
    }

    /// What is in an element, text as it stands.
    fn inside(&mut self, element: Element<'_>) {
        for node in element.nodes() {
            match node {
                Child::Text(text) => escape(text, &mut self.out),
                Child::Element(child) => self.element(child),
            }
        }
    }

    fn element(&mut self, element: Element<'_>) {
        match element.local() {
            "br" => self.out.push_str("<br>"),
            "hr" => self.out.push_str("<hr>\n"),
            "em" if element.attr("class").is_some_and(|c| c.contains("bold")) => {
                self.wrapped("strong", element);
            }
            "note" if is_for_editors(element) => self.keep_note(element),
            "media" if self.media < MANY => {
                self.media += 1;
                let figure = media::read(self.draft, element);
                if let Some(figure) = figure {
                    figure.write(&mut self.out);
                }
            }
            "frac" => self.fraction(element),
            "media" => {}
            local if SILENT.contains(&local) => {}
            local if FRAMES.contains(&local) => self.blocks(element),
            local => match same(local) {
                Some(tag) => self.wrapped(tag, element),
                None => self.inside(element),
            },
        }
    }

    fn wrapped(&mut self, tag: &'static str, element: Element<'_>) {
        self.out.push('<');
        self.out.push_str(tag);
        for name in ATTRIBUTES {
            if let Some(value) = element.attr(name) {
                self.out.push(' ');
                self.out.push_str(name);
                self.out.push_str("=\"");
                escape(value, &mut self.out);
                self.out.push('"');
            }
        }
        self.out.push('>');
        if tag == "col" {
            return;
        }
        self.inside(element);
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        if !INLINE.contains(&tag) {
            self.out.push('\n');
        }
    }

    /// `<frac><frac-num>1</frac-num><frac-sep>/</frac-sep><frac-den>2</frac-den></frac>`.
    fn fraction(&mut self, element: Element<'_>) {
        let part = |local| super::kid(element, local).map(|e| e.text());
        match (part("frac-num"), part("frac-den")) {
            (Some(above), Some(below)) => {
                escape(above.trim(), &mut self.out);
                self.out.push('/');
                escape(below.trim(), &mut self.out);
            }
            _ => self.inside(element),
        }
    }

    fn keep_note(&mut self, note: Element<'_>) {
        let text = Text::from(note.text().into_owned());
        self.draft.extra("ed_note", text.as_str().trim());
    }
}

fn same(local: &str) -> Option<&'static str> {
    let found = SAME.binary_search_by_key(&local, |(nitf, _)| nitf);
    found
        .ok()
        .and_then(|at| SAME.get(at))
        .map(|(_, html)| *html)
}

fn is_inline(element: Element<'_>) -> bool {
    let local = element.local();
    match same(local) {
        Some(tag) => INLINE.contains(&tag),
        None => {
            !matches!(local, "hr" | "media") && !FRAMES.contains(&local) && !SILENT.contains(&local)
        }
    }
}

/// Notes for editors are not for readers; `type="pa"` marks one that is.
fn is_for_editors(note: Element<'_>) -> bool {
    let kind = note.attr("type").unwrap_or_default();
    let class = note.attr("noteclass").unwrap_or_default();
    kind == "npa" || (kind != "pa" && class == "editorsnote")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(SAME.is_sorted_by_key(|(nitf, _)| nitf));
        assert_eq!(same("bq"), Some("blockquote"));
    }
}
