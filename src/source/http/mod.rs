//! One document over HTTP: guarded, bounded, and with the way that led to it.
//!
//! A fetch ends at its deadline whatever the server does. Redirects are followed one by one and each address is
//! checked. Proxies of the environment are left alone: nobody could check what they reach.

mod faults;
mod guard;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, StatusCode};
use url::Url;

use super::unpack::unpack;
use crate::{Error, Result};

use faults::shown;
pub(super) use faults::{
    bare, broken_off, causes, not_answered, not_unpacked, too_large, too_slow,
};
#[cfg(feature = "server")]
pub(super) use guard::builder;
pub(super) use guard::{Refused, allowed, client, is_named};

/// How many redirects are followed.
pub(super) const HOPS: usize = 5;

const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
    application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

/// On whose behalf something is fetched: a refusal names the option that would lift it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Asker {
    /// Options of the command line.
    #[default]
    CommandLine,
    /// Keys of a `[[source]]`.
    Source,
    /// Somebody who asks a server of ours: its key in `[serve]`, and bounds that are the server's own.
    Visitor,
}

/// Looks at each address before it is asked, redirects too, and may refuse it.
pub type Admit = Arc<dyn Fn(&Url) -> Result<()> + Send + Sync>;

impl Asker {
    fn allow(self, host: &str) -> String {
        match self {
            Asker::CommandLine => format!("--allow-host {host}"),
            Asker::Source => format!("allow_hosts = [{host:?}] in its [[source]]"),
            Asker::Visitor => format!("allow_hosts = [{host:?}] in [serve]"),
        }
    }

    const fn longer(self) -> &'static str {
        match self {
            Asker::CommandLine => "try again, or give it longer with --timeout SECONDS",
            Asker::Source => "try again, or give it longer with `timeout` in its [[source]]",
            Asker::Visitor => "try again, and look at the server if it happens again",
        }
    }

    const fn larger(self) -> &'static str {
        match self {
            Asker::CommandLine => "allow more with --max-size BYTES",
            Asker::Source => "allow more with `max_bytes` in its [[source]]",
            Asker::Visitor => "keep fewer entries in the feed, and the older ones in archives",
        }
    }
}

/// How a document is fetched.
#[derive(Clone)]
pub struct Fetch {
    /// How long all of it may take.
    pub timeout: Duration,
    /// How many bytes the document may have, packed or unpacked.
    pub most: u64,
    /// Hosts that may be fetched from though their addresses are private.
    pub allowed: Vec<String>,
    /// Headers to send besides ours; only to the address that was asked for first, never to another site.
    pub headers: Vec<(String, String)>,
    /// On whose behalf.
    pub asker: Asker,
    /// What else has a say.
    pub admit: Option<Admit>,
}

impl Default for Fetch {
    fn default() -> Self {
        Fetch {
            timeout: Duration::from_secs(10),
            most: 64 << 20,
            allowed: Vec::new(),
            headers: Vec::new(),
            asker: Asker::CommandLine,
            admit: None,
        }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Fetched {
    /// The address that gave the document, without password.
    pub url: String,
    /// The status of the last answer.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// The redirects that led to it: the address that answered, its status, where it pointed.
    pub hops: Vec<(String, u16, String)>,
    /// How many bytes of body came.
    pub received: u64,
    /// Was it unpacked already, although Content-Encoding says that it is packed?
    pub falsely_packed: bool,
    /// The body, unpacked.
    pub body: Vec<u8>,
    /// Status and headers of the answer to a conditional request, where one could be made.
    pub again: Option<(u16, Vec<(String, String)>)>,
}

/// Fetches the document at `url`, and asks once more whether it changed.
///
/// # Errors
/// An input error that says which address failed, and how.
pub fn fetch(url: &str, options: &Fetch) -> Result<Fetched> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot prepare to fetch", e).at(shown(url)))?;
    let fetched = runtime.block_on(fetch_within(url, options));
    // A name that nobody resolves holds a thread; it is left to itself.
    runtime.shutdown_background();
    fetched
}

/// The same inside a runtime; it ends when nobody waits for it any more.
///
/// # Errors
/// Those of [`fetch`].
pub async fn fetch_within(url: &str, options: &Fetch) -> Result<Fetched> {
    let failed = |e: Error| e.at(shown(url));
    let fetched = tokio::time::timeout(options.timeout, whole(url, options)).await;
    let fetched = fetched
        .unwrap_or_else(|_| Err(too_slow(options)))
        .map_err(failed)?;
    unpacked(fetched, options).await.map_err(failed)
}

/// Undoes what Content-Encoding says. That takes a processor and no network, and is bounded by size instead of time.
async fn unpacked(fetched: Fetched, options: &Fetch) -> Result<Fetched> {
    let codings = joined(&fetched.headers, "content-encoding");
    let (packed, layers, most) = (fetched.body, codings.clone(), options.most);
    let unpacking = tokio::task::spawn_blocking(move || unpack(packed, &layers, most));
    let body = unpacking
        .await
        .map_err(|e| Error::input("the document cannot be unpacked").caused_by(e))?
        .map_err(|e| not_unpacked(e, options))?;
    // Packing changes the length; what it leaves as it is was not packed.
    let coded = codings
        .split(',')
        .any(|c| !matches!(c.trim(), "" | "identity"));
    Ok(Fetched {
        falsely_packed: coded && fetched.received > 0 && fetched.received == body.len() as u64,
        body,
        ..fetched
    })
}

/// The document as it came, still packed.
async fn whole(raw: &str, options: &Fetch) -> Result<Fetched> {
    let mut session = Session::new(raw, options)?;
    let (response, url) = session.follow().await?;
    let status = response.status();
    let headers = pairs(response.headers());
    let body = session.body(response).await?;
    let again = match status {
        StatusCode::OK => session.again(&url, &headers).await,
        _ => None,
    };
    Ok(Fetched {
        url: bare(&url),
        status: status.as_u16(),
        headers,
        hops: session.hops,
        received: body.len() as u64,
        falsely_packed: false,
        body,
        again,
    })
}

struct Session<'o> {
    client: Client,
    options: &'o Fetch,
    first: Url,
    hops: Vec<(String, u16, String)>,
}

