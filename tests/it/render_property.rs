//! Whatever feed can be built from model values: its documents are well-formed, and feed-rs, a reader by other
//! people, gives back what the format carries.
//!
//! What feed-rs does on its own account is allowed for, each in its place below: it trims texts, and it reads an
//! e-mail address out of a `dc:creator`.

use std::cell::RefCell;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use feed_rs::model as read;
use feedwright::model::{Authors, Entry, Feed, Line, Link, Person, Text, person};
use feedwright::render::FORMATS;
use feedwright::validate::{self, Options};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::arbitrary;
use crate::render_samples::rendered;
use crate::xml::assert_well_formed;

const CASES: u32 = 128;

#[test]
fn every_feed_is_well_formed_and_reads_back() {
    let documents = RefCell::new(Vec::new());
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&arbitrary::feed(), |feed| {
            for format in FORMATS {
                let document = rendered(&feed, format.name);
                if format.name == "json" {
                    prop_assert_eq!(document.trim_end().len() + 1, document.len());
                } else {
                    prop_assert!(document.ends_with(">\n"));
                    if let Err(e) = roxmltree::Document::parse(&document) {
                        prop_assert!(false, "{e}\n{document}");
                    }
                }
                let read = feed_rs::parser::parse(document.as_bytes());
                let read = read.map_err(|e| TestCaseError::fail(format!("{e}\n{document}")))?;
                match format.name {
                    "rss" => holds_rss(&feed, &read)?,
                    "atom" => holds_atom(&feed, &read)?,
                    "json" => {
                        holds_json(&feed, &read)?;
                        let judged =
                            validate::check_bytes(document.as_bytes(), &Options::default());
                        let errors: Vec<_> = judged.errors().collect();
                        prop_assert!(errors.is_empty(), "{errors:#?}\n{document}");
                        continue;
                    }
                    other => prop_assert!(false, "{other} is not read back"),
                }
                documents.borrow_mut().push(document.into_bytes());
            }
            Ok(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    assert_well_formed(&documents.borrow());
}

fn holds_rss(feed: &Feed, read: &read::Feed) -> Result<(), TestCaseError> {
    holds_head(feed, read)?;
    prop_assert_eq!(read.ttl, feed.ttl);
    for (entry, read) in feed.entries.iter().zip(&read.entries) {
        holds_entry(entry, read)?;
        let links: Vec<&str> = read.links.iter().map(|l| l.href.as_str()).collect();
        prop_assert_eq!(
            links,
            entry.link.iter().map(|l| l.as_str()).collect::<Vec<_>>()
        );
        let categories = entry.categories.iter();
        let categories: Vec<_> = categories
            .map(|c| (c.display(), line(&c.scheme), None))
            .collect();
        prop_assert_eq!(read_categories(read), categories);
        let names: Vec<String> = match feed.authors {
            Authors::Joined => {
                let language = entry.language.as_ref().or(feed.language.as_ref());
                person::byline(&entry.authors, language.map(Line::as_str))
                    .into_iter()
                    .collect()
            }
            Authors::Separate => entry.authors.iter().map(|a| a.name.to_string()).collect(),
        };
        holds_creators(&names, &read.authors)?;
        prop_assert_eq!(read_content(read), text(&entry.content));
        let named = |html: String| html.replace("&#x3C;", "&lt;").replace("&#x26;", "&amp;");
        let summary = read_summary(read).map(named);
        let escaped = text(&entry.summary).map(escape_html);
        prop_assert!(summary == escaped || (summary.is_none() && is_long(entry)));
    }
    Ok(())
}

fn holds_atom(feed: &Feed, read: &read::Feed) -> Result<(), TestCaseError> {
    holds_head(feed, read)?;
    prop_assert_eq!(&read.id, &feed.id);
    prop_assert_eq!(
        read_people(&read.authors),
        people(std::slice::from_ref(&feed.author))
    );
    for (entry, read) in feed.entries.iter().zip(&read.entries) {
        holds_entry(entry, read)?;
        prop_assert_eq!(
            read_links(read, "alternate"),
            entry.link.iter().map(|l| l.as_str()).collect::<Vec<_>>()
        );
        let files: Vec<&str> = entry.enclosures.iter().map(|e| e.url.as_str()).collect();
        prop_assert_eq!(read_links(read, "enclosure"), files);
        let related = entry.related.iter().filter_map(|r| r.url.as_ref());
        prop_assert_eq!(
            read_links(read, "related"),
            related.map(|l| l.as_str()).collect::<Vec<_>>()
        );
        let categories = entry.categories.iter();
        let categories: Vec<_> = categories
            .map(|c| (c.term.as_str(), line(&c.scheme), line(&c.label)))
            .collect();
        prop_assert_eq!(read_categories(read), categories);
        prop_assert_eq!(read_people(&read.authors), people(&entry.authors));
        holds_body(entry, read)?;
    }
    Ok(())
}

/// feed-rs reads neither `summary` apart from content nor anything under `_`, makes all authors of one name one, and
/// takes the feed's author for those of an item that has none.
fn holds_json(feed: &Feed, read: &read::Feed) -> Result<(), TestCaseError> {
    holds_title(feed, read)?;
    let picture = |link: &Option<Link>| link.as_ref().map(Link::to_string);
    let uri = |image: &Option<read::Image>| image.as_ref().map(|i| i.uri.clone());
    prop_assert_eq!(uri(&read.logo), picture(&feed.about.image));
    prop_assert_eq!(uri(&read.icon), picture(&feed.about.icon));
    for (entry, read) in feed.entries.iter().zip(&read.entries) {
        holds_entry(entry, read)?;
        let pages = entry.link.iter().map(Link::as_str);
        let files = entry.enclosures.iter().map(|e| e.url.as_str());
        let links: Vec<&str> = read.links.iter().map(|l| l.href.as_str()).collect();
        prop_assert_eq!(links, pages.chain(files).collect::<Vec<_>>());
        let files = read
            .links
            .iter()
            .filter_map(|l| l.media_type.as_ref().map(|_| l));
        let facts: Vec<_> = files.map(|l| (l.length, l.title.as_deref())).collect();
        let wanted = entry.enclosures.iter();
        let wanted: Vec<_> = wanted.map(|e| (e.length, line(&e.title))).collect();
        prop_assert_eq!(facts, wanted);
        let mut tags: Vec<&str> = entry.categories.iter().map(|c| c.display()).collect();
        let mut seen = HashSet::new();
        tags.retain(|tag| seen.insert(*tag));
        let read_tags: Vec<&str> = read.categories.iter().map(|c| c.term.as_str()).collect();
        prop_assert_eq!(read_tags, tags);
        let mut names: Vec<String> = entry.authors.iter().map(|a| a.name.to_string()).collect();
        if names.is_empty() {
            names.push(feed.author.name.to_string());
        }
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        holds_creators(&names, &read.authors)?;
        let instead = text(&entry.summary).unwrap_or_else(|| entry.title.to_string());
        let content = text(&entry.content).unwrap_or(instead);
        prop_assert_eq!(read_content(read), Some(content));
        prop_assert_eq!(read_summary(read), text(&entry.summary));
    }
    Ok(())
}

/// What both formats of XML carry of a feed.
fn holds_head(feed: &Feed, read: &read::Feed) -> Result<(), TestCaseError> {
    holds_title(feed, read)?;
    prop_assert_eq!(read.updated, Some(feed.updated));
    prop_assert_eq!(
        read.rights
            .as_ref()
            .map(|r| r.content.trim().to_owned())
            .filter(|r| !r.is_empty()),
        text(&feed.rights)
    );
    let categories: Vec<&str> = read.categories.iter().map(|c| c.term.as_str()).collect();
    let wanted: Vec<&str> = feed.about.categories.iter().map(Line::as_str).collect();
    prop_assert_eq!(categories, wanted);
    let logo = read.logo.as_ref().map(|image| image.uri.as_str());
    prop_assert_eq!(logo, feed.about.image.as_ref().map(Link::as_str));
    Ok(())
}

/// What all formats carry of a feed.
fn holds_title(feed: &Feed, read: &read::Feed) -> Result<(), TestCaseError> {
    prop_assert_eq!(
        read.title.as_ref().map(|t| t.content.as_str()),
        Some(feed.title.as_str())
    );
    prop_assert_eq!(
        read.description.as_ref().map(|t| t.content.as_str()),
        Some(feed.description.as_str())
    );
    let language = feed.language.as_ref().map(|l| l.as_str().to_lowercase());
    prop_assert_eq!(read.language.as_ref().map(|l| l.to_lowercase()), language);
    prop_assert_eq!(read.entries.len(), feed.entries.len());
    Ok(())
}

/// What all formats carry of an entry in the same way.
fn holds_entry(entry: &Entry, read: &read::Entry) -> Result<(), TestCaseError> {
    prop_assert_eq!(&read.id, &entry.id);
    prop_assert_eq!(
        read.title.as_ref().map(|t| t.content.as_str()),
        Some(entry.title.as_str())
    );
    let time = |t: DateTime<Utc>| Some(t);
    prop_assert_eq!(
        (read.published, read.updated),
        (time(entry.published), time(entry.updated))
    );
    Ok(())
}

/// An entry without a page must have content: its body, else its summary, else its title.
fn holds_body(entry: &Entry, read: &read::Entry) -> Result<(), TestCaseError> {
    let (summary, content) = (text(&entry.summary), text(&entry.content));
    if content.is_some() || entry.link.is_some() {
        prop_assert_eq!(read_content(read), content);
        prop_assert_eq!(read_summary(read), summary);
    } else {
        let instead = summary.unwrap_or_else(|| entry.title.to_string());
        prop_assert_eq!(read_content(read), Some(instead));
        prop_assert_eq!(read_summary(read), None);
    }
    Ok(())
}

/// feed-rs takes a name with an e-mail address in it apart; all else is the name.
fn holds_creators(names: &[String], read: &[read::Person]) -> Result<(), TestCaseError> {
    prop_assert_eq!(names.len(), read.len());
    for (name, read) in names.iter().zip(read) {
        prop_assert!(
            read.name.as_ref() == Some(name) || read.email.is_some(),
            "{name} {read:?}"
        );
    }
    Ok(())
}

type Category<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

fn read_categories(entry: &read::Entry) -> Vec<Category<'_>> {
    entry
        .categories
        .iter()
        .map(|c| (c.term.as_str(), c.scheme.as_deref(), c.label.as_deref()))
        .collect()
}

fn read_links<'a>(entry: &'a read::Entry, rel: &str) -> Vec<&'a str> {
    entry
        .links
        .iter()
        .filter(|l| l.rel.as_deref() == Some(rel))
        .map(|l| l.href.as_str())
        .collect()
}

