//! The one place where the hub tells how it fares: its counts for `/metrics`, its queue for `/status`.

use std::sync::Arc;

use serde::Serialize;

use super::super::app::App;
use super::exposition::Page;

/// What waits in the hub, for `/status`.
#[derive(Debug, Serialize)]
pub(super) struct Queue {
    /// Subscriptions that hold.
    pub(super) subscriptions: u64,
    /// Deliveries that wait.
    pub(super) waiting: u64,
}

/// Adds the hub's counts, where there is a hub.
pub(super) fn add(_app: &Arc<App>, _page: &mut Page) {}

/// What waits in the hub, where there is one.
pub(super) fn queue(_app: &Arc<App>) -> Option<Queue> {
    None
}
