//! What `fix` mends in JSON, and what it must leave alone.

use feedwright::validate::Options;
use feedwright::validate::fix::mend;

const BASE: &str = "https://quay.example/feed.json";

fn mended(document: &str) -> String {
    let options = Options {
        base: Some(BASE.to_owned()),
        ..Options::default()
    };
    String::from_utf8(mend(document.as_bytes(), &options).document).unwrap()
}

fn feed(members: &str) -> String {
    format!(
        "{{\n  \"version\": \"https://jsonfeed.org/version/1.1\",\n  \"title\": \"Quay\",\n  \"home_page_url\": \"https://quay.example/\",\n  \"feed_url\": \"{BASE}\",\n  \"items\": [{{\"url\": \"https://quay.example/7\", \"content_text\": \"7\", {members}}}]\n}}\n"
    )
}

/// What stands in an item before and after.
const MEMBERS: &[(&str, &str)] = &[
    ("\"id\": \"7\",", "\"id\": \"7\""),
    ("\"id\": 7", "\"id\": \"7\""),
    ("id: \"7\"", "\"id\": \"7\""),
    (
        "\"id\": \"7\", \"tags\": [\"a\", ],",
        "\"id\": \"7\", \"tags\": [\"a\" ]",
    ),
    (
        "\"id\": \"7\", \"image\": None",
        "\"id\": \"7\", \"image\": null",
    ),
    (
        "\"id\": \"7\", \"summary\": \"é\n\ta\\n\u{1}b\"",
        "\"id\": \"7\", \"summary\": \"é\\n\\ta\\n\\u0001b\"",
    ),
    (
        "\"id\": \"7\", \"date_published\": \"Fri, 13 Oct 2017 09:09:00 +0300\"",
        "\"id\": \"7\", \"date_published\": \"2017-10-13T09:09:00+03:00\"",
    ),
];

#[test]
fn members_are_mended_and_all_else_stays() {
    for (before, after) in MEMBERS {
        assert_eq!(mended(&feed(before)), feed(after), "{before}");
    }
}

#[test]
fn the_head_is_mended() {
    let good = feed("\"id\": \"7\"");
    assert_eq!(mended(&format!("\u{FEFF}{good}")), good);
    for version in [
        "http://jsonfeed.org/version/1.1",
        "https://www.jsonfeed.org/version/1.1/",
        " https://jsonfeed.org/version/1.1",
        "https:\\/\\/www.jsonfeed.org\\/version\\/1.1",
    ] {
        let bad = good.replace("https://jsonfeed.org/version/1.1", version);
        assert_eq!(mended(&bad), good, "{version}");
    }
    let without = good.replace(&format!("  \"feed_url\": \"{BASE}\",\n"), "");
    let with = mended(&without);
    let place = "version/1.1\",\n  \"feed_url\": \"https://quay.example/feed.json\",\n  \"title\"";
    assert!(with.contains(place), "{with}");
}

#[test]
fn what_would_have_to_be_guessed_stays() {
    for document in [
        feed("\"id\": \"7\", \"title\": \"the \"best\" thing\""),
        feed("\"id\": \"7\" \"title\": \"x\""),
        feed("\"id\": \"7\", \"title\": NaN"),
        feed("\"id\": \"7\", \"content_html\": \"<p onclick='x()'>&nbsp;\""),
        feed("\"id\": \"7\", \"date_published\": \"yesterday\""),
        "{\"a\": [1 2]}".to_owned(),
    ] {
        assert_eq!(mended(&document), document);
    }
}
