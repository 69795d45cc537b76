//! What is due, and whose turn it is: domains in turn, in each of them its hosts, few requests to a domain at once and one to
//! a callback, so that neither a large domain nor a slow one keeps the others waiting.
//!
//! Many slow ones do not either: those that have let us wait lately leave lanes free for those that have not.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::turns::Turns;
use crate::store::hub::Due;

/// Requests under way at once.
const LANES: usize = 100;

/// Questions among them: whoever asks to be asked must not keep deliveries waiting.
const QUESTIONS: usize = 30;

/// Requests to one domain at once: what browsers have grown to for a host, and a tenth of all. A host of 10,000 callbacks
/// that takes 50 ms for each has them all within a minute.
const PER_DOMAIN: usize = 10;

/// Requests to slow domains at once, all together …
const SLOW: usize = 70;

/// … and questions among them.
const SLOW_QUESTIONS: usize = 20;

/// A domain is slow that has let one request wait for so long …
const SLOW_AFTER: Duration = Duration::from_secs(3);

/// … for so long after that: a prompt answer in between makes up for nothing.
const SLOW_FOR: Duration = Duration::from_secs(600);

/// Something to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Job {
    /// Ask or tell a callback what this intent says.
    Ask(i64),
    /// Deliver to this subscription.
    Deliver(i64),
}

/// A job that has been begun.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    pub(super) job: Job,
    domain: Arc<str>,
    callback: u64,
    /// Was it known by then that its domain is slow?
    slow: bool,
}

/// What is due and what is under way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    prompt: Lanes,
    slow: Lanes,
    /// The domains whose jobs wait among the slow, and until when.
    slow_until: HashMap<Arc<str>, Instant>,
    /// Everything that is in the queue, under way, or not settled in the store yet.
    known: HashSet<Job>,
    busy_domains: HashMap<Arc<str>, usize>,
    busy_callbacks: HashSet<u64>,
}

/// Jobs of either kind.
#[derive(Debug, Default)]
struct Lanes {
    questions: Lane,
    deliveries: Lane,
}

/// Jobs of one kind, by domain and host, each with its callback's digest.
#[derive(Debug, Default)]
struct Lane {
    waiting: Turns<Turns<VecDeque<(Job, u64)>>>,
    under_way: usize,
}

impl Queue {
    /// Puts in what is due, where it is not in already.
    pub(super) fn add(
        &mut self,
        due: Vec<Due>,
        job: impl Fn(i64) -> Job,
        domain: impl Fn(&str) -> String,
    ) {
        for due in due {
            let job = job(due.id);
            if !self.known.insert(job) {
                continue;
            }
            let domain = domain(&due.host);
            let lanes = match self.slow_until.contains_key(domain.as_str()) {
                true => &mut self.slow,
                false => &mut self.prompt,
            };
            let hosts = lanes.of(job).waiting.of(&domain);
            hosts.of(&due.host).push_back((job, due.callback));
        }
    }

    /// Begins a job, where one can be. What is slow comes after what is not, which is soon done.
    pub(super) fn begin(&mut self) -> Option<Begun> {
        let slow = self.slow.under_way();
        if self.prompt.under_way() + slow >= LANES {
            return None;
        }
        let slow_questions = self.slow.questions.under_way;
        let may_ask = self.prompt.questions.under_way + slow_questions < QUESTIONS;
        let may_wait = slow < SLOW;
        let may_ask_slowly = may_ask && may_wait && slow_questions < SLOW_QUESTIONS;
        let lanes = [
            (may_ask, &mut self.prompt.questions, false),
            (true, &mut self.prompt.deliveries, false),
            (may_ask_slowly, &mut self.slow.questions, true),
            (may_wait, &mut self.slow.deliveries, true),
        ];
        let (domains, callbacks) = (&self.busy_domains, &self.busy_callbacks);
        let mut open = lanes.into_iter().filter(|(open, ..)| *open);
        let begun = open.find_map(|(_, lane, slow)| lane.begin(domains, callbacks, slow))?;
        let domain = Arc::clone(&begun.domain);
        *self.busy_domains.entry(domain).or_default() += 1;
        self.busy_callbacks.insert(begun.callback);
        Some(begun)
    }

