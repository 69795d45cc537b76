//! Sources to store: reads what is new or changed, and nothing else.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::publish::interrupted;
use super::{Control, NoticeLog, Options, Outcome};
use crate::config::{CapturedAt, Newsroom, SourceDef};
use crate::import::classify::Classifier;
use crate::import::prepare::{Settings, prepare};
use crate::import::{self, Imported, Input};
use crate::model::{Notice, NoticeKind};
use crate::source::{self, FileStat, Tracked};
use crate::store::{Arrival, FileState, Outcome as Became, Store};
use crate::{Error, Result, Severity};

/// After so many records the store commits, so that memory and its log stay small however many there are.
const BATCH: u64 = 4000;

/// How many notices about one file are remembered, to be said again while the file stays as it is.
const REMEMBERED_NOTICES: usize = 200;

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
        last_failure: None,
        store,
        outcome,
    };
    let mut readable = false;
    for source in &newsroom.sources {
        readable |= run.source(source)?;
    }
    match run.last_failure {
        Some(why) if !readable => Err(Error::input(format!("no source can be read: {why}"))
            .at(&newsroom.file)
            .help("nothing was changed; mend the sources and run again")),
        _ => Ok(()),
    }
}

struct Ingest<'a> {
    newsroom: &'a Newsroom,
    options: &'a Options,
    classifier: &'a Classifier,
    control: &'a dyn Control,
    pass: u64,
    uncommitted: u64,
    last_failure: Option<String>,
    store: &'a mut dyn Store,
    outcome: &'a mut Outcome,
}

/// One file of a source, with what decides how it is read.
struct Job<'a, 'f> {
    source: &'a SourceDef,
    file: &'f Path,
    shown: PathBuf,
    stat: Option<FileStat>,
    /// The digest of everything besides the file that decides what is read from it.
    settings: String,
}

