//! What lies around every request.

use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Body as _, Bytes, Frame, SizeHint};

use super::super::app::{App, House};
use super::super::client::Client;
use super::super::conditional::digest_of;
use super::super::connection::Peer;
use super::super::files::{self, Served};
use super::super::item::Item;
use super::super::reader;
use super::access_log::{self, Entry};
use super::patience::Download;
use super::tally::Count;
use crate::config::MAX_AGE;

/// Headers with which a client asks for less than everything.
const CONDITIONS: [header::HeaderName; 5] = [
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_RANGE,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
];

/// Lets the others answer, and sees what becomes of the request.
pub(in super::super) async fn observe(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    around(app, request, |request| next.run(request)).await
}

/// Answers like this, and sees what becomes of the request.
pub(in super::super) async fn around<F: Future<Output = Response>>(
    app: Arc<App>,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    let seen = Seen::new(app, &request);
    let response = answer(request).await;
    seen.answered(response)
}

/// Who asks, with the newsroom as it is now.
pub(in super::super) fn client(request: &Request, house: &House) -> Client {
    let peer = request.extensions().get::<Peer>();
    let nobody = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let peer = peer.map_or(nobody, |peer| peer.0.ip());
    Client::of(peer, request.headers(), &house.newsroom.serve.proxies)
}

/// What is kept of a request until it is answered.
struct Seen {
    app: Arc<App>,
    house: Arc<House>,
    begun: Instant,
    client: Client,
    method: Method,
    uri: Uri,
    version: Version,
    referrer: Option<HeaderValue>,
    agent: Option<HeaderValue>,
    /// Does it ask for everything, whatever the client has?
    whole: bool,
}

