//! feedwright turns article and headline records into valid feeds, and judges any feed.
//!
//! Data walks one way: bytes come in, become records, become a feed, become a document, are judged
//! by [`validate`], and go out.

pub mod error;
pub mod severity;
pub mod syntax;
pub mod validate;

pub use error::{Error, Result};
pub use severity::Severity;
