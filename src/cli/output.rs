//! Data on standard output, safely for terminals and closed pipes.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io::{self, Write};

use feedwright::{Error, Result};

/// Calls `write` with a buffered standard output.
pub(crate) fn data(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(|e| Error::io("cannot write to standard output", e))
}

/// Did the reader of standard output go away? That is a normal end.
pub(crate) fn is_closed_pipe(e: &Error) -> bool {
    let io = e
        .source()
        .and_then(|cause| cause.downcast_ref::<io::Error>());
    e.path().is_none() && io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
}

/// Text from a stranger's file as it may stand in a terminal: controls are shown, not obeyed.
pub(crate) fn tame(text: &str) -> String {
    let hidden =
        |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) && c != '\n' {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
