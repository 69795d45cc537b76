//! Who asks.
//!
//! The peer, or, where the peer is a proxy that is trusted, the last address in `X-Forwarded-For` or `Forwarded` (RFC 7239)
//! that no trusted proxy has: what stands before it may have been made up by the client. Where both headers are there and
//! name different clients, only one was written by the proxy and nobody can tell which, so the proxy itself is named.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{FORWARDED, HOST};
use axum::http::{HeaderMap, HeaderName};

use super::given::Given;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client {
    /// Its address, as far as it can be known.
    pub(super) address: IpAddr,
    /// How it is known.
    pub(super) known: Known,
}

/// How a client's address is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It is the peer, and nothing speaks of a proxy.
    Itself,
    /// A trusted proxy says so.
    Told,
    /// It is the address of a proxy, behind which anybody may be.
    Proxy,
}

impl Client {
    /// Who asks with these headers, through the proxies that are trusted.
    pub(super) fn of(peer: IpAddr, headers: &HeaderMap, given: Given, proxies: &[IpAddr]) -> Self {
        let peer = peer.to_canonical();
        let client = |address, known| Client { address, known };
        if !given.has(Given::LEFT_BY_PROXY) {
            return client(peer, Known::Itself);
        }
        if !is_trusted(peer, proxies) {
            return client(peer, Known::Proxy);
        }
        let listed = headers.contains_key(X_FORWARDED_FOR);
        let listed = listed.then(|| last(by_list(headers), proxies));
        let forwarded = headers.contains_key(FORWARDED);
        let forwarded = forwarded.then(|| last(by_forwarded(headers), proxies));
        match (listed, forwarded) {
            (Some(a), Some(b)) if a != b => client(peer, Known::Proxy),
            (Some(Some(address)), _) | (None, Some(Some(address))) => client(address, Known::Told),
            _ => client(peer, Known::Proxy),
        }
    }

    /// Does a program on this machine ask, and for itself? A page that somebody has open in a browser here may ask too,
    /// under a name that leads here (DNS rebinding); then `Host` is that name.
    pub(super) fn is_local(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        self.is_loopback() && host.is_none_or(is_this_machine)
    }

    /// Is it a peer on this machine behind no proxy?
    pub(super) fn is_loopback(&self) -> bool {
        self.known == Known::Itself && self.address.is_loopback()
    }

    /// Is this the address of a proxy, behind which anybody may be?
    pub(super) fn is_behind_a_stranger(&self) -> bool {
        self.known == Known::Proxy
    }
}

fn is_trusted(address: IpAddr, proxies: &[IpAddr]) -> bool {
    proxies.iter().any(|proxy| proxy.to_canonical() == address)
}

/// `localhost` or an address of this machine, with or without a port.
fn is_this_machine(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name.eq_ignore_ascii_case("localhost") || address(host).is_some_and(|a| a.is_loopback())
}

/// Of addresses, the last first, the first that no trusted proxy has; the client's own where all are trusted. None where
/// something stands there that is no address, such as `unknown`.
fn last(addresses: impl Iterator<Item = Option<IpAddr>>, proxies: &[IpAddr]) -> Option<IpAddr> {
    let mut seen = None;
    for address in addresses {
        let address = address?;
        seen = Some(address);
        if !is_trusted(address, proxies) {
            break;
        }
    }
    seen
}

/// The addresses in `X-Forwarded-For`, the last first.
fn by_list(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let values = headers.get_all(X_FORWARDED_FOR).into_iter().rev();
    values
        .flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','))
        .map(|raw| address(std::str::from_utf8(raw).ok()?))
}

/// The addresses in `Forwarded`, the last first.
fn by_forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let values = headers.get_all(FORWARDED).into_iter().rev();
    // No address holds a comma or a semicolon, and a quoted value that does makes what it stands in unreadable: that ends
    // the search with nobody, never with somebody else.
    values
        .flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','))
        .map(|element| {
            let mut pairs = std::str::from_utf8(element).ok()?.split(';');
            pairs.find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then_some(value)
            })
        })
        .map(|node| address(node?))
}

