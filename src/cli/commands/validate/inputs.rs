//! What was named on the command line, as the documents to judge.

use std::path::{Path, PathBuf};

use feedwright::{Error, Result, source, validate};

/// In a folder, a file with one of these extensions is judged whatever it holds.
const FEED_EXTENSIONS: &[&str] = &["atom", "rdf", "rss"];

/// One document to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    File(PathBuf),
    Stdin,
    Url(String),
}

impl Input {
    /// How it is called in reports.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => source::STDIN.to_owned(),
            Input::Url(url) => url.clone(),
        }
    }
}

/// An input that cannot be judged, and why.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) name: String,
    pub(crate) error: Error,
}

/// The inputs that a path, glob, address or `-` means, in order. One that is refused does not hide the others.
pub(crate) fn expand(written: &str) -> Vec<Result<Input, Refused>> {
    if written == source::STDIN {
        return vec![Ok(Input::Stdin)];
    }
    if has_scheme(written, "http") || has_scheme(written, "https") {
        return vec![Ok(Input::Url(written.to_owned()))];
    }
    if is_foreign(written) {
        return vec![Err(not_fetched(written))];
    }
    let found = source::expand_each(written, Path::new(""));
    let inputs: Vec<_> = found
        .into_iter()
        .filter_map(|f| wanted(written, f))
        .collect();
    if inputs.is_empty() {
        return vec![Err(no_feed(written))];
    }
    inputs
}

/// Is this an address of that scheme, in whatever case it is written?
fn has_scheme(written: &str, scheme: &str) -> bool {
    let found = written.split_once("://");
    found.is_some_and(|(found, _)| found.eq_ignore_ascii_case(scheme))
}

/// Is this an address of a kind that is not fetched, and not a file after all?
fn is_foreign(written: &str) -> bool {
    let scheme = written.split_once("://").map_or("", |(scheme, _)| scheme);
    let named = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
    named && !Path::new(written).exists()
}

fn not_fetched(written: &str) -> Refused {
    Refused {
        name: written.to_owned(),
        error: Error::input("addresses of this kind are not fetched")
            .at(written)
            .help("give one that begins with https:// or http://, or the path of a file"),
    }
}

/// The input of a file that was found; nothing where a folder holds it and it is no feed.
fn wanted(written: &str, found: Result<source::Found>) -> Option<Result<Input, Refused>> {
    let refused = |error: Error| {
        let path = error.path().map(|p| p.display().to_string());
        let name = path.unwrap_or_else(|| written.to_owned());
        Some(Err(Refused { name, error }))
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return refused(error),
    };
    if found.in_folder && !has_feed_extension(&found.path) {
        match source::head(&found.path) {
            Ok(head) if validate::looks_like_feed(&head) => {}
            Ok(_) => return None,
            Err(error) => return refused(error),
        }
    }
    // In `.` a file is called by its name alone, as other tools and annotations call it.
    let plain = found
        .path
        .strip_prefix(".")
        .ok()
        .filter(|_| found.in_folder);
    let path = plain.map_or_else(|| found.path.clone(), Path::to_path_buf);
    Some(Ok(Input::File(path)))
}

fn has_feed_extension(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default();
    FEED_EXTENSIONS
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

fn no_feed(written: &str) -> Refused {
    let help = format!(
        "name a feed, or a folder with feeds: files that begin like one, or end in {}",
        FEED_EXTENSIONS.join(", ")
    );
    Refused {
        name: written.to_owned(),
        error: Error::input("there is no feed in this folder")
            .at(written)
            .help(help),
    }
}
