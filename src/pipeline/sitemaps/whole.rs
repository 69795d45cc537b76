//! All live pages of the site, in parts that are pages of a ledger.

use chrono::{DateTime, Utc};

use super::site::Site;
use super::{NAME, count, fault};
use crate::Result;
use crate::model::{Notice, Query};
use crate::pipeline::outbox::{self, Deliveries, Outbox};
use crate::pipeline::publish::interrupted;
use crate::pipeline::{Change, Control, Difference, Options, Outcome};
use crate::render::sitemap;
use crate::sink::Sink;
use crate::store::{Duty, Ledger, PageState, Store, Terms};

/// Addresses in one part. A sitemap may hold 50,000; with fewer, one more record costs less.
const PART: usize = 1_000;

/// The ledger, and the parts that had to be made.
pub(super) struct Whole {
    pub(super) ledger: Ledger,
    pub(super) parts: Vec<Part>,
}

/// One part with what became of it.
pub(super) struct Part {
    pub(super) number: u64,
    pub(super) state: PageState,
    duty: Duty,
    change: Change,
    differences: Vec<Difference>,
    notice: Option<Notice>,
}

pub(super) fn name(page: u64) -> String {
    format!("{NAME}-{page}.xml")
}

/// Makes the parts in which something has changed.
pub(super) fn prepare(
    site: &Site<'_>,
    options: &Options,
    store: &mut dyn Store,
    sink: &mut dyn Sink,
    control: &dyn Control,
) -> Result<Whole> {
    let ledger = caught_up(site, options, store, sink)?;
    let mut outbox = Outbox::new(sink, &site.newsroom.output.packings, options.diff);
    let (mut parts, mut done) = (Vec::new(), 0);
    while let Some(page) = store.dirty_page(&ledger, done)? {
        interrupted(control)?;
        control.progress("making sitemaps", page, Some(ledger.closed + 1));
        parts.push(part(site, &ledger, page, store, &mut outbox)?);
        done = page;
    }
    Ok(Whole { ledger, parts })
}

/// The ledger as it stands now, with each part marked that has to be made.
fn caught_up(
    site: &Site<'_>,
    options: &Options,
    store: &mut dyn Store,
    sink: &dyn Sink,
) -> Result<Ledger> {
    let everything = Query::default();
    let terms = Terms {
        query: &everything,
        page_size: PART,
        notice_days: None,
        chained: false,
        now: site.now,
    };
    let mut ledger = store.catch_up(NAME, &terms)?;
    if ledger.definition != site.definition {
        store.soil(&ledger, None)?;
        // Even a site without pages has a first part.
        store.soil(&ledger, Some(1))?;
        ledger.definition.clone_from(&site.definition);
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
    Ok(ledger)
}

fn part(
    site: &Site<'_>,
    ledger: &Ledger,
    number: u64,
    store: &dyn Store,
    outbox: &mut Outbox<'_>,
) -> Result<Part> {
    let (former, _) = store.page(ledger, number)?;
    let listed = store.listed(ledger, number)?;
    let pages = site.pages(&listed, None);
    let newest: Option<DateTime<Utc>> = pages.iter().filter_map(|p| p.changed).max();
    let (name, bytes) = (name(number), sitemap::pages(&pages));
    let updated = newest.max(former.updated);
    if let Some(notice) = fault(site, &name, &bytes) {
        return Ok(Part {
            number,
            duty: Duty {
                dirty: true,
                missing: former.documents.is_empty(),
            },
            state: PageState { updated, ..former },
            change: Change::Withheld,
            differences: Vec::new(),
            notice: Some(notice),
        });
    }
    let placed = outbox.put(&name, &bytes, pages.len(), former.documents.first())?;
    Ok(Part {
        number,
        state: PageState {
            updated,
            documents: vec![placed.state],
        },
        duty: Duty::default(),
        change: placed.change,
        differences: placed.differences,
        notice: None,
    })
}

impl Whole {
    /// Remembers what was delivered.
    pub(super) fn settle(
        mut self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        sink: &dyn Sink,
        outcome: &mut Outcome,
    ) -> Result<()> {
        for mut part in self.parts {
            for file in &mut part.state.documents {
                delivered.stamp(file);
                count(file, part.change, outcome);
            }
            store.save_page(&self.ledger, part.number, &part.state, part.duty)?;
            let name = name(part.number);
            let differences = part.differences.into_iter();
            outcome
                .differences
                .extend(differences.map(|d| (name.clone(), d)));
            outcome.notices.extend(part.notice);
        }
        let mark = sink.series(NAME);
        if self.ledger.series != mark {
            self.ledger.series = mark;
            store.save_ledger(&self.ledger)?;
        }
        Ok(())
    }
}
