//! Sitemaps: all live pages of the site in order of arrival, the news of two days, and the index of both.
//!
//! The parts of the whole are pages of a ledger, so that one more record makes one part anew. News changes with time
//! alone; it is looked at where the store has changed or its oldest article has aged out.

mod index;
mod news;
mod site;
mod whole;

use self::news::News;
use self::site::Site;
use self::whole::Whole;
use super::files::Made;
use super::outbox::{self, Deliveries};
use super::{Change, Control, DocumentChange, Options, Outcome};
use crate::config::Newsroom;
use crate::model::{Notice, NoticeKind};
use crate::sink::Sink;
use crate::store::{DocumentState, Store};
use crate::{Result, Severity, validate};

/// What they are called where documents are listed, the ledger, and the stem of their names.
pub(super) const NAME: &str = "sitemap";

/// Sitemaps that were made where they had to be, and wait for delivery.
pub(super) struct Sitemaps {
    whole: Option<Whole>,
    news: Option<News>,
    index: Option<Made>,
    notices: Vec<Notice>,
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
    let site = Site::new(newsroom, options.now)?;
    let news = match wanted.news {
        true => Some(news::prepare(&site, options, store, sink)?),
        false => None,
    };
    let whole = match wanted.full {
        true => Some(whole::prepare(&site, options, store, sink, control)?),
        false => None,
    };
    let (index, notice) =
        index::prepare(&site, news.as_ref(), whole.as_ref(), options, store, sink)?;
    Ok(Some(Sitemaps {
        whole,
        news,
        index,
        notices: notice.into_iter().collect(),
    }))
}

/// What is said of sitemaps that lie there although they are wanted no more; with `prune` they go. Those of the whole
/// site are a ledger's, see `archives::left_behind`.
pub(super) fn left_behind(
    newsroom: &Newsroom,
    prune: bool,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<Option<Notice>> {
    match newsroom.sitemap.news {
        true => Ok(None),
        false => news::left_behind(prune, store, sink),
    }
}

impl Sitemaps {
    /// Remembers what was delivered.
    pub(super) fn settle(
        self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        sink: &dyn Sink,
        outcome: &mut Outcome,
    ) -> Result<()> {
        if let Some(whole) = self.whole {
            whole.settle(delivered, store, sink, outcome)?;
        }
        let mut files = Vec::new();
        if let Some(news) = self.news {
            files = news.files;
            outcome.notices.extend(news.notices);
        }
        files.extend(self.index);
        for made in files {
            let change = made.change;
            let file = made.remember(delivered, store, outcome)?;
            count(&file, change, outcome);
        }
        outcome.notices.extend(self.notices);
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

/// Why a file is withheld, where it is.
fn fault(site: &Site<'_>, name: &str, bytes: &[u8]) -> Option<Notice> {
    let judging = validate::Options {
        base: Some(format!("{}{name}", site.newsroom.output.base_url)),
        ..validate::Options::default()
    };
    let report = validate::check_bytes(bytes, &judging);
    let fault = report.errors().next()?;
    let message = format!(
        "{name} is withheld: {} ({}, line {})",
        fault.message, fault.rule, fault.line
    );
    Some(
        Notice::new(NoticeKind::Document, Severity::Error, message)
            .help("the old one stays; report this as a fault of feedwright"),
    )
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
