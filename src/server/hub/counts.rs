//! What the hub has done and has to do, for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::store::hub::Held;

/// Counters since the server's start, and how much there is now.
#[derive(Debug, Default)]
pub(in super::super) struct Counts {
    /// Versions that callbacks have taken.
    pub(in super::super) delivered: Count,
    /// Tries to deliver that failed.
    pub(in super::super) failed: Count,
    /// Deliveries that were given up after days.
    pub(in super::super) given_up: Count,
    /// Subscriptions that their callback ended with 410.
    pub(in super::super) ended: Count,
    /// Callbacks that have confirmed what they were asked.
    pub(in super::super) verified: Count,
    /// Callbacks that have not.
    pub(in super::super) unverified: Count,
    /// Requests that were refused.
    pub(in super::super) refused: Count,
    /// Subscriptions now.
    pub(in super::super) subscriptions: Count,
    /// Those of them that were given up, and are tried only now and then.
    pub(in super::super) failing: Count,
    /// Deliveries that wait now.
    pub(in super::super) queue: Count,
    /// Callbacks that are still to be asked now.
    pub(in super::super) intents: Count,
}

impl Counts {
    /// How much there is now.
    pub(super) fn hold(&self, held: &Held) {
        self.subscriptions.set(held.subscriptions);
        self.failing.set(held.failing);
        self.queue.set(held.deliveries);
        self.intents.set(held.intents);
    }
}

/// A number that any thread may read.
#[derive(Debug, Default)]
pub(in super::super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn set(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }

    /// The number now.
    pub(in super::super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
