//! Is it JSON? serde_json is the judge: what it refuses must get an error from us, and what it accepts none.

use std::io::{BufReader, Read};

use feedwright::syntax::json_fault::{JsonFault, JsonFaultKind as K};
use feedwright::syntax::json_read::{Container, Event, JsonReader, Limits, Scalar};
use feedwright::syntax::span::Position;
use proptest::prelude::*;
use serde_json::Value;

/// A document as events in words, and its faults.
fn read_from(input: impl std::io::BufRead) -> (Vec<String>, Vec<JsonFault>) {
    let mut reader = JsonReader::new(input, Limits::default()).unwrap();
    let (mut events, mut faults) = (Vec::new(), Vec::new());
    loop {
        let event = reader.next_event().unwrap();
        faults.extend(reader.take_faults());
        events.push(match event {
            Event::Eof => break,
            Event::Faults => continue,
            Event::Open(Container::Object) => "{".to_owned(),
            Event::Open(Container::Array) => "[".to_owned(),
            Event::Close(_) => "end".to_owned(),
            Event::Name => format!("{}:", reader.text()),
            Event::Value(Scalar::Null) => "null".to_owned(),
            Event::Value(Scalar::Bool(b)) => b.to_string(),
            Event::Value(Scalar::Number) => format!("#{}", reader.text()),
            Event::Value(Scalar::Text) => format!("'{}'", reader.text()),
        });
        let whole: String = reader.runs().map(|(run, _)| run).collect();
        assert_eq!(whole, reader.text());
    }
    (events, faults)
}

fn read(document: &[u8]) -> (Vec<String>, Vec<JsonFault>) {
    read_from(document)
}

fn kinds(document: &[u8]) -> Vec<K> {
    read(document).1.into_iter().map(|f| f.kind).collect()
}

/// What RFC 8259 allows and advises against.
const ADVICE: &[K] = &[K::NameRepeated, K::NumberHuge];

fn compare(document: &[u8]) {
    let kinds = kinds(document);
    let errors = kinds.iter().any(|k| !ADVICE.contains(k));
    match serde_json::from_slice::<Value>(document) {
        Ok(_) => assert!(
            !errors,
            "{kinds:?} in {:?}",
            String::from_utf8_lossy(document)
        ),
        // A number beyond the range of doubles is JSON all the same (RFC 8259, section 6).
        Err(e) if e.to_string().starts_with("number out of range") => assert!(!kinds.is_empty()),
        Err(e) => assert!(
            errors,
            "{e}: no fault in {:?}",
            String::from_utf8_lossy(document)
        ),
    }
}

