//! Several pieces of work on one thread, until all are done or somebody wants them to end.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::sleep;

/// How often a wish to end is noticed.
const LOOK: Duration = Duration::from_millis(50);

/// One piece of work beside others.
pub(super) type Lane<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Ends when somebody wishes the work to end.
pub(super) async fn asked_to_end(stop: &dyn Fn() -> bool) {
    while !stop() {
        sleep(LOOK).await;
    }
}

/// Goes on with all of them until all are done.
pub(super) async fn together(mut lanes: Vec<Lane<'_>>) {
    poll_fn(|context| {
        lanes.retain_mut(|lane| lane.as_mut().poll(context).is_pending());
        match lanes.is_empty() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
}

/// Goes on with the work until it is done or the other is.
pub(super) async fn unless<T>(work: impl Future<Output = T>, other: impl Future<Output = ()>) {
    let (mut work, mut other) = (pin!(work), pin!(other));
    poll_fn(|context| {
        let done = work.as_mut().poll(context).is_ready();
        match done || other.as_mut().poll(context).is_ready() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
}
