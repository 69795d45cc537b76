//! `import --explain`: by what each record would be known, and which of those before it it would be.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use feedwright::import::{Imported, Provenance};
use feedwright::model::Record;
use feedwright::store::sqlite::{Options, SqliteStore};
use feedwright::store::{Arrival, Outcome, Store};
use feedwright::{Error, Result};
use url::Url;

/// So many records are remembered; of later ones it is only told what they bring. Memory stays bounded.
const REMEMBERED: u64 = 100_000;

/// What has been imported so far, as a store would have it.
pub(super) struct Identities {
    store: SqliteStore,
    first: HashMap<String, (PathBuf, u64)>,
    records: u64,
}

impl Identities {
    pub(super) fn new() -> Result<Self> {
        // No id is shown, so it does not matter of which site they are made.
        let site_url = Url::parse("https://newsroom.invalid/")
            .map_err(|e| Error::usage("no address to begin with").caused_by(e))?;
        Ok(Identities {
            store: SqliteStore::in_memory(&Options {
                authority: None,
                site_url,
                sources: Vec::new(),
                now: DateTime::UNIX_EPOCH,
            })?,
            first: HashMap::new(),
            records: 0,
        })
    }

    /// Adds `identity` to what is explained of a record.
    pub(super) fn explain(
        &mut self,
        imported: &mut Imported,
        source: &str,
        file: &Path,
    ) -> Result<()> {
        let Some(record) = &imported.record else {
            return Ok(());
        };
        let (rule, text) = basis(record);
        let mut provenance = Provenance {
            line: imported.line,
            text,
            rule,
            sure: true,
        };
        self.records += 1;
        if self.records <= REMEMBERED {
            self.compare(imported.line, record, source, file, &mut provenance)?;
        }
        imported.explain.insert("identity".to_owned(), provenance);
        Ok(())
    }

    /// Where it is a record seen before, that one's place and the rule that told.
    fn compare(
        &mut self,
        line: u64,
        record: &Record,
        source: &str,
        file: &Path,
        provenance: &mut Provenance,
    ) -> Result<()> {
        let put = self.store.put(Arrival {
            record: what_names(record),
            source,
            file,
            line,
            now: DateTime::UNIX_EPOCH,
            seen: DateTime::UNIX_EPOCH,
            pass: 1,
            appended: false,
            zone: chrono_tz::UTC,
        })?;
        let Some((first, at)) = self.first.get(&put.id) else {
            self.first.insert(put.id, (file.to_path_buf(), line));
            return Ok(());
        };
        if put.outcome != Outcome::New {
            provenance.rule = again(put.matched);
            provenance.line = *at;
            provenance.text = format!("{}:{at}", first.display());
        }
        Ok(())
    }
}

/// What a new entry's identity would be made of.
fn basis(record: &Record) -> (&'static str, String) {
    let id = record.id.as_ref().map(|id| id.as_str());
    let url = record.url.as_ref().map(|url| url.as_str());
    let title = record.title.as_ref().map(|title| title.as_str());
    match (id.filter(|id| !id.is_empty()), url) {
        (Some(id), _) => ("new-by-id", id.to_owned()),
        (None, Some(url)) => ("new-by-url", url.to_owned()),
        (None, None) => ("new-by-title", title.unwrap_or_default().to_owned()),
    }
}

fn again(matched: &str) -> &'static str {
    match matched {
        "id" => "by-id",
        "url" => "by-url",
        "alias" => "by-alias",
        _ => "by-title",
    }
}

/// The record without its bulk. A text stays where nothing else tells it from others.
fn what_names(record: &Record) -> Record {
    let named = record.title.is_some();
    Record {
        id: record.id.clone(),
        kind: record.kind,
        title: record.title.clone(),
        url: record.url.clone(),
        published: record.published,
        status: record.status,
        summary: record.summary.clone().filter(|_| !named),
        body_html: record.body_html.clone().filter(|_| !named),
        body_markdown: record.body_markdown.clone().filter(|_| !named),
        body_text: record.body_text.clone().filter(|_| !named),
        ..Record::default()
    }
}