/// From where a file is read, and what is known from before that.
#[derive(Default)]
struct Resume {
    offset: u64,
    lines: u64,
    rejected: u64,
    notices: Vec<Notice>,
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
        self.last_failure = Some(e.to_string());
        Ok(())
    }

    /// A file's path as people know it: relative to the newsroom.
    fn shown(&self, file: &Path) -> PathBuf {
        file.strip_prefix(&self.newsroom.root)
            .unwrap_or(file)
            .to_path_buf()
    }

    fn file(&mut self, source: &'a SourceDef, file: &Path) -> Result<()> {
        if file == Path::new(source::STDIN) {
            return self.standard_input(source, file);
        }
        let stat = source::stat(file)?;
        let job = Job {
            source,
            file,
            shown: self.shown(file),
            stat: Some(stat),
            settings: self.settings_digest(source),
        };
        let known = self
            .store
            .file(&source.name, &job.shown)?
            .filter(|k| k.options == job.settings && !self.options.full);
        if let Some(known) = &known
            && is_same(known, &stat)
        {
            self.outcome.notices.extend(known.notices.iter().cloned());
            return Ok(());
        }
        let input = self.input(source, file, &source::head(file)?)?;
        let resume = match known {
            Some(known) if input.line_by_line && has_grown(&known, &stat, file)? => {
                Resume::after(known)
            }
            _ => Resume::default(),
        };
        let reader = source::open_at(file, resume.offset)?.take(stat.size - resume.offset);
        self.read(&job, input, reader, resume)
    }

    fn standard_input(&mut self, source: &'a SourceDef, file: &Path) -> Result<()> {
        let control = self.control;
        let stop = || control.interrupted().is_some();
        let mut stdin = std::io::BufReader::with_capacity(1 << 16, source::Stdin::new(&stop));
        let head = stdin
            .fill_buf()
            .map_err(|e| Error::input("cannot read standard input").caused_by(e))?
            .to_vec();
        let input = self.input(source, file, &head)?;
        let job = Job {
            source,
            file,
            shown: file.to_path_buf(),
            stat: None,
            settings: String::new(),
        };
        self.read(&job, input, stdin, Resume::default())
    }

    fn input(&self, source: &SourceDef, file: &Path, head: &[u8]) -> Result<&'static Input> {
        source
            .format
            .or_else(|| import::recognise(head, file))
            .ok_or_else(|| unknown_format(file))
    }

    /// Reads records from where the file is resumed, and remembers how far it got.
    fn read(
        &mut self,
        job: &Job<'a, '_>,
        input: &Input,
        reader: impl BufRead,
        resume: Resume,
    ) -> Result<()> {
        let appended = resume.offset > 0;
        let options = self.import_options(job, resume.lines);
        let seen = options.captured_at.map_or(self.options.now, |t| t.to_utc());
        let mut tracked = Tracked::new(reader, resume.offset, resume.lines);
        let mut log = FileLog {
            errors: resume.notices.iter().filter(|n| n.is_error()).count(),
            notices: resume.notices,
            rejected: resume.rejected,
        };
        self.outcome.notices.extend(log.notices.iter().cloned());
        let settings = self.prepare_settings(job, &options);
        let result = (input.read)(&mut tracked, &options, &mut |imported| {
            self.take(job, imported, &settings, seen, appended, &mut log)
        });
        result.map_err(|e| e.at(&job.shown))?;
        let Some(stat) = &job.stat else { return Ok(()) };
        let state = FileState {
            device: stat.device,
            inode: stat.inode,
            size: stat.size,
            modified_ns: stat.modified_ns,
            options: job.settings.clone(),
            read_to: tracked.line_end(),
            lines: tracked.lines_ended(),
            tail: source::tail_digest(job.file, tracked.line_end())?,
            rejected: log.rejected,
            notices: log.remembered(),
        };
        self.store.save_file(&job.source.name, &job.shown, &state)
    }

    /// Takes in what an importer made of one record.
    fn take(
        &mut self,
        job: &Job<'a, '_>,
        imported: Imported,
        settings: &Settings<'_>,
        seen: DateTime<Utc>,
        appended: bool,
        log: &mut FileLog,
    ) -> Result<()> {
        let Imported {
            line,
            record,
            notices,
            ..
        } = imported;
        let counts = &mut self.outcome.records;
        counts.read += 1;
        let name = record.as_ref().and_then(|r| r.name()).map(str::to_owned);
        let place = |n: Notice| locate(n, &job.shown, line, name.as_deref());
        log.note(notices.into_iter().map(place), &mut self.outcome.notices);
        let Some(mut record) = record else {
            counts.rejected += 1;
            log.rejected += 1;
            return Ok(());
        };
        let prepared = prepare(&mut record, settings);
        let refused = prepared.iter().any(Notice::is_error);
        log.note(prepared.into_iter().map(place), &mut self.outcome.notices);
        if refused {
            self.outcome.records.rejected += 1;
            log.rejected += 1;
            return Ok(());
        }
        let arrival = Arrival {
            record,
            source: &job.source.name,
            file: &job.shown,
            line,
            now: self.options.now,
            seen,
            pass: self.pass,
            appended,
        };
        let put = self.store.put(arrival)?;
        log.note(
            put.notices.into_iter().map(place),
            &mut self.outcome.notices,
        );
        match put.outcome {
            Became::New => counts.new += 1,
            Became::Changed => counts.changed += 1,
            Became::Unchanged => counts.unchanged += 1,
        }
        self.settle_batch()
    }

    fn settle_batch(&mut self) -> Result<()> {
        self.uncommitted += 1;
        if self.uncommitted.is_multiple_of(256) {
            interrupted(self.control)?;
            self.control
                .progress("reading records", self.outcome.records.read, None);
        }
        if self.uncommitted >= BATCH && !self.options.dry_run {
            self.uncommitted = 0;
            self.store.commit()?;
        }
        Ok(())
    }

    fn import_options(&self, job: &Job<'a, '_>, lines_before: u64) -> import::Options {
        let site = &self.newsroom.site;
        let captured_at = match job.source.captured_at {
            Some(CapturedAt::Time(t)) => Some(t),
            Some(CapturedAt::FileTime) => job.stat.map(|s| s.modified().fixed_offset()),
            None => None,
        };
        import::Options {
            zone: job.source.timezone.or(site.timezone),
            captured_at,
            page_url: job
                .source
                .page_url
                .as_deref()
                .and_then(|template| page_url(template, job.file)),
            base: Some(site.url.clone()),
            language: job
                .source
                .language
                .clone()
                .or_else(|| site.language.clone()),
            lines_before,
            ..import::Options::default()
        }
    }

    fn prepare_settings(&self, job: &Job<'a, '_>, options: &import::Options) -> Settings<'a> {
        let language = job
            .source
            .language
            .as_deref()
            .or(self.newsroom.site.language.as_deref());
        Settings {
            zone: options.zone,
            base: options.resolve_against().cloned(),
            trust: job.source.trust,
            language,
            classifier: self.classifier,
        }
    }

    fn settings_digest(&self, source: &SourceDef) -> String {
        let site = &self.newsroom.site;
        let decisive = (
            env!("CARGO_PKG_VERSION"),
            (
                source.format.map(|f| f.name),
                source.timezone,
                &source.language,
                source.captured_at,
                &source.page_url,
                source.trust,
            ),
            (site.url.as_str(), site.timezone, &site.language),
            &self.newsroom.categories,
        );
        blake3::hash(format!("{decisive:?}").as_bytes())
            .to_hex()
            .to_string()
    }
}

