//! One document over HTTP: guarded, bounded, and with the way that led to it.
//!
//! A fetch ends at its deadline whatever the server does. Redirects are followed one by one and each address is
//! checked; the name's addresses are checked where the connection takes them from, so that the one which was
//! checked is the one that is used. Proxies of the environment are left alone: nobody could check what they reach.

use std::error::Error as StdError;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, StatusCode};
use url::{Host, Url};

use super::address::reserved;
use super::unpack::{Unpacking, unpack};
use crate::{Error, Result};

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
    let fetched = tokio::time::timeout(options.timeout, whole(url, options)).await;
    fetched
        .unwrap_or_else(|_| Err(too_slow(options)))
        .map_err(|e| e.at(shown(url)))
}

async fn whole(raw: &str, options: &Fetch) -> Result<Fetched> {
    let mut session = Session::new(raw, options)?;
    let (response, url) = session.follow().await?;
    let status = response.status();
    let headers = pairs(response.headers());
    let packed = session.body(response).await?;
    let received = packed.len() as u64;
    let codings = joined(&headers, "content-encoding");
    let (most, layers) = (options.most, codings.clone());
    // Beside the network, so that the deadline holds for this too.
    let unpacked = tokio::task::spawn_blocking(move || unpack(packed, &layers, most)).await;
    let body = unpacked
        .map_err(|e| Error::input("the document cannot be unpacked").caused_by(e))?
        .map_err(|e| not_unpacked(e, options))?;
    // Packing changes the length; what it leaves as it is was not packed.
    let coded = codings
        .split(',')
        .any(|c| !matches!(c.trim(), "" | "identity"));
    let falsely_packed = coded && received > 0 && received == body.len() as u64;
    let again = match status {
        StatusCode::OK => session.again(&url, &headers).await,
        _ => None,
    };
    Ok(Fetched {
        url: bare(&url),
        status: status.as_u16(),
        headers,
        hops: session.hops,
        received,
        falsely_packed,
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

/// A client that follows no redirect by itself, asks no proxy, and connects to no address that is not public
/// unless its host is allowed.
pub(super) fn client(agent: &str, options: &Fetch) -> Result<Client> {
    // Another part of the program may have installed one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(agent)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(options.timeout)
        .dns_resolver(Arc::new(Guarded {
            allowed: Arc::from(options.allowed.as_slice()),
        }))
        .build()
        .map_err(|e| Error::input("cannot prepare to fetch").caused_by(e))
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

/// May this address be asked? Names are checked once more when they are resolved.
pub(super) fn allowed(url: &Url, how: &Fetch) -> Result<()> {
    if !matches!(url.scheme(), "http" | "https") {
        let why = format!("{} is no address of the web", bare(url));
        return Err(Error::input(why).help("give an address that begins with https:// or http://"));
    }
    let address = match url.host() {
        Some(Host::Ipv4(v4)) => v4.into(),
        Some(Host::Ipv6(v6)) => v6.into(),
        _ => return Ok(()),
    };
    let host = url.host_str().unwrap_or_default();
    match reserved(address).filter(|_| !is_named(&how.allowed, host)) {
        Some(purpose) => {
            let why = Refused {
                host: address.to_string(),
                address: None,
                purpose,
            };
            Err(refused(&why, how.asker))
        }
        None => Ok(()),
    }
}

pub(super) fn is_named(hosts: &[String], host: &str) -> bool {
    let bare = |name: &str| {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        name.trim_end_matches('.').to_ascii_lowercase()
    };
    hosts.iter().any(|allowed| bare(allowed) == bare(host))
}

/// Resolves names, and refuses those with any address that is not public.
pub(super) struct Guarded {
    pub(super) allowed: Arc<[String]>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.clone();
        Box::pin(async move {
            let host = name.as_str();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host, 0)).await?.collect();
            if !is_named(&allowed, host) {
                all_public(host, &found)?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Refuses a name if a single one of its addresses is not public.
fn all_public(host: &str, found: &[SocketAddr]) -> Result<(), Refused> {
    let bad = found
        .iter()
        .find_map(|address| Some((address.ip(), reserved(address.ip())?)));
    match bad {
        None => Ok(()),
        Some((address, purpose)) => Err(Refused {
            host: host.to_owned(),
            address: Some(address.to_string()),
            purpose,
        }),
    }
}

/// An address that must not be asked.
#[derive(Debug)]
pub(super) struct Refused {
    host: String,
    address: Option<String>,
    purpose: &'static str,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { host, purpose, .. } = self;
        match &self.address {
            Some(address) => write!(
                f,
                "{host} has the address {address}, which is for {purpose}"
            ),
            None => write!(f, "the address {host} is for {purpose}"),
        }
    }
}

impl StdError for Refused {}

fn refused(why: &Refused, asker: Asker) -> Error {
    Error::input(format!("not fetched: {why}")).help(format!(
        "if you trust it, allow it by name: {}",
        asker.allow(&why.host)
    ))
}

/// Why no answer came.
pub(super) fn not_answered(e: reqwest::Error, url: &Url, options: &Fetch) -> Error {
    if e.is_timeout() {
        return too_slow(options);
    }
    let e = e.without_url();
    let causes = causes(&e);
    if let Some(why) = causes.iter().find_map(|e| e.downcast_ref::<Refused>()) {
        return refused(why, options.asker);
    }
    let told: Vec<String> = causes.iter().map(|c| c.to_string()).collect();
    let says = |part: &str| told.iter().any(|t| t.to_ascii_lowercase().contains(part));
    let host = url.host_str().unwrap_or_default();
    let (what, help) = if says("dns error") || says("lookup address") {
        (
            format!("the name {host} has no address"),
            "check the host's name",
        )
    } else if says("certificate") || says("tls") || says("handshake") {
        (
            format!("no safe connection to {host}"),
            "look at the server's certificate",
        )
    } else if e.is_connect() {
        (
            format!("cannot connect to {host}"),
            "check the address, and whether the server runs",
        )
    } else {
        (
            format!("{host} does not answer in HTTP"),
            "look at what the server sends",
        )
    };
    Error::input(what).caused_by(deepest(e)).help(help)
}

/// What lies at the bottom of an error, in words.
pub(super) fn deepest(e: reqwest::Error) -> String {
    causes(&e).last().map(|c| c.to_string()).unwrap_or_default()
}

/// An error and what caused it, the deepest last.
pub(super) fn causes<'e>(e: &'e (dyn StdError + 'static)) -> Vec<&'e (dyn StdError + 'static)> {
    let (mut all, mut last) = (vec![e], e);
    while let Some(deeper) = last.source() {
        all.push(deeper);
        last = deeper;
    }
    all
}

/// A body that ended before its end.
pub(super) fn broken_off(e: reqwest::Error) -> Error {
    Error::input("the answer broke off")
        .caused_by(deepest(e.without_url()))
        .help("try again, and look at the server if it happens again")
}

pub(super) fn too_slow(options: &Fetch) -> Error {
    let seconds = options.timeout.as_secs_f64();
    Error::input(format!("the answer was not there after {seconds} s")).help(options.asker.longer())
}

pub(super) fn too_large(options: &Fetch) -> Error {
    Error::input(format!("the document has more than {} bytes", options.most))
        .help(options.asker.larger())
}

pub(super) fn not_unpacked(e: Unpacking, options: &Fetch) -> Error {
    match e {
        Unpacking::TooLarge => too_large(options),
        other => Error::input(other.to_string()).help("send gzip, br, zstd or nothing"),
    }
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

/// An address without user and password.
pub(super) fn bare(url: &Url) -> String {
    let mut url = url.clone();
    // Addresses without a host have neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

fn shown(raw: &str) -> String {
    match Url::parse(raw) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => bare(&url),
        _ => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::{all_public, is_named, shown};

    #[test]
    fn a_name_with_one_private_address_is_refused() {
        let of = |raw: &[&str]| -> Vec<SocketAddr> {
            raw.iter()
                .map(|a| SocketAddr::new(a.parse().unwrap(), 0))
                .collect()
        };
        assert!(all_public("quay.example", &of(&["8.8.8.8", "2606:4700::1111"])).is_ok());
        let mixed = all_public("quay.example", &of(&["8.8.8.8", "10.0.0.1"]));
        assert_eq!(
            mixed.unwrap_err().to_string(),
            "quay.example has the address 10.0.0.1, which is for a private network"
        );
    }

    #[test]
    fn hosts_are_allowed_by_name_alone() {
        let hosts = ["Quay.example".to_owned(), "::1".to_owned()];
        assert!(is_named(&hosts, "quay.example.") && is_named(&hosts, "[::1]"));
        assert!(!is_named(&hosts, "www.quay.example") && !is_named(&hosts, "127.0.0.1"));
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(
            shown("https://ada:s3cret@quay.example/f"),
            "https://quay.example/f"
        );
        assert_eq!(shown("no address"), "no address");
    }
}
