//! Where findings point: at the specification of the format that is judged, and once per cause.

use feedwright::validate::{Options, Report, check_bytes};

fn judge(document: &str) -> Report {
    check_bytes(document.as_bytes(), &Options::default())
}

fn specs<'r>(report: &'r Report, rule: &str) -> Vec<&'r str> {
    let found = report.diagnostics.iter().filter(|d| d.rule == rule);
    found.filter_map(|d| d.spec.as_deref()).collect()
}

/// A rule, a document that breaks it, and what the address begins with.
const CASES: &[(&str, &str, &str)] = &[
    (
        "element-missing",
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x:1</id></feed>",
        "https://www.rfc-editor.org/rfc/rfc4287#",
    ),
    (
        "attribute-missing",
        "<feed xmlns='http://www.w3.org/2005/Atom'><category label='tides'/></feed>",
        "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.2",
    ),
    (
        "attribute-missing",
        "<rss version='2.0'><channel><item><source>The Quay</source></item></channel></rss>",
        "https://www.rssboard.org/rss-specification#ltsourcegtSubelementOfLtitemgt",
    ),
    (
        "attribute-missing",
        "<opml version='2.0'><head/><body><outline/></body></opml>",
        "https://opml.org/spec2.opml",
    ),
    (
        "date-grammar",
        "<opml version='2.0'><head><dateCreated>today</dateCreated></head><body/></opml>",
        "https://opml.org/spec2.opml",
    ),
    (
        "mail-malformed",
        "<opml version='2.0'><head><ownerEmail>me</ownerEmail></head><body/></opml>",
        "https://opml.org/spec2.opml",
    ),
    (
        "element-missing",
        "<rss version='2.0'><channel><title>Quay</title></channel></rss>",
        "https://www.rssboard.org/rss-specification#requiredChannelElements",
    ),
];

#[test]
fn a_finding_points_at_the_specification_of_its_format() {
    for (rule, document, address) in CASES {
        let report = judge(document);
        let found = specs(&report, rule);
        assert!(
            !found.is_empty() && found.iter().all(|s| s.starts_with(address)),
            "{rule} in {document}: {found:?}"
        );
    }
}

#[test]
fn an_undeclared_prefix_is_told_once() {
    let item = "<item><q:mood>calm</q:mood><w:wind>west</w:wind></item>";
    let document = format!(
        "<rss version='2.0'><channel>{}</channel></rss>",
        item.repeat(20)
    );
    let report = judge(&document);
    let told = report
        .diagnostics
        .iter()
        .filter(|d| d.rule == "namespace-prefix-unbound");
    let values: Vec<&str> = told.filter_map(|d| d.value.as_deref()).collect();
    assert_eq!(values, ["q:mood", "w:wind"]);
}
