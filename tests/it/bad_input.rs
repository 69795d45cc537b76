//! What is wrong beside the records. Each time: what is said and the way out, what stays as it was, what is published all the
//! same, and the exit status. More ways to go wrong: `pages.rs` (templates), `threats_config.rs` and `families.rs` (names),
//! `probe.rs` (enclosures), `push.rs` (hubs).

use std::time::Duration;

use crate::harness::{Ran, Room};
use crate::origin::{Origin, doing, fixed, raw};

const ALPHA: &str = "{\"id\":\"a\",\"title\":\"Alpha\",\"url\":\"https://quay.example/a\",\"published\":\"2026-03-01\",\"section\":\"Town\"}\n";
const BETA: &str = "{\"id\":\"b\",\"title\":\"Beta\",\"url\":\"https://quay.example/b\",\"published\":\"2026-03-01\",\"section\":\"Town\"}\n";

/// The documents of two feeds.
const DOCUMENTS: &[&str] = &["news.rss", "news.atom", "town.rss", "town.atom"];

/// A newsroom with two feeds and pages, published once.
fn published() -> Room {
    let room = Room::with_records(ALPHA);
    configure(&room, "[pages]\n");
    room.write("feeds/news.toml", "title = \"News\"\n");
    room.write(
        "feeds/town.toml",
        "title = \"Town\"\n[include]\nsections = [\"Town\"]\n",
    );
    room.run(&["publish"]).exits(0);
    room
}

fn configure(room: &Room, more: &str) {
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", format!("{config}\n{more}"));
}

/// Publishes one more record, which every document has from then on.
#[track_caller]
fn beta_is_published(room: &Room, exit: i32) -> Ran {
    room.append("records.jsonl", BETA);
    let ran = room.run(&["publish"]).exits(exit);
    for document in DOCUMENTS {
        let text = room.read(&format!("public/{document}"));
        assert!(text.contains("Beta"), "{document} lacks it");
    }
    ran
}

/// Refuses to run, with this said and nothing written; mended, it goes on.
#[track_caller]
fn refused(room: &Room, says: &[&str], mend: impl Fn(&Room)) {
    let before = room.state_of("public");
    room.append("records.jsonl", BETA);
    let ran = room.run(&["publish"]).exits(2).says("  help: ");
    says.iter().fold(ran, |ran, words| ran.says(words));
    assert!(room.state_of("public") == before, "a document has changed");
    mend(room);
    room.run(&["publish"]).exits(0);
    for document in DOCUMENTS {
        assert!(room.read(&format!("public/{document}")).contains("Beta"));
    }
}

#[test]
fn a_template_that_fails_keeps_its_pages_and_nothing_else() {
    let room = published();
    let before = (room.read("public/news.html"), room.read("public/town.html"));
    room.write("templates/subscribe.html", "<h1>\n{{ feed.titel }}</h1>\n");
    beta_is_published(&room, 1)
        .says("templates/subscribe.html:2")
        .says("news.html and 1 more stay as they were")
        .says("mend the template");
    let after = (room.read("public/news.html"), room.read("public/town.html"));
    assert!(before == after, "a page has changed");
}

#[test]
fn a_slug_that_would_leave_the_folder() {
    for slug in ["../news", "/etc/news", "a/b", "..", "a\\\\b"] {
        refused(
            &published_with("out", &format!("slug = \"{slug}\"\n")),
            &["feeds/out.toml:1", "slug"],
            |room| {
                room.write("feeds/out.toml", "slug = \"out\"\n");
            },
        );
    }
    let family = "[each]\nby = \"section\"\nmin = 1\nslug = \"../{value}\"\n";
    refused(
        &published_with("out", family),
        &["feeds/out.toml:4", "cannot make slugs"],
        |room| {
            room.write("feeds/out.toml", "[each]\nby = \"section\"\nmin = 1\n");
        },
    );
}

#[test]
fn two_feeds_that_want_one_file() {
    let away = |room: &Room| std::fs::remove_file(room.at("feeds/other.toml")).unwrap();
    refused(
        &published_with("other", "slug = \"town\"\n"),
        &["other.toml", "town.toml", "town.rss"],
        away,
    );
    let family = "[each]\nby = \"section\"\nmin = 1\nslug = \"{value}\"\ncollisions = \"refuse\"\n";
    refused(
        &published_with("other", family),
        &["other.toml", "which is another feed's", "except"],
        away,
    );
}

/// One more file in `feeds/` of a published newsroom.
fn published_with(stem: &str, text: &str) -> Room {
    let room = published();
    room.write(&format!("feeds/{stem}.toml"), text);
    room
}

#[test]
fn an_enclosure_that_cannot_be_probed() {
    let origin = Origin::new(vec![("/broken.mp3", raw("what?\r\n\r\n"))]);
    for (path, why) in [
        ("/gone.mp3", "404"),
        ("/broken.mp3", "does not answer in HTTP"),
    ] {
        let room = published();
        configure(&room, "[media]\nallow_hosts = [\"127.0.0.1\"]\n");
        let url = origin.url(path);
        room.append(
            "records.jsonl",
            &format!("{{\"id\":\"c\",\"title\":\"Gamma\",\"published\":\"2026-03-01\",\"section\":\"Town\",\"enclosures\":[{{\"url\":\"{url}\"}}]}}\n"),
        );
        beta_is_published(&room, 0)
            .says("warning: ")
            .says(&format!("the size of {url}"))
            .says(why);
        for document in ["news.rss", "town.rss"] {
            let enclosure = format!("<enclosure url=\"{url}\" length=\"0\" type=\"audio/mpeg\"/>");
            let text = room.read(&format!("public/{document}"));
            assert!(text.contains(&enclosure), "{document}");
        }
    }
}

#[test]
fn a_hub_that_answers_500_or_hangs() {
    let hang = doing(|_, _| std::thread::sleep(Duration::from_secs(30)));
    let origin = Origin::new(vec![
        ("/500", fixed("500 Oh", &[], "boom")),
        ("/hang", hang),
    ]);
    for (path, why) in [
        ("/500", "it answered 500"),
        ("/hang", "the answer was not there after 1 s"),
    ] {
        let room = published();
        let hub = origin.url(path);
        configure(
            &room,
            &format!(
                "[push]\nhubs = [\"{hub}\"]\nallow_hosts = [\"127.0.0.1\"]\ntimeout = 1\nbudget = 2\n"
            ),
        );
        beta_is_published(&room, 0).says(&hub).says(why);
        // What was not told is remembered.
        let status = room.run(&["status"]).exits(0);
        assert!(status.stdout.contains(&hub), "{}", status.stdout);
    }
}
