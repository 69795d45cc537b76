//! The rows of a query on a PostgreSQL server, one at a time, in a transaction that can only read.

mod address;
mod bounded;
mod cells;
mod faults;
mod tls;

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tokio_postgres::{CancelToken, Client, Row, Statement, Transaction};

pub use address::{Address, is_postgres};
use bounded::bounded;
use cells::{Form, Held, Raw};
use faults::Halt;
use tls::Tls;

use super::query::{Cell, TakeRow, shown};
use crate::{Error, Result};

/// So many rows are asked for at a time, and the server's patience is for each time.
const ROWS: u16 = 256;

/// How often to look whether the run is to end.
const GLANCE: Duration = Duration::from_millis(100);

/// How much longer than the server we wait, so that its own words come first.
const LONGER: Duration = Duration::from_secs(2);

/// A query, and who may end it.
pub struct Asked<'a> {
    /// One SELECT.
    pub sql: &'a str,
    /// How long the server may take for an answer.
    pub timeout: Duration,
    /// How many bytes of text a row may have; a larger one comes as [`Cell::TooLarge`].
    pub most: u64,
    /// Is the run to end?
    pub stop: &'a dyn Fn() -> bool,
}

/// Runs the query and hands on each row in order. Where the run is to end, so does this, with an input error.
///
/// # Errors
/// An input error where the server cannot be reached or refuses, which names host and database and no more; and what
/// `take` makes.
pub fn rows(address: &Address, asked: &Asked<'_>, take: &mut TakeRow<'_>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot wait for a database", e))?;
    let tls = Tls::new(&address.verify)?;
    let ended = runtime.block_on(async {
        let connecting = async {
            let (client, connection) = address.config.connect(tls.clone()).await?;
            // What goes wrong with the connection is told to whoever waits for an answer.
            tokio::spawn(async move { drop(connection.await) });
            Ok(client)
        };
        let mut client = within(connecting, address.connect, asked.stop)
            .await
            .map_err(|halt| halt.unconnected(address))?;
        let cancel = client.cancel_token();
        let ended = read(&mut client, asked, address, take).await;
        if ended.is_err() {
            end(cancel, tls).await;
        }
        ended
    });
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    ended
}

/// Tells the server that nobody waits any more, without waiting for it.
async fn end(cancel: CancelToken, tls: Tls) {
    let _ = tokio::time::timeout(LONGER, cancel.cancel_query(tls)).await;
}

async fn read(
    client: &mut Client,
    asked: &Asked<'_>,
    address: &Address,
    take: &mut TakeRow<'_>,
) -> Result<()> {
    let patience = asked.timeout.saturating_add(LONGER);
    let halted = |halt: Halt| halt.unread(address, &shown(asked.sql), asked.timeout);
    let begun = client.build_transaction().read_only(true).start();
    let transaction = within(begun, patience, asked.stop).await.map_err(halted)?;
    let prepared = prepared(&transaction, asked, patience).await;
    let statement = prepared.map_err(halted)?;
    let (names, forms) = columns(&statement, asked, address)?;
    let sized = sized(&transaction, asked, &forms, patience).await;
    let sized = sized.map_err(halted)?;
    let asks = sized.as_ref().unwrap_or(&statement);
    let portal = within(transaction.bind(asks, &[]), patience, asked.stop);
    let portal = portal.await.map_err(halted)?;
    loop {
        let batch = transaction.query_portal_raw(&portal, ROWS.into());
        let batch = within(batch, patience, asked.stop).await.map_err(halted)?;
        let mut batch = pin!(batch);
        let mut came = 0;
        loop {
            let next = async { batch.next().await.transpose() };
            let Some(row) = within(next, patience, asked.stop).await.map_err(halted)? else {
                break;
            };
            came += 1;
            let held = held_in(&row, &forms).map_err(|e| halted(Halt::Fault(e)))?;
            let mut cells: Vec<_> = held.iter().map(Held::cell).collect();
            let too_large = sized.is_some() && row.try_get(forms.len()).unwrap_or(false);
            if too_large && let Some(first) = cells.first_mut() {
                *first = Cell::TooLarge;
            }
            take(&names, &cells)?;
        }
        if came < ROWS {
            return Ok(());
        }
    }
}

/// The query as the server understands it; whatever it is asked from here on ends in time.
async fn prepared(
    transaction: &Transaction<'_>,
    asked: &Asked<'_>,
    patience: Duration,
) -> Result<Statement, Halt> {
    let most = asked.timeout.as_millis().max(1);
    let limit = format!("SET LOCAL statement_timeout = {most}");
    let prepared = async {
        transaction.batch_execute(&limit).await?;
        transaction.prepare(asked.sql).await
    };
    within(prepared, patience, asked.stop).await
}

/// The columns of its rows: their names, and the forms in which they come.
fn columns(
    statement: &Statement,
    asked: &Asked<'_>,
    address: &Address,
) -> Result<(Vec<String>, Vec<Form>)> {
    let no_rows = |help: &str| {
        Error::input(format!("the query {} gives no rows", shown(asked.sql)))
            .at(address.shown())
            .help(help)
    };
    if statement.columns().is_empty() {
        return Err(no_rows("write one SELECT"));
    }
    if !statement.params().is_empty() {
        return Err(no_rows("write values instead of $1"));
    }
    let (mut names, mut forms) = (Vec::new(), Vec::new());
    for column in statement.columns() {
        let (name, ty) = (column.name(), column.type_());
        names.push(name.to_owned());
        forms.push(cells::form(ty).ok_or_else(|| {
            Error::input(format!(
                "the column {name:?} has the type {ty}, which is not read"
            ))
            .at(address.shown())
            .help("let the query make text of it: add ::text, and AS with the name")
        })?);
    }
    Ok((names, forms))
}

/// What a row holds, column by column.
fn held_in<'r>(row: &'r Row, forms: &'r [Form]) -> Result<Vec<Held<'r>>, tokio_postgres::Error> {
    let held = |(at, form)| {
        let raw: Raw<'r> = row.try_get(at)?;
        Ok(raw.0.map_or(Held::Null, |raw| cells::held(form, raw)))
    };
    forms.iter().enumerate().map(held).collect()
}

/// The query with a bound for its rows; `None` where nothing can stand around it, such as SHOW.
async fn sized(
    transaction: &Transaction<'_>,
    asked: &Asked<'_>,
    forms: &[Form],
    patience: Duration,
) -> Result<Option<Statement>, Halt> {
    let sql = bounded(asked.sql, forms, asked.most);
    let begin = transaction.batch_execute("SAVEPOINT bounded");
    within(begin, patience, asked.stop).await?;
    match within(transaction.prepare(&sql), patience, asked.stop).await {
        Err(Halt::Fault(fault)) if fault.as_db_error().is_some() => {
            // What failed would keep all that follows from being asked.
            let back = transaction.batch_execute("ROLLBACK TO SAVEPOINT bounded");
            within(back, patience, asked.stop).await.map(|()| None)
        }
        prepared => prepared.map(Some),
    }
}

/// Waits for an answer, but no longer than this, and not when the run is to end.
async fn within<T>(
    work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    most: Duration,
    stop: &dyn Fn() -> bool,
) -> Result<T, Halt> {
    let (mut work, since) = (pin!(work), Instant::now());
    loop {
        match tokio::time::timeout(GLANCE, &mut work).await {
            Ok(answer) => return answer.map_err(Halt::Fault),
            Err(_) if stop() => return Err(Halt::Stopped),
            Err(_) if since.elapsed() >= most => return Err(Halt::Late),
            Err(_) => {}
        }
    }
}