/// What is said about one file while it is read.
struct FileLog {
    notices: Vec<Notice>,
    /// How many of them are errors.
    errors: usize,
    rejected: u64,
}

impl FileLog {
    /// Says things, and keeps of them what could be remembered, so that a million bad lines take no more memory.
    fn note(&mut self, notices: impl Iterator<Item = Notice>, said: &mut NoticeLog) {
        for notice in notices {
            let wanted = self.notices.len() < REMEMBERED_NOTICES
                || (notice.is_error() && self.errors < REMEMBERED_NOTICES);
            if wanted {
                self.errors += usize::from(notice.is_error());
                self.notices.push(notice.clone());
            }
            said.push(notice);
        }
    }

    /// Errors first: what was refused must be said again, what was put right may be forgotten.
    fn remembered(mut self) -> Vec<Notice> {
        if self.notices.len() > REMEMBERED_NOTICES {
            self.notices.sort_by_key(|n| std::cmp::Reverse(n.severity));
            self.notices.truncate(REMEMBERED_NOTICES);
        }
        self.notices
    }
}

impl Resume {
    /// Reads on after the last whole line; what was said about a line begun but not ended is taken back.
    fn after(known: FileState) -> Self {
        let (notices, taken_back): (Vec<Notice>, Vec<Notice>) = known
            .notices
            .into_iter()
            .partition(|n| n.line.is_none_or(|line| line <= known.lines));
        let unsaid = taken_back.iter().filter(|n| n.is_error()).count() as u64;
        Resume {
            offset: known.read_to,
            lines: known.lines,
            rejected: known.rejected.saturating_sub(unsaid),
            notices,
        }
    }
}

fn is_same(known: &FileState, stat: &FileStat) -> bool {
    (known.device, known.inode, known.size, known.modified_ns)
        == (stat.device, stat.inode, stat.size, stat.modified_ns)
}

/// Is it the same file, longer, with the 4 KiB before the old end unchanged?
fn has_grown(known: &FileState, stat: &FileStat, file: &Path) -> Result<bool> {
    let longer = (known.device, known.inode) == (stat.device, stat.inode)
        && stat.size > known.size
        && known.read_to > 0;
    Ok(longer && source::tail_digest(file, known.read_to)? == known.tail)
}

fn page_url(template: &str, file: &Path) -> Option<url::Url> {
    let part = |p: Option<&std::ffi::OsStr>| {
        p.map(|p| p.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let written = template
        .replace("{stem}", &part(file.file_stem()))
        .replace("{name}", &part(file.file_name()));
    url::Url::parse(&written).ok()
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

fn unknown_format(file: &Path) -> Error {
    let names: Vec<&str> = import::INPUTS.iter().map(|i| i.name).collect();
    Error::input("the format of this file cannot be told from its content")
        .at(file)
        .help(format!("set `format` to one of: {}", names.join(", ")))
}
