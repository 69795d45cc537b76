//! What no request may do, whatever it asks for; and what no answer may do to another.

use std::panic::AssertUnwindSafe;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, Version, header};
use axum::response::Response;
use futures_util::FutureExt;

use super::connection::Peer;
use super::files::plain;
use super::front::Front;
use super::given::Given;
use super::request_head::RequestHead;

/// The largest body that anything here takes is smaller.
const MOST_BODY: u64 = 16 << 20;

/// Answers a request without a body for which nothing has to be waited; [`answer`] answers all others.
pub(super) fn at_once<B>(front: &Front, peer: Peer, request: &Request<B>) -> Option<Response> {
    let head = RequestHead::of(request);
    if odd(&head).is_some() {
        return None;
    }
    caught(|| front.at_once(peer, head)).unwrap_or_else(|| Some(given_up()))
}

/// Answers a request, unless it is one that nobody should answer.
pub(super) async fn answer(front: &Front, peer: Peer, request: Request<Body>) -> Response {
    let head = RequestHead::of(&request);
    if let Some((status, says)) = odd(&head) {
        let mut refused = plain(status, says);
        let close = HeaderValue::from_static("close");
        refused.headers_mut().insert(header::CONNECTION, close);
        return front.refuse(peer, head, refused);
    }
    // A fault of ours in one answer ends no other.
    let answered = AssertUnwindSafe(front.answer(peer, request)).catch_unwind();
    answered.await.unwrap_or_else(|_| given_up())
}

/// What comes of this; nothing where there is a fault in it.
pub(super) fn caught<T>(made: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(AssertUnwindSafe(made)).ok()
}

/// What is answered where there is a fault of ours.
pub(super) fn given_up() -> Response {
    tracing::error!(target: "feedwright", "an answer was given up: a fault of feedwright");
    plain(
        StatusCode::INTERNAL_SERVER_ERROR,
        "this could not be answered",
    )
}

/// Why this request is refused, whatever it asks for.
fn odd(head: &RequestHead<'_>) -> Option<(StatusCode, &'static str)> {
    let given = head.given;
    if given.has(Given::TRANSFER_ENCODING) {
        // Two programs on the way may not agree where such a body ends (RFC 9112 section 11.2).
        let says = "send the body with Content-Length";
        return Some((StatusCode::BAD_REQUEST, says));
    }
    let unnamed = !given.has(Given::HOST) && head.version == Version::HTTP_11;
    if unnamed || given.has(Given::HOSTS) {
        // RFC 9112 section 3.2.
        return Some((StatusCode::BAD_REQUEST, "name one host"));
    }
    if head.method == Method::CONNECT {
        return Some((StatusCode::METHOD_NOT_ALLOWED, "this is no proxy"));
    }
    if !head.uri.path().starts_with('/') {
        return Some((StatusCode::BAD_REQUEST, "ask for a path"));
    }
    if given.has(Given::CONTENT_LENGTH) && length(head).is_some_and(|length| length > MOST_BODY) {
        return Some((StatusCode::PAYLOAD_TOO_LARGE, "this is too large"));
    }
    None
}

fn length(head: &RequestHead<'_>) -> Option<u64> {
    let length = head.headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr, SocketAddr};

    use axum::Router;
    use axum::routing::get;

    /// A handler with a fault.
    async fn faulty() -> &'static str {
        std::panic::panic_any("a fault")
    }

    const PEER: Peer = Peer(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1));

    fn ask(path: &str) -> Request<Body> {
        let request = Request::get(path).header("host", "quay.example");
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn a_fault_is_caught() {
        assert_eq!(caught(|| 7), Some(7));
        assert_eq!(caught(|| -> u8 { std::panic::panic_any("a fault") }), None);
    }

    #[tokio::test]
    async fn a_fault_in_one_answer_ends_no_other() {
        let router = Router::new()
            .route("/fault", get(faulty))
            .route("/", get(|| async { "well" }));
        let front = Front::from(router);
        let both = [ask("/fault"), ask("/")].map(|r| answer(&front, PEER, r));
        let statuses = futures_util::future::join_all(both).await;
        let statuses: Vec<_> = statuses.iter().map(|a| a.status().as_u16()).collect();
        assert_eq!(statuses, [500, 200]);
    }

    #[tokio::test]
    async fn what_nobody_should_answer_is_refused_and_the_connection_closed() {
        let front = Front::from(Router::new().fallback(|| async { "well" }));
        let cases = [
            (ask("/"), 200),
            (ask("http://quay.example/"), 200),
            (ask("*"), 400),
            (Request::get("/").body(Body::empty()).unwrap(), 400),
        ];
        let with = |name: &'static str, value: &'static str, status| {
            let mut request = ask("/");
            request
                .headers_mut()
                .append(name, HeaderValue::from_static(value));
            (request, status)
        };
        let further = [
            with("host", "b.example", 400),
            with("transfer-encoding", "chunked", 400),
            with("content-length", "5", 200),
            with("content-length", "104857600", 413),
        ];
        for (request, status) in cases.into_iter().chain(further) {
            let shown = format!("{request:?}");
            let answered = answer(&front, PEER, request).await;
            assert_eq!(answered.status().as_u16(), status, "{shown}");
            let closes = answered.headers().contains_key("connection");
            assert_eq!(closes, status != 200, "{shown}");
        }
    }
}
