//! The users' own templates: every file in their folder that can be one.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::pages::Templates;
use crate::{Error, Result};

/// A template larger than this is something else that lies there.
const LARGEST: u64 = 1 << 20;

/// Reads the folder; one that is not there holds none.
///
/// # Errors
/// An error that names the file which cannot be read, is too large, or is not UTF-8.
pub(super) fn read(folder: &Path) -> Result<Templates> {
    let cannot = |e, path: &Path| {
        Error::io("cannot read the templates", e)
            .at(path)
            .help("let this user read them, or set another folder in [pages]")
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Templates::default()),
        Err(e) => return Err(cannot(e, folder)),
    };
    let mut own = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|e| cannot(e, folder))?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
            continue;
        };
        let kind = path.extension().and_then(|e| e.to_str());
        let is_template = matches!(kind, Some("html" | "css" | "js" | "toml"));
        if name.starts_with('.') || !is_template || !path.is_file() {
            continue;
        }
        let size = path.metadata().map_err(|e| cannot(e, &path))?.len();
        if size > LARGEST {
            return Err(Error::input("this is too large for a template")
                .at(&path)
                .help("keep it below 1 MiB"));
        }
        let bytes = std::fs::read(&path).map_err(|e| cannot(e, &path))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Error::input("this is not UTF-8 text")
                .at(&path)
                .help("save the file as UTF-8")
        })?;
        own.insert(name.to_owned(), text);
    }
    Ok(Templates::with(own))
}
