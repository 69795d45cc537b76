//! The hub's subscribers, in the newsroom's store but through a connection of their own.
//!
//! A publish run writes the same file, and may hold it for as long as it needs: [`HubStore::begin`] says so at once
//! instead of waiting. The hub's own transactions are short, so that a run never waits in vain.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Options, SqliteStore, fault};
use crate::store::hub::{Caps, Delivery, Due, Full, Held, Intent, Mode, SharedSecret, Topic, Wish};
use crate::{Error, Result};

#[cfg(test)]
mod tests;

/// How long a write waits for another process: there is more to do than to wait.
const PATIENCE: Duration = Duration::from_millis(20);

/// Subscriptions that end at once with their topic: a larger crowd ends in several steps.
const DENIED_AT_ONCE: i64 = 1000;

/// The hub's part of a newsroom's store.
#[derive(Debug)]
pub struct HubStore {
    conn: Connection,
    path: std::path::PathBuf,
}

impl HubStore {
    /// Opens the store at `path`; makes a new one where there is none.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        let store = SqliteStore::open(path, options)?;
        let store = HubStore {
            conn: store.conn,
            path: path.to_path_buf(),
        };
        let quick = store.conn.busy_timeout(PATIENCE);
        quick.map_err(|e| store.fault(e))?;
        Ok(store)
    }

    /// Begins a transaction; `false` where another process is writing.
    ///
    /// # Errors
    /// Every call fails with a store error where the store is damaged or the disk refuses.
    pub fn begin(&self) -> Result<bool> {
        match self.conn.execute_batch("BEGIN IMMEDIATE") {
            Ok(()) => Ok(true),
            Err(e) => match self.fault(e) {
                busy if busy.is_busy() => Ok(false),
                e => Err(e),
            },
        }
    }

    /// Makes everything since [`HubStore::begin`] durable.
    pub fn commit(&self) -> Result<()> {
        let committed = self.conn.execute_batch("COMMIT");
        committed.map_err(|e| self.fault(e))
    }

    /// Takes everything since [`HubStore::begin`] back.
    pub fn roll_back(&self) {
        // SQLite has rolled back by itself after some faults, and then there is nothing to take back.
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }

    /// Remembers that a callback is to be asked, unless there are too many already. `digest` is that of the topic as it
    /// is now: whoever subscribes first to a topic hears of what comes after it.
    pub fn accept(&self, wish: &Wish, digest: &str, now: i64, caps: &Caps) -> Result<Option<Full>> {
        self.tell(|conn| {
            if let Some(full) = full(conn, wish, caps)? {
                return Ok(Some(full));
            }
            if wish.mode == Mode::Subscribe {
                conn.prepare_cached(
                    "INSERT INTO hub_topic(address, digest, version) VALUES (?1, ?2, 1) ON CONFLICT DO NOTHING",
                )?
                .execute(params![wish.topic, digest])?;
            }
            conn.prepare_cached(
                "INSERT OR REPLACE INTO hub_intent
                   (mode, topic, callback, asked, host, secret, lease, version, due, tries)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
                   coalesce((SELECT version FROM hub_topic WHERE address = ?2), 0), ?8, 0)",
            )?
            .execute(params![
                number(wish.mode),
                wish.topic,
                wish.callback,
                wish.asked,
                wish.host,
                wish.secret.as_ref().map(|s| &s.0),
                wish.lease,
                now
            ])?;
            Ok(None)
        })
    }

    /// The callbacks that are to be asked or told now, in the order in which they came: those of each host first that came
    /// first, and no more than `most`.
    pub fn due_intents(&self, now: i64, most: u64) -> Result<Vec<Due>> {
        const DUE: &str = "SELECT id, host, callback FROM hub_intent WHERE due <= ?1
            ORDER BY row_number() OVER (PARTITION BY host ORDER BY id), id LIMIT ?2";
        self.list(DUE, now, most)
    }

    /// The deliveries that are to be made now: of each host the longest due first, and no more than `most`. A host
    /// that is slow to take them does not fill the list.
    pub fn due_deliveries(&self, now: i64, most: u64) -> Result<Vec<Due>> {
        const DUE: &str = "SELECT s.id, s.host, s.callback FROM hub_delivery d
            JOIN hub_subscription s ON s.id = d.subscription
            WHERE d.due <= ?1 AND s.ends > ?1
            ORDER BY row_number() OVER (PARTITION BY s.host ORDER BY d.due, s.id), d.due, s.id LIMIT ?2";
        self.list(DUE, now, most)
    }

    fn list(&self, query: &str, now: i64, most: u64) -> Result<Vec<Due>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.tell(|conn| {
            let mut due = conn.prepare_cached(query)?;
            let due = due.query_map([now, most], |row| {
                Ok(Due {
                    id: row.get(0)?,
                    host: row.get(1)?,
                    callback: Due::digest(row.get_ref(2)?.as_str()?),
                })
            })?;
            due.collect()
        })
    }

    /// What a callback is to be asked or told; none where that has been settled.
    pub fn intent(&self, id: i64) -> Result<Option<Intent>> {
        self.tell(|conn| {
            conn.prepare_cached(
                "SELECT mode, asked, callback, lease, reason, tries FROM hub_intent WHERE id = ?1",
            )?
            .query_row([id], |row| {
                Ok(Intent {
                    mode: mode(row, 0)?,
                    asked: row.get(1)?,
                    callback: row.get(2)?,
                    lease: row.get(3)?,
                    reason: row.get(4)?,
                    tries: row.get(5)?,
                })
            })
            .optional()
        })
    }

    /// What a subscription has not had yet; none where it has all.
    pub fn delivery(&self, subscription: i64, now: i64) -> Result<Option<Delivery>> {
        self.tell(|conn| {
            conn.prepare_cached(
                "SELECT s.callback, t.address, s.secret, d.version, d.since, d.tries, s.failing IS NOT NULL
                 FROM hub_delivery d
                 JOIN hub_subscription s ON s.id = d.subscription
                 JOIN hub_topic t ON t.id = s.topic
                 WHERE d.subscription = ?1 AND s.ends > ?2",
            )?
            .query_row([subscription, now], |row| {
                Ok(Delivery {
                    callback: row.get(0)?,
                    topic: row.get(1)?,
                    secret: row.get::<_, Option<String>>(2)?.map(SharedSecret),
                    version: row.get(3)?,
                    since: row.get(4)?,
                    tries: row.get(5)?,
                    failing: row.get(6)?,
                })
            })
            .optional()
        })
    }

    /// The callback has said yes to what it was asked, or was told: it comes to pass, unless there is something else to tell
    /// it by now. Is there something due for it?
    pub fn confirm(&self, intent: i64, asked: Mode, now: i64) -> Result<bool> {
        self.tell(|conn| {
            let found = conn
                .prepare_cached(
                    "SELECT topic, callback FROM hub_intent WHERE id = ?1 AND mode = ?2",
                )?
                .query_row([intent, number(asked)], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
                })
                .optional()?;
            let due = match (asked, found) {
                (Mode::Subscribe, Some(_)) => subscribe(conn, intent, now)?,
                (Mode::Unsubscribe, Some((topic, callback))) => {
                    conn.prepare_cached(
                        "DELETE FROM hub_subscription WHERE callback = ?2
                         AND topic = (SELECT id FROM hub_topic WHERE address = ?1)",
                    )?
                    .execute([&topic, &callback])?;
                    false
                }
                (Mode::Denied, Some(_)) => false,
                (_, None) => true,
            };
            forget(conn, intent, asked)?;
            Ok(due)
        })
    }

    /// The callback has said no to what it was asked, or is not asked that any more.
    pub fn drop_intent(&self, intent: i64, asked: Mode) -> Result<()> {
        self.tell(|conn| forget(conn, intent, asked))
    }

    /// The callback is asked the same again later.
    pub fn ask_again(&self, intent: i64, asked: Mode, due: i64) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached(
                "UPDATE hub_intent SET due = ?3, tries = tries + 1 WHERE id = ?1 AND mode = ?2",
            )?
            .execute([intent, number(asked), due])?;
            Ok(())
        })
    }

    /// The subscription has had a version. Is there a newer one already?
    pub fn delivered(&self, subscription: i64, version: i64, now: i64) -> Result<bool> {
        self.tell(|conn| {
            conn.prepare_cached("DELETE FROM hub_delivery WHERE subscription = ?1 AND version <= ?2")?
                .execute([subscription, version])?;
            conn.prepare_cached(
                "UPDATE hub_subscription SET failing = NULL WHERE id = ?1 AND failing IS NOT NULL",
            )?
            .execute([subscription])?;
            let newer = conn
                .prepare_cached(
                    "UPDATE hub_delivery SET since = ?2, due = ?2, tries = 0 WHERE subscription = ?1",
                )?
                .execute([subscription, now])?;
            Ok(newer > 0)
        })
    }

    /// The delivery is tried again later.
    pub fn deliver_again(&self, subscription: i64, due: i64) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached(
                "UPDATE hub_delivery SET due = ?2, tries = tries + 1 WHERE subscription = ?1",
            )?
            .execute([subscription, due])?;
            Ok(())
        })
    }

    /// This version cannot be delivered before `due`, through no fault of the callback; a newer one can.
    pub fn postpone(&self, subscription: i64, version: i64, due: i64) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached(
                "UPDATE hub_delivery SET due = ?3 WHERE subscription = ?1 AND version = ?2",
            )?
            .execute([subscription, version, due])?;
            Ok(())
        })
    }

    /// The delivery is tried no more; the subscription stays, and is known as failing.
    pub fn give_up(&self, subscription: i64, now: i64) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached("DELETE FROM hub_delivery WHERE subscription = ?1")?
                .execute([subscription])?;
            conn.prepare_cached("UPDATE hub_subscription SET failing = ?2 WHERE id = ?1")?
                .execute([subscription, now])?;
            Ok(())
        })
    }

    /// The subscription ends.
    pub fn end(&self, subscription: i64) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached("DELETE FROM hub_subscription WHERE id = ?1")?
                .execute([subscription])?;
            Ok(())
        })
    }

    /// All topics that somebody is, or wants to be, subscribed to.
    pub fn topics(&self) -> Result<Vec<Topic>> {
        self.tell(|conn| {
            let mut topics = conn
                .prepare_cached("SELECT id, address, digest, missing FROM hub_topic ORDER BY id")?;
            let topics = topics.query_map([], |row| {
                Ok(Topic {
                    id: row.get(0)?,
                    address: row.get(1)?,
                    digest: row.get(2)?,
                    missing: row.get(3)?,
                })
            })?;
            topics.collect()
        })
    }

    /// A topic has a new version: every subscription is to have it. One that failed before waits as long as it would have,
    /// and one that was given up has it no sooner than `rest` seconds after that.
    pub fn distribute(&self, topic: i64, digest: &str, now: i64, rest: i64) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached(
                "UPDATE hub_topic SET digest = ?2, version = version + 1, missing = NULL WHERE id = ?1",
            )?
            .execute(params![topic, digest])?;
            conn.prepare_cached(
                "INSERT INTO hub_delivery(subscription, version, since, due, tries)
                 SELECT s.id, t.version, ?2, max(?2, coalesce(s.failing + ?3, 0)), 0
                 FROM hub_subscription s JOIN hub_topic t ON t.id = s.topic
                 WHERE t.id = ?1 AND s.ends > ?2
                 ON CONFLICT DO UPDATE SET version = excluded.version,
                   due = CASE tries WHEN 0 THEN min(due, excluded.due) ELSE due END",
            )?
            .execute([topic, now, rest])?;
            Ok(())
        })
    }

    /// A topic is not there, or there again.
    pub fn miss(&self, topic: i64, since: Option<i64>) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached("UPDATE hub_topic SET missing = ?2 WHERE id = ?1")?
                .execute(params![topic, since])?;
            Ok(())
        })
    }

    /// Ends some of a topic's subscriptions, whose callbacks are then to be told why. Are there more?
    pub fn deny(&self, topic: &Topic, reason: &str, now: i64) -> Result<bool> {
        self.tell(|conn| {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO hub_intent
                   (mode, topic, callback, asked, host, lease, version, reason, due, tries)
                 SELECT ?1, ?2, callback, asked, host, 0, 0, ?3, ?4, 0
                 FROM hub_subscription WHERE topic = ?5 ORDER BY id LIMIT ?6",
            )?
            .execute(params![
                number(Mode::Denied),
                topic.address,
                reason,
                now,
                topic.id,
                DENIED_AT_ONCE
            ])?;
            let ended = conn
                .prepare_cached(
                    "DELETE FROM hub_subscription WHERE id IN
                       (SELECT id FROM hub_subscription WHERE topic = ?1 ORDER BY id LIMIT ?2)",
                )?
                .execute([topic.id, DENIED_AT_ONCE])?;
            conn.prepare_cached(
                "UPDATE OR REPLACE hub_intent SET mode = ?1, reason = ?2, due = ?3, tries = 0
                 WHERE topic = ?4 AND mode = ?5",
            )?
            .execute(params![
                number(Mode::Denied),
                reason,
                now,
                topic.address,
                number(Mode::Subscribe)
            ])?;
            Ok(i64::try_from(ended).is_ok_and(|ended| ended == DENIED_AT_ONCE))
        })
    }

    /// Ends what has run out, and forgets topics that nobody asks for.
    pub fn sweep(&self, now: i64) -> Result<()> {
        self.tell(|conn| {
            conn.prepare_cached("DELETE FROM hub_subscription WHERE ends <= ?1")?
                .execute([now])?;
            conn.prepare_cached(
                "DELETE FROM hub_topic
                 WHERE NOT EXISTS (SELECT 1 FROM hub_subscription s WHERE s.topic = hub_topic.id)
                 AND NOT EXISTS (SELECT 1 FROM hub_intent i WHERE i.topic = hub_topic.address)",
            )?
            .execute([])?;
            Ok(())
        })
    }

    /// How many there are.
    pub fn held(&self) -> Result<Held> {
        self.tell(|conn| {
            conn.prepare_cached(
                "SELECT (SELECT count(*) FROM hub_subscription),
                   (SELECT count(*) FROM hub_subscription WHERE failing IS NOT NULL),
                   (SELECT count(*) FROM hub_delivery), (SELECT count(*) FROM hub_intent)",
            )?
            .query_row([], |row| {
                Ok(Held {
                    subscriptions: row.get(0)?,
                    failing: row.get(1)?,
                    deliveries: row.get(2)?,
                    intents: row.get(3)?,
                })
            })
        })
    }

    fn tell<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        work(&self.conn).map_err(|e| self.fault(e))
    }

    fn fault(&self, e: rusqlite::Error) -> Error {
        fault::from_sqlite(Some(&self.path), e)
    }
}

