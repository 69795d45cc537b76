//! Packed copies beside the documents, and files of feeds that are gone.

use std::io::Read;

use crate::harness::Room;

fn room(output: &str) -> Room {
    let records: String = (0..20)
        .map(|n| format!("{{\"title\": \"Lamp {n} on the north quay\", \"url\": \"https://quay.example/{n}\"}}\n"))
        .collect();
    let room = Room::with_records(&records);
    set(&room, output);
    room
}

fn set(room: &Room, output: &str) {
    let config = room.read("feedwright.toml");
    let begin = config.find("[output]").unwrap();
    let base = "base_url = \"https://quay.example/feeds/\"\n";
    room.write(
        "feedwright.toml",
        format!("{}[output]\n{base}{output}", &config[..begin]),
    );
}

fn unpacked(room: &Room, name: &str) -> Vec<u8> {
    let packed = std::fs::read(room.at(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn modified(room: &Room, name: &str) -> std::time::SystemTime {
    std::fs::metadata(room.at(name))
        .unwrap()
        .modified()
        .unwrap()
}

#[test]
fn copies_hold_the_same_bytes_and_have_the_same_time() {
    let room = room("compress = [\"gz\", \"br\", \"zst\"]");
    room.run(&["publish"]).exits(0);
    for name in ["public/news.rss", "public/news.atom"] {
        assert_eq!(
            unpacked(&room, &format!("{name}.gz")),
            room.read(name).as_bytes()
        );
        for suffix in ["gz", "br", "zst"] {
            let copy = format!("{name}.{suffix}");
            assert_eq!(modified(&room, &copy), modified(&room, name), "{copy}");
        }
    }
    let files = || {
        let mut files = room.state_of("public");
        files.retain(|(path, ..)| !path.ends_with(".feedwright.json"));
        files
    };
    let before = files();
    room.run(&["publish"]).exits(0);
    room.run(&["publish", "--full"]).exits(0);
    assert!(files() == before, "a run without news touched a file");
}

#[test]
fn a_copy_that_is_lost_or_altered_is_made_again() {
    let room = room("compress = [\"gz\"]");
    room.run(&["publish"]).exits(0);
    let whole = std::fs::read(room.at("public/news.rss.gz")).unwrap();
    let document = modified(&room, "public/news.rss");
    for harm in [true, false] {
        if harm {
            room.write("public/news.rss.gz", "not gzip at all");
        } else {
            std::fs::remove_file(room.at("public/news.rss.gz")).unwrap();
        }
        room.run(&["publish"]).exits(0);
        assert_eq!(std::fs::read(room.at("public/news.rss.gz")).unwrap(), whole);
        assert_eq!(
            modified(&room, "public/news.rss"),
            document,
            "the document was touched"
        );
    }
}

#[test]
fn a_copy_that_nobody_wants_any_more_goes_because_it_would_grow_stale() {
    let room = room("compress = [\"gz\", \"br\"]");
    room.run(&["publish"]).exits(0);
    let document = modified(&room, "public/news.rss");
    room.write("public/news.rss.xz", "not ours");
    set(&room, "compress = [\"gz\"]");
    room.run(&["publish"]).exits(0);
    assert!(room.has("public/news.rss.gz") && !room.has("public/news.rss.br"));
    assert!(room.has("public/news.rss.xz"), "what is not ours stays");
    set(&room, "");
    room.run(&["publish"]).exits(0);
    assert!(!room.has("public/news.rss.gz"));
    assert_eq!(modified(&room, "public/news.rss"), document);
}

#[test]
fn copies_of_sitemaps_go_like_those_of_documents() {
    let maps = "[sitemap]\nfull = true\n";
    let room = room(&format!("compress = [\"gz\", \"br\"]\n{maps}"));
    room.run(&["publish"]).exits(0);
    let part = modified(&room, "public/sitemap-1.xml");
    assert!(room.has("public/sitemap-1.xml.br"));
    for (output, kept) in [("compress = [\"gz\"]", true), ("", false)] {
        set(&room, &format!("{output}\n{maps}"));
        room.run(&["publish"]).exits(0);
        assert!(!room.has("public/sitemap-1.xml.br"));
        assert_eq!(room.has("public/sitemap-1.xml.gz"), kept);
        assert_eq!(modified(&room, "public/sitemap-1.xml"), part);
    }
}

#[test]
fn an_unknown_way_of_packing_is_refused_with_its_place() {
    let room = room("compress = [\"gz\", \"xz\"]");
    room.run(&["publish"])
        .exits(2)
        .says("feedwright.toml")
        .says("\"xz\"")
        .says("gz, br, zst");
    assert!(!room.has("public"));
}

#[test]
fn files_of_feeds_that_are_gone_are_named_or_removed() {
    let room = room("compress = [\"gz\"]");
    room.write("feeds/news.toml", "");
    room.write("feeds/lamps.toml", "");
    room.run(&["publish"]).exits(0);
    std::fs::remove_file(room.at("feeds/lamps.toml")).unwrap();
    room.run(&["publish"])
        .exits(0)
        .says("lamps.rss is made by no feed any more")
        .says("prune = true");
    assert!(room.has("public/lamps.rss"));

    set(&room, "compress = [\"gz\"]\nprune = true");
    room.run(&["publish", "--dry-run"]).exits(0);
    assert!(room.has("public/lamps.rss"), "a dry run removes nothing");
    room.write("public/index.html", "not ours");
    room.run(&["publish"])
        .exits(0)
        .says("lamps.rss is made by no feed any more and is removed");
    for gone in ["lamps.rss", "lamps.rss.gz", "lamps.atom", "lamps.atom.gz"] {
        assert!(!room.has(&format!("public/{gone}")), "{gone}");
    }
    assert!(room.has("public/news.rss") && room.has("public/index.html"));
    let quiet = room.run(&["publish"]).exits(0);
    assert!(!quiet.stderr.contains("lamps"), "{}", quiet.stderr);
}

#[test]
fn hosts_of_static_sites_are_told_how_to_serve() {
    let room =
        room("headers = true\n[moved]\n\"old.rss\" = \"news.rss\"\n\"ended.rss\" = \"gone\"");
    room.write("feeds/news.toml", "");
    room.run(&["publish"]).exits(0);
    let headers = room.read("public/_headers");
    let rss = "/feeds/*.rss\n  Content-Type: application/rss+xml; charset=utf-8\n  Cache-Control: public, max-age=900\n";
    assert!(headers.contains(rss), "{headers}");
    let redirects = room.read("public/_redirects");
    assert!(
        redirects.contains("\n/feeds/old.rss /feeds/news.rss 301\n"),
        "{redirects}"
    );
    assert!(
        redirects.contains("# /feeds/ended.rss is gone"),
        "{redirects}"
    );
    let before = room.state_of("public");
    room.run(&["publish"]).exits(0);
    assert!(room.state_of("public") == before);

    // Feeds that may be kept for different times have a rule for each document, since hosts add rules up.
    room.write("feeds/slow.toml", "ttl = 60\nformats = [\"rss\"]");
    room.run(&["publish"]).exits(0);
    let headers = room.read("public/_headers");
    assert!(!headers.contains("*.rss"), "{headers}");
    for (name, age) in [("news.rss", 900), ("slow.rss", 3600)] {
        let rule = format!(
            "/feeds/{name}\n  Content-Type: application/rss+xml; charset=utf-8\n  Cache-Control: public, max-age={age}\n"
        );
        assert!(headers.contains(&rule), "{headers}");
    }
    // What nobody wants any more is told, as for documents.
    set(&room, "");
    room.run(&["publish"])
        .exits(0)
        .says("_headers is made by no feed any more");
}

#[test]
fn nothing_is_removed_where_no_feed_is_left_of_those_before() {
    for pages in ["", "\n[pages]\n[sitemap]\nfull = true\n"] {
        let room = room(&format!("prune = true{pages}"));
        room.write(
            "feeds/harbour.toml",
            "history = \"archive\"\narchive_size = 1\n",
        );
        room.run(&["publish"]).exits(0);
        // The folder of feeds is lost, so that the newsroom has the one feed that every newsroom has.
        std::fs::remove_dir_all(room.at("feeds")).unwrap();
        for _ in 0..3 {
            room.run(&["publish"]).exits(0).says("not removed");
            assert!(room.has("public/harbour.rss") && room.has("public/news.rss"));
            assert!(room.has("public/harbour.archive-1.rss"));
        }
        room.write("feeds/harbour.toml", "");
        room.write("feeds/quay.toml", "");
        let told = room.run(&["publish"]).exits(0).says("news.rss");
        assert!(!told.stderr.contains("not removed"), "{}", told.stderr);
        assert!(room.has("public/harbour.rss") && !room.has("public/news.rss"));
    }
}

#[test]
fn what_another_store_made_is_not_removed() {
    let room = room("prune = true");
    room.write("feeds/news.toml", "");
    room.write("feeds/harbour.toml", "");
    room.run(&["publish"]).exits(0);
    // Another newsroom comes to publish into the same folder.
    std::fs::remove_dir_all(room.at(".feedwright")).unwrap();
    std::fs::remove_file(room.at("feeds/harbour.toml")).unwrap();
    for _ in 0..3 {
        room.run(&["publish"]).exits(0).says("not removed");
        assert!(room.has("public/harbour.rss") && room.has("public/harbour.atom"));
    }
}

#[test]
fn a_manifest_that_somebody_wrote_removes_nothing_of_others() {
    let room = room("prune = true");
    room.write("feeds/news.toml", "");
    room.run(&["publish"]).exits(0);
    room.write("kept.txt", "ours");
    room.write("public/.htaccess", "ours");
    let manifest = room.read("public/.feedwright.json");
    let long = "n".repeat(5000);
    let planted = format!("[\"../kept.txt\",\".htaccess\",\"..\",\"\",\"a\\u0000b\",\"{long}\",");
    let manifest = manifest.replacen('[', &planted, 1);
    room.write("public/.feedwright.json", manifest);
    room.run(&["publish"]).exits(0);
    assert!(room.has("kept.txt") && room.has("public/.htaccess"));
}
