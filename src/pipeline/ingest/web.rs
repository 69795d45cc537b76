//! Sources over HTTP: what has changed is fetched, read, and followed to the pages that it names.
//!
//! All sources walk together, in rounds: each round asks for the next addresses of every source at once, and reads
//! what came in the order of the configuration, so that a run's outcome does not depend on who answered first.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::super::fetched::{charset, input_for};
use super::super::job::{Fetched, Job};
use super::super::publish::interrupted;
use super::super::resume::{FileLog, Resume};
use super::{Ingest, Passed, unasked};
use crate::config::{SourceDef, WebSource};
use crate::import::{self, Input, Onward};
use crate::model::{Notice, NoticeKind};
use crate::source::{
    Answer, Ask, Asker, Fetcher, HEAD_BYTES, Memory, Secret, Terms, Unanswered, Validators,
};
use crate::store::{HostState, NamedPage, Visit};
use crate::{Error, Result, Severity};

/// So many addresses of one source are asked for in a round.
const AT_ONCE: usize = 16;

/// So many of all sources, but for one of each: every body may be an open file.
const ALL_AT_ONCE: usize = 256;

/// A page that could not be had or read is not asked for again for so long, unless its list says that it changed.
const LEFT_OUT: TimeDelta = TimeDelta::days(1);

/// A list that names more pages than this is read anew each time instead of being remembered.
const REMEMBERED_PAGES: usize = 5000;

/// The way of all sources over HTTP.
pub(super) struct Walks<'a> {
    fetcher: Option<Fetcher>,
    /// One for each source that is fetched, with its position among all.
    walks: Vec<(usize, Walk<'a>)>,
}

/// The way of one source.
struct Walk<'a> {
    source: &'a SourceDef,
    web: &'a WebSource,
    terms: Rc<Terms>,
    /// What is still to be looked at, lists before pages.
    lists: VecDeque<Step>,
    pages: VecDeque<Step>,
    /// What was fetched in this round and waits to be read.
    came: Vec<Came>,
    seen: HashSet<String>,
    /// How many further pages may still be asked for.
    left: usize,
    /// Pages that `robots.txt` forbids: how many, and the first.
    forbidden: (u64, Option<Url>),
    passed: Passed,
}

/// One address of a source.
#[derive(Clone)]
struct Step {
    url: Url,
    kind: Kind,
    /// When it last changed, as the list that names it says.
    modified: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The address that the configuration names.
    First,
    /// A further page of it, or a list that it names.
    List,
    /// A page that a list names.
    Page,
}

/// An address, what was known of it, and what came.
struct Came {
    step: Step,
    known: Option<Visit>,
    /// `None`: what is known is as good as an answer.
    ask: Option<Ask>,
    answer: Option<Result<Answer, Unanswered>>,
}

