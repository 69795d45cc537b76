//! What goes wrong between a query and its server, in words that hold no secret.

use std::error::Error as _;
use std::time::Duration;

use tokio_postgres::Error as Fault;
use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use super::address::Address;
use crate::Error;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Halt {
    /// The server, or the way to it.
    Fault(Fault),
    /// It took too long.
    Late,
    /// The run is to end.
    Stopped,
}

impl Halt {
    /// There is no connection.
    pub(super) fn unconnected(self, address: &Address) -> Error {
        let (why, help) = match &self {
            Halt::Stopped => return stopped(),
            Halt::Late => (late("connecting", address.connect), UNREACHED),
            Halt::Fault(fault) => match fault.as_db_error() {
                Some(db) => refused(db),
                None => match root(fault) {
                    Some(io) if io.kind() == std::io::ErrorKind::TimedOut => {
                        (late("connecting", address.connect), UNREACHED)
                    }
                    _ => (plain(fault), UNREACHED),
                },
            },
        };
        Error::input(format!("the database does not let us in: {why}"))
            .at(address.shown())
            .help(help)
    }

    /// The query gave no answer, or not all of it.
    pub(super) fn unread(self, address: &Address, query: &str, timeout: Duration) -> Error {
        let slow = || late("an answer", timeout);
        let longer = "make the query faster, or set `timeout` to more seconds";
        let (why, help) = match &self {
            Halt::Stopped => return stopped(),
            Halt::Late => (slow(), longer),
            Halt::Fault(fault) => match fault.as_db_error() {
                Some(db) if *db.code() == SqlState::QUERY_CANCELED => (slow(), longer),
                Some(db) if *db.code() == SqlState::READ_ONLY_SQL_TRANSACTION => {
                    (said(db), "write one SELECT that changes nothing")
                }
                Some(db) => (said(db), "try it with psql, and mend `sql` or `database`"),
                None if fault.is_closed() => ("the connection was closed".to_owned(), UNREACHED),
                None => (plain(fault), UNREACHED),
            },
        };
        Error::input(format!("the query {query} cannot be run: {why}"))
            .at(address.shown())
            .help(help)
    }
}

const UNREACHED: &str = "check that the server runs, and `database`: its host, port and sslmode";

fn stopped() -> Error {
    Error::input("the run was ended")
}

fn late(what: &str, most: Duration) -> String {
    format!("{what} took more than {} seconds", most.as_secs_f64())
}

/// What a server says that refuses a connection; its own words may hold the user's name.
fn refused(db: &DbError) -> (String, &'static str) {
    let code = db.code();
    if *code == SqlState::INVALID_PASSWORD {
        ("wrong user or password".into(), "mend them in `database`")
    } else if code.code().starts_with("28") {
        (
            "this user may not come in from here".into(),
            "look into the server's pg_hba.conf, or mend the user in `database`",
        )
    } else if *code == SqlState::INVALID_CATALOG_NAME {
        (
            "there is no such database".into(),
            "mend its name in `database`",
        )
    } else {
        (db.message().to_owned(), UNREACHED)
    }
}

/// What a server says of a query, and where in it.
fn said(db: &DbError) -> String {
    match db.position() {
        Some(ErrorPosition::Original(at)) => format!("{}, at character {at}", db.message()),
        _ => db.message().to_owned(),
    }
}

fn plain(fault: &Fault) -> String {
    match fault.source() {
        Some(cause) => format!("{fault}: {cause}"),
        None => fault.to_string(),
    }
}

fn root(fault: &Fault) -> Option<&std::io::Error> {
    fault.source().and_then(|s| s.downcast_ref())
}
