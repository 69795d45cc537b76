//! `_headers` and `_redirects` for hosts of static sites, from what the feeds make and what has moved.

use super::Options;
use super::files::{Made, Maker, digest};
use crate::Result;
use crate::config::{FeedDef, MAX_AGE, Newsroom};
use crate::render::FORMATS;
use crate::sink::Sink;
use crate::sink::hosting::{self, HEADERS, REDIRECTS, Served};
use crate::store::Store;

/// Makes both files where they are wanted, unless they lie there as they were made.
pub(super) fn prepare(
    newsroom: &Newsroom,
    options: &Options,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<Vec<Made>> {
    if !newsroom.output.headers {
        return Ok(Vec::new());
    }
    // Hosts read these themselves and hand them to nobody, packed or not.
    let mut maker = Maker::new(store, sink, &[], options);
    let texts = texts(newsroom).into_iter();
    texts
        .map(|(name, text)| maker.make(name, digest(&text), |_| Ok(Some(text.into_bytes()))))
        .collect()
}

fn texts(newsroom: &Newsroom) -> Vec<(&'static str, String)> {
    let base = newsroom.output.base_url.as_str();
    let root = url::Url::parse(base).map_or_else(|_| "/".to_owned(), |url| url.path().to_owned());
    let mut texts = vec![(HEADERS, hosting::headers(&root, &served(newsroom)))];
    if !newsroom.moved.is_empty() {
        let moved = newsroom.moved.iter();
        let moved = moved.map(|(old, new)| (old.as_str(), new.as_deref()));
        texts.push((REDIRECTS, hosting::redirects(&root, moved)));
    }
    texts
}

/// One rule for each format where all feeds may be kept equally long, else one for each document.
fn served(newsroom: &Newsroom) -> Vec<Served> {
    let mut ages: Vec<u32> = newsroom.feeds.iter().map(FeedDef::max_age).collect();
    ages.dedup();
    let charset = |media_type: &str| format!("{media_type}; charset=utf-8");
    let mut all: Vec<Served> = Vec::new();
    if let [max_age] = ages.as_slice() {
        all.extend(FORMATS.iter().map(|format| Served {
            name: format!("*.{}", format.extension),
            media_type: charset(format.media_type),
            max_age: *max_age,
        }));
    } else {
        for feed in &newsroom.feeds {
            all.extend(feed.documents().map(|(name, format)| Served {
                name,
                media_type: charset(format.media_type),
                max_age: feed.max_age(),
            }));
        }
    }
    all.extend(
        hosting::OTHERS
            .iter()
            .map(|(extension, media_type)| Served {
                name: format!("*.{extension}"),
                media_type: (*media_type).to_owned(),
                max_age: MAX_AGE,
            }),
    );
    all
}
