//! What hyper alone takes to say 304: the floor under `feedwright serve`, which answers through it.
//!
//!     cargo bench --bench hyper -- 127.0.0.1:8080 'etag: "1"' 'vary: Accept-Encoding'
//!
//! Answers every request at that address with 304 and these fields, in one thread, and knows nothing of files, conditions,
//! limits or logs. `benches/serve.py … floor` sets it beside nginx and feedwright.
#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a bench"
)]

use std::convert::Infallible;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(address) = words.next() else {
        eprintln!("name an address to listen at, like 127.0.0.1:8080");
        return;
    };
    let fields: HeaderMap = words.map(|word| field(&word)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .expect("a runtime")
        .block_on(serve(&address, fields));
}

fn field(word: &str) -> (HeaderName, HeaderValue) {
    let (name, value) = word.split_once(": ").expect("a name and a value");
    (
        name.parse().expect("a name"),
        value.parse().expect("a value"),
    )
}

async fn serve(address: &str, fields: HeaderMap) {
    let listener = TcpListener::bind(address).await.expect("an address");
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let _ = stream.set_nodelay(true);
        let fields = fields.clone();
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |_: Request<Incoming>| {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                *response.headers_mut() = fields.clone();
                async { Ok::<_, Infallible>(response) }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}
