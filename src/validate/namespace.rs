//! The namespaces that feeds use: one table of names, usual prefixes and how far we judge them.

/// A namespace we know, or one of the two kinds of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ns {
    /// No namespace: RSS 0.91 to 2.0.
    None,
    /// One that is not in the table.
    Unknown,
    /// The members of a JSON Feed, which stand in the tree as elements.
    Json,
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
    Itunes,
    Podcast,
    GooglePlay,
    Syndication,
    Slash,
    CommentApi,
    GeoRss,
    Gml,
    Geo,
    OpenSearch,
    CreativeCommons,
    Cc,
    Admin,
    FeedBurner,
    Event,
    LinkModule,
    Annotate,
    Company,
    Taxonomy,
    Audio,
    Icbm,
    Foaf,
    Trackback,
    LiveJournal,
    Chapters,
    SchemaOrg,
    RdfSchema,
    Xlink,
    SchemaInstance,
    MathMl,
    Svg,
    CommonFeed,
    FeedSync,
    Access,
    GoogleBase,
    GoogleBaseCustom,
    News,
    SitemapImage,
    SitemapVideo,
    GoogleData,
    Wiki,
    GeoUrl,
    BlogChannel,
    MyDescription,
    Conversations,
    XInclude,
    /// OpenSearch 1.0, which 1.1 replaced.
    OpenSearch10,
    Source,
    Aggregation,
    ChangedPage,
    /// The threading module of RSS 1.0; Atom's has another name.
    OldThreading,
    ReferenceModule,
    SubscriptionModule,
    ServiceStatus,
    EmailModule,
    ImageModule,
    RichEquivalents,
    SearchModule,
    Streaming,
    Rss091Module,
    Indexing,
    Kml20,
    Kml21,
    Kml22,
    OpenId,
    SoapEnvelope,
    OpmlSpec,
    Blogger,
    WordPressExport,
    WordPressFeed,
    ActivityStreams,
    PortableContacts,
    OStatus,
    YouTube,
    Opds,
    Prism,
    WordPressExcerpt,
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
    known(
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "itunes",
        Ns::Itunes,
    ),
    known(
        "https://podcastindex.org/namespace/1.0",
        "podcast",
        Ns::Podcast,
    ),
    known(
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "podcast",
        Ns::Podcast,
    ),
    known(
        "http://www.google.com/schemas/play-podcasts/1.0",
        "googleplay",
        Ns::GooglePlay,
    ),
    known(
        "http://purl.org/rss/1.0/modules/syndication/",
        "sy",
        Ns::Syndication,
    ),
    known("http://purl.org/rss/1.0/modules/slash/", "slash", Ns::Slash),
    known(
        "http://wellformedweb.org/CommentAPI/",
        "wfw",
        Ns::CommentApi,
    ),
    known("http://www.georss.org/georss", "georss", Ns::GeoRss),
    known("http://www.opengis.net/gml", "gml", Ns::Gml),
    known("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo", Ns::Geo),
    known(
        "http://a9.com/-/spec/opensearch/1.1/",
        "opensearch",
        Ns::OpenSearch,
    ),
    known(
        "http://backend.userland.com/creativeCommonsRssModule",
        "creativeCommons",
        Ns::CreativeCommons,
    ),
    known("http://web.resource.org/cc/", "cc", Ns::Cc),
    known("http://webns.net/mvcb/", "admin", Ns::Admin),
    known(
        "http://rssnamespace.org/feedburner/ext/1.0",
        "feedburner",
        Ns::FeedBurner,
    ),
    known("http://purl.org/rss/1.0/modules/event/", "ev", Ns::Event),
    known("http://purl.org/rss/1.0/modules/link/", "l", Ns::LinkModule),
    known(
        "http://purl.org/rss/1.0/modules/annotate/",
        "annotate",
        Ns::Annotate,
    ),
    known("http://purl.org/rss/1.0/modules/company", "co", Ns::Company),
    // The module's own page has no slash at the end, the example of RSS 1.0 has one.
    known(
        "http://purl.org/rss/1.0/modules/company/",
        "co",
        Ns::Company,
    ),
    known(
        "http://purl.org/rss/1.0/modules/taxonomy/",
        "taxo",
        Ns::Taxonomy,
    ),
    known("http://media.tangent.org/rss/1.0/", "audio", Ns::Audio),
    known("http://postneo.com/icbm", "icbm", Ns::Icbm),
    known("http://xmlns.com/foaf/0.1/", "foaf", Ns::Foaf),
    known(
        "http://madskills.com/public/xml/rss/module/trackback/",
        "trackback",
        Ns::Trackback,
    ),
    known(
        "http://www.livejournal.org/rss/lj/1.0/",
        "lj",
        Ns::LiveJournal,
    ),
    known("http://podlove.org/simple-chapters", "psc", Ns::Chapters),
    known("http://schema.org/", "schema", Ns::SchemaOrg),
    known("https://schema.org/", "schema", Ns::SchemaOrg),
    known(
        "http://www.w3.org/2000/01/rdf-schema#",
        "rdfs",
        Ns::RdfSchema,
    ),
    known("http://www.w3.org/1999/xlink", "xlink", Ns::Xlink),
    known(
        "http://www.w3.org/2001/XMLSchema-instance",
        "xsi",
        Ns::SchemaInstance,
    ),
    known("http://www.w3.org/1998/Math/MathML", "mathml", Ns::MathMl),
    known("http://www.w3.org/2000/svg", "svg", Ns::Svg),
    known(
        "http://www.microsoft.com/schemas/rss/core/2005",
        "cf",
        Ns::CommonFeed,
    ),
    known("http://feedsync.org/2007/feedsync", "sx", Ns::FeedSync),
    known(
        "http://www.bloglines.com/about/specs/fac-1.0",
        "access",
        Ns::Access,
    ),
    known("http://base.google.com/ns/1.0", "g", Ns::GoogleBase),
    known("http://base.google.com/cns/1.0", "c", Ns::GoogleBaseCustom),
    known(
        "http://www.google.com/schemas/sitemap-news/0.9",
        "news",
        Ns::News,
    ),
    known(
        "http://www.google.com/schemas/sitemap-image/1.1",
        "image",
        Ns::SitemapImage,
    ),
    known(
        "http://www.google.com/schemas/sitemap-video/1.1",
        "video",
        Ns::SitemapVideo,
    ),
    known("http://schemas.google.com/g/2005", "gd", Ns::GoogleData),
    known("http://purl.org/rss/1.0/modules/wiki/", "wiki", Ns::Wiki),
    known("http://geourl.org/rss/module/", "geourl", Ns::GeoUrl),
    known(
        "http://backend.userland.com/blogChannelModule",
        "blogChannel",
        Ns::BlogChannel,
    ),
    known(
        "http://schemas.pocketsoap.com/rss/myDescModule/",
        "l3",
        Ns::MyDescription,
    ),
    known("http://www.w3.org/2001/XInclude", "xi", Ns::XInclude),
    known(
        "http://conversationsnetwork.org/rssNamespace-1.0/",
        "conversationsNetwork",
        Ns::Conversations,
    ),
    known(
        "http://a9.com/-/spec/opensearchrss/1.0/",
        "opensearch10",
        Ns::OpenSearch10,
    ),
    known("http://source.scripting.com/", "source", Ns::Source),
    known(
        "http://purl.org/rss/1.0/modules/aggregation/",
        "ag",
        Ns::Aggregation,
    ),
    known(
        "http://purl.org/rss/modules/aggregation/",
        "ag",
        Ns::Aggregation,
    ),
    known(
        "http://my.theinfo.org/changed/1.0/rss/",
        "cp",
        Ns::ChangedPage,
    ),
    known(
        "http://purl.org/rss/1.0/modules/threading/",
        "thr",
        Ns::OldThreading,
    ),
    known(
        "http://purl.org/rss/1.0/modules/reference/",
        "ref",
        Ns::ReferenceModule,
    ),
    known(
        "http://purl.org/rss/1.0/modules/subscription/",
        "sub",
        Ns::SubscriptionModule,
    ),
    known(
        "http://purl.org/rss/1.0/modules/servicestatus/",
        "ss",
        Ns::ServiceStatus,
    ),
    known(
        "http://purl.org/rss/1.0/modules/email/",
        "email",
        Ns::EmailModule,
    ),
    known(
        "http://purl.org/rss/1.0/modules/image/",
        "image",
        Ns::ImageModule,
    ),
    known(
        "http://purl.org/rss/1.0/modules/richequiv/",
        "reqv",
        Ns::RichEquivalents,
    ),
    known(
        "http://purl.org/rss/1.0/modules/search/",
        "search",
        Ns::SearchModule,
    ),
    known(
        "http://hacks.benhammersley.com/rss/streaming/",
        "str",
        Ns::Streaming,
    ),
    known(
        "http://purl.org/rss/1.0/modules/rss091#",
        "rss091",
        Ns::Rss091Module,
    ),
    known("urn:atom-extension:indexing", "indexing", Ns::Indexing),
    known("http://earth.google.com/kml/2.0", "kml20", Ns::Kml20),
    known("http://earth.google.com/kml/2.1", "kml21", Ns::Kml21),
    known("http://www.opengis.net/kml/2.2", "kml22", Ns::Kml22),
    known("http://openid.net/xmlns/1.0", "openid", Ns::OpenId),
    known(
        "http://schemas.xmlsoap.org/soap/envelope/",
        "soap",
        Ns::SoapEnvelope,
    ),
    known("http://www.opml.org/spec2", "opml", Ns::OpmlSpec),
    known(
        "http://schemas.google.com/blogger/2008",
        "blogger",
        Ns::Blogger,
    ),
    known(
        "http://wordpress.org/export/1.2/",
        "wp",
        Ns::WordPressExport,
    ),
    known(
        "com-wordpress:feed-additions:1",
        "wordpress",
        Ns::WordPressFeed,
    ),
    known(
        "http://activitystrea.ms/spec/1.0/",
        "activity",
        Ns::ActivityStreams,
    ),
    known(
        "http://portablecontacts.net/spec/1.0",
        "poco",
        Ns::PortableContacts,
    ),
    known("http://ostatus.org/schema/1.0", "ostatus", Ns::OStatus),
    known("http://www.youtube.com/xml/schemas/2015", "yt", Ns::YouTube),
    known("http://opds-spec.org/2010/catalog", "opds", Ns::Opds),
    known(
        "http://prismstandard.org/namespaces/1.2/basic/",
        "prism",
        Ns::Prism,
    ),
    known(
        "http://wordpress.org/export/1.2/excerpt/",
        "excerpt",
        Ns::WordPressExcerpt,
    ),
    known("http://creativecommons.org/ns#", "cc", Ns::Cc),
    known(
        "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html",
        "creativeCommons",
        Ns::CreativeCommons,
    ),
];

