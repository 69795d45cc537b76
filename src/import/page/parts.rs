//! What a page was taken apart into: its body, and what its head says.

use url::Url;

use crate::import::Options;
use crate::model::Notice;

/// A `<meta>`: its name (or property, or itemprop) in lower case, and its content.
#[derive(Debug)]
pub(super) struct Meta {
    pub(super) name: String,
    pub(super) content: String,
}

/// A page taken apart.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The body, bounded.
    pub(super) html: String,
    pub(super) title: Option<String>,
    /// The language of `<html>`.
    pub(super) language: Option<String>,
    /// The `href` of `<base>`.
    pub(super) base: Option<String>,
    pub(super) metas: Vec<Meta>,
    /// Each `<link>` in the head: its `rel` in lower case, and its `href`.
    pub(super) links: Vec<(String, String)>,
    /// The blocks of JSON-LD, each with its line.
    pub(super) blocks: Vec<(u64, String)>,
    /// Is there a field for a password?
    pub(super) has_password: bool,
    /// The class of `<body>`.
    pub(super) body_class: String,
    /// Is there anything of a page: a head, a body, a title? Else it is a piece of HTML, the text of an article alone.
    pub(super) is_whole: bool,
    /// Was markup cut?
    pub(super) cut: bool,
    pub(super) began: bool,
    pub(super) ended: bool,
}

impl Page {
    /// The content of the first `<meta>` of this name.
    pub(super) fn meta(&self, name: &str) -> Option<&str> {
        let meta = self.metas.iter().find(|m| m.name == name)?;
        Some(meta.content.as_str())
    }

    /// The address of the first `<link>` of this relation.
    pub(super) fn link(&self, rel: &str) -> Option<&str> {
        let is_it = |(r, _): &&(String, String)| r.split_ascii_whitespace().any(|r| r == rel);
        self.links.iter().find(is_it).map(|(_, href)| href.as_str())
    }

    /// The absolute address that the page gives itself.
    pub(super) fn own_address(&self) -> Option<Url> {
        let said = [self.link("canonical"), self.meta("og:url")];
        let absolute = said
            .into_iter()
            .flatten()
            .filter_map(|raw| Url::parse(raw.trim()).ok());
        absolute
            .into_iter()
            .find(|url| matches!(url.scheme(), "http" | "https"))
    }

    /// The page's own address, which it may say relative to the one that it was read from.
    pub(super) fn address(&self, options: &Options) -> Option<Url> {
        let base = options.resolve_against();
        let canonical = self.link("canonical").or_else(|| self.meta("og:url"));
        let said = canonical.and_then(|raw| match base {
            Some(base) => base.join(raw.trim()).ok(),
            None => Url::parse(raw.trim()).ok(),
        });
        said.or_else(|| options.page_url.clone())
    }

    /// What was left out, and whether the page ends too early.
    pub(super) fn notices(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        if self.cut {
            let message = "the page's markup was nested too deeply or there was too much of it, and was cut; its text is kept";
            notices.push(Notice::doubt("body_html", message));
        }
        if self.began && !self.ended {
            let message = "the page has a beginning and no end; it may have been cut off";
            let help = "look whether the file is whole";
            notices.push(Notice::doubt("body_html", message).help(help));
        }
        notices
    }
}
