//! Which way a request takes: what is known of a feed's document is said at once, everything else is done by axum's router.
//!
//! Readers ask for the same documents again and again. The router's layers and their boxes cost as much as finding out that
//! there is nothing new. No route can have the name of a document: those end in `.rss` and the like.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Uri};
use axum::response::Response;
use tower::Service;

use super::app::{self, App, House};
use super::connection::Peer;
use super::files;
use super::guarded;
use super::item::Item;
use super::request_head::RequestHead;
use super::watch::Seen;

/// What answers requests.
#[derive(Clone)]
pub(super) struct Front {
    pub(super) app: Option<Arc<App>>,
    router: Router,
}

impl Front {
    pub(super) fn new(app: &Arc<App>) -> Self {
        Front {
            app: Some(Arc::clone(app)),
            router: app::router(app),
        }
    }

    /// Gives an answer that stands already, which is logged and counted like any other.
    pub(super) fn refuse(&self, peer: Peer, head: RequestHead<'_>, refused: Response) -> Response {
        match &self.app {
            Some(app) => Seen::new(app, &app.held(), peer, head).answered(refused, None),
            None => refused,
        }
    }

    /// Answers with a document of which everything is known and in memory.
    pub(super) fn at_once(&self, peer: Peer, head: RequestHead<'_>) -> Option<Response> {
        let app = self.app.as_ref()?;
        let house = app.held();
        let item = document(&house, head.uri)?;
        let (answer, served) = match guarded::caught(|| files::at_once(app, &house, item, head)) {
            Some(answered) => answered.map(|(answer, served)| (answer, Some(served)))?,
            None => (guarded::given_up(), None),
        };
        Some(Seen::new(app, &house, peer, head).answered(answer, served))
    }

    pub(super) async fn answer(&self, peer: Peer, mut request: Request<Body>) -> Response {
        request.extensions_mut().insert(peer);
        match self.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// The document of a feed that has just this name.
fn document<'h>(house: &'h House, uri: &Uri) -> Option<&'h Item> {
    let name = uri.path().strip_prefix('/')?;
    let item = house.shelf.get(name)?;
    item.says.is_feed.then_some(item)
}

#[cfg(test)]
impl From<Router> for Front {
    fn from(router: Router) -> Self {
        Front { app: None, router }
    }
}
