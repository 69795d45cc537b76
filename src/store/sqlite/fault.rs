//! What SQLite says, in the words of a newsroom.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::Error;

/// The way out of a damaged store.
const RESTORE: &str = "put a copy made by `feedwright backup` in its place; or move it away to start anew, \
which keeps ids that come from the records but loses first-seen times, titles' identities and history";

/// The store cannot be what a run left behind.
pub(super) fn damaged(path: Option<&Path>, why: impl std::fmt::Display) -> Error {
    placed(Error::store(format!("the store is damaged: {why}")), path).help(RESTORE)
}

/// What an SQLite error means here.
pub(super) fn from_sqlite(path: Option<&Path>, e: rusqlite::Error) -> Error {
    match (e.sqlite_error_code(), &e) {
        (Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase), _) => damaged(path, &e),
        (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => placed(
            Error::busy("another process holds the store").caused_by(e),
            path,
        )
        .help("try again when it has ended"),
        (Some(code), _) if code == ErrorCode::DiskFull || has_no_room(&e) => {
            placed(Error::store("cannot write the store").caused_by(e), path)
                .help("make room on the disk and run again; nothing was lost")
        }
        (Some(_), _) => placed(Error::store("the store cannot be used").caused_by(e), path)
            .help("check that its folder and its files may be written and that the disk is well, and run again"),
        (
            None,
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::QueryReturnedNoRows
            | rusqlite::Error::Utf8Error(..),
        ) => damaged(path, &e),
        (None, _) => placed(Error::store("the store cannot be used").caused_by(e), path),
    }
}

/// Is there no room for the file that processes share, which even reading needs?
fn has_no_room(e: &rusqlite::Error) -> bool {
    matches!(e, rusqlite::Error::SqliteFailure(e, _) if e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

fn placed(error: Error, path: Option<&Path>) -> Error {
    match path {
        Some(path) => error.at(path),
        None => error,
    }
}
