//! Bytes to events with positions. Has never heard of feeds.

pub mod chars;
mod coding;
pub mod decode;
pub mod fault;
mod guard;
pub mod json_fault;
mod json_number;
pub mod json_read;
mod json_string;
mod json_token;
mod namespaces;
pub mod span;
mod transcode;
pub mod xml_read;
mod xml_tag;