/// Each fault, where it lies, and what is read all the same.
const FAULTS: &[(&str, K, &str, &str)] = &[
    (
        r#"{"a":1 "b":2}"#,
        K::CommaMissing,
        "\"b\"",
        "{ a: #1 b: #2 end",
    ),
    (r#"[1 2]"#, K::CommaMissing, "2", "[ #1 #2 end"),
    (r#"{"a":1,}"#, K::CommaExtra, ",", "{ a: #1 end"),
    (r#"[1,]"#, K::CommaExtra, ",", "[ #1 end"),
    (r#"[1,,2]"#, K::CommaExtra, ",2", "[ #1 #2 end"),
    ("[1, // one\n2]", K::Comment, "//", "[ #1 #2 end"),
    ("[1, /* * */ 2]", K::Comment, "/*", "[ #1 #2 end"),
    (r#"{'a':1}"#, K::QuoteSingle, "'a'", "{ a: #1 end"),
    (
        r#"{"a":"x "y" z","b":1}"#,
        K::QuoteUnescaped,
        "\"y",
        "{ a: 'x \"y\" z' b: #1 end",
    ),
    (
        r#"{"a":"<a href="https://b.example/">z</a>"}"#,
        K::QuoteUnescaped,
        "\"https",
        "{ a: '<a href=\"https://b.example/\">z</a>' end",
    ),
    (r#"{a:1}"#, K::NameUnquoted, "a", "{ a: #1 end"),
    (r#"{:1}"#, K::NameMissing, ":", "{ #1 end"),
    (r#"{"a" 1}"#, K::ColonMisplaced, "1", "{ a: #1 end"),
    (r#"["a":1]"#, K::ColonMisplaced, ":", "[ 'a' #1 end"),
    (r#"{"a":,"b":1}"#, K::ValueMissing, ",", "{ a: b: #1 end"),
    (r#"{"a":}"#, K::ValueMissing, "}", "{ a: end"),
    (
        "{\"a\":\"x,\n\"b\":1}",
        K::StringUnclosed,
        "\"x",
        "{ a: 'x' b: #1 end",
    ),
    (
        "{\"a\":\"x\ny\"}",
        K::CharacterUnescaped,
        "\ny",
        "{ a: 'x\ny' end",
    ),
    (r#"{"a":"é\x"}"#, K::EscapeUnknown, "\\x", "{ a: 'éx' end"),
    (
        r#"{"a":"é\u12"}"#,
        K::EscapeUnknown,
        "\\u",
        "{ a: 'é\u{FFFD}12' end",
    ),
    (
        r#"{"a":"é\ud83d"}"#,
        K::SurrogateLone,
        "\\ud",
        "{ a: 'é\u{FFFD}' end",
    ),
    ("[01]", K::NumberMalformed, "01", "[ #01 end"),
    ("[+1]", K::NumberMalformed, "+1", "[ #+1 end"),
    ("[.5]", K::NumberMalformed, ".5", "[ #.5 end"),
    ("[1e400]", K::NumberHuge, "1e", "[ #1e400 end"),
    ("[NaN]", K::LiteralUnknown, "NaN", "[ #NaN end"),
    ("[-Infinity]", K::LiteralUnknown, "-I", "[ #-Infinity end"),
    ("[True, None]", K::LiteralUnknown, "True", "[ true null end"),
    (
        r#"{"a":[1,2}"#,
        K::BracketMismatched,
        "}",
        "{ a: [ #1 #2 end end",
    ),
    (
        r#"{"a":[1,2},"b":3}"#,
        K::BracketMismatched,
        "},",
        "{ a: [ #1 #2 end b: #3 end",
    ),
    (
        r#"[{"a":1, {"a":2}]"#,
        K::BracketMismatched,
        "{\"a\":2",
        "[ { a: #1 end { a: #2 end end",
    ),
    (r#"{"a":1}}"#, K::BracketMismatched, "}\u{0}", "{ a: #1 end"),
    (r#"{"a":[1,"x"#, K::Unfinished, "\"x", "{ a: [ #1 end end"),
    (r#"{"a":[1"#, K::Unfinished, "\u{0}", "{ a: [ #1 end end"),
    (
        r#"{"a":1} {"b":2}"#,
        K::DocumentRepeated,
        "{\"b",
        "{ a: #1 end",
    ),
    (r#"[1; 2]"#, K::CharacterStray, ";", "[ #1 #2 end"),
    ("[1,\u{A0}2]", K::CharacterStray, "\u{A0}", "[ #1 #2 end"),
    (
        r#"{"a":1,"b":2,"a":3}"#,
        K::NameRepeated,
        "\"a\":3",
        "{ a: #1 b: #2 a: #3 end",
    ),
    ("\u{FEFF}[1]", K::Mark, "\u{FEFF}", "[ #1 end"),
];

#[test]
fn every_fault_is_placed_and_reading_goes_on() {
    for (document, kind, at, meant) in FAULTS {
        let (events, faults) = read(document.as_bytes());
        let offset = document.find(at.trim_end_matches('\u{0}')).unwrap();
        let offset = if at.ends_with('\u{0}') {
            document.len() - at.len() + 1
        } else {
            offset
        };
        let place = Position::START.after(&document.as_bytes()[..offset]);
        let found = faults.iter().find(|f| f.kind == *kind);
        let found = found.unwrap_or_else(|| panic!("{document}: {faults:?}"));
        assert_eq!(found.at, place, "{document}");
        assert_eq!(events.join(" "), *meant, "{document}: {faults:?}");
        compare(document.as_bytes());
    }
}

#[test]
fn a_fault_has_no_echo() {
    let alone: &[&str] = &[
        r#"{"a":1 "b":2}"#,
        r#"[1,]"#,
        r#"{"a":"x "y" z","b":1}"#,
        "{\"a\":\"x,\n\"b\":1}",
        r#"{"a":[1,2},"b":3}"#,
        r#"{"a":[1,"x"#,
        r#"{"a" 1}"#,
        r#"{"a":}"#,
        r#"[{"a":1, {"a":2}]"#,
    ];
    for document in alone {
        assert_eq!(
            kinds(document.as_bytes()).len(),
            1,
            "{document}: {:?}",
            kinds(document.as_bytes())
        );
    }
}

#[test]
fn encodings() {
    let wide = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    };
    let text = "{\"é\": 1}";
    for bytes in [
        wide(text, u16::to_le_bytes),
        wide(text, u16::to_be_bytes),
        wide(&format!("\u{FEFF}{text}"), u16::to_le_bytes),
    ] {
        let (events, faults) = read(&bytes);
        assert_eq!(events.join(" "), "{ é: #1 end");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].kind, K::EncodingOther);
    }
    let utf32: Vec<u8> = text
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    assert_eq!(kinds(&utf32), [K::EncodingOther]);
    let (events, faults) = read(b"{\"a\":\"x\xFFy\",\"b\":\"\xC3\"}");
    assert_eq!(events.join(" "), "{ a: 'x\u{FFFD}y' b: '\u{FFFD}' end");
    assert_eq!(
        faults
            .iter()
            .map(|f| (f.kind, f.at.offset))
            .collect::<Vec<_>>(),
        [(K::BytesMalformed, 7), (K::BytesMalformed, 16)]
    );
}

#[test]
fn bounds_are_named() {
    let named = |document: &str, bound: usize| {
        let (_, faults) = read(document.as_bytes());
        let last = faults.last().unwrap();
        assert_eq!(
            (last.kind, last.detail.as_str()),
            (K::LimitExceeded, bound.to_string().as_str())
        );
    };
    let limits = Limits::default();
    named(&"[".repeat(1_000_000), limits.depth);
    named(&"{\"a\":".repeat(1_000_000), limits.depth);
    named(&format!("[\"{}\"]", "x".repeat(20 << 20)), limits.token);
    named(&format!("[{}]", "1".repeat(20 << 20)), limits.token);
    let members: String = (0..100_000).map(|i| format!("\"m{i}\":1,")).collect();
    named(&format!("{{{members}\"z\":0}}"), limits.members);
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [limits.depth, limits.depth + 1] {
        compare(nested(depth).as_bytes());
    }
}

#[test]
fn hostile_documents_take_linear_time() {
    let start = std::time::Instant::now();
    for document in [
        "\"a".repeat(1 << 20),
        "[\"a\"b".repeat(1 << 20),
        "/**/".repeat(1 << 20),
        "]".repeat(1 << 21),
        "{\"a\":\"\n\"".repeat(1 << 19),
        format!("\"{}\"", "\\u12".repeat(1 << 20)),
        "[{]".repeat(1 << 20),
    ] {
        read(document.as_bytes());
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// A document with a little of everything, some of it wrong.
const MIXED: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", // note\n \"title\": \"Kü\\u00dfte \\ud83d\\uddde \\x\",\n \"items\": [ {\"id\": 1, \"tags\": ['a', \"b\",], \"x\": -1.5e3, }, {\"id\": \"The \"best\" thing\" \"y\": [true, None}], \"z\": {\"q\": \"\t\"}\n}";

#[test]
fn reading_in_pieces_changes_nothing() {
    let whole = read(MIXED.as_bytes());
    for size in 1..20 {
        struct Pieces<'d>(&'d [u8], usize);
        impl Read for Pieces<'_> {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let amount = self.1.min(out.len()).min(self.0.len());
                out[..amount].copy_from_slice(&self.0[..amount]);
                self.0 = &self.0[amount..];
                Ok(amount)
            }
        }
        let input = BufReader::with_capacity(size, Pieces(MIXED.as_bytes(), size));
        assert_eq!(read_from(input), whole, "pieces of {size}");
    }
}

#[test]
fn windows_change_nothing() {
    // White space shifts the document over the border of what is read at once.
    let (events, faults) = read(MIXED.as_bytes());
    for shift in (65_536 - MIXED.len()..65_540).step_by(3) {
        let shifted = format!("{}{MIXED}", " ".repeat(shift));
        let (again, found) = read(shifted.as_bytes());
        assert_eq!(again, events, "shifted by {shift}");
        assert_eq!(
            found
                .iter()
                .map(|f| (f.kind, f.at.offset - shift as u64))
                .collect::<Vec<_>>(),
            faults
                .iter()
                .map(|f| (f.kind, f.at.offset))
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_document_cut_anywhere_is_unfinished() {
    let whole = br#"{"a": ["x \u00e9 \n", 1.5, {"b": null}], "c": "d"}"#;
    for cut in 0..whole.len() {
        let kinds = kinds(&whole[..cut]);
        assert!(kinds.contains(&K::Unfinished), "{cut}: {kinds:?}");
        compare(&whole[..cut]);
    }
    for cut in 0..MIXED.len() {
        compare(&MIXED.as_bytes()[..cut]);
    }
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        any::<f64>()
            .prop_filter("finite", |f| f.is_finite())
            .prop_map(|f| f.to_string()),
        any::<i64>().prop_map(|i| i.to_string()),
        any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6)
                .prop_map(|v| format!("[ {} ]", v.join(" ,"))),
            prop::collection::vec((any::<String>(), inner), 0..6).prop_map(|m| {
                let members: Vec<String> = m
                    .into_iter()
                    .map(|(k, v)| format!("{}:\n{v}", serde_json::to_string(&k).unwrap()))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_accepts_has_no_fault(document in json()) {
        compare(document.as_bytes());
    }

    #[test]
    fn what_serde_refuses_has_one(mut document in json().prop_map(String::into_bytes), edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"{}[],:\"\\'0123u-+.eE/* \n\tntx\x01\xFF".as_slice())), 1..4)) {
        for (at, byte) in edits {
            let at = at.index(document.len());
            document[at] = byte;
        }
        compare(&document);
    }

    #[test]
    fn any_bytes_are_judged(document in prop::collection::vec(any::<u8>(), 0..200)) {
        // Other encodings than UTF-8 are decoded by us and refused by the judge: an error both times.
        compare(&document);
    }

    #[test]
    fn any_signs_are_judged(document in "[\\[\\]{},:\"'\\\\ntf0-9.eE+ /*#ab\\n-]{0,40}") {
        compare(document.as_bytes());
    }
}