impl<'a> Walks<'a> {
    /// Puts in secrets, and asks for the first address of each source.
    pub(super) fn prepare(run: &mut Ingest<'a>) -> Result<Self> {
        let mut walks = Vec::new();
        for (n, source) in run.newsroom.sources.iter().enumerate() {
            if let Some(web) = &source.web {
                let walk = Walk::new(source, web).map_err(|e| e.at(&run.newsroom.file))?;
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
            run.outcome.notices.push(unasked(walk.source));
        }
        walk.settle(run)?;
        Ok(true)
    }

    /// Follows all sources to their ends, and says what each pass came to.
    pub(super) fn finish(mut self, passes: &mut [Passed], run: &mut Ingest<'a>) -> Result<()> {
        while self.fetch(run)? {
            for (_, walk) in &mut self.walks {
                walk.settle(run)?;
            }
        }
        for (n, mut walk) in self.walks {
            run.outcome.notices.extend(walk.forbidden_pages());
            if let Some(passed) = passes.get_mut(n) {
                *passed = std::mem::take(&mut walk.passed);
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
        let answers = fetcher.all(&asks, &stop, &|done| {
            control.progress("fetching", done as u64, Some(total));
        });
        interrupted(control)?;
        for (origin, memory) in fetcher.learnt() {
            run.store.save_host(&origin, &host_state(memory))?;
        }
        let asked = steps.iter_mut().filter(|came| came.ask.is_some());
        for (came, answer) in asked.zip(answers) {
            came.answer = answer;
        }
        Ok(any)
    }
}

impl<'a> Walk<'a> {
    fn new(source: &'a SourceDef, web: &'a WebSource) -> Result<Self> {
        let look = |name: &str| std::env::var(name).ok();
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
                site: Some(web.url.clone()),
            },
            asker: Asker::Source,
        };
        let first = Step {
            url: web.url.clone(),
            kind: Kind::First,
            modified: None,
        };
        Ok(Walk {
            source,
            web,
            terms: Rc::new(terms),
            seen: HashSet::from([first.url.to_string()]),
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

    fn has_more(&self) -> bool {
        !(self.lists.is_empty() && self.pages.is_empty())
    }

    /// Takes the next addresses, with what is known of them; those that need not be asked are not.
    fn take_steps(&mut self, at_once: usize, run: &Ingest<'a>) -> Result<()> {
        self.came.clear();
        while self.came.len() < at_once {
            let Some(step) = self.lists.pop_front().or_else(|| self.pages.pop_front()) else {
                return Ok(());
            };
            let place = PathBuf::from(step.url.as_str());
            let known = run.store.visit(&self.source.name, step.url.as_str())?;
            let settings = run.fetched_job(self.source, &place, None).settings_digest();
            let known = known.filter(|k| k.options == settings && !run.options.full);
            if self.is_settled(&step, known.as_ref(), run) {
                self.came.push(Came::unasked(step, known));
                continue;
            }
            if step.kind != Kind::First {
                match self.left.checked_sub(1) {
                    Some(left) => self.left = left,
                    None => {
                        self.passed.complete = false;
                        self.passed.places.insert(place);
                        continue;
                    }
                }
            }
            let ask = self.ask(&step, known.as_ref());
            self.came.push(Came {
                step,
                known,
                ask: Some(ask),
                answer: None,
            });
        }
        Ok(())
    }

    /// Is what is known of the address as good as an answer?
    fn is_settled(&self, step: &Step, known: Option<&Visit>, run: &Ingest<'a>) -> bool {
        let Some(known) = known else { return false };
        if step.modified.is_some() {
            return step.modified == known.modified;
        }
        known.fresh_until.is_some_and(|t| t > run.options.now)
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
            terms: self.terms.clone(),
        }
    }

    /// Reads what came in this round, in the order in which it was asked for.
    fn settle(&mut self, run: &mut Ingest<'a>) -> Result<()> {
        for came in std::mem::take(&mut self.came) {
            let place = PathBuf::from(came.step.url.as_str());
            self.passed.places.insert(place);
            let (step, known) = (came.step, came.known);
            match (came.answer, known) {
                (Some(Ok(answer)), known) => self.answered(&step, known, answer, run)?,
                (None, Some(known)) if came.ask.is_none() => self.unchanged(&step, &known, run)?,
                (Some(Err(e)), _) => self.unanswered(&step, e, run)?,
                (None, _) => self.passed.complete = false,
            }
        }
        Ok(())
    }

    fn answered(
        &mut self,
        step: &Step,
        known: Option<Visit>,
        answer: Answer,
        run: &mut Ingest<'a>,
    ) -> Result<()> {
        if step.kind == Kind::First
            && let Some(moved) = &answer.moved
        {
            run.outcome
                .notices
                .push(has_moved(self.source, step, moved));
        }
        let same = |known: &Visit| match &answer.body {
            None => true,
            Some(body) => body.digest() == known.digest,
        };
        match known.filter(same) {
            Some(known) => {
                let now = Visit {
                    etag: answer.validators.etag,
                    last_modified: answer.validators.last_modified,
                    fresh_until: answer.fresh_until,
                    modified: step.modified.clone(),
                    ..known.clone()
                };
                if now != known {
                    let address = step.url.as_str();
                    run.store.save_visit(&self.source.name, address, &now)?;
                }
                self.unchanged(step, &known, run)
            }
            None => {
                let validators = answer.validators.clone();
                let digest = answer.body.as_ref().map(|b| b.digest().to_owned());
                let Err(e) = self.import(step, answer, run) else {
                    return Ok(());
                };
                interrupted(run.control)?;
                self.passed.complete = false;
                if step.kind == Kind::Page && e.is_input() {
                    let digest = digest.unwrap_or_default();
                    return self.leave(step, &validators, digest, &e, run);
                }
                run.failed(self.source, e.at(step.url.as_str()))
            }
        }
    }

    /// Nothing is read, and what was said before is said again.
    fn unchanged(&mut self, step: &Step, known: &Visit, run: &mut Ingest<'a>) -> Result<()> {
        self.passed.readable |= step.kind == Kind::First;
        run.outcome.notices.extend(known.notices.iter().cloned());
        // What follows an unchanged page of a list was read when that was read, unless all of it has to be known.
        let go_on = self.source.missing_share.is_some();
        let next = known.next.as_deref().filter(|_| go_on);
        let next = next.and_then(|next| Url::parse(next).ok());
        self.go_on(next, &known.pages, run)
    }

    fn unanswered(&mut self, step: &Step, e: Unanswered, run: &mut Ingest<'a>) -> Result<()> {
        self.passed.complete = false;
        let first = step.kind == Kind::First;
        let e = match e {
            Unanswered::Forbidden if !first => {
                self.forbidden.0 += 1;
                self.left = self.left.saturating_add(1);
                self.forbidden.1.get_or_insert_with(|| step.url.clone());
                return Ok(());
            }
            Unanswered::Forbidden => Error::input("robots.txt forbids programs to fetch this")
                .help("ask the site's keeper; `robots = false` is for pages of your own"),
            Unanswered::Wait(until, status) => {
                // Everything else that this source still wants may well lie on the same host.
                let already = std::mem::take(&mut self.lists).len() + self.pages.len();
                self.pages.clear();
                let Some(status) = status else {
                    self.passed.readable |= first;
                    if first || already > 0 {
                        let notice = told_to_wait(self.source, until);
                        run.outcome.notices.push(notice.in_file(step.url.as_str()));
                    }
                    return Ok(());
                };
                let until = shown(until);
                Error::input(format!(
                    "the server answers {status}; it is asked nothing more before {until}"
                ))
                .help("ask it more seldom, or its keeper for leave to ask more often")
            }
            Unanswered::Refused(e) if step.kind == Kind::Page => {
                return self.leave(step, &Validators::default(), String::new(), &e, run);
            }
            Unanswered::Failed(e) | Unanswered::Refused(e) => e,
        };
        run.failed(self.source, e.at(step.url.as_str()))
    }

    /// A page that a list names and that cannot be had or read: it is warned of, and remembered, so that it is not
    /// asked for in each run in the place of others. A list names more than articles.
    fn leave(
        &mut self,
        step: &Step,
        validators: &Validators,
        digest: String,
        e: &Error,
        run: &mut Ingest<'a>,
    ) -> Result<()> {
        let message = format!("a page of source {:?} was left out: {e}", self.source.name);
        let notice = Notice::new(NoticeKind::Source, Severity::Warning, message);
        let notice = notice.in_file(step.url.as_str());
        run.outcome.notices.push(notice.clone());
        let place = PathBuf::from(step.url.as_str());
        let visit = Visit {
            etag: validators.etag.clone(),
            last_modified: validators.last_modified.clone(),
            fresh_until: Some(run.options.now + LEFT_OUT),
            modified: step.modified.clone(),
            digest,
            options: run.fetched_job(self.source, &place, None).settings_digest(),
            notices: vec![notice],
            ..Visit::default()
        };
        run.store
            .save_visit(&self.source.name, step.url.as_str(), &visit)
    }

    /// Reads a body that is new.
    fn import(&mut self, step: &Step, answer: Answer, run: &mut Ingest<'a>) -> Result<()> {
        let Some(mut body) = answer.body else {
            return Ok(());
        };
        let content_type = answer.content_type.unwrap_or_default();
        let head = body.head(HEAD_BYTES)?;
        let input = self.input(step, &head, &content_type)?;
        let place = PathBuf::from(step.url.as_str());
        let fetched = Fetched {
            url: answer.url,
            at: run.options.now,
            charset: charset(&content_type),
        };
        let job = run.fetched_job(self.source, &place, Some(fetched));
        let (settings, digest) = (job.settings_digest(), body.digest().to_owned());
        let read = run.read(&job, input, body, Resume::default())?;
        self.passed.readable |= step.kind == Kind::First;
        self.passed.news = true;
        if read.log.rejected == 0 {
            run.store.read_whole(&self.source.name, &place, run.pass)?;
        }
        let (next, pages) = onward(read.onward, answer.next);
        let visit = Visit {
            etag: answer.validators.etag,
            last_modified: answer.validators.last_modified,
            fresh_until: answer.fresh_until,
            modified: step.modified.clone(),
            digest,
            options: settings,
            rejected: read.log.rejected,
            notices: FileLog::into_notices(read.log),
            next: next.as_ref().map(Url::to_string),
            pages,
        };
        let address = step.url.as_str();
        if visit.pages.len() <= REMEMBERED_PAGES {
            run.store.save_visit(&self.source.name, address, &visit)?;
        }
        self.go_on(next, &visit.pages, run)
    }

    /// The format of a body: that of the source, of pages `html`, else what the body says of itself.
    fn input(&self, step: &Step, head: &[u8], content_type: &str) -> Result<&'static Input> {
        let named = match step.kind {
            Kind::Page => import::by_name("html").ok(),
            _ => self.source.format,
        };
        input_for(named, head, &step.url, content_type)
    }

    /// Takes in the next page of a list and the pages that it names, each once.
    fn go_on(&mut self, next: Option<Url>, pages: &[NamedPage], run: &Ingest<'a>) -> Result<()> {
        if let Some(url) = next
            && self.seen.insert(url.to_string())
        {
            self.lists.push_back(Step {
                url,
                kind: Kind::List,
                modified: None,
            });
        }
        let (mut unknown, mut known) = (Vec::new(), Vec::new());
        for page in pages {
            let Ok(url) = Url::parse(&page.url) else {
                continue;
            };
            if !self.seen.insert(url.to_string()) {
                continue;
            }
            let step = Step {
                kind: match page.is_list {
                    true => Kind::List,
                    false => Kind::Page,
                },
                modified: page.modified.clone(),
                url,
            };
            let address = step.url.as_str();
            match run.store.visit(&self.source.name, address)? {
                _ if page.is_list => self.lists.push_back(step),
                None => unknown.push(step),
                Some(_) => known.push(step),
            }
        }
        // The newest first, and what was never read before what was.
        for steps in [&mut unknown, &mut known] {
            steps.sort_by(|a, b| b.modified.cmp(&a.modified));
        }
        self.pages.extend(unknown);
        self.pages.extend(known);
        Ok(())
    }

    fn forbidden_pages(&self) -> Option<Notice> {
        let (many, first) = (self.forbidden.0, self.forbidden.1.as_ref()?);
        let message = format!(
            "robots.txt forbids {many} pages of source {:?}, which were not fetched",
            self.source.name
        );
        let notice = Notice::new(NoticeKind::Source, Severity::Warning, message);
        Some(
            notice
                .in_file(first.as_str())
                .help("ask the site's keeper; `robots = false` is for pages of your own"),
        )
    }
}

impl Came {
    fn unasked(step: Step, known: Option<Visit>) -> Self {
        Came {
            step,
            known,
            ask: None,
            answer: None,
        }
    }
}

impl<'a> Ingest<'a> {
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

/// What a document says of others, as it is remembered; what a header says of the next page counts where the
/// document says nothing.
fn onward(said: Onward, in_header: Option<Url>) -> (Option<Url>, Vec<NamedPage>) {
    let pages = said.pages.into_iter().map(|page| NamedPage {
        url: page.url.to_string(),
        is_list: page.is_list,
        modified: page.modified.map(|m| m.to_string()),
    });
    (said.next.or(in_header), pages.collect())
}

fn told_to_wait(source: &SourceDef, until: DateTime<Utc>) -> Notice {
    let message = format!(
        "source {:?} is not asked before {}, as its server wishes; its records stay as they are",
        source.name,
        shown(until)
    );
    Notice::new(NoticeKind::Source, Severity::Warning, message)
}

fn shown(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn has_moved(source: &SourceDef, step: &Step, moved: &Url) -> Notice {
    let message = format!("source {:?} has moved for good, to {moved}", source.name);
    let notice = Notice::new(NoticeKind::Source, Severity::Warning, message);
    notice.in_file(step.url.as_str()).help(format!(
        "write url = {:?}, and name = {:?} so that its records are known again",
        moved.as_str(),
        source.name
    ))
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
