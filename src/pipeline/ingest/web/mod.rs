//! Sources over HTTP: what has changed is fetched, read, and followed to the pages that it names.
//!
//! All sources walk together, in rounds: each round asks for the next addresses of every source at once, and reads
//! what came in the order of the configuration, so that a run's outcome does not depend on who answered first.

mod answers;
mod said;
mod step;
mod walk;

use std::path::Path;

use url::Url;

use self::step::Came;
use self::walk::Walk;
use super::super::job::{Fetched, Job};
use super::super::publish::interrupted;
use super::{Ingest, Passed, unasked};
use crate::Result;
use crate::config::SourceDef;
use crate::source::{Ask, Fetcher, Memory};
use crate::store::HostState;

/// So many addresses of one source are asked for in a round.
const AT_ONCE: usize = 16;

/// So many of all sources, but for one of each: every body may be an open file.
const ALL_AT_ONCE: usize = 256;

/// The way of all sources over HTTP.
pub(super) struct Walks<'a> {
    fetcher: Option<Fetcher>,
    /// One for each source that is fetched, with its position among all.
    walks: Vec<(usize, Walk<'a>)>,
}

impl<'a> Walks<'a> {
    /// Puts in secrets, and asks for the first address of each source.
    pub(super) fn prepare(run: &mut Ingest<'a>) -> Result<Self> {
        let mut walks = Vec::new();
        for (n, source) in run.newsroom.sources.iter().enumerate() {
            if let Some(web) = &source.web {
                let known = run.store.source(&source.name)?.unwrap_or_default();
                let walk = Walk::new(source, web, known).map_err(|e| e.at(&run.newsroom.file))?;
                walks.push((n, walk));
            }
        }
        let fetcher = match walks.is_empty() || run.options.offline {
            true => None,
            false => Some(Fetcher::new(run.options.now)?),
        };
        let mut walks = Walks { fetcher, walks };
        walks.fetch(run)?;
        Ok(walks)
    }

    /// Reads what came for the source at this position; `false` where it is not fetched.
    pub(super) fn read(&mut self, n: usize, run: &mut Ingest<'a>) -> Result<bool> {
        let offline = self.fetcher.is_none();
        let Some((_, walk)) = self.walks.iter_mut().find(|(at, _)| *at == n) else {
            return Ok(false);
        };
        if offline {
            walk.passed.readable = true;
            walk.passed.complete = false;
            run.outcome.notices.push(unasked(walk.source));
        }
        walk.settle(run)?;
        Ok(true)
    }

    /// Follows all sources to their ends, and says what each pass came to.
    pub(super) fn finish(mut self, passes: &mut [Passed], run: &mut Ingest<'a>) -> Result<()> {
        self.go_to_the_end(run)?;
        let mut any = false;
        for (_, walk) in &mut self.walks {
            if walk.may_have_moved(run)? {
                walk.look_again();
                any = true;
            }
        }
        if any {
            self.go_to_the_end(run)?;
        }
        for (n, mut walk) in self.walks {
            run.outcome.notices.extend(walk.forbidden_pages());
            if walk.late && walk.begun {
                let late = said::late(walk.source, walk.web.deadline);
                run.outcome.notices.push(late);
            }
            // What a page of the list no longer has may by now stand in one that was not asked.
            walk.passed.complete &= !(walk.rested && walk.passed.news);
            if let Some(passed) = passes.get_mut(n) {
                *passed = std::mem::take(&mut walk.passed);
            }
        }
        Ok(())
    }

    fn go_to_the_end(&mut self, run: &mut Ingest<'a>) -> Result<()> {
        while self.fetch(run)? {
            for (_, walk) in &mut self.walks {
                walk.settle(run)?;
            }
        }
        Ok(())
    }

    /// Fetches the next addresses of every source; `false` where there are none.
    fn fetch(&mut self, run: &mut Ingest<'a>) -> Result<bool> {
        let Some(fetcher) = &self.fetcher else {
            return Ok(false);
        };
        let busy = self.walks.iter().filter(|(_, w)| w.has_more()).count();
        let at_once = (ALL_AT_ONCE / busy.max(1)).clamp(1, AT_ONCE);
        for (_, walk) in &mut self.walks {
            walk.take_steps(at_once, run)?;
        }
        let steps = self.walks.iter_mut().flat_map(|(_, walk)| &mut walk.came);
        let mut steps: Vec<&mut Came> = steps.collect();
        let any = !steps.is_empty();
        let asks: Vec<Ask> = steps.iter().filter_map(|came| came.ask.clone()).collect();
        for ask in asks.iter().filter(|ask| !fetcher.knows(&ask.url)) {
            let host = run.store.host(&origin(&ask.url))?.unwrap_or_default();
            fetcher.remember(&ask.url, memory(host));
        }
        let (control, total) = (run.control, asks.len() as u64);
        let stop = || control.interrupted().is_some();
        if total > 0 {
            control.progress("fetching", 0, Some(total));
        }
        let replies = fetcher.all(&asks, &stop, &|done| {
            control.progress("fetching", done as u64, Some(total));
        });
        interrupted(control)?;
        for (origin, memory) in fetcher.learnt() {
            let state = host_state(memory);
            run.store.save_host(&origin, &state)?;
            run.hosts.insert(origin, state);
        }
        let asked = steps.iter_mut().filter(|came| came.ask.is_some());
        for (came, reply) in asked.zip(replies) {
            came.took = reply.as_ref().map_or(came.took, |reply| reply.took);
            came.answer = reply.map(|reply| reply.answer);
        }
        for (_, walk) in &mut self.walks {
            // The slowness of others is not its own.
            let slowest = walk.came.iter().map(|came| came.took).max();
            walk.spent += slowest.unwrap_or_default();
        }
        Ok(any)
    }
}

impl<'a> Ingest<'a> {
    /// Keeps what hosts have said though the run has failed: who wants to be left alone is not asked by the next one.
    pub(super) fn keep_hosts(&mut self) -> Result<()> {
        if self.options.dry_run || self.hosts.is_empty() {
            return Ok(());
        }
        self.store.roll_back()?;
        for (origin, state) in &self.hosts {
            self.store.save_host(origin, state)?;
        }
        self.store.commit()
    }

    fn fetched_job<'f>(
        &self,
        source: &'a SourceDef,
        place: &'f Path,
        fetched: Option<Fetched>,
    ) -> Job<'a, 'f> {
        Job {
            newsroom: self.newsroom,
            source,
            file: place,
            shown: place.to_path_buf(),
            stat: None,
            fetched,
        }
    }
}

/// The host of an address, with scheme and port.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn memory(host: HostState) -> Memory {
    Memory {
        wait_until: host.wait_until,
        robots: host.robots,
    }
}

fn host_state(memory: Memory) -> HostState {
    HostState {
        wait_until: memory.wait_until,
        robots: memory.robots,
    }
}
