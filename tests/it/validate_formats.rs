//! The XML formats beside RSS 2.0 and Atom: their structure wherever it breaks off, and lists of any size.

use feedwright::validate::{Options, Report, check, check_bytes};

fn judge(document: &str) -> Report {
    check_bytes(document.as_bytes(), &Options::default())
}

fn rules(report: &Report) -> Vec<&str> {
    report.diagnostics.iter().map(|d| d.rule).collect()
}

const RDF: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='https://a.example/rdf'><title>Küste</title><link>https://a.example/</link>\
<description>d</description><dc:language>de</dc:language><items><rdf:Seq><rdf:li rdf:resource='https://a.example/1'/></rdf:Seq></items></channel>\
<item rdf:about='https://a.example/1'><title>t</title><link>https://a.example/1</link><dc:creator><rdf:Description><dc:title>n</dc:title>\
</rdf:Description></dc:creator><description rdf:parseType='Literal'>x <b xmlns='http://www.w3.org/1999/xhtml'>y</b></description></item></rdf:RDF>";

const RSS11: &str = "<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' rdf:about='https://a.example/rdf' xml:lang='de'>\
<title>t</title><link>https://a.example/</link><description>d</description><items rdf:parseType='Collection'><item rdf:about='https://a.example/1'><title>t</title>\
<link>https://a.example/1</link></item></items></Channel>";

const OPML: &str = "<opml version='2.0'><head><title>l</title><dateCreated>Mon, 02 Mar 2026 08:00:00 GMT</dateCreated></head><body><outline text='a'>\
<outline text='b'><outline text='c' type='rss' xmlUrl='https://a.example/c.rss'/></outline><outline text='d' type='link' url='https://a.example/d'/></outline>\
<outline text='e'/></body></opml>";

const SITEMAP: &str = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url>\
<loc>https://a.example/1</loc><lastmod>2026-03-03</lastmod><priority>0.5</priority><news:news><news:publication><news:name>n</news:name><news:language>en</news:language>\
</news:publication><news:publication_date>2026-03-03</news:publication_date><news:title>t</news:title></news:news></url></urlset>";

const RSS091: &str = "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"https://www.rssboard.org/rss-0.91.dtd\"><rss version='0.91'><channel>\
<title>t</title><link>https://a.example/</link><description>d</description><language>en</language><image><url>https://a.example/i.png</url><title>t</title>\
<link>https://a.example/</link></image><item><title>t</title><link>https://a.example/1</link></item></channel></rss>";

const ALL: &[(&str, &str, u64)] = &[
    (RDF, "rss-1.0", 1),
    (RSS11, "rss-1.1", 1),
    (OPML, "opml-2.0", 5),
    (SITEMAP, "news-sitemap", 1),
    (RSS091, "rss-0.91", 1),
];

#[test]
fn whole_documents_are_valid_and_counted() {
    for (document, format, entries) in ALL {
        let report = judge(document);
        assert!(report.is_valid(), "{format}: {:?}", report.diagnostics);
        assert_eq!(report.format.as_str(), *format);
        assert_eq!(report.entries, *entries, "{format}");
    }
}

#[test]
fn a_document_that_breaks_off_anywhere_is_told_and_never_valid() {
    for (document, format, entries) in ALL {
        let ends = (1..document.len()).filter(|at| document.is_char_boundary(*at));
        for end in ends {
            let report = judge(document.get(..end).unwrap());
            assert!(!report.is_valid(), "{format} cut at {end}");
            assert!(report.entries <= *entries, "{format} cut at {end}");
        }
    }
}

#[test]
fn any_tag_may_be_missing() {
    for (document, format, _) in ALL {
        let starts: Vec<usize> = document.match_indices('<').map(|(at, _)| at).collect();
        for start in starts {
            let length = document[start..].find('>').map_or(1, |end| end + 1);
            let cut = format!("{}{}", &document[..start], &document[start + length..]);
            let twice = format!("{}{}", &document[..start + length], &document[start..]);
            for broken in [cut, twice] {
                let report = judge(&broken);
                let ordered = report.diagnostics.is_sorted_by_key(|d| d.offset);
                assert!(ordered, "{format}: {broken}");
            }
        }
    }
}

#[test]
fn entries_lie_where_old_generators_put_them() {
    let beside = "<rss version='2.0'><channel><title>t</title><link>https://a.example/</link><description>d</description></channel>\
<item><title>t</title></item><item><title>u</title></item></rss>";
    let report = judge(beside);
    assert_eq!(report.entries, 2);
    assert!(rules(&report).contains(&"element-misplaced"));

    let inside = RDF
        .replace("</channel>", "")
        .replace("</rdf:RDF>", "</channel></rdf:RDF>");
    let report = judge(&inside);
    assert_eq!(report.entries, 1);
    assert!(rules(&report).contains(&"element-misplaced"));

    let prefixed = RDF.replace(
        "xmlns='http://purl.org/rss/1.0/'",
        "xmlns:r='http://purl.org/rss/1.0/'",
    );
    let report = judge(&prefixed);
    assert!(
        !report.is_valid(),
        "elements without namespace are not RSS 1.0"
    );

    let userland = "<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel><title>t</title><link>https://a.example/</link>\
<description>d</description><item><title>t</title></item></channel></rss>";
    let report = judge(userland);
    assert!(report.is_valid(), "{:?}", report.diagnostics);
    assert_eq!(report.entries, 1);
    assert!(rules(&report).contains(&"rss-in-namespace"));
}

