//! Fixture newsrooms: published into memory, judged, and held against the documents expected of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::compare::{Difference, compare};
use super::publish::{Options, store_options};
use super::run::run;
use super::{Outcome, Unattended};
use crate::config::{self, CONFIG_FILE, Newsroom};
use crate::sink::MemorySink;
use crate::store::sqlite::SqliteStore;
use crate::{Error, Result};

/// What became of one fixture newsroom.
#[derive(Debug)]
pub struct Checked {
    /// The newsroom's folder.
    pub dir: PathBuf,
    /// What the run did.
    pub outcome: Outcome,
    /// Each document that differs, with its differences; one that is missing or not expected differs in one line.
    pub differences: Vec<(String, Vec<Difference>)>,
    /// The documents that the run made, by name.
    pub documents: Vec<(String, Vec<u8>)>,
}

impl Checked {
    /// Is everything as expected, and valid?
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
            && self.outcome.documents.withheld == 0
            && self.outcome.files.withheld == 0
    }
}

/// `expected/run.toml`: how a fixture is run.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RunFile {
    now: Option<String>,
}

/// The folders of all fixture newsrooms below `dir`, in order.
///
/// # Errors
/// An I/O error where the folder cannot be listed.
pub fn fixtures(dir: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |e| {
        Error::io("cannot list the fixtures", e)
            .at(dir)
            .help("name fixture newsrooms, or make fixtures/newsrooms")
    };
    let mut dirs = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.join(CONFIG_FILE).is_file() {
            dirs.push(path);
        }
    }
    dirs.sort();
    Ok(dirs)
}

/// Publishes a fixture newsroom into memory, with the clock at its `now`, and compares.
///
/// # Errors
/// Where its configuration, its sources or its expected documents cannot be read.
pub fn check(dir: &Path) -> Result<Checked> {
    let newsroom = config::load(&dir.join(CONFIG_FILE))?;
    let expected = dir.join("expected");
    let now = time_of_run(&expected.join("run.toml"))?;
    let mut store = SqliteStore::in_memory(&store_options(&newsroom, now))?;
    let mut sink = MemorySink::new();
    let mut outcome = Outcome::default();
    let newsroom = run(
        &newsroom,
        &Options {
            offline: true,
            ..Options::at(now)
        },
        &mut store,
        &mut sink,
        &Unattended,
        &mut outcome,
    )?;
    let documents: Vec<(String, Vec<u8>)> = sink
        .documents()
        .iter()
        .map(|(n, b)| (n.clone(), b.clone()))
        .collect();
    let differences = differences(&expected, &newsroom, &documents)?;
    Ok(Checked {
        dir: dir.to_path_buf(),
        outcome,
        differences,
        documents,
    })
}

/// Takes what a run made as what is expected; documents that are no longer made are removed.
///
/// # Errors
/// An I/O error that names the path.
pub fn bless(checked: &Checked) -> Result<()> {
    let dir = checked.dir.join("expected");
    let cannot = |path: &Path| {
        let path = path.to_path_buf();
        move |e| Error::io("cannot bless", e).at(path)
    };
    std::fs::create_dir_all(&dir).map_err(cannot(&dir))?;
    for (name, bytes) in &checked.documents {
        std::fs::write(dir.join(name), bytes).map_err(cannot(&dir.join(name)))?;
    }
    for name in expected_names(&dir)? {
        if !checked.documents.iter().any(|(made, _)| *made == name) {
            std::fs::remove_file(dir.join(&name)).map_err(cannot(&dir.join(&name)))?;
        }
    }
    Ok(())
}

fn time_of_run(file: &Path) -> Result<DateTime<Utc>> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(Error::io("cannot read how the fixture is run", e).at(file)),
    };
    let run: RunFile = toml::from_str(&text).map_err(|e| {
        Error::config("this is not a fixture's run.toml")
            .caused_by(e)
            .at(file)
    })?;
    let now = run.now.as_deref().unwrap_or("2000-01-01T00:00:00Z");
    let parsed = DateTime::parse_from_rfc3339(now);
    parsed.map(|t| t.to_utc()).map_err(|e| {
        Error::config(format!("now = {now:?}: {e}"))
            .at(file)
            .help("write it like \"2000-01-01T00:00:00Z\"")
    })
}

fn differences(
    expected: &Path,
    newsroom: &Newsroom,
    documents: &[(String, Vec<u8>)],
) -> Result<Vec<(String, Vec<Difference>)>> {
    let made = newsroom.document_names();
    let names: BTreeSet<String> = expected_names(expected)?
        .into_iter()
        .chain(made)
        .chain(documents.iter().map(|(name, _)| name.clone()))
        .collect();
    let mut all = Vec::new();
    for name in names {
        let wanted = read(&expected.join(&name))?;
        let found = documents
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, bytes)| bytes.as_slice());
        let differences = match (wanted.as_deref(), found) {
            (Some(wanted), Some(found)) => compare(wanted, found),
            (Some(_), None) => vec![whole("the document", "made", "not made")],
            (None, Some(_)) => vec![whole(
                "the document",
                "not there yet: run with --bless",
                "made",
            )],
            (None, None) => Vec::new(),
        };
        if !differences.is_empty() {
            all.push((name, differences));
        }
    }
    Ok(all)
}

fn whole(path: &str, expected: &str, actual: &str) -> Difference {
    Difference {
        path: path.to_owned(),
        expected: Some(expected.to_owned()),
        actual: Some(actual.to_owned()),
    }
}

/// The names of the expected documents; `run.toml` is none.
fn expected_names(dir: &Path) -> Result<Vec<String>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io("cannot list the expected documents", e).at(dir)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry =
            entry.map_err(|e| Error::io("cannot list the expected documents", e).at(dir))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "run.toml" && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read(file: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io("cannot read the expected document", e).at(file)),
    }
}
