//! What is told of a source's address as a whole.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::step::Step;
use crate::Severity;
use crate::config::SourceDef;
use crate::model::{Notice, NoticeKind};

pub(super) fn told_to_wait(source: &SourceDef, until: DateTime<Utc>) -> Notice {
    let message = format!(
        "source {:?} is not asked before {}, as its server wishes; its records stay as they are",
        source.name,
        shown(until)
    );
    Notice::new(NoticeKind::Source, Severity::Warning, message)
}

pub(super) fn late(source: &SourceDef, deadline: Duration) -> Notice {
    let message = format!(
        "source {:?} was not read to its end in {} s; later runs go on",
        source.name,
        deadline.as_secs_f64()
    );
    let notice = Notice::new(NoticeKind::Source, Severity::Warning, message);
    notice.help("give it longer with `deadline` in its [[source]]")
}

pub(super) fn shown(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(super) fn has_moved(source: &SourceDef, step: &Step, moved: &str) -> Notice {
    let message = format!("source {:?} has moved for good, to {moved}", source.name);
    let notice = Notice::new(NoticeKind::Source, Severity::Warning, message);
    notice.in_file(&step.shown).help(format!(
        "write url = {:?}, and name = {:?} so that its records are known again",
        moved, source.name
    ))
}
