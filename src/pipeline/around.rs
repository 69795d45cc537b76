//! Files that are made of several feeds or stand beside one: pages, lists, style sheets.
//!
//! They come after the documents that they speak of. A template that cannot be followed withholds its pages: the old
//! ones stay, and all else is delivered.

use std::collections::BTreeMap;

use super::documents::Pending;
use super::files::{Made, Maker, digest};
use super::{Options, page_jobs, templates};
use crate::config::{Newsroom, Pages};
use crate::model::{Notice, NoticeKind};
use crate::pages::{Around, Fault, FeedFacts, Press, Site, Templates};
use crate::sink::Sink;
use crate::store::Store;
use crate::{Error, Result, Severity};

/// Files that wait to be delivered, and what is to be said of those that do not.
#[derive(Default)]
pub(super) struct Files {
    pub(super) made: Vec<Made>,
    pub(super) notices: Vec<Notice>,
}

/// Each fault with the pages that it withholds.
type Faults = BTreeMap<Fault, Vec<String>>;

/// Makes what has to be made around the feeds and stages it. `pending` are the feeds of this run.
pub(super) fn prepare(
    newsroom: &Newsroom,
    pending: &[Pending],
    options: &Options,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<Files> {
    let Some(wanted) = &newsroom.pages else {
        return Ok(Files::default());
    };
    wanted.names_apart(&newsroom.feeds)?;
    let templates = match templates::read(&wanted.templates) {
        Ok(templates) => templates,
        Err(e) => {
            return Ok(Files {
                made: all_withheld(newsroom, store)?,
                notices: vec![unreadable(&e)],
            });
        }
    };
    let mut maker = Maker::new(store, sink, &newsroom.output.packings, options);
    let (made, faults) = make(newsroom, wanted, &templates, pending, &mut maker)?;
    let complaints = faults.into_iter().map(|(fault, pages)| {
        let own = templates.is_own(&fault.template);
        complaint(wanted, &fault, own, &pages)
    });
    Ok(Files {
        made,
        notices: complaints.collect(),
    })
}

/// Each file, made where it has to be, and what was wrong with templates.
fn make(
    newsroom: &Newsroom,
    wanted: &Pages,
    templates: &Templates,
    pending: &[Pending],
    maker: &mut Maker<'_>,
) -> Result<(Vec<Made>, Faults)> {
    let press = Press::new(templates.clone());
    let site = page_jobs::site(newsroom);
    let feeds = newsroom.feeds.iter();
    let feeds: Vec<FeedFacts<'_>> = feeds.map(|f| page_jobs::facts(newsroom, f)).collect();
    let around = Around {
        subscribe: wanted.subscribe,
        index: wanted.index,
        opml: wanted.opml,
        readers: &wanted.readers,
    };
    let shared = shared(newsroom, templates, &site, &around);
    let (mut made, mut faults) = (Vec::new(), Faults::new());
    for job in page_jobs::jobs(newsroom, wanted, &site, &feeds, &around, pending) {
        let inputs = digest(&format!("{shared}{}", job.facts));
        made.push(maker.make(&job.name, inputs, |store| {
            match (job.make)(&press, store)? {
                Ok(bytes) => Ok(Some(bytes)),
                Err(fault) => {
                    faults.entry(fault).or_default().push(job.name.clone());
                    Ok(None)
                }
            }
        })?);
    }
    Ok((made, faults))
}

fn all_withheld(newsroom: &Newsroom, store: &dyn Store) -> Result<Vec<Made>> {
    let withheld = |name: String| Ok(Made::withheld(&name, store.made(&name)?));
    newsroom.page_names().into_iter().map(withheld).collect()
}

/// A digest of what decides all files: this program, the templates, the configuration.
fn shared(
    newsroom: &Newsroom,
    templates: &Templates,
    site: &Site<'_>,
    around: &Around<'_>,
) -> String {
    let packings: Vec<&str> = newsroom.output.packings.iter().map(|p| p.name).collect();
    let version = env!("CARGO_PKG_VERSION");
    let templates = templates.digest();
    digest(&format!(
        "{version}{templates}{packings:?}{site:?}{around:?}"
    ))
}

fn complaint(wanted: &Pages, fault: &Fault, own: bool, withheld: &[String]) -> Notice {
    let first = withheld.first().map_or("", String::as_str);
    let kept = match withheld.len() {
        0 | 1 => format!("{first} stays as it was"),
        n => format!("{first} and {} more stay as they were", n - 1),
    };
    let message = format!("{}; {kept}", fault.message);
    let notice = Notice::new(NoticeKind::Document, Severity::Error, message);
    let notice = notice.in_file(if own {
        wanted.templates.join(&fault.template)
    } else {
        fault.template.clone().into()
    });
    let notice = match fault.line {
        Some(line) => notice.on_line(line),
        None => notice,
    };
    notice.help("mend the template, or take it away: then ours is used (docs/pages.md)")
}

fn unreadable(e: &Error) -> Notice {
    let mut notice = Notice::new(NoticeKind::Document, Severity::Error, e.to_string());
    if let Some(help) = e.help_text() {
        notice = notice.help(help);
    }
    notice
}
