//! The namespaces that feeds use: one table of names, usual prefixes and how far we judge them.

/// A namespace we know, or one of the two kinds of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ns {
    /// No namespace: RSS 0.91 to 2.0.
    None,
    /// One that is not in the table.
    Unknown,
    Xml,
    Atom,
    Atom03,
    Xhtml,
    Rdf,
    Rss10,
    Rss090,
    Rss11,
    /// RSS 2.0's elements in a namespace that was once proposed for them.
    Rss20,
    Content,
    Dc,
    DcTerms,
    Media,
    Tombstones,
    App,
    Thread,
    History,
    Sitemap,
    /// Known by name; its elements are not judged yet.
    Listed(&'static str),
}

/// One line of the table.
pub(crate) struct Known {
    pub(crate) uri: &'static str,
    /// The prefix that reports use for it, and that feeds mostly use.
    pub(crate) prefix: &'static str,
    pub(crate) ns: Ns,
}

const fn known(uri: &'static str, prefix: &'static str, ns: Ns) -> Known {
    Known { uri, prefix, ns }
}

const fn listed(uri: &'static str, prefix: &'static str) -> Known {
    Known {
        uri,
        prefix,
        ns: Ns::Listed(prefix),
    }
}

/// Every namespace that we know.
pub(crate) static KNOWN: &[Known] = &[
    known("http://www.w3.org/XML/1998/namespace", "xml", Ns::Xml),
    known("http://www.w3.org/2005/Atom", "atom", Ns::Atom),
    known("http://purl.org/atom/ns#", "atom03", Ns::Atom03),
    known("http://www.w3.org/1999/xhtml", "xhtml", Ns::Xhtml),
    known(
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdf",
        Ns::Rdf,
    ),
    known("http://purl.org/rss/1.0/", "rss1", Ns::Rss10),
    known(
        "http://my.netscape.com/rdf/simple/0.9/",
        "rss090",
        Ns::Rss090,
    ),
    known(
        "http://channel.netscape.com/rdf/simple/0.9/",
        "rss090",
        Ns::Rss090,
    ),
    known("http://purl.org/net/rss1.1#", "rss11", Ns::Rss11),
    known("http://backend.userland.com/rss2", "rss2", Ns::Rss20),
    known(
        "http://purl.org/rss/1.0/modules/content/",
        "content",
        Ns::Content,
    ),
    known("http://purl.org/dc/elements/1.1/", "dc", Ns::Dc),
    known("http://purl.org/dc/terms/", "dcterms", Ns::DcTerms),
    known("http://search.yahoo.com/mrss/", "media", Ns::Media),
    known(
        "http://purl.org/atompub/tombstones/1.0",
        "at",
        Ns::Tombstones,
    ),
    known("http://www.w3.org/2007/app", "app", Ns::App),
    known("http://purl.org/syndication/thread/1.0", "thr", Ns::Thread),
    known("http://purl.org/syndication/history/1.0", "fh", Ns::History),
    known(
        "http://www.sitemaps.org/schemas/sitemap/0.9",
        "sitemap",
        Ns::Sitemap,
    ),
    listed("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    listed("https://podcastindex.org/namespace/1.0", "podcast"),
    listed(
        "http://www.google.com/schemas/play-podcasts/1.0",
        "googleplay",
    ),
    listed("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    listed("http://purl.org/rss/1.0/modules/slash/", "slash"),
    listed("http://wellformedweb.org/CommentAPI/", "wfw"),
    listed("http://www.georss.org/georss", "georss"),
    listed("http://www.opengis.net/gml", "gml"),
    listed("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    listed("http://a9.com/-/spec/opensearch/1.1/", "opensearch"),
    listed(
        "http://backend.userland.com/creativeCommonsRssModule",
        "creativeCommons",
    ),
    listed("http://web.resource.org/cc/", "cc"),
    listed("http://webns.net/mvcb/", "admin"),
    listed("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    listed("http://purl.org/rss/1.0/modules/event/", "ev"),
    listed("http://purl.org/rss/1.0/modules/link/", "l"),
    listed("http://purl.org/rss/1.0/modules/annotate/", "annotate"),
    listed("http://purl.org/rss/1.0/modules/company", "company"),
    listed("http://purl.org/rss/1.0/modules/taxonomy/", "taxo"),
    listed("http://purl.org/rss/modules/audio/", "audio"),
    listed("http://postneo.com/icbm/", "icbm"),
    listed("http://xmlns.com/foaf/0.1/", "foaf"),
    listed(
        "http://madskills.com/public/xml/rss/module/trackback/",
        "trackback",
    ),
    listed("http://www.livejournal.org/rss/lj/1.0/", "lj"),
    listed("http://podlove.org/simple-chapters", "psc"),
    listed("http://schema.org/", "schema"),
    listed("http://www.w3.org/2000/01/rdf-schema#", "rdfs"),
    listed("http://www.w3.org/1999/xlink", "xlink"),
    listed("http://www.w3.org/2001/XMLSchema-instance", "xsi"),
    listed("http://www.w3.org/1998/Math/MathML", "mathml"),
    listed("http://www.w3.org/2000/svg", "svg"),
    listed("http://www.microsoft.com/schemas/rss/core/2005", "cf"),
    listed("http://www.microsoft.com/schemas/sse", "sx"),
    listed("http://www.bloglines.com/about/specs/fac-1.0", "access"),
    listed("http://base.google.com/ns/1.0", "g"),
    listed("http://base.google.com/cns/1.0", "c"),
    listed("http://www.google.com/schemas/sitemap-news/0.9", "news"),
    listed("http://www.google.com/schemas/sitemap-image/1.1", "image"),
    listed("http://schemas.google.com/g/2005", "gd"),
    listed("http://purl.org/rss/1.0/modules/wiki/", "wiki"),
    listed("http://geourl.org/rss/module/", "geourl"),
    listed(
        "http://backend.userland.com/blogChannelModule",
        "blogChannel",
    ),
    listed("http://schemas.pocketsoap.com/rss/myDescModule/", "l3"),
    listed("http://www.w3.org/2001/XInclude", "xi"),
];

impl Ns {
    /// Finds a namespace by its name; the scheme of schema.org and a few others may be https.
    pub(crate) fn of(uri: &str) -> Ns {
        if uri.is_empty() {
            return Ns::None;
        }
        KNOWN
            .iter()
            .find(|k| k.uri == uri)
            .map_or(Ns::Unknown, |k| k.ns)
    }

    /// The prefix by which reports name it; none for RSS's own elements.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Ns::None | Ns::Unknown | Ns::Rss20 | Ns::Rss10 | Ns::Rss090 | Ns::Rss11 => "",
            Ns::Listed(prefix) => prefix,
            other => KNOWN
                .iter()
                .find(|k| k.ns == other)
                .map_or("", |k| k.prefix),
        }
    }
}

/// The known namespace that an unknown name was probably meant to be: equal but for case, scheme,
/// `www.`, and a slash or hash at the end.
pub(crate) fn near_miss(uri: &str) -> Option<&'static Known> {
    let bare = |text: &str| {
        let lower = text.trim().to_ascii_lowercase();
        let rest = lower
            .split_once("://")
            .map_or(lower.as_str(), |(_, rest)| rest);
        rest.trim_start_matches("www.")
            .trim_end_matches(['/', '#'])
            .to_owned()
    };
    let wanted = bare(uri);
    KNOWN.iter().find(|k| k.uri != uri && bare(k.uri) == wanted)
}
