//! The one error of the library: what kind, about which thing, caused by what, and the way out.
//!
//! An `Error` means that feedwright could not do its work. A fault in somebody's content is never an
//! `Error`; it is a value (`model::Notice`, `validate::Diagnostic`), so that the rest of the work goes on.

use std::error::Error as StdError;
use std::fmt;
use std::path::{Path, PathBuf};

/// What could not be done, and why.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    path: Option<PathBuf>,
    line: Option<u64>,
    help: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The result of work that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Usage,
    Config,
    Input,
    Io,
    Store,
    Busy,
    Interrupted(i32),
}

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error {
            kind,
            message: message.into(),
            path: None,
            line: None,
            help: None,
            source: None,
        }
    }

    /// The caller asked for something that cannot be: an unknown feed, a wrong option.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A configuration file says something that cannot be followed.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(Kind::Config, message)
    }

    /// An input cannot be read as a whole (not one bad record in it).
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The file system refused.
    pub fn io(message: impl Into<String>, cause: std::io::Error) -> Self {
        Self::new(Kind::Io, message).caused_by(cause)
    }

    /// The store is damaged, newer than this program, or refused a query.
    pub fn store(message: impl Into<String>) -> Self {
        Self::new(Kind::Store, message)
    }

    /// Another run holds the store.
    pub fn busy(message: impl Into<String>) -> Self {
        Self::new(Kind::Busy, message)
    }

    /// A signal asked the run to end; `signal` is its number.
    pub fn interrupted(signal: i32) -> Self {
        Self::new(
            Kind::Interrupted(signal),
            format!("ended by signal {signal}"),
        )
    }

    /// Names the file or folder that this is about. Shown before the message.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.path.get_or_insert_with(|| path.as_ref().to_path_buf());
        self
    }

    /// Names the 1-based line in that file.
    #[must_use]
    pub fn on_line(mut self, line: u64) -> Self {
        self.line.get_or_insert(line);
        self
    }

    /// Adds the way out, a sentence in the imperative.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.get_or_insert_with(|| help.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(cause.into());
        self
    }

    /// Says all of it in other words: what must not be shown is put right in one place.
    #[cfg(feature = "publish")]
    #[must_use]
    pub(crate) fn reworded(mut self, words: &dyn Fn(&str) -> String) -> Self {
        let mut causes = Vec::new();
        let mut cause: Option<&(dyn StdError + 'static)> = self.source.as_deref().map(|e| e as _);
        while let Some(e) = cause {
            causes.push(words(&e.to_string()));
            cause = e.source();
        }
        self.message = words(&self.message);
        self.help = self.help.as_deref().map(words);
        self.source = (!causes.is_empty()).then(|| causes.join(": ").into());
        self
    }

    /// The file or folder that this is about.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The 1-based line in [`Error::path`].
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The way out, where one is known.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Did another run hold the store?
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }

    /// Is one input at fault, so that the work can go on without it?
    pub fn is_input(&self) -> bool {
        self.kind == Kind::Input
    }

    /// Is a configuration file or the command line at fault?
    pub fn is_config(&self) -> bool {
        matches!(self.kind, Kind::Config | Kind::Usage)
    }

    /// The signal that ended the run, where one did.
    pub fn signal(&self) -> Option<i32> {
        match self.kind {
            Kind::Interrupted(signal) => Some(signal),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    /// `path:line: message: cause: deeper cause`, without the help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            // A file's name may hold a line end, and what follows it would look like a message of its own.
            f.write_str(&path.display().to_string().replace('\n', "\\n"))?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)?;
        let mut cause: Option<&(dyn StdError + 'static)> = self.source.as_deref().map(|e| e as _);
        while let Some(e) = cause {
            write!(f, ": {e}")?;
            cause = e.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
