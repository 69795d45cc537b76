//! `docs/formats.md` says what becomes of each field in each format. Each row is held against documents of one feed
//! with and without the field: what a cell names must differ, and nothing that it does not name may.

use std::collections::BTreeSet;

use feedwright::model::{Category, Entry, Feed, Image, Line, Paging, Part, Rendition, Text};
use feedwright::pipeline::compare;

use crate::harness::repository;
use crate::render_samples::{at, bare_entry, full_feed, link, rendered};

const FORMATS: [&str; 3] = ["rss", "atom", "json"];

/// Takes a field away or, where there must be one, gives it another value.
type Without = fn(&mut Feed);

const FEED: &[(&str, Without)] = &[
    ("id (made once)", |f| f.id = "urn:x:other".into()),
    ("title", |f| f.title = "Other".into()),
    ("description", |f| f.description = Line::default()),
    ("site.url", |f| f.site_url = link("https://other.example/")),
    ("base_url, slug", |f| f.slug = "other".into()),
    ("language", |f| f.language = None),
    ("author", |f| f.author.name = "Other".into()),
    ("email", |f| f.author.email = None),
    ("webmaster", |f| f.about.webmaster = None),
    ("copyright", |f| f.rights = None),
    ("image", |f| f.about.image = None),
    ("icon", |f| f.about.icon = None),
    ("categories", |f| f.about.categories.clear()),
    ("ttl", |f| f.ttl = None),
    ("skip_hours", |f| f.about.skip_hours.clear()),
    ("skip_days", |f| f.about.skip_days.clear()),
    ("push.hubs, hubs", |f| f.hubs.clear()),
    ("push.cloud", |f| f.cloud = None),
    ("stylesheet", |f| f.about.stylesheet = None),
    ("expired", |f| f.about.expired = false),
    ("history", |f| f.paging = Paging::default()),
    ("updated", |f| f.updated = at("2020-01-01T00:00:00Z")),
    ("withdrawn and gone", |f| f.tombstones.clear()),
];

const ENTRY: &[(&str, Without)] = &[
    ("id", |f| each(f, |e| e.id.push_str("-other"))),
    ("title", |f| each(f, |e| e.title = "Other".into())),
    ("url", |f| each(f, |e| e.link = None)),
    ("published", |f| {
        each(f, |e| e.published = at("2020-01-01T00:00:00Z"));
    }),
    ("updated", |f| {
        each(f, |e| e.updated = at("2030-01-01T00:00:00Z"));
    }),
    ("authors.name", |f| {
        each(f, |e| {
            for author in &mut e.authors {
                author.name = "Other".into();
            }
        });
    }),
    ("authors.email", |f| {
        each(f, |e| e.authors.iter_mut().for_each(|a| a.email = None));
    }),
    ("authors.url", |f| {
        each(f, |e| e.authors.iter_mut().for_each(|a| a.url = None));
    }),
    ("categories.term", |f| {
        categories(f, |c| c.term = "other".into());
    }),
    ("categories.label", |f| categories(f, |c| c.label = None)),
    ("categories.scheme", |f| categories(f, |c| c.scheme = None)),
    ("summary", |f| each(f, |e| e.summary = None)),
    ("body", |f| each(f, |e| e.content = None)),
    ("image.url", |f| images(f, |i| i.url = None)),
    ("image.credit", |f| images(f, |i| i.credit = None)),
    ("image.photographer", |f| {
        images(f, |i| i.photographer = None);
    }),
    ("image.agency", |f| images(f, |i| i.agency = None)),
    ("image.caption", |f| images(f, |i| i.caption = None)),
    ("image.alt", |f| images(f, |i| i.alt = None)),
    ("image.type", |f| images(f, |i| i.media_type = None)),
    ("image.length", |f| images(f, |i| i.length = None)),
    ("image.width", |f| images(f, |i| i.width = None)),
    ("image.height", |f| images(f, |i| i.height = None)),
    ("image.thumbnail", |f| images(f, |i| i.thumbnail = None)),
    ("image.renditions", |f| images(f, |i| i.renditions.clear())),
    ("enclosures.url", |f| {
        files(f, |e| e.url = link("https://other.example/"));
    }),
    ("enclosures.type", |f| {
        files(f, |e| {
            e.media_type = e.media_type.take().map(|_| "video/mp4".into())
        });
    }),
    ("enclosures.length", |f| files(f, |e| e.length = Some(1))),
    ("enclosures.duration", |f| files(f, |e| e.duration = None)),
    ("enclosures.title", |f| files(f, |e| e.title = None)),
    ("enclosures.renditions", |f| {
        files(f, |e| e.renditions.clear());
    }),
    ("related", |f| each(f, |e| e.related.clear())),
    ("language", |f| each(f, |e| e.language = None)),
    ("rights", |f| each(f, |e| e.rights = None)),
    ("source.title", |f| {
        each(f, |e| {
            if let Some(source) = &mut e.source {
                source.title = None;
            }
        });
    }),
    ("source.url", |f| {
        each(f, |e| {
            if let Some(source) = &mut e.source {
                source.url = None;
            }
        });
    }),
    ("extra", |f| each(f, |e| e.extensions.clear())),
];

