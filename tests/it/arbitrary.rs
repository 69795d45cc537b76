//! Model values of every sort, through the constructors that records come through.

use chrono::{DateTime, Utc};
use feedwright::model::{
    About, Authors, Category, CategoryOrigin, Day, Enclosure, Entry, Extension, ExtensionName,
    Feed, Image, Kind, Line, Link, Paging, Part, Person, Related, Rendition, SourceRef, Text,
    Tombstone,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces of text that writers, readers and escapers stumble over.
const HARD: &[&str] = &[
    "]]>",
    "<![CDATA[",
    "&",
    "&amp;",
    "&#0;",
    "<",
    ">",
    "\"",
    "'",
    "<b>",
    "<br>",
    "</title>",
    "<!--",
    "-->",
    "<?xml?>",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\0",
    "\u{7}",
    "\u{1b}[31m",
    "\u{85}",
    "\u{9f}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200f}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fffd}",
    "\u{1f600}",
    "e\u{301}",
    "%",
    "{{",
    " ",
    "  ",
];

/// Any string: letters, any Unicode at all, and what is known to be hard.
pub(crate) fn raw(longest: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-Za-zÀ-ÿа-я0-9 .,:;!?-]{1,12}",
        2 => any::<char>().prop_map(String::from),
        2 => select(HARD).prop_map(str::to_owned),
    ];
    vec(piece, 0..=longest).prop_map(|pieces| pieces.concat())
}

/// Text of any length, blank text among it.
pub(crate) fn text() -> impl Strategy<Value = Text> {
    raw(24).prop_map(|raw| Text::new(&raw))
}

/// A line with something in it, as titles, names and terms are.
pub(crate) fn line() -> impl Strategy<Value = Line> {
    raw(8).prop_filter_map("an empty line", |raw| Line::new(&raw).non_empty())
}

/// An address, with whatever the URL standard makes of a hard path, query and fragment.
pub(crate) fn link() -> impl Strategy<Value = Link> {
    (select(vec!["https", "http"]), "[a-z]{1,8}", raw(4))
        .prop_filter_map("no URL", |(scheme, host, rest)| {
            Link::parse(&format!("{scheme}://{host}.example/{rest}"), None).ok()
        })
}

/// A permanent id, as the three kinds of identity give them.
pub(crate) fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        link().prop_map(|l| l.to_string()),
        "tag:paper\\.example,2017:[a-z0-9-]{1,20}",
        "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
    ]
}

/// A whole second, mostly of our days, now and then of any year that a feed can name.
pub(crate) fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let seconds = prop_oneof![
        9 => 946_684_800_i64..4_102_444_800,
        1 => -62_135_596_800_i64..253_402_300_800,
    ];
    seconds.prop_filter_map("no time", |s| DateTime::from_timestamp(s, 0))
}

/// A BCP 47 tag.
pub(crate) fn language() -> impl Strategy<Value = Line> {
    select(vec!["en", "de-AT", "ru", "zh-Hant", "ar", "sr-Latn-RS"]).prop_map(Line::from)
}

/// A media type.
pub(crate) fn media_type() -> impl Strategy<Value = Line> {
    select(vec![
        "audio/mpeg",
        "image/jpeg",
        "video/mp4",
        "application/pdf",
    ])
    .prop_map(Line::from)
}

/// An author.
pub(crate) fn person() -> impl Strategy<Value = Person> {
    let email = "[a-z]{1,8}@[a-z]{1,8}\\.example".prop_map(Line::from);
    (line(), of(email), of(link())).prop_map(|(name, email, url)| Person { name, email, url })
}

/// A category, with or without a vocabulary.
pub(crate) fn category() -> impl Strategy<Value = Category> {
    let scheme = link().prop_map(|l| Line::new(l.as_str()));
    (line(), of(scheme), of(line())).prop_map(|(term, scheme, label)| Category {
        term,
        scheme,
        label,
        origin: CategoryOrigin::Record,
    })
}

/// A picture, or what is known of one.
pub(crate) fn image() -> impl Strategy<Value = Image> {
    let names = (of(line()), of(line()), of(line()));
    let texts = (of(text()), of(text()));
    let sizes = (of(any::<u64>()), of(any::<u32>()), of(any::<u32>()));
    let others = (of(rendition()), vec(rendition(), 0..3));
    (of(link()), names, texts, of(media_type()), sizes, others).prop_map(
        |(url, (credit, photographer, agency), (caption, alt), media_type, sizes, others)| Image {
            url,
            credit,
            photographer,
            agency,
            caption,
            alt,
            media_type,
            length: sizes.0,
            width: sizes.1,
            height: sizes.2,
            thumbnail: others.0,
            renditions: others.1,
        },
    )
}

/// Another file of the same content.
pub(crate) fn rendition() -> impl Strategy<Value = Rendition> {
    let sizes = any::<(
        Option<u64>,
        Option<u64>,
        Option<u32>,
        Option<u32>,
        Option<u32>,
    )>();
    (link(), of(media_type()), sizes).prop_map(
        |(url, media_type, (length, duration, bitrate, width, height))| Rendition {
            url,
            media_type,
            length,
            duration,
            bitrate,
            width,
            height,
        },
    )
}

/// A file.
pub(crate) fn enclosure() -> impl Strategy<Value = Enclosure> {
    (
        link(),
        of(media_type()),
        of(any::<u64>()),
        of(any::<u64>()),
        of(line()),
        vec(rendition(), 0..3),
    )
        .prop_map(
            |(url, media_type, length, duration, title, renditions)| Enclosure {
                url,
                media_type,
                length,
                duration,
                title,
                renditions,
            },
        )
}

