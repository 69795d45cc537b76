//! Listens, and lets connections in: at most so many at once, each bounded in time and size.
//!
//! axum's own accept loop has no bounds; this one has ([`super::room`], [`super::connection`]).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::connection;
use super::front::Front;
use super::room::Room;
use super::watch::Connections;
use crate::{Error, Result};

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1024;

/// How many bytes the system keeps of an answer that a client does not take. It would keep megabytes for each.
const UNSENT: usize = 256 << 10;

/// How long to wait after the system could not hand over a connection (no file descriptors left, say).
const PAUSE: Duration = Duration::from_millis(50);

/// Listens at `address`, or takes the sockets that the service manager listens on already (`LISTEN_FDS`).
///
/// # Errors
/// A usage error where the host is not known, an I/O error where nobody may listen there.
pub(super) async fn bind(address: &str) -> Result<Vec<TcpListener>> {
    let handed_over = handed_over()?;
    handed_over.iter().for_each(tune);
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
    let listener = TcpListener::from_std(socket.into())?;
    tune(&listener);
    Ok(listener)
}

/// What every connection inherits. Answers are small and whole: waiting for more of them helps nobody.
fn tune(listener: &TcpListener) {
    let socket = socket2::SockRef::from(listener);
    let _ = socket.set_tcp_nodelay(true);
    let _ = socket.set_send_buffer_size(UNSENT);
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

/// So many file descriptors are kept for everything that is no connection.
const OTHER_FILES: u64 = 64;

/// So many connections at once, of those that are wanted, as there are file descriptors for, once this process may have as
/// many as the system lets it. A connection may need a second one, for a large file.
pub(super) fn affordable(wanted: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    let files = files.unwrap_or(u64::MAX).saturating_sub(OTHER_FILES) / 3;
    let affordable = usize::try_from(files.saturating_mul(2)).unwrap_or(usize::MAX);
    if affordable < wanted {
        tracing::warn!(
            target: "feedwright",
            "only {affordable} connections at once: the system allows no more open files (ulimit -n)"
        );
    }
    affordable.min(wanted)
}

/// Where connections come in, until it is closed.
#[derive(Clone)]
pub(super) struct Door {
    room: Arc<Room>,
    closing: Arc<watch::Sender<bool>>,
    connections: Arc<Connections>,
}

impl Door {
    pub(super) fn new(room: Arc<Room>, connections: Arc<Connections>) -> Self {
        Door {
            room,
            closing: Arc::new(watch::Sender::new(false)),
            connections,
        }
    }

    /// Lets connections in until the door closes.
    pub(super) async fn admit(self, listener: TcpListener, front: Front) {
        let mut closing = self.closing.subscribe();
        let mut failing = false;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = closing.wait_for(|closing| *closing) => return,
            };
            match accepted {
                Ok((stream, peer)) => {
                    failing = false;
                    if self.room.is_full() {
                        self.connections.full();
                    }
                    let taken = self.room.enter().await;
                    let inside = self.connections.enter();
                    let front = front.clone();
                    tokio::spawn(async move {
                        connection::serve(stream, peer, front, Arc::clone(&taken.seat)).await;
                        drop((inside, taken));
                    });
                }
                Err(e) if is_of_one_connection(&e) => {}
                Err(e) => {
                    self.connections.failed();
                    if !std::mem::replace(&mut failing, true) {
                        tracing::warn!(target: "feedwright", "cannot accept a connection: {e}");
                    }
                    self.room.make_room();
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Lets nobody in any more, and waits for those inside, but no longer than `at_most`.
    pub(super) async fn close(&self, at_most: Duration) {
        self.closing.send_replace(true);
        if !self.room.empty(at_most).await {
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
