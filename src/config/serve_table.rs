//! `[serve]`: how `feedwright serve` serves, as written and as checked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Secret;
use super::check;
use super::place::Place;
use crate::Result;
use crate::model::Link;

/// Where it listens unless told otherwise: only this machine, where a proxy in front finds it.
const LISTEN: &str = "127.0.0.1:8080";

/// So many connections at once unless told otherwise.
const CONNECTIONS: u32 = 1024;

/// So many downloads of the same bytes in an hour are borne unless told otherwise: one a minute.
const PATIENCE: u32 = 60;

/// `[serve]`: how `feedwright serve` serves.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServeTable {
    /// Where it listens: an address and a port. Default: "127.0.0.1:8080".
    pub listen: Option<String>,
    /// Serve the validator's page at /validate, and the rules at /rules? Default: false.
    pub validator: bool,
    /// Be a WebSub hub for the newsroom's documents, at /hub? Documents then name it, unless `[push]` names hubs.
    /// Default: false.
    pub hub: bool,
    /// Where people reach the server: the validator's links and badges begin with it. Default: the root of the host of
    /// `base_url`.
    pub public_url: Option<String>,
    /// The hub's address as subscribers reach it. Default: hub below `public_url`.
    pub hub_url: Option<String>,
    /// How deliveries to subscribers with a secret are signed: "sha1", "sha256", "sha384" or "sha512". Default: "sha256".
    pub hub_signature: HubSignature,
    /// Publish this often, such as "5m" or "1h". Default: never, cron does.
    pub publish_every: Option<String>,
    /// What `Authorization: Bearer` must bring for /status and /metrics; `$NAME` stands for a variable of the
    /// environment. Without it they answer only this machine.
    pub token: Option<String>,
    /// Addresses of proxies whose X-Forwarded-For is believed. Default: those of this machine.
    pub proxies: Option<Vec<String>>,
    /// Hosts that the validator and the hub may reach though their addresses are private.
    pub allow_hosts: Vec<String>,
    /// Connections at once. Default: 1024.
    #[schemars(range(min = 1, max = 100_000))]
    pub connections: Option<u32>,
    /// How often one reader may fetch the same bytes whole in an hour; then it is told to wait (429). 0: as often as
    /// it likes. Default: 60.
    pub patience: Option<u32>,
    /// The access log on standard error: "common", "json" or "none". Default: "common".
    pub log: AccessLog,
}

/// How the hub signs what it delivers (WebSub section 8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HubSignature {
    /// HMAC with SHA-1, for subscribers that know nothing else.
    Sha1,
    /// HMAC with SHA-256.
    #[default]
    Sha256,
    /// HMAC with SHA-384.
    Sha384,
    /// HMAC with SHA-512.
    Sha512,
}

/// In which form each request is logged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccessLog {
    /// A line in the common log format, with referrer and reader.
    #[default]
    Common,
    /// A JSON object a line.
    Json,
    /// None.
    None,
}

/// How `feedwright serve` serves, unless its options say otherwise.
#[derive(Debug, Clone)]
pub struct Serve {
    /// Where it listens, as written.
    pub listen: String,
    /// Is there a validator's page?
    pub validator: bool,
    /// Is there a hub?
    pub hub: bool,
    /// Where people reach it, with a slash at the end.
    pub public_url: Link,
    /// The hub's address as subscribers reach it.
    pub hub_url: Link,
    /// How the hub signs what it delivers.
    pub hub_signature: HubSignature,
    /// How often it publishes.
    pub publish_every: Option<Duration>,
    /// What opens /status and /metrics from elsewhere.
    pub token: Option<Secret>,
    /// Whose X-Forwarded-For is believed.
    pub proxies: Vec<IpAddr>,
    /// Hosts that the validator and the hub may reach though their addresses are private.
    pub allow_hosts: Vec<String>,
    /// Connections at once.
    pub connections: usize,
    /// Downloads of the same bytes that one reader may make in an hour; 0: any number.
    pub patience: u32,
    /// The access log.
    pub log: AccessLog,
}

