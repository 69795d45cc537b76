//! The first 100 bytes of the file (SQLite file format, section 1.3), read by hand: a newer or damaged store has
//! to be told before SQLite touches it or lays a log beside it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::fault::damaged;
use super::schema::APPLICATION_ID;
use crate::{Error, Result};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Looks whether the file can be a store of this program and returns its schema version.
///
/// # Errors
/// A store error where it is damaged or belongs to another program.
pub(super) fn check(path: &Path) -> Result<i32> {
    let (header, size) = read(path)?;
    let bad = |why: &str| damaged(Some(path), why);
    if size == 0 {
        return Err(bad("the file is empty"));
    }
    let header: &[u8; 100] = header
        .first_chunk()
        .ok_or_else(|| bad("the file is cut off"))?;
    if header.first_chunk::<16>() != Some(MAGIC) {
        return Err(bad("it is not a database"));
    }
    let page = page_size(header).ok_or_else(|| bad("its header is not readable"))?;
    if !(1..=4).contains(&be32(header, 44)) || !(1..=3).contains(&be32(header, 56)) {
        return Err(bad("its header is not readable"));
    }
    if be32(header, 68) != APPLICATION_ID {
        return Err(bad("the file does not bear feedwright's mark"));
    }
    let modes = (header.get(18), header.get(19));
    if !matches!(modes, (Some(1), Some(1)) | (Some(2), Some(2))) {
        return Err(bad("its header is not readable"));
    }
    if log_is_empty(path) && size < page.saturating_mul(pages(header)) {
        return Err(bad("the file is cut off"));
    }
    Ok(be32(header, 60))
}

fn read(path: &Path) -> Result<(Vec<u8>, u64)> {
    let cannot = |e| Error::store("cannot read the store").caused_by(e).at(path);
    let file = File::open(path).map_err(cannot)?;
    let about = file.metadata().map_err(cannot)?;
    if !about.is_file() {
        return Err(Error::store("the store is not a file")
            .at(path)
            .help("move what is there away, or set path in [store]"));
    }
    let mut header = Vec::with_capacity(100);
    file.take(100).read_to_end(&mut header).map_err(cannot)?;
    Ok((header, about.len()))
}

fn page_size(header: &[u8; 100]) -> Option<u64> {
    let size = u16::from_be_bytes(header.get(16..18)?.try_into().ok()?);
    let size = if size == 1 { 65_536 } else { u64::from(size) };
    (size.is_power_of_two() && size >= 512).then_some(size)
}

/// The size in pages as the header has it; 0 where an old program left it out of date.
fn pages(header: &[u8; 100]) -> u64 {
    if be32(header, 24) != be32(header, 92) {
        return 0;
    }
    u64::try_from(be32(header, 28)).unwrap_or(0)
}

fn be32(header: &[u8; 100], at: usize) -> i32 {
    let bytes = header
        .get(at..at + 4)
        .and_then(|b| b.first_chunk().copied());
    i32::from_be_bytes(bytes.unwrap_or_default())
}

/// The write-ahead log beside the file.
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}

/// While a log lies there, the file itself may be shorter than its header says.
pub(super) fn log_is_empty(path: &Path) -> bool {
    std::fs::metadata(log_of(path)).map_or(true, |m| m.len() == 0)
}
