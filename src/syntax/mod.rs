//! Bytes to events with positions. Has never heard of feeds.

pub mod chars;
pub mod decode;
pub mod fault;
mod guard;
mod namespaces;
pub mod span;
pub mod xml_read;
mod xml_tag;
