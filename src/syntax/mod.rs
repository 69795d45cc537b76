//! Bytes to events with positions. Has never heard of feeds.

pub mod chars;
mod coding;
pub mod decode;
pub mod fault;
#[cfg(feature = "publish")]
pub(crate) mod http_date;
pub mod json_fault;
mod json_number;
pub mod json_read;
mod json_string;
mod json_token;
pub(crate) mod language_tag;
mod namespaces;
pub(crate) mod signature;
pub mod span;
mod surplus;
mod transcode;
pub(crate) mod utf8;
pub(crate) mod window;
pub mod xml_read;
pub(crate) mod xml_tag;
