//! Feeds made by hand for the tests of rendering.

use chrono::{DateTime, Utc};
use feedwright::model::{
    About, Authors, Category, CategoryOrigin, Cloud, Day, Enclosure, Entry, Extension,
    ExtensionName, Feed, Image, Kind, Line, Link, Paging, Person, Related, SourceRef, Text,
    Tombstone,
};
use feedwright::render;

/// An entry of which nothing but title and id are known.
pub(crate) fn bare_entry(id: &str, title: &str) -> Entry {
    Entry {
        id: id.into(),
        kind: Kind::Headline,
        title: title.into(),
        link: None,
        published: at("2026-03-02T07:15:00Z"),
        updated: at("2026-03-02T07:15:00Z"),
        authors: Vec::new(),
        categories: Vec::new(),
        summary: None,
        content: None,
        image: None,
        enclosures: Vec::new(),
        podcast: None,
        related: Vec::new(),
        language: None,
        rights: None,
        source: None,
        extensions: Vec::new(),
    }
}

/// A feed that uses no namespace but its own.
pub(crate) fn bare_feed(entries: Vec<Entry>) -> Feed {
    Feed {
        slug: "news".into(),
        id: "tag:harbour.example,2020:feed/news".into(),
        title: "The Harbour Gazette".into(),
        description: "News from a town that does not exist".into(),
        site_url: link("https://harbour.example/"),
        base_url: link("https://harbour.example/feeds/"),
        language: None,
        author: Person::named("The Harbour Gazette").expect("a name"),
        rights: None,
        ttl: None,
        authors: Authors::Joined,
        podcast: None,
        about: About::default(),
        hubs: Vec::new(),
        cloud: None,
        updated: at("2026-03-02T07:15:00Z"),
        paging: Paging::default(),
        entries,
        tombstones: Vec::new(),
    }
}

/// A feed in which every field of the model is used.
pub(crate) fn full_feed() -> Feed {
    Feed {
        language: Some("en".into()),
        author: Person {
            name: "The Harbour Gazette".into(),
            email: Some("desk@harbour.example".into()),
            url: Some(link("https://harbour.example/about")),
        },
        rights: Some("© 2026 The Harbour Gazette".into()),
        ttl: Some(15),
        about: About {
            image: Some(link("https://harbour.example/img/logo.png?v=1&size=144")),
            icon: Some(link("https://harbour.example/img/icon.png")),
            webmaster: Some(Person {
                name: "The Harbour Gazette".into(),
                email: Some("tech@harbour.example".into()),
                url: None,
            }),
            categories: vec!["Local news".into(), "Town & Port".into()],
            skip_hours: vec![1, 2, 23],
            skip_days: vec![Day::Sunday],
            stylesheet: Some(link("https://harbour.example/feeds/feed.css?a=1&b=2")),
            expired: true,
        },
        hubs: vec![
            link("https://hub.harbour.example/?a=1&b=2"),
            link("https://second.hub.example/"),
        ],
        cloud: Some(Cloud {
            domain: "rpc.harbour.example".into(),
            port: 5337,
            path: "/pleaseNotify".into(),
            register_procedure: "".into(),
            protocol: "http-post".into(),
        }),
        updated: at("2026-03-02T10:00:05Z"),
        tombstones: vec![Tombstone {
            id: "https://harbour.example/2026/03/withdrawn?a=1&b=2".into(),
            when: at("2026-03-01T12:00:00Z"),
        }],
        ..bare_feed(vec![
            article(),
            broadcast(),
            reprint(),
            brief(),
            bare_entry(
                "tag:harbour.example,2020:h/7",
                "Council votes: “No” to a café at Pier 4?",
            ),
        ])
    }
}

/// The document in the format of this name, as text.
pub(crate) fn rendered(feed: &Feed, format: &str) -> String {
    let format = render::by_name(format).expect("a format");
    let document = (format.render)(feed).expect("a document");
    String::from_utf8(document).expect("UTF-8")
}

pub(crate) fn link(raw: &str) -> Link {
    Link::parse(raw, None).expect("a link")
}

pub(crate) fn at(raw: &str) -> DateTime<Utc> {
    raw.parse().expect("a time")
}

