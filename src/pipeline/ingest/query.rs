//! A source that is a query: each row is a record, read anew in every run.

use super::super::publish::interrupted;
use super::super::resume::FileLog;
use super::{Ingest, Passed, Reading};
use crate::Result;
use crate::config::SourceDef;
use crate::import::row;
use crate::source;

impl<'a> Ingest<'a> {
    /// Asks the query. A database that does not answer does not stop the other sources.
    pub(super) fn query(&mut self, source: &'a SourceDef, sql: &str) -> Result<Passed> {
        match self.rows(source, sql) {
            Ok(passed) => Ok(passed),
            Err(e) => {
                interrupted(self.control)?;
                self.failed(source, e).map(|()| Passed::default())
            }
        }
    }

    fn rows(&mut self, source: &'a SourceDef, sql: &str) -> Result<Passed> {
        let database = self.newsroom.root.join(&source.path);
        let job = self.job(source, &database, None);
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
        let asked = source::rows(&database, sql, &mut |names, cells| {
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

/// A cell of a database as importers know it.
fn value(cell: source::Cell<'_>) -> row::Value<'_> {
    match cell {
        source::Cell::Null => row::Value::Null,
        source::Cell::Integer(n) => row::Value::Integer(n),
        source::Cell::Real(n) => row::Value::Real(n),
        source::Cell::Text(text) => row::Value::Text(text),
        source::Cell::Bytes => row::Value::Bytes,
    }
}
