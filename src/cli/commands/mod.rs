//! One file for each command, or for a few that belong together.

pub(crate) mod check;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod publish;
pub(crate) mod rules;
pub(crate) mod serve;
pub(crate) mod store;
pub(crate) mod validate;

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use feedwright::config::{self, Newsroom};
use feedwright::pipeline::fixed_time;
use feedwright::{Error, Result};

/// The newsroom that `--config` names, or that lies here or above.
pub(crate) fn newsroom(config: Option<&Path>) -> Result<Newsroom> {
    match config {
        Some(file) => config::load(file),
        None => config::load(&config::find(&here()?)?),
    }
}

fn here() -> Result<PathBuf> {
    std::env::current_dir().map_err(|e| Error::io("cannot tell the current folder", e))
}

/// The time of the run: what was asked for, else SOURCE_DATE_EPOCH, else the clock.
pub(crate) fn time_of_run(asked: Option<DateTime<Utc>>) -> Result<DateTime<Utc>> {
    match asked {
        Some(asked) => Ok(asked),
        None => Ok(fixed_time()?.unwrap_or_else(Utc::now)),
    }
}

/// Seconds from the command line, already checked to be finite and not negative.
pub(crate) fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// `Name: value` taken apart; the value is not shown, since it may be a secret.
pub(crate) fn named(written: &str, option: &str) -> Result<(String, String)> {
    let parts = written.split_once(':').map(|(n, v)| (n.trim(), v.trim()));
    match parts.filter(|(name, _)| !name.is_empty() && !name.contains(char::is_whitespace)) {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err(Error::usage(format!("{option} has no name and value"))
            .help("write it like 'Content-Type: application/rss+xml'")),
    }
}
