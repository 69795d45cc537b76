//! feedwright turns article and headline records into valid feeds, and judges any feed.
//!
//! Data walks one way, from room to room, and each step can be called alone:
//!
//! - `source` opens what is read, and `import` makes [`model`] records of it;
//! - `store` knows which of them are new or changed, and answers a [`model::Query`];
//! - [`select`] makes a [`model::Feed`] of the answer, in which everything is decided;
//! - [`render`] writes it down as RSS 2.0, Atom 1.0 or JSON Feed 1.1;
//! - [`validate`] judges the bytes, ours and strangers' alike, over [`syntax`], which has never heard of feeds;
//! - `pages` makes what stands around them: pages for people, lists for programs;
//! - `sink` delivers them, each file wholly old or wholly new;
//! - `notify` says how hubs, ping servers and a command of yours are told what changed;
//! - `pipeline` is the hallway, and `config` says what a newsroom wants;
//! - `server` serves what was delivered, and is a hub and a validator for people in browsers.
//!
//! Without default features the library is [`model`], [`select`], [`render`], [`syntax`] and [`validate`]; the feature
//! `publish` adds the rest, `server` the server, and `cli` the program.
//!
//! Judging takes one call:
//!
//! ```
//! use feedwright::validate::{self, Options};
//!
//! let feed = b"<rss version=\"2.0\"><channel><title>Quay</title><link>https://quay.example/</link>
//!     <description>News</description><item><pubDate>yesterday</pubDate></item></channel></rss>";
//! let report = validate::check_bytes(feed, &Options::default());
//! assert!(!report.is_valid());
//! let date = report.errors().find(|d| d.rule == "date-grammar").unwrap();
//! assert_eq!((date.line, date.value.as_deref()), (2, Some("yesterday")));
//! ```
//!
//! And so does the whole way, here into memory and compared with the documents that are expected:
//!
//! ```
//! # #[cfg(feature = "publish")]
//! # fn main() -> feedwright::Result<()> {
//! use feedwright::pipeline::check;
//!
//! let checked = check::check("fixtures/newsrooms/front-page".as_ref())?;
//! assert!(checked.passed());
//! assert_eq!(checked.outcome.records.new, 8);
//! assert!(checked.documents.iter().any(|(name, bytes)| name == "news.rss" && bytes.starts_with(b"<?xml")));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "publish"))]
//! # fn main() {}
//! ```

#[cfg(feature = "publish")]
pub mod config;
pub mod error;
#[cfg(feature = "publish")]
pub mod import;
pub mod model;
#[cfg(feature = "publish")]
pub mod notify;
#[cfg(feature = "publish")]
pub mod pages;
#[cfg(feature = "publish")]
pub mod pipeline;
pub mod render;
pub mod select;
#[cfg(feature = "server")]
pub mod server;
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
