//! Sitemaps: all live pages of the site in order of arrival, the news of two days, and the index of both.
//!
//! The parts of the whole are pages of a ledger, so that one more record makes one part anew. News changes with time
//! alone; it is looked at where the store has changed or its oldest article has aged out.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::outbox::{self, Deliveries, Outbox};
use super::publish::interrupted;
use super::{Change, Control, Difference, DocumentChange, Options, Outcome};
use crate::config::Newsroom;
use crate::model::{Link, Notice, NoticeKind, Query};
use crate::render::sitemap::{self, LONGEST, News, Page};
use crate::sink::Sink;
use crate::store::{DocumentState, Duty, Ledger, Listed, MadeFile, PageState, Store, Terms};
use crate::{Error, Result, Severity, validate};

/// The index, which names all others.
pub(super) const INDEX: &str = "sitemap.xml";
/// What it is called where documents are listed, the ledger, and the stem of its parts.
pub(super) const NAME: &str = "sitemap";
/// Addresses in one part of the whole. A sitemap may hold 50,000; with fewer, one more record costs less.
const PART: usize = 1_000;
/// Articles in one news sitemap, as Google wants it.
const NEWS_PART: usize = 1_000;
/// For how long an article is news.
const NEWS_HOURS: i64 = 48;

/// Sitemaps that were made where they had to be, and wait for delivery.
pub(super) struct Sitemaps {
    ledger: Option<Ledger>,
    parts: Vec<(u64, PageState, Duty, Change)>,
    files: Vec<(MadeFile, Change)>,
    notices: Vec<Notice>,
    differences: Vec<(String, Difference)>,
}

/// What the news sitemaps were made from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct NewsInputs {
    definition: String,
    changes: u64,
    /// When the oldest article has aged out.
    until: Option<i64>,
    /// How many files there are, and how many of them hold news.
    files: usize,
    used: usize,
    /// The newest change.
    changed: Option<DateTime<Utc>>,
}

/// What all of them are made with.
struct Maker<'a> {
    newsroom: &'a Newsroom,
    front: Link,
    definition: String,
    now: DateTime<Utc>,
}

/// Makes the sitemaps that have to be made and stages them, the index last; `None` where none are wanted.
pub(super) fn prepare(
    newsroom: &Newsroom,
    options: &Options,
    store: &mut dyn Store,
    sink: &mut dyn Sink,
    control: &dyn Control,
) -> Result<Option<Sitemaps>> {
    let wanted = newsroom.sitemap;
    if !wanted.news && !wanted.full {
        return Ok(None);
    }
    let maker = Maker::new(newsroom, options.now)?;
    let mut sitemaps = Sitemaps {
        ledger: None,
        parts: Vec::new(),
        files: Vec::new(),
        notices: Vec::new(),
        differences: Vec::new(),
    };
    let news = match wanted.news {
        true => Some(sitemaps.news(&maker, options, store, sink)?),
        false => None,
    };
    if wanted.full {
        sitemaps.whole(&maker, options, store, sink, control)?;
    }
    sitemaps.index(&maker, news.as_ref(), options, store, sink)?;
    Ok(Some(sitemaps))
}

/// The name of the n-th news sitemap, counted from 1.
fn news_name(n: usize) -> String {
    match n {
        1 => format!("{NAME}-news.xml"),
        n => format!("{NAME}-news-{n}.xml"),
    }
}

fn part_name(page: u64) -> String {
    format!("{NAME}-{page}.xml")
}

impl<'a> Maker<'a> {
    fn new(newsroom: &'a Newsroom, now: DateTime<Utc>) -> Result<Self> {
        let site = &newsroom.site;
        let front = Link::parse(site.url.as_str(), None)
            .map_err(|e| Error::config(format!("{}: {e}", site.url)))?;
        let packings: Vec<&str> = newsroom.output.packings.iter().map(|p| p.name).collect();
        let shown = (
            env!("CARGO_PKG_VERSION"),
            (&site.title, site.url.as_str(), &site.language),
            (&newsroom.output.base_url, newsroom.sitemap, packings),
        );
        Ok(Maker {
            newsroom,
            front,
            definition: blake3::hash(format!("{shown:?}").as_bytes())
                .to_hex()
                .to_string(),
            now,
        })
    }

