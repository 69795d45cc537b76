//! From a query's answer to a filled feed, and the digests that tell whether that could give anything new.

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::podcast;
use crate::config::{FeedDef, Newsroom};
use crate::model::{By, Feed, Line, Link, Paging, Wording};
use crate::store::{Selected, Store};
use crate::{Error, Result, select};

/// What a query found, and what the feed was.
pub(super) struct Selection<'a> {
    /// The feed's permanent id.
    pub(super) id: String,
    /// The feed's time so far.
    pub(super) floor: Option<DateTime<Utc>>,
    /// Withdrawals before this are tombstones.
    pub(super) since: DateTime<Utc>,
    /// Newest first.
    pub(super) records: &'a [Selected],
}

/// A feed with the record behind each of its entries.
pub(super) struct Filled {
    pub(super) feed: Feed,
    /// In the order of the entries.
    pub(super) origins: Vec<Origin>,
}

/// Where an entry's record came from.
pub(super) struct Origin {
    pub(super) id: String,
    pub(super) file: PathBuf,
    pub(super) line: u64,
}

/// Loads the records and makes the feed of them.
pub(super) fn fill(
    newsroom: &Newsroom,
    def: &FeedDef,
    selection: Selection<'_>,
    store: &dyn Store,
) -> Result<Filled> {
    let mut records = Vec::with_capacity(selection.records.len());
    let mut origins = Vec::with_capacity(selection.records.len());
    let mut ids = HashSet::with_capacity(selection.records.len());
    for selected in selection.records {
        let stored = store.load(selected.key)?;
        // Each id stands once, with its newest record: the others have no entry that could be complained of.
        if !ids.insert(stored.id.clone()) {
            continue;
        }
        origins.push(Origin {
            id: stored.id.clone(),
            file: stored.file.clone(),
            line: stored.line,
        });
        records.push(stored);
    }
    let floor = selection.floor.unwrap_or(DateTime::UNIX_EPOCH);
    let head = head(newsroom, def, selection.id, floor)?;
    let wording = wording(def);
    let options = select::Options {
        content: def.content,
        retracted_since: selection.since,
        wording: &wording,
        retraction: def.retraction,
    };
    let mut feed = select::fill(head, records, &options);
    if feed.updated == DateTime::UNIX_EPOCH {
        feed.updated = store.about().created;
    }
    let shown: HashSet<&str> = feed.entries.iter().map(|e| e.id.as_str()).collect();
    origins.retain(|origin| shown.contains(origin.id.as_str()));
    Ok(Filled { feed, origins })
}

fn head(newsroom: &Newsroom, def: &FeedDef, id: String, updated: DateTime<Utc>) -> Result<Feed> {
    let site = &newsroom.site;
    let site_url = Link::parse(site.url.as_str(), None)
        .map_err(|e| Error::config(format!("{}: {e}", site.url)))?;
    Ok(Feed {
        slug: def.slug.clone(),
        id,
        title: def.title.clone(),
        description: def.description.clone(),
        site_url,
        base_url: newsroom.output.base_url.clone(),
        language: language(def).map(Line::new),
        author: def.author.clone(),
        rights: def.rights.clone(),
        ttl: def.ttl,
        authors: def.authors,
        podcast: def
            .podcast
            .clone()
            .map(|show| podcast::show(show, newsroom, def)),
        about: def.about.clone(),
        hubs: newsroom.hubs_of(def).to_vec(),
        cloud: newsroom.push.cloud.clone(),
        updated,
        paging: Paging::default(),
        entries: Vec::new(),
        tombstones: Vec::new(),
    })
}

/// A feed of one language is in that language.
pub(super) fn language(def: &FeedDef) -> Option<&str> {
    let of_family = def.family.as_ref().filter(|f| f.by == By::Language);
    let language = of_family.map(|f| &f.label);
    language.or(def.language.as_ref()).map(String::as_str)
}

/// The feed's wording, in which `{slug}` is the slug of the member where the feed is one of a family.
fn wording(def: &FeedDef) -> Wording {
    let parameters = def.wording.link_parameters.iter();
    Wording {
        link_parameters: parameters
            .map(|(name, value)| (name.clone(), value.replace("{slug}", &def.slug)))
            .collect(),
        ..def.wording.clone()
    }
}

/// The permanent id of a feed that is made for the first time: a tag URI, else a name-based UUID.
pub(super) fn feed_id(newsroom: &Newsroom, def: &FeedDef) -> String {
    let name = match &def.family {
        Some(member) => format!("{}/{}", member.family, def.slug),
        None => def.slug.clone(),
    };
    match &newsroom.site.authority {
        Some(authority) => format!("tag:{authority}:feeds/{name}"),
        None => {
            let site = Uuid::new_v5(&Uuid::NAMESPACE_URL, newsroom.site.url.as_str().as_bytes());
            Uuid::new_v5(&site, format!("feeds/{name}").as_bytes())
                .urn()
                .to_string()
        }
    }
}

/// A digest of everything in the configuration, and in this program, that shows in a feed's documents.
pub(super) fn definition_digest(newsroom: &Newsroom, def: &FeedDef) -> String {
    // All of the definition, whatever keys it will have, but for its file, which does not show, and the functions
    // that write formats, which lie elsewhere in memory in each run.
    let formats: Vec<&str> = def.formats.iter().map(|f| f.name).collect();
    let def = FeedDef {
        file: None,
        formats: Vec::new(),
        ..def.clone()
    };
    let packings: Vec<&str> = newsroom.output.packings.iter().map(|p| p.name).collect();
    let around = (
        newsroom.site.url.as_str(),
        &newsroom.output.base_url,
        packings,
        (newsroom.hubs_of(&def), &newsroom.push.cloud),
        &newsroom.media,
    );
    let shown = (env!("CARGO_PKG_VERSION"), around, formats, &def);
    blake3::hash(format!("{shown:?}").as_bytes())
        .to_hex()
        .to_string()
}

/// A digest of which records were found, in which version, and which of them have become tombstones.
pub(super) fn selection_digest(selected: &[Selected], since: DateTime<Utc>) -> String {
    let mut hasher = blake3::Hasher::new();
    for record in selected {
        hasher.update(&record.key.0.to_le_bytes());
        hasher.update(&record.change.to_le_bytes());
        hasher.update(&[u8::from(record.retracted.is_some_and(|when| when < since))]);
    }
    hasher.finalize().to_hex().to_string()
}
