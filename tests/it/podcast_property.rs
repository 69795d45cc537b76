//! Whatever a record or a feed's file says of a podcast: what is taken of it can stand in RSS without an error.

use feedwright::import::Options;
use feedwright::model::podcast::Show;
use feedwright::model::{Enclosure, Entry, Feed};
use feedwright::validate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::arbitrary;
use crate::jsonl::import;
use crate::render_samples::{bare_entry, bare_feed, link, rendered};

/// Every key that any of it knows.
const KEYS: &[&str] = &[
    "account_id",
    "account_url",
    "address",
    "alt",
    "aspect_ratio",
    "bitrate",
    "codecs",
    "complete",
    "country",
    "custom_key",
    "custom_value",
    "default",
    "display",
    "dtstart",
    "duration",
    "email",
    "fee",
    "feed_guid",
    "feed_url",
    "geo",
    "group",
    "height",
    "href",
    "img",
    "integrity",
    "item_guid",
    "language",
    "length",
    "medium",
    "method",
    "name",
    "number",
    "osm",
    "priority",
    "protocol",
    "published",
    "purpose",
    "recipients",
    "rel",
    "role",
    "rrule",
    "season",
    "server",
    "sources",
    "space",
    "split",
    "start",
    "suggested",
    "text",
    "title",
    "type",
    "uri",
    "url",
    "value",
    "width",
];

const OF_EPISODES: &[&str] = &[
    "alternates",
    "block",
    "chapters",
    "chat",
    "episode",
    "episode_type",
    "explicit",
    "funding",
    "image",
    "images",
    "license",
    "locations",
    "persons",
    "season",
    "social",
    "soundbites",
    "title",
    "transcripts",
    "txt",
    "values",
];

const OF_SHOWS: &[&str] = &[
    "author",
    "block",
    "categories",
    "chat",
    "complete",
    "explicit",
    "funding",
    "guid",
    "image",
    "images",
    "license",
    "locations",
    "locked",
    "medium",
    "new_feed_url",
    "owner",
    "persons",
    "podping",
    "podroll",
    "publisher",
    "social",
    "title",
    "trailers",
    "txt",
    "type",
    "update_frequency",
    "values",
];

/// Texts of which each fits somewhere.
const TEXTS: &[&str] = &[
    "full",
    "bonus",
    "serial",
    "podcast",
    "musicL",
    "publisher",
    "activitypub",
    "disabled",
    "irc",
    "captions",
    "subject",
    "sri",
    "pgp-signature",
    "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "en",
    "x-klingon",
    "audio/mpeg",
    "text/vtt; charset=utf-8",
    "geo:1,2",
    "geo:-90,-180,5;u=3",
    "R5",
    "N1#2",
    "de",
    "XK",
    "16/9",
    "1.5",
    "0",
    "-0",
    "12",
    "1e3",
    "FREQ=WEEKLY;BYDAY=-1FR",
    "FREQ=DAILY;COUNT=3",
    "2026-01-02T03:04:05+02:00",
    "0001-01-01T00:00:00Z",
    "917393E3-1b1e-5cef-ace4-edaa54e1f810",
    "irc.quay.example:6697",
    "a@b.example",
    "A.B@[::1]",
    "https://quay.example/a b.mp3?x=\"<&>",
    "/x.srt",
    "ipfs://Qm/1",
    "magnet:?xt=urn:btih:x",
    "Arts",
    "News > Tech News",
    "cc-by-4.0",
    "node",
    "keysend",
];

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => select(TEXTS).prop_map(|t| json!(t)),
        1 => arbitrary::raw(4).prop_map(|t| json!(t)),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => text(),
        1 => any::<bool>().prop_map(|b| json!(b)),
        1 => any::<u64>().prop_map(|n| json!(n)),
        2 => (0_u32..2000).prop_map(|n| json!(n)),
        1 => (-5.0..1e17).prop_map(|n: f64| json!(n)),
    ]
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec((select(KEYS), inner), 0..9)
        .prop_map(|members| {
            members
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect()
        })
        .prop_map(Value::Object)
}

