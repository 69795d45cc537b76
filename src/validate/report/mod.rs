//! Ways of showing a report, one file each, in a table that the command line reads.
//!
//! ```
//! use feedwright::validate::report::{self, Judged, Manner};
//! use feedwright::validate::{Options, check_bytes};
//!
//! let report = check_bytes(b"<rss version='2.0'/>", &Options::default());
//! let junit = report::by_name("junit").unwrap();
//! let mut printer = (junit.open)(Manner::default());
//! let mut out = Vec::new();
//! printer.input(&mut out, &Judged::new("news.rss", Ok(&report)))?;
//! printer.end(&mut out)?;
//! assert!(out.starts_with(b"<?xml"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod github;
pub mod json;
mod junit;
mod sarif;
pub(crate) mod source_line;
pub mod text;
pub(crate) mod visible;

use std::io::{self, BufRead, Write};

use crate::Severity;
use crate::validate::diagnostic::Report;

/// One way of showing reports.
pub struct Output {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Whom it is for, in a few words.
    pub about: &'static str,
    /// Begins to show.
    pub open: fn(Manner) -> Box<dyn Printer>,
}

/// All ways, the default first.
pub const OUTPUTS: &[Output] = &[
    Output {
        name: "text",
        about: "For people: the line at fault, why it matters and what to do",
        open: |manner| Box::new(text::Text::new(manner)),
    },
    Output {
        name: "json",
        about: "For programs: one object for each input, one a line",
        open: |_| Box::new(json::Json),
    },
    Output {
        name: "sarif",
        about: "SARIF 2.1.0, for code scanning services and editors",
        open: |_| Box::new(sarif::Sarif::default()),
    },
    Output {
        name: "junit",
        about: "JUnit XML, for the test reports of CI servers",
        open: |manner| Box::new(junit::Junit::new(manner)),
    },
    Output {
        name: "github",
        about: "Annotations of GitHub Actions, beside the lines of a change",
        open: |_| Box::new(github::Github),
    },
];

/// The way of this name.
pub fn by_name(name: &str) -> Option<&'static Output> {
    OUTPUTS.iter().find(|output| output.name == name)
}

/// How it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// With colour.
    pub colour: bool,
    /// How many columns a line may have, where it can be cut.
    pub width: usize,
    /// Every finding, repeats too.
    pub all: bool,
    /// What makes a run fail alone.
    pub brief: bool,
    /// Do warnings count as failures?
    pub strict: bool,
}

impl Manner {
    /// Does a finding of this severity make a run fail?
    fn fails(&self, severity: Severity) -> bool {
        severity == Severity::Error || self.strict && severity == Severity::Warning
    }
}

impl Default for Manner {
    fn default() -> Self {
        Manner {
            colour: false,
            width: 100,
            all: false,
            brief: false,
            strict: false,
        }
    }
}

/// One input as it was judged.
pub struct Judged<'j> {
    /// Its name as it is shown.
    pub file: &'j str,
    /// What was found, or why it could not be read.
    pub outcome: Result<&'j Report, &'j str>,
    /// Opens the document once more, for the lines at fault; `None` where that cannot be.
    pub reopen: &'j dyn Fn() -> Option<Box<dyn BufRead + 'j>>,
}

impl<'j> Judged<'j> {
    /// An input whose lines cannot be read once more.
    pub fn new(file: &'j str, outcome: Result<&'j Report, &'j str>) -> Self {
        Judged {
            file,
            outcome,
            reopen: &|| None,
        }
    }
}

/// Shows one input after the other.
pub trait Printer {
    /// Shows one input.
    ///
    /// # Errors
    /// Those of writing.
    fn input(&mut self, out: &mut dyn Write, judged: &Judged<'_>) -> io::Result<()>;

    /// All inputs are shown.
    ///
    /// # Errors
    /// Those of writing.
    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A number of things.
fn count_of(n: u64, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
