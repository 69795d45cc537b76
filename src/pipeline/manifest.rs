//! A small file among the documents that says which store made them, and how far that store had come.
//!
//! The store commits first and the manifest follows, so a store that is behind its manifest has lost commits: its
//! write-ahead log was deleted, or an old copy was put back. It also names the documents, so that one which no feed
//! makes any more is not forgotten in the folder.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use crate::model::{Notice, NoticeKind};
use crate::render::FORMATS;
use crate::sink::Sink;
use crate::sink::packing::PACKINGS;
use crate::store::About;
use crate::{Error, Result, Severity};

/// A dot file, which no server of ours shows.
pub const MANIFEST: &str = ".feedwright.json";

/// Which store made the documents, and how far it had come.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    store: String,
    generation: u64,
    /// Sorted names: what the feeds make, and what they made once and still lies there.
    #[serde(default)]
    documents: Vec<String>,
    /// Those of them that are left to people: what was given up all at once, and what another store made.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    held: BTreeSet<String>,
}

/// What stands in the folder; `None` where nothing does, or nothing that can be read.
fn read(sink: &dyn Sink) -> Result<Option<Manifest>> {
    let bytes = sink.read(MANIFEST)?;
    let manifest = bytes.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    Ok(manifest.map(|mut manifest| {
        manifest.documents.retain(|name| is_plain(name));
        manifest
    }))
}

/// Can this be the name of a file that we made? Whoever may write into the folder must not have others removed.
fn is_plain(name: &str) -> bool {
    let begins_well = !name.is_empty() && !name.starts_with('.');
    begins_well && name.len() <= 255 && !name.contains(['/', '\0'])
}

/// The documents that `former` names and that lie in the folder, although none of the feeds, which make `made`,
/// makes them any more.
fn left_behind(sink: &dyn Sink, former: &Manifest, made: &[String]) -> Result<Vec<String>> {
    let made: HashSet<&String> = made.iter().collect();
    let mut there = Vec::new();
    for name in former.documents.iter().filter(|n| !made.contains(n)) {
        if sink.look(name)?.is_some() {
            there.push(name.clone());
        }
    }
    Ok(there)
}

/// Such a document goes on telling readers what was true once.
fn orphan(name: &str) -> Notice {
    let message = format!("{name} is made by no feed any more and stays as it is");
    Notice::new(NoticeKind::Document, Severity::Warning, message).help(
        "delete it once its readers have moved, set prune = true in [output], or define the feed again",
    )
}

/// Takes away what no feed makes any more, with the packed copies beside it.
fn prune(sink: &mut dyn Sink, left: &[&String]) -> Result<Vec<Notice>> {
    let mut notices = Vec::with_capacity(left.len());
    for name in left {
        sink.remove(name)?;
        for packing in PACKINGS {
            sink.remove(&format!("{name}.{}", packing.name))?;
        }
        let message = format!("{name} is made by no feed any more and is removed");
        notices.push(Notice::new(NoticeKind::Document, Severity::Info, message));
    }
    Ok(notices)
}

/// What is left to people, of what is made no more: when none of the feeds' documents is made any more, that is rather
/// a mistake than a wish, and what another store made may be another newsroom's.
fn held(manifest: &Manifest, made: &[String], pruning: bool, about: &About) -> BTreeSet<String> {
    let mut held = manifest.held.clone();
    let made: HashSet<&String> = made.iter().collect();
    let mut documents = manifest.documents.iter();
    let all_gone = !documents.any(|n| is_document(n) && made.contains(n));
    if pruning && (all_gone || manifest.store != about.id) {
        held.extend(manifest.documents.iter().cloned());
    }
    held.retain(|name| !made.contains(name));
    held
}

/// Is it a feed's document, and no page, list or style sheet?
fn is_document(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    FORMATS.iter().any(|format| format.extension == extension)
}

fn not_removed(names: &[&String]) -> Notice {
    let first = names.first().map_or("", |name| name.as_str());
    let which = match names.len() {
        0 | 1 => format!("{first} is made by no feed any more, and is"),
        n => format!(
            "{first} and {} more are made by no feed any more, and are",
            n - 1
        ),
    };
    let message =
        format!("{which} not removed: no feed is left of those before, or another store made them");
    Notice::new(NoticeKind::Document, Severity::Warning, message)
        .help("look whether the feeds are all there, and who publishes into this folder; delete these files by hand if they are meant to go")
}

