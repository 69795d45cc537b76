//! feedwright turns article and headline records into valid feeds, and judges any feed.
//!
//! Data walks one way: bytes come in, become [`model`] records, become a feed, become a document, are judged
//! by [`validate`], and go out.

#[cfg(feature = "publish")]
pub mod config;
pub mod error;
#[cfg(feature = "publish")]
pub mod import;
pub mod model;
#[cfg(feature = "publish")]
pub mod pipeline;
pub mod render;
pub mod select;
pub mod severity;
#[cfg(feature = "publish")]
pub mod sink;
#[cfg(feature = "publish")]
pub mod source;
#[cfg(feature = "publish")]
pub mod store;
pub mod syntax;
pub mod validate;

pub use error::{Error, Result};
pub use severity::Severity;
