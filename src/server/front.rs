//! Which way a request takes: documents of feeds are answered at once, everything else by axum's router.
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
    pub(super) fn refuse(&self, peer: Peer, request: Request<Body>, refused: Response) -> Response {
        let Some(app) = &self.app else {
            return refused;
        };
        let (head, _) = request.into_parts();
        Seen::new(Arc::clone(app), app.held(), peer, &head).answered(refused, None)
    }

    pub(super) async fn answer(&self, peer: Peer, mut request: Request<Body>) -> Response {
        if let Some(app) = &self.app {
            let house = app.held();
            if names_a_document(&house, request.uri()) {
                let (head, _) = request.into_parts();
                let seen = Seen::new(Arc::clone(app), Arc::clone(&house), peer, &head);
                let reply = files::reply(app, house, &head).await;
                return seen.answered(reply.response, reply.item.as_deref());
            }
        }
        request.extensions_mut().insert(peer);
        match self.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Does it name a document of a feed, just as it is called?
fn names_a_document(house: &House, uri: &Uri) -> bool {
    let name = uri.path().strip_prefix('/');
    let item = name.and_then(|name| house.shelf.get(name));
    item.is_some_and(|item| item.says.is_feed)
}

#[cfg(test)]
impl From<Router> for Front {
    fn from(router: Router) -> Self {
        Front { app: None, router }
    }
}
