//! Feeds to judge, and what was found in them.

use serde_json::Value;

use crate::harness::{Ran, Room};

/// Has all that a feed should have, so that a rule added later finds nothing here.
pub(crate) const GOOD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\
<channel><title>Quay</title><link>https://quay.example/</link><description>What the quay says</description><language>en</language>\
<lastBuildDate>Sun, 01 Mar 2026 09:00:00 +0000</lastBuildDate>\
<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://quay.example/news.rss\"/>\
<item><title>Ferry</title><link>https://quay.example/ferry</link><description>It sails again</description>\
<pubDate>Sun, 01 Mar 2026 09:00:00 +0000</pubDate><guid isPermaLink=\"false\">ferry</guid></item></channel></rss>";

/// Has one warning and no error.
pub(crate) fn warned() -> String {
    let start = GOOD.find("<atom:link").unwrap();
    let end = GOOD.find("<item>").unwrap();
    format!("{}{}", &GOOD[..start], &GOOD[end..])
}

/// Has two errors, of `date-grammar` and of `guid-not-url`.
pub(crate) fn bad() -> String {
    GOOD.replace(
        "</channel>",
        "<item><title>Tram</title><link>https://quay.example/tram</link><description>It climbs</description>\
\n<pubDate>soon</pubDate>\n<guid>tram</guid></item></channel>",
    )
}

/// The good feed with further items, whose dates are no dates.
pub(crate) fn with_bad_dates(count: usize) -> String {
    let item = |n| {
        format!(
            "<item><title>Tide {n}</title><link>https://quay.example/{n}</link><description>High {n}</description>\
<guid isPermaLink=\"false\">c{n}</guid><pubDate>soon</pubDate></item>"
        )
    };
    let items: String = (0..count).map(item).collect();
    GOOD.replace("</channel>", &format!("{items}</channel>"))
}

pub(crate) fn room() -> Room {
    let room = Room::empty();
    room.write("good.rss", GOOD);
    room.write("warned.rss", warned());
    room.write("bad.rss", bad());
    room
}

pub(crate) fn judged(room: &Room, args: &[&str]) -> Ran {
    let mut all = vec!["validate", "--format", "json"];
    all.extend(args);
    room.run(&all)
}

/// The rules that spoke, of all inputs.
pub(crate) fn rules(ran: &Ran) -> Vec<String> {
    let lines = ran.json_lines();
    let found = lines.iter().filter_map(|l| l["diagnostics"].as_array());
    let rule = |d: &Value| d["rule"].as_str().unwrap().to_owned();
    found.flatten().map(rule).collect()
}

pub(crate) fn files(ran: &Ran) -> Vec<String> {
    let file = |l: &Value| l["file"].as_str().unwrap().to_owned();
    ran.json_lines().iter().map(file).collect()
}
