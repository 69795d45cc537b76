//! Pages around the feeds: when they are made, what becomes of wrong templates and names, and what hostile words do.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::{Room, repository};

const TWO: &str = concat!(
    r#"{"id":"a","title":"Alpha rises","url":"https://quay.example/a","published":"2026-03-01T10:00:00Z"}"#,
    "\n",
    r#"{"id":"b","title":"Beta falls","url":"https://quay.example/b","published":"2026-02-28T10:00:00Z"}"#,
    "\n",
);

/// All files that a newsroom with one feed `news` has around it.
const AROUND: [&str; 7] = [
    "alternate.html",
    "feed.css",
    "feeds.opml",
    "index.html",
    "news.html",
    "pages.css",
    "pages.js",
];

fn with_pages(table: &str) -> Room {
    let room = Room::with_records(TWO);
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", format!("{config}\n[pages]\n{table}"));
    room
}

/// The names of what lies in the output folder and is no feed's document.
fn around(room: &Room) -> Vec<String> {
    let files = std::fs::read_dir(room.at("public")).unwrap();
    let names = files.map(|f| f.unwrap().file_name().into_string().unwrap());
    let own = |n: &String| !n.starts_with('.') && !n.ends_with(".rss") && !n.ends_with(".atom");
    let names: BTreeSet<String> = names.filter(own).collect();
    names.into_iter().collect()
}

fn files(written: u64, unchanged: u64, withheld: u64) -> serde_json::Value {
    serde_json::json!({"written": written, "unchanged": unchanged, "withheld": withheld})
}

#[test]
fn pages_are_made_where_they_are_asked_for() {
    let room = Room::with_records(TWO);
    assert_eq!(room.publish_json(0)["files"], files(0, 0, 0));
    assert_eq!(around(&room), [""; 0]);
    let room = with_pages("");
    assert_eq!(room.publish_json(0)["files"], files(7, 0, 0));
    assert_eq!(around(&room), AROUND);
    let only_list =
        with_pages("subscribe = false\nindex = false\nalternate = false\nstylesheet = false\n");
    only_list.run(&["publish"]).exits(0);
    assert_eq!(around(&only_list), ["feeds.opml"]);
}

#[test]
fn what_shows_nothing_new_is_not_made_again() {
    let room = with_pages("headlines = 1\n");
    room.run(&["publish"]).exits(0);
    let before = room.state_of("public");
    assert_eq!(room.publish_json(0)["files"], files(0, 7, 0));
    assert!(room.state_of("public") == before, "an unchanged run writes");
    // The third of three: no page shows it.
    room.append(
        "records.jsonl",
        r#"{"id":"c","title":"Gamma waits","published":"2026-02-01T10:00:00Z"}"#,
    );
    room.append("records.jsonl", "\n");
    let run = room.publish_json(0);
    assert_eq!(
        (&run["files"], &run["documents"]["written"]),
        (&files(0, 7, 0), &2.into())
    );
    room.append(
        "records.jsonl",
        "{\"id\":\"d\",\"title\":\"Delta shines\",\"published\":\"2026-03-02T10:00:00Z\"}\n",
    );
    assert_eq!(room.publish_json(0)["files"], files(1, 6, 0));
    assert!(room.read("public/news.html").contains("Delta shines"));
    // What was deleted or spoilt is put back.
    std::fs::remove_file(room.at("public/index.html")).unwrap();
    room.write("public/pages.css", "spoilt");
    assert_eq!(room.publish_json(0)["files"], files(2, 5, 0));
    assert!(!room.read("public/pages.css").contains("spoilt"));
}

#[test]
fn a_wrong_template_withholds_its_page_and_nothing_else() {
    for (name, text, says) in [
        (
            "subscribe.html",
            "<p>{{ feed.title }}</p>\n<p>\n{% if %}</p>\n",
            "templates/subscribe.html:3",
        ),
        (
            "subscribe.html",
            "<h1>{{ feed.title }}</h1>\n{{ feed.titel }}\n",
            "templates/subscribe.html:2",
        ),
        (
            "subscribe.html",
            "{% extends \"base.html\" %}{% block main %}\n{% include \"foot.html\" %}{% endblock %}",
            "foot.html",
        ),
        (
            "words.en.toml",
            "language = \"en\"\nskip = 7\n",
            "templates/words.en.toml:2",
        ),
    ] {
        let room = with_pages("index = false\n");
        room.run(&["publish"]).exits(0);
        let old = room.read("public/news.html");
        room.write(&format!("templates/{name}"), text);
        room.append(
            "records.jsonl",
            "{\"id\":\"d\",\"title\":\"Delta\",\"published\":\"2026-03-02T10:00:00Z\"}\n",
        );
        let ran = room.run(&["publish", "--format", "json"]).exits(1);
        let ran = ran
            .says(says)
            .says("news.html stays as it was")
            .says("mend the template");
        let run = ran.json();
        assert_eq!(run["files"]["withheld"], 1, "{run}");
        assert_eq!(run["documents"], files(2, 0, 0), "{run}");
        assert_eq!(room.read("public/news.html"), old, "{name}");
        // It is said until it is mended.
        room.run(&["publish"]).exits(1).says(says);
        std::fs::remove_file(room.at("templates").join(name)).unwrap();
        room.run(&["publish"]).exits(0);
        assert!(room.read("public/news.html").contains("Delta"));
    }
}

