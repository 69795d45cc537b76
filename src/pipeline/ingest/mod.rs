//! Sources to store: reads what is new or changed, and nothing else.

mod file;
mod missing;
mod query;
#[cfg(feature = "http")]
mod web;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::job::Job;
use super::keys::keep_out;
use super::publish::interrupted;
use super::resume::{FileLog, Resume};
use super::{Control, Options, Outcome, Taken};
use crate::config::{Newsroom, SourceDef};
use crate::import::classify::Classifier;
use crate::import::prepare::{Settings, prepare};
use crate::import::{Imported, Input, Onward, Reread};
use crate::model::{Notice, NoticeKind};
use crate::source::Tracked;
use crate::store::{Arrival, Outcome as Became, Store};
use crate::{Error, Result, Severity};

/// After so many records the store commits, so that memory and its log stay small however many there are.
const BATCH: u64 = 4000;

/// Reads all sources into the store.
///
/// # Errors
/// Where no source at all can be read, or the store refuses.
pub(super) fn ingest(
    newsroom: &Newsroom,
    options: &Options,
    store: &mut dyn Store,
    control: &dyn Control,
    outcome: &mut Outcome,
) -> Result<()> {
    let classifier = Classifier::compile(&newsroom.categories).map_err(|e| e.at(&newsroom.file))?;
    let pass = store.about().generation + 1;
    let mut run = Ingest {
        newsroom,
        options,
        classifier: &classifier,
        control,
        pass,
        uncommitted: 0,
        failures: Vec::new(),
        #[cfg(feature = "http")]
        hosts: std::collections::BTreeMap::new(),
        store,
        outcome,
    };
    let passes = run.sources()?;
    let readable = passes.iter().any(|passed| passed.readable);
    for (source, passed) in newsroom.sources.iter().zip(&passes) {
        run.missing(source, passed)?;
    }
    if readable || run.failures.is_empty() {
        return Ok(());
    }
    #[cfg(feature = "http")]
    run.keep_hosts()?;
    Err(nothing_readable(&run.failures).at(&newsroom.file))
}

/// Says why, for as many sources and files as a person reads.
fn nothing_readable(failures: &[String]) -> Error {
    const TOLD: usize = 5;
    let told: Vec<&str> = failures.iter().take(TOLD).map(String::as_str).collect();
    let more = match failures.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Error::input(format!("no source can be read: {}{more}", told.join("; ")))
        .help("nothing was changed; mend the sources and run again")
}

struct Ingest<'a> {
    newsroom: &'a Newsroom,
    options: &'a Options,
    classifier: &'a Classifier,
    control: &'a dyn Control,
    pass: u64,
    uncommitted: u64,
    failures: Vec<String>,
    /// What was learnt of hosts in this run.
    #[cfg(feature = "http")]
    hosts: std::collections::BTreeMap<String, crate::store::HostState>,
    store: &'a mut dyn Store,
    outcome: &'a mut Outcome,
}

impl<'a> Ingest<'a> {
    /// Reads all sources in order. What is fetched is asked for together before that, and followed after it.
    fn sources(&mut self) -> Result<Vec<Passed>> {
        let sources = &self.newsroom.sources;
        for source in sources.iter().filter(|source| source.sql.is_some()) {
            // A variable that is not set stops the run before anything is asked.
            self.database(source)?;
        }
        #[cfg(feature = "http")]
        let mut walks = web::Walks::prepare(self)?;
        let mut passes = Vec::with_capacity(sources.len());
        for (n, source) in sources.iter().enumerate() {
            #[cfg(feature = "http")]
            if walks.read(n, self)? {
                passes.push(Passed::default());
                continue;
            }
            let _ = n;
            passes.push(self.files(source)?);
        }
        #[cfg(feature = "http")]
        walks.finish(&mut passes, self)?;
        Ok(passes)
    }

    /// Notes an input that cannot be read; hands every other error on.
    fn failed(&mut self, source: &SourceDef, e: Error) -> Result<()> {
        if !e.is_input() {
            return Err(e);
        }
        let notice = source_failed(source, &e);
        let notice = match e.path() {
            Some(path) => notice.in_file(self.shown(path)),
            None => notice,
        };
        self.outcome.notices.push(notice);
        self.failures.push(e.to_string());
        Ok(())
    }

    /// A file's path as people know it: relative to the newsroom.
    fn shown(&self, file: &Path) -> PathBuf {
        file.strip_prefix(&self.newsroom.root)
            .unwrap_or(file)
            .to_path_buf()
    }

    /// Reads records from where the file is resumed; tells where its last whole line ended.
    fn read(
        &mut self,
        job: &Job<'a, '_>,
        input: &Input,
        reader: impl Reread,
        resume: Resume,
    ) -> Result<Read> {
        let options = job.import_options(resume.lines);
        let settings = job.settings(&options, self.classifier);
        let mut tracked = Tracked::new(reader, resume.offset, resume.lines);
        let mut file = Reading {
            job,
            settings,
            seen: options.captured_at.map_or(self.options.now, |t| t.to_utc()),
            appended: resume.offset > 0,
            log: resume.log,
        };
        let said_before = file.log.notices().iter().cloned();
        self.outcome.notices.extend(said_before);
        let read = (input.read)(&mut tracked, &options, &mut |imported| {
            self.take(&mut file, imported)
        });
        let hidden = job.fetched.as_ref().map(|f| &f.hidden);
        let onward = read.map_err(|e| match hidden {
            Some(hidden) => e.reworded(&|text| hidden.hide(text)).at(&job.shown),
            None => e.at(&job.shown),
        })?;
        Ok(Read {
            byte: tracked.line_end(),
            lines: tracked.lines_ended(),
            log: file.log,
            onward,
        })
    }

