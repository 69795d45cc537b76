//! The user's own command, after the run.

use std::collections::HashSet;

use serde::Serialize;

use super::super::publish::interrupted;
use super::super::{Change, Control, DocumentChange, Outcome};
use crate::config::Newsroom;
use crate::model::{Notice, NoticeKind};
use crate::notify::hook::{self, Ended};
use crate::{Error, Result, Severity};

/// What the command reads: what `publish --format json` prints, and the documents that changed.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    outcome: &'a Outcome,
    changed: Vec<Changed<'a>>,
}

#[derive(Serialize)]
struct Changed<'a> {
    feed: &'a str,
    format: &'a str,
    name: &'a str,
    url: String,
    entries: usize,
    new: usize,
    changed: usize,
    bytes: u64,
}

/// Runs the command where anything changed. That it fails is told and is no fault of the run.
pub(in super::super) fn run_hook(
    newsroom: &Newsroom,
    control: &dyn Control,
    outcome: &mut Outcome,
) -> Result<()> {
    let Some(hook) = &newsroom.hook else {
        return Ok(());
    };
    let changed = changed(newsroom, outcome)?;
    if changed.is_empty() && !hook.always {
        return Ok(());
    }
    interrupted(control)?;
    control.progress("running the command of [notify]", 0, None);
    let report = Report {
        outcome: &*outcome,
        changed,
    };
    let mut input = serde_json::to_vec(&report)
        .map_err(|e| Error::store("cannot write the run as JSON").caused_by(e))?;
    input.push(b'\n');
    let stop = || control.interrupted().is_some();
    match hook::run(hook, &newsroom.root, input, &stop) {
        Ended::Well => {}
        Ended::Badly(how) => {
            let program = hook.command.first().map_or("", String::as_str);
            let message = format!("the command {program:?} of [notify] {how}");
            let notice = Notice::new(NoticeKind::Document, Severity::Warning, message);
            outcome.notices.insist(
                notice.help(
                    "the documents are published; mend the command, or set timeout in [notify]",
                ),
            );
        }
        Ended::Stopped => interrupted(control)?,
    }
    Ok(())
}

fn changed<'a>(newsroom: &Newsroom, outcome: &'a Outcome) -> Result<Vec<Changed<'a>>> {
    let topics: HashSet<&str> = outcome.topics.iter().map(|t| t.name.as_str()).collect();
    let is_new =
        |d: &&DocumentChange| d.change == Change::Written || topics.contains(d.name.as_str());
    let documents = outcome.changes.iter().filter(is_new);
    documents
        .map(|d| {
            Ok(Changed {
                feed: &d.feed,
                format: d.format,
                name: &d.name,
                url: super::address(newsroom, &d.name)?.to_string(),
                entries: d.entries,
                new: d.new,
                changed: d.changed,
                bytes: d.bytes,
            })
        })
        .collect()
}
