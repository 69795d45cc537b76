//! Bytes to records. One file for each input format, one line for each in [`INPUTS`].
//!
//! In: the bytes of one file, and what a file cannot say about itself. Out: records one at a time, each with
//! the line it stands on and what had to be doubted. Missing things stay missing. An importer opens no file,
//! reads no clock and knows no store. It makes each record with a [`draft::Draft`], which checks
//! what goes in.

pub mod activitystreams;
pub mod atom;
pub mod capture;
pub mod classify;
pub mod csv;
pub mod dates;
mod draft;
pub mod drupal;
mod encoding;
mod episode;
pub mod explain;
mod feeds;
pub mod ghost;
pub mod html;
mod json;
pub mod json_feed;
pub mod jsonl;
pub mod markdown;
mod moments;
pub mod newsml;
pub mod ninjs;
pub mod nitf;
mod onward;
pub mod page;
mod pictures;
pub mod prepare;
mod reread;
pub mod row;
pub mod rss;
mod sentence;
pub mod sitemap;
mod summary;
mod values;
pub mod vocabulary;
mod weight;
pub mod wp_rest;
pub mod wxr;
mod xml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Serialize;
use url::Url;

pub use onward::{Onward, Page};
pub use reread::{Once, Reread};

use crate::model::{Notice, Record};
use crate::{Error, Result};

/// The input formats, in the order in which content is tried when no format is named.
pub const INPUTS: &[Input] = &[
    json_feed::INPUT,
    wp_rest::INPUT,
    page::INPUT,
    newsml::INPUT,
    nitf::INPUT,
    wxr::INPUT,
    rss::INPUT,
    atom::INPUT,
    sitemap::INPUT,
    ghost::INPUT,
    drupal::INPUT,
    activitystreams::INPUT,
    ninjs::INPUT,
    csv::INPUT,
    markdown::INPUT,
    jsonl::INPUT,
    capture::INPUT,
];

/// One input format.
#[derive(Debug)]
pub struct Input {
    /// The name in configuration and on the command line.
    pub name: &'static str,
    /// What it is, for help and documentation.
    pub says: &'static str,
    /// Is each line a record of its own, so that a file that only grew is read on from where it ended?
    pub line_by_line: bool,
    /// Is it read twice, because its end tells what its beginning means? Then a pipe is saved to a file first.
    pub read_twice: bool,
    /// Is it told by what stands in a file alone, whatever its name, so that another format cannot be meant?
    pub told_by_content: bool,
    /// Could the file with this name that begins with these bytes be of this format?
    pub recognises: fn(head: &[u8], name: &Path) -> bool,
    /// Reads the whole input and hands on each record in order. What the input has at hand at first are its first
    /// [`HEAD_BYTES`](crate::source::HEAD_BYTES), or at least enough of them to tell how records lie in it. An `Err` means that the input as a whole cannot
    /// be read (or that `emit` failed); a bad record is an [`Imported`] without a record.
    pub read: fn(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward>,
}

/// Takes what an importer made of one record.
pub type Emit<'a> = dyn FnMut(Imported) -> Result<()> + 'a;

/// What a file cannot say about itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The zone of times written without an offset. Without it such times stay local.
    pub zone: Option<Tz>,
    /// When the page was read; without it "2 hours ago" stays unknown.
    pub captured_at: Option<DateTime<FixedOffset>>,
    /// The page's own address.
    pub page_url: Option<Url>,
    /// What relative addresses are relative to, where the page's own address is not known.
    pub base: Option<Url>,
    /// The encoding that came with the bytes, such as the `charset` of a Content-Type: a WHATWG label.
    pub charset: Option<String>,
    /// The language of date words and of records that name none, a BCP 47 tag.
    pub language: Option<String>,
    /// Which key of the input holds which field of a record: field to key.
    pub fields: BTreeMap<String, String>,
    /// The name of the file, with the folders that it lies in as far as people know them.
    pub name: Option<PathBuf>,
    /// How many lines of the file were skipped before the first byte of the input.
    pub lines_before: u64,
    /// Shall [`Imported::explain`] be filled? An importer may fill it anyhow.
    pub explain: bool,
}

impl Options {
    /// What relative addresses in the input are relative to.
    pub fn resolve_against(&self) -> Option<&Url> {
        self.page_url.as_ref().or(self.base.as_ref())
    }
}

/// What an importer made of one record.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// The 1-based line on which the record stands or begins.
    pub line: u64,
    /// The record; `None` where it was refused.
    pub record: Option<Record>,
    /// Why it was refused, or what was left out, filled in or assumed.
    pub notices: Vec<Notice>,
    /// Where each field comes from, by the field's name.
    pub explain: Explain,
}

/// Where each field of a record comes from, by the field's name in the record's JSON.
pub type Explain = BTreeMap<String, Provenance>;

/// Where a field comes from and by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The 1-based line.
    pub line: u64,
    /// The text that gave it, as it stands in the input.
    pub text: String,
    /// The rule's name, such as `box-last-line`.
    pub rule: &'static str,
    /// `false` where the rule is a good sign, not a certain one.
    pub sure: bool,
}

/// The input format of this name.
///
/// # Errors
/// A usage error that lists the known names.
pub fn by_name(name: &str) -> Result<&'static Input> {
    INPUTS.iter().find(|i| i.name == name).ok_or_else(|| {
        Error::usage(format!("unknown input format {name:?}"))
            .help(format!("use one of: {}", names()))
    })
}

/// Is it a language tag as records have it: BCP 47, and no word such as "english"?
pub fn is_language_tag(tag: &str) -> bool {
    crate::syntax::language_tag::is_tag(tag)
}

/// The input format that somebody named, for a file that begins with these bytes. `mapped` says that they named the
/// fields too.
///
/// # Errors
/// An input error where the file is plainly of another format: an export read as a feed would publish its drafts.
pub fn named(input: &'static Input, head: &[u8], mapped: bool) -> Result<&'static Input> {
    let told = |input: &Input| input.told_by_content && (input.recognises)(head, Path::new(""));
    if (mapped && input.name == "jsonl") || told(input) {
        return Ok(input);
    }
    match INPUTS.iter().find(|other| told(other)) {
        None => Ok(input),
        Some(other) => {
            let (name, other) = (input.name, other.name);
            Err(
                Error::input(format!("the input is {other}, not {name}")).help(format!(
                    "write {other:?} where the format is named, or leave it out"
                )),
            )
        }
    }
}

fn names() -> String {
    let names: Vec<&str> = INPUTS.iter().map(|i| i.name).collect();
    names.join(", ")
}

/// The input format that these first bytes look like.
///
/// # Errors
/// An input error that names the file and lists the known formats.
pub fn recognise(head: &[u8], name: &Path) -> Result<&'static Input> {
    let found = INPUTS.iter().find(|i| (i.recognises)(head, name));
    found.ok_or_else(|| {
        if head.starts_with(b"SQLite format 3\0") {
            return Error::input("the file is a database").at(name).help(
                "ask it with `sql` and `database` in a source; docs/inputs/sql.md shows how",
            );
        }
        Error::input("the format of this file cannot be told from its content")
            .at(name)
            .help(format!(
                "name it, with `format` in the source or --from: {}",
                names()
            ))
    })
}
