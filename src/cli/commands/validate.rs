//! `feedwright validate`: judges feeds.

mod answer;
mod inputs;
mod judge;
mod mending;
mod patch;
mod several;
mod shown;
mod wanted;

use std::path::Path;

use feedwright::{Error, Result, source};

use self::judge::Verdict;
use self::shown::Shown;
use self::wanted::Wanted;
use super::super::args::Validate;
use super::super::exit::Exit;
use super::super::messages::Messages;

/// Judges the inputs in the order given, and shows each verdict as soon as it is there.
pub(crate) fn run(args: &Validate, config: Option<&Path>, messages: &Messages) -> Result<Exit> {
    let piped = args.fix && !args.diff && args.paths.iter().any(|p| p == source::STDIN);
    if piped && args.paths.len() > 1 {
        return Err(Error::usage("--fix takes - alone")
            .help("what is mended goes to standard output, where nothing else may stand"));
    }
    // A patch or a mended document has standard output to itself.
    let reports = !(piped || args.diff);
    let wanted = Wanted::new(args, config)?;
    let mut shown = Shown::new(args, wanted.strict, messages)?;
    let (mut failed, mut unread) = (false, false);
    let inputs: Vec<_> = args.paths.iter().flat_map(|p| inputs::expand(p)).collect();
    several::judge_all(inputs, &wanted, messages, &mut |verdict: &Verdict| {
        match &verdict.outcome {
            Ok(report) => failed |= wanted.fails(report),
            Err(_) => unread = true,
        }
        match (&verdict.mended, &verdict.outcome) {
            (Some(mended), _) => mending::tell(mended, verdict, &mut shown, messages),
            (None, Err(error)) if !reports => {
                messages.error(error);
                Ok(())
            }
            (None, _) => shown.show(verdict),
        }
    })?;
    if reports {
        shown.end()?;
    }
    Ok(if unread {
        Exit::Failure
    } else {
        Exit::content_if(failed)
    })
}
