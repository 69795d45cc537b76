//! A folder of files, each of which is wholly old or wholly new at any moment.
//!
//! A document is written to a temporary file beside its place, synced, renamed over it, and the folder is synced.
//! Everything goes through one handle on the folder, so that a link put in its place meanwhile leads nowhere. A
//! failed sync is never tried again: the kernel may have dropped the pages and would then report success.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::fs::{self, AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::series::{Series, stem_of_series};
use super::{Delivered, Sink};
use crate::{Error, Result};

/// Temporary files begin so; what an earlier run left behind is recognised by it.
const TEMP_PREFIX: &str = ".feedwright-tmp-";

/// A folder that takes documents.
#[derive(Debug)]
pub struct DirSink {
    path: PathBuf,
    folder: OwnedFd,
    staged: VecDeque<Staged>,
    surplus: Vec<String>,
    warnings: Vec<String>,
    /// Numbered files as they lay there when the folder was last listed.
    series: Series,
}

#[derive(Debug)]
struct Staged {
    name: String,
    temp: String,
}

impl DirSink {
    /// Opens the folder, making it and its parents where they are not there, and clears away temporary files of
    /// runs that died. Only for a run that holds the store's lock.
    ///
    /// # Errors
    /// An I/O error that names the folder.
    pub fn open(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path)
            .map_err(|e| refuse("cannot make the output folder", e, path))?;
        let mut sink = Self::over(path)?;
        sink.list(true)?;
        Ok(sink)
    }

    /// Opens the folder only if it is there, and changes nothing in it.
    ///
    /// # Errors
    /// An I/O error that names the folder.
    pub fn open_existing(path: &Path) -> Result<Option<Self>> {
        if path.is_dir() {
            let mut sink = Self::over(path)?;
            sink.list(false)?;
            Ok(Some(sink))
        } else {
            Ok(None)
        }
    }

    fn over(path: &Path) -> Result<Self> {
        let folder = fs::open(
            path,
            OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
            Mode::empty(),
        )
        .map_err(|e| refuse("cannot open the output folder", e.into(), path))?;
        Ok(DirSink {
            path: path.to_path_buf(),
            folder,
            staged: VecDeque::new(),
            surplus: Vec::new(),
            warnings: Vec::new(),
            series: Series::default(),
        })
    }

    /// Notes which numbered files lie there; temporary files of runs that died go, where that is asked for.
    fn list(&mut self, clear: bool) -> Result<()> {
        let list = |e: Errno| refuse("cannot list the output folder", e.into(), &self.path);
        let mut series = Series::default();
        for entry in Dir::read_from(&self.folder).map_err(list)? {
            let entry = entry.map_err(list)?;
            let name = entry.file_name().to_bytes();
            if name.starts_with(TEMP_PREFIX.as_bytes()) {
                if clear {
                    // A temporary file that will not go is only untidy.
                    let _ = fs::unlinkat(&self.folder, entry.file_name(), AtFlags::empty());
                }
            } else if let Ok(name) = std::str::from_utf8(name) {
                series.add(name, entry.ino());
            }
        }
        self.series = series;
        Ok(())
    }

    fn stat(&self, name: &str) -> Result<Option<Stat>> {
        match fs::statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT) => Ok(None),
            Err(e) => Err(refuse(
                "cannot look at the document",
                e.into(),
                &self.path.join(name),
            )),
        }
    }

    fn write_temp(&self, temp: &str, bytes: &[u8], modified: Option<SystemTime>) -> io::Result<()> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(fs::openat(
            &self.folder,
            temp,
            flags,
            Mode::from_raw_mode(0o644),
        )?);
        file.write_all(bytes)?;
        if let Some(modified) = modified {
            file.set_modified(modified)?;
        }
        file.sync_all()
    }

    /// Where a file of this name lies; a name that leads elsewhere is refused.
    fn inside(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        if path.file_name() == Some(OsStr::new(name)) {
            return Ok(path);
        }
        Err(Error::usage("this name leads outside the output folder").at(&path))
    }

    fn take_in(&mut self, name: &str, bytes: &[u8], modified: Option<SystemTime>) -> Result<()> {
        let path = self.inside(name)?;
        if let Some(stat) = self.stat(name)?.filter(|stat| !is_file(stat)) {
            if file_type(&stat) == FileType::Directory {
                let e = io::Error::from(io::ErrorKind::IsADirectory);
                return Err(Error::io("a folder lies in the document's place", e)
                    .at(&path)
                    .help("move it away; nothing was changed"));
            }
            self.replaces(&path);
        }
        let temp = temp_of(name);
        let mut written = self.write_temp(&temp, bytes, modified);
        if matches!(&written, Err(e) if e.kind() == io::ErrorKind::AlreadyExists) {
            // No run of ours has this process's number; whoever put it there does not choose what is written.
            self.replaces(&self.path.join(&temp));
            written = fs::unlinkat(&self.folder, temp.as_str(), AtFlags::empty())
                .map_err(Into::into)
                .and_then(|()| self.write_temp(&temp, bytes, modified));
        }
        self.staged.push_back(Staged {
            name: name.to_owned(),
            temp,
        });
        written.map_err(|e| {
            self.discard();
            refuse("cannot write the document", e, &path)
        })
    }

    /// When a file was written that waits to be shown or, where none waits, the one in its place.
    fn time_of(&self, name: &str) -> Result<Option<SystemTime>> {
        let waiting = self.stat(&temp_of(name))?;
        let stat = match waiting {
            Some(stat) => Some(stat),
            None => self.stat(name)?,
        };
        Ok(stat.and_then(|stat| {
            let after = Duration::from_nanos(u64::try_from(modified_ns(&stat)).ok()?);
            SystemTime::UNIX_EPOCH.checked_add(after)
        }))
    }

    /// Takes away what is not wanted any more. What lies there and is no plain file is not ours.
    fn clear_surplus(&mut self) -> Result<()> {
        for name in std::mem::take(&mut self.surplus) {
            if !self.stat(&name)?.as_ref().is_some_and(is_file) {
                continue;
            }
            match fs::unlinkat(&self.folder, name.as_str(), AtFlags::empty()) {
                Ok(()) | Err(Errno::NOENT) => {}
                Err(e) => {
                    let path = self.path.join(&name);
                    return Err(refuse("cannot remove the file", e.into(), &path));
                }
            }
        }
        Ok(())
    }

    fn discard(&mut self) {
        for staged in std::mem::take(&mut self.staged) {
            let _ = fs::unlinkat(&self.folder, staged.temp.as_str(), AtFlags::empty());
        }
    }

    fn replaces(&mut self, path: &Path) {
        let path = path.display();
        self.warnings.push(format!(
            "{path} was not a plain file of ours and is replaced by one"
        ));
    }

    fn sync_folder(&self) -> Result<()> {
        fs::fsync(&self.folder)
            .map_err(|e| refuse("cannot sync the output folder", e.into(), &self.path))
    }
}

