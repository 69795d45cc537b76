//! The namespaces that importers know, by every name that they go by.

/// A namespace that an importer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Ns {
    /// None, or one of those that RSS has had for its own elements.
    None,
    /// `xml:lang`, `xml:base`.
    Xml,
    /// The declarations of namespaces themselves.
    Xmlns,
    /// Atom, 1.0 and 0.3.
    Atom,
    /// Atom Publishing Protocol.
    App,
    /// Atom tombstones (RFC 6721).
    Tombstones,
    /// Feed history (RFC 5005).
    History,
    /// Threading (RFC 4685).
    Threading,
    /// RDF, the frame of RSS 1.0.
    Rdf,
    /// `content:encoded`.
    Content,
    /// `excerpt:encoded` of WordPress.
    Excerpt,
    /// WordPress exports, every version.
    Wp,
    /// Blogger exports.
    Blogger,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// Media RSS.
    Media,
    /// Apple's podcast elements.
    Itunes,
    /// Google's podcast elements.
    GooglePlay,
    /// Podcasting 2.0.
    Podcast,
    /// Comments: `slash:comments`.
    Slash,
    /// Comments: `wfw:commentRss`.
    Wfw,
    /// Creative Commons, whose element is `license`.
    CreativeCommons,
    /// FeedBurner's addresses of origin.
    FeedBurner,
    /// XHTML.
    Xhtml,
    /// Sitemaps.
    Sitemap,
    /// Google's news sitemaps.
    News,
    /// Google's image sitemaps.
    Image,
    /// NewsML-G2 and its relatives of the NAR.
    Nar,
    /// NITF.
    Nitf,
    /// Any other.
    Other,
}

/// Names without scheme and without slashes at the end, in lower case.
const NAMES: &[(&str, Ns)] = &[
    ("www.w3.org/xml/1998/namespace", Ns::Xml),
    ("www.w3.org/2000/xmlns", Ns::Xmlns),
    ("www.w3.org/2005/atom", Ns::Atom),
    ("purl.org/atom/ns#", Ns::Atom),
    ("www.w3.org/2007/app", Ns::App),
    ("purl.org/atom/app#", Ns::App),
    ("purl.org/atompub/tombstones/1.0", Ns::Tombstones),
    ("purl.org/syndication/history/1.0", Ns::History),
    ("purl.org/syndication/thread/1.0", Ns::Threading),
    ("www.w3.org/1999/02/22-rdf-syntax-ns#", Ns::Rdf),
    ("purl.org/rss/1.0", Ns::None),
    ("my.netscape.com/rdf/simple/0.9", Ns::None),
    ("channel.netscape.com/rdf/simple/0.9", Ns::None),
    ("my.netscape.com/publish/formats/rss-0.91.dtd", Ns::None),
    ("backend.userland.com/rss", Ns::None),
    ("backend.userland.com/rss2", Ns::None),
    ("backend.userland.com/rss091", Ns::None),
    ("blogs.law.harvard.edu/tech/rss", Ns::None),
    ("purl.org/net/rss1.1#", Ns::None),
    ("purl.org/rss/1.0/modules/content", Ns::Content),
    ("purl.org/rss/1.0/modules/slash", Ns::Slash),
    ("schemas.google.com/blogger/2018", Ns::Blogger),
    ("purl.org/dc/elements/1.1", Ns::Dc),
    ("purl.org/dc/elements/1.0", Ns::Dc),
    ("purl.org/dc/terms", Ns::DcTerms),
    ("search.yahoo.com/mrss", Ns::Media),
    ("search.yahoo.com/mrss/#", Ns::Media),
    ("www.itunes.com/dtds/podcast-1.0.dtd", Ns::Itunes),
    ("www.google.com/schemas/play-podcasts/1.0", Ns::GooglePlay),
    ("podcastindex.org/namespace/1.0", Ns::Podcast),
    (
        "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        Ns::Podcast,
    ),
    ("wellformedweb.org/commentapi", Ns::Wfw),
    (
        "backend.userland.com/creativecommonsrssmodule",
        Ns::CreativeCommons,
    ),
    ("creativecommons.org/ns#", Ns::CreativeCommons),
    ("web.resource.org/cc", Ns::CreativeCommons),
    ("rssnamespace.org/feedburner/ext/1.0", Ns::FeedBurner),
    ("www.w3.org/1999/xhtml", Ns::Xhtml),
    ("www.sitemaps.org/schemas/sitemap/0.9", Ns::Sitemap),
    ("www.google.com/schemas/sitemap/0.84", Ns::Sitemap),
    ("www.google.com/schemas/sitemap/0.9", Ns::Sitemap),
    ("www.google.com/schemas/sitemap-news/0.9", Ns::News),
    ("www.google.com/schemas/sitemap-image/1.1", Ns::Image),
    ("iptc.org/std/nar/2006-10-01", Ns::Nar),
    ("iptc.org/std/nitf/2006-10-18", Ns::Nitf),
];

