//! What lies in the output folder, as one picture that is replaced as a whole.
//!
//! A publish run replaces many files and its manifest last; the new picture is taken when the manifest has changed, or when
//! the folder has been quiet for a moment after somebody else changed something. In between the old one holds, and a file
//! that is gone from under it has a new one taken at once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::http::HeaderValue;
use rustc_hash::FxHashMap;

use super::address::address_of;
use super::app::App;
use super::fields::value;
use super::item::{Item, Says, Stamp};
use super::media_type;
use super::stored_bytes::Account;
use crate::config::{FeedDef, MAX_AGE, Newsroom};
use crate::model::Link;
use crate::pipeline::MANIFEST;
use crate::sink::hosting::{HEADERS, REDIRECTS};
use crate::sink::packing::PACKINGS;
use crate::{Error, Result};

/// How often the folder is looked at while nobody asks for anything.
const EVERY: Duration = Duration::from_millis(250);

/// How long nothing may have moved in the folder for a change without a manifest to count.
const QUIET: Duration = Duration::from_millis(300);

/// How deep folders in the output folder are looked into.
const DEPTH: usize = 8;

/// Seconds that a copy of an archive may be kept: it changes only when an entry in it is edited.
const ARCHIVE_AGE: u32 = 86_400;

/// The files of the output folder, by their path below it.
#[derive(Debug)]
pub(super) struct Shelf {
    /// Names are files' that runs wrote, few and in narrow forms, so that a plain hash will do.
    items: FxHashMap<String, Arc<Item>>,
    state: State,
}

/// What tells that something in the folder has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    manifest: Option<Stamp>,
    folder: Option<SystemTime>,
}

impl State {
    fn of(dir: &Path) -> Self {
        let manifest = std::fs::symlink_metadata(dir.join(MANIFEST));
        State {
            manifest: manifest.ok().as_ref().map(Stamp::of),
            folder: std::fs::metadata(dir).and_then(|m| m.modified()).ok(),
        }
    }

    /// Is nothing being moved in the folder just now?
    fn is_quiet(&self) -> bool {
        let since = self.folder.and_then(|time| time.elapsed().ok());
        since.is_none_or(|since| since >= QUIET)
    }
}

impl Shelf {
    /// Looks at the whole folder. Files that are as `former` knew them keep what was found out about them.
    ///
    /// # Errors
    /// Where the folder is there and cannot be read.
    pub(super) fn load(
        newsroom: &Newsroom,
        former: Option<&Shelf>,
        account: &Arc<Account>,
    ) -> Result<Self> {
        let dir = &newsroom.output.dir;
        // Taken first: what changes while the folder is read is a change still to come.
        let state = State::of(dir);
        let mut found = Vec::new();
        walk(dir, "", DEPTH, &mut found)
            .map_err(|e| Error::io("cannot read the output folder", e).at(dir))?;
        let documents = documents(newsroom);
        let mut items = FxHashMap::default();
        for (name, path, stamp) in found {
            let says = says(newsroom, &documents, &name);
            let known = former.and_then(|f| f.items.get(&name));
            let as_it_was = |k: &&Arc<Item>| k.stamp == stamp && k.says == says && !k.is_stale();
            let item = match known.filter(as_it_was) {
                Some(known) => Arc::clone(known),
                None => Arc::new(Item::new(name.clone(), path, stamp, says, account)),
            };
            items.insert(name, item);
        }
        Ok(Shelf { items, state })
    }

    pub(super) fn get(&self, name: &str) -> Option<&Arc<Item>> {
        self.items.get(name)
    }

    pub(super) fn items(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.values()
    }

    /// Is there a newer picture to be taken?
    pub(super) fn is_old(&self, dir: &Path) -> bool {
        let now = State::of(dir);
        now.manifest != self.state.manifest || (now.folder != self.state.folder && now.is_quiet())
    }

