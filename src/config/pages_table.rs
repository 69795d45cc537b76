//! `[pages]`: what is made around the feeds, for people and for programs that look for feeds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use super::FeedDef;
use super::check;
use super::place::Place;
use crate::pages::{self, READERS, Reader};
use crate::{Error, Result};

/// `[pages]`: pages for people and lists for programs, beside the feeds. The table alone turns all of them on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PagesTable {
    /// A page for each feed, `<slug>.html`: what it is, its addresses, its newest headlines. Default: true.
    pub subscribe: bool,
    /// `index.html`, a page that lists all feeds. Default: true.
    pub index: bool,
    /// `feeds.opml`, a list of all feeds that readers import. Default: true.
    pub opml: bool,
    /// `alternate.html`, lines for the head of your own pages, by which readers find the feeds. Default: true.
    pub alternate: bool,
    /// `feed.css`, a style sheet for a feed that is opened in a browser. Default: true.
    pub stylesheet: bool,
    /// How many headlines a feed's page shows. Default: 10.
    #[schemars(range(min = 0, max = 100))]
    pub headlines: usize,
    /// A folder of templates that take the place of ours, by file name. Default: "templates", where it is there.
    pub templates: Option<String>,
    /// The readers that a feed's page links to, in this order. Default: all that feedwright knows.
    pub readers: Option<Vec<String>>,
}

impl Default for PagesTable {
    fn default() -> Self {
        PagesTable {
            subscribe: true,
            index: true,
            opml: true,
            alternate: true,
            stylesheet: true,
            headlines: 10,
            templates: None,
            readers: None,
        }
    }
}

/// What is made around the feeds.
#[derive(Debug, Clone)]
pub struct Pages {
    /// A page for each feed.
    pub subscribe: bool,
    /// A page that lists all feeds.
    pub index: bool,
    /// A list of all feeds that readers import.
    pub opml: bool,
    /// Lines for the head of other pages.
    pub alternate: bool,
    /// A style sheet for feeds opened in a browser.
    pub stylesheet: bool,
    /// How many headlines a feed's page shows.
    pub headlines: usize,
    /// The folder of the users' own templates, which need not be there.
    pub templates: PathBuf,
    /// The readers that a feed's page links to.
    pub readers: Vec<&'static Reader>,
}

impl PagesTable {
    pub(super) fn checked(&self, root: &Path, place: &Place) -> Result<Pages> {
        if self.headlines > 100 {
            let message = format!("a page cannot show {} headlines", self.headlines);
            return Err(place
                .error(&["pages", "headlines"], message)
                .help("use 0 to 100"));
        }
        let written = self.templates.as_deref();
        let path = check::path(written, "templates", place, &["pages", "templates"])?;
        let templates = root.join(path);
        if written.is_some() && !templates.is_dir() {
            return Err(place
                .error(
                    &["pages", "templates"],
                    format!("there is no folder {path:?}"),
                )
                .help("make it and put your templates there, or leave the key out"));
        }
        Ok(Pages {
            subscribe: self.subscribe,
            index: self.index,
            opml: self.opml,
            alternate: self.alternate,
            stylesheet: self.stylesheet,
            headlines: self.headlines,
            templates,
            readers: self.readers(place)?,
        })
    }

    fn readers(&self, place: &Place) -> Result<Vec<&'static Reader>> {
        let Some(written) = &self.readers else {
            return Ok(READERS.iter().collect());
        };
        let mut readers = Vec::with_capacity(written.len());
        for (n, name) in written.iter().enumerate() {
            let known = READERS.iter().find(|r| r.name == name);
            readers.push(known.ok_or_else(|| unknown_reader(name, n, place))?);
        }
        Ok(readers)
    }
}

fn unknown_reader(name: &str, n: usize, place: &Place) -> Error {
    let known: Vec<&str> = READERS.iter().map(|r| r.name).collect();
    place
        .error(
            &["pages", "readers", &n.to_string()],
            format!("unknown reader {name:?}"),
        )
        .help(format!("use some of: {}", known.join(", ")))
}

fn taken_name(feed: &FeedDef, name: &str) -> Error {
    let message = format!(
        "the feed {:?} would make {name}, which [pages] makes",
        feed.slug
    );
    let error = Error::config(message);
    let error = match &feed.file {
        Some(path) => error.at(path),
        None => error,
    };
    error.help("give it another `slug`, or set what makes that file to false in [pages]")
}

impl Pages {
    /// The names of the files that are made around these feeds.
    pub fn names(&self, feeds: &[FeedDef]) -> Vec<String> {
        let html = self.subscribe || self.index;
        let fixed = [
            (pages::STYLE, html),
            (pages::SCRIPT, self.subscribe),
            (pages::FEED_STYLE, self.stylesheet),
            (pages::INDEX, self.index),
            (pages::OPML, self.opml),
            (pages::ALTERNATE, self.alternate),
        ];
        let of_feeds = feeds.iter().filter_map(|feed| self.page_of(feed));
        let fixed = fixed.into_iter().filter(|(_, made)| *made);
        fixed
            .map(|(name, _)| name.to_owned())
            .chain(of_feeds)
            .collect()
    }

    /// No page may have the name of another file.
    ///
    /// # Errors
    /// A configuration error that names the feed whose page would have it.
    pub fn names_apart(&self, feeds: &[FeedDef]) -> Result<()> {
        let mut taken: BTreeSet<String> = self.names(&[]).into_iter().collect();
        for feed in feeds {
            let documents = feed.documents().map(|(name, _)| name);
            for name in documents.chain(self.page_of(feed)) {
                if taken.contains(&name) {
                    return Err(taken_name(feed, &name));
                }
                taken.insert(name);
            }
        }
        Ok(())
    }

    /// The name of a feed's own page, where it has one.
    pub fn page_of(&self, feed: &FeedDef) -> Option<String> {
        self.subscribe.then(|| pages::page_name(&feed.slug))
    }
}
