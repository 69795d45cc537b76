//! Takes finished documents.
//!
//! In: names and bytes. Out: files that are each wholly old or wholly new. Knows nothing of feeds.

mod dir;
pub mod hosting;
mod memory;
pub mod packing;
mod preview;
mod replace;
mod series;

pub use dir::DirSink;
pub use memory::MemorySink;
pub use preview::PreviewSink;
pub use replace::replace;
pub use series::stem_of_series;

use crate::Result;

/// Where documents are delivered: all of a run together, or none.
pub trait Sink {
    /// What lies there under this name.
    ///
    /// # Errors
    /// An I/O error that names the path.
    fn look(&self, name: &str) -> Result<Option<Delivered>>;

    /// The bytes that lie there under this name.
    ///
    /// # Errors
    /// An I/O error that names the path.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>>;

    /// Takes a document in, durably, without showing it yet.
    ///
    /// # Errors
    /// An I/O error that names the path; nothing that was there before has changed.
    fn stage(&mut self, name: &str, bytes: &[u8]) -> Result<()>;

    /// Takes in a file that stands for the one called `of`, as a packed copy does: it has the same time, so that a
    /// server says the same `Last-Modified` of both.
    ///
    /// # Errors
    /// As [`Sink::stage`].
    fn stage_beside(&mut self, of: &str, name: &str, bytes: &[u8]) -> Result<()>;

    /// Takes a file away once everything that was staged is shown.
    ///
    /// # Errors
    /// An I/O error that names the path.
    fn remove(&mut self, name: &str) -> Result<()>;

    /// Shows everything that was staged, in that order.
    ///
    /// # Errors
    /// An I/O error that names the path; each document is then wholly old or wholly new.
    fn deliver(&mut self) -> Result<Vec<Delivered>>;

    /// A mark of all files `<stem>-<number>.…` together, which is another when one of them was taken away, put there
    /// or replaced since; so that thousands of archives need not be looked at one by one. Empty where there are none.
    fn series(&self, _stem: &str) -> String {
        String::new()
    }

    /// What had to be put right on the way (a planted link that was replaced, say), once.
    fn warnings(&mut self) -> Vec<String>;
}

/// A document as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The document's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
}
