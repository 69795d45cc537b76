//! Bytes that are kept in memory, and how many of them there are.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;

/// How many bytes are kept in memory, and how many may be.
#[derive(Debug)]
pub(super) struct Account {
    kept: AtomicUsize,
    most: usize,
}

impl Account {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Account {
            kept: AtomicUsize::new(0),
            most,
        })
    }

    /// Are there more than may be?
    pub(super) fn is_over(&self) -> bool {
        self.kept.load(Ordering::Relaxed) > self.most
    }
}

/// Bytes that count in an account while they are kept. An answer that is under way keeps its own copy of the handle and
/// counts no more.
#[derive(Debug)]
pub(super) struct Kept {
    bytes: Bytes,
    account: Arc<Account>,
}

impl Kept {
    pub(super) fn new(bytes: Bytes, account: &Arc<Account>) -> Self {
        account.kept.fetch_add(bytes.len(), Ordering::Relaxed);
        Kept {
            bytes,
            account: Arc::clone(account),
        }
    }
}

impl Deref for Kept {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &self.bytes
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.account
            .kept
            .fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}
