//! What a server said of a file, and when it is asked again.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What a server said of a file, or why it said nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Bytes.
    pub length: Option<u64>,
    /// The media type.
    pub media_type: Option<String>,
    /// When it was asked last.
    pub tried: DateTime<Utc>,
    /// How often in a row it did not say how large the file is.
    pub failures: u32,
    /// Why it did not, last time.
    pub why: Option<String>,
}

impl Probe {
    /// When to ask again: a quarter of an hour after the first failure, then after twice as long each time, and at
    /// least once a day. `None` where nothing is left to ask.
    pub fn retry(&self) -> Option<DateTime<Utc>> {
        if self.failures == 0 {
            return None;
        }
        let minutes = 15 << (self.failures - 1).min(7);
        self.tried
            .checked_add_signed(TimeDelta::minutes(minutes.min(24 * 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_asked_again_ever_later() {
        let after = |failures| {
            let tried = DateTime::UNIX_EPOCH;
            let probe = Probe {
                length: None,
                media_type: None,
                tried,
                failures,
                why: None,
            };
            probe.retry().map(|t| (t - tried).num_minutes())
        };
        assert_eq!(
            [0, 1, 2, 3, 7, 8, u32::MAX].map(after),
            [
                None,
                Some(15),
                Some(30),
                Some(60),
                Some(960),
                Some(1440),
                Some(1440)
            ]
        );
    }
}
