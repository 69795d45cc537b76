//! Places are those of the file, whatever it is encoded in, and reading goes on after bytes that mean nothing.

use encoding_rs::Encoding;
use feedwright::validate::{Options, Report, Response, check_bytes};

const FEED: &str = "<rss version=\"2.0\"><channel><title>TEXT</title>\r\n<link>https://quay.example/</link><description>TEXT</description>\n\
    <item><title>TEXT TEXT</title><pubDate>yesterday</pubDate></item></channel></rss>\n";

/// Encodings of the Encoding standard, with a text that each of them can write.
const STANDARD: &[(&str, &str)] = &[
    ("windows-1252", "Fähre – “zurück”"),
    ("iso-8859-2", "Łódź płynie"),
    ("windows-1251", "Паром снова ходит"),
    ("koi8-r", "Паром снова ходит"),
    ("iso-8859-7", "Το πλοίο γύρισε"),
    ("windows-1255", "המעבורת חזרה"),
    ("windows-874", "เรือข้ามฟาก"),
    ("macintosh", "Fähre – “zurück”"),
    ("x-mac-cyrillic", "Паром снова ходит"),
    ("shift_jis", "渡し船がﾓﾄﾞﾙ Жи"),
    ("euc-jp", "渡し船がﾓﾄﾞﾙ Жи"),
    ("iso-2022-jp", "渡し船が戻る"),
    ("euc-kr", "나룻배가 돌아온다"),
    ("big5", "渡輪重新啟航"),
    ("gbk", "渡轮重新启航"),
    ("gb18030", "渡轮 Fähre 🗞 é"),
];

fn document(label: &str, text: &str) -> String {
    let feed = FEED.replace("TEXT", text);
    format!("<?xml version=\"1.0\" encoding=\"{label}\"?>\n{feed}")
}

fn find(file: &[u8], wanted: &[u8]) -> u64 {
    file.windows(wanted.len())
        .position(|w| w == wanted)
        .expect("the value is in the file") as u64
}

/// The place of the date, which is wrong, must be where the file has it.
#[track_caller]
fn points_at_the_date(file: &[u8], value: &[u8], text: &str, what: &str) -> Report {
    let report = check_bytes(file, &Options::default());
    let date = report
        .diagnostics
        .iter()
        .find(|d| d.rule == "date-grammar")
        .unwrap_or_else(|| panic!("{what}: {report:?}"));
    let line = text.lines().position(|l| l.contains("yesterday")).unwrap();
    let before = text.lines().nth(line).unwrap();
    let column = before[..before.find("yesterday").unwrap()].chars().count();
    assert_eq!(
        (date.offset, date.line, date.column),
        (find(file, value), line as u64 + 1, column as u64 + 1),
        "{what}"
    );
    report
}

#[test]
fn places_in_every_encoding_of_the_standard() {
    for (label, text) in STANDARD {
        let document = document(label, text);
        let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
        let (file, _, unmappable) = encoding.encode(&document);
        assert!(!unmappable, "{label} cannot write its text");
        let report = points_at_the_date(&file, b"yesterday", &document, label);
        assert!(
            report
                .diagnostics
                .iter()
                .all(|d| d.rule != "utf8-malformed"),
            "{label}: {report:?}"
        );
    }
}

fn wide(text: &str, width: usize, big: bool) -> Vec<u8> {
    let units: Vec<u32> = match width {
        2 => text.encode_utf16().map(u32::from).collect(),
        _ => text.chars().map(u32::from).collect(),
    };
    let bytes = |unit: &u32| {
        let all = unit.to_le_bytes();
        let mut some = all[..width].to_vec();
        if big {
            some.reverse();
        }
        some
    };
    units.iter().flat_map(bytes).collect()
}

