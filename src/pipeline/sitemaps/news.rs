//! The news of two days, in as many files as it takes.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::site::Site;
use super::{NAME, all_in_place, fault};
use crate::model::{Notice, NoticeKind};
use crate::pipeline::files::{Made, Maker};
use crate::pipeline::{Change, Options};
use crate::render::sitemap;
use crate::sink::Sink;
use crate::sink::packing::PACKINGS;
use crate::store::{Key, Listed, Store};
use crate::{Error, Result, Severity};

/// Articles in one news sitemap, as Google wants it.
const PART: usize = 1_000;
/// For how long an article is news.
const HOURS: i64 = 48;

/// News sitemaps, and those of them that had to be made.
pub(super) struct News {
    pub(super) inputs: Inputs,
    pub(super) files: Vec<Made>,
    pub(super) notices: Vec<Notice>,
}

/// What the news sitemaps were made from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Inputs {
    definition: String,
    changes: u64,
    /// When the oldest article has aged out.
    until: Option<i64>,
    /// How many files there are, and how many of them hold news.
    files: usize,
    pub(super) used: usize,
    /// The newest change.
    pub(super) changed: Option<DateTime<Utc>>,
}

/// The name of the n-th news sitemap, counted from 1.
pub(super) fn name(n: usize) -> String {
    match n {
        1 => format!("{NAME}-news.xml"),
        n => format!("{NAME}-news-{n}.xml"),
    }
}

/// Makes them where the store has changed, an article has aged out, or one does not lie where it was delivered.
pub(super) fn prepare(
    site: &Site<'_>,
    options: &Options,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<News> {
    let changes = store.changes()?;
    let known = store.made(&name(1))?;
    let former: Option<Inputs> = known.and_then(|made| serde_json::from_str(&made.inputs).ok());
    let files = former.as_ref().map_or(0, |f| f.files);
    let former = former.filter(|f| f.definition == site.definition);
    let still =
        |f: &Inputs| f.changes == changes && f.until.is_none_or(|t| t > site.now.timestamp());
    if let Some(inputs) = former.filter(still)
        && all_in_place((1..=files).map(name), store, sink)?
    {
        return Ok(News {
            inputs,
            files: Vec::new(),
            notices: Vec::new(),
        });
    }
    let keys = store.recent(site.now - TimeDelta::hours(HOURS))?;
    let used = keys.len().div_ceil(PART).max(1);
    let inputs = Inputs {
        definition: site.definition.clone(),
        changes,
        until: None,
        files: files.max(used),
        used,
        changed: None,
    };
    let mut maker = Maker::new(store, sink, &site.newsroom.output.packings, options);
    make(site, &keys, inputs, &mut maker)
}

/// The numbered ones that lie there although nobody wants news any more; with `prune` they are removed with the run's
/// delivery. The first has a name that the manifest knows.
pub(super) fn left_behind(
    prune: bool,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<Option<Notice>> {
    let known = store.made(&name(1))?;
    let former: Option<Inputs> = known.and_then(|made| serde_json::from_str(&made.inputs).ok());
    let mut lie_there = Vec::new();
    for name in (2..=former.map_or(0, |f| f.files)).map(name) {
        if sink.look(&name)?.is_some() {
            lie_there.push(name);
        }
    }
    let Some(first) = lie_there.first() else {
        return Ok(None);
    };
    let which = match lie_there.len() {
        1 => format!("{first} is"),
        n => format!("{first} and {} more are", n - 1),
    };
    if !prune {
        let message = format!("{which} made no more and may go");
        let notice = Notice::new(NoticeKind::Document, Severity::Warning, message).help(
            "delete such sitemaps, set prune = true in [output], or set news = true in [sitemap] again",
        );
        return Ok(Some(notice));
    }
    for name in &lie_there {
        sink.remove(name)?;
        for packing in PACKINGS {
            sink.remove(&format!("{name}.{}", packing.name))?;
        }
    }
    let message = format!("{which} made no more and removed");
    let notice = Notice::new(NoticeKind::Document, Severity::Info, message);
    Ok(Some(notice))
}

/// Makes all files. One that is no longer needed is emptied: nothing in it is news any more.
fn make(site: &Site<'_>, keys: &[Key], inputs: Inputs, maker: &mut Maker<'_>) -> Result<News> {
    let mut news = News {
        files: Vec::with_capacity(inputs.files),
        notices: Vec::new(),
        inputs,
    };
    for n in 1..=news.inputs.files {
        let listed = listed(keys, n, maker.store)?;
        let languages = site.languages(&listed);
        let pages = site.pages(&listed, Some(&languages));
        let ages_out = listed
            .iter()
            .map(|record| record.published.timestamp() + HOURS * 3600);
        news.inputs.until = news.inputs.until.into_iter().chain(ages_out).min();
        let newest = pages.iter().filter_map(|p| p.changed).max();
        news.inputs.changed = news.inputs.changed.max(newest);
        let (name, bytes) = (name(n), sitemap::pages(&pages));
        let former = maker.store.made(&name)?;
        let made = match fault(site, &name, &bytes) {
            None => maker.put(&name, String::new(), &bytes, pages.len(), former)?,
            Some(notice) => {
                news.notices.push(notice);
                Made::withheld(&name, former)
            }
        };
        news.files.push(made);
    }
    if news
        .files
        .iter()
        .all(|made| made.change != Change::Withheld)
    {
        let inputs = serde_json::to_string(&news.inputs)
            .map_err(|e| Error::store("cannot write a value as JSON").caused_by(e))?;
        news.files = news
            .files
            .into_iter()
            .map(|made| made.with_inputs(inputs.clone()))
            .collect();
    }
    Ok(news)
}

/// The records of the n-th file.
fn listed(keys: &[Key], n: usize, store: &dyn Store) -> Result<Vec<Listed>> {
    let from = (n - 1).saturating_mul(PART);
    let keys = keys.iter().skip(from).take(PART);
    keys.map(|key| store.listed_one(*key)).collect()
}
