//! Sitemaps and their index (protocol 0.9), with Google's extensions for news and images.
//!
//! The protocol's own elements count as without namespace while a sitemap is judged.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often, Once};
use crate::validate::vocabulary::{Child, Def, Place, Value, branch, child, filled, leaf};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::None, name, occurs, def)
}

const fn news(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::News, name, occurs, def)
}

const fn image(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::SitemapImage, name, occurs, def)
}

static TEXT: Def = filled(Value::Text);
static RETIRED: Def = leaf(Value::Text);
static URL: Def = filled(Value::WebUrl);
static DATE: Def = filled(Value::W3cDate);
static LANGUAGE: Def = filled(Value::Language);
static CHANGES: Def = filled(Value::Choice(&[
    "always", "hourly", "daily", "weekly", "monthly", "yearly", "never",
]));

static PUBLICATION: Def = branch(
    &[],
    &[news("name", Once, &TEXT), news("language", Once, &LANGUAGE)],
    Place::Inside,
);

/// Elements that Google no longer reads, which do no harm.
pub(crate) const RETIRED_NEWS: &[&str] = &[
    "access",
    "genres",
    "geo_locations",
    "keywords",
    "stock_tickers",
];
/// The same for images.
pub(crate) const RETIRED_IMAGE: &[&str] = &["caption", "geo_location", "title", "license"];

static NEWS: Def = branch(
    &[],
    &[
        news("publication", Once, &PUBLICATION),
        news("publication_date", Once, &DATE),
        news("title", Once, &TEXT),
        news("access", AtMostOnce, &RETIRED),
        news("genres", AtMostOnce, &RETIRED),
        news("geo_locations", AtMostOnce, &RETIRED),
        news("keywords", AtMostOnce, &RETIRED),
        news("stock_tickers", AtMostOnce, &RETIRED),
    ],
    Place::Inside,
);

static IMAGE: Def = branch(
    &[],
    &[
        image("loc", Once, &URL),
        image("caption", AtMostOnce, &RETIRED),
        image("geo_location", AtMostOnce, &RETIRED),
        image("title", AtMostOnce, &RETIRED),
        image("license", AtMostOnce, &RETIRED),
    ],
    Place::Inside,
);

/// One page.
pub(super) static PAGE: Def = branch(
    &[],
    &[
        own("loc", Once, &URL),
        own("lastmod", AtMostOnce, &DATE),
        own("changefreq", AtMostOnce, &CHANGES),
        own("priority", AtMostOnce, &TEXT),
        news("news", AtMostOnce, &NEWS),
        image("image", Often, &IMAGE),
    ],
    Place::Inside,
);

/// A list of pages.
pub(super) static PAGES: Def = branch(&[], &[own("url", Often, &PAGE)], Place::Inside);

/// One sitemap in an index.
pub(super) static PART: Def = branch(
    &[],
    &[own("loc", Once, &URL), own("lastmod", AtMostOnce, &DATE)],
    Place::Inside,
);

/// A list of sitemaps.
pub(super) static INDEX: Def = branch(&[], &[own("sitemap", Often, &PART)], Place::Inside);
