//! What lies around every request.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use hyper::body::Body as _;

use super::super::app::{App, House};
use super::super::client::Client;
use super::super::conditional::digest_of;
use super::super::connection::Peer;
use super::super::files::{self, Served};
use super::super::given::Given;
use super::super::guarded;
use super::super::item::Item;
use super::super::reader;
use super::super::request_head::{RequestHead, Summary};
use super::access_log::{self, Entry};
use super::patience::Download;
use super::sending::Sending;
use super::tally::Count;
use crate::config::AccessLog;

/// Lets the others answer, and sees what becomes of the request.
pub(in super::super) async fn observe(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let house = app.held();
    let head = RequestHead::of(&request);
    let client = client_of(peer(request.extensions()), head.headers, head.given, &house);
    let kept = head.summary().keep();
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| guarded::given_up());
    let served: Option<Served<Arc<Item>>> = response.extensions_mut().remove();
    let served = served.as_ref().map(|Served { item, length }| Served {
        item: &**item,
        length: *length,
    });
    let seen = Seen {
        app: &app,
        house: &house,
        client,
        asked: kept.summary(),
    };
    seen.answered(response, served)
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
    pub(super) app: &'r Arc<App>,
    pub(super) house: &'r Arc<House>,
    pub(super) client: Client,
    pub(super) asked: Summary<'r>,
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
            asked: head.summary(),
        }
    }

    /// Counts the answer, or gives another in its place, and logs it once it is sent.
    pub(in super::super) fn answered(
        self,
        response: Response,
        served: Option<Served<&Item>>,
    ) -> Response {
        let watch = &self.app.watch;
        let (family, subscribers) = reader::who(self.asked.agent());
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
                    .said(&item.name, family, number, self.asked.begun);
            }
        }
        let took = self.asked.begun.elapsed();
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        watch.tally.add(Count::Microseconds, us);
        let sent = match *self.asked.method {
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
                asked: self.asked.keep(),
            })
        })
    }

    /// An answer for a client that goes on fetching the same bytes whole (429).
    fn refuse(&self, item: &Item, response: &Response) -> Option<Response> {
        let whole = response.status() == StatusCode::OK && *self.asked.method == Method::GET;
        let whole = whole && !self.asked.is_conditional;
        // Behind a proxy that nobody has named there may be many people: they are not told apart, and not refused.
        let known = !self.client.is_loopback() && !self.client.is_behind_a_stranger();
        if !(whole && known && item.says.is_feed) {
            return None;
        }
        let tag = response.headers().get(header::ETAG)?;
        let download = Download {
            client: self.client.address,
            agent: self.asked.agent(),
            document: &item.name,
            version: digest_of(tag.as_bytes()),
            max_age: item.says.max_age,
        };
        let most = self.house.newsroom.serve.patience;
        let now = self.asked.begun;
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
            _ if *self.asked.method == Method::HEAD => return,
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
    pub(super) fn end<'e>(
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
            method: self.asked.method.as_str(),
            path: self.asked.uri.path(),
            version: self.asked.version,
            status: status.as_u16(),
            bytes: sent,
            referrer: self.asked.referrer(),
            agent: self.asked.agent(),
            took,
            encoding: encoding().and_then(|value| value.to_str().ok()),
        };
        access_log::log(form, &entry);
    }
}

fn encoding(response: &Response) -> Option<&HeaderValue> {
    response.headers().get(header::CONTENT_ENCODING)
}

#[cfg(test)]
mod tests {
    use super::*;

    use axum::Router;
    use axum::routing::get;
    use tower::Service;

    use super::super::super::reader::Family;

    const CONFIG: &str = include_str!("../../../data/init/feedwright.toml");

    /// A handler with a fault.
    async fn faulty() -> &'static str {
        std::panic::panic_any("a fault")
    }

    #[tokio::test]
    async fn an_answer_that_is_given_up_counts_as_one() {
        let room = tempfile::tempdir().unwrap();
        let file = room.path().join("feedwright.toml");
        std::fs::write(&file, CONFIG).unwrap();
        let load = Box::new(move || crate::config::load(&file));
        let app = Arc::new(App::open(load).unwrap());
        let observed = axum::middleware::from_fn_with_state(Arc::clone(&app), observe);
        let mut router = Router::new().route("/", get(faulty)).layer(observed);
        let request: Request = Request::default();
        let answer = router.call(request).await.unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(app.watch.tally.requests(Family::OTHER, 5), 1);
    }
}
