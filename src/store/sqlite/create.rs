//! A new store: made whole under another name, then put in its place, so that an empty or half file is never a
//! store that was being made.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::header::{log_is_empty, log_of};
use super::{Options, fault, migrate, schema};
use crate::store::identity::store_id;
use crate::{Error, Result};

/// Makes an empty store at `path`, where nothing may be.
pub(super) fn create(path: &Path, options: &Options, steps: &[&str]) -> Result<()> {
    refuse_stray_log(path)?;
    let folder = folder_of(path);
    fs::create_dir_all(&folder).map_err(|e| {
        Error::store("cannot make the store's folder")
            .caused_by(e)
            .at(&folder)
    })?;
    let making = beside(path, ".new");
    remove_litter(&making)?;
    fill(&making, path, options, steps).map_err(|e| fault::from_sqlite(Some(path), e))?;
    put_in_place(&making, path)
        .map_err(|e| Error::store("cannot make the store").caused_by(e).at(path))
}

/// Makes the tables and says which store this is.
pub(super) fn initialise(
    conn: &Connection,
    seed: &str,
    options: &Options,
    steps: &[&str],
) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    migrate::take_steps(conn, steps, 0)?;
    conn.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
    conn.execute(
        "INSERT INTO meta(one, store_id, created, generation, changes) VALUES (1, ?1, ?2, 0, 0)",
        params![store_id(seed, options.now), options.now.timestamp()],
    )?;
    conn.execute_batch("COMMIT")
}

fn fill(making: &Path, path: &Path, options: &Options, steps: &[&str]) -> rusqlite::Result<()> {
    let conn = Connection::open(making)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    initialise(&conn, &seed(path), options, steps)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.close().map_err(|(_, e)| e)
}

/// What no other store has: the place, the process and the moment, besides the time that the run goes by.
fn seed(path: &Path) -> String {
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_nanos());
    format!("{}|{}|{nanos}", path.display(), std::process::id())
}

/// SQLite would read a log of another store into the new one.
fn refuse_stray_log(path: &Path) -> Result<()> {
    if log_is_empty(path) {
        return remove_litter_at(&log_of(path));
    }
    Err(Error::store("the store is missing, but its log is here")
        .at(log_of(path))
        .help("put the store back beside it; or, to start anew, move the files that end in -wal and -shm away too"))
}

/// What a run that died while making a store has left.
pub(super) fn remove_litter(making: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        remove_litter_at(&beside(making, ending))?;
    }
    Ok(())
}

fn remove_litter_at(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::store("cannot remove what a former run left")
                .caused_by(e)
                .at(path))
        }
        _ => Ok(()),
    }
}

/// Makes the file durable, then its name.
pub(super) fn put_in_place(made: &Path, path: &Path) -> std::io::Result<()> {
    File::open(made)?.sync_all()?;
    fs::rename(made, path)?;
    File::open(folder_of(path))?.sync_all()
}

/// The name with an ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
