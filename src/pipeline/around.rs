//! Files that are made of several feeds or stand beside one: pages, lists, style sheets.
//!
//! Each knows from which facts it was made (a digest of them), so that an unchanged run makes none of them, and is
//! verified in its place like a feed's document. They come after the documents that they speak of. A template that
//! cannot be followed withholds its pages: the old ones stay, and all else is delivered.

use std::collections::BTreeMap;

use super::documents::Pending;
use super::outbox::{self, Deliveries, Outbox};
use super::page_jobs::{self, Job};
use super::{Change, Difference, FileChange, Options, Outcome, templates};
use crate::config::{Newsroom, Pages};
use crate::model::{Notice, NoticeKind};
use crate::pages::{Around, Fault, FeedFacts, Press, Site, Templates};
use crate::sink::Sink;
use crate::sink::packing::Packing;
use crate::store::{MadeFile, Store};
use crate::{Error, Result, Severity};

/// Files that wait to be delivered.
#[derive(Default)]
pub(super) struct Files {
    made: Vec<Made>,
    differences: Vec<(String, Difference)>,
    notices: Vec<Notice>,
}

struct Made {
    file: MadeFile,
    former: Option<MadeFile>,
    change: Change,
}

/// Makes what has to be made around the feeds and stages it. `pending` are the feeds of this run.
pub(super) fn prepare(
    newsroom: &Newsroom,
    pending: &[Pending],
    options: &Options,
    store: &dyn Store,
    sink: &mut dyn Sink,
) -> Result<Files> {
    let mut files = Files::default();
    let Some(wanted) = &newsroom.pages else {
        return Ok(files);
    };
    wanted.names_apart(&newsroom.feeds)?;
    let templates = match templates::read(&wanted.templates) {
        Ok(templates) => templates,
        Err(e) => {
            files.notices.push(unreadable(&e));
            files.withhold_all(newsroom, store)?;
            return Ok(files);
        }
    };
    let mut maker = Maker {
        press: Press::new(templates.clone()),
        faults: BTreeMap::new(),
        packings: &newsroom.output.packings,
        options,
        store,
        sink,
    };
    let site = page_jobs::site(newsroom);
    let feeds = newsroom.feeds.iter();
    let feeds: Vec<FeedFacts<'_>> = feeds.map(|f| page_jobs::facts(newsroom, f)).collect();
    let around = Around {
        subscribe: wanted.subscribe,
        index: wanted.index,
        opml: wanted.opml,
        readers: &wanted.readers,
    };
    let shared = shared(newsroom, &templates, &site, &around);
    for mut job in page_jobs::jobs(newsroom, wanted, &site, &feeds, &around, pending) {
        job.facts = digest(&format!("{shared}{}", job.facts));
        files.take(job, &mut maker)?;
    }
    let faults = maker.faults;
    files
        .notices
        .extend(faults.into_iter().map(|(fault, pages)| {
            let own = templates.is_own(&fault.template);
            complaint(wanted, &fault, own, &pages)
        }));
    Ok(files)
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

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// What is needed to make files.
struct Maker<'m> {
    press: Press,
    /// Each fault with the pages that it withholds.
    faults: BTreeMap<Fault, Vec<String>>,
    packings: &'m [&'static Packing],
    options: &'m Options,
    store: &'m dyn Store,
    sink: &'m mut dyn Sink,
}

impl Files {
    /// Makes a file where what it is made from has changed, or it does not lie where it was delivered.
    fn take(&mut self, job: Job<'_>, maker: &mut Maker<'_>) -> Result<()> {
        let former = maker.store.made(&job.name)?;
        if let Some(known) = &former
            && known.inputs == job.facts
            && outbox::in_place(maker.sink, &known.file)?
        {
            self.made.push(Made {
                file: known.clone(),
                former,
                change: Change::Unchanged,
            });
            return Ok(());
        }
        let bytes = match (job.make)(&maker.press, maker.store)? {
            Ok(bytes) => bytes,
            Err(fault) => {
                maker
                    .faults
                    .entry(fault)
                    .or_default()
                    .push(job.name.clone());
                self.withhold(job.name, former);
                return Ok(());
            }
        };
        let mut outbox = Outbox::new(maker.sink, maker.packings, maker.options.diff);
        let old = former.as_ref().map(|f| &f.file);
        let placed = outbox.put(&job.name, &bytes, 0, old)?;
        let differences = placed.differences.into_iter();
        self.differences
            .extend(differences.map(|d| (job.name.clone(), d)));
        self.made.push(Made {
            file: MadeFile {
                inputs: job.facts,
                file: placed.state,
            },
            former,
            change: placed.change,
        });
        Ok(())
    }

    /// What is withheld is tried again in the next run, since its inputs stay those of the old file.
    fn withhold(&mut self, name: String, former: Option<MadeFile>) {
        let mut file = former.clone().unwrap_or_default();
        file.file.name = name;
        self.made.push(Made {
            file,
            former,
            change: Change::Withheld,
        });
    }

    fn withhold_all(&mut self, newsroom: &Newsroom, store: &dyn Store) -> Result<()> {
        for name in newsroom.page_names() {
            let former = store.made(&name)?;
            self.withhold(name, former);
        }
        Ok(())
    }

    /// Remembers what was delivered.
    pub(super) fn settle(
        self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        outcome: &mut Outcome,
    ) -> Result<()> {
        for mut made in self.made {
            delivered.stamp(&mut made.file.file);
            outcome.count_file(FileChange {
                name: made.file.file.name.clone(),
                bytes: made.file.file.size,
                change: made.change,
            });
            if made.change != Change::Withheld && made.former.as_ref() != Some(&made.file) {
                store.save_made(&made.file)?;
            }
        }
        outcome.notices.extend(self.notices);
        outcome.differences.extend(self.differences);
        Ok(())
    }
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
