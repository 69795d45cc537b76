//! `feedwright check`: fixture newsrooms against their expected documents.

use std::path::Path;

use feedwright::Result;
use feedwright::pipeline::check::{self, Checked};

use super::super::args::Check;
use super::super::exit::Exit;
use super::super::messages::Messages;
use super::super::output::{self, tame};

/// Of the differences of one document, so many are shown.
const SHOWN: usize = 20;

pub(crate) fn run(args: &Check, messages: &Messages) -> Result<Exit> {
    let dirs = if args.dirs.is_empty() {
        check::fixtures(Path::new("fixtures/newsrooms"))?
    } else {
        args.dirs.clone()
    };
    let mut failed = 0;
    for dir in &dirs {
        let checked = check::check(dir)?;
        if messages.verbose() {
            messages.notices(&checked.outcome.notices);
        }
        if args.bless && checked.outcome.documents.withheld == 0 {
            check::bless(&checked)?;
            report(dir, "blessed")?;
        } else if checked.passed() {
            report(dir, "ok")?;
        } else {
            failed += 1;
            tell(&checked, messages)?;
        }
    }
    messages.note(&format!("{} newsrooms, {failed} failed", dirs.len()));
    Ok(Exit::content_if(failed > 0))
}

fn report(dir: &Path, verdict: &str) -> Result<()> {
    output::data(|out| writeln!(out, "{}: {verdict}", dir.display()))
}

fn tell(checked: &Checked, messages: &Messages) -> Result<()> {
    if !messages.verbose() {
        for notice in checked
            .outcome
            .notices
            .kept()
            .iter()
            .filter(|n| n.is_error())
        {
            messages.notice(notice);
        }
    }
    output::data(|out| {
        for (name, differences) in &checked.differences {
            writeln!(out, "{}: {name} differs", checked.dir.display())?;
            for difference in differences.iter().take(SHOWN) {
                writeln!(out, "  {}", tame(&difference.to_string()))?;
            }
            if differences.len() > SHOWN {
                writeln!(out, "  … and {} more", differences.len() - SHOWN)?;
            }
        }
        Ok(())
    })
}
