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

/// Gives a record a name, whoever had it: a title belongs to the latest. Tells which other record had it.
pub(super) fn take(conn: &Connection, alias: &Alias, key: i64) -> rusqlite::Result<Option<i64>> {
    let added = conn
        .prepare_cached("INSERT OR IGNORE INTO alias(hash, key) VALUES (?1, ?2)")?
        .execute(params![alias, key])?;
    if added > 0 {
        return Ok(None);
    }
    let former = find(conn, alias)?.filter(|&former| former != key);
    if former.is_some() {
        conn.prepare_cached("UPDATE alias SET key = ?2 WHERE hash = ?1")?
            .execute(params![alias, key])?;
    }
    Ok(former)
}