type Contact<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

fn read_people(people: &[read::Person]) -> Vec<Contact<'_>> {
    people
        .iter()
        .map(|p| (p.name.as_deref(), p.email.as_deref(), p.uri.as_deref()))
        .collect()
}

fn people(people: &[Person]) -> Vec<Contact<'_>> {
    people
        .iter()
        .map(|p| {
            (
                Some(p.name.as_str()),
                line(&p.email),
                p.url.as_ref().map(|u| u.as_str()),
            )
        })
        .collect()
}

fn read_content(entry: &read::Entry) -> Option<String> {
    let body = entry.content.as_ref()?.body.as_ref()?;
    Some(body.trim().to_owned())
}

fn read_summary(entry: &read::Entry) -> Option<String> {
    Some(entry.summary.as_ref()?.content.trim().to_owned())
}

/// As feed-rs gives it back: trimmed, and nothing where there are only blanks.
fn text(text: &Option<Text>) -> Option<String> {
    text.as_ref()
        .map(|t| t.as_str().trim().to_owned())
        .filter(|t| !t.is_empty())
}

fn line(line: &Option<Line>) -> Option<&str> {
    line.as_ref().map(Line::as_str)
}

fn escape_html(plain: String) -> String {
    plain
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Is the summary no shorter than the content, so that RSS leaves it out?
fn is_long(entry: &Entry) -> bool {
    let length = |t: &Option<Text>| t.as_ref().map(|t| escape_html(t.to_string()).len());
    entry.content.as_ref().is_some_and(|c| !c.is_blank())
        && length(&entry.summary) >= entry.content.as_ref().map(|c| c.as_str().len())
}
