//! Each specification named once; a section of it turns into a link.
//!
//! A section is named where its anchor is known: most were seen in the document or in pages that link to it, and sections of
//! RFCs go by their number. Otherwise the link leads to the whole document.

use crate::validate::rule::Kind;

/// A document that says what a feed must be.
#[derive(Debug)]
pub struct Spec {
    /// How people call it.
    pub name: &'static str,
    url: &'static str,
    /// What stands between the address and a section's name.
    anchor: &'static str,
}

/// A section of a [`Spec`].
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// The document.
    pub spec: &'static Spec,
    /// Its section; empty for the whole.
    pub section: &'static str,
}

impl Spec {
    /// The section of this name.
    pub const fn at(&'static self, section: &'static str) -> Section {
        Section {
            spec: self,
            section,
        }
    }
}

impl Section {
    /// The address of the section.
    pub fn link(&self) -> String {
        match self.section {
            "" => self.spec.url.to_owned(),
            section => format!("{}{}{}", self.spec.url, self.spec.anchor, section),
        }
    }

    /// The document and, where sections have numbers, its section, for people.
    pub fn title(&self) -> String {
        if self.section.starts_with(|c: char| c.is_ascii_digit()) {
            format!("{}, section {}", self.spec.name, self.section)
        } else {
            self.spec.name.to_owned()
        }
    }
}

/// Where a module's specification speaks of an element, named with its prefix.
pub(crate) fn of_module(element: &str) -> Option<String> {
    let (prefix, local) = element.split_once(':')?;
    match prefix {
        "atom" => Some(RFC4287.at("4.2").link()),
        "media" => Some(MEDIA.at("").link()),
        "itunes" => Some(APPLE.at("").link()),
        "psc" => Some(CHAPTERS.at("").link()),
        // The page of the replaced element moved; that of its successor says so.
        "podcast" if local == "images" => Some(PODCAST.at("tags/image.md").link()),
        "podcast" => Some(format!("{}/tags/{}.md", PODCAST.url, hyphened(local))),
        _ => None,
    }
}

/// The format that a specification is about; none where it serves several.
pub(crate) fn owner(spec: &Spec) -> Option<Kind> {
    OWNERS
        .iter()
        .find(|(_, specs)| specs.iter().any(|s| std::ptr::eq(*s, spec)))
        .map(|(kind, _)| *kind)
}

static OWNERS: &[(Kind, &[&Spec])] = &[
    (
        Kind::Rss,
        &[
            &RSS,
            &PROFILE,
            &RSS090,
            &RSS091_NETSCAPE,
            &RSS091,
            &RSS092,
            &RSS10,
            &RSS11,
            &RFC822,
            &RFC2822,
        ],
    ),
    (Kind::Atom, &[&RFC4287, &RFC3339]),
    (Kind::Opml, &[&OPML]),
    (Kind::Sitemap, &[&SITEMAPS, &NEWS_SITEMAPS, &IMAGE_SITEMAPS]),
    (Kind::JsonFeed, &[&JSONFEED, &RFC8259]),
];

/// A format's specification as a whole; none for RSS, whose readers follow those of others too.
pub(crate) fn whole(kind: Kind) -> Option<Section> {
    match kind {
        Kind::Atom => Some(RFC4287.at("")),
        Kind::Opml => Some(OPML.at("")),
        Kind::Sitemap => Some(SITEMAPS.at("")),
        Kind::JsonFeed => Some(JSONFEED.at("")),
        _ => None,
    }
}

/// The part of `spec` about one element.
pub(crate) fn of_element(spec: &Spec, element: &str) -> Option<Section> {
    OWN_PARTS
        .iter()
        .find(|(section, name)| std::ptr::eq(section.spec, spec) && *name == element)
        .map(|(section, _)| *section)
}

static OWN_PARTS: &[(Section, &str)] = &[
    (RSS.at("ltsourcegtSubelementOfLtitemgt"), "source"),
    (RSS.at("ltenclosuregtSubelementOfLtitemgt"), "enclosure"),
    (RSS.at("ltguidgtSubelementOfLtitemgt"), "guid"),
    (RSS.at("ltcategorygtSubelementOfLtitemgt"), "category"),
    (RSS.at("ltcloudgtSubelementOfLtchannelgt"), "cloud"),
    (RFC4287.at("4.1.3"), "content"),
    (RFC4287.at("4.2.2"), "category"),
    (RFC4287.at("4.2.4"), "generator"),
    (RFC4287.at("4.2.7"), "link"),
];

