//! Answers that are made as the client takes them: what was sent is known when they end, or are given up.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode};
use hyper::body::{Bytes, Frame, SizeHint};

use super::super::app::{App, House};
use super::super::client::Client;
use super::super::request_head::KeptSummary;
use super::observe::Seen;

/// The body of such an answer, which logs and counts it in the end.
pub(super) struct Sending {
    pub(super) body: Body,
    pub(super) sent: u64,
    pub(super) status: StatusCode,
    pub(super) encoding: Option<HeaderValue>,
    pub(super) app: Arc<App>,
    pub(super) house: Arc<House>,
    pub(super) client: Client,
    pub(super) asked: KeptSummary,
}

impl hyper::body::Body for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            self.sent += data.len() as u64;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        let seen = Seen {
            app: &self.app,
            house: &self.house,
            client: self.client,
            asked: self.asked.summary(),
        };
        let took = seen.asked.begun.elapsed();
        seen.end(self.status, || self.encoding.as_ref(), self.sent, took);
    }
}
