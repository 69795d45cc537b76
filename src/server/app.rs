//! What all requests share, and which handler answers which path.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::delta::Deltas;
use super::hub::{self, Hub};
use super::shelf::Shelf;
use super::stored_bytes::Account;
use super::validator;
use super::watch::{self, Watch};
use super::{Load, files};
use crate::config::{Newsroom, Serve};
use crate::pipeline::{fixed_time, with_members};
use crate::store::sqlite::SqliteStore;
use crate::{Error, Result};
use axum::Router;
use chrono::{DateTime, Utc};

/// Bytes of files that are kept in memory.
const KEPT: usize = 12 << 20;

/// Milliseconds for which what was seen of the output folder counts as seen now.
const FRESH: u64 = 20;

/// How soon after the folder could not be read it is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// What all requests share.
pub(super) struct App {
    load: Load,
    house: RwLock<Arc<House>>,
    account: Arc<Account>,
    /// Which versions of documents clients may have.
    pub(super) deltas: Deltas,
    /// One new picture of the folder at a time; when the last one could not be taken, where that is so.
    renewing: tokio::sync::Mutex<Option<Instant>>,
    started: Instant,
    /// The time, where the environment sets one.
    fixed: Option<DateTime<Utc>>,
    /// When the folder was last looked at, in milliseconds since the start.
    looked: AtomicU64,
    /// What is remembered of requests and runs.
    pub(super) watch: Watch,
    pub(super) hub: Hub,
}

/// A newsroom with what it has published: replaced as a whole.
pub(super) struct House {
    /// Its configuration as it was read.
    pub(super) configured: Arc<Newsroom>,
    /// Its configuration, with the members of its families.
    pub(super) newsroom: Newsroom,
    /// What lies in its output folder.
    pub(super) shelf: Shelf,
    /// The path of `base_url` as names are, without the slash before it: empty, or such as `feeds/`.
    pub(super) base_path: String,
}

impl House {
    fn open(
        configured: Arc<Newsroom>,
        former: Option<&House>,
        account: &Arc<Account>,
    ) -> Result<Self> {
        watch::check_token(&configured)?;
        let newsroom = known(&configured)?;
        let shelf = Shelf::load(&newsroom, former.map(|f| &f.shelf), account)?;
        let base_path = base_path(newsroom.output.base_url.as_str());
        Ok(House {
            configured,
            newsroom,
            shelf,
            base_path,
        })
    }
}

/// The path of an address without percent-encoding; nothing where that is no text, since no name is then.
fn base_path(base: &str) -> String {
    let path = url::Url::parse(base).ok();
    let path = path.as_ref().map_or("", url::Url::path);
    let path = percent_encoding::percent_decode_str(path).decode_utf8();
    path.map_or_else(
        |_| String::new(),
        |path| path.trim_start_matches('/').to_owned(),
    )
}

/// The newsroom with the members of its families, which its store knows once it has published.
fn known(newsroom: &Newsroom) -> Result<Newsroom> {
    if newsroom.families.is_empty() || !newsroom.store.exists() {
        return Ok(newsroom.clone());
    }
    let store = SqliteStore::open_existing(&newsroom.store)?;
    Ok(with_members(newsroom, &store)?.into_owned())
}

impl App {
    /// Reads the configuration and looks at the output folder.
    pub(super) fn open(load: Load) -> Result<Self> {
        let account = Account::new(KEPT);
        let house = House::open(Arc::new(load()?), None, &account)?;
        let hub = Hub::open(&house.newsroom)?;
        Ok(App {
            load,
            deltas: Deltas::open(&house.newsroom.store),
            house: RwLock::new(Arc::new(house)),
            account,
            renewing: tokio::sync::Mutex::default(),
            started: Instant::now(),
            fixed: fixed_time()?,
            looked: AtomicU64::new(0),
            watch: Watch::new(),
            hub,
        })
    }

