//! Listens, and lets connections in: at most so many at once, each bounded in time and size.
//!
//! axum's own accept loop has no bounds; this one has ([`super::connection`]).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::connection;
use super::watch::Connections;
use crate::{Error, Result};

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1024;

/// How long to wait after the system could not hand over a connection (no file descriptors left, say).
const PAUSE: Duration = Duration::from_millis(50);

/// Listens at `address`, or takes the sockets that the service manager listens on already (`LISTEN_FDS`).
///
/// # Errors
/// A usage error where the host is not known, an I/O error where nobody may listen there.
pub(super) async fn bind(address: &str) -> Result<Vec<TcpListener>> {
    let handed_over = handed_over()?;
    if !handed_over.is_empty() {
        return Ok(handed_over);
    }
    let resolved = tokio::net::lookup_host(address).await.map_err(|e| {
        Error::io(format!("cannot tell where {address} is"), e)
            .help("give --listen an address and a port, like 127.0.0.1:8080")
    })?;
    let mut listeners = Vec::new();
    for address in resolved {
        listeners.push(listen(address).map_err(|e| refused(address, e))?);
    }
    Ok(listeners)
}

/// The sockets that the service manager listens on for us (sd_listen_fds(3)).
fn handed_over() -> Result<Vec<TcpListener>> {
    let mut sockets = listenfd::ListenFd::from_env();
    let mut listeners = Vec::new();
    for number in 0..sockets.len() {
        let taken = sockets.take_tcp_listener(number).and_then(|socket| {
            let Some(socket) = socket else {
                return Ok(None);
            };
            socket.set_nonblocking(true)?;
            TcpListener::from_std(socket).map(Some)
        });
        let taken = taken.map_err(|e| {
            Error::io(
                "cannot take the socket that the service manager handed over",
                e,
            )
            .help("let the socket unit listen on TCP: ListenStream=8080")
        })?;
        listeners.extend(taken);
    }
    Ok(listeners)
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // A server that is started again must not wait for the old one's last connections to be forgotten.
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

fn refused(address: SocketAddr, e: std::io::Error) -> Error {
    let help = match e.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program listens there; give --listen another port, or stop it"
        }
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need a right; listen on 8080 behind a proxy"
        }
        _ => "give --listen an address of this machine",
    };
    Error::io(format!("cannot listen on {address}"), e).help(help)
}

/// Who is inside, and whether the door is still open.
#[derive(Clone)]
pub(super) struct Door {
    room: Arc<Semaphore>,
    closing: Arc<watch::Sender<bool>>,
    connections: Arc<Connections>,
}

impl Door {
    pub(super) fn new(most: usize, connections: Arc<Connections>) -> Self {
        Door {
            room: Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
            closing: Arc::new(watch::Sender::new(false)),
            connections,
        }
    }

    /// Lets connections in until the door closes.
    pub(super) async fn admit(self, listener: TcpListener, router: Router) {
        let mut closing = self.closing.subscribe();
        loop {
            if self.room.available_permits() == 0 {
                self.connections.full();
            }
            let Ok(place) = Arc::clone(&self.room).acquire_owned().await else {
                return;
            };
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = closing.wait_for(|closing| *closing) => return,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let (router, closing) = (router.clone(), self.closing.subscribe());
                    let inside = self.connections.enter();
                    tokio::spawn(async move {
                        connection::serve(stream, peer, router, closing).await;
                        drop((inside, place));
                    });
                }
                Err(e) if is_of_one_connection(&e) => {}
                Err(e) => {
                    self.connections.failed();
                    tracing::warn!(target: "feedwright", "cannot accept a connection: {e}");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Lets nobody in any more, and waits for those inside, but no longer than `at_most`.
    pub(super) async fn close(&self, at_most: Duration) {
        self.closing.send_replace(true);
        let left = self.closing.closed();
        // The sender outlives its subscribers: it is told when the last of them, a connection or a loop, has gone.
        if tokio::time::timeout(at_most, left).await.is_err() {
            tracing::warn!(target: "feedwright", "some connections did not end in time and are cut");
        }
    }
}

/// Did a client give up before it was let in?
fn is_of_one_connection(e: &std::io::Error) -> bool {
    use std::io::ErrorKind as K;
    matches!(
        e.kind(),
        K::ConnectionAborted | K::ConnectionReset | K::ConnectionRefused | K::Interrupted
    )
}
