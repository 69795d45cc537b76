//! Whose a host is, as far as its name tells. Whoever has a domain has as many names below it as he likes, and whoever has a
//! network as many addresses: what is one person's shares its lanes.
//!
//! Names and not the addresses that they lead to: which those are, the owner of a name decides anew whenever it is looked up,
//! and that is when the connection is made already. A wrong guess costs a wait and refuses nobody, so no list of all suffixes
//! is needed.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::source::reserved;

/// Below a country these are registries' and nobody's own, as in `co.uk`.
const REGISTRIES: [&str; 14] = [
    "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "ltd", "ne", "net", "nom", "or", "org",
];

/// Tells domains, and knows which hosts stand for themselves.
#[derive(Debug)]
pub(super) struct Domains {
    /// Hosts that the configuration names: somebody vouches for each of them.
    trusted: HashSet<String>,
}

impl Domains {
    /// Where these hosts are trusted.
    pub(super) fn new(trusted: &[String]) -> Self {
        let trusted = trusted
            .iter()
            .map(|host| bare(host).trim_end_matches('.').to_ascii_lowercase());
        Domains {
            trusted: trusted.collect(),
        }
    }

    /// The domain or network of a host, which is written as in a URL.
    pub(super) fn of(&self, host: &str) -> String {
        if self.trusted.contains(bare(host)) {
            return host.to_owned();
        }
        match bare(host).parse() {
            Ok(address) => network(address).unwrap_or_else(|| host.to_owned()),
            Err(_) => suffix(host).to_owned(),
        }
    }
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// The network of which an address is one of many; none where it is private, and asked only because somebody says so.
fn network(address: IpAddr) -> Option<String> {
    if reserved(address).is_some() {
        return None;
    }
    let network: IpAddr = match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() >> 8 << 8).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 80 << 80).into(),
    };
    Some(network.to_string())
}

/// The last two labels of a name, or three below a country's registry.
fn suffix(name: &str) -> &str {
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else {
        return name;
    };
    let after = |dot: usize| name.get(dot + 1..).unwrap_or(name);
    let of_a_country = after(last).len() == 2;
    let label = name.get(second + 1..last).unwrap_or_default();
    match (of_a_country && REGISTRIES.contains(&label), dots.next()) {
        (false, _) => after(second),
        (true, Some(third)) => after(third),
        (true, None) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::Domains;

    #[test]
    fn what_is_one_persons_is_one_domain() {
        let trusted = ["a.corp.example", "B.Corp.example.", "[2606:4700::1]"].map(str::to_owned);
        let domains = Domains::new(&trusted);
        for (host, domain) in [
            ("reader.example", "reader.example"),
            ("a1.reader.example", "reader.example"),
            ("a.b.c.reader.example", "reader.example"),
            ("reader.co.uk", "reader.co.uk"),
            ("a1.reader.co.uk", "reader.co.uk"),
            ("b.a1.reader.com.au", "reader.com.au"),
            // Short domains of countries are many persons' own.
            ("a1.abc.io", "abc.io"),
            ("a1.co.com", "co.com"),
            ("co.uk", "co.uk"),
            ("intranet", "intranet"),
            ("", ""),
            (".", "."),
            ("..", "."),
            ("8.8.8.8", "8.8.8.0"),
            ("8.8.8.9", "8.8.8.0"),
            ("[2606:4700:1:2::3]", "2606:4700:1::"),
            ("[2606:4700:1:9::3]", "2606:4700:1::"),
            // Hosts that somebody vouches for, and private ones are only asked where somebody does.
            ("a.corp.example", "a.corp.example"),
            ("b.corp.example", "b.corp.example"),
            ("c.corp.example", "corp.example"),
            ("[2606:4700::1]", "[2606:4700::1]"),
            ("127.0.1.1", "127.0.1.1"),
            ("127.0.1.2", "127.0.1.2"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(domains.of(host), domain, "{host}");
        }
    }
}
