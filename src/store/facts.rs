//! What an arrival says about itself, worked out once and without looking at the store.

use crate::Result;
use crate::model::{Kind, Status};

use super::digest::{self, Digest};
use super::identity::{self, Alias, AliasKind, Minter, Origin, alias};
use super::timing::{Seconds, Timing};
use super::{Arrival, address};

/// What an arrival says about itself.
pub(crate) struct Facts {
    /// The record's JSON.
    pub(crate) json: String,
    /// The digest of `json`.
    pub(crate) whole: Digest,
    /// The digest of what a reader would notice.
    pub(crate) gist: Digest,
    /// The source's id.
    pub(crate) id: Option<Alias>,
    /// The same within its source, where it is no IRI: other sources may count from 1 too.
    pub(crate) local_id: Option<Alias>,
    /// The canonical address.
    pub(crate) url: Option<Alias>,
    /// The title within the source, and within the host of the address.
    pub(crate) titles: Vec<Titled>,
    /// The id that a new entry would have.
    pub(crate) minted: String,
    /// Article or headline.
    pub(crate) kind: Kind,
    /// The record's own times.
    pub(crate) timing: Timing,
    /// When it was first seen, if it is new.
    pub(crate) seen: Seconds,
    /// The run's time.
    pub(crate) now: Seconds,
    /// Does it say that it was withdrawn?
    pub(crate) retracted: bool,
    /// Does it say no more than that?
    pub(crate) bare_retraction: bool,
}

/// A title within a site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Titled {
    /// Registered for every record.
    pub(crate) any: Alias,
    /// Registered for records that lack an id or an address.
    pub(crate) open: Alias,
}

impl Facts {
    /// Works out everything that needs no store.
    ///
    /// # Errors
    /// A store error where the record cannot be written as JSON.
    pub(crate) fn of(arrival: &Arrival<'_>, minter: &Minter) -> Result<Facts> {
        let record = &arrival.record;
        let json = to_json(record)?;
        let gist = digest::significant(record);
        let url = record
            .url
            .as_ref()
            .map(|u| address::canonical_url(u.as_str()));
        let plain_title = plain_title(record, &gist);
        let minted = minter.mint(&Origin {
            id: record
                .id
                .as_ref()
                .map(|i| i.as_str())
                .filter(|i| !i.is_empty()),
            url: url.as_deref(),
            source: arrival.source,
            plain_title: &plain_title,
        });
        let retracted = record.status == Status::Retracted;
        let id = record.id.as_ref().filter(|i| !i.is_empty());
        Ok(Facts {
            whole: digest::whole(&json),
            json,
            gist,
            id: id.map(|i| alias(AliasKind::Id, i.as_str())),
            local_id: id
                .filter(|i| !identity::is_fit_iri(i.as_str()))
                .map(|i| local_id(arrival.source, i.as_str())),
            titles: titles(arrival.source, url.as_deref(), &plain_title),
            url: url.map(|u| alias(AliasKind::Url, &address::page(&u))),
            minted,
            kind: record.kind,
            timing: Timing::of(record, arrival.zone),
            seen: arrival.seen.min(arrival.now).timestamp(),
            now: arrival.now.timestamp(),
            retracted,
            bare_retraction: retracted && record.title.is_none() && !record.has_body(),
        })
    }

    /// Does it lack an id or an address?
    pub(crate) fn is_open(&self) -> bool {
        self.id.is_none() || self.url.is_none()
    }

    /// Has it neither id nor address?
    pub(crate) fn is_bare(&self) -> bool {
        self.id.is_none() && self.url.is_none()
    }

    /// Every alias that names this record by its own id or address.
    pub(crate) fn firm_aliases(&self) -> impl Iterator<Item = Alias> {
        self.id.into_iter().chain(self.url)
    }
}

/// A source's name holds no line break where it is shown, and an id none that is compared.
fn local_id(source: &str, id: &str) -> Alias {
    alias(AliasKind::Id, &format!("{source}\n{id}"))
}

fn to_json(record: &crate::model::Record) -> Result<String> {
    serde_json::to_string(record)
        .map_err(|e| crate::Error::store("cannot write a record as JSON").caused_by(e))
}

/// A record without a title is known by its text; a control character keeps it apart from every real title.
fn plain_title(record: &crate::model::Record, gist: &Digest) -> String {
    let plain = record
        .title
        .as_ref()
        .map(|t| identity::plain_title(t.as_str()));
    plain
        .filter(|t| !t.is_empty())
        .unwrap_or_else(|| format!("\u{1}{gist:?}"))
}

fn titles(source: &str, url: Option<&str>, plain_title: &str) -> Vec<Titled> {
    let host = url.and_then(address::host).filter(|&h| h != source);
    std::iter::once(source)
        .chain(host)
        .map(|site| {
            let text = identity::titled(site, plain_title);
            Titled {
                any: alias(AliasKind::Title, &text),
                open: alias(AliasKind::OpenTitle, &text),
            }
        })
        .collect()
}