/// With everything that an article of a paper has.
fn article() -> Entry {
    Entry {
        kind: Kind::Article,
        link: Some(link("https://harbour.example/2026/03/ferry?from=a&to=b")),
        updated: at("2026-03-02T10:00:05Z"),
        authors: vec![
            Person {
                name: "Ada Lindqvist".into(),
                email: Some("ada@harbour.example".into()),
                url: Some(link("https://harbour.example/staff/ada")),
            },
            Person::named("José Ferreira").expect("a name"),
        ],
        categories: vec![
            Category {
                term: "20000337".into(),
                scheme: Some("http://cv.iptc.org/newscodes/mediatopic/".into()),
                label: Some("transport".into()),
                origin: CategoryOrigin::Rule(1),
            },
            Category::named("Town & Port").expect("a term"),
        ],
        summary: Some("Fares rise by 3 < 5 per cent & the night boat stays.".into()),
        content: Some(Text::new(
            "<p>The ferry will cost more from May, the port said on Monday.</p>\n\
             <p>“We waited <em>as long as we could</em>,” said its head; the code ]]&gt; and the raw ]]> are text.</p>\n\
             <p>See <a href=\"https://harbour.example/fares?a=1&amp;b=2\">the new fares</a>.</p>",
        )),
        image: Some(Image {
            url: Some(link("https://harbour.example/img/ferry.jpg?w=800&h=600")),
            credit: Some("Nina Orlova / Sever Press".into()),
            photographer: Some("Nina Orlova".into()),
            agency: Some("Sever Press".into()),
            caption: Some("The night boat leaves the \"old\" pier.".into()),
            alt: Some("A white ferry at dusk".into()),
            media_type: Some("image/jpeg".into()),
            length: Some(184_320),
            width: Some(800),
            height: Some(600),
            ..Image::default()
        }),
        related: vec![
            Related {
                title: "Pier 4 & its \"café\"".into(),
                url: Some(link("https://harbour.example/2026/02/pier-4")),
            },
            Related {
                title: "A story without an address".into(),
                url: None,
            },
        ],
        rights: Some("Text: CC BY 4.0".into()),
        extensions: vec![
            extension("place", "Pier 4 & the <old> quay"),
            extension("place", "Porto Lume"),
            extension("ship", "MV Ada"),
        ],
        ..bare_entry(
            "https://harbour.example/2026/03/ferry?from=a&to=b",
            "Ferry fares to rise: what AT&T, <b> and 5 > 3 have to do with it",
        )
    }
}

fn extension(name: &str, value: &str) -> Extension {
    Extension {
        element: ExtensionName {
            prefix: "harbour".into(),
            name: name.into(),
            namespace: "https://harbour.example/ns/1.0?a=1&b=2".into(),
        },
        value: value.into(),
    }
}

/// With files: the first that RSS can name, one more, and one whose type nobody knows.
fn broadcast() -> Entry {
    let file = |name: &str, media_type: Option<&str>| Enclosure {
        url: link(&format!("https://cdn.harbour.example/{name}")),
        media_type: media_type.map(Line::from),
        length: None,
        duration: None,
        title: None,
        renditions: Vec::new(),
    };
    Entry {
        kind: Kind::Article,
        link: Some(link("https://harbour.example/2026/03/radio")),
        summary: Some("Half an hour from the quay.\nWith music.".into()),
        enclosures: vec![
            file("untyped", None),
            Enclosure {
                length: Some(12_345_678),
                duration: Some(1_805),
                title: Some("Harbour Hour & more".into()),
                ..file("hour.mp3", Some("audio/mpeg"))
            },
            file("hour.pdf", Some("application/pdf")),
        ],
        ..bare_entry(
            "urn:uuid:6f1c2f4e-0a57-5b6e-8a55-0242ac120002",
            "Harbour Hour",
        )
    }
}

/// In another language, from another paper, with a credit and no picture.
fn reprint() -> Entry {
    Entry {
        kind: Kind::Article,
        link: Some(link("https://harbour.example/2026/03/faehre")),
        summary: Some("Die Fähre fährt wieder.".into()),
        content: Some("<p>Die Fähre fährt wieder, und zwar von Montag an.</p>".into()),
        image: Some(Image {
            credit: Some("© hafenbild".into()),
            ..Image::default()
        }),
        language: Some("de".into()),
        rights: Some("© Hafenblatt".into()),
        source: Some(SourceRef {
            title: Some("Hafenblatt".into()),
            url: Some(link("https://hafenblatt.example/feed?x=1&y=2")),
        }),
        ..bare_entry("tag:harbour.example,2020:a/3", "Fähre fährt")
    }
}

/// With a summary and no page, from a source without an address.
fn brief() -> Entry {
    Entry {
        kind: Kind::Article,
        summary: Some("The tide table for March is out.".into()),
        source: Some(SourceRef {
            title: Some("Harbour Office".into()),
            url: None,
        }),
        ..bare_entry("tag:harbour.example,2020:a/4", "Tides")
    }
}
