//! `[push]` and `[notify]`: who is told of changes, as written and as checked.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::check;
use super::place::Place;
use crate::model::{Cloud, Line, Link};
use crate::notify::hook::Hook;
use crate::notify::indexnow::{IndexNow, Key};
use crate::{Error, Result};

/// `[push]`: who is told of changes.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PushTable {
    /// WebSub hubs; documents name them, and they are told of each document that changes.
    pub hubs: Vec<String>,
    /// XML-RPC addresses that take weblogUpdates.ping.
    pub weblogs: Vec<String>,
    /// Hosts that may be told although their addresses are private.
    pub allow_hosts: Vec<String>,
    /// Seconds that one answer may take. Default: 5.
    #[schemars(range(min = 1, max = 60))]
    pub timeout: Option<u32>,
    /// Seconds that all of a run's telling may take. Default: 20.
    #[schemars(range(min = 1, max = 600))]
    pub budget: Option<u32>,
    /// Days after which what nobody takes is given up. Default: 3.
    #[schemars(range(min = 1, max = 30))]
    pub give_up_days: Option<u32>,
    /// An rssCloud server.
    pub cloud: Option<CloudTable>,
    /// IndexNow: search engines that are told of pages.
    pub indexnow: Option<IndexNowTable>,
}

/// `[push.cloud]`: an rssCloud server, which RSS documents name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloudTable {
    /// Its host.
    pub domain: String,
    /// Its port. Default: 80.
    pub port: Option<u16>,
    /// The path at which readers register.
    pub path: String,
    /// The procedure that they call, with "xml-rpc" and "soap".
    pub register_procedure: Option<String>,
    /// "http-post", "xml-rpc" or "soap". Default: "http-post".
    pub protocol: Option<String>,
    /// The address that is told of each RSS document that changes.
    pub ping: Option<String>,
}

/// `[push.indexnow]`: search engines that are told of pages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexNowTable {
    /// The site's key: 8 to 128 of a-z A-Z 0-9 -.
    pub key: String,
    /// Who is told. Default: `https://api.indexnow.org/indexnow`.
    pub endpoint: Option<String>,
    /// Where you put the key's file yourself. Default: it is written into the output folder.
    pub key_location: Option<String>,
}

/// `[notify]`: what runs after a run.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyTable {
    /// The program and its arguments; no shell reads them. It gets the run as JSON on standard input.
    pub command: Vec<String>,
    /// Run it even where nothing changed. Default: false.
    #[serde(default)]
    pub always: bool,
    /// Seconds after which it is ended. Default: 30.
    #[schemars(range(min = 1, max = 3600))]
    pub timeout: Option<u32>,
}

/// Who is told of changes.
#[derive(Debug, Clone, Default)]
pub struct Push {
    /// WebSub hubs of feeds that name none.
    pub hubs: Vec<Link>,
    /// XML-RPC addresses.
    pub weblogs: Vec<Link>,
    /// What RSS documents say of an rssCloud server.
    pub cloud: Option<Cloud>,
    /// The address that is told of changed RSS documents.
    pub cloud_ping: Option<Link>,
    /// Search engines.
    pub indexnow: Option<IndexNow>,
    /// Hosts that may have private addresses.
    pub allow_hosts: Vec<String>,
    /// How long one answer may take.
    pub timeout: Duration,
    /// How long all of a run may take.
    pub budget: Duration,
    /// Days after which what nobody takes is given up.
    pub give_up_days: u32,
}

impl Push {
    /// Tells the hub at this address where no other is named.
    pub(super) fn or_hub(&mut self, own: Option<&Link>) {
        if self.hubs.is_empty() {
            self.hubs.extend(own.cloned());
        }
    }
}

impl PushTable {
    /// What the table says, where all of it can be meant.
    pub(super) fn checked(&self, base_url: &Link, place: &Place) -> Result<Push> {
        check::hosts(&self.allow_hosts, place, &["push", "allow_hosts"])?;
        let cloud = match &self.cloud {
            Some(cloud) => Some(cloud.checked(place)?),
            None => None,
        };
        let ping = self.cloud.as_ref().and_then(|c| c.ping.as_deref());
        let ping = ping.map(|raw| target(raw, place, &["push", "cloud", "ping"]));
        let indexnow = self.indexnow.as_ref();
        let bound = |written, default, most, key| seconds(written, default, most, place, key);
        let give_up_days = self.give_up_days.unwrap_or(3);
        if !(1..=30).contains(&give_up_days) {
            return Err(place
                .error(
                    &["push", "give_up_days"],
                    format!("{give_up_days} days cannot be kept"),
                )
                .help("use 1 to 30"));
        }
        Ok(Push {
            hubs: targets(&self.hubs, place, &["push", "hubs"])?,
            weblogs: targets(&self.weblogs, place, &["push", "weblogs"])?,
            cloud,
            cloud_ping: ping.transpose()?,
            indexnow: indexnow.map(|t| t.checked(base_url, place)).transpose()?,
            allow_hosts: self.allow_hosts.clone(),
            timeout: bound(self.timeout, 5, 60, &["push", "timeout"])?,
            budget: bound(self.budget, 20, 600, &["push", "budget"])?,
            give_up_days,
        })
    }
}

