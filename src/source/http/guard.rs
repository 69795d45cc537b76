//! Which addresses may be connected to: public ones, and hosts that somebody allows by name.
//!
//! A name's addresses are checked where the connection takes them from, so that the one which was checked is the one
//! that is used.

use std::error::Error as StdError;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder};
use url::{Host, Url};

use super::super::address::reserved;
use super::faults::bare;
use super::{Asker, Fetch};
use crate::{Error, Result};

/// A client that follows no redirect by itself, asks no proxy, and connects to no address that is not public
/// unless its host is allowed.
pub(in super::super) fn client(agent: &str, options: &Fetch) -> Result<Client> {
    builder(agent, options)
        .build()
        .map_err(|e| Error::input("cannot prepare to fetch").caused_by(e))
}

/// The same before it is built.
pub(in super::super) fn builder(agent: &str, options: &Fetch) -> ClientBuilder {
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
}

/// May this address be asked? Names are checked once more when they are resolved.
pub(in super::super) fn allowed(url: &Url, how: &Fetch) -> Result<()> {
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

pub(in super::super) fn is_named(hosts: &[String], host: &str) -> bool {
    let bare = |name: &str| {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        name.trim_end_matches('.').to_ascii_lowercase()
    };
    hosts.iter().any(|allowed| bare(allowed) == bare(host))
}

/// Resolves names, and refuses those with any address that is not public.
struct Guarded {
    allowed: Arc<[String]>,
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
pub(in super::super) struct Refused {
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

pub(super) fn refused(why: &Refused, asker: Asker) -> Error {
    let (host, purpose) = (&why.host, why.purpose);
    let allow = asker.allow(host);
    match asker {
        // A stranger does not learn which private address a name has, and can allow nothing.
        Asker::Visitor => Error::input(format!("not fetched: the address of {host} is for {purpose}"))
            .help(format!(
                "give an address that anybody can reach; who runs this server can allow this one: {allow}"
            )),
        Asker::CommandLine | Asker::Source => Error::input(format!("not fetched: {why}"))
            .help(format!("if you trust it, allow it by name: {allow}")),
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::{all_public, is_named};

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
}