impl<'o> Session<'o> {
    fn new(raw: &str, options: &'o Fetch) -> Result<Self> {
        let first = Url::parse(raw).map_err(|e| {
            Error::input("this is not an address")
                .caused_by(e)
                .help("write it like https://paper.example/news.rss")
        })?;
        let agent = concat!(
            "feedwright/",
            env!("CARGO_PKG_VERSION"),
            " (feed validator)"
        );
        Ok(Session {
            client: client(agent, options)?,
            options,
            first,
            hops: Vec::new(),
        })
    }

    /// Goes where redirects lead, and brings the first answer that is none.
    async fn follow(&mut self) -> Result<(reqwest::Response, Url)> {
        let mut url = self.first.clone();
        loop {
            allowed(&url, self.options)?;
            if let Some(admit) = &self.options.admit {
                admit(&url)?;
            }
            let response = self.get(&url, HeaderMap::new()).await?;
            let Some(next) = redirect(&response, &url)? else {
                return Ok((response, url));
            };
            let hop = (bare(&url), response.status().as_u16(), bare(&next));
            if self.hops.iter().any(|(seen, ..)| *seen == hop.2) || hop.0 == hop.2 {
                return Err(
                    Error::input(format!("redirects go round in circles, by {}", hop.2))
                        .help("look at the server's redirects"),
                );
            }
            self.hops.push(hop);
            if self.hops.len() > HOPS {
                return Err(Error::input(format!(
                    "more than {HOPS} redirects, the last to {}",
                    bare(&next)
                ))
                .help("give the address that they lead to"));
            }
            url = next;
        }
    }

    async fn get(&self, url: &Url, conditions: HeaderMap) -> Result<reqwest::Response> {
        allowed(url, self.options)?;
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static(ACCEPT));
        headers.insert(
            "accept-encoding",
            HeaderValue::from_static("gzip, br, zstd, deflate"),
        );
        if url.origin() == self.first.origin() {
            for (name, value) in &self.options.headers {
                let (name, value) = header(name, value)?;
                headers.insert(name, value);
            }
        }
        headers.extend(conditions);
        let request = self.client.get(url.clone()).headers(headers);
        request
            .send()
            .await
            .map_err(|e| not_answered(e, url, self.options))
    }

    /// Reads the body as it comes, up to the bound.
    async fn body(&self, mut response: reqwest::Response) -> Result<Vec<u8>> {
        let most = self.options.most;
        if response.content_length().is_some_and(|n| n > most) {
            return Err(too_large(self.options));
        }
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(body),
                Err(e) => return Err(broken_off(e)),
            }
            if body.len() as u64 > most {
                return Err(too_large(self.options));
            }
        }
    }

    /// Asks whether the document changed since; no answer is no fault of the document.
    async fn again(
        &self,
        url: &Url,
        headers: &[(String, String)],
    ) -> Option<(u16, Vec<(String, String)>)> {
        let mut conditions = HeaderMap::new();
        for (validator, condition) in [
            ("etag", "if-none-match"),
            ("last-modified", "if-modified-since"),
        ] {
            let value = headers.iter().find(|(name, _)| name == validator);
            if let Some((_, value)) = value {
                conditions.insert(condition, HeaderValue::from_str(value).ok()?);
            }
        }
        if conditions.is_empty() {
            return None;
        }
        let response = self.get(url, conditions).await.ok()?;
        Some((response.status().as_u16(), pairs(response.headers())))
    }
}

/// Where an answer points, if it is a redirect that says where.
pub(super) fn redirect(response: &reqwest::Response, url: &Url) -> Result<Option<Url>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.headers().get("location") else {
        return Ok(None);
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    let next = url.join(&location).map_err(|e| {
        Error::input(format!("{} redirects to {location:?}", bare(url)))
            .caused_by(e)
            .help("send an address in Location")
    })?;
    Ok(Some(next))
}

/// A header to send; its value is never shown, since it may be a secret.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let wrong = || Error::usage(format!("the header {name:?} cannot be sent"));
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
    let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
    value.set_sensitive(true);
    Ok((name, value))
}

pub(super) fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

/// All values of a header in one list.
pub(super) fn joined(headers: &[(String, String)], name: &str) -> String {
    let values = headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
    let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
    values.join(",")
}
