//! How often each host is asked: nobody shall use the validator against somebody else's server.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// In so long a time …
const SPAN: Duration = Duration::from_secs(60);

/// … one host is asked so often.
const MOST: usize = 30;

/// So many hosts are remembered before those that were not asked lately are forgotten.
const HOSTS: usize = 4096;

/// When each host was asked lately.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    asked: Mutex<HashMap<String, VecDeque<Instant>>>,
}

impl Hosts {
    /// May this host be asked now? If so, it counts as asked.
    pub(super) fn admit(&self, host: &str, now: Instant) -> bool {
        // `quay.example.` is the same host.
        let host = host.trim_end_matches('.');
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= HOSTS {
            asked.retain(|_, times| times.back().is_some_and(|last| now - *last < SPAN));
        }
        if asked.len() >= HOSTS && !asked.contains_key(host) {
            return false;
        }
        let times = asked.entry(host.to_owned()).or_default();
        while times.front().is_some_and(|first| now - *first >= SPAN) {
            times.pop_front();
        }
        let admitted = times.len() < MOST;
        if admitted {
            times.push_back(now);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{Hosts, MOST, SPAN};

    #[test]
    fn a_host_is_asked_so_often_and_later_again() {
        let (hosts, now) = (Hosts::default(), Instant::now());
        for _ in 0..MOST {
            assert!(hosts.admit("quay.example", now));
        }
        assert!(!hosts.admit("quay.example", now));
        assert!(!hosts.admit("quay.example.", now));
        assert!(hosts.admit("other.example", now));
        assert!(hosts.admit("quay.example", now + SPAN));
    }
}