impl CloudTable {
    fn checked(&self, place: &Place) -> Result<Cloud> {
        const PROTOCOLS: &[&str] = &["http-post", "xml-rpc", "soap"];
        let at = |key, what: String| place.error(&["push", "cloud", key], what);
        let protocol = self.protocol.as_deref().unwrap_or("http-post");
        if !PROTOCOLS.contains(&protocol) {
            return Err(at("protocol", format!("unknown protocol {protocol:?}"))
                .help(format!("use one of: {}", PROTOCOLS.join(", "))));
        }
        let domain = self.domain.trim();
        if domain.is_empty() || domain.contains(['/', ':', '@', ' ']) {
            return Err(at("domain", format!("{domain:?} is no host"))
                .help("write a host's name alone, like \"rpc.paper.example\""));
        }
        if !self.path.starts_with('/') {
            return Err(at("path", format!("{:?} does not begin with /", self.path))
                .help("write it like \"/pleaseNotify\""));
        }
        let procedure = self.register_procedure.as_deref().unwrap_or_default();
        if procedure.trim().is_empty() && protocol != "http-post" {
            let why = format!("{protocol} needs a register_procedure");
            return Err(at("protocol", why).help("name the procedure that readers call"));
        }
        Ok(Cloud {
            domain: Line::new(domain),
            port: self.port.unwrap_or(80),
            path: Line::new(&self.path),
            register_procedure: Line::new(procedure),
            protocol: Line::new(protocol),
        })
    }
}

impl IndexNowTable {
    fn checked(&self, base_url: &Link, place: &Place) -> Result<IndexNow> {
        let key = Key::new(&self.key).ok_or_else(|| {
            place
                .error(&["push", "indexnow", "key"], "this cannot be a key")
                .help("use 8 to 128 of a-z A-Z 0-9 -")
        })?;
        let endpoint = self.endpoint.as_deref();
        let endpoint = endpoint.unwrap_or("https://api.indexnow.org/indexnow");
        let own = self.key_location.as_deref();
        let location = match own {
            Some(own) => target(own, place, &["push", "indexnow", "key_location"])?,
            None => link(&format!("{base_url}{}", key.file()))?,
        };
        Ok(IndexNow {
            endpoint: target(endpoint, place, &["push", "indexnow", "endpoint"])?,
            file: own.is_none().then(|| key.file()),
            location,
            key,
        })
    }
}

impl NotifyTable {
    /// What the table says, where it names a program.
    pub(super) fn checked(&self, place: &Place) -> Result<Hook> {
        let program = self.command.first().map(String::as_str).unwrap_or_default();
        let nul = self.command.iter().any(|part| part.contains('\0'));
        if program.is_empty() || nul {
            return Err(place
                .error(&["notify", "command"], "this names no program")
                .help("write the program and its arguments, like [\"/usr/local/bin/after-publish\", \"--flag\"]"));
        }
        Ok(Hook {
            command: self.command.clone(),
            always: self.always,
            timeout: seconds(self.timeout, 30, 3600, place, &["notify", "timeout"])?,
        })
    }
}

impl Push {
    /// The name of the file that shows whose key it is, where we write it.
    pub(crate) fn key_file(&self) -> Option<String> {
        self.indexnow.as_ref()?.file.clone()
    }
}

/// Addresses to tell, each once.
pub(super) fn targets(written: &[String], place: &Place, path: &[&str]) -> Result<Vec<Link>> {
    let mut targets = Vec::with_capacity(written.len());
    for (n, raw) in written.iter().enumerate() {
        let n = n.to_string();
        let path: Vec<&str> = path.iter().copied().chain([n.as_str()]).collect();
        let target = target(raw, place, &path)?;
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    Ok(targets)
}

fn target(raw: &str, place: &Place, path: &[&str]) -> Result<Link> {
    let wrong = |why: &str, help: &str| place.error(path, why).help(help);
    // Whatever is wrong with it, an address with a password in it is not shown.
    if Url::parse(raw).is_ok_and(|url| !url.username().is_empty() || url.password().is_some()) {
        return Err(wrong(
            "this address holds a user or a password, which everybody would read",
            "leave them out",
        ));
    }
    let mut url = check::web_url(raw, place, path)?;
    url.set_fragment(None);
    link(url.as_str())
}

fn link(address: &str) -> Result<Link> {
    Link::parse(address, None).map_err(|e| Error::config(format!("{address}: {e}")))
}

fn seconds(
    written: Option<u32>,
    default: u32,
    most: u32,
    place: &Place,
    path: &[&str],
) -> Result<Duration> {
    let seconds = written.unwrap_or(default);
    if (1..=most).contains(&seconds) {
        return Ok(Duration::from_secs(seconds.into()));
    }
    Err(place
        .error(path, format!("{seconds} seconds cannot be kept"))
        .help(format!("use 1 to {most}")))
}
