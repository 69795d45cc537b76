//! The names under which records are remembered.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::identity::Alias;

/// Whose name is it?
pub(super) fn find(conn: &Connection, alias: &Alias) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT key FROM alias WHERE hash = ?1")?
        .query_row([alias], |row| row.get(0))
        .optional()
}

/// Gives a record a name, unless another has it: an id or an address belongs to the first.
pub(super) fn give(conn: &Connection, alias: &Alias, key: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO alias(hash, key) VALUES (?1, ?2)")?
        .execute(params![alias, key])?;
    Ok(())
}

/// Gives a record a name, whoever had it: a title belongs to the latest.
pub(super) fn take(conn: &Connection, alias: &Alias, key: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO alias(hash, key) VALUES (?1, ?2)
         ON CONFLICT(hash) DO UPDATE SET key = excluded.key WHERE key <> excluded.key",
    )?
    .execute(params![alias, key])?;
    Ok(())
}
