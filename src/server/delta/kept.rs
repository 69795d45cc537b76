//! What is known of served versions, in the store: a restart does not forget them.
//!
//! Nothing waits for the store. What has been noted is written a moment later, all at once; what cannot be written is tried
//! again, and until then it is known to this process alone.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::known::Known;
use super::{Deltas, lock};
use crate::Result;
use crate::server::app::App;
use crate::store::sqlite::SqliteStore;

/// How long what has been noted is gathered before it is written.
const EVERY: Duration = Duration::from_secs(1);

/// What the store knows; nothing where there is none.
pub(super) fn read(path: &Path) -> HashMap<String, Known> {
    if !path.exists() {
        return HashMap::new();
    }
    let rows = SqliteStore::open_existing(path).and_then(|store| store.served());
    let rows = rows.unwrap_or_else(|e| {
        tracing::warn!(target: "feedwright", "older versions are not known, feeds are served whole: {e}");
        Vec::new()
    });
    let known = rows.into_iter();
    known
        .filter_map(|(name, bytes)| Some((name, Known::from_bytes(&bytes)?)))
        .collect()
}

/// Writes what has been noted whenever there is something, for as long as the server runs.
pub(in crate::server) async fn keep(app: Arc<App>) {
    let mut failing = false;
    loop {
        tokio::time::sleep(EVERY).await;
        let writer = Arc::clone(&app);
        let written =
            tokio::task::spawn_blocking(move || writer.deltas.save(&writer.held().newsroom.store));
        match written.await {
            Ok(Ok(())) => failing = false,
            Ok(Err(e)) if !std::mem::replace(&mut failing, true) => {
                tracing::warn!(target: "feedwright", "a restart will forget which versions were served: {e}");
            }
            _ => {}
        }
    }
}

impl Deltas {
    /// Writes what the store does not know yet.
    ///
    /// # Errors
    /// Where the store cannot be written; then it is tried again.
    pub(in crate::server) fn save(&self, path: &Path) -> Result<()> {
        // Where there is no store yet, or just now, what is to be written waits for it.
        if lock(&self.unsaved).is_empty() || !path.exists() {
            return Ok(());
        }
        let names = std::mem::take(&mut *lock(&self.unsaved));
        let rows: Vec<(String, Vec<u8>)> = {
            let known = lock(&self.known);
            let rows = names.iter();
            rows.filter_map(|name| Some((name.clone(), known.get(name)?.to_bytes())))
                .collect()
        };
        let saved = SqliteStore::open_existing(path).and_then(|store| store.save_served(&rows));
        if saved.is_err() {
            lock(&self.unsaved).extend(names);
        }
        saved
    }
}
