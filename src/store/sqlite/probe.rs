//! What servers said of files.

use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use crate::Result;
use crate::store::Probe;

impl SqliteStore {
    pub(super) fn probe_of(&self, address: &str) -> Result<Option<Probe>> {
        let json: Option<String> = self
            .conn
            .prepare_cached("SELECT state FROM probe WHERE address = ?1")
            .and_then(|mut s| s.query_row([address], |row| row.get(0)).optional())
            .map_err(|e| self.fault(e))?;
        json.map(|json| self.parse(&json)).transpose()
    }

    pub(super) fn save_probe_of(&mut self, address: &str, probe: &Probe) -> Result<()> {
        let json = self.json(probe)?;
        self.write(|store| {
            store
                .conn
                .prepare_cached(
                    "INSERT INTO probe(address, state) VALUES (?1, ?2)
                     ON CONFLICT(address) DO UPDATE SET state = excluded.state",
                )?
                .execute(params![address, json])?;
            Ok(())
        })
    }
}
