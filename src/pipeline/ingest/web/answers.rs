//! What comes of an address: read where it is new, said again where it is not, told where it could not be had.

use std::path::PathBuf;

use chrono::TimeDelta;
use url::Url;

use super::super::super::fetched::{charset, input_for};
use super::super::super::job::Fetched;
use super::super::super::publish::interrupted;
use super::super::super::resume::{FileLog, Resume};
use super::super::Ingest;
use super::said::{has_moved, shown, told_to_wait};
use super::step::{Kind, Step};
use super::walk::Walk;
use crate::import::{self, Input, Onward};
use crate::model::{Notice, NoticeKind};
use crate::source::{Answer, HEAD_BYTES, Unanswered, Validators};
use crate::store::{NamedPage, Visit};
use crate::{Error, Result, Severity};

/// A page that could not be had or read is not asked for again for so long, unless its list says that it changed.
const LEFT_OUT: TimeDelta = TimeDelta::days(1);

/// What is not the first page of a list and fails for so long is not asked for in each run any more.
const GIVEN_UP: TimeDelta = TimeDelta::days(3);

/// A list that names more pages than this is read anew each time instead of being remembered.
const REMEMBERED_PAGES: usize = 5000;

impl<'a> Walk<'a> {
    /// Reads what came in this round, in the order in which it was asked for.
    pub(super) fn settle(&mut self, run: &mut Ingest<'a>) -> Result<()> {
        for came in std::mem::take(&mut self.came) {
            let place = PathBuf::from(&came.step.shown);
            self.passed.places.insert(place);
            let (step, known) = (came.step, came.known);
            match (came.answer, known) {
                (Some(Ok(answer)), known) => self.answered(&step, known, answer, run)?,
                (None, Some(known)) if came.ask.is_none() => {
                    self.rested |= step.kind != Kind::Page && step.modified.is_none();
                    self.unchanged(&step, &known, run)?;
                }
                (Some(Err(e)), _) => self.unanswered(&step, e, run)?,
                (None, _) => self.passed.complete = false,
            }
        }
        self.resume();
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
        let visited = known.is_some();
        let same = |known: &Visit| match &answer.body {
            None => true,
            Some(body) => body.digest() == known.digest,
        };
        match known.filter(same) {
            Some(known) => {
                let now = Visit {
                    etag: answer.validators.etag,
                    last_modified: answer.validators.last_modified,
                    fresh_until: match known.left_out {
                        true => Some(run.options.now + LEFT_OUT),
                        false => answer.fresh_until,
                    },
                    modified: step.modified.clone(),
                    failing: None,
                    ..known.clone()
                };
                if now != known {
                    run.store.save_visit(&self.source.name, &step.shown, &now)?;
                }
                self.unchanged(step, &known, run)
            }
            None => {
                let validators = answer.validators.clone();
                let digest = answer.body.as_ref().map(|b| b.digest().to_owned());
                let Err(e) = self.import(step, visited, answer, run) else {
                    return Ok(());
                };
                interrupted(run.control)?;
                self.passed.complete = false;
                if step.kind == Kind::Page && e.is_input() {
                    let digest = digest.unwrap_or_default();
                    return self.leave(step, &validators, digest, &e, run);
                }
                self.failed(step, e, run)
            }
        }
    }

    /// Nothing is read, and what was said before is said again.
    fn unchanged(&mut self, step: &Step, known: &Visit, run: &mut Ingest<'a>) -> Result<()> {
        self.passed.readable |= step.kind == Kind::First;
        self.begun |= step.kind == Kind::First;
        if !(self.again && step.kind != Kind::Page) {
            run.outcome.notices.extend(known.notices.iter().cloned());
        }
        // What follows an unchanged page of a list was read when that was read, unless all of it has to be known.
        let next = known.next.as_deref().filter(|_| self.is_read_whole());
        self.go_on(next, &known.pages, run)?;
        self.settled(step, None, run)
    }

    /// Is all of its list looked at in each run, so that what is missing from it is known?
    fn is_read_whole(&self) -> bool {
        self.source.missing_share.is_some()
    }

