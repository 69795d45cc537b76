//! The one place where the hub tells how it fares: counts for `/metrics`, and what waits for `/status`.

use std::sync::Arc;

use serde::Serialize;

use super::super::app::App;
use super::exposition::Kind::{Counter, Gauge};
use super::exposition::Page;

/// What the hub has done since the server started, and has to do.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    /// Subscriptions that hold.
    subscriptions: u64,
    /// Those of them that are tried only now and then.
    failing: u64,
    /// Deliveries that wait.
    waiting: u64,
    /// Callbacks that are still to be asked whether they meant it.
    unasked: u64,
    /// Callbacks that have confirmed what they were asked.
    verified: u64,
    /// Callbacks that have not.
    unverified: u64,
    /// Versions that callbacks have taken.
    delivered: u64,
    /// Tries to deliver that failed.
    failed: u64,
    /// Deliveries that were given up.
    given_up: u64,
    /// Subscriptions that their callback ended with 410.
    ended: u64,
    /// Requests that were refused.
    refused: u64,
}

/// The hub's figures, where there is a hub.
pub(super) fn figures(app: &Arc<App>) -> Option<Figures> {
    let counts = app.hub()?.counts();
    Some(Figures {
        subscriptions: counts.subscriptions.get(),
        failing: counts.failing.get(),
        waiting: counts.queue.get(),
        unasked: counts.intents.get(),
        verified: counts.verified.get(),
        unverified: counts.unverified.get(),
        delivered: counts.delivered.get(),
        failed: counts.failed.get(),
        given_up: counts.given_up.get(),
        ended: counts.ended.get(),
        refused: counts.refused.get(),
    })
}

/// Adds the hub's figures, where there is a hub.
pub(super) fn add(app: &Arc<App>, page: &mut Page) {
    let Some(hub) = figures(app) else {
        return;
    };
    for (name, help, count) in [
        (
            "feedwright_hub_subscriptions",
            "Subscriptions that hold.",
            hub.subscriptions,
        ),
        (
            "feedwright_hub_subscriptions_failing",
            "Subscriptions that are tried only now and then.",
            hub.failing,
        ),
        (
            "feedwright_hub_waiting",
            "Deliveries that wait.",
            hub.waiting,
        ),
        (
            "feedwright_hub_unasked",
            "Callbacks that are still to be asked whether they meant it.",
            hub.unasked,
        ),
    ] {
        page.metric(name, Gauge, help).sample(&[], count);
    }
    let help = "Callbacks that were asked whether they meant it, by what came of it.";
    page.metric("feedwright_hub_asked_total", Counter, help)
        .sample(&[("became", "verified")], hub.verified)
        .sample(&[("became", "unverified")], hub.unverified);
    let help = "Deliveries by what became of them; failed: a try that is made again.";
    page.metric("feedwright_hub_deliveries_total", Counter, help)
        .sample(&[("became", "taken")], hub.delivered)
        .sample(&[("became", "failed")], hub.failed)
        .sample(&[("became", "given_up")], hub.given_up);
    let help = "Subscriptions that their callback ended with 410.";
    page.metric("feedwright_hub_ended_total", Counter, help)
        .sample(&[], hub.ended);
    let help = "Requests to the hub that were refused.";
    page.metric("feedwright_hub_refused_total", Counter, help)
        .sample(&[], hub.refused);
}
