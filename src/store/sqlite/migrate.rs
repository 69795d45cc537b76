//! From an older schema to this program's, in one transaction and after a copy.

use std::path::Path;

use rusqlite::Connection;

use super::{backup, create, fault, schema};
use crate::{Error, Result};

/// Is the store of a version that this program can use, now or after [`migrate`]?
///
/// # Errors
/// A store error where it is newer, or older than any store can be.
pub(super) fn check_version(path: &Path, version: i32, steps: &[&str]) -> Result<()> {
    let newest = version_of(steps);
    if version > newest {
        return Err(Error::store(format!(
            "the store has schema version {version}; this program knows versions up to {newest}"
        ))
        .at(path)
        .help("use the program that wrote it, or a newer one; the store was not touched"));
    }
    if version < 1 {
        return Err(fault::damaged(
            Some(path),
            format!("schema version {version} is not one"),
        ));
    }
    Ok(())
}

/// Brings an older store up to date; its former self stays beside it as `store.db.v1.bak`.
pub(super) fn migrate(conn: &Connection, path: &Path, version: i32, steps: &[&str]) -> Result<()> {
    if is_newest(version, steps) {
        return Ok(());
    }
    backup::copy(conn, &create::beside(path, &format!(".v{version}.bak")))?;
    let run = || -> rusqlite::Result<()> {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        take_steps(conn, steps, version)?;
        conn.execute_batch("COMMIT")?;
        super::open::empty_log(conn)
    };
    run().map_err(|e| {
        let back = if conn.is_autocommit() {
            Ok(())
        } else {
            conn.execute_batch("ROLLBACK")
        };
        let e = back.err().unwrap_or(e);
        fault::from_sqlite(Some(path), e)
    })
}

/// Takes each step from `version` on, and writes down how far that led.
pub(super) fn take_steps(conn: &Connection, steps: &[&str], version: i32) -> rusqlite::Result<()> {
    let taken = usize::try_from(version).unwrap_or(0);
    for (number, step) in steps.iter().enumerate().skip(taken) {
        if number == schema::AFTER_SOURCES && !schema::has_sources(conn)? {
            conn.execute_batch(schema::SOURCES)?;
        }
        conn.execute_batch(step)?;
    }
    conn.pragma_update(None, "user_version", version_of(steps))
}

/// Is this the version that all steps lead to?
pub(super) fn is_newest(version: i32, steps: &[&str]) -> bool {
    version == version_of(steps)
}

fn version_of(steps: &[&str]) -> i32 {
    i32::try_from(steps.len()).unwrap_or(i32::MAX)
}
