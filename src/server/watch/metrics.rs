//! `/metrics`: figures for Prometheus.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::super::app::App;
use super::super::reader::Family;
use super::exposition::Kind::{Counter, Gauge};
use super::exposition::{MEDIA_TYPE, Page};
use super::publisher::Published;
use super::store_facts::last_run;
use super::tally::{Count, Tally};
use super::{Watch, gate, hub_figures};
use crate::store::RunSummary;

/// Classes of status codes.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// How documents of feeds were answered.
const ANSWERS: [(&str, Count); 5] = [
    ("whole", Count::Whole),
    ("part", Count::Part),
    ("delta", Count::Delta),
    ("not_modified", Count::Unchanged),
    ("refused", Count::Refused),
];

pub(super) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    let house = app.house().await;
    if let Some(refused) = gate::refuses(&request, &house) {
        return refused;
    }
    let watch = &app.watch;
    let feeds = house.newsroom.feeds.len() as u64;
    let told = watch.look(move || last_run(&house.newsroom)).await;
    let mut page = Page::default();
    server(&mut page, watch, feeds);
    requests(&mut page, &watch.tally);
    subscribers(&mut page, watch);
    publishing(&mut page, &watch.published);
    match told {
        Some(Ok((last, pings))) => {
            page.metric(
                "feedwright_pings_waiting",
                Gauge,
                "Hubs and others that are still to be told of something.",
            )
            .sample(&[], pings);
            if let Some(run) = last {
                last_eventful(&mut page, &run);
            }
            readable(&mut page, true);
        }
        Some(Err(_)) | None => readable(&mut page, false),
    }
    hub_figures::add(&app, &mut page);
    let mut response = page.finish().into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

fn server(page: &mut Page, watch: &Watch, feeds: u64) {
    page.metric(
        "feedwright_build_info",
        Gauge,
        "1, with the version of the program.",
    )
    .sample(&[("version", env!("CARGO_PKG_VERSION"))], 1_u64);
    page.metric(
        "feedwright_start_time_seconds",
        Gauge,
        "When the server started, in seconds since 1970.",
    )
    .sample(&[], watch.started_at.timestamp());
    page.metric(
        "feedwright_feeds",
        Gauge,
        "Feeds that the configuration defines, members of families among them.",
    )
    .sample(&[], feeds);
    let [open, all, full, failed] = watch.connections.figures();
    page.metric(
        "feedwright_connections_open",
        Gauge,
        "Connections that are open.",
    )
    .sample(&[], open);
    page.metric(
        "feedwright_connections_total",
        Counter,
        "Connections that were let in.",
    )
    .sample(&[], all);
    page.metric(
        "feedwright_connections_full_total",
        Counter,
        "Times that all places for connections were taken.",
    )
    .sample(&[], full);
    page.metric(
        "feedwright_connections_failed_total",
        Counter,
        "Connections that could not be taken.",
    )
    .sample(&[], failed);
}

fn requests(page: &mut Page, tally: &Tally) {
    page.metric(
        "feedwright_requests_total",
        Counter,
        "Requests by class of the answer's status and by family of reader.",
    );
    for family in Family::all() {
        for (class, name) in (1..).zip(CLASSES) {
            let count = tally.requests(family, class);
            if count > 0 {
                page.sample(&[("class", name), ("reader", family.name())], count);
            }
        }
    }
    page.metric(
        "feedwright_documents_total",
        Counter,
        "Requests for documents of feeds by how they were answered; refused: told to wait (429).",
    );
    for (name, count) in ANSWERS {
        page.sample(&[("answer", name)], tally.count(count));
    }
    page.metric(
        "feedwright_sent_bytes_total",
        Counter,
        "Bytes of bodies that were sent.",
    )
    .sample(&[], tally.count(Count::Sent));
    page.metric(
        "feedwright_saved_bytes_total",
        Counter,
        "Bytes that were not sent: because the reader had them, or because the rest was packed.",
    )
    .sample(
        &[("by", "not_modified")],
        tally.count(Count::SavedUnchanged),
    )
    .sample(&[("by", "packing")], tally.count(Count::SavedPacked));
    let seconds = tally.count(Count::Microseconds) as f64 / 1e6;
    page.metric(
        "feedwright_request_seconds_total",
        Counter,
        "Seconds until answers stood, all together.",
    )
    .sample(&[], seconds);
}

fn subscribers(page: &mut Page, watch: &Watch) {
    page.metric(
        "feedwright_subscribers",
        Gauge,
        "Subscribers, as readers say in their User-Agent, in the last two days.",
    );
    for (document, family, number) in watch.subscribers.all(Instant::now()) {
        let labels = [("document", document.as_str()), ("reader", family.name())];
        page.sample(&labels, u64::from(number));
    }
}

/// The runs of this server.
fn publishing(page: &mut Page, published: &Published) {
    page.metric("feedwright_publish_runs_total", Counter, "Runs of publish_every by exit status; 75: another run was at work, 143: the server stopped.");
    for (exit, count) in published.counts() {
        page.sample(&[("exit", &exit.to_string())], count);
    }
    let Some(last) = published.last() else {
        return;
    };
    page.metric(
        "feedwright_publish_last_timestamp_seconds",
        Gauge,
        "When the last run of publish_every began.",
    )
    .sample(&[], last.at.timestamp());
    page.metric(
        "feedwright_publish_last_exit",
        Gauge,
        "The exit status of the last run of publish_every.",
    )
    .sample(&[], u64::from(last.exit));
    page.metric(
        "feedwright_publish_last_seconds",
        Gauge,
        "How long the last run of publish_every took.",
    )
    .sample(&[], last.seconds);
}

/// The last run that changed something, whoever started it.
fn last_eventful(page: &mut Page, run: &RunSummary) {
    page.metric(
        "feedwright_run_timestamp_seconds",
        Gauge,
        "The time of the last run that changed something.",
    )
    .sample(&[], run.at.timestamp());
    page.metric("feedwright_run_exit", Gauge, "Its exit status.")
        .sample(&[], u64::from(run.exit));
    page.metric("feedwright_run_seconds", Gauge, "How long it took.")
        .sample(&[], run.seconds);
    page.metric(
        "feedwright_run_records",
        Gauge,
        "What became of records in it.",
    )
    .sample(&[("became", "new")], run.new)
    .sample(&[("became", "changed")], run.changed)
    .sample(&[("became", "rejected")], run.rejected);
    page.metric(
        "feedwright_run_documents",
        Gauge,
        "What became of documents in it.",
    )
    .sample(&[("became", "written")], run.written)
    .sample(&[("became", "withheld")], run.withheld);
    page.metric(
        "feedwright_run_failing_sources",
        Gauge,
        "Sources that failed in it.",
    )
    .sample(&[], run.failing.len() as u64);
}

fn readable(page: &mut Page, readable: bool) {
    page.metric(
        "feedwright_store_readable",
        Gauge,
        "1 where the store can be read.",
    )
    .sample(&[], u64::from(readable));
}