    /// The time by which documents are judged.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.fixed.unwrap_or_else(Utc::now)
    }

    /// The hub, where the newsroom has one just now.
    pub(super) fn hub(&self) -> Option<&Hub> {
        self.held().newsroom.serve.hub.then_some(&self.hub)
    }

    /// The newsroom and its files, as they were last seen.
    pub(super) fn held(&self) -> Arc<House> {
        let house = self.house.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&house)
    }

    /// The newsroom and its files, as they are now.
    pub(super) async fn house(self: &Arc<Self>) -> Arc<House> {
        self.fresh(self.held()).await
    }

    /// This picture of the newsroom and its files where it still holds, else a new one.
    pub(super) async fn fresh(self: &Arc<Self>, house: Arc<House>) -> Arc<House> {
        let now = Instant::now();
        if self.still_holds(&house, now) {
            return house;
        }
        // Others are answered by the old one until there is a new one.
        self.note_look(now);
        self.renew().await;
        self.held()
    }

    /// Does this picture of the newsroom and its files still hold? Where not, [`App::fresh`] has the new one.
    pub(super) fn still_holds(&self, house: &House, now: Instant) -> bool {
        if self.looked_lately(now) {
            return true;
        }
        // Noted first: where a look takes long, one takes it and not all.
        self.note_look(now);
        let holds = !house.shelf.is_old(&house.newsroom.output.dir);
        if !holds {
            // `fresh` has to see it too.
            self.looked.store(0, Ordering::Relaxed);
        }
        holds
    }

    /// Was the folder looked at a moment ago? Until that is over, all are answered by what was seen.
    fn looked_lately(&self, now: Instant) -> bool {
        self.since_start(now)
            .saturating_sub(self.looked.load(Ordering::Relaxed))
            < FRESH
    }

    fn note_look(&self, now: Instant) {
        self.looked.store(self.since_start(now), Ordering::Relaxed);
    }

    /// In milliseconds.
    fn since_start(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.started);
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    /// Takes a new picture of the output folder; where that fails, the old one holds, and it is tried again after a while.
    pub(super) async fn renew(self: &Arc<Self>) {
        let before = self.held();
        let mut failed = self.renewing.lock().await;
        // Somebody else has taken one in the meantime, or in vain.
        if !Arc::ptr_eq(&before, &self.held()) || failed.is_some_and(|at| at.elapsed() < AGAIN) {
            return;
        }
        let newsroom = Arc::clone(&before.configured);
        let replaced = self.replace(move || Ok(newsroom), before).await;
        *failed = match (replaced, failed.is_some()) {
            (Ok(()), was_failing) => {
                if was_failing {
                    tracing::info!(target: "feedwright", "what was published is served again");
                }
                None
            }
            (Err(e), was_failing) => {
                if !was_failing {
                    say_stays(&e);
                }
                Some(Instant::now())
            }
        };
    }

    /// Reads the configuration again, and looks at the output folder. Some of what the server was started with holds on.
    pub(super) async fn reload(self: &Arc<Self>, started: &Serve) {
        let mut failed = self.renewing.lock().await;
        let app = Arc::clone(self);
        let load = move || (app.load)().map(Arc::new);
        match self.replace(load, self.held()).await {
            Ok(()) => {
                *failed = None;
                tracing::info!(target: "feedwright", "the configuration was read again");
                say_later(started, &self.held().newsroom.serve);
            }
            Err(e) => say_stays(&e),
        }
    }

    async fn replace(
        self: &Arc<Self>,
        newsroom: impl FnOnce() -> Result<Arc<Newsroom>> + Send + 'static,
        former: Arc<House>,
    ) -> Result<()> {
        let account = Arc::clone(&self.account);
        let opened =
            tokio::task::spawn_blocking(move || House::open(newsroom()?, Some(&former), &account));
        let opened = opened.await;
        let house = opened.map_err(|e| Error::input("a fault of feedwright").caused_by(e))??;
        *self.house.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(house);
        self.hub.shelf_changed();
        Ok(())
    }

    /// Gives back memory where too much is kept.
    pub(super) fn spare_memory(&self, house: &House) {
        if self.account.is_over() {
            house.shelf.let_go(&self.account);
        }
    }
}

fn say_stays(e: &Error) {
    let help = e.help_text();
    let help = help.map_or(String::new(), |help| format!("; {help}"));
    tracing::error!(target: "feedwright", "what was served stays: {e}{help}");
}

/// Says what of a configuration holds from the next start on alone.
fn say_later(started: &Serve, now: &Serve) {
    for (key, differs) in [
        ("listen", started.listen != now.listen),
        ("connections", started.connections != now.connections),
    ] {
        if differs {
            tracing::warn!(target: "feedwright", "{key} in [serve] has changed: that holds from the next start on");
        }
    }
}

/// Which handler answers which path.
pub(super) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .merge(watch::routes())
        .merge(hub::routes(app))
        .merge(validator::routes(app))
        .fallback(files::answer)
        .with_state(Arc::clone(app))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(app),
            watch::observe,
        ))
}

#[cfg(test)]
mod tests {
    use super::base_path;

    #[test]
    fn the_path_of_an_address_is_as_names_are() {
        for (base, path) in [
            ("https://quay.example/", ""),
            ("https://quay.example/feeds/", "feeds/"),
            (
                "https://quay.example/z%C3%BCrich/a%20b/",
                "z\u{fc}rich/a b/",
            ),
            ("https://quay.example/z\u{fc}rich/", "z\u{fc}rich/"),
            ("https://quay.example/%ff/", ""),
        ] {
            assert_eq!(base_path(base), path, "{base}");
        }
    }
}