#[test]
fn one_wrong_template_is_told_once_for_all_its_pages() {
    let room = with_pages("");
    for n in 0..5 {
        room.write(&format!("feeds/f{n}.toml"), "");
    }
    room.write("templates/base.html", "{% nonsense %}");
    let ran = room
        .run(&["publish"])
        .exits(1)
        .says("f0.html and 5 more stay as they were");
    assert_eq!(
        ran.stderr.matches("base.html:1").count(),
        1,
        "{}",
        ran.stderr
    );
    assert!(room.has("public/f0.rss") && room.has("public/feeds.opml"));
}

#[test]
fn templates_that_cannot_be_read_keep_all_pages() {
    let room = with_pages("");
    room.run(&["publish"]).exits(0);
    let state = || {
        let mut files = room.state_of("public");
        // The manifest follows the store, which remembers that the run went wrong.
        files.retain(|(path, ..)| !path.ends_with(".feedwright.json"));
        files
    };
    let before = state();
    room.write("templates/index.html", b"caf\xE9");
    room.run(&["publish"])
        .exits(1)
        .says("templates/index.html")
        .says("UTF-8");
    assert!(state() == before, "a page has changed");
}

#[test]
fn users_templates_words_and_styles_take_the_place_of_ours() {
    let room = with_pages("templates = \"look\"\n");
    room.write("look/pages.css", "body { color: teal }\n");
    room.write(
        "look/index.html",
        "{% for g in groups %}{% for f in g.feeds %}[{{ f.title }}]{% endfor %}{% endfor %}",
    );
    let english = std::fs::read_to_string(repository().join("src/pages/words/en.toml")).unwrap();
    let finnish = english
        .replace("\"en\"", "\"fi\"")
        .replace("Newest headlines", "Uusimmat otsikot");
    room.write("look/words.fi.toml", finnish);
    room.write("look/notes.txt", b"\xFF is no template");
    let config = room.read("feedwright.toml");
    room.write(
        "feedwright.toml",
        config.replace("language = \"en\"", "language = \"fi-FI\""),
    );
    room.run(&["publish"]).exits(0);
    assert_eq!(room.read("public/pages.css"), "body { color: teal }\n");
    assert_eq!(room.read("public/index.html"), "[The Quay Post]");
    let page = room.read("public/news.html");
    assert!(page.contains("<html lang=\"fi\" dir=\"ltr\">") && page.contains("Uusimmat otsikot"));
}

#[test]
fn tags_of_languages_are_the_same_in_any_case() {
    for (tag, file, wanted) in [
        ("DE", None, "<html lang=\"de\" dir=\"ltr\">"),
        ("EN-us", None, "March 1, 2026"),
        (
            "de-at",
            Some("words.de-AT.toml"),
            "<html lang=\"de-AT\" dir=\"ltr\">",
        ),
    ] {
        let room = with_pages("");
        let config = room.read("feedwright.toml");
        let tagged = format!("language = \"{tag}\"");
        room.write(
            "feedwright.toml",
            config.replace("language = \"en\"", &tagged),
        );
        if let Some(file) = file {
            let german = std::fs::read_to_string(repository().join("src/pages/words/de.toml"));
            let own = german.unwrap().replace("\"de\"", "\"de-AT\"");
            room.write(&format!("templates/{file}"), own);
        }
        room.run(&["publish"]).exits(0);
        let page = room.read("public/news.html");
        assert!(page.contains(wanted), "{tag}: {page}");
    }
}

#[test]
fn where_nobody_says_the_language_the_letters_tell_the_direction() {
    let room = with_pages("");
    let config = room.read("feedwright.toml");
    room.write("feedwright.toml", config.replace("language = \"en\"", ""));
    room.write("feeds/akhbar.toml", "title = \"أخبار الميناء\"");
    room.run(&["publish"]).exits(0);
    let title = "lang=\"\" dir=\"auto\">أخبار الميناء<";
    for name in ["public/akhbar.html", "public/index.html"] {
        let page = room.read(name);
        assert!(page.contains(title), "{page}");
    }
}

