//! Opens what is read: files, globs, directories, standard input, with the feature `http`
//! addresses of the web, and with `postgres` queries on a server.
//!
//! In: a path as the configuration writes it. Out: files in a stable order, and readers that remember how far
//! they got. Knows nothing of records.

#[cfg(feature = "http")]
mod address;
#[cfg(feature = "server")]
mod callback;
mod expand;
mod file;
mod hidden;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "http")]
mod lanes;
mod part;
#[cfg(feature = "http")]
mod post;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "http")]
mod probe;
mod query;
mod stdin;
mod tracked;
#[cfg(feature = "http")]
mod unpack;
#[cfg(feature = "http")]
mod web;

#[cfg(feature = "server")]
pub(crate) use address::reserved;
#[cfg(feature = "server")]
pub(crate) use callback::{Answered, Callbacks, Unanswerable};
pub use expand::{Found, expand, expand_each};
pub use file::{FileStat, HEAD_BYTES, head, open, open_at, stat, tail_digest};
pub use hidden::{Hidden, encoded};
#[cfg(feature = "http")]
pub use http::{Admit, Asker, Fetch, Fetched, fetch, fetch_within};
pub use part::Part;
#[cfg(feature = "http")]
pub use post::{Manner, Post, Posted, Unreached, post_all};
#[cfg(feature = "http")]
pub use probe::{Limits, Probed, probe};
pub use query::{Cell, TakeRow, rows};
pub use stdin::{Stdin, begun};
pub use tracked::Tracked;
#[cfg(feature = "http")]
pub use unpack::{Unpacking, unpack};
#[cfg(feature = "http")]
pub use web::{Answer, Ask, Body, Fetcher, Memory, Reply, Secret, Terms, Unanswered, Validators};

/// The name that stands for standard input.
pub const STDIN: &str = "-";
