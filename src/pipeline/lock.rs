//! One run at a time for each store: an operating system's file lock, which a dead run cannot leave behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::Control;
use super::publish::interrupted;
use crate::{Error, Result};

/// How often a waiting run looks again.
const EVERY: Duration = Duration::from_millis(50);

/// Holds the store until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock beside the store, waiting for at most `wait`; writes who holds it into the file.
    ///
    /// # Errors
    /// A busy error that names the holder, an I/O error, or the signal that ended the wait.
    pub fn take(
        store: &Path,
        wait: Duration,
        now: DateTime<Utc>,
        control: &dyn Control,
    ) -> Result<Self> {
        let path = lock_path(store);
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir).map_err(|e| {
                Error::io("cannot make the store's folder", e)
                    .at(dir)
                    .help("allow writing there, or set path in [store]")
            })?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| {
                Error::io("cannot open the lock", e)
                    .at(&path)
                    .help("allow writing beside the store, or set path in [store]")
            })?;
        let deadline = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    interrupted(control)?;
                    std::thread::sleep(EVERY);
                }
                Err(TryLockError::WouldBlock) => return Err(busy(&mut file, store)),
                Err(TryLockError::Error(e)) => {
                    return Err(Error::io("cannot lock the store", e).at(&path));
                }
            }
        }
        // Who holds the lock is a courtesy to the next one; a full disk must not end the run here.
        let _ = write_holder(&mut file, now);
        Ok(Lock { _file: file })
    }
}

/// The lock's file: beside the store, so that every name of the folder leads to the same one.
fn lock_path(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_os_string();
    name.push(".lock");
    store.with_file_name(name)
}

fn write_holder(file: &mut File, now: DateTime<Utc>) -> std::io::Result<()> {
    file.rewind()?;
    let text = format!(
        "process {}, run of {}\n",
        std::process::id(),
        now.format("%Y-%m-%dT%H:%M:%SZ")
    );
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)
}

fn busy(file: &mut File, store: &Path) -> Error {
    let mut holder = String::new();
    let read = file
        .rewind()
        .and_then(|()| Read::take(&mut *file, 200).read_to_string(&mut holder));
    let holder = match read {
        Ok(_) if !holder.trim().is_empty() => holder.trim().to_owned(),
        _ => "another process".to_owned(),
    };
    Error::busy(format!("another run holds the store ({holder})"))
        .at(store)
        .help("let it finish, or wait for it with --wait SECONDS")
}