    /// A job's request is over, after so long; the job is known until [`Queue::settled`].
    pub(super) fn ended(&mut self, begun: &Begun, took: Duration, now: Instant) {
        let lanes = match begun.slow {
            true => &mut self.slow,
            false => &mut self.prompt,
        };
        let lane = lanes.of(begun.job);
        lane.under_way = lane.under_way.saturating_sub(1);
        self.busy_callbacks.remove(&begun.callback);
        if let Some(busy) = self.busy_domains.get_mut(&begun.domain) {
            *busy -= 1;
            if *busy == 0 {
                self.busy_domains.remove(&begun.domain);
            }
        }
        if took >= SLOW_AFTER {
            let domain = Arc::clone(&begun.domain);
            self.prompt.hand_over(&domain, &mut self.slow);
            self.slow_until.insert(domain, now + SLOW_FOR);
        }
    }

    /// Forgets who was slow long ago.
    pub(super) fn forgive(&mut self, now: Instant) {
        let (prompt, slow) = (&mut self.prompt, &mut self.slow);
        self.slow_until.retain(|domain, until| {
            let is_slow = *until > now;
            if !is_slow {
                slow.hand_over(domain, prompt);
            }
            is_slow
        });
    }

    /// What came of a job is in the store.
    pub(super) fn settled(&mut self, job: Job) {
        self.known.remove(&job);
    }

    /// Leaves everything that was not begun.
    pub(super) fn clear(&mut self) {
        for lanes in [&mut self.prompt, &mut self.slow] {
            lanes.questions.waiting = Turns::default();
            lanes.deliveries.waiting = Turns::default();
        }
    }
}

impl Lanes {
    const fn of(&mut self, job: Job) -> &mut Lane {
        match job {
            Job::Ask(_) => &mut self.questions,
            Job::Deliver(_) => &mut self.deliveries,
        }
    }

    const fn under_way(&self) -> usize {
        self.questions.under_way + self.deliveries.under_way
    }

    /// Moves what waits for a domain.
    fn hand_over(&mut self, domain: &str, to: &mut Self) {
        for (from, to) in [
            (&mut self.questions, &mut to.questions),
            (&mut self.deliveries, &mut to.deliveries),
        ] {
            from.waiting.hand_over(domain, &mut to.waiting);
        }
    }
}

