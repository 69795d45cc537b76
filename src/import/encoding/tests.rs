//! Each way to an encoding, with pages of invented papers.

use std::io::{BufReader, Read};

use super::*;

const RUSSIAN: &str = "<p>Газета \"Северный причал\": паром вернулся в порт после ремонта.\n<p>Редакция сообщает, что рейсы начнутся в понедельник утром, если позволит погода.\n";
const GERMAN: &str = "<p>Der Hafenbote: Die Fähre fährt wieder über den Fluß, früher als erwartet.\n<p>Bürgermeisterin Jäger grüßte die Gäste am Kai – „endlich“.\n";
const JAPANESE: &str =
    "<p>港新聞:渡し船は月曜日の朝から運航を再開します。\n<p>市長は記者会見で説明しました。\n";

fn encoded(text: &str, label: &str) -> Vec<u8> {
    match label {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let (bytes, _, unmapped) = encoding.encode(text);
            assert!(!unmapped, "{label} has all of it");
            bytes.into_owned()
        }
    }
}

fn in_language(language: Option<&str>) -> Options {
    Options {
        language: language.map(str::to_owned),
        ..Options::default()
    }
}

fn with_charset(charset: &str) -> Options {
    Options {
        charset: Some(charset.to_owned()),
        ..Options::default()
    }
}

#[test]
fn undeclared_texts_are_guessed_and_it_is_said() {
    for (text, label, language, want) in [
        (RUSSIAN, "windows-1251", None, "windows-1251"),
        (RUSSIAN, "windows-1251", Some("ru"), "windows-1251"),
        (RUSSIAN, "koi8-r", None, "KOI8-U"),
        (RUSSIAN, "koi8-r", Some("ru-RU"), "KOI8-U"),
        (GERMAN, "windows-1252", None, "windows-1252"),
        (GERMAN, "windows-1252", Some("de"), "windows-1252"),
        (JAPANESE, "shift_jis", None, "Shift_JIS"),
        (JAPANESE, "euc-jp", Some("ja"), "EUC-JP"),
        (RUSSIAN, "utf-16le", None, "UTF-16LE"),
        (GERMAN, "utf-16be", None, "UTF-16BE"),
        (JAPANESE, "utf-16be", None, "UTF-16BE"),
    ] {
        let options = in_language(language);
        let got = whole(encoded(text, label), Declares::Html, &options);
        assert_eq!(got.encoding.name(), want, "{label} {language:?}");
        assert_eq!(got.text, text, "{label} {language:?}");
        assert!(got.guessed_from.is_some());
        let [notice] = &got.notices[..] else {
            panic!("one notice: {:?}", got.notices)
        };
        assert!(notice.message.contains(want), "{}", notice.message);
    }
}

#[test]
fn what_is_declared_rightly_is_not_worth_a_word() {
    let meta = |label: &str| format!("<meta charset=\"{label}\">");
    for label in ["windows-1251", "koi8-r", "utf-8"] {
        let page = meta(label) + RUSSIAN;
        let got = whole(encoded(&page, label), Declares::Html, &Options::default());
        assert_eq!((got.text, got.notices), (page, vec![]), "{label}");
        let got = whole(
            encoded(RUSSIAN, label),
            Declares::Nothing,
            &with_charset(label),
        );
        assert_eq!(
            (got.text.as_str(), got.notices),
            (RUSSIAN, vec![]),
            "{label}"
        );
    }
    for (mark, label) in [
        (&b"\xEF\xBB\xBF"[..], "utf-8"),
        (b"\xFF\xFE", "utf-16le"),
        (b"\xFE\xFF", "utf-16be"),
    ] {
        let bytes = [mark, &encoded(GERMAN, label)].concat();
        let got = whole(bytes, Declares::Nothing, &with_charset("koi8-r"));
        assert_eq!(
            (got.text.as_str(), got.notices),
            (GERMAN, vec![]),
            "{label}"
        );
    }
    let got = whole(b"plain".to_vec(), Declares::Nothing, &Options::default());
    assert_eq!((got.text.as_str(), got.notices), ("plain", vec![]));
}

