//! Tells those who are still to be told, and remembers what became of it.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use super::super::publish::interrupted;
use super::super::{Control, Outcome};
use super::{Targets, counted, is_due, whom};
use crate::config::Newsroom;
use crate::model::{Notice, NoticeKind};
use crate::notify::{self, Answer, Kind, Site, Verdict};
use crate::source::{Manner, Post, Posted, Unreached, post_all};
use crate::store::{Ping, Pings, Store};
use crate::{Result, Severity};

/// Tells everything that is due. What nobody takes stays for a later run; nothing of it makes the run fail.
pub(in super::super) fn send(
    newsroom: &Newsroom,
    now: DateTime<Utc>,
    store: &mut dyn Store,
    control: &dyn Control,
    outcome: &mut Outcome,
) -> Result<()> {
    let waiting = store.pings()?;
    if waiting.is_empty() {
        return Ok(());
    }
    control.progress("telling others", 0, None);
    let targets = Targets::of(newsroom, outcome);
    let (wanted, unwanted): (Vec<Ping>, Vec<Ping>) =
        waiting.into_iter().partition(|p| targets.wants(p));
    let mut round = Round {
        newsroom,
        now,
        control,
        told: BTreeMap::new(),
        settled: Pings {
            gone: unwanted,
            kept: Vec::new(),
        },
        taken: 0,
        until: Instant::now() + newsroom.push.budget,
    };
    let rest = round.run(wanted)?;
    store.save_pings(&round.settled)?;
    let left = rest.len() + round.settled.kept.len();
    outcome.pings.taken = round.taken;
    outcome.pings.waiting = left as u64;
    outcome.pings.dropped = round.told.values().map(|t| t.refused + t.given_up).sum();
    for (target, told) in &round.told {
        for notice in notices(target, told) {
            outcome.notices.insist(notice);
        }
    }
    interrupted(control)
}

/// A way of telling, and whom.
type Target = (String, String);

struct Round<'a> {
    newsroom: &'a Newsroom,
    now: DateTime<Utc>,
    control: &'a dyn Control,
    told: BTreeMap<Target, Told>,
    settled: Pings,
    taken: u64,
    /// The end of the time that all of it may take.
    until: Instant,
}

/// What one target made of it.
#[derive(Default)]
struct Told {
    taken: u64,
    refused: u64,
    kept: u64,
    given_up: u64,
    /// What was said about what was refused.
    refusal: Option<String>,
    /// What was said about what was not taken otherwise.
    why: Option<String>,
    /// The host, where it is not allowed.
    private: Option<String>,
    /// When it is tried again.
    again: Option<DateTime<Utc>>,
    /// How long it wants to be left alone.
    after: Option<TimeDelta>,
}

/// A request and the pings that it stands for.
struct Batch {
    pings: Vec<Ping>,
    post: Post,
}

