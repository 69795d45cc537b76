//! What a run did, in figures and findings.

use serde::Serialize;

use super::Difference;
use crate::Severity;
use crate::model::{Link, Notice};

/// How many notices of a run are kept whole; the others are counted.
const KEPT_NOTICES: usize = 1000;

/// What a run did. The JSON form is what `publish --format json` prints.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outcome {
    /// What became of records.
    pub records: RecordCounts,
    /// What became of documents.
    pub documents: DocumentCounts,
    /// What became of files that are no feed's documents: pages, lists, style sheets.
    pub files: DocumentCounts,
    /// What became of telling others.
    pub pings: PingCounts,
    /// How long it took.
    pub seconds: f64,
    /// What had to be said.
    #[serde(rename = "diagnostics", serialize_with = "kept_only")]
    pub notices: NoticeLog,
    /// Each document with what became of it, in the order of the feeds.
    #[serde(skip)]
    pub changes: Vec<DocumentChange>,
    /// Each other file with what became of it, in the order in which they were made.
    #[serde(skip)]
    pub file_changes: Vec<FileChange>,
    /// How documents that would change differ from those in their place, where that was asked for.
    #[serde(skip)]
    pub differences: Vec<(String, Difference)>,
    /// Documents that hold something new since the store last knew of their delivery.
    #[serde(skip)]
    pub(super) topics: Vec<Topic>,
    /// Who would be told of what, in a dry run.
    #[serde(skip)]
    pub untold: Vec<String>,
}

/// What became of telling hubs and others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PingCounts {
    /// Taken in this run.
    pub taken: u64,
    /// Still to be told, by a later run.
    pub waiting: u64,
    /// Refused or given up.
    pub dropped: u64,
}

/// A document that holds something new, and who wants to know.
#[derive(Debug, Clone)]
pub(super) struct Topic {
    /// Its name.
    pub(super) name: String,
    /// The name of its format.
    pub(super) format: &'static str,
    /// WebSub hubs.
    pub(super) hubs: Vec<Link>,
}

/// What became of records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RecordCounts {
    /// Looked at, the rejected ones among them.
    pub read: u64,
    /// Never seen before.
    pub new: u64,
    /// Known, with other content.
    pub changed: u64,
    /// Known, as before.
    pub unchanged: u64,
    /// Refused.
    pub rejected: u64,
}

/// What became of documents, or of other files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DocumentCounts {
    /// Put in place with new bytes.
    pub written: u64,
    /// Left as they are.
    pub unchanged: u64,
    /// Found invalid, so that the old one stays.
    pub withheld: u64,
}

/// A document with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentChange {
    /// The feed's slug.
    pub feed: String,
    /// The name of the output format.
    pub format: &'static str,
    /// The file's name.
    pub name: String,
    /// Entries in it.
    pub entries: usize,
    /// Entries of the feed that were not in it before.
    pub new: usize,
    /// Entries of the feed that were in it and have changed.
    pub changed: usize,
    /// Its size.
    pub bytes: u64,
    /// What became of it.
    pub change: Change,
}

/// A file that is no feed's document, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The file's name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// What became of it.
    pub change: Change,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Its bytes are new.
    Written,
    /// Its bytes are as before.
    Unchanged,
    /// It was found invalid, or could not be made; the old one stays.
    Withheld,
}

/// Notices in the order in which they arose, bounded in number.
#[derive(Debug, Clone, Default)]
pub struct NoticeLog {
    kept: Vec<Notice>,
    more: u64,
    errors: u64,
}

impl NoticeLog {
    /// Adds a notice; beyond a thousand they are only counted.
    pub fn push(&mut self, notice: Notice) {
        self.errors += u64::from(notice.is_error());
        if self.kept.len() < KEPT_NOTICES {
            self.kept.push(notice);
        } else {
            self.more += 1;
        }
    }

    /// Adds a notice that must be seen: where there is no room left the last one is only counted.
    pub(super) fn insist(&mut self, notice: Notice) {
        if self.kept.len() >= KEPT_NOTICES && self.kept.pop().is_some() {
            self.more += 1;
        }
        self.push(notice);
    }

    /// The notices that were kept.
    pub fn kept(&self) -> &[Notice] {
        &self.kept
    }

    /// How many more there were.
    pub fn more(&self) -> u64 {
        self.more
    }

    /// How many were errors, those not kept among them.
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// How many were warnings, as far as they were kept.
    pub fn warnings(&self) -> usize {
        self.kept
            .iter()
            .filter(|n| n.severity == Severity::Warning)
            .count()
    }
}

impl Extend<Notice> for NoticeLog {
    fn extend<I: IntoIterator<Item = Notice>>(&mut self, notices: I) {
        for notice in notices {
            self.push(notice);
        }
    }
}

fn kept_only<S: serde::Serializer>(log: &NoticeLog, s: S) -> Result<S::Ok, S::Error> {
    log.kept.serialize(s)
}

impl Outcome {
    /// Did the content hold anything wrong? Then the program exits 1.
    pub fn has_errors(&self) -> bool {
        self.notices.errors() > 0 || self.documents.withheld > 0 || self.files.withheld > 0
    }

    pub(super) fn count(&mut self, document: DocumentChange) {
        self.documents.count(document.change);
        self.changes.push(document);
    }

    pub(super) fn count_file(&mut self, file: FileChange) {
        self.files.count(file.change);
        self.file_changes.push(file);
    }
}

impl DocumentCounts {
    fn count(&mut self, change: Change) {
        match change {
            Change::Written => self.written += 1,
            Change::Unchanged => self.unchanged += 1,
            Change::Withheld => self.withheld += 1,
        }
    }
}