impl Ns {
    /// Finds a namespace by its name.
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
            other => KNOWN
                .iter()
                .find(|k| k.ns == other)
                .map_or("", |k| k.prefix),
        }
    }
}

/// A name that a namespace once had, and what is used instead.
pub(crate) struct Former {
    pub(crate) uri: &'static str,
    pub(crate) now: &'static str,
}

const fn former(uri: &'static str, now: &'static str) -> Former {
    Former { uri, now }
}

/// Names of drafts and early versions that feeds still carry.
static FORMER: &[Former] = &[
    former("http://purl.org/atom/app#", "http://www.w3.org/2007/app"),
    former(
        "http://a9.com/-/spec/opensearchrss/1.0/",
        "http://a9.com/-/spec/opensearch/1.1/",
    ),
    former(
        "http://a9.com/-/spec/opensearchdescription/1.0/",
        "http://a9.com/-/spec/opensearch/1.1/",
    ),
    former(
        "http://www.microsoft.com/schemas/rss/sse",
        "http://feedsync.org/2007/feedsync",
    ),
    former(
        "http://www.microsoft.com/schemas/sse",
        "http://feedsync.org/2007/feedsync",
    ),
    former(
        "http://www.usemod.com/cgi-bin/mb.pl?ModWiki",
        "http://purl.org/rss/1.0/modules/wiki/",
    ),
    former(
        "http://purl.org/dc/elements/1.0/",
        "http://purl.org/dc/elements/1.1/",
    ),
    former(
        "http://purl.org/dc/qualifiers/1.0/",
        "http://purl.org/dc/terms/",
    ),
    former(
        "http://www.georss.org/georss/10",
        "http://www.georss.org/georss",
    ),
    former(
        "http://blogs.law.harvard.edu/tech/creativeCommonsRssModule",
        "http://backend.userland.com/creativeCommonsRssModule",
    ),
];