#[test]
fn json_stands_last_because_people_take_the_first() {
    let room = with_pages("");
    room.write("feeds/news.toml", "formats = [\"json\", \"rss\", \"atom\"]");
    room.run(&["publish"]).exits(0);
    for name in ["news.html", "index.html", "alternate.html"] {
        let page = room.read(&format!("public/{name}"));
        let places = ["feeds/news.rss\"", "feeds/news.atom\"", "feeds/news.json\""];
        let places = places.map(|address| page.find(address).expect("an address"));
        assert!(places.is_sorted(), "{name}: {places:?}");
    }
}

#[test]
fn wrong_tables_and_names_are_refused_before_anything_is_written() {
    for (table, feed, says) in [
        (
            "readers = [\"feedly\", \"gogle\"]\n",
            "news",
            "unknown reader \"gogle\"",
        ),
        ("headlines = 101\n", "news", "101 headlines"),
        ("templates = \"nowhere\"\n", "news", "no folder \"nowhere\""),
        ("indx = true\n", "news", "did you mean `index`?"),
        ("", "index", "\"index\" would make index.html"),
        ("", "alternate", "\"alternate\" would make alternate.html"),
    ] {
        let room = with_pages(table);
        room.write(&format!("feeds/{feed}.toml"), "");
        room.run(&["publish"]).exits(2).says(says);
        assert!(!room.has("public"), "{table}");
    }
    let room = with_pages("index = false\n");
    room.write("feeds/index.toml", "");
    room.run(&["publish"]).exits(0);
    assert!(room.read("public/index.html").contains("Newest headlines"));
}

#[test]
fn a_page_whose_feed_is_gone_is_named() {
    let room = with_pages("");
    room.write("feeds/a.toml", "");
    room.write("feeds/b.toml", "");
    room.run(&["publish"]).exits(0);
    std::fs::remove_file(room.at("feeds/b.toml")).unwrap();
    room.run(&["publish"])
        .exits(0)
        .says("b.html is made by no feed any more");
    assert!(!room.read("public/index.html").contains("b.html"));
}

#[test]
fn only_the_pages_of_the_feeds_named_are_made() {
    let room = with_pages("");
    room.write("feeds/a.toml", "");
    room.write("feeds/b.toml", "");
    room.run(&["publish", "a"]).exits(0);
    assert!(room.has("public/a.html") && !room.has("public/b.html"));
    let told = room.run(&["publish", "--dry-run"]).exits(0).stdout;
    assert!(told.contains("b.html: would be written"), "{told}");
    assert!(told.contains("index.html: unchanged"), "{told}");
    assert!(!room.has("public/b.html"));
}

#[test]
fn members_of_a_family_have_pages_and_stand_together() {
    let room = with_pages("");
    for (n, section) in ["Sport", "Kultur", "Sport"].iter().enumerate() {
        room.append(
            "records.jsonl",
            &format!("{{\"id\":\"s{n}\",\"title\":\"Story {n}\",\"section\":\"{section}\"}}\n"),
        );
    }
    room.write("feeds/news.toml", "");
    room.write("feeds/by.toml", "[each]\nby = \"section\"\nmin = 1\n");
    room.run(&["publish"]).exits(0);
    let pages: Vec<String> = around(&room);
    let members: Vec<&String> = pages.iter().filter(|n| n.contains("sport")).collect();
    assert_eq!(members.len(), 1, "{pages:?}");
    let index = room.read("public/index.html");
    let at = |text: &str| index.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("General") < at("news.html") && at("news.html") < at("Sections"));
    assert!(at("Sections") < at(members[0]), "{index}");
    let list = room.read("public/feeds.opml");
    let list = roxmltree::Document::parse(&list).unwrap();
    let family = list
        .descendants()
        .find(|n| n.attribute("text") == Some("Sections"));
    assert_eq!(
        family
            .unwrap()
            .children()
            .filter(|n| n.is_element())
            .count(),
        2
    );
    let before = room.state_of("public");
    room.run(&["publish"]).exits(0);
    assert!(room.state_of("public") == before, "an unchanged run writes");
    // Another family of the same kind is told apart by its title.
    room.write(
        "feeds/desks.toml",
        "title = \"Desks\"\n[each]\nby = \"section\"\n",
    );
    room.run(&["publish"]).exits(0);
    for name in ["public/index.html", "public/feeds.opml"] {
        let text = room.read(name);
        assert!(
            text.contains("Desks") && text.contains("Sections"),
            "{name}"
        );
    }
}

