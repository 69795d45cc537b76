//! The index, which names all other sitemaps.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::news::{self, News};
use super::site::Site;
use super::whole::{self, Whole};
use super::{all_in_place, fault};
use crate::Result;
use crate::model::{Link, Notice};
use crate::pipeline::Options;
use crate::pipeline::files::{Made, Maker};
use crate::render::sitemap;
use crate::sink::Sink;
use crate::store::{PageState, Store};

/// Its name.
const INDEX: &str = "sitemap.xml";

/// Makes the index where what it names could be another.
pub(super) fn prepare(
    site: &Site<'_>,
    news: Option<&News>,
    whole: Option<&Whole>,
    options: &Options,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<(Option<Made>, Option<Notice>)> {
    let known = store.made(INDEX)?;
    let same = known
        .as_ref()
        .is_some_and(|made| made.inputs == site.definition);
    let nothing_made = news.is_none_or(|news| news.files.is_empty())
        && whole.is_none_or(|whole| whole.parts.is_empty());
    if same && nothing_made && all_in_place([INDEX.to_owned()], store, sink)? {
        return Ok((None, None));
    }
    let named = named(site, news, whole, store)?;
    if named.is_empty() {
        return Ok((None, None));
    }
    let bytes = sitemap::index(&named);
    if let Some(notice) = fault(site, INDEX, &bytes) {
        return Ok((Some(Made::withheld(INDEX, known)), Some(notice)));
    }
    let inputs = site.definition.clone();
    let mut maker = Maker::new(store, sink, &site.newsroom.output.packings, options);
    let made = maker.put(INDEX, inputs, &bytes, named.len(), known)?;
    Ok((Some(made), None))
}

/// The address of each sitemap, with the time of its newest change.
fn named(
    site: &Site<'_>,
    news: Option<&News>,
    whole: Option<&Whole>,
    store: &dyn Store,
) -> Result<Vec<(Link, Option<DateTime<Utc>>)>> {
    let mut named = Vec::new();
    if let Some(News { inputs, .. }) = news {
        for n in 1..=inputs.used {
            named.push((site.address(&news::name(n))?, inputs.changed));
        }
    }
    if let Some(whole) = whole {
        let mut pages: BTreeMap<u64, PageState> = store.pages(&whole.ledger)?.into_iter().collect();
        let made = whole.parts.iter();
        pages.extend(made.map(|part| (part.number, part.state.clone())));
        for (page, state) in pages {
            if !state.documents.is_empty() {
                named.push((site.address(&whole::name(page))?, state.updated));
            }
        }
    }
    Ok(named)
}
