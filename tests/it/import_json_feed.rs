//! The `json-feed` importer: other people's feeds member by member, and ours back to the facts they were made of.

use std::io::Cursor;
use std::path::Path;

use feedwright::import::{self, Imported, Onward, Options, json_feed};
use feedwright::model::{Category, Enclosure, Entry, Feed, Image, Line, Moment, Record, Text};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use url::Url;

use crate::arbitrary;
use crate::render_samples::rendered;

fn read(text: &[u8], page: &str) -> (Vec<Imported>, Onward) {
    let options = Options {
        page_url: Url::parse(page).ok(),
        ..Options::default()
    };
    let mut out = Vec::new();
    let onward = (json_feed::INPUT.read)(&mut Cursor::new(text), &options, &mut |imported| {
        out.push(imported);
        Ok(())
    });
    (out, onward.expect("a feed"))
}

/// Each record as JSON, and every notice, in order.
fn told(text: &[u8]) -> Vec<String> {
    let (imported, _) = read(text, "https://quay.example/feed.json");
    let mut told = Vec::new();
    for Imported {
        line,
        record,
        notices,
        ..
    } in imported
    {
        told.push(record.map_or(format!("{line} -"), |r| {
            format!(
                "{line} {}",
                serde_json::to_string(&r).expect("a record is JSON")
            )
        }));
        told.extend(
            notices
                .iter()
                .map(|n| format!("  {}: {}", n.severity, n.message)),
        );
    }
    told
}

#[test]
fn other_peoples_feeds() {
    let text = include_bytes!("../../fixtures/imports/json-feed/full.json");
    assert_eq!(
        told(text),
        [
            r#"9 {"id":"https://quay.example/posts/1","kind":"article","title":"Lock gates closed for a week","url":"https://quay.example/posts/1","published":"2026-03-01T09:00:00+01:00","updated":"2026-03-02T09:30:00+01:00","authors":[{"name":"Ida Brandt","email":"ida+news@quay.example"},{"name":"Jo Weir","url":"https://quay.example/jo"}],"categories":["Locks","Canal"],"summary":"Closed until Monday.","body_html":"<p>The gates are <em>closed</em>.</p>","image":{"url":"https://quay.example/gates.jpg"},"enclosures":[{"url":"https://quay.example/gates.mp3","type":"audio/mpeg","length":4200000,"duration":63,"title":"Hear it"},{"url":"https://quay.example/gates.bin"}],"language":"en-GB","source":{"url":"https://elsewhere.example/story"},"extra":{"_other":{"about":"https://other.example/","score":3}}}"#,
            "  warning: an attachment without an address was left out",
            r#"30 {"id":"7","kind":"article","authors":[{"name":"Quay Desk"}],"body_text":"A note without a title.","language":"de"}"#,
            "  warning: \"yesterday or so\" was left out: it is neither an RFC 3339 time nor a date",
            r#"31 {"kind":"headline","title":"No id","url":"https://quay.example/posts/3","authors":[{"name":"Quay Desk"}],"language":"de"}"#,
            "  warning: the item has no id",
            "32 -",
            "  error: an item is a string, not an object",
        ]
    );
    let (_, onward) = read(text, "https://quay.example/feed.json");
    let next = onward.next.map(String::from);
    assert_eq!(
        next.as_deref(),
        Some("https://quay.example/feed.json?page=2")
    );
    // A page that names itself as the next one is the last.
    let (_, onward) = read(text, "https://quay.example/feed.json?page=2");
    assert_eq!(onward, Onward::default());
}

#[test]
fn feeds_of_ours() {
    let text = include_bytes!("../../fixtures/imports/json-feed/ours.json");
    assert_eq!(
        told(text),
        [
            r#"14 {"id":"tag:quay.example,2020:one","kind":"article","title":"One","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z","authors":[{"name":"Ida Brandt","email":"ida@quay.example","url":"https://quay.example/ida"}],"categories":[{"term":"locks","scheme":"https://quay.example/topics/","label":"Locks"}],"summary":"In short.","image":{"url":"https://quay.example/one.jpg","credit":"Mo Lund / Quay","alt":"A gate","width":1200,"height":800},"enclosures":[{"url":"https://quay.example/one.mp3","type":"audio/mpeg","renditions":[{"url":"https://mirror.example/one.mp3"}]}],"podcast":{"episode":{"number":3},"explicit":false},"related":[{"title":"Two","url":"https://quay.example/two"}],"language":"en","rights":"© The Quay","source":{"title":"Elsewhere","url":"https://elsewhere.example/"}}"#,
            r#"1 {"id":"tag:quay.example,2020:gone","kind":"headline","updated":"2026-03-01T08:00:00Z","status":"retracted"}"#,
        ]
    );
}

