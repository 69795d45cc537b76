//! The hallway: one run, from sources to documents. Every other room is entered from here and from nowhere else.
//!
//! In: a newsroom's configuration and the time. Out: an [`Outcome`]. Sources are read into the store
//! ([`ingest`]), feeds are made from it ([`documents`]), judged, and delivered together ([`publish`]).

#[cfg(feature = "http")]
mod answer;
mod archives;
mod around;
pub mod check;
mod clock;
mod compare;
mod compare_json;
mod documents;
mod entries;
mod families;
#[cfg(feature = "http")]
mod fetched;
mod files;
mod history;
mod hosting;
mod ingest;
mod job;
mod judge;
mod keys;
mod lock;
mod manifest;
mod naming;
mod outbox;
mod outcome;
mod page_jobs;
mod podcast;
mod probe;
mod publish;
mod resume;
mod run;
mod sitemaps;
mod slug;
mod taken;
mod tell;
mod templates;

#[cfg(feature = "http")]
pub use answer::{judge_url, saved, unpacked, with_answer};
pub use clock::fixed_time;
pub use compare::{Difference, compare};
pub use families::with_members;
#[cfg(feature = "http")]
pub use fetched::{Document, fetch_document};
pub use lock::Lock;
pub use manifest::MANIFEST;
pub use outcome::{
    Change, DocumentChange, DocumentCounts, FileChange, NoticeLog, Outcome, PingCounts,
    RecordCounts,
};
#[cfg(feature = "server")]
pub(crate) use publish::store_options;
pub use publish::{Options, publish};
pub use taken::Taken;

/// What a run reports and listens to while it works.
pub trait Control {
    /// The number of the signal that asked the run to end, where one did.
    fn interrupted(&self) -> Option<i32> {
        None
    }

    /// A step of long work: what is being done, and how many of how many (where that is known) are done.
    fn progress(&self, _doing: &str, _done: u64, _of: Option<u64>) {}

    /// Is each record to be told that is new or has changed?
    fn wants_records(&self) -> bool {
        false
    }

    /// A record is new or has changed.
    fn taken(&self, _record: &Taken) {}
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unattended;

impl Control for Unattended {}