/// What is said of the documents that lie in the folder although no feed makes them any more, and whether some of them
/// are left to people although what is not made any more is to be removed.
#[derive(Default)]
pub(super) struct Orphans {
    pub(super) notices: Vec<Notice>,
    pub(super) held: bool,
}

/// Such a document may be what a feed was before it got another slug, and its readers have nothing else yet.
fn waits(names: &[String], awaited: &str) -> Notice {
    let first = names.first().map_or("", String::as_str);
    let which = match names.len() {
        0 | 1 => format!("{first} is made by no feed any more, and stays"),
        n => format!(
            "{first} and {} more are made by no feed any more, and stay",
            n - 1
        ),
    };
    let message = format!("{which} until {awaited} has been published");
    Notice::new(NoticeKind::Document, Severity::Warning, message)
        .help("publish all feeds; mend what withholds the document that is awaited")
}

/// The documents that lie in the folder although no feed makes them any more; with `pruning` they are removed with the
/// run's delivery, but not while a document is `awaited` that could be what takes their place.
pub(super) fn orphans(
    sink: &mut dyn Sink,
    made: &[String],
    pruning: bool,
    awaited: Option<&str>,
    about: &About,
) -> Result<Orphans> {
    let Some(manifest) = read(sink)? else {
        return Ok(Orphans::default());
    };
    let left = left_behind(sink, &manifest, made)?;
    if !pruning {
        let notices = left.iter().map(|name| orphan(name)).collect();
        return Ok(Orphans {
            notices,
            held: false,
        });
    }
    if let Some(awaited) = awaited.filter(|_| !left.is_empty()) {
        return Ok(Orphans {
            notices: vec![waits(&left, awaited)],
            held: true,
        });
    }
    let held = held(&manifest, made, pruning, about);
    let (stay, go): (Vec<&String>, Vec<&String>) = left.iter().partition(|n| held.contains(*n));
    let mut notices = prune(sink, &go)?;
    let held = !stay.is_empty();
    notices.extend(held.then(|| not_removed(&stay)));
    Ok(Orphans { notices, held })
}

/// Holds the store against the manifest.
///
/// # Errors
/// A store error where the store is behind: publishing would go on from what was lost.
pub(super) fn verify(sink: &dyn Sink, about: &About) -> Result<Option<Notice>> {
    let Some(manifest) = read(sink)? else {
        return Ok(None);
    };
    if manifest.store != about.id {
        return Ok(Some(other_store()));
    }
    if manifest.generation > about.generation {
        return Err(behind(about, &manifest));
    }
    Ok(None)
}

fn other_store() -> Notice {
    let message = "the output folder was published from another store; first-seen times begin anew";
    Notice::new(NoticeKind::Source, Severity::Warning, message)
        .help("put the former store back where it was, if it is only misplaced")
}

fn behind(about: &About, manifest: &Manifest) -> Error {
    Error::store(format!(
        "the store is behind what was published from it (generation {} against {}): its last changes are lost",
        about.generation, manifest.generation
    ))
    .help(
        "put back the store's -wal file or a copy made with `feedwright backup`; to go on without what was lost, delete .feedwright.json in the output folder",
    )
}

/// Writes how far the store has come and what the feeds make, where that is not what stands there.
///
/// # Errors
/// An I/O error.
pub(super) fn write(
    sink: &mut dyn Sink,
    about: &About,
    made: Vec<String>,
    pruning: bool,
) -> Result<()> {
    let former = read(sink)?;
    let (mut documents, mut held) = match &former {
        Some(former) => (
            left_behind(sink, former, &made)?,
            held(former, &made, pruning, about),
        ),
        None => Default::default(),
    };
    held.retain(|name| documents.contains(name));
    documents.extend(made);
    documents.sort();
    let manifest = Manifest {
        store: about.id.clone(),
        generation: about.generation,
        documents,
        held,
    };
    if former.as_ref() == Some(&manifest) {
        return Ok(());
    }
    let mut bytes = serde_json::to_vec(&manifest)
        .map_err(|e| Error::store("cannot write the manifest").caused_by(e))?;
    bytes.push(b'\n');
    sink.stage(MANIFEST, &bytes)?;
    sink.deliver().map(drop)
}
