//! Finds and reads a newsroom's files, and turns what they say into a [`Newsroom`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use url::Url;

use super::appearance::{Appearance, DefaultsTable};
use super::newsroom_file::{SiteTable, SourceTable};
use super::place::Place;
use super::podcast_table;
use super::push_table;
use super::{
    CapturedAt, Family, FeedDef, FeedFile, Newsroom, NewsroomFile, Output, Site, SourceDef, check,
    each_table,
};
use crate::model::{Line, Link, Moment, Query};
use crate::pages::FEED_STYLE;
use crate::{Error, Result, import, render};

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
    let sources = sources(&written.source, &place)?;
    check::rules(&written.category, &place)?;
    written.validate.checked(&root, &place)?;
    let dir = written.output.dir.as_deref();
    let output = Output {
        dir: root.join(check::path(dir, "public", &place, &["output", "dir"])?),
        base_url: base_url(written.output.base_url.as_deref(), &site, &place)?,
        packings: check::packings(&written.output.compress, &place)?,
        prune: written.output.prune,
        headers: written.output.headers,
    };
    let media = written.media.checked(&root, &place)?;
    let store = written.store.path.as_deref();
    let store = root.join(check::path(
        store,
        ".feedwright/store.db",
        &place,
        &["store", "path"],
    )?);
    check::store_apart(&store, &output.dir, &place)?;
    let push = written.push.checked(&output.base_url, &place)?;
    let hook = written.notify.map(|n| n.checked(&place)).transpose()?;
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
    if pages.as_ref().is_some_and(|pages| pages.stylesheet) {
        let style = check::beside(&output.base_url, FEED_STYLE)?;
        let families = families.iter_mut().map(|family| &mut family.feed);
        for feed in feeds.iter_mut().chain(families) {
            feed.about.stylesheet.get_or_insert_with(|| style.clone());
        }
    }
    if let Some(pages) = &pages {
        pages.names_apart(&feeds)?;
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
    })
}

/// The folder that paths in a configuration file are relative to.
pub(super) fn folder(file: &Path) -> PathBuf {
    let parent = file.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_path_buf()
}

fn site(written: &SiteTable, place: &Place) -> Result<Site> {
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

fn sources(written: &[SourceTable], place: &Place) -> Result<Vec<SourceDef>> {
    if written.is_empty() {
        return Err(Error::config("the newsroom has no [[source]]")
            .at(&place.file)
            .help("add one, for example:\n[[source]]\npath = \"articles/*.jsonl\""));
    }
    let mut sources: Vec<SourceDef> = Vec::with_capacity(written.len());
    let mut names = BTreeSet::new();
    for (n, table) in written.iter().enumerate() {
        let source = source(table, &n.to_string(), place)?;
        if !names.insert(source.name.clone()) {
            let message = format!("two sources have the name {:?}", source.name);
            return Err(place
                .error(&["source", &n.to_string()], message)
                .help("give one of them another `name`"));
        }
        sources.push(source);
    }
    Ok(sources)
}

fn source(written: &SourceTable, n: &str, place: &Place) -> Result<SourceDef> {
    let path = match (&written.path, &written.url) {
        (Some(path), None) if !path.is_empty() => path.clone(),
        (None, Some(_)) => {
            return Err(place
                .error(
                    &["source", n, "url"],
                    "this version does not fetch sources over HTTP",
                )
                .help("fetch the file beforehand (curl -o FILE URL) and name it with `path`"));
        }
        _ => {
            return Err(place
                .error(&["source", n], "a source needs a `path`")
                .help("name a file, a glob or a directory"));
        }
    };
    let format = match &written.format {
        Some(name) => Some(import::by_name(name).map_err(|e| {
            let help = e.help_text().unwrap_or_default().to_owned();
            place
                .error(
                    &["source", n, "format"],
                    format!("unknown input format {name:?}"),
                )
                .help(help)
        })?),
        None => None,
    };
    if let Some(template) = &written.page_url {
        check::page_url(template, n, place)?;
    }
    check::fields(&written.fields, n, place)?;
    Ok(SourceDef {
        name: written.name.clone().unwrap_or_else(|| path.clone()),
        format,
        timezone: check::timezone(
            written.timezone.as_deref(),
            place,
            &["source", n, "timezone"],
        )?,
        language: check::language(
            written.language.as_deref(),
            place,
            &["source", n, "language"],
        )?,
        captured_at: captured_at(written.captured_at.as_deref(), n, place)?,
        page_url: written.page_url.clone(),
        fields: written.fields.clone(),
        trust: written.trust,
        path,
    })
}

fn captured_at(written: Option<&str>, n: &str, place: &Place) -> Result<Option<CapturedAt>> {
    match written {
        None => Ok(None),
        Some("mtime") => Ok(Some(CapturedAt::FileTime)),
        Some(raw) => match Moment::read(raw) {
            Ok((Moment::Instant(t), _)) => Ok(Some(CapturedAt::Time(t))),
            _ => Err(place
                .error(
                    &["source", n, "captured_at"],
                    format!("{raw:?} is neither \"mtime\" nor an RFC 3339 time"),
                )
                .help("write it like \"2017-10-13T12:00:00Z\"")),
        },
    }
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

/// What `feedwright.toml` says that feeds fall back on.
struct Around<'a> {
    site: &'a Site,
    base: &'a Link,
    appearance: Appearance,
    defaults: &'a DefaultsTable,
    place: &'a Place,
}

impl Around<'_> {
    /// Checks what `[defaults]` says beside looks.
    fn limits(&self) -> Result<()> {
        if let Some(limit) = self.defaults.limit {
            check::limit(limit, &["defaults", "limit"], self.place)?;
        }
        self.formats().map(drop)
    }

    fn formats(&self) -> Result<Vec<&'static render::Format>> {
        let written = self.defaults.formats.as_deref();
        formats(written, &["defaults", "formats"], self.place)
    }
}

/// The feeds and families in `feeds/*.toml` by slug; without any, one feed `news` of everything.
fn feeds(root: &Path, around: &Around<'_>) -> Result<(Vec<FeedDef>, Vec<Family>)> {
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

fn feed(written: &FeedFile, around: &Around<'_>, place: &Place) -> Result<FeedDef> {
    let site = around.site;
    let slug = match &written.slug {
        Some(slug) => slug.clone(),
        None => place
            .file
            .file_stem()
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default(),
    };
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
    let include = &written.include;
    for (n, tag) in include.languages.iter().enumerate() {
        let path = ["include", "languages", &n.to_string()];
        check::language(Some(tag), place, &path)?;
    }
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
        query: Query {
            kinds: include.kinds.clone(),
            categories: include.categories.clone(),
            authors: include.authors.clone(),
            languages: include.languages.clone(),
            sections: include.sections.clone(),
            sources: include.sources.clone(),
            member: None,
            limit: match written.limit {
                Some(own) => check::limit(own, &["limit"], place)?,
                None => defaults.limit.unwrap_or(50),
            },
            retracted_since: None,
        },
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