impl Seen {
    fn new(app: Arc<App>, request: &Request) -> Self {
        let house = app.held();
        let headers = request.headers();
        Seen {
            client: client(request, &house),
            house,
            begun: Instant::now(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            version: request.version(),
            referrer: headers.get(header::REFERER).cloned(),
            agent: headers.get(header::USER_AGENT).cloned(),
            whole: !CONDITIONS.iter().any(|name| headers.contains_key(name)),
            app,
        }
    }

    fn agent(&self) -> &[u8] {
        self.agent.as_ref().map_or(b"", HeaderValue::as_bytes)
    }

    /// Counts the answer, or gives another in its place, and logs it once it is sent.
    fn answered(self, mut response: Response) -> Response {
        let watch = &self.app.watch;
        let (family, subscribers) = reader::who(self.agent());
        let served: Option<Served> = response.extensions_mut().remove();
        let item = served.as_ref().map(|Served(item)| &**item);
        let refused = item.and_then(|item| self.refuse(item, &response));
        let response = refused.unwrap_or(response);
        let status = response.status();
        watch.tally.request(family, status.as_u16());
        if let Some(item) = item {
            self.count(item, &response);
            if let Some(number) = subscribers.filter(|_| item.says.is_feed) {
                watch
                    .subscribers
                    .said(&item.name, family, number, self.begun);
            }
        }
        let sent = match self.method {
            Method::HEAD => Some(0),
            // Bytes that are in memory are handed over whole, and count as sent.
            _ => response.body().size_hint().exact(),
        };
        match sent {
            Some(sent) => {
                self.end(status, response.headers(), sent);
                response
            }
            None => {
                let (parts, body) = response.into_parts();
                let counted = Counted {
                    body,
                    sent: 0,
                    status,
                    headers: parts.headers.clone(),
                    seen: self,
                };
                Response::from_parts(parts, Body::new(counted))
            }
        }
    }

    /// An answer for a client that goes on fetching the same bytes whole (429).
    fn refuse(&self, item: &Item, response: &Response) -> Option<Response> {
        let whole = response.status() == StatusCode::OK && self.method == Method::GET && self.whole;
        // Behind a proxy that nobody has named there may be many people: they are not told apart, and not refused.
        let known = !self.client.is_loopback() && !self.client.is_behind_a_stranger();
        if !(whole && known && item.says.is_feed) {
            return None;
        }
        let tag = response.headers().get(header::ETAG)?;
        let download = Download {
            client: self.client.address,
            agent: self.agent(),
            document: &item.name,
            version: digest_of(tag.as_bytes()),
            max_age: max_age(&item.says.cache_control),
        };
        let most = self.house.newsroom.serve.patience;
        let wait = self.app.watch.patience.bear(&download, most, self.begun)?;
        let says =
            "you have this already: ask with If-None-Match, and no sooner than Retry-After says";
        let mut refused = files::plain(StatusCode::TOO_MANY_REQUESTS, says);
        let headers = refused.headers_mut();
        headers.insert(header::RETRY_AFTER, wait.into());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Some(refused)
    }

    fn count(&self, item: &Item, response: &Response) {
        let tally = &self.app.watch.tally;
        let what = match response.status() {
            _ if self.method == Method::HEAD => return,
            StatusCode::RANGE_NOT_SATISFIABLE => return,
            StatusCode::NOT_MODIFIED => Count::Unchanged,
            StatusCode::PARTIAL_CONTENT => Count::Part,
            StatusCode::IM_USED => Count::Delta,
            StatusCode::TOO_MANY_REQUESTS => Count::Refused,
            _ => Count::Whole,
        };
        if item.says.is_feed {
            tally.add(what, 1);
        }
        match what {
            Count::Unchanged => {
                let tag = response.headers().get(header::ETAG);
                let whole = item.length_under(tag.map_or(b"", HeaderValue::as_bytes));
                tally.add(Count::SavedUnchanged, whole);
            }
            Count::Whole if response.headers().contains_key(header::CONTENT_ENCODING) => {
                let sent = response.body().size_hint().exact();
                let saved = sent.map_or(0, |sent| item.stamp.size.saturating_sub(sent));
                tally.add(Count::SavedPacked, saved);
            }
            _ => {}
        }
    }

    fn end(&self, status: StatusCode, headers: &HeaderMap, sent: u64) {
        let took = self.begun.elapsed();
        let tally = &self.app.watch.tally;
        tally.add(Count::Sent, sent);
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tally.add(Count::Microseconds, us);
        let encoding = headers.get(header::CONTENT_ENCODING);
        let entry = Entry {
            client: self.client.address,
            method: self.method.as_str(),
            path: self.uri.path(),
            version: self.version,
            status: status.as_u16(),
            bytes: sent,
            referrer: self.referrer.as_ref().map_or(b"", HeaderValue::as_bytes),
            agent: self.agent(),
            took,
            encoding: encoding.and_then(|value| value.to_str().ok()),
        };
        access_log::log(self.house.newsroom.serve.log, &entry);
    }
}

/// The seconds in `Cache-Control: public, max-age=900`.
fn max_age(value: &HeaderValue) -> u32 {
    let value = value.to_str().unwrap_or_default();
    let seconds = value.split_once("max-age=").map(|(_, rest)| rest);
    let digits = seconds.and_then(|s| s.split(|c: char| !c.is_ascii_digit()).next());
    digits.and_then(|d| d.parse().ok()).unwrap_or(MAX_AGE)
}

/// A body that is made as the client takes it: what was taken is known when it ends, or is given up.
struct Counted {
    body: Body,
    sent: u64,
    status: StatusCode,
    headers: HeaderMap,
    seen: Seen,
}

impl hyper::body::Body for Counted {
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

impl Drop for Counted {
    fn drop(&mut self) {
        self.seen.end(self.status, &self.headers, self.sent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_a_copy_is_read_from_its_header() {
        for (value, seconds) in [
            ("public, max-age=1800", 1800),
            ("max-age=60, public", 60),
            ("no-store", MAX_AGE),
            ("max-age=99999999999", MAX_AGE),
        ] {
            assert_eq!(
                max_age(&HeaderValue::from_static(value)),
                seconds,
                "{value}"
            );
        }
    }
}
