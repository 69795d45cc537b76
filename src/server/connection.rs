//! One connection: HTTP/1.1 with a bound on everything that a client can draw out.
//!
//! What the client does is noted on its [`Seat`], and who takes too long is sent away from there. hyper refuses what is
//! malformed with 400, what is too long with 431, and closes; [`Heads`] sees to what it would let pass.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use futures_util::future::{self, BoxFuture, Either, Ready};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::front::Front;
use super::guarded;
use super::heads::Heads;
use super::room::{Doing, Seat, Told};
use super::watch;

/// How many bytes the headers of a request may have; there may be 100 of them, as hyper has it.
const MOST_HEADER_BYTES: usize = 32 << 10;

/// How many bytes are read and thrown away after the last answer, so that a client that is still sending sees it.
const MOST_THROWN_AWAY: usize = 1 << 20;

/// Whose connection it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Answers the requests of one connection until it ends, or it is told to.
pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, front: Front, seat: Arc<Seat>) {
    let app = front.app.clone();
    let desk = Arc::new(Desk {
        front,
        peer: Peer(peer),
        seat: Arc::clone(&seat),
    });
    let service = hyper::service::service_fn(move |request| desk.answer(request));
    let io = TokioIo::new(Line::new(stream, Arc::clone(&seat)));
    let connection = hyper::server::conn::http1::Builder::new()
        .max_buf_size(MOST_HEADER_BYTES)
        // Who has asked everything may say so and still wait for the answers.
        .half_close(true)
        .serve_connection(io, service);
    let mut connection = pin!(connection);
    let mut told = None;
    let ended = poll_fn(|cx| {
        loop {
            if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
                return Poll::Ready(ended.err());
            }
            match ready!(seat.poll_told(told, cx)) {
                Told::Leave => return Poll::Ready(None),
                Told::Finish => connection.as_mut().graceful_shutdown(),
            }
            told = Some(Told::Finish);
        }
    })
    .await;
    // Whatever else ends a connection is its client's affair.
    let refused = ended.as_ref().and_then(refused);
    if let (Some(app), Some(status)) = (app, refused) {
        watch::unread(&app, peer, status);
    }
}

/// The status with which hyper refused a request that never became one.
fn refused(ended: &hyper::Error) -> Option<StatusCode> {
    match ended {
        e if e.is_parse_too_large() => Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
        // To the preface of HTTP/2 nothing is said.
        e if e.is_parse() && !e.is_parse_version_h2() => Some(StatusCode::BAD_REQUEST),
        _ => None,
    }
}

/// An answer that stands, or one that is being made.
type Answer = Either<Ready<Answered>, BoxFuture<'static, Answered>>;
type Answered = Result<Response<Body>, Infallible>;

/// Where the requests of a connection are answered.
struct Desk {
    front: Front,
    peer: Peer,
    seat: Arc<Seat>,
}

impl Desk {
    fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Answer {
        if request.body().is_end_stream() {
            self.seat.note(Doing::Awaiting);
            if let Some(answer) = guarded::at_once(&self.front, self.peer, &request) {
                return Either::Left(future::ready(Ok(answer)));
            }
        }
        let desk = Arc::clone(self);
        Either::Right(Box::pin(async move {
            let request = request.map(|body| match body.is_end_stream() {
                true => Body::empty(),
                false => Body::new(Sent::new(body, Arc::clone(&desk.seat))),
            });
            Ok(guarded::answer(&desk.front, desk.peer, request).await)
        }))
    }
}

/// The body of a request, while it is being sent.
struct Sent {
    body: Incoming,
    seat: Arc<Seat>,
}

impl Sent {
    fn new(body: Incoming, seat: Arc<Seat>) -> Self {
        seat.note(Doing::Sending);
        Sent { body, seat }
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.seat.note(Doing::Awaiting);
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if self.body.is_end_stream() || frame.is_none() {
            self.seat.note(Doing::Awaiting);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that notes what comes and goes.
struct Line {
    stream: TcpStream,
    seat: Arc<Seat>,
    heads: Heads,
    /// The last answer has gone, and so many bytes were thrown away since.
    thrown_away: Option<usize>,
}

impl Line {
    const fn new(stream: TcpStream, seat: Arc<Seat>) -> Self {
        Line {
            stream,
            seat,
            heads: Heads::new(),
            thrown_away: None,
        }
    }

    /// Notes what became of a write.
    fn wrote<T>(&self, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        let doing = self.seat.doing().0;
        match (doing, &written) {
            (Doing::Sending | Doing::Leaving, _) | (Doing::Stalling, Poll::Pending) => {}
            (_, Poll::Pending) => self.seat.note(Doing::Stalling),
            (_, Poll::Ready(_)) => self.seat.note(Doing::Idling),
        }
        written
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, into))?;
        if let Some(new) = into
            .filled_mut()
            .get_mut(before..)
            .filter(|n| !n.is_empty())
        {
            self.heads.watch(new);
            if self.seat.doing().0 == Doing::Idling {
                self.seat.note(Doing::Asking);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let stream = Pin::new(&mut self.stream);
        let written = match bytes {
            // The system sends one piece with less ado than a list of one.
            [one] => stream.poll_write(cx, one),
            _ => stream.poll_write_vectored(cx, bytes),
        };
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// Ends our side, and waits for the other to end its own: bytes that nobody has read would make the system cut the
    /// connection, and the client might never see the answer (RFC 9112 section 9.6).
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.thrown_away.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            self.seat.note(Doing::Leaving);
            self.thrown_away = Some(0);
        }
        let mut bytes = [0; 4096];
        while self.thrown_away.is_some_and(|n| n < MOST_THROWN_AWAY) {
            let mut into = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut into));
            let count = into.filled().len();
            if read.is_err() || count == 0 {
                break;
            }
            self.thrown_away = self.thrown_away.map(|n| n + count);
        }
        Poll::Ready(Ok(()))
    }
}