    /// The addresses that may stand in a sitemap of this site, each once.
    fn pages<'l>(&'l self, listed: &'l [Listed], news: Option<&'l [String]>) -> Vec<Page<'l>> {
        let host = self.front.host();
        let mut seen = HashSet::with_capacity(listed.len());
        let mut pages = Vec::with_capacity(listed.len());
        for (n, record) in listed.iter().enumerate() {
            let Some(address) = record.url.as_ref() else {
                continue;
            };
            let fits = address.host() == host && address.as_str().chars().count() <= LONGEST;
            if !fits || !seen.insert(address.as_str()) {
                continue;
            }
            let news = match news {
                None => None,
                Some(languages) => match self.news_of(record, languages.get(n)) {
                    Some(news) => Some(news),
                    None => continue,
                },
            };
            pages.push(Page {
                address,
                changed: Some(record.updated),
                image: record.image.as_ref(),
                news,
            });
        }
        if pages.is_empty() {
            // The schema wants at least one address.
            pages.push(Page {
                address: &self.front,
                changed: None,
                image: None,
                news: None,
            });
        }
        pages
    }

    fn news_of<'l>(&'l self, record: &'l Listed, language: Option<&'l String>) -> Option<News<'l>> {
        Some(News {
            publication: self.newsroom.site.title.as_str(),
            language: language?,
            published: record.published,
            title: record.title.as_ref()?.as_str(),
        })
    }

    /// The languages of records as news sitemaps want them.
    fn languages(&self, listed: &[Listed]) -> Vec<String> {
        let site = self.newsroom.site.language.as_deref().unwrap_or_default();
        let own = |l: &Listed| {
            let tag = l.language.as_ref().map_or(site, |tag| tag.as_str());
            sitemap::news_language(tag)
        };
        listed.iter().map(own).collect()
    }

    fn address(&self, name: &str) -> Result<Link> {
        let address = format!("{}{name}", self.newsroom.output.base_url);
        Link::parse(&address, None)
            .map_err(|e| Error::config(format!("{address:?} cannot be an address: {e}")))
    }
}

impl Sitemaps {
    /// Judges a file and puts it on its way; what became of it comes back.
    fn put(
        &mut self,
        maker: &Maker<'_>,
        name: &str,
        bytes: &[u8],
        count: usize,
        former: Option<&DocumentState>,
        outbox: &mut Outbox<'_>,
    ) -> Result<(DocumentState, Change)> {
        let judging = validate::Options {
            base: Some(format!("{}{name}", maker.newsroom.output.base_url)),
            ..validate::Options::default()
        };
        let report = validate::check_bytes(bytes, &judging);
        if let Some(fault) = report.errors().next() {
            let message = format!(
                "{name} is withheld: {} ({}, line {})",
                fault.message, fault.rule, fault.line
            );
            self.notices.push(
                Notice::new(NoticeKind::Document, Severity::Error, message)
                    .help("the old one stays; report this as a fault of feedwright"),
            );
            return Ok((outbox::described(name, bytes, count), Change::Withheld));
        }
        let placed = outbox.put(name, bytes, count)?;
        if let Some(former) = former {
            outbox.unpack(former, &placed.state)?;
        }
        self.differences
            .extend(placed.differences.into_iter().map(|d| (name.to_owned(), d)));
        Ok((placed.state, placed.change))
    }

