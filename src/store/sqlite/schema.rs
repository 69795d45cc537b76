//! The tables, and how a store of an older schema becomes one of this.

use rusqlite::Connection;

/// Marks the file as ours (SQLite file format, section 1.3.16): "fdwr".
pub(super) const APPLICATION_ID: i32 = 0x6664_7772;

/// How to get from each schema version to the next; the first makes an empty file version 1. A step, once
/// released, is never edited: add one.
pub(super) const STEPS: &[&str] = &[V1, V2, V3];

/// Times are seconds since 1970. `place` is a file of a source; `alias` leads from any name of a record to it;
/// `facet` holds the shown records of every kind, category, author … in the order of a feed, `sort` being
/// `-published`, so that a query reads only what it gives. `revision` holds the past, `content` the present, `rival` the lines
/// that lost against another line of the same record. `record.state`
/// is 0 shown, 1 waiting, 2 gone; `record.entered` the run in which it was first shown, 0 before that.
const V1: &str = "
CREATE TABLE meta(
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  changes INTEGER NOT NULL
) STRICT;

CREATE TABLE place(
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  file BLOB NOT NULL,
  state TEXT,
  UNIQUE (source, file)
) STRICT;

CREATE TABLE record(
  key INTEGER PRIMARY KEY,
  entry_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  has_id INTEGER NOT NULL,
  has_url INTEGER NOT NULL,
  place INTEGER NOT NULL REFERENCES place(id),
  line INTEGER NOT NULL,
  pass INTEGER NOT NULL,
  first_pass INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  said_published INTEGER,
  said_updated INTEGER,
  published INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  enters INTEGER NOT NULL,
  leaves INTEGER,
  entered INTEGER NOT NULL,
  state INTEGER NOT NULL,
  retracted INTEGER,
  retracted_by INTEGER NOT NULL,
  forgotten INTEGER NOT NULL,
  whole BLOB NOT NULL,
  gist BLOB NOT NULL,
  facets BLOB NOT NULL,
  change INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  event INTEGER NOT NULL
) STRICT;
CREATE INDEX record_waiting ON record(enters) WHERE state = 1;
CREATE INDEX record_leaving ON record(leaves) WHERE state = 0 AND leaves IS NOT NULL;

CREATE TABLE content(
  key INTEGER PRIMARY KEY REFERENCES record(key),
  json TEXT NOT NULL
) STRICT;

CREATE TABLE revision(
  key INTEGER NOT NULL REFERENCES record(key),
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  event INTEGER NOT NULL,
  json TEXT,
  PRIMARY KEY (key, number)
) STRICT;

