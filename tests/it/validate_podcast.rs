//! A podcast that uses both namespaces, chapters and Media RSS to the full gives no finding at all, and what is
//! broken in it is found.

use std::fs;
use std::path::Path;

use feedwright::validate::{Options, Report, check_bytes};

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/podcasts/lighthouse.xml");
    fs::read_to_string(path).unwrap()
}

fn judge(document: &str) -> Report {
    check_bytes(document.as_bytes(), &Options::default())
}

#[test]
fn a_rich_podcast_gives_no_finding() {
    let report = judge(&document());
    assert_eq!(report.diagnostics, Vec::new());
    assert_eq!(report.entries, 2);
}

#[test]
fn each_broken_value_of_it_is_found() {
    let table = [
        ("urn:mpaa\">pg<", "urn:mpaa\">mild<", "media-rating-unknown"),
        (">lighthouse-live-1<", "><", "element-blank"),
        ("status=\"pending\"", "status=\"soon\"", "choice-unknown"),
        (
            "podcast:soundbite",
            "podcast:sounbite",
            "podcast-name-unknown",
        ),
        (
            "feedGuid=\"917393e3",
            "feedGuid=\"917393",
            "value-malformed",
        ),
        (" split=\"95\"", "", "attribute-missing"),
        ("FREQ=WEEKLY", "FREQ=OFTEN", "value-malformed"),
        ("value=\"sha384-", "value=\"md5-", "value-malformed"),
        (
            "<itunes:type>serial",
            "<itunes:type>endless",
            "choice-unknown",
        ),
        (
            "<itunes:episode>1<",
            "<itunes:episode>0<",
            "number-malformed",
        ),
        (
            "Society &amp; Culture",
            "society &amp; culture",
            "itunes-category-unknown",
        ),
        (
            "start=\"8:26.250\"",
            "start=\"48:26.250\"",
            "chapters-unordered",
        ),
        ("2.mp3\" fileSize", "2.mov\" fileSize", "media-type-differs"),
        ("osm=\"N123456\"", "osm=\"123456\"", "value-malformed"),
        (
            "enclosure url=\"https://lighthouse.example/1.m4a",
            "enclosure url=\"https://lighthouse.example/2.mp3",
            "enclosure-url-repeated",
        ),
    ];
    for (written, broken, rule) in &table {
        let document = document();
        assert!(document.contains(written), "{written}");
        let report = judge(&document.replace(written, broken));
        assert!(
            report.diagnostics.iter().any(|d| d.rule == *rule),
            "{broken}: {:?}",
            report.diagnostics
        );
    }
}

#[test]
fn an_element_of_a_module_is_explained_by_its_own_specification() {
    let report = judge(&document().replace(" split=\"95\"", ""));
    let found = report.errors().next().unwrap();
    assert_eq!(found.rule, "attribute-missing");
    assert!(
        found
            .spec
            .as_deref()
            .unwrap()
            .ends_with("/docs/tags/value-recipient.md")
    );
}

#[test]
fn the_other_name_of_the_podcast_namespace_means_the_same() {
    let other = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md";
    let document = document().replace("https://podcastindex.org/namespace/1.0", other);
    assert_eq!(judge(&document).diagnostics, Vec::new());
}