    /// The news of two days, in as many files as it takes.
    fn news(
        &mut self,
        maker: &Maker<'_>,
        options: &Options,
        store: &mut dyn Store,
        sink: &mut dyn Sink,
    ) -> Result<NewsInputs> {
        let changes = store.changes()?;
        let known = store.made(&news_name(1))?;
        let former: Option<NewsInputs> =
            known.and_then(|made| serde_json::from_str(&made.inputs).ok());
        let files = former.as_ref().map_or(0, |f| f.files);
        let former = former.filter(|f| f.definition == maker.definition);
        let still = |f: &NewsInputs| {
            f.changes == changes && f.until.is_none_or(|t| t > maker.now.timestamp())
        };
        if let Some(former) = former.filter(still)
            && all_in_place((1..=files).map(news_name), store, sink)?
        {
            return Ok(former);
        }
        let keys = store.recent(maker.now - TimeDelta::hours(NEWS_HOURS))?;
        let used = keys.len().div_ceil(NEWS_PART).max(1);
        let mut inputs = NewsInputs {
            definition: maker.definition.clone(),
            changes,
            until: None,
            files: files.max(used),
            used,
            changed: None,
        };
        let mut outbox = Outbox::new(sink, &maker.newsroom.output.packings, options.diff);
        let mut made = Vec::with_capacity(inputs.files);
        // A file that is no longer needed is emptied: nothing in it is news any more.
        for n in 1..=inputs.files {
            let from = (n - 1).saturating_mul(NEWS_PART);
            let mut listed = Vec::new();
            for key in keys.iter().skip(from).take(NEWS_PART) {
                listed.push(store.listed_one(*key)?);
            }
            for record in &listed {
                let ages_out = record.published.timestamp() + NEWS_HOURS * 3600;
                inputs.until = Some(inputs.until.map_or(ages_out, |t| t.min(ages_out)));
            }
            let languages = maker.languages(&listed);
            let pages = maker.pages(&listed, Some(&languages));
            let newest = pages.iter().filter_map(|p| p.changed).max();
            inputs.changed = inputs.changed.max(newest);
            let bytes = sitemap::pages(&pages);
            let name = news_name(n);
            let former = store.made(&name)?.map(|made| made.file);
            let former = former.as_ref();
            made.push(self.put(maker, &name, &bytes, pages.len(), former, &mut outbox)?);
        }
        let withheld = made.iter().any(|(_, change)| *change == Change::Withheld);
        let written = match withheld {
            true => String::new(),
            false => serde_json::to_string(&inputs)
                .map_err(|e| Error::store("cannot write a value as JSON").caused_by(e))?,
        };
        for (file, change) in made {
            let inputs = written.clone();
            self.files.push((MadeFile { inputs, file }, change));
        }
        Ok(inputs)
    }

    /// All live pages of the site: the parts in which something has changed.
    fn whole(
        &mut self,
        maker: &Maker<'_>,
        options: &Options,
        store: &mut dyn Store,
        sink: &mut dyn Sink,
        control: &dyn Control,
    ) -> Result<()> {
        let everything = Query::default();
        let terms = Terms {
            query: &everything,
            page_size: PART,
            notice_days: None,
            chained: false,
            now: maker.now,
        };
        let mut ledger = store.catch_up(NAME, &terms)?;
        if ledger.definition != maker.definition {
            store.soil(&ledger, None)?;
            // Even a site without pages has a first part.
            store.soil(&ledger, Some(1))?;
            ledger.definition.clone_from(&maker.definition);
            store.save_ledger(&ledger)?;
        } else if options.full || sink.series(NAME) != ledger.series {
            for (page, state) in store.pages(&ledger)? {
                for file in &state.documents {
                    if !outbox::in_place(sink, file)? {
                        store.soil(&ledger, Some(page))?;
                    }
                }
            }
        }
        let mut outbox = Outbox::new(sink, &maker.newsroom.output.packings, options.diff);
        let mut done = 0;
        while let Some(page) = store.dirty_page(&ledger, done)? {
            interrupted(control)?;
            control.progress("making sitemaps", page, Some(ledger.closed + 1));
            self.part(maker, &ledger, page, store, &mut outbox)?;
            done = page;
        }
        self.ledger = Some(ledger);
        Ok(())
    }

