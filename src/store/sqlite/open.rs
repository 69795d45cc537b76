//! How a store is opened: looked at first, so that what is damaged or newer stays as it is.

use std::path::Path;
use std::time::Duration;

use chrono::DateTime;
use rusqlite::{Connection, OpenFlags};

use super::facet::FacetNames;
use super::place::LastPlace;
use super::{Options, SqliteStore, create, fault, header, migrate, network, schema};
use crate::store::About;
use crate::store::identity::Minter;
use crate::{Error, Result};

/// How long to wait for another process that is just writing.
const PATIENCE: Duration = Duration::from_secs(2);

/// Pages that are copied into memory at once.
const PAGES_AT_ONCE: std::ffi::c_int = 1024;

/// The same at every opening. `secure_delete`: what is forgotten must not linger in free pages.
const HABITS: &str = "
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16384;
";

impl SqliteStore {
    /// Opens the store at `path`; makes a new one where there is none.
    ///
    /// # Errors
    /// A store error where the store is damaged (it is left byte for byte as it is), newer than this program, or
    /// cannot be read or written; a busy error where another process is writing.
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        Self::open_with(path, options, schema::STEPS)
    }

    /// Opens the store at `path` to look into it or to change what it holds; it cannot take in records.
    ///
    /// # Errors
    /// As [`SqliteStore::open`]; also where there is no store.
    pub fn open_existing(path: &Path) -> Result<Self> {
        if !path.try_exists().unwrap_or(true) {
            return Err(Error::store("there is no store")
                .at(path)
                .help("run `feedwright publish` first, or set path in [store]"));
        }
        open_file(path, None, schema::STEPS)
    }

    /// Opens the store at `path` for a run that is rolled back: one of an older schema is brought up to date in
    /// memory, and its file stays as it is.
    ///
    /// # Errors
    /// As [`SqliteStore::open`]; also where there is no store.
    pub fn open_preview(path: &Path, options: &Options) -> Result<Self> {
        Self::open_preview_with(path, options, schema::STEPS)
    }

    pub(super) fn open_preview_with(
        path: &Path,
        options: &Options,
        steps: &[&str],
    ) -> Result<Self> {
        let version = header::check(path)?;
        migrate::check_version(path, version, steps)?;
        if migrate::is_newest(version, steps) {
            return open_file(path, Some(options), steps);
        }
        let copied = || -> rusqlite::Result<Connection> {
            let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            file.busy_timeout(PATIENCE)?;
            let mut memory = Connection::open_in_memory()?;
            memory.execute_batch(HABITS)?;
            rusqlite::backup::Backup::new(&file, &mut memory)?.run_to_completion(
                PAGES_AT_ONCE,
                Duration::ZERO,
                None,
            )?;
            migrate::take_steps(&memory, steps, version)?;
            Ok(memory)
        };
        let memory = copied().map_err(|e| fault::from_sqlite(Some(path), e))?;
        with_connection(memory, Some(path), Some(options))
    }

    /// A store that ends with the program, for `check` and tests.
    ///
    /// # Errors
    /// A store error where SQLite refuses.
    pub fn in_memory(options: &Options) -> Result<Self> {
        let made = || -> rusqlite::Result<Connection> {
            let conn = Connection::open_in_memory()?;
            conn.execute_batch(HABITS)?;
            create::initialise(&conn, "memory", options, schema::STEPS)?;
            Ok(conn)
        };
        let conn = made().map_err(|e| fault::from_sqlite(None, e))?;
        with_connection(conn, None, Some(options))
    }

    /// Does the store lie on a network file system, where SQLite's locks and logs cannot be trusted?
    pub fn network_file_system(&self) -> bool {
        self.path.as_deref().is_some_and(network::is_network)
    }

    pub(super) fn open_with(path: &Path, options: &Options, steps: &[&str]) -> Result<Self> {
        if !path.try_exists().unwrap_or(true) {
            create::create(path, options, steps)?;
        }
        open_file(path, Some(options), steps)
    }
}

fn open_file(path: &Path, options: Option<&Options>, steps: &[&str]) -> Result<SqliteStore> {
    let version = header::check(path)?;
    migrate::check_version(path, version, steps)?;
    let conn = connect(path).map_err(|e| fault::from_sqlite(Some(path), e))?;
    let version = conn
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|e| fault::from_sqlite(Some(path), e))?;
    migrate::check_version(path, version, steps)?;
    migrate::migrate(&conn, path, version, steps)?;
    with_connection(conn, Some(path), options)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    conn.execute_batch(HABITS)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    Ok(conn)
}

fn with_connection(
    conn: Connection,
    path: Option<&Path>,
    options: Option<&Options>,
) -> Result<SqliteStore> {
    conn.set_prepared_statement_cache_capacity(64);
    let (about, changes) = read_meta(&conn).map_err(|e| fault::from_sqlite(path, e))?;
    Ok(SqliteStore {
        conn,
        path: path.map(Path::to_path_buf),
        about,
        changes,
        sources: options.map(|o| o.sources.clone()).unwrap_or_default(),
        minter: options.map(|o| Minter::new(o.authority.as_deref(), &o.site_url)),
        facets: FacetNames::default(),
        place: LastPlace::default(),
        scrub: false,
    })
}

/// Which store this is, and the number of its last change.
pub(super) fn read_meta(conn: &Connection) -> rusqlite::Result<(About, u64)> {
    conn.query_row(
        "SELECT store_id, generation, created, changes FROM meta",
        [],
        |row| {
            let created: i64 = row.get(2)?;
            let about = About {
                id: row.get(0)?,
                generation: counter(row, 1)?,
                created: DateTime::from_timestamp(created, 0)
                    .ok_or(rusqlite::Error::IntegralValueOutOfRange(2, created))?,
            };
            Ok((about, counter(row, 3)?))
        },
    )
}

fn counter(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// Moves everything from the log into the file and cuts the log to nothing.
pub(super) fn empty_log(conn: &Connection) -> rusqlite::Result<()> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