impl Sink for DirSink {
    fn look(&self, name: &str) -> Result<Option<Delivered>> {
        let stat = self.stat(name)?.filter(is_file);
        Ok(stat.map(|stat| delivered(name, &stat)))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        if !self.stat(name)?.as_ref().is_some_and(is_file) {
            return Ok(None);
        }
        let cannot = |e: io::Error| refuse("cannot read the document", e, &self.path.join(name));
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd =
            fs::openat(&self.folder, name, flags, Mode::empty()).map_err(|e| cannot(e.into()))?;
        let mut bytes = Vec::new();
        File::from(fd).read_to_end(&mut bytes).map_err(cannot)?;
        Ok(Some(bytes))
    }

    fn stage(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.take_in(name, bytes, None)
    }

    fn stage_beside(&mut self, of: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let modified = self.time_of(of)?;
        self.take_in(name, bytes, modified)
    }

    fn remove(&mut self, name: &str) -> Result<()> {
        self.inside(name)?;
        self.surplus.push(name.to_owned());
        Ok(())
    }

    fn deliver(&mut self) -> Result<Vec<Delivered>> {
        if self.staged.is_empty() && self.surplus.is_empty() {
            return Ok(Vec::new());
        }
        let mut out = Vec::with_capacity(self.staged.len());
        let touched = self.staged.iter().map(|s| &s.name).chain(&self.surplus);
        let list_again = touched.into_iter().any(|n| stem_of_series(n).is_some());
        while let Some(staged) = self.staged.pop_front() {
            if let Err(e) = fs::renameat(
                &self.folder,
                staged.temp.as_str(),
                &self.folder,
                staged.name.as_str(),
            ) {
                let path = self.path.join(&staged.name);
                self.staged.push_back(staged);
                self.discard();
                return Err(refuse(
                    "cannot put the document in its place",
                    e.into(),
                    &path,
                ));
            }
            if let Some(stat) = self.stat(&staged.name)? {
                out.push(delivered(&staged.name, &stat));
            }
        }
        self.clear_surplus()?;
        self.sync_folder()?;
        if list_again {
            self.list(false)?;
        }
        Ok(out)
    }

    fn series(&self, stem: &str) -> String {
        self.series.mark(stem)
    }

    fn warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }
}

impl Drop for DirSink {
    fn drop(&mut self) {
        self.discard();
    }
}

/// The temporary file of a document, in this process.
fn temp_of(name: &str) -> String {
    format!("{TEMP_PREFIX}{}-{name}", std::process::id())
}

fn is_file(stat: &Stat) -> bool {
    file_type(stat) == FileType::RegularFile
}

fn file_type(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

fn delivered(name: &str, stat: &Stat) -> Delivered {
    Delivered {
        name: name.to_owned(),
        size: u64::try_from(stat.st_size).unwrap_or_default(),
        modified_ns: modified_ns(stat),
    }
}

/// Nanoseconds since 1970.
#[allow(
    clippy::useless_conversion,
    reason = "the widths of these fields differ between systems"
)]
fn modified_ns(stat: &Stat) -> i64 {
    let seconds = i64::try_from(stat.st_mtime).unwrap_or_default();
    let nanos = i64::try_from(stat.st_mtime_nsec).unwrap_or_default();
    seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
}

fn refuse(what: &str, e: io::Error, path: &Path) -> Error {
    Error::io(what, e).at(path).help(
        "make room, or allow writing there; every document is whole, and the next run finishes the work",
    )
}