/// Is there no room for another callback to be asked? One that is known already, or wants to leave, needs none.
fn full(conn: &Connection, wish: &Wish, caps: &Caps) -> rusqlite::Result<Option<Full>> {
    let count = |query: &str, of: &[&str]| -> rusqlite::Result<u64> {
        conn.prepare_cached(query)?
            .query_row(rusqlite::params_from_iter(of), |row| row.get(0))
    };
    let (host, callback) = (wish.host.as_str(), wish.callback.as_str());
    if count("SELECT count(*) FROM hub_intent", &[])? >= caps.waiting {
        return Ok(Some(Full::Waiting));
    }
    if count("SELECT count(*) FROM hub_intent WHERE host = ?1", &[host])? >= caps.waiting_per_host {
        return Ok(Some(Full::WaitingOfHost));
    }
    const KNOWN: &str = "SELECT count(*) FROM hub_subscription
        WHERE callback = ?1 AND topic = (SELECT id FROM hub_topic WHERE address = ?2)";
    if wish.mode != Mode::Subscribe || count(KNOWN, &[callback, &wish.topic])? > 0 {
        return Ok(None);
    }
    // Those who are being asked count as if they had said yes.
    const OF_CALLBACK: &str = "SELECT (SELECT count(*) FROM hub_subscription WHERE callback = ?1)
        + (SELECT count(*) FROM hub_intent WHERE host = ?2 AND callback = ?1 AND mode = 0)";
    if count(OF_CALLBACK, &[callback, host])? >= caps.per_callback {
        return Ok(Some(Full::Callback));
    }
    const OF_HOST: &str = "SELECT (SELECT count(*) FROM hub_subscription WHERE host = ?1)
        + (SELECT count(*) FROM hub_intent WHERE host = ?1 AND mode = 0)";
    if count(OF_HOST, &[host])? >= caps.per_host {
        return Ok(Some(Full::Host));
    }
    const ALL: &str =
        "SELECT (SELECT count(*) FROM hub_subscription) + (SELECT count(*) FROM hub_intent)";
    Ok((count(ALL, &[])? >= caps.all).then_some(Full::All))
}

