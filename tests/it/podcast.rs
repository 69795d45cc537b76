//! A show with everything that podcast apps can be told, read back by a program that directories use.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Room, judge, ran, repository};

/// Reads a feed as podcast directories do.
const READER: &str = "
const { parseFeed } = require('podcast-partytime');
const text = require('fs').readFileSync(process.argv[1], 'utf8');
process.stdout.write(JSON.stringify(parseFeed(text)));
";

/// What is there, and what the reader must have found: a pointer, and the value.
fn wanted() -> Vec<(&'static str, Value)> {
    vec![
        ("/guid", json!("4226b11d-29ff-5568-aa22-17fdd54658c8")),
        ("/locked", json!(true)),
        ("/podcastOwner", json!("audio@tidewater.example")),
        ("/medium", json!("podcast")),
        (
            "/podcastFunding",
            json!([{"message": "Support the harbour studio", "url": "https://tidewater.example/support"}]),
        ),
        (
            "/podcastPeople/0",
            json!({"name": "Marta Lepik", "role": "Host", "group": "Cast",
            "img": "https://tidewater.example/staff/marta.jpg", "href": "https://tidewater.example/staff/marta"}),
        ),
        ("/podcastPeople/1/name", json!("Jonas Oru")),
        (
            "/podcastLocation",
            json!({"name": "Harbour of Tidewater", "osm": "R113314", "geo": "geo:58.3806,24.5019"}),
        ),
        ("/license/identifier", json!("cc-by-4.0")),
        ("/value/method", json!("keysend")),
        ("/value/suggested", json!(5e-8)),
        ("/value/recipients/0/split", json!(90)),
        (
            "/value/recipients/1",
            json!({"name": "The harbour museum", "customKey": "112111100", "customValue": "museum",
            "type": "node", "address": "03ae9f91a0cb8ff43840e3c322c4c61f019d8c1c3cea15a25cfc425ac605e61a4a",
            "split": 10, "fee": true}),
        ),
        (
            "/podcastTxt",
            json!([{"value": "tidewater-herald-2026", "purpose": "verify"}]),
        ),
        (
            "/trailers/0",
            json!({"title": "A second year at the quay", "season": 2, "length": 1_048_576, "type": "audio/mpeg",
            "url": "https://media.tidewater.example/audio/trailer.mp3", "pubdate": "2026-01-02T05:00:00.000Z"}),
        ),
        (
            "/podroll/0/feedGuid",
            json!("9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ),
        (
            "/podcastPublisher/feedGuid",
            json!("3e109b3d-2f05-5b55-b2a3-3b7a9f0a1c5e"),
        ),
        ("/chat/server", json!("irc.tidewater.example")),
        (
            "/itunesCategory",
            json!([
                "News > Daily News",
                "Society & Culture > Places & Travel",
                "Arts"
            ]),
        ),
        (
            "/itunesImage",
            json!("https://tidewater.example/tide/cover.jpg"),
        ),
        ("/itunesType", json!("serial")),
        ("/explicit", json!(false)),
        ("/author", json!("Marta Lepik and Jonas Oru")),
        ("/owner/email", json!("audio@tidewater.example")),
        (
            "/items/0/enclosure",
            json!({"url": "https://media.tidewater.example/audio/ice-road.mp3", "length": 28880,
            "type": "audio/mpeg"}),
        ),
        ("/items/0/duration", json!(1805)),
        (
            "/items/0/itunesImage",
            json!("https://tidewater.example/tide/2/3-square.png"),
        ),
        ("/items/0/itunesEpisodeType", json!("full")),
        (
            "/items/0/podcastSeason",
            json!({"number": 2, "name": "Winter"}),
        ),
        (
            "/items/0/podcastEpisode",
            json!({"number": 3, "display": "Ch. 3"}),
        ),
        (
            "/items/0/podcastTranscripts/0",
            json!({"url": "https://tidewater.example/tide/2/3.vtt", "type": "text/vtt",
            "language": "en", "rel": "captions"}),
        ),
        ("/items/0/podcastTranscripts/1/type", json!("text/html")),
        (
            "/items/0/podcastChapters",
            json!({"url": "https://tidewater.example/tide/2/3-chapters.json",
            "type": "application/json+chapters"}),
        ),
        (
            "/items/0/podcastSoundbites/0",
            json!({"duration": 60, "startTime": 73.5, "title": "The sound of thin ice"}),
        ),
        (
            "/items/0/podcastPeople/0",
            json!({"name": "Kaarel Tamm", "role": "Guest", "group": "Cast",
            "href": "https://bay.example/people/tamm"}),
        ),
        (
            "/items/0/podcastLocation/name",
            json!("The bay of Tidewater"),
        ),
        ("/items/0/license/identifier", json!("cc-by-nc-4.0")),
        (
            "/items/0/alternativeEnclosures/0/source/1/uri",
            json!("ipfs://bafybeigdyrztexample/ice-road.opus"),
        ),
        (
            "/items/0/alternativeEnclosures/0/integrity/type",
            json!("sri"),
        ),
        ("/items/0/alternativeEnclosures/1/type", json!("video/mp4")),
        ("/items/0/value/recipients/0/name", json!("Kaarel Tamm")),
        (
            "/items/0/podcastSocialInteraction/0/platform",
            json!("activitypub"),
        ),
        ("/items/0/podcastTxt/0/purpose", json!("research")),
        ("/items/0/chat/space", json!("#ice-road")),
        ("/items/2/explicit", json!(true)),
        ("/items/3/itunesEpisodeType", json!("trailer")),
        // What it counts as support, phase by phase.
        (
            "/pc20support",
            json!({
                "1": ["locked", "funding", "transcript", "chapters", "soundbite"],
                "2": ["person", "location", "season", "episode"],
                "3": ["trailer", "license", "guid", "alternateEnclosure"],
                "4": ["value", "medium"],
                "5": ["socialInteract"],
                "6": ["txt", "podroll"],
                "7": ["chat", "publisher"],
            }),
        ),
    ]
}

#[test]
fn a_directory_reads_back_the_whole_show() {
    let unchecked = "that podcast directories read back what a show says";
    let modules = std::env::var_os("FEEDWRIGHT_PARTYTIME").map_or_else(
        || repository().join("target/partytime/node_modules"),
        std::path::PathBuf::from,
    );
    let here = modules.join("podcast-partytime/package.json").is_file();
    assert!(
        here || std::env::var_os("CI").is_none(),
        "podcast-partytime is missing, and CI is set"
    );
    if !judge("node", unchecked) || !here {
        println!("node or podcast-partytime is missing; not checked: {unchecked}");
        return;
    }
    let feed = repository().join("fixtures/newsrooms/podcast/expected/tide.rss");
    let read = ran(Command::new("node")
        .args(["-e", READER])
        .arg(feed)
        .env("LOG", "silent")
        .env("NODE_PATH", modules))
    .exits(0)
    .json();
    for (pointer, wanted) in wanted() {
        assert_eq!(read.pointer(pointer), Some(&wanted), "{pointer}");
    }
}

/// What one run said stays when the address of the feed changes; what the definition says comes first.
#[test]
fn a_show_keeps_its_guid() {
    let room = Room::with_records("{\"id\":\"1\",\"title\":\"A\",\"published\":\"2026-03-01\"}\n");
    let guid = |room: &Room| {
        let text = room.read("public/show.rss");
        let (_, rest) = text.split_once("<podcast:guid>").expect("a guid");
        rest.split('<').next().expect("its text").to_owned()
    };
    room.write("feeds/show.toml", "[podcast]\n");
    room.run(&["publish"]).exits(0);
    let first = guid(&room);
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        config.replace("quay.example/feeds/", "feeds.quay.example/"),
    );
    room.run(&["publish"]).exits(0);
    assert!(
        room.read("public/show.rss")
            .contains("https://feeds.quay.example/show.rss")
    );
    assert_eq!(guid(&room), first);
    let other = "917393e3-1b1e-5cef-ace4-edaa54e1f810";
    room.write(
        "feeds/show.toml",
        format!("[podcast]\nguid = \"{other}\"\n"),
    );
    room.run(&["publish"]).exits(0);
    assert_eq!(guid(&room), other);
}

/// Apple's elements stand in podcasts alone, those of the namespace wherever a record has them; a withdrawn episode
/// has neither, and Atom has none of them.
#[test]
fn what_is_said_stands_where_it_belongs() {
    let record = |more: &str| {
        format!(
            "{{\"id\":\"1\",\"title\":\"A\",\"published\":\"2026-03-01\",\"podcast\":{{\"season\":2,\"episode\":3}},\
             \"enclosures\":[{{\"url\":\"https://quay.example/1.mp3\",\"length\":5,\"duration\":6}}]{more}}}\n"
        )
    };
    let room = Room::with_records(&record(""));
    room.write("feeds/news.toml", "");
    room.write("feeds/show.toml", "[podcast]\n");
    room.run(&["publish"]).exits(0);
    let (news, show) = (room.read("public/news.rss"), room.read("public/show.rss"));
    assert!(news.contains("<podcast:season>2</podcast:season>") && !news.contains("itunes"));
    for said in [
        "<itunes:season>2</itunes:season>",
        "<itunes:duration>6</itunes:duration>",
        "<podcast:episode>3</podcast:episode>",
        "<itunes:author>The Quay Post</itunes:author>",
        "<itunes:explicit>false</itunes:explicit>",
    ] {
        assert!(show.contains(said), "{said}\n{show}");
    }
    let atom = room.read("public/show.atom");
    assert!(!atom.contains("itunes") && !atom.contains("podcast:"));
    assert!(atom.contains("duration=\"6\""));
    room.write("records.jsonl", record(",\"status\":\"retracted\""));
    room.run(&["publish"]).exits(0);
    let show = room.read("public/show.rss");
    assert!(
        !show.contains("<podcast:season>") && !show.contains("1.mp3"),
        "{show}"
    );
}
