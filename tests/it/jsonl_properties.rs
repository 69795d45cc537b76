//! The `jsonl` importer on arbitrary input: no bytes make it panic, and every record that we can write comes back.

use feedwright::import::Options;
use feedwright::model::{
    Category, Enclosure, Image, Line, Link, Moment, Person, Record, Related, SourceRef, Status,
    Text,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::jsonl::import;

fn line() -> impl Strategy<Value = Line> {
    "\\PC{0,12}[a-zé文]".prop_map(|s| Line::new(&s))
}

fn text() -> impl Strategy<Value = Text> {
    "(\\PC|\n|\t|\"){0,30}[a-z]".prop_map(|s| Text::new(&s))
}

fn link() -> impl Strategy<Value = Link> {
    "https://[a-z]{1,8}\\.example/[a-z0-9/?&=é \"'|-]{0,20}"
        .prop_filter_map("no address", |s| Link::parse(&s, None).ok())
}

fn moment() -> impl Strategy<Value = Moment> {
    (
        "[12][0-9]{3}-[01][0-9]-[0-2][0-9]",
        "(|T[01][0-9]:[0-5][0-9](|:[0-5][0-9](|\\.[0-9]{1,9})))",
        "(|Z|[+-]0[1-9]:30)",
    )
        .prop_map(|(day, time, offset)| {
            if time.is_empty() {
                day
            } else {
                day + &time + &offset
            }
        })
        .prop_filter_map("no time", |s| Some(Moment::read(&s).ok()?.0))
}

fn person() -> impl Strategy<Value = Person> {
    (
        line(),
        of("[a-z.]{1,8}@[a-z]{1,8}\\.example".prop_map(|s| Line::new(&s))),
        of(link()),
    )
        .prop_map(|(name, email, url)| Person { name, email, url })
}

fn category() -> impl Strategy<Value = Category> {
    (
        line(),
        of("https://[a-z]{1,8}\\.example/".prop_map(|s| Line::new(&s))),
        of(line()),
    )
        .prop_map(|(term, scheme, label)| Category {
            term,
            scheme,
            label,
            origin: Default::default(),
        })
}

fn media_type() -> impl Strategy<Value = Line> {
    "(image|audio)/[a-z]{1,6}".prop_map(|s| Line::new(&s))
}

fn image() -> impl Strategy<Value = Image> {
    (
        of(link()),
        line(),
        of(line()),
        of(line()),
        of(text()),
        of(text()),
        of(media_type()),
        any::<(Option<u64>, Option<u32>, Option<u32>)>(),
    )
        .prop_map(
            |(
                url,
                credit,
                photographer,
                agency,
                caption,
                alt,
                media_type,
                (length, width, height),
            )| Image {
                url,
                credit: Some(credit),
                photographer,
                agency,
                caption,
                alt,
                media_type,
                length,
                width,
                height,
                ..Image::default()
            },
        )
}

fn enclosure() -> impl Strategy<Value = Enclosure> {
    (
        link(),
        of(media_type()),
        any::<(Option<u64>, Option<u64>)>(),
        of(line()),
    )
        .prop_map(|(url, media_type, (length, duration), title)| Enclosure {
            url,
            media_type,
            length,
            duration,
            title,
            renditions: Vec::new(),
        })
}

fn extra() -> impl Strategy<Value = Map<String, Value>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map(".{0,4}", inner, 0..3)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    });
    proptest::collection::btree_map(".{1,6}", value, 0..3).prop_map(|m| m.into_iter().collect())
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![
        Just(Status::Published),
        Just(Status::Draft),
        Just(Status::Embargoed),
        Just(Status::Retracted)
    ]
}

prop_compose! {
    fn record()(
        id in of(line()), title in line(), url in of(link()), times in [of(moment()), of(moment()), of(moment()), of(moment())],
        authors in vec(person(), 0..3), categories in vec(category(), 0..4), section in of(line()),
        texts in [of(text()), of(text()), of(text()), of(text()), of(text())], (image, status) in (of(image()), status()),
        (enclosures, related) in (vec(enclosure(), 0..2), vec((line(), of(link())), 0..2)),
        language in of("(en|de-AT|zh-Hant-TW)"), extra in extra(),
    ) -> Record {
        let [published, updated, not_before, expires] = times;
        let [summary, body_html, body_markdown, body_text, rights] = texts;
        let mut record = Record {
            id, title: Some(title), published, updated, not_before, expires, authors, section, summary,
            body_html, body_markdown, body_text, image, enclosures, rights, status, extra,
            related: related.into_iter().map(|(title, url)| Related { title, url }).collect(),
            source: url.clone().map(|url| SourceRef { title: None, url: Some(url) }),
            url, language: language.map(|l| Line::new(&l)), ..Record::default()
        };
        let section = record.section.iter().filter_map(|s| Category::named(s.as_str()));
        for category in categories.into_iter().chain(section.collect::<Vec<_>>()) {
            record.add_category(category);
        }
        record.kind = record.natural_kind();
        record
    }
}

proptest! {
    #[test]
    fn a_record_that_we_can_write_comes_back(record in record()) {
        let line = serde_json::to_vec(&record).unwrap();
        let imported = import(&line, &Options::default());
        prop_assert_eq!(imported.len(), 1);
        prop_assert_eq!(&imported[0].notices, &[]);
        prop_assert_eq!(imported[0].record.as_ref(), Some(&record));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..400)) {
        let mut input = feedwright::import::Once(bytes.as_slice());
        let _ = (feedwright::import::jsonl::INPUT.read)(&mut input, &Options::default(), &mut |_| Ok(()));
    }

    #[test]
    fn no_json_makes_it_panic(fields in extra(), name in "(title|url|published|authors|categories|image|enclosures|related|source|extra|status|kind|language)", value in extra()) {
        let mut fields = fields;
        fields.insert("title".into(), "T".into());
        fields.insert(name, Value::Object(value.clone()));
        let array = Value::from(value.into_values().collect::<Vec<_>>());
        for (key, value) in [("authors", &array), ("categories", &array), ("extra", &array)] {
            fields.insert(key.into(), value.clone());
            let line = serde_json::to_vec(&fields).unwrap();
            let imported = import(&line, &Options { explain: true, ..Options::default() });
            prop_assert_eq!(imported.len(), 1);
            prop_assert!(imported[0].record.is_some() || imported[0].notices.iter().any(|n| n.is_error()));
        }
    }
}