CREATE TABLE rival(
  key INTEGER NOT NULL REFERENCES record(key),
  whole BLOB NOT NULL,
  place INTEGER NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (key, whole, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE alias(
  hash BLOB PRIMARY KEY,
  key INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE facet_name(
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  value TEXT NOT NULL,
  shown INTEGER NOT NULL,
  changed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, value)
) STRICT;

CREATE TABLE facet(
  facet INTEGER NOT NULL,
  sort INTEGER NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (facet, sort, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed(slug TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE run(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, summary TEXT NOT NULL) STRICT;
";

/// `made` holds what is known of files that are no feed's documents; `probe` what servers said of enclosures. `ping` is what
/// somebody is still to be told, `hold` being the time before which the target wants to hear nothing; `told` up to which
/// change somebody was told. `member` holds the slug that a value of a family once got, for good, whatever becomes of the
/// value or the family; `family` how far a family was looked at; `facet_name_changed` finds the lists that have changed
/// since then. A `ledger` is a list of records in order of arrival, cut into pages: `ledger_entry` says which record stands
/// in which page, at which change it was last edited since it came, and when its notice ends; `ledger_page` what is known
/// of the page's documents.
const V2: &str = "
CREATE TABLE family(slug TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE member(
  family TEXT NOT NULL,
  range TEXT NOT NULL,
  value TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  label TEXT,
  enough INTEGER NOT NULL,
  PRIMARY KEY (family, range, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX facet_name_changed ON facet_name(kind, changed);
CREATE INDEX record_change ON record(change);
CREATE INDEX record_said ON record(said_published)
  WHERE said_published IS NOT NULL AND state = 0 AND retracted IS NULL;

CREATE TABLE ledger(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, state TEXT NOT NULL) STRICT;

CREATE TABLE ledger_entry(
  ledger INTEGER NOT NULL REFERENCES ledger(id),
  key INTEGER NOT NULL REFERENCES record(key),
  page INTEGER NOT NULL,
  edited INTEGER NOT NULL,
  ends INTEGER,
  PRIMARY KEY (ledger, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_entry_page ON ledger_entry(ledger, page);
CREATE INDEX ledger_entry_edited ON ledger_entry(ledger, edited) WHERE edited > 0;
CREATE INDEX ledger_entry_ends ON ledger_entry(ledger, ends) WHERE ends IS NOT NULL;

CREATE TABLE ledger_page(
  ledger INTEGER NOT NULL REFERENCES ledger(id),
  page INTEGER NOT NULL,
  dirty INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (ledger, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_page_dirty ON ledger_page(ledger, page) WHERE dirty = 1;

CREATE TABLE made(name TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE probe(address TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ping(
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  topic TEXT NOT NULL,
  since INTEGER NOT NULL,
  due INTEGER NOT NULL,
  hold INTEGER,
  tries INTEGER NOT NULL,
  said TEXT,
  PRIMARY KEY (kind, target, topic)
) STRICT, WITHOUT ROWID;
CREATE TABLE told(name TEXT PRIMARY KEY, change INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// What the second step had for a while, and the third takes up where it is missing ([`has_sources`] tells). `record.sighted`
/// is the run that last saw a record in its source and `place.whole` the run that last read a file from its beginning to its
/// end, so that what is missing from it can be told; `source` holds what was made of that. `visit` is what is known of an
/// address that a source fetches, `host` what is known of its host.
pub(super) const SOURCES: &str = "
CREATE INDEX record_place ON record(place);
ALTER TABLE record ADD COLUMN sighted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE place ADD COLUMN whole INTEGER;
CREATE TABLE source(name TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE visit(
  source TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (source, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE host(origin TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// The step before which [`SOURCES`] have to be there.
pub(super) const AFTER_SOURCES: usize = 2;

/// Does the store have what [`SOURCES`] add?
pub(super) fn has_sources(conn: &Connection) -> rusqlite::Result<bool> {
    conn.column_exists(None, "record", "sighted")
}

/// The hub's subscribers. `hub_topic` has the digest and the number of the version that was last handed out for delivery, and
/// since when the topic is not there any more. A `hub_subscription` lasts until `ends`; `failing` is when it was last
/// given up. `hub_delivery` says that a subscription has not had a version yet: there is one at most, since a newer version
/// replaces an older. `hub_intent` is what a callback is still to be asked or told: mode 0 whether it subscribes, 1 whether it
/// unsubscribes, 2 that it is denied. `asked` is the topic as the subscriber wrote it.
///
/// `sighting` says of a record that was seen in several files of its source which run last saw it in which.
/// `served` is what `feedwright serve` knows of the versions of a document that clients may have: which entries each had.
const V3: &str = "
CREATE TABLE sighting(
  key INTEGER NOT NULL REFERENCES record(key),
  place INTEGER NOT NULL REFERENCES place(id),
  pass INTEGER NOT NULL,
  PRIMARY KEY (key, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE hub_topic(
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,
  version INTEGER NOT NULL,
  missing INTEGER
) STRICT;

CREATE TABLE hub_subscription(
  id INTEGER PRIMARY KEY,
  topic INTEGER NOT NULL REFERENCES hub_topic(id),
  callback TEXT NOT NULL,
  asked TEXT NOT NULL,
  host TEXT NOT NULL,
  secret TEXT,
  since INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  failing INTEGER,
  UNIQUE (topic, callback)
) STRICT;
CREATE INDEX hub_subscription_host ON hub_subscription(host);
CREATE INDEX hub_subscription_callback ON hub_subscription(callback);
CREATE INDEX hub_subscription_ends ON hub_subscription(ends);

CREATE TABLE hub_delivery(
  subscription INTEGER PRIMARY KEY REFERENCES hub_subscription(id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  since INTEGER NOT NULL,
  due INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT;
CREATE INDEX hub_delivery_due ON hub_delivery(due);

CREATE TABLE hub_intent(
  id INTEGER PRIMARY KEY,
  mode INTEGER NOT NULL,
  topic TEXT NOT NULL,
  callback TEXT NOT NULL,
  asked TEXT NOT NULL,
  host TEXT NOT NULL,
  secret TEXT,
  lease INTEGER NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT,
  due INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  UNIQUE (topic, callback, mode)
) STRICT;
CREATE INDEX hub_intent_due ON hub_intent(due);
CREATE INDEX hub_intent_host ON hub_intent(host);

CREATE TABLE served(document TEXT PRIMARY KEY, versions BLOB NOT NULL) STRICT, WITHOUT ROWID;
";