impl ServeTable {
    /// What it means, for a newsroom whose documents lie below `base_url`.
    pub(super) fn checked(&self, base_url: &Link, place: &Place) -> Result<Serve> {
        check::hosts(&self.allow_hosts, place, &["serve", "allow_hosts"])?;
        let listen = self.listen.as_deref().unwrap_or(LISTEN);
        if let Err(why) = listen_address(listen) {
            return Err(place
                .error(&["serve", "listen"], format!("{listen:?} {why}"))
                .help("write it like \"127.0.0.1:8080\" or \"[::]:8080\""));
        }
        let every = self.publish_every.as_deref();
        let every = every.map(|raw| {
            interval(raw).ok_or_else(|| {
                place
                    .error(
                        &["serve", "publish_every"],
                        format!("{raw:?} is no span of time"),
                    )
                    .help("write it like \"30s\", \"5m\" or \"1h\", at least a second")
            })
        });
        let connections = self.connections.unwrap_or(CONNECTIONS).clamp(1, 100_000);
        let public_url = self.public_url(base_url, place)?;
        Ok(Serve {
            listen: listen.to_owned(),
            validator: self.validator,
            hub: self.hub,
            hub_url: self.hub_url(&public_url, place)?,
            public_url,
            hub_signature: self.hub_signature,
            publish_every: every.transpose()?,
            token: self.token.as_ref().map(|token| {
                let line = place.line_of(&["serve", "token"]);
                Secret::new(token, "token in [serve]", line)
            }),
            proxies: self.proxies(place)?,
            allow_hosts: self.allow_hosts.clone(),
            connections: usize::try_from(connections).unwrap_or(usize::MAX),
            patience: self.patience.unwrap_or(PATIENCE),
            log: self.log,
        })
    }

    fn public_url(&self, base_url: &Link, place: &Place) -> Result<Link> {
        let path = ["serve", "public_url"];
        let written = self.public_url.as_deref();
        let mut url = check::web_url(written.unwrap_or(base_url.as_str()), place, &path)?;
        match written {
            None => url.set_path("/"),
            Some(_) if !url.path().ends_with('/') => url.set_path(&format!("{}/", url.path())),
            Some(_) => {}
        }
        url.set_query(None);
        url.set_fragment(None);
        Link::parse(url.as_str(), None).map_err(|e| place.error(&path, e.to_string()))
    }

    fn hub_url(&self, public_url: &Link, place: &Place) -> Result<Link> {
        let path = ["serve", "hub_url"];
        let written = self.hub_url.as_deref();
        let mut url = check::web_url(written.unwrap_or(public_url.as_str()), place, &path)?;
        if written.is_none() {
            url.set_path(&format!("{}hub", url.path()));
        }
        url.set_fragment(None);
        Link::parse(url.as_str(), None).map_err(|e| place.error(&path, e.to_string()))
    }

    fn proxies(&self, place: &Place) -> Result<Vec<IpAddr>> {
        let Some(written) = &self.proxies else {
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        };
        let read = written.iter().enumerate().map(|(n, raw)| {
            raw.parse().map_err(|_| {
                let n = n.to_string();
                place
                    .error(&["serve", "proxies", &n], format!("{raw:?} is no address"))
                    .help("write it like \"10.0.0.2\"")
            })
        });
        read.collect()
    }
}

/// Is this a host and a port, as in `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`?
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub fn listen_address(raw: &str) -> std::result::Result<(), &'static str> {
    let (host, port) = raw.rsplit_once(':').ok_or("has no port")?;
    port.parse::<u16>().map_err(|_| "has no port that can be")?;
    let bracketed = host.starts_with('[') && host.ends_with(']');
    if host.is_empty() || (host.contains(':') && !bracketed) {
        return Err("has no host");
    }
    Ok(())
}

/// A span of time as people write it: a number and `s`, `m`, `h` or `d`; at least a second and at most a year.
pub fn interval(raw: &str) -> Option<Duration> {
    let number = raw.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = raw.get(number.len()..)?;
    let seconds = match unit {
        "s" | "sec" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let span = number.parse::<u64>().ok()?.checked_mul(seconds)?;
    (1..=31_622_400)
        .contains(&span)
        .then(|| Duration::from_secs(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_a_number_and_a_unit() {
        for (raw, seconds) in [("30s", 30), ("5m", 300), ("2h", 7200), ("1d", 86_400)] {
            assert_eq!(interval(raw), Some(Duration::from_secs(seconds)), "{raw}");
        }
        for raw in [
            "",
            "5",
            "m",
            "0m",
            "-5m",
            "5 m",
            "99999999999999999999h",
            "400d",
            "5é",
        ] {
            assert_eq!(interval(raw), None, "{raw}");
        }
    }

    #[test]
    fn addresses_have_a_host_and_a_port() {
        for raw in ["127.0.0.1:8080", "[::1]:80", "localhost:0"] {
            assert_eq!(listen_address(raw), Ok(()), "{raw}");
        }
        for raw in [
            "8080",
            ":8080",
            "::1:8080",
            "127.0.0.1:http",
            "127.0.0.1:99999",
        ] {
            assert!(listen_address(raw).is_err(), "{raw}");
        }
    }
}