/// Objects with every member that they may have, so that some are taken.
fn whole() -> impl Strategy<Value = Value> {
    let members = [
        "name role group img href",
        "url type language rel",
        "url type",
        "url text",
        "start duration title",
        "name geo osm country rel",
        "name url",
        "text purpose",
        "type sources length bitrate height title integrity",
        "type method suggested recipients",
        "protocol uri account_id account_url priority",
        "server protocol space",
        "url alt aspect_ratio width height purpose",
        "title url published length type season",
        "text rrule dtstart",
        "feed_guid feed_url item_guid medium title",
        "feed_guid feed_url",
        "name email",
        "number name",
        "number display",
    ];
    let parts = json!([{"uri": "ipfs://x/1"}, {"uri": "https://x.example/", "type": "audio/ogg"}]);
    let paid = json!([{"type": "node", "address": "02", "split": 5, "fee": true}]);
    (select(members.to_vec()), vec(leaf(), 8)).prop_map(move |(keys, values)| {
        let known = |key: &str, value: Value| match key {
            "sources" => parts.clone(),
            "recipients" => paid.clone(),
            "integrity" => json!({"type": "sri", "value": value}),
            _ => value,
        };
        let members = keys.split(' ').zip(values);
        let object: Map<String, Value> =
            members.map(|(k, v)| (k.to_owned(), known(k, v))).collect();
        Value::Object(object)
    })
}

fn value() -> impl Strategy<Value = Value> {
    let single = prop_oneof![leaf(), object(leaf()), whole()];
    let list = vec(prop_oneof![1 => leaf(), 4 => whole()], 0..4).prop_map(Value::Array);
    prop_oneof![single, list]
}

fn facts(keys: &'static [&'static str]) -> impl Strategy<Value = Map<String, Value>> {
    vec((select(keys), value()), 1..8)
        .prop_map(|all| all.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

fn judged(feed: &Feed) -> Result<(), TestCaseError> {
    let document = rendered(feed, "rss");
    let report = validate::check_bytes(document.as_bytes(), &validate::Options::default());
    let faults: Vec<String> = report.errors().map(|e| e.message.clone()).collect();
    prop_assert!(faults.is_empty(), "{faults:?}\n{document}");
    Ok(())
}

fn run<S: Strategy>(strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config {
        cases: 512,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(strategy, test)
        .unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn what_is_taken_of_a_record_can_stand_in_a_feed() {
    let options = Options {
        base: url::Url::parse("https://quay.example/").ok(),
        ..Options::default()
    };
    run(&facts(OF_EPISODES), |podcast| {
        let line = json!({"title": "T", "podcast": podcast}).to_string();
        let imported = import(line.as_bytes(), &options);
        let record = imported[0].record.clone();
        let record =
            record.ok_or_else(|| TestCaseError::fail(format!("{:?}", imported[0].notices)))?;
        // What the store keeps is read back.
        let kept = serde_json::to_string(&record).expect("JSON");
        prop_assert_eq!(
            &serde_json::from_str::<feedwright::model::Record>(&kept).expect("a record"),
            &record
        );
        let entry = Entry {
            podcast: record.podcast,
            enclosures: vec![Enclosure {
                url: link("https://quay.example/1.mp3"),
                media_type: Some("audio/mpeg".into()),
                length: Some(1),
                duration: Some(2),
                title: None,
                renditions: Vec::new(),
            }],
            ..bare_entry("urn:x:1", "T")
        };
        judged(&Feed {
            podcast: Some(Box::default()),
            ..bare_feed(vec![entry])
        })
    });
}

#[test]
fn what_is_taken_of_a_feeds_file_can_stand_in_a_feed() {
    run(&facts(OF_SHOWS), |facts| {
        // One by one, since a single wrong value refuses them all.
        for (key, value) in facts {
            let alone = Value::Object(Map::from_iter([(key, value)]));
            if let Ok(show) = serde_json::from_value::<Show>(alone) {
                judged(&Feed {
                    podcast: Some(Box::new(show)),
                    ..bare_feed(Vec::new())
                })?;
            }
        }
        Ok(())
    });
}
