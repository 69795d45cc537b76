//! A small file among the documents that says which store made them, and how far that store had come.
//!
//! The store commits first and the manifest follows, so a store that is behind its manifest has lost commits: its
//! write-ahead log was deleted, or an old copy was put back. It also names the documents, so that one which no feed
//! makes any more is not forgotten in the folder.

use serde::{Deserialize, Serialize};

use crate::model::{Notice, NoticeKind};
use crate::sink::Sink;
use crate::store::About;
use crate::{Error, Result, Severity};

/// A dot file, which no server of ours shows.
const NAME: &str = ".feedwright.json";

/// Which store made the documents, and how far it had come.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    store: String,
    generation: u64,
    /// Sorted names: what the feeds make, and what they made once and still lies there.
    #[serde(default)]
    documents: Vec<String>,
}

/// What stands in the folder; `None` where nothing does, or nothing that can be read.
fn read(sink: &dyn Sink) -> Result<Option<Manifest>> {
    let bytes = sink.read(NAME)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// The documents that lie in the folder although none of the feeds, which make `made`, makes them any more.
fn left_behind(sink: &dyn Sink, made: &[String]) -> Result<Vec<String>> {
    let mut names = read(sink)?.map(|m| m.documents).unwrap_or_default();
    names.retain(|name| !made.contains(name));
    let mut there = Vec::new();
    for name in names {
        if sink.look(&name)?.is_some() {
            there.push(name);
        }
    }
    Ok(there)
}

/// Says which documents no feed makes any more: they go on telling readers what was true once.
///
/// # Errors
/// An I/O error.
pub(super) fn orphans(sink: &dyn Sink, made: &[String]) -> Result<Vec<Notice>> {
    let notice = |name: String| {
        let message = format!("{name} is made by no feed any more and stays as it is");
        Notice::new(NoticeKind::Document, Severity::Warning, message)
            .help("delete it once its readers have moved, or define the feed again")
    };
    Ok(left_behind(sink, made)?.into_iter().map(notice).collect())
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
        let notice = Notice::new(
            NoticeKind::Source,
            Severity::Warning,
            "the output folder was published from another store; first-seen times begin anew",
        )
        .help("put the former store back where it was, if it is only misplaced");
        return Ok(Some(notice));
    }
    if manifest.generation > about.generation {
        let message = format!(
            "the store is behind what was published from it (generation {} against {}): its last changes are lost",
            about.generation, manifest.generation
        );
        return Err(Error::store(message).help(
            "put back the store's -wal file or a copy made with `feedwright backup`; to go on without what was lost, delete .feedwright.json in the output folder",
        ));
    }
    Ok(None)
}

/// Writes how far the store has come and what the feeds make, where that is not what stands there.
///
/// # Errors
/// An I/O error.
pub(super) fn write(sink: &mut dyn Sink, about: &About, made: Vec<String>) -> Result<()> {
    let mut documents = left_behind(sink, &made)?;
    documents.extend(made);
    documents.sort();
    let manifest = Manifest {
        store: about.id.clone(),
        generation: about.generation,
        documents,
    };
    let mut bytes = serde_json::to_vec(&manifest)
        .map_err(|e| Error::store("cannot write the manifest").caused_by(e))?;
    bytes.push(b'\n');
    if sink.read(NAME)?.as_deref() == Some(bytes.as_slice()) {
        return Ok(());
    }
    sink.stage(NAME, &bytes)?;
    sink.deliver().map(drop)
}
