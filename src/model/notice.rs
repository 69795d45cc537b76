//! What the run has to say about what it read and made: a value, never an `Err`.

use std::path::PathBuf;

use serde::Serialize;

use crate::Severity;

/// One finding of a run about a record, a source or a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// `error` where something was refused, failed or withheld; `warning` where something was left out or assumed.
    pub severity: Severity,
    /// The file it is about, as the configuration wrote it.
    pub file: Option<PathBuf>,
    /// The 1-based line in that file.
    pub line: Option<u64>,
    /// The record's field.
    pub field: Option<String>,
    /// The feed's slug.
    pub feed: Option<String>,
    /// The record's id or, where it has none, its title.
    pub record: Option<String>,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// The way out, in the imperative.
    pub help: Option<String>,
}

/// What a [`Notice`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// One record.
    Record,
    /// A source as a whole.
    Source,
    /// A document made of records.
    Document,
}

impl Notice {
    /// A notice of which only the message is known yet.
    pub fn new(kind: NoticeKind, severity: Severity, message: impl Into<String>) -> Self {
        Notice {
            kind,
            severity,
            file: None,
            line: None,
            field: None,
            feed: None,
            record: None,
            message: message.into(),
            help: None,
        }
    }

    /// A record was refused.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(NoticeKind::Record, Severity::Error, message)
    }

    /// Something of a record was left out, filled in or assumed.
    pub fn doubt(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(NoticeKind::Record, Severity::Warning, message).field(field)
    }

    /// Names the record's field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Names the 1-based line.
    #[must_use]
    pub fn on_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Names the feed.
    #[must_use]
    pub fn of_feed(mut self, slug: impl Into<String>) -> Self {
        self.feed = Some(slug.into());
        self
    }

    /// Names the record.
    #[must_use]
    pub fn of_record(mut self, record: impl Into<String>) -> Self {
        self.record = Some(record.into());
        self
    }

    /// Writes each of its texts anew, but not the names of files, feeds and fields.
    #[cfg(feature = "publish")]
    pub(crate) fn reword(&mut self, words: &dyn Fn(&str) -> String) {
        for text in [&mut self.record, &mut self.help].into_iter().flatten() {
            *text = words(text);
        }
        self.message = words(&self.message);
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Was something refused, failed or withheld? Then the run exits 1.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
