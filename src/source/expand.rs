//! A path as written to the files it means.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Folders nested deeper than this are taken for a loop.
const DEEPEST: usize = 32;

/// A file that a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// Was it found in a folder, and not named or matched itself?
    pub in_folder: bool,
}

/// The files that `written` means, relative to `root`, in the order of their names: the file itself, what a
/// glob matches, or every file in a directory and below. Hidden files are left out of globs and directories.
///
/// # Errors
/// An input error where nothing is there, or a folder cannot be listed.
pub fn expand(written: &str, root: &Path) -> Result<Vec<PathBuf>> {
    let found = expand_each(written, root).into_iter();
    found.map(|found| Ok(found?.path)).collect()
}

/// The same, but a folder that cannot be listed does not hide the files beside it.
pub fn expand_each(written: &str, root: &Path) -> Vec<Result<Found>> {
    if written == super::STDIN {
        return vec![Ok(named(PathBuf::from(super::STDIN)))];
    }
    let path = root.join(written);
    match std::fs::metadata(&path) {
        Ok(meta) if meta.is_dir() => in_directory(&path),
        Ok(_) => vec![Ok(named(path))],
        Err(_) if is_glob(written) => matches(&path).unwrap_or_else(|e| vec![Err(e)]),
        Err(e) => vec![Err(Error::input("cannot read the file")
            .caused_by(e)
            .at(&path)
            .help("check that it is there and may be read"))],
    }
}

fn named(path: PathBuf) -> Found {
    Found {
        path,
        in_folder: false,
    }
}

fn is_glob(written: &str) -> bool {
    written.contains(['*', '?', '['])
}

fn matches(pattern: &Path) -> Result<Vec<Result<Found>>> {
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
            Error::input("cannot list the folder")
                .caused_by(e)
                .at(pattern)
                .help("check that every folder on the way may be read")
        })?;
        if path.is_dir() {
            files.extend(in_directory(&path));
        } else {
            files.push(Ok(named(path)));
        }
    }
    if files.is_empty() {
        return Err(Error::input("no file matches")
            .at(pattern)
            .help("check the pattern, and the folder that it begins in"));
    }
    sort(&mut files);
    files.dedup_by(|a, b| matches!((a, b), (Ok(a), Ok(b)) if a.path == b.path));
    Ok(files)
}

fn sort(files: &mut [Result<Found>]) {
    let path = |file: &Result<Found>| match file {
        Ok(found) => Some(found.path.clone()),
        Err(e) => e.path().map(Path::to_path_buf),
    };
    files.sort_by_cached_key(path);
}

fn in_directory(dir: &Path) -> Vec<Result<Found>> {
    let mut files = Vec::new();
    if let Err(e) = collect(dir, 0, &mut files) {
        files.push(Err(e));
    }
    sort(&mut files);
    files
}

fn collect(dir: &Path, depth: usize, files: &mut Vec<Result<Found>>) -> Result<()> {
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
            if let Err(e) = collect(&path, depth + 1, files) {
                files.push(Err(e));
            }
        } else if kind.is_file() || path.is_file() || (kind.is_symlink() && !path.is_dir()) {
            files.push(Ok(Found {
                path,
                in_folder: true,
            }));
        }
    }
    Ok(())
}