/// The prefixes that nearly everybody uses, for documents that use them without saying what they mean.
const PREFIXES: &[(&str, Ns)] = &[
    ("xml", Ns::Xml),
    ("xmlns", Ns::Xmlns),
    ("atom", Ns::Atom),
    ("atom10", Ns::Atom),
    ("a10", Ns::Atom),
    ("app", Ns::App),
    ("at", Ns::Tombstones),
    ("fh", Ns::History),
    ("thr", Ns::Threading),
    ("rdf", Ns::Rdf),
    ("rss", Ns::None),
    ("content", Ns::Content),
    ("excerpt", Ns::Excerpt),
    ("wp", Ns::Wp),
    ("blogger", Ns::Blogger),
    ("dc", Ns::Dc),
    ("dcterms", Ns::DcTerms),
    ("media", Ns::Media),
    ("itunes", Ns::Itunes),
    ("googleplay", Ns::GooglePlay),
    ("podcast", Ns::Podcast),
    ("slash", Ns::Slash),
    ("wfw", Ns::Wfw),
    ("creativeCommons", Ns::CreativeCommons),
    ("feedburner", Ns::FeedBurner),
    ("xhtml", Ns::Xhtml),
    ("news", Ns::News),
    ("image", Ns::Image),
    ("nitf", Ns::Nitf),
];

/// WordPress numbers its namespaces with its format.
const WORDPRESS: &str = "wordpress.org/export/";

impl Ns {
    /// The namespace of this name. Scheme, `www.`-less hosts' case and slashes at the end do not matter, since feeds
    /// differ in them and mean the same.
    pub(in crate::import) fn of_uri(uri: &str) -> Ns {
        let uri = uri.trim();
        if uri.is_empty() {
            return Ns::None;
        }
        let bare = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let bare = bare.trim_end_matches('/').to_ascii_lowercase();
        if let Some(rest) = bare.strip_prefix(WORDPRESS) {
            return match rest.ends_with("/excerpt") {
                true => Ns::Excerpt,
                false => Ns::Wp,
            };
        }
        let known = NAMES.iter().find(|(name, _)| *name == bare);
        known.map_or(Ns::Other, |(_, ns)| *ns)
    }

    /// What a prefix means that nothing declares.
    pub(super) fn of_prefix(prefix: &str) -> Ns {
        let known = PREFIXES.iter().find(|(name, _)| *name == prefix);
        known.map_or(Ns::Other, |(_, ns)| *ns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        for (uri, want) in [
            ("http://www.w3.org/2005/Atom", Ns::Atom),
            ("https://www.w3.org/2005/Atom/", Ns::Atom),
            ("http://search.yahoo.com/mrss", Ns::Media),
            ("http://wordpress.org/export/1.2/", Ns::Wp),
            ("http://wordpress.org/export/1.0/excerpt/", Ns::Excerpt),
            ("http://backend.userland.com/rss2", Ns::None),
            ("", Ns::None),
            ("urn:example", Ns::Other),
        ] {
            assert_eq!(Ns::of_uri(uri), want, "{uri}");
        }
        assert!(
            NAMES
                .iter()
                .all(|(name, _)| { *name == name.to_ascii_lowercase() && !name.ends_with('/') })
        );
    }
}
