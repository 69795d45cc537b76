//! `feedwright publish`: one run.

use feedwright::Result;
use feedwright::config::Newsroom;
use feedwright::pipeline::{self, Change, Difference, Options, Outcome};

use super::super::args::{Format, Publish};
use super::super::exit::Exit;
use super::super::messages::Messages;
use super::super::output;
use super::super::watch::Watch;
use super::{duration, time_of_run};

pub(crate) fn run(args: &Publish, newsroom: &Newsroom, messages: &Messages) -> Result<Exit> {
    let options = Options {
        feeds: args.feeds.clone(),
        dry_run: args.dry_run,
        full: args.full,
        wait: duration(args.wait),
        diff: args.diff,
        ..Options::at(time_of_run(args.now)?)
    };
    let watch = Watch::new(messages)?;
    let outcome = pipeline::publish(newsroom, &options, &watch)?;
    drop(watch);
    messages.notices(&outcome.notices);
    match args.format {
        Format::Json => output::data(|out| {
            serde_json::to_writer(&mut *out, &outcome)?;
            writeln!(out)
        })?,
        Format::Text => tell(args, &outcome, messages)?,
    }
    Ok(Exit::content_if(outcome.has_errors()))
}

fn tell(args: &Publish, outcome: &Outcome, messages: &Messages) -> Result<()> {
    if args.dry_run || messages.verbose() {
        output::data(|out| {
            for document in &outcome.changes {
                writeln!(
                    out,
                    "{}: {}",
                    document.name,
                    word(document.change, args.dry_run)
                )?;
            }
            for (name, difference) in &outcome.differences {
                writeln!(out, "{name}: {}", output::tame(&change(difference)))?;
            }
            Ok(())
        })?;
    }
    messages.note(&summary(args, outcome));
    Ok(())
}

/// What a document says now and would say then, at one of its places.
fn change(difference: &Difference) -> String {
    let path = &difference.path;
    match (&difference.expected, &difference.actual) {
        (Some(old), Some(new)) => format!("{path}\n    from: {old}\n    to:   {new}"),
        (Some(old), None) => format!("{path} goes\n    from: {old}"),
        (None, Some(new)) => format!("{path} comes\n    to:   {new}"),
        (None, None) => path.clone(),
    }
}

const fn word(change: Change, dry_run: bool) -> &'static str {
    match (change, dry_run) {
        (Change::Written, false) => "written",
        (Change::Written, true) => "would be written",
        (Change::Unchanged, _) => "unchanged",
        (Change::Withheld, _) => "withheld",
    }
}

fn summary(args: &Publish, outcome: &Outcome) -> String {
    let (r, d) = (&outcome.records, &outcome.documents);
    let withheld = if d.withheld > 0 {
        format!(", {} withheld", d.withheld)
    } else {
        String::new()
    };
    let rejected = if r.rejected > 0 {
        format!(", {} rejected", r.rejected)
    } else {
        String::new()
    };
    format!(
        "{}{} records read: {} new, {} changed, {} unchanged{rejected}; documents: {} written, {} unchanged{withheld} ({:.2} s)",
        if args.dry_run { "dry run: " } else { "" },
        r.read,
        r.new,
        r.changed,
        r.unchanged,
        d.written,
        d.unchanged,
        outcome.seconds,
    )
}
