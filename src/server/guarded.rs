//! What no request may do, whatever it asks for.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;

use super::files::plain;

/// Refuses a body without a known length: two programs on the way may not agree where it ends (RFC 9112 section 11.2).
/// A fault of ours in one answer ends no other.
pub(super) async fn refuse_odd(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::TRANSFER_ENCODING) {
        let mut refused = plain(StatusCode::BAD_REQUEST, "send the body with Content-Length");
        let close = HeaderValue::from_static("close");
        refused.headers_mut().insert(header::CONNECTION, close);
        return refused;
    }
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind();
    answered.await.unwrap_or_else(|_| {
        tracing::error!(target: "feedwright", "an answer was given up: a fault of feedwright");
        plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "this could not be answered",
        )
    })
}
