//! Hand-made feeds and the documents they must become. `BLESS=1` rewrites the documents.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use feedwright::model::{Category, Enclosure, Feed, Paging, Part, Rendition};
use feedwright::render::FORMATS;
use feedwright::validate;

use crate::render_samples::{bare_entry, bare_feed, full_feed, link, rendered};
use crate::xml::assert_well_formed;

fn samples() -> Vec<(&'static str, Feed)> {
    vec![
        ("everything", full_feed()),
        ("empty", bare_feed(Vec::new())),
        ("archive", paged(Part::Archive)),
        ("complete", paged(Part::Complete)),
        (
            "headline",
            bare_feed(vec![bare_entry(
                "tag:harbour.example,2020:h/1",
                "Fog until noon",
            )]),
        ),
    ]
}

/// The feed of one headline as one part of several.
fn paged(part: Part) -> Feed {
    let archive = |n: u8| (part == Part::Archive).then(|| format!("news.archive-{n}"));
    Feed {
        paging: Paging {
            part,
            name: archive(2),
            prev_archive: archive(1),
            next_archive: archive(3),
        },
        ..bare_feed(vec![bare_entry(
            "tag:harbour.example,2020:h/1",
            "Fog until noon",
        )])
    }
}

#[test]
fn documents_are_as_blessed() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/render");
    for (name, feed) in samples() {
        for format in FORMATS {
            let path = dir.join(format!("{name}.{}", format.extension));
            let document = rendered(&feed, format.name);
            if std::env::var_os("BLESS").is_some() {
                std::fs::write(&path, &document).expect("the document can be written");
            }
            let expected = std::fs::read_to_string(&path)
                .unwrap_or_else(|e| panic!("{}: {e}; run with BLESS=1", path.display()));
            assert_eq!(document, expected, "{}", path.display());
        }
    }
}

#[test]
fn documents_are_well_formed() {
    let documents: Vec<Vec<u8>> = samples()
        .iter()
        .flat_map(|(_, feed)| ["rss", "atom"].map(|f| rendered(feed, f).into_bytes()))
        .collect();
    assert_well_formed(&documents);
}

#[test]
fn documents_are_valid() {
    for (name, feed) in samples() {
        for format in FORMATS {
            let options = validate::Options {
                base: Some(format!(
                    "{}{}.{}",
                    feed.base_url, feed.slug, format.extension
                )),
                ..validate::Options::default()
            };
            let report = validate::check_bytes(rendered(&feed, format.name).as_bytes(), &options);
            let errors: Vec<_> = report.errors().collect();
            assert!(
                errors.is_empty(),
                "{name}.{}: {errors:#?}",
                format.extension
            );
        }
    }
}

#[test]
fn the_same_feed_gives_the_same_bytes() {
    for format in FORMATS {
        assert_eq!(
            rendered(&full_feed(), format.name),
            rendered(&full_feed(), format.name)
        );
    }
}

/// It takes seconds; with a comparison of each with each it would take minutes.
#[test]
fn an_entry_with_many_parts_is_written_in_one_pass() {
    const MANY: usize = 200_000;
    let begun = Instant::now();
    let category = |n| Category::named(&format!("term {n}")).expect("a category");
    let rendition = |n| Rendition {
        url: link(&format!("https://harbour.example/{n}.ogg")),
        media_type: None,
        length: None,
        duration: None,
        bitrate: None,
        width: None,
        height: None,
    };
    let mut entry = bare_entry("tag:harbour.example,2020:h/1", "Fog until noon");
    entry.categories = (0..MANY).chain([7]).map(category).collect();
    entry.enclosures = vec![Enclosure {
        url: link("https://harbour.example/7.ogg"),
        media_type: None,
        length: None,
        duration: None,
        title: None,
        renditions: (0..MANY).chain([8]).map(rendition).collect(),
    }];
    let feed = bare_feed(vec![entry]);
    let json = rendered(&feed, "json");
    assert_eq!(json.matches("\"term 7\"").count(), 1);
    let rss = rendered(&feed, "rss");
    assert_eq!(rss.matches("<media:content").count(), MANY);
    let taken = begun.elapsed();
    assert!(taken < Duration::from_secs(90), "{taken:?}");
}

#[test]
fn formats_have_names_of_their_own() {
    for format in FORMATS {
        let same = FORMATS
            .iter()
            .filter(|f| f.name == format.name || f.extension == format.extension);
        assert_eq!(same.count(), 1, "{}", format.name);
    }
}
