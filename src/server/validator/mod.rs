//! The validator in the browser: judges an address, a pasted document or an uploaded file, and explains the rules.
//!
//! In: requests. Out: pages, or the JSON that `feedwright validate` prints. A document is judged by the same code as on
//! the command line and by all rules, whatever `[validate]` says: strangers' feeds are not the newsroom's.

mod address;
mod answer;
mod asked;
mod assets;
mod badge;
mod body;
mod code;
mod desk;
mod excerpts;
mod form;
mod groups;
mod hosts;
mod judged;
mod memory;
mod parts;
mod pieces;
mod places;
mod press;
mod refusal;
mod result_page;
mod rules;
mod shares;
mod text;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;

use self::desk::Desk;
use super::app::App;
use super::files;

/// The largest document that is judged.
const MOST: usize = 5 << 20;

/// The validator's paths. Where the newsroom has none, they are files like any other.
pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/validate", get(form::show).post(form::sent))
        .route("/validate/badge.svg", get(badge::show))
        .route("/validate/{asset}", get(assets::show))
        .route("/rules", get(rules::all))
        .route("/rules/{id}", get(rules::one))
        // What is sent is bounded where it is read.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(app), where_wanted))
        .with_state(Arc::new(Desk::new(app)))
}

/// Whether there is a validator may change while the server runs.
async fn where_wanted(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match app.held().newsroom.serve.validator {
        true => next.run(request).await,
        false => files::answer(State(app), request).await,
    }
}
