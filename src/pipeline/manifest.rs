//! A small file among the documents that says which store made them, and how far that store had come.
//!
//! The store commits first and the manifest follows, so a store that is behind its manifest has lost commits: its
//! write-ahead log was deleted, or an old copy was put back.

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
}

/// Holds the store against the manifest.
///
/// # Errors
/// A store error where the store is behind: publishing would go on from what was lost.
pub(super) fn verify(sink: &dyn Sink, about: &About) -> Result<Option<Notice>> {
    let Some(bytes) = sink.read(NAME)? else {
        return Ok(None);
    };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&bytes) else {
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

/// Writes how far the store has come, where that is not what stands there.
///
/// # Errors
/// An I/O error.
pub(super) fn write(sink: &mut dyn Sink, about: &About) -> Result<()> {
    let manifest = Manifest {
        store: about.id.clone(),
        generation: about.generation,
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