    /// Gives back memory until no more is kept than may be: plain bytes before packed ones, and what was not asked for
    /// lately first.
    pub(super) fn let_go(&self, account: &Account) {
        for step in [LetGo::Unasked, LetGo::Plain, LetGo::All] {
            for item in self.items() {
                if !account.is_over() {
                    return;
                }
                if step != LetGo::Unasked || !item.was_asked_for() {
                    item.let_go(step == LetGo::All);
                }
            }
        }
    }
}

/// What memory is given back of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LetGo {
    Unasked,
    Plain,
    All,
}

/// Takes a new picture whenever there is one to be taken, for as long as the server runs.
pub(super) async fn watch(app: Arc<App>) {
    loop {
        tokio::time::sleep(EVERY).await;
        app.house().await;
    }
}

/// Regular files below `dir` with their names, except those that are nobody's business.
fn walk(
    dir: &Path,
    prefix: &str,
    depth: usize,
    found: &mut Vec<(String, PathBuf, Stamp)>,
) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(dir) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        // The kind that the folder itself tells: a link is neither a file nor a folder.
        let kind = entry.file_type()?;
        if name.starts_with('.') || (prefix.is_empty() && (name == HEADERS || name == REDIRECTS)) {
            continue;
        }
        if kind.is_dir() && depth > 0 {
            walk(&entry.path(), &format!("{prefix}{name}/"), depth - 1, found)?;
        } else if kind.is_file() {
            names.push((name, entry));
        }
    }
    let all: std::collections::HashSet<&str> =
        names.iter().map(|(name, _)| name.as_str()).collect();
    for (name, entry) in &names {
        if is_copy(name, &all) {
            continue;
        }
        match entry.metadata() {
            Ok(metadata) => {
                found.push((
                    format!("{prefix}{name}"),
                    entry.path(),
                    Stamp::of(&metadata),
                ));
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Is it the packed copy of a file beside it?
fn is_copy(name: &str, all: &std::collections::HashSet<&str>) -> bool {
    name.rsplit_once('.').is_some_and(|(plain, end)| {
        PACKINGS.iter().any(|packing| packing.name == end) && all.contains(plain)
    })
}

fn documents(newsroom: &Newsroom) -> HashMap<String, (&FeedDef, &'static str)> {
    let feeds = newsroom.feeds.iter();
    feeds
        .flat_map(|feed| {
            feed.documents()
                .map(move |(name, format)| (name, (feed, format.extension)))
        })
        .collect()
}

fn says(
    newsroom: &Newsroom,
    documents: &HashMap<String, (&FeedDef, &'static str)>,
    name: &str,
) -> Says {
    let document = documents.get(name);
    // `news.archive-12.json` is a document of the feed `news`.
    let archive = name.split_once(".archive-").and_then(|(slug, rest)| {
        let extension = rest.rsplit_once('.').map_or("", |(_, end)| end);
        documents.get(&format!("{slug}.{extension}"))
    });
    let extension = document.or(archive).map(|(_, extension)| *extension);
    let media_type = extension
        .and_then(media_type::of_feed)
        .unwrap_or_else(|| media_type::of(name).to_owned());
    let max_age = match (document, archive) {
        (Some((feed, _)), _) => feed.max_age(),
        (None, Some(_)) => ARCHIVE_AGE,
        (None, None) => MAX_AGE,
    };
    Says {
        is_text: media_type::is_text(&media_type),
        media_type: value(&media_type),
        cache_control: value(&format!("public, max-age={max_age}")),
        max_age,
        link: match document {
            Some((feed, _)) => Some(link(newsroom, newsroom.hubs_of(feed), name)),
            // Of our own hub every file is a topic.
            None if newsroom.serve.hub => Some(link(newsroom, &newsroom.push.hubs, name)),
            None => None,
        },
        is_feed: document.is_some(),
    }
}

/// The document's own address and its hubs (WebSub section 4).
fn link(newsroom: &Newsroom, hubs: &[Link], name: &str) -> HeaderValue {
    let base = newsroom.output.base_url.as_str();
    let mut links = format!("<{}>; rel=\"self\"", address_of(base, name));
    for hub in hubs {
        links.push_str(&format!(", <{}>; rel=\"hub\"", hub.as_str()));
    }
    value(&links)
}
