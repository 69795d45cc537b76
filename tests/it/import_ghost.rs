//! The `ghost` importer: answers of the Content API, and exports.

use std::path::Path;

use feedwright::import::Options;
use feedwright::import::ghost::INPUT;
use url::Url;

use crate::import_kit::{golden, next, told};

const ANSWER: &[u8] = include_bytes!("../../fixtures/imports/ghost/answer.json");
const EXPORT: &[u8] = include_bytes!("../../fixtures/imports/ghost/export.json");
const UNAUTHORIZED: &[u8] = include_bytes!("../../fixtures/imports/not-ghost/unauthorized.json");

fn options() -> Options {
    Options {
        base: Url::parse("https://cove.example/").ok(),
        ..Options::default()
    }
}

#[test]
fn posts_of_the_interface() {
    let (got, onward) = told(&INPUT, ANSWER, &options());
    assert!(onward.is_ok());
    golden("ghost/answer.txt", &got);
}

#[test]
fn posts_of_an_export() {
    let (got, onward) = told(&INPUT, EXPORT, &options());
    assert!(onward.is_ok());
    golden("ghost/export.txt", &got);
}

#[test]
fn pages_and_errors() {
    let posts = "https://cove.example/ghost/api/content/posts/?key=k";
    let second = format!("{posts}&page=2");
    assert_eq!(next(&INPUT, ANSWER, posts), Some(second.clone()));
    assert_eq!(next(&INPUT, ANSWER, &second), None);
    let failed = |text: &[u8]| told(&INPUT, text, &options()).1.expect_err("an error");
    assert_eq!(
        failed(UNAUTHORIZED),
        "Ghost answered with an error: Unknown Content API Key (UnauthorizedError)"
    );
    assert!(failed(b"{\"site\":{}}").starts_with("the document has no posts"));
    assert!(failed(b"<html>").starts_with("the input is HTML"));
    let (got, onward) = told(
        &INPUT,
        b"{\"posts\":[],\"meta\":{\"pagination\":{\"next\":null}}}",
        &options(),
    );
    assert!(got.is_empty() && onward.is_ok());
    let cut = EXPORT.get(..EXPORT.len() / 2).unwrap_or_default();
    let (got, _) = told(&INPUT, cut, &options());
    assert_eq!(
        got.last().map(String::as_str),
        Some("  error: the document ends in the middle")
    );
}

#[test]
fn it_knows_its_own() {
    for (head, is_own) in [
        (ANSWER, true),
        (EXPORT, true),
        (EXPORT.get(..200).unwrap_or_default(), true),
        (br#"{"posts":[{"title":"A","slug":"a"}]}"#.as_slice(), false),
        (br#"{"title":"A","url":"/a"}"#, false),
        (b"{}", false),
        (b"<html>", false),
    ] {
        assert_eq!((INPUT.recognises)(head, Path::new("x.json")), is_own);
    }
}