/// What replaced a namespace, where it is one of the past.
pub(crate) fn successor(uri: &str) -> Option<&'static Former> {
    FORMER.iter().find(|f| f.uri == uri)
}

/// The declaration that a feed lacks which uses the prefix of a module without it.
pub(crate) fn by_prefix(prefix: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|k| k.prefix == prefix)
}

/// The known namespace that an unknown name was probably meant to be: equal but for case, scheme,
/// `www.`, and a slash or hash at the end, or one or two letters away.
pub(crate) fn near_miss(uri: &str) -> Option<&'static Known> {
    let wanted = bare(uri);
    let others = || KNOWN.iter().filter(|k| k.uri != uri);
    others()
        .find(|k| bare(k.uri) == wanted)
        .or_else(|| others().find(|k| within_two(&bare(k.uri), &wanted)))
}

/// Is there no doubt that an unknown name was meant to be a known one? The usual prefix speaks for it too.
pub(crate) fn is_meant(known: &Known, prefix: &str, uri: &str) -> bool {
    known.prefix == prefix || bare(known.uri) == bare(uri)
}

fn bare(uri: &str) -> String {
    let lower = uri.trim().to_ascii_lowercase();
    let rest = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest);
    rest.trim_start_matches("www.")
        .trim_end_matches(['/', '#'])
        .to_owned()
}