#[test]
fn nothing_of_an_embargoed_or_withdrawn_story_shows() {
    let room = with_pages("");
    room.append(
        "records.jsonl",
        r#"{"id":"e","title":"Embargoed echo","url":"https://quay.example/e","not_before":"2026-03-03T00:00:00Z"}"#,
    );
    room.append("records.jsonl", "\n");
    room.run(&["publish"]).exits(0);
    for name in AROUND {
        let text = room.read(&format!("public/{name}"));
        assert!(
            !text.contains("echo") && !text.contains("quay.example/e\""),
            "{name}"
        );
    }
    room.publish_at("2026-03-03T12:00:00Z").exits(0);
    assert!(room.read("public/news.html").contains("Embargoed echo"));
    room.run(&["retract", "e"]).exits(0);
    room.publish_at("2026-03-03T13:00:00Z").exits(0);
    assert!(!room.read("public/news.html").contains("echo"));
}

#[test]
fn hostile_words_stay_words() {
    for newsroom in ["hostile", "pages"] {
        let folder = repository().join("fixtures/newsrooms").join(newsroom);
        harmless(&folder.join("expected"));
    }
    let room = with_pages("");
    room.write(
        "feeds/x.toml",
        concat!(
            "title = '</title><script>alert(1)</script> {{ 7 * 7 }} {% raw %}'\n",
            "description = '\"><img src=x onerror=alert(2)> & \"quotes\"'\n",
        ),
    );
    room.run(&["publish"]).exits(0);
    harmless(&room.at("public"));
    let page = room.read("public/x.html");
    assert!(
        page.contains("{{ 7 * 7 }}") && !page.contains("49"),
        "{page}"
    );
}

/// No page in the folder holds an element, an attribute or a link that our templates did not write.
fn harmless(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "html") {
            continue;
        }
        let name = path.display();
        let text = std::fs::read_to_string(&path).unwrap();
        // An include has no root of its own; a page has one, and is well-formed XML too.
        let text = match text.strip_prefix("<!DOCTYPE html>\n") {
            Some(page) => page.to_owned(),
            None => format!("<head>{text}</head>"),
        };
        let page = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        for element in page.descendants().filter(|n| n.is_element()) {
            let tag = element.tag_name().name();
            assert!(
                !["img", "iframe", "style", "b", "i"].contains(&tag),
                "{name}: {tag}"
            );
            if tag == "script" {
                assert_eq!(element.attribute("src"), Some("pages.js"));
            }
            for attribute in element.attributes() {
                let value = attribute.value();
                assert!(!attribute.name().starts_with("on"), "{name}: {value}");
                if ["href", "src"].contains(&attribute.name()) {
                    let scheme = value.split_once(':').map(|(scheme, _)| scheme);
                    let known = [None, Some("http"), Some("https"), Some("feed")];
                    assert!(known.contains(&scheme), "{name}: {value}");
                }
            }
        }
    }
}

#[test]
fn any_number_of_withdrawn_entries_is_passed_over() {
    let stories: String = (0..6)
        .map(|n| {
            format!(
                "{{\"id\":\"s{n}\",\"title\":\"Story {n}\",\"url\":\"https://quay.example/{n}\",\"published\":\"2026-03-01T1{n}:00:00Z\"}}\n"
            )
        })
        .collect();
    let room = with_pages("headlines = 2\n");
    room.write("records.jsonl", stories);
    room.run(&["publish"]).exits(0);
    for n in 2..6 {
        room.run(&["retract", &format!("s{n}")]).exits(0);
    }
    room.run(&["publish"]).exits(0);
    let page = room.read("public/news.html");
    assert!(
        page.contains("Story 0") && page.contains("Story 1"),
        "{page}"
    );
}

#[test]
fn headlines_have_the_words_that_the_feed_puts_before_them() {
    let room = with_pages("");
    room.run(&["publish"]).exits(0);
    assert!(!room.read("public/news.html").contains("Quay: "));
    room.write("feeds/news.toml", "[[title_prefix]]\ntext = \"Quay: \"\n");
    room.run(&["publish"]).exits(0);
    assert!(room.read("public/news.html").contains("Quay: Alpha rises"));
}

#[test]
fn a_template_that_nests_without_end_withholds_its_page() {
    let minuses = format!("{{{{ {}1 }}}}", "-".repeat(200_000));
    let elifs = format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(50_000));
    for text in [minuses, elifs] {
        let room = with_pages("");
        room.write("templates/subscribe.html", text);
        let told = room.run(&["publish"]).exits(1).says("more than 250");
        assert!(told.stderr.contains("templates/subscribe.html"));
        assert!(room.has("public/index.html") && !room.has("public/news.html"));
    }
}
