//! Files that are made of several feeds or stand beside one: pages, lists, style sheets.
//!
//! Each knows from which facts it was made (a digest of them), so that an unchanged run makes none of them, and is
//! verified in its place like a feed's document. They come after the documents that they speak of. A template that
//! cannot be followed withholds its pages: the old ones stay, and all else is delivered.

use std::collections::BTreeMap;

use super::documents::Pending;
use super::outbox::{self, Deliveries, Outbox};
use super::{Change, Difference, FileChange, Options, Outcome, templates};
use crate::config::{FeedDef, Newsroom, Pages};
use crate::model::{Moment, Notice, NoticeKind};
use crate::pages::{self, Around, Document, Fault, FeedFacts, Headline, Press, Site};
use crate::render::Format;
use crate::sink::Sink;
use crate::sink::packing::Packing;
use crate::store::{Key, MadeFile, Store};
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

/// What one file is made from and how, put off until it is known that it has to be.
struct Job<'j> {
    name: String,
    /// Everything that decides its bytes, beside the templates and the configuration that all files share.
    facts: String,
    make: Box<dyn Fn(&Press, &dyn Store) -> Result<Result<Vec<u8>, Fault>> + 'j>,
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
    let templates = match templates::read(&wanted.templates) {
        Ok(templates) => templates,
        Err(e) => {
            files.notices.push(unreadable(&e));
            files.withhold_all(newsroom, store)?;
            return Ok(files);
        }
    };
    let packings: Vec<&str> = newsroom.output.packings.iter().map(|p| p.name).collect();
    let shared = (env!("CARGO_PKG_VERSION"), templates.digest(), packings);
    let mut maker = Maker {
        press: Press::new(templates.clone()),
        faults: BTreeMap::new(),
        packings: &newsroom.output.packings,
        options,
        store,
        sink,
    };
    let site = site(newsroom);
    let feeds: Vec<FeedFacts<'_>> = newsroom.feeds.iter().map(|f| facts(newsroom, f)).collect();
    let around = Around {
        subscribe: wanted.subscribe,
        index: wanted.index,
        opml: wanted.opml,
        readers: &wanted.readers,
    };
    for mut job in jobs(newsroom, wanted, &site, &feeds, &around, pending) {
        job.facts = blake3::hash(format!("{shared:?}{}", job.facts).as_bytes())
            .to_hex()
            .to_string();
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

/// One job for each file, feeds' pages first and lists of them last.
fn jobs<'j>(
    newsroom: &'j Newsroom,
    wanted: &'j Pages,
    site: &'j Site<'j>,
    feeds: &'j [FeedFacts<'j>],
    around: &'j Around<'j>,
    pending: &'j [Pending],
) -> Vec<Job<'j>> {
    let mut jobs = Vec::new();
    for name in wanted.names(&[]) {
        let name_of_style = [pages::STYLE, pages::SCRIPT, pages::FEED_STYLE];
        if name_of_style.contains(&name.as_str()) {
            jobs.push(as_it_is(name));
        }
    }
    if wanted.subscribe {
        for (def, feed) in newsroom.feeds.iter().zip(feeds) {
            if let Some(pending) = pending.iter().find(|p| p.slug() == def.slug) {
                jobs.push(subscribe(wanted, site, feed, around, pending.entries()));
            }
        }
    }
    let facts = format!("{site:?}{feeds:?}{around:?}");
    let mut list = |wanted: bool, name: &str, make: Box<MakeList<'j>>| {
        if wanted {
            jobs.push(Job {
                name: name.to_owned(),
                facts: format!("{name}{facts}"),
                make: Box::new(move |press, _| make(press)),
            });
        }
    };
    list(
        wanted.alternate,
        pages::ALTERNATE,
        Box::new(|press| Ok(press.alternate(site, feeds, around))),
    );
    list(
        wanted.opml,
        pages::OPML,
        Box::new(|_| {
            let bytes = pages::opml(site, feeds);
            let bytes = bytes.map_err(|e| Error::io("cannot write the list of feeds", e))?;
            Ok(Ok(bytes))
        }),
    );
    list(
        wanted.index,
        pages::INDEX,
        Box::new(|press| Ok(press.index(site, feeds, around))),
    );
    jobs
}

type MakeList<'j> = dyn Fn(&Press) -> Result<Result<Vec<u8>, Fault>> + 'j;

fn as_it_is<'j>(name: String) -> Job<'j> {
    Job {
        facts: name.clone(),
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
    feed: &'j FeedFacts<'j>,
    around: &'j Around<'j>,
    entries: &'j [(i64, u64)],
) -> Job<'j> {
    // Withdrawn entries are passed over, so that more than are shown may count.
    let looked_at = entries.get(..wanted.headlines * 2).unwrap_or(entries);
    Job {
        name: pages::page_name(feed.slug),
        facts: format!(
            "{site:?}{feed:?}{around:?}{}{looked_at:?}",
            wanted.headlines
        ),
        make: Box::new(move |press, store| {
            let newest = headlines(looked_at, wanted.headlines, store)?;
            let shown = (wanted.headlines > 0).then_some(newest.as_slice());
            Ok(press.subscribe(site, feed, shown, around))
        }),
    }
}

/// The newest entries that still stand.
fn headlines(entries: &[(i64, u64)], wanted: usize, store: &dyn Store) -> Result<Vec<Headline>> {
    let mut headlines = Vec::with_capacity(wanted);
    for (key, _) in entries {
        if headlines.len() == wanted {
            break;
        }
        let stored = store.load(Key(*key))?;
        let record = stored.record;
        if let (None, Some(title)) = (stored.retracted, record.title) {
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
        let placed = outbox.put(&job.name, &bytes, 0)?;
        if let Some(former) = &former {
            outbox.unpack(&former.file, &placed.state)?;
        }
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

fn site(newsroom: &Newsroom) -> Site<'_> {
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

fn facts<'n>(newsroom: &'n Newsroom, feed: &'n FeedDef) -> FeedFacts<'n> {
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
        language: language(newsroom, feed),
        family: None,
        documents: feed.documents().map(document).collect(),
    }
}

/// A feed that asks for one language is in that language.
fn language<'n>(newsroom: &'n Newsroom, feed: &'n FeedDef) -> Option<&'n str> {
    match feed.query.languages.as_slice() {
        [one] => Some(one),
        _ => newsroom.site.language.as_deref(),
    }
}

fn complaint(wanted: &Pages, fault: &Fault, own: bool, withheld: &[String]) -> Notice {
    let first = withheld.first().map_or("", String::as_str);
    let others = match withheld.len() {
        0 | 1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    let message = format!("{}; {first}{others} stays as it was", fault.message);
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
