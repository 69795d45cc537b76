//! One source's way: what it still wants to look at, and what is asked for of that.

use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;

use url::Url;

use super::super::{Ingest, Passed};
use crate::Result;
use crate::config::{SourceDef, WebSource};
use crate::source::{Answer, Ask, Asker, Hidden, Secret, Terms, Unanswered, Validators};
use crate::store::{NamedPage, Visit};

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
    /// How many further pages may still be asked for.
    pub(super) left: usize,
    /// Pages that `robots.txt` forbids: how many, and the first.
    pub(super) forbidden: (u64, Option<String>),
    pub(super) passed: Passed,
}

/// One address of a source.
#[derive(Clone)]
pub(super) struct Step {
    /// As it is asked.
    pub(super) url: Url,
    /// As it may be shown and stored.
    pub(super) shown: String,
    pub(super) kind: Kind,
    /// When it last changed, as the list that names it says.
    pub(super) modified: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The address that the configuration names.
    First,
    /// A further page of it, or a list that it names.
    List,
    /// A page that a list names.
    Page,
}

/// An address, what was known of it, and what came.
pub(super) struct Came {
    pub(super) step: Step,
    pub(super) known: Option<Visit>,
    /// `None`: what is known is as good as an answer.
    pub(super) ask: Option<Ask>,
    pub(super) answer: Option<Result<Answer, Unanswered>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(source: &'a SourceDef, web: &'a WebSource) -> Result<Self> {
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

    pub(super) fn has_more(&self) -> bool {
        !(self.lists.is_empty() && self.pages.is_empty())
    }

    /// Takes the next addresses, with what is known of them; those that need not be asked are not.
    pub(super) fn take_steps(&mut self, at_once: usize, run: &Ingest<'a>) -> Result<()> {
        self.came.clear();
        while self.came.len() < at_once {
            let Some(step) = self.lists.pop_front().or_else(|| self.pages.pop_front()) else {
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

    /// An address that a document names or that was stored.
    fn step(&self, address: &str, kind: Kind, modified: Option<String>) -> Option<Step> {
        let hidden = &self.terms.hidden;
        let url = Url::parse(&hidden.reveal(address)).ok()?;
        Some(Step::new(url, kind, modified, hidden))
    }

    /// Takes in the next page of a list and the pages that it names, each once.
    pub(super) fn go_on(
        &mut self,
        next: Option<&str>,
        pages: &[NamedPage],
        run: &Ingest<'a>,
    ) -> Result<()> {
        if let Some(step) = next.and_then(|next| self.step(next, Kind::List, None))
            && self.seen.insert(step.url.to_string())
        {
            self.lists.push_back(step);
        }
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
            match run.store.visit(&self.source.name, &step.shown)? {
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
}

impl Step {
    pub(super) fn new(url: Url, kind: Kind, modified: Option<String>, hidden: &Hidden) -> Self {
        let shown = hidden.hide(url.as_str());
        Step {
            url,
            shown,
            kind,
            modified,
        }
    }
}

impl Came {
    pub(super) fn unasked(step: Step, known: Option<Visit>) -> Self {
        Came {
            step,
            known,
            ask: None,
            answer: None,
        }
    }
}
