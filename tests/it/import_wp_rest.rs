//! The `wp-rest` importer: answers of the WordPress REST interface.

use std::path::Path;

use feedwright::import::wp_rest::{self, INPUT};
use feedwright::import::{self, Options};

use crate::import_kit::{golden, next, told};

const LIST: &[u8] = include_bytes!("../../fixtures/imports/wp-rest/list.json");
const SINGLE: &[u8] = include_bytes!("../../fixtures/imports/wp-rest/single.json");
const BEHIND_LAST: &[u8] = include_bytes!("../../fixtures/imports/wp-rest/behind-last.json");
const FORBIDDEN: &[u8] = include_bytes!("../../fixtures/imports/wp-rest/forbidden.json");

#[test]
fn posts_as_they_come() {
    let options = Options {
        zone: Some(chrono_tz::Europe::Riga),
        ..Options::default()
    };
    let (got, onward) = told(&INPUT, LIST, &options);
    golden("wp-rest/list.txt", &got);
    assert_eq!(onward, Ok(import::Onward::default()));
    let (got, _) = told(&INPUT, SINGLE, &options);
    assert_eq!(
        got,
        [
            r#"1 {"id":"https://pier.example/?p=5","kind":"article","title":"One","url":"https://pier.example/one/","published":"2026-02-01T08:00:00Z","updated":"2026-02-01T08:00:00Z","body_html":"<p>Text.</p>","extra":{"source_id":"5"}}"#,
        ]
    );
}

#[test]
fn errors_are_named() {
    let (got, onward) = told(&INPUT, BEHIND_LAST, &Options::default());
    assert!(
        got.is_empty() && onward == Ok(import::Onward::default()),
        "{got:?}"
    );
    assert!(wp_rest::is_behind_last(BEHIND_LAST) && !wp_rest::is_behind_last(FORBIDDEN));
    let failed = |text: &[u8]| {
        told(&INPUT, text, &Options::default())
            .1
            .expect_err("an error")
    };
    assert_eq!(
        failed(FORBIDDEN),
        "WordPress answered with an error: Sorry, you are not allowed to edit posts. (rest_forbidden_context)"
    );
    assert_eq!(
        failed(b"<html>"),
        "the input is HTML or XML, not a JSON object or array"
    );
}

#[test]
fn a_full_page_goes_on() {
    let posts = "https://pier.example/wp-json/wp/v2/posts";
    for (address, want) in [
        (posts.to_owned(), Some(format!("{posts}?page=2"))),
        (
            format!("{posts}?per_page=10&page=7&_embed=1"),
            Some(format!("{posts}?per_page=10&_embed=1&page=8")),
        ),
        (format!("{posts}?per_page=11"), None),
        (
            "https://pier.example/?rest_route=/wp/v2/posts".to_owned(),
            Some("https://pier.example/?rest_route=%2Fwp%2Fv2%2Fposts&page=2".to_owned()),
        ),
        ("https://pier.example/dump.json".to_owned(), None),
    ] {
        assert_eq!(next(&INPUT, LIST, &address), want, "{address}");
    }
    assert_eq!(next(&INPUT, BEHIND_LAST, posts), None);
    assert_eq!(next(&INPUT, b"[]", posts), None);
}

#[test]
fn it_knows_its_own() {
    for (head, is_own) in [
        (LIST, true),
        (SINGLE, true),
        (FORBIDDEN, true),
        (br#"[{"id":1,"title":"A","link":"/a"}]"#.as_slice(), false),
        (br#"{"title":"A","url":"/a"}"#, false),
        (b"[]", false),
        (b"<html>", false),
    ] {
        assert_eq!((INPUT.recognises)(head, Path::new("x.json")), is_own);
    }
}