#[test]
fn places_in_wide_encodings_with_and_without_a_mark() {
    for (label, width, big) in [
        ("utf-16le", 2, false),
        ("utf-16be", 2, true),
        ("utf-32le", 4, false),
        ("utf-32be", 4, true),
    ] {
        for mark in ["", "\u{FEFF}"] {
            let document = document(label, "Fähre 🗞 渡し船");
            let file = wide(&format!("{mark}{document}"), width, big);
            let value = wide("yesterday", width, big);
            points_at_the_date(&file, &value, &document, &format!("{label} {mark:?}"));
        }
    }
}

/// Each bad sequence of a file, with the line, column and bytes that are reported.
#[test]
fn bad_bytes_are_reported_where_they_are_and_reading_goes_on() {
    type Told<'t> = &'t [(&'t [u8], &'t str)];
    let cases: &[(&str, &str, Told<'_>)] = &[
        (
            "utf-8",
            "Fähre",
            &[(b"\xE9t\xE9", "E9"), (b"\xE2\x82", "E2 82")],
        ),
        ("shift_jis", "渡し船", &[(b"\xA0", "A0"), (b"\xFF", "FF")]),
        ("gbk", "渡轮€", &[(b"\xFF", "FF")]),
        ("big5", "渡輪", &[(b"\xFF", "FF")]),
        ("euc-jp", "渡し船", &[(b"\xFF", "FF")]),
        ("windows-1253", "Πλοίο", &[(b"\xAA", "AA"), (b"\xD2", "D2")]),
    ];
    for (label, text, bad) in cases {
        let document = document(label, text);
        let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
        let (file, ..) = encoding.encode(&document);
        // Before the description's end tag, so that the date comes after all of them, and on another line.
        let at = find(&file, b"</description>") as usize;
        let mut file = file.into_owned();
        let mut wanted = Vec::new();
        let mut inserted = Vec::new();
        for (bytes, shown) in *bad {
            inserted.push(b' ');
            wanted.push(((at + inserted.len()) as u64, (*shown).to_owned()));
            inserted.extend_from_slice(bytes);
        }
        file.splice(at..at, inserted);
        let report = points_at_the_date(&file, b"yesterday", &document, label);
        let told: Vec<(u64, String)> = report
            .diagnostics
            .iter()
            .filter(|d| d.rule == "utf8-malformed")
            .map(|d| (d.offset, d.value.clone().unwrap_or_default()))
            .collect();
        for expected in &wanted {
            assert!(
                told.contains(expected),
                "{label}: {expected:?} not in {told:?}"
            );
        }
    }
}

#[test]
fn a_lone_surrogate_and_an_odd_end_are_told() {
    let document = document("utf-16", "Fähre");
    let mut file = wide(&format!("\u{FEFF}{document}"), 2, false);
    let at = find(&file, &wide("</description>", 2, false)) as usize;
    file.splice(at..at, [0x00, 0xD8]);
    file.push(b'x');
    let end = file.len() as u64 - 1;
    let report = points_at_the_date(&file, &wide("yesterday", 2, false), &document, "utf-16");
    let told: Vec<_> = report
        .diagnostics
        .iter()
        .filter(|d| d.rule == "utf8-malformed")
        .map(|d| (d.offset, d.value.as_deref()))
        .collect();
    assert_eq!(told, [(at as u64, Some("00 D8")), (end, Some("78"))]);
}

/// What each document is told about its encoding, with the charset of the answer that it came in.
#[test]
fn who_is_believed() {
    const XML: &[u8] = b"<?xml version=\"1.0\" encoding=\"ENC\"?><rss version=\"2.0\"/>";
    let mark = b"\xEF\xBB\xBF".as_slice();
    for (before, declared, charset, rules) in [
        (b"".as_slice(), "utf-8", "", [].as_slice()),
        (b"", "utf-8", "utf-8", &[]),
        (b"", "us-ascii", "", &["encoding-optional"]),
        (b"", "utf-8", "iso-8859-1", &["encoding-conflict"]),
        (b"", "iso-8859-1", "utf-8", &["encoding-conflict"]),
        (b"", "iso-8859-1", "iso-8859-1", &["encoding-optional"]),
        (b"", "utf-16", "", &["encoding-declaration-wrong"]),
        (b"", "utf-8", "utf-16", &["encoding-conflict"]),
        (b"", "utf-8", "klingon", &["encoding-unknown"]),
        (b"", "klingon", "", &["encoding-unknown"]),
        (b"", "utf-7", "", &["encoding-unknown"]),
        (b"", "klingon", "utf-8", &["encoding-conflict"]),
        (mark, "utf-8", "utf-8", &[]),
        (mark, "us-ascii", "", &["encoding-declaration-wrong"]),
        (mark, "utf-8", "iso-8859-1", &["encoding-conflict"]),
        (
            mark,
            "iso-8859-1",
            "iso-8859-1",
            &["encoding-conflict", "encoding-declaration-wrong"],
        ),
        (
            b"\xEF\xBB\xBF\xEF\xBB\xBF",
            "utf-8",
            "",
            &["xml-text-outside-root"],
        ),
    ] {
        let text = String::from_utf8_lossy(XML).replace("ENC", declared);
        let file = [before, text.as_bytes()].concat();
        let mut response = Response::default();
        if !charset.is_empty() {
            let value = format!("application/rss+xml; charset={charset}");
            response.headers.push(("Content-Type".to_owned(), value));
        }
        let options = Options {
            response: Some(response),
            ..Options::default()
        };
        let report = check_bytes(&file, &options);
        let mut told: Vec<&str> = report
            .diagnostics
            .iter()
            .map(|d| d.rule)
            .filter(|r| r.contains("encoding") || r.contains("outside") || r.contains("utf8"))
            .collect();
        told.sort_unstable();
        assert_eq!(told, rules, "{before:?} {declared} {charset}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_nothing_else_is_said() {
    for (bytes, name) in [
        (b"\x4C\x6F\xA7\x94\x93\x40".as_slice(), "EBCDIC"),
        (b"+/v8-<rss/>", "UTF-7"),
        (b"\0\0\xFF\xFE\0\0<\0", "UCS-4"),
        (b"\xFE\xFF\0\0\0<\0\0", "UCS-4"),
    ] {
        let report = check_bytes(bytes, &Options::default());
        assert_eq!(report.diagnostics.len(), 1, "{report:?}");
        let only = &report.diagnostics[0];
        assert_eq!(only.rule, "encoding-unknown");
        assert!(only.message.contains(name), "{only:?}");
    }
}

/// ISO 8859-1 is not windows-1252, for which browsers take it.
#[test]
fn latin1_has_controls_where_windows_has_quotes() {
    let file = b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<rss version=\"2.0\"><channel><title>\x93Quay\x94 \xE9</title></channel></rss>";
    let report = check_bytes(file, &Options::default());
    let told = report
        .diagnostics
        .iter()
        .find(|d| d.rule == "text-control-character");
    assert_eq!(told.map(|d| d.offset), Some(find(file, b"\x93")));
}

/// Whatever the bytes and whatever is said of them: an end, and offsets inside the file.
#[test]
fn garbage_in_any_encoding_is_survived() {
    let mut seed = 1_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        // No markup: how reading goes on after a broken tag is another story.
        match (seed >> 56) as u8 {
            b'<' | b'&' => b'x',
            byte => byte,
        }
    };
    let labels = STANDARD.iter().map(|(label, _)| *label);
    for label in labels.chain(["utf-16", "utf-32", "utf-8", "us-ascii", "iso-8859-1"]) {
        let mut file = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>\n<rss>").into_bytes();
        file.extend((0..20_000).map(|_| next()));
        let report = check_bytes(&file, &Options::default());
        assert!(!report.is_valid(), "{label}");
        for found in &report.diagnostics {
            assert!(found.offset <= file.len() as u64, "{label}: {found:?}");
        }
    }
}
