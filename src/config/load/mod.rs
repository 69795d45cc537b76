//! Finds and reads a newsroom's files, and turns what they say into a [`Newsroom`].

mod feed;
mod feeds;
mod site;
mod sources;

use std::path::{Path, PathBuf};

use self::feed::Around;
use self::feeds::feeds;
use self::site::{output, site, store};
use self::sources::sources;
use super::place::Place;
use super::{Family, FeedDef, Newsroom, NewsroomFile, Pages, check};
use crate::model::Link;
use crate::pages::FEED_STYLE;
use crate::{Error, Result};

/// The name of a newsroom's configuration file.
pub const CONFIG_FILE: &str = "feedwright.toml";

/// Finds the configuration file in `start` or the nearest folder above it.
///
/// # Errors
/// A configuration error where there is none.
pub fn find(start: &Path) -> Result<PathBuf> {
    look(start).ok_or_else(|| {
        Error::config(format!(
            "there is no {CONFIG_FILE} in this folder or any above it"
        ))
        .at(start)
        .help("run `feedwright init` to begin a newsroom here, or name one with --config FILE")
    })
}

/// The configuration file in `start` or the nearest folder above it, where there is one.
pub fn look(start: &Path) -> Option<PathBuf> {
    let files = start.ancestors().map(|dir| dir.join(CONFIG_FILE));
    files.into_iter().find(|file| file.is_file())
}

/// Reads and checks a newsroom's configuration and all its feeds.
///
/// # Errors
/// A configuration error that names file, line, what is wrong and the way out.
pub fn load(file: &Path) -> Result<Newsroom> {
    let (written, place) = Place::read::<NewsroomFile>(file)?;
    let root = folder(file);
    let site = site(&written.site, &place)?;
    let sources = sources(&written.source, &site, &place)?;
    check::rules(&written.category, &place)?;
    written.validate.checked(&root, &place)?;
    let output = output(&written.output, &root, &site, &place)?;
    let media = written.media.checked(&root, &place)?;
    let store = store(&written.store, &root, &output.dir, &place)?;
    let serve = written.serve.checked(&output.base_url, &place)?;
    let mut push = written.push.checked(&output.base_url, &place)?;
    push.or_hub(serve.hub.then_some(&serve.hub_url));
    let hook = written.notify.map(|n| n.checked(&place)).transpose()?;
    let language = site.language.as_deref();
    let vocabulary = written.vocabulary.as_ref();
    let vocabulary = vocabulary.map(|v| v.checked(&root, language, &place));
    let vocabulary = vocabulary.transpose()?;
    let around = Around {
        site: &site,
        base: &output.base_url,
        appearance: written.defaults.checked(&output.base_url, &place)?,
        defaults: &written.defaults,
        place: &place,
    };
    around.limits()?;
    let (mut feeds, mut families) = feeds(&root, &around)?;
    check::document_names(&feeds)?;
    let pages = written.pages.as_ref();
    let pages = pages.map(|p| p.checked(&root, &place)).transpose()?;
    if let Some(pages) = &pages {
        stand_around(pages, &mut feeds, &mut families, &output.base_url)?;
    }
    check::family_names(&feeds, &families)?;
    let defined = families.iter().map(|family| &family.feed);
    check::source_names(feeds.iter().chain(defined), &sources)?;
    check::sitemap(written.sitemap, &site, &feeds, &place)?;
    let moved = check::moved(&written.moved, &feeds, families.is_empty(), &place)?;
    Ok(Newsroom {
        root,
        file: file.to_path_buf(),
        site,
        sources,
        categories: written.category,
        vocabulary,
        feeds,
        families,
        output,
        media,
        sitemap: written.sitemap,
        store,
        moved,
        pages,
        push,
        hook,
        serve,
    })
}

/// Lets each feed that names no style sheet ask for the one that stands beside the pages, and looks whether their names meet.
fn stand_around(
    pages: &Pages,
    feeds: &mut [FeedDef],
    families: &mut [Family],
    base: &Link,
) -> Result<()> {
    if pages.stylesheet {
        styled(feeds, families, base)?;
    }
    pages.names_apart(feeds)
}

fn styled(feeds: &mut [FeedDef], families: &mut [Family], base: &Link) -> Result<()> {
    let style = check::beside(base, FEED_STYLE)?;
    let families = families.iter_mut().map(|family| &mut family.feed);
    for feed in feeds.iter_mut().chain(families) {
        feed.about.stylesheet.get_or_insert_with(|| style.clone());
    }
    Ok(())
}

/// The folder that paths in a configuration file are relative to.
pub(super) fn folder(file: &Path) -> PathBuf {
    let parent = file.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_path_buf()
}
