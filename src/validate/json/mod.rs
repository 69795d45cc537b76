//! Judging JSON: one pass that builds the head and one item at a time, and what it leans on.
//!
//! A member stands in the tree as an element of its name, so that the rules about dates, addresses, languages and
//! HTML see JSON Feed as they see RSS and Atom. What only JSON has, types and names, is judged while reading.

mod document;
mod faults;
mod other;
mod structure;

pub(crate) use document::judge;
pub(crate) use other::{looks_like_feed, looks_like_json};