    fn unanswered(&mut self, step: &Step, e: Unanswered, run: &mut Ingest<'a>) -> Result<()> {
        self.passed.complete = false;
        let first = step.kind == Kind::First;
        let e = match e {
            Unanswered::Forbidden if !first => {
                self.forbidden.0 += 1;
                self.left = self.left.saturating_add(1);
                self.forbidden.1.get_or_insert_with(|| step.shown.clone());
                return Ok(());
            }
            Unanswered::Late if first => {
                let deadline = self.web.deadline.as_secs_f64();
                Error::input(format!("it was not read in {deadline} s"))
                    .help("try again, or give it longer with `deadline` in its [[source]]")
            }
            Unanswered::Late => {
                self.give_up();
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
                        run.outcome.notices.push(notice.in_file(&step.shown));
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
            Unanswered::Refused(e) => {
                // The list has become shorter, or the address was wrong: it is not asked for for ever.
                self.settled(step, None, run)?;
                e
            }
            Unanswered::Failed(e) => return self.failed(step, e, run),
        };
        run.failed(self.source, e.at(&step.shown))
    }

    /// What cannot be had is a fault of the run, as long as that may pass: not for good because of one page of many.
    fn failed(&mut self, step: &Step, e: Error, run: &mut Ingest<'a>) -> Result<()> {
        if step.kind == Kind::First || !e.is_input() {
            return run.failed(self.source, e.at(&step.shown));
        }
        let known = run.store.visit(&self.source.name, &step.shown)?;
        let known = known.unwrap_or_default();
        let since = known.failing.unwrap_or(run.options.now);
        if known.failing.is_none() {
            let failing = Visit {
                failing: Some(since),
                ..known
            };
            run.store
                .save_visit(&self.source.name, &step.shown, &failing)?;
        }
        if run.options.now - since < GIVEN_UP {
            return run.failed(self.source, e.at(&step.shown));
        }
        match step.kind {
            Kind::Page => self.leave(step, &Validators::default(), String::new(), &e, run),
            // It is asked for as long as another page names it.
            _ => {
                self.settled(step, None, run)?;
                run.failed(self.source, given_up(&e).at(&step.shown))
            }
        }
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
        let notice = notice.in_file(&step.shown);
        run.outcome.notices.push(notice.clone());
        let place = PathBuf::from(&step.shown);
        let visit = Visit {
            etag: validators.etag.clone(),
            last_modified: validators.last_modified.clone(),
            fresh_until: Some(run.options.now + LEFT_OUT),
            modified: step.modified.clone(),
            left_out: true,
            failing: run
                .store
                .visit(&self.source.name, &step.shown)?
                .and_then(|known| known.failing),
            digest,
            options: run.fetched_job(self.source, &place, None).settings_digest(),
            notices: vec![notice],
            ..Visit::default()
        };
        run.store.save_visit(&self.source.name, &step.shown, &visit)
    }

    /// Reads a body that is new. `visited`: it was read before, and as it would be now.
    fn import(
        &mut self,
        step: &Step,
        visited: bool,
        answer: Answer,
        run: &mut Ingest<'a>,
    ) -> Result<()> {
        let Some(mut body) = answer.body else {
            return Ok(());
        };
        let content_type = answer.content_type.unwrap_or_default();
        let head = body.head(HEAD_BYTES)?;
        let input = self.input(step, &head, &content_type)?;
        let place = PathBuf::from(&step.shown);
        let fetched = Fetched {
            url: answer.url,
            at: run.options.now,
            charset: charset(&content_type),
            hidden: self.terms.hidden.clone(),
        };
        let job = run.fetched_job(self.source, &place, Some(fetched));
        let (settings, digest) = (job.settings_digest(), body.digest().to_owned());
        let before = run.outcome.records.new + run.outcome.records.changed;
        let read = run.read(&job, input, body, Resume::default())?;
        let has_news = run.outcome.records.new + run.outcome.records.changed > before;
        self.passed.readable |= step.kind == Kind::First;
        self.begun |= step.kind == Kind::First;
        self.passed.news = true;
        if read.log.rejected == 0 {
            run.store.read_whole(&self.source.name, &place, run.pass)?;
        }
        let hide = |url: &Url| self.terms.hidden.hide(url.as_str());
        let (next, pages) = onward(read.onward, answer.next, answer.counts_pages, &hide);
        let visit = Visit {
            etag: answer.validators.etag,
            last_modified: answer.validators.last_modified,
            fresh_until: answer.fresh_until,
            modified: step.modified.clone(),
            left_out: false,
            failing: None,
            digest,
            options: settings,
            rejected: read.log.rejected,
            notices: FileLog::into_notices(read.log),
            next,
            pages,
        };
        if visit.pages.len() <= REMEMBERED_PAGES {
            run.store
                .save_visit(&self.source.name, &step.shown, &visit)?;
        }
        // One new record shifts all others by one: pages that have changed only so are not followed to the end.
        let goes_on = has_news || !visited || self.is_read_whole();
        let next = visit.next.as_deref().filter(|_| goes_on);
        let next = self.go_on(next, &visit.pages, run)?;
        self.settled(step, next, run)
    }

    /// The format of a body: that of the source, of pages `html`, else what the body says of itself.
    fn input(&self, step: &Step, head: &[u8], content_type: &str) -> Result<&'static Input> {
        let named = match step.kind {
            Kind::Page => import::by_name("html").ok(),
            _ => self.source.format,
        };
        // What is said of it names the file, which may be a key.
        let shown = Url::parse(&step.shown).ok();
        input_for(
            named,
            head,
            shown.as_ref().unwrap_or(&step.url),
            content_type,
        )
    }

    pub(super) fn forbidden_pages(&self) -> Option<Notice> {
        let (many, first) = (self.forbidden.0, self.forbidden.1.as_ref()?);
        let message = format!(
            "robots.txt forbids {many} pages of source {:?}, which were not fetched",
            self.source.name
        );
        let notice = Notice::new(NoticeKind::Source, Severity::Warning, message);
        Some(
            notice
                .in_file(first)
                .help("ask the site's keeper; `robots = false` is for pages of your own"),
        )
    }
}

fn given_up(e: &Error) -> Error {
    let days = GIVEN_UP.num_days();
    Error::input(format!("it failed for {days} days and is given up: {e}"))
        .help("look at the server; when it is mended, run once with --full, so that what lies behind is read")
}

/// What a document says of others, as it is remembered; what a header says of the next page counts where the document says
/// nothing, and alone where the server counts its pages: a full page would have us ask for one behind the last.
fn onward(
    said: Onward,
    in_header: Option<Url>,
    counts_pages: bool,
    hide: &dyn Fn(&Url) -> String,
) -> (Option<String>, Vec<NamedPage>) {
    let pages = said.pages.into_iter().map(|page| NamedPage {
        url: hide(&page.url),
        is_list: page.is_list,
        modified: page.modified.map(|m| m.to_string()),
    });
    let next = said.next.filter(|_| !counts_pages);
    (next.or(in_header).as_ref().map(hide), pages.collect())
}