    fn part(
        &mut self,
        maker: &Maker<'_>,
        ledger: &Ledger,
        page: u64,
        store: &dyn Store,
        outbox: &mut Outbox<'_>,
    ) -> Result<()> {
        let (former, _) = store.page(ledger, page)?;
        let listed = store.listed(ledger, page)?;
        let pages = maker.pages(&listed, None);
        let newest = pages.iter().filter_map(|p| p.changed).max();
        let bytes = sitemap::pages(&pages);
        let old = former.documents.first();
        let (file, change) = self.put(maker, &part_name(page), &bytes, pages.len(), old, outbox)?;
        let withheld = change == Change::Withheld;
        let documents = match withheld {
            true => former.documents,
            false => vec![file],
        };
        let duty = Duty {
            dirty: withheld,
            missing: documents.is_empty(),
        };
        let state = PageState {
            updated: newest.max(former.updated),
            documents,
        };
        self.parts.push((page, state, duty, change));
        Ok(())
    }

    /// The index, where what it names could be another.
    fn index(
        &mut self,
        maker: &Maker<'_>,
        news: Option<&NewsInputs>,
        options: &Options,
        store: &dyn Store,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let known = store.made(INDEX)?;
        let same = known
            .as_ref()
            .is_some_and(|made| made.inputs == maker.definition);
        let nothing_made = self.parts.is_empty() && self.files.is_empty();
        if same && nothing_made && all_in_place([INDEX.to_owned()], store, sink)? {
            return Ok(());
        }
        let mut parts = Vec::new();
        for n in 1..=news.map_or(0, |news| news.used) {
            parts.push((maker.address(&news_name(n))?, news.and_then(|n| n.changed)));
        }
        if let Some(ledger) = &self.ledger {
            let mut pages: std::collections::BTreeMap<u64, PageState> =
                store.pages(ledger)?.into_iter().collect();
            pages.extend(self.parts.iter().map(|(n, state, ..)| (*n, state.clone())));
            for (page, state) in pages {
                if !state.documents.is_empty() {
                    parts.push((maker.address(&part_name(page))?, state.updated));
                }
            }
        }
        if parts.is_empty() {
            return Ok(());
        }
        let bytes = sitemap::index(&parts);
        let mut outbox = Outbox::new(sink, &maker.newsroom.output.packings, options.diff);
        let old = known.as_ref().map(|made| &made.file);
        let (file, change) = self.put(maker, INDEX, &bytes, parts.len(), old, &mut outbox)?;
        let inputs = match change {
            Change::Withheld => String::new(),
            _ => maker.definition.clone(),
        };
        self.files.push((MadeFile { inputs, file }, change));
        Ok(())
    }

    /// Remembers what was delivered.
    pub(super) fn settle(
        mut self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        sink: &dyn Sink,
        outcome: &mut Outcome,
    ) -> Result<()> {
        if let Some(ledger) = &mut self.ledger {
            for (page, mut state, duty, change) in self.parts {
                for file in &mut state.documents {
                    delivered.stamp(file);
                    count(file, change, outcome);
                }
                store.save_page(ledger, page, &state, duty)?;
            }
            let mark = sink.series(NAME);
            if ledger.series != mark {
                ledger.series = mark;
                store.save_ledger(ledger)?;
            }
        }
        for (mut made, change) in self.files {
            delivered.stamp(&mut made.file);
            count(&made.file, change, outcome);
            if store.made(&made.file.name)?.as_ref() != Some(&made) {
                store.save_made(&made)?;
            }
        }
        outcome.notices.extend(self.notices);
        outcome.differences.extend(self.differences);
        Ok(())
    }
}

fn count(file: &DocumentState, change: Change, outcome: &mut Outcome) {
    outcome.count(DocumentChange {
        feed: NAME.to_owned(),
        format: NAME,
        name: file.name.clone(),
        entries: file.entries,
        new: 0,
        changed: 0,
        bytes: file.size,
        change,
    });
}

/// Do these files lie as they were delivered?
fn all_in_place(
    names: impl IntoIterator<Item = String>,
    store: &dyn Store,
    sink: &dyn Sink,
) -> Result<bool> {
    for name in names {
        match store.made(&name)? {
            Some(made) if outbox::in_place(sink, &made.file)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}
