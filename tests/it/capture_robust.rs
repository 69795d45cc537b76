//! Whatever the bytes: no panic, no lost line, and an error that says what is wrong.

use std::io::Cursor;

use chrono::DateTime;
use feedwright::import::{self, Imported, Options};
use feedwright::{Error, Result};
use proptest::prelude::*;

use crate::capture::import as read_page;

fn try_import(bytes: &[u8], options: &Options) -> Result<Vec<Imported>> {
    let mut records = Vec::new();
    let mut emit = |imported| {
        records.push(imported);
        Ok(())
    };
    let input = import::by_name("capture")?;
    (input.read)(&mut Cursor::new(bytes), options, &mut emit)?;
    Ok(records)
}

#[test]
fn what_is_no_page_is_refused_with_its_line() {
    for (bytes, line, says) in [
        (
            &b"Title\n\nGood line.\nBad \xFF line.\n"[..],
            Some(4),
            "the page is not UTF-8",
        ),
        (b"one\r\ntwo\rthree \xC3(", Some(3), "the page is not UTF-8"),
        (b"\xFF\xFET\0i\0", None, "UTF-16"),
        (b"\x1F\x8B\x08\0\0", None, "gzip"),
        (b"\x7FELF\x02\x01", None, "a program"),
        (b"\0\x01\x02\x03 abc", None, "binary data"),
    ] {
        let error: Error = try_import(bytes, &Options::default()).unwrap_err();
        assert!(error.is_input(), "{error}");
        assert_eq!(error.line(), line, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn a_page_may_be_empty_but_not_endless() {
    assert_eq!(try_import(b"", &Options::default()).unwrap().len(), 0);
    assert_eq!(
        try_import(b"\xEF\xBB\xBF \r\n\n", &Options::default())
            .unwrap()
            .len(),
        0
    );
    let error = try_import(&vec![b'a'; 2 * 1024 * 1024 + 1], &Options::default()).unwrap_err();
    assert!(error.to_string().contains("2 MiB"), "{error}");
}

#[test]
fn control_characters_are_dropped_and_told() {
    let page = "Old \u{7}Ferry Finds a Home\n\nOct 13, 2017\n\n\0\u{1}The board said the boat stays.\n\u{2}\n";
    let [only] = &read_page(page, &Options::default())[..] else {
        panic!("one record")
    };
    let record = only.record.as_ref().unwrap();
    assert_eq!(
        record.title.as_ref().unwrap().as_str(),
        "Old Ferry Finds a Home"
    );
    assert_eq!(
        record.body_html.as_ref().unwrap().as_str(),
        "<p>The board said the boat stays.</p>"
    );
    let [notice] = &only.notices[..] else {
        panic!("one notice")
    };
    assert!(
        notice.message.starts_with("4 control characters"),
        "{}",
        notice.message
    );
    assert_eq!(notice.line, Some(1));
}

#[test]
fn pages_are_recognised() {
    let capture = import::by_name("capture").unwrap();
    for (head, name, want) in [
        ("Title\n\nText.", "page.txt", true),
        ("Title\n\nText.", "page", true),
        ("[21:07] Trains run again", "live", true),
        ("{\"title\":\"x\"}", "page", false),
        ("[{\"title\":\"x\"}]", "page", false),
        ("<html>", "page", false),
        ("<?xml version=\"1.0\"?>", "page", false),
        ("nul \0", "page", false),
        ("", "page", false),
    ] {
        assert_eq!(
            (capture.recognises)(head.as_bytes(), name.as_ref()),
            want,
            "{head:?} {name}"
        );
    }
}

/// The same page with other line ends, blanks and a byte order mark gives the same records.
#[test]
fn line_ends_and_blanks_change_nothing() {
    let page = include_str!("../../fixtures/captures/layouts/box-and-article.txt");
    let records = |text: &str| -> Vec<_> {
        let records = read_page(text, &Options::default());
        records.into_iter().map(|i| i.record.unwrap()).collect()
    };
    let want = records(page);
    assert_eq!(want.len(), 5);
    for variant in [
        page.replace('\n', "\r\n"),
        page.replace('\n', "\r"),
        page.replace('\n', "  \t\n"),
        page.replace("\n\n", "\n\n \n"),
        format!("\u{feff}\n\n{page}\n\n\n"),
    ] {
        assert_eq!(records(&variant), want, "{variant:?}");
    }
}

fn options() -> Options {
    Options {
        zone: Some(chrono_tz::Europe::Moscow),
        captured_at: DateTime::parse_from_rfc3339("2020-02-29T12:00:00Z").ok(),
        ..Options::default()
    }
}

/// Lines of all the layouts.
fn some_lines() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/layouts");
    let mut lines = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "txt") {
            let text = std::fs::read_to_string(path).unwrap();
            lines.extend(text.lines().map(str::to_owned));
        }
    }
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}", line in "[0-9/.:, +hapmTZ-]{0,30}") {
        // A text that begins as JSON or markup does is no page.
        if let Err(error) = try_import(format!("{text}\n{line}\n").as_bytes(), &options()) {
            prop_assert!(error.to_string().contains("it looks like"), "{error}");
        }
        let context = import::dates::Context::default();
        let _ = import::dates::read(&line, &context);
    }

    #[test]
    fn any_order_of_lines_is_read(order in proptest::sample::subsequence(some_lines(), 0..40).prop_shuffle()) {
        let page = order.join("\n");
        for imported in read_page(&page, &options()) {
            let record = imported.record.unwrap();
            prop_assert!(record.title.is_some() || record.summary.is_some() || record.has_body());
            prop_assert_eq!(record.kind, record.natural_kind());
            for provenance in imported.explain.values() {
                prop_assert!(provenance.line >= 1);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Err(error) = try_import(&bytes, &Options::default()) {
            prop_assert!(error.is_input());
        }
    }
}

/// Long lines and many lines: the work grows with the page, not faster.
#[test]
fn large_pages_come_to_an_end() {
    let long = "word ".repeat(50_000);
    read_page(&long, &options());
    let many =
        "13:05 Trains run again\nShort line\nA sentence about the weather. © dpa\n".repeat(1000);
    assert!(!read_page(&many, &options()).is_empty());
    read_page(&"(".repeat(100_000), &options());
    read_page(&"A/".repeat(50_000), &options());
    read_page(&"1 ".repeat(50_000), &options());
    let box_of_titles: String = (0..2000)
        .map(|n| format!("Some Ferry Title {n}\n"))
        .collect();
    assert_eq!(read_page(&box_of_titles, &options()).len(), 2000);
}