fn each(feed: &mut Feed, change: fn(&mut Entry)) {
    feed.entries.iter_mut().for_each(change);
}

fn categories(feed: &mut Feed, change: fn(&mut Category)) {
    let entries = feed.entries.iter_mut();
    entries.flat_map(|e| &mut e.categories).for_each(change);
}

fn images(feed: &mut Feed, change: fn(&mut Image)) {
    let entries = feed.entries.iter_mut();
    entries.flat_map(|e| &mut e.image).for_each(change);
}

fn files(feed: &mut Feed, change: fn(&mut feedwright::model::Enclosure)) {
    let entries = feed.entries.iter_mut();
    entries.flat_map(|e| &mut e.enclosures).for_each(change);
}

/// Every field, and beside each a case of what cells say with "if" and "without".
fn sample() -> Feed {
    let mut feed = full_feed();
    feed.author.url = None;
    feed.paging = Paging {
        part: Part::Archive,
        prev_archive: Some("news.archive-1".into()),
        next_archive: Some("news.archive-3".into()),
        ..Paging::default()
    };
    let mut picture = Entry {
        image: Some(Image {
            url: Some(link("https://harbour.example/img/fog.png")),
            alt: Some(Text::new("Nothing but fog")),
            ..Image::default()
        }),
        link: Some(link("https://harbour.example/fog")),
        ..bare_entry("tag:harbour.example,2020:h/8", "Fog")
    };
    picture
        .authors
        .extend(feedwright::model::Person::named("Desk"));
    picture.authors[0].email = Some("fog@harbour.example".into());
    // Others go by the same mapping.
    each(&mut feed, |e| {
        e.extensions.retain(|x| x.element.name == "place");
    });
    feed.entries.push(picture);
    feed.entries.push(in_other_files());
    feed
}

/// A picture and a file that are there in several files, with whatever may be said of them.
fn in_other_files() -> Entry {
    let other = |name: &str, media_type: &str| Rendition {
        url: link(&format!("https://cdn.harbour.example/{name}")),
        media_type: Some(media_type.into()),
        length: None,
        duration: None,
        bitrate: None,
        width: None,
        height: None,
    };
    let file = full_feed()
        .entries
        .iter()
        .find_map(|e| e.enclosures.get(1).cloned());
    let file = file.expect("a file with title and duration");
    Entry {
        image: Some(Image {
            url: Some(link("https://harbour.example/img/gull.png")),
            caption: Some(Text::new("A gull")),
            credit: Some("Desk".into()),
            thumbnail: Some(other("gull-small.png", "image/png")),
            renditions: vec![other("gull.jpg", "image/jpeg")],
            ..Image::default()
        }),
        enclosures: vec![feedwright::model::Enclosure {
            renditions: vec![other("hour.ogg", "audio/ogg")],
            ..file
        }],
        link: Some(link("https://harbour.example/gull")),
        ..bare_entry("tag:harbour.example,2020:h/9", "Gull")
    }
}

