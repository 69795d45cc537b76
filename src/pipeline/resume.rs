//! What was known of a file: is it as before, has it only grown, and what was said about it.

use std::path::Path;

use crate::Result;
use crate::model::Notice;
use crate::source::{self, FileStat};
use crate::store::FileState;

/// How many notices about one file are remembered, to be said again while the file stays as it is.
const REMEMBERED: usize = 200;

/// From where a file is read, and what is known from before that.
#[derive(Default)]
pub(super) struct Resume {
    /// The first byte to be read.
    pub(super) offset: u64,
    /// Lines before it.
    pub(super) lines: u64,
    /// What was said about them.
    pub(super) log: FileLog,
}

/// What is said about one file, bounded in number.
#[derive(Default)]
pub(super) struct FileLog {
    notices: Vec<Notice>,
    /// How many of its records were refused.
    pub(super) rejected: u64,
}

impl Resume {
    /// Reads on after the last whole line; what was said about a line begun but not ended is taken back.
    pub(super) fn after(known: FileState) -> Self {
        let whole = |n: &Notice| n.line.is_none_or(|line| line <= known.lines);
        let (notices, taken_back): (Vec<Notice>, Vec<Notice>) =
            known.notices.into_iter().partition(whole);
        let unsaid = taken_back.iter().filter(|n| n.is_error()).count() as u64;
        let rejected = known.rejected.saturating_sub(unsaid);
        Resume {
            offset: known.read_to,
            lines: known.lines,
            log: FileLog { notices, rejected },
        }
    }
}

impl FileLog {
    /// Remembers a notice. Where there is no room left an error takes the place of what was merely put right.
    pub(super) fn push(&mut self, notice: Notice) {
        if self.notices.len() < REMEMBERED {
            self.notices.push(notice);
        } else if notice.is_error()
            && let Some(lesser) = self.notices.iter_mut().rev().find(|n| !n.is_error())
        {
            *lesser = notice;
        }
    }

    /// What is remembered.
    pub(super) fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Hands out what is remembered.
    pub(super) fn into_notices(self) -> Vec<Notice> {
        self.notices
    }
}

/// Is the file as it was when it was last read?
pub(super) fn is_same(known: &FileState, stat: &FileStat) -> bool {
    (known.device, known.inode, known.size, known.modified_ns)
        == (stat.device, stat.inode, stat.size, stat.modified_ns)
}

/// Is it the same file, longer, with the 4 KiB before the old end unchanged?
pub(super) fn has_grown(known: &FileState, stat: &FileStat, file: &Path) -> Result<bool> {
    let same_file = (known.device, known.inode) == (stat.device, stat.inode);
    let longer = same_file && stat.size > known.size && known.read_to > 0;
    Ok(longer && source::tail_digest(file, known.read_to)? == known.tail)
}
