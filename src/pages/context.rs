//! What templates see. The names here are what users write in their own templates: `docs/pages.md` lists them.

use serde::Serialize;

use super::direction::direction;
use super::words::Words;
use super::{
    Around, Family, FeedFacts, Headline, INDEX, OPML, SCRIPT, STYLE, Site, alternate, dates,
    families, in_order, page_name, preferred,
};

/// What every page has.
#[derive(Debug, Serialize)]
pub(super) struct Base<'a> {
    site: SiteView<'a>,
    page: PageView<'a>,
    words: &'a Words,
}

#[derive(Debug, Serialize)]
struct SiteView<'a> {
    title: &'a str,
    url: &'a str,
    base_url: &'a str,
    author: &'a str,
    language: &'a str,
    dir: &'a str,
}

#[derive(Debug, Serialize)]
struct PageView<'a> {
    title: String,
    description: &'a str,
    address: String,
    language: &'a str,
    dir: &'a str,
    zone: String,
    style: &'a str,
    script: &'a str,
    index: Option<&'a str>,
    opml: Option<&'a str>,
    /// Are headlines shown at all?
    headlines: bool,
}

/// The page of a feed.
#[derive(Debug, Serialize)]
pub(super) struct SubscribeView<'a> {
    #[serde(flatten)]
    base: Base<'a>,
    feed: FeedView<'a>,
    readers: Vec<ReaderView<'a>>,
    headlines: Vec<HeadlineView<'a>>,
}

/// The page that lists all feeds.
#[derive(Debug, Serialize)]
pub(super) struct IndexView<'a> {
    #[serde(flatten)]
    base: Base<'a>,
    groups: Vec<Group<'a>>,
    alternate: Vec<String>,
}

/// The lines for the head of other pages.
#[derive(Debug, Serialize)]
pub(super) struct AlternateView<'a> {
    site: SiteView<'a>,
    feeds: Vec<FeedView<'a>>,
    alternate: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Group<'a> {
    title: Option<&'a str>,
    feeds: Vec<FeedView<'a>>,
}

#[derive(Debug, Serialize)]
struct FeedView<'a> {
    slug: &'a str,
    title: &'a str,
    description: &'a str,
    language: &'a str,
    /// Where nobody says the language, the letters tell.
    dir: &'a str,
    family: Option<&'a str>,
    /// Where a person goes: its page or, where there is none, its document.
    page: String,
    documents: Vec<DocumentView<'a>>,
    snippet: String,
}

#[derive(Debug, Serialize)]
struct DocumentView<'a> {
    format: &'a str,
    label: &'a str,
    media_type: &'a str,
    address: &'a str,
}

#[derive(Debug, Serialize)]
struct ReaderView<'a> {
    name: &'a str,
    label: &'a str,
    link: String,
}

#[derive(Debug, Serialize)]
struct HeadlineView<'a> {
    title: &'a str,
    link: Option<&'a str>,
    language: &'a str,
    /// Where nobody says the language, the letters tell.
    dir: &'a str,
    published: String,
    shown: String,
}

/// What the page of a feed shows.
pub(super) fn subscribe<'a>(
    site: &'a Site<'_>,
    feed: &'a FeedFacts<'_>,
    headlines: Option<&'a [Headline]>,
    around: &'a Around<'_>,
    words: &'a Words,
) -> SubscribeView<'a> {
    let mut page = page(site, around, words, page_name(feed.slug));
    page.title = if site.title == feed.title {
        format!("{} – {}", feed.title, words.subscribe)
    } else {
        format!("{} – {}", feed.title, site.title)
    };
    page.description = feed.description.as_str();
    page.headlines = headlines.is_some();
    let address = preferred(&feed.documents).map(|d| d.address.as_str());
    let readers = around.readers.iter().filter_map(|reader| {
        Some(ReaderView {
            name: reader.name,
            label: reader.label.unwrap_or(&words.app),
            link: reader.link(address?),
        })
    });
    let shown = headlines.unwrap_or_default().iter();
    SubscribeView {
        readers: readers.collect(),
        headlines: shown.map(|h| headline(h, feed, site, words)).collect(),
        feed: view(feed, around),
        base: base(site, page, words),
    }
}

