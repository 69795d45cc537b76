//! What lies around every request.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Body as _, Bytes, Frame, SizeHint};

use super::super::app::{App, House};
use super::super::client::Client;
use super::super::conditional::digest_of;
use super::super::connection::Peer;
use super::super::files::{self, Served};
use super::super::given::Given;
use super::super::item::Item;
use super::super::reader;
use super::super::request_head::{KeptHead, RequestHead};
use super::access_log::{self, Entry};
use super::patience::Download;
use super::tally::Count;
use crate::config::AccessLog;

/// Lets the others answer, and sees what becomes of the request.
pub(in super::super) async fn observe(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let house = app.held();
    let (peer, kept) = (peer(request.extensions()), RequestHead::of(&request).keep());
    let mut response = next.run(request).await;
    let served: Option<Served<Arc<Item>>> = response.extensions_mut().remove();
    let served = served.as_ref().map(|Served { item, length }| Served {
        item: &**item,
        length: *length,
    });
    Seen::new(&app, &house, peer, kept.head()).answered(response, served)
}

/// Who asks, with the newsroom as it is now.
pub(in super::super) fn client(request: &Request, house: &House) -> Client {
    let given = Given::of(request.headers());
    client_of(peer(request.extensions()), request.headers(), given, house)
}

fn client_of(peer: Peer, headers: &HeaderMap, given: Given, house: &House) -> Client {
    let proxies = &house.newsroom.serve.proxies;
    Client::of(peer.0.ip(), headers, given, proxies)
}

fn peer(extensions: &Extensions) -> Peer {
    let nobody = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
    extensions.get().copied().unwrap_or(Peer(nobody))
}

/// A request that is being answered.
pub(in super::super) struct Seen<'r> {
    app: &'r Arc<App>,
    house: &'r Arc<House>,
    client: Client,
    head: RequestHead<'r>,
}

impl<'r> Seen<'r> {
    pub(in super::super) fn new(
        app: &'r Arc<App>,
        house: &'r Arc<House>,
        peer: Peer,
        head: RequestHead<'r>,
    ) -> Self {
        Seen {
            app,
            house,
            client: client_of(peer, head.headers, head.given, house),
            head,
        }
    }

    /// Counts the answer, or gives another in its place, and logs it once it is sent.
    pub(in super::super) fn answered(
        self,
        response: Response,
        served: Option<Served<&Item>>,
    ) -> Response {
        let watch = &self.app.watch;
        let (family, subscribers) = reader::who(self.head.agent());
        let refused = served.as_ref();
        let refused = refused.and_then(|served| self.refuse(served.item, &response));
        let response = refused.unwrap_or(response);
        let status = response.status();
        watch.tally.request(family, status.as_u16());
        if let Some(served) = served {
            self.count(&served, &response);
            let item = served.item;
            if let Some(number) = subscribers.filter(|_| item.says.is_feed) {
                watch
                    .subscribers
                    .said(&item.name, family, number, self.head.came);
            }
        }
        let took = self.head.came.elapsed();
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        watch.tally.add(Count::Microseconds, us);
        let sent = match *self.head.method {
            Method::HEAD => Some(0),
            // Bytes that are in memory are handed over whole, and count as sent.
            _ => response.body().size_hint().exact(),
        };
        match sent {
            Some(sent) => {
                self.end(status, || encoding(&response), sent, took);
                response
            }
            None => self.sending(response),
        }
    }

    /// Lets an answer be logged once it has been sent.
    fn sending(self, response: Response) -> Response {
        let (status, encoding) = (response.status(), encoding(&response).cloned());
        response.map(|body| {
            Body::new(Sending {
                body,
                sent: 0,
                status,
                encoding,
                app: Arc::clone(self.app),
                house: Arc::clone(self.house),
                client: self.client,
                head: self.head.keep(),
            })
        })
    }

    /// An answer for a client that goes on fetching the same bytes whole (429).
    fn refuse(&self, item: &Item, response: &Response) -> Option<Response> {
        let whole = response.status() == StatusCode::OK && *self.head.method == Method::GET;
        let whole = whole && !self.head.given.has(Given::CONDITION);
        // Behind a proxy that nobody has named there may be many people: they are not told apart, and not refused.
        let known = !self.client.is_loopback() && !self.client.is_behind_a_stranger();
        if !(whole && known && item.says.is_feed) {
            return None;
        }
        let tag = response.headers().get(header::ETAG)?;
        let download = Download {
            client: self.client.address,
            agent: self.head.agent(),
            document: &item.name,
            version: digest_of(tag.as_bytes()),
            max_age: item.says.max_age,
        };
        let most = self.house.newsroom.serve.patience;
        let now = self.head.came;
        let wait = self.app.watch.patience.bear(&download, most, now)?;
        let says =
            "you have this already: ask with If-None-Match, and no sooner than Retry-After says";
        let mut refused = files::plain(StatusCode::TOO_MANY_REQUESTS, says);
        let headers = refused.headers_mut();
        headers.insert(header::RETRY_AFTER, wait.into());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Some(refused)
    }

    fn count(&self, served: &Served<&Item>, response: &Response) {
        let Served { item, length } = *served;
        let tally = &self.app.watch.tally;
        let what = match response.status() {
            _ if *self.head.method == Method::HEAD => return,
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
            Count::Unchanged => tally.add(Count::SavedUnchanged, length),
            Count::Whole if response.headers().contains_key(header::CONTENT_ENCODING) => {
                let sent = response.body().size_hint().exact();
                let saved = sent.map_or(0, |sent| item.stamp.size.saturating_sub(sent));
                tally.add(Count::SavedPacked, saved);
            }
            _ => {}
        }
    }

    /// Counts and logs what was sent, after so long.
    fn end<'e>(
        &self,
        status: StatusCode,
        encoding: impl FnOnce() -> Option<&'e HeaderValue>,
        sent: u64,
        took: Duration,
    ) {
        self.app.watch.tally.add(Count::Sent, sent);
        let form = self.house.newsroom.serve.log;
        if form == AccessLog::None {
            return;
        }
        let entry = Entry {
            client: self.client.address,
            method: self.head.method.as_str(),
            path: self.head.uri.path(),
            version: self.head.version,
            status: status.as_u16(),
            bytes: sent,
            referrer: self.head.referrer(),
            agent: self.head.agent(),
            took,
            encoding: encoding().and_then(|value| value.to_str().ok()),
        };
        access_log::log(form, &entry);
    }
}

fn encoding(response: &Response) -> Option<&HeaderValue> {
    response.headers().get(header::CONTENT_ENCODING)
}

/// A body that is made as the client takes it: what was taken is known when it ends, or is given up.
struct Sending {
    body: Body,
    sent: u64,
    status: StatusCode,
    encoding: Option<HeaderValue>,
    app: Arc<App>,
    house: Arc<House>,
    client: Client,
    head: KeptHead,
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
            head: self.head.head(),
        };
        let took = seen.head.came.elapsed();
        seen.end(self.status, || self.encoding.as_ref(), self.sent, took);
    }
}
