//! `/healthz`: is the server any good to those who ask it for feeds?
//!
//! No (503) where the output folder cannot be read, and where the last run of `--publish-every` could not do its job: what is
//! served then grows old. A run that found something wrong in the content has done its job, one that found another run
//! at work had none to do.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::super::app::App;
use super::super::files::plain;

pub(super) async fn answer(State(app): State<Arc<App>>) -> Response {
    let house = app.held();
    let dir = house.newsroom.output.dir.clone();
    let readable = app.watch.look(move || std::fs::read_dir(dir).is_ok()).await;
    let (status, says) = if readable != Some(true) {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the output folder cannot be read",
        )
    } else if app.watch.published.failed() {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the last publish run failed",
        )
    } else {
        (StatusCode::OK, "ok")
    };
    let mut response = plain(status, says);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
