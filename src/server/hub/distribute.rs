//! Does what is due: takes it from the store, has it asked or delivered, and writes down what came of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::super::app::App;
use super::deliver;
use super::desk::Unavailable;
use super::domain::Domains;
use super::queue::{Begun, Job, Queue};
use super::{CAPS, Hub, now, verify};
use crate::store::hub::Mode;

/// How often the store is asked what has become due.
const TICK: Duration = Duration::from_secs(5);

/// How long what was counted is good enough; a tick counts again.
const COUNT: Duration = Duration::from_secs(2);

/// What came of a job.
#[derive(Debug)]
enum Came {
    Asked(Mode, verify::Outcome),
    Delivered(deliver::Outcome),
    /// It was settled meanwhile, or could not be begun.
    Nothing,
}

/// Works until the server closes and everything under way has ended and is written down.
pub(super) async fn run(app: &Arc<App>, hub: &Hub) {
    let mut queue = Queue::default();
    let mut requests: JoinSet<(Begun, Came, Duration)> = JoinSet::new();
    let mut settling: JoinSet<(Job, bool)> = JoinSet::new();
    let mut closing = hub.closing.subscribe();
    let (mut refill, mut closed, mut counted) = (true, false, None);
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        if refill && !closed {
            refill = false;
            fill(app, &mut queue, &mut counted).await;
        }
        // Where there is no hub for now, everything stays where it is.
        while let Some(begun) = app.hub().and_then(|_| queue.begin()) {
            let app = Arc::clone(app);
            requests.spawn(async move {
                let came = AssertUnwindSafe(carry_out(&app, begun.job)).catch_unwind();
                let (came, took) = came.await.unwrap_or((Came::Nothing, Duration::ZERO));
                (begun, came, took)
            });
        }
        if closed && requests.is_empty() && settling.is_empty() {
            return;
        }
        tokio::select! {
            () = hub.due.notified(), if !closed => refill = true,
            _ = ticks.tick(), if !closed => refill = true,
            Some(Ok((begun, came, took))) = requests.join_next() => {
                queue.ended(&begun, took, Instant::now());
                let app = Arc::clone(app);
                settling.spawn(async move { (begun.job, settle(&app, begun.job, came).await) });
            }
            Some(Ok((job, more))) = settling.join_next() => {
                queue.settled(job);
                refill |= more;
                // What was written together is settled together, and asks for one refill.
                while let Some(settled) = settling.try_join_next() {
                    if let Ok((job, more)) = settled {
                        queue.settled(job);
                        refill |= more;
                    }
                }
            }
            _ = closing.wait_for(|closing| *closing), if !closed => {
                closed = true;
                queue.clear();
            }
            // What was waited for last broke off.
            else => {}
        }
    }
}

/// Puts what is due into the queue. Everything is counted now and then only, since that takes longer than to read what is due.
async fn fill(app: &Arc<App>, queue: &mut Queue, counted: &mut Option<Instant>) {
    let Some(hub) = app.hub() else { return };
    let count = counted.is_none_or(|at| at.elapsed() >= COUNT);
    let read = hub.desk.read(move |store| {
        let now = now();
        // All of it: whoever were left out would have no turn before others have had many.
        let most = CAPS.all;
        let due = (
            store.due_intents(now, most)?,
            store.due_deliveries(now, most)?,
        );
        let held = count.then(|| store.held()).transpose()?;
        Ok((due, held))
    });
    // Where the store cannot be read, it is asked again at the next tick.
    if let Ok(((intents, deliveries), held)) = read.await {
        let domains = Domains::new(&app.held().newsroom.serve.allow_hosts);
        queue.forgive(Instant::now());
        queue.add(intents, Job::Ask, |host| domains.of(host));
        queue.add(deliveries, Job::Deliver, |host| domains.of(host));
        if let Some(held) = held {
            hub.counts.hold(&held);
            *counted = Some(Instant::now());
        }
    }
}

/// What comes of a job, and how long its callback had us wait.
async fn carry_out(app: &Arc<App>, job: Job) -> (Came, Duration) {
    let (hub, nothing) = (&app.hub, (Came::Nothing, Duration::ZERO));
    let Ok(callbacks) = hub.callbacks(&app.held().newsroom) else {
        return nothing;
    };
    match job {
        Job::Ask(id) => match hub.desk.read(move |store| store.intent(id)).await {
            Ok(Some(intent)) => {
                let begun = Instant::now();
                let outcome = verify::ask(hub, &callbacks, &intent).await;
                (Came::Asked(intent.mode, outcome), begun.elapsed())
            }
            Ok(None) | Err(Unavailable) => nothing,
        },
        Job::Deliver(id) => match hub.desk.read(move |store| store.delivery(id, now())).await {
            Ok(Some(delivery)) => {
                let (outcome, took) = deliver::deliver(app, hub, &callbacks, &delivery).await;
                (Came::Delivered(outcome), took)
            }
            Ok(None) | Err(Unavailable) => nothing,
        },
    }
}

/// Writes down what came of a job. Is there more to do for the same callback now?
async fn settle(app: &Arc<App>, job: Job, came: Came) -> bool {
    let hub = &app.hub;
    let written = match (job, came) {
        (Job::Ask(id), Came::Asked(asked, outcome)) => {
            let write = hub.desk.write(move |store| match outcome {
                verify::Outcome::Confirmed => store.confirm(id, asked, now()),
                verify::Outcome::Refused => store.drop_intent(id, asked).map(|()| false),
                verify::Outcome::Again(at) => store.ask_again(id, asked, at).map(|()| false),
            });
            write.await
        }
        (Job::Deliver(id), Came::Delivered(outcome)) => {
            let write = hub.desk.write(move |store| match outcome {
                deliver::Outcome::Delivered(version) => store.delivered(id, version, now()),
                deliver::Outcome::Again(at) => store.deliver_again(id, at).map(|()| false),
                deliver::Outcome::GivenUp => store.give_up(id, now()).map(|()| false),
                deliver::Outcome::Ended => store.end(id).map(|()| false),
                deliver::Outcome::NotYet(version, until) => {
                    store.postpone(id, version, until).map(|()| false)
                }
            });
            write.await
        }
        _ => Ok(false),
    };
    // What could not be written is done again: a callback may have something twice.
    written.unwrap_or(false)
}
