//! Replaces one file as a whole: whoever reads it meanwhile sees the old bytes or the new ones.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::Path;

use tempfile::Builder;

use crate::{Error, Result};

/// Puts `bytes` in the place of the file at `path`, durably. Its permissions stay,
/// and its owner where we may give files away; of a link, the file behind it is replaced.
///
/// # Errors
/// An I/O error that names the path; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    written(path, bytes).map_err(|e| Error::io("cannot replace the file", e).at(path))
}

fn written(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let target = fs::canonicalize(path)?;
    let folder = target.parent().unwrap_or(Path::new("/"));
    let old = fs::metadata(&target)?;
    // A file that we may not write is not to be replaced through its folder either.
    File::options().write(true).open(&target)?;
    let mut temp = Builder::new()
        .prefix(".feedwright-tmp-")
        .tempfile_in(folder)?;
    temp.write_all(bytes)?;
    let own = temp.as_file().metadata()?;
    if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
        // Who may not give files away keeps the new one.
        let _ = fchown(temp.as_file(), Some(old.uid()), Some(old.gid()));
    }
    temp.as_file().set_permissions(old.permissions())?;
    temp.as_file().sync_all()?;
    temp.persist(&target).map_err(|e| e.error)?;
    File::open(folder)?.sync_all()
}
