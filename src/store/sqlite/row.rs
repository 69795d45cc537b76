//! A row of `record`: everything about a record but its content.

use std::sync::LazyLock;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::model::Kind;

use super::super::digest::Digest;
use super::super::timing::Seconds;

/// May the record be shown?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It stands in the facets.
    Shown = 0,
    /// Its time has not come.
    Waiting = 1,
    /// It has expired, was forgotten, or was withdrawn before anybody saw it.
    Gone = 2,
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    New = 0,
    Changed = 1,
    Retracted = 2,
    Restored = 3,
    Forgotten = 4,
}

/// Who withdrew a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Nobody = 0,
    /// Its source said so.
    Source = 1,
    Command = 2,
    /// Its source no longer has it.
    Absence = 3,
}

/// A row of `record`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) key: i64,
    pub(super) entry_id: String,
    pub(super) kind: Kind,
    pub(super) has_id: bool,
    pub(super) has_url: bool,
    pub(super) place: i64,
    pub(super) line: i64,
    pub(super) pass: i64,
    pub(super) first_pass: i64,
    pub(super) first_seen: Seconds,
    pub(super) said_published: Option<Seconds>,
    pub(super) said_updated: Option<Seconds>,
    pub(super) published: Seconds,
    pub(super) updated: Seconds,
    pub(super) enters: Seconds,
    pub(super) leaves: Option<Seconds>,
    /// The run in which it was first shown; 0 where nobody has been shown it.
    pub(super) entered: i64,
    pub(super) state: State,
    pub(super) retracted: Option<Seconds>,
    pub(super) retracted_by: By,
    pub(super) forgotten: bool,
    pub(super) whole: Digest,
    pub(super) gist: Digest,
    pub(super) facets: Vec<u8>,
    pub(super) change: i64,
    pub(super) number: i64,
    pub(super) at: Seconds,
    pub(super) event: Event,
    /// The run that last saw it in its source, in whatever form; the last there is where another source has it too.
    pub(super) sighted: i64,
}

const COLUMNS: [&str; 29] = [
    "key",
    "entry_id",
    "kind",
    "has_id",
    "has_url",
    "place",
    "line",
    "pass",
    "first_pass",
    "first_seen",
    "said_published",
    "said_updated",
    "published",
    "updated",
    "enters",
    "leaves",
    "entered",
    "state",
    "retracted",
    "retracted_by",
    "forgotten",
    "whole",
    "gist",
    "facets",
    "change",
    "number",
    "at",
    "event",
    "sighted",
];

static SELECT: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM record WHERE key = ?1", COLUMNS.join(", ")));

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let marks: Vec<String> = (1..=COLUMNS.len()).map(|n| format!("?{n}")).collect();
    format!(
        "INSERT INTO record({}) VALUES ({})",
        COLUMNS.join(", "),
        marks.join(", ")
    )
});

static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let sets: Vec<String> = (2..)
        .zip(COLUMNS.iter().skip(1))
        .map(|(n, c)| format!("{c} = ?{n}"))
        .collect();
    format!("UPDATE record SET {} WHERE key = ?1", sets.join(", "))
});

impl Row {
    /// The record of this key.
    pub(super) fn find(conn: &Connection, key: i64) -> rusqlite::Result<Option<Row>> {
        conn.prepare_cached(&SELECT)?
            .query_row([key], Row::read)
            .optional()
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
        Ok(Row {
            key: row.get(0)?,
            entry_id: row.get(1)?,
            kind: kind_of(row.get(2)?),
            has_id: row.get(3)?,
            has_url: row.get(4)?,
            place: row.get(5)?,
            line: row.get(6)?,
            pass: row.get(7)?,
            first_pass: row.get(8)?,
            first_seen: row.get(9)?,
            said_published: row.get(10)?,
            said_updated: row.get(11)?,
            published: row.get(12)?,
            updated: row.get(13)?,
            enters: row.get(14)?,
            leaves: row.get(15)?,
            entered: row.get(16)?,
            state: row.get(17)?,
            retracted: row.get(18)?,
            retracted_by: row.get(19)?,
            forgotten: row.get(20)?,
            whole: row.get(21)?,
            gist: row.get(22)?,
            facets: row.get(23)?,
            change: row.get(24)?,
            number: row.get(25)?,
            at: row.get(26)?,
            event: row.get(27)?,
            sighted: row.get(28)?,
        })
    }

    /// What was shown in this run for the first time has been seen by nobody yet: documents are made after all is read.
    pub(super) fn forget_entry_in(&mut self, run: i64) {
        if self.entered >= run {
            self.entered = 0;
        }
    }

    /// Adds the record; a key of 0 stands for the next one, which becomes the row's.
    pub(super) fn insert(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let key = (self.key != 0).then_some(self.key);
        self.write(conn, &INSERT, key)?;
        self.key = conn.last_insert_rowid();
        Ok(())
    }

    /// Writes the record back.
    pub(super) fn update(&self, conn: &Connection) -> rusqlite::Result<()> {
        self.write(conn, &UPDATE, Some(self.key))
    }

    fn write(&self, conn: &Connection, sql: &str, key: Option<i64>) -> rusqlite::Result<()> {
        conn.prepare_cached(sql)?.execute(params![
            key,
            self.entry_id,
            kind_number(self.kind),
            self.has_id,
            self.has_url,
            self.place,
            self.line,
            self.pass,
            self.first_pass,
            self.first_seen,
            self.said_published,
            self.said_updated,
            self.published,
            self.updated,
            self.enters,
            self.leaves,
            self.entered,
            self.state,
            self.retracted,
            self.retracted_by,
            self.forgotten,
            self.whole,
            self.gist,
            self.facets,
            self.change,
            self.number,
            self.at,
            self.event,
            self.sighted,
        ])?;
        Ok(())
    }

    /// Notes that the record still stands in its source, without touching anything else.
    pub(super) fn touch(&self, conn: &Connection) -> rusqlite::Result<()> {
        conn.prepare_cached(
            "UPDATE record SET place = ?2, line = ?3, pass = ?4, sighted = ?5 WHERE key = ?1",
        )?
        .execute(params![
            self.key,
            self.place,
            self.line,
            self.pass,
            self.sighted
        ])?;
        Ok(())
    }
}

fn kind_of(number: i64) -> Kind {
    if number == 0 {
        Kind::Article
    } else {
        Kind::Headline
    }
}

fn kind_number(kind: Kind) -> i64 {
    i64::from(kind == Kind::Headline)
}

impl Event {
    /// The word that a history shows.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Event::New => "new",
            Event::Changed => "changed",
            Event::Retracted => "retracted",
            Event::Restored => "restored",
            Event::Forgotten => "forgotten",
        }
    }
}

/// Small numbers in the table, names in the code.
macro_rules! stored_as_number {
    ($name:ident: $($variant:ident),+) => {
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(*self as i64))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let number = value.as_i64()?;
                [$($name::$variant),+]
                    .into_iter()
                    .find(|v| *v as i64 == number)
                    .ok_or(FromSqlError::OutOfRange(number))
            }
        }
    };
}

stored_as_number!(State: Shown, Waiting, Gone);
stored_as_number!(Event: New, Changed, Retracted, Restored, Forgotten);
stored_as_number!(By: Nobody, Source, Command, Absence);
