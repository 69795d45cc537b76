//! Shows verdicts on standard output, in the way that was asked for.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use feedwright::validate::report::{self, Judged, Manner, Printer};
use feedwright::{Error, Result};

use super::super::super::args::Validate;
use super::super::super::messages::Messages;
use super::judge::Verdict;

/// Where verdicts go.
pub(crate) struct Shown<'m> {
    out: BufWriter<StdoutLock<'static>>,
    printer: Box<dyn Printer>,
    messages: &'m Messages,
}

impl<'m> Shown<'m> {
    /// Begins in the way that `args` name.
    pub(crate) fn new(args: &Validate, strict: bool, messages: &'m Messages) -> Result<Self> {
        let output = report::by_name(&args.format)
            .ok_or_else(|| Error::usage(format!("there is no format {:?}", args.format)))?;
        let manner = Manner {
            colour: messages.colour_on(&io::stdout()),
            width: width(),
            all: messages.verbose(),
            brief: messages.quiet(),
            strict,
        };
        Ok(Shown {
            out: BufWriter::new(io::stdout().lock()),
            printer: (output.open)(manner),
            messages,
        })
    }

    /// Shows one verdict. Why an input could not be judged is said on standard error too.
    pub(crate) fn show(&mut self, verdict: &Verdict) -> Result<()> {
        let why = verdict.outcome.as_ref().map_err(ToString::to_string);
        let reopen = || verdict.document.reopen();
        let judged = Judged {
            file: &verdict.name,
            outcome: why.as_ref().map(|report| *report).map_err(String::as_str),
            reopen: &reopen,
        };
        let written = self.printer.input(&mut self.out, &judged);
        written
            .and_then(|()| self.out.flush())
            .map_err(unwritable)?;
        if let Err(e) = &verdict.outcome {
            self.messages.error(e);
        }
        Ok(())
    }

    /// All are shown.
    pub(crate) fn end(mut self) -> Result<()> {
        let written = self.printer.end(&mut self.out);
        written.and_then(|()| self.out.flush()).map_err(unwritable)
    }
}

fn unwritable(e: io::Error) -> Error {
    Error::io("cannot write to standard output", e)
}

/// The columns of the terminal, where there is one.
fn width() -> usize {
    let stdout = io::stdout();
    let size = rustix::termios::tcgetwinsize(&stdout).ok();
    let columns = size.map(|s| usize::from(s.ws_col)).filter(|c| *c > 0);
    match columns {
        Some(columns) if stdout.is_terminal() => columns.max(40),
        _ => Manner::default().width,
    }
}
