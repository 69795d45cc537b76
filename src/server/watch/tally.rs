//! What is counted of requests: by threads apart, so that they do not wait for each other, and added up when asked.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::super::reader::{FAMILIES, Family};

/// So many threads count apart.
const SHARDS: usize = 8;

/// Classes of status codes: 1xx to 5xx.
const CLASSES: usize = 5;

/// What may be counted besides requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// Documents of feeds that were sent whole.
    Whole,
    /// Parts of documents, by `Range`.
    Part,
    /// Documents with only the entries that the reader lacks.
    Delta,
    /// Documents that the reader had already.
    Unchanged,
    /// Requests that were told to wait.
    Refused,
    /// Bytes of bodies.
    Sent,
    /// Bytes that were not sent because the reader had them.
    SavedUnchanged,
    /// Bytes that were not sent because the rest was packed.
    SavedPacked,
    /// Microseconds until answers stood.
    Microseconds,
}

const COUNTS: usize = Count::Microseconds as usize + 1;

/// Apart by more than a line of the processor's cache, so that counting in one does not slow another.
#[repr(align(128))]
struct Shard {
    requests: [[AtomicU64; CLASSES]; FAMILIES],
    counts: [AtomicU64; COUNTS],
}

/// What is counted.
pub(super) struct Tally {
    shards: [Shard; SHARDS],
}

impl Default for Tally {
    fn default() -> Self {
        let shard = || Shard {
            requests: [const { [const { AtomicU64::new(0) }; CLASSES] }; FAMILIES],
            counts: [const { AtomicU64::new(0) }; COUNTS],
        };
        Tally {
            shards: std::array::from_fn(|_| shard()),
        }
    }
}

/// The shard of this thread.
fn shard() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static SHARD: usize = THREADS.fetch_add(1, Ordering::Relaxed) % SHARDS;
    }
    SHARD.with(|shard| *shard)
}

fn class(status: u16) -> usize {
    usize::from(status / 100).clamp(1, CLASSES) - 1
}

impl Tally {
    /// A request was answered.
    pub(super) fn request(&self, family: Family, status: u16) {
        let of_family = self.shards.get(shard()).map(|s| &s.requests);
        let of_family = of_family.and_then(|r| r.get(family.index()));
        if let Some(requests) = of_family.and_then(|r| r.get(class(status))) {
            requests.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn add(&self, what: Count, number: u64) {
        let counts = self.shards.get(shard()).map(|s| &s.counts);
        if let Some(count) = counts.and_then(|c| c.get(what as usize)) {
            count.fetch_add(number, Ordering::Relaxed);
        }
    }

    /// Requests of a family that got an answer of this class, `1` to `5`.
    pub(super) fn requests(&self, family: Family, class: usize) -> u64 {
        let of_shard = |s: &Shard| {
            Some(
                s.requests
                    .get(family.index())?
                    .get(class.checked_sub(1)?)?
                    .load(Ordering::Relaxed),
            )
        };
        self.shards.iter().filter_map(of_shard).sum()
    }

    pub(super) fn count(&self, what: Count) -> u64 {
        let of_shard = |s: &Shard| Some(s.counts.get(what as usize)?.load(Ordering::Relaxed));
        self.shards.iter().filter_map(of_shard).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_count_together() {
        let tally = Tally::default();
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    for status in [200, 304, 404, 999, 0] {
                        tally.request(Family::OTHER, status);
                    }
                    tally.add(Count::Sent, 7);
                });
            }
        });
        let all: Vec<u64> = (1..=5).map(|c| tally.requests(Family::OTHER, c)).collect();
        assert_eq!(all, [20, 20, 20, 20, 20]);
        assert_eq!(tally.count(Count::Sent), 140);
        assert_eq!(tally.requests(Family::OTHER, 0), 0);
    }
}
