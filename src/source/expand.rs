//! A path as written to the files it means.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Folders nested deeper than this are taken for a loop.
const DEEPEST: usize = 32;

/// The files that `written` means, relative to `root`, in the order of their names: the file itself, what a
/// glob matches, or every file in a directory and below. Hidden files are left out of globs and directories.
///
/// # Errors
/// An input error where nothing is there, or a folder cannot be listed.
pub fn expand(written: &str, root: &Path) -> Result<Vec<PathBuf>> {
    if written == super::STDIN {
        return Ok(vec![PathBuf::from(super::STDIN)]);
    }
    let path = root.join(written);
    match std::fs::metadata(&path) {
        Ok(meta) if meta.is_dir() => in_directory(&path),
        Ok(_) => Ok(vec![path]),
        Err(_) if is_glob(written) => matches(&path),
        Err(e) => Err(Error::input("cannot read the source")
            .caused_by(e)
            .at(&path)
            .help("check the path, or remove the source")),
    }
}

fn is_glob(written: &str) -> bool {
    written.contains(['*', '?', '['])
}

fn matches(pattern: &Path) -> Result<Vec<PathBuf>> {
    let shown = pattern.to_string_lossy();
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::new()
    };
    let paths = glob::glob_with(&shown, options).map_err(|e| {
        Error::input("this is not a glob")
            .caused_by(e)
            .at(pattern)
            .help("check the pattern")
    })?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|e| {
            Error::input("cannot list the source")
                .caused_by(e)
                .at(pattern)
                .help("check that every folder on the way may be read")
        })?;
        if path.is_dir() {
            files.extend(in_directory(&path)?)
        } else {
            files.push(path)
        }
    }
    if files.is_empty() {
        return Err(Error::input("no file matches")
            .at(pattern)
            .help("check the pattern, or remove the source"));
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn in_directory(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(dir, 0, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(dir: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let unreadable = |e| {
        Error::input("cannot list the folder")
            .caused_by(e)
            .at(dir)
            .help("check that it is there and may be read")
    };
    if depth > DEEPEST {
        let why = format!("folders are nested more than {DEEPEST} deep");
        return Err(Error::input(why)
            .at(dir)
            .help("name the inner folder itself"));
    }
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        // The entry's own type: a link to a folder is not followed, so that no loop can form.
        let kind = entry.file_type().map_err(unreadable)?;
        let path = entry.path();
        if kind.is_dir() {
            collect(&path, depth + 1, files)?;
        } else if kind.is_file() || path.is_file() || (kind.is_symlink() && !path.is_dir()) {
            files.push(path);
        }
    }
    Ok(())
}