    /// Takes in what an importer made of one record.
    fn take(&mut self, file: &mut Reading<'_>, imported: Imported) -> Result<()> {
        let refused = imported.notices.iter().any(Notice::is_error);
        if imported.record.is_some() || refused {
            self.outcome.records.read += 1;
        }
        let line = imported.line;
        let record = imported.record.as_ref();
        let name = record.and_then(|r| r.name()).map(str::to_owned);
        self.say(file, line, name.as_deref(), imported.notices);
        let Some(mut record) = imported.record else {
            // What is told of the file as a whole is no record.
            if refused {
                self.reject(file);
            }
            return Ok(());
        };
        let mut notices = prepare(&mut record, &file.settings);
        if let Some(fetched) = &file.job.fetched {
            notices.extend(keep_out(&mut record, &fetched.hidden));
        }
        let refused = notices.iter().any(Notice::is_error);
        self.say(file, line, name.as_deref(), notices);
        if refused {
            self.reject(file);
            return Ok(());
        }
        let watched = self.control.wants_records().then(|| Taken::before(&record));
        let put = self.store.put(Arrival {
            record,
            source: &file.job.source.name,
            file: &file.job.shown,
            line,
            now: self.options.now,
            seen: file.seen,
            pass: self.pass,
            appended: file.appended,
            zone: file.settings.zone.unwrap_or(chrono_tz::UTC),
        })?;
        if let Some(taken) = watched.and_then(|taken| taken.after(&put)) {
            self.control.taken(&taken);
        }
        self.say(file, line, name.as_deref(), put.notices);
        let counts = &mut self.outcome.records;
        match put.outcome {
            Became::New => counts.new += 1,
            Became::Changed => counts.changed += 1,
            Became::Unchanged => counts.unchanged += 1,
        }
        self.settle_batch()
    }

    fn say(
        &mut self,
        file: &mut Reading<'_>,
        line: u64,
        record: Option<&str>,
        notices: Vec<Notice>,
    ) {
        for notice in notices {
            let mut notice = locate(notice, &file.job.shown, line, record);
            if let Some(fetched) = &file.job.fetched {
                notice.reword(&|text| fetched.hidden.hide(text));
            }
            file.log.push(notice.clone());
            self.outcome.notices.push(notice);
        }
    }

    fn reject(&mut self, file: &mut Reading<'_>) {
        self.outcome.records.rejected += 1;
        file.log.rejected += 1;
    }

    fn settle_batch(&mut self) -> Result<()> {
        self.uncommitted += 1;
        if self.uncommitted.is_multiple_of(256) {
            interrupted(self.control)?;
            let read = self.outcome.records.read;
            self.control.progress("reading records", read, None);
        }
        if self.uncommitted >= BATCH && !self.options.dry_run {
            self.uncommitted = 0;
            self.store.commit()?;
        }
        Ok(())
    }
}

/// A file that is being read.
struct Reading<'r> {
    job: &'r Job<'r, 'r>,
    settings: Settings<'r>,
    /// When its page was read, else the run's time.
    seen: DateTime<Utc>,
    appended: bool,
    log: FileLog,
}

/// What reading a file came to.
struct Read {
    /// Where its last whole line ended.
    byte: u64,
    /// Lines up to there.
    lines: u64,
    log: FileLog,
    #[cfg_attr(
        not(feature = "http"),
        allow(dead_code, reason = "files are read alone")
    )]
    onward: Onward,
}

/// What a pass over one source came to.
#[derive(Default)]
struct Passed {
    /// Could any of it be read?
    readable: bool,
    /// Is all that it consists of known?
    complete: bool,
    /// Was any of it read anew?
    news: bool,
    /// The files or pages that it consists of.
    places: BTreeSet<PathBuf>,
}

fn locate(notice: Notice, file: &Path, line: u64, record: Option<&str>) -> Notice {
    let notice = if notice.file.is_none() {
        notice.in_file(file)
    } else {
        notice
    };
    let notice = if notice.line.is_none() {
        notice.on_line(line)
    } else {
        notice
    };
    match record {
        Some(record) if notice.record.is_none() => notice.of_record(record),
        _ => notice,
    }
}

#[cfg(any(feature = "http", feature = "postgres"))]
fn unasked(source: &SourceDef) -> Notice {
    let message = format!(
        "source {:?} is not asked, since this run is offline",
        source.name
    );
    Notice::new(NoticeKind::Source, Severity::Warning, message)
}

fn source_failed(source: &SourceDef, e: &Error) -> Notice {
    let message = format!(
        "source {:?} cannot be read; its records stay as they are: {e}",
        source.name
    );
    let notice = Notice::new(NoticeKind::Source, Severity::Error, message);
    let notice = match e.line() {
        Some(line) => notice.on_line(line),
        None => notice,
    };
    match e.help_text() {
        Some(help) => notice.help(help),
        None => notice,
    }
}