#[test]
fn names_and_parents_in_reports_are_the_documents_own() {
    let report = judge(&RDF.replace("<link>https://a.example/1</link>", ""));
    let found = report.errors().next().unwrap();
    assert_eq!(found.rule, "element-missing");
    assert_eq!(found.element.as_deref(), Some("link"));
    assert_eq!(found.parent.as_deref(), Some("item"));

    let report = judge(&RDF.replace(" rdf:about='https://a.example/1'", ""));
    let found = report.errors().next().unwrap();
    assert_eq!(found.attribute.as_deref(), Some("rdf:about"));

    let report = judge(&OPML.replace(" xmlUrl='https://a.example/c.rss'", ""));
    let found = report.errors().next().unwrap();
    assert_eq!(found.element.as_deref(), Some("outline"));
    assert_eq!(found.parent.as_deref(), Some("outline"));
    assert_eq!(found.entry, Some(2));

    let report = judge(&SITEMAP.replace("<loc>https://a.example/1</loc>", ""));
    let found = report.errors().next().unwrap();
    assert_eq!(found.element.as_deref(), Some("loc"));
    assert_eq!(found.parent.as_deref(), Some("url"));
}

/// An OPML list in one folder, made while it is read, so that no test holds it whole.
struct List {
    left: usize,
    piece: Vec<u8>,
    at: usize,
}

impl std::io::Read for List {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.piece.len() {
            self.at = 0;
            self.piece = match self.left {
                0 => Vec::new(),
                1 => b"</outline></body></opml>".to_vec(),
                n => format!(
                    "<outline text='{n}' type='rss' xmlUrl='https://a.example/{n}' description='{}'/>\n",
                    "x".repeat(1000)
                )
                .into_bytes(),
            };
            self.left = self.left.saturating_sub(1);
        }
        let length = buffer.len().min(self.piece.len() - self.at);
        buffer[..length].copy_from_slice(&self.piece[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[test]
fn one_folder_may_hold_more_than_one_entry_can() {
    let list = List {
        left: 40_001,
        piece: b"<opml version='2.0'><head/><body><outline text='all'>\n".to_vec(),
        at: 0,
    };
    let report = check(std::io::BufReader::new(list), &Options::default()).unwrap();
    assert!(report.is_valid(), "{:?}", report.diagnostics.first());
    assert_eq!(report.entries, 40_001);
}

#[test]
fn deep_outlines_are_judged_each() {
    let depth = 200;
    let open: String = (0..depth)
        .map(|i| format!("<outline text='{i}'>"))
        .collect();
    let document = format!(
        "<opml version='2.0'><head/><body>{open}<outline/>{}</body></opml>",
        "</outline>".repeat(depth)
    );
    let report = judge(&document);
    assert_eq!(report.entries, depth as u64 + 1);
    let found: Vec<_> = report.errors().collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].rule, "attribute-missing");
}

#[test]
fn a_sitemap_has_its_limits() {
    let pages: String = (0..50_001)
        .map(|i| format!("<url><loc>https://a.example/{i}</loc></url>\n"))
        .collect();
    let head = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>";
    let report = judge(&format!("{head}{pages}</urlset>"));
    let found: Vec<_> = report.errors().collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].rule, "sitemap-too-large");
    assert_eq!(found[0].params["limit"], "50000");

    let url = &SITEMAP[SITEMAP.find("<url>").unwrap()..SITEMAP.find("</urlset>").unwrap()];
    let start = &SITEMAP[..SITEMAP.find("<url>").unwrap()];
    let news: String = (0..1001)
        .map(|i| format!("{}\n", url.replace("/1<", &format!("/{i}<"))))
        .collect();
    let report = judge(&format!("{start}{news}</urlset>"));
    let found: Vec<_> = report.errors().collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].params["limit"], "1000");
}

#[test]
fn what_is_no_feed_is_called_by_name() {
    let cases: &[(&[u8], &str, &str)] = &[
        (b"\x1f\x8b\x08", "document-compressed", "gzip"),
        (b"PK\x03\x04", "document-compressed", "ZIP"),
        (b"\x89PNG\r\n", "document-binary", "PNG"),
        (b"RIFF\0\0\0\0WEBPVP8", "document-binary", "WebP"),
        (b"\0\0\0 ftypavif", "document-binary", "AVIF"),
        (b"%PDF-1.7", "document-binary", "PDF"),
        (b"a\0b\0c", "document-binary", "no text"),
        (b"Not Found", "document-text", "plain text"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "root-unknown",
            "SVG",
        ),
        (
            b"<kml xmlns='http://www.opengis.net/kml/2.2'/>",
            "root-unknown",
            "KML",
        ),
        (
            b"<Error><Code>AccessDenied</Code></Error>",
            "root-unknown",
            "error message",
        ),
        (b"<RSS version='2.0'/>", "root-unknown", "letter case"),
        (
            b"<!-- x --><!DOCTYPE HTML><title>x</title>",
            "document-html",
            "HTML page",
        ),
        (
            b"<?xml version='1.0'?>\n<HTML>",
            "document-html",
            "HTML page",
        ),
    ];
    for (document, rule, word) in cases {
        let report = check_bytes(document, &Options::default());
        let found = report.diagnostics.iter().find(|d| d.rule == *rule);
        let found = found.unwrap_or_else(|| panic!("{rule}: {:?}", report.diagnostics));
        assert!(found.message.contains(word), "{}", found.message);
        assert!(!report.is_valid());
    }
}
