//! Exit statuses.

use std::process::ExitCode;

use feedwright::Error;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All well.
    Success,
    /// The job was done, and something in the content is wrong.
    Content,
    /// The job, or a named part of it, could not be done.
    Failure,
    /// Another run holds the store (EX_TEMPFAIL of sysexits.h).
    Busy,
    /// Ended by this signal.
    Signal(u8),
}

impl Exit {
    /// The status for work that failed.
    pub(crate) fn of(e: &Error) -> Self {
        match e.signal() {
            Some(signal) => Exit::Signal(u8::try_from(signal).unwrap_or(0)),
            None if e.is_busy() => Exit::Busy,
            None => Exit::Failure,
        }
    }

    /// `Content` where there was something wrong.
    pub(crate) fn content_if(wrong: bool) -> Self {
        if wrong { Exit::Content } else { Exit::Success }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::Content => 1,
            Exit::Failure => 2,
            Exit::Busy => 75,
            Exit::Signal(n) => 128_u8.saturating_add(n),
        })
    }
}