/// The page's own charset goes after the server's.
#[test]
fn the_server_is_heard_before_the_page() {
    let page = format!("<meta charset=utf-8>{RUSSIAN}");
    let got = whole(
        encoded(&page, "koi8-r"),
        Declares::Html,
        &with_charset("koi8-r"),
    );
    assert_eq!((got.text, got.notices), (page, vec![]));
}

#[test]
fn wrong_declarations_are_said() {
    for (bytes, declares, charset, want, said) in [
        (
            format!("<meta charset=windows-1252>{GERMAN}").into_bytes(),
            Declares::Html,
            None,
            "UTF-8",
            &["the page says windows-1252, but the text is UTF-8 and was read so"][..],
        ),
        (
            encoded(RUSSIAN, "windows-1251"),
            Declares::Nothing,
            Some("utf-8"),
            "windows-1251",
            &[
                "the server says UTF-8, which the text is not",
                "the text looks like windows-1251 and was read so",
            ],
        ),
        (
            RUSSIAN.as_bytes().to_vec(),
            Declares::Nothing,
            Some("utf-7"),
            "UTF-8",
            &["the encoding \"utf-7\" is not known"],
        ),
        (
            ["<p>Причалы\nи паром".as_bytes(), &b"\n\xFF <p>\n\xC3"[..]].concat(),
            Declares::Nothing,
            Some("utf-8"),
            "UTF-8",
            &["2 places could not be read as UTF-8; U+FFFD stands there"],
        ),
    ] {
        let options = Options {
            charset: charset.map(str::to_owned),
            ..Options::default()
        };
        let got = whole(bytes, declares, &options);
        assert_eq!(got.encoding.name(), want);
        let messages: Vec<&str> = got.notices.iter().map(|n| n.message.as_str()).collect();
        assert_eq!(messages, said);
    }
}

#[test]
fn places_that_cannot_be_read_are_told_with_the_line() {
    let options = Options {
        lines_before: 10,
        ..Options::default()
    };
    let bytes = "äöüß\r\näöüß\r".bytes().chain(*b"\xFF\n").collect();
    let got = whole(bytes, Declares::Nothing, &options);
    assert_eq!(got.text, "äöüß\r\näöüß\r\u{FFFD}\n");
    assert_eq!(got.notices.first().and_then(|n| n.line), Some(13));
}

/// Whatever the pieces in which it is read, a stream gives what the whole gives.
#[test]
fn streams_give_the_same() {
    let ascii = "A line of ASCII.\n".repeat(20_000);
    let late = ascii.clone() + GERMAN;
    for (text, label) in [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (GERMAN, "utf-8"),
        (RUSSIAN, "utf-16le"),
        (ascii.as_str(), "utf-8"),
        (late.as_str(), "windows-1252"),
        ("", "utf-8"),
    ] {
        let bytes = encoded(text, label);
        for size in [1, 7, 4096] {
            let mut input = BufReader::with_capacity(size, bytes.as_slice());
            let options = Options::default();
            let mut stream = Utf8::new(&mut input, &options);
            let mut got = String::new();
            stream.read_to_string(&mut got).unwrap();
            assert!(got == text, "{label} in pieces of {size}");
            let guessed = usize::from(label != "utf-8");
            assert_eq!(stream.notices().len(), guessed, "{label}");
            assert_eq!(stream.notices().len(), 0, "told once");
        }
    }
    let mut input = BufReader::with_capacity(
        3,
        &b"\xEF\xBB\xBFa;b\n\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\n\xFF"[..],
    );
    let options = Options::default();
    let mut stream = Utf8::new(&mut input, &options);
    let mut got = String::new();
    stream.read_to_string(&mut got).unwrap();
    assert_eq!(got, "a;b\nääää\n\u{FFFD}");
    assert_eq!(stream.notices().first().and_then(|n| n.line), Some(3));
}

/// As much time for each byte, whatever they are.
#[test]
fn hostile_bytes_cost_what_others_cost() {
    for unit in [&b"\xFF"[..], b"\x80", b"<meta ", b"\xE4\xB8", b"\0", b"a\0"] {
        let bytes = unit.repeat(2 * 1024 * 1024 / unit.len());
        let length = bytes.len();
        let got = whole(bytes, Declares::Html, &Options::default());
        assert!(got.text.len() <= 3 * length);
    }
}
