//! Bytes to events with positions. Has never heard of feeds.

pub mod chars;
pub mod decode;
pub mod fault;

mod namespaces;
pub mod span;
mod window;
pub mod xml_read;
pub(crate) mod xml_tag;
