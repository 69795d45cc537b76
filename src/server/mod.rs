//! Serves what was published, over HTTP/1.1; tells subscribers what changed; judges feeds for people in browsers.
//!
//! In: a newsroom and its output folder, as the pipeline leaves it. Out: answers. A publish run is picked up by itself,
//! as a whole ([`shelf`]); each connection is bounded in time and size ([`listener`]). TLS is a proxy's work.

mod address;
mod app;
mod client;
mod conditional;
mod connection;
mod delta;
mod fields;
mod files;
mod find;
mod front;
mod given;
mod guarded;
mod heads;
mod hub;
mod item;
mod large;
mod listener;
mod media_type;
mod negotiate;
mod network;
mod range;
mod reader;
mod request_head;
mod room;
mod shelf;
#[cfg(test)]
mod slow_tests;
mod stored_bytes;
mod validator;
mod watch;
mod workshop;

use std::sync::Arc;
use std::time::Duration;

use crate::config::Newsroom;
use crate::{Error, Result};

use self::app::App;

/// How long connections that are being answered have to end once the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// So many threads at most read large files, pack, and wait for the store.
const BLOCKING_THREADS: usize = 16;

/// The target of the lines of the access log, which are whole as they are; all else has the target `feedwright`.
pub const ACCESS_TARGET: &str = "feedwright::access";

/// What a running server may be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Read the configuration again, and look at the output folder.
    Reload,
    /// Take no more connections, finish what is being answered, and return.
    Stop,
}

/// Reads the configuration, now and whenever it is to be read again.
pub type Load = Box<dyn Fn() -> Result<Newsroom> + Send + Sync>;

/// Where the server listens, told once it does.
pub type Listening<'l> = &'l dyn Fn(&[std::net::SocketAddr]);

/// Serves until it is told to stop.
///
/// # Errors
/// Where the configuration cannot be followed, or nobody may listen there.
pub fn serve(
    load: Load,
    orders: tokio::sync::mpsc::UnboundedReceiver<Order>,
    listening: Listening<'_>,
) -> Result<()> {
    let app = Arc::new(App::open(load)?);
    // Where there is one core, threads would only hand work to each other.
    let mut builder = match std::thread::available_parallelism() {
        Ok(cores) if cores.get() > 1 => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = builder
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
        .map_err(|e| Error::io("cannot start the server's threads", e))?;
    let served = runtime.block_on(run(app, orders, listening));
    // What still runs (a page being judged, a name being resolved) holds nothing that would be lost.
    runtime.shutdown_timeout(Duration::from_millis(200));
    served
}

async fn run(
    app: Arc<App>,
    mut orders: tokio::sync::mpsc::UnboundedReceiver<Order>,
    listening: Listening<'_>,
) -> Result<()> {
    let serve = app.held().newsroom.serve.clone();
    let listeners = listener::bind(&serve.listen).await?;
    let addresses: Vec<_> = listeners
        .iter()
        .filter_map(|l| l.local_addr().ok())
        .collect();
    let connections = listener::affordable(serve.connections);
    let room = room::Room::new(connections, room::Times::USUAL);
    let order = tokio::spawn(Arc::clone(&room).keep_order());
    let door = listener::Door::new(room, Arc::clone(&app.watch.connections));
    let front = front::Front::new(&app);
    for listener in listeners {
        tokio::spawn(door.clone().admit(listener, front.clone()));
    }
    let watching = tokio::spawn(shelf::watch(Arc::clone(&app)));
    let hub = tokio::spawn(hub::run(Arc::clone(&app)));
    let keeping = tokio::spawn(delta::keep(Arc::clone(&app)));
    listening(&addresses);
    let publisher = watch::Publisher::start(&app)?;
    while let Some(order) = orders.recv().await {
        match order {
            Order::Reload => {
                app.reload(&serve).await;
                publisher.look_again();
            }
            Order::Stop => break,
        }
    }
    watching.abort();
    app.hub.close();
    tokio::join!(door.close(DRAIN), publisher.stop(DRAIN));
    let _ = hub.await;
    order.abort();
    keeping.abort();
    if let Err(e) = app.deltas.save(&app.held().newsroom.store) {
        tracing::warn!(target: "feedwright", "which versions were served is forgotten: {e}");
    }
    Ok(())
}
