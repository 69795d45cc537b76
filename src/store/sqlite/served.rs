//! Which versions of documents were served, as the server writes them down.
//!
//! The server writes beside a run, so each call is a transaction of its own that touches nothing else.

use rusqlite::{Connection, params};

use super::SqliteStore;
use crate::Result;

impl SqliteStore {
    /// What is known of the served versions of each document.
    ///
    /// # Errors
    /// A store error where the store is damaged.
    pub fn served(&self) -> Result<Vec<(String, Vec<u8>)>> {
        self.conn
            .prepare_cached("SELECT document, versions FROM served")
            .and_then(|mut s| {
                s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .map_err(|e| self.fault(e))
    }

    /// Remembers what is known of the served versions of these documents, at once and for good.
    ///
    /// # Errors
    /// A busy error where a run is writing, a store error where the disk refuses.
    pub fn save_served(&self, documents: &[(String, Vec<u8>)]) -> Result<()> {
        write(&self.conn, documents).map_err(|e| {
            if !self.conn.is_autocommit() {
                let _ = self.conn.execute_batch("ROLLBACK");
            }
            self.fault(e)
        })
    }
}

fn write(conn: &Connection, documents: &[(String, Vec<u8>)]) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    for (document, versions) in documents {
        conn.prepare_cached(
            "INSERT INTO served(document, versions) VALUES (?1, ?2)
             ON CONFLICT(document) DO UPDATE SET versions = excluded.versions",
        )?
        .execute(params![document, versions])?;
    }
    conn.execute_batch("COMMIT")
}
