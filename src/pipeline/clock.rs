//! The time of a run, where the environment sets one.

use chrono::{DateTime, Utc};

use crate::{Error, Result};

/// What SOURCE_DATE_EPOCH says, for runs that can be repeated; `None` where it is not set.
///
/// # Errors
/// Where it is set to something that is no time.
pub fn fixed_time() -> Result<Option<DateTime<Utc>>> {
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH");
    epoch
        .map(|epoch| read(&epoch.to_string_lossy()))
        .transpose()
}

fn read(epoch: &str) -> Result<DateTime<Utc>> {
    let seconds = epoch.parse::<i64>().ok();
    seconds
        .and_then(|s| DateTime::from_timestamp(s, 0))
        .ok_or_else(|| {
            Error::usage(format!("SOURCE_DATE_EPOCH is {epoch:?}"))
                .help("set it to whole seconds since 1970, or unset it")
        })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn whole_seconds_are_a_time_and_nothing_else_is() {
        assert_eq!(
            read("86400").unwrap().to_rfc3339(),
            "1970-01-02T00:00:00+00:00"
        );
        for epoch in ["", "yesterday", "1.5", " 1", "9223372036854775807"] {
            assert!(read(epoch).is_err(), "{epoch}");
        }
    }
}