/// Another story.
pub(crate) fn related() -> impl Strategy<Value = Related> {
    (line(), of(link())).prop_map(|(title, url)| Related { title, url })
}

/// Where an entry was taken over from; perhaps nothing is known.
pub(crate) fn source() -> impl Strategy<Value = SourceRef> {
    (of(line()), of(link())).prop_map(|(title, url)| SourceRef { title, url })
}

/// An element of a namespace that a newsroom chose.
pub(crate) fn extension() -> impl Strategy<Value = Extension> {
    let value = text().prop_filter("a blank value", |text| !text.is_blank());
    (select(vec!["place", "ship", "about"]), value).prop_map(|(name, value)| Extension {
        element: ExtensionName {
            prefix: "quay".into(),
            name: name.into(),
            namespace: "https://quay.example/ns/1.0?a=1&b=2".into(),
        },
        value,
    })
}

/// What else a feed says about itself.
pub(crate) fn about() -> impl Strategy<Value = About> {
    let links = (of(link()), of(link()), of(link()));
    let hours = proptest::collection::btree_set(0_u8..24, 0..5);
    let days = vec![Day::Monday, Day::Wednesday, Day::Sunday];
    let days = proptest::sample::subsequence(days, 0..=3);
    (
        links,
        of(person()),
        vec(line(), 0..3),
        hours,
        days,
        any::<bool>(),
    )
        .prop_map(
            |((image, icon, stylesheet), webmaster, categories, hours, skip_days, expired)| About {
                image,
                icon,
                webmaster,
                categories,
                skip_hours: hours.into_iter().collect(),
                skip_days,
                stylesheet,
                expired,
            },
        )
}

/// An entry of which every part may be there or not.
pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    let head = (id(), line(), of(link()), any::<bool>());
    let times = (instant(), 0_i64..100_000, any::<bool>());
    let lists = (
        vec(person(), 0..4),
        vec(category(), 0..4),
        vec(enclosure(), 0..3),
        vec(related(), 0..3),
    );
    let texts = (of(text()), of(text()), of(text()));
    let rest = (
        of(image()),
        of(language()),
        of(source()),
        vec(extension(), 0..3),
    );
    (head, times, lists, texts, rest).prop_map(|(head, times, lists, texts, rest)| {
        let (id, title, link, id_is_link) = head;
        let (authors, categories, enclosures, related) = lists;
        let (summary, content, rights) = texts;
        let (image, language, source, extensions) = rest;
        let id = match &link {
            Some(link) if id_is_link => link.to_string(),
            _ => id,
        };
        let has_text = summary.is_some() || content.is_some();
        Entry {
            id,
            kind: if has_text {
                Kind::Article
            } else {
                Kind::Headline
            },
            title,
            link,
            published: times.0,
            updated: later(times.0, if times.2 { times.1 } else { 0 }),
            authors,
            categories,
            summary,
            content,
            image,
            enclosures,
            podcast: None,
            related,
            language,
            rights,
            source,
            extensions,
        }
    })
}

fn later(instant: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(instant.timestamp() + seconds, 0).unwrap_or(instant)
}

/// A withdrawn entry.
pub(crate) fn tombstone() -> impl Strategy<Value = Tombstone> {
    (id(), instant()).prop_map(|(id, when)| Tombstone { id, when })
}

/// A feed of up to five entries with ids of their own, and up to two tombstones.
pub(crate) fn feed() -> impl Strategy<Value = Feed> {
    let head = (id(), line(), line(), link(), "[a-z0-9_-]{1,20}");
    let facts = (of(language()), person(), of(text()), of(any::<u32>()));
    let rest = (any::<bool>(), instant(), paging(), about());
    let lists = (vec(entry(), 0..=5), vec(tombstone(), 0..=2));
    (head, facts, rest, lists).prop_map(
        |(head, facts, (joined, updated, paging, about), (entries, tombstones))| {
            let (id, title, description, site_url, slug) = head;
            let (language, author, rights, ttl) = facts;
            let base_url = Link::parse("https://paper.example/feeds/", None).expect("a link");
            Feed {
                slug,
                id,
                title,
                description,
                site_url,
                base_url,
                language,
                author,
                rights,
                ttl,
                authors: if joined {
                    Authors::Joined
                } else {
                    Authors::Separate
                },
                podcast: None,
                about,
                hubs: Vec::new(),
                cloud: None,
                updated,
                paging,
                entries: with_distinct_ids(entries),
                tombstones,
            }
        },
    )
}

/// A feed alone, with all there is, before archives, or an archive among others.
fn paging() -> impl Strategy<Value = Paging> {
    let stem = |n: u8| Some(format!("news.archive-{n}"));
    let archive = move |(older, newer): (bool, bool)| Paging {
        part: Part::Archive,
        name: stem(2),
        prev_archive: stem(1).filter(|_| older),
        next_archive: stem(3).filter(|_| newer),
    };
    prop_oneof![
        4 => Just(Paging::default()),
        1 => Just(Paging { part: Part::Complete, ..Paging::default() }),
        1 => Just(Paging { prev_archive: stem(7), ..Paging::default() }),
        2 => any::<(bool, bool)>().prop_map(archive),
    ]
}

fn with_distinct_ids(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut seen = std::collections::HashSet::new();
    entries.retain(|e| seen.insert(e.id.clone()));
    entries
}
