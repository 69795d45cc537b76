//! The one place where the hub tells how it fares: its counts for `/metrics`, its queue for `/status`.

use std::sync::Arc;

use serde::Serialize;

use super::super::app::App;
use super::exposition::{Kind, Page};

/// What waits in the hub, for `/status`.
#[derive(Debug, Serialize)]
pub(super) struct Queue {
    /// Subscriptions that hold.
    pub(super) subscriptions: u64,
    /// Deliveries that wait.
    pub(super) waiting: u64,
}

/// Adds the hub's counts, where there is a hub.
pub(super) fn add(app: &Arc<App>, page: &mut Page) {
    let Some(counts) = app.hub().map(|hub| hub.counts()) else {
        return;
    };
    page.metric(
        "feedwright_hub_deliveries_total",
        Kind::Counter,
        "Tries to deliver a version to a callback, by what came of it; given_up: after days of trying; ended: by 410.",
    )
    .sample(&[("result", "delivered")], counts.delivered.get())
    .sample(&[("result", "failed")], counts.failed.get())
    .sample(&[("result", "given_up")], counts.given_up.get())
    .sample(&[("result", "ended")], counts.ended.get());
    page.metric(
        "feedwright_hub_requests_total",
        Kind::Counter,
        "Requests to subscribe or unsubscribe, by what came of them.",
    )
    .sample(&[("result", "verified")], counts.verified.get())
    .sample(&[("result", "unverified")], counts.unverified.get())
    .sample(&[("result", "refused")], counts.refused.get());
    for (name, help, count) in [
        (
            "feedwright_hub_subscriptions",
            "Subscriptions that hold.",
            &counts.subscriptions,
        ),
        (
            "feedwright_hub_subscriptions_failing",
            "Subscriptions whose callback has taken nothing for days.",
            &counts.failing,
        ),
        (
            "feedwright_hub_queue",
            "Deliveries that wait.",
            &counts.queue,
        ),
        (
            "feedwright_hub_intents",
            "Callbacks that are still to be asked whether they want it.",
            &counts.intents,
        ),
    ] {
        page.metric(name, Kind::Gauge, help)
            .sample(&[], count.get());
    }
}

/// What waits in the hub, where there is one.
pub(super) fn queue(app: &Arc<App>) -> Option<Queue> {
    let counts = app.hub()?.counts();
    Some(Queue {
        subscriptions: counts.subscriptions.get(),
        waiting: counts.queue.get(),
    })
}
