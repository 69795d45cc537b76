//! `feedwright serve`: a server for what was published, until a signal ends it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use feedwright::config::{AccessLog, Newsroom};
use feedwright::server::{self, Order};
use feedwright::{Error, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::super::args::{LogForm, Serve};
use super::super::exit::Exit;
use super::super::log::Log;
use super::super::messages::Messages;
use super::newsroom;

pub(crate) fn run(args: &Serve, config: Option<&Path>, messages: &Messages) -> Result<Exit> {
    let first = read(args, config)?;
    let listening = listening(&first, messages);
    let config = Some(first.file);
    let asked = args.clone();
    let load = move || read(&asked, config.as_deref());
    let log = Log::start(messages)?;
    let served = server::serve(Box::new(load), orders()?, &listening);
    drop(log);
    served.map(|()| Exit::Success)
}

/// The newsroom, with what the command line says of serving it.
fn read(args: &Serve, config: Option<&Path>) -> Result<Newsroom> {
    let mut newsroom = newsroom(config)?;
    let serve = &mut newsroom.serve;
    if let Some(listen) = &args.listen {
        serve.listen.clone_from(listen);
    }
    serve.validator |= args.validator;
    serve.hub |= args.hub;
    serve.publish_every = args.publish_every.or(serve.publish_every);
    serve.log = match args.log {
        Some(LogForm::Common) => AccessLog::Common,
        Some(LogForm::Json) => AccessLog::Json,
        Some(LogForm::None) => AccessLog::None,
        None => serve.log,
    };
    newsroom.name_own_hub();
    Ok(newsroom)
}

/// Says where the server listens, once it does.
fn listening<'m>(newsroom: &Newsroom, messages: &'m Messages) -> impl Fn(&[SocketAddr]) + 'm {
    let dir: PathBuf = newsroom.output.dir.clone();
    move |addresses| {
        for address in addresses {
            messages.note(&format!("serving {} at http://{address}/", dir.display()));
        }
    }
}

/// What signals ask of the server. A second one to stop ends the program at once.
fn orders() -> Result<UnboundedReceiver<Order>> {
    let (asks, orders) = unbounded_channel();
    let failed = |e| Error::io("cannot listen for signals", e);
    let again = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_default(signal, again.clone()).map_err(failed)?;
        signal_hook::flag::register(signal, again.clone()).map_err(failed)?;
    }
    // A run that writes past a limit on file sizes fails like one on a full disk, and the server goes on.
    signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default()).map_err(failed)?;
    let mut signals =
        signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(failed)?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let order = match signal {
                SIGHUP => Order::Reload,
                _ => Order::Stop,
            };
            if asks.send(order).is_err() {
                return;
            }
        }
    });
    Ok(orders)
}
