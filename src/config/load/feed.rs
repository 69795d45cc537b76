//! One feed's file, with what `feedwright.toml` says that feeds fall back on.

use crate::config::appearance::{Appearance, DefaultsTable};
use crate::config::place::Place;
use crate::config::{FeedDef, FeedFile, Include, Site, check, podcast_table, push_table};
use crate::model::{Line, Link, Query};
use crate::{Result, render};

/// What `feedwright.toml` says that feeds fall back on.
pub(super) struct Around<'a> {
    pub(super) site: &'a Site,
    pub(super) base: &'a Link,
    pub(super) appearance: Appearance,
    pub(super) defaults: &'a DefaultsTable,
    pub(super) place: &'a Place,
}

impl Around<'_> {
    /// Checks what `[defaults]` says beside looks.
    pub(super) fn limits(&self) -> Result<()> {
        if let Some(limit) = self.defaults.limit {
            check::limit(limit, &["defaults", "limit"], self.place)?;
        }
        self.formats().map(drop)
    }

    pub(super) fn formats(&self) -> Result<Vec<&'static render::Format>> {
        let written = self.defaults.formats.as_deref();
        formats(written, &["defaults", "formats"], self.place)
    }
}

/// Reads one feed's file.
pub(super) fn feed(written: &FeedFile, around: &Around<'_>, place: &Place) -> Result<FeedDef> {
    let site = around.site;
    let slug = slug(written, place);
    check::slug(&slug, place)?;
    let title = written
        .title
        .as_deref()
        .and_then(|t| Line::new(t).non_empty())
        .unwrap_or_else(|| site.title.clone());
    let description = written
        .description
        .as_deref()
        .and_then(|d| Line::new(d).non_empty());
    languages(&written.include, place)?;
    let defaults = around.defaults;
    let dressed = written.dressed(site, around.base, &around.appearance, place)?;
    Ok(FeedDef {
        language: feed_language(written, site, place)?,
        author: dressed.author,
        rights: dressed.rights,
        about: dressed.about,
        wording: dressed.wording,
        slug,
        family: None,
        file: (!place.file.as_os_str().is_empty()).then(|| place.file.clone()),
        description: description.unwrap_or_else(|| title.clone()),
        title,
        formats: match written.formats.as_deref() {
            None => around.formats()?,
            own => formats(own, &["formats"], place)?,
        },
        query: query(written, around, place)?,
        content: written.content,
        authors: written.authors,
        ttl: written.ttl.or(defaults.ttl),
        retraction: written.retraction,
        retraction_days: written
            .retraction_days
            .or(defaults.retraction_days)
            .unwrap_or(7),
        podcast: podcast_table::show(written, place)?,
        hubs: match &written.hubs {
            Some(hubs) => Some(push_table::targets(hubs, place, &["hubs"])?),
            None => None,
        },
        history: written.history,
        archive_size: check::archive_size(written, place)?,
    })
}

/// What the file says, else the file's own name.
fn slug(written: &FeedFile, place: &Place) -> String {
    match &written.slug {
        Some(slug) => slug.clone(),
        None => place
            .file
            .file_stem()
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default(),
    }
}

/// Checks the languages that a feed wants records in.
fn languages(include: &Include, place: &Place) -> Result<()> {
    for (n, tag) in include.languages.iter().enumerate() {
        let path = ["include", "languages", &n.to_string()];
        check::language(Some(tag), place, &path)?;
    }
    Ok(())
}

/// Which records the feed wants, and how many.
fn query(written: &FeedFile, around: &Around<'_>, place: &Place) -> Result<Query> {
    let include = &written.include;
    Ok(Query {
        kinds: include.kinds.clone(),
        categories: include.categories.clone(),
        authors: include.authors.clone(),
        languages: include.languages.clone(),
        sections: include.sections.clone(),
        sources: include.sources.clone(),
        member: None,
        limit: match written.limit {
            Some(own) => check::limit(own, &["limit"], place)?,
            None => around.defaults.limit.unwrap_or(50),
        },
        retracted_since: None,
    })
}

/// What the file says, else the one language that it wants records in, else the site's.
fn feed_language(written: &FeedFile, site: &Site, place: &Place) -> Result<Option<String>> {
    match (&written.language, written.include.languages.as_slice()) {
        (Some(own), _) => check::language(Some(own), place, &["language"]),
        (None, [only]) => Ok(Some(only.clone())),
        (None, _) => Ok(site.language.clone()),
    }
}

fn formats(
    written: Option<&[String]>,
    path: &[&str],
    place: &Place,
) -> Result<Vec<&'static render::Format>> {
    let Some(written) = written else {
        return Ok(["rss", "atom"]
            .into_iter()
            .filter_map(render::by_name)
            .collect());
    };
    if written.is_empty() {
        return Err(place
            .error(path, "a feed needs at least one format")
            .help("name some, or leave the key out: then it is rss and atom"));
    }
    let mut formats: Vec<&'static render::Format> = Vec::new();
    for (n, name) in written.iter().enumerate() {
        let format = render::by_name(name).ok_or_else(|| {
            let known: Vec<&str> = render::FORMATS.iter().map(|f| f.name).collect();
            place
                .error(
                    &[path, &[&n.to_string()]].concat(),
                    format!("unknown output format {name:?}"),
                )
                .help(format!("use one of: {}", known.join(", ")))
        })?;
        if !formats.iter().any(|f| f.name == format.name) {
            formats.push(format);
        }
    }
    Ok(formats)
}
