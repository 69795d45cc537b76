//! `/status`: how the newsroom fares, for people, and for programs that accept JSON.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::app::App;
use super::super::files::plain;
use super::hub_figures::{self, Figures};
use super::publisher::Run;
use super::store_facts::{self, Facts};
use super::{Watch, gate, page};
use crate::config::Newsroom;

#[derive(Serialize)]
struct Report<'r> {
    site: &'r str,
    version: &'static str,
    started: DateTime<Utc>,
    uptime_seconds: u64,
    publishing: Publishing,
    sources: Vec<&'r str>,
    /// What the last run that changed something said of sources that failed.
    failing: Vec<String>,
    /// Why the store tells nothing.
    store_error: Option<String>,
    #[serde(flatten)]
    facts: Facts,
    hub: Option<Figures>,
}

#[derive(Serialize)]
struct Publishing {
    every_seconds: Option<u64>,
    running: bool,
    last: Option<Run>,
}

pub(super) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    let house = app.house().await;
    if let Some(refused) = gate::refuses(&request, &house) {
        return refused;
    }
    let asked = Arc::clone(&house);
    let told = app.watch.look(move || store_facts::all(&asked.newsroom));
    let (mut facts, store_error) = match told.await {
        Some(Ok(facts)) => (facts, None),
        Some(Err(e)) => (Facts::default(), Some(e.to_string())),
        None => (Facts::default(), Some("it cannot be read".to_owned())),
    };
    add_subscribers(&mut facts, &app.watch);
    let report = report(&app, &house.newsroom, facts, store_error);
    if wants_json(request.headers()) {
        return json(&report);
    }
    page::answer(page::filled("status.html", &report), "no-store")
}

fn report<'r>(
    app: &Arc<App>,
    newsroom: &'r Newsroom,
    facts: Facts,
    store_error: Option<String>,
) -> Report<'r> {
    let watch = &app.watch;
    Report {
        site: newsroom.site.title.as_str(),
        version: env!("CARGO_PKG_VERSION"),
        started: watch.started_at,
        uptime_seconds: watch.started.elapsed().as_secs(),
        publishing: Publishing {
            every_seconds: newsroom.serve.publish_every.map(|every| every.as_secs()),
            running: watch.published.is_running(),
            last: watch.published.last(),
        },
        sources: newsroom.sources.iter().map(|s| s.name.as_str()).collect(),
        failing: facts
            .runs
            .first()
            .map_or_else(Vec::new, |run| run.failing.clone()),
        store_error,
        facts,
        hub: hub_figures::figures(app),
    }
}

fn add_subscribers(facts: &mut Facts, watch: &Watch) {
    let mut by_document: HashMap<String, u64> = HashMap::new();
    for (document, _, number) in watch.subscribers.all(Instant::now()) {
        *by_document.entry(document).or_default() += u64::from(number);
    }
    for document in facts.feeds.iter_mut().flat_map(|f| &mut f.documents) {
        document.subscribers = by_document.get(&document.name).copied();
    }
}

/// Programs name JSON; browsers name HTML, and take anything.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let names = |kind| accepted.is_some_and(|accepted| accepted.contains(kind));
    names("application/json") && !names("text/html")
}

fn json(report: &Report<'_>) -> Response {
    let Ok(mut body) = serde_json::to_vec(report) else {
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "this cannot be told");
    };
    body.push(b'\n');
    let mut response = body.into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
