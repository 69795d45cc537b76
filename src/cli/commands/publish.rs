//! `feedwright publish`: one run.

mod diff;
mod table;

use std::collections::HashMap;

use feedwright::Result;
use feedwright::config::Newsroom;
use feedwright::pipeline::{self, Difference, DocumentCounts, Options, Outcome};

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
            let mut differences: HashMap<&str, Vec<&Difference>> = HashMap::new();
            for (name, difference) in &outcome.differences {
                differences.entry(name).or_default().push(difference);
            }
            let documents = outcome.changes.iter().map(|d| (&d.name, d.change));
            let files = outcome.file_changes.iter().map(|f| (&f.name, f.change));
            for (name, change) in documents.chain(files) {
                writeln!(out, "{name}: {}", table::state(change, args.dry_run))?;
                let of_it = differences.get(name.as_str()).into_iter().flatten();
                for line in diff::lines(of_it.copied()) {
                    writeln!(out, "    {}", output::tame(&line))?;
                }
            }
            for ping in outcome.untold.iter().filter(|_| messages.verbose()) {
                writeln!(out, "would tell {}", output::tame(ping))?;
            }
            Ok(())
        })?;
    } else if messages.may_draw() {
        for line in table::lines(&outcome.changes, args.dry_run) {
            messages.note(&line);
        }
    }
    messages.note(&summary(args, outcome));
    Ok(())
}

fn summary(args: &Publish, outcome: &Outcome) -> String {
    let r = &outcome.records;
    let pages = match &outcome.files {
        none if *none == DocumentCounts::default() => String::new(),
        files => format!("; pages: {}", counts(files)),
    };
    let rejected = if r.rejected > 0 {
        format!(", {} rejected", r.rejected)
    } else {
        String::new()
    };
    let p = &outcome.pings;
    let told = if p.taken + p.waiting + p.dropped > 0 {
        format!(
            "; pings: {} taken, {} waiting, {} dropped",
            p.taken, p.waiting, p.dropped
        )
    } else {
        String::new()
    };
    format!(
        "{}{} records read: {} new, {} changed, {} unchanged{rejected}; documents: {}{pages}{told} ({:.2} s)",
        if args.dry_run { "dry run: " } else { "" },
        r.read,
        r.new,
        r.changed,
        r.unchanged,
        counts(&outcome.documents),
        outcome.seconds,
    )
}

fn counts(counts: &DocumentCounts) -> String {
    let withheld = match counts.withheld {
        0 => String::new(),
        n => format!(", {n} withheld"),
    };
    format!(
        "{} written, {} unchanged{withheld}",
        counts.written, counts.unchanged
    )
}
