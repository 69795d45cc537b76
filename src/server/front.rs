//! Which way a request takes: documents of feeds are answered at once, everything else by axum's router.
//!
//! Readers ask for the same documents again and again. The router's layers and their boxes cost as much as finding out that
//! there is nothing new. No route can have the name of a document: those end in `.rss` and the like.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use axum::response::Response;
use tower::Service;

use super::app::{self, App};
use super::{files, watch};

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
    pub(super) async fn refuse(self, request: Request<Body>, refused: Response) -> Response {
        match self.app {
            Some(app) => watch::around(app, request, |_| std::future::ready(refused)).await,
            None => refused,
        }
    }

    pub(super) async fn answer(self, request: Request<Body>) -> Response {
        let Front { app, mut router } = self;
        if let Some(app) = app.filter(|app| is_for_document(app, &request)) {
            let answer = |request| files::answer(State(Arc::clone(&app)), request);
            return watch::around(Arc::clone(&app), request, answer).await;
        }
        match router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Does it name a document of a feed, just as it is called?
fn is_for_document(app: &App, request: &Request<Body>) -> bool {
    let name = request.uri().path().strip_prefix('/');
    let house = app.held();
    name.and_then(|name| house.shelf.get(name))
        .is_some_and(|item| item.says.is_feed)
}

#[cfg(test)]
impl From<Router> for Front {
    fn from(router: Router) -> Self {
        Front { app: None, router }
    }
}
