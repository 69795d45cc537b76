//! Records that their source no longer has: withdrawn where that is wanted and believable.

use std::path::PathBuf;

use super::{Ingest, Passed};
use crate::config::SourceDef;
use crate::model::{Notice, NoticeKind};
use crate::store::{Missing, SourceState};
use crate::{Error, Result, Severity};

impl Ingest<'_> {
    /// Withdraws what a source no longer has, if it says so and if that is no more than the share that it believes.
    /// Nothing is withdrawn where a part of the source could not be read.
    pub(super) fn missing(&mut self, source: &SourceDef, passed: &Passed) -> Result<()> {
        let Some(share) = source.missing_share else {
            return Ok(());
        };
        let known = self.store.source(&source.name)?.unwrap_or_default();
        if !passed.complete {
            // What was read in this run is held against the rest when all of it is known.
            let state = SourceState {
                doubted: true,
                ..known.clone()
            };
            if passed.news && state != known {
                self.store.save_source(&source.name, &state)?;
            }
            return Ok(());
        }
        let places = digest(passed);
        let settled = SourceState {
            places,
            doubted: false,
            ..known.clone()
        };
        if !passed.news && known == settled {
            return Ok(());
        }
        let missing = self.store.missing(&source.name, &passed.places)?;
        if is_believed(&missing, share) {
            self.withdraw(source, &missing)?;
        } else {
            let e = doubted(&missing, share);
            self.failed(source, e)?;
        }
        let state = SourceState {
            doubted: !is_believed(&missing, share),
            ..settled
        };
        if known != state {
            self.store.save_source(&source.name, &state)?;
        }
        Ok(())
    }

    fn withdraw(&mut self, source: &SourceDef, missing: &Missing) -> Result<()> {
        for key in &missing.keys {
            self.store.withdraw_missing(*key, self.options.now)?;
            self.settle_batch()?;
        }
        let many = missing.keys.len() as u64;
        if many > 0 {
            self.outcome.records.changed += many;
            let message = format!(
                "{many} of {} records are no longer in source {:?} and are withdrawn",
                missing.of, source.name
            );
            let notice = Notice::new(NoticeKind::Source, Severity::Info, message);
            self.outcome.notices.push(notice);
        }
        Ok(())
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a share of more records than 2^53 need not be exact"
)]
fn share_of(missing: &Missing) -> f64 {
    missing.keys.len() as f64 / missing.of.max(1) as f64
}

fn is_believed(missing: &Missing, share: f64) -> bool {
    share_of(missing) <= share
}

fn doubted(missing: &Missing, share: f64) -> Error {
    let least = (share_of(missing) * 100.0).ceil() / 100.0;
    Error::input(format!(
        "{} of its {} records are missing, which is more than missing_share = {share} lets go; none was withdrawn",
        missing.keys.len(),
        missing.of,
    ))
    .help(format!(
        "look at the source; if they are gone for good, set missing_share = {least} for one run, or withdraw them \
         with `feedwright retract ID`"
    ))
}

/// A digest of the files or pages that a source consists of.
fn digest(passed: &Passed) -> String {
    let mut hasher = blake3::Hasher::new();
    let names = passed.places.iter().map(PathBuf::as_path);
    for name in names {
        hasher.update(name.as_os_str().as_encoded_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}
