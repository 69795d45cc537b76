//! One source's way: what it still wants to look at, and what is asked for of that.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use url::Url;

use super::super::{Ingest, Passed};
use super::step::{Came, Kind, Step};
use crate::Result;
use crate::config::{SourceDef, WebSource};
use crate::source::{Ask, Asker, Secret, Terms, Validators};
use crate::store::{NamedPage, SourceState, Visit};

/// The way of one source.
pub(super) struct Walk<'a> {
    pub(super) source: &'a SourceDef,
    pub(super) web: &'a WebSource,
    pub(super) terms: Rc<Terms>,
    /// What is still to be looked at, lists before pages.
    pub(super) lists: VecDeque<Step>,
    pub(super) pages: VecDeque<Step>,
    /// What was fetched in this round and waits to be read.
    pub(super) came: Vec<Came>,
    pub(super) seen: HashSet<String>,
    /// The list and its further pages, as far as they were asked for in this run.
    walked: Vec<Step>,
    /// Are they looked at once more?
    pub(super) again: bool,
    /// The first address, as it is stored.
    list: String,
    /// Further pages of the list that were named and not read, in this run or before it, as they are stored.
    unread: BTreeSet<String>,
    /// Is the first address read, and are those that earlier runs left to be looked at?
    pub(super) begun: bool,
    resumed: bool,
    /// How long it has taken, and whether that was longer than it may, so that something was left.
    pub(super) spent: Duration,
    pub(super) late: bool,
    /// Was a list not asked because its last answer is still fresh?
    pub(super) rested: bool,
    /// How many lists were asked for.
    lists_asked: usize,
    /// How many further pages may still be asked for.
    pub(super) left: usize,
    /// Pages that `robots.txt` forbids: how many, and the first.
    pub(super) forbidden: (u64, Option<String>),
    pub(super) passed: Passed,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        source: &'a SourceDef,
        web: &'a WebSource,
        known: SourceState,
    ) -> Result<Self> {
        let look = |name: &str| std::env::var(name).ok();
        let (url, hidden) = web.address(&look)?;
        let mut headers = Vec::with_capacity(web.headers.len());
        for header in &web.headers {
            headers.push((header.name.clone(), header.value.value(&look)?));
        }
        let terms = Terms {
            timeout: web.timeout,
            most: web.max_bytes,
            allowed: web.allow_hosts.clone(),
            agent: web.user_agent.clone(),
            delay: web.delay,
            headers: Secret {
                headers,
                site: Some(url.clone()),
            },
            hidden,
            asker: Asker::Source,
        };
        let first = Step::new(url, Kind::First, None, &terms.hidden);
        // What another address has named is no page of this one's list.
        let unread = match known.list == first.shown {
            true => known.unread,
            false => BTreeSet::new(),
        };
        Ok(Walk {
            source,
            web,
            list: first.shown.clone(),
            terms: Rc::new(terms),
            seen: HashSet::from([first.url.to_string()]),
            unread,
            walked: Vec::new(),
            again: false,
            begun: false,
            resumed: false,
            spent: Duration::ZERO,
            late: false,
            rested: false,
            lists_asked: 0,
            lists: VecDeque::from([first]),
            pages: VecDeque::new(),
            came: Vec::new(),
            left: web.pages,
            forbidden: (0, None),
            passed: Passed {
                complete: true,
                ..Passed::default()
            },
        })
    }

    pub(super) fn has_more(&self) -> bool {
        !(self.lists.is_empty() && self.pages.is_empty())
    }

    /// Takes the next addresses, with what is known of them; those that need not be asked are not.
    pub(super) fn take_steps(&mut self, at_once: usize, run: &Ingest<'a>) -> Result<()> {
        self.came.clear();
        if self.spent >= self.web.deadline && self.has_more() {
            self.give_up();
        }
        while self.came.len() < at_once {
            let Some(step) = self.next_step() else {
                return Ok(());
            };
            let place = PathBuf::from(&step.shown);
            let known = run.store.visit(&self.source.name, &step.shown)?;
            let settings = run.fetched_job(self.source, &place, None).settings_digest();
            let known = known.filter(|k| k.options == settings && !run.options.full);
            if self.is_settled(&step, known.as_ref(), run) {
                self.came.push(Came::unasked(step, known));
                continue;
            }
            if step.kind != Kind::First {
                match self.left.checked_sub(1) {
                    Some(left) => {
                        self.left = left;
                        self.lists_asked += usize::from(step.kind == Kind::List);
                    }
                    None => {
                        self.passed.complete = false;
                        self.passed.places.insert(place);
                        continue;
                    }
                }
            }
            if step.kind != Kind::Page {
                self.walked.push(step.clone());
            }
            let ask = self.ask(&step, known.as_ref());
            self.came.push(Came {
                step,
                known,
                ask: Some(ask),
                answer: None,
                took: Duration::ZERO,
            });
        }
        Ok(())
    }

    /// Is something missing from a list of several pages? While they were read one after the other, it may have moved from
    /// one that was still to be read to one that was read already.
    pub(super) fn may_have_moved(&self, run: &Ingest<'a>) -> Result<bool> {
        let several = self.walked.len() > 1 && !self.again;
        let is_told = self.source.missing_share.is_some();
        let is_known = self.passed.complete && self.passed.news && !self.rested;
        if !(several && is_told && is_known) {
            return Ok(false);
        }
        let missing = run.store.missing(&self.source.name, &self.passed.places)?;
        Ok(!missing.keys.is_empty())
    }

    /// Asks for the list and its further pages once more, which is no more than a question where they stay as they were.
    pub(super) fn look_again(&mut self) {
        self.again = true;
        self.lists = std::mem::take(&mut self.walked).into();
        self.left = self.left.saturating_add(self.lists.len());
    }

    /// There is no time for the rest in this run.
    pub(super) fn give_up(&mut self) {
        self.late = true;
        self.passed.complete = false;
        self.lists.clear();
        self.pages.clear();
    }

    /// Lists before pages, but for half of what may be asked for: many lists must not keep pages out for good.
    fn next_step(&mut self) -> Option<Step> {
        if self.lists_asked < self.web.pages.div_ceil(2) {
            return self.lists.pop_front().or_else(|| self.pages.pop_front());
        }
        let asks_a_list = |came: &Came| came.ask.is_some() && came.step.kind != Kind::Page;
        if self.pages.is_empty() && self.came.iter().any(asks_a_list) {
            // It may name pages.
            return None;
        }
        self.pages.pop_front().or_else(|| self.lists.pop_front())
    }

    /// Is what is known of the address as good as an answer?
    fn is_settled(&self, step: &Step, known: Option<&Visit>, run: &Ingest<'a>) -> bool {
        let Some(known) = known else { return false };
        if self.again && step.kind != Kind::Page {
            return false;
        }
        let is_fresh = || known.fresh_until.is_some_and(|t| t > run.options.now);
        match step.modified.is_some() {
            true => step.modified == known.modified && (!known.left_out || is_fresh()),
            false => is_fresh(),
        }
    }

    fn ask(&self, step: &Step, known: Option<&Visit>) -> Ask {
        let named = self.source.format.map(|f| f.name);
        let is_page = step.kind == Kind::Page
            || (step.kind == Kind::First && matches!(named, Some("html" | "capture")));
        Ask {
            url: step.url.clone(),
            validators: known.map_or_else(Validators::default, |known| Validators {
                etag: known.etag.clone(),
                last_modified: known.last_modified.clone(),
            }),
            robots: self.web.robots && is_page,
            within: self.web.deadline.saturating_sub(self.spent),
            terms: self.terms.clone(),
        }
    }

    /// An address that a document names or that was stored.
    fn step(&self, address: &str, kind: Kind, modified: Option<String>) -> Option<Step> {
        let hidden = &self.terms.hidden;
        let mut url = Url::parse(address).ok()?;
        // Whoever writes what stands for a key into an address elsewhere would be sent the key.
        let site = self.terms.headers.site.as_ref();
        if site.is_some_and(|site| site.origin() == url.origin()) {
            url = Url::parse(&hidden.reveal(address)).ok()?;
        }
        Some(Step::new(url, kind, modified, hidden))
    }

    /// Takes in the next page of a list and what the list names, each once. Gives the next page where it was not
    /// taken in before.
    pub(super) fn go_on(
        &mut self,
        next: Option<&str>,
        pages: &[NamedPage],
        run: &Ingest<'a>,
    ) -> Result<Option<String>> {
        let next = next.and_then(|next| self.step(next, Kind::List, None));
        let next = next.filter(|step| self.seen.insert(step.url.to_string()));
        let shown = next.as_ref().map(|step| step.shown.clone());
        self.lists.extend(next);
        let (mut lists, mut known_lists) = (Vec::new(), Vec::new());
        let (mut unknown, mut known) = (Vec::new(), Vec::new());
        for page in pages {
            let kind = match page.is_list {
                true => Kind::List,
                false => Kind::Page,
            };
            let Some(step) = self.step(&page.url, kind, page.modified.clone()) else {
                continue;
            };
            if !self.seen.insert(step.url.to_string()) {
                continue;
            }
            let is_known = run.store.visit(&self.source.name, &step.shown)?.is_some();
            match (page.is_list, is_known) {
                (true, false) => lists.push(step),
                (true, true) => known_lists.push(step),
                (false, false) => unknown.push(step),
                (false, true) => known.push(step),
            }
        }
        // Where there are more lists than are asked for in a run, each has its turn.
        let turn = usize::try_from(run.pass).unwrap_or(0) % known_lists.len().max(1);
        known_lists.rotate_left(turn);
        // The newest first, and what was never read before what was.
        for steps in [&mut lists, &mut known_lists, &mut unknown, &mut known] {
            steps.sort_by(|a, b| b.modified.cmp(&a.modified));
        }
        self.lists.extend(lists);
        self.lists.extend(known_lists);
        self.pages.extend(unknown);
        self.pages.extend(known);
        Ok(shown)
    }

    /// Takes in what earlier runs left, once the first address is read.
    pub(super) fn resume(&mut self) {
        if !self.begun || std::mem::replace(&mut self.resumed, true) {
            return;
        }
        for address in self.unread.clone() {
            let step = self.step(&address, Kind::List, None);
            let step = step.filter(|step| self.seen.insert(step.url.to_string()));
            self.lists.extend(step);
        }
    }

    /// A page of the list needs no reading any more, but the next one does. That is stored with what was read, so that
    /// no run which ends early, however it does, leaves the rest of the list out for good.
    pub(super) fn settled(
        &mut self,
        step: &Step,
        next: Option<String>,
        run: &mut Ingest<'a>,
    ) -> Result<()> {
        let done = self.unread.remove(&step.shown);
        let more = next.is_some_and(|next| self.unread.insert(next));
        if !done && !more {
            return Ok(());
        }
        let known = run.store.source(&self.source.name)?.unwrap_or_default();
        let state = SourceState {
            list: self.list.clone(),
            unread: self.unread.clone(),
            ..known
        };
        run.store.save_source(&self.source.name, &state)
    }
}
