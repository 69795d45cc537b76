//! What is known of served versions, in the store: a restart does not forget them.
//!
//! Nothing waits for the store. What has been noted is written a moment later, all at once; what cannot be written is tried
//! again, and until then it is known to this process alone.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::known::Known;
use super::{Deltas, lock};
use crate::Result;
use crate::server::app::App;
use crate::store::sqlite::SqliteStore;

/// How long what has been noted is gathered before it is written.
const EVERY: Duration = Duration::from_secs(1);

/// What the store knows; none where it cannot be read, or is not there.
pub(super) fn read(path: &Path) -> Option<HashMap<String, Known>> {
    if !path.exists() {
        return None;
    }
    let read = rows(path);
    if let Err(e) = &read {
        tracing::warn!(target: "feedwright", "older versions are not known yet, feeds are served whole: {e}");
    }
    read.ok()
}

fn rows(path: &Path) -> Result<HashMap<String, Known>> {
    let rows = SqliteStore::open_existing(path)?.served()?.into_iter();
    let known = rows.filter_map(|(name, bytes)| Some((name, Known::from_bytes(&bytes)?)));
    Ok(known.collect())
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
    /// Puts what the store knew all along before what was noted since.
    fn follow(&self, stored: HashMap<String, Known>) {
        let mut known = lock(&self.known);
        for (name, mut older) in stored {
            if let Some(since) = known.get(&name) {
                older.follow(since);
            }
            known.insert(name, older);
        }
    }

    /// Writes what the store does not know yet.
    ///
    /// # Errors
    /// Where the store cannot be written; then it is tried again.
    pub(in crate::server) fn save(&self, path: &Path) -> Result<()> {
        // Where there is no store yet, or just now, what is to be written waits for it.
        let unread = self.unread.load(Ordering::Relaxed);
        if (lock(&self.unsaved).is_empty() && !unread) || !path.exists() {
            return Ok(());
        }
        if unread {
            // What it knows from before must not be written over.
            self.follow(rows(path)?);
            self.unread.store(false, Ordering::Relaxed);
        }
        let names = std::mem::take(&mut *lock(&self.unsaved));
        let rows: Vec<(String, Vec<u8>)> = {
            let known = lock(&self.known);
            let rows = names.iter();
            rows.filter_map(|name| Some((name.clone(), known.get(name)?.to_bytes())))
                .collect()
        };
        if rows.is_empty() {
            return Ok(());
        }
        let saved = SqliteStore::open_existing(path).and_then(|store| store.save_served(&rows));
        if saved.is_err() {
            lock(&self.unsaved).extend(names);
        }
        saved
    }
}