/// Are two names at most two changed, missing or further letters apart? A changed digit makes another version,
/// and short names are near each other by chance.
fn within_two(known: &str, given: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let close = known.len().abs_diff(given.len()) <= 2 && (12..128).contains(&known.len());
    close && digits(known) == digits(given) && strsim::levenshtein(known, given) <= 2
}

#[cfg(test)]
mod tests {
    use super::{near_miss, successor};

    #[test]
    fn near_misses() {
        for (given, meant) in [
            (
                "https://www.w3.org/2005/atom/",
                "http://www.w3.org/2005/Atom",
            ),
            (
                "http://www.georss.org/geross",
                "http://www.georss.org/georss",
            ),
            (
                "http://purl.org/dc/element/1.1/",
                "http://purl.org/dc/elements/1.1/",
            ),
            ("http://slash.example/modules/", ""),
            ("http://purl.org/dc/elements/1.2/", ""),
        ] {
            assert_eq!(near_miss(given).map_or("", |k| k.uri), meant, "{given}");
        }
    }

    #[test]
    fn successors_are_known() {
        let found = successor("http://purl.org/atom/app#").unwrap();
        assert_eq!(super::Ns::of(found.now), super::Ns::App);
        for former in super::FORMER {
            assert_ne!(
                super::Ns::of(former.now),
                super::Ns::Unknown,
                "{}",
                former.now
            );
        }
    }
}