/// A new subscription, or an old one with a new secret and a new end. What came while the callback was being asked is
/// delivered to it: is there anything?
fn subscribe(conn: &Connection, intent: i64, now: i64) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "INSERT INTO hub_subscription(topic, callback, asked, host, secret, since, ends)
         SELECT t.id, i.callback, i.asked, i.host, i.secret, ?2, ?2 + i.lease
         FROM hub_intent i JOIN hub_topic t ON t.address = i.topic WHERE i.id = ?1
         ON CONFLICT DO UPDATE SET asked = excluded.asked, secret = excluded.secret, ends = excluded.ends, failing = NULL",
    )?
    .execute([intent, now])?;
    let missed = conn
        .prepare_cached(
            "INSERT INTO hub_delivery(subscription, version, since, due, tries)
         SELECT s.id, t.version, ?2, ?2, 0
         FROM hub_intent i JOIN hub_topic t ON t.address = i.topic
         JOIN hub_subscription s ON s.topic = t.id AND s.callback = i.callback
         WHERE i.id = ?1 AND t.version > i.version
         ON CONFLICT DO UPDATE SET version = excluded.version, due = excluded.due",
        )?
        .execute([intent, now])?;
    Ok(missed > 0)
}

fn forget(conn: &Connection, intent: i64, asked: Mode) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM hub_intent WHERE id = ?1 AND mode = ?2")?
        .execute([intent, number(asked)])?;
    Ok(())
}

const fn number(mode: Mode) -> i64 {
    match mode {
        Mode::Subscribe => 0,
        Mode::Unsubscribe => 1,
        Mode::Denied => 2,
    }
}

fn mode(row: &Row<'_>, column: usize) -> rusqlite::Result<Mode> {
    let written: i64 = row.get(column)?;
    [Mode::Subscribe, Mode::Unsubscribe, Mode::Denied]
        .into_iter()
        .find(|mode| number(*mode) == written)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(column, written))
}
