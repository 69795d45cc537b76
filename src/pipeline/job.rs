//! One file of a source, with everything that decides how it is read.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::{CapturedAt, Known, Newsroom, SourceDef};
use crate::import;
use crate::import::classify::Classifier;
use crate::import::prepare::Settings;
use crate::source::{FileStat, Hidden};

/// One file of a source.
pub(super) struct Job<'a, 'f> {
    pub(super) newsroom: &'a Newsroom,
    pub(super) source: &'a SourceDef,
    /// Where it lies.
    pub(super) file: &'f Path,
    /// Its path as people know it: relative to the newsroom.
    pub(super) shown: PathBuf,
    /// `None` for standard input.
    pub(super) stat: Option<FileStat>,
    /// What an answer over HTTP says of it; `None` for a file.
    pub(super) fetched: Option<Fetched>,
}

/// What an answer over HTTP says of the document that it brings.
#[derive(Debug, Clone)]
pub(super) struct Fetched {
    /// The address that gave it.
    pub(super) url: Url,
    /// When: the time of the run.
    pub(super) at: DateTime<Utc>,
    /// The `charset` of its Content-Type.
    pub(super) charset: Option<String>,
    /// What must not be shown of what it brings.
    pub(super) hidden: Hidden,
}

impl<'a> Job<'a, '_> {
    /// What the file cannot say about itself.
    pub(super) fn import_options(&self, lines_before: u64) -> import::Options {
        let (site, source) = (&self.newsroom.site, self.source);
        let captured_at = match source.captured_at {
            Some(CapturedAt::Time(t)) => Some(t),
            Some(CapturedAt::FileTime) => self.stat.map(|s| s.modified().fixed_offset()),
            None => self.fetched.as_ref().map(|f| f.at.fixed_offset()),
        };
        let template = source.page_url.as_deref();
        let address = self.fetched.as_ref().map(|f| f.url.clone());
        import::Options {
            zone: source.timezone.or(site.timezone),
            captured_at,
            page_url: template
                .and_then(|template| page_url(template, self.file))
                .or_else(|| address.clone()),
            base: address.or_else(|| Some(site.url.clone())),
            charset: self.fetched.as_ref().and_then(|f| f.charset.clone()),
            language: self.language().map(str::to_owned),
            fields: source.fields.clone(),
            name: self.stat.map(|_| self.shown.clone()),
            lines_before,
            ..import::Options::default()
        }
    }

    /// How its records are made ready for the store.
    pub(super) fn settings(
        &self,
        options: &import::Options,
        classifier: &'a Classifier,
    ) -> Settings<'a> {
        Settings {
            zone: options.zone,
            base: options.resolve_against().cloned(),
            trust: self.source.trust,
            language: self.language(),
            classifier,
            vocabulary: self.newsroom.vocabulary.as_ref().map(Known::vocabulary),
        }
    }

    fn language(&self) -> Option<&'a str> {
        let own = self.source.language.as_deref();
        own.or(self.newsroom.site.language.as_deref())
    }

    /// A digest of everything besides the file, and in this program, that decides what is read from it.
    pub(super) fn settings_digest(&self) -> String {
        let (site, source) = (&self.newsroom.site, self.source);
        let decisive = (
            env!("CARGO_PKG_VERSION"),
            (source.format.map(|f| f.name), source.trust),
            (source.timezone, &source.language),
            (
                source.captured_at,
                &source.page_url,
                &source.fields,
                &source.sql,
            ),
            (site.url.as_str(), site.timezone, &site.language),
            &self.newsroom.categories,
            self.newsroom.vocabulary.as_ref().map(|v| &v.digest),
        );
        let written = format!("{decisive:?}");
        blake3::hash(written.as_bytes()).to_hex().to_string()
    }
}

/// The page's address, where `{stem}` and `{name}` stand for the file's.
fn page_url(template: &str, file: &Path) -> Option<Url> {
    let written = template
        .replace("{stem}", &text(file.file_stem()))
        .replace("{name}", &text(file.file_name()));
    Url::parse(&written).ok()
}

fn text(part: Option<&OsStr>) -> Cow<'_, str> {
    part.map(OsStr::to_string_lossy).unwrap_or_default()
}
