//! What is due, and whose turn it is: hosts in turn, few requests to a host at once and one to a callback, so that neither a
//! large host nor a slow one keeps the others waiting.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use crate::store::hub::Due;

/// Requests under way at once.
pub(super) const LANES: usize = 100;

/// Questions among them: whoever asks to be asked must not keep deliveries waiting.
const QUESTIONS: usize = 30;

/// Requests to one host at once: what browsers have grown to, and a tenth of all. A host of 10,000 callbacks that takes 50 ms
/// for each has them all within a minute.
pub(super) const PER_HOST: usize = 10;

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
    host: Arc<str>,
    callback: u64,
}

/// What is due and what is under way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    questions: Lane,
    deliveries: Lane,
    /// Everything that is in the queue, under way, or not settled in the store yet.
    known: HashSet<Job>,
    busy_hosts: HashMap<Arc<str>, usize>,
    busy_callbacks: HashSet<u64>,
    under_way: usize,
    asking: usize,
}

/// Jobs of one kind, by host.
#[derive(Debug, Default)]
struct Lane {
    hosts: HashMap<Arc<str>, VecDeque<(Job, u64)>>,
    turns: VecDeque<Arc<str>>,
}

impl Queue {
    /// Puts in what is due, where it is not in already.
    pub(super) fn add(&mut self, due: Vec<Due>, job: impl Fn(i64) -> Job) {
        for due in due {
            let job = job(due.id);
            if !self.known.insert(job) {
                continue;
            }
            let lane = match job {
                Job::Ask(_) => &mut self.questions,
                Job::Deliver(_) => &mut self.deliveries,
            };
            lane.push(&due.host, job, digest(&due.callback));
        }
    }

    /// Begins a job, where one can be.
    pub(super) fn begin(&mut self) -> Option<Begun> {
        if self.under_way >= LANES {
            return None;
        }
        let free = |host: &str| self.busy_hosts.get(host).is_none_or(|n| *n < PER_HOST);
        let idle = |callback: u64| !self.busy_callbacks.contains(&callback);
        let question = match self.asking < QUESTIONS {
            true => self.questions.take(free, idle),
            false => None,
        };
        let begun = question.or_else(|| self.deliveries.take(free, idle))?;
        self.under_way += 1;
        self.asking += usize::from(matches!(begun.job, Job::Ask(_)));
        *self.busy_hosts.entry(Arc::clone(&begun.host)).or_default() += 1;
        self.busy_callbacks.insert(begun.callback);
        Some(begun)
    }

    /// A job's request is over; it is known until [`Queue::settled`].
    pub(super) fn ended(&mut self, begun: &Begun) {
        self.under_way = self.under_way.saturating_sub(1);
        if matches!(begun.job, Job::Ask(_)) {
            self.asking = self.asking.saturating_sub(1);
        }
        self.busy_callbacks.remove(&begun.callback);
        if let Some(busy) = self.busy_hosts.get_mut(&begun.host) {
            *busy -= 1;
            if *busy == 0 {
                self.busy_hosts.remove(&begun.host);
            }
        }
    }

    /// What came of a job is in the store.
    pub(super) fn settled(&mut self, job: Job) {
        self.known.remove(&job);
    }

    /// Leaves everything that was not begun.
    pub(super) fn clear(&mut self) {
        (self.questions, self.deliveries) = (Lane::default(), Lane::default());
    }
}

impl Lane {
    fn push(&mut self, host: &str, job: Job, callback: u64) {
        if let Some(jobs) = self.hosts.get_mut(host) {
            jobs.push_back((job, callback));
            return;
        }
        let host: Arc<str> = Arc::from(host);
        self.turns.push_back(Arc::clone(&host));
        self.hosts.insert(host, VecDeque::from([(job, callback)]));
    }

    /// The next job of the next host that is free. No more hosts are passed over than have requests under way.
    fn take(&mut self, free: impl Fn(&str) -> bool, idle: impl Fn(u64) -> bool) -> Option<Begun> {
        for _ in 0..self.turns.len() {
            let host = self.turns.pop_front()?;
            let jobs = self.hosts.get_mut(&host)?;
            let found = match free(&host) {
                true => jobs.iter().position(|(_, callback)| idle(*callback)),
                false => None,
            };
            let taken = found.and_then(|place| jobs.remove(place));
            if jobs.is_empty() {
                self.hosts.remove(&host);
            } else {
                self.turns.push_back(Arc::clone(&host));
            }
            if let Some((job, callback)) = taken {
                return Some(Begun {
                    job,
                    host,
                    callback,
                });
            }
        }
        None
    }
}

/// Two callbacks with one digest would only be served one after the other.
fn digest(callback: &str) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(callback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(id: i64, host: &str, callback: &str) -> Due {
        Due {
            id,
            host: host.to_owned(),
            callback: callback.to_owned(),
        }
    }

    #[test]
    fn hosts_take_turns_and_have_a_bound() {
        let mut queue = Queue::default();
        let many = (0..50).map(|n| due(n, "large.example", &n.to_string()));
        queue.add(many.collect(), Job::Deliver);
        queue.add(vec![due(50, "small.example", "a")], Job::Deliver);
        let begun: Vec<Begun> = std::iter::from_fn(|| queue.begin()).collect();
        assert_eq!(begun.len(), PER_HOST + 1);
        assert_eq!(begun.get(1).map(|b| b.job), Some(Job::Deliver(50)));
        assert!(queue.begin().is_none());
        let first = begun.first().unwrap();
        queue.ended(first);
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(10)));
        // What is under way or not settled is not begun a second time.
        queue.add(vec![due(0, "large.example", "0")], Job::Deliver);
        queue.ended(begun.get(1).unwrap());
        assert!(queue.begin().is_none());
        queue.settled(first.job);
        queue.add(vec![due(0, "other.example", "0")], Job::Deliver);
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(0)));
    }

    #[test]
    fn a_callback_has_one_request_at_once() {
        let mut queue = Queue::default();
        let mine = (0..3).map(|n| due(n, "reader.example", "mine"));
        queue.add(mine.collect(), Job::Deliver);
        queue.add(vec![due(3, "reader.example", "other")], Job::Deliver);
        let first = queue.begin().unwrap();
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(3)));
        assert!(queue.begin().is_none());
        queue.ended(&first);
        assert_eq!(queue.begin().map(|b| b.job), Some(Job::Deliver(1)));
    }

    #[test]
    fn questions_go_first_and_leave_room() {
        let mut queue = Queue::default();
        let hosts = |from: i64| (from..from + 200).map(|n| due(n, &format!("{n}.example"), "a"));
        let apart = |due: Due| Due {
            callback: due.id.to_string(),
            ..due
        };
        queue.add(hosts(0).map(apart).collect(), Job::Deliver);
        queue.add(hosts(200).map(apart).collect(), Job::Ask);
        let begun: Vec<Begun> = std::iter::from_fn(|| queue.begin()).collect();
        assert_eq!(begun.len(), LANES);
        let asked = begun.iter().filter(|b| matches!(b.job, Job::Ask(_)));
        assert_eq!(asked.count(), QUESTIONS);
        assert!(matches!(begun.first().map(|b| b.job), Some(Job::Ask(200))));
    }
}
