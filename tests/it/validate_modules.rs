//! What findings about modules and namespaces offer: the name that was meant, the declaration that lacks, the specification.

use feedwright::validate::{Options, check_bytes};

fn feed(declarations: &str, channel: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" {declarations}><channel><title>Weir Weekly</title>\
         <link>https://weir.example/</link><description>News from the weir</description>{channel}</channel></rss>"
    )
}

#[test]
fn a_finding_offers_what_was_meant() {
    let sy = "xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"";
    let cases = [
        (
            sy,
            "<sy:updatePerod>daily</sy:updatePerod>",
            "element-unknown",
            "did you mean sy:updatePeriod?",
        ),
        (
            "",
            "<sy:updatePeriod>daily</sy:updatePeriod>",
            "namespace-prefix-unbound",
            sy,
        ),
        (
            "xmlns:georss=\"https://www.georss.org/georss/\"",
            "",
            "namespace-misspelled",
            "http://www.georss.org/georss",
        ),
        (
            "xmlns:app=\"http://purl.org/atom/app#\"",
            "",
            "namespace-former",
            "http://www.w3.org/2007/app",
        ),
    ];
    for (declarations, channel, rule, help) in cases {
        let report = check_bytes(feed(declarations, channel).as_bytes(), &Options::default());
        let found = report.diagnostics.iter().find(|d| d.rule == rule);
        let found = found.unwrap_or_else(|| panic!("{rule}: {:?}", report.diagnostics));
        assert!(found.help.contains(help), "{rule}: {}", found.help);
    }
}

#[test]
fn a_finding_about_a_module_points_at_its_specification() {
    let declaration = "xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"";
    let period = "<sy:updatePeriod>daily</sy:updatePeriod>";
    let document = feed(declaration, &period.repeat(2));
    let report = check_bytes(document.as_bytes(), &Options::default());
    let mut found = report.diagnostics.iter();
    let repeated = found.find(|d| d.rule == "element-repeated").unwrap();
    let spec = repeated.spec.as_deref().unwrap_or_default();
    assert!(spec.ends_with("/modules/syndication/"), "{spec}");
}

#[test]
fn a_coast_of_a_million_points_is_judged() {
    let georss = "xmlns:georss=\"http://www.georss.org/georss\"";
    let line = format!(
        "<georss:line>{}51.5 190</georss:line>",
        "51.5 0.1 ".repeat(1_000_000)
    );
    let report = check_bytes(feed(georss, &line).as_bytes(), &Options::default());
    let mut found = report.diagnostics.iter().map(|d| d.rule);
    assert!(found.any(|rule| rule == "coordinate-out-of-range"));
}
