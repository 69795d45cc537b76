//! A complete copy of the committed store, while it is in use.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::{SqliteStore, create, fault};
use crate::{Error, Result};

/// Pages between two looks at whether somebody else wants to write.
const PAGES: i32 = 1000;

impl SqliteStore {
    /// Copies what is committed to `to`, where nothing may be.
    pub(super) fn copy_to(&self, to: &Path) -> Result<()> {
        if std::fs::symlink_metadata(to).is_ok() {
            return Err(Error::store("there is a file already")
                .at(to)
                .help("name a file that does not exist yet"));
        }
        match &self.path {
            Some(path) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let reader = Connection::open_with_flags(path, flags).map_err(|e| self.fault(e))?;
                copy(&reader, to)
            }
            None => copy(&self.conn, to),
        }
    }
}

/// Copies the database of a connection to `to`, over a file of that name: whole or not at all.
pub(super) fn copy(from: &Connection, to: &Path) -> Result<()> {
    let making = create::beside(to, ".part");
    create::remove_litter(&making)?;
    let made = fill(from, &making);
    if let Err(e) = made {
        // The copy failed; what there is of it is of no use, and that it could not be removed is the lesser news.
        let _ = std::fs::remove_file(&making);
        return Err(fault::from_sqlite(Some(to), e));
    }
    create::put_in_place(&making, to)
        .map_err(|e| Error::store("cannot write the copy").caused_by(e).at(to))
}

fn fill(from: &Connection, making: &Path) -> rusqlite::Result<()> {
    let mut copy = Connection::open(making)?;
    Backup::new(from, &mut copy)?.run_to_completion(PAGES, Duration::ZERO, None)?;
    // One file, with nothing beside it, whichever way the store itself is kept.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, e)| e)
}
