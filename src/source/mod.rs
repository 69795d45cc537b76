//! Opens what is read: files, globs, directories, standard input.
//!
//! In: a path as the configuration writes it. Out: files in a stable order, and readers that remember how far
//! they got. Knows nothing of records.

mod expand;
mod file;
mod stdin;
mod tracked;

pub use expand::{Found, expand, expand_each};
pub use file::{FileStat, HEAD_BYTES, head, open, open_at, stat, tail_digest};
pub use stdin::Stdin;
pub use tracked::Tracked;

/// The name that stands for standard input.
pub const STDIN: &str = "-";
