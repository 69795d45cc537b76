//! What a `[[source]]` says of fetching over HTTP, and of records that it no longer has.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::time::Duration;

use url::Url;

use super::newsroom_file::{Further, OnMissing, SourceTable};
use super::place::Place;
use super::secret::Secret;
use super::{Site, check};
use crate::source::{Hidden, encoded};
use crate::{Error, Result};

/// So many further pages are followed in a run where nothing is said.
const FURTHER: usize = 50;

/// As many are followed where all are wanted.
const ALL: usize = 100_000;

/// The largest share of missing records that is believed where nothing is said.
const SHARE: f64 = 0.2;

/// How a source is fetched.
#[derive(Debug, Clone)]
pub struct WebSource {
    /// The address as it may be shown.
    pub url: Url,
    /// The address as it is asked, where variables stand for a part of it.
    written: Secret,
    /// Headers to send to its site and to no other.
    pub headers: Vec<Header>,
    /// How many further pages are followed in a run.
    pub pages: usize,
    /// How long to wait at least between two requests to one host.
    pub delay: Duration,
    /// How long one answer may take.
    pub timeout: Duration,
    /// How long all of it may take in a run.
    pub deadline: Duration,
    /// How many bytes one answer may have.
    pub max_bytes: u64,
    /// Hosts that may be asked though their addresses are private.
    pub allow_hosts: Vec<String>,
    /// Who says that it asks.
    pub user_agent: String,
    /// Does `robots.txt` decide whether pages are fetched?
    pub robots: bool,
}

impl WebSource {
    /// The address as it is asked, with its variables as `look` knows them, and what of it must not be shown.
    ///
    /// # Errors
    /// A configuration error where one is not set.
    pub fn address(&self, look: &dyn Fn(&str) -> Option<String>) -> Result<(Url, Hidden)> {
        let hidden = RefCell::new(Hidden::in_address(self.written.written()));
        let put_in = |name: &str| {
            let value = look(name).filter(|v| !v.is_empty())?;
            hidden.borrow_mut().variable(name, &value);
            Some(encoded(&value))
        };
        let address = self.written.value(&put_in)?;
        let mut url = Url::parse(&address).map_err(|e| {
            Error::config("`url` is no address with its variables put in").caused_by(e)
        })?;
        url.set_fragment(None);
        Ok((url, hidden.into_inner()))
    }
}

/// A header, whose value may hold variables of the environment.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
}

/// The keys that make sense with `url` alone, as far as they are written.
fn web_keys(written: &SourceTable) -> impl Iterator<Item = &'static str> {
    [
        ("headers", !written.headers.is_empty()),
        ("pages", written.pages.is_some()),
        ("delay", written.delay.is_some()),
        ("timeout", written.timeout.is_some()),
        ("deadline", written.deadline.is_some()),
        ("max_bytes", written.max_bytes.is_some()),
        ("allow_hosts", !written.allow_hosts.is_empty()),
        ("user_agent", written.user_agent.is_some()),
        ("robots", written.robots.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, is_written)| is_written.then_some(key))
}

/// A source of files says nothing of fetching, but for keys that it has a use for.
pub(super) fn none(written: &SourceTable, n: &str, but: &[&str], place: &Place) -> Result<()> {
    match web_keys(written).find(|key| !but.contains(key)) {
        None => Ok(()),
        Some(key) => Err(place
            .error(
                &["source", n, key],
                format!("`{key}` is for sources with a `url`"),
            )
            .help("leave it out, or name an address with `url`")),
    }
}

/// The share of missing records that is believed; `None` where what is missing stays.
pub(super) fn missing_share(written: &SourceTable, n: &str, place: &Place) -> Result<Option<f64>> {
    let path = ["source", n, "missing_share"];
    let share = match (written.on_missing, written.missing_share) {
        (OnMissing::Keep, None) => return Ok(None),
        (OnMissing::Keep, Some(_)) => {
            return Err(place
                .error(
                    &path,
                    "`missing_share` says nothing without `on_missing = \"retract\"`",
                )
                .help("add that, or leave it out"));
        }
        (OnMissing::Retract, share) => share.unwrap_or(SHARE),
    };
    if (0.0..=1.0).contains(&share) {
        Ok(Some(share))
    } else {
        Err(place
            .error(&path, format!("{share} is no share"))
            .help("write a number from 0 to 1, such as 0.2"))
    }
}

