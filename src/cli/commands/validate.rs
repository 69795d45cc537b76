//! `feedwright validate`: judges feeds.

mod inputs;
mod judge;
mod mending;
mod shown;
mod wanted;

use std::path::Path;

use feedwright::Result;

use self::inputs::{Input, Refused};
use self::judge::{Document, Verdict, judge};
use self::mending::Mending;
use self::shown::Shown;
use self::wanted::Wanted;
use super::super::args::Validate;
use super::super::exit::Exit;
use super::super::messages::Messages;

/// Judges the inputs in the order given, and shows each verdict as soon as it is there.
pub(crate) fn run(args: &Validate, config: Option<&Path>, messages: &Messages) -> Result<Exit> {
    let wanted = Wanted::new(args, config)?;
    let mut shown = Shown::new(args, wanted.strict, messages)?;
    let mending = match (args.fix, args.diff) {
        (false, _) => None,
        (true, false) => Some(Mending::Write),
        (true, true) => Some(Mending::Show),
    };
    let (mut failed, mut unread) = (false, false);
    for input in args.paths.iter().flat_map(|path| inputs::expand(path)) {
        // Standard output is taken by the difference, or by the mended document itself.
        let reported = !(args.diff || args.fix && matches!(input, Ok(Input::Stdin)));
        let verdict = verdict(input, &wanted, mending, messages);
        match &verdict.outcome {
            Ok(report) => failed |= wanted.fails(report),
            Err(_) => unread = true,
        }
        match &verdict.outcome {
            Err(e) if !reported => messages.error(e),
            _ if !reported => {}
            _ => shown.show(&verdict)?,
        }
    }
    if !args.diff {
        shown.end()?;
    }
    Ok(if unread {
        Exit::Failure
    } else {
        Exit::content_if(failed)
    })
}

fn verdict(
    input: Result<Input, Refused>,
    wanted: &Wanted,
    mending: Option<Mending>,
    messages: &Messages,
) -> Verdict {
    match input {
        Ok(input) => {
            let mut verdict = match mending {
                Some(how) => mending::mend(&input, how, &wanted.options, messages),
                None => judge(&input, &wanted.options, messages.may_draw()),
            };
            if let Ok(report) = &mut verdict.outcome {
                wanted.narrow(&verdict.name, report);
            }
            verdict
        }
        Err(refused) => Verdict {
            name: refused.name,
            outcome: Err(refused.error),
            document: Document::Nowhere,
        },
    }
}
