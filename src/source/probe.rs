//! How large files on the web are, and of which type, without fetching them.
//!
//! In: addresses, and bounds of time and number. Out: for each what its server says of it. A HEAD request asks; where
//! that is refused or says no size, a GET of the first byte. Redirects and private addresses are dealt with as for
//! [`fetch`](super::fetch).

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Response, StatusCode};
use tokio::task::JoinSet;
use url::Url;

use super::http::{Fetch, HOPS, allowed, client, is_named, not_answered, redirect, too_slow};
use crate::{Error, Result};

/// What a server says of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Probed {
    /// Bytes; never 0.
    pub length: Option<u64>,
    /// The media type, where it says more than "bytes".
    pub media_type: Option<String>,
}

/// Within which bounds servers are asked.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long one file may take.
    pub each: Duration,
    /// How long all of them may take together.
    pub all: Duration,
    /// How many are asked for at a time.
    pub at_once: usize,
    /// Hosts that may be asked though their addresses are private.
    pub allowed: Vec<String>,
}

/// How often it is looked whether the work is to end.
const LOOK: Duration = Duration::from_millis(100);

/// Names that nobody can have (RFC 2606, RFC 6761), so that no resolver need be asked.
const NOBODYS: &[&str] = &["example", "test", "invalid"];

/// Media types that say nothing of the file.
const ANYTHING: &[&str] = &["application/octet-stream", "binary/octet-stream"];

/// Asks for each address, in the order given; `None` for those that the time was not enough for, or that were not
/// asked for because `stop` said so.
///
/// # Errors
/// Where no request can be made at all.
pub fn probe(
    addresses: &[String],
    limits: &Limits,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Option<Result<Probed>>>> {
    let how = Arc::new(Fetch {
        timeout: limits.each,
        allowed: limits.allowed.clone(),
        ..Fetch::default()
    });
    let agent = concat!("feedwright/", env!("CARGO_PKG_VERSION"));
    let client = client(agent, &how)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot prepare to ask for files", e))?;
    let answers = runtime.block_on(all(addresses, limits, &client, &how, stop));
    // A name that nobody resolves holds a thread; it is left to itself.
    runtime.shutdown_background();
    Ok(answers)
}

async fn all(
    addresses: &[String],
    limits: &Limits,
    client: &Client,
    how: &Arc<Fetch>,
    stop: &dyn Fn() -> bool,
) -> Vec<Option<Result<Probed>>> {
    let end = Instant::now() + limits.all;
    let mut answers: Vec<Option<Result<Probed>>> = addresses.iter().map(|_| None).collect();
    let mut waiting = addresses.iter().cloned().enumerate();
    let mut asked = JoinSet::new();
    loop {
        while asked.len() < limits.at_once.max(1)
            && let Some((n, address)) = waiting.next()
        {
            let (client, how) = (client.clone(), how.clone());
            asked.spawn(async move { (n, one(&address, &client, &how).await) });
        }
        match tokio::time::timeout(LOOK, asked.join_next()).await {
            Ok(None) => return answers,
            Ok(Some(Ok((n, answer)))) => {
                if let Some(place) = answers.get_mut(n) {
                    *place = Some(answer);
                }
            }
            Ok(Some(Err(_))) | Err(_) => {}
        }
        if stop() || Instant::now() >= end {
            return answers;
        }
    }
}

async fn one(address: &str, client: &Client, how: &Fetch) -> Result<Probed> {
    tokio::time::timeout(how.timeout, asked(address, client, how))
        .await
        .unwrap_or_else(|_| Err(too_slow(how)))
}

async fn asked(address: &str, client: &Client, how: &Fetch) -> Result<Probed> {
    let url = Url::parse(address).map_err(|e| Error::input(e.to_string()))?;
    let host = url.host_str().unwrap_or_default();
    let top = host.trim_end_matches('.').rsplit('.').next();
    if top.is_some_and(|top| NOBODYS.contains(&top)) && !is_named(&how.allowed, host) {
        return Err(Error::input(format!("nobody can have the name {host}")));
    }
    let head = follow(Method::HEAD, &url, client, how).await?;
    let known = facts(&head, None);
    if head.status().is_success() && known.length.is_some() {
        return Ok(known);
    }
    // Some servers refuse HEAD, or do not say how much they would send.
    let first = follow(Method::GET, &url, client, how).await?;
    let status = first.status();
    if !status.is_success() {
        let why = format!("the server answers {}", status.as_u16());
        return Err(Error::input(why));
    }
    let part = (status == StatusCode::PARTIAL_CONTENT).then(|| first.headers());
    Ok(facts(&first, part.and_then(whole_length)))
}

/// The first answer that is no redirect.
async fn follow(method: Method, first: &Url, client: &Client, how: &Fetch) -> Result<Response> {
    let mut url = first.clone();
    for _ in 0..=HOPS {
        allowed(&url, how)?;
        let mut request = client
            .request(method.clone(), url.clone())
            .header("accept-encoding", "identity");
        if method == Method::GET {
            request = request.header("range", "bytes=0-0");
        }
        let response = request
            .send()
            .await
            .map_err(|e| not_answered(e, &url, how))?;
        match redirect(&response, &url)? {
            Some(next) => url = next,
            None => return Ok(response),
        }
    }
    Err(Error::input(format!("more than {HOPS} redirects")))
}

/// What the headers say; `whole` where only a part of the file came.
fn facts(response: &Response, whole: Option<u64>) -> Probed {
    let headers = response.headers();
    let length = match response.status() {
        StatusCode::PARTIAL_CONTENT => whole,
        _ => text(headers, "content-length").and_then(|n| n.trim().parse().ok()),
    };
    let media_type = text(headers, "content-type")
        .and_then(|t| t.split(';').next())
        .map(|t| t.trim().to_ascii_lowercase());
    Probed {
        length: length.filter(|n| *n > 0),
        media_type: media_type.filter(|t| !ANYTHING.contains(&t.as_str())),
    }
}

/// The length of the file of which a part came: `bytes 0-0/12345`.
fn whole_length(headers: &HeaderMap) -> Option<u64> {
    let (_, whole) = text(headers, "content-range")?.rsplit_once('/')?;
    whole.trim().parse().ok()
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
