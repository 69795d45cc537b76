//! What each file around the feeds is made from, and how: one job for each, done only where that has changed.

use std::collections::HashMap;

use super::documents::Pending;
use super::entries::language;
use crate::config::{self, FeedDef, Newsroom, Pages};
use crate::model::{Line, Moment};
use crate::pages::{self, Around, Document, Family, Fault, FeedFacts, Headline, Press, Site};
use crate::render::Format;
use crate::store::{Key, Store};
use crate::{Result, select};

/// What one file is made from and how, put off until it is known that it has to be.
pub(super) struct Job<'j> {
    pub(super) name: String,
    /// Everything that decides its bytes, beside what all files share.
    pub(super) facts: String,
    pub(super) make: Box<Make<'j>>,
}

/// A store can fail, which ends the run; a template can be wrong, which withholds the page.
type Make<'j> = dyn Fn(&Press, &dyn Store) -> Result<Result<Vec<u8>, Fault>> + 'j;

/// What a list is made with: it needs no store.
type MakeList<'j> = dyn Fn(&Press) -> Result<Vec<u8>, Fault> + 'j;

/// One job for each file, feeds' pages first and lists of them last. `site` and `around` decide all of them.
pub(super) fn jobs<'j>(
    newsroom: &'j Newsroom,
    wanted: &'j Pages,
    site: &'j Site<'j>,
    feeds: &'j [FeedFacts<'j>],
    around: &'j Around<'j>,
    pending: &'j [Pending],
) -> Vec<Job<'j>> {
    let mut jobs = Vec::new();
    for name in wanted.names(&[]) {
        if [pages::STYLE, pages::SCRIPT, pages::FEED_STYLE].contains(&name.as_str()) {
            jobs.push(as_it_is(name));
        }
    }
    if wanted.subscribe {
        let entries: HashMap<&str, &[(i64, u64)]> =
            pending.iter().map(|p| (p.slug(), p.entries())).collect();
        for (def, feed) in newsroom.feeds.iter().zip(feeds) {
            if let Some(entries) = entries.get(def.slug.as_str()) {
                jobs.push(subscribe(wanted, site, (def, feed), around, entries));
            }
        }
    }
    let facts = format!("{feeds:?}");
    let mut list = |wanted: bool, name: &str, make: Box<MakeList<'j>>| {
        if wanted {
            jobs.push(Job {
                name: name.to_owned(),
                facts: facts.clone(),
                make: Box::new(move |press, _| Ok(make(press))),
            });
        }
    };
    list(
        wanted.alternate,
        pages::ALTERNATE,
        Box::new(|press| press.alternate(site, feeds, around)),
    );
    list(
        wanted.opml,
        pages::OPML,
        Box::new(|press| press.opml(site, feeds)),
    );
    list(
        wanted.index,
        pages::INDEX,
        Box::new(|press| press.index(site, feeds, around)),
    );
    jobs
}

fn as_it_is<'j>(name: String) -> Job<'j> {
    Job {
        facts: String::new(),
        make: {
            let name = name.clone();
            Box::new(move |press, _| Ok(Ok(press.as_it_is(&name))))
        },
        name,
    }
}

/// A feed's page shows the newest of its entries, so these decide, and not whether its documents changed.
fn subscribe<'j>(
    wanted: &'j Pages,
    site: &'j Site<'j>,
    (def, feed): (&'j FeedDef, &'j FeedFacts<'j>),
    around: &'j Around<'j>,
    entries: &'j [(i64, u64)],
) -> Job<'j> {
    // Withdrawn entries are passed over, any number of them, so that all entries may count.
    let looked_at = match wanted.headlines {
        0 => &[],
        _ => entries,
    };
    let prefixes = &def.wording.prefixes;
    Job {
        name: pages::page_name(feed.slug),
        facts: format!("{feed:?}{prefixes:?}{}{looked_at:?}", wanted.headlines),
        make: Box::new(move |press, store| {
            let newest = headlines(def, looked_at, wanted.headlines, store)?;
            let shown = (wanted.headlines > 0).then_some(newest.as_slice());
            Ok(press.subscribe(site, feed, shown, around))
        }),
    }
}

/// The newest entries that still stand, titled as in the feed.
fn headlines(
    def: &FeedDef,
    entries: &[(i64, u64)],
    wanted: usize,
    store: &dyn Store,
) -> Result<Vec<Headline>> {
    let of_feed = language(def).map(Line::new);
    let mut headlines = Vec::with_capacity(wanted);
    for (key, _) in entries {
        if headlines.len() == wanted {
            break;
        }
        let stored = store.load(Key(*key))?;
        let title = select::title(&stored, &def.wording, of_feed.as_ref());
        let record = stored.record;
        if let (None, Some(title)) = (stored.retracted, title) {
            headlines.push(Headline {
                title,
                link: record.url,
                published: stored.published,
                day_only: matches!(record.published, Some(Moment::Day(_))),
                language: record.language.map(|l| l.as_str().to_owned()),
            });
        }
    }
    Ok(headlines)
}

/// Whose feeds these are.
pub(super) fn site(newsroom: &Newsroom) -> Site<'_> {
    let site = &newsroom.site;
    Site {
        title: &site.title,
        url: site.url.as_str(),
        base_url: &newsroom.output.base_url,
        author: &site.author,
        language: site.language.as_deref(),
        zone: site.timezone,
    }
}

/// A feed as its pages speak of it.
pub(super) fn facts<'n>(newsroom: &'n Newsroom, feed: &'n FeedDef) -> FeedFacts<'n> {
    let document = |(name, format): (String, &'static Format)| Document {
        format: format.name,
        label: format.says,
        media_type: format.media_type,
        address: format!("{}{name}", newsroom.output.base_url),
    };
    FeedFacts {
        slug: &feed.slug,
        title: &feed.title,
        description: &feed.description,
        language: language(feed),
        family: feed.family.as_ref().map(|member| Family {
            slug: &member.family,
            title: newsroom
                .families
                .iter()
                .find_map(|f| own_title(f, &member.family)),
            by: member.by.as_str(),
        }),
        documents: feed.documents().map(document).collect(),
    }
}

/// What a family's file says that it is called; without a title it has its slug.
fn own_title<'n>(family: &'n config::Family, slug: &str) -> Option<&'n str> {
    let feed = &family.feed;
    let titled = feed.slug == slug && feed.title.as_str() != slug;
    titled.then_some(feed.title.as_str())
}