#[test]
fn what_is_a_feed_and_what_is_none() {
    for (head, is_one) in [
        (
            r#"{"version":"https://jsonfeed.org/version/1","title":"#,
            true,
        ),
        (
            r#"{"feed_url":"https://a.example/","items":[{"content_text":"A","id":"1"},{"#,
            true,
        ),
        (r#"{"items":[{"id":"1","title":"A"}]}"#, false),
        (r#"{"version":"2.0","items":[]}"#, false),
        (r#"[{"version":"https://jsonfeed.org/version/1"}]"#, false),
        (r#"{"title":"A record","url":"/a"}"#, false),
        ("<rss/>", false),
    ] {
        let told = (json_feed::INPUT.recognises)(head.as_bytes(), Path::new("x"));
        assert_eq!(told, is_one, "{head}");
    }
    for (text, message) in [
        ("", "the input is empty, not a JSON object or array"),
        (
            "<!doctype html><title>Log in</title>",
            "the input is HTML or XML, not a JSON object or array",
        ),
        (
            r#"{"error":"no such feed"}"#,
            "the document is no JSON Feed: it has neither version nor items",
        ),
    ] {
        let mut input = Cursor::new(text);
        let read = (json_feed::INPUT.read)(&mut input, &Options::default(), &mut |_| Ok(()));
        assert_eq!(read.expect_err(text).to_string(), message);
    }
}

#[test]
fn a_feed_of_ours_gives_back_what_it_was_made_of() {
    let config = Config {
        cases: 128,
        failure_persistence: None,
        ..Config::default()
    };
    let law = |feed: Feed| {
        let document = rendered(&feed, "json");
        let (imported, _) = read(document.as_bytes(), "https://quay.example/feed.json");
        let records: Vec<Record> = imported.into_iter().filter_map(|i| i.record).collect();
        prop_assert_eq!(records.len(), feed.entries.len() + feed.tombstones.len());
        for (entry, record) in feed.entries.iter().zip(records) {
            prop_assert_eq!(kept(record), expected(entry, &feed), "{}", document);
        }
        Ok(())
    };
    TestRunner::new(config)
        .run(&arbitrary::feed(), law)
        .unwrap_or_else(|e| panic!("{e}"));
}

/// The facts that the format carries.
fn kept(record: Record) -> Record {
    Record {
        kind: feedwright::model::Kind::Article,
        extra: serde_json::Map::new(),
        ..record
    }
}

/// What a record must say for its feed to give this entry. A size of 0 is unknown, and a blank text is none.
fn expected(entry: &Entry, feed: &Feed) -> Record {
    let said = |text: &Option<Text>| text.clone().filter(|t| !t.is_blank());
    let bare = |c: &Category| c.scheme.is_none() && c.label.is_none();
    let mut record = Record {
        id: Some(Line::new(&entry.id)),
        kind: feedwright::model::Kind::Article,
        title: Some(entry.title.clone()),
        url: entry.link.clone(),
        published: Some(Moment::Instant(entry.published.fixed_offset())),
        updated: Some(Moment::Instant(entry.updated.fixed_offset())),
        summary: said(&entry.summary),
        body_html: said(&entry.content),
        image: entry.image.clone().and_then(image),
        enclosures: entry.enclosures.iter().cloned().map(enclosure).collect(),
        podcast: entry.podcast.clone(),
        related: entry.related.clone(),
        language: entry.language.clone().or_else(|| feed.language.clone()),
        rights: said(&entry.rights),
        source: entry
            .source
            .clone()
            .filter(|s| s.title.is_some() || s.url.is_some()),
        ..Record::default()
    };
    let plain = entry.categories.iter().all(bare);
    for category in &entry.categories {
        if plain
            || !record
                .categories
                .iter()
                .any(|c| (&c.term, &c.scheme) == (&category.term, &category.scheme))
        {
            record.add_category(category.clone());
        }
    }
    let authors = match entry.authors.as_slice() {
        [] => std::slice::from_ref(&feed.author),
        authors => authors,
    };
    for author in authors {
        if !record.authors.contains(author) {
            record.authors.push(author.clone());
        }
    }
    record
}

fn image(image: Image) -> Option<Image> {
    let known = Image {
        caption: image.caption.filter(|t| !t.is_blank()),
        alt: image.alt.filter(|t| !t.is_blank()),
        length: image.length.filter(|n| *n > 0),
        width: image.width.filter(|n| *n > 0),
        height: image.height.filter(|n| *n > 0),
        ..image
    };
    (known != Image::default()).then_some(known)
}

fn enclosure(enclosure: Enclosure) -> Enclosure {
    Enclosure {
        length: enclosure.length.filter(|n| *n > 0),
        ..enclosure
    }
}

/// Nothing says what a number counts, and so it is left out and told.
#[test]
fn a_number_is_no_time() {
    let item = r#"{"id":"1","title":"T","date_published":1700000000,"date_modified":null}"#;
    let feed = format!(r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{item}]}}"#);
    let (all, _) = read(feed.as_bytes(), "https://quay.example/feed.json");
    let said: Vec<&str> = all
        .iter()
        .flat_map(|one| one.notices.iter().map(|n| n.message.as_str()))
        .collect();
    assert_eq!(
        said,
        ["date_published was left out: it is a number, not a string"]
    );
}

#[test]
fn the_format_has_a_name() {
    assert!(import::by_name("json-feed").is_ok_and(|input| input.read_twice));
}
