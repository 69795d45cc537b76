//! Whose newsroom it is, and where its files lie.

use std::path::{Path, PathBuf};

use url::Url;

use crate::config::newsroom_file::{OutputTable, SiteTable, StoreTable};
use crate::config::place::Place;
use crate::config::{Output, Site, check};
use crate::model::{Line, Link};
use crate::{Error, Result};

/// Reads `[site]`.
pub(super) fn site(written: &SiteTable, place: &Place) -> Result<Site> {
    let title = Line::new(&written.title);
    if title.is_empty() {
        return Err(place
            .error(&["site", "title"], "the site's title is empty")
            .help("write the publication's name"));
    }
    let url = check::web_url(&written.url, place, &["site", "url"])?;
    let author = written
        .author
        .as_deref()
        .and_then(|a| Line::new(a).non_empty())
        .unwrap_or_else(|| title.clone());
    Ok(Site {
        title,
        url,
        language: check::language(written.language.as_deref(), place, &["site", "language"])?,
        timezone: check::timezone(written.timezone.as_deref(), place, &["site", "timezone"])?,
        author,
        authority: check::authority(written.authority.as_deref(), place)?,
    })
}

/// Reads `[output]`.
pub(super) fn output(
    written: &OutputTable,
    root: &Path,
    site: &Site,
    place: &Place,
) -> Result<Output> {
    let dir = written.dir.as_deref();
    Ok(Output {
        dir: root.join(check::path(dir, "public", place, &["output", "dir"])?),
        base_url: base_url(written.base_url.as_deref(), site, place)?,
        packings: check::packings(&written.compress, place)?,
        prune: written.prune,
        headers: written.headers,
    })
}

/// Reads `[store]`: a file that lies apart from the documents.
pub(super) fn store(
    written: &StoreTable,
    root: &Path,
    output: &Path,
    place: &Place,
) -> Result<PathBuf> {
    let path = written.path.as_deref();
    let path = check::path(path, ".feedwright/store.db", place, &["store", "path"])?;
    let store = root.join(path);
    check::store_apart(&store, output, place)?;
    Ok(store)
}

fn base_url(written: Option<&str>, site: &Site, place: &Place) -> Result<Link> {
    let mut url = match written {
        Some(raw) => check::web_url(raw, place, &["output", "base_url"])?,
        None => site.url.clone(),
    };
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    link(&url)
}

fn link(url: &Url) -> Result<Link> {
    Link::parse(url.as_str(), None).map_err(|e| Error::config(format!("{url}: {e}")))
}
