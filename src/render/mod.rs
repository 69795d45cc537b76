//! A feed to the bytes of a document. One file for each output format, one line for each in [`FORMATS`].
//!
//! In: a [`Feed`] in which everything is decided. Out: bytes that depend on it alone: no clock, no randomness.
//! A renderer reads nothing else.

use crate::Result;
use crate::model::Feed;

/// The output formats.
pub const FORMATS: &[Format] = &[];

/// One output format.
#[derive(Debug)]
pub struct Format {
    /// The name in configuration.
    pub name: &'static str,
    /// What it is, for help and documentation.
    pub says: &'static str,
    /// The end of the document's file name, without the dot.
    pub extension: &'static str,
    /// The media type under which the document is served and linked.
    pub media_type: &'static str,
    /// Writes the document.
    pub render: fn(&Feed) -> Result<Vec<u8>>,
}

/// The output format of this name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}