impl Lane {
    /// The next job of the next host of the next domain that is free. No more of them are passed over than have requests
    /// under way.
    fn begin(
        &mut self,
        busy_domains: &HashMap<Arc<str>, usize>,
        busy_callbacks: &HashSet<u64>,
        slow: bool,
    ) -> Option<Begun> {
        let idle = |(_, callback): &(Job, u64)| !busy_callbacks.contains(callback);
        let begun = self.waiting.next(|domain, hosts| {
            if busy_domains.get(domain).is_some_and(|n| *n >= PER_DOMAIN) {
                return None;
            }
            let (job, callback) = hosts.next(|_, jobs| {
                let place = jobs.iter().position(idle)?;
                jobs.remove(place)
            })?;
            Some(Begun {
                job,
                domain: Arc::clone(domain),
                callback,
                slow,
            })
        })?;
        self.under_way += 1;
        Some(begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(id: i64, host: &str, callback: &str) -> Due {
        Due {
            id,
            host: host.to_owned(),
            callback: Due::digest(callback),
        }
    }

    /// Each host in such a test is its own domain, unless something stands before a first dot.
    fn domain(host: &str) -> String {
        host.split_once('.').map_or(host, |(_, of)| of).to_owned()
    }

    fn add(queue: &mut Queue, job: fn(i64) -> Job, due: impl IntoIterator<Item = Due>) {
        queue.add(due.into_iter().collect(), job, domain);
    }

    fn all(queue: &mut Queue) -> Vec<Begun> {
        std::iter::from_fn(|| queue.begin()).collect()
    }

    const SOON: Duration = Duration::from_millis(50);

    #[test]
    fn domains_take_turns_and_have_a_bound() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let many = (0..50).map(|n| due(n, "large", &n.to_string()));
        add(&mut queue, Job::Deliver, many);
        add(&mut queue, Job::Deliver, [due(50, "small", "a")]);
        let begun = all(&mut queue);
        assert_eq!(begun.len(), PER_DOMAIN + 1);
        assert_eq!(begun.get(1).map(|b| b.job), Some(Job::Deliver(50)));
        let first = begun.first().unwrap();
        queue.ended(first, SOON, now);
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(10)));
        // What is under way or not settled is not begun a second time.
        add(&mut queue, Job::Deliver, [due(0, "large", "0")]);
        queue.ended(begun.get(1).unwrap(), SOON, now);
        assert!(queue.begin().is_none());
        queue.settled(first.job);
        add(&mut queue, Job::Deliver, [due(0, "other", "0")]);
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(0)));
    }

    #[test]
    fn a_thousand_names_of_a_domain_have_no_more_lanes_than_one() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let names = (0..1000).map(|n| due(n, &format!("a{n}.evil"), &n.to_string()));
        add(&mut queue, Job::Deliver, names);
        add(&mut queue, Job::Deliver, [due(1000, "small", "a")]);
        let begun = all(&mut queue);
        assert_eq!(begun.len(), PER_DOMAIN + 1);
        assert!(begun.iter().any(|b| b.job == Job::Deliver(1000)));
        // Its names have turns too.
        let again = [due(1001, "a0.evil", "again")];
        add(&mut queue, Job::Deliver, again);
        queue.ended(begun.first().unwrap(), SOON, now);
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(10)));
    }

    #[test]
    fn a_callback_has_one_request_at_once() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let mine = (0..3).map(|n| due(n, "reader", "mine"));
        add(&mut queue, Job::Deliver, mine);
        add(&mut queue, Job::Deliver, [due(3, "reader", "other")]);
        let first = queue.begin().unwrap();
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(3)));
        assert!(queue.begin().is_none());
        queue.ended(&first, SOON, now);
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(1)));
    }

    #[test]
    fn questions_go_first_and_leave_room() {
        let mut queue = Queue::default();
        let hosts = |from: i64| (from..from + 200).map(|n| due(n, &format!("{n}"), &n.to_string()));
        add(&mut queue, Job::Deliver, hosts(0));
        add(&mut queue, Job::Ask, hosts(200));
        let begun = all(&mut queue);
        assert_eq!(begun.len(), LANES);
        let asked = begun.iter().filter(|b| matches!(b.job, Job::Ask(_)));
        assert_eq!(asked.count(), QUESTIONS);
        assert!(matches!(begun.first().map(|b| b.job), Some(Job::Ask(200))));
    }

    #[test]
    fn many_slow_domains_leave_lanes_to_those_that_are_not() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let slow = |kind: i64| {
            (0..400).map(move |n| due(kind + n, &format!("slow{}", n % 40), &format!("{kind} {n}")))
        };
        add(&mut queue, Job::Deliver, slow(0));
        // Nobody knows yet that they are.
        let begun = all(&mut queue);
        assert_eq!(begun.len(), LANES);
        for begun in &begun {
            queue.ended(begun, SLOW_AFTER, now);
            queue.settled(begun.job);
        }
        add(&mut queue, Job::Ask, slow(1000));
        let begun = all(&mut queue);
        assert_eq!(begun.len(), SLOW);
        let asked = begun.iter().filter(|b| matches!(b.job, Job::Ask(_)));
        assert_eq!(asked.count(), SLOW_QUESTIONS);
        // Others are begun at once, and before what has waited for longer.
        let prompt = |from: i64, count| (from..from + count).map(|n| due(n, &n.to_string(), "a"));
        let prompt = |from, count| prompt(from, count).map(|d| due(d.id, &d.host, &d.host));
        add(&mut queue, Job::Ask, prompt(5000, 20));
        add(&mut queue, Job::Deliver, prompt(6000, 40));
        queue.ended(begun.last().unwrap(), SOON, now);
        let others = all(&mut queue);
        assert_eq!(others.len(), LANES - SLOW + 1);
        assert!(others.iter().all(|b| !b.slow));
        // One prompt answer makes up for nothing; time does, and nothing is lost.
        for begun in begun.iter().take(SLOW - 1).chain(&others) {
            queue.ended(begun, SOON, now);
        }
        assert_eq!(all(&mut queue).iter().filter(|b| b.slow).count(), SLOW);
        let mut queue_later = queue;
        queue_later.forgive(now + SLOW_FOR);
        assert!(queue_later.slow_until.is_empty());
        assert!(queue_later.begin().is_some_and(|begun| !begun.slow));
    }
}