/// An address as proxies write it: with or without quotes, brackets and port.
fn address(raw: &str) -> Option<IpAddr> {
    let raw = raw.trim();
    let raw = raw
        .strip_prefix('"')
        .and_then(|r| r.strip_suffix('"'))
        .unwrap_or(raw);
    let bare = raw.strip_prefix('[').and_then(|r| r.strip_suffix(']'));
    let alone = bare.unwrap_or(raw).parse::<IpAddr>().ok();
    let address = alone.or_else(|| raw.parse::<SocketAddr>().ok().map(|a| a.ip()));
    address.map(|a| a.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Known::{Itself, Proxy, Told};

    fn client(peer: &str, headers: &[(&'static str, &str)]) -> Client {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let proxies = ["127.0.0.1", "::1", "10.0.0.2"].map(|p| p.parse().unwrap());
        Client::of(peer.parse().unwrap(), &map, Given::of(&map), &proxies)
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let xff = "x-forwarded-for";
        for (peer, headers, address, known) in [
            ("192.0.2.1", &[][..], "192.0.2.1", Itself),
            ("127.0.0.1", &[], "127.0.0.1", Itself),
            ("::ffff:127.0.0.1", &[], "127.0.0.1", Itself),
            ("192.0.2.1", &[(xff, "192.0.2.9")], "192.0.2.1", Proxy),
            ("127.0.0.1", &[(xff, "192.0.2.9")], "192.0.2.9", Told),
            ("::ffff:127.0.0.1", &[(xff, "192.0.2.9")], "192.0.2.9", Told),
            // What the client made up stands first.
            (
                "127.0.0.1",
                &[(xff, "127.0.0.1, 192.0.2.9")],
                "192.0.2.9",
                Told,
            ),
            (
                "127.0.0.1",
                &[(xff, "198.51.100.7, 192.0.2.9, 10.0.0.2")],
                "192.0.2.9",
                Told,
            ),
            (
                "127.0.0.1",
                &[(xff, "198.51.100.7"), (xff, "192.0.2.9 ,10.0.0.2")],
                "192.0.2.9",
                Told,
            ),
            ("127.0.0.1", &[(xff, "192.0.2.9:4711")], "192.0.2.9", Told),
            (
                "127.0.0.1",
                &[(xff, "[2001:db8::9]:4711")],
                "2001:db8::9",
                Told,
            ),
            ("127.0.0.1", &[(xff, "2001:db8::9")], "2001:db8::9", Told),
            ("127.0.0.1", &[(xff, "127.0.0.1")], "127.0.0.1", Told),
            ("127.0.0.1", &[(xff, "unknown")], "127.0.0.1", Proxy),
            (
                "127.0.0.1",
                &[(xff, "192.0.2.9, unknown")],
                "127.0.0.1",
                Proxy,
            ),
            ("127.0.0.1", &[(xff, "")], "127.0.0.1", Proxy),
            ("127.0.0.1", &[("via", "1.1 cache")], "127.0.0.1", Proxy),
            (
                "127.0.0.1",
                &[("forwarded", "for=192.0.2.9;proto=https")],
                "192.0.2.9",
                Told,
            ),
            (
                "127.0.0.1",
                &[("forwarded", "by=x;For=\"[2001:db8::9]:47\"")],
                "2001:db8::9",
                Told,
            ),
            (
                "127.0.0.1",
                &[("forwarded", "for=198.51.100.7, for=192.0.2.9")],
                "192.0.2.9",
                Told,
            ),
            (
                "127.0.0.1",
                &[("forwarded", "for=_hidden")],
                "127.0.0.1",
                Proxy,
            ),
            (
                "127.0.0.1",
                &[("forwarded", "for=\"192.0.2.9, for=198.51.100.7\"")],
                "127.0.0.1",
                Proxy,
            ),
            (
                "127.0.0.1",
                &[("forwarded", "proto=https")],
                "127.0.0.1",
                Proxy,
            ),
            // One of the two came from the client.
            (
                "127.0.0.1",
                &[(xff, "192.0.2.9"), ("forwarded", "for=198.51.100.7")],
                "127.0.0.1",
                Proxy,
            ),
            (
                "127.0.0.1",
                &[(xff, "192.0.2.9"), ("forwarded", "for=192.0.2.9")],
                "192.0.2.9",
                Told,
            ),
        ] {
            let expected = Client {
                address: address.parse().unwrap(),
                known,
            };
            assert_eq!(client(peer, headers), expected, "{peer} {headers:?}");
        }
    }

    #[test]
    fn local_is_who_asks_here_for_himself() {
        for (peer, headers, local) in [
            ("127.0.0.1", &[("host", "127.0.0.1:8080")][..], true),
            ("::1", &[("host", "[::1]:8080")], true),
            ("::1", &[("host", "[::1]")], true),
            ("127.0.0.1", &[("host", "localhost:8080")], true),
            ("127.0.0.1", &[("host", "LOCALHOST")], true),
            ("127.0.0.1", &[], true),
            ("127.0.0.1", &[("host", "rebound.example:8080")], false),
            ("127.0.0.1", &[("host", "127.0.0.1.rebound.example")], false),
            ("127.0.0.1", &[("host", "192.0.2.1")], false),
            ("192.0.2.1", &[("host", "127.0.0.1")], false),
            (
                "127.0.0.1",
                &[("x-forwarded-for", "127.0.0.1"), ("host", "127.0.0.1")],
                false,
            ),
            (
                "127.0.0.1",
                &[("x-real-ip", "127.0.0.1"), ("host", "127.0.0.1")],
                false,
            ),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(*name, value.parse().unwrap());
            }
            let proxies = ["127.0.0.1".parse().unwrap()];
            let client = Client::of(peer.parse().unwrap(), &map, Given::of(&map), &proxies);
            assert_eq!(client.is_local(&map), local, "{peer} {headers:?}");
        }
    }
}
