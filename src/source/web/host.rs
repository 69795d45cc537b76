//! What is known of one host: when it may be asked next, what its `robots.txt` says, how it has behaved.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

/// So many requests are on their way to it at a time, whoever leads to it.
pub(super) const AT_ONCE: usize = 2;

/// After so many failures in a row a host is asked nothing more in this run.
const STRIKES: u32 = 3;

/// What later runs are to know of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Before that it wants to hear nothing.
    pub wait_until: Option<DateTime<Utc>>,
    /// Its `robots.txt`, and until when that holds.
    pub robots: Option<(DateTime<Utc>, String)>,
}

/// One host in this run.
#[derive(Debug, Default)]
pub(super) struct Host {
    memory: Memory,
    has_news: bool,
    /// The next request begins then at the earliest.
    next: Option<Instant>,
    /// Nothing begins before that, though its turn may have come.
    held: Option<Instant>,
    /// Requests that have begun and not ended.
    on_the_way: usize,
    /// Failures in a row.
    failures: u32,
    /// Somebody asks for its `robots.txt` and has until then.
    robots_until: Option<Instant>,
}

impl Host {
    pub(super) fn remembering(memory: Memory) -> Self {
        Host {
            memory,
            ..Host::default()
        }
    }

    /// What is to be remembered, where that has changed since the last call.
    pub(super) fn news(&mut self) -> Option<Memory> {
        std::mem::take(&mut self.has_news).then(|| self.memory.clone())
    }

    /// Until when it wants to be left alone.
    pub(super) fn wait_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.memory.wait_until.filter(|until| *until > now)
    }

    /// It wants to be left alone for so long.
    pub(super) fn leave(&mut self, now: DateTime<Utc>, wait: TimeDelta) -> DateTime<Utc> {
        let until = now + wait;
        let until = self.wait_until(now).map_or(until, |known| known.max(until));
        self.memory.wait_until = Some(until);
        self.has_news = true;
        until
    }

    /// The moment of the next request, which is taken: the one after it begins `pause` later.
    pub(super) fn turn(&mut self, pause: Duration) -> Instant {
        let turn = self
            .next
            .map_or_else(Instant::now, |t| t.max(Instant::now()));
        self.next = Some(turn + pause);
        turn
    }

    /// Nothing begins before so long from now.
    pub(super) fn hold(&mut self, wait: Duration) {
        let then = Instant::now() + wait;
        self.next = Some(self.next.map_or(then, |t| t.max(then)));
        self.held = self.next;
    }

    /// Has it been asked to wait since the turn was given?
    pub(super) fn is_held(&self) -> bool {
        self.held.is_some_and(|until| until > Instant::now())
    }

    /// May one more be on its way to it? Then it is.
    pub(super) fn begin(&mut self) -> bool {
        let may = self.on_the_way < AT_ONCE;
        self.on_the_way += usize::from(may);
        may
    }

    /// One that was on its way has ended.
    pub(super) fn end(&mut self) {
        self.on_the_way = self.on_the_way.saturating_sub(1);
    }

    /// The text of its `robots.txt`, where that still holds.
    pub(super) fn robots(&self, now: DateTime<Utc>) -> Option<&str> {
        let (until, text) = self.memory.robots.as_ref()?;
        (*until > now).then_some(text)
    }

    /// Is it for the caller to ask for `robots.txt`? Then it has so long for that, and nobody else asks meanwhile.
    pub(super) fn begin_robots(&mut self, time: Duration) -> bool {
        let now = Instant::now();
        if self.robots_until.is_some_and(|until| until > now) {
            return false;
        }
        self.robots_until = Some(now + time);
        true
    }

    pub(super) fn learn_robots(&mut self, until: DateTime<Utc>, text: String) {
        self.memory.robots = Some((until, text));
        self.robots_until = None;
        self.has_news = true;
    }

    /// Counts failures in a row.
    pub(super) fn behaved(&mut self, well: bool) {
        self.failures = if well { 0 } else { self.failures + 1 };
    }

    pub(super) fn is_given_up(&self) -> bool {
        self.failures >= STRIKES
    }
}