#[test]
fn each_cell_is_true() {
    let text = std::fs::read_to_string(repository().join("docs/formats.md")).unwrap();
    let mut wrong = Vec::new();
    for (heading, tests) in [("## The feed", FEED), ("## An entry", ENTRY)] {
        let rows = rows(&text, heading);
        let documented: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        let tested: Vec<&str> = tests.iter().map(|(key, _)| *key).collect();
        assert_eq!(documented, tested, "{heading}");
        for (row, (key, without)) in rows.iter().zip(tests) {
            for (format, cell) in FORMATS.iter().zip(&row[1..]) {
                let faults = faults(format, cell, *key == "id", *without);
                wrong.extend(
                    faults
                        .into_iter()
                        .map(|why| format!("{key}, {format}: {why}")),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the cell says and is not so. An id names all that its entry says, so that then nothing else is looked at.
fn faults(format: &str, cell: &str, is_id: bool, without: Without) -> Vec<String> {
    let feed = sample();
    let mut bare = feed.clone();
    without(&mut bare);
    let (with, without) = (rendered(&feed, format), rendered(&bare, format));
    let named = named(cell);
    let moved = moved(&with, &without);
    if (cell == "-") != named.is_empty() {
        return vec![format!("{cell:?} names nothing")];
    }
    let mut faults: Vec<String> = Vec::new();
    for name in &named {
        let found = moved
            .iter()
            .any(|path| name.names.iter().all(|n| path.contains(n)));
        let counted = name.values.iter().all(|value| {
            with.matches(value.as_str()).count() != without.matches(value.as_str()).count()
                || changed_beside(value, &with, &without)
        });
        if !found || !counted {
            faults.push(format!("{name:?} does not depend on it: {moved:?}"));
        }
    }
    let told = |path: &&BTreeSet<String>| named.iter().any(|n| path.contains(&n.names[0]));
    let silent = moved.iter().filter(|path| !is_id && !told(path));
    faults.extend(silent.map(|path| format!("nothing is said of {path:?}")));
    faults
}

/// Do the lines with this attribute differ?
fn changed_beside(value: &str, with: &str, without: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.contains(value));
        lines.map(str::to_owned).collect()
    };
    lines(with) != lines(without)
}

/// What stands between backticks in a cell: names from the outside in, and attributes with their values.
#[derive(Debug)]
struct Named {
    names: Vec<String>,
    values: Vec<String>,
}

fn named(cell: &str) -> Vec<Named> {
    let quoted = cell.split('`').skip(1).step_by(2);
    let names = quoted.filter(|q| !q.starts_with("[[") && !q.contains(" = ") && !q.ends_with(':'));
    let names = names.filter(|q| *q != "email" || cell == "`email`");
    names
        .map(|quoted| {
            let quoted = quoted.replace("prefix:name", "harbour:place");
            let quoted = quoted.replace("_prefix.name", "_harbour.place");
            let (values, names): (Vec<&str>, Vec<&str>) =
                quoted.split(' ').partition(|part| part.contains('='));
            let dotted = |part: &&str| part.split('.').map(str::to_owned).collect::<Vec<_>>();
            Named {
                names: names.iter().flat_map(dotted).collect(),
                values: values.into_iter().map(str::to_owned).collect(),
            }
        })
        .collect()
}

/// The names of elements, attributes and members on the way to each difference.
fn moved(with: &str, without: &str) -> Vec<BTreeSet<String>> {
    let mut moved: Vec<BTreeSet<String>> = compare(with.as_bytes(), without.as_bytes())
        .into_iter()
        .filter(|d| !d.path.starts_with('('))
        .map(|d| steps(&d.path))
        // A namespace is declared where it is used.
        .filter(|steps| !steps.iter().any(|s| s.starts_with("xmlns:")))
        .collect();
    let styled = |text: &str| text.contains("<?xml-stylesheet ");
    if styled(with) != styled(without) {
        moved.push(BTreeSet::from(["xml-stylesheet".to_owned()]));
    }
    moved
}

/// `/items[id=…]/authors[1]/name` is items, authors, name.
fn steps(path: &str) -> BTreeSet<String> {
    let mut depth = 0;
    let mut plain = String::new();
    for c in path.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let steps = plain.split(['/', '@']).filter(|step| !step.is_empty());
    steps.map(str::to_owned).collect()
}

/// The cells of the first table below a heading.
fn rows(text: &str, heading: &str) -> Vec<Vec<String>> {
    let below = text.lines().skip_while(|line| *line != heading);
    let table = below.skip_while(|line| !line.starts_with("| "));
    let rows = table.take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        let cells = row.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim().to_owned()).collect()
    })
    .collect()
}

#[test]
fn every_key_of_a_record_has_a_row() {
    let newsroom = std::fs::read_to_string(repository().join("docs/newsroom.md")).unwrap();
    let formats = std::fs::read_to_string(repository().join("docs/formats.md")).unwrap();
    let keys = rows(&newsroom, "## Records: one JSON object a line");
    assert!(keys.len() > 15);
    let rows = rows(&formats, "## An entry");
    for key in keys
        .iter()
        .flat_map(|row| row[0].split('`').skip(1).step_by(2))
    {
        let row = rows.iter().any(|row| row[0].split('.').next() == Some(key));
        assert!(row || formats.contains(&format!("`{key}`")), "{key}");
    }
}
