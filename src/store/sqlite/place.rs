//! Files of sources: where records come from, and how far each file was read.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use crate::Result;
use crate::store::FileState;

/// The place that was asked for last; records come in runs of one file.
#[derive(Debug, Default)]
pub(super) struct LastPlace(Option<(String, PathBuf, i64)>);

impl LastPlace {
    fn get(&self, source: &str, file: &Path) -> Option<i64> {
        let (s, f, id) = self.0.as_ref()?;
        (s == source && f == file).then_some(*id)
    }

    /// Forgets it: what was learnt since the last commit no longer holds.
    pub(super) fn clear(&mut self) {
        self.0 = None;
    }
}

impl SqliteStore {
    /// The number of a file of a source, new or not.
    pub(super) fn place(&mut self, source: &str, file: &Path) -> rusqlite::Result<i64> {
        if let Some(id) = self.place.get(source, file) {
            return Ok(id);
        }
        let known = self
            .conn
            .prepare_cached("SELECT id FROM place WHERE source = ?1 AND file = ?2")?
            .query_row(params![source, to_bytes(file)], |row| row.get(0))
            .optional()?;
        let id = match known {
            Some(id) => id,
            None => {
                self.conn
                    .prepare_cached("INSERT INTO place(source, file) VALUES (?1, ?2)")?
                    .execute(params![source, to_bytes(file)])?;
                self.conn.last_insert_rowid()
            }
        };
        self.place.0 = Some((source.to_owned(), file.to_path_buf(), id));
        Ok(id)
    }

    /// The source's name and the file of a place.
    pub(super) fn place_named(&self, id: i64) -> rusqlite::Result<(String, PathBuf)> {
        self.conn
            .prepare_cached("SELECT source, file FROM place WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, from_bytes(row.get(1)?))))
    }

    pub(super) fn file_state(&self, source: &str, file: &Path) -> Result<Option<FileState>> {
        let json: Option<Option<String>> = self
            .conn
            .prepare_cached("SELECT state FROM place WHERE source = ?1 AND file = ?2")
            .and_then(|mut s| {
                s.query_row(params![source, to_bytes(file)], |row| row.get(0))
                    .optional()
            })
            .map_err(|e| self.fault(e))?;
        json.flatten().map(|json| self.parse(&json)).transpose()
    }

    pub(super) fn save_file_state(
        &mut self,
        source: &str,
        file: &Path,
        state: &FileState,
    ) -> Result<()> {
        let json = self.json(state)?;
        self.write(|store| {
            let id = store.place(source, file)?;
            store
                .conn
                .prepare_cached("UPDATE place SET state = ?2 WHERE id = ?1")?
                .execute(params![id, json])?;
            Ok(())
        })
    }
}

#[cfg(unix)]
fn to_bytes(file: &Path) -> &[u8] {
    use std::os::unix::ffi::OsStrExt;
    file.as_os_str().as_bytes()
}

#[cfg(unix)]
pub(super) fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn to_bytes(file: &Path) -> Vec<u8> {
    file.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
pub(super) fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}
