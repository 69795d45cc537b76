//! `feedwright init`: a commented starter newsroom that publishes at once.

use std::io::Write;
use std::path::{Path, PathBuf};

use feedwright::{Error, Result};

use super::super::args::Init;
use super::super::exit::Exit;
use super::super::messages::Messages;

/// The starter newsroom's files.
const FILES: &[(&str, &str)] = &[
    (
        "feedwright.toml",
        include_str!("../../../data/init/feedwright.toml"),
    ),
    (
        "feeds/news.toml",
        include_str!("../../../data/init/feeds/news.toml"),
    ),
    (
        "pages/front-page.txt",
        include_str!("../../../data/init/pages/front-page.txt"),
    ),
    (
        "records.jsonl",
        include_str!("../../../data/init/records.jsonl"),
    ),
    (".gitignore", include_str!("../../../data/init/gitignore")),
];

pub(crate) fn run(args: &Init, messages: &Messages) -> Result<Exit> {
    let dir: PathBuf = args.dir.clone().unwrap_or_else(|| PathBuf::from("."));
    let there: Vec<&str> = FILES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| dir.join(name).symlink_metadata().is_ok())
        .collect();
    if !there.is_empty() {
        return Err(Error::usage(format!("there already: {}", there.join(", ")))
            .at(&dir)
            .help("choose an empty folder; nothing was written"));
    }
    for (name, text) in FILES {
        write(&dir.join(name), text)?;
    }
    let cd = args
        .dir
        .as_ref()
        .map(|d| format!("cd {} && ", d.display()))
        .unwrap_or_default();
    messages.note(&format!(
        "a newsroom was begun; publish it with: {cd}feedwright publish"
    ));
    Ok(Exit::Success)
}

fn write(path: &Path, text: &str) -> Result<()> {
    let cannot = |e| Error::io("cannot write the starter newsroom", e).at(path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(cannot)?;
    }
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path);
    file.and_then(|mut f| f.write_all(text.as_bytes()))
        .map_err(cannot)
}
