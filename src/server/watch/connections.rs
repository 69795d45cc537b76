//! How many connections there are and were.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many connections there are and were.
#[derive(Debug, Default)]
pub(in super::super) struct Connections {
    open: AtomicU64,
    all: AtomicU64,
    full: AtomicU64,
    failed: AtomicU64,
}

/// Counts as a connection until it is dropped.
#[derive(Debug)]
pub(in super::super) struct Inside(Arc<Connections>);

impl Connections {
    /// A connection was let in.
    pub(in super::super) fn enter(self: &Arc<Self>) -> Inside {
        self.open.fetch_add(1, Ordering::Relaxed);
        self.all.fetch_add(1, Ordering::Relaxed);
        Inside(Arc::clone(self))
    }

    /// All places are taken: the next connection waits, or is refused.
    pub(in super::super) fn full(&self) {
        self.full.fetch_add(1, Ordering::Relaxed);
    }

    /// A connection could not be taken.
    pub(in super::super) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// Open now, let in so far, times that all places were taken, connections that could not be taken.
    pub(super) fn figures(&self) -> [u64; 4] {
        [&self.open, &self.all, &self.full, &self.failed].map(|n| n.load(Ordering::Relaxed))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}
