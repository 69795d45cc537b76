//! The rows of a query on a SQLite file, one at a time. The file is opened for reading alone.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::{Error, Result};

/// How long to wait for a writer that holds the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of a query a message shows, in characters.
const SHOWN: usize = 80;

/// What a column of a row holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'r> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Text.
    Text(&'r str),
    /// What is no text, or text that is not UTF-8.
    Bytes,
    /// Its row is too large, and what it holds was left where it is.
    TooLarge,
}

/// Takes the names of the columns and the cells of one row.
pub type TakeRow<'t> = dyn FnMut(&[String], &[Cell<'_>]) -> Result<()> + 't;

/// Runs the query and hands on each row in order.
///
/// # Errors
/// An input error where the file cannot be read or the query cannot be run, which names the query; and what `take`
/// makes.
pub fn rows(database: &Path, sql: &str, take: &mut TakeRow<'_>) -> Result<()> {
    let unread = |e: rusqlite::Error| {
        Error::input(format!("the query {} cannot be run", shown(sql)))
            .caused_by(e)
            .at(database)
            .help("try it with `sqlite3 -readonly`, and mend `sql` or `database`")
    };
    if !database.is_file() {
        return Err(Error::input("there is no such database")
            .at(database)
            .help("check `database`: a path relative to feedwright.toml"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags).map_err(unread)?;
    connection.busy_timeout(PATIENCE).map_err(unread)?;
    let mut statement = connection.prepare(sql).map_err(unread)?;
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(
            Error::input(format!("the query {} gives no rows", shown(sql)))
                .at(database)
                .help("write one SELECT"),
        );
    }
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).map_err(unread)?;
    while let Some(row) = rows.next().map_err(unread)? {
        let mut cells = Vec::with_capacity(names.len());
        for at in 0..names.len() {
            cells.push(match row.get_ref(at).map_err(unread)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(n) => Cell::Integer(n),
                ValueRef::Real(n) => Cell::Real(n),
                ValueRef::Text(text) => std::str::from_utf8(text).map_or(Cell::Bytes, Cell::Text),
                ValueRef::Blob(_) => Cell::Bytes,
            });
        }
        take(&names, &cells)?;
    }
    Ok(())
}

/// A query as messages show it.
pub(super) fn shown(sql: &str) -> String {
    let line: Vec<&str> = sql.split_whitespace().collect();
    let line = line.join(" ");
    let mut short: String = line.chars().take(SHOWN).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    format!("{short:?}")
}