/// `valueTimeSplit` as `value-time-split`.
fn hyphened(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

macro_rules! specs {
    ($($id:ident = $name:literal, $url:literal, $anchor:literal;)*) => {
        $(#[doc = $name] pub static $id: Spec = Spec { name: $name, url: $url, anchor: $anchor };)*
    };
}

specs! {
    RSS = "RSS 2.0 specification", "https://www.rssboard.org/rss-specification", "#";
    RSS090 = "RSS 0.90 specification (Netscape)", "https://www.rssboard.org/rss-0-9-0", "#";
    RSS091_NETSCAPE = "RSS 0.91 specification (Netscape)", "https://www.rssboard.org/rss-0-9-1-netscape", "#";
    RSS091 = "RSS 0.91 specification (UserLand)", "https://www.rssboard.org/rss-0-9-1", "#";
    RSS092 = "RSS 0.92 specification", "https://www.rssboard.org/rss-0-9-2", "#";
    RSS10 = "RSS 1.0 specification", "https://web.resource.org/rss/1.0/spec", "#";
    RSS11 = "RSS 1.1 specification", "http://inamidst.com/rss1.1/", "";
    RDF_SYNTAX = "RDF 1.1 XML syntax", "https://www.w3.org/TR/rdf-syntax-grammar/", "#";
    OPML = "OPML 2.0 specification", "https://opml.org/spec2.opml", "#";
    SITEMAPS = "Sitemap protocol", "https://www.sitemaps.org/protocol.html", "#";
    NEWS_SITEMAPS = "Google's news sitemaps", "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap", "#";
    IMAGE_SITEMAPS = "Google's image sitemaps", "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps", "#";
    PROFILE = "RSS Best Practices Profile", "https://www.rssboard.org/rss-profile", "#";
    MEDIA = "Media RSS specification", "https://www.rssboard.org/media-rss", "#";
    APPLE = "Apple, A Podcaster's Guide to RSS", "https://help.apple.com/itc/podcasts_connect/#/itcb54353390", "";
    APPLE_CATEGORIES = "Apple Podcasts categories", "https://podcasters.apple.com/support/1691-apple-podcasts-categories", "";
    PODCAST = "The podcast namespace", "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs", "/";
    PSP = "PSP-1 podcast RSS specification", "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification", "#";
    GOOGLE_PODCASTS = "Google Podcasts, feed requirements", "https://support.google.com/podcast-publishers/answer/9889544", "#";
    CHAPTERS = "Podlove Simple Chapters", "https://podlove.org/simple-chapters/", "#";
    RFC4287 = "RFC 4287 (Atom)", "https://www.rfc-editor.org/rfc/rfc4287", "#section-";
    RFC3339 = "RFC 3339 (timestamps)", "https://www.rfc-editor.org/rfc/rfc3339", "#section-";
    RFC2822 = "RFC 2822 (mail dates and addresses)", "https://www.rfc-editor.org/rfc/rfc2822", "#section-";
    RFC822 = "RFC 822 (mail dates)", "https://www.rfc-editor.org/rfc/rfc822", "#section-";
    RFC3986 = "RFC 3986 (URIs)", "https://www.rfc-editor.org/rfc/rfc3986", "#section-";
    RFC3987 = "RFC 3987 (IRIs)", "https://www.rfc-editor.org/rfc/rfc3987", "#section-";
    RFC4151 = "RFC 4151 (tag URIs)", "https://www.rfc-editor.org/rfc/rfc4151", "#section-";
    RFC8141 = "RFC 8141 (URNs)", "https://www.rfc-editor.org/rfc/rfc8141", "#section-";
    RFC9562 = "RFC 9562 (UUIDs)", "https://www.rfc-editor.org/rfc/rfc9562", "#section-";
    RFC6838 = "RFC 6838 (media types)", "https://www.rfc-editor.org/rfc/rfc6838", "#section-";
    RFC4685 = "RFC 4685 (threads)", "https://www.rfc-editor.org/rfc/rfc4685", "#section-";
    RFC5005 = "RFC 5005 (paging and archiving)", "https://www.rfc-editor.org/rfc/rfc5005", "#section-";
    RFC5023 = "RFC 5023 (Atom Publishing Protocol)", "https://www.rfc-editor.org/rfc/rfc5023", "#section-";
    RFC6721 = "RFC 6721 (tombstones)", "https://www.rfc-editor.org/rfc/rfc6721", "#section-";
    RFC5646 = "RFC 5646 (BCP 47, language tags)", "https://www.rfc-editor.org/rfc/rfc5646", "#section-";
    RFC4648 = "RFC 4648 (Base64)", "https://www.rfc-editor.org/rfc/rfc4648", "#section-";
    RFC9110 = "RFC 9110 (HTTP)", "https://www.rfc-editor.org/rfc/rfc9110", "#section-";
    RFC9111 = "RFC 9111 (HTTP caching)", "https://www.rfc-editor.org/rfc/rfc9111", "#section-";
    WEBSUB = "WebSub", "https://www.w3.org/TR/websub/", "#";
    RFC7303 = "RFC 7303 (XML media types)", "https://www.rfc-editor.org/rfc/rfc7303", "#section-";
    XML = "XML 1.0, fifth edition", "https://www.w3.org/TR/xml/", "#";
    NAMES = "Namespaces in XML 1.0", "https://www.w3.org/TR/xml-names/", "#";
    W3CDTF = "W3C note on date and time formats", "https://www.w3.org/TR/NOTE-datetime", "#";
    CONTENT = "RSS 1.0 content module", "https://web.resource.org/rss/1.0/modules/content/", "#";
    SYNDICATION = "RSS 1.0 syndication module", "https://web.resource.org/rss/1.0/modules/syndication/", "#";
    SLASH = "RSS 1.0 slash module", "https://web.resource.org/rss/1.0/modules/slash/", "#";
    EVENT = "RSS 1.0 event module", "https://web.resource.org/rss/1.0/modules/event/", "#";
    RSS_MODULES = "RSS 1.0 modules", "https://web.resource.org/rss/1.0/modules/", "";
    CC = "RSS 1.0 cc module", "https://web.resource.org/rss/1.0/modules/cc/", "#";
    ADMIN = "RSS 1.0 administration module", "https://web.resource.org/rss/1.0/modules/admin/", "#";
    COMMENT_API = "Well-Formed Web comment API", "https://web.archive.org/web/2013/http://wellformedweb.org/news/wfw_namespace_elements/", "#";
    CREATIVE_COMMONS = "Creative Commons RSS module", "https://cyber.harvard.edu/rss/creativeCommonsRssModule.html", "#";
    BLOG_CHANNEL = "blogChannel module", "http://backend.userland.com/blogChannelModule", "#";
    TRACKBACK = "TrackBack module", "https://web.archive.org/web/2012/http://madskills.com/public/xml/rss/module/trackback/", "#";
    SOURCE = "source namespace", "http://source.scripting.com/", "#";
    GEORSS = "GeoRSS simple", "https://web.archive.org/web/2016/http://www.georss.org/simple", "#";
    GEO = "W3C basic geo vocabulary", "https://www.w3.org/2003/01/geo/", "#";
    OPENSEARCH = "OpenSearch 1.1", "https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md", "#";
    WIKI = "ModWiki", "https://web.archive.org/web/2005/http://www.usemod.com/cgi-bin/mb.pl?ModWiki", "#";
    ROBOTS = "robots meta tag", "https://www.robotstxt.org/meta.html", "#";
    DUBLIN = "Dublin Core terms", "https://www.dublincore.org/specifications/dublin-core/dcmi-terms/", "#";
    ENCODING = "Encoding standard", "https://encoding.spec.whatwg.org/", "#";
    RELATIONS = "IANA link relations", "https://www.iana.org/assignments/link-relations/", "#";
    SCHEMES = "IANA URI schemes", "https://www.iana.org/assignments/uri-schemes/", "#";
    JSONFEED = "JSON Feed 1.1", "https://www.jsonfeed.org/version/1.1/", "#";
    RFC8259 = "RFC 8259 (JSON)", "https://www.rfc-editor.org/rfc/rfc8259", "#section-";
    HTML = "HTML standard", "https://html.spec.whatwg.org/multipage/", "";
}