/// What the index shows: the feeds of no family, then each family.
pub(super) fn index<'a>(
    site: &'a Site<'_>,
    feeds: &'a [FeedFacts<'_>],
    around: &'a Around<'_>,
    words: &'a Words,
) -> IndexView<'a> {
    let mut page = page(site, around, words, INDEX.to_owned());
    page.title = format!("{} – {}", words.all, site.title);
    page.description = &words.all_text;
    let families = families(feeds);
    let group = |title, family: Option<Family<'_>>| Group {
        title,
        feeds: feeds
            .iter()
            .filter(|f| f.family == family)
            .map(|f| view(f, around))
            .collect(),
    };
    let general = (!families.is_empty()).then_some(words.general.as_str());
    let mut groups = vec![group(general, None)];
    let of_families = families.into_iter();
    groups.extend(of_families.map(|f| group(Some(words.families.of(&f)), Some(f))));
    groups.retain(|group| !group.feeds.is_empty());
    IndexView {
        groups,
        alternate: alternate::lines(alternate::for_every_page(feeds)),
        base: base(site, page, words),
    }
}

/// What the include for other pages is made of.
pub(super) fn include<'a>(
    site: &'a Site<'_>,
    feeds: &'a [FeedFacts<'_>],
    around: &'a Around<'_>,
) -> AlternateView<'a> {
    AlternateView {
        site: site_view(site),
        feeds: feeds.iter().map(|f| view(f, around)).collect(),
        alternate: alternate::lines(alternate::for_every_page(feeds)),
    }
}

fn base<'a>(site: &'a Site<'_>, page: PageView<'a>, words: &'a Words) -> Base<'a> {
    Base {
        site: site_view(site),
        page,
        words,
    }
}

fn site_view<'a>(site: &'a Site<'_>) -> SiteView<'a> {
    let language = site.language.unwrap_or_default();
    SiteView {
        title: site.title.as_str(),
        url: site.url,
        base_url: site.base_url.as_str(),
        author: site.author.as_str(),
        language,
        dir: direction(language),
    }
}

fn page<'a>(site: &Site<'_>, around: &Around<'_>, words: &'a Words, name: String) -> PageView<'a> {
    PageView {
        title: String::new(),
        description: "",
        address: format!("{}{name}", site.base_url),
        language: &words.language,
        dir: direction(&words.language),
        zone: site.zone.map_or("UTC", |zone| zone.name()).to_owned(),
        style: STYLE,
        script: SCRIPT,
        index: around.index.then_some(INDEX),
        opml: around.opml.then_some(OPML),
        headlines: false,
    }
}

fn view<'a>(feed: &'a FeedFacts<'_>, around: &Around<'_>) -> FeedView<'a> {
    let language = feed.language.unwrap_or_default();
    let document = preferred(&feed.documents).map(|d| d.address.clone());
    FeedView {
        slug: feed.slug,
        title: feed.title.as_str(),
        description: feed.description.as_str(),
        language,
        dir: feed.language.map_or("auto", direction),
        family: feed.family.map(|family| family.slug),
        page: if around.subscribe {
            page_name(feed.slug)
        } else {
            document.unwrap_or_default()
        },
        documents: in_order(&feed.documents)
            .map(|d| DocumentView {
                format: d.format,
                label: d.label,
                media_type: d.media_type,
                address: &d.address,
            })
            .collect(),
        snippet: alternate::lines([feed]).join("\n"),
    }
}

fn headline<'a>(
    headline: &'a Headline,
    feed: &FeedFacts<'a>,
    site: &Site<'_>,
    words: &Words,
) -> HeadlineView<'a> {
    let language = headline.language.as_deref().or(feed.language);
    let zone = site.zone.unwrap_or(chrono_tz::UTC);
    let published = headline.published;
    HeadlineView {
        title: headline.title.as_str(),
        link: headline.link.as_ref().map(|l| l.as_str()),
        language: language.unwrap_or_default(),
        dir: language.map_or("auto", direction),
        published: if headline.day_only {
            let local = published.with_timezone(&zone);
            local.format("%Y-%m-%d").to_string()
        } else {
            published.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        },
        shown: dates::shown(published, headline.day_only, zone, &words.dates),
    }
}