/// What the source says of fetching.
pub(super) fn checked(
    written: &SourceTable,
    n: &str,
    site: &Site,
    place: &Place,
) -> Result<WebSource> {
    let at = |key: &'static str| ["source", n, key];
    if !cfg!(feature = "http") {
        return Err(place
            .error(&at("url"), "this program was built without HTTP")
            .help("fetch the file beforehand (curl -o FILE URL) and name it with `path`"));
    }
    let raw = written.url.as_deref().unwrap_or_default();
    let mut url = check::web_url(&shown(raw), place, &at("url"))?;
    if url.authority().contains('$') {
        return Err(place
            .error(&at("url"), "a variable stands in the name of the host")
            .help("write the host, and variables behind it"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(place
            .error(&at("url"), "the address holds a name or a password")
            .help("leave them out, and write headers = { Authorization = \"Basic $NAME\" }"));
    }
    url.set_fragment(None);
    if written.captured_at.as_deref() == Some("mtime") {
        return Err(place
            .error(&at("captured_at"), "what is fetched has no file time")
            .help("leave it out: what is fetched is captured when it is fetched"));
    }
    check::hosts(&written.allow_hosts, place, &at("allow_hosts"))?;
    let seconds = |key, said, default, range| seconds(&at(key), said, default, range, place);
    let max_bytes = written.max_bytes.unwrap_or(64 << 20);
    if max_bytes == 0 {
        return Err(place
            .error(&at("max_bytes"), "no answer has 0 bytes")
            .help("write how many bytes an answer may have"));
    }
    Ok(WebSource {
        headers: headers(written, n, place)?,
        pages: match written.pages {
            None => FURTHER,
            Some(Further::All(true)) => ALL,
            Some(Further::All(false)) => 0,
            Some(Further::Most(most)) => usize::try_from(most).unwrap_or(ALL).min(ALL),
        },
        delay: seconds("delay", written.delay, 1.0, 0.0..=3600.0)?,
        timeout: seconds("timeout", written.timeout, 30.0, 0.1..=3600.0)?,
        deadline: seconds("deadline", written.deadline, 600.0, 0.1..=86400.0)?,
        max_bytes,
        allow_hosts: written.allow_hosts.clone(),
        user_agent: agent(written, n, site, place)?,
        robots: written.robots.unwrap_or(true),
        written: Secret::new(raw, "`url`", place.line_of(&at("url"))),
        url,
    })
}

/// An address as it may be shown: with stars for keys, and with the names of variables.
pub(super) fn shown(written: &str) -> String {
    Hidden::in_address(written).hide(written)
}

/// How long, in seconds.
pub(super) fn seconds(
    path: &[&str; 3],
    said: Option<f64>,
    default: f64,
    range: RangeInclusive<f64>,
    place: &Place,
) -> Result<Duration> {
    let [_, _, key] = path;
    let seconds = said.unwrap_or(default);
    if range.contains(&seconds) {
        return Ok(Duration::from_secs_f64(seconds));
    }
    Err(place
        .error(
            path,
            format!("{seconds} is no number of seconds for `{key}`"),
        )
        .help(format!(
            "write a number from {} to {}",
            range.start(),
            range.end()
        )))
}

fn headers(written: &SourceTable, n: &str, place: &Place) -> Result<Vec<Header>> {
    let header = |(name, value): (&String, &String)| {
        let path = ["source", n, "headers", name.as_str()];
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(place
                .error(&path, format!("{name:?} is no name of a header"))
                .help("write a name such as Authorization"));
        }
        if value.contains(|c: char| c.is_control()) {
            return Err(place
                .error(
                    &path,
                    format!("the header {name} holds a control character"),
                )
                .help("write it in one line"));
        }
        Ok(Header {
            name: name.clone(),
            value: Secret::new(value, format!("the header {name}"), place.line_of(&path)),
        })
    };
    written.headers.iter().map(header).collect()
}

/// Who asks, so that a site's keeper can find whose program it is.
fn agent(written: &SourceTable, n: &str, site: &Site, place: &Place) -> Result<String> {
    let agent = match &written.user_agent {
        Some(agent) => agent.clone(),
        None => format!("feedwright/{} (+{})", env!("CARGO_PKG_VERSION"), site.url),
    };
    if agent.is_empty() || !agent.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Err(place
            .error(
                &["source", n, "user_agent"],
                format!("{agent:?} cannot be sent"),
            )
            .help("write it in ASCII, like \"GazetteBot/1.0 (+https://gazette.example/)\""));
    }
    Ok(agent)
}
