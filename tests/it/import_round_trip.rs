//! Whatever feed we write in RSS and Atom is read back as the same facts.

use feedwright::import::{Imported, Options};
use feedwright::model::{
    Authors, Category, Enclosure, Entry, Feed, Line, Record, Status, Text, person,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::arbitrary;
use crate::import_xml::import;
use crate::render_samples::rendered;

const CASES: u32 = 96;

#[test]
fn import_round_trip() {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&arbitrary::feed(), |feed| {
            for format in ["rss", "atom"] {
                let document = rendered(&feed, format);
                let (read, _) = import(format, document.as_bytes(), &Options::default())
                    .map_err(TestCaseError::fail)?;
                let refused = |i: &&Imported| i.record.is_none();
                prop_assert!(read.iter().find(refused).is_none(), "{read:?}\n{document}");
                let (gone, shown): (Vec<Record>, Vec<Record>) = read
                    .into_iter()
                    .filter_map(|i| i.record)
                    .partition(|r| r.status == Status::Retracted);
                prop_assert_eq!(shown.len(), feed.entries.len());
                if format == "atom" {
                    let ids: Vec<_> = gone.iter().map(|r| line(&r.id)).collect();
                    let want = feed.tombstones.iter().map(|t| Some(t.id.as_str()));
                    prop_assert_eq!(ids, want.collect::<Vec<_>>());
                }
                for (entry, record) in feed.entries.iter().zip(&shown) {
                    same(entry, record)?;
                    match format {
                        "rss" => rss(&feed, entry, record)?,
                        _ => atom(&feed, entry, record)?,
                    }
                }
            }
            Ok(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
}

/// What both formats carry.
fn same(entry: &Entry, record: &Record) -> Result<(), TestCaseError> {
    prop_assert_eq!(line(&record.id), Some(entry.id.trim()));
    prop_assert_eq!(record.title.as_ref(), Some(&entry.title));
    prop_assert_eq!(&record.url, &entry.link);
    prop_assert_eq!(record.published.map(|m| m.instant()), Some(entry.published));
    prop_assert_eq!(record.updated.map(|m| m.instant()), Some(entry.updated));
    // An enclosure that is a picture too, or may be one, cannot be told from the picture.
    let plays = |e: &Enclosure| {
        let kind = e.media_type.as_ref().map(Line::as_str).unwrap_or_default();
        kind.starts_with("audio/") || kind.starts_with("video/")
    };
    if let Some(image) = entry
        .image
        .as_ref()
        .filter(|_| entry.enclosures.iter().all(plays))
    {
        let got = record.image.clone().unwrap_or_default();
        prop_assert_eq!(&got.url, &image.url);
    }
    Ok(())
}

fn rss(feed: &Feed, entry: &Entry, record: &Record) -> Result<(), TestCaseError> {
    let language = entry.language.as_ref().or(feed.language.as_ref());
    prop_assert_eq!(record.language.as_ref(), language);
    prop_assert_eq!(text(&record.rights), text(&entry.rights));
    let names: Vec<String> = record.authors.iter().map(|a| a.name.to_string()).collect();
    let mut want: Vec<String> = match feed.authors {
        Authors::Joined => {
            let byline = person::byline(&entry.authors, language.map(Line::as_str));
            byline.into_iter().collect()
        }
        Authors::Separate => entry.authors.iter().map(|a| a.name.to_string()).collect(),
    };
    once(&mut want);
    prop_assert_eq!(names, want);
    let terms: Vec<&str> = record.categories.iter().map(|c| c.term.as_str()).collect();
    prop_assert!(
        entry
            .categories
            .iter()
            .all(|c| terms.contains(&c.display()))
    );
    prop_assert_eq!(text(&record.body_html), text(&entry.content));
    let files = |all: &[Enclosure]| -> Vec<String> {
        let mut urls: Vec<String> = all.iter().map(|e| e.url.to_string()).collect();
        urls.sort();
        urls.dedup();
        urls
    };
    prop_assert!(
        files(&entry.enclosures)
            .iter()
            .all(|url| known(record, url)),
        "{record:?}"
    );
    Ok(())
}

/// Files that only a picture can be are the picture, if there is none yet.
fn known(record: &Record, url: &str) -> bool {
    let is = |link: &feedwright::model::Link| link.as_str() == url;
    let picture = record.image.as_ref();
    let pictures = record.extra.get("pictures").map(ToString::to_string);
    record
        .enclosures
        .iter()
        .any(|e| is(&e.url) || e.renditions.iter().any(|r| is(&r.url)))
        || picture.is_some_and(|i| {
            i.url.as_ref().is_some_and(is) || i.renditions.iter().any(|r| is(&r.url))
        })
        || pictures.is_some_and(|p| p.contains(url))
}

fn atom(feed: &Feed, entry: &Entry, record: &Record) -> Result<(), TestCaseError> {
    // Those of the feed hold where an entry has none (RFC 4287 section 4.2.10).
    let rights = text(&entry.rights).or_else(|| text(&feed.rights));
    prop_assert_eq!(text(&record.rights), rights);
    let mut names: Vec<String> = entry.authors.iter().map(|a| a.name.to_string()).collect();
    if names.is_empty() {
        names.push(feed.author.name.to_string());
    }
    once(&mut names);
    let got: Vec<String> = record.authors.iter().map(|a| a.name.to_string()).collect();
    prop_assert_eq!(got, names);
    let categories: Vec<&Category> = entry.categories.iter().collect();
    let all = categories.iter().all(|c| {
        let mut known = record.categories.iter();
        known.any(|r| r.term == c.term && r.scheme == c.scheme)
    });
    prop_assert!(all);
    match (text(&entry.content), &entry.link) {
        (Some(content), _) => prop_assert_eq!(text(&record.body_html), Some(content)),
        (None, Some(_)) => prop_assert_eq!(&record.body_html, &None),
        (None, None) => prop_assert!(record.body_text.is_some()),
    }
    if text(&entry.content).is_some() || entry.link.is_some() {
        prop_assert_eq!(text(&record.summary), text(&entry.summary));
    }
    let urls: Vec<&str> = record.enclosures.iter().map(|e| e.url.as_str()).collect();
    prop_assert!(
        entry
            .enclosures
            .iter()
            .all(|e| urls.contains(&e.url.as_str()))
    );
    let related = entry.related.iter().filter(|r| r.url.is_some());
    prop_assert_eq!(
        record.related.iter().collect::<Vec<_>>(),
        related.collect::<Vec<_>>()
    );
    Ok(())
}

fn once(names: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
}

fn line(line: &Option<Line>) -> Option<&str> {
    line.as_ref().map(Line::as_str)
}

fn text(text: &Option<Text>) -> Option<String> {
    let text = text.as_ref().map(|t| t.as_str().trim().to_owned());
    text.filter(|t| !t.is_empty())
}
