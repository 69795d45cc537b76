//! Sources of files: what has changed is read, and nothing else.

use std::path::Path;

use super::super::job::Job;
use super::super::publish::interrupted;
use super::super::resume::{Resume, has_grown, is_same};
use super::{Ingest, Passed};
use crate::config::SourceDef;
use crate::import::{self, Input, Once, jsonl};
use crate::source::{self, FileStat};
use crate::store::FileState;
use crate::{Error, Result};

impl<'a> Ingest<'a> {
    /// Reads one source of files. A bad file does not stop the others.
    pub(super) fn files(&mut self, source: &'a SourceDef) -> Result<Passed> {
        if let Some(sql) = &source.sql {
            return self.query(source, sql);
        }
        let files = match source::expand(&source.path, &self.newsroom.root) {
            Ok(files) => files,
            Err(e) => return self.failed(source, e).map(|()| Passed::default()),
        };
        let mut passed = Passed {
            readable: files.is_empty(),
            complete: true,
            ..Passed::default()
        };
        for file in &files {
            interrupted(self.control)?;
            match self.file(source, file, &mut passed) {
                Ok(()) => passed.readable = true,
                Err(e) => {
                    interrupted(self.control)?;
                    passed.complete = false;
                    self.failed(source, e)?;
                }
            }
        }
        passed.places = files.iter().map(|file| self.shown(file)).collect();
        Ok(passed)
    }

    /// Reads a file unless it is as it was: from its beginning, or from its old end where it only grew.
    fn file(&mut self, source: &'a SourceDef, file: &Path, passed: &mut Passed) -> Result<()> {
        if file == Path::new(source::STDIN) {
            return self.standard_input(source, file, passed);
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
        let head = source::head(file)?;
        let input = input_for(source, file, &head)?;
        let by_line = input.line_by_line && !jsonl::is_document(&head, &source.fields);
        let resume = match known {
            Some(known) if by_line && has_grown(&known, &stat, file)? => Resume::after(known),
            _ => Resume::default(),
        };
        let whole = resume.offset == 0;
        let reader = source::Part::open(file, resume.offset, stat.size)?;
        let read = self.read(&job, input, reader, resume)?;
        passed.news = true;
        if whole && read.log.rejected == 0 {
            self.store.read_whole(&source.name, &job.shown, self.pass)?;
        }
        let state = FileState {
            device: stat.device,
            inode: stat.inode,
            size: stat.size,
            modified_ns: stat.modified_ns,
            options: settings,
            read_to: read.byte,
            lines: read.lines,
            tail: source::tail_digest(file, read.byte)?,
            rejected: read.log.rejected,
            notices: read.log.into_notices(),
        };
        self.store.save_file(&source.name, &job.shown, &state)
    }

    fn standard_input(
        &mut self,
        source: &'a SourceDef,
        file: &Path,
        passed: &mut Passed,
    ) -> Result<()> {
        let control = self.control;
        let stop = || control.interrupted().is_some();
        let stdin = std::io::BufReader::with_capacity(1 << 16, source::Stdin::new(&stop));
        let (head, mut stdin) = source::begun(stdin)
            .map_err(|e| Error::input("cannot read standard input").caused_by(e))?;
        let input = input_for(source, file, &head)?;
        let job = self.job(source, file, None);
        let read = if input.read_twice {
            let saved = source::Part::saved(&mut stdin)?;
            self.read(&job, input, saved, Resume::default())?
        } else {
            self.read(&job, input, Once(stdin), Resume::default())?
        };
        passed.news = true;
        if read.log.rejected == 0 {
            self.store.read_whole(&source.name, file, self.pass)?;
        }
        Ok(())
    }

    pub(super) fn job<'f>(
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
            fetched: None,
        }
    }
}

fn input_for(source: &SourceDef, file: &Path, head: &[u8]) -> Result<&'static Input> {
    match source.format {
        Some(input) => {
            import::named(input, head, !source.fields.is_empty()).map_err(|e| e.at(file))
        }
        None => import::recognise(head, file),
    }
}