impl Round<'_> {
    /// Tells what is due, and then whatever else waits for those who took something. Returns what was not tried.
    fn run(&mut self, waiting: Vec<Ping>) -> Result<Vec<Ping>> {
        let mut held: BTreeMap<Target, DateTime<Utc>> = BTreeMap::new();
        for (ping, hold) in waiting.iter().filter_map(|p| Some((p, p.hold?))) {
            let held = held.entry(target(ping)).or_insert(hold);
            *held = hold.max(*held);
        }
        let free = |p: &Ping| held.get(&target(p)).is_none_or(|t| *t <= self.now);
        let (due, later): (Vec<Ping>, Vec<Ping>) = waiting
            .into_iter()
            .partition(|p| is_due(p, self.now) && free(p));
        let mut rest = self.tell(due)?;
        let awake = |p: &Ping| self.told.get(&target(p)).is_some_and(Told::is_awake);
        let (due, later): (Vec<Ping>, Vec<Ping>) = later.into_iter().partition(awake);
        rest.extend(later);
        rest.extend(self.tell(due)?);
        Ok(rest)
    }

    fn tell(&mut self, due: Vec<Ping>) -> Result<Vec<Ping>> {
        let (batches, mut rest) = self.batches(due);
        if batches.is_empty() {
            return Ok(rest);
        }
        let push = &self.newsroom.push;
        let control = self.control;
        let manner = Manner {
            timeout: push.timeout,
            budget: self.until.saturating_duration_since(Instant::now()),
            allowed: &push.allow_hosts,
            stop: &|| control.interrupted().is_some(),
        };
        let posts: Vec<Post> = batches.iter().map(|b| b.post.clone()).collect();
        let answers = post_all(&posts, &manner)?;
        let mut untried = Vec::new();
        for (batch, answer) in batches.into_iter().zip(answers) {
            match answer {
                Some(answer) => self.learn(batch.pings, answer),
                None => untried.extend(batch.pings),
            }
        }
        // Those who were left had failed before, so that all that waits for them waits equally long.
        for ping in untried {
            match self.told.get(&target(&ping)).filter(|t| t.is_down()) {
                Some(told) => {
                    let (why, after) = (told.why.clone().unwrap_or_default(), told.after);
                    self.keep(ping, why, after);
                }
                None => rest.push(ping),
            }
        }
        Ok(rest)
    }

    /// Requests for all of it: targets in turn, and first what was tried least.
    fn batches(&self, mut due: Vec<Ping>) -> (Vec<Batch>, Vec<Ping>) {
        due.sort_by_key(|p| p.tries);
        let mut by_target: BTreeMap<Target, Vec<Ping>> = BTreeMap::new();
        for ping in due {
            by_target.entry(target(&ping)).or_default().push(ping);
        }
        let (mut turns, mut rest) = (Vec::new(), Vec::new());
        for ((kind, target), pings) in by_target {
            let Some(kind) = notify::by_name(&kind) else {
                continue;
            };
            let mut turn = 0_usize;
            let mut pings = pings.into_iter();
            loop {
                let pings: Vec<Ping> = pings.by_ref().take(kind.batch).collect();
                if pings.is_empty() {
                    break;
                }
                match self.post(kind, &target, &pings) {
                    Some(post) => turns.push((turn, Batch { pings, post })),
                    None => rest.extend(pings),
                }
                turn += 1;
            }
        }
        turns.sort_by_key(|(turn, _)| *turn);
        (turns.into_iter().map(|(_, batch)| batch).collect(), rest)
    }

    fn post(&self, kind: &Kind, target: &str, pings: &[Ping]) -> Option<Post> {
        let topics: Vec<&str> = pings.iter().map(|p| p.topic.as_str()).collect();
        let request = (kind.request)(&topics, &site(self.newsroom))?;
        Some(Post {
            url: target.to_owned(),
            content_type: request.content_type,
            body: request.body,
        })
    }

    fn learn(&mut self, pings: Vec<Ping>, answer: Result<Posted, Unreached>) {
        let Some(first) = pings.first() else { return };
        let verdict = match (&answer, notify::by_name(&first.kind)) {
            (Ok(posted), Some(kind)) => {
                let answer = Answer {
                    status: posted.status,
                    retry_after: posted.retry_after.as_deref(),
                    text: &posted.text,
                };
                notify::verdict(kind, &answer, self.now)
            }
            (Err(unreached), _) => {
                self.told.entry(target(first)).or_default().private = unreached.private.clone();
                Verdict::Later(unreached.why.clone(), None)
            }
            (Ok(_), None) => return,
        };
        for ping in pings {
            match &verdict {
                Verdict::Taken => {
                    self.taken += 1;
                    self.told.entry(target(&ping)).or_default().taken += 1;
                    self.settled.gone.push(ping);
                }
                Verdict::Refused(why) => {
                    let why = self.without_key(why);
                    let told = self.told.entry(target(&ping)).or_default();
                    told.refused += 1;
                    told.refusal.get_or_insert(why);
                    self.settled.gone.push(ping);
                }
                Verdict::Later(why, after) => self.keep(ping, why.clone(), *after),
            }
        }
    }

    /// Keeps it for a later run, unless it has waited too long.
    fn keep(&mut self, mut ping: Ping, why: String, after: Option<TimeDelta>) {
        let why = self.without_key(&why);
        let told = self.told.entry(target(&ping)).or_default();
        told.why.get_or_insert_with(|| why.clone());
        told.after = told.after.max(after);
        ping.tries = ping.tries.saturating_add(1);
        let wait = notify::backoff(ping.tries).max(after.unwrap_or_default());
        ping.due = later(self.now, wait);
        ping.hold = after.map(|after| later(self.now, after));
        ping.said = Some(why);
        let days = TimeDelta::days(self.newsroom.push.give_up_days.into());
        if self.now - ping.since >= days {
            told.given_up += 1;
            self.settled.gone.push(ping);
            return;
        }
        told.kept += 1;
        told.again = Some(told.again.map_or(ping.due, |t| t.min(ping.due)));
        self.settled.kept.push(ping);
    }

    fn without_key(&self, text: &str) -> String {
        match &self.newsroom.push.indexnow {
            Some(account) => account.key.hide_in(text),
            None => text.to_owned(),
        }
    }
}

impl Told {
    /// Did it take something, without asking to be left alone?
    fn is_awake(&self) -> bool {
        self.taken > 0 && self.after.is_none()
    }

    /// Did it take nothing, or ask to be left alone?
    fn is_down(&self) -> bool {
        self.why.is_some() && !self.is_awake()
    }
}

fn site(newsroom: &Newsroom) -> Site<'_> {
    Site {
        title: newsroom.site.title.as_str(),
        url: newsroom.site.url.as_str(),
        indexnow: newsroom.push.indexnow.as_ref(),
    }
}

fn target(ping: &Ping) -> Target {
    (ping.kind.clone(), ping.target.clone())
}

fn later(now: DateTime<Utc>, wait: TimeDelta) -> DateTime<Utc> {
    now.checked_add_signed(wait).unwrap_or(now)
}

fn notices((kind, target): &Target, told: &Told) -> Vec<Notice> {
    let whom = whom(kind, target);
    let why = told.why.as_deref().unwrap_or_default();
    let changes = |n: u64| counted(n, "change");
    let mut said = Vec::new();
    let mut say = |message: String, help: String| {
        let notice = Notice::new(NoticeKind::Document, Severity::Warning, message);
        said.push(notice.help(help));
    };
    if told.kept > 0 {
        let again = told
            .again
            .unwrap_or_default()
            .format("%Y-%m-%d %H:%M:%S UTC");
        let help = match &told.private {
            Some(host) => {
                format!("if you trust it, allow it by name: allow_hosts = [{host:?}] in [push]")
            }
            None => format!(
                "nothing is lost: runs after {again} tell it again; `feedwright status` shows what waits"
            ),
        };
        let kept = changes(told.kept);
        say(format!("{whom} was not told of {kept}: {why}"), help);
    }
    if told.refused > 0 {
        let refusal = told.refusal.as_deref().unwrap_or_default();
        let refused = changes(told.refused);
        say(
            format!("{whom} refused {refused}: {refusal}"),
            "it is not asked again until there is another change; ask those who run it what is wrong".to_owned(),
        );
    }
    if told.given_up > 0 {
        let given_up = changes(told.given_up);
        say(
            format!("{whom} has not taken {given_up} for days and is not told any more: {why}"),
            "look whether it still exists; give_up_days in [push] says how long is tried"
                .to_owned(),
        );
    }
    said
}
