//! Requests that were refused before they could be read: nothing is known of them but where they came from.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::{StatusCode, Version};

use super::super::app::App;
use super::super::reader::Family;
use super::access_log::{self, Entry};

/// Counts and logs a request of which nothing could be read.
pub(in super::super) fn unread(app: &App, peer: SocketAddr, status: StatusCode) {
    app.watch.tally.request(Family::OTHER, status.as_u16());
    let entry = Entry {
        client: peer.ip().to_canonical(),
        method: "",
        path: "",
        version: Version::HTTP_11,
        status: status.as_u16(),
        bytes: 0,
        referrer: b"",
        agent: b"",
        took: Duration::ZERO,
        encoding: None,
    };
    access_log::log(app.held().newsroom.serve.log, &entry);
}
