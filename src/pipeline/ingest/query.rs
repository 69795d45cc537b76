//! A source that is a query: each row is a record, read anew in every run.

use std::path::PathBuf;
use std::time::Duration;

use super::super::Control;
use super::super::publish::interrupted;
use super::super::resume::FileLog;
use super::{Ingest, Passed, Reading};
use crate::config::SourceDef;
use crate::import::row;
use crate::source;
#[cfg(feature = "postgres")]
use crate::source::postgres;
use crate::{Error, Result};

impl<'a> Ingest<'a> {
    /// Asks the query. A database that does not answer does not stop the other sources.
    pub(super) fn query(&mut self, source: &'a SourceDef, sql: &str) -> Result<Passed> {
        let database = self.database(source)?;
        #[cfg(feature = "postgres")]
        if self.options.offline && matches!(database, Database::Server(..)) {
            self.outcome.notices.push(super::unasked(source));
            return Ok(Passed {
                readable: true,
                ..Passed::default()
            });
        }
        match self.rows(source, sql, &database) {
            Ok(passed) => Ok(passed),
            Err(e) => {
                interrupted(self.control)?;
                self.failed(source, e).map(|()| Passed::default())
            }
        }
    }

    /// What is asked, with variables put in.
    pub(super) fn database(&self, source: &SourceDef) -> Result<Database> {
        let Some(server) = &source.server else {
            return Ok(Database::File(self.newsroom.root.join(&source.path)));
        };
        let in_address = server.address.is_address();
        let look = |name: &str| {
            let value = std::env::var(name).ok()?;
            Some(if in_address {
                source::encoded(&value)
            } else {
                value
            })
        };
        let found = server.address.value(&look);
        let found = found.map_err(|e| e.at(&self.newsroom.file))?;
        Ok(match found.contains("://") {
            true => Database::Server(found, server.timeout.unwrap_or(PATIENCE)),
            false => Database::File(self.newsroom.root.join(found)),
        })
    }

    fn rows(&mut self, source: &'a SourceDef, sql: &str, database: &Database) -> Result<Passed> {
        let asked = Asked::read(database)?;
        let place = asked.place();
        let job = self.job(source, &place, None);
        let options = job.import_options(0);
        let settings = job.settings(&options, self.classifier);
        let mut file = Reading {
            job: &job,
            settings,
            seen: self.options.now,
            appended: false,
            log: FileLog::default(),
        };
        let mut number = 0;
        let control = self.control;
        let asked = asked.rows(sql, control, &mut |names, cells| {
            number += 1;
            if number == 1 {
                row::check_columns(names, &options)?;
            }
            let values: Vec<row::Value<'_>> = cells.iter().copied().map(value).collect();
            let imported = row::record(names, &values, number, &options)?;
            self.take(&mut file, imported)
        });
        asked.map_err(|e| match e.path() {
            None if e.is_input() => e.at(&job.shown),
            _ => e,
        })?;
        if file.log.rejected == 0 {
            self.store.read_whole(&source.name, &job.shown, self.pass)?;
        }
        Ok(Passed {
            readable: true,
            complete: true,
            news: true,
            places: [job.shown.clone()].into(),
        })
    }
}

/// How long a server may take for an answer where nothing is said.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a query asks.
#[cfg_attr(
    not(feature = "postgres"),
    allow(dead_code, reason = "no server is asked")
)]
pub(super) enum Database {
    File(PathBuf),
    /// An address, which may hold a password, and how long to wait.
    Server(String, Duration),
}

/// What a query asks, understood.
enum Asked<'d> {
    File(&'d PathBuf),
    #[cfg(feature = "postgres")]
    Server(Box<postgres::Address>, Duration),
}

impl<'d> Asked<'d> {
    fn read(database: &'d Database) -> Result<Self> {
        match database {
            Database::File(file) => Ok(Asked::File(file)),
            #[cfg(feature = "postgres")]
            Database::Server(address, timeout) if postgres::is_postgres(address) => {
                let address = postgres::Address::read(address)?;
                Ok(Asked::Server(Box::new(address), *timeout))
            }
            Database::Server(..) => Err(Error::input(
                "`database` is an address of no server that this program asks",
            )
            .help("name a SQLite file or postgres://…")),
        }
    }

    /// What may be shown of it.
    fn place(&self) -> PathBuf {
        match self {
            Asked::File(file) => file.to_path_buf(),
            #[cfg(feature = "postgres")]
            Asked::Server(address, _) => address.shown().into(),
        }
    }

    fn rows(&self, sql: &str, control: &dyn Control, take: &mut source::TakeRow<'_>) -> Result<()> {
        match self {
            Asked::File(file) => {
                let _ = control;
                source::rows(file, sql, take)
            }
            #[cfg(feature = "postgres")]
            Asked::Server(address, timeout) => {
                let stop = || control.interrupted().is_some();
                control.progress("asking the database", 0, None);
                let asked = postgres::Asked {
                    sql,
                    timeout: *timeout,
                    most: row::LARGEST as u64,
                    stop: &stop,
                };
                postgres::rows(address, &asked, take)
            }
        }
    }
}

/// A cell of a database as importers know it.
fn value(cell: source::Cell<'_>) -> row::Value<'_> {
    match cell {
        source::Cell::Null => row::Value::Null,
        source::Cell::Integer(n) => row::Value::Integer(n),
        source::Cell::Real(n) => row::Value::Real(n),
        source::Cell::Text(text) => row::Value::Text(text),
        source::Cell::Bytes => row::Value::Bytes,
        source::Cell::TooLarge => row::Value::TooLarge,
    }
}
