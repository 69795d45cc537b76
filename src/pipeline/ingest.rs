//! Sources to store: reads what is new or changed, and nothing else.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::job::Job;
use super::publish::interrupted;
use super::resume::{FileLog, Resume, has_grown, is_same};
use super::{Control, Options, Outcome, Taken};
use crate::config::{Newsroom, SourceDef};
use crate::import::classify::Classifier;
use crate::import::prepare::{Settings, prepare};
use crate::import::{self, Imported, Input, Once, Reread};
use crate::model::{Notice, NoticeKind};
use crate::source::{self, FileStat, Tracked};
use crate::store::{Arrival, FileState, Outcome as Became, Store};
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
        store,
        outcome,
    };
    let mut readable = false;
    for source in &newsroom.sources {
        readable |= run.source(source)?;
    }
    if readable || run.failures.is_empty() {
        return Ok(());
    }
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
    store: &'a mut dyn Store,
    outcome: &'a mut Outcome,
}

impl<'a> Ingest<'a> {
    /// Reads one source; `false` where not one of its files can be read. A bad file does not stop the others.
    fn source(&mut self, source: &'a SourceDef) -> Result<bool> {
        let files = match source::expand(&source.path, &self.newsroom.root) {
            Ok(files) => files,
            Err(e) => return self.failed(source, e).map(|()| false),
        };
        let mut readable = files.is_empty();
        for file in &files {
            interrupted(self.control)?;
            match self.file(source, file) {
                Ok(()) => readable = true,
                Err(e) => {
                    interrupted(self.control)?;
                    self.failed(source, e)?;
                }
            }
        }
        Ok(readable)
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

    /// Reads a file unless it is as it was: from its beginning, or from its old end where it only grew.
    fn file(&mut self, source: &'a SourceDef, file: &Path) -> Result<()> {
        if file == Path::new(source::STDIN) {
            return self.standard_input(source, file);
        }
        let stat = source::stat(file)?;
        let job = self.job(source, file, Some(stat));
        let settings = job.settings_digest();
        let known = self.store.file(&source.name, &job.shown)?;
        let known = known.filter(|k| k.options == settings && !self.options.full);
        if let Some(known) = &known
            && is_same(known, &stat)
        {
            self.outcome.notices.extend(known.notices.iter().cloned());
            return Ok(());
        }
        let input = input_for(source, file, &source::head(file)?)?;
        let resume = match known {
            Some(known) if input.line_by_line && has_grown(&known, &stat, file)? => {
                Resume::after(known)
            }
            _ => Resume::default(),
        };
        let reader = source::Part::open(file, resume.offset, stat.size)?;
        let (end, log) = self.read(&job, input, reader, resume)?;
        let state = FileState {
            device: stat.device,
            inode: stat.inode,
            size: stat.size,
            modified_ns: stat.modified_ns,
            options: settings,
            read_to: end.byte,
            lines: end.lines,
            tail: source::tail_digest(file, end.byte)?,
            rejected: log.rejected,
            notices: log.into_notices(),
        };
        self.store.save_file(&source.name, &job.shown, &state)
    }

    fn standard_input(&mut self, source: &'a SourceDef, file: &Path) -> Result<()> {
        let control = self.control;
        let stop = || control.interrupted().is_some();
        let mut stdin = std::io::BufReader::with_capacity(1 << 16, source::Stdin::new(&stop));
        let head = stdin.fill_buf();
        let head = head.map_err(|e| Error::input("cannot read standard input").caused_by(e))?;
        let input = input_for(source, file, head)?;
        let job = self.job(source, file, None);
        if input.read_twice {
            let saved = source::Part::saved(&mut stdin)?;
            return self.read(&job, input, saved, Resume::default()).map(drop);
        }
        self.read(&job, input, Once(stdin), Resume::default())
            .map(drop)
    }

    fn job<'f>(
        &self,
        source: &'a SourceDef,
        file: &'f Path,
        stat: Option<FileStat>,
    ) -> Job<'a, 'f> {
        Job {
            newsroom: self.newsroom,
            source,
            file,
            shown: self.shown(file),
            stat,
        }
    }

    /// Reads records from where the file is resumed; tells where its last whole line ended.
    fn read(
        &mut self,
        job: &Job<'a, '_>,
        input: &Input,
        reader: impl Reread,
        resume: Resume,
    ) -> Result<(End, FileLog)> {
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
        read.map_err(|e| e.at(&job.shown))?;
        let end = End {
            byte: tracked.line_end(),
            lines: tracked.lines_ended(),
        };
        Ok((end, file.log))
    }

    /// Takes in what an importer made of one record.
    fn take(&mut self, file: &mut Reading<'_>, imported: Imported) -> Result<()> {
        self.outcome.records.read += 1;
        let line = imported.line;
        let record = imported.record.as_ref();
        let name = record.and_then(|r| r.name()).map(str::to_owned);
        self.say(file, line, name.as_deref(), imported.notices);
        let Some(mut record) = imported.record else {
            self.reject(file);
            return Ok(());
        };
        let notices = prepare(&mut record, &file.settings);
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
            let notice = locate(notice, &file.job.shown, line, record);
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

/// Where the last whole line of a file ended.
struct End {
    byte: u64,
    lines: u64,
}

fn input_for(source: &SourceDef, file: &Path, head: &[u8]) -> Result<&'static Input> {
    source
        .format
        .map_or_else(|| import::recognise(head, file), Ok)
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
