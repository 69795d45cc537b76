//! The files in `feeds/`: each is a feed, or a family of feeds.

use std::path::{Path, PathBuf};

use super::feed::{Around, feed};
use crate::config::place::Place;
use crate::config::{Family, FeedDef, FeedFile, each_table};
use crate::{Error, Result};

/// The feeds and families in `feeds/*.toml` by slug; without any, one feed `news` of everything.
pub(super) fn feeds(root: &Path, around: &Around<'_>) -> Result<(Vec<FeedDef>, Vec<Family>)> {
    let (mut feeds, mut families) = (Vec::new(), Vec::new());
    for file in feed_files(&root.join("feeds"))? {
        if !file.is_file() {
            return Err(Error::config("this is no file that can be read")
                .at(&file)
                .help("put a feed's definition there, or take it away"));
        }
        let (written, place) = Place::read::<FeedFile>(&file)?;
        let feed = feed(&written, around, &place)?;
        match &written.each {
            Some(each) => families.push(each_table::family(
                each,
                feed,
                written.title.is_some(),
                &place,
            )?),
            None => feeds.push(feed),
        }
    }
    if feeds.is_empty() && families.is_empty() {
        let place = Place::default();
        feeds.push(feed(
            &FeedFile {
                slug: Some("news".to_owned()),
                ..FeedFile::default()
            },
            around,
            &place,
        )?);
    }
    feeds.sort_by(|a, b| a.slug.cmp(&b.slug));
    families.sort_by(|a, b| a.feed.slug.cmp(&b.feed.slug));
    Ok((feeds, families))
}

fn feed_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => {
            return Err(Error::io("cannot list the feeds", e)
                .at(dir)
                .help("make it a folder with one file for each feed, that this user may read"));
        }
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|e| Error::io("cannot list the feeds", e).at(dir))?
            .path();
        let hidden = path
            .file_name()
            .is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
        if !hidden && path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
